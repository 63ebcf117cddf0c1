// SPDX-License-Identifier: Apache-2.0
// Where labels go, so that none covers another. Greedy, the most important
// first; a label that has a place keeps it while it can, so nothing flickers.

export interface Wanted {
    key: number;
    x: number; // its anchor, px
    y: number;
    width: number;
    height: number;
}

export interface Placed {
    key: number;
    dx: number; // of the label's left top corner from the anchor
    dy: number;
    slot: number;
}

// Offsets from the anchor to the label's nearest corner or side: right
// above, right below, left above, left below, then further out.
const NEAR = 13;
const FAR = 30;
const SLOTS: readonly (readonly [number, number])[] = [
    [NEAR, -NEAR], [NEAR, NEAR], [-NEAR, -NEAR], [-NEAR, NEAR],
    [FAR, -FAR], [FAR, FAR], [-FAR, -FAR], [-FAR, FAR],
    [0, -FAR], [0, FAR],
];

export function offset(slot: number, width: number, height: number):
    { dx: number; dy: number } {
    const [ox, oy] = SLOTS[slot];
    return {
        dx: ox > 0 ? ox : ox < 0 ? ox - width : -width / 2,
        dy: oy > 0 ? oy : oy - height,
    };
}

const CELL_PX = 64;

export interface Box {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
}

/** Boxes on a coarse grid, so that each is compared with its neighbours. */
class Boxes {
    private cells = new Map<number, Box[]>();

    private *over(b: Box): Generator<number> {
        for (let i = Math.floor(b.x0 / CELL_PX); i * CELL_PX < b.x1; i++)
            for (let j = Math.floor(b.y0 / CELL_PX); j * CELL_PX < b.y1; j++)
                yield (i + 4096) * 16384 + j + 4096;
    }

    add(box: Box): void {
        for (const cell of this.over(box)) {
            const there = this.cells.get(cell);
            if (there === undefined)
                this.cells.set(cell, [box]);
            else
                there.push(box);
        }
    }

    free(box: Box): boolean {
        for (const cell of this.over(box))
            for (const b of this.cells.get(cell) ?? [])
                if (box.x0 < b.x1 && b.x0 < box.x1 &&
                    box.y0 < b.y1 && b.y0 < box.y1)
                    return false;
        return true;
    }
}

const ANCHOR_PX = 7; // half the side kept free around every anchor

/** `wanted`: most important first. `before`: the slots of the last time.
 * `anchors`: what must not be covered beside the labels' own anchors.
 * `others`: labels that have their places already. */
export function declutter(wanted: Wanted[], before: Map<number, number>,
    anchors: { x: number; y: number }[], max: number,
    others: readonly Box[] = []): Placed[] {
    const taken = new Boxes();
    for (const box of others)
        taken.add(box);
    for (const a of anchors)
        taken.add({
            x0: a.x - ANCHOR_PX, y0: a.y - ANCHOR_PX,
            x1: a.x + ANCHOR_PX, y1: a.y + ANCHOR_PX,
        });
    const placed: Placed[] = [];
    for (const w of wanted) {
        if (placed.length >= max)
            break;
        const old = before.get(w.key);
        const order = old === undefined ? SLOTS.keys()
            : [old, ...SLOTS.keys()];
        for (const slot of order) {
            const { dx, dy } = offset(slot, w.width, w.height);
            const box = {
                x0: w.x + dx, y0: w.y + dy,
                x1: w.x + dx + w.width, y1: w.y + dy + w.height,
            };
            if (!taken.free(box))
                continue;
            taken.add(box);
            placed.push({ key: w.key, dx, dy, slot });
            break;
        }
    }
    return placed;
}
