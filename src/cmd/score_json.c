/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "luchtwacht/err.h"
#include "score_columns.h"
#include "score_print.h"
#include "score_put.h"

enum { PLACE_DECIMALS = 5 };

static void put_head(struct lw_put *out, const struct lw_score_run *run)
{
    const struct lw_score_config *config = &run->config;
    const struct lw_score_options *o = &run->options;
    const struct lw_figure figures[] = {
        {"cutoff", config->gospa.cutoff_m},
        {"p", config->gospa.p},
        {"alpha", config->gospa.alpha},
        {"switch", config->switch_m},
        {"dimensions", config->dimensions},
        {"every", config->step_s},
        {"window", config->window_steps * config->step_s},
        {"skip", o->skip_s},
        {"from", (double)run->counted_from_ns / 1e9},
        {"to", (double)run->last_ns / 1e9},
        {"noticeable",
         run->truth.has_sensors ? o->choice.noticeable : (double)NAN},
    };

    lw_put_string(out, "name", o->name != NULL ? o->name : o->tracks);
    lw_put_string(out, "truth", o->truth);
    lw_put_string(out, "tracks_file", o->tracks);
    lw_put_numbers(out, figures, LW_COUNT(figures));
}

static void put_distances(struct lw_put *out, const struct lw_score_result *r,
                          double window_s)
{
    const struct lw_figure gospa[] = {
        {"mean", r->gospa.mean},
        {"rms", r->gospa.rms},
        {"localisation", r->gospa.localisation},
        {"missed", r->gospa.missed},
        {"false", r->gospa.spurious},
    };
    const struct lw_figure trajectory[] = {
        {"lower", r->trajectory.lower},
        {"upper", r->trajectory.upper},
        {"localisation", r->trajectory.localisation},
        {"missed", r->trajectory.missed},
        {"false", r->trajectory.spurious},
        {"switching", r->trajectory.switching},
        {"switches", r->trajectory.switches},
    };
    const struct lw_figure ospa2[] = {
        {"window", window_s},
        {"mean", r->ospa2.mean},
        {"rms", r->ospa2.rms},
        {"localisation", r->ospa2.localisation},
        {"cardinality", r->ospa2.cardinality},
    };

    lw_put_begin(out, "gospa", "{");
    lw_put_numbers(out, gospa, LW_COUNT(gospa));
    lw_put_end(out, "}");
    lw_put_begin(out, "trajectory_gospa", "{");
    lw_put_numbers(out, trajectory, LW_COUNT(trajectory));
    lw_put_end(out, "}");
    lw_put_begin(out, "ospa2", "{");
    lw_put_numbers(out, ospa2, LW_COUNT(ospa2));
    lw_put_end(out, "}");
}

static void put_nees(struct lw_put *out, const struct lw_score_figures *f)
{
    lw_put_begin(out, "nees", "{");
    for (int k = 0; k < LW_NEES_KINDS; k++) {
        const struct lw_nees_figures *n = &f->nees[k];
        const struct lw_figure figures[] = {
            {"pairs", (double)n->pairs},
            {"per_dimension", n->per_dimension},
            {"inside_50", n->inside[0]},
            {"inside_90", n->inside[1]},
            {"inside_95", n->inside[2]},
            {"inside_99", n->inside[3]},
            {"band_low", n->band[0]},
            {"band_high", n->band[1]},
            {"independent", n->independent},
            {"independent_band_low", n->band_independent[0]},
            {"independent_band_high", n->band_independent[1]},
        };
        lw_put_begin(out, lw_nees_name((enum lw_nees)k), "{");
        lw_put_number(out, "dimensions", lw_nees_dimensions((enum lw_nees)k));
        lw_put_numbers(out, figures, LW_COUNT(figures));
        lw_put_end(out, "}");
    }
    lw_put_end(out, "}");
}

/* What the whole, a kind and a region all have. */
static void put_figures(struct lw_put *out, const struct lw_score_figures *f)
{
    const struct lw_figure figures[] = {
        {"object_seconds", f->object_s},
        {"track_seconds", f->track_s},
        {"completeness", f->completeness},
        {"spurious_share", f->spurious_share},
        {"second_track_share", f->second_share},
        {"rms", f->rms_m},
        {"horizontal_rms", f->horizontal_rms_m},
        {"horizontal_p50", f->horizontal_p50_m},
        {"horizontal_p95", f->horizontal_p95_m},
        {"vertical_rms", f->vertical_rms_m},
        {"vertical_p95", f->vertical_p95_m},
        {"velocity_rms", f->velocity_rms_mps},
        {"identity_switches", (double)f->switches},
        {"identity_switches_per_hour", f->switches_per_hour},
        {"longest_segment", f->longest_segment},
        {"objects", f->first.objects},
        {"objects_tracked", f->first.objects_tracked},
    };
    const struct lw_figure settled[] = {
        {"seconds", f->settled.seconds},
        {"velocity_p90", f->settled.velocity_p90_mps},
        {"velocity_share_p90", f->settled.velocity_share_p90},
        {"course_p90", f->settled.course_p90_deg},
        {"velocity_good", f->settled.good},
    };
    const struct lw_figure first[] = {
        {"median", f->first.median_s},
        {"p95", f->first.p95_s},
        {"max", f->first.max_s},
        {"median_of_all", f->first.median_all_s},
        {"p95_of_all", f->first.p95_all_s},
    };
    const struct lw_figure siap[] = {
        {"completeness", f->siap.completeness},
        {"ambiguity", f->siap.ambiguity},
        {"spuriousness", f->siap.spuriousness},
        {"position_accuracy", f->siap.position_rms_m},
        {"velocity_accuracy", f->siap.velocity_rms_mps},
        {"position_error_mean", f->siap.position_mean_m},
        {"velocity_error_mean", f->siap.velocity_mean_mps},
        {"track_number_changes_per_hour", f->switches_per_hour},
        {"longest_segment", f->longest_segment},
    };

    lw_put_numbers(out, figures, LW_COUNT(figures));
    lw_put_begin(out, "settled", "{");
    lw_put_numbers(out, settled, LW_COUNT(settled));
    lw_put_end(out, "}");
    lw_put_begin(out, "seconds_to_first_track", "{");
    lw_put_numbers(out, first, LW_COUNT(first));
    lw_put_end(out, "}");
    lw_put_begin(out, "siap", "{");
    lw_put_numbers(out, siap, LW_COUNT(siap));
    lw_put_end(out, "}");
    lw_put_begin(out, "cooperative", "{");
    lw_put_number(out, "seconds", f->cooperative_s);
    lw_put_number(out, "shown_as_unknown", f->nameless_share);
    lw_put_end(out, "}");
    put_nees(out, f);
}

static void put_group(struct lw_put *out, const char *what, const char *name,
                      const struct lw_score_figures *f)
{
    const struct lw_figure gospa[] = {
        {"rms", f->gospa_rms},
        {"localisation", f->localisation},
        {"missed", f->missed},
        {"false", f->spurious},
    };

    lw_put_begin(out, NULL, "{");
    lw_put_string(out, what, name);
    lw_put_begin(out, "gospa", "{");
    lw_put_numbers(out, gospa, LW_COUNT(gospa));
    lw_put_end(out, "}");
    put_figures(out, f);
    if (f->kinds_s > 0) {
        lw_put_begin(out, "told_as", "{");
        for (int k = 0; k < LW_KINDS; k++)
            if (f->told[k] > 0)
                lw_put_number(out, lw_kind_name((enum lw_kind)k), f->told[k]);
        lw_put_end(out, "}");
    }
    lw_put_end(out, "}");
}

static void put_groups(struct lw_put *out, struct lw_score_run *run)
{
    struct lw_score_figures f;

    lw_put_begin(out, "kinds", "[");
    for (uint32_t k = 0; k < run->truth.kinds; k++) {
        lw_score_of_kind(run->score, k, &f);
        if (f.first.objects > 0 && run->truth.kinds > 1)
            put_group(out, "kind", k == 0 ? "not told" : run->truth.kind[k],
                      &f);
    }
    lw_put_end(out, "]");
    lw_put_begin(out, "regions", "[");
    for (uint32_t r = 0; r < run->config.regions; r++) {
        lw_score_of_region(run->score, r, &f);
        if (f.object_s > 0 || f.track_s > 0)
            put_group(out, "region", run->regions.name[r], &f);
    }
    lw_put_end(out, "]");
}

static void put_tracks(struct lw_put *out, const struct lw_score_run *run)
{
    const struct lw_score_result *r = &run->result;
    const double days = (double)r->steps * run->config.step_s / 86400;
    const double a_day = r->false_tracks / days;

    lw_put_number(out, "identity_switches_clear_mot",
                  (double)r->switches_clear);
    lw_put_number(out, "tracks", r->tracks);
    lw_put_number(out, "false_tracks", r->false_tracks);
    lw_put_number(out, "false_track_seconds", r->false_track_s);
    lw_put_number(out, "false_tracks_per_day", a_day);
    if (run->options.area_km2 > 0)
        lw_put_number(out, "false_tracks_per_day_and_10000_km2",
                      a_day / run->options.area_km2 * 1e4);
}

static void put_existence(struct lw_put *out, const char *name,
                          const struct lw_reliability *of, double step_s)
{
    static const double edge[] = LW_RELIABILITY_EDGES;

    lw_put_begin(out, name, "[");
    for (int i = 0; i < LW_RELIABILITY_CLASSES; i++) {
        const double n = (double)of->in[i].claims;
        const struct lw_figure figures[] = {
            {"from", edge[i]},
            {"to", i + 1 < LW_RELIABILITY_CLASSES ? edge[i + 1] : 1},
            {"track_seconds", n * step_s},
            {"tracks", of->in[i].tracks},
            {"claimed", of->in[i].claimed / n},
            {"right", (double)of->in[i].right / n},
        };
        if (of->in[i].claims == 0)
            continue;
        lw_put_begin(out, NULL, "{");
        lw_put_numbers(out, figures, LW_COUNT(figures));
        lw_put_end(out, "}");
    }
    lw_put_end(out, "]");
}

static void put_objects(struct lw_put *out, const struct lw_score_run *run)
{
    lw_put_begin(out, "per_object", "[");
    for (uint32_t o = 0; o < run->truth.names.count; o++) {
        if (o >= run->config.objects)
            break; /* never at any step */
        const struct lw_score_object of = lw_score_of(run->score, o);
        const struct lw_figure figures[] = {
            {"seconds", of.present_s},
            {"completeness", of.tracked_s / of.present_s},
            {"seconds_to_first_track", of.first_track_s},
            {"rms", of.rms_m},
            {"longest_seconds", of.longest_s},
            {"identity_switches", (double)of.switches},
        };
        lw_put_begin(out, NULL, "{");
        lw_put_string(out, "object", run->truth.names.name[o]);
        if (of.kind > 0)
            lw_put_string(out, "kind", run->truth.kind[of.kind]);
        lw_put_numbers(out, figures, LW_COUNT(figures));
        lw_put_end(out, "}");
    }
    lw_put_end(out, "]");
}

static double root(double sum, double count, double p)
{
    return count > 0 ? pow(sum / count, 1 / p) : (double)NAN;
}

static double column_of(const struct lw_score_run *run,
                        const struct lw_series_point *at,
                        enum lw_score_column column)
{
    const double p = run->config.gospa.p, n = (double)at->steps;
    struct lw_nees_sums sums = {.pairs = (uint64_t)at->nees_pairs};
    const struct lw_nees_figures nees = lw_nees_figures_of(&sums, 2);

    switch (column) {
    case LW_COLUMN_SECONDS:
        return n * run->config.step_s;
    case LW_COLUMN_OBJECTS:
        return at->objects / n;
    case LW_COLUMN_SHOWN:
        return at->shown / n;
    case LW_COLUMN_TRACKED:
        return at->assigned / n;
    case LW_COLUMN_GOSPA:
        return at->gospa / n;
    case LW_COLUMN_LOCALISATION:
        return root(at->localisation, n, p);
    case LW_COLUMN_MISSED:
        return root(at->missed, n, p);
    case LW_COLUMN_FALSE:
        return root(at->spurious, n, p);
    case LW_COLUMN_RMS:
        return root(at->error2, at->assigned, 2);
    case LW_COLUMN_NEES:
        return at->nees / at->nees_pairs / 2;
    case LW_COLUMN_BAND_LOW:
        return nees.band[0];
    case LW_COLUMN_BAND_HIGH:
        return nees.band[1];
    case LW_COLUMN_OSPA2:
        return at->ospa2 / at->ospa2_steps;
    case LW_SCORE_COLUMNS:
        break;
    }
    return (double)NAN;
}

static void put_series(struct lw_put *out, const struct lw_score_run *run)
{
    const struct lw_series *series = lw_score_series(run->score);

    lw_put_begin(out, "series", "{");
    lw_put_begin(out, "t", "[");
    for (uint32_t i = 0; i < series->points; i++) {
        lw_text_put(&out->text, i > 0 ? "," : "");
        lw_text_time(&out->text, series->point[i].from_ns);
        lw_put_flush(out);
    }
    lw_put_end(out, "]");
    for (int c = 0; c < LW_SCORE_COLUMNS; c++) {
        lw_put_begin(out, lw_score_column_name[c], "[");
        for (uint32_t i = 0; i < series->points; i++) {
            lw_text_put(&out->text, i > 0 ? "," : "");
            lw_text_significant(
                &out->text,
                column_of(run, &series->point[i], (enum lw_score_column)c), 5);
            lw_put_flush(out);
        }
        lw_put_end(out, "]");
    }
    lw_put_end(out, "}");
}

/* Each mark: number of the path, latitude, longitude, error (null: none). */
static void put_marks(struct lw_put *out, const char *name,
                      const struct lw_marks *marks)
{
    static const char *const what[] = {
        [LW_MARK_TRACKED] = "tracked",   [LW_MARK_MISSED] = "missed",
        [LW_MARK_OPTIONAL] = "optional", [LW_MARK_ON] = "on",
        [LW_MARK_FALSE] = "false",
    };
    const double degrees = 57.295779513082320877;

    lw_put_begin(out, name, "[");
    for (uint32_t i = 0; i < marks->count; i++) {
        const struct lw_mark *mark = &marks->mark[i];
        lw_text_put(&out->text, i > 0 ? ",[" : "[");
        lw_text_int(&out->text, mark->number);
        lw_text_put(&out->text, ",\"");
        lw_text_put(&out->text, what[mark->what]);
        lw_text_put(&out->text, "\",");
        lw_text_fixed(&out->text, mark->lat_rad * degrees, PLACE_DECIMALS);
        lw_text_put(&out->text, ",");
        lw_text_fixed(&out->text, mark->lon_rad * degrees, PLACE_DECIMALS);
        lw_text_put(&out->text, ",");
        lw_text_significant(&out->text, mark->error_m, 4);
        lw_text_put(&out->text, "]");
        lw_put_flush(out);
    }
    lw_put_end(out, "]");
}

int lw_score_print_json(struct lw_score_run *run, FILE *to)
{
    const struct lw_score_result *r = &run->result;
    const double step_s = run->config.step_s;
    char mem[LW_PUT_MAX];
    struct lw_put out = {.to = to, .comma = ""};

    lw_text_init(&out.text, mem, sizeof mem);
    lw_put_begin(&out, NULL, "{");
    put_head(&out, run);
    put_distances(&out, r, run->config.window_steps * step_s);
    lw_put_number(&out, "steps", (double)r->steps);
    put_figures(&out, &r->all);
    put_tracks(&out, run);
    put_existence(&out, "existence", &r->shown, step_s);
    lw_put_number(&out, "existence_error", lw_reliability_error(&r->shown));
    put_existence(&out, "existence_with_tentative", &r->told, step_s);
    lw_put_number(&out, "existence_with_tentative_error",
                  lw_reliability_error(&r->told));
    put_groups(&out, run);
    put_objects(&out, run);
    put_series(&out, run);
    lw_put_begin(&out, "map", "{");
    put_marks(&out, "objects", lw_score_object_marks(run->score));
    put_marks(&out, "tracks", lw_score_track_marks(run->score));
    lw_put_end(&out, "}");
    lw_put_end(&out, "}\n");
    return fflush(to) != 0 || ferror(to) ? LW_ERR_IO : 0;
}
