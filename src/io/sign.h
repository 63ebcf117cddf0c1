/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign.h - the signature of a webhook, by which its receiver knows us.
 *
 * Source  Standard Webhooks 1.0.0 (standardwebhooks.com): HMAC-SHA256 (RFC
 *         2104) over ID.TIMESTAMP.BODY, in base64
 */
#ifndef LW_SIGN_H
#define LW_SIGN_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_SIGN_SIZE = 48, LW_SIGN_KEY_MAX = 255 };

/* "v1," and the signature. A secret that begins with `whsec_` is base64, any
 * other its own bytes. 0; LW_ERR_SYNTAX: not base64; LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_sign(const char *secret, const char *id,
                         int64_t timestamp_s, const char *body, size_t len,
                         char signature[LW_SIGN_SIZE]);

#endif
