/* SPDX-License-Identifier: Apache-2.0 */
#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "net.h"

struct scene {
    struct lw_loop *loop;
    struct lw_timer first, second, guard;
    struct lw_watch watch;
    int wakes;
    int fired[4];
    int count;
    char got[64];
    size_t len;
    struct lw_tcp_client *client;
    struct lw_tcp_server *server;
    int opened, closed;
};

static void woken(void *context)
{
    struct scene *s = context;
    s->wakes++;
}

static void fire_first(void *context)
{
    struct scene *s = context;
    s->fired[s->count++] = 1;
}

static void fire_second(void *context)
{
    struct scene *s = context;
    s->fired[s->count++] = 2;
    lw_loop_stop(s->loop);
}

static void too_late(void *context)
{
    (void)context;
    fail_msg("it did not happen within the time set");
}

static void start(struct scene *s)
{
    memset(s, 0, sizeof *s);
    s->loop = lw_loop_open(woken, s);
    assert_non_null(s->loop);
    s->guard = (struct lw_timer){.fire = too_late, .context = s};
    lw_loop_timer(s->loop, &s->guard, INT64_C(10000000000));
}

static void timers_fire_in_order_of_their_time(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    s.first = (struct lw_timer){.fire = fire_first, .context = &s};
    s.second = (struct lw_timer){.fire = fire_second, .context = &s};
    lw_loop_timer(s.loop, &s.second, 20000000);
    lw_loop_timer(s.loop, &s.first, 10000000);
    assert_int_equal(lw_loop_run(s.loop), 0);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.fired[0], 1);
    assert_int_equal(s.fired[1], 2);
    assert_true(s.wakes >= 1);
    lw_loop_close(s.loop);
}

static void a_cleared_timer_does_not_fire(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    s.first = (struct lw_timer){.fire = fire_first, .context = &s};
    s.second = (struct lw_timer){.fire = fire_second, .context = &s};
    lw_loop_timer(s.loop, &s.first, 1000000);
    lw_loop_timer_clear(s.loop, &s.first);
    lw_loop_timer(s.loop, &s.second, 5000000);
    assert_int_equal(lw_loop_run(s.loop), 0);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.fired[0], 2);
    lw_loop_close(s.loop);
}

static void readable(void *context, unsigned events)
{
    struct scene *s = context;
    assert_true(events & LW_LOOP_READ);
    const ssize_t n = read(s->watch.fd, s->got, sizeof s->got);
    assert_true(n > 0);
    s->len = (size_t)n;
    lw_loop_unwatch(s->loop, &s->watch);
    lw_loop_stop(s->loop);
}

static void a_descriptor_with_bytes_is_handed_out(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    assert_int_equal(write(fd[1], "bytes", 5), 5);
    s.watch = (struct lw_watch){.fd = fd[0], .ready = readable, .context = &s};
    assert_int_equal(lw_loop_watch(s.loop, &s.watch, LW_LOOP_READ), 0);
    assert_int_equal(lw_loop_run(s.loop), 0);
    assert_int_equal(s.len, 5);
    lw_loop_close(s.loop);
    close(fd[0]);
    close(fd[1]);
}

static void on_opened(void *context, struct lw_stream *stream)
{
    struct scene *s = context;
    s->opened++;
    (void)lw_stream_send(stream, "hello\n", 6);
}

static size_t on_bytes(void *context, struct lw_stream *stream,
                       const uint8_t *bytes, size_t len, bool full, bool end)
{
    (void)stream, (void)full, (void)end;
    struct scene *s = context;
    if (len < 6)
        return 0;
    assert_memory_equal(bytes, "hello\n", 6);
    s->count++;
    if (s->count == 2)
        lw_loop_stop(s->loop);
    return len;
}

static void on_closed(void *context, struct lw_stream *stream, const char *why)
{
    (void)stream, (void)why;
    struct scene *s = context;
    s->closed++;
}

static const struct lw_stream_calls calls = {on_opened, on_bytes, on_closed};

static void a_client_reaches_a_server_and_both_speak(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    uint16_t port = 0;
    struct lw_fault fault;
    s.server = lw_tcp_listen(s.loop, "127.0.0.1", &port, &calls, &s, &fault);
    assert_non_null(s.server);
    assert_true(port > 0);
    s.client = lw_tcp_dial(s.loop, "127.0.0.1", port, &calls, &s, &fault);
    assert_non_null(s.client);
    assert_int_equal(lw_loop_run(s.loop), 0);
    assert_int_equal(s.opened, 2);
    assert_true(lw_tcp_client_connected(s.client));
    assert_int_equal(lw_tcp_server_streams(s.server), 1);
    lw_tcp_client_close(s.client);
    lw_tcp_server_close(s.server);
    assert_int_equal(s.closed, 2);
    lw_loop_close(s.loop);
}

static void who_does_not_read_is_dropped_at_the_limit(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    uint16_t port = 0;
    struct lw_fault fault;
    s.server = lw_tcp_listen(s.loop, "127.0.0.1", &port, &calls, &s, &fault);
    s.client = lw_tcp_dial(s.loop, "127.0.0.1", port, &calls, &s, &fault);
    assert_int_equal(lw_loop_run(s.loop), 0);
    static const char block[65536];
    int rc = 0;
    for (int i = 0; i < 64 && rc == 0; i++)
        rc =
            lw_stream_send(lw_tcp_client_stream(s.client), block, sizeof block);
    assert_int_equal(rc, LW_ERR_NO_SPACE);
    assert_false(lw_tcp_client_connected(s.client));
    lw_tcp_client_close(s.client);
    lw_tcp_server_close(s.server);
    lw_loop_close(s.loop);
}

static void a_port_in_use_is_an_error_that_says_so(void **state)
{
    (void)state;
    struct scene s;
    start(&s);
    uint16_t port = 0;
    struct lw_fault fault = {0};
    s.server = lw_tcp_listen(s.loop, "", &port, &calls, &s, &fault);
    assert_non_null(s.server);
    assert_null(lw_tcp_listen(s.loop, "", &port, &calls, &s, &fault));
    assert_non_null(strstr(fault.what, "in use"));
    lw_tcp_server_close(s.server);
    lw_loop_close(s.loop);
}

static void addresses_are_read_with_and_without_a_host(void **state)
{
    (void)state;
    char host[LW_HOST_MAX + 1];
    uint16_t port = 0;
    assert_int_equal(lw_net_address("127.0.0.1:80", host, &port), 0);
    assert_string_equal(host, "127.0.0.1");
    assert_int_equal(port, 80);
    assert_int_equal(lw_net_address("[::1]:8470", host, &port), 0);
    assert_string_equal(host, "::1");
    assert_int_equal(lw_net_address("8470", host, &port), 0);
    assert_string_equal(host, "");
    assert_int_equal(lw_net_address("::1:80", host, &port), LW_ERR_SYNTAX);
    assert_int_equal(lw_net_address("a:65536", host, &port), LW_ERR_SYNTAX);
    assert_int_equal(lw_net_address("a:", host, &port), LW_ERR_SYNTAX);
    assert_int_equal(lw_net_address("a:1x", host, &port), LW_ERR_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_fire_in_order_of_their_time),
        cmocka_unit_test(a_cleared_timer_does_not_fire),
        cmocka_unit_test(a_descriptor_with_bytes_is_handed_out),
        cmocka_unit_test(a_client_reaches_a_server_and_both_speak),
        cmocka_unit_test(who_does_not_read_is_dropped_at_the_limit),
        cmocka_unit_test(a_port_in_use_is_an_error_that_says_so),
        cmocka_unit_test(addresses_are_read_with_and_without_a_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
