// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { project } from './mercator.ts';
import type { View } from './mercator.ts';
import type { Warning } from './warning.ts';
import { isReal, Warnings } from './warning.ts';
import { setLanguage } from './words.ts';
import { contains, lookOf, Zones } from './zones.ts';

const box = (lat: number, lon: number, d: number): [number, number][] =>
    [[lon - d, lat - d], [lon + d, lat - d], [lon + d, lat + d],
        [lon - d, lat + d], [lon - d, lat - d]];

function feature(id: string, geometry: GeoJSON.Geometry,
    name?: Record<string, string>): GeoJSON.Feature {
    return { type: 'Feature', properties: { id, name }, geometry };
}

const at = (lat: number, lon: number) => project(lat, lon);

function zones(...features: GeoJSON.Feature[]): Zones {
    const made = new Zones();
    made.set(features);
    return made;
}

const warned = (zone: string, change: Partial<Warning> = {}): Warning => ({
    type: 'warning', t: 0, warning: 'W' + zone, zone, state: 'active',
    ...change });

test('a hole is outside, every part of several is inside', () => {
    const [zone] = zones(feature('a', { type: 'MultiPolygon', coordinates: [
        [box(52, 5, 1), box(52, 5, 0.2)], [box(52, 9, 0.5)]] })).list;
    const inside = (lat: number, lon: number) =>
        contains(zone, at(lat, lon).x, at(lat, lon).y);
    assert.equal(inside(52.5, 5), true);
    assert.equal(inside(52, 5), false);
    assert.equal(inside(52, 9.3), true);
    assert.equal(inside(52, 7), false);
});

test('what cannot be drawn is left out, the rest stays', () => {
    const made = zones(feature('p', { type: 'Point', coordinates: [5, 52] }),
        feature('e', { type: 'MultiPolygon', coordinates: [] }),
        feature('z', { type: 'Polygon', coordinates: [box(52, 5, 1)] }));
    assert.deepEqual(made.list.map((z) => z.id), ['z']);
});

test('a name is in the language asked for, else in any, else the id', () => {
    const shape: GeoJSON.Polygon =
        { type: 'Polygon', coordinates: [box(52, 5, 1)] };
    const made = zones(feature('a', shape, { en: 'A', uk: 'А' }),
        feature('b', shape, { uk: 'Б' }), feature('c', shape));
    setLanguage('uk');
    assert.equal(made.nameOf('a'), 'А');
    setLanguage('nl');
    assert.equal(made.nameOf('a'), 'A');
    assert.equal(made.nameOf('b'), 'Б');
    assert.equal(made.nameOf('c'), 'c');
    assert.equal(made.nameOf('unknown'), 'unknown');
    setLanguage('en');
});

test('the zone under the pointer: the gravest, then the smallest', () => {
    const made = zones(
        feature('large', { type: 'Polygon', coordinates: [box(52, 5, 1)] }),
        feature('small', { type: 'Polygon', coordinates: [box(52, 5, 0.3)] }));
    assert.equal(made.pick(at(52, 5))?.id, 'small');
    const warnings = new Warnings(isReal);
    warnings.apply(warned('large'));
    made.weigh(warnings);
    assert.equal(made.pick(at(52, 5))?.id, 'large');
    assert.equal(made.pick(at(60, 5)), null);
});

test('what is drawn follows warning and cover', () => {
    assert.deepEqual(lookOf(undefined, 'covered'),
        { level: null, told: false, hatched: false, never: false });
    assert.equal(lookOf(undefined, 'partly-covered').hatched, false);
    assert.equal(lookOf(undefined, 'not-covered').hatched, true);
    assert.equal(lookOf(undefined, 'never-covered').never, true);
    const both = lookOf(warned('a'), 'not-covered');
    assert.equal(both.level, 'warning');
    assert.equal(both.told, true);
    assert.equal(both.hatched, true);
    assert.equal(lookOf(warned('a', { state: 'proposed' }), undefined).told,
        false);
    assert.equal(lookOf(warned('a', { silent: true }), undefined).told,
        false);
});

test('only a change of looks is one, and the gravest is drawn last', () => {
    const shape: GeoJSON.Polygon =
        { type: 'Polygon', coordinates: [box(52, 5, 1)] };
    const made = zones(feature('a', shape), feature('b', shape));
    const warnings = new Warnings(isReal);
    assert.equal(made.weigh(warnings), false);
    warnings.apply(warned('a'));
    warnings.apply(warned('b', { level: 'notice', type: 'notice' }));
    assert.equal(made.weigh(warnings), true);
    assert.equal(made.weigh(warnings), false);
    assert.deepEqual(made.marked().map((f) => f.properties?.level),
        ['notice', 'warning']);
    warnings.apply(warned('a', { state: 'cleared' }));
    assert.equal(made.weigh(warnings), true);
    assert.deepEqual([...made.looks.keys()], ['b']);
});

test('a label points at a place of its zone that is in sight', () => {
    const made = zones(
        feature('a', { type: 'Polygon', coordinates: [box(52, 5, 3)] }));
    const view = (lat: number, lon: number): View => ({ ...at(lat, lon),
        scale: 512 * 2 ** 9, cos: 1, sin: 0, width: 800, height: 600 });
    assert.deepEqual(made.anchor(made.list[0], view(52, 5)),
        made.list[0].at);
    const edge = made.anchor(made.list[0], view(54.9, 7.9));
    assert(edge !== null && contains(made.list[0], edge.x, edge.y));
    assert.equal(made.anchor(made.list[0], view(52, 20)), null);
});
