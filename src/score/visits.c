/* SPDX-License-Identifier: Apache-2.0 */
#include "visits.h"

#include <assert.h>
#include <math.h>

#include "base/sort.h"

const char *lw_flyer_name(enum lw_flyer flyer)
{
    static const char *const name[LW_FLYERS] = {
        [LW_FLYER_ROTOR] = "rotor", [LW_FLYER_PISTON] = "piston",
        [LW_FLYER_JET] = "jet",     [LW_FLYER_CRUISE] = "cruise",
        [LW_FLYER_OTHER] = "other",
    };

    return name[flyer];
}

static enum lw_flyer flyer_of(const struct lw_truth_point *point)
{
    if (point->kind == LW_KIND_MULTIROTOR)
        return LW_FLYER_ROTOR;
    if (point->kind == LW_KIND_PISTON || point->kind == LW_KIND_FIXED_WING)
        return LW_FLYER_PISTON;
    if (point->kind == LW_KIND_JET)
        return point->speed_mps >= LW_CRUISE_MPS ? LW_FLYER_CRUISE
                                                 : LW_FLYER_JET;
    return LW_FLYER_OTHER;
}

static bool is_warned_of(const struct lw_zone *zone,
                         const struct lw_truth_point *point)
{
    return (zone->warn.kinds & 1U << point->kind) != 0 &&
           (zone->warn.cooperative || !point->cooperative);
}

/* Take it out of the object's that are going on. */
static void end_visit(struct lw_visits *v, const struct lw_visitor *visitor,
                      uint32_t *link, int64_t time_ns, bool open)
{
    struct lw_visit *visit = &v->visit[*link - 1];

    visit->out_ns = time_ns;
    visit->open = open;
    visit->noticed_ns = visitor->noticed_ns;
    *link = visit->next;
    visit->next = 0;
}

static void end_visits(struct lw_visits *v, struct lw_visitor *visitor,
                       int64_t time_ns, bool open)
{
    while (visitor->visit != 0)
        end_visit(v, visitor, &visitor->visit, time_ns, open);
}

/* The link to the object's visit of a zone; *link 0: there is none. */
static uint32_t *link_of(struct lw_visits *v, struct lw_visitor *visitor,
                         uint32_t zone)
{
    uint32_t *link = &visitor->visit;

    while (*link != 0 && v->visit[*link - 1].zone != zone)
        link = &v->visit[*link - 1].next;
    return link;
}

static int begin_visit(struct lw_visits *v, struct lw_visitor *visitor,
                       const struct lw_truth_point *point, uint32_t zone)
{
    if (v->count == v->room)
        return LW_ERR_NO_SPACE;
    v->visit[v->count] = (struct lw_visit){
        .zone = zone,
        .object = point->object,
        .flyer = flyer_of(point),
        .in_ns = point->time_ns,
        .out_ns = point->time_ns,
        .exists_ns = visitor->first_ns,
        .noticed_ns = visitor->noticed_ns,
        .could_ns = visitor->could_ns,
        .born = point->time_ns == visitor->first_ns,
        .next = visitor->visit,
    };
    visitor->visit = ++v->count;
    return 0;
}

/* Which zones hold the object where it is now; `way`: where it was on the way
 * here from its last truth line. */
static int look(struct lw_visits *v, struct lw_visitor *visitor,
                const struct lw_truth_point *point,
                const struct lw_region_box *way)
{
    for (uint32_t z = 0; z < v->zones; z++) {
        const struct lw_region_box *box = &v->box[z];
        if (way->south_rad > box->north_rad ||
            way->north_rad < box->south_rad || way->west_rad > box->east_rad ||
            way->east_rad < box->west_rad || !is_warned_of(&v->zone[z], point))
            continue;
        uint32_t *link = link_of(v, visitor, z);
        const bool in = lw_region_holds(&v->zone[z], box, point->pos);
        if (in && *link == 0) {
            if (begin_visit(v, visitor, point, z) < 0)
                return LW_ERR_NO_SPACE;
        } else if (!in && *link != 0) {
            end_visit(v, visitor, link, point->time_ns, false);
        }
    }
    return 0;
}

/* What has become of it since the moment before. */
static void take_notice(struct lw_visitor *visitor, int64_t time_ns,
                        bool noticeable)
{
    if (visitor->noticeable)
        visitor->noticeable_ns += time_ns - visitor->last_ns;
    if (noticeable && visitor->noticed_ns == INT64_MAX)
        visitor->noticed_ns = time_ns;
    if (visitor->noticeable_ns >= LW_VISIT_NOTICE_NS &&
        visitor->could_ns == INT64_MAX)
        visitor->could_ns = time_ns;
    visitor->noticeable = noticeable;
}

static double between(double from, double to, double part)
{
    return from + (to - from) * part;
}

static int walk(struct lw_visits *v, struct lw_visitor *visitor,
                const struct lw_truth_point *point)
{
    const struct lw_geodetic a = visitor->pos, b = point->pos;
    const int64_t from_ns = visitor->last_ns;
    const int64_t way_ns = point->time_ns - from_ns;
    const struct lw_region_box way = {
        fmin(a.lat_rad, b.lat_rad), fmax(a.lat_rad, b.lat_rad),
        fmin(a.lon_rad, b.lon_rad), fmax(a.lon_rad, b.lon_rad)};

    for (int64_t t = from_ns; t < point->time_ns;) {
        struct lw_truth_point now = *point;
        t = t + LW_VISIT_STEP_NS < point->time_ns ? t + LW_VISIT_STEP_NS
                                                  : point->time_ns;
        const double part = (double)(t - from_ns) / (double)way_ns;
        now.time_ns = t;
        now.pos.lat_rad = between(a.lat_rad, b.lat_rad, part);
        now.pos.lon_rad = between(a.lon_rad, b.lon_rad, part);
        if (look(v, visitor, &now, &way) < 0)
            return LW_ERR_NO_SPACE;
        take_notice(visitor, t,
                    t == point->time_ns ? point->noticeable
                                        : visitor->noticeable);
        visitor->last_ns = t;
        visitor->pos = now.pos;
    }
    return 0;
}

int lw_visits_add(struct lw_visits *visits, const struct lw_truth_point *point)
{
    assert(point->object < visits->visitors);
    struct lw_visitor *visitor = &visits->visitor[point->object];
    int err;

    if (visitor->there &&
        point->time_ns - visitor->last_ns <= LW_VISIT_GAP_NS) {
        err = walk(visits, visitor, point);
    } else {
        const struct lw_region_box here = {
            point->pos.lat_rad, point->pos.lat_rad, point->pos.lon_rad,
            point->pos.lon_rad};
        if (visitor->there)
            end_visits(visits, visitor, visitor->last_ns, false);
        visitor->there = false;
        if (!visitor->known)
            *visitor = (struct lw_visitor){.known = true,
                                           .first_ns = point->time_ns,
                                           .noticed_ns = INT64_MAX,
                                           .could_ns = INT64_MAX};
        visitor->noticeable = false; /* nothing is known of the gap */
        err = look(visits, visitor, point, &here);
        if (err == 0) {
            take_notice(visitor, point->time_ns, point->noticeable);
            visitor->there = true;
            visitor->last_ns = point->time_ns;
            visitor->pos = point->pos;
        }
    }
    if (err < 0)
        return err;
    if (!visits->any)
        visits->first_ns = visits->last_ns = point->time_ns;
    visits->any = true;
    if (point->time_ns < visits->first_ns)
        visits->first_ns = point->time_ns;
    if (point->time_ns > visits->last_ns)
        visits->last_ns = point->time_ns;
    return 0;
}

void lw_visits_end(struct lw_visits *visits)
{
    for (uint32_t i = 0; i < visits->visitors; i++) {
        struct lw_visitor *visitor = &visits->visitor[i];
        if (visitor->there)
            end_visits(visits, visitor, visitor->last_ns,
                       visits->last_ns - visitor->last_ns <= LW_VISIT_GAP_NS);
    }
}

static bool is_before(const void *a, const void *b, const void *context)
{
    const struct lw_visit *x = a, *y = b;

    (void)context;
    if (x->zone != y->zone)
        return x->zone < y->zone;
    if (x->in_ns != y->in_ns)
        return x->in_ns < y->in_ns;
    return x->object < y->object;
}

void lw_visits_sort(struct lw_visits *visits)
{
    struct lw_visit spare;

    lw_sort(visits->visit, visits->count, sizeof spare, &spare, is_before,
            NULL);
}
