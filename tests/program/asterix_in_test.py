#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ASTERIX into a running centre: a radar that turns, another centre."""
import math
import os
import socket
import struct
import threading
import time

from centre import Centre, equal, main, position, test, until

PLACE = (52.3, 4.8)
SITE = """
site: Test
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: radar-1, kind: radar, position: {lat: 52.3, lon: 4.8, alt: 20},
     period: 1, coverage: {range: 60000}, detection: 0.9,
     false_reports: 0.1, silence: means-nothing, sd: {range: 50, az: 0.2}}
  - {id: neighbour, kind: tracker, period: 1, silence: means-nothing}
  - {id: ads-b, kind: ads-b, period: 0, silence: means-nothing,
     sd: {horizontal: 60, vertical: 60, vel: 2}}
"""
FEED = """
feeds:
  - {format: asterix, url: "udp://127.0.0.1:%d",
     sensors: {"25/10": radar-1, "25/11": neighbour}}
"""


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(('127.0.0.1', 0))
        return link.getsockname()[1]


def block(category, *records):
    body = b''.join(records)
    return struct.pack('>BH', category, 3 + len(body)) + body


def clock(when):
    return struct.pack('>I', round(when % 86400 * 128))[1:]


def plot(when, range_m, az_rad):
    """048: 010, 140, 020 (an echo), 040."""
    return block(48, b'\xf0\x19\x0a' + clock(when) + b'\x20' + struct.pack(
        '>HH', round(range_m / 1852 * 256),
        round(az_rad / math.tau * 65536) & 65535))


def crossing(when, sector, sectors):
    """034: 010, 000, 030, 020; north is a message of its own."""
    both = b'\xf0\x19\x0a\x02' + clock(when) + bytes([sector * 256 // sectors])
    north = b'\xe0\x19\x0a\x01' + clock(when)
    return [block(34, north), block(34, both)] if sector == 0 else \
        [block(34, both)]


class Radar(threading.Thread):
    """Turns once a second; one aircraft goes north-east at 60 m/s."""
    SECTORS = 16

    def __init__(self, port):
        super().__init__(daemon=True)
        self.link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.to = ('127.0.0.1', port)
        self.sees, self.goes = True, True

    def run(self):
        start = math.ceil(time.time())
        step = 0
        while self.goes:
            when = start + step / self.SECTORS
            time.sleep(max(0.0, when - time.time()))
            sector = step % self.SECTORS
            for message in crossing(when, sector, self.SECTORS):
                self.link.sendto(message, self.to)
            # what was in the sector before the last comes now
            t = when - 1.5 / self.SECTORS
            east = north = 8000 + 42 * (t - start)
            az = math.atan2(east, north)
            if self.sees and int(az / math.tau * self.SECTORS) == sector - 2:
                self.link.sendto(plot(t, math.hypot(east, north), az), self.to)
            step += 1
        self.link.close()


def tracks(centre):
    return [f['properties'] for f in centre.json('/api/tracks')['features']]


@test
def a_radar_that_turns(folder):
    """plots make a track, and sectors without them end it"""
    port = free_port()
    centre = Centre(folder, site=SITE, config=FEED % port).ready()
    radar = Radar(port)
    radar.start()
    until('there is a track', lambda: tracks(centre))
    time.sleep(3)
    equal(len(tracks(centre)), 1)
    radar.sees = False
    until('it has ended', lambda: not tracks(centre))
    radar.goes = False
    radar.join()


@test
def another_centre(folder):
    """a track that one centre tells is a track of the next"""
    port = free_port()
    for name in 'ab':
        os.mkdir(os.path.join(folder, name))
    to = Centre(os.path.join(folder, 'b'), site=SITE,
                config=FEED % port).ready()
    of = Centre(os.path.join(folder, 'a'), site=SITE, config=f"""
outputs:
  - {{format: asterix, url: "udp://127.0.0.1:{port}",
     options: {{sac: 25, sic: 11}}}}
""").ready()
    ident = {'icao': '4840d6', 'callsign': 'KLM1023'}
    start = time.time() - 10
    sent = [0]

    def told():
        now = time.time() - start
        while sent[0] < now:
            of.post([position(start + sent[0], n=sent[0], sensor='ads-b',
                              vel=[13.6, 11.1, 0], ident=ident)])
            sent[0] += 1
        return tracks(to)

    track, = until('the other has it', told)
    equal(track['ident'], ident)
    equal(track['sources'], ['neighbour'])


if __name__ == '__main__':
    main()
