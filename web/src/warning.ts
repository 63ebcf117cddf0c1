// SPDX-License-Identifier: Apache-2.0
// The warnings as this page holds them: told whole by the server each time
// one changes (doc/formats/live.md). Nothing here is drawn or spoken.

import type { Kind } from './frame.ts';

export type Level = 'notice' | 'warning';
export type WarningState =
    'proposed' | 'active' | 'updated' | 'cleared' | 'cancelled';
export type Cover =
    'covered' | 'partly-covered' | 'not-covered' | 'never-covered';

/** Unix seconds by which 5%, 50%, 95% of those that come are there. */
export interface Arrival {
    earliest: number;
    likely: number;
    latest?: number;
}

/** What one track has to do with it; angles in degrees, metres, m/s. */
export interface Reason {
    track: string;
    chance?: number;
    kind?: Kind;
    kind_chance?: number;
    existence?: number;
    distance?: number; // to the zone's border; 0: inside
    bearing?: number; // of the track, seen from the zone
    speed?: number;
    course?: number;
    arrival?: Arrival;
    sources?: string[];
}

export interface Warning {
    type: Level;
    t: number;
    warning: string;
    zone: string;
    state: WarningState;
    status?: 'actual' | 'exercise' | 'test';
    level?: Level;
    revision?: number;
    raised?: number;
    expires?: number;
    sound?: boolean;
    end?: string;
    arrival?: Arrival;
    probability?: number;
    tracks?: string[];
    more_tracks?: number;
    reasons?: Reason[];
    uncovered?: boolean;
    by_hand?: boolean;
    silent?: boolean;
    confirm?: number; // a proposal: when it goes, or does not, by itself
    until?: number; // a person keeps it up until then
    acknowledged?: { t: number; by: string };
    by?: string; // who decided last
    note?: string; // and why
}

export interface ZoneState {
    zone: string;
    cover?: Cover;
    since?: number;
    last?: number; // when it was warned last
}

export interface Channel {
    id: string;
    state: 'dead' | 'alive';
    since?: number;
    carries?: Warning['status'];
    reason?: string; // why nothing gets through
}

export type WarningText =
    | { type: 'warnings'; t?: number; warnings?: Warning[];
        zones?: ZoneState[]; channels?: Channel[] }
    | Warning
    | { type: 'cover'; t: number; zone: string; state: Cover }
    | ({ type: 'channel' } & Channel);

export const isWarningText = (said: { type: string }): said is WarningText =>
    ['warnings', 'warning', 'notice', 'cover', 'channel'].includes(said.type);

export const isTest = (w: Warning): boolean => w.status === 'test';
export const isReal = (w: Warning): boolean => !isTest(w);
export const levelOf = (w: Warning): Level => w.level ?? w.type;
export const isOver = (w: Warning): boolean =>
    w.state === 'cleared' || w.state === 'cancelled';

/** The chance that something comes; none where a person raised it and no
 * track stands behind it. */
export const chanceOf = (w: Warning): number | undefined =>
    w.by_hand === true && (w.tracks ?? []).length === 0 ? undefined
        : w.probability;

const ENDED_MAX = 50;
const ENDED_S = 900; // what is over is still shown for so long

/** What deserves to be said aloud. */
export interface News {
    warning: Warning;
    what: 'raised' | 'promoted' | 'proposed' | 'cleared' | 'cancelled';
}

export class Warnings {
    readonly alive = new Map<string, Warning>();
    readonly ended: Warning[] = []; // the newest first
    readonly covers = new Map<string, ZoneState>();
    readonly channels = new Map<string, Channel>();
    readonly last = new Map<string, number>(); // zone: when warned last
    private begun = false;

    /** `mine`: which of those that the server tells are this page's. */
    constructor(private mine: (w: Warning) => boolean) { }

    /** Takes what the server told; returns what is new to people. */
    apply(said: WarningText): News[] {
        switch (said.type) {
        case 'warnings':
            return this.all(said);
        case 'cover':
            this.covers.set(said.zone,
                { zone: said.zone, cover: said.state, since: said.t });
            return [];
        case 'channel':
            this.channels.set(said.id, said);
            return [];
        default:
            return this.mine(said) ? this.one(said) : [];
        }
    }

    private all(said: WarningText & { type: 'warnings' }): News[] {
        const before = new Map(this.alive);
        const news: News[] = [];
        this.alive.clear();
        for (const warning of (said.warnings ?? []).filter(this.mine)) {
            const old = before.get(warning.warning);
            before.delete(warning.warning);
            this.put(warning);
            // What came while the connection was lost is new to this page.
            const what = this.begun ? newsOf(warning, old) : null;
            if (what !== null)
                news.push({ warning, what });
        }
        this.covers.clear();
        for (const zone of said.zones ?? []) {
            this.covers.set(zone.zone, zone);
            if (zone.last !== undefined)
                this.last.set(zone.zone, zone.last);
        }
        this.channels.clear();
        for (const channel of said.channels ?? [])
            this.channels.set(channel.id, channel);
        this.begun = true;
        return news;
    }

    private one(warning: Warning): News[] {
        const old = this.alive.get(warning.warning);
        const known = old ??
            this.ended.find((w) => w.warning === warning.warning);
        if (known !== undefined &&
            (known.revision ?? 0) > (warning.revision ?? Infinity))
            return []; // late: what is known is newer
        const what = newsOf(warning, old);
        this.put(warning);
        return what === null ? [] : [{ warning, what }];
    }

    private put(warning: Warning): void {
        if (typeof warning.warning !== 'string' ||
            typeof warning.zone !== 'string')
            throw new Error('a warning of nothing');
        if (!isOver(warning)) {
            this.alive.set(warning.warning, warning);
            if (warning.state !== 'proposed' && warning.silent !== true)
                this.last.set(warning.zone, warning.t);
            return;
        }
        this.alive.delete(warning.warning);
        if (this.ended.some((w) => w.warning === warning.warning))
            return;
        this.ended.unshift(warning);
        this.ended.length = Math.min(this.ended.length, ENDED_MAX);
    }

    /** The alive one of a zone; the most urgent where there are several. */
    ofZones(): Map<string, Warning> {
        const out = new Map<string, Warning>();
        for (const w of this.alive.values()) {
            const other = out.get(w.zone);
            if (other === undefined || byUrgency(w, other) < 0)
                out.set(w.zone, w);
        }
        return out;
    }

    /** The alive ones, the most urgent first. */
    byUrgency(): Warning[] {
        return [...this.alive.values()].sort(byUrgency);
    }

    /** What ended not long ago. */
    over(now: number): Warning[] {
        return this.ended.filter((w) => now - w.t < ENDED_S);
    }

    coverOf(zone: string): Cover | undefined {
        return this.covers.get(zone)?.cover;
    }
}

function newsOf(warning: Warning, old: Warning | undefined):
    News['what'] | null {
    if (warning.state === 'proposed')
        return old === undefined ? 'proposed' : null;
    if (isOver(warning))
        return old === undefined || old.state === 'proposed' ? null
            : warning.state === 'cleared' ? 'cleared' : 'cancelled';
    if (old === undefined || old.state === 'proposed')
        return 'raised';
    return levelOf(warning) === 'warning' && levelOf(old) === 'notice'
        ? 'promoted' : null;
}

/** Proposals wait for a person, so they come first; then what people were
 * told to do, then what arrives soonest. */
function rankOf(w: Warning): number {
    return w.state === 'proposed' ? 0 : w.silent === true ? 3
        : levelOf(w) === 'warning' ? 1 : 2;
}

export function byUrgency(a: Warning, b: Warning): number {
    const rank = rankOf(a) - rankOf(b);
    if (rank !== 0)
        return rank;
    const when = (w: Warning) => rankOf(w) === 0 ? w.confirm ?? Infinity
        : w.arrival?.likely ?? Infinity;
    const by = when(a) - when(b);
    return by !== 0 && !Number.isNaN(by) ? by
        : a.warning < b.warning ? -1 : 1;
}
