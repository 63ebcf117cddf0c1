/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_record.h"
#include "asterix_samples.h"

enum { HEAD = 3, EVENTS_MAX = 64 };

static struct lw_asterix_record record;
static struct lw_asterix_walk walk;
static struct lw_fault fault;

static const struct lw_asterix_item *item_of_sample(const char *name)
{
    assert_int_equal(
        lw_asterix_record_read(lw_asterix_find(48, NULL), sample_048 + HEAD,
                               sizeof sample_048 - HEAD, &record, &fault),
        sizeof sample_048 - HEAD);
    const struct lw_asterix_item *item = lw_asterix_record_find(&record, name);
    assert_non_null(item);
    return item;
}

/* What a walk meets, a letter each; how it ended. */
static int trace(const struct lw_asterix_item *item, char *letters)
{
    static const char letter[] = {[LW_ASTERIX_VALUE] = 'v',
                                  [LW_ASTERIX_BYTES] = 'b',
                                  [LW_ASTERIX_OBJECT] = '{',
                                  [LW_ASTERIX_LIST] = '[',
                                  [LW_ASTERIX_CLOSE] = '.'};
    int event, n = 0;

    lw_asterix_walk_begin(&walk, &record, item);
    while ((event = lw_asterix_walk_next(&walk)) > 0 && n < EVENTS_MAX)
        letters[n++] = letter[event];
    letters[n] = '\0';
    return event;
}

static void every_part_is_met(void **state)
{
    char met[EVENTS_MAX + 1];

    (void)state;
    assert_int_equal(trace(item_of_sample("010"), met), LW_ASTERIX_END);
    assert_string_equal(met, "{vv.");
    assert_int_equal(trace(item_of_sample("140"), met), LW_ASTERIX_END);
    assert_string_equal(met, "v");
    /* one register of Mode S */
    assert_int_equal(trace(item_of_sample("250"), met), LW_ASTERIX_END);
    assert_string_equal(met, "[{vvv..");
}

static void a_walk_ends_where_its_bytes_do(void **state)
{
    struct lw_asterix_item item = *item_of_sample("250");
    char met[EVENTS_MAX + 1];

    (void)state;
    for (item.len--; item.len > 0; item.len--) {
        assert_int_equal(trace(&item, met), LW_ERR_TRUNCATED);
        assert_string_equal(walk.wrong, "ends too early");
    }
}

static void parts_can_be_passed_over(void **state)
{
    const struct lw_asterix_item *item = item_of_sample("010");

    (void)state;
    lw_asterix_walk_begin(&walk, &record, item);
    assert_int_equal(lw_asterix_walk_next(&walk), LW_ASTERIX_OBJECT);
    assert_string_equal(walk.name, "010");
    lw_asterix_walk_past(&walk, 8 * (size_t)(item->at + item->len));
    assert_int_equal(lw_asterix_walk_next(&walk), LW_ASTERIX_END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_part_is_met),
        cmocka_unit_test(a_walk_ends_where_its_bytes_do),
        cmocka_unit_test(parts_can_be_passed_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
