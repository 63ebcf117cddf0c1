/* SPDX-License-Identifier: Apache-2.0 */
#include "remote_id_describe.h"

#include <stdbool.h>

#include "remote_id_reports.h"

static void key(struct lw_text *to, const char *name)
{
    lw_text_put(to, ",\"");
    lw_text_put(to, name);
    lw_text_put(to, "\":");
}

static void number(struct lw_text *to, const char *name, int64_t value)
{
    key(to, name);
    lw_text_int(to, value);
}

static void decimal(struct lw_text *to, bool known, const char *name,
                    double value, int decimals)
{
    if (!known)
        return;
    key(to, name);
    lw_text_fixed(to, value, decimals);
}

/* A code by its word, a reserved one as it is. */
static void word(struct lw_text *to, const char *name, const char *value,
                 unsigned code)
{
    key(to, name);
    if (value != NULL)
        lw_text_quote(to, value);
    else
        lw_text_int(to, (int64_t)code);
}

static const char *pick(const char *const *words, size_t count, unsigned code)
{
    return code < count ? words[code] : NULL;
}

static void time_of(struct lw_text *to, bool known, int64_t time_s)
{
    if (known)
        number(to, "timestamp", time_s);
}

/* Up to its first NUL; what is no ASCII is replaced. */
static void put_text(struct lw_text *to, const char *name, const char *bytes,
                     size_t len)
{
    char text[LW_REMOTE_ID_TEXT_MAX + 1];
    size_t at = 0;

    for (; at < len && bytes[at] != '\0'; at++)
        text[at] = bytes[at] >= 0x20 && bytes[at] < 0x7f ? bytes[at] : '?';
    while (at > 0 && text[at - 1] == ' ')
        at--;
    key(to, name);
    lw_text_quote_bytes(to, text, at);
}

static void put_basic(struct lw_text *to, const struct lw_remote_id_basic *b)
{
    char id[2 * LW_REMOTE_ID_NAME_MAX + 1];

    word(to, "id_type", lw_remote_id_kind_name(b->id_type), b->id_type);
    word(to, "ua_type", lw_remote_id_ua_name(b->ua_type), b->ua_type);
    lw_remote_id_text(b, id, sizeof id);
    if (id[0] != '\0') {
        key(to, "uas_id");
        lw_text_quote(to, id);
    }
}

static void put_location(struct lw_text *to,
                         const struct lw_remote_id_location *l)
{
    const double horizontal_m =
        lw_remote_id_horizontal_m(l->accuracy_horizontal);
    const double vertical_m = lw_remote_id_vertical_m(l->accuracy_vertical);
    const double pressure_m = lw_remote_id_vertical_m(l->accuracy_pressure);
    const double speed_mps = lw_remote_id_speed_mps(l->accuracy_speed);

    word(to, "status", lw_remote_id_status_name(l->status), l->status);
    decimal(to, l->has & LW_REMOTE_ID_HAS_DIRECTION, "direction",
            l->direction_deg, 0);
    decimal(to, l->has & LW_REMOTE_ID_HAS_SPEED, "speed", l->speed_mps, 2);
    decimal(to, l->has & LW_REMOTE_ID_HAS_UP, "vertical_speed", l->up_mps, 1);
    decimal(to, l->has & LW_REMOTE_ID_HAS_PLACE, "latitude", l->lat_deg, 7);
    decimal(to, l->has & LW_REMOTE_ID_HAS_PLACE, "longitude", l->lon_deg, 7);
    decimal(to, l->has & LW_REMOTE_ID_HAS_ALT_PRESSURE, "pressure_altitude",
            l->alt_pressure_m, 1);
    decimal(to, l->has & LW_REMOTE_ID_HAS_ALT, "geodetic_altitude",
            l->alt_hae_m, 1);
    decimal(to, l->has & LW_REMOTE_ID_HAS_HEIGHT, "height", l->height_m, 1);
    word(to, "height_type", l->height_agl ? "above-ground" : "above-takeoff",
         0);
    decimal(to, horizontal_m > 0, "horizontal_accuracy", horizontal_m, 1);
    decimal(to, vertical_m > 0, "vertical_accuracy", vertical_m, 0);
    decimal(to, pressure_m > 0, "pressure_altitude_accuracy", pressure_m, 0);
    decimal(to, speed_mps > 0, "speed_accuracy", speed_mps, 1);
    decimal(to, l->has & LW_REMOTE_ID_HAS_TIME, "timestamp", l->time_s, 1);
    decimal(to, l->accuracy_time > 0, "timestamp_accuracy",
            l->accuracy_time / 10.0, 1);
}

static void put_auth(struct lw_text *to, const struct lw_remote_id_auth *a,
                     unsigned version)
{
    static const char *const type[] = {
        "none",
        "uas-id-signature",
        "operator-id-signature",
        "message-set-signature",
        "network-remote-id",
        "specific-authentication-method",
    };
    const int len =
        a->page == 0 ? LW_REMOTE_ID_AUTH_FIRST : LW_REMOTE_ID_AUTH_NEXT;

    word(to, "auth_type", pick(type, sizeof type / sizeof *type, a->auth_type),
         a->auth_type);
    number(to, "page", a->page);
    if (a->page == 0) {
        number(to, version > 0 ? "last_page" : "page_count", a->last_page);
        number(to, "length", a->length);
        time_of(to, a->has & LW_REMOTE_ID_HAS_TIME, a->time_s);
    }
    key(to, "data");
    lw_text_put(to, "\"");
    for (int i = 0; i < len; i++)
        lw_text_hex(to, a->data[i], 2);
    lw_text_put(to, "\"");
}

static void put_operator_place(struct lw_text *to,
                               const struct lw_remote_id_system *s,
                               int personal)
{
    static const char *const whose[] = {"takeoff", "live", "fixed"};

    word(to, "operator_location_type",
         pick(whose, sizeof whose / sizeof *whose, s->location_type),
         s->location_type);
    if (!personal) {
        if (s->has & (LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_ALT)) {
            key(to, "operator_withheld");
            lw_text_put(to, "true");
        }
        return;
    }
    decimal(to, s->has & LW_REMOTE_ID_HAS_PLACE, "operator_latitude",
            s->lat_deg, 7);
    decimal(to, s->has & LW_REMOTE_ID_HAS_PLACE, "operator_longitude",
            s->lon_deg, 7);
    decimal(to, s->has & LW_REMOTE_ID_HAS_ALT, "operator_altitude",
            s->alt_hae_m, 1);
}

static void put_system(struct lw_text *to, const struct lw_remote_id_system *s,
                       int personal)
{
    static const char *const classification[] = {"undeclared",
                                                 "european-union"};
    static const char *const category[] = {"undeclared", "open", "specific",
                                           "certified"};
    static const char *const class_eu[] = {"undeclared", "C0", "C1", "C2",
                                           "C3",         "C4", "C5", "C6"};

    put_operator_place(to, s, personal);
    number(to, "area_count", s->area_count);
    decimal(to, true, "area_radius", s->area_radius_m, 0);
    decimal(to, s->has & LW_REMOTE_ID_HAS_CEILING, "area_ceiling", s->ceiling_m,
            1);
    decimal(to, s->has & LW_REMOTE_ID_HAS_FLOOR, "area_floor", s->floor_m, 1);
    word(to, "classification_type",
         pick(classification, sizeof classification / sizeof *classification,
              s->classification),
         s->classification);
    if (s->classification == 1) {
        word(to, "category",
             pick(category, sizeof category / sizeof *category, s->category),
             s->category);
        word(to, "class",
             pick(class_eu, sizeof class_eu / sizeof *class_eu, s->class_eu),
             s->class_eu);
    }
    time_of(to, s->has & LW_REMOTE_ID_HAS_TIME, s->time_s);
}

void lw_remote_id_describe(const struct lw_remote_id *message, int personal,
                           struct lw_text *to)
{
    static const char *const text_type[] = {"text", "emergency",
                                            "extended-status"};

    number(to, "version", message->version);
    switch (message->type) {
    case LW_REMOTE_ID_BASIC:
        put_basic(to, &message->is.basic);
        break;
    case LW_REMOTE_ID_LOCATION:
        put_location(to, &message->is.location);
        break;
    case LW_REMOTE_ID_AUTH:
        put_auth(to, &message->is.auth, message->version);
        break;
    case LW_REMOTE_ID_SELF:
        word(to, "description_type",
             pick(text_type, sizeof text_type / sizeof *text_type,
                  message->is.self.text_type),
             message->is.self.text_type);
        put_text(to, "description", message->is.self.text,
                 LW_REMOTE_ID_TEXT_MAX);
        break;
    case LW_REMOTE_ID_SYSTEM:
        put_system(to, &message->is.system, personal);
        break;
    case LW_REMOTE_ID_OPERATOR:
        word(to, "operator_id_type",
             message->is.oper.id_type == 0 ? "operator-id" : NULL,
             message->is.oper.id_type);
        put_text(to, "operator_id", message->is.oper.id, LW_REMOTE_ID_NAME_MAX);
        break;
    case LW_REMOTE_ID_PACK:
        break;
    }
}

void lw_remote_id_describe_french(const struct lw_remote_id_french *french,
                                  int personal, struct lw_text *to)
{
    const struct lw_remote_id_location *l = &french->location.is.location;
    const struct lw_remote_id_system *takeoff = &french->takeoff.is.system;
    const bool known = takeoff->has & LW_REMOTE_ID_HAS_PLACE;

    lw_text_put(to, ",\"national\":\"fr\"");
    if (french->id[0] != '\0') {
        key(to, "uas_id");
        lw_text_quote(to, french->id);
    }
    decimal(to, l->has & LW_REMOTE_ID_HAS_DIRECTION, "direction",
            l->direction_deg, 0);
    decimal(to, l->has & LW_REMOTE_ID_HAS_SPEED, "speed", l->speed_mps, 0);
    decimal(to, true, "latitude", l->lat_deg, 5);
    decimal(to, true, "longitude", l->lon_deg, 5);
    decimal(to, french->has_altitude, "altitude_above_sea",
            french->altitude_msl_m, 0);
    if (l->has & LW_REMOTE_ID_HAS_HEIGHT) {
        decimal(to, true, "height", l->height_m, 0);
        word(to, "height_type", "above-takeoff", 0);
    }
    if (known && !personal) {
        key(to, "operator_withheld");
        lw_text_put(to, "true");
    }
    decimal(to, known && personal, "takeoff_latitude", takeoff->lat_deg, 5);
    decimal(to, known && personal, "takeoff_longitude", takeoff->lon_deg, 5);
}
