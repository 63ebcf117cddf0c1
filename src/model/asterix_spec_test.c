/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asterix_spec.h"
#include "near.h"

static const struct lw_asterix_node *item(const struct lw_asterix_spec *spec,
                                          const char *name)
{
    for (int i = 0; i < spec->items; i++)
        if (strcmp(spec->item[i].name, name) == 0)
            return &spec->item[i];
    return NULL;
}

static void editions_are_found(void **state)
{
    (void)state;
    assert_string_equal(lw_asterix_find(48, NULL)->edition, "1.32");
    assert_string_equal(lw_asterix_find(48, "1.27")->edition, "1.27");
    assert_string_equal(lw_asterix_find(21, "0.26")->edition, "0.26");
    assert_null(lw_asterix_find(48, "9.9"));
    assert_null(lw_asterix_find(49, NULL));
    assert_null(lw_asterix_find(0, NULL));
    assert_non_null(lw_asterix_expansion(62));
    assert_null(lw_asterix_expansion(34));
}

static void an_item_is_laid_out_as_its_standard_says(void **state)
{
    const struct lw_asterix_node *polar =
        item(lw_asterix_find(48, NULL), "040");

    (void)state;
    assert_non_null(polar);
    assert_string_equal(polar->title,
                        "Measured Position in Polar Co-ordinates");
    assert_int_equal(polar->kind, LW_ASTERIX_GROUP);
    assert_int_equal(polar->bits, 32);
    assert_int_equal(polar->children, 2);
    const struct lw_asterix_node *rho = &polar->child[0];
    assert_string_equal(rho->name, "RHO");
    assert_string_equal(rho->unit, "NM");
    assert_int_equal(rho->content, LW_ASTERIX_UNSIGNED);
    assert_int_equal(rho->bits, 16);
    assert_near(rho->lsb, 1.0 / 256, 0.0);
    assert_int_equal(rho->decimals, 8);
    const struct lw_asterix_node *type =
        &item(lw_asterix_find(48, NULL), "020")->child[0];
    assert_int_equal(type->content, LW_ASTERIX_TABLE);
    assert_string_equal(type->meaning[0].text, "No detection");
}

/* Of each category, what nothing else could check: that all is there. */
static void every_specification_is_whole(void **state)
{
    int specs = 0, last = 0;

    (void)state;
    for (const struct lw_asterix_spec *s = lw_asterix_specs; s->category != 0;
         s++, specs++) {
        assert_true(s->category >= last);
        last = s->category;
        assert_true(s->items > 0 && s->items < LW_ASTERIX_PLACES_MAX);
        assert_true(s->profiles > 0 && s->fields > 0);
        assert_true(s->profiles == 1 || s->profile_by != NULL);
        for (int p = 0; p < s->profiles; p++)
            assert_true(s->profile[p].slots <= LW_ASTERIX_PLACES_MAX);
        for (int p = 0; p < s->profiles; p++)
            for (int slot = 0; slot < s->profile[p].slots; slot++)
                assert_true(s->profile[p].slot[slot] < s->items);
    }
    assert_int_equal(specs, 68);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editions_are_found),
        cmocka_unit_test(an_item_is_laid_out_as_its_standard_says),
        cmocka_unit_test(every_specification_is_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
