/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flock.c - many plots that no track claims, close together: which way do they
 * all fly?
 *
 * Where aircraft fly no further apart than they get from one look to the next,
 * each has several places in the last look that it may have come from, and
 * none tells which is right. All together they tell: their middle has moved as
 * they did, and so has their outline. So plots that stand together, a bunch,
 * are laid on the seeds of the looks before: first by their middle, then ever
 * more closely, as kernels of lesser and lesser width see them. Until that
 * tells their velocity well enough nothing begins from them.
 *
 * Source  doc/tracker.md, "Flocks"; mean shift: Comaniciu & Meer (IEEE PAMI
 *         24, 2002); kernels that narrow: Chui & Rangarajan (CVIU 89, 2003)
 */
#include <math.h>
#include <string.h>

#include "fuse.h"

enum { LEAST = 6, LOOKS = 2 };
/* A bunch: each within the flight of this speed from another. */
static const double link_mps = 50.0, link_max_m = 200.0;
static const double speed_max_mps = 64.0;
/* What stands may be the shore. */
static const double speed_min_mps = 4.0;
/* Widths of the kernels, one after another, in those of the difference of two
 * plots; the last but counts. */
static const double width[] = {6.0, 3.5, 2.3, 2.3, 2.3, 1.0};
enum { WIDTHS = sizeof width / sizeof width[0] };
/* What a place with nothing near counts for, of one that is covered. */
static const double bare = 0.08;
static const double nothing_beyond = 2.5; /* widths */
/* Part of the members that are in one look and not in the next. */
static const double changing = 0.11;
/* The velocity is known when its error takes it so far by the next look, in
 * the spread of the difference of two plots; and that part lies on a seed. */
static const double sure = 0.43, covered_min = 0.5;

struct bunch {
    uint32_t sensor;
    int64_t t_ns;
    uint32_t plots, seeds; /* in trk->flocks */
    uint32_t looks;        /* that the seeds are of */
    double look_s;         /* from one to the next */
    double var;            /* of a plot's place, the worst of them */
};

/* How well plots and seeds cover each other. */
struct cover {
    double pull[2], weight; /* what draws the velocity */
    double covered;         /* of the plots */
};

/* All plots that stand together with one, in flocks.plot[]; they leave the
 * grid. */
static uint32_t gather(struct lw_tracker *trk, uint32_t first, double link_m)
{
    uint32_t *plot = trk->flocks.plot;
    uint32_t plots = 1;

    plot[0] = first;
    lw_grid_take(&trk->plot_grid, first);
    for (uint32_t i = 0; i < plots; i++) {
        const struct lw_grid_item *at = &trk->plot_grid.item[plot[i]];
        const uint32_t found =
            lw_grid_centres(&trk->plot_grid, at->x, at->y, link_m, &plot[plots],
                            trk->cfg.reports_max - plots);
        for (uint32_t k = 0; k < found; k++)
            lw_grid_take(&trk->plot_grid, plot[plots + k]);
        plots += found;
    }
    return plots;
}

static double age_s(const struct lw_tracker *trk, const struct bunch *b,
                    uint32_t place)
{
    return lw_seconds(b->t_ns, trk->plot[trk->seed_queue[place]].meas_ns);
}

/* How many looks ago, from 1. */
static uint32_t looks_ago(const struct lw_tracker *trk, const struct bunch *b,
                          uint32_t place)
{
    return (uint32_t)(age_s(trk, b, place) / b->look_s + 0.5);
}

/* The seeds of the same sensor that any of the plots could have come from, in
 * flocks.seed[], by place in the queue. */
static void find_seeds(struct lw_tracker *trk, struct bunch *b)
{
    double low[2] = {(double)INFINITY, (double)INFINITY};
    double high[2] = {-(double)INFINITY, -(double)INFINITY};

    for (uint32_t i = 0; i < b->plots; i++) {
        const struct lw_grid_item *at =
            &trk->plot_grid.item[trk->flocks.plot[i]];
        low[0] = fmin(low[0], at->x);
        low[1] = fmin(low[1], at->y);
        high[0] = fmax(high[0], at->x);
        high[1] = fmax(high[1], at->y);
    }
    for (uint32_t n = 0; n < trk->seeds; n++) {
        const uint32_t place = (trk->seed_first + n) % trk->cfg.reports_max;
        const struct lw_grid_item *at = &trk->seed_grid.item[place];
        const uint32_t slot = trk->seed_queue[place];
        const uint32_t ago = looks_ago(trk, b, place);
        const double reach = speed_max_mps * age_s(trk, b, place);
        if (trk->plot[slot].sensor != b->sensor || ago < 1 || ago > LOOKS ||
            at->x < low[0] - reach || at->x > high[0] + reach ||
            at->y < low[1] - reach || at->y > high[1] + reach)
            continue;
        trk->flocks.seed[b->seeds++] = place;
        b->looks = ago > b->looks ? ago : b->looks;
    }
}

/* How the middle moved, by least squares over the looks; returns the mean
 * square distance of a plot from it, along one axis. */
static double follow_middle(const struct lw_tracker *trk, const struct bunch *b,
                            double vel[2])
{
    double mid[LOOKS + 1][3] = {{0}}, part[2] = {0}, spread = 0.0, all = 0.0;

    for (uint32_t n = 0; n < b->plots + b->seeds; n++) {
        const bool now = n < b->plots;
        const uint32_t k =
            now ? trk->flocks.plot[n] : trk->flocks.seed[n - b->plots];
        const struct lw_grid_item *at =
            now ? &trk->plot_grid.item[k] : &trk->seed_grid.item[k];
        double *sum = mid[now ? 0 : looks_ago(trk, b, k)];
        sum[0] += at->x;
        sum[1] += at->y;
        sum[2] += 1.0;
    }
    for (int look = 0; look <= LOOKS; look++) {
        const double dt_s = look * b->look_s;
        if (!(mid[look][2] > 0.0))
            continue;
        for (int i = 0; i < 2; i++) {
            mid[look][i] /= mid[look][2];
            part[i] += dt_s * (mid[0][i] - mid[look][i]);
        }
        all += dt_s * dt_s;
    }
    for (int i = 0; i < 2; i++)
        vel[i] = all > 0.0 ? part[i] / all : 0.0;
    for (uint32_t n = 0; n < b->plots; n++) {
        const struct lw_grid_item *at =
            &trk->plot_grid.item[trk->flocks.plot[n]];
        const double dx = at->x - mid[0][0], dy = at->y - mid[0][1];
        spread += 0.5 * (dx * dx + dy * dy) / b->plots;
    }
    return spread;
}

/* One item, moved by `way` seconds of flight, among those of another look. */
static void draw_one(struct lw_tracker *trk, const struct bunch *b,
                     const struct lw_grid_item *from, const struct lw_grid *to,
                     double way_s, const double vel[2], double var,
                     struct cover *c)
{
    const double x = from->x + vel[0] * way_s, y = from->y + vel[1] * way_s;
    const uint32_t found = lw_grid_centres(to, x, y, nothing_beyond * sqrt(var),
                                           trk->found, trk->cfg.reports_max);
    double all = 0.0, off[2] = {0.0, 0.0};

    for (uint32_t k = 0; k < found; k++) {
        const struct lw_grid_item *item = &to->item[trk->found[k]];
        const double dx = item->x - x, dy = item->y - y;
        if (way_s < 0.0 &&
            fabs(age_s(trk, b, trk->found[k]) + way_s) > 0.5 * b->look_s)
            continue; /* a seed of another look */
        const double e = exp(-0.5 * (dx * dx + dy * dy) / var);
        all += e;
        off[0] += e * dx;
        off[1] += e * dy;
    }
    const double weight = way_s * way_s / (bare + all);
    for (int i = 0; i < 2; i++)
        c->pull[i] += weight * off[i] / way_s;
    c->weight += weight * all;
    if (way_s < 0.0)
        c->covered += all / (bare + all) / b->looks;
}

/* Seeds moved on among the plots, and plots moved back among the seeds. */
static void lay_on(struct lw_tracker *trk, const struct bunch *b,
                   const double vel[2], double var, struct cover *c)
{
    const struct lw_flocks *f = &trk->flocks;

    memset(c, 0, sizeof *c);
    for (uint32_t n = 0; n < b->seeds; n++)
        draw_one(trk, b, &trk->seed_grid.item[f->seed[n]], &trk->plot_grid,
                 age_s(trk, b, f->seed[n]), vel, var, c);
    for (uint32_t n = 0; n < b->plots; n++)
        for (uint32_t look = 1; look <= b->looks; look++)
            draw_one(trk, b, &trk->plot_grid.item[f->plot[n]], &trk->seed_grid,
                     -(look * b->look_s), vel, var, c);
}

static enum lw_flock_is decide(struct lw_tracker *trk, const struct bunch *b,
                               struct lw_flock *flock)
{
    const double spread = follow_middle(trk, b, flock->vel_mps);
    const double error2 = (changing * spread + b->var) / b->plots;
    struct cover c = {0};

    flock->sd_mps = sqrt(error2 * (b->looks > 1 ? 0.5 : 2.0)) / b->look_s;
    if (b->looks == 0 || (b->looks < LOOKS && flock->sd_mps * b->look_s >
                                                  sure * sqrt(2.0 * b->var)))
        return LW_FLOCK_LATER;
    for (int pass = 0; pass < WIDTHS; pass++) {
        lay_on(trk, b, flock->vel_mps, 2.0 * b->var * width[pass] * width[pass],
               &c);
        for (int i = 0; pass < WIDTHS - 1 && i < 2 && c.weight > 0.0; i++)
            flock->vel_mps[i] += c.pull[i] / c.weight;
    }
    return hypot(flock->vel_mps[0], flock->vel_mps[1]) < speed_min_mps ||
                   c.covered < covered_min * b->plots ||
                   flock->sd_mps * b->look_s > sure * sqrt(2.0 * b->var)
               ? LW_FLOCK_NONE
               : LW_FLOCK_KNOWN;
}

static bool may_begin(const struct lw_tracker *trk, uint32_t j)
{
    const struct lw_plot *plot = trk->look_plot[j];

    return trk->assoc.free_chance[j] >= 0.5 &&
           (plot->type == LW_REPORT_POSITION ||
            plot->type == LW_REPORT_POLAR) &&
           !(plot->has_ident & (LW_HAS_ICAO | LW_HAS_REMOTE_ID));
}

/* Plots of this look that may begin a track, into the grid. */
static uint32_t lay_out(struct lw_tracker *trk, const struct lw_look *look,
                        double link_m)
{
    uint32_t n = 0;

    for (uint32_t j = 0; j < look->plots; j++) {
        double at[2];
        trk->flocks.of[trk->look_plot[j] - trk->plot] = LW_FLOCK_NONE;
        if (!may_begin(trk, j))
            continue;
        (void)lw_scan_place(trk, trk->look_plot[j], at);
        lw_grid_put(&trk->plot_grid, j, at[0], at[1], 0.0, link_m);
        n++;
    }
    return n;
}

/* The plots in flocks.plot[], back in the grid for as long as it takes. */
static void judge(struct lw_tracker *trk, struct bunch *b)
{
    struct lw_flocks *f = &trk->flocks;
    struct lw_flock *flock = &f->flock[f->count];

    for (uint32_t i = 0; i < b->plots; i++) {
        const struct lw_grid_item *at = &trk->plot_grid.item[f->plot[i]];
        const struct lw_plot *plot = trk->look_plot[f->plot[i]];
        const double far =
            plot->type == LW_REPORT_POLAR ? plot->z[0] * plot->z[0] : 1.0;
        b->var = fmax(b->var, fmax(plot->r[0], far * plot->r[plot->dim + 1]));
        lw_grid_put(&trk->plot_grid, f->plot[i], at->x, at->y, 0.0, 0.0);
    }
    find_seeds(trk, b);
    const enum lw_flock_is is = decide(trk, b, flock);
    for (uint32_t i = 0; i < b->plots; i++) {
        lw_grid_take(&trk->plot_grid, f->plot[i]);
        f->of[trk->look_plot[f->plot[i]] - trk->plot] =
            (uint8_t)(is == LW_FLOCK_KNOWN ? LW_FLOCK_KNOWN + f->count : is);
    }
    f->count += is == LW_FLOCK_KNOWN;
}

void lw_flock_find(struct lw_tracker *trk, const struct lw_look *look)
{
    const double period_s = trk->site->sensor[look->sensor].period_s;
    const double link_m = fmin(link_mps * period_s, link_max_m);
    const uint32_t left = lay_out(trk, look, link_m);

    trk->flocks.count = 0;
    for (uint32_t j = 0; left > 0 && j < look->plots; j++) {
        struct bunch b = {
            .sensor = look->sensor, .t_ns = look->t_ns, .look_s = period_s};
        if (trk->plot_grid.item[j].bucket < 0)
            continue; /* not free, or in a bunch before */
        if (left < LEAST || !(period_s > 0.0) ||
            trk->flocks.count == LW_FLOCKS_MAX) {
            lw_grid_take(&trk->plot_grid, j);
            continue;
        }
        b.plots = gather(trk, j, link_m);
        if (b.plots >= LEAST)
            judge(trk, &b);
    }
}

enum lw_flock_is lw_flock_of(const struct lw_tracker *trk,
                             const struct lw_plot *plot, struct lw_flock *flock)
{
    const uint8_t of = trk->flocks.of[plot - trk->plot];
    const double *up = &plot->axes[6];

    if (of < LW_FLOCK_KNOWN)
        return (enum lw_flock_is)of;
    *flock = trk->flocks.flock[of - LW_FLOCK_KNOWN];
    flock->vel_mps[2] = /* level */
        -(up[0] * flock->vel_mps[0] + up[1] * flock->vel_mps[1]) /
        fmax(up[2], 0.1);
    return LW_FLOCK_KNOWN;
}
