/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/site.h - the site: its sensors, its air, its zones.
 *
 * Plain data in memory that the caller's arena holds; read from YAML by
 * luchtwacht/site_yaml.h. Sensors are referred to by their index.
 *
 * Frame   WGS-84; azimuth clockwise from true north
 * Units   SI, radians
 * Source  doc/contract.md, "The site file"
 */
#ifndef LW_SITE_H
#define LW_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"
#include "luchtwacht/report.h"

enum lw_sensor_kind {
    LW_SENSOR_ACOUSTIC,
    LW_SENSOR_RADAR,
    LW_SENSOR_RF,
    LW_SENSOR_CAMERA,
    LW_SENSOR_REMOTE_ID,
    LW_SENSOR_ADSB,
    LW_SENSOR_OBSERVER,
    LW_SENSOR_TRACKER,
};
enum { LW_SENSOR_KINDS = 8 };

const char *lw_sensor_kind_name(enum lw_sensor_kind kind);
int lw_sensor_kind_find(const char *name, size_t len);

enum { LW_DETECTION_POINTS_MAX = 16, LW_SENSORS_MAX = 32768 };

/* Chance of detection against range: linear between points, constant before
 * the first and after the last, 0 beyond the coverage. One point: constant. */
struct lw_detection {
    int count;
    struct {
        double range_m;
        double chance;
    } point[LW_DETECTION_POINTS_MAX];
};

struct lw_coverage {
    double range_m;                /* slant; INFINITY: no limit given */
    double az_from_rad, az_to_rad; /* clockwise from..to; all: 0, 2 pi */
    double el_from_rad, el_to_rad; /* all: -pi/2, pi/2 */
};

struct lw_sensor {
    char id[LW_ID_MAX + 1];
    enum lw_sensor_kind kind;
    bool has_position; /* else every report carries `from`, or needs none */
    struct lw_geodetic position;
    double period_s; /* between two looks; 0: reports when it pleases */
    struct lw_coverage coverage;
    struct lw_detection detection; /* one look */
    double false_reports;          /* mean number in one look */
    bool silence_means_nothing_seen;
    uint32_t has_sd; /* LW_HAS_SD_* bits: which of `sd` the file gave */
    struct lw_sd sd; /* every field set: the kind's where not given */
};

/* A sensor of this kind of which the site file says nothing more: no id, no
 * position, all round, and the figures of doc/site.md. */
void lw_sensor_defaults(enum lw_sensor_kind kind, struct lw_sensor *out);

struct lw_air {
    double temperature_c;
    double wind_mps[2]; /* east, north: the direction it blows TO */
};

enum lw_language { LW_LANG_EN, LW_LANG_NL, LW_LANG_UK };
enum { LW_LANGUAGES = 3, LW_NAME_MAX = 127 };
enum {
    LW_ZONES_MAX = 1 << 17,
    LW_ZONE_POINTS_MAX = 1 << 18, /* of one zone */
    LW_SITE_POINTS_MAX = 1 << 24, /* of all zones together */
};

/* How a zone is warned of which the site file says nothing more. */
struct lw_zone_warn lw_zone_warn_defaults(void);

/* Rings of a polygon: the first is the outside, later ones are holes; a zone
 * may have several polygons, which may overlap: it is all of them together.
 * Outsides go counter-clockwise, holes clockwise. All points lie in one array.
 * Longitudes are -pi..pi: what crosses the antimeridian is cut there. */
struct lw_ring {
    uint32_t first, count; /* into lw_zone.point; not closed (no repeat) */
    bool hole;
};

/* It is told once the chance that the zone is entered within `minutes` is at
 * least `probability`. */
struct lw_warn_level {
    double minutes, probability;
};

enum lw_warn_mode {
    LW_WARN_AUTOMATIC,
    LW_WARN_PROPOSE, /* a person confirms it first */
    LW_WARN_SILENT,  /* for the duty officer only */
};
enum { LW_WARN_MODES = 3 };

const char *lw_warn_mode_name(enum lw_warn_mode mode);

/* A notice has the minutes of the warning at least, and its probability at
 * most; where the two are equal, notices are not told. */
struct lw_zone_warn {
    struct lw_warn_level notice;  /* something may come */
    struct lw_warn_level warning; /* take shelter */
    double clear_after_s;         /* quiet for so long before the all clear */
    enum lw_warn_mode mode;
    double confirm_s;      /* a proposal waits so long for a person */
    bool unconfirmed_goes; /* and is sent then; else it is not */
    uint32_t kinds;        /* bit 1 << enum lw_kind: what it is warned of */
    bool cooperative;      /* of those that say who they are, too */
};

struct lw_zone {
    char id[LW_ID_MAX + 1];
    const char *name[LW_LANGUAGES]; /* "" where not given, as is the kind */
    const char *kind;
    struct lw_geodetic *point; /* alt_hae_m 0 */
    uint32_t points;
    struct lw_ring *ring;
    uint32_t rings;
    struct lw_zone_warn warn;
};

struct lw_mapping; /* of a sensor's columns to reports; model/mapping.h */

/* Positions of operators (doc/privacy.md). */
struct lw_privacy {
    double operator_keep_s; /* 0: not kept at all */
    bool operator_show;     /* to who asks for reports */
};

struct lw_site {
    char name[LW_NAME_MAX + 1];
    bool exercise; /* nothing here is real: every output says so */
    bool has_origin;
    struct lw_geodetic origin;
    struct lw_air air;
    struct lw_privacy privacy;
    struct lw_sensor *sensor;
    uint32_t sensors;
    struct lw_zone *zone;
    uint32_t zones;
    struct lw_mapping *mapping;
    uint32_t mappings;
    uint32_t *by_id; /* sensor indices sorted by id, for lw_site_sensor() */
};

/* Index of the sensor called `id`, or LW_ERR_UNKNOWN. O(log sensors). */
int lw_site_sensor(const struct lw_site *site, const char *id);

/* The chance at a range: straight between its points, level beyond the ends;
 * 0 where there are none. */
double lw_detection_chance(const struct lw_detection *table, double range_m);

/* Chance that an aircraft at this slant range, azimuth and elevation is
 * reported in one look; 0 outside the coverage. */
double lw_sensor_detection(const struct lw_sensor *sensor, double range_m,
                           double az_rad, double el_rad);

#endif
