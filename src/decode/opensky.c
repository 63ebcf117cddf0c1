/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State vectors: OpenSky's `/states/all`, `{"time":..,"states":[[..],..]}`, or
 * such arrays a line:
 *
 *   0 icao24            6 latitude          12 sensors
 *   1 callsign          7 baro_altitude, m  13 geo_altitude, m
 *   2 origin_country    8 on_ground         14 squawk
 *   3 time_position, s  9 velocity, m/s     15 spi
 *   4 last_contact, s  10 true_track        16 position_source
 *   5 longitude        11 vertical_rate     17 category (where asked for)
 *
 * and the objects that recordings of it are kept as: icao24, callsign,
 * timestamp (s, ms or text), latitude, longitude, altitude (ft), groundspeed
 * (kt), track, vertical_rate (ft/min), squawk, onground.
 */
#include <math.h>
#include <string.h>

#include "adsb.h"
#include "base/hex.h"
#include "base/timefmt.h"
#include "formats.h"
#include "json_message.h"
#include "positions.h"

static const double ft_m = 0.3048;
static const double kt_mps = 1852.0 / 3600;
static const double radians = 3.14159265358979323846 / 180;

enum { VALUES_MIN = 17, VALUES_MAX = 32, CATEGORIES = 21 };

enum value {
    VALUE_ICAO,
    VALUE_CALLSIGN,
    VALUE_TIME,
    VALUE_LON,
    VALUE_LAT,
    VALUE_ALT_BARO,
    VALUE_ON_GROUND,
    VALUE_SPEED,
    VALUE_TRACK,
    VALUE_RATE,
    VALUE_ALT_GEO,
    VALUE_SQUAWK,
    VALUE_CATEGORY,
    VALUE_NONE,
};

struct opensky {
    struct lw_decode_config config;
    struct lw_positions told;
};

struct said {
    uint32_t has; /* a bit for each enum value */
    uint32_t address;
    int64_t time_ns;
    double number[VALUE_NONE]; /* in the units of `scale` below: SI, degrees */
    bool on_ground;
    char callsign[9], squawk[5];
};

struct reader {
    struct lw_json json;
    struct said said;
    struct lw_fault *fault;
};

/* Where a value is found, and how it becomes SI. */
struct row {
    const char *name; /* in objects; NULL: not there */
    int index;        /* in arrays; -1: not there */
    enum value value;
    double min, max;       /* in SI, degrees */
    double scale, scale_a; /* of objects, of arrays */
};

static const struct row rows[] = {
    {"icao24", 0, VALUE_ICAO, 0, 0, 0, 0},
    {"callsign", 1, VALUE_CALLSIGN, 0, 0, 0, 0},
    {"timestamp", 3, VALUE_TIME, 0, 0, 0, 0},
    {"longitude", 5, VALUE_LON, -180, 180, 1, 1},
    {"latitude", 6, VALUE_LAT, -90, 90, 1, 1},
    {"altitude", 7, VALUE_ALT_BARO, -1000, 100000, ft_m, 1},
    {"onground", 8, VALUE_ON_GROUND, 0, 0, 0, 0},
    {"groundspeed", 9, VALUE_SPEED, 0, 5000, kt_mps, 1},
    {"track", 10, VALUE_TRACK, 0, 360, 1, 1},
    {"vertical_rate", 11, VALUE_RATE, -1000, 1000, ft_m / 60, 1},
    {"geoaltitude", 13, VALUE_ALT_GEO, -1000, 100000, ft_m, 1},
    {"squawk", 14, VALUE_SQUAWK, 0, 0, 0, 0},
    {"category", 17, VALUE_CATEGORY, 0, 255, 1, 1},
};

static int opensky_init(void *state, const struct lw_decode_config *config,
                        struct lw_fault *fault)
{
    struct opensky *own = state;

    (void)fault;
    memset(own, 0, sizeof *own);
    own->config = *config;
    return 0;
}

/* The column, counted from 1, and the name where it has one. */
static int refuse(struct reader *r, const struct row *row, const char *at,
                  const char *expected)
{
    return lw_fault_set(r->fault, LW_ERR_RANGE, 0, lw_json_column(&r->json, at),
                        "`%s`: expected %s", row->name, expected);
}

static int skip(struct reader *r)
{
    return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault) : 0;
}

static int take_address(struct reader *r, const struct row *row, const char *at)
{
    char text[8] = "";
    uint32_t address;

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, row, at, "six hexadecimal digits in quotes");
    const int err = lw_json_ascii(&r->json, text, sizeof text, r->fault);
    if (err < 0)
        return err;
    if (!lw_hex_read(text, 6, &address))
        return refuse(r, row, at, "six hexadecimal digits in quotes");
    r->said.address = address;
    return 0;
}

/* Seconds, or ms by its size, or RFC 3339. */
static int take_time(struct reader *r, const struct row *row, const char *at)
{
    static const double ms_from = 1e11;
    struct lw_json_number number;
    struct lw_json_string text;
    int64_t time_ns = -1;

    if (lw_json_peek(&r->json) == LW_JSON_STRING) {
        if (lw_json_string(&r->json, &text) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (lw_timefmt_read(text.text, text.len, &time_ns) < 0)
            time_ns = -1;
    } else if (lw_json_peek(&r->json) == LW_JSON_NUMBER) {
        if (lw_json_number(&r->json, &number) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (lw_json_scaled(&number, lw_json_double(&number) < ms_from ? 9 : 6,
                           &time_ns) < 0)
            time_ns = -1;
    }
    if (time_ns < 0 || time_ns > INT64_C(4102444800000000000))
        return refuse(r, row, at, "a time from 1970 to 2100");
    r->said.time_ns = time_ns / 1000 * 1000;
    return 0;
}

/* Four octal digits, as text or as the number that they look like. */
static int take_squawk(struct reader *r)
{
    struct lw_json_number number;
    char text[8] = "";

    if (lw_json_peek(&r->json) == LW_JSON_NUMBER) {
        if (lw_json_number(&r->json, &number) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (number.len <= 4)
            memcpy(text, number.text, number.len);
    } else if (lw_json_peek(&r->json) == LW_JSON_STRING) {
        const int err = lw_json_ascii(&r->json, text, sizeof text, r->fault);
        if (err < 0)
            return err;
    } else {
        return skip(r);
    }
    const size_t len = strlen(text);
    if (len == 0 || len > 4 || strspn(text, "01234567") != len)
        return 0;
    memset(r->said.squawk, '0', 4);
    memcpy(r->said.squawk + 4 - len, text, len);
    return 0;
}

static int take_number(struct reader *r, const struct row *row, const char *at,
                       bool array)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return refuse(r, row, at, "a number");
    if (lw_json_number(&r->json, &number) < 0)
        return lw_json_fault(&r->json, r->fault);
    const double value =
        lw_json_double(&number) * (array ? row->scale_a : row->scale);
    if (!(value >= row->min && value <= row->max))
        return lw_fault_set(r->fault, LW_ERR_RANGE, 0,
                            lw_json_column(&r->json, at),
                            "`%s`: expected %g to %g in degrees, m or m/s",
                            row->name, row->min, row->max);
    r->said.number[row->value] = value;
    return 0;
}

static int take(struct reader *r, const struct row *row, bool array)
{
    const char *at = r->json.at;
    int err = 0;

    if (lw_json_peek(&r->json) == LW_JSON_NULL)
        return skip(r);
    if (row->value == VALUE_ICAO) {
        err = take_address(r, row, at);
    } else if (row->value == VALUE_TIME) {
        err = take_time(r, row, at);
    } else if (row->value == VALUE_SQUAWK) {
        err = take_squawk(r);
    } else if (row->value == VALUE_CALLSIGN) {
        err = lw_json_peek(&r->json) == LW_JSON_STRING
                  ? lw_json_ascii(&r->json, r->said.callsign,
                                  sizeof r->said.callsign, r->fault)
                  : skip(r);
    } else if (row->value == VALUE_ON_GROUND) {
        r->said.on_ground = lw_json_peek(&r->json) == LW_JSON_TRUE;
        err = skip(r);
    } else {
        err = take_number(r, row, at, array);
    }
    r->said.has |= 1u << row->value;
    return err;
}

static int read_array(struct reader *r)
{
    int index = 0, more;

    (void)lw_json_enter(&r->json, '[');
    while ((more = lw_json_element(&r->json)) > 0) {
        const struct row *row = NULL;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (rows[i].index == index)
                row = &rows[i];
        const int err = row != NULL ? take(r, row, true) : skip(r);
        if (err < 0)
            return err;
        if (++index > VALUES_MAX)
            break;
    }
    if (more < 0)
        return lw_json_fault(&r->json, r->fault);
    if (index < VALUES_MIN || index > VALUES_MAX)
        return lw_fault_set(r->fault, LW_ERR_TRUNCATED, 0, 0,
                            "expected an array of %d values, got %d%s",
                            VALUES_MIN, index, more > 0 ? " and more" : "");
    return lw_json_end(&r->json) < 0 ? lw_json_fault(&r->json, r->fault) : 0;
}

static int read_object(struct reader *r)
{
    struct lw_json_string key;
    int more;

    if (lw_json_enter(&r->json, '{') < 0)
        return lw_json_fault(&r->json, r->fault);
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        const struct row *row = NULL;
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            if (lw_json_is(&key, rows[i].name))
                row = &rows[i];
        const int err = row != NULL ? take(r, row, false) : skip(r);
        if (err < 0)
            return err;
    }
    return more < 0 || lw_json_end(&r->json) < 0
               ? lw_json_fault(&r->json, r->fault)
               : 0;
}

static bool said(const struct said *s, enum value value)
{
    return (s->has >> value & 1u) != 0;
}

static int read_state(struct reader *r, const uint8_t *msg, size_t len)
{
    memset(&r->said, 0, sizeof r->said);
    lw_json_init(&r->json, (const char *)msg, len);
    return lw_json_peek(&r->json) == LW_JSON_ARRAY ? read_array(r)
                                                   : read_object(r);
}

/* Emitter categories in the order of the service. */
static uint8_t category_of(const struct said *s)
{
    static const uint8_t categories[CATEGORIES] = {
        0,    0,    0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xb1, 0xb2,
        0xb3, 0xb4, 0,    0xb6, 0xb7, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5};
    const double number = s->number[VALUE_CATEGORY];

    return number >= 0 && number < CATEGORIES ? categories[(int)number] : 0;
}

static struct lw_adsb_aircraft as_aircraft(const struct said *s, int64_t rx_ns)
{
    const double *n = s->number;
    struct lw_adsb_aircraft a = {
        .address = s->address,
        .has = LW_ADSB_ICAO,
        .alt_ns = rx_ns,
        .vel_ns = rx_ns,
        .vertical_ns = rx_ns,
        .place = {n[VALUE_LAT], n[VALUE_LON]},
        .category = category_of(s),
        .nac_p = -1,
        .nac_v = -1,
        .version = -1,
        .up_mps = n[VALUE_RATE],
    };

    memcpy(a.callsign, s->callsign, sizeof a.callsign);
    memcpy(a.squawk, s->squawk, sizeof a.squawk);
    a.has |= (s->callsign[0] ? LW_ADSB_CALLSIGN : 0u) |
             (s->squawk[0] ? LW_ADSB_SQUAWK : 0u) |
             (said(s, VALUE_RATE) ? LW_ADSB_VERTICAL : 0u);
    a.alt_gnss = said(s, VALUE_ALT_GEO);
    if (!s->on_ground && (a.alt_gnss || said(s, VALUE_ALT_BARO))) {
        a.alt_m = n[a.alt_gnss ? VALUE_ALT_GEO : VALUE_ALT_BARO];
        a.has |= LW_ADSB_ALT;
    }
    if (said(s, VALUE_SPEED) && said(s, VALUE_TRACK)) {
        a.vel_mps[0] = n[VALUE_SPEED] * sin(n[VALUE_TRACK] * radians);
        a.vel_mps[1] = n[VALUE_SPEED] * cos(n[VALUE_TRACK] * radians);
        a.has |= LW_ADSB_VEL;
    }
    return a;
}

static int opensky_decode(void *state, const uint8_t *msg, size_t len,
                          int64_t rx_ns, struct lw_report *out, size_t out_max,
                          struct lw_fault *fault)
{
    struct opensky *own = state;
    struct reader r = {.fault = fault};

    if (lw_json_piece(msg, len) != LW_JSON_PIECE_WHOLE)
        return 0; /* what is around a list */
    const int err = read_state(&r, msg, len);
    if (err < 0)
        return err;
    if (!said(&r.said, VALUE_ICAO))
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0, "`icao24` is missing");
    const int64_t meas_ns = said(&r.said, VALUE_TIME) ? r.said.time_ns : rx_ns;
    if (!said(&r.said, VALUE_LAT) || !said(&r.said, VALUE_LON) ||
        !lw_positions_new(&own->told, r.said.address, meas_ns,
                          r.said.number[VALUE_LAT], r.said.number[VALUE_LON]))
        return 0;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    const struct lw_adsb_aircraft a = as_aircraft(&r.said, rx_ns);
    lw_adsb_report(own->config.sensor, &a, meas_ns, rx_ns, 0, out);
    return 1;
}

static int64_t opensky_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct reader r = {.fault = NULL};

    (void)state;
    return lw_json_piece(msg, len) == LW_JSON_PIECE_WHOLE &&
                   read_state(&r, msg, len) == 0 && said(&r.said, VALUE_TIME)
               ? r.said.time_ns
               : -1;
}

static size_t opensky_frame(const uint8_t *buf, size_t len, int end,
                            size_t *start)
{
    return lw_json_frame(buf, len, end, start);
}

static int opensky_guess(const uint8_t *buf, size_t len)
{
    static const char *const answers[] = {"time", "states", NULL};
    static const char *const recordings[] = {"icao24", "timestamp", "latitude",
                                             NULL};
    enum { SURE = 90 };
    const bool answer = lw_json_guess(buf, len, answers) == SURE;
    const bool recording = lw_json_guess(buf, len, recordings) == SURE;

    return answer || recording ? SURE : 0;
}

const struct lw_decoder lw_decoder_opensky = {
    .name = "opensky",
    .format = "opensky",
    .title = "State vectors of OpenSky, and recordings of them",
    .spec = "OpenSky REST API, All State Vectors",
    .text = 1,
    .frame_len_max = LW_JSON_MESSAGE_MAX,
    .state_size = sizeof(struct opensky),
    .init = opensky_init,
    .guess = opensky_guess,
    .frame = opensky_frame,
    .clock_ns = opensky_clock_ns,
    .decode = opensky_decode,
    .describe = lw_json_describe,
};
