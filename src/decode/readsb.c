/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What readsb and dump1090 make of ADS-B, as JSON: aircraft.json and answers
 * of the same form (`aircraft` or `ac`: a list, however long), or an aircraft
 * a line.
 *
 *   now       s, of the document or the line (some: ms)
 *   hex       address; `~` before one that is not ICAO's
 *   flight, squawk, category
 *   lat, lon  degrees; seen_pos: s before now
 *   alt_baro  ft, or "ground"; alt_geom: ft above the ellipsoid
 *   gs, track, baro_rate, geom_rate    kt, degrees, ft/min
 *   nac_p, nac_v, type, mlat, tisb
 *
 * Deviations of devices: dump1090-mutability names `altitude`, `speed` and
 * `vert_rate`; public servers name the list `ac`, count `now` in ms and give
 * it behind the list: the time of reception stands in for it then.
 */
#include <math.h>
#include <string.h>

#include "adsb.h"
#include "base/hex.h"
#include "formats.h"
#include "json_message.h"
#include "positions.h"

static const double ft_m = 0.3048;
static const double kt_mps = 1852.0 / 3600;
static const double radians = 3.14159265358979323846 / 180;
static const double second_ns = 1e9;

enum readsb_has {
    HAS_NOW = 1 << 0,
    HAS_HEX = 1 << 1,
    HAS_LAT = 1 << 2,
    HAS_LON = 1 << 3,
    HAS_SEEN_POS = 1 << 4,
    HAS_ALT_BARO = 1 << 5,
    HAS_ALT_GEOM = 1 << 6,
    HAS_GS = 1 << 7,
    HAS_TRACK = 1 << 8,
    HAS_BARO_RATE = 1 << 9,
    HAS_GEOM_RATE = 1 << 10,
    HAS_NAC_P = 1 << 11,
    HAS_NAC_V = 1 << 12,
    HAS_GROUND = 1 << 13,
    HAS_MLAT_PLACE = 1 << 14, /* not said by the aircraft itself */
};

struct readsb {
    struct lw_decode_config config;
    int64_t now_ns; /* of the document; -1: not said */
    struct lw_positions told;
};

/* An aircraft, as it is said. */
struct said {
    uint32_t has; /* enum readsb_has, ored */
    uint32_t address;
    double now_s, lat_deg, lon_deg, seen_pos_s, alt_baro_ft, alt_geom_ft, gs_kt,
        track_deg, baro_rate_fpm, geom_rate_fpm, nac_p, nac_v;
    char flight[9], squawk[5];
    uint8_t category;
};

struct reader {
    struct lw_json json;
    struct said said;
    struct lw_fault *fault;
};

struct number {
    const char *name;
    uint32_t has;
    size_t offset;
    double min, max;
};

#define AT(member) offsetof(struct said, member)
static const struct number numbers[] = {
    {"now", HAS_NOW, AT(now_s), 0, 1e14},
    {"lat", HAS_LAT, AT(lat_deg), -90, 90},
    {"lon", HAS_LON, AT(lon_deg), -180, 180},
    {"seen_pos", HAS_SEEN_POS, AT(seen_pos_s), 0, 1e6},
    {"alt_baro", HAS_ALT_BARO, AT(alt_baro_ft), -3000, 200000},
    {"altitude", HAS_ALT_BARO, AT(alt_baro_ft), -3000, 200000},
    {"alt_geom", HAS_ALT_GEOM, AT(alt_geom_ft), -3000, 200000},
    {"gs", HAS_GS, AT(gs_kt), 0, 5000},
    {"speed", HAS_GS, AT(gs_kt), 0, 5000},
    {"track", HAS_TRACK, AT(track_deg), 0, 360},
    {"baro_rate", HAS_BARO_RATE, AT(baro_rate_fpm), -100000, 100000},
    {"vert_rate", HAS_BARO_RATE, AT(baro_rate_fpm), -100000, 100000},
    {"geom_rate", HAS_GEOM_RATE, AT(geom_rate_fpm), -100000, 100000},
    {"nac_p", HAS_NAC_P, AT(nac_p), 0, 15},
    {"nac_v", HAS_NAC_V, AT(nac_v), 0, 7},
};

static int readsb_init(void *state, const struct lw_decode_config *config,
                       struct lw_fault *fault)
{
    struct readsb *own = state;

    (void)fault;
    memset(own, 0, sizeof *own);
    own->config = *config;
    own->now_ns = -1;
    return 0;
}

static int refuse(struct reader *r, const struct lw_json_string *key,
                  const char *expected)
{
    return lw_json_refuse(&r->json, key, expected, r->fault);
}

static int skip(struct reader *r)
{
    return lw_json_skip(&r->json) < 0 ? lw_json_fault(&r->json, r->fault) : 0;
}

static int take_number(struct reader *r, const struct lw_json_string *key,
                       const struct number *row)
{
    struct lw_json_number number;

    if (lw_json_peek(&r->json) != LW_JSON_NUMBER)
        return refuse(r, key, "a number");
    if (lw_json_number(&r->json, &number) < 0)
        return lw_json_fault(&r->json, r->fault);
    const double value = lw_json_double(&number);
    if (!(value >= row->min && value <= row->max))
        return lw_fault_set(r->fault, LW_ERR_RANGE, 0,
                            lw_json_column(&r->json, key->text),
                            "`%s`: expected a number from %g to %g", row->name,
                            row->min, row->max);
    memcpy((char *)&r->said + row->offset, &value, sizeof value);
    r->said.has |= row->has;
    return 0;
}

/* A text of at most size - 1 bytes; what is longer, or no text, is left out. */
static int take_text(struct reader *r, char *text, size_t size)
{
    return lw_json_peek(&r->json) == LW_JSON_STRING
               ? lw_json_ascii(&r->json, text, size, r->fault)
               : skip(r);
}

static int take_hex(struct reader *r, const struct lw_json_string *key)
{
    char text[16] = "";
    const int err = take_text(r, text, sizeof text);
    const bool other = text[0] == '~';
    uint32_t address;

    if (err < 0)
        return err;
    if (!lw_hex_read(text + other, 6, &address))
        return refuse(r, key, "an address of six hexadecimal digits");
    r->said.address = address | (other ? LW_ADSB_NOT_ICAO : 0u);
    r->said.has |= HAS_HEX;
    return 0;
}

static int take_category(struct reader *r)
{
    char text[4] = "";
    const int err = take_text(r, text, sizeof text);

    if (err == 0 && text[0] >= 'A' && text[0] <= 'D' && text[1] >= '1' &&
        text[1] <= '7' && text[2] == '\0')
        r->said.category =
            (uint8_t)((text[0] - 'A' + 10) << 4 | (text[1] - '0'));
    return err;
}

static int take_squawk(struct reader *r)
{
    const int err = take_text(r, r->said.squawk, sizeof r->said.squawk);
    const char *text = r->said.squawk;

    if (err == 0 && strspn(text, "01234567") != 4)
        r->said.squawk[0] = '\0';
    return err;
}

/* `mlat` and `tisb`: names of the members that others than the aircraft
 * worked out. */
static int take_others(struct reader *r)
{
    struct lw_json_string name;
    int more;

    if (lw_json_peek(&r->json) != LW_JSON_ARRAY)
        return skip(r);
    (void)lw_json_enter(&r->json, '[');
    while ((more = lw_json_element(&r->json)) > 0) {
        if (lw_json_peek(&r->json) != LW_JSON_STRING) {
            if (lw_json_skip(&r->json) < 0)
                break;
            continue;
        }
        if (lw_json_string(&r->json, &name) < 0)
            break;
        if (lw_json_is(&name, "lat"))
            r->said.has |= HAS_MLAT_PLACE;
    }
    return more < 0 || r->json.error != NULL ? lw_json_fault(&r->json, r->fault)
                                             : 0;
}

static int take_member(struct reader *r, const struct lw_json_string *key)
{
    struct lw_json_string text;

    if (lw_json_peek(&r->json) == LW_JSON_NULL)
        return skip(r);
    if (lw_json_is(key, "hex"))
        return take_hex(r, key);
    if (lw_json_is(key, "flight"))
        return take_text(r, r->said.flight, sizeof r->said.flight);
    if (lw_json_is(key, "squawk"))
        return take_squawk(r);
    if (lw_json_is(key, "category"))
        return take_category(r);
    if (lw_json_is(key, "mlat") || lw_json_is(key, "tisb"))
        return take_others(r);
    const bool altitude =
        lw_json_is(key, "alt_baro") || lw_json_is(key, "altitude");
    if (altitude && lw_json_peek(&r->json) == LW_JSON_STRING) {
        if (lw_json_string(&r->json, &text) < 0)
            return lw_json_fault(&r->json, r->fault);
        if (!lw_json_is(&text, "ground"))
            return refuse(r, key, "feet, or \"ground\"");
        r->said.has |= HAS_GROUND;
        return 0;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (lw_json_is(key, numbers[i].name))
            return take_number(r, key, &numbers[i]);
    return skip(r);
}

/* Of `now`: seconds, or ms where it would be in the far future. */
static int64_t now_of(const struct said *said)
{
    static const double ms_from = 1e11, most_s = 4102444800; /* 2100 */

    if (!(said->has & HAS_NOW))
        return -1;
    const double now_s =
        said->now_s < ms_from ? said->now_s : said->now_s / 1000;
    return now_s < most_s ? (int64_t)(now_s * 1e6 + 0.5) * 1000 : -1;
}

static int check_now(struct reader *r)
{
    return !(r->said.has & HAS_NOW) || now_of(&r->said) >= 0
               ? 0
               : lw_fault_set(r->fault, LW_ERR_RANGE, 0, 0,
                              "`now`: expected Unix seconds or ms before 2100");
}

/* Members up to the end or, of a document's head, to its list. */
static int read_members(struct reader *r, const uint8_t *msg, size_t len)
{
    const bool head = lw_json_piece(msg, len) == LW_JSON_PIECE_HEAD;
    struct lw_json_string key;
    int more, err = 0;

    while (len > 0 && lw_decode_blank(msg + len - 1, 1) > 0)
        len--;
    memset(&r->said, 0, sizeof r->said);
    lw_json_init(&r->json, (const char *)msg, len);
    if (lw_json_enter(&r->json, '{') < 0)
        return lw_json_fault(&r->json, r->fault);
    while (err == 0 && (more = lw_json_key(&r->json, &key)) > 0) {
        const bool list = head && lw_json_peek(&r->json) == LW_JSON_ARRAY &&
                          r->json.at + 1 == r->json.end;
        if (list)
            return check_now(r);
        err = take_member(r, &key);
    }
    if (err < 0)
        return err;
    return more < 0 || lw_json_end(&r->json) < 0
               ? lw_json_fault(&r->json, r->fault)
               : check_now(r);
}

/* The same as it would be known after its messages. */
static struct lw_adsb_aircraft as_aircraft(const struct said *said,
                                           int64_t rx_ns)
{
    struct lw_adsb_aircraft a = {
        .address = said->address,
        .has = said->address & LW_ADSB_NOT_ICAO ? 0 : LW_ADSB_ICAO,
        .alt_ns = rx_ns,
        .vel_ns = rx_ns,
        .vertical_ns = rx_ns,
        .place = {said->lat_deg, said->lon_deg},
        .category = said->category,
        .nac_p = -1,
        .nac_v = said->has & HAS_NAC_V ? (int)said->nac_v : -1,
        .version = -1,
    };
    const bool ground = (said->has & HAS_GROUND) != 0;

    memcpy(a.callsign, said->flight, sizeof a.callsign);
    memcpy(a.squawk, said->squawk, sizeof a.squawk);
    a.has |= (said->flight[0] ? LW_ADSB_CALLSIGN : 0u) |
             (said->squawk[0] ? LW_ADSB_SQUAWK : 0u);
    if (!ground && said->has & (HAS_ALT_GEOM | HAS_ALT_BARO)) {
        a.alt_gnss = (said->has & HAS_ALT_GEOM) != 0;
        a.alt_m = (a.alt_gnss ? said->alt_geom_ft : said->alt_baro_ft) * ft_m;
        a.has |= LW_ADSB_ALT;
    }
    if ((said->has & HAS_GS) && (said->has & HAS_TRACK)) {
        a.vel_mps[0] = said->gs_kt * kt_mps * sin(said->track_deg * radians);
        a.vel_mps[1] = said->gs_kt * kt_mps * cos(said->track_deg * radians);
        a.has |= LW_ADSB_VEL;
    }
    if (said->has & (HAS_GEOM_RATE | HAS_BARO_RATE)) {
        a.up_mps = (said->has & HAS_GEOM_RATE ? said->geom_rate_fpm
                                              : said->baro_rate_fpm) *
                   ft_m / 60;
        a.has |= LW_ADSB_VERTICAL;
    }
    return a;
}

static int make_report(struct readsb *own, const struct said *said,
                       int64_t rx_ns, struct lw_report *out)
{
    const int64_t own_ns = now_of(said);
    const int64_t now_ns = own_ns >= 0        ? own_ns
                           : own->now_ns >= 0 ? own->now_ns
                                              : rx_ns;
    const int64_t age_ns =
        said->has & HAS_SEEN_POS ? (int64_t)(said->seen_pos_s * second_ns) : 0;
    const int64_t meas_ns =
        now_ns > age_ns ? (now_ns - age_ns) / 1000 * 1000 : 0;

    if (!(said->has & HAS_LAT) || !(said->has & HAS_LON) ||
        !lw_positions_new(&own->told, said->address, meas_ns, said->lat_deg,
                          said->lon_deg))
        return 0;
    const struct lw_adsb_aircraft a = as_aircraft(said, rx_ns);
    const bool accurate =
        said->has & HAS_NAC_P && !(said->has & HAS_MLAT_PLACE);
    lw_adsb_report(
        own->config.sensor, &a, meas_ns, rx_ns,
        accurate ? lw_adsb_sd_m(lw_adsb_radius_m((int)said->nac_p)) : 0, out);
    return 1;
}

static int readsb_decode(void *state, const uint8_t *msg, size_t len,
                         int64_t rx_ns, struct lw_report *out, size_t out_max,
                         struct lw_fault *fault)
{
    struct readsb *own = state;
    struct reader r = {.fault = fault};
    const enum lw_json_piece piece = lw_json_piece(msg, len);

    if (piece == LW_JSON_PIECE_TAIL)
        return 0;
    const int err = read_members(&r, msg, len);
    if (err < 0)
        return err;
    if (!(r.said.has & HAS_HEX)) {
        if (piece == LW_JSON_PIECE_WHOLE && !(r.said.has & HAS_NOW))
            return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                                "`hex` is missing");
        own->now_ns = now_of(&r.said);
        return 0;
    }
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    return make_report(own, &r.said, rx_ns, out);
}

static int64_t readsb_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct reader r = {.fault = NULL};

    (void)state;
    return lw_json_piece(msg, len) != LW_JSON_PIECE_TAIL &&
                   read_members(&r, msg, len) == 0
               ? now_of(&r.said)
               : -1;
}

static size_t readsb_frame(const uint8_t *buf, size_t len, int end,
                           size_t *start)
{
    return lw_json_frame(buf, len, end, start);
}

static int readsb_guess(const uint8_t *buf, size_t len)
{
    static const char *const keys[] = {"hex", "seen", "messages", NULL};

    return lw_json_guess(buf, len, keys);
}

const struct lw_decoder lw_decoder_readsb = {
    .name = "readsb",
    .format = "readsb",
    .title = "aircraft.json of readsb and dump1090, or its lines",
    .spec = "readsb, README-json.md",
    .text = 1,
    .frame_len_max = LW_JSON_MESSAGE_MAX,
    .state_size = sizeof(struct readsb),
    .init = readsb_init,
    .guess = readsb_guess,
    .frame = readsb_frame,
    .clock_ns = readsb_clock_ns,
    .decode = readsb_decode,
    .describe = lw_json_describe,
};
