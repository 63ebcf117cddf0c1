/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.h - an HTTP/1.1 server with WebSockets, over libwebsockets.
 *
 * It knows methods, paths, bodies and connections; what they mean is its
 * owner's. An answer may be given at once or in a later wake-up of the loop.
 * Every connection has one bounded queue; who does not read is dropped when it
 * is full or has not moved for LW_HTTP_STALL_S.
 *
 * Source  RFC 9110, RFC 9112, RFC 6455
 */
#ifndef LW_HTTP_H
#define LW_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"

enum {
    LW_HTTP_PATH_MAX = 511,
    LW_HTTP_QUERY_MAX = 1023,
    LW_HTTP_PEER_SIZE = 64,
    LW_HTTP_ETAG_MAX = 79,
    LW_HTTP_TYPE_MAX = 79,
    LW_HTTP_AUTHORIZATION_MAX = 255,
    LW_HTTP_HOST_MAX = 255,
    LW_HTTP_CHUNK = 32 * 1024, /* bytes a wake-up writes to one connection */
    LW_HTTP_STALL_S = 30,
    LW_HTTP_MESSAGE_MAX = 64 * 1024,        /* of a WebSocket client */
    LW_HTTP_DISCARD_MAX = 64 * 1024 * 1024, /* of a refused body, to be read
        so that the peer sees the answer; a longer one is cut off */
};

enum lw_http_method {
    LW_HTTP_GET,
    LW_HTTP_HEAD,
    LW_HTTP_POST,
    LW_HTTP_OTHER,
};

struct lw_http;
struct lw_conn;

struct lw_http_request {
    enum lw_http_method method;
    char path[LW_HTTP_PATH_MAX + 1];   /* without escapes; from "/" */
    char query[LW_HTTP_QUERY_MAX + 1]; /* "a=1&b=2", without escapes */
    char if_none_match[LW_HTTP_ETAG_MAX + 1];
    char type[LW_HTTP_TYPE_MAX + 1]; /* of the body; "": not said */
    char authorization[LW_HTTP_AUTHORIZATION_MAX + 1];
    char host[LW_HTTP_HOST_MAX + 1]; /* that was asked for, with its port */
    bool forwarded;                  /* by a proxy, it says */
    bool takes_gzip;
    bool has_length;
    bool chunked;    /* the body says by itself where it ends */
    uint64_t length; /* of the body, where it is not chunked */
};

struct lw_http_calls {
    /* The head is in. 0: go on; else the status to refuse with and, in *why,
     * a sentence part for people. Nothing else may be done with `conn`. */
    int (*head)(void *context, const struct lw_http_request *request,
                const char **why);

    /* All is in. Answer now or later, by one of lw_conn_reply(), _stream(),
     * _events(). The body stays until the answer is given. */
    void (*request)(void *context, struct lw_conn *conn,
                    const struct lw_http_request *request, const char *body,
                    size_t len);

    /* A WebSocket was opened, after head() let it. */
    void (*opened)(void *context, struct lw_conn *conn,
                   const struct lw_http_request *request);
    void (*message)(void *context, struct lw_conn *conn, const char *text,
                    size_t len);

    /* The connection of an unanswered request, a stream, events or a
     * WebSocket has ended; it must not be used any more. */
    void (*closed)(void *context, struct lw_conn *conn);
};

struct lw_http_config {
    char host[256];
    uint16_t port;        /* 0: any free one */
    uint32_t clients_max; /* connections at once */
    size_t queue_max;     /* bytes waiting for one client */
    size_t body_max;      /* of one request */
    size_t bodies_max;    /* of all requests together */
};

struct lw_http_stats {
    uint32_t clients;
    uint64_t accepted;
    uint64_t refused; /* over clients_max */
    uint64_t dropped; /* did not read */
    uint64_t requests;
    size_t bodies; /* bytes held */
};

/* Headers of an answer; NULL: not sent. */
struct lw_http_head {
    int status;
    const char *type;
    const char *encoding;
    const char *etag;
    const char *cache;
    const char *allow;
};

LW_NODISCARD int lw_http_open(struct lw_loop *loop,
                              const struct lw_http_config *config,
                              const struct lw_http_calls *calls, void *context,
                              struct lw_http **http, struct lw_fault *fault);
uint16_t lw_http_port(const struct lw_http *http);
struct lw_http_stats lw_http_stats(const struct lw_http *http);

/* Before lw_loop_close(); _free after it. */
void lw_http_stop(struct lw_http *http);
void lw_http_free(struct lw_http *http);

/* Look for those that do not read; once a second or so. */
void lw_http_tick(struct lw_http *http);

/* Address and port of who asks. */
void lw_conn_peer(const struct lw_conn *conn, char *text, size_t size);

void *lw_conn_user(const struct lw_conn *conn);
void lw_conn_set_user(struct lw_conn *conn, void *user);

/* Answer with a copy of `body`. */
void lw_conn_reply(struct lw_conn *conn, const struct lw_http_head *head,
                   const char *body, size_t len);

/* The same with bytes that outlive the server. */
void lw_conn_reply_static(struct lw_conn *conn, const struct lw_http_head *head,
                          const char *body, size_t len);

/* {"error":"..."} */
void lw_conn_error(struct lw_conn *conn, int status, const char *why);

/* Answer with what `fill` gives, as fast as it is read: bytes written to buf
 * (at most max), 0: that was all, < 0: break off. The user of the connection
 * is given to it; `closed` is called in the end either way. */
void lw_conn_stream(struct lw_conn *conn, const struct lw_http_head *head,
                    long (*fill)(void *user, char *buf, size_t max));

/* Answer with Server-Sent Events; lw_conn_send() adds to them. */
void lw_conn_events(struct lw_conn *conn);

/* Queue bytes of an event stream, or one WebSocket message. LW_ERR_NO_SPACE:
 * the queue is full, and the connection will be dropped. */
int lw_conn_send(struct lw_conn *conn, const void *bytes, size_t len,
                 bool binary);

/* Bytes not yet taken by the peer. */
size_t lw_conn_queued(const struct lw_conn *conn);

/* The value of `name` in a query, copied; false where there is none or it does
 * not fit. */
bool lw_http_query(const char *query, const char *name, char *value,
                   size_t size);

#endif
