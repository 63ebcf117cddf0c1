/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <math.h>

#include "cmd.h"
#include "score_print.h"
#include "score_put.h"
#include "score_warned.h"

static double share(double part, double of)
{
    return of > 0 ? part / of : (double)NAN;
}

static void print_hours(const struct lw_warned_result *r)
{
    const struct {
        const char *name;
        const struct lw_warned_hours *hours;
        const char *what;
    } row[] = {
        {"warned", &r->warned, ""},
        {"  notices too", &r->noticed, ""},
        {"  not needed", &r->over, "by the oracle"},
        {"oracle", &r->oracle, "from when the object exists"},
        {"  two sensors", &r->oracle_noticed, "from when two could notice it"},
        {"province-wide", &r->province, "squares of --province"},
        {"  the whole", &r->country, "of them together"},
    };

    printf("\n%-26s %12s %14s\n", "", "zone-hours", "km2-hours");
    for (int i = 0; i < LW_COUNT(row); i++)
        printf("%-26s %12.1f %14.0f  %s\n", row[i].name, row[i].hours->zone_h,
               row[i].hours->area_km2_h, row[i].what);
    lw_score_row("warned / oracle", share(r->warned.zone_h, r->oracle.zone_h),
                 2, "", "zone-hours");
    lw_score_row("  km2-hours",
                 share(r->warned.area_km2_h, r->oracle.area_km2_h), 2, "", "");
    lw_score_row("warned / province-wide",
                 share(r->warned.area_km2_h, r->province.area_km2_h), 3, "",
                 "km2-hours");
    lw_score_row("  of the whole",
                 share(r->warned.area_km2_h, r->country.area_km2_h), 3, "", "");
}

static void print_group(const struct lw_warned_group *g)
{
    printf("%-10.10s %-7s %6" PRIu32 " %6" PRIu32 " %6" PRIu32 " %6" PRIu32,
           g->kind == NULL ? "all" : g->kind, lw_score_flyer(g), g->entries,
           g->could, g->missed, g->first);
    printf(" %7.0f %7.0f %7.0f %7.0f", g->lead_p50_s, g->lead_p10_s,
           g->oracle_p50_s, g->noticed_p50_s);
    for (int i = LW_WARNED_LEADS - 1; i >= 0; i--)
        printf("  %5.3f (%" PRIu32 ")",
               share(g->within[i].asked_good, g->within[i].asked),
               g->within[i].asked);
    putchar('\n');
}

static void print_bins(const char *name,
                       const struct lw_warned_bin bin[LW_WARNED_BINS])
{
    printf("\n%-26s %8s %8s %8s\n", name, "claimed", "came", "of");
    for (int i = 0; i < LW_WARNED_BINS; i++)
        if (bin[i].weight > 0)
            printf("  %.1f to %.1f %14s %8.3f %8.3f %8.0f\n",
                   (double)i / LW_WARNED_BINS, (double)(i + 1) / LW_WARNED_BINS,
                   "", bin[i].claimed / bin[i].weight,
                   bin[i].came / bin[i].weight, bin[i].weight);
}

int lw_score_warned_table(const struct lw_score_warned *warned)
{
    const struct lw_warned_result *r = &warned->result;

    printf("%.2f hours, %" PRIu32 " zones in %" PRIu32 " provinces\n",
           (double)(warned->scene.to_ns - warned->scene.from_ns) / 3600e9,
           r->zones, warned->provinces);
    lw_score_row("warnings", r->raised, 0, "", "raised");
    lw_score_row("  standing", r->stood, 0, "", "when truth ends");
    lw_score_row("  cancelled", r->cancelled, 0, "", "");
    lw_score_row("  needless", r->needless, 0, "", "nothing came");
    lw_score_row("  of those judged", share(r->needless, r->judged), 3, "", "");
    lw_score_row("  ended too early", r->left_early, 0, "",
                 "something was still inside");
    lw_score_row("  back within 10 min", r->returned, 0, "", "");
    lw_score_row("  share of them", r->returned_share, 4, "", "");
    lw_score_row("notices", r->notices, 0, "", "that stayed notices");
    lw_score_row("all clear, median", r->clear_p50_s, 0, "s",
                 "beyond the quiet time, after the last left");
    lw_score_row("  95%", r->clear_p95_s, 0, "s", "");
    lw_score_row("inside, not warned", share(r->exposed_s, r->inside_s), 4, "",
                 "of the time that something was inside a zone");
    lw_score_row("arrival inside 5..95%",
                 1 - share(r->arrivals.early_s + r->arrivals.late_s,
                           r->arrivals.lines_s),
                 3, "", "of line-time before those that came");
    lw_score_row("  before earliest",
                 share(r->arrivals.early_s, r->arrivals.lines_s), 3, "", "");
    for (int i = 0; i < LW_WARNED_LEADS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "  %g min ahead",
                       lw_warned_ahead_s[i] / 60);
        lw_score_row(name, share(r->ahead_good[i], r->ahead[i]), 3, "",
                     "likely within 20%");
    }
    print_hours(r);
    printf("\n%-10s %-7s %6s %6s %6s %6s %7s %7s %7s %7s  %s\n", "entries",
           "of", "all", "could", "missed", "first", "lead", "10%", "oracle",
           "noticed", "in time by 5, 2, 1 min (of those that could)");
    for (uint32_t g = 0; g < r->groups; g++)
        print_group(&r->group[g]);
    print_bins("probability, as raised", r->first);
    print_bins("by line-time", r->lines);
    return fflush(stdout) != 0 || ferror(stdout) ? LW_ERR_IO : 0;
}

int lw_score_warned(const struct lw_score_options *options)
{
    struct lw_score_warned warned = {.options = options};
    int status = lw_score_warned_begin(&warned);

    if (status == LW_EXIT_DONE)
        status = lw_score_warned_read(&warned);
    if (status == LW_EXIT_DONE)
        status = lw_score_warned_judge(&warned);
    if (status == LW_EXIT_DONE &&
        (options->json ? lw_score_warned_json(&warned, stdout)
                       : lw_score_warned_table(&warned)) < 0)
        status = LW_EXIT_FAILED;
    if (status == LW_EXIT_DONE && options->html != NULL &&
        lw_score_warned_page(&warned) < 0)
        status = LW_EXIT_FAILED;
    lw_score_warned_free(&warned);
    return status;
}
