/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_id_french.h - the format of France, before and beside that of ASTM:
 * in a beacon's vendor element, after its OUI, values of a type, a length and
 * as many bytes, the most significant first.
 *
 *   1   version, 1        2  id, 30 characters    3  id by ANSI/CTA-2063-A
 *   4   latitude          5  longitude            1e-5 degrees, signed
 *   6   altitude above the sea, m, signed         7  height above take-off
 *   8   latitude          9  longitude of the take-off
 *   10  speed over ground, m/s                    11 course, degrees
 *
 * Deviations of devices: some put a byte of 1 (the element's type) before.
 *
 * Source  Arrete du 27 decembre 2019 (ECOI1934044A), annexe
 */
#ifndef LW_REMOTE_ID_FRENCH_H
#define LW_REMOTE_ID_FRENCH_H

#include <stdbool.h>

#include "luchtwacht/report.h"
#include "remote_id.h"

struct lw_remote_id_french {
    char id[sizeof((struct lw_ident *)0)->remote_id];
    bool has_altitude;
    double altitude_msl_m;
    /* Place, height, speed and direction, as a location says them; the place
     * of the take-off, as a system does. */
    struct lw_remote_id location, takeoff;
};

/* 0, or LW_ERR_TRUNCATED, LW_ERR_RANGE, LW_ERR_UNKNOWN (a version that is none
 * of ours), LW_ERR_MISSING (no place). Types that are not above are left. */
LW_NODISCARD int lw_remote_id_french_read(const uint8_t *bytes, size_t len,
                                          struct lw_remote_id_french *out,
                                          struct lw_fault *fault);

#endif
