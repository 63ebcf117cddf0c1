/* SPDX-License-Identifier: Apache-2.0 */
/* The grid against asking every item. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "grid.h"
#include "near.h"
#include "scene_fixture.h"

enum { CAPACITY = 3000 };

static struct scene sc; /* for its seeded deviates */
static struct lw_grid grid;
static void *memory;

/* what is in the grid, as we know it */
static struct {
    bool in;
    double x, y, reach;
} item[CAPACITY];

static int begin(void **state)
{
    struct lw_arena arena = {.size = lw_grid_size(CAPACITY)};

    (void)state;
    memory = malloc(arena.size);
    arena.mem = memory;
    memset(item, 0, sizeof item);
    sc.seed = 42;
    return memory == NULL ? -1 : lw_grid_init(&grid, CAPACITY, &arena);
}

static int end(void **state)
{
    (void)state;
    free(memory);
    return 0;
}

static double even(double from, double to)
{
    return from + (to - from) * scene_even(&sc);
}

static double ten_to(double from, double to)
{
    return pow(10.0, even(from, to));
}

static void put(uint32_t i, double x, double y, double reach)
{
    item[i].in = true;
    item[i].x = x;
    item[i].y = y;
    item[i].reach = reach;
    lw_grid_put(&grid, i, x, y, reach, reach > 300.0 ? 0.0 : 50.0);
}

static void take(uint32_t i)
{
    item[i].in = false;
    lw_grid_take(&grid, i);
}

static void put_anywhere(uint32_t i)
{
    const double wide = ten_to(2.0, 6.0);

    put(i, even(-wide, wide), even(-wide, wide), ten_to(0.0, 6.0));
}

/* Found is what touches, in ascending order. */
static void check(double x, double y, double radius)
{
    uint32_t found[CAPACITY], n, k = 0;

    n = lw_grid_find(&grid, x, y, radius, found, CAPACITY);
    for (uint32_t i = 0; i < CAPACITY; i++) {
        const double dx = item[i].x - x, dy = item[i].y - y;
        const double r = radius + item[i].reach;
        if (!item[i].in || dx * dx + dy * dy > r * r)
            continue;
        assert_true(k < n);
        assert_int_equal(found[k++], i);
    }
    assert_int_equal(k, n);
}

static void check_somewhere(void)
{
    const double wide = ten_to(2.0, 6.0);

    check(even(-wide, wide), even(-wide, wide), ten_to(0.0, 6.5));
}

static void it_finds_what_touches(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < CAPACITY; i++)
        put_anywhere(i);
    for (int n = 0; n < 1000; n++)
        check_somewhere();
    check(0.0, 0.0, 0.0);
    check(0.0, 0.0, 1e9);
}

static void small_reaches_take_small_cells(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < CAPACITY; i++)
        put(i, even(-3e4, 3e4), even(-3e4, 3e4), ten_to(0.0, 3.0));
    for (int n = 0; n < 2000; n++)
        check(even(-3e4, 3e4), even(-3e4, 3e4), ten_to(0.0, 3.5));
}

static void it_follows_moves_and_takes(void **state)
{
    (void)state;
    for (int n = 0; n < 40000; n++) {
        const uint32_t i = (uint32_t)(even(0.0, 0.999999) * CAPACITY);
        const double what = even(0.0, 1.0);
        if (what < 0.2)
            take(i); /* also what is not in it */
        else if (what < 0.4 || !item[i].in)
            put_anywhere(i);
        else if (what < 0.7) /* a step, often within its cell */
            put(i, item[i].x + even(-50.0, 50.0), item[i].y, item[i].reach);
        else /* it reaches further or less far */
            put(i, item[i].x, item[i].y, item[i].reach * even(0.5, 2.0));
        if (n % 40 == 0)
            check_somewhere();
    }
    for (uint32_t i = 0; i < CAPACITY; i++)
        take(i);
    check(0.0, 0.0, 1e9);
    for (int l = 0; l < LW_GRID_LEVELS; l++)
        assert_int_equal(grid.used[l], 0);
}

static void the_borders_of_cells_are_no_borders(void **state)
{
    static const double size[] = {64.0, 512.0, 4096.0, 32768.0};
    uint32_t i = 0;

    (void)state;
    for (int s = 0; s < 4; s++)
        for (int x = -3; x <= 3; x++)
            for (int y = -3; y <= 3; y++)
                for (int e = -1; e <= 1; e++)
                    put(i++, x * size[s] + e * 1e-7, y * size[s], size[s]);
    for (int s = 0; s < 4; s++)
        for (int x = -5; x <= 5; x++)
            for (int y = -5; y <= 5; y++)
                check(x * size[s], y * size[s], size[s]);
}

static void no_more_is_found_than_fits(void **state)
{
    uint32_t found[10];

    (void)state;
    for (uint32_t i = 0; i < CAPACITY; i++)
        put(i, even(-1e3, 1e3), even(-1e3, 1e3), ten_to(0.0, 6.0));
    for (uint32_t max = 0; max < 8; max++) {
        memset(found, 0xff, sizeof found);
        assert_int_equal(lw_grid_find(&grid, 0, 0, 5e3, found, max), max);
        for (uint32_t k = 0; k < 10; k++) {
            if (k >= max)
                assert_int_equal(found[k], 0xffffffff);
            else if (k > 0)
                assert_true(found[k] > found[k - 1]);
        }
    }
}

/* Beyond the Earth, and reaching further than that. */
static void absurd_places_break_nothing(void **state)
{
    uint32_t found[8];

    (void)state;
    put(0, 1e12, -1e12, 1.0);
    put(1, 1e300, 0.0, 1e3);
    put(2, 0.0, 0.0, (double)INFINITY);
    put(3, 0.0, 0.0, 0.0);
    assert_int_equal(lw_grid_find(&grid, 0, 0, 1.0, found, 8), 2);
    assert_int_equal(found[0], 2);
    assert_int_equal(found[1], 3);
    assert_int_equal(lw_grid_find(&grid, 1e12, -1e12, 1.0, found, 8), 2);
    assert_int_equal(found[0], 0);
}

static void too_small_a_memory_is_refused(void **state)
{
    struct lw_grid other;
    struct lw_arena arena = {.mem = memory, .size = lw_grid_size(CAPACITY) / 2};

    (void)state;
    assert_true(lw_grid_init(&other, CAPACITY, &arena) < 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_finds_what_touches),
        TEST(small_reaches_take_small_cells),
        TEST(it_follows_moves_and_takes),
        TEST(the_borders_of_cells_are_no_borders),
        TEST(no_more_is_found_than_fits),
        TEST(absurd_places_break_nothing),
        TEST(too_small_a_memory_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
