// SPDX-License-Identifier: Apache-2.0
// Warnings in plain words, in the reader's language.

import { clockLocal, kmh, length, number, percent } from './format.ts';
import type { Arrival, Reason, Warning } from './warning.ts';
import { isOver, levelOf } from './warning.ts';
import type { Key } from './words.ts';
import { plural, t, tOr } from './words.ts';

const MINUTE_S = 60;
const HOUR_S = 3600;
const CLOCK_S_MAX = 600; // with more to go, minutes are fine enough
const SENSORS_MAX = 4; // of a reason, by name
const STANDING_MPS = 0.5;

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

/** What it is, in a word or two: "warning", "proposed: notice". */
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
        return t('cover.not-covered');
    const likely = w.arrival?.likely;
    return isOver(w) || likely === undefined ? stateWords(w)
        : `${stateWords(w)} · ${countdown(likely - now)}`;
}

const CHANCES: readonly (readonly [number, Key])[] = [
    [0.99, 'chance99'], [0.9, 'chance90'], [0.66, 'chance66'],
    [0.33, 'chance33'], [0.1, 'chance10'],
];

/** A chance as people say it. Source: the scale of the IPCC, "Guidance Note
 * on Consistent Treatment of Uncertainties" (2010), table 1. */
export function chanceWords(p: number): string {
    const found = CHANCES.find(([least]) => p >= least);
    return t(found === undefined ? 'chance0' : found[1]);
}

/** "likely (83%)" */
export function chance(p: number): string {
    return t('chance', { words: chanceWords(p), p: percent(p) });
}

/** "3:10 to 6:50", or that it may be there already. */
export function span(arrival: Arrival, now: number): string {
    const latest = arrival.latest ?? arrival.likely;
    if (latest - now < 1)
        return t('mayBeThere');
    return t('fromTo', { from: countdown(arrival.earliest - now),
        to: countdown(latest - now) });
}

const DIRECTIONS: readonly Key[] = ['direction.n', 'direction.ne',
    'direction.e', 'direction.se', 'direction.s', 'direction.sw',
    'direction.w', 'direction.nw'];

export function direction(degrees: number): string {
    return t(DIRECTIONS[((Math.round(degrees / 45) % 8) + 8) % 8]);
}

/** What one track has to do with it, a clause each. */
export function reasonWords(r: Reason, now: number): string[] {
    const out: string[] = [];
    if (r.distance !== undefined && r.distance < 1)
        out.push(t('inside'));
    else if (r.distance !== undefined && r.bearing !== undefined)
        out.push(t('far', { distance: length(r.distance),
            direction: direction(r.bearing) }));
    if (r.speed !== undefined && r.speed < STANDING_MPS)
        out.push(t('standing'));
    else if (r.speed !== undefined && r.course !== undefined)
        out.push(t('moving', { speed: kmh(r.speed),
            direction: direction(r.course) }));
    if (r.arrival !== undefined && r.distance !== 0)
        out.push(t('thereIn', { span: span(r.arrival, now) }));
    if (r.chance !== undefined)
        out.push(t('thatItComes', { chance: chance(r.chance) }));
    return out;
}

/** "radar-1 (radar), post-2 (acoustic) and 3 more" */
export function sensorWords(sources: string[],
    kindOf: (id: string) => string | undefined): string {
    const named = sources.slice(0, SENSORS_MAX).map((id) => {
        const kind = kindOf(id);
        return kind === undefined ? id
            : `${id} (${tOr(`sensor.${kind}`, kind)})`;
    }).join(', ');
    const more = sources.length - SENSORS_MAX;
    return more > 0 ? t('andMore', { named, more: plural('more', more) })
        : named;
}

/** Who had a hand in it, a sentence each. */
export function peopleWords(w: Warning, now: number): string[] {
    const out: string[] = [];
    const note = w.note ?? '';
    const by = w.by ?? '';
    const ack = w.acknowledged;
    if (w.state === 'cancelled' || w.state === 'cleared') {
        if (w.end !== undefined)
            out.push(tOr(`end.${w.end}`, w.end));
    } else if (w.by_hand === true) {
        out.push(t('byHand'));
    }
    if (by !== '')
        out.push(note === '' ? by : t('saidBy', { by, note }));
    if (ack !== undefined && !isOver(w))
        out.push(t('acknowledgedBy', { by: ack.by,
            time: countdownAgo(now - ack.t) }));
    if (w.until !== undefined && w.until > now && !isOver(w))
        out.push(t('keptUntil', { time: clockLocal(w.until) }));
    if (w.uncovered === true && !isOver(w))
        out.push(t('uncoveredNote'));
    return out;
}

export function countdownAgo(seconds: number): string {
    return seconds < 1 ? t('now') : t('ago', { time: countdown(seconds) });
}
