/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Topics out, and Home Assistant's discovery of what is on them.
 *
 * Source  home-assistant.io/integrations/mqtt (discovery),
 *         .../device_tracker.mqtt, .../binary_sensor.mqtt
 */
#include "serve_sink_mqtt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "encode/json_parts.h"
#include "serve_home.h"
#include "serve_mqtt.h"

enum { STATE_MAX = 256, NAME_MAX_LEN = 127 };
/* So long what an earlier run left is looked for, before anything is told. */
static const int64_t sweep_ns = 1000000000;

struct lw_mqtt_sink {
    struct lw_loop *loop;
    const struct lw_site *site;
    const struct lw_config_output *config;
    const struct lw_mqtt_url *url;
    struct lw_mqtt *mqtt;
    struct lw_topic track, sensor;
    char alive[LW_TOPIC_MAX + 1];
    char name[NAME_MAX_LEN + 1];
    struct lw_home home;
    struct lw_timer swept;
    bool ready;
    /* The state that each sensor was last told with, and one; 0: untold. */
    unsigned char *told;
    const char *trouble; /* not yet asked for */
    char why[160];
};

static bool by_track(const struct lw_mqtt_sink *sink)
{
    return sink->track.level >= 0;
}

static int read_topics(const struct lw_mqtt_url *url, struct lw_topic *track,
                       struct lw_topic *sensor, struct lw_fault *fault)
{
    int err = lw_topic_read(url->topic, "track", false, track, fault);

    *sensor = (struct lw_topic){.level = -1};
    if (err == 0 && url->sensors[0] != '\0')
        err = lw_topic_read(url->sensors, "sensor", false, sensor, fault);
    if (err == 0 && url->sensors[0] != '\0' && sensor->level < 0)
        err = lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                           "`sensors`: expected `{sensor}` in the topic");
    return err;
}

int lw_mqtt_sink_check(const struct lw_config_output *config,
                       struct lw_fault *fault)
{
    const struct lw_mqtt_url *url = &config->to.mqtt;
    const struct lw_encoder *encoder = lw_encoder_find(config->format);
    struct lw_topic track, sensor, other;
    int err = read_topics(url, &track, &sensor, fault);

    if (err == 0 && url->alive[0] != '\0')
        err = lw_topic_read(url->alive, "", false, &other, fault);
    if (err == 0 && url->discovery[0] != '\0')
        err = lw_topic_read(url->discovery, "", false, &other, fault);
    if (err < 0)
        return err;
    if (encoder != NULL && encoder->document && track.level >= 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s is one document: no `{track}` in its topic",
                            config->format);
    if (url->discovery[0] != '\0' && track.level >= 0 &&
        strcmp(config->format, "ndjson") != 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`discovery`: of tracks as `ndjson` only");
    return 0;
}

static int publish(struct lw_mqtt_sink *sink, const char *topic,
                   const char *bytes, size_t len, bool retain)
{
    return lw_mqtt_publish(sink->mqtt, topic, bytes, len, (int)sink->url->qos,
                           retain);
}

static void take_back(struct lw_mqtt_sink *sink, const char *topic)
{
    (void)publish(sink, topic, NULL, 0, true);
}

/* ---- Home Assistant ---- */

static void discover_track(struct lw_mqtt_sink *sink, const char *name,
                           const char *state_topic)
{
    static const char attributes[] =
        "{{ {'latitude': value_json.lat, 'longitude': value_json.lon, "
        "'gps_accuracy': ((value_json.cov[0][0] + value_json.cov[1][1]) / 2) "
        "** 0.5, 'altitude': value_json.alt | default(none), "
        "'status': value_json.status, 'existence': value_json.existence, "
        "'kinds': value_json.kinds | default({})} | tojson }}";
    char topic[LW_TOPIC_MAX + 1], text[LW_HOME_CONFIG_MAX];
    struct lw_text to;

    if (sink->url->discovery[0] == '\0' ||
        !lw_home_topic(&sink->home, "device_tracker", name, topic))
        return;
    lw_text_init(&to, text, sizeof text);
    lw_home_begin(&sink->home, "track", name, name, &to);
    lw_json_put_quoted(&to, "source_type", "gps");
    lw_json_put_quoted(&to, "icon", "mdi:radar");
    lw_json_put_quoted(&to, "json_attributes_topic", state_topic);
    lw_json_put_quoted(&to, "json_attributes_template", attributes);
    lw_text_put(&to, "}");
    const int len = lw_text_len(&to);
    if (len > 0)
        (void)publish(sink, topic, text, (size_t)len, true);
}

static void discover_sensor(struct lw_mqtt_sink *sink, const char *name,
                            const char *state_topic)
{
    char topic[LW_TOPIC_MAX + 1], text[LW_HOME_CONFIG_MAX];
    struct lw_text to;

    if (sink->url->discovery[0] == '\0' ||
        !lw_home_topic(&sink->home, "binary_sensor", name, topic))
        return;
    lw_text_init(&to, text, sizeof text);
    lw_home_begin(&sink->home, "sensor", name, name, &to);
    lw_json_put_quoted(&to, "device_class", "connectivity");
    lw_json_put_quoted(&to, "state_topic", state_topic);
    lw_json_put_quoted(&to, "value_template",
                       "{{ 'OFF' if value_json.state == 'down' else 'ON' }}");
    lw_json_put_quoted(&to, "json_attributes_topic", state_topic);
    lw_text_put(&to, "}");
    const int len = lw_text_len(&to);
    if (len > 0)
        (void)publish(sink, topic, text, (size_t)len, true);
}

/* ---- the connection ---- */

static void swept(void *context)
{
    struct lw_mqtt_sink *sink = context;

    if (!lw_mqtt_connected(sink->mqtt))
        return;
    if (by_track(sink))
        (void)lw_mqtt_unsubscribe(sink->mqtt, sink->track.filter);
    sink->ready = true;
}

static void up(void *context)
{
    struct lw_mqtt_sink *sink = context;
    static const char online[] = "online";

    sink->ready = false;
    memset(sink->told, 0, sink->site->sensors);
    (void)lw_mqtt_publish(sink->mqtt, sink->alive, online, strlen(online), 1,
                          true);
    if (by_track(sink))
        (void)lw_mqtt_subscribe(sink->mqtt, sink->track.filter, 0);
    lw_loop_timer(sink->loop, &sink->swept, by_track(sink) ? sweep_ns : 0);
}

/* A track that somebody, an earlier run of ours, left behind. */
static void left_behind(struct lw_mqtt_sink *sink, const char *topic,
                        const char *name)
{
    char config[LW_TOPIC_MAX + 1];

    take_back(sink, topic);
    if (sink->url->discovery[0] != '\0' &&
        lw_home_topic(&sink->home, "device_tracker", name, config))
        take_back(sink, config);
}

static void message(void *context, const char *topic, const uint8_t *bytes,
                    size_t len, bool retained)
{
    struct lw_mqtt_sink *sink = context;
    char name[LW_ID_MAX + 1];

    (void)bytes;
    if (retained && len > 0 && !sink->ready &&
        lw_topic_match(&sink->track, topic, name, sizeof name))
        left_behind(sink, topic, name);
}

static void trouble(void *context, const char *why)
{
    struct lw_mqtt_sink *sink = context;

    (void)snprintf(sink->why, sizeof sink->why, "%s", why);
    sink->trouble = sink->why;
}

static const struct lw_mqtt_calls calls = {up, message, trouble};

/* Our own state: beside the topic, unless told. */
static void name_alive(struct lw_mqtt_sink *sink)
{
    const size_t first = strcspn(sink->url->topic, "/{");

    if (sink->url->alive[0] != '\0')
        memcpy(sink->alive, sink->url->alive, sizeof sink->alive);
    else
        (void)snprintf(sink->alive, sizeof sink->alive, "%.*s/status",
                       first > 0 && first < 200 ? (int)first : 10,
                       first > 0 && first < 200 ? sink->url->topic
                                                : "luchtwacht");
}

struct lw_mqtt_sink *lw_mqtt_sink_open(struct lw_loop *loop,
                                       const struct lw_site *site,
                                       const struct lw_config_output *config,
                                       struct lw_fault *fault)
{
    struct lw_mqtt_sink *sink = calloc(1, sizeof *sink);

    (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    if (sink == NULL)
        return NULL;
    sink->loop = loop;
    sink->site = site;
    sink->config = config;
    sink->url = &config->to.mqtt;
    sink->swept = (struct lw_timer){.fire = swept, .context = sink};
    sink->told = calloc(site->sensors + 1, 1);
    sink->home = (struct lw_home){.prefix = sink->url->discovery,
                                  .name = sink->name,
                                  .alive = sink->alive};
    lw_home_slug(site->name, sink->home.slug, sizeof sink->home.slug);
    (void)snprintf(sink->name, sizeof sink->name, "%sLuchtwacht %s",
                   site->exercise ? "EXERCISE " : "", site->name);
    name_alive(sink);
    if (sink->told != NULL &&
        read_topics(sink->url, &sink->track, &sink->sensor, fault) == 0)
        sink->mqtt = lw_serve_mqtt(loop, sink->url, sink->alive, "offline",
                                   &calls, sink, fault);
    if (sink->mqtt == NULL) {
        lw_mqtt_sink_close(sink);
        return NULL;
    }
    return sink;
}

void lw_mqtt_sink_close(struct lw_mqtt_sink *sink)
{
    static const char offline[] = "offline";

    if (sink == NULL)
        return;
    if (sink->mqtt != NULL)
        (void)lw_mqtt_publish(sink->mqtt, sink->alive, offline, strlen(offline),
                              1, true);
    lw_mqtt_close(sink->mqtt);
    lw_loop_timer_clear(sink->loop, &sink->swept);
    free(sink->told);
    free(sink);
}

bool lw_mqtt_sink_ready(const struct lw_mqtt_sink *sink)
{
    return sink->ready && lw_mqtt_connected(sink->mqtt);
}

int lw_mqtt_sink_send(struct lw_mqtt_sink *sink, const struct lw_track *track,
                      bool first, const char *bytes, size_t len,
                      struct lw_fault *fault)
{
    char topic[LW_TOPIC_MAX + 1], name[LW_TRACK_NAME_SIZE] = "";

    if (track == NULL && by_track(sink))
        return 0; /* what is said beside tracks has no topic */
    if (track != NULL)
        lw_track_name(track->number, name);
    if (lw_topic_write(&sink->track, name, topic, sizeof topic) < 0)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "topic too long");
    if (first && track != NULL && by_track(sink))
        discover_track(sink, name, topic);
    const bool ended = track != NULL && track->status == LW_TRACK_ENDED;
    while (len > 0 && bytes[len - 1] == '\n')
        len--;
    const int err =
        publish(sink, topic, bytes, len, sink->url->retain && !ended);
    return err < 0 ? lw_fault_set(fault, err, 0, 0,
                                  "the broker does not take what it is sent")
                   : 0;
}

void lw_mqtt_sink_gone(struct lw_mqtt_sink *sink, const struct lw_track *track)
{
    char topic[LW_TOPIC_MAX + 1], name[LW_TRACK_NAME_SIZE];

    lw_track_name(track->number, name);
    if (by_track(sink) &&
        lw_topic_write(&sink->track, name, topic, sizeof topic) > 0)
        left_behind(sink, topic, name);
}

void lw_mqtt_sink_sensor(struct lw_mqtt_sink *sink,
                         const struct lw_encode_sensor *sensor)
{
    const unsigned char now = (unsigned char)(1 + 2 * (unsigned)sensor->state +
                                              (sensor->heard ? 1 : 0));
    const char *id = sink->site->sensor[sensor->index].id;
    unsigned char *told = &sink->told[sensor->index];
    char topic[LW_TOPIC_MAX + 1], text[STATE_MAX];
    struct lw_text to;

    if (sink->sensor.level < 0 || *told == now || !lw_mqtt_sink_ready(sink) ||
        lw_topic_write(&sink->sensor, id, topic, sizeof topic) < 0)
        return;
    if (*told == 0)
        discover_sensor(sink, id, topic);
    lw_text_init(&to, text, sizeof text);
    lw_text_put(&to, "{\"sensor\":");
    lw_text_quote(&to, id);
    lw_json_put_quoted(&to, "state", lw_heartbeat_name(sensor->state));
    if (sensor->heard) {
        lw_json_put_key(&to, "last");
        lw_text_time(&to, sensor->last_ns);
    }
    lw_json_put_exercise(&to, sink->site->exercise);
    lw_text_put(&to, "}");
    const int len = lw_text_len(&to);
    if (len > 0 && publish(sink, topic, text, (size_t)len, true) == 0)
        *told = now;
}

const char *lw_mqtt_sink_trouble(struct lw_mqtt_sink *sink)
{
    const char *now = sink->trouble;

    sink->trouble = NULL;
    return now;
}
