/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_solve.c - the posterior of a group's errors: what windows said, and
 * the priors.
 *
 * What windows cannot tell (an error that all sensors share, say) the priors
 * decide, and these are not normal. Expectation propagation puts a normal
 * density in each prior's place that gives the same mean and variance. Of
 * several explanations the one with the fewest wrong sensors weighs most; in a
 * small group each sensor in turn is tried as the one that is right, and
 * explanations that weigh alike are mixed.
 *
 * Source  Minka, "Expectation propagation for approximate Bayesian inference"
 *         (UAI 2001); Hernandez-Lobato, Hernandez-Lobato & Suarez,
 *         "Expectation propagation in linear regression models with
 *         spike-and-slab priors" (Machine Learning 99, 2015); Rasmussen &
 *         Williams, "Gaussian Processes for Machine Learning" (2006), 3.6
 */
#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "register_parts.h"

enum { DIM = LW_REG_GROUP_DIM, SWEEPS = 4 };

static const double damping = 0.8;
static const double site_info_min = 0.5; /* a prior is no wider than that */
static const double alike_sd = 0.3;      /* two explanations that are one */
static const double weight_min = -12.0;  /* logarithm */

/* Inverse of the n x n matrix in `a`, whose factor it becomes. */
bool lw_reg_invert(double *a, int n, double *inverse, double *log_det)
{
    if (!lw_cholesky(a, n))
        return false;
    *log_det = lw_cholesky_log_det(a, n);
    /* rows of L^-1, each from those above: forwards only */
    for (int i = 0; i < n; i++) {
        double *row = &inverse[i * n];
        memset(row, 0, (size_t)n * sizeof *row);
        row[i] = 1.0;
        for (int k = 0; k < i; k++) {
            const double l = a[i * n + k];
            if (l == 0.0)
                continue;
            for (int j = 0; j <= k; j++)
                row[j] -= l * inverse[k * n + j];
        }
        for (int j = 0; j <= i; j++)
            row[j] /= a[i * n + i];
    }
    /* L^-T L^-1, over the factor, then back */
    memset(a, 0, (size_t)(n * n) * sizeof *a);
    for (int k = 0; k < n; k++)
        for (int i = 0; i <= k; i++) {
            const double l = inverse[k * n + i];
            if (l == 0.0)
                continue;
            for (int j = 0; j <= i; j++)
                a[i * n + j] += l * inverse[k * n + j];
        }
    for (int i = 0; i < n; i++)
        for (int j = 0; j <= i; j++)
            inverse[i * n + j] = inverse[j * n + i] = a[i * n + j];
    return true;
}

/* ---- expectation propagation ---- */

/* Errors that windows say something of: the posterior of the others is their
 * prior. An index of a mode is one of these. */
struct told {
    int n;
    int at[DIM]; /* in the group */
};

struct ep {
    const struct lw_reg_group *group;
    const struct told *told;
    struct lw_reg_mode *mode;
    double log_det; /* of the covariance */
};

static bool is_told(const struct lw_reg_group *group, int i)
{
    return group->prior[i].unit > 0.0 &&
           group->info[i * DIM + i] >= LW_REG_NOTHING;
}

static const struct lw_reg_prior *prior_of(const struct ep *ep, int i)
{
    return &ep->group->prior[ep->told->at[i]];
}

static bool begin(const struct lw_reg_joint *joint, struct ep *ep)
{
    const struct lw_reg_group *group = ep->group;
    struct lw_reg_mode *mode = ep->mode;
    const int n = ep->told->n, *at = ep->told->at;
    double *a = joint->scratch;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            a[i * n + j] = group->info[at[i] * DIM + at[j]] +
                           (i == j ? mode->site_info[i] : 0.0);
    if (!lw_reg_invert(a, n, mode->cov, &ep->log_det))
        return false;
    ep->log_det = -ep->log_det;
    for (int i = 0; i < n; i++) {
        mode->mean[i] = 0.0;
        for (int j = 0; j < n; j++)
            mode->mean[i] +=
                mode->cov[i * n + j] * (group->y[at[j]] + mode->site_y[j]);
    }
    return true;
}

/* All but prior i: its mean and variance of error i. */
static bool cavity(const struct ep *ep, int i, double *mean, double *var)
{
    const struct lw_reg_mode *mode = ep->mode;
    const double own = mode->cov[i * ep->told->n + i];
    const double info = 1.0 / own - mode->site_info[i];

    if (!(info > LW_REG_NOTHING))
        return false;
    *mean = (mode->mean[i] / own - mode->site_y[i]) / info;
    *var = 1.0 / info;
    return true;
}

/* The normal density that stands for prior i, given all else, anew; and the
 * posterior with it. */
static void update_site(struct ep *ep, int i)
{
    struct lw_reg_mode *mode = ep->mode;
    const int n = ep->told->n;
    const double own = mode->cov[i * n + i];
    double before, spread, mean, after, column[DIM];

    if (!cavity(ep, i, &before, &spread))
        return;
    (void)lw_reg_prior_times(prior_of(ep, i), before, spread, &mean, &after);
    const double info =
        fmax(1.0 / fmax(after, 1e-12) - 1.0 / spread, site_info_min);
    const double y = mean * (1.0 / spread + info) - before / spread;
    const double by_info = damping * (info - mode->site_info[i]);
    const double by_y = damping * (y - mode->site_y[i]);
    const double part = 1.0 / (1.0 + by_info * own);
    if (!isfinite(by_y) || !(part > 0.0))
        return;
    mode->site_info[i] += by_info;
    mode->site_y[i] += by_y;
    ep->log_det += log(part);
    for (int k = 0; k < n; k++)
        column[k] = mode->cov[k * n + i];
    const double step = (by_y - by_info * mode->mean[i]) * part;
    for (int k = 0; k < n; k++) {
        const double g = by_info * part * column[k];
        mode->mean[k] += step * column[k];
        for (int j = 0; j < n; j++)
            mode->cov[k * n + j] -= g * column[j];
    }
}

/* Logarithm of the evidence, but for a constant: the normal densities' own,
 * times what each leaves out of its prior's (Rasmussen & Williams, 3.65). */
static double evidence(const struct ep *ep)
{
    const struct lw_reg_mode *mode = ep->mode;
    double sum = 0.5 * ep->log_det;

    for (int i = 0; i < ep->told->n; i++) {
        double m, v, mean, var;
        sum += 0.5 * mode->mean[i] *
               (ep->group->y[ep->told->at[i]] + mode->site_y[i]);
        if (!cavity(ep, i, &m, &v))
            continue;
        const double info = mode->site_info[i], y = mode->site_y[i];
        const double both = m / v + y;
        sum += lw_reg_prior_times(prior_of(ep, i), m, v, &mean, &var) +
               0.5 * log(1.0 + info * v) -
               0.5 * (both * both / (1.0 / v + info) - m * m / v);
    }
    return sum;
}

/* From the sites in the mode: sweeps, and its evidence. */
static bool propagate(const struct lw_reg_joint *joint,
                      const struct lw_reg_group *group, const struct told *told,
                      struct lw_reg_mode *mode)
{
    struct ep ep = {.group = group, .told = told, .mode = mode};

    if (!begin(joint, &ep))
        return false;
    for (int sweep = 0; sweep < SWEEPS; sweep++)
        for (int i = 0; i < told->n; i++)
            update_site(&ep, i);
    mode->log_z = evidence(&ep);
    return isfinite(mode->log_z);
}

/* ---- where to start ---- */

static void start_as_before(const struct lw_reg_group *group,
                            const struct told *told, struct lw_reg_mode *mode)
{
    for (int i = 0; i < told->n; i++) {
        mode->site_info[i] = group->site_info[told->at[i]];
        mode->site_y[i] = group->site_y[told->at[i]];
    }
}

static void start_afresh(const struct lw_reg_group *group,
                         const struct told *told, struct lw_reg_mode *mode)
{
    for (int i = 0; i < told->n; i++) {
        double mean, var;
        lw_reg_prior_moments(&group->prior[told->at[i]], &mean, &var);
        mode->site_info[i] = 1.0 / var;
        mode->site_y[i] = mean / var;
    }
}

/* This one is right, and the others may be what they like. */
static void start_with(const struct lw_reg_group *group,
                       const struct told *told, int right,
                       struct lw_reg_mode *mode)
{
    const int error = told->at[right] % LW_SENSOR_ERRORS;

    start_as_before(group, told, mode);
    for (int i = 0; i < told->n; i++) {
        const double spike = group->prior[told->at[i]].spike;
        if (told->at[i] % LW_SENSOR_ERRORS != error)
            continue;
        mode->site_info[i] =
            i == right && spike > 0.0 ? 1.0 / (spike * spike) : 1.0;
        mode->site_y[i] = 0.0;
    }
}

/* ---- several explanations ---- */

static bool alike(const struct lw_reg_mode *a, const struct lw_reg_mode *b,
                  int n)
{
    for (int i = 0; i < n; i++)
        if (fabs(a->mean[i] - b->mean[i]) >
            alike_sd * sqrt(fmin(a->cov[i * n + i], b->cov[i * n + i])))
            return false;
    return true;
}

/* Keep the explanation in mode[used], unless it is one of those kept, or
 * weighs less than they do and there is no room. The first two stay: theirs is
 * the memory for large groups. */
static int keep(struct lw_reg_mode *mode, int used, int n)
{
    int least = 2;

    for (int k = 0; k < used; k++) {
        if (alike(&mode[k], &mode[used], n))
            return used;
        if (k > least && mode[k].log_z < mode[least].log_z)
            least = k;
    }
    if (used < LW_REG_MODES)
        return used + 1;
    if (mode[used].log_z > mode[least].log_z) {
        const struct lw_reg_mode swap = mode[least];
        mode[least] = mode[used];
        mode[used] = swap;
    }
    return used;
}

/* The chance that error i is not in order, in one explanation. */
static double wrong(const struct lw_reg_group *group, const struct told *told,
                    struct lw_reg_mode *mode, int i)
{
    const struct ep ep = {.group = group, .told = told, .mode = mode};
    double mean, var;

    return cavity(&ep, i, &mean, &var)
               ? lw_reg_prior_wrong(prior_of(&ep, i), mean, var)
               : 0.0;
}

/* What nothing is known of but the priors. */
static void set_untold(struct lw_reg_group *group)
{
    const int n = group->members * LW_SENSOR_ERRORS;

    for (int i = 0; i < n; i++) {
        double mean = 0.0, var = 1.0;
        memset(&group->cov[i * DIM], 0, (size_t)n * sizeof *group->cov);
        if (group->prior[i].unit > 0.0)
            lw_reg_prior_moments(&group->prior[i], &mean, &var);
        group->cov[i * DIM + i] = var;
        group->mean[i] = mean;
        group->wrong[i] = 0.0;
    }
}

static void mix(struct lw_reg_mode *mode, int used, const struct told *told,
                struct lw_reg_group *group)
{
    const int n = told->n, *at = told->at;
    int best = 0;
    double total = 0.0;

    for (int k = 1; k < used; k++)
        if (mode[k].log_z > mode[best].log_z)
            best = k;
    set_untold(group);
    for (int i = 0; i < n; i++) {
        group->site_info[at[i]] = mode[best].site_info[i];
        group->site_y[at[i]] = mode[best].site_y[i];
        group->mean[at[i]] = group->cov[at[i] * DIM + at[i]] = 0.0;
    }
    for (int k = 0; k < used; k++)
        total += exp(fmax(mode[k].log_z - mode[best].log_z, 2.0 * weight_min));
    for (int k = 0; k < used; k++) {
        const double log_weight = mode[k].log_z - mode[best].log_z;
        const double w = exp(log_weight) / total;
        for (int i = 0; i < n && log_weight > weight_min; i++) {
            group->mean[at[i]] += w * mode[k].mean[i];
            group->wrong[at[i]] += w * wrong(group, told, &mode[k], i);
        }
    }
    for (int k = 0; k < used; k++) {
        const double log_weight = mode[k].log_z - mode[best].log_z;
        const double w = exp(log_weight) / total;
        for (int i = 0; i < n && log_weight > weight_min; i++)
            for (int j = 0; j < n; j++)
                group->cov[at[i] * DIM + at[j]] +=
                    w * (mode[k].cov[i * n + j] +
                         (mode[k].mean[i] - group->mean[at[i]]) *
                             (mode[k].mean[j] - group->mean[at[j]]));
    }
}

bool lw_reg_solve(struct lw_reg_joint *joint, struct lw_reg_group *group)
{
    struct lw_reg_mode *mode = joint->mode;
    struct told told = {0};
    int used = 0;

    for (int i = 0; i < group->members * LW_SENSOR_ERRORS; i++)
        if (is_told(group, i))
            told.at[told.n++] = i;
    start_as_before(group, &told, &mode[used]);
    if (propagate(joint, group, &told, &mode[used]))
        used = keep(mode, used, told.n);
    start_afresh(group, &told, &mode[used]);
    if (propagate(joint, group, &told, &mode[used]))
        used = keep(mode, used, told.n);
    for (int e = 0; e < LW_SENSOR_ERRORS; e++)
        for (int i = 0; i < told.n; i++) {
            if (group->members > LW_REG_SMALL ||
                told.at[i] % LW_SENSOR_ERRORS != e)
                continue;
            start_with(group, &told, i, &mode[used]);
            if (propagate(joint, group, &told, &mode[used]))
                used = keep(mode, used, told.n);
        }
    if (used == 0)
        return false;
    mix(mode, used, &told, group);
    return true;
}
