/* SPDX-License-Identifier: Apache-2.0 */
#include "chunks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "random.h"

struct body {
    char text[70000];
    size_t len, unused;
    bool over;
};

/* The whole of `in`, in parts of `part` bytes; 0 or the error. */
static int read_all(const char *in, size_t len, size_t part, struct body *body)
{
    struct lw_chunks chunks = {0};

    body->len = 0;
    body->unused = len;
    while (body->unused > 0 && chunks.at != LW_CHUNKS_OVER) {
        size_t now = body->unused < part ? body->unused : part, n = 0;
        const char *at = in + (len - body->unused), *data = NULL;
        const size_t given = now;
        int more;
        while ((more = lw_chunks_next(&chunks, &at, &now, &data, &n)) > 0) {
            assert_true(n > 0 && n <= sizeof body->text - body->len);
            memcpy(body->text + body->len, data, n);
            body->len += n;
        }
        if (more < 0)
            return more;
        body->unused -= given - now;
    }
    body->over = chunks.at == LW_CHUNKS_OVER;
    return 0;
}

static struct body body;

static int read_text(const char *text)
{
    return read_all(text, strlen(text), 1000, &body);
}

static void the_example_of_the_rfc_is_read(void **state)
{
    (void)state;
    assert_int_equal(read_text("4\r\nWiki\r\n5\r\npedia\r\nE\r\n in\r\n\r\n"
                               "chunks.\r\n0\r\n\r\n"),
                     0);
    assert_true(body.over);
    assert_int_equal(body.len, 23);
    assert_memory_equal(body.text, "Wikipedia in\r\n\r\nchunks.", 23);
}

static void extensions_and_trailer_are_passed_over(void **state)
{
    (void)state;
    assert_int_equal(
        read_text("3;name=\"a;b\"\r\nabc\r\n2 \r\nde\r\n00;last\r\n"
                  "Digest: x\r\nMore: y\r\n\r\nGET /"),
        0);
    assert_true(body.over);
    assert_int_equal(body.len, 5);
    assert_memory_equal(body.text, "abcde", 5);
    assert_int_equal(body.unused, 5); /* the next request */
}

static void an_empty_body_is_a_body(void **state)
{
    (void)state;
    assert_int_equal(read_text("0\r\n\r\n"), 0);
    assert_true(body.over);
    assert_int_equal(body.len, 0);
}

static void what_is_cut_off_is_not_over(void **state)
{
    static const char whole[] = "3\r\nabc\r\n0\r\nA: b\r\n\r\n";

    (void)state;
    for (size_t len = 0; len < sizeof whole - 1; len++) {
        assert_int_equal(read_all(whole, len, 7, &body), 0);
        assert_false(body.over);
    }
}

static void other_bytes_are_refused(void **state)
{
    static const char *const wrong[] = {
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "0x3\r\nabc\r\n",
        "3\nabc\r\n",
        "3\r\nabcd\r\n",
        "3;a\nabc",
        "3\r\nabc\n0\r\n\r\n",
        "3\rabc\r\n",
        "0\r\n\n",
        "0\r\n\rx",
        "3\r\nabc0\r\n\r\n",
        ";a\r\n",
        "{\"type\":1}\n",
        "1000000000000000\r\n", /* sixteen digits */
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (read_text(wrong[i]) != LW_ERR_SYNTAX)
            fail_msg("%s", wrong[i]);
}

static void lines_have_an_end(void **state)
{
    static char text[3 * LW_CHUNKS_LINE_MAX];

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text, "1;", 2);
    assert_int_equal(read_all(text, LW_CHUNKS_LINE_MAX, 1000, &body), 0);
    assert_int_equal(read_all(text, sizeof text, 1000, &body), LW_ERR_SYNTAX);
    memcpy(text, "0\r\n", 3);
    for (size_t i = 100; i < sizeof text; i += 100)
        text[i] = '\n'; /* many short ones */
    assert_int_equal(read_all(text, sizeof text, 1000, &body), LW_ERR_SYNTAX);
}

/* Any body in chunks of any size, cut anywhere, comes out as it was. */
static void cuts_change_nothing(void **state)
{
    static char plain[60000], coded[200000];
    uint64_t seed = 1;

    (void)state;
    for (int round = 0; round < 200; round++) {
        const size_t len = random_below(&seed, sizeof plain);
        size_t used = 0, done = 0;
        for (size_t i = 0; i < len; i++)
            plain[i] = (char)random_bits(&seed);
        while (done < len) {
            size_t n = 1 + random_below(&seed, round % 2 == 0 ? 40 : 9000);
            n = n < len - done ? n : len - done;
            used +=
                (size_t)snprintf(coded + used, sizeof coded - used,
                                 round % 3 == 0 ? "%zX;x\r\n" : "%04zx\r\n", n);
            memcpy(coded + used, plain + done, n);
            memcpy(coded + used + n, "\r\n", 2);
            used += n + 2;
            done += n;
        }
        memcpy(coded + used, "0\r\n\r\n", 5);
        const size_t part = 1 + random_below(&seed, 5000);
        assert_int_equal(read_all(coded, used + 5, part, &body), 0);
        assert_true(body.over);
        assert_int_equal(body.unused, 0);
        assert_int_equal(body.len, len);
        assert_memory_equal(body.text, plain, len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_rfc_is_read),
        cmocka_unit_test(extensions_and_trailer_are_passed_over),
        cmocka_unit_test(an_empty_body_is_a_body),
        cmocka_unit_test(what_is_cut_off_is_not_over),
        cmocka_unit_test(other_bytes_are_refused),
        cmocka_unit_test(lines_have_an_end),
        cmocka_unit_test(cuts_change_nothing),
    };

    return cmocka_run_group_tests_name("chunks", tests, NULL, NULL);
}
