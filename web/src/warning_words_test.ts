// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import type { Reason, Warning } from './warning.ts';
import { chance, chanceWords, countdown, direction, peopleWords, reasonWords,
    sensorWords, span, standing } from './warning_words.ts';
import { setLanguage } from './words.ts';

const T = 1790000000;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

function warning(change: Partial<Warning> = {}): Warning {
    return { type: 'warning', t: T, warning: 'W0001', zone: 'a',
        state: 'active', arrival: { earliest: T + 100, likely: T + 200,
            latest: T + 300 }, ...change };
}

test('a countdown is as fine as one can use, and never negative', () => {
    setLanguage('en');
    assert.equal(countdown(262.9), '4:22');
    assert.equal(countdown(59), '0:59');
    assert.equal(countdown(605), '10 min');
    assert.equal(countdown(3600), '1 h 0 min');
    assert.equal(countdown(7570), '2 h 6 min');
    for (const none of [0.4, 0, -5, NaN])
        assert.equal(countdown(none), 'now');
});

test('a label says how a zone stands', () => {
    assert.equal(standing(warning(), T), 'warning · 3:20');
    assert.equal(standing(warning({ state: 'proposed' }), T),
        'proposed: warning · 3:20');
    assert.equal(standing(warning({ arrival: undefined }), T), 'warning');
    assert.equal(standing(undefined, T), 'not covered');
});

test('a chance in words does not promise more than its number', () => {
    const words = [0, 0.05, 0.1, 0.32, 0.33, 0.65, 0.66, 0.89, 0.9, 0.985,
        0.99, 1].map(chanceWords);
    assert.deepEqual(words, ['very unlikely', 'very unlikely', 'unlikely',
        'unlikely', 'as likely as not', 'as likely as not', 'likely',
        'likely', 'very likely', 'very likely', 'almost certain',
        'almost certain']);
    assert.equal(chance(1), 'almost certain (> 99%)');
});

test('what is past may be there now', () => {
    const arrival = { earliest: T - 20, likely: T + 30, latest: T + 60 };
    assert.equal(span(arrival, T), 'now to 1:00');
    assert.equal(span(arrival, T + 100), 'may be there now');
    assert.equal(span({ earliest: T, likely: T + 9 }, T), 'now to 0:09');
});

test('eight directions, whatever the degrees', () => {
    assert.deepEqual([0, 22, 23, 90, 224, 337, 338, 359.9, 360, -45]
        .map(direction), ['north', 'north', 'north-east', 'east',
        'south-west', 'north-west', 'north', 'north', 'north',
        'north-west']);
});

const REASON: Reason = { track: 'A0007', chance: 0.83, distance: 12400,
    bearing: 41, speed: 47, course: 224,
    arrival: { earliest: T + 190, likely: T + 262, latest: T + 410 } };

test('a reason in plain words, in three languages', () => {
    const said = (r: Reason) => plain(reasonWords(r, T).join('; '));
    setLanguage('en');
    assert.equal(said(REASON), '12 km to the north-east of the zone; ' +
        'flies south-west at 169 km/h; there in 3:10 to 6:50; ' +
        'that it comes: likely (83%)');
    assert.equal(said({ track: 'A1', distance: 0, speed: 0.1 }),
        'inside the zone; hardly moves');
    assert.equal(said({ track: 'A1' }), '');
    setLanguage('nl');
    assert(said(REASON).startsWith('12 km ten noordoosten van het gebied; '));
    setLanguage('uk');
    assert(said(REASON).startsWith('12 км на північний схід від зони; '));
    setLanguage('en');
});

test('sensors by name and kind, the rest counted', () => {
    const kind = (id: string) => id === 'r' ? 'radar' : undefined;
    assert.equal(sensorWords(['r', 'x'], kind), 'r (radar), x');
    assert.equal(sensorWords(['a', 'b', 'c', 'd', 'e', 'f'], kind),
        'a, b, c, d and 2 more');
});

test('who had a hand in it, and why it ended', () => {
    assert.deepEqual(peopleWords(warning({ by_hand: true, by: 'Jan',
        note: 'seen by people', uncovered: true,
        acknowledged: { t: T - 65, by: 'Olena' } }), T), [
        'raised by hand', 'Jan: seen by people',
        'acknowledged by Olena, 1:05 ago',
        'Sensors on the way to it are out: no all clear by itself.']);
    assert.deepEqual(peopleWords(warning({ state: 'cleared',
        end: 'passed' }), T), ['what threatened has gone']);
    assert.deepEqual(peopleWords(warning({ state: 'cancelled',
        end: 'rejected', by: 'Jan', note: 'birds',
        acknowledged: { t: T, by: 'Jan' } }), T),
    ['rejected', 'Jan: birds']);
});
