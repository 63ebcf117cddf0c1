/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_sink_mqtt.h - an output by way of a broker.
 *
 * A track has a topic of its own where the output's topic has `{track}`; what
 * is retained there is taken back when the track ends, and when we connect:
 * tracks of an earlier run.
 */
#ifndef LW_SERVE_SINK_MQTT_H
#define LW_SERVE_SINK_MQTT_H

#include <stdbool.h>
#include <stddef.h>

#include "encode/encode.h"
#include "loop.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "model/config.h"

struct lw_mqtt_sink;

/* Whether its topics could be what they say: 0 or an error with *fault. */
LW_NODISCARD int lw_mqtt_sink_check(const struct lw_config_output *config,
                                    struct lw_fault *fault);

struct lw_mqtt_sink *lw_mqtt_sink_open(struct lw_loop *loop,
                                       const struct lw_site *site,
                                       const struct lw_config_output *config,
                                       struct lw_fault *fault);
void lw_mqtt_sink_close(struct lw_mqtt_sink *sink);

/* Connected, and what an earlier run left is taken back. */
bool lw_mqtt_sink_ready(const struct lw_mqtt_sink *sink);

/* Bytes of a track (NULL: of none). `first`: it was not told of before. */
LW_NODISCARD int lw_mqtt_sink_send(struct lw_mqtt_sink *sink,
                                   const struct lw_track *track, bool first,
                                   const char *bytes, size_t len,
                                   struct lw_fault *fault);

/* A track that was told of has ended. */
void lw_mqtt_sink_gone(struct lw_mqtt_sink *sink, const struct lw_track *track);

/* How a sensor is: published when that has changed. */
void lw_mqtt_sink_sensor(struct lw_mqtt_sink *sink,
                         const struct lw_encode_sensor *sensor);

/* What has gone wrong, once; NULL: nothing new. */
const char *lw_mqtt_sink_trouble(struct lw_mqtt_sink *sink);

#endif
