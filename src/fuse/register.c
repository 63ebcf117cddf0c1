/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register.c - the interface of registration: claims gather in windows, one a
 * track; at whole seconds those that are full are worked out.
 */
#include "register.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/sound.h"
#include "copy.h"
#include "register_parts.h"

enum { FITS_A_TICK = 4, GROUPS_MAX = 16, SENSORS_A_GROUP = 12 };
enum {
    LARGE = LW_REG_GROUP_DIM * LW_REG_GROUP_DIM,
    SMALL = LW_REG_SMALL * LW_REG_SMALL * LW_SENSOR_ERRORS * LW_SENSOR_ERRORS,
    LARGE_MODES = 2,
    /* two for solving, one for each explanation, small ones for the rest */
    MATRICES =
        (2 + LARGE_MODES) * LARGE + (LW_REG_MODES + 1 - LARGE_MODES) * SMALL
};

static const int64_t window_ns = 24000000000;
static const int64_t alone_ns = 9000000000; /* one sensor only: no use */
static const int64_t late_ns = 3000000000;  /* a window waits for late plots */
static const int64_t rest_ns = 20000000000; /* after a window of no use */
/* The first windows of a sensor are shorter: to know little is better than to
 * know nothing. */
static const int64_t first_ns = 8000000000;
static const int first_windows = 3;
static const double chance_min = 0.9;
/* Between two plots of a sensor: what follows faster errs alike. */
static const double spacing_s = 0.4, spacing_angle_s = 4.0;
/* What is thought of a sensor's own jitter and noise at first, in plots' sd,
 * and how many windows that thought is worth. */
static const double jitter_polar = 0.15, jitter_place = 0.8, jitter_angle = 1.5;
static const double jitter_windows = 4.0;
static const double learn_min = 0.03;
static const double surprise = 4.0; /* no window says more of a jitter */
static const double trusted = 0.9;  /* of a plot's variance, to be its noise */
/* Twice the logarithm of a chance: of one window, and to be sure. */
static const double change_max = 20.0, change_sure = 60.0;
static const double scale_min = 0.5, scale_max = 30.0;

struct window {
    bool open, full;
    uint32_t track;
    int64_t first_ns, last_ns, both_ns; /* both: since it has two sensors */
    int claims, feeds;
    uint32_t feed[LW_REG_FEEDS];
    int64_t feed_ns[LW_REG_FEEDS];
    struct lw_reg_claim *claim; /* LW_REG_CLAIMS */
};

/* Of a track by its number, until another takes its place. */
struct past {
    uint32_t track, windows;
    int window; /* that fills, plus 1; 0: none */
    int64_t not_before_ns;
};

struct lw_register {
    const struct lw_site *site;
    struct lw_reg_joint joint;
    struct window *window;
    int windows, free_windows, next; /* next: to be worked out, in turn */
    struct past past[LW_REG_TRACKS];
    struct lw_reg_problem problem;
    struct lw_reg_answer answer;
    struct lw_reg_fit *fit;
    int64_t now_ns;
};

static int groups_for(uint32_t sensors)
{
    const uint32_t n = 1 + sensors / SENSORS_A_GROUP;

    return n < GROUPS_MAX ? (int)n : GROUPS_MAX;
}

/* One sensor alone says nothing of its errors. */
static int windows_for(uint32_t sensors)
{
    return sensors >= 2 ? LW_REG_WINDOWS : 0;
}

size_t lw_register_size(uint32_t sensors)
{
    return sizeof(struct lw_register) + lw_reg_fit_size() +
           MATRICES * sizeof(double) +
           (size_t)sensors *
               (sizeof(struct lw_reg_sensor) + sizeof(struct lw_reg_way)) +
           (size_t)groups_for(sensors) * sizeof(struct lw_reg_group) +
           (size_t)windows_for(sensors) *
               (sizeof(struct window) +
                LW_REG_CLAIMS * sizeof(struct lw_reg_claim)) +
           8 * _Alignof(max_align_t);
}

struct lw_register *lw_register_init(const struct lw_site *site,
                                     struct lw_arena *arena)
{
    struct lw_register *reg = lw_arena_take(arena, 1, sizeof *reg);

    if (reg == NULL)
        return NULL;
    reg->site = reg->joint.site = site;
    reg->windows = reg->free_windows = windows_for(site->sensors);
    reg->joint.groups_max = groups_for(site->sensors);
    reg->now_ns = INT64_MIN;
    reg->joint.sensor =
        lw_arena_take(arena, site->sensors, sizeof *reg->joint.sensor);
    reg->joint.way =
        lw_arena_take(arena, site->sensors, sizeof *reg->joint.way);
    reg->joint.group = lw_arena_take(arena, (size_t)reg->joint.groups_max,
                                     sizeof *reg->joint.group);
    reg->joint.scratch =
        lw_arena_take(arena, MATRICES, sizeof *reg->joint.scratch);
    reg->window =
        lw_arena_take(arena, (size_t)reg->windows, sizeof *reg->window);
    struct lw_reg_claim *claim = lw_arena_take(
        arena, (size_t)reg->windows * LW_REG_CLAIMS, sizeof *claim);
    reg->fit = lw_arena_take(arena, 1, lw_reg_fit_size());
    if (claim == NULL || reg->joint.sensor == NULL || reg->joint.way == NULL ||
        reg->joint.group == NULL || reg->joint.scratch == NULL ||
        reg->window == NULL || reg->fit == NULL)
        return NULL;
    for (int i = 0; i < reg->windows; i++)
        reg->window[i].claim = claim + (size_t)i * LW_REG_CLAIMS;
    double *free_matrix = reg->joint.scratch + 2 * LARGE;
    for (int k = 0; k <= LW_REG_MODES; k++) {
        reg->joint.mode[k].cov = free_matrix;
        free_matrix += k < LARGE_MODES ? LARGE : SMALL;
    }
    for (uint32_t s = 0; s < site->sensors; s++) {
        reg->joint.sensor[s].home = -1;
        reg->joint.sensor[s].scale = 1.0f;
    }
    return reg;
}

/* ---- claims ---- */

static bool estimated(const struct lw_register *reg, uint32_t sensor,
                      enum lw_sensor_error error)
{
    return lw_reg_prior_of(reg->site->sensor[sensor].kind, LW_REG_STANDS, error)
               .unit > 0.0;
}

static enum lw_reg_mount mount_of(const struct lw_plot *plot)
{
    return !(plot->has & LW_HAS_FROM)         ? LW_REG_STANDS
           : plot->type == LW_REPORT_POSITION ? LW_REG_CHARTED
                                              : LW_REG_MOVES;
}

static bool usable(const struct lw_register *reg, const struct lw_plot *plot,
                   double chance)
{
    return reg->windows > 0 && chance >= chance_min &&
           (plot->type == LW_REPORT_POSITION || plot->type == LW_REPORT_POLAR ||
            plot->type == LW_REPORT_BEARING) &&
           estimated(reg, plot->sensor, LW_ERROR_CLOCK);
}

static bool angle_only(enum lw_report_type type)
{
    return type == LW_REPORT_BEARING;
}

/* NULL: another track has its place, and fills a window. */
static struct past *past_of(struct lw_register *reg, uint32_t track)
{
    struct past *past = &reg->past[track % LW_REG_TRACKS];

    if (past->track == track)
        return past;
    if (past->window != 0)
        return NULL;
    *past = (struct past){.track = track, .not_before_ns = INT64_MIN};
    return past;
}

static void fill_no_more(struct lw_register *reg, struct window *w)
{
    struct past *past = past_of(reg, w->track);

    w->full = true;
    if (past != NULL && past->window == (int)(w - reg->window) + 1)
        past->window = 0;
}

/* The window of a track that such a plot belongs into, opened where need be;
 * NULL: it is of no use. */
static struct window *open_window(struct lw_register *reg, uint32_t track,
                                  const struct lw_plot *plot)
{
    struct past *past = past_of(reg, track);
    int i = 0;

    if (past == NULL)
        return NULL;
    if (past->window != 0) {
        struct window *w = &reg->window[past->window - 1];
        if (plot->meas_ns < w->first_ns - late_ns)
            return NULL;
        if (plot->meas_ns <= w->first_ns + window_ns &&
            w->claims < LW_REG_CLAIMS)
            return w;
        fill_no_more(reg, w); /* it is worked out soon; the next begins */
    }
    if (reg->free_windows == 0 || plot->meas_ns < past->not_before_ns)
        return NULL;
    while (reg->window[i].open)
        i++;
    struct window *w = &reg->window[i];
    reg->free_windows--;
    past->window = i + 1;
    w->open = true;
    w->full = false;
    w->track = track;
    w->first_ns = w->last_ns = plot->meas_ns;
    w->claims = w->feeds = 0;
    return w;
}

/* The feed that a plot comes by, if it is not too soon after the last. */
static int feed_for(struct window *w, const struct lw_plot *plot)
{
    const double apart_s = angle_only(plot->type) ? spacing_angle_s : spacing_s;

    for (int i = 0; i < w->feeds; i++)
        if (w->feed[i] == plot->sensor)
            return fabs((double)(plot->meas_ns - w->feed_ns[i]) * 1e-9) <
                           apart_s
                       ? -1
                       : i;
    if (w->feeds == LW_REG_FEEDS)
        return -1;
    if (w->feeds == 1)
        w->both_ns = plot->meas_ns;
    w->feed[w->feeds] = plot->sensor;
    return w->feeds++;
}

void lw_register_claim(struct lw_register *reg, uint32_t track,
                       const struct lw_plot *plot, double chance)
{
    if (!usable(reg, plot, chance))
        return;
    struct window *w = open_window(reg, track, plot);
    if (w == NULL)
        return;
    const int feed = feed_for(w, plot);
    if (feed < 0)
        return;
    w->feed_ns[feed] = plot->meas_ns;
    if (plot->meas_ns > w->last_ns)
        w->last_ns = plot->meas_ns;
    struct lw_reg_sensor *s = &reg->joint.sensor[plot->sensor];
    if (s->home < 0)
        s->mount = mount_of(plot);
    lw_reg_pack(plot, estimated(reg, plot->sensor, LW_ERROR_RANGE),
                &w->claim[w->claims++]);
}

/* ---- windows ---- */

/* First thoughts of a sensor's jitter, by its plots. */
static void first_jitter(struct lw_register *reg, struct lw_reg_sensor *state,
                         const struct lw_reg_claim *claim)
{
    const int n = claim->dim;
    const enum lw_sensor_kind kind = reg->site->sensor[claim->sensor].kind;
    double part = 0.0, var[LW_SENSOR_ERRORS] = {0};

    if (claim->type == LW_REPORT_POSITION && claim->polar) {
        part = jitter_place;
        var[LW_ERROR_EAST] = claim->r[0];
        var[LW_ERROR_NORTH] = claim->r[n + 1];
    } else if (claim->type != LW_REPORT_POSITION) {
        const int az = claim->type == LW_REPORT_POLAR ? 1 : 0;
        part = az == 1 ? jitter_polar : jitter_angle;
        var[LW_ERROR_AZIMUTH] = claim->r[az * n + az];
        if (az == 1)
            var[LW_ERROR_RANGE] = claim->r[0];
        if (claim->has & LW_HAS_EL)
            var[LW_ERROR_ELEVATION] = claim->r[(az + 1) * (n + 1)];
    }
    for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
        const double unit =
            lw_reg_prior_of(kind, state->mount, (enum lw_sensor_error)e).unit;
        state->stated[e] = unit > 0.0 ? (float)(var[e] / (unit * unit)) : 0.0f;
        state->jitter[e] = (float)(part * part) * state->stated[e];
    }
    state->windows = 1;
}

/* Windows of one track share some of what is peculiar to it: the more of them
 * there were, the less the next counts. */
static void set_problem(struct lw_register *reg, struct window *w,
                        const struct lw_reg_group *group, double nth)
{
    struct lw_reg_problem *p = &reg->problem;
    const struct lw_air *air = &reg->site->air;

    p->claim = w->claim;
    p->claims = w->claims;
    p->sound_mps = lw_sound_speed_mps(air->temperature_c);
    memcpy(p->wind_en_mps, air->wind_mps, sizeof p->wind_en_mps);
    const int dims = p->feeds * LW_SENSOR_ERRORS;
    int at[LW_REG_WINDOW_DIM] = {0};
    for (int i = 0; i < dims; i++) {
        const int f = i / LW_SENSOR_ERRORS, e = i % LW_SENSOR_ERRORS;
        const struct lw_reg_sensor *s = &reg->joint.sensor[p->feed[f]];
        at[i] = lw_reg_member(group, p->feed[f]) * LW_SENSOR_ERRORS + e;
        p->unit[i] = group->prior[at[i]].unit;
        p->now[i] = p->unit[i] > 0.0 ? group->mean[at[i]] : 0.0;
        /* what it says of its errors and does not show from plot to plot
         * hangs together */
        const double hangs = fmax(trusted - (double)s->scale, 0.0);
        p->jitter[i] =
            nth * fmax((double)s->jitter[e], hangs * (double)s->stated[e]);
        p->scale[f] = (double)s->scale;
    }
    for (int i = 0; i < dims; i++)
        for (int j = 0; j < dims; j++)
            p->prior[i * dims + j] =
                group->cov[at[i] * LW_REG_GROUP_DIM + at[j]];
}

/* What the window tells of how its sensors err, apart from their errors. */
static void learn(struct lw_register *reg, double nth)
{
    const struct lw_reg_problem *p = &reg->problem;
    const struct lw_reg_answer *answer = &reg->answer;

    for (int f = 0; f < p->feeds; f++) {
        struct lw_reg_sensor *s = &reg->joint.sensor[p->feed[f]];
        const double gain =
            fmax(1.0 / (jitter_windows + (double)s->windows), learn_min);
        const double times = fmin(fmax(answer->square[f], 0.1), 10.0);
        s->scale = (float)fmin(
            fmax((double)s->scale * pow(times, gain), scale_min), scale_max);
        for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
            const int i = f * LW_SENSOR_ERRORS + e;
            const double was = (double)s->jitter[e];
            if (was > 0.0 && answer->info[i * answer->dims + i] > 0.0) {
                const double is = fmin(answer->shift[i] / nth, surprise * was);
                s->jitter[e] += (float)(gain * (is - was));
            }
        }
        if (s->windows < 10000)
            s->windows++;
    }
}

static void changed(struct lw_register *reg, struct lw_reg_group *group,
                    uint32_t sensor, int c)
{
    static const enum lw_sensor_error error[LW_REG_CHANGES] = {
        LW_ERROR_CLOCK, LW_ERROR_AZIMUTH};

    reg->joint.sensor[sensor].changes[c]++;
    lw_reg_forget(group, lw_reg_member(group, sensor), error[c]);
    for (int m = 0; m < group->members; m++) /* it explains them all */
        memset(reg->joint.sensor[group->sensor[m]].change, 0,
               sizeof reg->joint.sensor->change);
}

/* Whether an error has changed at once: what windows say for it and against,
 * summed, and never below 0 (Page's test). Each window may accuse one. */
static void judge(struct lw_register *reg, struct lw_reg_group *group)
{
    const struct lw_reg_problem *p = &reg->problem;
    double most = 0.0;
    int accused = -1;

    if (group->solved_ns == INT64_MIN)
        return; /* one has just changed; see first what is known without it */
    for (int k = 0; k < p->feeds * LW_REG_CHANGES; k++) {
        const int f = k / LW_REG_CHANGES, c = k % LW_REG_CHANGES;
        float *sum = &reg->joint.sensor[p->feed[f]].change[c];
        const double says = reg->answer.change[f][c];
        if (says > most) {
            most = says;
            accused = k;
        }
        *sum = (float)fmax((double)*sum + fmin(says, 0.0), 0.0);
    }
    if (accused < 0)
        return;
    const uint32_t sensor = p->feed[accused / LW_REG_CHANGES];
    const int c = accused % LW_REG_CHANGES;
    float *sum = &reg->joint.sensor[sensor].change[c];
    *sum += (float)fmin(most, change_max);
    if ((double)*sum >= change_sure)
        changed(reg, group, sensor, c);
}

static bool several(const struct window *w)
{
    int n[LW_REG_FEEDS] = {0}, good = 0;

    for (int c = 0; c < w->claims; c++)
        for (int f = 0; f < w->feeds; f++)
            if (w->claim[c].sensor == w->feed[f])
                n[f]++;
    for (int f = 0; f < w->feeds; f++)
        good += n[f] >= 2;
    return good >= 2;
}

static bool work_out(struct lw_register *reg, struct window *w)
{
    struct lw_reg_problem *p = &reg->problem;
    struct past *past = past_of(reg, w->track);
    uint32_t kept;

    if (!several(w))
        return false;
    const int index =
        lw_reg_join(&reg->joint, w->feed, w->feeds, reg->now_ns, &kept);
    if (index < 0)
        return false;
    struct lw_reg_group *group = &reg->joint.group[index];
    p->feeds = 0;
    for (int f = 0; f < w->feeds; f++)
        if (kept & 1u << f)
            p->feed[p->feeds++] = w->feed[f];
    for (int c = 0; c < w->claims; c++) {
        struct lw_reg_sensor *s = &reg->joint.sensor[w->claim[c].sensor];
        if (s->windows == 0)
            first_jitter(reg, s, &w->claim[c]);
    }
    const double nth =
        past != NULL ? sqrt(fmin(1.0 + past->windows, 1000.0)) : 1.0;
    set_problem(reg, w, group, nth);
    const bool good = lw_reg_fit(p, reg->fit, &reg->answer);
    judge(reg, group);
    if (!good)
        return false;
    lw_reg_add(group, p, &reg->answer);
    learn(reg, nth);
    if (past != NULL)
        past->windows++;
    return true;
}

static void close_window(struct lw_register *reg, struct window *w, bool alone)
{
    fill_no_more(reg, w);
    const bool useful = !alone && work_out(reg, w);
    struct past *past = past_of(reg, w->track);
    if (!useful && past != NULL)
        past->not_before_ns = w->last_ns + rest_ns;
    w->open = false;
    reg->free_windows++;
}

/* While there is room, a window of one sensor keeps the latest of it, for
 * another to come. False: it has nothing left. */
static bool keep_latest(struct lw_register *reg, struct window *w,
                        int64_t now_ns)
{
    int kept = 0;

    if (2 * reg->free_windows < reg->windows)
        return false;
    w->first_ns = INT64_MAX;
    for (int c = 0; c < w->claims; c++) {
        if (w->claim[c].meas_ns < now_ns - alone_ns)
            continue;
        if (w->claim[c].meas_ns < w->first_ns)
            w->first_ns = w->claim[c].meas_ns;
        w->claim[kept++] = w->claim[c];
    }
    w->claims = kept;
    return kept > 0;
}

static bool is_due(const struct lw_register *reg, const struct window *w,
                   int64_t now_ns)
{
    bool first = false;

    if (w->full || now_ns - w->first_ns >= window_ns + late_ns)
        return true;
    for (int f = 0; f < w->feeds; f++)
        first = first || reg->joint.sensor[w->feed[f]].windows < first_windows;
    return first && w->feeds > 1 && now_ns - w->both_ns >= first_ns;
}

void lw_register_way(struct lw_register *reg, uint32_t sensor, double way_s,
                     bool put_right)
{
    reg->joint.way[sensor] =
        (struct lw_reg_way){.put_right = put_right, .way_s = (float)way_s};
}

void lw_register_tick(struct lw_register *reg, int64_t now_ns)
{
    int fits = 0;

    if (reg->windows == 0)
        return;
    reg->now_ns = now_ns;
    for (int k = 0; k < reg->windows && fits < FITS_A_TICK; k++) {
        struct window *w = &reg->window[(reg->next + k) % reg->windows];
        if (!w->open)
            continue;
        const bool alone = w->feeds < 2 && now_ns - w->first_ns > alone_ns;
        if (alone ? !w->full && keep_latest(reg, w, now_ns)
                  : !is_due(reg, w, now_ns))
            continue;
        close_window(reg, w, alone);
        if (!alone) {
            fits++;
            reg->next = (int)((w - reg->window) + 1) % reg->windows;
        }
    }
    for (int g = 0; g < reg->joint.groups; g++)
        lw_reg_settle(&reg->joint, g, now_ns);
}

/* ---- what is known, and its use ---- */

void lw_register_errors(const struct lw_register *reg, uint32_t sensor,
                        struct lw_estimate error[LW_SENSOR_ERRORS])
{
    const struct lw_reg_sensor *s = &reg->joint.sensor[sensor];
    const struct lw_reg_group *group =
        s->home >= 0 ? &reg->joint.group[s->home] : NULL;
    const int member = group != NULL ? lw_reg_member(group, sensor) : -1;

    for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
        const struct lw_reg_prior prior = lw_reg_prior_for(
            &reg->site->sensor[sensor], s->mount, (enum lw_sensor_error)e);
        double mean, var;
        if (prior.unit <= 0.0) {
            error[e] = (struct lw_estimate){0.0, (double)INFINITY};
            continue;
        }
        lw_reg_prior_moments(&prior, &mean, &var);
        if (member >= 0) {
            const int i = member * LW_SENSOR_ERRORS + e;
            mean = group->mean[i];
            var = group->cov[i * LW_REG_GROUP_DIM + i];
        }
        error[e].value = mean * prior.unit;
        error[e].sd = sqrt(fmax(var, 0.0)) * prior.unit;
    }
}

uint32_t lw_register_clock_jumps(const struct lw_register *reg, uint32_t sensor)
{
    return reg->joint.sensor[sensor].changes[0];
}

/* What to take out, and the variance of what remains of that. False: there is
 * nothing to take. */
static bool to_take(const struct lw_register *reg, const struct lw_plot *plot,
                    double take[LW_SENSOR_ERRORS], double var[LW_SENSOR_ERRORS])
{
    const struct lw_reg_sensor *s = &reg->joint.sensor[plot->sensor];
    bool any = false;

    if (s->home < 0) {
        const struct lw_reg_prior clock = lw_reg_prior_for(
            &reg->site->sensor[plot->sensor], mount_of(plot), LW_ERROR_CLOCK);
        lw_reg_prior_moments(&clock, &take[LW_ERROR_CLOCK],
                             &var[LW_ERROR_CLOCK]);
        take[LW_ERROR_CLOCK] *= clock.unit;
        var[LW_ERROR_CLOCK] *= clock.unit * clock.unit;
        return lw_reg_prior_late(&clock);
    }
    const struct lw_reg_group *group = &reg->joint.group[s->home];
    const int member = lw_reg_member(group, plot->sensor);
    for (int e = 0; e < LW_SENSOR_ERRORS && member >= 0; e++) {
        const int i = member * LW_SENSOR_ERRORS + e;
        const double unit = group->prior[i].unit;
        take[e] = unit * group->take[i];
        var[e] = take[e] != 0.0
                     ? unit * unit * group->cov[i * LW_REG_GROUP_DIM + i]
                     : 0.0;
        any |= take[e] != 0.0;
    }
    return any;
}

static void shift_place(double xyz_m[3], const double axes[9], double east_m,
                        double north_m)
{
    for (int i = 0; i < 3; i++)
        xyz_m[i] -= east_m * axes[i] + north_m * axes[3 + i];
}

static void correct_position(struct lw_plot *plot, bool polar,
                             const double take[LW_SENSOR_ERRORS],
                             const double var[LW_SENSOR_ERRORS])
{
    const int n = plot->dim;
    double way[2] = {0}, by[2] = {take[LW_ERROR_EAST], take[LW_ERROR_NORTH]};

    plot->r[0] += var[LW_ERROR_EAST];
    plot->r[n + 1] += var[LW_ERROR_NORTH];
    if (polar && plot->has_place) {
        for (int i = 0; i < 2; i++)
            for (int k = 0; k < 3; k++)
                way[i] += plot->axes[3 * i + k] *
                          (plot->origin_m[k] - plot->place_m[k]);
        const double ground = fmax(hypot(way[0], way[1]), 1.0);
        const double turn[2] = {way[1], -way[0]};
        const double range_var = var[LW_ERROR_RANGE] / (ground * ground);
        for (int i = 0; i < 2; i++) {
            by[i] += turn[i] * take[LW_ERROR_AZIMUTH] +
                     way[i] / ground * take[LW_ERROR_RANGE];
            for (int j = 0; j < 2; j++)
                plot->r[i * n + j] +=
                    turn[i] * turn[j] * var[LW_ERROR_AZIMUTH] +
                    way[i] * way[j] * range_var;
        }
    }
    shift_place(plot->origin_m, plot->axes, by[0], by[1]);
    if (!(plot->has & LW_HAS_VEL))
        return;
    const double *vel = &plot->z[n - 3];
    for (int i = 0; i < n - 3; i++)
        for (int j = 0; j < n - 3; j++)
            plot->r[i * n + j] += vel[i] * vel[j] * var[LW_ERROR_CLOCK];
}

static void correct_angles(struct lw_plot *plot,
                           const double take[LW_SENSOR_ERRORS],
                           const double var[LW_SENSOR_ERRORS])
{
    const int n = plot->dim;
    int row = 0;

    if (plot->type == LW_REPORT_POLAR) {
        const double place = fmax(var[LW_ERROR_EAST], var[LW_ERROR_NORTH]);
        const double range_m = fmax(plot->z[0] - take[LW_ERROR_RANGE], 1.0);
        plot->z[0] = range_m;
        plot->r[0] += var[LW_ERROR_RANGE] + place;
        plot->r[n + 1] += place / (range_m * range_m);
        if (plot->has & LW_HAS_RANGE_RATE) {
            const double rate = plot->z[n - 1];
            plot->r[0] += rate * rate * var[LW_ERROR_CLOCK];
        }
        row = 1;
    }
    plot->z[row] = lw_angle_positive(plot->z[row] - take[LW_ERROR_AZIMUTH]);
    plot->r[row * n + row] += var[LW_ERROR_AZIMUTH];
    if (plot->has & LW_HAS_EL) {
        row++;
        plot->z[row] -= take[LW_ERROR_ELEVATION];
        plot->r[row * n + row] += var[LW_ERROR_ELEVATION];
    }
    shift_place(plot->origin_m, plot->axes, take[LW_ERROR_EAST],
                take[LW_ERROR_NORTH]);
}

bool lw_register_correct(const struct lw_register *reg, struct lw_plot *plot)
{
    double take[LW_SENSOR_ERRORS] = {0}, var[LW_SENSOR_ERRORS] = {0};

    if (plot->type == LW_REPORT_HEARD || !to_take(reg, plot, take, var))
        return false;
    plot->meas_ns -= llround(take[LW_ERROR_CLOCK] * 1e9);
    if (plot->type == LW_REPORT_POSITION)
        correct_position(plot, estimated(reg, plot->sensor, LW_ERROR_RANGE),
                         take, var);
    else
        correct_angles(plot, take, var);
    if (plot->has_place)
        shift_place(plot->place_m, plot->place_axes, take[LW_ERROR_EAST],
                    take[LW_ERROR_NORTH]);
    lw_plot_spot(plot, &reg->site->sensor[plot->sensor]);
    return true;
}

/* ---- put aside and taken back ---- */

static void copy_window(struct window *w, struct lw_copy *copy)
{
    lw_copy(copy, w, sizeof *w); /* its claims stay where they are */
    lw_copy(copy, w->claim, (size_t)w->claims * sizeof *w->claim);
}

/* Of its matrices, what its members fill. */
static void copy_group(struct lw_reg_group *group, struct lw_copy *copy)
{
    lw_copy(copy, &group->members, sizeof group->members);
    const size_t n = (size_t)group->members * LW_SENSOR_ERRORS;
    const size_t row = n * sizeof(double);

    lw_copy(copy, group->sensor, sizeof group->sensor);
    lw_copy(copy, &group->changed, sizeof group->changed);
    lw_copy(copy, &group->drift_ns, sizeof group->drift_ns);
    lw_copy(copy, &group->solved_ns, sizeof group->solved_ns);
    lw_copy(copy, group->prior, n * sizeof *group->prior);
    lw_copy(copy, group->y, row);
    lw_copy(copy, group->site_info, row);
    lw_copy(copy, group->site_y, row);
    lw_copy(copy, group->mean, row);
    lw_copy(copy, group->take, row);
    for (size_t i = 0; i < n; i++) {
        lw_copy(copy, &group->info[i * LW_REG_GROUP_DIM], row);
        lw_copy(copy, &group->cov[i * LW_REG_GROUP_DIM], row);
    }
}

void lw_register_copy(struct lw_register *reg, struct lw_copy *copy)
{
    if (reg->windows == 0)
        return;
    lw_copy(copy, reg->joint.sensor,
            reg->site->sensors * sizeof *reg->joint.sensor);
    lw_copy(copy, &reg->joint.groups, sizeof reg->joint.groups);
    for (int g = 0; g < reg->joint.groups; g++)
        copy_group(&reg->joint.group[g], copy);
    lw_copy(copy, &reg->free_windows, sizeof reg->free_windows);
    lw_copy(copy, &reg->next, sizeof reg->next);
    lw_copy(copy, &reg->now_ns, sizeof reg->now_ns);
    lw_copy(copy, reg->past, sizeof reg->past);
    for (int i = 0; i < reg->windows; i++) {
        bool open = reg->window[i].open;
        lw_copy(copy, &open, sizeof open);
        reg->window[i].open = open;
        if (open)
            copy_window(&reg->window[i], copy);
    }
}
