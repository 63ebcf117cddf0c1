/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/site_text.h"

#include "luchtwacht/site_yaml.h"
#include "sim/sim_fixture.h"

/* The site file of a scenario, read back by the reader of site files. */
static struct lw_site written(struct fixture *f, const char *text,
                              struct lw_arena *arena)
{
    const struct lw_event_memory memory = {NULL, fixture_grow};
    const size_t size = 4 << 20;
    char *file = malloc(size), *at = file;
    struct lw_site site;
    struct lw_fault fault;
    int len;

    assert_non_null(file);
    assert_int_equal(fixture_read(f, text), 0);
    assert_int_equal(
        lw_sim_init(&f->sim, &f->scenario, 1, 0, &f->arena, memory), 0);
    len = lw_site_text_head(&f->scenario, 1, at, 4096);
    assert_true(len > 0);
    at += len;
    for (uint32_t i = 0; i < lw_sim_sensors(f->sim); i++) {
        struct lw_sensor sensor;
        lw_sim_sensor(f->sim, i, &sensor);
        len = lw_site_text_sensor(&sensor, at, 4096);
        assert_true(len > 0);
        at += len;
    }
    for (uint32_t i = 0; i < lw_site_text_zones(&f->scenario); i++) {
        len = lw_site_text_zone(&f->scenario, 1, i, at, 4096);
        assert_true(len > 0);
        at += len;
    }
    const int err = lw_site_read_yaml(file, (size_t)(at - file), NULL, arena,
                                      &site, &fault);
    if (err < 0)
        print_error("%lld: %s\n", (long long)fault.line, fault.what);
    assert_int_equal(err, 0);
    free(file);
    return site;
}

static void sensors_are_read_back_as_they_are(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_arena arena = {.mem = malloc(8 << 20), .size = 8 << 20};
    assert_non_null(arena.mem);
    const struct lw_site site = written(
        &f,
        HEAD "air: {temperature: 3, wind: [4, -2]}\nground: 40\n"
             "sensors:\n- {id: radar, kind: radar, number: 3, place: {disc: "
             "[0, 0], radius: 9000}, height: 12, period: 2.5, coverage: "
             "{range: 5000, az: [350, 20], el: [-3, 60]}, detection: [[0, "
             "0.9], [5000, 0.25]], false_reports: 0.00006, silence: "
             "means-nothing-seen, sd: {range: 15, az: 1.25, el: 2, range_rate: "
             "0.5, horizontal: 5, vertical: 7, vel: 2}}\n"
             "- {id: people, kind: observer, joint: true, number: 5, place: "
             "[0, 0], period: 30, coverage: {range: 3000}, detection: 0.2}\n",
        &arena);
    assert_string_equal(site.name, "test");
    assert_true(site.exercise);
    assert_near(site.air.wind_mps[1], -2, 0);
    assert_int_equal(site.sensors, 4);
    for (uint32_t i = 0; i < 4; i++) {
        struct lw_sensor s;
        const struct lw_sensor *r = &site.sensor[i];
        lw_sim_sensor(f.sim, i, &s);
        assert_string_equal(r->id, s.id);
        assert_int_equal(r->kind, s.kind);
        assert_int_equal(r->has_position, s.has_position);
        if (s.has_position)
            assert_near(r->position.lat_rad, s.position.lat_rad, 1e-13);
        assert_near(r->position.alt_hae_m, s.has_position ? 52 : 0, 1e-6);
        assert_near(r->period_s, s.period_s, 1e-9);
        assert_near(r->coverage.range_m, s.coverage.range_m, 1e-6);
        assert_near(r->coverage.az_from_rad, s.coverage.az_from_rad, 1e-9);
        assert_near(r->coverage.az_to_rad, s.coverage.az_to_rad, 1e-9);
        assert_near(r->coverage.el_from_rad, s.coverage.el_from_rad, 1e-9);
        assert_int_equal(r->detection.count, s.detection.count);
        assert_near(r->detection.point[0].chance, s.detection.point[0].chance,
                    1e-9);
        assert_near(r->false_reports, s.false_reports, 1e-12);
        assert_int_equal(r->silence_means_nothing_seen,
                         s.silence_means_nothing_seen);
        assert_int_equal(r->has_sd, s.has_sd);
        assert_near(r->sd.az_rad, s.sd.az_rad, 1e-8);
    }
    free(arena.mem);
    fixture_end(&f);
}

static void zones_are_read_back(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_arena arena = {.mem = malloc(8 << 20), .size = 8 << 20};
    assert_non_null(arena.mem);
    const struct lw_site site = written(
        &f,
        HEAD RADAR "zones:\n- {id: works, kind: works, number: 3, area: {disc: "
                   "[0, 0], radius: 9000}, radius: 400, name: {en: Works, nl: "
                   "Bedrijf}, warn: {minutes: 5}}\n- {id: district, number: 7, "
                   "area: {box: [[-7000, -4000], [7000, 4000]], spread: "
                   "grid}}\n",
        &arena);
    assert_int_equal(site.zones, 10);
    assert_string_equal(site.zone[0].id, "works-1");
    assert_string_equal(site.zone[2].name[LW_LANG_NL], "Bedrijf 3");
    assert_near(site.zone[1].warn.warning.minutes, 5, 0);
    assert_int_equal(site.zone[1].points, 16);
    assert_string_equal(site.zone[9].id, "district-7");
    assert_int_equal(site.zone[9].points, 4);
    free(arena.mem);
    fixture_end(&f);
}

static void how_zones_are_warned_is_read_back(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_arena arena = {.mem = malloc(8 << 20), .size = 8 << 20};
    assert_non_null(arena.mem);
    const struct lw_site site = written(
        &f,
        HEAD RADAR "zones:\n- {id: a, area: [0, 0], radius: 400, warn: "
                   "{minutes: 6, probability: 0.25, clear_after: 90, mode: "
                   "propose, confirm: 45, unconfirmed: drop, kinds: [piston, "
                   "jet], cooperative: true, notice: {minutes: 25, "
                   "probability: 0.1}}}\n- {id: b, area: [0, 0], radius: 400, "
                   "warn: {notice: false}}\n- {id: c, area: [0, 0], radius: "
                   "400, warn: {notice: {}}}\n",
        &arena);
    const struct lw_zone_warn a = site.zone[0].warn, b = site.zone[1].warn;
    assert_near(a.warning.minutes, 6, 0);
    assert_near(a.warning.probability, 0.25, 0);
    assert_near(a.notice.minutes, 25, 0);
    assert_near(a.notice.probability, 0.1, 0);
    assert_near(a.clear_after_s, 90, 0);
    assert_int_equal(a.mode, LW_WARN_PROPOSE);
    assert_near(a.confirm_s, 45, 0);
    assert_false(a.unconfirmed_goes);
    assert_int_equal(a.kinds, 1U << LW_KIND_PISTON | 1U << LW_KIND_JET);
    assert_true(a.cooperative);
    assert_near(b.notice.minutes, b.warning.minutes, 0);
    assert_near(site.zone[2].warn.notice.minutes, 20, 0);
    free(arena.mem);
    fixture_end(&f);
}

/* The wind takes reach, and who set the sensor up knows. */
static void wind_is_in_the_chance_that_is_stated(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    struct lw_arena arena = {.mem = malloc(8 << 20), .size = 8 << 20};
    assert_non_null(arena.mem);
    const struct lw_site site = written(
        &f,
        HEAD "air: {wind: [0, 8]}\n"
             "sensors:\n- {id: ear, kind: acoustic, place: [0, 0], period: 1, "
             "coverage: {range: 5000}, detection: [[0, 0.9], [4000, 0]]}\n",
        &arena);
    assert_near(site.sensor[0].detection.point[1].range_m, 2800, 1e-6);
    free(arena.mem);
    fixture_end(&f);
}

static void what_does_not_fit_is_told(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    char text[32];
    assert_int_equal(fixture_read(&f, HEAD RADAR), 0);
    assert_int_equal(lw_site_text_head(&f.scenario, 1, text, sizeof text),
                     LW_ERR_NO_SPACE);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sensors_are_read_back_as_they_are),
        cmocka_unit_test(zones_are_read_back),
        cmocka_unit_test(how_zones_are_warned_is_read_back),
        cmocka_unit_test(wind_is_in_the_chance_that_is_stated),
        cmocka_unit_test(what_does_not_fit_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
