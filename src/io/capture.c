/* SPDX-License-Identifier: Apache-2.0 */
#include "capture.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 100 };

struct lw_capture {
    struct lw_loop *loop;
    struct lw_watch watch;
    pcap_t *pcap;
    void (*packet)(void *context, const struct lw_captured *packet);
    void (*ended)(void *context, const char *why);
    void *context;
};

static void take(u_char *user, const struct pcap_pkthdr *head,
                 const u_char *bytes)
{
    struct lw_capture *capture = (struct lw_capture *)(void *)user;
    /* the fraction is of nanoseconds, because that was asked for */
    const struct lw_captured packet = {
        .time_ns = (int64_t)head->ts.tv_sec * 1000000000 + head->ts.tv_usec,
        .bytes = bytes,
        .len = head->caplen,
        .wire_len = head->len > head->caplen ? head->len : head->caplen};

    capture->packet(capture->context, &packet);
}

static void ready(void *context, unsigned events)
{
    struct lw_capture *capture = context;

    (void)events;
    const int got = pcap_dispatch(capture->pcap, LW_CAPTURE_PER_WAKE, take,
                                  (u_char *)capture);
    if (got >= 0)
        return;
    lw_loop_unwatch(capture->loop, &capture->watch);
    capture->watch.fd = -1;
    capture->ended(capture->context, pcap_geterr(capture->pcap));
}

/* What libpcap says, and what to do where it is a matter of rights. */
static int say(struct lw_fault *fault, pcap_t *pcap, int status,
               const char *interface)
{
    const char *why = pcap_geterr(pcap);

    if (status == PCAP_ERROR_PERM_DENIED)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "no right to capture on %s: it needs CAP_NET_RAW "
                            "(and CAP_NET_ADMIN for monitor mode), as by "
                            "`setcap cap_net_raw,cap_net_admin+ep "
                            "luchtwacht`",
                            interface);
    if (status == PCAP_ERROR_RFMON_NOTSUP)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s has no monitor mode",
                            interface);
    if (status == PCAP_ERROR_NO_SUCH_DEVICE)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "there is no interface %s",
                            interface);
    return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s%s%s", interface,
                        pcap_statustostr(status), why[0] == '\0' ? "" : ": ",
                        why);
}

static int set_up(pcap_t *pcap, const struct lw_capture_options *options,
                  struct lw_fault *fault)
{
    struct bpf_program program;
    char why[PCAP_ERRBUF_SIZE] = "";
    int status = 0;

    (void)pcap_set_snaplen(pcap, LW_CAPTURE_SNAP);
    (void)pcap_set_timeout(pcap, WAIT_MS);
    (void)pcap_set_immediate_mode(pcap, 1);
    (void)pcap_set_buffer_size(pcap, LW_CAPTURE_BUFFER);
    (void)pcap_set_promisc(pcap, 1);
    if (options->monitor)
        status = pcap_set_rfmon(pcap, 1);
    /* microseconds would do; but then take() would have to know */
    if (status == 0)
        status = pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
    if (status == 0)
        status = pcap_activate(pcap);
    if (status < 0)
        return say(fault, pcap, status, options->interface);
    if (options->filter[0] != '\0') {
        if (pcap_compile(pcap, &program, options->filter, 1,
                         PCAP_NETMASK_UNKNOWN) < 0)
            return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0, "`filter`: %s",
                                pcap_geterr(pcap));
        status = pcap_setfilter(pcap, &program);
        pcap_freecode(&program);
        if (status < 0)
            return say(fault, pcap, status, options->interface);
    }
    if (pcap_setnonblock(pcap, 1, why) < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s",
                            options->interface, why);
    return 0;
}

struct lw_capture *
lw_capture_open(struct lw_loop *loop, const struct lw_capture_options *options,
                void (*packet)(void *context, const struct lw_captured *packet),
                void (*ended)(void *context, const char *why), void *context,
                struct lw_fault *fault)
{
    struct lw_capture *capture = calloc(1, sizeof *capture);
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_t *pcap = pcap_create(options->interface, why);

    if (capture == NULL || pcap == NULL) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", options->interface,
                           why);
        goto failed;
    }
    if (set_up(pcap, options, fault) < 0)
        goto failed;
    *capture = (struct lw_capture){.loop = loop,
                                   .pcap = pcap,
                                   .packet = packet,
                                   .ended = ended,
                                   .context = context};
    capture->watch = (struct lw_watch){
        .fd = pcap_get_selectable_fd(pcap), .ready = ready, .context = capture};
    if (capture->watch.fd < 0 ||
        lw_loop_watch(loop, &capture->watch, LW_LOOP_READ) < 0) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s cannot be waited for",
                           options->interface);
        goto failed;
    }
    return capture;
failed:
    if (pcap != NULL)
        pcap_close(pcap);
    free(capture);
    return NULL;
}

void lw_capture_pause(struct lw_capture *capture, bool pause)
{
    if (capture->watch.fd >= 0 &&
        lw_loop_rewatch(capture->loop, &capture->watch,
                        pause ? 0 : LW_LOOP_READ) < 0)
        return; /* then it goes on reading: nothing is lost by that */
}

void lw_capture_close(struct lw_capture *capture)
{
    if (capture == NULL)
        return;
    if (capture->watch.fd >= 0)
        lw_loop_unwatch(capture->loop, &capture->watch);
    pcap_close(capture->pcap);
    free(capture);
}

int lw_capture_link_type(const struct lw_capture *capture)
{
    return pcap_datalink(capture->pcap);
}

uint64_t lw_capture_dropped(const struct lw_capture *capture)
{
    struct pcap_stat stat;

    return pcap_stats(capture->pcap, &stat) == 0 ? stat.ps_drop : 0;
}
