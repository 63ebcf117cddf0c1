/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cpr.h - compact position reporting: 17 bits each of latitude and longitude,
 * in an even and an odd grid, to a place.
 *
 * Units   degrees, WGS-84
 * Source  ICAO Doc 9871 2nd ed., C.2.6 (algorithm), RTCA DO-260B, 2.2.3.2.3
 */
#ifndef LW_CPR_H
#define LW_CPR_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_cpr {
    uint32_t lat, lon; /* 0..131071 */
};

struct lw_cpr_place {
    double lat_deg, lon_deg; /* -90..90, -180..180 */
};

/*
 * The place of an aircraft in the air by an even and an odd message; of the
 * two, the one that came last (`odd_last`) is where it is.
 * 0, or LW_ERR_INTEGRITY: the two do not belong together.
 */
LW_NODISCARD int lw_cpr_global(struct lw_cpr even, struct lw_cpr odd,
                               bool odd_last, struct lw_cpr_place *place);

/* The same on the ground, where four places fit: the one nearest to `near`. */
LW_NODISCARD int lw_cpr_global_surface(struct lw_cpr even, struct lw_cpr odd,
                                       bool odd_last, struct lw_cpr_place near,
                                       struct lw_cpr_place *place);

/* The place nearest to `near` by one message alone: right when it is within
 * 180 NM of it (on the ground 45 NM). 0 or LW_ERR_RANGE. */
LW_NODISCARD int lw_cpr_local(struct lw_cpr message, bool odd, bool surface,
                              struct lw_cpr_place near,
                              struct lw_cpr_place *place);

/* Longitude zones at a latitude: 59 at the equator, 1 at the poles. */
int lw_cpr_zones(double lat_deg);

#endif
