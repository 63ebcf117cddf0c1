// SPDX-License-Identifier: Apache-2.0
// What is shown is real, an exercise, or a test: said on every panel, popup,
// title and button that has to do with warnings.

import { el, setText } from './dom.ts';
import { t } from './words.ts';

export type Status = 'actual' | 'exercise' | 'test';

let status: Status = 'actual';

export const statusNow = (): Status => status;

/** "EXERCISE", "TEST", or nothing where it is real. */
export const markWord = (of: Status = status): string =>
    of === 'exercise' ? t('exerciseShort') : of === 'test' ? t('testShort')
        : '';

/** `text` with the word before it, where there is one. */
export function marked(text: string): string {
    const word = markWord();
    return word === '' ? text : `${word} · ${text}`;
}

/** An element that says it for as long as it is in the page. */
export function mark(): HTMLElement {
    const element = el('b', { class: 'status-mark', 'data-mark': '' });
    fill(element);
    return element;
}

function fill(element: HTMLElement): void {
    element.hidden = status === 'actual';
    setText(element, markWord());
}

export function setStatus(to: Status): void {
    status = to;
    document.body.dataset.status = to;
    for (const element of
        document.querySelectorAll<HTMLElement>('[data-mark]'))
        fill(element);
}
