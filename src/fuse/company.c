/* SPDX-License-Identifier: Apache-2.0 */
/*
 * company.c - tracks that fly together.
 *
 * Where aircraft fly so close that their plots could be each other's, what
 * tells them apart is how well it is known where each of them must be; and
 * most of what is not known of that, while they are new, is speed. Those of a
 * flock have the same. So the velocity of a track in a crowd comes back to the
 * mean of those about it that fly alike: a motion with a leader whom nobody
 * sees.
 *
 * Source  virtual leader: Salmond & Gordon, "Group and extended object
 *         tracking" (IEE colloquium, 1999); Mihaylova et al., "Overview of
 *         Bayesian sequential Monte Carlo methods for group and extended
 *         object tracking" (Digital Signal Processing 25, 2014), 3.1
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/sort.h"
#include "fuse.h"

/* So near, of so much existence, so alike in speed, so many (and one). */
static const double about_m = 100.0, there = 0.9, alike_mps = 5.0;
enum { LEAST = 4 };
static const double speed_min_mps = 4.0; /* what stands may be the shore */
/* Their own ways, and how soon they come back from them. */
static const double own_sd_mps = 1.0, own_s = 6.0;

static double weight_of(const struct lw_target *t)
{
    return 1.0 /
           (0.5 * (t->mean.p[21] + t->mean.p[28]) + own_sd_mps * own_sd_mps);
}

static bool alike(const double a_mps[2], const double b_mps[2])
{
    const double du = a_mps[0] - b_mps[0], dv = a_mps[1] - b_mps[1];

    return du * du + dv * dv <= alike_mps * alike_mps;
}

/* A sum of velocities becomes their mean. */
static bool settle(uint32_t members, double weight, struct lw_flock *flock)
{
    for (int k = 0; k < 3 && members > 0; k++)
        flock->vel_mps[k] /= weight;
    flock->sd_mps = members > 0 ? 1.0 / sqrt(weight) : 0.0;
    return members >= LEAST &&
           hypot(flock->vel_mps[0], flock->vel_mps[1]) >= speed_min_mps;
}

bool lw_company_about(struct lw_tracker *trk, const double at[2],
                      struct lw_flock *flock, uint32_t *members)
{
    const uint32_t found = lw_grid_centres(&trk->grid, at[0], at[1], about_m,
                                           trk->found, trk->targets_max);
    double nearest2 = (double)INFINITY, weight = 0.0;
    const double *nearest = NULL;

    *members = 0;
    memset(flock, 0, sizeof *flock);
    for (uint32_t i = 0; i < found; i++)
        lw_fetch(&trk->target[trk->found[i]],
                 offsetof(struct lw_target, mean.p[6]));
    for (uint32_t i = 0; i < found; i++) {
        const struct lw_target *t = &trk->target[trk->found[i]];
        const double dx = t->mean.x[0] - at[0], dy = t->mean.x[1] - at[1];
        if (t->existence < there || dx * dx + dy * dy >= nearest2)
            continue;
        nearest2 = dx * dx + dy * dy;
        nearest = &t->mean.x[3];
    }
    for (uint32_t i = 0; nearest != NULL && i < found; i++) {
        const struct lw_target *t = &trk->target[trk->found[i]];
        const double w = weight_of(t);
        if (t->existence < there || !alike(&t->mean.x[3], nearest))
            continue;
        for (int k = 0; k < 3; k++)
            flock->vel_mps[k] += w * t->mean.x[3 + k];
        weight += w;
        ++*members;
    }
    return settle(*members, weight, flock);
}

static bool before(const void *a, const void *b, const void *context)
{
    const struct lw_mate *p = a, *q = b;

    (void)context;
    return p->at[0] < q->at[0] ||
           (!(q->at[0] < p->at[0]) && p->target < q->target);
}

/* Those of the look's candidates that are in a crowd, from west to east. */
static uint32_t line_up(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_mate spare;
    uint32_t n = 0;

    for (uint32_t i = 0; i < trk->candidates && n < LW_CROWD_MAX; i++) {
        const uint32_t index = trk->candidate[i];
        const struct lw_target *t = &trk->target[index];
        if (t->alive && t->existence >= there && t->crowded_ns == look->t_ns)
            trk->crowd[n++] = (struct lw_mate){
                .target = index,
                .weight = weight_of(t),
                .at = {t->mean.x[0], t->mean.x[1]},
                .vel_mps = {t->mean.x[3], t->mean.x[4], t->mean.x[5]}};
    }
    lw_sort(trk->crowd, n, sizeof *trk->crowd, &spare, before, NULL);
    return n;
}

/* v += part (u - v), on the level; each u errs for itself. */
static void draw_speed(struct lw_imm *imm, const struct lw_flock *flock,
                       double part)
{
    const double var = part * part * flock->sd_mps * flock->sd_mps;

    for (int i = 3; i < 5; i++) {
        imm->x[i] += part * (flock->vel_mps[i - 3] - imm->x[i]);
        for (int j = 0; j < LW_STATE; j++)
            imm->p[lw_sym(i, j)] *=
                i == j ? (1.0 - part) * (1.0 - part) : 1.0 - part;
        imm->p[lw_sym(i, i)] += var;
    }
}

void lw_company_steady(struct lw_tracker *trk, const struct lw_look *look)
{
    const uint32_t n = line_up(trk, look);
    uint32_t west = 0;

    for (uint32_t i = 0; i < n; i++) {
        const struct lw_mate *me = &trk->crowd[i];
        struct lw_target *t = &trk->target[me->target];
        struct lw_flock flock = {0};
        uint32_t members = 0;
        double weight = 0.0;
        while (trk->crowd[west].at[0] < me->at[0] - about_m)
            west++;
        for (uint32_t j = west;
             j < n && trk->crowd[j].at[0] <= me->at[0] + about_m; j++) {
            const struct lw_mate *other = &trk->crowd[j];
            if (fabs(other->at[1] - me->at[1]) > about_m ||
                !alike(other->vel_mps, me->vel_mps))
                continue;
            for (int k = 0; k < 3; k++)
                flock.vel_mps[k] += other->weight * other->vel_mps[k];
            weight += other->weight;
            members++;
        }
        if (!settle(members, weight, &flock) || t->hypotheses != 1)
            continue;
        draw_speed(&trk->imm[t->hypothesis[0].imm], &flock,
                   1.0 - exp(-t->interval_s / own_s));
        lw_target_settle(trk, me->target);
    }
}
