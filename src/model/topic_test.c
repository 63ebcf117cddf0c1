/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "topic.h"

static void refused(const char *text, bool wild)
{
    struct lw_topic topic = {.level = 77};
    struct lw_fault fault = {0};

    assert_int_equal(lw_topic_read(text, "sensor", wild, &topic, &fault),
                     LW_ERR_SYNTAX);
    assert_true(fault.what[0] != '\0');
    assert_int_equal(topic.level, 77);
}

/* The name in `text`; NULL: it is not one of the pattern's. */
static const char *found(const char *pattern, const char *text)
{
    static char name[8];
    struct lw_topic topic;
    struct lw_fault fault;

    assert_int_equal(lw_topic_read(pattern, "sensor", true, &topic, &fault), 0);
    return lw_topic_match(&topic, text, name, sizeof name) ? name : NULL;
}

static void a_name_is_read_off_its_level(void **state)
{
    struct lw_topic topic;
    struct lw_fault fault;

    (void)state;
    assert_int_equal(
        lw_topic_read("posts/n-{sensor}x/#", "sensor", true, &topic, &fault),
        0);
    assert_string_equal(topic.filter, "posts/+/#");
    assert_int_equal(topic.level, 1);
    assert_string_equal(found("posts/{sensor}/reports", "posts/7/reports"),
                        "7");
    assert_string_equal(found("posts/n-{sensor}x/#", "posts/n-12x"), "12");
    assert_string_equal(found("posts/n-{sensor}x/#", "posts/n-12x/a/b"), "12");
    assert_string_equal(found("{sensor}", "a"), "a");
    assert_string_equal(found("a/+/c", "a/b/c"), "");
    assert_string_equal(found("#", "a/b/c"), "");
    assert_null(found("posts/n-{sensor}x/#", "posts/n-x"));
    assert_null(found("posts/n-{sensor}x/#", "posts/m-12x"));
    assert_null(found("posts/{sensor}/reports", "posts//reports"));
    assert_null(found("posts/{sensor}/reports", "posts/7/report"));
    assert_null(found("posts/{sensor}/reports", "posts/7"));
    assert_null(found("posts/{sensor}", "posts/7/reports"));
    assert_null(found("a/+", "a"));
    assert_null(found("#", "$SYS/broker"));
    assert_null(found("posts/{sensor}", "posts/eightlong"));
}

static void patterns_that_cannot_be_are_refused(void **state)
{
    char longest[LW_TOPIC_MAX + 2];

    (void)state;
    refused("", true);
    refused("a/#/b", true);
    refused("a+/b", true);
    refused("a/b#", true);
    refused("a/+", false);
    refused("a/{track}", true);
    refused("a/{sensor}/{sensor}", true);
    refused("a/{sensor", true);
    refused("a\nb", true);
    memset(longest, 'a', sizeof longest);
    longest[LW_TOPIC_MAX + 1] = '\0';
    refused(longest, true);
}

static void a_topic_for_a_name_matches_it_again(void **state)
{
    struct lw_topic topic;
    struct lw_fault fault;
    char text[32], name[8];

    (void)state;
    assert_int_equal(
        lw_topic_read("lw/t-{track}/x", "track", false, &topic, &fault), 0);
    assert_int_equal(lw_topic_write(&topic, "A0007", text, sizeof text), 12);
    assert_string_equal(text, "lw/t-A0007/x");
    assert_true(lw_topic_match(&topic, text, name, sizeof name));
    assert_string_equal(name, "A0007");
    assert_int_equal(lw_topic_write(&topic, "a/+#\n", text, sizeof text), 12);
    assert_string_equal(text, "lw/t-a____/x");
    assert_int_equal(lw_topic_write(&topic, "A0007", text, 12),
                     LW_ERR_NO_SPACE);
    assert_int_equal(lw_topic_read("lw/all", "track", false, &topic, &fault),
                     0);
    assert_int_equal(lw_topic_write(&topic, "A0007", text, sizeof text), 6);
    assert_string_equal(text, "lw/all");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_read_off_its_level),
        cmocka_unit_test(patterns_that_cannot_be_are_refused),
        cmocka_unit_test(a_topic_for_a_name_matches_it_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
