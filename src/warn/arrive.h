/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrive.h - where the aircraft of the picture may go, and when they would be
 * there: for each track, the zones that it may enter.
 *
 * Pure: no clock, no I/O, no allocation after lw_arrive_init().
 *
 * Frame   WGS-84 at the border
 * Units   SI, radians
 * Source  doc/warnings.md, "Arrival"
 */
#ifndef LW_ARRIVE_H
#define LW_ARRIVE_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

struct lw_arrive; /* opaque; lives in memory that the caller provides */

/* Moments from now at which chances are told, and the last of them: what comes
 * later still does not count as coming. */
enum { LW_ARRIVE_TIMES = 20 };
extern const double lw_arrive_s[LW_ARRIVE_TIMES]; /* upward, [0] is 0 */

/* A track and a zone that it may enter. */
struct lw_approach {
    uint32_t zone;
    float chance[LW_ARRIVE_TIMES]; /* that it has entered by then, given that
        it is there, and of a kind that the zone is warned of; never falls */
    double distance_m;             /* to the zone's border; 0: inside */
    double bearing_rad;            /* of the track, seen from the zone */
};

/* Bytes that lw_arrive_init() needs: for the zones of the site and what is
 * remembered of `tracks_max` tracks. */
size_t lw_arrive_size(const struct lw_site *site, uint32_t tracks_max);

/* Build it inside `mem` (aligned for max_align_t), which stays the caller's,
 * as does the site, which must outlive it. NULL if `size` is too small. */
struct lw_arrive *lw_arrive_init(const struct lw_site *site,
                                 uint32_t tracks_max, void *mem, size_t size);

/*
 * What track number `track->number` may enter, by zone, the state being of
 * track->time_ns; chances under 0.01 at the last moment are left out. Call it
 * for every track of a picture that may threaten: how each has flown so far is
 * remembered, and told by how it goes on. Returns how many of out[] were set,
 * at most `max`.
 */
uint32_t lw_arrive_track(struct lw_arrive *arrive, const struct lw_track *track,
                         struct lw_approach *out, uint32_t max);

/* A track that is gone. */
void lw_arrive_forget(struct lw_arrive *arrive, uint32_t number);

/* Zones that hold this place, by index; at most `max`. Returns how many. */
uint32_t lw_arrive_inside(const struct lw_arrive *arrive,
                          struct lw_geodetic place, uint32_t *zone,
                          uint32_t max);

/* A chance at a moment between: straight between the two beside it. */
double lw_approach_within(const struct lw_approach *approach, double seconds);

#endif
