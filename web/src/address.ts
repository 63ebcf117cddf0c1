// SPDX-License-Identifier: Apache-2.0
// The whole view in the address: #zoom/lat/lon/bearing&track=A0007&...

import type { Look } from './camera.ts';

export interface Address {
    look: Look | null;
    rest: Record<string, string>;
}

export function readAddress(hash: string): Address {
    const [place, ...pairs] = hash.replace(/^#/, '').split('&');
    const rest: Record<string, string> = {};
    for (const pair of pairs) {
        const [key, value = ''] = pair.split('=');
        try {
            rest[decodeURIComponent(key)] = decodeURIComponent(value);
        } catch {
            // not ours: left out
        }
    }
    const parts = place.split('/').map(Number);
    const [zoom, lat, lon, bearing = 0] = parts;
    const fine = parts.length >= 3 && parts.every(Number.isFinite) &&
        zoom >= 0 && zoom <= 24 && Math.abs(lat) <= 90 &&
        Math.abs(lon) <= 180 && Math.abs(bearing) <= 360;
    return { look: fine ? { zoom, lat, lon, bearing } : null, rest };
}

export function writeAddress(look: Look, rest: Record<string, string>):
    string {
    const digits = Math.max(2, Math.min(7, Math.ceil(look.zoom / 2.5) + 1));
    const place = [look.zoom.toFixed(2), look.lat.toFixed(digits),
        look.lon.toFixed(digits), Math.round(look.bearing)].join('/');
    return '#' + [place, ...Object.entries(rest)
        .filter(([, value]) => value !== '')
        .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)]
        .join('&');
}
