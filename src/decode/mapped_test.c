/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "decode/formats.h"
#include "encode/report_json.h"

#include "decode/mapped_fixture.h"

/* One line of JSON by a mapping: the report behind its time and sensor, or
 * what is wrong with it. */
static void expect(const char *mapping, const char *line, const char *expected)
{
    char out[4096];

    assert_int_equal(mapped_begin(&lw_decoder_json, mapping), 0);
    mapped_run(&lw_decoder_json, line, 4096, out, sizeof out);
    const char *behind = strstr(out, "\"s\"");
    assert_string_equal(behind != NULL ? behind + 3 : out, expected);
}

#define PLACE "type: position, t: {value: 1}, lat: {value: 0}, lon: {value: 0}"
#define AT    ",\"lat\":0,\"lon\":0"

static void units_become_those_of_the_contract(void **state)
{
    (void)state;
    expect("{" PLACE ", alt: {from: h, unit: ft}}", "{\"h\":1000}",
           AT ",\"alt\":304.8}\n");
    expect("{" PLACE ", alt: {from: h, unit: fl, offset: 45}}", "{\"h\":10}",
           AT ",\"alt\":349.8}\n");
    expect("{type: polar, t: {value: 1}, range: {from: r, unit: nmi}, "
           "az: {from: a, unit: rad}, rcs: {from: c, unit: m2}, "
           "range_rate: {from: v, unit: km/h, scale: -1}}",
           "{\"r\":2,\"a\":-1.5707963267948966,\"c\":100,\"v\":36}",
           ",\"range\":3704,\"az\":270,\"range_rate\":-10,\"rcs\":20}\n");
    expect("{type: heard, t: {value: 1}, f0: {from: f, unit: kHz}, level: l}",
           "{\"f\":0.12,\"l\":\"-40\"}", ",\"level\":-40,\"f0\":120}\n");
    expect("{" PLACE ", confidence: {from: p, unit: '%'}}", "{\"p\":80}",
           AT ",\"confidence\":0.8}\n");
    expect("{type: position, t: {value: 1}, lat: {from: a, scale: 1e-7}, "
           "lon: {from: b, scale: 1e-7}}",
           "{\"a\":523000000,\"b\":3550000000}", ",\"lat\":52.3,\"lon\":-5}\n");
    expect("{" PLACE ", speed: {from: v, unit: kt}, course: c, "
           "vel.up: {from: u, unit: ft/min}}",
           "{\"v\":3.6,\"c\":90,\"u\":600}", AT ",\"vel\":[1.852,0,3.048]}\n");
    expect("{" PLACE ", vel.east: e, vel.north: n}", "{\"e\":1,\"n\":2}",
           AT ",\"vel\":[1,2,0]}\n");
}

static void altitudes_say_how_far_their_datum_is_off(void **state)
{
    (void)state;
    expect("{" PLACE ", alt: {from: h, datum: baro}}", "{\"h\":1000}",
           AT ",\"alt\":1000,\"sd\":{\"vertical\":120}}\n");
    expect("{" PLACE ", alt: {from: h, datum: msl}}", "{\"h\":1000}",
           AT ",\"alt\":1000,\"sd\":{\"vertical\":50}}\n");
    expect("{" PLACE ", alt: {from: h, datum: msl, offset: 43}}",
           "{\"h\":1000}", AT ",\"alt\":1043}\n");
    expect("{" PLACE ", alt: {from: h, datum: msl}, sd.vertical: s}",
           "{\"h\":1000,\"s\":7}",
           AT ",\"alt\":1000,\"sd\":{\"vertical\":7}}\n");
}

static void times_in_every_form(void **state)
{
    static const struct {
        const char *mapping, *line, *t;
    } row[] = {
        {"t", "{\"t\":1.5}", "1.5"},
        {"t", "{\"t\":\"1970-01-01T00:00:02Z\"}", "2"},
        {"{from: t, unit: ms}", "{\"t\":1500}", "1.5"},
        {"{from: t, unit: us}", "{\"t\":\"1500000\"}", "1.5"},
        {"{from: t, unit: ns}", "{\"t\":1795273205123456789}",
         "1795273205.123456"},
        {"{from: t, unit: iso}", "{\"t\":\"1970/01/01 00:00:03.25\"}", "3.25"},
        {"{from: [d, c]}", "{\"d\":\"1970-01-01\",\"c\":\"00:00:04\"}", "4"},
    };
    char mapping[256], expected[64], out[4096];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        (void)snprintf(mapping, sizeof mapping, "{type: heard, t: %s}",
                       row[i].mapping);
        (void)snprintf(expected, sizeof expected,
                       "{\"type\":\"heard\",\"t\":%s,", row[i].t);
        assert_int_equal(mapped_begin(&lw_decoder_json, mapping), 0);
        mapped_run(&lw_decoder_json, row[i].line, 4096, out, sizeof out);
        assert_memory_equal(out, expected, strlen(expected));
    }
    expect("{type: heard, t: {from: t, unit: ms}}", "{\"t\":\"soon\"}",
           "!`t`: expected a number, got \"soon\" in `t`\n");
    expect("{type: heard, t: t}", "{\"t\":-1}",
           "!`t`: expected a time from 1970 on, got \"-1\" in `t`\n");
    expect("{type: heard, t: {from: t, unit: s}}", "{\"t\":1795273205123}",
           "!`t`: expected a time from 1970 on, got \"1795273205123\" in "
           "`t`\n");
}

static void words_and_what_stands_for_nothing(void **state)
{
    static const char kinds[] =
        "{" PLACE ", kind: {from: k, words: {quad: multirotor}, "
        "probability: 0.7}, alt: {from: h, unknown: [-1, n/a]}}";

    (void)state;
    expect(kinds, "{\"k\":\"quad\",\"h\":-1}",
           AT ",\"kinds\":{\"multirotor\":0.7}}\n");
    expect(kinds, "{\"k\":\"ufo\",\"h\":\"n/a\"}", AT "}\n");
    expect(kinds, "{\"k\":null,\"h\":\"\"}", AT "}\n");
    expect("{" PLACE ", kinds.bird: b, kinds.multirotor: {from: m, unit: '%'}}",
           "{\"b\":0.25,\"m\":50}",
           AT ",\"kinds\":{\"multirotor\":0.5,\"bird\":0.25}}\n");
    expect("{t: {value: 1}, type: {from: e, words: {h: heard, x: heartbeat}}, "
           "state: {value: ok}}",
           "{\"e\":\"x\"}{\"e\":\"?\"}", ",\"state\":\"ok\"}\n");
    expect("{type: heard, t: {value: 1}, when: {e: [a, true]}}",
           "{\"e\":\"b\"}{\"e\":true}{}", "}\n");
}

static void other_fields(void **state)
{
    (void)state;
    expect("{type: look, t: {value: 1}, az.from: a, az.to: b}",
           "{\"a\":-10,\"b\":20}", ",\"az\":[350,20]}\n");
    expect("{type: bearing, t: {value: 1}, az: a, el: e, from.lat: la, "
           "from.lon: lo, from.alt: al, sd.az: {from: s, unit: rad}, id: i, "
           "object: o, level: l}",
           "{\"a\":10,\"e\":5,\"la\":52,\"lo\":4,\"al\":9,"
           "\"s\":0.017453292519943295,\"i\":\"x1\",\"o\":7,\"l\":-3}",
           ",\"id\":\"x1\",\"object\":\"7\",\"az\":10,\"el\":5,\"level\":-3,"
           "\"sd\":{\"az\":1},\"from\":{\"lat\":52,\"lon\":4,\"alt\":9}}\n");
    expect("{" PLACE ", ident.icao: i, ident.squawk: s, ident.remote_id: r, "
           "operator.lat: a, operator.lon: b}",
           "{\"i\":\"84D6\",\"s\":20,\"r\":\"R1\",\"a\":52,\"b\":4}",
           AT ",\"operator\":{\"lat\":52,\"lon\":4},\"ident\":{\"icao\":"
              "\"0084d6\",\"remote_id\":\"R1\",\"squawk\":\"0020\"}}\n");
}

static void devices_are_sensors_by_their_names(void **state)
{
    static const struct lw_pair source[] = {{"dev-7", "post"}};
    char out[1024];

    (void)state;
    f.config.source = source;
    f.config.sources = 1;
    assert_int_equal(mapped_begin(&lw_decoder_json,
                                  "{type: heard, t: {value: 1}, sensor: d}"),
                     0);
    mapped_run(&lw_decoder_json, "{\"d\":\"dev-7\"}{\"d\":\"dev-8\"}{}", 4096,
               out, sizeof out);
    assert_string_equal(out,
                        "{\"type\":\"heard\",\"t\":1,\"sensor\":\"post\"}\n"
                        "{\"type\":\"heard\",\"t\":1,\"sensor\":\"s\"}\n"
                        "{\"type\":\"heard\",\"t\":1,\"sensor\":\"s\"}\n");
}

static void what_the_contract_refuses_is_refused(void **state)
{
    (void)state;
    expect("{" PLACE ", alt: h}", "{\"h\":\"1e9\"}",
           "!`alt`: expected metres above the ellipsoid, -1000 to 100000, got "
           "1000000000\n");
    expect("{" PLACE ", alt: h}", "{\"h\":\"12,5\"}",
           "!`alt`: expected a number, got \"12,5\" in `h`\n");
    expect("{" PLACE ", alt: h}", "{\"h\":\"0x10\"}",
           "!`alt`: expected a number, got \"0x10\" in `h`\n");
    expect("{" PLACE ", alt: h}", "{\"h\":\"+007.5\"}", AT ",\"alt\":7.5}\n");
    expect("{" PLACE ", alt: h}", "{\"h\":\"-.5\"}", AT ",\"alt\":-0.5}\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(units_become_those_of_the_contract),
        TEST(altitudes_say_how_far_their_datum_is_off),
        TEST(times_in_every_form),
        TEST(words_and_what_stands_for_nothing),
        TEST(other_fields),
        TEST(devices_are_sensors_by_their_names),
        TEST(what_the_contract_refuses_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
