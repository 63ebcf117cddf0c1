#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: what leaves it, over TCP, TLS, UDP, files and HTTP."""
import json
import os
import re
import socket
import ssl
import struct
import xml.etree.ElementTree as ET

from certificates import certificates
from centre import Centre, equal, flight, main, server, test, until

T0 = 1700000000
WAIT_S = 30


def outputs(*entries):
    return 'outputs:\n' + ''.join(f'  - {entry}\n' for entry in entries)


def fly(centre, seconds=20, aircraft=2):
    centre.post(flight(T0, seconds, aircraft))
    equal(len(centre.tracks()), aircraft)


def port_of(centre, scheme='tcp'):
    return int(centre.said(f'tracks on {scheme}://').rsplit(':', 1)[1])


def events(data):
    """The whole events in what a stream has given so far."""
    return [ET.fromstring(part) for part in
            re.findall(rb'<\?xml.*?</event>', data, re.DOTALL)]


def read_events(link, n):
    data = b''
    link.settimeout(WAIT_S)
    while len(events(data)) < n:
        got = link.recv(65536)
        assert got, data
        data += got
    return events(data)


@test
def cot_over_tcp_both_ways(folder):
    """Cursor on Target, listened for and dialled, dialled again when lost"""
    peer, port = server()
    centre = Centre(folder, config=outputs(
        '{format: cot, url: "tcp-listen://127.0.0.1:0"}',
        f'{{format: cot, url: "tcp://127.0.0.1:{port}", every: 1}}')).ready()
    fly(centre)
    with socket.create_connection(('127.0.0.1', port_of(centre))) as link:
        got = read_events(link, 4)
    equal({e.get('uid') for e in got},
          {'luchtwacht.Test.A0001', 'luchtwacht.Test.A0002'})
    for _ in range(2):
        link, _ = peer.accept()
        equal(len({e.get('uid') for e in read_events(link, 2)}), 2)
        link.close()
    peer.close()


@test
def ended_tracks_are_told_once(folder):
    """a track that ended is told of once more, in formats that ask for it"""
    centre = Centre(folder, config=outputs(
        '{format: cot, url: "tcp-listen://127.0.0.1:0"}',
        '{format: ndjson, url: "tcp-listen://127.0.0.1:0", '
        'tentative: true}',
        '{format: ndjson, url: "tcp-listen://127.0.0.1:0"}')).ready()
    until('all listen', lambda: sum(
        line.startswith('tracks on') for line in centre.out) == 3)
    ports = [int(line.rsplit(':', 1)[1]) for line in centre.out
             if line.startswith('tracks on')]
    links = [socket.create_connection(('127.0.0.1', p), WAIT_S)
             for p in ports]
    fly(centre)
    heard = [b'', b'', b'']
    def listen():
        for i, link in enumerate(links):
            link.settimeout(0.05)
            try:
                heard[i] += link.recv(1 << 20)
            except socket.timeout:
                pass
        return all(heard)
    until('all have heard', listen)
    # Others fly on, far away, until these two have ended.
    state = {'n': 0}
    def gone():
        state['n'] += 1
        centre.post(flight(T0 + 20 * state['n'], 5, 1,
                           prefix=f'x{state["n"]}-'))
        listen()
        text = heard[1].decode(errors='replace')
        return '"ended"' in text
    until('they ended', gone, 120)
    for _ in range(30):
        listen()
    name = json.loads(next(line for line in heard[1].splitlines()
                           if b'"ended"' in line))['track']
    gpx = ET.fromstring(centre.get(f'/api/tracks/{name}.gpx'))
    assert len(gpx.findall('.//{*}trkpt')) > 1
    centre.get(f'/api/tracks/{name}.geojson', 404)
    cot = [e for e in events(heard[0]) if e.get('stale') == e.get('time')]
    assert cot, heard[0][-500:]
    names = [e.get('uid') for e in cot]
    equal(len(names), len(set(names)))
    told = [json.loads(line) for line in heard[1].splitlines()[:-1]]
    ended = [t['track'] for t in told if t['status'] == 'ended']
    equal(len(ended), len(set(ended)))
    for line in heard[2].splitlines()[:-1]:
        assert json.loads(line)['status'] in ('confirmed', 'coasting'), line
    for link in links:
        link.close()


@test
def datagrams(folder):
    """a datagram an event, XML and protobuf; multicast too"""
    links, entries = [], []
    for kind in ('cot', 'cot-protobuf'):
        link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        link.bind(('127.0.0.1', 0))
        link.settimeout(WAIT_S)
        links.append(link)
        entries.append(f'{{format: {kind}, url: '
                       f'"udp://127.0.0.1:{link.getsockname()[1]}"}}')
    group = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    group.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    group.bind(('239.2.3.1', 0))
    group.settimeout(WAIT_S)
    group.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                     struct.pack('4s4s', socket.inet_aton('239.2.3.1'),
                                 socket.inet_aton('127.0.0.1')))
    entries.append(f'{{format: cot, url: "udp://239.2.3.1:'
                   f'{group.getsockname()[1]}", multicast: '
                   '{ttl: 0, interface: 127.0.0.1}}')
    centre = Centre(folder, config=outputs(*entries)).ready()
    fly(centre)
    for link in (links[0], group):
        uids = {ET.fromstring(link.recv(65536)).get('uid') for _ in range(2)}
        equal(len(uids), 2)
    for _ in range(2):
        equal(links[1].recv(65536)[:3], b'\xbf\x01\xbf')
    for link in (*links, group):
        link.close()
    equal(centre.metric('luchtwacht_output_lost_total'), 0)
    assert centre.metric('luchtwacht_output_messages_total') >= 6


def server_context(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files['server.pem'], files['server.key'])
    context.load_verify_locations(files['ca.pem'])
    context.verify_mode = ssl.CERT_REQUIRED
    return context


@test
def tls_dialled(folder):
    """TLS with a client certificate; a server that nobody vouches for"""
    files = certificates(folder)
    if files is None:
        print('# SKIP no openssl here')
        return
    peer, port = server()
    doubtful, other_port = server()
    centre = Centre(folder, config=outputs(
        f'{{format: cot, url: "tls://127.0.0.1:{port}", tls: {{ca: ca.pem, '
        'certificate: client.pem, key: client.key}}',
        f'{{format: cot, url: "tls://127.0.0.1:{other_port}"}}')).ready()
    fly(centre)
    link, _ = peer.accept()
    with server_context(files).wrap_socket(link, server_side=True) as link:
        equal(len(read_events(link, 4)), 4)
        assert ('commonName', 'client') in link.getpeercert()['subject'][0]
    plain, _ = doubtful.accept()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files['server.pem'], files['server.key'])
    try:
        context.wrap_socket(plain, server_side=True).recv(1)
    except OSError:
        pass
    until('it says why', lambda: any('certificate' in line
                                     for line in centre.err))
    peer.close()
    doubtful.close()


@test
def tls_listened_for(folder):
    """clients with a certificate of ours, and no others"""
    files = certificates(folder)
    if files is None:
        print('# SKIP no openssl here')
        return
    centre = Centre(folder, config=outputs(
        '{format: cot, url: "tls-listen://127.0.0.1:0", tls: {ca: ca.pem, '
        'certificate: server.pem, key: server.key}}')).ready()
    port = port_of(centre, 'tls')
    fly(centre)
    context = ssl.create_default_context(cafile=files['ca.pem'])
    plain = socket.create_connection(('127.0.0.1', port), WAIT_S)
    plain.sendall(b'GET / HTTP/1.0\r\n\r\n')
    idle = socket.create_connection(('127.0.0.1', port), WAIT_S)
    with socket.create_connection(('127.0.0.1', port), WAIT_S) as link:
        try:
            with context.wrap_socket(link, server_hostname='tak.example') as s:
                assert s.recv(1) == b''
        except OSError:
            pass
    equal(centre.metric('luchtwacht_output_peers'), 0)
    context.load_cert_chain(files['client.pem'], files['client.key'])
    with socket.create_connection(('127.0.0.1', port), WAIT_S) as link:
        with context.wrap_socket(link, server_hostname='tak.example') as s:
            equal(len(read_events(s, 4)), 4)
    plain.close()
    idle.close()


@test
def files_and_documents(folder):
    """documents are written anew, streams are added to"""
    names = {kind: os.path.join(folder, f'out.{kind}')
             for kind in ('kml', 'czml', 'gpx', 'geojson', 'aircraft-json',
                          'cot', 'ndjson')}
    centre = Centre(folder, config=outputs(
        *(f'{{format: {kind}, url: "file:out.{kind}"}}'
          for kind in names),
        '{format: gpx, url: "file:late.gpx", every: 3600}')).ready()
    # A document is there at once, with nothing in it.
    until('it is there', lambda: os.path.exists(
        os.path.join(folder, 'late.gpx')))
    ET.parse(os.path.join(folder, 'late.gpx'))
    fly(centre)
    for kind, path in names.items():
        until(f'{kind} is there', lambda: os.path.exists(path) and
              b'A0001' in open(path, 'rb').read())
        for _ in range(20):  # never half a document
            with open(path, 'rb') as file:
                text = file.read()
            if kind in ('kml', 'gpx'):
                ET.fromstring(text)
            elif kind not in ('cot', 'ndjson'):
                json.loads(text)
    for kind in ('cot', 'ndjson'):
        size = os.path.getsize(names[kind])
        until('it grows', lambda: os.path.getsize(names[kind]) > size)
    equal(centre.stop(), 0)
    with open(names['ndjson']) as file:
        for line in file:
            equal(json.loads(line)['type'], 'track')
    assert not [f for f in os.listdir(folder) if f.endswith('.new')]


@test
def asked_for(folder):
    """documents over HTTP, of all tracks and of one"""
    centre = Centre(folder).ready()
    for suffix in ('geojson', 'kml', 'czml', 'gpx'):
        centre.get(f'/api/tracks.{suffix}')  # before anything was heard
    fly(centre)
    types = {'geojson': 'application/geo+json', 'czml': 'application/json',
             'kml': 'application/vnd.google-earth.kml+xml',
             'gpx': 'application/gpx+xml'}
    for suffix, kind in types.items():
        for path, n in ((f'/api/tracks.{suffix}', 2),
                        (f'/api/tracks/A0001.{suffix}', 1)):
            status, head, body = centre.request('GET', path)
            equal((status, head['content-type']), (200, kind))
            equal(b'A0002' in body, n == 2)
            assert b'A0001' in body
            if suffix in ('kml', 'gpx'):
                ET.fromstring(body)
            else:
                json.loads(body)
    equal(centre.get('/api/tracks.geojson'), centre.get('/api/tracks'))
    for path in ('/api/tracks.', '/api/tracks.xyz', '/api/tracks/A0001.xyz',
                 '/api/tracks/A0099.gpx', '/api/tracks/x.gpx',
                 '/api/tracks/.gpx', '/api/tracks.cot'):
        centre.get(path, 404)


@test
def told_in_turn(folder):
    """a rate tells all in turn, the longest waiting first"""
    centre = Centre(folder, config=outputs(
        '{format: ndjson, url: "tcp-listen://127.0.0.1:0", rate: 3}',
        '{format: ndjson, url: "file:slow", every: 3}')).ready()
    with socket.create_connection(('127.0.0.1', port_of(centre)),
                                  WAIT_S) as link:
        fly(centre, aircraft=7)
        reader = link.makefile('rb')
        told = [json.loads(reader.readline())['track'] for _ in range(31)]
    # Three seconds of three are among any eleven.
    for at in range(7, 21):
        equal(len(set(told[at:at + 11])), 7)
    path = os.path.join(folder, 'slow')
    until('two rounds', lambda: os.path.exists(path) and
          len(open(path).readlines()) >= 14)
    with open(path) as file:
        told = [json.loads(line)['track'] for line in file]
    equal(len(set(told[:7])), 7)
    equal(len(set(told[7:14])), 7)


@test
def filtered(folder):
    """tentative tracks and unlikely ones, as the configuration says"""
    centre = Centre(folder, config=outputs(
        '{format: geojson, url: "file:all", tentative: true}',
        '{format: geojson, url: "file:none", existence: 1}')).ready()
    fly(centre)
    def count(name):
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            return None
        return len(json.load(open(path))['features'])
    until('all are told', lambda: (count('all') or 0) >= 2)
    until('none is sure', lambda: count('none') == 0)


@test
def a_slow_peer_is_dropped(folder):
    """a peer that does not read is let go; the disk and others go on"""
    centre = Centre(folder, config=outputs(
        '{format: ndjson, url: "tcp-listen://127.0.0.1:0"}',
        '{format: ndjson, url: "file:/nowhere/at/all"}')).ready()
    until('it says so', lambda: any('/nowhere/at/all' in line
                                    for line in centre.err) or
          not centre.tracks() and fly(centre))
    equal(centre.metric('luchtwacht_output_up'), 0)
    centre.get('/healthz')


@test
def outputs_that_cannot_be(folder):
    """mistakes are told at the start, with the line"""
    for number, (entry, word) in enumerate((
            ('{format: ctt, url: "tcp://127.0.0.1:1"}', 'did you mean `cot`'),
            ('{format: kml, url: "tcp://127.0.0.1:1"}', 'document'),
            ('{format: kml, url: "file:a", rate: 3}', '`rate`'),
            ('{format: cot, url: "udp://127.0.0.1:1", options: {a: b}}',
             '`a` is no setting'),
            ('{format: cot, url: "udp://127.0.0.1:1", options: {stale: x}}',
             '`stale`'),
            ('{format: cot, url: "file:-"}', 'path of a file'),
            ('{format: cot, url: "tls://127.0.0.1:1", tls: {ca: none.pem}}',
             'none.pem'))):
        here = os.path.join(folder, str(number))
        os.makedirs(here)
        for args in ([], ['--check']):
            centre = Centre(here, *args, config=outputs(entry))
            equal(centre.wait(), 1)
            said = '\n'.join(centre.err)
            assert word in said, (entry, said)


main()
