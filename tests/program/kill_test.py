#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""serve, killed at any moment while reports come in, and started again: no
acknowledged report is missing, none is there twice, and the tracks are those
that `track` makes of the journal."""
import http.client
import json
import os
import random
import subprocess
import threading
import time

from centre import Centre, PROGRAM, equal, lines, main, position, test, until

T0 = 1700000000
ROUNDS = int(os.environ.get('KILL_ROUNDS', '25'))
SEED = int(os.environ.get('KILL_SEED', '20261122'))


class Sender(threading.Thread):
    """Posts second after second of the same flights until it is cut off; what
    was not acknowledged is sent again in the next round, as a sensor would."""

    def __init__(self, centre, begin):
        super().__init__(daemon=True)
        self.centre, self.next = centre, begin
        self.acknowledged = set()
        self.sent = 0
        self.wrong = None

    def run(self):
        link = http.client.HTTPConnection('127.0.0.1', self.centre.port,
                                          timeout=30)
        try:
            while True:
                n = self.next
                body = [position(T0 + n, i, n, id=f'{i}-{n}')
                        for i in range(3)]
                link.request('POST', '/api/reports', lines(body))
                answer = link.getresponse()
                got = json.loads(answer.read())
                if answer.status != 200 or got['refused'] or \
                        got['accepted'] + got['duplicates'] != 3:
                    self.wrong = (answer.status, got)
                    return
                self.acknowledged |= {r['id'] for r in body}
                self.next += 1
                self.sent += 1
        except (OSError, http.client.HTTPException, ValueError):
            pass  # cut off, as was meant
        finally:
            link.close()


def by_track(centre):
    return {name: f['properties'] for name, f in centre.tracks().items()}


def tracks_of(folder, journal, moment):
    path = os.path.join(folder, 'journal.ndjson')
    with open(path, 'wb') as file:
        file.write(journal)
    out = subprocess.run(
        [PROGRAM, 'track', '--every', '0.5', '--site',
         os.path.join(folder, 'site.yaml'), path],
        capture_output=True, check=True).stdout
    found = (json.loads(line) for line in out.splitlines())
    return {t['track']: t for t in found if t['t'] == moment}


def compare(got, want):
    equal(sorted(got), sorted(want))
    for name, track in want.items():
        for key in ('t', 'status', 'vel', 'cov', 'existence', 'kinds',
                    'sources'):
            equal((name, key, got[name][key]), (name, key, track[key]))


@test
def kill_minus_nine(folder):
    """kill -9 at seeded random moments"""
    print(f'# seed {SEED}, {ROUNDS} rounds', flush=True)
    chance = random.Random(SEED)
    acknowledged, second = set(), 0
    for number in range(ROUNDS):
        centre = Centre(folder).ready()
        kept = [r['id'] for r in centre.journal()]
        equal(len(kept), len(set(kept)))
        missing = acknowledged - set(kept)
        assert not missing, f'round {number}: {sorted(missing)[:5]}'
        sender = Sender(centre, second)
        sender.start()
        end = time.monotonic() + chance.uniform(0.005, 0.4)
        until('it is time', lambda: time.monotonic() > end)
        centre.kill()
        sender.join(30)
        assert not sender.is_alive() and sender.wrong is None, sender.wrong
        acknowledged |= sender.acknowledged
        second = sender.next
    assert second > ROUNDS, f'only {second} seconds were acknowledged'

    centre = Centre(folder).ready()
    moment = T0 + second + 0.5
    centre.post([{'type': 'heartbeat', 't': moment, 'sensor': 'camera',
                  'state': 'ok'}])
    before = by_track(centre)
    journal = centre.get('/api/reports')
    assert acknowledged <= {json.loads(line).get('id')
                            for line in journal.splitlines()}
    compare(before, tracks_of(folder, journal, moment))
    equal(len(before), 3)
    centre.kill()
    centre = Centre(folder).ready()
    equal(by_track(centre), before)
    equal(centre.get('/api/reports'), journal)
    print(f'# {len(acknowledged)} reports acknowledged', flush=True)
    equal(centre.stop(), 0)


main()
