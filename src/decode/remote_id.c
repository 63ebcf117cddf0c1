/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   basic id     1  id type (high), aircraft type (low four bits)
 *                2  id, 20 bytes
 *   location     1  status (high four), 0x04 height above ground, 0x02 180
 *                   degrees more, 0x01 speed in larger steps
 *                2  direction, degrees; 361: unknown
 *                3  speed, 0.25 m/s; in larger steps 0.75 m/s and 63.75 more,
 *                   255: unknown
 *                4  vertical speed, 0.5 m/s, signed; 126: unknown
 *                5  latitude, 9 longitude, 1e-7 degrees; both 0: unknown
 *               13  pressure altitude, 15 height above the ellipsoid, 17
 *                   height, each 0.5 m above -1000 m; 0: unknown
 *               19  accuracy, vertical (high), horizontal
 *               20  accuracy, pressure altitude (high), speed
 *               21  tenths of a second after the full hour; 0xffff: unknown
 *               23  accuracy of time (low four bits), tenths of a second
 *   auth         1  type (high), page (low)
 *     page 0     2  last page (version 0: pages)   3  length
 *                4  seconds since 2019              8  data, 17 bytes
 *     others     2  data, 23 bytes
 *   self id      1  type    2  text, 23 bytes
 *   system       1  classification (0x1c), whose place (0x03)
 *                2  latitude, 6 longitude of the operator
 *               10  aircraft in the area    12  its radius, 10 m
 *               13  its ceiling, 15 floor, as heights above
 *               17  category (high), class (low) in the European Union
 *               18  operator's height       20  seconds since 2019; 0: unknown
 *   operator id  1  type    2  id, 20 bytes
 *
 * All else is reserved, not read, and written as 0. A value that its field
 * cannot have and that says no more than that something is not known there
 * (a direction of 400 degrees) is not known; a place that is none on Earth is
 * an error.
 */
#include "remote_id.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"

/* 2019-01-01, from which Remote ID counts. */
static const int64_t epoch_s = 1546300800;
static const double alt_step_m = 0.5, alt_least_m = -1000;
static const double speed_step_mps = 0.25, speed_large_mps = 0.75;
static const double up_step_mps = 0.5, up_most_mps = 62;

enum {
    STATUS_AGL = 0x04,
    STATUS_WEST = 0x02,
    STATUS_FAST = 0x01,
    NO_UP = 126,
    UP_MOST = 124,
    NO_TIME = 0xffff,
    TIME_MOST = 36000,
    LAT_MOST = 900000000,
    LON_MOST = 1800000000,
    PAGES_MAX = 16,
};

static void put16(uint8_t *at, uint16_t value)
{
    at[0] = (uint8_t)(value & 0xff);
    at[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, (uint16_t)(value & 0xffff));
    put16(at + 2, (uint16_t)(value >> 16));
}

/* Sets the bit where it is known, and gives the value, 0 where it is not. */
static double height(const uint8_t *at, uint32_t bit, uint32_t *has)
{
    const uint16_t code = lw_le16(at);

    if (code == 0)
        return 0;
    *has |= bit;
    return code * alt_step_m + alt_least_m;
}

static int place(const uint8_t *at, const char *of, uint32_t *has,
                 double *lat_deg, double *lon_deg, struct lw_fault *fault)
{
    const int32_t lat = lw_signed32(lw_le32(at)),
                  lon = lw_signed32(lw_le32(at + 4));

    if (lat < -LAT_MOST || lat > LAT_MOST)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s: latitude: %.7f degrees", of, lat * 1e-7);
    if (lon < -LON_MOST || lon > LON_MOST)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s: longitude: %.7f degrees", of, lon * 1e-7);
    *lat_deg = lat / 1e7;
    *lon_deg = lon / 1e7;
    *has |= lat != 0 || lon != 0 ? LW_REMOTE_ID_HAS_PLACE : 0u;
    return 0;
}

static int read_location(const uint8_t *msg, struct lw_remote_id_location *out,
                         struct lw_fault *fault)
{
    const unsigned turned = msg[1] & STATUS_WEST ? 180 : 0;
    const unsigned direction = msg[2] + turned;
    const bool fast = msg[1] & STATUS_FAST;
    const int up = msg[4] < 128 ? msg[4] : msg[4] - 256;
    const uint16_t tenths = lw_le16(msg + 21);
    uint32_t has = 0;

    const int err =
        place(msg + 5, "location", &has, &out->lat_deg, &out->lon_deg, fault);
    if (err < 0)
        return err;
    out->status = msg[1] >> 4;
    out->height_agl = (msg[1] & STATUS_AGL) != 0;
    out->direction_deg = direction < 360 ? direction : 0;
    has |= direction <= 360 ? LW_REMOTE_ID_HAS_DIRECTION : 0u;
    if (!fast || msg[3] != 255) {
        out->speed_mps = fast ? msg[3] * speed_large_mps + 255 * speed_step_mps
                              : msg[3] * speed_step_mps;
        has |= LW_REMOTE_ID_HAS_SPEED;
    } else {
        out->speed_mps = 0;
    }
    out->up_mps = 0;
    if (up >= -UP_MOST && up <= UP_MOST) {
        out->up_mps = up * up_step_mps;
        has |= LW_REMOTE_ID_HAS_UP;
    }
    out->alt_pressure_m = height(msg + 13, LW_REMOTE_ID_HAS_ALT_PRESSURE, &has);
    out->alt_hae_m = height(msg + 15, LW_REMOTE_ID_HAS_ALT, &has);
    out->height_m = height(msg + 17, LW_REMOTE_ID_HAS_HEIGHT, &has);
    out->accuracy_vertical = msg[19] >> 4;
    out->accuracy_horizontal = msg[19] & 15;
    out->accuracy_pressure = msg[20] >> 4;
    out->accuracy_speed = msg[20] & 15;
    out->time_s = tenths <= TIME_MOST ? tenths / 10.0 : 0;
    has |= tenths <= TIME_MOST ? LW_REMOTE_ID_HAS_TIME : 0u;
    out->accuracy_time = msg[23] & 15;
    out->has = has;
    return 0;
}

static int read_auth(const uint8_t *msg, struct lw_remote_id_auth *out,
                     struct lw_fault *fault)
{
    memset(out, 0, sizeof *out);
    out->auth_type = msg[1] >> 4;
    out->page = msg[1] & 15;
    if (out->page > 0) {
        memcpy(out->data, msg + 2, LW_REMOTE_ID_AUTH_NEXT);
        return 0;
    }
    if (msg[2] > PAGES_MAX - ((msg[0] & 15) > 0))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0, "auth: last page: %u",
                            (unsigned)msg[2]);
    out->last_page = msg[2];
    out->length = msg[3];
    if (lw_le32(msg + 4) != 0) {
        out->time_s = epoch_s + (int64_t)lw_le32(msg + 4);
        out->has = LW_REMOTE_ID_HAS_TIME;
    }
    memcpy(out->data, msg + 8, LW_REMOTE_ID_AUTH_FIRST);
    return 0;
}

static int read_system(const uint8_t *msg, struct lw_remote_id_system *out,
                       struct lw_fault *fault)
{
    const uint32_t time_s = lw_le32(msg + 20);
    uint32_t has = 0;

    const int err = place(msg + 2, "system: operator", &has, &out->lat_deg,
                          &out->lon_deg, fault);
    if (err < 0)
        return err;
    out->location_type = msg[1] & 3;
    out->classification = msg[1] >> 2 & 7;
    out->area_count = lw_le16(msg + 10);
    out->area_radius_m = msg[12] * 10.0;
    out->ceiling_m = height(msg + 13, LW_REMOTE_ID_HAS_CEILING, &has);
    out->floor_m = height(msg + 15, LW_REMOTE_ID_HAS_FLOOR, &has);
    out->category = msg[17] >> 4;
    out->class_eu = msg[17] & 15;
    out->alt_hae_m = height(msg + 18, LW_REMOTE_ID_HAS_ALT, &has);
    out->time_s = time_s != 0 ? epoch_s + (int64_t)time_s : 0;
    has |= time_s != 0 ? LW_REMOTE_ID_HAS_TIME : 0u;
    out->has = has;
    return 0;
}

/* The first byte: 0, or LW_ERR_UNKNOWN. */
static int read_head(uint8_t head, struct lw_fault *fault)
{
    return (head & 15) <= LW_REMOTE_ID_VERSION_MAX
               ? 0
               : lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                              "version: %u is none that is known",
                              (unsigned)head & 15u);
}

int lw_remote_id_read(const uint8_t *msg, size_t len, struct lw_remote_id *out,
                      struct lw_fault *fault)
{
    if (len < LW_REMOTE_ID_LEN)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                            "message: %u bytes of %d", (unsigned)len,
                            (int)LW_REMOTE_ID_LEN);
    const int err = read_head(msg[0], fault);
    if (err < 0)
        return err;
    out->version = msg[0] & 15;
    out->type = (enum lw_remote_id_type)(msg[0] >> 4);
    switch (msg[0] >> 4) {
    case LW_REMOTE_ID_BASIC:
        out->is.basic.id_type = msg[1] >> 4;
        out->is.basic.ua_type = msg[1] & 15;
        memcpy(out->is.basic.id, msg + 2, LW_REMOTE_ID_NAME_MAX);
        out->is.basic.id[LW_REMOTE_ID_NAME_MAX] = '\0';
        return 0;
    case LW_REMOTE_ID_LOCATION:
        return read_location(msg, &out->is.location, fault);
    case LW_REMOTE_ID_AUTH:
        return read_auth(msg, &out->is.auth, fault);
    case LW_REMOTE_ID_SELF:
        out->is.self.text_type = msg[1];
        memcpy(out->is.self.text, msg + 2, LW_REMOTE_ID_TEXT_MAX);
        out->is.self.text[LW_REMOTE_ID_TEXT_MAX] = '\0';
        return 0;
    case LW_REMOTE_ID_SYSTEM:
        return read_system(msg, &out->is.system, fault);
    case LW_REMOTE_ID_OPERATOR:
        out->is.oper.id_type = msg[1];
        memcpy(out->is.oper.id, msg + 2, LW_REMOTE_ID_NAME_MAX);
        out->is.oper.id[LW_REMOTE_ID_NAME_MAX] = '\0';
        return 0;
    case LW_REMOTE_ID_PACK:
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "message: a pack in place of a message");
    default:
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "message type: %d is none that is known",
                            msg[0] >> 4);
    }
}

int lw_remote_id_pack(const uint8_t *pack, size_t len, struct lw_fault *fault)
{
    if (len < LW_REMOTE_ID_PACK_HEAD)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                            "pack: %u bytes of its head", (unsigned)len);
    const int err = read_head(pack[0], fault);
    if (err < 0)
        return err;
    if (pack[0] >> 4 != LW_REMOTE_ID_PACK)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "pack: message type %d is none", pack[0] >> 4);
    if (pack[1] != LW_REMOTE_ID_LEN)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "pack: messages of %u bytes, not of %d",
                            (unsigned)pack[1], (int)LW_REMOTE_ID_LEN);
    if (pack[2] < 1 || pack[2] > LW_REMOTE_ID_PACK_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "pack: %u messages, not 1 to %d", (unsigned)pack[2],
                            (int)LW_REMOTE_ID_PACK_MAX);
    return pack[2];
}

/* The code of a height; false: none has it. */
static bool put_height(uint8_t *at, bool known, double metres)
{
    const double code = round((metres - alt_least_m) / alt_step_m);

    put16(at, 0);
    if (!known)
        return true;
    if (!(code >= 1 && code <= UINT16_MAX))
        return false;
    put16(at, (uint16_t)code);
    return true;
}

static bool put_place(uint8_t *at, bool known, double lat_deg, double lon_deg)
{
    if (!known)
        return true;
    if (!(fabs(lat_deg) <= 90) || !(fabs(lon_deg) <= 180))
        return false;
    put32(at, (uint32_t)lround(lat_deg * 1e7));
    put32(at + 4, (uint32_t)lround(lon_deg * 1e7));
    return true;
}

/* Direction, speed, vertical speed, and their bits in byte 1. */
static bool put_motion(uint8_t *out, const struct lw_remote_id_location *l)
{
    const double direction = round(l->direction_deg);
    const double slow = round(l->speed_mps / speed_step_mps);
    const double fast =
        round((l->speed_mps - 255 * speed_step_mps) / speed_large_mps);
    const double up = round(l->up_mps / up_step_mps);

    if (!(l->direction_deg >= 0 && l->direction_deg <= 360) ||
        !(l->speed_mps >= 0) || !isfinite(l->up_mps))
        return false;
    const int course =
        l->has & LW_REMOTE_ID_HAS_DIRECTION ? (int)direction % 360 : 361;
    out[1] |= course >= 180 ? STATUS_WEST : 0;
    out[2] = (uint8_t)(course >= 180 ? course - 180 : course);
    if (l->has & LW_REMOTE_ID_HAS_SPEED && slow <= 255) {
        out[3] = (uint8_t)slow;
    } else {
        out[1] |= STATUS_FAST;
        out[3] = !(l->has & LW_REMOTE_ID_HAS_SPEED) ? 255
                 : fast > 254                       ? 254
                                                    : (uint8_t)fast;
    }
    const double most = up_most_mps / up_step_mps;
    const int code = !(l->has & LW_REMOTE_ID_HAS_UP) ? NO_UP
                     : up > most                     ? UP_MOST
                     : up < -most                    ? -UP_MOST
                                                     : (int)up;
    out[4] = (uint8_t)(code & 0xff);
    return true;
}

static bool put_location(uint8_t *out, const struct lw_remote_id_location *l)
{
    const double tenths = round(l->time_s * 10);

    if ((l->status | l->accuracy_horizontal | l->accuracy_vertical |
         l->accuracy_pressure | l->accuracy_speed | l->accuracy_time) > 15 ||
        !(tenths >= 0 && tenths <= TIME_MOST))
        return false;
    out[1] = (uint8_t)(l->status << 4 | (l->height_agl ? STATUS_AGL : 0));
    out[19] = (uint8_t)(l->accuracy_vertical << 4 | l->accuracy_horizontal);
    out[20] = (uint8_t)(l->accuracy_pressure << 4 | l->accuracy_speed);
    put16(out + 21,
          l->has & LW_REMOTE_ID_HAS_TIME ? (uint16_t)tenths : NO_TIME);
    out[23] = l->accuracy_time;
    return put_motion(out, l) &&
           put_place(out + 5, l->has & LW_REMOTE_ID_HAS_PLACE, l->lat_deg,
                     l->lon_deg) &&
           put_height(out + 13, l->has & LW_REMOTE_ID_HAS_ALT_PRESSURE,
                      l->alt_pressure_m) &&
           put_height(out + 15, l->has & LW_REMOTE_ID_HAS_ALT, l->alt_hae_m) &&
           put_height(out + 17, l->has & LW_REMOTE_ID_HAS_HEIGHT, l->height_m);
}

static bool put_time(uint8_t *at, bool known, int64_t time_s)
{
    if (!known)
        return true;
    if (time_s <= epoch_s || time_s - epoch_s > UINT32_MAX)
        return false;
    put32(at, (uint32_t)(time_s - epoch_s));
    return true;
}

static bool put_auth(uint8_t *out, const struct lw_remote_id_auth *a)
{
    if ((a->auth_type | a->page) > 15)
        return false;
    out[1] = (uint8_t)(a->auth_type << 4 | a->page);
    if (a->page > 0) {
        memcpy(out + 2, a->data, LW_REMOTE_ID_AUTH_NEXT);
        return true;
    }
    out[2] = a->last_page;
    out[3] = a->length;
    memcpy(out + 8, a->data, LW_REMOTE_ID_AUTH_FIRST);
    return a->last_page <= PAGES_MAX - ((out[0] & 15) > 0) &&
           put_time(out + 4, a->has & LW_REMOTE_ID_HAS_TIME, a->time_s);
}

static bool put_system(uint8_t *out, const struct lw_remote_id_system *s)
{
    const double radius = round(s->area_radius_m / 10);

    if (s->location_type > 3 || s->classification > 7 || s->category > 15 ||
        s->class_eu > 15 || !(radius >= 0 && radius <= 255))
        return false;
    out[1] = (uint8_t)(s->classification << 2 | s->location_type);
    put16(out + 10, s->area_count);
    out[12] = (uint8_t)radius;
    out[17] = (uint8_t)(s->category << 4 | s->class_eu);
    return put_place(out + 2, s->has & LW_REMOTE_ID_HAS_PLACE, s->lat_deg,
                     s->lon_deg) &&
           put_height(out + 13, s->has & LW_REMOTE_ID_HAS_CEILING,
                      s->ceiling_m) &&
           put_height(out + 15, s->has & LW_REMOTE_ID_HAS_FLOOR, s->floor_m) &&
           put_height(out + 18, s->has & LW_REMOTE_ID_HAS_ALT, s->alt_hae_m) &&
           put_time(out + 20, s->has & LW_REMOTE_ID_HAS_TIME, s->time_s);
}

int lw_remote_id_write(const struct lw_remote_id *message,
                       uint8_t out[LW_REMOTE_ID_LEN])
{
    uint8_t wire[LW_REMOTE_ID_LEN] = {0};
    bool fits = message->version <= LW_REMOTE_ID_VERSION_MAX;

    wire[0] = (uint8_t)((unsigned)message->type << 4 | (message->version & 15));
    switch (message->type) {
    case LW_REMOTE_ID_BASIC:
        fits = fits &&
               (message->is.basic.id_type | message->is.basic.ua_type) < 16;
        wire[1] = (uint8_t)(message->is.basic.id_type << 4 |
                            (message->is.basic.ua_type & 15));
        memcpy(wire + 2, message->is.basic.id, LW_REMOTE_ID_NAME_MAX);
        break;
    case LW_REMOTE_ID_LOCATION:
        fits = fits && put_location(wire, &message->is.location);
        break;
    case LW_REMOTE_ID_AUTH:
        fits = fits && put_auth(wire, &message->is.auth);
        break;
    case LW_REMOTE_ID_SELF:
        wire[1] = message->is.self.text_type;
        memcpy(wire + 2, message->is.self.text, LW_REMOTE_ID_TEXT_MAX);
        break;
    case LW_REMOTE_ID_SYSTEM:
        fits = fits && put_system(wire, &message->is.system);
        break;
    case LW_REMOTE_ID_OPERATOR:
        wire[1] = message->is.oper.id_type;
        memcpy(wire + 2, message->is.oper.id, LW_REMOTE_ID_NAME_MAX);
        break;
    case LW_REMOTE_ID_PACK:
        fits = false;
        break;
    }
    if (!fits)
        return LW_ERR_RANGE;
    memcpy(out, wire, sizeof wire);
    return 0;
}

int lw_remote_id_write_pack(const struct lw_remote_id *message, unsigned count,
                            uint8_t *out, size_t size)
{
    const size_t len =
        LW_REMOTE_ID_PACK_HEAD + (size_t)count * LW_REMOTE_ID_LEN;
    int err = 0;

    if (count < 1 || count > LW_REMOTE_ID_PACK_MAX)
        return LW_ERR_RANGE;
    if (len > size)
        return LW_ERR_NO_SPACE;
    out[0] = (uint8_t)(LW_REMOTE_ID_PACK << 4 | (message[0].version & 15));
    out[1] = LW_REMOTE_ID_LEN;
    out[2] = (uint8_t)count;
    for (unsigned i = 0; i < count && err == 0; i++)
        err = lw_remote_id_write(&message[i], out + LW_REMOTE_ID_PACK_HEAD +
                                                  (size_t)i * LW_REMOTE_ID_LEN);
    return err < 0 ? err : (int)len;
}

/* By code: "less than"; 95% of all errors, as NACp and NACv have it. */
static const double horizontal_m[13] = {
    0, 18520, 7408, 3704, 1852, 926, 555.6, 185.2, 92.6, 30, 10, 3, 1};
static const double vertical_m[7] = {0, 150, 45, 25, 10, 3, 1};
static const double speed_mps[5] = {0, 10, 3, 1, 0.3};

double lw_remote_id_horizontal_m(uint8_t code)
{
    return code < 13 ? horizontal_m[code] : 0;
}

double lw_remote_id_vertical_m(uint8_t code)
{
    return code < 7 ? vertical_m[code] : 0;
}

double lw_remote_id_speed_mps(uint8_t code)
{
    return code < 5 ? speed_mps[code] : 0;
}

/* The highest code whose bound is not below the value. */
static uint8_t code_of(const double *bound, int codes, double value)
{
    uint8_t code = 0;

    for (int i = 1; i < codes && value > 0; i++)
        if (value <= bound[i])
            code = (uint8_t)i;
    return code;
}

uint8_t lw_remote_id_horizontal_code(double metres)
{
    return code_of(horizontal_m, 13, metres);
}

uint8_t lw_remote_id_vertical_code(double metres)
{
    return code_of(vertical_m, 7, metres);
}

uint8_t lw_remote_id_speed_code(double mps)
{
    return code_of(speed_mps, 5, mps);
}

const char *lw_remote_id_type_name(enum lw_remote_id_type type)
{
    static const char *const name[] = {"basic-id", "location", "auth",
                                       "self-id",  "system",   "operator-id"};

    return type <= LW_REMOTE_ID_OPERATOR ? name[type] : "pack";
}

const char *lw_remote_id_kind_name(uint8_t id_type)
{
    static const char *const name[] = {"none", "serial-number",
                                       "caa-registration", "utm-uuid",
                                       "specific-session-id"};

    return id_type < LW_REMOTE_ID_KINDS ? name[id_type] : NULL;
}

const char *lw_remote_id_ua_name(uint8_t ua_type)
{
    static const char *const name[] = {
        "none",
        "aeroplane",
        "helicopter-or-multirotor",
        "gyroplane",
        "hybrid-lift",
        "ornithopter",
        "glider",
        "kite",
        "free-balloon",
        "captive-balloon",
        "airship",
        "free-fall-or-parachute",
        "rocket",
        "tethered-powered-aircraft",
        "ground-obstacle",
        "other",
    };

    return ua_type < 16 ? name[ua_type] : NULL;
}

const char *lw_remote_id_status_name(uint8_t status)
{
    static const char *const name[] = {"undeclared", "ground", "airborne",
                                       "emergency", "remote-id-system-failure"};

    return status <= LW_REMOTE_ID_FAILURE ? name[status] : NULL;
}
