/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/report.h - one message of a sensor, as plain data.
 *
 * Every wire format is decoded into this and nothing else; the journal, the
 * tracker and the map know no other. A field is meaningful only where its bit
 * stands in `has` (or where its type requires it, marked "always").
 *
 * Frame   WGS-84; azimuth clockwise from true north, elevation up from the
 *         horizontal plane of the sensor; ENU at the place that is meant
 * Units   SI, radians; times in ns since the Unix epoch (UTC)
 * Source  doc/contract.md, "Reports"
 */
#ifndef LW_REPORT_H
#define LW_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"

enum lw_report_type {
    LW_REPORT_POSITION,
    LW_REPORT_POLAR,
    LW_REPORT_BEARING,
    LW_REPORT_HEARD,
    LW_REPORT_LOOK,
    LW_REPORT_HEARTBEAT,
};
enum { LW_REPORT_TYPES = 6 };

/* What an aircraft may be; also the index into every array of kinds. */
enum lw_kind {
    LW_KIND_MULTIROTOR,
    LW_KIND_FIXED_WING,
    LW_KIND_PISTON, /* one-way and other small piston-engined aircraft */
    LW_KIND_JET,
    LW_KIND_HELICOPTER,
    LW_KIND_AIRLINER,
    LW_KIND_BIRD,
    LW_KIND_BALLOON,
    LW_KIND_UNKNOWN,
};
enum { LW_KINDS = 9 };

enum lw_heartbeat {
    LW_HEARTBEAT_OK,
    LW_HEARTBEAT_DEGRADED,
    LW_HEARTBEAT_DOWN,
};

enum lw_report_has {
    LW_HAS_RX = 1 << 0,
    LW_HAS_ID = 1 << 1,
    LW_HAS_KINDS = 1 << 2,
    LW_HAS_CONFIDENCE = 1 << 3,
    LW_HAS_FROM = 1 << 4,
    LW_HAS_OBJECT = 1 << 5,
    LW_HAS_ALT = 1 << 6, /* position: pos.alt_hae_m */
    LW_HAS_VEL = 1 << 7,
    LW_HAS_COV = 1 << 8,
    LW_HAS_OPERATOR = 1 << 9,
    LW_HAS_EL = 1 << 10,
    LW_HAS_RANGE_RATE = 1 << 11,
    LW_HAS_RCS = 1 << 12,
    LW_HAS_LEVEL = 1 << 13,
    LW_HAS_F0 = 1 << 14,
    LW_HAS_SECTOR = 1 << 15, /* look: az_rad is its start, az_to_rad its end */
    LW_HAS_SD_HORIZONTAL = 1 << 16,
    LW_HAS_SD_VERTICAL = 1 << 17,
    LW_HAS_SD_VEL = 1 << 18,
    LW_HAS_SD_RANGE = 1 << 19,
    LW_HAS_SD_AZ = 1 << 20,
    LW_HAS_SD_EL = 1 << 21,
    LW_HAS_SD_RANGE_RATE = 1 << 22,
    LW_HAS_ICAO = 1 << 23,
    LW_HAS_REMOTE_ID = 1 << 24,
    LW_HAS_CALLSIGN = 1 << 25,
    LW_HAS_SQUAWK = 1 << 26,
    LW_HAS_GROUND = 1 << 27, /* position: it says it stands on the ground */
};

/* One standard deviation each. The same struct serves a sensor's defaults. */
struct lw_sd {
    double horizontal_m; /* of east and of north, each */
    double vertical_m;
    double vel_mps;
    double range_m;
    double az_rad;
    double el_rad;
    double range_rate_mps;
};

enum { LW_ID_MAX = 63, LW_OBJECT_MAX = 31 };

/* Who a cooperative aircraft says it is. Empty string: not said. */
struct lw_ident {
    uint32_t icao;      /* 24-bit ICAO address; LW_HAS_ICAO */
    char remote_id[32]; /* serial or session id, ASTM F3411 (20 characters) */
    char callsign[12];
    char squawk[5]; /* Mode 3/A, four octal digits */
};

struct lw_report {
    enum lw_report_type type;   /* always */
    uint32_t has;               /* enum lw_report_has, ored */
    int64_t meas_ns;            /* always: when it was sensed at the sensor */
    int64_t rx_ns;              /* LW_HAS_RX: when it reached us */
    char sensor[LW_ID_MAX + 1]; /* always: id from the site file */
    char id[LW_ID_MAX + 1];
    char object[LW_OBJECT_MAX + 1]; /* the sensor's own track number */
    double confidence;              /* 0..1 that anything was there */
    double kinds[LW_KINDS];         /* as the sensor judged it; sum <= 1 */
    struct lw_geodetic from; /* where a moving sensor or observer stood */
    struct lw_sd sd;         /* overrides the sensor's, field by field */

    struct lw_geodetic pos; /* position: lat and lon always */
    double vel_mps[3];      /* east, north, up at pos */
    double cov_m2[9];       /* 3x3, row-major, ENU at pos */
    struct lw_ident ident;
    struct lw_geodetic operator_pos; /* lat, lon; personal data */

    double range_m; /* polar: slant range, always */
    double az_rad;  /* polar, bearing: always, 0..2 pi; look: sector start */
    double az_to_rad;
    double el_rad;
    double range_rate_mps; /* positive: going away */
    double rcs_dbsm;
    double level_db;
    double f0_hz;
    enum lw_heartbeat state; /* heartbeat: always */
};

const char *lw_report_type_name(enum lw_report_type type);
const char *lw_kind_name(enum lw_kind kind);
const char *lw_heartbeat_name(enum lw_heartbeat state);

/* The enumerator for a name, or LW_ERR_UNKNOWN. */
int lw_report_type_find(const char *name, size_t len);
int lw_kind_find(const char *name, size_t len);
int lw_heartbeat_find(const char *name, size_t len);

#endif
