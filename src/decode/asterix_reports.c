/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_reports.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adsb.h"
#include "base/geodesy.h"

static const double nm_m = 1852.0, ft_m = 0.3048, minute_s = 60.0;
static const int64_t second_ns = 1000000000, day_ns = 86400 * second_ns;

struct maker {
    const struct lw_asterix_record *record;
    int64_t rx_ns;
    struct lw_report *out;
    struct lw_fault *fault;
};

static bool is_set(const struct maker *m, const char *path)
{
    uint64_t raw;

    return lw_asterix_get(m->record, path, &raw) && raw != 0;
}

static bool number(const struct maker *m, const char *path, double *value)
{
    return lw_asterix_get_number(m->record, path, value);
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
        const char *item[5];
    } kept[] = {
        {21, {"071", "073", "030", "077"}},
        {48, {"140"}},
    };
    double seconds;

    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        for (const char *const *item = kept[i].item;
             kept[i].category == record->spec->category && *item != NULL;
             item++)
            if (lw_asterix_get_number(record, *item, &seconds))
                return llround(seconds * 1e9);
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

static void put_address(struct maker *m, const char *path)
{
    uint64_t raw;

    if (lw_asterix_get(m->record, path, &raw) && raw != 0 && raw < 0xffffff) {
        m->out->ident.icao = (uint32_t)raw;
        m->out->has |= LW_HAS_ICAO;
    }
}

static void put_squawk(struct maker *m)
{
    uint64_t raw;
    const char *path = "070/MODE3A";

    if (!lw_asterix_get(m->record, path, &raw)) {
        path = "070";
        if (!lw_asterix_get(m->record, path, &raw))
            return;
    }
    /* not validated, garbled */
    if (is_set(m, "070/V") || is_set(m, "070/G") || raw > 07777)
        return;
    (void)snprintf(m->out->ident.squawk, sizeof m->out->ident.squawk, "%04o",
                   (unsigned)raw);
    m->out->has |= LW_HAS_SQUAWK;
}

/* Eight characters of six bits. */
static void put_callsign(struct maker *m, const char *path)
{
    char *text = m->out->ident.callsign;
    uint64_t raw;
    int len = 0;

    if (!lw_asterix_get(m->record, path, &raw))
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

static void put_track(struct maker *m, const char *path)
{
    uint64_t raw;

    if (!lw_asterix_get(m->record, path, &raw))
        return;
    (void)snprintf(m->out->object, sizeof m->out->object, "%u", (unsigned)raw);
    m->out->has |= LW_HAS_OBJECT;
}

/* ---- plots of radars ---- */

static int put_polar(struct maker *m, double doppler_mps, bool has_doppler)
{
    struct lw_report *out = m->out;
    double rho_nm, theta_deg;

    if (!number(m, "040/RHO", &rho_nm) || !number(m, "040/THETA", &theta_deg))
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
    if ((lw_asterix_get(m->record, "020/TYP", &type) && type == 0) ||
        is_set(m, "020/SIM") || is_set(m, "020/RAB") || is_set(m, "020/TST"))
        return 0;
    const bool moves =
        !is_set(m, "120/CAL/D") && number(m, "120/CAL/CAL", &doppler);
    int got = put_polar(m, doppler, moves);
    if (got > 0)
        got = find_time(m);
    if (got <= 0)
        return got;
    put_address(m, "220");
    put_squawk(m);
    put_callsign(m, "240");
    put_track(m, "161/TRN");
    return 1;
}

/* EUROCONTROL-SPEC-0149-2a (001). Its time has 16 bits: it comes round every
 * 512 s. */
static int report_001(struct maker *m)
{
    static const int64_t round_ns = 512 * second_ns;
    double seconds, doppler_nmps = 0.0;
    uint64_t type;

    if ((lw_asterix_get(m->record, "020/SSRPSR", &type) && type == 0) ||
        is_set(m, "020/SIM") || is_set(m, "020/RAB") || is_set(m, "020/TST"))
        return 0;
    const bool moves = number(m, "120", &doppler_nmps);
    const int got = put_polar(m, doppler_nmps * nm_m, moves);
    if (got <= 0)
        return got;
    if (!number(m, "141", &seconds))
        m->out->meas_ns = m->rx_ns; /* many radars leave it out */
    else
        set_time(m, llround(seconds * 1e9), round_ns);
    put_squawk(m);
    put_track(m, "161");
    return 1;
}

/* ---- positions that aircraft send ---- */

static int put_place(struct maker *m)
{
    static const char *const ways[][2] = {{"131/LAT", "131/LON"},
                                          {"130/LAT", "130/LON"}};
    double lat_deg, lon_deg;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (number(m, ways[i][0], &lat_deg) &&
            number(m, ways[i][1], &lon_deg)) {
            if (fabs(lat_deg) > 90.0 || fabs(lon_deg) > 180.0)
                return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 0,
                                    "%.3s: no place on Earth", ways[i][0]);
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

    if (number(m, "140", &height_ft)) {
        out->pos.alt_hae_m = height_ft * ft_m;
        out->sd.vertical_m = 30.0;
    } else if (number(m, "145", &level)) {
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

    if (!number(m, "160/GS", &speed_nmps) || !number(m, "160/TA", &track_deg) ||
        is_set(m, "160/RE"))
        return;
    const double speed = speed_nmps * nm_m;
    out->vel_mps[0] = speed * sin(track_deg * LW_DEG);
    out->vel_mps[1] = speed * cos(track_deg * LW_DEG);
    if ((number(m, "157/GVR", &climb_fpm) && !is_set(m, "157/RE")) ||
        (number(m, "155/BVR", &climb_fpm) && !is_set(m, "155/RE")))
        out->vel_mps[2] = climb_fpm * ft_m / minute_s;
    out->has |= LW_HAS_VEL;
}

static void put_accuracy(struct maker *m)
{
    uint64_t nacp;

    if (!lw_asterix_get(m->record, "090/NACP", &nacp))
        return;
    m->out->sd.horizontal_m = lw_adsb_sd_m(lw_adsb_radius_m((int)nacp));
    if (m->out->sd.horizontal_m > 0.0)
        m->out->has |= LW_HAS_SD_HORIZONTAL;
}

/* EUROCONTROL-SPEC-0149-12 (021), editions 0.23 to 2.7 */
static int report_021(struct maker *m)
{
    int got;

    if (is_set(m, "040/SIM") || is_set(m, "040/TST"))
        return 0;
    got = put_place(m);
    if (got > 0)
        got = find_time(m);
    if (got <= 0)
        return got;
    put_height(m);
    put_velocity(m);
    put_accuracy(m);
    put_address(m, "080");
    put_squawk(m);
    put_callsign(m, "170");
    put_track(m, "161/TRNUM");
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
