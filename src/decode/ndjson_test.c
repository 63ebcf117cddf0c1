/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"

#include "decode/ndjson.h"

#define DEG (3.14159265358979323846 / 180)

/* From a block of its own size, so that a sanitizer guards the last byte. */
static int read_exact(const char *text, size_t len, struct lw_report *out,
                      struct lw_fault *fault)
{
    char *exact = malloc(len + (len == 0));

    assert_non_null(exact);
    memcpy(exact, text, len);
    const int err = lw_ndjson_read(exact, len, out, fault);
    free(exact);
    return err;
}

static struct lw_report good(const char *text)
{
    struct lw_report report;
    struct lw_fault fault = {0};

    if (read_exact(text, strlen(text), &report, &fault) != 0)
        fail_msg("%s: %s", text, fault.what);
    return report;
}

static void bad(const char *text, int expected, const char *what)
{
    struct lw_report report, before;
    struct lw_fault fault = {0};

    memset(&report, 0x5a, sizeof report);
    before = report;
    const int err = read_exact(text, strlen(text), &report, &fault);
    if (err != expected || strstr(fault.what, what) == NULL)
        fail_msg("%s: %d, not %d: %s", text, err, expected, fault.what);
    assert_memory_equal(&report, &before, sizeof report);
}

static const char position[] =
    "{\"type\":\"position\",\"t\":1790000012.25,\"rx\":\"2026-09-21T14:13:"
    "33Z\","
    "\"sensor\":\"ads-b\",\"id\":\"x1\",\"lat\":52.3,\"lon\":-4.8,\"alt\":140,"
    "\"vel\":[12.1,-3,0.2],\"cov\":[[9,1,0],[1,9,0],[0,0,25]],"
    "\"ident\":{\"icao\":\"4840D6\",\"callsign\":\"KLM1023 \","
    "\"squawk\":\"7700\",\"remote_id\":\"1581F\",\"colour\":{\"x\":[1]}},"
    "\"operator\":{\"lat\":52.31,\"lon\":4.81},\"ground\":true,"
    "\"from\":{\"lat\":52.2,\"lon\":4.7,\"alt\":3},\"object\":17,"
    "\"kinds\":{\"airliner\":0.9,\"jet\":0.1},\"confidence\":0.95,"
    "\"sd\":{\"horizontal\":30,\"vertical\":50,\"vel\":2},"
    "\"unknown\":[{\"deep\":[null,true,\"\\u20ac\"]}]}";

static void reads_every_field_of_a_position(void **state)
{
    const struct lw_report r = good(position);

    (void)state;
    assert_int_equal(r.type, LW_REPORT_POSITION);
    assert_true(r.meas_ns == 1790000012250000000);
    assert_true(r.rx_ns == 1790000013000000000);
    assert_string_equal(r.sensor, "ads-b");
    assert_string_equal(r.id, "x1");
    assert_string_equal(r.object, "17");
    assert_near(r.pos.lat_rad, 52.3 * DEG, 1e-15);
    assert_near(r.pos.lon_rad, -4.8 * DEG, 1e-15);
    assert_near(r.pos.alt_hae_m, 140, 0);
    assert_near(r.vel_mps[0], 12.1, 0);
    assert_near(r.vel_mps[1], -3, 0);
    assert_near(r.cov_m2[1], 1, 0);
    assert_near(r.cov_m2[8], 25, 0);
    assert_int_equal(r.ident.icao, 0x4840d6);
    assert_string_equal(r.ident.callsign, "KLM1023 ");
    assert_string_equal(r.ident.squawk, "7700");
    assert_string_equal(r.ident.remote_id, "1581F");
    assert_near(r.operator_pos.lat_rad, 52.31 * DEG, 1e-15);
    assert_near(r.from.alt_hae_m, 3, 0);
    assert_near(r.kinds[LW_KIND_AIRLINER], 0.9, 0);
    assert_near(r.confidence, 0.95, 0);
    assert_near(r.sd.vertical_m, 50, 0);
    assert_int_equal(r.has, LW_HAS_RX | LW_HAS_ID | LW_HAS_KINDS |
                                LW_HAS_CONFIDENCE | LW_HAS_FROM |
                                LW_HAS_OBJECT | LW_HAS_ALT | LW_HAS_VEL |
                                LW_HAS_COV | LW_HAS_OPERATOR | LW_HAS_GROUND |
                                LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL |
                                LW_HAS_SD_VEL | LW_HAS_ICAO | LW_HAS_REMOTE_ID |
                                LW_HAS_CALLSIGN | LW_HAS_SQUAWK);
}

static void reads_the_other_types(void **state)
{
    struct lw_report r =
        good("{\"az\":360,\"range\":1200.5,\"el\":-3,\"range_rate\":-9,"
             "\"rcs\":-20,\"sensor\":\"r\",\"t\":1,\"type\":\"polar\","
             "\"sd\":{\"az\":1,\"el\":2,\"range\":10,\"range_rate\":0.5},"
             "\"ident\":{\"icao\":\"4840d6\",\"squawk\":\"1000\"}}");

    (void)state;
    assert_int_equal(r.type, LW_REPORT_POLAR);
    assert_int_equal(r.ident.icao, 0x4840d6);
    assert_string_equal(r.ident.squawk, "1000");
    assert_near(r.az_rad, 0, 0);
    assert_near(r.range_m, 1200.5, 0);
    assert_near(r.el_rad, -3 * DEG, 1e-15);
    assert_near(r.rcs_dbsm, -20, 0);
    assert_near(r.sd.az_rad, DEG, 1e-15);
    r = good("{\"type\":\"bearing\",\"t\":1,\"sensor\":\"c\",\"az\":270,"
             "\"level\":-12.5,\"f0\":110,\"object\":\"a\"}");
    assert_near(r.az_rad, 270 * DEG, 1e-14);
    assert_int_equal(r.has, LW_HAS_LEVEL | LW_HAS_F0 | LW_HAS_OBJECT);
    r = good("{\"type\":\"position\",\"t\":1,\"sensor\":\"c\",\"lat\":1,"
             "\"lon\":2,\"ground\":false}");
    assert_int_equal(r.has, 0);
    r = good("{\"type\":\"heard\",\"t\":1,\"sensor\":\"c\"}");
    assert_int_equal(r.type, LW_REPORT_HEARD);
    r = good("{\"type\":\"look\",\"t\":1,\"sensor\":\"c\",\"az\":[0,360]}");
    assert_int_equal(r.has, LW_HAS_SECTOR);
    assert_near(r.az_rad, 0, 0);
    assert_near(r.az_to_rad, 360 * DEG, 0);
    r = good("{\"type\":\"heartbeat\",\"t\":1,\"sensor\":\"c\","
             "\"state\":\"down\"}");
    assert_int_equal(r.state, LW_HEARTBEAT_DOWN);
}

static void leaves_out_what_a_type_has_no_use_for(void **state)
{
    const struct lw_report a = good("{\"type\":\"heard\",\"t\":1,"
                                    "\"sensor\":\"c\",\"lat\":1,\"lon\":2,"
                                    "\"az\":[1,2],\"vel\":[1,2,3],"
                                    "\"range\":5,\"el\":3,\"rcs\":1,"
                                    "\"state\":\"down\",\"alt\":null}");
    const struct lw_report b =
        good("{\"type\":\"heard\",\"t\":1,\"sensor\":\"c\"}");
    const struct lw_report look =
        good("{\"type\":\"look\",\"t\":1,\"sensor\":\"c\","
             "\"ident\":{\"icao\":\"4840d6\"}}");

    (void)state;
    assert_memory_equal(&a, &b, sizeof a);
    assert_int_equal(look.has, 0);
    assert_int_equal(look.ident.icao, 0);
}

#define HEAD                                                                   \
    "{\"type\":\"position\",\"t\":1,\"sensor\":\"s\",\"lat\":1,\"lon\":2"
#define AIMED "{\"type\":\"bearing\",\"t\":1,\"sensor\":\"s\","

static void refuses_values_out_of_range(void **state)
{
    (void)state;
    bad(AIMED "\"az\":400}", LW_ERR_RANGE,
        "`az`: expected degrees from 0 to 360, got 400");
    bad(AIMED "\"az\":-1}", LW_ERR_RANGE, "`az`");
    bad(AIMED "\"az\":[1,2]}", LW_ERR_RANGE, "`az`");
    bad(AIMED "\"az\":1,\"el\":91}", LW_ERR_RANGE, "`el`");
    bad(AIMED "\"az\":\"12\"}", LW_ERR_RANGE, "got \"12\"");
    bad(AIMED "\"az\":1e999}", LW_ERR_RANGE, "got 1e999");
    bad(AIMED "\"az\":1,\"sd\":{\"az\":0}}", LW_ERR_RANGE, "`sd.az`");
    bad(AIMED "\"az\":1,\"sd\":4}", LW_ERR_RANGE, "`sd`");
    bad(AIMED "\"az\":1,\"confidence\":1.01}", LW_ERR_RANGE, "probability");
    bad(AIMED "\"az\":1,\"f0\":-1}", LW_ERR_RANGE, "`f0`");
    bad(AIMED "\"az\":1,\"ground\":1}", LW_ERR_RANGE, "`ground`");
    bad(AIMED "\"az\":1,\"from\":{\"lat\":91,\"lon\":0}}", LW_ERR_RANGE,
        "`from.lat`: expected degrees from -90 to 90, got 91");
    bad(AIMED "\"az\":1,\"object\":\"\"}", LW_ERR_RANGE, "`object`");
    bad(AIMED "\"az\":1,\"id\":7}", LW_ERR_RANGE, "`id`");
    bad(AIMED "\"az\":1,\"id\":\"a\\nb\"}", LW_ERR_RANGE, "`id`");
    bad(AIMED "\"az\":1,\"kinds\":{\"bird\":0.6,\"jet\":0.6}}", LW_ERR_RANGE,
        "`kinds`");
    bad(AIMED "\"az\":1,\"kinds\":{\"bird\":-0.1}}", LW_ERR_RANGE, "`kinds`");
    bad(HEAD ",\"vel\":[1,2]}", LW_ERR_RANGE, "`vel`");
    bad(HEAD ",\"vel\":[1,2,3,4]}", LW_ERR_RANGE, "`vel`");
    bad(HEAD ",\"vel\":[1,2,\"3\"]}", LW_ERR_RANGE, "`vel`");
    bad(HEAD ",\"ident\":{\"icao\":\"4840dg\"}}", LW_ERR_RANGE, "`ident.icao`");
    bad(HEAD ",\"ident\":{\"squawk\":\"7800\"}}", LW_ERR_RANGE, "octal");
    bad(HEAD ",\"cov\":[[1,0,0],[0,1,0]]}", LW_ERR_RANGE, "`cov`");
    bad(HEAD ",\"cov\":[[1,2,0],[2,1,0],[0,0,1]]}", LW_ERR_RANGE, "`cov`");
    bad(HEAD ",\"cov\":[[1,0.1,0],[0,1,0],[0,0,1]]}", LW_ERR_RANGE, "`cov`");
    bad(HEAD ",\"cov\":[[0,0,0],[0,1,0],[0,0,1]]}", LW_ERR_RANGE, "`cov`");
    bad("{\"type\":\"position\",\"t\":1,\"sensor\":\"s\",\"lat\":1,"
        "\"lon\":180.1}",
        LW_ERR_RANGE, "`lon`");
    bad("{\"type\":\"heard\",\"t\":-1,\"sensor\":\"s\"}", LW_ERR_RANGE, "`t`");
    bad("{\"type\":\"heard\",\"t\":1620116323069,\"sensor\":\"s\"}",
        LW_ERR_RANGE, "`t`");
    bad("{\"type\":\"heard\",\"t\":\"yesterday\",\"sensor\":\"s\"}",
        LW_ERR_RANGE, "RFC 3339");
    bad("{\"type\":\"heard\",\"t\":1,\"sensor\":\"\"}", LW_ERR_RANGE,
        "`sensor`");
    bad("{\"type\":\"heard\",\"t\":1,\"sensor\":"
        "\"0123456789012345678901234567890123456789012345678901234567890123\"}",
        LW_ERR_RANGE, "`sensor`");
}

static void refuses_unknown_words_and_missing_fields(void **state)
{
    (void)state;
    bad("{\"type\":\"plot\",\"t\":1,\"sensor\":\"s\"}", LW_ERR_UNKNOWN,
        "`type`: expected position, polar, bearing, heard, look or heartbeat, "
        "got \"plot\"");
    bad("{\"type\":\"heartbeat\",\"t\":1,\"sensor\":\"s\",\"state\":\"dead\"}",
        LW_ERR_UNKNOWN, "ok, degraded or down");
    bad(AIMED "\"az\":1,\"kinds\":{\"drone\":1}}", LW_ERR_UNKNOWN, "\"drone\"");
    bad("{\"t\":1,\"sensor\":\"s\"}", LW_ERR_MISSING, "`type`");
    bad("{\"type\":\"heard\",\"sensor\":\"s\"}", LW_ERR_MISSING, "`t`");
    bad("{\"type\":\"heard\",\"t\":1}", LW_ERR_MISSING, "`sensor`");
    bad("{\"type\":\"heard\",\"t\":1,\"sensor\":null}", LW_ERR_MISSING,
        "`sensor`");
    bad(AIMED "\"el\":1}", LW_ERR_MISSING, "`az`");
    bad("{\"type\":\"polar\",\"t\":1,\"sensor\":\"s\",\"az\":1}",
        LW_ERR_MISSING, "`range`");
    bad("{\"type\":\"position\",\"t\":1,\"sensor\":\"s\",\"lat\":1}",
        LW_ERR_MISSING, "`lon`");
    bad("{\"type\":\"heartbeat\",\"t\":1,\"sensor\":\"s\"}", LW_ERR_MISSING,
        "`state`");
    bad(AIMED "\"az\":1,\"from\":{\"lat\":1}}", LW_ERR_MISSING, "`from.lon`");
}

static void refuses_what_is_not_one_object(void **state)
{
    (void)state;
    bad("", LW_ERR_SYNTAX, "an object");
    bad("[]", LW_ERR_SYNTAX, "an object");
    bad("{\"type\":\"heard\"", LW_ERR_SYNTAX, "end of the line");
    bad("{\"type\":\"heard\",\"t\":1,\"sensor\":\"s\"} x", LW_ERR_SYNTAX,
        "nothing more");
    bad(AIMED "\"az\":1,\"az\":2}", LW_ERR_SYNTAX, "`az` stands twice");
    bad(AIMED "\"az\":1,\"sensor\":\"s\"}", LW_ERR_SYNTAX, "twice");
    bad(AIMED "\"az\":1,\"x\":\"\xff\"}", LW_ERR_SYNTAX, "UTF-8");
    bad(AIMED "\"az\":+1}", LW_ERR_SYNTAX, "a value");
    bad(AIMED "\"az\":01}", LW_ERR_SYNTAX, "leading zeros");
    bad(AIMED "\"az\":NaN}", LW_ERR_SYNTAX, "");
    bad(AIMED
        "\"az\":1,\"x\":"
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
        LW_ERR_SYNTAX, "nesting");
}

static void tells_the_column(void **state)
{
    struct lw_report report;
    struct lw_fault fault = {0};
    const char *text = AIMED "\"az\": 400}";

    (void)state;
    assert_true(lw_ndjson_read(text, strlen(text), &report, &fault) < 0);
    assert_int_equal(fault.column, strstr(text, "400") - text + 1);
}

static void refuses_a_line_that_is_too_long(void **state)
{
    const size_t len = LW_NDJSON_LINE_MAX + 1;
    char *text = malloc(len);
    struct lw_report report;

    (void)state;
    assert_non_null(text);
    memset(text, ' ', len);
    memcpy(text, "{\"type\":\"heard\",\"t\":1,\"sensor\":\"s\"}", 35);
    assert_int_equal(lw_ndjson_read(text, len, &report, NULL), LW_ERR_SYNTAX);
    assert_int_equal(lw_ndjson_read(text, len - 1, &report, NULL), 0);
    free(text);
}

static void every_prefix_is_refused(void **state)
{
    struct lw_report report;
    struct lw_fault fault;

    (void)state;
    for (size_t len = 0; len < sizeof position - 1; len++)
        assert_true(read_exact(position, len, &report, &fault) < 0);
}

static void a_changed_byte_never_harms(void **state)
{
    char text[sizeof position];
    struct lw_report report;
    struct lw_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof position - 1; i++)
        for (int bit = 0; bit < 8; bit++) {
            memcpy(text, position, sizeof position);
            text[i] = (char)(text[i] ^ 1 << bit);
            const int err =
                read_exact(text, sizeof position - 1, &report, &fault);
            if (err == 0) {
                assert_true(report.pos.lat_rad >= -1.58 &&
                            report.pos.lat_rad <= 1.58);
                assert_true(strlen(report.sensor) < sizeof report.sensor);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_field_of_a_position),
        cmocka_unit_test(reads_the_other_types),
        cmocka_unit_test(leaves_out_what_a_type_has_no_use_for),
        cmocka_unit_test(refuses_values_out_of_range),
        cmocka_unit_test(refuses_unknown_words_and_missing_fields),
        cmocka_unit_test(refuses_what_is_not_one_object),
        cmocka_unit_test(tells_the_column),
        cmocka_unit_test(refuses_a_line_that_is_too_long),
        cmocka_unit_test(every_prefix_is_refused),
        cmocka_unit_test(a_changed_byte_never_harms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
