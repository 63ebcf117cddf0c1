/* SPDX-License-Identifier: Apache-2.0 */
#include "imm.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/geodesy.h"

const struct lw_motion lw_motion_default = {
    .accel_psd = {0.002, 0.1, 1.5, 15.0},
    .vertical_psd = {0.003, 0.05, 0.3, 3.0},
    .stay_s = {150.0, 25.0, 12.0, 5.0},
    .go = {{0.0, 0.5, 0.4, 0.1},
           {0.5, 0.0, 0.4, 0.1},
           {0.35, 0.45, 0.0, 0.2},
           {0.15, 0.25, 0.6, 0.0}},
    .climb_memory_s = 20.0,
};

/* A height known worse than this is not known. */
static const double height_known_m = 150.0;
/* Of its own variance, added to each: what rounding may take. */
static const double rounding = 1e-10;
/* A weight below this has no inverse: its mode is left as it is. */
static const double weight_least = 1e-280;

LW_INLINE double sum_of(const lw_lanes *v)
{
    return ((*v)[0] + (*v)[1]) + ((*v)[2] + (*v)[3]);
}

void lw_step_set(struct lw_step *step, const struct lw_motion *motion,
                 double dt_s)
{
    assert(dt_s >= 0.0);
    memset(step, 0, sizeof *step);
    step->dt_s = dt_s;
    for (int from = 0; from < LW_IMM_MODES; from++) {
        const double leave = 1.0 - exp(-dt_s / motion->stay_s[from]);
        for (int to = 0; to < LW_IMM_MODES; to++)
            step->to[from][to] =
                from == to ? 1.0 - leave : leave * motion->go[from][to];
    }
    for (int m = 0; m < LW_IMM_MODES; m++) {
        step->psd[m] = motion->accel_psd[m];
        step->vertical_psd[m] = motion->vertical_psd[m];
    }
    step->climb_loss = 1.0 - exp(-dt_s / motion->climb_memory_s);
}

void lw_imm_init(struct lw_imm *imm, const struct lw_gauss *start)
{
    imm->chance = LW_ALL(1.0 / LW_IMM_MODES);
    for (int i = 0; i < LW_STATE; i++) {
        imm->x[i] = LW_ALL(start->x[i]);
        for (int j = 0; j <= i; j++)
            imm->p[lw_sym(i, j)] = LW_ALL(start->p[i * LW_STATE + j]);
    }
}

/* Each mode becomes the mixture of those that it may have come from. Means
 * are taken from the first mode's, so that their squares stay small. */
LW_INLINE void mix(struct lw_imm *imm, const struct lw_step *step)
{
    lw_lanes part[LW_IMM_MODES], y[LW_STATE], mean[LW_STATE];
    lw_lanes chance = LW_ALL(0.0);

    for (int i = 0; i < LW_IMM_MODES; i++) {
        part[i] = imm->chance[i] * step->to[i];
        chance += part[i];
    }
    lw_lanes scale = LW_ALL(0.0);
    for (int m = 0; m < LW_LANES; m++)
        scale[m] = chance[m] > 0.0 ? 1.0 / chance[m] : 0.0;
    for (int i = 0; i < LW_IMM_MODES; i++)
        part[i] *= scale;
    LW_UNROLL
    for (int k = 0; k < LW_STATE; k++) {
        y[k] = imm->x[k] - imm->x[k][0];
        mean[k] = part[0] * y[k][0];
        for (int i = 1; i < LW_IMM_MODES; i++)
            mean[k] += part[i] * y[k][i];
        imm->x[k] = imm->x[k][0] + mean[k];
    }
    LW_UNROLL
    for (int a = 0; a < LW_STATE; a++) {
        LW_UNROLL
        for (int b = 0; b <= a; b++) {
            const int e = lw_sym(a, b);
            const lw_lanes moment = imm->p[e] + y[a] * y[b];
            lw_lanes sum = part[0] * moment[0] - mean[a] * mean[b];
            for (int i = 1; i < LW_IMM_MODES; i++)
                sum += part[i] * moment[i];
            imm->p[e] = sum;
        }
    }
    imm->chance = chance;
}

/* Vertical speed dies away in the modes that do not know their height: v
 * loses the part `loss` of its vertical component, rows and columns of P too.
 */
LW_INLINE void forget_climb(struct lw_imm *imm, const double up[3], double loss)
{
    lw_lanes var = LW_ALL(0.0), part = LW_ALL(0.0), climb = LW_ALL(0.0);
    lw_lanes row[LW_STATE], own = LW_ALL(0.0);
    bool any = false;

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            var += up[i] * up[j] * imm->p[lw_sym(i, j)];
    for (int m = 0; m < LW_LANES; m++)
        if (var[m] > height_known_m * height_known_m) {
            part[m] = loss;
            any = true;
        }
    if (!any)
        return;
    for (int i = 0; i < 3; i++)
        climb += up[i] * imm->x[3 + i];
    for (int j = 0; j < LW_STATE; j++) /* u' P, of the velocity's rows */
        row[j] = up[0] * imm->p[lw_sym(3, j)] + up[1] * imm->p[lw_sym(4, j)] +
                 up[2] * imm->p[lw_sym(5, j)];
    for (int i = 0; i < 3; i++)
        own += up[i] * row[3 + i];
    for (int i = 0; i < 3; i++) {
        const lw_lanes ui = part * up[i];
        imm->x[3 + i] -= ui * climb;
        for (int j = 0; j < 3; j++)
            imm->p[lw_sym(3 + i, j)] -= ui * row[j];
        for (int j = 0; j <= i; j++)
            imm->p[lw_sym(3 + i, 3 + j)] +=
                part * (part * own * up[j] * up[i] - up[i] * row[3 + j] -
                        up[j] * row[3 + i]);
    }
}

/* P = F P F' by blocks: pp += dt (pv + vp) + dt^2 vv; pv += dt vv. */
LW_INLINE void forward(struct lw_imm *imm, double dt)
{
    lw_lanes *p = imm->p;

    LW_UNROLL
    for (int i = 0; i < 3; i++) {
        imm->x[i] += dt * imm->x[3 + i];
        LW_UNROLL
        for (int j = 0; j <= i; j++)
            p[lw_sym(i, j)] += dt * (p[lw_sym(3 + i, j)] + p[lw_sym(3 + j, i)] +
                                     dt * p[lw_sym(3 + i, 3 + j)]);
    }
    LW_UNROLL
    for (int i = 0; i < 3; i++) {
        LW_UNROLL
        for (int j = 0; j < 3; j++)
            p[lw_sym(3 + i, j)] += dt * p[lw_sym(3 + i, 3 + j)];
    }
}

/* White acceleration of the density q, along i and j, for dt. */
LW_INLINE void shake(struct lw_imm *imm, int i, int j, const lw_lanes *psd,
                     double dt)
{
    lw_lanes *p = imm->p, q = *psd * dt;

    p[lw_sym(3 + i, 3 + j)] += q;
    q *= 0.5 * dt;
    p[lw_sym(3 + i, j)] += q;
    if (i != j)
        p[lw_sym(3 + j, i)] += q;
    p[lw_sym(i, j)] += q * (dt * 2.0 / 3.0);
}

LW_CLONED void lw_imm_coast(struct lw_imm *imm, double dt_s, double accel_psd)
{
    const lw_lanes psd = LW_ALL(accel_psd);

    forward(imm, dt_s);
    for (int i = 0; i < 3; i++)
        shake(imm, i, i, &psd, dt_s);
}

LW_CLONED void lw_imm_predict(struct lw_imm *imm, const struct lw_step *step,
                              const double up[3])
{
    const lw_lanes more = step->vertical_psd - step->psd;

    if (step->dt_s <= 0.0)
        return;
    mix(imm, step);
    forward(imm, step->dt_s);
    forget_climb(imm, up, step->climb_loss);
    LW_UNROLL
    for (int i = 0; i < 3; i++) {
        LW_UNROLL
        for (int j = 0; j <= i; j++) {
            lw_lanes q = more * (up[i] * up[j]);
            if (i == j)
                q += step->psd;
            shake(imm, i, j, &q, step->dt_s);
        }
    }
}

/* S = H P H' + R and P H', by modes; fit->white takes the residual. */
LW_INLINE void innovation(const struct lw_imm *imm, const double mean[LW_STATE],
                          const struct lw_plot *plot, double age_s,
                          double inflate, int n, int cols, int rows,
                          struct lw_fit *fit,
                          lw_lanes s[LW_PLOT_DIM_MAX][LW_PLOT_DIM_MAX])
{
    double *nu = fit->nu, h[LW_PLOT_DIM_MAX * LW_STATE];
    double place[6], shift[LW_PLOT_DIM_MAX], var[LW_PLOT_DIM_MAX];

    lw_plot_residual(plot, mean, age_s, nu, h);
    for (int e = 0; e < 6 && plot->type != LW_REPORT_POSITION; e++) {
        const lw_lanes part = imm->chance * imm->p[e];
        place[e] = sum_of(&part);
    }
    lw_lanes spread = LW_ALL(0.0);
    for (int m = 0; age_s > 0.0 && m < LW_IMM_MODES; m++)
        spread[m] = lw_motion_default.accel_psd[m] * age_s * age_s * age_s / 3;
    const bool bent = plot->type != LW_REPORT_POSITION &&
                      lw_plot_curvature(plot, mean, age_s, place, shift, var);
    for (int a = 0; a < n; a++) {
        const double *row = &h[a * LW_STATE];
        fit->white[a] = LW_ALL(nu[a]);
        for (int c = 0; c < cols; c++)
            fit->white[a] -= row[c] * (imm->x[c] - mean[c]);
        for (int i = 0; i < rows; i++) {
            lw_lanes sum = row[0] * imm->p[lw_sym(i, 0)];
            for (int c = 1; c < cols; c++)
                sum += row[c] * imm->p[lw_sym(i, c)];
            fit->gain[i][a] = sum;
        }
        for (int b = 0; b <= a; b++) {
            const double *other = &h[b * LW_STATE];
            s[a][b] = LW_ALL(inflate * plot->r[a * n + b]);
            if (age_s > 0.0) /* what it may have turned since */
                s[a][b] += spread * (row[0] * other[0] + row[1] * other[1] +
                                     row[2] * other[2]);
            for (int c = 0; c < cols; c++)
                s[a][b] += row[c] * fit->gain[c][b];
        }
        if (bent) {
            fit->white[a] -= shift[a];
            s[a][a] += var[a];
        }
    }
}

/* The likelihood of the modes that the plot, so far off, lies in the gate of.
 */
LW_INLINE double weigh(const struct lw_imm *imm, const lw_lanes *d2,
                       double gate, struct lw_fit *fit)
{
    const lw_lane_mask in = (*d2 <= gate) & (imm->chance > 0.0);

    lw_lanes power = -0.5 * *d2;
    lw_lanes_exp(&power, &power);
    fit->by_mode = LW_WHERE(in, fit->peak * power);
    const lw_lanes part = imm->chance * fit->by_mode;
    fit->likelihood = sum_of(&part);
    return fit->likelihood;
}

/* Beyond repair: no likelihood, now or of another plot. */
LW_INLINE double none(struct lw_fit *fit)
{
    memset(fit->white, 0, sizeof fit->white);
    memset(fit->pivot, 0, sizeof fit->pivot);
    fit->second = fit->by_mode = LW_ALL(0.0);
    return 0.0;
}

/* rows: of the gain, to be worked out; n: plot->dim. */
LW_INLINE double fit_rows(const struct lw_imm *imm, const double mean[LW_STATE],
                          const struct lw_plot *plot, double age_s,
                          double inflate, double gate, int n, int cols,
                          int rows, struct lw_fit *fit)
{
    static const double root_2pi = 2.5066282746310002;
    const bool full = rows == LW_STATE;
    lw_lanes s[LW_PLOT_DIM_MAX][LW_PLOT_DIM_MAX];
    lw_lanes d2 = LW_ALL(0.0), det = LW_ALL(1.0);
    double scale = plot->scale;

    fit->dim = n;
    fit->likelihood = 0.0;
    fit->peak = LW_ALL(0.0);
    innovation(imm, mean, plot, age_s, inflate, n, cols, rows, fit, s);
    /* S = L D L', column by column; L^-1 to the residual and the gain. */
    for (int b = 0; b < n; b++) {
        const lw_lanes d = s[b][b];
        for (int m = 0; m < LW_LANES; m++)
            if (!(d[m] > 0.0))
                return none(fit);
        fit->pivot[b] = 1.0 / d;
        det *= d;
        d2 += fit->white[b] * fit->white[b] * fit->pivot[b];
        scale /= root_2pi;
        for (int a = b + 1; a < n; a++) {
            const lw_lanes l = s[a][b] * fit->pivot[b];
            if (a == 1)
                fit->second = l;
            for (int c = b + 1; c <= a; c++)
                s[a][c] -= l * s[c][b];
            fit->white[a] -= l * fit->white[b];
            LW_UNROLL
            for (int i = 0; full && i < LW_STATE; i++)
                fit->gain[i][a] -= l * fit->gain[i][b];
        }
    }
    for (int m = 0; m < LW_LANES; m++)
        fit->peak[m] = scale / sqrt(det[m]);
    return weigh(imm, &d2, gate, fit);
}

/* What is met most, places without a velocity, as straight code. */
#define FIT_ROWS(dims, columns, rows, out)                                     \
    fit_rows(imm, mean, plot, age_s, inflate, gate, dims, columns, rows, out)

LW_CLONED double lw_imm_fit(const struct lw_imm *imm,
                            const double mean[LW_STATE],
                            const struct lw_plot *plot, double age_s,
                            double inflate, double gate, struct lw_fit *fit)
{
    if (lw_plot_by_velocity(plot, age_s))
        return FIT_ROWS(plot->dim, LW_STATE, LW_STATE, fit);
    if (plot->dim == 2)
        return FIT_ROWS(2, 3, LW_STATE, fit);
    return plot->dim == 3 ? FIT_ROWS(3, 3, LW_STATE, fit)
                          : FIT_ROWS(plot->dim, 3, LW_STATE, fit);
}

LW_CLONED double lw_imm_likelihood(const struct lw_imm *imm,
                                   const double mean[LW_STATE],
                                   const struct lw_plot *plot, double age_s,
                                   double inflate, double gate)
{
    struct lw_fit fit;

    if (lw_plot_by_velocity(plot, age_s))
        return FIT_ROWS(plot->dim, LW_STATE, LW_STATE, &fit);
    if (plot->dim == 2)
        return FIT_ROWS(2, 3, 3, &fit);
    return plot->dim == 3 ? FIT_ROWS(3, 3, 3, &fit)
                          : FIT_ROWS(plot->dim, 3, 3, &fit);
}

LW_CLONED double lw_imm_refit(const struct lw_imm *imm,
                              const struct lw_plot *was,
                              const struct lw_plot *plot, double gate,
                              struct lw_fit *fit)
{
    const double before = fit->nu[0];

    assert(plot->type == LW_REPORT_BEARING && fit->dim == plot->dim);
    fit->nu[0] += plot->z[0] - was->z[0];
    if (fabs(fit->nu[0]) > LW_PI)
        fit->nu[0] = lw_angle_wrap(fit->nu[0]);
    const double off = fit->nu[0] - before;
    fit->white[0] += off;
    lw_lanes d2 = fit->white[0] * fit->white[0] * fit->pivot[0];
    if (fit->dim > 1) {
        fit->nu[1] += plot->z[1] - was->z[1];
        fit->white[1] += plot->z[1] - was->z[1] - fit->second * off;
        d2 += fit->white[1] * fit->white[1] * fit->pivot[1];
    }
    return weigh(imm, &d2, gate, fit);
}

void lw_blend_begin(struct lw_blend *blend, const struct lw_imm *imm,
                    double none)
{
    memset(blend, 0, sizeof *blend);
    blend->weight = none * imm->chance;
}

LW_INLINE void add_rows(struct lw_blend *blend, const struct lw_imm *imm,
                        const struct lw_fit *fit, double weight, int n)
{
    const lw_lanes w = weight / fit->likelihood * imm->chance * fit->by_mode;
    lw_lanes dx[LW_STATE], gain[LW_STATE][LW_PLOT_DIM_MAX];

    blend->weight += w;
    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++) {
        dx[i] = LW_ALL(0.0);
        for (int a = 0; a < n; a++) {
            gain[i][a] = fit->gain[i][a] * fit->pivot[a];
            dx[i] += gain[i][a] * fit->white[a];
        }
        blend->dx[i] += w * dx[i];
    }
    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++) {
        LW_UNROLL
        for (int j = 0; j <= i; j++) {
            lw_lanes sum = dx[i] * dx[j];
            for (int a = 0; a < n; a++)
                sum -= gain[i][a] * fit->gain[j][a];
            blend->dp[lw_sym(i, j)] += w * sum;
        }
    }
}

LW_CLONED void lw_blend_add(struct lw_blend *blend, const struct lw_imm *imm,
                            const struct lw_fit *fit, double weight)
{
    if (fit->dim == 2)
        add_rows(blend, imm, fit, weight, 2);
    else if (fit->dim == 3)
        add_rows(blend, imm, fit, weight, 3);
    else
        add_rows(blend, imm, fit, weight, fit->dim);
}

LW_CLONED double lw_blend_end(const struct lw_blend *blend, struct lw_imm *imm)
{
    const double total = sum_of(&blend->weight);
    lw_lanes dx[LW_STATE];

    if (!(total > weight_least))
        return 0.0;
    const lw_lanes inverse =
        LW_WHERE(blend->weight > weight_least, 1.0 / blend->weight);
    for (int i = 0; i < LW_STATE; i++) {
        dx[i] = blend->dx[i] * inverse;
        imm->x[i] += dx[i];
    }
    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++) {
        LW_UNROLL
        for (int j = 0; j <= i; j++) {
            const int e = lw_sym(i, j);
            const lw_lanes before = imm->p[e];
            imm->p[e] += blend->dp[e] * inverse - dx[i] * dx[j];
            if (i != j)
                continue;
            imm->p[e] += rounding * before;
            const lw_lane_mask sound = imm->p[e] > 0.0;
            imm->p[e] =
                LW_WHERE(sound, imm->p[e]) + LW_WHERE(~sound, LW_ALL(1e-6));
        }
    }
    imm->chance = blend->weight / total;
    return total;
}

void lw_imm_mode(const struct lw_imm *imm, int mode, struct lw_gauss *out)
{
    for (int i = 0; i < LW_STATE; i++) {
        out->x[i] = imm->x[i][mode];
        for (int j = 0; j < LW_STATE; j++)
            out->p[i * LW_STATE + j] = imm->p[lw_sym(i, j)][mode];
    }
}

LW_CLONED void lw_imm_mean(const struct lw_imm *imm, double mean[LW_STATE])
{
    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++) {
        const lw_lanes part = imm->chance * imm->x[i];
        mean[i] = sum_of(&part);
    }
}

/* The sums of four numbers over all modes, each as sum_of() has it. */
LW_INLINE void sums_of(const lw_lanes v[LW_LANES], lw_lanes *out)
{
    const lw_lanes ab = __builtin_shufflevector(v[0], v[1], 0, 4, 2, 6) +
                        __builtin_shufflevector(v[0], v[1], 1, 5, 3, 7);
    const lw_lanes cd = __builtin_shufflevector(v[2], v[3], 0, 4, 2, 6) +
                        __builtin_shufflevector(v[2], v[3], 1, 5, 3, 7);

    *out = __builtin_shufflevector(ab, cd, 0, 1, 4, 5) +
           __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

LW_INLINE void collapse(const struct lw_imm *imm, int rows,
                        struct lw_gauss *out)
{
    enum { ROUND = LW_LANES - 1 };
    const int count = rows * (rows + 1) / 2;
    const lw_lanes w = imm->chance;
    lw_lanes y[LW_STATE + ROUND], part[LW_SYM + ROUND];
    double p[LW_SYM + ROUND] = {0.0};

    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++)
        y[i] = w * imm->x[i];
    y[LW_STATE] = y[LW_STATE + 1] = LW_ALL(0.0);
    lw_lanes low, high;
    sums_of(&y[0], &low);
    sums_of(&y[LW_LANES], &high);
    LW_UNROLL
    for (int i = 0; i < LW_STATE; i++) {
        out->x[i] = i < LW_LANES ? low[i] : high[i - LW_LANES];
        y[i] = imm->x[i] - out->x[i];
    }
    LW_UNROLL
    for (int i = 0; i < rows; i++) {
        LW_UNROLL
        for (int j = 0; j <= i; j++)
            part[lw_sym(i, j)] = w * (imm->p[lw_sym(i, j)] + y[i] * y[j]);
    }
    for (int e = 0; e < ROUND; e++)
        part[count + e] = LW_ALL(0.0);
    for (int e = 0; e < count; e += LW_LANES) {
        lw_lanes sum;
        sums_of(&part[e], &sum);
        memcpy(&p[e], &sum, sizeof sum);
    }
    LW_UNROLL
    for (int i = 0; i < rows; i++) {
        LW_UNROLL
        for (int j = 0; j < rows; j++)
            out->p[i * LW_STATE + j] = p[lw_sym(i, j)];
    }
}

LW_CLONED void lw_imm_collapse(const struct lw_imm *imm, struct lw_gauss *out)
{
    collapse(imm, LW_STATE, out);
}

LW_CLONED void lw_imm_collapse_place(const struct lw_imm *imm,
                                     struct lw_gauss *out)
{
    collapse(imm, 3, out);
}

void lw_imm_pour(struct lw_imm *a, double weight_a, const struct lw_imm *b,
                 double weight_b)
{
    const double total = weight_a + weight_b;
    lw_lanes wa = weight_a * a->chance, wb = weight_b * b->chance;
    lw_lanes d[LW_STATE];

    a->chance = (wa + wb) / total;
    for (int m = 0; m < LW_LANES; m++) {
        const double sum = wa[m] + wb[m];
        wa[m] = sum > 0.0 ? wa[m] / sum : 1.0;
        wb[m] = 1.0 - wa[m];
    }
    for (int i = 0; i < LW_STATE; i++) {
        d[i] = b->x[i] - a->x[i];
        a->x[i] += wb * d[i];
    }
    for (int i = 0, e = 0; i < LW_STATE; i++)
        for (int j = 0; j <= i; j++, e++)
            a->p[e] = wa * a->p[e] + wb * (b->p[e] + wa * d[i] * d[j]);
}
