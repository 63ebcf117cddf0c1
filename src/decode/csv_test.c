/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "decode/formats.h"
#include "encode/report_json.h"

#include "decode/mapped_fixture.h"

#define PLACE "type: position, t: t, lat: lat, lon: lon"
#define HEAD  "{\"type\":\"position\",\"t\":1,\"sensor\":\"s\","

static void expect(const char *mapping, const char *file, const char *expected)
{
    mapped_expect(&lw_decoder_csv, mapping, file, expected);
}

static void columns_are_found_by_name(void **state)
{
    (void)state;
    expect("{" PLACE "}", "lon,x,lat,t\r\n4.8,?,52.3,1\r\n\r\n4.9,,52.4,1\r\n",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n" HEAD
                "\"lat\":52.4,\"lon\":4.9}\n");
    expect("{" PLACE "}", "\xef\xbb\xbft;lat;lon\n1;52.3;4.8\n",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n");
    expect("{" PLACE "}", "t\tlat\tlon\n1\t52.3\t4.8",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n");
    expect("{" PLACE "}", "t| lat |lon\n1|52.3| 4.8",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n");
    expect("{" PLACE ", csv: {separator: '|'}}", "t|lat|lon\n1|52.3|4.8",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n");
}

static void columns_without_a_header(void **state)
{
    (void)state;
    expect("{type: position, t: 3, lat: 1, lon: 2, csv: {header: false}}",
           "52.3,4.8,1\n", HEAD "\"lat\":52.3,\"lon\":4.8}\n");
    expect("{" PLACE ", csv: {header: [t, lat, lon]}}", "1,52.3,4.8\n",
           HEAD "\"lat\":52.3,\"lon\":4.8}\n");
    assert_int_equal(
        mapped_begin(&lw_decoder_csv, "{" PLACE ", csv: {header: false}}"),
        LW_ERR_MISSING);
    assert_int_equal(
        mapped_begin(&lw_decoder_csv, "{" PLACE ", csv: {header: [t, lat]}}"),
        LW_ERR_MISSING);
    assert_int_equal(mapped_begin(&lw_decoder_csv, "{type: position, t: t}"),
                     LW_ERR_MISSING);
}

static void quotes_comments_and_commas(void **state)
{
    (void)state;
    expect(
        "{" PLACE ", ident.callsign: cs, csv: {comment: '#'}}",
        "# made by X, \"1\n\"t\",lat,lon,\"cs\"\n1,52.3,4.8,\"a\"\"b,\n,c\"\n"
        "#\n1,52.3,4.8,\"open\n",
        "!`ident.callsign`: expected a string of at most 11 bytes, got "
        "\"a\\\"b,\\u000a,c\"\n"
        "!expected a quote at the end of the cell\n");
    expect("{" PLACE ", ident.callsign: cs, csv: {decimal: ','}}",
           "t;lat;lon;cs\n1;52,3;4,8;\"a;\"\"b\"\n",
           HEAD
           "\"lat\":52.3,\"lon\":4.8,\"ident\":{\"callsign\":\"a;\\\"b\"}}\n");
    expect("{" PLACE "}", "t,lat,lon\n1,\"52.3\"x,4.8\n1,\"52.3\" ,4.8\n",
           "!expected a separator behind the quote\n" HEAD
           "\"lat\":52.3,\"lon\":4.8}\n");
}

static void quotes_that_stay_open_cost_their_line(void **state)
{
    static const char open[] = "!expected a quote at the end of the cell\n";
    static const char good[] = HEAD "\"lat\":52.3,\"lon\":4.8}\n";
    char file[1024], expected[2048];
    struct lw_text to, want;

    (void)state;
    lw_text_init(&to, file, sizeof file);
    lw_text_init(&want, expected, sizeof expected);
    lw_text_put(&to, "t,lat,lon\n1,52.3,\"4.8\r\n");
    lw_text_put(&want, open);
    for (int i = 0; i < 20; i++) {
        lw_text_put(&to, "1,52.3,4.8\r\n");
        lw_text_put(&want, good);
        *to.at = *want.at = '\0';
        expect("{" PLACE "}", file, expected);
    }
    expect("{" PLACE ", ident.callsign: c}", "t,lat,lon,c\n1,52.3,4.8,\"a\nb\"",
           "!`ident.callsign`: expected a string of at most 11 bytes, got "
           "\"a\\u000ab\"\n");
}

static void a_column_twice_is_refused(void **state)
{
    (void)state;
    expect("{" PLACE "}", "t,lat,lon,lat,x,x\n",
           "!column `lat` twice in the header\n");
}

static void lines_that_are_cut_or_too_long_are_refused(void **state)
{
    (void)state;
    expect("{" PLACE "}", "t,lat,lon\n1,52.3\n1,52.3,4.8,9\nt,lat,lon\n1,2,3",
           "!expected 3 cells, got 2\n!expected 3 cells, got 4\n" HEAD
           "\"lat\":2,\"lon\":3}\n");
    expect("{" PLACE "}", "t,lat,long\n",
           "!no column `lon` in the header: t, lat, long\n");
    expect("{type: position, t: 1, lat: 2, lon: 3, csv: {header: false}}",
           "1,2\n", "!expected 3 cells at least, got 2\n");
}

static void every_prefix_gives_lines_or_a_refusal(void **state)
{
    static const char file[] =
        "t,lat,lon,cs\n1,52.3,4.8,\"K,1\"\n1,52.3,4.8,\"K\"\"2\"\n";
    char out[4096], prefix[sizeof file];

    (void)state;
    for (size_t len = 0; len < sizeof file; len++) {
        memcpy(prefix, file, len);
        prefix[len] = '\0';
        assert_int_equal(
            mapped_begin(&lw_decoder_csv, "{" PLACE ", ident.callsign: cs}"),
            0);
        mapped_run(&lw_decoder_csv, prefix, 4096, out, sizeof out);
    }
}

static void without_a_mapping_nothing_is_read(void **state)
{
    struct lw_decode_config config = {.sensor = "s"};
    struct lw_report r;

    (void)state;
    f.state = malloc(lw_decoder_csv.state_size);
    assert_int_equal(lw_decoder_csv.init(f.state, &config, &f.fault),
                     LW_ERR_MISSING);
    assert_int_equal(lw_decoder_csv.decode(f.state, (const uint8_t *)"a,b", 3,
                                           0, &r, 1, &f.fault),
                     LW_ERR_MISSING);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(columns_are_found_by_name),
        TEST(columns_without_a_header),
        TEST(quotes_comments_and_commas),
        TEST(quotes_that_stay_open_cost_their_line),
        TEST(a_column_twice_is_refused),
        TEST(lines_that_are_cut_or_too_long_are_refused),
        TEST(every_prefix_gives_lines_or_a_refusal),
        TEST(without_a_mapping_nothing_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
