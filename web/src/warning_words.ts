// SPDX-License-Identifier: Apache-2.0
// Warnings in plain words, in the reader's language.

import { number } from './format.ts';
import type { Warning } from './warning.ts';
import { isOver, levelOf } from './warning.ts';
import { t } from './words.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const CLOCK_S_MAX = 600; // with more to go, minutes are fine enough

/** How long until then: "4:05", "23 min", "1 h 10 min", "now". */
export function countdown(seconds: number): string {
    if (!(seconds >= 1))
        return t('now');
    if (seconds < CLOCK_S_MAX) {
        const whole = Math.floor(seconds);
        return `${number(Math.floor(whole / MINUTE_S))}:` +
            String(whole % MINUTE_S).padStart(2, '0');
    }
    const minutes = Math.floor(seconds / MINUTE_S);
    if (seconds < HOUR_S)
        return t('minutes', { n: number(minutes) });
    return `${t('hours', { n: number(Math.floor(minutes / 60)) })} ` +
        t('minutes', { n: number(minutes % 60) });
}

/** What it is, in a word: "WARNING", "proposal: notice", "all clear". */
export function stateWords(w: Warning): string {
    if (w.state === 'cleared' || w.state === 'cancelled')
        return t(w.state);
    const level = t(levelOf(w));
    return w.state === 'proposed' ? t('proposedLevel', { level })
        : w.silent === true ? t('silentLevel', { level }) : level;
}

/** How a zone stands, in a few words for its label. */
export function standing(w: Warning | undefined, now: number): string {
    if (w === undefined)
        return t('not-covered');
    const likely = w.arrival?.likely;
    return isOver(w) || likely === undefined ? stateWords(w)
        : `${stateWords(w)} · ${countdown(likely - now)}`;
}
