/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GDL 90: what an aircraft's receiver tells a display of the traffic around.
 *
 *   7e  id  data ..  crc low  crc high  7e     7d, 7e inside: 7d, byte ^ 20
 *
 *    0  heartbeat, 7 bytes           11  ownship geometric altitude, 5
 *    2  initialization, 3            20  traffic report, 28
 *    7  uplink data, 436             30  basic report (UAT), 22
 *    9  height above terrain, 3      31  long report (UAT), 38
 *   10  ownship report, 28          101  ForeFlight: 0 id, 39; 1 AHRS, 12
 *
 * Traffic and ownship, from byte 1 (4 bits a letter):
 *   st aaaaaa llllll nnnnnn dd dm ia hh hv vv tt ee cccccccccccccccc px
 *
 * Source  Garmin, "GDL 90 Data Interface Specification", 560-1058-00 Rev A
 *         (2007); id 101: ForeFlight, "GDL 90 Extended Specification"
 *
 * Deviations of devices: one flag between two messages where the document has
 * two; ids from 128 on (Stratux), which are passed over.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "adsb.h"
#include "base/geodesy.h"
#include "base/text.h"
#include "formats.h"
#include "members.h"

#define FT  0.3048
#define KT  (1852.0 / 3600)
#define FPM (0.3048 / 60)

enum {
    FLAG = 0x7e,
    ESCAPE = 0x7d,
    ESCAPED_BIT = 0x20,
    CRC_LEN = 2,
    CLEAR_MAX = 512, /* id, data and check of a message without its escapes */
    FRAME_MAX = 1024,
    GUESSES = 4, /* messages that a guess looks at */
};

enum gdl90_id {
    ID_HEARTBEAT = 0,
    ID_OWNSHIP = 10,
    ID_GEOMETRIC_ALTITUDE = 11,
    ID_TRAFFIC = 20,
    ID_FOREFLIGHT = 101,
};

enum gdl90_has {
    GDL90_PLACE = 1 << 0,
    GDL90_ALT = 1 << 1,
    GDL90_SPEED = 1 << 2,
    GDL90_RATE = 1 << 3,
    GDL90_TRACK = 1 << 4, /* true track; else the angle is a heading */
    GDL90_ANGLE = 1 << 5,
};

enum { TO_MAGNETIC = 2 };

static const int64_t second_ns = 1000000000;

struct gdl90 {
    struct lw_decode_config config;
    bool ownship; /* its own position is a report */
    bool beaten;  /* there was a heartbeat with UTC */
    int64_t beat_ns, beat_rx_ns;
    bool told; /* a heartbeat was reported */
    enum lw_heartbeat told_state;
    int64_t told_ns;
    bool geometric; /* there was an ownship geometric altitude */
    int64_t geometric_ns;
    double geometric_m, geometric_sd_m; /* sd 0: not known */
};

/* A message without flags, escapes and check. */
struct message {
    uint8_t bytes[CLEAR_MAX];
    size_t len;
};

struct traffic {
    uint32_t has; /* enum gdl90_has, ored */
    unsigned alert, address_type, misc, nic, nac_p, category, emergency;
    uint32_t address;
    double lat_deg, lon_deg, angle_deg;
    int alt_ft, speed_kt, rate_fpm;
    char callsign[9];
};

static const struct {
    int id;
    const char *name;
    size_t len; /* 0: as many as there are */
} kinds[] = {
    {0, "heartbeat", 7},        {2, "initialization", 3},
    {7, "uplink-data", 436},    {9, "height-above-terrain", 3},
    {10, "ownship-report", 28}, {11, "ownship-geometric-altitude", 5},
    {20, "traffic-report", 28}, {30, "basic-report", 22},
    {31, "long-report", 38},    {101, "foreflight", 0},
};

static int gdl90_init(void *state, const struct lw_decode_config *config,
                      struct lw_fault *fault)
{
    struct gdl90 *gdl90 = state;
    const char *ownship = lw_decode_option(config, "ownship");

    memset(gdl90, 0, sizeof *gdl90);
    gdl90->config = *config;
    if (ownship == NULL || strcmp(ownship, "none") == 0)
        return 0;
    if (strcmp(ownship, "position") != 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`ownship`: expected none or position, got "
                            "\"%.40s\"",
                            ownship);
    gdl90->ownship = true;
    return 0;
}

/* Flags part messages: one before is taken along, the one behind ends it. */
static size_t gdl90_frame(const uint8_t *buf, size_t len, int end,
                          size_t *start)
{
    size_t from = 0;

    while (from < len && buf[from] == FLAG)
        from++;
    const size_t flag = from > 0 ? 1 : 0;
    *start = from - flag;
    const size_t left = len - from;
    const size_t look = left < FRAME_MAX - flag ? left : FRAME_MAX - flag;
    const uint8_t *stop = look > 0 ? memchr(buf + from, FLAG, look) : NULL;
    if (stop != NULL)
        return flag + (size_t)(stop - (buf + from)) + 1;
    if (look == FRAME_MAX - flag || (end && left > 0))
        return flag + look;
    return 0;
}

/* CRC-CCITT by half bytes, most significant first. */
static unsigned crc(const uint8_t *bytes, size_t len)
{
    static const uint16_t table[16] = {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
        0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef,
    };
    unsigned crc = 0;

    for (size_t i = 0; i < len; i++) {
        unsigned high = crc & 0xff00;

        high = high << 4 ^ table[high >> 12 & 15];
        high = high << 4 ^ table[high >> 12 & 15];
        crc = (high ^ crc << 8 ^ bytes[i]) & 0xffff;
    }
    return crc;
}

/* The name of a message by its id, and how long it must be; NULL: unknown. */
static const char *name_of(int id, size_t *len)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].id == id) {
            *len = kinds[i].len;
            return kinds[i].name;
        }
    *len = 0;
    return NULL;
}

/* Flags and escapes off: 0, or an error. */
static int clear(const uint8_t *frame, size_t len, struct message *out,
                 struct lw_fault *fault)
{
    size_t at = len > 0 && frame[0] == FLAG ? 1 : 0;

    out->len = 0;
    for (; at < len && frame[at] != FLAG; at++) {
        uint8_t byte = frame[at];

        if (byte == ESCAPE) {
            if (++at == len || frame[at] == FLAG)
                return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)at + 1,
                                    "escape: expected a byte behind 7d, at "
                                    "byte %zu",
                                    at);
            byte = frame[at] ^ ESCAPED_BIT;
        }
        if (out->len == sizeof out->bytes)
            return lw_fault_set(fault, LW_ERR_RANGE, 0, (int64_t)at + 1,
                                "message: expected at most %d bytes",
                                CLEAR_MAX);
        out->bytes[out->len++] = byte;
    }
    if (at >= len)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len + 1,
                            "flag: expected 7e at the end, after %zu bytes",
                            len);
    return 0;
}

/* A whole message: 0, or an error. */
static int open_message(const uint8_t *frame, size_t len, struct message *out,
                        struct lw_fault *fault)
{
    size_t expected;
    const int err = clear(frame, len, out, fault);

    if (err < 0)
        return err;
    if (out->len < 1 + CRC_LEN)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 1,
                            "message: expected 3 bytes at least between the "
                            "flags, got %zu",
                            out->len);
    out->len -= CRC_LEN;
    const unsigned said =
        out->bytes[out->len] | (unsigned)out->bytes[out->len + 1] << 8;
    const unsigned found = crc(out->bytes, out->len);
    if (said != found)
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, (int64_t)len,
                            "frame check sequence: expected %04x, got %04x",
                            found, said);
    const char *name = name_of(out->bytes[0], &expected);
    if (name != NULL && expected != 0 && out->len != expected)
        return lw_fault_set(
            fault, out->len < expected ? LW_ERR_TRUNCATED : LW_ERR_INTEGRITY, 0,
            1, "%s: expected %zu bytes, got %zu", name, expected, out->len);
    return 0;
}

static uint32_t get24(const uint8_t *at)
{
    return (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
}

/* Two's complement of so many bits. */
static int32_t extend(uint32_t value, int bits)
{
    const uint32_t sign = UINT32_C(1) << (bits - 1);

    return (int32_t)(value ^ sign) - (int32_t)sign;
}

static void read_callsign(const uint8_t *at, char callsign[9])
{
    size_t len = 8;

    while (len > 0 && (at[len - 1] == ' ' || at[len - 1] == '\0'))
        len--;
    memcpy(callsign, at, len);
    callsign[len] = '\0';
    for (size_t i = 0; i < len; i++)
        if (at[i] < ' ' || at[i] > '~')
            callsign[0] = '\0';
}

static int read_traffic(const uint8_t *m, struct traffic *out,
                        struct lw_fault *fault)
{
    enum { NO_ALT = 0xfff, NO_SPEED = 0xfff, NO_RATE = 0x800 };
    static const double step_deg = 180.0 / (1 << 23);
    const unsigned alt = (unsigned)m[11] << 4 | m[12] >> 4;
    const unsigned speed = (unsigned)m[14] << 4 | m[15] >> 4;
    const unsigned rate = (m[15] & 15u) << 8 | m[16];

    *out = (struct traffic){
        .alert = m[1] >> 4,
        .address_type = m[1] & 15,
        .address = get24(m + 2),
        .lat_deg = extend(get24(m + 5), 24) * step_deg,
        .lon_deg = extend(get24(m + 8), 24) * step_deg,
        .alt_ft = (int)alt * 25 - 1000,
        .misc = m[12] & 15,
        .nic = m[13] >> 4,
        .nac_p = m[13] & 15,
        .speed_kt = (int)speed,
        .rate_fpm = extend(rate, 12) * 64,
        .angle_deg = m[17] * 360.0 / 256,
        .category = m[18],
        .emergency = m[27] >> 4,
    };
    if (out->lat_deg < -90 || out->lat_deg > 90)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 6,
                            "latitude: expected -90 to 90 degrees, got %.5f, "
                            "at byte 5 of the message",
                            out->lat_deg);
    out->has = (get24(m + 5) | get24(m + 8) | out->nic ? GDL90_PLACE : 0u) |
               (alt != NO_ALT ? GDL90_ALT : 0u) |
               (speed != NO_SPEED ? GDL90_SPEED : 0u) |
               (rate != NO_RATE ? GDL90_RATE : 0u) |
               ((out->misc & 3) != 0 ? GDL90_ANGLE : 0u) |
               ((out->misc & 3) == 1 ? GDL90_TRACK : 0u);
    read_callsign(m + 19, out->callsign);
    return 0;
}

static bool is_airborne(const struct traffic *t)
{
    return (t->misc & 8) != 0;
}

static bool is_extrapolated(const struct traffic *t)
{
    return (t->misc & 4) != 0;
}

/* What flies, was measured, and says where. */
static bool is_worth_a_report(const struct traffic *t)
{
    enum { SURFACE_VEHICLE = 4, GROUND_STATION = 5 };
    enum { EMERGENCY_VEHICLE = 17, LINE_OBSTACLE = 21 };

    return t->has & GDL90_PLACE && is_airborne(t) && !is_extrapolated(t) &&
           t->address_type != SURFACE_VEHICLE &&
           t->address_type != GROUND_STATION &&
           (t->category < EMERGENCY_VEHICLE || t->category > LINE_OBSTACLE);
}

static void put_identity(const struct traffic *t, struct lw_report *out)
{
    enum { ADSB_ICAO = 0, TIS_B_ICAO = 2, TIS_B_TRACK = 3 };
    struct lw_text object;

    if (t->callsign[0] != '\0') {
        memcpy(out->ident.callsign, t->callsign, sizeof t->callsign);
        out->has |= LW_HAS_CALLSIGN;
    }
    if (t->address == 0)
        return;
    lw_text_init(&object, out->object, sizeof out->object);
    if (t->address_type == ADSB_ICAO || t->address_type == TIS_B_ICAO) {
        out->ident.icao = t->address;
        out->has |= LW_HAS_ICAO;
    } else {
        lw_text_put(&object, t->address_type == TIS_B_TRACK ? "tis-b " : "~");
    }
    lw_text_hex(&object, t->address, 6);
    out->has |= LW_HAS_OBJECT;
}

static void put_motion(const struct traffic *t, struct lw_report *out)
{
    enum { SPEED_HELD = 0xffe, RATE_HELD = 0x1fe };

    if (!(t->has & GDL90_SPEED) || t->speed_kt == SPEED_HELD ||
        (t->has & GDL90_RATE &&
         (t->rate_fpm >= RATE_HELD * 64 || t->rate_fpm <= -RATE_HELD * 64)))
        return;
    if (t->speed_kt > 0 && !(t->has & GDL90_TRACK))
        return;
    out->vel_mps[0] = t->speed_kt * KT * sin(t->angle_deg * LW_DEG);
    out->vel_mps[1] = t->speed_kt * KT * cos(t->angle_deg * LW_DEG);
    out->vel_mps[2] = t->has & GDL90_RATE ? t->rate_fpm * FPM : 0;
    out->has |= LW_HAS_VEL;
}

/* When the receiver was at the start of its second, where it says so. */
static int64_t applicable_ns(const struct gdl90 *gdl90, int64_t rx_ns)
{
    const int64_t since = rx_ns - gdl90->beat_rx_ns;
    const int64_t off = rx_ns - gdl90->beat_ns;

    return gdl90->beaten && since >= 0 && since < 3 * second_ns / 2 &&
                   off <= 5 * second_ns && off >= -second_ns
               ? gdl90->beat_ns
               : rx_ns;
}

static void begin_report(const struct gdl90 *gdl90, enum lw_report_type type,
                         int64_t rx_ns, struct lw_report *out)
{
    memset(out, 0, sizeof *out);
    out->type = type;
    out->has = LW_HAS_RX;
    out->rx_ns = rx_ns;
    out->meas_ns = applicable_ns(gdl90, rx_ns);
    memcpy(out->sensor, gdl90->config.sensor, sizeof out->sensor);
}

static int report_traffic(const struct gdl90 *gdl90, const uint8_t *m,
                          int64_t rx_ns, struct lw_report *out,
                          struct lw_fault *fault)
{
    struct traffic t;
    const int err = read_traffic(m, &t, fault);

    if (err < 0 || !is_worth_a_report(&t))
        return err;
    begin_report(gdl90, LW_REPORT_POSITION, rx_ns, out);
    out->pos.lat_rad = t.lat_deg * LW_DEG;
    out->pos.lon_rad = t.lon_deg * LW_DEG;
    if (t.has & GDL90_ALT) {
        out->pos.alt_hae_m = t.alt_ft * FT;
        out->sd.vertical_m = lw_adsb_pressure_sd_m(out->pos.alt_hae_m);
        out->has |= LW_HAS_ALT | LW_HAS_SD_VERTICAL;
    }
    out->sd.horizontal_m = lw_adsb_sd_m(lw_adsb_radius_m((int)t.nac_p));
    if (out->sd.horizontal_m > 0)
        out->has |= LW_HAS_SD_HORIZONTAL;
    put_motion(&t, out);
    put_identity(&t, out);
    lw_adsb_emitter_kinds(t.category, out);
    return 1;
}

static int report_ownship(const struct gdl90 *gdl90, const uint8_t *m,
                          int64_t rx_ns, struct lw_report *out,
                          struct lw_fault *fault)
{
    struct lw_report own = {0};
    const int got = report_traffic(gdl90, m, rx_ns, &own, fault);

    if (got <= 0 || !gdl90->ownship)
        return got < 0 ? got : 0;
    const int64_t age = rx_ns - gdl90->geometric_ns;
    if (gdl90->geometric && age >= 0 && age < 2 * second_ns) {
        own.pos.alt_hae_m = gdl90->geometric_m;
        own.sd.vertical_m = gdl90->geometric_sd_m;
        own.has |= LW_HAS_ALT;
        own.has &= ~(uint32_t)LW_HAS_SD_VERTICAL;
        own.has |= own.sd.vertical_m > 0 ? LW_HAS_SD_VERTICAL : 0u;
    }
    *out = own;
    return 1;
}

/* Bytes 2..3: height in 5 ft; 4..5: a warning, and what 95% are within. */
static void take_geometric(struct gdl90 *gdl90, const uint8_t *m, int64_t rx_ns)
{
    enum { UNKNOWN_FROM = 0x7ffe };
    const unsigned merit = (m[3] & 0x7fu) << 8 | m[4];

    gdl90->geometric = true;
    gdl90->geometric_ns = rx_ns;
    gdl90->geometric_m = extend((uint32_t)m[1] << 8 | m[2], 16) * 5 * FT;
    gdl90->geometric_sd_m =
        merit > 0 && merit < UNKNOWN_FROM ? merit / 1.96 : 0;
}

/* Seconds since midnight of a heartbeat, -1: it has no UTC. */
static int seconds_of_day(const uint8_t *m)
{
    const int s = (m[2] & 0x80) << 9 | m[4] << 8 | m[3];

    return m[2] & 1 && s < 86400 ? s : -1;
}

static int take_heartbeat(struct gdl90 *gdl90, const uint8_t *m, int64_t rx_ns,
                          struct lw_report *out)
{
    const int64_t day_ns = 86400 * second_ns, every_ns = 10 * second_ns;
    const enum lw_heartbeat state =
        m[1] & 0x40 ? LW_HEARTBEAT_DEGRADED : LW_HEARTBEAT_OK;
    const int s = seconds_of_day(m);

    gdl90->beaten = s >= 0;
    if (gdl90->beaten) {
        /* Of yesterday, today and tomorrow the nearest. */
        int64_t ns = rx_ns - rx_ns % day_ns + s * second_ns;
        ns += ns - rx_ns > day_ns / 2   ? -day_ns
              : rx_ns - ns > day_ns / 2 ? day_ns
                                        : 0;
        gdl90->beat_ns = ns < 0 ? ns + day_ns : ns;
        gdl90->beat_rx_ns = rx_ns;
    }
    const int64_t since = rx_ns - gdl90->told_ns;
    if (gdl90->told && gdl90->told_state == state && since >= 0 &&
        since < every_ns)
        return 0;
    gdl90->told = true;
    gdl90->told_state = state;
    gdl90->told_ns = rx_ns;
    begin_report(gdl90, LW_REPORT_HEARTBEAT, rx_ns, out);
    out->state = state;
    return 1;
}

static int gdl90_decode(void *state, const uint8_t *msg, size_t len,
                        int64_t rx_ns, struct lw_report *out, size_t out_max,
                        struct lw_fault *fault)
{
    struct gdl90 *gdl90 = state;
    struct message m;
    const int err = open_message(msg, len, &m, fault);

    if (err < 0)
        return err;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    switch (m.bytes[0]) {
    case ID_HEARTBEAT:
        return take_heartbeat(gdl90, m.bytes, rx_ns, out);
    case ID_OWNSHIP:
        return report_ownship(gdl90, m.bytes, rx_ns, out, fault);
    case ID_GEOMETRIC_ALTITUDE:
        take_geometric(gdl90, m.bytes, rx_ns);
        return 0;
    case ID_TRAFFIC:
        return report_traffic(gdl90, m.bytes, rx_ns, out, fault);
    default:
        return 0;
    }
}

static int64_t gdl90_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct message m;

    (void)state;
    if (open_message(msg, len, &m, NULL) < 0 || m.bytes[0] != ID_HEARTBEAT)
        return -1;
    const int s = seconds_of_day(m.bytes);
    return s < 0 ? -1 : s * second_ns;
}

static void describe_heartbeat(const uint8_t *m, struct lw_text *to)
{
    static const struct {
        int byte, bit;
        const char *name;
    } flag[] = {
        {1, 7, "gps_position_valid"},
        {1, 6, "maintenance_required"},
        {1, 5, "ident"},
        {1, 4, "anonymous_address"},
        {1, 3, "gps_battery_low"},
        {1, 2, "receiving_atc_services"},
        {1, 0, "uat_initialized"},
        {2, 6, "csa_requested"},
        {2, 5, "csa_not_available"},
        {2, 0, "utc_ok"},
    };

    for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
        lw_member_bool(to, flag[i].name, m[flag[i].byte] >> flag[i].bit & 1);
    lw_member_int(to, "time_stamp_s", (m[2] & 0x80) << 9 | m[4] << 8 | m[3]);
    lw_member_int(to, "uplinks_received", m[5] >> 3);
    lw_member_int(to, "basic_and_long_received", (m[5] & 3) << 8 | m[6]);
}

static void describe_geometric(const uint8_t *m, struct lw_text *to)
{
    enum { BEYOND = 0x7ffe, UNKNOWN = 0x7fff };
    const int merit = (m[3] & 0x7f) << 8 | m[4];

    lw_member_int(to, "geometric_altitude_ft",
                  extend((uint32_t)m[1] << 8 | m[2], 16) * 5);
    lw_member_bool(to, "vertical_warning", m[3] >> 7);
    if (merit < BEYOND)
        lw_member_int(to, "vertical_figure_of_merit_m", merit);
    else if (merit == BEYOND)
        lw_member_text(to, "vertical_figure_of_merit_m", "32766 or more");
}

static void put_word(struct lw_text *to, const char *key, unsigned code,
                     const char *const *words, size_t count)
{
    if (code < count && words[code] != NULL)
        lw_member_text(to, key, words[code]);
    else
        lw_member_int(to, key, code);
}
#define WORDS(words) (words), sizeof(words) / sizeof *(words)

static void put_codes(const struct traffic *t, struct lw_text *to)
{
    static const char *const category[] = {
        [1] = "light",
        [2] = "small",
        [3] = "large",
        [4] = "high vortex large",
        [5] = "heavy",
        [6] = "highly maneuverable",
        [7] = "rotorcraft",
        [9] = "glider/sailplane",
        [10] = "lighter than air",
        [11] = "parachutist/sky diver",
        [12] = "ultra light/hang glider/paraglider",
        [14] = "unmanned aerial vehicle",
        [15] = "space/transatmospheric vehicle",
        [17] = "surface vehicle: emergency",
        [18] = "surface vehicle: service",
        [19] = "point obstacle",
        [20] = "cluster obstacle",
        [21] = "line obstacle",
    };
    static const char *const emergency[] = {
        "none",
        "general",
        "medical",
        "minimum fuel",
        "no communication",
        "unlawful interference",
        "downed aircraft",
    };

    if (t->category != 0)
        put_word(to, "emitter_category", t->category, WORDS(category));
    put_word(to, "emergency", t->emergency, WORDS(emergency));
}

static int describe_traffic(const uint8_t *m, struct lw_text *to,
                            struct lw_fault *fault)
{
    static const char *const address_type[] = {
        "ADS-B with ICAO address", "ADS-B with self-assigned address",
        "TIS-B with ICAO address", "TIS-B with track file ID",
        "surface vehicle",         "ground station beacon",
    };
    struct traffic t;
    const int err = read_traffic(m, &t, fault);

    if (err < 0)
        return err;
    lw_member_bool(to, "traffic_alert", t.alert == 1);
    put_word(to, "address_type", t.address_type, WORDS(address_type));
    lw_member_hex(
        to, t.address_type == 0 || t.address_type == 2 ? "icao" : "address",
        t.address, 6);
    if (t.has & GDL90_PLACE) {
        lw_member_fixed(to, "lat", t.lat_deg, 6);
        lw_member_fixed(to, "lon", t.lon_deg, 6);
    }
    if (t.has & GDL90_ALT)
        lw_member_int(to, "altitude_ft", t.alt_ft);
    lw_member_bool(to, "airborne", is_airborne(&t));
    lw_member_bool(to, "extrapolated", is_extrapolated(&t));
    if (t.nic > 0)
        lw_member_int(to, "nic", t.nic);
    if (t.nac_p > 0)
        lw_member_int(to, "nac_p", t.nac_p);
    if (t.has & GDL90_SPEED)
        lw_member_int(to, "horizontal_velocity_kt", t.speed_kt);
    if (t.has & GDL90_RATE)
        lw_member_int(to, "vertical_velocity_fpm", t.rate_fpm);
    if (t.has & GDL90_ANGLE)
        lw_member_fixed(to,
                        t.has & GDL90_TRACK           ? "true_track_deg"
                        : (t.misc & 3) == TO_MAGNETIC ? "magnetic_heading_deg"
                                                      : "true_heading_deg",
                        t.angle_deg, 3);
    if (t.callsign[0] != '\0')
        lw_member_text(to, "callsign", t.callsign);
    put_codes(&t, to);
    return 0;
}

static int gdl90_describe(void *state, const uint8_t *msg, size_t len,
                          char *text, size_t size, struct lw_fault *fault)
{
    struct message m;
    struct lw_text to;
    size_t expected;
    int err = open_message(msg, len, &m, fault);

    (void)state;
    if (err < 0)
        return err;
    lw_text_init(&to, text, size);
    const char *name = name_of(m.bytes[0], &expected);
    lw_member_text(&to, "message", name != NULL ? name : "other");
    lw_member_int(&to, "id", m.bytes[0]);
    switch (m.bytes[0]) {
    case ID_HEARTBEAT:
        describe_heartbeat(m.bytes, &to);
        break;
    case ID_OWNSHIP:
    case ID_TRAFFIC:
        err = describe_traffic(m.bytes, &to, fault);
        break;
    case ID_GEOMETRIC_ALTITUDE:
        describe_geometric(m.bytes, &to);
        break;
    case ID_FOREFLIGHT:
        if (m.len > 1)
            lw_member_int(&to, "sub_id", m.bytes[1]);
        break;
    default: /* passed over */
        break;
    }
    return err < 0 ? err : lw_text_len(&to);
}

/* Two flags part messages of many kinds; a check that agrees is its own. */
static int gdl90_guess(const uint8_t *buf, size_t len)
{
    size_t at = 0;

    for (int i = 0; i < GUESSES; i++) {
        struct message m = {0};
        size_t start = 0, expected;
        const size_t frame = gdl90_frame(buf + at, len - at, 0, &start);

        if (frame == 0)
            break;
        if (open_message(buf + at + start, frame, &m, NULL) == 0 &&
            name_of(m.bytes[0], &expected) != NULL)
            return 95;
        at += start + frame;
    }
    return 0;
}

const struct lw_decoder lw_decoder_gdl90 = {
    .name = "gdl90",
    .format = "gdl90",
    .title = "GDL 90 traffic of an aircraft's receiver",
    .spec = "Garmin 560-1058-00 Rev A (2007), 2.2 and 3",
    .frame_len_max = FRAME_MAX,
    .state_size = sizeof(struct gdl90),
    .options = (const char *const[]){"ownship", NULL},
    .init = gdl90_init,
    .guess = gdl90_guess,
    .frame = gdl90_frame,
    .clock_ns = gdl90_clock_ns,
    .clock_round_ns = LW_DAY_NS,
    .decode = gdl90_decode,
    .describe = gdl90_describe,
};
