// SPDX-License-Identifier: Apache-2.0
// The list of tracks: an ARIA grid whose rows exist only near what is seen,
// so that ten thousand cost no more than forty. While somebody works in it
// (keyboard or pointer), values change and rows stay where they are.

import { duration, number } from './format.ts';
import type { Picture, Track } from './picture.ts';
import { ageOf, nameOf, speedOf } from './picture.ts';
import { drawSymbol } from './symbols.ts';
import type { Key } from './words.ts';
import { language, t, tOr } from './words.ts';

const ROW_PX = 28;
const HEAD_PX = 29; // with its line
const SPARE_ROWS = 6;
const PAGE_ROWS = 10;

export const COLUMNS = ['name', 'kind', 'altitude', 'speed', 'age'] as const;
export type Column = (typeof COLUMNS)[number];
const TITLES: Record<Column, Key> = {
    name: 'name', kind: 'kind', altitude: 'altitudeShort',
    speed: 'speedShort', age: 'age',
};
const LONG: Record<Column, Key> = {
    name: 'name', kind: 'kind', altitude: 'altitude', speed: 'speed',
    age: 'age',
};

interface Row {
    element: HTMLElement;
    icon: HTMLCanvasElement;
    cells: HTMLElement[];
    look: string;
}

export interface ListEvents {
    select(number: number): void;
    hover(number: number | null): void;
    sorted(): void;
}

export class List {
    sort: Column = 'name';
    down = false;
    private order: number[] = [];
    private active: number | null = null;
    private selected: number | null = null;
    private rows = new Map<number, Row>(); // by place in `order`
    private head = document.createElement('div');
    private tall = document.createElement('div');
    private grid: HTMLElement;
    private busy = false; // pointer or focus is in it
    private now = 0;
    private overdue = 0;
    private spoken = '';

    constructor(private picture: Picture, grid: HTMLElement,
        private filter: HTMLInputElement, private shown: HTMLElement,
        private empty: HTMLElement, private events: ListEvents) {
        this.grid = grid;
        grid.setAttribute('role', 'grid');
        grid.tabIndex = 0;
        this.head.className = 'row head';
        this.head.setAttribute('role', 'row');
        this.head.setAttribute('aria-rowindex', '1');
        const headGroup = document.createElement('div');
        headGroup.setAttribute('role', 'rowgroup');
        headGroup.append(this.head);
        this.tall.setAttribute('role', 'rowgroup');
        this.tall.className = 'tall';
        headGroup.className = 'heads';
        grid.append(headGroup, this.tall);
        this.listen();
    }

    private listen(): void {
        this.grid.addEventListener('scroll', () => this.render());
        this.grid.addEventListener('keydown', (e) => this.key(e));
        const settle = () => {
            this.busy = this.grid.matches(':hover') ||
                this.grid.contains(document.activeElement);
        };
        for (const type of ['pointerenter', 'pointerleave', 'focusin'])
            this.grid.addEventListener(type, settle);
        this.grid.addEventListener('focusout', () =>
            requestAnimationFrame(settle));
        this.grid.addEventListener('focus', () => {
            if (this.active === null && this.order.length > 0)
                this.activate(this.selected ?? this.order[0]);
        });
        this.filter.addEventListener('input', () => this.reorder());
        this.filter.addEventListener('keydown', (e) => {
            if (e.key === 'ArrowDown' || e.key === 'Enter') {
                e.preventDefault();
                this.focus();
            }
        });
        this.tall.addEventListener('click', (e) => {
            const number = this.at(e.target);
            if (number !== null) {
                this.activate(number);
                this.events.select(number);
            }
        });
        this.tall.addEventListener('pointerover', (e) =>
            this.events.hover(this.at(e.target)));
        this.tall.addEventListener('pointerleave', () =>
            this.events.hover(null));
    }

    private at(target: EventTarget | null): number | null {
        const row = target instanceof Element
            ? target.closest<HTMLElement>('[data-place]') : null;
        return row === null ? null
            : this.order[Number(row.dataset.place)] ?? null;
    }

    focus(): void {
        this.grid.focus();
    }

    setSelected(number: number | null): void {
        this.selected = number;
        if (number !== null)
            this.active = number;
        this.render();
    }

    /** Column titles in the current language. */
    translate(): void {
        this.grid.setAttribute('aria-label', t('tracks'));
        this.filter.placeholder = t('filterHint');
        this.head.replaceChildren(...COLUMNS.map((column) => {
            const cell = document.createElement('div');
            cell.setAttribute('role', 'columnheader');
            cell.className = column;
            cell.setAttribute('aria-sort', column !== this.sort ? 'none'
                : this.down ? 'descending' : 'ascending');
            const button = document.createElement('button');
            button.type = 'button';
            button.textContent = t(TITLES[column]);
            button.title = t('sortBy', { column: t(LONG[column]) });
            button.addEventListener('click', () => this.sortBy(column));
            cell.append(button);
            return cell;
        }));
        this.rows.forEach((row) => row.element.remove());
        this.rows.clear();
        this.reorder();
    }

    sortBy(column: Column, down = column === this.sort && !this.down): void {
        this.sort = column;
        this.down = down;
        [...this.head.children].forEach((cell, i) => cell.setAttribute(
            'aria-sort', COLUMNS[i] !== column ? 'none'
                : down ? 'descending' : 'ascending'));
        this.reorder();
        this.events.sorted();
    }

    private value(track: Track): string | number {
        switch (this.sort) {
        case 'name': // those without a name come last, by number
            return this.picture.labels.get(track.id) ?? track.number;
        case 'kind': return t(`kind.${track.kind}`);
        case 'altitude': return track.altKnown ? track.alt : -1e9;
        case 'speed': return speedOf(track);
        case 'age': return ageOf(track, this.now);
        }
    }

    private fits(track: Track, words: string[]): boolean {
        if (words.length === 0)
            return true;
        const text = [nameOf(this.picture, track), track.id, track.kind,
            track.status, t(`kind.${track.kind}`), t(track.status)]
            .join(' ').toLocaleLowerCase();
        return words.every((word) => text.includes(word));
    }

    private wanted(): string[] {
        return this.filter.value.toLocaleLowerCase().split(/\s+/)
            .filter((word) => word !== '');
    }

    /** Filter and sort anew. */
    private reorder(): void {
        const words = this.wanted();
        const compare = new Intl.Collator(language(), { numeric: true });
        const kept = [...this.picture.tracks.values()]
            .filter((track) => this.fits(track, words))
            .map((track) => ({ track, value: this.value(track) }));
        const sign = this.down ? -1 : 1;
        kept.sort((a, b) => sign * (typeof a.value === 'string'
            ? typeof b.value === 'string'
                ? compare.compare(a.value, b.value) : -1
            : typeof b.value === 'string' ? 1 : a.value - b.value) ||
            a.track.number - b.track.number);
        this.order = kept.map(({ track }) => track.number);
        this.render();
    }

    /** The picture has changed: new rows come, old ones go, values change. */
    update(now: number, overdue: number): void {
        this.now = now;
        this.overdue = overdue;
        if (!this.busy) {
            this.reorder();
            return;
        }
        const words = this.wanted();
        const there = new Set(this.order);
        this.order = this.order.filter((n) => this.picture.tracks.has(n));
        for (const track of this.picture.tracks.values())
            if (!there.has(track.number) && this.fits(track, words))
                this.order.push(track.number);
        this.render();
    }

    private activate(number: number): void {
        this.active = number;
        const place = this.order.indexOf(number);
        const top = place * ROW_PX;
        const room = this.grid.clientHeight - HEAD_PX - ROW_PX;
        if (top < this.grid.scrollTop)
            this.grid.scrollTop = top;
        else if (top > this.grid.scrollTop + room)
            this.grid.scrollTop = top - room;
        this.render();
    }

    private key(e: KeyboardEvent): void {
        if (e.target !== this.grid || this.order.length === 0)
            return;
        const place = Math.max(0, this.order.indexOf(this.active ?? -1));
        const last = this.order.length - 1;
        const to: Record<string, number> = {
            ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: last,
            PageDown: place + PAGE_ROWS, PageUp: place - PAGE_ROWS,
        };
        if (e.key in to) {
            this.activate(
                this.order[Math.max(0, Math.min(last, to[e.key]))]);
            this.events.hover(this.active);
        } else if (e.key === 'Enter' || e.key === ' ') {
            this.events.select(this.order[place]);
        } else {
            return;
        }
        e.preventDefault();
        e.stopPropagation();
    }

    private makeRow(place: number): Row {
        const element = document.createElement('div');
        element.className = 'row';
        element.setAttribute('role', 'row');
        element.id = `row-${place}`;
        element.dataset.place = String(place);
        element.setAttribute('aria-rowindex', String(place + 2));
        element.style.top = `${place * ROW_PX}px`;
        const cells = COLUMNS.map((column) => {
            const cell = document.createElement('div');
            cell.setAttribute('role', 'gridcell');
            cell.className = column;
            element.append(cell);
            return cell;
        });
        const icon = document.createElement('canvas');
        icon.width = icon.height = 44;
        icon.setAttribute('aria-hidden', 'true');
        const name = document.createElement('span');
        const status = document.createElement('span');
        status.className = 'sr';
        cells[0].append(icon, name, status);
        return { element, icon, cells, look: '' };
    }

    private render(): void {
        const count = this.order.length;
        this.tall.style.height = `${count * ROW_PX}px`;
        this.grid.setAttribute('aria-rowcount', String(count + 1));
        const from = Math.max(0,
            Math.floor(this.grid.scrollTop / ROW_PX) - SPARE_ROWS);
        const to = Math.min(count, from + 2 * SPARE_ROWS +
            Math.ceil(this.grid.clientHeight / ROW_PX));
        const active = this.order.indexOf(this.active ?? -1);
        const wanted: number[] = [];
        for (let place = from; place < to; place++)
            wanted.push(place);
        if (active >= 0 && (active < from || active >= to))
            wanted.push(active);
        this.keepRows(wanted);
        for (const place of wanted)
            this.fill(place, place === active);
        if (active >= 0)
            this.grid.setAttribute('aria-activedescendant', `row-${active}`);
        else
            this.grid.removeAttribute('aria-activedescendant');
        this.say(count);
    }

    private keepRows(wanted: number[]): void {
        const keep = new Set(wanted);
        for (const [place, row] of this.rows)
            if (!keep.has(place)) {
                row.element.remove();
                this.rows.delete(place);
            }
        for (const place of wanted.sort((a, b) => a - b)) {
            if (this.rows.has(place))
                continue;
            const row = this.makeRow(place);
            const next = [...this.tall.children].find((child) =>
                Number((child as HTMLElement).dataset.place) > place);
            this.tall.insertBefore(row.element, next ?? null);
            this.rows.set(place, row);
        }
    }

    private fill(place: number, active: boolean): void {
        const row = this.rows.get(place);
        const track = this.picture.tracks.get(this.order[place]);
        if (row === undefined || track === undefined)
            return;
        const set = (element: Element, text: string) => {
            if (element.textContent !== text)
                element.textContent = text;
        };
        const age = ageOf(track, this.now) + this.overdue;
        set(row.cells[0].children[1], nameOf(this.picture, track));
        set(row.cells[0].children[2], `, ${t(track.status)}`);
        set(row.cells[1], tOr(`kind.${track.kind}`, track.kind));
        set(row.cells[2], track.altKnown ? number(track.alt) : '–');
        set(row.cells[3], number(speedOf(track) * 3.6));
        set(row.cells[4], (track.age === 255 ? '> ' : '') + duration(age));
        const selected = track.number === this.selected;
        row.element.classList.toggle('active', active);
        row.element.setAttribute('aria-selected', String(selected));
        row.element.dataset.track = track.id;
        row.element.dataset.status = track.status;
        const look = `${track.kind} ${track.status} ${track.cooperative}`;
        if (row.look !== look) {
            row.look = look;
            const g = row.icon.getContext('2d');
            if (g !== null) {
                g.setTransform(1, 0, 0, 1, 0, 0);
                g.clearRect(0, 0, 44, 44);
                g.translate(22, 22);
                drawSymbol(g, 44, track.kind, track.status,
                    track.cooperative);
            }
        }
    }

    private say(count: number): void {
        const all = this.picture.tracks.size;
        const spoken = count === all ? '' : t('ofTracks',
            { shown: number(count), all: number(all) });
        if (spoken !== this.spoken) {
            this.spoken = spoken;
            this.shown.textContent = spoken;
        }
        this.empty.hidden = count > 0;
        const empty = all === 0 ? t('noTracks') : t('noMatch');
        if (!this.empty.hidden && this.empty.textContent !== empty)
            this.empty.textContent = empty;
    }

    /** Track ids in the order of the rows: for tests and for the next one. */
    ids(): string[] {
        return this.order.map((n) => this.picture.tracks.get(n)?.id ?? '');
    }
}

