// SPDX-License-Identifier: Apache-2.0
// The air picture as this page holds it: the tracks told by the server, each
// with the scene time of its state, and where they have been.

import type { Frame, TrackState } from './frame.ts';
import { trackId } from './frame.ts';
import { perMetre, project } from './mercator.ts';
import type { Point } from './mercator.ts';

export interface Track extends TrackState {
    id: string;
    time: number; // scene time of this state
    x: number; // mercator at `time`
    y: number;
    vx: number; // mercator units per scene second
    vy: number;
    unit: number; // mercator units per metre here
    lastX: number; // the newest point of its trail
    lastY: number;
    lastTrail: number; // scene time of it
}

/** One piece of trail, from one told place to the next. */
export interface Segment {
    x0: number;
    y0: number;
    x1: number;
    y1: number;
    time: number; // scene, at its end
    cooperative: boolean;
}

const TRAIL_TRACKS = 400; // with more, each leaves its trail in longer steps
const JUMP_S = 900; // a scene that jumps further starts its trails anew

export class Picture {
    readonly tracks = new Map<number, Track>();
    readonly labels = new Map<string, string>();
    onSegment: (segment: Segment) => void = () => { };
    onReset: () => void = () => { };
    version = 0; // grows with every change
    private time = 0;

    apply(frame: Frame): void {
        const jumped = frame.time < this.time - 1 ||
            frame.time > this.time + JUMP_S;
        this.time = frame.time;
        if (frame.snapshot) {
            const told = new Set(frame.tracks.map((t) => t.number));
            for (const number of this.tracks.keys())
                if (!told.has(number))
                    this.tracks.delete(number);
        }
        if (jumped) {
            this.tracks.clear();
            this.onReset();
        }
        for (const number of frame.removed)
            this.tracks.delete(number);
        for (const state of frame.tracks) {
            if (state.status === 'ended')
                this.tracks.delete(state.number);
            else
                this.put(state, frame);
        }
        this.version++;
    }

    setLabels(labels: Record<string, unknown>): void {
        for (const [id, label] of Object.entries(labels))
            if (typeof label === 'string')
                this.labels.set(id, label);
        this.version++;
    }

    private put(state: TrackState, frame: Frame): void {
        const { x, y } = project(state.lat, state.lon);
        const unit = perMetre(state.lat);
        const old = this.tracks.get(state.number);
        const track: Track = {
            ...state,
            id: old?.id ?? trackId(state.number),
            time: frame.time,
            x,
            y,
            vx: state.east * unit,
            vy: -state.north * unit,
            unit,
            lastX: old?.lastX ?? x,
            lastY: old?.lastY ?? y,
            lastTrail: old?.lastTrail ?? frame.time,
        };
        const step = Math.max(frame.speed, 1) *
            Math.max(0.9, this.tracks.size / TRAIL_TRACKS);
        if (old !== undefined && frame.time - track.lastTrail >= step * 0.95) {
            this.onSegment({
                x0: track.lastX, y0: track.lastY, x1: x, y1: y,
                time: frame.time, cooperative: state.cooperative,
            });
            track.lastX = x;
            track.lastY = y;
            track.lastTrail = frame.time;
        }
        this.tracks.set(state.number, track);
    }
}

/** Where a track is by now: on along its velocity (mercator). */
export function reckon(track: Track, now: number, out: Point): Point {
    const dt = now - track.time;
    out.x = track.x + track.vx * dt;
    out.y = track.y + track.vy * dt;
    return out;
}

/** Scene seconds since its last report, by now. 255 may mean more. */
export function ageOf(track: Track, now: number): number {
    return track.age + Math.max(0, now - track.time);
}

/** What to call it: the name it gives itself, or its number here. */
export function nameOf(picture: Picture, track: Track): string {
    return picture.labels.get(track.id) ?? track.id;
}

export function speedOf(track: TrackState): number {
    return Math.hypot(track.east, track.north);
}

/** Degrees from north, or null where it hardly moves. */
export function courseOf(track: TrackState): number | null {
    if (speedOf(track) < COURSE_SPEED_MIN)
        return null;
    const deg = Math.atan2(track.east, track.north) * 180 / Math.PI;
    return (deg + 360) % 360;
}

const COURSE_SPEED_MIN = 0.3; // m/s
