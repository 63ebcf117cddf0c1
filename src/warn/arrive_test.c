/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive.h"

#include <setjmp.h> /* cmocka needs it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "near.h"
#include "warn_fixture.h"

static const struct lw_geodetic here = {50.0 * LW_DEG, 30.0 * LW_DEG, 0.0};

static struct lw_arrive *arrive_of(const struct zones_fixture *f,
                                   uint32_t tracks_max, void **mem)
{
    const size_t size = lw_arrive_size(&f->site, tracks_max);
    struct lw_arrive *arrive;

    *mem = calloc(1, size);
    arrive = lw_arrive_init(&f->site, tracks_max, *mem, size);
    assert_non_null(arrive);
    return arrive;
}

static const struct lw_approach *to_zone(const struct lw_outlook *out,
                                         uint32_t zone)
{
    for (uint32_t i = 0; i < out->approaches; i++)
        if (out->approach[i].zone == zone)
            return &out->approach[i];
    return NULL;
}

static void what_flies_straight_at_it_comes_in_time(void **state)
{
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 3);
    zones_box(&f, here, -20e3, 13.5e3, 20e3, 60e3); /* 5 minutes ahead */
    zones_box(&f, here, -20e3, -60e3, 20e3, -20e3); /* left behind */
    zones_box(&f, here, -1e3, -1e3, 1e3, 1e3);      /* it is in it */
    struct lw_arrive *arrive = arrive_of(&f, 4, &mem);
    const struct lw_track track = piston_at(here, 0.0, 45.0, 50.0, 1.0);
    const struct lw_outlook out = lw_arrive_track(arrive, &track);
    const struct lw_approach *ahead = to_zone(&out, 0);
    assert_non_null(ahead);
    assert_true(lw_approach_within(ahead, 240.0) < 0.05);
    assert_true(lw_approach_within(ahead, 420.0) > 0.85);
    const struct lw_approach *behind = to_zone(&out, 1);
    assert_true(behind == NULL || lw_approach_within(behind, 3600.0) < 0.1);
    assert_near(lw_approach_within(to_zone(&out, 2), 0.0), 1.0, 1e-4);
    free(mem);
    zones_end(&f);
}

static void nothing_that_it_says_of_itself_is_too_much(void **state)
{
    const double none = (double)NAN, endless = (double)INFINITY;
    const double odd[] = {0.0, none, endless, -endless, 1e300, -1.0, 1e9};
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    zones_circle(&f, here, 5e3, 0, 1000);
    struct lw_arrive *arrive = arrive_of(&f, 2, &mem);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        for (int what = 0; what < 40; what++) {
            struct lw_track track = piston_at(here, 40.0, 0.0, 100.0, 2.0);
            track.number = 1 + (uint32_t)what;
            if (what < 36)
                track.cov[what] = odd[i];
            else if (what < 38)
                track.vel_mps[what - 36] = odd[i];
            else if (what == 38)
                track.pos.lat_rad = odd[i];
            else
                track.pos.lon_rad = odd[i];
            const struct lw_outlook out = lw_arrive_track(arrive, &track);
            for (uint32_t a = 0; a < out.approaches; a++)
                for (unsigned t = 1; t < LW_ARRIVE_TIMES; t++)
                    assert_true(out.approach[a].chance[t] >=
                                out.approach[a].chance[t - 1]);
        }
    for (int lat = -90; lat <= 90; lat += 5) {
        const struct lw_geodetic at = {lat * LW_DEG, LW_PI, 0.0};
        struct lw_track track = piston_at(at, 300.0, 300.0, 1e5, 1e3);
        (void)lw_arrive_track(arrive, &track);
    }
    free(mem);
    zones_end(&f);
}

static void who_is_forgotten_makes_room(void **state)
{
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    zones_circle(&f, here, 5e3, 0, 1000);
    struct lw_arrive *arrive = arrive_of(&f, 64, &mem);
    for (uint32_t n = 1; n < 5000; n++) {
        struct lw_track track = piston_at(here, 40.0, 0.0, 100.0, 2.0);
        track.number = n;
        track.time_ns += n;
        const struct lw_outlook out = lw_arrive_track(arrive, &track);
        assert_int_equal(out.approaches, 1);
        if (n % 3 == 0)
            lw_arrive_forget(arrive, n - 20);
    }
    free(mem);
    zones_end(&f);
}

/* While it flies on as it did, what was said stands, and ages; a turn, a jump
 * or another kind is looked at at once. */
static void what_was_said_stands_until_it_matters(void **state)
{
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    zones_circle(&f, here, 0, 20e3, 3000);
    struct lw_arrive *arrive = arrive_of(&f, 4, &mem);
    struct lw_track track = piston_at(here, 0.0, 45.0, 50.0, 1.0);
    assert_true(lw_arrive_track(arrive, &track).anew);
    struct lw_track on = track;
    on.pos = beside(here, 0.0, 5.0 * 45.0);
    on.time_ns += INT64_C(5000000000);
    const struct lw_outlook out = lw_arrive_track(arrive, &on);
    assert_false(out.anew);
    assert_near(out.age_s, 5.0, 1e-9);
    assert_int_equal(out.approaches, 1);
    struct lw_track off = on;
    off.vel_mps[0] = 20.0;
    assert_true(lw_arrive_track(arrive, &off).anew);
    assert_true(lw_arrive_track(arrive, &on).anew);
    off = on;
    off.pos = beside(off.pos, 600.0, 0.0);
    assert_true(lw_arrive_track(arrive, &off).anew);
    assert_true(lw_arrive_track(arrive, &on).anew);
    on.kinds[LW_KIND_PISTON] = 0.5;
    on.kinds[LW_KIND_BIRD] = 0.5;
    assert_true(lw_arrive_track(arrive, &on).anew);
    on.time_ns += INT64_C(60000000000);
    on.pos = beside(on.pos, 0.0, 60.0 * 45.0);
    assert_true(lw_arrive_track(arrive, &on).anew);
    free(mem);
    zones_end(&f);
}

/* A zone that it is not warned of the kind of, a hole that it is in, a place
 * known to kilometres only. */
static void zones_of_every_shape_are_entered_as_they_are(void **state)
{
    static const double out[4][2] = {
        {-9000, -9000}, {9000, -9000}, {9000, 9000}, {-9000, 9000}};
    static const double hole[4][2] = {
        {-6000, -6000}, {6000, -6000}, {6000, 6000}, {-6000, 6000}};
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 3);
    struct lw_zone *ring = zones_add(&f);
    zones_ring(ring, here, &out[0][0], 4, false);
    zones_ring(ring, here, &hole[0][0], 4, true);
    zones_circle(&f, here, 0, 0, 300);
    zones_box(&f, here, -30e3, 12e3, 30e3, 12.4e3); /* long and thin */
    struct lw_arrive *arrive = arrive_of(&f, 4, &mem);
    struct lw_track track = piston_at(here, 0.0, 45.0, 50.0, 1.0);
    const struct lw_outlook look = lw_arrive_track(arrive, &track);
    assert_near(lw_approach_within(to_zone(&look, 0), 0.0), 0.0, 1e-6);
    assert_near(lw_approach_within(to_zone(&look, 0), 60.0), 0.0, 0.05);
    assert_true(lw_approach_within(to_zone(&look, 0), 180.0) > 0.9);
    assert_near(lw_approach_within(to_zone(&look, 1), 0.0), 1.0, 0.05);
    assert_true(lw_approach_within(to_zone(&look, 2), 360.0) > 0.8);
    /* 3 km of sd: the small one may hold it, but hardly */
    struct lw_track vague = piston_at(here, 0.0, 0.0, 3000.0, 40.0);
    vague.number = 2;
    const struct lw_outlook wide = lw_arrive_track(arrive, &vague);
    const struct lw_approach *small = to_zone(&wide, 1);
    assert_true(small == NULL || lw_approach_within(small, 0.0) < 0.1);
    assert_near(lw_approach_within(to_zone(&wide, 0), 0.0), 0.09, 0.09);
    free(mem);
    zones_end(&f);
}

/* A zone cut in two at the antimeridian, come to across it. */
static void the_antimeridian_is_no_border(void **state)
{
    const struct lw_geodetic west = {20.0 * LW_DEG, 179.8 * LW_DEG, 0.0};
    const double cut[2][2] = {{179.95, 180.0}, {-180.0, -179.95}};
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, 1);
    struct lw_zone *zone = zones_add(&f);
    for (int part = 0; part < 2; part++) {
        static const double any[8] = {0};
        zones_ring(zone, west, any, 4, false);
        for (int i = 0; i < 4; i++) {
            struct lw_geodetic *p = &zone->point[4 * part + i];
            p->lon_rad = cut[part][i == 1 || i == 2] * LW_DEG;
            p->lat_rad = (i < 2 ? 19.9 : 20.1) * LW_DEG;
        }
    }
    struct lw_arrive *arrive = arrive_of(&f, 4, &mem);
    for (int way = -1; way <= 1; way += 2) { /* from both sides, 15.7 km off */
        struct lw_track track = piston_at(west, way * 45.0, 0.0, 50.0, 1.0);
        track.number = (uint32_t)(way + 2);
        track.pos.lon_rad = way * 179.8 * LW_DEG;
        const struct lw_outlook out = lw_arrive_track(arrive, &track);
        const struct lw_approach *one = to_zone(&out, 0);
        assert_non_null(one);
        assert_true(lw_approach_within(one, 300.0) < 0.1);
        assert_true(lw_approach_within(one, 420.0) > 0.8);
    }
    free(mem);
    zones_end(&f);
}

/* Of more than there is room for, the likeliest; by zone, all the same. */
static void the_likeliest_are_kept(void **state)
{
    enum { ZONES = 600 };
    struct zones_fixture f;
    void *mem;

    (void)state;
    zones_begin(&f, ZONES);
    for (int z = 0; z < ZONES; z++)
        zones_circle(&f, here, 0.0, 12e3 + 40.0 * (z * 7 % ZONES), 2000.0);
    struct lw_arrive *arrive = arrive_of(&f, 2, &mem);
    const struct lw_track track = piston_at(here, 0.0, 45.0, 50.0, 1.0);
    const struct lw_outlook out = lw_arrive_track(arrive, &track);
    assert_int_equal(out.approaches, LW_APPROACHES_MAX);
    for (uint32_t a = 0; a < out.approaches; a++) {
        assert_true(a == 0 || out.approach[a].zone > out.approach[a - 1].zone);
        assert_true(out.approach[a].zone * 7 % ZONES < 400);
    }
    free(mem);
    zones_end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_flies_straight_at_it_comes_in_time),
        cmocka_unit_test(nothing_that_it_says_of_itself_is_too_much),
        cmocka_unit_test(who_is_forgotten_makes_room),
        cmocka_unit_test(what_was_said_stands_until_it_matters),
        cmocka_unit_test(zones_of_every_shape_are_entered_as_they_are),
        cmocka_unit_test(the_antimeridian_is_no_border),
        cmocka_unit_test(the_likeliest_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
