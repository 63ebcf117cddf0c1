/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_SIZE = 4096, WHY_SIZE = LW_CHILD_SAID_MAX + 64 };
static const int64_t second_ns = INT64_C(1000000000);

struct lw_child {
    struct lw_loop *loop;
    pid_t pid;
    struct lw_watch ended; /* its pidfd */
    struct lw_watch in, err;
    struct lw_timer timer;
    const char *input;
    size_t len;
    bool late;
    uint32_t timeout_s;
    char said[LW_CHILD_SAID_MAX + 1];
    void (*done)(void *context, const char *why);
    void *context;
};

static void hang_up(struct lw_child *child, struct lw_watch *watch)
{
    if (watch->fd < 0)
        return;
    lw_loop_unwatch(child->loop, watch);
    (void)close(watch->fd);
    watch->fd = -1;
}

static void release(struct lw_child *child)
{
    hang_up(child, &child->in);
    hang_up(child, &child->err);
    hang_up(child, &child->ended);
    lw_loop_timer_clear(child->loop, &child->timer);
    free(child);
}

static void on_in(void *context, unsigned events)
{
    struct lw_child *child = context;

    (void)events;
    while (child->len > 0) {
        const ssize_t n = write(child->in.fd, child->input, child->len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (n <= 0)
            break; /* it does not want to read: its own affair */
        child->input += n;
        child->len -= (size_t)n;
    }
    hang_up(child, &child->in);
}

/* Keep the last line that is not empty, on one line. */
static void hear(struct lw_child *child, const char *bytes, size_t len)
{
    while (len > 0 && (unsigned char)bytes[len - 1] <= ' ')
        len--;
    size_t from = len;
    while (from > 0 && bytes[from - 1] != '\n')
        from--;
    if (len == from)
        return;
    if (len - from > LW_CHILD_SAID_MAX)
        len = from + LW_CHILD_SAID_MAX;
    memcpy(child->said, bytes + from, len - from);
    child->said[len - from] = '\0';
    for (char *c = child->said; *c != '\0'; c++)
        if ((unsigned char)*c < ' ')
            *c = ' ';
}

static void on_err(void *context, unsigned events)
{
    struct lw_child *child = context;
    char bytes[READ_SIZE];

    (void)events;
    const ssize_t n = read(child->err.fd, bytes, sizeof bytes);
    if (n > 0)
        hear(child, bytes, (size_t)n);
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
        hang_up(child, &child->err);
}

static void on_end(void *context, unsigned events)
{
    struct lw_child *child = context;
    void (*const done)(void *, const char *) = child->done;
    void *const to = child->context;
    char why[WHY_SIZE] = "";
    int status = 0;

    if (waitpid(child->pid, &status, WNOHANG) == 0)
        return;
    if (child->err.fd >= 0)
        on_err(child, events); /* its last words */
    if (child->late)
        (void)snprintf(why, sizeof why, "not done within %u s",
                       (unsigned)child->timeout_s);
    else if (WIFSIGNALED(status))
        (void)snprintf(why, sizeof why, "ended by signal %d", WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        (void)snprintf(why, sizeof why, "ended with %d%s%s",
                       WEXITSTATUS(status), child->said[0] != '\0' ? ": " : "",
                       child->said);
    release(child);
    done(to, why[0] != '\0' ? why : NULL);
}

static void on_late(void *context)
{
    struct lw_child *child = context;

    child->late = true;
    (void)kill(-child->pid, SIGKILL);
}

/* Its three descriptors and no other; signals as they are by default. */
static int spawn(struct lw_child *child, const struct lw_child_request *request,
                 int in, int err)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t how;
    sigset_t none, all;
    char *const *argv = (char *const *)(uintptr_t)request->argv;
    char *const *envp = (char *const *)(uintptr_t)request->envp;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    int why = posix_spawn_file_actions_init(&actions);
    if (why != 0)
        return why;
    why = posix_spawnattr_init(&how);
    if (why != 0) {
        (void)posix_spawn_file_actions_destroy(&actions);
        return why;
    }
    (void)posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP |
                                             POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETSIGDEF);
    (void)posix_spawnattr_setpgroup(&how, 0);
    (void)posix_spawnattr_setsigmask(&how, &none);
    (void)posix_spawnattr_setsigdefault(&how, &all);
    why = posix_spawn_file_actions_adddup2(&actions, in, 0);
    if (why == 0)
        why = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null",
                                               O_WRONLY, 0);
    if (why == 0)
        why = posix_spawn_file_actions_adddup2(&actions, err, 2);
    if (why == 0)
        why = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (why == 0)
        why = posix_spawn(&child->pid, request->argv[0], &actions, &how, argv,
                          envp);
    (void)posix_spawnattr_destroy(&how);
    (void)posix_spawn_file_actions_destroy(&actions);
    return why;
}

/* A pipe of which our end does not block. */
static bool open_pipe(int end[2], int ours)
{
    if (pipe(end) < 0)
        return false;
    if (fcntl(end[0], F_SETFD, FD_CLOEXEC) == 0 &&
        fcntl(end[1], F_SETFD, FD_CLOEXEC) == 0 &&
        fcntl(end[ours], F_SETFL, O_NONBLOCK) == 0)
        return true;
    (void)close(end[0]);
    (void)close(end[1]);
    return false;
}

static int watch_all(struct lw_child *child)
{
    if (lw_loop_watch(child->loop, &child->ended, LW_LOOP_READ) < 0 ||
        lw_loop_watch(child->loop, &child->err, LW_LOOP_READ) < 0 ||
        lw_loop_watch(child->loop, &child->in, LW_LOOP_WRITE) < 0)
        return errno;
    return 0;
}

/* 0 or why not, by errno. */
static int start(struct lw_child *child, const struct lw_child_request *request)
{
    int in[2], err[2];

    if (!open_pipe(in, 1))
        return errno;
    child->in.fd = in[1];
    if (!open_pipe(err, 0)) {
        (void)close(in[0]);
        return errno;
    }
    child->err.fd = err[0];
    int why = spawn(child, request, in[0], err[1]);
    (void)close(in[0]);
    (void)close(err[1]);
    if (why != 0)
        return why;
    child->ended.fd = pidfd_open(child->pid, 0);
    why = child->ended.fd < 0 ? errno : watch_all(child);
    if (why != 0) {
        (void)kill(-child->pid, SIGKILL);
        (void)waitpid(child->pid, NULL, 0);
    }
    return why;
}

struct lw_child *lw_child_start(struct lw_loop *loop,
                                const struct lw_child_request *request,
                                void (*done)(void *context, const char *why),
                                void *context, struct lw_fault *fault)
{
    struct lw_child *child = calloc(1, sizeof *child);

    if (child == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
        return NULL;
    }
    *child = (struct lw_child){
        .loop = loop,
        .ended = {.fd = -1, .ready = on_end, .context = child},
        .in = {.fd = -1, .ready = on_in, .context = child},
        .err = {.fd = -1, .ready = on_err, .context = child},
        .timer = {.fire = on_late, .context = child},
        .input = request->input,
        .len = request->len,
        .timeout_s = request->timeout_s,
        .done = done,
        .context = context,
    };
    const int why = start(child, request);
    if (why != 0) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", request->argv[0],
                           strerror(why));
        release(child);
        return NULL;
    }
    lw_loop_timer(loop, &child->timer, request->timeout_s * second_ns);
    return child;
}

void lw_child_kill(struct lw_child *child)
{
    if (child == NULL)
        return;
    (void)kill(-child->pid, SIGKILL);
    (void)waitpid(child->pid, NULL, 0);
    release(child);
}
