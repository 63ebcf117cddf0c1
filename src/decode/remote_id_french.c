/* SPDX-License-Identifier: Apache-2.0 */
#include "remote_id_french.h"

#include <math.h>
#include <string.h>

enum {
    TYPE_VERSION = 1,
    TYPE_ID,
    TYPE_ID_ANSI,
    TYPE_LAT,
    TYPE_LON,
    TYPE_ALTITUDE,
    TYPE_HEIGHT,
    TYPE_TAKEOFF_LAT,
    TYPE_TAKEOFF_LON,
    TYPE_SPEED,
    TYPE_COURSE,
    TYPES,
    VERSION = 1,
    ID_LEN_MAX = 30,
};

/* Nothing flies lower than that; what says so does not know. */
static const double altitude_least_m = -1000;

/* Signed, the most significant byte first. */
static double number(const uint8_t *at, size_t len)
{
    double value = at[0] < 128 ? at[0] : at[0] - 256.0;

    for (size_t i = 1; i < len; i++)
        value = value * 256 + at[i];
    return value;
}

static bool unsigned_type(int type)
{
    return type == TYPE_VERSION || type == TYPE_SPEED || type == TYPE_COURSE;
}

/* Where each type stands: value[type], as a number; NAN: it does not. */
static int collect(const uint8_t *bytes, size_t len, double value[TYPES],
                   char *id, struct lw_fault *fault)
{
    static const uint8_t size[TYPES] = {0, 1, 0, 0, 4, 4, 2, 2, 4, 4, 1, 2};

    for (size_t at = 0, next; at < len; at = next) {
        const int type = bytes[at];
        const size_t body = at + 2;

        next = at + 1 < len ? body + bytes[at + 1] : len + 1;
        if (next > len)
            return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 0,
                                "type %d: ends too early", type);
        const size_t said = next - body;
        if (type == TYPE_ID || type == TYPE_ID_ANSI) {
            if (said > ID_LEN_MAX)
                return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                    "type %d: id of %u characters", type,
                                    (unsigned)said);
            memset(id, 0, ID_LEN_MAX + 1);
            for (size_t i = 0; i < said && bytes[body + i] != 0; i++)
                id[i] = (char)(bytes[body + i] >= 0x20 && bytes[body + i] < 0x7f
                                   ? bytes[body + i]
                                   : '?');
        } else if (type > 0 && type < TYPES) {
            if (said != size[type])
                return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                    "type %d: %u bytes, not %d", type,
                                    (unsigned)said, size[type]);
            value[type] = number(bytes + body, said);
            if (unsigned_type(type) && value[type] < 0)
                value[type] += said == 1 ? 256 : 65536;
        }
    }
    return 0;
}

/* Both or neither, somewhere on Earth. False: not. */
static bool place(double lat, double lon, uint32_t *has, double *lat_deg,
                  double *lon_deg)
{
    if (isnan(lat) || isnan(lon) || (lat == 0 && lon == 0))
        return true;
    *lat_deg = lat / 1e5;
    *lon_deg = lon / 1e5;
    *has |= LW_REMOTE_ID_HAS_PLACE;
    return fabs(*lat_deg) <= 90 && fabs(*lon_deg) <= 180;
}

int lw_remote_id_french_read(const uint8_t *bytes, size_t len,
                             struct lw_remote_id_french *out,
                             struct lw_fault *fault)
{
    /* a type of the element, and then the version, which is a 1 as well */
    static const uint8_t typed[] = {1, TYPE_VERSION, 1, VERSION};
    const size_t skip =
        len >= sizeof typed && memcmp(bytes, typed, sizeof typed) == 0 ? 1 : 0;
    struct lw_remote_id_location *l = &out->location.is.location;
    struct lw_remote_id_system *t = &out->takeoff.is.system;
    double value[TYPES];

    memset(out, 0, sizeof *out);
    out->location.type = LW_REMOTE_ID_LOCATION;
    out->takeoff.type = LW_REMOTE_ID_SYSTEM;
    for (int i = 0; i < TYPES; i++)
        value[i] = (double)NAN;
    const int err = collect(bytes + skip, len - skip, value, out->id, fault);
    if (err < 0)
        return err;
    if (value[TYPE_VERSION] != VERSION)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "type 1: expected version 1");
    if (!place(value[TYPE_LAT], value[TYPE_LON], &l->has, &l->lat_deg,
               &l->lon_deg) ||
        !place(value[TYPE_TAKEOFF_LAT], value[TYPE_TAKEOFF_LON], &t->has,
               &t->lat_deg, &t->lon_deg))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "type 4, 5, 8, 9: a place that is none");
    if (!(l->has & LW_REMOTE_ID_HAS_PLACE))
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0, "type 4, 5: no place");
    out->has_altitude = value[TYPE_ALTITUDE] >= altitude_least_m;
    out->altitude_msl_m = out->has_altitude ? value[TYPE_ALTITUDE] : 0;
    if (!isnan(value[TYPE_HEIGHT])) {
        l->has |= LW_REMOTE_ID_HAS_HEIGHT;
        l->height_m = value[TYPE_HEIGHT];
    }
    if (!isnan(value[TYPE_SPEED])) {
        l->has |= LW_REMOTE_ID_HAS_SPEED;
        l->speed_mps = value[TYPE_SPEED];
    }
    if (value[TYPE_COURSE] <= 360) {
        l->has |= LW_REMOTE_ID_HAS_DIRECTION;
        l->direction_deg = fmod(value[TYPE_COURSE], 360);
    }
    return 0;
}
