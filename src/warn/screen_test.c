/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prospect.h"
#include "random.h"
#include "screen.h"
#include "warn_fixture.h"

static const struct lw_geodetic home = {52.0 * LW_DEG, 5.0 * LW_DEG, 0.0};
enum { ZONES = 20, TRACKS = 12 };

struct scene {
    struct zones_fixture zones;
    struct lw_screen screen;
    void *mem;
};

static int set_up(void **state)
{
    struct scene *const scene = calloc(1, sizeof *scene);

    *state = scene;
    zones_begin(&scene->zones, ZONES);
    for (int i = 0; i < ZONES; i++)
        zones_circle(&scene->zones, home, 4000.0 * i, 0.0, 1000.0);
    return 0;
}

static void begin(struct scene *scene)
{
    const size_t size = lw_screen_size(&scene->zones.site);

    scene->mem = malloc(size);
    struct lw_arena arena = {.mem = scene->mem, .size = size};
    assert_int_equal(lw_screen_init(&scene->screen, &scene->zones.site, &arena),
                     0);
}

static int tear_down(void **state)
{
    struct scene *const scene = *state;

    free(scene->mem);
    zones_end(&scene->zones);
    free(scene);
    return 0;
}

static void zones_warned_alike_are_one_class(void **state)
{
    struct scene *const scene = *state;

    scene->zones.site.zone[3].warn.kinds = 1U << LW_KIND_JET;
    scene->zones.site.zone[4].warn.warning.minutes = 3.0;
    scene->zones.site.zone[5].warn.warning.probability = 0.9;
    begin(scene);
    assert_int_equal(scene->screen.classes, 3);
    assert_int_equal(scene->screen.class_of[5], 0);
}

static void those_of_too_many_classes_are_always_looked_at(void **state)
{
    struct scene *const scene = *state;

    for (int i = 0; i < ZONES; i++)
        scene->zones.site.zone[i].warn.warning.minutes = 1.0 + i;
    begin(scene);
    lw_screen_clear(&scene->screen);
    for (uint32_t z = 0; z < ZONES; z++)
        assert_int_equal(lw_screen_may(&scene->screen, z, LW_WARNING_WARNING),
                         z >= LW_SCREEN_CLASSES_MAX);
}

/* Whatever comes: the chance is no greater than its bound. */
static void a_chance_is_never_above_its_bound(void **state)
{
    struct scene *const scene = *state;
    struct lw_approach way[TRACKS];
    struct lw_track track[TRACKS];
    struct lw_since since[TRACKS];
    struct lw_coming coming[TRACKS];
    struct lw_part part[TRACKS];
    const struct lw_odds even = lw_odds_even();
    uint64_t seed = 9;

    scene->zones.site.zone[3].warn.kinds = 1U << LW_KIND_JET;
    begin(scene);
    for (int round = 0; round < 500; round++) {
        const uint32_t zone = random_below(&seed, 5);
        const uint32_t tracks = 1 + random_below(&seed, TRACKS);
        struct lw_prospect look;
        lw_screen_clear(&scene->screen);
        for (uint32_t i = 0; i < tracks; i++) {
            struct lw_screened of[LW_SCREEN_CLASSES_MAX];
            const double age_s = random_between(&seed, 0.0, 20.0);
            track[i] = piston_at(home, 40.0, 0.0, 30.0, 1.0);
            track[i].existence = random_even(&seed);
            track[i].kinds[LW_KIND_PISTON] = random_even(&seed);
            track[i].kinds[LW_KIND_JET] = 1.0 - track[i].kinds[LW_KIND_PISTON];
            way[i] = (struct lw_approach){.zone = zone};
            double chance = 0.0;
            for (int t = 0; t < LW_ARRIVE_TIMES; t++) {
                chance += (1.0 - chance) * random_between(&seed, 0.0, 0.05);
                way[i].chance[t] = (uint16_t)(65535.0 * chance);
            }
            lw_since_set(&since[i], age_s);
            coming[i] = (struct lw_coming){&track[i], &even, &way[i], &since[i],
                                           random_below(&seed, 3)};
            lw_screen_track(&scene->screen, &track[i], &even, age_s, of);
            lw_screen_add(&scene->screen, &way[i], of);
        }
        lw_prospect_make(&scene->zones.site.zone[zone].warn, coming, tracks,
                         part, 0, &look);
        for (int level = 0; level < LW_WARNING_LEVELS; level++) {
            const double bound = (double)scene->screen.bound[level][zone];
            assert_true(look.chance[level] <= bound);
            if (tracks == 1)
                assert_true(look.chance[level] >= 0.5 * bound - 0.001);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(zones_warned_alike_are_one_class,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            those_of_too_many_classes_are_always_looked_at, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_chance_is_never_above_its_bound,
                                        set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
