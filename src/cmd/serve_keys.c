/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_keys.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "serve.h"

struct key {
    char bytes[LW_CONFIG_KEY_MAX + 1]; /* zeros to the end */
    uint32_t may;
};

struct lw_keys {
    struct key key[LW_CONFIG_KEYS_MAX];
    uint32_t count;
    uint32_t may; /* of all of them */
};

/* The first line of a file. */
static bool read_file(const struct lw_config_key *from, struct key *key)
{
    FILE *file = fopen(from->file, "r");

    if (file == NULL) {
        lw_serve_say("%s: %s", from->file, strerror(errno));
        return false;
    }
    char line[LW_CONFIG_KEY_MAX + 3] = "";
    const bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    const size_t len = strcspn(line, "\r\n");
    if (!read || len < LW_CONFIG_KEY_MIN || len > LW_CONFIG_KEY_MAX) {
        lw_serve_say("%s: expected a key of %d to %d bytes on its first line",
                     from->file, LW_CONFIG_KEY_MIN, LW_CONFIG_KEY_MAX);
        return false;
    }
    memcpy(key->bytes, line, len);
    return true;
}

/* How much two keys differ, in a time that does not tell where. */
static unsigned differ(const char *a, const char *b)
{
    unsigned off = 0;

    for (int i = 0; i <= LW_CONFIG_KEY_MAX; i++)
        off |= (unsigned char)a[i] ^ (unsigned char)b[i];
    return off;
}

struct lw_keys *lw_keys_open(const struct lw_config *config)
{
    struct lw_keys *keys = calloc(1, sizeof *keys);

    if (keys == NULL)
        return NULL;
    for (uint32_t i = 0; i < config->keys; i++) {
        struct key *key = &keys->key[keys->count++];
        key->may = config->key[i].may;
        keys->may |= key->may;
        if (config->key[i].file[0] != '\0' && !read_file(&config->key[i], key))
            goto fail;
        if (config->key[i].file[0] == '\0')
            memcpy(key->bytes, config->key[i].key, sizeof key->bytes);
        for (uint32_t j = 0; j < i; j++)
            if (differ(keys->key[j].bytes, key->bytes) == 0) {
                lw_serve_say("keys: \"%s\" and \"%s\" are the same key",
                             config->key[j].name, config->key[i].name);
                goto fail;
            }
    }
    return keys;
fail:
    free(keys);
    return NULL;
}

void lw_keys_close(struct lw_keys *keys)
{
    if (keys != NULL)
        memset(keys, 0, sizeof *keys);
    free(keys);
}

bool lw_keys_are_open(const struct lw_keys *keys)
{
    return keys->count == 0;
}

/* An address and a port, or a name. */
static bool is_own(const char *place)
{
    static const char *const own[] = {"127.", "[::1]", "[::ffff:127."};

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strncmp(place, own[i], strlen(own[i])) == 0 &&
            place[strspn(place, "[]:.0123456789abcdef")] == '\0')
            return true;
    return strncasecmp(place, "localhost", 9) == 0 &&
           (place[9] == '\0' || place[9] == ':');
}

static bool is_here(const struct lw_http_request *request, const char *peer)
{
    return is_own(peer) && is_own(request->host) && !request->forwarded;
}

/* What the key that is shown may do; 0: it is none of ours. */
static uint32_t shown(const struct lw_keys *keys, const char *authorization)
{
    static const char scheme[] = "Bearer ";
    char bytes[LW_CONFIG_KEY_MAX + 1] = {0};
    uint32_t may = 0;

    if (strncasecmp(authorization, scheme, sizeof scheme - 1) != 0)
        return 0;
    const char *key = authorization + sizeof scheme - 1;
    key += strspn(key, " ");
    const size_t len = strlen(key);
    if (len > LW_CONFIG_KEY_MAX)
        return 0;
    memcpy(bytes, key, len);
    for (uint32_t i = 0; i < keys->count; i++) /* all, whichever it is */
        may |= differ(keys->key[i].bytes, bytes) == 0 ? keys->key[i].may : 0u;
    return may;
}

static const char *needs(enum lw_may may)
{
    switch (may) {
    case LW_MAY_VIEW:
        return "a key is needed: Authorization: Bearer ..";
    case LW_MAY_DECIDE:
        return "a key that may decide is needed: Authorization: Bearer ..";
    case LW_MAY_TEST:
        break;
    }
    return "a key for tests is needed: Authorization: Bearer ..";
}

int lw_keys_check(const struct lw_keys *keys,
                  const struct lw_http_request *request, const char *peer,
                  enum lw_may may, const char **why)
{
    const uint32_t has = shown(keys, request->authorization);

    if ((has & may) != 0 || (may == LW_MAY_VIEW && has != 0))
        return 0;
    if (may == LW_MAY_VIEW && (keys->may & LW_MAY_VIEW) == 0)
        return 0; /* nobody was given it, so it is everybody's */
    *why = needs(may);
    if (has != 0) {
        *why = may == LW_MAY_TEST ? "that key is not for tests"
                                  : "that key may not decide";
        return 403;
    }
    if (keys->count > 0)
        return 401;
    if (may == LW_MAY_DECIDE && is_here(request, peer))
        return 0;
    *why = may == LW_MAY_TEST
               ? "no key for tests is set in the configuration"
               : "no key is set in the configuration: decisions are taken "
                 "from this machine only";
    return 403;
}
