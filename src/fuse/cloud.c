/* SPDX-License-Identifier: Apache-2.0 */
#include "cloud.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/matrix.h"
#include "base/sound.h"
#include "luchtwacht/err.h"

/* Where there are microphones, and where anything else may say that it hears.
 */
enum { ROOM_HEARING = 1200, ROOM_ANYWHERE = 32 };
enum { COURSES = 6, SIDES = 5, MERGE_EVERY = 4 };

/* Of what is heard first: its height above the sensor; how far off it may be
 * at least; as wide as this part of the distance; speed. */
static const double height_m = 400.0, height_sd_m = 300.0, climb_sd_mps = 4.0;
static const double near_m = 300.0, wide_part = 0.45, wide_min_m = 500.0;
static const double course_mps = 42.0, course_sd_mps = 13.0;
static const double fast_weight = 0.15, fast_sd_mps = 100.0;
/* White acceleration, m^2/s^3. */
static const double accel_psd = 1.0;
static const lw_lanes as_parts_do = {0.1, 0.4, 0.4, 0.1};
/* A part wider than this is split where there is room, and weight. */
static const double split_m = 800.0, split_weight = 0.02;
/* Three that stand for one: the outer ones' weight, how far out they are and
 * how wide, in sigma. */
static const double outer_weight = 0.2257, outer_sd = 1.0566;
static const double split_var = 0.4961;
/* Against the heaviest, a part of this weight is dropped; those nearer than
 * this, in sums of variances, are merged. */
static const double weight_min = 1e-3, alike_max = 0.4;
/* The frame moves along when it is so far behind. */
static const double frame_m = 10e3;
/* So many times farther off than it is wide, a part is weighed along the line
 * of sight; so far beyond earshot, in sigma, not at all. */
static const double far_part = 1.2, wide_sd = 3.0;
/* Of its variance, a look leaves so much at least, and at most: a mixture of
 * what may be can be wider than the part was. */
static const double left_min = 0.01, left_max = 1.1;
/* Points along a line, and their masses: Gauss and Hermite's. */
enum { POINTS = 5 };
static const struct {
    double sd, mass;
} point[POINTS] = {{-2.8569700139, 0.0112574113},
                   {-1.3556261800, 0.2220759220},
                   {0.0, 0.5333333333},
                   {1.3556261800, 0.2220759220},
                   {2.8569700139, 0.0112574113}};

static uint32_t room_of(uint32_t targets_max, const struct lw_site *site)
{
    uint32_t room = ROOM_ANYWHERE;

    for (uint32_t s = 0; s < site->sensors; s++)
        if (site->sensor[s].kind == LW_SENSOR_ACOUSTIC)
            room = ROOM_HEARING;
    return targets_max < room ? targets_max : room;
}

size_t lw_cloud_size(uint32_t targets_max, const struct lw_site *site)
{
    const uint32_t room = room_of(targets_max, site);

    return lw_arena_slice(room, sizeof(struct lw_cloud)) +
           lw_arena_slice(room, sizeof(uint32_t));
}

int lw_cloud_init(struct lw_tracker *trk, struct lw_arena *arena)
{
    const uint32_t room = room_of(trk->cfg.tracks_max, trk->site);

    trk->cloud = lw_arena_take(arena, room, sizeof *trk->cloud);
    trk->free_cloud = lw_arena_take(arena, room, sizeof *trk->free_cloud);
    if (trk->cloud == NULL || trk->free_cloud == NULL)
        return LW_ERR_NO_SPACE;
    trk->free_clouds = trk->clouds_max = room;
    for (uint32_t i = 0; i < room; i++)
        trk->free_cloud[i] = room - 1 - i;
    return 0;
}

static struct lw_cloud *cloud_of(const struct lw_tracker *trk,
                                 const struct lw_target *t)
{
    return &trk->cloud[t->cloud - 1];
}

/* ---- the one Gaussian ---- */

static void mean_of(const struct lw_cloud *c, double x[LW_CLOUD_STATE])
{
    memset(x, 0, LW_CLOUD_STATE * sizeof *x);
    for (uint32_t k = 0; k < c->count; k++)
        for (int i = 0; i < LW_CLOUD_STATE; i++)
            x[i] += c->part[k].weight * c->part[k].x[i];
}

static void collapse(const struct lw_cloud *c, double x[LW_CLOUD_STATE],
                     double p[LW_CLOUD_SYM])
{
    mean_of(c, x);
    memset(p, 0, LW_CLOUD_SYM * sizeof *p);
    for (uint32_t k = 0; k < c->count; k++) {
        const struct lw_cloud_part *part = &c->part[k];
        for (int i = 0, e = 0; i < LW_CLOUD_STATE; i++)
            for (int j = 0; j <= i; j++, e++)
                p[e] += part->weight * (part->p[e] + (part->x[i] - x[i]) *
                                                         (part->x[j] - x[j]));
    }
}

/* In the scene; what is not known of height beside it. */
static void to_scene(const struct lw_cloud *c, const double x[LW_CLOUD_STATE],
                     const double p[LW_CLOUD_SYM], struct lw_gauss *g)
{
    const double *up = &c->axes[6];

    memset(g, 0, sizeof *g);
    for (int i = 0; i < 3; i++) {
        g->x[i] = c->at_m[i] + c->axes[i] * x[0] + c->axes[3 + i] * x[1];
        g->x[3 + i] = c->axes[i] * x[2] + c->axes[3 + i] * x[3];
    }
    for (int a = 0; a < LW_CLOUD_STATE; a++)
        for (int b = 0; b < LW_CLOUD_STATE; b++)
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++)
                    g->p[(a / 2 * 3 + i) * LW_STATE + b / 2 * 3 + j] +=
                        c->axes[a % 2 * 3 + i] * c->axes[b % 2 * 3 + j] *
                        p[lw_sym(a, b)];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            g->p[i * LW_STATE + j] += height_sd_m * height_sd_m * up[i] * up[j];
            g->p[(3 + i) * LW_STATE + 3 + j] +=
                climb_sd_mps * climb_sd_mps * up[i] * up[j];
        }
}

/* The hypothesis of the target becomes that of all parts. */
static void show(struct lw_tracker *trk, const struct lw_target *t)
{
    const struct lw_cloud *c = cloud_of(trk, t);
    double x[LW_CLOUD_STATE], p[LW_CLOUD_SYM];
    struct lw_gauss g;

    collapse(c, x, p);
    to_scene(c, x, p, &g);
    struct lw_imm *imm = &trk->imm[t->hypothesis[0].imm];
    lw_imm_init(imm, &g);
    imm->chance = as_parts_do;
}

/* ---- its parts ---- */

static void pour(struct lw_cloud_part *a, const struct lw_cloud_part *b)
{
    const double sum = a->weight + b->weight;
    const double of_b = b->weight / sum, of_a = 1.0 - of_b;

    for (int i = 0, e = 0; i < LW_CLOUD_STATE; i++)
        for (int j = 0; j <= i; j++, e++)
            a->p[e] = of_a * a->p[e] + of_b * b->p[e] +
                      of_a * of_b * (a->x[i] - b->x[i]) * (a->x[j] - b->x[j]);
    for (int i = 0; i < LW_CLOUD_STATE; i++)
        a->x[i] = of_a * a->x[i] + of_b * b->x[i];
    a->weight = sum;
}

static bool alike(const struct lw_cloud_part *a, const struct lw_cloud_part *b)
{
    double d2[LW_CLOUD_STATE], var[LW_CLOUD_STATE], sum = 0.0;

    for (int i = 0; i < LW_CLOUD_STATE; i++) {
        const double d = a->x[i] - b->x[i];
        d2[i] = d * d;
        var[i] = a->p[lw_sym(i, i)] + b->p[lw_sym(i, i)];
        if (d2[i] >= alike_max * var[i]) /* most are */
            return false;
    }
    for (int i = 0; i < LW_CLOUD_STATE; i++)
        sum += d2[i] / var[i];
    return sum < alike_max;
}

/* Weights that sum to 1, none that is negligible; now and then those that are
 * alike become one. */
static void tidy(struct lw_cloud *c)
{
    double most = 0.0, sum = 0.0;
    uint32_t n = 0;

    for (uint32_t k = 0; k < c->count; k++)
        most = lw_max(most, c->part[k].weight);
    for (uint32_t k = 0; k < c->count; k++) {
        if (c->part[k].weight < weight_min * most)
            continue;
        sum += c->part[k].weight;
        if (n != k)
            c->part[n] = c->part[k];
        n++;
    }
    c->count = n;
    for (uint32_t k = 0; k < n; k++)
        c->part[k].weight /= sum;
    if (++c->taken % MERGE_EVERY != 0)
        return;
    for (uint32_t a = 0; a < c->count; a++)
        for (uint32_t b = a + 1; b < c->count;)
            if (alike(&c->part[a], &c->part[b])) {
                pour(&c->part[a], &c->part[b]);
                c->part[b] = c->part[--c->count];
            } else {
                b++;
            }
}

/* Along the longer axis of its place, and what of its velocity goes with
 * that. */
static bool split(struct lw_cloud *c, uint32_t which)
{
    struct lw_cloud_part *mid = &c->part[which];
    double value[2], angle, way[LW_CLOUD_STATE];

    if (mid->p[0] + mid->p[2] < split_m * split_m)
        return false; /* nor is either axis as long */
    lw_eigen2(mid->p[0], mid->p[1], mid->p[2], value, &angle);
    if (value[0] < split_m * split_m)
        return false;
    const double axis[2] = {cos(angle), sin(angle)}, sd = sqrt(value[0]);
    for (int i = 0; i < LW_CLOUD_STATE; i++)
        way[i] =
            (mid->p[lw_sym(i, 0)] * axis[0] + mid->p[lw_sym(i, 1)] * axis[1]) /
            sd;
    for (int i = 0, e = 0; i < LW_CLOUD_STATE; i++)
        for (int j = 0; j <= i; j++, e++)
            mid->p[e] -= (1.0 - split_var) * way[i] * way[j];
    for (int side = -1; side <= 1; side += 2) {
        struct lw_cloud_part *out = &c->part[c->count++];
        *out = *mid;
        out->weight *= outer_weight;
        for (int i = 0; i < LW_CLOUD_STATE; i++)
            out->x[i] += side * outer_sd * way[i];
    }
    mid->weight *= 1.0 - 2.0 * outer_weight;
    return true;
}

static void split_all(struct lw_cloud *c)
{
    for (uint32_t k = 0; k < c->count && c->count + 2 <= LW_CLOUD_PARTS; k++)
        while (c->part[k].weight > split_weight &&
               c->count + 2 <= LW_CLOUD_PARTS && split(c, k))
            ;
}

/* ---- looks ---- */

/* A look as the cloud takes it: where the sensor stands in its frame, and the
 * wind. */
struct ear {
    double at_m[3], wind_mps[3], age_s;
};

static void turn(const double axes[9], const double v[3], double out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = axes[3 * i] * v[0] + axes[3 * i + 1] * v[1] +
                 axes[3 * i + 2] * v[2];
}

static void set_ear(const struct lw_cloud *c, const struct lw_target *t,
                    const struct lw_plot *plot, struct ear *ear)
{
    double off[3];

    for (int i = 0; i < 3; i++)
        off[i] = plot->origin_m[i] - c->at_m[i];
    turn(c->axes, off, ear->at_m);
    turn(c->axes, plot->wind_mps, ear->wind_mps);
    ear->age_s = lw_seconds(t->state_ns, plot->meas_ns);
}

/* What a look says of one part. */
struct word {
    double ago_s;  /* it made the sound then, */
    double chance; /* of the look */
    bool along;    /* it says something of its distance alone: */
    double mean, var, way[2], sd_m; /* in sigma, along `way` */
    struct lw_heard heard;          /* else: of its place */
};

/* Where a part is far against its width, the look is weighed along the line of
 * sight; across it the place bends by its variance over twice the distance. */
static void weigh_along(const struct lw_hearing *how, const double cov[3],
                        double up, double far_m, struct word *word)
{
    const double *at = word->heard.at_m, *way = word->way;
    double sum = 0.0, first = 0.0, second = 0.0;

    word->along = true;
    word->way[0] = at[0] / far_m;
    word->way[1] = at[1] / far_m;
    const double var = way[0] * (way[0] * cov[0] + 2.0 * way[1] * cov[1]) +
                       way[1] * way[1] * cov[2];
    const double bend = 0.5 * (cov[0] + cov[2] - var) / far_m;
    word->sd_m = sqrt(var);
    for (int i = 0; i < POINTS; i++) {
        const double u = point[i].sd, out = far_m + bend + word->sd_m * u;
        const double w =
            point[i].mass * lw_hearing_at(how, sqrt(out * out + up * up));
        sum += w;
        first += w * u;
        second += w * u * u;
    }
    word->chance = sum;
    if (!(sum > 1e-12))
        return;
    word->mean = first / sum;
    word->var = lw_min(lw_max(second / sum - word->mean * word->mean, left_min),
                       left_max);
}

/* What a mixture of what may be says may be wider than the part was. */
static void bound(struct lw_heard *heard)
{
    heard->cov[0] = lw_min(lw_max(heard->cov[0], left_min), left_max);
    heard->cov[2] = lw_min(lw_max(heard->cov[2], left_min), left_max);
    const double limit = 0.99 * sqrt(heard->cov[0] * heard->cov[2]);
    heard->cov[1] = lw_min(lw_max(heard->cov[1], -limit), limit);
}

static void weigh(const struct lw_hearing *how, const struct ear *ear,
                  const struct lw_plot *plot, const struct lw_cloud_part *part,
                  struct word *word)
{
    const double vel[3] = {part->x[2], part->x[3], 0.0};
    const double *p = part->p;
    double off[3], ago = ear->age_s, *at = word->heard.at_m;

    for (int i = 0; i < 2; i++)
        off[i] = part->x[i] - ear->age_s * part->x[2 + i] - ear->at_m[i];
    const double up = off[2] = -ear->at_m[2];
    if (plot->sound)
        ago += lw_sound_delay_s(off, vel, ear->wind_mps, plot->sound_mps);
    for (int i = 0; i < 2; i++)
        at[i] = part->x[i] - ago * part->x[2 + i] - ear->at_m[i];
    const double cov[3] = {p[0] - 2.0 * ago * p[3] + ago * ago * p[5],
                           p[1] - ago * (p[6] + p[4]) + ago * ago * p[8],
                           p[2] - 2.0 * ago * p[7] + ago * ago * p[9]};
    const double far_m = sqrt(at[0] * at[0] + at[1] * at[1]);
    const double wide2 = cov[0] + cov[2];
    word->ago_s = ago;
    if (far_m > how->reach_m &&
        (far_m - how->reach_m) * (far_m - how->reach_m) >
            wide_sd * wide_sd * wide2) {
        word->along = true;
        word->chance = how->weight[LW_EARSHOT_BINS];
        word->mean = 0.0;
        word->var = 1.0;
        word->way[0] = word->way[1] = 0.0;
        word->sd_m = 1.0;
        return;
    }
    if (far_m * far_m > far_part * far_part * wide2) {
        weigh_along(how, cov, up, far_m, word);
        return;
    }
    word->along = false;
    if (lw_hearing_weigh_at(how, cov, up, &word->heard))
        bound(&word->heard);
    word->chance = word->heard.chance;
}

/* What the states have to do with the place at that time. */
static void gains(const struct lw_cloud_part *part, double ago,
                  double gain[LW_CLOUD_STATE][2])
{
    for (int i = 0; i < LW_CLOUD_STATE; i++) {
        gain[i][0] = part->p[lw_sym(i, 0)] - ago * part->p[lw_sym(i, 2)];
        gain[i][1] = part->p[lw_sym(i, 1)] - ago * part->p[lw_sym(i, 3)];
    }
}

/* The part moves as its place at that time does. */
static void move(struct lw_cloud_part *part, const struct word *word)
{
    const double *root = word->heard.root_m, *mean = word->heard.mean;
    const double *cov = word->heard.cov;
    double gain[LW_CLOUD_STATE][2];

    gains(part, word->ago_s, gain);
    for (int i = 0; i < LW_CLOUD_STATE; i++) {
        double *g = gain[i];
        if (word->along) {
            g[0] = (g[0] * word->way[0] + g[1] * word->way[1]) / word->sd_m;
            part->x[i] += g[0] * word->mean;
        } else {
            g[0] /= root[0];
            g[1] = (g[1] - root[1] * g[0]) / root[2];
            part->x[i] += g[0] * mean[0] + g[1] * mean[1];
        }
    }
    for (int i = 0, e = 0; i < LW_CLOUD_STATE; i++)
        for (int j = 0; j <= i; j++, e++) {
            const double *a = gain[i], *b = gain[j];
            part->p[e] += word->along
                              ? a[0] * b[0] * (word->var - 1.0)
                              : a[0] * b[0] * (cov[0] - 1.0) +
                                    a[1] * b[1] * (cov[2] - 1.0) +
                                    cov[1] * (a[0] * b[1] + a[1] * b[0]);
        }
}

double lw_cloud_chance(const struct lw_tracker *trk, const struct lw_target *t,
                       const struct lw_hearing *how, const struct lw_plot *plot)
{
    const struct lw_cloud *c = cloud_of(trk, t);
    struct word word;
    struct ear ear;
    double sum = 0.0;

    set_ear(c, t, plot, &ear);
    for (uint32_t k = 0; k < c->count; k++) {
        weigh(how, &ear, plot, &c->part[k], &word);
        sum += c->part[k].weight * word.chance;
    }
    return sum;
}

/* The frame goes along. */
static void follow(const struct lw_tracker *trk, struct lw_cloud *c)
{
    double x[LW_CLOUD_STATE], to[3], axes[9], way[3], off[3];

    mean_of(c, x);
    if (x[0] * x[0] + x[1] * x[1] < frame_m * frame_m)
        return;
    for (int i = 0; i < 3; i++)
        to[i] = c->at_m[i] + c->axes[i] * x[0] + c->axes[3 + i] * x[1];
    struct lw_geodetic geo = lw_frame_to_geodetic(&trk->frame, to);
    geo.alt_hae_m = lw_frame_to_geodetic(&trk->frame, c->at_m).alt_hae_m;
    lw_frame_place(&trk->frame, geo, to, axes);
    for (int i = 0; i < 3; i++)
        way[i] = to[i] - c->at_m[i];
    turn(c->axes, way, off);
    for (uint32_t k = 0; k < c->count; k++)
        for (int i = 0; i < 2; i++)
            c->part[k].x[i] -= off[i];
    memcpy(c->at_m, to, sizeof c->at_m);
    memcpy(c->axes, axes, sizeof c->axes);
}

double lw_cloud_take(struct lw_tracker *trk, struct lw_target *t,
                     const struct lw_hearing *how, const struct lw_plot *plot)
{
    struct lw_cloud *c = cloud_of(trk, t);
    struct word word;
    struct ear ear;
    double sum = 0.0;

    split_all(c);
    set_ear(c, t, plot, &ear);
    for (uint32_t k = 0; k < c->count; k++) {
        struct lw_cloud_part *part = &c->part[k];
        weigh(how, &ear, plot, part, &word);
        if (word.chance > 1e-12)
            move(part, &word);
        part->weight *= word.chance;
        sum += part->weight;
    }
    if (!(sum > 1e-300)) { /* as if nothing had been said */
        for (uint32_t k = 0; k < c->count; k++)
            c->part[k].weight = 1.0 / c->count;
        return 0.0;
    }
    tidy(c);
    follow(trk, c);
    show(trk, t);
    return sum;
}

/* ---- its life ---- */

void lw_cloud_predict(struct lw_tracker *trk, const struct lw_target *t,
                      double dt)
{
    struct lw_cloud *c = cloud_of(trk, t);
    const double q = accel_psd * dt;

    for (uint32_t k = 0; k < c->count; k++) {
        double *x = c->part[k].x, *p = c->part[k].p;
        x[0] += dt * x[2];
        x[1] += dt * x[3];
        p[0] += dt * (2.0 * p[3] + dt * p[5]) + q * dt * dt / 3.0;
        p[1] += dt * (p[6] + p[4] + dt * p[8]);
        p[2] += dt * (2.0 * p[7] + dt * p[9]) + q * dt * dt / 3.0;
        p[3] += dt * p[5] + 0.5 * q * dt;
        p[4] += dt * p[8];
        p[6] += dt * p[8];
        p[7] += dt * p[9] + 0.5 * q * dt;
        p[5] += q;
        p[9] += q;
    }
}

static struct lw_cloud *make(struct lw_tracker *trk, struct lw_target *t)
{
    if (trk->free_clouds == 0)
        return NULL;
    t->cloud = trk->free_cloud[--trk->free_clouds] + 1;
    struct lw_cloud *c = cloud_of(trk, t);
    c->count = c->taken = 0;
    return c;
}

void lw_cloud_end(struct lw_tracker *trk, struct lw_target *t)
{
    if (t->cloud == 0)
        return;
    trk->free_cloud[trk->free_clouds++] = t->cloud - 1;
    t->cloud = 0;
}

static void add(struct lw_cloud *c, double weight, double place_sd,
                double speed_sd, double east, double north, double v_east,
                double v_north)
{
    struct lw_cloud_part *part = &c->part[c->count++];

    *part = (struct lw_cloud_part){.weight = weight,
                                   .x = {east, north, v_east, v_north}};
    part->p[0] = part->p[2] = place_sd * place_sd;
    part->p[5] = part->p[9] = speed_sd * speed_sd;
}

bool lw_cloud_begin(struct lw_tracker *trk, struct lw_target *t,
                    const struct lw_plot *plot)
{
    struct lw_hearing how;
    struct lw_cloud *c = trk->free_imms == 0 ? NULL : make(trk, t);

    if (c == NULL || lw_target_add(trk, t, 1.0) == NULL)
        return false;
    lw_hearing_of(trk, NULL, plot, &how);
    const double out = fmax(sqrt(2.0) * lw_hearing_spread_m(&how), near_m);
    const double wide = fmax(wide_part * out, wide_min_m);
    memcpy(c->axes, plot->axes, sizeof c->axes);
    for (int i = 0; i < 3; i++)
        c->at_m[i] = plot->origin_m[i] + height_m * plot->axes[6 + i];
    for (int s = 0; s < SIDES; s++)
        for (int k = 0; k < COURSES; k++) {
            const double side = 2.0 * LW_PI * s / SIDES;
            const double course = 2.0 * LW_PI * k / COURSES;
            add(c, (1.0 - fast_weight) / (SIDES * COURSES), wide, course_sd_mps,
                out * sin(side), out * cos(side), course_mps * sin(course),
                course_mps * cos(course));
        }
    add(c, fast_weight, sqrt(0.5) * out, fast_sd_mps, 0.0, 0.0, 0.0, 0.0);
    show(trk, t);
    return true;
}

void lw_cloud_of(struct lw_tracker *trk, struct lw_target *t)
{
    struct lw_cloud *c = make(trk, t);

    if (c == NULL)
        return;
    memcpy(c->axes, t->axes, sizeof c->axes);
    memcpy(c->at_m, t->mean.x, sizeof c->at_m);
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        struct lw_cloud_part *part = &c->part[c->count++];
        struct lw_gauss g;
        double off[3];
        lw_imm_collapse(&trk->imm[t->hypothesis[h].imm], &g);
        part->weight = t->hypothesis[h].weight;
        for (int i = 0; i < 3; i++)
            off[i] = g.x[i] - c->at_m[i];
        for (int a = 0; a < LW_CLOUD_STATE; a++) {
            const double *axis = &c->axes[a % 2 * 3];
            const double *of = a < 2 ? off : &g.x[3];
            part->x[a] = axis[0] * of[0] + axis[1] * of[1] + axis[2] * of[2];
            for (int b = 0; b <= a; b++) {
                const double *other = &c->axes[b % 2 * 3];
                double sum = 0.0;
                for (int i = 0; i < 3; i++)
                    for (int j = 0; j < 3; j++)
                        sum += axis[i] * other[j] *
                               g.p[(a / 2 * 3 + i) * LW_STATE + b / 2 * 3 + j];
                part->p[lw_sym(a, b)] = sum;
            }
        }
    }
    while (t->hypotheses > 1)
        lw_target_drop(trk, t, t->hypotheses - 1);
    t->hypothesis[0].weight = 1.0;
    show(trk, t);
}

/* The heaviest first. */
static void sort_parts(struct lw_cloud *c)
{
    for (uint32_t a = 1; a < c->count; a++) {
        const struct lw_cloud_part part = c->part[a];
        uint32_t b = a;
        for (; b > 0 && c->part[b - 1].weight < part.weight; b--)
            c->part[b] = c->part[b - 1];
        c->part[b] = part;
    }
}

void lw_cloud_leave(struct lw_tracker *trk, struct lw_target *t)
{
    struct lw_cloud *c = cloud_of(trk, t);
    while (t->hypotheses > 0)
        lw_target_drop(trk, t, 0);
    const uint32_t room =
        trk->free_imms < LW_HYPOTHESES_MAX ? trk->free_imms : LW_HYPOTHESES_MAX;

    sort_parts(c);
    /* what there is no room for goes to the last */
    while (c->count > room) {
        pour(&c->part[c->count - 2], &c->part[c->count - 1]);
        c->count--;
    }
    for (uint32_t k = 0; k < c->count; k++) {
        struct lw_gauss g;
        to_scene(c, c->part[k].x, c->part[k].p, &g);
        lw_imm_init(lw_target_add(trk, t, c->part[k].weight), &g);
    }
    lw_cloud_end(trk, t);
}
