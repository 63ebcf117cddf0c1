// SPDX-License-Identifier: Apache-2.0
// The zones of the site as shapes on the map: where each is, which one is
// under the pointer, and how each is to be drawn as things stand.

import type { LatLon, Point, View } from './mercator.ts';
import { fromScreen, project, toScreen, unproject } from './mercator.ts';
import type { Cover, Level, Warning, Warnings } from './warning.ts';
import { levelOf } from './warning.ts';
import { language, LANGUAGES } from './words.ts';

/** How a zone is warned, as the site file has it. */
export interface ZoneWarn {
    minutes?: number;
    probability?: number;
    notice?: { minutes: number; probability: number };
    clear_after?: number;
    mode?: string;
    confirm?: number;
    unconfirmed?: string;
    kinds?: string[];
    cooperative?: boolean;
}

interface ZoneProperties {
    id: string;
    kind?: string;
    name?: Partial<Record<string, string>>;
    warn?: ZoneWarn;
}

export interface Zone {
    index: number;
    id: string;
    kind: string;
    name: Partial<Record<string, string>>;
    warn: ZoneWarn | null;
    shape: GeoJSON.Polygon | GeoJSON.MultiPolygon;
    rings: Float64Array[]; // mercator, x y x y ..
    x0: number; // its box, mercator
    y0: number;
    x1: number;
    y1: number;
    at: Point; // where its label points
    area: number; // of its box
}

/** What is drawn of a zone beside its thin outline. */
export interface Look {
    level: Level | null;
    told: boolean; // the public knows
    hatched: boolean; // its sensors are out
    never: boolean; // no sensor ever watched it
}

const CLEAR: Look =
    { level: null, told: false, hatched: false, never: false };

export function lookOf(warning: Warning | undefined,
    cover: Cover | undefined): Look {
    if (warning === undefined && cover !== 'not-covered' &&
        cover !== 'never-covered')
        return CLEAR;
    return {
        level: warning === undefined ? null : levelOf(warning),
        told: warning !== undefined && warning.state !== 'proposed' &&
            warning.silent !== true,
        hatched: cover === 'not-covered',
        never: cover === 'never-covered',
    };
}

const polygonsOf = (shape: Zone['shape']) =>
    shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;

/** Middle of mass of a ring, or of its box where it has no area. */
function middle(ring: Float64Array): Point & { area: number } {
    let [area, x, y] = [0, 0, 0];
    const [ox, oy] = ring;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const cross = (ring[j] - ox) * (ring[i + 1] - oy) -
            (ring[i] - ox) * (ring[j + 1] - oy);
        area += cross;
        x += (ring[j] + ring[i] - 2 * ox) * cross;
        y += (ring[j + 1] + ring[i + 1] - 2 * oy) * cross;
    }
    if (area === 0)
        return { x: ox, y: oy, area: 0 };
    return {
        x: ox + x / (3 * area), y: oy + y / (3 * area),
        area: Math.abs(area) / 2,
    };
}

function inRing(ring: Float64Array, x: number, y: number): boolean {
    let inside = false;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
        if ((ring[i + 1] > y) !== (ring[j + 1] > y) &&
            x < (ring[j] - ring[i]) * (y - ring[i + 1]) /
            (ring[j + 1] - ring[i + 1]) + ring[i])
            inside = !inside;
    return inside;
}

export function contains(zone: Zone, x: number, y: number): boolean {
    if (x < zone.x0 || x > zone.x1 || y < zone.y0 || y > zone.y1)
        return false;
    // Even and odd: holes are outside, several polygons are all inside.
    return zone.rings.filter((ring) => inRing(ring, x, y)).length % 2 === 1;
}

function zoneOf(feature: GeoJSON.Feature, index: number): Zone | null {
    const shape = feature.geometry;
    if (shape === null ||
        (shape.type !== 'Polygon' && shape.type !== 'MultiPolygon'))
        return null;
    const says = feature.properties as ZoneProperties | null;
    const zone: Zone = {
        index, id: says?.id ?? String(feature.id ?? index),
        kind: says?.kind ?? '', name: says?.name ?? {},
        warn: says?.warn ?? null, shape, rings: [],
        x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity,
        at: { x: 0, y: 0 }, area: 0,
    };
    let largest = -1;
    for (const ring of polygonsOf(shape).flat()) {
        const flat = new Float64Array(ring.length * 2);
        ring.forEach(([lon, lat], i) => {
            const p = project(lat, lon);
            flat[2 * i] = p.x;
            flat[2 * i + 1] = p.y;
            zone.x0 = Math.min(zone.x0, p.x);
            zone.x1 = Math.max(zone.x1, p.x);
            zone.y0 = Math.min(zone.y0, p.y);
            zone.y1 = Math.max(zone.y1, p.y);
        });
        if (flat.length < 6)
            continue;
        zone.rings.push(flat);
        const mid = middle(flat);
        if (mid.area > largest) {
            largest = mid.area;
            zone.at = { x: mid.x, y: mid.y };
        }
    }
    zone.area = (zone.x1 - zone.x0) * (zone.y1 - zone.y0);
    return zone.rings.length > 0 ? zone : null;
}

const rankOf = (look: Look | undefined) => look?.level === 'warning' ? 2
    : look?.level === 'notice' ? 1 : 0;

export class Zones {
    list: Zone[] = [];
    private byId = new Map<string, Zone>();
    private boxes = new Float64Array(); // x0 y0 x1 y1 of each, in order
    looks = new Map<string, Look>(); // of those that are more than clear

    set(features: GeoJSON.Feature[]): void {
        this.list = features.map(zoneOf).filter((z) => z !== null);
        this.byId = new Map(this.list.map((z) => [z.id, z]));
        this.boxes = new Float64Array(4 * this.list.length);
        this.list.forEach((z, i) =>
            this.boxes.set([z.x0, z.y0, z.x1, z.y1], 4 * i));
    }

    /** Of the box around all of them; none where there are none. */
    corners(): LatLon[] {
        if (this.list.length === 0)
            return [];
        let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
        for (const zone of this.list) {
            x0 = Math.min(x0, zone.x0);
            y0 = Math.min(y0, zone.y0);
            x1 = Math.max(x1, zone.x1);
            y1 = Math.max(y1, zone.y1);
        }
        return [unproject(x0, y0), unproject(x1, y1)];
    }

    get(id: string): Zone | undefined {
        return this.byId.get(id);
    }

    /** Its name in the reader's language, else in any, else its id. */
    nameOf(id: string): string {
        const name = this.byId.get(id)?.name ?? {};
        return name[language()] ??
            LANGUAGES.map((l) => name[l]).find((n) => n !== undefined) ?? id;
    }

    /** How each is drawn, as things stand; false: as before. */
    weigh(warnings: Warnings): boolean {
        const looks = new Map<string, Look>();
        const ofZones = warnings.ofZones();
        for (const id of new Set([...ofZones.keys(),
            ...warnings.covers.keys()])) {
            const look = lookOf(ofZones.get(id), warnings.coverOf(id));
            if (look !== CLEAR)
                looks.set(id, look);
        }
        const same = looks.size === this.looks.size &&
            [...looks].every(([id, look]) => {
                const old = this.looks.get(id);
                return old !== undefined && old.level === look.level &&
                    old.told === look.told && old.hatched === look.hatched &&
                    old.never === look.never;
            });
        this.looks = looks;
        return !same;
    }

    /** Those that are more than clear, as shapes with their looks; the
     * gravest last, so that it is drawn over the others. */
    marked(): GeoJSON.Feature[] {
        const out: GeoJSON.Feature[] = [];
        for (const [id, look] of this.looks) {
            const zone = this.byId.get(id);
            if (zone !== undefined)
                out.push({ type: 'Feature', geometry: zone.shape,
                    properties: { ...look, level: look.level ?? '',
                        rank: rankOf(look) } });
        }
        return out.sort((a, b) => a.properties?.rank - b.properties?.rank);
    }

    /** The zone at a place: the gravest, then the smallest. */
    pick({ x, y }: Point): Zone | null {
        let best: Zone | null = null;
        const rank = (z: Zone) => rankOf(this.looks.get(z.id));
        const b = this.boxes;
        for (let i = 0; i < b.length; i += 4) {
            if (x < b[i] || y < b[i + 1] || x > b[i + 2] || y > b[i + 3])
                continue;
            const zone = this.list[i / 4];
            if (contains(zone, x, y) && (best === null ||
                rank(zone) > rank(best) ||
                (rank(zone) === rank(best) && zone.area < best.area)))
                best = zone;
        }
        return best;
    }

    /** Where the label of a zone points (mercator): its middle, or a place in
     * it that is in sight. null: none is. */
    anchor(zone: Zone, view: View): Point | null {
        const at = toScreen(view, zone.at.x, zone.at.y, { x: 0, y: 0 });
        if (at.x >= 0 && at.y >= 0 && at.x <= view.width &&
            at.y <= view.height)
            return zone.at;
        const corners = [[0, 0], [view.width, 0], [0, view.height],
            [view.width, view.height]].map(([x, y]) => fromScreen(view, x, y));
        const xs = corners.map((c) => c.x);
        const ys = corners.map((c) => c.y);
        const x0 = Math.max(zone.x0, Math.min(...xs));
        const x1 = Math.min(zone.x1, Math.max(...xs));
        const y0 = Math.max(zone.y0, Math.min(...ys));
        const y1 = Math.min(zone.y1, Math.max(...ys));
        if (x0 >= x1 || y0 >= y1)
            return null;
        for (const [u, v] of SIGHTS) {
            const [x, y] = [x0 + (x1 - x0) * u, y0 + (y1 - y0) * v];
            if (contains(zone, x, y))
                return { x, y };
        }
        return null;
    }
}

// Where in what is seen of a zone's box a label may point, the middle first.
const SIGHTS = [[0.5, 0.5], [0.5, 0.25], [0.5, 0.75], [0.25, 0.5],
    [0.75, 0.5], [0.25, 0.25], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];
