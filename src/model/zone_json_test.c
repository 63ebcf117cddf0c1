/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_json_fixture.h"

static void features_are_found_and_counted(void **state)
{
    struct opened o;
    char text[8];

    (void)state;
    assert_int_equal(open_text(&o, ed269), 0);
    assert_int_equal(o.json.features, 1);
    assert_true(o.json.collection);
    assert_int_equal(open_text(&o, "{\"type\":\"Point\"}"), 0);
    assert_int_equal(o.json.features, 1);
    assert_false(o.json.collection);
    assert_int_equal(open_text(&o, "{\"features\":[{\"id\":3,\"layer\":"
                                   "\"a\"},{\"id\":\"x\"},{\"id\":null}]}"),
                     0);
    assert_int_equal(o.json.features, 3);
    assert_int_equal(
        lw_zone_json_text(&o.json, o.json.feature[0].id, text, sizeof text), 1);
    assert_string_equal(text, "3");
    assert_int_equal(
        lw_zone_json_text(&o.json, o.json.feature[0].layer, text, sizeof text),
        1);
    assert_null(o.json.feature[2].id);
    assert_int_equal(lw_zone_json_line(&o.json, o.json.end), 1);
}

static void names_are_read_in_all_their_forms(void **state)
{
    struct opened o;
    struct lw_site_names names;

    (void)state;
    assert_int_equal(
        open_text(&o,
                  "{\"type\":\"Feature\",\"properties\":{\"a\":\"One\\ntwo\","
                  "\"b\":[{\"text\":\"Un\",\"lang\":\"fr-BE\"},{\"lang\":"
                  "\"uk-UA\",\"text\":\"\\u041e\"}],\"c\":{\"nl\":\"Een\","
                  "\"de\":\"Eins\"},\"d\":7,\"\\u0065\":\"x\"},"
                  "\"geometry\":null}"),
        0);
    assert_true(lw_zone_json_names(&o.json, o.json.feature, "a", &names));
    assert_string_equal(names.text[LW_LANG_UK], "One two");
    assert_true(lw_zone_json_names(&o.json, o.json.feature, "b", &names));
    assert_string_equal(names.text[LW_LANG_EN], "Un");
    assert_string_equal(names.text[LW_LANG_UK], "О");
    assert_true(lw_zone_json_names(&o.json, o.json.feature, "c", &names));
    assert_string_equal(names.text[LW_LANG_NL], "Een");
    assert_string_equal(names.text[LW_LANG_EN], "");
    assert_true(lw_zone_json_names(&o.json, o.json.feature, "d", &names));
    assert_string_equal(names.text[LW_LANG_EN], "7");
    assert_true(lw_zone_json_names(&o.json, o.json.feature, "e", &names));
    assert_false(lw_zone_json_names(&o.json, o.json.feature, "f", &names));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_are_found_and_counted),
        cmocka_unit_test(names_are_read_in_all_their_forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
