/* SPDX-License-Identifier: Apache-2.0 */
/* hex.h - hexadecimal digits, of either case. */
#ifndef LW_HEX_H
#define LW_HEX_H

#include <stdbool.h>
#include <stdint.h>

/* 0..15, or -1: no such digit. */
static inline int lw_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* So many digits (up to 8) and no more; false: something else. */
static inline bool lw_hex_read(const char *text, int digits, uint32_t *value)
{
    uint32_t read = 0;

    for (int i = 0; i < digits; i++) {
        const int digit = lw_hex_digit(text[i]);
        if (digit < 0)
            return false;
        read = read << 4 | (uint32_t)digit;
    }
    *value = read;
    return text[digits] == '\0';
}

#endif
