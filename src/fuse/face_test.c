/* SPDX-License-Identifier: Apache-2.0 */
#include "face.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "near.h"
#include "target_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
static const double still[3];

enum { FACES = 16 };

static struct scene sc;
static struct lw_tracker *trk;
static struct lw_faces faces;
static void *mem;

static int begin(void **state)
{
    const size_t size = lw_faces_size(FACES);

    (void)state;
    scene_init(&sc, 1, noord);
    scene_sensor(&sc, LW_SENSOR_RADAR, 0, 0, 10);
    trk = bare_begin(&sc, 32);
    mem = malloc(size);
    struct lw_arena arena = {.mem = mem, .size = size};
    return mem == NULL ? -1 : lw_faces_init(&faces, FACES, &arena);
}

static int end(void **state)
{
    (void)state;
    free(mem);
    scene_end(&sc);
    return 0;
}

/* A track at x that began with report `born`, told or not. */
static struct lw_target *track(double x, uint32_t born, bool told)
{
    const double xyz[3] = {x, 0.0, 100.0};
    struct lw_target *t =
        &trk->target[bare_target(&sc, xyz, still, 10.0, 3.0, 0.999)];

    t->number = trk->next_number++;
    t->face.born[0] = t->face.born[1] = born;
    lw_face_new(trk, t);
    t->face.told = told;
    t->status = told ? LW_TRACK_CONFIRMED : LW_TRACK_TENTATIVE;
    return t;
}

static void name(struct lw_target *t, uint32_t icao)
{
    struct lw_ident ident = {.icao = icao};

    lw_identity_inherit(trk, t, LW_HAS_ICAO, &ident);
}

/* All of it ends and comes to be anew, as when the tracker runs again. */
static void run_again(void)
{
    trk->again = true;
    for (uint32_t i = 0; i < trk->targets_max; i++)
        if (trk->target[i].alive)
            lw_target_end(trk, i, scene_time(1.0));
    trk->again = false;
}

static void note(void)
{
    assert_true(lw_faces_note(&faces, trk, scene_time(0.0)));
}

static void give(void)
{
    lw_faces_give(&faces, trk, scene_time(0.0));
}

static void who_began_with_the_same_report_is_the_same(void **state)
{
    (void)state;
    const uint32_t a = track(0.0, 11, true)->face.number;
    const uint32_t b = track(5.0, 12, false)->face.number;
    note();
    run_again();
    struct lw_target *second = track(0.0, 12, false);
    struct lw_target *first = track(5.0, 11, false);
    give();
    assert_int_equal(first->face.number, a);
    assert_true(first->face.told);
    assert_int_equal(second->face.number, b);
    assert_false(second->face.told);
    assert_int_equal(trk->ended_count, 0);
}

static void who_has_the_name_is_the_same(void **state)
{
    (void)state;
    struct lw_target *t = track(0.0, 11, true);
    name(t, 0x484001);
    const uint32_t was = t->face.number;
    note();
    run_again();
    struct lw_target *born = track(0.0, 11, false);
    struct lw_target *named = track(400.0, 12, false);
    name(named, 0x484001);
    give();
    assert_int_equal(named->face.number, was);
    assert_true(born->face.number > was);
    assert_int_equal(trk->ended_count, 0);
}

/* Not under a number that was shown with a name that it lacks. */
static void a_number_keeps_its_name(void **state)
{
    (void)state;
    struct lw_target *t = track(0.0, 11, true);
    name(t, 0x484001);
    const uint32_t was = t->face.number;
    note();
    run_again();
    struct lw_target *again = track(0.0, 11, false);
    give();
    assert_true(again->face.number > was);
    assert_false(again->face.told);
    assert_int_equal(trk->ended_count, 1);
    assert_int_equal(trk->ended[0].number, was);
    assert_int_equal(trk->ended[0].status, LW_TRACK_ENDED);
}

static void else_who_is_where_it_was_is_the_same(void **state)
{
    (void)state;
    const int64_t first_ns = scene_time(-7.0);
    struct lw_target *t = track(0.0, 11, true);
    t->face.first_ns = first_ns;
    const uint32_t was = t->face.number;
    note();
    run_again();
    struct lw_target *far = track(500.0, 21, false);
    struct lw_target *near = track(12.0, 22, false);
    struct lw_target *nearer = track(4.0, 23, false);
    give();
    assert_int_equal(nearer->face.number, was);
    assert_true(nearer->face.told);
    assert_true(nearer->face.first_ns == first_ns);
    assert_true(far->face.number > was && near->face.number > was);
    assert_true(far->face.number != near->face.number);
    assert_int_equal(trk->ended_count, 0);
}

static void what_was_told_and_is_gone_ends(void **state)
{
    (void)state;
    const uint32_t told = track(0.0, 11, true)->face.number;
    (void)track(900.0, 12, false);
    note();
    run_again();
    give();
    assert_int_equal(trk->ended_count, 1);
    assert_int_equal(trk->ended[0].number, told);
    assert_true(trk->ended[0].time_ns == scene_time(0.0));
    /* and its number is nobody's again */
    note();
    struct lw_target *t = track(0.0, 11, false);
    t->face.number = 0;
    give();
    assert_true(t->face.number > told);
}

static void more_than_there_is_room_for_are_not_noted(void **state)
{
    (void)state;
    for (uint32_t k = 0; k <= FACES; k++) {
        assert_true(lw_faces_note(&faces, trk, scene_time(0.0)));
        (void)track(300.0 * k, k, true);
    }
    assert_false(lw_faces_note(&faces, trk, scene_time(0.0)));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(who_began_with_the_same_report_is_the_same),
        TEST(who_has_the_name_is_the_same),
        TEST(a_number_keeps_its_name),
        TEST(else_who_is_where_it_was_is_the_same),
        TEST(what_was_told_and_is_gone_ends),
        TEST(more_than_there_is_room_for_are_not_noted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
