#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tracks out as ASTERIX: as a foreign decoder reads them, and as ours does."""
import json
import math
import os
import shutil
import socket
import subprocess
import sys

from centre import PROGRAM, SITE, Centre, equal, main, position, test, until

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'captures'))
import packets  # noqa: E402

T0 = 1700000000
IDENT = {'icao': '4840d6', 'callsign': 'KLM1023', 'squawk': '7000'}


def listener():
    link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    link.bind(('127.0.0.1', 0))
    link.settimeout(0.05)
    return link, link.getsockname()[1]


def categories(datagram):
    found, at = [], 0
    while at < len(datagram):
        size = int.from_bytes(datagram[at + 1:at + 3], 'big')
        assert 3 < size <= len(datagram) - at, datagram.hex()
        found.append(datagram[at])
        at += size
    return found


def told(folder, output, site=SITE, wanted=62):
    """The datagrams of an output up to one of that category."""
    link, port = listener()
    folder = os.path.join(folder, output)
    os.makedirs(folder, exist_ok=True)
    centre = Centre(folder, site=site, config=f"""
outputs:
  - {{format: {output}, url: "udp://127.0.0.1:{port}",
     options: {{sac: 25, sic: 10}}}}
""").ready()
    centre.post([position(T0 + n, n=n, sensor='ads-b', vel=[13.6, 11.1, 0.5],
                          ident=IDENT) for n in range(20)])
    got = []

    def enough():
        try:
            got.append(link.recv(65535))
        except TimeoutError:
            return False
        return wanted in categories(got[-1])

    until(f'category {wanted} came', enough)
    link.close()
    centre.stop()
    return got


def ours(folder, datagrams, *options):
    path = os.path.join(folder, 'blocks.asterix')
    with open(path, 'wb') as file:
        file.write(b''.join(datagrams))
    run = subprocess.run([PROGRAM, 'decode', '--format', 'asterix', '--start',
                          str(T0 // 86400 * 86400), *options, path],
                         capture_output=True, check=True, timeout=30)
    return [json.loads(line) for line in run.stdout.splitlines()]


def theirs(folder, datagrams):
    """What tshark makes of them: a layer of fields a packet."""
    path = os.path.join(folder, 'out.pcap')
    with open(path, 'wb') as file:
        file.write(packets.pcap([
            (T0, packets.ethernet(packets.ipv4(17, packets.udp(d, to=8600))))
            for d in datagrams]))
    run = subprocess.run(['tshark', '-r', path, '-T', 'json',
                          '--no-duplicate-keys'],
                         capture_output=True, check=True, timeout=60)
    text = run.stdout.decode()
    assert 'malformed' not in text, text
    return text, [p['_source']['layers'] for p in json.loads(text)]


def values(layer, name, found=None):
    """All values of a field, wherever it is nested."""
    found = [] if found is None else found
    if isinstance(layer, dict):
        for key, value in layer.items():
            if key == name:
                found.append(value)
            else:
                values(value, name, found)
    elif isinstance(layer, list):
        for value in layer:
            values(value, name, found)
    return found


def close(got, want, by):
    assert math.isclose(float(got), want, abs_tol=by), (got, want)


def leaves(name, value):
    """The fields of an item by the names that tshark gives them."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from leaves(f'{name}_{key}', part)
    else:
        yield name, value


def agrees(layer, name, want):
    """Whether a field is there and says the same."""
    found = [value for full in (name, name + '_VALUE')
             for value in values(layer, full) if isinstance(value, str)]
    assert found, name
    got = found[0]
    if isinstance(want, str):
        # Mode 3/A: ours are the digits, theirs the number
        assert got.strip() == want.strip() or \
            (want.isdigit() and int(got, 0) == int(want, 8)), (name, got, want)
    else:
        number = int(got, 16) if got.startswith('0x') else float(got)
        assert math.isclose(number, want, rel_tol=1e-6, abs_tol=1e-6), \
            (name, got, want)


@test
def system_tracks(folder):
    """a track of category 062 is read again as it was"""
    datagrams = told(folder, 'asterix')
    equal(categories(datagrams[0]), [65])
    records = ours(folder, datagrams)
    assert not [r for r in records if 'error' in r], records
    track = next(r for r in records if r['category'] == 62)
    equal(track['edition'], '1.21')
    items = track['items']
    equal(items['010'], {'SAC': 25, 'SIC': 10})
    equal(items['380']['ADR'], 0x4840d6)
    close(items['105']['LAT'], 52.302, 0.001)
    report = next(r for r in ours(folder, datagrams, '--reports')
                  if r['type'] == 'position')
    equal(report['ident'], IDENT)
    equal(report['sensor'], '25/10')
    close(report['vel'][0], 13.6, 2)
    assert T0 < report['t'] < T0 + 30, report


@test
def by_tshark(folder):
    """and tshark reads the same out of it"""
    if shutil.which('tshark') is None:
        print('# skipped: tshark is not there')
        return
    for output, wanted in (('asterix', 62), ('asterix-021', 21)):
        datagrams = told(folder, output, wanted=wanted)
        items = next(r['items'] for r in ours(folder, datagrams)
                     if r['category'] == wanted)
        _, layers = theirs(folder, datagrams)
        layer, count = layers[-1]['asterix'], 0
        for item, value in items.items():
            for name, leaf in leaves(f'asterix.{wanted:03d}_{item}', value):
                agrees(layer, name, leaf)
                count += 1
        assert count > 25, count


@test
def exercises(folder):
    """what is not real says so, and is no report"""
    site = SITE.replace('site: Test', 'site: Test\nexercise: true')
    for output, wanted, item in (('asterix', 62, '080'),
                                 ('asterix-021', 21, '040')):
        datagrams = told(folder, output, site, wanted)
        records = [r for r in ours(folder, datagrams)
                   if r['category'] == wanted]
        assert records and all(r['items'][item]['SIM'] == 1 for r in records)
        assert not [r for r in ours(folder, datagrams, '--reports')
                    if r['type'] == 'position']


if __name__ == '__main__':
    main()
