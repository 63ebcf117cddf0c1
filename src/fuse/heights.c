/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heights.c - how high what a radar without elevation sees may fly.
 *
 * Such a radar tells a slant range. What flies at h is sqrt(r^2 - h^2) away on
 * the ground: at 30 km and 10 km up, 1.7 km less than if it flew low. So a
 * track that such plots alone began is not one state but one for each of a few
 * layers of height, in proportions that follow from its speed; what is learnt
 * later (a name and a height, a second sensor, how range and azimuth go on
 * together) chooses among them.
 *
 * Source  parametrisation of what is not measured: Peach, "Bearings-only
 *         tracking using a set of range-parameterised extended Kalman filters"
 *         (IEE Proc. CTA 142, 1995), here for height
 */
#include <math.h>
#include <string.h>

#include "fuse.h"

/* Above the sensor; the lowest is what the track began with. Shares of what
 * flies about as fast as a light aircraft, and faster. */
static const struct layer {
    double height_m, sd_m, of_light, of_fast;
} layers[] = {
    {2000.0, 700.0, 0.15, 0.15},
    {5000.0, 1300.0, 0.0, 0.15},
    {9500.0, 1600.0, 0.0, 0.20},
};
enum { LAYERS = sizeof layers / sizeof layers[0] };
static const double light_mps = 35.0, fast_mps = 80.0, about_mps = 10.0;
static const double share_min = 0.02;
static const double part_max = 0.7; /* of the slant range */
static const double climb_sd_mps = 4.0;
/* What flies high mostly says who it is, and is heard within a few looks. */
static const double named = 0.97, named_looks = 4.0;

/* The chance that something of speed v, known to sd, flies at `mps` or more. */
static double above(double v, double sd, double mps)
{
    return 0.5 * erfc((mps - v) / (sqrt(2.0) * (sd + about_mps)));
}

/* The chance that what flies there would have said who it is by now. */
static double would_be_named(const struct lw_tracker *trk,
                             const double xyz_m[3], int64_t t_ns)
{
    double chance = 0.0;

    for (uint32_t i = 0; i < trk->site->sensors; i++) {
        const struct lw_sensor *sensor = &trk->site->sensor[i];
        const struct lw_sensor_model *model = &trk->sensor[i].model;
        double range_m, az_rad, el_rad;
        if (sensor->kind != LW_SENSOR_ADSB || !sensor->has_position ||
            !lw_sensor_alive(trk, i, t_ns))
            continue;
        lw_plot_direction(model->xyz_m, model->axes, xyz_m, &range_m, &az_rad,
                          &el_rad);
        chance =
            fmax(chance, lw_sensor_detection(sensor, range_m, az_rad, el_rad));
    }
    return named * (1.0 - pow(1.0 - chance, named_looks));
}

/* b a b' of 3x3 blocks; b: rows are axes. */
static void turn(const double b[9], const double p[LW_STATE * LW_STATE],
                 double out[LW_STATE * LW_STATE], bool back)
{
    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++) {
            double sum = 0.0;
            for (int k = 0; k < 3; k++)
                for (int l = 0; l < 3; l++)
                    sum += (back ? b[3 * k + i % 3] : b[3 * (i % 3) + k]) *
                           (back ? b[3 * l + j % 3] : b[3 * (j % 3) + l]) *
                           p[(i / 3 * 3 + k) * LW_STATE + j / 3 * 3 + l];
            out[i * LW_STATE + j] = sum;
        }
}

bool lw_heights_lift(const struct lw_gauss *low, const double origin_m[3],
                     const double axes[9], double height_m, double sd_m,
                     struct lw_gauss *out)
{
    double at[3], b[9], v[3], local[LW_STATE * LW_STATE];

    for (int i = 0; i < 3; i++) {
        at[i] = 0.0;
        for (int j = 0; j < 3; j++)
            at[i] += axes[3 * i + j] * (low->x[j] - origin_m[j]);
    }
    const double ground = hypot(at[0], at[1]), range = hypot(ground, at[2]);
    if (!(ground > 0.0) || height_m + sd_m > part_max * range)
        return false;
    const double there = sqrt(range * range - height_m * height_m);
    const double e = at[0] / ground, n = at[1] / ground;
    for (int j = 0; j < 3; j++) { /* away, across, up */
        b[j] = e * axes[j] + n * axes[3 + j];
        b[3 + j] = n * axes[j] - e * axes[3 + j];
        b[6 + j] = axes[6 + j];
    }
    for (int i = 0; i < 3; i++) {
        v[i] = 0.0;
        for (int j = 0; j < 3; j++)
            v[i] += b[3 * i + j] * low->x[3 + j];
    }
    /* range, azimuth and what they do stay what they were */
    const double rate = (v[0] * ground + v[2] * at[2]) / range;
    const double scale[LW_STATE] = {ground / there, there / ground, 0.0,
                                    ground / there, there / ground, 0.0};
    v[0] = rate * range / there;
    v[1] *= scale[1];
    v[2] = 0.0;
    /* and with the height they change by: */
    const double down = height_m / (there * there);
    const double by[LW_STATE] = {-height_m / there, 0.0,          1.0,
                                 v[0] * down,       -v[1] * down, 0.0};
    turn(b, low->p, local, false);
    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++)
            local[i * LW_STATE + j] =
                local[i * LW_STATE + j] * scale[i] * scale[j] +
                sd_m * sd_m * by[i] * by[j];
    local[5 * LW_STATE + 5] = climb_sd_mps * climb_sd_mps;
    turn(b, local, out->p, true);
    for (int i = 0; i < 3; i++) {
        out->x[i] = origin_m[i] + there * b[i] + height_m * b[6 + i];
        out->x[3 + i] = v[0] * b[i] + v[1] * b[3 + i];
    }
    return true;
}

void lw_heights_open(struct lw_tracker *trk, uint32_t index)
{
    struct lw_target *t = &trk->target[index];
    const struct lw_sensor *sensor = &trk->site->sensor[t->born_of];
    const struct lw_sensor_model *model = &trk->sensor[t->born_of].model;
    struct lw_gauss low, high;

    if (!t->flat || t->cloud != 0 || t->hypotheses != 1 ||
        !sensor->has_position)
        return;
    t->flat = false;
    lw_target_mean(trk, t, &low);
    const double v = sqrt(low.x[3] * low.x[3] + low.x[4] * low.x[4]);
    const double sd = sqrt(fmax(low.p[21], low.p[28]));
    const double fast = above(v, sd, fast_mps);
    const double light = above(v, sd, light_mps) - fast;
    const lw_lanes modes = trk->imm[t->hypothesis[0].imm].chance;
    double lower = 1.0;
    for (int i = 0; i < LAYERS; i++) {
        const struct layer *layer = &layers[i];
        double share = light * layer->of_light + fast * layer->of_fast;
        lower -= share;
        if (share < share_min ||
            !lw_heights_lift(&low, model->xyz_m, model->axes, layer->height_m,
                             layer->sd_m, &high))
            continue;
        share *= 1.0 - would_be_named(trk, high.x, t->state_ns);
        struct lw_imm *imm = lw_target_add(trk, t, share);
        if (imm == NULL)
            break;
        lw_imm_init(imm, &high);
        imm->chance = modes;
    }
    t->hypothesis[0].weight = lower;
    lw_target_tidy(trk, t);
    lw_target_settle(trk, index);
}
