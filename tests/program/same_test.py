#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same reports, live and through `track`: the same tracks, to the last
decimal, however they come and whenever somebody looks."""
import json
import math
import os
import subprocess

from centre import Centre, PROGRAM, equal, main, test

SCENE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..',
                     'data', 'scenes', 'autoferry-2')
SHOWN = ('confirmed', 'coasting')


def recording():
    out = subprocess.run(['zstd', '-dc',
                          os.path.join(SCENE, 'reports.ndjson.zst')],
                         check=True, capture_output=True).stdout
    lines = out.decode().splitlines()
    # One line at a whole second, so that both speak of the same moment.
    end = math.ceil(json.loads(lines[-1])['t'])
    lines.append(json.dumps({'type': 'heartbeat', 't': end, 'sensor': 'radar',
                             'state': 'ok'}))
    return lines, end


def body_of(lines):
    return ('\n'.join(lines) + '\n').encode()


def site():
    with open(os.path.join(SCENE, 'site.yaml')) as file:
        return file.read()


def by_track(folder, lines, end):
    """What `track` says of the last moment."""
    path = os.path.join(folder, 'reports.ndjson')
    with open(path, 'w') as file:
        file.write('\n'.join(lines) + '\n')
    out = subprocess.run(
        [PROGRAM, 'track', '--site', os.path.join(folder, 'site.yaml'), path],
        check=True, capture_output=True, text=True).stdout
    tracks = [json.loads(line) for line in out.splitlines()]
    return {t['track']: (t['lat'], t['lon'], t['status'], t['existence'],
                         t['vel'])
            for t in tracks if t['t'] == end and t['status'] in SHOWN}


def by_centre(centre):
    answer = centre.json('/api/tracks')
    found = {}
    for feature in answer['features']:
        p = feature['properties']
        lon, lat = feature['geometry']['coordinates'][:2]
        found[feature['id']] = (lat, lon, p['status'], p['existence'],
                                p['vel'])
    return found


@test
def all_at_once(folder):
    """a whole recording in one POST gives the tracks of `track`"""
    lines, end = recording()
    centre = Centre(folder, site=site()).ready()
    equal(centre.post(body_of(lines))['accepted'], len(lines))
    want = by_track(folder, lines, end)
    assert len(want) >= 2, want
    equal(by_centre(centre), want)


@test
def bit_by_bit(folder):
    """so does one that comes bit by bit while somebody keeps looking"""
    lines, end = recording()
    centre = Centre(folder, site=site()).ready()
    for at in range(0, len(lines), 150):
        centre.post(body_of(lines[at:at + 150]))
        by_centre(centre)
    equal(by_centre(centre), by_track(folder, lines, end))


@test
def its_journal(folder):
    """and what the journal gives back gives them again"""
    lines, end = recording()
    centre = Centre(folder, site=site()).ready()
    centre.post(body_of(lines))
    want = by_centre(centre)
    back = centre.get('/api/reports').decode().splitlines()
    equal(len(back), len(lines))
    equal(by_track(folder, back, end), want)


main()
