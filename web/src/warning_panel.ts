// SPDX-License-Identifier: Apache-2.0
// The panel of warnings and alarms, the most urgent first. While somebody
// works in it, cards change but keep their places, so that nothing slips away
// under a finger; after a moment's calm they are put in order.

import type { Verb } from './decisions.ts';
import { el, setText } from './dom.ts';
import { clockLocal, number } from './format.ts';
import { mark, markWord } from './mark.ts';
import type { Sound } from './sound.ts';
import type { Around } from './warning_card.ts';
import { Card, verbsFor, VERB_KEYS } from './warning_card.ts';
import type { Warning, Warnings } from './warning.ts';
import { isOver, levelOf } from './warning.ts';
import type { Key } from './words.ts';
import { language, plural, t } from './words.ts';

const CALM_MS = 2500;
const CARDS_MAX = 200; // of those that stand
const NAMED_MAX = 5; // of zones that are not covered, by name

type Group = 'propose' | 'warnings' | 'alarms' | 'notices' | 'quiet' | 'over';
const GROUPS: Record<Group, Key> = { propose: 'groupPropose',
    warnings: 'groupWarnings', alarms: 'groupAlarms',
    notices: 'groupNotices', quiet: 'groupQuiet', over: 'groupOver' };

const groupOf = (w: Warning): Group => isOver(w) ? 'over'
    : w.state === 'proposed' ? 'propose' : w.silent === true ? 'quiet'
        : levelOf(w) === 'warning' ? 'warnings' : 'notices';

export interface PanelEvents {
    decide(verb: Verb, warning: Warning): void;
    hover(warning: Warning | null, track: string | null): void;
    select(warning: Warning | null): void; // shown on the map
    track(id: string): void;
    zone(id: string): void;
}

interface Alarm {
    key: string;
    title: string;
    text: string;
    zone?: string;
}

export class WarningPanel {
    private cards = new Map<string, Card>();
    private alarmItems = new Map<string, HTMLLIElement>();
    private groups = new Map<Group, { title: HTMLElement; count: HTMLElement;
        list: HTMLElement; root: HTMLElement; }>();
    private head = el('div', { class: 'warning-head' });
    private soundButton = el('button', { type: 'button' });
    private testButton = el('button', { type: 'button' });
    private soundNote = el('p', { class: 'sound-note', role: 'status' });
    private empty = el('p', { class: 'calm' });
    private more = el('p', { class: 'small' });
    private never = el('p', { class: 'small' });
    private tests = el('a', { href: 'test.html', target: '_blank',
        class: 'small' });
    private busyMs = -Infinity;
    private active: string | null = null; // where the keys are
    open: string | null = null;

    constructor(private root: HTMLElement, private warnings: Warnings,
        private sound: Sound, private events: PanelEvents) {
        this.head.append(mark(), this.soundButton, this.testButton);
        root.append(this.head, this.soundNote, this.empty);
        for (const group of Object.keys(GROUPS) as Group[]) {
            const title = el('span');
            const count = el('b');
            const list = el('ul', { class: 'cards' });
            const section = el('section', { 'data-group': group },
                el('h3', { id: `group-${group}` }, title, ' ', count), list);
            list.setAttribute('aria-labelledby', `group-${group}`);
            this.groups.set(group, { title, count, list, root: section });
            root.append(section);
        }
        root.append(this.more, this.never, this.tests);
        this.soundButton.addEventListener('click', () =>
            sound.mute(!sound.muted));
        this.testButton.addEventListener('click', () => sound.play('warning'));
        this.listen();
    }

    private listen(): void {
        const busy = () => {
            this.busyMs = performance.now();
        };
        for (const type of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
            this.root.addEventListener(type, busy, { passive: true });
        this.root.addEventListener('keydown', (e) => this.key(e));
        this.root.addEventListener('focusin', (e) => {
            const item = (e.target as Element).closest<HTMLElement>('.card');
            if (item?.dataset.key)
                this.rove(item.dataset.key);
        });
        this.root.addEventListener('pointerover', (e) => {
            const item = (e.target as Element).closest<HTMLElement>('.card');
            const card = this.cards.get(item?.dataset.warning ?? '');
            if (!(e.target as Element).closest('.reasons'))
                this.events.hover(card?.warning ?? null, null);
        });
        this.root.addEventListener('pointerleave', () =>
            this.events.hover(null, null));
    }

    /** The heads of all cards and alarms, as they stand. */
    private heads(): HTMLElement[] {
        return [...this.root.querySelectorAll<HTMLElement>('.card > .card-head')];
    }

    private rove(key: string | null): void {
        this.active = key;
        const heads = this.heads();
        const keyOf = (head: HTMLElement) => head.parentElement?.dataset.key;
        const at = heads.findIndex((head) => keyOf(head) === key);
        heads.forEach((head, i) => {
            head.tabIndex = i === Math.max(0, at) ? 0 : -1;
        });
    }

    private key(e: KeyboardEvent): void {
        if (e.ctrlKey || e.metaKey || e.altKey)
            return;
        const heads = this.heads();
        const item = (e.target as Element).closest<HTMLElement>('.card');
        const at = heads.findIndex((head) => head.parentElement === item);
        const to: Record<string, number> = { ArrowDown: at + 1,
            ArrowUp: at - 1, Home: 0, End: heads.length - 1 };
        const next = to[e.key];
        if (next !== undefined) {
            heads[Math.max(0, Math.min(heads.length - 1, next))]?.focus();
            e.preventDefault();
            e.stopPropagation();
            return;
        }
        const card = this.cards.get(item?.dataset.warning ?? '');
        const verb = card === undefined ? undefined : verbsFor(card.warning)
            .find((v) => VERB_KEYS[v] === e.key);
        const own = Object.values(VERB_KEYS).includes(e.key);
        if (card !== undefined && own) {
            // Keys of the map do nothing by accident here.
            e.preventDefault();
            e.stopPropagation();
            if (verb !== undefined)
                this.events.decide(verb, card.warning);
        }
    }

    /** To the most urgent, or back to where the keys were. */
    focus(): void {
        const heads = this.heads();
        const there = heads.find((head) =>
            head.parentElement?.dataset.key === this.active);
        (there ?? heads[0] ?? this.soundButton).focus();
    }

    focusOn(id: string): void {
        this.cards.get(id)?.button.focus();
    }

    select(id: string | null): void {
        this.open = this.open === id ? null : id;
        const card = this.cards.get(this.open ?? '');
        this.events.select(card?.warning ?? null);
    }

    update(around: Around): void {
        const standing = this.warnings.byUrgency();
        const shown = [...standing.slice(0, CARDS_MAX),
            ...this.warnings.over(around.now)];
        const ids = new Set(shown.map((w) => w.warning));
        for (const [id, card] of this.cards)
            if (!ids.has(id)) {
                card.root.remove();
                this.cards.delete(id);
            }
        for (const w of shown)
            this.cardOf(w).update(w, w.warning === this.open, around);
        this.place(shown);
        this.showAlarms(around);
        this.showHead();
        const over = standing.length - CARDS_MAX;
        setText(this.more, over > 0 ? plural('moreWarnings', over) : '');
        this.showEmpty(standing.length);
        this.rove(this.active);
    }

    private cardOf(w: Warning): Card {
        let card = this.cards.get(w.warning);
        if (card === undefined) {
            card = new Card(w, this.events);
            card.root.dataset.key = w.warning;
            card.button.addEventListener('click', () =>
                this.select(w.warning));
            this.cards.set(w.warning, card);
        }
        return card;
    }

    /** Each in its group, in order; while somebody is at work, those that are
     * in the right group stay where they are. */
    private place(shown: Warning[]): void {
        const calm = performance.now() - this.busyMs > CALM_MS;
        for (const [group, { list, root, count, title }] of this.groups) {
            if (group === 'alarms')
                continue;
            const want = shown.filter((w) => groupOf(w) === group)
                .map((w) => this.cards.get(w.warning)?.root as HTMLElement);
            const have = [...list.children];
            if (!calm)
                for (const root_ of want.filter((r) => !have.includes(r)))
                    list.append(root_);
            else if (want.some((r, i) => r !== have[i]))
                this.reorder(list, want);
            root.hidden = want.length === 0;
            setText(title, t(GROUPS[group]));
            setText(count, number(want.length));
        }
    }

    private reorder(list: HTMLElement, want: HTMLElement[]): void {
        const focused = list.contains(document.activeElement)
            ? document.activeElement as HTMLElement : null;
        list.replaceChildren(...want);
        focused?.focus();
    }

    /** Channels that are dead and zones that nobody watches any more. */
    private alarms(around: Around): Alarm[] {
        const out: Alarm[] = [];
        const since = (time: number | undefined) => time === undefined ? ''
            : t('since', { time: clockLocal(time) });
        for (const channel of this.warnings.channels.values())
            if (channel.state === 'dead')
                out.push({ key: `channel ${channel.id}`,
                    title: [markWord(channel.carries), t('channelDead',
                        { channel: channel.id })].filter((s) => s !== '')
                        .join(' · '),
                    text: [t('channelSays'), since(channel.since),
                        channel.reason === undefined ? ''
                            : `(${channel.reason})`]
                        .filter((s) => s !== '').join(' ') });
        const lost = [...this.warnings.covers.values()]
            .filter((z) => z.cover === 'not-covered');
        if (lost.length > NAMED_MAX) {
            const named = lost.slice(0, NAMED_MAX)
                .map((z) => around.zoneName(z.zone)).join(', ');
            out.push({ key: 'cover', title: plural('zonesUncovered',
                lost.length, number(lost.length)), zone: lost[0].zone,
            text: t('andMore', { named, more: plural('more',
                lost.length - NAMED_MAX, number(lost.length - NAMED_MAX)) }) });
        } else {
            for (const z of lost)
                out.push({ key: `cover ${z.zone}`, zone: z.zone,
                    title: t('zoneUncovered',
                        { zone: around.zoneName(z.zone) }),
                    text: [t('uncoveredSays'), since(z.since)]
                        .filter((s) => s !== '').join(' ') });
        }
        return out;
    }

    private showAlarms(around: Around): void {
        const alarms = this.alarms(around);
        const group = this.groups.get('alarms');
        const keys = new Set(alarms.map((a) => a.key));
        for (const [key, item] of this.alarmItems)
            if (!keys.has(key)) {
                item.remove();
                this.alarmItems.delete(key);
            }
        for (const alarm of alarms) {
            let item = this.alarmItems.get(alarm.key);
            if (item === undefined) {
                item = el('li', { class: 'card alarm', 'data-key': alarm.key },
                    el('button', { type: 'button', class: 'card-head',
                        tabindex: '-1' }, el('span', { class: 'what' })),
                    el('p', { class: 'sub' }));
                const zone = alarm.zone;
                if (zone !== undefined)
                    item.children[0].addEventListener('click', () =>
                        this.events.zone(zone));
                this.alarmItems.set(alarm.key, item);
                group?.list.append(item);
            }
            setText(item.children[0].children[0], alarm.title);
            setText(item.children[1], alarm.text);
        }
        if (group === undefined)
            return;
        group.root.hidden = alarms.length === 0;
        setText(group.title, t(GROUPS.alarms));
        setText(group.count, number(alarms.length));
    }

    alarmCount(): number {
        return this.alarmItems.size;
    }

    private showHead(): void {
        const state = this.sound.state();
        this.root.dataset.sound = state;
        const words: Record<string, Key> = { on: 'soundOn', muted: 'soundOff',
            waiting: 'soundWaiting', none: 'soundNone' };
        setText(this.soundButton, t(words[state]));
        this.soundButton.setAttribute('aria-pressed',
            String(!this.sound.muted));
        this.soundButton.disabled = state === 'none';
        setText(this.testButton, t('soundTest'));
        this.testButton.hidden = state !== 'on';
        const notes: Record<string, string> = { on: '',
            muted: t('soundOffNote'), waiting: t('soundWaits'),
            none: t('soundNoneNote') };
        setText(this.soundNote, notes[state]);
        this.soundNote.hidden = notes[state] === '';
        if (this.root.lang !== language())
            this.root.lang = language();
    }

    private showEmpty(standing: number): void {
        const calm = standing === 0;
        this.empty.hidden = !calm;
        setText(this.empty, t('noWarnings'));
        const never = [...this.warnings.covers.values()]
            .filter((z) => z.cover === 'never-covered').length;
        setText(this.never, never > 0
            ? plural('zonesNever', never, number(never)) : '');
        this.never.hidden = never === 0;
        setText(this.tests, t('testPage'));
        this.more.hidden = this.more.textContent === '';
    }
}
