/* SPDX-License-Identifier: Apache-2.0 */
/* Answers: heads, bodies, streams, events and WebSocket messages. */
#include <assert.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "http_conn.h"

enum {
    HEAD_SIZE = 2048,
    CHUNK_FRAME = 16, /* room for "8000\r\n" before and "\r\n" behind */
};

/* The map draws in a worker made from a blob, and sets styles by script. */
static const char *const policy =
    "default-src 'none'; script-src 'self'; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

static int add(struct lws *wsi, const char *name, const char *value,
               unsigned char **at, unsigned char *end)
{
    if (value == NULL)
        return 0;
    return lws_add_http_header_by_name(wsi, (const unsigned char *)name,
                                       (const unsigned char *)value,
                                       (int)strlen(value), at, end);
}

static int send_head(struct lw_conn *conn, bool chunked)
{
    unsigned char buf[LWS_PRE + HEAD_SIZE];
    unsigned char *const start = buf + LWS_PRE;
    unsigned char *const end = buf + sizeof buf - 1;
    unsigned char *at = start;
    struct lws *wsi = conn->wsi;
    char length[24];
    snprintf(length, sizeof length, "%zu", conn->bytes_len);
    const struct lw_http_head *h = &conn->head;
    if (lws_add_http_header_status(wsi, (unsigned)h->status, &at, end) ||
        add(wsi, "content-type:", h->type, &at, end) ||
        add(wsi, "content-length:", chunked ? NULL : length, &at, end) ||
        add(wsi, "transfer-encoding:", chunked ? "chunked" : NULL, &at, end) ||
        add(wsi, "content-encoding:", h->encoding, &at, end) ||
        add(wsi, "vary:", h->encoding ? "accept-encoding" : NULL, &at, end) ||
        add(wsi, "etag:", h->etag, &at, end) ||
        add(wsi, "allow:", h->allow, &at, end) ||
        add(wsi, "cache-control:", h->cache ? h->cache : "no-store", &at,
            end) ||
        add(wsi, "content-security-policy:", policy, &at, end) ||
        add(wsi, "x-content-type-options:", "nosniff", &at, end) ||
        add(wsi, "referrer-policy:", "no-referrer", &at, end) ||
        add(wsi, "cross-origin-resource-policy:", "same-origin", &at, end) ||
        add(wsi, "connection:", conn->hang_up ? "close" : NULL, &at, end) ||
        lws_finalize_write_http_header(wsi, start, &at, end))
        return -1;
    conn->head_sent = true;
    return 0;
}

static int finished(struct lw_conn *conn)
{
    const bool hang_up = conn->hang_up;
    struct lws *wsi = conn->wsi;
    lw_http_clear(conn);
    if (hang_up || lws_http_transaction_completed(wsi))
        return -1;
    return 0;
}

static int write_some(struct lw_conn *conn, unsigned char *data, size_t len)
{
    if (lws_write(conn->wsi, data, len, LWS_WRITE_HTTP) < (int)len)
        return -1;
    conn->moved_ns = lw_loop_steady_ns(conn->http->loop);
    return 0;
}

static int write_reply(struct lw_conn *conn)
{
    unsigned char buf[LWS_PRE + LW_HTTP_CHUNK];
    if (!conn->head_sent) {
        if (send_head(conn, false) < 0)
            return -1;
        if (conn->request.method == LW_HTTP_HEAD || conn->bytes_len == 0)
            return finished(conn);
        lws_callback_on_writable(conn->wsi);
        return 0;
    }
    size_t len = conn->bytes_len - conn->bytes_sent;
    if (len > LW_HTTP_CHUNK)
        len = LW_HTTP_CHUNK;
    memcpy(buf + LWS_PRE, conn->bytes + conn->bytes_sent, len);
    if (write_some(conn, buf + LWS_PRE, len) < 0)
        return -1;
    conn->bytes_sent += len;
    if (conn->bytes_sent == conn->bytes_len)
        return finished(conn);
    lws_callback_on_writable(conn->wsi);
    return 0;
}

static int write_stream(struct lw_conn *conn)
{
    unsigned char buf[LWS_PRE + LW_HTTP_CHUNK + 2 * CHUNK_FRAME];
    if (!conn->head_sent) {
        if (send_head(conn, true) < 0)
            return -1;
        if (conn->request.method == LW_HTTP_HEAD)
            return finished(conn);
        lws_callback_on_writable(conn->wsi);
        return 0;
    }
    unsigned char *data = buf + LWS_PRE + CHUNK_FRAME;
    const long n = conn->fill(conn->user, (char *)data, LW_HTTP_CHUNK);
    if (n < 0)
        return -1;
    char size[CHUNK_FRAME];
    const size_t digits =
        (size_t)snprintf(size, sizeof size, "%lx\r\n", (unsigned long)n);
    unsigned char *start = data - digits;
    memcpy(start, size, digits);
    memcpy(data + n, "\r\n", 2);
    if (write_some(conn, start, digits + (size_t)n + 2) < 0)
        return -1;
    if (n == 0)
        return finished(conn);
    lws_callback_on_writable(conn->wsi);
    return 0;
}

static int write_queue(struct lw_conn *conn)
{
    if (conn->state == LW_CONN_EVENTS && !conn->head_sent) {
        if (send_head(conn, true) < 0)
            return -1;
        lws_callback_on_writable(conn->wsi);
        return 0;
    }
    struct lw_http_message *m = conn->first;
    conn->moved_ns = lw_loop_steady_ns(conn->http->loop);
    if (m == NULL)
        return 0;
    conn->first = m->next;
    if (conn->first == NULL)
        conn->last = NULL;
    conn->queued -= m->len;
    enum lws_write_protocol how = LWS_WRITE_HTTP;
    if (conn->state == LW_CONN_SOCKET)
        how = m->binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT;
    const int n = lws_write(conn->wsi, m->data + LWS_PRE, m->len, how);
    const bool failed = n < (int)m->len;
    free(m);
    if (failed)
        return -1;
    if (conn->first != NULL)
        lws_callback_on_writable(conn->wsi);
    return 0;
}

int lw_http_writable(struct lw_conn *conn)
{
    if (conn->doomed)
        return -1;
    switch (conn->state) {
    case LW_CONN_REPLY:
        return write_reply(conn);
    case LW_CONN_STREAM:
        return write_stream(conn);
    case LW_CONN_EVENTS:
    case LW_CONN_SOCKET:
        return write_queue(conn);
    case LW_CONN_IDLE:
    case LW_CONN_BODY:
    case LW_CONN_DISCARD:
    case LW_CONN_WAITING:
        break;
    }
    return 0;
}

void lw_http_drop_body(struct lw_conn *conn)
{
    conn->http->stats.bodies -= conn->body_size;
    free(conn->body);
    conn->body = NULL;
    conn->body_len = conn->body_size = 0;
}

void lw_http_clear(struct lw_conn *conn)
{
    struct lw_http *http = conn->http;
    const bool owned =
        conn->state == LW_CONN_WAITING || conn->state == LW_CONN_STREAM ||
        conn->state == LW_CONN_EVENTS || conn->state == LW_CONN_SOCKET;
    conn->state = LW_CONN_IDLE;
    if (owned)
        http->calls->closed(http->context, conn);
    lw_http_drop_body(conn);
    conn->chunks = (struct lw_chunks){0};
    conn->came = 0;
    free(conn->copy);
    conn->copy = NULL;
    conn->bytes = NULL;
    conn->bytes_len = conn->bytes_sent = 0;
    free(conn->message);
    conn->message = NULL;
    conn->message_len = 0;
    while (conn->first != NULL) {
        struct lw_http_message *m = conn->first;
        conn->first = m->next;
        free(m);
    }
    conn->last = NULL;
    conn->queued = 0;
    conn->head_sent = false;
    conn->hang_up = false;
    conn->user = NULL;
}

void lw_http_doom(struct lw_conn *conn)
{
    if (conn->doomed)
        return;
    conn->doomed = true;
    lws_set_timeout(conn->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

static void start_reply(struct lw_conn *conn, enum lw_conn_state state,
                        const struct lw_http_head *head)
{
    conn->head = *head;
    if (head->etag != NULL) {
        snprintf(conn->etag, sizeof conn->etag, "%s", head->etag);
        conn->head.etag = conn->etag;
    }
    lw_http_drop_body(conn);
    conn->state = state;
    conn->moved_ns = lw_loop_steady_ns(conn->http->loop);
    /* The library's limit is on the whole answer; lw_http_tick() has ours. */
    lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
    lws_callback_on_writable(conn->wsi);
}

void lw_conn_reply_static(struct lw_conn *conn, const struct lw_http_head *head,
                          const char *body, size_t len)
{
    conn->bytes = body;
    conn->bytes_len = len;
    start_reply(conn, LW_CONN_REPLY, head);
}

void lw_conn_reply(struct lw_conn *conn, const struct lw_http_head *head,
                   const char *body, size_t len)
{
    conn->copy = malloc(len + 1);
    if (conn->copy == NULL) {
        lw_http_doom(conn);
        return;
    }
    if (len > 0)
        memcpy(conn->copy, body, len);
    lw_conn_reply_static(conn, head, conn->copy, len);
}

void lw_conn_error(struct lw_conn *conn, int status, const char *why)
{
    char text[512];
    const int len =
        snprintf(text, sizeof text, "{\"error\":\"%.400s\"}\n", why);
    const struct lw_http_head head = {
        .status = status,
        .type = "application/json",
        .allow = status == 405 ? "GET, HEAD, POST" : NULL,
    };
    assert(len > 0 && (size_t)len < sizeof text);
    lw_conn_reply(conn, &head, text, (size_t)len);
}

void lw_conn_stream(struct lw_conn *conn, const struct lw_http_head *head,
                    long (*fill)(void *user, char *buf, size_t max))
{
    conn->fill = fill;
    start_reply(conn, LW_CONN_STREAM, head);
}

void lw_conn_events(struct lw_conn *conn)
{
    const struct lw_http_head head = {.status = 200,
                                      .type = "text/event-stream"};
    start_reply(conn, LW_CONN_EVENTS, &head);
}

int lw_conn_send(struct lw_conn *conn, const void *bytes, size_t len,
                 bool binary)
{
    struct lw_http *http = conn->http;
    if (conn->doomed)
        return LW_ERR_IO;
    const bool events = conn->state == LW_CONN_EVENTS;
    struct lw_http_message *m = NULL;
    if (len <= http->config.queue_max &&
        conn->queued + len <= http->config.queue_max)
        m = malloc(sizeof *m + LWS_PRE + len + 2 * CHUNK_FRAME);
    if (m == NULL) {
        http->stats.dropped++;
        lw_http_doom(conn);
        return LW_ERR_NO_SPACE;
    }
    unsigned char *at = m->data + LWS_PRE;
    size_t total = len;
    if (events) {
        char size[CHUNK_FRAME];
        const size_t digits =
            (size_t)snprintf(size, sizeof size, "%zx\r\n", len);
        memcpy(at, size, digits);
        at += digits;
        memcpy(at + len, "\r\n", 2);
        total += digits + 2;
    }
    memcpy(at, bytes, len);
    m->next = NULL;
    m->len = total;
    m->binary = binary;
    if (conn->first == NULL)
        conn->moved_ns = lw_loop_steady_ns(http->loop);
    if (conn->last != NULL)
        conn->last->next = m;
    else
        conn->first = m;
    conn->last = m;
    conn->queued += total;
    lws_callback_on_writable(conn->wsi);
    return 0;
}

size_t lw_conn_queued(const struct lw_conn *conn)
{
    return conn->queued;
}

void lw_conn_peer(const struct lw_conn *conn, char *text, size_t size)
{
    struct sockaddr_storage addr;
    socklen_t len = sizeof addr;
    char host[64] = "?", port[8] = "?";

    if (getpeername(lws_get_socket_fd(conn->wsi), (struct sockaddr *)&addr,
                    &len) == 0)
        (void)getnameinfo((struct sockaddr *)&addr, len, host, sizeof host,
                          port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    (void)snprintf(text, size, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s",
                   host, port);
}

void *lw_conn_user(const struct lw_conn *conn)
{
    return conn->user;
}

void lw_conn_set_user(struct lw_conn *conn, void *user)
{
    conn->user = user;
}
