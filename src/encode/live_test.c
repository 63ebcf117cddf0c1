/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "encode/live.h"
#include "near.h"

static uint32_t get(const uint8_t *at, int bytes)
{
    uint32_t value = 0;

    for (int i = 0; i < bytes; i++)
        value |= (uint32_t)at[i] << 8 * i;
    return value;
}

static int get16s(const uint8_t *at)
{
    const int value = (int)get(at, 2);

    return value > INT16_MAX ? value - 65536 : value;
}

static struct lw_track example(void)
{
    struct lw_track track = {
        .number = 0x01020304,
        .status = LW_TRACK_COASTING,
        .update_ns = 1790000000000000000,
        .pos = {.lat_rad = 52.3000001 * LW_DEG,
                .lon_rad = -4.7999999 * LW_DEG,
                .alt_hae_m = -12.4},
        .vel_mps = {12.14, -3.06, 0.256},
        .existence = 0.99,
        .has_ident = LW_HAS_ICAO,
    };

    track.kinds[LW_KIND_PISTON] = 0.6;
    track.kinds[LW_KIND_BIRD] = 0.4;
    track.cov[0] = 100.0;
    track.cov[7] = 400.0;
    track.cov[14] = 900.0;
    return track;
}

static int write_one(const struct lw_track *track, int64_t time_ns,
                     uint8_t *out, size_t size)
{
    static const uint32_t removed[2] = {7, 0xfffefdfc};
    const struct lw_track *const tracks[1] = {track};
    const struct lw_live_tracks frame = {
        .frame = LW_LIVE_DIFFERENCE,
        .time_ns = time_ns,
        .speed = 20.0,
        .track = tracks,
        .tracks = 1,
        .removed = removed,
        .removals = 2,
    };

    return lw_live_write(&frame, out, size);
}

static void an_exercise_is_one_bit_of_every_frame(void **state)
{
    struct lw_live_tracks frame = {.frame = LW_LIVE_SNAPSHOT};
    uint8_t real[LW_LIVE_HEAD_SIZE + 1] = {0};
    uint8_t made_up[LW_LIVE_HEAD_SIZE + 1] = {0};

    (void)state;
    assert_int_equal(lw_live_write(&frame, real, sizeof real),
                     LW_LIVE_HEAD_SIZE);
    frame.exercise = true;
    assert_int_equal(lw_live_write(&frame, made_up, sizeof made_up),
                     LW_LIVE_HEAD_SIZE);
    assert_int_equal(real[2], 0);
    assert_int_equal(made_up[2], 1);
    made_up[2] = 0;
    assert_memory_equal(real, made_up, sizeof real);
}

static void every_field_stands_where_the_format_says(void **state)
{
    static const uint8_t head[24] = {
        2, 1, 0, 0, 1, 0, 0, 0,
        /* 1790000012.5 as a double, 20 as a float */
        0, 0, 0x20, 0xe3, 0x4e, 0xac, 0xda, 0x41, 0, 0, 0xa0, 0x41, 2, 0, 0, 0};
    const struct lw_track track = example();
    uint8_t out[64];

    (void)state;
    assert_int_equal(lw_live_size(1, 2), 64);
    assert_int_equal(write_one(&track, 1790000012500000000, out, sizeof out),
                     64);
    assert_memory_equal(out, head, sizeof head);
    const uint8_t *at = out + 24;
    assert_int_equal(get(at, 4), 0x01020304);
    assert_int_equal((int32_t)get(at + 4, 4), 523000001);
    assert_int_equal((int32_t)get(at + 8, 4), -47999999);
    assert_int_equal(get16s(at + 12), -12);
    assert_int_equal(at[14], 2);
    assert_int_equal(at[15], LW_KIND_PISTON);
    assert_int_equal(get16s(at + 16), 121);
    assert_int_equal(get16s(at + 18), -31);
    assert_int_equal(get16s(at + 20), 26);
    assert_int_equal(at[22], 252);
    assert_int_equal(at[23], 12);
    assert_int_equal(get(at + 24, 2), 20);
    assert_int_equal(get(at + 26, 2), 10);
    assert_int_equal(at[28], 0); /* north */
    assert_int_equal(at[29], 3);
    assert_int_equal(get(at + 30, 2), 30);
    assert_int_equal(get(out + 56, 4), 7);
    assert_int_equal(get(out + 60, 4), 0xfffefdfc);
}

static void what_does_not_fit_is_the_nearest_that_does(void **state)
{
    struct lw_track track = example();
    uint8_t out[64];
    const uint8_t *at = out + 24;

    (void)state;
    track.pos = (struct lw_geodetic){LW_PI / 2, LW_PI, 99999.0};
    track.vel_mps[0] = 5000.0;
    track.vel_mps[1] = -5000.0;
    track.vel_mps[2] = -400.0;
    track.existence = 1.0;
    track.has_ident = 0;
    track.cov[0] = track.cov[7] = track.cov[14] = 1e12;
    assert_int_equal(write_one(&track, INT64_MAX, out, sizeof out), 64);
    assert_int_equal((int32_t)get(at + 4, 4), 900000000);
    assert_int_equal(abs((int32_t)get(at + 8, 4)), 1800000000);
    assert_int_equal(get16s(at + 12), 32767);
    assert_int_equal(get16s(at + 16), 32767);
    assert_int_equal(get16s(at + 18), -32768);
    assert_int_equal(get16s(at + 20), -32768);
    assert_int_equal(at[22], 255);
    assert_int_equal(at[23], 255);
    assert_int_equal(get(at + 24, 2), 65535);
    assert_int_equal(get(at + 26, 2), 65535);
    assert_int_equal(at[29], 0);
    assert_int_equal(get(at + 30, 2), 65535);
    track.update_ns = 10000000000; /* after the picture: just now */
    assert_int_equal(write_one(&track, 0, out, sizeof out), 64);
    assert_int_equal(at[23], 0);
}

static void a_frame_that_does_not_fit_is_refused(void **state)
{
    const struct lw_track track = example();

    (void)state;
    for (size_t size = 0; size < 64; size++) {
        uint8_t *out = malloc(size > 0 ? size : 1);
        assert_non_null(out);
        assert_int_equal(write_one(&track, 0, out, size), LW_ERR_NO_SPACE);
        free(out);
    }
}

/* A covariance made of its axes gives the axes back, all around. */
static void the_ellipse_is_that_of_the_covariance(void **state)
{
    (void)state;
    for (int degrees = 0; degrees < 360; degrees += 5) {
        const double az_rad = degrees * LW_DEG;
        const double s = sin(az_rad), c = cos(az_rad);
        double cov[36] = {0};
        cov[0] = 900.0 * s * s + 25.0 * c * c;
        cov[7] = 900.0 * c * c + 25.0 * s * s;
        cov[1] = cov[6] = (900.0 - 25.0) * s * c;
        const struct lw_live_ellipse ellipse = lw_live_ellipse(cov);
        assert_near(ellipse.major_m, 30.0, 1e-9);
        assert_near(ellipse.minor_m, 5.0, 1e-9);
        assert_near(sin(ellipse.az_rad - az_rad), 0.0, 1e-9);
        assert_true(ellipse.az_rad >= 0.0 && ellipse.az_rad <= LW_PI);
    }
}

static void the_axis_of_the_ellipse_goes_once_round_in_256_steps(void **state)
{
    struct lw_track track = example();
    uint8_t out[64];

    (void)state;
    track.cov[0] = 400.0;
    track.cov[7] = 100.0; /* east */
    assert_int_equal(write_one(&track, 0, out, sizeof out), 64);
    assert_int_equal(out[24 + 28], 128);
    track.cov[0] = 100.0;
    track.cov[7] = 400.0;
    track.cov[1] = track.cov[6] = -0.01; /* a hair west of north */
    assert_int_equal(write_one(&track, 0, out, sizeof out), 64);
    assert_int_equal(out[24 + 28], 0);
}

static void a_label_is_the_callsign_or_the_next_best(void **state)
{
    struct lw_track track = {.number = 7};
    char label[LW_LIVE_LABEL_SIZE];

    (void)state;
    assert_int_equal(lw_live_label(&track, label), 0);
    assert_string_equal(label, "");
    track.has_ident = LW_HAS_ICAO | LW_HAS_CALLSIGN;
    track.ident.icao = 0x4b1805;
    memcpy(track.ident.callsign, "    ", 5);
    assert_int_equal(lw_live_label(&track, label), 6);
    assert_string_equal(label, "4b1805");
    track.has_ident |= LW_HAS_REMOTE_ID;
    memset(track.ident.remote_id, 'R', sizeof track.ident.remote_id);
    assert_int_equal(lw_live_label(&track, label), 31);
    memcpy(track.ident.callsign, "DLH8JW  ", 9);
    assert_int_equal(lw_live_label(&track, label), 6);
    assert_string_equal(label, "DLH8JW");
}

/* Writes into exactly `len` bytes and one less. */
static void check_text(const char *expected, int (*write)(char *, size_t))
{
    const size_t len = strlen(expected);
    char *text = malloc(len);

    assert_non_null(text);
    assert_int_equal(write(text, len), len);
    assert_memory_equal(text, expected, len);
    assert_int_equal(write(text, len - 1), LW_ERR_NO_SPACE);
    free(text);
}

static int write_labels(char *text, size_t size)
{
    struct lw_track track[3] = {
        {.number = 7}, {.number = 8}, {.number = 12345}};
    const struct lw_track *const all[3] = {&track[0], &track[1], &track[2]};

    track[0].has_ident = track[2].has_ident = LW_HAS_CALLSIGN;
    memcpy(track[0].ident.callsign, "A\"B", 4);
    memcpy(track[2].ident.callsign, "PH1", 4);
    return lw_live_write_labels(all, 3, text, size);
}

static void labels_are_an_object_by_track(void **state)
{
    (void)state;
    check_text("{\"type\":\"labels\",\"labels\":{\"A0007\":\"A\\\"B\","
               "\"A12345\":\"PH1\"}}",
               write_labels);
}

static int write_marks(char *text, size_t size)
{
    struct lw_sensor sensor[2] = {
        {.id = "camera",
         .coverage = {.range_m = 400.0},
         .has_sd = LW_HAS_SD_AZ,
         .sd = {.az_rad = 2.5 * LW_DEG}},
        {.id = "post",
         .coverage = {.range_m = (double)INFINITY},
         .has_position = true,
         .position = {52 * LW_DEG, 4 * LW_DEG, 0}},
    };
    const struct lw_site site = {.sensor = sensor, .sensors = 2};
    const struct lw_report report[4] = {
        {.type = LW_REPORT_BEARING,
         .has = LW_HAS_FROM,
         .meas_ns = 1790000000250000000,
         .az_rad = 359.25 * LW_DEG,
         .from = {-1.5 * LW_DEG, 179.5 * LW_DEG, 0}},
        {.type = LW_REPORT_HEARD, .meas_ns = 1790000001000000000},
        {.type = LW_REPORT_BEARING}, /* from a camera that is nowhere */
        {.type = LW_REPORT_POLAR},
    };
    static const uint32_t by[4] = {0, 1, 0, 1};
    struct lw_live_mark mark[4];
    uint32_t marks = 0;

    for (int i = 0; i < 4; i++)
        marks += (uint32_t)lw_live_mark(&report[i], &site, by[i], &mark[marks]);
    return lw_live_write_marks(mark, marks, &site, text, size);
}

static void bearings_and_presence_are_marks(void **state)
{
    (void)state;
    check_text("{\"type\":\"reports\",\"reports\":["
               "{\"type\":\"bearing\",\"t\":1790000000.25,"
               "\"sensor\":\"camera\",\"lat\":-1.5,\"lon\":179.5,"
               "\"az\":359.25,\"sd\":2.5,\"range\":400},"
               "{\"type\":\"heard\",\"t\":1790000001,\"sensor\":\"post\","
               "\"lat\":52,\"lon\":4}]}",
               write_marks);
}

static void only_the_last_marks_are_told(void **state)
{
    static struct lw_live_mark mark[LW_LIVE_MARKS_MAX + 1];
    static char text[200 * LW_LIVE_MARKS_MAX];
    struct lw_sensor sensor = {.id = "s"};
    const struct lw_site site = {.sensor = &sensor, .sensors = 1};

    (void)state;
    for (int i = 0; i <= LW_LIVE_MARKS_MAX; i++)
        mark[i] = (struct lw_live_mark){.type = LW_REPORT_HEARD,
                                        .meas_ns = i * 1000000000LL};
    const int len = lw_live_write_marks(mark, LW_LIVE_MARKS_MAX + 1, &site,
                                        text, sizeof text - 1);
    assert_true(len > 0);
    text[len] = '\0';
    assert_null(strstr(text, "\"t\":0,"));
    assert_non_null(strstr(text, "\"t\":1,"));
    assert_non_null(strstr(text, "\"t\":500,"));
}

static int write_recorded(char *text, size_t size)
{
    const struct lw_live_scene scene = {.name = "Zürich",
                                        .playing = true,
                                        .recorded = true,
                                        .speed = 2.5,
                                        .begin_ns = 1000000000,
                                        .end_ns = 2000000000,
                                        .time_ns = 1500000000};

    return lw_live_write_scene(&scene, text, size);
}

static int write_live(char *text, size_t size)
{
    const struct lw_live_scene scene = {.name = "",
                                        .live = true,
                                        .exercise = true,
                                        .open = true,
                                        .speed = 1.0,
                                        .time_ns = INT64_MIN};

    return lw_live_write_scene(&scene, text, size);
}

static void a_scene_says_what_is_shown(void **state)
{
    (void)state;
    check_text("{\"type\":\"scene\",\"name\":\"Zürich\",\"playing\":true,"
               "\"speed\":2.5,\"begin\":1,\"end\":2,\"time\":1.5,"
               "\"exercise\":false,\"live\":false,\"decisions\":\"key\"}",
               write_recorded);
    check_text("{\"type\":\"scene\",\"name\":\"\",\"playing\":false,"
               "\"speed\":1,\"time\":null,\"exercise\":true,\"live\":true,"
               "\"decisions\":\"open\"}",
               write_live);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exercise_is_one_bit_of_every_frame),
        cmocka_unit_test(every_field_stands_where_the_format_says),
        cmocka_unit_test(what_does_not_fit_is_the_nearest_that_does),
        cmocka_unit_test(a_frame_that_does_not_fit_is_refused),
        cmocka_unit_test(the_ellipse_is_that_of_the_covariance),
        cmocka_unit_test(the_axis_of_the_ellipse_goes_once_round_in_256_steps),
        cmocka_unit_test(a_label_is_the_callsign_or_the_next_best),
        cmocka_unit_test(labels_are_an_object_by_track),
        cmocka_unit_test(bearings_and_presence_are_marks),
        cmocka_unit_test(only_the_last_marks_are_told),
        cmocka_unit_test(a_scene_says_what_is_shown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
