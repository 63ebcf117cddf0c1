/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/view.h"

#include "sim/sim_fixture.h"

static struct lw_scenario scenario = {.origin = {.lat_rad = 52 * LW_DEG}};
static struct lw_sim_world world = {.scenario = &scenario, .sound_mps = 340};

struct stage {
    struct lw_sim_sensors group;
    struct lw_sim_post post;
    struct lw_sim_target target;
    struct lw_trail_knot ring[128];
};

static void set(struct stage *s, enum lw_sensor_kind kind, double x, double y,
                double z)
{
    *s = (struct stage){.post = {.axes = {1, 0, 0, 0, 1, 0, 0, 0, 1}}};
    lw_sensor_defaults(kind, &s->group.stated);
    s->group.stated.coverage.range_m = 1e5;
    s->group.stated.detection.count = 2;
    s->group.stated.detection.point[0].chance = 0.8;
    s->group.stated.detection.point[1].range_m = 1e5;
    s->post.group = &s->group;
    s->post.place.alt_hae_m = 10;
    s->post.xyz_m[2] = 10;
    lw_trail_init(&s->target.trail, s->ring, 128, 0);
    for (int n = 0; n < 60; n++) {
        const struct lw_trail_knot k = {{x + 5.0 * n, y, z}, {10, 0, 0}};
        lw_trail_add(&s->target.trail, &k);
    }
}

static struct lw_sim_view view(const struct stage *s, double t)
{
    return lw_view_of(&world, &s->post, &s->target, t);
}

static void it_sees_where_and_how_fast(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_RADAR, 3000, 4000, 10);
    const struct lw_sim_view v = view(&s, 0);
    assert_near(v.range_m, 5000, 1e-6);
    assert_near(v.az_rad, atan2(3000, 4000), 1e-9);
    assert_near(v.el_rad, 0, 1e-9);
    assert_near(v.range_rate_mps, 6, 1e-6);
    assert_near(v.chance, 0.8 * 0.95, 1e-9);
}

static void an_ear_hears_where_it_was(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_ACOUSTIC, 0, 3400, 10);
    const struct lw_sim_view v = view(&s, 20);
    /* about ten seconds ago */
    assert_near(v.enu_m[0], 100, 2.0);
    assert_true(v.chance > 0);
    assert_true(view(&s, 9).chance == 0);
}

static void outside_the_coverage_is_nothing(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_CAMERA, 0, 1000, 100);
    assert_true(view(&s, 0).chance > 0);
    s.group.stated.coverage.range_m = 999;
    assert_true(view(&s, 0).chance == 0);
    set(&s, LW_SENSOR_CAMERA, 0, 1000, 100);
    s.group.stated.coverage.el_from_rad = 10 * LW_DEG;
    assert_true(view(&s, 0).chance == 0);
    set(&s, LW_SENSOR_CAMERA, 0, 1000, 100);
    s.group.stated.coverage.az_from_rad = 350 * LW_DEG;
    s.group.stated.coverage.az_to_rad = 10 * LW_DEG;
    assert_true(view(&s, 0).chance > 0);
    s.group.stated.coverage.az_from_rad = 10 * LW_DEG;
    s.group.stated.coverage.az_to_rad = 350 * LW_DEG;
    assert_true(view(&s, 0).chance == 0);
}

/* 4/3 Earth, antenna at 10 m, target at 100 m: 13.0 + 41.2 km. */
static void the_horizon_is_where_the_books_have_it(void **state)
{
    (void)state;
    static struct stage s;
    const double edge = sqrt(2.0 * 4 / 3 * 6371e3) * (sqrt(10) + sqrt(100));
    assert_near(edge, 54249, 100);
    for (double r = edge - 2000; r <= edge + 2000; r += 500) {
        /* 100 m above the ground there, which has fallen away by r^2 / 2R */
        set(&s, LW_SENSOR_RADAR, 0, r, 100 - r * r / (2 * 6371e3));
        if (r < edge - 100)
            assert_true(view(&s, 0).chance > 0);
        if (r > edge + 100)
            assert_true(view(&s, 0).chance == 0);
    }
    set(&s, LW_SENSOR_ACOUSTIC, 0, 2000, -50);
    assert_true(view(&s, 20).chance > 0); /* sound goes round */
}

static void each_kind_has_its_own_chance(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_RADAR, 0, 1000, 50);
    s.group.chance_given = 1U << LW_KIND_PISTON;
    s.group.chance[LW_KIND_PISTON].count = 1;
    s.group.chance[LW_KIND_PISTON].point[0].chance = 0.3;
    s.target.kind = LW_KIND_PISTON;
    assert_near(view(&s, 0).chance, 0.3, 1e-12);
    assert_near(lw_view_best(&s.group, LW_KIND_PISTON), 0.3, 1e-12);
    s.target.kind = LW_KIND_BIRD;
    assert_true(view(&s, 0).chance == 0);
    assert_near(lw_view_best(&s.group, LW_KIND_BIRD), 0, 0);
    s.group.chance_given = 0;
    assert_near(lw_view_best(&s.group, LW_KIND_BIRD), 0.8, 1e-12);
}

static void some_hear_only_who_speaks(void **state)
{
    (void)state;
    static struct stage s;
    const enum lw_sensor_kind kind[] = {LW_SENSOR_ADSB, LW_SENSOR_REMOTE_ID,
                                        LW_SENSOR_RF};
    for (int i = 0; i < 3; i++) {
        set(&s, kind[i], 0, 1000, 50);
        assert_true(view(&s, 0).chance == 0);
        s.target.has_ads_b = i == 0;
        s.target.has_remote_id = i == 1;
        s.target.transmits = i == 2;
        assert_true(view(&s, 0).chance > 0);
    }
}

static void liars_see_what_is_not_there_and_nothing_else(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_OBSERVER, 0, 1000, 50);
    s.post.liar = true;
    assert_true(view(&s, 0).chance == 0);
    s.target.imaginary = true;
    assert_true(view(&s, 0).chance > 0);
    s.post.liar = false;
    assert_true(view(&s, 0).chance == 0);
    s.target.imaginary = false;
    s.post.dead = true;
    assert_true(view(&s, 0).chance == 0);
}

/* A wind of 8 m/s takes three tenths of an ear's reach. */
static void wind_takes_reach(void **state)
{
    (void)state;
    static struct stage s;
    set(&s, LW_SENSOR_ACOUSTIC, 0, 1000, 10);
    s.group.wind_loss = 0.3;
    const struct lw_air calm = {.temperature_c = 15};
    const struct lw_air wind = {.wind_mps = {8, 0}};
    const struct lw_air storm = {.wind_mps = {0, -40}};
    assert_near(lw_view_reach(&s.group, &calm), 1.0, 0);
    assert_near(lw_view_reach(&s.group, &wind), 0.7, 1e-12);
    assert_near(lw_view_reach(&s.group, &storm), 0.1, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_sees_where_and_how_fast),
        cmocka_unit_test(an_ear_hears_where_it_was),
        cmocka_unit_test(outside_the_coverage_is_nothing),
        cmocka_unit_test(the_horizon_is_where_the_books_have_it),
        cmocka_unit_test(each_kind_has_its_own_chance),
        cmocka_unit_test(some_hear_only_who_speaks),
        cmocka_unit_test(liars_see_what_is_not_there_and_nothing_else),
        cmocka_unit_test(wind_takes_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
