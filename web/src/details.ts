// SPDX-License-Identifier: Apache-2.0
// Everything known of one track, asked of the server once a second.

import { getTrack, getTrail } from './api.ts';
import type { TrackDetail } from './api.ts';
import { el, icon, setText } from './dom.ts';
import {
    clockUtc, course, duration, kmh, length, number, percent, place,
} from './format.ts';
import type { Kind } from './frame.ts';
import { trackId } from './frame.ts';
import { drawSymbol } from './symbols.ts';
import type { Key } from './words.ts';
import { t, tOr } from './words.ts';

const ASK_MS = 1000;
const KIND_SHARE_MIN = 0.005;
const MOVES_MPS = 0.3;

export interface DetailsEvents {
    follow(): void;
    centre(): void;
    close(): void;
    trail(points: [number, number][]): void;
    sensor(id: string | null): void;
    now(): number; // scene
}

type Fact = [Key, string];

/** Standard deviation of speed and of course (degrees), from the velocity's
 * covariance along and across the motion. */
export function motionSd(vel: number[], cov: number[][] | undefined):
    { speed: number; course: number } | null {
    const v = Math.hypot(vel[0], vel[1]);
    const ee = cov?.[3]?.[3];
    const en = cov?.[3]?.[4];
    const nn = cov?.[4]?.[4];
    if (ee === undefined || en === undefined || nn === undefined ||
        v < MOVES_MPS)
        return null;
    const a = vel[0] / v;
    const b = vel[1] / v;
    const along = a * a * ee + 2 * a * b * en + b * b * nn;
    const across = b * b * ee - 2 * a * b * en + a * a * nn;
    return {
        speed: Math.sqrt(Math.max(0, along)),
        course: Math.atan(Math.sqrt(Math.max(0, across)) / v) * 180 / Math.PI,
    };
}

export function facts(d: TrackDetail, now: number): Fact[] {
    const out: Fact[] = [['position', place(d.lat, d.lon)]];
    const cov = d.cov;
    if (cov?.[0]?.[0] !== undefined && cov[1]?.[1] !== undefined)
        out.push(['positionSd',
            '± ' + length(Math.sqrt((cov[0][0] + cov[1][1]) / 2))]);
    const sd = cov?.[2]?.[2];
    out.push(['altitude', d.alt === undefined || d.alt === null
        ? t('unknownValue') : number(d.alt) + ' m' +
        (sd === undefined ? '' : ` ± ${number(Math.sqrt(sd))} m`)]);
    if (d.vel !== undefined) {
        const v = Math.hypot(d.vel[0], d.vel[1]);
        const m = motionSd(d.vel, cov);
        const pm = (x: string) => m === null ? '' : ` ± ${x}`;
        out.push(['speed', kmh(v) + pm(number((m?.speed ?? 0) * 3.6))]);
        out.push(['heading', v < MOVES_MPS ? t('standing')
            : course((Math.atan2(d.vel[0], d.vel[1]) * 180 / Math.PI + 360) %
                360) + pm(number(m?.course ?? 0) + '°')]);
        if (d.vel[2] !== undefined)
            out.push(['climb', number(d.vel[2], 1) + ' m/s']);
    }
    if (d.existence !== undefined)
        out.push(['existence', percent(d.existence)]);
    if (d.claim !== undefined)
        out.push(['claim', t('unbacked', { p: percent(d.claim.backed) })]);
    if (d.first !== undefined)
        out.push(['first', `${clockUtc(d.first)} ${t('utc')} (${t('ago',
            { time: duration(Math.max(0, now - d.first)) })})`]);
    if (d.updated !== undefined)
        out.push(['updated', t('ago',
            { time: duration(Math.max(0, now - d.updated)) })]);
    return out;
}

export class Details {
    private number: number | null = null;
    private asking: AbortController | null = null;
    private head = el('h2', { id: 'details-title' });
    private status = el('p', { class: 'status' });
    private symbol = el('canvas',
        { width: '60', height: '60', 'aria-hidden': 'true' });
    private facts = el('dl');
    private kinds = el('ul', { class: 'kinds' });
    private feeds = el('ul', { class: 'feeds' });
    private kindsTitle = el('h3');
    private feedsTitle = el('h3');
    private followButton = el('button',
        { type: 'button', 'aria-pressed': 'false' });
    private centreButton = el('button', { type: 'button' });
    private closeButton = el('button', { type: 'button', class: 'close' },
        icon('M3 3l10 10M13 3L3 13'));

    constructor(private root: HTMLElement, private events: DetailsEvents) {
        root.setAttribute('aria-labelledby', 'details-title');
        root.append(
            el('div', { class: 'top' }, this.symbol,
                el('div', {}, this.head, this.status), this.closeButton),
            el('div', { class: 'actions' }, this.followButton,
                this.centreButton),
            this.facts, this.kindsTitle, this.kinds, this.feedsTitle,
            this.feeds);
        this.followButton.addEventListener('click', () => events.follow());
        this.centreButton.addEventListener('click', () => events.centre());
        this.closeButton.addEventListener('click', () => events.close());
        this.feeds.addEventListener('pointerover', (e) => {
            const item = (e.target as Element).closest<HTMLElement>('li');
            events.sensor(item?.dataset.sensor ?? null);
        });
        this.feeds.addEventListener('pointerleave',
            () => events.sensor(null));
        setInterval(() => void this.ask(), ASK_MS);
    }

    translate(): void {
        setText(this.followButton, t('follow'));
        setText(this.centreButton, t('centre'));
        setText(this.kindsTitle, t('kindsTitle'));
        setText(this.feedsTitle, t('feeds'));
        this.closeButton.setAttribute('aria-label', t('close'));
        void this.ask();
    }

    setFollow(on: boolean): void {
        this.followButton.setAttribute('aria-pressed', String(on));
    }

    show(number: number | null): void {
        this.number = number;
        this.asking?.abort();
        this.asking = null;
        this.root.hidden = number === null;
        if (number === null)
            return;
        setText(this.head, trackId(number));
        setText(this.status, t('loading'));
        this.symbol.getContext('2d')?.clearRect(0, 0, 60, 60);
        for (const part of [this.facts, this.kinds, this.feeds])
            part.replaceChildren();
        void this.ask();
    }

    focus(): void {
        this.root.focus();
    }

    private async ask(): Promise<void> {
        if (this.number === null || this.asking !== null || document.hidden)
            return;
        const asking = this.asking = new AbortController();
        const id = trackId(this.number);
        try {
            const [detail, trail] = await Promise.all([
                getTrack(id, asking.signal),
                getTrail(id, asking.signal).catch(() => ({ points: [] })),
            ]);
            if (asking.signal.aborted)
                return;
            this.fill(detail);
            this.events.trail(trail.points.map((p) => [p[1], p[2]]));
        } catch {
            // Gone, or no connection: what is shown stays, and says so.
            if (!asking.signal.aborted)
                setText(this.status, t('endedNote'));
        } finally {
            if (this.asking === asking)
                this.asking = null;
        }
    }

    private fill(d: TrackDetail): void {
        const ident = d.ident ?? {};
        const cooperative = Object.keys(ident).length > 0;
        const kinds = Object.entries(d.kinds ?? {})
            .filter(([, p]) => p >= KIND_SHARE_MIN)
            .sort((a, b) => b[1] - a[1]);
        const kind = (kinds[0]?.[0] ?? 'unknown') as Kind;
        const name = ident.callsign ?? ident.remote_id ?? d.track;
        setText(this.head, String(name));
        setText(this.status, [name === d.track ? '' : d.track,
            tOr(d.status, d.status), tOr(`kind.${kind}`, kind)]
            .filter((s) => s !== '').join(' · '));
        this.drawSymbol(kind, d.status, cooperative);
        this.fillFacts(d, ident);
        this.kinds.replaceChildren(...kinds.map(([k, p]) => el('li', {},
            el('span', {}, tOr(`kind.${k}`, k)),
            el('meter', {
                min: '0', max: '1', value: String(p),
                'aria-label': tOr(`kind.${k}`, k),
            }),
            el('b', {}, percent(p)))));
        const now = this.events.now();
        const feeds = d.feeds ?? (d.sources ?? []).map((sensor) =>
            ({ sensor, kind: undefined, last: NaN }));
        this.feeds.replaceChildren(...feeds.map((f) => el('li',
            { 'data-sensor': f.sensor },
            el('span', {}, f.sensor + (f.kind === undefined ? ''
                : ` · ${tOr(`sensor.${f.kind}`, f.kind)}`)),
            el('b', {}, Number.isFinite(f.last) ? t('ago',
                { time: duration(Math.max(0, now - f.last)) }) : ''))));
    }

    private fillFacts(d: TrackDetail, ident: Record<string, unknown>): void {
        const rows: [string, string][] = facts(d, this.events.now())
            .map(([key, value]) => [t(key), value]);
        const says = Object.entries(ident).map(([key, value]) =>
            [tOr(`ident.${key}`, key), String(value)] as [string, string]);
        rows.push(...(says.length > 0 ? says
            : [[t('ident'), t('silent')] as [string, string]]));
        const old = this.facts.children;
        if (old.length !== rows.length * 2)
            this.facts.replaceChildren(...rows.flatMap(() =>
                [el('dt'), el('dd')]));
        rows.forEach(([name, value], i) => {
            setText(old[2 * i], name);
            setText(old[2 * i + 1], value);
        });
    }

    private drawSymbol(kind: Kind, status: string, cooperative: boolean):
        void {
        const g = this.symbol.getContext('2d');
        if (g === null)
            return;
        g.setTransform(1, 0, 0, 1, 0, 0);
        g.clearRect(0, 0, 60, 60);
        g.translate(30, 30);
        drawSymbol(g, 56, kind, status === 'tentative' ||
            status === 'coasting' ? status : 'confirmed', cooperative);
    }
}
