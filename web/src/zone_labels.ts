// SPDX-License-Identifier: Apache-2.0
// Labels of the zones that are more than clear: badge, name, how it stands
// and how long until something comes. Drawn on the overlay, under the tracks'.

import type { Box } from './declutter.ts';
import { declutter } from './declutter.ts';
import type { Point, View } from './mercator.ts';
import { toScreen } from './mercator.ts';
import { COLOUR } from './symbols.ts';
import type { Warning } from './warning.ts';
import { byUrgency } from './warning.ts';
import { standing } from './warning_words.ts';
import { colourOf, drawBadge } from './zone_paint.ts';
import type { Look, Zone, Zones } from './zones.ts';

const LABELS_MAX = 60;
const LINE_PX = 14;
const BADGE_PX = 17;
const BADGE_CELL_PX = 22;
const BADGE_SCALE = 2; // drawn so much larger, for fine screens
const WIDTHS_MAX = 2000;
const FONT = '600 12px "Noto Sans", sans-serif';
const FONT_SMALL = '11.5px "Noto Sans", sans-serif';
const NAME_CHARACTERS_MAX = 32;
const RING_PX = 1; // points nearer than this are left out

interface Label {
    zone: Zone;
    look: Look;
    at: Point; // mercator
    lines: string[];
    dx: number;
    dy: number;
}

const short = (name: string) => name.length <= NAME_CHARACTERS_MAX ? name
    : name.slice(0, NAME_CHARACTERS_MAX - 1) + '…';

export class ZoneLabels {
    private labels: Label[] = [];
    private slots = new Map<number, number>();
    private p: Point = { x: 0, y: 0 };
    private badges = new Map<string, HTMLCanvasElement>();
    private widths = new Map<string, number>();
    chosen: Zone | null = null; // selected
    hovered: Zone | null = null;

    constructor(readonly zones: Zones) { }

    /** Lays them out anew; returns what they cover. */
    layOut(g: CanvasRenderingContext2D, view: View, now: number,
        warnings: Map<string, Warning>): Box[] {
        const urgent = (a: Zone, b: Zone) => {
            const [w, v] = [warnings.get(a.id), warnings.get(b.id)];
            return w && v ? byUrgency(w, v) : w ? -1 : v ? 1
                : a.index - b.index;
        };
        const seen: { zone: Zone; look: Look; at: Point }[] = [];
        for (const [id, look] of this.zones.looks) {
            const zone = look.level !== null || look.hatched
                ? this.zones.get(id) : undefined;
            const at = zone && this.zones.anchor(zone, view);
            if (zone && at)
                seen.push({ zone, look, at });
        }
        seen.sort((a, b) => urgent(a.zone, b.zone));
        const made = new Map<number, Label>();
        const wanted = seen.slice(0, LABELS_MAX).map((s) => {
            const lines = [short(this.zones.nameOf(s.zone.id)),
                standing(warnings.get(s.zone.id), now)];
            const width = 6 + Math.max(...lines.map((line, i) =>
                this.width(g, line, i === 0 ? FONT : FONT_SMALL)));
            made.set(s.zone.index, { ...s, lines, dx: 0, dy: 0 });
            const { x, y } = toScreen(view, s.at.x, s.at.y, this.p);
            return { key: s.zone.index, x, y, width,
                height: lines.length * LINE_PX + 2 };
        });
        const placed = declutter(wanted, this.slots, wanted, LABELS_MAX);
        this.slots = new Map(placed.map((p) => [p.key, p.slot]));
        const at = new Map(placed.map((p) => [p.key, p]));
        // Without room for its words, a zone still has its badge.
        this.labels = [...made.values()].map((label) => {
            const place = at.get(label.zone.index);
            return place === undefined ? { ...label, lines: [] }
                : { ...label, dx: place.dx, dy: place.dy };
        });
        return wanted.flatMap((w) => {
            const p = at.get(w.key);
            return p === undefined ? [] : [{ x0: w.x + p.dx, y0: w.y + p.dy,
                x1: w.x + p.dx + w.width, y1: w.y + p.dy + w.height }];
        });
    }

    private width(g: CanvasRenderingContext2D, text: string, font: string):
        number {
        let width = this.widths.get(font + text);
        if (width === undefined) {
            if (this.widths.size > WIDTHS_MAX)
                this.widths.clear();
            g.font = font;
            width = g.measureText(text).width;
            this.widths.set(font + text, width);
        }
        return width;
    }

    private badge(look: Look): HTMLCanvasElement {
        const key = `${look.level} ${look.told}`;
        let badge = this.badges.get(key);
        if (badge === undefined) {
            badge = document.createElement('canvas');
            badge.width = badge.height = BADGE_CELL_PX * BADGE_SCALE;
            const g = badge.getContext('2d');
            const middle = badge.width / 2;
            if (g !== null)
                drawBadge(g, middle, middle, BADGE_PX * BADGE_SCALE, look);
            this.badges.set(key, badge);
        }
        return badge;
    }

    draw(g: CanvasRenderingContext2D, view: View): void {
        for (const zone of [this.hovered, this.chosen])
            if (zone !== null)
                this.outline(g, zone, view);
        for (const label of [...this.labels].reverse())
            this.drawLabel(g, label, view);
    }

    private drawLabel(g: CanvasRenderingContext2D, label: Label, view: View):
        void {
        const at = toScreen(view, label.at.x, label.at.y, this.p);
        g.drawImage(this.badge(label.look), at.x - BADGE_CELL_PX / 2,
            at.y - BADGE_CELL_PX / 2, BADGE_CELL_PX, BADGE_CELL_PX);
        g.lineWidth = 3;
        g.lineJoin = 'round';
        g.strokeStyle = COLOUR.ink;
        label.lines.forEach((line, i) => {
            g.font = i === 0 ? FONT : FONT_SMALL;
            const [x, y] = [at.x + label.dx + 3,
                at.y + label.dy + (i + 1) * LINE_PX - 3];
            g.strokeText(line, x, y);
            g.fillStyle = i === 0 ? '#ffffff' : colourOf(label.look);
            g.fillText(line, x, y);
        });
    }

    /** The outline of the zone that is chosen or under the pointer. */
    private outline(g: CanvasRenderingContext2D, zone: Zone, view: View):
        void {
        g.globalAlpha = zone === this.chosen ? 1 : 0.6;
        g.strokeStyle = COLOUR.select;
        g.lineWidth = 2;
        g.setLineDash([4, 6]); // what is under it stays seen
        for (const ring of zone.rings) {
            g.beginPath();
            let [x, y] = [NaN, NaN];
            for (let i = 0; i < ring.length; i += 2) {
                const p = toScreen(view, ring[i], ring[i + 1], this.p);
                if (Math.abs(p.x - x) < RING_PX && Math.abs(p.y - y) < RING_PX)
                    continue;
                [x, y] = [p.x, p.y];
                g.lineTo(x, y);
            }
            g.closePath();
            g.stroke();
        }
        g.setLineDash([]);
        g.globalAlpha = 1;
    }
}
