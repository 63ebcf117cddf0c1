/* SPDX-License-Identifier: Apache-2.0 */
#include "mapped.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "adsb.h"
#include "base/json.h"
#include "base/text.h"
#include "base/timefmt.h"
#include "members.h"
#include "ndjson.h"

enum { NUMBER_SIZE = 64, TIME_SIZE = 64, LINE_SIZE = 8192 };

/* What the fields of one record say. */
struct record {
    const struct lw_mapping *mapping;
    const struct lw_mapped_value *value;
    bool has[LW_MAPPED_COUNT];
    double number[LW_MAPPED_COUNT];
    struct lw_mapped_value text[LW_MAPPED_COUNT];
    int64_t time_ns;
    double probability; /* of the kind */
    struct lw_fault *fault;
};

const struct lw_mapping *lw_mapped_begin(const struct lw_decode_config *config,
                                         const char *format,
                                         struct lw_fault *fault)
{
    const struct lw_mapping *mapping =
        config->site != NULL ? lw_mapping_of(config->site, config->sensor)
                             : NULL;

    if (mapping == NULL)
        (void)lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                           "the format %s needs `mapping` of the sensor \"%s\" "
                           "in the site file",
                           format, config->sensor);
    return mapping;
}

static bool same(struct lw_mapped_value value, const char *text)
{
    return value.len == strlen(text) &&
           memcmp(value.text, text, value.len) == 0;
}

static struct lw_mapped_value trim(struct lw_mapped_value value)
{
    while (value.len > 0 && *value.text == ' ') {
        value.text++;
        value.len--;
    }
    while (value.len > 0 && value.text[value.len - 1] == ' ')
        value.len--;
    return value;
}

static int wrong(const struct record *r, const struct lw_mapping_field *field,
                 struct lw_mapped_value value, int err, const char *expected)
{
    return lw_fault_set(
        r->fault, err, 0, 0, "`%s`: expected %s, got \"%.*s\"%s%.60s%s",
        lw_mapped_name(field->field), expected,
        value.len > 40 ? 40 : (int)value.len, value.text,
        field->source >= 0 ? " in `" : "",
        field->source >= 0 ? r->mapping->source[field->source].path : "",
        field->source >= 0 ? "`" : "");
}

/* A number as people write it: a sign, zeros before it, a bare point. */
static bool read_number(const struct lw_mapping *mapping,
                        struct lw_mapped_value value, char room[NUMBER_SIZE],
                        struct lw_json_number *out)
{
    size_t len = 0, at = 0;
    struct lw_json json;

    if (value.len + 1 >= NUMBER_SIZE)
        return false;
    if (at < value.len && (value.text[at] == '-' || value.text[at] == '+'))
        if (value.text[at++] == '-')
            room[len++] = '-';
    while (at + 1 < value.len && value.text[at] == '0' &&
           value.text[at + 1] >= '0' && value.text[at + 1] <= '9')
        at++;
    if (at < value.len && (value.text[at] == '.' || value.text[at] == ','))
        room[len++] = '0';
    for (; at < value.len; at++) {
        const char c = value.text[at];
        if (c == ',' && !mapping->decimal_comma)
            return false;
        room[len++] = c == ',' ? '.' : c;
    }
    lw_json_init(&json, room, len);
    return lw_json_peek(&json) == LW_JSON_NUMBER &&
           lw_json_number(&json, out) == 0 && lw_json_end(&json) == 0;
}

static int take_number(struct record *r, const struct lw_mapping_field *field,
                       struct lw_mapped_value value)
{
    char room[NUMBER_SIZE];
    struct lw_json_number number;

    if (!read_number(r->mapping, value, room, &number))
        return wrong(r, field, value, LW_ERR_SYNTAX, "a number");
    double x = lw_json_double(&number);
    if (field->logarithm && !(x > 0))
        return wrong(r, field, value, LW_ERR_RANGE, "square metres above 0");
    x = (field->logarithm ? 10 * log10(x) : x) * field->factor + field->offset;
    if (!isfinite(x))
        return wrong(r, field, value, LW_ERR_RANGE, "a finite number");
    /* Sensors count angles from -180 as well as from 0. */
    const int f = field->field;
    if (f == LW_MAPPED_AZ || f == LW_MAPPED_COURSE || f == LW_MAPPED_AZ_FROM ||
        f == LW_MAPPED_AZ_TO)
        x += x < 0 && x >= -360 ? 360 : x > 360 && x <= 720 ? -360 : 0;
    if (f == LW_MAPPED_LON && x > 180 && x <= 360)
        x -= 360;
    r->number[f] = x;
    return 0;
}

/* RFC 3339, or less of it: no offset is UTC, slashes for dashes. */
static bool read_text_time(struct lw_mapped_value date,
                           struct lw_mapped_value clock, int64_t *time_ns)
{
    char text[TIME_SIZE];
    size_t len = date.len;

    if (date.len + clock.len + 3 > sizeof text)
        return false;
    memcpy(text, date.text, date.len);
    if (clock.len > 0) {
        text[len++] = 'T';
        memcpy(text + len, clock.text, clock.len);
        len += clock.len;
    }
    for (size_t i = 0; i < len && i < 10; i++)
        text[i] = text[i] == '/' ? '-' : text[i];
    if (lw_timefmt_read(text, len, time_ns) == 0)
        return true;
    text[len++] = 'Z';
    return lw_timefmt_read(text, len, time_ns) == 0;
}

static int take_time(struct record *r, const struct lw_mapping_field *field,
                     struct lw_mapped_value value)
{
    char room[NUMBER_SIZE];
    struct lw_json_number number;
    struct lw_mapped_value clock = {"", 0};

    if (field->source2 >= 0) {
        clock = trim(r->value[field->source2]);
        if (clock.text == NULL || clock.len == 0)
            return wrong(r, field, value, LW_ERR_MISSING, "a date and a time");
    }
    if (field->time != LW_TIME_TEXT &&
        read_number(r->mapping, value, room, &number)) {
        const int digits =
            field->time == LW_TIME_NUMBER ? field->time_digits : 9;
        if (lw_json_scaled(&number, digits, &r->time_ns) < 0 || r->time_ns < 0)
            return wrong(r, field, value, LW_ERR_RANGE, "a time from 1970 on");
        return 0;
    }
    if (field->time == LW_TIME_NUMBER ||
        !read_text_time(value, clock, &r->time_ns) || r->time_ns < 0)
        return wrong(r, field, value, LW_ERR_SYNTAX,
                     field->time == LW_TIME_NUMBER
                         ? "a number"
                         : "a time such as 2026-11-21T22:21:58.176Z");
    return 0;
}

/* The text that stands for a value: by its words. False: it is unknown. */
static bool translate(const struct record *r,
                      const struct lw_mapping_field *field,
                      struct lw_mapped_value *value)
{
    bool listed = false;

    for (uint32_t i = 0; i < field->words; i++) {
        const struct lw_mapping_word *word = &r->mapping->word[field->word + i];
        if (same(*value, word->from)) {
            if (word->to == NULL)
                return false;
            *value = (struct lw_mapped_value){word->to, strlen(word->to)};
            return true;
        }
        listed = listed || word->to != NULL;
    }
    /* What is not among the kinds or types is none that we know. */
    return !listed ||
           (field->field != LW_MAPPED_KIND && field->field != LW_MAPPED_TYPE);
}

static int take_field(struct record *r, const struct lw_mapping_field *field)
{
    struct lw_mapped_value value = {field->constant, 0};
    int err = 0;

    if (field->source >= 0)
        value = r->value[field->source];
    else
        value.len = strlen(field->constant);
    if (value.text == NULL)
        return 0;
    value = trim(value);
    if (value.len == 0 || !translate(r, field, &value))
        return 0;
    const enum lw_quantity quantity = lw_mapped_quantity(field->field);
    if (quantity == LW_QUANTITY_TEXT || quantity == LW_QUANTITY_WORD)
        r->text[field->field] = value;
    else if (quantity == LW_QUANTITY_TIME)
        err = take_time(r, field, value);
    else
        err = take_number(r, field, value);
    r->has[field->field] = err == 0;
    if (field->field == LW_MAPPED_KIND)
        r->probability = field->probability;
    /* How far an altitude above something else than the ellipsoid is off. */
    if (err == 0 && field->datum != LW_DATUM_HAE &&
        !(field->datum == LW_DATUM_MSL && field->offset != 0)) {
        r->has[LW_MAPPED_SD_VERTICAL] = true;
        r->number[LW_MAPPED_SD_VERTICAL] =
            field->datum == LW_DATUM_MSL
                ? 50
                : lw_adsb_pressure_sd_m(r->number[LW_MAPPED_ALT]);
    }
    return err;
}

static bool is_meant(const struct record *r)
{
    const struct lw_mapping *m = r->mapping;

    if (m->when < 0)
        return true;
    if (r->value[m->when].text == NULL)
        return false;
    const struct lw_mapped_value value = trim(r->value[m->when]);
    for (uint32_t i = 0; i < m->when_words; i++)
        if (same(value, m->word[m->when_word + i].from))
            return true;
    return false;
}

static void put_text(struct lw_text *to, const struct record *r, int field,
                     const char *key, size_t padded)
{
    struct lw_mapped_value value = r->text[field];
    char room[8] = "000000";

    if (!r->has[field])
        return;
    if (value.len < padded) {
        assert(padded < sizeof room);
        memcpy(room + padded - value.len, value.text, value.len);
        value = (struct lw_mapped_value){room, padded};
    }
    lw_member_key(to, key);
    lw_text_quote_bytes(to, value.text, value.len);
}

static void put_number(struct lw_text *to, const struct record *r, int field,
                       const char *key)
{
    if (!r->has[field])
        return;
    lw_member_key(to, key);
    lw_text_exact(to, r->number[field]);
}

/* Numbers from one field to another as an object of their last names. */
static void put_group(struct lw_text *to, const struct record *r,
                      const char *key, int from, int until)
{
    bool open = false;

    for (int i = from; i <= until; i++) {
        if (!r->has[i])
            continue;
        if (!open) {
            lw_member_key(to, key);
            lw_text_put(to, "{");
            open = true;
        }
        put_number(to, r, i, strchr(lw_mapped_name(i), '.') + 1);
    }
    if (open)
        lw_text_put(to, "}");
}

static void put_pair(struct lw_text *to, const struct record *r,
                     const char *key, int first, int second)
{
    if (!r->has[first] || !r->has[second])
        return;
    lw_member_key(to, key);
    lw_text_put(to, "[");
    lw_text_exact(to, r->number[first]);
    lw_text_put(to, ",");
    lw_text_exact(to, r->number[second]);
    lw_text_put(to, "]");
}

static void put_velocity(struct lw_text *to, const struct record *r)
{
    static const double radians = 3.14159265358979323846 / 180;
    double vel[3] = {r->number[LW_MAPPED_EAST], r->number[LW_MAPPED_NORTH],
                     r->has[LW_MAPPED_UP] ? r->number[LW_MAPPED_UP] : 0};

    if (r->has[LW_MAPPED_SPEED] &&
        (r->has[LW_MAPPED_COURSE] || r->number[LW_MAPPED_SPEED] == 0)) {
        const double course = r->number[LW_MAPPED_COURSE] * radians;
        vel[0] = r->number[LW_MAPPED_SPEED] * sin(course);
        vel[1] = r->number[LW_MAPPED_SPEED] * cos(course);
    } else if (!r->has[LW_MAPPED_EAST] || !r->has[LW_MAPPED_NORTH]) {
        return;
    }
    lw_member_key(to, "vel");
    for (int i = 0; i < 3; i++) {
        lw_text_put(to, i == 0 ? "[" : ",");
        lw_text_fixed(to, vel[i], 6);
    }
    lw_text_put(to, "]");
}

static void put_ident(struct lw_text *to, const struct record *r)
{
    if (!r->has[LW_MAPPED_ICAO] && !r->has[LW_MAPPED_REMOTE_ID] &&
        !r->has[LW_MAPPED_CALLSIGN] && !r->has[LW_MAPPED_SQUAWK])
        return;
    lw_member_key(to, "ident");
    lw_text_put(to, "{");
    put_text(to, r, LW_MAPPED_ICAO, "icao", 6);
    put_text(to, r, LW_MAPPED_REMOTE_ID, "remote_id", 0);
    put_text(to, r, LW_MAPPED_CALLSIGN, "callsign", 0);
    put_text(to, r, LW_MAPPED_SQUAWK, "squawk", 4);
    lw_text_put(to, "}");
}

static void put_kind(struct lw_text *to, const struct record *r)
{
    if (!r->has[LW_MAPPED_KIND])
        return;
    lw_member_key(to, "kinds");
    lw_text_put(to, "{");
    lw_text_quote_bytes(to, r->text[LW_MAPPED_KIND].text,
                        r->text[LW_MAPPED_KIND].len);
    lw_text_put(to, ":");
    lw_text_exact(to, r->probability);
    lw_text_put(to, "}");
}

/* Who tells: the site's id of the device that the record names. */
static int put_sensor(struct lw_text *to, const struct record *r,
                      const struct lw_decode_config *config)
{
    const struct lw_mapped_value said = r->text[LW_MAPPED_SENSOR];
    char name[LW_PAIR_KEY_MAX + 1] = "";

    if (r->has[LW_MAPPED_SENSOR] && said.text != NULL && said.len < sizeof name)
        memcpy(name, said.text, said.len);
    const char *id =
        name[0] != '\0' ? lw_decode_sensor(config, name) : config->sensor;
    if (id == NULL || (r->has[LW_MAPPED_SENSOR] && name[0] == '\0'))
        return lw_fault_set(r->fault, LW_ERR_RANGE, 0, 0,
                            "`sensor`: expected a name of 1 to %d bytes",
                            LW_PAIR_KEY_MAX);
    lw_member_text(to, "sensor", id);
    return 0;
}

static void put_fields(struct lw_text *to, const struct record *r,
                       bool operators)
{
    put_text(to, r, LW_MAPPED_ID, "id", 0);
    put_text(to, r, LW_MAPPED_OBJECT, "object", 0);
    put_number(to, r, LW_MAPPED_CONFIDENCE, "confidence");
    put_text(to, r, LW_MAPPED_STATE, "state", 0);
    put_number(to, r, LW_MAPPED_LAT, "lat");
    put_number(to, r, LW_MAPPED_LON, "lon");
    put_number(to, r, LW_MAPPED_ALT, "alt");
    put_velocity(to, r);
    put_number(to, r, LW_MAPPED_RANGE, "range");
    put_number(to, r, LW_MAPPED_AZ, "az");
    if (!r->has[LW_MAPPED_AZ])
        put_pair(to, r, "az", LW_MAPPED_AZ_FROM, LW_MAPPED_AZ_TO);
    put_number(to, r, LW_MAPPED_EL, "el");
    put_number(to, r, LW_MAPPED_RANGE_RATE, "range_rate");
    put_number(to, r, LW_MAPPED_RCS, "rcs");
    put_number(to, r, LW_MAPPED_LEVEL, "level");
    put_number(to, r, LW_MAPPED_F0, "f0");
    put_ident(to, r);
    if (operators && r->has[LW_MAPPED_OPERATOR_LAT] &&
        r->has[LW_MAPPED_OPERATOR_LON])
        put_group(to, r, "operator", LW_MAPPED_OPERATOR_LAT,
                  LW_MAPPED_OPERATOR_LON);
    if (r->has[LW_MAPPED_FROM_LAT] && r->has[LW_MAPPED_FROM_LON])
        put_group(to, r, "from", LW_MAPPED_FROM_LAT, LW_MAPPED_FROM_ALT);
    put_group(to, r, "sd", LW_MAPPED_SD_HORIZONTAL, LW_MAPPED_SD_RANGE_RATE);
    put_kind(to, r);
    put_group(to, r, "kinds", LW_MAPPED_KINDS, LW_MAPPED_COUNT - 1);
}

/* The record as members, without braces; the operator's place too: `all`. */
static int write_record(const struct lw_mapping *mapping,
                        const struct lw_decode_config *config,
                        const struct lw_mapped_value *value, int64_t rx_ns,
                        bool all, struct lw_text *to, struct lw_fault *fault)
{
    struct record r = {.mapping = mapping, .value = value, .fault = fault};

    if (!is_meant(&r))
        return 0;
    for (uint32_t i = 0; i < mapping->fields; i++) {
        const int err = take_field(&r, &mapping->field[i]);
        if (err < 0)
            return err;
    }
    if (!r.has[LW_MAPPED_TYPE])
        return 0;
    put_text(to, &r, LW_MAPPED_TYPE, "type", 0);
    lw_member_key(to, "t");
    lw_text_time(to, r.has[LW_MAPPED_T] ? r.time_ns : rx_ns);
    const int err = put_sensor(to, &r, config);
    if (err < 0)
        return err;
    if (rx_ns > 0) {
        lw_member_key(to, "rx");
        lw_text_time(to, rx_ns);
    }
    put_fields(to, &r, all);
    return 1;
}

int lw_mapped_report(const struct lw_mapping *mapping,
                     const struct lw_decode_config *config,
                     const struct lw_mapped_value *value, int64_t rx_ns,
                     struct lw_report *out, struct lw_fault *fault)
{
    char line[LINE_SIZE];
    struct lw_text text;

    lw_text_init(&text, line, sizeof line);
    lw_text_put(&text, "{");
    int got = write_record(mapping, config, value, rx_ns, true, &text, fault);
    if (got <= 0)
        return got;
    lw_text_put(&text, "}");
    const int len = lw_text_len(&text);
    if (len < 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "record: expected texts of less than %d bytes "
                            "together",
                            LINE_SIZE);
    got = lw_ndjson_read(line, (size_t)len, out, fault);
    if (got < 0 && fault != NULL)
        fault->column = 0; /* it counted in what was made of the record */
    return got < 0 ? got : 1;
}

int lw_mapped_describe(const struct lw_mapping *mapping,
                       const struct lw_decode_config *config,
                       const struct lw_mapped_value *value, char *text,
                       size_t size, struct lw_fault *fault)
{
    struct lw_report report;
    struct lw_text to;
    int got = 0;

    lw_text_init(&to, text, size);
    if (value != NULL)
        got = lw_mapped_report(mapping, config, value, 0, &report, fault);
    if (got > 0)
        got = write_record(mapping, config, value, 0, config->personal != 0,
                           &to, fault);
    if (got == 0)
        lw_text_put(&to, "\"record\":null");
    return got < 0 ? got : lw_text_len(&to);
}
