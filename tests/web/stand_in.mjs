// SPDX-License-Identifier: Apache-2.0
// A server that speaks doc/formats/live.md and does as it is told: for what
// the real one cannot be asked to do on demand (fall silent, send rubbish,
// ten thousand tracks). What the page shows of real tracks is tested against
// the real server (map_test.mjs).

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

const DIST = new URL('../../web/dist/', import.meta.url);
const TYPES = {
    '.html': 'text/html; charset=utf-8', '.js': 'text/javascript',
    '.css': 'text/css', '.json': 'application/json', '.woff2': 'font/woff2',
};
export const CSP = "default-src 'self'; script-src 'self'; " +
    "worker-src blob: 'self'; style-src 'self' 'unsafe-inline'; " +
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; " +
    "base-uri 'none'; frame-ancestors 'none'";
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function wsFrame(payload, text) {
    const body = Buffer.from(payload);
    const head = Buffer.alloc(10);
    head[0] = text ? 0x81 : 0x82;
    let n = 2;
    if (body.length < 126) {
        head[1] = body.length;
    } else if (body.length < 65536) {
        head[1] = 126;
        head.writeUInt16BE(body.length, 2);
        n = 4;
    } else {
        head[1] = 127;
        head.writeBigUInt64BE(BigInt(body.length), 2);
        n = 10;
    }
    return Buffer.concat([head.subarray(0, n), body]);
}

/** A binary frame of the live stream. */
export function encodeFrame({ snapshot = true, time, speed = 1, tracks = [],
    removed = [], exercise = false }) {
    const b = Buffer.alloc(24 + 32 * tracks.length + 4 * removed.length);
    b[0] = snapshot ? 1 : 2;
    b[1] = 1;
    b[2] = exercise ? 1 : 0;
    b.writeUInt32LE(tracks.length, 4);
    b.writeDoubleLE(time, 8);
    b.writeFloatLE(speed, 16);
    b.writeUInt32LE(removed.length, 20);
    tracks.forEach((t, i) => {
        const at = 24 + 32 * i;
        b.writeUInt32LE(t.number, at);
        b.writeInt32LE(Math.round(t.lat * 1e7), at + 4);
        b.writeInt32LE(Math.round(t.lon * 1e7), at + 8);
        b.writeInt16LE(t.alt ?? 100, at + 12);
        b[at + 14] = t.status ?? 1;
        b[at + 15] = t.kind ?? 8;
        b.writeInt16LE(Math.round((t.east ?? 0) * 10), at + 16);
        b.writeInt16LE(Math.round((t.north ?? 0) * 10), at + 18);
        b.writeInt16LE(Math.round((t.up ?? 0) * 100), at + 20);
        b[at + 22] = 250;
        b[at + 23] = t.age ?? 0;
        b.writeUInt16LE(t.major ?? 20, at + 24);
        b.writeUInt16LE(t.minor ?? 10, at + 26);
        b[at + 28] = t.azimuth ?? 0;
        b[at + 29] = t.flags ?? 2;
        b.writeUInt16LE(t.altSd ?? 20, at + 30);
    });
    removed.forEach((n, i) =>
        b.writeUInt32LE(n, 24 + 32 * tracks.length + 4 * i));
    return b;
}

export class StandIn {
    clients = new Set();
    scene = { name: 'Stand-in', playing: true, speed: 1, time: 0,
        exercise: false, live: false };
    site = { site: 'Stand-in', origin: { lat: 52, lon: 5 }, sensors: [],
        zones: { type: 'FeatureCollection', features: [] } };
    learnt = [];
    warnings = null; // {warnings, zones, channels}: as told on connecting
    onClient = () => { };
    pages = {}; // path: what else is answered
    posts = []; // {path, body, key}
    /** What a POST is answered with: [status, value]. */
    onPost = () => [200, {}];

    async start() {
        this.http = createServer((req, res) => void this.answer(req, res));
        this.http.on('upgrade', (req, socket) => this.upgrade(req, socket));
        await new Promise((done) => this.http.listen(0, '127.0.0.1', done));
        this.url = `http://127.0.0.1:${this.http.address().port}/`;
        return this;
    }

    async answer(req, res) {
        const name = new URL(req.url, 'http://x').pathname;
        const json = (value) => {
            res.writeHead(200, { 'content-type': 'application/json' });
            res.end(JSON.stringify(value));
        };
        if (req.method === 'POST') {
            let text = '';
            for await (const chunk of req)
                text += chunk;
            this.posts.push({ path: name, body: JSON.parse(text),
                key: req.headers.authorization ?? null });
            const [status, value] = this.onPost(this.posts.at(-1));
            res.writeHead(status, { 'content-type': 'application/json' });
            return res.end(JSON.stringify(value));
        }
        if (Object.hasOwn(this.pages, name))
            return json(this.pages[name]);
        if (name === '/api/site')
            return json(this.site);
        if (name === '/api/scene')
            return json(this.scene);
        if (name === '/api/sensors') {
            const id = new URL(req.url, 'http://x').searchParams.get('sensor');
            return json({ time: 0, sensors: this.learnt.filter(
                (s) => id === null || s.sensor === id) });
        }
        const file = name === '/' ? 'index.html' : name.slice(1);
        try {
            if (!/^[\w.-]+$/.test(file))
                throw new Error('no such file');
            const body = await readFile(new URL(file, DIST));
            res.writeHead(200, {
                'content-type': TYPES[path.extname(file)],
                'content-security-policy': CSP,
            });
            return res.end(body);
        } catch {
            res.writeHead(404);
            return res.end();
        }
    }

    upgrade(req, socket) {
        const key = req.headers['sec-websocket-key'];
        const accept = createHash('sha1').update(key + GUID).digest('base64');
        socket.write('HTTP/1.1 101 Switching Protocols\r\n' +
            'Upgrade: websocket\r\nConnection: Upgrade\r\n' +
            `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
        this.clients.add(socket);
        const gone = () => this.clients.delete(socket);
        socket.on('close', gone);
        socket.on('error', gone);
        socket.on('data', () => { });
        this.text({ type: 'scene', ...this.scene });
        if (this.warnings !== null)
            this.text({ type: 'warnings', ...this.warnings });
        this.onClient();
    }

    binary(bytes) {
        for (const socket of this.clients)
            socket.write(wsFrame(bytes, false));
    }

    text(value) {
        for (const socket of this.clients)
            socket.write(wsFrame(JSON.stringify(value), true));
    }

    /** Break every connection; `refuse`: and take no new one. */
    async cut(refuse) {
        for (const socket of this.clients)
            socket.destroy();
        if (refuse) {
            this.http.closeAllConnections();
            await new Promise((done) => this.http.close(done));
        }
    }

    async again() {
        const port = Number(new URL(this.url).port);
        await new Promise((done) => this.http.listen(port, '127.0.0.1', done));
    }

    async stop() {
        await this.cut(this.http.listening);
    }
}

/** Numbers from 0 to 1, the same every time (mulberry32). */
export function random(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
        return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
    };
}

export function manyTracks(count, centre, spread, seed = 1) {
    const r = random(seed);
    return Array.from({ length: count }, (_, i) => {
        const course = r() * 2 * Math.PI;
        const speed = 20 + r() * 230;
        return {
            number: i + 1,
            lat: centre.lat + (r() - 0.5) * spread,
            lon: centre.lon + (r() - 0.5) * spread * 1.5,
            alt: Math.floor(r() * 11000),
            status: [1, 1, 1, 0, 2][Math.floor(r() * 5)],
            kind: Math.floor(r() * 9),
            east: speed * Math.sin(course),
            north: speed * Math.cos(course),
            age: Math.floor(r() * 15),
            major: 50 + r() * 900,
            minor: 40,
            azimuth: Math.floor(r() * 256),
            flags: r() < 0.5 ? 3 : 2,
        };
    });
}
