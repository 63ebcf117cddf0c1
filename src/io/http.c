/* SPDX-License-Identifier: Apache-2.0 */
/* The server: connections, requests and their bodies, WebSockets. */
#include "http.h"

#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http_conn.h"
#include "net.h"

enum {
    ACCEPTS_PER_WAKE = 32,
    BODY_TIMEOUT_S = 30,
    BODY_FIRST = 32 * 1024, /* room for a body of unknown length */
};

static const enum lws_token_indexes uri_tokens[] = {
    WSI_TOKEN_GET_URI,    WSI_TOKEN_HEAD_URI,   WSI_TOKEN_POST_URI,
    WSI_TOKEN_PUT_URI,    WSI_TOKEN_DELETE_URI, WSI_TOKEN_PATCH_URI,
    WSI_TOKEN_OPTIONS_URI};
static const enum lw_http_method methods[] = {
    LW_HTTP_GET,   LW_HTTP_HEAD,  LW_HTTP_POST, LW_HTTP_OTHER,
    LW_HTTP_OTHER, LW_HTTP_OTHER, LW_HTTP_OTHER};

static bool header(struct lws *wsi, enum lws_token_indexes token, char *out,
                   size_t size)
{
    out[0] = '\0';
    const int len = lws_hdr_total_length(wsi, token);
    if (len <= 0)
        return false;
    if (lws_hdr_copy(wsi, out, (int)size, token) < 0) {
        out[0] = '\0';
        return false;
    }
    return true;
}

static void read_query(struct lws *wsi, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < 32; i++) {
        char part[256];
        if (lws_hdr_copy_fragment(wsi, part, sizeof part,
                                  WSI_TOKEN_HTTP_URI_ARGS, i) < 0)
            return;
        const int n = snprintf(out + used, size - used, "%s%s",
                               used > 0 ? "&" : "", part);
        if (n < 0 || (size_t)n >= size - used) {
            out[used] = '\0';
            return;
        }
        used += (size_t)n;
    }
}

static bool read_length(const char *text, uint64_t *length)
{
    *length = 0;
    if (text[0] == '\0' || strlen(text) > 18)
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        *length = *length * 10 + (uint64_t)(*text - '0');
    }
    return true;
}

/* Passed on by a proxy, as any of the headers says that they add. */
static bool is_forwarded(struct lws *wsi)
{
    static const char name[] = "forwarded:";

    return lws_hdr_total_length(wsi, WSI_TOKEN_X_FORWARDED_FOR) > 0 ||
           lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_X_REAL_IP) > 0 ||
           lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_VIA) > 0 ||
           lws_hdr_custom_length(wsi, name, (int)sizeof name - 1) > 0;
}

/* A length beside a coding is how requests are smuggled: where either ends is
 * then anybody's guess. */
static int read_coding(struct lws *wsi, struct lw_http_request *req)
{
    char text[160];
    const bool both = req->has_length;

    req->has_length = false;
    req->length = 0;
    if (!header(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING, text, sizeof text) ||
        strcasecmp(text, "chunked") != 0)
        return 501;
    req->chunked = !both;
    return both ? 400 : 0;
}

/* 0, or the status that says what is wrong with it. */
static int read_request(struct lws *wsi, struct lw_http_request *req)
{
    memset(req, 0, sizeof *req);
    req->method = LW_HTTP_OTHER;
    bool found = false;
    for (size_t i = 0; i < sizeof uri_tokens / sizeof uri_tokens[0]; i++) {
        if (lws_hdr_total_length(wsi, uri_tokens[i]) <= 0)
            continue;
        req->method = methods[i];
        if (!header(wsi, uri_tokens[i], req->path, sizeof req->path))
            return 414;
        found = true;
        break;
    }
    if (!found)
        return 405;
    read_query(wsi, req->query, sizeof req->query);
    char text[160];
    if (header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof text)) {
        if (!read_length(text, &req->length))
            return 400;
        req->has_length = true;
    }
    header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, req->type, sizeof req->type);
    header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, req->authorization,
           sizeof req->authorization);
    header(wsi, WSI_TOKEN_HOST, req->host, sizeof req->host);
    req->forwarded = is_forwarded(wsi);
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0)
        return read_coding(wsi, req);
    if (header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, text, sizeof text))
        req->takes_gzip = strstr(text, "gzip") != NULL;
    header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, req->if_none_match,
           sizeof req->if_none_match);
    return 0;
}

/* A browser says where the page came from; it must be us. */
static bool same_origin(struct lws *wsi)
{
    char origin[256];
    char host[256];
    if (lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) <= 0)
        return true;
    if (!header(wsi, WSI_TOKEN_ORIGIN, origin, sizeof origin) ||
        !header(wsi, WSI_TOKEN_HOST, host, sizeof host))
        return false;
    const char *from = strstr(origin, "://");
    return from != NULL && strcasecmp(from + 3, host) == 0;
}

/* A body that was sent is read to its end first, so that the peer sees why. */
static void refuse(struct lw_conn *conn, int status, const char *why)
{
    const struct lw_http_request *req = &conn->request;
    if (req->method == LW_HTTP_POST &&
        (req->chunked ||
         (req->length > 0 && req->length <= LW_HTTP_DISCARD_MAX))) {
        conn->refuse_status = status;
        conn->refuse_why = why;
        conn->state = LW_CONN_DISCARD;
        return;
    }
    if (req->method == LW_HTTP_POST || req->method == LW_HTTP_OTHER ||
        req->length > 0)
        conn->hang_up = true;
    lw_conn_error(conn, status, why);
}

/* Room for `size` bytes of body in all. 0, or the status to refuse with. */
static int make_room(struct lw_conn *conn, uint64_t size, const char **why)
{
    struct lw_http *http = conn->http;
    if (size > http->config.body_max) {
        *why = "the body is longer than the limit";
        return 413;
    }
    if (size - conn->body_size > http->config.bodies_max - http->stats.bodies) {
        *why = "too many bodies are coming in at once: try again";
        return 503;
    }
    char *larger = realloc(conn->body, (size_t)size);
    if (larger == NULL) {
        *why = "out of memory";
        return 503;
    }
    http->stats.bodies += (size_t)size - conn->body_size;
    conn->body = larger;
    conn->body_size = (size_t)size;
    return 0;
}

/* What of a chunked body comes after what there is. */
static int add_piece(struct lw_conn *conn, const char *data, size_t n,
                     const char **why)
{
    const size_t max = conn->http->config.body_max;
    const size_t need = conn->body_len + n;
    size_t size = 2 * conn->body_size;
    int status = 0;
    if (size < BODY_FIRST)
        size = BODY_FIRST;
    if (size > max)
        size = max;
    if (need > conn->body_size)
        status = make_room(conn, size < need ? need : size, why);
    if (status != 0)
        return status;
    memcpy(conn->body + conn->body_len, data, n);
    conn->body_len = need;
    return 0;
}

static const char *why_unread(int status)
{
    switch (status) {
    case 405:
        return "no such method";
    case 414:
        return "the path is longer than the limit";
    case 501:
        return "of the transfer encodings, chunked alone is taken";
    default:
        return "the head of the request cannot be read";
    }
}

static int on_head(struct lw_conn *conn)
{
    struct lw_http *http = conn->http;
    lw_http_clear(conn);
    http->stats.requests++;
    const char *why = "";
    int status = read_request(conn->wsi, &conn->request);
    if (status != 0)
        why = why_unread(status);
    if (status == 0 && conn->request.method == LW_HTTP_POST &&
        !same_origin(conn->wsi)) {
        why = "a page of another origin may not do this";
        status = 403;
    }
    if (status == 0)
        status = http->calls->head(http->context, &conn->request, &why);
    const struct lw_http_request *req = &conn->request;
    const bool post = req->method == LW_HTTP_POST;
    if (status == 0 && post && !req->has_length && !req->chunked) {
        why = "a Content-Length is needed, or chunks";
        status = 411;
    }
    if (status == 0 && post && req->length > 0)
        status = make_room(conn, req->length, &why);
    /* The library does not see where a chunked body ends. */
    conn->hang_up = req->chunked || (!post && req->length > 0);
    if (status != 0) {
        refuse(conn, status, why);
        return 0;
    }
    if (!post || (req->length == 0 && !req->chunked)) {
        conn->state = LW_CONN_WAITING;
        http->calls->request(http->context, conn, &conn->request, "", 0);
        return 0;
    }
    conn->state = LW_CONN_BODY;
    if (lws_hdr_total_length(conn->wsi, WSI_TOKEN_HTTP_EXPECT) > 0) {
        static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
        unsigned char buf[LWS_PRE + sizeof go_on];
        memcpy(buf + LWS_PRE, go_on, sizeof go_on - 1);
        if (lws_write(conn->wsi, buf + LWS_PRE, sizeof go_on - 1,
                      LWS_WRITE_HTTP_HEADERS) < 0)
            return -1;
    }
    lws_set_timeout(conn->wsi, PENDING_TIMEOUT_HTTP_CONTENT, BODY_TIMEOUT_S);
    return 0;
}

static void on_body_end(struct lw_conn *conn)
{
    struct lw_http *http = conn->http;
    lws_set_timeout(conn->wsi, NO_PENDING_TIMEOUT, 0);
    if (conn->state == LW_CONN_DISCARD) {
        lw_conn_error(conn, conn->refuse_status, conn->refuse_why);
    } else if (conn->state == LW_CONN_BODY) {
        conn->state = LW_CONN_WAITING;
        http->calls->request(http->context, conn, &conn->request,
                             conn->body != NULL ? conn->body : "",
                             conn->body_len);
    }
}

/* A body that turns out too long is read to its end, too. */
static void on_chunks(struct lw_conn *conn, const char *in, size_t len)
{
    const char *data = NULL, *why = "";
    size_t n = 0;
    int more;
    conn->came += len;
    while ((more = lw_chunks_next(&conn->chunks, &in, &len, &data, &n)) > 0) {
        if (conn->state != LW_CONN_BODY)
            continue;
        const int status = add_piece(conn, data, n, &why);
        if (status != 0) {
            lw_http_drop_body(conn);
            refuse(conn, status, why);
        }
    }
    if (more < 0)
        lw_conn_error(conn, 400, "the chunks of the body cannot be read");
    else if (conn->chunks.at == LW_CHUNKS_OVER)
        on_body_end(conn);
    else if (conn->came > LW_HTTP_DISCARD_MAX)
        lw_conn_error(conn, 413, "the body is longer than the limit");
}

static void on_body(struct lw_conn *conn, const char *in, size_t len)
{
    const bool comes =
        conn->state == LW_CONN_BODY || conn->state == LW_CONN_DISCARD;
    if (!comes)
        return;
    lws_set_timeout(conn->wsi, PENDING_TIMEOUT_HTTP_CONTENT, BODY_TIMEOUT_S);
    if (conn->request.chunked) {
        on_chunks(conn, in, len);
    } else if (conn->state == LW_CONN_BODY) {
        const size_t room = conn->body_size - conn->body_len;
        if (len > room)
            len = room;
        memcpy(conn->body + conn->body_len, in, len);
        conn->body_len += len;
    }
}

/* Is a WebSocket wanted where there is one? Nonzero refuses it. */
static int on_upgrade(struct lw_conn *conn)
{
    struct lw_http *http = conn->http;
    lw_http_clear(conn);
    http->stats.requests++;
    const char *why = "";
    if (read_request(conn->wsi, &conn->request) != 0 ||
        !same_origin(conn->wsi) ||
        http->calls->head(http->context, &conn->request, &why) != 0 ||
        strcmp(conn->request.path, "/api/live") != 0)
        return -1;
    return 0;
}

static int on_message(struct lw_conn *conn, const char *in, size_t len)
{
    struct lw_http *http = conn->http;
    if (conn->message_len + len > LW_HTTP_MESSAGE_MAX)
        return -1;
    if (conn->message == NULL)
        conn->message = malloc(LW_HTTP_MESSAGE_MAX);
    if (conn->message == NULL)
        return -1;
    memcpy(conn->message + conn->message_len, in, len);
    conn->message_len += len;
    if (!lws_is_final_fragment(conn->wsi))
        return 0;
    len = conn->message_len;
    conn->message_len = 0;
    http->calls->message(http->context, conn, conn->message, len);
    return 0;
}

static void destroy(struct lw_conn *conn)
{
    lw_http_clear(conn);
    conn->http->stats.clients--;
    *conn->link = conn->next;
    if (conn->next != NULL)
        conn->next->link = conn->link;
    free(conn);
}

static int on_event(struct lw_conn *conn, enum lws_callback_reasons reason,
                    const char *in, size_t len)
{
    /* libwebsockets has some two dozen more that mean nothing here. */
    if (reason == LWS_CALLBACK_HTTP)
        return on_head(conn);
    if (reason == LWS_CALLBACK_HTTP_BODY)
        on_body(conn, in, len);
    if (reason == LWS_CALLBACK_HTTP_BODY_COMPLETION)
        on_body_end(conn);
    if (reason == LWS_CALLBACK_HTTP_CONFIRM_UPGRADE ||
        reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION)
        return on_upgrade(conn);
    if (reason == LWS_CALLBACK_ESTABLISHED) {
        conn->state = LW_CONN_SOCKET;
        conn->moved_ns = lw_loop_steady_ns(conn->http->loop);
        conn->http->calls->opened(conn->http->context, conn, &conn->request);
    }
    if (reason == LWS_CALLBACK_RECEIVE)
        return on_message(conn, in, len);
    if (reason == LWS_CALLBACK_HTTP_WRITEABLE ||
        reason == LWS_CALLBACK_SERVER_WRITEABLE)
        return lw_http_writable(conn);
    if (reason == LWS_CALLBACK_CLOSED || reason == LWS_CALLBACK_CLOSED_HTTP)
        lw_http_clear(conn);
    if (reason == LWS_CALLBACK_WSI_DESTROY) {
        lws_set_opaque_user_data(conn->wsi, NULL);
        destroy(conn);
    }
    return 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason,
                    void *user, void *in, size_t len)
{
    (void)user;
    struct lw_conn *conn = wsi == NULL ? NULL : lws_get_opaque_user_data(wsi);
    return conn == NULL ? 0 : on_event(conn, reason, in, len);
}

static const struct lws_protocols protocols[] = {
    {.name = "http", .callback = callback, .rx_buffer_size = 4096},
    {.name = NULL},
};

static void adopt(struct lw_http *http, int fd)
{
    struct lw_conn *conn = calloc(1, sizeof *conn);
    if (conn == NULL) {
        close(fd);
        return;
    }
    conn->http = http;
    conn->wsi = lws_adopt_socket_vhost(http->vhost, fd); /* closes on error */
    if (conn->wsi == NULL) {
        free(conn);
        return;
    }
    conn->next = http->conns;
    conn->link = &http->conns;
    if (conn->next != NULL)
        conn->next->link = &conn->next;
    http->conns = conn;
    http->stats.clients++;
    http->stats.accepted++;
    lws_set_opaque_user_data(conn->wsi, conn);
}

static void accept_ready(void *context, unsigned events)
{
    (void)events;
    struct lw_http *http = context;
    for (int i = 0; i < ACCEPTS_PER_WAKE; i++) {
        const int fd = accept(http->watch.fd, NULL, NULL);
        if (fd < 0)
            return;
        if (http->stats.clients >= http->config.clients_max ||
            lw_net_prepare(fd) < 0) {
            http->stats.refused++;
            close(fd);
            continue;
        }
        /* An answer is a head and a body: the second does not wait for the
         * peer to acknowledge the first. */
        const int yes = 1;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        adopt(http, fd);
    }
}

int lw_http_open(struct lw_loop *loop, const struct lw_http_config *config,
                 const struct lw_http_calls *calls, void *context,
                 struct lw_http **out, struct lw_fault *fault)
{
    struct lw_http *http = calloc(1, sizeof *http);
    if (http == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    http->loop = loop;
    http->config = *config;
    http->calls = calls;
    http->context = context;
    http->port = config->port;
    const int fd = lw_net_listen(config->host, &http->port, fault);
    if (fd < 0) {
        free(http);
        return fd;
    }
    struct lws_context_creation_info info = {0};
    info.port = CONTEXT_PORT_NO_LISTEN_SERVER;
    info.protocols = protocols;
    info.vhost_name = "http";
    info.server_string = "luchtwacht";
    info.timeout_secs = 15;
    info.keepalive_timeout = 60;
    http->vhost = lws_create_vhost(lw_loop_lws(loop), &info);
    http->watch =
        (struct lw_watch){.fd = fd, .ready = accept_ready, .context = http};
    if (http->vhost == NULL ||
        lw_loop_watch(loop, &http->watch, LW_LOOP_READ) < 0) {
        close(fd);
        free(http);
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "the HTTP server does not start");
    }
    *out = http;
    return 0;
}

uint16_t lw_http_port(const struct lw_http *http)
{
    return http->port;
}

struct lw_http_stats lw_http_stats(const struct lw_http *http)
{
    return http->stats;
}

void lw_http_stop(struct lw_http *http)
{
    if (http == NULL || http->stopped)
        return;
    http->stopped = true;
    lw_loop_unwatch(http->loop, &http->watch);
    close(http->watch.fd);
}

void lw_http_free(struct lw_http *http)
{
    free(http);
}

void lw_http_tick(struct lw_http *http)
{
    const int64_t now_ns = lw_loop_steady_ns(http->loop);
    const int64_t stall_ns = LW_HTTP_STALL_S * INT64_C(1000000000);
    for (struct lw_conn *c = http->conns; c != NULL; c = c->next) {
        const bool sending = c->queued > 0 || c->state == LW_CONN_REPLY ||
                             c->state == LW_CONN_STREAM;
        if (!sending || c->doomed || now_ns - c->moved_ns < stall_ns)
            continue;
        http->stats.dropped++;
        lw_http_doom(c);
    }
}

bool lw_http_query(const char *query, const char *name, char *value,
                   size_t size)
{
    const size_t len = strlen(name);
    for (const char *at = query; at != NULL; at = strchr(at, '&')) {
        at += *at == '&';
        if (strncmp(at, name, len) != 0 || at[len] != '=')
            continue;
        const char *from = at + len + 1;
        const size_t n = strcspn(from, "&");
        if (n >= size)
            return false;
        memcpy(value, from, n);
        value[n] = '\0';
        return true;
    }
    return false;
}
