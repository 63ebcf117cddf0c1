// SPDX-License-Identifier: Apache-2.0
// One warning in the panel: what, where, when, how sure, why, and what a
// person may do about it. The open one says all of it.

import type { Verb } from './decisions.ts';
import { el, setText } from './dom.ts';
import { markWord, statusNow } from './mark.ts';
import type { Reason, Warning } from './warning.ts';
import { chanceOf, isOver, levelOf } from './warning.ts';
import { chance, countdown, peopleWords, reasonWords, sensorWords, span,
    stateWords } from './warning_words.ts';
import { language, plural, t, tOr } from './words.ts';
import { drawBadge } from './zone_paint.ts';
import { lookOf } from './zones.ts';

const BADGE_PX = 20;
const CLOCK_LATE_S = 30; // it should have been told of again

/** What a card needs to know beside its warning. */
export interface Around {
    now: number;
    zoneName(id: string): string;
    trackName(id: string): string;
    sensorKind(id: string): string | undefined;
    /** What a proposal does by itself: "send", "drop". */
    unconfirmed(zone: string): string | undefined;
}

export interface CardEvents {
    decide(verb: Verb, warning: Warning): void;
    hover(warning: Warning | null, track: string | null): void;
    track(id: string): void;
}

/** "EXERCISE" or "TEST" where it, or all of what is shown, is one. */
const wordOf = (w: Warning) => markWord(
    w.status === undefined || w.status === 'actual' ? statusNow() : w.status);

/** What may be done about it, the usual first. */
export function verbsFor(w: Warning): Verb[] {
    if (isOver(w))
        return [];
    if (w.state === 'proposed')
        return ['confirm', 'reject'];
    return [...(w.acknowledged === undefined ? ['acknowledge' as const] : []),
        'extend', 'clear', 'reject'];
}

export const VERB_KEYS: Record<Verb, string> = { acknowledge: 'a',
    confirm: 'y', reject: 'r', extend: 'x', clear: 'c', raise: '' };

export class Card {
    readonly root = el('li', { class: 'card' });
    readonly button = el('button',
        { type: 'button', class: 'card-head', tabindex: '-1' });
    warning: Warning;
    private badge = el('canvas', { width: String(BADGE_PX * 2),
        height: String(BADGE_PX * 2), 'aria-hidden': 'true' });
    private level = el('span', { class: 'level' });
    private status = el('b', { class: 'status-mark' });
    private name = el('span', { class: 'zone-name' });
    private clock = el('span', { class: 'clock', 'aria-hidden': 'true' });
    private clockWords = el('span', { class: 'sr' }); // the same, in words
    private sub = el('p', { class: 'sub' });
    private fate = el('p', { class: 'fate' });
    private reasons = el('ul', { class: 'reasons' });
    private people = el('ul', { class: 'people' });
    private actions = el('div', { class: 'actions' });
    private made = '';
    private painted = '';

    constructor(warning: Warning, private events: CardEvents) {
        this.warning = warning;
        this.root.dataset.warning = warning.warning;
        this.button.append(this.badge,
            el('span', { class: 'what' }, el('span', { class: 'kind' },
                this.status, this.level), this.name), this.clock,
        this.clockWords);
        this.root.append(this.button, this.sub, this.fate, this.reasons, this.people, this.actions);
        this.reasons.addEventListener('pointerover', (e) => {
            const item = (e.target as Element).closest<HTMLElement>('li');
            events.hover(this.warning, item?.dataset.track ?? null);
        });
        this.reasons.addEventListener('pointerleave', () =>
            events.hover(this.warning, null));
    }

    update(w: Warning, open: boolean, around: Around): void {
        this.warning = w;
        const over = isOver(w);
        this.root.dataset.level = levelOf(w);
        this.root.dataset.state = w.state;
        this.root.dataset.new = String(!over && w.state !== 'proposed' &&
            w.acknowledged === undefined);
        this.root.dataset.open = String(open);
        this.button.setAttribute('aria-expanded', String(open));
        this.paint(w);
        const word = wordOf(w);
        this.status.hidden = word === '';
        setText(this.status, word);
        setText(this.level, stateWords(w));
        setText(this.name, around.zoneName(w.zone));
        setText(this.clock, over ? t('ago',
            { time: countdown(Math.max(1, around.now - w.t)) })
            : w.arrival === undefined ? ''
                : countdown(w.arrival.likely - around.now));
        setText(this.clockWords, over || w.arrival === undefined ? ''
            : t('likelyIn',
                { time: countdown(w.arrival.likely - around.now) }));
        setText(this.sub, this.summary(w, open, around));
        this.sub.hidden = this.sub.textContent === '';
        setText(this.fate, this.fateWords(w, around));
        this.fate.hidden = this.fate.textContent === '';
        this.list(this.people, open || over
            ? peopleWords(w, around.now) : []);
        this.fillReasons(open && !over ? w.reasons ?? [] : [], w, around);
        this.fillActions(w, open);
    }

    private paint(w: Warning): void {
        const look = lookOf(w, undefined);
        const key = `${look.level} ${look.told} ${w.state}`;
        const g = this.badge.getContext('2d');
        if (key === this.painted || g === null)
            return;
        this.painted = key;
        g.clearRect(0, 0, BADGE_PX * 2, BADGE_PX * 2);
        drawBadge(g, BADGE_PX, BADGE_PX, BADGE_PX * 1.7, look);
    }

    /** How sure, how soon, by what: one line. */
    private summary(w: Warning, open: boolean, around: Around): string {
        if (isOver(w))
            return '';
        const parts: string[] = [];
        const sure = chanceOf(w);
        if (sure !== undefined)
            parts.push(chance(sure));
        if (w.arrival !== undefined)
            parts.push(span(w.arrival, around.now));
        const tracks = (w.tracks?.length ?? 0) + (w.more_tracks ?? 0);
        if (!open && tracks > 0)
            parts.push(plural('trackCount', tracks));
        if (w.acknowledged !== undefined && !open)
            parts.push(`✓ ${w.acknowledged.by}`);
        return parts.join(' · ');
    }

    /** What becomes of it if nobody does anything, or that it is stale. */
    private fateWords(w: Warning, around: Around): string {
        if (w.state === 'proposed' && w.confirm !== undefined) {
            const goes = around.unconfirmed(w.zone);
            return t(goes === 'send' ? 'goesIn' : goes === 'drop'
                ? 'lapsesIn' : 'decideIn',
            { time: countdown(w.confirm - around.now) });
        }
        return !isOver(w) && w.expires !== undefined &&
            around.now > w.expires + CLOCK_LATE_S ? t('stale') : '';
    }

    private list(root: HTMLElement, lines: string[]): void {
        root.hidden = lines.length === 0;
        if (root.children.length !== lines.length)
            root.replaceChildren(...lines.map(() => el('li')));
        lines.forEach((line, i) => setText(root.children[i], line));
    }

    private fillReasons(reasons: Reason[], w: Warning, around: Around): void {
        this.reasons.hidden = reasons.length === 0;
        const ids = reasons.map((r) => r.track).join();
        if (this.reasons.dataset.of !== ids) {
            this.reasons.dataset.of = ids;
            this.reasons.replaceChildren(...reasons.map((r) => {
                const name = el('button', { type: 'button' });
                name.addEventListener('click', () =>
                    this.events.track(r.track));
                name.addEventListener('focus', () =>
                    this.events.hover(this.warning, r.track));
                return el('li', { 'data-track': r.track }, name, el('span'),
                    el('p'));
            }));
        }
        reasons.forEach((r, i) => {
            const item = this.reasons.children[i];
            setText(item.children[0], around.trackName(r.track));
            const kind = r.kind === undefined ? ''
                : r.kind_chance === undefined ? tOr(`kind.${r.kind}`, r.kind)
                    : t('kindChance', { kind: tOr(`kind.${r.kind}`, r.kind),
                        p: chance(r.kind_chance) });
            setText(item.children[1], kind);
            const told = reasonWords(r, around.now);
            if ((r.sources ?? []).length > 0)
                told.push(t('noticedBy', { sensors:
                    sensorWords(r.sources ?? [], around.sensorKind) }));
            setText(item.children[2], told.join('; '));
        });
        const more = w.more_tracks ?? 0;
        if (reasons.length > 0)
            this.reasons.dataset.more = more > 0 ? plural('more', more) : '';
    }

    private fillActions(w: Warning, open: boolean): void {
        const verbs = open || w.state === 'proposed' ? verbsFor(w) : [];
        const key = `${verbs.join()} ${language()}`;
        this.actions.hidden = verbs.length === 0;
        if (key === this.made)
            return;
        this.made = key;
        const had = this.actions.contains(document.activeElement);
        this.actions.replaceChildren(...verbs.map((verb) => {
            const button = el('button', { type: 'button', 'data-verb': verb,
                'aria-keyshortcuts': VERB_KEYS[verb] }, t(`verb.${verb}`));
            button.addEventListener('click', (e) => {
                e.stopPropagation();
                this.events.decide(verb, this.warning);
            });
            return button;
        }));
        if (had)
            this.button.focus();
    }
}
