// SPDX-License-Identifier: Apache-2.0
// Numbers, times and places in the reader's language; metric.

import { language, t } from './words.ts';

const numbers = new Map<string, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

export function locale(): string {
    return language() === 'en' ? 'en-GB' : language();
}

export function number(value: number, digits = 0, unit?: string): string {
    const key = `${locale()} ${digits} ${unit ?? ''}`;
    let format = numbers.get(key);
    if (format === undefined) {
        format = new Intl.NumberFormat(locale(), {
            minimumFractionDigits: digits, maximumFractionDigits: digits,
            ...(unit === undefined ? {}
                : { style: 'unit', unit, unitDisplay: 'short' }),
        });
        numbers.set(key, format);
    }
    const rounds = Math.abs(value) < 0.5 * 10 ** -digits;
    return format.format(rounds ? 0 : value); // never "-0"
}

/** Never 100% of what is not certain. */
export const percent = (share: number) =>
    share >= 0.995 ? '> 99%' : number(share * 100) + '%';
export const kmh = (mps: number) =>
    number(mps * 3.6, 0, 'kilometer-per-hour');

/** A length that may span from a boat's to a country's. */
export function length(metres: number): string {
    return metres >= 10_000 ? number(metres / 1000, 0, 'kilometer')
        : metres >= 1000 ? number(metres / 1000, 1, 'kilometer')
            : number(metres, metres < 10 ? 1 : 0, 'meter');
}

/** "1.0 ± 0.1°": as many digits as the deviation deserves. */
export function estimate(value: number, sd: number, unit: string): string {
    const digits = Math.max(0, Math.min(4, -Math.floor(Math.log10(sd))));
    return `${number(value, digits)} ± ${number(sd, digits)}${unit}`;
}

/** "12 s", "3 min", "2 h": no finer than one can use. */
export function duration(seconds: number): string {
    if (seconds < 100)
        return t('seconds', { n: number(seconds) });
    if (seconds < 6000)
        return t('minutes', { n: number(seconds / 60) });
    return t('hours', { n: number(seconds / 3600, 1) });
}

function time(zone: string | undefined,
    options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = `${locale()} ${zone ?? ''} ${JSON.stringify(options)}`;
    let format = times.get(key);
    if (format === undefined) {
        format = new Intl.DateTimeFormat(locale(),
            { timeZone: zone, hourCycle: 'h23', ...options });
        times.set(key, format);
    }
    return format;
}

const CLOCK: Intl.DateTimeFormatOptions =
    { hour: '2-digit', minute: '2-digit', second: '2-digit' };

export const clockUtc = (s: number) => time('UTC', CLOCK).format(s * 1000);
export const clockLocal = (s: number) =>
    time(undefined, CLOCK).format(s * 1000);
export const dateUtc = (s: number) => time('UTC',
    { day: 'numeric', month: 'short', year: 'numeric' }).format(s * 1000);

/** Degrees with so many places that they say a metre, hemisphere letters. */
export function place(lat: number, lon: number): string {
    return `${number(Math.abs(lat), 5)}° ${lat < 0 ? 'S' : 'N'}  ` +
        `${number(Math.abs(lon), 5)}° ${lon < 0 ? 'W' : 'E'}`;
}

export function course(degrees: number): string {
    return String(Math.round(degrees) % 360).padStart(3, '0') + '°';
}
