/* SPDX-License-Identifier: Apache-2.0 */
#include "gospa.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"

enum { MOST = 5, PAIRS = MOST * MOST, CASES = 3000 };

static _Alignas(max_align_t) unsigned char mem[8192];
static const struct lw_gospa_config usual = {20, 2, 2};

/* Of a whole matrix of distances, objects x tracks. */
static struct lw_gospa measure(const struct lw_gospa_config *config,
                               const double *distance_m, uint32_t objects,
                               uint32_t tracks, uint32_t *track_of)
{
    const size_t count = (size_t)objects * tracks;
    struct lw_gospa_work work;
    struct lw_arena arena = {.mem = mem,
                             .size = lw_gospa_size(objects, tracks, count)};
    size_t first[MOST + 2] = {0};
    uint32_t track[PAIRS], none[1];
    double copy_m[PAIRS];
    const struct lw_pairs pairs = {first, track, copy_m, objects, tracks};

    assert_true(arena.size <= sizeof mem && count <= PAIRS);
    assert_int_equal(lw_gospa_init(&work, objects, tracks, count, &arena), 0);
    for (uint32_t o = 0; o < objects; o++) {
        for (uint32_t t = 0; t < tracks; t++) {
            track[first[o] + t] = t;
            copy_m[first[o] + t] = distance_m[first[o] + t];
        }
        first[o + 1] = first[o] + tracks;
    }
    return lw_gospa(config, &work, &pairs, track_of != NULL ? track_of : none);
}

static void nothing_true_and_nothing_shown_is_perfect(void **state)
{
    (void)state;
    const struct lw_gospa got = measure(&usual, NULL, 0, 0, NULL);

    assert_near(got.distance, 0, 0);
}

/* c = 20, p = 2: a missed object and a false track cost 200 each. */
static void costs_of_missed_and_false_are_half_the_cut_off(void **state)
{
    (void)state;
    uint32_t track_of[3];

    struct lw_gospa got = measure(&usual, NULL, 3, 0, track_of);
    assert_near(got.distance, sqrt(600), 1e-12);
    assert_near(got.missed, 600, 1e-9);
    assert_int_equal(track_of[2], LW_ASSIGN_NONE);

    got = measure(&usual, NULL, 0, 2, track_of);
    assert_near(got.distance, 20, 1e-12);
    assert_near(got.spurious, 400, 1e-9);
}

/* Two objects, two tracks: one 3 m off, the other two 50 m apart. 9 for the
 * pair, 200 for the missed object, 200 for the false track. */
static void a_pair_beyond_the_cut_off_is_one_missed_and_one_false(void **state)
{
    (void)state;
    const double d[] = {3, 100, 100, 50};
    uint32_t track_of[2];
    const struct lw_gospa got = measure(&usual, d, 2, 2, track_of);

    assert_near(got.distance, sqrt(409), 1e-12);
    assert_near(got.localisation, 9, 1e-12);
    assert_near(got.missed, 200, 1e-9);
    assert_near(got.spurious, 200, 1e-9);
    assert_int_equal(got.assigned, 1);
    assert_int_equal(track_of[0], 0);
    assert_int_equal(track_of[1], LW_ASSIGN_NONE);
}

/* The assignment is of the whole: 8 + 6 squared (100), not 2 squared and two
 * left over (4 + 400). */
static void prefers_two_fair_pairs_to_one_good_one(void **state)
{
    (void)state;
    const double d[] = {2, 8, 6, 30};
    uint32_t track_of[2];
    const struct lw_gospa got = measure(&usual, d, 2, 2, track_of);

    assert_near(got.distance, 10, 1e-12);
    assert_int_equal(track_of[0], 1);
    assert_int_equal(track_of[1], 0);
}

/* p = 1, alpha = 1 is the unnormalised OSPA: one object 1 m off, two tracks in
 * surplus at c each: 1 + 2 * 10. With alpha 2 they cost half. */
static void alpha_and_p_are_free(void **state)
{
    (void)state;
    const double d[] = {4, 1, 30};
    uint32_t track_of[1];
    const struct lw_gospa_config one = {10, 1, 1};
    struct lw_gospa got = measure(&one, d, 1, 3, track_of);

    assert_near(got.distance, 21, 1e-12);
    assert_near(got.spurious, 20, 1e-12);
    assert_int_equal(track_of[0], 1);

    const struct lw_gospa_config two = {10, 1, 2};
    got = measure(&two, d, 1, 3, track_of);
    assert_near(got.distance, 11, 1e-12);

    const struct lw_gospa_config cube = {10, 3, 1};
    got = measure(&cube, d, 1, 1, track_of);
    assert_near(got.distance, 4, 1e-12);
}

/*
 * What the paper compares with OSPA: one target and no estimate; one of each,
 * some way apart; two targets of which one has an estimate 2 m off while n
 * more estimates are false. OSPA averages the last away as n grows, GOSPA
 * adds c^p / 2 for each.
 */
static void agrees_with_the_examples_of_the_paper(void **state)
{
    (void)state;
    const double c = 8, far = 100;
    uint32_t track_of[MOST];

    for (int p = 1; p <= 2; p++) {
        const struct lw_gospa_config config = {c, p, 2};
        const double half = pow(c, p) / 2;
        struct lw_gospa got = measure(&config, NULL, 1, 0, track_of);
        assert_near(got.distance, pow(half, 1.0 / p), 1e-12);
        for (int i = 0; i < 12; i++) {
            const double apart[] = {i};
            got = measure(&config, apart, 1, 1, track_of);
            assert_near(got.distance, fmin(i, c), 1e-12);
        }
        for (uint32_t n = 0; n < MOST; n++) {
            double d[2 * MOST];
            for (uint32_t i = 0; i < 2 * (n + 1); i++)
                d[i] = far;
            d[0] = 2;
            got = measure(&config, d, 2, n + 1, track_of);
            assert_near(got.distance, pow(pow(2, p) + half + n * half, 1.0 / p),
                        1e-12);
            assert_int_equal(got.assigned, 1);
            assert_near(got.spurious, n * half, 1e-9);
            assert_near(got.missed, half, 1e-9);
        }
    }
}

static void what_cannot_be_compared_is_not_assigned(void **state)
{
    (void)state;
    const double d[] = {(double)NAN, HUGE_VAL};
    uint32_t track_of[1];
    const struct lw_gospa got = measure(&usual, d, 1, 2, track_of);

    assert_int_equal(track_of[0], LW_ASSIGN_NONE);
    assert_near(got.distance, sqrt(600), 1e-12);
}

static void refuses_configurations_without_meaning(void **state)
{
    (void)state;
    const struct lw_gospa_config wrong[] = {
        {0, 2, 2},  {-1, 2, 2},    {(double)NAN, 2, 2},  {HUGE_VAL, 2, 2},
        {20, 0, 2}, {20, 0.5, 2},  {20, HUGE_VAL, 2},    {20, 2, 0},
        {20, 2, 3}, {1e200, 2, 2}, {20, 2, (double)NAN},
    };

    assert_true(lw_gospa_valid(&usual));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(lw_gospa_valid(&wrong[i]));
}

/* The definition itself: every way of giving each object a track of its own
 * or none, at the price of definition 1 with alpha 2. */
static double by_definition(const struct lw_gospa_config *config,
                            const double *d, uint32_t objects, uint32_t tracks)
{
    uint32_t pick[MOST] = {0};
    double best = HUGE_VAL;

    for (;;) {
        double sum = 0;
        uint32_t seen = 0, pairs = 0;
        bool legal = true;
        for (uint32_t o = 0; o < objects; o++) {
            if (pick[o] == tracks)
                continue; /* none */
            legal = legal && !(seen & 1U << pick[o]);
            seen |= 1U << pick[o];
            pairs++;
            sum += pow(d[o * tracks + pick[o]], config->p);
        }
        sum += pow(config->cutoff_m, config->p) / 2 *
               (objects + tracks - 2 * pairs);
        if (legal)
            best = fmin(best, sum);
        uint32_t digit = 0;
        while (digit < objects && ++pick[digit] > tracks)
            pick[digit++] = 0;
        if (digit == objects)
            return pow(best, 1 / config->p);
    }
}

static void agrees_with_its_definition(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= CASES; seed++) {
        uint64_t random = seed;
        const uint32_t objects = random_below(&random, MOST + 1);
        const uint32_t tracks = random_below(&random, MOST + 1);
        const struct lw_gospa_config config = {20, 1 + seed % 3, 2};
        double d[MOST * MOST];
        for (uint32_t i = 0; i < objects * tracks; i++)
            d[i] = random_below(&random, 4000) / 100.0;
        uint32_t track_of[MOST];
        const struct lw_gospa got =
            measure(&config, d, objects, tracks, track_of);
        if (fabs(got.distance - by_definition(&config, d, objects, tracks)) >
            1e-9)
            fail_msg("seed %u", seed);
        assert_near(pow(got.distance, config.p),
                    got.localisation + got.missed + got.spurious, 1e-6);
        assert_near(got.missed,
                    (objects - got.assigned) * pow(20, config.p) / 2, 1e-6);
        assert_near(got.spurious,
                    (tracks - got.assigned) * pow(20, config.p) / 2, 1e-6);
    }
}

/* A metric: turned round it is the same, and no way round is shorter. */
static void is_symmetric_and_keeps_the_triangle(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= CASES; seed++) {
        uint64_t random = seed;
        uint32_t track_of[MOST], count[3];
        double at[3][MOST], distance[3][3];
        const struct lw_gospa_config config = {20, 2, 1 + seed % 2};
        for (int set = 0; set < 3; set++) {
            count[set] = random_below(&random, MOST + 1);
            for (uint32_t i = 0; i < count[set]; i++)
                at[set][i] = random_below(&random, 600) / 10.0;
        }
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++) {
                double d[MOST * MOST];
                for (uint32_t i = 0; i < count[a]; i++)
                    for (uint32_t j = 0; j < count[b]; j++)
                        d[i * count[b] + j] = fabs(at[a][i] - at[b][j]);
                distance[a][b] =
                    measure(&config, d, count[a], count[b], track_of).distance;
            }
        assert_near(distance[0][1], distance[1][0], 1e-9);
        assert_near(distance[2][2], 0, 1e-9);
        assert_true(distance[0][2] <= distance[0][1] + distance[1][2] + 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_true_and_nothing_shown_is_perfect),
        cmocka_unit_test(costs_of_missed_and_false_are_half_the_cut_off),
        cmocka_unit_test(a_pair_beyond_the_cut_off_is_one_missed_and_one_false),
        cmocka_unit_test(prefers_two_fair_pairs_to_one_good_one),
        cmocka_unit_test(alpha_and_p_are_free),
        cmocka_unit_test(agrees_with_the_examples_of_the_paper),
        cmocka_unit_test(what_cannot_be_compared_is_not_assigned),
        cmocka_unit_test(refuses_configurations_without_meaning),
        cmocka_unit_test(agrees_with_its_definition),
        cmocka_unit_test(is_symmetric_and_keeps_the_triangle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
