#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The same aircraft as Beast, as SBS-1 and as readsb's JSON: one truth."""
import collections
import json
import math
import os
import subprocess
import sys

PROGRAM, RECORDINGS = sys.argv[1:]
DATA = os.path.join(RECORDINGS, 'adsb')


def reports(name):
    path = os.path.join(DATA, f'synthetic_60ac{name}')
    done = subprocess.run([PROGRAM, 'decode', '--reports', path], check=True,
                          capture_output=True, text=True)
    found = collections.defaultdict(list)
    for line in done.stdout.splitlines():
        report = json.loads(line)
        found[report['object']].append(report)
    return found


def apart_m(a, b):
    north = 111195 * (a['lat'] - b['lat'])
    east = 111195 * (a['lon'] - b['lon']) * math.cos(math.radians(a['lat']))
    return math.hypot(north, east)


def main():
    lines, beast, sbs = (reports(name) for name in
                         ('_readsb.jsonl', '.beast', '.sbs'))
    wrong = []
    if not set(lines) == set(beast) == set(sbs) or len(lines) != 60:
        wrong.append(f'{len(lines)}, {len(beast)}, {len(sbs)} aircraft')
    for name, (line,) in lines.items():
        for other in (beast[name][-1], sbs[name][-1]):
            vel = max(abs(a - b) for a, b in zip(line['vel'], other['vel']))
            if (apart_m(line, other) > 6 or line['alt'] != other['alt']
                    or vel > 0.6 or line['ident'] != other['ident']):
                wrong.append(f'{line}\n# {other}')
        ours = line['sd']['horizontal'] - beast[name][-1]['sd']['horizontal']
        if abs(ours) > 0.2:
            wrong.append(f'{name}: sd {ours}')
    print('1..1')
    print('not ok 1' if wrong else 'ok 1', '60 aircraft in three formats agree')
    for text in wrong[:5]:
        print('#', text)
    return 1 if wrong else 0


sys.exit(main())
