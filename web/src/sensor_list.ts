// SPDX-License-Identifier: Apache-2.0
// The list of sensors: what each is, whether it is alive, what it has said.

import type { Sensor, Site } from './api.ts';
import { el, setText } from './dom.ts';
import { duration, number } from './format.ts';
import { t, tOr } from './words.ts';

export interface SensorEvents {
    hover(id: string | null): void;
    select(sensor: Sensor): void;
}

export class SensorList {
    private table = el('table');
    private note = el('p');
    private body = el('tbody');
    private rows = new Map<string, HTMLTableRowElement>();

    constructor(root: HTMLElement, private events: SensorEvents) {
        root.append(this.table, this.note);
        root.addEventListener('pointerleave', () => events.hover(null));
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
        const button = el('button', { type: 'button' }, sensor.id);
        button.addEventListener('click', () => this.events.select(sensor));
        button.addEventListener('focus', () => this.events.hover(sensor.id));
        button.addEventListener('blur', () => this.events.hover(null));
        const row = el('tr', {}, el('th', { scope: 'row' }, button),
            el('td'), el('td', { class: 'state' }), el('td'), el('td'));
        row.addEventListener('pointerenter',
            () => this.events.hover(sensor.id));
        return row;
    }
}
