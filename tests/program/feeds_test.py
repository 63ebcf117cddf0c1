#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: feeds over UDP, TCP both ways, files and standard input."""
import gzip
import json
import os
import socket
import subprocess
import time

from centre import (Centre, equal, flight, lines, main, position, server, test,
                    until)

T0 = 1700000000
# Airborne position, odd and even, and identification of 40621D and 4840D6:
# the worked examples of "The 1090 Megahertz Riddle" (2nd edition), ch. 5.
MODE_S = ['8D40621D58C386435CC412692AD6', '8D40621D58C382D690C8AC2863A7',
          '8D4840D6202CC371C32CE0576098']


def beast(message):
    """Mode-S Beast binary, long frame."""
    body = bytes(6) + b'\x80' + bytes.fromhex(message)
    return b'\x1a3' + body.replace(b'\x1a', b'\x1a\x1a')


def sbs(n, icao='4840D6'):
    """An airborne position of SBS-1 (BaseStation), now."""
    now = time.strftime('%Y/%m/%d,%H:%M:%S.000', time.gmtime())
    return (f'MSG,3,1,1,{icao},1,{now},{now},,35000,,,'
            f'{52.3 + n * 0.002:.5f},4.8,,,0,0,0,0\r\n').encode()


def kept(centre, n):
    until(f'{n} reports are kept',
          lambda: centre.metric('luchtwacht_accepted_total') == n)


def feed(kind, url, sensor=None):
    more = f', sensor: {sensor}' if sensor else ''
    return f'feeds: [{{format: {kind}, url: "{url}"{more}}}]\n'


@test
def udp(folder):
    """NDJSON in datagrams, one line or several each"""
    centre = Centre(folder, config=feed('ndjson', 'udp://127.0.0.1:0')).ready()
    port = int(centre.said('ndjson feed on udp://').rsplit(':', 1)[1])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(lines([position(T0, id='a')]), ('127.0.0.1', port))
        link.sendto(lines(flight(T0 + 1, 3)), ('127.0.0.1', port))
        link.sendto(b'\xff\xfe junk', ('127.0.0.1', port))
        link.sendto(b'', ('127.0.0.1', port))
        link.sendto(lines([position(T0 + 9)])[:-1], ('127.0.0.1', port))
    kept(centre, 8)
    until('junk is counted',
          lambda: centre.metric('luchtwacht_refused_total') == 1)


@test
def tcp_server(folder):
    """NDJSON over TCP that it listens on, split anywhere"""
    centre = Centre(folder,
                    config=feed('ndjson', 'tcp-listen://127.0.0.1:0')).ready()
    port = int(centre.said('ndjson feed on tcp://').rsplit(':', 1)[1])
    data = lines(flight(T0, 20)) + lines([position(T0 + 30)])[:-1]
    with socket.create_connection(('127.0.0.1', port)) as link:
        for at in range(0, len(data), 37):
            link.sendall(data[at:at + 37])
    kept(centre, 41)
    with socket.create_connection(('127.0.0.1', port)) as link:
        link.sendall(b'x' * 400000 + b'\n' + lines([position(T0 + 40)]))
        kept(centre, 42)
    assert centre.metric('luchtwacht_refused_total') >= 1


@test
def tcp_client(folder):
    """NDJSON over TCP that it dials, and dials again when it is lost"""
    peer, port = server()
    with peer:
        centre = Centre(folder,
                        config=feed('ndjson', f'tcp://127.0.0.1:{port}'))
        centre.ready()
        for n in range(2):
            link, _ = peer.accept()
            until('it is up', lambda: centre.metric('luchtwacht_feed_up') == 1)
            link.sendall(lines([position(T0 + n)]))
            kept(centre, n + 1)
            link.close()
            until('it is down',
                  lambda: centre.metric('luchtwacht_feed_up') == 0)


def probed(local, remote):
    """Whether that end of a connection asks if the other is still there."""
    with open('/proc/net/tcp', encoding='ascii') as table:
        for row in table.read().splitlines()[1:]:
            cell = row.split()
            ports = [int(cell[i].split(':')[1], 16) for i in (1, 2)]
            if ports == [local, remote]:
                return cell[5].startswith('02')  # the keepalive timer
    return False


@test
def peers_that_vanish(folder):
    """whether a silent peer is there is asked, on both kinds of connection"""
    if not os.path.exists('/proc/net/tcp'):
        print('# SKIP no /proc/net/tcp here')
        return
    peer, there = server()
    with peer:
        centre = Centre(folder, config=f'''
feeds:
  - {{format: ndjson, url: "tcp://127.0.0.1:{there}"}}
  - {{format: ndjson, url: "tcp-listen://127.0.0.1:0"}}
''').ready()
        here = int(centre.said('ndjson feed on tcp://').rsplit(':', 1)[1])
        dialled, address = peer.accept()
        accepted = socket.create_connection(('127.0.0.1', here))
        until('the dialled one is probed',
              lambda: probed(address[1], there))
        until('the accepted one is probed',
              lambda: probed(here, accepted.getsockname()[1]))
        dialled.close()
        accepted.close()


@test
def beast_both_ways(folder):
    """ADS-B as Beast, dialled and listened for"""
    peer, port = server()
    with peer:
        centre = Centre(folder, config=f'''
feeds:
  - {{format: beast, url: "tcp://127.0.0.1:{port}", sensor: ads-b}}
  - {{format: beast, url: "tcp-listen://127.0.0.1:0", sensor: ads-b}}
''').ready()
        here = int(centre.said('beast feed on tcp://').rsplit(':', 1)[1])
        dialled, _ = peer.accept()
        other = socket.create_connection(('127.0.0.1', here))
        for link in (dialled, other):
            for message in MODE_S:
                for byte in beast(message) + b'\x00junk':
                    link.sendall(bytes([byte]))
        until('both gave a position',
              lambda: centre.metric('luchtwacht_accepted_total') >= 2)
        got = [r for r in centre.journal() if r['type'] == 'position']
        equal({r['sensor'] for r in got}, {'ads-b'})
        equal({r['ident']['icao'] for r in got}, {'40621d'})
        for report in got:
            assert abs(report['lat'] - 52.25720) < 1e-4, report
            assert abs(report['lon'] - 3.91937) < 1e-4, report
        dialled.close()
        other.close()


@test
def sbs_becomes_a_track(folder):
    """ADS-B as SBS-1 becomes a live track"""
    centre = Centre(folder, config=feed(
        'sbs', 'tcp-listen://127.0.0.1:0', 'ads-b')).ready()
    port = int(centre.said('sbs feed on tcp://').rsplit(':', 1)[1])
    state = {'n': 0}
    with socket.create_connection(('127.0.0.1', port)) as link:
        link.sendall(b'nonsense\r\n' + sbs(0))
        def shown():
            state['n'] += 1
            if state['n'] % 25 == 0:
                link.sendall(sbs(state['n'] / 50))
            return [f for f in centre.tracks().values()
                    if f['properties'].get('ident', {}).get('icao') == '4840d6']
        until('there is a track', shown, 60)
    equal(centre.json('/api/scene')['live'], True)


@test
def files(folder):
    """a file, plain or compressed, and standard input"""
    reports = flight(T0, 40)
    for name, opener in (('r.ndjson', open), ('r.ndjson.gz', gzip.open)):
        path = os.path.join(folder, name)
        with opener(path, 'wb') as file:
            file.write(lines(reports) + b'broken\n')
        centre = Centre(folder, path).ready()
        kept(centre, 80 if opener is open else 0)
        until('the bad line is told of', lambda: any(
            f'{name}:81: ' in line for line in centre.err))
        equal(len(centre.journal()), 80)
        centre.stop()
    centre = Centre(folder, '-', stdin=subprocess.PIPE).ready()
    pipe = centre.process.stdin
    for n in range(3):
        pipe.write(json.dumps(position(T0 + 100 + n)) + '\n')
        pipe.flush()
        kept(centre, n + 1)
    pipe.write(json.dumps(position(T0 + 110)))
    pipe.close()
    kept(centre, 4)
    equal(centre.stop(), 0)


main()
