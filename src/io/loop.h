/* SPDX-License-Identifier: Apache-2.0 */
/*
 * loop.h - one thread that waits for bytes, connections and timers.
 *
 * It knows nothing of reports. Everything that became ready in one wake-up is
 * handed out first; then `woken` is called once, which is where the caller
 * commits what came in. libwebsockets does the waiting (its HTTP connections
 * are served by http.h); other descriptors hang in an epoll set of their own
 * inside it.
 *
 * Units   nanoseconds; steady: since some moment that never changes
 */
#ifndef LW_LOOP_H
#define LW_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"

struct lw_loop;

/* A call at a later moment. Zero it, set `fire` and `context`. */
struct lw_timer {
    void (*fire)(void *context);
    void *context;
    int64_t at_ns; /* steady; owned by the loop */
    bool is_set;
    struct lw_timer *next;
};

enum { LW_LOOP_READ = 1, LW_LOOP_WRITE = 2 };

/* A descriptor that is waited for. Zero it, set all three. */
struct lw_watch {
    int fd;
    void (*ready)(void *context, unsigned events);
    void *context;
};

/* NULL where the system gives no descriptors or memory. */
struct lw_loop *lw_loop_open(void (*woken)(void *context), void *context);
void lw_loop_close(struct lw_loop *loop);

/* Until lw_loop_stop(); SIGINT and SIGTERM stop it too once asked for. */
LW_NODISCARD int lw_loop_run(struct lw_loop *loop);
void lw_loop_stop(struct lw_loop *loop);
LW_NODISCARD int lw_loop_stop_on_signals(struct lw_loop *loop);
bool lw_loop_stopping(const struct lw_loop *loop);

/* Do not sleep before the next wake-up: there is more to do. */
void lw_loop_again(struct lw_loop *loop);

/* The clocks as they were read at this wake-up. */
int64_t lw_loop_wall_ns(const struct lw_loop *loop);
int64_t lw_loop_steady_ns(const struct lw_loop *loop);

/* Set (again) or clear a timer. */
void lw_loop_timer(struct lw_loop *loop, struct lw_timer *timer,
                   int64_t delay_ns);
void lw_loop_timer_clear(struct lw_loop *loop, struct lw_timer *timer);

/* Wait for `events` (LW_LOOP_*; 0: for none) on watch->fd, from now on. */
LW_NODISCARD int lw_loop_watch(struct lw_loop *loop, struct lw_watch *watch,
                               unsigned events);
LW_NODISCARD int lw_loop_rewatch(struct lw_loop *loop, struct lw_watch *watch,
                                 unsigned events);
/* Call before closing the descriptor. */
void lw_loop_unwatch(struct lw_loop *loop, struct lw_watch *watch);

struct lws_context;
struct lws_context *lw_loop_lws(struct lw_loop *loop);

#endif
