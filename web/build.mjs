// SPDX-License-Identifier: Apache-2.0
// Builds the page into dist/: everything it needs, so that no request leaves
// the machine. `--dev` adds source maps and leaves names readable.

import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, 'dist');
const dev = process.argv.includes('--dev');
const require = createRequire(import.meta.url);
const LIMIT_KB = 1200; // compressed, all of it

const WEIGHTS = ['400', '600'];
// fontsource's subsets; ranges as in its own stylesheets.
const SUBSETS = {
    latin: 'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,' +
        'U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,' +
        'U+2193,U+2212,U+2215,U+FEFF,U+FFFD',
    cyrillic: 'U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116',
};

async function fonts() {
    const from = path.join(
        path.dirname(require.resolve('@fontsource/noto-sans/package.json')),
        'files');
    let css = '';
    for (const [subset, range] of Object.entries(SUBSETS))
        for (const weight of WEIGHTS) {
            const name = `noto-sans-${subset}-${weight}-normal.woff2`;
            await cp(path.join(from, name), path.join(dist, name));
            css += `@font-face{font-family:"Noto Sans";font-weight:${weight};` +
                `font-display:swap;src:url(${name}) format("woff2");` +
                `unicode-range:${range}}\n`;
        }
    return css;
}

/** world-atlas without what the page does not draw: names. */
async function world() {
    const atlas = JSON.parse(await readFile(
        require.resolve('world-atlas/countries-50m.json'), 'utf8'));
    for (const country of atlas.objects.countries.geometries) {
        delete country.properties;
        delete country.id;
    }
    await writeFile(path.join(dist, 'world.json'), JSON.stringify(atlas));
}

async function bundle() {
    const options = {
        bundle: true, minify: !dev, sourcemap: dev, target: 'es2022',
        legalComments: 'none', logLevel: 'warning', absWorkingDir: here,
    };
    await build({
        ...options, entryPoints: ['src/main.ts'], format: 'esm',
        outfile: path.join(dist, 'app.js'),
    });
    await build({
        ...options, entryPoints: ['src/test_page.ts'], format: 'esm',
        outfile: path.join(dist, 'test.js'),
    });
    await build({
        ...options, format: 'esm', outfile: path.join(dist, 'worker.js'),
        entryPoints: [require.resolve(
            'maplibre-gl/dist/maplibre-gl-worker.mjs')],
    });
    const css = await fonts() +
        await readFile(path.join(here, 'src/libre.css'), 'utf8') +
        await readFile(path.join(here, 'src/app.css'), 'utf8');
    const { outputFiles } = await build({
        stdin: { contents: css, loader: 'css' }, minify: !dev, write: false,
        logLevel: 'warning', external: ['*.woff2'], bundle: true,
        absWorkingDir: here,
    });
    await writeFile(path.join(dist, 'app.css'), outputFiles[0].contents);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([bundle(), world(), ...['index.html', 'test.html'].map(
    (name) => cp(path.join(here, 'src', name), path.join(dist, name)))]);

let total = 0;
for (const name of (await readdir(dist)).sort()) {
    const bytes = await readFile(path.join(dist, name));
    const packed = name.endsWith('.woff2') ? bytes.length
        : gzipSync(bytes, { level: 9 }).length;
    total += packed;
    console.log(`${String(Math.round(packed / 1024)).padStart(6)} kB  ${name}`);
}
console.log(`${String(Math.round(total / 1024)).padStart(6)} kB  ` +
    'all, compressed');
if (!dev && total > LIMIT_KB * 1024)
    throw new Error(`more than ${LIMIT_KB} kB`);
