/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_home.h - what Home Assistant is told so that it finds what is on our
 * topics by itself.
 *
 * Source  home-assistant.io/integrations/mqtt (discovery)
 */
#ifndef LW_SERVE_HOME_H
#define LW_SERVE_HOME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "model/topic.h"

enum { LW_HOME_SLUG_MAX = 63, LW_HOME_CONFIG_MAX = 4096 };

/* A device, which all entities of one connection are of. */
struct lw_home {
    const char *prefix;              /* "": none is told */
    char slug[LW_HOME_SLUG_MAX + 1]; /* its name as ids allow it */
    const char *name;                /* for people */
    const char *alive;               /* the topic of our own state */
};

/* Letters, digits, `_` and `-`; all else becomes `_`. Where that, or the room,
 * changed something, eight digits of the whole follow: names in Cyrillic
 * letters would be alike otherwise. */
void lw_home_slug(const char *from, char *to, size_t size);

/* <prefix>/<component>/luchtwacht_<device>_<name>/config. False: too long. */
bool lw_home_topic(const struct lw_home *home, const char *component,
                   const char *name, char topic[LW_TOPIC_MAX + 1]);

/* What all entities say, up to their own keys: name, ids, availability, the
 * device. `what` and `id` make the id unique. */
void lw_home_begin(const struct lw_home *home, const char *what, const char *id,
                   const char *name, struct lw_text *to);

#endif
