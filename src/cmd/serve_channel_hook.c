/* SPDX-License-Identifier: Apache-2.0 */
/* Channels by a program that is run: the message on its standard input, what
 * it is about in its environment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "serve_channel.h"

enum { VARIABLES_MAX = 16, VARIABLES_SIZE = LW_OUTBOX_HEAD_MAX + 256 };

struct hook {
    struct lw_channel *channel;
    struct lw_child *child;
    const char *argv[LW_CONFIG_ARGUMENTS_MAX + 2];
    const char *envp[VARIABLES_MAX + 1];
    char variables[VARIABLES_SIZE];
};

static int hook_check(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      struct lw_fault *fault)
{
    (void)serve;
    return access(config->run, X_OK) == 0
               ? 0
               : lw_fault_set(fault, LW_ERR_IO, 0, 0,
                              "%.150s: cannot be executed", config->run);
}

static void on_ended(void *context, const char *why)
{
    struct hook *hook = context;
    const struct lw_post_result result = {
        .end = why == NULL ? LW_POST_DONE : LW_POST_LATER, .why = why};

    hook->child = NULL;
    lw_channel_done(hook->channel, &result);
}

/* The lines of the message's head, one behind the other. */
static void set_environment(struct hook *hook, const char *head)
{
    int count = 0;

    (void)snprintf(hook->variables, sizeof hook->variables,
                   "PATH=/usr/local/bin:/usr/bin:/bin\n%s", head);
    char *at = hook->variables;
    while (*at != '\0' && count < VARIABLES_MAX) {
        hook->envp[count++] = at;
        at += strcspn(at, "\n");
        if (*at == '\n')
            *at++ = '\0';
    }
    hook->envp[count] = NULL;
}

static int hook_send(struct lw_channel *channel,
                     const struct lw_outbox_message *message,
                     struct lw_fault *fault)
{
    struct hook *hook = channel->state;

    set_environment(hook, message->head);
    const struct lw_child_request request = {
        .argv = hook->argv,
        .envp = hook->envp,
        .input = message->body,
        .len = message->len,
        .timeout_s = channel->config->timeout_s,
    };
    hook->child =
        lw_child_start(channel->serve->loop, &request, on_ended, hook, fault);
    return hook->child == NULL ? LW_ERR_IO : 0;
}

static int hook_open(struct lw_channel *channel, struct lw_fault *fault)
{
    const struct lw_config *config = &channel->serve->config;
    struct hook *hook = calloc(1, sizeof *hook);

    if (hook == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    hook->channel = channel;
    hook->argv[0] = channel->config->run;
    for (uint32_t i = 0; i < channel->config->arguments.count; i++)
        hook->argv[i + 1] = config->word[channel->config->arguments.first + i];
    channel->state = hook;
    return 0;
}

static void hook_close(struct lw_channel *channel)
{
    struct hook *hook = channel->state;

    if (hook == NULL)
        return;
    lw_child_kill(hook->child);
    free(hook);
}

const struct lw_channel_driver lw_channel_hook = {
    .check = hook_check,
    .open = hook_open,
    .close = hook_close,
    .send = hook_send,
};
