/* SPDX-License-Identifier: Apache-2.0 */
#include "cap.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/timefmt.h"
#include "cap_area.h"
#include "luchtwacht/track.h"
#include "warning_phrases.h"
#include "warning_words.h"
#include "xml_parts.h"

static const int64_t second_ns = 1000000000;
static const int64_t minute_ns = 60 * second_ns;

enum {
    LEAST_MINUTES = 5,      /* no message is stale before */
    ENDED_MINUTES = 30,     /* so long an end is news */
    IMMEDIATE_MINUTES = 15, /* urgency, by the likely arrival */
    EXPECTED_MINUTES = 60,
    TIME_SIZE = 26, /* 2026-11-22T15:44:00+01:00 */
    DAY_S = 86400,
};

struct writer {
    struct lw_text to;
    const struct lw_cap_config *config;
    const struct lw_warning *warning;
    enum lw_language language;
    const char *area; /* the polygons, the same in each language */
    char words[LW_WORDS_MAX];
};

/* Whole seconds, with an offset; CAP has -00:00 for UTC itself. */
static void time_write(int64_t time_ns, int32_t offset_s, char text[TIME_SIZE])
{
    const int32_t minutes = offset_s / 60;
    const int32_t away = minutes < 0 ? -minutes : minutes;
    const int64_t most_ns = INT64_MAX - DAY_S * second_ns;
    const int64_t there_ns = time_ns > most_ns    ? most_ns
                             : time_ns < -most_ns ? -most_ns
                                                  : time_ns;
    char when[LW_TIMEFMT_SIZE];

    (void)lw_timefmt_write(there_ns + minutes * minute_ns, when);
    (void)snprintf(text, TIME_SIZE, "%.19s%c%02d:%02d", when,
                   minutes > 0 ? '+' : '-', (int)(away / 60 % 24),
                   (int)(away % 60));
}

static void put_time(struct writer *w, const char *name, int64_t time_ns)
{
    char when[TIME_SIZE];

    time_write(time_ns, w->config->offset_s, when);
    lw_xml_put_element(&w->to, name, when);
}

/* An element that says nothing is none. */
static void put_known(struct writer *w, const char *name, const char *value)
{
    if (value[0] != '\0')
        lw_xml_put_element(&w->to, name, value);
}

static void put_pair(struct writer *w, const char *element, const char *name,
                     const char *value)
{
    if (value[0] == '\0')
        return;
    lw_text_put(&w->to, "<");
    lw_text_put(&w->to, element);
    lw_text_put(&w->to, ">");
    lw_xml_put_element(&w->to, "valueName", name);
    lw_xml_put_element(&w->to, "value", value);
    lw_text_put(&w->to, "</");
    lw_text_put(&w->to, element);
    lw_text_put(&w->to, ">");
}

static bool is_ended(const struct lw_warning *warning)
{
    return warning->state == LW_WARNING_CLEARED ||
           warning->state == LW_WARNING_CANCELLED;
}

static int64_t later_ns(int64_t time_ns, int64_t minutes)
{
    return time_ns < INT64_MAX - minutes * minute_ns
               ? time_ns + minutes * minute_ns
               : time_ns;
}

int64_t lw_cap_expires_ns(const struct lw_warning *warning)
{
    const int64_t least_ns = later_ns(
        warning->time_ns, is_ended(warning) ? ENDED_MINUTES : LEAST_MINUTES);
    int64_t expires_ns = warning->expires_ns;

    if (is_ended(warning))
        return least_ns;
    if (warning->has_arrival && warning->arrival.latest_ns > expires_ns)
        expires_ns = warning->arrival.latest_ns;
    if (warning->until_ns > expires_ns)
        expires_ns = warning->until_ns;
    return expires_ns > least_ns ? expires_ns : least_ns;
}

/* Of what is in a warning's chain as number `revision`. */
static void identifier(const struct lw_cap_config *config,
                       const struct lw_warning *warning, int64_t first_ns,
                       uint32_t revision, char text[LW_CAP_ID_SIZE])
{
    char name[LW_WARNING_NAME_SIZE], when[LW_TIMEFMT_SIZE];

    lw_warning_name(warning->number, warning->status, name);
    (void)lw_timefmt_write(first_ns, when);
    (void)snprintf(text, LW_CAP_ID_SIZE,
                   "%.*s%s-%s-%.4s%.2s%.2sT%.2s%.2s%.2s-%u", LW_CAP_SENDER_MAX,
                   config->sender,
                   warning->status == LW_WARNING_EXERCISE ? "-exercise" : "",
                   name, when, when + 5, when + 8, when + 11, when + 14,
                   when + 17, (unsigned)revision);
}

void lw_cap_identifier(const struct lw_cap_config *config,
                       const struct lw_warning *warning,
                       const struct lw_cap_chain *chain,
                       char text[LW_CAP_ID_SIZE])
{
    identifier(config, warning,
               chain->count > 0 ? chain->first_ns : warning->time_ns,
               warning->revision, text);
}

/* All that has not expired, or else the last one. */
static void put_references(struct writer *w, const struct lw_cap_chain *chain)
{
    const char *space = "";
    char name[LW_CAP_ID_SIZE], when[TIME_SIZE];

    if (chain->count == 0)
        return;
    lw_text_put(&w->to, "<references>");
    for (uint32_t i = 0; i < chain->count; i++) {
        const struct lw_cap_past *past = &chain->past[i];
        if (past->expires_ns / second_ns <= w->warning->time_ns / second_ns &&
            i + 1 < chain->count)
            continue;
        identifier(w->config, w->warning, chain->first_ns, past->revision,
                   name);
        time_write(past->sent_ns, past->offset_s, when);
        lw_text_put(&w->to, space);
        lw_xml_put_text(&w->to, w->config->sender);
        lw_text_put(&w->to, ",");
        lw_xml_put_text(&w->to, name);
        lw_text_put(&w->to, ",");
        lw_text_put(&w->to, when);
        space = " ";
    }
    lw_text_put(&w->to, "</references>");
}

/* What the message is, beside the blocks in languages. */
static void put_head(struct writer *w, const struct lw_cap_chain *chain)
{
    static const char *const status[LW_WARNING_STATUSES] = {"Actual",
                                                            "Exercise", "Test"};
    const struct lw_warning *warning = w->warning;
    char name[LW_WARNING_NAME_SIZE], id[LW_CAP_ID_SIZE];

    lw_cap_identifier(w->config, warning, chain, id);
    lw_warning_name(warning->number, warning->status, name);
    lw_xml_put_element(&w->to, "identifier", id);
    lw_xml_put_element(&w->to, "sender", w->config->sender);
    put_time(w, "sent", warning->time_ns);
    lw_xml_put_element(&w->to, "status", status[warning->status]);
    lw_xml_put_element(&w->to, "msgType",
                       chain->count == 0                        ? "Alert"
                       : warning->state == LW_WARNING_CANCELLED ? "Cancel"
                                                                : "Update");
    lw_xml_put_element(&w->to, "scope",
                       w->config->restriction[0] == '\0' ? "Public"
                                                         : "Restricted");
    put_known(w, "restriction", w->config->restriction);
    put_known(w, "code", w->config->code);
    if (warning->status == LW_WARNING_EXERCISE)
        lw_xml_put_element(&w->to, "note", "EXERCISE: nothing here is real");
    else if (warning->status == LW_WARNING_TEST)
        lw_xml_put_element(&w->to, "note", "TEST: disregard this message");
    put_references(w, chain);
    lw_xml_put_element(&w->to, "incidents", name);
}

static const char *response(const struct lw_warning *warning)
{
    if (warning->state == LW_WARNING_CLEARED)
        return "AllClear";
    if (warning->state == LW_WARNING_CANCELLED)
        return "None";
    return warning->level == LW_WARNING_WARNING ? "Shelter" : "Prepare";
}

/* Of a notice nothing has to be done at once. */
static const char *urgency(const struct lw_warning *warning)
{
    if (is_ended(warning))
        return "Past";
    const bool notice = warning->level == LW_WARNING_NOTICE;
    const int64_t likely_ns =
        warning->has_arrival ? warning->arrival.likely_ns : warning->time_ns;
    if (likely_ns <= later_ns(warning->time_ns, IMMEDIATE_MINUTES))
        return notice ? "Expected" : "Immediate";
    return likely_ns <= later_ns(warning->time_ns, EXPECTED_MINUTES)
               ? "Expected"
               : "Future";
}

static const char *severity(const struct lw_warning *warning)
{
    if (is_ended(warning))
        return "Minor";
    return warning->level == LW_WARNING_WARNING ? "Severe" : "Moderate";
}

static const char *certainty(const struct lw_warning *warning)
{
    if (is_ended(warning))
        return "Unlikely";
    for (uint32_t i = 0; i < warning->reasons; i++)
        if (warning->reason[i].distance_m <= 0)
            return "Observed";
    if (warning->by_hand && warning->reasons == 0)
        return "Likely";
    return warning->probability > 0.5 ? "Likely" : "Possible";
}

static const char *words(struct writer *w, enum lw_words_part part)
{
    const struct lw_words in = {w->config->site, w->language,
                                w->config->offset_s};

    if (lw_words_write(&in, part, w->warning, w->words, sizeof w->words) < 0) {
        w->to.full = true;
        w->words[0] = '\0';
    }
    return w->words;
}

/* What is known, and from whom: one text. */
static void put_description(struct writer *w)
{
    lw_text_put(&w->to, "<description>");
    lw_xml_put_text(&w->to, words(w, LW_WORDS_DESCRIPTION));
    if (!is_ended(w->warning) && words(w, LW_WORDS_REASONS)[0] != '\0') {
        lw_text_put(&w->to, "\n");
        lw_xml_put_text(&w->to, w->words);
    }
    lw_text_put(&w->to, "</description>");
}

static void put_parameter_time(struct writer *w, const char *name,
                               int64_t time_ns)
{
    char when[TIME_SIZE];

    time_write(time_ns, w->config->offset_s, when);
    put_pair(w, "parameter", name, when);
}

static void put_parameters(struct writer *w)
{
    const struct lw_warning *warning = w->warning;
    char text[LW_REASONS_MAX * LW_TRACK_NAME_SIZE] = "";
    size_t at = 0;

    (void)snprintf(text, sizeof text, "%u", (unsigned)warning->revision);
    put_pair(w, "parameter", "luchtwacht:revision", text);
    put_pair(w, "parameter", "luchtwacht:state",
             lw_warning_state_name(warning->state));
    put_pair(w, "parameter", "luchtwacht:level",
             lw_warning_level_name(warning->level));
    if (warning->sound)
        put_pair(w, "parameter", "luchtwacht:sound", "true");
    if (warning->reasons > 0 && isfinite(warning->probability)) {
        (void)snprintf(text, sizeof text, "%.2f",
                       fmin(fmax(warning->probability, 0), 1));
        put_pair(w, "parameter", "luchtwacht:probability", text);
    }
    if (warning->has_arrival) {
        put_parameter_time(w, "luchtwacht:earliest",
                           warning->arrival.earliest_ns);
        put_parameter_time(w, "luchtwacht:likely", warning->arrival.likely_ns);
        put_parameter_time(w, "luchtwacht:latest", warning->arrival.latest_ns);
    }
    text[0] = '\0';
    for (uint32_t i = 0; i < warning->reasons; i++) {
        char name[LW_TRACK_NAME_SIZE];
        lw_track_name(warning->reason[i].track, name);
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%s",
                               i > 0 ? " " : "", name);
    }
    put_pair(w, "parameter", "luchtwacht:tracks", text);
}

static void put_area(struct writer *w)
{
    const struct lw_zone *zone = &w->config->site->zone[w->warning->zone];
    const char *name = lw_words_zone(zone, w->language);

    lw_text_put(&w->to, "<area>");
    lw_xml_put_element(&w->to, "areaDesc", name[0] != '\0' ? name : "-");
    lw_text_put(&w->to, w->area);
    put_pair(w, "geocode", "luchtwacht:zone", zone->id);
    lw_text_put(&w->to, "</area>");
}

static void put_info(struct writer *w)
{
    const struct lw_warning *warning = w->warning;

    lw_text_put(&w->to, "<info>");
    lw_xml_put_element(&w->to, "language", lw_language_name(w->language));
    lw_xml_put_element(&w->to, "category", "Security");
    lw_xml_put_element(&w->to, "category", "Safety");
    lw_xml_put_element(&w->to, "event", words(w, LW_WORDS_EVENT));
    lw_xml_put_element(&w->to, "responseType", response(warning));
    if (!is_ended(warning))
        lw_xml_put_element(&w->to, "responseType", "Monitor");
    lw_xml_put_element(&w->to, "urgency", urgency(warning));
    lw_xml_put_element(&w->to, "severity", severity(warning));
    lw_xml_put_element(&w->to, "certainty", certainty(warning));
    put_pair(w, "eventCode", "luchtwacht:event",
             warning->level == LW_WARNING_WARNING ? "air-warning"
                                                  : "air-notice");
    put_time(w, "effective", warning->time_ns);
    if (!is_ended(warning) && warning->has_arrival)
        put_time(w, "onset",
                 warning->arrival.likely_ns > warning->time_ns
                     ? warning->arrival.likely_ns
                     : warning->time_ns);
    put_time(w, "expires", lw_cap_expires_ns(warning));
    put_known(w, "senderName", w->config->sender_name);
    lw_xml_put_element(&w->to, "headline", words(w, LW_WORDS_HEADLINE));
    put_description(w);
    lw_xml_put_element(&w->to, "instruction", words(w, LW_WORDS_INSTRUCTION));
    put_known(w, "web", w->config->web);
    put_known(w, "contact", w->config->contact);
    put_parameters(w);
    put_area(w);
    lw_text_put(&w->to, "</info>");
}

bool lw_cap_tells(const struct lw_cap_config *config,
                  const struct lw_warning *warning,
                  const struct lw_cap_chain *chain)
{
    return warning->state != LW_WARNING_PROPOSED && !warning->silent &&
           !(is_ended(warning) && chain->count == 0) &&
           !(config->site->exercise && warning->status == LW_WARNING_ACTUAL);
}

int lw_cap_write(const struct lw_cap_config *config,
                 const struct lw_warning *warning,
                 const struct lw_cap_chain *chain, char *text, size_t size)
{
    struct writer w = {.config = config, .warning = warning};
    char area[LW_CAP_AREA_MAX];
    struct lw_text to;

    assert(warning->zone < config->site->zones && config->languages > 0);
    assert(chain->count <= LW_CAP_PAST_MAX);
    if (!lw_cap_tells(config, warning, chain))
        return LW_ERR_RANGE;
    if (size == 0)
        return LW_ERR_NO_SPACE;
    lw_text_init(&to, area, sizeof area - 1);
    lw_cap_area_put(&to, &config->site->zone[warning->zone]);
    *to.at = '\0';
    w.area = area;
    lw_text_init(&w.to, text, size - 1);
    w.to.full = to.full;
    lw_text_put(&w.to,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">\n");
    put_head(&w, chain);
    for (uint32_t i = 0; i < config->languages; i++) {
        w.language = config->language[i];
        lw_text_put(&w.to, "\n");
        put_info(&w);
    }
    lw_text_put(&w.to, "\n</alert>\n");
    const int len = lw_text_len(&w.to);
    if (len >= 0)
        text[len] = '\0';
    return len;
}

void lw_cap_sent(const struct lw_cap_config *config,
                 const struct lw_warning *warning, struct lw_cap_chain *chain)
{
    if (chain->count == 0)
        chain->first_ns = warning->time_ns;
    if (chain->count == LW_CAP_PAST_MAX) {
        chain->count--;
        memmove(&chain->past[0], &chain->past[1],
                chain->count * sizeof chain->past[0]);
    }
    chain->past[chain->count++] = (struct lw_cap_past){
        .revision = warning->revision,
        .offset_s = config->offset_s,
        .sent_ns = warning->time_ns,
        .expires_ns = lw_cap_expires_ns(warning),
    };
}

struct lw_cap_config lw_cap_defaults(const struct lw_site *site)
{
    return (struct lw_cap_config){
        .site = site,
        .sender = "luchtwacht",
        .sender_name = site->name,
        .contact = "",
        .web = "",
        .code = "",
        .restriction = "",
        .languages = LW_LANGUAGES,
        .language = {LW_LANG_EN, LW_LANG_NL, LW_LANG_UK},
    };
}
