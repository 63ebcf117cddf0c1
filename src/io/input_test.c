/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "input.h"

/* An input over the given bytes, by way of a file without a name. */
static struct lw_input *over(const void *bytes, size_t len)
{
    char name[] = "/tmp/luchtwacht-input-XXXXXX";
    const int fd = mkstemp(name);

    assert_true(fd >= 0);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    struct lw_input *in = lw_input_over(fd, NULL);
    assert_non_null(in);
    return in;
}

static void expect_line(struct lw_input *in, const char *expected)
{
    const char *line;
    size_t len;

    assert_int_equal(lw_input_line(in, &line, &len), 1);
    assert_int_equal(len, strlen(expected));
    assert_memory_equal(line, expected, len);
}

static void expect_end(struct lw_input *in, int end)
{
    const char *line;
    size_t len;

    assert_int_equal(lw_input_line(in, &line, &len), end);
    assert_int_equal(lw_input_line(in, &line, &len), end);
    lw_input_close(in);
}

static void gives_lines_with_numbers_and_offsets(void **state)
{
    struct lw_input *in = over("one\ntwo\r\n\nlast", 14);

    (void)state;
    expect_line(in, "one");
    expect_line(in, "two");
    assert_int_equal(lw_input_number(in), 2);
    assert_int_equal(lw_input_offset(in), 4);
    expect_line(in, "");
    expect_line(in, "last");
    assert_int_equal(lw_input_number(in), 4);
    assert_int_equal(lw_input_offset(in), 10);
    expect_end(in, 0);
}

static void an_empty_file_has_no_line(void **state)
{
    (void)state;
    expect_end(over("", 0), 0);
}

static char *lines(size_t count, size_t *len)
{
    char *text = malloc(count * 32);

    assert_non_null(text);
    *len = 0;
    for (size_t i = 0; i < count; i++)
        *len += (size_t)snprintf(text + *len, 32, "line %zu of many\n", i);
    return text;
}

static void check_many(struct lw_input *in, size_t count)
{
    char expected[32];

    for (size_t i = 0; i < count; i++) {
        (void)snprintf(expected, sizeof expected, "line %zu of many", i);
        expect_line(in, expected);
    }
}

enum { MANY = 200000 };

static void reads_many_windows_of_lines(void **state)
{
    size_t len;
    char *text = lines(MANY, &len);
    struct lw_input *in = over(text, len);

    (void)state;
    check_many(in, MANY);
    expect_end(in, 0);
    free(text);
}

static void takes_zstd_off_frame_after_frame(void **state)
{
    size_t len;
    char *text = lines(MANY, &len);
    const size_t bound = ZSTD_compressBound(len);
    char *packed = malloc(2 * bound);

    (void)state;
    assert_non_null(packed);
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    (void)ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    const size_t once = ZSTD_compress2(zstd, packed, bound, text, len);
    ZSTD_freeCCtx(zstd);
    assert_false(ZSTD_isError(once));
    memcpy(packed + once, packed, once);
    struct lw_input *in = over(packed, 2 * once);
    check_many(in, MANY);
    check_many(in, MANY);
    expect_end(in, 0);

    in = over(packed, once / 2);
    const char *line;
    size_t line_len;
    int got;
    while ((got = lw_input_line(in, &line, &line_len)) > 0)
        ;
    assert_int_equal(got, LW_ERR_TRUNCATED);
    lw_input_close(in);

    packed[once / 2] = (char)(packed[once / 2] ^ 0x55);
    in = over(packed, once);
    while ((got = lw_input_line(in, &line, &line_len)) > 0)
        ;
    assert_true(got < 0);
    assert_true(strlen(lw_input_error(in)) > 0);
    lw_input_close(in);
    free(packed);
    free(text);
}

static void takes_gzip_off_member_after_member(void **state)
{
    char name[] = "/tmp/luchtwacht-gzip-XXXXXX";
    const int fd = mkstemp(name);
    size_t len;
    char *text = lines(MANY, &len);

    (void)state;
    assert_true(fd >= 0);
    for (int i = 0; i < 2; i++) {
        gzFile gz = gzopen(name, i == 0 ? "wb" : "ab");
        assert_non_null(gz);
        assert_int_equal(gzwrite(gz, text, (unsigned)len), (int)len);
        assert_int_equal(gzclose(gz), Z_OK);
    }
    struct lw_input *in = lw_input_open(name, NULL);
    assert_non_null(in);
    check_many(in, MANY);
    check_many(in, MANY);
    expect_end(in, 0);
    assert_int_equal(unlink(name), 0);
    assert_int_equal(close(fd), 0);
    free(text);
}

static void passes_over_a_line_that_is_too_long(void **state)
{
    const size_t big = 3 * (size_t)LW_INPUT_WINDOW;
    char *text = malloc(big + 16);
    const char *line;
    size_t len;

    (void)state;
    assert_non_null(text);
    memset(text, 'x', big);
    memcpy(text, "a\n", 2);
    memcpy(text + big, "\nb\n", 3);
    struct lw_input *in = over(text, big + 3);
    expect_line(in, "a");
    assert_int_equal(lw_input_line(in, &line, &len), LW_ERR_NO_SPACE);
    assert_int_equal(lw_input_number(in), 2);
    expect_line(in, "b");
    assert_int_equal(lw_input_number(in), 3);
    expect_end(in, 0);
    free(text);
}

static void gives_every_byte_once(void **state)
{
    size_t len, seen = 0;
    char *text = lines(MANY, &len);
    struct lw_input *in = over(text, len);
    const uint8_t *bytes;

    (void)state;
    while (lw_input_more(in) > 0) {
        /* Leave a few behind each time, as a framer does. */
        const size_t have = lw_input_bytes(in, &bytes);
        const size_t take = have > 7 ? have - 7 : have;
        assert_memory_equal(bytes, text + seen, take);
        assert_int_equal(lw_input_offset(in), (int64_t)seen);
        lw_input_drop(in, take);
        seen += take;
    }
    seen += lw_input_bytes(in, &bytes);
    assert_int_equal(seen, len);
    lw_input_close(in);
    free(text);
}

static void tells_of_a_file_that_is_not_there(void **state)
{
    struct lw_fault fault;

    (void)state;
    assert_null(lw_input_open("/nowhere/at/all", &fault));
    assert_true(strlen(fault.what) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_lines_with_numbers_and_offsets),
        cmocka_unit_test(an_empty_file_has_no_line),
        cmocka_unit_test(reads_many_windows_of_lines),
        cmocka_unit_test(takes_zstd_off_frame_after_frame),
        cmocka_unit_test(takes_gzip_off_member_after_member),
        cmocka_unit_test(passes_over_a_line_that_is_too_long),
        cmocka_unit_test(gives_every_byte_once),
        cmocka_unit_test(tells_of_a_file_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
