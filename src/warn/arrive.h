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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

struct lw_arrive; /* opaque; lives in memory that the caller provides */

/* Moments from now at which chances are told, and the last of them: what comes
 * later still does not count as coming. */
enum {
    LW_ARRIVE_TIMES = 20,
    LW_APPROACHES_MAX = 256, /* of one track: the likeliest are kept */
};
extern const double lw_arrive_s[LW_ARRIVE_TIMES]; /* upward, [0] is 0 */

/* A zone that a track may enter. */
struct lw_approach {
    uint32_t zone;
    uint16_t chance[LW_ARRIVE_TIMES]; /* that it has entered by then, in
        65,535ths, given that it is there and of a kind that the zone is warned
        of; never falls */
};

/*
 * What a track may enter, by zone; good until the next call for this track.
 * It is worked out anew when the track has done something that matters, and
 * kept in between: `age_s` ago was when its moments counted from, so that the
 * chance of having entered t from now is lw_approach_within(a, age_s + t).
 */
struct lw_outlook {
    const struct lw_approach *approach;
    uint32_t approaches;
    double age_s;
    bool anew; /* worked out in this very call */
};

/* Bytes that lw_arrive_init() needs: for the zones of the site and what is
 * remembered of `tracks_max` tracks. */
size_t lw_arrive_size(const struct lw_site *site, uint32_t tracks_max);

/* Build it inside `mem` (aligned for max_align_t), which stays the caller's,
 * as does the site, which must outlive it. NULL if `size` is too small. Memory
 * that was zero before is touched as it is used. */
struct lw_arrive *lw_arrive_init(const struct lw_site *site,
                                 uint32_t tracks_max, void *mem, size_t size);

/*
 * What track number `track->number` may enter, the state being of
 * track->time_ns; what never gets to 0.01 is left out. Call it for every track
 * of a picture that may threaten: how each has flown so far is remembered, and
 * told by how it goes on.
 */
struct lw_outlook lw_arrive_track(struct lw_arrive *arrive,
                                  const struct lw_track *track);

/* A track that is gone. */
void lw_arrive_forget(struct lw_arrive *arrive, uint32_t number);

/* Zones that hold this place, by index; at most `max`. Returns how many. */
uint32_t lw_arrive_inside(const struct lw_arrive *arrive,
                          struct lw_geodetic place, uint32_t *zone,
                          uint32_t max);

/* Metres from a place to the border of a zone (0: inside), and the bearing of
 * the place as seen from the middle of the zone. */
double lw_arrive_distance(const struct lw_arrive *arrive, uint32_t zone,
                          struct lw_geodetic place, double *bearing_rad);

/* The chance at moment `time`, an index of lw_arrive_s. */
static inline double lw_approach_chance(const struct lw_approach *approach,
                                        unsigned time)
{
    return approach->chance[time] * (1.0 / 65535.0);
}

/* A chance at a moment between: straight between the two beside it. */
double lw_approach_within(const struct lw_approach *approach, double seconds);

#endif
