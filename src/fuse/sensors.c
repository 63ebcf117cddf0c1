/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensors.c - what is learnt of each sensor while it runs: whether it lives,
 * where its false reports lie, and how its errors hang together.
 *
 * The site file gives the mean number of false reports in a look and spreads
 * them evenly. Real ones lie where the shore, the birds and the blades are: a
 * polar map around the sensor counts what no track claims, as a Gamma
 * distribution whose prior is the site file's and which forgets slowly. What
 * keeps coming from one small place stands in maps of its own (clutter.h).
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "drift.h"
#include "fuse.h"

static const double prior_looks = 20.0;
/* Where one a day is expected, one that was none is not taken for many: the
 * prior counts for as many looks as bring so many reports, up to a limit. */
static const double prior_heard = 0.12, prior_looks_max = 2000.0;
static const double prior_min = 0.02; /* reports, so that a 0 can be unlearnt */
static const double keep = 0.998;     /* of a count, from look to look */
static const double mute_max = 500.0; /* looks */
static const int beats_missed_max = 3;
static const double error_step = 0.02;
/* What a square of residuals counts for at most, and what it comes to on
 * average then, by how many it is the mean of. */
static const double square_max = 3.0;
static const double square_mean[3] = {0.0, 0.858, 0.950};
static const double error_scale_min = 0.8, error_scale_max = 25.0;
static const double error_prior = 12.0;      /* residuals */
static const double error_prior_times = 3.0; /* .. of what errs alike: for as
    long as that holds, so often */
static const double error_keep = 0.995, kind_keep = 0.9995;
static const double inflation_max = 600.0;
static const double just_now_s = 3.0;
static const double elsewhere_m = 50.0; /* of two sensors: not in one place */
/* How far looks lie apart where the site does not say. */
static const double apart_max_s = 10.0, apart_step = 0.05;

/* New aircraft: so many a square metre and second, but in all of a sensor's
 * coverage no fewer and no more than so many a second. */
static const double births_per_m2_s = 2e-9;
static const double births_per_s_min = 0.002;
static const double births_per_s_max = 0.01;
static const double births_site_per_s = 0.1; /* in all of the site */
static const double births_prior = 1.0;      /* aircraft */
static const double births_memory_s = 7200.0;
/* Those that were there before it was have not come since. */
static const double births_start_s = 60.0;

/* Chances of detection: sightings that the site's word is worth, and how fast
 * those that came are forgotten. */
static const double keeps_prior = 30.0, keeps_keep = 0.9995;
static const double keeps_min = 0.05, keeps_max = 1.2;

bool lw_sensor_is_machine(const struct lw_sensor *sensor)
{
    return sensor->kind != LW_SENSOR_OBSERVER &&
           sensor->kind != LW_SENSOR_ADSB &&
           sensor->kind != LW_SENSOR_REMOTE_ID;
}

/* A machine that reports when it pleases: each report is of a look. */
static bool is_free(const struct lw_tracker *trk, uint32_t index)
{
    const struct lw_sensor *sensor = &trk->site->sensor[index];

    return !(sensor->period_s > 0.0) && !trk->sensor[index].sends_looks &&
           lw_sensor_is_machine(sensor);
}

double lw_look_s(const struct lw_tracker *trk, uint32_t index)
{
    const double period_s = trk->site->sensor[index].period_s;

    if (period_s > 0.0)
        return period_s;
    return is_free(trk, index) && trk->sensor[index].apart_s > 0.0
               ? trk->sensor[index].apart_s
               : 1.0;
}

void lw_sensor_note_look(struct lw_tracker *trk, uint32_t index, int64_t t_ns)
{
    struct lw_sensor_state *s = &trk->sensor[index];
    const double since = lw_seconds(t_ns, s->look_ns);

    if (s->look_ns == 0) {
        s->look_ns = t_ns;
    } else if (since > 0.0) {
        const double apart = fmin(since, apart_max_s);
        s->apart_s +=
            s->apart_s > 0.0 ? apart_step * (apart - s->apart_s) : apart;
        s->look_ns = t_ns;
    }
}

/* The eighth of the compass that a way lies in, clockwise from north. */
static int eighth(double east, double north)
{
    static_assert(LW_FALSE_SECTORS == 8, "eighths");
    const bool steep = fabs(north) > fabs(east);

    if (east >= 0.0)
        return north > 0.0 ? !steep : 2 + steep;
    return north <= 0.0 ? 4 + !steep : 6 + steep;
}

static int sector_of(double az_rad)
{
    return (int)(lw_angle_positive(az_rad) / (2.0 * LW_PI) * LW_FALSE_SECTORS) %
           LW_FALSE_SECTORS;
}

/* Rings of the map: each holds twice the area of all within it, up to the
 * coverage. Where the site gives none it is four times, up to what the best of
 * the kind reach, and as much lies in one ring as in the next: so what a sensor
 * tells of nearby is not lost in all that it might cover. */
static bool is_stated(const struct lw_tracker *trk, const struct lw_plot *plot)
{
    return isfinite(trk->site->sensor[plot->sensor].coverage.range_m);
}

/* part2: the square of the distance as a part of the reach. */
static int ring_of(double part2, bool stated)
{
    int twice;

    if (!(part2 > 0.0))
        return 0;
    (void)frexp(part2, &twice);
    const int ring = LW_FALSE_RINGS - 1 + (stated ? twice : twice / 2);
    return ring < 0 ? 0 : ring < LW_FALSE_RINGS ? ring : LW_FALSE_RINGS - 1;
}

/* The part of the area that a cell has, and of what may lie anywhere. */
struct cell_part {
    double area, all;
};

static struct cell_part cell_part(const struct lw_tracker *trk,
                                  const struct lw_plot *plot, uint8_t cell)
{
    const int ring = cell / LW_FALSE_SECTORS;
    const bool stated = is_stated(trk, plot);
    double area;

    if (plot->type == LW_REPORT_HEARD)
        return (struct cell_part){1.0, 1.0};
    if (plot->type == LW_REPORT_BEARING)
        return (struct cell_part){1.0 / LW_FALSE_SECTORS,
                                  1.0 / LW_FALSE_SECTORS};
    if (stated)
        area = ldexp(1.0, (ring == 0 ? 1 : ring) - LW_FALSE_RINGS);
    else
        area = ldexp(ring == 0 ? 1.0 : 0.75, 2 * (ring + 1 - LW_FALSE_RINGS));
    return (struct cell_part){area / LW_FALSE_SECTORS,
                              stated ? area / LW_FALSE_SECTORS
                                     : 1.0 / LW_FALSE_CELLS};
}

static int cell_of(const struct lw_tracker *trk, const struct lw_plot *plot)
{
    const double reach_m = lw_sensor_reach_m(&trk->site->sensor[plot->sensor]);
    double range2 = 0.0, enu[3] = {0};
    int sector = 0;

    if (plot->type == LW_REPORT_HEARD || !plot->has_place)
        return 0;
    if (plot->type == LW_REPORT_BEARING)
        return sector_of(plot->z[0]);
    if (plot->type == LW_REPORT_POLAR) {
        range2 = plot->z[0] * plot->z[0];
        sector = sector_of(plot->z[1]);
    } else {
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++)
                enu[i] += plot->place_axes[3 * i + k] *
                          (plot->origin_m[k] - plot->place_m[k]);
            range2 += enu[i] * enu[i];
        }
        sector = eighth(enu[0], enu[1]);
    }
    return ring_of(range2 / (reach_m * reach_m), is_stated(trk, plot)) *
               LW_FALSE_SECTORS +
           sector;
}

/* The plot as the maps of clutter take it; false: they do not. */
static bool clutter_at(const struct lw_tracker *trk, const struct lw_plot *plot,
                       struct lw_clutter_at *at)
{
    if (!lw_plot_is_place(plot))
        return false;
    memcpy(at->xy_m, plot->spot_m, sizeof at->xy_m);
    at->sensor = plot->sensor;
    at->t_ns = plot->meas_ns;
    at->error_m = sqrt(lw_plot_error2(plot));
    at->period_s = lw_look_s(trk, plot->sensor);
    at->has_range_rate = plot->has & LW_HAS_RANGE_RATE;
    at->range_rate_mps = at->has_range_rate ? plot->z[plot->dim - 1] : 0.0;
    return true;
}

/* The same, of what keeps coming from there, given that which comes from
 * anywhere. */
static double clutter_density(const struct lw_tracker *trk,
                              const struct lw_plot *plot, double anywhere,
                              struct lw_drift *drift)
{
    const struct lw_sensor_state *s = &trk->sensor[plot->sensor];
    const double area_m2 = s->model.area_m2;
    const double stated =
        fmax(trk->site->sensor[plot->sensor].false_reports, 1e-5) / area_m2;
    struct lw_clutter_at at;
    struct lw_clutter_even even = {.per_m2 =
                                       stated * anywhere / plot->false_density,
                                   .area_m2 = area_m2,
                                   .flocks = lw_drift_times(&s->drifts),
                                   .first_ns = s->first_ns};

    if (!(plot->false_density > 0.0) || !clutter_at(trk, plot, &at))
        return 0.0; /* at the sensor itself, or no place */
    even.range_rate_mps =
        at.has_range_rate ? lw_plot_false_range_rate(at.range_rate_mps) : 1.0;
    drift->unit = plot->false_density / (stated * even.range_rate_mps);
    drift->before = lw_clutter_flocks(&at, &even);
    drift->now =
        drift->unit *
        lw_clutter_excess(&trk->clutter, LW_CLUTTER_DRIFTING, &at, &even);
    return drift->now + drift->unit * lw_clutter_excess(&trk->clutter,
                                                        LW_CLUTTER_FIXED, &at,
                                                        &even);
}

double lw_sensor_even_density(const struct lw_tracker *trk,
                              const struct lw_plot *plot, uint8_t cell)
{
    const struct lw_sensor_state *s = &trk->sensor[plot->sensor];
    const struct cell_part part = cell_part(trk, plot, cell);
    const double false_reports = trk->site->sensor[plot->sensor].false_reports;
    const double expected = false_reports * part.all;
    const double looks =
        plot->type == LW_REPORT_HEARD
            ? fmin(fmax(prior_heard / fmax(expected, 1e-9), prior_looks),
                   prior_looks_max)
            : prior_looks;
    const double prior = fmax(expected, prior_min / looks * part.all);

    return plot->false_density * (looks * prior + s->false_count[cell]) /
           (looks + s->false_looks) / (fmax(false_reports, 1e-5) * part.area);
}

double lw_sensor_false_density(const struct lw_tracker *trk,
                               const struct lw_plot *plot, uint8_t *cell,
                               struct lw_drift *drift)
{
    *cell = (uint8_t)cell_of(trk, plot);
    *drift = (struct lw_drift){0};
    const double even = fmax(lw_sensor_even_density(trk, plot, *cell), 1e-300);
    const double all = even + clutter_density(trk, plot, even, drift);

    drift->now /= all;
    return all;
}

double lw_sensor_false_reports(const struct lw_tracker *trk, uint32_t index)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    double sum = prior_looks * trk->site->sensor[index].false_reports;

    for (int c = 0; c < LW_FALSE_CELLS; c++)
        sum += s->false_count[c];
    return sum / (prior_looks + s->false_looks);
}

void lw_sensor_learn_false(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_sensor_state *s = &trk->sensor[look->sensor];

    /* of a machine that tells of places one by one nobody knows how many of
     * them are a look: none is counted, and what it said is forgotten */
    if (look->sweep || is_free(trk, look->sensor)) {
        const double looks = 1.0 + fmin(fmax(look->mute, 0.0), mute_max);
        const double kept = pow(keep, looks);
        if (look->sweep ||
            (look->plots > 0 && !lw_plot_is_place(trk->look_plot[0])))
            s->false_looks = kept * s->false_looks + looks;
        for (int c = 0; c < LW_FALSE_CELLS; c++)
            s->false_count[c] *= kept;
        s->drifts.expected *= kept;
        s->drifts.came *= kept;
    }
    /* what is kept as a seed may find its like: it counts when it is given up
     */
    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        struct lw_clutter_at at;
        lw_fetch_plot(trk, look, j, offsetof(struct lw_plot, place_m));
        /* and what was heard becomes a track, or counts when that ends */
        if (!trk->seed[plot - trk->plot].kept &&
            (plot->type != LW_REPORT_HEARD ||
             trk->plot_lone[j] >= trk->assoc.free_chance[j]))
            s->false_count[trk->plot_cell[j]] += trk->plot_lone[j];
        if (!clutter_at(trk, plot, &at))
            continue;
        lw_drift_learn(&s->drifts, &trk->plot_drift[j],
                       trk->assoc.free_chance[j]);
        lw_clutter_add(&trk->clutter, LW_CLUTTER_FIXED, &at,
                       trk->plot_still[j]);
        lw_clutter_add(&trk->clutter, LW_CLUTTER_DRIFTING, &at,
                       trk->assoc.free_chance[j]);
    }
}

double lw_sensor_keeps(const struct lw_tracker *trk, uint32_t sensor)
{
    const struct lw_sensor_state *s = &trk->sensor[sensor];

    return fmin(fmax((keeps_prior + s->noticed) / (keeps_prior + s->expected),
                     keeps_min),
                keeps_max);
}

void lw_sensor_learn_detection(struct lw_tracker *trk, uint32_t sensor,
                               double expected, double noticed)
{
    struct lw_sensor_state *s = &trk->sensor[sensor];

    s->expected = keeps_keep * s->expected + expected;
    s->noticed = keeps_keep * s->noticed + noticed;
}

static double births_fade(const struct lw_sensor_state *s, int64_t now_ns)
{
    return exp(-fmax(lw_seconds(now_ns, s->births_ns), 0.0) / births_memory_s);
}

double lw_sensor_births(const struct lw_tracker *trk,
                        const struct lw_plot *plot, uint8_t cell)
{
    const struct lw_sensor_state *s = &trk->sensor[plot->sensor];
    const int64_t now_ns = plot->meas_ns;
    const struct cell_part part = cell_part(trk, plot, cell);
    const double expected =
        fmin(fmax(births_per_m2_s * s->model.area_m2, births_per_s_min),
             births_per_s_max) *
        part.all / part.area;

    if (plot->type == LW_REPORT_HEARD) /* many hear the same aircraft come */
        return fmin(expected,
                    births_site_per_s * s->model.area_m2 / trk->area_m2);
    /* people do not watch all the time, so hours of nothing mean nothing */
    if (trk->site->sensor[plot->sensor].kind == LW_SENSOR_OBSERVER)
        return expected;
    const double since = fmax(lw_seconds(now_ns, s->first_ns), 0.0);
    const double watched = births_memory_s * -expm1(-since / births_memory_s);
    const double told =
        s->births > 0.0 ? s->births * births_fade(s, now_ns) : 0.0;
    return fmin((births_prior + told) / (births_prior / expected + watched),
                expected);
}

void lw_sensor_learn_birth(struct lw_tracker *trk, const struct lw_target *t,
                           int64_t now_ns)
{
    struct lw_sensor_state *s = &trk->sensor[t->born_of];

    if (t->has_ident & LW_HAS_NAME)
        return;
    s->births =
        s->births * births_fade(s, now_ns) +
        fmin(fmax(lw_seconds(now_ns, s->first_ns), 0.0) / births_start_s, 1.0);
    s->births_ns = now_ns;
}

/* The share of a residual that enters the mean of those before it; 1: the
 * next one is compared with the last alone. */
static double fresh_share(const struct lw_tracker *trk, uint32_t index)
{
    const double time_s = trk->sensor[index].model.error_time_s;
    const double look_s = fmax(lw_look_s(trk, index), 0.05);

    return time_s > 0.0 ? -expm1(-look_s / time_s) : 1.0;
}

/* The correlation of an error with the one before. What sensors of its kind
 * showed here is believed until it has shown its own.
 *
 * Of errors that are said to hang together for long, one part may and the rest
 * not: the next one alone would tell too little. Residual against the mean of
 * those before it, with a share `a` for each, comes to the sum over k of
 * a (1 - a)^(k-1) c_k, for c^k that is a c / (1 - (1 - a) c): such a c stands
 * for all. */
static double correlation(const struct lw_tracker *trk, uint32_t index)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    const double a = fresh_share(trk, index), left = 1.0 - a;
    const double before = left / (1.0 - left * left); /* the sum over a */
    const struct lw_error_memory *alike =
        &trk->kind_errors[trk->site->sensor[index].kind];
    const double prior = a < 1.0 ? error_prior_times / a : error_prior;
    const double of_kind =
        (prior * before + alike->product) / (prior + alike->square);
    const double own =
        (prior * of_kind + s->errors.product) / (prior + s->errors.square);
    const double sum = fmax(own, 0.0);

    return fmin(sum / (1.0 + left * sum), 0.99);
}

/* Errors that follow one another with correlation c inform like every
 * (1 + c) / (1 - c)th of them alone: the variance of the mean of many from a
 * first-order Gauss-Markov sequence. */
double lw_sensor_echoes(const struct lw_tracker *trk, uint32_t index)
{
    if (trk->sensor[index].hears)
        return 1.0;
    const double c = correlation(trk, index);

    return (1.0 + c) / (1.0 - c);
}

double lw_sensor_inflation(const struct lw_tracker *trk, uint32_t index)
{
    const struct lw_sensor_state *s = &trk->sensor[index];

    return s->hears ? 1.0
                    : fmin(s->error_scale * lw_sensor_echoes(trk, index),
                           inflation_max);
}

/* The same of the mean of n: one alone is as good as it says. A filter whose
 * place has the variance P and takes a plot with R has averaged over
 * (2 - K) / K = 1 + 2 R / P of them, K = P / (P + R) its gain. */
double lw_sensor_inflation_at(const struct lw_tracker *trk, uint32_t index,
                              const struct lw_plot *plot, double place_var)
{
    const double scale = trk->sensor[index].error_scale;

    if (!lw_plot_is_place(plot))
        return lw_sensor_inflation(trk, index);
    const double c = correlation(trk, index), left = 1.0 - c;
    const double n = 1.0 + 2.0 * scale * lw_plot_error2(plot) / place_var;
    return scale *
           ((1.0 + c) / left - 2.0 * c * (1.0 - pow(c, n)) / (n * left * left));
}

/* One residual after others, whose mean is `mean`. */
static void remember(struct lw_error_memory *errors, double keep_part,
                     const double *white, const float *mean, double share,
                     int n)
{
    errors->product *= keep_part;
    errors->square *= keep_part;
    for (int i = 0; i < n; i++) {
        errors->product += white[i] * (double)mean[i] / (share * n);
        errors->square += white[i] * white[i] / n;
    }
}

/* Whether they stand in two places; what moves is taken to. */
static bool apart(const struct lw_tracker *trk, uint32_t a, uint32_t b)
{
    const double *at_a = trk->sensor[a].model.xyz_m;
    const double *at_b = trk->sensor[b].model.xyz_m;

    return a != b &&
           (!trk->site->sensor[a].has_position ||
            !trk->site->sensor[b].has_position ||
            hypot(at_a[0] - at_b[0], at_a[1] - at_b[1]) > elsewhere_m);
}

/* What told of the target from elsewhere while the errors of this sensor hang
 * together: 1 for each that gives bearings, 2 for each that gives places. */
static int borne_out(const struct lw_tracker *trk, const struct lw_target *t,
                     uint32_t sensor, int64_t t_ns)
{
    const double time_s = trk->sensor[sensor].model.error_time_s;
    int others = 0;

    for (uint32_t i = 0; i < t->feeds; i++) {
        const struct lw_feed *feed = &t->feed[i];
        if (feed->last_ns == INT64_MIN ||
            lw_seconds(t_ns, feed->last_ns) >= time_s)
            continue;
        if (!trk->sensor[feed->sensor].points)
            others += 2;
        else
            others += apart(trk, feed->sensor, sensor);
    }
    return others;
}

/* Whether a sensor of another kind has noticed the target just now: it has
 * other echoes. */
static bool another_kind(const struct lw_tracker *trk,
                         const struct lw_target *t, uint32_t sensor,
                         int64_t t_ns)
{
    for (uint32_t i = 0; i < t->feeds; i++) {
        const struct lw_feed *feed = &t->feed[i];
        if (feed->last_ns != INT64_MIN &&
            lw_seconds(t_ns, feed->last_ns) < just_now_s &&
            trk->site->sensor[feed->sensor].kind !=
                trk->site->sensor[sensor].kind)
            return true;
    }
    return false;
}

double lw_sensor_counts(const struct lw_tracker *trk, struct lw_target *t,
                        uint32_t index, int64_t t_ns, double echoes,
                        double claimed)
{
    const struct lw_sensor_state *s = &trk->sensor[index];
    const double echo = 1.0 / echoes;
    const bool alone =
        s->model.error_time_s > 0.0 && borne_out(trk, t, index, t_ns) == 0;
    const bool told_alike =
        s->points ? alone : !another_kind(trk, t, index, t_ns);
    const double part = told_alike ? echo * echo : echo;

    return s->points && lw_target_fed_ns(t, index) == INT64_MIN
               ? claimed + (1.0 - claimed) * part
               : part;
}

void lw_sensor_learn_error(struct lw_tracker *trk, struct lw_target *t,
                           const struct lw_plot *plot)
{
    struct lw_sensor_state *s = &trk->sensor[plot->sensor];
    struct lw_feed *feed = lw_target_feed(t, plot->sensor);
    const int n = plot->dim < 2 ? plot->dim : 2;
    const double share = fresh_share(trk, plot->sensor);
    double white[LW_PLOT_DIM_MAX], square = 0.0;

    /* that something was heard has no error that could hang together */
    if (feed == NULL || plot->type == LW_REPORT_HEARD ||
        (s->model.error_time_s > 0.0 &&
         borne_out(trk, t, plot->sensor, plot->meas_ns) < 2) ||
        !lw_gauss_whiten(&t->mean, plot, lw_seconds(t->state_ns, plot->meas_ns),
                         s->error_scale, white))
        return;
    for (int i = 0; i < n; i++)
        square += white[i] * white[i] / n;
    if (feed->white[0] != 0.0f) {
        remember(&s->errors, error_keep, white, feed->white, share, n);
        remember(&trk->kind_errors[trk->site->sensor[plot->sensor].kind],
                 kind_keep, white, feed->white, share, n);
    }
    for (int i = 0; i < n; i++)
        feed->white[i] += (float)(share * (white[i] - (double)feed->white[i]));
    s->error_scale *=
        exp(error_step * (fmin(square, square_max) - square_mean[n]));
    s->error_scale =
        fmin(fmax(s->error_scale, error_scale_min), error_scale_max);
}

bool lw_sensor_alive(const struct lw_tracker *trk, uint32_t index,
                     int64_t now_ns)
{
    const struct lw_sensor_state *s = &trk->sensor[index];

    if (s->down ||
        (!s->ever && !trk->site->sensor[index].silence_means_nothing_seen))
        return false;
    return s->beat_s <= 0.0 ||
           lw_seconds(now_ns, s->beat_ns) <= beats_missed_max * s->beat_s;
}

int64_t lw_sensor_missed_ns(const struct lw_tracker *trk, uint32_t index)
{
    const struct lw_sensor_state *s = &trk->sensor[index];

    return s->beat_s <= 0.0
               ? INT64_MAX
               : s->beat_ns + (int64_t)(beats_missed_max * s->beat_s * 1e9) + 1;
}
