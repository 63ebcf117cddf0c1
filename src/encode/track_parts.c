/* SPDX-License-Identifier: Apache-2.0 */
#include "track_parts.h"

#include <math.h>
#include <stddef.h>

#include "base/geodesy.h"
#include "xml_parts.h"

static const double kind_least = 0.05; /* that words speak of */

struct lw_part_accuracy lw_part_accuracy(const struct lw_track *track)
{
    const double *cov = track->cov;
    struct lw_part_accuracy out = {0};

    if (isfinite(cov[0]) && isfinite(cov[1]) && isfinite(cov[6]) &&
        isfinite(cov[7])) {
        const struct lw_live_ellipse ellipse = lw_live_ellipse(cov);
        out.has_horizontal = true;
        out.major_m = ellipse.major_m;
        out.minor_m = ellipse.minor_m;
        out.az_deg = ellipse.az_rad / LW_DEG;
    }
    if (cov[14] >= 0 && isfinite(cov[14])) {
        out.has_vertical = true;
        out.vertical_m = sqrt(cov[14]);
    }
    if (cov[21] >= 0 && cov[28] >= 0 && isfinite(cov[21]) &&
        isfinite(cov[28])) {
        out.has_velocity = true;
        out.velocity_mps = sqrt(fmax(cov[21], cov[28]));
    }
    return out;
}

bool lw_part_motion(const struct lw_track *track, struct lw_part_motion *motion)
{
    const double east = track->vel_mps[0], north = track->vel_mps[1];

    if (!isfinite(east) || !isfinite(north))
        return false;
    motion->course_deg = lw_angle_positive(atan2(east, north)) / LW_DEG;
    if (!(motion->course_deg < 359.9995)) /* 360 once it is rounded */
        motion->course_deg = 0;
    motion->ground_mps = hypot(east, north);
    motion->climb_mps = track->vel_mps[2];
    return true;
}

enum lw_kind lw_part_kind(const struct lw_track *track)
{
    for (int kind = 0; kind < LW_KINDS; kind++)
        if (track->kinds[kind] > 0.5)
            return (enum lw_kind)kind;
    return LW_KIND_UNKNOWN;
}

void lw_part_label(const struct lw_track *track, char label[LW_LIVE_LABEL_SIZE])
{
    if (lw_live_label(track, label) == 0)
        lw_track_name(track->number, label);
}

double lw_part_age_s(const struct lw_track *track)
{
    const double age_s =
        (double)track->time_ns / 1e9 - (double)track->update_ns / 1e9;

    return age_s > 0 ? age_s : 0;
}

bool lw_part_has_alt(const struct lw_track *track)
{
    return isfinite(track->pos.alt_hae_m);
}

static void put_kinds(struct lw_text *text, const double kinds[LW_KINDS])
{
    for (int kind = 0; kind < LW_KINDS; kind++) {
        if (!(kinds[kind] >= kind_least))
            continue;
        lw_text_put(text, ", ");
        lw_text_put(text, lw_kind_name((enum lw_kind)kind));
        lw_text_put(text, " ");
        lw_xml_decimal(text, 100 * kinds[kind], 0);
        lw_text_put(text, " %");
    }
}

void lw_part_words(struct lw_text *text, const struct lw_track *track,
                   bool exercise)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);

    if (exercise)
        lw_text_put(text, "EXERCISE, not real. ");
    lw_text_put(text, lw_track_status_name(track->status));
    put_kinds(text, track->kinds);
    if (isfinite(track->existence)) {
        lw_text_put(text, "; there with ");
        lw_xml_decimal(text, 100 * track->existence, 0);
        lw_text_put(text, " %");
    }
    lw_text_put(text, "; last report ");
    lw_xml_decimal(text, lw_part_age_s(track), 1);
    lw_text_put(text, " s old");
    if (!accuracy.has_horizontal)
        return;
    lw_text_put(text, "; one sigma ");
    lw_xml_decimal(text, accuracy.major_m, 0);
    lw_text_put(text, " by ");
    lw_xml_decimal(text, accuracy.minor_m, 0);
    lw_text_put(text, " m");
    if (!accuracy.has_vertical)
        return;
    lw_text_put(text, ", height ");
    lw_xml_decimal(text, accuracy.vertical_m, 0);
    lw_text_put(text, " m");
}

void lw_part_attributes(struct lw_text *text, const struct lw_track *track,
                        const struct lw_part_accuracy *accuracy)
{
    lw_xml_put_attribute(text, "status", lw_track_status_name(track->status));
    if (isfinite(track->existence))
        lw_xml_put_decimal(text, "existence", track->existence, 3);
    lw_xml_put_decimal(text, "age", lw_part_age_s(track), 1);
    if (!accuracy->has_horizontal)
        return;
    lw_xml_put_decimal(text, "major", accuracy->major_m, 1);
    lw_xml_put_decimal(text, "minor", accuracy->minor_m, 1);
    lw_xml_put_decimal(text, "azimuth", accuracy->az_deg, 1);
}
