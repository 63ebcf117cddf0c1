/* SPDX-License-Identifier: Apache-2.0 */
/* What is written is read again by the decoder of the same format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "asterix_block.h"
#include "decode/asterix_sources.h"
#include "encoder_fixture.h"
#include "near.h"
#include "outputs.h"
#include "random.h"

static const struct lw_encoder *const e = &lw_encoder_asterix;
static struct lw_sensor sensors[2] = {
    {.id = "radar-1", .kind = LW_SENSOR_RADAR},
    {.id = "ads-b", .kind = LW_SENSOR_ADSB}};
static uint32_t by_id[] = {1, 0};
static struct lw_site site = {.sensor = sensors, .sensors = 2, .by_id = by_id};
static const struct lw_pair setting[] = {
    {"sac", "25"}, {"sic", "10"}, {"sensor.radar-1", "30/7"}};
static const struct lw_encode_config config = {
    .site = &site, .option = setting, .options = 3};
static const struct lw_encode_round a_round = {
    .time_ns = INT64_C(1790000012000000000), .beat = true};
static union {
    max_align_t align;
    unsigned char bytes[16384];
} memory;
static char message[64][2 * LW_ASTERIX_BLOCK_MAX];
static int message_len[64];
static int messages;

/* What a call wrote is a message. */
static void take(struct lw_text *to)
{
    const int len = lw_text_len(to);

    assert_true(len >= 0);
    if (len > 0)
        message_len[messages++] = len;
    assert_true(messages < 64);
    lw_text_init(to, message[messages], sizeof *message);
}

static void run(const struct lw_track *track, uint32_t tracks)
{
    struct lw_text to;
    const struct lw_encode_sensor sensor = {
        .index = 0, .state = LW_HEARTBEAT_DEGRADED, .heard = true};
    const struct lw_encode_sensor other = {.index = 1, .heard = true};

    messages = 0;
    assert_true(e->state_size <= sizeof memory);
    assert_int_equal(e->init(&memory, &config, NULL), 0);
    lw_text_init(&to, message[0], sizeof *message);
    e->begin(&memory, &a_round, &to);
    take(&to);
    e->sensor(&memory, &sensor, &to);
    take(&to);
    e->sensor(&memory, &other, &to);
    take(&to);
    for (uint32_t i = 0; i < tracks; i++) {
        e->track(&memory, &track[i], NULL, 0, &to);
        take(&to);
    }
    e->end(&memory, &to);
    take(&to);
}

/* The records of a message, each by its category; how many. */
static int records_of(int m, struct lw_asterix_record *record, int max)
{
    const uint8_t *at = (const uint8_t *)message[m];
    const uint8_t *const end = at + message_len[m];
    int n = 0;

    while (at < end) {
        assert_true(end - at > 3);
        const size_t len = (size_t)at[1] << 8 | at[2];
        assert_true(len > 3 && len <= LW_ASTERIX_BLOCK_MAX);
        assert_true(at + len <= end);
        for (size_t from = 3; from < len; n++) {
            assert_true(n < max);
            const int got =
                lw_asterix_record_read(lw_asterix_find(at[0], NULL), at + from,
                                       len - from, &record[n], NULL);
            assert_true(got > 0);
            from += (size_t)got;
        }
        at += len;
    }
    return n;
}

static struct lw_report report_of(const struct lw_asterix_record *record,
                                  int expected)
{
    static struct lw_asterix_sources sources;
    static const struct lw_decode_config by_name;
    struct lw_report out[LW_ASTERIX_REPORTS_MAX];

    assert_int_equal(lw_asterix_sources_init(&sources, &by_name, NULL), 0);
    assert_int_equal(lw_asterix_report(record, &sources.config,
                                       lw_asterix_sources_of(&sources, record),
                                       a_round.time_ns + 1000000000, out, NULL),
                     expected);
    return out[0];
}

static void compare(const struct lw_track *t, const struct lw_report *r)
{
    const double *c = t->cov;
    char number[LW_OBJECT_MAX + 1];

    assert_int_equal(r->type, LW_REPORT_POSITION);
    assert_true(llabs(r->meas_ns - t->time_ns) < 7812501);
    assert_near(r->pos.lat_rad, t->pos.lat_rad, 5e-8);
    assert_near(r->pos.lon_rad, t->pos.lon_rad, 5e-8);
    assert_near(r->pos.alt_hae_m, t->pos.alt_hae_m, 1.0);
    assert_near(r->vel_mps[0], t->vel_mps[0], 0.126);
    assert_near(r->vel_mps[1], t->vel_mps[1], 0.126);
    assert_near(r->vel_mps[2], t->vel_mps[2], 0.02);
    assert_near(sqrt(r->cov_m2[0]), sqrt(c[0]), 0.51);
    assert_near(sqrt(r->cov_m2[4]), sqrt(c[7]), 0.51);
    assert_near(sqrt(r->cov_m2[8]), sqrt(c[14]), 1.92);
    assert_near(r->cov_m2[1], c[1], 0.5 * sqrt(fabs(c[1])) + 1.0);
    assert_true(r->sd.vel_mps >= sqrt(0.5 * (c[21] + c[28])));
    (void)snprintf(number, sizeof number, "%u",
                   (unsigned)lw_asterix_number_of(t, 65535));
    assert_string_equal(r->object, number);
}

static void a_track_is_read_as_it_was(void **state)
{
    struct lw_asterix_record record[4];
    const struct lw_track track = fixture_track(7);

    (void)state;
    run(&track, 1);
    assert_int_equal(messages, 3);
    assert_int_equal(records_of(0, record, 4), 1);
    assert_int_equal(record[0].spec->category, 65);
    assert_int_equal(report_of(&record[0], 1).state, LW_HEARTBEAT_OK);
    assert_int_equal(records_of(1, record, 4), 1);
    assert_int_equal(record[0].spec->category, 63);
    assert_int_equal(report_of(&record[0], 1).state, LW_HEARTBEAT_DEGRADED);
    assert_string_equal(report_of(&record[0], 1).sensor, "30/7");
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(record[0].spec != NULL ? record[0].spec->category : 0, 62);
    assert_int_equal(record[1].spec->category, 65);
    const struct lw_report r = report_of(&record[0], 1);
    compare(&track, &r);
    assert_string_equal(r.sensor, "25/10");
    assert_int_equal(r.ident.icao, 0x4840d6);
    assert_string_equal(r.ident.callsign, "KLM1023");
    assert_string_equal(r.ident.squawk, "7000");
    assert_near(r.kinds[LW_KIND_UNKNOWN], 1.0, 0.0); /* unmanned, it says */
}

static void every_track_is_read_as_it_was(void **state)
{
    uint64_t seed = 1;
    struct lw_track track[50];
    struct lw_asterix_record record[64];
    int next = 0;

    (void)state;
    for (uint32_t i = 0; i < 50; i++) {
        struct lw_track *t = &track[i];
        *t = fixture_track(65500 + i);
        t->pos = (struct lw_geodetic){random_between(&seed, -1.5, 1.5),
                                      random_between(&seed, -3.14, 3.14),
                                      random_between(&seed, -400, 15000)};
        for (int k = 0; k < 3; k++)
            t->vel_mps[k] = random_between(&seed, -300, 300);
        for (int k = 0; k < 6; k++)
            t->cov[7 * k] = random_between(&seed, 0.01, k < 3 ? 2000 : 40);
        t->cov[1] =
            random_between(&seed, -0.9, 0.9) * sqrt(t->cov[0] * t->cov[7]);
        t->cov[6] = t->cov[1];
    }
    run(track, 50);
    for (int m = 2; m < messages; m++) {
        const int n = records_of(m, record, 64);
        for (int k = 0; k < n; k++) {
            if (record[k].spec->category != 62)
                continue;
            const struct lw_report r = report_of(&record[k], 1);
            compare(&track[next++], &r);
        }
        assert_true(n > 5); /* several a block */
    }
    assert_int_equal(next, 50);
}

static uint64_t raw_of(const struct lw_asterix_record *record, unsigned field)
{
    uint64_t raw = UINT64_MAX;

    (void)lw_asterix_value(record, field, &raw);
    return raw;
}

static void a_life_is_told(void **state)
{
    struct lw_asterix_record record[4];
    struct lw_track track = fixture_track(7);

    (void)state;
    track.status = LW_TRACK_TENTATIVE;
    run(&track, 1);
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(raw_of(&record[0], LW_I062_080_CNF), 1);
    assert_int_equal(raw_of(&record[0], LW_I062_080_MON), 1);
    assert_int_equal(raw_of(&record[0], LW_I062_080_PSR), 0);
    assert_int_equal(raw_of(&record[0], LW_I062_080_ADS), 1);
    assert_int_equal(raw_of(&record[0], LW_I062_080_SRC), 2);
    assert_int_equal(raw_of(&record[0], LW_I062_290_PSR), 6); /* 1.5 s */
    assert_int_equal(raw_of(&record[0], LW_I062_200_VERT), 2);
    track.status = LW_TRACK_COASTING;
    run(&track, 1);
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(raw_of(&record[0], LW_I062_080_CST), 1);
    (void)report_of(&record[0], 0); /* it was not noticed */
    track.status = LW_TRACK_ENDED;
    run(&track, 1);
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(raw_of(&record[0], LW_I062_080_TSE), 1);
    site.exercise = true;
    track.status = LW_TRACK_CONFIRMED;
    run(&track, 1);
    site.exercise = false;
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(raw_of(&record[0], LW_I062_080_SIM), 1);
    (void)report_of(&record[0], 0);
}

static void what_is_not_known_is_left_out(void **state)
{
    struct lw_asterix_record record[4];
    struct lw_track track = fixture_track(7);

    (void)state;
    track.cov[14] = 1e6;
    track.cov[35] = 1e4;
    track.has_ident = 0;
    memset(track.kinds, 0, sizeof track.kinds);
    run(&track, 1);
    assert_int_equal(records_of(2, record, 4), 2);
    assert_null(lw_asterix_record_find(&record[0], "130"));
    assert_null(lw_asterix_record_find(&record[0], "220"));
    assert_null(lw_asterix_record_find(&record[0], "245"));
    assert_null(lw_asterix_record_find(&record[0], "380"));
    const struct lw_report r = report_of(&record[0], 1);
    assert_false(r.has & (LW_HAS_ALT | LW_HAS_ICAO | LW_HAS_KINDS));
    assert_true(r.cov_m2[8] > 1e6);
}

static void the_worst_track_is_a_record(void **state)
{
    struct lw_asterix_record record[4] = {0};
    const struct lw_track track = fixture_nasty();

    (void)state;
    run(&track, 1);
    assert_int_equal(records_of(2, record, 4), 2);
    assert_int_equal(record[0].spec != NULL ? record[0].spec->category : 0, 62);
}

static void settings_that_cannot_be_are_refused(void **state)
{
    static const struct lw_pair odd[][1] = {{{"sac", "256"}},
                                            {{"sic", "x"}},
                                            {{"service", ""}},
                                            {{"sensor.radar-1", "30"}},
                                            {{"sensor.radar-1", "30/7/1"}},
                                            {{"sensor.nobody", "30/7"}}};
    struct lw_fault fault;

    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const struct lw_encode_config with = {
            .site = &site, .option = odd[i], .options = 1};
        assert_int_equal(e->init(&memory, &with, &fault), LW_ERR_RANGE);
        assert_non_null(strstr(fault.what, odd[i][0].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_is_read_as_it_was),
        cmocka_unit_test(every_track_is_read_as_it_was),
        cmocka_unit_test(a_life_is_told),
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(the_worst_track_is_a_record),
        cmocka_unit_test(settings_that_cannot_be_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
