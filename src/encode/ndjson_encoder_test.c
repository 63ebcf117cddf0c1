/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "outputs.h"
#include "track_json.h"

static void a_track_is_its_line(void **state)
{
    const struct lw_encoder *e = &lw_encoder_ndjson;
    const struct lw_site site = {.name = "s"};
    const struct lw_encode_config config = {.site = &site};
    const struct lw_track track = {.number = 7, .status = LW_TRACK_ENDED};
    char text[LW_TRACK_TEXT_MAX], line[LW_TRACK_TEXT_MAX];
    struct lw_text to;
    void *memory[4];

    (void)state;
    assert_true(e->state_size <= sizeof memory);
    assert_int_equal(e->init(memory, &config, NULL), 0);
    lw_text_init(&to, text, sizeof text);
    e->track(memory, &track, NULL, 0, &to);
    const int len = lw_track_write(&track, &site, line, sizeof line);
    assert_int_equal(lw_text_len(&to), len + 1);
    assert_memory_equal(text, line, (size_t)len);
    assert_int_equal(text[len], '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_track_is_its_line)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
