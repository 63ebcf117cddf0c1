/* SPDX-License-Identifier: Apache-2.0 */
#include "encode/asterix_write.h"

#include "asterix_fixture.h"

static int set(const char *key, const char *value)
{
    static struct lw_pair pair;
    const struct lw_decode_config config = {.option = &pair, .options = 1};

    (void)snprintf(pair.key, sizeof pair.key, "%s", key);
    (void)snprintf(pair.value, sizeof pair.value, "%s", value);
    return lw_asterix_sources_init(&sources, &config, &fault);
}

static const char *edition_of(int category, const uint8_t *at, size_t len)
{
    const struct lw_asterix_spec *spec =
        lw_asterix_sources_spec(&sources, category, at, len);

    return spec != NULL ? spec->edition : "";
}

static void editions_are_set_for_all_or_for_one(void **state)
{
    static const uint8_t ours[] = {0x81, 0x80, 25, 10, 1},
                         theirs[] = {0x80, 25, 11}, unnamed[] = {0x40, 25, 10};

    (void)state;
    assert_int_equal(set("edition.048", "1.27"), 0);
    assert_string_equal(edition_of(48, ours, sizeof ours), "1.27");
    assert_int_equal(set("edition.25/10.48", "1.27"), 0);
    assert_string_equal(edition_of(48, ours, sizeof ours), "1.27");
    assert_string_equal(edition_of(48, theirs, sizeof theirs), "1.32");
    assert_string_equal(edition_of(48, unnamed, sizeof unnamed), "1.32");
    assert_string_equal(edition_of(62, ours, sizeof ours), "1.21");
    for (size_t len = 0; len < 4; len++)
        assert_string_equal(edition_of(48, ours, len), "1.32");
    assert_string_equal(edition_of(3, ours, sizeof ours), "");
}

static void settings_that_cannot_be_are_refused(void **state)
{
    (void)state;
    assert_int_equal(set("edition.048", "1.21"), LW_ERR_RANGE);
    assert_non_null(strstr(fault.what, "1.32"));
    assert_int_equal(set("edition.", "1.21"), LW_ERR_RANGE);
    assert_int_equal(set("edition.3", "1.21"), LW_ERR_RANGE);
    assert_int_equal(set("edition.25/10", "1.27"), LW_ERR_RANGE);
    assert_int_equal(set("edition.25/10.", "1.27"), LW_ERR_RANGE);
    assert_int_equal(set("edition.25/300.048", "1.27"), LW_ERR_RANGE);
    assert_int_equal(set("edition.048x", "1.27"), LW_ERR_RANGE);
    assert_int_equal(set("looks", "sometimes"), LW_ERR_RANGE);
}

/* 256 sources are remembered, if they share no bucket; more harm nothing. */
static void sources_are_remembered(void **state)
{
    char items[64];

    (void)state;
    for (unsigned i = 0; i < 2000; i++) {
        (void)snprintf(items, sizeof items, "{\"010\":{\"SAC\":%u,\"SIC\":%u}}",
                       i / 256, i % 256);
        make_by(48, NULL, 0, items);
        struct lw_asterix_source *s = lw_asterix_sources_of(&sources, &record);
        assert_int_equal(s->sac, i / 256);
        assert_int_equal(s->sic, i % 256);
        assert_false(s->primary);
        s->primary = true;
        assert_ptr_equal(lw_asterix_sources_of(&sources, &record), s);
    }
    make_by(48, NULL, 0, "{\"140\":1}");
    assert_ptr_equal(lw_asterix_sources_of(&sources, &record),
                     &sources.nameless);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editions_are_set_for_all_or_for_one),
        cmocka_unit_test(settings_that_cannot_be_are_refused),
        cmocka_unit_test_setup(sources_are_remembered, named_by_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
