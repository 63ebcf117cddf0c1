/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drones that say where they are: where a radar sees them they are believed,
 * where it should and does not they are flagged, where none looks they are
 * neither. A radar of 0.85 a look; the misses of true ones come by chance, and
 * in runs, behind a house.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"
#include "near.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SEEDS = 20, DRONES = 6, END_S = 240, RECEIVER = 0, RADAR = 1 };

enum truth { REAL, SPOOFED, OUTSIDE };

static struct scene sc;
static struct {
    double e, n, turn, begin_s, hidden_from_s;
    bool named, flagged;
    double flagged_s; /* after it first said so */
} drone[DRONES];

static void place(int i, double t, double xyz[3])
{
    xyz[0] = drone[i].e + 150.0 * sin(drone[i].turn + t / 15.0);
    xyz[1] = drone[i].n + 150.0 * cos(drone[i].turn + t / 15.0);
    xyz[2] = 100.0;
}

static void say(int i, double t, bool icao)
{
    struct lw_report r = scene_report(&sc, RECEIVER, LW_REPORT_POSITION, t);
    double xyz[3];

    place(i, t, xyz);
    for (int k = 0; k < 3; k++)
        xyz[k] += 5.0 * scene_normal(&sc);
    r.pos = lw_frame_to_geodetic(&sc.frame, xyz);
    r.sd.horizontal_m = 6.0;
    r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL;
    r.has |= icao ? LW_HAS_ICAO : LW_HAS_REMOTE_ID;
    r.ident.icao = 0x480000u + (uint32_t)i;
    (void)snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "DRONE%d", i);
    assert_int_equal(scene_give(&sc, &r), 0);
}

static void sweep(double t, enum truth truth)
{
    double xyz[3];

    for (int i = 0; i < DRONES; i++) {
        const double hidden_s = t - drone[i].hidden_from_s;

        place(i, t, xyz);
        if (truth == REAL && t >= drone[i].begin_s &&
            !(hidden_s >= 0 && hidden_s < 6.0) && scene_even(&sc) < 0.85)
            assert_int_equal(scene_polar(&sc, RADAR, t, xyz, 20.0, 1.0), 0);
    }
    xyz[0] = 8000.0 * (scene_even(&sc) - 0.5);
    xyz[1] = 8000.0 * (scene_even(&sc) - 0.5);
    xyz[2] = 100.0;
    if (scene_even(&sc) < 0.7)
        assert_int_equal(scene_polar(&sc, RADAR, t, xyz, 20.0, 1.0), 0);
    assert_int_equal(scene_look(&sc, RADAR, t), 0);
}

static void watch(double t)
{
    lw_tracker_advance(sc.tracker, scene_time(t) + 1);
    const uint32_t tracks = lw_tracker_picture(sc.tracker, scene_time(t),
                                               sc.picture, SCENE_PICTURE);

    for (uint32_t k = 0; k < tracks; k++) {
        const struct lw_track *track = &sc.picture[k];
        const bool icao = track->has_ident & LW_HAS_ICAO;
        if (!(track->has_ident & (LW_HAS_ICAO | LW_HAS_REMOTE_ID)))
            continue;
        const int i = icao ? (int)(track->ident.icao & 0xff)
                           : track->ident.remote_id[5] - '0';
        drone[i].named = true;
        if (track->unbacked > LW_TRACK_MADE_UP && !drone[i].flagged) {
            drone[i].flagged = true;
            drone[i].flagged_s = t - drone[i].begin_s;
        }
        if (track->unbacked > LW_TRACK_MADE_UP)
            assert_true(track->existence < 0.5);
    }
}

static void fly(uint64_t seed, enum truth truth, double period_s, bool icao)
{
    double looked_s = 0.3;

    scene_init(&sc, seed, noord);
    struct lw_sensor *s = scene_sensor(
        &sc, icao ? LW_SENSOR_ADSB : LW_SENSOR_REMOTE_ID, 0, 0, 10);
    s->silence_means_nothing_seen = false;
    s->false_reports = 1e-4;
    s->coverage.range_m = 20000.0;
    s = scene_sensor(&sc, LW_SENSOR_RADAR, 100, -200, 10);
    s->false_reports = 0.7;
    s->period_s = period_s;
    s->coverage.range_m = 5000.0;
    s->detection.point[0].chance = 0.85;
    scene_begin(&sc);
    memset(drone, 0, sizeof drone);
    for (int i = 0; i < DRONES; i++) {
        const double way = 2.0 * LW_PI * scene_even(&sc);
        const double away_m =
            (truth == OUTSIDE ? 6500.0 : 800.0) + 3000.0 * scene_even(&sc);
        drone[i].e = away_m * sin(way);
        drone[i].n = away_m * cos(way);
        drone[i].turn = 2.0 * LW_PI * scene_even(&sc);
        drone[i].begin_s = floor(20.0 * scene_even(&sc));
        drone[i].hidden_from_s = 40.0 + 150.0 * scene_even(&sc);
    }
    for (int second = 0; second < END_S; second++) {
        for (int i = 0; i < DRONES; i++)
            if (second >= drone[i].begin_s && scene_even(&sc) < 0.9)
                say(i, second, icao);
        for (; looked_s < second + 1.0; looked_s += period_s)
            sweep(looked_s, truth);
        watch(second + 1.0);
    }
    scene_end(&sc);
}

/* How many of how many are flagged within so many seconds. */
static int count(enum truth truth, double period_s, bool icao, double within_s)
{
    int flagged = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        fly(seed, truth, period_s, icao);
        for (int i = 0; i < DRONES; i++) {
            assert_true(drone[i].named);
            flagged += drone[i].flagged && drone[i].flagged_s <= within_s;
        }
    }
    return flagged;
}

static void true_ones_are_not_flagged(void **state)
{
    (void)state;
    assert_int_equal(count(REAL, 1.0, false, END_S), 0);
    assert_int_equal(count(REAL, 4.0, false, END_S), 0);
    assert_int_equal(count(REAL, 2.0, true, END_S), 0);
}

static void made_up_ones_are_within_some_looks(void **state)
{
    const int most = SEEDS * DRONES * 95 / 100;

    (void)state;
    assert_in_range(count(SPOOFED, 1.0, false, 15.0), most, SEEDS * DRONES);
    assert_in_range(count(SPOOFED, 4.0, false, 32.0), most, SEEDS * DRONES);
    assert_in_range(count(SPOOFED, 2.0, true, 30.0), most, SEEDS * DRONES);
}

static void those_that_no_sensor_covers_are_left_alone(void **state)
{
    (void)state;
    assert_int_equal(count(OUTSIDE, 1.0, false, END_S), 0);
    assert_int_equal(count(OUTSIDE, 2.0, true, END_S), 0);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(true_ones_are_not_flagged),
        cmocka_unit_test(made_up_ones_are_within_some_looks),
        cmocka_unit_test(those_that_no_sensor_covers_are_left_alone),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
