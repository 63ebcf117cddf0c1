/* SPDX-License-Identifier: Apache-2.0 */
#include "uas_data.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

enum {
    BASIC_AT = 0,
    BASIC_LEN = 32,
    LOCATION_AT = 64,
    SELF_AT = 776,
    SYSTEM_AT = 808,
    OPERATOR_AT = 864,
    BASIC_VALID_AT = 892,
    LOCATION_VALID_AT = 894,
    SELF_VALID_AT = 911,
    SYSTEM_VALID_AT = 912,
    OPERATOR_VALID_AT = 913,
    DATA_LEN = 914,
    DATA_MAX = 1024, /* a struct may have padding behind it */
    VERSION = 2,     /* that the messages are those of */
};

static const int64_t epoch_s = 1546300800; /* 2019-01-01 */

/* The value of a digit of base64, -1: it is none. */
static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static int read_base64(const char *text, size_t len, uint8_t out[DATA_MAX],
                       struct lw_fault *fault)
{
    uint32_t bits = 0;
    int used = 0, have = 0;

    while (len > 0 && text[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++) {
        const int digit = digit_of(text[i]);

        if (digit < 0 || used == DATA_MAX)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "`UASdata`: expected base64 of at most %d "
                                "bytes, at character %zu",
                                DATA_MAX, i + 1);
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[used++] = (uint8_t)(bits >> have & 255);
        }
    }
    return used;
}

/* A code, 0 where it is none that has a meaning. */
static uint8_t get_code(const uint8_t *at, uint32_t max)
{
    const uint32_t code = lw_le32(at);

    return code <= max ? (uint8_t)code : 0;
}

/* One of these bits where a value lies between bounds; sets it then. */
static uint32_t known(double value, double min, double max, uint32_t bit,
                      double *out)
{
    if (!(value >= min && value <= max))
        return 0;
    *out = value;
    return bit;
}

static int get_place(const uint8_t *at, double *lat_deg, double *lon_deg,
                     uint32_t *has, struct lw_fault *fault)
{
    const double lat = lw_le_double(at), lon = lw_le_double(at + 8);

    if (!(fabs(lat) <= 90) || !(fabs(lon) <= 180))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`UASdata`: latitude, longitude: expected "
                            "degrees, got %g, %g",
                            lat, lon);
    if (lat != 0 || lon != 0)
        *has |= LW_REMOTE_ID_HAS_PLACE;
    *lat_deg = lat;
    *lon_deg = lon;
    return 0;
}

static int read_location(const uint8_t *p, struct lw_remote_id_location *l,
                         struct lw_fault *fault)
{
    const double least_m = -999.5, most_m = 31767.5;

    l->status = get_code(p, 15);
    l->has =
        known(lw_le_float(p + 4), 0, 360, LW_REMOTE_ID_HAS_DIRECTION,
              &l->direction_deg) |
        known(lw_le_float(p + 8), 0, 254.25, LW_REMOTE_ID_HAS_SPEED,
              &l->speed_mps) |
        known(lw_le_float(p + 12), -62, 62, LW_REMOTE_ID_HAS_UP, &l->up_mps) |
        known(lw_le_float(p + 32), least_m, most_m,
              LW_REMOTE_ID_HAS_ALT_PRESSURE, &l->alt_pressure_m) |
        known(lw_le_float(p + 36), least_m, most_m, LW_REMOTE_ID_HAS_ALT,
              &l->alt_hae_m) |
        known(lw_le_float(p + 44), least_m, most_m, LW_REMOTE_ID_HAS_HEIGHT,
              &l->height_m) |
        known(lw_le_float(p + 68), 0, 3600, LW_REMOTE_ID_HAS_TIME, &l->time_s);
    l->height_agl = lw_le32(p + 40) == 1;
    l->accuracy_horizontal = get_code(p + 48, 12);
    l->accuracy_vertical = get_code(p + 52, 6);
    l->accuracy_pressure = get_code(p + 56, 6);
    l->accuracy_speed = get_code(p + 60, 4);
    l->accuracy_time = get_code(p + 64, 15);
    return get_place(p + 16, &l->lat_deg, &l->lon_deg, &l->has, fault);
}

static int read_system(const uint8_t *p, struct lw_remote_id_system *s,
                       struct lw_fault *fault)
{
    const double least_m = -999.5, most_m = 31767.5;

    s->location_type = get_code(p, 3);
    s->classification = get_code(p + 4, 7);
    s->area_count = lw_le16(p + 24);
    s->area_radius_m = lw_le16(p + 26);
    s->has = known(lw_le_float(p + 28), least_m, most_m,
                   LW_REMOTE_ID_HAS_CEILING, &s->ceiling_m) |
             known(lw_le_float(p + 32), least_m, most_m, LW_REMOTE_ID_HAS_FLOOR,
                   &s->floor_m) |
             known(lw_le_float(p + 44), least_m, most_m, LW_REMOTE_ID_HAS_ALT,
                   &s->alt_hae_m) |
             (lw_le32(p + 48) != 0 ? (uint32_t)LW_REMOTE_ID_HAS_TIME : 0u);
    s->category = get_code(p + 36, 15);
    s->class_eu = get_code(p + 40, 15);
    s->time_s = epoch_s + lw_le32(p + 48);
    return get_place(p + 8, &s->lat_deg, &s->lon_deg, &s->has, fault);
}

static struct lw_remote_id *add(struct lw_uas_data *out,
                                enum lw_remote_id_type type)
{
    struct lw_remote_id *m = &out->message[out->count++];

    m->type = type;
    m->version = VERSION;
    return m;
}

int lw_uas_data_read(const char *base64, size_t len, struct lw_uas_data *out,
                     struct lw_fault *fault)
{
    uint8_t data[DATA_MAX] = {0};
    const int have = read_base64(base64, len, data, fault);
    int err = 0;

    memset(out, 0, sizeof *out);
    if (have < 0)
        return have;
    if (have < DATA_LEN)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                            "`UASdata`: expected %d bytes at least, got %d",
                            DATA_LEN, have);
    for (int i = 0; i < 2; i++)
        if (data[BASIC_VALID_AT + i] == 1) {
            const uint8_t *p = data + BASIC_AT + (size_t)i * BASIC_LEN;
            struct lw_remote_id_basic *b =
                &add(out, LW_REMOTE_ID_BASIC)->is.basic;
            b->ua_type = get_code(p, 15);
            b->id_type = get_code(p + 4, 15);
            memcpy(b->id, p + 8, LW_REMOTE_ID_NAME_MAX);
        }
    if (data[SYSTEM_VALID_AT] == 1)
        err = read_system(data + SYSTEM_AT,
                          &add(out, LW_REMOTE_ID_SYSTEM)->is.system, fault);
    if (data[OPERATOR_VALID_AT] == 1)
        memcpy(add(out, LW_REMOTE_ID_OPERATOR)->is.oper.id,
               data + OPERATOR_AT + 4, LW_REMOTE_ID_NAME_MAX);
    if (data[SELF_VALID_AT] == 1) {
        struct lw_remote_id_self *s = &add(out, LW_REMOTE_ID_SELF)->is.self;
        s->text_type = get_code(data + SELF_AT, 255);
        memcpy(s->text, data + SELF_AT + 4, LW_REMOTE_ID_TEXT_MAX);
    }
    if (err == 0 && data[LOCATION_VALID_AT] == 1)
        err =
            read_location(data + LOCATION_AT,
                          &add(out, LW_REMOTE_ID_LOCATION)->is.location, fault);
    return err;
}
