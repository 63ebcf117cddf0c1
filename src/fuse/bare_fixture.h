/* SPDX-License-Identifier: Apache-2.0 */
/* bare_fixture.h - one scene and its tracker, laid open, for a file of tests
 * that each begin with them anew. */
#ifndef LW_BARE_FIXTURE_H
#define LW_BARE_FIXTURE_H

#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct lw_tracker *trk;
static uint32_t imms; /* free ones at the beginning */

/* After scene_init() and scene_sensor(). */
static inline void bare_open(uint32_t tracks_max, uint32_t reports_max)
{
    trk = bare_begin_sized(&sc, tracks_max, reports_max);
    imms = trk->free_imms;
}

/* A test's teardown: nothing may be out of order or lost. */
static inline int end(void **state)
{
    (void)state;
    return bare_end(&sc, trk, imms);
}

#endif
