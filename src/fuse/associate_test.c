/* SPDX-License-Identifier: Apache-2.0 */
/* Chances of association, against every way there is to associate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "associate.h"
#include "near.h"
#include "scene_fixture.h"

enum { SIDE = 5, PAIRS = SIDE * SIDE };

static struct scene sc; /* for its seeded deviates */

/* weight[track][plot]; 0: no pair */
struct graph {
    uint32_t tracks, plots;
    double missed[SIDE];
    double weight[SIDE][SIDE];
};

struct chances {
    double pair[SIDE][SIDE], missed[SIDE], free[SIDE];
    double trust[SIDE][SIDE];
};

/* How many tracks have a pair with the plot. */
static uint32_t wanted_by(const struct graph *g, uint32_t plot)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < g->tracks; i++)
        n += g->weight[i][plot] > 0.0;
    return n;
}

static bool shares(const struct graph *g, uint32_t track)
{
    for (uint32_t j = 0; j < g->plots; j++)
        if (g->weight[track][j] > 0.0 && wanted_by(g, j) > 1)
            return true;
    return false;
}

/* Rounds are made among all pairs of the tracks that want a plot that another
 * wants too, and only among those: each once, track by track. */
static void check_active(const struct graph *g, const struct lw_assoc *a,
                         int rounds)
{
    bool seen[PAIRS] = {false};
    uint32_t n = 0;

    for (uint32_t k = 0; k < a->pairs; k++)
        n += shares(g, a->pair[k].track);
    assert_int_equal(n, a->actives);
    for (uint32_t i = 0; i < a->actives; i++) {
        const uint32_t k = a->active[i];
        assert_false(seen[k]);
        assert_true(shares(g, a->pair[k].track));
        if (k > 0 && a->pair[k - 1].track == a->pair[k].track)
            assert_true(i > 0 && a->active[i - 1] == k - 1);
        seen[k] = true;
    }
    assert_int_equal(rounds > 0, n > 0);
}

/* Chances of a graph; `settled`: once it is settled who has which, and then
 * of_plot[] tells it: the track, or -1. */
static void solve(const struct graph *g, struct chances *out, bool settled,
                  int32_t of_plot[SIDE])
{
    struct lw_pair pair[PAIRS];
    double track_sum[SIDE], plot_sum[SIDE];
    uint32_t active[PAIRS], begin[SIDE], waiting[SIDE];
    double price[SIDE];
    int32_t holder[SIDE];
    struct lw_assoc a = {
        .tracks = g->tracks,
        .plots = g->plots,
        .pair = pair,
        .missed = g->missed,
        .track_sum = track_sum,
        .plot_sum = plot_sum,
        .active = active,
        .price = price,
        .holder = holder,
        .begin = begin,
        .waiting = waiting,
        .free_chance = out->free,
        .missed_chance = out->missed,
    };

    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < g->tracks; i++)
        for (uint32_t j = 0; j < g->plots; j++)
            if (g->weight[i][j] > 0.0)
                pair[a.pairs++] = (struct lw_pair){
                    .track = i, .plot = j, .weight = g->weight[i][j]};
    const int rounds = lw_associate(&a);
    check_active(g, &a, rounds);
    for (uint32_t j = 0; j < g->plots; j++)
        of_plot[j] = -1;
    if (settled) {
        lw_associate_settle(&a);
        for (uint32_t j = 0; j < g->plots; j++)
            if (holder[j] >= 0) {
                assert_int_equal(pair[holder[j]].plot, j);
                of_plot[j] = (int32_t)pair[holder[j]].track;
            }
    }
    for (uint32_t k = 0; k < a.pairs; k++) {
        out->pair[pair[k].track][pair[k].plot] = pair[k].chance;
        out->trust[pair[k].track][pair[k].plot] = pair[k].trust;
    }
}

static void believe(const struct graph *g, struct chances *out)
{
    int32_t of_plot[SIDE];

    solve(g, out, false, of_plot);
}

/* Every joint event: a plot or none for each track, no plot twice. An event is
 * a number with a digit a track, in base plots + 1. */
static void enumerate(const struct graph *g, struct chances *out)
{
    uint32_t events = 1;
    double total = 0.0;

    memset(out, 0, sizeof *out);
    for (uint32_t i = 0; i < g->tracks; i++)
        events *= g->plots + 1;
    for (uint32_t e = 0; e < events; e++) {
        uint32_t of[SIDE], rest = e, used = 0;
        double weight = 1.0;
        for (uint32_t i = 0; i < g->tracks; i++) {
            of[i] = rest % (g->plots + 1); /* 0: none */
            rest /= g->plots + 1;
            if (of[i] > 0 && used & 1u << of[i])
                weight = 0.0;
            used |= 1u << of[i];
            weight *= of[i] > 0 ? g->weight[i][of[i] - 1] : g->missed[i];
        }
        total += weight;
        for (uint32_t i = 0; i < g->tracks; i++)
            *(of[i] > 0 ? &out->pair[i][of[i] - 1] : &out->missed[i]) += weight;
        for (uint32_t j = 0; j < g->plots; j++)
            if (!(used & 1u << (j + 1)))
                out->free[j] += weight;
    }
    for (uint32_t i = 0; i < SIDE; i++) {
        out->missed[i] /= total;
        out->free[i] /= total;
        for (uint32_t j = 0; j < SIDE; j++)
            out->pair[i][j] /= total;
    }
}

/* The largest total variation between the chances of a track, or a plot. */
static double apart(const struct graph *g, const struct chances *a,
                    const struct chances *b)
{
    double most = 0.0;

    for (uint32_t i = 0; i < g->tracks; i++) {
        double sum = fabs(a->missed[i] - b->missed[i]);
        for (uint32_t j = 0; j < g->plots; j++)
            sum += fabs(a->pair[i][j] - b->pair[i][j]);
        most = fmax(most, 0.5 * sum);
    }
    for (uint32_t j = 0; j < g->plots; j++) {
        double sum = fabs(a->free[j] - b->free[j]);
        for (uint32_t i = 0; i < g->tracks; i++)
            sum += fabs(a->pair[i][j] - b->pair[i][j]);
        most = fmax(most, 0.5 * sum);
    }
    return most;
}

static double even(double from, double to)
{
    return from + (to - from) * scene_even(&sc);
}

static void random_sides(struct graph *g)
{
    memset(g, 0, sizeof *g);
    g->tracks = (uint32_t)even(1.0, SIDE + 0.999);
    g->plots = (uint32_t)even(1.0, SIDE + 0.999);
    for (uint32_t i = 0; i < g->tracks; i++)
        g->missed[i] = even(0.05, 1.0);
}

static void random_graph(struct graph *g, double pairs, double most)
{
    random_sides(g);
    for (uint32_t i = 0; i < g->tracks; i++)
        for (uint32_t j = 0; j < g->plots; j++)
            if (even(0.0, 1.0) < pairs)
                g->weight[i][j] = pow(10.0, even(-2.0, most));
}

/* Targets in a line, so many sigma apart, each with its plot or missed, and
 * plots of nothing between them. */
static void scene_graph(struct graph *g, double distance)
{
    double plot[SIDE];

    random_sides(g);
    for (uint32_t j = 0; j < g->plots; j++)
        plot[j] = even(0.0, 1.0) < 0.8 ? j * distance + scene_normal(&sc)
                                       : even(0.0, distance * g->tracks);
    for (uint32_t i = 0; i < g->tracks; i++) {
        g->missed[i] = 0.1;
        for (uint32_t j = 0; j < g->plots; j++) {
            const double d = plot[j] - i * distance;
            if (d * d < 16.0)
                g->weight[i][j] = 50.0 * exp(-0.5 * d * d);
        }
    }
}

/* A forest: every new pair joins two parts that hung together nowhere. */
static void random_tree(struct graph *g)
{
    uint32_t part[2 * SIDE];

    random_sides(g);
    for (uint32_t n = 0; n < 2 * SIDE; n++)
        part[n] = n;
    for (int k = 0; k < 40; k++) {
        const uint32_t i = (uint32_t)(even(0.0, 0.999) * g->tracks);
        const uint32_t j = (uint32_t)(even(0.0, 0.999) * g->plots);
        const uint32_t a = part[i], b = part[SIDE + j];
        if (a == b)
            continue;
        g->weight[i][j] = pow(10.0, even(-3.0, 4.0));
        for (uint32_t n = 0; n < 2 * SIDE; n++)
            if (part[n] == b)
                part[n] = a;
    }
}

static void trees_are_exact(void **state)
{
    (void)state;
    sc.seed = 1;
    for (int n = 0; n < 1000; n++) {
        struct chances a, b;
        struct graph g;
        random_tree(&g);
        believe(&g, &a);
        enumerate(&g, &b);
        assert_true(apart(&g, &a, &b) < 1e-3);
    }
}

/* Two targets, two plots, by hand: weights 4 and 1, missed 1. Ways: none 1,
 * one of them 4 + 1 + 1 + 4, both 16 + 1; 28 in all. */
static void two_by_two_is_as_counted_by_hand(void **state)
{
    const struct graph g = {.tracks = 2,
                            .plots = 2,
                            .missed = {1.0, 1.0},
                            .weight = {{4.0, 1.0}, {1.0, 4.0}}};
    struct chances a, b;

    (void)state;
    enumerate(&g, &b);
    assert_near(b.pair[0][0], 20.0 / 28.0, 1e-12);
    assert_near(b.pair[0][1], 2.0 / 28.0, 1e-12);
    assert_near(b.missed[0], 6.0 / 28.0, 1e-12);
    assert_near(b.free[1], 6.0 / 28.0, 1e-12);
    believe(&g, &a);
    assert_true(apart(&g, &a, &b) < 0.05);
}

/* Mean and largest distance to the truth over many scenes. */
static void measure(double nearest, double farthest, double *mean, double *most)
{
    enum { GRAPHS = 1000 };

    *mean = *most = 0.0;
    for (int n = 0; n < GRAPHS; n++) {
        struct chances a, b;
        struct graph g;
        if (farthest > 0.0)
            scene_graph(&g, even(nearest, farthest));
        else
            random_graph(&g, 0.7, 2.0);
        believe(&g, &a);
        enumerate(&g, &b);
        const double d = apart(&g, &a, &b);
        *mean += d / GRAPHS;
        *most = fmax(*most, d);
    }
}

static void targets_apart_come_out_nearly_exact(void **state)
{
    double mean, most;

    (void)state;
    sc.seed = 2;
    measure(5.0, 9.0, &mean, &most);
    assert_true(mean < 0.01);
    assert_true(most < 0.05);
}

/* Two sigma apart, two plots may be two targets' either way about: then belief
 * propagation is known to be off, seldom and by less than a half. */
static void targets_together_come_out_near(void **state)
{
    double mean, most;

    (void)state;
    sc.seed = 3;
    measure(2.0, 4.0, &mean, &most);
    assert_true(mean < 0.03);
    assert_true(most < 0.5);
    measure(0.0, 0.0, &mean, &most);
    assert_true(mean < 0.03);
    assert_true(most < 0.3);
}

static void chances_sum_to_one(void **state)
{
    (void)state;
    sc.seed = 4;
    for (int n = 0; n < 500; n++) {
        struct chances a;
        struct graph g;
        random_graph(&g, 0.6, 3.0);
        believe(&g, &a);
        for (uint32_t i = 0; i < g.tracks; i++) {
            double sum = a.missed[i];
            for (uint32_t j = 0; j < g.plots; j++) {
                assert_true(a.pair[i][j] >= 0.0);
                sum += a.pair[i][j];
            }
            assert_near(sum, 1.0, 1e-12);
        }
        for (uint32_t j = 0; j < g.plots; j++) {
            double sum = a.free[j];
            for (uint32_t i = 0; i < g.tracks; i++)
                sum += a.pair[i][j];
            assert_near(sum, 1.0, 0.01);
        }
    }
}

static void shuffle(uint32_t *order, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t j = (uint32_t)(even(0.0, 0.999999) * i);
        const uint32_t v = order[i - 1];
        order[i - 1] = order[j];
        order[j] = v;
    }
}

static void another_order_changes_nothing(void **state)
{
    (void)state;
    sc.seed = 5;
    for (int n = 0; n < 300; n++) {
        uint32_t track[SIDE], plot[SIDE];
        struct chances a, b;
        struct graph g, other;
        random_graph(&g, 0.6, 3.0);
        shuffle(track, g.tracks);
        shuffle(plot, g.plots);
        other = g;
        for (uint32_t i = 0; i < g.tracks; i++) {
            other.missed[i] = g.missed[track[i]];
            for (uint32_t j = 0; j < g.plots; j++)
                other.weight[i][j] = g.weight[track[i]][plot[j]];
        }
        believe(&g, &a);
        believe(&other, &b);
        for (uint32_t i = 0; i < g.tracks; i++) {
            assert_near(b.missed[i], a.missed[track[i]], 1e-9);
            for (uint32_t j = 0; j < g.plots; j++)
                assert_near(b.pair[i][j], a.pair[track[i]][plot[j]], 1e-9);
        }
        for (uint32_t j = 0; j < g.plots; j++)
            assert_near(b.free[j], a.free[plot[j]], 1e-9);
    }
}

/* The weight of a plot that says who it is: a million million. */
static void certainty_breaks_no_numbers(void **state)
{
    (void)state;
    sc.seed = 6;
    for (int n = 0; n < 500; n++) {
        struct chances a;
        struct graph g;
        random_graph(&g, 0.6, 3.0);
        const uint32_t i = (uint32_t)(even(0.0, 0.999) * g.tracks);
        const uint32_t j = (uint32_t)(even(0.0, 0.999) * g.plots);
        g.weight[i][j] = 1e12;
        g.missed[i] = n % 2 ? 0.01 : 1.0;
        if (n % 3 == 0) /* and one more, which shares neither with it */
            g.weight[(i + 1) % g.tracks][(j + 1) % g.plots] = 1e12;
        believe(&g, &a);
        if (n % 3 != 0 || (g.tracks > 1 && g.plots > 1))
            assert_true(a.pair[i][j] > 0.999);
        for (uint32_t t = 0; t < g.tracks; t++) {
            double sum = a.missed[t];
            for (uint32_t p = 0; p < g.plots; p++)
                sum += a.pair[t][p];
            assert_near(sum, 1.0, 1e-9);
            if (t != i && (n % 3 != 0 || g.plots > 1))
                assert_true(a.pair[t][j] < 1e-3);
        }
    }
}

/* Two plots say that they are the same aircraft: half each. */
static void two_certainties_share(void **state)
{
    const struct graph g = {
        .tracks = 1, .plots = 2, .missed = {0.5}, .weight = {{1e12, 1e12}}};
    struct chances a;

    (void)state;
    believe(&g, &a);
    assert_near(a.pair[0][0], 0.5, 1e-6);
    assert_near(a.pair[0][1], 0.5, 1e-6);
    assert_near(a.free[0], 0.5, 1e-3);
}

static void without_pairs_all_is_missed_and_free(void **state)
{
    struct graph g = {.tracks = 3, .plots = 2, .missed = {0.1, 0.5, 1.0}};
    struct chances a;

    (void)state;
    believe(&g, &a);
    for (int i = 0; i < 3; i++)
        assert_near(a.missed[i], 1.0, 0.0);
    for (int j = 0; j < 2; j++)
        assert_near(a.free[j], 1.0, 0.0);
    g.plots = 0;
    believe(&g, &a);
    for (int i = 0; i < 3; i++)
        assert_near(a.missed[i], 1.0, 0.0);
    g.tracks = 0;
    g.plots = 2;
    believe(&g, &a);
    assert_near(a.free[1], 1.0, 0.0);
    g.plots = 0;
    believe(&g, &a);
}

/* ---- who has which ---- */

/* The largest product of weights over all joint events, in logarithms over
 * that of "all missed". */
static double best_value(const struct graph *g)
{
    uint32_t events = 1;
    double best = 0.0;

    for (uint32_t i = 0; i < g->tracks; i++)
        events *= g->plots + 1;
    for (uint32_t e = 0; e < events; e++) {
        uint32_t rest = e, used = 0;
        double value = 0.0;
        for (uint32_t i = 0; i < g->tracks; i++) {
            const uint32_t of = rest % (g->plots + 1);
            rest /= g->plots + 1;
            if (of == 0)
                continue;
            if (used & 1u << of || !(g->weight[i][of - 1] > 0.0)) {
                value = -1e9;
                break;
            }
            used |= 1u << of;
            value += log(g->weight[i][of - 1] / g->missed[i]);
        }
        best = fmax(best, value);
    }
    return best;
}

/* A track that wants a plot that another wants, too. */
static bool takes_part(const struct graph *g, uint32_t track)
{
    for (uint32_t j = 0; j < g->plots; j++)
        if (g->weight[track][j] > 0.0 && wanted_by(g, j) > 1)
            return true;
    return false;
}

/* The value of what was settled; those that take no part take their best. */
static double settled_value(const struct graph *g, const int32_t of_plot[SIDE])
{
    double value = 0.0;

    for (uint32_t j = 0; j < g->plots; j++)
        if (of_plot[j] >= 0)
            value += log(g->weight[of_plot[j]][j] / g->missed[of_plot[j]]);
    for (uint32_t i = 0; i < g->tracks; i++) {
        double best = 0.0;
        for (uint32_t j = 0; j < g->plots; j++)
            if (g->weight[i][j] > 0.0)
                best = fmax(best, log(g->weight[i][j] / g->missed[i]));
        if (!takes_part(g, i))
            value += best;
    }
    return value;
}

static void the_likeliest_assignment_is_settled(void **state)
{
    (void)state;
    sc.seed = 7;
    for (int n = 0; n < 2000; n++) {
        int32_t of_plot[SIDE] = {0};
        struct chances a;
        struct graph g;
        if (n % 2)
            scene_graph(&g, even(0.2, 4.0));
        else
            random_graph(&g, 0.7, even(0.0, 12.0));
        solve(&g, &a, true, of_plot);
        const double got = settled_value(&g, of_plot), best = best_value(&g);
        assert_true(got <= best + 1e-9);
        if (got < best - 0.02 * g.tracks)
            fail_msg("graph %d: %g, not %g", n, got, best);
    }
}

/* Many certain of few, all alike: every plot has its track, and one only. */
static void a_crowd_that_wants_the_same_is_settled(void **state)
{
    (void)state;
    for (uint32_t plots = 1; plots <= SIDE; plots++)
        for (double w = 1e-3; w < 1e13; w *= 100.0) {
            struct graph g = {.tracks = SIDE, .plots = plots};
            int32_t of_plot[SIDE] = {0};
            uint32_t has = 0;
            struct chances a;
            for (uint32_t i = 0; i < SIDE; i++) {
                g.missed[i] = 0.1;
                for (uint32_t j = 0; j < plots; j++)
                    g.weight[i][j] = w;
            }
            solve(&g, &a, true, of_plot);
            for (uint32_t j = 0; j < plots; j++)
                if (of_plot[j] >= 0) {
                    assert_int_equal(has & 1u << of_plot[j], 0);
                    has |= 1u << of_plot[j];
                } else {
                    assert_true(w < 0.2); /* no more than a miss */
                }
        }
}

/* A plot that a track has is nobody else's; chances stay chances; what takes
 * no part, and what is free, stays as it was. */
static void what_is_settled_counts_for_one(void **state)
{
    (void)state;
    sc.seed = 8;
    for (int n = 0; n < 2000; n++) {
        int32_t of_plot[SIDE] = {0}, none[SIDE] = {0};
        struct chances a, b;
        struct graph g;
        if (n % 2)
            scene_graph(&g, even(0.2, 4.0));
        else
            random_graph(&g, 0.5, even(0.0, 12.0));
        solve(&g, &a, true, of_plot);
        solve(&g, &b, false, none);
        for (uint32_t i = 0; i < g.tracks; i++) {
            double sum = a.missed[i];
            for (uint32_t j = 0; j < g.plots; j++) {
                assert_true(a.pair[i][j] >= 0.0);
                sum += a.pair[i][j];
                if (!takes_part(&g, i))
                    assert_near(a.pair[i][j], b.pair[i][j], 0.0);
                else if (of_plot[j] >= 0 && of_plot[j] != (int32_t)i)
                    assert_near(a.pair[i][j], 0.0, 0.0);
                else if (of_plot[j] == (int32_t)i)
                    assert_true(a.pair[i][j] > 0.0);
            }
            assert_near(sum, 1.0, 1e-9);
        }
        for (uint32_t j = 0; j < g.plots; j++)
            assert_near(a.free[j], b.free[j], 0.0);
    }
}

/* What had most of its plot before moves the track by it whole; what had half,
 * by the root of a half; and nothing else moves less. */
static void what_was_in_doubt_moves_less(void **state)
{
    struct graph g = {.tracks = 2,
                      .plots = 2,
                      .missed = {0.2, 0.2},
                      .weight = {{3.0, 3.0}, {3.0, 3.6}}};
    int32_t of_plot[SIDE];
    struct chances a, b;

    (void)state;
    solve(&g, &a, true, of_plot);
    assert_int_equal(of_plot[0], 0);
    assert_int_equal(of_plot[1], 1);
    assert_near(a.pair[0][0], 3.0 / 3.2, 1e-9);
    assert_near(a.trust[0][0], sqrt(0.5), 0.07);
    g.weight[0][1] = g.weight[1][0] = 1e-6; /* who is who is clear */
    solve(&g, &a, true, of_plot);
    assert_near(a.trust[0][0], 1.0, 1e-4);
    sc.seed = 9;
    for (int n = 0; n < 500; n++) {
        random_graph(&g, 0.5, even(0.0, 12.0));
        solve(&g, &a, true, of_plot);
        solve(&g, &b, false, of_plot);
        for (uint32_t i = 0; i < g.tracks; i++)
            for (uint32_t j = 0; j < g.plots; j++) {
                if (!(g.weight[i][j] > 0.0))
                    continue;
                assert_near(b.trust[i][j], 1.0, 0.0);
                assert_true(a.trust[i][j] >= 0.0 && a.trust[i][j] <= 1.0);
                if (!takes_part(&g, i))
                    assert_near(a.trust[i][j], 1.0, 0.0);
                else if (a.pair[i][j] > b.pair[i][j])
                    assert_near(a.trust[i][j],
                                sqrt(b.pair[i][j] / a.pair[i][j]), 1e-9);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_exact),
        cmocka_unit_test(two_by_two_is_as_counted_by_hand),
        cmocka_unit_test(targets_apart_come_out_nearly_exact),
        cmocka_unit_test(targets_together_come_out_near),
        cmocka_unit_test(chances_sum_to_one),
        cmocka_unit_test(another_order_changes_nothing),
        cmocka_unit_test(certainty_breaks_no_numbers),
        cmocka_unit_test(two_certainties_share),
        cmocka_unit_test(without_pairs_all_is_missed_and_free),
        cmocka_unit_test(the_likeliest_assignment_is_settled),
        cmocka_unit_test(a_crowd_that_wants_the_same_is_settled),
        cmocka_unit_test(what_is_settled_counts_for_one),
        cmocka_unit_test(what_was_in_doubt_moves_less),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
