/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_maker.h"

#include <math.h>
#include <string.h>

#include "adsb.h"
#include "base/text.h"

/* Leap seconds are told in the day that they end. */
static const double day_s_max = 86401.0;
/* What of height is meant where a report has none: nothing is known. */
static const double no_height_sd_m = 10000.0;
/* Heights beyond are none (doc/contract.md). */
static const double alt_m_min = -1000.0, alt_m_max = 100000.0;
static const double speed_max_mps = 10000.0;
/* What is not told of climbing. */
static const double no_climb_sd_mps = 5.0;

const char *lw_asterix_item_of(const struct lw_asterix_maker *m, unsigned field)
{
    const struct lw_asterix_spec *spec = m->record->spec;

    return spec->item[spec->field[field].item].name;
}

/* ---- when ---- */

/* Where a category keeps its time of day, the first that is there. */
static bool time_of_day(const struct lw_asterix_record *record, double *seconds,
                        unsigned *field)
{
    static const struct {
        int category;
        unsigned fields, field[4];
    } kept[] = {
        {48, 1, {LW_I048_140}},
        {34, 1, {LW_I034_030}},
        {62, 1, {LW_I062_070}},
        {21, 4, {LW_I021_071, LW_I021_073, LW_I021_030, LW_I021_077}},
        {10, 1, {LW_I010_140}},
        {20, 1, {LW_I020_140}},
        {15, 1, {LW_I015_145}},
        {2, 1, {LW_I002_030}},
        {11, 1, {LW_I011_140}},
        {19, 1, {LW_I019_140}},
        {23, 1, {LW_I023_070}},
        {25, 1, {LW_I025_070}},
        {63, 1, {LW_I063_030}},
        {65, 1, {LW_I065_030}},
        {205, 1, {LW_I205_030}},
    };

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i].category == record->spec->category)
            for (unsigned k = 0; k < kept[i].fields; k++)
                if (lw_asterix_value_number(record, *field = kept[i].field[k],
                                            seconds))
                    return true;
    return false;
}

int64_t lw_asterix_time_of_day_ns(const struct lw_asterix_record *record)
{
    double seconds;
    unsigned field;

    return time_of_day(record, &seconds, &field) && seconds < day_s_max
               ? (int64_t)(seconds * 1e9 + 0.5)
               : -1;
}

int lw_asterix_put_time(struct lw_asterix_maker *m)
{
    double seconds;
    unsigned field;

    m->out->meas_ns = m->rx_ns;
    if (!time_of_day(m->record, &seconds, &field))
        return 1;
    if (!(seconds < day_s_max))
        return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 0,
                            "%s: %.1f s are no time of day",
                            lw_asterix_item_of(m, field), seconds);
    lw_asterix_put_time_of(m, (int64_t)(seconds * 1e9 + 0.5), LW_DAY_NS);
    return 1;
}

/* ---- who ---- */

void lw_asterix_put_address(struct lw_asterix_maker *m, unsigned field)
{
    uint64_t raw;

    if (lw_asterix_raw(m, field, &raw) && raw != 0 && raw < 0xffffff) {
        m->out->ident.icao = (uint32_t)raw;
        m->out->has |= LW_HAS_ICAO;
    }
}

void lw_asterix_put_squawk(struct lw_asterix_maker *m, unsigned field,
                           unsigned not_validated, unsigned garbled)
{
    const struct lw_asterix_window item = lw_asterix_open(m->record, field);
    char *text = m->out->ident.squawk;
    uint64_t raw;

    if (!lw_asterix_seen(m->record, &item, field, &raw) ||
        lw_asterix_shows(m, &item, not_validated) ||
        lw_asterix_shows(m, &item, garbled))
        return;
    for (int i = 0; i < 4; i++)
        text[i] = (char)('0' + (raw >> (9 - 3 * i) & 7));
    m->out->has |= LW_HAS_SQUAWK;
}

void lw_asterix_put_callsign(struct lw_asterix_maker *m, unsigned field)
{
    char text[sizeof m->out->ident.callsign];
    uint64_t raw;
    int len = 0;

    if (!lw_asterix_raw(m, field, &raw))
        return;
    for (int shift = 42; shift >= 0; shift -= 6) {
        const char c = lw_asterix_icao_char(raw >> shift & 63);
        if (c == '\0')
            return;
        text[len++] = c;
    }
    while (len > 0 && text[len - 1] == ' ')
        len--;
    if (len == 0)
        return;
    memcpy(m->out->ident.callsign, text, (size_t)len);
    m->out->ident.callsign[len] = '\0';
    m->out->has |= LW_HAS_CALLSIGN;
}

void lw_asterix_put_track(struct lw_asterix_maker *m, unsigned field)
{
    uint64_t raw;
    struct lw_text text;

    if (!lw_asterix_raw(m, field, &raw))
        return;
    lw_text_init(&text, m->out->object, sizeof m->out->object - 1);
    lw_text_int(&text, (int64_t)raw);
    m->out->has |= LW_HAS_OBJECT;
}

bool lw_asterix_put_emitter(struct lw_asterix_maker *m, unsigned field)
{
    /* as ADS-B has them: A1..A7, B1.. */
    static const uint8_t category[17] = {
        [1] = 0xa1,  [2] = 0xa2,  [3] = 0xa3,  [4] = 0xa4,  [5] = 0xa5,
        [6] = 0xa6,  [10] = 0xa7, [11] = 0xb1, [12] = 0xb2, [13] = 0xb6,
        [14] = 0xb7, [15] = 0xb4, [16] = 0xb3,
    };
    enum { VEHICLE = 20 };
    uint64_t raw;

    if (!lw_asterix_raw(m, field, &raw))
        return true;
    if (raw < sizeof category)
        lw_adsb_kinds(category[raw], m->out);
    return raw < VEHICLE;
}

/* ---- where ---- */

void lw_asterix_put_polar(struct lw_asterix_maker *m, double range_m,
                          double az_deg)
{
    m->out->type = LW_REPORT_POLAR;
    m->out->range_m = range_m;
    m->out->az_rad = lw_angle_positive(az_deg * LW_DEG);
}

int lw_asterix_put_place(struct lw_asterix_maker *m, unsigned lat, unsigned lon)
{
    double lat_deg, lon_deg;

    if (!lw_asterix_quantity(m, lat, &lat_deg) ||
        !lw_asterix_quantity(m, lon, &lon_deg))
        return 0;
    if (fabs(lat_deg) > 90.0 || fabs(lon_deg) > 180.0)
        return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 0,
                            "%s: %.6f, %.6f is no place on Earth",
                            lw_asterix_item_of(m, lat), lat_deg, lon_deg);
    m->out->type = LW_REPORT_POSITION;
    m->out->pos.lat_rad = lat_deg * LW_DEG;
    m->out->pos.lon_rad = lon_deg * LW_DEG;
    return 1;
}

void lw_asterix_put_height(struct lw_asterix_maker *m, double alt_hae_m,
                           double sd_m)
{
    /* some stations fill in what they do not know */
    if (!(alt_hae_m >= alt_m_min && alt_hae_m <= alt_m_max))
        return;
    m->out->pos.alt_hae_m = alt_hae_m;
    m->out->has |= LW_HAS_ALT;
    if (sd_m > 0.0) {
        m->out->sd.vertical_m = sd_m;
        m->out->has |= LW_HAS_SD_VERTICAL;
    }
}

bool lw_asterix_put_level(struct lw_asterix_maker *m, unsigned field,
                          unsigned not_validated, unsigned garbled)
{
    double level;

    if (!lw_asterix_quantity(m, field, &level) ||
        lw_asterix_is(m, not_validated) || lw_asterix_is(m, garbled))
        return false;
    const double alt_m = level * LW_LEVEL_M;
    lw_asterix_put_height(m, alt_m, lw_adsb_pressure_sd_m(alt_m));
    return true;
}

bool lw_asterix_is_speed(double mps)
{
    return fabs(mps) <= speed_max_mps;
}

void lw_asterix_put_velocity(struct lw_asterix_maker *m, double east_mps,
                             double north_mps, double up_mps, double sd_mps)
{
    struct lw_report *out = m->out;
    const bool climbs = isfinite(up_mps);

    if (!lw_asterix_is_speed(east_mps) || !lw_asterix_is_speed(north_mps) ||
        (climbs && !lw_asterix_is_speed(up_mps)))
        return;
    out->vel_mps[0] = east_mps;
    out->vel_mps[1] = north_mps;
    out->vel_mps[2] = climbs ? up_mps : 0.0;
    out->has |= LW_HAS_VEL;
    if (!climbs)
        sd_mps = fmax(sd_mps, no_climb_sd_mps);
    if (sd_mps > 0.0) {
        out->sd.vel_mps = sd_mps;
        out->has |= LW_HAS_SD_VEL;
    }
}

void lw_asterix_put_accuracy(struct lw_asterix_maker *m, double east_m,
                             double north_m, double covariance_m2,
                             double step_m)
{
    static const double correlation_max = 0.99;
    struct lw_report *out = m->out;
    const double e = fmax(east_m, 0.5 * step_m);
    const double n = fmax(north_m, 0.5 * step_m);
    const double most = correlation_max * e * n;
    const double c = fmin(fmax(covariance_m2, -most), most);
    const double up =
        out->has & LW_HAS_SD_VERTICAL ? out->sd.vertical_m : no_height_sd_m;

    if (out->has & LW_HAS_ALT && !(out->has & LW_HAS_SD_VERTICAL)) {
        /* the covariance would have to say what nobody knows */
        out->sd.horizontal_m = sqrt(0.5 * (e * e + n * n));
        out->has |= LW_HAS_SD_HORIZONTAL;
        return;
    }
    const double cov[9] = {e * e, c, 0.0, c, n * n, 0.0, 0.0, 0.0, up * up};
    memcpy(out->cov_m2, cov, sizeof cov);
    out->has |= LW_HAS_COV;
}
