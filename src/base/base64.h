/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64.h - bytes as text.
 *
 * Source  RFC 4648, section 4
 */
#ifndef LW_BASE64_H
#define LW_BASE64_H

#include <stddef.h>

#include "text.h"

/* Characters that `len` bytes become. */
static inline size_t lw_base64_len(size_t len)
{
    return (len + 2) / 3 * 4;
}

/* On one line, padded. */
void lw_base64_put(struct lw_text *to, const char *bytes, size_t len);

#endif
