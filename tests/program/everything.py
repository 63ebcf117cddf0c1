# SPDX-License-Identifier: Apache-2.0
"""A site with a sensor for every kind of feed, and what feeds them all."""
import json
import math
import os
import socket
import struct
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'captures'))
import packets  # noqa: E402 (the path is set above)
from centre import position  # noqa: E402

CAPTURES = os.path.join(HERE, '..', '..', 'data', 'captures')
GROUP = '239.255.76.87'
NODE = '5f0fbd0c-3b7f-4f2a-9f5f-0d0c1a2b3c4d'
WAIT_S = 30
# The worked examples of "The 1090 Megahertz Riddle" (2nd edition), ch. 5.
MODE_S = ['8D40621D58C386435CC412692AD6', '8D40621D58C382D690C8AC2863A7']

# Each feed has a sensor of its own, so that what it brought can be told. The
# radars do not see where the drones are, or would give the lie to them.
SITE = """
site: Everything
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: lines, kind: remote-id, period: 1, sd: {horizontal: 8, vertical: 10}}
  - {id: beast-1, kind: ads-b}
  - {id: sbs-1, kind: ads-b}
  - {id: avr-1, kind: ads-b}
  - {id: radar-1, kind: radar, position: {lat: 53.3, lon: 4.8}, period: 1,
     coverage: {range: 60000}, sd: {range: 50, az: 0.2}}
  - {id: radar-2, kind: radar, position: {lat: 53.3, lon: 4.8}, period: 1,
     coverage: {range: 60000}, sd: {range: 50, az: 0.2}}
  - {id: radar-3, kind: radar, position: {lat: 53.3, lon: 4.8}, period: 1,
     coverage: {range: 60000}, sd: {range: 50, az: 0.2}}
  - {id: radar-4, kind: radar, position: {lat: 53.3, lon: 4.8}, period: 1,
     coverage: {range: 60000}, sd: {range: 50, az: 0.2}}
  - {id: air-1, kind: remote-id}
  - {id: rid-json-1, kind: remote-id}
  - {id: mavlink-1, kind: ads-b}
  - {id: gdl90-1, kind: ads-b}
  - {id: readsb-1, kind: ads-b}
  - {id: opensky-1, kind: ads-b}
  - id: csv-1
    kind: radar
    position: {lat: 53.3, lon: 4.8}
    period: 1
    coverage: {range: 60000}
    mapping:
      type: polar
      t: {from: ms, unit: ms}
      range: {from: km, unit: km}
      az: bearing
  - id: json-1
    kind: tracker
    mapping: {type: position, t: when, lat: place.lat, lon: place.lon}
  - {id: sapient-1, kind: radar, position: {lat: 53.3, lon: 4.8}, period: 1,
     coverage: {range: 60000}}
  - {id: post-1, kind: acoustic, position: {lat: 52.31, lon: 4.81}, period: 5,
     coverage: {range: 4000}}
  - {id: post-2, kind: acoustic, position: {lat: 52.32, lon: 4.79}, period: 5,
     coverage: {range: 4000}}
"""


def reads(name):
    """What was read of the wire, one after another, of a capture."""
    with open(os.path.join(CAPTURES, name + '.cap'), encoding='utf-8') as file:
        return [bytes.fromhex(line.split()[2]) for line in file
                if line[:1].isdigit()]


def plot(sic, when, range_m, az_rad):
    """A data block of 048: 010, 140, 020 (an echo), 040."""
    clock = struct.pack('>I', round(when % 86400 * 128))[1:]
    body = b'\xf0\x19' + bytes([sic]) + clock + b'\x20' + struct.pack(
        '>HH', round(range_m / 1852 * 256),
        round(az_rad / math.tau * 65536) & 65535)
    return struct.pack('>BH', 48, 3 + len(body)) + body


def free_port(kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as link:
        link.bind(('127.0.0.1', 0))
        return link.getsockname()[1]


def write_files(folder):
    """What feeds of files read: captures of ASTERIX and of Remote ID."""
    begin = time.time() - 30
    frames = [(begin + i, packets.ethernet(packets.ipv4(17, packets.udp(
        plot(4, begin + i, 9000 + 40 * i, 1))))) for i in range(20)]
    with open(os.path.join(folder, 'radar.pcap'), 'wb') as file:
        file.write(packets.pcap(frames))
    with open(os.path.join(folder, 'air.pcapng'), 'wb') as file:
        file.write(packets.pcapng([105], [
            (0, begin + i, frame)
            for i, frame in enumerate(reads('esp32-remote-id-beacon'))]))
    with open(os.path.join(folder, 'states.json'), 'wb') as file:
        file.write(b''.join(reads('made-up-opensky')))


class Feeds(threading.Thread):
    """Sends over every wire, once a second, until it is told to stop."""

    def __init__(self, broker=None):
        super().__init__(daemon=True)
        self.broker = broker
        self.udp = {name: free_port(socket.SOCK_DGRAM) for name in (
            'avr', 'asterix', 'group', 'rid-json', 'mavlink', 'gdl90',
            'json')}
        self.tcp = {name: free_port() for name in (
            'ndjson', 'sbs', 'asterix', 'readsb', 'csv', 'sapient',
            'presence')}
        self.server = socket.create_server(('127.0.0.1', 0))
        self.server.settimeout(WAIT_S)
        self.links, self.datagrams = {}, None
        self.begin = time.time()
        self.goes = threading.Event()

    def config(self):
        u, t = self.udp, self.tcp
        beast = self.server.getsockname()[1]
        here = '127.0.0.1'
        text = f"""
feeds:
  - {{format: ndjson, url: "tcp-listen://{here}:{t['ndjson']}"}}
  - {{format: beast, url: "tcp://{here}:{beast}", sensor: beast-1}}
  - {{format: sbs, url: "tcp-listen://{here}:{t['sbs']}", sensor: sbs-1}}
  - {{format: avr, url: "udp://{here}:{u['avr']}", sensor: avr-1}}
  - {{format: asterix, url: "udp://{here}:{u['asterix']}",
     sensors: {{"25/1": radar-1}}}}
  - {{format: asterix, sensors: {{"25/2": radar-2}},
     url: "udp://{GROUP}:{u['group']}?interface=lo"}}
  - {{format: asterix, url: "tcp-listen://{here}:{t['asterix']}",
     sensors: {{"25/3": radar-3}}}}
  - {{format: asterix, url: "file:radar.pcap", sensors: {{"25/4": radar-4}}}}
  - {{format: remote-id, url: "file:air.pcapng", sensor: air-1}}
  - {{format: remote-id-json, url: "udp://{here}:{u['rid-json']}",
     sensor: rid-json-1}}
  - {{format: mavlink, url: "udp://{here}:{u['mavlink']}", sensor: mavlink-1}}
  - {{format: gdl90, url: "udp://{here}:{u['gdl90']}", sensor: gdl90-1}}
  - {{format: readsb, url: "tcp-listen://{here}:{t['readsb']}",
     sensor: readsb-1}}
  - {{format: opensky, url: "file:states.json", sensor: opensky-1}}
  - {{format: csv, url: "tcp-listen://{here}:{t['csv']}", sensor: csv-1}}
  - {{format: json, url: "udp://{here}:{u['json']}", sensor: json-1}}
  - {{format: sapient, url: "tcp-listen://{here}:{t['sapient']}",
     sensors: {{{NODE}: sapient-1}}}}
  - {{format: presence, url: "tcp-listen://{here}:{t['presence']}",
     sensors: {{"1": post-1}}}}
"""
        if self.broker is not None:
            text += f"""\
  - {{format: presence, sensors: {{"2": post-2}},
     url: "mqtt://{here}:{self.broker.port}/posts/{{sensor}}/heard"}}
"""
        return text

    def connect(self):
        """Once the centre listens."""
        for name, port in self.tcp.items():
            self.links[name] = socket.create_connection(
                ('127.0.0.1', port), WAIT_S)
        self.links['beast'], _ = self.server.accept()
        self.datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.datagrams.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF,
                                  socket.inet_aton('127.0.0.1'))
        self.datagrams.setsockopt(socket.IPPROTO_IP,
                                  socket.IP_MULTICAST_LOOP, 1)
        self.start()

    def give(self, name, data):
        self.links[name].sendall(data)

    def tell(self, name, data):
        host = GROUP if name == 'group' else '127.0.0.1'
        self.datagrams.sendto(data, (host, self.udp[name]))

    def run(self):
        sent = {name: reads(name) for name in (
            'made-up-gdl90', 'made-up-mavlink', 'made-up-remote-id-json',
            'made-up-readsb', 'synthetic-sapient', 'synthetic-beast')}
        n = 0
        while not self.goes.is_set():
            now = time.time()
            self.send_lines(now, n)
            self.send_radars(now, n)
            for name, key in (('made-up-gdl90', 'gdl90'),
                              ('made-up-mavlink', 'mavlink'),
                              ('made-up-remote-id-json', 'rid-json')):
                for data in sent[name][n:n + 1]:
                    self.tell(key, data)
            for name, key in (('made-up-readsb', 'readsb'),
                              ('synthetic-sapient', 'sapient'),
                              ('synthetic-beast', 'beast')):
                for data in sent[name][4 * n:4 * n + 4]:
                    self.give(key, data)
            n += 1
            self.goes.wait(0.5)

    def send_lines(self, now, n):
        stamp = time.strftime('%Y/%m/%d,%H:%M:%S.000', time.gmtime(now))
        self.give('ndjson', b''.join(
            json.dumps(position(now, i, n, sensor='lines', id=f'{i}-{n}',
                                ident={'remote_id': f'DRONE{i}'})).encode()
            + b'\n' for i in range(3)))
        self.give('sbs', f'MSG,3,1,1,4840D6,1,{stamp},{stamp},,35000,,,'
                  f'{52.3 + n * 0.001:.5f},4.9,,,0,0,0,0\r\n'.encode())
        self.tell('avr', ''.join(f'*{m};\n' for m in MODE_S).encode())
        self.give('csv', ('ms,km,bearing\n' if n == 0 else '').encode()
                  + f'{now * 1e3:.0f},{8 + 0.02 * n:.3f},100\n'.encode())
        self.tell('json', json.dumps(
            {'when': now, 'place': {'lat': 52.4 + 0.0002 * n,
                                    'lon': 4.7}}).encode() + b'\n')
        heard = {'device_id': '1', 'detected_at': now}
        self.give('presence', json.dumps(heard).encode() + b'\n')
        if self.broker is not None:
            self.broker.publish('posts/2/heard', {'detected_at': now})

    def send_radars(self, now, n):
        for sic, name in ((1, 'asterix'), (2, 'group')):
            self.tell(name, plot(sic, now, 8000 + 30 * n, sic))
        self.give('asterix', plot(3, now, 8000 + 30 * n, 3))

    def stop(self):
        self.goes.set()
        if self.is_alive():
            self.join()
        for link in (*self.links.values(), self.datagrams, self.server):
            if link is not None:
                link.close()
