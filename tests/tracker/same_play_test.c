/* SPDX-License-Identifier: Apache-2.0 */
/* What must not change the picture by a single bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "play_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SEEDS = 3, SECONDS = 60 };

/* Play `a` and `b`: films that are the same, and in which something is told. */
static void assert_same(const struct play *a, const struct play *b,
                        const char *what, uint64_t seed)
{
    struct film one, two;

    film_make(&one, a, 0);
    film_make(&two, b, 0);
    assert_true(film_told_in_all(&one) > 4 * SECONDS / 2);
    const int frame = film_differ(&one, &two);
    film_free(&one);
    film_free(&two);
    if (frame >= 0)
        fail_msg("seed %d: %s: frame %d differs", (int)seed, what, frame);
}

static void the_same_input_gives_the_same_bits(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play;
        struct film one, two;
        play_mixed(&play, seed, noord, SECONDS, 0.4);
        film_make(&one, &play, 0);
        film_make(&two, &play, 0xa5); /* whatever its memory held */
        assert_true(film_told_in_all(&one) > 4 * SECONDS / 2);
        assert_int_equal(film_differ(&one, &two), -1);
        assert_memory_equal(one.answer, two.answer,
                            play.reports * sizeof *one.answer);
        film_free(&one);
        film_free(&two);
        play_free(&play);
    }
}

/* The films of a test must be able to differ. */
static void another_input_gives_another_film(void **state)
{
    struct play play;
    struct film one, two;

    (void)state;
    play_mixed(&play, 1, noord, SECONDS, 0.4);
    film_make(&one, &play, 0);
    play.report[play.reports / 2].meas_ns += 1000000;
    film_make(&two, &play, 0);
    assert_true(film_differ(&one, &two) > 0);
    film_free(&one);
    film_free(&two);
    play_free(&play);
}

/* Ids in the reverse of their order: only names change. */
static void rename_all(struct play *play)
{
    const uint32_t n = play->sc.site.sensors;

    for (uint32_t s = 0; s < n; s++) {
        snprintf(play->sc.sensor[s].id, sizeof play->sc.sensor[s].id,
                 "post-%02u", (unsigned)(n - 1 - s));
        play->sc.by_id[n - 1 - s] = s;
    }
    for (uint32_t k = 0; k < play->reports; k++) {
        struct lw_report *r = &play->report[k];
        const int old = r->sensor[1] * 10 + r->sensor[2] - 11 * '0';
        memcpy(r->sensor, play->sc.sensor[old].id, sizeof r->sensor);
    }
}

static void renaming_the_sensors_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play, other;
        play_mixed(&play, seed, noord, SECONDS, 0.4);
        play_copy(&other, &play);
        rename_all(&other);
        assert_same(&play, &other, "renamed", seed);
        play_free(&play);
        play_free(&other);
    }
}

/* Sensors that say nothing, at the end of the site's list. */
static void silent_sensors_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play, other;
        play_mixed(&play, seed, noord, SECONDS, 0.4);
        play_copy(&other, &play);
        for (int kind = 0; kind < LW_SENSOR_KINDS; kind++) {
            struct lw_sensor *s = play_sensor(&other, (enum lw_sensor_kind)kind,
                                              200.0 * kind, 100.0, 1.0, 1.0);
            s->silence_means_nothing_seen = false;
            s->has_position = kind % 3 != 0;
        }
        assert_same(&play, &other, "silent sensors", seed);
        play_free(&play);
        play_free(&other);
    }
}

/* A year later, to the second. */
static void at_another_time_the_play_is_the_same(void **state)
{
    const int64_t later_ns = (int64_t)365 * 86400 * 1000000000;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play, other;
        struct film one, two;
        play_mixed(&play, seed, noord, SECONDS, 0.4);
        play_copy(&other, &play);
        for (uint32_t k = 0; k < other.reports; k++) {
            other.report[k].meas_ns += later_ns;
            other.arrival_ns[k] += later_ns;
        }
        film_make(&one, &play, 0);
        film_make(&two, &other, 0);
        for (uint32_t t = 0; t < FILM_FRAMES * FILM_TRACKS; t++) {
            two.track[t].time_ns -= later_ns;
            two.track[t].first_ns -= later_ns;
            two.track[t].update_ns -= later_ns;
        }
        assert_true(film_told_in_all(&one) > 4 * SECONDS / 2);
        assert_int_equal(film_differ(&one, &two), -1);
        film_free(&one);
        film_free(&two);
        play_free(&play);
        play_free(&other);
    }
}

/* Whoever looks, and lets time pass, however often: nothing changes. */
static void looking_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play;
        struct film one, two;
        play_mixed(&play, seed, noord, SECONDS, 0.4);
        film_make(&one, &play, 0);
        film_watch = true;
        film_make(&two, &play, 0);
        film_watch = false;
        assert_int_equal(film_differ(&one, &two), -1);
        film_free(&one);
        film_free(&two);
        play_free(&play);
    }
}

/* Shuffle each run of reports that were measured and arrived at one time, as
 * far as `may` lets two neighbours change places. */
static void shuffle(struct play *play, bool (*may)(const struct lw_report *a,
                                                   const struct lw_report *b))
{
    for (int round = 0; round < 40; round++)
        for (uint32_t k = 1; k < play->reports; k++) {
            struct lw_report *a = &play->report[k - 1], *b = &play->report[k];
            if (a->meas_ns != b->meas_ns ||
                play->arrival_ns[k - 1] != play->arrival_ns[k] || !may(a, b) ||
                scene_even(&play->sc) < 0.5)
                continue;
            const struct lw_report r = *a;
            *a = *b;
            *b = r;
        }
}

static bool is_plot(const struct lw_report *r)
{
    return r->type != LW_REPORT_LOOK && r->type != LW_REPORT_HEARTBEAT;
}

static bool plots_of_one_sensor(const struct lw_report *a,
                                const struct lw_report *b)
{
    return is_plot(a) && is_plot(b) && strcmp(a->sensor, b->sensor) == 0;
}

/* The reports of one sensor stay in their order. */
static bool different_sensors(const struct lw_report *a,
                              const struct lw_report *b)
{
    return strcmp(a->sensor, b->sensor) != 0;
}

static bool anything(const struct lw_report *a, const struct lw_report *b)
{
    (void)a;
    (void)b;
    return true;
}

static void assert_order_is_nothing(bool (*may)(const struct lw_report *a,
                                                const struct lw_report *b),
                                    const char *what)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct play play, other;
        play_mixed(&play, seed, noord, SECONDS, 0.0);
        play_copy(&other, &play);
        shuffle(&other, may);
        assert_memory_not_equal(other.report, play.report,
                                play.reports * sizeof *play.report);
        assert_same(&play, &other, what, seed);
        play_free(&play);
        play_free(&other);
    }
}

static void the_order_of_one_sensors_plots_changes_nothing(void **state)
{
    (void)state;
    assert_order_is_nothing(plots_of_one_sensor, "plots of one sensor");
}

static void the_order_of_sensors_changes_nothing(void **state)
{
    (void)state;
    assert_order_is_nothing(different_sensors, "sensors");
}

static void the_order_of_equal_times_changes_nothing(void **state)
{
    (void)state;
    assert_order_is_nothing(anything, "all of one time");
}

/* With an argument, only the tests whose name has it. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_input_gives_the_same_bits),
        cmocka_unit_test(another_input_gives_another_film),
        cmocka_unit_test(renaming_the_sensors_changes_nothing),
        cmocka_unit_test(silent_sensors_change_nothing),
        cmocka_unit_test(at_another_time_the_play_is_the_same),
        cmocka_unit_test(looking_changes_nothing),
        cmocka_unit_test(the_order_of_one_sensors_plots_changes_nothing),
        cmocka_unit_test(the_order_of_sensors_changes_nothing),
        cmocka_unit_test(the_order_of_equal_times_changes_nothing),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
