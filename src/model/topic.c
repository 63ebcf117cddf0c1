/* SPDX-License-Identifier: Apache-2.0 */
#include "topic.h"

#include <assert.h>
#include <string.h>

/* Bytes up to the end of the level that begins here. */
static size_t level_len(const char *text)
{
    return strcspn(text, "/");
}

static int wrong(struct lw_fault *fault, const char *text, const char *what)
{
    return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0, "topic `%.60s`: %s", text,
                        what);
}

/* `+` and `#` stand alone in their level, `#` in the last. */
static bool wildcards_fit(const char *text)
{
    for (const char *at = text;; at++) {
        const size_t len = level_len(at);
        const char *found = strpbrk(at, "+#");

        if (found != NULL && found < at + len &&
            (len != 1 || (*at == '#' && at[1] != '\0')))
            return false;
        at += len;
        if (*at == '\0')
            return true;
    }
}

/* The filter: the level of the name becomes `+`. */
static void put_filter(struct lw_topic *topic)
{
    const char *from = topic->pattern;
    char *to = topic->filter;

    for (int level = 0;; level++) {
        const size_t len = level_len(from);

        if (level == topic->level) {
            *to++ = '+';
        } else {
            memcpy(to, from, len);
            to += len;
        }
        from += len;
        if (*from == '\0')
            break;
        *to++ = *from++;
    }
    *to = '\0';
}

int lw_topic_read(const char *text, const char *name, bool wild,
                  struct lw_topic *topic, struct lw_fault *fault)
{
    struct lw_topic read = {.level = -1};
    const size_t len = strlen(text);

    if (len == 0 || len > LW_TOPIC_MAX)
        return wrong(fault, text, "expected 1 to 255 bytes");
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
            return wrong(fault, text, "a control character");
    if (!wild && strpbrk(text, "+#") != NULL)
        return wrong(fault, text, "`+` and `#` are for what is read");
    if (!wildcards_fit(text))
        return wrong(fault, text, "`+` and `#` stand alone, `#` last");
    memcpy(read.pattern, text, len + 1);
    const char *brace = strchr(text, '{');
    if (brace != NULL) {
        const size_t size = strlen(name);
        if (strncmp(brace + 1, name, size) != 0 || brace[size + 1] != '}' ||
            strchr(brace + 1, '{') != NULL)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "topic `%.60s`: expected `{%s}`, once", text,
                                name);
        read.before = (size_t)(brace - text);
        read.after = read.before + size + 2;
        read.level = 0;
        for (size_t i = 0; i < read.before; i++)
            read.level += text[i] == '/';
    }
    put_filter(&read);
    *topic = read;
    return 0;
}

/* The level of the name: what is around it, and the name. */
static bool take_name(const struct lw_topic *topic, const char *pattern,
                      size_t pattern_len, const char *text, size_t len,
                      char *found, size_t size)
{
    const size_t at = (size_t)(pattern - topic->pattern);
    const size_t head = topic->before - at;
    const size_t tail = at + pattern_len - topic->after;

    if (len <= head + tail || len - head - tail >= size ||
        memcmp(pattern, text, head) != 0 ||
        memcmp(pattern + pattern_len - tail, text + len - tail, tail) != 0)
        return false;
    memcpy(found, text + head, len - head - tail);
    found[len - head - tail] = '\0';
    return true;
}

bool lw_topic_match(const struct lw_topic *topic, const char *text, char *found,
                    size_t size)
{
    const char *pattern = topic->pattern, *at = text;

    assert(size > 0);
    *found = '\0';
    /* Wildcards in front do not cover what brokers keep for themselves. */
    if (*text == '$' && *pattern != '$')
        return false;
    for (int level = 0;; level++) {
        const size_t want = level_len(pattern), have = level_len(at);

        if (*pattern == '#')
            return true;
        if (level == topic->level) {
            if (!take_name(topic, pattern, want, at, have, found, size))
                return false;
        } else if (!(want == 1 && *pattern == '+') &&
                   (want != have || memcmp(pattern, at, want) != 0)) {
            return false;
        }
        pattern += want;
        at += have;
        if (*pattern == '\0' || *at == '\0')
            break;
        pattern++;
        at++;
    }
    /* `a/#` covers `a` too. */
    return *at == '\0' && (*pattern == '\0' || strcmp(pattern, "/#") == 0);
}

int lw_topic_write(const struct lw_topic *topic, const char *name, char *text,
                   size_t size)
{
    const size_t whole = strlen(topic->pattern);
    const size_t tail = topic->level < 0 ? 0 : whole - topic->after;
    const size_t head = topic->level < 0 ? whole : topic->before;
    const size_t len = topic->level < 0 ? 0 : strlen(name);

    if (head + len + tail >= size)
        return LW_ERR_NO_SPACE;
    memcpy(text, topic->pattern, head);
    for (size_t i = 0; i < len; i++)
        text[head + i] =
            (unsigned char)name[i] < ' ' || strchr("/+#", name[i]) != NULL
                ? '_'
                : name[i];
    memcpy(text + head + len, topic->pattern + whole - tail, tail);
    text[head + len + tail] = '\0';
    return (int)(head + len + tail);
}
