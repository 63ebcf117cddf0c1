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

#include "base/matrix.h"
#include "base/sort.h"
#include "fuse.h"

enum { LEAST = 6 };
/* A bunch: each within the flight of this speed from another. */
static const double link_mps = 50.0, link_max_m = 200.0;
static const double speed_max_mps = 64.0;
/* What does not move for sure, to so many sigma and this much, may be the
 * shore. */
static const double moves_sd = 2.0, speed_min_mps = 1.0;
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
static const double sure = 0.6, covered_min = 0.5;

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

static bool before(const void *a, const void *b, const void *context)
{
    const struct lw_flock_item *p = a, *q = b;

    (void)context;
    return p->x < q->x || (!(q->x < p->x) && p->y < q->y);
}

/* The plots of a bunch side by side, by their place east; false: there are too
 * many. */
static bool line_up(struct lw_tracker *trk, struct bunch *b)
{
    struct lw_flocks *f = &trk->flocks;
    struct lw_flock_item spare;

    if (b->plots > LW_FLOCK_ITEMS)
        return false;
    for (uint32_t i = 0; i < b->plots; i++) {
        const struct lw_grid_item *at = &trk->plot_grid.item[f->plot[i]];
        const struct lw_plot *plot = trk->look_plot[f->plot[i]];
        const double far =
            plot->type == LW_REPORT_POLAR ? plot->z[0] * plot->z[0] : 1.0;
        b->var = fmax(b->var, fmax(plot->r[0], far * plot->r[plot->dim + 1]));
        f->now[i] = (struct lw_flock_item){.x = at->x, .y = at->y};
    }
    lw_sort(f->now, b->plots, sizeof *f->now, &spare, before, NULL);
    return true;
}

/* The seeds of the same sensor that any of the plots could have come from. */
static bool find_seeds(struct lw_tracker *trk, struct bunch *b)
{
    struct lw_flocks *f = &trk->flocks;
    double low = f->now[0].y, high = low;

    for (uint32_t i = 1; i < b->plots; i++) {
        low = fmin(low, f->now[i].y);
        high = fmax(high, f->now[i].y);
    }
    for (uint32_t n = 0; n < trk->seeds; n++) {
        const uint32_t place = lw_seed_place(trk, n);
        const struct lw_grid_item *at = &trk->seed_grid.item[place];
        const struct lw_plot *seed = &trk->plot[trk->seed_queue[place]];
        const double since_s = lw_seconds(b->t_ns, seed->meas_ns);
        const double reach = speed_max_mps * since_s;
        const uint32_t ago = (uint32_t)(fmax(since_s, 0.0) / b->look_s + 0.5);
        if (seed->sensor != b->sensor || ago < 1 || ago > LW_FLOCK_LOOKS ||
            at->x < f->now[0].x - reach ||
            at->x > f->now[b->plots - 1].x + reach || at->y < low - reach ||
            at->y > high + reach)
            continue;
        if (b->seeds == LW_FLOCK_LOOKS * LW_FLOCK_ITEMS)
            return false;
        f->ago[b->seeds++] = (struct lw_flock_item){
            .x = at->x, .y = at->y, .ago = ago, .since_s = since_s};
        b->looks = ago > b->looks ? ago : b->looks;
    }
    return true;
}

/* How the middle moved, by least squares over the looks; returns the mean
 * square distance of a plot from it, along the longest axis. */
static double follow_middle(const struct lw_flocks *f, const struct bunch *b,
                            double vel[2])
{
    double mid[LW_FLOCK_LOOKS + 1][3] = {{0}}, part[2] = {0};
    double xx = 0.0, xy = 0.0, yy = 0.0, all = 0.0;
    double value[2], angle;

    for (uint32_t n = 0; n < b->plots + b->seeds; n++) {
        const struct lw_flock_item *it =
            n < b->plots ? &f->now[n] : &f->ago[n - b->plots];
        mid[it->ago][0] += it->x;
        mid[it->ago][1] += it->y;
        mid[it->ago][2] += 1.0;
    }
    for (int look = 0; look <= LW_FLOCK_LOOKS; look++) {
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
        const double dx = f->now[n].x - mid[0][0];
        const double dy = f->now[n].y - mid[0][1];
        xx += dx * dx / b->plots;
        xy += dx * dy / b->plots;
        yy += dy * dy / b->plots;
    }
    lw_eigen2(xx, xy, yy, value, &angle);
    return value[0];
}

/* The first plot that lies no further west. */
static uint32_t first_east(const struct lw_flocks *f, uint32_t plots, double x)
{
    uint32_t low = 0, high = plots;

    while (low < high) {
        const uint32_t middle = (low + high) / 2;
        if (f->now[middle].x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void meet(struct lw_flock_near *near, double e, double dx, double dy)
{
    near->all += e;
    near->off[0] += e * dx;
    near->off[1] += e * dy;
}

/* What the others of a look say of the velocity, `way_s` away. */
static void draw(struct cover *c, const struct lw_flock_near *near,
                 double way_s)
{
    const double weight = way_s * way_s / (bare + near->all);

    for (int i = 0; i < 2; i++)
        c->pull[i] += weight * near->off[i] / way_s;
    c->weight += weight * near->all;
}

/* Seeds moved on among the plots, and so plots moved back among the seeds. */
static void lay_on(struct lw_flocks *f, const struct bunch *b,
                   const double vel[2], double var, struct cover *c)
{
    const double reach = nothing_beyond * sqrt(var);

    memset(c, 0, sizeof *c);
    for (uint32_t i = 0; i < b->plots; i++)
        memset(f->now[i].near, 0, sizeof f->now[i].near);
    for (uint32_t n = 0; n < b->seeds; n++) {
        const struct lw_flock_item *s = &f->ago[n];
        const double x = s->x + vel[0] * s->since_s;
        const double y = s->y + vel[1] * s->since_s;
        struct lw_flock_near mine = {0};
        for (uint32_t i = first_east(f, b->plots, x - reach);
             i < b->plots && f->now[i].x <= x + reach; i++) {
            const double dx = f->now[i].x - x, dy = f->now[i].y - y;
            const double d2 = dx * dx + dy * dy;
            if (d2 > reach * reach)
                continue;
            const double e = exp(-0.5 * d2 / var);
            meet(&mine, e, dx, dy);
            meet(&f->now[i].near[s->ago - 1], e, dx, dy);
        }
        draw(c, &mine, s->since_s);
    }
    for (uint32_t i = 0; i < b->plots; i++)
        for (uint32_t look = 0; look < b->looks; look++) {
            const struct lw_flock_near *near = &f->now[i].near[look];
            draw(c, near, (look + 1) * b->look_s);
            c->covered += near->all / (bare + near->all) / b->looks;
        }
}

static enum lw_flock_is decide(struct lw_flocks *f, const struct bunch *b,
                               struct lw_flock *flock)
{
    const double spread = follow_middle(f, b, flock->vel_mps);
    struct cover c = {0};

    flock->sd_mps =
        sqrt(0.5 * (changing * spread + b->var) / b->plots) / b->look_s;
    if (b->looks < LW_FLOCK_LOOKS)
        return LW_FLOCK_LATER;
    for (int pass = 0; pass < WIDTHS; pass++) {
        lay_on(f, b, flock->vel_mps, 2.0 * b->var * width[pass] * width[pass],
               &c);
        for (int i = 0; pass < WIDTHS - 1 && i < 2 && c.weight > 0.0; i++)
            flock->vel_mps[i] += c.pull[i] / c.weight;
    }
    return hypot(flock->vel_mps[0], flock->vel_mps[1]) <
                       fmax(moves_sd * flock->sd_mps, speed_min_mps) ||
                   c.covered < covered_min * b->plots ||
                   flock->sd_mps * b->look_s > sure * sqrt(2.0 * b->var)
               ? LW_FLOCK_NONE
               : LW_FLOCK_KNOWN;
}

static bool may_begin(const struct lw_tracker *trk, uint32_t j)
{
    return trk->assoc.free_chance[j] >= 0.5 &&
           lw_plot_is_place(trk->look_plot[j]);
}

/* Plots of this look that may begin a track, into the grid. */
static uint32_t lay_out(struct lw_tracker *trk, const struct lw_look *look,
                        double link_m)
{
    uint32_t n = 0;

    for (uint32_t j = 0; j < look->plots; j++) {
        const double *at = trk->look_plot[j]->spot_m;
        lw_fetch_plot(trk, look, j, offsetof(struct lw_plot, origin_m));
        trk->flocks.of[trk->look_plot[j] - trk->plot] = LW_FLOCK_NONE;
        if (!may_begin(trk, j))
            continue;
        lw_grid_put(&trk->plot_grid, j, at[0], at[1], 0.0, link_m);
        n++;
    }
    return n;
}

/* What the plots in flocks.plot[] are together. */
static void judge(struct lw_tracker *trk, struct bunch *b)
{
    struct lw_flocks *f = &trk->flocks;
    const enum lw_flock_is is = line_up(trk, b) && find_seeds(trk, b)
                                    ? decide(f, b, &f->flock[f->count])
                                    : LW_FLOCK_NONE;

    for (uint32_t i = 0; i < b->plots; i++)
        f->of[trk->look_plot[f->plot[i]] - trk->plot] =
            (uint8_t)(is == LW_FLOCK_KNOWN ? LW_FLOCK_KNOWN + f->count : is);
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
