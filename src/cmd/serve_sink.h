/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_sink.h - where the messages of one output go.
 *
 * A new transport is a case in each of the functions of serve_sink.c; nothing
 * else of the outputs knows one from another.
 */
#ifndef LW_SERVE_SINK_H
#define LW_SERVE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"
#include "model/config.h"
#include "net.h"
#include "send.h"
#include "serve_sink_mqtt.h"

/* What its peers do, for formats that agree with them. */
struct lw_sink_calls {
    void (*opened)(void *context);
    /* Returns how many of the bytes it took. */
    size_t (*heard)(void *context, const uint8_t *bytes, size_t len);
};

struct lw_sink {
    const struct lw_config_output *config;
    const struct lw_sink_calls *calls; /* NULL: it only talks */
    void *context;                     /* theirs */
    struct lw_tls_context *tls;
    struct lw_tcp_server *server; /* one of these, or a file */
    struct lw_tcp_client *client;
    struct lw_udp_out *udp;
    struct lw_mqtt_sink *mqtt;
    uint16_t port;     /* that it listens on */
    uint64_t dropped;  /* peers that did not read */
    char trouble[160]; /* the last one that was told of */
};

/* Whether each message travels by itself. */
bool lw_sink_datagrams(const struct lw_config_output *config);

/* Whether it takes documents: the present one in the place of the last. */
bool lw_sink_documents(const struct lw_config_output *config);

/* Whether it has one peer, which may answer. */
bool lw_sink_answers(const struct lw_config_output *config);

/* Files that it needs, as far as they can be tried without a connection. */
LW_NODISCARD int lw_sink_check(const struct lw_config_output *config,
                               struct lw_fault *fault);

LW_NODISCARD int lw_sink_open(struct lw_sink *sink, struct lw_loop *loop,
                              const struct lw_site *site,
                              const struct lw_config_output *config,
                              struct lw_fault *fault);
/* Right after it: who hears of peers. */
void lw_sink_listen(struct lw_sink *sink, const struct lw_sink_calls *calls,
                    void *context);
void lw_sink_close(struct lw_sink *sink);

/* Somebody takes what is sent now. */
bool lw_sink_ready(const struct lw_sink *sink);

/* Peers that are connected to it. */
uint32_t lw_sink_peers(const struct lw_sink *sink);

struct lw_sink_message {
    const char *bytes;
    size_t len;
    bool document;                /* else one message */
    const struct lw_track *track; /* that it is of; NULL: of none */
    bool first;                   /* of that track */
};

/* It goes out whole or, with *fault, not at all. */
LW_NODISCARD int lw_sink_send(struct lw_sink *sink,
                              const struct lw_sink_message *message,
                              struct lw_fault *fault);

/* For transports that keep the last of each track or sensor: a track has
 * ended; how a sensor is. */
void lw_sink_gone(struct lw_sink *sink, const struct lw_track *track);
bool lw_sink_wants_sensors(const struct lw_sink *sink);
void lw_sink_sensor(struct lw_sink *sink,
                    const struct lw_encode_sensor *sensor);

/* What has gone wrong since it was asked last, for people; NULL: nothing. */
const char *lw_sink_trouble(struct lw_sink *sink);

#endif
