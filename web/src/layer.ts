// SPDX-License-Identifier: Apache-2.0
// What both renderers of the moving picture offer and are given.

import type { SensedReport } from './api.ts';
import type { View } from './mercator.ts';
import { destination, perMetre, project } from './mercator.ts';
import type { Picture, Segment, Track } from './picture.ts';

export interface Show {
    trails: boolean;
    ellipses: boolean;
    reports: boolean;
}

export interface Moment {
    view: View;
    now: number; // scene, Unix seconds
    wall: number; // seconds; marks of reports fade by it
    overdue: number; // scene s by which all is older than told
    stale: number; // scene s to add to an age to say by how much it is stale
    vector: number; // scene seconds that a velocity vector reaches ahead
    symbol: number; // size of a symbol, 1: full
    show: Show;
}

export interface Layer {
    readonly canvas: HTMLCanvasElement;
    readonly name: 'webgl2' | 'canvas';
    resize(width: number, height: number, dpr: number): void;
    tracks(picture: Picture): void; // the picture has changed
    segment(segment: Segment): void;
    reset(): void; // forget all trails and marks
    marks(marks: Mark[]): void; // newly told reports
    draw(moment: Moment): void;
    /** Draw, then read back the strongest pixel around each point: a test of
     * what is really on the canvas. */
    alphaAt(moment: Moment, points: { x: number; y: number }[]): number[];
}

/** A bearing line (x0..x1) or a circle (radius) told by a sensor. */
export interface Mark {
    kind: 'bearing' | 'edge' | 'heard';
    x0: number;
    y0: number;
    x1: number;
    y1: number;
    radius: number; // mercator units
    wall: number; // when it came
    alpha: number; // how strongly it is drawn at first
}

export const MARK_S = 4; // wall seconds that a mark is seen
export const MARKS_MAX = 2048;
export const SEGMENTS_MAX = 16_384;
export const TRAIL_VECTORS = 10; // a trail is so many velocity vectors long
export const ELLIPSE_PX_MIN = 7; // smaller ones hide under the symbol
const WEDGES_MAX = 12; // with more bearings a second, no edges of 1 sigma
const BEARING_RANGE_M = 5000; // where the sensor has no range of its own

export function marksOf(reports: SensedReport[], wall: number): Mark[] {
    const marks: Mark[] = [];
    // Many lines at once would hide the map, so each is drawn the weaker.
    const wedge = reports.length <= WEDGES_MAX;
    const alpha = Math.max(0.14, Math.min(0.75, 4 / reports.length));
    for (const r of reports) {
        if (!Number.isFinite(r.lat) || !Number.isFinite(r.lon))
            continue;
        const from = project(r.lat, r.lon);
        const range = r.range ?? BEARING_RANGE_M;
        if (r.type === 'heard') {
            marks.push({
                kind: 'heard', x0: from.x, y0: from.y, x1: from.x,
                y1: from.y, radius: range * perMetre(r.lat), wall, alpha,
            });
            continue;
        }
        const line = (kind: 'bearing' | 'edge', az: number) => {
            const to = destination(r, az, range);
            const end = project(to.lat, to.lon);
            marks.push({
                kind, x0: from.x, y0: from.y, x1: end.x, y1: end.y,
                radius: 0, wall, alpha: kind === 'edge' ? alpha / 3 : alpha,
            });
        };
        line('bearing', r.az);
        if (wedge && r.sd !== undefined && r.sd > 0.2) {
            line('edge', r.az - r.sd);
            line('edge', r.az + r.sd);
        }
    }
    return marks;
}

/** Half axes of the 1-sigma ellipse on screen, pixels; null: not drawn. */
export function ellipseOf(track: Track, view: View):
    { major: number; minor: number } | null {
    const px = track.unit * view.scale;
    const major = track.major * px;
    if (major < ELLIPSE_PX_MIN || track.major >= 65_535)
        return null;
    return { major, minor: track.minor * px };
}

/** With many tracks in view, symbols are smaller: to see them apart, and
 * because filling pixels is what a software renderer spends its time on. */
export function symbolScale(inView: number): number {
    const crowd = Math.log(Math.max(1, inView / CROWD_FROM)) /
        Math.log(CROWD_TO / CROWD_FROM);
    return 1 - 0.5 * Math.min(1, crowd);
}

const CROWD_FROM = 300;
const CROWD_TO = 3000;

export const SAMPLE_PX = 14; // side of the square that alphaAt reads

export function alphaMax(rgba: Uint8Array | Uint8ClampedArray): number {
    let max = 0;
    for (let i = 3; i < rgba.length; i += 4)
        max = Math.max(max, rgba[i]);
    return max;
}
