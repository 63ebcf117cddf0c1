/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cap_area.h - a zone as the polygons of a CAP area.
 *
 * CAP's polygons have no holes, and receivers take few points. So the area
 * that is told never is smaller than the zone: holes are told as part of it; a
 * ring of more than LW_CAP_RING_POINTS points is thinned by filling its bays
 * and widening its capes, so that it holds every point of the ring and does
 * not cross itself. What is too much for that (a ring of more than
 * LW_CAP_RING_MAX points, more rings than LW_CAP_RINGS_MAX) is told by a
 * convex polygon around it.
 *
 * Source  Common Alerting Protocol 1.2 (OASIS, 2010), 3.2.4; at most 100
 *         points: ATIS-0700041 (wireless emergency alerts)
 */
#ifndef LW_CAP_AREA_H
#define LW_CAP_AREA_H

#include "base/text.h"
#include "luchtwacht/site.h"

enum {
    LW_CAP_RING_POINTS = 99, /* of one polygon; its first comes again */
    LW_CAP_POINTS = 400,     /* of all of them, about */
    LW_CAP_RING_LEAST = 8,   /* so many points each may have at least */
    LW_CAP_RINGS_MAX = 32,
    LW_CAP_RING_MAX = 4096, /* of a ring that is thinned */
    LW_CAP_AREA_MAX = 12288,
};

/* `<polygon>52.3,4.9 ...</polygon>`, one or more, closed; 6 decimals. */
void lw_cap_area_put(struct lw_text *to, const struct lw_zone *zone);

#endif
