#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve: every kind of feed and of output, plugged in at once."""
import contextlib
import json
import os
import re
import socket
import ssl
import struct
import threading
import time
import xml.etree.ElementTree as ET

from broker import Broker, Listener, there
from certificates import certificates
from centre import Centre, equal, main, test, until
from everything import SITE, Feeds, free_port, write_files

GROUP = '239.255.76.88'
HERE = '127.0.0.1'
WAIT_S = 30
DOCUMENTS = ('geojson', 'kml', 'czml', 'gpx', 'aircraft-json')


class Ears:
    """Who listens to every output: all the bytes that each told."""

    def __init__(self, tls):
        self.tls, self.heard, self.links = tls, {}, []
        self.port = {name: free_port() for name in ('ndjson', 'cot', 'proto')}
        if tls:
            self.port['tls'] = free_port()
        self.udp = {name: self.receiver(name) for name in
                    ('cot-udp', 'proto-group', 'asterix', 'asterix-021')}
        self.node = socket.create_server((HERE, 0))
        self.node.settimeout(WAIT_S)

    def receiver(self, name):
        link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        if 'group' in name:
            link.bind(('', 0))
            link.setsockopt(
                socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                socket.inet_aton(GROUP) + socket.inet_aton(HERE))
        else:
            link.bind((HERE, 0))
        return link

    def config(self, broker):
        port = {name: link.getsockname()[1] for name, link in self.udp.items()}
        node = self.node.getsockname()[1]
        rows = [('ndjson', f'tcp-listen://{HERE}:{self.port["ndjson"]}', ''),
                ('cot', f'tcp-listen://{HERE}:{self.port["cot"]}', ''),
                ('cot-protobuf', f'tcp-listen://{HERE}:{self.port["proto"]}',
                 ''),
                ('cot', f'udp://{HERE}:{port["cot-udp"]}', ''),
                ('cot-protobuf', f'udp://{GROUP}:{port["proto-group"]}',
                 ', multicast: {interface: lo}'),
                ('asterix', f'udp://{HERE}:{port["asterix"]}',
                 ', options: {sac: 25, sic: 9, sensor.radar-1: 25/1}'),
                ('asterix-021', f'udp://{HERE}:{port["asterix-021"]}', ''),
                ('sapient', f'tcp://{HERE}:{node}', '')]
        if self.tls:
            rows.append(('cot', f'tls-listen://{HERE}:{self.port["tls"]}',
                         ', tls: {ca: ca.pem, certificate: server.pem, '
                         'key: server.key}'))
        if broker is not None:
            rows.append(('ndjson', f'mqtt://{HERE}:{broker.port}/lw/tracks/'
                         '{track}?discovery=homeassistant&'
                         'sensors=lw/sensors/{sensor}', ''))
        rows += [(kind, f'file:out.{kind}', '') for kind in DOCUMENTS]
        return 'outputs:\n' + ''.join(
            f'  - {{format: {kind}, url: "{url}"{more}}}\n'
            for kind, url, more in rows)

    def listen(self):
        for name, link in self.udp.items():
            self.follow(name, link)
        for name, port in self.port.items():
            link = socket.create_connection((HERE, port), WAIT_S)
            if name == 'tls':
                context = ssl.create_default_context(cafile=self.tls['ca.pem'])
                context.load_cert_chain(self.tls['client.pem'],
                                        self.tls['client.key'])
                link = context.wrap_socket(link, server_hostname='tak.example')
            self.follow(name, link)
        self.follow('sapient', self.node.accept()[0])

    def follow(self, name, link):
        self.heard[name] = []
        self.links.append(link)
        link.settimeout(None)
        threading.Thread(target=self.read, args=(name, link),
                         daemon=True).start()

    def read(self, name, link):
        try:
            while data := link.recv(65536):
                self.heard[name].append(data)
        except OSError:
            pass  # closed: the test is over

    def bytes(self, name):
        return b''.join(self.heard[name])

    def close(self):
        for link in (*self.links, self.node):
            link.close()


def brought(centre):
    """Reports by sensor."""
    found = {}
    for report in centre.journal():
        found.setdefault(report['sensor'], []).append(report)
    return found


def categories(datagrams):
    """Of every data block."""
    found = set()
    for data in datagrams:
        while data:
            category, length = struct.unpack('>BH', data[:3])
            found.add(category)
            assert 3 < length <= len(data), data
            data = data[length:]
    return found


def events(data):
    return {ET.fromstring(text).get('uid').split('.')[-1] for text in
            re.findall(rb'<event.*?</event>', data, re.DOTALL)}


def check_wires(ears, names, icao):
    """Each told the tracks, in its own way."""
    for name in ('cot', 'cot-udp', *(['tls'] if ears.tls else [])):
        until(f'{name} tells all', lambda: names <= events(ears.bytes(name)))
    until('lines tell all', lambda: names <= {
        json.loads(line)['track']
        for line in ears.bytes('ndjson').splitlines()[:-1]})
    for name, first in (('proto', b'\xbf'), ('proto-group', b'\xbf\x01\xbf')):
        until(f'{name} tells all', lambda: all(
            f'luchtwacht.Everything.{track}'.encode() in ears.bytes(name)
            for track in names))
        assert ears.bytes(name).startswith(first)
    until('062, 063 and 065 are told',
          lambda: categories(ears.heard['asterix']) == {62, 63, 65})
    until('021 is told', lambda: all(
        bytes.fromhex(address) in ears.bytes('asterix-021')
        for address in icao))
    equal(categories(ears.heard['asterix-021']), {21})
    hello = ears.bytes('sapient')
    equal(struct.unpack('<I', hello[:4])[0], len(hello) - 4)
    assert b'Everything' in hello or b'luchtwacht' in hello.lower(), hello


def check_documents(centre, folder, names):
    def whole(kind):
        with open(os.path.join(folder, f'out.{kind}'), 'rb') as file:
            text = file.read()
        if kind in ('kml', 'gpx'):
            ET.fromstring(text)
        else:
            json.loads(text)
        return text
    for kind in DOCUMENTS[:-1]:
        until(f'{kind} has all', lambda: all(
            name.encode() in whole(kind) for name in names))
        asked = centre.get(f'/api/tracks.{kind}')
        assert all(name.encode() in asked for name in names), kind
    now = json.loads(whole('aircraft-json'))['now']
    assert abs(now - time.time()) < WAIT_S, now
    json.loads(centre.get('/data/aircraft.json'))


def check_topics(listener, names, sensors):
    until('all are on their topics', lambda: {
        *(f'lw/tracks/{name}' for name in names),
        *(f'lw/sensors/{sensor}' for sensor in sensors)}
        <= set(listener.last()))
    for name in names:
        equal(json.loads(listener.last()[f'lw/tracks/{name}'])['track'], name)


def again(folder, reports, before):
    """A restart gives the same picture of the same reports, a little later:
    what was coasting may have ended since."""
    centre = Centre(folder, site=SITE).ready()
    equal(centre.journal(), reports)
    after = until('it has replayed', centre.tracks)
    equal(set(after) - set(before), set())
    for name, track in before.items():
        if name not in after:
            equal((name, track['properties']['status']), (name, 'coasting'))
            continue
        equal(after[name]['properties'].get('ident'),
              track['properties'].get('ident'))
    equal(centre.stop(), 0)


@test
def everything(folder):
    """each feed and each output brings what it should; and after a restart"""
    write_files(folder)
    tls = certificates(folder)
    with contextlib.ExitStack() as stack:
        broker = stack.enter_context(Broker(folder)) if there() else None
        listener = None if broker is None else stack.enter_context(
            Listener(broker, 'lw/#'))
        feeds, ears = Feeds(broker), Ears(tls)
        stack.callback(ears.close)
        stack.callback(feeds.stop)
        play_all(folder, broker, listener, feeds, ears)


def play_all(folder, broker, listener, feeds, ears):
    centre = Centre(folder, site=SITE,
                    config=feeds.config() + ears.config(broker)).ready()
    ears.listen()
    feeds.connect()
    sensors = re.findall(r'id: ([a-z0-9-]+)', SITE)
    if broker is None:
        sensors.remove('post-2')
    until('all bring reports', lambda: set(sensors) <= set(brought(centre)))
    names = until('there are tracks of the drones', lambda: {
        name for name, track in centre.tracks().items()
        if 'DRONE' in str(track['properties'].get('ident'))})
    equal(centre.metric('luchtwacht_feed_lost_total'), 0)
    icao = {track['properties']['ident']['icao']
            for track in centre.tracks().values()
            if 'icao' in track['properties'].get('ident', {})}
    check_wires(ears, names, icao)
    check_documents(centre, folder, names)
    if broker is not None:
        check_topics(listener, names, sensors)
    feeds.stop()
    reports, last = until('nothing comes any more', lambda: still(centre))
    equal(centre.stop(), 0)
    again(folder, reports, last)


def still(centre):
    """What there is, once it stays so: the last second of reports is over, as
    whatever they are settles at its end."""
    before = centre.journal()
    last = max(report['rx'] for report in before)
    until('that second is over',
          lambda: centre.json('/api/scene')['time'] > last + 2)
    return (before, centre.tracks()) if centre.journal() == before else None


main()
