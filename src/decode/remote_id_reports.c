/* SPDX-License-Identifier: Apache-2.0 */
#include "remote_id_reports.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "adsb.h"
#include "base/geodesy.h"

static const int64_t tenth_ns = 100000000;
static const int64_t second_ns = 1000000000;
static const int64_t hour_ns = 3600 * INT64_C(1000000000);

/* How old a position may be when it is heard, how far ahead a clock may be,
 * and how long what was said of identity is kept. */
enum { AGE_S_MAX = 60, AHEAD_S_MAX = 5, KEPT_S = 600, UUID_LEN = 16 };

/* 95% of a circular normal lie within 2.448 sigma, of one axis within 1.960. */
static const double circle_95 = 2.448, axis_95 = 1.960;
/* Of a position without a time of its own; F3411 asks for one a second. */
static const double age_sd_s = 1.0;
/* Of one that does not say how fast it climbs. */
static const double climb_sd_mps = 3.0;

void lw_remote_id_crafts_init(struct lw_remote_id_crafts *crafts)
{
    memset(crafts, 0, sizeof *crafts);
}

/* FNV-1a. */
static uint32_t hash(const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ at[i]) * 16777619u;
    return h;
}

/* The place of a transmitter, made when it is new. */
static struct lw_remote_id_craft *find(struct lw_remote_id_crafts *crafts,
                                       const char *name, int64_t now_ns)
{
    const uint32_t buckets = LW_REMOTE_ID_CRAFT_MAX / LW_REMOTE_ID_BUCKET;
    const size_t first =
        (size_t)(hash(name, strlen(name)) % buckets) * LW_REMOTE_ID_BUCKET;
    struct lw_remote_id_craft *bucket = &crafts->craft[first];
    struct lw_remote_id_craft *into = bucket;

    for (int i = 0; i < LW_REMOTE_ID_BUCKET; i++) {
        const bool same = strcmp(bucket[i].name, name) == 0;

        if (same && now_ns - bucket[i].heard_ns <= KEPT_S * second_ns &&
            now_ns - bucket[i].heard_ns >= -KEPT_S * second_ns) {
            bucket[i].heard_ns = now_ns;
            return &bucket[i];
        }
        if (same) {
            into = &bucket[i];
            break;
        }
        if (into->name[0] != '\0' &&
            (bucket[i].name[0] == '\0' || bucket[i].heard_ns < into->heard_ns))
            into = &bucket[i];
    }
    *into = (struct lw_remote_id_craft){.heard_ns = now_ns};
    (void)snprintf(into->name, sizeof into->name, "%s", name);
    return into;
}

void lw_remote_id_text(const struct lw_remote_id_basic *basic, char *text,
                       size_t size)
{
    static const char hex[] = "0123456789abcdef";
    const char *id = basic->id;
    const bool uuid = basic->id_type == LW_REMOTE_ID_UTM;
    const bool bytes = uuid || basic->id_type == LW_REMOTE_ID_SESSION;
    size_t len = bytes ? LW_REMOTE_ID_NAME_MAX : strlen(id);
    bool plain = true;

    while (len > 0 && (id[len - 1] == '\0' || (!bytes && id[len - 1] == ' ')))
        len--;
    for (size_t i = 0; i < len; i++)
        plain = plain && id[i] >= 0x20 && id[i] < 0x7f;
    if (uuid && !plain && len < UUID_LEN)
        len = UUID_LEN; /* it may end in zeros */
    const size_t digits = plain ? len : 2 * len;
    const size_t written = digits < size ? digits : size - 1;
    for (size_t i = 0; i < written; i++)
        text[i] = plain ? id[i]
                        : hex[(uint8_t)id[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
    text[written] = '\0';
}

static void put_identity(const struct lw_remote_id_craft *craft,
                         struct lw_report *out)
{
    /* a number for life before one of a flight */
    static const uint8_t order[] = {LW_REMOTE_ID_SERIAL, LW_REMOTE_ID_CAA,
                                    LW_REMOTE_ID_UTM, LW_REMOTE_ID_SESSION};

    for (size_t i = 0; i < sizeof order; i++)
        if (craft->id[order[i]][0] != '\0') {
            memcpy(out->ident.remote_id, craft->id[order[i]],
                   sizeof out->ident.remote_id);
            out->has |= LW_HAS_REMOTE_ID;
            return;
        }
}

static void put_kinds(uint8_t ua_type, struct lw_report *out)
{
    static const struct {
        uint8_t ua_type;
        enum lw_kind kind;
        double probability;
    } said[] = {
        {1, LW_KIND_FIXED_WING, 0.95}, {2, LW_KIND_MULTIROTOR, 0.9},
        {2, LW_KIND_HELICOPTER, 0.05}, {4, LW_KIND_FIXED_WING, 0.6},
        {4, LW_KIND_MULTIROTOR, 0.35}, {6, LW_KIND_FIXED_WING, 0.95},
        {8, LW_KIND_BALLOON, 0.95},    {9, LW_KIND_BALLOON, 0.95},
        {10, LW_KIND_BALLOON, 0.95},
    };

    if (ua_type == 0)
        return;
    out->has |= LW_HAS_KINDS;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i].ua_type == ua_type) {
            out->kinds[said[i].kind] = said[i].probability;
            out->kinds[LW_KIND_UNKNOWN] = 0.05;
        }
    if (out->kinds[LW_KIND_UNKNOWN] == 0)
        out->kinds[LW_KIND_UNKNOWN] = 1;
}

/* When it was measured: the moment of that tenth of a second in an hour which
 * is nearest to rx_ns. False: it does not say, or its clock is wrong. */
static bool measured(const struct lw_remote_id_location *l, int64_t rx_ns,
                     int64_t *meas_ns)
{
    const int64_t tenths = (int64_t)(l->time_s * 10 + 0.5);

    if (!(l->has & LW_REMOTE_ID_HAS_TIME))
        return false;
    int64_t t = rx_ns - rx_ns % hour_ns + tenths * tenth_ns;
    if (t - rx_ns > hour_ns / 2)
        t -= hour_ns;
    else if (rx_ns - t > hour_ns / 2)
        t += hour_ns;
    if (t - rx_ns > AHEAD_S_MAX * second_ns ||
        rx_ns - t > AGE_S_MAX * second_ns)
        return false;
    *meas_ns = t;
    return true;
}

static void put_height(const struct lw_remote_id_location *l,
                       struct lw_report *out)
{
    const double vertical_m = lw_remote_id_vertical_m(l->accuracy_vertical);
    const double pressure_m = lw_remote_id_vertical_m(l->accuracy_pressure);

    if (l->has & LW_REMOTE_ID_HAS_ALT) {
        out->has |= LW_HAS_ALT;
        out->pos.alt_hae_m = l->alt_hae_m;
        if (vertical_m > 0) {
            out->has |= LW_HAS_SD_VERTICAL;
            out->sd.vertical_m = vertical_m / axis_95;
        }
    } else if (l->has & LW_REMOTE_ID_HAS_ALT_PRESSURE) {
        out->has |= LW_HAS_ALT | LW_HAS_SD_VERTICAL;
        out->pos.alt_hae_m = l->alt_pressure_m;
        out->sd.vertical_m = hypot(lw_adsb_pressure_sd_m(l->alt_pressure_m),
                                   pressure_m / axis_95);
    }
}

static void put_velocity(const struct lw_remote_id_location *l,
                         struct lw_report *out)
{
    const double accuracy_mps = lw_remote_id_speed_mps(l->accuracy_speed);
    const bool still = l->speed_mps == 0;
    const bool up = (l->has & LW_REMOTE_ID_HAS_UP) != 0;

    if (!(l->has & LW_REMOTE_ID_HAS_SPEED) ||
        !(l->has & LW_REMOTE_ID_HAS_DIRECTION || still))
        return;
    out->has |= LW_HAS_VEL;
    out->vel_mps[0] = l->speed_mps * sin(l->direction_deg * LW_DEG);
    out->vel_mps[1] = l->speed_mps * cos(l->direction_deg * LW_DEG);
    out->vel_mps[2] = l->up_mps;
    if (accuracy_mps > 0 || !up) {
        /* and the steps: 0.25 m/s, 0.5 m/s of the vertical, a degree */
        const double steps_mps = hypot(0.15, 0.29 * LW_DEG * l->speed_mps);

        out->has |= LW_HAS_SD_VEL;
        out->sd.vel_mps =
            hypot(accuracy_mps / circle_95, up ? steps_mps : climb_sd_mps);
    }
}

/* `moved_m`: how far it may have gone in the time that is not known. */
static void put_horizontal(const struct lw_remote_id_location *l,
                           double moved_m, struct lw_report *out)
{
    const double accuracy_m = lw_remote_id_horizontal_m(l->accuracy_horizontal);

    out->pos.lat_rad = l->lat_deg * LW_DEG;
    out->pos.lon_rad = l->lon_deg * LW_DEG;
    if (accuracy_m > 0) {
        out->has |= LW_HAS_SD_HORIZONTAL;
        out->sd.horizontal_m = hypot(accuracy_m / circle_95, moved_m);
    }
}

/* The id that the same position has however often it is heard; of one that
 * does not say its time, for a second. */
static void put_id(const struct lw_remote_id *message, const char *name,
                   int64_t time_ns, struct lw_report *out)
{
    uint8_t wire[LW_REMOTE_ID_LEN];

    if (lw_remote_id_write(message, wire) < 0)
        return;
    (void)snprintf(out->id, sizeof out->id, "rid-%s-%lld-%08x", name,
                   (long long)(time_ns / tenth_ns),
                   (unsigned)hash(wire, sizeof wire));
    out->has |= LW_HAS_ID;
}

static void put_position(const struct lw_remote_id *message,
                         const struct lw_remote_id_craft *craft, int64_t rx_ns,
                         struct lw_report *out)
{
    const struct lw_remote_id_location *l = &message->is.location;
    const double speed_mps =
        l->has & LW_REMOTE_ID_HAS_SPEED ? l->speed_mps : 10.0;
    int64_t said_ns = 0;
    const bool said = measured(l, rx_ns, &said_ns);
    const double age_s = !said                  ? age_sd_s
                         : l->accuracy_time > 0 ? l->accuracy_time / 10.0 / 2
                                                : 0.05;

    out->meas_ns = said && said_ns < rx_ns ? said_ns : rx_ns;
    put_id(message, craft->name, said ? said_ns : rx_ns - rx_ns % second_ns,
           out);
    put_horizontal(l, age_s * speed_mps, out);
    put_height(l, out);
    put_velocity(l, out);
    put_identity(craft, out);
    put_kinds(craft->ua_type, out);
    if (l->status == LW_REMOTE_ID_GROUND)
        out->has |= LW_HAS_GROUND;
    if (craft->has_operator) {
        out->operator_pos = craft->operator_pos;
        out->has |= LW_HAS_OPERATOR;
    }
}

static void take_basic(struct lw_remote_id_craft *craft,
                       const struct lw_remote_id_basic *basic)
{
    if (basic->ua_type > 0)
        craft->ua_type = basic->ua_type;
    if (basic->id_type > 0 && basic->id_type < LW_REMOTE_ID_KINDS)
        lw_remote_id_text(basic, craft->id[basic->id_type],
                          sizeof craft->id[basic->id_type]);
}

int lw_remote_id_take(struct lw_remote_id_crafts *crafts, const char *name,
                      const struct lw_remote_id *message, const char *sensor,
                      int64_t rx_ns, struct lw_report *out)
{
    struct lw_remote_id_craft *craft = find(crafts, name, rx_ns);

    if (message->type == LW_REMOTE_ID_BASIC)
        take_basic(craft, &message->is.basic);
    if (message->type == LW_REMOTE_ID_SYSTEM) {
        craft->has_operator =
            (message->is.system.has & LW_REMOTE_ID_HAS_PLACE) != 0;
        craft->operator_pos.lat_rad = message->is.system.lat_deg * LW_DEG;
        craft->operator_pos.lon_rad = message->is.system.lon_deg * LW_DEG;
    }
    if (message->type != LW_REMOTE_ID_LOCATION ||
        !(message->is.location.has & LW_REMOTE_ID_HAS_PLACE))
        return 0;
    memset(out, 0, sizeof *out);
    out->type = LW_REPORT_POSITION;
    out->has = LW_HAS_RX | LW_HAS_OBJECT;
    out->rx_ns = rx_ns;
    (void)snprintf(out->sensor, sizeof out->sensor, "%s", sensor);
    memcpy(out->object, craft->name, sizeof out->object);
    put_position(message, craft, rx_ns, out);
    return 1;
}

int lw_remote_id_take_french(struct lw_remote_id_crafts *crafts,
                             const char *name,
                             const struct lw_remote_id_french *french,
                             const char *sensor, int64_t rx_ns,
                             struct lw_report *out)
{
    struct lw_remote_id_craft *craft = find(crafts, name, rx_ns);
    struct lw_remote_id location = french->location;

    memcpy(craft->id[LW_REMOTE_ID_SERIAL], french->id, sizeof french->id);
    (void)lw_remote_id_take(crafts, name, &french->takeoff, sensor, rx_ns, out);
    if (french->has_altitude) {
        /* the geoid is as far off the ellipsoid as the weather makes it */
        location.is.location.has |= LW_REMOTE_ID_HAS_ALT_PRESSURE;
        location.is.location.alt_pressure_m = french->altitude_msl_m;
    }
    return lw_remote_id_take(crafts, name, &location, sensor, rx_ns, out);
}
