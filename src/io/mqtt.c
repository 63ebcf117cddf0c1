/* SPDX-License-Identifier: Apache-2.0 */
#include "mqtt.h"

#include <assert.h>
#include <errno.h>
#include <mosquitto.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "net.h"

enum { SUBSCRIPTION_REFUSED = 0x80 };
static const int64_t second_ns = 1000000000;

struct lw_mqtt {
    struct lw_loop *loop;
    const struct lw_mqtt_calls *calls;
    void *context;
    struct mosquitto *mosq;
    struct lw_watch watch; /* fd -1: none */
    unsigned events;
    struct lw_timer again; /* dial */
    struct lw_timer misc;  /* keep alive */
    char host[LW_HOST_MAX + 1];
    uint16_t port;
    bool tls;
    int keepalive_s;
    bool dialled; /* once at least */
    unsigned dials;
    bool up;
    bool paused;
    bool closing;
    bool refused; /* by the broker, this time */
    bool told_down, told_refused;
    int64_t backoff_s;
    uint64_t received; /* messages */
    /* Sizes of what was published and not yet sent, a ring. */
    uint32_t size[LW_MQTT_OUT_MAX];
    uint32_t first, waiting;
    size_t waiting_bytes;
};

static void tell(struct lw_mqtt *m, bool *told, const char *why)
{
    if (*told || m->closing)
        return;
    *told = true;
    m->calls->trouble(m->context, why);
}

static const char *reason(int rc)
{
    return rc == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(rc);
}

/* The library closes its socket by itself: let go of it at once. */
static void let_go(struct lw_mqtt *m)
{
    if (m->watch.fd >= 0)
        lw_loop_unwatch(m->loop, &m->watch);
    m->watch.fd = -1;
}

/* Wait for what the library waits for now. */
static void follow(struct lw_mqtt *m)
{
    const int fd = mosquitto_socket(m->mosq);
    const unsigned events = (m->paused ? 0u : (unsigned)LW_LOOP_READ) |
                            (mosquitto_want_write(m->mosq) ? LW_LOOP_WRITE : 0);

    if (fd != m->watch.fd) {
        let_go(m);
        m->watch.fd = fd;
        m->events = events;
        if (fd >= 0 && lw_loop_watch(m->loop, &m->watch, events) < 0)
            m->watch.fd = -1;
    } else if (fd >= 0 && events != m->events &&
               lw_loop_rewatch(m->loop, &m->watch, events) == 0) {
        m->events = events;
    }
}

static void dial_later(struct lw_mqtt *m)
{
    if (m->closing || m->again.is_set)
        return;
    m->backoff_s = m->refused          ? LW_MQTT_REFUSED_S
                   : m->backoff_s == 0 ? LW_DIAL_FIRST_S
                                       : 2 * m->backoff_s;
    if (m->backoff_s > LW_DIAL_LAST_S)
        m->backoff_s = LW_DIAL_LAST_S;
    lw_loop_timer(m->loop, &m->again, m->backoff_s * second_ns);
}

/* What a call of the library came back with. */
static void settle(struct lw_mqtt *m, int rc)
{
    if (rc != MOSQ_ERR_SUCCESS && mosquitto_socket(m->mosq) < 0) {
        let_go(m);
        m->up = false;
        if (!m->refused)
            tell(m, &m->told_down, reason(rc));
        dial_later(m);
        return;
    }
    follow(m);
}

static void ready(void *context, unsigned events)
{
    struct lw_mqtt *m = context;
    int rc = MOSQ_ERR_SUCCESS;

    if (events & LW_LOOP_WRITE)
        rc = mosquitto_loop_write(m->mosq, 1);
    /* One packet a call; go on while messages come. */
    uint64_t before = m->received - 1;
    for (int i = 0;
         i < LW_MQTT_PACKETS_PER_WAKE && rc == MOSQ_ERR_SUCCESS &&
         (events & LW_LOOP_READ) != 0 && !m->paused && before != m->received;
         i++) {
        before = m->received;
        rc = mosquitto_loop_read(m->mosq, 1);
    }
    settle(m, rc);
}

static void keep_alive(void *context)
{
    struct lw_mqtt *m = context;

    lw_loop_timer(m->loop, &m->misc, second_ns);
    if (mosquitto_socket(m->mosq) >= 0)
        settle(m, mosquitto_loop_misc(m->mosq));
}

/* The name as numbers, another of its addresses each time: the library would
 * go no further than the first. A certificate is for the name itself. */
static void pick_address(const struct lw_mqtt *m, char host[LW_HOST_MAX + 1])
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    unsigned count = 0;

    memcpy(host, m->host, sizeof m->host);
    if (m->tls || getaddrinfo(m->host, NULL, &hints, &list) != 0)
        return;
    for (const struct addrinfo *a = list; a != NULL; a = a->ai_next)
        count++;
    const struct addrinfo *at = list;
    for (unsigned i = count > 0 ? m->dials % count : 0; i > 0; i--)
        at = at->ai_next;
    if (at == NULL ||
        getnameinfo(at->ai_addr, at->ai_addrlen, host, LW_HOST_MAX + 1, NULL, 0,
                    NI_NUMERICHOST) != 0)
        memcpy(host, m->host, sizeof m->host);
    freeaddrinfo(list);
}

static void dial(void *context)
{
    struct lw_mqtt *m = context;
    char host[LW_HOST_MAX + 1];

    pick_address(m, host);
    m->dials++;
    m->refused = false;
    m->waiting = m->first = 0;
    m->waiting_bytes = 0;
    const int rc =
        mosquitto_connect_async(m->mosq, host, m->port, m->keepalive_s);
    if (rc == MOSQ_ERR_SUCCESS) {
        follow(m);
        return;
    }
    const int why = errno;
    tell(m, &m->told_down, rc == MOSQ_ERR_ERRNO ? strerror(why) : reason(rc));
    let_go(m);
    dial_later(m);
}

static void on_connect(struct mosquitto *mosq, void *context, int rc)
{
    struct lw_mqtt *m = context;

    (void)mosq;
    if (rc != 0) {
        m->refused = true;
        tell(m, &m->told_refused,
             rc < SUBSCRIPTION_REFUSED ? mosquitto_connack_string(rc)
                                       : mosquitto_reason_string(rc));
        return;
    }
    m->up = true;
    m->backoff_s = 0;
    m->told_down = m->told_refused = false;
    m->calls->up(m->context);
}

static void on_disconnect(struct mosquitto *mosq, void *context, int rc)
{
    struct lw_mqtt *m = context;

    (void)mosq;
    let_go(m);
    m->up = false;
    if (!m->refused && rc != MOSQ_ERR_SUCCESS)
        tell(m, &m->told_down, reason(rc));
    dial_later(m);
}

static void on_message(struct mosquitto *mosq, void *context,
                       const struct mosquitto_message *message)
{
    static const uint8_t nothing[1];
    struct lw_mqtt *m = context;

    (void)mosq;
    m->received++;
    if (m->closing)
        return;
    m->calls->message(m->context, message->topic,
                      message->payload != NULL ? message->payload : nothing,
                      message->payloadlen > 0 ? (size_t)message->payloadlen : 0,
                      message->retain);
}

static void on_publish(struct mosquitto *mosq, void *context, int id)
{
    struct lw_mqtt *m = context;

    (void)mosq, (void)id;
    if (m->waiting == 0)
        return;
    m->waiting_bytes -= m->size[m->first];
    m->first = (m->first + 1) % LW_MQTT_OUT_MAX;
    m->waiting--;
}

static void on_subscribe(struct mosquitto *mosq, void *context, int id,
                         int count, const int *granted)
{
    struct lw_mqtt *m = context;

    (void)mosq, (void)id;
    for (int i = 0; i < count; i++)
        if (granted[i] >= SUBSCRIPTION_REFUSED)
            tell(m, &m->told_refused, "the broker refuses the subscription");
}

/* A key with a passphrase: nobody is there to ask. */
static int no_passphrase(char *text, int size, int writing, void *context)
{
    (void)text, (void)size, (void)writing, (void)context;
    return 0;
}

static const char *or_null(const char *text)
{
    return text[0] != '\0' ? text : NULL;
}

static int set_up(struct lw_mqtt *m, const struct lw_mqtt_settings *s)
{
    struct mosquitto *mosq = m->mosq;
    int rc = mosquitto_int_option(mosq, MOSQ_OPT_PROTOCOL_VERSION,
                                  s->version == 5 ? MQTT_PROTOCOL_V5
                                                  : MQTT_PROTOCOL_V311);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = mosquitto_int_option(mosq, MOSQ_OPT_TCP_NODELAY, 1);
    if (rc == MOSQ_ERR_SUCCESS)
        rc = mosquitto_max_inflight_messages_set(mosq, LW_MQTT_IN_FLIGHT);
    if (rc == MOSQ_ERR_SUCCESS && s->user[0] != '\0')
        rc = mosquitto_username_pw_set(mosq, s->user, or_null(s->password));
    if (rc == MOSQ_ERR_SUCCESS && s->will_topic[0] != '\0')
        rc = mosquitto_will_set(mosq, s->will_topic, (int)strlen(s->will),
                                s->will, 1, true);
    if (rc == MOSQ_ERR_SUCCESS && s->tls && s->ca[0] == '\0')
        rc = mosquitto_int_option(mosq, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    if (rc == MOSQ_ERR_SUCCESS && s->tls &&
        (s->ca[0] != '\0' || s->cert[0] != '\0'))
        rc = mosquitto_tls_set(
            mosq, or_null(s->ca), s->ca[0] == '\0' ? "/etc/ssl/certs" : NULL,
            or_null(s->cert), or_null(s->key), no_passphrase);
    mosquitto_connect_callback_set(mosq, on_connect);
    mosquitto_disconnect_callback_set(mosq, on_disconnect);
    mosquitto_message_callback_set(mosq, on_message);
    mosquitto_publish_callback_set(mosq, on_publish);
    mosquitto_subscribe_callback_set(mosq, on_subscribe);
    return rc;
}

struct lw_mqtt *lw_mqtt_open(struct lw_loop *loop,
                             const struct lw_mqtt_settings *settings,
                             const struct lw_mqtt_calls *calls, void *context,
                             struct lw_fault *fault)
{
    struct lw_mqtt *m = calloc(1, sizeof *m);
    const char *client = or_null(settings->client);
    int rc = MOSQ_ERR_NOMEM;

    (void)mosquitto_lib_init();
    if (m != NULL)
        m->mosq = mosquitto_new(client, !settings->keep, m);
    if (m != NULL && m->mosq != NULL)
        rc = strlen(settings->host) > LW_HOST_MAX ? MOSQ_ERR_INVAL
                                                  : set_up(m, settings);
    if (rc != MOSQ_ERR_SUCCESS) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "MQTT: %s%s", reason(rc),
                           settings->tls ? " (are its files there?)" : "");
        if (m != NULL && m->mosq != NULL)
            mosquitto_destroy(m->mosq);
        free(m);
        mosquitto_lib_cleanup();
        return NULL;
    }
    m->loop = loop;
    m->calls = calls;
    m->context = context;
    memcpy(m->host, settings->host, strlen(settings->host) + 1);
    m->port = settings->port;
    m->tls = settings->tls;
    m->keepalive_s = settings->keepalive_s;
    m->watch = (struct lw_watch){.fd = -1, .ready = ready, .context = m};
    m->again = (struct lw_timer){.fire = dial, .context = m};
    m->misc = (struct lw_timer){.fire = keep_alive, .context = m};
    lw_loop_timer(loop, &m->again, 0);
    lw_loop_timer(loop, &m->misc, second_ns);
    return m;
}

void lw_mqtt_close(struct lw_mqtt *m)
{
    enum { TRIES = 64 };

    if (m == NULL)
        return;
    m->closing = true;
    let_go(m);
    for (int i = 0; i < TRIES && m->up && mosquitto_want_write(m->mosq); i++)
        (void)mosquitto_loop_write(m->mosq, 1);
    if (mosquitto_socket(m->mosq) >= 0)
        (void)mosquitto_disconnect(m->mosq);
    lw_loop_timer_clear(m->loop, &m->again);
    lw_loop_timer_clear(m->loop, &m->misc);
    mosquitto_destroy(m->mosq);
    mosquitto_lib_cleanup();
    free(m);
}

bool lw_mqtt_connected(const struct lw_mqtt *m)
{
    return m->up;
}

int lw_mqtt_subscribe(struct lw_mqtt *m, const char *filter, int qos)
{
    const int rc = m->up ? mosquitto_subscribe(m->mosq, NULL, filter, qos)
                         : MOSQ_ERR_NO_CONN;
    if (rc != MOSQ_ERR_SUCCESS)
        return LW_ERR_IO;
    follow(m);
    return 0;
}

int lw_mqtt_unsubscribe(struct lw_mqtt *m, const char *filter)
{
    const int rc =
        m->up ? mosquitto_unsubscribe(m->mosq, NULL, filter) : MOSQ_ERR_NO_CONN;
    if (rc != MOSQ_ERR_SUCCESS)
        return LW_ERR_IO;
    follow(m);
    return 0;
}

int lw_mqtt_publish(struct lw_mqtt *m, const char *topic, const void *bytes,
                    size_t len, int qos, bool retain)
{
    if (!m->up)
        return LW_ERR_IO;
    if (m->waiting == LW_MQTT_OUT_MAX ||
        len > LW_MQTT_OUT_BYTES_MAX - m->waiting_bytes)
        return LW_ERR_NO_SPACE;
    /* First: what goes out at once is told to on_publish() at once. */
    m->size[(m->first + m->waiting) % LW_MQTT_OUT_MAX] = (uint32_t)len;
    m->waiting++;
    m->waiting_bytes += len;
    const int rc = mosquitto_publish(m->mosq, NULL, topic, (int)len,
                                     len > 0 ? bytes : NULL, qos, retain);
    if (rc == MOSQ_ERR_SUCCESS) {
        follow(m);
        return 0;
    }
    if (m->waiting > 0) {
        m->waiting--;
        m->waiting_bytes -= m->size[(m->first + m->waiting) % LW_MQTT_OUT_MAX];
    }
    settle(m, rc);
    return rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_MALFORMED_UTF8 ||
                   rc == MOSQ_ERR_PAYLOAD_SIZE
               ? LW_ERR_RANGE
               : LW_ERR_IO;
}

uint32_t lw_mqtt_waiting(const struct lw_mqtt *m)
{
    return m->waiting;
}

void lw_mqtt_pause(struct lw_mqtt *m, bool pause)
{
    m->paused = pause;
    follow(m);
}
