// SPDX-License-Identifier: Apache-2.0
// A camera owns the base map and where one looks. There are two: maplibre-gl,
// and a plain canvas where the browser has no WebGL2.

import type { LatLon, View } from './mercator.ts';
import { project, TILE_PX } from './mercator.ts';

export interface Bounds {
    west: number;
    south: number;
    east: number;
    north: number;
}

export interface Look extends LatLon {
    zoom: number;
    bearing: number; // degrees: the azimuth that is up
}

export interface Camera {
    readonly root: HTMLElement; // its box; layers are put into it
    readonly target: HTMLElement; // what takes keys and pointer
    view(): View;
    look(): Look;
    /** Called whenever the view changes, in the frame that shows it. */
    onView(callback: () => void): void;
    /** Called when a person moved the map. */
    onTaken(callback: () => void): void;
    go(look: Partial<Look>, ms: number): void;
    /** All zones: their thin outlines. */
    zones(all: GeoJSON.Feature[]): void;
    /** Those that are more than clear (zones.ts, marked()). */
    marked(zones: GeoJSON.Feature[]): void;
    resize(): void;
}

export const ZOOM_MIN = 1;
export const ZOOM_MAX = 19;

export function viewOf(look: Look, width: number, height: number): View {
    const at = project(look.lat, look.lon);
    const bearing = look.bearing * Math.PI / 180;
    return {
        x: at.x,
        y: at.y,
        scale: TILE_PX * 2 ** look.zoom,
        cos: Math.cos(bearing),
        sin: Math.sin(bearing),
        width,
        height,
    };
}

/** The look that shows all of `bounds`, free of the panels at the sides. */
export function lookAt(bounds: Bounds, width: number, height: number,
    inset: { left: number; right: number; top: number; bottom: number },
    zoomMax: number): Look {
    const a = project(bounds.north, bounds.west);
    const b = project(bounds.south, bounds.east);
    const w = Math.max(60, width - inset.left - inset.right);
    const h = Math.max(60, height - inset.top - inset.bottom);
    const span = Math.max((b.x - a.x) / w, (b.y - a.y) / h, 1e-12);
    const zoom = Math.min(zoomMax,
        Math.max(ZOOM_MIN, Math.log2(1 / span / TILE_PX)));
    const px = 1 / (TILE_PX * 2 ** zoom);
    const x = (a.x + b.x) / 2 + (inset.right - inset.left) / 2 * px;
    const y = (a.y + b.y) / 2 + (inset.bottom - inset.top) / 2 * px;
    return {
        lat: Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) * 180 / Math.PI,
        lon: (x - 0.5) * 360,
        zoom,
        bearing: 0,
    };
}
