#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve and decode: what receivers publish, and odd sensors by a mapping."""
import json
import os
import socket
import struct
import subprocess
import time

from centre import PROGRAM, Centre, equal, main, test, until

SITE = """
site: Publishers
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: stratux, kind: ads-b}
  - {id: roof, kind: remote-id}
  - id: odd
    kind: radar
    position: {lat: 52.3, lon: 4.8, alt: 5}
    mapping:
      type: polar
      t: {from: ms, unit: ms}
      range: {from: km, unit: km}
      az: bearing
      kind: {from: class, words: {quad: multirotor}}
      when: {event: plot}
  - id: geo
    kind: tracker
    mapping:
      type: position
      t: {from: properties.time, unit: ms}
      operator.lat: properties.pilot.1
      operator.lon: properties.pilot.0
"""


def check(data, first, extra, poly, reflected):
    """A CRC of 16 bits, bit by bit."""
    crc = first
    for byte in data + extra:
        if reflected:
            crc ^= byte
            for _ in range(8):
                crc = crc >> 1 ^ (poly if crc & 1 else 0)
        else:
            high = crc & 0xff00
            for _ in range(8):
                high = (high << 1 ^ (poly if high & 0x8000 else 0)) & 0xffff
            crc = (high ^ crc << 8 ^ byte) & 0xffff
    return crc


def gdl90(message):
    body = message + struct.pack(
        '<H', check(message, 0, b'', 0x1021, False))
    stuffed = b''.join(bytes([0x7d, b ^ 0x20]) if b in (0x7d, 0x7e)
                       else bytes([b]) for b in body)
    return b'\x7e' + stuffed + b'\x7e'


def mavlink(number, extra, payload, system=1, component=236):
    payload = payload.rstrip(b'\0') or b'\0'
    frame = (bytes([len(payload), 0, 0, 0, system, component])
             + number.to_bytes(3, 'little') + payload)
    crc = check(frame, 0xffff, bytes([extra]), 0x8408, True)
    return b'\xfd' + frame + struct.pack('<H', crc)


# The example of the document (560-1058-00 Rev A, 3.5.2).
SALEM = bytes.fromhex('1400ab45491fef15a889780f09a907b0012001'
                      '4e3832355620202000')


def feed(kind, more):
    return (f'feeds: [{{format: {kind}, url: "udp://127.0.0.1:0", '
            f'{more}}}]\n')


def fed(folder, kind, more, *datagrams):
    """A centre whose feed has had these datagrams."""
    centre = Centre(folder, site=SITE, config=feed(kind, more)).ready()
    port = int(centre.said(f'{kind} feed on udp://').rsplit(':', 1)[1])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        for datagram in datagrams:
            link.sendto(datagram, ('127.0.0.1', port))
    return centre


def kept(centre, n):
    until(f'{n} reports are kept', lambda: len(centre.journal()) >= n)
    reports = centre.journal()
    equal(len(reports), n)
    return reports


@test
def gdl90_over_udp(folder):
    """GDL 90: traffic becomes reports, what is broken is counted"""
    beat = bytes([0, 0x81, 1]) + struct.pack(
        '<H', int(time.time()) % 86400 & 0xffff) + b'\x08\x02'
    centre = fed(folder, 'gdl90', 'sensor: stratux',
                 gdl90(beat) + gdl90(SALEM), gdl90(SALEM)[:-3] + b'xx\x7e',
                 b'noise')
    reports = kept(centre, 2)
    equal([r['type'] for r in reports], ['heartbeat', 'position'])
    equal(reports[1]['ident'], {'icao': 'ab4549', 'callsign': 'N825V'})
    until('two are refused',
          lambda: centre.metric('luchtwacht_refused_total') == 2)


@test
def mavlink_over_udp(folder):
    """MAVLink: Remote ID of a bridge, by the name of its source"""
    basic = b'\0\0' + b'3065EC6FC458'.ljust(20, b'\0') + b'\x01\x02' \
        + b'1581F5FKD2294'.ljust(20, b'\0')
    place = struct.pack('<iiffffHHh', 523000000, 48000000, -1000, 101.5,
                        -1000, 65535, 9000, 425, -50) + b'\0\0' \
        + b'3065EC6FC458'.ljust(20, b'\0') + bytes([2, 0, 10, 5, 0, 4, 1])
    command = mavlink(76, 152, bytes(33))
    centre = fed(folder, 'mavlink', 'sensors: {"1/236": roof}',
                 mavlink(12900, 114, basic), command,
                 mavlink(12901, 254, place))
    report, = kept(centre, 1)
    equal(report['sensor'], 'roof')
    equal(report['ident'], {'remote_id': '1581F5FKD2294'})
    equal((report['lat'], report['lon'], report['alt']), (52.3, 4.8, 101.5))


@test
def remote_id_json_over_udp(folder):
    """Remote ID lines of a node, and its heartbeat"""
    line = {'mac': '60:60:1f:aa:bb:cc', 'rssi': -50, 'drone_lat': 52.3,
            'drone_long': 4.8, 'drone_altitude': 80, 'pilot_lat': 52.2,
            'pilot_long': 4.7, 'basic_id': '1596F3000000001',
            'node_id': 'A1B2'}
    centre = fed(folder, 'remote-id-json', 'sensors: {A1B2: roof}',
                 json.dumps(line).encode() + b'\n')
    report, = kept(centre, 1)
    equal(report['sensor'], 'roof')
    equal(report['ident'], {'remote_id': '1596F3000000001'})


@test
def mapped_csv_over_tcp(folder):
    """An odd radar's CSV, by the mapping of the site file"""
    now = int(time.time() * 1000)
    text = ('ms;km;bearing;class;event\n'
            f'{now};2.5;-90;quad;plot\n{now};2.5;10;quad;status\n'
            f'{now};none;10;quad;plot\n').encode()
    config = feed('csv', 'sensor: odd').replace('udp://', 'tcp-listen://')
    centre = Centre(folder, site=SITE, config=config).ready()
    port = int(centre.said('csv feed on tcp://').rsplit(':', 1)[1])
    with socket.create_connection(('127.0.0.1', port)) as link:
        for at in range(0, len(text), 7):
            link.sendall(text[at:at + 7])
    report, = kept(centre, 1)
    equal((report['range'], report['az']), (2500, 270))
    equal(report['kinds'], {'multirotor': 0.9})
    until('a line is refused',
          lambda: centre.metric('luchtwacht_refused_total') == 1)


@test
def a_feed_without_a_mapping_is_told_of(folder):
    """A CSV feed of a sensor that has no mapping stops the start"""
    centre = Centre(folder, site=SITE, config=feed('csv', 'sensor: roof'))
    assert centre.wait() != 0
    assert any('mapping' in line for line in centre.err), centre.err


@test
def mapped_geojson_file(folder):
    """decode: GeoJSON by a mapping, its operator only where asked for"""
    site = os.path.join(folder, 'site.yaml')
    path = os.path.join(folder, 'drones.geojson')
    features = [{'type': 'Feature',
                 'geometry': {'type': 'Point', 'coordinates': [4.8, 52.3, n]},
                 'properties': {'time': 1795273200000 + n,
                                'pilot': [4.7, 52.2]}} for n in range(5000)]
    with open(site, 'w', encoding='utf-8') as file:
        file.write(SITE)
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'type': 'FeatureCollection', 'features': features,
                   'bbox': [1, 2, 3, 4]}, file, indent=1)

    def decode(*options):
        run = subprocess.run(
            [PROGRAM, 'decode', '--site', site, '--sensor', 'geo', '--format',
             'json', *options, path], capture_output=True, check=True,
            timeout=60)
        equal(run.stderr, b'')
        return [json.loads(line) for line in run.stdout.splitlines()]

    reports = decode('--reports')
    equal(len(reports), 5000)
    equal(reports[4999]['alt'], 4999)
    assert not any('operator' in r for r in reports)
    equal(decode('--reports', '--operator')[0]['operator'],
          {'lat': 52.2, 'lon': 4.7})


main()
