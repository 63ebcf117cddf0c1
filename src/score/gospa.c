/* SPDX-License-Identifier: Apache-2.0 */
#include "gospa.h"

#include <assert.h>
#include <math.h>

#include "luchtwacht/err.h"

enum { SLICE_SLACK = 32, SLICES = 1 };

bool lw_gospa_valid(const struct lw_gospa_config *config)
{
    return config->cutoff_m > 0 && isfinite(config->cutoff_m) &&
           config->p >= 1 && isfinite(config->p) && config->alpha > 0 &&
           config->alpha <= 2 && isfinite(pow(config->cutoff_m, config->p));
}

double lw_gospa_power(const struct lw_gospa_config *config, double distance_m)
{
    if (!(config->p < 2) && !(config->p > 2))
        return distance_m * distance_m;
    return config->p > 1 ? pow(distance_m, config->p) : distance_m;
}

size_t lw_gospa_size(uint32_t objects_max, uint32_t tracks_max,
                     size_t pairs_max)
{
    return pairs_max * sizeof(double) + SLICES * SLICE_SLACK +
           lw_assign_size(objects_max, tracks_max);
}

int lw_gospa_init(struct lw_gospa_work *work, uint32_t objects_max,
                  uint32_t tracks_max, size_t pairs_max, struct lw_arena *arena)
{
    *work = (struct lw_gospa_work){
        .pairs_max = pairs_max,
        .cost = lw_arena_take(arena, pairs_max, sizeof(double)),
    };
    if (work->cost == NULL)
        return LW_ERR_NO_SPACE;
    return lw_assign_init(&work->assign, objects_max, tracks_max, arena);
}

struct lw_gospa lw_gospa_parts(const struct lw_gospa_config *config,
                               double localisation, uint32_t assigned,
                               uint32_t objects, uint32_t tracks)
{
    const double most = lw_gospa_power(config, config->cutoff_m);
    const uint32_t smaller = objects < tracks ? objects : tracks;
    const double beyond = (smaller - assigned) * most / 2;
    struct lw_gospa out = {
        .localisation = localisation,
        .missed = beyond + (objects - smaller) * most / config->alpha,
        .spurious = beyond + (tracks - smaller) * most / config->alpha,
        .assigned = assigned,
    };

    assert(assigned <= smaller);
    out.distance =
        pow(out.localisation + out.missed + out.spurious, 1 / config->p);
    return out;
}

/*
 * A pair beyond the cut-off costs as much as none (both pay c^p / 2), and how
 * many are in surplus does not depend on who is assigned: so the assignment
 * that saves most against c^p a pair is that of definition 1, for any alpha.
 */
struct lw_gospa lw_gospa(const struct lw_gospa_config *config,
                         struct lw_gospa_work *work,
                         const struct lw_pairs *pairs, uint32_t *track_of)
{
    const double most = lw_gospa_power(config, config->cutoff_m);
    const size_t count = pairs->first[pairs->objects];
    const struct lw_assign_problem problem = {
        .first = pairs->first,
        .column = pairs->track,
        .cost = work->cost,
        .alone = most,
        .rows = pairs->objects,
        .columns = pairs->tracks,
    };
    double localisation = 0;
    uint32_t assigned = 0;

    assert(lw_gospa_valid(config));
    assert(count <= work->pairs_max);
    for (size_t i = 0; i < count; i++)
        work->cost[i] = pairs->distance_m[i] < config->cutoff_m
                            ? lw_gospa_power(config, pairs->distance_m[i])
                            : most;
    lw_assign(&problem, &work->assign, track_of);
    for (uint32_t o = 0; o < pairs->objects; o++) {
        if (track_of[o] == LW_ASSIGN_NONE)
            continue;
        size_t i = pairs->first[o];
        while (pairs->track[i] != track_of[o])
            i++;
        assigned++;
        localisation += work->cost[i];
    }
    return lw_gospa_parts(config, localisation, assigned, pairs->objects,
                          pairs->tracks);
}
