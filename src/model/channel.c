/* SPDX-License-Identifier: Apache-2.0 */
#include "channel.h"

#include <assert.h>
#include <string.h>

static const char *const kind_names[LW_CHANNEL_KINDS] = {
    "webhook", "ntfy", "mail", "hook", "mqtt", "sapient", "file"};
static const char *const format_names[LW_CHANNEL_FORMATS] = {"cap", "json",
                                                             "text"};

const char *lw_channel_kind_name(enum lw_channel_kind kind)
{
    return kind_names[kind];
}

const char *lw_channel_format_name(enum lw_channel_format format)
{
    return format_names[format];
}

bool lw_channel_carries(const struct lw_config_channel *channel,
                        const struct lw_site *site,
                        enum lw_warning_status status)
{
    if (site->exercise && status != LW_WARNING_EXERCISE)
        return false;
    return status == channel->carries;
}

static bool is_among(const struct lw_config *config,
                     const struct lw_config_words *words, const char *word)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (strcmp(config->word[words->first + i], word) == 0)
            return true;
    return words->count == 0;
}

bool lw_channel_is_for(const struct lw_config *config,
                       const struct lw_config_channel *channel,
                       const struct lw_zone *zone)
{
    return is_among(config, &channel->zones, zone->id) &&
           is_among(config, &channel->kinds, zone->kind);
}

bool lw_channel_takes(const struct lw_config *config,
                      const struct lw_config_channel *channel,
                      const struct lw_site *site,
                      const struct lw_warning *warning)
{
    const bool ends = warning->state == LW_WARNING_CLEARED ||
                      warning->state == LW_WARNING_CANCELLED;

    assert(warning->zone < site->zones);
    if (!lw_channel_carries(channel, site, warning->status) ||
        warning->silent || warning->state == LW_WARNING_PROPOSED ||
        !lw_channel_is_for(config, channel, &site->zone[warning->zone]))
        return false;
    return ends || channel->level[warning->level];
}
