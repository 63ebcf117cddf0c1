/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "sound.h"

static const double still[3] = {0, 0, 0};

static void speed_follows_the_temperature(void **state)
{
    (void)state;
    assert_near(lw_sound_speed_mps(15.0), 340.3, 0.05);
    assert_near(lw_sound_speed_mps(-20.0), 318.9, 0.1);
}

static void a_still_source_is_heard_after_distance_over_speed(void **state)
{
    (void)state;
    assert_near(lw_sound_delay_s((double[]){3000, 4000, 0}, still, still, 340),
                5000.0 / 340.0, 1e-12);
}

/* The defining equation, for many geometries. */
static void the_sound_has_gone_the_way_it_had_time_for(void **state)
{
    (void)state;
    for (int i = 0; i < 1000; i++) {
        const double s = i;
        const double d[3] = {4000 * sin(s), 3000 * cos(3 * s),
                             500 * sin(7 * s)};
        const double v[3] = {150 * cos(s), 150 * sin(2 * s), 5};
        const double w[3] = {12 * sin(5 * s), 8 * cos(s), 0};
        const double t = lw_sound_delay_s(d, v, w, 340);
        double way = 0.0;
        for (int k = 0; k < 3; k++)
            way += pow(d[k] - (v[k] - w[k]) * t, 2);
        assert_true(t >= 0.0);
        assert_near(sqrt(way), 340 * t, 1e-6);
    }
}

/* 2.9 s a kilometre; a crossing 50 m/s aircraft is 8 degrees further on. */
static void a_crossing_aircraft_is_eight_degrees_further_on(void **state)
{
    const double d[3] = {1000, 0, 0}, v[3] = {0, 50, 0};

    (void)state;
    const double t = lw_sound_delay_s(d, v, still, 340);
    assert_near(atan2(50 * t, 1000) * 57.29578, 8.4, 0.2);
}

static void a_supersonic_source_gives_a_finite_answer(void **state)
{
    (void)state;
    const double t = lw_sound_delay_s((double[]){1000, 0, 0},
                                      (double[]){-400, 0, 0}, still, 340);
    assert_near(t, 1000.0 / 340.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speed_follows_the_temperature),
        cmocka_unit_test(a_still_source_is_heard_after_distance_over_speed),
        cmocka_unit_test(the_sound_has_gone_the_way_it_had_time_for),
        cmocka_unit_test(a_crossing_aircraft_is_eight_degrees_further_on),
        cmocka_unit_test(a_supersonic_source_gives_a_finite_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
