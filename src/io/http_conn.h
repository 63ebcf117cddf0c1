/* SPDX-License-Identifier: Apache-2.0 */
/* http_conn.h - what http.c (the server) and http_reply.c (answers) share. */
#ifndef LW_HTTP_CONN_H
#define LW_HTTP_CONN_H

#include <libwebsockets.h>

#include "chunks.h"
#include "http.h"

struct lw_http_message {
    struct lw_http_message *next;
    size_t len;
    bool binary;
    unsigned char data[]; /* LW_PRE bytes of room, then len */
};

enum lw_conn_state {
    LW_CONN_IDLE,    /* no request yet, or between two */
    LW_CONN_BODY,    /* its body is coming in */
    LW_CONN_DISCARD, /* refused; what comes in is thrown away */
    LW_CONN_WAITING, /* the owner has it */
    LW_CONN_REPLY,   /* head and bytes are going out */
    LW_CONN_STREAM,
    LW_CONN_EVENTS,
    LW_CONN_SOCKET, /* WebSocket */
};

struct lw_conn {
    struct lw_http *http;
    struct lws *wsi;
    struct lw_conn *next, **link;
    enum lw_conn_state state;
    bool head_sent;
    bool hang_up; /* after this answer */
    bool doomed;
    struct lw_http_request request;
    char *body; /* of the request */
    size_t body_len, body_size;
    struct lw_chunks chunks;  /* where in a chunked body we are */
    uint64_t came;            /* bytes of it, framing included */
    struct lw_http_head head; /* of the answer */
    char etag[LW_HTTP_ETAG_MAX + 1];
    char *copy; /* the answer's bytes, where they are ours */
    const char *bytes;
    size_t bytes_len, bytes_sent;
    long (*fill)(void *user, char *buf, size_t max);
    void *user;
    struct lw_http_message *first, *last;
    size_t queued;
    char *message; /* a WebSocket message that comes in parts */
    size_t message_len;
    int refuse_status;
    const char *refuse_why;
    int64_t moved_ns; /* when bytes last went out, or there were none */
};

struct lw_http {
    struct lw_loop *loop;
    struct lws_vhost *vhost;
    struct lw_watch watch;
    uint16_t port;
    struct lw_http_config config;
    const struct lw_http_calls *calls;
    void *context;
    struct lw_conn *conns;
    struct lw_http_stats stats;
    bool stopped;
};

/* The connection can take bytes: go on with its answer. Nonzero: hang up. */
int lw_http_writable(struct lw_conn *conn);

/* Give back the memory of the request's body. */
void lw_http_drop_body(struct lw_conn *conn);

/* Forget the request and its answer. */
void lw_http_clear(struct lw_conn *conn);

/* End it, from outside its own callback. */
void lw_http_doom(struct lw_conn *conn);

#endif
