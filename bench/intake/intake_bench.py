#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many reports a second the centre takes in, journal on disk and tracker
included, and how long an acknowledgement takes. Loopback; about 15 s.

intake_bench.py LUCHTWACHT [SECONDS]
"""
import http.client
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__),
                                '../../tests/program'))
os.environ['LUCHTWACHT'] = sys.argv[1]
import tempfile  # noqa: E402
import socket  # noqa: E402

from centre import Centre, lines, position, until  # noqa: E402

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 3.0
AIRCRAFT = 100
T0 = 1700000000


def second_of(n, prefix):
    """A second's reports of all aircraft, which fly some way apart."""
    return lines([position(T0 + n, n=n, lat=50 + 0.05 * (i // 10) + 0.0001 * n,
                           lon=4 + 0.05 * (i % 10),
                           id=f'{prefix}-{i}-{n}')
                  for i in range(AIRCRAFT)])


def bodies(prefix, seconds, per_body):
    made = []
    for n in range(seconds):
        block = second_of(n, prefix).splitlines(keepends=True)
        for at in range(0, AIRCRAFT, per_body):
            made.append(b''.join(block[at:at + per_body]))
    return made


def post(centre, queue, times, end):
    link = http.client.HTTPConnection('127.0.0.1', centre.port, timeout=30)
    while queue and time.monotonic() < end:
        body = queue.pop(0)
        start = time.monotonic()
        link.request('POST', '/api/reports', body)
        answer = link.getresponse()
        answer.read()
        assert answer.status == 200
        times.append((time.monotonic() - start, body.count(b'\n')))
    link.close()


def by_http(per_body, clients):
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(folder).ready()
        queues = [bodies(f'c{k}', int(SECONDS * 60), per_body)
                  for k in range(clients)]
        times = []
        start = time.monotonic()
        threads = [threading.Thread(target=post, args=(
            centre, queue, times, start + SECONDS)) for queue in queues]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - start
        centre.get('/api/tracks')  # all of it is with the tracker
        settled = time.monotonic() - start
        count = sum(n for _, n in times)
        waits = sorted(t for t, _ in times)
        print(f'http, {clients} clients, {per_body} a body: '
              f'{count / took:,.0f} reports/s durable, '
              f'{count / settled:,.0f} tracked; ack '
              f'p50 {1e3 * waits[len(waits) // 2]:.1f} ms, '
              f'p99 {1e3 * waits[len(waits) * 99 // 100]:.1f} ms', flush=True)
        centre.stop()


def by_tcp():
    with tempfile.TemporaryDirectory() as folder:
        centre = Centre(folder, config='feeds: [{format: ndjson, '
                        'url: "tcp-listen://127.0.0.1:0"}]\n').ready()
        port = int(centre.said('ndjson feed on tcp://').rsplit(':', 1)[1])
        seconds = int(SECONDS * 200)
        data = b''.join(second_of(n, 'tcp') for n in range(seconds))
        start = time.monotonic()
        with socket.create_connection(('127.0.0.1', port)) as link:
            link.sendall(data)
        until('all are kept', lambda: centre.metric(
            'luchtwacht_accepted_total') == seconds * AIRCRAFT, 120)
        took = time.monotonic() - start
        centre.get('/api/tracks')
        settled = time.monotonic() - start
        print(f'tcp: {seconds * AIRCRAFT / took:,.0f} reports/s durable, '
              f'{seconds * AIRCRAFT / settled:,.0f} tracked', flush=True)
        centre.stop()
        start = time.monotonic()
        centre = Centre(folder).ready()
        print(f'restart: {seconds * AIRCRAFT:,} reports replayed in '
              f"{centre.metric('luchtwacht_replay_seconds'):.2f} s, ready "
              f'after {time.monotonic() - start:.2f} s', flush=True)
        centre.stop()


for per_body, clients in ((1, 1), (1, 16), (100, 1), (100, 4)):
    by_http(per_body, clients)
by_tcp()
