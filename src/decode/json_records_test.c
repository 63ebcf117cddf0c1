/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "encode/report_json.h"

#include "decode/mapped_fixture.h"

#define HEAD    "{\"type\":\"position\",\"t\":1,\"sensor\":\"s\","
#define PLOT    "{\"type\":\"polar\",\"t\":1,\"sensor\":\"s\","
#define FEATURE "{\"type\":\"Feature\",\"properties\":{\"t\":1},\"geometry\":"

static void expect(const char *mapping, const char *file, const char *expected)
{
    mapped_expect(&lw_decoder_json, mapping, file, expected);
}

static void objects_one_after_another_and_in_lists(void **state)
{
    static const char mapping[] =
        "{type: position, t: t, lat: pos.0, lon: pos.1, object: id}";
    static const char both[] =
        HEAD "\"object\":\"a\",\"lat\":52.3,\"lon\":4.8}\n" HEAD
             "\"object\":\"7\",\"lat\":52,\"lon\":4}\n";

    (void)state;
    expect(mapping,
           "{\"t\":1,\"pos\":[52.3,4.8],\"id\":\"\\u0061\"}\n"
           "{\"id\":7,\"pos\":[52,4,[1]],\n \"x\":{\"}\":\"{\"},\"t\":1}",
           both);
    expect(mapping,
           "[{\"t\":1,\"pos\":[52.3,4.8],\"id\":\"a\"},"
           "{\"id\":7,\"pos\":[52,4],\"t\":\"1\"}]",
           both);
}

static void geojson_of_any_length(void **state)
{
    (void)state;
    expect(
        "{type: position, t: properties.t}",
        "{\"type\":\"FeatureCollection\",\"bbox\":[1,2],\"features\":[" FEATURE
        "{\"type\":\"Point\",\"coordinates\":[4.8,52.3,9]}},\n" FEATURE
        "{\"type\":\"Point\",\"coordinates\":[4.9,52.4]}}," FEATURE
        "{\"type\":\"LineString\",\"coordinates\":[[4,5],[4,6]]}}],"
        "\"crs\":{\"type\":\"x\"},\"n\":3}",
        HEAD "\"lat\":52.3,\"lon\":4.8,\"alt\":9}\n" HEAD
             "\"lat\":52.4,\"lon\":4.9}\n"
             "!`lat` is missing: expected degrees from -90 to 90\n");
    expect("{type: position, t: /when, alt: {value: 5}}",
           "{\"when\":1,\"type\":\"FeatureCollection\",\"features\":[{"
           "\"geometry\":{\"coordinates\":[4.8,52.3,9]}}]}",
           HEAD "\"lat\":52.3,\"lon\":4.8,\"alt\":5}\n");
}

static void lists_inside_of_objects(void **state)
{
    static const char mapping[] =
        "{type: polar, t: /t, range: r, az: az, records: d.plots}";

    (void)state;
    expect(mapping,
           "{\"t\":1,\"d\":{\"n\":2,\"plots\":[{\"r\":5,\"az\":1},"
           "{\"r\":6,\"az\":2}]}}\n{\"d\":{\"plots\":[]}}{\"status\":1}"
           "{\"d\":{\"plots\":[{\"r\":7,\"az\":3} ]},\"t\":1}",
           PLOT "\"range\":5,\"az\":1}\n" PLOT "\"range\":6,\"az\":2}\n" PLOT
                "\"range\":7,\"az\":3}\n");
    expect(mapping,
           "{\"t\":1,\"d\":{\"plots\":[1]}}{\"t\":1,\"d\":{\"plots\":7",
           "!not JSON: expected an object\n!not JSON: expected `,` or `}`\n");
}

static void what_is_not_json_is_refused(void **state)
{
    (void)state;
    char out[4096];

    assert_int_equal(mapped_begin(&lw_decoder_json,
                                  "{type: position, t: t, lat: a, lon: b}"),
                     0);
    mapped_run(&lw_decoder_json,
               "noise\n{\"a\":1,}\n{\"a\":1,\"b\":2,\"t\":1}{\"a\":", 4096, out,
               sizeof out);
    assert_non_null(strstr(out, "!not JSON"));
    assert_non_null(strstr(out, HEAD "\"lat\":1,\"lon\":2}\n!not JSON"));
}

static void what_breaks_off_costs_no_other(void **state)
{
    static const char mapping[] = "{type: position, t: /t, lat: a, lon: b}";
    static const char good[] = HEAD "\"lat\":1,\"lon\":2}\n";
    char expected[512];

    (void)state;
    (void)snprintf(expected, sizeof expected,
                   "!not JSON: expected `,` or `}`\n%s", good);
    expect(mapping, "{\"t\":1,\"a\":5\n{\"t\":1,\"a\":1,\"b\":2}\n", expected);
    (void)snprintf(expected, sizeof expected,
                   "!not JSON: expected the end of the string\n%s", good);
    expect(mapping, "{\"t\":3,\"x\":\"[\n{\"t\":1,\"a\":1,\"b\":2}\n",
           expected);
}

static void every_prefix_and_mutation_is_survived(void **state)
{
    static const char file[] =
        "{\"t\":1,\"x\":\"\\u00e9\\\"\",\"d\":{\"plots\":[{\"r\":5,\"az\":1},"
        "{\"r\":6,\"az\":[2]}]}}[{\"a\":null},{\"a\":true}]";
    static const char likely[] = "{}[],:\"\\0ar";
    char out[8192], broken[sizeof file];

    (void)state;
    for (size_t len = 0; len < sizeof file - 1; len++)
        for (size_t i = 0; i < sizeof likely; i++) {
            memcpy(broken, file, sizeof file);
            broken[len] = likely[i];
            assert_int_equal(mapped_begin(&lw_decoder_json,
                                          "{type: polar, t: /t, range: r, "
                                          "az: az, records: d.plots}"),
                             0);
            mapped_run(&lw_decoder_json, broken, 4096, out, sizeof out);
        }
}

static void describes_without_the_operator(void **state)
{
    static const char line[] =
        "{\"t\":1,\"a\":52.3,\"b\":4.8,\"p\":52,\"q\":4}";
    static const char whole[] =
        "\"type\":\"position\",\"t\":1,\"sensor\":\"s\",\"lat\":52.3,"
        "\"lon\":4.8,\"operator\":{\"lat\":52,\"lon\":4}";
    char text[512];

    (void)state;
    for (int personal = 0; personal <= 1; personal++) {
        f.config.personal = personal;
        assert_int_equal(mapped_begin(&lw_decoder_json,
                                      "{type: position, t: t, lat: a, lon: b, "
                                      "operator.lat: p, operator.lon: q}"),
                         0);
        const int got = lw_decoder_json.describe(f.state, (const uint8_t *)line,
                                                 sizeof line - 1, text,
                                                 sizeof text - 1, &f.fault);
        assert_true(got > 0);
        text[got] = '\0';
        assert_int_equal(strstr(text, "operator") != NULL, personal);
        assert_memory_equal(text, whole, (size_t)got);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(objects_one_after_another_and_in_lists),
        TEST(geojson_of_any_length),
        TEST(lists_inside_of_objects),
        TEST(what_is_not_json_is_refused),
        TEST(what_breaks_off_costs_no_other),
        TEST(every_prefix_and_mutation_is_survived),
        TEST(describes_without_the_operator),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
