/* SPDX-License-Identifier: Apache-2.0 */
/* A feed by way of a broker: topics to sources, states to heartbeats. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/siphash.h"
#include "serve_mqtt.h"

enum { SLOTS = 2 * LW_MQTT_TOPICS_MAX, WORD_MAX = 64, TOPICS_MIN = 16 };
static const int64_t second_ns = 1000000000;

/* A topic that was heard, with its source. */
struct heard {
    struct heard *chain;         /* in its slot */
    struct heard *newer, *older; /* by when it was heard */
    void *source;
    char sensor[LW_ID_MAX + 1];
    char topic[];
};

/* What a sensor of the site says of itself. */
struct post {
    bool known; /* it said so, and has not taken it back */
    enum lw_heartbeat state;
    int64_t told_ns; /* steady; when the last heartbeat was made of it */
};

struct lw_mqtt_feed {
    struct lw_serve *serve;
    struct lw_mqtt_feed_config config;
    const struct lw_mqtt_feed_calls *calls;
    void *context;
    struct lw_topic topic, status;
    bool has_status;
    struct lw_mqtt *mqtt;
    struct lw_timer beat;
    uint8_t hash_key[16]; /* so that nobody fills one slot */
    struct heard **slot;
    struct heard *newest, *oldest;
    uint32_t topics, topics_max;
    struct post *post; /* one a sensor of the site */
};

static int read_topics(const struct lw_mqtt_url *url, struct lw_topic *topic,
                       struct lw_topic *status, struct lw_fault *fault)
{
    int err = lw_topic_read(url->topic, "sensor", true, topic, fault);

    if (err == 0 && url->status[0] != '\0')
        err = lw_topic_read(url->status, "sensor", true, status, fault);
    if (err == 0 && url->status[0] != '\0' && status->level < 0)
        err = lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                           "`status`: expected `{sensor}` in the topic");
    return err;
}

int lw_mqtt_feed_check(const struct lw_mqtt_url *url, struct lw_fault *fault)
{
    struct lw_topic topic, status;

    return read_topics(url, &topic, &status, fault);
}

bool lw_mqtt_feed_named(const struct lw_mqtt_url *url)
{
    return strstr(url->topic, "{sensor}") != NULL;
}

/* ---- topics ---- */

static struct heard **slot_of(struct lw_mqtt_feed *feed, const char *topic)
{
    const struct lw_siphash hash =
        lw_siphash(feed->hash_key, topic, strlen(topic));

    return &feed->slot[hash.low % SLOTS];
}

static void unlink_age(struct lw_mqtt_feed *feed, struct heard *h)
{
    *(h->newer != NULL ? &h->newer->older : &feed->newest) = h->older;
    *(h->older != NULL ? &h->older->newer : &feed->oldest) = h->newer;
}

static void link_newest(struct lw_mqtt_feed *feed, struct heard *h)
{
    h->newer = NULL;
    h->older = feed->newest;
    *(feed->newest != NULL ? &feed->newest->newer : &feed->oldest) = h;
    feed->newest = h;
}

static void forget(struct lw_mqtt_feed *feed, struct heard *h)
{
    struct heard **at = slot_of(feed, h->topic);

    while (*at != h)
        at = &(*at)->chain;
    *at = h->chain;
    unlink_age(feed, h);
    feed->topics--;
    feed->calls->close(feed->context, h->source);
    free(h);
}

/* The id that stands for a name of the topic. */
static const char *sensor_of(const struct lw_mqtt_feed *feed, const char *name)
{
    const char *id = lw_decode_sensor(feed->config.decode, name);

    return id != NULL ? id : "";
}

static struct heard *new_topic(struct lw_mqtt_feed *feed, const char *topic,
                               const char *name)
{
    const char *sensor = feed->topic.level < 0 ? feed->config.decode->sensor
                                               : sensor_of(feed, name);
    struct heard **at = slot_of(feed, topic);
    struct heard *h = calloc(1, sizeof *h + strlen(topic) + 1);

    if (h == NULL)
        return NULL;
    memcpy(h->sensor, sensor, strlen(sensor) + 1);
    memcpy(h->topic, topic, strlen(topic) + 1);
    h->source = feed->calls->open(feed->context, h->sensor);
    if (h->source == NULL) {
        free(h);
        return NULL;
    }
    if (feed->topics >= feed->topics_max && feed->oldest != NULL)
        forget(feed, feed->oldest);
    h->chain = *at;
    *at = h;
    link_newest(feed, h);
    feed->topics++;
    return h;
}

static struct heard *find_topic(struct lw_mqtt_feed *feed, const char *topic,
                                const char *name)
{
    struct heard *h = *slot_of(feed, topic);

    while (h != NULL && strcmp(h->topic, topic) != 0)
        h = h->chain;
    if (h == NULL)
        return new_topic(feed, topic, name);
    if (h != feed->newest) {
        unlink_age(feed, h);
        link_newest(feed, h);
    }
    return h;
}

/* ---- states ---- */

/* The word of a payload: all of it, or the member `state` or `status` of an
 * object. */
static void read_word(const uint8_t *bytes, size_t len, char word[WORD_MAX])
{
    struct lw_json json;
    struct lw_json_string key, value = {(const char *)bytes, len, false};

    lw_json_init(&json, (const char *)bytes, len);
    if (lw_json_peek(&json) == LW_JSON_OBJECT) {
        value.len = 0;
        (void)lw_json_enter(&json, '{');
        while (lw_json_key(&json, &key) > 0)
            if ((lw_json_is(&key, "state") || lw_json_is(&key, "status")) &&
                lw_json_peek(&json) == LW_JSON_STRING)
                (void)lw_json_string(&json, &value);
            else
                (void)lw_json_skip(&json);
    }
    while (value.len > 0 && (unsigned char)value.text[value.len - 1] <= ' ')
        value.len--;
    word[0] = '\0';
    if (value.len < WORD_MAX) {
        memcpy(word, value.text, value.len);
        word[value.len] = '\0';
    }
}

static int find_state(const struct lw_mqtt_url *url, const char *word,
                      enum lw_heartbeat *state)
{
    const char *const said[] = {
        [LW_HEARTBEAT_OK] = url->online,
        [LW_HEARTBEAT_DEGRADED] = url->degraded,
        [LW_HEARTBEAT_DOWN] = url->offline,
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (strcmp(word, said[i]) == 0) {
            *state = (enum lw_heartbeat)i;
            return 0;
        }
    return LW_ERR_UNKNOWN;
}

static void tell_state(struct lw_mqtt_feed *feed, uint32_t sensor)
{
    const struct lw_loop *loop = feed->serve->loop;
    struct post *post = &feed->post[sensor];
    struct lw_report report = {.type = LW_REPORT_HEARTBEAT,
                               .meas_ns = lw_loop_wall_ns(loop),
                               .state = post->state};
    const char *id = feed->serve->site->sensor[sensor].id;

    memcpy(report.sensor, id, strlen(id) + 1);
    post->told_ns = lw_loop_steady_ns(loop);
    feed->calls->report(feed->context, &report);
}

static void take_state(struct lw_mqtt_feed *feed, const char *name,
                       const uint8_t *bytes, size_t len)
{
    const char *id = sensor_of(feed, name);
    const int sensor = lw_site_sensor(feed->serve->site, id);
    enum lw_heartbeat state = LW_HEARTBEAT_OK;
    char word[WORD_MAX];

    if (sensor < 0) {
        feed->calls->refuse(feed->context, id, LW_ERR_UNKNOWN);
        return;
    }
    struct post *post = &feed->post[sensor];
    if (len == 0) { /* taken back: nobody knows */
        post->known = false;
        return;
    }
    read_word(bytes, len, word);
    if (find_state(feed->config.url, word, &state) < 0) {
        feed->calls->refuse(feed->context, id, LW_ERR_RANGE);
        return;
    }
    if (post->known && post->state == state)
        return; /* beat() goes on telling it */
    post->known = true;
    post->state = state;
    tell_state(feed, (uint32_t)sensor);
}

/* While the broker is there, whose last will has not come is there as well. */
static void beat(void *context)
{
    struct lw_mqtt_feed *feed = context;
    const int64_t now_ns = lw_loop_steady_ns(feed->serve->loop);
    const int64_t every_ns = feed->config.url->heartbeat_s * second_ns;

    lw_loop_timer(feed->serve->loop, &feed->beat, second_ns);
    if (!lw_mqtt_connected(feed->mqtt))
        return;
    for (uint32_t i = 0; i < feed->serve->site->sensors; i++) {
        const struct post *post = &feed->post[i];

        if (post->known && post->state != LW_HEARTBEAT_DOWN &&
            now_ns - post->told_ns >= every_ns)
            tell_state(feed, i);
    }
}

/* ---- the connection ---- */

static void up(void *context)
{
    struct lw_mqtt_feed *feed = context;
    const int qos = (int)feed->config.url->qos;

    (void)lw_mqtt_subscribe(feed->mqtt, feed->topic.filter, qos);
    if (feed->has_status)
        (void)lw_mqtt_subscribe(feed->mqtt, feed->status.filter, 1);
}

static void trouble(void *context, const char *why)
{
    const struct lw_mqtt_feed *feed = context;

    lw_serve_say("%s: %s", feed->config.name, why);
}

static void message(void *context, const char *topic, const uint8_t *bytes,
                    size_t len, bool retained)
{
    struct lw_mqtt_feed *feed = context;
    char name[LW_ID_MAX + 1];

    if (feed->has_status &&
        lw_topic_match(&feed->status, topic, name, sizeof name)) {
        take_state(feed, name, bytes, len);
        return;
    }
    if (len == 0 || (retained && !feed->config.url->retained))
        return; /* nothing, or nothing new */
    if (strlen(topic) > LW_TOPIC_MAX || len > feed->config.url->payload_max ||
        !lw_topic_match(&feed->topic, topic, name, sizeof name)) {
        feed->calls->refuse(feed->context, "", LW_ERR_NO_SPACE);
        return;
    }
    struct heard *h = find_topic(feed, topic, name);
    if (h == NULL)
        feed->calls->refuse(feed->context, "", LW_ERR_NO_SPACE);
    else
        feed->calls->message(feed->context, h->source, bytes, len);
}

static const struct lw_mqtt_calls mqtt_calls = {up, message, trouble};

struct lw_mqtt_feed *lw_mqtt_feed_open(struct lw_serve *serve,
                                       const struct lw_mqtt_feed_config *config,
                                       const struct lw_mqtt_feed_calls *calls,
                                       void *context, struct lw_fault *fault)
{
    struct lw_mqtt_feed *feed = calloc(1, sizeof *feed);
    const size_t fit = LW_MQTT_STATES_MAX / (config->source_size + 1);

    (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    if (feed == NULL)
        return NULL;
    feed->serve = serve;
    feed->config = *config;
    feed->calls = calls;
    feed->context = context;
    const int64_t now_ns = lw_loop_wall_ns(serve->loop);
    memcpy(feed->hash_key, &now_ns, sizeof now_ns);
    feed->has_status = config->url->status[0] != '\0';
    feed->topics_max = fit < TOPICS_MIN           ? TOPICS_MIN
                       : fit > LW_MQTT_TOPICS_MAX ? LW_MQTT_TOPICS_MAX
                                                  : (uint32_t)fit;
    feed->beat = (struct lw_timer){.fire = beat, .context = feed};
    feed->slot = calloc(SLOTS, sizeof *feed->slot);
    feed->post = calloc(serve->site->sensors + 1, sizeof *feed->post);
    if (feed->slot != NULL && feed->post != NULL &&
        read_topics(config->url, &feed->topic, &feed->status, fault) == 0)
        feed->mqtt = lw_serve_mqtt(serve->loop, config->url, NULL, NULL,
                                   &mqtt_calls, feed, fault);
    if (feed->mqtt == NULL) {
        lw_mqtt_feed_close(feed);
        return NULL;
    }
    if (feed->has_status)
        lw_loop_timer(serve->loop, &feed->beat, second_ns);
    return feed;
}

void lw_mqtt_feed_close(struct lw_mqtt_feed *feed)
{
    if (feed == NULL)
        return;
    lw_mqtt_close(feed->mqtt);
    lw_loop_timer_clear(feed->serve->loop, &feed->beat);
    for (struct heard *h = feed->oldest, *next; h != NULL; h = next) {
        next = h->newer;
        feed->calls->close(feed->context, h->source);
        free(h);
    }
    free(feed->slot);
    free(feed->post);
    free(feed);
}

bool lw_mqtt_feed_connected(const struct lw_mqtt_feed *feed)
{
    return lw_mqtt_connected(feed->mqtt);
}

void lw_mqtt_feed_pause(struct lw_mqtt_feed *feed, bool pause)
{
    lw_mqtt_pause(feed->mqtt, pause);
}
