/* SPDX-License-Identifier: Apache-2.0 */
#include "cot_event.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json_parts.h"
#include "track_parts.h"
#include "xml_parts.h"

const char *const lw_cot_options[] = {"stale", "cooperative", NULL};

enum { TYPE_SIZE = 12 };

static const int64_t second_ns = 1000000000;
static const double stale_least_s = 10, stale_file_s = 60, stale_max_s = 86400;
static const double rounds = 3; /* that may be missed before it is stale */
static const double kind_least = 0.005;

/* Civil aircraft of MIL-STD-2525; lower case: what CoT adds to it. */
static const struct {
    char unknown[TYPE_SIZE], neutral[TYPE_SIZE];
} types[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {"a-u-A-C-H-q", "a-n-A-C-H-q"},
    [LW_KIND_FIXED_WING] = {"a-u-A-C-F", "a-n-A-C-F"},
    [LW_KIND_PISTON] = {"a-u-A-C-F", "a-n-A-C-F"},
    [LW_KIND_JET] = {"a-u-A-C-F", "a-n-A-C-F"},
    [LW_KIND_HELICOPTER] = {"a-u-A-C-H", "a-n-A-C-H"},
    [LW_KIND_AIRLINER] = {"a-u-A-C-F", "a-n-A-C-F"},
    [LW_KIND_BIRD] = {"a-u-A", "a-u-A"},
    [LW_KIND_BALLOON] = {"a-u-A-C-L", "a-n-A-C-L"},
    [LW_KIND_UNKNOWN] = {"a-u-A", "a-n-A-C"},
};

int lw_cot_init(struct lw_cot *cot, const struct lw_encode_config *config,
                struct lw_fault *fault)
{
    const char *stale = lw_encode_option(config, "stale");
    const char *cooperative = lw_encode_option(config, "cooperative");
    double stale_s = config->every_s > 0
                         ? fmax(rounds * config->every_s, stale_least_s)
                         : stale_file_s;

    if (stale != NULL) {
        char *end;
        stale_s = strtod(stale, &end);
        if (end == stale || *end != '\0' ||
            !(stale_s >= 1 && stale_s <= stale_max_s))
            return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                "`stale`: expected seconds from 1 to %.0f",
                                stale_max_s);
    }
    if (cooperative != NULL && strcmp(cooperative, "neutral") != 0 &&
        strcmp(cooperative, "unknown") != 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`cooperative`: expected neutral or unknown");
    cot->site = config->site;
    cot->stale_ns = (int64_t)(stale_s * 1e3) * (second_ns / 1000);
    cot->neutral = cooperative == NULL || strcmp(cooperative, "neutral") == 0;
    return 0;
}

static void put_uid(const struct lw_cot *cot, const struct lw_track *track,
                    char uid[LW_COT_UID_SIZE])
{
    char name[LW_TRACK_NAME_SIZE];
    struct lw_text to;

    lw_track_name(track->number, name);
    lw_text_init(&to, uid, LW_COT_UID_SIZE - 1);
    /* What is made up never takes the place of what is real. */
    lw_text_put(&to,
                cot->site->exercise ? "luchtwacht-exercise." : "luchtwacht.");
    lw_text_put(&to, cot->site->name);
    lw_text_put(&to, ".");
    lw_text_put(&to, name);
    *to.at = '\0';
}

static double error_of(bool known, double sigma)
{
    return known && sigma < LW_COT_UNKNOWN ? sigma : LW_COT_UNKNOWN;
}

static void put_motion(const struct lw_track *track, struct lw_cot_event *event)
{
    struct lw_part_motion motion;

    event->moves = lw_part_motion(track, &motion);
    if (!event->moves)
        return;
    event->course_deg = motion.course_deg;
    event->has_slope = isfinite(motion.climb_mps);
    event->speed_mps = motion.ground_mps;
    if (event->has_slope) { /* the schema's speed is that in space */
        event->speed_mps = hypot(motion.ground_mps, motion.climb_mps);
        event->slope_deg =
            atan2(motion.climb_mps, motion.ground_mps) * LW_JSON_DEGREES;
    }
}

void lw_cot_event(const struct lw_cot *cot, const struct lw_track *track,
                  struct lw_cot_event *event)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    const enum lw_kind kind = lw_part_kind(track);
    const bool neutral = cot->neutral && track->has_ident & LW_HAS_ICAO;

    *event = (struct lw_cot_event){
        .type = neutral ? types[kind].neutral : types[kind].unknown,
        .how = track->status == LW_TRACK_COASTING ? "m-p" : "m-r",
        .opex = cot->site->exercise ? "e" : "",
        .time_ns = track->time_ns,
        .stale_ns = track->time_ns,
        .lat_deg = track->pos.lat_rad * LW_JSON_DEGREES,
        .lon_deg = track->pos.lon_rad * LW_JSON_DEGREES,
        .hae_m = lw_part_has_alt(track) ? track->pos.alt_hae_m : LW_COT_UNKNOWN,
        .ce_m = error_of(accuracy.has_horizontal, accuracy.major_m),
        .le_m = error_of(accuracy.has_vertical, accuracy.vertical_m),
    };
    if (track->status != LW_TRACK_COASTING && track->sources > 1)
        event->how = "m-f";
    if (track->status != LW_TRACK_ENDED &&
        track->time_ns < INT64_MAX - cot->stale_ns)
        event->stale_ns += cot->stale_ns;
    put_uid(cot, track, event->uid);
    lw_part_label(track, event->callsign);
    put_motion(track, event);
}

static void put_identity(const struct lw_track *track, struct lw_text *to)
{
    if (track->has_ident & LW_HAS_ICAO) {
        lw_text_put(to, " icao=\"");
        lw_text_hex(to, track->ident.icao, 6);
        lw_text_put(to, "\"");
    }
    if (track->has_ident & LW_HAS_REMOTE_ID)
        lw_xml_put_attribute(to, "remote-id", track->ident.remote_id);
    if (track->has_ident & LW_HAS_CALLSIGN)
        lw_xml_put_attribute(to, "callsign", track->ident.callsign);
    if (track->has_ident & LW_HAS_SQUAWK)
        lw_xml_put_attribute(to, "squawk", track->ident.squawk);
}

void lw_cot_put_rest(const struct lw_cot *cot, const struct lw_track *track,
                     struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    char name[LW_TRACK_NAME_SIZE];

    lw_text_put(to, "<remarks>");
    lw_part_words(to, track, cot->site->exercise);
    lw_text_put(to, "</remarks><luchtwacht");
    lw_track_name(track->number, name);
    lw_xml_put_attribute(to, "track", name);
    lw_part_attributes(to, track, &accuracy);
    if (accuracy.has_velocity)
        lw_xml_put_decimal(to, "velocity", accuracy.velocity_mps, 2);
    put_identity(track, to);
    if (cot->site->exercise)
        lw_xml_put_attribute(to, "exercise", "true");
    lw_text_put(to, ">");
    for (int kind = 0; kind < LW_KINDS; kind++) {
        if (!(track->kinds[kind] >= kind_least))
            continue;
        lw_text_put(to, "<kind");
        lw_xml_put_attribute(to, "name", lw_kind_name((enum lw_kind)kind));
        lw_xml_put_decimal(to, "probability", track->kinds[kind], 3);
        lw_text_put(to, "/>");
    }
    lw_text_put(to, "</luchtwacht>");
}
