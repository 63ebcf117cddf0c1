/* SPDX-License-Identifier: Apache-2.0 */
/* Feeds in (UDP, TCP both ways, MQTT, files, captures, interfaces), as the
 * configuration asks. Bytes to messages to lines. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "decode/decode.h"
#include "decode/ndjson.h"
#include "input.h"
#include "model/yaml_values.h"
#include "serve.h"
#include "serve_capture.h"
#include "serve_mqtt.h"

enum {
    REPORTS_MAX = 16,       /* out of one message */
    STATES_MAX = 256 << 20, /* bytes of decoders' states, of one feed's peers */
    FAULTS_TOLD_MAX = 20,   /* bad lines of a file that are told of by name */
    FILE_SLICE = 2000,      /* messages of a file in one wake-up */
    FORMATS_MAX = 64,       /* told apart when one is misspelt */
};

/* Bytes of one peer on their way to become messages. */
struct source {
    struct feed *feed;
    void *state;                    /* the decoder's */
    struct lw_stream *stream;       /* that can be answered, or NULL */
    struct lw_decode_config config; /* and what it was told */
};

struct feed {
    struct lw_serve *serve;
    const struct lw_config_feed *config;
    const struct lw_decoder *decoder; /* NULL: NDJSON, line by line */
    struct source own;                /* of UDP, a file */
    struct lw_tcp_server *server;
    struct lw_tcp_client *client;
    struct lw_udp *udp;
    struct lw_mqtt_feed *mqtt;
    struct lw_capture_feed *capture; /* live, or the file is one */
    struct lw_decode_config decode;  /* as the configuration has it */
    struct lw_input *input;
    struct lw_watch watch; /* standard input that is a pipe */
    bool watched;
    struct lw_timer pump; /* a file */
    uint32_t streams;
    uint16_t port;  /* that it listens on */
    int64_t number; /* of the message */
    uint64_t told;
    uint64_t messages, reports, refused, bytes;
    uint64_t refusal[LW_ERR_COUNT]; /* of those refused, by -enum lw_err */
};

struct lw_serve_feeds {
    struct feed feed[LW_CONFIG_FEEDS_MAX];
    uint32_t feeds;
    bool paused;
};

/* What the configuration says of a feed, for its decoder. */
static struct lw_decode_config decode_config(const struct lw_serve *serve,
                                             const struct lw_config_feed *feed)
{
    const struct lw_pair *pair = serve->config.pair;
    struct lw_decode_config config = {.source = pair + feed->sensors.first,
                                      .sources = feed->sensors.count,
                                      .option = pair + feed->options.first,
                                      .options = feed->options.count,
                                      .site = serve->site};

    memcpy(config.sensor, feed->sensor, sizeof config.sensor);
    return config;
}

/* One whose reports carry `sensor`; "": as they say themselves. */
static int source_open(struct source *source, struct feed *feed,
                       const char *sensor)
{
    *source = (struct source){.feed = feed, .config = feed->decode};
    memcpy(source->config.sensor, sensor, strlen(sensor) + 1);
    if (feed->decoder == NULL)
        return 0;
    source->state = calloc(1, feed->decoder->state_size + 1);
    if (source->state == NULL)
        return LW_ERR_NO_SPACE;
    return feed->decoder->init(source->state, &source->config, NULL);
}

static void count_refused(struct feed *feed, int err)
{
    feed->refused++;
    feed->refusal[-err]++;
}

static void note(struct feed *feed, int err, const struct lw_fault *fault)
{
    if (err == 0) {
        feed->reports++;
        return;
    }
    count_refused(feed, err);
    if (feed->input == NULL || err == LW_ERR_DUPLICATE || err == LW_ERR_IO ||
        feed->told == FAULTS_TOLD_MAX)
        return;
    feed->told++;
    if (feed->decoder != NULL) { /* messages need not be lines */
        lw_serve_say("%s: message %lld: %s", feed->config->from.path,
                     (long long)feed->number, fault->what);
        return;
    }
    struct lw_fault where = *fault;
    where.line = feed->number;
    lw_print_fault(feed->config->from.path, &where);
}

static void answer(struct source *source, int64_t now_ns)
{
    const struct lw_decoder *decoder = source->feed->decoder;
    uint8_t out[LW_DECODE_ANSWER_MAX];

    if (source->stream == NULL || decoder->answer == NULL)
        return;
    const size_t len = decoder->answer(source->state, now_ns, out, sizeof out);
    if (len > 0)
        (void)lw_stream_send(source->stream, out, len);
}

static void take_message(struct source *source, int64_t rx_ns,
                         const uint8_t *msg, size_t len)
{
    struct feed *feed = source->feed;
    struct lw_report report[REPORTS_MAX];
    struct lw_fault fault = {0};
    memcpy(report[0].sensor, source->config.sensor, sizeof report[0].sensor);
    const int n = feed->decoder->decode(source->state, msg, len, rx_ns, report,
                                        REPORTS_MAX, &fault);
    if (n < 0 && n != LW_ERR_NOT_MINE) {
        lw_intake_refuse(feed->serve, report[0].sensor, n);
        note(feed, n, &fault);
    }
    for (int i = 0; i < n; i++) {
        const int err = lw_intake_report(feed->serve, &report[i], &fault);
        note(feed, err, &fault);
    }
    answer(source, rx_ns);
}

static void take_frame(struct source *source, int64_t rx_ns,
                       const uint8_t *frame, size_t len)
{
    for (size_t from = 0, to; from < len; from = to) {
        to = lw_decoder_part(source->feed->decoder, source->state, frame, len,
                             from);
        take_message(source, rx_ns, frame + from, to - from);
    }
}

/* The first message in the bytes: its length, with where it starts. */
static size_t frame(const struct feed *feed, const uint8_t *bytes, size_t len,
                    bool end, size_t *start)
{
    *start = 0;
    if (feed->decoder != NULL)
        return feed->decoder->frame(bytes, len, end, start);
    const uint8_t *newline = memchr(bytes, '\n', len);
    if (newline != NULL)
        return (size_t)(newline - bytes) + 1;
    return end ? len : 0;
}

/* A line of a topic that says whose it is: without a sensor it gets that one,
 * with another it is refused. */
static int take_named(struct feed *feed, const char *sensor, const char *line,
                      size_t len, struct lw_fault *fault)
{
    char whole[LW_NDJSON_LINE_MAX];
    struct lw_report report;
    int err = lw_ndjson_read(line, len, &report, fault);

    if (err == 0 && strcmp(report.sensor, sensor) != 0) {
        err = lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                           "`sensor`: expected \"%s\", as its topic says",
                           sensor);
        lw_intake_refuse(feed->serve, sensor, err);
        return err;
    }
    const char *brace = err < 0 ? memchr(line, '{', len) : NULL;
    if (err != LW_ERR_MISSING || brace == NULL)
        return lw_intake_line(feed->serve, line, len, fault);
    const size_t head = (size_t)(brace - line) + 1;
    struct lw_text to;
    lw_text_init(&to, whole, sizeof whole);
    lw_text_bytes(&to, line, head);
    lw_text_put(&to, "\"sensor\":");
    lw_text_quote(&to, sensor);
    lw_text_put(&to, ",");
    lw_text_bytes(&to, line + head, len - head);
    const int size = lw_text_len(&to);
    return size < 0 ? lw_intake_line(feed->serve, line, len, fault)
                    : lw_intake_line(feed->serve, whole, (size_t)size, fault);
}

static void take_line(struct source *source, const uint8_t *line, size_t len)
{
    struct feed *feed = source->feed;
    const char *text = (const char *)line;
    struct lw_fault fault = {0};
    int err = 0;

    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        len--;
    if (len == 0)
        return;
    if (feed->mqtt != NULL && lw_mqtt_feed_named(&feed->config->from.mqtt))
        err = take_named(feed, source->config.sensor, text, len, &fault);
    else
        err = lw_intake_line(feed->serve, text, len, &fault);
    note(feed, err, &fault);
}

/* All whole messages, at most `max` (0: all); returns the bytes used. */
static size_t take(struct source *source, const uint8_t *bytes, size_t len,
                   bool end, int max)
{
    struct feed *feed = source->feed;
    size_t used = 0;
    for (int n = 0; used < len && (max == 0 || n < max); n++) {
        size_t start = 0;
        const size_t msg = frame(feed, bytes + used, len - used, end, &start);
        used += start;
        if (msg == 0)
            break;
        feed->messages++;
        feed->number++;
        if (feed->decoder != NULL)
            take_frame(source, lw_loop_wall_ns(feed->serve->loop), bytes + used,
                       msg);
        else
            take_line(source, bytes + used, msg);
        used += msg;
    }
    feed->bytes += used;
    return used;
}

static void stream_opened(void *context, struct lw_stream *stream)
{
    struct feed *feed = context;
    struct source *source = calloc(1, sizeof *source);
    feed->streams++;
    lw_stream_set_user(stream, source);
    if (feed->decoder != NULL &&
        (uint64_t)feed->streams * feed->decoder->state_size > STATES_MAX) {
        lw_stream_close(stream, "too many peers");
        return;
    }
    if (source == NULL || source_open(source, feed, feed->decode.sensor) < 0) {
        lw_stream_close(stream, "out of memory");
        return;
    }
    source->stream = stream;
    if (feed->serve->feeds->paused)
        lw_stream_pause(stream, true);
}

static size_t stream_bytes(void *context, struct lw_stream *stream,
                           const uint8_t *bytes, size_t len, bool full,
                           bool end)
{
    struct feed *feed = context;
    const size_t used = take(lw_stream_user(stream), bytes, len, end, 0);
    if (used == 0 && full) {
        count_refused(feed, LW_ERR_NO_SPACE);
        lw_intake_refuse(feed->serve, feed->config->sensor, LW_ERR_NO_SPACE);
        return len;
    }
    return used;
}

static void stream_closed(void *context, struct lw_stream *stream,
                          const char *why)
{
    (void)why;
    struct feed *feed = context;
    struct source *source = lw_stream_user(stream);
    feed->streams--;
    if (source != NULL)
        free(source->state);
    free(source);
}

static const struct lw_stream_calls stream_calls = {stream_opened, stream_bytes,
                                                    stream_closed};

static void datagram(void *context, const uint8_t *bytes, size_t len)
{
    struct feed *feed = context;
    (void)take(&feed->own, bytes, len, true, 0);
}

static void *topic_open(void *context, const char *sensor)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL || source_open(source, context, sensor) == 0)
        return source;
    free(source->state);
    free(source);
    return NULL;
}

static void topic_close(void *context, void *source)
{
    (void)context;
    free(((struct source *)source)->state);
    free(source);
}

static void topic_message(void *context, void *source, const uint8_t *bytes,
                          size_t len)
{
    (void)context;
    (void)take(source, bytes, len, true, 0);
}

static void topic_report(void *context, const struct lw_report *report)
{
    struct feed *feed = context;
    struct lw_fault fault = {0};

    note(feed, lw_intake_report(feed->serve, report, &fault), &fault);
}

static void topic_refuse(void *context, const char *sensor, int err)
{
    struct feed *feed = context;

    count_refused(feed, err);
    lw_intake_refuse(feed->serve, sensor, err);
}

static int open_mqtt(struct feed *feed, struct lw_fault *fault)
{
    static const struct lw_mqtt_feed_calls calls = {
        .open = topic_open,
        .close = topic_close,
        .message = topic_message,
        .report = topic_report,
        .refuse = topic_refuse,
    };
    const struct lw_mqtt_feed_config config = {
        .url = &feed->config->from.mqtt,
        .name = feed->config->url,
        .decode = &feed->decode,
        .source_size = sizeof(struct source) +
                       (feed->decoder != NULL ? feed->decoder->state_size : 0),
    };

    feed->mqtt = lw_mqtt_feed_open(feed->serve, &config, &calls, feed, fault);
    return feed->mqtt == NULL ? LW_ERR_IO : 0;
}

/* A message of a packet: its time is the packet's. */
static void packet_message(void *context, const struct lw_flow_message *message)
{
    struct feed *feed = context;
    struct source source = {
        .feed = feed, .state = message->state, .config = feed->decode};
    feed->messages++;
    feed->number++;
    feed->bytes += message->len;
    take_frame(&source, message->rx_ns, message->bytes, message->len);
}

static void packet_fault(void *context, int err, const struct lw_fault *fault)
{
    struct feed *feed = context;
    lw_intake_refuse(feed->serve, feed->decode.sensor, err);
    note(feed, err, fault);
}

static int open_capture(struct feed *feed, struct lw_fault *fault)
{
    static const struct lw_capture_feed_calls calls = {
        .message = packet_message,
        .fault = packet_fault,
    };
    const struct lw_capture_feed_config config = {
        .name = feed->config->url,
        .decoder = lw_decoder_find(feed->config->format),
        .decode = &feed->decode,
        .from = &feed->config->from,
    };

    if (feed->decoder == NULL) /* lines, in packets */
        feed->decoder = config.decoder;
    feed->capture =
        lw_capture_feed_open(feed->serve, &config, &calls, feed, fault);
    return feed->capture == NULL ? LW_ERR_IO : 0;
}

static void end_file(struct feed *feed)
{
    if (feed->watched)
        lw_loop_unwatch(feed->serve->loop, &feed->watch);
    feed->watched = false;
    lw_input_close(feed->input);
    feed->input = NULL;
}

/* What a file begins with: whether it is a capture. */
static void look_at(struct feed *feed, const uint8_t *bytes, size_t len)
{
    struct lw_fault fault = {0};

    if (feed->capture == NULL && lw_input_offset(feed->input) == 0 &&
        lw_capture_is(bytes, len) && open_capture(feed, &fault) < 0)
        lw_serve_say("%s: %s", feed->config->url, fault.what);
}

/* One read and what it brought. False: that was all. */
static bool read_file(struct feed *feed)
{
    const uint8_t *bytes = NULL;
    const int more = lw_input_more(feed->input);
    const bool end = more == 0 || more == LW_ERR_IO ||
                     more == LW_ERR_TRUNCATED || more == LW_ERR_INTEGRITY;
    const size_t len = lw_input_bytes(feed->input, &bytes);
    look_at(feed, bytes, len);
    const size_t used = feed->capture != NULL
                            ? lw_capture_feed_bytes(
                                  feed->capture, bytes, len,
                                  lw_input_offset(feed->input), end, FILE_SLICE)
                            : take(&feed->own, bytes, len, end, FILE_SLICE);
    lw_input_drop(feed->input, used);
    if (more < 0 && end)
        lw_serve_say("%s: %s", feed->config->from.path,
                     lw_input_error(feed->input));
    if (used == 0 && more == LW_ERR_NO_SPACE) {
        count_refused(feed, LW_ERR_NO_SPACE);
        lw_input_drop(feed->input, len);
    }
    return !(end && used == len);
}

static void pump_file(void *context)
{
    struct feed *feed = context;
    bool more = true;
    if (!feed->serve->feeds->paused)
        more = read_file(feed);
    if (!more)
        end_file(feed);
    else
        lw_loop_timer(feed->serve->loop, &feed->pump,
                      feed->serve->feeds->paused ? 5000000 : 0);
}

static void pipe_ready(void *context, unsigned events)
{
    (void)events;
    struct feed *feed = context;
    if (!read_file(feed))
        end_file(feed);
}

static int open_file(struct feed *feed, struct lw_fault *fault)
{
    feed->input = lw_input_open(feed->config->from.path, fault);
    if (feed->input == NULL)
        return LW_ERR_IO;
    feed->pump = (struct lw_timer){.fire = pump_file, .context = feed};
    if (strcmp(feed->config->from.path, "-") == 0) {
        feed->watch = (struct lw_watch){
            .fd = STDIN_FILENO, .ready = pipe_ready, .context = feed};
        feed->watched =
            lw_loop_watch(feed->serve->loop, &feed->watch, LW_LOOP_READ) == 0;
    }
    if (!feed->watched) /* a regular file is always ready */
        lw_loop_timer(feed->serve->loop, &feed->pump, 0);
    return 0;
}

static int check_sensor(const struct lw_serve *serve, const char *key,
                        const char *id, struct lw_fault *fault)
{
    return lw_site_sensor(serve->site, id) >= 0
               ? 0
               : lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                              "`%s`: \"%s\" is not in the site file", key, id);
}

static int unknown_format(const char *name, struct lw_fault *fault)
{
    const char *names[FORMATS_MAX];
    size_t count = 0;

    while (count < FORMATS_MAX && lw_decoders[count] != NULL) {
        names[count] = lw_decoders[count]->name;
        count++;
    }
    return lw_yaml_no_such("format", name, names, count, fault);
}

/* Would the decoder begin with these settings? */
static int check_settings(const struct lw_decoder *decoder,
                          const struct lw_decode_config *config,
                          struct lw_fault *fault)
{
    int err = lw_decoder_check(decoder, config, fault);
    void *state = err < 0 ? NULL : calloc(1, decoder->state_size + 1);

    if (state != NULL)
        err = decoder->init(state, config, fault);
    else if (err == 0)
        err = lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    free(state);
    return err;
}

static int check_feed(const struct lw_serve *serve,
                      const struct lw_config_feed *config,
                      struct lw_fault *fault)
{
    const struct lw_decoder *decoder = lw_decoder_find(config->format);
    const struct lw_decode_config given = decode_config(serve, config);

    if (decoder == NULL)
        return unknown_format(config->format, fault);
    const bool topics = config->from.transport == LW_TRANSPORT_MQTT;
    int err = topics ? lw_mqtt_feed_check(&config->from.mqtt, fault) : 0;
    if (err < 0)
        return err;
    if (config->sensor[0] == '\0' && !decoder->named &&
        !(topics && lw_mqtt_feed_named(&config->from.mqtt)))
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "a feed of format `%s` needs `sensor`: the id "
                            "that its reports carry",
                            config->format);
    if (config->sensor[0] != '\0')
        err = check_sensor(serve, "sensor", config->sensor, fault);
    for (uint32_t i = 0; i < given.sources && err == 0; i++)
        err = check_sensor(serve, given.source[i].key, given.source[i].value,
                           fault);
    return err == 0 ? check_settings(decoder, &given, fault) : err;
}

int lw_feeds_check(const struct lw_serve *serve)
{
    int result = 0;
    for (uint32_t i = 0; i < serve->config.feeds; i++) {
        const struct lw_config_feed *config = &serve->config.feed[i];
        struct lw_fault fault = {0};
        const int err = check_feed(serve, config, &fault);
        if (err == 0)
            continue;
        lw_serve_wrong(serve, config->line, config->url, &fault);
        result = err;
    }
    return result;
}

static int open_udp(struct feed *feed, struct lw_fault *fault)
{
    const struct lw_endpoint *from = &feed->config->from;
    const struct lw_udp_group group = {.interface = from->interface,
                                       .source = from->source};

    feed->udp = lw_udp_open(feed->serve->loop, from->host, &feed->port, &group,
                            datagram, feed, fault);
    return feed->udp == NULL ? LW_ERR_IO : 0;
}

static int open_feed(struct lw_serve *serve, struct feed *feed,
                     const struct lw_config_feed *config,
                     struct lw_fault *fault)
{
    struct lw_loop *loop = serve->loop;
    const struct lw_endpoint *from = &config->from;
    feed->serve = serve;
    feed->config = config;
    const int err = check_feed(serve, config, fault);
    if (err < 0)
        return err;
    if (strcmp(config->format, "ndjson") != 0)
        feed->decoder = lw_decoder_find(config->format);
    feed->decode = decode_config(serve, config);
    if (source_open(&feed->own, feed, feed->decode.sensor) < 0)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    feed->port = from->port;
    switch (from->transport) {
    case LW_TRANSPORT_UDP:
        return open_udp(feed, fault);
    case LW_TRANSPORT_TCP:
        feed->client = lw_tcp_dial(loop, from->host, from->port, &stream_calls,
                                   feed, fault);
        return feed->client == NULL ? LW_ERR_IO : 0;
    case LW_TRANSPORT_TCP_LISTEN:
        feed->server = lw_tcp_listen(loop, from->host, &feed->port,
                                     &stream_calls, feed, fault);
        return feed->server == NULL ? LW_ERR_IO : 0;
    case LW_TRANSPORT_FILE:
        return open_file(feed, fault);
    case LW_TRANSPORT_CAPTURE:
        return open_capture(feed, fault);
    case LW_TRANSPORT_MQTT:
        return open_mqtt(feed, fault);
    case LW_TRANSPORT_TLS:
    case LW_TRANSPORT_TLS_LISTEN:
        break; /* the configuration refuses them */
    }
    return LW_ERR_UNKNOWN;
}

int lw_feeds_open(struct lw_serve *serve)
{
    serve->feeds = calloc(1, sizeof *serve->feeds);
    if (serve->feeds == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < serve->config.feeds; i++) {
        struct feed *feed = &serve->feeds->feed[i];
        struct lw_fault fault = {0};
        serve->feeds->feeds++;
        if (open_feed(serve, feed, &serve->config.feed[i], &fault) < 0) {
            lw_serve_wrong(serve, serve->config.feed[i].line,
                           serve->config.feed[i].url, &fault);
            return LW_ERR_IO;
        }
        if (feed->server != NULL || feed->udp != NULL)
            lw_serve_opened(feed->config->format, " feed",
                            feed->udp != NULL ? "udp" : "tcp",
                            feed->config->from.host, feed->port);
    }
    return 0;
}

void lw_feeds_close(struct lw_serve *serve)
{
    struct lw_serve_feeds *feeds = serve->feeds;
    if (feeds == NULL)
        return;
    for (uint32_t i = 0; i < feeds->feeds; i++) {
        struct feed *feed = &feeds->feed[i];
        lw_tcp_client_close(feed->client);
        lw_tcp_server_close(feed->server);
        lw_udp_close(feed->udp);
        lw_mqtt_feed_close(feed->mqtt);
        lw_capture_feed_close(feed->capture);
        lw_loop_timer_clear(serve->loop, &feed->pump);
        if (feed->input != NULL)
            end_file(feed);
        free(feed->own.state);
    }
    free(feeds);
    serve->feeds = NULL;
}

static void pause_one(void *context, struct lw_stream *stream)
{
    const bool *pause = context;
    lw_stream_pause(stream, *pause);
}

void lw_feeds_pause(struct lw_serve *serve, bool pause)
{
    struct lw_serve_feeds *feeds = serve->feeds;
    if (feeds == NULL || feeds->paused == pause)
        return;
    feeds->paused = pause;
    for (uint32_t i = 0; i < feeds->feeds; i++) {
        struct feed *feed = &feeds->feed[i];
        if (feed->server != NULL)
            lw_tcp_server_each(feed->server, pause_one, &pause);
        if (feed->client != NULL && lw_tcp_client_connected(feed->client))
            lw_stream_pause(lw_tcp_client_stream(feed->client), pause);
        if (feed->udp != NULL)
            lw_udp_pause(feed->udp, pause);
        if (feed->mqtt != NULL)
            lw_mqtt_feed_pause(feed->mqtt, pause);
        if (feed->capture != NULL)
            lw_capture_feed_pause(feed->capture, pause);
        if (feed->watched && lw_loop_rewatch(serve->loop, &feed->watch,
                                             pause ? 0 : LW_LOOP_READ) < 0)
            continue;
    }
}

bool lw_feeds_info(const struct lw_serve *serve, uint32_t index,
                   struct lw_feed_info *info)
{
    const struct lw_serve_feeds *feeds = serve->feeds;
    if (feeds == NULL || index >= feeds->feeds)
        return false;
    const struct feed *feed = &feeds->feed[index];
    *info = (struct lw_feed_info){
        .url = feed->config->url,
        .format = feed->config->format,
        .up = feed->mqtt != NULL     ? lw_mqtt_feed_connected(feed->mqtt)
              : feed->client != NULL ? lw_tcp_client_connected(feed->client)
              : feed->capture != NULL && feed->input == NULL
                  ? feed->config->from.transport == LW_TRANSPORT_CAPTURE &&
                        lw_capture_feed_up(feed->capture)
                  : feed->server != NULL || feed->udp != NULL ||
                        feed->input != NULL,
        .messages = feed->messages,
        .reports = feed->reports,
        .refused = feed->refused,
        .bytes = feed->bytes,
        .unclaimed = feed->capture == NULL
                         ? 0
                         : lw_capture_feed_unclaimed(feed->capture),
        .lost = feed->capture == NULL ? 0 : lw_capture_feed_lost(feed->capture),
        .refusal = feed->refusal,
    };
    return true;
}
