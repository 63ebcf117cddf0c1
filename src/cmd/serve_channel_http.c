/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels by HTTP: a webhook, signed as Standard Webhooks has it, and ntfy.
 *
 * Source  Standard Webhooks 1.0.0; https://docs.ntfy.sh/publish/
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve_channel.h"
#include "sign.h"

enum {
    LINES_MAX = LW_POST_HEADERS_MAX,
    LINE_SIZE = LW_CONFIG_PATH_MAX + 64, /* a whole URL, named */
    OWN_MAX = 8, /* lines of ours beside those of message and configuration */
};
static const int64_t second_ns = INT64_C(1000000000);

struct http {
    struct lw_channel *channel;
    struct lw_posting *sending, *looking;
    char line[LINES_MAX][LINE_SIZE];
    const char *header[LINES_MAX];
    uint32_t headers;
};

static char *next_line(struct http *http)
{
    if (http->headers == LINES_MAX)
        return NULL;
    char *line = http->line[http->headers];
    http->header[http->headers++] = line;
    return line;
}

static void add(struct http *http, const char *name, const char *value)
{
    char *line = next_line(http);

    if (line != NULL)
        (void)snprintf(line, LINE_SIZE, "%s: %s", name, value);
}

/* Lines as they stand. */
static void add_lines(struct http *http, const char *text)
{
    while (*text != '\0') {
        const size_t len = strcspn(text, "\n");
        char *line = next_line(http);
        if (line != NULL)
            (void)snprintf(line, LINE_SIZE, "%.*s", (int)len, text);
        text += len + (text[len] == '\n');
    }
}

/* What both kinds of request carry. */
static void begin(struct http *http)
{
    const struct lw_channel *channel = http->channel;
    const struct lw_config *config = &channel->serve->config;

    http->headers = 0;
    add(http, "User-Agent", "luchtwacht/" LW_VERSION);
    for (uint32_t i = 0; i < channel->config->headers.count; i++) {
        const struct lw_pair *pair =
            &config->pair[channel->config->headers.first + i];
        add(http, pair->key, pair->value);
    }
    if (channel->config->kind == LW_CHANNEL_NTFY && channel->secrets > 0) {
        char token[LW_CONFIG_SECRET_MAX + 16];
        (void)snprintf(token, sizeof token, "Bearer %s", channel->secret[0]);
        add(http, "Authorization", token);
    }
}

/* One signature for each secret, so that a receiver can change over. */
static int sign(struct http *http, const struct lw_outbox_message *message,
                int64_t now_s, struct lw_fault *fault)
{
    const struct lw_channel *channel = http->channel;
    char all[LW_CHANNEL_SECRETS_MAX * (LW_SIGN_SIZE + 1)] = "";
    char stamp[24];
    size_t len = 0;

    (void)snprintf(stamp, sizeof stamp, "%" PRId64, now_s);
    add(http, "webhook-id", message->title);
    add(http, "webhook-timestamp", stamp);
    for (uint32_t i = 0; i < channel->secrets; i++) {
        char one[LW_SIGN_SIZE];
        const int err = lw_sign(channel->secret[i], message->title, now_s,
                                message->body, message->len, one);
        if (err < 0)
            return lw_fault_set(fault, err, 0, 0, "the secret cannot be used");
        len += (size_t)snprintf(all + len, sizeof all - len, "%s%s",
                                i > 0 ? " " : "", one);
    }
    if (channel->secrets > 0)
        add(http, "webhook-signature", all);
    return 0;
}

static struct lw_post_request request_of(const struct http *http)
{
    const struct lw_config_channel *config = http->channel->config;

    return (struct lw_post_request){
        .method = LW_POST_POST,
        .url = config->url,
        .header = http->header,
        .headers = http->headers,
        .tls = {config->tls.ca, config->tls.certificate, config->tls.key, "",
                config->tls.verify},
        .timeout_s = config->timeout_s,
    };
}

static void on_sent(void *context, const struct lw_post_result *result)
{
    struct http *http = context;

    http->sending = NULL;
    lw_channel_done(http->channel, result);
}

static int http_send(struct lw_channel *channel,
                     const struct lw_outbox_message *message,
                     struct lw_fault *fault)
{
    struct http *http = channel->state;

    begin(http);
    add_lines(http, message->head);
    if (channel->config->kind == LW_CHANNEL_WEBHOOK) {
        const int64_t now_ns = lw_loop_wall_ns(channel->serve->loop);
        const int err = sign(http, message, now_ns / second_ns, fault);
        if (err < 0)
            return err;
    }
    struct lw_post_request request = request_of(http);
    request.body = message->body;
    request.len = message->len;
    http->sending =
        lw_post_start(lw_channel_post(channel), &request, on_sent, http, fault);
    return http->sending == NULL ? LW_ERR_IO : 0;
}

static void on_looked(void *context, const struct lw_post_result *result)
{
    struct http *http = context;

    http->looking = NULL;
    lw_channel_looked(http->channel,
                      result->end == LW_POST_DONE ? NULL : result->why);
}

static int http_look(struct lw_channel *channel, struct lw_fault *fault)
{
    struct http *http = channel->state;

    if (channel->config->check_url[0] == '\0')
        return 0;
    begin(http);
    struct lw_post_request request = request_of(http);
    request.method = LW_POST_HEAD;
    request.url = channel->config->check_url;
    http->looking = lw_post_start(lw_channel_post(channel), &request, on_looked,
                                  http, fault);
    return http->looking == NULL ? LW_ERR_IO : 1;
}

static int http_check(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      struct lw_fault *fault)
{
    char signature[LW_SIGN_SIZE];

    (void)serve;
    if (config->headers.count > LINES_MAX - OWN_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0, "`headers`: at most %d",
                            LINES_MAX - OWN_MAX);
    if (config->kind == LW_CHANNEL_WEBHOOK && config->secret[0] != '\0' &&
        lw_sign(config->secret, "", 0, "", 0, signature) < 0)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                            "`secret`: expected base64 behind `whsec_`");
    return 0;
}

static int http_open(struct lw_channel *channel, struct lw_fault *fault)
{
    struct http *http = calloc(1, sizeof *http);
    char signature[LW_SIGN_SIZE];

    if (http == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    http->channel = channel;
    channel->state = http;
    for (uint32_t i = 0;
         i < channel->secrets && channel->config->kind == LW_CHANNEL_WEBHOOK;
         i++)
        if (lw_sign(channel->secret[i], "", 0, "", 0, signature) < 0)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0,
                                "%.120s: expected base64 behind `whsec_`",
                                channel->config->secret_file);
    return 0;
}

static void http_close(struct lw_channel *channel)
{
    struct http *http = channel->state;

    if (http == NULL)
        return;
    lw_post_cancel(http->sending);
    lw_post_cancel(http->looking);
    free(http);
}

const struct lw_channel_driver lw_channel_webhook = {
    .check = http_check,
    .open = http_open,
    .close = http_close,
    .send = http_send,
    .look = http_look,
};

const struct lw_channel_driver lw_channel_ntfy = {
    .check = http_check,
    .open = http_open,
    .close = http_close,
    .send = http_send,
    .look = http_look,
};
