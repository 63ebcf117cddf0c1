/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mqtt.h - one connection to an MQTT broker, in the loop's own thread.
 *
 * libmosquitto speaks the protocol; the loop waits for its socket. What is
 * lost is dialled again after 1, 2, 4 .. 30 s, after a refusal (a wrong
 * password) every 30 s; each kind of trouble is told once until all is well.
 * Names are looked up by the library, which waits for the answer.
 *
 * Source  MQTT 3.1.1 and 5.0 (OASIS); mosquitto.h
 */
#ifndef LW_MQTT_H
#define LW_MQTT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"

enum {
    LW_MQTT_PACKETS_PER_WAKE = 512,
    LW_MQTT_OUT_MAX = 16384,                 /* messages not yet sent */
    LW_MQTT_OUT_BYTES_MAX = 8 * 1024 * 1024, /* and their bytes */
    LW_MQTT_IN_FLIGHT = 1000,                /* not yet acknowledged */
    LW_MQTT_REFUSED_S = 30,
};

/* Strings are "" where nothing is said; they are copied. */
struct lw_mqtt_settings {
    const char *host;
    uint16_t port;
    bool tls;
    const char *ca, *cert, *key; /* files; ca "": the system's authorities */
    const char *user, *password;
    const char *client;
    bool keep;   /* the broker keeps what we miss; needs `client` */
    int version; /* 3: 3.1.1; 5 */
    int keepalive_s;
    const char *will_topic; /* its last word, retained, should it vanish */
    const char *will;
};

struct lw_mqtt_calls {
    /* Connected: the time to subscribe. */
    void (*up)(void *context);
    void (*message)(void *context, const char *topic, const uint8_t *bytes,
                    size_t len, bool retained);
    /* It went down, or could not come up, or a subscription was refused. */
    void (*trouble)(void *context, const char *why);
};

struct lw_mqtt;

/* Begin to connect. NULL with *fault where the settings cannot be. `calls`
 * must not close it. */
struct lw_mqtt *lw_mqtt_open(struct lw_loop *loop,
                             const struct lw_mqtt_settings *settings,
                             const struct lw_mqtt_calls *calls, void *context,
                             struct lw_fault *fault);

/* What was published goes out first, as far as the broker takes it now. */
void lw_mqtt_close(struct lw_mqtt *mqtt);

bool lw_mqtt_connected(const struct lw_mqtt *mqtt);

/* 0 or LW_ERR_IO: not connected. */
int lw_mqtt_subscribe(struct lw_mqtt *mqtt, const char *filter, int qos);

int lw_mqtt_unsubscribe(struct lw_mqtt *mqtt, const char *filter);

/* 0, LW_ERR_IO: not connected, LW_ERR_NO_SPACE: the broker does not take what
 * it was sent, LW_ERR_RANGE: no topic to publish to. */
int lw_mqtt_publish(struct lw_mqtt *mqtt, const char *topic, const void *bytes,
                    size_t len, int qos, bool retain);

/* Messages that were published and not yet sent; but of QoS 0, not yet
 * acknowledged. */
uint32_t lw_mqtt_waiting(const struct lw_mqtt *mqtt);

/* Stop or go on reading: what is not read, the broker keeps. */
void lw_mqtt_pause(struct lw_mqtt *mqtt, bool pause);

#endif
