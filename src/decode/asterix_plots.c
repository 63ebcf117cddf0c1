/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_plots.c - what one system measured: radars (001, 048), those of
 * airports (010), radars without a transponder's help (015), multilateration
 * (020).
 *
 * What was not measured is no report: where a tracker thinks that something is,
 * field monitors, simulated and test targets.
 *
 * Source  EUROCONTROL-SPEC-0149-2a (001), -4 (048), -7 (010), -14 (020), -27
 *         (015), editions as in data/asterix/
 */
#include "asterix_maker.h"

#include <math.h>

/* What is thought to be a reflection. */
static const double ghost_confidence = 0.1;

static void doubt(struct lw_asterix_maker *m, unsigned ghost)
{
    if (!lw_asterix_is(m, ghost))
        return;
    m->out->confidence = ghost_confidence;
    m->out->has |= LW_HAS_CONFIDENCE;
}

/* Range and azimuth as two fields have them: 1; 0: they are not there. */
static int put_polar(struct lw_asterix_maker *m, unsigned range,
                     double range_unit_m, unsigned azimuth)
{
    double far, az_deg;

    if (!lw_asterix_quantity(m, range, &far) ||
        !lw_asterix_quantity(m, azimuth, &az_deg))
        return 0;
    lw_asterix_put_polar(m, far * range_unit_m, az_deg);
    return 1;
}

static void put_range_rate(struct lw_asterix_maker *m, double mps)
{
    if (!lw_asterix_is_speed(mps))
        return;
    m->out->range_rate_mps = mps;
    m->out->has |= LW_HAS_RANGE_RATE;
}

/* ---- 048 ---- */

static int plot_048(struct lw_asterix_maker *m)
{
    /* of 020/TYP: those with an echo; bits are types */
    enum { PRIMARY = 1 << 1 | 1 << 3 | 1 << 6 | 1 << 7 };
    const struct lw_asterix_window what =
        lw_asterix_open(m->record, LW_I048_020_TYP);
    uint64_t type;
    double doppler;

    if (lw_asterix_seen(m->record, &what, LW_I048_020_TYP, &type)) {
        if (type == 0 || lw_asterix_shows(m, &what, LW_I048_020_SIM) ||
            lw_asterix_shows(m, &what, LW_I048_020_RAB) ||
            lw_asterix_shows(m, &what, LW_I048_020_TST))
            return 0;
        m->source->primary = m->source->primary || PRIMARY >> type & 1;
    }
    int got = put_polar(m, LW_I048_040_RHO, LW_NM_M, LW_I048_040_THETA);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    if (lw_asterix_quantity(m, LW_I048_120_CAL_CAL, &doppler) &&
        !lw_asterix_is(m, LW_I048_120_CAL_D))
        put_range_rate(m, doppler);
    lw_asterix_put_address(m, LW_I048_220);
    lw_asterix_put_squawk(m, LW_I048_070_MODE3A, LW_I048_070_V, LW_I048_070_G);
    lw_asterix_put_callsign(m, LW_I048_240);
    lw_asterix_put_track(m, LW_I048_161_TRN);
    doubt(m, LW_I048_170_GHO);
    return 1;
}

/* ---- 001: its time has 16 bits, and comes round every 512 s ---- */

static int plot_001(struct lw_asterix_maker *m)
{
    enum { PRIMARY = 1 << 1 | 1 << 3 };
    static const int64_t round_ns = 512 * (int64_t)1000000000;
    double seconds, doppler_nmps;
    uint64_t type;

    if (lw_asterix_raw(m, LW_I001_020_SSRPSR, &type)) {
        if (type == 0)
            return 0;
        m->source->primary = m->source->primary || PRIMARY >> type & 1;
    }
    if (lw_asterix_is(m, LW_I001_020_SIM) ||
        lw_asterix_is(m, LW_I001_020_RAB) || lw_asterix_is(m, LW_I001_020_TST))
        return 0;
    if (put_polar(m, LW_I001_040_RHO, LW_NM_M, LW_I001_040_THETA) == 0)
        return 0;
    m->out->meas_ns = m->rx_ns; /* many radars leave it out */
    if (lw_asterix_quantity(m, LW_I001_141, &seconds))
        lw_asterix_put_time_of(m, llround(seconds * 1e9), round_ns);
    if (lw_asterix_quantity(m, LW_I001_120, &doppler_nmps))
        put_range_rate(m, doppler_nmps * LW_NM_M);
    lw_asterix_put_squawk(m, LW_I001_070_MODE3A, LW_I001_070_V, LW_I001_070_G);
    lw_asterix_put_track(m, LW_I001_161);
    doubt(m, LW_I001_170_GHO);
    return 1;
}

/* ---- 010 ---- */

/* Where it is: on the Earth, from the radar, or in the plane of its system,
 * which is so small that slant range and distance are one. */
static int place_010(struct lw_asterix_maker *m)
{
    double x, y;
    int got = lw_asterix_put_place(m, LW_I010_041_LAT, LW_I010_041_LON);

    if (got == 0)
        got = put_polar(m, LW_I010_040_RHO, 1.0, LW_I010_040_TH);
    if (got == 0 && lw_asterix_quantity(m, LW_I010_042_X, &x) &&
        lw_asterix_quantity(m, LW_I010_042_Y, &y)) {
        lw_asterix_put_polar(m, hypot(x, y), atan2(x, y) / LW_DEG);
        got = 1;
    }
    return got;
}

static int plot_010(struct lw_asterix_maker *m)
{
    enum { PSR = 3, VEHICLE = 2, HELICOPTER = 3 };
    uint64_t type, what = 0;
    double e, n, root;

    if (lw_asterix_is(m, LW_I010_020_SIM) ||
        lw_asterix_is(m, LW_I010_020_TST) ||
        lw_asterix_is(m, LW_I010_020_RAB) ||
        lw_asterix_is(m, LW_I010_170_CST) ||
        lw_asterix_is(m, LW_I010_170_TRE) || lw_asterix_is(m, LW_I010_300))
        return 0;
    if (lw_asterix_raw(m, LW_I010_020_TOT, &what) && what == VEHICLE)
        return 0;
    if (lw_asterix_raw(m, LW_I010_020_TYP, &type) && type == PSR)
        m->source->primary = true;
    int got = place_010(m);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    if (m->out->type == LW_REPORT_POSITION) {
        if (!lw_asterix_is(m, LW_I010_020_GBS))
            (void)lw_asterix_put_level(m, LW_I010_090_FL, LW_I010_090_V,
                                       LW_I010_090_G);
        if (lw_asterix_quantity(m, LW_I010_500_DEVX, &e) &&
            lw_asterix_quantity(m, LW_I010_500_DEVY, &n)) {
            if (!lw_asterix_quantity(m, LW_I010_500_COVXY, &root))
                root = 0.0;
            lw_asterix_put_accuracy(m, e, n, copysign(root * root, root), 0.25);
        }
    }
    if (what == HELICOPTER) {
        m->out->kinds[LW_KIND_HELICOPTER] = 0.95;
        m->out->has |= LW_HAS_KINDS;
    }
    lw_asterix_put_address(m, LW_I010_220);
    lw_asterix_put_squawk(m, LW_I010_060_MODE3A, LW_I010_060_V, LW_I010_060_G);
    lw_asterix_put_callsign(m, LW_I010_245_CHR);
    lw_asterix_put_track(m, LW_I010_161_TRK);
    doubt(m, LW_I010_170_GHO);
    return 1;
}

/* ---- 015 ---- */

/* 1 sigma, if it is one that a report can hold. */
static void put_sd(struct lw_asterix_maker *m, unsigned field, double unit,
                   double most, uint32_t has, double *sd)
{
    double value;

    if (lw_asterix_quantity(m, field, &value) && value > 0.0 && value <= most) {
        *sd = value * unit;
        m->out->has |= has;
    }
}

static void position_015(struct lw_asterix_maker *m)
{
    double height_m, sd_m, e, n, correlation, east, north, up;

    if (lw_asterix_quantity(m, LW_I015_601_GH, &height_m))
        lw_asterix_put_height(
            m, height_m,
            lw_asterix_quantity(m, LW_I015_601_SDGH, &sd_m) ? sd_m : 0.0);
    if (lw_asterix_quantity(m, LW_I015_600_HPP_SDHPX, &e) &&
        lw_asterix_quantity(m, LW_I015_600_HPP_SDHPY, &n)) {
        if (!lw_asterix_quantity(m, LW_I015_600_HPP_COSDHPXY, &correlation))
            correlation = 0.0;
        lw_asterix_put_accuracy(m, e, n, correlation * e * n, 0.25);
    }
    if (!lw_asterix_quantity(m, LW_I015_602_HV_X, &east) ||
        !lw_asterix_quantity(m, LW_I015_602_HV_Y, &north))
        return;
    if (!lw_asterix_quantity(m, LW_I015_604_VV, &up))
        up = (double)NAN;
    const bool known = lw_asterix_quantity(m, LW_I015_602_SDHV_X, &e) &&
                       lw_asterix_quantity(m, LW_I015_602_SDHV_Y, &n);
    lw_asterix_put_velocity(m, east, north, up,
                            known ? sqrt(0.5 * (e * e + n * n)) : 0.0);
}

/* From one place: range, azimuth, elevation, or directions alone. What two
 * places measured together (a range that is the sum of two) is no range. */
static int aimed_015(struct lw_asterix_maker *m)
{
    struct lw_report *out = m->out;
    uint64_t stations;
    double range_m, az_deg, el_deg, mps;

    const bool mono =
        lw_asterix_raw(m, LW_I015_020_MOMU, &stations) && stations == 0;
    if (!lw_asterix_quantity(m, LW_I015_627_AZ, &az_deg))
        return 0;
    const bool ranged = mono &&
                        lw_asterix_quantity(m, LW_I015_625_R, &range_m) &&
                        range_m >= 0.0;
    lw_asterix_put_polar(m, ranged ? range_m : 0.0, az_deg);
    if (!ranged)
        out->type = LW_REPORT_BEARING;
    put_sd(m, LW_I015_627_SDASZ, LW_DEG, 360.0, LW_HAS_SD_AZ, &out->sd.az_rad);
    if (lw_asterix_quantity(m, LW_I015_628_EL, &el_deg) &&
        fabs(el_deg) <= 90.0) {
        out->el_rad = el_deg * LW_DEG;
        out->has |= LW_HAS_EL;
        put_sd(m, LW_I015_628_SDEL, LW_DEG, 180.0, LW_HAS_SD_EL,
               &out->sd.el_rad);
    }
    if (!ranged)
        return 1;
    put_sd(m, LW_I015_625_SDR, 1.0, 1e6, LW_HAS_SD_RANGE, &out->sd.range_m);
    if (lw_asterix_quantity(m, LW_I015_625_RR, &mps)) {
        put_range_rate(m, mps);
        put_sd(m, LW_I015_625_SDRR_SDRR, 1.0, 1e4, LW_HAS_SD_RANGE_RATE,
               &out->sd.range_rate_mps);
    }
    return 1;
}

static int plot_015(struct lw_asterix_maker *m)
{
    enum { TRACK_END = 5 };
    uint64_t type;

    if ((lw_asterix_raw(m, LW_I015_000_MT, &type) && type >= TRACK_END) ||
        lw_asterix_is(m, LW_I015_020_TTAX) ||
        lw_asterix_is(m, LW_I015_170_CSTP))
        return 0;
    int got = lw_asterix_put_place(m, LW_I015_600_P84_LATITUDE,
                                   LW_I015_600_P84_LONGITUDE);
    if (got > 0)
        position_015(m);
    else if (got == 0)
        got = aimed_015(m);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    lw_asterix_put_track(m, LW_I015_161);
    return 1;
}

/* ---- 020 ---- */

/* In the plane of its system: where that touches the Earth, its status (019)
 * has told, or the place is not known. */
static int cartesian_020(struct lw_asterix_maker *m)
{
    struct lw_frame frame;
    double xyz[3], feet;

    if (!m->source->has_reference ||
        !lw_asterix_quantity(m, LW_I020_042_X, &xyz[0]) ||
        !lw_asterix_quantity(m, LW_I020_042_Y, &xyz[1]))
        return 0;
    xyz[2] = lw_asterix_quantity(m, LW_I020_110, &feet) ? feet * LW_FOOT_M : 0;
    lw_frame_init(&frame, m->source->reference);
    m->out->type = LW_REPORT_POSITION;
    m->out->pos = lw_frame_to_geodetic(&frame, xyz);
    m->out->pos.alt_hae_m = 0.0;
    return 1;
}

static int plot_020(struct lw_asterix_maker *m)
{
    enum { NOT_ICAO = 1 };
    double e, n, height_ft, sd_m;
    uint64_t address = 0;

    if (lw_asterix_is(m, LW_I020_020_SIM) ||
        lw_asterix_is(m, LW_I020_020_TST) ||
        lw_asterix_is(m, LW_I020_020_RAB) ||
        lw_asterix_is(m, LW_I020_170_CST) ||
        lw_asterix_is(m, LW_I020_170_TRE) || lw_asterix_is(m, LW_I020_300))
        return 0;
    int got = lw_asterix_put_place(m, LW_I020_041_LAT, LW_I020_041_LON);
    if (got == 0)
        got = cartesian_020(m);
    if (got > 0)
        got = lw_asterix_put_time(m);
    if (got <= 0)
        return got;
    if (lw_asterix_quantity(m, LW_I020_105, &height_ft))
        lw_asterix_put_height(
            m, height_ft * LW_FOOT_M,
            lw_asterix_quantity(m, LW_I020_500_SDH, &sd_m) ? sd_m : 0.0);
    else if (!lw_asterix_is(m, LW_I020_020_GBS))
        (void)lw_asterix_put_level(m, LW_I020_090_FL, LW_I020_090_V,
                                   LW_I020_090_G);
    if (lw_asterix_quantity(m, LW_I020_500_SDP_X, &e) &&
        lw_asterix_quantity(m, LW_I020_500_SDP_Y, &n))
        lw_asterix_put_accuracy(m, e, n, 0.0, 0.25);
    (void)lw_asterix_raw(m, LW_I020_020_CF, &address);
    if (address != NOT_ICAO)
        lw_asterix_put_address(m, LW_I020_220);
    lw_asterix_put_squawk(m, LW_I020_070_MODE3A, LW_I020_070_V, LW_I020_070_G);
    lw_asterix_put_callsign(m, LW_I020_245_CHR);
    lw_asterix_put_track(m, LW_I020_161_TRN);
    doubt(m, LW_I020_170_GHO);
    return 1;
}

int lw_asterix_plot(struct lw_asterix_maker *m)
{
    switch (m->record->spec->category) {
    case 1:
        return plot_001(m);
    case 10:
        return plot_010(m);
    case 15:
        return plot_015(m);
    case 20:
        return plot_020(m);
    default:
        return plot_048(m);
    }
}
