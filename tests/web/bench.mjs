// SPDX-License-Identifier: Apache-2.0
// What the map costs with many moving tracks and zones: script and GPU-process
// time a frame, in software rendering.
// `node tests/web/bench.mjs [TRACKS] [SECONDS] [ZONES]`

import { readdirSync, readFileSync } from 'node:fs';

import { launch, open, until } from './browser.mjs';
import { encodeFrame, manyTracks, StandIn } from './stand_in.mjs';
import { manyZones, warning } from './zones.mjs';

const count = Number(process.argv[2] ?? 10_000);
const seconds = Number(process.argv[3] ?? 10);
const zones = Number(process.argv[4] ?? 0);
const WARNED = 20; // one zone of so many
const TIME = 1790000000;
const TICKS_A_SECOND = 100; // of /proc/*/stat

/** CPU seconds of the GPU process that belongs to this browser. */
function gpuSeconds(root) {
    const all = readdirSync('/proc').filter((n) => /^\d+$/.test(n));
    const info = new Map();
    for (const pid of all)
        try {
            const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
            const after = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
            info.set(Number(pid), { parent: Number(after[1]),
                cpu: Number(after[11]) + Number(after[12]),
                line: readFileSync(`/proc/${pid}/cmdline`, 'utf8') });
        } catch {
            // it has just ended
        }
    const ours = (pid) => pid === root ||
        (info.has(pid) && ours(info.get(pid).parent));
    let sum = 0;
    for (const [pid, { cpu, line }] of info)
        if (line.includes('--type=gpu-process') && ours(pid))
            sum += cpu;
    return sum / TICKS_A_SECOND;
}

const server = await new StandIn().start();
const tracks = manyTracks(count, { lat: 49, lon: 12 }, 16);
const begin = Date.now();
server.site.zones.features = manyZones(zones, { lat: 49, lon: 12 }, 16);
server.warnings = { zones: [], warnings: server.site.zones.features
    .filter((_, i) => i % WARNED === 0)
    .map((zone, i) => warning(`W${i + 1}`, zone.properties.id, TIME,
        { level: i % 2 ? 'notice' : 'warning' })) };
server.onClient = () => send();
function send() {
    const dt = (Date.now() - begin) / 1000;
    server.binary(encodeFrame({ time: TIME + dt, speed: 1,
        snapshot: false, tracks: tracks.map((t) => ({ ...t,
            lat: t.lat + t.north * dt / 111_320,
            lon: t.lon + t.east * dt / 73_000 })) }));
}
const timer = setInterval(send, 1000);
const browser = await launch();
for (const renderer of ['webgl2', 'canvas']) {
    const query = renderer === 'canvas' ? '?renderer=canvas' : '';
    const page = await open(browser, server.url + query);
    await until(page, (n) => window.luchtwacht?.tracks().length === n, count,
        90_000);
    await until(page, () => window.luchtwacht.frames() > 4, null, 90_000);
    const client = await page.context().newCDPSession(page);
    await client.send('Performance.enable');
    const read = async () => {
        const { metrics } = await client.send('Performance.getMetrics');
        const value = (name) => metrics.find((m) => m.name === name).value;
        return { script: value('ScriptDuration'),
            ...await page.evaluate(() => window.luchtwacht.cost()),
            gpu: gpuSeconds(process.pid) };
    };
    // Every frame the screen can show, not only those that are needed.
    await page.evaluate(() => {
        const step = () => {
            window.luchtwacht.redraw();
            requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
    });
    const a = await read();
    const from = performance.now();
    await page.evaluate((ms) => new Promise((done) =>
        setTimeout(done, ms)), seconds * 1000);
    const b = await read();
    const took = (performance.now() - from) / 1000;
    const frames = b.frames - a.frames;
    const each = (x) => (x / frames).toFixed(2);
    console.log(`${renderer}: ${count} tracks, ${zones} zones, ${(frames / took)
        .toFixed(1)} frames/s; a frame: ${each(b.ms - a.ms)} ms drawing, ` +
        `${each((b.script - a.script) * 1000)} ms script of all, ` +
        `${each((b.gpu - a.gpu) * 1000)} ms of the GPU process`);
    await page.context().close();
}
clearInterval(timer);
await browser.close();
await server.stop();
