// SPDX-License-Identifier: Apache-2.0
// Takes doc/img/*.png: the real program, the shipped scenes.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { launch, open, until } from './browser.mjs';
import { RealServer } from './real_server.mjs';

const OUT = fileURLToPath(new URL('../../doc/img/', import.meta.url));
const SHOTS = [
    { scene: 'switzerland', speed: 50, name: 'switzerland', tracks: 28,
        seconds: 3000, select: 2 },
    { scene: 'autoferry-2', speed: 1, name: 'autoferry-2', tracks: 2,
        seconds: 45, select: 0 },
];

mkdirSync(OUT, { recursive: true });
const only = process.argv[2];
const browser = await launch();
for (const shot of SHOTS.filter((s) => !only || s.name === only)) {
    const server = await new RealServer().play(shot.scene, shot.speed);
    try {
        const { begin } = await server.get('api/scene');
        const page = await open(browser, server.url);
        await until(page, ([time, least]) =>
            (window.luchtwacht?.now() ?? 0) > time &&
            window.luchtwacht.tracks().filter((t) =>
                t.status !== 'tentative').length >= least,
        [begin + shot.seconds, shot.tracks], 300_000);
        await page.locator('#home').click();
        await page.locator('.tall .row').nth(shot.select).click();
        await until(page, () =>
            document.querySelectorAll('#details dd').length > 5);
        const now = await page.evaluate(() => window.luchtwacht.now());
        await until(page, ([t, more]) => window.luchtwacht.now() > t + more,
            [now, 3 * shot.speed]);
        await page.mouse.move(640, 600);
        await page.screenshot({ path: `${OUT}${shot.name}.png` });
        console.log(`${OUT}${shot.name}.png`, page.faults);
        await page.context().close();
    } finally {
        await server.stop();
    }
}
await browser.close();
