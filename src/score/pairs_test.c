/* SPDX-License-Identifier: Apache-2.0 */
#include "pairs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"

enum { MANY = 60, CASES = 200 };

static _Alignas(max_align_t) unsigned char mem[1 << 17];

/* Anywhere on Earth, at any size: the same pairs as trying them all. */
static void finds_what_trying_all_finds(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= CASES; seed++) {
        uint64_t random = seed;
        static const double size_deg[] = {0.001, 0.1, 5, 170};
        const double size = size_deg[seed % 4],
                     lat = size > 80 ? -85 : 75 * random_even(&random),
                     lon = size > 80 ? -180 : 174.999;
        const double cutoff_m = 30e3 * size * random_even(&random);
        const int dimensions = 2 + (int)(seed % 2);
        struct lw_score_point objects[MANY], tracks[MANY];
        struct lw_arena arena = {.mem = mem, .size = sizeof mem};
        struct lw_pairs_work work;
        size_t at = 0;

        for (int i = 0; i < MANY; i++) {
            struct lw_score_point *const both[] = {&objects[i], &tracks[i]};
            for (int k = 0; k < 2; k++)
                *both[k] = (struct lw_score_point){
                    .pos = {(lat + size * random_even(&random)) * LW_DEG,
                            (lon + 2 * size * random_even(&random)) * LW_DEG,
                            1000 * random_even(&random)}};
        }
        assert_int_equal(lw_pairs_init(&work, MANY, MANY, MANY * MANY, &arena),
                         0);
        assert_int_equal(lw_pairs_find(&work, dimensions, cutoff_m, objects,
                                       MANY, tracks, MANY),
                         0);
        for (uint32_t o = 0; o < MANY; o++) {
            struct lw_frame frame;
            lw_score_frame(&objects[o], dimensions, &frame);
            for (uint32_t t = 0; t < MANY; t++) {
                double ecef_m[3], enu_m[3];
                lw_score_place(&tracks[t], dimensions, ecef_m);
                const double d =
                    lw_score_offset(&frame, dimensions, ecef_m, enu_m);
                /* the far side of the Earth lies near the same axis */
                if (!(d < cutoff_m) || enu_m[2] < -6.4e6)
                    continue;
                assert_int_equal(work.pairs.track[at], t);
                assert_near(work.pairs.distance_m[at++], d, 0);
            }
            assert_int_equal(work.pairs.first[o + 1], at);
        }
    }
}

static void says_when_there_are_more_than_there_is_room_for(void **state)
{
    (void)state;
    const struct lw_score_point same[3] = {{0}};
    struct lw_pairs_work work;
    struct lw_arena arena = {.mem = mem, .size = lw_pairs_size(3, 3, 8)};

    assert_int_equal(lw_pairs_init(&work, 3, 3, 8, &arena), 0);
    assert_int_equal(lw_pairs_find(&work, 2, 1, same, 2, same, 3), 0);
    assert_int_equal(lw_pairs_find(&work, 2, 1, same, 3, same, 3),
                     LW_ERR_NO_SPACE);
    assert_int_equal(lw_pairs_find(&work, 2, 1, same, 0, same, 3), 0);
    assert_int_equal(work.pairs.first[0], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_trying_all_finds),
        cmocka_unit_test(says_when_there_are_more_than_there_is_room_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
