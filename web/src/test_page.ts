// SPDX-License-Identifier: Apache-2.0
// The page from which tests are sent, and no other page: everything it sends
// goes below api/test/, with a key of its own. Light, green and striped, so
// that nobody takes it for the duty officer's.

import type { LiveText } from './api.ts';
import { getSite } from './api.ts';
import { SceneClock } from './clock.ts';
import { Decide } from './decide.ts';
import { Decisions } from './decisions.ts';
import { byId, el, setText } from './dom.ts';
import { number } from './format.ts';
import { decodeFrame } from './frame.ts';
import { Link, liveUrl } from './link.ts';
import { setStatus } from './mark.ts';
import type { Around } from './warning_card.ts';
import { Card } from './warning_card.ts';
import type { Warning } from './warning.ts';
import { isOver, isTest, isWarningText, levelOf, Warnings } from
    './warning.ts';
import type { Language } from './words.ts';
import { LANGUAGES, LANGUAGE_NAMES, keepLanguage, language, plural, setLanguage,
    startLanguage, t, tOr, words } from './words.ts';
import { Zones } from './zones.ts';

const KEY_STORE = 'luchtwacht.test-key';
const LISTED_MAX = 100; // zones, of those that fit the filter

class TestPage {
    private warnings = new Warnings(isTest);
    private zones = new Zones();
    private clock = new SceneClock();
    private cards = new Map<string, Card>();
    private open: string | null = null;
    private filter = byId<HTMLInputElement>('test-filter');
    private decide = new Decide(byId<HTMLDialogElement>('decide'),
        new Decisions('api/test/', KEY_STORE), () => this.show());

    constructor() {
        setStatus('test');
        const link = new Link(liveUrl(), {
            binary: (bytes) => this.binary(bytes),
            text: (message) => this.text(message),
            state: (state) => this.linked(state === 'lost'),
            playing: () => this.clock.speed > 0,
        });
        this.linked(link.state === 'lost');
        this.filter.addEventListener('input', () => this.list());
        const select = byId<HTMLSelectElement>('language');
        select.append(...LANGUAGES.map((l) =>
            new Option(LANGUAGE_NAMES[l], l)));
        select.addEventListener('change', () => {
            setLanguage(select.value as Language);
            keepLanguage();
            this.translate();
        });
        this.translate();
        void this.ask();
        setInterval(() => this.show(), 1000);
    }

    private now(): number {
        return this.clock.started ? this.clock.now(performance.now())
            : Date.now() / 1000;
    }

    private linked(lost: boolean): void {
        byId('alarm').hidden = !lost;
        setText(byId('alarm'), lost ? t('lost') : '');
        if (!lost)
            void this.ask();
    }

    private async ask(): Promise<void> {
        try {
            this.zones.set((await getSite(true)).zones?.features ?? []);
        } catch {
            return; // the link says that there is no server
        }
        this.list();
        this.show();
    }

    private binary(bytes: ArrayBuffer): void {
        try {
            const frame = decodeFrame(bytes);
            this.clock.frame(frame.time, frame.speed, performance.now());
        } catch (error) {
            console.error(error);
        }
    }

    private text(message: string): void {
        const said = JSON.parse(message) as LiveText;
        if (!isWarningText(said))
            return;
        for (const { warning, what } of this.warnings.apply(said))
            setText(byId('say'), `${t('testShort')} · ` + t(`news.${what}`, {
                level: t(levelOf(warning)), when: '',
                zone: this.zones.nameOf(warning.zone) }).trim());
        this.show();
    }

    // --- in words

    private translate(): void {
        document.documentElement.lang = language();
        document.title = `${t('testShort')} · ${t('testTitle')}`;
        for (const element of document.querySelectorAll('[data-t]'))
            setText(element, t(element.getAttribute('data-t') as 'tracks'));
        for (const element of document.querySelectorAll('.test-mark'))
            setText(element, t('testShort'));
        byId<HTMLSelectElement>('language').value = language();
        byId('test-band').replaceChildren(...LANGUAGES.map((l) =>
            el(l === language() ? 'b' : 'span', { lang: l },
                words[l].testShort)), el('span', {}, t('testBand')));
        this.filter.placeholder = t('testFilter');
        this.decide.refresh();
        this.list();
        this.show();
    }

    /** The zones that fit the filter, each with the one thing to do. */
    private list(): void {
        const want = this.filter.value.trim().toLowerCase().split(/\s+/);
        const fits = this.zones.list.filter((zone) => {
            const text = [zone.id, this.zones.nameOf(zone.id),
                tOr(`zone.${zone.kind}`, zone.kind)].join(' ').toLowerCase();
            return want.every((word) => text.includes(word));
        });
        byId('test-zones').replaceChildren(...fits.slice(0, LISTED_MAX)
            .map((zone) => {
                const name = this.zones.nameOf(zone.id);
                const button = el('button', { type: 'button' },
                    t('testRaise'), el('span', { class: 'sr' }, ` ${name}`));
                button.addEventListener('click', () => this.decide.ask({
                    verb: 'raise', on: zone.id, zone: name, level: 'warning',
                    facts: '' }));
                return el('li', {}, el('span', {}, el('b', {}, name), ' ',
                    el('span', { class: 'small' },
                        tOr(`zone.${zone.kind}`, zone.kind))), button);
            }));
        const more = fits.length - LISTED_MAX;
        setText(byId('test-more'), more > 0
            ? plural('more', more, number(more)) : '');
    }

    private show(): void {
        const around: Around = {
            now: this.now(),
            zoneName: (id) => this.zones.nameOf(id),
            trackName: (id) => id,
            sensorKind: () => undefined,
            unconfirmed: () => undefined,
        };
        const standing = this.warnings.byUrgency();
        const over = this.warnings.over(around.now);
        this.place(byId('test-running'), standing, around);
        this.place(byId('test-over'), over, around);
        byId('test-none').hidden = standing.length > 0;
        byId('test-over-title').hidden = over.length === 0;
    }

    private place(list: HTMLElement, shown: Warning[], around: Around): void {
        const roots = shown.map((w) => {
            const card = this.cardOf(w);
            card.update(w, w.warning === this.open || !isOver(w), around);
            return card.root;
        });
        if (roots.length !== list.children.length ||
            roots.some((root, i) => root !== list.children[i]))
            list.replaceChildren(...roots);
    }

    private cardOf(w: Warning): Card {
        let card = this.cards.get(w.warning);
        if (card === undefined) {
            card = new Card(w, {
                decide: (verb, of) => this.decide.ask({ verb, on: of.warning,
                    zone: this.zones.nameOf(of.zone), level: levelOf(of),
                    facts: '' }),
                hover: () => { },
                track: () => { },
            });
            card.button.tabIndex = 0;
            card.button.addEventListener('click', () => {
                this.open = w.warning;
                this.show();
            });
            this.cards.set(w.warning, card);
        }
        return card;
    }
}

startLanguage();
new TestPage();
