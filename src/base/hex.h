/* SPDX-License-Identifier: Apache-2.0 */
/* hex.h - hexadecimal digits, of either case. */
#ifndef LW_HEX_H
#define LW_HEX_H

/* 0..15, or -1: no such digit. */
static inline int lw_hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

#endif
