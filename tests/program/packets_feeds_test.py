#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: feeds of packets: capture files, interfaces, groups of receivers."""
import gzip
import os
import socket
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'captures'))
import packets as p  # noqa: E402 (the path is set above)
from centre import (Centre, equal, flight, lines, main, position,  # noqa: E402
                    test, until)

NOW = int(time.time())


def errors(centre):
    centre.wait()
    return '\n'.join(centre.err)


def kept(centre, n):
    until(f'{n} reports are kept',
          lambda: centre.metric('luchtwacht_accepted_total') == n)


def feed(kind, url):
    return f'feeds: [{{format: {kind}, url: "{url}"}}]\n'


def figure(centre, name):
    """A feed's figure, all feeds and labels together."""
    text = centre.get('/metrics').decode()
    return sum(float(line.rsplit(' ', 1)[1]) for line in text.splitlines()
               if line.startswith(f'luchtwacht_feed_{name}{{'))


@test
def capture_file(folder):
    """a capture file: streams and datagrams, and what is in no format"""
    stream = lines(flight(NOW, 20))
    frames = [p.ethernet(p.ipv4(6, p.tcp(1 + at, stream[at:at + 100])))
              for at in range(0, len(stream), 100)]
    frames += [p.ethernet(p.ipv4(17, p.udp(lines([position(NOW + 30)])))),
               p.ethernet(p.ipv4(17, p.udp(b'\x00 a question', 53, 53))),
               p.ethernet(bytes(30), kind=0x0806)]
    path = os.path.join(folder, 'recording.pcap.gz')
    with gzip.open(path, 'wb') as file:
        file.write(p.pcap([(NOW + i * 0.01, f) for i, f in enumerate(frames)]))
    centre = Centre(folder, config=feed('ndjson', path)).ready()
    kept(centre, 41)
    until('it is at its end', lambda: figure(centre, 'up') == 0)
    equal(figure(centre, 'unclaimed_total'), 2)
    equal(figure(centre, 'reports_total'), 41)
    equal(figure(centre, 'refused_total'), 0)


@test
def broken_capture(folder):
    """a capture that ends early, and one that is damaged"""
    frames = [p.ethernet(p.ipv4(17, p.udp(lines([position(NOW + i)]))))
              for i in range(20)]
    data = p.pcap([(NOW + i, f) for i, f in enumerate(frames)])
    path = os.path.join(folder, 'short.pcap')
    with open(path, 'wb') as file:
        file.write(data[:-50])
    centre = Centre(folder, config=feed('ndjson', path)).ready()
    kept(centre, 19)
    until('the fault is counted',
          lambda: figure(centre, 'refused_total') == 1)


@test
def interface(folder):
    """a live interface, or why not"""
    centre = Centre(folder, config=feed(
        'ndjson', 'capture:lo?filter=udp%20dst%20port%2019600'))
    try:
        centre.ready()
    except AssertionError:
        assert 'CAP_NET_RAW' in errors(centre), errors(centre)
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        for i in range(5):
            link.sendto(lines([position(NOW + i)]), ('127.0.0.1', 19600))
        link.sendto(lines([position(NOW + 9)]), ('127.0.0.1', 19601))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b'\xff\x00 of no format', ('127.0.0.1', 19600))
    # loopback may show a packet on its way out and in: ids make it one
    until('reports are kept',
          lambda: centre.metric('luchtwacht_accepted_total') >= 5)
    until('the rest is counted',
          lambda: figure(centre, 'unclaimed_total') >= 1)


@test
def no_interface(folder):
    """an interface that is not there is told with its line"""
    centre = Centre(folder, config='\n\n' + feed('ndjson', 'capture:nowhere0'))
    err = errors(centre)
    assert ':3: capture:nowhere0: ' in err or 'CAP_NET_RAW' in err, err


def group_port(centre):
    return int(centre.said('ndjson feed on udp://').rsplit(':', 1)[1])


@test
def group4(folder):
    """a group of receivers, joined on an interface"""
    centre = Centre(folder, config=feed(
        'ndjson', 'udp://239.77.1.2:0?interface=lo')).ready()
    port = group_port(centre)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                        socket.inet_aton('127.0.0.1'))
        link.sendto(lines([position(NOW)]), ('239.77.1.2', port))
        link.sendto(lines([position(NOW + 1)]), ('127.0.0.1', port))
        link.sendto(lines([position(NOW + 2)]), ('239.77.1.2', port))
    kept(centre, 2)  # what is not sent to the group is not the group's


@test
def group_source(folder):
    """a group of one sender: others are not heard; two programs may listen"""
    port = 20000 + os.getpid() % 20000
    config = feed('ndjson', f'udp://239.77.1.3:{port}?interface=127.0.0.1'
                            '&source=127.0.0.2')
    centre = Centre(folder, config=config).ready()
    second = os.path.join(folder, 'second')
    os.mkdir(second)
    other = Centre(second, config=feed(
        'ndjson', f'udp://239.77.1.3:{port}?interface=lo')).ready()
    for source, when in (('127.0.0.1', NOW), ('127.0.0.2', NOW + 1)):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            link.bind((source, 0))
            link.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                            socket.inet_aton('127.0.0.1'))
            link.sendto(lines([position(when)]), ('239.77.1.3', port))
    kept(other, 2)
    kept(centre, 1)


@test
def group6(folder):
    """a group of IPv6"""
    if not socket.has_ipv6 or not os.path.exists('/proc/net/if_inet6'):
        return
    centre = Centre(folder, config=feed(
        'ndjson', 'udp://[ff01::4877]:0?interface=lo')).ready()
    port = group_port(centre)
    lo = socket.if_nametoindex('lo')
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as link:
        link.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF,
                        struct.pack('@I', lo))
        try:
            link.sendto(lines([position(NOW)]), ('ff01::4877', port, 0, lo))
        except OSError:  # loopback without a route for groups
            return
    kept(centre, 1)


@test
def settings(folder):
    """settings that cannot be are told of with their line"""
    for number, (url, why) in enumerate((
            ('udp://239.1.2.3:1?interfac=lo', 'no setting'),
            ('udp://127.0.0.1:1?interface=lo', "a group's"),
            ('udp://239.1.2.3:1?interface=nowhere0', 'none called'),
            ('udp://239.1.2.3:1?interface=lo&source=::1', 'no address'),
            ('capture:', 'name of an interface'),
            ('capture:lo?filter=nonsense%20here', '`filter`'))):
        inner = os.path.join(folder, str(number))
        os.mkdir(inner)
        centre = Centre(inner, config='\n' + feed('ndjson', url))
        err = errors(centre)
        assert why in err or 'CAP_NET_RAW' in err, (url, err)
        assert ':2:' in err, (url, err)


main()
