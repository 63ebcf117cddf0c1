/* SPDX-License-Identifier: Apache-2.0 */
#include "score_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "luchtwacht/err.h"

enum { TABLE_OBJECTS_MAX = 40 };

/* A figure, or a dash where there is none. */
void lw_score_row(const char *name, double value, int decimals,
                  const char *unit, const char *meaning)
{
    char line[160];

    if (isfinite(value))
        (void)snprintf(line, sizeof line, "%-26s %10.*f %-4s %s", name,
                       decimals, value, unit, meaning);
    else
        (void)snprintf(line, sizeof line, "%-26s %10s %-4s %s", name, "-", "",
                       meaning);
    size_t len = strlen(line);
    while (len > 0 && line[len - 1] == ' ')
        len--;
    printf("%.*s\n", (int)len, line);
}

static void cell(double value, int width, int decimals)
{
    if (isfinite(value))
        printf(" %*.*f", width, decimals, value);
    else
        printf(" %*s", width, "-");
}

static void print_distances(const struct lw_score_run *run)
{
    const struct lw_score_result *r = &run->result;

    lw_score_row("GOSPA", r->gospa.mean, 2, "m", "mean of the steps");
    lw_score_row("GOSPA rms", r->gospa.rms, 2, "m",
                 "(mean of GOSPA^p)^(1/p), of it:");
    lw_score_row("  localisation", r->gospa.localisation, 2, "m", "");
    lw_score_row("  missed", r->gospa.missed, 2, "m", "");
    lw_score_row("  false", r->gospa.spurious, 2, "m", "");
    lw_score_row("trajectory GOSPA, at least", r->trajectory.lower, 2, "m",
                 "as GOSPA rms, switches included");
    lw_score_row("  at most", r->trajectory.upper, 2, "m", "of it:");
    lw_score_row("  switching", r->trajectory.switching, 2, "m", "");
    lw_score_row("OSPA(2)", r->ospa2.mean, 2, "m", "mean of the windows");
}

static void print_tracking(const struct lw_score_run *run)
{
    const struct lw_score_result *r = &run->result;
    const struct lw_score_figures *f = &r->all;

    lw_score_row("completeness", f->completeness, 3, "",
                 "share of object time with a track");
    lw_score_row("identity switches", (double)f->switches, 0, "",
                 "tracked under another id than last");
    lw_score_row("  pairs kept", (double)r->switches_clear, 0, "",
                 "as CLEAR MOT");
    lw_score_row("  per tracked hour", f->switches_per_hour, 1, "", "");
    lw_score_row("longest segment", f->longest_segment, 3, "",
                 "share of object time under one id");
    lw_score_row("first track, median", f->first.median_s, 1, "s",
                 "of those tracked");
    lw_score_row("first track, 95%", f->first.p95_s, 1, "s", "");
    lw_score_row("first track, last", f->first.max_s, 1, "s", "");
    lw_score_row("  95% of all", f->first.p95_all_s, 1, "s",
                 "those never tracked as well");
    lw_score_row("objects", f->first.objects, 0, "", "");
    lw_score_row("  ever tracked", f->first.objects_tracked, 0, "", "");
    lw_score_row("tracks", r->tracks, 0, "", "");
    lw_score_row("  false", r->false_tracks, 0, "", "never on an object");
    lw_score_row("  false time", r->false_track_s, 0, "s", "");
    lw_score_row("spurious share", f->spurious_share, 3, "",
                 "of track time, on no object or its second");
    lw_score_row("second tracks", f->second_share, 3, "",
                 "share of object time with two or more");
    if (f->cooperative_s > 0)
        lw_score_row("cooperative as unknown", f->nameless_share, 4, "",
                     "of their tracked time");
}

static void print_errors(const struct lw_score_figures *f, int dimensions)
{
    lw_score_row("position error", f->rms_m, 2, "m",
                 "rms of the objects tracked");
    if (dimensions == 3)
        lw_score_row("  of it, horizontal", f->horizontal_rms_m, 2, "m", "");
    lw_score_row("  of it, vertical", f->vertical_rms_m, 2, "m",
                 dimensions == 2 ? "beside it: heights are not in it" : "");
    lw_score_row("  horizontal, 95%", f->horizontal_p95_m, 2, "m", "");
    lw_score_row("velocity error", f->velocity_rms_mps, 2, "m/s", "rms");
    lw_score_row("  90%, settled", f->settled.velocity_p90_mps, 2, "m/s",
                 "60 s after the first track and on");
    lw_score_row("  90%, of the speed", f->settled.velocity_share_p90, 3, "",
                 "");
    lw_score_row("  course, 90%", f->settled.course_p90_deg, 1, "deg", "");
    lw_score_row("  good enough", f->settled.good, 3, "",
                 "within 5 m/s or 10% of the speed");
}

static void print_siap(const struct lw_score_figures *f)
{
    lw_score_row("SIAP completeness", f->siap.completeness, 3, "", "");
    lw_score_row("SIAP ambiguity", f->siap.ambiguity, 3, "",
                 "tracks an object");
    lw_score_row("SIAP spuriousness", f->siap.spuriousness, 3, "",
                 "of track time, near no object");
    lw_score_row("SIAP position accuracy", f->siap.position_rms_m, 2, "m", "");
    lw_score_row("SIAP velocity accuracy", f->siap.velocity_rms_mps, 2, "m/s",
                 "");
}

static void print_nees(const struct lw_score_figures *f)
{
    bool first = true;

    for (int k = 0; k < LW_NEES_KINDS; k++) {
        const struct lw_nees_figures *n = &f->nees[k];
        if (n->pairs == 0)
            continue;
        if (first)
            puts("\nNEES        per dim.  honest: 95% within  in 50%  in 90%"
                 "  in 99%");
        first = false;
        printf("%-10s %9.2f %8.3f ..%7.3f %7.3f %7.3f %7.3f\n",
               lw_nees_name((enum lw_nees)k), n->per_dimension,
               n->band_independent[0], n->band_independent[1], n->inside[0],
               n->inside[1], n->inside[3]);
    }
}

static void print_classes(const char *title, const struct lw_reliability *of,
                          double step_s)
{
    static const double edge[] = LW_RELIABILITY_EDGES;
    bool first = true;

    for (int i = 0; i < LW_RELIABILITY_CLASSES; i++) {
        const double n = (double)of->in[i].claims;
        if (of->in[i].claims == 0)
            continue;
        if (first)
            printf("\n%-11s track time s  tracks  claimed   right\n", title);
        first = false;
        printf("%4.2f..%4.2f %14.0f %7" PRIu32 " %8.3f %7.3f\n", edge[i],
               i + 1 < LW_RELIABILITY_CLASSES ? edge[i + 1] : 1.0, n * step_s,
               of->in[i].tracks, of->in[i].claimed / n,
               (double)of->in[i].right / n);
    }
    if (!first)
        printf("calibration error %.3f\n", lw_reliability_error(of));
}

static void print_group(const char *name, const struct lw_score_figures *f)
{
    printf("%-20.20s %5" PRIu32, name, f->first.objects);
    cell(f->object_s, 9, 0);
    cell(f->completeness, 8, 3);
    cell(f->spurious_share, 8, 3);
    cell(f->horizontal_rms_m, 9, 1);
    cell(f->vertical_rms_m, 8, 1);
    cell(f->first.median_s, 8, 1);
    cell(f->first.p95_s, 7, 1);
    cell((double)f->switches, 8, 0);
    cell(f->nees[LW_NEES_HORIZONTAL].per_dimension, 6, 2);
    puts("");
}

static void print_groups(struct lw_score_run *run)
{
    static const char heads[] = "    n    time s complete spurious  "
                                "horiz. m  vert. m  first s    95% "
                                "switches   NEES";
    struct lw_score_figures f;

    if (run->truth.kinds > 1) {
        printf("\n%-20s %s\n", "kind", heads);
        for (uint32_t k = 0; k < run->truth.kinds; k++) {
            lw_score_of_kind(run->score, k, &f);
            if (f.first.objects > 0)
                print_group(k == 0 ? "not told" : run->truth.kind[k], &f);
        }
    }
    if (run->config.regions > 0)
        printf("\n%-20s %s\n", "region", heads);
    for (uint32_t r = 0; r < run->config.regions; r++) {
        lw_score_of_region(run->score, r, &f);
        if (f.object_s > 0 || f.track_s > 0)
            print_group(run->regions.name[r], &f);
    }
}

static void print_objects(const struct lw_score_run *run)
{
    const uint32_t objects = run->truth.names.count < run->config.objects
                                 ? run->truth.names.count
                                 : run->config.objects;

    uint32_t printed = 0, left = 0;

    puts("\nobject                 time s  tracked  first s   rms m  switches");
    for (uint32_t o = 0; o < objects; o++) {
        const struct lw_score_object of = lw_score_of(run->score, o);
        if (!(of.present_s > 0))
            continue; /* never asked for */
        if (printed == TABLE_OBJECTS_MAX) {
            left++;
            continue;
        }
        printed++;
        printf("%-20.20s %8.0f %8.3f ", run->truth.names.name[o], of.present_s,
               of.tracked_s / of.present_s);
        if (isfinite(of.first_track_s))
            printf("%8.1f ", of.first_track_s);
        else
            printf("%8s ", "never");
        if (isfinite(of.rms_m))
            printf("%7.2f ", of.rms_m);
        else
            printf("%7s ", "-");
        printf("%9" PRIu64 "\n", of.switches);
    }
    if (left > 0)
        printf("... and %" PRIu32 " more (--json has them all)\n", left);
}

int lw_score_print_table(struct lw_score_run *run)
{
    const struct lw_score_config *config = &run->config;
    const struct lw_score_result *r = &run->result;

    printf("%" PRIu64 " steps of %g s; cut-off %g m, p %g, alpha %g, "
           "%d dimensions\n",
           r->steps, config->step_s, config->gospa.cutoff_m, config->gospa.p,
           config->gospa.alpha, config->dimensions);
    if (run->truth.has_sensors && run->options.choice.noticeable > 0)
        printf("of objects while %" PRIu32 " or more sensors could notice "
               "them\n",
               run->options.choice.noticeable);
    print_distances(run);
    print_tracking(run);
    print_errors(&r->all, config->dimensions);
    print_siap(&r->all);
    print_nees(&r->all);
    print_classes("existence", &r->shown, config->step_s);
    if (memcmp(&r->shown, &r->told, sizeof r->shown) != 0)
        print_classes("+ tentative", &r->told, config->step_s);
    print_groups(run);
    print_objects(run);
    return fflush(stdout) != 0 || ferror(stdout) ? LW_ERR_IO : 0;
}
