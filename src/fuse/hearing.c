/* SPDX-License-Identifier: Apache-2.0 */
#include "hearing.h"

#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "cloud.h"

/* The Gaussian is weighed out at points so far apart, or fewer: a chance bends
 * over that distance. */
static const double apart_m = 1200.0, apart_loud_m = 700.0;
/* So far off, in sigma, its silence says next to nothing. */
static const double beyond_sd = 2.0;
/* Kinds differ in how far they are heard: beyond the table still with this
 * chance. */
static const double far_chance = 0.01;
static const double level_sd_db = 4.0;
/* Levels that say nothing of the distance, and over what they spread. */
static const double level_odd = 0.05, level_span_db = 60.0;
static const double level_any_db = 250.0;
/* How loud aircraft are, before so many levels are known, and how much they
 * differ at least; how much of an old one's weight a new one leaves. */
static const float loud_known = 5.0f;
static const double loud_unknown_db = 30.0, loud_differ_db = 3.0;
static const double differ_max_db = 8.0;
static const double fall_known_db = 1.0;
static const double loud_keep = 0.999, loud_var_min = 4.0;
/* How loud a target seems errs alike from report to report, as its place does:
 * so many of them say what one would. */
static const double loud_alike = 20.0;
/* Of the reach of a sensor's hearing: a place known better is a point. */
static const double vague_part = 0.05;
/* A place known worse is better kept as a cloud. */
static const double cloud_m = 500.0;
/* Against the chance of a plot, that of none which is not worth the while;
 * and a plot that it can hardly have caused. */
static const double missed_least = 0.01, chance_least = 1e-12;
/* What is left of the variance, at most: more is no news. */
static const double left_max = 0.999;
static const double moved_min = 0.02; /* sigma */
/* A density below that is as good as none, and no number can be told by it. */
static const double likely_min = 1e-150;

/* Of this look, where the chance is p and sound fell by so much. */
static double weight_of(const struct lw_hearing *h, double p, double fall_db)
{
    if (!h->heard)
        return 1.0 - h->visible * p;
    const double chance = h->visible * fmax(p, far_chance);
    if (!h->has_level)
        return chance;
    /* against a level that anything may have had */
    const double var = h->loud_var + level_sd_db * level_sd_db;
    const double off = h->level_db + fall_db - h->loud_db;
    return chance * (level_odd + (1.0 - level_odd) * level_span_db *
                                     exp(-0.5 * off * off / var) /
                                     sqrt(2.0 * LW_PI * var));
}

static void set_rise(struct lw_hearing *h)
{
    for (int i = 0; i < LW_EARSHOT_BINS; i++)
        h->rise[i] = h->weight[i + 1] - h->weight[i];
    h->rise[LW_EARSHOT_BINS] = 0.0;
}

void lw_hearing_ready(struct lw_hearing *h)
{
    const struct lw_earshot_table *table =
        h->heard ? &h->ear->heard : &h->ear->silent;

    h->reach_m = table->reach_m;
    h->bin_m = table->bin_m;
    for (int i = 0; i <= LW_EARSHOT_BINS; i++)
        h->weight[i] = weight_of(h, table->chance[i], table->fall_db[i]);
    set_rise(h);
    h->weight[LW_EARSHOT_BINS] = h->heard ? 0.0 : 1.0; /* and beyond */
}

/* Where the filter puts the target when it made the sound: east and north of
 * the sensor, its covariance, and the height. */
static double place_of(const struct lw_imm *imm, const struct lw_plot *plot,
                       double age_s, double at[2], double cov[3])
{
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    struct lw_gauss g;
    double up = 0.0;

    lw_imm_collapse(imm, &g);
    lw_plot_residual(plot, g.x, age_s, nu, h);
    for (int i = 0; i < 3; i++)
        up += plot->axes[6 + i] *
              (g.x[i] - age_s * g.x[3 + i] - plot->origin_m[i]);
    for (int a = 0, e = 0; a < 2; a++) {
        double row[LW_STATE];
        at[a] = plot->z[a] - nu[a];
        for (int j = 0; j < LW_STATE; j++) {
            row[j] = 0.0;
            for (int k = 0; k < LW_STATE; k++)
                row[j] += h[a * LW_STATE + k] * g.p[k * LW_STATE + j];
        }
        for (int b = 0; b <= a; b++, e++) {
            cov[e] = 0.0;
            for (int j = 0; j < LW_STATE; j++)
                cov[e] += row[j] * h[b * LW_STATE + j];
        }
    }
    return up;
}

/* Sums over points u, v in units of the root. */
struct sums {
    lw_lanes all, u, v, uu, uv, vv;
};

static double in_all(const lw_lanes *lanes)
{
    return ((*lanes)[0] + (*lanes)[1]) + ((*lanes)[2] + (*lanes)[3]);
}

/* Weighed at each point; `up`: how far above the sensor. */
LW_CLONED
static void weigh_points(const struct lw_hearing *how,
                         const struct lw_earshot_points *points,
                         const struct lw_heard *place, double up,
                         struct sums *sums)
{
    const double *root = place->root_m;

    memset(sums, 0, sizeof *sums);
    for (int k = 0; k < points->lanes; k++) {
        const lw_lanes u = points->u[k], v = points->v[k];
        const lw_lanes east = place->at_m[0] + root[0] * u;
        const lw_lanes north = place->at_m[1] + root[1] * u + root[2] * v;
        const lw_lanes far2 = east * east + north * north + up * up;
        lw_lanes w = points->mass[k];
        for (int i = 0; i < LW_LANES; i++)
            w[i] *= lw_hearing_at(how, sqrt(far2[i]));
        sums->all += w;
        sums->u += w * u;
        sums->v += w * v;
        sums->uu += w * u * u;
        sums->uv += w * u * v;
        sums->vv += w * v * v;
    }
}

/* How much fainter it came than from 1 m, where it may have been. */
static void set_fall(const struct lw_hearing *how,
                     const struct lw_earshot_points *points, double up,
                     struct lw_heard *out)
{
    double audible = 0.0, fall = 0.0, fall2 = 0.0;

    for (int k = 0; k < points->lanes; k++)
        for (int i = 0; i < LW_LANES; i++) {
            const double u = points->u[k][i], v = points->v[k][i];
            const double east = out->at_m[0] + out->root_m[0] * u;
            const double north =
                out->at_m[1] + out->root_m[1] * u + out->root_m[2] * v;
            const double range = sqrt(east * east + north * north + up * up);
            if (range >= how->reach_m)
                continue;
            const double p =
                points->mass[k][i] *
                fmax(lw_earshot_chance(how->sensor, range), far_chance);
            const double db = lw_earshot_fall_db(range);
            audible += p;
            fall += p * db;
            fall2 += p * db * db;
        }
    out->fall_db = audible > 0.0 ? fall / audible : 0.0;
    out->fall_var =
        audible > 0.0 ? fmax(fall2 / audible - out->fall_db * out->fall_db, 0.0)
                      : 0.0;
}

bool lw_hearing_weigh(const struct lw_hearing *how, const struct lw_imm *imm,
                      const struct lw_plot *plot, double age_s,
                      struct lw_heard *out)
{
    double cov[3];
    const double up = place_of(imm, plot, age_s, out->at_m, cov);

    return lw_hearing_weigh_at(how, cov, up, out);
}

bool lw_hearing_weigh_at(const struct lw_hearing *how, const double cov[3],
                         double up, struct lw_heard *out)
{
    struct sums sums;
    const double rest = cov[2] - cov[1] * cov[1] / cov[0];

    out->chance = 0.0;
    if (!(cov[0] > 0.0) || !(rest > 0.0) || !isfinite(cov[2]))
        return false;
    const double wide_m = LW_EARSHOT_SIGMA * sqrt(fmax(cov[0], cov[2]));
    if (sqrt(out->at_m[0] * out->at_m[0] + out->at_m[1] * out->at_m[1]) >
        wide_m + how->reach_m) {
        out->chance = how->weight[LW_EARSHOT_BINS];
        return false; /* too far to tell */
    }
    out->root_m[0] = sqrt(cov[0]);
    out->root_m[1] = cov[1] / out->root_m[0];
    out->root_m[2] = sqrt(rest);
    const int n =
        (int)fmin(fmax(ceil(wide_m / (how->has_level ? apart_loud_m : apart_m)),
                       LW_EARSHOT_POINTS_MIN),
                  LW_EARSHOT_POINTS_MAX);
    weigh_points(how, &how->ear->points[n], out, up, &sums);
    const double sum = in_all(&sums.all);
    if (!(sum > 1e-12))
        return false;
    out->chance = sum;
    out->mean[0] = in_all(&sums.u) / sum;
    out->mean[1] = in_all(&sums.v) / sum;
    out->cov[0] = in_all(&sums.uu) / sum - out->mean[0] * out->mean[0];
    out->cov[1] = in_all(&sums.uv) / sum - out->mean[0] * out->mean[1];
    out->cov[2] = in_all(&sums.vv) / sum - out->mean[1] * out->mean[1];
    if (how->learns)
        set_fall(how, &how->ear->points[n], up, out);
    return true;
}

bool lw_hearing_stand_in(const struct lw_heard *heard,
                         const struct lw_plot *plot, struct lw_plot *out)
{
    double left[2], angle, z[2] = {0.0, 0.0}, r[3] = {0.0, 0.0, 0.0};
    const double *root = heard->root_m;

    lw_eigen2(heard->cov[0], heard->cov[1], heard->cov[2], left, &angle);
    if (left[0] > left_max && left[1] > left_max &&
        hypot(heard->mean[0], heard->mean[1]) < moved_min)
        return false;
    for (int k = 0; k < 2; k++) {
        const double axis[2] = {k == 0 ? cos(angle) : -sin(angle),
                                k == 0 ? sin(angle) : cos(angle)};
        const double rest = fmin(fmax(left[k], 0.01), left_max);
        const double moved =
            (axis[0] * heard->mean[0] + axis[1] * heard->mean[1]) /
            (1.0 - rest);
        const double var = rest / (1.0 - rest);
        for (int a = 0; a < 2; a++)
            z[a] += moved * axis[a];
        r[0] += var * axis[0] * axis[0];
        r[1] += var * axis[0] * axis[1];
        r[2] += var * axis[1] * axis[1];
    }
    *out = *plot;
    out->dim = 2;
    out->z[0] = heard->at_m[0] + root[0] * z[0];
    out->z[1] = heard->at_m[1] + root[1] * z[0] + root[2] * z[1];
    out->r[0] = root[0] * root[0] * r[0];
    out->r[1] = out->r[2] = root[0] * (root[1] * r[0] + root[2] * r[1]);
    out->r[3] = root[1] * root[1] * r[0] + 2.0 * root[1] * root[2] * r[1] +
                root[2] * root[2] * r[2];
    return true;
}

double lw_hearing_spread_m(const struct lw_hearing *hearing)
{
    enum { STEPS = 40 };
    const double range_m = lw_sensor_reach_m(hearing->sensor);
    double mass = 0.0, moment = 0.0;

    for (int i = 0; i < STEPS; i++) {
        const double r = range_m * (i + 0.5) / STEPS;
        const double w = lw_hearing_at(hearing, r) * r;
        mass += w;
        moment += w * r * r;
    }
    return mass > 0.0 ? sqrt(0.5 * moment / mass) : 0.5 * range_m;
}

/* ---- of targets ---- */

bool lw_hears(const struct lw_tracker *trk, uint32_t sensor)
{
    return trk->sensor[sensor].hears ||
           (trk->hearing && !trk->sensor[sensor].ever &&
            trk->site->sensor[sensor].kind == LW_SENSOR_ACOUSTIC);
}

/* Whether it says how loud, on any scale that there is. */
static bool has_level(const struct lw_plot *plot)
{
    return plot->type == LW_REPORT_HEARD && plot->has & LW_HAS_LEVEL &&
           fabs((double)plot->level_db) < level_any_db;
}

void lw_hearing_of(const struct lw_tracker *trk, const struct lw_target *t,
                   const struct lw_plot *plot, struct lw_hearing *how)
{
    const struct lw_loudness *of =
        t != NULL && t->loud.weight > 0.0f ? &t->loud : &trk->loud;

    how->sensor = &trk->site->sensor[plot->sensor];
    lw_earshot_set(trk->earshot, how->sensor);
    how->ear = trk->earshot;
    how->visible = 1.0;
    how->heard = true;
    how->learns = false;
    how->has_level = has_level(plot);
    how->level_db = (double)plot->level_db;
    how->loud_db = (double)of->db;
    how->loud_var = (double)of->var;
    if (!(of->weight > loud_known)) { /* as loud as it may be: half way off */
        how->loud_db = how->level_db +
                       lw_earshot_fall_db(0.5 * lw_sensor_reach_m(how->sensor));
        how->loud_var = loud_unknown_db * loud_unknown_db;
    }
    lw_hearing_ready(how);
}

double lw_hearing_chance(const struct lw_tracker *trk,
                         const struct lw_target *t,
                         const struct lw_hearing *how,
                         const struct lw_plot *plot)
{
    const double age_s = lw_seconds(t->state_ns, plot->meas_ns);
    struct lw_heard heard;
    double sum = 0.0;

    if (t->cloud != 0)
        return lw_cloud_chance(trk, t, how, plot);
    for (uint32_t h = 0; h < t->hypotheses; h++)
        if (lw_hearing_weigh(how, &trk->imm[t->hypothesis[h].imm], plot, age_s,
                             &heard))
            sum += t->hypothesis[h].weight * heard.chance;
    return sum;
}

/* Nothing is learnt of the place. */
static void leave(struct lw_fit *fit)
{
    memset(fit, 0, sizeof *fit);
    fit->by_mode = LW_ALL(1.0);
    fit->likelihood = 1.0;
    for (int i = 0; i < LW_PLOT_DIM_MAX; i++)
        fit->pivot[i] = LW_ALL(1.0);
}

double lw_hearing_fit(const struct lw_tracker *trk, const struct lw_target *t,
                      const struct lw_hearing *how, const struct lw_plot *plot,
                      double mean[LW_HYPOTHESES_MAX][LW_STATE],
                      struct lw_fit fit[LW_HYPOTHESES_MAX])
{
    const double age_s = lw_seconds(t->state_ns, plot->meas_ns);
    struct lw_plot stand_in;
    struct lw_heard heard;
    double sum = 0.0;

    for (uint32_t h = 0; h < t->hypotheses; h++) {
        const struct lw_imm *imm = &trk->imm[t->hypothesis[h].imm];
        if (!lw_hearing_weigh(how, imm, plot, age_s, &heard)) {
            leave(&fit[h]);
            fit[h].by_mode *= heard.chance;
            fit[h].likelihood = heard.chance;
            sum += t->hypothesis[h].weight * heard.chance;
            continue;
        }
        if (!lw_hearing_stand_in(&heard, plot, &stand_in) ||
            !(lw_imm_fit(imm, mean[h], &stand_in, age_s, 1.0, (double)INFINITY,
                         &fit[h]) > likely_min))
            leave(&fit[h]);
        fit[h].by_mode *= heard.chance / fit[h].likelihood;
        fit[h].likelihood = heard.chance;
        sum += t->hypothesis[h].weight * heard.chance;
    }
    return sum;
}

bool lw_hearing_beyond(const struct lw_tracker *trk, const struct lw_target *t,
                       const struct lw_plot *plot)
{
    lw_earshot_set(trk->earshot, &trk->site->sensor[plot->sensor]);
    const double reach_m = trk->earshot->silent.reach_m;
    const double *x = t->mean.x, *p = t->mean.p;
    const double ahead_s = lw_seconds(plot->meas_ns, t->state_ns);
    const double late_s = plot->sound ? reach_m / plot->sound_mps : 0.0;
    const double off_s = fabs(ahead_s) + late_s;
    double away2 = 0.0, speed2 = 0.0;

    for (int i = 0; i < 2; i++) {
        const double d = x[i] + ahead_s * x[3 + i] - plot->origin_m[i];
        away2 += d * d;
        speed2 += x[3 + i] * x[3 + i];
    }
    return sqrt(away2) > reach_m + late_s * sqrt(speed2) +
                             beyond_sd * (sqrt(fmax(p[0], p[7])) +
                                          off_s * sqrt(fmax(p[21], p[28])));
}

double lw_hearing_silent(struct lw_tracker *trk, struct lw_target *t,
                         const struct lw_hearing *how,
                         const struct lw_plot *plot)
{
    double mean[LW_HYPOTHESES_MAX][LW_STATE];
    struct lw_fit fit[LW_HYPOTHESES_MAX];

    if (t->cloud != 0)
        return lw_cloud_take(trk, t, how, plot);
    for (uint32_t h = 0; h < t->hypotheses; h++)
        lw_imm_mean(&trk->imm[t->hypothesis[h].imm], mean[h]);
    const double chance = lw_hearing_fit(trk, t, how, plot, mean, fit);
    if (!(chance > 0.0))
        return 1.0;
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        struct lw_imm *imm = &trk->imm[t->hypothesis[h].imm];
        struct lw_blend blend;
        t->hypothesis[h].weight *= fit[h].likelihood;
        if (!(fit[h].likelihood > 0.0))
            continue;
        lw_blend_begin(&blend, imm, 0.0);
        lw_blend_add(&blend, imm, &fit[h], 1.0);
        (void)lw_blend_end(&blend, imm);
    }
    /* which are alike, and which no more, is asked when it is heard again */
    for (uint32_t h = 0; h < t->hypotheses; h++)
        t->hypothesis[h].weight /= chance;
    return chance;
}

bool lw_hearing_is_vague(const struct lw_tracker *trk,
                         const struct lw_target *t, const struct lw_look *look)
{
    const double sd_m = sqrt(lw_target_var(t));

    return look->hears &&
           sd_m > vague_part * trk->site->sensor[look->sensor].coverage.range_m;
}

double lw_hearing_listen(struct lw_tracker *trk, const struct lw_look *look,
                         struct lw_target *t, double visible)
{
    struct lw_hearing how;

    if (lw_hearing_beyond(trk, t, &trk->silence))
        return 0.0;
    if (t->cloud == 0 && t->has_axes && lw_target_var(t) > cloud_m * cloud_m)
        lw_cloud_of(trk, t);
    lw_hearing_of(trk, t, &trk->silence, &how);
    if (look->plots > 0)
        return lw_hearing_chance(trk, t, &how, &trk->silence);
    how.heard = how.has_level = false;
    how.visible = fmax(visible, 0.01);
    lw_hearing_ready(&how);
    if (t->state_ns < look->t_ns) {
        lw_target_predict(trk, t, look->t_ns);
        lw_target_place(trk, t, &t->mean);
    }
    return fmax(1.0 - lw_hearing_silent(trk, t, &how, &trk->silence), 0.0) /
           how.visible;
}

void lw_hearing_share(struct lw_tracker *trk, struct lw_target *t,
                      uint32_t first, uint32_t last, double missed,
                      double visible, double chance)
{
    const struct lw_plot *plot = trk->look_plot[trk->pair[first].plot];
    const double none = missed / fmax(1.0 - visible * chance, 1e-3);
    struct lw_hearing each, all;

    lw_hearing_of(trk, t, plot, &all);
    if (last == first + 1 && missed < missed_least * trk->pair[first].chance) {
        (void)lw_cloud_take(trk, t, &all, plot);
        return;
    }
    for (int i = 0; i < LW_EARSHOT_BINS; i++)
        all.weight[i] = none * (1.0 - visible * all.ear->heard.chance[i]);
    all.weight[LW_EARSHOT_BINS] = none;
    for (uint32_t k = first; k < last; k++) {
        plot = trk->look_plot[trk->pair[k].plot];
        lw_hearing_of(trk, t, plot, &each);
        const double of = lw_cloud_chance(trk, t, &each, plot);
        for (int i = 0; i <= LW_EARSHOT_BINS && of > chance_least; i++)
            all.weight[i] += trk->pair[k].chance / of * each.weight[i];
    }
    set_rise(&all);
    (void)lw_cloud_take(trk, t, &all, plot);
}

static void take(struct lw_loudness *of, double db, double var, double keep)
{
    const double part = 1.0 / (1.0 + var / (level_sd_db * level_sd_db));
    const double weight = keep * (double)of->weight + part;
    /* the first says nothing of how they differ */
    const double off = of->weight > 0.0f ? db - (double)of->db : 0.0;

    of->db =
        of->weight > 0.0f ? of->db + (float)(off * part / weight) : (float)db;
    /* off by its own error, and by how aircraft differ */
    const double differ =
        fmin(fmax(off * off - var, 0.0), differ_max_db * differ_max_db);
    of->var += (float)((differ - (double)of->var) * part / weight);
    of->weight = (float)weight;
}

void lw_hearing_learn(struct lw_tracker *trk, struct lw_target *t,
                      const struct lw_plot *plot)
{
    const double age_s = lw_seconds(t->state_ns, plot->meas_ns);
    struct lw_hearing how;
    struct lw_heard heard;
    uint32_t best = 0;

    if (!has_level(plot) || t->hypotheses == 0)
        return;
    lw_hearing_of(trk, t, plot, &how);
    how.learns = true;
    for (uint32_t h = 1; h < t->hypotheses; h++)
        if (t->hypothesis[h].weight > t->hypothesis[best].weight)
            best = h;
    if (!lw_hearing_weigh(&how, &trk->imm[t->hypothesis[best].imm], plot, age_s,
                          &heard))
        return;
    /* A place that is not known says no more of that than its being heard. */
    const bool known = heard.fall_var < fall_known_db * fall_known_db;
    const double fall_db = known ? heard.fall_db : how.ear->fall_db;
    const double fall_var = known ? heard.fall_var : how.ear->fall_var;
    const double db = how.level_db + fall_db;
    const double var = fall_var + level_sd_db * level_sd_db;
    take(&trk->loud, db, var, loud_keep);
    trk->loud.var =
        (float)fmax((double)trk->loud.var, loud_differ_db * loud_differ_db);
    if (!known || !(trk->loud.weight > loud_known))
        return;
    if (!(t->loud.weight > 0.0f))
        t->loud = trk->loud;
    const double before = (double)t->loud.var;
    const double gain = before / (before + loud_alike * var);
    t->loud.db += (float)(gain * (db - (double)t->loud.db));
    t->loud.var = (float)fmax(before * (1.0 - gain), loud_var_min);
}
