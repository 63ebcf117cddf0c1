/* SPDX-License-Identifier: Apache-2.0 */
/*
 * register_fit.c - what the plots of one track, over a short while, say of the
 * errors of the sensors that they came from.
 *
 * A smooth path through all plots (of constant acceleration, so that a clock
 * that is late all along moves it to another such path and no trace is left)
 * is where everything is linearised. Along it runs a filter of nearly constant
 * acceleration that starts knowing nothing, and with it the derivative V of
 * its state by the errors.
 * The whitened innovation of a plot is linear in the errors u,
 *     L^-1 (nu - S u),   S = H V + C,   L L' = H P H' + R,
 * and its square, summed, is minus twice the logarithm of the likelihood of u
 * with the track integrated out: information S'S, no more and no less.
 *
 * Source  Friedland, "Treatment of bias in recursive filtering" (IEEE TAC 14,
 *         1969), eqs. 20-40; doc/registration.md
 */
#include <math.h>
#include <string.h>

#include "base/matrix.h"
#include "register_parts.h"

enum { TERMS = 3, COEFFICIENTS = 3 * TERMS, NOMINAL_STEPS = 5, NOISES = 5 };
enum { DIMS = LW_REG_WINDOW_DIM, USED_MIN = 6, EDGE = 3 };

/* White accelerations that a path may take, m2/s3: the likeliest is. */
static const double noise_mps[NOISES] = {0.003, 0.1, 1.0, 8.0, 60.0};
static const double noise_up_part = 0.2;
/* Of a path before any plot: velocity and acceleration, along the ground and
 * up. */
static const double place_sd_m[2] = {1e5, 1e3};
/* Where nothing measures height, and a slant range hangs on it: so far above
 * the sensors, give or take. */
static const double height_m = 500.0, height_sd_m = 500.0;
static const double term_sd[TERMS][2] = {{0.0, 0.0}, {300.0, 20.0}, {3.0, 0.5}};
/* The filter's, about the path: knows next to nothing. */
static const double start_place_sd_m[2] = {1e4, 2e3};
static const double start_vel_sd_mps[2] = {300.0, 30.0};
static const double start_acc_sd_mps2[2] = {2.0, 0.3};
static const double place_ahead_m = 1000.0; /* where nothing says how far */
static const double crossing_min = 0.1;     /* sine of the angle */
/* A plot beyond is not this track's; and how many may be. */
static const double plot_gate = 20.0, left_out_max = 0.15;
static const double window_gate = 3.0;   /* mean normalised square */
static const double changed_gate = 10.0; /* twice a logarithm of chances */

struct line {
    int dim, feed;
    bool out;
    double t_s, nom[LW_STATE];
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];
    double c[LW_PLOT_DIM_MAX * LW_SENSOR_ERRORS]; /* by errors, in units */
    const struct lw_reg_claim *claim;
};

struct sums {
    double y[DIMS], info[DIMS * DIMS], square, log_det;
    int values;
};

struct lw_reg_fit {
    const struct lw_reg_problem *problem;
    int lines, dims;
    struct line line[LW_REG_CLAIMS];
    bool has_height;
    double mid_s, half_s;
    double first[3], coef[COEFFICIENTS]; /* [axis][term] */
    struct sums sums, best;
    double with_prior[DIMS * DIMS]; /* inverse of prior + jitter, then work */
    double work[DIMS * DIMS];
    double expected[DIMS]; /* the errors, given this window */
};

size_t lw_reg_fit_size(void)
{
    return sizeof(struct lw_reg_fit);
}

/* ---- one plot ---- */

static int feed_of(const struct lw_reg_problem *problem, uint32_t sensor)
{
    for (int i = 0; i < problem->feeds; i++)
        if (problem->feed[i] == sensor)
            return i;
    return -1;
}

/* Residual and derivatives of a plot, its errors taken out as they are thought
 * to be, with its track where the path has it. */
static void linearise(const struct lw_reg_fit *fit, struct line *line)
{
    const struct lw_reg_problem *problem = fit->problem;
    const double *now = &problem->now[line->feed * LW_SENSOR_ERRORS];
    const double *unit = &problem->unit[line->feed * LW_SENSOR_ERRORS];
    struct lw_plot plot = {.dim = 0};

    lw_reg_unpack(line->claim, problem->sound_mps, problem->wind_en_mps, &plot);
    lw_plot_residual(&plot, line->nom, 0.0, line->nu, line->h);
    lw_reg_by_errors(line->claim, line->nom, line->h, line->c);
    for (int i = 0; i < line->dim; i++)
        for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
            double *c = &line->c[i * LW_SENSOR_ERRORS + e];
            *c *= unit[e];
            if (e != LW_ERROR_CLOCK) /* the path is looked up that earlier */
                line->nu[i] -= *c * now[e];
        }
}

/* ---- the path ---- */

static void path_at(const struct lw_reg_fit *fit, double t_s,
                    double x[LW_STATE])
{
    const double s = (t_s - fit->mid_s) / fit->half_s;

    for (int axis = 0; axis < 3; axis++) {
        const double *a = &fit->coef[axis * TERMS];
        x[axis] = a[0] + s * (a[1] + s * a[2]);
        x[3 + axis] = (a[1] + s * 2.0 * a[2]) / fit->half_s;
    }
}

/* Horizontal direction of a bearing in the scene frame. */
static void direction_of(const struct lw_reg_claim *claim, double out[3])
{
    const double az = claim->z[claim->type == LW_REPORT_POLAR ? 1 : 0];

    for (int i = 0; i < 3; i++)
        out[i] = sin(az) * claim->axes[i] + cos(az) * claim->axes[3 + i];
}

/* Where a plot alone puts the aircraft; false: a bearing. */
static bool place_of(const struct lw_reg_claim *claim, double at[3])
{
    double out[3];

    memcpy(at, claim->origin_m, 3 * sizeof *at);
    if (claim->type == LW_REPORT_POSITION)
        return true;
    if (claim->type != LW_REPORT_POLAR)
        return false;
    const double el = claim->has & LW_HAS_EL ? claim->z[2] : 0.0;
    direction_of(claim, out);
    for (int i = 0; i < 3; i++)
        at[i] +=
            claim->z[0] * (cos(el) * out[i] + sin(el) * claim->axes[6 + i]);
    return true;
}

/* Bearings alone: where the two that cross best do. */
static bool place_of_bearings(const struct lw_reg_fit *fit, double at[3])
{
    double best = crossing_min;

    for (int i = 0; i < fit->lines; i++)
        for (int j = 0; j < i; j++) {
            const struct lw_reg_claim *a = fit->line[i].claim;
            const struct lw_reg_claim *b = fit->line[j].claim;
            double u[3], v[3];
            direction_of(a, u);
            direction_of(b, v);
            const double cross = u[0] * v[1] - u[1] * v[0];
            const double dx = b->origin_m[0] - a->origin_m[0];
            const double dy = b->origin_m[1] - a->origin_m[1];
            const double along = (dx * v[1] - dy * v[0]) / cross;
            if (fabs(cross) <= best || !(along > 0.0))
                continue;
            best = fabs(cross);
            for (int k = 0; k < 3; k++)
                at[k] = a->origin_m[k] + along * u[k];
            at[2] += 0.1 * fmin(along, place_ahead_m);
        }
    return best > crossing_min;
}

static bool first_place(struct lw_reg_fit *fit)
{
    double sum[3] = {0}, n = 0.0;

    fit->has_height = false;
    for (int i = 0; i < fit->lines; i++) {
        const struct lw_reg_claim *claim = fit->line[i].claim;
        double at[3];
        fit->has_height |= (claim->has & (LW_HAS_ALT | LW_HAS_EL)) != 0;
        if (!place_of(claim, at))
            continue;
        if (claim->type == LW_REPORT_POLAR && !(claim->has & LW_HAS_EL))
            at[2] += height_m;
        for (int k = 0; k < 3; k++)
            sum[k] += at[k];
        n += 1.0;
    }
    for (int k = 0; k < 3; k++)
        fit->first[k] = n > 0.0 ? sum[k] / n : 0.0;
    return n > 0.0 || place_of_bearings(fit, fit->first);
}

/* One plot into the normal equations of the path's coefficients. */
static void add_to_path(const struct lw_reg_fit *fit, const struct line *line,
                        double normal[COEFFICIENTS * COEFFICIENTS],
                        double right[COEFFICIENTS])
{
    const double s = (line->t_s - fit->mid_s) / fit->half_s;
    const double power[TERMS] = {1.0, s, s * s};
    const double slope[TERMS] = {0.0, 1.0 / fit->half_s, 2.0 * s / fit->half_s};

    for (int i = 0; i < line->dim; i++) {
        const double *h = &line->h[i * LW_STATE];
        const double scale = fit->problem->scale[line->feed];
        const double w = 1.0 / (scale * line->claim->r[i * line->dim + i]);
        double j[COEFFICIENTS];
        for (int axis = 0; axis < 3; axis++)
            for (int k = 0; k < TERMS; k++)
                j[axis * TERMS + k] =
                    h[axis] * power[k] + h[3 + axis] * slope[k];
        for (int a = 0; a < COEFFICIENTS; a++) {
            right[a] += w * j[a] * line->nu[i];
            for (int b = 0; b <= a; b++)
                normal[a * COEFFICIENTS + b] += w * j[a] * j[b];
        }
    }
}

static bool improve_path(struct lw_reg_fit *fit)
{
    double normal[COEFFICIENTS * COEFFICIENTS] = {0};
    double right[COEFFICIENTS] = {0};
    double power = 1.0;

    for (int i = 0; i < fit->lines; i++) {
        struct line *line = &fit->line[i];
        path_at(fit, line->t_s, line->nom);
        linearise(fit, line);
        add_to_path(fit, line, normal, right);
    }
    for (int k = 0; k < TERMS; k++, power *= fit->half_s / (double)k)
        for (int axis = 0; axis < 3; axis++) {
            const int a = axis * TERMS + k, up = axis == 2;
            const double place =
                up && !fit->has_height ? height_sd_m : place_sd_m[up];
            const double sd = k == 0 ? place : power * term_sd[k][up];
            const double from = k == 0 ? fit->first[axis] : 0.0;
            normal[a * COEFFICIENTS + a] += 1.0 / (sd * sd);
            right[a] -= (fit->coef[a] - from) / (sd * sd);
        }
    if (!lw_cholesky(normal, COEFFICIENTS))
        return false;
    lw_cholesky_solve(normal, COEFFICIENTS, right);
    for (int a = 0; a < COEFFICIENTS; a++)
        fit->coef[a] += right[a];
    return true;
}

static bool find_path(struct lw_reg_fit *fit)
{
    const double from = fit->line[0].t_s, to = fit->line[fit->lines - 1].t_s;

    fit->mid_s = 0.5 * (from + to);
    fit->half_s = fmax(0.5 * (to - from), 1.0);
    memset(fit->coef, 0, sizeof fit->coef);
    if (!first_place(fit))
        return false;
    for (int axis = 0; axis < 3; axis++)
        fit->coef[axis * TERMS] = fit->first[axis];
    for (int i = 0; i < NOMINAL_STEPS; i++)
        if (!improve_path(fit))
            return false;
    for (int i = 0; i < fit->lines; i++) {
        path_at(fit, fit->line[i].t_s, fit->line[i].nom);
        linearise(fit, &fit->line[i]);
        for (int k = 0; k < fit->line[i].dim; k++)
            if (!isfinite(fit->line[i].nu[k]))
                return false;
    }
    return true;
}

/* ---- the filter ---- */

/* State of the filter: place, velocity and acceleration. */
enum { RUN = 9 };

struct run {
    double x[RUN], p[RUN * RUN], v[RUN * DIMS];
};

static void start(const struct lw_reg_fit *fit, struct run *run)
{
    memset(run, 0, sizeof *run);
    memcpy(run->x, fit->line[0].nom, sizeof fit->line[0].nom);
    for (int i = 0; i < 3; i++) {
        const bool up = i == 2;
        const double sd[3] = {up && !fit->has_height ? height_sd_m
                                                     : start_place_sd_m[up],
                              start_vel_sd_mps[up], start_acc_sd_mps2[up]};
        for (int k = 0; k < 3; k++)
            run->p[(3 * k + i) * (RUN + 1)] = sd[k] * sd[k];
    }
}

/* F = [1 dt dt2/2; 0 1 dt; 0 0 1], for every axis. */
static void predict(struct run *run, double dt, double noise, int dims)
{
    const double half = 0.5 * dt * dt;
    double *p = run->p;

    for (int i = 0; i < 6; i++) {
        const double far = i < 3 ? half : 0.0;
        const int next = i + 3, last = i < 3 ? i + 6 : i;
        run->x[i] += dt * run->x[next] + far * run->x[last];
        for (int b = 0; b < dims; b++)
            run->v[i * dims + b] +=
                dt * run->v[next * dims + b] + far * run->v[last * dims + b];
        for (int j = 0; j < RUN; j++)
            p[i * RUN + j] += dt * p[next * RUN + j] + far * p[last * RUN + j];
    }
    for (int i = 0; i < RUN; i++)
        for (int j = 0; j < 6; j++)
            p[i * RUN + j] += dt * p[i * RUN + j + 3] +
                              (j < 3 ? half * p[i * RUN + j + 6] : 0.0);
    for (int i = 0; i < 3; i++) {
        const double q = noise * (i == 2 ? noise_up_part : 1.0);
        p[i * RUN + i] += q * dt * dt * dt / 3.0;
        p[i * RUN + 3 + i] += 0.5 * q * dt * dt;
        p[(3 + i) * RUN + i] += 0.5 * q * dt * dt;
        p[(3 + i) * RUN + 3 + i] += q * dt;
    }
}

/* Whitened innovation, its derivative by the errors, and the gain: of one
 * plot. False where its covariance is beyond repair. */
struct innovation {
    double nu[LW_PLOT_DIM_MAX], s[LW_PLOT_DIM_MAX * DIMS];
    double gain[LW_PLOT_DIM_MAX * RUN]; /* transposed, whitened */
    double log_det;
};

static bool innovate(const struct run *run, const struct line *line,
                     double scale, int dims, struct innovation *in)
{
    const int n = line->dim;
    double cov[LW_PLOT_DIM_MAX * LW_PLOT_DIM_MAX];

    for (int i = 0; i < n; i++) {
        const double *h = &line->h[i * LW_STATE];
        in->nu[i] = line->nu[i];
        for (int k = 0; k < LW_STATE; k++)
            in->nu[i] -= h[k] * (run->x[k] - line->nom[k]);
        for (int k = 0; k < RUN; k++) {
            double sum = 0.0;
            for (int m = 0; m < LW_STATE; m++)
                sum += h[m] * run->p[m * RUN + k];
            in->gain[i * RUN + k] = sum;
        }
        memset(&in->s[i * dims], 0, (size_t)dims * sizeof *in->s);
        for (int k = 0; k < LW_STATE; k++)
            for (int b = 0; b < dims && h[k] != 0.0; b++)
                in->s[i * dims + b] += h[k] * run->v[k * dims + b];
        for (int e = 0; e < LW_SENSOR_ERRORS; e++)
            in->s[i * dims + line->feed * LW_SENSOR_ERRORS + e] +=
                line->c[i * LW_SENSOR_ERRORS + e];
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            double sum = scale * line->claim->r[i * n + j];
            for (int k = 0; k < LW_STATE; k++)
                sum += in->gain[i * RUN + k] * line->h[j * LW_STATE + k];
            cov[i * n + j] = sum;
        }
    if (!lw_cholesky(cov, n))
        return false;
    in->log_det = lw_cholesky_log_det(cov, n);
    lw_cholesky_solve_lower(cov, n, in->nu);
    for (int i = 0; i < n; i++) {
        const double d = cov[i * n + i];
        for (int k = 0; k < i; k++) {
            const double l = cov[i * n + k];
            for (int b = 0; b < dims; b++)
                in->s[i * dims + b] -= l * in->s[k * dims + b];
            for (int j = 0; j < RUN; j++)
                in->gain[i * RUN + j] -= l * in->gain[k * RUN + j];
        }
        for (int b = 0; b < dims; b++)
            in->s[i * dims + b] /= d;
        for (int j = 0; j < RUN; j++)
            in->gain[i * RUN + j] /= d;
    }
    return true;
}

static void take(struct run *run, const struct innovation *in, int n, int dims)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < RUN; k++) {
            const double g = in->gain[i * RUN + k];
            run->x[k] += g * in->nu[i];
            for (int b = 0; b < dims; b++)
                run->v[k * dims + b] -= g * in->s[i * dims + b];
            for (int j = 0; j < RUN; j++)
                run->p[k * RUN + j] -= g * in->gain[i * RUN + j];
        }
    lw_symmetrise(run->p, RUN);
}

static void count(const struct innovation *in, int n, int dims,
                  struct sums *sums)
{
    sums->log_det += in->log_det;
    sums->values += n;
    for (int i = 0; i < n; i++) {
        const double *s = &in->s[i * dims];
        sums->square += in->nu[i] * in->nu[i];
        for (int a = 0; a < dims; a++) {
            if (s[a] == 0.0)
                continue;
            sums->y[a] += s[a] * in->nu[i];
            for (int b = 0; b <= a; b++)
                sums->info[a * dims + b] += s[a] * s[b];
        }
    }
}

/* Normalised square of an innovation at the expected errors. */
static double square_of(const struct lw_reg_fit *fit,
                        const struct innovation *in, int n)
{
    double sum = 0.0;

    for (int i = 0; i < n; i++) {
        double nu = in->nu[i];
        for (int b = 0; b < fit->dims; b++)
            nu -= in->s[i * fit->dims + b] * fit->expected[b];
        sum += nu * nu;
    }
    return sum;
}

/* Once over the plots. With `check`: leave out those that do not fit the
 * expected errors, and say how the others do; how many were left out. */
static int pass(struct lw_reg_fit *fit, double noise, struct sums *sums,
                struct lw_reg_answer *check)
{
    struct run run;
    struct innovation in;
    double square[LW_REG_FEEDS] = {0};
    int values[LW_REG_FEEDS] = {0}, seen[LW_REG_FEEDS] = {0};
    int out = 0, last = 0;

    memset(sums, 0, sizeof *sums);
    start(fit, &run);
    for (int i = 0; i < fit->lines; i++) {
        struct line *line = &fit->line[i];
        const double scale = fit->problem->scale[line->feed];
        if (line->out)
            continue;
        predict(&run, line->t_s - fit->line[last].t_s, noise, fit->dims);
        last = i;
        if (!innovate(&run, line, scale, fit->dims, &in))
            return -1;
        if (check != NULL) {
            const double s = square_of(fit, &in, line->dim);
            if (s > plot_gate + 3.0 * line->dim) {
                line->out = true;
                out++;
                continue;
            }
            /* the first of each feed tell of the start, not of the noise */
            if (seen[line->feed]++ >= EDGE - 1) {
                square[line->feed] += s;
                values[line->feed] += line->dim;
            }
        }
        count(&in, line->dim, fit->dims, sums);
        take(&run, &in, line->dim, fit->dims);
    }
    for (int f = 0; check != NULL && f < fit->problem->feeds; f++)
        check->square[f] = values[f] >= 4 ? square[f] / (double)values[f] : 1.0;
    for (int a = 0; a < fit->dims; a++)
        for (int b = 0; b < a; b++)
            sums->info[b * fit->dims + a] = sums->info[a * fit->dims + b];
    return out;
}

/* ---- with what is known already ---- */

/* What is known already, but of one error (or -1): that may have changed. */
static bool set_prior(struct lw_reg_fit *fit, int changed, double *log_det)
{
    const int n = fit->dims;

    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            const bool known = i != changed && j != changed;
            fit->work[i * n + j] = known    ? fit->problem->prior[i * n + j]
                                   : i == j ? 1.0
                                            : 0.0;
        }
    for (int i = 0; i < n; i++)
        fit->work[i * n + i] += fit->problem->jitter[i];
    return lw_reg_invert(fit->work, n, fit->with_prior, log_det);
}

/* Minus twice the logarithm of the likelihood, with the errors integrated out;
 * sets fit->expected, and leaves the factor in fit->work. */
static bool expect(struct lw_reg_fit *fit, const struct sums *sums,
                   double *square, double *minus2)
{
    const int n = fit->dims;
    double gained = 0.0;

    for (int i = 0; i < n * n; i++)
        fit->work[i] = fit->with_prior[i] + sums->info[i];
    if (!lw_cholesky(fit->work, n))
        return false;
    memcpy(fit->expected, sums->y, (size_t)n * sizeof *sums->y);
    lw_cholesky_solve(fit->work, n, fit->expected);
    for (int i = 0; i < n; i++)
        gained += fit->expected[i] * sums->y[i];
    *square = sums->square - gained;
    *minus2 = *square + sums->log_det + lw_cholesky_log_det(fit->work, n);
    return isfinite(*minus2);
}

/* Which acceleration makes the plots likeliest. */
static double likeliest_noise(struct lw_reg_fit *fit)
{
    double best = (double)INFINITY, noise = -1.0;

    for (int i = 0; i < NOISES; i++) {
        double square, minus2;
        if (pass(fit, noise_mps[i], &fit->sums, NULL) < 0 ||
            !expect(fit, &fit->sums, &square, &minus2) || minus2 >= best)
            continue;
        best = minus2;
        noise = noise_mps[i];
        fit->best = fit->sums;
    }
    return noise;
}

/* How much likelier the window is if one error has changed: a clock that was
 * set, a mast that was turned. Returns the error of which that is clearest, if
 * it is clear at all; -1: all is as it was. */
static int find_change(struct lw_reg_fit *fit, struct lw_reg_answer *answer)
{
    static const enum lw_sensor_error error[LW_REG_CHANGES] = {
        LW_ERROR_CLOCK, LW_ERROR_AZIMUTH};
    double square, minus2, log_det, most = changed_gate;
    int suspect = -1;

    if (!set_prior(fit, -1, &log_det) ||
        !expect(fit, &fit->best, &square, &minus2))
        return -1;
    const double as_it_was = minus2 + log_det;
    for (int k = 0; k < fit->problem->feeds * LW_REG_CHANGES; k++) {
        const int f = k / LW_REG_CHANGES, c = k % LW_REG_CHANGES;
        const int i = f * LW_SENSOR_ERRORS + (int)error[c];
        if (!set_prior(fit, i, &log_det) ||
            !expect(fit, &fit->best, &square, &minus2))
            continue;
        answer->change[f][c] = as_it_was - (minus2 + log_det);
        if (answer->change[f][c] > most) {
            most = answer->change[f][c];
            suspect = i;
        }
    }
    (void)set_prior(fit, -1, &log_det);
    return suspect;
}

/* What this window's own part of the errors was: expected square. With the
 * posterior covariance M^-1 of error and jitter together, prior A = B + J:
 * jitter given them has mean J A^-1 e, covariance J - J A^-1 (A - M^-1) A^-1 J.
 */
static void find_shift(struct lw_reg_fit *fit, struct lw_reg_answer *answer)
{
    const int n = fit->dims;
    const double *jitter = fit->problem->jitter;

    for (int i = 0; i < n; i++) {
        const double *row = &fit->with_prior[i * n]; /* of A^-1 */
        double mean = 0.0, quad = 0.0, x[DIMS];
        for (int k = 0; k < n; k++) {
            mean += row[k] * fit->expected[k];
            x[k] = row[k];
        }
        lw_cholesky_solve(fit->work, n, x);
        for (int k = 0; k < n; k++)
            quad += row[k] * x[k];
        const double var = jitter[i] + jitter[i] * jitter[i] * (quad - row[i]);
        mean *= jitter[i];
        answer->shift[i] = mean * mean + fmax(var, 0.0);
    }
}

/* Integrate this window's own part out of what it says: with W the inverse of
 * the jitter, Y - Y (Y + W)^-1 Y over the components that have any. */
static bool take_jitter(struct lw_reg_fit *fit, struct lw_reg_answer *answer)
{
    const int n = fit->dims;
    const double *info = fit->best.info;
    int at[DIMS], m = 0;

    for (int i = 0; i < n; i++)
        if (fit->problem->jitter[i] > 0.0 && info[i * n + i] > 0.0)
            at[m++] = i;
    for (int i = 0; i < m; i++)
        for (int j = 0; j < m; j++)
            fit->work[i * m + j] =
                info[at[i] * n + at[j]] +
                (i == j ? 1.0 / fit->problem->jitter[at[i]] : 0.0);
    memcpy(answer->info, info, (size_t)(n * n) * sizeof *info);
    memcpy(answer->y, fit->best.y, (size_t)n * sizeof *fit->best.y);
    if (m == 0)
        return true;
    if (!lw_cholesky(fit->work, m))
        return false;
    for (int a = 0; a < n; a++) {
        double x[DIMS], sum = 0.0;
        for (int i = 0; i < m; i++)
            x[i] = info[a * n + at[i]];
        lw_cholesky_solve(fit->work, m, x);
        for (int i = 0; i < m; i++)
            sum += x[i] * fit->best.y[at[i]];
        answer->y[a] -= sum;
        for (int b = 0; b < n; b++)
            for (int i = 0; i < m; i++)
                answer->info[a * n + b] -= x[i] * info[at[i] * n + b];
    }
    lw_symmetrise(answer->info, n);
    return true;
}

static void sort_lines(struct lw_reg_fit *fit)
{
    const struct lw_reg_problem *problem = fit->problem;
    const int64_t base_ns = problem->claim[0].meas_ns;

    fit->lines = 0;
    for (int i = 0; i < problem->claims; i++) {
        const struct lw_reg_claim *claim = &problem->claim[i];
        const int feed = feed_of(problem, claim->sensor);
        if (feed < 0)
            continue;
        const int clock = feed * LW_SENSOR_ERRORS + LW_ERROR_CLOCK;
        const double t_s = (double)(claim->meas_ns - base_ns) * 1e-9 -
                           problem->now[clock] * problem->unit[clock];
        int at = fit->lines++;
        for (; at > 0 && fit->line[at - 1].t_s > t_s; at--)
            fit->line[at] = fit->line[at - 1];
        memset(&fit->line[at], 0, sizeof fit->line[at]);
        fit->line[at].claim = claim;
        fit->line[at].dim = claim->dim;
        fit->line[at].feed = feed;
        fit->line[at].t_s = t_s;
    }
}

/* Leave out what does not fit the errors as expected; whether the rest does.
 */
static bool fits(struct lw_reg_fit *fit, struct lw_reg_answer *answer)
{
    double square, minus2;

    answer->left_out = pass(fit, answer->noise, &fit->best, answer);
    answer->used = fit->lines - answer->left_out;
    return answer->left_out >= 0 && answer->used >= USED_MIN &&
           answer->left_out <= left_out_max * fit->lines &&
           expect(fit, &fit->best, &square, &minus2) &&
           square <= window_gate * fmax(fit->best.values - RUN, 1.0);
}

/* Nothing fits: it may, if one error has changed. */
static void look_for_change(struct lw_reg_fit *fit,
                            struct lw_reg_answer *answer)
{
    double square, minus2, log_det;

    for (int i = 0; i < fit->lines; i++)
        fit->line[i].out = false;
    if (pass(fit, answer->noise, &fit->best, NULL) < 0)
        return;
    const int suspect = find_change(fit, answer);
    if (suspect < 0 || !set_prior(fit, suspect, &log_det) ||
        !expect(fit, &fit->best, &square, &minus2) || !fits(fit, answer))
        memset(answer->change, 0, sizeof answer->change);
}

bool lw_reg_fit(const struct lw_reg_problem *problem, struct lw_reg_fit *fit,
                struct lw_reg_answer *answer)
{
    double square, minus2, log_det;

    memset(answer, 0, sizeof *answer);
    fit->problem = problem;
    fit->dims = answer->dims = problem->feeds * LW_SENSOR_ERRORS;
    sort_lines(fit);
    if (fit->lines < USED_MIN || !find_path(fit) ||
        !set_prior(fit, -1, &log_det))
        return false;
    answer->noise = likeliest_noise(fit);
    if (answer->noise < 0.0)
        return false;
    if (!expect(fit, &fit->best, &square, &minus2))
        return false;
    if (!fits(fit, answer)) {
        look_for_change(fit, answer);
        return false;
    }
    if (find_change(fit, answer) >= 0 ||
        !expect(fit, &fit->best, &square, &minus2))
        return false;
    find_shift(fit, answer);
    if (!take_jitter(fit, answer))
        return false;
    /* so far about what the errors were thought to be */
    for (int a = 0; a < fit->dims; a++)
        for (int b = 0; b < fit->dims; b++)
            answer->y[a] += answer->info[a * fit->dims + b] * problem->now[b];
    return true;
}
