/* SPDX-License-Identifier: Apache-2.0 */
#include "sapient_reports.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "sapient_kinds.h"

/* Errors that a report can have (luchtwacht/report.h). */
static const double sd_min = 1e-9, sd_max_m = 1e6, sd_max_mps = 1e4;
/* A node of the site that says that it stands within this of where the site
 * has it, does. */
static const double moved_m = 50;

/* One message on its way to a report. */
struct maker {
    const struct lw_sapient_nodes *nodes;
    const struct lw_sapient_node *node;
    const struct lw_sapient_settings *settings;
    struct lw_report *out;
    struct lw_fault *fault;
};

static int refuse(const struct maker *m, int err, const char *field,
                  const char *why)
{
    return lw_fault_set(m->fault, err, 0, 1, "%s: %s", field, why);
}

static void put_sd(struct lw_report *out, uint32_t has, double *to, double sd,
                   double max)
{
    if (!(sd >= sd_min && sd <= max))
        return;
    *to = sd;
    out->has |= has;
}

/* ---- settings ---- */

static int read_number(const struct lw_decode_config *config, const char *key,
                       double max, double *value, struct lw_fault *fault)
{
    const char *text = lw_decode_option(config, key);
    char *end = NULL;

    if (text == NULL)
        return 0;
    *value = strtod(text, &end);
    if (end == text || *end != '\0' || !(fabs(*value) <= max))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`%s`: expected -%g to %g, got %s", key, max, max,
                            text);
    return 1;
}

int lw_sapient_settings(const struct lw_decode_config *config,
                        struct lw_sapient_settings *settings,
                        struct lw_sapient_nodes *nodes, struct lw_fault *fault)
{
    static const char *const ids[LW_SAPIENT_IDS] = {
        "none", "callsign", "remote_id", "icao", "squawk"};
    const char *id = lw_decode_option(config, "id");
    double degrees = 0;

    *settings = (struct lw_sapient_settings){0};
    int got = read_number(config, "declination", 180, &degrees, fault);
    settings->has_declination = got > 0;
    settings->declination_rad = degrees * LW_DEG;
    if (got >= 0) {
        got = read_number(config, "geoid", 150, &nodes->geoid_m, fault);
        nodes->has_geoid = got > 0;
    }
    if (got < 0)
        return got;
    for (int i = 0; id != NULL && i < LW_SAPIENT_IDS; i++)
        if (strcmp(id, ids[i]) == 0) {
            settings->id = (enum lw_sapient_id)i;
            id = NULL;
        }
    if (id != NULL)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`id`: expected none, callsign, remote_id, "
                            "icao or squawk, got %s",
                            id);
    return lw_sapient_kinds_check(config, fault);
}

/* ---- where ---- */

static double away_m(struct lw_geodetic a, struct lw_geodetic b)
{
    double from[3], to[3];

    a.alt_hae_m = b.alt_hae_m; /* over ground */
    lw_geodetic_to_ecef(a, from);
    lw_geodetic_to_ecef(b, to);
    return hypot(hypot(from[0] - to[0], from[1] - to[1]), from[2] - to[2]);
}

/* Where the node stood, where the site does not know it better. */
static void put_from(const struct maker *m)
{
    const struct lw_site *site = m->nodes->config->site;
    const struct lw_sensor *sensor = site != NULL && m->node->index >= 0
                                         ? &site->sensor[m->node->index]
                                         : NULL;
    const bool placed = sensor != NULL && sensor->has_position;
    struct lw_geodetic from = m->node->place;

    if (!m->node->has_place || (!m->node->has_height && !placed))
        return;
    if (!m->node->has_height)
        from.alt_hae_m = sensor->position.alt_hae_m;
    if (placed && !m->node->mobile && away_m(from, sensor->position) <= moved_m)
        return;
    m->out->from = from;
    m->out->has |= LW_HAS_FROM;
}

static int put_location(const struct maker *m, const Sapient__Location *l)
{
    static const char name[] = "detection_report.location";
    struct lw_report *out = m->out;
    struct lw_sapient_place place;
    const int err =
        lw_sapient_place(m->nodes, m->node, l, name, &place, m->fault);

    if (err < 0)
        return err;
    out->type = LW_REPORT_POSITION;
    out->pos = place.geo;
    if (place.has_height)
        out->has |= LW_HAS_ALT;
    const double *sd = place.sd_m;
    const bool both = sd[0] >= sd_min && sd[1] >= sd_min;
    if (both)
        put_sd(out, LW_HAS_SD_HORIZONTAL, &out->sd.horizontal_m,
               sqrt((sd[0] * sd[0] + sd[1] * sd[1]) / 2), sd_max_m);
    if (place.has_height)
        put_sd(out, LW_HAS_SD_VERTICAL, &out->sd.vertical_m, sd[2], sd_max_m);
    /* Longer one way than the other: as a covariance. */
    if (both && place.has_height && sd[2] >= 1e-3 &&
        fmin(sd[0], sd[1]) >= 1e-3 && fmax(fmax(sd[0], sd[1]), sd[2]) <= 1e5 &&
        fabs(sd[0] - sd[1]) > 0.01 * sd[0]) {
        for (int i = 0; i < 3; i++)
            out->cov_m2[4 * i] = sd[i] * sd[i];
        out->has |= LW_HAS_COV;
        out->has &= ~(uint32_t)(LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL);
    }
    return 0;
}

/* True north, clockwise from the north that an azimuth is from. */
static int north(const struct maker *m, int datum, double *rad)
{
    static const char field[] = "detection_report.range_bearing.datum";
    const struct lw_decode_config *config = m->nodes->config;
    char key[LW_PAIR_KEY_MAX + 1];

    *rad = 0;
    if (datum == LW_SAPIENT_NORTH_TRUE)
        return 0;
    if (datum == LW_SAPIENT_NORTH_MAGNETIC) {
        if (!m->settings->has_declination)
            return refuse(m, LW_ERR_MISSING, field,
                          "magnetic north, and `declination` is not set");
        *rad = m->settings->declination_rad;
        return 0;
    }
    if (datum == LW_SAPIENT_NORTH_GRID) {
        if (!m->node->has_place)
            return refuse(m, LW_ERR_MISSING, field,
                          "grid north, of a node that has not said where it "
                          "is");
        *rad = lw_utm_convergence_rad(
            m->node->has_zone ? m->node->zone : lw_utm_zone_of(m->node->place),
            m->node->place);
        return 0;
    }
    if (datum != LW_SAPIENT_NORTH_PLATFORM)
        return refuse(m, LW_ERR_MISSING, field, "says no north");
    (void)snprintf(key, sizeof key, "heading.%s", m->node->id);
    double degrees = 0;
    int got = read_number(config, key, 360, &degrees, m->fault);
    if (got == 0)
        got = read_number(config, "heading", 360, &degrees, m->fault);
    if (got == 0)
        return refuse(m, LW_ERR_MISSING, field,
                      "the platform's heading, and `heading` is not set");
    *rad = degrees * LW_DEG;
    return got < 0 ? got : 0;
}

static double units(int system, double *metres)
{
    *metres = system == LW_SAPIENT_DEGREES_KM || system == LW_SAPIENT_RADIANS_KM
                  ? 1000
                  : 1;
    return system == LW_SAPIENT_DEGREES_M || system == LW_SAPIENT_DEGREES_KM
               ? LW_DEG
               : 1;
}

static int put_angles(const struct maker *m, const Sapient__RangeBearing *rb,
                      double angle)
{
    static const char name[] = "detection_report.range_bearing";
    struct lw_report *out = m->out;

    if (rb->has_azimuth) {
        const int err = north(m, (int)rb->datum, &out->az_rad);
        if (err < 0)
            return err;
        const double az = rb->azimuth * angle;
        if (!(fabs(az) <= 4 * LW_PI))
            return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 1,
                                "%s.azimuth: %g is no angle", name,
                                rb->azimuth);
        out->az_rad = lw_angle_positive(az + out->az_rad);
        if (rb->has_azimuth_error)
            put_sd(out, LW_HAS_SD_AZ, &out->sd.az_rad,
                   fabs(rb->azimuth_error) * angle, 2 * LW_PI);
    }
    if (rb->has_elevation) {
        out->el_rad = rb->elevation * angle;
        if (!(fabs(out->el_rad) <= LW_PI / 2))
            return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 1,
                                "%s.elevation: %g is no elevation", name,
                                rb->elevation);
        out->has |= LW_HAS_EL;
        if (rb->has_elevation_error)
            put_sd(out, LW_HAS_SD_EL, &out->sd.el_rad,
                   fabs(rb->elevation_error) * angle, LW_PI);
    }
    return 0;
}

static int put_range_bearing(const struct maker *m,
                             const Sapient__RangeBearing *rb)
{
    static const char name[] = "detection_report.range_bearing";
    struct lw_report *out = m->out;
    const int system = (int)rb->coordinate_system;
    double metres;
    const double angle = units(system, &metres);

    if (system < LW_SAPIENT_DEGREES_M || system > LW_SAPIENT_RADIANS_KM)
        return lw_fault_set(m->fault, LW_ERR_MISSING, 0, 1,
                            "%s.coordinate_system: %d says none", name, system);
    const int err = put_angles(m, rb, angle);
    if (err < 0)
        return err;
    put_from(m);
    if (!rb->has_azimuth) {
        out->type = LW_REPORT_HEARD; /* there, and who knows where */
        out->has &= ~(uint32_t)(LW_HAS_EL | LW_HAS_SD_EL);
        return 0;
    }
    out->type = rb->has_range ? LW_REPORT_POLAR : LW_REPORT_BEARING;
    if (!rb->has_range)
        return 0;
    out->range_m = rb->range * metres;
    if (!(out->range_m >= 0 && out->range_m <= 1e6))
        return lw_fault_set(m->fault, LW_ERR_RANGE, 0, 1,
                            "%s.range: expected 0 to 1000 km, got %g", name,
                            rb->range);
    if (rb->has_range_error)
        put_sd(out, LW_HAS_SD_RANGE, &out->sd.range_m,
               fabs(rb->range_error) * metres, sd_max_m);
    return 0;
}

/* ---- what ---- */

static void put_velocity(const struct maker *m, const Sapient__ENUVelocity *v)
{
    const double *unit = m->node->speed_mps;
    struct lw_report *out = m->out;
    const double vel[3] = {v->east_rate * unit[0], v->north_rate * unit[0],
                           v->has_up_rate ? v->up_rate * unit[1] : 0};

    if (unit[0] == 0 || unit[1] == 0 || out->type != LW_REPORT_POSITION)
        return;
    for (int i = 0; i < 3; i++) {
        if (!(fabs(vel[i]) <= 10000))
            return;
        out->vel_mps[i] = vel[i];
    }
    out->has |= LW_HAS_VEL;
    if (v->has_east_rate_error && v->has_north_rate_error)
        put_sd(out, LW_HAS_SD_VEL, &out->sd.vel_mps,
               hypot(v->east_rate_error, v->north_rate_error) * unit[0] /
                   sqrt(2),
               sd_max_mps);
}

/* The strongest one. */
static void put_signal(const struct maker *m, const Sapient__DetectionReport *d)
{
    const Sapient__DetectionReport__Signal *most = NULL;
    struct lw_report *out = m->out;

    for (size_t i = 0; i < d->n_signal; i++)
        if (most == NULL || d->signal[i]->amplitude > most->amplitude)
            most = d->signal[i];
    if (most == NULL ||
        (out->type != LW_REPORT_BEARING && out->type != LW_REPORT_HEARD))
        return;
    const double hz = (double)most->centre_frequency * m->node->frequency_hz;
    if (hz > 0 && hz <= 1e12) {
        out->f0_hz = hz;
        out->has |= LW_HAS_F0;
    }
    if (m->node->level_db && most->amplitude >= -300 &&
        most->amplitude <= 300) {
        out->level_db = (double)most->amplitude;
        out->has |= LW_HAS_LEVEL;
    }
}

static bool copy(char *to, size_t size, const char *from)
{
    const size_t len = strlen(from);

    if (len == 0 || len >= size)
        return false;
    memcpy(to, from, len + 1);
    return true;
}

static void put_one_identity(struct lw_report *out, enum lw_sapient_id is,
                             const char *text)
{
    char *end = NULL;

    if (is == LW_SAPIENT_ID_CALLSIGN &&
        copy(out->ident.callsign, sizeof out->ident.callsign, text))
        out->has |= LW_HAS_CALLSIGN;
    if (is == LW_SAPIENT_ID_REMOTE_ID &&
        copy(out->ident.remote_id, sizeof out->ident.remote_id, text))
        out->has |= LW_HAS_REMOTE_ID;
    if (is == LW_SAPIENT_ID_SQUAWK && strlen(text) == 4 &&
        strspn(text, "01234567") == 4 &&
        copy(out->ident.squawk, sizeof out->ident.squawk, text))
        out->has |= LW_HAS_SQUAWK;
    if (is != LW_SAPIENT_ID_ICAO || strlen(text) != 6 ||
        strspn(text, "0123456789abcdefABCDEF") != 6)
        return;
    const unsigned long icao = strtoul(text, &end, 16);
    if (icao > 0 && icao < 0xffffff) {
        out->ident.icao = (uint32_t)icao;
        out->has |= LW_HAS_ICAO;
    }
}

/* What its node says that it is called: `id` where a setting says what that
 * is, and what it says of the object under a name that says it. */
static void put_identity(const struct maker *m,
                         const Sapient__DetectionReport *d)
{
    static const char *const names[LW_SAPIENT_IDS][4] = {
        [LW_SAPIENT_ID_CALLSIGN] = {"callsign", "call sign", "flight"},
        [LW_SAPIENT_ID_REMOTE_ID] = {"remote_id", "remote id", "uas_id"},
        [LW_SAPIENT_ID_ICAO] = {"icao", "icao24", "icao_address"},
        [LW_SAPIENT_ID_SQUAWK] = {"squawk", "mode 3/a", "mode_3a"},
    };

    if (m->out->type != LW_REPORT_POSITION)
        return;
    for (size_t i = 0; i < d->n_object_info; i++)
        for (int id = LW_SAPIENT_ID_NONE + 1; id < LW_SAPIENT_IDS; id++)
            if (lw_sapient_word(d->object_info[i]->type, names[id]))
                put_one_identity(m->out, (enum lw_sapient_id)id,
                                 d->object_info[i]->value);
    if (d->id != NULL)
        put_one_identity(m->out, m->settings->id, d->id);
}

/* "lostInView" and the like: a guess of the node's, and no measurement. */
static bool is_lost(const char *state)
{
    return state != NULL &&
           (strstr(state, "lost") != NULL || strstr(state, "Lost") != NULL ||
            strstr(state, "LOST") != NULL);
}

static int put_detection(const struct maker *m,
                         const Sapient__DetectionReport *d)
{
    struct lw_report *out = m->out;

    if (is_lost(d->state))
        return 0;
    const int err = d->location_oneof_case ==
                            SAPIENT__DETECTION_REPORT__LOCATION_ONEOF_LOCATION
                        ? put_location(m, d->location)
                        : put_range_bearing(m, d->range_bearing);
    if (err < 0)
        return err;
    if (copy(out->id, sizeof out->id, d->report_id))
        out->has |= LW_HAS_ID;
    if (copy(out->object, sizeof out->object, d->object_id))
        out->has |= LW_HAS_OBJECT;
    const double chance =
        lw_sapient_chance(d->has_detection_confidence, d->detection_confidence);
    if (chance >= 0) {
        out->confidence = chance;
        out->has |= LW_HAS_CONFIDENCE;
    }
    if (lw_sapient_kinds(d, m->nodes->config, out->kinds))
        out->has |= LW_HAS_KINDS;
    if (d->velocity_oneof_case ==
        SAPIENT__DETECTION_REPORT__VELOCITY_ONEOF_ENU_VELOCITY)
        put_velocity(m, d->enu_velocity);
    put_signal(m, d);
    put_identity(m, d);
    return 1;
}

static int put_status(const struct maker *m, const Sapient__StatusReport *s)
{
    struct lw_report *out = m->out;
    const int system = (int)s->system;

    out->type = LW_REPORT_HEARTBEAT;
    if (system == LW_SAPIENT_SYSTEM_OK)
        out->state = LW_HEARTBEAT_OK;
    else if (system == LW_SAPIENT_SYSTEM_WARNING)
        out->state = LW_HEARTBEAT_DEGRADED;
    else if (system == LW_SAPIENT_SYSTEM_ERROR ||
             system == LW_SAPIENT_SYSTEM_GOODBYE)
        out->state = LW_HEARTBEAT_DOWN;
    else
        return lw_fault_set(m->fault, LW_ERR_MISSING, 0, 1,
                            "status_report.system: %d says nothing", system);
    for (size_t i = 0; i < s->n_status; i++)
        if ((int)s->status[i]->status_type == LW_SAPIENT_STATUS_NOT_DETECTING)
            out->state = LW_HEARTBEAT_DOWN;
    if (copy(out->id, sizeof out->id, s->report_id))
        out->has |= LW_HAS_ID;
    return 1;
}

int lw_sapient_report(const struct lw_sapient_nodes *nodes,
                      const struct lw_sapient_node *node,
                      const struct lw_sapient_settings *settings,
                      const Sapient__SapientMessage *msg, int64_t rx_ns,
                      struct lw_report *out, struct lw_fault *fault)
{
    const struct maker m = {nodes, node, settings, out, fault};
    const int64_t seconds = msg->timestamp->seconds;

    if (seconds < 0 || seconds >= 4102444800)
        return refuse(&m, LW_ERR_RANGE, "timestamp",
                      "expected one from 1970 to 2100");
    memset(out, 0, sizeof *out);
    out->meas_ns = seconds * 1000000000 + msg->timestamp->nanos;
    out->rx_ns = rx_ns;
    out->has = LW_HAS_RX;
    memcpy(out->sensor, node->sensor, sizeof out->sensor);
    return msg->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_STATUS_REPORT
               ? put_status(&m, msg->status_report)
               : put_detection(&m, msg->detection_report);
}
