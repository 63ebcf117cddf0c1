/* SPDX-License-Identifier: Apache-2.0 */
#include "send.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "loop.h"
#include "net.h"

static char folder[] = "/tmp/luchtwacht-send-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    (void)snprintf(path, sizeof path, "%s/out", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void holds(const char *expected)
{
    char text[256] = "";
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    const size_t len = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    text[len] = '\0';
    assert_string_equal(text, expected);
}

static void messages_are_added_and_documents_replaced(void **state)
{
    struct lw_fault fault;

    (void)state;
    assert_int_equal(lw_file_append(path, "one\n", 4, &fault), 0);
    assert_int_equal(lw_file_append(path, "two\n", 4, &fault), 0);
    holds("one\ntwo\n");
    assert_int_equal(lw_file_replace(path, "new", 3, &fault), 0);
    holds("new");
    assert_int_equal(lw_file_append("/nowhere/x", "a", 1, &fault), LW_ERR_IO);
    assert_non_null(strstr(fault.what, "/nowhere/x"));
    assert_int_equal(lw_file_replace("/nowhere/x", "a", 1, &fault), LW_ERR_IO);
}

/* A limit on the size of files is a full disk. */
static void what_does_not_fit_leaves_no_half(void **state)
{
    static char large[8192];
    struct rlimit was;
    struct lw_fault fault;

    (void)state;
    memset(large, 'x', sizeof large);
    assert_int_equal(lw_file_replace(path, "whole\n", 6, &fault), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small = {.rlim_cur = 4096, .rlim_max = was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    const int appended = lw_file_append(path, large, sizeof large, &fault);
    const int replaced = lw_file_replace(path, large, sizeof large, &fault);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(appended, LW_ERR_IO);
    assert_int_equal(replaced, LW_ERR_IO);
    holds("whole\n");
}

struct heard {
    struct lw_loop *loop;
    char bytes[16];
    size_t len;
};

static void datagram(void *context, const uint8_t *bytes, size_t len)
{
    struct heard *heard = context;

    heard->len = len;
    memcpy(heard->bytes, bytes, len < 16 ? len : 16);
    lw_loop_stop(heard->loop);
}

static void woken(void *context)
{
    (void)context;
}

static void a_datagram_arrives_whole(void **state)
{
    static char large[LW_SEND_DATAGRAM_MAX + 1];
    const struct lw_multicast multicast = {1, ""};
    const struct lw_udp_group group = {"", ""};
    struct heard heard = {.loop = lw_loop_open(woken, NULL)};
    struct lw_fault fault = {0};
    uint16_t port = 0;

    (void)state;
    assert_non_null(heard.loop);
    struct lw_udp *in = lw_udp_open(heard.loop, "127.0.0.1", &port, &group,
                                    datagram, &heard, &fault);
    assert_non_null(in);
    struct lw_udp_out *out = lw_udp_dial("127.0.0.1", port, &multicast, &fault);
    assert_non_null(out);
    assert_int_equal(lw_udp_send(out, "hello", 5), 0);
    assert_int_equal(lw_loop_run(heard.loop), 0);
    assert_int_equal(heard.len, 5);
    assert_memory_equal(heard.bytes, "hello", 5);
    assert_int_equal(lw_udp_send(out, large, sizeof large), LW_ERR_NO_SPACE);
    lw_udp_hang_up(out);
    lw_udp_close(in);
    lw_loop_close(heard.loop);
}

static void groups_need_an_interface_that_is_there(void **state)
{
    const struct lw_multicast bad = {1, "not an address"};
    const struct lw_multicast good = {1, "127.0.0.1"};
    struct lw_fault fault = {0};

    (void)state;
    assert_null(lw_udp_dial("239.2.3.1", 6969, &bad, &fault));
    assert_non_null(strstr(fault.what, "interface"));
    struct lw_udp_out *out = lw_udp_dial("239.2.3.1", 6969, &good, &fault);
    assert_non_null(out);
    lw_udp_hang_up(out);
    assert_null(lw_udp_dial("no.such.host.invalid", 1, &good, &fault));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_added_and_documents_replaced),
        cmocka_unit_test(what_does_not_fit_leaves_no_half),
        cmocka_unit_test(a_datagram_arrives_whole),
        cmocka_unit_test(groups_need_an_interface_that_is_there),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
