/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_paths.h"

#include <math.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/lanes.h"

const double lw_leg_s[LW_LEGS + 1] = {0,   60,   120,  240,  420, 660,
                                      960, 1380, 1980, 2700, 3600};

/* On its way: course changes every so often, from one bend off the straight
 * course to another, and now and then a new leg altogether. */
static const double bend_every_s = 1500.0;
static const double bend_least = 5.0 * LW_DEG, bend_most = 40.0 * LW_DEG;
static const double leg_every_s = 6000.0, leg_sd = 60.0 * LW_DEG;
/* To and fro: how long it goes on, how long it stands still, and how often. */
static const double on_s = 90.0, still_s = 60.0, still_part = 0.4;

/* ---- chance, the same always ---- */

struct dice {
    uint64_t state;
};

/* Steele, Lea & Flood's SplitMix64 (OOPSLA 2014). */
static double even(struct dice *dice)
{
    uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static double normal(struct dice *dice)
{
    const double r = sqrt(-2.0 * log(even(dice)));

    return r * cos(2.0 * LW_PI * even(dice));
}

static double waiting(struct dice *dice, double mean)
{
    return -mean * log(even(dice));
}

/* ---- futures ---- */

/* Part of the motion of a future: from, to, how fast (of the first velocity
 * or of its own) and where to. */
struct stretch {
    double from_s, to_s, course_rad, part;
    bool own;
};

static void add_stretch(struct lw_futures *f, uint32_t path,
                        const struct stretch *stretch)
{
    const double c = cos(stretch->course_rad) * stretch->part;
    const double s = sin(stretch->course_rad) * stretch->part;

    for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
        const double from = lw_max(stretch->from_s, lw_leg_s[leg]);
        const double to = lw_min(stretch->to_s, lw_leg_s[leg + 1]);
        if (to <= from)
            continue;
        const float ahead = (float)(c * (to - from));
        const float left = (float)(s * (to - from));
        if (stretch->own) {
            f->east_s[leg][path] += ahead;
            f->north_s[leg][path] += left;
        } else {
            f->ahead_s[leg][path] += ahead;
            f->left_s[leg][path] += left;
        }
    }
}

static double bend(struct dice *dice)
{
    const double by = bend_least + (bend_most - bend_least) * even(dice);

    return even(dice) < 0.5 ? by : -by;
}

static void travel(struct lw_futures *f, uint32_t path, struct dice *dice)
{
    const double end_s = lw_leg_s[LW_LEGS];
    double course = 0.0, now_s = 0.0, bent = bend(dice);
    double bend_s = -bend_every_s * log((path + 0.5) / LW_PATHS);
    double leg_s = waiting(dice, leg_every_s);

    while (now_s < end_s) {
        const double to_s = lw_min(lw_min(bend_s, leg_s), end_s);
        const struct stretch stretch = {now_s, to_s, course, 1.0, false};
        add_stretch(f, path, &stretch);
        now_s = to_s;
        if (now_s >= bend_s) {
            const double next = bend(dice);
            course += next - bent;
            bent = next;
            bend_s += waiting(dice, bend_every_s);
        } else {
            course += leg_sd * normal(dice);
            leg_s += waiting(dice, leg_every_s);
        }
    }
}

static void roam(struct lw_futures *f, uint32_t path, struct dice *dice)
{
    const double end_s = lw_leg_s[LW_LEGS];
    struct stretch stretch = {0.0, 0.0, 0.0, 1.0, false};

    stretch.to_s = -on_s * log((path + 0.5) / LW_PATHS);
    add_stretch(f, path, &stretch);
    while (stretch.to_s < end_s) {
        const double pause_s =
            even(dice) < still_part ? 2.0 * still_s * even(dice) : 0.0;
        stretch.from_s = stretch.to_s + pause_s;
        stretch.to_s = stretch.from_s + waiting(dice, on_s);
        stretch.course_rad = 2.0 * LW_PI * even(dice);
        stretch.part = 0.6 + 0.6 * even(dice);
        stretch.own = true;
        add_stretch(f, path, &stretch);
    }
}

/* Brought to mean 0, variance 1 and no correlation, exactly. */
static void whiten(float deviate[4][LW_PATHS])
{
    for (int d = 0; d < 4; d++) {
        double sum = 0.0, squares = 0.0;
        for (uint32_t i = 0; i < LW_PATHS; i++)
            sum += (double)deviate[d][i];
        for (uint32_t i = 0; i < LW_PATHS; i++)
            deviate[d][i] -= (float)(sum / LW_PATHS);
        for (int e = 0; e < d; e++) {
            double both = 0.0;
            for (uint32_t i = 0; i < LW_PATHS; i++)
                both += (double)deviate[d][i] * (double)deviate[e][i];
            for (uint32_t i = 0; i < LW_PATHS; i++)
                deviate[d][i] -= (float)(both / LW_PATHS) * deviate[e][i];
        }
        for (uint32_t i = 0; i < LW_PATHS; i++)
            squares += (double)deviate[d][i] * (double)deviate[d][i];
        for (uint32_t i = 0; i < LW_PATHS; i++)
            deviate[d][i] /= (float)sqrt(squares / LW_PATHS);
    }
}

/* Normal deviates that fill their space evenly: the generalised golden ratio
 * of four dimensions, by Box and Muller. */
static void take_deviates(struct lw_futures *f)
{
    static const double step[4] = {0.8566748838545029, 0.7338918566271260,
                                   0.6287067210378087, 0.5385972572236101};

    for (uint32_t i = 0; i < LW_PATHS; i++) {
        double u[4];
        for (int d = 0; d < 4; d++)
            u[d] = fmod(0.5 + step[d] * (i + 1), 1.0);
        for (int d = 0; d < 4; d += 2) {
            const double r = sqrt(-2.0 * log(lw_max(u[d], 1e-3)));
            f->deviate[d][i] = (float)(r * cos(2.0 * LW_PI * u[d + 1]));
            f->deviate[d + 1][i] = (float)(r * sin(2.0 * LW_PI * u[d + 1]));
        }
    }
    whiten(f->deviate);
}

void lw_futures_init(struct lw_futures *futures, enum lw_way way)
{
    memset(futures, 0, sizeof *futures);
    for (uint32_t i = 0; i < LW_PATHS; i++) {
        struct dice dice = {i * UINT64_C(7919) + 1};
        if (way == LW_WAY_TRAVELS)
            travel(futures, i, &dice);
        else
            roam(futures, i, &dice);
    }
    take_deviates(futures);
}

/* ---- a fan ---- */

/* Lower factor of a 4x4 covariance that may be singular or worse: what has no
 * variance left gets none. */
static void factor(const double cov[16], float l[4][4])
{
    double a[16];

    memcpy(a, cov, sizeof a);
    for (int j = 0; j < 4; j++) {
        double d = a[4 * j + j];
        for (int k = 0; k < j; k++)
            d -= a[4 * j + k] * a[4 * j + k];
        d = d > 1e-9 * cov[4 * j + j] ? sqrt(d) : 0.0;
        a[4 * j + j] = d;
        for (int i = j + 1; i < 4; i++) {
            double s = a[4 * i + j];
            for (int k = 0; k < j; k++)
                s -= a[4 * i + k] * a[4 * j + k];
            a[4 * i + j] = d > 0.0 ? s / d : 0.0;
        }
    }
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            l[i][j] = j <= i ? (float)a[4 * i + j] : 0.0f;
}

void lw_fan_init(struct lw_fan *fan, const struct lw_futures *futures,
                 const struct lw_motion *motion)
{
    const float roam = (float)motion->roam_mps;
    float l[4][4], vx[LW_PATHS], vy[LW_PATHS], far2 = 0.0f;

    factor(motion->cov, l);
    for (uint32_t i = 0; i < LW_PATHS; i++) {
        float at[4];
        for (int d = 0; d < 4; d++) {
            at[d] = (float)motion->mean[d];
            for (int k = 0; k <= d; k++)
                at[d] += l[d][k] * futures->deviate[k][i];
        }
        fan->x_m[0][i] = at[0];
        fan->y_m[0][i] = at[1];
        vx[i] = at[2];
        vy[i] = at[3];
    }
    for (uint32_t leg = 0; leg < LW_LEGS; leg++)
        for (uint32_t i = 0; i < LW_PATHS; i++) {
            const float a = futures->ahead_s[leg][i];
            const float b = futures->left_s[leg][i];
            const float x = fan->x_m[leg][i] + a * vx[i] - b * vy[i] +
                            roam * futures->east_s[leg][i];
            const float y = fan->y_m[leg][i] + a * vy[i] + b * vx[i] +
                            roam * futures->north_s[leg][i];
            fan->x_m[leg + 1][i] = x;
            fan->y_m[leg + 1][i] = y;
            far2 = fmaxf(far2, x * x + y * y);
        }
    for (uint32_t i = 0; i < LW_PATHS; i++)
        far2 = fmaxf(far2, fan->x_m[0][i] * fan->x_m[0][i] +
                               fan->y_m[0][i] * fan->y_m[0][i]);
    fan->reach_m = sqrtf(far2);
}
