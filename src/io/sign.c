/* SPDX-License-Identifier: Apache-2.0 */
#include "sign.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD_MAX = 512, HASH_SIZE = 32 };
static const char prefix[] = "whsec_";

/* Its length, or an error. */
static int read_key(const char *secret, unsigned char key[LW_SIGN_KEY_MAX + 4])
{
    size_t len = strlen(secret);

    if (len > LW_SIGN_KEY_MAX)
        return LW_ERR_NO_SPACE;
    if (strncmp(secret, prefix, strlen(prefix)) != 0) {
        memcpy(key, secret, len);
        return (int)len;
    }
    const char *text = secret + strlen(prefix);
    len -= strlen(prefix);
    int got = EVP_DecodeBlock(key, (const unsigned char *)text, (int)len);
    if (got <= 0)
        return LW_ERR_SYNTAX;
    /* It counts what stands for the padding, too. */
    for (size_t i = len; i > 0 && text[i - 1] == '=' && got > 0; i--)
        got--;
    return got > 0 ? got : LW_ERR_SYNTAX;
}

int lw_sign(const char *secret, const char *id, int64_t timestamp_s,
            const char *body, size_t len, char signature[LW_SIGN_SIZE])
{
    unsigned char key[LW_SIGN_KEY_MAX + 4], hash[HASH_SIZE];
    char head[HEAD_MAX];
    const int key_len = read_key(secret, key);
    const int head_len =
        snprintf(head, sizeof head, "%s.%" PRId64 ".", id, timestamp_s);

    if (key_len < 0)
        return key_len;
    if (head_len < 0 || (size_t)head_len >= sizeof head)
        return LW_ERR_NO_SPACE;
    unsigned char *whole = malloc((size_t)head_len + len);
    if (whole == NULL)
        return LW_ERR_NO_SPACE;
    memcpy(whole, head, (size_t)head_len);
    memcpy(whole + head_len, body, len);
    const unsigned char *made = HMAC(EVP_sha256(), key, key_len, whole,
                                     (size_t)head_len + len, hash, NULL);
    free(whole);
    if (made == NULL)
        return LW_ERR_NO_SPACE;
    memcpy(signature, "v1,", 3);
    (void)EVP_EncodeBlock((unsigned char *)signature + 3, hash, HASH_SIZE);
    return 0;
}
