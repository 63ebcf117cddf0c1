#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: warnings, from the report that raises one to the all clear."""
import http.client
import json
import math
import os
import subprocess
import threading

from centre import DEADLINE_S, PROGRAM, Centre, Socket, equal, lines, main, \
    test, until

T0 = 1790000000  # long ago or far ahead: nothing here waits for a clock
LAT, LON = 52.3, 4.8
M_PER_DEG = 111200.0

SITE = """
site: Oost
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: radar-1, kind: radar, position: {lat: 52.3, lon: 4.8, alt: 10},
     period: 1, coverage: {range: 20000}, detection: 0.9,
     false_reports: 0.01, silence: means-nothing-seen,
     sd: {horizontal: 20, vertical: 20}}
zones:
  - id: hospital-oost
    name: {en: East hospital, nl: Ziekenhuis Oost, uk: Східна лікарня}
    kind: hospital
    geometry: {type: Polygon, coordinates: [[[4.795, 52.297],
      [4.805, 52.297], [4.805, 52.303], [4.795, 52.303], [4.795, 52.297]]]}
    warn: {minutes: 5, probability: 0.5, clear_after: 60%s}
  - id: far
    kind: school
    geometry: {type: Polygon, coordinates: [[[6.0, 53.0], [6.01, 53.0],
      [6.01, 53.01], [6.0, 53.01], [6.0, 53.0]]]}
"""
DECIDER = 'decide-0123456789abcdef'
TESTER = 'test-0123456789abcdef'
KEYS = f"""
keys:
  - {{name: duty officer, key: {DECIDER}, may: [view, decide]}}
  - {{name: tests, key: {TESTER}, may: [test]}}
"""


def look(t):
    return {'type': 'look', 't': t, 'sensor': 'radar-1'}


def flown(begin, end, start_m=-6000.0, mps=25.0):
    """A drone from the west towards the zone, and a look each second."""
    found = []
    for n in range(begin, end):
        t = T0 + n + 0.25
        east = start_m + mps * n
        found.append({'type': 'position', 't': t, 'sensor': 'radar-1',
                      'lat': LAT, 'lon': LON + east / M_PER_DEG /
                      math.cos(math.radians(LAT)), 'alt': 120,
                      'vel': [mps, 0, 0]})
        found.append(look(t))
    return found


def quiet(begin, end):
    return [look(T0 + n + 0.25) for n in range(begin, end)]


def site(more=''):
    return SITE % more


def warnings(centre, query=''):
    return centre.json('/api/warnings' + query)['warnings']


def decide(centre, path, status=200, key=None, kind='application/json',
           **body):
    headers = {'Content-Type': kind}
    if key is not None:
        headers['Authorization'] = f'Bearer {key}'
    got, _, answer = centre.request('POST', path, json.dumps(body), headers)
    assert got == status, f'{path}: {got} {answer[:300]!r}'
    return json.loads(answer)


def told(text):
    """Lines of `track` that are no tracks."""
    found = [json.loads(line) for line in text.splitlines()]
    return [line for line in found if line['type'] != 'track']


def track(folder, reports):
    path = os.path.join(folder, 'again.ndjson')
    with open(path, 'wb') as file:
        file.write(reports)
    done = subprocess.run(
        [PROGRAM, 'track', '--site', os.path.join(folder, 'site.yaml'), path],
        capture_output=True, timeout=DEADLINE_S, check=True)
    equal(done.stderr, b'')
    return told(done.stdout.decode())


class Events(threading.Thread):
    """Server-Sent Events, as (name, data)."""

    def __init__(self, centre):
        super().__init__(daemon=True)
        self.link = http.client.HTTPConnection('127.0.0.1', centre.port,
                                               timeout=DEADLINE_S)
        self.link.request('GET', '/api/events')
        self.answer = self.link.getresponse()
        self.all, self.name = [], None
        self.start()

    def run(self):
        try:
            while line := self.answer.readline().decode().strip('\n') or '-':
                if line.startswith('event: '):
                    self.name = line[7:]
                elif line.startswith('data: '):
                    self.all.append((self.name, json.loads(line[6:])))
        except (OSError, ValueError, AttributeError):
            pass  # closed

    def of(self, *names):
        return [data for name, data in self.all if name in names]

    def close(self):
        if self.answer.fp is not None:
            self.link.sock.close()


class Messages(threading.Thread):
    """Text messages of a WebSocket about warnings."""

    def __init__(self, centre):
        super().__init__(daemon=True)
        self.link = Socket(centre.port)
        self.all = []
        self.start()

    def run(self):
        try:
            while True:
                said = self.link.message()
                if isinstance(said, dict):
                    self.all.append(said)
        except (OSError, ConnectionError):
            pass

    def of(self, *types):
        return [said for said in list(self.all) if said['type'] in types]

    def close(self):
        self.link.close()


@test
def it_is_raised_updated_and_cleared(folder):
    """a drone flown at a zone raises one warning, updated, then cleared"""
    centre = Centre(folder, site=site()).ready()
    equal(warnings(centre), [])
    messages, events = Messages(centre), Events(centre)
    until('the WebSocket is told all', lambda: messages.of('warnings'))
    equal(messages.of('warnings')[0]['warnings'], [])
    centre.post(flown(0, 150))
    [found] = until('it is raised', lambda: warnings(centre))
    equal(found['zone'], 'hospital-oost')
    equal(found['status'], 'actual')
    equal(found['warning'], 'W0001')
    equal(found['level'], 'warning')
    assert found['tracks'] and found['reasons'][0]['sources'] == ['radar-1']
    assert 'East hospital' in found['texts']['en']['headline']
    assert 'Ziekenhuis Oost' in found['texts']['nl']['headline']
    centre.post(flown(150, 170) + quiet(170, 600))
    until('it is over', lambda: not warnings(centre))
    [over] = warnings(centre, '?ended=1')
    equal((over['warning'], over['state']), ('W0001', 'cleared'))
    history = centre.json('/api/warnings/W0001')['history']
    equal([line['revision'] for line in history],
          list(range(1, len(history) + 1)))
    equal(history[-1]['state'], 'cleared')
    lines_ = [line for line in track(folder, centre.get('/api/reports'))
              if line['type'] in ('warning', 'notice')]
    equal(lines_, history)
    until('the WebSocket saw all',
          lambda: messages.of('warning', 'notice') == history)
    until('the events were all', lambda:
          events.of('warning', 'notice') == history)
    states = [line['state'] for line in history]
    equal(states.count('cleared'), 1)
    zone = centre.json('/api/zones/hospital-oost')
    equal(zone['cover'], 'covered')
    assert 'warning' not in zone and zone['last'] == history[-1]['t'], zone
    centre.get('/api/zones/nowhere', 404)
    centre.get('/api/warnings/W0009', 404)
    equal(centre.get('/api/zones.txt').decode(),
          'clear - hospital-oost\nnot-covered - far\n')
    equal(centre.get('/api/zones.txt?zone=far'), b'not-covered - far\n')
    centre.get('/api/zones.txt?zone=nowhere', 404)
    assert b'<alert' in centre.get('/api/warnings/W0001.cap')
    assert b'<feed' in centre.get('/api/warnings.atom')
    messages.close()
    events.close()
    equal(centre.stop(), 0)


@test
def replay_says_the_same(folder):
    """track, a restart, a kill and replay give the same warnings"""
    centre = Centre(folder, site=site()).ready()
    reports = flown(0, 170) + quiet(170, 190)
    half = len(reports) // 2
    centre.post(reports[:half])
    before = until('it is raised', lambda: warnings(centre))
    decide(centre, f'/api/warnings/{before[0]["warning"]}/acknowledge',
           by='Ann')
    before = warnings(centre)
    equal(before[0]['acknowledged']['by'], 'Ann')
    centre.kill()
    centre = Centre(folder, site=site()).ready()
    equal(warnings(centre), before)
    centre.post(reports[half:])
    decide(centre, '/api/warnings/W0001/extend', by='Ann', **{'for': 400})
    centre.post(quiet(190, 300))
    before = warnings(centre)
    equal(len(before), 1)
    kept = centre.get('/api/reports')
    equal(centre.stop(), 0)
    centre = Centre(folder, site=site()).ready()
    equal(warnings(centre), before)
    equal(centre.get('/api/reports'), kept)
    history = centre.json('/api/warnings/W0001')['history']
    equal(centre.stop(), 0)
    equal([line for line in track(folder, kept)
           if line['type'] in ('warning', 'notice')], history)
    out = os.path.join(folder, 'out.ndjson')
    subprocess.run([PROGRAM, 'replay', '--out', out,
                    os.path.join(folder, 'data')], timeout=DEADLINE_S,
                   check=True, capture_output=True)
    with open(out) as file:
        equal(told(file.read()), track(folder, kept))


@test
def people_decide(folder):
    """a proposal waits for a person; what is decided is done, once"""
    more = ', mode: propose, confirm: 3600, unconfirmed: drop'
    centre = Centre(folder, site=site(more)).ready()
    events = Events(centre)
    centre.post(flown(0, 100))
    [found] = until('it is proposed', lambda: warnings(centre))
    equal((found['state'], found['mode']), ('proposed', 'propose'))
    name = found['warning']
    path = f'/api/warnings/{name}/'
    assert all(line['type'] == 'cover'
               for line in track(folder, centre.get('/api/reports')))
    equal(events.of('warning', 'notice'), [])
    decide(centre, path + 'confirm', 415, by='Ann', kind='text/plain')
    decide(centre, path + 'confirm', 400)
    decide(centre, path + 'confirm', 400, by='Ann', when='now')
    decide(centre, path + 'reject', 400, by='Ann')
    decide(centre, path + 'reject', 400, by='Ann', reason='')
    decide(centre, path + 'confirm', 400, by=' ')
    decide(centre, path + 'fire', 404, by='Ann')
    decide(centre, '/api/warnings/W0077/confirm', 404, by='Ann')
    answer = decide(centre, path + 'confirm', by='Ann')
    equal((answer['state'], answer['by']), ('active', 'Ann'))
    until('it is told', lambda: events.of('warning', 'notice'))
    decide(centre, path + 'confirm', 409, by='Bob')
    decide(centre, path + 'clear', by='Ann', reason='landed')
    equal(warnings(centre), [])
    decide(centre, path + 'clear', 404, by='Ann', reason='landed')
    raised = decide(centre, '/api/zones/far/raise', by='Ann', reason='a call',
                    level='notice', **{'for': 600})
    equal((raised['zone'], raised['level']), ('far', 'notice'))
    decide(centre, '/api/zones/nowhere/raise', 404, by='Ann')
    got = centre.post([{'type': 'decision', 't': T0, 'by': 'x',
                        'decision': 'raise', 'zone': 'far'}])
    equal((got['accepted'], len(got['refused'])), (0, 1))
    journal = [line for line in centre.journal()
               if line['type'] == 'decision']
    equal([line['decision'] for line in journal],
          ['confirm', 'confirm', 'clear', 'raise'])
    events.close()
    equal(centre.stop(), 0)


@test
def tests_are_apart(folder):
    """a test needs its own key, touches nothing real, and is marked"""
    centre = Centre(folder, site=site(), config=KEYS).ready()
    centre.get('/api/warnings', 401)
    seen = {'Authorization': f'Bearer {DECIDER}'}
    centre.post(flown(0, 100))

    def listed(path):
        return json.loads(centre.request('GET', path, None, seen)[2])[
            'warnings']
    [real] = until('it is raised', lambda: listed('/api/warnings'))
    name = f'/api/warnings/{real["warning"]}/'
    decide(centre, name + 'acknowledge', 401, by='Ann')
    decide(centre, name + 'acknowledge', 401, key='x' * 30, by='Ann')
    decide(centre, name + 'acknowledge', 403, key=TESTER, by='Ann')
    raise_ = '/api/test/zones/far/raise'
    decide(centre, raise_, 401, by='Ann')
    decide(centre, raise_, 403, key=DECIDER, by='Ann')
    decide(centre, '/api/zones/far/raise', 403, key=TESTER, by='Ann')
    made = decide(centre, raise_, key=TESTER, by='Ann')
    equal((made['warning'], made['status']), ('T0001', 'test'))
    equal([w['warning'] for w in listed('/api/warnings')], [real['warning']])
    equal([w['warning'] for w in listed('/api/test/warnings')], ['T0001'])
    equal(centre.stop(), 0)
    centre = Centre(folder, site=site(), config=KEYS).ready()
    equal([w['warning'] for w in listed('/api/test/warnings')], ['T0001'])
    decide(centre, '/api/test/zones/far/clear', key=TESTER, by='Ann',
           reason='enough')
    equal(listed('/api/test/warnings'), [])
    feed = centre.request('GET', '/api/test/warnings.atom', None, seen)[2]
    equal(feed.count(b'<entry>'), 1)
    status, _, cap = centre.request('GET', '/api/test/warnings/T0001.cap',
                                    None, seen)
    equal((status, cap.count(b'AllClear') > 0, cap.count(b'<references>')),
          (200, True, 1))
    made = decide(centre, raise_, key=TESTER, by='Ann')
    equal(made['warning'], 'T0002')
    journal = centre.request('GET', '/api/reports', None, seen)[2]
    assert all(not line['warning'].startswith('T')
               for line in track(folder, journal) if 'warning' in line)
    equal(centre.stop(), 0)


@test
def without_keys(folder):
    """without keys this machine may decide, and nobody may test"""
    centre = Centre(folder, site=site()).ready()
    centre.post(flown(0, 2))
    decide(centre, '/api/zones/far/raise', by='Ann')
    decide(centre, '/api/test/zones/far/raise', 403, by='Ann')
    body = json.dumps({'by': 'Ann'})
    for more in ({'Host': 'evil.example'}, {'Host': '127.evil.example'},
                 {'X-Forwarded-For': '10.0.0.1'},
                 {'X-Real-IP': '10.0.0.1'}, {'Via': '1.1 proxy'},
                 {'Forwarded': 'for=10.0.0.1'}):
        got, _, _ = centre.request(
            'POST', '/api/zones/far/raise', body,
            {'Content-Type': 'application/json', **more})
        equal((more, got), (more, 403))
    equal(centre.json('/api/scene')['decisions'], 'open')
    equal(centre.stop(), 0)


@test
def an_exercise_says_so(folder):
    """of an exercise every warning says so, wherever it is told"""
    centre = Centre(folder, '--exercise', site=site()).ready()
    messages = Messages(centre)
    centre.post(flown(0, 100))
    [found] = until('it is raised', lambda: warnings(centre))
    equal((found['status'], found['exercise']), ('exercise', True))
    assert 'EXERCISE' in found['texts']['en']['headline'].upper()
    decide(centre, f'/api/warnings/{found["warning"]}/acknowledge', by='Ann')
    until('the WebSocket heard', lambda: messages.of('warning', 'notice'))
    assert all(said['status'] == 'exercise' and said['exercise'] is True
               for said in messages.of('warning', 'notice'))
    cap = centre.get(f'/api/warnings/{found["warning"]}.cap')
    assert b'<status>Exercise</status>' in cap, cap
    assert lines(centre.journal())
    messages.close()
    equal(centre.stop(), 0)


main()
