/* SPDX-License-Identifier: Apache-2.0 */
/* What is built is read by the same fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "asterix_build.h"
#include "decode/asterix_record.h"
#include "random.h"

static struct lw_asterix_build build;
static struct lw_asterix_record record;
static uint8_t bytes[4096];

/* Whether it can be built: no FX within, no repetition, no cases. */
static bool is_plain(const struct lw_asterix_spec *spec, unsigned field)
{
    const struct lw_asterix_field *f = &spec->field[field];

    if (f->node == NULL || f->node->ways > 0)
        return false;
    const struct lw_asterix_node *item = &spec->item[f->item];
    if (f->part == 0)
        return item->kind == LW_ASTERIX_ELEMENT ||
               item->kind == LW_ASTERIX_GROUP ||
               item->kind == LW_ASTERIX_EXTENDED;
    return item->kind == LW_ASTERIX_COMPOUND &&
           (item->child[f->part - 1].kind == LW_ASTERIX_ELEMENT ||
            item->child[f->part - 1].kind == LW_ASTERIX_GROUP);
}

static bool is_in_order(const struct lw_asterix_spec *spec, int item)
{
    for (int slot = 0; slot < spec->profile[0].slots; slot++)
        if (spec->profile[0].slot[slot] == item)
            return true;
    return false;
}

/* Random fields of every edition of every category, as they were. */
static void every_field_is_read_as_it_was(void **state)
{
    static uint64_t raw[1024];
    static bool set[1024];
    uint64_t seed = 1;
    int fields = 0;

    (void)state;
    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++) {
        if (s->profiles > 1)
            continue;
        for (int round = 0; round < 20; round++) {
            lw_asterix_build_begin(&build, s);
            for (unsigned f = 0; f < (unsigned)s->fields; f++) {
                set[f] = is_plain(s, f) && is_in_order(s, s->field[f].item) &&
                         build.values < 60 && random_even(&seed) < 0.2;
                if (!set[f])
                    continue;
                raw[f] = random_bits(&seed);
                if (s->field[f].bits < 64)
                    raw[f] &= (UINT64_C(1) << s->field[f].bits) - 1;
                lw_asterix_build_raw(&build, f, raw[f]);
                fields++;
            }
            const int len = lw_asterix_build_end(&build, bytes, sizeof bytes);
            assert_true(len > 0);
            assert_int_equal(
                lw_asterix_record_read(s, bytes, (size_t)len, &record, NULL),
                len);
            for (unsigned f = 0; f < (unsigned)s->fields; f++) {
                uint64_t got = 0;
                if (!set[f])
                    continue;
                assert_true(lw_asterix_value(&record, f, &got));
                assert_true(got == raw[f]);
            }
        }
    }
    assert_true(fields > 5000);
}

static void numbers_are_the_nearest_that_there_are(void **state)
{
    double value;

    (void)state;
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    lw_asterix_build_number(&build, LW_I062_185_VX, -12.4);
    lw_asterix_build_number(&build, LW_I062_500_APC_X, 7.6);
    const int len = lw_asterix_build_end(&build, bytes, sizeof bytes);
    assert_true(len > 0);
    assert_int_equal(
        lw_asterix_record_read(build.spec, bytes, (size_t)len, &record, NULL),
        len);
    assert_true(lw_asterix_value_number(&record, LW_I062_185_VX, &value));
    assert_true(fabs(value + 12.5) < 1e-9);
    assert_true(lw_asterix_value_number(&record, LW_I062_500_APC_X, &value));
    assert_true(fabs(value - 7.5) < 1e-9);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    lw_asterix_build_number(&build, LW_I062_185_VX, 1e9);
    assert_int_equal(lw_asterix_build_end(&build, bytes, sizeof bytes),
                     LW_ERR_RANGE);
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    lw_asterix_build_number(&build, LW_I062_185_VX, (double)NAN);
    assert_int_equal(lw_asterix_build_end(&build, bytes, sizeof bytes),
                     LW_ERR_RANGE);
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    lw_asterix_build_raw(&build, LW_I062_010_SAC, 256);
    assert_int_equal(lw_asterix_build_end(&build, bytes, sizeof bytes),
                     LW_ERR_RANGE);
    lw_asterix_build_begin(&build, lw_asterix_find(21, "2.7"));
    lw_asterix_build_raw(&build, LW_I021_090_PA, 1);
    assert_int_equal(lw_asterix_build_end(&build, bytes, sizeof bytes),
                     LW_ERR_UNKNOWN);
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    for (int i = 0; i <= LW_ASTERIX_BUILD_MAX; i++)
        lw_asterix_build_raw(&build, LW_I062_010_SAC, 1);
    assert_int_equal(lw_asterix_build_end(&build, bytes, sizeof bytes),
                     LW_ERR_NO_SPACE);
    lw_asterix_build_begin(&build, lw_asterix_find(62, NULL));
    lw_asterix_build_raw(&build, LW_I062_500_APC_X, 1);
    for (size_t size = 0; size < 8; size++)
        assert_int_equal(lw_asterix_build_end(&build, bytes, size),
                         LW_ERR_NO_SPACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read_as_it_was),
        cmocka_unit_test(numbers_are_the_nearest_that_there_are),
        cmocka_unit_test(what_cannot_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
