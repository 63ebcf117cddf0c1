/* SPDX-License-Identifier: Apache-2.0 */
#include "json_without.h"

#include <stdbool.h>
#include <string.h>

#include "json.h"

enum { NAME_MAX_LEN = 64 };

/* Whether the name could stand in these bytes at all: as it is, or escaped. */
static bool may_have(const char *line, size_t len, const char *name)
{
    const size_t size = strlen(name);

    if (memchr(line, '\\', len) != NULL)
        return true;
    for (const char *at = line; len >= size;) {
        const char *found = memchr(at, name[0], len - size + 1);
        if (found == NULL)
            return false;
        if (memcmp(found, name, size) == 0)
            return true;
        len -= (size_t)(found + 1 - at);
        at = found + 1;
    }
    return false;
}

static bool is_named(const struct lw_json_string *key, const char *name)
{
    char plain[NAME_MAX_LEN];

    if (!key->escaped)
        return lw_json_is(key, name);
    return lw_json_unescape(key, plain, sizeof plain) >= 0 &&
           strcmp(plain, name) == 0;
}

long lw_json_without(const char *line, size_t len, const char *name, char *out)
{
    struct lw_json json;
    struct lw_json_string key;
    bool cut = false, first = true;
    char *to = out;
    int more;

    if (!may_have(line, len, name))
        return 0;
    lw_json_init(&json, line, len);
    if (lw_json_enter(&json, '{') < 0)
        return LW_ERR_SYNTAX;
    *to++ = '{';
    while ((more = lw_json_key(&json, &key)) > 0) {
        const char *from = key.text - 1; /* its quote */
        if (lw_json_skip(&json) < 0)
            return LW_ERR_SYNTAX;
        if (is_named(&key, name)) {
            cut = true;
            continue;
        }
        if (!first)
            *to++ = ',';
        first = false;
        memcpy(to, from, (size_t)(json.at - from));
        to += json.at - from;
    }
    if (more < 0 || lw_json_end(&json) < 0)
        return LW_ERR_SYNTAX;
    *to++ = '}';
    return cut ? to - out : 0;
}
