#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve --play and replay: recordings, their pace, their end."""
import gzip
import json
import os
import subprocess
import time

from centre import (Centre, PROGRAM, SITE, equal, flight, lines, main,
                    position, test, until)

T0 = 1700000000


def recording(folder, seconds=60):
    """A folder with a recording and its site.yaml."""
    scene = os.path.join(folder, 'scene')
    os.makedirs(scene, exist_ok=True)
    with open(os.path.join(scene, 'site.yaml'), 'w') as file:
        file.write(SITE)
    path = os.path.join(scene, 'reports.ndjson.gz')
    with gzip.open(path, 'wb') as file:
        file.write(lines(flight(T0, seconds)))
    return path


def scene(centre, **change):
    if not change:
        return centre.json('/api/scene')
    status, _, body = centre.request('POST', '/api/scene', json.dumps(change))
    equal(status, 200)
    return json.loads(body)


@test
def pace(folder):
    """it keeps its pace, pauses, goes on, and changes speed"""
    path = recording(folder)
    centre = Centre(folder, '--play', path, '--speed', '5', site=None).ready()
    start = time.monotonic()
    first = scene(centre)
    equal((first['playing'], first['speed'], first['begin'], first['end'],
           first['live']), (True, 5, T0, T0 + 59, False))
    until('10 s of it are over', lambda: scene(centre)['time'] > T0 + 10)
    took = time.monotonic() - start
    assert 0.5 < took < 6, took
    equal(scene(centre, playing=False)['playing'], False)
    still = scene(centre)['time']
    entries = centre.metric('luchtwacht_journal_entries')
    for _ in range(10):
        equal(scene(centre)['time'], still)
    equal(centre.metric('luchtwacht_journal_entries'), entries)
    equal(scene(centre, speed=1000, playing=True)['speed'], 1000)
    centre.said('the recording is at its end')
    got = scene(centre)
    equal((got['playing'], got['time']), (False, T0 + 59))
    equal(len(centre.journal()), 120)
    for bad in (b'{"speed":0}', b'{"speed":-1}', b'{"playing":1}', b'[]', b'',
                b'{"volume":3}'):
        equal(centre.request('POST', '/api/scene', bad)[0], 400)


@test
def later(folder):
    """--from leaves out what came before, however much, and nothing else"""
    path = recording(folder, 4000) # more lines than one wake-up takes
    centre = Centre(folder, '--play', path, '--speed', '1', '--from',
                    str(T0 + 3000), site=None).ready()
    until('it has begun there', lambda: centre.journal())
    assert T0 + 3000 <= scene(centre)['time'] < T0 + 3060, scene(centre)
    scene(centre, speed=100000, playing=True)
    centre.said('the recording is at its end')
    equal(scene(centre)['begin'], T0 + 3000)
    times = [r['t'] for r in centre.journal()]
    equal((min(times), len(times)), (T0 + 3000, 2000))
    centre.stop()
    for wrong, status in (('tomorrow', 2), (str(T0 + 9999), 1)):
        done = subprocess.run([PROGRAM, 'serve', '--play', path, '--from',
                               wrong, '--data', os.path.join(folder, 'other'),
                               '--listen', '127.0.0.1:0'],
                              capture_output=True, text=True)
        equal(done.returncode, status)
        assert 'from' in done.stderr, done.stderr


@test
def clock(folder):
    """a `t` far ahead of all others moves neither `track` nor a player"""
    path = recording(folder, 40)
    scene_folder = os.path.dirname(path)
    sane = flight(T0, 40)
    mad = [dict(position(T0 + 10**7 + n, 5, n, sensor='ads-b'), id=f'mad-{n}')
           for n in range(40)]
    mixed = [line for pair in zip(sane[::2], sane[1::2], mad)
             for line in pair]
    files = {}
    for name, reports in (('sane', sane), ('mixed', mixed)):
        files[name] = os.path.join(scene_folder, name + '.ndjson')
        with open(files[name], 'wb') as file:
            file.write(lines(reports))
    site = os.path.join(scene_folder, 'site.yaml')

    def run(*args):
        return subprocess.run([PROGRAM, *args], capture_output=True, text=True,
                              timeout=60)
    want = run('track', '--site', site, files['sane'])
    assert want.stdout and not want.stderr, want
    got = run('track', '--site', site, files['mixed'])
    equal(got.stdout, want.stdout)
    equal(got.stderr.count('s ahead of all'), 40)
    replayed = run('replay', '--out', '-', files['mixed'])
    equal(replayed.stdout, want.stdout)
    # The same posted to a centre: the rest is as it would have been.
    centre = Centre(folder).ready()
    answer = centre.post(mixed)
    equal((answer['accepted'], len(answer['refused'])), (80, 40))
    assert 'ahead' in answer['refused'][0]['reason'], answer
    equal(centre.json('/api/sensors?sensor=ads-b')['sensors'][0]['refused'],
          {'clock': 40})
    page = centre.get('/metrics').decode()
    assert ('luchtwacht_reports_refused_total{sensor="ads-b",reason="clock"} 40'
            in page), page
    equal(scene(centre)['time'], T0 + 39)
    back = os.path.join(folder, 'back.ndjson')
    with open(back, 'wb') as file:
        file.write(centre.get('/api/reports'))
    equal(run('track', '--site', site, back).stdout, want.stdout)
    equal(run('replay', '--out', '-', os.path.join(folder, 'data')).stdout,
          want.stdout)
    # With `rx` it is believed: who says when it came in knows.
    with open(back, 'wb') as file:
        file.write(lines(sane + [dict(r, rx=r['t']) for r in mad]))
    equal(run('track', '--site', site, back).stderr, '')


@test
def gap(folder):
    """after a gap it goes on, with a few reports lost where one is alone"""
    path = recording(folder, 1)
    site = os.path.join(os.path.dirname(path), 'site.yaml')
    later = flight(T0 + 50000, 20, prefix='later-')
    with open(os.path.join(folder, 'gap.ndjson'), 'wb') as file:
        file.write(lines(flight(T0, 20) + later))
    done = subprocess.run([PROGRAM, 'track', '--site', site,
                           os.path.join(folder, 'gap.ndjson')],
                          capture_output=True, text=True, timeout=60)
    equal(done.stderr.count('s ahead of all'), 4) # of two aircraft
    times = {json.loads(line)['t'] for line in done.stdout.splitlines()}
    assert T0 + 50019 in times, sorted(times)[-5:]
    centre = Centre(folder).ready()
    equal(centre.post(flight(T0, 20))['accepted'], 40)
    answer = centre.post(later)
    equal((answer['accepted'], len(answer['refused'])), (36, 4))
    equal(scene(centre)['time'], T0 + 50019)


@test
def killed(folder):
    """killed in the middle, it goes on where it was, each line kept once"""
    path = recording(folder, 200)
    want = subprocess.run(
        [PROGRAM, 'track', '--site', os.path.join(folder, 'scene/site.yaml'),
         path], capture_output=True, check=True).stdout
    for n in range(1, 4):
        centre = Centre(folder, '--play', path, '--speed', '100', site=None)
        centre.ready()
        until('some of it is over', lambda: scene(centre)['time'] > T0 + 30 * n)
        centre.kill()
    centre = Centre(folder, '--play', path, '--speed', '1000', site=None)
    centre.ready().said('the recording is at its end')
    ids = [r['id'] for r in centre.journal()]
    equal(len(ids), 400)
    equal(len(set(ids)), 400)
    centre.stop()
    got = subprocess.run(
        [PROGRAM, 'replay', '--out', '-', os.path.join(folder, 'data')],
        capture_output=True, check=True).stdout
    equal(got, want)


@test
def loop(folder):
    """--loop begins anew, with tracks numbered from the start"""
    path = recording(folder, 30)
    centre = Centre(folder, '--play', path, '--speed', '30', '--loop',
                    site=None).ready()
    for _ in range(2):
        until('it is late in it',
              lambda: (scene(centre)['time'] or 0) > T0 + 20)
        # between two rounds nothing has arrived, and there is no time
    until('it began anew', lambda: (scene(centre)['time'] or T0 + 15) < T0 + 15)
    until('there are tracks', lambda: sorted(centre.tracks()) == [
        'A0001', 'A0002'])
    equal(scene(centre, playing=False)['playing'], False)
    journal = centre.journal()
    equal(len({r['id'] for r in journal}), len(journal))
    equal(centre.stop(), 0)


@test
def not_mixed(folder):
    """a recording is never mixed into a journal of real reports"""
    path = recording(folder)
    centre = Centre(folder).ready()
    centre.post([position(T0)])
    centre.stop()
    centre = Centre(folder, '--play', path, site=None)
    equal(centre.wait(), 1)
    assert 'not played' in centre.err[0], centre.err
    centre = Centre(folder).ready()
    equal(len(centre.journal()), 1)
    centre.stop()
    other = os.path.join(folder, 'other')
    os.mkdir(other)
    centre = Centre(other, '--play', path, '--speed', 'max', site=None)
    centre.ready().said('the recording is at its end')
    centre.stop()
    centre = Centre(other)
    equal(centre.wait(), 1)
    assert 'played recording' in centre.err[0], centre.err


def contents(folder):
    """What is in its files; SQLite leaves empty ones beside what it reads."""
    found = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), 'rb') as file:
            bytes_ = file.read()
        if bytes_ and not name.endswith('-shm'):
            found[name] = bytes_
    return found


@test
def replay_leaves_nothing(folder):
    """replay writes nothing to its source and leaves nothing behind"""
    path = recording(folder)
    data = os.path.join(folder, 'data')
    centre = Centre(folder, '--play', path, '--speed', 'max', site=None)
    centre.ready().said('the recording is at its end')
    tracks = centre.tracks()
    centre.stop()
    before = contents(data)
    tmp = os.path.join(folder, 'tmp')
    os.mkdir(tmp)
    os.environ['TMPDIR'] = tmp
    centre = Centre(folder, '--speed', 'max', data, verb='replay', data=False,
                    site=None)
    del os.environ['TMPDIR']
    centre.ready().said('the recording is at its end')
    equal(centre.tracks(), tracks)
    equal(centre.stop(), 0)
    equal(os.listdir(tmp), [])
    equal(contents(data), before)


@test
def bad_lines(folder):
    """a bad line of a recording is told of with its number and left out"""
    path = os.path.join(folder, 'r.ndjson')
    with open(path, 'wb') as file:
        file.write(lines([position(T0)]) + b'broken\n' +
                   lines([position(T0 + 1, sensor='nobody'),
                          position(T0 + 2)]))
    centre = Centre(folder, '--play', path, '--speed', 'max').ready()
    centre.said('the recording is at its end')
    equal(len(centre.journal()), 2)
    centre.stop()
    said = ' '.join(centre.err)
    assert 'r.ndjson:2: ' in said and 'r.ndjson:3: ' in said, said
    equal(Centre(folder, '--play', os.path.join(folder, 'none')).wait(), 1)


main()
