#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An exercise says so everywhere, and never mixes with what is real."""
import json
import os
import socket
import sqlite3
import subprocess

from centre import (Centre, PROGRAM, SITE, Socket, equal, flight, lines, main,
                    test, until)

T0 = 1700000000
EXERCISE = SITE.replace('site: Test', 'site: Test\nexercise: true')
CONFIG = """
outputs: [{format: ndjson, url: 'tcp-listen://127.0.0.1:0'}]
"""
PATHS = ['/api/tracks', '/api/tracks/A0001', '/api/tracks/A0001/trail',
         '/api/warnings', '/api/site', '/api/scene', '/data/aircraft.json']


def files(folder, site=SITE):
    """A site file and some reports beside it."""
    os.makedirs(folder, exist_ok=True)
    paths = [os.path.join(folder, name)
             for name in ('site.yaml', 'reports.ndjson')]
    with open(paths[0], 'w') as file:
        file.write(site)
    with open(paths[1], 'wb') as file:
        file.write(lines(flight(T0, 20)))
    return paths


def run(*args):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True,
                          timeout=60)


def without(value):
    """A parsed answer with no mark in it."""
    if isinstance(value, dict):
        return {k: without(v) for k, v in value.items()
                if k not in ('exercise', 'r', 'desc')}
    return [without(v) for v in value] if isinstance(value, list) else value


def ask(centre):
    """What there is to be asked for, once twenty seconds have come in."""
    answer = centre.post(flight(T0, 20))
    return answer, {path: centre.json(path) for path in PATHS}


@test
def answers(folder):
    """every answer says so, and is otherwise what it would have been"""
    other = os.path.join(folder, 'real')
    os.makedirs(other)
    other = Centre(other).ready()
    real, plain = ask(other)
    centre = Centre(folder, site=EXERCISE).ready()
    centre.said('EXERCISE')
    answer, marked = ask(centre)
    equal(answer, {**real, 'exercise': True})
    for path in PATHS:
        assert marked[path]['exercise'] is True, (path, marked[path])
        assert plain[path].get('exercise', False) is False, plain[path]
        equal(without(marked[path]), without(plain[path]))
    equal(len(marked['/api/tracks']['features']), 2)
    for feature in marked['/api/tracks']['features']:
        equal(feature['properties']['exercise'], True)
    for aircraft in marked['/data/aircraft.json']['aircraft']:
        equal((aircraft['exercise'], aircraft['r']), (True, 'EXERCISE'))
    equal(centre.metric('luchtwacht_exercise'), 1)
    equal(centre.get('/healthz'), b'ok, an exercise\n')
    equal(centre.get('/readyz'), b'ready, an exercise\n')
    for report in centre.journal():
        equal(report['exercise'], True)
    equal(other.metric('luchtwacht_exercise'), None)
    equal(other.get('/healthz'), b'ok\n')
    assert b'xercise' not in other.get('/api/reports')


@test
def streams(folder):
    """so do the live stream, the events and the tracks on TCP"""
    centre = Centre(folder, site=EXERCISE, config=CONFIG).ready()
    port = int(centre.said('tracks on tcp://').rsplit(':', 1)[1])
    centre.post(flight(T0, 20) + [
        {'type': 'bearing', 't': T0 + 19, 'sensor': 'camera', 'az': 45}])
    live = Socket(centre.port)
    scene = live.message()
    equal((scene['type'], scene['exercise']), ('scene', True))
    frame = live.message()
    equal((frame[0], frame[2], frame[3]), (1, 1, 0))
    link = socket.create_connection(('127.0.0.1', centre.port), 30)
    link.sendall(b'GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n')
    heard = b''
    while heard.count(b'event: track') < 2 or heard[-3:].strip():
        heard += link.recv(65536)
        assert heard.count(b': still here') < 2, heard
    link.close()
    said = [line for line in heard.splitlines() if line.startswith(b'data: ')]
    for line in said:
        equal(json.loads(line[6:])['exercise'], True)
    assert len(said) >= 3, said
    with socket.create_connection(('127.0.0.1', port), 30) as peer:
        for line in [peer.makefile('rb').readline() for _ in range(2)]:
            equal(json.loads(line)['exercise'], True)


@test
def archive(folder):
    """so does every row of the archive"""
    centre = Centre(folder, site=EXERCISE).ready()
    for report in flight(T0, 30):
        centre.post([report])
    equal(len(centre.tracks()), 2)
    centre.stop()
    db = sqlite3.connect(os.path.join(folder, 'data', 'archive.gpkg'))
    count, marked = db.execute(
        'SELECT count(*), sum(exercise) FROM track_points').fetchone()
    assert count > 8 and marked == count, (count, marked)
    equal(db.execute('SELECT count(*), sum(exercise) FROM tracks').fetchone(),
          (2, 2))
    for name, about in db.execute(
            'SELECT identifier, description FROM gpkg_contents'):
        assert name.startswith('EXERCISE'), name
        assert about.startswith('EXERCISE'), about
    db.close()


@test
def verbs(folder):
    """track and replay say so in every line; --exercise makes any site one"""
    site, reports = files(os.path.join(folder, 'real'))
    made_up, also = files(os.path.join(folder, 'exercise'), EXERCISE)
    plain = run('track', '--site', site, reports)
    equal(plain.returncode, 0)
    assert plain.stdout and 'xercise' not in plain.stdout
    want = plain.stdout.replace('}\n', ',"exercise":true}\n')
    for args in (['track', '--site', made_up, reports],
                 ['track', '--exercise', '--site', site, reports],
                 ['track', '--exercise', '--site', made_up, reports],
                 ['replay', '--out', '-', also],
                 ['replay', '--out', '-', '--exercise', reports]):
        equal(run(*args).stdout, want)
    equal(run('replay', '--out', '-', reports).stdout, plain.stdout)


@test
def kept_apart(folder):
    """a data folder is an exercise's or real, for good"""
    for first, second in ((SITE, EXERCISE), (EXERCISE, SITE)):
        here = os.path.join(folder, 'ab'[first is EXERCISE])
        os.makedirs(here)
        centre = Centre(here, site=first).ready()
        centre.post(flight(T0, 5))
        centre.stop()
        for args in ([], ['--exercise']):
            other = Centre(here, *args, site=second)
            if second is SITE and args:
                other.ready() # forced on: it is an exercise again
                equal(other.json('/api/scene')['exercise'], True)
                equal(len(other.journal()), 10)
                other.stop()
                continue
            equal(other.wait(), 1)
            assert 'exercise' in other.err[-1], other.err
            assert '--data' in other.err[-1], other.err
        again = Centre(here, site=first).ready()
        equal(len(again.journal()), 10)
        again.stop()


@test
def an_empty_folder(folder):
    """also one in which no report has arrived yet"""
    Centre(folder, '--exercise').ready().stop()
    other = Centre(folder)
    equal(other.wait(), 1)
    assert 'exercise' in other.err[-1], other.err


@test
def played(folder):
    """also one that a recording was played into"""
    _, reports = files(os.path.join(folder, 'scene'))
    Centre(folder, '--play', reports, '--speed', 'max', '--exercise',
           site=None).said('the recording is at its end')
    Centre.end_all()
    other = Centre(folder, '--play', reports, site=None)
    equal(other.wait(), 1)
    assert 'exercise' in other.err[-1], other.err


@test
def replayed(folder):
    """what was kept as an exercise is replayed as one, told so or not"""
    centre = Centre(folder, '--exercise').ready()
    centre.post(flight(T0, 20))
    equal(centre.json('/api/scene')['exercise'], True)
    centre.stop()
    data = os.path.join(folder, 'data')
    site, _ = files(os.path.join(folder, 'real'))
    for args in ([], ['--site', site]):
        out = run('replay', *args, '--out', '-', data).stdout.splitlines()
        assert len(out) > 10, out
        for line in out:
            equal(json.loads(line)['exercise'], True)
    centre = Centre(folder, '--speed', 'max', data, verb='replay', site=None,
                    data=False).ready()
    until('it is all there', lambda: len(centre.tracks()) == 2)
    equal(centre.json('/api/tracks')['exercise'], True)


@test
def passed_on(folder):
    """what an exercise gives back is taken by no centre that is real"""
    centre = Centre(folder, '--exercise').ready()
    centre.post(flight(T0, 5))
    back = centre.get('/api/reports')
    real = os.path.join(folder, 'real')
    site, _ = files(real)
    other = Centre(real).ready()
    answer = other.post(back)
    equal((answer['accepted'], len(answer['refused'])), (0, 10))
    assert 'exercise' in answer['refused'][0]['reason'], answer
    equal(other.journal(), [])
    path = os.path.join(folder, 'back.ndjson')
    with open(path, 'wb') as file:
        file.write(back)
    equal(run('track', '--site', site, path).stdout, '')
    assert run('track', '--exercise', '--site', site, path).stdout
    again = os.path.join(folder, 'again')
    os.makedirs(again)
    again = Centre(again, '--exercise').ready()
    equal(again.post(back)['accepted'], 10)
    for report in again.journal():
        equal(report['exercise'], True)


main()
