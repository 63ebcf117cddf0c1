/* SPDX-License-Identifier: Apache-2.0 */
#include "arrival.h"

/* Reports are looked at by so many seconds of arrival, with so many at least:
 * of which the third quickest counts, so that one or two that are mad do not.
 */
static const int64_t span_ns = 10 * (int64_t)1000000000;
/* What comes quickest has taken so long. */
static const int64_t least_way_ns = 50 * (int64_t)1000000;
/* A way that is longer by that much, and as steady, is another clock's; one
 * that is ahead is so by less after that. */
static const int64_t jump_ns = 5 * (int64_t)1000000000;
static const int64_t less_ns = 300 * (int64_t)1000000;
static const int64_t steady_ns = 500 * (int64_t)1000000;
static const uint32_t spans_known = 3;
enum { SLOWLY = 16 }; /* a way gets longer by that part of what it seems to */

static void begin_span(struct lw_arrival *a, int64_t arrival_ns)
{
    a->open = true;
    a->begin_ns = arrival_ns;
    a->reports = 0;
    for (int i = 0; i < LW_ARRIVAL_LEAST; i++)
        a->least_ns[i] = INT64_MAX;
}

static bool near(int64_t a_ns, int64_t b_ns)
{
    return (a_ns > b_ns ? a_ns - b_ns : b_ns - a_ns) < steady_ns;
}

/* Quicker than ever: there is no other way to that than the clock, or the
 * sensor was slow so far. */
static void take_quicker(struct lw_arrival *a, int64_t way_ns)
{
    if (a->spans > 0 && way_ns < a->way_ns - jump_ns) {
        a->back_ns = 0;
        a->jumps++;
    }
    a->way_ns = way_ns;
    a->has_other = false;
}

/* Slower than it was: by little and little; at once, and to stay so, only
 * where the clock explains it. */
static void take_slower(struct lw_arrival *a, int64_t way_ns, bool steady)
{
    const bool ahead = a->way_ns < 0;
    const bool another = ahead ? way_ns > a->way_ns + less_ns
                               : steady && a->spans >= spans_known &&
                                     way_ns > a->way_ns + jump_ns;

    if (!another) {
        a->has_other = false;
        a->way_ns += (way_ns - a->way_ns) / SLOWLY;
        return;
    }
    if (!a->has_other || !near(way_ns, a->other_ns)) {
        a->has_other = true;
        a->other_ns = way_ns;
        return;
    }
    if (way_ns > a->way_ns + jump_ns)
        a->jumps++;
    if (!ahead)
        a->back_ns += way_ns - a->way_ns;
    a->way_ns = way_ns;
    a->has_other = false;
}

static void end_span(struct lw_arrival *a)
{
    const int64_t way_ns = a->least_ns[LW_ARRIVAL_LEAST - 1];

    if (a->spans == 0 || way_ns < a->way_ns)
        take_quicker(a, way_ns);
    else
        take_slower(a, way_ns, near(way_ns, a->least_ns[0]));
    a->spans++;
    a->off_ns = a->way_ns < 0 ? least_way_ns - a->way_ns : -a->back_ns;
}

static void note(struct lw_arrival *a, int64_t way_ns)
{
    int i = LW_ARRIVAL_LEAST - 1;

    a->reports++;
    if (way_ns >= a->least_ns[i])
        return;
    for (; i > 0 && a->least_ns[i - 1] > way_ns; i--)
        a->least_ns[i] = a->least_ns[i - 1];
    a->least_ns[i] = way_ns;
}

int64_t lw_arrival_time(struct lw_arrival *a, int64_t said_ns,
                        int64_t arrival_ns, bool one_clock)
{
    const int64_t way_ns = arrival_ns - said_ns;

    if (!one_clock)
        return way_ns < 0 ? arrival_ns : said_ns;
    if (a->open && a->reports >= LW_ARRIVAL_LEAST &&
        arrival_ns - a->begin_ns > span_ns) {
        end_span(a);
        a->open = false;
    }
    if (!a->open)
        begin_span(a, arrival_ns);
    note(a, way_ns);
    if (said_ns != a->said_ns) { /* another look */
        a->said_ns = said_ns;
        a->take_ns = way_ns + a->off_ns < 0 ? -way_ns : a->off_ns;
    }
    return said_ns - a->take_ns;
}

double lw_arrival_ahead_s(const struct lw_arrival *a)
{
    return (double)a->off_ns * 1e-9;
}

double lw_arrival_way_s(const struct lw_arrival *a)
{
    return a->spans == 0 ? 0.0 : (double)(a->way_ns + a->off_ns) * 1e-9;
}
