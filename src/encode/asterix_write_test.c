/* SPDX-License-Identifier: Apache-2.0 */
/* Every item of every category and edition there and back: what is written of
 * what was read is what was read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_random.h"
#include "asterix_write.h"

enum { GOOD = 12, TRIES = 400000, RECORDS = 40, RECORD_MAX = 32000 };

static uint64_t seed = 1;
static char first[RANDOM_TEXT], second[RANDOM_TEXT];
static uint8_t bytes[RECORD_MAX], again[RECORD_MAX];

/*
 * A record there and back. False where it says less than its bytes: spare bits
 * that are set, an extension of nothing but spares.
 */
static bool there_and_back(const struct lw_asterix_record *record)
{
    struct lw_asterix_record read;
    struct lw_fault fault = {0};
    const size_t len = random_items_text(record, first, sizeof first);
    const int wrote = lw_asterix_write(record->spec, 0, first, len, again,
                                       sizeof again, &fault);

    if (wrote < 0)
        fail_msg("%d %s: %s: %s", record->spec->category, record->spec->edition,
                 fault.what, first);
    const int got = lw_asterix_record_read(record->spec, again, (size_t)wrote,
                                           &read, &fault);
    if (got != wrote)
        fail_msg("%d %s: %s: %s", record->spec->category, record->spec->edition,
                 got < 0 ? fault.what : "longer", first);
    (void)random_items_text(&read, second, sizeof second);
    assert_string_equal(first, second);
    return (size_t)wrote == record->len &&
           memcmp(again, record->bytes, record->len) == 0;
}

static void check_item(const struct lw_asterix_spec *spec, int slot)
{
    struct lw_asterix_record record;
    struct lw_fault fault;
    int good = 0;

    for (int n = 0; n < TRIES && good < GOOD; n++) {
        if (random_item(spec, slot, bytes, &record, &seed) == 0)
            continue;
        (void)there_and_back(&record);
        /* what was written has no spare bits set: the same to the last bit */
        memcpy(bytes, again, sizeof bytes);
        assert_true(lw_asterix_record_read(spec, bytes, sizeof bytes, &record,
                                           &fault) > 0);
        assert_true(there_and_back(&record));
        good++;
    }
    if (good < GOOD)
        fail_msg("%d %s %s: %d read", spec->category, spec->edition,
                 spec->item[spec->profile->slot[slot]].name, good);
}

static void every_item_of_every_edition(void **state)
{
    int items = 0;

    (void)state;
    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++) {
        struct lw_asterix_spec alone = *s;
        alone.profiles = 1; /* its items need not tell which */
        for (int p = 0; p < s->profiles; p++) {
            alone.profile = &s->profile[p];
            for (int slot = 0; slot < alone.profile->slots; slot++)
                if (alone.profile->slot[slot] >= 0) {
                    check_item(&alone, slot);
                    items++;
                }
        }
    }
    print_message("# %d items\n", items);
    assert_true(items > 1500);
}

static void every_expansion(void **state)
{
    static const int16_t slot[] = {0};
    static const uint8_t size[] = {0};
    static const struct lw_asterix_profile profile = {
        .name = "", .slot = slot, .size = size, .slots = 1};

    (void)state;
    for (const struct lw_asterix_spec *s = lw_asterix_expansions;
         s->category != 0; s++) {
        struct lw_asterix_node item = s->item[0];
        struct lw_asterix_spec alone = *s;
        item.name = "RE";
        (void)snprintf(item.key, sizeof item.key, "\"RE\":");
        item.key_len = 5;
        alone.item = &item;
        alone.profile = &profile;
        alone.profiles = 1;
        check_item(&alone, 0);
    }
}

/* Of what a walk meets of an item, all that stands at a field. */
static bool is_met(const struct lw_asterix_record *record,
                   const struct lw_asterix_item *item,
                   const struct lw_asterix_field *field, uint64_t raw)
{
    struct lw_asterix_walk walk;
    int event;

    lw_asterix_walk_begin(&walk, record, item);
    while ((event = lw_asterix_walk_next(&walk)) > 0)
        if (event == LW_ASTERIX_VALUE && walk.node == field->node &&
            lw_asterix_bits(walk.bytes, walk.from, walk.bits) == raw)
            return true;
    return false;
}

/* Lengths and fields come from tables: the walk must say the same. */
static void check_tables(const struct lw_asterix_record *record)
{
    const struct lw_asterix_spec *spec = record->spec;

    for (int i = 0; i < record->count; i++) {
        struct lw_asterix_walk walk;
        lw_asterix_walk_begin(&walk, record, &record->item[i]);
        walk.end = 8 * record->len;
        while (lw_asterix_walk_next(&walk) > 0)
            ;
        assert_int_equal(walk.bit,
                         8 * (record->item[i].at + record->item[i].len));
    }
    for (int f = 0; f < spec->fields; f++) {
        const struct lw_asterix_field *field = &spec->field[f];
        const struct lw_asterix_item *item =
            field->node != NULL
                ? lw_asterix_record_find(record, spec->item[field->item].name)
                : NULL;
        const struct lw_asterix_window window =
            lw_asterix_open(record, (unsigned)f);
        uint64_t raw, same;
        const bool there = lw_asterix_value(record, (unsigned)f, &raw);
        if (field->part == 0 && field->end <= 8)
            assert_true(lw_asterix_seen(record, &window, (unsigned)f, &same) ==
                            there &&
                        (!there || same == raw));
        if (!there)
            continue;
        assert_non_null(item);
        assert_true(is_met(record, item, field, raw));
    }
}

/* With the plans of those before it, a record is read as it is without. */
static void check_plans(struct lw_asterix_plans *plans,
                        const struct lw_asterix_spec *spec, size_t len)
{
    struct lw_asterix_record alone, next;
    struct lw_fault why[2] = {{0}, {0}};
    const int got = lw_asterix_record_read(spec, bytes, len, &alone, &why[0]);

    for (int n = 0; n < 2; n++) {
        assert_int_equal(
            lw_asterix_record_next(plans, spec, bytes, len, &next, &why[1]),
            got);
        if (got < 0) {
            assert_string_equal(why[0].what, why[1].what);
            assert_int_equal(why[0].column, why[1].column);
            continue;
        }
        assert_int_equal(next.count, alone.count);
        assert_int_equal(next.len, alone.len);
        for (int i = 0; i < next.count; i++) {
            assert_int_equal(next.item[i].place, alone.item[i].place);
            assert_int_equal(next.item[i].at, alone.item[i].at);
            assert_int_equal(next.item[i].len, alone.item[i].len);
        }
        assert_memory_equal(next.item_of, alone.item_of, sizeof next.item_of);
    }
}

/* A record that ends too early says so, at the item that it ends in. malloc(),
 * not the stack: the sanitizer guards the last byte exactly. */
static void check_prefixes(const struct lw_asterix_record *record)
{
    struct lw_asterix_record read;
    struct lw_fault fault;

    for (size_t len = 0; len < record->len; len++) {
        const char *item = "FSPEC";
        for (int i = 0; i < record->count; i++)
            if (record->item[i].at <= len)
                item = record->spec->item[record->item[i].place].name;
        uint8_t *exact = malloc(len + (len == 0));
        assert_non_null(exact);
        memcpy(exact, record->bytes, len);
        const int got =
            lw_asterix_record_read(record->spec, exact, len, &read, &fault);
        free(exact);
        assert_int_equal(got, LW_ERR_TRUNCATED);
        if (strncmp(fault.what, item, strlen(item)) != 0)
            fail_msg("%s, not %s", fault.what, item);
    }
}

/* Records of many items at once. */
static void every_record_of_every_edition(void **state)
{
    static struct random_items items;
    static struct lw_asterix_plans plans;
    int items_met = 0;

    (void)state;
    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++)
        for (int p = 0; p < s->profiles; p++) {
            random_items_init(&items, s, p, &seed);
            memset(&plans, 0, sizeof plans); /* &items.alone is another */
            for (int slot = 0; slot < s->profile[p].slots; slot++)
                assert_true(s->profile[p].slot[slot] < 0 ||
                            items.ways[slot] > 0);
            for (int n = 0; n < RECORDS; n++) {
                struct lw_asterix_record record;
                struct lw_fault fault;
                const size_t len = random_record(
                    &items, n % 4 == 0 ? 1.0 : 0.25 * (n % 4), bytes, &seed);
                const int got = lw_asterix_record_read(
                    &items.alone, bytes, sizeof bytes, &record, &fault);
                if (got != (int)len)
                    fail_msg("%d %s: %s", s->category, s->edition,
                             got < 0 ? fault.what : "another length");
                check_tables(&record);
                for (size_t most = 0; most <= len; most++)
                    check_plans(&plans, &items.alone, most);
                assert_true(there_and_back(&record));
                if (n < 4)
                    check_prefixes(&record);
                items_met += record.count;
            }
        }
    print_message("# %d items in records\n", items_met);
    assert_true(items_met > 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_of_every_edition),
        cmocka_unit_test(every_expansion),
        cmocka_unit_test(every_record_of_every_edition),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
