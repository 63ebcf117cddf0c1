/* SPDX-License-Identifier: Apache-2.0 */
/*
 * convert_tracks.h - reports and lines of tracks, one by one, to a format of
 * the outputs.
 *
 * A position that says whose it is (an identity, or the sensor's own number)
 * becomes a state of a track of that one sensor: nothing is fused, and what it
 * does not say of its accuracy stays unknown. Formats of messages get one a
 * state; documents get each track once, with all of its path.
 */
#ifndef LW_CONVERT_TRACKS_H
#define LW_CONVERT_TRACKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "writer.h"

enum {
    LW_CONVERT_TRACKS_MAX = 1 << 18,
    LW_CONVERT_POINTS_MAX = 1 << 25, /* of all paths together */
    LW_CONVERT_SENSORS_MAX = 4096,   /* where no site file names them */
};

struct lw_convert_track; /* one on its way */

struct lw_convert {
    const struct lw_encoder *encoder; /* NULL: reports as they are */
    struct lw_writer writer;
    FILE *out;
    struct lw_site site;
    bool own_sensors; /* the site's are made up as they are met */
    struct lw_convert_track *track;
    uint32_t tracks, tracks_size;
    uint32_t *slot; /* hash table of 1 + index */
    uint32_t slots; /* a power of two */
    uint64_t points, positions;
    uint64_t nameless, others; /* reports left out */
    int64_t last_ns;
    bool failed; /* and a message was printed */
};

/* Takes over *site's pointers (NULL: none was given); `name`: of the site that
 * is made up then. 0, or with *fault's sentence. */
LW_NODISCARD int lw_convert_open(struct lw_convert *convert,
                                 const struct lw_encoder *encoder,
                                 const struct lw_pair *option, uint32_t options,
                                 const struct lw_site *site, const char *name,
                                 FILE *out, struct lw_fault *fault);
void lw_convert_close(struct lw_convert *convert);

/* 0, or LW_ERR_IO, LW_ERR_NO_SPACE: it is over, and a message was printed. */
LW_NODISCARD int lw_convert_report(struct lw_convert *convert,
                                   const struct lw_report *report);

/*
 * A line of contract JSON: of a track, or a report. 0, LW_ERR_NOT_MINE: a line
 * of another type; another error with *fault's sentence: it is no good; or,
 * with convert->failed, as above.
 */
LW_NODISCARD int lw_convert_line(struct lw_convert *convert, const char *line,
                                 size_t len, struct lw_fault *fault);

/* The document, and what is still to be written. */
LW_NODISCARD int lw_convert_end(struct lw_convert *convert);

#endif
