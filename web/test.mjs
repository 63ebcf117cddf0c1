// SPDX-License-Identifier: Apache-2.0
// Runs the unit tests beside the sources (src/*_test.ts) under node:test.
// Arguments are handed on to node, such as --test-reporter=tap.

import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(path.join(tmpdir(), 'luchtwacht-web-'));
const tests = readdirSync(path.join(here, 'src'))
    .filter((name) => name.endsWith('_test.ts')).sort();
try {
    await build({
        absWorkingDir: here, entryPoints: tests.map((n) => `src/${n}`),
        outdir: out, outExtension: { '.js': '.mjs' }, bundle: true,
        platform: 'node', format: 'esm', logLevel: 'warning',
    });
    const { status } = spawnSync(process.execPath, ['--test',
        ...process.argv.slice(2),
        ...tests.map((n) => path.join(out, n.replace(/\.ts$/, '.mjs')))],
        { stdio: 'inherit', cwd: here });
    process.exitCode = status ?? 1;
} finally {
    rmSync(out, { recursive: true, force: true });
}
