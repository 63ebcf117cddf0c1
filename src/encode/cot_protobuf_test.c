/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "cot_event.h"
#include "encoder_fixture.h"
#include "near.h"
#include "outputs.h"
#include "tak.pb-c.h"

static size_t write(const struct lw_track *track, bool datagrams, uint8_t *out,
                    size_t size)
{
    const struct lw_encoder *e = &lw_encoder_cot_protobuf;
    const struct lw_site site = {.name = "Noord", .exercise = true};
    const struct lw_encode_config config = {
        .site = &site, .datagrams = datagrams, .every_s = 2};
    void *state = calloc(1, e->state_size);
    struct lw_text to;

    assert_non_null(state);
    assert_int_equal(e->init(state, &config, NULL), 0);
    lw_text_init(&to, (char *)out, size);
    e->track(state, track, NULL, 0, &to);
    free(state);
    assert_true(lw_text_len(&to) > 0);
    return (size_t)lw_text_len(&to);
}

static void check(const uint8_t *bytes, size_t len)
{
    Tak__Message *message = tak__message__unpack(NULL, len, bytes);

    assert_non_null(message);
    assert_null(message->control);
    assert_string_equal(message->event->type, "a-n-A-C-H-q");
    assert_string_equal(message->event->uid, "luchtwacht-exercise.Noord.A0007");
    assert_string_equal(message->event->opex, "e");
    assert_string_equal(message->event->how, "m-r");
    assert_true(message->event->send_time == 1790000012000);
    assert_true(message->event->start_time == 1790000012000);
    assert_true(message->event->stale_time == 1790000022000);
    assert_near(message->event->lat, 52.3, 1e-6);
    assert_near(message->event->lon, -4.8, 1e-5);
    assert_near(message->event->hae, 3048, 0);
    assert_near(message->event->ce, 30, 1e-9);
    assert_near(message->event->le, 10, 1e-9);
    assert_string_equal(message->event->detail->contact->callsign, "KLM1023");
    assert_near(message->event->detail->track->course, 323.1301, 1e-4);
    assert_near(message->event->detail->track->speed, 50.0625, 1e-4);
    assert_memory_equal(message->event->detail->xml, "<remarks>EXERCISE", 17);
    tak__message__free_unpacked(message, NULL);
}

static void a_datagram_has_the_head_of_the_mesh(void **state)
{
    const struct lw_track track = fixture_track(7);
    uint8_t out[8192];
    const size_t len = write(&track, true, out, sizeof out);

    (void)state;
    assert_memory_equal(out, "\xbf\x01\xbf", 3);
    check(out + 3, len - 3);
}

static void in_a_stream_its_length_goes_before_it(void **state)
{
    const struct lw_track track = fixture_track(7);
    uint8_t out[8192];
    const size_t len = write(&track, false, out, sizeof out);
    size_t told = 0, at = 1;

    (void)state;
    assert_int_equal(out[0], 0xbf);
    for (int shift = 0;; shift += 7) {
        told |= (size_t)(out[at] & 0x7f) << shift;
        if (out[at++] < 0x80)
            break;
    }
    assert_int_equal(told, len - at);
    check(out + at, len - at);
}

static void what_is_not_known_is_told_so(void **state)
{
    struct lw_track track = fixture_track(7);
    uint8_t out[8192];

    (void)state;
    track.pos.alt_hae_m = track.cov[0] = track.cov[14] = (double)NAN;
    track.vel_mps[0] = (double)NAN;
    const size_t len = write(&track, true, out, sizeof out);
    Tak__Message *message = tak__message__unpack(NULL, len - 3, out + 3);
    assert_non_null(message);
    assert_near(message->event->hae, 999999, 0);
    assert_near(message->event->ce, 999999, 0);
    assert_near(message->event->le, 999999, 0);
    assert_null(message->event->detail->track);
    tak__message__free_unpacked(message, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_has_the_head_of_the_mesh),
        cmocka_unit_test(in_a_stream_its_length_goes_before_it),
        cmocka_unit_test(what_is_not_known_is_told_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
