#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: the life of the program, what it takes in and how it answers."""
import gzip
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess

from centre import (Centre, PROGRAM, SITE, Socket, equal, flight, lines, main,
                    position, test, until)

T0 = 1700000000


@test
def starts_and_ends(folder):
    """it says where it listens, and SIGTERM and SIGINT end it with status 0"""
    for how in (signal.SIGTERM, signal.SIGINT):
        centre = Centre(folder).ready()
        equal(centre.get('/healthz'), b'ok\n')
        equal(centre.get('/readyz'), b'ready\n')
        equal(centre.stop(how), 0)


@test
def verdicts(folder):
    """each line of a body gets its verdict, and only good ones are kept"""
    centre = Centre(folder).ready()
    body = lines([position(T0, id='a')]) + b'not json\n' + \
        lines([position(T0 + 1, id='a'), position(T0 + 1, sensor='nobody'),
               position(T0 + 2, lat=91)]) + b'\r\n\n' + \
        lines([{'type': 'bearing', 't': T0 + 3, 'sensor': 'van', 'az': 4}]) + \
        lines([position(T0 + 3, id='b')])[:-1]
    got = centre.post(body)
    equal((got['accepted'], got['duplicates']), (2, 1))
    equal([r['line'] for r in got['refused']], [2, 4, 5, 8])
    reasons = [r['reason'] for r in got['refused']]
    assert 'nobody' in reasons[1] and 'lat' in reasons[2] and \
        'from' in reasons[3], reasons
    equal([r['id'] for r in centre.journal()], ['a', 'b'])
    equal(centre.metric('luchtwacht_accepted_total'), 2)
    equal(centre.metric('luchtwacht_duplicates_total'), 1)
    equal(centre.metric('luchtwacht_refused_total'), 4)
    text = centre.get('/metrics').decode()
    assert 'refused_total{sensor="van",reason="missing"} 1' in text, text
    assert 'refused_total{sensor="",reason="unknown"} 1' in text, text


@test
def many_refusals(folder):
    """of many bad lines some are told of, and all are counted"""
    centre = Centre(folder).ready()
    got = centre.post(b'{}\n' * 1000)
    equal(got['refused_in_all'], 1000)
    equal(len(got['refused']), 100)


@test
def journal_times(folder):
    """the journal is in order of arrival, each line with its rx"""
    centre = Centre(folder).ready()
    centre.post([position(T0 + 5.25), position(T0), position(T0 + 7, rx=T0 + 9),
                 position(T0 + 8, rx=T0 + 8)])
    equal([r['rx'] for r in centre.journal()],
          [T0 + 5.25, T0 + 5.25, T0 + 9, T0 + 9])
    def part(query):
        return [json.loads(x)['t'] for x in
                centre.get('/api/reports?' + query).splitlines()]
    equal(part(f'from={T0 + 6}'), [T0 + 7, T0 + 8])
    equal(part(f'to={T0 + 6}'), [T0 + 5.25, T0])
    equal(part('from=2023-11-14T22:13:29Z'), [T0 + 7, T0 + 8])
    equal(part('from=2023-11-14T23:13:29%2B01:00'), [T0 + 7, T0 + 8])
    centre.get('/api/reports?from=yesterday', 400)


@test
def restart(folder):
    """a restart gives the same tracks, and ids stay taken"""
    centre = Centre(folder).ready()
    reports = flight(T0, 20)
    equal(centre.post(reports)['accepted'], len(reports))
    before = centre.tracks()
    equal(len(before), 2)
    equal(centre.stop(), 0)
    centre = Centre(folder).ready()
    equal(centre.tracks(), before)
    equal(centre.post(reports[:3]), {'accepted': 0, 'duplicates': 3,
                                     'refused': []})
    equal(centre.stop(), 0)
    left = sorted(os.listdir(os.path.join(folder, 'data')))
    assert not [x for x in left if x.endswith(('-wal', '-shm'))], left


@test
def same_as_track(folder):
    """`track` and `replay --out` over its journal give the tracks it serves"""
    centre = Centre(folder).ready()
    centre.post(flight(T0, 30, 3))
    centre.post([{'type': 'heartbeat', 't': T0 + 29.5, 'sensor': 'camera',
                  'state': 'ok'}])
    served = {name: feature['properties']
              for name, feature in centre.tracks().items()}
    journal = os.path.join(folder, 'journal.ndjson')
    with open(journal, 'wb') as file:
        file.write(centre.get('/api/reports'))
    centre.stop()
    site = os.path.join(folder, 'site.yaml')
    command = [PROGRAM, 'track', '--site', site]
    half = subprocess.run(command + ['--every', '0.5', journal],
                          capture_output=True, check=True).stdout
    last = [json.loads(x) for x in half.splitlines()]
    last = {x['track']: x for x in last if x['t'] == T0 + 29.5}
    equal(sorted(last), sorted(served))
    for name, want in last.items():
        for key in ('t', 'status', 'vel', 'cov', 'existence', 'kinds',
                    'sources'):
            equal(served[name][key], want[key])
    whole = subprocess.run(command + [journal], capture_output=True,
                           check=True).stdout
    assert whole.count(b'\n') > 50
    for source in (journal, os.path.join(folder, 'data')):
        again = subprocess.run(
            [PROGRAM, 'replay', '--site', site, '--out', '-', source],
            capture_output=True, check=True).stdout
        equal(again, whole)
    kept = subprocess.run(
        [PROGRAM, 'replay', '--out', '-', os.path.join(folder, 'data')],
        capture_output=True, check=True).stdout
    equal(kept, whole)


@test
def one_at_a_time(folder):
    """a second one with the same data folder says so and ends with 1"""
    first = Centre(folder).ready()
    second = Centre(folder)
    equal(second.wait(), 1)
    assert 'another luchtwacht' in second.err[0], second.err
    equal(first.stop(), 0)


@test
def bad_starts(folder):
    """a taken port, a folder that is a file, no site: said; status 1 or 2"""
    with socket.socket() as taken:
        taken.bind(('127.0.0.1', 0))
        taken.listen()
        port = taken.getsockname()[1]
        centre = Centre(folder, '--listen', f'127.0.0.1:{port}', listen=False)
        equal(centre.wait(), 1)
        assert 'in use' in centre.err[0], centre.err
    with open(os.path.join(folder, 'file'), 'w') as file:
        file.write('x')
    centre = Centre(folder, '--data', os.path.join(folder, 'file'), data=False)
    equal(centre.wait(), 1)
    assert 'file' in centre.err[0], centre.err
    equal(Centre(folder, site=None).wait(), 2)
    equal(Centre(folder, '--no-such-option').wait(), 2)
    equal(Centre(folder, site='site: [').wait(), 1)


@test
def check(folder):
    """--check says what is wrong and starts nothing"""
    equal(Centre(folder, '--check').wait(), 0)
    assert not os.path.exists(os.path.join(folder, 'data'))
    wrong = Centre(folder, '--check',
                   site=SITE.replace('kind: ads-b', 'knid: ads-b'))
    equal(wrong.wait(), 1)
    assert re.search(r'site\.yaml:\d+: .*knid', wrong.err[0]), wrong.err
    feeds = 'feeds: [{format: sbs, url: "tcp://127.0.0.1:1", sensor: x}]\n'
    wrong = Centre(folder, '--check', config=feeds)
    equal(wrong.wait(), 1)
    assert '"x" is not in the site' in wrong.err[0], wrong.err


@test
def http_errors(folder):
    """paths and methods that are not there, sizes, origins"""
    config = 'limits: {body_kib: 64}\n'
    centre = Centre(folder, config=config).ready()
    equal(json.loads(centre.get('/nothing', 404)),
          {'error': 'nothing is called that'})
    equal(json.loads(centre.get('/api/tracks/A9999', 404)),
          {'error': 'there is no such track'})
    for method, path in (('POST', '/api/tracks'), ('PUT', '/api/reports'),
                         ('DELETE', '/api/reports'), ('OPTIONS', '/')):
        status, head, _ = centre.request(method, path)
        equal((method, status), (method, 405))
        assert 'POST' in head['allow']
    status, _, body = centre.request('POST', '/api/reports',
                                     b'x' * (64 * 1024 + 1))
    equal(status, 413)
    host = f'127.0.0.1:{centre.port}'
    for origin, want in ((f'http://{host}', 200), ('http://evil.test', 403),
                         ('null', 403)):
        status, _, _ = centre.request('POST', '/api/reports',
                                      lines([position(T0)]),
                                      {'Origin': origin})
        equal((origin, status), (origin, want))
    equal(len(centre.journal()), 1)
    equal(centre.request('POST', '/api/scene', b'{"playing":true}')[0], 409)
    equal(centre.request('GET', '/api/live')[0], 426)
    status, _, _ = centre.request('GET', '/' + 'a' * 600)
    assert status in (404, 414), status


def raw(port, data):
    with socket.create_connection(('127.0.0.1', port), 10) as link:
        link.settimeout(10)
        link.sendall(data)
        got = b''
        try:
            while len(got) < 65536:
                part = link.recv(4096)
                if not part:
                    break
                got += part
                if b'\r\n\r\n' in got and b'GET' not in data:
                    break
        except (ConnectionError, TimeoutError):
            pass
        return got


@test
def hostile_bytes(folder):
    """bytes that are no HTTP, endless heads and bodies cut short do no harm"""
    centre = Centre(folder).ready()
    assert b' 411 ' in raw(centre.port, b'POST /api/reports HTTP/1.1\r\n'
                           b'Host: x\r\n\r\n').split(b'\r\n')[0]
    for data in (b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' * 9,
                 b'FOO / HTTP/1.1\r\nHost: x\r\n\r\n',
                 b'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
                 b'POST /api/reports HTTP/1.1\r\nContent-Length: '
                 b'99999999999999999999\r\n\r\n',
                 b'POST / HTTP/1.1\r\nX: ' + b'y' * 20000 + b'\r\n\r\n'):
        raw(centre.port, data)
    links = []
    for _ in range(20):
        link = socket.create_connection(('127.0.0.1', centre.port))
        link.sendall(b'POST /api/reports HTTP/1.1\r\nHost: x\r\n'
                     b'Content-Length: 500\r\n\r\n{"type":')
        links.append(link)
    until('bodies are held', lambda: centre.metric(
        'luchtwacht_http_body_bytes') == 20 * 500)
    for link in links:
        link.close()
    until('they are let go', lambda: centre.metric(
        'luchtwacht_http_body_bytes') == 0)
    equal(centre.post([position(T0)])['accepted'], 1)
    until('connections are closed', lambda: centre.metric(
        'luchtwacht_http_connections') <= 2)
    equal(centre.stop(), 0)


CHUNKED = (b'POST /api/reports HTTP/1.1\r\nHost: x\r\n'
           b'Transfer-Encoding: chunked\r\n')


def chunk(data):
    return b'%x\r\n%s\r\n' % (len(data), data)


@test
def bodies_in_chunks(folder):
    """a body may come in chunks, cut anywhere"""
    config = 'limits: {body_kib: 64}\n'
    centre = Centre(folder, config=config).ready()
    body = lines([position(T0 + n, id=f'c{n}') for n in range(400)])
    for size in (1 << 16, 1000, 7):
        pieces = (body[i:i + size] for i in range(0, len(body), size))
        status, head, got = centre.request('POST', '/api/reports', pieces)
        got = json.loads(got)
        equal((status, got['accepted'] + got['duplicates']), (200, 400))
        equal(head['connection'], 'close')
    equal(len(centre.journal()), 400)
    status, _, _ = centre.request('POST', '/api/reports', iter(()))
    equal(status, 200)
    status, _, got = centre.request('POST', '/api/reports',
                                    (b'x' * 1000 for _ in range(500)))
    equal((status, json.loads(got)),
          (413, {'error': 'the body is longer than the limit'}))
    equal(centre.metric('luchtwacht_http_body_bytes'), 0)


@test
def bodies_in_bad_chunks(folder):
    """what is not quite a chunked body is refused, and not half kept"""
    centre = Centre(folder).ready()
    good = chunk(lines([position(T0)]))
    for data, status in (
            (CHUNKED + b'\r\n' + good + b'zz\r\n', b' 400 '),
            (CHUNKED + b'Content-Length: 5\r\n\r\n' + good, b' 400 '),
            (CHUNKED.replace(b'chunked', b'gzip, chunked') + b'\r\n', b' 501 '),
            (CHUNKED.replace(b'/api/reports', b'/no') + b'\r\n' + good +
             b'0\r\n\r\n', b' 404 ')):
        answer = raw(centre.port, data).split(b'\r\n')[0]
        assert status in answer, (data, answer)
    with socket.create_connection(('127.0.0.1', centre.port)) as link:
        link.sendall(CHUNKED + b'\r\n' + good)
        until('the body is held', lambda: centre.metric(
            'luchtwacht_http_body_bytes') > 0)
    until('it is let go', lambda: centre.metric(
        'luchtwacht_http_body_bytes') == 0)
    equal(centre.journal(), [])
    equal(centre.post([position(T0)])['accepted'], 1)


@test
def kept_alive(folder):
    """one connection carries many requests, one after the other"""
    centre = Centre(folder).ready()
    link = http.client.HTTPConnection('127.0.0.1', centre.port, timeout=30)
    for n in range(20):
        body = lines([position(T0 + n, id=str(n))] * (n + 1))
        link.request('POST', '/api/reports', body)
        got = json.loads(link.getresponse().read())
        equal((got['accepted'], got['duplicates']), (1, n))
        link.request('GET', '/api/scene')
        equal(json.loads(link.getresponse().read())['time'], T0 + n)
        link.request('GET', '/nothing')
        answer = link.getresponse()
        equal(answer.status, 404)
        answer.read()
    link.request('GET', '/api/reports')
    equal(len(link.getresponse().read().splitlines()), 20)
    link.close()
    equal(centre.metric('luchtwacht_http_requests_total'), 62)


@test
def page(folder):
    """the page comes out of the program, compressed, with strict headers"""
    centre = Centre(folder).ready()
    status, head, body = centre.request('GET', '/', None,
                                        {'Accept-Encoding': 'gzip'})
    equal(status, 200)
    equal(head['content-encoding'], 'gzip')
    plain = gzip.decompress(body)
    assert b'<html' in plain
    equal(centre.get('/'), plain)
    equal(head['x-content-type-options'], 'nosniff')
    equal(head['referrer-policy'], 'no-referrer')
    policy = head['content-security-policy']
    assert "script-src 'self';" in policy and "default-src 'none'" in policy
    status, again, body = centre.request(
        'GET', '/', None, {'If-None-Match': head['etag']})
    equal((status, body), (304, b''))
    status, head, body = centre.request('HEAD', '/api/tracks')
    equal((status, body), (200, b''))
    assert int(head['content-length']) > 10


@test
def full_disk(folder):
    """where the disk is full: 503, nothing of that request; later it goes on"""
    limit = 200 * 1024
    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE,
                           (limit, resource.RLIM_INFINITY))
    centre = Centre(folder, preexec=full).ready()
    accepted, failed = 0, None
    for n in range(200):
        body = flight(T0 + 20 * n, 20, 2, f'{n}-')
        status, _, answer = centre.request('POST', '/api/reports', lines(body))
        if status == 503:
            failed = body
            break
        equal(status, 200)
        accepted += json.loads(answer)['accepted']
    assert failed is not None and accepted > 0
    equal(centre.get('/healthz'), b'ok\n')
    assert centre.metric('luchtwacht_journal_failures_total') > 0
    equal(len(centre.journal()), accepted)
    centre.post(failed, 503)
    resource.prlimit(centre.process.pid, resource.RLIMIT_FSIZE,
                     (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    equal(centre.post(failed)['accepted'], len(failed))
    equal(len(centre.journal()), accepted + len(failed))
    equal(centre.stop(), 0)
    centre = Centre(folder).ready()
    equal(len(centre.journal()), accepted + len(failed))


@test
def together(folder):
    """many clients at once share commits, and every line is kept once"""
    import threading
    centre = Centre(folder).ready()
    answers = []
    def send(k):
        for n in range(10):
            answers.append(centre.post(flight(T0 + n, 5, 1, f'{k}-{n}-')))
    threads = [threading.Thread(target=send, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    equal(sum(a['accepted'] for a in answers), 8 * 10 * 5)
    ids = [r['id'] for r in centre.journal()]
    equal((len(ids), len(set(ids))), (400, 400))
    assert centre.metric('luchtwacht_journal_commits_total') <= 80
    centre.tracks()  # all of them are with the tracker
    waits = [float(line.rsplit(' ', 1)[1])
             for line in centre.get('/metrics').decode().splitlines()
             if line.startswith('luchtwacht_tracker_reports_within_total{')]
    equal(waits, sorted(waits))
    assert 0 < waits[-1] <= 400, waits


@test
def learnt(folder):
    """what has been learnt of each sensor is told as track --sensors does"""
    centre = Centre(folder).ready()
    reports = flight(T0, 30)
    centre.post(reports + [position(T0 + 29, sensor='nobody')])
    got = centre.json('/api/sensors')
    equal(got['time'], T0 + 29)
    equal([s['sensor'] for s in got['sensors']],
          ['rid', 'ads-b', 'camera', 'van'])
    rid = got['sensors'][0]
    equal((rid['type'], rid['t'], rid['kind'], rid['reports'],
           rid['accepted']), ('sensor', T0 + 29, 'remote-id', 60, 60))
    assert 40 < rid['claimed'] <= 60, rid
    for estimate in rid['errors'].values():
        assert estimate['sd'] > 0, rid
    equal(centre.json('/api/sensors?sensor=rid')['sensors'], [rid])
    centre.get('/api/sensors?sensor=nobody', 404)
    assert abs(centre.metric('luchtwacht_sensor_claimed_ratio') -
               rid['claimed'] / 60) < 1e-9
    path = os.path.join(folder, 'reports.ndjson')
    with open(path, 'wb') as file:
        file.write(lines(reports))
    out = os.path.join(folder, 'sensors.ndjson')
    subprocess.run([PROGRAM, 'track', '--site',
                    os.path.join(folder, 'site.yaml'), '--sensors', out, path],
                   check=True, stdout=subprocess.DEVNULL)
    with open(out) as file:
        said = [json.loads(line) for line in file]
    times = [s['t'] for s in said if s['sensor'] == 'rid']
    equal(times, [T0, T0 + 10, T0 + 20, T0 + 29])
    for sensor, line in zip(got['sensors'], said[-4:]):
        equal({k: sensor[k] for k in line}, line)


@test
def foreign_socket(folder):
    """a page of another origin cannot open the live stream"""
    centre = Centre(folder).ready()
    try:
        status = Socket(centre.port,
                        headers=['Origin: http://evil.test']).status
    except ConnectionError:
        status = 0
    assert status != 101, status
    live = Socket(centre.port,
                  headers=[f'Origin: http://127.0.0.1:{centre.port}'])
    equal(live.status, 101)
    live.close()


main()
