/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of contract JSON, read in a single pass: each known key has a row
 * in a table that says how its value is taken, where it goes and what it may
 * be; what a type needs and can use is checked at the end, since `type` may
 * come last.
 */
#include "ndjson.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/matrix.h"
#include "base/timefmt.h"

#define PI      3.14159265358979323846
#define RADIANS (PI / 180)

enum take {
    TAKE_NUMBER,
    TAKE_TYPE,
    TAKE_TIME,
    TAKE_TEXT,
    TAKE_OBJECT, /* text, or a number as it is written */
    TAKE_KINDS,
    TAKE_STATE,
    TAKE_AZ, /* a number, or [from, to] */
    TAKE_VEL,
    TAKE_COV,
    TAKE_ICAO,
    TAKE_SQUAWK,
    TAKE_TRUE,  /* true: its bit; false: nothing */
    TAKE_GROUP, /* an object with a table of its own */
};

struct field {
    const char *name;
    enum take take;
    uint32_t has;
    size_t offset;        /* in struct lw_report */
    double min, max;      /* as written */
    double scale;         /* to what is kept */
    const char *expected; /* for the fault */
    const struct group *group;
    size_t size; /* of a text, with its NUL */
};

struct group {
    const struct field *field;
    int count;
    uint32_t required; /* one bit a field, in the order of the table */
};

struct reader {
    struct lw_json json;
    struct lw_report report;
    struct lw_fault *fault;
    const struct field *within; /* the group we are in, for the fault */
};

#define AT(member) offsetof(struct lw_report, member)
#define TIME_MAX_S 4102444800 /* 2100-01-01 */

#define LAT(member)                                                            \
    {                                                                          \
        "lat", TAKE_NUMBER, 0, AT(member.lat_rad), -90, 90, RADIANS,           \
            "degrees from -90 to 90", NULL, 0                                  \
    }
#define LON(member)                                                            \
    {                                                                          \
        "lon", TAKE_NUMBER, 0, AT(member.lon_rad), -180, 180, RADIANS,         \
            "degrees from -180 to 180", NULL, 0                                \
    }
#define ALT(member, has)                                                       \
    {                                                                          \
        "alt", TAKE_NUMBER, has, AT(member.alt_hae_m), -1000, 100000, 1,       \
            "metres above the ellipsoid, -1000 to 100000", NULL, 0             \
    }
#define SD(name, has, member, max, scale, unit)                                \
    {                                                                          \
        name, TAKE_NUMBER, has, AT(sd.member), 1e-9, max, scale,               \
            unit " above 0, at most " #max, NULL, 0                            \
    }

static const struct field from_fields[] = {LAT(from), LON(from), ALT(from, 0)};
static const struct field operator_fields[] = {LAT(operator_pos),
                                               LON(operator_pos)};
static const struct field sd_fields[] = {
    SD("horizontal", LW_HAS_SD_HORIZONTAL, horizontal_m, 1000000, 1, "metres"),
    SD("vertical", LW_HAS_SD_VERTICAL, vertical_m, 1000000, 1, "metres"),
    SD("vel", LW_HAS_SD_VEL, vel_mps, 10000, 1, "m/s"),
    SD("range", LW_HAS_SD_RANGE, range_m, 1000000, 1, "metres"),
    SD("az", LW_HAS_SD_AZ, az_rad, 360, RADIANS, "degrees"),
    SD("el", LW_HAS_SD_EL, el_rad, 180, RADIANS, "degrees"),
    SD("range_rate", LW_HAS_SD_RANGE_RATE, range_rate_mps, 10000, 1, "m/s"),
};
static const struct field ident_fields[] = {
    {"icao", TAKE_ICAO, LW_HAS_ICAO, AT(ident.icao), 0, 0, 0,
     "six hexadecimal digits in quotes", NULL, 0},
    {"remote_id", TAKE_TEXT, LW_HAS_REMOTE_ID, AT(ident.remote_id), 0, 0, 0,
     "a string of at most 31 bytes", NULL, 32},
    {"callsign", TAKE_TEXT, LW_HAS_CALLSIGN, AT(ident.callsign), 0, 0, 0,
     "a string of at most 11 bytes", NULL, 12},
    {"squawk", TAKE_SQUAWK, LW_HAS_SQUAWK, AT(ident.squawk), 0, 0, 0,
     "four octal digits in quotes", NULL, 5},
};
static const struct group from_group = {from_fields, 3, 3};
static const struct group operator_group = {operator_fields, 2, 3};
static const struct group sd_group = {sd_fields, 7, 0};
static const struct group ident_group = {ident_fields, 4, 0};

enum top {
    TOP_TYPE,
    TOP_T,
    TOP_SENSOR,
    TOP_LAT,
    TOP_LON,
    TOP_RANGE,
    TOP_AZ,
    TOP_STATE,
    TOP_FIRST_OPTIONAL
};

static const struct field top_fields[] = {
    [TOP_TYPE] = {"type", TAKE_TYPE, 0, 0, 0, 0, 0,
                  "position, polar, bearing, heard, look or heartbeat", NULL,
                  0},
    [TOP_T] = {"t", TAKE_TIME, 0, AT(meas_ns), 0, 0, 0,
               "Unix seconds from 1970 to 2100, or an RFC 3339 string", NULL,
               0},
    [TOP_SENSOR] = {"sensor", TAKE_TEXT, 0, AT(sensor), 1, 0, 0,
                    "a string of 1 to 63 bytes", NULL, LW_ID_MAX + 1},
    [TOP_LAT] = LAT(pos),
    [TOP_LON] = LON(pos),
    [TOP_RANGE] = {"range", TAKE_NUMBER, 0, AT(range_m), 0, 1000000, 1,
                   "metres from 0 to 1000000", NULL, 0},
    [TOP_AZ] = {"az", TAKE_AZ, LW_HAS_SECTOR, AT(az_rad), 0, 360, RADIANS,
                "degrees from 0 to 360", NULL, 0},
    [TOP_STATE] = {"state", TAKE_STATE, 0, 0, 0, 0, 0, "ok, degraded or down",
                   NULL, 0},
    {"id", TAKE_TEXT, LW_HAS_ID, AT(id), 1, 0, 0, "a string of 1 to 63 bytes",
     NULL, LW_ID_MAX + 1},
    {"rx", TAKE_TIME, LW_HAS_RX, AT(rx_ns), 0, 0, 0,
     "Unix seconds from 1970 to 2100, or an RFC 3339 string", NULL, 0},
    {"kinds", TAKE_KINDS, LW_HAS_KINDS, 0, 0, 1, 1,
     "an object of kinds and their probabilities, together at most 1", NULL, 0},
    {"confidence", TAKE_NUMBER, LW_HAS_CONFIDENCE, AT(confidence), 0, 1, 1,
     "a probability from 0 to 1", NULL, 0},
    {"from", TAKE_GROUP, LW_HAS_FROM, 0, 0, 0, 0,
     "an object with lat, lon and alt", &from_group, 0},
    {"sd", TAKE_GROUP, 0, 0, 0, 0, 0, "an object of standard deviations",
     &sd_group, 0},
    {"object", TAKE_OBJECT, LW_HAS_OBJECT, AT(object), 1, 0, 0,
     "a number or a string of 1 to 31 bytes", NULL, LW_OBJECT_MAX + 1},
    ALT(pos, LW_HAS_ALT),
    {"vel", TAKE_VEL, LW_HAS_VEL, AT(vel_mps), -10000, 10000, 1,
     "[east, north, up] in m/s, each from -10000 to 10000", NULL, 0},
    {"cov", TAKE_COV, LW_HAS_COV, AT(cov_m2), -1e12, 1e12, 1,
     "a 3x3 matrix in m^2, symmetric and positive definite", NULL, 0},
    {"ident", TAKE_GROUP, 0, 0, 0, 0, 0, "an object of identities",
     &ident_group, 0},
    {"operator", TAKE_GROUP, LW_HAS_OPERATOR, 0, 0, 0, 0,
     "an object with lat and lon", &operator_group, 0},
    {"el", TAKE_NUMBER, LW_HAS_EL, AT(el_rad), -90, 90, RADIANS,
     "degrees from -90 to 90", NULL, 0},
    {"range_rate", TAKE_NUMBER, LW_HAS_RANGE_RATE, AT(range_rate_mps), -10000,
     10000, 1, "m/s from -10000 to 10000", NULL, 0},
    {"rcs", TAKE_NUMBER, LW_HAS_RCS, AT(rcs_dbsm), -200, 200, 1,
     "dBsm from -200 to 200", NULL, 0},
    {"level", TAKE_NUMBER, LW_HAS_LEVEL, AT(level_db), -300, 300, 1,
     "dB from -300 to 300", NULL, 0},
    {"f0", TAKE_NUMBER, LW_HAS_F0, AT(f0_hz), 0, 1e12, 1,
     "hertz from 0 to 1e12", NULL, 0},
    {"ground", TAKE_TRUE, LW_HAS_GROUND, 0, 0, 0, 0, "true or false", NULL, 0},
};
enum { TOP_COUNT = sizeof top_fields / sizeof *top_fields };
static const struct group top_group = {
    top_fields, TOP_COUNT, 1u << TOP_TYPE | 1u << TOP_T | 1u << TOP_SENSOR};

/* No two top keys share a slot; the unit test reads every one of them. */
enum { SLOTS = 64 };
#define SLOT(len, first, last)                                                 \
    (((unsigned)(len) + 16u * (unsigned)(first) + 31u * (unsigned)(last)) %    \
     SLOTS)
#define KEY(index, len, first, last) [SLOT(len, first, last)] = (index) + 1

static const unsigned char top_slots[SLOTS] = {
    KEY(TOP_TYPE, 4, 't', 'e'),
    KEY(TOP_T, 1, 't', 't'),
    KEY(TOP_SENSOR, 6, 's', 'r'),
    KEY(TOP_LAT, 3, 'l', 't'),
    KEY(TOP_LON, 3, 'l', 'n'),
    KEY(TOP_RANGE, 5, 'r', 'e'),
    KEY(TOP_AZ, 2, 'a', 'z'),
    KEY(TOP_STATE, 5, 's', 'e'),
    KEY(TOP_FIRST_OPTIONAL, 2, 'i', 'd'),
    KEY(TOP_FIRST_OPTIONAL + 1, 2, 'r', 'x'),
    KEY(TOP_FIRST_OPTIONAL + 2, 5, 'k', 's'),
    KEY(TOP_FIRST_OPTIONAL + 3, 10, 'c', 'e'),
    KEY(TOP_FIRST_OPTIONAL + 4, 4, 'f', 'm'),
    KEY(TOP_FIRST_OPTIONAL + 5, 2, 's', 'd'),
    KEY(TOP_FIRST_OPTIONAL + 6, 6, 'o', 't'),
    KEY(TOP_FIRST_OPTIONAL + 7, 3, 'a', 't'),
    KEY(TOP_FIRST_OPTIONAL + 8, 3, 'v', 'l'),
    KEY(TOP_FIRST_OPTIONAL + 9, 3, 'c', 'v'),
    KEY(TOP_FIRST_OPTIONAL + 10, 5, 'i', 't'),
    KEY(TOP_FIRST_OPTIONAL + 11, 8, 'o', 'r'),
    KEY(TOP_FIRST_OPTIONAL + 12, 2, 'e', 'l'),
    KEY(TOP_FIRST_OPTIONAL + 13, 10, 'r', 'e'),
    KEY(TOP_FIRST_OPTIONAL + 14, 3, 'r', 's'),
    KEY(TOP_FIRST_OPTIONAL + 15, 5, 'l', 'l'),
    KEY(TOP_FIRST_OPTIONAL + 16, 2, 'f', '0'),
    KEY(TOP_FIRST_OPTIONAL + 17, 6, 'g', 'd'),
};
static_assert(TOP_FIRST_OPTIONAL + 18 == TOP_COUNT, "a slot for every key");

/* What each type must have of the top fields, and may have in `has`. */
enum {
    HAS_COMMON = LW_HAS_RX | LW_HAS_ID | LW_HAS_KINDS | LW_HAS_CONFIDENCE |
                 LW_HAS_FROM | LW_HAS_OBJECT | LW_HAS_SD_HORIZONTAL |
                 LW_HAS_SD_VERTICAL | LW_HAS_SD_VEL | LW_HAS_SD_RANGE |
                 LW_HAS_SD_AZ | LW_HAS_SD_EL | LW_HAS_SD_RANGE_RATE,
    HAS_IDENT =
        LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN | LW_HAS_SQUAWK,
    HAS_PLOT = HAS_COMMON | HAS_IDENT,
};
static const struct {
    uint32_t required, has;
} type_rules[LW_REPORT_TYPES] = {
    [LW_REPORT_POSITION] = {1u << TOP_LAT | 1u << TOP_LON,
                            HAS_PLOT | LW_HAS_ALT | LW_HAS_VEL | LW_HAS_COV |
                                LW_HAS_OPERATOR | LW_HAS_GROUND},
    [LW_REPORT_POLAR] = {1u << TOP_RANGE | 1u << TOP_AZ,
                         HAS_PLOT | LW_HAS_EL | LW_HAS_RANGE_RATE | LW_HAS_RCS},
    [LW_REPORT_BEARING] = {1u << TOP_AZ,
                           HAS_PLOT | LW_HAS_EL | LW_HAS_LEVEL | LW_HAS_F0},
    [LW_REPORT_HEARD] = {0, HAS_PLOT | LW_HAS_LEVEL | LW_HAS_F0},
    [LW_REPORT_LOOK] = {0, HAS_COMMON | LW_HAS_SECTOR},
    [LW_REPORT_HEARTBEAT] = {1u << TOP_STATE, HAS_COMMON},
};

static int syntax(struct reader *r)
{
    return lw_fault_set(
        r->fault, LW_ERR_SYNTAX, 0, lw_json_column(&r->json, r->json.at),
        "not JSON: expected %s%s", r->json.error,
        r->json.at >= r->json.end ? ", got the end of the line" : "");
}

/* The value of `field`, which begins at `at`, is not what it should be. */
static int refuse(struct reader *r, int err, const struct field *field,
                  const char *at)
{
    enum { GOT_MAX = 40 };
    struct lw_json value;

    /* Read it again by itself, to show what it is. */
    lw_json_init(&value, at, (size_t)(r->json.end - at));
    if (lw_json_skip(&value) < 0) {
        r->json.at = value.at;
        r->json.error = value.error;
        return syntax(r);
    }
    size_t len = (size_t)(value.at - at);
    const bool cut = len > GOT_MAX;
    if (cut)
        for (len = GOT_MAX; len > 0 && (at[len] & 0xc0) == 0x80; len--)
            ;
    return lw_fault_set(r->fault, err, 0, lw_json_column(&r->json, at),
                        "`%s%s%s`: expected %s, got %.*s%s",
                        r->within ? r->within->name : "", r->within ? "." : "",
                        field->name, field->expected, (int)len, at,
                        cut ? ".." : "");
}

/* One number within the field's range, times its scale. */
static int take_number(struct reader *r, const struct field *field,
                       const char *at, double *value)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_number(&r->json, &number) < 0)
        return syntax(r);
    const double written = lw_json_double(&number);
    if (!(written >= field->min && written <= field->max))
        return refuse(r, LW_ERR_RANGE, field, at);
    *value = written * field->scale;
    return 0;
}

/* Exactly `count` such numbers in an array. */
static int take_numbers(struct reader *r, const struct field *field,
                        const char *at, double *value, int count)
{
    int got = 0, more;

    if (lw_json_peek(&r->json) != LW_JSON_ARRAY)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_enter(&r->json, '[') < 0)
        return syntax(r);
    while ((more = lw_json_element(&r->json)) > 0) {
        if (got == count)
            return refuse(r, LW_ERR_RANGE, field, at);
        const int err = take_number(r, field, at, &value[got++]);
        if (err < 0)
            return err;
    }
    if (more < 0)
        return syntax(r);
    return got == count ? 0 : refuse(r, LW_ERR_RANGE, field, at);
}

static int take_az(struct reader *r, const struct field *field, const char *at)
{
    double az[2];

    if (lw_json_peek(&r->json) == LW_JSON_ARRAY) {
        const int err = take_numbers(r, field, at, az, 2);
        if (err < 0)
            return err;
        r->report.az_rad = az[0];
        r->report.az_to_rad = az[1];
        r->report.has |= LW_HAS_SECTOR;
        return 0;
    }
    const int err = take_number(r, field, at, az);
    if (err < 0)
        return err;
    /* 360 is north too, and written 0. */
    r->report.az_rad = az[0] >= field->max * field->scale ? 0 : az[0];
    return 0;
}

/* Symmetric to a millionth of the standard deviations, then made so; and
 * positive definite. */
static bool is_covariance(double cov[9])
{
    double factor[9];

    for (int i = 0; i < 3; i++)
        if (!(cov[4 * i] > 0))
            return false;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < i; j++) {
            const double scale = sqrt(cov[4 * i] * cov[4 * j]);
            if (!(fabs(cov[3 * i + j] - cov[3 * j + i]) <= 1e-6 * scale))
                return false;
        }
    lw_symmetrise(cov, 3);
    memcpy(factor, cov, sizeof factor);
    return lw_cholesky(factor, 3);
}

static int take_cov(struct reader *r, const struct field *field, const char *at)
{
    double cov[9];
    int row = 0, more;

    if (lw_json_peek(&r->json) != LW_JSON_ARRAY)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_enter(&r->json, '[') < 0)
        return syntax(r);
    while ((more = lw_json_element(&r->json)) > 0) {
        if (row == 3)
            return refuse(r, LW_ERR_RANGE, field, at);
        const int err = take_numbers(r, field, at, &cov[3 * row++], 3);
        if (err < 0)
            return err;
    }
    if (more < 0)
        return syntax(r);
    if (row != 3 || !is_covariance(cov))
        return refuse(r, LW_ERR_RANGE, field, at);
    memcpy(r->report.cov_m2, cov, sizeof cov);
    return 0;
}

static int take_time(struct reader *r, const struct field *field,
                     const char *at, int64_t *time_ns)
{
    int64_t us;

    if (lw_json_peek(&r->json) == LW_JSON_NUMBER) {
        struct lw_json_number number;

        if (lw_json_number(&r->json, &number) < 0)
            return syntax(r);
        if (lw_json_scaled(&number, 6, &us) < 0)
            return refuse(r, LW_ERR_RANGE, field, at);
    } else if (lw_json_peek(&r->json) == LW_JSON_STRING) {
        struct lw_json_string string;
        int64_t ns;

        if (lw_json_string(&r->json, &string) < 0)
            return syntax(r);
        if (lw_timefmt_read(string.text, string.len, &ns) < 0)
            return refuse(r, LW_ERR_RANGE, field, at);
        us = ns >= 0 ? (ns + 500) / 1000 : -1;
    } else {
        return refuse(r, LW_ERR_RANGE, field, at);
    }
    if (us < 0 || us > TIME_MAX_S * 1000000)
        return refuse(r, LW_ERR_RANGE, field, at);
    *time_ns = us * 1000;
    return 0;
}

/* A string without control characters, of min..size-1 bytes, with its NUL. */
static int take_text(struct reader *r, const struct field *field,
                     const char *at, char *text)
{
    struct lw_json_string string;
    char plain[LW_ID_MAX + 1];

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    assert(field->size <= sizeof plain);
    const int len = lw_json_unescape(&string, plain, field->size);
    if (len < (int)field->min)
        return refuse(r, LW_ERR_RANGE, field, at);
    for (int i = 0; i < len; i++)
        if ((unsigned char)plain[i] < 0x20 || plain[i] == 0x7f)
            return refuse(r, LW_ERR_RANGE, field, at);
    if (len == 0) /* not said */
        return 0;
    memcpy(text, plain, (size_t)len + 1);
    r->report.has |= field->has;
    return 0;
}

static int take_object(struct reader *r, const struct field *field,
                       const char *at, char *text)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return take_text(r, field, at, text);
    if (lw_json_number(&r->json, &number) < 0)
        return syntax(r);
    if (number.len >= field->size)
        return refuse(r, LW_ERR_RANGE, field, at);
    memcpy(text, number.text, number.len);
    text[number.len] = '\0';
    r->report.has |= field->has;
    return 0;
}

static int take_word(struct reader *r, const struct field *field,
                     const char *at, int (*find)(const char *, size_t),
                     int *found)
{
    struct lw_json_string string;

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    const int index = find(string.text, string.len);
    if (index < 0)
        return refuse(r, LW_ERR_UNKNOWN, field, at);
    *found = index;
    return 0;
}

static int take_kinds(struct reader *r, const struct field *field,
                      const char *at)
{
    /* Each may be rounded to three decimals, as ours in tracks are. */
    const double sum_max = 1.005;
    struct lw_json_string key;
    double sum = 0;
    unsigned seen = 0;
    int more;

    if (lw_json_peek(&r->json) != LW_JSON_OBJECT)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_enter(&r->json, '{') < 0)
        return syntax(r);
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        const int kind = lw_kind_find(key.text, key.len);

        if (kind < 0)
            return lw_fault_set(
                r->fault, LW_ERR_UNKNOWN, 0, lw_json_column(&r->json, key.text),
                "`kinds`: expected multirotor, fixed-wing, piston, jet, "
                "helicopter, airliner, bird, balloon or unknown, got \"%.*s\"",
                key.len > 40 ? 40 : (int)key.len, key.text);
        if (seen & 1u << kind)
            return refuse(r, LW_ERR_SYNTAX, field, at);
        seen |= 1u << kind;
        const int err = take_number(r, field, at, &r->report.kinds[kind]);
        if (err < 0)
            return err;
        sum += r->report.kinds[kind];
    }
    if (more < 0)
        return syntax(r);
    if (!(sum <= sum_max))
        return refuse(r, LW_ERR_RANGE, field, at);
    if (seen != 0)
        r->report.has |= LW_HAS_KINDS;
    return 0;
}

static int take_icao(struct reader *r, const struct field *field,
                     const char *at)
{
    struct lw_json_string string;
    uint32_t icao = 0;

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    if (string.len != 6)
        return refuse(r, LW_ERR_RANGE, field, at);
    for (size_t i = 0; i < 6; i++) {
        const char *digits = "0123456789abcdef0123456789ABCDEF";
        const char *found =
            string.text[i] ? strchr(digits, string.text[i]) : NULL;
        if (found == NULL)
            return refuse(r, LW_ERR_RANGE, field, at);
        icao = icao << 4 | (uint32_t)((found - digits) % 16);
    }
    r->report.ident.icao = icao;
    r->report.has |= LW_HAS_ICAO;
    return 0;
}

static int take_true(struct reader *r, const struct field *field,
                     const char *at)
{
    bool value = false;

    if (lw_json_peek(&r->json) != LW_JSON_TRUE &&
        lw_json_peek(&r->json) != LW_JSON_FALSE)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_bool(&r->json, &value) < 0)
        return syntax(r);
    r->report.has |= value ? field->has : 0u;
    return 0;
}

static int take_squawk(struct reader *r, const struct field *field,
                       const char *at)
{
    struct lw_json_string string;

    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return refuse(r, LW_ERR_RANGE, field, at);
    if (lw_json_string(&r->json, &string) < 0)
        return syntax(r);
    if (string.len != 4)
        return refuse(r, LW_ERR_RANGE, field, at);
    for (size_t i = 0; i < 4; i++)
        if (string.text[i] < '0' || string.text[i] > '7')
            return refuse(r, LW_ERR_RANGE, field, at);
    memcpy(r->report.ident.squawk, string.text, 4);
    r->report.has |= LW_HAS_SQUAWK;
    return 0;
}

/* Take the value of `field`, or with *group set, go into its object. */
static int take(struct reader *r, const struct field *field,
                const struct group **group)
{
    const char *at = r->json.at;
    char *to = (char *)&r->report + field->offset;
    int word = 0, err = 0;

    switch (field->take) {
    case TAKE_NUMBER:
        err = take_number(r, field, at, (double *)(void *)to);
        break;
    case TAKE_TYPE:
        err = take_word(r, field, at, lw_report_type_find, &word);
        r->report.type = (enum lw_report_type)word;
        break;
    case TAKE_TIME:
        err = take_time(r, field, at, (int64_t *)(void *)to);
        break;
    case TAKE_TEXT:
        return take_text(r, field, at, to);
    case TAKE_OBJECT:
        return take_object(r, field, at, to);
    case TAKE_KINDS:
        return take_kinds(r, field, at);
    case TAKE_STATE:
        err = take_word(r, field, at, lw_heartbeat_find, &word);
        r->report.state = (enum lw_heartbeat)word;
        break;
    case TAKE_AZ:
        return take_az(r, field, at);
    case TAKE_VEL:
        err = take_numbers(r, field, at, r->report.vel_mps, 3);
        break;
    case TAKE_COV:
        err = take_cov(r, field, at);
        break;
    case TAKE_ICAO:
        return take_icao(r, field, at);
    case TAKE_SQUAWK:
        return take_squawk(r, field, at);
    case TAKE_TRUE:
        return take_true(r, field, at);
    case TAKE_GROUP:
        if (lw_json_peek(&r->json) != LW_JSON_OBJECT)
            return refuse(r, LW_ERR_RANGE, field, at);
        *group = field->group;
        break;
    }
    r->report.has |= field->has;
    return err;
}

/* The field that a key names: its index in the group, or -1. */
static int find_field(const struct group *group,
                      const struct lw_json_string *key)
{
    if (key->len == 0)
        return -1;
    if (group == &top_group) {
        const unsigned char first = (unsigned char)key->text[0];
        const unsigned char last = (unsigned char)key->text[key->len - 1];
        const int index = top_slots[SLOT(key->len, first, last)] - 1;

        return index >= 0 && lw_json_is(key, top_fields[index].name) ? index
                                                                     : -1;
    }
    for (int i = 0; i < group->count; i++)
        if (lw_json_is(key, group->field[i].name))
            return i;
    return -1;
}

static int missing(struct reader *r, const struct group *group,
                   uint32_t required, uint32_t given)
{
    int i = 0;

    while (!(required & ~given & 1u << i))
        i++;
    return lw_fault_set(r->fault, LW_ERR_MISSING, 0, 0,
                        "`%s%s%s` is missing: expected %s",
                        r->within ? r->within->name : "", r->within ? "." : "",
                        group->field[i].name, group->field[i].expected);
}

/* One key of `group` and its value. *inner: a group to be gone into first. */
static int read_pair(struct reader *r, const struct group *group,
                     const struct lw_json_string *key, uint32_t *seen,
                     uint32_t *given, const struct field **inner)
{
    const struct group *into = NULL;
    const int index = find_field(group, key);

    if (index < 0)
        return lw_json_skip(&r->json) < 0 ? syntax(r) : 0;
    const struct field *field = &group->field[index];
    if (*seen & 1u << index)
        return lw_fault_set(r->fault, LW_ERR_SYNTAX, 0,
                            lw_json_column(&r->json, key->text),
                            "`%s` stands twice", field->name);
    *seen |= 1u << index;
    if (lw_json_peek(&r->json) == LW_JSON_NULL)
        return lw_json_skip(&r->json) < 0 ? syntax(r) : 0;
    *given |= 1u << index;
    const int err = take(r, field, &into);
    if (err == 0 && into != NULL)
        *inner = field;
    return err;
}

/* All pairs of the object that stands here. Groups nest one deep. */
static int read_group(struct reader *r, const struct field *field)
{
    uint32_t seen = 0, given = 0;
    struct lw_json_string key;
    const struct field *none = NULL;
    int more;

    r->within = field;
    if (lw_json_enter(&r->json, '{') < 0)
        return syntax(r);
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        const int err = read_pair(r, field->group, &key, &seen, &given, &none);
        if (err < 0)
            return err;
        assert(none == NULL);
    }
    if (more < 0)
        return syntax(r);
    if (field->group->required & ~given)
        return missing(r, field->group, field->group->required, given);
    r->within = NULL;
    return 0;
}

/* `az` fits its type: one angle, or for a look a sector. */
static int check_az(struct reader *r, uint32_t given)
{
    const bool sector = r->report.has & LW_HAS_SECTOR;
    const bool look = r->report.type == LW_REPORT_LOOK;
    const bool wanted = look || r->report.type == LW_REPORT_POLAR ||
                        r->report.type == LW_REPORT_BEARING;

    if (!(given & 1u << TOP_AZ) || !wanted || sector == look)
        return 0;
    return lw_fault_set(r->fault, LW_ERR_RANGE, 0, 0, "`az`: expected %s",
                        look ? "[from, to] in degrees from 0 to 360"
                             : "one angle in degrees from 0 to 360");
}

/* Leave out what the type has no use for, so that equal reports are equal. */
static void settle(struct lw_report *report)
{
    static const struct lw_geodetic nowhere = {0};

    report->has &= type_rules[report->type].has;
    if (report->type != LW_REPORT_POSITION) {
        report->pos = report->operator_pos = nowhere;
        memset(report->vel_mps, 0, sizeof report->vel_mps);
        memset(report->cov_m2, 0, sizeof report->cov_m2);
    }
    if (!(type_rules[report->type].has & HAS_IDENT))
        memset(&report->ident, 0, sizeof report->ident);
    if (report->type != LW_REPORT_POLAR) {
        report->range_m = report->range_rate_mps = report->rcs_dbsm = 0;
        if (report->type != LW_REPORT_BEARING) {
            report->el_rad = 0;
            if (report->type != LW_REPORT_LOOK)
                report->az_rad = 0;
        }
    }
    if (report->type != LW_REPORT_LOOK)
        report->az_to_rad = 0;
    if (report->type != LW_REPORT_HEARTBEAT)
        report->state = LW_HEARTBEAT_OK;
    if (!(report->has & LW_HAS_LEVEL))
        report->level_db = 0;
    if (!(report->has & LW_HAS_F0))
        report->f0_hz = 0;
}

static int read_line(struct reader *r)
{
    uint32_t seen = 0, given = 0;
    struct lw_json_string key;
    int more;

    if (lw_json_enter(&r->json, '{') < 0)
        return syntax(r);
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        const struct field *inner = NULL;
        int err = read_pair(r, &top_group, &key, &seen, &given, &inner);

        if (err == 0 && inner != NULL)
            err = read_group(r, inner);
        if (err < 0)
            return err;
    }
    if (more < 0 || lw_json_end(&r->json) < 0)
        return syntax(r);
    if (top_group.required & ~given)
        return missing(r, &top_group, top_group.required, given);
    const uint32_t required = type_rules[r->report.type].required;
    if (required & ~given)
        return missing(r, &top_group, required, given);
    const int err = check_az(r, given);
    if (err == 0)
        settle(&r->report);
    return err;
}

int lw_ndjson_read(const char *line, size_t len, struct lw_report *out,
                   struct lw_fault *fault)
{
    struct reader r;

    if (len > LW_NDJSON_LINE_MAX)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, LW_NDJSON_LINE_MAX + 1,
                            "expected a line of at most %d bytes, got %zu",
                            LW_NDJSON_LINE_MAX, len);
    memset(&r.report, 0, sizeof r.report);
    r.fault = fault;
    r.within = NULL;
    lw_json_init(&r.json, line, len);
    const int err = read_line(&r);
    if (err < 0)
        return err;
    *out = r.report;
    return 0;
}
