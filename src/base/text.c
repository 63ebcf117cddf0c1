/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

static const uint64_t power10[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

static const char pairs[] = "0001020304050607080910111213141516171819"
                            "2021222324252627282930313233343536373839"
                            "4041424344454647484950515253545556575859"
                            "6061626364656667686970717273747576777879"
                            "8081828384858687888990919293949596979899";

void lw_text_init(struct lw_text *text, char *mem, size_t size)
{
    *text = (struct lw_text){mem, mem, mem + size, false};
}

int lw_text_len(const struct lw_text *text)
{
    return text->full ? LW_ERR_NO_SPACE : (int)(text->at - text->start);
}

void lw_text_bytes(struct lw_text *text, const char *bytes, size_t len)
{
    if (text->full || (size_t)(text->end - text->at) < len) {
        text->full = true;
        return;
    }
    memcpy(text->at, bytes, len);
    text->at += len;
}

void lw_text_put(struct lw_text *text, const char *string)
{
    lw_text_bytes(text, string, strlen(string));
}

void lw_text_quote_bytes(struct lw_text *text, const char *bytes, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    size_t plain = 0; /* start of what is copied as it is */

    lw_text_bytes(text, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        const unsigned char c = (unsigned char)bytes[i];

        if (c >= 0x80) {
            const size_t size = lw_utf8_len(bytes + i, bytes + len);
            if (size > 0) {
                i += size - 1;
                continue;
            }
        } else if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f) {
            continue;
        }
        lw_text_bytes(text, bytes + plain, i - plain);
        plain = i + 1;
        if (c == '"' || c == '\\') {
            const char pair[2] = {'\\', (char)c};
            lw_text_bytes(text, pair, 2);
        } else if (c >= 0x80) {
            lw_text_put(text, "\\ufffd");
        } else {
            const char code[6] = {'\\', 'u',         '0',
                                  '0',  hex[c >> 4], hex[c & 15]};
            lw_text_bytes(text, code, 6);
        }
    }
    lw_text_bytes(text, bytes + plain, len - plain);
    lw_text_bytes(text, "\"", 1);
}

void lw_text_quote(struct lw_text *text, const char *string)
{
    lw_text_quote_bytes(text, string, strlen(string));
}

/* Two digits, the first the lowest byte. */
static uint32_t two_digits(unsigned value)
{
    const char *pair = &pairs[2 * value];

    return (uint8_t)pair[0] | (uint32_t)(uint8_t)pair[1] << 8;
}

/* Four digits at most, as most whole numbers have. */
static void put_small(struct lw_text *text, unsigned value)
{
    const unsigned zeros = value < 10 ? 3 : value < 100 ? 2 : value < 1000;
    /* in one word: what is stored in pieces is slow to be read whole */
    const uint32_t four =
        (two_digits(value / 100) | two_digits(value % 100) << 16) >>
        (8 * zeros);
    const char digits[4] = {(char)(four & 255), (char)(four >> 8 & 255),
                            (char)(four >> 16 & 255), (char)(four >> 24)};

    lw_text_padded(text, digits, 4 - zeros, sizeof digits);
}

void lw_text_scaled(struct lw_text *text, bool negative, uint64_t value,
                    int decimals)
{
    char digits[24 + LW_TEXT_DECIMALS_MAX + 24];
    char *const end = digits + sizeof digits - 24, *at = end;

    if (decimals == 0 && value < 10000 && !negative) {
        put_small(text, (unsigned)value);
        return;
    }
    memset(end, 0, 24); /* as much as is copied at once */
    assert(decimals >= 0 && decimals <= LW_TEXT_DECIMALS_MAX);
    negative = negative && value != 0;
    for (; decimals > 0 && value % 10 == 0; decimals--)
        value /= 10;
    if (decimals > 0) {
        for (; decimals > 1; decimals -= 2, value /= 100)
            memcpy(at -= 2, &pairs[2 * (value % 100)], 2);
        if (decimals > 0) {
            *--at = (char)('0' + value % 10);
            value /= 10;
        }
        *--at = '.';
    }
    for (; value >= 10; value /= 100)
        memcpy(at -= 2, &pairs[2 * (value % 100)], 2);
    if (value > 0 || at == end || *at == '.')
        *--at = (char)('0' + value);
    if (negative)
        *--at = '-';
    if (end - at <= 24)
        lw_text_padded(text, at, (size_t)(end - at), 24);
    else
        lw_text_bytes(text, at, (size_t)(end - at));
}

void lw_text_int(struct lw_text *text, int64_t value)
{
    lw_text_scaled(text, value < 0,
                   value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 0);
}

void lw_text_hex(struct lw_text *text, uint32_t value, int digits)
{
    static const char hex[] = "0123456789abcdef";

    for (int i = digits - 1; i >= 0; i--)
        lw_text_bytes(text, &hex[value >> (4 * i) & 15], 1);
}

void lw_text_exact(struct lw_text *text, double value)
{
    char number[32];

    if (!isfinite(value)) {
        lw_text_put(text, "null");
        return;
    }
    if (fabs(value) < 1e15 && value == rint(value)) {
        lw_text_int(text, (int64_t)value);
        return;
    }
    int len = snprintf(number, sizeof number, "%.15g", value);
    if (strtod(number, NULL) != value)
        len = snprintf(number, sizeof number, "%.17g", value);
    lw_text_bytes(text, number, (size_t)len);
}

void lw_text_fixed(struct lw_text *text, double value, int decimals)
{
    assert(decimals >= 0 && decimals <= 9);
    const double scaled = fabs(value) * (double)power10[decimals];

    if (!(scaled < 9007199254740992.0)) {
        lw_text_exact(text, value);
        return;
    }
    lw_text_scaled(text, value < 0, (uint64_t)(scaled + 0.5), decimals);
}

void lw_text_significant(struct lw_text *text, double value, int digits)
{
    assert(digits >= 1 && digits <= 15);
    double size = fabs(value);
    int decimals = digits - 1;

    if (size == 0 || !isfinite(value)) {
        lw_text_exact(text, value);
        return;
    }
    for (; size >= 10 && decimals > 0; size /= 10)
        decimals--;
    for (; size < 1 && decimals < 10; size *= 10)
        decimals++;
    if (decimals <= 9)
        lw_text_fixed(text, value, decimals);
    else
        lw_text_exact(text, value);
}

void lw_text_time(struct lw_text *text, int64_t time_ns)
{
    int64_t us = time_ns / 1000;

    if (time_ns % 1000 < 0)
        us--;
    lw_text_scaled(text, us < 0, us < 0 ? 0 - (uint64_t)us : (uint64_t)us, 6);
}
