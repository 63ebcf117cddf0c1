/* SPDX-License-Identifier: Apache-2.0 */
/*
 * topic.h - MQTT topics with a name in them: `posts/{sensor}/reports`.
 *
 * The name stands in one level, alone or with text around it (`node-{sensor}`).
 *
 * Source  MQTT 3.1.1 (OASIS, 2014), 4.7 (topic names and filters)
 */
#ifndef LW_TOPIC_H
#define LW_TOPIC_H

#include <stdbool.h>
#include <stddef.h>

#include "luchtwacht/err.h"

enum { LW_TOPIC_MAX = 255 };

struct lw_topic {
    char pattern[LW_TOPIC_MAX + 1]; /* as written */
    char filter[LW_TOPIC_MAX + 1];  /* to subscribe to: `posts/+/reports` */
    int level;     /* that has the name, from 0; -1: none has */
    size_t before; /* the name in the pattern begins here */
    size_t after;  /* and ends here */
};

/*
 * Read a pattern in which `{name}` may stand once. `wild`: it is a filter, and
 * may have the levels `+` and `#`. 0, or LW_ERR_SYNTAX with *fault.
 */
LW_NODISCARD int lw_topic_read(const char *text, const char *name, bool wild,
                               struct lw_topic *topic, struct lw_fault *fault);

/* Whether a topic is one of the pattern's; the name that it has in found
 * ("": the pattern has none), which has room for `size` bytes. One whose name
 * is empty or has no room is not. */
bool lw_topic_match(const struct lw_topic *topic, const char *text, char *found,
                    size_t size);

/* The topic for a name; what cannot stand in a level becomes `_`. Its length,
 * or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_topic_write(const struct lw_topic *topic, const char *name,
                                char *text, size_t size);

#endif
