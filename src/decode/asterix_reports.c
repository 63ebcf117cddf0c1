/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_reports.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adsb.h"
#include "base/geodesy.h"
#include "base/text.h"

static const double nm_m = 1852.0, ft_m = 0.3048, minute_s = 60.0;
static const int64_t second_ns = 1000000000, day_ns = 86400 * second_ns;

struct maker {
    const struct lw_asterix_record *record;
    int64_t rx_ns;
    struct lw_report *out;
    struct lw_fault *fault;
};

static bool raw_of(const struct maker *m, unsigned field, uint64_t *raw)
{
    return lw_asterix_value(m->record, field, raw);
}

static bool is_set(const struct maker *m, unsigned field)
{
    uint64_t raw;

    return raw_of(m, field, &raw) && raw != 0;
}

static bool number(const struct maker *m, unsigned field, double *value)
{
    return lw_asterix_value_number(m->record, field, value);
}

/* The moment nearest to when it came at which it was so late in the day, or in
 * another period: 0 of it said nothing. */
static void set_time(struct maker *m, int64_t since_ns, int64_t period_ns)
{
    int64_t off = (since_ns - m->rx_ns) % period_ns;

    if (off > period_ns / 2)
        off -= period_ns;
    if (off < -period_ns / 2)
        off += period_ns;
    m->out->meas_ns = m->rx_ns + off;
}

/* Where a category keeps its time of day, the first that is there. */
int64_t lw_asterix_time_of_day_ns(const struct lw_asterix_record *record)
{
    static const struct {
        int category;
        unsigned fields, field[4];
    } kept[] = {
        {21, 4, {LW_I021_071, LW_I021_073, LW_I021_030, LW_I021_077}},
        {48, 1, {LW_I048_140}},
    };
    double seconds;

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (kept[i].category == record->spec->category)
            for (unsigned k = 0; k < kept[i].fields; k++)
                if (lw_asterix_value_number(record, kept[i].field[k], &seconds))
                    return (int64_t)(seconds * 1e9 + 0.5);
    return -1;
}

static int find_time(struct maker *m)
{
    const int64_t of_day_ns = lw_asterix_time_of_day_ns(m->record);

    if (of_day_ns < 0)
        return lw_fault_set(m->fault, LW_ERR_MISSING, 0, 0,
                            "%s: the time is not there",
                            m->record->spec->category == 48 ? "140" : "071");
    set_time(m, of_day_ns, day_ns);
    return 1;
}

/* ---- who ---- */

static void put_address(struct maker *m, unsigned field)
{
    uint64_t raw;

    if (raw_of(m, field, &raw) && raw != 0 && raw < 0xffffff) {
        m->out->ident.icao = (uint32_t)raw;
        m->out->has |= LW_HAS_ICAO;
    }
}

/* Mode 3/A, unless it is marked as not validated or garbled. */
static void put_squawk(struct maker *m, unsigned field, unsigned not_validated,
                       unsigned garbled)
{
    char *text = m->out->ident.squawk;
    uint64_t raw;

    if (!raw_of(m, field, &raw) || is_set(m, not_validated) ||
        is_set(m, garbled))
        return;
    for (int i = 0; i < 4; i++)
        text[i] = (char)('0' + (raw >> (9 - 3 * i) & 7));
    m->out->has |= LW_HAS_SQUAWK;
}

/* Eight characters of six bits. */
static void put_callsign(struct maker *m, unsigned field)
{
    char *text = m->out->ident.callsign;
    uint64_t raw;
    int len = 0;

    if (!raw_of(m, field, &raw))
        return;
    for (int shift = 42; shift >= 0; shift -= 6) {
        const char c = lw_asterix_icao_char(raw >> shift & 63);
        if (c == '\0')
            return; /* no name */
        text[len++] = c;
    }
    while (len > 0 && text[len - 1] == ' ')
        len--;
    text[len] = '\0';
    if (len > 0)
        m->out->has |= LW_HAS_CALLSIGN;
}

static void put_track(struct maker *m, unsigned field)
{
    uint64_t raw;
    struct lw_text text;

    if (!raw_of(m, field, &raw))
        return;
    lw_text_init(&text, m->out->object, sizeof m->out->object - 1);
    lw_text_int(&text, (int64_t)raw);
    m->out->has |= LW_HAS_OBJECT;
}

/* ---- plots of radars ---- */

static int put_polar(struct maker *m, unsigned rho, unsigned theta,
                     double doppler_mps, bool has_doppler)
{
    struct lw_report *out = m->out;
    double rho_nm, theta_deg;

    if (!number(m, rho, &rho_nm) || !number(m, theta, &theta_deg))
        return 0; /* a track on its way without a plot */
    out->type = LW_REPORT_POLAR;
    out->range_m = rho_nm * nm_m;
    out->az_rad = lw_angle_positive(theta_deg * LW_DEG);
    if (has_doppler) {
        out->range_rate_mps = doppler_mps;
        out->has |= LW_HAS_RANGE_RATE;
    }
    return 1;
}

/* EUROCONTROL-SPEC-0149-4 (048) */
static int report_048(struct maker *m)
{
    double doppler = 0.0;
    uint64_t type;

    /* what was not detected is where a track is thought to be; field monitors,
     * simulated and test targets are none */
    if ((raw_of(m, LW_I048_020_TYP, &type) && type == 0) ||
        is_set(m, LW_I048_020_SIM) || is_set(m, LW_I048_020_RAB) ||
        is_set(m, LW_I048_020_TST))
        return 0;
    const bool moves = !is_set(m, LW_I048_120_CAL_D) &&
                       number(m, LW_I048_120_CAL_CAL, &doppler);
    int got = put_polar(m, LW_I048_040_RHO, LW_I048_040_THETA, doppler, moves);
    if (got > 0)
        got = find_time(m);
    if (got <= 0)
        return got;
    put_address(m, LW_I048_220);
    put_squawk(m, LW_I048_070_MODE3A, LW_I048_070_V, LW_I048_070_G);
    put_callsign(m, LW_I048_240);
    put_track(m, LW_I048_161_TRN);
    return 1;
}

/* EUROCONTROL-SPEC-0149-2a (001). Its time has 16 bits: it comes round every
 * 512 s. */
static int report_001(struct maker *m)
{
    static const int64_t round_ns = 512 * second_ns;
    double seconds, doppler_nmps = 0.0;
    uint64_t type;

    if ((raw_of(m, LW_I001_020_SSRPSR, &type) && type == 0) ||
        is_set(m, LW_I001_020_SIM) || is_set(m, LW_I001_020_RAB) ||
        is_set(m, LW_I001_020_TST))
        return 0;
    const bool moves = number(m, LW_I001_120, &doppler_nmps);
    const int got = put_polar(m, LW_I001_040_RHO, LW_I001_040_THETA,
                              doppler_nmps * nm_m, moves);
    if (got <= 0)
        return got;
    if (!number(m, LW_I001_141, &seconds))
        m->out->meas_ns = m->rx_ns; /* many radars leave it out */
    else
        set_time(m, llround(seconds * 1e9), round_ns);
    put_squawk(m, LW_I001_070_MODE3A, LW_I001_070_V, LW_I001_070_G);
    put_track(m, LW_I001_161);
    return 1;
}

/* ---- positions that aircraft send ---- */

static int put_place(struct maker *m)
{
    static const unsigned ways[][2] = {{LW_I021_131_LAT, LW_I021_131_LON},
                                       {LW_I021_130_LAT, LW_I021_130_LON}};
    double lat_deg, lon_deg;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (number(m, ways[i][0], &lat_deg) &&
            number(m, ways[i][1], &lon_deg)) {
            if (fabs(lat_deg) > 90.0 || fabs(lon_deg) > 180.0)
                return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 0,
                                    "%s: no place on Earth",
                                    i == 0 ? "131" : "130");
            m->out->type = LW_REPORT_POSITION;
            m->out->pos.lat_rad = lat_deg * LW_DEG;
            m->out->pos.lon_rad = lon_deg * LW_DEG;
            return 1;
        }
    return 0;
}

static void put_height(struct maker *m)
{
    struct lw_report *out = m->out;
    double height_ft, level;

    if (number(m, LW_I021_140, &height_ft)) {
        out->pos.alt_hae_m = height_ft * ft_m;
        out->sd.vertical_m = 30.0;
    } else if (number(m, LW_I021_145, &level)) {
        out->pos.alt_hae_m = level * 100.0 * ft_m;
        out->sd.vertical_m = lw_adsb_pressure_sd_m(out->pos.alt_hae_m);
    } else {
        return;
    }
    out->has |= LW_HAS_ALT | LW_HAS_SD_VERTICAL;
}

static void put_velocity(struct maker *m)
{
    struct lw_report *out = m->out;
    double speed_nmps, track_deg, climb_fpm;

    if (!number(m, LW_I021_160_GS, &speed_nmps) ||
        !number(m, LW_I021_160_TA, &track_deg) || is_set(m, LW_I021_160_RE))
        return;
    const double speed = speed_nmps * nm_m;
    out->vel_mps[0] = speed * sin(track_deg * LW_DEG);
    out->vel_mps[1] = speed * cos(track_deg * LW_DEG);
    if ((number(m, LW_I021_157_GVR, &climb_fpm) &&
         !is_set(m, LW_I021_157_RE)) ||
        (number(m, LW_I021_155_BVR, &climb_fpm) && !is_set(m, LW_I021_155_RE)))
        out->vel_mps[2] = climb_fpm * ft_m / minute_s;
    out->has |= LW_HAS_VEL;
}

static void put_accuracy(struct maker *m)
{
    uint64_t nacp;

    if (!raw_of(m, LW_I021_090_NACP, &nacp))
        return;
    m->out->sd.horizontal_m = lw_adsb_sd_m(lw_adsb_radius_m((int)nacp));
    if (m->out->sd.horizontal_m > 0.0)
        m->out->has |= LW_HAS_SD_HORIZONTAL;
}

/* EUROCONTROL-SPEC-0149-12 (021), editions 0.23 to 2.7 */
static int report_021(struct maker *m)
{
    int got;

    if (is_set(m, LW_I021_040_SIM) || is_set(m, LW_I021_040_TST))
        return 0;
    got = put_place(m);
    if (got > 0)
        got = find_time(m);
    if (got <= 0)
        return got;
    put_height(m);
    put_velocity(m);
    put_accuracy(m);
    put_address(m, LW_I021_080);
    put_squawk(m, LW_I021_070_MODE3A, LW_I021_070_V, LW_I021_070_G);
    put_callsign(m, LW_I021_170);
    put_track(m, LW_I021_161_TRNUM);
    return 1;
}

int lw_asterix_report(const struct lw_asterix_record *record,
                      const char *sensor, int64_t rx_ns, struct lw_report *out,
                      struct lw_fault *fault)
{
    struct maker m = {record, rx_ns, out, fault};

    memset(out, 0, sizeof *out);
    out->rx_ns = rx_ns;
    out->has = LW_HAS_RX;
    (void)snprintf(out->sensor, sizeof out->sensor, "%s", sensor);
    switch (record->spec->category) {
    case 1:
        return report_001(&m);
    case 21:
        return report_021(&m);
    case 48:
        return report_048(&m);
    default:
        return 0;
    }
}
