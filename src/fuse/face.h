/* SPDX-License-Identifier: Apache-2.0 */
/*
 * face.h - which track is which, after the tracker has run again what it had
 * run (lag.c): a track keeps the number that it was shown by, and what was
 * shown and is not any more ends.
 *
 * Faces are noted before, and given back after. The one that has a name of the
 * aircraft (ICAO address, Remote ID) is the same track; then the one that began
 * with the same reports; then what was told goes to the nearest that has none.
 * What is given a face that was told stays told.
 */
#ifndef LW_FACE_H
#define LW_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fuse.h"

struct lw_arena;

struct lw_face_noted {
    struct lw_face face;
    bool given;
    uint32_t has_ident;
    struct lw_ident ident;
    double x[LW_STATE], var; /* of its place, the worse way */
    uint32_t shown;          /* in shown[], if it was told */
};

struct lw_faces {
    uint32_t max, count, told;
    struct lw_face_noted *noted; /* by the reports that they began with */
    struct lw_track *shown;      /* as it was last to be seen */
};

/* Bytes a track that lw_faces_init() takes. */
size_t lw_faces_size(uint32_t max);
int lw_faces_init(struct lw_faces *faces, uint32_t max, struct lw_arena *arena);

/* False: there are too many, and none is noted. */
bool lw_faces_note(struct lw_faces *faces, const struct lw_tracker *trk,
                   int64_t now_ns);
void lw_faces_give(struct lw_faces *faces, struct lw_tracker *trk,
                   int64_t now_ns);

/* A new number, in the order of first use. */
void lw_face_new(struct lw_tracker *trk, struct lw_target *target);
/* A track that was shown ends, as it looks in `track`. */
void lw_face_end(struct lw_tracker *trk, const struct lw_track *track,
                 int64_t now_ns);

#endif
