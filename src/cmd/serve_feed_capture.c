/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_capture.h"

#include <stdlib.h>
#include <string.h>

#include "capture.h"

enum { AGAIN_S = 5 };

struct lw_capture_feed {
    struct lw_serve *serve;
    struct lw_capture_feed_config config;
    const struct lw_capture_feed_calls *calls;
    void *context;
    struct lw_flows *flows;
    struct lw_capture *live;
    bool is_live, paused;
    struct lw_timer again;
    int64_t bytes;    /* of live packets, so far */
    uint64_t dropped; /* by interfaces that have gone since */
};

static int configure(void *context, const struct lw_decoder *decoder,
                     struct lw_decode_config *config)
{
    const struct lw_capture_feed *feed = context;

    (void)decoder; /* there is but one */
    *config = *feed->config.decode;
    return 0;
}

static int frame(void *context, const struct lw_flow_message *message)
{
    const struct lw_capture_feed *feed = context;

    feed->calls->message(feed->context, message);
    return 0;
}

static int wrong(void *context, const char *format, int64_t offset, int err,
                 const struct lw_fault *fault)
{
    const struct lw_capture_feed *feed = context;

    (void)format, (void)offset;
    feed->calls->fault(feed->context, err, fault);
    return 0;
}

static const struct lw_flows_calls flows_calls = {configure, frame, wrong};

static void packet(void *context, const struct lw_captured *captured)
{
    struct lw_capture_feed *feed = context;
    const struct lw_packet packet = {.link_type =
                                         lw_capture_link_type(feed->live),
                                     .time_ns = captured->time_ns,
                                     .offset = feed->bytes,
                                     .bytes = captured->bytes,
                                     .len = captured->len,
                                     .wire_len = captured->wire_len,
                                     .fcs_len = -1};
    const int err = lw_flows_packet(feed->flows, &packet);

    feed->bytes += (int64_t)captured->len;
    if (err < 0)
        feed->calls->fault(feed->context, err, &(struct lw_fault){.line = 0});
}

static void ended(void *context, const char *why)
{
    struct lw_capture_feed *feed = context;

    lw_serve_say("%s: %s; it is tried again", feed->config.name, why);
    lw_loop_timer(feed->serve->loop, &feed->again,
                  AGAIN_S * INT64_C(1000000000));
}

static struct lw_capture *open_live(struct lw_capture_feed *feed,
                                    struct lw_fault *fault)
{
    const struct lw_endpoint *from = feed->config.from;
    const struct lw_capture_options options = {.interface = from->interface,
                                               .filter = from->filter,
                                               .monitor = from->monitor};

    struct lw_capture *live = lw_capture_open(feed->serve->loop, &options,
                                              packet, ended, feed, fault);

    if (live == NULL || lw_link_known(lw_capture_link_type(live)))
        return live;
    (void)lw_fault_set(fault, LW_ERR_IO, 0, 0,
                       "%s: its link type (%d) cannot be read", from->interface,
                       lw_capture_link_type(live));
    lw_capture_close(live);
    return NULL;
}

static void open_again(void *context)
{
    struct lw_capture_feed *feed = context;
    struct lw_fault fault;

    if (feed->live != NULL)
        feed->dropped += lw_capture_dropped(feed->live);
    lw_capture_close(feed->live);
    feed->live = open_live(feed, &fault);
    if (feed->live == NULL)
        lw_loop_timer(feed->serve->loop, &feed->again,
                      AGAIN_S * INT64_C(1000000000));
    else if (feed->paused)
        lw_capture_pause(feed->live, true);
}

struct lw_capture_feed *
lw_capture_feed_open(struct lw_serve *serve,
                     const struct lw_capture_feed_config *config,
                     const struct lw_capture_feed_calls *calls, void *context,
                     struct lw_fault *fault)
{
    const struct lw_flows_config flows = {.only = config->decoder};
    struct lw_capture_feed *feed = calloc(1, sizeof *feed);

    if (feed != NULL) {
        *feed = (struct lw_capture_feed){
            .serve = serve,
            .config = *config,
            .calls = calls,
            .context = context,
            .is_live = config->from->transport == LW_TRANSPORT_CAPTURE,
            .again = {.fire = open_again, .context = feed}};
        feed->flows = lw_flows_open(&flows, &flows_calls, feed);
    }
    if (feed == NULL || feed->flows == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        free(feed);
        return NULL;
    }
    if (feed->is_live) {
        feed->live = open_live(feed, fault);
        if (feed->live == NULL) {
            lw_capture_feed_close(feed);
            return NULL;
        }
    }
    return feed;
}

void lw_capture_feed_close(struct lw_capture_feed *feed)
{
    if (feed == NULL)
        return;
    lw_loop_timer_clear(feed->serve->loop, &feed->again);
    lw_capture_close(feed->live);
    lw_flows_close(feed->flows);
    free(feed);
}

size_t lw_capture_feed_bytes(struct lw_capture_feed *feed, const uint8_t *bytes,
                             size_t len, int64_t offset, bool end,
                             uint32_t packets_max)
{
    size_t used = 0;
    int err = lw_flows_bytes(feed->flows, bytes, len, offset, end, packets_max,
                             &used);

    if (err == 0 && end && used == len)
        err = lw_flows_end(feed->flows);
    if (err < 0)
        feed->calls->fault(feed->context, err, &(struct lw_fault){.line = 0});
    return err < 0 ? len : used;
}

bool lw_capture_feed_up(const struct lw_capture_feed *feed)
{
    return !feed->is_live || (feed->live != NULL && !feed->again.is_set);
}

void lw_capture_feed_pause(struct lw_capture_feed *feed, bool pause)
{
    feed->paused = pause;
    if (feed->live != NULL)
        lw_capture_pause(feed->live, pause);
}

uint64_t lw_capture_feed_unclaimed(const struct lw_capture_feed *feed)
{
    return lw_flows_counts(feed->flows)->unclaimed +
           lw_flows_packets(feed->flows)->other;
}

uint64_t lw_capture_feed_lost(const struct lw_capture_feed *feed)
{
    const struct lw_unwrap_counts *packets = lw_flows_packets(feed->flows);
    const uint64_t now =
        feed->live == NULL ? 0 : lw_capture_dropped(feed->live);

    return packets->damaged + packets->fragments + feed->dropped + now;
}
