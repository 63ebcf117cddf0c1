/* SPDX-License-Identifier: Apache-2.0 */
/* `keys` of the configuration: who may do what over HTTP. */
#include <string.h>

#include "config_parts.h"

struct raw_key {
    struct lw_config_key out;
    const struct lw_yaml_node *may;
};

static const char *const may_names[LW_MAYS] = {"view", "decide", "test"};

static int read_may(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                    uint32_t *may)
{
    if (node->kind != LW_YAML_SEQUENCE || node->count == 0)
        return lw_yaml_expected(yaml, node, "may",
                                "a list of view, decide and test");
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int word = lw_yaml_word(yaml, at, "may", may_names, LW_MAYS);
        if (word < 0)
            return word;
        *may |= 1u << word;
    }
    if ((*may & LW_MAY_DECIDE) != 0 && (*may & LW_MAY_TEST) != 0)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`may`: one key for decide and for test: a test "
                            "must never be sent as real by mistake, so give "
                            "each a key of its own");
    return 0;
}

static int read_key(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                    struct lw_config_key *key)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("name", TEXT, struct raw_key, out.name, true),
        LW_YAML_KEY("key", TEXT, struct raw_key, out.key, false),
        LW_YAML_KEY("key_file", TEXT, struct raw_key, out.file, false),
        LW_YAML_PART("may", struct raw_key, may, true),
    };
    struct raw_key raw = {.may = NULL};
    int err = lw_yaml_map(yaml, node, "a key", fields,
                          sizeof fields / sizeof fields[0], &raw);

    if (err == 0 && (raw.out.key[0] == '\0') == (raw.out.file[0] == '\0'))
        err = lw_yaml_fail(yaml, node, LW_ERR_MISSING,
                           "a key: expected `key` or `key_file`, one of them");
    if (err == 0 && raw.out.key[0] != '\0' &&
        strlen(raw.out.key) < LW_CONFIG_KEY_MIN)
        err = lw_yaml_fail(yaml, lw_yaml_get(node, "key"), LW_ERR_RANGE,
                           "`key`: at least %d bytes, or it may be guessed",
                           LW_CONFIG_KEY_MIN);
    if (err == 0)
        err = read_may(yaml, raw.may, &raw.out.may);
    if (err == 0)
        *key = raw.out;
    return err;
}

int lw_config_read_keys(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node,
                        struct lw_config *config)
{
    int err = 0;

    if (lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, node, "keys", "a list of keys");
    if (node->count > LW_CONFIG_KEYS_MAX)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`keys`: at most %d, got %u", LW_CONFIG_KEYS_MAX,
                            (unsigned)node->count);
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = read_key(yaml, at, &config->key[config->keys++]);
    return err;
}
