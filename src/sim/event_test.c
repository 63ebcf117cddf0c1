/* SPDX-License-Identifier: Apache-2.0 */
#include "sim/event.h"

#include "sim/chance.h"
#include "sim/sim_fixture.h"

static void they_leave_in_order_of_arrival(void **state)
{
    (void)state;
    struct lw_events events = {.memory = {NULL, fixture_grow}};
    struct lw_chance c = lw_chance_stream(1);
    struct lw_event e = {0}, last = {.rx_ns = -1};
    for (int i = 0; i < 5000; i++) {
        e.rx_ns = (int64_t)lw_chance_below(&c, 1000);
        e.order = lw_chance_bits(&c);
        assert_int_equal(lw_events_push(&events, &e), 0);
    }
    for (int i = 0; i < 5000; i++) {
        assert_true(lw_events_pop(&events, 1000, &e));
        assert_true(e.rx_ns > last.rx_ns ||
                    (e.rx_ns == last.rx_ns && e.order >= last.order));
        last = e;
    }
    assert_false(lw_events_pop(&events, INT64_MAX, &e));
    free(events.event);
}

static void those_that_arrive_later_stay(void **state)
{
    (void)state;
    struct lw_events events = {.memory = {NULL, fixture_grow}};
    struct lw_event e = {.rx_ns = 10};
    assert_int_equal(lw_events_push(&events, &e), 0);
    assert_false(lw_events_pop(&events, 10, &e));
    assert_true(lw_events_pop(&events, 11, &e));
    free(events.event);
}

static void a_look_leaves_after_what_arrives_with_it(void **state)
{
    (void)state;
    struct lw_events events = {.memory = {NULL, fixture_grow}};
    struct lw_event look = {.rx_ns = 5, .type = LW_REPORT_LOOK, .order = 1};
    struct lw_event plot = {.rx_ns = 5, .type = LW_REPORT_POLAR, .order = 9};
    assert_int_equal(lw_events_push(&events, &look), 0);
    assert_int_equal(lw_events_push(&events, &plot), 0);
    assert_true(lw_events_pop(&events, 6, &plot));
    assert_int_equal(plot.type, LW_REPORT_POLAR);
    free(events.event);
}

static void *refuse(void *context, void *old, size_t size)
{
    (void)context, (void)old, (void)size;
    return NULL;
}

static void without_memory_it_says_so(void **state)
{
    (void)state;
    struct lw_events events = {.memory = {NULL, refuse}};
    const struct lw_event e = {.rx_ns = 5};
    assert_int_equal(lw_events_push(&events, &e), LW_ERR_NO_SPACE);
    assert_int_equal(events.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_leave_in_order_of_arrival),
        cmocka_unit_test(those_that_arrive_later_stay),
        cmocka_unit_test(a_look_leaves_after_what_arrives_with_it),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
