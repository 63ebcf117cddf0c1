/* SPDX-License-Identifier: Apache-2.0 */
#include "moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lag_fixture.h"
#include "near.h"
#include "target_fixture.h"

static struct lag_play play;

static void take(uint32_t from, uint32_t to, double until)
{
    struct lw_tracker *trk = play.sc.tracker;

    for (uint32_t k = from; k < to; k++) {
        const struct lw_report *r = &play.report[k];
        const int sensor = lw_site_sensor(&play.sc.site, r->sensor);
        lw_tracker_again(trk, r->meas_ns);
        trk->arrival_ns = r->meas_ns;
        trk->report = k;
        assert_int_equal(lw_tracker_take(trk, (uint32_t)sensor, r, r->meas_ns),
                         0);
    }
    lw_tracker_again(trk, scene_time(until) + 1);
}

static uint32_t picture(struct lw_track *track)
{
    return lw_tracker_picture(play.sc.tracker, scene_time(60.0), track,
                              SCENE_PICTURE);
}

/* From a moment that was put aside, the same reports give the same bits,
 * whatever came of the tracker meanwhile. */
static void what_is_taken_back_is_the_same(void **state)
{
    static struct lw_track one[SCENE_PICTURE], two[SCENE_PICTURE];

    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        lag_begin(&play, seed, 0);
        struct lw_tracker *trk = play.sc.tracker;
        const uint32_t imms = trk->free_imms;
        trk->arrival_ns = trk->tick_ns = scene_time(-1.0);
        lag_write(&play, 0, 20);
        const uint32_t then = play.reports;
        lag_write(&play, 20, 40);
        take(0, then, 19.9);
        const uint32_t shown = trk->next_shown;
        const size_t size = lw_moment_size(trk);
        void *moment = malloc(size);
        assert_non_null(moment);
        lw_moment_save(trk, moment);
        for (int run = 0; run < 3; run++) {
            uint32_t n[2];
            take(then, play.reports, 50.0);
            n[0] = picture(one);
            assert_true(n[0] >= LAG_AIRCRAFT);
            if (run == 1) /* with a look open, and plots that wait */
                take(then, then + 2, 20.5);
            lw_moment_load(trk, moment);
            trk->next_shown = shown;
            assert_int_equal(lw_moment_size(trk), size);
            assert_null(bare_flaw(trk, imms));
            take(then, play.reports, 50.0);
            n[1] = picture(two);
            assert_int_equal(n[0], n[1]);
            for (uint32_t i = 0; i < n[0]; i++) {
                assert_true(lag_same(&one[i], &two[i]));
                assert_int_equal(one[i].number, two[i].number);
            }
            lw_moment_load(trk, moment);
            trk->next_shown = shown;
        }
        free(moment);
        scene_end(&play.sc);
    }
}

/* Not for the room that there is, but for what is in it. */
static void it_takes_room_for_what_is_in_use(void **state)
{
    (void)state;
    lag_begin(&play, 1, 0);
    struct lw_tracker *trk = play.sc.tracker;
    const size_t empty = lw_moment_size(trk);
    assert_true(empty < 60000);
    trk->arrival_ns = trk->tick_ns = scene_time(-1.0);
    lag_write(&play, 0, 20);
    take(0, play.reports, 20.0);
    const size_t used = lw_moment_size(trk);
    const size_t targets = trk->targets_max - trk->free_targets;
    assert_true(used > empty + targets * sizeof *trk->target);
    assert_true(
        used < empty + 200000 +
                   targets * (sizeof *trk->target + 2 * sizeof *trk->imm + 64) +
                   trk->seeds * (sizeof *trk->plot + 128));
    scene_end(&play.sc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken_back_is_the_same),
        cmocka_unit_test(it_takes_room_for_what_is_in_use),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
