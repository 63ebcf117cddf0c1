/* SPDX-License-Identifier: Apache-2.0 */
/*
 *                  BASIC_ID SELF_ID OPERATOR_ID PACK   LOCATION   SYSTEM
 *   id_or_mac            2       2           2     2         32       30
 *   the rest            22      22          22    22    0..29, 52  0..27, 50
 *
 * Unknown: latitude and longitude 0, altitudes and heights -1000 m, direction
 * 36100, speed 25500, vertical speed 6300, time 65535.
 */
#include "mavlink_odid.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

enum {
    ID_LEN = 20, /* of id_or_mac */
    SHORT_ID_AT = 2,
    LOCATION_ID_AT = 32,
    SYSTEM_ID_AT = 30,
    VERSION = 2, /* that the messages are those of */
};

/* Seconds from 1970 to 2019, where Remote ID begins to count. */
static const int64_t epoch_s = 1546300800;

/* A height in metres: false: it is not known. */
static bool get_height(const uint8_t *at, double *height_m)
{
    const double value = lw_le_float(at);

    if (!(value > -1000 && value <= 31767))
        return false;
    *height_m = value;
    return true;
}

static bool get_place(const uint8_t *at, double *lat_deg, double *lon_deg)
{
    *lat_deg = lw_signed32(lw_le32(at)) * 1e-7;
    *lon_deg = lw_signed32(lw_le32(at + 4)) * 1e-7;
    return lw_le32(at) != 0 || lw_le32(at + 4) != 0;
}

static int check_place(double lat_deg, double lon_deg, struct lw_fault *fault)
{
    if (fabs(lat_deg) <= 90 && fabs(lon_deg) <= 180)
        return 0;
    return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                        "latitude, longitude: expected degrees, got %.7f, "
                        "%.7f",
                        lat_deg, lon_deg);
}

static int read_location(const uint8_t *p, struct lw_remote_id_location *out,
                         struct lw_fault *fault)
{
    enum { NO_TIME = 3600, STATUS_AT = 52 };
    const unsigned direction = lw_le16(p + 24), speed = lw_le16(p + 26);
    const int up = lw_signed16(lw_le16(p + 28));
    const double time_s = lw_le_float(p + 20);

    memset(out, 0, sizeof *out);
    if (get_place(p, &out->lat_deg, &out->lon_deg))
        out->has |= LW_REMOTE_ID_HAS_PLACE;
    if (get_height(p + 8, &out->alt_pressure_m))
        out->has |= LW_REMOTE_ID_HAS_ALT_PRESSURE;
    if (get_height(p + 12, &out->alt_hae_m))
        out->has |= LW_REMOTE_ID_HAS_ALT;
    if (get_height(p + 16, &out->height_m))
        out->has |= LW_REMOTE_ID_HAS_HEIGHT;
    if (time_s >= 0 && time_s <= NO_TIME) {
        out->time_s = time_s;
        out->has |= LW_REMOTE_ID_HAS_TIME;
    }
    if (direction < 36000) {
        out->direction_deg = direction * 0.01;
        out->has |= LW_REMOTE_ID_HAS_DIRECTION;
    }
    if (speed < 25500) {
        out->speed_mps = speed * 0.01;
        out->has |= LW_REMOTE_ID_HAS_SPEED;
    }
    if (up >= -6200 && up <= 6200) {
        out->up_mps = up * 0.01;
        out->has |= LW_REMOTE_ID_HAS_UP;
    }
    out->status = p[STATUS_AT];
    out->height_agl = p[STATUS_AT + 1] == 1;
    out->accuracy_horizontal = p[STATUS_AT + 2];
    out->accuracy_vertical = p[STATUS_AT + 3];
    out->accuracy_pressure = p[STATUS_AT + 4];
    out->accuracy_speed = p[STATUS_AT + 5];
    out->accuracy_time = p[STATUS_AT + 6];
    return check_place(out->lat_deg, out->lon_deg, fault);
}

static int read_system(const uint8_t *p, struct lw_remote_id_system *out,
                       struct lw_fault *fault)
{
    memset(out, 0, sizeof *out);
    if (get_place(p, &out->lat_deg, &out->lon_deg))
        out->has |= LW_REMOTE_ID_HAS_PLACE;
    if (get_height(p + 8, &out->ceiling_m))
        out->has |= LW_REMOTE_ID_HAS_CEILING;
    if (get_height(p + 12, &out->floor_m))
        out->has |= LW_REMOTE_ID_HAS_FLOOR;
    if (get_height(p + 16, &out->alt_hae_m))
        out->has |= LW_REMOTE_ID_HAS_ALT;
    if (lw_le32(p + 20) != 0) {
        out->time_s = epoch_s + lw_le32(p + 20);
        out->has |= LW_REMOTE_ID_HAS_TIME;
    }
    out->area_count = lw_le16(p + 24);
    out->area_radius_m = lw_le16(p + 26);
    out->location_type = p[50];
    out->classification = p[51];
    out->category = p[52];
    out->class_eu = p[53];
    return check_place(out->lat_deg, out->lon_deg, fault);
}

/* The address of the transmitter: text, or bytes; nothing: its own. */
static void read_name(const uint8_t *at, char name[LW_OBJECT_MAX + 1])
{
    static const char hex[] = "0123456789abcdef";
    size_t len = ID_LEN;
    bool text = true;

    while (len > 0 && at[len - 1] == 0)
        len--;
    for (size_t i = 0; i < len; i++)
        text = text && at[i] > ' ' && at[i] <= '~';
    if (!text && 2 * len > LW_OBJECT_MAX)
        len = LW_OBJECT_MAX / 2;
    for (size_t i = 0; i < len; i++)
        if (text) {
            name[i] = (char)(at[i] >= 'A' && at[i] <= 'F' ? at[i] + 32 : at[i]);
        } else {
            name[2 * i] = hex[at[i] >> 4];
            name[2 * i + 1] = hex[at[i] & 15];
        }
    name[text ? len : 2 * len] = '\0';
}

static int read_pack(const uint8_t *p, struct lw_mavlink_odid *out,
                     struct lw_fault *fault)
{
    enum { SIZE_AT = 22, COUNT_AT = 23, FIRST_AT = 24, PACK_MAX = 9 };

    if (p[SIZE_AT] != LW_REMOTE_ID_LEN || p[COUNT_AT] > PACK_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "MESSAGE_PACK: expected at most 9 messages of 25 "
                            "bytes, got %u of %u",
                            (unsigned)p[COUNT_AT], (unsigned)p[SIZE_AT]);
    int err = 0;
    for (int i = 0; i < p[COUNT_AT]; i++) {
        const int got = lw_remote_id_read(
            p + FIRST_AT + (size_t)i * LW_REMOTE_ID_LEN, LW_REMOTE_ID_LEN,
            &out->message[out->count], fault);
        err = got < 0 ? got : err;
        out->count += got == 0;
    }
    /* One that cannot be read leaves the others be. */
    return out->count == 0 ? err : 0;
}

int lw_mavlink_odid_read(uint32_t id, const uint8_t *p,
                         struct lw_mavlink_odid *out, struct lw_fault *fault)
{
    struct lw_remote_id *m = &out->message[0];
    int err = 0;

    memset(out, 0, sizeof *out);
    read_name(p + (id == LW_MAVLINK_LOCATION ? LOCATION_ID_AT
                   : id == LW_MAVLINK_SYSTEM ? SYSTEM_ID_AT
                                             : SHORT_ID_AT),
              out->name);
    if (id == LW_MAVLINK_PACK)
        return read_pack(p, out, fault);
    m->version = VERSION;
    out->count = 1;
    switch (id) {
    case LW_MAVLINK_BASIC_ID:
        m->type = LW_REMOTE_ID_BASIC;
        m->is.basic.id_type = p[22];
        m->is.basic.ua_type = p[23];
        memcpy(m->is.basic.id, p + 24, LW_REMOTE_ID_NAME_MAX);
        break;
    case LW_MAVLINK_LOCATION:
        m->type = LW_REMOTE_ID_LOCATION;
        err = read_location(p, &m->is.location, fault);
        break;
    case LW_MAVLINK_SELF_ID:
        m->type = LW_REMOTE_ID_SELF;
        m->is.self.text_type = p[22];
        memcpy(m->is.self.text, p + 23, LW_REMOTE_ID_TEXT_MAX);
        break;
    case LW_MAVLINK_SYSTEM:
        m->type = LW_REMOTE_ID_SYSTEM;
        err = read_system(p, &m->is.system, fault);
        break;
    default:
        m->type = LW_REMOTE_ID_OPERATOR;
        m->is.oper.id_type = p[22];
        memcpy(m->is.oper.id, p + 23, LW_REMOTE_ID_NAME_MAX);
        break;
    }
    return err;
}
