// SPDX-License-Identifier: Apache-2.0
// All that is known of one zone, and where a person raises it by hand.

import { el, icon, setText } from './dom.ts';
import { clockLocal, duration, number, percent } from './format.ts';
import { mark } from './mark.ts';
import type { Cover, Warning, Warnings } from './warning.ts';
import { countdownAgo, standing } from './warning_words.ts';
import type { Key } from './words.ts';
import { t, tOr } from './words.ts';
import type { Zone, Zones } from './zones.ts';

const DAY_S = 86_400;

export interface ZoneEvents {
    raise(zone: Zone): void;
    warning(w: Warning): void;
    centre(zone: Zone): void;
    close(): void;
    now(): number;
}

type Row = [Key, string];

/** How it is warned, in words. */
export function settingRows(zone: Zone): Row[] {
    const warn = zone.warn;
    const rows: Row[] = [];
    if (warn === null)
        return rows;
    const level = (minutes: number, probability: number) => t('setLevel',
        { time: t('minutes', { n: number(minutes, minutes % 1 ? 1 : 0) }),
            p: percent(probability) });
    if (warn.minutes !== undefined && warn.probability !== undefined)
        rows.push(['setWarning', level(warn.minutes, warn.probability)]);
    const notice = warn.notice;
    if (notice !== undefined)
        rows.push(['setNotice', notice.minutes === warn.minutes &&
            notice.probability === warn.probability ? t('no')
            : level(notice.minutes, notice.probability)]);
    if (warn.clear_after !== undefined)
        rows.push(['setClear', t('setQuiet',
            { time: duration(warn.clear_after) })]);
    if (warn.mode !== undefined)
        rows.push(['setMode', tOr(`mode.${warn.mode}`, warn.mode)]);
    if (warn.mode === 'propose' && warn.confirm !== undefined)
        rows.push(['setConfirm', t(warn.unconfirmed === 'drop'
            ? 'setDrops' : 'setGoes', { time: duration(warn.confirm) })]);
    if (warn.kinds !== undefined && warn.kinds.length > 0)
        rows.push(['setKinds', warn.kinds.map((k) => tOr(`kind.${k}`, k))
            .join(', ')]);
    if (warn.cooperative !== undefined)
        rows.push(['setCooperative', t(warn.cooperative ? 'yes' : 'no')]);
    return rows;
}

export class ZoneDetails {
    zone: Zone | null = null;
    private head = el('h2', { id: 'zone-title' });
    private sub = el('p', { class: 'status' });
    private state = el('button', { type: 'button', class: 'state-line' });
    private facts = el('dl');
    private settings = el('dl');
    private settingsTitle = el('h3');
    private raiseButton = el('button', { type: 'button', class: 'raise' });
    private centreButton = el('button', { type: 'button' });
    private closeButton = el('button', { type: 'button', class: 'close' },
        icon('M3 3l10 10M13 3L3 13'));

    constructor(private root: HTMLElement, private zones: Zones,
        private warnings: Warnings, private events: ZoneEvents) {
        root.setAttribute('aria-labelledby', 'zone-title');
        root.append(el('div', { class: 'top' },
            el('div', {}, mark(), this.head, this.sub), this.closeButton),
        this.state, el('div', { class: 'actions' }, this.raiseButton,
            this.centreButton), this.facts, this.settingsTitle,
        this.settings);
        const on = (button: HTMLElement, what: (zone: Zone) => void) =>
            button.addEventListener('click', () => {
                if (this.zone !== null)
                    what(this.zone);
            });
        on(this.raiseButton, (zone) => events.raise(zone));
        on(this.centreButton, (zone) => events.centre(zone));
        on(this.closeButton, () => events.close());
        on(this.state, (zone) => {
            const w = this.warnings.ofZones().get(zone.id);
            if (w !== undefined)
                events.warning(w);
        });
    }

    show(zone: Zone | null): void {
        this.zone = zone;
        this.root.hidden = zone === null;
        this.update();
    }

    focus(): void {
        this.root.focus();
    }

    update(): void {
        const zone = this.zone;
        if (zone === null)
            return;
        const now = this.events.now();
        const warning = this.warnings.ofZones().get(zone.id);
        const cover = this.warnings.covers.get(zone.id);
        setText(this.head, this.zones.nameOf(zone.id));
        setText(this.sub, [zone.id, tOr(`zone.${zone.kind}`, zone.kind)]
            .filter((s) => s !== '').join(' · '));
        setText(this.raiseButton, t('verb.raise'));
        setText(this.centreButton, t('centre'));
        this.closeButton.setAttribute('aria-label', t('close'));
        setText(this.state, warning === undefined ? t('notWarned')
            : standing(warning, now));
        this.state.disabled = warning === undefined;
        this.state.dataset.level = warning === undefined ? ''
            : this.zones.looks.get(zone.id)?.level ?? '';
        const rows: Row[] = [['coverTitle', coverWords(cover?.cover,
            cover?.since)], ['lastWarned',
            lastWords(this.warnings.last.get(zone.id), now)]];
        this.fill(this.facts, rows);
        const settings = settingRows(zone);
        setText(this.settingsTitle, settings.length > 0 ? t('settings') : '');
        this.fill(this.settings, settings);
    }

    private fill(list: HTMLElement, rows: Row[]): void {
        if (list.children.length !== rows.length * 2)
            list.replaceChildren(...rows.flatMap(() => [el('dt'), el('dd')]));
        rows.forEach(([name, value], i) => {
            setText(list.children[2 * i], t(name));
            setText(list.children[2 * i + 1], value);
        });
    }
}

function coverWords(cover: Cover | undefined, since: number | undefined):
    string {
    if (cover === undefined)
        return t('unknownValue');
    return since === undefined ? t(`cover.${cover}`)
        : `${t(`cover.${cover}`)}, ${t('since',
            { time: clockLocal(since) })}`;
}

function lastWords(last: number | undefined, now: number): string {
    if (last === undefined)
        return t('never');
    return now - last < DAY_S
        ? `${clockLocal(last)} (${countdownAgo(now - last)})`
        : t('ago', { time: duration(now - last) });
}
