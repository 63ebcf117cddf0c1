/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_paths.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/lanes.h"
#include "base/sort.h"

const double lw_leg_s[LW_LEGS + 1] = {0,   60,   120,  240,  420, 660,
                                      960, 1380, 1980, 2700, 3600};

/* On its way: it flies so far beside the straight course to where it goes, now
 * to this side and now to that, and straight where it is near; then it goes
 * elsewhere. */
static const double bend_every_s[2] = {600.0, 2400.0};
static const double bend_rad[2] = {5.0 * LW_DEG, 40.0 * LW_DEG};
/* Seconds since a change of course, by past. */
static const double past_s[LW_PASTS][2] = {
    {0, 0}, {0, 300}, {300, 900}, {900, 2400}, {2400, 2400}};
static const double steady_s = 7200.0; /* until it does, at most */
static const double straight_s = 130.0, there_s = 10.0;
static const double turn_sd_rad = 70.0 * LW_DEG;
/* How long from one such place to the next, on average; how long it flies
 * yet, by way. */
static const double leg_s[LW_WAYS] = {4500.0, 1500.0, 0.0};
static const double life_s[LW_WAYS] = {9000.0, 4500.0, 1800.0};
static const double step_s = 10.0;
/* To and fro: how long it goes on at first, by past (what has not turned yet is
 * coming from somewhere), and then, how long it stands still, and how often. */
static const double first_on_s[LW_PASTS] = {400.0, 150.0, 500.0, 900.0, 1200.0};
static const double on_s = 120.0, still_s = 60.0, still_part = 0.4;

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

/* Seconds ahead and to the left, by path, at the end of each leg. */
struct ends {
    double ahead[LW_LEGS + 1], left[LW_LEGS + 1];
    double east[LW_LEGS + 1], north[LW_LEGS + 1];
};

static double between(const double range[2], double part)
{
    return range[0] + part * (range[1] - range[0]);
}

/* Of 0..1, evenly spread over all paths: the d-th of path i. */
static double spread(uint32_t i, int d)
{
    static const double step[3] = {0.8191725133961645, 0.6710436067037893,
                                   0.5497004779019703};

    return fmod(0.5 + step[d] * (i + 1), 1.0);
}

/* When the course changes next: what is left of an interval, by how much of it
 * is over; or of one that is come upon, longer ones more often. */
static double first_bend(enum lw_past past, double part, struct dice *dice)
{
    const double *every = bend_every_s;

    if (past == LW_PAST_UNKNOWN) {
        const double from2 = every[0] * every[0], to2 = every[1] * every[1];
        return sqrt(from2 + part * (to2 - from2)) * even(dice);
    }
    if (past == LW_PAST_STEADY)
        return part * steady_s;
    const double since_s = between(past_s[past], even(dice));
    const double from_s = lw_max(every[0], since_s);
    return from_s + part * (every[1] - from_s) - since_s;
}

/* A flight towards a goal, with the bends as they are when one looks at any
 * moment; distances in seconds of flight. */
static void travel(struct ends *out, enum lw_way way, enum lw_past past,
                   uint32_t path, struct dice *dice)
{
    const double mirror = path % 2 ? 1.0 : -1.0;
    const uint32_t i = path / 2;
    double at[2] = {0.0, 0.0}, goal[2], now_s = 0.0;
    double bent = between(bend_rad, spread(i, 1));
    double bend_s = first_bend(past, spread(i, 0), dice);
    double far = -leg_s[way] * log(spread(i, 2));

    goal[0] = far * cos(bent);
    goal[1] = far * sin(bent); /* it flies to the right of it */
    for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
        for (; now_s < lw_leg_s[leg + 1] - 0.5 * step_s; now_s += step_s) {
            const double to[2] = {goal[0] - at[0], goal[1] - at[1]};
            const double left_s = hypot(to[0], to[1]);
            double course = atan2(to[1], to[0]);
            if (now_s >= bend_s) {
                bent = between(bend_rad, even(dice)) *
                       (even(dice) < 0.5 ? -1.0 : 1.0);
                bend_s += between(bend_every_s, even(dice));
            }
            if (left_s > straight_s)
                course -= bent;
            at[0] += step_s * cos(course);
            at[1] += step_s * sin(course);
            if (left_s < there_s) {
                far = waiting(dice, leg_s[way]);
                course += turn_sd_rad * normal(dice);
                goal[0] = at[0] + far * cos(course);
                goal[1] = at[1] + far * sin(course);
            }
        }
        out->ahead[leg + 1] = at[0];
        out->left[leg + 1] = at[1] * mirror;
    }
}

/* On as it goes for a while, then from place to place. */
static void roam(struct ends *out, enum lw_past past, uint32_t path,
                 struct dice *dice)
{
    double to_s = -first_on_s[past] * log((path + 0.5) / LW_PATHS);
    double pause_s = 0.0, at[2] = {0.0, 0.0}, v[2] = {0.0, 0.0};
    double now_s = 0.0, first_s = lw_min(to_s, lw_leg_s[LW_LEGS]);

    for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
        for (; now_s < lw_leg_s[leg + 1] - 0.5 * step_s; now_s += step_s) {
            if (now_s >= to_s) {
                const double course = 2.0 * LW_PI * even(dice);
                const double part = 0.6 + 0.6 * even(dice);
                pause_s = even(dice) < still_part
                              ? to_s + 2.0 * still_s * even(dice)
                              : to_s;
                to_s = pause_s + waiting(dice, on_s);
                v[0] = part * cos(course);
                v[1] = part * sin(course);
            }
            if (now_s >= pause_s) {
                at[0] += step_s * v[0];
                at[1] += step_s * v[1];
            }
        }
        out->ahead[leg + 1] = lw_min(first_s, lw_leg_s[leg + 1]);
        out->east[leg + 1] = at[0];
        out->north[leg + 1] = at[1];
    }
}

/* Paths that go the same way shall lie together. */
static bool before(const void *a, const void *b, const void *context)
{
    const struct ends *left = a, *right = b;
    const int mid = 6, end = LW_LEGS;

    (void)context;
    return atan2(left->left[mid] + left->north[end],
                 left->ahead[mid] + left->east[end]) <
           atan2(right->left[mid] + right->north[end],
                 right->ahead[mid] + right->east[end]);
}

static void take_ends(struct lw_futures *f, const struct ends *ends)
{
    for (uint32_t i = 0; i < LW_PATHS; i++)
        for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
            const struct ends *e = &ends[i];
            f->ahead_s[leg][i] = (float)(e->ahead[leg + 1] - e->ahead[leg]);
            f->left_s[leg][i] = (float)(e->left[leg + 1] - e->left[leg]);
            f->east_s[leg][i] = (float)(e->east[leg + 1] - e->east[leg]);
            f->north_s[leg][i] = (float)(e->north[leg + 1] - e->north[leg]);
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

enum lw_past lw_past_of(double since_s, bool seen_to)
{
    int past = LW_PAST_NOW;

    if (since_s >= past_s[LW_PAST_STEADY][0])
        return LW_PAST_STEADY;
    if (!seen_to)
        return LW_PAST_UNKNOWN;
    while (past < LW_PAST_LONG && since_s >= past_s[past][1])
        past++;
    return (enum lw_past)past;
}

void lw_futures_init(struct lw_futures *futures, enum lw_way way,
                     enum lw_past past)
{
    struct ends ends[LW_PATHS], spare;

    memset(ends, 0, sizeof ends);
    for (uint32_t i = 0; i < LW_PATHS; i++) {
        struct dice dice = {i * UINT64_C(7919) + 1};
        if (way == LW_WAY_ROAMS)
            roam(&ends[i], past, i, &dice);
        else
            travel(&ends[i], way, past, i, &dice);
    }
    lw_sort(ends, LW_PATHS, sizeof spare, &spare, before, NULL);
    take_ends(futures, ends);
    take_deviates(futures);
    for (int i = 0; i < LW_ARRIVE_TIMES; i++)
        futures->lasts[i] = (float)exp(-lw_arrive_s[i] / life_s[way]);
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

LW_CLONED static void spread_out(struct lw_fan *fan, const struct lw_futures *f,
                                 const float mean[4], float l[4][4], float roam)
{
    for (uint32_t b = 0; b < LW_BLOCKS; b++) {
        lw_eight at[4], d[4];
        for (int k = 0; k < 4; k++)
            memcpy(&d[k], &f->deviate[k][b * LW_EIGHT], sizeof d[k]);
        for (int i = 0; i < 4; i++)
            at[i] = mean[i] + l[i][0] * d[0] + l[i][1] * d[1] + l[i][2] * d[2] +
                    l[i][3] * d[3];
        fan->x_m[0][b] = at[0];
        fan->y_m[0][b] = at[1];
        for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
            lw_eight ahead, left, east, north;
            memcpy(&ahead, &f->ahead_s[leg][b * LW_EIGHT], sizeof ahead);
            memcpy(&left, &f->left_s[leg][b * LW_EIGHT], sizeof left);
            memcpy(&east, &f->east_s[leg][b * LW_EIGHT], sizeof east);
            memcpy(&north, &f->north_s[leg][b * LW_EIGHT], sizeof north);
            const lw_eight ux = ahead * at[2] - left * at[3] + roam * east;
            const lw_eight uy = ahead * at[3] + left * at[2] + roam * north;
            at[0] += ux;
            at[1] += uy;
            fan->ux_m[leg][b] = ux;
            fan->uy_m[leg][b] = uy;
            fan->per_m2[leg][b] = 1.0f / (ux * ux + uy * uy + 1e-3f);
            fan->x_m[leg + 1][b] = at[0];
            fan->y_m[leg + 1][b] = at[1];
        }
    }
}

LW_INLINE float least_of(const lw_eight *v)
{
    const lw_eight a = *v;
    const float p = lw_least(a[0], a[4]), q = lw_least(a[1], a[5]);
    const float r = lw_least(a[2], a[6]), s = lw_least(a[3], a[7]);

    return lw_least(lw_least(p, q), lw_least(r, s));
}

LW_INLINE float most_of(const lw_eight *v)
{
    const lw_eight turned = -*v;

    return -least_of(&turned);
}

LW_INLINE float sum_of(const lw_eight *v)
{
    const lw_eight a = *v;

    return ((a[0] + a[4]) + (a[1] + a[5])) + ((a[2] + a[6]) + (a[3] + a[7]));
}

LW_INLINE void strip_leg(struct lw_fan *fan, uint32_t leg, uint32_t b)
{
    const lw_eight x = fan->x_m[leg][b], y = fan->y_m[leg][b];
    const lw_eight to_x = fan->x_m[leg + 1][b], to_y = fan->y_m[leg + 1][b];
    const float dx = sum_of(&fan->ux_m[leg][b]);
    const float dy = sum_of(&fan->uy_m[leg][b]);
    const float length = sqrtf(dx * dx + dy * dy) + 1e-3f;
    const float nx = -dy / length, ny = dx / length;
    const lw_eight from = nx * x + ny * y, to = nx * to_x + ny * to_y;

    fan->across_x[leg][b] = nx;
    fan->across_y[leg][b] = ny;
    fan->right_m[leg][b] = lw_least(least_of(&from), least_of(&to));
    fan->left_m[leg][b] = lw_most(most_of(&from), most_of(&to));
}

LW_CLONED static void box_legs(struct lw_fan *fan)
{
    for (uint32_t b = 0; b < LW_BLOCKS; b++) {
        float from[4] = {0}, to[4];
        for (uint32_t v = 0; v <= LW_LEGS; v++) {
            to[0] = least_of(&fan->x_m[v][b]);
            to[1] = most_of(&fan->x_m[v][b]);
            to[2] = least_of(&fan->y_m[v][b]);
            to[3] = most_of(&fan->y_m[v][b]);
            if (v > 0) {
                fan->west_m[v - 1][b] = lw_least(from[0], to[0]);
                fan->east_m[v - 1][b] = lw_most(from[1], to[1]);
                fan->south_m[v - 1][b] = lw_least(from[2], to[2]);
                fan->north_m[v - 1][b] = lw_most(from[3], to[3]);
                strip_leg(fan, v - 1, b);
            }
            memcpy(from, to, sizeof from);
        }
    }
}

void lw_fan_init(struct lw_fan *fan, const struct lw_futures *futures,
                 const struct lw_motion *motion)
{
    float l[4][4], mean[4];

    factor(motion->cov, l);
    for (int i = 0; i < 4; i++)
        mean[i] = (float)motion->mean[i];
    spread_out(fan, futures, mean, l, (float)motion->roam_mps);
    box_legs(fan);
    fan->lasts = futures->lasts;
}

void lw_fan_box(const struct lw_fan *fan, uint32_t legs, float box_m[4])
{
    box_m[0] = fan->west_m[0][0];
    box_m[1] = fan->east_m[0][0];
    box_m[2] = fan->south_m[0][0];
    box_m[3] = fan->north_m[0][0];
    for (uint32_t leg = 0; leg < legs; leg++)
        for (int b = 0; b < LW_BLOCKS; b++) {
            box_m[0] = lw_least(box_m[0], fan->west_m[leg][b]);
            box_m[1] = lw_most(box_m[1], fan->east_m[leg][b]);
            box_m[2] = lw_least(box_m[2], fan->south_m[leg][b]);
            box_m[3] = lw_most(box_m[3], fan->north_m[leg][b]);
        }
}
