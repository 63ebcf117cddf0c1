/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Channels by a broker: how each zone stands, retained on a topic of its own,
 * for sirens and for Home Assistant.
 *
 * What is shown is a state: of what changed while the broker was away only the
 * last is published. Everything is published anew when we connect, so that a
 * broker that forgot is told again; zones that are warned first.
 *
 * Source  home-assistant.io/integrations/{binary_sensor,siren}.mqtt
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "encode/json_parts.h"
#include "encode/warning_json.h"
#include "encode/warning_words.h"
#include "model/channel.h"
#include "serve_channel.h"
#include "serve_home.h"
#include "serve_mqtt.h"

enum {
    PER_TURN = 2000, /* zones published at once */
    STATE_SIZE = LW_WARNING_TEXT_MAX + 1024,
    NAME_SIZE = 2 * LW_NAME_MAX + 64,
};
static const int64_t second_ns = INT64_C(1000000000);

/* How a zone is shown. */
struct shown {
    char *text;    /* its last warning as contract JSON, or NULL */
    bool ours;     /* the channel is for it */
    bool warned;   /* there is a warning now */
    bool due;      /* to be published */
    bool announce; /* and Home Assistant to be told of it */
    enum lw_warning_level level;
};

struct sirens {
    struct lw_channel *channel;
    const struct lw_mqtt_url *url;
    struct lw_mqtt *mqtt;
    struct lw_topic topic;
    char alive[LW_TOPIC_MAX + 1];
    char name[NAME_SIZE];
    struct lw_home home;
    struct shown *zone; /* of the site */
    uint32_t due;       /* of them */
    uint32_t untaken;   /* published, not yet acknowledged */
    int64_t untaken_ns; /* since then, steady */
    bool stuck;         /* and that was told */
    char state[STATE_SIZE];
};

/* ---- topics ---- */

static int read_topics(const struct lw_config_channel *config,
                       struct lw_topic *topic, struct lw_fault *fault)
{
    const struct lw_mqtt_url *url = &config->to.mqtt;
    struct lw_topic other;
    char whole[LW_TOPIC_MAX + 1];
    int err = 0;

    if (url->topic[0] == '\0')
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "expected a topic behind the broker");
    err = lw_topic_read(url->topic, "zone", false, topic, fault);
    if (err == 0 && topic->level < 0) {
        if (snprintf(whole, sizeof whole, "%s/{zone}", url->topic) >=
            (int)sizeof whole)
            return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                                "the topic is too long");
        err = lw_topic_read(whole, "zone", false, topic, fault);
    }
    if (err == 0 && url->alive[0] != '\0')
        err = lw_topic_read(url->alive, "", false, &other, fault);
    if (err == 0 && url->discovery[0] != '\0')
        err = lw_topic_read(url->discovery, "", false, &other, fault);
    return err;
}

static int mqtt_check(const struct lw_serve *serve,
                      const struct lw_config_channel *config,
                      struct lw_fault *fault)
{
    struct lw_topic topic;

    (void)serve;
    if (config->to.mqtt.qos == 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`qos`: expected 1 or 2, so that the broker says "
                            "that it has it");
    return read_topics(config, &topic, fault);
}

static int publish(struct sirens *s, const char *topic, const char *text,
                   int len)
{
    return len < 0 ? len
                   : lw_mqtt_publish(s->mqtt, topic, text, (size_t)len,
                                     (int)s->url->qos, true);
}

/* ---- one zone ---- */

static const char *state_of(const struct shown *shown)
{
    return shown->warned ? lw_warning_level_name(shown->level) : "clear";
}

static int publish_state(struct sirens *s, uint32_t index, const char *topic)
{
    const struct lw_site *site = s->channel->serve->site;
    const struct shown *shown = &s->zone[index];
    const bool siren = shown->warned && shown->level == LW_WARNING_WARNING;
    struct lw_text to;

    lw_text_init(&to, s->state, sizeof s->state);
    lw_text_put(&to, "{\"zone\":");
    lw_text_quote(&to, site->zone[index].id);
    lw_json_put_quoted(&to, "state", state_of(shown));
    lw_json_put_quoted(&to, "siren", siren ? "ON" : "OFF");
    lw_json_put_quoted(&to, "status",
                       lw_warning_status_name(s->channel->config->carries));
    lw_json_put_key(&to, "warning");
    lw_text_put(&to, shown->text != NULL ? shown->text : "null");
    lw_json_put_exercise(&to,
                         s->channel->config->carries == LW_WARNING_EXERCISE);
    lw_text_put(&to, "}");
    return publish(s, topic, s->state, lw_text_len(&to));
}

static int announce(struct sirens *s, const struct lw_zone *zone,
                    const char *state_topic)
{
    const enum lw_language language = s->channel->config->languages.language[0];
    const char *name = lw_words_zone(zone, language);
    char topic[LW_TOPIC_MAX + 1], command[LW_TOPIC_MAX + 8];
    char text[LW_HOME_CONFIG_MAX];
    struct lw_text to;
    int err = 0;

    lw_text_init(&to, text, sizeof text);
    lw_home_begin(&s->home, "zone", zone->id, name, &to);
    lw_json_put_quoted(&to, "device_class", "safety");
    lw_json_put_quoted(&to, "state_topic", state_topic);
    lw_json_put_quoted(
        &to, "value_template",
        "{{ 'ON' if value_json.state == 'warning' else 'OFF' }}");
    lw_json_put_quoted(&to, "json_attributes_topic", state_topic);
    lw_text_put(&to, "}");
    if (lw_home_topic(&s->home, "binary_sensor", zone->id, topic))
        err = publish(s, topic, text, lw_text_len(&to));
    if (err < 0 || !lw_home_topic(&s->home, "siren", zone->id, topic))
        return err;
    (void)snprintf(command, sizeof command, "%s/set", state_topic);
    lw_text_init(&to, text, sizeof text);
    lw_home_begin(&s->home, "siren", zone->id, name, &to);
    lw_json_put_quoted(&to, "state_topic", state_topic);
    lw_json_put_quoted(&to, "state_value_template", "{{ value_json.siren }}");
    lw_json_put_quoted(&to, "command_topic", command);
    lw_text_put(&to, ",\"optimistic\":false,\"support_duration\":false,"
                     "\"support_volume_set\":false}");
    return publish(s, topic, text, lw_text_len(&to));
}

static int publish_zone(struct sirens *s, uint32_t index)
{
    const struct lw_zone *zone = &s->channel->serve->site->zone[index];
    struct shown *shown = &s->zone[index];
    char topic[LW_TOPIC_MAX + 1];
    int err = lw_topic_write(&s->topic, zone->id, topic, sizeof topic);

    if (err > 0)
        err = publish_state(s, index, topic);
    if (err == 0 && shown->announce)
        err = announce(s, zone, topic);
    if (err == LW_ERR_IO || err == LW_ERR_NO_SPACE)
        return err; /* later */
    shown->due = shown->announce = false;
    s->due--;
    return 0;
}

/* What is due, warned zones first, as far as the broker takes it now. */
static void flush(struct sirens *s)
{
    const uint32_t zones = s->channel->serve->site->zones;
    uint32_t left = PER_TURN;

    for (int pass = 0; pass < 2 && s->due > 0; pass++)
        for (uint32_t i = 0; i < zones && s->due > 0 && left > 0; i++) {
            if (!s->zone[i].due || s->zone[i].warned != (pass == 0))
                continue;
            if (publish_zone(s, i) < 0)
                return;
            if (s->untaken++ == 0)
                s->untaken_ns = lw_loop_steady_ns(s->channel->serve->loop);
            left--;
        }
}

static void set_due(struct sirens *s, uint32_t index, bool announced)
{
    struct shown *shown = &s->zone[index];

    if (!shown->ours)
        return;
    s->due += !shown->due;
    shown->due = true;
    shown->announce =
        shown->announce || (announced && s->url->discovery[0] != '\0');
}

/* ---- the driver ---- */

static void up(void *context)
{
    static const char online[] = "online";
    struct sirens *s = context;

    (void)publish(s, s->alive, online, (int)strlen(online));
    s->untaken = 0;
    for (uint32_t i = 0; i < s->channel->serve->site->zones; i++)
        set_due(s, i, true);
    lw_channel_stands(s->channel, NULL);
    if (lw_channel_settled(s->channel))
        flush(s);
}

static void message(void *context, const char *topic, const uint8_t *bytes,
                    size_t len, bool retained)
{
    (void)context, (void)topic, (void)bytes, (void)len, (void)retained;
}

static void trouble(void *context, const char *why)
{
    struct sirens *s = context;

    lw_channel_stands(s->channel, why);
}

static const struct lw_mqtt_calls calls = {up, message, trouble};

static void mqtt_show(struct lw_channel *channel,
                      const struct lw_warning *warning)
{
    struct sirens *s = channel->state;
    struct shown *shown = &s->zone[warning->zone];
    const bool warned = warning->state == LW_WARNING_ACTIVE ||
                        warning->state == LW_WARNING_UPDATED;
    const int len = lw_warning_write(warning, channel->serve->site, s->state,
                                     sizeof s->state - 1);
    char *text = len < 0 ? NULL : malloc((size_t)len + 1);

    if (!warned && !shown->warned && shown->text == NULL) {
        free(text); /* the end of what was never shown */
        return;
    }
    if (text != NULL) {
        memcpy(text, s->state, (size_t)len);
        text[len] = '\0';
    }
    free(shown->text);
    shown->text = text;
    shown->warned = warned;
    shown->level = warning->level;
    set_due(s, warning->zone, false);
    if (lw_mqtt_connected(s->mqtt))
        flush(s);
}

static void mqtt_tick(struct lw_channel *channel)
{
    struct sirens *s = channel->state;
    const int64_t now_ns = lw_loop_steady_ns(channel->serve->loop);

    if (!lw_mqtt_connected(s->mqtt))
        return;
    if (s->untaken > 0 && lw_mqtt_waiting(s->mqtt) == 0) {
        for (; s->untaken > 0; s->untaken--)
            lw_channel_took(channel);
        if (s->stuck)
            lw_channel_stands(channel, NULL);
        s->stuck = false;
    }
    flush(s);
    if (s->untaken > 0 && !s->stuck &&
        now_ns - s->untaken_ns > channel->config->timeout_s * second_ns) {
        s->stuck = true;
        lw_channel_stands(channel, "the broker does not say that it has it");
    }
}

static uint32_t mqtt_waiting(const struct lw_channel *channel)
{
    const struct sirens *s = channel->state;

    return s->due + s->untaken;
}

static void mqtt_close(struct lw_channel *channel)
{
    static const char offline[] = "offline";
    struct sirens *s = channel->state;

    if (s == NULL)
        return;
    if (s->mqtt != NULL)
        (void)publish(s, s->alive, offline, (int)strlen(offline));
    lw_mqtt_close(s->mqtt);
    for (uint32_t i = 0; s->zone != NULL && i < channel->serve->site->zones;
         i++)
        free(s->zone[i].text);
    free(s->zone);
    free(s);
}

static void name_all(struct sirens *s)
{
    static const char *const mark[LW_WARNING_STATUSES] = {"", "EXERCISE ",
                                                          "TEST "};
    const struct lw_config_channel *config = s->channel->config;
    const struct lw_site *site = s->channel->serve->site;
    char device[NAME_SIZE];

    if (s->url->alive[0] != '\0')
        memcpy(s->alive, s->url->alive, sizeof s->alive);
    else
        (void)snprintf(s->alive, sizeof s->alive, "%.*s/channels/%.*s",
                       (int)(strcspn(s->topic.pattern, "/{") % 100),
                       s->topic.pattern, LW_ID_MAX, config->id);
    (void)snprintf(s->name, sizeof s->name, "%sLuchtwacht %s",
                   mark[config->carries], site->name);
    (void)snprintf(device, sizeof device, "%s_%s", site->name, config->id);
    s->home = (struct lw_home){
        .prefix = s->url->discovery, .name = s->name, .alive = s->alive};
    lw_home_slug(device, s->home.slug, sizeof s->home.slug);
}

static int mqtt_open(struct lw_channel *channel, struct lw_fault *fault)
{
    const struct lw_serve *serve = channel->serve;
    const struct lw_site *site = serve->site;
    struct sirens *s = calloc(1, sizeof *s);

    (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    if (s == NULL)
        return LW_ERR_NO_SPACE;
    channel->state = s;
    s->channel = channel;
    s->url = &channel->config->to.mqtt;
    s->zone = calloc((size_t)site->zones + 1, sizeof *s->zone);
    if (s->zone == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < site->zones; i++)
        s->zone[i].ours =
            lw_channel_is_for(&serve->config, channel->config, &site->zone[i]);
    const int err = read_topics(channel->config, &s->topic, fault);
    if (err < 0)
        return err;
    name_all(s);
    s->mqtt = lw_serve_mqtt(serve->loop, s->url, s->alive, "offline", &calls, s,
                            fault);
    return s->mqtt == NULL ? LW_ERR_IO : 0;
}

const struct lw_channel_driver lw_channel_mqtt = {
    .check = mqtt_check,
    .open = mqtt_open,
    .close = mqtt_close,
    .show = mqtt_show,
    .tick = mqtt_tick,
    .waiting = mqtt_waiting,
};
