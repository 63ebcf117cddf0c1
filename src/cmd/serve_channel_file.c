/* SPDX-License-Identifier: Apache-2.0 */
/* Channels by a file, to which messages are added; of CAP: a folder, in which
 * each is a file of its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "send.h"
#include "serve_channel.h"

enum { PATH_SIZE = LW_CONFIG_PATH_MAX + LW_CHANNEL_ID_SIZE + 8 };

static int file_check(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      struct lw_fault *fault)
{
    struct stat status;

    (void)serve;
    if (strcmp(config->to.path, "-") == 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "expected the path of a file to write");
    if (config->format != LW_CHANNEL_CAP)
        return 0;
    return stat(config->to.path, &status) == 0 && S_ISDIR(status.st_mode)
               ? 0
               : lw_fault_set(fault, LW_ERR_IO, 0, 0,
                              "%.150s: expected a folder", config->to.path);
}

static int write_cap(const struct lw_config_channel *config,
                     const struct lw_outbox_message *message,
                     struct lw_fault *fault)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s.xml", config->to.path,
                   message->title);
    return lw_file_replace(path, message->body, message->len, fault);
}

/* With a newline behind it. */
static int append(const struct lw_config_channel *config,
                  const struct lw_outbox_message *message,
                  struct lw_fault *fault)
{
    char *line = malloc(message->len + 1);

    if (line == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    memcpy(line, message->body, message->len);
    line[message->len] = '\n';
    const int err =
        lw_file_append(config->to.path, line, message->len + 1, fault);
    free(line);
    return err;
}

static int file_send(struct lw_channel *channel,
                     const struct lw_outbox_message *message,
                     struct lw_fault *fault)
{
    const struct lw_config_channel *config = channel->config;
    const int err = config->format == LW_CHANNEL_CAP
                        ? write_cap(config, message, fault)
                        : append(config, message, fault);

    if (err == 0)
        lw_channel_done(channel, &(struct lw_post_result){.end = LW_POST_DONE});
    return err;
}

const struct lw_channel_driver lw_channel_file = {
    .check = file_check,
    .send = file_send,
};
