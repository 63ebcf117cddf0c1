/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_positions.c - places on the Earth: what aircraft send of themselves
 * (021), what a centre made of what its sensors noticed (062; 011 of an
 * airport), where a radio direction finder hears a transmitter (205).
 *
 * A track that coasts, one that ends, one of a simulator are no report.
 *
 * Source  EUROCONTROL-SPEC-0149-12 (021), -9 (062), -8 (011), -24 (205),
 *         editions as in data/asterix/
 */
#include "asterix_maker.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adsb.h"

static const double minute_s = 60.0;
/* What a report can hold. */
static const double level_max_db = 300.0;
/* Of the Earth's radius, for what a degree is in metres. */
static const double earth_m = 6371000.0;

/* ---- 021 ---- */

/* Editions before 1.0 count other things, and other codes. */
static bool is_old(const struct lw_asterix_maker *m)
{
    return m->record->spec->edition[0] == '0';
}

/* 95% radius where NACp is not told: by NUCp (version 0), or by NIC, within
 * which it is with still more certainty. */
static double radius_021(const struct lw_asterix_maker *m)
{
    static const double by_nuc[10] = {0,   18520, 9260, 1852, 926,
                                      463, 185,   93,   10,   3};
    static const double by_nic[12] = {0,    37040, 14816, 7408, 3704, 1852,
                                      1111, 370.4, 185.2, 75,   25,   7.5};
    uint64_t code, version = 1;

    if (lw_asterix_raw(m, LW_I021_090_PA, &code))
        return code < 10 ? by_nuc[code] : 0.0;
    if (lw_asterix_raw(m, LW_I021_090_NACP, &code) &&
        lw_adsb_radius_m((int)code) > 0.0)
        return lw_adsb_radius_m((int)code);
    if (!lw_asterix_raw(m, LW_I021_090_NUCPNIC, &code))
        return 0.0;
    (void)lw_asterix_raw(m, LW_I021_210_VN, &version);
    if (version == 0)
        return code < 10 ? by_nuc[code] : 0.0;
    return code < 12 ? by_nic[code] : 0.0;
}

static void put_height_021(struct lw_asterix_maker *m)
{
    /* 1 sigma of what is 95% in GVA; 0: more than that, or not told */
    static const double by_gva[4] = {0, 150.0 / 1.96, 45.0 / 1.96, 0};
    static const double unsaid_m = 30.0;
    uint64_t gva = 0;
    double height_ft;

    if (!lw_asterix_quantity(m, LW_I021_140, &height_ft)) {
        (void)lw_asterix_put_level(m, LW_I021_145, LW_ASTERIX_NO_FIELD,
                                   LW_ASTERIX_NO_FIELD);
        return;
    }
    const bool told = lw_asterix_raw(m, LW_I021_090_GVA, &gva);
    lw_asterix_put_height(m, height_ft * LW_FOOT_M,
                          told ? by_gva[gva & 3] : unsaid_m);
}

static void put_velocity_021(struct lw_asterix_maker *m)
{
    /* 1 sigma by NACv or NUCr, 1 and up */
    static const double by_nacv[8] = {0, 4.1, 1.3, 0.5, 0.35, 0, 0, 0};
    double speed_nmps, track_deg, climb_fpm;
    uint64_t nacv = 0;

    if (!lw_asterix_quantity(m, LW_I021_160_GS, &speed_nmps) ||
        !lw_asterix_quantity(m, LW_I021_160_TA, &track_deg) ||
        lw_asterix_is(m, LW_I021_160_RE))
        return;
    if ((!lw_asterix_quantity(m, LW_I021_157_GVR, &climb_fpm) ||
         lw_asterix_is(m, LW_I021_157_RE)) &&
        (!lw_asterix_quantity(m, LW_I021_155_BVR, &climb_fpm) ||
         lw_asterix_is(m, LW_I021_155_RE)) &&
        !lw_asterix_quantity(m, LW_I021_157, &climb_fpm) &&
        !lw_asterix_quantity(m, LW_I021_155, &climb_fpm))
        climb_fpm = (double)NAN;
    if (!lw_asterix_raw(m, LW_I021_090_NUCRNACV, &nacv))
        (void)lw_asterix_raw(m, LW_I021_095, &nacv);
    const double speed = speed_nmps * LW_NM_M;
    lw_asterix_put_velocity(
        m, speed * sin(track_deg * LW_DEG), speed * cos(track_deg * LW_DEG),
        climb_fpm * LW_FOOT_M / minute_s, by_nacv[nacv & 7]);
}

/* Whether its own station vouches for it: an aircraft, and where it says. */
static bool is_vouched_021(const struct lw_asterix_maker *m)
{
    static const unsigned against[] = {
        LW_I021_040_SIM, LW_I021_040_TST,  LW_I021_040_RAB, LW_I021_040_NOGO,
        LW_I021_040_IPC, LW_I021_040_LDPJ, LW_I021_040_CPR, LW_I021_040_RCF,
    };
    enum { SUSPECT = 1 };
    uint64_t confidence;

    for (size_t i = 0; i < sizeof against / sizeof *against; i++)
        if (lw_asterix_is(m, against[i]))
            return false;
    return !lw_asterix_raw(m, LW_I021_040_CL, &confidence) ||
           confidence != SUSPECT;
}

static int position_021(struct lw_asterix_maker *m)
{
    enum { VEHICLE = 2 };
    uint64_t address = is_old(m) ? 1 : 0;

    (void)lw_asterix_raw(m, LW_I021_040_ATP, &address);
    if (!is_vouched_021(m) || address == VEHICLE ||
        !lw_asterix_put_emitter(m, LW_I021_020))
        return 0;
    int got = lw_asterix_put_place(m, LW_I021_131_LAT, LW_I021_131_LON);
    if (got == 0)
        got = lw_asterix_put_place(m, LW_I021_130_LAT, LW_I021_130_LON);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    put_height_021(m);
    put_velocity_021(m);
    m->out->sd.horizontal_m = lw_adsb_sd_m(radius_021(m));
    if (m->out->sd.horizontal_m > 0.0)
        m->out->has |= LW_HAS_SD_HORIZONTAL;
    if (address == (is_old(m) ? 1 : 0))
        lw_asterix_put_address(m, LW_I021_080);
    lw_asterix_put_squawk(m, LW_I021_070_MODE3A, LW_I021_070_V, LW_I021_070_G);
    lw_asterix_put_callsign(m, LW_I021_170);
    lw_asterix_put_track(m, LW_I021_161_TRNUM);
    return 1;
}

/* ---- 062 and 011 ---- */

/* The same of both, where each keeps it. */
struct centre {
    unsigned lat, lon, number;
    unsigned simulated, end, coasting, source;
    unsigned height, level, qnh_level, measured_level;
    unsigned east, north, climb;
    unsigned apc[2], cov, apw[2], height_sd, velocity_sd[2], climb_sd;
    double height_sd_unit_m, climb_sd_unit_mps;
    double height_more_m; /* 1 sigma of the datum of `height` besides */
    double step_m;        /* of apc */
    unsigned squawk, not_validated, garbled;
    unsigned address, emitter, callsign[2], callsign_source;
};

#define NONE LW_ASTERIX_NO_FIELD

static const struct centre centre_062 = {
    .lat = LW_I062_105_LAT,
    .lon = LW_I062_105_LON,
    .number = LW_I062_040,
    .simulated = LW_I062_080_SIM,
    .end = LW_I062_080_TSE,
    .coasting = LW_I062_080_CST,
    .source = LW_I062_080_SRC,
    .height = LW_I062_130,
    .level = LW_I062_135_CTB,
    .measured_level = LW_I062_136,
    .east = LW_I062_185_VX,
    .north = LW_I062_185_VY,
    .climb = LW_I062_220,
    .apc = {LW_I062_500_APC_X, LW_I062_500_APC_Y},
    .cov = LW_I062_500_COV,
    .apw = {LW_I062_500_APW_LAT, LW_I062_500_APW_LON},
    .height_sd = LW_I062_500_AGA,
    .velocity_sd = {LW_I062_500_ATV_X, LW_I062_500_ATV_Y},
    .climb_sd = LW_I062_500_ARC,
    .height_sd_unit_m = LW_FOOT_M,
    .climb_sd_unit_mps = LW_FOOT_M / 60.0,
    .step_m = 0.5,
    .squawk = LW_I062_060_MODE3A,
    .not_validated = LW_I062_060_V,
    .garbled = LW_I062_060_G,
    .address = LW_I062_380_ADR,
    .emitter = LW_I062_380_EMC,
    .callsign = {LW_I062_245_CHR, LW_I062_380_ID},
    .callsign_source = LW_I062_245_STI,
};

/* Its geometric altitude is above mean sea level. */
static const struct centre centre_011 = {
    .lat = LW_I011_041_LAT,
    .lon = LW_I011_041_LON,
    .number = LW_I011_161_FTN,
    .simulated = LW_I011_170_SIM,
    .end = LW_I011_170_TSE,
    .coasting = LW_I011_170_CST,
    .source = LW_I011_170_SRC,
    .height = LW_I011_092,
    .level = LW_I011_093_CTBA,
    .measured_level = LW_I011_090,
    .east = LW_I011_202_VX,
    .north = LW_I011_202_VY,
    .climb = LW_I011_215,
    .apc = {LW_I011_500_APC_X, LW_I011_500_APC_Y},
    .cov = NONE,
    .apw = {LW_I011_500_APW_LAT, LW_I011_500_APW_LON},
    .height_sd = LW_I011_500_ATH,
    .velocity_sd = {LW_I011_500_AVC_X, LW_I011_500_AVC_Y},
    .climb_sd = LW_I011_500_ARC,
    .height_sd_unit_m = 1.0,
    .climb_sd_unit_mps = 1.0,
    .height_more_m = 50.0,
    .step_m = 0.25,
    .squawk = LW_I011_060_MOD3A,
    .not_validated = NONE,
    .garbled = NONE,
    .address = LW_I011_380_ADR,
    .emitter = LW_I011_380_ECAT,
    .callsign = {LW_I011_245_TID, NONE},
    .callsign_source = LW_I011_245_STI,
};

/* A field that a category may lack. */
static bool quantity(const struct lw_asterix_maker *m, unsigned field,
                     double *value)
{
    return field != NONE && lw_asterix_quantity(m, field, value);
}

/* Geometric where it was measured, not taken from a table; else pressure. */
static void put_height_of(struct lw_asterix_maker *m, const struct centre *c)
{
    enum { COVERAGE = 4, DEFAULT = 6 };
    uint64_t source = 0;
    double height_ft, sd;

    (void)lw_asterix_raw(m, c->source, &source);
    const bool known = quantity(m, c->height_sd, &sd);
    if (lw_asterix_quantity(m, c->height, &height_ft) &&
        (source == 0 ? known : source < COVERAGE || source > DEFAULT)) {
        lw_asterix_put_height(
            m, height_ft * LW_FOOT_M,
            known || c->height_more_m > 0.0
                ? hypot(known ? sd * c->height_sd_unit_m : 0.0,
                        c->height_more_m)
                : 0.0);
        return;
    }
    if (!lw_asterix_put_level(m, c->measured_level, NONE, NONE))
        (void)lw_asterix_put_level(m, c->level, NONE, NONE);
}

static void put_velocity_of(struct lw_asterix_maker *m, const struct centre *c)
{
    double east, north, climb_fpm, sd[2], climb_sd;

    if (!lw_asterix_quantity(m, c->east, &east) ||
        !lw_asterix_quantity(m, c->north, &north))
        return;
    const bool climbs = lw_asterix_quantity(m, c->climb, &climb_fpm);
    double sd_mps = 0.0;
    if (lw_asterix_quantity(m, c->velocity_sd[0], &sd[0]) &&
        lw_asterix_quantity(m, c->velocity_sd[1], &sd[1])) {
        sd_mps = fmax(sqrt(0.5 * (sd[0] * sd[0] + sd[1] * sd[1])), 0.125);
        if (climbs && lw_asterix_quantity(m, c->climb_sd, &climb_sd))
            sd_mps = fmax(sd_mps, climb_sd * c->climb_sd_unit_mps);
    }
    lw_asterix_put_velocity(
        m, east, north, climbs ? climb_fpm * LW_FOOT_M / minute_s : (double)NAN,
        sd_mps);
}

static void put_accuracy_of(struct lw_asterix_maker *m, const struct centre *c)
{
    double e, n, root;

    if (lw_asterix_quantity(m, c->apc[0], &e) &&
        lw_asterix_quantity(m, c->apc[1], &n)) {
        if (!quantity(m, c->cov, &root))
            root = 0.0;
        lw_asterix_put_accuracy(m, e, n, copysign(root * root, root),
                                c->step_m);
        return;
    }
    if (!lw_asterix_quantity(m, c->apw[0], &n) ||
        !lw_asterix_quantity(m, c->apw[1], &e))
        return;
    const double a_degree_m = LW_DEG * earth_m;
    lw_asterix_put_accuracy(m, e * a_degree_m * cos(m->out->pos.lat_rad),
                            n * a_degree_m, 0.0, c->step_m);
}

/* What a flight plan calls it: seven characters of ASCII. */
static void put_planned_callsign(struct lw_asterix_maker *m, unsigned field)
{
    enum { LEN = 7 };
    char text[LEN + 1] = "";
    uint64_t raw;
    int len = 0;

    if (!lw_asterix_raw(m, field, &raw))
        return;
    for (int i = 0; i < LEN; i++) {
        const char c = (char)(raw >> 8 * (LEN - 1 - i) & 0x7f);
        if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != ' ')
            return;
        text[i] = c;
        if (c != ' ')
            len = i + 1;
    }
    if (len == 0)
        return;
    memcpy(m->out->ident.callsign, text, (size_t)len);
    m->out->ident.callsign[len] = '\0';
    m->out->has |= LW_HAS_CALLSIGN;
}

static int track_of(struct lw_asterix_maker *m, const struct centre *c)
{
    enum { NO_NAME = 3 };
    uint64_t source;

    if (lw_asterix_is(m, c->simulated) || lw_asterix_is(m, c->end) ||
        lw_asterix_is(m, c->coasting) || !lw_asterix_put_emitter(m, c->emitter))
        return 0;
    int got = lw_asterix_put_place(m, c->lat, c->lon);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    put_height_of(m, c);
    put_velocity_of(m, c);
    put_accuracy_of(m, c);
    lw_asterix_put_address(m, c->address);
    lw_asterix_put_squawk(m, c->squawk, c->not_validated, c->garbled);
    if (!lw_asterix_raw(m, c->callsign_source, &source) || source != NO_NAME)
        lw_asterix_put_callsign(m, c->callsign[0]);
    if (!(m->out->has & LW_HAS_CALLSIGN) && c->callsign[1] != NONE)
        lw_asterix_put_callsign(m, c->callsign[1]);
    lw_asterix_put_track(m, c->number);
    return 1;
}

static int position_062(struct lw_asterix_maker *m)
{
    static const double doubted = 0.1;
    const int got = track_of(m, &centre_062);

    if (got <= 0)
        return got;
    if (!(m->out->has & LW_HAS_CALLSIGN))
        put_planned_callsign(m, LW_I062_390_CS);
    if (lw_asterix_is(m, LW_I062_080_PFT)) {
        m->out->confidence = doubted;
        m->out->has |= LW_HAS_CONFIDENCE;
    }
    return got;
}

static int position_011(struct lw_asterix_maker *m)
{
    enum { TARGET = 1 };
    uint64_t type = TARGET, fleet;

    /* each code of the fleet is a vehicle, 0 too */
    (void)lw_asterix_raw(m, LW_I011_000, &type);
    if (type != TARGET || lw_asterix_raw(m, LW_I011_300, &fleet))
        return 0;
    const int got = track_of(m, &centre_011);
    if (got > 0 && !(m->out->has & LW_HAS_CALLSIGN))
        put_planned_callsign(m, LW_I011_390_CSN);
    return got;
}

/* ---- 205 ---- */

/* Within which it is expected to be: as 95%. */
static void put_radius(struct lw_asterix_maker *m, unsigned field)
{
    double radius_m;

    if (!lw_asterix_quantity(m, field, &radius_m) || !(radius_m > 0.0))
        return;
    m->out->sd.horizontal_m = radius_m / 2.448;
    m->out->has |= LW_HAS_SD_HORIZONTAL;
}

/* The id of one finder of several: by "SAC/SIC/NUMBER" if that is listed. */
static void put_finder(struct lw_asterix_maker *m)
{
    char name[sizeof "255/255/255"];
    uint64_t number;

    if (!lw_asterix_raw(m, LW_I205_170, &number))
        return;
    (void)snprintf(name, sizeof name, "%u/%u/%u", m->source->sac,
                   m->source->sic, (unsigned)number & 255);
    const char *id = lw_pair_value(m->config->source, m->config->sources, name);
    if (id != NULL)
        (void)snprintf(m->out->sensor, sizeof m->out->sensor, "%s", id);
}

/* A direction, from the place that the same record gives. */
static int bearing_205(struct lw_asterix_maker *m)
{
    struct lw_report *out = m->out;
    double az_deg, el_deg, level;

    if (!lw_asterix_quantity(m, LW_I205_070, &az_deg))
        return 0;
    const int from = lw_asterix_put_place(m, LW_I205_050_LAT, LW_I205_050_LON);
    if (from < 0)
        return from;
    if (from > 0) {
        out->from = out->pos;
        out->pos = (struct lw_geodetic){0};
        out->has |= LW_HAS_FROM;
    }
    lw_asterix_put_polar(m, 0.0, az_deg);
    out->type = LW_REPORT_BEARING;
    if (lw_asterix_quantity(m, LW_I205_200, &el_deg) && fabs(el_deg) <= 90.0) {
        out->el_rad = el_deg * LW_DEG;
        out->has |= LW_HAS_EL;
    }
    if (lw_asterix_quantity(m, LW_I205_180, &level) &&
        fabs(level) <= level_max_db) {
        out->level_db = level;
        out->has |= LW_HAS_LEVEL;
    }
    put_finder(m);
    return lw_asterix_put_time(m);
}

static int position_205(struct lw_asterix_maker *m)
{
    enum { POSITION = 1, BEARING, CONFLICT, END, SENSOR };
    uint64_t type = 0;

    (void)lw_asterix_raw(m, LW_I205_000, &type);
    if (type == BEARING || type == SENSOR)
        return bearing_205(m);
    if (type != POSITION && type != CONFLICT)
        return 0;
    int got = lw_asterix_put_place(m, LW_I205_050_LAT, LW_I205_050_LON);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    struct lw_report *const first = m->out, *const second = first + 1;
    *second = *first;
    put_radius(m, LW_I205_110);
    lw_asterix_put_track(m, LW_I205_160);
    if (type == POSITION)
        return 1;
    /* two transmitters at a time */
    m->out = second;
    got = lw_asterix_put_place(m, LW_I205_130_LAT, LW_I205_130_LON);
    if (got > 0)
        put_radius(m, LW_I205_150);
    m->out = first;
    return got < 0 ? got : 1 + got;
}

int lw_asterix_position(struct lw_asterix_maker *m)
{
    switch (m->record->spec->category) {
    case 11:
        return position_011(m);
    case 21:
        return position_021(m);
    case 205:
        return position_205(m);
    default:
        return position_062(m);
    }
}
