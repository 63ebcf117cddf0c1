/* SPDX-License-Identifier: Apache-2.0 */
#include "url_query.h"

#include <string.h>

#include "base/hex.h"

enum { VALUE_MAX = 511 };

bool lw_url_unescape(const char *from, size_t len, char *to, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < len; i++) {
        char c = from[i];
        if (c == '%') {
            const int high = i + 2 < len ? lw_hex_digit(from[i + 1]) : -1;
            const int low = i + 2 < len ? lw_hex_digit(from[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0' || used + 1 >= size)
            return false;
        to[used++] = c;
    }
    to[used] = '\0';
    return true;
}

static int set_value(const struct lw_url_key *key, const char *value,
                     struct lw_fault *fault)
{
    if (key->flag != NULL) {
        const bool yes = strcmp(value, "true") == 0 || value[0] == '\0';
        if (!yes && strcmp(value, "false") != 0)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "`%s`: expected true or false, got `%.60s`",
                                key->key, value);
        *key->flag = yes;
        return 0;
    }
    const size_t len = strlen(value);
    if (len == 0 || len >= key->size)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`%s`: expected 1 to %zu bytes", key->key,
                            key->size - 1);
    memcpy(key->text, value, len + 1);
    return 0;
}

int lw_url_query(const char *text, size_t len, const struct lw_url_key *keys,
                 size_t count, struct lw_fault *fault)
{
    int err = 0;

    for (size_t at = 0; at < len && err == 0;) {
        const char *pair = text + at;
        const char *end = memchr(pair, '&', len - at);
        const size_t size = end == NULL ? len - at : (size_t)(end - pair);
        const char *equals = memchr(pair, '=', size);
        const size_t name = equals == NULL ? size : (size_t)(equals - pair);
        char value[VALUE_MAX + 1] = "";
        size_t i = 0;
        at += size + 1;
        while (i < count && (strlen(keys[i].key) != name ||
                             memcmp(keys[i].key, pair, name) != 0))
            i++;
        if (i == count)
            return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                "`%.*s` is no setting of this kind of address",
                                (int)(name < 40 ? name : 40), pair);
        if (equals != NULL &&
            !lw_url_unescape(equals + 1, size - name - 1, value, sizeof value))
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "`%s`: too long, or a %% without two hex "
                                "digits",
                                keys[i].key);
        err = set_value(&keys[i], value, fault);
    }
    return err;
}
