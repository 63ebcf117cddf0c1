/* SPDX-License-Identifier: Apache-2.0 */
/* What people see of the channels: which work, and which are dead. Where they
 * lead to is nobody else's affair, and not told. */
#include <stdlib.h>

#include "base/text.h"
#include "encode/json_parts.h"
#include "serve.h"

enum { CHANNEL_SIZE = 4096 };

static void put_time(struct lw_text *to, const char *key, int64_t time_ns)
{
    if (time_ns == INT64_MIN)
        return;
    lw_json_put_key(to, key);
    lw_text_time(to, time_ns);
}

static void put_count(struct lw_text *to, const char *key, uint64_t count)
{
    lw_json_put_key(to, key);
    lw_text_int(to, (int64_t)count);
}

static void put_channel(struct lw_text *to, const struct lw_channel_info *info)
{
    lw_text_put(to, "{\"id\":");
    lw_text_quote(to, info->id);
    lw_json_put_quoted(to, "by", info->by);
    lw_json_put_quoted(to, "carries", info->carries);
    lw_json_put_quoted(to, "state", info->dead ? "dead" : "alive");
    put_time(to, "since", info->since_ns);
    lw_json_put_key(to, "up");
    lw_text_put(to, info->up ? "true" : "false");
    put_time(to, "last_success", info->sent_ns);
    put_time(to, "last_failure", info->failed_ns);
    if (info->why[0] != '\0')
        lw_json_put_quoted(to, "reason", info->why);
    put_count(to, "waiting", info->waiting);
    put_count(to, "sent", info->sent);
    put_count(to, "failed", info->failed);
    put_count(to, "expired", info->expired);
    put_count(to, "lost", info->lost);
    lw_text_put(to, "}");
}

int lw_view_channels(struct lw_serve *serve, char **text)
{
    const size_t size = (size_t)(LW_CONFIG_CHANNELS_MAX + 1) * CHANNEL_SIZE;
    struct lw_channel_info info;
    struct lw_text to;

    *text = malloc(size);
    if (*text == NULL)
        return LW_ERR_NO_SPACE;
    lw_text_init(&to, *text, size);
    lw_text_put(&to, "{\"channels\":[");
    for (uint32_t i = 0; lw_channels_info(serve, i, &info); i++) {
        if (i > 0)
            lw_text_put(&to, ",");
        put_channel(&to, &info);
    }
    lw_text_put(&to, "]");
    lw_json_put_exercise(&to, serve->site->exercise);
    lw_text_put(&to, "}\n");
    const int len = lw_text_len(&to);
    if (len < 0) {
        free(*text);
        *text = NULL;
    }
    return len;
}

int lw_view_alarm(const struct lw_serve *serve, uint32_t index, bool only_dead,
                  char *text, size_t size)
{
    struct lw_channel_info info;
    struct lw_text to;

    if (!lw_channels_info(serve, index, &info) || (only_dead && !info.dead))
        return 0;
    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"channel\",\"id\":");
    lw_text_quote(&to, info.id);
    lw_json_put_quoted(&to, "state", info.dead ? "dead" : "alive");
    put_time(&to, "since", info.since_ns);
    lw_json_put_quoted(&to, "carries", info.carries);
    if (info.dead)
        lw_json_put_quoted(&to, "reason", info.why);
    lw_json_put_exercise(&to, serve->site->exercise);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}
