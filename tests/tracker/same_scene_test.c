/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scene that is moved or turned is the same scene: its tracks are moved or
 * turned alike.
 *
 * Around the axis of the Earth that holds but for rounding. Elsewhere all
 * geometry stays as exact, and only "up" differs: the Earth's radii lie between
 * 6,335 and 6,400 km, so 3 km from the middle of a scene the vertical leans
 * otherwise by at most 3,000 (1/6335 - 1/6400) km = 5 microradians, and heights
 * differ by 7 mm. The noise is 10 m and more: what is told should stay within a
 * hundredth of its own standard deviation, but where a plot lies just inside a
 * gate, hence a tenth in all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/matrix.h"
#include "near.h"
#include "play_fixture.h"

static const struct lw_geodetic noord = {52.3 * LW_DEG, 4.8 * LW_DEG, 0.0};
enum { SEEDS = 8, SECONDS = 60 };

/* ---- moving ---- */

/* From one scene to the other: turned clockwise around the middle. */
struct move {
    struct lw_frame from, to;
    double turn_rad;
};

static void turn(const struct move *m, const double xyz[3], double out[3])
{
    const double c = cos(m->turn_rad), s = sin(m->turn_rad);

    out[0] = c * xyz[0] + s * xyz[1];
    out[1] = c * xyz[1] - s * xyz[0];
    out[2] = xyz[2];
}

static struct lw_geodetic moved(const struct move *m, struct lw_geodetic place)
{
    double xyz[3], turned[3];

    lw_frame_from_geodetic(&m->from, place, xyz);
    turn(m, xyz, turned);
    return lw_frame_to_geodetic(&m->to, turned);
}

/* What brings east, north, up at a place to those where it is moved to: north
 * lies otherwise there, too, by up to 0.2 mrad a kilometre at 52 degrees. */
static void between(const struct move *m, struct lw_geodetic place,
                    double local[9])
{
    double from[9], to[9], turned[9];

    lw_frame_local(&m->from, place, from);
    lw_frame_local(&m->to, moved(m, place), to);
    for (int i = 0; i < 3; i++)
        turn(m, &from[3 * i], &turned[3 * i]);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            local[3 * i + j] = to[3 * i] * turned[3 * j] +
                               to[3 * i + 1] * turned[3 * j + 1] +
                               to[3 * i + 2] * turned[3 * j + 2];
}

static void apply(const double local[9], double v[3])
{
    const double old[3] = {v[0], v[1], v[2]};

    for (int i = 0; i < 3; i++)
        v[i] = local[3 * i] * old[0] + local[3 * i + 1] * old[1] +
               local[3 * i + 2] * old[2];
}

/* local cov local', of 3x3 in a matrix of that many columns */
static void apply_both(const double local[9], double *cov, int columns)
{
    double half[9];

    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            half[3 * i + j] = 0.0;
            for (int k = 0; k < 3; k++)
                half[3 * i + j] += local[3 * i + k] * cov[k * columns + j];
        }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            cov[i * columns + j] = 0.0;
            for (int k = 0; k < 3; k++)
                cov[i * columns + j] += half[3 * i + k] * local[3 * j + k];
        }
}

static void move_direction(const double local[9], struct lw_report *r)
{
    const double el = r->has & LW_HAS_EL ? r->el_rad : 0.0;
    double v[3] = {cos(el) * sin(r->az_rad), cos(el) * cos(r->az_rad), sin(el)};

    apply(local, v);
    r->az_rad = lw_angle_positive(atan2(v[0], v[1]));
    r->el_rad = atan2(v[2], hypot(v[0], v[1]));
}

static void move_report(const struct move *m, const struct lw_site *from,
                        struct lw_report *r)
{
    double local[9];

    if (r->type == LW_REPORT_POSITION) {
        between(m, r->pos, local);
        apply(local, r->vel_mps);
        apply_both(local, r->cov_m2, 3);
        lw_symmetrise(r->cov_m2, 3);
        r->pos = moved(m, r->pos);
        return;
    }
    if (r->has & LW_HAS_FROM) {
        between(m, r->from, local);
        r->from = moved(m, r->from);
    } else {
        between(m, from->sensor[lw_site_sensor(from, r->sensor)].position,
                local);
    }
    move_direction(local, r);
}

/* The same play at another place. */
static void move_play(struct play *to, const struct play *from,
                      const struct move *m)
{
    const double wind[3] = {from->sc.site.air.wind_mps[0],
                            from->sc.site.air.wind_mps[1], 0.0};
    double turned[3];

    play_copy(to, from);
    to->sc.frame = m->to;
    to->sc.site.origin = moved(m, from->sc.site.origin);
    turn(m, wind, turned);
    memcpy(to->sc.site.air.wind_mps, turned, 2 * sizeof turned[0]);
    for (uint32_t s = 0; s < to->sc.site.sensors; s++)
        if (to->sc.sensor[s].has_position)
            to->sc.sensor[s].position = moved(m, to->sc.sensor[s].position);
    for (uint32_t k = 0; k < to->reports; k++)
        move_report(m, &from->sc.site, &to->report[k]);
}

/* ---- comparing ---- */

struct apart {
    uint32_t tracks, alike; /* of the first film, those found in the other */
    double place_m, sigma, speed_mps, existence, cov; /* the most, of these */
};

static void most(double *at, double value)
{
    if (!(value <= *at))
        *at = value;
}

/* Two tracks, one brought to the scene of the other. */
static void compare(const struct move *m, const struct lw_track *ta,
                    const struct lw_track *tb, struct apart *out)
{
    double xa[3], xb[3], local[9], v[3], cov[36];

    between(m, ta->pos, local);
    memcpy(v, ta->vel_mps, sizeof v);
    memcpy(cov, ta->cov, sizeof cov);
    apply(local, v);
    apply_both(local, cov, 6);
    lw_frame_from_geodetic(&m->to, moved(m, ta->pos), xa);
    lw_frame_from_geodetic(&m->to, tb->pos, xb);
    const double off = hypot(xa[0] - xb[0], xa[1] - xb[1]);
    most(&out->place_m, off);
    most(&out->sigma, off / sqrt(fmin(cov[0], cov[7])));
    most(&out->speed_mps, hypot(v[0] - tb->vel_mps[0], v[1] - tb->vel_mps[1]));
    most(&out->existence, fabs(ta->existence - tb->existence));
    most(&out->cov, fabs(cov[0] - tb->cov[0]) / cov[0]);
    most(&out->cov, fabs(cov[7] - tb->cov[7]) / cov[7]);
}

/* The track of the other film that is meant: of that number and status; or, of
 * those that are told, the nearest, whatever its number. */
static const struct lw_track *like(const struct move *m,
                                   const struct lw_track *ta,
                                   const struct film *fb, uint32_t frame,
                                   bool by_number)
{
    const struct lw_track *found = NULL;
    double nearest = (double)INFINITY, xa[3], xb[3];

    lw_frame_from_geodetic(&m->to, moved(m, ta->pos), xa);
    for (uint32_t j = 0; j < fb->tracks[frame]; j++) {
        const struct lw_track *tb = &fb->track[frame * FILM_TRACKS + j];
        lw_frame_from_geodetic(&m->to, tb->pos, xb);
        const double off = hypot(xa[0] - xb[0], xa[1] - xb[1]);
        if (by_number ? tb->number == ta->number && tb->status == ta->status
                      : film_told(tb) && off < nearest) {
            nearest = off;
            found = tb;
        }
    }
    return found;
}

/* Farther apart than this, two tracks are not alike. */
static const double alike_sigma = 0.1;

static struct apart compare_films(const struct move *m, const struct film *fa,
                                  const struct film *fb, bool by_number)
{
    struct apart out = {0};

    for (uint32_t f = 0; f < fa->frames && f < fb->frames; f++)
        for (uint32_t i = 0; i < fa->tracks[f]; i++) {
            const struct lw_track *ta = &fa->track[f * FILM_TRACKS + i];
            if (!by_number && !film_told(ta))
                continue;
            const struct lw_track *tb = like(m, ta, fb, f, by_number);
            struct apart now = {0};
            out.tracks++;
            if (tb != NULL)
                compare(m, ta, tb, &now);
            if (tb == NULL || now.sigma > alike_sigma)
                continue;
            out.alike++;
            most(&out.place_m, now.place_m);
            most(&out.sigma, now.sigma);
            most(&out.speed_mps, now.speed_mps);
            most(&out.existence, now.existence);
            most(&out.cov, now.cov);
        }
    return out;
}

static struct apart play_moved(uint64_t seed, struct lw_geodetic origin,
                               double turn_rad, bool by_number)
{
    struct play play, other;
    struct film one, two;
    struct move m = {.turn_rad = turn_rad};

    play_mixed(&play, seed, noord, SECONDS, 0.4);
    m.from = play.sc.frame;
    lw_frame_init(&m.to, origin);
    move_play(&other, &play, &m);
    film_make(&one, &play, 0);
    film_make(&two, &other, 0);
    assert_true(film_told_in_all(&one) > 4 * SECONDS / 2);
    const struct apart out = compare_films(&m, &one, &two, by_number);
    print_message("# seed %d: %u of %u alike, within %.2g m, %.2g sigma, "
                  "%.2g m/s, existence %.2g, variance %.2g\n",
                  (int)seed, out.alike, out.tracks, out.place_m, out.sigma,
                  out.speed_mps, out.existence, out.cov);
    film_free(&one);
    film_free(&two);
    play_free(&play);
    play_free(&other);
    return out;
}

static void along_a_parallel_the_scene_is_the_same(void **state)
{
    static const double to_deg[] = {5.3, 60.0, -179.99, -90.0};

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct lw_geodetic origin = noord;
        origin.lon_rad = to_deg[seed % 4] * LW_DEG;
        const struct apart a = play_moved(seed, origin, 0.0, true);
        assert_int_equal(a.alike, a.tracks);
        assert_near(a.place_m, 0.0, 1e-4);
        assert_near(a.speed_mps, 0.0, 1e-5);
        assert_near(a.existence, 0.0, 1e-7);
        assert_near(a.cov, 0.0, 1e-6);
    }
}

/* Of what is told, as many are alike as gates allow. */
static void assert_alike(uint32_t alike, uint32_t tracks)
{
    assert_true(alike >= 0.99 * tracks);
}

static void anywhere_on_earth_the_scene_is_the_same(void **state)
{
    static const struct lw_geodetic to[] = {
        {0.0, 0.0, 0.0},
        {-33.0 * LW_DEG, 151.0 * LW_DEG, 0.0},
        {89.9 * LW_DEG, -40.0 * LW_DEG, 0.0},
        {50.4 * LW_DEG, 30.5 * LW_DEG, 0.0},
    };
    uint32_t alike = 0, tracks = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct apart a = play_moved(seed, to[seed % 4], 0.0, false);
        alike += a.alike;
        tracks += a.tracks;
    }
    assert_alike(alike, tracks);
}

static void turned_by_quarters_the_scene_is_the_same(void **state)
{
    uint32_t alike = 0, tracks = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct apart a = play_moved(
            seed, noord, 0.5 * LW_PI * (double)(1 + seed % 3), false);
        alike += a.alike;
        tracks += a.tracks;
    }
    assert_alike(alike, tracks);
}

static void turned_by_any_angle_the_scene_is_the_same(void **state)
{
    uint32_t alike = 0, tracks = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct apart a =
            play_moved(seed, noord, 0.3 + 1.1 * (double)seed, false);
        alike += a.alike;
        tracks += a.tracks;
    }
    /* the map of false reports is cut into eighths, which do not turn */
    assert_true(alike >= 0.97 * tracks);
}

/* With an argument, only the test whose name it is. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(along_a_parallel_the_scene_is_the_same),
        cmocka_unit_test(anywhere_on_earth_the_scene_is_the_same),
        cmocka_unit_test(turned_by_quarters_the_scene_is_the_same),
        cmocka_unit_test(turned_by_any_angle_the_scene_is_the_same),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
