/* SPDX-License-Identifier: Apache-2.0 */
#include "vigil.h"

#include <assert.h>
#include <stdlib.h>

static const int64_t SECOND_NS = INT64_C(1000000000);

struct lw_vigil {
    struct lw_tracker *tracker;
    const struct lw_vigil_calls *calls;
    void *context;
    void *warn_mem;
    struct lw_warn *warn;
    struct lw_track *track, *before; /* the picture of the last step */
    uint32_t tracks, tracks_max;
    uint64_t changes;   /* of the tracker, in that */
    bool *alive;        /* each sensor; as of the last whole second */
    int64_t alive_ns;   /* until then, if nothing arrives */
    int64_t arrival_ns; /* of the last report, while the end of its grain is to
                           come; else INT64_MIN */
    int64_t skip_ns;    /* nothing changes before it */
    uint32_t *told;     /* by zone: the last warning that the public knows */
    uint64_t steps;
};

int lw_vigil_open(const struct lw_site *site, struct lw_tracker *tracker,
                  const struct lw_vigil_calls *calls, void *context,
                  struct lw_vigil **vigil)
{
    struct lw_warn_config config = lw_warn_defaults(site);
    struct lw_vigil *v = calloc(1, sizeof *v);

    if (v == NULL)
        return LW_ERR_NO_SPACE;
    *vigil = v;
    v->tracker = tracker;
    v->calls = calls;
    v->context = context;
    v->arrival_ns = v->skip_ns = INT64_MIN;
    v->tracks_max = lw_tracker_picture_max(tracker);
    config.tracks_max = v->tracks_max;
    const size_t size = lw_warn_size(&config, site);
    v->warn_mem = size == 0 ? NULL : calloc(1, size);
    v->track = calloc(v->tracks_max, sizeof *v->track);
    v->before = calloc(v->tracks_max, sizeof *v->before);
    v->alive = calloc((size_t)site->sensors + 1, sizeof *v->alive);
    v->told = calloc((size_t)site->zones + 1, sizeof *v->told);
    if (v->warn_mem != NULL)
        v->warn = lw_warn_init(&config, site, v->warn_mem, size);
    return v->warn == NULL || v->track == NULL || v->before == NULL ||
                   v->alive == NULL || v->told == NULL
               ? LW_ERR_NO_SPACE
               : 0;
}

void lw_vigil_close(struct lw_vigil *v)
{
    if (v == NULL)
        return;
    free(v->warn_mem);
    free(v->track);
    free(v->before);
    free(v->alive);
    free(v->told);
    free(v);
}

const struct lw_warn *lw_vigil_warn(const struct lw_vigil *v)
{
    return v->warn;
}

uint64_t lw_vigil_steps(const struct lw_vigil *v)
{
    return v->steps;
}

bool lw_vigil_open_now(const struct lw_vigil *v,
                       const struct lw_warning *warning)
{
    return v->told[warning->zone] == warning->number;
}

/* Whether the public is told; and whether it knows the warning from now on. */
static bool is_open(struct lw_vigil *v, const struct lw_warning *warning)
{
    if (!warning->silent && (warning->state == LW_WARNING_ACTIVE ||
                             warning->state == LW_WARNING_UPDATED))
        v->told[warning->zone] = warning->number;
    return warning->state != LW_WARNING_PROPOSED &&
           lw_vigil_open_now(v, warning);
}

static void tell(struct lw_vigil *v)
{
    const struct lw_warning *warning;
    struct lw_cover_change change;

    while ((warning = lw_warn_next(v->warn)) != NULL)
        v->calls->warning(v->context, warning, is_open(v, warning));
    while (lw_warn_next_cover(v->warn, &change))
        v->calls->cover(v->context, &change);
}

void lw_vigil_arrived(struct lw_vigil *v, int64_t arrival_ns)
{
    assert(arrival_ns >= v->arrival_ns);
    v->arrival_ns = arrival_ns;
}

int64_t lw_vigil_due_ns(const struct lw_vigil *v)
{
    const int64_t due_ns = lw_warn_due(v->warn, v->arrival_ns);

    return due_ns < v->skip_ns ? v->skip_ns : due_ns;
}

static void take_picture(struct lw_vigil *v, bool whole, int64_t at_ns)
{
    struct lw_track *const spare = v->before;

    v->before = v->track;
    v->track = spare;
    v->tracks =
        whole ? lw_tracker_picture(v->tracker, at_ns, v->track, v->tracks_max)
              : lw_tracker_picture_since(v->tracker, v->changes, v->before,
                                         v->tracks, at_ns, v->track,
                                         v->tracks_max);
}

static void step(struct lw_vigil *v, int64_t at_ns)
{
    const bool first = v->steps == 0;
    const bool whole = first || at_ns % SECOND_NS == 0;

    lw_tracker_advance(v->tracker, at_ns + 1);
    v->arrival_ns = INT64_MIN;
    const uint64_t changes = lw_tracker_changes(v->tracker);
    if (!whole && changes == v->changes)
        return;
    take_picture(v, whole, at_ns);
    v->changes = changes;
    if (whole)
        v->alive_ns = lw_tracker_alive(v->tracker, at_ns, v->alive);
    lw_warn_step(v->warn, v->track, v->tracks, v->alive, at_ns);
    v->steps++;
    tell(v);
}

static int64_t whole_second(int64_t ns, bool up)
{
    const int64_t rest = (ns % SECOND_NS + SECOND_NS) % SECOND_NS;

    return ns - rest + (up && rest > 0 ? SECOND_NS : 0);
}

/* A long gap: nothing is alive, and nothing will be but sensors that fall
 * silent. */
static void skip_gap(struct lw_vigil *v, int64_t until_ns)
{
    int64_t to_ns = whole_second(until_ns - 1, false);

    if (v->arrival_ns != INT64_MIN || !lw_tracker_idle(v->tracker) ||
        !lw_warn_idle(v->warn))
        return;
    if (v->alive_ns <= to_ns)
        to_ns = whole_second(v->alive_ns, true);
    if (to_ns > v->skip_ns)
        v->skip_ns = to_ns;
}

void lw_vigil_pass(struct lw_vigil *v, int64_t until_ns)
{
    int64_t due_ns = lw_vigil_due_ns(v);

    while (due_ns < until_ns) {
        step(v, due_ns);
        if (until_ns - due_ns > 2 * SECOND_NS)
            skip_gap(v, until_ns);
        due_ns = lw_vigil_due_ns(v);
    }
}

void lw_vigil_finish(struct lw_vigil *v)
{
    if (v->arrival_ns != INT64_MIN)
        step(v, lw_vigil_due_ns(v));
}

int lw_vigil_decide(struct lw_vigil *v, const struct lw_decision *decision)
{
    lw_vigil_pass(v, decision->time_ns);
    const int err = lw_warn_decide(v->warn, decision);
    if (err >= 0)
        tell(v);
    return err;
}
