// SPDX-License-Identifier: Apache-2.0
// Runs the unit tests beside the sources (src/*_test.ts), then those in a
// browser (../tests/web), under node:test, as TAP. `--unit`: the former alone.
// Other arguments are handed on to node, such as --test-name-pattern=axe.

import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(path.join(tmpdir(), 'luchtwacht-web-'));
const unitOnly = process.argv.includes('--unit');
const browser = path.join(here, '../tests/web');
const pages = unitOnly ? [] : readdirSync(browser)
    .filter((name) => name.endsWith('_test.mjs')).sort()
    .map((name) => path.join(browser, name));
const tests = readdirSync(path.join(here, 'src'))
    .filter((name) => name.endsWith('_test.ts')).sort();
try {
    await build({
        absWorkingDir: here, entryPoints: tests.map((n) => `src/${n}`),
        outdir: out, outExtension: { '.js': '.mjs' }, bundle: true,
        platform: 'node', format: 'esm', logLevel: 'warning',
    });
    if (!unitOnly)
        spawnSync(process.execPath, ['build.mjs'],
            { stdio: ['ignore', 2, 2], cwd: here });
    const { status } = spawnSync(process.execPath, ['--test',
        '--test-reporter=tap',
        ...process.argv.slice(2).filter((a) => a !== '--unit'),
        ...tests.map((n) => path.join(out, n.replace(/\.ts$/, '.mjs'))),
        ...pages],
        { stdio: 'inherit', cwd: here });
    process.exitCode = status ?? 1;
} finally {
    rmSync(out, { recursive: true, force: true });
}
