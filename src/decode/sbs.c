/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SBS-1 BaseStation: one message a line, 22 fields between commas.
 *
 *    1 MSG (or MLAT)   7, 8  date, time generated    15, 16  lat, lon
 *    2 type 1..8       9, 10 date, time logged       17  vertical rate, ft/min
 *    3 session         11 callsign                   18  squawk
 *    4 aircraft        12 altitude, ft               19  alert
 *    5 hex address     13 ground speed, kt           20  emergency
 *    6 flight          14 track, degrees             21  SPI, 22 on ground
 *
 * A line holds what its type carries; what is not there is empty. Position,
 * velocity and identity come in lines of their own and are joined here.
 *
 * Deviations of devices: the times are those of the sender's own clock and
 * time zone, so the time generated is believed only where it lies within a
 * minute before the time of reception; readsb marks addresses that are not
 * ICAO's with a `~`; some leave out the last fields.
 */
#include <math.h>
#include <string.h>

#include "adsb.h"
#include "base/json.h"
#include "base/text.h"
#include "base/timefmt.h"
#include "formats.h"

enum {
    LINE_LEN_MAX = 512,
    FIELDS = 22,
    TYPE_SURFACE = 2,
};

enum sbs_field {
    SBS_MSG,
    SBS_TYPE,
    SBS_HEX = 4,
    SBS_DATE = 6,
    SBS_TIME,
    SBS_CALLSIGN = 10,
    SBS_ALT,
    SBS_SPEED,
    SBS_TRACK,
    SBS_LAT,
    SBS_LON,
    SBS_RATE,
    SBS_SQUAWK,
    SBS_ALERT,
    SBS_EMERGENCY,
    SBS_SPI,
    SBS_GROUND,
};

enum sbs_has {
    SBS_HAS_ALT = 1 << 0,
    SBS_HAS_SPEED = 1 << 1,
    SBS_HAS_TRACK = 1 << 2,
    SBS_HAS_PLACE = 1 << 3,
    SBS_HAS_RATE = 1 << 4,
};

/* A line, taken apart. */
struct sbs_line {
    bool message; /* else a SEL, ID, AIR, STA or CLK line */
    int type;
    uint32_t address;
    uint32_t has;
    double alt_ft, speed_kt, track_deg, lat_deg, lon_deg, rate_fpm;
    char callsign[9];
    char squawk[5];
    int64_t generated_ns; /* -1: no sane time */
    const char *flags[4]; /* alert, emergency, SPI, ground: "" or a digit */
};

struct span {
    const char *text;
    size_t len;
};

static int fault_at(struct lw_fault *fault, int err, const uint8_t *msg,
                    struct span field, const char *expected)
{
    return lw_fault_set(fault, err, 0, field.text - (const char *)msg + 1,
                        "expected %s, got %.*s", expected,
                        field.len > 40 ? 40 : (int)field.len, field.text);
}

static int split(const uint8_t *msg, size_t len, struct span field[FIELDS])
{
    const char *at = (const char *)msg, *const end = at + len;
    int count = 0;

    while (count < FIELDS) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma != NULL ? comma : end;

        field[count++] = (struct span){at, (size_t)(stop - at)};
        if (comma == NULL)
            break;
        at = comma + 1;
    }
    for (int i = count; i < FIELDS; i++)
        field[i] = (struct span){end, 0};
    for (int i = 0; i < FIELDS; i++) {
        while (field[i].len > 0 && field[i].text[field[i].len - 1] == ' ')
            field[i].len--;
        while (field[i].len > 0 && *field[i].text == ' ') {
            field[i].text++;
            field[i].len--;
        }
    }
    return count;
}

/* A decimal number between bounds: 1, 0: the field is empty, or an error. */
static int read_number(const uint8_t *msg, struct span field, double min,
                       double max, const char *expected, double *value,
                       struct lw_fault *fault)
{
    struct lw_json json;
    struct lw_json_number number;

    if (field.len == 0)
        return 0;
    lw_json_init(&json, field.text, field.len);
    if (lw_json_number(&json, &number) < 0 || lw_json_end(&json) < 0)
        return fault_at(fault, LW_ERR_SYNTAX, msg, field, expected);
    const double read = lw_json_double(&number);
    if (!(read >= min && read <= max))
        return fault_at(fault, LW_ERR_RANGE, msg, field, expected);
    *value = read;
    return 1;
}

static int read_numbers(const uint8_t *msg, const struct span f[FIELDS],
                        struct sbs_line *line, struct lw_fault *fault)
{
    const struct {
        enum sbs_field field;
        uint32_t has;
        double min, max;
        double *value;
        const char *expected;
    } row[] = {
        {SBS_ALT, SBS_HAS_ALT, -2000, 150000, &line->alt_ft,
         "feet from -2000 to 150000"},
        {SBS_SPEED, SBS_HAS_SPEED, 0, 5000, &line->speed_kt,
         "knots from 0 to 5000"},
        {SBS_TRACK, SBS_HAS_TRACK, -360, 360, &line->track_deg,
         "degrees from 0 to 360"},
        {SBS_RATE, SBS_HAS_RATE, -65536, 65536, &line->rate_fpm,
         "feet a minute from -65536 to 65536"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const int got =
            read_number(msg, f[row[i].field], row[i].min, row[i].max,
                        row[i].expected, row[i].value, fault);
        if (got < 0)
            return got;
        if (got > 0)
            line->has |= row[i].has;
    }
    const int lat =
        read_number(msg, f[SBS_LAT], -90, 90, "degrees from -90 to 90",
                    &line->lat_deg, fault);
    if (lat < 0)
        return lat;
    const int lon =
        read_number(msg, f[SBS_LON], -180, 180, "degrees from -180 to 180",
                    &line->lon_deg, fault);
    if (lon < 0)
        return lon;
    if (lat && lon)
        line->has |= SBS_HAS_PLACE;
    return 0;
}

static int read_address(const uint8_t *msg, struct span field,
                        struct sbs_line *line, struct lw_fault *fault)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const struct span whole = field;

    line->address = 0;
    if (field.len > 0 && *field.text == '~') {
        line->address = LW_ADSB_NOT_ICAO;
        field.text++;
        field.len--;
    }
    uint32_t address = 0;
    for (size_t i = 0; i < field.len; i++) {
        const char *found =
            field.text[i] ? strchr(digits, field.text[i]) : NULL;
        if (found == NULL)
            field.len = 0;
        else
            address = address << 4 | (uint32_t)((found - digits) % 16);
    }
    if (field.len != 6)
        return fault_at(fault, LW_ERR_SYNTAX, msg, whole,
                        "an address of six hexadecimal digits");
    line->address |= address;
    return 0;
}

/* "2026/11/21" and "22:21:58.176", taken to be UTC; -1: neither. */
static int64_t read_time(struct span date, struct span clock)
{
    char text[40];
    int64_t time_ns;

    if (date.len != 10 || clock.len < 8 || clock.len > 16)
        return -1;
    memcpy(text, date.text, 10);
    text[4] = text[4] == '/' ? '-' : text[4];
    text[7] = text[7] == '/' ? '-' : text[7];
    text[10] = 'T';
    memcpy(text + 11, clock.text, clock.len);
    text[11 + clock.len] = 'Z';
    if (lw_timefmt_read(text, 12 + clock.len, &time_ns) < 0 || time_ns < 0)
        return -1;
    return time_ns;
}

static void read_words(const struct span f[FIELDS], struct sbs_line *line)
{
    size_t len = f[SBS_CALLSIGN].len;

    if (len < sizeof line->callsign) {
        memcpy(line->callsign, f[SBS_CALLSIGN].text, len);
        for (size_t i = 0; i < len; i++)
            if (line->callsign[i] < ' ' || line->callsign[i] > '~')
                line->callsign[0] = '\0';
    }
    len = f[SBS_SQUAWK].len;
    if (len > 0 && len <= 4) {
        memset(line->squawk, '0', 4);
        memcpy(line->squawk + 4 - len, f[SBS_SQUAWK].text, len);
        for (int i = 0; i < 4; i++)
            if (line->squawk[i] < '0' || line->squawk[i] > '7')
                line->squawk[0] = '\0';
        /* 0 stands for "none" where dump1090 has none. */
        if (strcmp(line->squawk, "0000") == 0)
            line->squawk[0] = '\0';
    }
    for (int i = 0; i < 4; i++) {
        const struct span flag = f[SBS_ALERT + i];
        line->flags[i] = flag.len == 0       ? ""
                         : *flag.text == '0' ? "false"
                                             : "true";
    }
}

static int read_line(const uint8_t *msg, size_t len, struct sbs_line *line,
                     struct lw_fault *fault)
{
    static const char *const others[] = {"SEL", "ID", "AIR", "STA", "CLK"};
    struct span f[FIELDS];

    *line = (struct sbs_line){.generated_ns = -1};
    if (len > LINE_LEN_MAX)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, LINE_LEN_MAX + 1,
                            "expected a line of at most %d bytes",
                            LINE_LEN_MAX);
    const int count = split(msg, len, f);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (f[SBS_MSG].len == strlen(others[i]) &&
            memcmp(f[SBS_MSG].text, others[i], f[SBS_MSG].len) == 0)
            return 0;
    if (!(f[0].len == 3 && memcmp(f[0].text, "MSG", 3) == 0) &&
        !(f[0].len == 4 && memcmp(f[0].text, "MLAT", 4) == 0))
        return fault_at(fault, LW_ERR_NOT_MINE, msg, f[0], "MSG");
    if (count <= SBS_CALLSIGN)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len + 1,
                            "expected 22 fields, got %d", count);
    line->message = true;
    if (f[SBS_TYPE].len != 1 || *f[SBS_TYPE].text < '1' ||
        *f[SBS_TYPE].text > '8')
        return fault_at(fault, LW_ERR_RANGE, msg, f[SBS_TYPE],
                        "a type from 1 to 8");
    line->type = *f[SBS_TYPE].text - '0';
    const int err = read_address(msg, f[SBS_HEX], line, fault);
    if (err < 0)
        return err;
    line->generated_ns = read_time(f[SBS_DATE], f[SBS_TIME]);
    read_words(f, line);
    return read_numbers(msg, f, line, fault);
}

/* What the line says, as a Mode S message would say it. */
static struct lw_mode_s as_mode_s(const struct sbs_line *line)
{
    struct lw_mode_s m = {
        .checked = true,
        .type_code = -1,
        .address = line->address & 0xffffff,
        .surface = line->type == TYPE_SURFACE,
        .alt_ft = (int32_t)lrint(line->alt_ft),
        .ground_speed_kt = line->speed_kt,
        .track_deg = line->track_deg,
        .vertical_rate_fpm = (int32_t)lrint(line->rate_fpm),
    };

    memcpy(m.callsign, line->callsign, sizeof m.callsign);
    memcpy(m.squawk, line->squawk, sizeof m.squawk);
    m.has = (line->has & SBS_HAS_ALT ? LW_MODE_S_ALT : 0u) |
            (line->has & SBS_HAS_SPEED ? LW_MODE_S_GROUND_SPEED : 0u) |
            (line->has & SBS_HAS_TRACK ? LW_MODE_S_TRACK : 0u) |
            (line->has & SBS_HAS_RATE ? LW_MODE_S_VERTICAL_RATE : 0u) |
            (line->callsign[0] ? LW_MODE_S_CALLSIGN : 0u) |
            (line->squawk[0] ? LW_MODE_S_SQUAWK : 0u) |
            (line->address & LW_ADSB_NOT_ICAO ? 0u : LW_MODE_S_ICAO);
    return m;
}

static int sbs_decode(void *state, const uint8_t *msg, size_t len,
                      int64_t rx_ns, struct lw_report *out, size_t out_max,
                      struct lw_fault *fault)
{
    const int64_t minute_ns = 60000000000, ahead_ns = 5000000000;
    struct lw_adsb *adsb = state;
    struct sbs_line line;

    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    const int err = read_line(msg, len, &line, fault);
    if (err < 0 || !line.message)
        return err;
    const struct lw_mode_s said = as_mode_s(&line);
    const int taken = lw_adsb_take(adsb, &said, rx_ns, out, fault);
    if (taken < 0 || !(line.has & SBS_HAS_PLACE))
        return taken;
    struct lw_adsb_aircraft *a = lw_adsb_find(adsb, line.address, rx_ns);
    a->place = (struct lw_cpr_place){line.lat_deg, line.lon_deg};
    a->place_ns = rx_ns;
    a->has |= LW_ADSB_PLACE;
    const int64_t age =
        line.generated_ns < 0 ? -1 - ahead_ns : rx_ns - line.generated_ns;
    lw_adsb_report(adsb->config.sensor, a,
                   age >= -ahead_ns && age <= minute_ns ? line.generated_ns
                                                        : rx_ns,
                   rx_ns, 0, out);
    return 1;
}

static size_t sbs_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    return lw_decode_line(buf, len, end, LINE_LEN_MAX + 1, start);
}

static int64_t sbs_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    struct sbs_line line;

    (void)state;
    return read_line(msg, len, &line, NULL) < 0 ? -1 : line.generated_ns;
}

static void put_number(struct lw_text *text, const char *key, bool there,
                       double value, int decimals)
{
    if (!there)
        return;
    lw_text_put(text, ",\"");
    lw_text_put(text, key);
    lw_text_put(text, "\":");
    lw_text_fixed(text, value, decimals);
}

static int sbs_describe(void *state, const uint8_t *msg, size_t len, char *text,
                        size_t size, struct lw_fault *fault)
{
    static const char *const flag[4] = {
        ",\"alert\":", ",\"emergency\":", ",\"spi\":", ",\"on_ground\":"};
    struct sbs_line line;
    struct lw_text to;

    (void)state;
    const int err = read_line(msg, len, &line, fault);
    if (err < 0)
        return err;
    lw_text_init(&to, text, size);
    if (!line.message) {
        lw_text_put(&to, "\"record\":");
        const uint8_t *comma = memchr(msg, ',', len);
        lw_text_quote_bytes(&to, (const char *)msg,
                            comma ? (size_t)(comma - msg) : len);
        return lw_text_len(&to);
    }
    lw_text_put(&to, "\"msg\":");
    lw_text_int(&to, line.type);
    lw_text_put(&to, line.address & LW_ADSB_NOT_ICAO ? ",\"address\":\""
                                                     : ",\"icao\":\"");
    lw_text_hex(&to, line.address & 0xffffff, 6);
    lw_text_put(&to, "\"");
    if (line.generated_ns >= 0) {
        lw_text_put(&to, ",\"generated\":");
        lw_text_time(&to, line.generated_ns);
    }
    if (line.callsign[0] != '\0') {
        lw_text_put(&to, ",\"callsign\":");
        lw_text_quote(&to, line.callsign);
    }
    if (line.squawk[0] != '\0') {
        lw_text_put(&to, ",\"squawk\":");
        lw_text_quote(&to, line.squawk);
    }
    put_number(&to, "altitude_ft", line.has & SBS_HAS_ALT, line.alt_ft, 0);
    put_number(&to, "ground_speed_kt", line.has & SBS_HAS_SPEED, line.speed_kt,
               2);
    put_number(&to, "track_deg", line.has & SBS_HAS_TRACK, line.track_deg, 2);
    put_number(&to, "vertical_rate_fpm", line.has & SBS_HAS_RATE, line.rate_fpm,
               0);
    put_number(&to, "lat", line.has & SBS_HAS_PLACE, line.lat_deg, 7);
    put_number(&to, "lon", line.has & SBS_HAS_PLACE, line.lon_deg, 7);
    for (int i = 0; i < 4; i++)
        if (*line.flags[i]) {
            lw_text_put(&to, flag[i]);
            lw_text_put(&to, line.flags[i]);
        }
    return lw_text_len(&to);
}

static int sbs_guess(const uint8_t *buf, size_t len)
{
    static const char *const first[] = {"MSG,", "SEL,", "ID,",  "AIR,",
                                        "STA,", "CLK,", "MLAT,"};
    const size_t at = lw_decode_blank(buf, len);

    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (len - at >= strlen(first[i]) &&
            memcmp(buf + at, first[i], strlen(first[i])) == 0)
            return 80;
    return 0;
}

const struct lw_decoder lw_decoder_sbs = {
    .name = "sbs",
    .format = "sbs",
    .title = "SBS-1 BaseStation",
    .spec = "Kinetic SBS-1 socket data, port 30003, as dump1090 gives it",
    .text = 1,
    .frame_len_max = LINE_LEN_MAX + 1,
    .state_size = sizeof(struct lw_adsb),
    .init = lw_adsb_init,
    .guess = sbs_guess,
    .frame = sbs_frame,
    .clock_ns = sbs_clock_ns,
    .decode = sbs_decode,
    .describe = sbs_describe,
};
