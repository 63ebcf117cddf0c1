/* SPDX-License-Identifier: Apache-2.0 */
/* What the tracker promises, on small scenes with known truth. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "scene_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

/* Straight flight, 15 m/s to the north-east at 100 m. */
static void fly(double t, double xyz[3])
{
    xyz[0] = -800.0 + 12.0 * t;
    xyz[1] = 600.0 + 9.0 * t;
    xyz[2] = 100.0;
}

static void a_radar_aircraft_becomes_one_confirmed_track(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct scene sc;
        double xyz[3];
        scene_init(&sc, seed, noord);
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
        scene_begin(&sc);
        uint32_t number = 0;
        for (int t = 0; t < 60; t++) {
            fly(t, xyz);
            if (scene_even(&sc) < 0.9)
                assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1.0), 0);
            assert_int_equal(scene_look(&sc, 0, t), 0);
            scene_picture(&sc, t);
            if (t < 10)
                continue;
            assert_int_equal(sc.tracks, 1);
            if (number == 0)
                number = sc.picture[0].number;
            assert_int_equal(sc.picture[0].number, number);
            assert_true(scene_miss(&sc, 0, xyz) < 60.0);
        }
        assert_near(sc.picture[0].vel_mps[0], 12.0, 4.0);
        assert_near(sc.picture[0].vel_mps[1], 9.0, 4.0);
        assert_near(sc.picture[0].pos.alt_hae_m, 100.0, 50.0);
        assert_int_equal(sc.picture[0].sources, 1);
        scene_end(&sc);
    }
}

/* The covariance comes true: the error squared, by it, averages to the number
 * of dimensions. 20 seeds, one sample each 10 s: 100 samples of 2. */
static void covariances_come_true(void **state)
{
    double sum = 0.0;
    int n = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct scene sc;
        double xyz[3], at[3];
        scene_init(&sc, seed, noord);
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
        scene_begin(&sc);
        for (int t = 0; t <= 60; t++) {
            fly(t, xyz);
            if (scene_even(&sc) < 0.9)
                assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1.0), 0);
            assert_int_equal(scene_look(&sc, 0, t), 0);
            if (t < 20 || t % 10 != 0)
                continue;
            scene_picture(&sc, t);
            assert_int_equal(sc.tracks, 1);
            const struct lw_track *k = &sc.picture[0];
            lw_frame_from_geodetic(&sc.frame, k->pos, at);
            const double dx = at[0] - xyz[0], dy = at[1] - xyz[1];
            const double a = k->cov[0], b = k->cov[1], d = k->cov[7];
            sum +=
                (d * dx * dx - 2 * b * dx * dy + a * dy * dy) / (a * d - b * b);
            n += 2;
        }
        scene_end(&sc);
    }
    assert_true(sum / n > 0.4);
    assert_true(sum / n < 1.6);
}

static void false_reports_alone_confirm_nothing(void **state)
{
    uint32_t confirmed = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct scene sc;
        scene_init(&sc, seed, noord);
        struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
        s->false_reports = 10.0;
        scene_begin(&sc);
        for (int t = 0; t < 120; t++) {
            for (int k = 0; k < 10; k++) {
                const double r = 5000.0 * sqrt(scene_even(&sc));
                const double az = 2.0 * LW_PI * scene_even(&sc);
                const double xyz[3] = {r * sin(az), r * cos(az), 100.0};
                assert_int_equal(scene_position(&sc, 0, t, xyz, 10.0), 0);
            }
            assert_int_equal(scene_look(&sc, 0, t), 0);
            confirmed += scene_picture(&sc, t);
        }
        scene_end(&sc);
    }
    /* 600 looks with 6,000 false reports: a track second or two by chance */
    assert_true(confirmed <= 6);
}

static void looks_that_see_nothing_end_a_track(void **state)
{
    struct scene sc;
    double xyz[3];

    (void)state;
    scene_init(&sc, 3, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
    scene_begin(&sc);
    for (int t = 0; t < 20; t++) {
        fly(t, xyz);
        assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1.0), 0);
        assert_int_equal(scene_look(&sc, 0, t), 0);
    }
    assert_int_equal(scene_picture(&sc, 20), 1);
    const double before = sc.picture[0].existence;
    for (int t = 20; t < 23; t++)
        assert_int_equal(scene_look(&sc, 0, t), 0);
    scene_picture(&sc, 23);
    assert_true(sc.tracks == 0 || sc.picture[0].existence < before);
    for (int t = 23; t < 60; t++)
        assert_int_equal(scene_look(&sc, 0, t), 0);
    assert_int_equal(scene_picture(&sc, 60), 0);
    scene_end(&sc);
}

/* The same, when the sensor's silence means nothing, or it says it is down. */
static void silence_that_means_nothing_ends_nothing(void **state)
{
    (void)state;
    for (int down = 0; down < 2; down++) {
        struct scene sc;
        double xyz[3];
        scene_init(&sc, 3, noord);
        struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
        s->false_reports = 0.5;
        s->silence_means_nothing_seen = down;
        scene_begin(&sc);
        for (int t = 0; t < 20; t++) {
            fly(t, xyz);
            assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1.0), 0);
        }
        if (down) {
            struct lw_report r =
                scene_report(&sc, 0, LW_REPORT_HEARTBEAT, 19.5);
            r.state = LW_HEARTBEAT_DOWN;
            assert_int_equal(scene_give(&sc, &r), 0);
        }
        assert_int_equal(scene_picture(&sc, 40), 1);
        assert_int_equal(sc.picture[0].status, LW_TRACK_COASTING);
        assert_true(sc.picture[0].existence > 0.9);
        scene_end(&sc);
    }
}

/* ... but what lists another aircraft and not this one has looked. */
static void a_list_without_it_speaks_against_it(void **state)
{
    double existence[3];

    (void)state;
    for (int n = 0; n < 3; n++) {
        struct scene sc;
        double xyz[3], there[3] = {-3000.0, -2000.0, 400.0};
        scene_init(&sc, 3, noord);
        struct lw_sensor *s = scene_sensor(
            &sc, n == 2 ? LW_SENSOR_OBSERVER : LW_SENSOR_RADAR, 0, 0, 10);
        s->period_s = 1.0;
        s->silence_means_nothing_seen = false;
        if (n == 2) /* one alone is not believed */
            scene_sensor(&sc, LW_SENSOR_OBSERVER, 300, 0, 10)
                ->silence_means_nothing_seen = false;
        scene_begin(&sc);
        for (int t = 0; t < 20; t++) {
            fly(t, xyz);
            for (uint32_t p = 0; p < sc.site.sensors; p++) {
                assert_int_equal(scene_polar(&sc, p, t, xyz, 15, 1.0), 0);
                assert_int_equal(scene_polar(&sc, p, t, there, 15, 1.0), 0);
            }
        }
        for (int t = 20; t < 24 && n > 0; t++)
            assert_int_equal(scene_polar(&sc, 0, t, there, 15, 1.0), 0);
        const uint32_t tracks = scene_picture(&sc, 24);
        existence[n] = tracks < 2 ? 0.0 : 1.0;
        for (uint32_t i = 0; i < tracks; i++)
            existence[n] = fmin(existence[n], sc.picture[i].existence);
        scene_end(&sc);
    }
    assert_true(existence[0] > 0.9);
    assert_true(existence[1] < existence[0] - 0.01);
    assert_true(existence[2] > 0.9); /* people speak of one thing */
}

/* In how many of five scenes three sensors that give bearings find it. */
static int found_by_bearings(enum lw_sensor_kind kind, int seconds)
{
    int found = 0;

    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct scene sc;
        double xyz[3];
        scene_init(&sc, seed, noord);
        const double place[3][2] = {{-1500, -800}, {1500, -700}, {0, 1800}};
        for (int s = 0; s < 3; s++) {
            struct lw_sensor *sensor =
                scene_sensor(&sc, kind, place[s][0], place[s][1], 2);
            sensor->false_reports = 0.02;
            sensor->detection.point[0].chance = 0.8;
        }
        scene_begin(&sc);
        for (int t = 0; t < seconds; t++) {
            fly(t, xyz);
            for (uint32_t s = 0; s < 3; s++)
                if (scene_even(&sc) < 0.8)
                    assert_int_equal(scene_bearing(&sc, s, t, xyz, 2.0), 0);
        }
        scene_picture(&sc, seconds - 1);
        fly(seconds - 1, xyz);
        for (uint32_t i = 0; i < sc.tracks; i++)
            found += scene_miss(&sc, i, xyz) < 150.0;
        assert_true(sc.tracks <= 2);
        scene_end(&sc);
    }
    return found;
}

static void crossing_bearings_become_a_track(void **state)
{
    (void)state;
    assert_true(found_by_bearings(LW_SENSOR_OBSERVER, 60) >= 4);
    assert_true(found_by_bearings(LW_SENSOR_CAMERA, 20) >= 4);
}

/* Nothing but "heard": a chain of microphones along the way. */
static void presence_alone_becomes_a_track(void **state)
{
    struct scene sc;

    (void)state;
    scene_init(&sc, 5, noord);
    for (int s = 0; s < 30; s++) {
        const int row = s / 6;
        struct lw_sensor *sensor =
            scene_sensor(&sc, LW_SENSOR_ACOUSTIC, -9000.0 + 3000.0 * (s % 6),
                         -6000.0 + 3000.0 * row, 2);
        sensor->coverage.range_m = 4000.0;
        sensor->period_s = 5.0;
        sensor->false_reports = 5e-5;
        sensor->detection.count = 3;
        sensor->detection.point[0].chance = 0.9;
        sensor->detection.point[1].range_m = 2000.0;
        sensor->detection.point[1].chance = 0.7;
        sensor->detection.point[2].range_m = 4000.0;
    }
    scene_begin(&sc);
    double worst = 0.0;
    for (int t = 0; t < 240; t += 5) {
        const double xyz[3] = {-9000.0 + 45.0 * t, -1500.0, 300.0};
        for (uint32_t s = 0; s < 30; s++) {
            double range, az, el;
            scene_see(&sc, s, xyz, &range, &az, &el);
            const double chance =
                lw_sensor_detection(&sc.sensor[s], range, az, el);
            if (scene_even(&sc) >= chance)
                continue;
            struct lw_report r =
                scene_report(&sc, s, LW_REPORT_HEARD, t + range / 340.0);
            assert_int_equal(
                lw_tracker_report(sc.tracker, &r, scene_time(t + 14.0)), 0);
        }
        if (t < 90)
            continue;
        const double now[3] = {xyz[0] + 45.0 * 14, xyz[1], xyz[2]};
        assert_true(scene_picture(&sc, t + 14) >= 1);
        double best = 1e9;
        for (uint32_t i = 0; i < sc.tracks; i++)
            best = fmin(best, scene_miss(&sc, i, now));
        worst = fmax(worst, best);
    }
    assert_true(worst < 2500.0);
    scene_end(&sc);
}

static struct lw_report adsb(struct scene *sc, double t, const double xyz[3],
                             uint32_t icao)
{
    struct lw_report r = scene_report(sc, 0, LW_REPORT_POSITION, t);

    r.pos = lw_frame_to_geodetic(&sc->frame, xyz);
    r.sd.horizontal_m = 30.0;
    r.ident.icao = icao;
    memcpy(r.ident.callsign, "KLM1234", 8);
    r.has = LW_HAS_ALT | LW_HAS_SD_HORIZONTAL | LW_HAS_ICAO | LW_HAS_CALLSIGN;
    return r;
}

static void an_identity_keeps_its_track(void **state)
{
    struct scene sc;

    (void)state;
    scene_init(&sc, 7, noord);
    struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_ADSB, 0, 0, 10);
    s->coverage.range_m = 300e3;
    s->silence_means_nothing_seen = false;
    scene_begin(&sc);
    /* two that fly through each other, every 10 s, with a gap of 50 s */
    for (int t = 0; t < 300; t += 10) {
        if (t >= 100 && t < 150)
            continue;
        const double a[3] = {-30e3 + 200.0 * t, 0, 9000};
        const double b[3] = {30e3 - 200.0 * t, 0, 9000};
        const struct lw_report ra = adsb(&sc, t, a, 0x484001);
        const struct lw_report rb = adsb(&sc, t + 0.5, b, 0x484002);
        assert_int_equal(scene_give(&sc, &ra), 0);
        assert_int_equal(scene_give(&sc, &rb), 0);
    }
    assert_int_equal(scene_picture(&sc, 292), 2);
    assert_int_equal(sc.picture[0].ident.icao, 0x484001);
    assert_int_equal(sc.picture[1].ident.icao, 0x484002);
    assert_int_equal(sc.picture[0].number, 1);
    assert_int_equal(sc.picture[1].number, 2);
    assert_string_equal(sc.picture[0].ident.callsign, "KLM1234");
    assert_near(sc.picture[0].vel_mps[0], 200.0, 15.0);
    assert_near(sc.picture[1].vel_mps[0], -200.0, 15.0);
    scene_end(&sc);
}

/* One wrong position is passed over; an aircraft that really is elsewhere is
 * believed after a few reports, under the same track. */
static void an_identity_that_jumps_is_followed_in_the_end(void **state)
{
    struct scene sc;

    (void)state;
    scene_init(&sc, 7, noord);
    scene_sensor(&sc, LW_SENSOR_ADSB, 0, 0, 10)->coverage.range_m = 300e3;
    scene_begin(&sc);
    for (int t = 0; t < 60; t++) {
        const double here[3] = {100.0 * t, 0, 3000};
        const double there[3] = {100.0 * t, t == 30 ? 50e3 : 0, 3000};
        const struct lw_report r = adsb(&sc, t, t == 30 ? there : here, 77);
        assert_int_equal(scene_give(&sc, &r), 0);
        if (t < 5)
            continue;
        assert_int_equal(scene_picture(&sc, t), 1);
        assert_true(scene_miss(&sc, 0, here) < 500.0);
    }
    for (int t = 60; t < 80; t++) {
        const double there[3] = {100.0 * t, 50e3, 3000};
        const struct lw_report r = adsb(&sc, t, there, 77);
        assert_int_equal(scene_give(&sc, &r), 0);
        assert_int_equal(scene_picture(&sc, t), 1);
        assert_int_equal(sc.picture[0].number, 1);
        if (t > 70)
            assert_true(scene_miss(&sc, 0, there) < 500.0);
    }
    scene_end(&sc);
}

/* Ignoring the sound's way puts a 50 m/s aircraft 8 degrees behind. */
static void late_sound_leaves_no_lag(void **state)
{
    struct scene sc;
    double lag = 0.0;
    int n = 0;

    (void)state;
    scene_init(&sc, 9, noord);
    for (int s = 0; s < 6; s++) {
        struct lw_sensor *sensor =
            scene_sensor(&sc, LW_SENSOR_ACOUSTIC, -3000.0 + 1200.0 * s,
                         s % 2 ? 900.0 : -900.0, 2);
        sensor->false_reports = 0.002;
        sensor->coverage.range_m = 4000.0;
    }
    scene_begin(&sc);
    for (int k = 0; k < 600; k++) {
        const double t = k * 0.2; /* one sensor each 0.2 s */
        const uint32_t s = (uint32_t)k % 6;
        double from[3], emitted[3], d[3];
        const double v[3] = {50, 0, 0}, still[3] = {0, 0, 0};
        const double now[3] = {-3000.0 + 50.0 * t, 100.0, 250.0};
        lw_frame_from_geodetic(&sc.frame, sc.sensor[s].position, from);
        for (int i = 0; i < 3; i++)
            d[i] = now[i] - from[i];
        const double late = lw_sound_delay_s(d, v, still, 340.3);
        for (int i = 0; i < 3; i++)
            emitted[i] = now[i] - v[i] * late;
        if (late * 340.3 < 4000.0)
            assert_int_equal(scene_bearing(&sc, s, t, emitted, 2.0), 0);
        if (k < 200 || k % 5 != 0)
            continue;
        scene_picture(&sc, t);
        for (uint32_t i = 0; i < sc.tracks; i++)
            if (scene_miss(&sc, i, now) < 400.0) {
                double at[3];
                lw_frame_from_geodetic(&sc.frame, sc.picture[i].pos, at);
                lag += now[0] - at[0];
                n++;
                break;
            }
    }
    assert_true(n > 60);
    /* ignored, it would be some 1.5 km / 340 m/s * 50 m/s = 220 m */
    assert_near(lag / n, 0.0, 30.0);
    scene_end(&sc);
}

static void what_cannot_be_used_is_refused_with_the_reason(void **state)
{
    struct scene sc;
    const double xyz[3] = {100, 200, 50};

    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_OBSERVER, 0, 0, 2)->has_position = false;
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 2);
    scene_begin(&sc);
    assert_int_equal(scene_bearing(&sc, 0, 1, xyz, 3), LW_ERR_MISSING);
    struct lw_report r = scene_report(&sc, 1, LW_REPORT_POLAR, 2);
    memcpy(r.sensor, "nobody", 7);
    assert_int_equal(scene_give(&sc, &r), LW_ERR_UNKNOWN);
    assert_int_equal(scene_polar(&sc, 1, 300, xyz, 15, 1), 0);
    r = scene_report(&sc, 1, LW_REPORT_POLAR, 2);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(300)),
                     LW_ERR_LATE);
    r = scene_report(&sc, 1, LW_REPORT_POLAR, 900);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(300)),
                     LW_ERR_RANGE);
    scene_end(&sc);
}

/* A busy scene, twice: the same bits. */
static void play(struct scene *sc, uint64_t seed)
{
    scene_init(sc, seed, noord);
    scene_sensor(sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 5.0;
    scene_sensor(sc, LW_SENSOR_CAMERA, 500, 0, 10)->false_reports = 0.2;
    scene_begin(sc);
    for (int t = 0; t < 40; t++) {
        for (int a = 0; a < 8; a++) {
            const double xyz[3] = {-900.0 + 250.0 * a + 10.0 * t,
                                   500.0 - 10.0 * t * (a % 3), 120.0};
            if (scene_even(sc) < 0.9)
                assert_int_equal(scene_polar(sc, 0, t, xyz, 15, 1.0), 0);
            if (scene_even(sc) < 0.5)
                assert_int_equal(scene_bearing(sc, 1, t, xyz, 1.0), 0);
        }
        assert_int_equal(scene_look(sc, 0, t), 0);
        assert_int_equal(scene_look(sc, 1, t), 0);
    }
    scene_picture(sc, 40);
}

static void equal_reports_give_equal_bits(void **state)
{
    static struct scene a, b;

    (void)state;
    play(&a, 11);
    play(&b, 11);
    assert_true(a.tracks >= 6);
    assert_int_equal(a.tracks, b.tracks);
    for (uint32_t i = 0; i < a.tracks; i++)
        assert_memory_equal(&a.picture[i], &b.picture[i], sizeof a.picture[i]);
    scene_end(&a);
    scene_end(&b);
}

/* When the picture is asked for changes nothing in it. */
static void asking_changes_nothing(void **state)
{
    static struct scene a, b;

    (void)state;
    for (int often = 0; often < 2; often++) {
        struct scene *sc = often ? &a : &b;
        double xyz[3];
        scene_init(sc, 13, noord);
        scene_sensor(sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 1.0;
        scene_begin(sc);
        for (int t = 0; t < 30; t++) {
            fly(t, xyz);
            assert_int_equal(scene_polar(sc, 0, t + 0.3, xyz, 15, 1.0), 0);
            for (int k = 0; often && k < 4; k++)
                scene_picture(sc, t + 0.3 + 0.1 * k);
        }
        scene_picture(sc, 30);
    }
    assert_int_equal(a.tracks, 1);
    assert_memory_equal(&a.picture[0], &b.picture[0], sizeof a.picture[0]);
    scene_end(&a);
    scene_end(&b);
}

/* The same scene elsewhere on Earth: the same tracks, there. */
static void the_scene_may_lie_anywhere(void **state)
{
    static const struct lw_geodetic place[3] = {
        {0.0, 0.0, 0.0},
        {-33.0 * LW_DEG, 179.999 * LW_DEG, 500.0},
        {78.0 * LW_DEG, 15.0 * LW_DEG, 0.0},
    };

    (void)state;
    for (int p = 0; p < 3; p++) {
        struct scene sc;
        double xyz[3];
        scene_init(&sc, 17, place[p]);
        scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
        scene_begin(&sc);
        for (int t = 0; t < 40; t++) {
            fly(t, xyz);
            assert_int_equal(scene_polar(&sc, 0, t, xyz, 15, 1.0), 0);
            assert_int_equal(scene_look(&sc, 0, t), 0);
        }
        assert_int_equal(scene_picture(&sc, 39), 1);
        assert_true(scene_miss(&sc, 0, xyz) < 40.0);
        scene_end(&sc);
    }
}

/* A long hull whose bow or stern is seen, never both, is one track; two
 * aircraft as far apart, both seen, are two. */
static void what_is_never_seen_both_is_one(void **state)
{
    (void)state;
    for (int two = 0; two < 2; two++) {
        struct scene sc;
        int shown = 0;
        scene_init(&sc, 23, noord);
        struct lw_sensor *s = scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
        s->false_reports = 0.2;
        s->coverage.range_m = 1000.0;
        scene_begin(&sc);
        for (int t = 0; t < 120; t++) {
            const double bow[3] = {100.0 + 3.0 * t, 200.0, 10.0};
            const double stern[3] = {115.0 + 3.0 * t, 200.0, 10.0};
            if (two || t % 4 < 2)
                assert_int_equal(scene_position(&sc, 0, t, bow, 2.0), 0);
            if (two || t % 4 >= 2)
                assert_int_equal(scene_position(&sc, 0, t, stern, 2.0), 0);
            assert_int_equal(scene_look(&sc, 0, t), 0);
            if (t >= 60)
                shown += (int)scene_picture(&sc, t);
        }
        assert_near(shown / 60.0, two ? 2.0 : 1.0, 0.25);
        scene_end(&sc);
    }
}

static void numbers_are_never_used_twice(void **state)
{
    struct scene sc;
    uint32_t last = 0;

    (void)state;
    scene_init(&sc, 19, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 0.5;
    scene_begin(&sc);
    for (int flight = 0; flight < 5; flight++) {
        for (int t = 0; t < 100; t++) {
            double xyz[3];
            fly(t, xyz);
            if (t < 20)
                assert_int_equal(
                    scene_polar(&sc, 0, 100 * flight + t, xyz, 15, 1.0), 0);
            assert_int_equal(scene_look(&sc, 0, 100 * flight + t), 0);
            if (t == 15) {
                assert_int_equal(scene_picture(&sc, 100 * flight + t), 1);
                assert_true(sc.picture[0].number > last);
                last = sc.picture[0].number;
            }
        }
        assert_int_equal(scene_picture(&sc, 100 * flight + 99), 0);
    }
    assert_true(lw_tracker_idle(sc.tracker));
    scene_end(&sc);
}

static void too_small_a_memory_is_refused(void **state)
{
    struct scene sc;
    const struct lw_tracker_config cfg = lw_tracker_defaults();

    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
    const size_t size = lw_tracker_size(&cfg, &sc.site);
    void *mem = malloc(size);
    assert_non_null(mem);
    assert_non_null(lw_tracker_init(&cfg, &sc.site, mem, size));
    assert_null(lw_tracker_init(&cfg, &sc.site, mem, size / 2));
    struct lw_tracker_config none = cfg;
    none.tracks_max = 0;
    assert_int_equal(lw_tracker_size(&none, &sc.site), 0);
    free(mem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_radar_aircraft_becomes_one_confirmed_track),
        cmocka_unit_test(covariances_come_true),
        cmocka_unit_test(false_reports_alone_confirm_nothing),
        cmocka_unit_test(looks_that_see_nothing_end_a_track),
        cmocka_unit_test(silence_that_means_nothing_ends_nothing),
        cmocka_unit_test(a_list_without_it_speaks_against_it),
        cmocka_unit_test(crossing_bearings_become_a_track),
        cmocka_unit_test(presence_alone_becomes_a_track),
        cmocka_unit_test(an_identity_keeps_its_track),
        cmocka_unit_test(an_identity_that_jumps_is_followed_in_the_end),
        cmocka_unit_test(late_sound_leaves_no_lag),
        cmocka_unit_test(what_cannot_be_used_is_refused_with_the_reason),
        cmocka_unit_test(equal_reports_give_equal_bits),
        cmocka_unit_test(asking_changes_nothing),
        cmocka_unit_test(the_scene_may_lie_anywhere),
        cmocka_unit_test(what_is_never_seen_both_is_one),
        cmocka_unit_test(numbers_are_never_used_twice),
        cmocka_unit_test(too_small_a_memory_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
