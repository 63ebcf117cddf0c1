/* SPDX-License-Identifier: Apache-2.0 */
/* utf8.h - which bytes are characters. */
#ifndef LW_UTF8_H
#define LW_UTF8_H

#include <stddef.h>

/* Length of the UTF-8 sequence at `at`, which starts with a byte >= 0x80, or 0:
 * cut, overlong, a surrogate, or beyond U+10FFFF (RFC 3629, section 4). */
static inline size_t lw_utf8_len(const char *at, const char *end)
{
    const size_t left = (size_t)(end - at);
    const unsigned char *b = (const unsigned char *)at;
    unsigned low = 0x80, high = 0xbf;
    size_t len;

    if (b[0] >= 0xc2 && b[0] <= 0xdf)
        len = 2;
    else if (b[0] >= 0xe0 && b[0] <= 0xef)
        len = 3;
    else if (b[0] >= 0xf0 && b[0] <= 0xf4)
        len = 4;
    else
        return 0;
    if (b[0] == 0xe0)
        low = 0xa0;
    else if (b[0] == 0xed)
        high = 0x9f;
    else if (b[0] == 0xf0)
        low = 0x90;
    else if (b[0] == 0xf4)
        high = 0x8f;
    if (left < len || b[1] < low || b[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((b[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

#endif
