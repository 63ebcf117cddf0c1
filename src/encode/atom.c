/* SPDX-License-Identifier: Apache-2.0 */
#include "atom.h"

#include <assert.h>

#include "base/timefmt.h"
#include "warning_phrases.h"
#include "warning_words.h"
#include "xml_parts.h"

/* RFC 4151: whose name it was on that day. */
enum { DATE_LEN = 10 };
static const char feed_date[] = "2026-01-01";

static void put_id(struct lw_text *to, const char *sender, const char *date,
                   size_t date_len, const char *what, const char *which)
{
    lw_text_put(to, "<id>tag:");
    lw_xml_put_text(to, sender);
    lw_text_put(to, ",");
    lw_text_bytes(to, date, date_len);
    lw_text_put(to, ":");
    lw_text_put(to, what);
    lw_text_put(to, which);
    lw_text_put(to, "</id>");
}

static void put_mark(const struct lw_atom_config *config, struct lw_text *to)
{
    static const char *const none[LW_SLOTS];
    const enum lw_phrase phrase = config->status == LW_WARNING_TEST
                                      ? LW_PHRASE_MARK_TEST
                                      : LW_PHRASE_MARK_EXERCISE;

    if (config->status == LW_WARNING_ACTUAL)
        return;
    for (int i = 0; i < 3; i++) {
        lw_phrase_put(to, config->language, phrase, 0, none);
        lw_text_put(to, " ");
    }
}

void lw_atom_begin(const struct lw_atom_config *config, int64_t updated_ns,
                   struct lw_text *to)
{
    const struct lw_cap_config *cap = config->cap;
    const char *name =
        cap->sender_name[0] != '\0' ? cap->sender_name : cap->sender;

    lw_text_put(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    lw_xml_put_attribute(to, "xml:lang", lw_language_name(config->language));
    lw_text_put(to, ">\n");
    put_id(to, cap->sender, feed_date, DATE_LEN, "luchtwacht-warnings-",
           lw_warning_status_name(config->status));
    lw_text_put(to, "<title>");
    put_mark(config, to);
    lw_xml_put_text(to, name);
    lw_text_put(to, "</title>");
    lw_xml_put_when(to, "updated", updated_ns);
    lw_text_put(to, "<author>");
    lw_xml_put_element(to, "name", name);
    lw_text_put(to, "</author>");
    if (config->self[0] != '\0') {
        lw_text_put(to, "<link rel=\"self\" type=\"application/atom+xml\"");
        lw_xml_put_attribute(to, "href", config->self);
        lw_text_put(to, "/>");
    }
    lw_text_put(to, "<generator>Luchtwacht</generator>\n");
}

static void put_category(struct lw_text *to, const char *scheme,
                         const char *term)
{
    lw_text_put(to, "<category");
    lw_xml_put_attribute(to, "scheme", scheme);
    lw_xml_put_attribute(to, "term", term);
    lw_text_put(to, "/>");
}

static void put_words(const struct lw_atom_config *config, const char *element,
                      enum lw_words_part part, const struct lw_warning *warning,
                      struct lw_text *to)
{
    const struct lw_words in = {config->cap->site, config->language,
                                config->cap->offset_s};
    char text[LW_WORDS_MAX];

    if (lw_words_write(&in, part, warning, text, sizeof text) < 0)
        to->full = true;
    else
        lw_xml_put_element(to, element, text);
}

static void put_link(const struct lw_atom_config *config,
                     const struct lw_warning *warning, struct lw_text *to)
{
    char name[LW_WARNING_NAME_SIZE];

    lw_warning_name(warning->number, warning->status, name);
    lw_text_put(to, "<link rel=\"alternate\" type=\"application/cap+xml\" "
                    "href=\"");
    lw_xml_put_text(to, config->base[0] != '\0' ? config->base : "warnings");
    lw_text_put(to, "/");
    lw_text_put(to, name);
    lw_text_put(to, ".cap\"/>");
}

void lw_atom_entry(const struct lw_atom_config *config,
                   const struct lw_warning *warning,
                   const struct lw_cap_chain *chain, struct lw_text *to)
{
    char id[LW_CAP_ID_SIZE], when[LW_TIMEFMT_SIZE];

    if (warning->status != config->status ||
        !lw_cap_tells(config->cap, warning, chain))
        return;
    lw_cap_identifier(config->cap, warning, chain, id);
    (void)lw_timefmt_write(warning->time_ns, when);
    lw_text_put(to, "<entry>");
    put_id(to, config->cap->sender, when, DATE_LEN, id, "");
    put_words(config, "title", LW_WORDS_HEADLINE, warning, to);
    lw_xml_put_when(to, "updated", warning->time_ns);
    put_link(config, warning, to);
    put_category(to, "urn:luchtwacht:status",
                 lw_warning_status_name(warning->status));
    put_category(to, "urn:luchtwacht:level",
                 lw_warning_level_name(warning->level));
    put_category(to, "urn:luchtwacht:state",
                 lw_warning_state_name(warning->state));
    put_words(config, "summary", LW_WORDS_DESCRIPTION, warning, to);
    lw_text_put(to, "</entry>\n");
}

void lw_atom_end(struct lw_text *to)
{
    lw_text_put(to, "</feed>\n");
}
