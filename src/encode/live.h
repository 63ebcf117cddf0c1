/* SPDX-License-Identifier: Apache-2.0 */
/*
 * live.h - the live stream of the map: binary tracks, JSON for the rest.
 *
 * Little-endian; values that do not fit are told as the nearest that does.
 *
 * Source  doc/formats/live.md
 */
#ifndef LW_LIVE_H
#define LW_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

enum {
    LW_LIVE_HEAD_SIZE = 24,
    LW_LIVE_TRACK_SIZE = 32,
    LW_LIVE_VERSION = 1,
    LW_LIVE_MARKS_MAX = 500, /* in one message */
    LW_LIVE_LABEL_SIZE = 32,
};

enum lw_live_frame { LW_LIVE_SNAPSHOT = 1, LW_LIVE_DIFFERENCE = 2 };

struct lw_live_tracks {
    enum lw_live_frame frame;
    int64_t time_ns; /* the moment that every state is for */
    double speed;    /* scene seconds per second; 0: paused */
    bool exercise;   /* nothing of it is real */
    const struct lw_track *const *track;
    uint32_t tracks;
    const uint32_t *removed; /* numbers of the tracks that are gone */
    uint32_t removals;
};

/* Bytes of a frame of so many tracks and removals. */
size_t lw_live_size(uint32_t tracks, uint32_t removals);

/* Write a frame. Returns its length, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_live_write(const struct lw_live_tracks *tracks,
                               uint8_t *out, size_t size);

/* Semi-axes, 1 sigma, and azimuth of the major one (clockwise from north,
 * 0..pi) of the horizontal part of a 6x6 ENU covariance. */
struct lw_live_ellipse {
    double major_m, minor_m, az_rad;
};
struct lw_live_ellipse lw_live_ellipse(const double cov[36]);

/* Callsign, else remote id, else ICAO address; "" where it says none. Returns
 * the length. */
size_t lw_live_label(const struct lw_track *track,
                     char label[LW_LIVE_LABEL_SIZE]);

/* {"type":"labels",..}. Length without NUL, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_live_write_labels(const struct lw_track *const track[],
                                      uint32_t tracks, char *text, size_t size);

/* A bearing or presence to be drawn for a few seconds. */
struct lw_live_mark {
    enum lw_report_type type; /* LW_REPORT_BEARING or _HEARD */
    int64_t meas_ns;
    uint32_t sensor; /* index in the site */
    struct lw_geodetic place;
    double az_rad, az_sd_rad; /* a bearing's */
    double range_m;           /* INFINITY: not known */
};

/* The mark of a report of sensor `sensor`: 1 and *mark set, or 0 where a
 * report of this type or from nowhere is not drawn. */
int lw_live_mark(const struct lw_report *report, const struct lw_site *site,
                 uint32_t sensor, struct lw_live_mark *mark);

/* {"type":"reports",..} of at most the last LW_LIVE_MARKS_MAX marks. Length
 * without NUL, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_live_write_marks(const struct lw_live_mark *mark,
                                     uint32_t marks, const struct lw_site *site,
                                     char *text, size_t size);

/* What is shown. */
struct lw_live_scene {
    const char *name;
    bool playing;
    bool live;     /* follows the clock */
    bool exercise; /* not real */
    bool open;     /* decisions are, to this machine, without a key */
    bool recorded; /* begin_ns and end_ns mean something */
    double speed;
    int64_t begin_ns, end_ns, time_ns; /* time_ns INT64_MIN: none yet */
};

/* {"type":"scene",..}. Length without NUL, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_live_write_scene(const struct lw_live_scene *scene,
                                     char *text, size_t size);

#endif
