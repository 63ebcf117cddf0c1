// SPDX-License-Identifier: Apache-2.0
// Binary frames of /api/live to values. Layout: doc/formats/live.md.

export const KINDS = ['multirotor', 'fixed-wing', 'piston', 'jet',
    'helicopter', 'airliner', 'bird', 'balloon', 'unknown'] as const;
export type Kind = (typeof KINDS)[number];

export const STATUSES =
    ['tentative', 'confirmed', 'coasting', 'ended'] as const;
export type Status = (typeof STATUSES)[number];

const VERSION = 1;
const HEADER_BYTES = 24;
export const TRACK_BYTES = 32;
const TRACKS_MAX = 262_144;

const FRAME_EXERCISE = 1;
const FLAG_COOPERATIVE = 1;
const FLAG_ALTITUDE = 2;

export interface TrackState {
    number: number;
    lat: number; // degrees
    lon: number;
    alt: number; // m above the ellipsoid
    altKnown: boolean; // better than 150 m
    altSd: number;
    status: Status;
    kind: Kind;
    east: number; // m/s
    north: number;
    up: number;
    existence: number; // 0..1
    age: number; // s since its last report, at the frame's time; 255: or more
    major: number; // m, 1 sigma; 65535: that or more
    minor: number;
    azimuth: number; // degrees, of the major axis
    cooperative: boolean;
}

export interface Frame {
    snapshot: boolean;
    time: number; // scene, Unix seconds
    speed: number; // scene seconds per second; 0: paused
    exercise: boolean; // nothing of it is real
    tracks: TrackState[];
    removed: number[];
}

export class FrameError extends Error { }

export function trackId(number: number): string {
    return 'A' + String(number).padStart(4, '0');
}

export function trackNumber(id: string): number | null {
    return /^A\d{4,10}$/.test(id) ? Number(id.slice(1)) : null;
}

function readTrack(view: DataView, at: number): TrackState | null {
    const status = STATUSES[view.getUint8(at + 14)];
    const lat = view.getInt32(at + 4, true) * 1e-7;
    const lon = view.getInt32(at + 8, true) * 1e-7;
    if (status === undefined || Math.abs(lat) > 90 || Math.abs(lon) > 180)
        return null;
    const flags = view.getUint8(at + 29);
    return {
        number: view.getUint32(at, true),
        lat,
        lon,
        alt: view.getInt16(at + 12, true),
        status,
        kind: KINDS[view.getUint8(at + 15)] ?? 'unknown',
        east: view.getInt16(at + 16, true) * 0.1,
        north: view.getInt16(at + 18, true) * 0.1,
        up: view.getInt16(at + 20, true) * 0.01,
        existence: view.getUint8(at + 22) / 255,
        age: view.getUint8(at + 23),
        major: view.getUint16(at + 24, true),
        minor: view.getUint16(at + 26, true),
        azimuth: view.getUint8(at + 28) * 180 / 256,
        cooperative: (flags & FLAG_COOPERATIVE) !== 0,
        altKnown: (flags & FLAG_ALTITUDE) !== 0,
        altSd: view.getUint16(at + 30, true),
    };
}

/** Throws FrameError where the bytes are not such a frame. A track with an
 * impossible place or status is left out: better none than a wrong one. */
export function decodeFrame(bytes: ArrayBuffer): Frame {
    if (bytes.byteLength < HEADER_BYTES)
        throw new FrameError('shorter than its header');
    const view = new DataView(bytes);
    const type = view.getUint8(0);
    if ((type !== 1 && type !== 2) || view.getUint8(1) !== VERSION)
        throw new FrameError('of another type or version');
    const count = view.getUint32(4, true);
    const gone = view.getUint32(20, true);
    if (count > TRACKS_MAX || gone > TRACKS_MAX ||
        bytes.byteLength !== HEADER_BYTES + TRACK_BYTES * count + 4 * gone)
        throw new FrameError('of another length than it says');
    const time = view.getFloat64(8, true);
    const speed = view.getFloat32(16, true);
    if (!Number.isFinite(time) || !Number.isFinite(speed) || speed < 0)
        throw new FrameError('without a time');

    const tracks: TrackState[] = [];
    for (let i = 0; i < count; i++) {
        const track = readTrack(view, HEADER_BYTES + TRACK_BYTES * i);
        if (track !== null)
            tracks.push(track);
    }
    const removed: number[] = [];
    for (let i = 0; i < gone; i++)
        removed.push(
            view.getUint32(HEADER_BYTES + TRACK_BYTES * count + 4 * i, true));
    const exercise = (view.getUint16(2, true) & FRAME_EXERCISE) !== 0;
    return { snapshot: type === 1, time, speed, exercise, tracks, removed };
}
