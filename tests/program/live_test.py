#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: what goes out as it happens, and who does not take it."""
import json
import socket
import struct
import time

from centre import (Centre, Socket, equal, flight, main, position, test,
                    until)

T0 = 1700000000


def frame(data):
    """A binary frame of doc/formats/live.md."""
    kind, version, _, count, moment, speed, gone = struct.unpack_from(
        '<BBHIdfI', data)
    equal(version, 1)
    equal(len(data), 24 + 32 * count + 4 * gone)
    tracks = {}
    for i in range(count):
        number, lat, lon, alt, status = struct.unpack_from(
            '<IiihB', data, 24 + 32 * i)
        tracks[number] = {'lat': lat / 1e7, 'lon': lon / 1e7, 'alt': alt,
                          'status': status}
    return kind, moment, speed, tracks


@test
def sockets(folder):
    """a WebSocket gets the scene, a snapshot, then what changes"""
    centre = Centre(folder).ready()
    centre.post(flight(T0, 20))
    live = Socket(centre.port)
    equal(live.status, 101)
    scene = live.message()
    equal((scene['type'], scene['name'], scene['live']),
          ('scene', 'Test', False))
    kind, moment, speed, tracks = frame(live.message())
    equal((kind, moment, speed), (1, T0 + 19, 0))
    equal(sorted(tracks), [1, 2])
    equal(tracks[1]['status'], 1)
    assert abs(tracks[1]['lat'] - 52.302) < 0.001, tracks
    centre.post(flight(T0 + 20, 5, prefix='more-'))
    while True:
        got = live.message()
        if isinstance(got, bytes) and frame(got)[1] == T0 + 24:
            break
    equal(frame(got)[0], 2)
    live.close()
    until('it is let go', lambda: centre.metric('luchtwacht_live_clients') == 0)


@test
def labels_and_marks(folder):
    """names of aircraft and bearings are told"""
    centre = Centre(folder).ready()
    live = Socket(centre.port)
    reports = [position(T0 + n, n=n, sensor='ads-b',
                        ident={'icao': '4840d6', 'callsign': 'KLM1023'})
               for n in range(10)]
    bearing = {'type': 'bearing', 't': T0 + 9, 'sensor': 'camera', 'az': 45}
    equal(centre.post(reports + [bearing])['accepted'], 11)
    label, mark = None, None
    while label is None or mark is None:
        got = live.message()
        if isinstance(got, dict) and got['type'] == 'labels':
            label = got['labels']
        if isinstance(got, dict) and got['type'] == 'reports':
            mark = got['reports']
    equal(label, {'A0001': 'KLM1023'})
    equal([(m['type'], m['sensor'], m['az']) for m in mark],
          [('bearing', 'camera', 45)])
    live.close()


@test
def events(folder):
    """an event stream tells tracks with ids, and their end"""
    centre = Centre(folder).ready()
    link = socket.create_connection(('127.0.0.1', centre.port), 30)
    link.sendall(b'GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n')
    stream = link.makefile('rb')
    equal(stream.readline().split()[1], b'200')
    head = b''
    while (line := stream.readline()) != b'\r\n':
        head += line.lower()
    assert b'text/event-stream' in head

    def event():
        found = {}
        while True:
            line = stream.readline().decode().rstrip('\n')
            if line == '' and 'data' in found:
                return found
            name, _, value = line.partition(': ')
            if name in ('id', 'event', 'data'):
                found[name] = value

    equal(event()['event'], 'scene')
    centre.post(flight(T0, 20, 1))
    got = event()
    while got['event'] != 'track':
        got = event()
    track = json.loads(got['data'])
    equal((track['type'], track['track'], track['status']),
          ('track', 'A0001', 'confirmed'))
    number = int(got['id'])
    centre.post([{'type': 'heartbeat', 't': T0 + 3600, 'sensor': 'camera',
                  'state': 'ok'}])
    got = event()
    while got['event'] != 'ended':
        assert int(got['id']) > number
        got = event()
    equal(json.loads(got['data']), {'track': 'A0001'})
    link.close()


@test
def tracks_on_tcp(folder):
    """an output on TCP gives the tracks as contract lines"""
    centre = Centre(folder, config='outputs: [{format: ndjson, '
                    'url: "tcp-listen://127.0.0.1:0"}]\n').ready()
    port = int(centre.said('tracks on tcp://').rsplit(':', 1)[1])
    link = socket.create_connection(('127.0.0.1', port), 30)
    until('it is seen', lambda: centre.metric('luchtwacht_tcp_listeners') == 1)
    centre.post(flight(T0, 20))
    stream = link.makefile('r')
    got = [json.loads(stream.readline()) for _ in range(2)]
    equal([(t['type'], t['track']) for t in got],
          [('track', 'A0001'), ('track', 'A0002')])
    link.close()


@test
def views(folder):
    """one track, its trail, aircraft.json, the site and the warnings"""
    centre = Centre(folder).ready()
    centre.post([position(T0 + n, n=n, sensor='ads-b', vel=[13.6, 11.1, 0],
                          ident={'icao': '4840d6', 'callsign': 'KLM1023',
                                 'squawk': '7000'}) for n in range(20)])
    track = centre.json('/api/tracks/A0001')
    equal((track['track'], track['ident']['icao']), ('A0001', '4840d6'))
    # the last report waits for the end of its look
    assert track['first'] == T0 and track['updated'] >= T0 + 18, track
    equal(track['feeds'], [{'sensor': 'ads-b', 'kind': 'ads-b',
                            'last': T0 + 19}])
    centre.get('/api/tracks/A1', 404)
    trail = centre.json('/api/tracks/A0001/trail')['points']
    assert 0 <= trail[-1][0] - track['updated'] <= 1, trail[-1]
    page = centre.json('/data/aircraft.json')
    equal((page['now'], page['messages']), (T0 + 19, 20))
    aircraft, = page['aircraft']
    equal((aircraft['hex'], aircraft['flight'].strip(), aircraft['squawk'],
           aircraft['type']), ('4840d6', 'KLM1023', '7000', 'adsb_icao'))
    assert 30 < aircraft['gs'] < 40 and 45 < aircraft['track'] < 55, aircraft
    assert 200 < aircraft['alt_geom'] < 500 and aircraft['seen'] <= 1
    site = centre.json('/api/site')
    equal(site['site'], 'Test')
    sensor = {s['id']: s for s in site['sensors']}
    equal((sensor['ads-b']['state'], sensor['ads-b']['reports']), ('ok', 20))
    equal((sensor['camera']['state'], sensor['camera']['last']),
          ('silent', None))
    equal(site['zones']['features'], [])
    equal(centre.json('/api/warnings')['warnings'], [])
    feature, = centre.json('/api/tracks')['features']
    equal(feature['geometry']['type'], 'Point')


@test
def zones(folder):
    """zones are given as GeoJSON, holes and all"""
    ring = [[4.9, 52.3], [5.0, 52.3], [5.0, 52.4], [4.9, 52.3]]
    hole = [[4.95, 52.32], [4.97, 52.32], [4.97, 52.34], [4.95, 52.32]]
    from centre import SITE
    zone = {'id': 'z', 'name': {'en': 'Z'}, 'kind': 'hospital',
            'geometry': {'type': 'Polygon', 'coordinates': [ring, hole]},
            'warn': {'minutes': 10, 'probability': 0.5, 'clear_after': 300}}
    centre = Centre(folder,
                    site=SITE + f'zones: {json.dumps([zone])}\n').ready()
    feature, = centre.json('/api/site')['zones']['features']
    equal(feature['properties']['name'], {'en': 'Z'})
    warn = feature['properties']['warn']
    equal((warn['minutes'], warn['probability'], warn['clear_after'],
           warn['mode']), (10, 0.5, 300, 'automatic'))
    assert warn['notice']['minutes'] >= 10 and 'jet' in warn['kinds'], warn
    equal('zones' in centre.json('/api/site?zones=0'), False)
    polygon, = feature['geometry']['coordinates']
    equal([len(r) for r in polygon], [4, 4])
    equal([r[0] == r[-1] for r in polygon], [True, True])
    equal({tuple(p) for p in polygon[1]}, {tuple(p) for p in hole})


def stuck(port, request):
    """A client that asks and never reads."""
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.connect(('127.0.0.1', port))
    link.sendall(request)
    return link


@test
def who_never_reads(folder):
    """clients that never read cost their bounded buffer and are dropped"""
    centre = Centre(folder, config='limits: {clients: 40, client_kib: 64}\n')
    centre.ready()
    line = json.dumps(position(T0, x='y' * 2000)).encode() + b'\n'
    for _ in range(20):
        equal(centre.post(line * 500)['accepted'], 500)
    before = centre.metric('luchtwacht_memory_max_bytes')
    links = [stuck(centre.port, b'GET /api/reports HTTP/1.1\r\nHost: x\r\n\r\n')
             for _ in range(20)]
    links += [stuck(centre.port, b'GET /api/events HTTP/1.1\r\nHost: x\r\n\r\n')
              for _ in range(10)]
    until('they are served',
          lambda: centre.metric('luchtwacht_http_connections') >= 30)
    slowest = 0.0
    for n in range(20):
        start = time.monotonic()
        equal(centre.post(flight(T0 + n, 1, 20, f'{n}-'))['accepted'], 20)
        slowest = max(slowest, time.monotonic() - start)
    assert slowest < 15, slowest  # sanitizers and a loaded machine included
    until('the stuck ones are dropped',
          lambda: centre.metric('luchtwacht_http_dropped_total') >= 20, 90)
    grown = centre.metric('luchtwacht_memory_max_bytes') - before
    assert grown < 128e6, grown  # all of it for each would be 600 MB
    for link in links:
        link.close()
    until('all are gone',
          lambda: centre.metric('luchtwacht_http_connections') <= 2)
    equal(centre.stop(), 0)


@test
def too_many(folder):
    """a client over the limit is turned away, and the others go on"""
    centre = Centre(folder, config='limits: {clients: 5}\n').ready()
    links = [socket.create_connection(('127.0.0.1', centre.port), 10)
             for _ in range(5)]
    for link in links[:4]:
        link.sendall(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
        assert b'200' in link.recv(4096)
    extra = socket.create_connection(('127.0.0.1', centre.port), 10)
    try:
        extra.sendall(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
        equal(extra.recv(4096), b'')
    except ConnectionError:
        pass
    for link in links:
        link.close()
    def again():
        try:
            return centre.metric('luchtwacht_http_refused_total')
        except (ConnectionError, OSError):
            return None
    assert until('there is room again', again) >= 1


main()
