// SPDX-License-Identifier: Apache-2.0
// What a page can make of the documents that leave a centre: a browser's own
// parsers of XML and JSON, over HTTP as a page would ask for them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, open } from './browser.mjs';
import { binary, RealServer, scene } from './real_server.mjs';

let browser;
let server;
let page;
const program = binary();

before(async () => {
    if (program === null)
        return;
    browser = await launch();
    server = await new RealServer().start(['--play',
        scene('autoferry-2/reports.ndjson.zst'), '--speed', '20']);
    page = await open(browser, server.url);
    await page.waitForFunction(async () => {
        const answer = await fetch('/api/tracks');
        return (await answer.json()).features.length > 0;
    }, undefined, { timeout: 30_000, polling: 500 });
});

after(async () => {
    await browser?.close();
    await server?.stop();
});

const skip = program === null ? 'no program was built' : false;

test('KML is XML to a browser, with a point for each track', { skip },
    async () => {
        const found = await page.evaluate(async () => {
            const text = await (await fetch('/api/tracks.kml')).text();
            const kml = new DOMParser().parseFromString(text,
                'application/xml');
            const GX = 'http://www.google.com/kml/ext/2.2';
            return {
                faults: kml.getElementsByTagName('parsererror').length,
                folders: kml.querySelectorAll('Folder').length,
                points: kml.querySelectorAll('Point').length,
                paths: [...kml.getElementsByTagNameNS(GX, 'Track')].map(
                    (t) => [t.querySelectorAll('when').length,
                        t.getElementsByTagNameNS(GX, 'coord').length]),
            };
        });
        assert.equal(found.faults, 0);
        assert(found.folders > 0);
        assert.equal(found.points, found.folders);
        for (const [times, places] of found.paths)
            assert.equal(times, places);
    });

test('GPX is XML to a browser, with a path for each track', { skip },
    async () => {
        const found = await page.evaluate(async () => {
            const text = await (await fetch('/api/tracks.gpx')).text();
            const gpx = new DOMParser().parseFromString(text,
                'application/xml');
            return {
                faults: gpx.getElementsByTagName('parsererror').length,
                tracks: [...gpx.querySelectorAll('trk')].map(
                    (t) => t.querySelectorAll('trkpt').length),
            };
        });
        assert.equal(found.faults, 0);
        assert(found.tracks.length > 0);
        for (const points of found.tracks)
            assert(points > 0);
    });

test('CZML, GeoJSON and aircraft.json are what their readers look for',
    { skip }, async () => {
        const get = (path) => page.evaluate(
            async (p) => (await fetch(p)).json(), path);
        const [head, ...packets] = await get('/api/tracks.czml');
        assert.deepEqual([head.id, head.version], ['document', '1.0']);
        assert(packets.length > 0);
        for (const packet of packets) {
            const samples = packet.position.cartographicDegrees;
            assert.equal(samples.length % 4, 0);
            const [from, until] = packet.availability.split('/');
            assert(Date.parse(from) <= Date.parse(until));
            assert.equal(Date.parse(packet.position.epoch),
                Date.parse(from));
        }
        const { type, features } = await get('/api/tracks.geojson');
        assert.equal(type, 'FeatureCollection');
        assert(features.length > 0);
        const { now, aircraft } = await get('/data/aircraft.json');
        assert(now > 0 && aircraft.length > 0);
        for (const plane of aircraft) {
            assert.match(plane.hex, /^~?[0-9a-f]{6}$/);
            for (const key of ['lat', 'lon', 'seen', 'seen_pos', 'nac_p'])
                assert.equal(typeof plane[key], 'number');
        }
    });
