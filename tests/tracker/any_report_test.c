/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever a reader lets through, in any order and at any time: the picture
 * stays one, and the tracker forgets all of it in the end. The limits of every
 * field are those of doc/contract.md.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"
#include "near.h"
#include "picture_watch.h"

enum { TRACKS = 40, SENSORS = 16 };
static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct picture_watch watch;
static double surest; /* the share of reports that are so */

static double even(double from, double to)
{
    return from + (to - from) * scene_even(&sc);
}

static bool chance(double p)
{
    return scene_even(&sc) < p;
}

/* Anything between, by its logarithm. */
static double wide(double from, double to)
{
    return from * exp(scene_even(&sc) * log(to / from));
}

/* A value of its range, now and then one of its ends. */
static double edgy(double from, double to)
{
    return chance(0.05) ? from : chance(0.05) ? to : even(from, to);
}

/* Sensors of every sort. */
static void place_sensors(uint64_t seed)
{
    scene_init(&sc, seed, noord);
    memset(&watch, 0, sizeof watch);
    for (int n = 0; n < SENSORS; n++) {
        struct lw_sensor *s =
            scene_sensor(&sc, (enum lw_sensor_kind)(n % LW_SENSOR_KINDS),
                         even(-3e3, 3e3), even(-3e3, 3e3), even(0.0, 100.0));
        s->false_reports = chance(0.3) ? 0.0 : wide(1e-6, 100.0);
        s->period_s = chance(0.3) ? 0.0 : wide(0.05, 100.0);
        s->has_position = chance(0.8);
        s->silence_means_nothing_seen = chance(0.5);
        s->detection.point[0].chance = edgy(0.0, 1.0);
        s->coverage.range_m = chance(0.3) ? (double)INFINITY : wide(10, 1e6);
        if (chance(0.3)) {
            s->coverage.az_from_rad = even(0.0, 2.0 * LW_PI);
            s->coverage.az_to_rad = even(0.0, 2.0 * LW_PI);
            s->coverage.el_from_rad = 0.0;
        }
    }
}

/* A tracker of the sensors as they are now. */
static void begin_tracker(uint32_t tracks_max)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();

    cfg.tracks_max = tracks_max;
    cfg.reports_max = 64;
    const size_t size = lw_tracker_size(&cfg, &sc.site);
    sc.mem = malloc(size);
    if (sc.mem != NULL)
        sc.tracker = lw_tracker_init(&cfg, &sc.site, sc.mem, size);
    assert_non_null(sc.tracker);
}

static void begin(uint64_t seed, uint32_t tracks_max)
{
    place_sensors(seed);
    begin_tracker(tracks_max);
}

static struct lw_geodetic somewhere(void)
{
    const double far = chance(0.9) ? 0.03 : chance(0.9) ? 3.0 : 50.0;

    return (struct lw_geodetic){
        chance(0.005) ? LW_PI / 2
                      : fmin(noord.lat_rad + even(-0.02, 0.01) * far, 1.57),
        chance(0.005) ? -LW_PI : noord.lon_rad + even(-0.05, 0.05) * far,
        edgy(-1000.0, chance(0.9) ? 1000.0 : 1e5)};
}

/* A turned diagonal of variances of very different sizes. */
static void covariance(double cov[9])
{
    double a[9];

    for (int i = 0; i < 9; i++)
        a[i] = scene_normal(&sc) * (i % 3 == 0 ? wide(1e-3, 1e5) : 1.0);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            cov[3 * i + j] = i == j ? wide(1e-6, 1.0) : 0.0;
            for (int k = 0; k < 3; k++)
                cov[3 * i + j] += a[3 * i + k] * a[3 * j + k];
        }
    lw_symmetrise(cov, 3);
}

static struct lw_report any_report(double t)
{
    struct lw_report r = scene_report(
        &sc, (uint32_t)(scene_even(&sc) * SENSORS),
        (enum lw_report_type)(int)(scene_even(&sc) * LW_REPORT_TYPES), t);

    if (chance(0.7)) /* mostly plots */
        r.type = (enum lw_report_type)(int)(scene_even(&sc) * 4);
    r.has = (uint32_t)(scene_even(&sc) * (double)(1u << 27));
    if (chance(0.9))
        r.has &= ~(uint32_t)(LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_FROM);
    r.pos = somewhere();
    r.from = somewhere();
    covariance(r.cov_m2);
    for (int i = 0; i < 3; i++)
        r.vel_mps[i] = chance(0.9) ? even(-50.0, 50.0) : edgy(-1e4, 1e4);
    r.range_m = edgy(0.0, chance(0.9) ? 6e3 : 1e6);
    r.az_rad = edgy(0.0, 2.0 * LW_PI);
    r.az_to_rad = edgy(0.0, 2.0 * LW_PI);
    r.el_rad = edgy(-LW_PI / 2, LW_PI / 2);
    r.range_rate_mps = chance(0.9) ? even(-50.0, 50.0) : edgy(-1e4, 1e4);
    r.rcs_dbsm = edgy(-200.0, 200.0);
    r.f0_hz = chance(0.9) ? wide(5.0, 5e3) : edgy(0.0, 1e12);
    r.level_db = edgy(-300.0, 300.0);
    r.confidence = edgy(0.0, 1.0);
    r.kinds[(int)(scene_even(&sc) * LW_KINDS)] = edgy(0.0, 1.0);
    r.ident.icao = (uint32_t)even(0.0, 20.0);
    snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "R%d",
             (int)even(0.0, 20.0));
    r.state = (enum lw_heartbeat)(int)even(0.0, 2.999);
    r.sd = (struct lw_sd){wide(0.1, 1e6),  wide(0.1, 1e6),  wide(0.01, 1e4),
                          wide(0.01, 1e6), wide(1e-6, 6.0), wide(1e-6, 3.0),
                          wide(0.001, 1e4)};
    if (chance(surest)) { /* as sure of itself as a reader allows */
        r.sd.horizontal_m = r.sd.vertical_m = r.sd.range_m = 1e-9;
        r.sd.az_rad = r.sd.el_rad = 1e-9 * LW_DEG;
        r.sd.vel_mps = r.sd.range_rate_mps = 1e-9;
    }
    return r;
}

static void check(double now, uint64_t seed, int n)
{
    const uint32_t tracks = lw_tracker_picture(sc.tracker, scene_time(now),
                                               sc.picture, SCENE_PICTURE);
    const char *flaw = watch_picture(&watch, sc.picture, tracks);

    if (flaw != NULL)
        fail_msg("seed %d, report %d: %s", (int)seed, n, flaw);
}

/* Time goes on by fits and starts; returns how many were taken. */
static int give_any(uint64_t seed, int reports, double *now)
{
    int taken = 0;

    for (int n = 0; n < reports; n++) {
        *now += chance(0.0003)  ? wide(1.0, 1e5)
                : chance(0.003) ? even(0.0, 70.0)
                                : even(0.0, 0.1);
        const double t =
            chance(0.9) ? floor(4.0 * *now) / 4.0 : *now + even(-125.0, 125.0);
        const struct lw_report r = any_report(t);
        const int err = lw_tracker_report(sc.tracker, &r, scene_time(*now));
        assert_true(err == 0 || err == LW_ERR_MISSING || err == LW_ERR_RANGE ||
                    err == LW_ERR_LATE || err == LW_ERR_NO_SPACE);
        taken += err == 0;
        if (n % 8 == 0)
            check(*now, seed, n);
    }
    return taken;
}

static void give_to_all_seeds(void)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        double now = 0.0;
        begin(seed, TRACKS);
        assert_true(give_any(seed, 4000, &now) > 2000);
        assert_true(watch.highest > 10);
        scene_end(&sc);
    }
}

static void any_report_leaves_the_picture_whole(void **state)
{
    (void)state;
    surest = 0.0;
    give_to_all_seeds();
}

static void the_surest_reports_leave_the_picture_whole(void **state)
{
    (void)state;
    surest = 0.02;
    give_to_all_seeds();
}

/* How many tracks can be made: of aircraft that say who they are, far from
 * each other, without a velocity, by a sensor that makes nothing up. */
static uint32_t room_for(uint32_t sensor, double now)
{
    uint32_t live = 0;

    for (uint32_t k = 0; k < 2 * TRACKS; k++) {
        struct lw_report r = scene_report(&sc, sensor, LW_REPORT_POSITION, now);
        const uint32_t row = k / 9;
        const double xyz[3] = {5e3 * (k % 9), 5e3 * row, 300.0};
        r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
        r.has = LW_HAS_ALT | LW_HAS_ICAO;
        r.ident.icao = 1000 + k;
        /* two looks, so that they are worth showing whatever is asked */
        for (int look = 0; look < 2; look++, r.meas_ns += 500000000) {
            const int err = lw_tracker_report(sc.tracker, &r, r.meas_ns);
            assert_true(err == 0 || err == LW_ERR_NO_SPACE);
        }
    }
    lw_tracker_advance(sc.tracker, scene_time(now + 3.0));
    const uint32_t tracks = lw_tracker_picture(
        sc.tracker, scene_time(now + 3.0), sc.picture, SCENE_PICTURE);
    for (uint32_t i = 0; i < tracks; i++)
        live += sc.picture[i].status != LW_TRACK_ENDED;
    return live;
}

/* A whole day of anything; then nothing. What it held is free again. */
static void after_a_day_of_anything_all_room_is_free(void **state)
{
    const uint32_t adsb = LW_SENSOR_ADSB;

    (void)state;
    surest = 0.0;
    for (uint64_t seed = 100; seed < 104; seed++) {
        double now = 0.0;
        begin(seed, TRACKS);
        sc.sensor[adsb].silence_means_nothing_seen = false;
        const uint32_t room = room_for(adsb, now);
        assert_true(room > 0 && room <= TRACKS);
        now += 4.0;
        while (now < 86400.0) {
            (void)give_any(seed, 200, &now);
            now += even(100.0, 4000.0);
            check(now, seed, 0);
        }
        lw_tracker_advance(sc.tracker, scene_time(now + 20000.0));
        assert_true(lw_tracker_idle(sc.tracker));
        assert_int_equal(room_for(adsb, now + 20000.0), room);
        scene_end(&sc);
    }
}

/* What a sensor says of something that hovers at xyz, true to its errors,
 * which are anything. */
static struct lw_report true_report(double t, const double xyz[3])
{
    const uint32_t sensor = (uint32_t)(scene_even(&sc) * SENSORS);
    struct lw_report r =
        scene_report(&sc, sensor,
                     chance(0.05) ? LW_REPORT_HEARD
                                  : (enum lw_report_type)(int)even(0.0, 2.999),
                     t);
    double at[3];

    r.has = (uint32_t)(scene_even(&sc) * (double)(1u << 27)) &
            (LW_HAS_ALT | LW_HAS_VEL | LW_HAS_EL | LW_HAS_RANGE_RATE);
    r.has |= LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL | LW_HAS_SD_VEL |
             LW_HAS_SD_RANGE | LW_HAS_SD_AZ | LW_HAS_SD_EL |
             LW_HAS_SD_RANGE_RATE;
    const double angle_sd = wide(1e-5, 0.1), sd = wide(0.01, 300.0);
    r.sd = (struct lw_sd){sd,       sd,       wide(0.01, 100.0), sd,
                          angle_sd, angle_sd, wide(0.01, 100.0)};
    for (int i = 0; i < 3; i++) {
        at[i] = xyz[i] + sd * scene_normal(&sc);
        r.vel_mps[i] = r.sd.vel_mps * scene_normal(&sc);
    }
    r.pos = lw_frame_to_geodetic(&sc.frame, at);
    scene_see(&sc, sensor, xyz, &r.range_m, &r.az_rad, &r.el_rad);
    r.range_m = fmax(r.range_m + sd * scene_normal(&sc), 0.0);
    r.az_rad = lw_angle_positive(r.az_rad + angle_sd * scene_normal(&sc));
    r.el_rad = fmax(fmin(r.el_rad + angle_sd * scene_normal(&sc), 1.5), -1.5);
    r.range_rate_mps = r.sd.range_rate_mps * scene_normal(&sc);
    return r;
}

/* One thing that every plot is of, so that nearly all of them are taken. Each
 * moves three modes at the least. */
static void millions_of_updates_keep_covariances_sound(void **state)
{
    const double xyz[3] = {800.0, 600.0, 200.0};
    uint64_t claimed = 0;

    (void)state;
    for (uint64_t seed = 200; seed < 208; seed++) {
        double now = 0.0;
        place_sensors(seed);
        for (uint32_t s = 0; s < SENSORS; s++) {
            sc.sensor[s].has_position = true;
            sc.sensor[s].false_reports = 1e-4;
            sc.sensor[s].coverage.range_m = 2e4;
            sc.sensor[s].coverage.az_from_rad = 0.0;
            sc.sensor[s].coverage.az_to_rad = 2.0 * LW_PI;
            sc.sensor[s].coverage.el_from_rad = -LW_PI / 2;
            sc.sensor[s].detection.point[0].chance = 0.8;
            sc.sensor[s].silence_means_nothing_seen = false;
        }
        begin_tracker(4);
        for (int n = 0; n < 60000; n++) {
            now += chance(0.003) ? wide(0.1, 50.0) : even(0.0, 0.02);
            const struct lw_report r = true_report(now, xyz);
            const int err = lw_tracker_report(sc.tracker, &r, scene_time(now));
            assert_true(err == 0);
            if (n % 8 == 0)
                check(now, seed, n);
        }
        for (uint32_t s = 0; s < SENSORS; s++)
            claimed += lw_tracker_sensor(sc.tracker, s).claimed;
        scene_end(&sc);
    }
    print_message("# %llu of 480000 plots claimed\n",
                  (unsigned long long)claimed);
    assert_true(4 * claimed > 1000000);
}

/* With an argument, only the tests whose name it is. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_report_leaves_the_picture_whole),
        cmocka_unit_test(the_surest_reports_leave_the_picture_whole),
        cmocka_unit_test(after_a_day_of_anything_all_room_is_free),
        cmocka_unit_test(millions_of_updates_keep_covariances_sound),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
