// SPDX-License-Identifier: Apache-2.0
// What the server says over HTTP and in text messages (doc/formats/live.md).

import type { Kind } from './frame.ts';
import type { WarningText } from './warning.ts';

export interface Scene {
    name: string;
    playing: boolean;
    speed: number;
    begin?: number;
    end?: number;
    time: number;
    exercise: boolean;
    live: boolean;
    decisions?: string; // "open" to this machine, or by "key"
}

export interface Sensor {
    id: string;
    kind: string;
    lat?: number | null; // absent where the sensor has no place of its own
    lon?: number | null;
    alt?: number | null;
    range?: number | null;
    state: string; // ok degraded down silent
    reports: number;
    last?: number | null; // scene time of its newest report
}

export interface Estimate {
    value: number;
    sd: number;
}

/** What has been learnt of a sensor (doc/contract.md). */
export interface Learnt {
    sensor: string;
    reports: number;
    claimed: number;
    looks: number;
    delay?: number;
    alive: boolean;
    false_reports?: number;
    detection?: number;
    error_inflation?: number;
    clock_jumps?: number;
    errors: Record<string, Estimate>;
    refused?: Record<string, number>;
}

export interface Site {
    site: string;
    origin?: { lat: number; lon: number } | null;
    sensors: Sensor[];
    zones?: GeoJSON.FeatureCollection | null;
}

export interface Feed {
    sensor: string;
    kind?: string;
    last: number;
}

export interface TrackDetail {
    track: string;
    t: number;
    status: string;
    lat: number;
    lon: number;
    alt?: number | null;
    vel?: number[];
    cov?: number[][];
    existence?: number;
    claim?: { backed: number };
    kinds?: Partial<Record<Kind, number>>;
    ident?: Record<string, string | number>;
    sources?: string[];
    first?: number;
    updated?: number;
    feeds?: Feed[];
}

export interface Trail {
    points: [number, number, number, number | null][];
}

export interface BearingReport {
    type: 'bearing';
    t: number;
    sensor: string;
    lat: number;
    lon: number;
    az: number;
    sd?: number;
    range?: number;
}

export interface HeardReport {
    type: 'heard';
    t: number;
    sensor: string;
    lat: number;
    lon: number;
    range?: number;
}

export type SensedReport = BearingReport | HeardReport;

export type LiveText =
    | ({ type: 'scene' } & Scene)
    | { type: 'labels'; labels: Record<string, unknown> }
    | { type: 'reports'; reports: SensedReport[] }
    | WarningText;

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const answer = await fetch(path, { signal, cache: 'no-store' });
    if (!answer.ok)
        throw new Error(`${path}: ${answer.status}`);
    return await answer.json() as T;
}

/** Zones seldom change and may be many, so they are asked for by themselves. */
export const getSite = (zones: boolean) =>
    get<Site>(zones ? 'api/site' : 'api/site?zones=0');
export const getScene = () => get<Scene>('api/scene');
export const getTrack = (id: string, signal?: AbortSignal) =>
    get<TrackDetail>(`api/tracks/${encodeURIComponent(id)}`, signal);
export const getTrail = (id: string, signal?: AbortSignal) =>
    get<Trail>(`api/tracks/${encodeURIComponent(id)}/trail`, signal);

export const getLearnt = async (id: string, signal?: AbortSignal) =>
    (await get<{ sensors: Learnt[] }>(
        `api/sensors?sensor=${encodeURIComponent(id)}`, signal)).sensors[0];

export async function postScene(change: Partial<Scene>): Promise<void> {
    const answer = await fetch('api/scene', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(change),
    });
    if (!answer.ok)
        throw new Error(`api/scene: ${answer.status}`);
}
