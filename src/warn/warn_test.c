/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"
#include "warn.h"
#include "warn_fixture.h"

static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};
static const int64_t s = 1000000000;

struct scene {
    struct zones_fixture zones;
    struct lw_warn *warn;
    void *mem;
    int64_t now_ns;
};

static void begin(struct scene *scene, const struct lw_warn_config *cfg)
{
    const size_t size = lw_warn_size(cfg, &scene->zones.site);

    free(scene->mem);
    scene->mem = malloc(size);
    scene->warn = lw_warn_init(cfg, &scene->zones.site, scene->mem, size);
    assert_non_null(scene->warn);
}

/* Three zones of 2 km, 6 km apart, west to east. */
static const double apart_m = 6000.0;

static int set_up(void **state)
{
    struct scene *const scene = calloc(1, sizeof *scene);

    *state = scene;
    zones_begin(&scene->zones, 3);
    for (int i = 0; i < 3; i++)
        zones_circle(&scene->zones, home, apart_m * (i - 1), 0.0, 2000.0);
    for (int i = 0; i < 3; i++) { /* raised at the first sight of it */
        struct lw_zone_warn *const rule = &scene->zones.site.zone[i].warn;
        rule->warning.probability = rule->notice.probability = 0.05;
        rule->warning.minutes = 20.0;
    }
    const struct lw_warn_config cfg = lw_warn_defaults(&scene->zones.site);
    begin(scene, &cfg);
    scene->now_ns = 1790000000 * s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *const scene = *state;

    free(scene->mem);
    zones_end(&scene->zones);
    free(scene);
    return 0;
}

/* One that flies east at 45 m/s, `x_m` east of the middle zone. */
static struct lw_track eastward(const struct scene *scene, uint32_t number,
                                double x_m)
{
    struct lw_track track =
        piston_at(beside(home, x_m, 0.0), 45.0, 0.0, 50.0, 1.0);

    track.number = number;
    track.time_ns = track.update_ns = scene->now_ns;
    track.first_ns = scene->now_ns - 300 * s;
    track.told = true;
    return track;
}

static void step(struct scene *scene, const struct lw_track *track,
                 uint32_t tracks)
{
    lw_warn_step(scene->warn, track, tracks, NULL, scene->now_ns);
}

static struct lw_decision decides(const struct scene *scene,
                                  enum lw_decision_kind kind, uint32_t warning)
{
    return (struct lw_decision){.kind = kind,
                                .time_ns = scene->now_ns,
                                .warning = warning,
                                .zone = "zone-1",
                                .level = LW_WARNING_WARNING,
                                .by = "officer",
                                .reason = "why"};
}

static void what_comes_is_warned_of_and_cleared_once_it_is_gone(void **state)
{
    struct scene *const scene = *state;
    const int64_t start_ns = scene->now_ns;
    uint32_t raised[3] = {0}, ended[3] = {0}, revision[3] = {0};
    enum lw_warning_level level[3] = {LW_WARNING_NOTICE};

    for (int i = 0; i < 3000; i++, scene->now_ns += s) {
        const double x_m = -45000.0 + 45.0 * i;
        const struct lw_track track = eastward(scene, 5, x_m);
        step(scene, &track, x_m < 60000.0);
        const struct lw_warning *told;
        while ((told = lw_warn_next(scene->warn)) != NULL) {
            const uint32_t z = told->zone;
            assert_int_equal(told->revision, revision[z] + 1);
            assert_true(told->level >= level[z]);
            assert_true(told->time_ns == scene->now_ns);
            revision[z] = told->revision;
            level[z] = told->level;
            raised[z] += told->revision == 1;
            ended[z] += told->end != LW_WARNING_STANDS;
            if (told->end != LW_WARNING_STANDS)
                assert_int_equal(told->state, LW_WARNING_CLEARED);
        }
        /* Ten minutes before it enters (2 km before the middle) at least. */
        for (uint32_t z = 0; z < 3; z++)
            if (x_m > apart_m * ((double)z - 1.0) - 2000.0 - 45.0 * 480.0)
                assert_true(raised[z] == 1);
    }
    assert_true(scene->now_ns > start_ns);
    for (uint32_t z = 0; z < 3; z++) {
        assert_int_equal(raised[z], 1);
        assert_int_equal(ended[z], 1);
        assert_int_equal(level[z], LW_WARNING_WARNING);
    }
    assert_true(lw_warn_idle(scene->warn));
}

static const struct lw_warning *raise_all(struct scene *scene)
{
    const struct lw_track track = eastward(scene, 5, -12000.0);

    step(scene, &track, 1);
    return lw_warn_next(scene->warn);
}

static void warnings_are_told_by_zone_and_listed_by_number(void **state)
{
    struct scene *const scene = *state;
    const struct lw_warning *list[3];

    for (uint32_t z = 0; z < 3; z++) {
        const struct lw_warning *const told =
            z == 0 ? raise_all(scene) : lw_warn_next(scene->warn);
        assert_non_null(told);
        assert_int_equal(told->zone, z);
        assert_int_equal(told->number, z + 1);
        assert_int_equal(told->reasons, 1);
        assert_int_equal(told->reason[0].track, 5);
        assert_near(told->reason[0].distance_m, 4000.0 + apart_m * z, 100.0);
        assert_near(told->reason[0].bearing_rad, 1.5 * LW_PI, 0.02);
        assert_ptr_equal(lw_warn_zone(scene->warn, z).warning, told);
    }
    assert_null(lw_warn_next(scene->warn));
    assert_int_equal(lw_warn_list(scene->warn, list, 3), 3);
    assert_int_equal(list[2]->number, 3);
    assert_false(lw_warn_idle(scene->warn));
}

static void
a_rejected_warning_does_not_come_back_for_the_same_track(void **state)
{
    struct scene *const scene = *state;

    assert_non_null(raise_all(scene));
    const struct lw_decision no = decides(scene, LW_DECISION_REJECT, 1);
    assert_int_equal(lw_warn_decide(scene->warn, &no), 0);
    const struct lw_warning *told = lw_warn_next(scene->warn);
    assert_int_equal(told->state, LW_WARNING_CANCELLED);
    assert_int_equal(told->end, LW_WARNING_REJECTED);
    assert_null(lw_warn_next(scene->warn));
    for (int i = 0; i < 30; i++) {
        scene->now_ns += s;
        const struct lw_track track =
            eastward(scene, 5, -12000.0 + 45.0 * (i + 1));
        step(scene, &track, 1);
        assert_null(lw_warn_zone(scene->warn, 0).warning);
    }
    scene->now_ns += s;
    const struct lw_track two[] = {eastward(scene, 5, -11000.0),
                                   eastward(scene, 6, -11500.0)};
    step(scene, two, 2);
    told = lw_warn_zone(scene->warn, 0).warning;
    assert_non_null(told);
    assert_int_equal(told->number, 4);
}

static void a_decision_needs_a_name_a_reason_and_a_warning(void **state)
{
    struct scene *const scene = *state;
    struct lw_decision no = decides(scene, LW_DECISION_REJECT, 1);

    assert_non_null(raise_all(scene));
    no.by[0] = '\0';
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_MISSING);
    no = decides(scene, LW_DECISION_REJECT, 1);
    no.reason[0] = '\0';
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_MISSING);
    no = decides(scene, LW_DECISION_REJECT, 9);
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_UNKNOWN);
    no = decides(scene, LW_DECISION_REJECT, 1);
    no.time_ns -= s;
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_RANGE);
    no = decides(scene, LW_DECISION_RAISE, 0);
    no.for_s = 2.0 * LW_DECISION_FOR_S_MAX;
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_RANGE);
    no.for_s = 0.0;
    no.zone[0] = 'x';
    assert_int_equal(lw_warn_decide(scene->warn, &no), LW_ERR_UNKNOWN);
}

static void without_tracks_people_alone_raise(void **state)
{
    struct scene *const scene = *state;
    struct lw_warn_config cfg = lw_warn_defaults(&scene->zones.site);

    cfg.tracks_max = 0;
    cfg.status = LW_WARNING_TEST;
    begin(scene, &cfg);
    struct lw_decision raise = decides(scene, LW_DECISION_RAISE, 0);
    raise.for_s = 30.0;
    assert_int_equal(lw_warn_decide(scene->warn, &raise), 0);
    const struct lw_warning *told = lw_warn_next(scene->warn);
    assert_int_equal(told->status, LW_WARNING_TEST);
    assert_int_equal(told->zone, 1);
    assert_true(told->by_hand && told->sound);
    scene->now_ns += 29 * s;
    step(scene, NULL, 0);
    assert_null(lw_warn_next(scene->warn));
    scene->now_ns += s;
    step(scene, NULL, 0);
    told = lw_warn_next(scene->warn);
    assert_non_null(told);
    assert_int_equal(told->state, LW_WARNING_CLEARED);
    step(scene, NULL, 0);
    assert_true(lw_warn_idle(scene->warn));
}

static void those_beyond_the_limit_wait_for_a_place(void **state)
{
    struct scene *const scene = *state;
    struct lw_warn_config cfg = lw_warn_defaults(&scene->zones.site);

    cfg.warnings_max = 1;
    begin(scene, &cfg);
    const struct lw_warning *told = raise_all(scene);
    assert_int_equal(told->zone, 0); /* the likeliest */
    assert_null(lw_warn_next(scene->warn));
    struct lw_decision raise = decides(scene, LW_DECISION_RAISE, 0);
    assert_int_equal(lw_warn_decide(scene->warn, &raise), LW_ERR_NO_SPACE);
    const struct lw_decision no = decides(scene, LW_DECISION_REJECT, 1);
    assert_int_equal(lw_warn_decide(scene->warn, &no), 0);
    scene->now_ns += s;
    const struct lw_track track = eastward(scene, 5, -11955.0);
    step(scene, &track, 1);
    told = lw_warn_next(scene->warn);
    assert_int_equal(told->zone, 1);
    assert_int_equal(told->number, 2);
}

/* A radar that reaches 60 km, in the middle. */
static void add_radar(struct scene *scene, struct lw_sensor *radar)
{
    const struct lw_warn_config cfg = lw_warn_defaults(&scene->zones.site);

    lw_sensor_defaults(LW_SENSOR_RADAR, radar);
    radar->has_position = true;
    radar->position = home;
    radar->coverage.range_m = 60000.0;
    scene->zones.site.sensor = radar;
    scene->zones.site.sensors = 1;
    begin(scene, &cfg);
}

static void no_all_clear_while_the_radar_is_out(void **state)
{
    struct scene *const scene = *state;
    struct lw_sensor radar;
    bool alive = true;
    const struct lw_warning *told;

    add_radar(scene, &radar);
    const struct lw_track track = eastward(scene, 5, -12000.0);
    lw_warn_step(scene->warn, &track, 1, &alive, scene->now_ns);
    assert_non_null(lw_warn_zone(scene->warn, 1).warning);
    alive = false;
    for (int i = 0; i < 4000; i++) {
        scene->now_ns += s;
        lw_warn_step(scene->warn, NULL, 0, &alive, scene->now_ns);
    }
    for (uint32_t z = 0; z < 3; z++) {
        told = lw_warn_zone(scene->warn, z).warning;
        assert_non_null(told);
        assert_true(told->uncovered);
        assert_int_equal(lw_warn_zone(scene->warn, z).cover, LW_COVER_LOST);
    }
    alive = true;
    uint32_t ended = 0;
    for (int i = 0; i < 300; i++) { /* and then it is to find nothing */
        assert_int_equal(ended, 0);
        scene->now_ns += s;
        lw_warn_step(scene->warn, NULL, 0, &alive, scene->now_ns);
        while ((told = lw_warn_next(scene->warn)) != NULL)
            ended += told->end != LW_WARNING_STANDS;
    }
    assert_int_equal(ended, 3);
}

/* Nobody watches it, and that is told with it. */
static void raised_by_hand_it_is_told_again_when_there_is_news(void **state)
{
    struct scene *const scene = *state;
    struct lw_sensor radar;
    const bool dead = false;

    add_radar(scene, &radar);
    lw_warn_step(scene->warn, NULL, 0, &dead, scene->now_ns);
    const struct lw_decision raise = decides(scene, LW_DECISION_RAISE, 0);
    assert_int_equal(lw_warn_decide(scene->warn, &raise), 0);
    assert_true(lw_warn_next(scene->warn)->uncovered);
    for (int i = 0; i < 299; i++) {
        scene->now_ns += s;
        lw_warn_step(scene->warn, NULL, 0, &dead, scene->now_ns);
        assert_null(lw_warn_next(scene->warn));
    }
}

static void cover_that_is_lost_is_told_without_a_warning(void **state)
{
    struct scene *const scene = *state;
    struct lw_sensor radar;
    struct lw_cover_change change;
    bool alive = true;
    uint32_t told = 0;

    add_radar(scene, &radar);
    for (int i = 0; i < 60; i++) {
        alive = i < 20 || i >= 40;
        scene->now_ns += s;
        lw_warn_step(scene->warn, NULL, 0, &alive, scene->now_ns);
        while (lw_warn_next_cover(scene->warn, &change)) {
            assert_int_equal(change.zone, told % 3);
            assert_int_equal(change.cover,
                             told < 3 ? LW_COVER_LOST : LW_COVER_FULL);
            assert_int_equal(change.before,
                             told < 3 ? LW_COVER_FULL : LW_COVER_LOST);
            assert_int_equal(i, told < 3 ? 35 : 40);
            told++;
        }
        assert_null(lw_warn_next(scene->warn));
    }
    assert_int_equal(told, 6);
}

static void zones_nobody_watches_are_told_of_once(void **state)
{
    struct scene *const scene = *state;
    struct lw_cover_change change;

    step(scene, NULL, 0);
    for (uint32_t z = 0; z < 3; z++) {
        assert_true(lw_warn_next_cover(scene->warn, &change));
        assert_int_equal(change.zone, z);
        assert_int_equal(change.cover, LW_COVER_NONE);
    }
    scene->now_ns += s;
    step(scene, NULL, 0);
    assert_false(lw_warn_next_cover(scene->warn, &change));
}

static void it_is_stepped_at_the_end_of_a_grain_or_a_second(void **state)
{
    struct scene *const scene = *state;
    const int64_t t = scene->now_ns, ms = 1000000;

    assert_true(lw_warn_due(scene->warn, INT64_MIN) == INT64_MAX);
    assert_true(lw_warn_due(scene->warn, t) == t + 20 * ms);
    step(scene, NULL, 0);
    assert_true(lw_warn_due(scene->warn, t - 1) == t + s);
    assert_true(lw_warn_due(scene->warn, t) == t + 20 * ms);
    assert_true(lw_warn_due(scene->warn, t + 39 * ms) == t + 40 * ms);
    assert_true(lw_warn_due(scene->warn, t + 990 * ms) == t + s);
    assert_true(lw_warn_due(scene->warn, t + 5 * s) == t + s);
}

/* What a run of random tracks and decisions tells, folded into one number;
 * every rule that holds for any run is checked on the way. */
struct run {
    uint32_t revision[3], number[3], last_number;
    enum lw_warning_level level[3];
    uint64_t fold;
    int begun, ended;
};

static void take(struct run *run, const struct lw_warning *told)
{
    const uint32_t z = told->zone;

    if (told->revision == 1) {
        assert_int_equal(run->number[z], 0);
        assert_true(told->number > run->last_number);
        run->last_number = run->number[z] = told->number;
        run->level[z] = told->level;
        run->revision[z] = 0;
        run->begun++;
    }
    assert_int_equal(told->number, run->number[z]);
    assert_int_equal(told->revision, ++run->revision[z]);
    assert_true(told->level >= run->level[z]);
    assert_true(told->sound == (told->state == LW_WARNING_ACTIVE));
    run->level[z] = told->level;
    if (told->end != LW_WARNING_STANDS) {
        run->ended++;
        run->number[z] = 0;
    }
    run->fold = run->fold * 1099511628211u +
                (uint64_t)(told->probability * 1e12) + told->number +
                (uint64_t)told->time_ns + (uint64_t)told->state;
}

static void decide_at_random(struct scene *scene, uint64_t *seed)
{
    static const char *const zones[] = {"zone-0", "zone-1", "zone-2", "none"};
    struct lw_decision decision =
        decides(scene, (enum lw_decision_kind)random_below(seed, 6),
                random_below(seed, 12));

    (void)snprintf(decision.zone, sizeof decision.zone, "%s",
                   zones[random_below(seed, 4)]);
    decision.level = (enum lw_warning_level)random_below(seed, 2);
    decision.for_s = random_between(seed, 0.0, 300.0);
    assert_true(lw_warn_decide(scene->warn, &decision) <= 0);
}

static uint64_t random_run(struct scene *scene, uint64_t seed)
{
    struct run run = {0};
    struct lw_track track[4];
    double x_m[4], off_m[4];

    for (int i = 0; i < 4; i++) {
        x_m[i] = random_between(&seed, -60000.0, 10000.0);
        off_m[i] = random_between(&seed, -6000.0, 6000.0);
    }
    for (int i = 0; i < 2400; i++) {
        scene->now_ns += random_below(&seed, 3) == 0 ? s / 50 : s;
        const uint32_t shown = i > 1500 ? 0 : 4;
        for (uint32_t k = 0; k < shown; k++) {
            x_m[k] += 45.0;
            track[k] = eastward(scene, k + 1, x_m[k]);
            track[k].pos = beside(home, x_m[k], off_m[k]);
            track[k].existence = random_between(&seed, 0.3, 1.0);
            track[k].update_ns -= random_below(&seed, 2) * 20 * s;
        }
        step(scene, track, shown);
        const struct lw_warning *told;
        while ((told = lw_warn_next(scene->warn)) != NULL)
            take(&run, told);
        if (random_below(&seed, 60) == 0 && i < 1800) {
            decide_at_random(scene, &seed);
            while ((told = lw_warn_next(scene->warn)) != NULL)
                take(&run, told);
        }
    }
    assert_true(run.begun > 0);
    assert_int_equal(run.begun, run.ended);
    return run.fold;
}

static void whatever_happens_each_is_raised_once_and_ended_once(void **state)
{
    struct scene *const scene = *state;
    const struct lw_warn_config cfg = lw_warn_defaults(&scene->zones.site);

    for (uint64_t seed = 1; seed <= 4; seed++) {
        const int64_t start_ns = scene->now_ns;
        scene->zones.site.zone[1].warn.mode =
            (enum lw_warn_mode)(seed % LW_WARN_MODES);
        begin(scene, &cfg);
        const uint64_t first = random_run(scene, seed);
        scene->now_ns = start_ns;
        begin(scene, &cfg);
        assert_true(random_run(scene, seed) == first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            what_comes_is_warned_of_and_cleared_once_it_is_gone, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            warnings_are_told_by_zone_and_listed_by_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_rejected_warning_does_not_come_back_for_the_same_track, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_decision_needs_a_name_a_reason_and_a_warning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_tracks_people_alone_raise,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(those_beyond_the_limit_wait_for_a_place,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_all_clear_while_the_radar_is_out,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            cover_that_is_lost_is_told_without_a_warning, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            raised_by_hand_it_is_told_again_when_there_is_news, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(zones_nobody_watches_are_told_of_once,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            it_is_stepped_at_the_end_of_a_grain_or_a_second, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            whatever_happens_each_is_raised_once_and_ended_once, set_up,
            tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
