/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mqtt_url.h - a broker, and what is wanted of it, in one line:
 *
 *     mqtt://USER:PASSWORD@HOST:PORT/TOPIC?KEY=VALUE&KEY=VALUE
 *     mqtts://...                                                  with TLS
 *
 * %XX stands for a byte in each part. The port may be left out.
 *
 * Source  doc/formats/mqtt.md; RFC 3986; ports: IANA 1883, 8883
 */
#ifndef LW_MQTT_URL_H
#define LW_MQTT_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "topic.h"

enum {
    LW_MQTT_TEXT_MAX = 255,
    LW_MQTT_WORD_MAX = 31,
    LW_MQTT_CLIENT_MAX = 63,
    LW_MQTT_PAYLOAD_MAX = 1024 * 1024, /* bytes, unless told */
};

struct lw_mqtt_url {
    bool tls;
    char host[LW_MQTT_TEXT_MAX + 1]; /* IPv6 without its brackets */
    uint16_t port;
    char user[LW_MQTT_TEXT_MAX + 1]; /* "": none */
    char password[LW_MQTT_TEXT_MAX + 1];
    char topic[LW_TOPIC_MAX + 1];             /* pattern; "": none */
    char password_file[LW_MQTT_TEXT_MAX + 1]; /* its first line */
    char password_env[LW_MQTT_WORD_MAX + 1];  /* a variable */
    char ca[LW_MQTT_TEXT_MAX + 1];            /* "": the system's authorities */
    char cert[LW_MQTT_TEXT_MAX + 1], key[LW_MQTT_TEXT_MAX + 1]; /* our own */
    char client[LW_MQTT_CLIENT_MAX + 1]; /* "": the library makes one up */
    bool keep;                           /* the broker keeps what we miss */
    uint32_t qos;                        /* 0..2 */
    uint32_t version;                    /* 3: 3.1.1, 5 */
    uint32_t keepalive_s;
    uint32_t payload_max;

    /* Of feeds. */
    bool retained;                 /* what the broker held back counts as new */
    char status[LW_TOPIC_MAX + 1]; /* pattern of the sensors' states */
    char online[LW_MQTT_WORD_MAX + 1], offline[LW_MQTT_WORD_MAX + 1],
        degraded[LW_MQTT_WORD_MAX + 1];
    uint32_t heartbeat_s; /* one who is online is told so often */

    /* Of outputs. */
    bool retain;                      /* a late subscriber gets the last */
    char sensors[LW_TOPIC_MAX + 1];   /* pattern with {sensor}; "": none */
    char alive[LW_TOPIC_MAX + 1];     /* our own state, and last will */
    char discovery[LW_TOPIC_MAX + 1]; /* Home Assistant's prefix; "": none */
};

/*
 * Read it all. Returns 0, LW_ERR_NOT_MINE (another scheme), or LW_ERR_SYNTAX,
 * LW_ERR_UNKNOWN, LW_ERR_RANGE with *fault's sentence, in which no password
 * stands.
 */
LW_NODISCARD int lw_mqtt_url_read(const char *text, size_t len,
                                  struct lw_mqtt_url *url,
                                  struct lw_fault *fault);

/* The same text as people may see it: without the password. Its length. */
size_t lw_mqtt_url_hide(char *text);

#endif
