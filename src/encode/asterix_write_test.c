/* SPDX-License-Identifier: Apache-2.0 */
/* Every item of every category and edition there and back: what is written of
 * what was read is what was read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_write.h"
#include "decode/asterix_json.h"
#include "random.h"

enum { ITEM_MAX = 4000, TEXT_MAX = 60000, GOOD = 12, TRIES = 400000 };

static uint64_t seed = 1;
static char first[TEXT_MAX], second[TEXT_MAX];
static uint8_t bytes[8 * ITEM_MAX], again[8 * ITEM_MAX];

/* `"items":{..}` of a record, without what stands before. */
static size_t items_of(const struct lw_asterix_record *record, char *text)
{
    struct lw_text to;

    lw_text_init(&to, text, TEXT_MAX);
    lw_asterix_describe(record, &to);
    const int len = lw_text_len(&to);
    assert_true(len > 0);
    const char *from = strstr(text, "\"items\":");
    assert_non_null(from);
    const size_t head = (size_t)(from - text) + 8;
    memmove(text, text + head, (size_t)len - head);
    text[(size_t)len - head] = '\0';
    return (size_t)len - head;
}

/*
 * A record there and back. False where it says less than its bytes: spare bits
 * that are set, an extension of nothing but spares.
 */
static bool there_and_back(const struct lw_asterix_record *record)
{
    struct lw_asterix_record read;
    struct lw_fault fault = {0};
    const size_t len = items_of(record, first);
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
    (void)items_of(&read, second);
    assert_string_equal(first, second);
    return (size_t)wrote == record->len &&
           memcmp(again, record->bytes, record->len) == 0;
}

/* Bytes of one item that can be read, behind the FSPEC that names it alone; the
 * record's length. */
static size_t any_item(const struct lw_asterix_spec *spec, int slot,
                       struct lw_asterix_record *record)
{
    struct lw_fault fault;
    const int fspec = slot / 7 + 1;

    for (int i = 0; i < fspec; i++)
        bytes[i] = i + 1 < fspec;
    bytes[fspec - 1] |= (uint8_t)(0x80u >> slot % 7);
    const uint64_t few = random_bits(&seed) % 4;
    for (int i = fspec; i < ITEM_MAX; i++) {
        const uint64_t r = random_bits(&seed);
        bytes[i] = (uint8_t)(r & (few > 0 && i < 64 ? r >> 8 : 0xff));
        if (few > 1)
            bytes[i] &= 0xfe; /* few extensions: most are not known */
    }
    const int got =
        lw_asterix_record_read(spec, bytes, ITEM_MAX, record, &fault);
    return got < 0 ? 0 : (size_t)got;
}

static void check_item(const struct lw_asterix_spec *spec, int slot)
{
    struct lw_asterix_record record;
    struct lw_fault fault;
    int good = 0;

    for (int n = 0; n < TRIES && good < GOOD; n++) {
        if (any_item(spec, slot, &record) == 0)
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_of_every_edition),
        cmocka_unit_test(every_expansion),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
