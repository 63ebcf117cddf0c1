// SPDX-License-Identifier: Apache-2.0
// The page served by the real program, on real recordings: what is drawn is
// what is served.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launch, open, until } from './browser.mjs';
import { binary, RealServer, scene } from './real_server.mjs';

const skip = binary() === null
    ? 'no program: build it, or tell where in LW_BINARY' : false;
let browser;

before(async () => {
    if (!skip)
        browser = await launch();
});

after(async () => {
    await browser?.close();
});

async function withServer(start, body) {
    const server = new RealServer();
    try {
        await start(server);
        await body(server);
    } finally {
        await server.stop();
    }
}

/** Ask the page until it has `least` tracks that are more than tentative. */
async function filled(page, least) {
    await until(page, (n) => (window.luchtwacht?.tracks() ?? []).filter(
        (t) => t.status !== 'tentative').length >= n, least, 60_000);
}

/** Pause by the page's own button; wait until server and page stand still. */
async function pause(page, server) {
    await page.locator('#play').click();
    await until(page, () => document.body.classList.contains('paused'));
    assert.equal((await server.get('api/scene')).playing, false);
    const time = await page.evaluate(async () => {
        let before = NaN;
        while (before !== window.luchtwacht.now()) {
            before = window.luchtwacht.now();
            await new Promise((done) => setTimeout(done, 300));
        }
        return before;
    });
    return time;
}

function ownRequestsOnly(page, server) {
    const host = new URL(server.url).host;
    assert(page.seen.length > 5);
    for (const url of page.seen) {
        const own = url.startsWith('data:') || url.startsWith('blob:') ||
            new URL(url).host === host;
        assert(own, `a request left the machine: ${url}`);
    }
}

const metres = (a, b) => Math.hypot((a.lat - b.lat) * 111_320,
    (a.lon - b.lon) * 111_320 * Math.cos(a.lat * Math.PI / 180));

test('Switzerland: the tracks drawn and listed are the tracks served',
    { skip }, () => withServer((s) => s.play('switzerland', 50),
        async (server) => {
            const page = await open(browser, server.url);
            await filled(page, 15);
            await pause(page, server);
            const served = new Map((await server.get('api/tracks')).features
                .map((f) => [f.properties.track ?? f.id, f]));
            const have = await page.evaluate(() => {
                const at = new Map(window.luchtwacht.places()
                    .map((p) => [p.id, p]));
                return window.luchtwacht.tracks().map((t) => ({
                    ...t, ...at.get(t.id) }));
            });
            const shown = have.filter((t) => t.status !== 'tentative');
            assert.deepEqual(shown.map((t) => t.id).sort(),
                [...served.keys()].filter((id) => shown.some((t) =>
                    t.id === id) || served.get(id).properties.status !==
                    'tentative').sort());
            assert(shown.length >= 15);
            for (const t of shown) {
                const [lon, lat] = served.get(t.id).geometry.coordinates;
                assert(metres(t, { lat, lon }) < 300,
                    `${t.id} is ${metres(t, { lat, lon })} m off`);
            }
            const listed = await page.evaluate(
                () => window.luchtwacht.listed());
            assert.deepEqual([...listed].sort(),
                have.map((t) => t.id).sort());
            const drawn = await page.evaluate(() => {
                const at = window.luchtwacht.screen();
                const alpha = window.luchtwacht.alphaAt(at);
                return at.map(({ id }, i) => [id, alpha[i]]);
            });
            assert(drawn.length >= 10);
            for (const [id, alpha] of drawn)
                assert(alpha > 60, `${id} is not drawn`);
            assert.deepEqual(page.faults, []);
            ownRequestsOnly(page, server);
            await page.context().close();
        }));

test('play, pause and speed reach the server, and its clock shows',
    { skip }, () => withServer((s) => s.play('switzerland', 10),
        async (server) => {
            const page = await open(browser, server.url);
            await until(page, () => window.luchtwacht?.frames() > 1);
            const time = await pause(page, server);
            assert(Math.abs((await server.get('api/scene')).time - time) < 1);
            await page.selectOption('#speed', '50');
            await until(page, () =>
                document.getElementById('speed').value === '50');
            assert.equal((await server.get('api/scene')).speed, 50);
            await page.keyboard.press('Space');
            await until(page, (t) => window.luchtwacht.now() > t + 20, time);
            const scene = await server.get('api/scene');
            assert.equal(scene.playing, true);
            await page.keyboard.press('[');
            await until(page, () =>
                document.getElementById('speed').value === '20');
            assert.equal((await server.get('api/scene')).speed, 20);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        }));

test('by keyboard to everything known of a track', { skip },
    () => withServer((s) => s.play('switzerland', 50), async (server) => {
        const page = await open(browser, `${server.url}?lang=nl`);
        await filled(page, 10);
        await pause(page, server);
        await page.keyboard.press('/');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        await until(page, () =>
            document.querySelectorAll('#details dd').length > 5);
        const id = /track=(A\d+)/.exec(page.url())[1];
        const told = await server.get(`api/tracks/${id}`);
        const text = await page.locator('#details').innerText();
        const nl = (x, n) => new Intl.NumberFormat('nl', {
            minimumFractionDigits: n, maximumFractionDigits: n }).format(x);
        assert(text.includes(id));
        assert(text.includes(nl(told.lat, 5)), `${told.lat}: ${text}`);
        assert(text.includes(nl(told.lon, 5)));
        assert(text.includes(`${nl(told.alt, 0)} m`));
        assert(text.includes(nl(Math.hypot(told.vel[0], told.vel[1]) * 3.6,
            0)));
        for (const feed of told.feeds)
            assert(text.includes(feed.sensor));
        assert(text.includes('Koers'));
        assert.equal((await page.locator('#details meter').count()) > 0,
            true);
        assert.deepEqual(page.faults, []);
        await page.context().close();
    }));

test('Autoferry: sensors are listed as the site has them, bearings drawn',
    { skip }, () => withServer((s) => s.play('autoferry-2', 1),
        async (server) => {
            const page = await open(browser, server.url);
            await filled(page, 1);
            await page.locator('#tab-sensors').click();
            const site = await server.get('api/site');
            assert(site.sensors.length >= 4);
            await until(page, (n) => document.querySelectorAll(
                '#sensors tbody tr').length === n, site.sensors.length);
            const names = await page.locator('#sensors tbody th')
                .allInnerTexts();
            assert.deepEqual(names.sort(),
                site.sensors.map((s) => s.id).sort());
            await until(page, () => window.luchtwacht.marks() > 3);
            assert.deepEqual(page.faults, []);
            ownRequestsOnly(page, server);
            await page.context().close();
        }));

test('a recording played with --exercise is marked, one without is not',
    { skip }, async () => {
        const played = (...args) => withServer((server) => server.start([
            '--site', scene('autoferry-2') + '/site.yaml', '--play',
            scene('autoferry-2') + '/reports.ndjson.zst', ...args]),
        async (server) => {
            const page = await open(browser, server.url);
            await filled(page, 1);
            const banner = page.locator('#exercise');
            const on = args.length > 0;
            assert.equal(await banner.isVisible(), on);
            assert.equal((await page.title()).startsWith('EXERCISE'), on);
            if (on)
                assert.match(await banner.innerText(), /nothing here is real/);
            assert.deepEqual(page.faults, []);
            await page.context().close();
        });
        await played('--exercise');
        await played();
    });

test('a report posted to a live centre is on the map', { skip },
    () => withServer((s) => s.start(['--site', new URL('site.yaml',
        import.meta.url).pathname]), async (server) => {
        const page = await open(browser, server.url);
        await until(page, () => window.luchtwacht?.frames() > 0);
        const begin = Date.now() / 1000;
        for (let i = 0; i < 40; i++) {
            const lines = JSON.stringify({
                type: 'position', t: begin + i / 2, sensor: 'remote-id',
                lat: 52.3 + i * 5e-5, lon: 4.8, alt: 80, vel: [0, 11, 0],
                sd: { horizontal: 5, vertical: 10, vel: 1 },
                ident: { callsign: 'PHTST1' }, kinds: { multirotor: 0.9 },
            });
            const wait = begin + i / 2 - Date.now() / 1000;
            if (wait > 0)
                await new Promise((done) => setTimeout(done, wait * 1000));
            assert.equal((await server.post('api/reports', lines)).status,
                200);
            const there = await page.evaluate(() => window.luchtwacht.tracks()
                .some((t) => t.status === 'confirmed'));
            if (there)
                break;
        }
        await filled(page, 1);
        const [track] = await page.evaluate(
            () => window.luchtwacht.tracks());
        assert.equal(track.kind, 'multirotor');
        assert(metres(track, { lat: 52.3, lon: 4.8 }) < 400);
        await until(page, () => document.querySelector('.tall .row .name')
            ?.textContent.includes('PHTST1'));
        assert.deepEqual(page.faults, []);
        await page.context().close();
    }));

const SITE = new URL('site.yaml', import.meta.url).pathname;

/** A dialog about a decision, filled in and sent; `steps`: presses of go. */
async function decided(page, reason, steps) {
    await page.fill('#decide-reason', reason);
    await page.fill('#decide-by', 'Jan');
    for (let i = 0; i < steps; i++)
        await page.locator('#decide .go').click();
}

test('raised by hand on one screen, it is on all; cleared on another',
    { skip }, () => withServer((s) => s.start(['--site', SITE]),
        async (server) => {
            const view = `${server.url}#13/52.315/4.8/0`;
            const one = await open(browser, view);
            const two = await open(browser, `${server.url}?lang=nl`);
            for (const page of [one, two])
                await until(page, () => window.luchtwacht?.frames() > 0);
            await until(one, () => {
                const box = document.getElementById('map')
                    .getBoundingClientRect();
                return window.luchtwacht.zoneAt(box.width / 2,
                    box.height / 2) === 'water';
            });
            const box = await one.locator('#map').boundingBox();
            await one.mouse.click(box.x + box.width / 2,
                box.y + box.height / 2);
            await one.locator('#zone .raise').click();
            await decided(one, 'seen by people', 2);
            await one.locator('#decide').waitFor({ state: 'hidden' });
            for (const page of [one, two]) {
                await page.locator('.card[data-level=warning]').waitFor();
                assert.deepEqual(await page.evaluate(() =>
                    window.luchtwacht.zones().map((z) => [z.id, z.level])),
                [['water', 'warning']]);
            }
            const card = two.locator('.card');
            assert.match(await card.innerText(), /Waterbedrijf/);
            await card.locator('.card-head').click();
            assert.match(await card.innerText(), /Jan: seen by people/);
            assert(!(await card.innerText()).includes('%'));
            await card.locator('[data-verb=clear]').click();
            await decided(two, 'voorbij', 1);
            for (const page of [one, two]) {
                await page.locator('[data-group=over] .card').waitFor();
                await until(page,
                    () => window.luchtwacht.zones().every((z) => !z.level));
            }
            assert.match(await one.locator('[data-group=over]').innerText(),
                /Jan: voorbij/);
            for (const page of [one, two]) {
                assert.deepEqual(page.faults, []);
                ownRequestsOnly(page, server);
                await page.context().close();
            }
        }));

const TEST_KEY = 'for tests and nothing else';

test('a test goes out with its own key, and is on no map', { skip },
    async () => {
        const folder = mkdtempSync(path.join(tmpdir(), 'luchtwacht-keys-'));
        const config = path.join(folder, 'config.yaml');
        writeFileSync(config, `keys: [{name: t, key: ${TEST_KEY}, ` +
            'may: [test]}, {name: d, key: for the duty officer, ' +
            'may: [decide]}]\n');
        try {
            await withServer((s) => s.start(['--config', config, '--site',
                SITE]), async (server) => {
                const map = await open(browser, server.url);
                await until(map, () => window.luchtwacht?.frames() > 0);
                const page = await open(browser, `${server.url}test.html`);
                await page.locator('#test-zones button').click();
                await decided(page, 'monthly', 2);
                await page.fill('#decide-key', TEST_KEY);
                await page.keyboard.press('Enter');
                const card = page.locator('#test-running .card');
                await card.waitFor();
                assert.match(await card.innerText(), /TEST/);
                const { warnings } = await server.get('api/test/warnings');
                assert.deepEqual(warnings.map((w) => [w.warning, w.status]),
                    [['T0001', 'test']]);
                assert.deepEqual((await server.get('api/warnings')).warnings,
                    []);
                await card.locator('[data-verb=clear]').click();
                await decided(page, 'done', 1);
                await page.locator('#test-over .card').waitFor();
                assert.equal(await map.locator('.card[data-warning]')
                    .count(), 0);
                assert.deepEqual(map.faults, []);
                // The browser itself tells that a key was asked for.
                assert(page.faults.every((f) => f.includes('401')));
                for (const one of [map, page])
                    await one.context().close();
            });
        } finally {
            rmSync(folder, { recursive: true, force: true });
        }
    });
