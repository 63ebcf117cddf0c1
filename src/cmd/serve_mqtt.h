/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_mqtt.h - what the centre does by way of a broker.
 *
 * A feed keeps one source (a decoder's state) a topic, and turns the states
 * that sensors publish, and their last wills, into heartbeats.
 */
#ifndef LW_SERVE_MQTT_H
#define LW_SERVE_MQTT_H

#include "decode/decode.h"
#include "model/mqtt_url.h"
#include "mqtt.h"
#include "serve.h"

enum {
    LW_MQTT_TOPICS_MAX = 65536, /* of one feed, each with its source; the one
                                   unheard for longest makes room */
    LW_MQTT_STATES_MAX = 256 * 1024 * 1024, /* bytes of all these sources */
};

/* serve_mqtt.c: a connection as the URL has it. `will` may be NULL. */
struct lw_mqtt *lw_serve_mqtt(struct lw_loop *loop,
                              const struct lw_mqtt_url *url,
                              const char *will_topic, const char *will,
                              const struct lw_mqtt_calls *calls, void *context,
                              struct lw_fault *fault);

/* serve_feed_mqtt.c: what the feed does with what comes. */
struct lw_mqtt_feed_calls {
    /* A source whose reports carry `sensor` ("": as they say themselves). NULL:
     * no memory. */
    void *(*open)(void *context, const char *sensor);
    void (*close)(void *context, void *source);
    void (*message)(void *context, void *source, const uint8_t *bytes,
                    size_t len);
    void (*report)(void *context, const struct lw_report *report);
    void (*refuse)(void *context, const char *sensor, int err);
};

struct lw_mqtt_feed_config {
    const struct lw_mqtt_url *url;
    const char *name;                      /* of the feed, for people */
    const struct lw_decode_config *decode; /* stays the caller's */
    size_t source_size;                    /* bytes of one source, about */
};

struct lw_mqtt_feed;

/* Whether its topics could be what they say: 0 or an error with *fault. */
LW_NODISCARD int lw_mqtt_feed_check(const struct lw_mqtt_url *url,
                                    struct lw_fault *fault);
/* Whether the topic says which sensor it is. */
bool lw_mqtt_feed_named(const struct lw_mqtt_url *url);

struct lw_mqtt_feed *lw_mqtt_feed_open(struct lw_serve *serve,
                                       const struct lw_mqtt_feed_config *config,
                                       const struct lw_mqtt_feed_calls *calls,
                                       void *context, struct lw_fault *fault);
void lw_mqtt_feed_close(struct lw_mqtt_feed *feed);
bool lw_mqtt_feed_connected(const struct lw_mqtt_feed *feed);
void lw_mqtt_feed_pause(struct lw_mqtt_feed *feed, bool pause);

#endif
