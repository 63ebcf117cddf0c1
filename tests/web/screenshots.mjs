// SPDX-License-Identifier: Apache-2.0
// Takes doc/img/*.png: the real program, the shipped scenes and the airport
// that the program itself makes up. screenshots.mjs [NAME]

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch, open, until } from './browser.mjs';
import { binary, RealServer } from './real_server.mjs';

const OUT = fileURLToPath(new URL('../../doc/img/', import.meta.url));
const SHOTS = [
    { scene: 'switzerland', speed: 50, name: 'switzerland', tracks: 28,
        seconds: 3000, select: 2 },
    { scene: 'autoferry-2', speed: 1, name: 'autoferry-2', tracks: 2,
        seconds: 45, select: 0 },
    { scene: 'airport', speed: 1, name: 'airport', tracks: 8, seconds: 75,
        pick: 'multirotor', look: '#12.2/52.308/4.790/0' },
];

/** A scene that is made up, as scripts/run.sh does it. */
async function simulated(server, folder) {
    const made = spawnSync(binary(), ['sim', '--out', folder, '--seed', '1',
        '--from', '838', '--minutes', '10', 'airport'], { stdio: 'inherit' });
    if (made.status !== 0)
        throw new Error('the scene cannot be made');
    return await server.start(['--site', path.join(folder, 'site.yaml'),
        '--play', path.join(folder, 'reports.ndjson'), '--from',
        '2026-10-06T18:01:00Z']);
}

mkdirSync(OUT, { recursive: true });
const only = process.argv[2];
const browser = await launch();
for (const shot of SHOTS.filter((s) => !only || s.name === only)) {
    const server = new RealServer();
    const folder = mkdtempSync(path.join(tmpdir(), 'luchtwacht-shot-'));
    await (shot.look ? simulated(server, folder)
        : server.play(shot.scene, shot.speed));
    try {
        const { begin } = await server.get('api/scene');
        const page = await open(browser, server.url + (shot.look ?? ''));
        await until(page, ([time, least]) =>
            (window.luchtwacht?.now() ?? 0) > time &&
            window.luchtwacht.tracks().filter((t) =>
                t.status !== 'tentative').length >= least,
        [begin + shot.seconds, shot.tracks], 300_000);
        if (!shot.look)
            await page.locator('#home').click();
        await (shot.pick ? page.locator('.tall .row',
            { hasText: shot.pick }).first()
            : page.locator('.tall .row').nth(shot.select)).click();
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
        rmSync(folder, { recursive: true, force: true });
    }
}
await browser.close();
