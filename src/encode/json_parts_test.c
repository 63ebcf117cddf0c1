/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "encode/json_parts.h"

static void expect(const struct lw_text *text, const char *expected)
{
    assert_int_equal(lw_text_len(text), strlen(expected));
    assert_memory_equal(text->start, expected, strlen(expected));
}

static void only_what_is_set_is_written(void **state)
{
    const struct lw_ident ident = {.icao = 0xa, .squawk = "7000"};
    const double kinds[LW_KINDS] = {
        [LW_KIND_JET] = 0.5, [LW_KIND_BIRD] = 0.004};
    struct lw_text text;
    char mem[200];

    (void)state;
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_ident(&text, 0, &ident);
    expect(&text, "");
    lw_json_put_ident(&text, LW_HAS_SQUAWK | LW_HAS_ICAO, &ident);
    expect(&text, ",\"ident\":{\"icao\":\"00000a\",\"squawk\":\"7000\"}");
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_kinds(&text, kinds, 0.005, 3);
    expect(&text, ",\"kinds\":{\"jet\":0.5}");
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_kinds(&text, kinds, 0.6, 3);
    expect(&text, "");
}

static void places_and_vectors_are_short(void **state)
{
    const struct lw_geodetic place = {0, 3.14159265358979323846 / 2, 12.5};
    const double v[3] = {0.1, -2, 1.0 / 3};
    struct lw_text text;
    char mem[200];

    (void)state;
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_place(&text, "from", &place, true);
    expect(&text, ",\"from\":{\"lat\":0,\"lon\":90,\"alt\":12.5}");
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_vector(&text, v, 2);
    lw_json_put_vector(&text, v, -1);
    expect(&text, "[0.1,-2,0.33][0.1,-2,0.33333333333333331]");
}

static void a_real_picture_says_nothing_of_exercises(void **state)
{
    struct lw_text text;
    char mem[50];

    (void)state;
    lw_text_init(&text, mem, sizeof mem);
    lw_json_put_exercise(&text, false);
    expect(&text, "");
    lw_json_put_exercise(&text, true);
    expect(&text, ",\"exercise\":true");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_is_set_is_written),
        cmocka_unit_test(places_and_vectors_are_short),
        cmocka_unit_test(a_real_picture_says_nothing_of_exercises),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
