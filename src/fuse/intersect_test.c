/* SPDX-License-Identifier: Apache-2.0 */
/* Centres whose errors hang together, and how sure they make us. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/matrix.h"
#include "near.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

enum { RUNS = 40, SECONDS = 80, SETTLED = 20, PERIOD = 4, AXES = 2 };
static const double radar_sd_m = 60.0, accel_psd = 0.5;
static const double height_m = 1000.0;

/* A centre's filter of one axis: place and speed, nearly constant velocity. */
struct filter {
    double x[2], p[3]; /* place, both, speed */
    bool begun;
};

static void predict(struct filter *f, double dt)
{
    f->x[0] += dt * f->x[1];
    f->p[0] +=
        dt * (2.0 * f->p[1] + dt * f->p[2]) + accel_psd * dt * dt * dt / 3.0;
    f->p[1] += dt * f->p[2] + accel_psd * dt * dt / 2.0;
    f->p[2] += accel_psd * dt;
}

static void update(struct filter *f, double z)
{
    const double s = f->p[0] + radar_sd_m * radar_sd_m;
    const double k[2] = {f->p[0] / s, f->p[1] / s}, nu = z - f->x[0];

    if (!f->begun) {
        *f = (struct filter){{z, 0.0}, {s, 0.0, 1e4}, true};
        f->p[0] = radar_sd_m * radar_sd_m;
        return;
    }
    f->x[0] += k[0] * nu;
    f->x[1] += k[1] * nu;
    f->p[2] -= k[1] * f->p[1];
    f->p[1] -= k[1] * f->p[0];
    f->p[0] -= k[0] * f->p[0];
}

/* What a centre tells of the aircraft, a moment after its last update. */
static void tell(struct scene *sc, uint32_t sensor,
                 const struct filter was[AXES], double t, double later_s)
{
    struct lw_report r =
        scene_report(sc, sensor, LW_REPORT_POSITION, t + later_s);
    struct filter f[AXES] = {was[0], was[1]};

    predict(&f[0], later_s);
    predict(&f[1], later_s);
    const double xyz[3] = {f[0].x[0], f[1].x[0], height_m};
    r.pos = lw_frame_to_geodetic(&sc->frame, xyz);
    r.has = LW_HAS_ALT | LW_HAS_COV | LW_HAS_VEL | LW_HAS_SD_VEL;
    r.vel_mps[0] = f[0].x[1];
    r.vel_mps[1] = f[1].x[1];
    r.cov_m2[0] = f[0].p[0];
    r.cov_m2[4] = f[1].p[0];
    r.cov_m2[8] = 30.0 * 30.0;
    r.sd.vel_mps = sqrt(0.5 * (f[0].p[2] + f[1].p[2]));
    assert_int_equal(scene_give(sc, &r), 0);
}

/* The mean squared error of the place over what we say that it is, for each
 * axis, over many flights; 1: as sure as we ought to be. `centres` are fed by
 * one radar. */
static double nees_of(uint32_t centres, bool radar, double *sd_m)
{
    double sum = 0.0, sd = 0.0;
    int n = 0;

    for (uint64_t seed = 1; seed <= RUNS; seed++) {
        struct scene sc;
        struct filter f[AXES] = {{{0}, {0}, false}};
        double at[2] = {-8000.0, 5000.0}, v[2] = {80.0, -20.0};
        scene_init(&sc, seed, noord);
        for (uint32_t c = 0; c < centres; c++) {
            struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_TRACKER, 0, 0, 0);
            s->coverage.range_m = 60e3;
            s->period_s = PERIOD;
            s->false_reports = 0.01;
        }
        if (radar) {
            struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 0);
            s->coverage.range_m = 60e3;
            s->period_s = PERIOD;
            s->false_reports = 0.01;
        }
        scene_begin(&sc);
        for (int t = 0; t < SECONDS; t += PERIOD) {
            double z[2];
            for (int i = 0; i < AXES; i++) {
                const double w = sqrt(accel_psd * PERIOD) * scene_normal(&sc);
                at[i] += PERIOD * (v[i] + 0.5 * w);
                v[i] += w;
                z[i] = at[i] + radar_sd_m * scene_normal(&sc);
                predict(&f[i], PERIOD);
                update(&f[i], z[i]);
            }
            if (radar) {
                struct lw_report r =
                    scene_report(&sc, centres, LW_REPORT_POSITION, t);
                const double xyz[3] = {z[0], z[1], height_m};
                r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
                r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL;
                r.sd.horizontal_m = radar_sd_m;
                r.sd.vertical_m = 30.0;
                assert_int_equal(scene_give(&sc, &r), 0);
            }
            for (uint32_t c = 0; c < centres; c++)
                tell(&sc, c, f, t, 0.3 * (c + 1));
            if (t < SETTLED || scene_picture(&sc, t + 1.0) != 1)
                continue;
            const struct lw_track *k = &sc.picture[0];
            double xyz[3];
            lw_frame_from_geodetic(&sc.frame, k->pos, xyz);
            for (int i = 0; i < AXES; i++) {
                /* the picture is of a second later */
                const double err = xyz[i] - (at[i] + 1.0 * v[i]);
                sum += err * err / k->cov[7 * i];
                sd += sqrt(k->cov[7 * i]);
                n++;
            }
        }
        scene_end(&sc);
    }
    assert_true(n > RUNS * 10);
    *sd_m = sd / n;
    return sum / n;
}

static void one_centre_is_believed_as_far_as_it_says(void **state)
{
    double sd_m;
    const double nees = nees_of(1, false, &sd_m);

    (void)state;
    print_message("one centre: NEES %.2f, 1 sigma %.1f m\n", nees, sd_m);
    assert_true(nees < 1.3);
    assert_true(sd_m < 1.5 * radar_sd_m);
}

static void centres_of_one_radar_are_no_two_witnesses(void **state)
{
    double sd_m, both_m;

    (void)state;
    (void)nees_of(1, false, &sd_m);
    const double nees = nees_of(2, false, &both_m);
    print_message("two centres: NEES %.2f, 1 sigma %.1f m\n", nees, both_m);
    assert_true(nees < 1.3);
    assert_true(both_m > 0.9 * sd_m);
}

static void nor_is_the_radar_beside_them(void **state)
{
    double sd_m;
    const double nees = nees_of(2, true, &sd_m);

    (void)state;
    print_message("and their radar: NEES %.2f, 1 sigma %.1f m\n", nees, sd_m);
    assert_true(nees < 1.3);
    assert_true(sd_m < radar_sd_m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_centre_is_believed_as_far_as_it_says),
        cmocka_unit_test(centres_of_one_radar_are_no_two_witnesses),
        cmocka_unit_test(nor_is_the_radar_beside_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
