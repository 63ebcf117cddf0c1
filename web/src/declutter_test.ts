// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { declutter } from './declutter.ts';
import type { Placed, Wanted } from './declutter.ts';

function many(count: number): Wanted[] {
    let seed = 7;
    const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    return Array.from({ length: count }, (_, key) => ({
        key, x: next() * 1000, y: next() * 600, width: 60, height: 30,
    }));
}

function boxes(wanted: Wanted[], placed: Placed[]) {
    return placed.map((p) => {
        const w = wanted[p.key];
        return [w.x + p.dx, w.y + p.dy, w.x + p.dx + w.width,
            w.y + p.dy + w.height];
    });
}

test('no two labels overlap, and none covers an anchor', () => {
    const wanted = many(150);
    const placed = declutter(wanted, new Map(), wanted, 1000);
    assert(placed.length > 50);
    const all = boxes(wanted, placed);
    all.forEach((a, i) => all.slice(i + 1).forEach((b) =>
        assert(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] ||
            b[3] <= a[1])));
    for (const [x0, y0, x1, y1] of all)
        for (const { x, y } of wanted)
            assert(x < x0 || x > x1 || y < y0 || y > y1);
});

test('the most important get a place first', () => {
    const wanted = many(400);
    const placed = declutter(wanted, new Map(), wanted, 1000);
    assert.equal(placed[0].key, 0);
    assert.equal(declutter(wanted, new Map(), [], 5).length, 5);
});

test('a label that has a place keeps it', () => {
    const wanted = many(80);
    const first = declutter(wanted, new Map(), wanted, 1000);
    const slots = new Map(first.map((p) => [p.key, p.slot]));
    const moved = wanted.map((w) => ({ ...w, x: w.x + 1 }));
    const second = declutter(moved, slots, moved, 1000);
    assert.deepEqual(second.map((p) => p.slot), first.map((p) => p.slot));
});
