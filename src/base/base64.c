/* SPDX-License-Identifier: Apache-2.0 */
#include "base64.h"

#include <stdint.h>

void lw_base64_put(struct lw_text *to, const char *bytes, size_t len)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < len; i += 3) {
        uint32_t bits = 0;
        for (size_t k = 0; k < 3; k++)
            bits = bits << 8 | (i + k < len ? (uint8_t)bytes[i + k] : 0u);
        for (size_t k = 0; k < 4; k++)
            lw_text_char(to, k > 1 && i + k > len
                                 ? '='
                                 : digit[bits >> (18 - 6 * k) & 63]);
    }
}
