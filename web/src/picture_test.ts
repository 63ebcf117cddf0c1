// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import type { Frame, TrackState } from './frame.ts';
import { unproject } from './mercator.ts';
import type { Segment } from './picture.ts';
import { ageOf, courseOf, nameOf, Picture, reckon } from './picture.ts';

function state(number: number, change: Partial<TrackState> = {}): TrackState {
    return {
        number, lat: 52, lon: 5, alt: 100, altKnown: true, altSd: 10,
        status: 'confirmed', kind: 'unknown', east: 0, north: 0, up: 0,
        existence: 1, age: 0, major: 20, minor: 10, azimuth: 0,
        cooperative: false, ...change,
    };
}

function frame(time: number, tracks: TrackState[],
    change: Partial<Frame> = {}): Frame {
    return { snapshot: false, time, speed: 1, exercise: false, tracks,
        removed: [], ...change };
}

test('differences add, change and remove', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(1), state(2)], { snapshot: true }));
    picture.apply(frame(101, [state(2, { alt: 7 }), state(3)],
        { removed: [1] }));
    assert.deepEqual([...picture.tracks.keys()], [2, 3]);
    assert.equal(picture.tracks.get(2)?.alt, 7);
});

test('a snapshot forgets what it does not tell', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(1), state(2)], { snapshot: true }));
    picture.apply(frame(101, [state(2)], { snapshot: true }));
    assert.deepEqual([...picture.tracks.keys()], [2]);
});

test('an ended track is gone', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(1)]));
    picture.apply(frame(101, [state(1, { status: 'ended' })]));
    assert.equal(picture.tracks.size, 0);
});

test('a track is moved on along its velocity, in metres', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(1, { east: 10, north: -20 })]));
    const track = picture.tracks.get(1);
    assert(track);
    const p = reckon(track, 110, { x: 0, y: 0 });
    const at = unproject(p.x, p.y);
    assert(Math.abs((at.lat - 52) * 111_319.5 + 200) < 0.5);
    assert(Math.abs((at.lon - 5) * 111_319.5 *
        Math.cos(52 * Math.PI / 180) - 100) < 0.5);
});

test('age grows while nothing new is told', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(1, { age: 4 })]));
    picture.apply(frame(108, []));
    const track = picture.tracks.get(1);
    assert(track);
    assert.equal(ageOf(track, 108), 12);
});

test('a trail joins the places told, and a jump of the scene ends it', () => {
    const picture = new Picture();
    const trail: Segment[] = [];
    let resets = 0;
    picture.onSegment = (segment) => trail.push(segment);
    picture.onReset = () => resets++;
    for (let i = 0; i < 4; i++)
        picture.apply(frame(100 + i, [state(1, { lat: 52 + i / 1000 })]));
    assert.equal(trail.length, 3);
    assert.equal(trail[0].y1, trail[1].y0);
    const before = resets;
    picture.apply(frame(50, [state(1)], { snapshot: true }));
    assert.equal(resets, before + 1);
    assert.equal(trail.length, 3);
});

test('a label names its track; without one its number does', () => {
    const picture = new Picture();
    picture.apply(frame(100, [state(7), state(8)]));
    picture.setLabels({ A0007: 'DLH8JW', A0008: 17 });
    const [a, b] = [...picture.tracks.values()];
    assert.equal(nameOf(picture, a), 'DLH8JW');
    assert.equal(nameOf(picture, b), 'A0008');
});

test('what hardly moves has no course', () => {
    assert.equal(courseOf(state(1, { east: 0.1, north: 0.1 })), null);
    assert.equal(courseOf(state(1, { east: -5 })), 270);
});
