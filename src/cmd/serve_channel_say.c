/* SPDX-License-Identifier: Apache-2.0 */
/* What a channel says of a warning: the contract's JSON, CAP, or words for
 * people, and what goes beside it. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/siphash.h"
#include "base/text.h"
#include "base/timefmt.h"
#include "encode/warning_json.h"
#include "encode/warning_words.h"
#include "model/channel.h"
#include "serve_channel.h"

enum {
    TITLE_MAX = 240, /* bytes; so that a header can hold it, encoded */
    HEAD_SIZE = 4096,
    /* Three languages of three parts, as base64 with its lines. */
    BODY_SIZE = LW_CAP_MAX + 2 * 3 * 3 * LW_WORDS_MAX,
    MAIL_LINE = 57,  /* bytes that base64 makes a line of 76 of */
    WORD_BYTES = 42, /* of an encoded word of at most 75 characters */
    DATE_SIZE = 40,
};
static const int64_t second_ns = INT64_C(1000000000);

struct lw_channel_text {
    char name[LW_CHANNEL_ID_SIZE]; /* of the revision */
    char words[LW_WORDS_MAX];
    char title[TITLE_MAX + 1];
    char head[HEAD_SIZE];
    char body[BODY_SIZE];
    /* The last CAP message, for the next channel that wants the same. */
    char cap[LW_CAP_MAX];
    int cap_len; /* 0: none */
    struct lw_config_languages cap_languages;
    char cap_name[LW_CHANNEL_ID_SIZE];
    char plain[BODY_SIZE]; /* of an e-mail, before it is encoded */
};

/* What is to be said. */
struct saying {
    struct lw_channel_text *text;
    const struct lw_channel *channel;
    const struct lw_warning *warning;
    const struct lw_cap_chain *chain;
    bool first;
    char root[LW_CHANNEL_ID_SIZE]; /* names the warning */
};

struct lw_channel_text *lw_channel_text_open(void)
{
    return calloc(1, sizeof(struct lw_channel_text));
}

void lw_channel_text_close(struct lw_channel_text *text)
{
    free(text);
}

void lw_channel_name(const struct lw_serve *serve,
                     const struct lw_warning *warning, uint32_t revision,
                     char name[LW_CHANNEL_ID_SIZE])
{
    static const uint8_t key[16] = {0};
    const struct lw_config_sender *sender = &serve->config.sender;
    const char *who = sender->id[0] != '\0' ? sender->id : serve->site->name;
    const uint64_t centre = lw_siphash(key, who, strlen(who)).low;
    char number[LW_WARNING_NAME_SIZE];

    lw_warning_name(warning->number, warning->status, number);
    const int len = snprintf(name, LW_CHANNEL_ID_SIZE, "%08x-%s-%lld",
                             (unsigned)(centre & UINT32_MAX), number,
                             (long long)(warning->raised_ns / second_ns));
    if (revision > 0)
        (void)snprintf(name + len, LW_CHANNEL_ID_SIZE - (size_t)len, "-%u",
                       (unsigned)revision);
}

struct lw_cap_config lw_channel_cap(const struct lw_serve *serve,
                                    const struct lw_config_languages *languages)
{
    const struct lw_config_sender *sender = &serve->config.sender;
    struct lw_cap_config cap = lw_cap_defaults(serve->site);

    if (sender->id[0] != '\0')
        cap.sender = sender->id;
    cap.sender_name = sender->name;
    cap.contact = sender->contact;
    cap.web = sender->web;
    cap.offset_s = sender->utc_offset_s;
    cap.languages = languages->count;
    for (uint32_t i = 0; i < languages->count; i++)
        cap.language[i] = languages->language[i];
    return cap;
}

/* ---- words ---- */

/* One part in one language; "" where it says nothing. */
static const char *words(const struct saying *say, enum lw_language language,
                         enum lw_words_part part)
{
    const struct lw_words how = {
        .site = say->channel->serve->site,
        .language = language,
        .offset_s = say->channel->serve->config.sender.utc_offset_s,
    };

    if (lw_words_write(&how, part, say->warning, say->text->words,
                       sizeof say->text->words) < 0)
        say->text->words[0] = '\0';
    return say->text->words;
}

static void put_paragraph(struct lw_text *to, const char *text)
{
    if (text[0] == '\0')
        return;
    lw_text_put(to, text);
    lw_text_put(to, "\n");
}

/* What is known and what to do, in each language. `headed`: each begins with
 * its own headline, else all but the first do. */
static void put_words(const struct saying *say, bool headed, bool reasons,
                      struct lw_text *to)
{
    const struct lw_config_languages *languages =
        &say->channel->config->languages;

    for (uint32_t i = 0; i < languages->count; i++) {
        const enum lw_language language = languages->language[i];
        if (i > 0)
            lw_text_put(to, "\n");
        if (headed || i > 0)
            put_paragraph(to, words(say, language, LW_WORDS_HEADLINE));
        put_paragraph(to, words(say, language, LW_WORDS_DESCRIPTION));
        put_paragraph(to, words(say, language, LW_WORDS_INSTRUCTION));
        if (reasons)
            put_paragraph(to, words(say, language, LW_WORDS_REASONS));
    }
}

static bool has_ended(const struct lw_warning *warning)
{
    return warning->state == LW_WARNING_CLEARED ||
           warning->state == LW_WARNING_CANCELLED;
}

static bool is_raised(const struct saying *say)
{
    return !has_ended(say->warning) && (say->first || say->warning->sound);
}

/* ---- e-mail ---- */

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80 || (unsigned char)*text < ' ')
            return false;
    return true;
}

/* RFC 2047: words of a header, each of whole characters. `fold`: what stands
 * between two of them. */
static void put_encoded(struct lw_text *to, const char *text, const char *fold)
{
    size_t len = strlen(text);

    if (is_ascii(text)) {
        lw_text_put(to, text);
        return;
    }
    while (len > 0) {
        size_t n = len < WORD_BYTES ? len : WORD_BYTES;
        while (n < len && n > 1 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
        lw_text_put(to, "=?UTF-8?B?");
        lw_base64_put(to, text, n);
        lw_text_put(to, "?=");
        text += n;
        len -= n;
        if (len > 0)
            lw_text_put(to, fold);
    }
}

/* RFC 5322, 3.3: "Sun, 22 Nov 2026 16:00:00 +0000" */
static void put_date(struct lw_text *to, int64_t time_ns)
{
    static const char *const day[] = {"Thu", "Fri", "Sat", "Sun",
                                      "Mon", "Tue", "Wed"};
    static const char *const month[] = {"Jan", "Feb", "Mar", "Apr",
                                        "May", "Jun", "Jul", "Aug",
                                        "Sep", "Oct", "Nov", "Dec"};
    char utc[LW_TIMEFMT_SIZE], text[DATE_SIZE];

    (void)lw_timefmt_write(time_ns / second_ns * second_ns, utc);
    const int at = (utc[5] - '0') * 10 + utc[6] - '0' - 1;
    (void)snprintf(text, sizeof text, "%s, %.2s %s %.4s %.8s +0000",
                   day[time_ns / second_ns / 86400 % 7], utc + 8,
                   month[at >= 0 && at < 12 ? at : 0], utc, utc + 11);
    lw_text_put(to, text);
}

static void put_message_id(const struct saying *say, const char *name,
                           struct lw_text *to)
{
    const char *from = say->channel->config->from;
    const char *at = strchr(from, '@');

    lw_text_put(to, "<");
    lw_text_put(to, name);
    lw_text_put(to, at != NULL ? at : "@luchtwacht");
    lw_text_put(to, ">");
}

static void put_from(const struct saying *say, struct lw_text *to)
{
    const char *name = say->channel->serve->config.sender.name;

    lw_text_put(to, "From: ");
    if (name[0] != '\0' && strpbrk(name, "\"\\<>@,;:()[].") == NULL) {
        put_encoded(to, name, "\r\n ");
        lw_text_put(to, " <");
    } else {
        lw_text_put(to, "<");
    }
    lw_text_put(to, say->channel->config->from);
    lw_text_put(to, ">\r\n");
}

/* All messages of a warning are one thread; the first has the warning's name.
 * Who else gets it stays between them and us. */
static void put_mail_head(const struct saying *say, struct lw_text *to)
{
    const struct lw_config_channel *config = say->channel->config;
    const char *only = say->channel->serve->config.word[config->mail_to.first];

    lw_text_put(to, "Date: ");
    put_date(to, lw_loop_wall_ns(say->channel->serve->loop));
    lw_text_put(to, "\r\n");
    put_from(say, to);
    lw_text_put(to, "To: ");
    lw_text_put(to,
                config->mail_to.count == 1 ? only : "undisclosed-recipients:;");
    lw_text_put(to, "\r\nSubject: ");
    put_encoded(to, say->text->title, "\r\n ");
    lw_text_put(to, "\r\nMessage-ID: ");
    put_message_id(say, say->first ? say->root : say->text->name, to);
    if (!say->first) {
        lw_text_put(to, "\r\nIn-Reply-To: ");
        put_message_id(say, say->root, to);
        lw_text_put(to, "\r\nReferences: ");
        put_message_id(say, say->root, to);
    }
    if (is_raised(say) && say->warning->level == LW_WARNING_WARNING)
        lw_text_put(to, "\r\nImportance: high\r\nX-Priority: 1");
    lw_text_put(to, "\r\nAuto-Submitted: auto-generated\r\n"
                    "MIME-Version: 1.0\r\n"
                    "Content-Type: text/plain; charset=utf-8\r\n"
                    "Content-Transfer-Encoding: base64\r\n\r\n");
}

/* The whole message, as RFC 5322 has it. */
static int say_mail(struct saying *say)
{
    struct lw_text to;

    lw_text_init(&to, say->text->plain, sizeof say->text->plain);
    put_words(say, true, true, &to);
    const int plain = lw_text_len(&to);
    if (plain < 0)
        return plain;
    lw_text_init(&to, say->text->body, sizeof say->text->body);
    put_mail_head(say, &to);
    for (size_t at = 0; at < (size_t)plain; at += MAIL_LINE) {
        const size_t left = (size_t)plain - at;
        lw_base64_put(&to, say->text->plain + at,
                      left < MAIL_LINE ? left : MAIL_LINE);
        lw_text_put(&to, "\r\n");
    }
    return lw_text_len(&to);
}

/* ---- ntfy ---- */

static const char *ntfy_priority(const struct saying *say)
{
    if (!is_raised(say))
        return has_ended(say->warning) ? "3" : "2";
    return say->warning->level == LW_WARNING_WARNING ? "5" : "4";
}

static const char *ntfy_tag(const struct lw_warning *warning)
{
    if (warning->state == LW_WARNING_CLEARED)
        return "white_check_mark";
    if (warning->state == LW_WARNING_CANCELLED)
        return "heavy_multiplication_x";
    return warning->level == LW_WARNING_WARNING ? "rotating_light" : "warning";
}

static int say_ntfy(struct saying *say, struct lw_text *head)
{
    const struct lw_serve *serve = say->channel->serve;
    const char *click = say->channel->config->click[0] != '\0'
                            ? say->channel->config->click
                            : serve->config.sender.web;
    struct lw_text to;

    lw_text_put(head, "Title: ");
    put_encoded(head, say->text->title, " ");
    lw_text_put(head, "\nPriority: ");
    lw_text_put(head, ntfy_priority(say));
    lw_text_put(head, "\nTags: ");
    lw_text_put(head, ntfy_tag(say->warning));
    if (say->warning->status != LW_WARNING_ACTUAL) {
        lw_text_put(head, ",");
        lw_text_put(head, lw_warning_status_name(say->warning->status));
    }
    if (click[0] != '\0') {
        lw_text_put(head, "\nClick: ");
        lw_text_put(head, click);
    }
    lw_text_put(head, "\n");
    lw_text_init(&to, say->text->body, sizeof say->text->body);
    put_words(say, false, false, &to);
    return lw_text_len(&to);
}

/* ---- the rest ---- */

static bool same_languages(const struct lw_config_languages *a,
                           const struct lw_config_languages *b)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->language[i] != b->language[i])
            return false;
    return a->count == b->count;
}

/* Made once for all channels that want the same. */
static int say_cap(struct saying *say)
{
    const struct lw_config_languages *languages =
        &say->channel->config->languages;
    struct lw_channel_text *text = say->text;

    if (text->cap_len == 0 || strcmp(text->cap_name, text->name) != 0 ||
        !same_languages(&text->cap_languages, languages)) {
        const struct lw_cap_config cap =
            lw_channel_cap(say->channel->serve, languages);
        const int len = lw_cap_write(&cap, say->warning, say->chain, text->cap,
                                     sizeof text->cap);
        if (len < 0)
            return len;
        text->cap_len = len;
        text->cap_languages = *languages;
        memcpy(text->cap_name, text->name, sizeof text->cap_name);
    }
    memcpy(text->body, text->cap, (size_t)text->cap_len);
    return text->cap_len;
}

static int say_format(struct saying *say)
{
    const struct lw_channel *channel = say->channel;
    struct lw_text to;

    switch (channel->config->format) {
    case LW_CHANNEL_CAP:
        return say_cap(say);
    case LW_CHANNEL_JSON:
        return lw_warning_write(say->warning, channel->serve->site,
                                say->text->body, sizeof say->text->body);
    case LW_CHANNEL_TEXT:
        break;
    }
    lw_text_init(&to, say->text->body, sizeof say->text->body);
    put_words(say, true, true, &to);
    return lw_text_len(&to);
}

static void put_webhook_head(const struct saying *say, struct lw_text *head)
{
    static const char *const type[LW_CHANNEL_FORMATS] = {
        "application/cap+xml", "application/json", "text/plain; charset=utf-8"};

    lw_text_put(head, "Content-Type: ");
    lw_text_put(head, type[say->channel->config->format]);
    lw_text_put(head, "\n");
}

static void put_variable(struct lw_text *head, const char *name,
                         const char *value)
{
    lw_text_put(head, "LUCHTWACHT_");
    lw_text_put(head, name);
    lw_text_put(head, "=");
    lw_text_put(head, value);
    lw_text_put(head, "\n");
}

/* What a hook finds in its environment. */
static void put_hook_head(const struct saying *say, struct lw_text *head)
{
    const struct lw_warning *warning = say->warning;
    const struct lw_zone *zone =
        &say->channel->serve->site->zone[warning->zone];
    char number[LW_WARNING_NAME_SIZE], revision[12];

    lw_warning_name(warning->number, warning->status, number);
    (void)snprintf(revision, sizeof revision, "%u",
                   (unsigned)warning->revision);
    put_variable(head, "ID", say->text->name);
    put_variable(head, "WARNING", number);
    put_variable(head, "REVISION", revision);
    put_variable(head, "ZONE", zone->id);
    put_variable(head, "KIND", zone->kind);
    put_variable(head, "LEVEL", lw_warning_level_name(warning->level));
    put_variable(head, "STATE", lw_warning_state_name(warning->state));
    put_variable(head, "STATUS", lw_warning_status_name(warning->status));
    put_variable(head, "SOUND", is_raised(say) ? "1" : "0");
    put_variable(head, "HEADLINE", say->text->title);
}

static int say_all(struct saying *say, struct lw_text *head)
{
    switch (say->channel->config->kind) {
    case LW_CHANNEL_MAIL:
        return say_mail(say);
    case LW_CHANNEL_NTFY:
        return say_ntfy(say, head);
    case LW_CHANNEL_HOOK:
        put_hook_head(say, head);
        return say_format(say);
    case LW_CHANNEL_WEBHOOK:
        put_webhook_head(say, head);
        return say_format(say);
    case LW_CHANNEL_FILE:
        return say_format(say);
    case LW_CHANNEL_MQTT:
    case LW_CHANNEL_SAPIENT:
        break;
    }
    return LW_ERR_UNKNOWN; /* they show a state, and send no messages */
}

/* One line, cut between characters. */
static void set_title(struct lw_channel_text *text, const char *headline)
{
    size_t len = strlen(headline);

    if (len > TITLE_MAX) {
        len = TITLE_MAX;
        while (len > 0 && ((unsigned char)headline[len] & 0xC0) == 0x80)
            len--;
    }
    memcpy(text->title, headline, len);
    text->title[len] = '\0';
    for (char *c = text->title; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
}

int lw_channel_say(struct lw_channel_text *text,
                   const struct lw_channel *channel,
                   const struct lw_warning *warning,
                   const struct lw_cap_chain *chain, bool first,
                   struct lw_outbox_message *message)
{
    struct saying say = {text, channel, warning, chain, first, ""};
    struct lw_text head;

    lw_channel_name(channel->serve, warning, warning->revision, text->name);
    lw_channel_name(channel->serve, warning, 0, say.root);
    set_title(text, words(&say, channel->config->languages.language[0],
                          LW_WORDS_HEADLINE));
    lw_text_init(&head, text->head, sizeof text->head - 1);
    const int len = say_all(&say, &head);
    const int head_len = lw_text_len(&head);
    if (len < 0 || head_len < 0)
        return len < 0 ? len : head_len;
    text->head[head_len] = '\0';
    message->head = text->head;
    message->title = text->name;
    message->body = text->body;
    message->len = (size_t)len;
    return 0;
}
