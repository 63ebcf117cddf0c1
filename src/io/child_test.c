/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct lw_loop *loop;
static char ended[256];

static void nothing(void *context)
{
    (void)context;
}

static void on_done(void *context, const char *why)
{
    (void)context;
    (void)snprintf(ended, sizeof ended, "%s", why != NULL ? why : "well");
    lw_loop_stop(loop);
}

/* How a shell script ends that is given `len` bytes of x. */
static const char *run(const char *script, size_t len, uint32_t timeout_s)
{
    const char *const argv[] = {"/bin/sh", "-c", script, NULL};
    const char *const envp[] = {"WORD=hello", NULL};
    char *input = malloc(len + 1);
    struct lw_fault fault = {0};

    assert_non_null(input);
    memset(input, 'x', len);
    loop = lw_loop_open(nothing, NULL);
    assert_non_null(loop);
    const struct lw_child_request request = {argv, envp, input, len, timeout_s};
    assert_non_null(lw_child_start(loop, &request, on_done, NULL, &fault));
    assert_int_equal(lw_loop_run(loop), 0);
    lw_loop_close(loop);
    free(input);
    return ended;
}

static void is_given_its_input_and_environment(void **state)
{
    (void)state;
    assert_string_equal(run("test \"$WORD\" = hello", 0, 10), "well");
    assert_string_equal(run("test -z \"$HOME$USER\"", 0, 10), "well");
    assert_string_equal(run("test $(wc -c) = 300000", 300000, 10), "well");
    /* Who does not read is no fault. */
    assert_string_equal(run("exit 0", 300000, 10), "well");
    assert_string_equal(run("exec 0<&-; exit 0", 300000, 10), "well");
}

static void says_how_it_ended(void **state)
{
    (void)state;
    assert_string_equal(run("exit 3", 0, 10), "ended with 3");
    assert_string_equal(
        run("echo one >&2; echo 'the lamp is out' >&2; exit 1", 0, 10),
        "ended with 1: the lamp is out");
    assert_string_equal(run("kill -9 $$", 0, 10), "ended by signal 9");
}

static void is_killed_with_its_children(void **state)
{
    (void)state;
    assert_string_equal(run("sleep 1000 & sleep 1000", 0, 1),
                        "not done within 1 s");
}

static void inherits_nothing(void **state)
{
    (void)state;
    assert_string_equal(run("test ! -e /proc/$$/fd/3 && test ! -e "
                            "/proc/$$/fd/9",
                            0, 10),
                        "well");
}

static void what_cannot_be_run_is_told(void **state)
{
    const char *const argv[] = {"/no/such/program", NULL};
    const char *const envp[] = {NULL};
    const struct lw_child_request request = {argv, envp, "", 0, 1};
    struct lw_fault fault = {0};

    (void)state;
    loop = lw_loop_open(nothing, NULL);
    assert_null(lw_child_start(loop, &request, on_done, NULL, &fault));
    assert_non_null(strstr(fault.what, "/no/such/program"));
    lw_child_kill(NULL);
    lw_loop_close(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_given_its_input_and_environment),
        cmocka_unit_test(says_how_it_ended),
        cmocka_unit_test(is_killed_with_its_children),
        cmocka_unit_test(inherits_nothing),
        cmocka_unit_test(what_cannot_be_run_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
