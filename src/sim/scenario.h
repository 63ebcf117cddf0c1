/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario.h - what a scenario file says: what flies, what watches, how badly.
 *
 * Plain data in memory that the caller's arena holds. A range is two numbers
 * between which one is drawn, evenly, for each that needs one.
 *
 * Frame   places as metres east and north of the scenario's origin, along the
 *         parallel and the meridian (lw_sim_place() turns them into geodetic);
 *         heights above the scenario's ground
 * Units   SI, radians, seconds from the scenario's start
 * Source  doc/sim.md
 */
#ifndef LW_SCENARIO_H
#define LW_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "site_parts.h"
#include "zone_warn.h"

struct lw_arena;

enum {
    LW_SIM_GROUPS_MAX = 96,      /* of aircraft; of sensors; of zones */
    LW_SIM_POINTS_MAX = 256,     /* of one area */
    LW_SIM_AIRCRAFT_MAX = 65536, /* in a whole scenario */
    LW_SIM_VIA_MAX = 16,
    LW_SIM_BASES_MAX = 8, /* a scenario upon a scenario upon .. */
    LW_SIM_FALSE_MAX = 16,
    LW_SIM_NAME_MAX = 47,
};

struct lw_sim_range {
    double from, to;
};

enum lw_sim_shape {
    LW_SIM_NOWHERE,
    LW_SIM_POINTS, /* one of them */
    LW_SIM_LINE,   /* anywhere along it */
    LW_SIM_BOX,
    LW_SIM_DISC,
};

enum lw_sim_spread {
    LW_SIM_RANDOM,
    LW_SIM_GRID, /* of a box or a disc: a grid; of a line: evenly along it */
};

struct lw_sim_area {
    enum lw_sim_shape shape;
    enum lw_sim_spread spread;
    uint32_t points;    /* box: 2, its corners; disc: 1, its centre */
    double (*point)[2]; /* metres east, north */
    double radius_m;    /* disc */
    double jitter_m;    /* grid: each is off by up to that, both ways */
    double speed_mps;   /* line, of sensors: they drive along it, and back */
};

enum lw_sim_flight {
    LW_SIM_ROUTE,     /* from, by way of, to */
    LW_SIM_WAYPOINTS, /* one random point of an area after the other */
    LW_SIM_STRAIGHT,  /* from, on one course */
    LW_SIM_LOITER,    /* round a point */
    LW_SIM_HOVER,     /* at a point */
};
enum { LW_SIM_FLIGHTS = 5 };

enum lw_sim_then { LW_SIM_GONE, LW_SIM_THEN_HOVER, LW_SIM_THEN_LOITER };

enum lw_sim_formation { LW_SIM_SWARM_GRID, LW_SIM_SWARM_LINE, LW_SIM_SCATTER };

struct lw_sim_aircraft {
    char id[LW_SIM_NAME_MAX + 1];
    enum lw_kind kind;
    uint32_t number;
    bool imaginary; /* nothing flies there: only liars tell of it, and who
        receives what it says of itself */
    enum lw_sim_flight fly;
    enum lw_sim_then then;
    enum lw_sim_formation formation;
    struct lw_sim_range start_s, flock, speed_mps, height_m, course_rad;
    struct lw_sim_range from_height_m, to_height_m; /* from < -1e8: not given */
    struct lw_sim_range change_every_s, change_by_rad; /* 0: no changes */
    struct lw_sim_range hover_s;                       /* at each waypoint */
    struct lw_sim_range life_s;        /* INFINITY: as long as it takes */
    struct lw_sim_range stagger_s;     /* between members of a flock */
    struct lw_sim_area from, to, area; /* from: of `area` where nowhere */
    struct lw_sim_area *via;
    uint32_t vias;
    double spacing_m, radius_m;
    double accel_mps2, climb_mps, bank_rad;
    double ads_b, remote_id, transmits; /* share of them */
    struct lw_sim_range remote_id_every_s, ads_b_every_s;
};

/* What goes wrong with a sensor and is not in the site file. */
struct lw_sim_faults {
    uint32_t kinds; /* of sensors, a bit each; 0: all */
    double dead;    /* share that never reports */
    double liars;   /* share that tells of imaginary aircraft only */
    double outages; /* share of the time, in stretches of outage_s */
    double outage_s;
    struct lw_sim_range pointing_rad; /* of either sign */
    struct lw_sim_range range_m;      /* of either sign */
    struct lw_sim_range clock_s;      /* of either sign */
    struct lw_sim_range far_clock_s;  /* of either sign, for this share: */
    double far_clock;
    double drift; /* seconds a second */
    double jump_s, jump_at_s;
    struct lw_sim_range position_m; /* horizontally, any direction */
    double duplicates;
    struct lw_sim_range duplicate_s; /* after the first */
    double late;
    struct lw_sim_range late_s;
    double false_factor;
};

enum lw_sim_false {
    LW_SIM_FALSE_EVEN,   /* over the coverage */
    LW_SIM_FALSE_AREA,   /* over an area */
    LW_SIM_FALSE_FLOCKS, /* round points that drift with the birds */
    LW_SIM_FALSE_LIGHT,  /* in one direction, wherever one stands */
};

/* One source of false reports. */
struct lw_sim_clutter {
    enum lw_sim_false how;
    double rate; /* mean number in a look; < 0: what the site file states */
    struct lw_sim_area area;
    struct lw_sim_range height_m;
    struct lw_sim_range time_s;    /* only then */
    struct lw_sim_range speed_mps; /* flocks; and for the range rate */
    uint32_t flocks;
    double spread_m;
    double az_rad, el_rad, turn_rad_s; /* light: and how it moves */
    enum lw_kind looks_like;
};

struct lw_sim_delay {
    double median_s, p95_s; /* lognormal, where p95 > median > 0 */
    struct lw_sim_range even_s;
};

struct lw_sim_sensors {
    char id[LW_SIM_NAME_MAX + 1];
    struct lw_sensor stated; /* as the site file has it; id, place aside */
    uint32_t number;
    struct lw_sim_area place;
    struct lw_sim_range height_m;
    enum lw_report_type reports;
    bool joint; /* one sensor of the site file, each report with `from` */
    bool height, vel, elevation, range_rate, level, pitch, rcs;
    bool looks, turning;
    double phase_s;        /* < 0: each its own */
    uint32_t chance_given; /* a bit each kind; 0: as stated */
    struct lw_detection chance[LW_KINDS];
    struct lw_sd error; /* the true ones */
    double outliers;    /* share of azimuths, with */
    double outlier_rad;
    double wander_rad, wander_s; /* Gauss-Markov, of azimuth and elevation */
    double judges; /* chance that the kind it names is the right one; 0: none */
    double wind_loss; /* part of the reach that a wind of 8 m/s takes */
    double pause_s;   /* between two reports of one member */
    double beat_s;    /* heartbeats */
    struct lw_sim_delay delay;
    struct lw_sim_clutter *clutter;
    uint32_t clutters;
    struct lw_sim_faults faults;
};

struct lw_sim_zones {
    char id[LW_SIM_NAME_MAX + 1];
    char kind[LW_ID_MAX + 1];
    struct lw_site_names name;
    struct lw_warn_given warn;
    uint32_t number;
    struct lw_sim_area area;
    double radius_m; /* of each; cells of the grid where 0 */
};

struct lw_scenario {
    char name[LW_NAME_MAX + 1];
    char about[LW_NAME_MAX * 4 + 1];
    int64_t start_ns;
    double length_s;
    struct lw_geodetic origin;
    double ground_m;
    struct lw_air air;
    uint32_t truth_every_s;
    bool exercise;
    struct lw_sim_aircraft *aircraft;
    struct lw_sim_sensors *sensors;
    struct lw_sim_zones *zones;
    struct lw_sim_faults *degrade;
    uint32_t aircraft_groups, sensor_groups, zone_groups, degradings;
};

/* A place of the scenario's plane, height_m above its ground; and back. */
struct lw_geodetic lw_sim_place(const struct lw_scenario *scenario,
                                const double xy_m[2], double height_m);
void lw_sim_plane(const struct lw_scenario *scenario, struct lw_geodetic place,
                  double xy_m[2]);

#endif
