/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_channel.h - how warnings leave, and how it is watched that they do.
 *
 * serve_channel.c decides what goes to whom and when, keep/outbox.h keeps it
 * until it went, serve_channel_say.c writes it. How it goes is a driver's
 * affair: a const table in a file of its own for each kind of channel.
 *
 * Source  doc/channels.md
 */
#ifndef LW_SERVE_CHANNEL_H
#define LW_SERVE_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "encode/cap.h"
#include "luchtwacht/warning.h"
#include "model/config.h"
#include "outbox.h"
#include "post.h"
#include "serve.h"

enum {
    LW_CHANNEL_ID_SIZE = 64,    /* of what names a message for ever */
    LW_CHANNEL_SECRETS_MAX = 3, /* of a webhook: the old one and the new */
    LW_CHANNEL_WHY_SIZE = 200,
};

struct lw_channel;

struct lw_channel_driver {
    /* What can be told of the configuration without a connection. NULL: all is
     * well. */
    int (*check)(const struct lw_serve *serve,
                 const struct lw_config_channel *config,
                 struct lw_fault *fault);
    int (*open)(struct lw_channel *channel, struct lw_fault *fault);
    void (*close)(struct lw_channel *channel);

    /* Begin to send; lw_channel_done() is called once, now or later, where it
     * returns 0. The message stays until then. */
    int (*send)(struct lw_channel *channel,
                const struct lw_outbox_message *message,
                struct lw_fault *fault);
    /* Begin to look whether it works; lw_channel_looked() follows where it
     * returns 1. 0: there is no way to look. */
    int (*look)(struct lw_channel *channel, struct lw_fault *fault);

    /* Those that show a state and send no messages have these instead of
     * `send`: a warning of theirs is so now; what is not yet taken. */
    void (*show)(struct lw_channel *channel, const struct lw_warning *warning);
    uint32_t (*waiting)(const struct lw_channel *channel);
    /* Once a second. */
    void (*tick)(struct lw_channel *channel);
};

extern const struct lw_channel_driver lw_channel_webhook, lw_channel_ntfy,
    lw_channel_mail, lw_channel_hook, lw_channel_mqtt, lw_channel_sapient,
    lw_channel_file;

struct lw_channels;

struct lw_channel {
    struct lw_serve *serve;
    struct lw_channels *all;
    const struct lw_config_channel *config;
    const struct lw_channel_driver *driver;
    void *state; /* the driver's */
    char secret[LW_CHANNEL_SECRETS_MAX][LW_CONFIG_SECRET_MAX + 1];
    uint32_t secrets;

    bool busy;                    /* `out` is being sent */
    struct lw_outbox_message out; /* its bytes are the outbox's */
    uint32_t failures;            /* in a row */
    int64_t next_ns;              /* steady: nothing is tried before */
    struct lw_timer timer;

    bool looking;
    int64_t look_ns;    /* steady: when to look */
    int64_t failing_ns; /* wall: sends fail since; INT64_MIN: they do not */
    int64_t look_failing_ns;
    char why[LW_CHANNEL_WHY_SIZE]; /* the last failure */
    bool dead;
    int64_t since_ns; /* wall: dead, or alive again; INT64_MIN: ever */
    int64_t sent_ns, failed_ns;
    uint64_t sent, failed, lost;
};

/* The driver's answers. `result` as of post.h: REFUSED is about this message,
 * LATER and FAILED about all of the channel. */
void lw_channel_done(struct lw_channel *channel,
                     const struct lw_post_result *result);
void lw_channel_looked(struct lw_channel *channel, const char *why);
/* Of those that show a state: how it goes. NULL: well. */
void lw_channel_stands(struct lw_channel *channel, const char *why);
void lw_channel_took(struct lw_channel *channel);

/* What a replayed journal left behind has been told. */
bool lw_channel_settled(const struct lw_channel *channel);

/* The requests of all channels. */
struct lw_post *lw_channel_post(const struct lw_channel *channel);

/* serve_channel_check.c */
const struct lw_channel_driver *lw_channel_driver(enum lw_channel_kind kind);
/* Each line of the file is one. */
LW_NODISCARD int lw_channel_secrets(const struct lw_config_channel *config,
                                    char secret[][LW_CONFIG_SECRET_MAX + 1],
                                    uint32_t *count, struct lw_fault *fault);
/* Say what is wrong with it. */
void lw_channel_wrong(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      const struct lw_fault *fault);

/* serve_channel_say.c */

/* What names a revision of a warning for ever: letters, digits, `-`. Without
 * the revision (0): the warning itself. */
void lw_channel_name(const struct lw_serve *serve,
                     const struct lw_warning *warning, uint32_t revision,
                     char name[LW_CHANNEL_ID_SIZE]);

/* As the configuration has it, in these languages. */
struct lw_cap_config
lw_channel_cap(const struct lw_serve *serve,
               const struct lw_config_languages *languages);

struct lw_channel_text; /* memory for one message */
struct lw_channel_text *lw_channel_text_open(void);
void lw_channel_text_close(struct lw_channel_text *text);

/* What the channel says of a warning, of which `chain` was said before, into
 * *message: good until the next call. `first`: the channel was told nothing
 * of it yet. 0 or an error. */
LW_NODISCARD int lw_channel_say(struct lw_channel_text *text,
                                const struct lw_channel *channel,
                                const struct lw_warning *warning,
                                const struct lw_cap_chain *chain, bool first,
                                struct lw_outbox_message *message);

#endif
