/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tracker.c - the interface: memory, time, and the way of a report to its look.
 *
 * Plots of one sensor and one time form a look. It is fused when its end is
 * known: its `look` came, the sensor went on to another time, or a whole second
 * of arrival time is over. Looks that nobody sends happen every `period` after
 * the sensor's last report.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "cloud.h"
#include "fuse.h"
#include "lag.h"
#include "register.h"
#include "slices.h"

static const int64_t second_ns = 1000000000;
/* Reports older than this, against what arrived last, are of no more use. */
static const int64_t late_max_ns = 120 * (int64_t)1000000000;
static const int64_t early_max_ns = 120 * (int64_t)1000000000;
/* A look that nobody sent waits for late reports at most so long. */
static const double grace_max_s = 30.0;
/* Of its period, in which a radar that turns passes what may be mistaken. */
static const double passing_part = 0.05;
/* The map of false reports is as large whatever the tracker is made for: what
 * one of little and one of much room learn is the same. */
enum { PAIRS_A_TARGET = 16, SILENT_LOOKS = 64, CLUTTER_CELLS = 16384 };

struct lw_tracker_config lw_tracker_defaults(void)
{
    return (struct lw_tracker_config){.tracks_max = LW_TRACKER_TRACKS,
                                      .reports_max = LW_TRACKER_REPORTS,
                                      .first_number = 1,
                                      .lag_bytes = (size_t)32 << 20};
}

static size_t ident_buckets(size_t tracks_max)
{
    size_t n = 64;

    while (n < 2 * tracks_max)
        n *= 2;
    return n;
}

static uint32_t pairs_max(const struct lw_tracker_config *cfg)
{
    return PAIRS_A_TARGET * (cfg->tracks_max > cfg->reports_max
                                 ? cfg->tracks_max
                                 : cfg->reports_max);
}

static bool take_all(struct lw_tracker *trk, struct lw_arena *arena)
{
    const size_t targets = trk->cfg.tracks_max, plots = trk->cfg.reports_max;
    const size_t pairs = pairs_max(&trk->cfg);

#define TAKE(field, count)                                                     \
    if ((trk->field = lw_arena_take(arena, (count), sizeof *trk->field)) ==    \
        NULL)                                                                  \
        return false;
    LW_SLICES(TAKE, trk->site->sensors, targets, plots, pairs,
              ident_buckets(targets))
#undef TAKE
    trk->targets_max = trk->cfg.tracks_max;
    trk->pairs_max = (uint32_t)pairs;
    trk->ident_buckets = (uint32_t)ident_buckets(targets);
    lw_arena_touch(arena, lw_register_size(trk->site->sensors) +
                              lw_lag_size(trk->cfg.lag_bytes));
    return (trk->reg = lw_register_init(trk->site, arena)) != NULL &&
           (trk->cfg.lag_bytes == 0 ||
            (trk->lag = lw_lag_init(trk->cfg.lag_bytes, arena)) != NULL) &&
           lw_clutter_init(&trk->clutter, CLUTTER_CELLS, arena) == 0 &&
           lw_cloud_init(trk, arena) == 0 &&
           lw_grid_init(&trk->grid, trk->cfg.tracks_max, arena) == 0 &&
           lw_grid_init(&trk->wide, trk->cfg.tracks_max, arena) == 0 &&
           lw_grid_init(&trk->plot_grid, trk->cfg.reports_max, arena) == 0 &&
           lw_grid_init(&trk->seed_grid, trk->cfg.reports_max, arena) == 0;
}

size_t lw_tracker_size(const struct lw_tracker_config *cfg,
                       const struct lw_site *site)
{
    const size_t targets = cfg->tracks_max, plots = cfg->reports_max;
    const size_t pairs = pairs_max(cfg);
    const struct lw_tracker *trk = NULL; /* for the sizes of what it holds */
    size_t size = lw_arena_slice(1, sizeof *trk);

    if (cfg->tracks_max < 1 || cfg->tracks_max > 65536 ||
        cfg->reports_max < 1 || cfg->reports_max > 65536 ||
        cfg->first_number < 1 || site->sensors > LW_SENSORS_MAX)
        return 0;
#define SIZE(field, count) size += lw_arena_slice((count), sizeof *trk->field);
    LW_SLICES(SIZE, site->sensors, targets, plots, pairs,
              ident_buckets(targets))
#undef SIZE
    return size + lw_clutter_size(CLUTTER_CELLS) +
           lw_cloud_size(cfg->tracks_max, site) +
           lw_register_size(site->sensors) + lw_lag_size(cfg->lag_bytes) +
           2 * (lw_grid_size(cfg->tracks_max) + lw_grid_size(cfg->reports_max));
}

static void set_frame(struct lw_tracker *trk, struct lw_geodetic origin)
{
    lw_frame_init(&trk->frame, origin);
    trk->has_frame = true;
    double from[2] = {0.0, 0.0}, to[2] = {0.0, 0.0};
    for (uint32_t s = 0; s < trk->site->sensors; s++) {
        const struct lw_sensor *sensor = &trk->site->sensor[s];
        struct lw_sensor_model *model = &trk->sensor[s].model;
        lw_sensor_model_init(model, sensor, &trk->frame);
        for (int i = 0; i < 2 && sensor->has_position; i++) {
            const double range_m = lw_sensor_reach_m(sensor);
            from[i] = fmin(from[i], model->xyz_m[i] - range_m);
            to[i] = fmax(to[i], model->xyz_m[i] + range_m);
        }
    }
    trk->area_m2 = fmax((to[0] - from[0]) * (to[1] - from[1]), 1.0);
}

struct lw_tracker *lw_tracker_init(const struct lw_tracker_config *cfg,
                                   const struct lw_site *site, void *mem,
                                   size_t size)
{
    struct lw_arena arena = {
        .mem = mem, .size = size, .zeroed = cfg->zeroed_memory};
    struct lw_tracker *trk = lw_arena_take(&arena, 1, sizeof *trk);

    if (lw_tracker_size(cfg, site) == 0 || trk == NULL)
        return NULL;
    trk->cfg = *cfg;
    trk->site = site;
    if (!take_all(trk, &arena))
        return NULL;
    trk->arrival_ns = trk->tick_ns = INT64_MIN;
    trk->next_number = trk->next_shown = cfg->first_number;
    trk->open_first = trk->open_last = LW_NONE;
    for (uint32_t i = 0; i < trk->targets_max; i++) {
        trk->free_target[i] = trk->targets_max - 1 - i;
        trk->slot[i] = LW_NONE;
    }
    trk->free_targets = trk->targets_max;
    trk->free_imms = LW_HYPOTHESES_A_TARGET * trk->targets_max;
    for (uint32_t i = 0; i < trk->free_imms; i++)
        trk->free_imm[i] = trk->free_imms - 1 - i;
    for (uint32_t i = 0; i < trk->ident_buckets; i++)
        trk->ident_head[i] = LW_NONE;
    for (uint32_t i = 0; i < cfg->reports_max; i++)
        trk->plot_next[i] =
            i + 1 < cfg->reports_max ? (int32_t)(i + 1) : LW_NONE;
    for (uint32_t s = 0; s < site->sensors; s++) {
        trk->sensor[s].first_plot = trk->sensor[s].last_plot = LW_NONE;
        trk->sensor[s].swept_ns = INT64_MIN / 2;
        trk->sensor[s].error_scale = 1.0;
        trk->sensor[s].stats.last_meas_ns = INT64_MIN;
        lw_lateness_init(&trk->way[s].late);
    }
    if (site->has_origin)
        set_frame(trk, site->origin);
    for (uint32_t s = 0; s < site->sensors && !trk->has_frame; s++)
        if (site->sensor[s].has_position)
            set_frame(trk, site->sensor[s].position);
    return trk;
}

/* ---- looks ---- */

static void leave_open_list(struct lw_tracker *trk, uint32_t sensor)
{
    struct lw_sensor_state *s = &trk->sensor[sensor];

    if (s->before >= 0)
        trk->sensor[s->before].next = s->next;
    else
        trk->open_first = s->next;
    if (s->next >= 0)
        trk->sensor[s->next].before = s->before;
    else
        trk->open_last = s->before;
    s->open = false;
    trk->looks_done -= s->done;
    s->done = false;
}

static void enter_open_list(struct lw_tracker *trk, uint32_t sensor)
{
    struct lw_sensor_state *s = &trk->sensor[sensor];

    s->open = true;
    s->next = LW_NONE;
    s->before = trk->open_last;
    if (trk->open_last >= 0)
        trk->sensor[trk->open_last].next = (int32_t)sensor;
    else
        trk->open_first = (int32_t)sensor;
    trk->open_last = (int32_t)sensor;
}

/* Whether this sensor's not reporting says anything at t. */
static bool silence_counts(const struct lw_tracker *trk, uint32_t sensor,
                           int64_t t_ns)
{
    const struct lw_sensor *s = &trk->site->sensor[sensor];

    return (s->silence_means_nothing_seen || trk->sensor[sensor].sends_looks) &&
           lw_sensor_alive(trk, sensor, t_ns);
}

/* The share of the plots of a look that may come yet; `any`: some report of
 * it has. */
static double to_come(const struct lw_tracker *trk, uint32_t index,
                      int64_t meas_ns, bool any)
{
    const struct lw_lateness *late = &trk->way[index].late;

    return lw_lateness_to_come(
        late, any ? LW_LATE_PLOT : LW_LATE_LOOK,
        trk->again ? lw_lateness_since(late, meas_ns, trk->now_ns) : 0.0);
}

static void sweep_done(struct lw_tracker *trk, uint32_t index, int64_t t_ns)
{
    if (!trk->again)
        lw_lateness_end(&trk->way[index].late, lw_seconds(trk->now_ns, t_ns));
    if (t_ns > trk->sensor[index].swept_ns)
        trk->sensor[index].swept_ns = t_ns;
    trk->sensor[index].stats.looks++;
}

static bool sees_all_round(const struct lw_sensor *sensor)
{
    const struct lw_coverage *c = &sensor->coverage;

    return c->az_to_rad - c->az_from_rad > 6.283 && c->el_from_rad < -1.57 &&
           c->el_to_rad > 1.57;
}

/* Where the sensor stood in a look. */
static void set_look_place(const struct lw_tracker *trk,
                           const struct lw_sensor_state *s,
                           struct lw_look *look)
{
    if (look->plots > 0 && trk->look_plot[0]->has_place) {
        look->has_place = true;
        memcpy(look->origin_m, trk->look_plot[0]->place_m,
               sizeof look->origin_m);
        memcpy(look->axes, trk->look_plot[0]->place_axes, sizeof look->axes);
    } else if (s->done && s->has_place) {
        look->has_place = true;
        memcpy(look->origin_m, s->place_m, sizeof look->origin_m);
        memcpy(look->axes, s->place_axes, sizeof look->axes);
    } else {
        look->has_place =
            lw_plot_place(NULL, &trk->site->sensor[look->sensor], &s->model,
                          &trk->frame, look->origin_m, look->axes);
    }
}

/* Whether a look tells of all that its sensor notices then, though its silence
 * means nothing: machines that look again and again (or tell of several things
 * at a time) do; people speak of one, and what was heard may be several. */
static bool lists(const struct lw_tracker *trk, const struct lw_look *look)
{
    const struct lw_sensor *sensor = &trk->site->sensor[look->sensor];

    return look->plots > (sensor->period_s > 0.0 ? 0 : 1) &&
           trk->look_plot[0]->type != LW_REPORT_HEARD &&
           !sensor->silence_means_nothing_seen && lw_sensor_is_machine(sensor);
}

/* Fuse what is open of a sensor. Its plots go back to the pool. */
static void close_look(struct lw_tracker *trk, uint32_t index)
{
    struct lw_sensor_state *s = &trk->sensor[index];
    const struct lw_sensor *sensor = &trk->site->sensor[index];
    struct lw_look look = {.sensor = index, .t_ns = s->open_ns};

    for (int32_t p = s->first_plot; p >= 0; p = trk->plot_next[p])
        trk->look_plot[look.plots++] = &trk->plot[p];
    const int64_t latest_ns = lw_look_sort(trk, look.plots);
    const bool due =
        !s->sends_looks && (sensor->period_s > 0.0 || lists(trk, &look)) &&
        lw_seconds(look.t_ns, s->swept_ns) > 0.99 * sensor->period_s;
    look.sweep = (s->done || due) &&
                 (silence_counts(trk, index, look.t_ns) || lists(trk, &look));
    if (!sensor->silence_means_nothing_seen && due && s->stats.looks > 0 &&
        sensor->period_s > 0.0)
        look.mute = lw_seconds(look.t_ns, s->swept_ns) / sensor->period_s - 1.0;
    if (s->done && s->has_sector) {
        look.has_sector = true;
        look.az_from_rad = s->az_from_rad;
        look.az_to_rad = s->az_to_rad;
    }
    look.all_round = sees_all_round(sensor) && !look.has_sector;
    if (look.plots > 0) /* by the clock as it is corrected */
        look.t_ns = latest_ns;
    look.to_come = to_come(trk, index, s->open_ns, true);
    set_look_place(trk, s, &look);
    look.hears = look.has_place && lw_hears(trk, index);
    leave_open_list(trk, index);
    if (look.plots > 0)
        lw_sensor_note_look(trk, index, look.t_ns);
    lw_scan(trk, &look);
    if (look.sweep)
        sweep_done(trk, index, look.t_ns);
    for (int32_t p = s->first_plot, next; p >= 0; p = next) {
        next = trk->plot_next[p];
        if (trk->seed[p].kept)
            continue;
        trk->plot_next[p] = trk->free_plot;
        trk->free_plot = p;
    }
    s->first_plot = s->last_plot = LW_NONE;
}

/* The look of a sensor at t, which begins unless it is open already. */
static void open_look(struct lw_tracker *trk, uint32_t index, int64_t t_ns)
{
    struct lw_sensor_state *s = &trk->sensor[index];

    if (s->open && s->open_ns != t_ns)
        close_look(trk, index);
    if (s->open)
        return;
    enter_open_list(trk, index);
    s->open_ns = t_ns;
    s->done = s->has_place = s->has_sector = false;
}

/* Whether a plot may join the open look: a radar that turns tells of each at
 * the moment that it passed it, and which of two side by side is whose can but
 * be said of both at once. */
static bool passes(const struct lw_tracker *trk, uint32_t index,
                   const struct lw_plot *plot)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    const struct lw_sensor *sensor = &trk->site->sensor[index];

    return plot->type == LW_REPORT_POLAR && sensor->kind == LW_SENSOR_RADAR &&
           s->open && !s->done && s->open_ns != plot->meas_ns &&
           fabs(lw_seconds(plot->meas_ns, s->open_ns)) <
               passing_part * sensor->period_s;
}

bool lw_sensor_one_turn(const struct lw_tracker *trk, uint32_t index,
                        int64_t a_ns, int64_t b_ns)
{
    return a_ns == b_ns || (trk->sensor[index].turns && a_ns != INT64_MIN &&
                            b_ns != INT64_MIN &&
                            fabs(lw_seconds(a_ns, b_ns)) <
                                0.5 * trk->site->sensor[index].period_s);
}

/* A sensor's own word for the end of a look. It is fused once all that came
 * with it is there: what arrives at one time has no order. */
static void end_look(struct lw_tracker *trk, uint32_t index,
                     const struct lw_report *report)
{
    struct lw_sensor_state *s = &trk->sensor[index];

    s->sends_looks = true;
    open_look(trk, index, report->meas_ns);
    trk->looks_done += !s->done;
    s->done = true;
    s->has_place = lw_plot_place(report, &trk->site->sensor[index], &s->model,
                                 &trk->frame, s->place_m, s->place_axes);
    /* [0, 360] is all round */
    s->has_sector = report->has & LW_HAS_SECTOR &&
                    report->az_to_rad - report->az_rad < 2.0 * LW_PI - 1e-6;
    s->by_sector = s->by_sector || s->has_sector;
    s->az_from_rad = report->az_rad;
    s->az_to_rad = report->az_to_rad;
}

/* The looks that a sensor made without saying so, up to now. */
static void silent_looks(struct lw_tracker *trk, uint32_t index, int64_t now_ns)
{
    struct lw_sensor_state *s = &trk->sensor[index];
    const struct lw_sensor *sensor = &trk->site->sensor[index];
    const int64_t period_ns = (int64_t)(sensor->period_s * 1e9);
    const int64_t grace_ns =
        period_ns / 2 + (int64_t)(fmin(s->delay_s, grace_max_s) * 1e9);
    int looks = 0;

    if (s->sends_looks || period_ns <= 0 || s->open ||
        !silence_counts(trk, index, now_ns))
        return;
    if (s->silent_ns == 0)
        s->silent_ns = now_ns + period_ns;
    while (s->silent_ns + grace_ns <= now_ns) {
        struct lw_look look = {.sensor = index,
                               .t_ns = s->silent_ns,
                               .sweep = true,
                               .to_come =
                                   to_come(trk, index, s->silent_ns, false)};
        s->silent_ns += period_ns;
        if (++looks > SILENT_LOOKS) {
            s->silent_ns = now_ns;
            return;
        }
        look.has_place = lw_plot_place(NULL, sensor, &s->model, &trk->frame,
                                       look.origin_m, look.axes);
        look.hears = look.has_place && lw_hears(trk, index);
        if (look.has_place)
            lw_scan(trk, &look);
        sweep_done(trk, index, look.t_ns);
    }
}

/* ---- time ---- */

static bool opened_before(const void *left, const void *right,
                          const void *context)
{
    const struct lw_sensor_state *sensor = context;
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    const int64_t ta = sensor[a].open_ns, tb = sensor[b].open_ns;

    return ta != tb ? ta < tb : a < b;
}

/* What is open (or said to be done), in the order of measurement: late reports
 * that came together need not be late for each other. */
static void close_all(struct lw_tracker *trk, bool done_only)
{
    uint32_t n = 0, spare;

    for (int32_t s = trk->open_first; s >= 0; s = trk->sensor[s].next)
        if (trk->sensor[s].done || !done_only)
            trk->order[n++] = (uint32_t)s;
    lw_sort(trk->order, n, sizeof spare, &spare, opened_before, trk->sensor);
    for (uint32_t i = 0; i < n; i++)
        close_look(trk, trk->order[i]);
}

static void tick(struct lw_tracker *trk, int64_t now_ns)
{
    close_all(trk, false);
    for (uint32_t s = 0; s < trk->site->sensors; s++)
        silent_looks(trk, s, now_ns);
    trk->tick_ns = now_ns;
    lw_seed_expire(trk, now_ns);
    lw_register_tick(trk->reg, now_ns);
    lw_life_tick(trk, now_ns);
}

static bool is_idle(const struct lw_tracker *trk)
{
    return trk->open_first < 0 && trk->seeds == 0 &&
           trk->free_targets == trk->targets_max;
}

bool lw_tracker_idle(const struct lw_tracker *trk)
{
    return is_idle(trk) && !lw_lag_waits(trk);
}

/* What nobody looked at while nothing was there. */
static void forget_silence(struct lw_tracker *trk, int64_t t)
{
    for (uint32_t s = 0; s < trk->site->sensors; s++) {
        trk->sensor[s].silent_ns = 0;
        silent_looks(trk, s, t);
    }
}

/* Close the whole second t. Where nothing can happen until something arrives,
 * and nothing has come since the last one, all up to the last before until_ns
 * are over without a trace: it says nothing when it is asked how it is. */
static int64_t close_second(struct lw_tracker *trk, int64_t t, int64_t until_ns)
{
    const bool idle = is_idle(trk);

    if (idle && trk->arrival_ns <= trk->tick_ns) {
        t = (until_ns - 1) / second_ns * second_ns;
        forget_silence(trk, t);
        trk->tick_ns = t;
        return t;
    }
    if (idle)
        forget_silence(trk, t);
    tick(trk, t);
    if (trk->lag != NULL)
        lw_lag_passed(trk, t);
    return t;
}

/* Looks that were said to be done, once something comes after them. */
static void close_done(struct lw_tracker *trk, int64_t until_ns)
{
    if (trk->looks_done > 0 && until_ns > trk->arrival_ns)
        close_all(trk, true);
}

void lw_tracker_again(struct lw_tracker *trk, int64_t until_ns)
{
    close_done(trk, until_ns);
    for (int64_t t = trk->tick_ns + second_ns; t < until_ns; t += second_ns)
        t = close_second(trk, t, until_ns);
}

/* The same but for what waits: settling that runs seconds again. */
void lw_tracker_advance(struct lw_tracker *trk, int64_t now_ns)
{
    if (trk->arrival_ns == INT64_MIN || now_ns <= trk->tick_ns)
        return;
    trk->now_ns = trk->arrival_ns; /* they ended then, whenever it is asked */
    close_done(trk, now_ns);
    /* Whole seconds that are over, each once. */
    for (int64_t t = trk->tick_ns + second_ns; t < now_ns; t += second_ns) {
        trk->now_ns = t;
        if (lw_lag_waits(trk))
            lw_lag_settle(trk, t);
        t = close_second(trk, t, now_ns);
    }
}

/* ---- reports ---- */

static void heartbeat(struct lw_sensor_state *s, const struct lw_report *report)
{
    if (s->beat_ns != 0) {
        const double since = lw_seconds(report->meas_ns, s->beat_ns);
        if (since < 0.0)
            return; /* it has said something newer */
        /* An outage counts as two: it is no new interval by itself. A word of
         * being down comes when it comes, and what follows it too. */
        if (since > 0.0 && !s->down && report->state != LW_HEARTBEAT_DOWN)
            s->beat_s = s->beat_s > 0.0 ? 0.8 * s->beat_s +
                                              0.2 * fmin(since, 2.0 * s->beat_s)
                                        : since;
    }
    s->beat_ns = report->meas_ns;
    s->down = report->state == LW_HEARTBEAT_DOWN;
}

static int add_plot(struct lw_tracker *trk, uint32_t index,
                    const struct lw_report *report)
{
    struct lw_sensor_state *s = &trk->sensor[index];
    struct lw_plot plot;

    const int err =
        lw_plot_make(report, trk->site, index, &s->model, &trk->frame, &plot);
    if (err < 0)
        return err;
    s->points = s->points || plot.type == LW_REPORT_BEARING;
    s->hears = s->hears || plot.type == LW_REPORT_HEARD;
    trk->hearing = trk->hearing || s->hears;
    if (passes(trk, index, &plot))
        s->turns = true;
    else if (s->open && s->open_ns != report->meas_ns)
        close_look(trk, index); /* its plots make room */
    if (trk->free_plot < 0 && !lw_seed_evict(trk))
        return LW_ERR_NO_SPACE;
    if (!s->open)
        open_look(trk, index, report->meas_ns);
    const int32_t slot = trk->free_plot;
    trk->free_plot = trk->plot_next[slot];
    plot.report = trk->report;
    struct lw_plot *kept = &trk->plot[slot];
    *kept = plot;
    kept->corrected = lw_register_correct(trk->reg, kept);
    if (kept->corrected)
        trk->raw[slot] = plot;
    if (trk->free_plot >= 0) /* where the next one will stand */
        lw_fetch(&trk->plot[trk->free_plot], sizeof *trk->plot);
    trk->plot_next[slot] = LW_NONE;
    if (s->first_plot < 0)
        s->first_plot = slot;
    else
        trk->plot_next[s->last_plot] = slot;
    s->last_plot = slot;
    return 0;
}

static void note_arrival(struct lw_tracker *trk, uint32_t index,
                         const struct lw_report *report, int64_t arrival_ns)
{
    struct lw_sensor_state *s = &trk->sensor[index];
    const double delay_s = fmax(lw_seconds(arrival_ns, report->meas_ns), 0.0);
    const int64_t period_ns =
        (int64_t)(trk->site->sensor[index].period_s * 1e9);

    if (!s->ever)
        s->first_ns = report->meas_ns;
    s->ever = true;
    s->delay_s = fmax(delay_s, s->delay_s + 0.02 * (delay_s - s->delay_s));
    if (report->meas_ns > s->stats.last_meas_ns)
        s->stats.last_meas_ns = report->meas_ns;
    if (period_ns > 0 && report->type != LW_REPORT_HEARTBEAT &&
        report->meas_ns + period_ns > s->silent_ns)
        s->silent_ns = report->meas_ns + period_ns;
}

int lw_tracker_take(struct lw_tracker *trk, uint32_t index,
                    const struct lw_report *report, int64_t arrival_ns)
{
    note_arrival(trk, index, report, arrival_ns);
    switch (report->type) {
    case LW_REPORT_HEARTBEAT:
        heartbeat(&trk->sensor[index], report);
        return 0;
    case LW_REPORT_LOOK:
        if (trk->has_frame)
            end_look(trk, index, report);
        return 0;
    case LW_REPORT_POSITION:
    case LW_REPORT_POLAR:
    case LW_REPORT_BEARING:
    case LW_REPORT_HEARD:
        break;
    }
    return trk->has_frame ? add_plot(trk, index, report) : LW_ERR_MISSING;
}

static bool is_plot(const struct lw_report *report)
{
    return report->type != LW_REPORT_HEARTBEAT &&
           report->type != LW_REPORT_LOOK;
}

/* Whether the report can be used at all: 0, or why not. */
static int check(const struct lw_tracker *trk, uint32_t index,
                 const struct lw_report *report)
{
    struct lw_plot plot;

    if (!is_plot(report))
        return 0;
    return trk->has_frame
               ? lw_plot_make(report, trk->site, index,
                              &trk->sensor[index].model, &trk->frame, &plot)
               : LW_ERR_MISSING;
}

/* Where plots are, if nothing else tells: by the first that says so. */
static void find_frame(struct lw_tracker *trk, const struct lw_report *report)
{
    if (report->has & LW_HAS_FROM)
        set_frame(trk, report->from);
    else if (report->type == LW_REPORT_POSITION)
        set_frame(trk, report->pos);
}

static void begin_time(struct lw_tracker *trk, int64_t arrival_ns)
{
    trk->arrival_ns = arrival_ns;
    trk->tick_ns = (arrival_ns - 1) / second_ns * second_ns;
    if (trk->lag != NULL)
        lw_lag_begin(trk, trk->tick_ns);
}

/* A look of a sector may be told when the antenna is far beyond it: what was
 * measured before the look's time is in time for the looks that follow. */
static int64_t sector_slack_ns(const struct lw_tracker *trk, uint32_t index)
{
    return trk->sensor[index].by_sector
               ? (int64_t)(trk->site->sensor[index].period_s * 0.25e9)
               : 0;
}

/* A report of usable time, by a sensor of the site. */
static int take_report(struct lw_tracker *trk, uint32_t index,
                       const struct lw_report *report, int64_t arrival_ns)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    const struct lw_lateness_report noted = {
        .meas_ns = report->meas_ns,
        .arrival_ns = arrival_ns,
        .plot = is_plot(report),
        .look = report->type == LW_REPORT_LOOK,
        .in_time = report->meas_ns > s->swept_ns - sector_slack_ns(trk, index),
        .turns = s->turns};
    const bool late =
        trk->lag != NULL && lw_lag_is_late(trk, report, arrival_ns);
    int err = late ? check(trk, index, report) : 0;

    if (err < 0)
        return err;
    if (!late || !lw_lag_hold(trk, index, report, arrival_ns)) {
        err = lw_tracker_take(trk, index, report, arrival_ns);
        if (err < 0)
            return err;
        if (trk->lag != NULL)
            lw_lag_keep(trk, index, report, arrival_ns);
    }
    lw_lateness_note(&trk->way[index].late, &noted);
    return 0;
}

int lw_tracker_report(struct lw_tracker *trk, const struct lw_report *report,
                      int64_t arrival_ns)
{
    const int index = lw_site_sensor(trk->site, report->sensor);

    if (index < 0)
        return LW_ERR_UNKNOWN;
    if (arrival_ns < trk->arrival_ns)
        arrival_ns = trk->arrival_ns;
    if (report->meas_ns < arrival_ns - late_max_ns)
        return LW_ERR_LATE;
    if (report->meas_ns > arrival_ns + early_max_ns)
        return LW_ERR_RANGE;
    if (!trk->has_frame)
        find_frame(trk, report);
    if (trk->arrival_ns == INT64_MIN)
        begin_time(trk, arrival_ns);
    lw_tracker_advance(trk, arrival_ns);
    trk->arrival_ns = trk->now_ns = arrival_ns;
    trk->report = trk->reports++;
    struct lw_arrival *clock = &trk->way[index].clock;
    const int64_t meas_ns =
        lw_arrival_time(clock, report->meas_ns, arrival_ns,
                        trk->site->sensor[index].kind != LW_SENSOR_OBSERVER);
    lw_register_way(trk->reg, (uint32_t)index, lw_arrival_way_s(clock),
                    lw_arrival_ahead_s(clock) > 0.0);
    if (meas_ns == report->meas_ns)
        return take_report(trk, (uint32_t)index, report, arrival_ns);
    struct lw_report right = *report;
    right.meas_ns = meas_ns;
    return take_report(trk, (uint32_t)index, &right, arrival_ns);
}
