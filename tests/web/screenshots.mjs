// SPDX-License-Identifier: Apache-2.0
// Takes doc/img/*.png: the real program, the shipped scenes and the airport
// that the program itself makes up; warnings and the page of tests from the
// stand-in, so that there is something of everything. screenshots.mjs [NAME]

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch, open, until } from './browser.mjs';
import { binary, RealServer } from './real_server.mjs';
import { encodeFrame, manyTracks, StandIn } from './stand_in.mjs';
import { REGION, trouble, warning } from './zones.mjs';

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

const TIME = 1790000000;
const SENSORS = [['radar-1', 'radar', 52.33, 4.9, 20000],
    ['post-2', 'acoustic', 52.42, 5.05, 5000]].map(([id, kind, lat, lon,
    range]) => ({ id, kind, lat, lon, range, state: 'ok', reports: 1234,
    last: TIME }));

/** A region in trouble; a test beside it. */
async function region() {
    const server = await new StandIn().start();
    server.scene = { name: 'Region', playing: true, speed: 1, time: TIME,
        exercise: false, live: true };
    server.site = { site: 'Region', origin: { lat: 52.35, lon: 4.9 },
        sensors: SENSORS,
        zones: { type: 'FeatureCollection', features: REGION } };
    const told = trouble(TIME);
    server.warnings = { ...told, warnings: [...told.warnings,
        warning('T0001', 'water', TIME, { status: 'test', by_hand: true,
            by: 'Jan', note: 'monthly test', reasons: [], tracks: [],
            arrival: undefined, probability: undefined })] };
    const tracks = manyTracks(5, { lat: 52.33, lon: 4.85 }, 0.12, 4);
    tracks.push({ ...tracks[0], number: 7, lat: 52.444, lon: 5.07, alt: 420,
        east: -33, north: -34, kind: 2, flags: 2, status: 1, age: 1,
        major: 160, minor: 90, azimuth: 64 });
    server.onClient = () => server.binary(encodeFrame(
        { time: TIME, speed: 0, tracks }));
    return server;
}

async function takeWarnings(browser) {
    const server = await region();
    const page = await open(browser, server.url);
    await page.locator('.card[data-warning=W0003] .card-head').click();
    await page.mouse.move(500, 700);
    await page.waitForTimeout(1500); // the map has flown there
    await page.screenshot({ path: `${OUT}warnings.png` });
    await page.goto(`${server.url}test.html`);
    await page.locator('#test-running .card').waitFor();
    await page.screenshot({ path: `${OUT}test_page.png` });
    console.log(`${OUT}warnings.png`, page.faults);
    await page.context().close();
    await server.stop();
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
if (!only || only === 'warnings')
    await takeWarnings(browser);
await browser.close();
