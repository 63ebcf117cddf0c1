// SPDX-License-Identifier: Apache-2.0
// Made-up zones and warnings for the stand-in.

const M_PER_DEG = 111_320;

/** A ring of `points` around a place, a little uneven. */
function ring(lat, lon, metres, points) {
    const out = Array.from({ length: points }, (_, i) => {
        const a = 2 * Math.PI * i / points;
        const r = metres * (1 + 0.15 * Math.sin(3 * a + lat * 40));
        return [lon + r * Math.sin(a) /
            (M_PER_DEG * Math.cos(lat * Math.PI / 180)),
        lat + r * Math.cos(a) / M_PER_DEG];
    });
    return [...out, out[0]];
}

export function zone(id, name, kind, lat, lon, metres, points = 24, warn) {
    return { type: 'Feature', properties: { id, kind, name, warn },
        geometry: { type: 'MultiPolygon',
            coordinates: [[ring(lat, lon, metres, points)]] } };
}

/** A grid of `count` zones that touch each other. */
export function manyZones(count, centre, spread, points = 50) {
    const side = Math.ceil(Math.sqrt(count));
    const step = spread / side;
    return Array.from({ length: count }, (_, i) => {
        const lat = centre.lat + (Math.floor(i / side) - side / 2) * step;
        const lon = centre.lon + (i % side - side / 2) * step * 1.5;
        return zone(`z${i}`, { en: `Zone ${i}` }, 'district', lat, lon,
            step * M_PER_DEG / 2, points);
    });
}

const warn = { minutes: 10, probability: 0.5,
    notice: { minutes: 20, probability: 0.2 }, clear_after: 300,
    mode: 'automatic', confirm: 60, unconfirmed: 'send',
    kinds: ['multirotor', 'fixed-wing', 'piston', 'jet', 'unknown'],
    cooperative: false };

/** Some zones of a region, of every kind. */
export const REGION = [
    zone('hospital-oost', { en: 'East hospital', nl: 'Ziekenhuis Oost',
        uk: 'Східна лікарня' }, 'hospital', 52.36, 4.96, 900, 24, warn),
    zone('substation-zuid', { en: 'South substation',
        nl: 'Onderstation Zuid', uk: 'Підстанція «Південь»' }, 'substation',
    52.27, 4.86, 700, 24, { ...warn, mode: 'propose', confirm: 90 }),
    zone('gas-haven', { en: 'Harbour gas works', nl: 'Gasstation Haven',
        uk: 'Газова станція «Гавань»' }, 'gas', 52.41, 4.79, 800, 24, warn),
    zone('airport', { en: 'Airport', nl: 'Luchthaven', uk: 'Аеропорт' },
        'airport', 52.31, 4.76, 3000, 48, warn),
    zone('school-west', { en: 'West school', nl: 'School West',
        uk: 'Західна школа' }, 'school', 52.35, 4.82, 400, 24, warn),
    zone('water', { en: 'Water works', nl: 'Waterbedrijf',
        uk: 'Водоканал' }, 'water', 52.30, 4.99, 1000, 24, warn),
    zone('district-noord', { en: 'North district', nl: 'District Noord',
        uk: 'Північний район' }, 'district', 52.43, 4.93, 4200, 60, warn),
];

export const REASON = {
    track: 'A0007', chance: 0.83, kind: 'piston', kind_chance: 0.82,
    existence: 0.98, distance: 12400, bearing: 41, speed: 47, course: 224,
    sources: ['radar-1', 'post-2'],
};

/** A warning as the server tells it, with what differs from the usual. */
export function warning(id, zone, t, change = {}) {
    const level = change.level ?? 'warning';
    const arrival = change.arrival ??
        { earliest: t + 190, likely: t + 262, latest: t + 410 };
    return { type: level, t, warning: id, zone, state: 'active',
        status: 'actual', level, revision: 1, raised: t, expires: t + 600,
        arrival, probability: 0.83, tracks: ['A0007'],
        reasons: [{ ...REASON, arrival }], ...change };
}

/** The region in trouble: something of everything. */
export function trouble(t) {
    const later = (s) => ({ earliest: t + s * 0.8, likely: t + s,
        latest: t + s * 1.4 });
    return {
        warnings: [
            warning('W0003', 'hospital-oost', t),
            warning('W0005', 'substation-zuid', t, { state: 'proposed',
                confirm: t + 74, probability: 0.61, arrival: later(520) }),
            warning('W0004', 'district-noord', t, { level: 'notice',
                probability: 0.37, arrival: later(1260) }),
        ],
        zones: [
            { zone: 'hospital-oost', cover: 'covered' },
            { zone: 'gas-haven', cover: 'not-covered', since: t - 400 },
            { zone: 'school-west', cover: 'never-covered' },
        ],
        channels: [{ id: 'sirens', state: 'dead', since: t - 95,
            carries: 'actual', reason: 'no route to host' }],
    };
}
