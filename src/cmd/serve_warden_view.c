/* SPDX-License-Identifier: Apache-2.0 */
/* What is known of warnings and zones, as JSON, CAP and Atom. */
#include <stdlib.h>
#include <string.h>

#include "encode/atom.h"
#include "encode/json_parts.h"
#include "encode/warning_json.h"
#include "encode/warning_tiny.h"
#include "encode/warning_words.h"
#include "serve.h"
#include "serve_page.h"
#include "serve_warden.h"
#include "warning_log.h"

enum { ZONES_TOLD_MAX = 10000, NEWEST_TOLD_MAX = 50 };

static void put_line(struct lw_page *page, const struct lw_site *site,
                     const struct lw_warning *warning, bool brace)
{
    static const size_t brace_len = 1;
    char line[LW_WARNING_TEXT_MAX];
    const int len = lw_warning_write(warning, site, line, sizeof line);

    if (len > 0)
        lw_text_bytes(&page->text, line, (size_t)len - (brace ? 0 : brace_len));
}

/* In the three languages. */
static void put_texts(struct lw_page *page, const struct lw_serve *serve,
                      const struct lw_warning *warning)
{
    static const char *const language[LW_LANGUAGES] = {"en", "nl", "uk"};
    static const struct {
        enum lw_words_part part;
        const char *name;
    } parts[] = {{LW_WORDS_EVENT, "event"},
                 {LW_WORDS_HEADLINE, "headline"},
                 {LW_WORDS_DESCRIPTION, "description"},
                 {LW_WORDS_INSTRUCTION, "instruction"},
                 {LW_WORDS_REASONS, "reasons"},
                 {LW_WORDS_SHORT, "short"}};
    struct lw_text *t = &page->text;

    lw_json_put_key(t, "texts");
    for (int i = 0; i < LW_LANGUAGES; i++) {
        const struct lw_words words = {.site = serve->site,
                                       .language = (enum lw_language)i,
                                       .offset_s =
                                           serve->config.sender.utc_offset_s};
        lw_text_put(t, i > 0 ? "," : "{");
        lw_text_quote(t, language[i]);
        lw_text_put(t, ":{");
        for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
            char text[LW_WORDS_MAX];
            const int len = lw_words_write(&words, parts[p].part, warning, text,
                                           sizeof text);
            lw_text_put(t, p > 0 ? "," : "");
            lw_text_quote(t, parts[p].name);
            lw_text_put(t, ":");
            lw_text_quote_bytes(t, text, len < 0 ? 0 : (size_t)len);
            lw_page_flush(page);
        }
        lw_text_put(t, "}");
    }
    lw_text_put(t, "}");
}

/* As in the stream, with what the duty officer wants besides. */
static void put_warning(struct lw_page *page, const struct lw_serve *serve,
                        const struct lw_warning *warning)
{
    const struct lw_zone *zone = &serve->site->zone[warning->zone];

    put_line(page, serve->site, warning, false);
    lw_page_flush(page);
    lw_json_put_quoted(&page->text, "mode", lw_warn_mode_name(zone->warn.mode));
    put_texts(page, serve, warning);
    lw_text_put(&page->text, "}");
    lw_page_flush(page);
}

/* Those alive, by number. */
static void put_alive(struct lw_page *page, const struct lw_serve *serve,
                      bool test, bool whole, bool *first)
{
    const struct lw_warn *engine = lw_warden_engine(serve, test);
    const uint32_t max = serve->site->zones;
    const struct lw_warning **list =
        calloc((size_t)max + 1, sizeof(const struct lw_warning *));

    if (list == NULL)
        return;
    const uint32_t count = lw_warn_list(engine, list, max);
    for (uint32_t i = 0; i < count; i++) {
        if (list[i]->end != LW_WARNING_STANDS)
            continue; /* told just now, and over */
        lw_text_put(&page->text, *first ? "" : ",");
        *first = false;
        if (whole)
            put_warning(page, serve, list[i]);
        else
            put_line(page, serve->site, list[i], true);
        lw_page_flush(page);
    }
    free(list);
}

/* Those that are over, the newest first. */
static void put_ended(struct lw_page *page, const struct lw_serve *serve,
                      bool test, bool *first)
{
    const uint32_t newest = lw_warden_newest(serve, test);
    uint32_t told = 0;

    for (uint32_t back = 0;
         back < newest && back < LW_WARDEN_KEPT && told < LW_WARDEN_ENDED_TOLD;
         back++) {
        const struct lw_warden_kept *kept =
            lw_warden_find(serve, test, newest - back);
        if (kept == NULL || kept->warning.end == LW_WARNING_STANDS)
            continue;
        lw_text_put(&page->text, *first ? "" : ",");
        *first = false;
        put_warning(page, serve, &kept->warning);
        told++;
    }
}

static void put_zone(struct lw_text *t, const struct lw_site *site,
                     uint32_t zone, const struct lw_zone_state *state)
{
    char name[LW_WARNING_NAME_SIZE];

    lw_text_put(t, "{\"zone\":");
    lw_text_quote(t, site->zone[zone].id);
    lw_json_put_quoted(t, "cover", lw_cover_name(state->cover));
    if (state->cover_ns != INT64_MIN) {
        lw_json_put_key(t, "since");
        lw_text_time(t, state->cover_ns);
    }
    if (state->last_ns != INT64_MIN) {
        lw_json_put_key(t, "last");
        lw_text_time(t, state->last_ns);
    }
    if (state->warning != NULL && state->warning->end == LW_WARNING_STANDS) {
        lw_warning_name(state->warning->number, state->warning->status, name);
        lw_json_put_quoted(t, "warning", name);
        lw_json_put_quoted(t, "level",
                           lw_warning_level_name(state->warning->level));
        lw_json_put_quoted(t, "state",
                           lw_warning_state_name(state->warning->state));
    }
}

/* Zones that are not simply clear and covered. */
static void put_zones(struct lw_page *page, const struct lw_serve *serve)
{
    const struct lw_warn *engine = lw_warden_engine(serve, false);
    uint32_t told = 0, left_out = 0;

    lw_json_put_key(&page->text, "zones");
    lw_text_put(&page->text, "[");
    for (uint32_t z = 0; z < serve->site->zones; z++) {
        const struct lw_zone_state state = lw_warn_zone(engine, z);
        if (state.cover == LW_COVER_FULL && state.warning == NULL &&
            state.last_ns == INT64_MIN)
            continue;
        if (told == ZONES_TOLD_MAX) {
            left_out++;
            continue;
        }
        lw_text_put(&page->text, told++ > 0 ? "," : "");
        put_zone(&page->text, serve->site, z, &state);
        lw_text_put(&page->text, "}");
        lw_page_flush(page);
    }
    lw_text_put(&page->text, "]");
    if (left_out > 0) {
        lw_json_put_key(&page->text, "zones_left_out");
        lw_text_int(&page->text, left_out);
    }
}

static void put_time(struct lw_text *t, const struct lw_serve *serve)
{
    const int64_t now_ns = lw_centre_time_ns(serve);

    lw_text_put(t, "\"t\":");
    if (now_ns == INT64_MIN)
        lw_text_put(t, "null");
    else
        lw_text_time(t, now_ns);
}

int lw_view_warnings(struct lw_serve *serve, bool test, bool ended, char **text)
{
    struct lw_page page;
    bool first = true;

    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    lw_text_put(&page.text, "{");
    put_time(&page.text, serve);
    if (test)
        lw_json_put_quoted(&page.text, "status",
                           lw_warning_status_name(LW_WARNING_TEST));
    lw_json_put_exercise(&page.text, serve->site->exercise);
    lw_json_put_key(&page.text, "warnings");
    lw_text_put(&page.text, "[");
    if (serve->warden != NULL) {
        put_alive(&page, serve, test, true, &first);
        if (ended)
            put_ended(&page, serve, test, &first);
    }
    lw_text_put(&page.text, "]");
    if (serve->warden != NULL && !test)
        put_zones(&page, serve);
    lw_text_put(&page.text, "}\n");
    return lw_page_close(&page, text);
}

int lw_view_warnings_snapshot(struct lw_serve *serve, char **text)
{
    struct lw_page page;
    bool first = true;

    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    lw_text_put(&page.text, "{\"type\":\"warnings\",");
    put_time(&page.text, serve);
    lw_json_put_exercise(&page.text, serve->site->exercise);
    lw_json_put_key(&page.text, "warnings");
    lw_text_put(&page.text, "[");
    if (serve->warden != NULL) {
        put_alive(&page, serve, false, false, &first);
        put_alive(&page, serve, true, false, &first);
    }
    lw_text_put(&page.text, "]");
    if (serve->warden != NULL)
        put_zones(&page, serve);
    lw_text_put(&page.text, "}");
    return lw_page_close(&page, text);
}

/* A line of the log, as one of a list. */
struct past {
    struct lw_page *page;
    uint32_t count;
};

static void put_past(void *context, const char *line, size_t len)
{
    struct past *past = context;

    lw_text_put(&past->page->text, past->count++ > 0 ? ",\n" : "");
    lw_text_bytes(&past->page->text, line, len);
    lw_page_flush(past->page);
}

int lw_view_warning(struct lw_serve *serve, bool test, uint32_t number,
                    char **text)
{
    const struct lw_warden_kept *kept =
        serve->warden == NULL ? NULL : lw_warden_find(serve, test, number);
    struct lw_warning_log *log =
        serve->warden == NULL ? NULL : lw_warden_log(serve);
    char name[LW_WARNING_NAME_SIZE];
    struct lw_page page;
    struct past past = {.page = &page};

    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    lw_warning_name(number, test ? LW_WARNING_TEST : lw_warden_status(serve),
                    name);
    if (kept != NULL) {
        put_line(&page, serve->site, &kept->warning, false);
        lw_page_flush(&page);
        lw_json_put_quoted(
            &page.text, "mode",
            lw_warn_mode_name(serve->site->zone[kept->warning.zone].warn.mode));
        put_texts(&page, serve, &kept->warning);
    } else {
        lw_text_put(&page.text, "{\"warning\":");
        lw_text_quote(&page.text, name);
    }
    lw_text_put(&page.text, ",\"history\":[");
    const int read =
        log == NULL ? 0 : lw_warning_log_read(log, name, put_past, &past, NULL);
    lw_text_put(&page.text, "]}\n");
    const int len = lw_page_close(&page, text);
    if (len < 0 || kept != NULL || past.count > 0)
        return len;
    free(*text);
    return read < 0 ? read : LW_ERR_UNKNOWN;
}

int lw_view_zone(struct lw_serve *serve, const char *id, char **text)
{
    struct lw_page page;
    uint32_t zone = 0;

    while (zone < serve->site->zones &&
           strcmp(serve->site->zone[zone].id, id) != 0)
        zone++;
    if (zone == serve->site->zones)
        return LW_ERR_UNKNOWN;
    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    const struct lw_zone_state state =
        lw_warn_zone(lw_warden_engine(serve, false), zone);
    put_zone(&page.text, serve->site, zone, &state);
    lw_json_put_quoted(&page.text, "mode",
                       lw_warn_mode_name(serve->site->zone[zone].warn.mode));
    lw_json_put_exercise(&page.text, serve->site->exercise);
    lw_text_put(&page.text, "}\n");
    return lw_page_close(&page, text);
}

int lw_view_cap(struct lw_serve *serve, bool test, uint32_t number, char **text)
{
    const struct lw_warden_kept *kept =
        serve->warden == NULL ? NULL : lw_warden_find(serve, test, number);

    if (kept == NULL)
        return LW_ERR_UNKNOWN;
    const struct lw_cap_config config = lw_warden_cap(serve);
    char *out = malloc(LW_CAP_MAX);
    if (out == NULL)
        return LW_ERR_NO_SPACE;
    const int len =
        lw_cap_write(&config, &kept->warning, &kept->before, out, LW_CAP_MAX);
    if (len < 0) {
        free(out);
        return LW_ERR_UNKNOWN;
    }
    *text = out;
    return len;
}

int lw_view_tiny(struct lw_serve *serve, bool test, const char *id, char **text)
{
    const enum lw_warning_status status =
        test ? LW_WARNING_TEST : lw_warden_status(serve);
    const struct lw_warn *engine = lw_warden_engine(serve, test);
    int64_t now_ns = lw_centre_time_ns(serve);
    bool found = id[0] == '\0';
    struct lw_page page;

    if (now_ns == INT64_MIN)
        now_ns = 0;
    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    for (uint32_t z = 0; z < serve->site->zones; z++) {
        if (id[0] != '\0' && strcmp(serve->site->zone[z].id, id) != 0)
            continue;
        const struct lw_zone_state state = lw_warn_zone(engine, z);
        const bool stands =
            state.warning != NULL && state.warning->end == LW_WARNING_STANDS;
        lw_tiny_put(serve->site, z, stands ? state.warning : NULL, state.cover,
                    status, now_ns, &page.text);
        lw_page_flush(&page);
        found = true;
    }
    const int len = lw_page_close(&page, text);
    if (found || len < 0)
        return len;
    free(*text);
    return LW_ERR_UNKNOWN;
}

int lw_view_atom(struct lw_serve *serve, bool test, char **text)
{
    const struct lw_cap_config cap = lw_warden_cap(serve);
    const struct lw_atom_config config = {
        .cap = &cap,
        .self = "",
        .base = "",
        .language = cap.language[0],
        .status = test ? LW_WARNING_TEST : lw_warden_status(serve)};
    const uint32_t newest = lw_warden_newest(serve, test);
    int64_t updated_ns = 0;
    struct lw_page page;

    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    for (uint32_t back = 0; back < newest && back < LW_WARDEN_KEPT; back++) {
        const struct lw_warden_kept *kept =
            lw_warden_find(serve, test, newest - back);
        if (kept != NULL && kept->open && kept->warning.time_ns > updated_ns)
            updated_ns = kept->warning.time_ns;
    }
    lw_atom_begin(&config, updated_ns, &page.text);
    lw_page_flush(&page);
    for (uint32_t back = 0, told = 0;
         back < newest && back < LW_WARDEN_KEPT && told < NEWEST_TOLD_MAX;
         back++) {
        const struct lw_warden_kept *kept =
            lw_warden_find(serve, test, newest - back);
        if (kept == NULL || !kept->open)
            continue;
        lw_atom_entry(&config, &kept->warning, &kept->before, &page.text);
        lw_page_flush(&page);
        told++;
    }
    lw_atom_end(&page.text);
    return lw_page_close(&page, text);
}
