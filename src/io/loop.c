/* SPDX-License-Identifier: Apache-2.0 */
#include "loop.h"

#include <assert.h>
#include <errno.h>
#include <libwebsockets.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    EVENTS_MAX = 64,            /* handed out in one wake-up */
    SERVICE_BUFFER = 64 * 1024, /* one read of a request's body */
    HEADER_DATA_MAX = 8 * 1024, /* all headers of one request */
    HEADER_POOL_MAX = 1024,     /* requests whose headers are held at once */
    HEADER_TIMEOUT_S = 15,
    KEEPALIVE_S = 60,
};

struct lw_loop {
    struct lws_context *lws;
    struct lws_vhost *vhost; /* holds the epoll set's descriptor only */
    int epoll_fd;
    int signal_fd;
    struct lw_watch signal_watch;
    void (*woken)(void *context);
    void *context;
    struct lw_timer *timers;
    lws_sorted_usec_list_t sul;
    struct epoll_event ready[EVENTS_MAX];
    int readies;
    bool stopping;
    bool again;
    int64_t wall_ns;
    int64_t steady_ns;
};

static int64_t clock_ns(clockid_t clock)
{
    struct timespec ts;
    clock_gettime(clock, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void read_clocks(struct lw_loop *loop)
{
    loop->wall_ns = clock_ns(CLOCK_REALTIME);
    loop->steady_ns = clock_ns(CLOCK_MONOTONIC);
}

static void hand_out(struct lw_loop *loop)
{
    read_clocks(loop);
    loop->readies = epoll_wait(loop->epoll_fd, loop->ready, EVENTS_MAX, 0);
    for (int i = 0; i < loop->readies; i++) {
        struct lw_watch *watch = loop->ready[i].data.ptr;
        if (watch == NULL)
            continue; /* taken away by one handed out before it */
        const uint32_t got = loop->ready[i].events;
        unsigned events = 0;
        if (got & (EPOLLIN | EPOLLHUP | EPOLLERR))
            events |= LW_LOOP_READ;
        if (got & (EPOLLOUT | EPOLLERR))
            events |= LW_LOOP_WRITE;
        watch->ready(watch->context, events);
    }
    loop->readies = 0;
}

static int raw_callback(struct lws *wsi, enum lws_callback_reasons reason,
                        void *user, void *in, size_t len)
{
    (void)user, (void)in, (void)len;
    if (reason == LWS_CALLBACK_RAW_RX_FILE)
        hand_out(lws_context_user(lws_get_context(wsi)));
    return 0;
}

static const struct lws_protocols raw_protocols[] = {
    {.name = "loop", .callback = raw_callback},
    {.name = NULL},
};

static int open_lws(struct lw_loop *loop)
{
    lws_set_log_level(0, NULL);
    struct lws_context_creation_info info = {0};
    info.port = CONTEXT_PORT_NO_LISTEN; /* not that of http.c: by it requests
                                           find their vhost */
    info.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS;
    info.protocols = raw_protocols;
    info.user = loop;
    info.vhost_name = "loop";
    info.server_string = "luchtwacht";
    info.gid = -1;
    info.uid = -1;
    info.pt_serv_buf_size = SERVICE_BUFFER;
    info.max_http_header_data = HEADER_DATA_MAX;
    info.max_http_header_pool = HEADER_POOL_MAX;
    info.timeout_secs = HEADER_TIMEOUT_S;
    info.keepalive_timeout = KEEPALIVE_S;
    loop->lws = lws_create_context(&info);
    if (loop->lws == NULL)
        return LW_ERR_IO;
    loop->vhost = lws_create_vhost(loop->lws, &info);
    if (loop->vhost == NULL)
        return LW_ERR_IO;
    const lws_sock_file_fd_type fd = {.filefd = loop->epoll_fd};
    if (lws_adopt_descriptor_vhost(loop->vhost, LWS_ADOPT_RAW_FILE_DESC, fd,
                                   "loop", NULL) == NULL)
        return LW_ERR_IO;
    return 0;
}

struct lw_loop *lw_loop_open(void (*woken)(void *context), void *context)
{
    struct lw_loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL)
        return NULL;
    loop->woken = woken;
    loop->context = context;
    loop->signal_fd = -1;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0 || open_lws(loop) < 0) {
        lw_loop_close(loop);
        return NULL;
    }
    signal(SIGPIPE, SIG_IGN);
    read_clocks(loop);
    return loop;
}

void lw_loop_close(struct lw_loop *loop)
{
    if (loop == NULL)
        return;
    if (loop->signal_fd >= 0) {
        lw_loop_unwatch(loop, &loop->signal_watch);
        close(loop->signal_fd);
    }
    if (loop->lws != NULL)
        lws_context_destroy(loop->lws); /* closes epoll_fd too */
    else if (loop->epoll_fd >= 0)
        close(loop->epoll_fd);
    free(loop);
}

static void signalled(void *context, unsigned events)
{
    (void)events;
    struct lw_loop *loop = context;
    struct signalfd_siginfo info;
    if (read(loop->signal_fd, &info, sizeof info) > 0)
        loop->stopping = true;
}

int lw_loop_stop_on_signals(struct lw_loop *loop)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
        return LW_ERR_IO;
    loop->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (loop->signal_fd < 0)
        return LW_ERR_IO;
    loop->signal_watch = (struct lw_watch){
        .fd = loop->signal_fd, .ready = signalled, .context = loop};
    return lw_loop_watch(loop, &loop->signal_watch, LW_LOOP_READ);
}

static void on_sul(lws_sorted_usec_list_t *sul)
{
    /* Only there to end the sleep; fire_timers() does the work. lws fires what
     * is due before it polls, too, and would then sleep on. */
    struct lw_loop *loop = lws_container_of(sul, struct lw_loop, sul);
    lws_cancel_service(loop->lws);
}

/* Take out and fire, one at a time, those that are due; each may change the
 * list. A timer set again for now waits for the next wake-up. */
static void fire_timers(struct lw_loop *loop)
{
    const int64_t now_ns = loop->steady_ns;
    for (;;) {
        struct lw_timer *due = NULL;
        for (struct lw_timer *t = loop->timers; t != NULL; t = t->next)
            if (t->at_ns <= now_ns && (due == NULL || t->at_ns < due->at_ns))
                due = t;
        if (due == NULL)
            return;
        lw_loop_timer_clear(loop, due);
        due->fire(due->context);
    }
}

static void schedule(struct lw_loop *loop)
{
    int64_t least_ns = INT64_MAX;
    for (const struct lw_timer *t = loop->timers; t != NULL; t = t->next)
        if (t->at_ns < least_ns)
            least_ns = t->at_ns;
    if (least_ns == INT64_MAX) {
        lws_sul_cancel(&loop->sul);
        return;
    }
    int64_t delay_us = (least_ns - clock_ns(CLOCK_MONOTONIC) + 999) / 1000;
    if (delay_us < 1)
        delay_us = 1;
    lws_sul_schedule(loop->lws, 0, &loop->sul, on_sul, delay_us);
}

int lw_loop_run(struct lw_loop *loop)
{
    while (!loop->stopping) {
        schedule(loop);
        const bool again = loop->again;
        loop->again = false;
        if (lws_service(loop->lws, again ? -1 : 0) < 0)
            return LW_ERR_IO;
        read_clocks(loop);
        fire_timers(loop);
        loop->woken(loop->context);
    }
    return 0;
}

void lw_loop_stop(struct lw_loop *loop)
{
    loop->stopping = true;
    loop->again = true;
}

bool lw_loop_stopping(const struct lw_loop *loop)
{
    return loop->stopping;
}

void lw_loop_again(struct lw_loop *loop)
{
    loop->again = true;
}

int64_t lw_loop_wall_ns(const struct lw_loop *loop)
{
    return loop->wall_ns;
}

int64_t lw_loop_steady_ns(const struct lw_loop *loop)
{
    return loop->steady_ns;
}

void lw_loop_timer(struct lw_loop *loop, struct lw_timer *timer,
                   int64_t delay_ns)
{
    assert(timer->fire != NULL);
    timer->at_ns = loop->steady_ns + (delay_ns > 0 ? delay_ns : 1);
    if (timer->is_set)
        return;
    timer->is_set = true;
    timer->next = loop->timers;
    loop->timers = timer;
}

void lw_loop_timer_clear(struct lw_loop *loop, struct lw_timer *timer)
{
    if (!timer->is_set)
        return;
    struct lw_timer **at = &loop->timers;
    while (*at != timer)
        at = &(*at)->next;
    *at = timer->next;
    timer->is_set = false;
}

static int control(struct lw_loop *loop, int op, struct lw_watch *watch,
                   unsigned events)
{
    struct epoll_event event = {.data.ptr = watch};
    if (events & LW_LOOP_READ)
        event.events |= EPOLLIN;
    if (events & LW_LOOP_WRITE)
        event.events |= EPOLLOUT;
    return epoll_ctl(loop->epoll_fd, op, watch->fd, &event) < 0 ? LW_ERR_IO : 0;
}

int lw_loop_watch(struct lw_loop *loop, struct lw_watch *watch, unsigned events)
{
    return control(loop, EPOLL_CTL_ADD, watch, events);
}

int lw_loop_rewatch(struct lw_loop *loop, struct lw_watch *watch,
                    unsigned events)
{
    return control(loop, EPOLL_CTL_MOD, watch, events);
}

void lw_loop_unwatch(struct lw_loop *loop, struct lw_watch *watch)
{
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    for (int i = 0; i < loop->readies; i++)
        if (loop->ready[i].data.ptr == watch)
            loop->ready[i].data.ptr = NULL;
}

struct lws_context *lw_loop_lws(struct lw_loop *loop)
{
    return loop->lws;
}
