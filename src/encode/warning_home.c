/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_home.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/siphash.h"
#include "json_parts.h"
#include "warning_phrases.h"
#include "warning_words.h"

enum { SLUG_SIZE = 48, NAME_SIZE = 512 };
static const int64_t minute_ns = INT64_C(60000000000);

/* What a device may be called there. Where something had to be replaced, or
 * cut, a digest of the whole follows. */
static void put_slug(const char *from, char *to, size_t size)
{
    static const uint8_t key[16] = "luchtwacht/slug";
    enum { DIGEST = 9 }; /* with its line before */
    bool same = true;
    size_t len = 0;

    for (; from[len] != '\0' && len + 1 + DIGEST < size; len++) {
        const char c = from[len];
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-';
        to[len] = fits ? c : '_';
        same = same && fits;
    }
    to[len] = '\0';
    if (same && from[len] == '\0')
        return;
    const struct lw_siphash digest = lw_siphash(key, from, strlen(from));
    (void)snprintf(to + len, size - len, "_%08x",
                   (unsigned)(digest.low & 0xffffffff));
}

/* Of the site and what it is the device of. */
static void device_id(const struct lw_home *home, char *id, size_t size)
{
    char slug[SLUG_SIZE];

    put_slug(home->site->name, slug, sizeof slug);
    (void)snprintf(id, size, "luchtwacht_%s%s%s", slug,
                   home->status == LW_WARNING_ACTUAL ? "" : "_",
                   home->status == LW_WARNING_ACTUAL
                       ? ""
                       : lw_warning_status_name(home->status));
}

void lw_home_id(const struct lw_home *home, uint32_t zone,
                char id[LW_HOME_ID_SIZE])
{
    char slug[SLUG_SIZE], device[SLUG_SIZE + 32];

    assert(zone < home->site->zones);
    put_slug(home->site->zone[zone].id, slug, sizeof slug);
    device_id(home, device, sizeof device);
    (void)snprintf(id, LW_HOME_ID_SIZE, "%s_zone_%s", device, slug);
}

/* A name with the mark of what is not real before it. */
static void put_name(const struct lw_home *home, const char *name,
                     struct lw_text *to)
{
    char text[NAME_SIZE];
    const char *mark =
        home->status == LW_WARNING_ACTUAL
            ? ""
            : lw_phrase(home->language, home->status == LW_WARNING_TEST
                                            ? LW_PHRASE_MARK_TEST
                                            : LW_PHRASE_MARK_EXERCISE);

    (void)snprintf(text, sizeof text, "%s%s%s", mark,
                   mark[0] == '\0' ? "" : " ", name);
    lw_text_quote(to, text);
}

/* What both entities say. */
static void put_entity(const struct lw_home *home, uint32_t zone,
                       const char *component, const char *state_topic,
                       struct lw_text *to)
{
    const char *site =
        home->site->name[0] != '\0' ? home->site->name : "Luchtwacht";
    char id[LW_HOME_ID_SIZE], unique[LW_HOME_ID_SIZE + 32];
    char device[SLUG_SIZE + 32];

    lw_home_id(home, zone, id);
    (void)snprintf(unique, sizeof unique, "%s_%s", id, component);
    device_id(home, device, sizeof device);
    lw_text_put(to, "{\"name\":");
    put_name(home, lw_words_zone(&home->site->zone[zone], home->language), to);
    lw_json_put_quoted(to, "unique_id", unique);
    lw_json_put_quoted(to, "availability_topic", home->alive);
    lw_json_put_quoted(to, "state_topic", state_topic);
    lw_json_put_quoted(to, "json_attributes_topic", state_topic);
    lw_text_put(to, ",\"device\":{\"identifiers\":[");
    lw_text_quote(to, device);
    lw_text_put(to, "],\"name\":");
    put_name(home, site, to);
    lw_json_put_quoted(to, "manufacturer", "Luchtwacht");
    lw_json_put_quoted(to, "sw_version", home->version);
    lw_text_put(to, "}");
}

void lw_home_siren(const struct lw_home *home, uint32_t zone,
                   const char *state_topic, const char *command_topic,
                   struct lw_text *to)
{
    put_entity(home, zone, "siren", state_topic, to);
    lw_json_put_quoted(to, "command_topic", command_topic);
    lw_json_put_quoted(to, "state_value_template",
                       "{{ {'state': value_json.siren, 'tone': "
                       "value_json.tone | default('warning')} | tojson }}");
    lw_text_put(to, ",\"available_tones\":[\"warning\",\"notice\"],"
                    "\"support_duration\":false,"
                    "\"support_volume_set\":false,\"optimistic\":false}");
}

void lw_home_sensor(const struct lw_home *home, uint32_t zone,
                    const char *state_topic, struct lw_text *to)
{
    put_entity(home, zone, "binary_sensor", state_topic, to);
    lw_json_put_quoted(to, "device_class", "safety");
    lw_json_put_quoted(to, "value_template",
                       "{{ 'ON' if value_json.state in ['notice', 'warning'] "
                       "else 'OFF' }}");
    lw_text_put(to, "}");
}

static void put_words(const struct lw_home *home, const char *key,
                      enum lw_words_part part, const struct lw_warning *warning,
                      struct lw_text *to)
{
    const struct lw_words words = {home->site, home->language, home->offset_s};
    char text[LW_WORDS_MAX];

    if (lw_words_write(&words, part, warning, text, sizeof text) < 0)
        to->full = true;
    else
        lw_json_put_quoted(to, key, text);
}

static void put_warning(const struct lw_home *home,
                        const struct lw_warning *warning, bool stands,
                        int64_t now_ns, struct lw_text *to)
{
    char name[LW_WARNING_NAME_SIZE];

    lw_warning_name(warning->number, warning->status, name);
    lw_json_put_quoted(to, "warning", name);
    lw_json_put_key(to, "revision");
    lw_text_int(to, warning->revision);
    if (warning->sound)
        lw_text_put(to, ",\"sound\":true");
    if (stands && warning->has_arrival) {
        const int64_t left_ns = warning->arrival.likely_ns - now_ns;
        lw_json_put_key(to, "likely");
        lw_text_time(to, warning->arrival.likely_ns);
        lw_json_put_key(to, "minutes");
        lw_text_int(to, left_ns > 0 ? left_ns / minute_ns : 0);
    }
    if (stands) {
        lw_json_put_key(to, "expires");
        lw_text_time(to, warning->expires_ns);
    }
    put_words(home, "event", LW_WORDS_EVENT, warning, to);
    put_words(home, "headline", LW_WORDS_HEADLINE, warning, to);
    put_words(home, "instruction", LW_WORDS_INSTRUCTION, warning, to);
}

void lw_home_state(const struct lw_home *home, uint32_t zone,
                   const struct lw_warning *warning, enum lw_cover cover,
                   int64_t now_ns, struct lw_text *to)
{
    const struct lw_zone *z = &home->site->zone[zone];
    const bool told = warning != NULL && warning->status == home->status &&
                      warning->state != LW_WARNING_PROPOSED && !warning->silent;
    const bool stands = told && (warning->state == LW_WARNING_ACTIVE ||
                                 warning->state == LW_WARNING_UPDATED);
    const bool shelter = stands && warning->level == LW_WARNING_WARNING;
    const bool blind = cover == LW_COVER_LOST || cover == LW_COVER_NONE;

    assert(zone < home->site->zones);
    lw_text_put(to, "{\"state\":");
    lw_text_quote(to, stands  ? lw_warning_level_name(warning->level)
                      : blind ? "not-covered"
                              : "clear");
    lw_json_put_quoted(to, "siren", shelter ? "ON" : "OFF");
    if (stands)
        lw_json_put_quoted(to, "tone", lw_warning_level_name(warning->level));
    lw_json_put_quoted(to, "status", lw_warning_status_name(home->status));
    lw_json_put_quoted(to, "zone", z->id);
    lw_json_put_quoted(to, "name", lw_words_zone(z, home->language));
    lw_json_put_key(to, "t");
    lw_text_time(to, now_ns);
    lw_json_put_quoted(to, "cover", lw_cover_name(cover));
    if (told)
        put_warning(home, warning, stands, now_ns, to);
    lw_text_put(to, "}");
}
