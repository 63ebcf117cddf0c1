/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "encode/cap_area.h"
#include "random.h"

enum { POINTS_MAX = 6000, POLYGONS_MAX = 64, CORNERS_MAX = 128 };

struct polygons {
    int count;
    int corners[POLYGONS_MAX];
    double at[POLYGONS_MAX][CORNERS_MAX][2]; /* lat, lon; not closed */
};

/* What a receiver would read, or a failure. */
static void read_back(const struct lw_zone *zone, struct polygons *out)
{
    char text[LW_CAP_AREA_MAX + 1];
    struct lw_text to;

    lw_text_init(&to, text, LW_CAP_AREA_MAX);
    lw_cap_area_put(&to, zone);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    text[len] = '\0';
    out->count = 0;
    for (char *at = text; *at != '\0'; out->count++) {
        double(*corner)[2] = out->at[out->count];
        int n = 0;
        assert_true(out->count < POLYGONS_MAX);
        assert_memory_equal(at, "<polygon>", 9);
        at += 9;
        for (; *at != '<'; n++) {
            assert_true(n < CORNERS_MAX);
            corner[n][0] = strtod(at, &at);
            assert_int_equal(*at, ',');
            corner[n][1] = strtod(at + 1, &at);
            assert_true(*at == ' ' || *at == '<');
            at += *at == ' ';
            assert_true(fabs(corner[n][0]) <= 90 && fabs(corner[n][1]) <= 180);
        }
        assert_memory_equal(at, "</polygon>", 10);
        at += 10;
        assert_true(n >= 4);
        assert_true(memcmp(corner[0], corner[n - 1], sizeof corner[0]) == 0);
        out->corners[out->count] = n - 1;
    }
}

static double turn(const double a[2], const double b[2], const double c[2])
{
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Inside, or so near the border as 6 decimals leave open. */
static bool holds(const double (*corner)[2], int n, const double p[2])
{
    bool inside = false;

    for (int i = 0, j = n - 1; i < n; j = i++) {
        const double *a = corner[i], *b = corner[j];
        const double len = hypot(b[0] - a[0], b[1] - a[1]);
        const double along = len > 0 ? ((p[0] - a[0]) * (b[0] - a[0]) +
                                        (p[1] - a[1]) * (b[1] - a[1])) /
                                           (len * len)
                                     : 0;
        const double k = fmin(fmax(along, 0), 1);
        if (hypot(p[0] - a[0] - k * (b[0] - a[0]),
                  p[1] - a[1] - k * (b[1] - a[1])) < 2e-6)
            return true;
        if ((a[1] > p[1]) != (b[1] > p[1]) &&
            p[0] < (b[0] - a[0]) * (p[1] - a[1]) / (b[1] - a[1]) + a[0])
            inside = !inside;
    }
    return inside;
}

static bool is_simple(const double (*corner)[2], int n)
{
    for (int i = 0; i < n; i++)
        for (int j = i + 2; j < n; j++) {
            const double *a = corner[i], *b = corner[(i + 1) % n];
            const double *c = corner[j], *d = corner[(j + 1) % n];
            if ((j + 1) % n == i)
                continue;
            if (turn(a, b, c) * turn(a, b, d) < 0 &&
                turn(c, d, a) * turn(c, d, b) < 0)
                return false;
        }
    return true;
}

static double area_of(const double (*corner)[2], int n)
{
    double twice = 0;

    for (int i = 0, j = n - 1; i < n; j = i++)
        twice += corner[j][0] * corner[i][1] - corner[i][0] * corner[j][1];
    return fabs(twice) / 2;
}

struct shape {
    struct lw_geodetic point[POINTS_MAX];
    double degrees[POINTS_MAX][2];
    struct lw_ring ring[POLYGONS_MAX];
    struct lw_zone zone;
};

static void add_point(struct shape *s, double lat, double lon)
{
    struct lw_ring *ring = &s->ring[s->zone.rings - 1];

    assert_true(s->zone.points < POINTS_MAX);
    s->degrees[s->zone.points][0] = lat;
    s->degrees[s->zone.points][1] = lon;
    s->point[s->zone.points++] =
        (struct lw_geodetic){lat * LW_DEG, lon * LW_DEG, 0};
    ring->count++;
}

static void add_ring(struct shape *s, bool hole)
{
    assert_true(s->zone.rings < POLYGONS_MAX);
    s->ring[s->zone.rings++] =
        (struct lw_ring){.first = s->zone.points, .hole = hole};
}

static struct shape *shape_new(void)
{
    struct shape *s = calloc(1, sizeof *s);

    assert_non_null(s);
    s->zone.point = s->point;
    s->zone.ring = s->ring;
    return s;
}

/* A border that wanders: bays and capes of every size. */
static void add_blob(struct shape *s, uint64_t *seed, int n, double lat,
                     double lon, double rough)
{
    double wave[12], phase[12];

    for (int k = 0; k < 12; k++) {
        wave[k] = rough * random_even(seed) / (k + 1);
        phase[k] = 7 * random_even(seed);
    }
    add_ring(s, false);
    for (int i = 0; i < n; i++) {
        const double a = 2 * LW_PI * i / n;
        double r = 1 + 0.02 * rough * random_even(seed);
        for (int k = 0; k < 12; k++)
            r += wave[k] * sin((k + 2) * a + phase[k]);
        r = fmax(r, 0.15);
        add_point(s, lat + 0.1 * r * sin(a), lon + 0.16 * r * cos(a));
    }
}

/* Checks one outside against what is told; returns how much larger it is. */
static double check_one(const struct shape *s, const struct lw_ring *ring,
                        const struct polygons *got, int which, int most)
{
    const double(*corner)[2] = (const double(*)[2])got->at[which];
    const int n = got->corners[which];

    assert_true(n <= most);
    assert_true(is_simple(corner, n));
    for (uint32_t i = 0; i < ring->count; i++)
        assert_true(holds(corner, n, s->degrees[ring->first + i]));
    return area_of(corner, n) /
           area_of((const double(*)[2]) & s->degrees[ring->first],
                   (int)ring->count);
}

static void a_few_points_are_told_as_they_are(void **state)
{
    struct shape *s = shape_new();
    struct polygons got = {.count = 0};

    (void)state;
    add_ring(s, false);
    add_point(s, 52.3, 4.9);
    add_point(s, 52.3, 4.92);
    add_point(s, 52.35, 4.91);
    add_ring(s, true);
    add_point(s, 52.31, 4.905);
    add_point(s, 52.31, 4.915);
    add_point(s, 52.32, 4.91);
    read_back(&s->zone, &got);
    assert_int_equal(got.count, 1);
    assert_int_equal(got.corners[0], 3);
    assert_true(fabs(check_one(s, &s->ring[0], &got, 0, 3) - 1) < 1e-4);
    free(s);
}

static void many_points_are_thinned_outward(void **state)
{
    enum { ROUNDS = 60 };
    double worst = 1;

    (void)state;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t seed = 1000 + round;
        struct shape *s = shape_new();
        struct polygons got = {.count = 0};
        const int n = 101 + (int)random_below(&seed, 3900);
        add_blob(s, &seed, n, 50, 30, random_even(&seed));
        read_back(&s->zone, &got);
        assert_int_equal(got.count, 1);
        worst =
            fmax(worst, check_one(s, &s->ring[0], &got, 0, LW_CAP_RING_POINTS));
        free(s);
    }
    print_message("# the largest is %.4f times the zone\n", worst);
    assert_true(worst < 1.25);
}

static void what_is_beyond_measure_is_told_by_what_is_around_it(void **state)
{
    struct shape *s = shape_new();
    struct polygons got = {.count = 0};
    uint64_t seed = 5;

    (void)state;
    add_blob(s, &seed, 5000, -33, 179.95, 0.8); /* across the date line */
    for (uint32_t i = 0; i < s->zone.points; i++)
        s->point[i].lon_rad = lw_angle_wrap(s->point[i].lon_rad);
    read_back(&s->zone, &got);
    for (int i = 0; i < got.corners[0]; i++)
        if (got.at[0][i][1] < 0)
            got.at[0][i][1] += 360;
    assert_int_equal(got.count, 1);
    assert_true(check_one(s, &s->ring[0], &got, 0, 64) >= 1);
    free(s);
}

static void several_outsides_are_several_polygons(void **state)
{
    struct shape *s = shape_new();
    struct polygons got = {.count = 0};
    uint64_t seed = 9;

    (void)state;
    for (int i = 0; i < LW_CAP_RINGS_MAX; i++)
        add_blob(s, &seed, 60, 50, 20 + i * 0.8, 0.3);
    read_back(&s->zone, &got);
    assert_int_equal(got.count, LW_CAP_RINGS_MAX);
    for (int i = 0; i < got.count; i++)
        assert_true(check_one(s, &s->ring[i], &got, i, 12) < 1.8);
    add_blob(s, &seed, 60, 52, 20, 0.3);
    read_back(&s->zone, &got);
    assert_int_equal(got.count, 1);
    for (uint32_t i = 0; i < s->zone.rings; i++)
        (void)check_one(s, &s->ring[i], &got, 0, 64);
    free(s);
}

static void what_is_next_to_nothing_is_a_polygon_all_the_same(void **state)
{
    struct shape *s = shape_new();
    struct polygons got = {.count = 0};

    (void)state;
    add_ring(s, false);
    for (int i = 0; i < 5; i++)
        add_point(s, 52.3 + 1e-8 * i, 4.9 - 2e-8 * i * i);
    read_back(&s->zone, &got);
    assert_int_equal(got.count, 1);
    assert_true(got.corners[0] >= 4);
    assert_true(is_simple((const double(*)[2])got.at[0], got.corners[0]));
    assert_true(
        holds((const double(*)[2])got.at[0], got.corners[0], s->degrees[0]));
    free(s);
}

static void corners_that_are_there_twice_are_told_once(void **state)
{
    struct shape *s = shape_new();
    struct polygons got = {.count = 0};

    (void)state;
    add_ring(s, false);
    for (int i = 0; i < 8; i++)
        add_point(s, i < 4 ? 52.3 : 52.4, i < 2 || i >= 6 ? 4.9 : 5);
    read_back(&s->zone, &got);
    assert_int_equal(got.corners[0], 4);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_few_points_are_told_as_they_are),
        cmocka_unit_test(many_points_are_thinned_outward),
        cmocka_unit_test(what_is_beyond_measure_is_told_by_what_is_around_it),
        cmocka_unit_test(several_outsides_are_several_polygons),
        cmocka_unit_test(what_is_next_to_nothing_is_a_polygon_all_the_same),
        cmocka_unit_test(corners_that_are_there_twice_are_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
