// SPDX-License-Identifier: Apache-2.0
// In an exercise the page says so over its whole width, around all of it, in
// its title, in the picture itself and to screen readers. Nothing on the page
// takes it away: it goes only when the server says that this is real.

import { byId, el } from './dom.ts';
import { LANGUAGES, language, t, words } from './words.ts';

const FONT = '700 34px "Noto Sans", sans-serif';
const COLOUR = '#c9a2ff';
const ALPHA = 0.18;
const TURN = -0.42; // radians
const STEP_PX = { x: 330, y: 150 };

/** The banner, in the reader's language first and in the others beside it. */
export function showExercise(on: boolean): void {
    const banner = byId('exercise');
    document.body.classList.toggle('exercise', on);
    if (banner.hidden === !on && banner.lang === language())
        return;
    banner.hidden = !on;
    banner.lang = language();
    const others = LANGUAGES.filter((l) => l !== language()).map((l) =>
        el('span', { lang: l }, words[l].exerciseShort));
    banner.replaceChildren(others[0], el('b', {}, t('exercise')), others[1]);
}

/** So that a part of the picture says it, too, wherever it is passed on. */
export function drawExercise(g: CanvasRenderingContext2D, width: number,
    height: number): void {
    const reach = Math.hypot(width, height) / 2;
    const text = t('exerciseShort');
    g.save();
    g.translate(width / 2, height / 2);
    g.rotate(TURN);
    g.font = FONT;
    g.textAlign = 'center';
    g.fillStyle = COLOUR;
    g.globalAlpha = ALPHA;
    for (let row = -Math.ceil(reach / STEP_PX.y);
        row * STEP_PX.y <= reach; row++)
        for (let column = -Math.ceil(reach / STEP_PX.x);
            column * STEP_PX.x <= reach + STEP_PX.x; column++)
            g.fillText(text, (column + (row & 1) / 2) * STEP_PX.x,
                row * STEP_PX.y);
    g.restore();
}
