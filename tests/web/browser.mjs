// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium through playwright-core, on a machine without a network.

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web/package.json',
    import.meta.url));
const { chromium } = require('playwright-core');
export const AXE = require.resolve('axe-core/axe.min.js');

const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--disable-gpu', '--use-gl=angle',
    '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
    '--ignore-gpu-blocklist'];

export function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        headless: true, args: FLAGS,
    });
}

/** A page that keeps account: `page.seen` holds the URL of every request,
 * `page.faults` every error that the page met. */
export async function open(browser, url, options = {}) {
    const { init, ...rest } = options;
    const context = await browser.newContext({
        viewport: { width: 1280, height: 800 }, locale: 'en-GB',
        timezoneId: 'Europe/Amsterdam', ...rest,
    });
    const page = await context.newPage();
    page.seen = [];
    page.faults = [];
    page.on('request', (r) => page.seen.push(r.url()));
    page.on('websocket', (w) => page.seen.push(w.url()));
    page.on('pageerror', (e) => page.faults.push(String(e)));
    page.on('console', (m) => {
        if (m.type() === 'error')
            page.faults.push(m.text());
    });
    if (init)
        await page.addInitScript(init);
    await page.goto(url);
    return page;
}

/** Wait until a page-side condition holds, at most `ms`. */
export async function until(page, condition, argument, ms = 15_000) {
    await page.waitForFunction(condition, argument,
        { timeout: ms, polling: 50 });
}
