/* SPDX-License-Identifier: Apache-2.0 */
#include "view.h"

#include <math.h>

#include "base/geodesy.h"

static const double earth_m = 6371000.0;

static double length(double x, double y)
{
    return sqrt(x * x + y * y);
}

void lw_view_direction(const double enu_m[3], double *range_m, double *az_rad,
                       double *el_rad)
{
    const double out = length(enu_m[0], enu_m[1]);

    *range_m = length(out, enu_m[2]);
    *az_rad = lw_angle_positive(atan2(enu_m[0], enu_m[1]));
    *el_rad = atan2(enu_m[2], out);
}

double lw_view_reach(const struct lw_sim_sensors *group,
                     const struct lw_air *air)
{
    const double wind = length(air->wind_mps[0], air->wind_mps[1]);

    return fmax(1.0 - group->wind_loss * wind / 8.0, 0.1);
}

/* By how many times the Earth seems larger to it; 0: it bends round. */
static double refraction(enum lw_sensor_kind kind)
{
    switch (kind) {
    case LW_SENSOR_ACOUSTIC:
    case LW_SENSOR_TRACKER:
        return 0.0;
    case LW_SENSOR_CAMERA:
    case LW_SENSOR_OBSERVER:
        return 7.0 / 6.0;
    case LW_SENSOR_RADAR:
    case LW_SENSOR_RF:
    case LW_SENSOR_REMOTE_ID:
    case LW_SENSOR_ADSB:
        break;
    }
    return 4.0 / 3.0;
}

bool lw_view_covers(const struct lw_sim_post *post, const double enu_m[3],
                    double own_height_m, double height_m)
{
    const struct lw_coverage *c = &post->group->stated.coverage;
    const double k = refraction(post->group->stated.kind);
    double range_m, az_rad, el_rad;

    lw_view_direction(enu_m, &range_m, &az_rad, &el_rad);
    if (range_m > c->range_m || el_rad < c->el_from_rad ||
        el_rad > c->el_to_rad)
        return false;
    if (c->az_to_rad - c->az_from_rad < 2.0 * LW_PI - 1e-9 &&
        lw_angle_positive(az_rad - c->az_from_rad) >
            lw_angle_positive(c->az_to_rad - c->az_from_rad))
        return false;
    return k <= 0.0 ||
           range_m <= sqrt(2.0 * k * earth_m) * (sqrt(fmax(own_height_m, 0.5)) +
                                                 sqrt(fmax(height_m, 0.0)));
}

bool lw_view_says(enum lw_sensor_kind kind)
{
    return kind == LW_SENSOR_REMOTE_ID || kind == LW_SENSOR_ADSB;
}

bool lw_view_hears_of(const struct lw_sim_post *post,
                      const struct lw_sim_target *target)
{
    /* what is sent is received, whoever sends it */
    if (lw_view_says(post->group->stated.kind))
        return !post->liar || target->imaginary;
    return post->liar == target->imaginary;
}

bool lw_view_may(const struct lw_sim_sensors *group,
                 const struct lw_sim_target *target)
{
    if (group->chance_given != 0 &&
        (group->chance_given >> target->kind & 1U) == 0)
        return false;
    switch (group->stated.kind) {
    case LW_SENSOR_REMOTE_ID:
        return target->has_remote_id;
    case LW_SENSOR_ADSB:
        return target->has_ads_b;
    case LW_SENSOR_RF:
        return target->transmits;
    case LW_SENSOR_ACOUSTIC:
    case LW_SENSOR_RADAR:
    case LW_SENSOR_CAMERA:
    case LW_SENSOR_OBSERVER:
    case LW_SENSOR_TRACKER:
        break;
    }
    return true;
}

double lw_view_best(const struct lw_sim_sensors *group, enum lw_kind kind)
{
    const struct lw_detection *table = group->chance_given == 0
                                           ? &group->stated.detection
                                           : &group->chance[kind];
    double best = 0.0;

    for (int i = 0; i < table->count; i++)
        best = fmax(best, table->point[i].chance);
    return best;
}

static double chance_at(const struct lw_sim_world *world,
                        const struct lw_sim_sensors *group, enum lw_kind kind,
                        double range_m)
{
    const double reach = lw_view_reach(group, &world->scenario->air);

    if (group->chance_given == 0)
        return lw_detection_chance(&group->stated.detection, range_m / reach);
    return lw_detection_chance(&group->chance[kind], range_m / reach);
}

struct lw_sim_view lw_view_of(const struct lw_sim_world *world,
                              const struct lw_sim_post *post,
                              const struct lw_sim_target *target, double t_s)
{
    struct lw_sim_view v = {.chance = 0.0};
    const double reach_m = post->group->stated.coverage.range_m;
    double at_s = t_s, rate = 0.0, far2_m2 = 0.0;

    if (post->dead || !lw_view_hears_of(post, target) ||
        !lw_view_may(post->group, target))
        return v;
    if (post->group->stated.kind == LW_SENSOR_ACOUSTIC) {
        const double d = lw_trail_sound_s(&target->trail, t_s, post->xyz_m,
                                          world->wind_mps, world->sound_mps);
        if (d < 0.0)
            return v;
        at_s -= d;
    }
    if (!lw_trail_at(&target->trail, at_s, v.xyz_m, v.vel_mps))
        return v;
    for (int i = 0; i < 3; i++) {
        v.enu_m[i] = 0.0;
        for (int j = 0; j < 3; j++)
            v.enu_m[i] += post->axes[3 * i + j] * (v.xyz_m[j] - post->xyz_m[j]);
        rate += v.vel_mps[i] * (v.xyz_m[i] - post->xyz_m[i]);
        far2_m2 += v.enu_m[i] * v.enu_m[i];
    }
    if (far2_m2 > reach_m * reach_m)
        return v;
    lw_view_direction(v.enu_m, &v.range_m, &v.az_rad, &v.el_rad);
    v.range_rate_mps = rate / fmax(v.range_m, 1e-3);
    /* its height above the ground there: the plane of the post, and what the
     * Earth falls away below it */
    const double out2 = v.enu_m[0] * v.enu_m[0] + v.enu_m[1] * v.enu_m[1];
    const double own_m = post->place.alt_hae_m - world->scenario->ground_m;
    const double up_m = own_m + v.enu_m[2] + out2 / (2.0 * earth_m);
    if (lw_view_covers(post, v.enu_m, own_m, up_m))
        v.chance = chance_at(world, post->group, target->kind, v.range_m);
    return v;
}
