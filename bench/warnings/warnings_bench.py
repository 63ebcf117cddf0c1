#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""From the report that makes the difference to the warning on the wire, while
the centre takes in 50,000 reports a second. Loopback; about 40 s.

The load: a fifth are airliners by ten receivers each, the rest looks of posts
that hear nothing. Beside it radars, a look a second each, see a drone each that
flies at a zone: a warning that is told between two whole seconds was made by
the last look before it of its radar.

warnings_bench.py LUCHTWACHT [REPORTS_A_SECOND]
"""
import json
import math
import multiprocessing
import os
import socket
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, '../../tests/program'),
             os.path.join(HERE, '..')]
os.environ['LUCHTWACHT'] = sys.argv[1]

import bars  # noqa: E402
from centre import Centre, until  # noqa: E402

RATE = int(sys.argv[2]) if len(sys.argv) > 2 else 50000
SECONDS = 20
RADARS, RECEIVERS, AIRLINERS, POSTS = 200, 10, 1000, 5000
SLICES = 100  # of a second
M_PER_DEG = 111200.0


def place(i):
    """Where zone i is, and its radar: a grid, 33 km apart."""
    return 48 + 0.3 * (i // 20), 2 + 0.5 * (i % 20)


def site():
    rows = ['site: Bench', 'origin: {lat: 50, lon: 7}', 'sensors:']
    rows += [f'  - {{id: ads-b-{i}, kind: ads-b, period: 0}}'
             for i in range(RECEIVERS)]
    rows += [f'  - {{id: post-{i}, kind: acoustic, period: 1, position: '
             f'{{lat: {45 + 0.03 * (i // 50)}, lon: {15 + 0.05 * (i % 50)}}}, '
             'coverage: {range: 4000}, detection: 0.6, false_reports: 0.001, '
             'silence: means-nothing-seen}' for i in range(POSTS)]
    for i in range(RADARS):
        lat, lon = place(i)
        rows.append(f'  - {{id: radar-{i}, kind: radar, position: {{lat: {lat}'
                    f', lon: {lon}, alt: 10}}, period: 1, coverage: {{range: '
                    '12000}, detection: 0.9, false_reports: 0.01, '
                    'silence: means-nothing-seen, '
                    'sd: {horizontal: 15, vertical: 15}}')
    rows.append('zones:')
    for i in range(RADARS):
        lat, lon = place(i)
        ring = [[lon - .01, lat - .01], [lon + .01, lat - .01],
                [lon + .01, lat + .01], [lon - .01, lat + .01],
                [lon - .01, lat - .01]]
        rows.append(f'  - {{id: zone-{i}, kind: works, geometry: {{type: '
                    f'Polygon, coordinates: {json.dumps([ring])}}}, '
                    'warn: {minutes: 4, probability: 0.5}}')
    return '\n'.join(rows) + '\n'


def drone(i, t, since):
    """The look of radar i at t: its drone comes from the west at 25 m/s."""
    lat, lon = place(i)
    east = -(3500 + 17 * (i % 100)) + 25 * since
    where = lon + east / M_PER_DEG / math.cos(math.radians(lat))
    return (f'{{"type":"position","t":{t:.3f},"sensor":"radar-{i}","lat":'
            f'{lat:.7f},"lon":{where:.7f},"alt":120,"vel":[25,0,0]}}\n'
            f'{{"type":"look","t":{t:.3f},"sensor":"radar-{i}"}}\n')


def airliner(i, n, t):
    who = i % AIRLINERS
    return (f'{{"type":"position","t":{t:.3f},"sensor":"ads-b-{n % RECEIVERS}"'
            f',"lat":{40 + 0.0002 * (t % 1000) + 0.05 * (who % 40):.6f},"lon":'
            f'{-30 + 0.2 * (who // 40):.4f},"alt":10000,"ident":{{"icao":'
            f'"{0x480000 + who:06x}"}}}}\n')


def load(n, t):
    if n % 5 == 0:
        return airliner(n // 5, n // 5 // AIRLINERS, t)
    return f'{{"type":"look","t":{t:.3f},"sensor":"post-{n % POSTS}"}}\n'


def slices(begin):
    """What is sent in each hundredth of a second."""
    n = 0
    for k in range(SECONDS * SLICES):
        t = begin + k / SLICES
        text = []
        for i in range(k % SLICES, RADARS, SLICES):
            since = k // SLICES - i % 7  # not all at once
            if since >= 0:
                text.append(drone(i, t, since))
        for _ in range(RATE // SLICES - 2 * len(text)):
            text.append(load(n, t))
            n += 1
        yield t, ''.join(text).encode()


def send(port, begin, sent):
    """Each slice when it is due; when each radar's looks went."""
    late = 0.0
    made = list(slices(begin))
    with socket.create_connection(('127.0.0.1', port)) as link:
        for k, (t, text) in enumerate(made):
            time.sleep(max(t - time.time(), 0))
            late = max(late, time.time() - t)
            sent[k] = time.time()
            link.sendall(text)
    print(f'the sender was {1e3 * late:.0f} ms late at most', flush=True)


def listen(port, end, found):
    """Every warning as an event, and when it came."""
    with socket.create_connection(('127.0.0.1', port)) as link:
        link.sendall(b'GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n')
        link.settimeout(0.5)
        rest, name = b'', b''
        while time.time() < end:
            try:
                data = link.recv(1 << 20)
            except TimeoutError:
                continue
            now = time.time()
            *whole, rest = (rest + data).split(b'\n')
            for line in whole:
                if line.startswith(b'event: '):
                    name = line[7:]
                elif line.startswith(b'data: ') and name in (
                        b'warning', b'notice'):
                    said = json.loads(line[6:])
                    found.put((now, said['t'], said['zone'], said['state']))
    found.put(None)


def main():
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(folder, site=site(), config='feeds: [{format: ndjson, '
                        'url: "tcp-listen://127.0.0.1:0"}]\n').ready()
        try:
            measure(centre)
        finally:
            Centre.end_all()


def measure(centre):
    port = int(centre.said('ndjson feed on tcp://').rsplit(':', 1)[1])
    begin = math.ceil(time.time()) + RATE * SECONDS // 150000 + 4
    sent = multiprocessing.Array('d', SECONDS * SLICES, lock=False)
    found = multiprocessing.Queue()
    parts = [multiprocessing.Process(target=send, args=(port, begin, sent)),
             multiprocessing.Process(target=listen, args=(
                 centre.port, begin + SECONDS + 3, found))]
    for part in parts:
        part.start()
    heard = list(iter(found.get, None))
    for part in parts:
        part.join()
    waits = []
    for now, t, zone, state in heard:
        if t == int(t) or state not in ('active', 'updated'):
            continue  # time made it, not a report
        phase = int(zone.split('-')[1]) % SLICES
        mine = [sent[k] for k in range(phase, SECONDS * SLICES, SLICES)
                if sent[k] <= t]
        if mine and t - mine[-1] < 0.5:
            waits.append(now - mine[-1])
    waits.sort()
    accepted = centre.metric('luchtwacht_accepted_total')
    print(f'{len(heard)} messages, {len(waits)} of them made by a report; '
          f'{accepted / SECONDS:,.0f} reports/s taken', flush=True)
    for line in centre.get('/metrics').decode().splitlines():
        if line.startswith('luchtwacht_warning_'):
            print(line)
    assert len(waits) >= RADARS // 2, 'too few warnings to tell'
    print(f'p50 {1e3 * waits[len(waits) // 2]:.1f} ms, longest '
          f'{1e3 * waits[-1]:.1f} ms')
    bars.least('taken in meanwhile', accepted / SECONDS, 0.98 * RATE,
               'reports/s')
    bars.most('report to warning on the wire, p99',
              1e3 * waits[len(waits) * 99 // 100], 50, 'ms')
    until('it ends', lambda: centre.stop() == 0)


if __name__ == '__main__':
    main()
