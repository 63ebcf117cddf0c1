/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels by SAPIENT: an Alert on the connection of an output that tells its
 * tracks there, in the name of the same node.
 *
 * The peer does not say what it took, so what stands is told again to each
 * that connects, and so is the end of what was told before.
 */
#include <stdlib.h>
#include <string.h>

#include "encode/warning_words.h"
#include "serve_channel.h"

enum { ALERTS_MAX = 4096 };

struct alert {
    struct lw_warning warning;
    bool due;
    bool told; /* to somebody, once */
};

struct alerts {
    struct alert *at;
    uint32_t count, size;
    uint32_t connection; /* the last one; 0: none */
    bool down;           /* and that was said */
};

static bool has_ended(const struct lw_warning *warning)
{
    return warning->state == LW_WARNING_CLEARED ||
           warning->state == LW_WARNING_CANCELLED;
}

static int sapient_check(const struct lw_serve *serve,
                         const struct lw_config_channel *config,
                         struct lw_fault *fault)
{
    return lw_outputs_warn(serve, config->url)
               ? 0
               : lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                              "`url`: expected that of an output of sapient, "
                              "whose connection it shares");
}

static void forget(struct alerts *alerts, uint32_t index)
{
    alerts->count--;
    memmove(&alerts->at[index], &alerts->at[index + 1],
            (alerts->count - index) * sizeof *alerts->at);
}

/* What is due, in order, as far as the peer is there. */
static void flush(struct lw_channel *channel)
{
    struct alerts *alerts = channel->state;
    const struct lw_words words = {
        .site = channel->serve->site,
        .language = channel->config->languages.language[0],
        .offset_s = channel->serve->config.sender.utc_offset_s,
    };

    for (uint32_t i = 0; i < alerts->count;) {
        struct alert *alert = &alerts->at[i];
        if (alert->due) {
            if (!lw_outputs_tell(channel->serve, channel->config->url, &words,
                                 &alert->warning))
                return;
            lw_channel_took(channel);
            alert->due = false;
            alert->told = true;
        }
        if (has_ended(&alert->warning))
            forget(alerts, i);
        else
            i++;
    }
}

static struct alert *find(struct alerts *alerts,
                          const struct lw_warning *warning)
{
    for (uint32_t i = 0; i < alerts->count; i++)
        if (alerts->at[i].warning.number == warning->number)
            return &alerts->at[i];
    return NULL;
}

/* Room for one more; NULL: there is none. */
static struct alert *add(struct alerts *alerts)
{
    uint32_t i = 0;

    if (alerts->count == ALERTS_MAX) {
        while (i < alerts->count && !has_ended(&alerts->at[i].warning))
            i++;
        if (i == alerts->count)
            return NULL;
        forget(alerts, i);
    }
    if (alerts->count == alerts->size) {
        const uint32_t size = 2 * alerts->size + 16;
        struct alert *larger = realloc(alerts->at, size * sizeof *larger);
        if (larger == NULL)
            return NULL;
        alerts->at = larger;
        alerts->size = size;
    }
    return &alerts->at[alerts->count++];
}

static void sapient_show(struct lw_channel *channel,
                         const struct lw_warning *warning)
{
    struct alerts *alerts = channel->state;
    struct alert *alert = find(alerts, warning);
    const bool first = alert == NULL;

    if (first && has_ended(warning))
        return;
    if (first) {
        alert = add(alerts);
        if (alert == NULL) {
            channel->lost++;
            return;
        }
        *alert = (struct alert){.told = false};
    }
    alert->warning = *warning;
    alert->due = alert->due || first || warning->sound || has_ended(warning) ||
                 channel->config->updates;
    if (has_ended(warning) && !alert->told)
        forget(alerts, (uint32_t)(alert - alerts->at));
    flush(channel);
}

static void sapient_tick(struct lw_channel *channel)
{
    struct alerts *alerts = channel->state;
    const uint32_t connection =
        lw_outputs_connection(channel->serve, channel->config->url);

    if (connection != 0 && connection != alerts->connection)
        for (uint32_t i = 0; i < alerts->count; i++)
            alerts->at[i].due = true;
    if ((connection == 0) != alerts->down) {
        alerts->down = connection == 0;
        lw_channel_stands(channel, alerts->down ? "not connected" : NULL);
    }
    alerts->connection = connection;
    flush(channel);
}

static uint32_t sapient_waiting(const struct lw_channel *channel)
{
    const struct alerts *alerts = channel->state;
    uint32_t count = 0;

    for (uint32_t i = 0; i < alerts->count; i++)
        count += alerts->at[i].due;
    return count;
}

static int sapient_open(struct lw_channel *channel, struct lw_fault *fault)
{
    channel->state = calloc(1, sizeof(struct alerts));
    return channel->state != NULL
               ? 0
               : lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
}

static void sapient_close(struct lw_channel *channel)
{
    struct alerts *alerts = channel->state;

    if (alerts == NULL)
        return;
    free(alerts->at);
    free(alerts);
}

const struct lw_channel_driver lw_channel_sapient = {
    .check = sapient_check,
    .open = sapient_open,
    .close = sapient_close,
    .show = sapient_show,
    .tick = sapient_tick,
    .waiting = sapient_waiting,
};
