/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "encode/metrics.h"

static int write_page(char *text, size_t size)
{
    struct lw_metrics page;

    lw_metrics_init(&page, text, size);
    lw_metrics_family(&page, "reports_total", LW_METRIC_COUNTER,
                      "Reports, by \"sensor\"\nand a \\.");
    lw_metrics_value(&page,
                     (const struct lw_metric_label[]){{"sensor", "a\"b\\c\nd"},
                                                      {"type", "полярний"}},
                     2, 9007199254740992.0);
    lw_metrics_value(&page, &(const struct lw_metric_label){"sensor", ""}, 1,
                     0);
    lw_metrics_single(&page, "delay_seconds", LW_METRIC_GAUGE, "Delay.", 0.1);
    lw_metrics_value(&page, NULL, 0, (double)NAN);
    lw_metrics_value(&page, NULL, 0, (double)-INFINITY);
    lw_metrics_value(&page, NULL, 0, (double)INFINITY);
    return lw_metrics_end(&page);
}

static const char expected[] =
    "# HELP reports_total Reports, by \"sensor\"\\nand a \\\\.\n"
    "# TYPE reports_total counter\n"
    "reports_total{sensor=\"a\\\"b\\\\c\\nd\",type=\"полярний\"} "
    "9007199254740992\n"
    "reports_total{sensor=\"\"} 0\n"
    "# HELP delay_seconds Delay.\n"
    "# TYPE delay_seconds gauge\n"
    "delay_seconds 0.1\n"
    "delay_seconds NaN\n"
    "delay_seconds -Inf\n"
    "delay_seconds +Inf\n";

static void writes_what_prometheus_reads(void **state)
{
    char text[1000];

    (void)state;
    assert_int_equal(write_page(text, sizeof text), sizeof expected - 1);
    assert_memory_equal(text, expected, sizeof expected - 1);
}

static void says_when_the_page_is_too_small(void **state)
{
    (void)state;
    for (size_t size = 0; size <= sizeof expected; size++) {
        char *text = malloc(size > 0 ? size : 1);
        assert_non_null(text);
        const int len = write_page(text, size);
        free(text);
        assert_int_equal(len, size < sizeof expected - 1
                                  ? LW_ERR_NO_SPACE
                                  : (int)sizeof expected - 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_prometheus_reads),
        cmocka_unit_test(says_when_the_page_is_too_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
