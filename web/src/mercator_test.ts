// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { lookAt, viewOf } from './camera.ts';
import { destination, fromScreen, perMetre, project, toScreen, unproject }
    from './mercator.ts';

const near = (a: number, b: number, tolerance: number) =>
    assert(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test('project and unproject are inverse', () => {
    for (const [lat, lon] of [[0, 0], [52.3, 4.8], [-33.9, 151.2],
        [84, -179.9]]) {
        const p = project(lat, lon);
        const back = unproject(p.x, p.y);
        near(back.lat, lat, 1e-9);
        near(back.lon, lon, 1e-9);
    }
});

test('the equator and Greenwich are in the middle', () => {
    const p = project(0, 0);
    near(p.x, 0.5, 1e-15);
    near(p.y, 0.5, 1e-15);
});

test('a metre grows with latitude', () => {
    near(perMetre(60) / perMetre(0), 2, 1e-9);
});

test('a destination lies at its range and azimuth', () => {
    const east = destination({ lat: 0, lon: 10 }, 90, 111_319.49);
    near(east.lat, 0, 1e-9);
    near(east.lon, 11, 1e-5);
    const north = destination({ lat: 52, lon: 5 }, 0, 111_319.49);
    near(north.lat, 53, 1e-5);
    near(north.lon, 5, 1e-9);
});

test('screen and map agree, turned or not', () => {
    for (const bearing of [0, 90, 213]) {
        const view = viewOf({ lat: 52, lon: 5, zoom: 9, bearing }, 800, 600);
        const p = fromScreen(view, 123, 456);
        const out = toScreen(view, p.x, p.y, { x: 0, y: 0 });
        near(out.x, 123, 1e-6);
        near(out.y, 456, 1e-6);
    }
});

test('with bearing 90, east is up', () => {
    const view = viewOf({ lat: 0, lon: 0, zoom: 4, bearing: 90 }, 800, 600);
    const p = project(0, 1);
    const out = toScreen(view, p.x, p.y, { x: 0, y: 0 });
    near(out.x, 400, 1e-6);
    assert(out.y < 300);
});

test('the nearest copy of the world is taken across the date line', () => {
    const view = viewOf({ lat: 0, lon: 179.9, zoom: 5, bearing: 0 }, 800, 600);
    const p = project(0, -179.9);
    const out = toScreen(view, p.x, p.y, { x: 0, y: 0 });
    assert(out.x > 400 && out.x < 430);
});

test('a look at bounds shows them beside the panels', () => {
    const bounds = { west: 5, east: 10, south: 45, north: 48 };
    const inset = { left: 50, right: 400, top: 20, bottom: 20 };
    const look = lookAt(bounds, 1280, 800, inset, 16);
    const view = viewOf(look, 1280, 800);
    for (const [lat, lon] of [[48, 5], [45, 10]]) {
        const p = project(lat, lon);
        const out = toScreen(view, p.x, p.y, { x: 0, y: 0 });
        assert(out.x >= 49.9 && out.x <= 880.1, `x ${out.x}`);
        assert(out.y >= 19.9 && out.y <= 780.1, `y ${out.y}`);
    }
});
