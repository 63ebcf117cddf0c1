/* SPDX-License-Identifier: Apache-2.0 */
/*
 * positions.h - which position each aircraft was last told with: who polls a
 * receiver gets the same one again and again.
 *
 * Bounded: where a bucket of the table is full, the oldest makes room.
 */
#ifndef LW_POSITIONS_H
#define LW_POSITIONS_H

#include <stdbool.h>
#include <stdint.h>

enum { LW_POSITIONS_MAX = 16384, LW_POSITIONS_BUCKET = 8 };

struct lw_positions {
    struct lw_position_told {
        uint32_t key; /* 0: free */
        int64_t time_ns;
        double lat_deg, lon_deg;
    } told[LW_POSITIONS_MAX];
};

/* Whether this is another position than the last of `key`, or the same half a
 * second later and more; it is then the last. An older one is not, unless by
 * more than two minutes: of another flight, in a recording. */
bool lw_positions_new(struct lw_positions *positions, uint32_t key,
                      int64_t time_ns, double lat_deg, double lon_deg);

#endif
