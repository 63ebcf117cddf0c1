// SPDX-License-Identifier: Apache-2.0
// The `?` over the page: how to read it, and every key.

import { byId, el, icon } from './dom.ts';
import type { Kind, Status } from './frame.ts';
import { KINDS } from './frame.ts';
import { drawSymbol } from './symbols.ts';
import type { Key } from './words.ts';
import { t } from './words.ts';
import { drawBadge } from './zone_paint.ts';
import type { Look } from './zones.ts';

export const KEYS: readonly (readonly [string, Key])[] = [
    ['?', 'keyHelp'], ['Space', 'keyPlay'], ['[  ]', 'keySpeed'],
    ['h', 'keyHome'], ['f', 'keyFollow'], ['n', 'keyNorth'],
    ['l', 'keyLabels'], ['t', 'keyTrails'], ['e', 'keyEllipses'],
    ['b', 'keyReports'], ['c', 'keyCoverage'], ['/', 'keyFilter'],
    ['w', 'keyWarnings'], ['a y r x c', 'keyDecide'],
    ['↑  ↓', 'keyList'], ['Enter', 'keyEnter'], ['Esc', 'keyEscape'],
    ['← → ↑ ↓', 'keyMove'], ['+  −', 'keyZoom'],
];

function symbol(kind: Kind, status: Status, cooperative: boolean):
    HTMLCanvasElement {
    const canvas = el('canvas',
        { width: '60', height: '60', 'aria-hidden': 'true' });
    const g = canvas.getContext('2d');
    if (g !== null) {
        g.translate(30, 30);
        drawSymbol(g, 56, kind, status, cooperative);
    }
    return canvas;
}

function looks(): HTMLElement {
    const rows: [Kind, Status, boolean, Key][] = [
        ['airliner', 'confirmed', true, 'helpCooperative'],
        ['unknown', 'confirmed', false, 'silent'],
        ['unknown', 'tentative', false, 'helpTentative'],
        ['piston', 'confirmed', false, 'helpConfirmed'],
        ['piston', 'coasting', false, 'helpCoasting'],
    ];
    const mark = (kind: string) => el('i', { class: `mark ${kind}` });
    return el('ul', { class: 'looks' },
        ...rows.map(([kind, status, cooperative, word]) =>
            el('li', {}, symbol(kind, status, cooperative), t(word))),
        el('li', {}, mark('bearing'), t('helpBearing')),
        el('li', {}, mark('heard'), t('helpHeard')));
}

function zones(): HTMLElement {
    const rows: [Pick<Look, 'level' | 'told'>, Key][] = [
        [{ level: 'warning', told: true }, 'helpWarned'],
        [{ level: 'notice', told: true }, 'helpNoticed'],
        [{ level: 'warning', told: false }, 'helpProposed'],
        [{ level: null, told: false }, 'helpUncovered'],
    ];
    return el('ul', { class: 'looks' }, ...rows.map(([look, word]) => {
        const canvas = el('canvas',
            { width: '60', height: '60', 'aria-hidden': 'true' });
        const g = canvas.getContext('2d');
        if (g !== null)
            drawBadge(g, 30, 30, 36, look);
        return el('li', {}, canvas, t(word));
    }));
}

export function fillHelp(): void {
    const dialog = byId<HTMLDialogElement>('help');
    const close = el('button',
        { type: 'button', class: 'close', 'aria-label': t('close') },
        icon('M3 3l10 10M13 3L3 13'));
    close.addEventListener('click', () => dialog.close());
    dialog.replaceChildren(
        el('div', { class: 'top' },
            el('h2', { id: 'help-title' }, t('helpTitle')), close),
        el('p', {}, t('helpIntro')),
        el('div', { class: 'columns' },
            el('section', {}, el('h3', {}, t('helpLook')), looks(),
                el('p', {}, t('helpFade')),
                el('ul', { class: 'shapes' }, ...KINDS.map((kind) =>
                    el('li', {}, symbol(kind, 'confirmed', true),
                        t(`kind.${kind}`)))),
                el('h3', {}, t('helpZones')), zones()),
            el('section', {}, el('h3', {}, t('helpKeys')),
                el('dl', {}, ...KEYS.flatMap(([key, word]) => [
                    el('dt', {}, el('kbd', {}, key)),
                    el('dd', {}, t(word))])))),
        el('p', { class: 'small' }, `${t('helpNot')} ${t('coastNote')} ` +
            t('sources')));
}
