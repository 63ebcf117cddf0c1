/* SPDX-License-Identifier: Apache-2.0 */
/*
 * track_ndjson.h - lines of contract JSON that tell of tracks, and of truth.
 *
 * Units   degrees, metres, seconds outside; SI, radians, ns inside
 * Source  doc/contract.md, "Tracks" and "Truth lines"
 */
#ifndef LW_TRACK_NDJSON_H
#define LW_TRACK_NDJSON_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "luchtwacht/err.h"
#include "luchtwacht/geodetic.h"
#include "luchtwacht/report.h"
#include "luchtwacht/track.h"

enum lw_line_has {
    LW_LINE_HAS_ALT = 1 << 0,
    LW_LINE_HAS_VEL = 1 << 1,
    LW_LINE_HAS_COV = 1 << 2,
    LW_LINE_HAS_EXISTENCE = 1 << 3,
    LW_LINE_HAS_STATUS = 1 << 4, /* of a track: always */
    LW_LINE_HAS_KIND = 1 << 5,
    LW_LINE_HAS_SENSORS = 1 << 6,
    LW_LINE_HAS_IDENT = 1 << 7,    /* of a track: `ident` holds something */
    LW_LINE_COOPERATIVE = 1 << 8,  /* of truth: it says so */
    LW_LINE_HAS_COV_PART = 1 << 9, /* the entries that are not NaN */
    LW_LINE_EXERCISE = 1 << 10,    /* of a track: it says so */
};

struct lw_state_line {
    char name[LW_ID_MAX + 1]; /* the track's, or the true object's */
    int64_t time_ns;
    uint32_t has; /* enum lw_line_has, ored */
    enum lw_track_status status;
    struct lw_geodetic pos;
    double vel_mps[3]; /* east, north, up */
    double cov[36];    /* 6x6, row-major, [e n u ve vn vu] */
    double existence;
    char kind[LW_ID_MAX + 1]; /* of truth; of a track: the likeliest */
    uint32_t sensors;         /* of truth: that could notice it then */
    /* Of a track; the names of its sources stand in the line. An identity that
     * is none is passed over. */
    double kinds[LW_KINDS];
    uint32_t has_ident; /* LW_HAS_ICAO, _REMOTE_ID, _CALLSIGN, _SQUAWK */
    struct lw_ident ident;
    uint32_t sources;
    struct lw_json_string source[LW_TRACK_SOURCES_MAX];
};

/*
 * Read one line (without its newline) of type `track`, or `truth`. Unknown
 * keys are passed over; `null` stands for "not known" where a field may be
 * left out.
 *
 * Returns 0, or (with *fault's column and sentence; its line is the caller's)
 *   LW_ERR_NOT_MINE  a line of another type: fine, and not for this reader
 *   LW_ERR_SYNTAX    not one JSON object
 *   LW_ERR_MISSING   a field that its type requires
 *   LW_ERR_UNKNOWN   a status that the contract does not name
 *   LW_ERR_RANGE     a value of the wrong type or outside its range
 */
LW_NODISCARD int lw_track_line_read(const char *line, size_t len,
                                    struct lw_state_line *out,
                                    struct lw_fault *fault);
LW_NODISCARD int lw_truth_line_read(const char *line, size_t len,
                                    struct lw_state_line *out,
                                    struct lw_fault *fault);

#endif
