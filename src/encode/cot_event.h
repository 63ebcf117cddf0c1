/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cot_event.h - a track as an event of Cursor on Target, for both of its
 * encodings.
 *
 * Only atoms of the civil air are told (a-u-A.., a-n-A-C..): affiliation is
 * unknown, or neutral for what says by an ICAO address who it is. Nothing is
 * ever called friend, suspect or hostile, and no t- (tasking) event leaves.
 *
 * Units   metres, degrees, metres/second; 1 sigma
 * Source  MITRE, CoT Base-Event Schema 2.0 (MTR 11-3895) and its sub-schemas
 *         track, contact, remarks; doc/formats/cot.md
 */
#ifndef LW_COT_EVENT_H
#define LW_COT_EVENT_H

#include "encode.h"
#include "live.h"

#define LW_COT_UNKNOWN 9999999.0 /* height or error, as the field has it */

enum { LW_COT_UID_SIZE = LW_NAME_MAX + 48, LW_COT_REST_MAX = 4096 };

extern const char *const lw_cot_options[];

struct lw_cot {
    const struct lw_site *site;
    int64_t stale_ns;
    bool neutral; /* cooperative aircraft are */
};

struct lw_cot_event {
    const char *type, *how, *opex; /* opex "": not said */
    char uid[LW_COT_UID_SIZE];
    char callsign[LW_LIVE_LABEL_SIZE];
    int64_t time_ns, stale_ns;
    double lat_deg, lon_deg, hae_m, ce_m, le_m;
    bool moves; /* the three below are known; slope where has_slope */
    bool has_slope;
    double course_deg, speed_mps, slope_deg;
};

int lw_cot_init(struct lw_cot *cot, const struct lw_encode_config *config,
                struct lw_fault *fault);
void lw_cot_event(const struct lw_cot *cot, const struct lw_track *track,
                  struct lw_cot_event *event);

/* What of <detail> is neither contact nor track: remarks, and an element of
 * our own with all that the standard has no place for. */
void lw_cot_put_rest(const struct lw_cot *cot, const struct lw_track *track,
                     struct lw_text *to);

#endif
