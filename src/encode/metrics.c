/* SPDX-License-Identifier: Apache-2.0 */
#include "metrics.h"

#include <math.h>
#include <string.h>

/* Escapes that the format asks for: line feed and backslash, and in label
 * values the double quote. */
static void put_escaped(struct lw_text *page, const char *string, bool quote)
{
    size_t plain = 0, i = 0;

    for (; string[i] != '\0'; i++) {
        const char c = string[i];
        if (c != '\n' && c != '\\' && (c != '"' || !quote))
            continue;
        const char pair[2] = {'\\', c == '\n' ? 'n' : c};
        lw_text_bytes(page, string + plain, i - plain);
        lw_text_bytes(page, pair, 2);
        plain = i + 1;
    }
    lw_text_bytes(page, string + plain, i - plain);
}

void lw_metrics_init(struct lw_metrics *metrics, char *text, size_t size)
{
    lw_text_init(&metrics->page, text, size);
    metrics->name = "";
}

void lw_metrics_family(struct lw_metrics *metrics, const char *name,
                       enum lw_metric_type type, const char *help)
{
    struct lw_text *page = &metrics->page;

    metrics->name = name;
    lw_text_put(page, "# HELP ");
    lw_text_put(page, name);
    lw_text_put(page, " ");
    put_escaped(page, help, false);
    lw_text_put(page, "\n# TYPE ");
    lw_text_put(page, name);
    lw_text_put(page, type == LW_METRIC_COUNTER ? " counter\n" : " gauge\n");
}

void lw_metrics_value(struct lw_metrics *metrics,
                      const struct lw_metric_label *label, size_t labels,
                      double value)
{
    struct lw_text *page = &metrics->page;

    lw_text_put(page, metrics->name);
    for (size_t i = 0; i < labels; i++) {
        lw_text_put(page, i == 0 ? "{" : ",");
        lw_text_put(page, label[i].name);
        lw_text_put(page, "=\"");
        put_escaped(page, label[i].value, true);
        lw_text_put(page, i + 1 == labels ? "\"}" : "\"");
    }
    lw_text_put(page, " ");
    if (isnan(value))
        lw_text_put(page, "NaN");
    else if (isinf(value))
        lw_text_put(page, value > 0 ? "+Inf" : "-Inf");
    else
        lw_text_exact(page, value);
    lw_text_put(page, "\n");
}

void lw_metrics_single(struct lw_metrics *metrics, const char *name,
                       enum lw_metric_type type, const char *help, double value)
{
    lw_metrics_family(metrics, name, type, help);
    lw_metrics_value(metrics, NULL, 0, value);
}

int lw_metrics_end(const struct lw_metrics *metrics)
{
    return lw_text_len(&metrics->page);
}
