// SPDX-License-Identifier: Apache-2.0
// What lies under the tracks: land and borders of world-atlas (Natural Earth,
// public domain), and a graticule. All of it is in the bundle.

import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

import type { View } from './mercator.ts';
import { fromScreen, LAT_MAX_DEG, unproject } from './mercator.ts';

export const PAINT = {
    sea: '#0a0f16',
    land: '#161e28',
    coast: '#3b4d5f',
    border: '#41536a',
    graticule: '#1d2733',
};

export interface World {
    land: GeoJSON.Feature | GeoJSON.FeatureCollection;
    coast: GeoJSON.MultiLineString;
    borders: GeoJSON.MultiLineString;
}

type Atlas = Topology<{ countries: GeometryCollection;
    land: GeometryCollection; }>;

export async function loadWorld(): Promise<World> {
    const answer = await fetch('world.json');
    if (!answer.ok)
        throw new Error(`world.json: ${answer.status}`);
    const atlas = await answer.json() as Atlas;
    const countries = atlas.objects.countries;
    return {
        land: feature(atlas, atlas.objects.land),
        coast: mesh(atlas, countries, (a, b) => a === b),
        borders: mesh(atlas, countries, (a, b) => a !== b),
    };
}

const STEPS_DEG = [30, 10, 5, 2, 1, 1 / 2, 1 / 6, 1 / 12, 1 / 30, 1 / 60,
    1 / 120, 1 / 360, 1 / 720, 1 / 1800, 1 / 3600, 1 / 7200];
const LINE_PX = 150; // about so far apart

export function graticuleStep(view: View): number {
    const wanted = LINE_PX / view.scale * 360;
    let best = STEPS_DEG[0];
    for (const step of STEPS_DEG)
        if (step >= wanted)
            best = step;
    return best;
}

/** The meridians and parallels of the view and a margin around it. */
export function graticule(view: View): GeoJSON.MultiLineString {
    const step = graticuleStep(view);
    const reach = Math.hypot(view.width, view.height);
    const a = fromScreen({ ...view, cos: 1, sin: 0 },
        view.width / 2 - reach, view.height / 2 - reach);
    const b = fromScreen({ ...view, cos: 1, sin: 0 },
        view.width / 2 + reach, view.height / 2 + reach);
    const nw = unproject(a.x, Math.max(0, a.y));
    const se = unproject(b.x, Math.min(1, b.y));
    const west = Math.max(-180, nw.lon);
    const east = Math.min(180, se.lon);
    const coordinates: number[][][] = [];
    for (let i = Math.ceil(west / step); i * step <= east; i++)
        coordinates.push([[i * step, Math.max(-LAT_MAX_DEG, se.lat)],
            [i * step, Math.min(LAT_MAX_DEG, nw.lat)]]);
    for (let i = Math.ceil(se.lat / step); i * step <= nw.lat; i++)
        coordinates.push([[west, i * step], [east, i * step]]);
    return { type: 'MultiLineString', coordinates };
}
