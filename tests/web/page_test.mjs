// SPDX-License-Identifier: Apache-2.0
// The page against the stand-in: its words, keys, two renderers, and what it
// does when the server misbehaves.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { AXE, launch, open, until } from './browser.mjs';
import { encodeFrame, manyTracks, StandIn } from './stand_in.mjs';

const TIME = 1790000000;
const CENTRE = { lat: 46.8, lon: 8.2 };
let browser;
let server;

before(async () => {
    browser = await launch();
    server = await new StandIn().start();
    server.site.sensors = [
        { id: 'radar-1', kind: 'radar', lat: 46.9, lon: 8.5, range: 60000,
            state: 'ok', reports: 1234, last: TIME },
        { id: 'post-2', kind: 'acoustic', lat: 46.5, lon: 7.5, range: 8000,
            state: 'down', reports: 12, last: null },
        { id: 'net', kind: 'ads-b', state: 'silent', reports: 0 },
    ];
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

/** A scene that stands still, so that two looks at it see the same. */
function still(tracks) {
    server.scene = { name: 'Still', playing: false, speed: 1, time: TIME,
        exercise: false, live: false };
    server.onClient = () => {
        server.binary(encodeFrame({ time: TIME, speed: 0, tracks }));
        server.text({ type: 'labels', labels: { A0001: 'SWR12A' } });
    };
}

async function loaded(query = '', options = {}) {
    const page = await open(browser, server.url + query, options);
    await until(page, () => window.luchtwacht?.frames() > 0);
    return page;
}

async function done(page, faults = []) {
    assert.deepEqual(page.faults, faults);
    const own = server.url.replace('http:', '');
    for (const url of page.seen)
        assert(url.startsWith('data:') || url.startsWith('blob:') ||
            url.replace(/^(http|ws):/, '').startsWith(own), url);
    await page.context().close();
}

const drawnIds = () => {
    const at = window.luchtwacht.screen();
    const alpha = window.luchtwacht.alphaAt(at);
    return at.filter((_, i) => alpha[i] > 60).map(({ id }) => id).sort();
};

test('both renderers draw every track, and nothing where there is none',
    async () => {
        still(manyTracks(60, CENTRE, 3));
        const drawn = {};
        for (const query of ['', '?renderer=canvas']) {
            const page = await loaded(query, { hash: '' });
            await until(page, () => window.luchtwacht.screen().length >= 50);
            const all = await page.evaluate(
                () => window.luchtwacht.screen().map(({ id }) => id).sort());
            const name = await page.evaluate(
                () => window.luchtwacht.renderer);
            drawn[name] = await page.evaluate(drawnIds);
            assert.deepEqual(drawn[name], all);
            const empty = await page.evaluate(() => {
                const at = window.luchtwacht.screen(true);
                const far = [];
                for (let x = 60; x < 1200; x += 20)
                    for (let y = 60; y < 700; y += 20)
                        if (at.every((p) => Math.hypot(p.x - x, p.y - y) >
                            130))
                            far.push({ x, y });
                return window.luchtwacht.alphaAt(far);
            });
            assert(empty.length > 0);
            assert.equal(Math.max(...empty), 0);
            await done(page);
        }
        assert.deepEqual(drawn.webgl2, drawn.canvas);
    });

test('where the browser has no WebGL2 at all, the canvas takes over',
    async () => {
        still(manyTracks(10, CENTRE, 2));
        const page = await loaded('', {
            init: () => {
                const real = HTMLCanvasElement.prototype.getContext;
                HTMLCanvasElement.prototype.getContext = function (type, o) {
                    return type.startsWith('webgl') ? null
                        : real.call(this, type, o);
                };
            },
        });
        assert.equal(await page.evaluate(() => window.luchtwacht.renderer),
            'canvas');
        assert.equal((await page.evaluate(drawnIds)).length, 10);
        await done(page);
    });

test('from the list to the details by keyboard, and back', async () => {
    still(manyTracks(40, CENTRE, 3));
    const page = await loaded();
    const active = () => page.evaluate(() => {
        const grid = document.getElementById('grid');
        const id = grid.getAttribute('aria-activedescendant');
        return id && document.getElementById(id)?.dataset.track;
    });
    await page.keyboard.press('/');
    await page.keyboard.type('air');
    await until(page, () => {
        const ids = window.luchtwacht.listed();
        return ids.length > 1 && ids.length < 40;
    });
    const ids = await page.evaluate(() => window.luchtwacht.listed());
    await page.keyboard.press('ArrowDown');
    await until(page, () => document.activeElement?.id === 'grid');
    assert.equal(await active(), ids[0]);
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), ids[1]);
    await page.keyboard.press('End');
    assert.equal(await active(), ids.at(-1));
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await until(page, () => document.activeElement?.id === 'details');
    await page.keyboard.press('Escape');
    await until(page, () => document.activeElement?.id === 'grid' &&
        document.getElementById('details').hidden);
    // The stand-in knows no details: the browser itself tells of its 404s.
    await done(page, page.faults.filter((f) => f.includes('404')));
});

test('sorting orders the rows and is told to a screen reader', async () => {
    const tracks = manyTracks(30, CENTRE, 3);
    still(tracks);
    const page = await loaded();
    const byHeight = [...tracks].sort((a, b) => a.alt - b.alt)
        .map((t) => `A${String(t.number).padStart(4, '0')}`);
    const head = page.locator('[role=columnheader].altitude');
    await head.locator('button').click();
    await page.mouse.move(300, 300);
    await until(page, (first) => window.luchtwacht.listed()[0] === first,
        byHeight[0]);
    assert.deepEqual(await page.evaluate(() => window.luchtwacht.listed()),
        byHeight);
    assert.equal(await head.getAttribute('aria-sort'), 'ascending');
    await head.locator('button').click();
    assert.equal(await head.getAttribute('aria-sort'), 'descending');
    assert.deepEqual(await page.evaluate(() => window.luchtwacht.listed()),
        byHeight.reverse());
    await done(page);
});

test('three languages, switched, remembered, in the address', async () => {
    still(manyTracks(5, CENTRE, 2));
    const page = await loaded('?lang=nl');
    const tab = page.locator('#tab-sensors span');
    assert.equal(await tab.textContent(), 'Sensoren');
    await page.selectOption('#language', 'uk');
    assert.equal(await tab.textContent(), 'Датчики');
    assert.equal(await page.evaluate(() => document.documentElement.lang),
        'uk');
    assert.match(page.url(), /lang=uk/);
    await page.goto(server.url);
    await until(page, () => window.luchtwacht?.frames() > 0);
    assert.equal(await tab.textContent(), 'Датчики');
    await page.selectOption('#language', 'en');
    assert.equal(await tab.textContent(), 'Sensors');
    await done(page);
});

test('no serious fault by axe, in any language, help and details open',
    async () => {
        still(manyTracks(25, CENTRE, 3));
        const page = await loaded();
        await page.evaluate(await (await import('node:fs/promises'))
            .readFile(AXE, 'utf8'));
        const check = async (what) => {
            const { violations } = await page.evaluate(
                () => window.axe.run(document, { resultTypes: ['violations'] }));
            const bad = violations.filter((v) =>
                ['serious', 'critical'].includes(v.impact))
                .map((v) => `${what}: ${v.id} ${v.nodes[0].html}`);
            assert.deepEqual(bad, []);
        };
        for (const lang of ['en', 'nl', 'uk']) {
            await page.selectOption('#language', lang);
            await check(lang);
        }
        await page.locator('.tall .row').first().click();
        await check('details');
        server.learnt = [{ sensor: 'radar-1', reports: 20, claimed: 15,
            looks: 30, alive: true,
            errors: { azimuth: { value: 1.02, sd: 0.1 } } }];
        await page.locator('#tab-sensors').click();
        await page.getByRole('button', { name: 'radar-1', exact: true })
            .click();
        await page.locator('.learnt dd').first().waitFor();
        await check('sensors');
        server.text({ type: 'scene', ...server.scene, exercise: true });
        await page.locator('#exercise').waitFor({ state: 'visible' });
        await check('exercise');
        await page.keyboard.press('?');
        await check('help');
        await page.context().close();
    });

test('a lost connection is loud, the picture stale; it comes back by itself',
    async () => {
        const tracks = manyTracks(5, CENTRE, 2);
        still(tracks);
        server.scene.playing = true;
        server.onClient = () => server.binary(
            encodeFrame({ time: TIME, speed: 1, tracks }));
        const page = await loaded();
        await until(page, () => document.getElementById('alarm').hidden);
        await server.cut(true);
        await until(page, () => !document.getElementById('alarm').hidden &&
            document.body.classList.contains('lost'));
        assert.match(await page.locator('#alarm').textContent(),
            /NO CONNECTION/);
        const age = () => page.evaluate(() => parseFloat(document
            .querySelector('.tall .row .age').textContent));
        const before = await age();
        await until(page, (old) => parseFloat(document.querySelector(
            '.tall .row .age').textContent) > old + 1, before);
        await server.again();
        await until(page, () => document.getElementById('alarm').hidden &&
            !document.body.classList.contains('lost'), null, 30_000);
        await page.context().close();
    });

test('rubbish from the server is told of and survived', async () => {
    const tracks = manyTracks(5, CENTRE, 2);
    still(tracks);
    const page = await loaded();
    server.binary(Buffer.from('rubbish'));
    await until(page, () => /cannot read/.test(
        document.getElementById('alarm').textContent));
    server.binary(encodeFrame({ time: TIME, speed: 0, tracks,
        snapshot: true }));
    await until(page, () => document.getElementById('alarm').hidden);
    assert.equal(await page.evaluate(
        () => window.luchtwacht.tracks().length), 5);
    await page.context().close();
});

/** An exercise without a track. */
function exercise() {
    still([]);
    server.scene.exercise = true;
    server.onClient = () => server.binary(
        encodeFrame({ time: TIME, speed: 0, exercise: true }));
}

/** Boxes of the banner and of everything that may be pressed or read. */
const boxes = () => {
    const box = (e) => {
        const { left, top, right, bottom } = e.getBoundingClientRect();
        return { what: e.id || e.textContent, left, top, right, bottom };
    };
    const banner = document.getElementById('exercise');
    const seen = [...document.querySelectorAll('button, select, input, ' +
        '#clock, #scale, #panel, #details, #alarm')].filter((e) =>
        !e.closest('[hidden]') && e.getClientRects().length > 0);
    return { banner: box(banner), seen: seen.map(box),
        width: innerWidth, height: innerHeight };
};

const WORDS = { en: 'EXERCISE', nl: 'OEFENING', uk: 'НАВЧАННЯ' };

test('an exercise says so in every language, and nothing takes it away',
    async () => {
        for (const [language, word] of Object.entries(WORDS)) {
            exercise();
            const page = await loaded(`?lang=${language}`);
            await until(page, (w) => document.title.startsWith(w), word);
            const banner = page.getByRole('alert').filter({ hasText: word });
            await banner.waitFor({ state: 'visible' });
            assert((await banner.locator('b').textContent())
                .startsWith(`${word},`));
            for (const other of Object.values(WORDS))
                assert((await banner.textContent()).includes(other));
            assert((await page.locator('#map [aria-label]').first()
                .getAttribute('aria-label')).startsWith(word));
            for (const key of ['Escape', '?', 'Escape', ' ', 'h', 'l', 't',
                'e', 'b', 'c', 'Delete', 'Enter'])
                await page.keyboard.press(key);
            await banner.click();
            assert(await banner.isVisible());
            await done(page);
        }
    });

test('its banner follows the language, and goes when it was real', async () => {
    exercise();
    const page = await loaded('?lang=en');
    await page.locator('#exercise').waitFor({ state: 'visible' });
    await page.locator('#language').selectOption('uk');
    assert.match(await page.title(), /^НАВЧАННЯ/);
    assert.match(await page.locator('#exercise b').textContent(),
        /^НАВЧАННЯ/);
    server.text({ type: 'scene', ...server.scene, exercise: false });
    server.binary(encodeFrame({ time: TIME, speed: 0 }));
    await page.locator('#exercise').waitFor({ state: 'hidden' });
    assert(!(await page.title()).includes('НАВЧАННЯ'));
    await done(page);
});

test('banner and border cover nothing, however narrow the page', async () => {
    for (const [width, height] of [[1280, 800], [900, 600], [700, 800],
        [400, 700]]) {
        exercise();
        const page = await loaded('?lang=nl', { viewport: { width, height } });
        await page.locator('#exercise').waitFor({ state: 'visible' });
        const { banner, seen } = await page.evaluate(boxes);
        assert(banner.top <= 10 && banner.bottom - banner.top > 24);
        assert(banner.right - banner.left >= width - 17,
            JSON.stringify(banner));
        assert(seen.length > 8);
        for (const b of seen) {
            assert(b.top >= banner.bottom - 0.5, `${width}: ${b.what}`);
            assert(b.left >= 8 && b.bottom <= height - 7.5 &&
                b.right <= width - 7.5,
                `${width}: ${JSON.stringify(b)}`);
        }
        const border = await page.evaluate(() => {
            const style = getComputedStyle(document.body, '::after');
            return [style.borderTopWidth, style.pointerEvents,
                style.position];
        });
        assert.deepEqual(border, ['8px', 'none', 'fixed']);
        await done(page);
    }
});

test('the picture itself says that it is an exercise', async () => {
    const drawn = () => {
        const canvas = document.querySelectorAll('canvas.layer')[1];
        const { data } = canvas.getContext('2d').getImageData(0, 0,
            canvas.width, canvas.height);
        const third = (n) => Math.floor(n / 4 / canvas.width /
            canvas.height * 3);
        const counts = [0, 0, 0];
        for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 20)
                counts[third(i)]++;
        return counts;
    };
    for (const query of ['', '?renderer=canvas']) {
        const sensors = server.site.sensors;
        server.site.sensors = [];
        exercise();
        const page = await loaded(query);
        await until(page, () => document.body.classList.contains('exercise'));
        await page.evaluate(() => window.luchtwacht.redraw());
        await until(page, () => window.luchtwacht.cost().frames > 3);
        const marked = await page.evaluate(drawn);
        assert(marked.every((n) => n > 500), String(marked));
        await done(page);
        still([]);
        const real = await loaded(query);
        assert.deepEqual(await real.evaluate(drawn), [0, 0, 0]);
        assert(await real.locator('#exercise').isHidden());
        assert(!(await real.title()).includes('EXERCISE'));
        await done(real);
        server.site.sensors = sensors;
    }
});

test('what the frames say is enough, and it stays when the link breaks',
    async () => {
        still([]);
        server.onClient = () => server.binary(
            encodeFrame({ time: TIME, speed: 0, exercise: true }));
        const page = await loaded();
        await page.locator('#exercise').waitFor({ state: 'visible' });
        server.onClient = () => { };
        await server.cut(false);
        await until(page, () => document.body.classList.contains('lost'));
        assert(await page.locator('#exercise').isVisible());
        assert.match(await page.title(), /^EXERCISE/);
        await page.context().close();
    });

test('a sensor that is opened tells what has been learnt of it', async () => {
    still([]);
    server.learnt = [{ sensor: 'radar-1', reports: 200, claimed: 150,
        looks: 30, alive: true, false_reports: 1.5, detection: 0.9,
        errors: { azimuth: { value: 1.02, sd: 0.1 },
            clock: { value: 0.3, sd: 0.05 } } },
    { sensor: 'net', reports: 0, claimed: 0, looks: 0, alive: false,
        errors: {} }];
    const page = await loaded();
    await page.locator('#tab-sensors').click();
    const button = page.getByRole('button', { name: 'radar-1', exact: true });
    await button.click();
    const drawer = page.locator('#sensors tr.learnt');
    await drawer.getByText('1.0 ± 0.1°').waitFor();
    assert.match(await drawer.innerText(), /Clock\s+0\.30 ± 0\.05 s/);
    assert.match(await drawer.innerText(), /Taken by tracks\s+75%/);
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    await page.getByRole('button', { name: 'net', exact: true }).click();
    await drawer.getByText('Nothing is known of them yet.').waitFor();
    assert.equal(await drawer.count(), 1);
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await page.getByRole('button', { name: 'net', exact: true }).click();
    await drawer.waitFor({ state: 'detached' });
    await done(page);
});

test('the view is in the address and comes back from it', async () => {
    still(manyTracks(5, CENTRE, 2));
    const page = await loaded('#9.50/46.9000/8.3000/0&track=A0003');
    const look = await page.evaluate(() => window.luchtwacht.look());
    assert(Math.abs(look.zoom - 9.5) < 0.01);
    assert(Math.abs(look.lat - 46.9) < 0.001);
    assert(Math.abs(look.lon - 8.3) < 0.001);
    await until(page, () => !document.getElementById('details').hidden);
    await page.locator('#zoom-in').click();
    await until(page, () => /^#10\.50\//.test(location.hash));
    assert.match(page.url(), /track=A0003/);
    await page.context().close();
});

test('a sensor without a place is listed and drawn nowhere', async () => {
    still([]);
    const page = await loaded();
    await page.locator('#tab-sensors').click();
    await until(page, () => document.querySelectorAll(
        '#sensors tbody tr').length === 3);
    await page.getByRole('button', { name: 'net', exact: true }).click();
    const look = await page.evaluate(() => window.luchtwacht.look());
    assert(Math.abs(look.lat) > 1, 'the map went to 0,0');
    await done(page);
});

test('with reduced motion, the picture moves in steps', async () => {
    const tracks = manyTracks(50, CENTRE, 2);
    still(tracks);
    server.onClient = () => server.binary(
        encodeFrame({ time: TIME, speed: 20, tracks }));
    const count = async (options) => {
        const page = await loaded('#12/46.8/8.2/0', options);
        const from = await page.evaluate(
            () => window.luchtwacht.cost().frames);
        await page.evaluate(() => new Promise((done) =>
            setTimeout(done, 2500)));
        const to = await page.evaluate(
            () => window.luchtwacht.cost().frames);
        await page.context().close();
        return to - from;
    };
    const reduced = await count({ reducedMotion: 'reduce' });
    const full = await count({});
    assert(reduced < full / 2, `${reduced} of ${full}`);
});
