/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_message.h"

/* The frames of a text, each in < >. */
static const char *frames(const char *text, size_t len)
{
    static char all[1024];
    size_t at = 0, used = 0;

    while (at < len) {
        size_t start = 0;
        const size_t size =
            lw_json_frame((const uint8_t *)text + at, len - at, 1, &start);
        assert_true(start + size <= len - at);
        if (size == 0)
            break;
        used += (size_t)snprintf(all + used, sizeof all - used, "<%.*s>",
                                 (int)size, text + at + start);
        at += start + size;
    }
    all[used] = '\0';
    return all;
}

static void expect(const char *text, const char *split)
{
    assert_string_equal(frames(text, strlen(text)), split);
}

static void objects_follow_one_another(void **state)
{
    (void)state;
    expect("{\"a\":1}\n{\"b\":{\"c\":[1,{}]}}\r\n",
           "<{\"a\":1}><{\"b\":{\"c\":[1,{}]}}>");
    expect("{\"a\":\"}{\\\"\"} {\"b\":2}", "<{\"a\":\"}{\\\"\"}><{\"b\":2}>");
    expect("[{\"a\":1},\n{\"b\":2}]", "<{\"a\":1}><{\"b\":2}>");
    expect("[\"a\",1]", "<[\"a\",1]>");
    expect("[[1,2],[3]]\n", "<[1,2]><[3]>");
    expect("[]\n{}", "<{}>");
    expect("", "");
}

static void a_list_in_an_object_is_split(void **state)
{
    (void)state;
    expect("{\"now\":1,\"all\":[\n{\"a\":1},\n{\"b\":[2]}\n],\"n\":2}\n",
           "<{\"now\":1,\"all\":[><{\"a\":1}><{\"b\":[2]}><\"n\":2}>");
    expect("{\"time\":1,\"states\":[[\"a\",1],[\"b\",2]]}",
           "<{\"time\":1,\"states\":[><[\"a\",1]><[\"b\",2]>");
    expect("{\"all\":[]}", "<{\"all\":[]}>");
    expect("{\"x\":[1,2],\"y\":[\"z\"]}", "<{\"x\":[1,2],\"y\":[\"z\"]}>");
    assert_int_equal(lw_json_piece((const uint8_t *)"{\"a\":[", 6),
                     LW_JSON_PIECE_HEAD);
    assert_int_equal(lw_json_piece((const uint8_t *)"\"n\":2}", 6),
                     LW_JSON_PIECE_TAIL);
    assert_int_equal(lw_json_piece((const uint8_t *)"{\"a\":1}", 7),
                     LW_JSON_PIECE_WHOLE);
}

static void what_breaks_off_costs_no_other(void **state)
{
    (void)state;
    expect("{\"a\":1,\n{\"b\":2}\n", "<{\"a\":1,\n><{\"b\":2}>");
    expect("{\"a\":\"x\n{\"b\":2}\n", "<{\"a\":\"x><{\"b\":2}>");
    expect("noise {\"b\":2}\nmore\n", "<noise ><{\"b\":2}><more>");
    expect("{\"b\":2}{\"a\"", "<{\"b\":2}><{\"a\">");
}

/* However the bytes come, the frames are the same. */
static void more_bytes_change_no_frame(void **state)
{
    static const char text[] =
        "{\"now\":1,\"all\":[ {\"a\":\"[{\\\"\"},{\"b\":[2]} ],\"n\":[2]} "
        "[ [1,\"]\"],[2] ] {\"c\":3}";
    const size_t len = sizeof text - 1;

    (void)state;
    for (size_t at = 0; at < len;) {
        size_t start = 0;
        const size_t size =
            lw_json_frame((const uint8_t *)text + at, len - at, 0, &start);
        for (size_t have = 0; have < start + size; have++) {
            uint8_t *exact = malloc(have + 1);
            size_t early = 0;
            assert_non_null(exact);
            memcpy(exact, text + at, have);
            const size_t got = lw_json_frame(exact, have, 0, &early);
            free(exact);
            assert_true(got == 0 || (early == start && got == size));
            assert_true(early <= start);
        }
        if (size == 0)
            break;
        at += start + size;
    }
}

static void describe(const char *text, int err, const char *says)
{
    char out[128];
    struct lw_fault fault = {0};
    const int got = lw_json_describe(NULL, (const uint8_t *)text, strlen(text),
                                     out, sizeof out - 1, &fault);

    if (err < 0) {
        assert_int_equal(got, err);
        assert_true(fault.what[0] != '\0');
        return;
    }
    assert_int_equal(got, strlen(says));
    out[got] = '\0';
    assert_string_equal(out, says);
}

static void members_are_given_as_they_are(void **state)
{
    (void)state;
    describe("{ \"a\" : 1.50,\n \"b\":[1,\n2],\"format\":3 }", 0,
             "\"a\":1.50,\"b\":[1,2]");
    describe("{\"now\":1, \"all\":[", 0, "\"now\":1");
    describe("\"n\":2,\"m\":{\"x\":[]}}", 0, "\"n\":2,\"m\":{\"x\":[]}");
    describe("[\"a\",1]", 0, "\"values\":[\"a\",1]");
    describe("{}", 0, "");
    describe("{\"a\":1,", LW_ERR_SYNTAX, NULL);
    describe("{\"a\":nul}", LW_ERR_SYNTAX, NULL);
    describe("noise", LW_ERR_SYNTAX, NULL);
    describe("[1,]", LW_ERR_SYNTAX, NULL);
    describe("\"n\":2", LW_ERR_SYNTAX, NULL);
}

static void known_keys_make_it_likely(void **state)
{
    static const char *const keys[] = {"hex", "seen", NULL};

    (void)state;
    const char *text = "{\"now\":1,\"aircraft\":[{\"hex\":\"1\",\"seen\":2}]}";
    assert_int_equal(lw_json_guess((const uint8_t *)text, strlen(text), keys),
                     90);
    assert_int_equal(lw_json_guess((const uint8_t *)" [{\"hex\":1", 10, keys),
                     60);
    assert_int_equal(lw_json_guess((const uint8_t *)"{\"type\":1}", 10, keys),
                     0);
    assert_int_equal(lw_json_guess((const uint8_t *)"\"hex\"", 5, keys), 0);
    assert_int_equal(lw_json_guess((const uint8_t *)"", 0, keys), 0);
}

static void a_value_ends_with_its_bracket(void **state)
{
    static const char text[] = "[{\"a\":\"]\\\"}\"},[1]] x";

    (void)state;
    for (size_t len = 0; len < 18; len++)
        assert_int_equal(lw_json_value_len((const uint8_t *)text, len), 0);
    assert_int_equal(lw_json_value_len((const uint8_t *)text, 20), 18);
    assert_int_equal(lw_json_value_len((const uint8_t *)"{\"a\n", 5), 3);
}

static void a_head_ends_at_its_list(void **state)
{
    static const char text[] =
        "{\"list\":1,\"a\":{\"list\":[2]},\"b\":[\"list\"],\"list\" :[{}";
    const uint8_t *bytes = (const uint8_t *)text;

    (void)state;
    for (size_t len = 0; len < sizeof text - 3; len++)
        assert_int_equal(lw_json_head_len(bytes, len, "list"), 0);
    assert_int_equal(lw_json_head_len(bytes, sizeof text - 1, "list"),
                     sizeof text - 3);
    assert_int_equal(lw_json_head_len(bytes, sizeof text - 1, "lis"), 0);
    assert_int_equal(
        lw_json_head_len((const uint8_t *)"{\"alist\":[1]}", 13, "list"), 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_ends_with_its_bracket),
        cmocka_unit_test(a_head_ends_at_its_list),
        cmocka_unit_test(objects_follow_one_another),
        cmocka_unit_test(a_list_in_an_object_is_split),
        cmocka_unit_test(what_breaks_off_costs_no_other),
        cmocka_unit_test(more_bytes_change_no_frame),
        cmocka_unit_test(members_are_given_as_they_are),
        cmocka_unit_test(known_keys_make_it_likely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
