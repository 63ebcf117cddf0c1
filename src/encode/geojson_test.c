/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encoder_fixture.h"
#include "outputs.h"
#include "track_json.h"

static void a_collection_has_a_feature_for_each(void **state)
{
    const struct lw_site site = {.exercise = true};
    const struct lw_encode_config config = {.site = &site};
    const struct lw_track track[] = {fixture_track(7), fixture_track(8)};
    char *text = fixture_round(&lw_encoder_geojson, &config, track, 2, NULL, 0);
    char feature[LW_TRACK_TEXT_MAX];

    (void)state;
    assert_ptr_equal(
        strstr(text, "{\"type\":\"FeatureCollection\",\"time\":1790000012,"
                     "\"exercise\":true,\"features\":[{\"type\":\"Feature\","),
        text);
    for (int i = 0; i < 2; i++) {
        const int len =
            lw_track_write_geojson(&track[i], &site, feature, sizeof feature);
        assert_true(len > 0);
        feature[len] = '\0';
        assert_non_null(strstr(text, feature));
    }
    assert_non_null(strstr(text, "}},\n{\"type\":\"Feature\""));
    assert_string_equal(text + strlen(text) - 5, "}}]}\n");
    free(text);
}

static void before_anything_was_heard_there_is_no_time(void **state)
{
    const struct lw_encoder *e = &lw_encoder_geojson;
    const struct lw_encode_round round = {.time_ns = INT64_MIN};
    const struct lw_site site = {.exercise = false};
    const struct lw_encode_config config = {.site = &site};
    char text[128];
    struct lw_text to;
    void *memory[4];

    (void)state;
    assert_int_equal(e->init(memory, &config, NULL), 0);
    lw_text_init(&to, text, sizeof text);
    e->begin(memory, &round, &to);
    e->end(memory, &to);
    text[lw_text_len(&to)] = '\0';
    assert_string_equal(text, "{\"type\":\"FeatureCollection\",\"time\":null,"
                              "\"features\":[]}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_collection_has_a_feature_for_each),
        cmocka_unit_test(before_anything_was_heard_there_is_no_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
