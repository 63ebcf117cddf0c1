/* SPDX-License-Identifier: Apache-2.0 */
/* `channels` and `sender` of the configuration: who is told of warnings, how,
 * and who says it. */
#include <string.h>

#include "channel.h"
#include "config_parts.h"

/* A channel with what is not a single value still to read. */
struct raw_channel {
    struct lw_config_channel out;
    const struct lw_yaml_node *by, *format, *carries, *levels, *languages;
    const struct lw_yaml_node *zones, *kinds, *headers, *to, *arguments;
    const struct lw_yaml_node *tls, *retry, *secret;
    bool has_updates;
};

struct raw_sender {
    struct lw_config_sender out;
    const struct lw_yaml_node *languages, *utc_offset;
};

static const char *const language_names[LW_LANGUAGES] = {"en", "nl", "uk"};

/* What each kind can be told of, and in which formats; the first is usual. */
static const struct {
    const char *schemes[2];
    enum lw_channel_format usual;
    bool format[LW_CHANNEL_FORMATS];
    bool updates; /* unless told */
} kinds[LW_CHANNEL_KINDS] = {
    [LW_CHANNEL_WEBHOOK] = {{"http://", "https://"},
                            LW_CHANNEL_CAP,
                            {true, true, true},
                            true},
    [LW_CHANNEL_NTFY] = {{"http://", "https://"},
                         LW_CHANNEL_TEXT,
                         {false, false, true},
                         false},
    [LW_CHANNEL_MAIL] = {{"smtp://", "smtps://"},
                         LW_CHANNEL_TEXT,
                         {false, false, true},
                         false},
    [LW_CHANNEL_HOOK] = {{NULL, NULL},
                         LW_CHANNEL_JSON,
                         {true, true, true},
                         true},
    [LW_CHANNEL_MQTT] = {{"mqtt://", "mqtts://"},
                         LW_CHANNEL_JSON,
                         {false, true, false},
                         true},
    [LW_CHANNEL_SAPIENT] = {{"tcp://", "tls://"},
                            LW_CHANNEL_JSON,
                            {false, true, false},
                            true},
    [LW_CHANNEL_FILE] = {{"file:", NULL},
                         LW_CHANNEL_JSON,
                         {true, true, true},
                         true},
};

static bool is_http(enum lw_channel_kind kind)
{
    return kind == LW_CHANNEL_WEBHOOK || kind == LW_CHANNEL_NTFY;
}

/* ---- lists ---- */

static int expect_list(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, const char *key,
                       uint32_t max)
{
    if (node->kind != LW_YAML_SEQUENCE || node->count == 0)
        return lw_yaml_expected(yaml, node, key, "a list");
    if (node->count > max)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`%s`: at most %u, got %u", key, (unsigned)max,
                            (unsigned)node->count);
    return 0;
}

static int read_words(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, const char *key,
                      struct lw_config *config, struct lw_config_words *out)
{
    *out = (struct lw_config_words){.first = config->words};
    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    int err = expect_list(yaml, node, key, LW_CONFIG_WORDS_MAX);
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next) {
        if (config->words == LW_CONFIG_WORDS_MAX)
            return lw_yaml_fail(yaml, at, LW_ERR_RANGE,
                                "`%s`: more than %d words of channels in all",
                                key, LW_CONFIG_WORDS_MAX);
        err = lw_yaml_text(yaml, at, key, config->word[config->words],
                           sizeof config->word[0]);
        config->words++;
        out->count++;
    }
    return err;
}

static int read_languages(const struct lw_yaml *yaml,
                          const struct lw_yaml_node *node,
                          struct lw_config_languages *out)
{
    struct lw_config_languages found = {.count = 0};

    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    const int err = expect_list(yaml, node, "languages", LW_LANGUAGES);
    if (err < 0)
        return err;
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int language =
            lw_yaml_word(yaml, at, "languages", language_names, LW_LANGUAGES);
        if (language < 0)
            return language;
        for (uint32_t i = 0; i < found.count; i++)
            if ((int)found.language[i] == language)
                return lw_yaml_fail(yaml, at, LW_ERR_DUPLICATE,
                                    "`languages`: `%s` is there twice",
                                    language_names[language]);
        found.language[found.count++] = (enum lw_language)language;
    }
    *out = found;
    return 0;
}

static int read_levels(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_config_channel *out)
{
    const char *const names[] = {lw_warning_level_name(LW_WARNING_NOTICE),
                                 lw_warning_level_name(LW_WARNING_WARNING)};

    for (int i = 0; i < LW_WARNING_LEVELS; i++)
        out->level[i] = node == NULL || lw_yaml_is_null(node);
    if (out->level[0])
        return 0;
    const int err = expect_list(yaml, node, "levels", LW_WARNING_LEVELS);
    if (err < 0)
        return err;
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int level =
            lw_yaml_word(yaml, at, "levels", names, LW_WARNING_LEVELS);
        if (level < 0)
            return level;
        out->level[level] = true;
    }
    return 0;
}

/* ---- addresses ---- */

/* No blanks, no control characters; nothing that could end a header. */
static bool is_clean(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || (unsigned char)*text >= 0x7F)
            return false;
    return true;
}

/* SCHEME://HOST.. with no user in it: what is secret has keys of its own. */
static int check_url(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, const char *key,
                     const char *url, const char *const schemes[2])
{
    size_t skip = 0;

    for (int i = 0; i < 2 && skip == 0; i++)
        if (schemes[i] != NULL &&
            strncmp(url, schemes[i], strlen(schemes[i])) == 0)
            skip = strlen(schemes[i]);
    const size_t host = strcspn(url + skip, "/?#");
    if (skip == 0 || host == 0 || !is_clean(url))
        return lw_yaml_fail(yaml, node, LW_ERR_SYNTAX,
                            "`%s`: expected %s... or %s...", key, schemes[0],
                            schemes[1]);
    if (memchr(url + skip, '@', host) != NULL)
        return lw_yaml_fail(yaml, node, LW_ERR_SYNTAX,
                            "`%s`: no user and password here: see `user`, "
                            "`secret`, `secret_file`",
                            key);
    return 0;
}

static int read_endpoint(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node,
                         struct lw_config_channel *out)
{
    static const enum lw_transport wanted[LW_CHANNEL_KINDS][2] = {
        [LW_CHANNEL_MQTT] = {LW_TRANSPORT_MQTT, LW_TRANSPORT_MQTT},
        [LW_CHANNEL_SAPIENT] = {LW_TRANSPORT_TCP, LW_TRANSPORT_TLS},
        [LW_CHANNEL_FILE] = {LW_TRANSPORT_FILE, LW_TRANSPORT_FILE},
    };
    struct lw_fault inner;
    const int err =
        lw_config_endpoint(out->url, strlen(out->url), &out->to, &inner);

    (void)lw_mqtt_url_hide(out->url);
    if (err < 0)
        return lw_config_fail_at(yaml, node, "url", err, &inner);
    if (out->to.transport != wanted[out->kind][0] &&
        out->to.transport != wanted[out->kind][1])
        return lw_yaml_fail(
            yaml, node, LW_ERR_RANGE, "`url`: a channel by %s goes to %s...",
            lw_channel_kind_name(out->kind), kinds[out->kind].schemes[0]);
    return 0;
}

static int read_where(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node,
                      struct lw_config_channel *out)
{
    const struct lw_yaml_node *at = lw_yaml_get(node, "url");

    if (out->kind == LW_CHANNEL_HOOK) {
        if (at != NULL)
            return lw_yaml_fail(yaml, at, LW_ERR_RANGE,
                                "`url`: a hook has `run`, a program");
        if (out->run[0] == '\0')
            return lw_yaml_fail(yaml, node, LW_ERR_MISSING,
                                "a channel by hook needs `run`, a program");
        return 0;
    }
    if (out->run[0] != '\0')
        return lw_yaml_fail(yaml, lw_yaml_get(node, "run"), LW_ERR_RANGE,
                            "`run`: only of a channel by hook");
    if (at == NULL)
        return lw_yaml_fail(yaml, node, LW_ERR_MISSING,
                            "a channel by %s needs `url`",
                            lw_channel_kind_name(out->kind));
    if (is_http(out->kind) || out->kind == LW_CHANNEL_MAIL)
        return check_url(yaml, at, "url", out->url, kinds[out->kind].schemes);
    return read_endpoint(yaml, at, out);
}

/* ---- one channel ---- */

static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');

    return at != NULL && at != text && at[1] != '\0' &&
           strchr(at + 1, '@') == NULL && is_clean(text) &&
           strpbrk(text, "<>,;\"\\") == NULL;
}

static int read_mail(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node,
                     const struct raw_channel *raw, struct lw_config *config,
                     struct lw_config_channel *out)
{
    if (out->kind != LW_CHANNEL_MAIL) {
        if (raw->to != NULL || out->from[0] != '\0')
            return lw_yaml_fail(yaml, raw->to != NULL ? raw->to : node,
                                LW_ERR_RANGE,
                                "`from`, `to`: only of a channel by mail");
        return 0;
    }
    const int err = read_words(yaml, raw->to, "to", config, &out->mail_to);
    if (err < 0)
        return err;
    if (out->mail_to.count == 0 || out->from[0] == '\0')
        return lw_yaml_fail(yaml, node, LW_ERR_MISSING,
                            "a channel by mail needs `from` and `to`");
    if (out->mail_to.count > LW_CONFIG_MAIL_TO_MAX)
        return lw_yaml_fail(yaml, raw->to, LW_ERR_RANGE,
                            "`to`: at most %d, got %u", LW_CONFIG_MAIL_TO_MAX,
                            (unsigned)out->mail_to.count);
    if (!is_address(out->from))
        return lw_yaml_expected(yaml, lw_yaml_get(node, "from"), "from",
                                "an address such as a@b.example");
    const struct lw_yaml_node *at = raw->to->child;
    for (uint32_t i = 0; i < out->mail_to.count; i++, at = at->next)
        if (!is_address(config->word[out->mail_to.first + i]))
            return lw_yaml_expected(yaml, at, "to",
                                    "an address such as a@b.example");
    return 0;
}

/* RFC 9110: what a name of a header may be. */
static int check_headers(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node,
                         const struct lw_config *config,
                         const struct lw_config_channel *out)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789!#$%&'*+-.^_`|~";

    if (out->headers.count > 0 && !is_http(out->kind))
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`headers`: only of a channel by webhook or ntfy");
    for (uint32_t i = 0; i < out->headers.count; i++) {
        const struct lw_pair *pair = &config->pair[out->headers.first + i];
        if (strspn(pair->key, token) != strlen(pair->key) ||
            pair->key[0] == '\0')
            return lw_yaml_fail(yaml, node, LW_ERR_SYNTAX,
                                "`headers`: `%s` is no header", pair->key);
    }
    return 0;
}

static int read_retry(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node,
                      struct lw_config_channel *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("first", NUMBER, struct lw_config_channel,
                         retry_first_s, "seconds", 0.1, 60, 1),
        LW_YAML_QUANTITY("last", NUMBER, struct lw_config_channel, retry_last_s,
                         "seconds", 1, 3600, 1),
    };

    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    const int err = lw_yaml_map(yaml, node, "`retry`", fields, 2, out);
    if (err == 0 && out->retry_last_s < out->retry_first_s)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`retry`: `last` is less than `first`");
    return err;
}

/* The words of the channel: what it is, what it says and of what. */
static int read_choices(const struct lw_yaml *yaml, struct raw_channel *raw)
{
    static const char *const statuses[] = {"actual", "exercise", "test"};
    struct lw_config_channel *out = &raw->out;
    const char *names[LW_CHANNEL_KINDS + LW_CHANNEL_FORMATS];

    for (int i = 0; i < LW_CHANNEL_KINDS; i++)
        names[i] = lw_channel_kind_name((enum lw_channel_kind)i);
    int word = lw_yaml_word(yaml, raw->by, "by", names, LW_CHANNEL_KINDS);
    if (word < 0)
        return word;
    out->kind = (enum lw_channel_kind)word;
    out->format = kinds[out->kind].usual;
    if (!raw->has_updates)
        out->updates = kinds[out->kind].updates;
    for (int i = 0; i < LW_CHANNEL_FORMATS; i++)
        names[i] = lw_channel_format_name((enum lw_channel_format)i);
    if (raw->format != NULL) {
        word = lw_yaml_word(yaml, raw->format, "format", names,
                            LW_CHANNEL_FORMATS);
        if (word < 0)
            return word;
        out->format = (enum lw_channel_format)word;
    }
    if (!kinds[out->kind].format[out->format])
        return lw_yaml_fail(yaml, raw->format, LW_ERR_RANGE,
                            "`format`: a channel by %s has no %s",
                            lw_channel_kind_name(out->kind),
                            lw_channel_format_name(out->format));
    if (raw->carries != NULL) {
        word = lw_yaml_word(yaml, raw->carries, "carries", statuses,
                            LW_WARNING_STATUSES);
        if (word < 0)
            return word;
        out->carries = (enum lw_warning_status)word;
    }
    const int err = read_levels(yaml, raw->levels, out);
    return err < 0 ? err
                   : read_languages(yaml, raw->languages, &out->languages);
}

static int check_tls(const struct lw_yaml *yaml, const struct raw_channel *raw)
{
    const struct lw_config_channel *out = &raw->out;
    const bool secure = strncmp(out->url, "https:", 6) == 0 ||
                        strncmp(out->url, "smtp", 4) == 0 ||
                        strncmp(out->url, "tls:", 4) == 0;

    if (raw->tls != NULL && !secure)
        return lw_yaml_fail(yaml, raw->tls, LW_ERR_RANGE,
                            "`tls`: only of https://, smtp://, smtps:// and "
                            "tls:// (a broker's stands in its URL)");
    if (out->tls.name[0] != '\0' && out->kind != LW_CHANNEL_SAPIENT)
        return lw_yaml_fail(yaml, raw->tls, LW_ERR_RANGE,
                            "`tls.name`: only of tls://");
    return 0;
}

/* Like lw_yaml_text(), but no message shows what was given. */
static int read_secret(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, char *out, size_t size)
{
    const struct lw_yaml quiet = {.fault = NULL};

    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    return lw_yaml_text(&quiet, node, "secret", out, size) < 0
               ? lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                              "`secret`: expected text of 1 to %zu bytes on "
                              "one line",
                              size - 1)
               : 0;
}

/* What only some kinds have. */
static int check_own(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node,
                     const struct raw_channel *raw)
{
    const struct lw_config_channel *out = &raw->out;
    const struct lw_yaml_node *at = NULL;

    if (out->secret[0] != '\0' && out->secret_file[0] != '\0')
        return lw_yaml_fail(yaml, lw_yaml_get(node, "secret_file"),
                            LW_ERR_DUPLICATE,
                            "`secret` or `secret_file`, not both");
    if (out->kind != LW_CHANNEL_WEBHOOK && out->kind != LW_CHANNEL_NTFY &&
        out->kind != LW_CHANNEL_MAIL &&
        (at = lw_yaml_get(
             node, out->secret[0] != '\0' ? "secret" : "secret_file")) != NULL)
        return lw_yaml_fail(yaml, at, LW_ERR_RANGE,
                            "a channel by %s has no secret",
                            lw_channel_kind_name(out->kind));
    if (out->kind != LW_CHANNEL_MAIL &&
        (at = lw_yaml_get(node, "starttls")) != NULL)
        return lw_yaml_fail(yaml, at, LW_ERR_RANGE,
                            "`starttls`: only of a channel by mail");
    if (out->click[0] != '\0' &&
        (out->kind != LW_CHANNEL_NTFY || !is_clean(out->click)))
        return lw_yaml_fail(yaml, lw_yaml_get(node, "click"), LW_ERR_RANGE,
                            "`click`: a URL, only of a channel by ntfy");
    if (out->arguments.count > LW_CONFIG_ARGUMENTS_MAX)
        return lw_yaml_fail(yaml, raw->arguments, LW_ERR_RANGE,
                            "`arguments`: at most %d, got %u",
                            LW_CONFIG_ARGUMENTS_MAX,
                            (unsigned)out->arguments.count);
    if (out->check_url[0] == '\0')
        return 0;
    if (!is_http(out->kind))
        return lw_yaml_fail(yaml, lw_yaml_get(node, "check_url"), LW_ERR_RANGE,
                            "`check_url`: only of a channel by webhook or "
                            "ntfy");
    return check_url(yaml, lw_yaml_get(node, "check_url"), "check_url",
                     out->check_url, kinds[out->kind].schemes);
}

static int read_parts(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, struct raw_channel *raw,
                      struct lw_config *config)
{
    struct lw_config_channel *out = &raw->out;
    int err = read_choices(yaml, raw);

    if (err == 0)
        err = read_where(yaml, node, out);
    if (err == 0)
        err = read_words(yaml, raw->zones, "zones", config, &out->zones);
    if (err == 0)
        err = read_words(yaml, raw->kinds, "kinds", config, &out->kinds);
    if (err == 0)
        err = read_words(yaml, raw->arguments, "arguments", config,
                         &out->arguments);
    if (err == 0)
        err = read_mail(yaml, node, raw, config, out);
    if (err == 0)
        err = lw_config_read_pairs(yaml, raw->headers, "headers", config,
                                   &out->headers);
    if (err == 0)
        err = check_headers(yaml, raw->headers, config, out);
    if (err == 0)
        err = read_retry(yaml, raw->retry, out);
    if (err == 0)
        err = lw_config_read_tls(yaml, raw->tls, &out->tls);
    if (err == 0)
        err = check_tls(yaml, raw);
    if (err == 0)
        err = read_secret(yaml, raw->secret, out->secret, sizeof out->secret);
    return err == 0 ? check_own(yaml, node, raw) : err;
}

static int read_channel(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node,
                        struct lw_config *config,
                        struct lw_config_channel *channel)
{
#define TEXT(key, member)                                                      \
    LW_YAML_KEY(key, TEXT, struct raw_channel, out.member, false)
#define PART(key, member) LW_YAML_PART(key, struct raw_channel, member, false)
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_channel, out.id, true),
        LW_YAML_PART("by", struct raw_channel, by, true),
        TEXT("url", url),
        TEXT("user", user),
        TEXT("secret_file", secret_file),
        TEXT("click", click),
        TEXT("from", from),
        TEXT("run", run),
        TEXT("check_url", check_url),
        PART("format", format),
        PART("carries", carries),
        PART("levels", levels),
        PART("languages", languages),
        PART("zones", zones),
        PART("kinds", kinds),
        PART("headers", headers),
        PART("to", to),
        PART("arguments", arguments),
        PART("tls", tls),
        PART("retry", retry),
        PART("secret", secret),
        LW_YAML_KEY("updates", BOOL, struct raw_channel, out.updates, false),
        LW_YAML_KEY("starttls", BOOL, struct raw_channel, out.starttls, false),
        LW_YAML_QUANTITY("timeout", COUNT, struct raw_channel, out.timeout_s,
                         "seconds", 1, 300, 1),
        LW_YAML_QUANTITY("dead_after", COUNT, struct raw_channel,
                         out.dead_after_s, "seconds", 1, 86400, 1),
        LW_YAML_QUANTITY("check", COUNT, struct raw_channel, out.check_s,
                         "seconds", 1, 86400, 1),
    };
#undef TEXT
#undef PART
    struct raw_channel raw = {.out = {.starttls = true,
                                      .timeout_s = 10,
                                      .retry_first_s = 1,
                                      .retry_last_s = 60,
                                      .dead_after_s = 60,
                                      .languages = config->sender.languages,
                                      .line = node->line}};
    int err = lw_yaml_map(yaml, node, "a channel", fields,
                          sizeof fields / sizeof fields[0], &raw);

    if (err < 0)
        return err;
    raw.has_updates = lw_yaml_get(node, "updates") != NULL;
    if (raw.out.id[0] == '\0' || !is_clean(raw.out.id))
        return lw_yaml_expected(yaml, lw_yaml_get(node, "id"), "id",
                                "a word without blanks");
    err = read_parts(yaml, node, &raw, config);
    if (err == 0)
        *channel = raw.out;
    return err;
}

int lw_config_read_channels(const struct lw_yaml *yaml,
                            const struct lw_yaml_node *node,
                            struct lw_config *config)
{
    int err = 0;

    if (lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(yaml, node, "channels", "a list of channels");
    if (node->count > LW_CONFIG_CHANNELS_MAX)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`channels`: at most %d, got %u",
                            LW_CONFIG_CHANNELS_MAX, (unsigned)node->count);
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next) {
        struct lw_config_channel *channel = &config->channel[config->channels];
        err = read_channel(yaml, at, config, channel);
        for (uint32_t i = 0; i < config->channels && err == 0; i++)
            if (strcmp(config->channel[i].id, channel->id) == 0)
                err = lw_yaml_fail(
                    yaml, lw_yaml_get(at, "id"), LW_ERR_DUPLICATE,
                    "`id`: another channel is called `%s`", channel->id);
        config->channels++;
    }
    return err;
}

/* ---- who says it ---- */

static bool is_two_digits(const char *text, int max)
{
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' &&
           text[1] <= '9' && (text[0] - '0') * 10 + text[1] - '0' <= max;
}

/* "+01:00" */
static int read_offset(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, int32_t *offset_s)
{
    char text[LW_ID_MAX + 1];

    if (node == NULL || lw_yaml_is_null(node))
        return 0;
    const int err = lw_yaml_text(yaml, node, "utc_offset", text, sizeof text);
    if (err < 0)
        return err;
    if (strlen(text) != 6 || (text[0] != '+' && text[0] != '-') ||
        text[3] != ':' || !is_two_digits(text + 1, 14) ||
        !is_two_digits(text + 4, 59))
        return lw_yaml_expected(yaml, node, "utc_offset",
                                "hours and minutes such as \"+01:00\"");
    const int32_t s = ((text[1] - '0') * 10 + text[2] - '0') * 3600 +
                      ((text[4] - '0') * 10 + text[5] - '0') * 60;
    *offset_s = text[0] == '-' ? -s : s;
    return 0;
}

/* As CAP takes it, in identifiers and URLs too. */
static bool is_sender(const char *text)
{
    enum { SENDER_MAX = 63 };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.@_-";
    const size_t len = strlen(text);

    return len <= SENDER_MAX && strspn(text, letters) == len;
}

int lw_config_read_sender(const struct lw_yaml *yaml,
                          const struct lw_yaml_node *node,
                          struct lw_config *config)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_sender, out.id, false),
        LW_YAML_KEY("name", TEXT, struct raw_sender, out.name, false),
        LW_YAML_KEY("contact", TEXT, struct raw_sender, out.contact, false),
        LW_YAML_KEY("web", TEXT, struct raw_sender, out.web, false),
        LW_YAML_PART("languages", struct raw_sender, languages, false),
        LW_YAML_PART("utc_offset", struct raw_sender, utc_offset, false),
    };
    static const char *const web_schemes[2] = {"https://", "http://"};
    struct raw_sender raw = {.out = config->sender};

    if (lw_yaml_is_null(node))
        return 0;
    int err = lw_yaml_map(yaml, node, "`sender`", fields, 6, &raw);
    if (err == 0 && !is_sender(raw.out.id))
        err = lw_yaml_expected(yaml, lw_yaml_get(node, "id"), "id",
                               "at most 63 letters, digits and . @ _ -");
    if (err == 0 && raw.out.web[0] != '\0')
        err = check_url(yaml, lw_yaml_get(node, "web"), "web", raw.out.web,
                        web_schemes);
    if (err == 0)
        err = read_languages(yaml, raw.languages, &raw.out.languages);
    if (err == 0)
        err = read_offset(yaml, raw.utc_offset, &raw.out.utc_offset_s);
    if (err == 0)
        config->sender = raw.out;
    return err;
}
