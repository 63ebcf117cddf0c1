/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/scenario_yaml.h"

#include "sim/sim_fixture.h"

/* A shelf of three: a has a fault, b builds upon c, d upon itself. */
static int give(void *context, const char *from, const char *name,
                struct lw_sim_text *out)
{
    static const char *const shelf[][2] = {
        {"c", HEAD DRONE RADAR},
        {"b", "base: c\nscenario: of b\nseconds: 30\naircraft:\n- {id: wing, "
              "kind: fixed-wing, fly: loiter, from: [0, 0]}\n"},
        {"a", "seconds: 5\nnonsense: 3\n"},
        {"d", "base: d\n"},
    };
    (void)context, (void)from;
    for (size_t i = 0; i < sizeof shelf / sizeof *shelf; i++)
        if (strcmp(name, shelf[i][0]) == 0) {
            *out = (struct lw_sim_text){.name = shelf[i][0],
                                        .text = shelf[i][1],
                                        .len = strlen(shelf[i][1])};
            return 0;
        }
    return LW_ERR_IO;
}

static const struct lw_sim_files shelf = {NULL, give};

static int read_with(struct fixture *f, const char *text, const char *set)
{
    const struct lw_sim_text t = fixture_text(text);
    struct lw_sim_text extra = fixture_text(set == NULL ? "" : set);

    extra.name = "--set";
    return lw_scenario_read(&t, &extra, set != NULL, &shelf, &f->arena,
                            &f->scenario, &f->fault);
}

static void the_scenario_itself_is_read(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        fixture_read(&f, "scenario: s\nabout: what it is\nstart: "
                         "2026-01-02T03:04:05Z\nhours: 2\norigin: {lat: 50, "
                         "lon: 4}\nground: 30\nair: {temperature: 3, wind: [1, "
                         "2]}\ntruth_every: 5\nexercise: false\n" RADAR),
        0);
    const struct lw_scenario *s = &f.scenario;
    assert_string_equal(s->name, "s");
    assert_string_equal(s->about, "what it is");
    assert_true(s->start_ns == INT64_C(1767323045) * 1000000000);
    assert_near(s->length_s, 7200, 0);
    assert_near(s->origin.lat_rad, 50 * LW_DEG, 1e-12);
    assert_near(s->ground_m, 30, 0);
    assert_near(s->air.temperature_c, 3, 0);
    assert_near(s->air.wind_mps[1], 2, 0);
    assert_int_equal(s->truth_every_s, 5);
    assert_false(s->exercise);
    fixture_end(&f);
}

static void a_scenario_builds_upon_another(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        read_with(&f,
                  "base: b\naircraft:\n- {id: drone, kind: bird, fly: hover, "
                  "from: [0, 0]}\n",
                  NULL),
        0);
    assert_string_equal(f.scenario.name, "of b");
    assert_near(f.scenario.length_s, 30, 0);
    assert_int_equal(f.scenario.sensor_groups, 1);
    /* of another kind, the group of that id begins anew */
    assert_int_equal(f.scenario.aircraft_groups, 2);
    assert_string_equal(f.scenario.aircraft[0].id, "drone");
    assert_int_equal(f.scenario.aircraft[0].kind, LW_KIND_BIRD);
    assert_string_equal(f.scenario.aircraft[1].id, "wing");
    fixture_end(&f);
}

/* A group that is there already keeps what is not said anew. */
static void a_group_is_changed_where_it_is(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(
        read_with(&f,
                  "base: c\naircraft:\n- {id: drone, number: 5, height: [20, "
                  "30]}\nsensors:\n- {id: radar, errors: {range: 7}, false: "
                  "[{rate: 4}]}\n",
                  "sensors: [{id: radar, period: 2, gives: [el]}]"),
        0);
    const struct lw_sim_aircraft *a = &f.scenario.aircraft[0];
    const struct lw_sim_sensors *g = &f.scenario.sensors[0];
    assert_int_equal(f.scenario.aircraft_groups, 1);
    assert_int_equal(a->number, 5);
    assert_int_equal(a->kind, LW_KIND_MULTIROTOR);
    assert_int_equal(a->fly, LW_SIM_HOVER);
    assert_near(a->height_m.to, 30, 0);
    assert_near(a->from.point[0][0], 100, 0);
    assert_int_equal(f.scenario.sensor_groups, 1);
    assert_near(g->stated.period_s, 2, 0);
    assert_near(g->stated.coverage.range_m, 5000, 0);
    assert_near(g->stated.detection.point[0].chance, 0.9, 0);
    assert_near(g->error.range_m, 7, 0);
    assert_int_equal(g->clutters, 1);
    assert_near(g->clutter[0].rate, 4, 0);
    assert_true(g->elevation);
    f.arena.used = 0;
    assert_int_equal(read_with(&f, "base: c\naircraft:\n- {id: dron}\n", NULL),
                     LW_ERR_MISSING);
    assert_non_null(strstr(f.fault.what, "`kind`"));
    fixture_end(&f);
}

static void what_is_set_comes_last(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(read_with(&f, "base: b\n", "seconds: 7\n"), 0);
    assert_near(f.scenario.length_s, 7, 0);
    f.arena.used = 0;
    assert_int_equal(read_with(&f, "base: a\n", "base: c\n"), 0);
    assert_near(f.scenario.length_s, 60, 0);
    f.arena.used = 0;
    assert_int_equal(read_with(&f, "base: b\n", "secnds: 7\n"), LW_ERR_UNKNOWN);
    assert_non_null(strstr(f.fault.what, "--set"));
    fixture_end(&f);
}

static void a_fault_below_says_which_file(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    assert_int_equal(read_with(&f, "scenario: x\nbase: a\n", NULL),
                     LW_ERR_UNKNOWN);
    assert_int_equal(f.fault.line, 2);
    assert_non_null(strstr(f.fault.what, "a:2"));
    assert_non_null(strstr(f.fault.what, "nonsense"));
    f.arena.used = 0;
    assert_int_equal(read_with(&f, "base: nowhere\n", NULL), LW_ERR_IO);
    assert_non_null(strstr(f.fault.what, "nowhere"));
    f.arena.used = 0;
    assert_int_equal(read_with(&f, "base: d\n", NULL), LW_ERR_RANGE);
    assert_non_null(strstr(f.fault.what, "upon one another"));
    fixture_end(&f);
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    refused("scenario: x\n" RADAR, LW_ERR_MISSING, 1, "`seconds`");
    refused("seconds: 5\n", LW_ERR_RANGE, 1, "sensors");
    refused("seconds: 5\nsensers: []\n", LW_ERR_UNKNOWN, 2, "`sensors`");
    refused("seconds: 5\nsensors: 3\n", LW_ERR_RANGE, 2, "`sensors`");
    refused("seconds: 5\nstart: noon\n", LW_ERR_RANGE, 2, "RFC 3339");
    refused("seconds: 5\nbase: [a]\n", LW_ERR_RANGE, 2, "`base`");
    refused("seconds: x\n", LW_ERR_RANGE, 1, "`seconds`");
    refused("- 1\n", LW_ERR_SYNTAX, 1, "a scenario");
    refused("seconds: [\n", LW_ERR_SYNTAX, 2, "");
    refused("", LW_ERR_SYNTAX, 0, "");
    refused("seconds: 5\nsensors:\n- {id: a, kind: rf, number: 30000, place: "
            "[0, 0], period: 1, coverage: {range: 9}}\n- {id: b, kind: rf, "
            "number: 30000, place: [0, 0], period: 1, coverage: {range: 9}}\n",
            LW_ERR_RANGE, 1, "32768");
}

/* Cut anywhere, and with any byte changed: told of or read, never worse. */
static void hostile_bytes_do_no_harm(void **state)
{
    (void)state;
    static const char text[] = HEAD DRONE RADAR
        "zones: [{id: z, area: [0, 0], radius: 5}]\ndegrade: {late: 0.1}\n";
    struct fixture f = fixture_begin();
    int good = 0;
    for (size_t len = 0; len < sizeof text; len++) {
        char *cut = malloc(len + 1);
        assert_non_null(cut);
        memcpy(cut, text, len);
        const struct lw_sim_text t = {.text = cut, .len = len};
        f.arena.used = 0;
        good += lw_scenario_read(&t, NULL, 0, NULL, &f.arena, &f.scenario,
                                 &f.fault) == 0;
        free(cut);
    }
    assert_true(good >= 1);
    for (size_t at = 0; at < sizeof text - 1; at++)
        for (int byte = 0; byte < 256; byte += 5) {
            char changed[sizeof text];
            memcpy(changed, text, sizeof text);
            changed[at] = (char)byte;
            const struct lw_sim_text t = {.text = changed,
                                          .len = sizeof text - 1};
            f.arena.used = 0;
            f.fault.what[0] = '\0';
            if (lw_scenario_read(&t, NULL, 0, NULL, &f.arena, &f.scenario,
                                 &f.fault) < 0)
                assert_true(f.fault.what[0] != '\0');
        }
    fixture_end(&f);
}

static void too_small_an_arena_is_told(void **state)
{
    (void)state;
    struct fixture f = fixture_begin();
    const struct lw_sim_text t = fixture_text(HEAD DRONE RADAR);
    int err = LW_ERR_NO_SPACE;
    size_t size = 256;
    for (; err == LW_ERR_NO_SPACE && size < FIXTURE_SIZE; size *= 2) {
        f.arena.used = 0;
        f.arena.size = size;
        err = lw_scenario_read(&t, NULL, 0, NULL, &f.arena, &f.scenario,
                               &f.fault);
    }
    assert_int_equal(err, 0);
    assert_true(size > 512);
    fixture_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_scenario_itself_is_read),
        cmocka_unit_test(a_scenario_builds_upon_another),
        cmocka_unit_test(a_group_is_changed_where_it_is),
        cmocka_unit_test(what_is_set_comes_last),
        cmocka_unit_test(a_fault_below_says_which_file),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(hostile_bytes_do_no_harm),
        cmocka_unit_test(too_small_an_arena_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
