/* SPDX-License-Identifier: Apache-2.0 */
/* /metrics: warnings, zones, decisions, and how long it all takes. */
#include <stdio.h>

#include "serve.h"
#include "serve_warden.h"

static void write_told(const struct lw_warden_stats *stats,
                       struct lw_metrics *m)
{
    lw_metrics_family(m, "luchtwacht_warnings_told_total", LW_METRIC_COUNTER,
                      "Revisions of warnings, tests left out, by level and "
                      "state.");
    for (int level = 0; level < LW_WARNING_LEVELS; level++)
        for (int state = 0; state < LW_WARNING_STATES; state++) {
            const struct lw_metric_label label[] = {
                {"level", lw_warning_level_name((enum lw_warning_level)level)},
                {"state", lw_warning_state_name((enum lw_warning_state)state)}};
            lw_metrics_value(m, label, 2, (double)stats->told[level][state]);
        }
}

/* As they stand now. */
static void write_zones(const struct lw_serve *serve, struct lw_metrics *m)
{
    const struct lw_warn *engine = lw_warden_engine(serve, false);
    uint32_t alive[LW_WARNING_LEVELS] = {0}, cover[LW_COVERS] = {0};
    uint32_t proposed = 0;

    for (uint32_t z = 0; z < serve->site->zones; z++) {
        const struct lw_zone_state state = lw_warn_zone(engine, z);
        cover[state.cover]++;
        if (state.warning == NULL || state.warning->end != LW_WARNING_STANDS)
            continue;
        if (state.warning->state == LW_WARNING_PROPOSED)
            proposed++;
        else
            alive[state.warning->level]++;
    }
    lw_metrics_family(m, "luchtwacht_warnings", LW_METRIC_GAUGE,
                      "Warnings that stand, silent ones among them, by level.");
    for (int i = 0; i < LW_WARNING_LEVELS; i++) {
        const struct lw_metric_label label[] = {
            {"level", lw_warning_level_name((enum lw_warning_level)i)}};
        lw_metrics_value(m, label, 1, alive[i]);
    }
    lw_metrics_single(m, "luchtwacht_warnings_proposed", LW_METRIC_GAUGE,
                      "Proposals that wait for a person.", proposed);
    lw_metrics_family(m, "luchtwacht_zones", LW_METRIC_GAUGE,
                      "Zones by how the ways to them are watched.");
    for (int i = 0; i < LW_COVERS; i++) {
        const struct lw_metric_label label[] = {
            {"cover", lw_cover_name((enum lw_cover)i)}};
        lw_metrics_value(m, label, 1, cover[i]);
    }
}

static void write_times(const struct lw_warden_stats *stats,
                        struct lw_metrics *m)
{
    lw_metrics_family(m, "luchtwacht_warning_within_total", LW_METRIC_COUNTER,
                      "Messages of warnings that were out so many seconds, or "
                      "less, after the first report that could make them "
                      "reached the program.");
    for (int i = 0; i < LW_WARDEN_WAITS; i++) {
        char seconds[16];
        (void)snprintf(seconds, sizeof seconds, "%g", lw_warden_wait_s[i]);
        const struct lw_metric_label label[] = {{"seconds", seconds}};
        lw_metrics_value(m, label, 1, (double)stats->within[i]);
    }
    lw_metrics_single(m, "luchtwacht_warning_wait_seconds_max", LW_METRIC_GAUGE,
                      "The longest such time.", stats->wait_s_max);
    lw_metrics_single(m, "luchtwacht_warning_steps_total", LW_METRIC_COUNTER,
                      "Moments at which warnings were worked out.",
                      (double)stats->steps);
    lw_metrics_single(m, "luchtwacht_warning_step_seconds_total",
                      LW_METRIC_COUNTER, "Time that took.", stats->step_s_sum);
    lw_metrics_single(m, "luchtwacht_warning_step_seconds_max", LW_METRIC_GAUGE,
                      "The longest of them.", stats->step_s_max);
    lw_metrics_single(m, "luchtwacht_cover_changes_total", LW_METRIC_COUNTER,
                      "Changes of the cover of zones.", (double)stats->covers);
    lw_metrics_single(m, "luchtwacht_decisions_total", LW_METRIC_COUNTER,
                      "Decisions of people, journalled.",
                      (double)stats->decisions);
    lw_metrics_single(m, "luchtwacht_decisions_void_total", LW_METRIC_COUNTER,
                      "Those of them that changed nothing.",
                      (double)stats->refused);
}

void lw_warden_metrics(const struct lw_serve *serve, struct lw_metrics *m)
{
    if (serve->warden == NULL)
        return;
    const struct lw_warden_stats stats = lw_warden_stats(serve);
    write_told(&stats, m);
    write_zones(serve, m);
    write_times(&stats, m);
}
