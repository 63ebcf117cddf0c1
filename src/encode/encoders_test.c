/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "encode.h"
#include "encoder_fixture.h"

static void every_format_is_whole_and_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; lw_encoders[i] != NULL; i++) {
        const struct lw_encoder *e = lw_encoders[i];

        assert_ptr_equal(lw_encoder_find(e->name), e);
        assert_non_null(e->title);
        assert_non_null(e->spec);
        assert_non_null(e->type);
        assert_non_null(e->suffix);
        assert_non_null(e->init);
        assert_non_null(e->track);
        assert_true(e->track_max > 0);
        assert_true(e->trail == 0 || e->point_max > 0);
    }
    assert_null(lw_encoder_find("none"));
}

static void a_setting_of_no_format_is_refused(void **state)
{
    static const struct lw_pair pair = {"no-such", "1"};
    const struct lw_encode_config config = {.option = &pair, .options = 1};
    struct lw_fault fault;

    (void)state;
    for (int i = 0; lw_encoders[i] != NULL; i++) {
        assert_int_equal(lw_encoder_check(lw_encoders[i], &config, &fault),
                         LW_ERR_UNKNOWN);
        assert_non_null(strstr(fault.what, "no-such"));
    }
    assert_string_equal(lw_encode_option(&config, "no-such"), "1");
    assert_null(lw_encode_option(&config, "other"));
}

/* fixture_round() gives it exactly the bytes that the encoder asks for. */
static void the_size_told_is_enough_for_the_worst(void **state)
{
    enum { TRACKS = 4, POINTS = 40 };
    static const enum lw_track_status status[] = {
        LW_TRACK_TENTATIVE, LW_TRACK_CONFIRMED, LW_TRACK_COASTING,
        LW_TRACK_ENDED};
    struct lw_sensor sensor = {.kind = LW_SENSOR_RADAR};
    struct lw_site site = {.exercise = true, .sensor = &sensor, .sensors = 1};
    const struct lw_encode_config config = {.site = &site};
    struct lw_track track[TRACKS];
    struct lw_track_point trail[POINTS];

    (void)state;
    memset(site.name, '"', sizeof site.name - 1);
    memset(sensor.id, '&', sizeof sensor.id - 1);
    for (int i = 0; i < TRACKS; i++) {
        track[i] = fixture_nasty();
        track[i].status = status[i];
    }
    for (int i = 0; i < POINTS; i++)
        trail[i] = (struct lw_track_point){INT64_MIN + i, track[0].pos};
    for (int i = 0; lw_encoders[i] != NULL; i++) {
        const uint32_t points =
            lw_encoders[i]->trail < POINTS ? lw_encoders[i]->trail : POINTS;
        free(fixture_round(lw_encoders[i], &config, track, TRACKS, trail,
                           points));
        free(fixture_round(lw_encoders[i], &config, track, 0, NULL, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_format_is_whole_and_found_by_its_name),
        cmocka_unit_test(a_setting_of_no_format_is_refused),
        cmocka_unit_test(the_size_told_is_enough_for_the_worst),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
