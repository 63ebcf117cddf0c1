/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kinds.c - what an aircraft may be: naive Bayes over how it moves, what
 * sensors judged, what was heard and echoed, and who it says it is.
 *
 * Densities have heavy tails (Student, 3 degrees of freedom) and chances have
 * floors: what a table holds to be impossible has been seen before. Repetition
 * is no news, so each source of evidence saturates. The tables' figures and
 * where they come from stand in doc/kinds.md.
 */
#include <math.h>
#include <string.h>

#include "fuse.h"

/* Before anything is known; the share of what is none of the others. */
static const double prior[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = 0.16, [LW_KIND_FIXED_WING] = 0.08,
    [LW_KIND_PISTON] = 0.14,     [LW_KIND_JET] = 0.05,
    [LW_KIND_HELICOPTER] = 0.07, [LW_KIND_AIRLINER] = 0.12,
    [LW_KIND_BIRD] = 0.16,       [LW_KIND_BALLOON] = 0.02,
    [LW_KIND_UNKNOWN] = 0.20,
};

/* Mean speed through the air: up to four ways of flying, each with its share
 * of the careers, m/s. */
enum { WAYS = 4 };
struct way {
    double share, mean, sd;
};
static const struct way cruise[LW_KINDS][WAYS] = {
    [LW_KIND_MULTIROTOR] = {{0.5, 11.0, 4.0}, {0.3, 3.0, 2.5}, {0.2, 17, 4}},
    [LW_KIND_FIXED_WING] = {{0.7, 19.0, 4.0}, {0.3, 30.0, 7.0}},
    [LW_KIND_PISTON] = {{0.6, 47.0, 4.0}, {0.4, 52.0, 12.0}},
    [LW_KIND_JET] = {{0.4, 153.0, 15.0}, {0.6, 215.0, 30.0}},
    [LW_KIND_HELICOPTER] = {{0.6, 60.0, 10.0}, {0.3, 35, 14}, {0.1, 8, 6}},
    [LW_KIND_AIRLINER] = {{0.3, 80.0, 12.0}, {0.3, 130, 30}, {0.4, 225, 22}},
    [LW_KIND_BIRD] = {{0.75, 13.0, 3.0}, {0.2, 7.0, 3.5}, {0.05, 19.0, 3.0}},
    [LW_KIND_BALLOON] = {{1.0, 0.0, 3.0}},
    [LW_KIND_UNKNOWN] = {{0.2, 0, 2},
                         {0.45, 17, 9},
                         {0.2, 50, 30},
                         {0.15, 150, 80}},
};
/* What a balloon's speed is where the wind is not told, or told wrongly. */
static const double wind_sd_mps = 7.0;

/* The lowest and the highest speed that it can keep, m/s. */
static const struct {
    double low, high;
} limit_mps[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {0.0, 28.0}, [LW_KIND_FIXED_WING] = {10.0, 55.0},
    [LW_KIND_PISTON] = {24.0, 90.0},    [LW_KIND_JET] = {85.0, 330.0},
    [LW_KIND_HELICOPTER] = {0.0, 90.0}, [LW_KIND_AIRLINER] = {55.0, 310.0},
    [LW_KIND_BIRD] = {0.0, 25.0},       [LW_KIND_BALLOON] = {0.0, 14.0},
    [LW_KIND_UNKNOWN] = {0.0, 1000.0},
};
static const double impossible = 2e-3;

/* How its velocity wanders within ten seconds, as a part of its speed; the
 * chance that it stands still over ground now and then, and always (a kite, a
 * mast, a moored boat are none of ours); the fastest that it climbs, m/s. */
static const struct {
    double wander, still, fixed, climb_mps;
} habit[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {0.35, 0.40, 0.06, 12.0},
    [LW_KIND_FIXED_WING] = {0.25, 0.03, 0.002, 10.0},
    [LW_KIND_PISTON] = {0.05, 0.005, 0.001, 10.0},
    [LW_KIND_JET] = {0.06, 0.001, 0.001, 90.0},
    [LW_KIND_HELICOPTER] = {0.12, 0.20, 0.03, 15.0},
    [LW_KIND_AIRLINER] = {0.04, 0.001, 0.001, 25.0},
    [LW_KIND_BIRD] = {0.30, 0.10, 0.01, 8.0},
    [LW_KIND_BALLOON] = {0.15, 0.15, 0.10, 8.0},
    [LW_KIND_UNKNOWN] = {0.15, 0.08, 0.20, 60.0},
};
static const double wander_sd = 1.0; /* of its logarithm */

/* Height above the site: the natural logarithm of metres, and its standard
 * deviation; 20 m are added, so that the ground is no end of the scale. */
struct high {
    double log_m, sd;
};
static const struct high height[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {4.61, 0.69}, /* 80 m, times or by 2.0 */
    [LW_KIND_FIXED_WING] = {5.39, 0.92}, /* 200 m, times or by 2.5 */
    [LW_KIND_PISTON] = {6.25, 0.92},     /* 500 m, times or by 2.5 */
    [LW_KIND_JET] = {6.25, 1.50},        /* 500 m, times or by 4.5 */
    [LW_KIND_HELICOPTER] = {5.77, 0.79}, /* 300 m, times or by 2.2 */
    [LW_KIND_AIRLINER] = {7.33, 0.92},   /* 1500 m, times or by 2.5 */
    [LW_KIND_BIRD] = {4.94, 0.92},       /* 120 m, times or by 2.5 */
    [LW_KIND_BALLOON] = {7.61, 1.79},    /* 2000 m, times or by 6.0 */
    [LW_KIND_UNKNOWN] = {6.04, 1.61},    /* 400 m, times or by 5.0 */
};
static const double height_floor_m = 20.0;
/* An airliner that is fast is up: 9,500 m. */
static const float airliner_up_mps = 170.0f;
static const struct high airliner_up = {9.16, 0.41};

/* Radar cross-section, dBsm. */
static const struct {
    double mean, sd;
} echo_dbsm[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {-18.0, 5.0}, [LW_KIND_FIXED_WING] = {-16.0, 6.0},
    [LW_KIND_PISTON] = {-5.0, 7.0},      [LW_KIND_JET] = {0.0, 7.0},
    [LW_KIND_HELICOPTER] = {7.0, 5.0},   [LW_KIND_AIRLINER] = {17.0, 6.0},
    [LW_KIND_BIRD] = {-24.0, 6.0},       [LW_KIND_BALLOON] = {-15.0, 8.0},
    [LW_KIND_UNKNOWN] = {-10.0, 14.0},
};
static const float echo_max_db = 50.0f;
static const double echo_fade_db = 5.6; /* of one look (Swerling 1) */
static const double echoes_max = 10.0;  /* that count as apart */

/* Upper edges of the bands of pitch, Hz, and the chance of a report in each;
 * half octaves wide at the least, for a wrong harmonic is a common error. */
static const float pitch_hz[LW_KIND_PITCHES - 1] = {35, 70, 130, 230, 500};
static const double pitch_chance[LW_KINDS][LW_KIND_PITCHES] = {
    [LW_KIND_MULTIROTOR] = {0.03, 0.06, 0.18, 0.33, 0.30, 0.10},
    [LW_KIND_FIXED_WING] = {0.03, 0.10, 0.27, 0.30, 0.20, 0.10},
    [LW_KIND_PISTON] = {0.05, 0.17, 0.36, 0.28, 0.09, 0.05},
    [LW_KIND_JET] = {0.12, 0.10, 0.12, 0.16, 0.20, 0.30},
    [LW_KIND_HELICOPTER] = {0.58, 0.20, 0.09, 0.06, 0.04, 0.03},
    [LW_KIND_AIRLINER] = {0.14, 0.16, 0.20, 0.20, 0.15, 0.15},
    [LW_KIND_BIRD] = {0.02, 0.03, 0.05, 0.10, 0.20, 0.60},
    [LW_KIND_BALLOON] = {0.17, 0.17, 0.17, 0.17, 0.16, 0.16},
    [LW_KIND_UNKNOWN] = {0.17, 0.17, 0.17, 0.17, 0.16, 0.16},
};
/* The chance that a sensor of sound near one of the kind hears it: quiet ones
 * are heard where a report was another's. */
static const double loud[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = 0.5, [LW_KIND_FIXED_WING] = 0.5,
    [LW_KIND_PISTON] = 1.0,     [LW_KIND_JET] = 1.0,
    [LW_KIND_HELICOPTER] = 1.0, [LW_KIND_AIRLINER] = 0.7,
    [LW_KIND_BIRD] = 0.05,      [LW_KIND_BALLOON] = 0.05,
    [LW_KIND_UNKNOWN] = 0.4,
};
static const double pitches_max = 2.5;  /* that count as apart */
static const float pitch_min_hz = 5.0f; /* below it, none was found */

/* The chance that one of the kind says so of itself. */
static const struct {
    double icao, remote_id, callsign, squawk;
} told[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = {0.004, 0.50, 0.02, 0.004},
    [LW_KIND_FIXED_WING] = {0.02, 0.30, 0.05, 0.02},
    [LW_KIND_PISTON] = {0.40, 0.002, 0.40, 0.40},
    [LW_KIND_JET] = {0.20, 0.0005, 0.20, 0.20},
    [LW_KIND_HELICOPTER] = {0.80, 0.002, 0.80, 0.80},
    [LW_KIND_AIRLINER] = {0.99, 0.0005, 0.99, 0.99},
    [LW_KIND_BIRD] = {0.0005, 0.0005, 0.0005, 0.0005},
    [LW_KIND_BALLOON] = {0.10, 0.005, 0.10, 0.10},
    [LW_KIND_UNKNOWN] = {0.02, 0.02, 0.05, 0.02},
};

/* Judgement: sensors repeat themselves, and err on one aircraft for as long as
 * they see it. */
static const double judgement_memory = 20.0;
static const double judgements_max = 2.0; /* of one sensor that count */
static const double judge_errs = 0.08, judges_err_min = 0.002;

/* Motion. */
static const double existence_min = 0.9;
static const double gap_max_s = 10.0;
static const double memory_s = 300.0;
static const double smooth_s = 10.0, sustained_s = 5.0;
static const double still_mps = 2.5;

/* ---- gathering ---- */

static void learn_judgement(struct lw_kind_evidence *e,
                            const struct lw_plot *plot)
{
    double named = 0.0, count = 0.0;
    int at = 0;

    for (int k = 0; k < LW_KINDS_NAMED; k++)
        named += plot->kinds[k];
    for (int i = 0; i < LW_KIND_JUDGES; i++)
        count += e->judgements[i];
    const double gain = 1.0 / (fmin(count, judgement_memory - 1.0) + 1.0);
    for (int k = 0; k < LW_KINDS_NAMED; k++) {
        /* What it left unsaid, or called unknown, is spread over all. */
        const double p =
            plot->kinds[k] + fmax(1.0 - named, 0.0) / LW_KINDS_NAMED + 0.01;
        e->judged[k] += (float)(gain * (log(p) - (double)e->judged[k]));
    }
    while (at < LW_KIND_JUDGES - 1 && e->judgements[at] > 0 &&
           e->judge[at] != (uint16_t)plot->sensor)
        at++;
    if (e->judge[at] != (uint16_t)plot->sensor)
        e->judgements[at] = 0; /* the last place is taken over */
    e->judge[at] = (uint16_t)plot->sensor;
    if (e->judgements[at] < UINT8_MAX)
        e->judgements[at]++;
}

static void learn_pitch(struct lw_kind_evidence *e, float f0_hz)
{
    int band = 0;

    while (band < LW_KIND_PITCHES - 1 && f0_hz >= pitch_hz[band])
        band++;
    if (++e->pitch[band] == UINT8_MAX)
        for (int b = 0; b < LW_KIND_PITCHES; b++)
            e->pitch[b] /= 2;
}

void lw_kinds_learn(struct lw_target *t, const struct lw_plot *plot)
{
    struct lw_kind_evidence *e = &t->kind;

    if (plot->has_ident & LW_HAS_KINDS)
        learn_judgement(e, plot);
    if (plot->sound && e->heard < UINT8_MAX)
        e->heard++;
    /* of a sound: what a direction finder hears is no engine's pitch */
    if (plot->sound && plot->has & LW_HAS_F0 && plot->f0_hz >= pitch_min_hz)
        learn_pitch(e, plot->f0_hz);
    if (plot->has & LW_HAS_RCS && plot->type == LW_REPORT_POLAR) {
        if (e->echoes < UINT8_MAX)
            e->echoes++;
        const float dbsm =
            fminf(fmaxf(plot->rcs_dbsm, -echo_max_db), echo_max_db);
        e->rcs_dbsm += (dbsm - e->rcs_dbsm) / (float)e->echoes;
    }
}

/* Its velocity east, north, up, and the mean variance of the first two and the
 * variance of the last. */
static void local_velocity(const struct lw_target *t, double v[3],
                           double *level_var, double *climb_var)
{
    const double *p = t->mean.p, *up = &t->axes[6];
    double trace = 0.0, along = 0.0;

    for (int i = 0; i < 3; i++) {
        v[i] = t->axes[3 * i] * t->mean.x[3] +
               t->axes[3 * i + 1] * t->mean.x[4] +
               t->axes[3 * i + 2] * t->mean.x[5];
        trace += p[(3 + i) * 7];
        for (int j = 0; j < 3; j++)
            along += up[i] * up[j] * p[(3 + i) * LW_STATE + 3 + j];
    }
    *climb_var = fmax(along, 0.0);
    *level_var = fmax(0.5 * (trace - along), 0.0);
}

static void approach(float *at, double to, double part)
{
    *at += (float)(fmin(part, 1.0) * (to - (double)*at));
}

static void watch_height(struct lw_kind_evidence *e, const struct lw_target *t,
                         double ground_m, double climb_mps, double climb_sd,
                         double dt)
{
    const double *up = &t->axes[6];
    const double above_m = t->height_m - ground_m;
    double var = 0.0;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += up[i] * up[j] * t->mean.p[i * LW_STATE + j];
    const double near_m = height_floor_m + 0.2 * fmax(above_m, 0.0);
    const double w = dt / (1.0 + fmax(var, 0.0) / (near_m * near_m));
    approach(&e->log_height, log(fmax(above_m, 0.0) + height_floor_m),
             w / ((double)e->height_s + w));
    e->height_s = (float)fmin((double)e->height_s + w, memory_s);
    const double sure_mps = fabs(climb_mps) - climb_sd;
    if (sure_mps > (double)e->climb_mps)
        approach(&e->climb_mps, sure_mps, dt / sustained_s);
}

void lw_kinds_watch(struct lw_target *t, const struct lw_site *site)
{
    struct lw_kind_evidence *e = &t->kind;
    const double *wind = site->air.wind_mps;
    double v[3], level_var, climb_var;

    if (t->update_ns == e->watched_ns || t->existence < existence_min)
        return;
    const bool first = e->watched_ns == 0;
    const double since_s =
        first ? 1.0 : lw_seconds(t->update_ns, e->watched_ns);
    const double dt = fmin(fmax(since_s, 0.0), gap_max_s);
    e->watched_ns = t->update_ns;
    local_velocity(t, v, &level_var, &climb_var);
    const double sd = sqrt(level_var);
    const double ve = v[0] - wind[0], vn = v[1] - wind[1];
    const double ground2 = v[0] * v[0] + v[1] * v[1];
    const double air = sqrt(ve * ve + vn * vn);
    e->wind_told = wind[0] * wind[0] + wind[1] * wind[1] > 0.0;
    watch_height(e, t, site->has_origin ? site->origin.alt_hae_m : 0.0, v[2],
                 sqrt(climb_var), dt);

    if (first) {
        e->east_mps = (float)v[0];
        e->north_mps = (float)v[1];
        e->slow_mps = (float)(air + sd);
        e->fast_mps = (float)fmax(air - sd, 0.0);
    }
    const double well = 3.0 + 0.1 * air; /* m/s: its speed is known */
    const double w = dt / (1.0 + level_var / (well * well));
    const double part = w / ((double)e->motion_s + w);
    const double de = v[0] - (double)e->east_mps;
    const double dn = v[1] - (double)e->north_mps;
    const double scale = 1.0 / (ground2 + 4.0);
    e->motion_s = (float)fmin((double)e->motion_s + w, memory_s);
    approach(&e->air_mps, air, part);
    approach(&e->var, level_var, part);
    const bool still = ground2 < still_mps * still_mps + 2.0 * level_var;
    approach(&e->still, still ? 1.0 : 0.0, part);
    approach(&e->turn, (de * de + dn * dn) * scale, part);
    approach(&e->noise, 2.0 * level_var * scale, part);
    approach(&e->east_mps, v[0], dt / smooth_s);
    approach(&e->north_mps, v[1], dt / smooth_s);
    if (air - sd > (double)e->fast_mps)
        approach(&e->fast_mps, air - sd, dt / sustained_s);
    if (air + sd < (double)e->slow_mps)
        approach(&e->slow_mps, air + sd, dt / sustained_s);
}

/* ---- weighing ---- */

/* Student's density with 3 degrees of freedom, but for a constant. */
static double student(double off, double var)
{
    const double tail = 1.0 + off * off / (3.0 * var);

    return 1.0 / (sqrt(var) * tail * tail);
}

/* 0..1 as x goes from well below to well above 0. */
static double edge(double x, double width)
{
    return 0.5 + 0.5 * x / sqrt(x * x + width * width);
}

static double by_speed(const struct lw_kind_evidence *e, int kind)
{
    const double told_s = (double)e->motion_s;
    const double var = (double)e->var / (1.0 + told_s / 60.0);
    const double wide = 0.05 * limit_mps[kind].high + sqrt((double)e->var);
    double p = 0.0;

    for (int i = 0; i < WAYS && cruise[kind][i].share > 0.0; i++) {
        const struct way *way = &cruise[kind][i];
        double sd = way->sd, share = way->share;
        if (kind == LW_KIND_BALLOON) {
            sd = e->wind_told ? sd : wind_sd_mps;
            share *= 2.0; /* a speed is no less than nothing */
        }
        p += share * student((double)e->air_mps - way->mean, sd * sd + var);
    }
    p *= impossible + edge(limit_mps[kind].high - (double)e->fast_mps, wide);
    if (limit_mps[kind].low > 0.0)
        p *= impossible + edge((double)e->slow_mps - limit_mps[kind].low,
                               0.15 * limit_mps[kind].low);
    return p;
}

static double by_habit(const struct lw_kind_evidence *e, int kind)
{
    const double floor = 4e-4 + (double)e->noise;
    const double off = log((floor + (double)e->turn) /
                           (floor + habit[kind].wander * habit[kind].wander));
    const double share2 = (double)(e->still * e->still);
    const double fixed = share2 * share2 * share2 * share2;
    const double moved = (1.0 - fixed) * 0.05 / ((double)e->still + 0.05);
    const double still = fixed * habit[kind].fixed +
                         (1.0 - fixed - moved) * habit[kind].still +
                         moved * (1.0 - habit[kind].still - habit[kind].fixed);

    return still * student(0.5 * off, wander_sd * wander_sd);
}

static double by_height(const struct lw_kind_evidence *e, int kind)
{
    const bool up = kind == LW_KIND_AIRLINER && e->air_mps > airliner_up_mps;
    const struct high *high = up ? &airliner_up : &height[kind];
    const double climb = edge(habit[kind].climb_mps - (double)e->climb_mps,
                              0.2 * habit[kind].climb_mps);

    return student((double)e->log_height - high->log_m, high->sd * high->sd) *
           (impossible + climb);
}

static double by_echo(const struct lw_kind_evidence *e, int kind)
{
    const double apart = fmin(e->echoes, echoes_max);
    const double sd = echo_dbsm[kind].sd;

    return student((double)e->rcs_dbsm - echo_dbsm[kind].mean,
                   sd * sd + echo_fade_db * echo_fade_db / apart);
}

static double by_pitch(const struct lw_kind_evidence *e, int kind)
{
    double heard = 0.0, sum = 0.0;

    for (int b = 0; b < LW_KIND_PITCHES; b++)
        if (e->pitch[b] > 0) {
            heard += e->pitch[b];
            sum += e->pitch[b] * log(pitch_chance[kind][b]);
        }
    return exp(pitches_max / (heard + pitches_max - 1.0) * sum);
}

static double by_loudness(const struct lw_kind_evidence *e, int kind)
{
    (void)e;
    return loud[kind];
}

static double by_name(uint32_t has_ident, int kind)
{
    double p = 1.0;

    /* one transponder says all three */
    if (has_ident & LW_HAS_ICAO)
        p = told[kind].icao;
    else if (has_ident & LW_HAS_SQUAWK)
        p = told[kind].squawk;
    else if (has_ident & LW_HAS_CALLSIGN)
        p = told[kind].callsign;
    if (has_ident & LW_HAS_REMOTE_ID)
        p *= told[kind].remote_id;
    return p;
}

/* What sensors judged: kinds[] times the chance of it. */
static void weigh_judgement(const struct lw_kind_evidence *e,
                            double kinds[LW_KINDS])
{
    double p[LW_KINDS_NAMED], sum = 0.0, count = 0.0, wrong = 1.0;

    for (int i = 0; i < LW_KIND_JUDGES && e->judgements[i] > 0; i++) {
        const double n = e->judgements[i];
        count += judgements_max * n / (n + judgements_max - 1.0);
        wrong *= judge_errs;
    }
    wrong = fmax(wrong, judges_err_min);
    for (int k = 0; k < LW_KINDS_NAMED; k++)
        sum += p[k] = exp(count * (double)e->judged[k]);
    for (int k = 0; k < LW_KINDS_NAMED; k++)
        kinds[k] *= (1.0 - wrong) * p[k] / sum + wrong / LW_KINDS_NAMED;
    kinds[LW_KIND_UNKNOWN] *= 1.0 / LW_KINDS_NAMED;
}

/* A kind of evidence of which `part` (0..1) is known: kinds[] times what it
 * says of each, against what it says of the unknown. */
static void weigh(double (*chance)(const struct lw_kind_evidence *e, int kind),
                  const struct lw_kind_evidence *e, double part,
                  double kinds[LW_KINDS])
{
    const double unknown = chance(e, LW_KIND_UNKNOWN);

    for (int k = 0; k < LW_KIND_UNKNOWN; k++)
        kinds[k] *= 1.0 - part + part * chance(e, k) / unknown;
}

void lw_kinds_of(const struct lw_target *t, double kinds[LW_KINDS])
{
    const struct lw_kind_evidence *e = &t->kind;
    const double motion_s = (double)e->motion_s;
    const double height_s = (double)e->height_s;
    double total = 0.0;
    int pitches = 0;

    for (int b = 0; b < LW_KIND_PITCHES; b++)
        pitches += e->pitch[b];
    for (int k = 0; k < LW_KINDS; k++)
        kinds[k] = prior[k] * by_name(t->has_ident, k);
    if (e->watched_ns != 0) {
        weigh(by_speed, e, motion_s / (motion_s + 1.0), kinds);
        weigh(by_habit, e,
              motion_s / (motion_s + 20.0) / (1.0 + (double)e->var / 9.0),
              kinds);
        weigh(by_height, e, height_s / (height_s + 10.0), kinds);
    }
    if (e->echoes > 0)
        weigh(by_echo, e, 1.0, kinds);
    if (e->heard > 0)
        weigh(by_loudness, e, e->heard / (e->heard + 1.0), kinds);
    if (pitches > 0)
        weigh(by_pitch, e, 1.0, kinds);
    if (e->judgements[0] > 0)
        weigh_judgement(e, kinds);
    for (int k = 0; k < LW_KINDS; k++)
        total += kinds[k];
    for (int k = 0; k < LW_KINDS; k++)
        kinds[k] /= total;
}
