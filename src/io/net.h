/* SPDX-License-Identifier: Apache-2.0 */
/*
 * net.h - TCP both ways and UDP in: bytes and connections, nothing else.
 *
 * Every buffer has a limit. A peer that does not read is dropped when its
 * queue is full; one that sends a message longer than the input buffer is told
 * to its owner, who decides. A client that loses its connection dials again,
 * after 1, 2, 4 .. 30 s.
 */
#ifndef LW_NET_H
#define LW_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"
#include "tls.h"

enum {
    LW_STREAM_IN_MAX = 256 * 1024,   /* bytes not yet made into messages */
    LW_STREAM_OUT_MAX = 1024 * 1024, /* bytes not yet read by the peer */
    LW_STREAMS_MAX = 256,            /* of one server, at once */
    LW_DATAGRAM_MAX = 65536,
    LW_DATAGRAMS_PER_WAKE = 256,
    LW_HOST_MAX = 255,
    LW_PEER_SIZE = 64,
    LW_DIAL_FIRST_S = 1,
    LW_DIAL_LAST_S = 30,
    LW_SHAKE_S = 10, /* for TLS to agree */
};

struct lw_stream;

/* What the owner of streams does with them. `closed` comes once after each
 * `opened`, whoever ended it; the stream is gone when it returns. */
struct lw_stream_calls {
    void (*opened)(void *context, struct lw_stream *stream);

    /* Bytes not yet taken, in order; returns how many were now. `full`: no
     * more will come until some are taken. `end`: the peer has ended. */
    size_t (*bytes)(void *context, struct lw_stream *stream,
                    const uint8_t *bytes, size_t len, bool full, bool end);
    void (*closed)(void *context, struct lw_stream *stream, const char *why);
};

/* HOST:PORT, [V6]:PORT or PORT alone (host stays ""); 0 or LW_ERR_SYNTAX. */
LW_NODISCARD int lw_net_address(const char *text, char host[LW_HOST_MAX + 1],
                                uint16_t *port);

/* A socket that listens there; *port becomes the one it got. */
LW_NODISCARD int lw_net_listen(const char *host, uint16_t *port,
                               struct lw_fault *fault);

void *lw_stream_user(const struct lw_stream *stream);
void lw_stream_set_user(struct lw_stream *stream, void *user);
const char *lw_stream_peer(const struct lw_stream *stream);

/* Queue bytes; LW_ERR_NO_SPACE (and the stream will be closed) where the peer
 * does not read fast enough. */
int lw_stream_send(struct lw_stream *stream, const void *bytes, size_t len);

/* Stop or go on reading: what is not read, the peer keeps. */
void lw_stream_pause(struct lw_stream *stream, bool pause);
void lw_stream_close(struct lw_stream *stream, const char *why);

struct lw_tcp_server;
struct lw_tcp_server *lw_tcp_listen(struct lw_loop *loop, const char *host,
                                    uint16_t *port,
                                    const struct lw_stream_calls *calls,
                                    void *context, struct lw_fault *fault);
void lw_tcp_server_close(struct lw_tcp_server *server);
/* TLS on every connection, from now on; `opened` comes once both have agreed.
 * The context stays the caller's and must outlive the server, or client. */
void lw_tcp_server_secure(struct lw_tcp_server *server,
                          struct lw_tls_context *tls);
uint32_t lw_tcp_server_streams(const struct lw_tcp_server *server);
uint64_t lw_tcp_server_refused(const struct lw_tcp_server *server);

/* Call f for every stream that is open; f may close the one it is given. */
void lw_tcp_server_each(struct lw_tcp_server *server,
                        void (*f)(void *context, struct lw_stream *stream),
                        void *context);

struct lw_tcp_client;
struct lw_tcp_client *lw_tcp_dial(struct lw_loop *loop, const char *host,
                                  uint16_t port,
                                  const struct lw_stream_calls *calls,
                                  void *context, struct lw_fault *fault);
void lw_tcp_client_secure(struct lw_tcp_client *client,
                          struct lw_tls_context *tls);
/* Why TLS did not agree at the last attempt; "": it did, or was not tried. */
const char *lw_tcp_client_trouble(const struct lw_tcp_client *client);
const char *lw_tcp_server_trouble(const struct lw_tcp_server *server);
void lw_tcp_client_close(struct lw_tcp_client *client);
bool lw_tcp_client_connected(const struct lw_tcp_client *client);
struct lw_stream *lw_tcp_client_stream(struct lw_tcp_client *client);

struct lw_udp;
/* A socket for what is sent to `host`. Where that is a group it is joined on
 * `interface`, from one `source` only (multicast.h; "": any), and other
 * programs may receive it too. */
struct lw_udp_group {
    const char *interface, *source;
};
struct lw_udp *lw_udp_open(struct lw_loop *loop, const char *host,
                           uint16_t *port, const struct lw_udp_group *group,
                           void (*datagram)(void *context, const uint8_t *bytes,
                                            size_t len),
                           void *context, struct lw_fault *fault);
void lw_udp_pause(struct lw_udp *udp, bool pause);
void lw_udp_close(struct lw_udp *udp);

/* Set the descriptor to not block and to close at exec. */
LW_NODISCARD int lw_net_prepare(int fd);

#endif
