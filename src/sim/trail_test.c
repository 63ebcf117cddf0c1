/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/trail.h"

#include "base/sound.h"
#include "sim/sim_fixture.h"

enum { RING = 128 };
static const double still[3] = {0, 0, 0};

struct straight {
    struct lw_trail_knot ring[RING];
    struct lw_trail trail;
};

/* From t = 0, one knot each half second. */
static void fly(struct straight *s, const double from[3], const double vel[3],
                int knots)
{
    lw_trail_init(&s->trail, s->ring, RING, 0);
    for (int n = 0; n < knots; n++) {
        struct lw_trail_knot k;
        for (int i = 0; i < 3; i++) {
            k.xyz_m[i] = from[i] + vel[i] * 0.5 * n;
            k.vel_mps[i] = vel[i];
        }
        lw_trail_add(&s->trail, &k);
    }
}

static void it_is_where_it_was(void **state)
{
    (void)state;
    static struct straight s;
    const double from[3] = {10, 20, 30}, vel[3] = {3, -4, 1};
    double p[3], v[3];
    fly(&s, from, vel, 21);
    for (double t = 0; t <= 10; t += 0.0625) {
        assert_true(lw_trail_at(&s.trail, t, p, v));
        for (int i = 0; i < 3; i++) {
            assert_near(p[i], from[i] + vel[i] * t, 1e-9);
            assert_near(v[i], vel[i], 1e-9);
        }
    }
    assert_false(lw_trail_at(&s.trail, -0.01, p, v));
    assert_false(lw_trail_at(&s.trail, 10.01, p, v));
}

static void one_knot_is_a_place(void **state)
{
    (void)state;
    static struct straight s;
    const double from[3] = {1, 2, 3};
    double p[3], v[3];
    fly(&s, from, still, 1);
    assert_true(lw_trail_at(&s.trail, 0, p, v));
    assert_near(p[2], 3, 0);
    assert_false(lw_trail_at(&s.trail, 0.5, p, v));
}

static void what_is_too_long_ago_is_gone(void **state)
{
    (void)state;
    static struct straight s;
    const double vel[3] = {1, 0, 0};
    double p[3], v[3];
    fly(&s, still, vel, 400);
    assert_false(lw_trail_at(&s.trail, 135, p, v));
    assert_true(lw_trail_at(&s.trail, 137, p, v));
    assert_near(p[0], 137, 1e-9);
}

/* Between knots of a circle the cubic is off by next to nothing. */
static void a_turn_is_smooth(void **state)
{
    (void)state;
    static struct straight s;
    const double r = 60, w = 0.25;
    lw_trail_init(&s.trail, s.ring, RING, 0);
    for (int n = 0; n < 60; n++) {
        const double a = w * 0.5 * n;
        const struct lw_trail_knot k = {{r * cos(a), r * sin(a), 0},
                                        {-r * w * sin(a), r * w * cos(a), 0}};
        lw_trail_add(&s.trail, &k);
    }
    for (double t = 0; t < 29; t += 0.01) {
        double p[3], v[3];
        assert_true(lw_trail_at(&s.trail, t, p, v));
        assert_near(hypot(p[0], p[1]), r, 1e-4);
        assert_near(hypot(v[0], v[1]), r * w, 1e-2);
    }
}

/* The definition itself: sound made then takes just that long. */
static void sound_arrives_when_it_does(void **state)
{
    (void)state;
    static struct straight s;
    const double c = 340, from[3] = {-3000, 400, 200};
    const double wind[3] = {6, -3, 0};
    const double speeds[] = {0, 20, 50, 160, 250};
    for (int k = 0; k < 5; k++) {
        const double vel[3] = {speeds[k], 0.1 * speeds[k], 0};
        fly(&s, from, vel, 81);
        for (double t = 12; t < 40; t += 1.7) {
            const double d = lw_trail_sound_s(&s.trail, t, still, wind, c);
            double p[3], v[3], way[3];
            if (d < 0) {
                /* before the first sound there was has come */
                assert_true(t < 25);
                continue;
            }
            assert_true(lw_trail_at(&s.trail, t - d, p, v));
            for (int i = 0; i < 3; i++)
                way[i] = p[i] + wind[i] * d;
            assert_near(
                sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]),
                c * d, 1e-5);
        }
    }
}

/* A straight flight has a formula; the tracker's agrees with ours. */
static void it_agrees_with_the_formula_for_straight_flight(void **state)
{
    (void)state;
    static struct straight s;
    const double c = 331, from[3] = {-1000, 2500, 300}, vel[3] = {45, -20, 2};
    const double wind[3] = {-4, 5, 0};
    fly(&s, from, vel, 81);
    for (double t = 15; t < 40; t += 2.3) {
        double p[3], v[3];
        assert_true(lw_trail_at(&s.trail, t, p, v));
        assert_near(lw_trail_sound_s(&s.trail, t, still, wind, c),
                    lw_sound_delay_s(p, v, wind, c), 1e-6);
    }
}

static void nothing_is_heard_before_it_flew(void **state)
{
    (void)state;
    static struct straight s;
    const double from[3] = {3400, 0, 0};
    fly(&s, from, still, 40);
    assert_true(lw_trail_sound_s(&s.trail, 9.9, still, still, 340) < 0);
    assert_near(lw_trail_sound_s(&s.trail, 10.1, still, still, 340), 10, 1e-6);
}

/* After its end it is heard for as long as the sound is on its way. */
static void it_is_heard_after_its_end(void **state)
{
    (void)state;
    static struct straight s;
    const double from[3] = {3400, 0, 0};
    fly(&s, from, still, 21);
    assert_near(lw_trail_sound_s(&s.trail, 19.5, still, still, 340), 10, 1e-6);
    assert_true(lw_trail_sound_s(&s.trail, 20.5, still, still, 340) < 0);
}

static void what_outruns_its_sound_is_not_heard(void **state)
{
    (void)state;
    static struct straight s;
    const double from[3] = {-9000, 100, 0}, vel[3] = {400, 0, 0};
    fly(&s, from, vel, 41);
    assert_true(lw_trail_sound_s(&s.trail, 15, still, still, 340) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_where_it_was),
        cmocka_unit_test(one_knot_is_a_place),
        cmocka_unit_test(what_is_too_long_ago_is_gone),
        cmocka_unit_test(a_turn_is_smooth),
        cmocka_unit_test(sound_arrives_when_it_does),
        cmocka_unit_test(it_agrees_with_the_formula_for_straight_flight),
        cmocka_unit_test(nothing_is_heard_before_it_flew),
        cmocka_unit_test(it_is_heard_after_its_end),
        cmocka_unit_test(what_outruns_its_sound_is_not_heard),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
