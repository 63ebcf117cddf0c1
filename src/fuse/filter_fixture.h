/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter_fixture.h - random states and plots near them, for the tests of the
 * filters.
 */
#ifndef LW_FILTER_FIXTURE_H
#define LW_FILTER_FIXTURE_H

#include "base/matrix.h"
#include "gauss.h"
#include "scene_fixture.h"

struct filter_scene {
    struct scene sc;
    struct lw_sensor_model model;
};

static const double filter_no_gate = 1e300;

static inline void filter_begin(struct filter_scene *f, uint64_t seed)
{
    static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

    scene_init(&f->sc, seed, noord);
    scene_sensor(&f->sc, LW_SENSOR_RADAR, 300.0, -200.0, 5.0);
    lw_sensor_model_init(&f->model, &f->sc.sensor[0], &f->sc.frame);
}

static inline double filter_even(struct filter_scene *f, double from, double to)
{
    return from + (to - from) * scene_even(&f->sc);
}

/* The plot of a report, which must be one. */
static inline void filter_make(const struct filter_scene *f,
                               const struct lw_report *r, struct lw_plot *plot)
{
    if (lw_plot_make(r, &f->sc.site, 0, &f->model, &f->sc.frame, plot) < 0)
        abort();
}

/* Symmetric and positive definite, scaled to its diagonal first. */
static inline bool filter_sound(const double p[LW_STATE * LW_STATE])
{
    double a[LW_STATE * LW_STATE];

    for (int i = 0; i < LW_STATE; i++)
        for (int j = 0; j < LW_STATE; j++) {
            if (p[i * LW_STATE + j] < p[j * LW_STATE + i] ||
                p[i * LW_STATE + j] > p[j * LW_STATE + i])
                return false;
            a[i * LW_STATE + j] =
                p[i * LW_STATE + j] /
                sqrt(p[i * (LW_STATE + 1)] * p[j * (LW_STATE + 1)]);
        }
    return lw_cholesky(a, LW_STATE);
}

/* A random covariance B B' with these standard deviations, all correlated. */
static inline void filter_gauss(struct filter_scene *f, double place_sd,
                                double speed_sd, struct lw_gauss *g)
{
    double b[LW_STATE * LW_STATE];

    for (int k = 0; k < LW_STATE * LW_STATE; k++)
        b[k] = scene_normal(&f->sc) + (k % (LW_STATE + 1) == 0 ? 1.5 : 0.0);
    for (int i = 0; i < LW_STATE; i++) {
        g->x[i] = (i < 3 ? 800.0 : 30.0) * scene_normal(&f->sc);
        for (int j = 0; j < LW_STATE; j++) {
            double sum = 0.0;
            for (int k = 0; k < LW_STATE; k++)
                sum += b[i * LW_STATE + k] * b[j * LW_STATE + k];
            g->p[i * LW_STATE + j] = sum / 4.0 * (i < 3 ? place_sd : speed_sd) *
                                     (j < 3 ? place_sd : speed_sd);
        }
    }
    lw_symmetrise(g->p, LW_STATE);
}

/* Some report of about where the filter thinks it is. */
static inline struct lw_report filter_report(struct filter_scene *f,
                                             const double about[3])
{
    static const uint32_t polar[] = {0, LW_HAS_EL, LW_HAS_RANGE_RATE,
                                     LW_HAS_EL | LW_HAS_RANGE_RATE};
    static const uint32_t place[] = {0, LW_HAS_ALT, LW_HAS_VEL,
                                     LW_HAS_ALT | LW_HAS_VEL};
    const enum lw_report_type type =
        (enum lw_report_type)(int)filter_even(f, 0.0, LW_REPORT_HEARD + 0.999);
    const int way = (int)filter_even(f, 0.0, 3.999);
    struct lw_report r = scene_report(&f->sc, 0, type, 0.0);
    double at[3];

    for (int i = 0; i < 3; i++)
        at[i] = about[i] + 20.0 * scene_normal(&f->sc);
    r.pos = lw_frame_to_geodetic(&f->sc.frame, at);
    scene_see(&f->sc, 0, at, &r.range_m, &r.az_rad, &r.el_rad);
    r.has = type == LW_REPORT_POSITION             ? place[way]
            : type == LW_REPORT_POLAR              ? polar[way]
            : type == LW_REPORT_BEARING && way < 2 ? LW_HAS_EL
                                                   : 0;
    r.sd.horizontal_m = r.sd.range_m = filter_even(f, 0.5, 50.0);
    r.sd.az_rad = filter_even(f, 0.1, 5.0) * LW_DEG;
    r.has |= LW_HAS_SD_HORIZONTAL | LW_HAS_SD_RANGE | LW_HAS_SD_AZ;
    return r;
}

/* The plot of such a report, its speeds as expected. */
static inline void filter_plot(struct filter_scene *f,
                               const struct lw_gauss *about,
                               struct lw_plot *plot)
{
    const struct lw_report r = filter_report(f, about->x);
    double nu[LW_PLOT_DIM_MAX], h[LW_PLOT_DIM_MAX * LW_STATE];

    filter_make(f, &r, plot);
    if (!(r.has & (LW_HAS_VEL | LW_HAS_RANGE_RATE)))
        return;
    lw_plot_residual(plot, about->x, 0.0, nu, h);
    for (int i = r.type == LW_REPORT_POSITION ? plot->dim - 3 : plot->dim - 1;
         i < plot->dim; i++)
        plot->z[i] -= nu[i];
}

#endif
