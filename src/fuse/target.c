/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target.c - the parts of one target: its hypotheses, the sensors that feed it,
 * and whether they can see it.
 */
#include <math.h>
#include <string.h>

#include "cloud.h"
#include "fuse.h"

static const double hypothesis_min = 2e-3;

struct lw_imm *lw_target_add(struct lw_tracker *trk, struct lw_target *target,
                             double weight)
{
    if (trk->free_imms == 0 || target->hypotheses == LW_HYPOTHESES_MAX)
        return NULL;
    const uint32_t imm = trk->free_imm[--trk->free_imms];
    target->hypothesis[target->hypotheses++] =
        (struct lw_hypothesis){.weight = weight, .imm = imm};
    return &trk->imm[imm];
}

void lw_target_drop(struct lw_tracker *trk, struct lw_target *target,
                    uint32_t hypothesis)
{
    trk->free_imm[trk->free_imms++] = target->hypothesis[hypothesis].imm;
    target->hypothesis[hypothesis] = target->hypothesis[--target->hypotheses];
}

void lw_target_predict(struct lw_tracker *trk, struct lw_target *target,
                       int64_t t_ns)
{
    if (t_ns <= target->state_ns)
        return;
    const double dt_s = lw_seconds(t_ns, target->state_ns);
    if (trk->step.dt_s < dt_s || trk->step.dt_s > dt_s)
        lw_step_set(&trk->step, &lw_motion_default, dt_s);
    for (uint32_t h = 0; h < target->hypotheses; h++)
        lw_imm_predict(&trk->imm[target->hypothesis[h].imm], &trk->step,
                       target->up);
    if (target->cloud != 0)
        lw_cloud_predict(trk, target, dt_s);
    target->state_ns = t_ns;
}

void lw_target_mean(const struct lw_tracker *trk,
                    const struct lw_target *target, struct lw_gauss *out)
{
    struct lw_gauss each[LW_HYPOTHESES_MAX];
    const struct lw_gauss *part[LW_HYPOTHESES_MAX];
    double weight[LW_HYPOTHESES_MAX];

    if (target->hypotheses == 1) {
        lw_imm_collapse(&trk->imm[target->hypothesis[0].imm], out);
        return;
    }
    for (uint32_t h = 0; h < target->hypotheses; h++) {
        lw_imm_collapse(&trk->imm[target->hypothesis[h].imm], &each[h]);
        part[h] = &each[h];
        weight[h] = target->hypothesis[h].weight;
    }
    lw_gauss_mix(part, weight, (int)target->hypotheses, out);
}

void lw_target_place(const struct lw_tracker *trk,
                     const struct lw_target *target, struct lw_gauss *out)
{
    if (target->hypotheses == 1)
        lw_imm_collapse_place(&trk->imm[target->hypothesis[0].imm], out);
    else
        lw_target_mean(trk, target, out);
}

/* The local axes turn by 1e-4 rad in this distance, and the ground sinks by
 * 3 cm. */
static const double axes_hold_m = 600.0;

static const double wide_m = 1500.0;

void lw_target_put(struct lw_tracker *trk, uint32_t index, double x, double y,
                   double reach)
{
    lw_grid_put(&trk->grid, index, x, y, reach, 0.0);
    lw_grid_put(&trk->wide, index, x, y, lw_max(reach, wide_m), 0.0);
}

uint32_t lw_target_near(struct lw_tracker *trk, double x, double y,
                        double radius)
{
    return lw_grid_find(radius > wide_m ? &trk->wide : &trk->grid, x, y,
                        lw_min(radius, 1e7), trk->found, trk->targets_max);
}

/* Local axes and height above the ellipsoid, exact where last worked out. */
static void set_axes(const struct lw_tracker *trk, struct lw_target *t)
{
    double d[3], along = 0.0, away2 = 0.0;

    for (int i = 0; i < 3; i++) {
        d[i] = t->mean.x[i] - t->axes_at[i];
        along += d[i] * t->axes[6 + i];
        away2 += d[i] * d[i];
    }
    if (t->has_axes && away2 < axes_hold_m * axes_hold_m) {
        t->height_m = t->axes_height_m + along;
        return;
    }
    const struct lw_geodetic geo = lw_frame_to_geodetic(&trk->frame, t->mean.x);
    lw_frame_local(&trk->frame, geo, t->axes);
    memcpy(t->up, &t->axes[6], sizeof t->up);
    memcpy(t->axes_at, t->mean.x, sizeof t->axes_at);
    t->has_axes = true;
    t->height_m = t->axes_height_m = geo.alt_hae_m;
}

void lw_target_settle(struct lw_tracker *trk, uint32_t index)
{
    struct lw_target *t = &trk->target[index];
    double var = 0.0, speed2 = 0.0, speed_var = 0.0;

    lw_target_mean(trk, t, &t->mean);
    set_axes(trk, t);
    for (int i = 0; i < 2; i++) {
        var = lw_max(var, t->mean.p[i * 7]);
        speed_var = lw_max(speed_var, t->mean.p[(i + 3) * 7]);
        speed2 += t->mean.x[3 + i] * t->mean.x[3 + i];
    }
    /* Where it may be within the next second or so. */
    const double reach =
        4.5 * sqrt(var) + 1.5 * sqrt(speed2) + 4.5 * sqrt(speed_var) + 10.0;
    lw_target_put(trk, index, t->mean.x[0], t->mean.x[1], reach);
}

static bool alike(const struct lw_gauss *a, const struct lw_gauss *b)
{
    for (int i = 0; i < LW_STATE; i++) {
        const double va = a->p[i * 7], vb = b->p[i * 7];
        const double d = a->x[i] - b->x[i];
        if (d * d > 0.25 * fmin(va, vb) || va > 2.0 * vb || vb > 2.0 * va)
            return false;
    }
    return true;
}

/* Weights that sum to 1, none that is negligible, no two alike. */
void lw_target_tidy(struct lw_tracker *trk, struct lw_target *t)
{
    double total = 0.0, most = 0.0;

    if (t->hypotheses == 1) {
        t->hypothesis[0].weight = 1.0;
        return;
    }

    for (uint32_t h = 0; h < t->hypotheses; h++)
        most = fmax(most, t->hypothesis[h].weight);
    for (uint32_t h = 0; h < t->hypotheses;)
        if (t->hypothesis[h].weight < hypothesis_min * most)
            lw_target_drop(trk, t, h);
        else
            total += t->hypothesis[h++].weight;
    for (uint32_t h = 0; h < t->hypotheses; h++)
        t->hypothesis[h].weight /= total;
    for (uint32_t a = 0; a < t->hypotheses; a++)
        for (uint32_t b = a + 1; b < t->hypotheses;) {
            struct lw_gauss ga, gb;
            lw_imm_collapse(&trk->imm[t->hypothesis[a].imm], &ga);
            lw_imm_collapse(&trk->imm[t->hypothesis[b].imm], &gb);
            if (!alike(&ga, &gb)) {
                b++;
                continue;
            }
            struct lw_hypothesis *ha = &t->hypothesis[a];
            const struct lw_hypothesis *hb = &t->hypothesis[b];
            lw_imm_pour(&trk->imm[ha->imm], ha->weight, &trk->imm[hb->imm],
                        hb->weight);
            ha->weight += hb->weight;
            lw_target_drop(trk, t, b);
        }
}

void lw_target_swap(struct lw_target *a, struct lw_target *b)
{
    const struct lw_target was = *a;

#define SWAP(field)                                                            \
    do {                                                                       \
        memcpy(&a->field, &b->field, sizeof a->field);                         \
        memcpy(&b->field, &was.field, sizeof a->field);                        \
    } while (0)
    SWAP(state_ns);
    SWAP(update_ns);
    SWAP(cloud);
    SWAP(hypotheses);
    SWAP(hypothesis);
    SWAP(mean);
    SWAP(up);
    SWAP(interval_s);
    SWAP(flat);
    SWAP(placed);
    SWAP(feeds);
    SWAP(feed);
#undef SWAP
    a->has_axes = b->has_axes = false;
    a->beside = b->beside = LW_NONE;
}

struct lw_feed *lw_target_feed(struct lw_target *t, uint32_t sensor)
{
    for (uint32_t i = 0; i < t->feeds; i++)
        if (t->feed[i].sensor == sensor)
            return &t->feed[i];
    return NULL;
}

/* The entry of a sensor, moved to place `to` or made there; what falls off
 * the end is the one that fed it longest ago. */
static struct lw_feed *enter_feed(struct lw_target *t, uint32_t sensor,
                                  uint32_t to)
{
    struct lw_feed feed = {.sensor = (uint16_t)sensor,
                           .last_ns = INT64_MIN,
                           .looked_ns = INT64_MIN};
    uint32_t at = 0;

    while (at < t->feeds && t->feed[at].sensor != sensor)
        at++;
    if (at < t->feeds) {
        feed = t->feed[at];
    } else if (at < LW_TRACK_SOURCES_MAX) {
        t->feeds++;
    } else {
        at = LW_TRACK_SOURCES_MAX - 1;
    }
    to = to < at ? to : at;
    for (; at > to; at--)
        t->feed[at] = t->feed[at - 1];
    t->feed[to] = feed;
    return &t->feed[to];
}

void lw_target_fed(struct lw_target *t, uint32_t sensor, int64_t t_ns)
{
    struct lw_feed *feed = enter_feed(t, sensor, 0);

    feed->last_ns = t_ns;
    if (feed->hits < UINT16_MAX)
        feed->hits++;
}

int64_t lw_target_fed_ns(struct lw_target *t, uint32_t sensor)
{
    const struct lw_feed *feed = lw_target_feed(t, sensor);

    return feed == NULL ? INT64_MIN : feed->last_ns;
}

/* ---- visibility ----
 * Misses come in runs: behind a house, outside the picture, in a null of the
 * antenna. Whether a sensor can see a target at all is a two-state Markov
 * process of its own, so a run of misses costs existence about as much as the
 * chance of being hidden, and not that of so many misses by luck.
 * Source: Wilthil, Bar-Shalom, Willett & Brekke, "Estimation of target
 * detectability for maritime target tracking in the PDA framework" (2019). */
static const double visible_s = 60.0; /* mean stay */
static const struct {
    double hidden_s, at_first;
} attention[] = {
    [LW_ATTENTION_FULL] = {2.5, 0.95},
    [LW_ATTENTION_LISTS] = {5.0, 0.8},
    [LW_ATTENTION_SOME] = {60.0, 0.5},
};

double lw_target_visible(struct lw_target *t, uint32_t sensor, int64_t t_ns,
                         enum lw_attention kind)
{
    const struct lw_feed *feed = lw_target_feed(t, sensor);
    const double back = 1.0 / attention[kind].hidden_s;
    const double rate = 1.0 / visible_s + back;
    const double rest = back / rate;

    if (feed == NULL || feed->looked_ns == INT64_MIN)
        return attention[kind].at_first;
    const double fade =
        exp(-rate * lw_max(lw_seconds(t_ns, feed->looked_ns), 0.0));
    return rest + ((double)feed->visible - rest) * fade;
}

void lw_target_set_visible(struct lw_target *t, uint32_t sensor, int64_t t_ns,
                           double visible)
{
    struct lw_feed *feed = lw_target_feed(t, sensor);

    if (feed == NULL)
        feed = enter_feed(t, sensor, LW_TRACK_SOURCES_MAX);
    feed->visible = (float)visible;
    feed->looked_ns = t_ns;
}
