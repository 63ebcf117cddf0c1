/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "remote_id_reports.h"

static const int64_t second = 1000000000;
/* 929.1 s after a full hour */
static const int64_t now = 1790002800LL * 1000000000 + 929100000000LL;
static struct lw_remote_id_crafts *crafts;

static int set_up(void **state)
{
    (void)state;
    crafts = malloc(sizeof *crafts);
    assert_non_null(crafts);
    lw_remote_id_crafts_init(crafts);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(crafts);
    return 0;
}

static struct lw_remote_id somewhere(void)
{
    return (struct lw_remote_id){
        .type = LW_REMOTE_ID_LOCATION,
        .version = 2,
        .is.location = {.has = LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_TIME,
                        .lat_deg = 52.3,
                        .lon_deg = 4.8,
                        .time_s = 929.1}};
}

static struct lw_remote_id named(uint8_t id_type, const char *id, uint8_t ua)
{
    struct lw_remote_id m = {.type = LW_REMOTE_ID_BASIC};

    m.is.basic.id_type = id_type;
    m.is.basic.ua_type = ua;
    (void)snprintf(m.is.basic.id, sizeof m.is.basic.id, "%s", id);
    return m;
}

static int take(const char *name, struct lw_remote_id m, int64_t rx_ns,
                struct lw_report *out)
{
    return lw_remote_id_take(crafts, name, &m, "r", rx_ns, out);
}

static void what_it_said_before_is_joined(void **state)
{
    struct lw_remote_id system = {
        .type = LW_REMOTE_ID_SYSTEM,
        .is.system = {.has = LW_REMOTE_ID_HAS_PLACE, .lat_deg = 52.31}};
    struct lw_report r;

    (void)state;
    assert_int_equal(take("a", somewhere(), now, &r), 1);
    assert_false(r.has & (LW_HAS_REMOTE_ID | LW_HAS_KINDS | LW_HAS_OPERATOR |
                          LW_HAS_ALT | LW_HAS_VEL | LW_HAS_SD_HORIZONTAL));
    assert_string_equal(r.object, "a");
    assert_string_equal(r.sensor, "r");
    assert_int_equal(take("a", named(4, "\1\2", 2), now, &r), 0);
    assert_int_equal(take("a", named(2, "FA-1", 0), now, &r), 0);
    assert_int_equal(take("a", system, now, &r), 0);
    take("a", somewhere(), now, &r);
    assert_string_equal(r.ident.remote_id, "FA-1");
    assert_near(r.kinds[LW_KIND_MULTIROTOR], 0.9, 0);
    assert_true(r.has & LW_HAS_OPERATOR);
    assert_int_equal(take("a", named(1, "1588E040445AC004418", 1), now, &r), 0);
    take("a", somewhere(), now + second, &r);
    assert_string_equal(r.ident.remote_id, "1588E040445AC004418");
    assert_near(r.kinds[LW_KIND_FIXED_WING], 0.95, 0);
    take("b", somewhere(), now, &r);
    assert_false(r.has & LW_HAS_REMOTE_ID);
    /* after a long silence the address may be another's */
    take("a", somewhere(), now + 700 * second, &r);
    assert_false(r.has & LW_HAS_REMOTE_ID);
}

static void kinds_are_what_the_wire_says(void **state)
{
    static const struct {
        uint8_t ua;
        enum lw_kind kind;
    } said[] = {{1, LW_KIND_FIXED_WING}, {2, LW_KIND_MULTIROTOR},
                {6, LW_KIND_FIXED_WING}, {8, LW_KIND_BALLOON},
                {10, LW_KIND_BALLOON},   {12, LW_KIND_UNKNOWN},
                {15, LW_KIND_UNKNOWN},   {4, LW_KIND_FIXED_WING}};

    (void)state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct lw_report r;
        double sum = 0;

        take("k", named(0, "", said[i].ua), now, &r);
        take("k", somewhere(), now, &r);
        assert_true(r.has & LW_HAS_KINDS);
        for (int k = 0; k < LW_KINDS; k++) {
            assert_true(r.kinds[k] <= r.kinds[said[i].kind]);
            sum += r.kinds[k];
        }
        assert_near(sum, 1, 1e-12);
    }
}

static void time_is_the_nearest_such_tenth(void **state)
{
    const int64_t hour = 3600 * second;
    struct lw_remote_id m = somewhere();
    struct lw_report r;
    char id[sizeof r.id];

    (void)state;
    take("a", m, now + 1300000000, &r);
    assert_true(r.meas_ns == now && r.rx_ns == now + 1300000000);
    memcpy(id, r.id, sizeof id);
    /* again, or by another receiver: the same report */
    take("a", m, now + 2 * second, &r);
    assert_string_equal(r.id, id);
    /* over the end of an hour */
    m.is.location.time_s = 3599.9;
    take("a", m, now - 929 * second, &r);
    assert_true(r.meas_ns == now - 929 * second - 200000000);
    /* a clock that is ahead by little, and by much */
    m.is.location.time_s = 932;
    take("a", m, now, &r);
    assert_true(r.meas_ns == now);
    m.is.location.time_s = 1200;
    take("a", m, now, &r);
    assert_true(r.meas_ns == now);
    memcpy(id, r.id, sizeof id);
    take("a", m, now + second, &r);
    assert_string_not_equal(r.id, id);
    m.is.location.has &= ~(uint32_t)LW_REMOTE_ID_HAS_TIME;
    take("a", m, now + hour, &r);
    assert_true(r.meas_ns == now + hour);
    take("a", m, 0, &r);
    assert_true(r.meas_ns == 0);
}

static void accuracies_are_one_sigma(void **state)
{
    struct lw_remote_id m = somewhere();
    struct lw_remote_id_location *l = &m.is.location;
    struct lw_report r;

    (void)state;
    l->has |= LW_REMOTE_ID_HAS_SPEED | LW_REMOTE_ID_HAS_DIRECTION |
              LW_REMOTE_ID_HAS_UP | LW_REMOTE_ID_HAS_ALT |
              LW_REMOTE_ID_HAS_ALT_PRESSURE;
    l->speed_mps = 10;
    l->direction_deg = 90;
    l->up_mps = -1;
    l->alt_hae_m = 140;
    l->alt_pressure_m = 90;
    l->accuracy_horizontal = 10; /* 10 m */
    l->accuracy_vertical = 4;    /* 10 m */
    l->accuracy_speed = 3;       /* 1 m/s */
    l->accuracy_time = 2;
    take("a", m, now, &r);
    assert_near(r.sd.horizontal_m, hypot(10 / 2.448, 10 * 0.1), 1e-6);
    assert_near(r.sd.vertical_m, 10 / 1.96, 1e-6);
    assert_near(r.sd.vel_mps, hypot(1 / 2.448, 0.158), 1e-2);
    assert_near(r.pos.alt_hae_m, 140, 0);
    assert_near(r.vel_mps[0], 10, 1e-9);
    assert_near(r.vel_mps[1], 0, 1e-9);
    assert_near(r.vel_mps[2], -1, 0);
    /* pressure only: a height, but not well */
    l->has &= ~(uint32_t)(LW_REMOTE_ID_HAS_ALT | LW_REMOTE_ID_HAS_UP);
    take("a", m, now, &r);
    assert_near(r.pos.alt_hae_m, 90, 0);
    assert_true(r.sd.vertical_m > 100);
    assert_true(r.sd.vel_mps > 3);
    /* without a direction there is a velocity only where it stands */
    l->has &= ~(uint32_t)LW_REMOTE_ID_HAS_DIRECTION;
    take("a", m, now, &r);
    assert_false(r.has & LW_HAS_VEL);
    l->speed_mps = 0;
    take("a", m, now, &r);
    assert_true(r.has & LW_HAS_VEL);
    assert_false(r.has & LW_HAS_GROUND);
    l->status = LW_REMOTE_ID_GROUND;
    take("a", m, now, &r);
    assert_true(r.has & LW_HAS_GROUND);
    l->has &= ~(uint32_t)LW_REMOTE_ID_HAS_PLACE;
    assert_int_equal(take("a", m, now, &r), 0);
}

static void ids_have_a_text(void **state)
{
    struct lw_remote_id_basic b = {.id_type = 1, .id = "1588E04  "};
    char text[64];

    (void)state;
    lw_remote_id_text(&b, text, sizeof text);
    assert_string_equal(text, "1588E04");
    b = (struct lw_remote_id_basic){.id_type = 3, .id = "\1\xab"};
    lw_remote_id_text(&b, text, sizeof text);
    assert_string_equal(text, "01ab0000000000000000000000000000");
    lw_remote_id_text(&b, text, 32);
    assert_string_equal(text, "01ab000000000000000000000000000");
    b = (struct lw_remote_id_basic){.id_type = 4, .id = "\1\x20\x01"};
    lw_remote_id_text(&b, text, sizeof text);
    assert_string_equal(text, "012001");
    b = (struct lw_remote_id_basic){.id_type = 1};
    lw_remote_id_text(&b, text, sizeof text);
    assert_string_equal(text, "");
}

static void the_table_forgets_who_was_not_heard_for_longest(void **state)
{
    struct lw_report r;
    char name[16];

    (void)state;
    take("first", named(1, "FIRST", 2), now, &r);
    for (int i = 0; i < 20 * LW_REMOTE_ID_CRAFT_MAX; i++) {
        (void)snprintf(name, sizeof name, "n%d", i);
        take(name, named(1, "OTHER", 2), now + second, &r);
    }
    take("first", somewhere(), now + 2 * second, &r);
    assert_false(r.has & LW_HAS_REMOTE_ID);
    take(name, somewhere(), now + 2 * second, &r);
    assert_string_equal(r.ident.remote_id, "OTHER");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_it_said_before_is_joined),
        T(kinds_are_what_the_wire_says),
        T(time_is_the_nearest_such_tenth),
        T(accuracies_are_one_sigma),
        T(ids_have_a_text),
        T(the_table_forgets_who_was_not_heard_for_longest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
