/* SPDX-License-Identifier: Apache-2.0 */
#include "event.h"

#include <assert.h>

static bool earlier(const struct lw_event *a, const struct lw_event *b)
{
    const bool a_look = a->type == LW_REPORT_LOOK;
    const bool b_look = b->type == LW_REPORT_LOOK;

    if (a->rx_ns != b->rx_ns)
        return a->rx_ns < b->rx_ns;
    if (a_look != b_look)
        return b_look;
    return a->order < b->order;
}

static int make_room(struct lw_events *events)
{
    const size_t room = events->room == 0 ? 1024 : 2 * events->room;
    void *larger;

    if (events->count < events->room)
        return 0;
    if (room > LW_EVENTS_MAX)
        return LW_ERR_NO_SPACE;
    larger = events->memory.grow(events->memory.context, events->event,
                                 room * sizeof *events->event);
    if (larger == NULL)
        return LW_ERR_NO_SPACE;
    events->event = larger;
    events->room = room;
    return 0;
}

int lw_events_push(struct lw_events *events, const struct lw_event *event)
{
    const int err = make_room(events);
    size_t at;

    if (err < 0)
        return err;
    at = events->count++;
    while (at > 0 && earlier(event, &events->event[(at - 1) / 2])) {
        events->event[at] = events->event[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    events->event[at] = *event;
    return 0;
}

bool lw_events_pop(struct lw_events *events, int64_t before_ns,
                   struct lw_event *out)
{
    struct lw_event *heap = events->event, last;
    size_t at = 0;

    if (events->count == 0 || heap[0].rx_ns >= before_ns)
        return false;
    *out = heap[0];
    last = heap[--events->count];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= events->count)
            break;
        if (child + 1 < events->count &&
            earlier(&heap[child + 1], &heap[child]))
            child++;
        if (!earlier(&heap[child], &last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    if (events->count > 0)
        heap[at] = last;
    assert(out->rx_ns < before_ns);
    return true;
}
