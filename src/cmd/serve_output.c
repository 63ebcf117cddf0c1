/* SPDX-License-Identifier: Apache-2.0 */
/* Outputs: which tracks are told, when, in which format. Once a second; where
 * to, is the affair of serve_sink.c. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "encode/encode.h"
#include "model/yaml_values.h"
#include "serve.h"
#include "serve_document.h"
#include "serve_sink.h"

enum { FORMATS_MAX = 64 /* told apart when one is misspelt */ };

/* A track that an output knows of. */
struct known {
    struct lw_track track; /* as it was last */
    uint64_t told;         /* the tick; 0: not yet */
    bool shown;            /* is to be told */
    bool gone;             /* is to be told of once more */
};

/* One that it is time to tell of. */
struct due {
    uint64_t told;
    uint32_t number;
    uint32_t index; /* among those known */
    bool gone;
};

struct output {
    struct lw_serve *serve;
    const struct lw_config_output *config;
    struct lw_writer writer;
    struct lw_sink sink;
    struct known *known, *spare; /* by number, upward */
    struct due *due;
    uint32_t count; /* known */
    uint64_t beat;  /* the tick of the last one; 0: none to who is there */
    uint64_t messages, lost, bytes;
    uint32_t connections; /* so far */
    bool failing;         /* and it was said */
};

struct lw_serve_outputs {
    struct output output[LW_CONFIG_OUTPUTS_MAX];
    uint32_t count;
    uint64_t tick;
};

static struct lw_encode_config encode_config(const struct lw_serve *serve,
                                             const struct lw_config_output *out)
{
    return (struct lw_encode_config){
        .site = serve->site,
        .option = serve->config.pair + out->options.first,
        .options = out->options.count,
        .datagrams = lw_sink_datagrams(out),
        .every_s = out->every_s,
    };
}

static int unknown_format(const char *name, struct lw_fault *fault)
{
    const char *names[FORMATS_MAX];
    size_t count = 0;

    while (count < FORMATS_MAX && lw_encoders[count] != NULL) {
        names[count] = lw_encoders[count]->name;
        count++;
    }
    return lw_yaml_no_such("output format", name, names, count, fault);
}

static int check_output(const struct lw_serve *serve,
                        const struct lw_config_output *config,
                        struct lw_fault *fault)
{
    const struct lw_encoder *encoder = lw_encoder_find(config->format);
    const struct lw_encode_config given = encode_config(serve, config);
    struct lw_writer writer;

    if (encoder == NULL)
        return unknown_format(config->format, fault);
    if (encoder->document && !lw_sink_documents(config))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s is a document: its `url` is file:PATH, or it "
                            "is asked for by HTTP",
                            config->format);
    if (encoder->greet != NULL && !lw_sink_answers(config))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "%s agrees with its peer first: its `url` is "
                            "tcp:// or tls://",
                            config->format);
    if (encoder->document && config->rate > 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`rate`: %s is a document, written every `every` "
                            "seconds",
                            config->format);
    int err = lw_writer_open(&writer, encoder, &given, fault);
    if (err == 0)
        lw_writer_close(&writer);
    return err == 0 ? lw_sink_check(config, fault) : err;
}

int lw_outputs_check(const struct lw_serve *serve)
{
    int result = 0;

    for (uint32_t i = 0; i < serve->config.outputs; i++) {
        const struct lw_config_output *config = &serve->config.output[i];
        struct lw_fault fault = {0};
        const int err = check_output(serve, config, &fault);
        if (err == 0)
            continue;
        lw_serve_wrong(serve, config->line, config->url, &fault);
        result = err;
    }
    return result;
}

static void complain(struct output *out, const struct lw_fault *fault)
{
    if (!out->failing)
        lw_serve_say("output %s: %s", out->config->url, fault->what);
    out->failing = true;
}

/* What the writer has, of a track (NULL: of none). */
static void send_of(struct output *out, const struct known *known)
{
    const char *text = NULL;
    struct lw_fault fault = {.what = "a message longer than its format has"};
    const int len = lw_writer_take(&out->writer, &text);

    if (len == 0)
        return;
    const struct lw_sink_message message = {
        .bytes = text,
        .len = (size_t)(len < 0 ? 0 : len),
        .track = known != NULL ? &known->track : NULL,
        .first = known != NULL && known->told == 0,
    };
    if (len < 0 || lw_sink_send(&out->sink, &message, &fault) < 0) {
        out->lost++;
        complain(out, &fault);
        return;
    }
    out->failing = false;
    out->messages++;
    out->bytes += (uint64_t)len;
}

static void send_on(struct output *out)
{
    send_of(out, NULL);
}

static void peer_opened(void *context)
{
    struct output *out = context;

    out->count = 0; /* it knows nothing yet */
    out->beat = 0;
    out->connections++;
    lw_writer_greet(&out->writer, lw_loop_wall_ns(out->serve->loop));
    send_on(out);
}

/* A message after the other, as long as it takes them. */
static size_t peer_heard(void *context, const uint8_t *bytes, size_t len)
{
    struct output *out = context;
    const int64_t now_ns = lw_loop_wall_ns(out->serve->loop);
    size_t used = 0, took = 1;

    while (took > 0 && used < len) {
        took = lw_writer_heard(&out->writer, bytes + used, len - used, now_ns);
        send_on(out);
        used += took;
    }
    return used;
}

static const struct lw_sink_calls peer_calls = {peer_opened, peer_heard};

static int open_output(struct lw_serve *serve, struct output *out,
                       const struct lw_config_output *config,
                       struct lw_fault *fault)
{
    const size_t max = serve->centre.track_max;
    const struct lw_encode_config given = encode_config(serve, config);
    int err = check_output(serve, config, fault);

    if (err < 0)
        return err;
    out->serve = serve;
    out->config = config;
    err = lw_writer_open(&out->writer, lw_encoder_find(config->format), &given,
                         fault);
    if (err < 0)
        return err;
    /* What is known of tracks that are there, and as many that just ended. */
    out->known = calloc(2 * max, sizeof *out->known);
    out->spare = calloc(2 * max, sizeof *out->spare);
    out->due = calloc(2 * max, sizeof *out->due);
    if (out->known == NULL || out->spare == NULL || out->due == NULL)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    err = lw_sink_open(&out->sink, serve->loop, serve->site, config, fault);
    if (err == 0 && out->writer.encoder->greet != NULL)
        lw_sink_listen(&out->sink, &peer_calls, out);
    return err;
}

int lw_outputs_open(struct lw_serve *serve)
{
    serve->outputs = calloc(1, sizeof *serve->outputs);
    if (serve->outputs == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < serve->config.outputs; i++) {
        const struct lw_config_output *config = &serve->config.output[i];
        struct output *out = &serve->outputs->output[i];
        struct lw_fault fault = {0};
        serve->outputs->count++;
        if (open_output(serve, out, config, &fault) < 0) {
            lw_serve_wrong(serve, config->line, config->url, &fault);
            return LW_ERR_IO;
        }
        if (out->sink.server != NULL)
            lw_serve_opened("", "tracks", out->sink.tls != NULL ? "tls" : "tcp",
                            config->to.host, out->sink.port);
    }
    return 0;
}

void lw_outputs_close(struct lw_serve *serve)
{
    if (serve->outputs == NULL)
        return;
    for (uint32_t i = 0; i < serve->outputs->count; i++) {
        struct output *out = &serve->outputs->output[i];
        lw_sink_close(&out->sink);
        lw_writer_close(&out->writer);
        free(out->known);
        free(out->spare);
        free(out->due);
    }
    free(serve->outputs);
    serve->outputs = NULL;
}

/* ---- what is known ---- */

/* A track of the picture, and what was known of it (NULL: nothing). */
static void meet(struct output *out, struct known *to, uint32_t *count,
                 const struct known *was, const struct lw_track *track)
{
    struct known *known = &to[*count];
    const struct lw_shown filter = {out->config->tentative,
                                    out->config->existence};
    const bool shown = lw_is_shown(track, &filter);

    if (was == NULL && !shown)
        return;
    *known = (struct known){.track = *track,
                            .told = was == NULL ? 0 : was->told,
                            .shown = shown,
                            .gone = track->status == LW_TRACK_ENDED};
    if (!known->gone || known->told > 0)
        ++*count;
}

/* One that the picture has no more. */
static void part(struct known *to, uint32_t *count, const struct known *was,
                 int64_t now_ns)
{
    struct known *known = &to[*count];

    if (was->told == 0)
        return;
    *known = *was;
    if (!was->gone) {
        known->gone = true;
        known->track.status = LW_TRACK_ENDED;
        known->track.time_ns = now_ns;
    }
    ++*count;
}

/* The picture and what is known, side by side: both by number. */
static void look(struct output *out, const struct lw_serve *serve)
{
    const struct lw_picture *picture = serve->centre.picture;
    const uint32_t max = 2 * serve->centre.track_max;
    const uint32_t tracks = lw_picture_count(picture);
    const int64_t now_ns = lw_picture_time_ns(picture);
    struct known *to = out->spare;
    uint32_t count = 0, k = 0;

    for (uint32_t i = 0; i < tracks && count < max; i++) {
        const struct lw_track *track = lw_picture_track(picture, i);
        while (k < out->count && count < max &&
               out->known[k].track.number < track->number)
            part(to, &count, &out->known[k++], now_ns);
        const bool met =
            k < out->count && out->known[k].track.number == track->number;
        if (count < max)
            meet(out, to, &count, met ? &out->known[k] : NULL, track);
        k += met;
    }
    while (k < out->count && count < max)
        part(to, &count, &out->known[k++], now_ns);
    out->spare = out->known;
    out->known = to;
    out->count = count;
}

/* Those that ended first, then who has waited longest. */
static bool before(const void *a, const void *b, const void *context)
{
    const struct due *left = a, *right = b;

    (void)context;
    if (left->gone != right->gone)
        return left->gone;
    if (left->told != right->told)
        return left->told < right->told;
    return left->number < right->number;
}

static uint32_t find_due(struct output *out, uint64_t tick)
{
    struct due spare;
    uint32_t count = 0;

    for (uint32_t i = 0; i < out->count; i++) {
        const struct known *known = &out->known[i];
        if (!known->gone &&
            (!known->shown ||
             (known->told > 0 && tick - known->told < out->config->every_s)))
            continue;
        out->due[count++] =
            (struct due){known->told, known->track.number, i, known->gone};
    }
    lw_sort(out->due, count, sizeof spare, &spare, before, NULL);
    if (out->config->rate > 0 && count > out->config->rate)
        count = out->config->rate;
    return count;
}

/* ---- telling ---- */

static void tell_sensors(struct lw_serve *serve, struct output *out)
{
    const bool encoded = out->writer.encoder->sensor != NULL;

    if (!encoded && !lw_sink_wants_sensors(&out->sink))
        return;
    for (uint32_t i = 0; i < serve->site->sensors; i++) {
        const struct lw_encode_sensor sensor = lw_view_sensor(serve, i);
        lw_sink_sensor(&out->sink, &sensor);
        if (!encoded)
            continue;
        lw_writer_sensor(&out->writer, &sensor);
        send_on(out);
    }
}

/* Forget what was told of for the last time. */
static void forget(struct output *out)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < out->count; i++)
        if (!out->known[i].gone || out->known[i].told > 0)
            out->known[kept++] = out->known[i];
    out->count = kept;
}

/* Once in `every`, and at once where nothing was told yet. */
static bool is_beat(struct output *out, uint64_t tick)
{
    if (out->beat > 0 && tick - out->beat < out->config->every_s)
        return false;
    out->beat = tick;
    return true;
}

static void tell_tracks(struct lw_serve *serve, struct output *out)
{
    const uint64_t tick = serve->outputs->tick;
    struct lw_encode_round round = lw_view_round(serve);

    if (!lw_sink_ready(&out->sink)) {
        out->count = 0; /* who comes next knows nothing yet */
        out->beat = 0;
        return;
    }
    round.beat = is_beat(out, tick);
    look(out, serve);
    const uint32_t due = find_due(out, tick);
    if (due == 0 && !round.beat)
        return;
    lw_writer_begin(&out->writer, &round);
    send_on(out);
    if (round.beat)
        tell_sensors(serve, out);
    for (uint32_t i = 0; i < due; i++) {
        struct known *known = &out->known[out->due[i].index];
        if (!known->gone || out->config->tentative ||
            !out->writer.encoder->ended_asked) {
            lw_document_track(serve, &out->writer, &known->track);
            send_of(out, known);
        }
        if (known->gone)
            lw_sink_gone(&out->sink, &known->track);
        known->told = known->gone ? 0 : tick;
    }
    lw_writer_end(&out->writer);
    send_on(out);
    forget(out);
}

static void tell_document(struct lw_serve *serve, struct output *out)
{
    const struct lw_shown filter = {out->config->tentative,
                                    out->config->existence};
    struct lw_fault fault = {.what = "out of memory"};
    char *text = NULL;

    if (!lw_sink_ready(&out->sink)) {
        out->beat = 0;
        return;
    }
    if (!is_beat(out, serve->outputs->tick))
        return;
    const int len = lw_document_write(serve, &out->writer, &filter, 0, &text);
    const struct lw_sink_message message = {
        .bytes = text, .len = (size_t)(len < 0 ? 0 : len), .document = true};
    if (len < 0 || lw_sink_send(&out->sink, &message, &fault) < 0) {
        out->lost++;
        complain(out, &fault);
    } else {
        out->failing = false;
        out->messages++;
        out->bytes += (uint64_t)len;
    }
    free(text);
}

void lw_outputs_tick(struct lw_serve *serve)
{
    struct lw_serve_outputs *outputs = serve->outputs;

    if (outputs == NULL)
        return;
    outputs->tick++;
    for (uint32_t i = 0; i < outputs->count; i++) {
        struct output *out = &outputs->output[i];
        const char *trouble = lw_sink_trouble(&out->sink);
        if (trouble != NULL)
            lw_serve_say("output %s: %s", out->config->url, trouble);
        if (out->writer.encoder->document)
            tell_document(serve, out);
        else if (lw_picture_time_ns(serve->centre.picture) != INT64_MIN)
            tell_tracks(serve, out); /* something was heard */
    }
}

/* ---- warnings ---- */

bool lw_outputs_warn(const struct lw_serve *serve, const char *url)
{
    for (uint32_t i = 0; i < serve->config.outputs; i++) {
        const struct lw_config_output *config = &serve->config.output[i];
        const struct lw_encoder *encoder = lw_encoder_find(config->format);
        if (encoder != NULL && encoder->warning != NULL &&
            strcmp(config->url, url) == 0)
            return true;
    }
    return false;
}

static struct output *find_output(const struct lw_serve *serve, const char *url)
{
    for (uint32_t i = 0; serve->outputs != NULL && i < serve->outputs->count;
         i++)
        if (strcmp(serve->outputs->output[i].config->url, url) == 0)
            return &serve->outputs->output[i];
    return NULL;
}

uint32_t lw_outputs_connection(const struct lw_serve *serve, const char *url)
{
    const struct output *out = find_output(serve, url);

    return out != NULL && lw_sink_ready(&out->sink) ? out->connections : 0;
}

bool lw_outputs_tell(struct lw_serve *serve, const char *url,
                     const struct lw_words *words,
                     const struct lw_warning *warning)
{
    struct output *out = find_output(serve, url);

    if (out == NULL || !lw_sink_ready(&out->sink))
        return false;
    const uint64_t before = out->messages;
    lw_writer_warning(&out->writer, words, warning);
    send_on(out);
    return out->messages > before;
}

uint32_t lw_outputs_listeners(const struct lw_serve *serve)
{
    uint32_t n = 0;

    for (uint32_t i = 0; serve->outputs != NULL && i < serve->outputs->count;
         i++)
        n += lw_sink_peers(&serve->outputs->output[i].sink);
    return n;
}

bool lw_outputs_info(const struct lw_serve *serve, uint32_t index,
                     struct lw_output_info *info)
{
    if (serve->outputs == NULL || index >= serve->outputs->count)
        return false;
    const struct output *out = &serve->outputs->output[index];
    *info = (struct lw_output_info){
        .url = out->config->url,
        .format = out->config->format,
        .up = lw_sink_ready(&out->sink) && !out->failing,
        .peers = lw_sink_peers(&out->sink),
        .messages = out->messages,
        .lost = out->lost,
        .dropped = out->sink.dropped,
        .bytes = out->bytes,
    };
    return true;
}
