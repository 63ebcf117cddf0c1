/* SPDX-License-Identifier: Apache-2.0 */
/*
 * url_query.h - settings behind the `?` of an address: KEY=VALUE&KEY=VALUE.
 *
 * %XX stands for a byte. Source: RFC 3986, 2.1 and 3.4
 */
#ifndef LW_URL_QUERY_H
#define LW_URL_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "luchtwacht/err.h"

/* What a key sets: a text of `size` bytes with its NUL, or a flag (`true`,
 * `false`; the key by itself is `true`). */
struct lw_url_key {
    const char *key;
    char *text;
    size_t size;
    bool *flag;
};

/* The bytes that are meant, with a NUL behind; false: too long, a NUL among
 * them, or a % that begins none. */
LW_NODISCARD bool lw_url_unescape(const char *from, size_t len, char *to,
                                  size_t size);

/* 0, or LW_ERR_UNKNOWN, LW_ERR_SYNTAX, LW_ERR_RANGE with *fault's sentence. */
LW_NODISCARD int lw_url_query(const char *text, size_t len,
                              const struct lw_url_key *keys, size_t count,
                              struct lw_fault *fault);

#endif
