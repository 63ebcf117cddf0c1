/* SPDX-License-Identifier: Apache-2.0 */
/*
 * child.h - a program that is run: bytes in, how it ended out, in the loop.
 *
 * No shell. It has its input, nothing on its standard output, and no other
 * descriptor of ours; it leads a process group of its own, which is killed
 * when its time is up. The end of what it says on its standard error is kept.
 *
 * Source  posix_spawn(3), pidfd_open(2)
 */
#ifndef LW_CHILD_H
#define LW_CHILD_H

#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"

enum { LW_CHILD_SAID_MAX = 200 };

struct lw_child_request {
    const char *const *argv; /* NULL at the end; the first: a path */
    const char *const *envp; /* all there is of an environment */
    const char *input;       /* stays until it is done */
    size_t len;
    uint32_t timeout_s;
};

struct lw_child;

/* Begin; `done` comes once, later, and the child is gone then: `why` NULL: it
 * ended with status 0. NULL with *fault: it cannot be run. */
struct lw_child *lw_child_start(struct lw_loop *loop,
                                const struct lw_child_request *request,
                                void (*done)(void *context, const char *why),
                                void *context, struct lw_fault *fault);
/* Kill it, without a word. NULL is allowed. */
void lw_child_kill(struct lw_child *child);

#endif
