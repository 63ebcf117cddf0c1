/* SPDX-License-Identifier: Apache-2.0 */
/*
 * track_parts.h - what formats of outputs say of a track alike.
 *
 * What is not known of it (NaN) stays so.
 *
 * Units   metres, degrees clockwise from north, metres/second, seconds
 */
#ifndef LW_TRACK_PARTS_H
#define LW_TRACK_PARTS_H

#include <stdbool.h>

#include "base/text.h"
#include "live.h"
#include "luchtwacht/track.h"

/* One standard deviation each. */
struct lw_part_accuracy {
    bool has_horizontal, has_vertical, has_velocity;
    double major_m, minor_m, az_deg; /* of the ellipse */
    double vertical_m;
    double velocity_mps; /* of east or of north, the larger one */
};
struct lw_part_accuracy lw_part_accuracy(const struct lw_track *track);

/* Course and speed over ground, climb; false: it is not known. */
struct lw_part_motion {
    double course_deg, ground_mps, climb_mps;
};
bool lw_part_motion(const struct lw_track *track,
                    struct lw_part_motion *motion);

/* The kind that is likelier than not, else LW_KIND_UNKNOWN. */
enum lw_kind lw_part_kind(const struct lw_track *track);

/* What people may call it: callsign, Remote ID, ICAO address, else its name. */
void lw_part_label(const struct lw_track *track,
                   char label[LW_LIVE_LABEL_SIZE]);

/* Seconds from the last report it took to the moment that it is told for. */
double lw_part_age_s(const struct lw_track *track);

bool lw_part_has_alt(const struct lw_track *track);

/* In plain words: status, kinds, chance of existence, age, accuracy. No
 * markup, at most LW_PART_WORDS_MAX bytes. */
enum { LW_PART_WORDS_MAX = 512 };
void lw_part_words(struct lw_text *text, const struct lw_track *track,
                   bool exercise);

/* The same as attributes of XML: status, chance of existence, age, ellipse. */
void lw_part_attributes(struct lw_text *text, const struct lw_track *track,
                        const struct lw_part_accuracy *accuracy);

#endif
