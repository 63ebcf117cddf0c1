// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import type { Warning } from './warning.ts';
import { isReal, isTest, Warnings } from './warning.ts';

const T = 1790000000;

function warning(id: string, change: Partial<Warning> = {}): Warning {
    return { type: change.level ?? 'warning', t: T, warning: id,
        zone: `zone-${id}`, state: 'active', revision: 1,
        arrival: { earliest: T + 100, likely: T + 200, latest: T + 300 },
        ...change };
}

test('a warning is raised once, promoted once, cleared once', () => {
    const all = new Warnings(isReal);
    const what = (w: Warning) => all.apply(w).map((n) => n.what);
    assert.deepEqual(what(warning('W0001', { level: 'notice' })), ['raised']);
    assert.deepEqual(what(warning('W0001', { level: 'notice',
        state: 'updated', revision: 2 })), []);
    assert.deepEqual(what(warning('W0001', { revision: 3 })), ['promoted']);
    assert.deepEqual(what(warning('W0001', { revision: 2,
        level: 'notice' })), []); // late: an older revision
    assert.equal(all.alive.get('W0001')?.revision, 3);
    const over = warning('W0001', { revision: 4, state: 'cleared' });
    assert.deepEqual(what(over), ['cleared']);
    assert.deepEqual(what(over), []);
    assert.equal(all.alive.size, 0);
    assert.equal(all.over(T + 10).length, 1);
    assert.deepEqual(what(warning('W0001', { revision: 3 })), []);
    assert.equal(all.alive.size, 0); // nothing rises again
    assert.equal(all.over(T + 10_000).length, 0);
});

test('a proposal is told as one, and its refusal is no all clear', () => {
    const all = new Warnings(isReal);
    const what = (w: Warning) => all.apply(w).map((n) => n.what);
    assert.deepEqual(what(warning('W0001', { state: 'proposed' })),
        ['proposed']);
    assert.deepEqual(what(warning('W0001', { state: 'active',
        revision: 2 })), ['raised']);
    assert.deepEqual(what(warning('W0002', { state: 'proposed' })),
        ['proposed']);
    assert.deepEqual(what(warning('W0002', { state: 'cancelled',
        revision: 2 })), []);
    assert.equal(all.last.has('zone-W0002'), false);
    assert.equal(all.last.get('zone-W0001'), T);
});

test('the first list is no news; what came while out of touch is', () => {
    const all = new Warnings(isReal);
    const list = (...warnings: Warning[]) => all.apply(
        { type: 'warnings', warnings }).map((n) =>
        `${n.warning.warning} ${n.what}`);
    assert.deepEqual(list(warning('W0001')), []);
    assert.deepEqual(list(warning('W0001'), warning('W0002')),
        ['W0002 raised']);
    assert.deepEqual(list(warning('W0002')), []);
    assert.deepEqual([...all.alive.keys()], ['W0002']);
});

test('the most urgent comes first: to decide, to shelter, soonest', () => {
    const all = new Warnings(isReal);
    all.apply({ type: 'warnings', warnings: [
        warning('W0001', { level: 'notice', arrival:
            { earliest: T, likely: T + 1 } }),
        warning('W0002', { arrival: { earliest: T, likely: T + 300 } }),
        warning('W0003'),
        warning('W0004', { arrival: undefined }),
        warning('W0005', { state: 'proposed', confirm: T + 60 }),
        warning('W0006', { state: 'proposed', confirm: T + 30 }),
        warning('W0007', { silent: true }),
    ] });
    assert.deepEqual(all.byUrgency().map((w) => w.warning), ['W0006',
        'W0005', 'W0003', 'W0002', 'W0004', 'W0001', 'W0007']);
});

test('of several warnings of one zone the gravest is shown', () => {
    const all = new Warnings(isReal);
    all.apply(warning('W0001', { zone: 'a', level: 'notice' }));
    all.apply(warning('W0002', { zone: 'a' }));
    assert.equal(all.ofZones().get('a')?.warning, 'W0002');
});

test('tests and the rest never mix', () => {
    const real = new Warnings(isReal);
    const tests = new Warnings(isTest);
    const t1 = warning('T0001', { status: 'test' });
    const w1 = warning('W0001', { status: 'actual' });
    for (const all of [real, tests]) {
        all.apply({ type: 'warnings', warnings: [t1, w1] });
        all.apply(warning('T0002', { status: 'test' }));
        all.apply(warning('W0002', { status: 'exercise' }));
    }
    assert.deepEqual([...real.alive.keys()], ['W0001', 'W0002']);
    assert.deepEqual([...tests.alive.keys()], ['T0001', 'T0002']);
});
