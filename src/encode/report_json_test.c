/* SPDX-License-Identifier: Apache-2.0 */
/* Writing is tested against the reader of the same contract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random.h"

#include "decode/ndjson.h"
#include "encode/report_json.h"

#define PI 3.14159265358979323846

static void random_name(uint64_t *seed, char *name, size_t size)
{
    static const char alphabet[] = "abcXYZ019-_. \"\\/";
    const size_t len = 1 + random_bits(seed) % (size - 1);

    for (size_t i = 0; i < len; i++)
        name[i] = alphabet[random_bits(seed) % (sizeof alphabet - 1)];
    name[len] = '\0';
}

static void random_ident(uint64_t *seed, struct lw_ident *ident)
{
    ident->icao = (uint32_t)random_bits(seed) & 0xffffff;
    random_name(seed, ident->remote_id, sizeof ident->remote_id);
    random_name(seed, ident->callsign, sizeof ident->callsign);
    for (int i = 0; i < 4; i++)
        ident->squawk[i] = (char)('0' + random_bits(seed) % 8);
}

/* A covariance a a' + 1 with entries of any size. */
static void random_cov(uint64_t *seed, double cov[9])
{
    double a[9];

    for (int i = 0; i < 9; i++)
        a[i] = random_between(seed, -30, 30);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            cov[3 * i + j] = i == j;
            for (int k = 0; k < 3; k++)
                cov[3 * i + j] += a[3 * i + k] * a[3 * j + k];
        }
}

/* Every field filled; `has` at random; what counts is what the reader keeps. */
static struct lw_report random_report(uint64_t *seed)
{
    struct lw_report r = {0};

    r.type = (enum lw_report_type)(random_bits(seed) % LW_REPORT_TYPES);
    r.has = (uint32_t)random_bits(seed) & ((LW_HAS_GROUND << 1) - 1);
    r.meas_ns = (int64_t)(random_bits(seed) % 4000000000000000) * 1000;
    r.rx_ns = r.meas_ns + (int64_t)(random_bits(seed) % 1000000) * 1000;
    random_name(seed, r.sensor, sizeof r.sensor);
    random_name(seed, r.id, sizeof r.id);
    random_name(seed, r.object, sizeof r.object);
    random_ident(seed, &r.ident);
    random_cov(seed, r.cov_m2);
    r.confidence = random_between(seed, 0, 1);
    for (int i = 0; i < LW_KINDS; i++)
        r.kinds[i] = random_between(seed, 0, 1.0 / LW_KINDS);
    r.pos = (struct lw_geodetic){random_between(seed, -PI / 2, PI / 2),
                                 random_between(seed, -PI, PI),
                                 random_between(seed, -900, 15000)};
    r.from = r.operator_pos = r.pos;
    for (int i = 0; i < 3; i++)
        r.vel_mps[i] = random_between(seed, -300, 300);
    r.range_m = random_between(seed, 0, 300000);
    r.az_rad = random_between(seed, 0, 2 * PI);
    r.az_to_rad = random_between(seed, 0, 2 * PI);
    r.el_rad = random_between(seed, -PI / 2, PI / 2);
    r.range_rate_mps = random_between(seed, -300, 300);
    r.rcs_dbsm = random_between(seed, -40, 40);
    r.level_db = random_between(seed, -100, 100);
    r.f0_hz = random_between(seed, 0, 20000);
    r.state = (enum lw_heartbeat)(random_bits(seed) % 3);
    r.sd = (struct lw_sd){
        random_between(seed, 0.01, 500), random_between(seed, 0.01, 500),
        random_between(seed, 0.01, 50),  random_between(seed, 0.01, 500),
        random_between(seed, 1e-4, 1),   random_between(seed, 1e-4, 1),
        random_between(seed, 0.01, 50)};
    return r;
}

static void compare_places(const struct lw_geodetic *a,
                           const struct lw_geodetic *b)
{
    assert_near(a->lat_rad, b->lat_rad, 1e-11);
    assert_near(a->lon_rad, b->lon_rad, 1e-11);
}

static void compare_sd(const struct lw_report *a, const struct lw_report *b)
{
    const struct {
        uint32_t has;
        double a, b;
    } sd[] = {
        {LW_HAS_SD_HORIZONTAL, a->sd.horizontal_m, b->sd.horizontal_m},
        {LW_HAS_SD_VERTICAL, a->sd.vertical_m, b->sd.vertical_m},
        {LW_HAS_SD_VEL, a->sd.vel_mps, b->sd.vel_mps},
        {LW_HAS_SD_RANGE, a->sd.range_m, b->sd.range_m},
        {LW_HAS_SD_AZ, a->sd.az_rad, b->sd.az_rad},
        {LW_HAS_SD_EL, a->sd.el_rad, b->sd.el_rad},
        {LW_HAS_SD_RANGE_RATE, a->sd.range_rate_mps, b->sd.range_rate_mps},
    };

    for (size_t i = 0; i < sizeof sd / sizeof *sd; i++)
        if (a->has & sd[i].has)
            assert_near(sd[i].a, sd[i].b, 1e-6 * sd[i].a);
}

static void compare_position(const struct lw_report *a,
                             const struct lw_report *b)
{
    compare_places(&a->pos, &b->pos);
    if (a->has & LW_HAS_ALT)
        assert_near(a->pos.alt_hae_m, b->pos.alt_hae_m, 1e-4);
    if (a->has & LW_HAS_VEL)
        for (int i = 0; i < 3; i++)
            assert_near(a->vel_mps[i], b->vel_mps[i], 1e-4);
    if (a->has & LW_HAS_COV)
        for (int i = 0; i < 9; i++)
            assert_near(a->cov_m2[i], b->cov_m2[i], 1e-9);
    if (a->has & LW_HAS_OPERATOR)
        compare_places(&a->operator_pos, &b->operator_pos);
    if (a->has & LW_HAS_ICAO)
        assert_int_equal(a->ident.icao, b->ident.icao);
    if (a->has & LW_HAS_REMOTE_ID)
        assert_string_equal(a->ident.remote_id, b->ident.remote_id);
    if (a->has & LW_HAS_CALLSIGN)
        assert_string_equal(a->ident.callsign, b->ident.callsign);
    if (a->has & LW_HAS_SQUAWK)
        assert_string_equal(a->ident.squawk, b->ident.squawk);
}

/* `b` was read; so its `has` says what its type can use. */
static void compare(const struct lw_report *a, const struct lw_report *b)
{
    assert_int_equal(a->type, b->type);
    assert_int_equal(b->has & ~a->has, 0);
    assert_true(a->meas_ns == b->meas_ns);
    assert_string_equal(a->sensor, b->sensor);
    if (a->has & LW_HAS_RX)
        assert_true(a->rx_ns == b->rx_ns);
    if (a->has & LW_HAS_ID)
        assert_string_equal(a->id, b->id);
    if (a->has & LW_HAS_OBJECT)
        assert_string_equal(a->object, b->object);
    if (a->has & LW_HAS_FROM)
        compare_places(&a->from, &b->from);
    if (a->has & LW_HAS_KINDS)
        for (int i = 0; i < LW_KINDS; i++)
            assert_near(a->kinds[i], b->kinds[i], 1e-6);
    if (a->has & LW_HAS_CONFIDENCE)
        assert_near(a->confidence, b->confidence, 1e-6);
    compare_sd(a, b);
    if (a->type == LW_REPORT_POSITION)
        compare_position(a, b);
    if (a->type == LW_REPORT_POLAR)
        assert_near(a->range_m, b->range_m, 1e-4);
    if (a->type == LW_REPORT_POLAR || a->type == LW_REPORT_BEARING) {
        assert_near(remainder(a->az_rad - b->az_rad, 2 * PI), 0, 1e-8);
        if (a->has & LW_HAS_EL)
            assert_near(a->el_rad, b->el_rad, 1e-8);
    }
    if (b->has & LW_HAS_SECTOR)
        assert_near(a->az_to_rad, b->az_to_rad, 1e-8);
    if (b->has & LW_HAS_RANGE_RATE)
        assert_near(a->range_rate_mps, b->range_rate_mps, 1e-4);
    if (b->has & LW_HAS_RCS)
        assert_near(a->rcs_dbsm, b->rcs_dbsm, 1e-4);
    if (b->has & LW_HAS_LEVEL)
        assert_near(a->level_db, b->level_db, 1e-4);
    if (b->has & LW_HAS_F0)
        assert_near(a->f0_hz, b->f0_hz, 1e-4);
    if (a->type == LW_REPORT_HEARTBEAT)
        assert_int_equal(a->state, b->state);
}

static void reading_what_was_written_gives_it_back(void **state)
{
    uint64_t seed = 1122334455;
    char first[4096], second[4096];

    (void)state;
    for (int i = 0; i < 20000; i++) {
        const struct lw_report a = random_report(&seed);
        struct lw_report b, c;
        struct lw_fault fault = {0};

        const int len = lw_report_write_all(&a, first, sizeof first);
        assert_true(len > 0);
        if (lw_ndjson_read(first, (size_t)len, &b, &fault) != 0)
            fail_msg("%.*s: %s", len, first, fault.what);
        compare(&a, &b);
        /* What was read is written the same, and read the same for ever. */
        const int again = lw_report_write_all(&b, second, sizeof second);
        if (again != len || memcmp(first, second, (size_t)len) != 0)
            fail_msg("%.*s\n%.*s", len, first, again, second);
        assert_int_equal(lw_ndjson_read(second, (size_t)again, &c, &fault), 0);
        assert_memory_equal(&b, &c, sizeof b);
    }
}

static void tells_when_there_is_no_room(void **state)
{
    uint64_t seed = 42;

    (void)state;
    for (int i = 0; i < 200; i++) {
        const struct lw_report r = random_report(&seed);
        char whole[4096];
        const int len = lw_report_write_all(&r, whole, sizeof whole);

        for (int size = 0; size <= len; size += 1 + size / 8) {
            char *exact = malloc((size_t)size + 1);
            assert_non_null(exact);
            if (size < len)
                assert_int_equal(lw_report_write_all(&r, exact, (size_t)size),
                                 LW_ERR_NO_SPACE);
            free(exact);
        }
        char *exact = malloc((size_t)len);
        assert_non_null(exact);
        assert_int_equal(lw_report_write_all(&r, exact, (size_t)len), len);
        free(exact);
    }
}

static void writes_a_bearing_as_the_contract_has_it(void **state)
{
    const struct lw_report r = {
        .type = LW_REPORT_BEARING,
        .meas_ns = 1790000012250000000,
        .sensor = "post-001",
        .az_rad = 2 * PI - 1e-12,
        .el_rad = -PI / 4,
        .f0_hz = 110,
        .sd.az_rad = 4 * PI / 180,
        .has = LW_HAS_EL | LW_HAS_F0 | LW_HAS_SD_AZ,
    };
    const char *expected =
        "{\"type\":\"bearing\",\"t\":1790000012.25,\"sensor\":\"post-001\","
        "\"az\":0,\"el\":-45,\"f0\":110,\"sd\":{\"az\":4}}";
    char text[512];
    const int len = lw_report_write_all(&r, text, sizeof text - 1);

    (void)state;
    assert_true(len > 0);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void where_an_operator_stands_is_left_out(void **state)
{
    struct lw_report r = {.type = LW_REPORT_POSITION, .has = LW_HAS_OPERATOR};
    char all[500] = "", plain[500] = "";

    (void)state;
    r.operator_pos.lat_rad = 0.5;
    assert_true(lw_report_write_all(&r, all, sizeof all - 1) > 0);
    assert_true(lw_report_write(&r, plain, sizeof plain - 1) > 0);
    assert_non_null(strstr(all, "\"operator\":{"));
    assert_null(strstr(plain, "operator"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading_what_was_written_gives_it_back),
        cmocka_unit_test(tells_when_there_is_no_room),
        cmocka_unit_test(writes_a_bearing_as_the_contract_has_it),
        cmocka_unit_test(where_an_operator_stands_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
