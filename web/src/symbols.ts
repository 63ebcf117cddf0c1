// SPDX-License-Identifier: Apache-2.0
// How a track looks: its shape says the kind, its line the status, its colour
// and frame whether it says itself what it is. Drawn once into a sheet of
// cells from which both renderers copy, so that both show the same.

import { KINDS, STATUSES } from './frame.ts';
import type { Kind, Status } from './frame.ts';

// Told apart in every common colour blindness, by lightness too. Red is kept
// for danger (zone_paint.ts).
export const COLOUR = {
    cooperative: '#7cc4ff',
    silent: '#ffc04d', // does not say what it is
    ink: '#0a0f15',
    bearing: '#4fd1b5',
    heard: '#c9a2ff',
    sensor: '#9fb3c8',
    select: '#ffffff',
};

export const SYMBOL_PX = 26; // side of a cell, CSS pixels
const HALF = 10; // the shapes below are drawn from -10 to 10, nose at -y

const SHAPES: Record<Kind, string> = {
    multirotor: 'M-1.4,-1.4L-4.4,-4.4M1.4,-1.4L4.4,-4.4M-1.4,1.4L-4.4,4.4' +
        'M1.4,1.4L4.4,4.4M-2.2,-2.2h4.4v4.4h-4.4Z' +
        'M-8.2,-5.6a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0Z' +
        'M3,-5.6a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0Z' +
        'M-8.2,5.6a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0Z' +
        'M3,5.6a2.6,2.6 0 1,0 5.2,0a2.6,2.6 0 1,0 -5.2,0Z',
    'fixed-wing': 'M0,-9L1.5,-7L1.5,-3.5L9,-3.5L9,-1L1.5,-0.2L1.2,5.4' +
        'L4,6.6L4,8.2L0,7.8L-4,8.2L-4,6.6L-1.2,5.4L-1.5,-0.2L-9,-1' +
        'L-9,-3.5L-1.5,-3.5L-1.5,-7Z',
    piston: 'M0,-9L1.4,-6L8.4,5.4L8.4,7.4L1.4,6L1.4,8.6L-1.4,8.6' +
        'L-1.4,6L-8.4,7.4L-8.4,5.4L-1.4,-6Z',
    jet: 'M0,-9.4L1.3,-5.5L1.5,-2L6.6,2.6L6.6,4.4L1.5,3L1.3,6.2L3.4,8' +
        'L3.4,9.2L0,8.4L-3.4,9.2L-3.4,8L-1.3,6.2L-1.5,3L-6.6,4.4' +
        'L-6.6,2.6L-1.5,-2L-1.3,-5.5Z',
    helicopter: 'M-7.4,-8.6L-6.2,-9.4L0.4,-3.6L6.6,-9.4L7.8,-8.4L2,-2.2' +
        'L7.8,3.8L6.6,5L1.2,0.4L1,6.4L3,6.6L3,8.2L-3,8.2L-3,6.6L-1,6.4' +
        'L-1.2,0.4L-6.6,5L-7.8,3.8L-2,-2.2Z',
    airliner: 'M0,-9.6C1.2,-9.6 1.7,-7.6 1.7,-6L1.7,-2.6L9.2,3.2L9.2,5' +
        'L1.7,2.4L1.4,6.2L3.8,8.2L3.8,9.4L0,8.4L-3.8,9.4L-3.8,8.2' +
        'L-1.4,6.2L-1.7,2.4L-9.2,5L-9.2,3.2L-1.7,-2.6L-1.7,-6' +
        'C-1.7,-7.6 -1.2,-9.6 0,-9.6Z',
    bird: 'M0,-2.6C2,-6.4 6,-6.8 9.4,-3.8C6,-4 3.4,-2.6 1.6,1.4L0,4.6' +
        'L-1.6,1.4C-3.4,-2.6 -6,-4 -9.4,-3.8C-6,-6.8 -2,-6.4 0,-2.6Z',
    balloon: 'M0,-9C4.2,-9 6.6,-6.2 6.6,-2.8C6.6,0.4 4,2.8 2,5L2,8.6' +
        'L-2,8.6L-2,5C-4,2.8 -6.6,0.4 -6.6,-2.8C-6.6,-6.2 -4.2,-9 0,-9Z',
    unknown: 'M0,-9.2L3.9,-4.6A6,6 0 1,1 -3.9,-4.6Z',
};

/** Kinds that look the same whichever way they go. */
export function turns(kind: Kind): boolean {
    return kind !== 'balloon';
}

const COLUMNS = STATUSES.length * 2;

export function cellOf(kind: Kind, status: Status, cooperative: boolean):
    number {
    return KINDS.indexOf(kind) * COLUMNS + STATUSES.indexOf(status) * 2 +
        (cooperative ? 1 : 0);
}

function dashes(status: Status): number[] {
    if (status === 'tentative')
        return [2.2, 1.8];
    return status === 'coasting' ? [4.5, 2] : [];
}

/** Draw one symbol around the origin, nose up, `size` wide. */
export function drawSymbol(g: CanvasRenderingContext2D, size: number,
    kind: Kind, status: Status, cooperative: boolean): void {
    const colour = cooperative ? COLOUR.cooperative : COLOUR.silent;
    const shape = new Path2D(SHAPES[kind]);
    g.save();
    g.scale(size / (2 * HALF + 6), size / (2 * HALF + 6));
    g.lineJoin = 'round';
    g.strokeStyle = COLOUR.ink; // a dark edge keeps it apart from all else
    g.lineWidth = 3.4;
    g.globalAlpha = status === 'confirmed' ? 0.9 : 0.5;
    g.stroke(shape);
    g.globalAlpha = 1;
    g.fillStyle = colour;
    if (status === 'confirmed') {
        g.fill(shape);
    } else if (status === 'coasting') {
        g.globalAlpha = 0.3;
        g.fill(shape);
        g.globalAlpha = 1;
    }
    g.setLineDash(dashes(status));
    g.strokeStyle = colour;
    g.lineWidth = 1.3;
    g.stroke(shape);
    if (!cooperative) { // the second cue beside the colour
        g.setLineDash(dashes(status));
        g.lineWidth = 1.1;
        g.beginPath();
        g.arc(0, 0, 11.6, 0, 2 * Math.PI);
        g.stroke();
    }
    g.restore();
}

export interface Sheet {
    canvas: HTMLCanvasElement;
    cell: number; // side of a cell, device pixels
    columns: number;
    rows: number;
}

export function makeSheet(dpr: number): Sheet {
    const cell = Math.ceil(SYMBOL_PX * dpr);
    const canvas = document.createElement('canvas');
    canvas.width = cell * COLUMNS;
    canvas.height = cell * KINDS.length;
    const g = canvas.getContext('2d');
    if (g === null)
        throw new Error('no 2D canvas');
    KINDS.forEach((kind, row) => STATUSES.forEach((status, s) => {
        for (const cooperative of [false, true]) {
            g.save();
            g.translate((s * 2 + (cooperative ? 1 : 0) + 0.5) * cell,
                (row + 0.5) * cell);
            drawSymbol(g, cell, kind, status, cooperative);
            g.restore();
        }
    }));
    return { canvas, cell, columns: COLUMNS, rows: KINDS.length };
}

/** How strongly a track is drawn that is so many seconds staler than what is
 * usual: old ones fade. */
export function freshness(stale: number): number {
    return 1 - 0.6 * Math.min(1, Math.max(0, stale / FADE_S));
}

export const FADE_S = 40;
