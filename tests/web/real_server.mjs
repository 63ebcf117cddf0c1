// SPDX-License-Identifier: Apache-2.0
// `luchtwacht serve` itself, on loopback, with a data folder of its own.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PLACES = ['build/gcc', 'build/run', 'build'];
const READY_MS = 60_000;

/** The program under test: LW_BINARY, or what `make` built. null: none. */
export function binary() {
    const told = process.env.LW_BINARY;
    if (told)
        return told;
    return PLACES.map((p) => path.join(ROOT, p, 'src/cmd/luchtwacht'))
        .find((p) => existsSync(p)) ?? null;
}

export const scene = (name) => path.join(ROOT, 'data/scenes', name);

export class RealServer {
    async start(args) {
        this.folder = mkdtempSync(path.join(tmpdir(), 'luchtwacht-'));
        this.child = spawn(binary(), ['serve', '--listen', '127.0.0.1:0',
            '--data', path.join(this.folder, 'data'), ...args],
            { stdio: ['ignore', 'pipe', 'pipe'] });
        this.said = '';
        this.url = await new Promise((done, fail) => {
            const timer = setTimeout(() => fail(new Error(
                `not ready: ${this.said}`)), READY_MS);
            const hear = (chunk) => {
                this.said += chunk;
                const found = /listening on (http:\S+)/.exec(this.said);
                if (found !== null) {
                    clearTimeout(timer);
                    done(found[1]);
                }
            };
            this.child.stdout.on('data', hear);
            this.child.stderr.on('data', hear);
            this.child.on('exit', (code) => {
                clearTimeout(timer);
                fail(new Error(`ended with ${code}: ${this.said}`));
            });
        });
        return this;
    }

    play(name, speed) {
        return this.start(['--site', path.join(scene(name), 'site.yaml'),
            '--play', path.join(scene(name), 'reports.ndjson.zst'),
            '--speed', String(speed)]);
    }

    async get(name) {
        const answer = await fetch(new URL(name, this.url));
        if (!answer.ok)
            throw new Error(`${name}: ${answer.status}`);
        return await answer.json();
    }

    async post(name, body) {
        return await fetch(new URL(name, this.url), {
            method: 'POST', body,
            headers: { 'content-type': 'application/json' },
        });
    }

    async stop() {
        const gone = new Promise((done) => this.child.on('exit', done));
        if (this.child.exitCode === null) {
            this.child.kill('SIGTERM');
            await gone;
        }
        rmSync(this.folder, { recursive: true, force: true });
        return this.child.exitCode;
    }
}
