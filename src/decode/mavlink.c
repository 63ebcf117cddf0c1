/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAVLink: what receivers of ADS-B and Remote ID tell an autopilot or a ground
 * station, versions 1 and 2, bare or in telemetry logs (tlog).
 *
 *   v1  fe  len  seq system component id           payload  check
 *   v2  fd  len  incompat compat seq system component id[3]  payload  check
 *       [signature, 13 bytes, where bit 0 of incompat is set]
 *   tlog: before each, microseconds since 1970 in 8 bytes, big-endian
 *
 * The check is X.25's CRC (not inverted) over all from len on and one byte
 * more that stands for the message's definition. Payloads of version 2 come
 * without the zeros at their end. Numbers are little-endian. Of the hundreds of
 * messages these are read; all others are passed over unread, what commands
 * anything among them:
 *
 *     246  ADSB_VEHICLE
 *   12900..12905, 12915  OPEN_DRONE_ID_..., see mavlink_odid.h
 *
 * Source  mavlink.io/en/guide/serialization.html; messages: common.xml of
 *         mavlink/mavlink
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "adsb.h"
#include "base/bytes.h"
#include "base/geodesy.h"
#include "base/text.h"
#include "formats.h"
#include "mavlink_odid.h"
#include "members.h"
#include "remote_id_describe.h"
#include "remote_id_reports.h"

enum {
    MAGIC_1 = 0xfe,
    MAGIC_2 = 0xfd,
    HEAD_1 = 6,
    HEAD_2 = 10,
    CHECK_LEN = 2,
    SIGNATURE_LEN = 13,
    SIGNED_BIT = 1,
    STAMP_LEN = 8, /* of a tlog */
    PAYLOAD_MAX = 255,
    FRAME_MAX = STAMP_LEN + HEAD_2 + PAYLOAD_MAX + CHECK_LEN + SIGNATURE_LEN,
    GUESSES = 4,
    SEEN = 512, /* aircraft whose last place is kept; a power of two */
    LATE_S_MAX = 60,
    SOURCE_SIZE = 8, /* "255/255" */
};

enum mavlink_id { ID_ADSB_VEHICLE = 246 };

enum adsb_flag {
    ADSB_COORDS = 1 << 0,
    ADSB_ALTITUDE = 1 << 1,
    ADSB_HEADING = 1 << 2,
    ADSB_VELOCITY = 1 << 3,
    ADSB_CALLSIGN = 1 << 4,
    ADSB_SQUAWK = 1 << 5,
    ADSB_SIMULATED = 1 << 6,
    ADSB_VERTICAL = 1 << 7,
    ADSB_UAT = 1 << 15,
};

/* What is known of a message: its name, the byte that stands for its
 * definition, and how long its payload is before anything is left off. */
static const struct kind {
    uint32_t id;
    const char *name;
    uint8_t extra;
    size_t len;
} kinds[] = {
    {0, "HEARTBEAT", 50, 9},
    {ID_ADSB_VEHICLE, "ADSB_VEHICLE", 184, 38},
    {LW_MAVLINK_BASIC_ID, "OPEN_DRONE_ID_BASIC_ID", 114, 44},
    {LW_MAVLINK_LOCATION, "OPEN_DRONE_ID_LOCATION", 254, 59},
    {12902, "OPEN_DRONE_ID_AUTHENTICATION", 140, 53},
    {LW_MAVLINK_SELF_ID, "OPEN_DRONE_ID_SELF_ID", 249, 46},
    {LW_MAVLINK_SYSTEM, "OPEN_DRONE_ID_SYSTEM", 77, 54},
    {LW_MAVLINK_OPERATOR_ID, "OPEN_DRONE_ID_OPERATOR_ID", 49, 43},
    {LW_MAVLINK_PACK, "OPEN_DRONE_ID_MESSAGE_PACK", 94, 249},
};

struct mavlink {
    struct lw_decode_config config;
    bool simulated; /* what is simulated counts as well */
    struct {
        uint32_t icao;
        int32_t lat, lon;
    } seen[SEEN]; /* by the low bits of the address */
    struct lw_remote_id_crafts crafts;
};

/* One frame, taken apart. */
struct packet {
    int64_t stamp_us; /* of a tlog; -1: none */
    size_t len;       /* of all */
    int version;
    uint8_t incompat, system, component;
    uint32_t id;
    const struct kind *kind; /* NULL: passed over */
    const uint8_t *frame;    /* its magic byte */
    size_t payload_len, head_len;
    uint8_t payload[PAYLOAD_MAX]; /* filled up with zeros */
};

struct vehicle {
    uint32_t icao;
    int32_t lat, lon, alt_mm;
    unsigned heading_cdeg, speed_cmps, flags, squawk;
    int up_cmps;
    unsigned alt_type, emitter, age_s;
    char callsign[9];
};

static int on_or_off(const struct lw_decode_config *config, const char *key,
                     const char *on, bool *value, struct lw_fault *fault)
{
    const char *said = lw_decode_option(config, key);

    *value = said != NULL && strcmp(said, on) == 0;
    return said == NULL || *value || strcmp(said, "none") == 0
               ? 0
               : lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                              "`%s`: expected none or %s, got \"%.40s\"", key,
                              on, said);
}

static int mavlink_init(void *state, const struct lw_decode_config *config,
                        struct lw_fault *fault)
{
    struct mavlink *mavlink = state;

    memset(mavlink, 0, sizeof *mavlink);
    mavlink->config = *config;
    lw_remote_id_crafts_init(&mavlink->crafts);
    return on_or_off(config, "simulated", "position", &mavlink->simulated,
                     fault);
}

static const struct kind *kind_of(uint32_t id)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].id == id)
            return &kinds[i];
    return NULL;
}

static unsigned crc_byte(unsigned crc, uint8_t byte)
{
    unsigned low = (byte ^ crc) & 255;

    low = (low ^ low << 4) & 255;
    return (crc >> 8 ^ low << 8 ^ low << 3 ^ low >> 4) & 0xffff;
}

static unsigned check_of(const uint8_t *frame, size_t len, uint8_t extra)
{
    unsigned crc = 0xffff;

    for (size_t i = 1; i < len; i++)
        crc = crc_byte(crc, frame[i]);
    return crc_byte(crc, extra);
}

static bool is_magic(uint8_t byte)
{
    return byte == MAGIC_1 || byte == MAGIC_2;
}

/* Microseconds of a tlog from 2001 to 2100, else -1. */
static int64_t stamp_of(const uint8_t *at)
{
    const uint64_t from = UINT64_C(1000000000000000),
                   to = UINT64_C(4102444800000000);
    uint64_t us = 0;

    for (int i = 0; i < STAMP_LEN; i++)
        us = us << 8 | at[i];
    return us >= from && us < to ? (int64_t)us : -1;
}

/* The frame that begins at a magic byte: its length by its head, 0: the head
 * is not whole. */
static size_t length_of(const uint8_t *at, size_t have)
{
    if (at[0] == MAGIC_1)
        return have < 2 ? 0 : (size_t)HEAD_1 + at[1] + CHECK_LEN;
    return have < 3 ? 0
                    : (size_t)HEAD_2 + at[1] + CHECK_LEN +
                          (at[2] & SIGNED_BIT ? SIGNATURE_LEN : 0);
}

static uint32_t id_of(const uint8_t *at)
{
    return at[0] == MAGIC_1 ? at[5] : lw_le16(at + 7) | (uint32_t)at[9] << 16;
}

enum look { LOOK_NO, LOOK_WAIT, LOOK_YES };

/* May a frame begin here, at its magic byte or the stamp before it? */
static enum look begins(const uint8_t *at, size_t have, int end, size_t *skip)
{
    *skip = 0;
    if (is_magic(at[0]))
        return LOOK_YES;
    if (at[0] != 0) /* every stamp begins so */
        return LOOK_NO;
    if (have <= STAMP_LEN)
        return end ? LOOK_NO : LOOK_WAIT;
    *skip = STAMP_LEN;
    return is_magic(at[STAMP_LEN]) && stamp_of(at) >= 0 ? LOOK_YES : LOOK_NO;
}

/* Is it a frame, with its length? What is known has a check, which the decoder
 * looks at; of others what follows is all that there is to go by. */
static enum look look_at(const uint8_t *at, size_t have, int end, size_t *len)
{
    const size_t head = at[0] == MAGIC_1 ? HEAD_1 : HEAD_2;

    *len = length_of(at, have);
    if (have < head || *len > have)
        return end ? LOOK_NO : LOOK_WAIT;
    if (kind_of(id_of(at)) != NULL)
        return LOOK_YES;
    if (*len == have)
        return end ? LOOK_YES : LOOK_WAIT;
    size_t skip;
    return begins(at + *len, have - *len, end, &skip);
}

/* Frames with their stamp; what lies between is given out as well, up to where
 * one may begin, for mavlink_decode() to refuse. */
static size_t mavlink_frame(const uint8_t *buf, size_t len, int end,
                            size_t *start)
{
    size_t skip = 0, frame;

    *start = 0;
    if (len == 0)
        return 0;
    enum look look = begins(buf, len, end, &skip);
    if (look == LOOK_YES) {
        look = look_at(buf + skip, len - skip, end, &frame);
        if (look == LOOK_YES)
            return skip + frame;
    }
    if (look == LOOK_WAIT)
        return 0;
    for (size_t i = skip + 1; i < len && i < FRAME_MAX; i++) {
        look = begins(buf + i, len - i, end, &skip);
        if (look != LOOK_NO)
            return look == LOOK_YES ? i : 0;
    }
    return len >= FRAME_MAX ? FRAME_MAX : end ? len : 0;
}

static int open_packet(const uint8_t *msg, size_t len, struct packet *out,
                       struct lw_fault *fault)
{
    const size_t skip =
        len > STAMP_LEN && is_magic(msg[STAMP_LEN]) && stamp_of(msg) >= 0
            ? STAMP_LEN
            : 0;

    out->stamp_us = skip > 0 ? stamp_of(msg) : -1;
    out->frame = msg + skip;
    const size_t have = len - skip;
    if (have < 1 || !is_magic(out->frame[0]))
        return lw_fault_set(fault, have < 1 ? LW_ERR_TRUNCATED : LW_ERR_SYNTAX,
                            0, 1, "magic: expected fe or fd, got %s%02x",
                            have < 1 ? "nothing, after " : "",
                            have < 1 ? 0u : (unsigned)out->frame[0]);
    out->version = out->frame[0] == MAGIC_1 ? 1 : 2;
    out->head_len = out->version == 1 ? HEAD_1 : HEAD_2;
    out->len = length_of(out->frame, have);
    if (have < out->head_len || have < out->len)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len + 1,
                            "frame: expected %zu bytes, got %zu",
                            out->len > out->head_len ? out->len : out->head_len,
                            have);
    if (have > out->len)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, (int64_t)(skip + out->len),
                            "frame: expected fe, fd or a time behind its %zu "
                            "bytes",
                            out->len);
    const uint8_t *head = out->frame + out->head_len;
    out->payload_len = out->frame[1];
    out->incompat = out->version == 1 ? 0 : out->frame[2];
    out->system = head[out->version == 1 ? -3 : -5];
    out->component = head[out->version == 1 ? -2 : -4];
    out->id = id_of(out->frame);
    out->kind = kind_of(out->id);
    memset(out->payload, 0, sizeof out->payload);
    memcpy(out->payload, head, out->payload_len);
    return 0;
}

/* Is it what it says? What is not known cannot be checked. */
static int check_packet(const struct packet *p, struct lw_fault *fault)
{
    const size_t checked = p->head_len + p->payload_len;

    if (p->kind == NULL)
        return 0;
    const unsigned said = lw_le16(p->frame + checked);
    const unsigned found = check_of(p->frame, checked, p->kind->extra);
    if (said != found)
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, (int64_t)checked + 1,
                            "checksum of %s: expected %04x, got %04x",
                            p->kind->name, found, said);
    if (p->version == 1 && p->payload_len < p->kind->len)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 2,
                            "payload of %s: expected %zu bytes, got %zu",
                            p->kind->name, p->kind->len, p->payload_len);
    if (p->incompat & ~SIGNED_BIT)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 3,
                            "incompat_flags: expected 00 or 01, got %02x",
                            (unsigned)p->incompat);
    return 0;
}

static void read_vehicle(const uint8_t *p, struct vehicle *out)
{
    *out = (struct vehicle){
        .icao = lw_le32(p),
        .lat = lw_signed32(lw_le32(p + 4)),
        .lon = lw_signed32(lw_le32(p + 8)),
        .alt_mm = lw_signed32(lw_le32(p + 12)),
        .heading_cdeg = lw_le16(p + 16),
        .speed_cmps = lw_le16(p + 18),
        .up_cmps = lw_signed16(lw_le16(p + 20)),
        .flags = lw_le16(p + 22),
        .squawk = lw_le16(p + 24),
        .alt_type = p[26],
        .emitter = p[36],
        .age_s = p[37],
    };
    size_t len = 0;
    while (len < 8 && p[27 + len] >= ' ' && p[27 + len] <= '~')
        len++;
    if (len < 8 && p[27 + len] != '\0')
        len = 0;
    memcpy(out->callsign, p + 27, len);
    while (len > 0 && out->callsign[len - 1] == ' ')
        len--;
    out->callsign[len] = '\0';
}

static int check_vehicle(const struct vehicle *v, struct lw_fault *fault)
{
    if (v->flags & ADSB_COORDS && (v->lat < -900000000 || v->lat > 900000000))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "lat: expected -90 to 90 degrees, got %.7f",
                            v->lat * 1e-7);
    if (v->flags & ADSB_COORDS && (v->lon < -1800000000 || v->lon > 1800000000))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "lon: expected -180 to 180 degrees, got %.7f",
                            v->lon * 1e-7);
    if (v->flags & ADSB_HEADING && v->heading_cdeg > 36000)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "heading: expected 0 to 360 degrees, got %.2f",
                            v->heading_cdeg * 0.01);
    if (v->flags & ADSB_ALTITUDE &&
        (v->alt_mm < -1000000 || v->alt_mm > 100000000))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "altitude: expected -1000 to 100000 m, got %.3f",
                            v->alt_mm * 0.001);
    return 0;
}

/* Four octal digits, written as a decimal number. */
static bool squawk_of(const struct vehicle *v, char squawk[5])
{
    unsigned left = v->squawk;

    if (!(v->flags & ADSB_SQUAWK) || left > 7777)
        return false;
    squawk[4] = '\0';
    for (int i = 3; i >= 0; i--, left /= 10) {
        if (left % 10 > 7)
            return false;
        squawk[i] = (char)('0' + left % 10);
    }
    return true;
}

static void put_identity(const struct vehicle *v, struct lw_report *out)
{
    struct lw_text object;

    if (v->flags & ADSB_CALLSIGN && v->callsign[0] != '\0') {
        memcpy(out->ident.callsign, v->callsign, sizeof v->callsign);
        out->has |= LW_HAS_CALLSIGN;
    }
    if (squawk_of(v, out->ident.squawk))
        out->has |= LW_HAS_SQUAWK;
    if (v->icao == 0)
        return;
    lw_text_init(&object, out->object, sizeof out->object);
    if (v->icao <= 0xffffff) {
        out->ident.icao = v->icao;
        out->has |= LW_HAS_ICAO;
        lw_text_hex(&object, v->icao, 6);
    } else { /* no address of ICAO's has more than 24 bits */
        lw_text_put(&object, "~");
        lw_text_hex(&object, v->icao, 8);
    }
    out->has |= LW_HAS_OBJECT;
}

/* Nothing new: the place that was told last, and since then not heard. */
static bool is_repeated(struct mavlink *mavlink, const struct vehicle *v)
{
    const size_t slot = v->icao & (SEEN - 1);
    const bool same = mavlink->seen[slot].icao == v->icao &&
                      mavlink->seen[slot].lat == v->lat &&
                      mavlink->seen[slot].lon == v->lon;

    mavlink->seen[slot].icao = v->icao;
    mavlink->seen[slot].lat = v->lat;
    mavlink->seen[slot].lon = v->lon;
    return same && v->age_s > 0;
}

static void put_motion(const struct vehicle *v, struct lw_report *out)
{
    const double course_rad = v->heading_cdeg * 0.01 * LW_DEG;

    if (v->flags & ADSB_ALTITUDE) {
        out->pos.alt_hae_m = v->alt_mm * 0.001;
        /* 1: by GNSS, but above what is not said. */
        out->sd.vertical_m =
            v->alt_type == 1 ? 50 : lw_adsb_pressure_sd_m(out->pos.alt_hae_m);
        out->has |= LW_HAS_ALT | LW_HAS_SD_VERTICAL;
    }
    if (v->flags & ADSB_VELOCITY &&
        (v->flags & ADSB_HEADING || v->speed_cmps == 0)) {
        out->vel_mps[0] = v->speed_cmps * 0.01 * sin(course_rad);
        out->vel_mps[1] = v->speed_cmps * 0.01 * cos(course_rad);
        out->vel_mps[2] = v->flags & ADSB_VERTICAL ? v->up_cmps * 0.01 : 0;
        out->has |= LW_HAS_VEL;
    }
}

/* When a message was heard. */
static int64_t heard_at_ns(const struct packet *p, int64_t rx_ns)
{
    return p->stamp_us >= 0 ? p->stamp_us * 1000 : rx_ns;
}

static int take_vehicle(struct mavlink *mavlink, const struct packet *p,
                        int64_t rx_ns, struct lw_report *out,
                        struct lw_fault *fault)
{
    enum { EMERGENCY_SURFACE = 17, LINE_OBSTACLE = 21 };
    const int64_t second_ns = 1000000000;
    struct vehicle v;

    read_vehicle(p->payload, &v);
    const int err = check_vehicle(&v, fault);
    if (err < 0)
        return err;
    if (!(v.flags & ADSB_COORDS) || v.age_s > LATE_S_MAX ||
        (v.emitter >= EMERGENCY_SURFACE && v.emitter <= LINE_OBSTACLE) ||
        (v.flags & ADSB_SIMULATED && !mavlink->simulated) ||
        is_repeated(mavlink, &v))
        return 0;
    const int64_t heard_ns = heard_at_ns(p, rx_ns) - v.age_s * second_ns;
    out->type = LW_REPORT_POSITION;
    out->has = LW_HAS_RX;
    out->rx_ns = rx_ns;
    out->meas_ns = heard_ns > 0 ? heard_ns : 0;
    out->pos.lat_rad = v.lat * 1e-7 * LW_DEG;
    out->pos.lon_rad = v.lon * 1e-7 * LW_DEG;
    put_motion(&v, out);
    put_identity(&v, out);
    lw_adsb_emitter_kinds(v.emitter, out);
    return 1;
}

/* Whom a message is from: "system/component". */
static void name_source(const struct packet *p, char name[SOURCE_SIZE])
{
    struct lw_text text;

    lw_text_init(&text, name, SOURCE_SIZE);
    lw_text_int(&text, p->system);
    lw_text_put(&text, "/");
    lw_text_int(&text, p->component);
    lw_text_bytes(&text, "", 1);
}

static bool is_odid(const struct packet *p)
{
    return p->id == LW_MAVLINK_BASIC_ID || p->id == LW_MAVLINK_LOCATION ||
           p->id == LW_MAVLINK_SELF_ID || p->id == LW_MAVLINK_SYSTEM ||
           p->id == LW_MAVLINK_OPERATOR_ID || p->id == LW_MAVLINK_PACK;
}

/* Messages of Remote ID go the way of those off the air; of a pack where it is
 * comes last, as all else is about it. */
static int take_odid(struct mavlink *mavlink, const struct packet *p,
                     const char *sensor, const char *source, int64_t rx_ns,
                     struct lw_report *out, struct lw_fault *fault)
{
    struct lw_mavlink_odid odid;
    const int err = lw_mavlink_odid_read(p->id, p->payload, &odid, fault);
    int reports = 0;

    if (err < 0)
        return err;
    const char *name = odid.name[0] != '\0' ? odid.name : source;
    for (int last = 0; last <= 1; last++)
        for (int i = 0; i < odid.count; i++) {
            struct lw_report report;

            if ((odid.message[i].type == LW_REMOTE_ID_LOCATION) == last &&
                lw_remote_id_take(&mavlink->crafts, name, &odid.message[i],
                                  sensor, heard_at_ns(p, rx_ns),
                                  &report) == 1) {
                *out = report;
                out->rx_ns = rx_ns;
                reports = 1;
            }
        }
    return reports;
}

static int mavlink_decode(void *state, const uint8_t *msg, size_t len,
                          int64_t rx_ns, struct lw_report *out, size_t out_max,
                          struct lw_fault *fault)
{
    struct mavlink *mavlink = state;
    struct lw_report report = {0};
    char source[SOURCE_SIZE];
    struct packet p;
    int got = open_packet(msg, len, &p, fault);

    if (got == 0)
        got = check_packet(&p, fault);
    if (got < 0)
        return got;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    name_source(&p, source);
    const char *sensor = lw_decode_sensor(&mavlink->config, source);
    if (p.id == ID_ADSB_VEHICLE)
        got = take_vehicle(mavlink, &p, rx_ns, &report, fault);
    else if (is_odid(&p))
        got = take_odid(mavlink, &p, sensor, source, rx_ns, &report, fault);
    if (got == 1) {
        memcpy(report.sensor, sensor, strlen(sensor) + 1);
        *out = report;
    }
    return got;
}

static int64_t mavlink_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct packet p;

    (void)state;
    return open_packet(msg, len, &p, NULL) == 0 && p.stamp_us >= 0
               ? p.stamp_us * 1000
               : -1;
}

static void describe_vehicle(const struct vehicle *v, struct lw_text *to)
{
    static const char *const emitter[] = {
        "NO_INFO",
        "LIGHT",
        "SMALL",
        "LARGE",
        "HIGH_VORTEX_LARGE",
        "HEAVY",
        "HIGHLY_MANUV",
        "ROTOCRAFT",
        "UNASSIGNED",
        "GLIDER",
        "LIGHTER_AIR",
        "PARACHUTE",
        "ULTRA_LIGHT",
        "UNASSIGNED2",
        "UAV",
        "SPACE",
        "UNASSGINED3",
        "EMERGENCY_SURFACE",
        "SERVICE_SURFACE",
        "POINT_OBSTACLE",
    };
    char squawk[5];

    lw_member_hex(to, "ICAO_address", v->icao, v->icao > 0xffffff ? 8 : 6);
    if (v->flags & ADSB_COORDS) {
        lw_member_fixed(to, "lat", v->lat * 1e-7, 7);
        lw_member_fixed(to, "lon", v->lon * 1e-7, 7);
    }
    if (v->flags & ADSB_ALTITUDE) {
        lw_member_text(to, "altitude_type",
                       v->alt_type == 0   ? "PRESSURE_QNH"
                       : v->alt_type == 1 ? "GEOMETRIC"
                                          : "reserved");
        lw_member_fixed(to, "altitude_m", v->alt_mm * 0.001, 3);
    }
    if (v->flags & ADSB_HEADING)
        lw_member_fixed(to, "heading_deg", v->heading_cdeg * 0.01, 2);
    if (v->flags & ADSB_VELOCITY)
        lw_member_fixed(to, "hor_velocity_mps", v->speed_cmps * 0.01, 2);
    if (v->flags & ADSB_VERTICAL)
        lw_member_fixed(to, "ver_velocity_mps", v->up_cmps * 0.01, 2);
    if (v->flags & ADSB_CALLSIGN)
        lw_member_text(to, "callsign", v->callsign);
    if (v->emitter < sizeof emitter / sizeof *emitter)
        lw_member_text(to, "emitter_type", emitter[v->emitter]);
    else
        lw_member_int(to, "emitter_type", v->emitter);
    lw_member_int(to, "tslc_s", v->age_s);
    if (squawk_of(v, squawk))
        lw_member_text(to, "squawk", squawk);
    lw_member_bool(to, "simulated", v->flags & ADSB_SIMULATED);
    lw_member_bool(to, "source_uat", v->flags & ADSB_UAT);
}

static int describe_odid(const struct mavlink *mavlink, const struct packet *p,
                         struct lw_text *to, struct lw_fault *fault)
{
    const bool personal = mavlink->config.personal != 0;
    struct lw_mavlink_odid odid;
    const int err = lw_mavlink_odid_read(p->id, p->payload, &odid, fault);

    if (err < 0)
        return err;
    if (odid.name[0] != '\0')
        lw_member_text(to, "address", odid.name);
    if (p->id != LW_MAVLINK_PACK) {
        lw_remote_id_describe(&odid.message[0], personal, to);
        return 0;
    }
    lw_member_key(to, "messages");
    lw_text_put(to, "[");
    for (int i = 0; i < odid.count; i++) {
        lw_text_put(to, i > 0 ? ",{" : "{");
        lw_member_text(to, "message",
                       lw_remote_id_type_name(odid.message[i].type));
        lw_remote_id_describe(&odid.message[i], personal, to);
        lw_text_put(to, "}");
    }
    lw_text_put(to, "]");
    return 0;
}

static int describe_adsb(const struct packet *p, struct lw_text *to,
                         struct lw_fault *fault)
{
    struct vehicle v;

    read_vehicle(p->payload, &v);
    const int err = check_vehicle(&v, fault);
    if (err == 0)
        describe_vehicle(&v, to);
    return err;
}

static int mavlink_describe(void *state, const uint8_t *msg, size_t len,
                            char *text, size_t size, struct lw_fault *fault)
{
    struct packet p;
    struct lw_text to;
    int err = open_packet(msg, len, &p, fault);

    if (err == 0)
        err = check_packet(&p, fault);
    if (err < 0)
        return err;
    lw_text_init(&to, text, size);
    lw_member_text(&to, "message", p.kind != NULL ? p.kind->name : "other");
    lw_member_int(&to, "id", p.id);
    lw_member_int(&to, "mavlink", p.version);
    lw_member_int(&to, "system", p.system);
    lw_member_int(&to, "component", p.component);
    if (p.incompat & SIGNED_BIT)
        lw_member_bool(&to, "signed", true);
    if (p.stamp_us >= 0) {
        lw_member_key(&to, "t");
        lw_text_time(&to, p.stamp_us * 1000);
    }
    if (p.id == ID_ADSB_VEHICLE)
        err = describe_adsb(&p, &to, fault);
    else if (is_odid(&p))
        err = describe_odid(state, &p, &to, fault);
    return err < 0 ? err : lw_text_len(&to);
}

/* A frame that is checked is its own; several in a row that are not known may
 * be. */
static int mavlink_guess(const uint8_t *buf, size_t len)
{
    size_t at = 0;
    int likely = 0;

    for (int i = 0; i < GUESSES && at < len; i++) {
        struct packet p = {0};
        size_t start;
        const size_t frame = mavlink_frame(buf + at, len - at, 0, &start);

        if (frame == 0)
            break;
        if (open_packet(buf + at, frame, &p, NULL) == 0 &&
            p.len == frame - (p.stamp_us >= 0 ? STAMP_LEN : 0)) {
            if (p.kind != NULL && check_packet(&p, NULL) == 0)
                return 95;
            likely++;
        }
        at += frame;
    }
    return likely >= 2 ? 60 : 0;
}

const struct lw_decoder lw_decoder_mavlink = {
    .name = "mavlink",
    .format = "mavlink",
    .title = "MAVLink 1 and 2: ADS-B and Remote ID receivers, tlog files",
    .spec = "mavlink.io/en/guide/serialization.html; common.xml",
    .frame_len_max = FRAME_MAX,
    .state_size = sizeof(struct mavlink),
    .named = 1,
    .options = (const char *const[]){"simulated", NULL},
    .init = mavlink_init,
    .guess = mavlink_guess,
    .frame = mavlink_frame,
    .clock_ns = mavlink_clock_ns,
    .decode = mavlink_decode,
    .describe = mavlink_describe,
};
