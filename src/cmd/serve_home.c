/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_home.h"

#include <stdio.h>

#include "encode/json_parts.h"

enum { ID_SIZE = 3 * LW_HOME_SLUG_MAX + 32 };

void lw_home_slug(const char *from, char *to, size_t size)
{
    size_t len = 0;

    for (; from[len] != '\0' && len + 1 < size; len++) {
        const char c = from[len];
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-';
        to[len] = fits ? c : '_';
    }
    to[len] = '\0';
}

bool lw_home_topic(const struct lw_home *home, const char *component,
                   const char *name, char topic[LW_TOPIC_MAX + 1])
{
    char slug[LW_HOME_SLUG_MAX + 1];

    lw_home_slug(name, slug, sizeof slug);
    const int len =
        snprintf(topic, LW_TOPIC_MAX + 1, "%s/%s/luchtwacht_%s_%s/config",
                 home->prefix, component, home->slug, slug);
    return len > 0 && len <= LW_TOPIC_MAX;
}

void lw_home_begin(const struct lw_home *home, const char *what, const char *id,
                   const char *name, struct lw_text *to)
{
    char slug[LW_HOME_SLUG_MAX + 1], unique[ID_SIZE];

    lw_home_slug(id, slug, sizeof slug);
    (void)snprintf(unique, sizeof unique, "luchtwacht_%s_%s_%s", home->slug,
                   what, slug);
    lw_text_put(to, "{\"name\":");
    lw_text_quote(to, name);
    lw_json_put_quoted(to, "unique_id", unique);
    lw_json_put_quoted(to, "availability_topic", home->alive);
    lw_text_put(to, ",\"device\":{\"identifiers\":[");
    (void)snprintf(unique, sizeof unique, "luchtwacht_%s", home->slug);
    lw_text_quote(to, unique);
    lw_text_put(to, "],\"name\":");
    lw_text_quote(to, home->name);
    lw_json_put_quoted(to, "manufacturer", "Luchtwacht");
    lw_json_put_quoted(to, "sw_version", LW_VERSION);
    lw_text_put(to, "}");
}
