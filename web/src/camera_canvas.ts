// SPDX-License-Identifier: Apache-2.0
// The camera where there is no WebGL2: the same base map on a 2D canvas, moved
// by pointer, wheel, pinch and keys as maplibre-gl is.

import type { World } from './base_map.ts';
import { graticule, PAINT } from './base_map.ts';
import type { Camera, Look } from './camera.ts';
import { viewOf, ZOOM_MAX, ZOOM_MIN } from './camera.ts';
import type { View } from './mercator.ts';
import { fromScreen, project, unproject } from './mercator.ts';
import type { Level } from './warning.ts';
import { hatch, HATCH_PX, ZONE } from './zone_paint.ts';

const KEY_PX = 100;
const WHEEL_ZOOM = 1 / 450; // levels a pixel of wheel

interface Paths {
    land: Path2D;
    coast: Path2D;
    borders: Path2D;
}

function addLine(path: Path2D, line: number[][], close: boolean): void {
    line.forEach(([lon, lat], i) => {
        const p = project(lat, lon);
        if (i === 0)
            path.moveTo(p.x, p.y);
        else
            path.lineTo(p.x, p.y);
    });
    if (close)
        path.closePath();
}

function pathOf(geometry: GeoJSON.Geometry, path = new Path2D()): Path2D {
    if (geometry.type === 'MultiPolygon')
        geometry.coordinates.forEach((polygon) =>
            polygon.forEach((ring) => addLine(path, ring, true)));
    else if (geometry.type === 'Polygon')
        geometry.coordinates.forEach((ring) => addLine(path, ring, true));
    else if (geometry.type === 'MultiLineString')
        geometry.coordinates.forEach((line) => addLine(path, line, false));
    return path;
}

export class CanvasCamera implements Camera {
    readonly root: HTMLElement;
    readonly target: HTMLCanvasElement;
    private viewers: (() => void)[] = [];
    private takers: (() => void)[] = [];
    private paths: Paths | null = null;
    private outlines = new Path2D(); // of all zones
    private marks: { path: Path2D; look: GeoJSON.GeoJsonProperties }[] = [];
    private hatching: CanvasPattern | null = null;
    private at: Look;
    private asked = false;
    private fingers = new Map<number, { x: number; y: number }>();
    private flight = 0;

    constructor(root: HTMLElement, look: Look, label: string) {
        this.root = root;
        this.at = look;
        this.target = document.createElement('canvas');
        this.target.className = 'base';
        this.target.tabIndex = 0;
        this.target.setAttribute('role', 'region');
        this.target.setAttribute('aria-label', label);
        root.append(this.target);
        this.listen();
        this.resize();
    }

    world(world: World): void {
        const land = new Path2D();
        const features = world.land.type === 'Feature'
            ? [world.land] : world.land.features;
        for (const f of features)
            if (f.geometry.type === 'GeometryCollection')
                f.geometry.geometries.forEach((g) => pathOf(g, land));
            else
                pathOf(f.geometry, land);
        this.paths = {
            land,
            coast: pathOf(world.coast),
            borders: pathOf(world.borders),
        };
        this.ask();
    }

    zones(all: GeoJSON.Feature[]): void {
        this.outlines = new Path2D();
        for (const zone of all)
            pathOf(zone.geometry, this.outlines);
        this.ask();
    }

    marked(zones: GeoJSON.Feature[]): void {
        this.marks = zones.map((zone) => ({ path: pathOf(zone.geometry),
            look: zone.properties }));
        this.ask();
    }

    view(): View {
        return viewOf(this.at, this.root.clientWidth, this.root.clientHeight);
    }

    look(): Look {
        return { ...this.at };
    }

    onView(callback: () => void): void {
        this.viewers.push(callback);
    }

    onTaken(callback: () => void): void {
        this.takers.push(callback);
    }

    go(look: Partial<Look>, ms: number): void {
        cancelAnimationFrame(this.flight);
        const from = this.at;
        const to = { ...from, ...look };
        to.zoom = Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, to.zoom));
        if (ms <= 0) {
            this.at = to;
            this.ask();
            return;
        }
        const begin = performance.now();
        const step = () => {
            const part = Math.min(1, (performance.now() - begin) / ms);
            const ease = part * (2 - part);
            const mix = (a: number, b: number) => a + (b - a) * ease;
            this.at = {
                lat: mix(from.lat, to.lat), lon: mix(from.lon, to.lon),
                zoom: mix(from.zoom, to.zoom),
                bearing: mix(from.bearing, to.bearing),
            };
            this.ask();
            if (part < 1)
                this.flight = requestAnimationFrame(step);
        };
        this.flight = requestAnimationFrame(step);
    }

    resize(): void {
        const dpr = window.devicePixelRatio;
        this.target.width = Math.round(this.root.clientWidth * dpr);
        this.target.height = Math.round(this.root.clientHeight * dpr);
        this.ask();
    }

    private ask(): void {
        if (this.asked)
            return;
        this.asked = true;
        requestAnimationFrame(() => {
            this.asked = false;
            this.draw();
            this.viewers.forEach((f) => f());
        });
    }

    private draw(): void {
        const g = this.target.getContext('2d');
        if (g === null)
            return;
        const dpr = window.devicePixelRatio;
        const v = this.view();
        g.setTransform(dpr, 0, 0, dpr, 0, 0);
        g.fillStyle = PAINT.sea;
        g.fillRect(0, 0, v.width, v.height);
        const a = v.scale * v.cos;
        const b = v.scale * v.sin;
        g.translate(v.width / 2, v.height / 2);
        g.transform(a, -b, b, a, 0, 0);
        g.translate(-v.x, -v.y);
        const line = (path: Path2D, colour: string, px: number) => {
            g.strokeStyle = colour;
            g.lineWidth = px / v.scale;
            g.stroke(path);
        };
        if (this.paths !== null) {
            g.fillStyle = PAINT.land;
            g.fill(this.paths.land);
        }
        line(pathOf(graticule(v)), PAINT.graticule, 1);
        if (this.paths !== null) {
            g.setLineDash([5 / v.scale, 3 / v.scale]);
            line(this.paths.borders, PAINT.border, 1.4);
            g.setLineDash([]);
            line(this.paths.coast, PAINT.coast, 1);
        }
        line(this.outlines, ZONE.clear.colour, ZONE.clear.px);
        for (const { path, look } of this.marks)
            this.drawMarked(g, path, look, v.scale);
    }

    private drawMarked(g: CanvasRenderingContext2D, path: Path2D,
        look: GeoJSON.GeoJsonProperties, scale: number): void {
        const line = (colour: string, px: number,
            dashes: readonly number[] = []) => {
            g.setLineDash(dashes.map((d) => d / scale));
            g.strokeStyle = colour;
            g.lineWidth = px / scale;
            g.stroke(path);
            g.setLineDash([]);
        };
        g.lineJoin = 'round';
        if (look?.hatched) {
            g.fillStyle = this.hatchOf(g);
            g.fill(path, 'evenodd');
            line(ZONE.uncovered.colour, ZONE.uncovered.px,
                ZONE.uncovered.dashes);
        }
        if (look?.never)
            line(ZONE.never.colour, ZONE.never.px, ZONE.never.dashes);
        const level = look?.level as Level | '';
        if (level === '')
            return;
        const { colour, fill, px } = ZONE[level];
        line(ZONE.casing.colour, px + ZONE.casing.px);
        if (look?.told) {
            g.globalAlpha = fill;
            g.fillStyle = colour;
            g.fill(path, 'evenodd');
            g.globalAlpha = 1;
        }
        line(colour, px, look?.told ? [] : ZONE.proposed.dashes);
    }

    /** Hatching that stays as fine as it is, however far one has zoomed. */
    private hatchOf(g: CanvasRenderingContext2D): CanvasPattern | string {
        if (this.hatching === null) {
            const cell = document.createElement('canvas');
            cell.width = cell.height = HATCH_PX;
            cell.getContext('2d')?.putImageData(hatch(), 0, 0);
            this.hatching = g.createPattern(cell, 'repeat');
        }
        this.hatching?.setTransform(g.getTransform().inverse());
        return this.hatching ?? ZONE.uncovered.colour;
    }

    private listen(): void {
        const t = this.target;
        t.addEventListener('pointerdown', (e) => {
            cancelAnimationFrame(this.flight);
            t.setPointerCapture(e.pointerId);
            this.fingers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
        });
        const up = (e: PointerEvent) => this.fingers.delete(e.pointerId);
        t.addEventListener('pointerup', up);
        t.addEventListener('pointercancel', up);
        t.addEventListener('pointermove', (e) => this.dragged(e));
        t.addEventListener('wheel', (e) => {
            e.preventDefault();
            this.zoomAt(e.offsetX, e.offsetY, -e.deltaY * WHEEL_ZOOM);
        }, { passive: false });
        t.addEventListener('dblclick', (e) =>
            this.zoomAt(e.offsetX, e.offsetY, 1));
        t.addEventListener('keydown', (e) => this.key(e));
    }

    private dragged(e: PointerEvent): void {
        const old = this.fingers.get(e.pointerId);
        if (old === undefined)
            return;
        const others = [...this.fingers.entries()]
            .filter(([id]) => id !== e.pointerId).map(([, p]) => p);
        this.fingers.set(e.pointerId, { x: e.offsetX, y: e.offsetY });
        const share = 1 / this.fingers.size;
        this.pan((old.x - e.offsetX) * share, (old.y - e.offsetY) * share);
        if (others.length === 1) {
            const [o] = others;
            const before = Math.hypot(old.x - o.x, old.y - o.y);
            const after = Math.hypot(e.offsetX - o.x, e.offsetY - o.y);
            if (before > 10 && after > 10)
                this.zoomAt((o.x + e.offsetX) / 2, (o.y + e.offsetY) / 2,
                    Math.log2(after / before));
        }
        this.takers.forEach((f) => f());
    }

    private pan(dx: number, dy: number): void {
        const v = this.view();
        const p = fromScreen(v, v.width / 2 + dx, v.height / 2 + dy);
        this.at = { ...this.at, ...unproject(p.x, p.y) };
        this.ask();
    }

    private zoomAt(px: number, py: number, levels: number): void {
        const under = fromScreen(this.view(), px, py);
        this.at = {
            ...this.at,
            zoom: Math.max(ZOOM_MIN,
                Math.min(ZOOM_MAX, this.at.zoom + levels)),
        };
        const v = this.view();
        const now = fromScreen(v, px, py);
        this.at = {
            ...this.at,
            ...unproject(v.x + under.x - now.x, v.y + under.y - now.y),
        };
        this.ask();
    }

    private key(e: KeyboardEvent): void {
        const steps: Record<string, [number, number]> = {
            ArrowLeft: [-KEY_PX, 0], ArrowRight: [KEY_PX, 0],
            ArrowUp: [0, -KEY_PX], ArrowDown: [0, KEY_PX],
        };
        const step = steps[e.key];
        const middle = [this.root.clientWidth / 2, this.root.clientHeight / 2];
        if (step !== undefined && e.shiftKey && step[0] !== 0)
            this.go({ bearing: this.at.bearing + Math.sign(step[0]) * 15 }, 0);
        else if (step !== undefined)
            this.pan(step[0], step[1]);
        else if (e.key === '+' || e.key === '=')
            this.zoomAt(middle[0], middle[1], 1);
        else if (e.key === '-')
            this.zoomAt(middle[0], middle[1], -1);
        else
            return;
        e.preventDefault();
        if (step !== undefined)
            this.takers.forEach((f) => f());
    }
}
