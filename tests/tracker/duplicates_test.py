#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A report with an id already taken is the same report and counts once: what
`luchtwacht track` writes is the same to the last byte."""
import json
import math
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                '..', 'program'))
from centre import PROGRAM, equal, main, test  # noqa: E402

SITE = """
site: Test
origin: {lat: 52.3, lon: 4.8}
sensors:
  - {id: radar, kind: radar, position: {lat: 52.3, lon: 4.8, alt: 10},
     period: 1, coverage: {range: 5000}, detection: 0.9, false_reports: 2,
     silence: means-nothing-seen, sd: {range: 15, az: 1}}
  - {id: post, kind: acoustic, position: {lat: 52.305, lon: 4.79, alt: 10},
     period: 1, coverage: {range: 4000}, detection: 0.6,
     false_reports: 0.02, silence: means-nothing, sd: {az: 4}}
"""


def reports(seed):
    """Three aircraft, false plots, a look a second, all with ids."""
    rng = random.Random(seed)
    lines = []
    for t in range(40):
        plots = [(1500 + 20 * t, 40.0), (2500 - 30 * t, 130 + 0.5 * t),
                 (900, 300 - 2.0 * t)]
        plots += [(5000 * math.sqrt(rng.random()), 360 * rng.random())
                  for _ in range(2)]
        for r, az in plots:
            lines.append({'type': 'polar', 'sensor': 'radar',
                          'range': round(abs(r + rng.gauss(0, 15)), 1),
                          'az': round((az + rng.gauss(0, 1)) % 360, 3)})
        if t % 2:
            lines.append({'type': 'bearing', 'sensor': 'post',
                          'az': round(rng.uniform(0, 360), 2)})
        lines.append({'type': 'look', 'sensor': 'radar'})
        for line in lines:
            line.setdefault('t', 1790000000 + t)
            line.setdefault('rx', 1790000000.4 + t)
    for n, line in enumerate(lines):
        line['id'] = f'r{n}'
    return lines


def track(folder, lines):
    site = os.path.join(folder, 'site.yaml')
    with open(site, 'w', encoding='utf-8') as file:
        file.write(SITE)
    path = os.path.join(folder, 'reports.ndjson')
    with open(path, 'w', encoding='utf-8') as file:
        file.writelines(json.dumps(line) + '\n' for line in lines)
    return subprocess.run([PROGRAM, 'track', '--site', site, path],
                          check=True, capture_output=True, text=True).stdout


@test
def doubled_at_once(folder):
    """each line twice is the same as once"""
    lines = reports(1)
    once = track(folder, lines)
    assert len(once.splitlines()) > 60, 'hardly a track'
    equal(track(folder, [d for d in lines for _ in range(2)]), once)


@test
def doubled_later(folder):
    """some lines again, up to thirty seconds later: the same"""
    rng = random.Random(2)
    lines = reports(2)
    again = [(d['rx'] + (rng.uniform(0, 30) if k else 0), n, k, d)
             for n, d in enumerate(lines)
             for k in range(1 if rng.random() < 0.7 else 3)]
    again.sort(key=lambda a: a[:3])
    last = max(d['rx'] for d in lines)
    shuffled = [{**d, 'rx': round(at, 6)} for at, _, _, d in again
                if at <= last]
    assert len(shuffled) > len(lines) * 1.2
    equal(track(folder, shuffled), track(folder, lines))


@test
def another_under_its_id(folder):
    """other words under an id already taken change nothing"""
    lines = reports(3)
    false = [{**d, 'range': 100.0, 'az': 10.0} for d in lines
             if d['type'] == 'polar']
    mixed = [x for d in lines for x in
             ([d] + [f for f in false if f['id'] == d['id']])]
    equal(track(folder, mixed), track(folder, lines))


@test
def without_ids_they_count(folder):
    """the same lines twice without ids are two reports: so the test can fail"""
    lines = [{k: v for k, v in d.items() if k != 'id'} for d in reports(1)]
    assert track(folder, [d for d in lines for _ in range(2)]) != \
        track(folder, lines)


if __name__ == '__main__':
    main()
