// SPDX-License-Identifier: Apache-2.0
// The moving picture on a plain 2D canvas, for browsers without WebGL2: the
// same things in the same order and colours as layer_webgl.ts.

import type { Layer, Mark, Moment } from './layer.ts';
import {
    alphaMax, ellipseOf, MARKS_MAX, MARK_S, SAMPLE_PX, SEGMENTS_MAX,
    TRAIL_VECTORS,
} from './layer.ts';
import type { Point } from './mercator.ts';
import { toScreen } from './mercator.ts';
import type { Picture, Segment, Track } from './picture.ts';
import { ageOf, courseOf, reckon } from './picture.ts';
import type { Sheet } from './symbols.ts';
import { cellOf, COLOUR, freshness, makeSheet, turns } from './symbols.ts';

const MARGIN_PX = 40;

export class CanvasLayer implements Layer {
    readonly name = 'canvas';
    readonly canvas = document.createElement('canvas');
    private g: CanvasRenderingContext2D;
    private sheet: Sheet | null = null;
    private dpr = 1;
    private picture: Picture | null = null;
    private segments: Segment[] = [];
    private told: Mark[] = [];
    private a: Point = { x: 0, y: 0 };
    private b: Point = { x: 0, y: 0 };

    constructor() {
        const g = this.canvas.getContext('2d');
        if (g === null)
            throw new Error('no 2D canvas');
        this.g = g;
    }

    resize(width: number, height: number, dpr: number): void {
        this.canvas.width = Math.round(width * dpr);
        this.canvas.height = Math.round(height * dpr);
        if (this.sheet === null || dpr !== this.dpr)
            this.sheet = makeSheet(dpr);
        this.dpr = dpr;
    }

    tracks(picture: Picture): void {
        this.picture = picture;
    }

    segment(segment: Segment): void {
        this.segments.push(segment);
        if (this.segments.length > SEGMENTS_MAX * 1.25)
            this.segments = this.segments.slice(-SEGMENTS_MAX);
    }

    reset(): void {
        this.segments = [];
        this.told = [];
    }

    marks(marks: Mark[]): void {
        this.told = this.told.concat(marks).slice(-MARKS_MAX);
    }

    draw(m: Moment): void {
        const g = this.g;
        g.setTransform(1, 0, 0, 1, 0, 0);
        g.globalAlpha = 1;
        g.clearRect(0, 0, this.canvas.width, this.canvas.height);
        g.scale(this.dpr, this.dpr);
        if (m.show.reports)
            this.drawMarks(m);
        if (this.picture === null)
            return;
        const seen: [Track, number, number, number][] = [];
        for (const track of this.picture.tracks.values()) {
            reckon(track, m.now, this.a);
            toScreen(m.view, this.a.x, this.a.y, this.a);
            const reach = track.major * 2 * track.unit * m.view.scale;
            const margin = MARGIN_PX + Math.min(reach, 4000);
            if (this.a.x > -margin && this.a.x < m.view.width + margin &&
                this.a.y > -margin && this.a.y < m.view.height + margin)
                seen.push([track, this.a.x, this.a.y,
                    freshness(ageOf(track, m.now) + m.stale)]);
        }
        if (m.show.ellipses)
            for (const [track, x, y, alpha] of seen)
                this.ellipse(m, track, x, y, alpha);
        if (m.show.trails)
            this.drawTrails(m, seen);
        for (const [track, x, y, alpha] of seen)
            this.vector(m, track, x, y, alpha);
        for (const [track, x, y, alpha] of seen)
            this.symbol(m, track, x, y, alpha);
        g.globalAlpha = 1;
    }

    private line(m: Moment, x0: number, y0: number, x1: number, y1: number,
        colour: string, alpha: number): void {
        toScreen(m.view, x0, y0, this.a);
        toScreen(m.view, x1, y1, this.b);
        const g = this.g;
        g.globalAlpha = alpha;
        g.strokeStyle = colour;
        g.lineWidth = 1.6;
        g.beginPath();
        g.moveTo(this.a.x, this.a.y);
        g.lineTo(this.b.x, this.b.y);
        g.stroke();
    }

    private drawMarks(m: Moment): void {
        const g = this.g;
        this.told = this.told.filter((mark) => m.wall - mark.wall < MARK_S);
        for (const mark of this.told) {
            const left = 1 - (m.wall - mark.wall) / MARK_S;
            if (mark.kind !== 'heard') {
                this.line(m, mark.x0, mark.y0, mark.x1, mark.y1,
                    COLOUR.bearing, mark.alpha * left);
                continue;
            }
            toScreen(m.view, mark.x0, mark.y0, this.a);
            g.globalAlpha = mark.alpha * left;
            g.strokeStyle = g.fillStyle = COLOUR.heard;
            g.lineWidth = 1.4;
            g.beginPath();
            g.arc(this.a.x, this.a.y, mark.radius * m.view.scale, 0,
                2 * Math.PI);
            g.stroke();
            g.globalAlpha = 0.1 * mark.alpha * left;
            g.fill();
        }
    }

    private drawTrails(m: Moment, seen: [Track, number, number, number][]):
        void {
        const life = m.vector * TRAIL_VECTORS;
        for (const s of this.segments) {
            const left = 1 - (m.now - s.time) / life;
            if (left > 0 && left < 1.5)
                this.line(m, s.x0, s.y0, s.x1, s.y1, s.cooperative
                    ? COLOUR.cooperative : COLOUR.silent,
                    0.6 * Math.min(1, left));
        }
        for (const [track, , , alpha] of seen) {
            reckon(track, m.now, this.a);
            this.line(m, track.lastX, track.lastY, this.a.x, this.a.y,
                track.cooperative ? COLOUR.cooperative : COLOUR.silent,
                0.45 * alpha);
        }
    }

    private ellipse(m: Moment, track: Track, x: number, y: number,
        alpha: number): void {
        const axes = ellipseOf(track, m.view);
        if (axes === null)
            return;
        const g = this.g;
        const up = Math.atan2(m.view.sin, m.view.cos);
        const turn = track.azimuth * Math.PI / 180 - Math.PI / 2 - up;
        g.strokeStyle = g.fillStyle = track.cooperative
            ? COLOUR.cooperative : COLOUR.silent;
        g.lineWidth = 1.2;
        const strength = alpha * (track.status === 'tentative' ? 0.45 : 0.7);
        for (const [sigma, line, fill] of [[2, 0.4, 0.05], [1, 0.9, 0.06]]) {
            g.beginPath();
            g.ellipse(x, y, axes.major * sigma,
                Math.max(1, axes.minor * sigma), turn, 0, 2 * Math.PI);
            g.globalAlpha = strength * line;
            g.stroke();
            g.globalAlpha = strength * fill;
            g.fill();
        }
    }

    private vector(m: Moment, track: Track, x: number, y: number,
        alpha: number): void {
        reckon(track, m.now + m.vector, this.b);
        toScreen(m.view, this.b.x, this.b.y, this.b);
        if (Math.hypot(this.b.x - x, this.b.y - y) < 1)
            return;
        const g = this.g;
        g.globalAlpha = alpha * (track.status === 'tentative' ? 0.55 : 0.85);
        g.strokeStyle = track.cooperative
            ? COLOUR.cooperative : COLOUR.silent;
        g.lineWidth = 1.6;
        g.setLineDash(track.status === 'coasting' ? [4, 3] : []);
        g.beginPath();
        g.moveTo(x, y);
        g.lineTo(this.b.x, this.b.y);
        g.stroke();
        g.setLineDash([]);
    }

    private symbol(m: Moment, track: Track, x: number, y: number,
        alpha: number): void {
        const sheet = this.sheet;
        if (sheet === null)
            return;
        const cell = cellOf(track.kind, track.status, track.cooperative);
        const course = turns(track.kind) ? courseOf(track) : null;
        const side = sheet.cell / this.dpr * m.symbol;
        const g = this.g;
        g.save();
        g.globalAlpha = alpha;
        g.translate(x, y);
        if (course !== null)
            g.rotate(course * Math.PI / 180 -
                Math.atan2(m.view.sin, m.view.cos));
        g.drawImage(sheet.canvas, (cell % sheet.columns) * sheet.cell,
            Math.floor(cell / sheet.columns) * sheet.cell, sheet.cell,
            sheet.cell, -side / 2, -side / 2, side, side);
        g.restore();
    }

    alphaAt(m: Moment, points: { x: number; y: number }[]): number[] {
        this.draw(m);
        const side = Math.round(SAMPLE_PX * this.dpr);
        return points.map((p) => alphaMax(this.g.getImageData(
            Math.round(p.x * this.dpr - side / 2),
            Math.round(p.y * this.dpr - side / 2), side, side).data));
    }
}
