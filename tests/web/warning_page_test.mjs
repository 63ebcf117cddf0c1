// SPDX-License-Identifier: Apache-2.0
// Zones and warnings on the page, against the stand-in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, open, until } from './browser.mjs';
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
    assert.deepEqual(page.faults, []);
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
