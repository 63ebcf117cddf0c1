// SPDX-License-Identifier: Apache-2.0
// How zones look, the same in both cameras. Solid: the public has been told.
// Dashed: it has not. Hatched: its sensors are out. Red is danger alone; each
// colour has a width of line and a shape of badge beside it.

import type { Look } from './zones.ts';

export const ZONE = {
    clear: { colour: '#5f7890', px: 1 },
    notice: { colour: '#ffe27a', px: 2, fill: 0.07 },
    warning: { colour: '#ff5449', px: 4, fill: 0.16 },
    casing: { colour: '#0a0f16', px: 3 }, // wider than the line in it
    proposed: { dashes: [10, 6] },
    uncovered: { colour: '#c4d1de', px: 1.5, dashes: [5, 4] },
    // Gaps over the thin outline.
    never: { colour: '#161e28', px: 1.5, dashes: [4, 4] },
} as const;

export const colourOf = (look: Pick<Look, 'level'>): string =>
    look.level === null ? ZONE.uncovered.colour : ZONE[look.level].colour;

const BADGES = { // from 0 to 16
    warning: 'M8 1L15.5 14.5L.5 14.5Z',
    notice: 'M8 1.5A6.5 6.5 0 1 1 8 14.5A6.5 6.5 0 1 1 8 1.5Z',
    uncovered: 'M2 2L14 2L14 14L2 14Z',
};

/** The badge of a level around a point: a triangle, a disc, a square; hollow
 * and with a question mark while the public has not been told. */
export function drawBadge(g: CanvasRenderingContext2D, x: number, y: number,
    size: number, look: Pick<Look, 'level' | 'told'>): void {
    const shape = new Path2D(BADGES[look.level ?? 'uncovered']);
    const colour = colourOf(look);
    const full = look.told && look.level !== null;
    g.save();
    g.translate(x - size / 2, y - size / 2);
    g.scale(size / 16, size / 16);
    g.lineJoin = 'round';
    g.strokeStyle = ZONE.casing.colour;
    g.lineWidth = 4;
    g.stroke(shape);
    g.fillStyle = full ? colour : ZONE.casing.colour;
    g.fill(shape);
    g.strokeStyle = colour;
    g.lineWidth = 1.5;
    g.stroke(shape);
    g.fillStyle = full ? ZONE.casing.colour : colour;
    g.textAlign = 'center';
    g.font = '600 10.5px "Noto Sans", sans-serif';
    const mark = look.level === null ? '×' : full
        ? look.level === 'warning' ? '!' : 'i' : '?';
    g.fillText(mark, 8, look.level === 'warning' ? 13 : 11.8);
    g.restore();
}

export const HATCH_PX = 8;
const HATCH_RGB = [196, 209, 222];
const HATCH_ALPHA = 110;

/** One cell of diagonal lines, which fits beside itself on all sides. */
export function hatch(): ImageData {
    const image = new ImageData(HATCH_PX, HATCH_PX);
    for (let y = 0; y < HATCH_PX; y++)
        for (let x = 0; x < HATCH_PX; x++)
            image.data.set([...HATCH_RGB,
                (x + y) % HATCH_PX === 0 ? HATCH_ALPHA : 0],
            4 * (y * HATCH_PX + x));
    return image;
}
