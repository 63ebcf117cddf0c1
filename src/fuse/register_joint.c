/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_joint.c - what all windows together say of the sensors' errors.
 *
 * Windows add up as information, in groups of sensors that see the same
 * aircraft. Errors drift, so information fades as a random walk makes it. A
 * window is counted in one group only: of a sensor that has found no room
 * there, its plots are left out, and nothing is counted twice.
 */
#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "register_parts.h"

enum { DIM = LW_REG_GROUP_DIM };

static const int64_t drift_every_ns = 30000000000;
static const int64_t small_every_ns = 2000000000; /* a group is solved */
static const int64_t large_every_ns = 5000000000;
static const double drift_per_hour = 0.03; /* of a unit, square root of time */
static const double drift_of_place = 0.01; /* the same, of what stands still */
static const double doubtful = 2.0;        /* deviations from 0: left alone */
static const double likely_from = 0.5, likely_to = 0.75; /* it is late */
static const double unsettled_sd = 0.3;                  /* units */
static const double nothing = LW_REG_NOTHING;
/* What the time on the way says of a clock before aircraft do. */
static const double put_right_part = 0.2, put_right_sd_s = 0.06;
static const double long_way_s = 0.15;
static const double behind_chance = 0.25;
/* ... where it takes longer than that, by just about all of the way: it is
 * short then; and so well that is known, in seconds and as a part of the way.
 */
static const double telling_way_s = 1.0;
static const double behind_short_s = 0.2, behind_sd_s = 0.15;
static const double behind_sd_part = 0.1;

/* ---- groups ---- */

int lw_reg_member(const struct lw_reg_group *group, uint32_t sensor)
{
    for (int i = 0; i < group->members; i++)
        if (group->sensor[i] == sensor)
            return i;
    return -1;
}

static void add_member(struct lw_reg_joint *joint, int index, uint32_t sensor)
{
    struct lw_reg_group *group = &joint->group[index];
    struct lw_reg_sensor *state = &joint->sensor[sensor];
    const int member = group->members++;

    group->sensor[member] = sensor;
    if (state->home < 0)
        state->home = (int16_t)index;
    for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
        const int i = member * LW_SENSOR_ERRORS + e;
        const struct lw_reg_prior prior =
            lw_reg_prior_for(&joint->site->sensor[sensor], state->mount,
                             (enum lw_sensor_error)e);
        double mean = 0.0, var = 1.0;
        if (prior.unit > 0.0)
            lw_reg_prior_moments(&prior, &mean, &var);
        group->prior[i] = prior;
        group->site_info[i] = 1.0 / var;
        group->site_y[i] = mean / var;
        group->mean[i] = mean;
        group->take[i] = 0.0;
        group->y[i] = 0.0;
        for (int j = 0; j < DIM; j++) {
            group->info[i * DIM + j] = group->info[j * DIM + i] = 0.0;
            group->cov[i * DIM + j] = group->cov[j * DIM + i] = 0.0;
        }
        group->cov[i * DIM + i] = var;
    }
}

static int add_group(struct lw_reg_joint *joint, int64_t now_ns)
{
    if (joint->groups == joint->groups_max)
        return -1;
    struct lw_reg_group *group = &joint->group[joint->groups];
    group->members = 0;
    group->changed = false;
    group->drift_ns = group->solved_ns = now_ns;
    return joint->groups++;
}

/* Whether its errors are so small that many groups may each have it: nothing
 * is told from one group to another. */
static bool anchor(const struct lw_reg_joint *joint, uint32_t sensor)
{
    const enum lw_sensor_kind kind = joint->site->sensor[sensor].kind;

    return kind == LW_SENSOR_ADSB || kind == LW_SENSOR_REMOTE_ID ||
           kind == LW_SENSOR_TRACKER;
}

/* All of group b into group a. What windows said adds up. */
static void merge(struct lw_reg_joint *joint, int a, int b)
{
    struct lw_reg_group *to = &joint->group[a], *from = &joint->group[b];
    int at[LW_REG_MEMBERS] = {0};

    for (int i = 0; i < from->members; i++) {
        const uint32_t sensor = from->sensor[i];
        if (joint->sensor[sensor].home == b)
            joint->sensor[sensor].home = (int16_t)a;
        if (lw_reg_member(to, sensor) < 0)
            add_member(joint, a, sensor);
        at[i] = lw_reg_member(to, sensor);
    }
    const int n = from->members * LW_SENSOR_ERRORS;
    for (int i = 0; i < n; i++) {
        const int row =
            at[i / LW_SENSOR_ERRORS] * LW_SENSOR_ERRORS + i % LW_SENSOR_ERRORS;
        to->y[row] += from->y[i];
        for (int j = 0; j < n; j++)
            to->info[row * DIM + at[j / LW_SENSOR_ERRORS] * LW_SENSOR_ERRORS +
                     j % LW_SENSOR_ERRORS] += from->info[i * DIM + j];
    }
    to->changed = true;
    to->solved_ns = INT64_MIN;
    from->members = 0; /* it stays, and is used again */
    from->changed = false;
}

static int merged_size(const struct lw_reg_group *a,
                       const struct lw_reg_group *b)
{
    int n = a->members;

    for (int i = 0; i < b->members; i++)
        if (lw_reg_member(a, b->sensor[i]) < 0)
            n++;
    return n;
}

/* The group of which most of the feeds are members, where two of them can be
 * together; -1: there is none. */
static int fullest(const struct lw_reg_joint *joint, const uint32_t *feed,
                   int feeds)
{
    int best = -1, most = 0;

    for (int g = 0; g < joint->groups; g++) {
        const struct lw_reg_group *group = &joint->group[g];
        int room = LW_REG_MEMBERS - group->members, together = 0, n = 0;
        for (int f = 0; f < feeds; f++) {
            const int home = joint->sensor[feed[f]].home;
            const bool free_one = home < 0 || anchor(joint, feed[f]);
            if (lw_reg_member(group, feed[f]) >= 0) {
                together++;
                n += anchor(joint, feed[f]) ? 1 : 2;
            } else if (free_one && room > 0) {
                together++;
                room--;
            } else if (!free_one && merged_size(group, &joint->group[home]) <=
                                        LW_REG_MEMBERS) {
                together++;
            }
        }
        if (together >= 2 && n > most) {
            most = n;
            best = g;
        }
    }
    return best;
}

static int empty_group(struct lw_reg_joint *joint, int64_t now_ns)
{
    for (int g = 0; g < joint->groups; g++)
        if (joint->group[g].members == 0) {
            joint->group[g].drift_ns = joint->group[g].solved_ns = now_ns;
            return g;
        }
    return add_group(joint, now_ns);
}

int lw_reg_join(struct lw_reg_joint *joint, const uint32_t *feed, int feeds,
                int64_t now_ns, uint32_t *kept)
{
    int best = fullest(joint, feed, feeds), members = 0;

    if (best < 0)
        best = empty_group(joint, now_ns);
    if (best < 0)
        return -1;
    struct lw_reg_group *group = &joint->group[best];
    for (int f = 0; f < feeds; f++) {
        const int home = joint->sensor[feed[f]].home;
        if (lw_reg_member(group, feed[f]) >= 0)
            continue;
        if (home >= 0 && !anchor(joint, feed[f])) {
            if (merged_size(group, &joint->group[home]) <= LW_REG_MEMBERS)
                merge(joint, best, home);
        } else if (group->members < LW_REG_MEMBERS) {
            add_member(joint, best, feed[f]);
        }
    }
    *kept = 0;
    for (int f = 0; f < feeds; f++)
        if (lw_reg_member(group, feed[f]) >= 0) {
            *kept |= 1u << f;
            members++;
        }
    return members >= 2 ? best : -1;
}

void lw_reg_add(struct lw_reg_group *group,
                const struct lw_reg_problem *problem,
                const struct lw_reg_answer *answer)
{
    int at[LW_REG_WINDOW_DIM] = {0};

    for (int f = 0; f < problem->feeds; f++)
        for (int e = 0; e < LW_SENSOR_ERRORS; e++)
            at[f * LW_SENSOR_ERRORS + e] =
                lw_reg_member(group, problem->feed[f]) * LW_SENSOR_ERRORS + e;
    for (int i = 0; i < answer->dims; i++) {
        group->y[at[i]] += answer->y[i];
        for (int j = 0; j < answer->dims; j++)
            group->info[at[i] * DIM + at[j]] +=
                answer->info[i * answer->dims + j];
    }
    group->changed = true;
}

/* ---- drift ---- */

/* A step of one unit's variance: Y - Y_i (Y_ii + 1)^-1 Y_i'. */
void lw_reg_forget(struct lw_reg_group *group, int member,
                   enum lw_sensor_error error)
{
    const int n = group->members * LW_SENSOR_ERRORS;
    const int at = member * LW_SENSOR_ERRORS + (int)error;
    double row[DIM];

    memcpy(row, &group->info[at * DIM], sizeof row);
    const double part = 1.0 / (row[at] + 1.0), y = group->y[at] * part;
    for (int i = 0; i < n; i++) {
        group->y[i] -= row[i] * y;
        for (int k = 0; k < n; k++)
            group->info[i * DIM + k] -= part * row[i] * row[k];
    }
    group->changed = true;
    group->solved_ns = INT64_MIN;
}

static double drift_var(const struct lw_reg_joint *joint,
                        const struct lw_reg_group *group, int i, double dt_s)
{
    const int e = i % LW_SENSOR_ERRORS;
    const bool place = e == LW_ERROR_EAST || e == LW_ERROR_NORTH;
    const uint32_t sensor = group->sensor[i / LW_SENSOR_ERRORS];
    const double rate = place && joint->sensor[sensor].mount == LW_REG_STANDS
                            ? drift_of_place
                            : drift_per_hour;

    return rate * rate * dt_s / 3600.0;
}

/* A random walk of variances D: (Y^-1 + D)^-1 = W - W (Y + W)^-1 W, with W
 * the inverse of D. */
static void drift(struct lw_reg_joint *joint, struct lw_reg_group *group,
                  int64_t now_ns)
{
    const int n = group->members * LW_SENSOR_ERRORS;
    const double dt_s = (double)(now_ns - group->drift_ns) * 1e-9;
    double *a = joint->scratch, *inverse = a + DIM * DIM;
    double w[DIM], y[DIM], log_det;

    if (now_ns - group->drift_ns < drift_every_ns)
        return;
    group->drift_ns = now_ns;
    for (int i = 0; i < n; i++) {
        w[i] = 1.0 / drift_var(joint, group, i, dt_s);
        for (int j = 0; j < n; j++)
            a[i * n + j] = group->info[i * DIM + j] + (i == j ? w[i] : 0.0);
    }
    if (!lw_reg_invert(a, n, inverse, &log_det))
        return;
    memcpy(y, group->y, sizeof y);
    for (int i = 0; i < n; i++) {
        group->y[i] = 0.0;
        for (int j = 0; j < n; j++) {
            const double to = w[i] * inverse[i * n + j];
            group->y[i] += to * y[j];
            group->info[i * DIM + j] = (i == j ? w[i] : 0.0) - to * w[j];
        }
    }
    group->changed = true;
}

/* ---- use ---- */

/*
 * Time that all clocks of a group are off by shows in nothing that they say of
 * aircraft: every path is the same, later. Of clocks that are all late, or all
 * early, the one nearest to being right is taken to be so; what is known is how
 * the others differ from it.
 */
static void hold_common_clock(struct lw_reg_group *group)
{
    double common_s = 0.0;
    bool any = false;

    for (int m = 0; m < group->members; m++) {
        const int i = m * LW_SENSOR_ERRORS + LW_ERROR_CLOCK;
        const double clock_s = group->mean[i] * group->prior[i].unit;
        if (group->info[i * DIM + i] < nothing)
            continue;
        if (lw_reg_prior_late(&group->prior[i]) ||
            (any && clock_s * common_s <= 0.0))
            return; /* it is known to be late; some are late, some early */
        if (!any || fabs(clock_s) < fabs(common_s))
            common_s = clock_s;
        any = true;
    }
    for (int m = 0; m < group->members && any; m++) {
        const int i = m * LW_SENSOR_ERRORS + LW_ERROR_CLOCK;
        if (group->info[i * DIM + i] >= nothing)
            group->mean[i] -= common_s / group->prior[i].unit;
    }
}

/* The part of a clock's error that is taken out where reports do not settle
 * it, by the chance that it is late: that is the rule with what scans, and what
 * is thought of it before anything is said stands on that. The mean over all
 * that may be is then nearer than to leave it alone. */
static double likely_late(const struct lw_reg_group *group, int i)
{
    const double unsettled =
        fmin(group->cov[i * DIM + i] / (unsettled_sd * unsettled_sd), 1.0);

    return i % LW_SENSOR_ERRORS == LW_ERROR_CLOCK && group->mean[i] > 0.0
               ? fmax(group->wrong[i] - likely_from, 0.0) /
                     (likely_to - likely_from) * unsettled
               : 0.0;
}

/*
 * What to take out of the plots. An error that is not clearly there (within two
 * standard deviations of 0) is left alone. The others are as they are if those
 * are 0: where two sensors are known to differ better than either is known,
 * the difference comes out right. Up to three standard deviations they are
 * taken in part.
 */
static void set_take(struct lw_reg_joint *joint, struct lw_reg_group *group)
{
    const int n = group->members * LW_SENSOR_ERRORS;
    double *a = joint->scratch, by[DIM], part[DIM];
    int rest[DIM], m = 0;

    for (int i = 0; i < n; i++) {
        const double times =
            fabs(group->mean[i]) / sqrt(group->cov[i * DIM + i]);
        const bool any = group->info[i * DIM + i] >= nothing;
        part[i] = fmin(fmax(times - doubtful, likely_late(group, i)), 1.0);
        if (!any)
            part[i] = lw_reg_prior_late(&group->prior[i]) ? 1.0 : 0.0;
        group->take[i] = part[i] * group->mean[i];
        if (any && !(part[i] > 0.0))
            rest[m++] = i;
    }
    for (int i = 0; i < m; i++) {
        by[i] = -group->mean[rest[i]];
        for (int j = 0; j < m; j++)
            a[i * m + j] = group->cov[rest[i] * DIM + rest[j]];
    }
    if (m == 0 || !lw_cholesky(a, m))
        return;
    lw_cholesky_solve(a, m, by);
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m && part[i] > 0.0; j++)
            group->take[i] += part[i] * group->cov[i * DIM + rest[j]] * by[j];
}

/* A clock that was put right by the quickest of its reports is late by their
 * way at most, and in order as far as that is known. One whose reports all are
 * long on the way may be behind: of that the way is what would show. */
static void heed_ways(const struct lw_reg_joint *joint,
                      struct lw_reg_group *group)
{
    for (int m = 0; m < group->members; m++) {
        const uint32_t sensor = group->sensor[m];
        const struct lw_reg_way *way = &joint->way[sensor];
        const struct lw_reg_prior usual =
            lw_reg_prior_for(&joint->site->sensor[sensor],
                             joint->sensor[sensor].mount, LW_ERROR_CLOCK);
        struct lw_reg_prior *prior =
            &group->prior[m * LW_SENSOR_ERRORS + LW_ERROR_CLOCK];
        prior->spike = way->put_right
                           ? fmax(usual.spike, put_right_sd_s / usual.unit)
                           : usual.spike;
        prior->positive =
            (way->put_right ? put_right_part : 1.0) * usual.positive;
        const double way_s = (double)way->way_s;
        const bool behind = way_s > long_way_s && !lw_reg_prior_late(&usual);
        prior->negative =
            behind ? fmax(usual.negative, behind_chance) : usual.negative;
        prior->there_chance = usual.there_chance;
        prior->there = usual.there;
        prior->there_sd = usual.there_sd;
        if (behind && way_s > telling_way_s && usual.unit > 0.0) {
            prior->negative = usual.negative;
            prior->there_chance = behind_chance;
            prior->there = (behind_short_s - way_s) / usual.unit;
            prior->there_sd =
                hypot(behind_sd_s, behind_sd_part * way_s) / usual.unit;
        }
    }
}

void lw_reg_settle(struct lw_reg_joint *joint, int index, int64_t now_ns)
{
    struct lw_reg_group *group = &joint->group[index];
    const int64_t every_ns =
        group->members > LW_REG_SMALL ? large_every_ns : small_every_ns;

    if (group->members == 0)
        return;
    drift(joint, group, now_ns);
    if (!group->changed ||
        (group->solved_ns != INT64_MIN && now_ns - group->solved_ns < every_ns))
        return;
    heed_ways(joint, group);
    if (!lw_reg_solve(joint, group))
        return;
    hold_common_clock(group);
    set_take(joint, group);
    group->changed = false;
    group->solved_ns = now_ns;
}
