// SPDX-License-Identifier: Apache-2.0
// Web Mercator on the unit square: x east, y south, the world from 0 to 1.
// Source: EPSG:3857; spherical, as every web map draws it.

export const EARTH_CIRCUMFERENCE_M = 40_075_016.686;
export const LAT_MAX_DEG = 85.051129;
const RAD = Math.PI / 180;

export interface Point {
    x: number;
    y: number;
}

export interface LatLon {
    lat: number;
    lon: number;
}

export function project(lat: number, lon: number): Point {
    const clamped = Math.max(-LAT_MAX_DEG, Math.min(LAT_MAX_DEG, lat));
    const s = Math.sin(clamped * RAD);
    return {
        x: lon / 360 + 0.5,
        y: 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI),
    };
}

export function unproject(x: number, y: number): LatLon {
    return {
        lat: Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / RAD,
        lon: (x - 0.5) * 360,
    };
}

/** Length of one metre on the ground, in units of the square, at `lat`. */
export function perMetre(lat: number): number {
    const clamped = Math.max(-LAT_MAX_DEG, Math.min(LAT_MAX_DEG, lat));
    return 1 / (EARTH_CIRCUMFERENCE_M * Math.cos(clamped * RAD));
}

/** Where one comes to from a place, going `range` metres at azimuth `az`
 * (degrees), along a great circle on the sphere. */
export function destination(from: LatLon, az: number, range: number): LatLon {
    const d = (range / EARTH_CIRCUMFERENCE_M) * 2 * Math.PI;
    const lat1 = from.lat * RAD;
    const sinLat = Math.sin(lat1) * Math.cos(d) +
        Math.cos(lat1) * Math.sin(d) * Math.cos(az * RAD);
    const dLon = Math.atan2(
        Math.sin(az * RAD) * Math.sin(d) * Math.cos(lat1),
        Math.cos(d) - Math.sin(lat1) * sinLat);
    return { lat: Math.asin(sinLat) / RAD, lon: from.lon + dLon / RAD };
}

/** What a camera shows: enough to place any point of the square on screen. */
export interface View {
    x: number; // of the centre, unit square
    y: number;
    scale: number; // CSS pixels per unit of the square
    cos: number; // of the bearing: which azimuth is up
    sin: number;
    width: number; // CSS pixels
    height: number;
}

export const TILE_PX = 512; // the world at zoom 0

export function scaleOfZoom(zoom: number): number {
    return TILE_PX * 2 ** zoom;
}

/** Pixels from the left top corner; the nearest of the world's copies. */
export function toScreen(view: View, x: number, y: number, out: Point): Point {
    let dx = x - view.x;
    dx = (dx - Math.round(dx)) * view.scale;
    const dy = (y - view.y) * view.scale;
    out.x = view.width / 2 + dx * view.cos + dy * view.sin;
    out.y = view.height / 2 - dx * view.sin + dy * view.cos;
    return out;
}

export function fromScreen(view: View, px: number, py: number): Point {
    const u = px - view.width / 2;
    const v = py - view.height / 2;
    return {
        x: view.x + (u * view.cos - v * view.sin) / view.scale,
        y: view.y + (u * view.sin + v * view.cos) / view.scale,
    };
}
