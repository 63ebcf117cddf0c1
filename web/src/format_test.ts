// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import test from 'node:test';

import { readAddress, writeAddress } from './address.ts';
import { facts, motionSd } from './details.ts';
import {
    clockUtc, course, duration, estimate, kmh, length, number, place,
} from './format.ts';
import { marksOf } from './layer.ts';
import { errorRows, learntRows } from './sensor_list.ts';
import { setLanguage } from './words.ts';

test('numbers follow the language', () => {
    setLanguage('en');
    assert.equal(number(10970), '10,970');
    setLanguage('nl');
    assert.equal(number(10970), '10.970');
    assert.equal(number(1.25, 1), '1,3');
    setLanguage('uk');
    assert.equal(number(10970).replace(/\s/g, ' '), '10 970');
    setLanguage('en');
    assert.equal(number(-0.2), '0');
});

test('lengths, speeds and durations are no finer than one can use', () => {
    assert.equal(length(7.25), '7.3 m');
    assert.equal(length(740), '740 m');
    assert.equal(length(1540), '1.5 km');
    assert.equal(length(54_321), '54 km');
    assert.equal(kmh(10), '36 km/h');
    assert.equal(duration(12.4), '12 s');
    assert.equal(duration(300), '5 min');
    assert.equal(duration(7200), '2.0 h');
});

test('times are UTC, courses have three figures', () => {
    assert.equal(clockUtc(0), '00:00:00');
    assert.equal(clockUtc(86_399), '23:59:59');
    assert.equal(course(7.4), '007°');
    assert.equal(course(359.8), '000°');
    assert.equal(place(-33.5, 4.25), '33.50000° S  4.25000° E');
});

test('the address of a view is read back as written', () => {
    const look = { zoom: 7.25, lat: 46.8, lon: -8.2, bearing: 30 };
    const hash = writeAddress(look, { track: 'A0007', filter: 'a b&c=1' });
    const back = readAddress(hash);
    assert.deepEqual(back.look, look);
    assert.deepEqual(back.rest, { track: 'A0007', filter: 'a b&c=1' });
});

test('a wrong address is no address', () => {
    for (const hash of ['', '#', '#x/y/z', '#1/2', '#7/95/0/0',
        '#7/1/1/0&%ff=%zz', '#NaN/0/0'])
        assert(readAddress(hash).look === null ||
            Object.keys(readAddress(hash).rest).length === 0);
});

test('deviations of speed and course come from the velocity covariance', () => {
    const cov = Array.from({ length: 6 }, () => Array(6).fill(0) as number[]);
    cov[3][3] = 4; // east, along the motion
    cov[4][4] = 1; // north, across it
    const sd = motionSd([20, 0, 0], cov);
    assert(sd !== null);
    assert(Math.abs(sd.speed - 2) < 1e-9);
    assert(Math.abs(sd.course - Math.atan(1 / 20) * 180 / Math.PI) < 1e-9);
    assert.equal(motionSd([0, 0, 0], cov), null);
    assert.equal(motionSd([20, 0, 0], undefined), null);
});

test('a track whose altitude nobody knows says so', () => {
    const rows = facts({ track: 'A0001', t: 0, status: 'confirmed', lat: 1,
        lon: 2, alt: null, vel: [0, 0, 0] }, 10);
    assert.deepEqual(rows.find(([key]) => key === 'altitude'),
        ['altitude', 'not known']);
    assert.deepEqual(rows.find(([key]) => key === 'heading'),
        ['heading', 'hardly moves']);
});

test('a bearing becomes its line and its edges, presence a circle', () => {
    const at = { t: 0, sensor: 's', lat: 52, lon: 5 };
    const marks = marksOf([
        { type: 'bearing', ...at, az: 90, sd: 2, range: 1000 },
        { type: 'heard', ...at, range: 500 },
        { type: 'heard', ...at, lat: NaN },
    ], 7);
    assert.deepEqual(marks.map((m) => m.kind),
        ['bearing', 'edge', 'edge', 'heard']);
    assert(marks[0].x1 > marks[0].x0);
    assert.equal(marks[3].wall, 7);
});

test('an estimate has the digits that its deviation deserves', () => {
    assert.equal(estimate(1.0234, 0.1, '°'), '1.0 ± 0.1°');
    assert.equal(estimate(-0.3041, 0.0512, ' s'), '-0.30 ± 0.05 s');
    assert.equal(estimate(31.4, 12, ' m'), '31 ± 12 m');
    assert.equal(estimate(0.00001, 0.000001, '°'), '0.0000 ± 0.0000°');
});

test('what is learnt of a sensor, and what is not known of it', () => {
    const learnt = {
        sensor: 'radar-1', reports: 200, claimed: 150, looks: 30, delay: 0.25,
        alive: true, false_reports: 1.5, detection: 0.9, error_inflation: 4,
        clock_jumps: 2, refused: { clock: 3 },
        errors: { azimuth: { value: 1, sd: 0.1 },
            clock: { value: 0.3, sd: 0.05 } },
    };
    assert.deepEqual(errorRows(learnt),
        [['Azimuth', '1.0 ± 0.1°'], ['Clock', '0.30 ± 0.05 s']]);
    const rows = Object.fromEntries(learntRows(learnt));
    assert.equal(rows['Taken by tracks'], '75%');
    assert.equal(rows['Spread, of what is stated'], '2.0×');
    assert.equal(rows['Its clock jumped'], '2');
    assert.equal(rows['Lines refused'], '3 (clock)');
    const silent = learntRows({ sensor: 'x', reports: 0, claimed: 0,
        looks: 0, alive: false, errors: {} });
    assert.deepEqual(silent, [['Its silence counts', 'no']]);
});
