/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mode-S Beast binary.
 *
 *   byte  0        0x1a
 *         1        '1': Mode A/C, 2 bytes; '2': Mode S short, 7 bytes;
 *                  '3': Mode S long, 14 bytes; '4': status, 14 bytes
 *         2..7     receiver counter, 12 MHz, big-endian
 *         8        signal level, amplitude / 255 of full scale
 *         9..      the message
 *
 * After byte 1 every 0x1a is sent twice. The counter is not a time of day: a
 * report is of the time at which it was received.
 *
 * Deviations of devices: Radarcape in GPS mode counts seconds of the day and
 * nanoseconds instead; mlat-client marks its results with the counter
 * ff004d4c4154.
 */
#include <string.h>

#include "adsb.h"
#include "formats.h"

enum {
    ESCAPE = 0x1a,
    HEAD_LEN = 7, /* counter and level */
    PLAIN_MAX = HEAD_LEN + LW_MODE_S_LONG,
    FRAME_MAX = 2 + 2 * PLAIN_MAX,
    MODE_AC_LEN = 2,
};

struct beast {
    struct lw_adsb adsb;
    int64_t now_ns;
};

static int beast_init(void *state, const struct lw_decode_config *config,
                      struct lw_fault *fault)
{
    struct beast *beast = state;

    beast->now_ns = 0;
    return lw_adsb_init(&beast->adsb, config, fault);
}

/* Length of the message of a type; 0: there is no such type. */
static size_t message_len(uint8_t type)
{
    switch (type) {
    case '1':
        return MODE_AC_LEN;
    case '2':
        return LW_MODE_S_SHORT;
    case '3':
    case '4':
        return LW_MODE_S_LONG;
    default:
        return 0;
    }
}

/*
 * The frame at buf[0] (an escape): its length with the escapes that are sent
 * twice. A frame that another one cuts short is given out as far as it goes,
 * and so is what stands between frames. 0: more bytes are needed.
 */
static size_t frame_len(const uint8_t *buf, size_t len, int end)
{
    if (len < 2)
        return end ? len : 0;
    const size_t need = message_len(buf[1]);
    if (need == 0)
        return 1; /* an escape that begins nothing */
    size_t at = 2;
    for (size_t plain = 0; plain < HEAD_LEN + need; plain++) {
        if (at == len || (buf[at] == ESCAPE && at + 1 == len))
            return end ? len : 0;
        if (buf[at] == ESCAPE && buf[at + 1] != ESCAPE)
            return at;
        at += buf[at] == ESCAPE ? 2 : 1;
    }
    return at;
}

static size_t beast_frame(const uint8_t *buf, size_t len, int end,
                          size_t *start)
{
    *start = 0;
    if (len == 0)
        return 0;
    if (buf[0] == ESCAPE)
        return frame_len(buf, len, end);
    /* Between frames: up to the next escape, in pieces of bounded length. */
    const size_t look = len < FRAME_MAX ? len : FRAME_MAX;
    const uint8_t *next = memchr(buf, ESCAPE, look);
    if (next != NULL)
        return (size_t)(next - buf);
    return look == FRAME_MAX || end ? look : 0;
}

/* The bytes behind the type, escapes taken out: their number. */
static size_t unescape(const uint8_t *msg, size_t len, uint8_t plain[PLAIN_MAX])
{
    size_t used = 0;

    for (size_t i = 2; i < len && used < PLAIN_MAX; i++) {
        plain[used++] = msg[i];
        if (msg[i] == ESCAPE)
            i++;
    }
    return used;
}

static int64_t beast_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    static const uint8_t mlat[6] = {0xff, 0x00, 0x4d, 0x4c, 0x41, 0x54};
    uint8_t plain[PLAIN_MAX];
    uint64_t ticks = 0;

    (void)state;
    if (len < 2 || msg[0] != ESCAPE || unescape(msg, len, plain) < HEAD_LEN ||
        memcmp(plain, mlat, sizeof mlat) == 0)
        return -1;
    for (int i = 0; i < 6; i++)
        ticks = ticks << 8 | plain[i];
    return (int64_t)(ticks / 12 * 1000 + ticks % 12 * 1000 / 12);
}

/* The message within the frame: 1 for Mode S, 0 for others, or an error. */
static int open_frame(const struct lw_adsb *adsb, const uint8_t *msg,
                      size_t len, uint8_t plain[PLAIN_MAX],
                      struct lw_mode_s *mode_s, struct lw_fault *fault)
{
    if (len < 1 || msg[0] != ESCAPE)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 1,
                            "%zu bytes that belong to no frame", len);
    const size_t need = len < 2 ? 0 : message_len(msg[1]);
    if (need == 0)
        return len < 2
                   ? lw_fault_set(fault, LW_ERR_TRUNCATED, 0, 2,
                                  "a frame cut short")
                   : lw_fault_set(fault, LW_ERR_SYNTAX, 0, 2,
                                  "type: expected 1 to 4, got 0x%02x", msg[1]);
    const size_t have = unescape(msg, len, plain);
    if (have < HEAD_LEN + need)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len,
                            "a frame cut short: expected %zu bytes, got %zu",
                            (size_t)HEAD_LEN + need, have);
    if (msg[1] == '1' || msg[1] == '4')
        return 0;
    const int err = lw_adsb_read(adsb, plain + HEAD_LEN, need, mode_s, fault);
    return err < 0 ? err : 1;
}

static int beast_decode(void *state, const uint8_t *msg, size_t len,
                        int64_t rx_ns, struct lw_report *out, size_t out_max,
                        struct lw_fault *fault)
{
    struct beast *beast = state;
    uint8_t plain[PLAIN_MAX];
    struct lw_mode_s mode_s;

    beast->now_ns = rx_ns;
    const int got = open_frame(&beast->adsb, msg, len, plain, &mode_s, fault);
    if (got <= 0)
        return got;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    return lw_adsb_take(&beast->adsb, &mode_s, rx_ns, out, fault);
}

static int beast_describe(void *state, const uint8_t *msg, size_t len,
                          char *text, size_t size, struct lw_fault *fault)
{
    const struct beast *beast = state;
    uint8_t plain[PLAIN_MAX];
    struct lw_mode_s mode_s;
    const int got = open_frame(&beast->adsb, msg, len, plain, &mode_s, fault);

    if (got < 0)
        return got;
    if (got == 0) {
        const char *what =
            msg[1] == '1' ? "\"mode\":\"a/c\"" : "\"mode\":\"status\"";
        if (strlen(what) > size)
            return LW_ERR_NO_SPACE;
        memcpy(text, what, strlen(what));
        return (int)strlen(what);
    }
    return lw_adsb_describe(&beast->adsb, &mode_s, beast->now_ns, text, size);
}

/* An escape, a type, and after the length of that (its doubled escapes counted)
 * the next escape or the end. */
static int beast_guess(const uint8_t *buf, size_t len)
{
    size_t start = 0;
    const size_t frame = beast_frame(buf, len, 1, &start);

    return frame >= 2 && start == 0 && buf[0] == ESCAPE && buf[1] >= '1' &&
                   buf[1] <= '4' &&
                   (frame == len || (frame < len && buf[frame] == ESCAPE))
               ? 90
               : 0;
}

const struct lw_decoder lw_decoder_beast = {
    .name = "beast",
    .format = "adsb",
    .title = "Mode-S Beast binary",
    .spec = "Mode-S Beast wiki, Data Output Formats; ICAO Annex 10 vol. IV",
    .frame_len_max = FRAME_MAX,
    .state_size = sizeof(struct beast),
    .options = lw_adsb_options,
    .init = beast_init,
    .guess = beast_guess,
    .frame = beast_frame,
    .clock_ns = beast_clock_ns,
    .decode = beast_decode,
    .describe = beast_describe,
};
