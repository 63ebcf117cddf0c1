/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect.c - who could be seen in a look, and whom its silence speaks of.
 */
#include <math.h>

#include "fuse.h"
#include "hearing.h"

static bool in_sector(const struct lw_look *look, double az_rad)
{
    const double span = lw_angle_positive(look->az_to_rad - look->az_from_rad);

    return !look->has_sector ||
           lw_angle_positive(az_rad - look->az_from_rad) <= span;
}

/* The azimuth of a target from where the look was made. */
static double azimuth_of(const struct lw_look *look, const struct lw_target *t)
{
    const double ahead_s = lw_seconds(look->t_ns, t->state_ns);
    double enu[2] = {0.0, 0.0};

    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++)
            enu[i] +=
                look->axes[3 * i + j] *
                (t->mean.x[j] + ahead_s * t->mean.x[3 + j] - look->origin_m[j]);
    return atan2(enu[0], enu[1]);
}

/* An antenna that turns passed what is in its sector so long before the
 * sector's end, and half a turn besides leaves room for a look that is told
 * late. */
bool lw_detect_fed(const struct lw_tracker *trk, const struct lw_look *look,
                   struct lw_target *t)
{
    const double period_s = trk->site->sensor[look->sensor].period_s;
    const int64_t fed_ns = lw_target_fed_ns(t, look->sensor);

    if (!look->has_sector || !look->has_place || period_s <= 0.0)
        return fed_ns > trk->sensor[look->sensor].swept_ns;
    const double az_rad = azimuth_of(look, t);
    const double turns =
        lw_angle_positive(look->az_to_rad - az_rad) / (2.0 * LW_PI) + 0.5;
    return in_sector(look, az_rad) && fed_ns != INT64_MIN &&
           lw_seconds(look->t_ns, fed_ns) < turns * period_s;
}

enum lw_attention lw_detect_attention(const struct lw_tracker *trk,
                                      uint32_t index)
{
    const struct lw_sensor *sensor = &trk->site->sensor[index];

    if (lw_sensor_misses(trk, index))
        return LW_ATTENTION_FULL;
    return sensor->kind == LW_SENSOR_ACOUSTIC ||
                   sensor->kind == LW_SENSOR_CAMERA ||
                   sensor->kind == LW_SENSOR_RADAR
               ? LW_ATTENTION_LISTS
               : LW_ATTENTION_SOME;
}

void lw_detect_chance(struct lw_tracker *trk, const struct lw_look *look,
                      uint32_t slot)
{
    struct lw_target *t = &trk->target[trk->candidate[slot]];
    const struct lw_sensor *sensor = &trk->site->sensor[look->sensor];

    trk->chance[slot] = 0.0;
    trk->visible[slot] = lw_target_visible(
        t, look->sensor, look->t_ns, lw_detect_attention(trk, look->sensor));
    trk->exempt[slot] = true;
    if (lw_hearing_is_vague(trk, t, look)) {
        trk->exempt[slot] = !look->sweep || lw_detect_fed(trk, look, t);
        if (look->plots > 0 || !trk->exempt[slot])
            trk->chance[slot] =
                lw_hearing_listen(trk, look, t, trk->visible[slot]);
        return;
    }
    if (!look->has_place) {
        trk->chance[slot] = sensor->detection.count > 0
                                ? sensor->detection.point[0].chance
                                : 0.5;
        return;
    }
    /* Over where it may be: on the ground three points along the line of
     * sight, weighted to the mean and variance of a normal distribution; in
     * height as near the sensor's own as two sigma allow, so that a height
     * that nobody knows puts nothing out of a sensor's reach. */
    const double ahead_s = lw_seconds(look->t_ns, t->state_ns);
    double enu[3], sd[3];
    for (int i = 0; i < 3; i++) {
        const double *a = &look->axes[3 * i];
        double var = 0.0;
        enu[i] = 0.0;
        for (int j = 0; j < 3; j++) {
            enu[i] += a[j] * (t->mean.x[j] + ahead_s * t->mean.x[3 + j] -
                              look->origin_m[j]);
            for (int k = 0; k < 3; k++)
                var += a[j] * a[k] * t->mean.p[j * LW_STATE + k];
        }
        sd[i] = sqrt(fmax(var, 0.0));
    }
    const double up = copysign(lw_max(fabs(enu[2]) - 2.0 * sd[2], 0.0), enu[2]);
    const double ground = sqrt(enu[0] * enu[0] + enu[1] * enu[1]);
    const double a = sd[0] * enu[0], b = sd[1] * enu[1];
    const double step = 1.414 * sqrt(a * a + b * b) / lw_max(ground, 1.0);
    const double far = sqrt((ground + step) * (ground + step) + up * up);
    if (look->all_round && sensor->detection.count == 1 &&
        far < sensor->coverage.range_m) {
        trk->chance[slot] = sensor->detection.point[0].chance;
        trk->exempt[slot] = !look->sweep || lw_detect_fed(trk, look, t);
        return;
    }
    const double az_rad = lw_angle_positive(atan2(enu[0], enu[1]));
    const double at[3] = {ground, ground + step, fabs(ground - step)};
    trk->chance[slot] = 0.0;
    for (int i = 0; i < 3; i++)
        trk->chance[slot] += (i == 0 ? 0.5 : 0.25) *
                             lw_sensor_detection(sensor, hypot(at[i], up),
                                                 az_rad, atan2(up, at[i]));
    if (look->sweep && in_sector(look, az_rad))
        trk->exempt[slot] = lw_detect_fed(trk, look, t);
}
