/* SPDX-License-Identifier: Apache-2.0 */
/*
 * channel.h - which warnings a channel of the configuration gets.
 *
 * What is real, an exercise or a test is kept apart here and nowhere else:
 * lw_channel_carries() is the one comparison that every message passes.
 *
 * Source  doc/channels.md
 */
#ifndef LW_CHANNEL_H
#define LW_CHANNEL_H

#include <stdbool.h>

#include "config.h"

const char *lw_channel_kind_name(enum lw_channel_kind kind);
const char *lw_channel_format_name(enum lw_channel_format format);

/* Whether what has this status may leave by this channel. In a site that is an
 * exercise nothing leaves that is not marked as one. */
bool lw_channel_carries(const struct lw_config_channel *channel,
                        const struct lw_site *site,
                        enum lw_warning_status status);

/* Whether it is of a zone that the channel is for. O(its zones and kinds). */
bool lw_channel_is_for(const struct lw_config *config,
                       const struct lw_config_channel *channel,
                       const struct lw_zone *zone);

/*
 * Whether the channel gets this revision. A proposal, and what is silent, go
 * to none. The end of a warning goes to each that carries its status and is
 * for its zone, whatever its levels: who was told of none of it is to be left
 * out by who remembers that.
 */
bool lw_channel_takes(const struct lw_config *config,
                      const struct lw_config_channel *channel,
                      const struct lw_site *site,
                      const struct lw_warning *warning);

#endif
