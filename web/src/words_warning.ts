// SPDX-License-Identifier: Apache-2.0
// The words about warnings and zones, in every language (words.ts).

export const warningEn = {
    warning: 'warning',
    notice: 'notice',
    cleared: 'all clear',
    cancelled: 'taken back',
    proposedLevel: 'proposed: {level}',
    silentLevel: 'not sent: {level}',
    'not-covered': 'not covered',
    now: 'now',
};

export type WarningWords = Record<keyof typeof warningEn, string>;

export const warningNl: WarningWords = {
    warning: 'waarschuwing',
    notice: 'vooraankondiging',
    cleared: 'veilig',
    cancelled: 'ingetrokken',
    proposedLevel: 'voorgesteld: {level}',
    silentLevel: 'niet verzonden: {level}',
    'not-covered': 'niet gedekt',
    now: 'nu',
};

export const warningUk: WarningWords = {
    warning: 'тривога',
    notice: 'увага',
    cleared: 'відбій',
    cancelled: 'скасовано',
    proposedLevel: 'запропоновано: {level}',
    silentLevel: 'не надіслано: {level}',
    'not-covered': 'не прикрито',
    now: 'зараз',
};
