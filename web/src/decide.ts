// SPDX-License-Identifier: Apache-2.0
// The dialog in which a person decides: what will happen and to whom, why,
// in whose name, and whether it is real. Raising takes two steps.

import { el, setText } from './dom.ts';
import type { Decision, Decisions, Verb } from './decisions.ts';
import { KeyWanted, keepWho, who } from './decisions.ts';
import { number } from './format.ts';
import { markWord, statusNow } from './mark.ts';
import type { Level } from './warning.ts';
import type { Key } from './words.ts';
import { language, plural, t } from './words.ts';

const BY_MAX = 63; // bytes, of the server
const NOTE_MAX = 255;
const MINUTES = [10, 30, 60, 120, 360];
const MINUTES_USUAL = 30;
const REASONS: Partial<Record<Verb, readonly Key[]>> = {
    reject: ['reasonBird', 'reasonAirliner', 'reasonOwn', 'reasonFalse'],
    clear: ['reasonGone', 'reasonSeenOver', 'reasonDown'],
    raise: ['reasonSighting', 'reasonPartner'],
};
const NEEDS_REASON: readonly Verb[] = ['reject', 'clear', 'raise'];
const LEVELS: readonly Level[] = ['warning', 'notice'];

export interface Matter {
    verb: Verb;
    on: string; // a warning's id, or a zone's
    zone: string; // its name, in words
    level: Level;
    facts: string; // what is known of it, in words
}

const cut = (text: string, bytes: number): string => {
    const data = new TextEncoder().encode(text.trim());
    return data.length <= bytes ? text.trim()
        : new TextDecoder().decode(data.slice(0, bytes))
            .replace(/\uFFFD+$/, '');
};

export class Decide {
    private matter: Matter | null = null;
    private second = false; // raising: the second step
    private keyed = false; // the server has asked for a key
    private busy = false;
    private reason = el('input', { type: 'text', id: 'decide-reason',
        list: 'decide-reasons', autocomplete: 'off' });
    private reasons = el('datalist', { id: 'decide-reasons' });
    private by = el('input', { type: 'text', id: 'decide-by',
        autocomplete: 'name' });
    private key = el('input', { type: 'password', id: 'decide-key',
        autocomplete: 'off' });
    private minutes = el('select', { id: 'decide-for' });
    private level: Level = 'warning';
    private error = el('p', { class: 'error', role: 'alert' });
    private go = el('button', { type: 'submit', class: 'go' });

    constructor(private dialog: HTMLDialogElement,
        private decisions: Decisions, private done: (verb: Verb) => void) {
        dialog.setAttribute('aria-labelledby', 'decide-title');
    }

    /** The server takes decisions by key: it is asked with the first. */
    byKey(): void {
        this.keyed ||= !this.decisions.hasKey;
    }

    get open(): boolean {
        return this.dialog.open;
    }

    ask(matter: Matter): void {
        this.matter = matter;
        this.second = false;
        this.level = matter.level;
        this.reason.value = '';
        this.key.value = '';
        this.by.value = who();
        setText(this.error, '');
        // Seeing it is no more than that: nothing is asked but a name.
        if (matter.verb === 'acknowledge' && who() !== '' && !this.keyed) {
            void this.send();
            return;
        }
        this.show();
    }

    private show(): void {
        const m = this.matter;
        if (m === null)
            return;
        this.minutes.replaceChildren(...MINUTES.map((n) => new Option(
            plural('minutesLong', n, number(n)), String(n * 60), false,
            n === MINUTES_USUAL)));
        this.reasons.replaceChildren(...(REASONS[m.verb] ?? []).map((key) =>
            el('option', { value: t(key) })));
        const back = el('button', { type: 'button' }, t('back'));
        back.addEventListener('click', () => {
            if (this.second)
                this.step(false);
            else
                this.dialog.close();
        });
        setText(this.go, this.goWord(m));
        this.go.dataset.grave = String(m.verb !== 'acknowledge' &&
            !(m.verb === 'raise' && !this.second));
        const form = el('form', { method: 'dialog' },
            this.band(), el('h2', { id: 'decide-title' }, this.title(m)),
            el('p', {}, this.says(m)),
            m.facts === '' ? null : el('p', { class: 'small' }, m.facts),
            m.verb === 'confirm' ? this.draft(m) : null,
            ...(this.second ? [] : this.fields(m)), ...this.person(),
            this.error, el('div', { class: 'actions' }, back, this.go));
        form.addEventListener('submit', (e) => {
            e.preventDefault();
            this.submit(m);
        });
        this.dialog.replaceChildren(form);
        this.dialog.dataset.verb = m.verb;
        if (!this.dialog.open)
            this.dialog.showModal();
        const first = this.second ? back
            : NEEDS_REASON.includes(m.verb) ? this.reason
                : this.by.value === '' ? this.by : this.go;
        first.focus();
    }

    /** Over the dialog's width: that it is real, or that it is not. */
    private band(): HTMLElement {
        const status = statusNow();
        const word = status === 'actual' ? t('realBand')
            : status === 'exercise' ? t('exercise') : t('testBand');
        return el('p', { class: 'band', 'data-status': status }, word);
    }

    private title(m: Matter): string {
        const level = t(m.verb === 'raise' ? this.level : m.level);
        const fill = { zone: m.zone, level };
        return m.verb === 'raise' ? t(this.second ? 'raiseSure' : 'raiseTitle',
            fill) : t(`title.${m.verb}`, fill);
    }

    /** What people will read, as soon as the server has told it. */
    private draft(m: Matter): HTMLElement {
        const block = el('blockquote', { hidden: '' });
        void this.decisions.draft(m.on, language()).then((draft) => {
            const said = [draft?.description ?? draft?.headline,
                draft?.instruction].filter((s) => s !== undefined);
            block.hidden = said.length === 0;
            block.replaceChildren(el('p', { class: 'small' },
                t('draftTitle')), ...said.map((s) => el('p', {}, s)));
        });
        return block;
    }

    /** What it does; of what is not real, that it is marked so. */
    private says(m: Matter): string {
        const word = markWord();
        const does = this.does(m, word === '');
        return word === '' || m.verb === 'acknowledge' ? does
            : `${does} ${t('markedAs', { word })}`;
    }

    private does(m: Matter, real: boolean): string {
        if (m.verb === 'raise' && this.second)
            return t(this.level === 'warning' ? 'raiseSaysWarning'
                : 'raiseSaysNotice', { zone: m.zone,
                time: this.minutes.selectedOptions[0]?.text ?? '',
                reason: this.reason.value });
        if (m.verb === 'raise')
            return t(real ? 'raiseFirst' : 'raiseFirstNot');
        return t(`says.${m.verb}`, { zone: m.zone });
    }

    private goWord(m: Matter): string {
        if (m.verb !== 'raise')
            return t(`verb.${m.verb}`);
        const word = markWord();
        return !this.second ? t('next') : word === '' ? t('raiseReal')
            : `${word}: ${t('raiseSend')}`;
    }

    private field(id: string, label: string, input: HTMLElement): HTMLElement {
        return el('p', { class: 'field' },
            el('label', { for: id }, label), input);
    }

    private fields(m: Matter): HTMLElement[] {
        const out: HTMLElement[] = [];
        if (m.verb === 'raise')
            out.push(el('fieldset', {}, el('legend', {}, t('level')),
                ...LEVELS.map((level) => this.choice(level))));
        if (m.verb === 'raise' || m.verb === 'extend')
            out.push(this.field('decide-for', t('forHowLong'), this.minutes));
        if (m.verb !== 'acknowledge' && m.verb !== 'confirm') {
            const must = NEEDS_REASON.includes(m.verb);
            this.reason.required = must;
            out.push(this.field('decide-reason',
                t(must ? 'reason' : 'reasonMay'), this.reason), this.reasons);
        }
        return out;
    }

    private choice(level: Level): HTMLElement {
        const radio = el('input', { type: 'radio', name: 'level',
            value: level, id: `decide-${level}` });
        radio.checked = level === this.level;
        radio.addEventListener('change', () => {
            this.level = level;
        });
        return el('label', { for: `decide-${level}`, class: 'choice' }, radio,
            el('b', {}, t(level)), ' ', t(`asks.${level}`));
    }

    /** Whose decision it is; asked once. */
    private person(): HTMLElement[] {
        const out: HTMLElement[] = [];
        this.by.required = true;
        out.push(this.field('decide-by', t('yourName'), this.by));
        if (this.keyed) {
            this.key.required = true;
            out.push(this.field('decide-key', t('key'), this.key));
        }
        return out;
    }

    private step(second: boolean): void {
        this.second = second;
        setText(this.error, '');
        this.show();
    }

    private submit(m: Matter): void {
        if (this.busy)
            return;
        if (this.reason.required && NEEDS_REASON.includes(m.verb) &&
            this.reason.value.trim() === '') {
            setText(this.error, t('reasonWanted'));
            this.reason.focus();
            return;
        }
        if (m.verb === 'raise' && !this.second)
            this.step(true);
        else
            void this.send();
    }

    private async send(): Promise<void> {
        const m = this.matter;
        if (m === null)
            return;
        this.busy = true;
        this.go.disabled = true;
        const by = cut(this.by.value, BY_MAX);
        keepWho(by);
        if (this.key.value !== '')
            this.decisions.setKey(this.key.value);
        const reason = cut(this.reason.value, NOTE_MAX);
        const decision: Decision = { verb: m.verb, on: m.on, by,
            ...(reason === '' ? {} : { reason }),
            ...(m.verb === 'raise' || m.verb === 'extend'
                ? { for: Number(this.minutes.value) } : {}),
            ...(m.verb === 'raise' ? { level: this.level } : {}) };
        try {
            await this.decisions.send(decision);
            this.keyed = false;
            this.dialog.close();
            this.done(m.verb);
        } catch (error) {
            this.keyed ||= error instanceof KeyWanted;
            this.show();
            setText(this.error, error instanceof KeyWanted
                ? t('keyWanted', { why: error.message })
                : error instanceof TypeError ? t('lost') // nothing was heard
                    : t('refused', { why: error instanceof Error
                        ? error.message : String(error) }));
            if (error instanceof KeyWanted)
                this.key.focus();
        } finally {
            this.busy = false;
            this.go.disabled = false;
        }
    }

    /** In words again, after the language or the status changed. */
    refresh(): void {
        if (this.dialog.open)
            this.show();
    }
}

