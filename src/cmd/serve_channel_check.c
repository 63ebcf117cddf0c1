/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the channels of the configuration could be what they say. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/channel.h"
#include "serve_channel.h"

static const struct lw_channel_driver *const drivers[LW_CHANNEL_KINDS] = {
    [LW_CHANNEL_WEBHOOK] = &lw_channel_webhook,
    [LW_CHANNEL_NTFY] = &lw_channel_ntfy,
    [LW_CHANNEL_MAIL] = &lw_channel_mail,
    [LW_CHANNEL_HOOK] = &lw_channel_hook,
    [LW_CHANNEL_MQTT] = &lw_channel_mqtt,
    [LW_CHANNEL_SAPIENT] = &lw_channel_sapient,
    [LW_CHANNEL_FILE] = &lw_channel_file,
};

const struct lw_channel_driver *lw_channel_driver(enum lw_channel_kind kind)
{
    return drivers[kind];
}

static bool has_zone(const struct lw_site *site, const char *id)
{
    for (uint32_t i = 0; i < site->zones; i++)
        if (strcmp(site->zone[i].id, id) == 0)
            return true;
    return false;
}

static bool has_kind(const struct lw_site *site, const char *kind)
{
    for (uint32_t i = 0; i < site->zones; i++)
        if (strcmp(site->zone[i].kind, kind) == 0)
            return true;
    return false;
}

static int check_zones(const struct lw_serve *serve,
                       const struct lw_config_channel *config,
                       struct lw_fault *fault)
{
    for (uint32_t i = 0; i < config->zones.count; i++) {
        const char *id = serve->config.word[config->zones.first + i];
        if (!has_zone(serve->site, id))
            return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                "`zones`: the site has no zone `%s`", id);
    }
    for (uint32_t i = 0; i < config->kinds.count; i++) {
        const char *kind = serve->config.word[config->kinds.first + i];
        if (!has_kind(serve->site, kind))
            return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                "`kinds`: no zone of the site is a `%s`", kind);
    }
    return 0;
}

int lw_channel_secrets(const struct lw_config_channel *config,
                       char secret[][LW_CONFIG_SECRET_MAX + 1], uint32_t *count,
                       struct lw_fault *fault)
{
    char line[LW_CONFIG_SECRET_MAX + 3];

    *count = 0;
    if (config->secret[0] != '\0')
        memcpy(secret[(*count)++], config->secret, sizeof config->secret);
    if (config->secret_file[0] == '\0')
        return 0;
    FILE *file = fopen(config->secret_file, "r");
    if (file == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%.150s: %s",
                            config->secret_file, strerror(errno));
    while (*count < LW_CHANNEL_SECRETS_MAX &&
           fgets(line, sizeof line, file) != NULL) {
        const size_t len = strcspn(line, "\r\n");
        if (len > LW_CONFIG_SECRET_MAX)
            break;
        line[len] = '\0';
        if (len > 0)
            memcpy(secret[(*count)++], line, len + 1);
    }
    const bool whole = feof(file) != 0;
    (void)fclose(file);
    if (*count == 0 || !whole)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%.120s: expected 1 to %d lines of 1 to %d bytes",
                            config->secret_file, LW_CHANNEL_SECRETS_MAX,
                            LW_CONFIG_SECRET_MAX);
    return 0;
}

static int check(const struct lw_serve *serve,
                 const struct lw_config_channel *config, struct lw_fault *fault)
{
    char secret[LW_CHANNEL_SECRETS_MAX][LW_CONFIG_SECRET_MAX + 1];
    uint32_t secrets = 0;
    const struct lw_channel_driver *driver = lw_channel_driver(config->kind);
    int err = check_zones(serve, config, fault);

    if (err == 0)
        err = lw_channel_secrets(config, secret, &secrets, fault);
    if (err == 0 && driver->check != NULL)
        err = driver->check(serve, config, fault);
    return err;
}

static bool same_words(const struct lw_config *config,
                       const struct lw_config_words *a,
                       const struct lw_config_words *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (strcmp(config->word[a->first + i], config->word[b->first + i]) != 0)
            return false;
    return true;
}

/* Whether both end in the same place. */
static bool same_place(const struct lw_config *config,
                       const struct lw_config_channel *a,
                       const struct lw_config_channel *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == LW_CHANNEL_HOOK)
        return strcmp(a->run, b->run) == 0 &&
               same_words(config, &a->arguments, &b->arguments);
    if (a->kind == LW_CHANNEL_MAIL)
        return same_words(config, &a->mail_to, &b->mail_to);
    if (a->kind == LW_CHANNEL_MQTT)
        return strcmp(a->to.mqtt.host, b->to.mqtt.host) == 0 &&
               a->to.mqtt.port == b->to.mqtt.port &&
               strcmp(a->to.mqtt.topic, b->to.mqtt.topic) == 0;
    return strcmp(a->url, b->url) == 0;
}

/* What is real and what is not must not meet at the other end either; a state
 * is shown by one channel alone. */
static int check_others(const struct lw_config *config, uint32_t index,
                        struct lw_fault *fault)
{
    const struct lw_config_channel *own = &config->channel[index];

    for (uint32_t i = 0; i < index; i++) {
        const struct lw_config_channel *other = &config->channel[i];
        if (!same_place(config, own, other))
            continue;
        if (own->carries != other->carries)
            return lw_fault_set(fault, LW_ERR_DUPLICATE, 0, 0,
                                "`carries: %s`, and channel %s leads to the "
                                "same place and carries %s",
                                lw_warning_status_name(own->carries), other->id,
                                lw_warning_status_name(other->carries));
        if (own->kind == LW_CHANNEL_MQTT)
            return lw_fault_set(fault, LW_ERR_DUPLICATE, 0, 0,
                                "channel %s has the same topic", other->id);
    }
    return 0;
}

void lw_channel_wrong(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      const struct lw_fault *fault)
{
    char what[LW_ID_MAX + 16];

    (void)snprintf(what, sizeof what, "channel %s", config->id);
    lw_serve_wrong(serve, config->line, what, fault);
}

int lw_channels_check(const struct lw_serve *serve)
{
    int result = 0;

    for (uint32_t i = 0; i < serve->config.channels; i++) {
        const struct lw_config_channel *config = &serve->config.channel[i];
        struct lw_fault fault = {0};
        int err = check(serve, config, &fault);
        if (err == 0)
            err = check_others(&serve->config, i, &fault);
        if (err < 0) {
            lw_channel_wrong(serve, config, &fault);
            result = err;
        }
    }
    return result;
}
