/* SPDX-License-Identifier: Apache-2.0 */
/* Who says it is whom: one target an identity, against a plain list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};

static struct scene sc;
static struct lw_tracker *trk;

static int begin(void **state)
{
    (void)state;
    scene_init(&sc, 5, noord);
    scene_sensor(&sc, LW_SENSOR_ADSB, 0, 0, 10);
    trk = bare_begin(&sc, 60);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scene_end(&sc);
    return 0;
}

static struct lw_target *target(double x)
{
    const double xyz[3] = {x, 0.0, 100.0}, v[3] = {0};

    return &trk->target[bare_target(&sc, xyz, v, 30.0, 5.0, 0.5)];
}

static int32_t index_of(const struct lw_target *t)
{
    return (int32_t)(t - trk->target);
}

/* icao 0 and remote NULL: not said */
static struct lw_plot says(uint32_t icao, const char *remote)
{
    struct lw_plot plot;

    memset(&plot, 0, sizeof plot);
    if (icao != 0) {
        plot.has_ident |= LW_HAS_ICAO;
        plot.ident.icao = icao;
    }
    if (remote != NULL) {
        plot.has_ident |= LW_HAS_REMOTE_ID;
        snprintf(plot.ident.remote_id, sizeof plot.ident.remote_id, "%s",
                 remote);
    }
    return plot;
}

static void what_is_taken_is_found(void **state)
{
    const struct lw_plot icao = says(0x484001, NULL);
    const struct lw_plot remote = says(0, "1581F45T");
    const struct lw_plot other = says(0x484002, "1581F45U");
    struct lw_target *a = target(0), *b = target(1000);

    (void)state;
    assert_int_equal(lw_identity_owner(trk, &icao), LW_NONE);
    lw_identity_take(trk, a, &icao);
    lw_identity_take(trk, b, &remote);
    assert_int_equal(lw_identity_owner(trk, &icao), index_of(a));
    assert_int_equal(lw_identity_owner(trk, &remote), index_of(b));
    assert_int_equal(lw_identity_owner(trk, &other), LW_NONE);
    assert_int_equal(a->has_ident, LW_HAS_ICAO);
    assert_int_equal(b->has_ident, LW_HAS_REMOTE_ID);
}

static void an_identity_has_one_target(void **state)
{
    const struct lw_plot icao = says(0x484001, NULL);
    const struct lw_plot both = says(0x484001, "1581F45T");
    struct lw_target *a = target(0), *b = target(1000);

    (void)state;
    lw_identity_take(trk, a, &icao);
    lw_identity_take(trk, b, &both);
    assert_int_equal(lw_identity_owner(trk, &icao), index_of(a));
    /* the address is a's; the rest b may have */
    assert_int_equal(b->has_ident, LW_HAS_REMOTE_ID);
    /* of one plot, the address goes first */
    assert_int_equal(lw_identity_owner(trk, &both), index_of(a));
}

static void an_identity_is_for_life(void **state)
{
    const struct lw_plot first = says(0x484001, "1581F45T");
    const struct lw_plot second = says(0x484002, "1581F45U");
    struct lw_target *a = target(0);

    (void)state;
    lw_identity_take(trk, a, &first);
    lw_identity_take(trk, a, &second);
    assert_int_equal(a->ident.icao, 0x484001);
    assert_string_equal(a->ident.remote_id, "1581F45T");
    assert_int_equal(lw_identity_owner(trk, &second), LW_NONE);
}

static void a_callsign_and_a_squawk_may_change(void **state)
{
    struct lw_target *a = target(0), *b = target(1000);
    struct lw_plot plot = says(0, NULL);

    (void)state;
    plot.has_ident = LW_HAS_CALLSIGN | LW_HAS_SQUAWK | LW_HAS_KINDS;
    memcpy(plot.ident.callsign, "KLM1234", 8);
    memcpy(plot.ident.squawk, "7000", 5);
    lw_identity_take(trk, a, &plot);
    lw_identity_take(trk, b, &plot); /* they prove nothing */
    memcpy(plot.ident.callsign, "KLM99", 6);
    memcpy(plot.ident.squawk, "7700", 5);
    lw_identity_take(trk, a, &plot);
    assert_string_equal(a->ident.callsign, "KLM99");
    assert_string_equal(a->ident.squawk, "7700");
    assert_string_equal(b->ident.callsign, "KLM1234");
    assert_int_equal(a->has_ident, LW_HAS_CALLSIGN | LW_HAS_SQUAWK);
    assert_int_equal(lw_identity_owner(trk, &plot), LW_NONE);
}

static void what_is_released_is_free_again(void **state)
{
    const struct lw_plot both = says(0x484001, "1581F45T");
    struct lw_target *a = target(0), *b = target(1000);

    (void)state;
    lw_identity_take(trk, a, &both);
    lw_identity_release(trk, a);
    assert_int_equal(lw_identity_owner(trk, &both), LW_NONE);
    lw_identity_take(trk, b, &both);
    assert_int_equal(lw_identity_owner(trk, &both), index_of(b));
    lw_identity_release(trk, a); /* twice is nothing */
    assert_int_equal(lw_identity_owner(trk, &both), index_of(b));
}

static void a_name_of_the_other_sort_is_anothers(void **state)
{
    const struct lw_plot icao = says(0x484001, NULL);
    const struct lw_plot remote = says(0, "1581F45T");
    const struct lw_plot both = says(0x484001, "1581F45T");
    const struct lw_plot other = says(0x484002, "1581F45T");
    const struct lw_plot nothing = says(0, NULL);
    struct lw_target *a = target(0), *b = target(1000);

    (void)state;
    assert_int_equal(lw_identity_compare(a, &remote), 0);
    lw_identity_take(trk, a, &icao);
    assert_int_equal(lw_identity_compare(a, &icao), 1);
    assert_int_equal(lw_identity_compare(a, &nothing), 0);
    assert_int_equal(lw_identity_compare(a, &remote), -1);
    assert_int_equal(lw_identity_compare(a, &both), 1);
    assert_int_equal(lw_identity_compare(a, &other), -1);
    assert_false(lw_identity_differs(a, b));
    lw_identity_take(trk, b, &remote);
    assert_false(lw_identity_differs(a, b));
    /* until they are found to be one */
    const struct lw_ident ident = b->ident;
    lw_identity_release(trk, b);
    lw_identity_inherit(trk, a, LW_HAS_REMOTE_ID, &ident);
    assert_int_equal(lw_identity_owner(trk, &remote), index_of(a));
    assert_int_equal(lw_identity_compare(a, &remote), 1);
    /* it says another address, so it is another */
    assert_int_equal(lw_identity_owner(trk, &other), LW_NONE);
}

static void the_third_that_does_not_fit_is_believed(void **state)
{
    const struct lw_plot icao = says(0x484001, NULL);
    const struct lw_plot remote = says(0, "1581F45T");
    const struct lw_plot both = says(0x484001, "1581F45T");
    struct lw_target *a = target(0);

    (void)state;
    lw_identity_take(trk, a, &icao);
    assert_true(lw_identity_settled(a));
    for (int n = 0; n < 3; n++) {
        assert_false(lw_identity_moved(a, &icao));
        lw_identity_fits(a, &icao, false);
        assert_false(lw_identity_settled(a));
    }
    assert_true(lw_identity_moved(a, &icao));
    lw_identity_fits(a, &icao, true);
    assert_false(lw_identity_moved(a, &icao));
    /* while its other name fits, it takes more */
    lw_identity_take(trk, a, &both);
    for (int n = 0; n < 12; n++) {
        assert_false(lw_identity_moved(a, &remote));
        lw_identity_fits(a, &remote, false);
        lw_identity_fits(a, &icao, true);
    }
    assert_true(lw_identity_moved(a, &remote));
}

/* More identities than chains, so that they share them, and many changes. */
static void it_agrees_with_a_plain_list(void **state)
{
    enum { TARGETS = 60, NAMES = 90 };
    int32_t icao_of[NAMES], remote_of[NAMES]; /* whose it is */

    (void)state;
    for (int n = 0; n < NAMES; n++)
        icao_of[n] = remote_of[n] = LW_NONE;
    for (int i = 0; i < TARGETS; i++)
        target(i * 1000.0);
    for (int step = 0; step < 30000; step++) {
        const int32_t i = (int32_t)(scene_even(&sc) * TARGETS);
        const int n = (int)(scene_even(&sc) * NAMES);
        const int m = (int)(scene_even(&sc) * NAMES);
        struct lw_target *t = &trk->target[i];
        char name[24];
        snprintf(name, sizeof name, "RID%04d", m);
        const struct lw_plot plot = says((uint32_t)n + 1, name);
        const int32_t other = /* unless it has another address */
            remote_of[m] != LW_NONE &&
                    trk->target[remote_of[m]].has_ident & LW_HAS_ICAO
                ? LW_NONE
                : remote_of[m];
        const int32_t want = icao_of[n] != LW_NONE ? icao_of[n] : other;
        assert_int_equal(lw_identity_owner(trk, &plot), want);
        if (scene_even(&sc) < 0.3) {
            lw_identity_release(trk, t);
            for (int k = 0; k < NAMES; k++) {
                icao_of[k] = icao_of[k] == i ? LW_NONE : icao_of[k];
                remote_of[k] = remote_of[k] == i ? LW_NONE : remote_of[k];
            }
            continue;
        }
        const uint32_t before = t->has_ident;
        lw_identity_take(trk, t, &plot);
        if (!(before & LW_HAS_ICAO) && icao_of[n] == LW_NONE)
            icao_of[n] = i;
        if (!(before & LW_HAS_REMOTE_ID) && remote_of[m] == LW_NONE)
            remote_of[m] = i;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

/* However often a finder points elsewhere, what says where it is stays. */
static void a_direction_moves_nobody(void **state)
{
    struct scene other;
    const double wrong[3] = {9000.0, -9000.0, 300.0};

    (void)state;
    scene_init(&other, 3, noord);
    scene_sensor(&other, LW_SENSOR_ADSB, 0, 0, 10)->coverage.range_m = 60e3;
    scene_sensor(&other, LW_SENSOR_RF, 0, 0, 10)->coverage.range_m = 60e3;
    scene_begin(&other);
    for (int t = 0; t < 60; t++) {
        const double xyz[3] = {-8000.0 + 60.0 * t, 5000.0, 300.0};
        struct lw_report r = scene_report(&other, 0, LW_REPORT_POSITION, t);
        double range, el;
        r.pos = lw_frame_to_geodetic(&other.frame, xyz);
        r.has = LW_HAS_ICAO | LW_HAS_ALT | LW_HAS_SD_HORIZONTAL;
        r.sd.horizontal_m = 20.0;
        r.ident.icao = 0x4840d6;
        assert_int_equal(scene_give(&other, &r), 0);
        for (int k = 1; k < 9; k++) {
            r = scene_report(&other, 1, LW_REPORT_BEARING, t + 0.1 * k);
            scene_see(&other, 1, wrong, &range, &r.az_rad, &el);
            r.has = LW_HAS_ICAO | LW_HAS_SD_AZ;
            r.sd.az_rad = 2.0 * LW_DEG;
            r.ident.icao = 0x4840d6;
            assert_int_equal(scene_give(&other, &r), 0);
        }
        if (t < 20)
            continue;
        assert_int_equal(scene_picture(&other, t + 0.95), 1);
        assert_true(scene_miss(&other, 0, xyz) < 200.0);
    }
    scene_end(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_taken_is_found),
        TEST(an_identity_has_one_target),
        TEST(an_identity_is_for_life),
        TEST(a_callsign_and_a_squawk_may_change),
        TEST(what_is_released_is_free_again),
        TEST(a_name_of_the_other_sort_is_anothers),
        TEST(the_third_that_does_not_fit_is_believed),
        TEST(it_agrees_with_a_plain_list),
        cmocka_unit_test(a_direction_moves_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
