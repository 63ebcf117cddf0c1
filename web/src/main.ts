// SPDX-License-Identifier: Apache-2.0
// Starts the page: language, camera and layer, then keys and buttons.

import { readAddress } from './address.ts';
import { App } from './app.ts';
import { loadWorld } from './base_map.ts';
import type { Look } from './camera.ts';
import { CanvasCamera } from './camera_canvas.ts';
import { LibreCamera } from './camera_maplibre.ts';
import { byId } from './dom.ts';
import { CanvasLayer } from './layer_canvas.ts';
import { WebglLayer } from './layer_webgl.ts';
import { toScreen, unproject } from './mercator.ts';
import { reckon } from './picture.ts';
import type { Language } from './words.ts';
import { startLanguage, t } from './words.ts';

const EUROPE: Look = { lat: 50, lon: 12, zoom: 3.6, bearing: 0 };

function start(): App {
    const query = new URLSearchParams(location.search);
    startLanguage();
    const look = readAddress(location.hash).look ?? EUROPE;
    const layer = query.get('renderer') === 'canvas'
        ? null : WebglLayer.create();
    const root = byId('map');
    const camera = layer === null
        ? new CanvasCamera(root, look, t('mapHelp'))
        : new LibreCamera(root, look, t('mapHelp'));
    void loadWorld().then((world) => camera.world(world))
        .catch((error: unknown) => console.error(error));
    return new App(camera, layer ?? new CanvasLayer());
}

function tabs(): void {
    const pairs = [['tab-warnings', 'warnings'], ['tab-tracks', 'list'],
        ['tab-sensors', 'sensors']];
    const open = (which: number, focus: boolean) => pairs.forEach(
        ([tab, panel], i) => {
            const on = i === which;
            byId(tab).setAttribute('aria-selected', String(on));
            byId(tab).tabIndex = on ? 0 : -1;
            byId(panel).hidden = !on;
            if (on && focus)
                byId(tab).focus();
        });
    pairs.forEach(([tab], i) => {
        byId(tab).addEventListener('click', () => open(i, false));
        byId(tab).addEventListener('keydown', (e) => {
            const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key] ?? 0;
            if (by !== 0)
                open((i + by + pairs.length) % pairs.length, true);
        });
    });
}

function buttons(app: App): void {
    const on = (id: string, what: () => void) =>
        byId(id).addEventListener('click', what);
    on('zoom-in', () => app.turnTo({ zoom: app.camera.look().zoom + 1 }));
    on('zoom-out', () => app.turnTo({ zoom: app.camera.look().zoom - 1 }));
    on('home', () => app.home());
    on('north', () => app.turnTo({ bearing: 0 }));
    on('help-button', () => byId<HTMLDialogElement>('help').showModal());
    on('fold', () => {
        document.body.classList.toggle('folded');
        app.nameFold();
    });
    const select = byId<HTMLSelectElement>('language');
    select.addEventListener('change', () =>
        app.speak(select.value as Language));
}

function keys(app: App): void {
    const does: Record<string, () => void> = {
        '?': () => byId<HTMLDialogElement>('help').showModal(),
        ' ': () => app.bar.toggle(),
        '[': () => app.bar.step(-1),
        ']': () => app.bar.step(1),
        h: () => app.home(),
        f: () => app.toggleFollow(),
        n: () => app.turnTo({ bearing: 0 }),
        l: () => { app.shown.labels = !app.shown.labels; },
        t: () => { app.show.trails = !app.show.trails; },
        e: () => { app.show.ellipses = !app.show.ellipses; },
        b: () => { app.show.reports = !app.show.reports; },
        c: () => { app.shown.coverage = !app.shown.coverage; },
        '/': () => {
            document.body.classList.remove('folded');
            byId('tab-tracks').click();
            byId('filter').focus();
        },
        w: () => app.watch.front(true),
        Escape: () => app.release(),
    };
    addEventListener('keydown', (e) => {
        const target = e.target as Element;
        if (e.ctrlKey || e.metaKey || e.altKey ||
            byId<HTMLDialogElement>('help').open || app.watch.decide.open)
            return;
        if (target.matches('input, select') && e.key !== 'Escape')
            return;
        if (e.key === ' ' && target.matches('button'))
            return;
        const does_ = does[e.key];
        if (does_ === undefined)
            return;
        e.preventDefault();
        does_();
        app.touch();
    });
}

const app = start();
tabs();
buttons(app);
keys(app);

// For the tests, and for the curious at the console.
const hook = {
    renderer: app.layer.name,
    frames: () => app.frames,
    cost: () => ({ ...app.cost }),
    look: () => app.camera.look(),
    now: () => app.now(),
    /** The tracks as this page has them. */
    tracks: () => [...app.picture.tracks.values()].map((track) => ({
        id: track.id, lat: track.lat, lon: track.lon, status: track.status,
        kind: track.kind, time: track.time,
    })),
    listed: () => app.list.ids(),
    /** Where each track is by now: those well on screen, or all. */
    screen: (all = false) => {
        const view = app.camera.view();
        const now = app.now();
        return [...app.picture.tracks.values()].map((track) => {
            const at = { x: 0, y: 0 };
            reckon(track, now, at);
            toScreen(view, at.x, at.y, at);
            return { id: track.id, ...at };
        }).filter(({ x, y }) => all || (x > 20 && y > 20 &&
            x < view.width - 20 && y < view.height - 20));
    },
    /** Where each track is by now, in degrees. */
    places: () => {
        const now = app.now();
        return [...app.picture.tracks.values()].map((track) => {
            const at = reckon(track, now, { x: 0, y: 0 });
            return { id: track.id, ...unproject(at.x, at.y) };
        });
    },
    /** The zones that are more than clear, and where their labels point. */
    zones: () => [...app.watch.zones.looks].map(([id, look]) => {
        const zone = app.watch.zones.get(id);
        const view = app.camera.view();
        const at = zone && app.watch.zones.anchor(zone, view);
        return { id, ...look,
            at: at ? toScreen(view, at.x, at.y, { x: 0, y: 0 }) : null };
    }),
    /** The zone at a point of the map, CSS pixels. */
    zoneAt: (x: number, y: number) =>
        app.watch.at(app.camera.view(), x, y)?.id ?? null,
    /** What the warning in focus is drawn with. */
    focus: () => {
        const lines = app.watch.lines();
        return lines === null ? null : { 
            tracks: lines.reasons.map((r) => r.track),
            zone: app.watch.focus?.warning.zone };
    },
    played: () => app.watch.sound.played,
    marks: () => app.marks, // reports drawn so far
    /** The strongest pixel that the layer has really drawn at each point. */
    alphaAt: (points: { x: number; y: number }[]) =>
        app.layer.alphaAt(app.moment(), points),
    /** Ask for the moving layer to be drawn now: for the bench. */
    redraw: () => app.drawMoving(),
};
export type Hook = typeof hook;
(window as unknown as { luchtwacht: Hook }).luchtwacht = hook;
