#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Positions of operators: in no output and no file, unless, and how long."""
import json
import os
import socket
import struct
import subprocess
import time

from centre import (PROGRAM, SITE, Centre, Socket, equal, lines, main,
                    position, test, until)

LAT, LON = 51.9876543, 5.4321987
MARKS = (b'51.987', b'5.4321')
NOW = int(time.time())
SHOWN = SITE + 'privacy: {operator: {show: true}}\n'


def reports(n=20, **more):
    return [position(NOW - n + i, n=i, id=f'r{i}',
                     operator={'lat': LAT, 'lon': LON}, **more)
            for i in range(n)]


def packed():
    """The position as programs keep numbers, too."""
    for value in (LAT, LON, LAT * 3.14159265358979323846 / 180,
                  LON * 3.14159265358979323846 / 180):
        for kind in '<d', '>d':
            yield struct.pack(kind, value)
    for value in (LAT, LON):
        yield struct.pack('<i', round(value * 1e7))


def nowhere_in(what, data):
    for mark in (*MARKS, *packed()):
        assert mark not in data, f'{what} has {mark!r}'


def nowhere_on_disk(folder):
    found = 0
    for inside, _, names in os.walk(folder):
        for name in names:
            if name in ('site.yaml', 'centre.yaml'):
                continue
            with open(os.path.join(inside, name), 'rb') as file:
                nowhere_in(name, file.read())
            found += 1
    assert found > 2, 'journal and archive are there'


PAGES = ('/api/reports', '/api/tracks', '/api/warnings', '/api/scene',
         '/api/site', '/api/sensors', '/api/aircraft.json', '/metrics',
         '/data/aircraft.json')


def nowhere_in_outputs(centre):
    for page in PAGES:
        status, _, body = centre.request('GET', page)
        if page in ('/api/reports', '/api/tracks', '/metrics'):
            equal(status, 200)
        if page != '/api/site':
            nowhere_in(page, body)


def kept(centre, n):
    until(f'{n} reports are kept',
          lambda: centre.metric('luchtwacht_accepted_total') == n)


@test
def off_unless_told(folder):
    """by default it is in no output, in no file, and not kept"""
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    centre = Centre(folder, config='outputs: [{format: ndjson, url: '
                    f'"tcp-listen://127.0.0.1:{port}"}}]\n').ready()
    live = Socket(centre.port)
    with socket.create_connection(('127.0.0.1', port)) as link:
        equal(centre.post(reports())['accepted'], 20)
        equal(centre.post([position(NOW, n=30, op=1, **{
            'oper\\u0061tor': 1})])['accepted'], 1)
        until('there is a track', centre.tracks)
        link.settimeout(10)
        nowhere_in('tracks over TCP', link.recv(65536))
    for _ in range(3):
        message = live.message()
        nowhere_in('live', message if isinstance(message, bytes)
                   else json.dumps(message).encode())
    live.close()
    nowhere_in_outputs(centre)
    equal(centre.metric('luchtwacht_operator_heard_total'), 20)
    equal(centre.metric('luchtwacht_operator_positions'), 0)
    equal(centre.metric('luchtwacht_operator_accesses_total'), 0)
    equal(len(centre.journal()), 21)
    nowhere_on_disk(folder)
    equal(centre.stop(), 0)
    nowhere_on_disk(folder)
    nowhere_in('messages', '\n'.join(centre.out + centre.err).encode())


@test
def shown_and_logged(folder):
    """shown where the site says so, each access in the log and counted"""
    centre = Centre(folder, site=SHOWN).ready()
    centre.post(reports())
    told = centre.journal()
    assert all(abs(r['operator']['lat'] - LAT) < 1e-8 and
               abs(r['operator']['lon'] - LON) < 1e-8 for r in told), told[0]
    equal(centre.metric('luchtwacht_operator_positions'), 20)
    centre.get(f'/api/reports?from={NOW + 3600}')
    equal(centre.metric('luchtwacht_operator_accesses_total'), 2)
    equal(centre.metric('luchtwacht_operator_told_total'), 20)
    with open(os.path.join(folder, 'data', 'operators.log'),
              encoding='utf-8') as file:
        log = [json.loads(line) for line in file]
    equal([entry['kept'] for entry in log], [20, 20])
    assert all(entry['peer'].startswith('127.0.0.1:') for entry in log), log
    assert all(NOW - 5 < entry['t'] < NOW + 600 for entry in log), log
    equal(log[0]['what'], 'GET /api/reports')
    equal(log[1]['what'], f'GET /api/reports?from={NOW + 3600}')
    mode = os.stat(os.path.join(folder, 'data', 'operators.log')).st_mode
    equal(mode & 0o077, 0)
    nowhere_on_disk(folder)
    equal(centre.stop(), 0)
    again = Centre(folder, site=SHOWN).ready()  # it was in memory only
    equal([r for r in again.journal() if 'operator' in r], [])
    equal(len(again.journal()), 20)


@test
def not_without_the_log(folder):
    """where the log cannot be written, nothing is told"""
    os.makedirs(os.path.join(folder, 'data', 'operators.log'))
    centre = Centre(folder, site=SHOWN).ready()
    centre.post(reports())
    nowhere_in('/api/reports', centre.get('/api/reports'))
    equal(centre.metric('luchtwacht_operator_log_failures_total'), 1)
    equal(centre.metric('luchtwacht_operator_told_total'), 0)


@test
def not_longer_than_kept(folder):
    """gone everywhere once the time is over"""
    centre = Centre(folder, site=SITE + 'privacy: {operator: {keep: 2, '
                                        'show: true}}\n').ready()
    centre.post(reports())
    assert 'operator' in centre.journal()[0]
    until('it is forgotten',
          lambda: centre.metric('luchtwacht_operator_positions') == 0)
    nowhere_in_outputs(centre)
    nowhere_on_disk(folder)
    with open(f'/proc/{centre.process.pid}/maps', encoding='utf-8') as maps, \
            open(f'/proc/{centre.process.pid}/mem', 'rb') as memory:
        held = [[int(at, 16) for at in line.split()[0].split('-')]
                for line in maps
                if ' rw-p ' in line and '[stack]' not in line]
        values = [struct.pack('<d', x * 3.14159265358979323846 / 180)
                  for x in (LAT, LON)]
        for start, end in held:
            if end - start > 2 ** 30:
                continue  # what a sanitizer sets aside for its own records
            memory.seek(start)
            try:
                data = memory.read(end - start)
            except OSError:
                continue
            assert not all(v in data for v in values), 'it is in memory'


@test
def the_same_picture(folder):
    """with and without it, and played again, the tracks are the same"""
    answers = []
    for number, (site, more) in enumerate((
            (SITE, True), (SITE, False), (SHOWN, True))):
        inner = os.path.join(folder, str(number))
        os.mkdir(inner)
        path = os.path.join(inner, 'reports.ndjson')
        told = [dict(r, rx=r['t']) for r in reports(60)]
        if not more:
            for r in told:
                del r['operator']
        with open(path, 'wb') as file:
            file.write(lines(told))
        site_path = os.path.join(inner, 'site.yaml')
        with open(site_path, 'w', encoding='utf-8') as file:
            file.write(site)
        run = subprocess.run([PROGRAM, 'track', '--site', site_path, path],
                             capture_output=True, check=True)
        answers.append(run.stdout)
        nowhere_in('track', run.stdout + run.stderr)
    assert answers[0] == answers[1] == answers[2] and answers[0]


@test
def decode_asks(folder):
    """decode tells it with --operator only"""
    path = os.path.join(folder, 'reports.ndjson')
    with open(path, 'wb') as file:
        file.write(lines(reports()))

    def run(*options):
        return subprocess.run([PROGRAM, 'decode', *options, path],
                              capture_output=True, check=True).stdout

    nowhere_in('decode', run())
    nowhere_in('decode --reports', run('--reports'))
    assert run('--operator', '--reports').count(b'51.987') == 20


@test
def settings(folder):
    """what cannot be is told of with file and line"""
    for number, (privacy, why) in enumerate((
            ('{operator: {keep: -1}}', 'keep'),
            ('{operator: {keep: 86401}}', 'keep'),
            ('{operator: {shown: true}}', 'show'),
            ('{pilot: 1}', 'pilot'), ('7', 'mapping'))):
        inner = os.path.join(folder, str(number))
        os.mkdir(inner)
        wrong = Centre(inner, '--check', site=SITE + f'privacy: {privacy}\n')
        equal(wrong.wait(), 1)
        err = '\n'.join(wrong.err)
        assert why in err and 'site.yaml:' in err, err


main()
