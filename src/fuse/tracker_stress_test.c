/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever a reader lets through, the tracker takes or refuses, and stays
 * whole: reports at random in small pools, late, early, at the edges of what
 * their fields may hold.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

enum { SENSORS = 8 };
static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;

static double even(double from, double to)
{
    return from + (to - from) * scene_even(&sc);
}

static bool chance(double p)
{
    return scene_even(&sc) < p;
}

/* A value of its range, now and then one of its ends. */
static double edgy(double from, double to)
{
    return chance(0.1) ? from : chance(0.1) ? to : even(from, to);
}

static void sensors(void)
{
    for (int s = 0; s < SENSORS; s++) {
        struct lw_sensor *sensor =
            scene_sensor(&sc, (enum lw_sensor_kind)s, even(-3e3, 3e3),
                         even(-3e3, 3e3), even(0.0, 100.0));
        sensor->false_reports = chance(0.3) ? 0.0 : even(0.0, 5.0);
        sensor->period_s = chance(0.3) ? 0.0 : even(0.05, 10.0);
        sensor->has_position = chance(0.8);
        sensor->silence_means_nothing_seen = chance(0.5);
        sensor->detection.point[0].chance = edgy(0.0, 1.0);
        if (chance(0.3))
            sensor->coverage.range_m = (double)INFINITY;
        if (chance(0.3)) {
            sensor->coverage.az_from_rad = even(0.0, 2.0 * LW_PI);
            sensor->coverage.az_to_rad = even(0.0, 2.0 * LW_PI);
            sensor->coverage.el_from_rad = 0.0;
        }
    }
}

static struct lw_geodetic somewhere(void)
{
    const double wide = chance(0.9) ? 0.03 : 3.0;

    return (struct lw_geodetic){
        chance(0.02) ? LW_PI / 2 : noord.lat_rad + even(-0.2, 0.2) * wide,
        chance(0.02) ? LW_PI : noord.lon_rad + even(-0.5, 0.5) * wide,
        edgy(-1000.0, chance(0.9) ? 1000.0 : 1e5)};
}

static struct lw_report report(double t)
{
    struct lw_report r = scene_report(
        &sc, (uint32_t)(scene_even(&sc) * SENSORS),
        (enum lw_report_type)(int)(scene_even(&sc) * LW_REPORT_TYPES), t);

    /* any fields but `cov`, which a reader proves first, or a sd of 0 */
    r.has = (uint32_t)(scene_even(&sc) * (double)(1u << 27)) &
            ~(uint32_t)LW_HAS_COV;
    if (chance(0.9))
        r.has &= ~(uint32_t)(LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_FROM);
    r.pos = somewhere();
    r.from = somewhere();
    for (int i = 0; i < 3; i++)
        r.vel_mps[i] = edgy(-1000.0, 1000.0);
    r.range_m = edgy(0.0, chance(0.9) ? 6e3 : 5e5);
    r.az_rad = edgy(0.0, 2.0 * LW_PI);
    r.az_to_rad = edgy(0.0, 2.0 * LW_PI);
    r.el_rad = edgy(-LW_PI / 2, LW_PI / 2);
    r.range_rate_mps = edgy(-1000.0, 1000.0);
    r.confidence = edgy(0.0, 1.0);
    r.kinds[(int)(scene_even(&sc) * LW_KINDS)] = edgy(0.0, 1.0);
    r.ident.icao = (uint32_t)even(0.0, 20.0);
    snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "R%d",
             (int)even(0.0, 20.0));
    r.state = (enum lw_heartbeat)(int)even(0.0, 2.999);
    r.sd =
        (struct lw_sd){edgy(0.01, 1e4),  edgy(0.01, 1e4),   edgy(0.01, 300.0),
                       edgy(0.01, 1e4),  edgy(1e-4, LW_PI), edgy(1e-4, LW_PI),
                       edgy(0.01, 300.0)};
    return r;
}

static bool sound_track(const struct lw_track *k)
{
    bool sound = k->number != 0 && k->existence >= 0.0 && k->existence <= 1.0 &&
                 isfinite(k->pos.lat_rad) && isfinite(k->pos.lon_rad) &&
                 isfinite(k->pos.alt_hae_m);

    for (int i = 0; i < 36; i++)
        sound = sound && isfinite(k->cov[i]);
    for (int i = 0; i < 6; i++)
        sound = sound && k->cov[i * 7] > 0.0;
    for (int i = 0; i < 3; i++)
        sound = sound && isfinite(k->vel_mps[i]);
    for (int i = 0; i < LW_KINDS; i++)
        sound = sound && k->kinds[i] >= 0.0 && k->kinds[i] <= 1.0;
    return sound;
}

static void run(uint64_t seed, uint32_t tracks_max, int reports)
{
    scene_init(&sc, seed, noord);
    sensors();
    struct lw_tracker *trk = bare_begin(&sc, tracks_max);
    const uint32_t imms = trk->free_imms;
    double now = 0.0;
    int taken = 0;

    for (int n = 0; n < reports; n++) {
        now += chance(0.001) ? even(0.0, 200.0) : even(0.0, 0.1);
        const double t =
            chance(0.9) ? floor(4.0 * now) / 4.0 : now + even(-130.0, 130.0);
        const struct lw_report r = report(t);
        taken += lw_tracker_report(trk, &r, scene_time(now)) == 0;
        if (n % 16 != 0)
            continue;
        const char *flaw = bare_flaw(trk, imms);
        if (flaw != NULL)
            fail_msg("seed %d, report %d: %s", (int)seed, n, flaw);
        const uint32_t tracks =
            lw_tracker_picture(trk, scene_time(now), sc.picture, SCENE_PICTURE);
        for (uint32_t i = 0; i < tracks; i++) {
            if (!sound_track(&sc.picture[i]))
                fail_msg("seed %d, report %d: no sound track", (int)seed, n);
            if (i > 0)
                assert_true(sc.picture[i].number > sc.picture[i - 1].number);
        }
    }
    assert_true(taken > reports / 3);
    /* whatever it was, it ends */
    lw_tracker_advance(trk, scene_time(now + 20000.0));
    assert_null(bare_flaw(trk, imms));
    assert_true(lw_tracker_idle(trk));
    scene_end(&sc);
}

static void anything_leaves_it_whole(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++)
        run(seed, 30, 2000);
}

static void the_smallest_pools_do(void **state)
{
    (void)state;
    for (uint64_t seed = 100; seed < 130; seed++)
        run(seed, 1 + (uint32_t)(seed % 3), 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anything_leaves_it_whole),
        cmocka_unit_test(the_smallest_pools_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
