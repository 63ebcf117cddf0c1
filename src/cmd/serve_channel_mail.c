/* SPDX-License-Identifier: Apache-2.0 */
/* Channels by e-mail: one message to all recipients, one thread a warning. */
#include <stdlib.h>

#include "serve_channel.h"

struct mail {
    struct lw_channel *channel;
    struct lw_posting *posting;
    const char *to[LW_CONFIG_MAIL_TO_MAX];
};

static struct lw_post_request request_of(const struct mail *mail)
{
    const struct lw_channel *channel = mail->channel;
    const struct lw_config_channel *config = channel->config;

    return (struct lw_post_request){
        .method = LW_POST_MAIL,
        .url = config->url,
        .from = config->from,
        .to = mail->to,
        .recipients = config->mail_to.count,
        .user = config->user,
        .password = channel->secrets > 0 ? channel->secret[0] : "",
        .starttls = config->starttls,
        .tls = {config->tls.ca, config->tls.certificate, config->tls.key, "",
                config->tls.verify},
        .timeout_s = config->timeout_s,
    };
}

static void on_sent(void *context, const struct lw_post_result *result)
{
    struct mail *mail = context;

    mail->posting = NULL;
    lw_channel_done(mail->channel, result);
}

static int mail_send(struct lw_channel *channel,
                     const struct lw_outbox_message *message,
                     struct lw_fault *fault)
{
    struct mail *mail = channel->state;
    struct lw_post_request request = request_of(mail);

    request.body = message->body;
    request.len = message->len;
    if (mail->posting != NULL) /* a look is under way: this is a better one */
        lw_post_cancel(mail->posting);
    if (channel->looking)
        channel->looking = false;
    mail->posting =
        lw_post_start(lw_channel_post(channel), &request, on_sent, mail, fault);
    return mail->posting == NULL ? LW_ERR_IO : 0;
}

static void on_looked(void *context, const struct lw_post_result *result)
{
    struct mail *mail = context;

    mail->posting = NULL;
    lw_channel_looked(mail->channel,
                      result->end == LW_POST_DONE ? NULL : result->why);
}

static int mail_look(struct lw_channel *channel, struct lw_fault *fault)
{
    struct mail *mail = channel->state;
    struct lw_post_request request = request_of(mail);

    request.method = LW_POST_NOOP;
    mail->posting = lw_post_start(lw_channel_post(channel), &request, on_looked,
                                  mail, fault);
    return mail->posting == NULL ? LW_ERR_IO : 1;
}

static int mail_open(struct lw_channel *channel, struct lw_fault *fault)
{
    const struct lw_config *config = &channel->serve->config;
    struct mail *mail = calloc(1, sizeof *mail);

    if (mail == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    mail->channel = channel;
    for (uint32_t i = 0; i < channel->config->mail_to.count; i++)
        mail->to[i] = config->word[channel->config->mail_to.first + i];
    channel->state = mail;
    return 0;
}

static void mail_close(struct lw_channel *channel)
{
    struct mail *mail = channel->state;

    if (mail == NULL)
        return;
    lw_post_cancel(mail->posting);
    free(mail);
}

const struct lw_channel_driver lw_channel_mail = {
    .open = mail_open,
    .close = mail_close,
    .send = mail_send,
    .look = mail_look,
};
