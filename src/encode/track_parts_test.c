/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "encoder_fixture.h"
#include "near.h"
#include "track_parts.h"

static void what_is_known_is_told(void **state)
{
    const struct lw_track track = fixture_track(7);
    const struct lw_part_accuracy accuracy = lw_part_accuracy(&track);
    struct lw_part_motion motion;
    char label[LW_LIVE_LABEL_SIZE], words[LW_PART_WORDS_MAX + 1];
    struct lw_text to;

    (void)state;
    assert_true(accuracy.has_horizontal && accuracy.has_vertical &&
                accuracy.has_velocity);
    assert_near(accuracy.major_m, 30, 1e-9);
    assert_near(accuracy.minor_m, 20, 1e-9);
    assert_near(accuracy.az_deg, 90, 1e-9);
    assert_near(accuracy.vertical_m, 10, 1e-9);
    assert_near(accuracy.velocity_mps, 2, 1e-9);
    assert_true(lw_part_motion(&track, &motion));
    assert_near(motion.ground_mps, 50, 1e-9);
    assert_near(motion.course_deg, 323.1301, 1e-4);
    assert_near(motion.climb_mps, -2.5, 0);
    assert_int_equal(lw_part_kind(&track), LW_KIND_MULTIROTOR);
    lw_part_label(&track, label);
    assert_string_equal(label, "KLM1023");
    assert_near(lw_part_age_s(&track), 1.5, 1e-6);
    lw_text_init(&to, words, LW_PART_WORDS_MAX);
    lw_part_words(&to, &track, true);
    words[lw_text_len(&to)] = '\0';
    assert_string_equal(words,
                        "EXERCISE, not real. confirmed, multirotor 80 %, bird "
                        "20 %; there with 99 %; last report 1.5 s old; one "
                        "sigma 30 by 20 m, height 10 m");
}

static void what_is_not_known_stays_so(void **state)
{
    struct lw_track track = fixture_track(7);
    struct lw_part_motion motion;
    char label[LW_LIVE_LABEL_SIZE], words[LW_PART_WORDS_MAX + 1];
    struct lw_text to;

    (void)state;
    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    track.vel_mps[0] = track.vel_mps[1] = track.vel_mps[2] = (double)NAN;
    track.pos.alt_hae_m = track.existence = (double)NAN;
    track.has_ident = 0;
    const struct lw_part_accuracy accuracy = lw_part_accuracy(&track);
    assert_false(accuracy.has_horizontal || accuracy.has_vertical ||
                 accuracy.has_velocity);
    assert_false(lw_part_motion(&track, &motion));
    assert_false(lw_part_has_alt(&track));
    lw_part_label(&track, label);
    assert_string_equal(label, "A0007");
    lw_text_init(&to, words, LW_PART_WORDS_MAX);
    lw_part_words(&to, &track, false);
    words[lw_text_len(&to)] = '\0';
    assert_string_equal(words, "confirmed, multirotor 80 %, bird 20 %; last "
                               "report 1.5 s old");
}

static void a_course_is_never_360(void **state)
{
    struct lw_track track = fixture_track(7);
    struct lw_part_motion motion;

    (void)state;
    track.vel_mps[0] = -1e-12;
    track.vel_mps[1] = 10;
    assert_true(lw_part_motion(&track, &motion));
    assert_near(motion.course_deg, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_is_told),
        cmocka_unit_test(what_is_not_known_stays_so),
        cmocka_unit_test(a_course_is_never_360),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
