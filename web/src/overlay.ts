// SPDX-License-Identifier: Apache-2.0
// What stands still or is text: sensors and their coverage, the selection,
// labels of zones and tracks with their leader lines. One 2D canvas over the tracks.

import type { Sensor, Site } from './api.ts';
import { declutter } from './declutter.ts';
import type { Box, Wanted } from './declutter.ts';
import { drawExercise } from './exercise.ts';
import { duration, kmh, length } from './format.ts';
import { trackNumber } from './frame.ts';
import type { Moment } from './layer.ts';
import type { LatLon, Point, View } from './mercator.ts';
import { perMetre, project, toScreen } from './mercator.ts';
import type { Picture, Track } from './picture.ts';
import { ageOf, nameOf, reckon, speedOf } from './picture.ts';
import { COLOUR, freshness } from './symbols.ts';
import type { Watch } from './watch.ts';

const FONT = '11.5px "Noto Sans", sans-serif';
const FONT_BOLD = '600 12px "Noto Sans", sans-serif';
const LINE_PX = 14;
const LABELS_MAX = 160;
const LAYOUT_MS = 400; // how often labels are laid out anew
const DENSE = 1500; // with more in view, only the chosen ones are labelled
const FULL_MAX = 90; // with more tracks in view, labels are one line

export interface Shown {
    labels: boolean;
    coverage: boolean;
    selected: number | null;
    hovered: number | null;
    sensor: string | null; // hovered or chosen in the list
}

interface Label {
    track: Track;
    lines: string[];
    width: number;
    dx: number;
    dy: number;
}

export class Overlay {
    readonly canvas = document.createElement('canvas');
    private g: CanvasRenderingContext2D;
    private dpr = 1;
    private labels: Label[] = [];
    private slots = new Map<number, number>();
    private laidOut = 0;
    private widths = new Map<string, number>();
    private p: Point = { x: 0, y: 0 };
    site: Site | null = null;
    watch: Watch | null = null; // the zones and their warnings
    exercise = false;
    inView = 0; // tracks, at the last layout
    /** Where moving sensors last said they were. */
    readonly moved = new Map<string, LatLon>();
    trail: [number, number][] = []; // of the selected track, lat lon

    constructor() {
        const g = this.canvas.getContext('2d');
        if (g === null)
            throw new Error('no 2D canvas');
        this.g = g;
    }

    resize(width: number, height: number, dpr: number): void {
        this.dpr = dpr;
        this.canvas.width = Math.round(width * dpr);
        this.canvas.height = Math.round(height * dpr);
        this.refresh();
    }

    /** Lay the labels out at the next drawing. */
    refresh(): void {
        this.laidOut = 0;
    }

    draw(picture: Picture, moment: Moment, wallMs: number, shown: Shown):
        void {
        const { view, now } = moment;
        const g = this.g;
        g.setTransform(this.dpr, 0, 0, this.dpr, 0, 0);
        g.clearRect(0, 0, view.width, view.height);
        if (this.exercise)
            drawExercise(g, view.width, view.height);
        this.drawLines(picture, view, now);
        this.watch?.labels.draw(g, view);
        this.drawSensors(view, shown);
        this.drawTrail(picture, view, now, shown);
        if (wallMs - this.laidOut >= LAYOUT_MS) {
            this.laidOut = wallMs;
            this.layOut(picture, moment, shown,
                this.watch?.layOut(g, view, now) ?? []);
        }
        this.drawChosen(picture, view, now, shown);
        for (const label of this.labels)
            this.drawLabel(picture, label, moment);
    }

    private screen(lat: number, lon: number, view: View): Point {
        const m = project(lat, lon);
        return toScreen(view, m.x, m.y, this.p);
    }

    private drawSensors(view: View, shown: Shown): void {
        const g = this.g;
        for (const sensor of this.site?.sensors ?? []) {
            const at = this.moved.get(sensor.id) ??
                (hasPlace(sensor) ? sensor : undefined);
            if (at === undefined)
                continue;
            const p = this.screen(at.lat, at.lon, view);
            const chosen = sensor.id === shown.sensor;
            if ((chosen || shown.coverage) && sensor.range)
                this.drawCoverage(p, at.lat, sensor.range, view, chosen);
            const ok = sensor.state === 'ok';
            g.globalAlpha = ok ? 0.95 : 0.6;
            g.fillStyle = COLOUR.ink;
            g.strokeStyle = chosen ? COLOUR.select : COLOUR.sensor;
            g.lineWidth = chosen ? 2 : 1.5;
            g.setLineDash(ok ? [] : [2, 2]);
            g.beginPath();
            g.moveTo(p.x, p.y - 5.5);
            g.lineTo(p.x + 5, p.y + 4);
            g.lineTo(p.x - 5, p.y + 4);
            g.closePath();
            g.fill();
            g.stroke();
            g.setLineDash([]);
            if (sensor.state === 'down') {
                g.beginPath();
                g.moveTo(p.x - 7, p.y - 7);
                g.lineTo(p.x + 7, p.y + 7);
                g.stroke();
            }
            if (chosen) {
                g.font = FONT;
                g.globalAlpha = 1;
                this.text(sensor.id, p.x + 9, p.y + 4, COLOUR.select);
            }
        }
        g.globalAlpha = 1;
    }

    private drawCoverage(p: Point, lat: number, range: number, view: View,
        chosen: boolean): void {
        const g = this.g;
        g.beginPath();
        g.arc(p.x, p.y, range * perMetre(lat) * view.scale, 0,
            2 * Math.PI);
        g.globalAlpha = chosen ? 0.08 : 0.03;
        g.fillStyle = COLOUR.sensor;
        g.fill();
        g.globalAlpha = chosen ? 0.8 : 0.35;
        g.strokeStyle = COLOUR.sensor;
        g.lineWidth = 1;
        g.stroke();
    }

    /** From the zone of the warning in focus to what threatens it, and from
     * there to the sensors that noticed. */
    private drawLines(picture: Picture, view: View, now: number): void {
        const lines = this.watch?.lines() ?? null;
        if (lines === null)
            return;
        const g = this.g;
        const from = toScreen(view, lines.from.x, lines.from.y,
            { x: 0, y: 0 });
        const line = (a: Point, b: Point, colour: string, px: number,
            dashes: number[]) => {
            g.strokeStyle = colour;
            g.lineWidth = px;
            g.setLineDash(dashes);
            g.beginPath();
            g.moveTo(a.x, a.y);
            g.lineTo(b.x, b.y);
            g.stroke();
            g.setLineDash([]);
        };
        for (const reason of lines.reasons) {
            const track = picture.tracks.get(trackNumber(reason.track) ?? -1);
            if (track === undefined)
                continue;
            const at = { x: 0, y: 0 };
            reckon(track, now, at);
            toScreen(view, at.x, at.y, at);
            line(from, at, COLOUR.ink, 5, []);
            line(from, at, COLOUR.select, 2, [7, 5]);
            g.strokeStyle = COLOUR.select;
            g.lineWidth = 2;
            g.beginPath();
            g.arc(at.x, at.y, 17, 0, 2 * Math.PI);
            g.stroke();
            for (const sensor of this.site?.sensors ?? []) {
                const place = this.moved.get(sensor.id) ??
                    (hasPlace(sensor) ? sensor : undefined);
                if (place !== undefined && reason.sources?.includes(sensor.id))
                    line({ ...this.screen(place.lat, place.lon, view) }, at,
                        COLOUR.bearing, 1.5, []);
            }
        }
    }

    private drawTrail(picture: Picture, view: View, now: number,
        shown: Shown): void {
        const track = picture.tracks.get(shown.selected ?? -1);
        if (this.trail.length === 0)
            return;
        const g = this.g;
        g.beginPath();
        for (const [lat, lon] of this.trail) {
            const p = this.screen(lat, lon, view);
            g.lineTo(p.x, p.y);
        }
        if (track !== undefined) {
            reckon(track, now, this.p);
            toScreen(view, this.p.x, this.p.y, this.p);
            g.lineTo(this.p.x, this.p.y);
        }
        g.globalAlpha = 0.7;
        g.lineWidth = 1.5;
        g.lineJoin = 'round';
        g.strokeStyle = COLOUR.select;
        g.stroke();
        g.globalAlpha = 1;
    }

    private drawChosen(picture: Picture, view: View, now: number,
        shown: Shown): void {
        const g = this.g;
        for (const [number, alpha] of [[shown.hovered, 0.55],
            [shown.selected, 1]] as const) {
            const track = picture.tracks.get(number ?? -1);
            if (track === undefined)
                continue;
            reckon(track, now, this.p);
            toScreen(view, this.p.x, this.p.y, this.p);
            g.globalAlpha = alpha;
            g.strokeStyle = COLOUR.select;
            g.lineWidth = 2;
            const { x, y } = this.p;
            const r = 15;
            g.beginPath(); // four corners
            for (const [sx, sy] of [[1, 1], [1, -1], [-1, -1], [-1, 1]]) {
                g.moveTo(x + sx * r, y + sy * (r - 7));
                g.lineTo(x + sx * r, y + sy * r);
                g.lineTo(x + sx * (r - 7), y + sy * r);
            }
            g.stroke();
        }
        g.globalAlpha = 1;
    }

    private textWidth(text: string, bold: boolean): number {
        const key = (bold ? 'b' : 'n') + text;
        let width = this.widths.get(key);
        if (width === undefined) {
            if (this.widths.size > 5000)
                this.widths.clear();
            this.g.font = bold ? FONT_BOLD : FONT;
            width = this.g.measureText(text).width;
            this.widths.set(key, width);
        }
        return width;
    }

    private layOut(picture: Picture, moment: Moment, shown: Shown,
        taken: Box[]): void {
        const { view, now } = moment;
        const seen: { track: Track; x: number; y: number; rank: number }[] =
            [];
        for (const track of picture.tracks.values()) {
            reckon(track, now, this.p);
            toScreen(view, this.p.x, this.p.y, this.p);
            if (this.p.x < 0 || this.p.x > view.width || this.p.y < 0 ||
                this.p.y > view.height)
                continue;
            const rank = track.number === shown.selected ? 5
                : track.number === shown.hovered ? 4
                    : !shown.labels ? -1
                        : track.status === 'tentative' ? -1
                            : track.cooperative ? 1 : 2;
            seen.push({ track, x: this.p.x, y: this.p.y, rank });
        }
        this.inView = seen.length;
        const full = seen.length <= FULL_MAX;
        const dense = seen.length > DENSE;
        const ranked = seen.filter((s) => s.rank >= (dense ? 4 : 0)).sort((a, b) =>
            b.rank - a.rank || a.track.number - b.track.number)
            .slice(0, LABELS_MAX * 3);
        const made = new Map<number, Label>();
        const wanted: Wanted[] = ranked.map(({ track, x, y, rank }) => {
            const lines = linesOf(picture, track, moment,
                full || rank >= 4);
            const width = 6 + Math.max(...lines.map((line, i) =>
                this.textWidth(line, i === 0)));
            made.set(track.number, { track, lines, width, dx: 0, dy: 0 });
            return {
                key: track.number, x, y, width,
                height: lines.length * LINE_PX + 2,
            };
        });
        const placed = declutter(wanted, this.slots, dense ? [] : seen,
            LABELS_MAX, taken);
        this.slots = new Map(placed.map((p) => [p.key, p.slot]));
        this.labels = [];
        for (const { key, dx, dy } of placed) {
            const label = made.get(key);
            if (label !== undefined)
                this.labels.push({ ...label, dx, dy });
        }
    }

    private text(text: string, x: number, y: number, colour: string): void {
        const g = this.g;
        g.lineWidth = 3;
        g.lineJoin = 'round';
        g.strokeStyle = COLOUR.ink;
        g.strokeText(text, x, y);
        g.fillStyle = colour;
        g.fillText(text, x, y);
    }

    private drawLabel(picture: Picture, label: Label, moment: Moment): void {
        const { view, now } = moment;
        // The label was laid out with an older state of the track.
        const track = picture.tracks.get(label.track.number);
        if (track === undefined)
            return;
        reckon(track, now, this.p);
        toScreen(view, this.p.x, this.p.y, this.p);
        const { x, y } = this.p;
        const g = this.g;
        const height = label.lines.length * LINE_PX + 2;
        const left = x + label.dx;
        const top = y + label.dy;
        const colour = track.cooperative
            ? COLOUR.cooperative : COLOUR.silent;
        g.globalAlpha = Math.max(0.55,
            freshness(ageOf(track, now) + moment.stale));
        const ex = Math.max(left, Math.min(x, left + label.width));
        const ey = Math.max(top, Math.min(y, top + height));
        const far = Math.hypot(ex - x, ey - y);
        if (far > 10) {
            g.strokeStyle = COLOUR.sensor;
            g.lineWidth = 0.8;
            g.beginPath();
            g.moveTo(x + (ex - x) / far * 9, y + (ey - y) / far * 9);
            g.lineTo(ex, ey);
            g.stroke();
        }
        label.lines.forEach((line, i) => {
            g.font = i === 0 ? FONT_BOLD : FONT;
            this.text(line, left + 3, top + (i + 1) * LINE_PX - 3,
                i === 0 ? colour : '#d7e0ea');
        });
        g.globalAlpha = 1;
    }
}

function linesOf(picture: Picture, track: Track, moment: Moment,
    full: boolean): string[] {
    const lines = [nameOf(picture, track)];
    if (full) {
        const speed = kmh(speedOf(track));
        lines.push(track.altKnown
            ? `${length(track.alt)} · ${speed}` : speed);
    }
    const age = ageOf(track, moment.now) + moment.overdue;
    if (ageOf(track, moment.now) + moment.stale > 0)
        lines.push((track.age === 255 ? '> ' : '') + duration(age));
    return lines;
}

export function hasPlace(sensor: Sensor):
    sensor is Sensor & { lat: number; lon: number } {
    return Number.isFinite(sensor.lat) && Number.isFinite(sensor.lon);
}
