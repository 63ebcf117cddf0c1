/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "asterix_block.h"
#include "decode/asterix_sources.h"
#include "encoder_fixture.h"
#include "near.h"
#include "outputs.h"

static struct lw_site site;
static const struct lw_encode_config config = {.site = &site};
static struct lw_asterix_record record;

/* The only record of a round with this track; false: there is none. */
static bool told(const struct lw_track *track)
{
    static char *text;

    free(text);
    text = fixture_round(&lw_encoder_asterix_021, &config, track, 1, NULL, 0);
    const uint8_t *at = (const uint8_t *)text;
    if (at[0] != 21)
        return false;
    const size_t len = (size_t)at[1] << 8 | at[2];
    assert_int_equal(lw_asterix_record_read(lw_asterix_find(21, NULL), at + 3,
                                            len - 3, &record, NULL),
                     len - 3);
    return true;
}

static int report_of(struct lw_report *report)
{
    static struct lw_asterix_sources sources;
    static const struct lw_decode_config by_name;
    struct lw_report out[LW_ASTERIX_REPORTS_MAX];

    assert_int_equal(lw_asterix_sources_init(&sources, &by_name, NULL), 0);
    const int got = lw_asterix_report(&record, &sources.config,
                                      lw_asterix_sources_of(&sources, &record),
                                      INT64_C(1790000013000000000), out, NULL);
    *report = out[0];
    return got;
}

static void an_aircraft_is_read_as_it_was(void **state)
{
    const struct lw_track track = fixture_track(7);
    struct lw_report r;

    (void)state;
    assert_true(told(&track));
    assert_int_equal(report_of(&r), 1);
    assert_string_equal(r.sensor, "0/1");
    assert_true(r.meas_ns == track.time_ns);
    assert_near(r.pos.lat_rad, track.pos.lat_rad, 2e-9);
    assert_near(r.pos.lon_rad, track.pos.lon_rad, 2e-9);
    assert_near(r.pos.alt_hae_m, track.pos.alt_hae_m, 1.0);
    for (int i = 0; i < 3; i++)
        assert_near(r.vel_mps[i], track.vel_mps[i], 0.1);
    /* 30 m make 73 m at 95%, which is NACp 8: 92.6 m */
    assert_near(r.sd.horizontal_m, hypot(92.6 / 2.448, 10), 1e-9);
    assert_near(r.sd.vertical_m, 45 / 1.96, 1e-9);
    assert_near(r.sd.vel_mps, 4.1, 1e-9);
    assert_int_equal(r.ident.icao, 0x4840d6);
    assert_string_equal(r.ident.callsign, "KLM1023");
    assert_string_equal(r.ident.squawk, "7000");
    assert_string_equal(r.object, "7");
}

static void only_who_says_so_is_told(void **state)
{
    struct lw_track track = fixture_track(7);
    struct lw_report r;

    (void)state;
    track.status = LW_TRACK_TENTATIVE;
    assert_false(told(&track));
    track.status = LW_TRACK_ENDED;
    assert_false(told(&track));
    track.status = LW_TRACK_COASTING;
    assert_true(told(&track));
    site.exercise = true;
    assert_true(told(&track));
    site.exercise = false;
    assert_int_equal(report_of(&r), 0); /* simulated, it says */
    track.has_ident = LW_HAS_REMOTE_ID;
    assert_false(told(&track));
}

static void the_worst_track_is_a_record(void **state)
{
    const struct lw_track track = fixture_nasty();
    struct lw_report r;

    (void)state;
    assert_true(told(&track));
    assert_int_equal(report_of(&r), 1);
    assert_false(r.has & (LW_HAS_ALT | LW_HAS_SD_HORIZONTAL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_aircraft_is_read_as_it_was),
        cmocka_unit_test(only_who_says_so_is_told),
        cmocka_unit_test(the_worst_track_is_a_record),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
