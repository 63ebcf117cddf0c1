/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_home.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/siphash.h"
#include "encode/json_parts.h"

enum { ID_SIZE = 3 * LW_HOME_SLUG_MAX + 32 };

void lw_home_slug(const char *from, char *to, size_t size)
{
    enum { DIGEST = 9 }; /* characters, with its line */
    static const uint8_t key[16] = "luchtwacht/slug";
    const size_t room = size > DIGEST ? size - DIGEST : 1;
    bool same = true;
    size_t len = 0;

    for (; from[len] != '\0' && len + 1 < room; len++) {
        const char c = from[len];
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_';
        to[len] = fits ? c : '_';
        same = same && fits;
    }
    to[len] = '\0';
    if (same && from[len] == '\0')
        return;
    const struct lw_siphash digest = lw_siphash(key, from, strlen(from));
    (void)snprintf(to + len, size - len, "_%08x",
                   (unsigned)(digest.low & UINT32_MAX));
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
