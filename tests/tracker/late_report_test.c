/* SPDX-License-Identifier: Apache-2.0 */
/* Late, early, doubled and out of order: what is taken, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "picture_watch.h"
#include "play_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SECONDS = 60 };

static struct scene sc;

/* Every type of report, at t. */
static struct lw_report of_type(enum lw_report_type type, double t)
{
    struct lw_report r = scene_report(&sc, 0, type, t);

    r.range_m = 1000.0;
    r.pos = noord;
    return r;
}

static void begin(void)
{
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
    scene_begin(&sc);
}

static void two_minutes_late_is_taken_and_later_is_refused(void **state)
{
    (void)state;
    for (int type = 0; type < LW_REPORT_TYPES; type++) {
        begin();
        struct lw_report r = of_type((enum lw_report_type)type, 1000.0);
        assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(1000.0)),
                         0);
        for (double late = 0.0; late < 240.0; late += 7.4) {
            r = of_type((enum lw_report_type)type, 1000.0 - late);
            assert_int_equal(
                lw_tracker_report(sc.tracker, &r, scene_time(1000.0)),
                late <= 120.0 ? 0 : LW_ERR_LATE);
        }
        /* a clock may be ahead by as much */
        for (double early = 7.4; early < 240.0; early += 7.4) {
            r = of_type((enum lw_report_type)type, 1000.0 + early);
            assert_int_equal(
                lw_tracker_report(sc.tracker, &r, scene_time(1000.0)),
                early <= 120.0 ? 0 : LW_ERR_RANGE);
        }
        scene_end(&sc);
    }
}

static void two_minutes_sharp_is_in_time(void **state)
{
    (void)state;
    begin();
    struct lw_report r = of_type(LW_REPORT_POLAR, 1000.0);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(1000.0)), 0);
    r = of_type(LW_REPORT_POLAR, 880.0);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(1000.0)), 0);
    r = of_type(LW_REPORT_POLAR, 1120.0);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(1000.0)), 0);
    scene_end(&sc);
}

static void arrival_never_goes_back(void **state)
{
    (void)state;
    begin();
    struct lw_report r = of_type(LW_REPORT_POLAR, 1000.0);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(1000.0)), 0);
    /* said to have come at 800: it came at 1000, and is 200 s old */
    r = of_type(LW_REPORT_POLAR, 800.0);
    assert_int_equal(lw_tracker_report(sc.tracker, &r, scene_time(800.0)),
                     LW_ERR_LATE);
    scene_end(&sc);
}

/* Reports thrown about in time by up to so much, all of which are taken. The
 * picture stays one, in every frame. */
static void disorder_leaves_the_picture_whole(void **state)
{
    static const double most_s[] = {0.5, 5.0, 30.0, 119.0};

    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct play play;
        struct film film;
        struct picture_watch *watch = play_take(1, sizeof *watch);
        play_mixed(&play, seed, noord, SECONDS, 0.0);
        for (uint32_t k = 0; k < play.reports; k++)
            play.arrival_ns[k] +=
                (int64_t)(1e9 * most_s[seed % 4] * scene_even(&play.sc));
        play_sort(&play);
        film_make(&film, &play, 0);
        for (uint32_t k = 0; k < play.reports; k++)
            assert_int_equal(film.answer[k], 0);
        for (uint32_t f = 0; f < film.frames; f++) {
            const char *flaw = watch_picture(
                watch, &film.track[f * FILM_TRACKS], film.tracks[f]);
            if (flaw != NULL)
                fail_msg("seed %d, frame %u: %s", (int)seed, f, flaw);
        }
        assert_true(watch->highest > 3);
        free(watch);
        film_free(&film);
        play_free(&play);
    }
}

/* Late by less than it takes to close a look is not late at all: what came
 * within one second of arrival is fused in the order of measurement. */
static void disorder_within_a_second_is_order(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct play play, other;
        struct film one, two;
        play_mixed(&play, seed, noord, SECONDS, 0.0);
        /* one sensor's look a second each, all in the middle of it */
        uint32_t kept = 0;
        for (uint32_t k = 0; k < play.reports; k++) {
            const struct lw_report *r = &play.report[k];
            const int64_t part_ns = (r->meas_ns - scene_start_ns) % 1000000000;
            if (part_ns != 0 || r->type == LW_REPORT_LOOK ||
                r->type == LW_REPORT_HEARTBEAT)
                continue;
            play.report[kept] = *r;
            play.arrival_ns[kept++] = r->meas_ns + 500000000;
        }
        play.reports = kept;
        for (uint32_t k = 0; k < play.reports; k++)
            play.report[k].meas_ns +=
                10000000 * (play.report[k].sensor[1] * 10 +
                            play.report[k].sensor[2] - 11 * '0');
        play_copy(&other, &play);
        /* sensors the other way round, each in its own order */
        for (uint32_t k = 0; k < other.reports; k++)
            other.arrival_ns[k] -=
                2 * (other.report[k].meas_ns - scene_start_ns) % 1000000000;
        play_sort(&other);
        film_make(&one, &play, 0);
        film_make(&two, &other, 0);
        assert_true(film_told_in_all(&one) > SECONDS);
        assert_int_equal(film_differ(&one, &two), -1);
        film_free(&one);
        film_free(&two);
        play_free(&play);
        play_free(&other);
    }
}

/* The same play twice: as it is measured, and with three in ten that come up
 * to `most_s` later, of those that are in by the end even so. */
static void play_late(struct play *order, struct play *late, uint64_t seed,
                      double most_s)
{
    const int64_t last_ns = scene_time(SECONDS - 2.0 - most_s);

    play_mixed(order, seed, noord, SECONDS, 0.0);
    play_copy(late, order);
    for (uint32_t k = 0; k < late->reports; k++) {
        const struct lw_report *r = &late->report[k];
        bool together = false; /* a look is late as a whole */
        for (uint32_t j = k; j-- > 0 && !together;) {
            if (late->report[j].meas_ns != r->meas_ns)
                break;
            together = strcmp(late->report[j].sensor, r->sensor) == 0;
            if (together)
                late->arrival_ns[k] = late->arrival_ns[j];
        }
        if (!together && r->meas_ns < last_ns && play_chance(late, 0.3))
            late->arrival_ns[k] +=
                (int64_t)(1e9 * most_s * scene_even(&late->sc));
    }
    play_sort(late);
}

/* How far the nearest told track of that frame is, in its own sigmas. */
static double nearest_sigma(const struct scene *scene, const struct film *film,
                            uint32_t frame, const struct lw_track *track)
{
    double nearest = (double)INFINITY, a[3], b[3];

    lw_frame_from_geodetic(&scene->frame, track->pos, a);
    for (uint32_t i = 0; i < film->tracks[frame]; i++) {
        const struct lw_track *t = &film->track[frame * FILM_TRACKS + i];
        lw_frame_from_geodetic(&scene->frame, t->pos, b);
        if (film_told(t))
            nearest = fmin(nearest, hypot(a[0] - b[0], a[1] - b[1]) /
                                        sqrt(fmin(t->cov[0], t->cov[7])));
    }
    return nearest;
}

/* Once the last of them is in, reports that came late have given what they
 * would have given in order: the same tracks, a twentieth of a standard
 * deviation apart at most. */
static void late_reports_give_what_they_would_have_in_order(void **state)
{
    const uint32_t frame = SECONDS - 2;
    uint32_t told = 0, alike = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct play order, late;
        struct film one, two;
        play_late(&order, &late, seed, 8.0);
        film_make(&one, &order, 0);
        film_make(&two, &late, 0);
        assert_true(film_told_in(&one, frame) >= 4);
        for (uint32_t i = 0; i < one.tracks[frame]; i++) {
            const struct lw_track *t = &one.track[frame * FILM_TRACKS + i];
            if (!film_told(t))
                continue;
            told++;
            alike += nearest_sigma(&order.sc, &two, frame, t) < 0.05;
        }
        film_free(&one);
        film_free(&two);
        play_free(&order);
        play_free(&late);
    }
    print_message("# %u of %u alike\n", alike, told);
    assert_true(alike >= 0.95 * told);
}

/* With an argument, only the test whose name it is. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_minutes_late_is_taken_and_later_is_refused),
        cmocka_unit_test(two_minutes_sharp_is_in_time),
        cmocka_unit_test(arrival_never_goes_back),
        cmocka_unit_test(disorder_leaves_the_picture_whole),
        cmocka_unit_test(disorder_within_a_second_is_order),
        cmocka_unit_test(late_reports_give_what_they_would_have_in_order),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
