/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_sink.h"

#include <stdio.h>
#include <string.h>

static void peer_opened(void *context, struct lw_stream *stream)
{
    struct lw_sink *sink = context;

    (void)stream;
    if (sink->calls != NULL)
        sink->calls->opened(sink->context);
}

static size_t peer_bytes(void *context, struct lw_stream *stream,
                         const uint8_t *bytes, size_t len, bool full, bool end)
{
    struct lw_sink *sink = context;

    (void)stream;
    if (sink->calls == NULL)
        return len;
    const size_t took = sink->calls->heard(sink->context, bytes, len);
    return took == 0 && (full || end) ? len : took;
}

static void peer_closed(void *context, struct lw_stream *stream,
                        const char *why)
{
    (void)context, (void)stream, (void)why;
}

static const struct lw_stream_calls peer_calls = {peer_opened, peer_bytes,
                                                  peer_closed};

static bool is_tls(const struct lw_config_output *config)
{
    return config->to.transport == LW_TRANSPORT_TLS ||
           config->to.transport == LW_TRANSPORT_TLS_LISTEN;
}

bool lw_sink_datagrams(const struct lw_config_output *config)
{
    return config->to.transport == LW_TRANSPORT_UDP;
}

bool lw_sink_documents(const struct lw_config_output *config)
{
    return config->to.transport == LW_TRANSPORT_FILE ||
           config->to.transport == LW_TRANSPORT_MQTT;
}

bool lw_sink_answers(const struct lw_config_output *config)
{
    return config->to.transport == LW_TRANSPORT_TCP ||
           config->to.transport == LW_TRANSPORT_TLS;
}

void lw_sink_listen(struct lw_sink *sink, const struct lw_sink_calls *calls,
                    void *context)
{
    sink->calls = calls;
    sink->context = context;
}

static struct lw_tls_context *open_tls(const struct lw_config_output *config,
                                       struct lw_fault *fault)
{
    const struct lw_tls_files files = {
        .ca = config->tls.ca,
        .certificate = config->tls.certificate,
        .key = config->tls.key,
        .name = config->tls.name,
        .verify = config->tls.verify,
    };

    return lw_tls_open(&files, config->to.transport == LW_TRANSPORT_TLS_LISTEN,
                       fault);
}

int lw_sink_check(const struct lw_config_output *config, struct lw_fault *fault)
{
    if (config->to.transport == LW_TRANSPORT_FILE &&
        strcmp(config->to.path, "-") == 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "expected the path of a file to write");
    if (config->to.transport == LW_TRANSPORT_CAPTURE)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "an interface is captured, not written to");
    if (config->to.transport == LW_TRANSPORT_MQTT)
        return lw_mqtt_sink_check(config, fault);
    if (!is_tls(config))
        return 0;
    struct lw_tls_context *tls = open_tls(config, fault);
    const int err = tls == NULL ? LW_ERR_IO : 0;
    lw_tls_close(tls);
    return err;
}

static int listen_on(struct lw_sink *sink, struct lw_loop *loop,
                     struct lw_fault *fault)
{
    sink->port = sink->config->to.port;
    sink->server = lw_tcp_listen(loop, sink->config->to.host, &sink->port,
                                 &peer_calls, sink, fault);
    if (sink->server == NULL)
        return LW_ERR_IO;
    if (sink->tls != NULL)
        lw_tcp_server_secure(sink->server, sink->tls);
    return 0;
}

static int dial(struct lw_sink *sink, struct lw_loop *loop,
                struct lw_fault *fault)
{
    sink->client = lw_tcp_dial(loop, sink->config->to.host,
                               sink->config->to.port, &peer_calls, sink, fault);
    if (sink->client == NULL)
        return LW_ERR_IO;
    if (sink->tls != NULL)
        lw_tcp_client_secure(sink->client, sink->tls);
    return 0;
}

int lw_sink_open(struct lw_sink *sink, struct lw_loop *loop,
                 const struct lw_site *site,
                 const struct lw_config_output *config, struct lw_fault *fault)
{
    const struct lw_multicast multicast = {config->multicast.ttl,
                                           config->multicast.interface};

    *sink = (struct lw_sink){.config = config};
    if (is_tls(config)) {
        sink->tls = open_tls(config, fault);
        if (sink->tls == NULL)
            return LW_ERR_IO;
    }
    switch (config->to.transport) {
    case LW_TRANSPORT_TCP_LISTEN:
    case LW_TRANSPORT_TLS_LISTEN:
        return listen_on(sink, loop, fault);
    case LW_TRANSPORT_TCP:
    case LW_TRANSPORT_TLS:
        return dial(sink, loop, fault);
    case LW_TRANSPORT_UDP:
        sink->udp =
            lw_udp_dial(config->to.host, config->to.port, &multicast, fault);
        return sink->udp == NULL ? LW_ERR_IO : 0;
    case LW_TRANSPORT_FILE:
        return 0;
    case LW_TRANSPORT_CAPTURE:
        break; /* lw_sink_check() refused it */
    case LW_TRANSPORT_MQTT:
        sink->mqtt = lw_mqtt_sink_open(loop, site, config, fault);
        return sink->mqtt == NULL ? LW_ERR_IO : 0;
    }
    return LW_ERR_UNKNOWN;
}

void lw_sink_close(struct lw_sink *sink)
{
    lw_tcp_server_close(sink->server);
    lw_tcp_client_close(sink->client);
    lw_udp_hang_up(sink->udp);
    lw_mqtt_sink_close(sink->mqtt);
    lw_tls_close(sink->tls);
    *sink = (struct lw_sink){0};
}

bool lw_sink_ready(const struct lw_sink *sink)
{
    if (sink->server != NULL || sink->client != NULL)
        return lw_sink_peers(sink) > 0;
    return sink->mqtt == NULL || lw_mqtt_sink_ready(sink->mqtt);
}

uint32_t lw_sink_peers(const struct lw_sink *sink)
{
    if (sink->server != NULL)
        return lw_tcp_server_streams(sink->server);
    return sink->client != NULL && lw_tcp_client_connected(sink->client);
}

struct told {
    struct lw_sink *sink;
    const char *bytes;
    size_t len;
};

static void tell_one(void *context, struct lw_stream *stream)
{
    const struct told *told = context;

    if (lw_stream_send(stream, told->bytes, told->len) == LW_ERR_NO_SPACE)
        told->sink->dropped++;
}

int lw_sink_send(struct lw_sink *sink, const struct lw_sink_message *message,
                 struct lw_fault *fault)
{
    const char *bytes = message->bytes;
    const size_t len = message->len;
    struct told told = {sink, bytes, len};
    int err = 0;

    if (sink->server != NULL) {
        lw_tcp_server_each(sink->server, tell_one, &told);
    } else if (sink->client != NULL) {
        if (!lw_tcp_client_connected(sink->client))
            return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not connected");
        tell_one(&told, lw_tcp_client_stream(sink->client));
    } else if (sink->udp != NULL) {
        err = lw_udp_send(sink->udp, bytes, len);
        if (err < 0)
            return lw_fault_set(fault, err, 0, 0,
                                "a datagram of %zu bytes was not sent", len);
    } else if (sink->mqtt != NULL) {
        return lw_mqtt_sink_send(sink->mqtt, message->track, message->first,
                                 bytes, len, fault);
    } else if (message->document) {
        err = lw_file_replace(sink->config->to.path, bytes, len, fault);
    } else {
        err = lw_file_append(sink->config->to.path, bytes, len, fault);
    }
    return err;
}

void lw_sink_gone(struct lw_sink *sink, const struct lw_track *track)
{
    if (sink->mqtt != NULL)
        lw_mqtt_sink_gone(sink->mqtt, track);
}

bool lw_sink_wants_sensors(const struct lw_sink *sink)
{
    return sink->mqtt != NULL;
}

void lw_sink_sensor(struct lw_sink *sink, const struct lw_encode_sensor *sensor)
{
    if (sink->mqtt != NULL)
        lw_mqtt_sink_sensor(sink->mqtt, sensor);
}

const char *lw_sink_trouble(struct lw_sink *sink)
{
    const char *now = "";

    if (sink->mqtt != NULL)
        return lw_mqtt_sink_trouble(sink->mqtt);
    if (sink->server != NULL)
        now = lw_tcp_server_trouble(sink->server);
    else if (sink->client != NULL)
        now = lw_tcp_client_trouble(sink->client);
    if (strcmp(now, sink->trouble) == 0)
        return NULL;
    (void)snprintf(sink->trouble, sizeof sink->trouble, "%s", now);
    return now[0] == '\0' ? NULL : sink->trouble;
}
