/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.h - counters and gauges as a Prometheus page.
 *
 *     struct lw_metrics page;
 *     lw_metrics_init(&page, text, sizeof text);
 *     lw_metrics_family(&page, "luchtwacht_reports_total", LW_METRIC_COUNTER,
 *                       "Reports taken in, by sensor and type.");
 *     lw_metrics_value(&page, (const struct lw_metric_label[]){
 *                          {"sensor", "radar-1"}, {"type", "polar"}}, 2, 42);
 *     len = lw_metrics_end(&page);
 *
 * Source  Prometheus text exposition format 0.0.4
 *         (Content-Type: text/plain; version=0.0.4; charset=utf-8)
 */
#ifndef LW_METRICS_H
#define LW_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/err.h"

enum lw_metric_type { LW_METRIC_COUNTER, LW_METRIC_GAUGE };

struct lw_metrics {
    struct lw_text page;
    const char *name; /* of the family at hand */
};

struct lw_metric_label {
    const char *name;
    const char *value; /* any UTF-8; escaped as needed */
};

void lw_metrics_init(struct lw_metrics *metrics, char *text, size_t size);

/* HELP and TYPE of the values that follow. The strings must live on. */
void lw_metrics_family(struct lw_metrics *metrics, const char *name,
                       enum lw_metric_type type, const char *help);

/* One value of the family, with `labels` labels (0: label may be NULL). */
void lw_metrics_value(struct lw_metrics *metrics,
                      const struct lw_metric_label *label, size_t labels,
                      double value);

/* A family of one value without labels. */
void lw_metrics_single(struct lw_metrics *metrics, const char *name,
                       enum lw_metric_type type, const char *help,
                       double value);

/* Length of the page without a NUL, or LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_metrics_end(const struct lw_metrics *metrics);

#endif
