/* SPDX-License-Identifier: Apache-2.0 */
/* TCP connections, accepted or dialled. */
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net.h"

enum {
    READ_MAX = 64 * 1024,  /* taken from one stream in one wake-up */
    OUT_FIRST = 16 * 1024, /* grows from here to LW_STREAM_OUT_MAX */
    ACCEPTS_PER_WAKE = 32,
    ADDRESSES_MAX = 4, /* of one name, tried in turn */
    TROUBLE_SIZE = 160,
    PROBE_AFTER_S = 30, /* of silence; then so often, and so many in vain */
    PROBE_EVERY_S = 10,
    PROBES = 3,
};

struct lw_stream {
    struct lw_loop *loop;
    struct lw_watch watch;
    const struct lw_stream_calls *calls;
    void *context;
    void *user;
    struct lw_tcp_server *server; /* one of these two */
    struct lw_tcp_client *client;
    struct lw_stream *next;
    char peer[LW_PEER_SIZE];
    uint8_t *in;
    size_t in_len;
    size_t in_size;
    uint8_t *out;
    size_t out_from, out_len, out_size;
    struct lw_tls *tls;    /* NULL: plain */
    struct lw_timer shake; /* until TLS has agreed */
    bool open;             /* `opened` was called */
    bool paused;
    bool ended;   /* the peer has */
    bool closing; /* `closed` is being called */
    bool handing; /* its bytes are with the owner, who may close it */
    unsigned events;
};

/* What take_in() says of a stream that its owner closed meanwhile. */
static const char gone[] = "gone";

struct lw_tcp_server {
    struct lw_loop *loop;
    struct lw_watch watch;
    const struct lw_stream_calls *calls;
    void *context;
    struct lw_stream *streams;
    struct lw_tls_context *tls; /* NULL: plain */
    char trouble[TROUBLE_SIZE];
    uint32_t count, open;
    uint64_t refused;
};

struct lw_tcp_client {
    struct lw_loop *loop;
    const struct lw_stream_calls *calls;
    void *context;
    struct lw_stream *stream;
    struct lw_watch dial; /* while the connection is being made */
    struct lw_timer again;
    int64_t backoff_s;
    struct sockaddr_storage addr[ADDRESSES_MAX];
    socklen_t addr_len[ADDRESSES_MAX];
    int addrs, addr_next;
    struct lw_tls_context *tls; /* NULL: plain */
    char host[LW_HOST_MAX + 1];
    char trouble[TROUBLE_SIZE];
    bool closing;
};

static void dial_later(struct lw_tcp_client *client);

void *lw_stream_user(const struct lw_stream *stream)
{
    return stream->user;
}

void lw_stream_set_user(struct lw_stream *stream, void *user)
{
    stream->user = user;
}

const char *lw_stream_peer(const struct lw_stream *stream)
{
    return stream->peer;
}

static void set_events(struct lw_stream *s)
{
    unsigned events = 0;
    if (!s->open)
        events = lw_tls_wants_write(s->tls) ? LW_LOOP_WRITE : LW_LOOP_READ;
    else if (!s->paused && !s->ended)
        events |= LW_LOOP_READ;
    if (s->open && s->out_len > 0)
        events |= LW_LOOP_WRITE;
    if (events == s->events)
        return;
    if (lw_loop_rewatch(s->loop, &s->watch, events) == 0)
        s->events = events;
}

static void release(struct lw_stream *s)
{
    free(s->in);
    free(s->out);
    free(s);
}

void lw_stream_close(struct lw_stream *s, const char *why)
{
    if (s->closing)
        return;
    s->closing = true;
    lw_loop_unwatch(s->loop, &s->watch);
    lw_loop_timer_clear(s->loop, &s->shake);
    lw_tls_end(s->tls);
    close(s->watch.fd);
    if (s->open)
        s->calls->closed(s->context, s, why);
    if (s->server != NULL) {
        s->server->open -= s->open;
        struct lw_stream **at = &s->server->streams;
        while (*at != s)
            at = &(*at)->next;
        *at = s->next;
        s->server->count--;
    }
    struct lw_tcp_client *client = s->client;
    if (client != NULL)
        client->stream = NULL;
    if (!s->handing)
        release(s);
    if (client != NULL && !client->closing)
        dial_later(client);
}

/* Hand on what is there. False: the stream is gone. */
static bool hand_on(struct lw_stream *s)
{
    const bool full = s->in_len == s->in_size;
    s->handing = true;
    const size_t took =
        s->calls->bytes(s->context, s, s->in, s->in_len, full, s->ended);
    s->handing = false;
    if (s->closing) {
        release(s);
        return false;
    }
    assert(took <= s->in_len);
    memmove(s->in, s->in + took, s->in_len - took);
    s->in_len -= took;
    return true;
}

/* As recv() and send() do, with TLS between where there is. */
static ssize_t get_bytes(struct lw_stream *s, void *bytes, size_t len)
{
    if (s->tls == NULL)
        return recv(s->watch.fd, bytes, len, 0);
    const int n = lw_tls_read(s->tls, bytes, len);
    errno = n == LW_TLS_AGAIN ? EAGAIN : EPROTO;
    return n;
}

static ssize_t put_bytes(struct lw_stream *s, const void *bytes, size_t len)
{
    if (s->tls == NULL)
        return send(s->watch.fd, bytes, len, MSG_NOSIGNAL);
    const int n = lw_tls_write(s->tls, bytes, len);
    errno = n == LW_TLS_AGAIN ? EAGAIN : EPROTO;
    return n > 0 ? n : -1;
}

/* Why a call of the two failed; NULL: it only has to wait. */
static const char *trouble_of(const struct lw_stream *s)
{
    if (errno == EAGAIN || errno == EINTR)
        return NULL;
    return s->tls == NULL ? strerror(errno) : lw_tls_error(s->tls);
}

/* At most READ_MAX, so that one loud peer does not keep the others waiting. */
static const char *take_in(struct lw_stream *s)
{
    size_t room = s->in_size - s->in_len;
    if (room == 0)
        return "a message longer than the limit";
    if (room > READ_MAX)
        room = READ_MAX;
    const ssize_t n = get_bytes(s, s->in + s->in_len, room);
    if (n < 0)
        return trouble_of(s);
    if (n == 0)
        s->ended = true;
    s->in_len += (size_t)n;
    if (!hand_on(s))
        return gone;
    return s->ended ? "ended by the peer" : NULL;
}

static const char *push_out(struct lw_stream *s)
{
    while (s->out_len > 0) {
        const ssize_t n = put_bytes(s, s->out + s->out_from, s->out_len);
        if (n < 0)
            return trouble_of(s);
        s->out_from += (size_t)n;
        s->out_len -= (size_t)n;
    }
    s->out_from = 0;
    return NULL;
}

static void stream_opened(struct lw_stream *s)
{
    s->open = true;
    lw_loop_timer_clear(s->loop, &s->shake);
    if (s->server != NULL) {
        s->server->open++;
        s->server->trouble[0] = '\0';
    } else {
        s->client->backoff_s = 0;
        s->client->trouble[0] = '\0';
    }
    s->calls->opened(s->context, s);
}

static void not_agreed(struct lw_stream *s, const char *why)
{
    (void)snprintf(s->server != NULL ? s->server->trouble : s->client->trouble,
                   TROUBLE_SIZE, "TLS with %s: %s", s->peer, why);
    lw_stream_close(s, why);
}

static void shake_late(void *context)
{
    not_agreed(context, "no agreement in time");
}

/* The stream may be gone afterwards. */
static void shake_hands(struct lw_stream *s)
{
    const int got = lw_tls_shake(s->tls);
    if (got == LW_TLS_AGAIN)
        set_events(s);
    else if (got == LW_TLS_ENDED)
        not_agreed(s, "ended by the peer");
    else if (got < 0)
        not_agreed(s, lw_tls_error(s->tls));
    else
        stream_opened(s);
}

/* A connection that is there, and in the list of whom it belongs to. */
static void stream_begin(struct lw_stream *s, struct lw_tls_context *tls,
                         const char *host)
{
    if (tls == NULL) {
        stream_opened(s);
        return;
    }
    s->tls = lw_tls_start(tls, s->watch.fd, host);
    if (s->tls == NULL) {
        lw_stream_close(s, "out of memory");
        return;
    }
    s->shake = (struct lw_timer){.fire = shake_late, .context = s};
    lw_loop_timer(s->loop, &s->shake, LW_SHAKE_S * INT64_C(1000000000));
    shake_hands(s);
}

static void stream_ready(void *context, unsigned events)
{
    struct lw_stream *s = context;
    const char *why = NULL;
    if (!s->open) {
        shake_hands(s);
        return;
    }
    if (events & LW_LOOP_WRITE)
        why = push_out(s);
    if (why == NULL && (events & LW_LOOP_READ) != 0 && !s->paused)
        why = take_in(s);
    while (why == NULL && s->tls != NULL && !s->paused &&
           lw_tls_pending(s->tls))
        why = take_in(s);
    if (why == gone)
        return;
    if (why != NULL)
        lw_stream_close(s, why);
    else
        set_events(s);
}

/* One that lost its power does not say so: ask, so that it is dialled again,
 * and does not hold a place for ever. */
static void ask_if_there(int fd)
{
    const int yes = 1, idle_s = PROBE_AFTER_S, every_s = PROBE_EVERY_S,
              probes = PROBES;

    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &yes, sizeof yes);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every_s, sizeof every_s);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

static struct lw_stream *stream_new(struct lw_loop *loop, int fd,
                                    const struct lw_stream_calls *calls,
                                    void *context)
{
    struct lw_stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    s->in_size = LW_STREAM_IN_MAX;
    s->in = malloc(s->in_size);
    s->loop = loop;
    s->calls = calls;
    s->context = context;
    s->events = LW_LOOP_READ;
    s->watch = (struct lw_watch){.fd = fd, .ready = stream_ready, .context = s};
    if (s->in == NULL || lw_loop_watch(loop, &s->watch, LW_LOOP_READ) < 0) {
        free(s->in);
        free(s);
        return NULL;
    }
    ask_if_there(fd);
    struct sockaddr_storage addr;
    socklen_t len = sizeof addr;
    char host[48] = "?";
    char port[8] = "?";
    if (getpeername(fd, (struct sockaddr *)&addr, &len) == 0)
        (void)getnameinfo((struct sockaddr *)&addr, len, host, sizeof host,
                          port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(s->peer, sizeof s->peer, "%s:%s", host, port);
    return s;
}

static bool make_room(struct lw_stream *s, size_t len)
{
    if (len > LW_STREAM_OUT_MAX - s->out_len)
        return false;
    if (s->out_from > 0) {
        memmove(s->out, s->out + s->out_from, s->out_len);
        s->out_from = 0;
    }
    size_t size = s->out_size > 0 ? s->out_size : OUT_FIRST;
    while (size < s->out_len + len)
        size *= 2;
    if (size == s->out_size)
        return true;
    uint8_t *out = realloc(s->out, size);
    if (out == NULL)
        return false;
    s->out = out;
    s->out_size = size;
    return true;
}

int lw_stream_send(struct lw_stream *s, const void *bytes, size_t len)
{
    if (s->closing)
        return LW_ERR_IO;
    if (!make_room(s, len)) {
        lw_stream_close(s, "does not read");
        return LW_ERR_NO_SPACE;
    }
    if (len > 0)
        memcpy(s->out + s->out_from + s->out_len, bytes, len);
    s->out_len += len;
    set_events(s);
    return 0;
}

void lw_stream_pause(struct lw_stream *s, bool pause)
{
    s->paused = pause;
    set_events(s);
}

static void accept_ready(void *context, unsigned events)
{
    (void)events;
    struct lw_tcp_server *server = context;
    for (int i = 0; i < ACCEPTS_PER_WAKE; i++) {
        const int fd = accept(server->watch.fd, NULL, NULL);
        if (fd < 0)
            return;
        struct lw_stream *s = NULL;
        if (server->count < LW_STREAMS_MAX && lw_net_prepare(fd) == 0)
            s = stream_new(server->loop, fd, server->calls, server->context);
        if (s == NULL) {
            server->refused++;
            close(fd);
            continue;
        }
        s->server = server;
        s->next = server->streams;
        server->streams = s;
        server->count++;
        stream_begin(s, server->tls, "");
    }
}

struct lw_tcp_server *lw_tcp_listen(struct lw_loop *loop, const char *host,
                                    uint16_t *port,
                                    const struct lw_stream_calls *calls,
                                    void *context, struct lw_fault *fault)
{
    const int fd = lw_net_listen(host, port, fault);
    if (fd < 0)
        return NULL;
    struct lw_tcp_server *server = calloc(1, sizeof *server);
    if (server != NULL) {
        server->loop = loop;
        server->calls = calls;
        server->context = context;
        server->watch = (struct lw_watch){
            .fd = fd, .ready = accept_ready, .context = server};
    }
    if (server == NULL ||
        lw_loop_watch(loop, &server->watch, LW_LOOP_READ) < 0) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s", strerror(errno));
        close(fd);
        free(server);
        return NULL;
    }
    return server;
}

void lw_tcp_server_close(struct lw_tcp_server *server)
{
    if (server == NULL)
        return;
    while (server->streams != NULL)
        lw_stream_close(server->streams, "the program ends");
    lw_loop_unwatch(server->loop, &server->watch);
    close(server->watch.fd);
    free(server);
}

uint32_t lw_tcp_server_streams(const struct lw_tcp_server *server)
{
    return server->open;
}

void lw_tcp_server_secure(struct lw_tcp_server *server,
                          struct lw_tls_context *tls)
{
    server->tls = tls;
}

void lw_tcp_client_secure(struct lw_tcp_client *client,
                          struct lw_tls_context *tls)
{
    client->tls = tls;
}

const char *lw_tcp_server_trouble(const struct lw_tcp_server *server)
{
    return server->trouble;
}

const char *lw_tcp_client_trouble(const struct lw_tcp_client *client)
{
    return client->trouble;
}

uint64_t lw_tcp_server_refused(const struct lw_tcp_server *server)
{
    return server->refused;
}

void lw_tcp_server_each(struct lw_tcp_server *server,
                        void (*f)(void *context, struct lw_stream *stream),
                        void *context)
{
    struct lw_stream *next = NULL;
    for (struct lw_stream *s = server->streams; s != NULL; s = next) {
        next = s->next;
        if (s->open)
            f(context, s);
    }
}

static void dial_ready(void *context, unsigned events)
{
    (void)events;
    struct lw_tcp_client *client = context;
    const int fd = client->dial.fd;
    int error = 0;
    socklen_t len = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
        error = errno;
    lw_loop_unwatch(client->loop, &client->dial);
    client->dial.fd = -1;
    struct lw_stream *s = NULL;
    if (error == 0)
        s = stream_new(client->loop, fd, client->calls, client->context);
    if (s == NULL) {
        close(fd);
        dial_later(client);
        return;
    }
    client->stream = s;
    s->client = client;
    stream_begin(s, client->tls, client->host);
}

static void dial_now(void *context)
{
    struct lw_tcp_client *client = context;
    const int i = client->addr_next;
    client->addr_next = (i + 1) % client->addrs;
    const int fd = socket(client->addr[i].ss_family, SOCK_STREAM, 0);
    if (fd < 0) {
        dial_later(client);
        return;
    }
    client->dial.fd = fd;
    if (lw_net_prepare(fd) < 0 ||
        (connect(fd, (const struct sockaddr *)&client->addr[i],
                 client->addr_len[i]) < 0 &&
         errno != EINPROGRESS) ||
        lw_loop_watch(client->loop, &client->dial, LW_LOOP_WRITE) < 0) {
        close(fd);
        client->dial.fd = -1;
        dial_later(client);
    }
}

static void dial_later(struct lw_tcp_client *client)
{
    client->backoff_s =
        client->backoff_s == 0 ? LW_DIAL_FIRST_S : 2 * client->backoff_s;
    if (client->backoff_s > LW_DIAL_LAST_S)
        client->backoff_s = LW_DIAL_LAST_S;
    lw_loop_timer(client->loop, &client->again,
                  client->backoff_s * INT64_C(1000000000));
}

static int resolve(struct lw_tcp_client *client, const char *host,
                   uint16_t port, struct lw_fault *fault)
{
    char digits[8];
    snprintf(digits, sizeof digits, "%u", (unsigned)port);
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                                   .ai_flags = AI_NUMERICSERV};
    struct addrinfo *list = NULL;
    const char *name = host[0] == '\0' ? "127.0.0.1" : host;
    const int found = getaddrinfo(name, digits, &hints, &list);
    if (found != 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", name,
                            gai_strerror(found));
    for (const struct addrinfo *a = list;
         a != NULL && client->addrs < ADDRESSES_MAX; a = a->ai_next) {
        memcpy(&client->addr[client->addrs], a->ai_addr, a->ai_addrlen);
        client->addr_len[client->addrs++] = a->ai_addrlen;
    }
    freeaddrinfo(list);
    return 0;
}

struct lw_tcp_client *lw_tcp_dial(struct lw_loop *loop, const char *host,
                                  uint16_t port,
                                  const struct lw_stream_calls *calls,
                                  void *context, struct lw_fault *fault)
{
    struct lw_tcp_client *client = calloc(1, sizeof *client);
    if (client == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        return NULL;
    }
    client->loop = loop;
    client->calls = calls;
    client->context = context;
    (void)snprintf(client->host, sizeof client->host, "%s", host);
    client->dial =
        (struct lw_watch){.fd = -1, .ready = dial_ready, .context = client};
    client->again = (struct lw_timer){.fire = dial_now, .context = client};
    if (resolve(client, host, port, fault) < 0) {
        free(client);
        return NULL;
    }
    lw_loop_timer(loop, &client->again, 0);
    return client;
}

void lw_tcp_client_close(struct lw_tcp_client *client)
{
    if (client == NULL)
        return;
    client->closing = true;
    if (client->stream != NULL)
        lw_stream_close(client->stream, "the program ends");
    if (client->dial.fd >= 0) {
        lw_loop_unwatch(client->loop, &client->dial);
        close(client->dial.fd);
    }
    lw_loop_timer_clear(client->loop, &client->again);
    free(client);
}

bool lw_tcp_client_connected(const struct lw_tcp_client *client)
{
    return client->stream != NULL && client->stream->open;
}

struct lw_stream *lw_tcp_client_stream(struct lw_tcp_client *client)
{
    return client->stream;
}
