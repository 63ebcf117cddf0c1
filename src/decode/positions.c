/* SPDX-License-Identifier: Apache-2.0 */
#include "positions.h"

static const int64_t same_ns = 500000000; /* ages are told to 0.1 s and less */
static const int64_t stale_ns = 120000000000;

bool lw_positions_new(struct lw_positions *positions, uint32_t key,
                      int64_t time_ns, double lat_deg, double lon_deg)
{
    const uint32_t buckets = LW_POSITIONS_MAX / LW_POSITIONS_BUCKET;
    const uint32_t own = key + 1; /* 0 is a free place */
    struct lw_position_told *bucket =
        &positions
             ->told[(own * 2654435761u >> 16) % buckets * LW_POSITIONS_BUCKET];
    struct lw_position_told *to = bucket;

    for (int i = 0; i < LW_POSITIONS_BUCKET; i++) {
        if (bucket[i].key == own) {
            to = &bucket[i];
            break;
        }
        if (to->key != 0 &&
            (bucket[i].key == 0 || bucket[i].time_ns < to->time_ns))
            to = &bucket[i];
    }
    if (to->key == own) {
        const bool moved = to->lat_deg < lat_deg || to->lat_deg > lat_deg ||
                           to->lon_deg < lon_deg || to->lon_deg > lon_deg;
        const int64_t later_ns = time_ns - to->time_ns;
        if (later_ns > -stale_ns &&
            (later_ns < -same_ns || (!moved && later_ns < same_ns)))
            return false;
    }
    *to = (struct lw_position_told){own, time_ns, lat_deg, lon_deg};
    return true;
}
