// SPDX-License-Identifier: Apache-2.0
// The camera on maplibre-gl, with a style of our own and no tiles, glyphs or
// sprites to fetch.

import { Map as LibreMap, setWorkerUrl } from 'maplibre-gl';
import type { GeoJSONSource, LayerSpecification, StyleSpecification }
    from 'maplibre-gl';

import type { World } from './base_map.ts';
import { graticule, PAINT } from './base_map.ts';
import type { Camera, Look } from './camera.ts';
import { viewOf, ZOOM_MAX, ZOOM_MIN } from './camera.ts';
import type { View } from './mercator.ts';
import { hatch, ZONE } from './zone_paint.ts';

const EMPTY: GeoJSON.FeatureCollection =
    { type: 'FeatureCollection', features: [] };
// Simplification and tile depth of the world: 50 m data needs no more.
const WORLD_ZOOM_MAX = 8;

type Filter = NonNullable<(LayerSpecification &
    { type: 'line' })['filter']>;

/** Zones over the land: how each stands is said by colour and by line. */
function zoneLayers(): LayerSpecification[] {
    const told: Filter = ['get', 'told'];
    const line = (id: string, filter: Filter, colour: string, px: number,
        dashes?: readonly number[]): LayerSpecification => ({
        id, type: 'line', source: 'marked', filter,
        layout: { 'line-join': 'round' },
        paint: {
            'line-color': colour, 'line-width': px,
            ...(dashes ? { 'line-dasharray': dashes.map((d) => d / px) } : {}),
        },
    });
    const level = (name: 'notice' | 'warning'): LayerSpecification[] => {
        const { colour, fill, px } = ZONE[name];
        const is: Filter = ['==', ['get', 'level'], name];
        return [
            {
                id: `fill-${name}`, type: 'fill', source: 'marked',
                filter: ['all', is, told],
                paint: { 'fill-color': colour, 'fill-opacity': fill },
            },
            line(`casing-${name}`, is, ZONE.casing.colour,
                px + ZONE.casing.px),
            line(`told-${name}`, ['all', is, told], colour, px),
            line(`proposed-${name}`, ['all', is, ['!', told]], colour, px,
                ZONE.proposed.dashes),
        ];
    };
    return [
        {
            id: 'zones', type: 'line', source: 'zones',
            paint: { 'line-color': ZONE.clear.colour,
                'line-width': ZONE.clear.px },
        },
        {
            id: 'hatched', type: 'fill', source: 'marked',
            filter: ['get', 'hatched'], paint: { 'fill-pattern': 'hatch' },
        },
        line('never', ['get', 'never'], ZONE.never.colour, ZONE.never.px,
            ZONE.never.dashes),
        line('uncovered', ['get', 'hatched'], ZONE.uncovered.colour,
            ZONE.uncovered.px, ZONE.uncovered.dashes),
        ...level('notice'), ...level('warning'),
    ];
}

function style(): StyleSpecification {
    return {
        version: 8,
        sources: {
            land: { type: 'geojson', data: EMPTY, maxzoom: WORLD_ZOOM_MAX },
            lines: { type: 'geojson', data: EMPTY, maxzoom: WORLD_ZOOM_MAX },
            graticule: { type: 'geojson', data: EMPTY, tolerance: 0 },
            zones: { type: 'geojson', data: EMPTY },
            marked: { type: 'geojson', data: EMPTY },
        },
        layers: [
            {
                id: 'sea', type: 'background',
                paint: { 'background-color': PAINT.sea },
            },
            {
                id: 'land', type: 'fill', source: 'land',
                paint: { 'fill-color': PAINT.land },
            },
            {
                id: 'graticule', type: 'line', source: 'graticule',
                paint: { 'line-color': PAINT.graticule, 'line-width': 1 },
            },
            {
                id: 'borders', type: 'line', source: 'lines',
                filter: ['==', ['get', 'kind'], 'border'],
                paint: {
                    'line-color': PAINT.border, 'line-width': 1.4,
                    'line-dasharray': [4, 2],
                },
            },
            {
                id: 'coast', type: 'line', source: 'lines',
                filter: ['==', ['get', 'kind'], 'coast'],
                paint: { 'line-color': PAINT.coast, 'line-width': 1 },
            },
            ...zoneLayers(),
        ],
    };
}

export class LibreCamera implements Camera {
    readonly root: HTMLElement;
    readonly target: HTMLElement;
    private map: LibreMap;
    private viewers: (() => void)[] = [];
    private ready: Promise<void>;

    constructor(root: HTMLElement, look: Look, label: string) {
        setWorkerUrl(new URL('worker.js', document.baseURI).href);
        this.root = root;
        this.map = new LibreMap({
            container: root,
            style: style(),
            center: [look.lon, look.lat],
            zoom: look.zoom,
            bearing: look.bearing,
            minZoom: ZOOM_MIN,
            maxZoom: ZOOM_MAX,
            maxPitch: 0,
            pitchWithRotate: false,
            attributionControl: false,
            renderWorldCopies: true,
            fadeDuration: 0,
            canvasContextAttributes: { antialias: true },
            locale: { 'Map.Title': label },
        });
        this.map.touchPitch.disable();
        this.target = this.map.getCanvas();
        this.map.on('render', () => this.viewers.forEach((f) => f()));
        this.map.on('moveend', () => this.drawGraticule());
        this.ready = new Promise((resolve) => {
            this.map.once('load', () => {
                this.drawGraticule();
                this.map.addImage('hatch', hatch());
                resolve();
            });
        });
    }

    async world(world: World): Promise<void> {
        await this.ready;
        const line = (kind: string, geometry: GeoJSON.Geometry):
            GeoJSON.Feature =>
            ({ type: 'Feature', properties: { kind }, geometry });
        this.source('land').setData(world.land);
        this.source('lines').setData({
            type: 'FeatureCollection',
            features: [line('coast', world.coast),
                line('border', world.borders)],
        });
    }

    zones(all: GeoJSON.Feature[]): void {
        this.put('zones', all);
    }

    marked(zones: GeoJSON.Feature[]): void {
        this.put('marked', zones);
    }

    private put(id: string, features: GeoJSON.Feature[]): void {
        void this.ready.then(() => this.source(id).setData(
            { type: 'FeatureCollection', features }));
    }

    private source(id: string): GeoJSONSource {
        return this.map.getSource(id) as GeoJSONSource;
    }

    private drawGraticule(): void {
        const source = this.map.getSource('graticule');
        if (source !== undefined)
            (source as GeoJSONSource).setData(graticule(this.view()));
    }

    view(): View {
        return viewOf(this.look(), this.root.clientWidth,
            this.root.clientHeight);
    }

    look(): Look {
        const at = this.map.getCenter();
        return {
            lat: at.lat, lon: at.lng, zoom: this.map.getZoom(),
            bearing: this.map.getBearing(),
        };
    }

    onView(callback: () => void): void {
        this.viewers.push(callback);
    }

    onTaken(callback: () => void): void {
        for (const type of ['dragstart', 'rotatestart'] as const)
            this.map.on(type, callback);
    }

    go(look: Partial<Look>, ms: number): void {
        const now = this.look();
        const to = { ...now, ...look };
        this.map.easeTo({
            center: [to.lon, to.lat], zoom: to.zoom, bearing: to.bearing,
            duration: ms, animate: ms > 0, essential: true,
        });
    }

    resize(): void {
        this.map.resize();
    }
}
