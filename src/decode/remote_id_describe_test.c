/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "remote_id_describe.h"

static char text[2048];

static const char *tell(const struct lw_remote_id *message, int personal)
{
    struct lw_text to;

    lw_text_init(&to, text, sizeof text - 1);
    lw_remote_id_describe(message, personal, &to);
    const int len = lw_text_len(&to);
    assert_true(len >= 0);
    text[len] = '\0';
    return text;
}

static void nothing_known_is_nothing_told(void **state)
{
    const struct lw_remote_id m = {.type = LW_REMOTE_ID_LOCATION,
                                   .version = 2,
                                   .is.location = {.status = 9}};

    (void)state;
    assert_string_equal(tell(&m, 0), ",\"version\":2,\"status\":9,"
                                     "\"height_type\":\"above-takeoff\"");
}

static void auth_is_told_page_by_page(void **state)
{
    struct lw_remote_id m = {.type = LW_REMOTE_ID_AUTH,
                             .version = 2,
                             .is.auth = {.has = LW_REMOTE_ID_HAS_TIME,
                                         .auth_type = 1,
                                         .last_page = 2,
                                         .length = 63,
                                         .time_s = 1546300900,
                                         .data = {0x0a, 0xff}}};

    (void)state;
    assert_string_equal(
        tell(&m, 0),
        ",\"version\":2,\"auth_type\":\"uas-id-signature\",\"page\":0,"
        "\"last_page\":2,\"length\":63,\"timestamp\":1546300900,"
        "\"data\":\"0aff000000000000000000000000000000\"");
    m.version = 0;
    assert_non_null(strstr(tell(&m, 0), "\"page_count\":2"));
    m.is.auth.page = 1;
    assert_string_equal(
        tell(&m, 0),
        ",\"version\":0,\"auth_type\":\"uas-id-signature\",\"page\":1,"
        "\"data\":\"0aff000000000000000000000000000000000000000000\"");
}

static void a_system_is_told(void **state)
{
    const struct lw_remote_id m = {
        .type = LW_REMOTE_ID_SYSTEM,
        .version = 2,
        .is.system = {.has = LW_REMOTE_ID_HAS_PLACE | LW_REMOTE_ID_HAS_ALT |
                             LW_REMOTE_ID_HAS_CEILING | LW_REMOTE_ID_HAS_TIME,
                      .location_type = 1,
                      .area_count = 3,
                      .lat_deg = -1.5,
                      .alt_hae_m = 12.5,
                      .ceiling_m = 120,
                      .category = 5,
                      .time_s = 1790000000}};

    (void)state;
    assert_string_equal(
        tell(&m, 0),
        ",\"version\":2,\"operator_location_type\":\"live\","
        "\"operator_withheld\":true,\"area_count\":3,\"area_radius\":0,"
        "\"area_ceiling\":120,\"classification_type\":\"undeclared\","
        "\"timestamp\":1790000000");
    assert_non_null(strstr(tell(&m, 1), "\"operator_latitude\":-1.5,"
                                        "\"operator_longitude\":0,"
                                        "\"operator_altitude\":12.5,"));
}

static void texts_are_plain(void **state)
{
    const struct lw_remote_id self = {
        .type = LW_REMOTE_ID_SELF,
        .is.self = {.text_type = 1, .text = "Caf\xe9 \"x\"  "}};
    const struct lw_remote_id oper = {
        .type = LW_REMOTE_ID_OPERATOR,
        .is.oper = {.id_type = 201, .id = "FIN87astrdge12k8"}};

    (void)state;
    assert_string_equal(tell(&self, 0),
                        ",\"version\":0,\"description_type\":\"emergency\","
                        "\"description\":\"Caf? \\\"x\\\"\"");
    assert_string_equal(tell(&oper, 0), ",\"version\":0,\"operator_id_type\":"
                                        "201,\"operator_id\":"
                                        "\"FIN87astrdge12k8\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_known_is_nothing_told),
        cmocka_unit_test(auth_is_told_page_by_page),
        cmocka_unit_test(a_system_is_told),
        cmocka_unit_test(texts_are_plain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
