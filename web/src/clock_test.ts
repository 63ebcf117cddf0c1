// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { SceneClock } from './clock.ts';

test('it runs on at the speed of the scene', () => {
    const clock = new SceneClock();
    clock.frame(1000, 20, 5000);
    assert.equal(clock.now(5000), 1000);
    assert.equal(clock.now(5500), 1010);
});

test('it stands still while paused', () => {
    const clock = new SceneClock();
    clock.frame(1000, 0, 5000);
    assert.equal(clock.now(60_000), 1000);
});

test('it stops when frames stay away, and says how overdue they are', () => {
    const clock = new SceneClock();
    clock.frame(1000, 2, 0);
    assert.equal(clock.now(3000), 1006);
    assert.equal(clock.now(60_000), 1006);
    assert.equal(clock.overdue(3000), 0);
    assert.equal(clock.overdue(13_000), 10);
});

test('a small error is eased away, never jumped', () => {
    const clock = new SceneClock();
    clock.frame(1000, 1, 0);
    let before = clock.now(1000);
    clock.frame(1001.3, 1, 1000);
    const after = clock.now(1000);
    assert(after > before && after < 1001.3);
    for (let s = 2; s < 30; s++)
        clock.frame(1000.3 + s, 1, s * 1000);
    before = clock.now(29_000);
    assert(Math.abs(before - 1029.3) < 0.01);
});

test('a seek or a change of speed is taken at once', () => {
    const clock = new SceneClock();
    clock.frame(1000, 1, 0);
    clock.frame(500, 1, 1000);
    assert.equal(clock.now(1000), 500);
    clock.frame(501.5, 10, 2000);
    assert.equal(clock.now(2000), 501.5);
});
