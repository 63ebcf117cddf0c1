/* SPDX-License-Identifier: Apache-2.0 */
/*
 * After lw_tracker_init() the tracker takes no memory, however much happens:
 * the linker turns every malloc(), calloc() and realloc() of ours into a
 * count.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "fuse/scene_fixture.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);

/* volatile: compilers know that malloc() changes no variable of ours */
static volatile int allocations;

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    allocations++;
    return __real_realloc(old, size);
}

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static void counts_what_is_taken(void **state)
{
    (void)state;
    allocations = 0;
    void *volatile one = malloc(10);
    void *volatile more = realloc(one, 5000);
    void *volatile two = calloc(3, 7);
    assert_int_equal(allocations, 3);
    free(more);
    free(two);
}

/* One second of a busy scene: 60 aircraft that everything notices, clutter,
 * names, looks, heartbeats, and reports that are refused. */
static uint32_t second(struct scene *sc, int t)
{
    uint32_t refused = 0;

    for (int a = 0; a < 60; a++) {
        const double xyz[3] = {-4000.0 + 130.0 * a + 15.0 * t,
                               3000.0 * sin(a) - 10.0 * t, 150.0};
        refused += scene_polar(sc, 0, t, xyz, 15, 1.0) < 0;
        if (a % 3 == 0)
            refused += scene_bearing(sc, 1, t, xyz, 1.0) < 0;
        if (a % 5 == 0) {
            struct lw_report r = scene_report(sc, 2, LW_REPORT_POSITION, t);
            r.pos = lw_frame_to_geodetic(&sc->frame, xyz);
            r.has = LW_HAS_ALT | LW_HAS_ICAO;
            r.ident.icao = (uint32_t)a + 1;
            refused += scene_give(sc, &r) < 0;
        }
    }
    for (int k = 0; k < 100; k++) {
        const double xyz[3] = {10e3 * (scene_even(sc) - 0.5),
                               10e3 * (scene_even(sc) - 0.5), 50.0};
        refused += scene_polar(sc, 0, t, xyz, 15, 1.0) < 0;
    }
    struct lw_report r = scene_report(sc, 3, LW_REPORT_HEARD, t);
    refused += scene_give(sc, &r) < 0;
    r.type = LW_REPORT_HEARTBEAT;
    refused += scene_give(sc, &r) < 0;
    refused += scene_look(sc, 0, t) < 0;
    r = scene_report(sc, 4, LW_REPORT_BEARING, t); /* stands nowhere */
    refused += scene_give(sc, &r) < 0;
    return refused;
}

static void nothing_is_taken_in_a_busy_scene(void **state)
{
    static struct scene sc;
    uint32_t most = 0, refused = 0, ended = 0;

    (void)state;
    scene_init(&sc, 7, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10)->false_reports = 100.0;
    scene_sensor(&sc, LW_SENSOR_CAMERA, 500, 0, 10)->false_reports = 0.2;
    scene_sensor(&sc, LW_SENSOR_ADSB, 0, 0, 10)->false_reports = 1e-5;
    scene_sensor(&sc, LW_SENSOR_ACOUSTIC, 800, 90, 2)->false_reports = 1e-3;
    scene_sensor(&sc, LW_SENSOR_OBSERVER, 0, 0, 0)->has_position = false;
    scene_begin(&sc);
    allocations = 0;
    for (int t = 0; t < 40; t++) {
        if (t < 25)
            refused += second(&sc, t);
        most = (uint32_t)fmax(most, scene_picture(&sc, t));
        (void)lw_tracker_sensor(sc.tracker, 0);
    }
    lw_tracker_advance(sc.tracker, scene_time(200));
    ended = scene_picture(&sc, 200);
    assert_int_equal(allocations, 0);
    /* it was busy, and all that can happen did */
    assert_true(most > 20);
    assert_true(ended < most);
    assert_true(refused > 0);
    scene_end(&sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_what_is_taken),
        cmocka_unit_test(nothing_is_taken_in_a_busy_scene),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
