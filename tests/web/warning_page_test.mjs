// SPDX-License-Identifier: Apache-2.0
// Zones and warnings on the page, against the stand-in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { AXE, launch, open, until } from './browser.mjs';
import { encodeFrame, StandIn } from './stand_in.mjs';
import { REGION, trouble, warning } from './zones.mjs';

const TIME = 1790000000;
const VIEW = '#10.3/52.35/5.05/0';
let browser;
let server;

before(async () => {
    browser = await launch();
    server = await new StandIn().start();
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

/** The region with these warnings, its time standing still. */
function region(warnings = trouble(TIME)) {
    server.scene = { name: 'Region', playing: false, speed: 1, time: TIME,
        exercise: false, live: true };
    server.site = { site: 'Region', origin: { lat: 52.35, lon: 4.9 },
        sensors: [], zones: { type: 'FeatureCollection', features: REGION } };
    server.warnings = warnings;
    server.onClient = () =>
        server.binary(encodeFrame({ time: TIME, speed: 0 }));
}

async function loaded(query = '', options = {}) {
    const page = await open(browser, server.url + query, options);
    await until(page, () => window.luchtwacht?.frames() > 0);
    return page;
}

async function done(page) {
    // Of drafts that the stand-in does not have, the browser itself tells.
    assert.deepEqual(page.faults.filter((f) => !f.includes('404')), []);
    await page.context().close();
}

/** How many pixels around each point have a colour near this one. */
async function coloured(page, points, [r, g, b], half) {
    const png = (await page.screenshot()).toString('base64');
    return await page.evaluate(async ([data, at, want, side]) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = document.createElement('canvas');
        canvas.width = image.width;
        canvas.height = image.height;
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const top = document.getElementById('map')
            .getBoundingClientRect().top;
        return at.map(({ x, y }) => {
            const { data: rgba } = context.getImageData(x - side,
                y + top - side, 2 * side, 2 * side);
            let count = 0;
            for (let i = 0; i < rgba.length; i += 4)
                if (want.every((c, j) => Math.abs(rgba[i + j] - c) < 24))
                    count++;
            return count;
        });
    }, [png, points, [r, g, b], half]);
}

const RED = [255, 84, 73];
const YELLOW = [255, 226, 122];
const HATCH = [120, 132, 144];

test('zones are drawn as they stand, by both renderers', async () => {
    region();
    for (const renderer of ['webgl2', 'canvas']) {
        const page = await loaded(`?renderer=${renderer}${VIEW}`);
        await until(page, () => window.luchtwacht.zones().length === 5);
        const zones = Object.fromEntries((await page.evaluate(
            () => window.luchtwacht.zones())).map((z) => [z.id, z]));
        assert.deepEqual(Object.values(zones).map((z) =>
            [z.id, z.level, z.told, z.hatched, z.never]).sort(), [
            ['district-noord', 'notice', true, false, false],
            ['gas-haven', null, false, true, false],
            ['hospital-oost', 'warning', true, false, false],
            ['school-west', null, false, false, true],
            ['substation-zuid', 'warning', false, false, false],
        ]);
        const red = async () => await coloured(page,
            [zones['hospital-oost'].at, zones['substation-zuid'].at,
                zones['district-noord'].at, zones['gas-haven'].at], RED, 40);
        let [told, proposed, ...none] = await red();
        for (let i = 0; i < 40 && told < 250; i++) // tiles come when they do
            [told, proposed, ...none] = await red();
        assert(told > 250, `${renderer}: ${told} red pixels`);
        assert(proposed > 40 && proposed < told * 0.85,
            `${renderer}: ${proposed} of ${told}`);
        assert.deepEqual(none, [0, 0]);
        const [line] = await coloured(page,
            [zones['district-noord'].at], YELLOW, 110);
        assert(line > 100, `${renderer}: ${line} yellow pixels`);
        const [hatched] = await coloured(page,
            [zones['gas-haven'].at], HATCH, 20);
        assert(hatched > 20, `${renderer}: ${hatched} hatched pixels`);
        await done(page);
    }
});

test('a zone changes on the map as its warning does', async () => {
    region({ warnings: [], zones: [] });
    const page = await loaded(VIEW);
    const levels = () => page.evaluate(() => window.luchtwacht.zones()
        .map((z) => `${z.id} ${z.level}`));
    assert.deepEqual(await levels(), []);
    const told = (n, change) => server.text(warning('W0001', 'water', TIME,
        { revision: n, ...change }));
    told(1, { level: 'notice' });
    await until(page, () => window.luchtwacht.zones()[0]?.level === 'notice');
    told(2, {});
    await until(page, () => window.luchtwacht.zones()[0]?.level === 'warning');
    assert.deepEqual(await levels(), ['water warning']);
    server.text({ type: 'cover', t: TIME, zone: 'water',
        state: 'not-covered', before: 'covered' });
    await until(page, () => window.luchtwacht.zones()[0]?.hatched);
    told(3, { state: 'cleared' });
    await until(page, () => window.luchtwacht.zones()[0]?.level === null);
    server.text({ type: 'cover', t: TIME, zone: 'water',
        state: 'covered', before: 'not-covered' });
    await until(page, () => window.luchtwacht.zones().length === 0);
    await done(page);
});

const heads = (page) => page.locator('#warnings .card-head .zone-name')
    .allTextContents();

test('the panel lists the most urgent first, in three languages',
    async () => {
        region();
        const page = await loaded();
        await page.locator('#warnings').waitFor({ state: 'visible' });
        assert.deepEqual(await heads(page),
            ['South substation', 'East hospital', 'North district']);
        const text = async () => (await page.locator('#warnings').innerText())
            .replaceAll('\u00a0', ' ');
        assert.match(await text(), /Goes by itself in 1:14/);
        assert.match(await text(), /likely \(83%\) · 3:10 to 6:50/);
        assert.match(await text(), /Channel is dead: sirens/);
        assert.match(await text(), /since 16:11:45 \(no route to host\)/);
        assert.match(await text(), /Not covered: Harbour gas works/);
        assert.match(await text(), /1 zone is watched by no sensor/);
        assert.match(await page.locator('#summary').innerText(),
            /1 to decide · 1 warning · 1 notice · 2 alarms/);
        assert.match(await page.title(), /^\?1 !1 i1 ×2 · Luchtwacht/);
        await page.selectOption('#language', 'nl');
        assert.match(await text(), /Ziekenhuis Oost/);
        assert.match(await text(), /Gaat vanzelf uit over 1:14/);
        await page.selectOption('#language', 'uk');
        assert.match(await text(), /Східна лікарня/);
        assert.match(await text(), /ймовірно \(83%\)/);
        await done(page);
    });

test('by keyboard to the reasons, and what they rest on is drawn',
    async () => {
        region();
        const page = await loaded();
        await page.locator('#warnings').waitFor({ state: 'visible' });
        await page.keyboard.press('w');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Enter');
        const card = page.locator('.card[data-warning=W0003]');
        const reasons = (await card.locator('.reasons').innerText())
            .replaceAll('\u00a0', ' ');
        assert.match(reasons, /A0007/);
        assert.match(reasons, /piston: likely \(82%\)/);
        assert.match(reasons, /12 km to the north-east of the zone/);
        assert.match(reasons, /flies south-west at 169 km\/h/);
        assert.match(reasons, /noticed by radar-1, post-2/);
        assert.equal(await card.locator('.card-head')
            .getAttribute('aria-expanded'), 'true');
        assert.deepEqual(await page.evaluate(() => window.luchtwacht.focus()),
            { zone: 'hospital-oost', tracks: ['A0007'] });
        await page.keyboard.press('Enter');
        assert.equal(await page.evaluate(() => window.luchtwacht.focus()),
            null);
        await page.keyboard.press('End');
        assert.match(await page.evaluate(() =>
            document.activeElement.textContent), /North district/);
        await done(page);
    });

/** The first decision asks who decides. */
async function name(page, by = 'Jan') {
    await page.fill('#decide-by', by);
}

test('acknowledge: the name is asked once, then it is one key', async () => {
    region();
    server.posts = [];
    const page = await loaded();
    await page.locator('#warnings').waitFor({ state: 'visible' });
    await page.keyboard.press('w');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('a');
    await name(page);
    await page.keyboard.press('Enter');
    await page.locator('#decide').waitFor({ state: 'hidden' });
    assert.deepEqual(server.posts.map((p) => [p.path, p.body]), [
        ['/api/warnings/W0003/acknowledge', { by: 'Jan' }]]);
    // What is shown is what the server says, on every screen.
    const other = await loaded();
    for (const one of [page, other])
        assert.equal(await one.locator('.card[data-warning=W0003]')
            .getAttribute('data-new'), 'true');
    server.text(warning('W0003', 'hospital-oost', TIME, { revision: 2,
        state: 'updated', acknowledged: { t: TIME, by: 'Jan' } }));
    for (const one of [page, other])
        await until(one, () => document.querySelector(
            '.card[data-warning=W0003]').dataset.new === 'false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('a');
    await until(page, () => true);
    for (let i = 0; i < 100 && server.posts.length < 2; i++)
        await page.waitForTimeout(20);
    assert.deepEqual(server.posts[1], { key: null,
        path: '/api/warnings/W0004/acknowledge', body: { by: 'Jan' } });
    await done(other);
    await done(page);
});

test('a proposal is sent or rejected, after a look at what it does',
    async () => {
        region();
        server.posts = [];
        const page = await loaded();
        const card = page.locator('.card[data-warning=W0005]');
        await card.locator('[data-verb=reject]').click();
        const dialog = page.locator('#decide');
        assert.match(await dialog.innerText(), /REAL: this reaches people/);
        assert.match(await dialog.innerText(), /Reject the warning: South/);
        await name(page);
        await page.locator('#decide .go').click();
        assert.equal(server.posts.length, 0, 'no reason, and it was sent');
        await page.fill('#decide-reason', 'birds');
        await page.locator('#decide .go').click();
        await dialog.waitFor({ state: 'hidden' });
        server.pages = { '/api/warnings/W0005': { texts: { en: {
            headline: 'South substation: take shelter now.' } } } };
        await card.locator('[data-verb=confirm]').click();
        await page.getByText('South substation: take shelter now.').waitFor();
        await page.keyboard.press('Escape');
        await card.locator('[data-verb=confirm]').click();
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
        server.pages = {};
        assert.deepEqual(server.posts.map((p) => [p.path, p.body]), [
            ['/api/warnings/W0005/reject', { by: 'Jan', reason: 'birds' }],
            ['/api/warnings/W0005/confirm', { by: 'Jan' }]]);
        await done(page);
    });

test('extend and clear say for how long and why', async () => {
    region();
    server.posts = [];
    const page = await loaded();
    await page.locator('.card[data-warning=W0003] .card-head').click();
    await page.keyboard.press('x');
    await page.selectOption('#decide-for', '3600');
    await name(page);
    await page.locator('#decide .go').click();
    await page.locator('#decide').waitFor({ state: 'hidden' });
    await page.keyboard.press('c');
    await page.fill('#decide-reason', 'it has left');
    await page.keyboard.press('Enter');
    await page.locator('#decide').waitFor({ state: 'hidden' });
    assert.deepEqual(server.posts.map((p) => [p.path, p.body]), [
        ['/api/warnings/W0003/extend', { by: 'Jan', for: 3600 }],
        ['/api/warnings/W0003/clear', { by: 'Jan',
            reason: 'it has left' }]]);
    await done(page);
});

test('a zone is raised by hand in two steps, loudly real', async () => {
    region();
    server.posts = [];
    const page = await loaded(VIEW);
    const at = await page.evaluate(() => {
        const box = document.getElementById('map').getBoundingClientRect();
        const [zone] = window.luchtwacht.zones()
            .filter((z) => z.id === 'hospital-oost');
        return { x: zone.at.x, y: zone.at.y + box.top };
    });
    await page.mouse.click(at.x, at.y);
    const zone = page.locator('#zone');
    assert.match(await zone.innerText(), /East hospital/);
    assert.match((await zone.innerText()).replaceAll('\u00a0', ' '),
        /10 min ahead, from 50%/);
    await zone.locator('.raise').click();
    await page.fill('#decide-reason', 'seen by people');
    await name(page);
    await page.locator('#decide .go').click();
    const dialog = page.locator('#decide');
    assert.match(await dialog.innerText(), /take shelter/);
    assert.match(await dialog.innerText(), /seen by people/);
    assert.equal(await page.evaluate(() =>
        document.activeElement.textContent), 'Back');
    assert.equal(server.posts.length, 0);
    await page.locator('#decide .go', { hasText: 'Send the REAL one' })
        .click();
    await dialog.waitFor({ state: 'hidden' });
    assert.deepEqual(server.posts.map((p) => [p.path, p.body]), [
        ['/api/zones/hospital-oost/raise', { by: 'Jan', level: 'warning',
            reason: 'seen by people', for: 1800 }]]);
    await done(page);
});

test('a key is asked when the server wants one, and goes with the rest',
    async () => {
        region();
        server.posts = [];
        server.onPost = ({ key }) => key === 'Bearer open sesame'
            ? [200, {}] : [401, { error: 'a key is needed' }];
        const page = await loaded();
        await page.locator('.card[data-warning=W0003] .card-head').click();
        await page.keyboard.press('a');
        await name(page);
        await page.keyboard.press('Enter');
        await page.fill('#decide-key', 'open sesame');
        await page.keyboard.press('Enter');
        await page.locator('#decide').waitFor({ state: 'hidden' });
        assert.deepEqual(server.posts.map((p) => p.key),
            [null, 'Bearer open sesame']);
        // Where the server has said so before, it is asked with the first.
        server.text({ type: 'scene', ...server.scene, decisions: 'key' });
        const other = await loaded();
        server.text({ type: 'scene', ...server.scene, decisions: 'key' });
        await until(other, () => document.querySelectorAll('.card').length);
        await other.locator('.card[data-warning=W0003] .card-head').click();
        await other.keyboard.press('a');
        await other.locator('#decide-key').waitFor();
        assert.equal(server.posts.length, 2);
        await other.context().close();
        server.onPost = () => [409, { error: 'it has been sent already' }];
        await page.locator('.card[data-warning=W0005] [data-verb=confirm]')
            .click();
        await page.keyboard.press('Enter');
        await page.getByText('it has been sent already').waitFor();
        server.onPost = () => [200, {}];
        // The browser itself tells of what was refused.
        assert(page.faults.every((f) => /401|404|409/.test(f)));
        await page.context().close();
    });

test('raised, promoted, cleared: said aloud; muted says so', async () => {
    region({ warnings: [], zones: [] });
    const page = await loaded();
    await page.locator('#tab-warnings').click();
    assert.match(await page.locator('#warnings').innerText(),
        /Nobody is warned now/);
    const said = (text) => until(page, (t) =>
        document.getElementById('say').textContent.includes(t), text);
    const played = () => page.evaluate(() => window.luchtwacht.played());
    const tell = (n, change) => server.text(warning('W0009', 'water', TIME,
        { revision: n, ...change }));
    await page.getByRole('button', { name: 'Test the sound' }).click();
    assert.equal(await played(), 1);
    tell(1, { level: 'notice' });
    await said('notice, Water works. Likely in 4:22');
    assert.equal(await played(), 2);
    tell(2, { level: 'notice', state: 'updated' });
    tell(3, {});
    await said('Now a warning, Water works');
    assert.equal(await played(), 3);
    await page.getByRole('button', { name: 'Sound is on' }).click();
    await page.getByText('warnings are not heard').waitFor();
    tell(4, { state: 'cleared', end: 'by-hand', by: 'Jan',
        note: 'it has left' });
    await said('All clear, Water works');
    const over = page.locator('[data-group=over]');
    await over.waitFor();
    assert.match(await over.innerText(), /ended by hand/);
    assert.match(await over.innerText(), /Jan: it has left/);
    server.text(warning('W0010', 'gas-haven', TIME));
    await said('Harbour gas works');
    assert.equal(await played(), 3);
    await done(page);
});

test('an exercise is marked on every panel, popup and button', async () => {
    region();
    server.scene.exercise = true;
    server.onClient = () => server.binary(
        encodeFrame({ time: TIME, speed: 0, exercise: true }));
    const page = await loaded(VIEW);
    await page.locator('.card').first().waitFor();
    const marks = page.locator('.card .status-mark', { hasText: 'EXERCISE' });
    await until(page, () => [...document.querySelectorAll(
        '.card .status-mark')].every((m) => m.textContent === 'EXERCISE' &&
        !m.hidden));
    assert.equal(await marks.count(), 3);
    assert.match(await page.locator('.warning-head').innerText(), /EXERCISE/);
    assert.match(await page.locator('#summary').innerText(), /^EXERCISE/);
    await page.locator('.card [data-verb=confirm]').first().click();
    assert.match(await page.locator('#decide .band').innerText(),
        /EXERCISE, nothing here is real/);
    assert(!(await page.locator('#decide').innerText()).includes('REAL:'));
    await page.keyboard.press('Escape');
    const spot = await page.evaluate(() => {
        const box = document.getElementById('map').getBoundingClientRect();
        const [zone] = window.luchtwacht.zones()
            .filter((z) => z.id === 'hospital-oost');
        return { x: zone.at.x + box.left, y: zone.at.y + box.top };
    });
    await page.mouse.move(spot.x, spot.y);
    assert.match(await page.locator('#tip').innerText(),
        /EXERCISE.*East hospital/s);
    await page.mouse.click(spot.x, spot.y);
    assert.match(await page.locator('#zone').innerText(), /EXERCISE/);
    await page.locator('#zone .raise').click();
    await page.fill('#decide-reason', 'x');
    await name(page);
    await page.keyboard.press('Enter');
    await page.locator('#decide .go', { hasText: 'EXERCISE: send' })
        .waitFor();
    await done(page);
});

test('a card keeps its place while somebody is at work', async () => {
    region();
    const page = await loaded();
    const reject = page.locator(
        '.card[data-warning=W0003] .card-head');
    const before = await reject.boundingBox();
    await page.mouse.move(before.x + 20, before.y + 10);
    server.text(warning('W0011', 'water', TIME, { arrival:
        { earliest: TIME + 5, likely: TIME + 10, latest: TIME + 20 } }));
    await until(page, () =>
        document.querySelector('.card[data-warning=W0011]') !== null);
    const after_ = await reject.boundingBox();
    assert.equal(after_.y, before.y);
    await page.mouse.move(300, 400);
    await until(page, () => {
        const cards = [...document.querySelectorAll(
            '[data-group=warnings] .card')];
        return cards[0]?.dataset.warning === 'W0011';
    });
    await done(page);
});

test('no serious fault by axe, in panel, zone and dialog', async () => {
    region();
    const page = await loaded(VIEW);
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
    await page.locator('.card[data-warning=W0003] .card-head').click();
    await check('panel');
    await page.locator('.card.alarm .card-head').nth(1).click();
    await page.locator('#zone').waitFor();
    await check('zone');
    await page.locator('#zone .raise').click();
    await check('dialog');
    await page.context().close();
});

test('a thousand warnings at once: the most urgent are listed, all counted',
    async () => {
        region({ warnings: [], zones: [] });
        const page = await loaded();
        for (let i = 0; i < 1000; i++)
            server.text(warning(`W${2000 + i}`, 'water', TIME, { arrival:
                { earliest: TIME, likely: TIME + 1000 - i,
                    latest: TIME + 2000 } }));
        await until(page, () => document.querySelectorAll('.card').length ===
            200 && /1,000 warnings/.test(
            document.getElementById('summary').textContent));
        assert.match(await page.locator('#warnings').innerText(),
            /800 more, less urgent/);
        await done(page);
    });

test('a warning that cannot be read is not passed over in silence',
    async () => {
        region();
        const page = await loaded();
        await page.locator('.card').first().waitFor();
        server.text({ type: 'warning', warning: 7, state: 'active' });
        await page.getByText('cannot read').waitFor();
        server.binary(encodeFrame({ time: TIME, speed: 0 }));
        server.text({ type: 'warnings', ...server.warnings });
        server.binary(encodeFrame({ time: TIME, speed: 0 }));
        await until(page, () => document.getElementById('alarm').hidden);
        assert.equal((await heads(page)).length, 3);
        await page.context().close();
    });

test('what was raised while out of touch is heard on coming back',
    async () => {
        region({ warnings: [], zones: [] });
        const page = await loaded();
        await page.locator('#tab-warnings').click();
        await server.cut(true);
        await until(page, () => document.body.classList.contains('lost'));
        server.warnings = { warnings: [warning('W0001', 'water', TIME)] };
        await server.again();
        await until(page, () => window.luchtwacht.played() === 1, null,
            30_000);
        assert.deepEqual(await heads(page), ['Water works']);
        await page.context().close();
    });

// --- the page of tests

async function testPage(query = '') {
    const page = await open(browser, `${server.url}test.html${query}`);
    await page.locator('#test-zones li').first().waitFor();
    return page;
}

const test_ = (id, zone, change = {}) => warning(id, zone, TIME, {
    status: 'test', by_hand: true, tracks: [], reasons: [],
    arrival: undefined, probability: undefined, ...change });

test('a test is sent from its own page, by its own path and key',
    async () => {
        region({ warnings: [test_('T0001', 'water'),
            warning('W0001', 'airport', TIME)] });
        server.posts = [];
        server.onPost = ({ key }) => key === 'Bearer tests only'
            ? [200, {}] : [401, { error: 'a key is needed' }];
        const page = await testPage();
        assert.match(await page.title(), /^TEST/);
        const running = page.locator('#test-running .card');
        assert.equal(await running.count(), 1); // and not the real one
        assert.match(await running.innerText(), /TEST/);
        await page.fill('#test-filter', 'hospital');
        assert.equal(await page.locator('#test-zones li').count(), 1);
        await page.locator('#test-zones button').click();
        const dialog = page.locator('#decide');
        assert.match(await dialog.locator('.band').innerText(), /^TEST/);
        await page.fill('#decide-reason', 'monthly');
        await name(page);
        await page.keyboard.press('Enter');
        assert.match(await dialog.innerText(), /marked: TEST/);
        await page.locator('#decide .go', { hasText: 'TEST: send' }).click();
        await page.fill('#decide-key', 'tests only');
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
        await running.locator('[data-verb=clear]').click();
        await page.fill('#decide-reason', 'done');
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'hidden' });
        assert.deepEqual(server.posts.map((p) => [p.path, p.key]), [
            ['/api/test/zones/hospital-oost/raise', null],
            ['/api/test/zones/hospital-oost/raise', 'Bearer tests only'],
            ['/api/test/warnings/T0001/clear', 'Bearer tests only']]);
        // The map in the same browser never shows that key.
        await page.goto(server.url);
        await page.locator('.card').first().waitFor();
        await page.locator('.card .card-head').first().click();
        await page.keyboard.press('a');
        await page.locator('#decide-key').waitFor();
        assert.deepEqual(server.posts.slice(3).map((p) => [p.path, p.key]),
            [['/api/warnings/W0001/acknowledge', null]]);
        server.onPost = () => [200, {}];
        await page.context().close();
    });

test('neither page holds the way of the other', async () => {
    const { readFile } = await import('node:fs/promises');
    const bundle = (name_) => readFile(new URL(`../../web/dist/${name_}`,
        import.meta.url), 'utf8');
    const [map, tests] = [await bundle('app.js'), await bundle('test.js')];
    assert(!map.includes('api/test'));
    assert(!/["'`]api\/(warnings|zones)/.test(tests));
    assert.deepEqual(tests.match(/["'`]api\/["'`]/g), null);
    assert(tests.includes('api/test/'));
});

test('a test changes nothing on the map, in the panel or in the ear',
    async () => {
        region({ warnings: [test_('T0001', 'water')], zones: [] });
        const page = await loaded();
        await page.locator('#tab-warnings').click();
        const before = await page.evaluate(() => window.luchtwacht.played());
        server.text(test_('T0002', 'airport', { sound: true }));
        server.text(warning('W0001', 'gas-haven', TIME));
        await page.locator('.card').first().waitFor();
        assert.deepEqual(await heads(page), ['Harbour gas works']);
        assert.deepEqual(await page.evaluate(() => window.luchtwacht.zones()
            .map((z) => z.id)), ['gas-haven']);
        assert.equal(await page.evaluate(() => window.luchtwacht.played()),
            before + 1);
        await done(page);
    });

test('the page of tests in three languages, without a fault by axe',
    async () => {
        region({ warnings: [test_('T0001', 'water')] });
        const page = await testPage('?lang=uk');
        assert.match(await page.locator('#test-band').innerText(), /ТЕСТ/);
        assert.match(await page.title(), /^ТЕСТ/);
        await page.evaluate(await (await import('node:fs/promises'))
            .readFile(AXE, 'utf8'));
        for (const language of ['uk', 'nl', 'en']) {
            await page.selectOption('#language', language);
            const { violations } = await page.evaluate(() =>
                window.axe.run(document, { resultTypes: ['violations'] }));
            assert.deepEqual(violations.filter((v) =>
                ['serious', 'critical'].includes(v.impact))
                .map((v) => `${language}: ${v.id} ${v.nodes[0].html}`), []);
        }
        await done(page);
    });
