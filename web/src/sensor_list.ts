// SPDX-License-Identifier: Apache-2.0
// The list of sensors: what each is, whether it is alive, what it has said;
// of the one that is open, what has been learnt of it.

import { getLearnt } from './api.ts';
import type { Learnt, Sensor, Site } from './api.ts';
import { el, setText } from './dom.ts';
import { duration, estimate, number, percent } from './format.ts';
import type { Key } from './words.ts';
import { t, tOr } from './words.ts';

const COLUMNS = 5;
const ASK_MS = 2000;
const UNITS: Record<string, string> = {
    azimuth: '°', elevation: '°', range: ' m', east: ' m', north: ' m',
};

export interface SensorEvents {
    hover(id: string | null): void;
    select(sensor: Sensor): void;
}

type Row = [string, string]; // in words: name and value

export function errorRows(learnt: Learnt): Row[] {
    return Object.entries(learnt.errors).map(([name, { value, sd }]) =>
        [tOr(`error.${name}`, name),
            estimate(value, sd, UNITS[name] ?? t('seconds', { n: '' }))]);
}

export function learntRows(learnt: Learnt): Row[] {
    const rows: Row[] = [];
    const add = (key: Key, value: string | undefined) => {
        if (value !== undefined)
            rows.push([t(key), value]);
    };
    const decimal = (value: number | undefined, digits: number) =>
        value === undefined ? undefined : number(value, digits);
    add('claimed', learnt.reports === 0 ? undefined
        : percent(learnt.claimed / learnt.reports));
    add('falseReports', decimal(learnt.false_reports,
        (learnt.false_reports ?? 0) < 0.1 ? 4 : 2));
    add('detection', learnt.detection === undefined ? undefined
        : number(learnt.detection * 100) + '%');
    add('inflation', learnt.error_inflation === undefined ? undefined
        : number(Math.sqrt(learnt.error_inflation), 1) + '×');
    add('delay', learnt.delay === undefined ? undefined
        : t('seconds', { n: number(learnt.delay, 1) }));
    add('silenceCounts', t(learnt.alive ? 'yes' : 'no'));
    if ((learnt.clock_jumps ?? 0) > 0)
        add('clockJumps', decimal(learnt.clock_jumps, 0));
    const refused = Object.entries(learnt.refused ?? {});
    if (refused.length > 0)
        add('refusedLines', refused.map(([why, n]) =>
            `${number(n)} (${why})`).join(', '));
    return rows;
}

export class SensorList {
    private table = el('table');
    private note = el('p');
    private body = el('tbody');
    private rows = new Map<string, HTMLTableRowElement>();
    private open: string | null = null;
    private cell = el('td', { colspan: String(COLUMNS) });
    private drawer = el('tr', { class: 'learnt' }, this.cell);
    private asking: AbortController | null = null;

    constructor(private root: HTMLElement, private events: SensorEvents) {
        root.append(this.table, this.note);
        root.addEventListener('pointerleave', () => events.hover(null));
        setInterval(() => void this.ask(), ASK_MS);
    }

    translate(): void {
        const heads = [t('name'), t('kind'), t('sensorState'), t('reports'),
            t('lastHeard')];
        heads[0] = t('sensors');
        this.body = el('tbody');
        this.rows.clear();
        this.table.replaceChildren(
            el('thead', {}, el('tr', {}, ...heads.map((text) =>
                el('th', { scope: 'col' }, text)))),
            this.body);
        void this.ask();
    }

    update(site: Site, now: number): void {
        this.note.hidden = site.sensors.length > 0;
        setText(this.note, t('noSensors'));
        this.table.hidden = site.sensors.length === 0;
        const ids = new Set(site.sensors.map((s) => s.id));
        for (const [id, row] of this.rows)
            if (!ids.has(id)) {
                row.remove();
                this.rows.delete(id);
            }
        for (const sensor of site.sensors)
            this.fill(sensor, now);
        this.place();
    }

    private fill(sensor: Sensor, now: number): void {
        let row = this.rows.get(sensor.id);
        if (row === undefined) {
            row = this.make(sensor);
            this.rows.set(sensor.id, row);
            this.body.append(row);
        }
        const last = sensor.last;
        row.dataset.state = sensor.state;
        setText(row.cells[1], tOr(`sensor.${sensor.kind}`, sensor.kind));
        setText(row.cells[2], tOr(`state.${sensor.state}`, sensor.state));
        setText(row.cells[3], number(sensor.reports));
        setText(row.cells[4], last === undefined || last === null
            ? t('never') : duration(Math.max(0, now - last)));
    }

    private make(sensor: Sensor): HTMLTableRowElement {
        const button = el('button', {
            type: 'button', 'aria-expanded': String(this.open === sensor.id),
        }, sensor.id);
        button.addEventListener('click', () => {
            this.toggle(sensor.id);
            this.events.select(sensor);
        });
        button.addEventListener('focus', () => this.events.hover(sensor.id));
        button.addEventListener('blur', () => this.events.hover(null));
        const row = el('tr', {}, el('th', { scope: 'row' }, button),
            el('td'), el('td', { class: 'state' }), el('td'), el('td'));
        row.addEventListener('pointerenter',
            () => this.events.hover(sensor.id));
        return row;
    }

    private toggle(id: string): void {
        this.open = this.open === id ? null : id;
        this.asking?.abort();
        this.asking = null;
        setText(this.cell, t('loading'));
        this.place();
        void this.ask();
    }

    /** The drawer stands under the row of the sensor that is open. */
    private place(): void {
        for (const [id, row] of this.rows)
            row.querySelector('button')?.setAttribute('aria-expanded',
                String(id === this.open));
        const row = this.rows.get(this.open ?? '');
        if (row === undefined)
            this.drawer.remove();
        else if (row.nextElementSibling !== this.drawer)
            row.after(this.drawer);
    }

    private async ask(): Promise<void> {
        if (this.open === null || this.asking !== null || document.hidden ||
            this.root.hidden)
            return;
        const asking = this.asking = new AbortController();
        try {
            const learnt = await getLearnt(this.open, asking.signal);
            if (!asking.signal.aborted && learnt !== undefined)
                this.show(learnt);
        } catch {
            // No connection: what is shown stays, and the page says so.
        } finally {
            if (this.asking === asking)
                this.asking = null;
        }
    }

    private show(learnt: Learnt): void {
        const list = (rows: Row[]) => el('dl', {}, ...rows.flatMap(
            ([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
        const errors = errorRows(learnt);
        this.cell.replaceChildren(list(learntRows(learnt)),
            el('h3', {}, t('sensorErrors')),
            errors.length > 0 ? list(errors) : el('p', {}, t('noErrors')));
    }
}
