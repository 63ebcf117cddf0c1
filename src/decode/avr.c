/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVR: Mode S messages in hexadecimal, one a line.
 *
 *   *8D4840D6202CC371C32CE0576098;               the message
 *   @00000F6A1B2C8D4840D6202CC371C32CE0576098;   12 digits of the 12 MHz
 *   %00000F6A1B2C8D4840D6202CC371C32CE0576098;   counter, the message
 *   <00000F6A1B2CC88D4840D6202CC371C32CE0576098; counter, level, message
 *
 * Deviations of devices: upper or lower case; some leave out the newline, so a
 * message ends at its `;`. Four digits are a Mode A/C reply.
 */
#include <string.h>

#include "adsb.h"
#include "base/hex.h"
#include "formats.h"

enum {
    LINE_MAX_LEN = 64,
    COUNTER_LEN = 6,
    BYTES_MAX = COUNTER_LEN + 1 + LW_MODE_S_LONG,
    MODE_AC_LEN = 2,
};

struct avr {
    struct lw_adsb adsb;
    int64_t now_ns;
};

static int avr_init(void *state, const struct lw_decode_config *config,
                    struct lw_fault *fault)
{
    struct avr *avr = state;

    avr->now_ns = 0;
    return lw_adsb_init(&avr->adsb, config, fault);
}

static int avr_guess(const uint8_t *buf, size_t len)
{
    size_t at = lw_decode_blank(buf, len);

    if (at == len || memchr("*@<%", buf[at], 4) == NULL)
        return 0;
    do
        at++;
    while (at < len && lw_hex_digit((char)buf[at]) >= 0);
    return at == len || buf[at] == ';' ? 40 : 0;
}

static size_t avr_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    const size_t line = lw_decode_line(buf, len, end, LINE_MAX_LEN, start);
    const size_t look =
        line > 0 ? line
                 : (len - *start < LINE_MAX_LEN ? len - *start : LINE_MAX_LEN);
    const uint8_t *stop = look > 0 ? memchr(buf + *start, ';', look) : NULL;

    return stop != NULL ? (size_t)(stop - (buf + *start)) + 1 : line;
}

/* Bytes before the message, by the line's first character; -1: none of ours. */
static int prefix_len(uint8_t first)
{
    switch (first) {
    case '*':
        return 0;
    case '@':
    case '%':
        return COUNTER_LEN;
    case '<':
        return COUNTER_LEN + 1;
    default:
        return -1;
    }
}

/* The line's bytes: their number, or an error. */
static int read_bytes(const uint8_t *msg, size_t len, uint8_t bytes[BYTES_MAX],
                      struct lw_fault *fault)
{
    if (len < 1 || prefix_len(msg[0]) < 0)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 1,
                            "expected `*`, `@`, `%%` or `<`");
    size_t used = 0, at = 1;
    for (; at + 1 < len && msg[at] != ';'; at += 2) {
        const int high = lw_hex_digit((char)msg[at]);
        const int low = lw_hex_digit((char)msg[at + 1]);

        if (high < 0 || low < 0)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, (int64_t)at + 1,
                                "expected two hexadecimal digits");
        if (used == BYTES_MAX)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, (int64_t)at + 1,
                                "expected `;`: the line is too long");
        bytes[used++] = (uint8_t)(high << 4 | low);
    }
    if (at >= len || msg[at] != ';')
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)at + 1,
                            "expected `;` at the end");
    return (int)used;
}

static int64_t avr_clock_ns(void *state, const uint8_t *msg, size_t len)
{
    uint8_t bytes[BYTES_MAX];
    uint64_t ticks = 0;

    (void)state;
    if (len < 1 || prefix_len(msg[0]) < COUNTER_LEN ||
        read_bytes(msg, len, bytes, NULL) < COUNTER_LEN)
        return -1;
    for (int i = 0; i < COUNTER_LEN; i++)
        ticks = ticks << 8 | bytes[i];
    return (int64_t)(ticks / 12 * 1000 + ticks % 12 * 1000 / 12);
}

/* 1 for a Mode S message, 0 for Mode A/C, or an error. */
static int open_line(const struct lw_adsb *adsb, const uint8_t *msg, size_t len,
                     struct lw_mode_s *mode_s, struct lw_fault *fault)
{
    uint8_t bytes[BYTES_MAX];
    const int have = read_bytes(msg, len, bytes, fault);

    if (have < 0)
        return have;
    const int prefix = prefix_len(msg[0]);
    const int size = have - prefix;
    if (size == MODE_AC_LEN)
        return 0;
    if (size != LW_MODE_S_SHORT && size != LW_MODE_S_LONG)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len,
                            "expected a message of 7 or 14 bytes, got %d",
                            size < 0 ? 0 : size);
    const int err =
        lw_adsb_read(adsb, bytes + prefix, (size_t)size, mode_s, fault);
    return err < 0 ? err : 1;
}

static int avr_decode(void *state, const uint8_t *msg, size_t len,
                      int64_t rx_ns, struct lw_report *out, size_t out_max,
                      struct lw_fault *fault)
{
    struct avr *avr = state;
    struct lw_mode_s mode_s;

    avr->now_ns = rx_ns;
    const int got = open_line(&avr->adsb, msg, len, &mode_s, fault);
    if (got <= 0)
        return got;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    return lw_adsb_take(&avr->adsb, &mode_s, rx_ns, out, fault);
}

static int avr_describe(void *state, const uint8_t *msg, size_t len, char *text,
                        size_t size, struct lw_fault *fault)
{
    static const char mode_ac[] = "\"mode\":\"a/c\"";
    const struct avr *avr = state;
    struct lw_mode_s mode_s;
    const int got = open_line(&avr->adsb, msg, len, &mode_s, fault);

    if (got < 0)
        return got;
    if (got == 0) {
        if (sizeof mode_ac - 1 > size)
            return LW_ERR_NO_SPACE;
        memcpy(text, mode_ac, sizeof mode_ac - 1);
        return (int)sizeof mode_ac - 1;
    }
    return lw_adsb_describe(&avr->adsb, &mode_s, avr->now_ns, text, size);
}

const struct lw_decoder lw_decoder_avr = {
    .name = "avr",
    .format = "adsb",
    .title = "Mode S in hexadecimal (AVR)",
    .spec = "AVR receiver format as dump1090 gives it; ICAO Annex 10 vol. IV",
    .text = 1,
    .frame_len_max = LINE_MAX_LEN,
    .state_size = sizeof(struct avr),
    .options = lw_adsb_options,
    .init = avr_init,
    .guess = avr_guess,
    .frame = avr_frame,
    .clock_ns = avr_clock_ns,
    .decode = avr_decode,
    .describe = avr_describe,
};
