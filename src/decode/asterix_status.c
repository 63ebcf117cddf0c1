/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_status.c - looks and heartbeats: north markers and sector crossings
 * of radars (002, 034), status of stations (010, 019, 023, 025) and of centres
 * (063, 065).
 *
 * A plot of a sector may come after the crossing of its end: a radar takes its
 * time. So a look is of the sector that the antenna left a quarter of a turn
 * ago, and is for the moment of the crossing (doc/formats/asterix.md).
 *
 * Source  EUROCONTROL-SPEC-0149-2b (034), -2a (002), -7 (010), -14 (019), -16
 *         (023), -25 (025), -10 (063), -15 (065)
 */
#include "asterix_maker.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A look is of what was passed so long ago, of a turn. */
static const double lag_rad = 0.5 * LW_PI;
/* Crossings that are further apart are not of neighbouring sectors. */
static const double sector_max_rad = LW_PI / 3.0 + 0.01;
static const int64_t sector_max_ns = 6 * (int64_t)1000000000;
static const int64_t turn_max_ns = 31 * (int64_t)1000000000;
/* What a whole turn lacks, so that it ends elsewhere than it begins. */
static const double turn_gap_rad = 0.1 * LW_DEG;

static int heartbeat(struct lw_asterix_maker *m, enum lw_heartbeat state)
{
    m->out->type = LW_REPORT_HEARTBEAT;
    m->out->state = state;
    return lw_asterix_put_time(m);
}

static enum lw_heartbeat worse(enum lw_heartbeat a, enum lw_heartbeat b)
{
    return a > b ? a : b;
}

/* The same report again, to become another one. */
static void begin_next(struct lw_asterix_maker *m, int got)
{
    m->out[got] = m->out[0];
}

/* ---- radars ---- */

static bool looks_count(const struct lw_asterix_source *s)
{
    return s->looks == LW_ASTERIX_LOOKS_ALWAYS ||
           (s->looks == LW_ASTERIX_LOOKS_ECHOES && s->primary);
}

static void look(struct lw_report *out, double from_rad, double to_rad)
{
    out->type = LW_REPORT_LOOK;
    out->az_rad = lw_angle_positive(from_rad - lag_rad);
    out->az_to_rad = lw_angle_positive(to_rad - lag_rad);
    out->has |= LW_HAS_SECTOR;
}

/* The antenna crosses an azimuth: whether *out is a look now. `most`: how far
 * it may have turned since the last crossing. */
static bool cross(struct lw_asterix_maker *m, struct lw_report *out,
                  double at_rad, double most_rad, int64_t most_ns)
{
    struct lw_asterix_source *s = m->source;
    const int64_t since_ns = out->meas_ns - s->crossed_ns;
    double turned_rad = lw_angle_positive(at_rad - s->crossed_rad);

    if (turned_rad < turn_gap_rad)
        turned_rad += 2.0 * LW_PI - turn_gap_rad;
    const bool follows = s->crossed && since_ns > 0 && since_ns < most_ns &&
                         turned_rad < most_rad;
    s->crossed = true;
    s->crossed_rad = at_rad;
    s->crossed_ns = out->meas_ns;
    if (!follows || !looks_count(s))
        return false;
    look(out, at_rad - turned_rad, at_rad);
    return true;
}

/* North markers are heartbeats; and the ends of turns where nothing tells of
 * sectors. */
static int radar(struct lw_asterix_maker *m, unsigned type_field,
                 unsigned sector_field)
{
    enum { NORTH = 1, SECTOR = 2 };
    uint64_t type = 0;
    double az_deg;
    bool looked;
    int got = 0;

    (void)lw_asterix_raw(m, type_field, &type);
    if (type != NORTH && type != SECTOR)
        return 0;
    const int err = lw_asterix_put_time(m);
    if (err < 0)
        return err;
    if (type == NORTH) {
        begin_next(m, 1);
        (void)heartbeat(m, m->source->station);
        got = 1;
    }
    if (type == SECTOR) {
        if (!lw_asterix_quantity(m, sector_field, &az_deg))
            return 0;
        if (!m->source->sectors)
            m->source->crossed = false;
        m->source->sectors = true;
        looked = cross(m, &m->out[got], az_deg * LW_DEG, sector_max_rad,
                       sector_max_ns);
    } else {
        looked = !m->source->sectors &&
                 cross(m, &m->out[got], 0.0, 2.0 * LW_PI, turn_max_ns);
    }
    return got + looked;
}

static int status_034(struct lw_asterix_maker *m)
{
    static const unsigned strained[] = {
        LW_I034_050_COM_OVLRDP, LW_I034_050_COM_OVLXMT, LW_I034_050_COM_TSV};
    uint64_t inhibited;

    if (lw_asterix_raw(m, LW_I034_050_COM_NOGO, &inhibited)) {
        enum lw_heartbeat state = LW_HEARTBEAT_OK;
        for (size_t i = 0; i < sizeof strained / sizeof *strained; i++)
            if (lw_asterix_is(m, strained[i]))
                state = LW_HEARTBEAT_DEGRADED;
        m->source->station = inhibited ? LW_HEARTBEAT_DOWN : state;
    }
    return radar(m, LW_I034_000, LW_I034_020);
}

/* ---- stations ---- */

/* 010 and 019: operational, degraded, no go, not defined. */
static int station(struct lw_asterix_maker *m, unsigned release,
                   unsigned overload, unsigned time_source)
{
    enum { DEGRADED = 1, NOT_DEFINED = 3 };
    uint64_t code;

    if (!lw_asterix_raw(m, release, &code) || code >= NOT_DEFINED)
        return 0;
    enum lw_heartbeat state = code == 0          ? LW_HEARTBEAT_OK
                              : code == DEGRADED ? LW_HEARTBEAT_DEGRADED
                                                 : LW_HEARTBEAT_DOWN;
    if (lw_asterix_is(m, overload) || lw_asterix_is(m, time_source))
        state = worse(state, LW_HEARTBEAT_DEGRADED);
    return heartbeat(m, state);
}

/* Where the plane of a multilateration system touches the Earth; its height is
 * above sea level, and how far that is above the ellipsoid is told apart. */
static void take_reference(struct lw_asterix_maker *m)
{
    struct lw_asterix_source *s = m->source;
    double height_m = 0.0, undulation_m = 0.0;

    if (lw_asterix_put_place(m, LW_I019_600_LAT, LW_I019_600_LON) <= 0)
        return;
    (void)lw_asterix_quantity(m, LW_I019_610, &height_m);
    (void)lw_asterix_quantity(m, LW_I019_620, &undulation_m);
    s->reference = m->out->pos;
    s->reference.alt_hae_m = height_m + undulation_m;
    m->out->pos = (struct lw_geodetic){0};
    s->has_reference = true;
}

static int status_023(struct lw_asterix_maker *m)
{
    enum { STATION = 1, SERVICE = 2 };
    /* of its services: ADS-B three ways, multilateration; bits are types */
    enum { SURVEILLANCE = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 9 };
    enum { UNKNOWN, FAILED, DISABLED, DEGRADED, NORMAL, STARTING };
    struct lw_asterix_source *s = m->source;
    uint64_t type = 0, service = 0, code;

    (void)lw_asterix_raw(m, LW_I023_000, &type);
    if (type == STATION && lw_asterix_raw(m, LW_I023_100_NOGO, &code)) {
        s->station = code ? LW_HEARTBEAT_DOWN : LW_HEARTBEAT_OK;
        if (lw_asterix_is(m, LW_I023_100_ODP) ||
            lw_asterix_is(m, LW_I023_100_OXT) ||
            lw_asterix_is(m, LW_I023_100_TSV) ||
            lw_asterix_is(m, LW_I023_100_SPO))
            s->station = worse(s->station, LW_HEARTBEAT_DEGRADED);
        return heartbeat(m, worse(s->station, s->service));
    }
    (void)lw_asterix_raw(m, LW_I023_015_STYP, &service);
    if (type != SERVICE || !(SURVEILLANCE >> service & 1) ||
        !lw_asterix_raw(m, LW_I023_110_STAT, &code) || code == UNKNOWN ||
        code > STARTING)
        return 0;
    s->service = code == NORMAL     ? LW_HEARTBEAT_OK
                 : code == DEGRADED ? LW_HEARTBEAT_DEGRADED
                                    : LW_HEARTBEAT_DOWN;
    return heartbeat(m, worse(s->station, s->service));
}

static int status_025(struct lw_asterix_maker *m)
{
    enum { FAILED = 1, DEGRADED = 2 };
    static const unsigned parts[] = {LW_I025_100_SSTAT, LW_I025_100_SYSTAT,
                                     LW_I025_100_SESTAT};
    enum lw_heartbeat state = LW_HEARTBEAT_OK;
    uint64_t code;

    if (!lw_asterix_raw(m, LW_I025_100_NOGO, &code))
        return 0;
    if (code != 0 || lw_asterix_is(m, LW_I025_100_OPS))
        state = LW_HEARTBEAT_DOWN;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!lw_asterix_raw(m, parts[i], &code))
            continue;
        if (code == FAILED)
            state = LW_HEARTBEAT_DOWN;
        else if (code == DEGRADED)
            state = worse(state, LW_HEARTBEAT_DEGRADED);
    }
    return heartbeat(m, state);
}

/* ---- centres ---- */

/* What a centre says of a sensor of its own: of one that is listed as such
 * (what it calls by a name may be reaching us, and not it), or where sensors go
 * by what they are called. */
static int status_063(struct lw_asterix_maker *m)
{
    enum { DEGRADED = 1, STARTING, NOT_CONNECTED };
    char name[sizeof "255/255"];
    uint64_t sac, sic, code;

    if (!lw_asterix_raw(m, LW_I063_050_SAC, &sac) ||
        !lw_asterix_raw(m, LW_I063_050_SIC, &sic) ||
        !lw_asterix_raw(m, LW_I063_060_CON, &code) || code == NOT_CONNECTED)
        return 0;
    (void)snprintf(name, sizeof name, "%u/%u", (unsigned)sac & 255,
                   (unsigned)sic & 255);
    const char *id = lw_pair_value(m->config->source, m->config->sources, name);
    if (id == NULL && m->config->sensor[0] != '\0')
        return 0;
    (void)snprintf(m->out->sensor, sizeof m->out->sensor, "%s",
                   id != NULL ? id : name);
    enum lw_heartbeat state = code == 0          ? LW_HEARTBEAT_OK
                              : code == DEGRADED ? LW_HEARTBEAT_DEGRADED
                                                 : LW_HEARTBEAT_DOWN;
    if (lw_asterix_is(m, LW_I063_060_OPS))
        state = LW_HEARTBEAT_DOWN;
    else if (lw_asterix_is(m, LW_I063_060_ODP) ||
             lw_asterix_is(m, LW_I063_060_OXT) ||
             lw_asterix_is(m, LW_I063_060_TSV))
        state = worse(state, LW_HEARTBEAT_DEGRADED);
    return heartbeat(m, state);
}

static int status_065(struct lw_asterix_maker *m)
{
    enum { STATUS = 1 };
    uint64_t type = 0;

    return lw_asterix_raw(m, LW_I065_000, &type) && type == STATUS
               ? station(m, LW_I065_040_NOGO, LW_I065_040_OVL, LW_I065_040_TSV)
               : 0;
}

int lw_asterix_status(struct lw_asterix_maker *m)
{
    switch (m->record->spec->category) {
    case 2:
        return radar(m, LW_I002_000, LW_I002_020);
    case 10:
        return station(m, LW_I010_550_NOGO, LW_I010_550_OVL, LW_I010_550_TSV);
    case 19:
        take_reference(m);
        return station(m, LW_I019_550_NOGO, LW_I019_550_OVL, LW_I019_550_TSV);
    case 23:
        return status_023(m);
    case 25:
        return status_025(m);
    case 63:
        return status_063(m);
    case 65:
        return status_065(m);
    default:
        return status_034(m);
    }
}
