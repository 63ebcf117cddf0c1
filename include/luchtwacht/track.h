/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/track.h - one estimated aircraft, as told to the outside.
 *
 * Frame   position WGS-84; velocity and covariance ENU at that position
 * Units   metres, metres/second, radians; time in ns since the Unix epoch
 * Source  doc/contract.md, "Tracks"
 */
#ifndef LW_TRACK_H
#define LW_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/geodetic.h"
#include "luchtwacht/report.h"

enum lw_track_status {
    LW_TRACK_TENTATIVE,
    LW_TRACK_CONFIRMED,
    LW_TRACK_COASTING, /* confirmed, and not noticed of late */
    LW_TRACK_ENDED,
};
enum { LW_TRACK_STATUSES = 4, LW_TRACK_SOURCES_MAX = 16 };

/* `unbacked` above this: it is flagged, and not trusted. */
#define LW_TRACK_MADE_UP 0.8

const char *lw_track_status_name(enum lw_track_status status);

struct lw_track {
    uint32_t number; /* never 0, never used twice; "A%04u" outside */
    enum lw_track_status status;
    int64_t time_ns;   /* the moment that the state is for */
    int64_t first_ns;  /* of the first report it was built on */
    int64_t update_ns; /* meas_ns of the last report it took */
    struct lw_geodetic pos;
    double vel_mps[3];      /* east, north, up */
    double cov[36];         /* 6x6, row-major, [e n u ve vn vu] */
    double existence;       /* probability that there is such an aircraft */
    double kinds[LW_KINDS]; /* sums to 1 */
    double unbacked; /* probability that what it says of itself is made up, as
        sensors that should notice it do not; 0: nothing speaks against it */
    uint32_t has_ident; /* LW_HAS_ICAO, _REMOTE_ID, _CALLSIGN, _SQUAWK */
    struct lw_ident ident;
    uint32_t sources;                      /* how many of source[] are set */
    uint16_t source[LW_TRACK_SOURCES_MAX]; /* sensor indices of the site that
        fed it lately, the latest first */
    bool told; /* it has been confirmed: tentative, it fell back */
};

/* A point of its path. */
struct lw_track_point {
    int64_t time_ns;
    struct lw_geodetic pos;
};

enum { LW_TRACK_NAME_SIZE = 12 };

/* The id the outside knows it by ("A0007"), for life. */
void lw_track_name(uint32_t number, char name[LW_TRACK_NAME_SIZE]);

/* And back: 0 where it is none. */
uint32_t lw_track_number(const char *name);

#endif
