// SPDX-License-Identifier: Apache-2.0
// The page's one state and what ties its parts together.

import type { LiveText, Scene, Sensor, Site } from './api.ts';
import { getScene, getSite } from './api.ts';
import { readAddress, writeAddress } from './address.ts';
import type { Bounds, Camera, Look } from './camera.ts';
import { lookAt } from './camera.ts';
import { SceneClock } from './clock.ts';
import { Details } from './details.ts';
import { byId, setText } from './dom.ts';
import { showExercise } from './exercise.ts';
import { duration, length, number, place } from './format.ts';
import { decodeFrame, trackId, trackNumber } from './frame.ts';
import { fillHelp } from './help.ts';
import type { Layer, Moment } from './layer.ts';
import { MARK_S, marksOf, symbolScale } from './layer.ts';
import { Link, liveUrl } from './link.ts';
import { COLUMNS, List } from './list.ts';
import type { Column } from './list.ts';
import { fromScreen, perMetre, project, toScreen, unproject } from
    './mercator.ts';
import { hasPlace, Overlay } from './overlay.ts';
import type { Shown } from './overlay.ts';
import { Picture, reckon, speedOf } from './picture.ts';
import type { Track } from './picture.ts';
import { SceneBar } from './scene_bar.ts';
import { SensorList } from './sensor_list.ts';
import { isWarningText } from './warning.ts';
import { Watch } from './watch.ts';
import type { Language } from './words.ts';
import { LANGUAGES, LANGUAGE_NAMES, keepLanguage, language, setLanguage, t }
    from './words.ts';

const PICK_PX = 16;
const OVERLAY_MS = 100; // labels follow their tracks so often
const SITE_MS = 5000;
const FAST_PX = 0.4; // nothing may move further than this between two frames
const FRAME_MS_MAX = 250;
const VECTORS_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200];
const SPEED_SAMPLE = 400; // so many tracks tell how fast all are
const VECTOR_PX = 42; // about as long as a velocity vector may be
const STALE_S = 10; // older than this is stale, and said on the label
const STALE_FRAMES = 2;
const FLY_MS = 600;
const FIT_ZOOM_MAX = 16;
const ZONE_ZOOM_MAX = 13;
const REFIT_MS = 3000;
const REFITS = 8;

const wallSeconds = () => performance.now() / 1000;

export class App {
    readonly picture = new Picture();
    readonly clock = new SceneClock();
    readonly overlay = new Overlay();
    readonly bar = new SceneBar();
    readonly watch: Watch;
    readonly list: List;
    readonly details: Details;
    readonly sensors: SensorList;
    readonly cost = { frames: 0, ms: 0 };
    readonly show = { trails: true, ellipses: true, reports: true };
    readonly shown: Shown = {
        labels: true, coverage: false, selected: null, hovered: null,
        sensor: null,
    };
    frames = 0; // from the server
    marks = 0; // reports that it has told
    private scene: Scene | null = null;
    private garbled = false; // something that was told is not known
    private counted = ''; // warnings, in signs
    private zoned = false; // has the zones of the server it is linked to
    private framed = false; // the last frame was an exercise's
    private site: Site | null = null;
    private follow = false;
    private vector = 60;
    private dirty = true;
    private drawnMs = 0;
    private overlayMs = 0;
    private marksUntil = 0;
    private placed = false; // somebody or the address chose the view
    private fits = 0;
    private fittedMs = -REFIT_MS;
    private overdueTold = false;
    private addressTimer = 0;
    private still = matchMedia('(prefers-reduced-motion: reduce)');
    private p = { x: 0, y: 0 };

    constructor(readonly camera: Camera, readonly layer: Layer) {
        camera.root.append(layer.canvas, this.overlay.canvas);
        layer.canvas.className = this.overlay.canvas.className = 'layer';
        for (const canvas of [layer.canvas, this.overlay.canvas])
            canvas.setAttribute('aria-hidden', 'true');
        this.picture.onSegment = (segment) => layer.segment(segment);
        this.picture.onReset = () => layer.reset();
        this.list = new List(this.picture, byId('grid'),
            byId<HTMLInputElement>('filter'), byId('shown'), byId('empty'), {
                select: (n) => this.select(n, true),
                hover: (n) => this.hover(n),
                sorted: () => this.keepAddress(),
            });
        this.details = new Details(byId('details'), {
            follow: () => this.setFollow(!this.follow),
            centre: () => this.centre(FLY_MS),
            close: () => this.letGo(),
            trail: (points) => {
                this.overlay.trail = points;
                this.dirty = true;
            },
            sensor: (id) => this.hoverSensor(id),
            now: () => this.now(),
        });
        this.sensors = new SensorList(byId('sensors'), {
            hover: (id) => this.hoverSensor(id),
            select: (sensor) => this.showSensor(sensor),
        });
        this.watch = this.overlay.watch = new Watch(camera, {
            now: () => this.now(),
            trackName: (id) => this.picture.labels.get(id) ?? id,
            selectTrack: (id) => {
                const found = trackNumber(id);
                if (found !== null)
                    this.select(found, true);
            },
            fit: (bounds, tracks) => this.fitWith(bounds, tracks),
            counted: (short) => {
                this.counted = short;
                this.sayTitle();
            },
            changed: () => this.touch(),
            opened: () => this.letGo(),
        });
        this.readAddress();
        this.resize();
        new ResizeObserver(() => this.resize()).observe(camera.root);
        camera.onView(() => this.viewed());
        camera.onTaken(() => {
            this.placed = true;
            this.setFollow(false);
        });
        this.pointer();
        this.translate();
        this.connect();
        requestAnimationFrame(() => this.frame());
        setInterval(() => this.second(), 1000);
        setInterval(() => void this.askSite(), SITE_MS);
        void this.askSite();
    }

    now(): number {
        return this.clock.now(performance.now());
    }

    /** Scene seconds by which all is older than the tracks themselves say. */
    overdue(): number {
        return this.clock.speed > 0
            ? this.clock.overdue(performance.now()) * this.clock.speed : 0;
    }

    private connect(): void {
        const link = new Link(liveUrl(), {
            binary: (bytes) => this.binary(bytes),
            text: (message) => this.text(message),
            state: (state) => {
                this.bar.setLink(state, this.clock.started ? this.now() : 0);
                this.zoned &&= state === 'open'; // it may be another's
                this.dirty = true;
            },
            playing: () => this.clock.speed > 0,
        });
        this.bar.setLink(link.state, 0);
    }

    private binary(bytes: ArrayBuffer): void {
        try {
            const frame = decodeFrame(bytes);
            this.clock.frame(frame.time, frame.speed, performance.now());
            this.picture.apply(frame);
            this.framed = frame.exercise;
            this.weighExercise();
        } catch (error) {
            console.error(error);
            this.bar.setFault(t('badFrame'));
            return;
        }
        this.bar.setFault(this.garbled ? t('badFrame') : '');
        this.frames++;
        this.layer.tracks(this.picture);
        if (this.shown.selected !== null &&
            !this.picture.tracks.has(this.shown.selected))
            this.setFollow(false);
        this.firstView();
        this.scaleVector();
        this.lists();
        this.dirty = true;
    }

    private text(message: string): void {
        try {
            this.take(JSON.parse(message) as LiveText);
        } catch (error) {
            console.error(error);
            this.garbled = true; // it may have been a warning
            this.bar.setFault(t('badFrame'));
        }
        this.dirty = true;
    }

    private take(said: LiveText): void {
        if (said.type === 'scene') {
            this.scene = said;
            this.bar.setScene(said);
            if (said.decisions === 'key')
                this.watch.decide.byKey();
            this.weighExercise();
        } else if (said.type === 'labels') {
            this.picture.setLabels(said.labels);
            this.overlay.refresh();
        } else if (said.type === 'reports') {
            this.layer.marks(marksOf(said.reports, wallSeconds()));
            this.marks += said.reports.length;
            for (const { sensor, lat, lon } of said.reports)
                if (Number.isFinite(lat) && Number.isFinite(lon))
                    this.overlay.moved.set(sensor, { lat, lon });
            this.marksUntil = wallSeconds() + MARK_S;
        } else if (isWarningText(said)) {
            this.watch.text(said);
            this.garbled &&= said.type !== 'warnings'; // all of it, anew
        }
    }

    /** It is one while the scene or the last frame says so. */
    private weighExercise(): void {
        const on = this.framed || this.scene?.exercise === true;
        if (on === this.overlay.exercise)
            return;
        this.overlay.exercise = on;
        this.sayExercise();
    }

    private sayExercise(): void {
        const on = this.overlay.exercise;
        showExercise(on);
        this.watch.setExercise(on);
        this.sayTitle();
        this.camera.target.setAttribute('aria-label',
            (on ? t('exercise') + '. ' : '') + t('mapHelp'));
        this.dirty = true;
    }

    /** Also where the page is one tab of many. */
    private sayTitle(): void {
        const title = [this.overlay.exercise ? t('exerciseShort') : '',
            this.counted, t('title')].filter((s) => s !== '').join(' · ');
        if (title !== document.title)
            document.title = title;
    }

    private async askSite(): Promise<void> {
        if (document.hidden)
            return;
        try {
            if (this.scene === null) {
                this.scene = await getScene();
                this.bar.setScene(this.scene);
                this.weighExercise();
            }
            const zones = !this.zoned;
            this.site = await getSite(zones);
            if (zones) {
                this.zoned = true;
                this.watch.site(this.site);
            }
        } catch {
            return; // the link says that there is no server
        }
        this.overlay.site = this.site;
        this.watch.sensors(this.site);
        this.sensors.update(this.site, this.now());
        setText(byId('count-sensors'), number(this.site.sensors.length));
        this.firstView();
        this.dirty = true;
    }

    // --- view

    private resize(): void {
        const { clientWidth: w, clientHeight: h } = this.camera.root;
        const dpr = Math.min(window.devicePixelRatio, 2);
        this.camera.resize();
        this.layer.resize(w, h, dpr);
        this.overlay.resize(w, h, dpr);
        this.dirty = true;
    }

    private viewed(): void {
        if (Math.abs(this.camera.look().zoom - this.scaledZoom) > 0.05)
            this.scaleVector();
        this.draw(true);
        clearTimeout(this.addressTimer);
        this.addressTimer = window.setTimeout(() => this.keepAddress(), 300);
    }

    private readAddress(): void {
        const { look, rest } = readAddress(location.hash);
        this.placed = look !== null;
        this.shown.selected = trackNumber(rest.track ?? '');
        byId<HTMLInputElement>('filter').value = rest.filter ?? '';
        const [column, way] = (rest.sort ?? '').split('.');
        if ((COLUMNS as readonly string[]).includes(column))
            this.list.sortBy(column as Column, way === 'down');
        if (this.shown.selected !== null) {
            this.details.show(this.shown.selected);
            this.list.setSelected(this.shown.selected);
            this.setFollow(rest.follow === '1');
        }
        const off = rest.hide ?? '';
        this.show.trails = !off.includes('t');
        this.show.ellipses = !off.includes('e');
        this.show.reports = !off.includes('b');
        this.shown.labels = !off.includes('l');
        this.shown.coverage = rest.coverage === '1';
    }

    keepAddress(): void {
        const sort = this.list.sort === 'name' && !this.list.down ? ''
            : this.list.sort + (this.list.down ? '.down' : '');
        const hash = writeAddress(this.camera.look(), {
            track: this.shown.selected === null ? ''
                : trackId(this.shown.selected),
            follow: this.follow ? '1' : '',
            sort,
            filter: byId<HTMLInputElement>('filter').value,
            hide: (this.shown.labels ? '' : 'l') +
                (this.show.trails ? '' : 't') +
                (this.show.ellipses ? '' : 'e') +
                (this.show.reports ? '' : 'b'),
            coverage: this.shown.coverage ? '1' : '',
        });
        if (hash !== location.hash)
            history.replaceState(null, '', hash);
    }

    /** What there is to see: tracks, and sensors that have a place; where
     * there is neither, zones. */
    private bounds(): Bounds | null {
        const points = [...this.picture.tracks.values()]
            .filter((track) => track.status !== 'tentative')
            .map((track) => ({ lat: track.lat, lon: track.lon }));
        // Where some sensors move, the site file's places say little.
        const moved = this.overlay.moved;
        points.push(...moved.values());
        for (const sensor of this.site?.sensors ?? [])
            if (hasPlace(sensor) && (moved.size === 0 || points.length === 0))
                points.push({ lat: sensor.lat, lon: sensor.lon });
        if (points.length === 0)
            points.push(...this.watch.zones.corners());
        const origin = this.site?.origin;
        if (points.length === 0 && origin)
            points.push(origin);
        if (points.length === 0)
            return null;
        const lats = points.map((p) => p.lat);
        const lons = points.map((p) => p.lon);
        return {
            west: Math.min(...lons), east: Math.max(...lons),
            south: Math.min(...lats), north: Math.max(...lats),
        };
    }

    fit(ms: number): void {
        const bounds = this.bounds();
        if (bounds === null)
            return;
        const { clientWidth: w, clientHeight: h } = this.camera.root;
        this.camera.go(lookAt(bounds, w, h, this.inset(), FIT_ZOOM_MAX), ms);
    }

    /** A zone and what threatens it, in view. */
    private fitWith(zone: Bounds, tracks: string[]): void {
        const bounds = { ...zone };
        for (const id of tracks) {
            const track = this.picture.tracks.get(trackNumber(id) ?? -1);
            if (track === undefined)
                continue;
            bounds.west = Math.min(bounds.west, track.lon);
            bounds.east = Math.max(bounds.east, track.lon);
            bounds.south = Math.min(bounds.south, track.lat);
            bounds.north = Math.max(bounds.north, track.lat);
        }
        this.placed = true;
        this.setFollow(false);
        const { clientWidth: w, clientHeight: h } = this.camera.root;
        this.camera.go(lookAt(bounds, w, h, this.inset(), ZONE_ZOOM_MAX),
            this.fly());
    }

    /** What the panels cover of the map's sides, and a margin. */
    private inset(): Parameters<typeof lookAt>[3] {
        const wide = this.camera.root.clientWidth > 720;
        const folded = document.body.classList.contains('folded');
        const panel = byId('panel');
        const details = Math.max(byId('details').offsetWidth,
            byId('zone').offsetWidth); // 0: hidden
        return {
            left: 60 + (wide ? details : 0),
            right: 70 + (wide && !folded ? panel.offsetWidth : 0),
            top: 60,
            bottom: 60 + (wide || folded ? 0 : panel.offsetHeight),
        };
    }

    /** The first views show what there is, until somebody moves the map. */
    private firstView(): void {
        const wall = performance.now();
        if (this.placed || (this.site === null && this.fits === 0) ||
            this.fits > REFITS || wall < this.fittedMs + REFIT_MS)
            return;
        const bounds = this.bounds();
        if (bounds === null || (this.fits > 0 && this.holds(bounds)))
            return;
        this.fit(this.fits === 0 ? 0 : this.fly());
        this.fittedMs = wall;
        if (this.picture.tracks.size > 0)
            this.fits++;
    }

    /** Whether all of it is in view, and not far too small in it. */
    private holds(b: Bounds): boolean {
        const view = this.camera.view();
        const room = byId('panel').getBoundingClientRect().left;
        const at = [[b.north, b.west], [b.south, b.east]].map(([lat, lon]) => {
            const p = project(lat, lon);
            return toScreen(view, p.x, p.y, { x: 0, y: 0 });
        });
        return at.every((p) => p.x > 0 && p.y > 0 && p.y < view.height &&
            p.x < (room > 100 ? room : view.width));
    }

    private fly(): number {
        return this.still.matches ? 0 : FLY_MS;
    }

    turnTo(look: Partial<Look>): void {
        this.placed = true;
        this.camera.go(look, this.fly() / 2);
    }

    home(): void {
        this.setFollow(false);
        this.fit(this.fly());
    }

    // --- choosing

    private pointer(): void {
        const target = this.camera.target;
        let down: { x: number; y: number } | null = null;
        target.addEventListener('pointerdown', (e) => {
            down = { x: e.clientX, y: e.clientY };
        });
        target.addEventListener('pointermove', (e) => {
            const at = this.local(e);
            const track = this.pick(at.x, at.y);
            this.hover(track);
            const view = this.camera.view();
            this.watch.point(track === null && e.buttons === 0
                ? this.watch.at(view, at.x, at.y) : null, at.x, at.y);
            const m = fromScreen(view, at.x, at.y);
            const p = unproject(m.x, m.y);
            setText(byId('cursor'), place(p.lat, p.lon));
        });
        target.addEventListener('pointerleave', () => {
            this.hover(null);
            this.watch.point(null, 0, 0);
            setText(byId('cursor'), '');
        });
        target.addEventListener('click', (e) => {
            if (down === null ||
                Math.hypot(e.clientX - down.x, e.clientY - down.y) > 5)
                return;
            const at = this.local(e);
            const number = this.pick(at.x, at.y);
            if (number !== null) {
                this.select(number, false);
                return;
            }
            this.letGo();
            this.watch.open(this.watch.at(this.camera.view(), at.x, at.y),
                false);
        });
        target.addEventListener('wheel', () => {
            this.placed = true;
        }, { passive: true });
    }

    private local(e: MouseEvent): { x: number; y: number } {
        const box = this.camera.root.getBoundingClientRect();
        return { x: e.clientX - box.left, y: e.clientY - box.top };
    }

    pick(x: number, y: number): number | null {
        const view = this.camera.view();
        const now = this.now();
        let best: number | null = null;
        let least = PICK_PX;
        for (const track of this.picture.tracks.values()) {
            reckon(track, now, this.p);
            toScreen(view, this.p.x, this.p.y, this.p);
            const d = Math.hypot(this.p.x - x, this.p.y - y);
            if (d < least) {
                least = d;
                best = track.number;
            }
        }
        return best;
    }

    private hover(number: number | null): void {
        if (number === this.shown.hovered)
            return;
        this.shown.hovered = number;
        this.camera.target.style.cursor = number === null ? '' : 'pointer';
        this.overlay.refresh();
        this.dirty = true;
    }

    private hoverSensor(id: string | null): void {
        this.shown.sensor = id;
        this.dirty = true;
    }

    private showSensor(sensor: Sensor): void {
        const at = this.overlay.moved.get(sensor.id) ??
            (hasPlace(sensor) ? sensor : undefined);
        if (at === undefined)
            return;
        this.shown.sensor = sensor.id;
        this.setFollow(false);
        this.turnTo({ lat: at.lat, lon: at.lon });
    }

    select(number: number, byKeys: boolean): void {
        if (number !== this.shown.selected) {
            this.overlay.trail = [];
            this.setFollow(false);
        }
        this.watch.open(null, false);
        this.shown.selected = number;
        this.details.show(number);
        this.list.setSelected(number);
        if (byKeys) {
            this.bringIntoView(number);
            this.details.focus();
        }
        this.overlay.refresh();
        this.keepAddress();
        this.dirty = true;
    }

    private bringIntoView(number: number): void {
        const track = this.picture.tracks.get(number);
        if (track === undefined)
            return;
        const view = this.camera.view();
        reckon(track, this.now(), this.p);
        toScreen(view, this.p.x, this.p.y, this.p);
        const { left, right, top, bottom } = this.inset();
        if (this.p.x < left - 30 || this.p.x > view.width - right + 30 ||
            this.p.y < top - 30 || this.p.y > view.height - bottom + 30)
            this.centre(FLY_MS);
    }

    /** Nothing is selected any more, neither track nor zone. */
    release(): void {
        this.letGo();
        this.watch.open(null, false);
    }

    private letGo(): void {
        if (this.shown.selected === null)
            return;
        const inDetails = byId('details').contains(document.activeElement);
        this.shown.selected = null;
        this.overlay.trail = [];
        this.setFollow(false);
        this.details.show(null);
        this.list.setSelected(null);
        if (inDetails)
            this.list.focus();
        this.overlay.refresh();
        this.keepAddress();
        this.dirty = true;
    }

    private selected(): Track | undefined {
        return this.picture.tracks.get(this.shown.selected ?? -1);
    }

    setFollow(on: boolean): void {
        this.follow = on;
        this.details?.setFollow(on);
        this.dirty = true;
    }

    toggleFollow(): void {
        this.setFollow(!this.follow && this.selected() !== undefined);
    }

    private centre(ms: number): void {
        const track = this.selected();
        if (track === undefined)
            return;
        this.placed = true;
        reckon(track, this.now(), this.p);
        const at = unproject(this.p.x, this.p.y);
        this.camera.go(at, this.still.matches ? 0 : ms);
    }

    // --- drawing

    touch(): void {
        this.overlay.refresh();
        this.keepAddress();
        this.dirty = true;
    }

    private frame(): void {
        requestAnimationFrame(() => this.frame());
        const wall = performance.now();
        const moving = this.picture.tracks.size > 0 && this.clock.speed > 0 &&
            wall - this.drawnMs >= this.frameMs();
        const fading = wallSeconds() < this.marksUntil + 0.2 &&
            wall - this.drawnMs >= 50;
        if (this.follow && (this.dirty || moving) && this.selected()) {
            this.centre(0);
            return; // the camera draws
        }
        if (this.dirty || moving || fading)
            this.draw(this.dirty);
    }

    /** How long a picture may stand before something in it would visibly
     * jump: where all is slow on screen, fewer frames are drawn. */
    private frameMs(): number {
        if (this.still.matches)
            return 1000;
        return Math.min(FRAME_MS_MAX, 1000 * FAST_PX / this.pxPerSecond);
    }

    private pxPerSecond = 1;
    private scaledZoom = 0;

    moment(): Moment {
        // Frames come once a wall second, so at 20 times the speed every
        // track is up to 20 s old: that is usual, not stale.
        const overdue = this.overdue();
        const usual = STALE_S + STALE_FRAMES * this.clock.speed;
        return {
            view: this.camera.view(), now: this.now(), wall: wallSeconds(),
            overdue, stale: overdue - usual, vector: this.vector,
            symbol: symbolScale(this.overlay.inView), show: this.show,
        };
    }

    drawMoving(): void {
        this.draw(false);
    }

    private draw(all: boolean): void {
        const begin = performance.now();
        const moment = this.moment();
        this.layer.draw(moment);
        if (all || begin - this.overlayMs >= OVERLAY_MS) {
            this.overlayMs = begin;
            this.overlay.draw(this.picture, moment, begin, this.shown);
        }
        this.drawnMs = begin;
        this.dirty = false;
        this.cost.frames++;
        this.cost.ms += performance.now() - begin;
    }

    /** The vector reaches as far ahead as suits the speeds and the zoom. */
    private scaleVector(): void {
        const view = this.camera.view();
        this.scaledZoom = this.camera.look().zoom;
        const step = Math.ceil(this.picture.tracks.size / SPEED_SAMPLE);
        const speeds = [...this.picture.tracks.values()]
            .filter((_, i) => i % step === 0).map(speedOf)
            .sort((a, b) => a - b);
        const typical = speeds[Math.floor(speeds.length * 0.7)] ?? 0;
        const fastest = speeds[Math.floor(speeds.length * 0.99)] ?? 0;
        const lat = this.camera.look().lat;
        const px = perMetre(lat) * view.scale;
        this.pxPerSecond = fastest * px * this.clock.speed;
        const most = VECTOR_PX / Math.max(typical * px, 1e-9);
        if (typical > 0)
            this.vector = [...VECTORS_S].reverse().find((s) => s <= most) ??
                VECTORS_S[0];
        setText(byId('vector'), t('vectorLegend',
            { time: duration(this.vector) }));
        this.drawScale(px);
    }

    private drawScale(pxPerMetre: number): void {
        let best = 1;
        for (let ten = 1; ten < 1e8; ten *= 10)
            for (const lead of [1, 2, 5])
                if (lead * ten * pxPerMetre <= 120)
                    best = lead * ten;
        const ruler = byId('ruler');
        (ruler.children[0] as HTMLElement).style.width =
            `${Math.round(best * pxPerMetre)}px`;
        setText(ruler.children[1], length(best).replace(/[,.]0(?=\D)/, ''));
        byId('north').style.setProperty('--turn',
            `${-this.camera.look().bearing}deg`);
    }

    private lists(): void {
        setText(byId('count-tracks'), number(this.picture.tracks.size));
        this.list.update(this.now(), this.overdue());
    }

    private second(): void {
        this.bar.tick(this.clock.started ? this.now() : 0);
        const overdue = this.overdue() > 0;
        if (overdue || this.overdueTold) {
            this.lists();
            this.dirty = true;
        }
        this.overdueTold = overdue;
        if (this.site !== null)
            this.sensors.update(this.site, this.now());
        if (this.still.matches || this.watch.warnings.alive.size > 0)
            this.dirty = true; // countdowns go on
        this.watch.words();
    }

    // --- words

    speak(to: Language): void {
        setLanguage(to);
        keepLanguage();
        this.translate();
    }

    private translate(): void {
        document.documentElement.lang = language();
        for (const element of document.querySelectorAll('[data-t]'))
            setText(element, t(element.getAttribute('data-t') as 'tracks'));
        const select = byId<HTMLSelectElement>('language');
        if (select.options.length === 0)
            select.append(...LANGUAGES.map((l) =>
                new Option(LANGUAGE_NAMES[l], l)));
        select.value = language();
        const name = (id: string, text: string) => {
            byId(id).setAttribute('aria-label', text);
            byId(id).title = text;
        };
        name('zoom-in', t('zoomIn'));
        name('zoom-out', t('zoomOut'));
        name('home', t('home'));
        name('north', t('north'));
        name('help-button', t('help'));
        this.nameFold();
        byId('tools').setAttribute('aria-label', t('map'));
        byId('tabs').setAttribute('aria-label', t('lists'));
        this.watch.words();
        this.sayExercise();
        this.list.translate();
        this.sensors.translate();
        this.details.translate();
        this.bar.show();
        if (this.site !== null)
            this.sensors.update(this.site, this.now());
        this.scaleVector();
        fillHelp();
        this.touch();
    }

    nameFold(): void {
        const folded = document.body.classList.contains('folded');
        const fold = byId('fold');
        const text = folded ? t('showPanel') : t('hidePanel');
        fold.setAttribute('aria-label', text);
        fold.setAttribute('aria-expanded', String(!folded));
        fold.title = text;
    }
}
