/* SPDX-License-Identifier: Apache-2.0 */
#include "capture_flows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECES_MAX = 1024, /* of a stream, not yet made into messages */
    SLACK = 64 * 1024, /* a piece can be so long */
    WEAK = 30,         /* hardly more than that nothing speaks against it */
    REPORTS_MAX = 16,
    SURE = 50,  /* more than "as well as others" */
    RADIO = -1, /* the flow of all that came by radio */
};

/* Where bytes of a stream stood. */
struct piece {
    size_t from; /* in the buffer */
    int64_t offset, time_ns;
};

/* Payloads of a flow that one decoder reads. */
struct source {
    bool used, stream;
    int64_t flow; /* number, or RADIO */
    uint64_t turn;
    const struct lw_decoder *decoder; /* NULL: of a stream, not known yet */
    bool unclaimed;                   /* and will not be */
    void *state;
    uint8_t *buf;
    size_t len, size;
    struct piece *piece;
    uint32_t pieces;
    uint64_t payloads; /* before it was known what they are */
};

struct lw_flows {
    struct lw_flows_config config;
    const struct lw_flows_calls *calls;
    void *context;
    struct lw_capture_file file;
    struct lw_unwrap *unwrap;
    struct lw_flows_counts counts;
    uint64_t turns;
    size_t held; /* bytes of states and buffers */
    struct source source[LW_FLOWS_MAX];
};

struct lw_flows *lw_flows_open(const struct lw_flows_config *config,
                               const struct lw_flows_calls *calls,
                               void *context)
{
    struct lw_flows *flows = calloc(1, sizeof *flows);
    void *mem = malloc(lw_unwrap_size());

    if (flows == NULL || mem == NULL) {
        free(flows);
        free(mem);
        return NULL;
    }
    flows->config = *config;
    flows->calls = calls;
    flows->context = context;
    flows->unwrap = lw_unwrap_init(mem, lw_unwrap_size());
    flows->counts.link_type = -1;
    lw_capture_init(&flows->file);
    return flows;
}

static void drop_source(struct lw_flows *flows, struct source *source)
{
    flows->held -= source->size;
    if (source->state != NULL && source->decoder != NULL)
        flows->held -= source->decoder->state_size;
    free(source->state);
    free(source->buf);
    free(source->piece);
    memset(source, 0, sizeof *source);
}

void lw_flows_close(struct lw_flows *flows)
{
    if (flows == NULL)
        return;
    for (size_t i = 0; i < LW_FLOWS_MAX; i++)
        drop_source(flows, &flows->source[i]);
    free(flows->unwrap);
    free(flows);
}

static void count_claim(struct lw_flows *flows,
                        const struct lw_decoder *decoder, uint64_t payloads)
{
    for (size_t i = 0; i < 64 && lw_decoders[i] != NULL; i++)
        if (lw_decoders[i] == decoder)
            flows->counts.claimed[i] += payloads;
}

/* Get the decoder's state ready. 0, or an error that ends it all. */
static int set_decoder(struct lw_flows *flows, struct source *source,
                       const struct lw_decoder *decoder)
{
    struct lw_decode_config config = {.sensor = ""};
    const int err = flows->calls->configure(flows->context, decoder, &config);

    if (err < 0)
        return err;
    source->state = malloc(decoder->state_size + 1);
    if (source->state == NULL)
        return LW_ERR_NO_SPACE;
    source->decoder = decoder;
    flows->held += decoder->state_size;
    struct lw_fault fault = {0};
    const int begun = decoder->init(source->state, &config, &fault);
    if (begun < 0)
        (void)flows->calls->fault(flows->context, decoder->format, 0, begun,
                                  &fault);
    return begun;
}

static int hand_out(struct lw_flows *flows, const struct source *source,
                    int64_t offset, int64_t rx_ns, const uint8_t *bytes,
                    size_t len)
{
    const struct lw_flow_message message = {.decoder = source->decoder,
                                            .state = source->state,
                                            .offset = offset,
                                            .rx_ns = rx_ns,
                                            .bytes = bytes,
                                            .len = len};

    return flows->calls->frame(flows->context, &message);
}

/* The piece that a byte of the stream is in. */
static const struct piece *piece_of(const struct source *source, size_t at)
{
    uint32_t i = source->pieces;

    while (i > 1 && source->piece[i - 1].from > at)
        i--;
    return &source->piece[i - 1];
}

/* The first `len` bytes of the stream are done with. */
static void forget_bytes(struct source *source, size_t len)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < source->pieces; i++) {
        struct piece p = source->piece[i];
        const size_t to =
            i + 1 < source->pieces ? source->piece[i + 1].from : source->len;
        if (to <= len)
            continue;
        p.offset += p.from < len ? (int64_t)(len - p.from) : 0;
        p.from = p.from < len ? 0 : p.from - len;
        source->piece[kept++] = p;
    }
    source->pieces = kept;
    memmove(source->buf, source->buf + len, source->len - len);
    source->len -= len;
}

/* All whole messages of a stream; `end`: what is left is one, or nothing. */
static int frame_stream(struct lw_flows *flows, struct source *source, bool end)
{
    size_t used = 0;
    int err = 0;

    while (err == 0 && source->decoder != NULL && used < source->len) {
        size_t start = 0;
        const size_t len = source->decoder->frame(
            source->buf + used, source->len - used, end, &start);
        used += start;
        if (len == 0)
            break;
        const struct piece *first = piece_of(source, used);
        err = hand_out(
            flows, source, first->offset + (int64_t)(used - first->from),
            piece_of(source, used + len - 1)->time_ns, source->buf + used, len);
        used += len;
    }
    if (end)
        used = source->len;
    if (used > 0)
        forget_bytes(source, used);
    return err;
}

static bool carries(const struct lw_decoder *decoder,
                    const struct lw_payload *payload)
{
    const unsigned carried =
        decoder->carried != 0
            ? decoder->carried
            : LW_CARRIES(LW_PAYLOAD_UDP) | LW_CARRIES(LW_PAYLOAD_TCP);

    return (carried & LW_CARRIES(payload->kind)) != 0;
}

static bool is_radio(const struct lw_payload *payload)
{
    return payload->kind == LW_PAYLOAD_WIFI ||
           payload->kind == LW_PAYLOAD_BLUETOOTH;
}

/* How sure a format is that the payload is its own. */
static int sureness(const struct lw_decoder *decoder,
                    const struct lw_payload *payload)
{
    return decoder->guess == NULL
               ? SURE
               : decoder->guess(payload->bytes, payload->len);
}

/* The format of these bytes, by themselves; NULL: none of those looked for.
 * What is said to be of one format may be broken, but not plainly another's. */
static const struct lw_decoder *guess(const struct lw_flows *flows,
                                      const struct lw_payload *payload)
{
    const struct lw_decoder *only = flows->config.only;

    if (only == NULL)
        return lw_decoder_guess_payload(payload);
    if (!carries(only, payload))
        return NULL;
    if (sureness(only, payload) > 0)
        return only;
    if (!flows->config.all || is_radio(payload))
        return NULL;
    const struct lw_decoder *other = lw_decoder_guess_payload(payload);
    return other == NULL || sureness(other, payload) <= SURE ? only : NULL;
}

/* What the stream is, as far as it has come; 0, or an error that ends it. */
static int guess_stream(struct lw_flows *flows, struct source *source, bool end)
{
    const struct lw_payload all = {
        .kind = LW_PAYLOAD_TCP, .bytes = source->buf, .len = source->len};
    const struct lw_decoder *found = guess(flows, &all);
    if (found == NULL) {
        source->unclaimed = source->len >= LW_FLOWS_GUESS_MAX;
        flows->counts.unclaimed += source->unclaimed ? source->payloads : 0;
        return 0;
    }
    if (!end && !lw_decoder_settled(found, all.bytes, all.len))
        return 0;
    count_claim(flows, found, source->payloads);
    return set_decoder(flows, source, found);
}

static int end_source(struct lw_flows *flows, struct source *source)
{
    int err = 0;

    if (source->stream && source->decoder == NULL && !source->unclaimed) {
        err = guess_stream(flows, source, true);
        if (source->decoder == NULL && !source->unclaimed)
            flows->counts.unclaimed += source->payloads;
    }
    if (err == 0 && source->stream && source->len > 0)
        err = frame_stream(flows, source, true);
    drop_source(flows, source);
    return err;
}

/* The place of a flow and, unless NULL, a decoder of it; it may be unused. */
static struct source *find_source(struct lw_flows *flows, int64_t flow,
                                  const struct lw_decoder *decoder)
{
    struct source *best = &flows->source[0];

    for (size_t i = 0; i < LW_FLOWS_MAX; i++) {
        struct source *s = &flows->source[i];
        if (s->used && s->flow == flow &&
            (decoder == NULL || s->decoder == decoder)) {
            best = s;
            break;
        }
        if (best->used && (!s->used || s->turn < best->turn))
            best = s;
    }
    return best;
}

static bool is_of(const struct source *source, int64_t flow,
                  const struct lw_decoder *decoder)
{
    return source->used && source->flow == flow &&
           (decoder == NULL || source->decoder == decoder);
}

/* The source of a flow, made if need be: 0, or an error that ends it all. */
static int open_source(struct lw_flows *flows, int64_t flow,
                       const struct lw_decoder *decoder, bool stream,
                       struct source **out)
{
    struct source *source = find_source(flows, flow, decoder);
    int err = 0;

    if (!is_of(source, flow, decoder)) {
        if (source->used)
            err = end_source(flows, source);
        source->used = true;
        source->flow = flow;
        source->stream = stream;
        if (err == 0 && decoder != NULL)
            err = set_decoder(flows, source, decoder);
    }
    source->turn = flows->turns++;
    *out = source;
    return err;
}

/* How many messages of a payload are right, from its first on; *all: every one
 * is. */
static unsigned count_right(const struct lw_decoder *decoder, void *state,
                            const struct lw_payload *payload, bool *all)
{
    struct lw_report report[REPORTS_MAX];
    struct lw_fault fault;
    unsigned right = 0;
    size_t used = 0;
    int got = 0;

    while (got >= 0 && used < payload->len) {
        size_t start = 0;
        const uint8_t *bytes = payload->bytes + used;
        const size_t len =
            decoder->frame(bytes, payload->len - used, true, &start);
        if (len == 0)
            break;
        for (size_t from = 0, to; from < len && got >= 0; from = to) {
            to = lw_decoder_part(decoder, state, bytes + start, len, from);
            got =
                decoder->decode(state, bytes + start + from, to - from,
                                payload->time_ns, report, REPORTS_MAX, &fault);
            right += got >= 0;
        }
        used += start + len;
    }
    *all = got >= 0 && right > 0;
    return right;
}

/* Whether the datagram, the first of its flow, is more than noise to a decoder
 * that is not sure of it: lines begin with one that is right, and of what is
 * no text all is, as far as it was captured. */
static bool is_right(struct lw_flows *flows, const struct lw_decoder *decoder,
                     const struct lw_payload *payload)
{
    struct lw_decode_config config = {.sensor = ""};
    void *state = malloc(decoder->state_size + 1);
    bool all = false;
    unsigned right = 0;

    if (state != NULL &&
        flows->calls->configure(flows->context, decoder, &config) >= 0 &&
        decoder->init(state, &config, NULL) >= 0)
        right = count_right(decoder, state, payload, &all);
    free(state);
    return all || (right > 0 && (decoder->text || payload->cut));
}

/* The format of a datagram: that of its flow, where it may be broken, unless
 * it is plainly of another. */
static const struct lw_decoder *choose(struct lw_flows *flows, int64_t flow,
                                       const struct lw_payload *payload)
{
    const struct lw_decoder *found = guess(flows, payload);
    const struct source *known = find_source(flows, flow, NULL);

    if (is_radio(payload) || found == NULL)
        return is_of(known, flow, NULL) && !is_radio(payload) ? known->decoder
                                                              : found;
    if (!is_of(known, flow, NULL))
        return flows->config.all || sureness(found, payload) > WEAK ||
                       is_right(flows, found, payload)
                   ? found
                   : NULL;
    if (known->decoder == found)
        return found;
    const struct lw_decoder *old = known->decoder;
    return sureness(old, payload) == 0 && sureness(found, payload) > SURE
               ? found
               : old;
}

static int take_datagram(struct lw_flows *flows,
                         const struct lw_payload *payload)
{
    const int64_t flow = is_radio(payload) ? RADIO : (int64_t)payload->flow;
    const struct lw_decoder *decoder = choose(flows, flow, payload);
    struct source *source;
    size_t used = 0;

    if (decoder == NULL || payload->len == 0) {
        flows->counts.unclaimed++;
        return 0;
    }
    int err = open_source(flows, flow, decoder, false, &source);
    if (err < 0)
        return err;
    count_claim(flows, decoder, 1);
    if (decoder->carrier != NULL)
        decoder->carrier(source->state, payload);
    while (err == 0 && used < payload->len) {
        size_t start = 0;
        const size_t len = decoder->frame(payload->bytes + used,
                                          payload->len - used, true, &start);
        used += start;
        if (len == 0)
            break;
        err = hand_out(flows, source, payload->offset + (int64_t)used,
                       payload->time_ns, payload->bytes + used, len);
        used += len;
    }
    return err;
}

/* Add bytes to what waits of a stream. False: no memory. */
static bool add_bytes(struct lw_flows *flows, struct source *source,
                      const struct lw_payload *payload)
{
    const size_t need = source->len + payload->len;

    if (source->piece == NULL)
        source->piece = calloc(PIECES_MAX, sizeof *source->piece);
    if (source->piece == NULL)
        return false;
    if (need > source->size) {
        const size_t size = need < SLACK ? SLACK : 2 * need;
        uint8_t *more = realloc(source->buf, size);
        if (more == NULL)
            return false;
        source->buf = more;
        flows->held += size - source->size;
        source->size = size;
    }
    memcpy(source->buf + source->len, payload->bytes, payload->len);
    source->piece[source->pieces++] =
        (struct piece){.from = source->len,
                       .offset = payload->offset,
                       .time_ns = payload->time_ns};
    source->len = need;
    return true;
}

static int take_segment(struct lw_flows *flows,
                        const struct lw_payload *payload)
{
    struct source *source;
    int err = open_source(flows, payload->flow, NULL, true, &source);

    if (err == 0 && (payload->gap || source->pieces == PIECES_MAX))
        err = frame_stream(flows, source, true);
    if (err < 0)
        return err;
    source->payloads++;
    if (source->decoder != NULL)
        count_claim(flows, source->decoder, payload->len > 0);
    else if (source->unclaimed)
        flows->counts.unclaimed += payload->len > 0;
    if (payload->len > 0 && !source->unclaimed) {
        if (!add_bytes(flows, source, payload))
            return LW_ERR_NO_SPACE;
        if (source->decoder == NULL)
            err = guess_stream(flows, source, false);
        const bool full = source->decoder != NULL &&
                          source->len > source->decoder->frame_len_max + SLACK;
        if (err == 0 && source->decoder != NULL)
            err = frame_stream(flows, source, full);
        if (source->unclaimed)
            forget_bytes(source, source->len);
    }
    return err == 0 && payload->end ? end_source(flows, source) : err;
}

/* The flows that were silent longest go, until the rest fits. */
static int make_room(struct lw_flows *flows)
{
    int err = 0;

    while (err == 0 && flows->held > LW_FLOWS_BYTES_MAX) {
        struct source *oldest = NULL;
        for (size_t i = 0; i < LW_FLOWS_MAX; i++) {
            struct source *s = &flows->source[i];
            if (s->used && (oldest == NULL || s->turn < oldest->turn))
                oldest = s;
        }
        assert(oldest != NULL);
        err = end_source(flows, oldest);
    }
    return err;
}

static int take_payloads(struct lw_flows *flows)
{
    struct lw_payload payload;
    int err = 0;

    while (err == 0 && lw_unwrap_next(flows->unwrap, &payload) == 1)
        err = payload.kind == LW_PAYLOAD_TCP ? take_segment(flows, &payload)
                                             : take_datagram(flows, &payload);
    return err;
}

int lw_flows_packet(struct lw_flows *flows, const struct lw_packet *packet)
{
    if (!lw_link_known(packet->link_type)) {
        if (flows->counts.links++ == 0)
            flows->counts.link_type = packet->link_type;
    }
    lw_unwrap_take(flows->unwrap, packet);
    const int err = take_payloads(flows);
    return err < 0 ? err : make_room(flows);
}

int lw_flows_bytes(struct lw_flows *flows, const uint8_t *buf, size_t len,
                   int64_t offset, bool end, uint32_t max, size_t *used)
{
    uint32_t packets = 0;
    int err = 0;

    *used = 0;
    while (err == 0 && *used < len && (max == 0 || packets < max)) {
        const int64_t at = offset + (int64_t)*used;
        struct lw_packet packet;
        struct lw_fault fault = {0};
        int got = 0;
        const size_t now =
            lw_capture_next(&flows->file, buf + *used, len - *used, at, end,
                            &packet, &got, &fault);
        if (now == 0)
            break;
        *used += now;
        packets++;
        if (got == 1)
            err = lw_flows_packet(flows, &packet);
        else if (got < 0)
            err = flows->calls->fault(flows->context, flows->file.format, at,
                                      got, &fault);
    }
    return err;
}

int lw_flows_end(struct lw_flows *flows)
{
    lw_unwrap_end(flows->unwrap);
    int err = take_payloads(flows);

    for (size_t i = 0; i < LW_FLOWS_MAX; i++) {
        const int ended =
            flows->source[i].used ? end_source(flows, &flows->source[i]) : 0;
        err = err < 0 ? err : ended;
    }
    return err;
}

const struct lw_flows_counts *lw_flows_counts(const struct lw_flows *flows)
{
    return &flows->counts;
}

const struct lw_unwrap_counts *lw_flows_packets(const struct lw_flows *flows)
{
    return lw_unwrap_counts(flows->unwrap);
}
