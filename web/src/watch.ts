// SPDX-License-Identifier: Apache-2.0
// The zones and their warnings on this page: what the server told, put on the
// map, into the panel, into words and into sound; and what a person decides.

import type { Site } from './api.ts';
import type { Bounds, Camera } from './camera.ts';
import { Decide } from './decide.ts';
import type { Verb } from './decisions.ts';
import { Decisions } from './decisions.ts';
import type { Box } from './declutter.ts';
import { byId, el, setText } from './dom.ts';
import { number } from './format.ts';
import { mark, marked, setStatus } from './mark.ts';
import type { Point, View } from './mercator.ts';
import { fromScreen, unproject } from './mercator.ts';
import { Sound } from './sound.ts';
import type { Around } from './warning_card.ts';
import type { News, Reason, Warning, WarningText } from './warning.ts';
import { chanceOf, isOver, isReal, levelOf, Warnings } from './warning.ts';
import { WarningPanel } from './warning_panel.ts';
import { chance, countdown, standing } from './warning_words.ts';
import { plural, t } from './words.ts';
import { ZoneDetails } from './zone_details.ts';
import { ZoneLabels } from './zone_labels.ts';
import type { Zone } from './zones.ts';
import { Zones } from './zones.ts';

const KEY_STORE = 'luchtwacht.key';

const SIGNS = { summary: '?', countWarnings: '!', countNotices: 'i',
    countAlarms: '×' } as const; // as on the badges

export interface WatchEvents {
    now(): number;
    trackName(id: string): string;
    selectTrack(id: string): void;
    fit(bounds: Bounds, tracks: string[]): void;
    counted(short: string): void; // how much there is, for the title
    changed(): void; // the picture is to be drawn again
    opened(): void; // a zone's details are shown
}

/** What the pointer or the keys point at: lines to be drawn on the map. */
export interface Focus {
    warning: Warning;
    track: string | null; // that one alone
}

export class Watch {
    readonly warnings = new Warnings(isReal);
    readonly zones = new Zones();
    readonly labels = new ZoneLabels(this.zones);
    readonly sound = new Sound(() => this.words());
    readonly panel: WarningPanel;
    readonly details: ZoneDetails;
    readonly decide: Decide;
    focus: Focus | null = null;
    private hovering: Focus | null = null;
    private shown: Warning | null = null; // chosen in the panel
    private kinds = new Map<string, string>(); // of sensors
    private tip = byId('tip');
    private tipMark = mark();
    private tipText = el('span');
    private summary = byId<HTMLButtonElement>('summary');
    private long = el('span', { class: 'long' });
    private short = el('span', { class: 'short' });
    private waiting = false;
    private opened = false; // the panel has come to the front by itself

    constructor(private camera: Camera, private events: WatchEvents) {
        this.decide = new Decide(byId<HTMLDialogElement>('decide'),
            new Decisions('api/', KEY_STORE), () => this.words());
        this.panel = new WarningPanel(byId('warnings'), this.warnings,
            this.sound, {
                decide: (verb, w) => this.ask(verb, w),
                hover: (w, track) => this.hover(w, track),
                select: (w) => this.choose(w),
                track: (id) => events.selectTrack(id),
                zone: (id) => this.open(this.zones.get(id) ?? null, true),
            });
        this.details = new ZoneDetails(byId('zone'), this.zones,
            this.warnings, {
                raise: (zone) => this.decide.ask({ verb: 'raise', on: zone.id,
                    zone: this.zones.nameOf(zone.id), level: 'warning',
                    facts: '' }),
                warning: (w) => this.show(w),
                centre: (zone) => events.fit(boundsOf(zone), []),
                close: () => this.open(null, false),
                now: () => events.now(),
            });
        this.tip.append(this.tipMark, this.tipText);
        this.summary.append(this.long, this.short);
        this.summary.addEventListener('click', () => this.front(true));
    }

    // --- what the server tells

    /** Takes the zones of the site. */
    site(site: Site): void {
        const features = site.zones?.features ?? [];
        this.zones.set(features);
        this.camera.zones(features);
        const open = this.details.zone;
        if (open !== null)
            this.open(this.zones.get(open.id) ?? null, false);
        this.draw(true);
        this.words();
    }

    sensors(site: Site): void {
        this.kinds = new Map(site.sensors.map((s) => [s.id, s.kind]));
    }

    /** Takes what the server told of warnings. */
    text(said: WarningText): void {
        const news = this.warnings.apply(said);
        for (const item of news)
            this.tell(item);
        this.later();
        if (!this.opened && this.warnings.alive.size > 0) {
            this.opened = true;
            this.front(false);
        }
    }

    /** Many may be told at once: shown together, in the next frame. */
    private later(): void {
        if (this.waiting)
            return;
        this.waiting = true;
        requestAnimationFrame(() => {
            this.waiting = false;
            this.draw(false);
            this.words();
        });
    }

    private draw(anew: boolean): void {
        if (this.zones.weigh(this.warnings) || anew)
            this.camera.marked(this.zones.marked());
        this.events.changed();
    }

    /** Aloud: by sound where it is raised or promoted, and in words. */
    private tell({ warning, what }: News): void {
        if (what === 'proposed')
            this.sound.play('proposed');
        else if ((what === 'raised' || what === 'promoted') &&
            warning.silent !== true)
            this.sound.play(levelOf(warning));
        const likely = warning.arrival?.likely;
        const when = likely === undefined ? '' : t('likelyIn',
            { time: countdown(likely - this.events.now()) });
        setText(byId('say'), marked(t(`news.${what}`, {
            level: t(levelOf(warning)), zone: this.zones.nameOf(warning.zone),
            when })).trim());
    }

    // --- words

    setExercise(on: boolean): void {
        setStatus(on ? 'exercise' : 'actual');
        this.decide.refresh();
        this.words();
    }

    private around(): Around {
        return {
            now: this.events.now(),
            zoneName: (id) => this.zones.nameOf(id),
            trackName: (id) => this.events.trackName(id),
            sensorKind: (id) => this.kinds.get(id),
            unconfirmed: (id) => this.zones.get(id)?.warn?.unconfirmed,
        };
    }

    /** Everything in words, as it is now. */
    words(): void {
        this.panel.update(this.around());
        this.details.update();
        this.summarise();
    }

    /** In the bar at the top: how much there is, whatever else is open. */
    private summarise(): void {
        const all = [...this.warnings.alive.values()];
        const sent = all.filter((w) => w.state !== 'proposed' &&
            w.silent !== true);
        const warned = sent.filter((w) => levelOf(w) === 'warning').length;
        const parts: [number, keyof typeof SIGNS][] = [[all.filter((w) => w.state === 'proposed')
            .length, 'summary'], [warned, 'countWarnings'],
        [sent.length - warned, 'countNotices'],
        [this.panel.alarmCount(), 'countAlarms']];
        const some = parts.filter(([n]) => n > 0);
        const text = marked(some.map(([n, key]) =>
            plural(key, n, number(n))).join(' · '));
        const total = parts.reduce((sum, [n]) => sum + n, 0);
        this.summary.hidden = total === 0;
        setText(this.long, text);
        setText(this.short, some.map(([n, key]) =>
            SIGNS[key] + number(n)).join(' '));
        this.summary.setAttribute('aria-label', text);
        this.events.counted(total === 0 ? '' : this.short.textContent ?? '');
        this.summary.dataset.level = warned > 0 ? 'warning'
            : parts[0][0] > 0 ? 'propose' : 'notice';
        setText(byId('count-warnings'), total > 0 ? number(total) : '');
        byId('tab-warnings').dataset.level = total > 0
            ? this.summary.dataset.level : '';
    }

    // --- choosing

    /** The panel to the front; `focus`: and the keys into it. */
    front(focus: boolean): void {
        document.body.classList.remove('folded');
        byId('tab-warnings').click();
        if (focus)
            this.panel.focus();
    }

    private ask(verb: Verb, w: Warning): void {
        const likely = w.arrival?.likely;
        const sure = chanceOf(w);
        const facts = [sure === undefined ? '' : chance(sure),
            likely === undefined ? '' : t('likelyIn',
                { time: countdown(likely - this.events.now()) }),
        ].filter((s) => s !== '').join(' · ');
        this.decide.ask({ verb, on: w.warning, level: levelOf(w),
            zone: this.zones.nameOf(w.zone), facts });
    }

    private hover(warning: Warning | null, track: string | null): void {
        this.hovering = warning === null || isOver(warning) ? null
            : { warning, track };
        this.refocus();
    }

    private refocus(): void {
        const shown = this.shown === null ? undefined
            : this.warnings.alive.get(this.shown.warning);
        this.focus = this.hovering ??
            (shown === undefined ? null : { warning: shown, track: null });
        this.labels.chosen = this.focus === null ? this.details.zone
            : this.zones.get(this.focus.warning.zone) ?? null;
        this.events.changed();
    }

    /** A warning is chosen in the panel: shown with its tracks on the map. */
    private choose(warning: Warning | null): void {
        this.shown = warning;
        this.refocus();
        this.words();
        const zone = warning === null ? undefined
            : this.zones.get(warning.zone);
        if (zone !== undefined && warning !== null)
            this.events.fit(boundsOf(zone), warning.tracks ?? []);
    }

    /** From the map to the panel. */
    private show(w: Warning): void {
        this.front(false);
        if (this.panel.open !== w.warning)
            this.panel.select(w.warning);
        this.panel.focusOn(w.warning);
    }

    open(zone: Zone | null, byKeys: boolean): void {
        const had = byId('zone').contains(document.activeElement);
        this.details.show(zone);
        this.refocus();
        if (zone !== null)
            this.events.opened();
        if (zone !== null && byKeys) {
            this.events.fit(boundsOf(zone), []);
            this.details.focus();
        } else if (zone === null && had) {
            this.panel.focus();
        }
    }

    /** The zone at a point on screen. */
    at(view: View, x: number, y: number): Zone | null {
        return this.zones.pick(fromScreen(view, x, y));
    }

    /** The pointer is over a zone, or over none: its name beside it. */
    point(zone: Zone | null, x: number, y: number): void {
        if (zone !== this.labels.hovered) {
            this.labels.hovered = zone;
            this.events.changed();
        }
        this.tip.hidden = zone === null;
        if (zone === null)
            return;
        const w = this.warnings.ofZones().get(zone.id);
        const cover = this.warnings.coverOf(zone.id);
        const stands = w !== undefined ? standing(w, this.events.now())
            : cover === 'not-covered' || cover === 'never-covered'
                ? t(`cover.${cover}`) : t('notWarned');
        setText(this.tipText, `${this.zones.nameOf(zone.id)}: ${stands}`);
        const room = this.camera.root.clientWidth;
        this.tip.style.left = `${Math.min(x + 14, room - 240)}px`;
        this.tip.style.top = `${y + 16}px`;
    }

    // --- on the overlay

    layOut(g: CanvasRenderingContext2D, view: View, now: number): Box[] {
        return this.labels.layOut(g, view, now, this.warnings.ofZones());
    }

    /** What the warning in focus rests on: its zone's place, its tracks. */
    lines(): { from: Point; reasons: Reason[] } | null {
        const zone = this.focus === null ? undefined
            : this.zones.get(this.focus.warning.zone);
        if (this.focus === null || zone === undefined)
            return null;
        const { warning, track } = this.focus;
        return { from: zone.at, reasons: (warning.reasons ?? []).filter(
            (r) => track === null || r.track === track) };
    }
}

function boundsOf(zone: Zone): Bounds {
    const nw = unproject(zone.x0, zone.y0);
    const se = unproject(zone.x1, zone.y1);
    return { west: nw.lon, north: nw.lat, east: se.lon, south: se.lat };
}
