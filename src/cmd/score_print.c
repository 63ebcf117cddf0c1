/* SPDX-License-Identifier: Apache-2.0 */
#include "score_print.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"
#include "luchtwacht/err.h"

enum { PIECE_MAX = 4096, DECIMALS = 6, TABLE_OBJECTS_MAX = 40 };

/* One JSON member or table row at a time, so no text grows with the input. */
static void flush(struct lw_text *text)
{
    (void)fwrite(text->start, 1, (size_t)(text->at - text->start), stdout);
    lw_text_init(text, text->start, PIECE_MAX);
}

static void key(struct lw_text *text, const char *before, const char *name)
{
    lw_text_put(text, before);
    lw_text_quote(text, name);
    lw_text_put(text, ":");
}

struct figure {
    const char *name;
    double value;
};

/* `"name":{"a":1,...}` */
static void put_figures(struct lw_text *text, const char *before,
                        const char *name, const struct figure *figure,
                        int count)
{
    key(text, before, name);
    for (int i = 0; i < count; i++) {
        key(text, i == 0 ? "{" : ",", figure[i].name);
        lw_text_fixed(text, figure[i].value, DECIMALS);
    }
    lw_text_put(text, "}");
    flush(text);
}

static void put_flat(struct lw_text *text, const struct figure *figure,
                     int count)
{
    for (int i = 0; i < count; i++) {
        key(text, ",", figure[i].name);
        lw_text_fixed(text, figure[i].value, DECIMALS);
    }
    flush(text);
}

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void put_head(struct lw_text *text, const struct lw_score_view *view)
{
    const struct lw_score_config *config = view->config;
    const struct figure figures[] = {
        {"cutoff", config->gospa.cutoff_m},
        {"p", config->gospa.p},
        {"alpha", config->gospa.alpha},
        {"dimensions", config->dimensions},
        {"every", config->step_s},
        {"skip", view->skip_s},
        {"from", (double)view->from_ns / 1e9},
        {"to", (double)view->to_ns / 1e9},
    };

    key(text, "{", "truth");
    lw_text_quote(text, view->truth_path);
    key(text, ",", "tracks_file");
    lw_text_quote(text, view->tracks_path);
    put_flat(text, figures, COUNT(figures));
}

static void put_main(struct lw_text *text, const struct lw_score_result *r)
{
    const struct figure gospa[] = {
        {"mean", r->gospa.mean},
        {"rms", r->gospa.rms},
        {"localisation", r->gospa.localisation},
        {"missed", r->gospa.missed},
        {"false", r->gospa.spurious},
    };
    const struct figure figures[] = {
        {"steps", (double)r->steps},
        {"object_seconds", r->object_s},
        {"track_seconds", r->track_s},
        {"completeness", r->completeness},
        {"spurious_share", r->spurious_share},
        {"second_track_share", r->second_share},
        {"rms", r->rms_m},
        {"vertical_rms", r->vertical_rms_m},
        {"velocity_rms", r->velocity_rms_mps},
        {"identity_switches", (double)r->switches},
        {"identity_switches_clear_mot", (double)r->switches_clear},
        {"identity_switches_per_hour", r->switches_per_hour},
        {"longest_segment", r->longest_segment},
        {"objects", r->objects},
        {"objects_tracked", r->objects_tracked},
        {"tracks", r->tracks},
        {"false_tracks", r->false_tracks},
        {"false_track_seconds", r->false_track_s},
    };
    const struct figure first[] = {{"median", r->first_track_s_median},
                                   {"max", r->first_track_s_max}};
    const struct figure siap[] = {
        {"completeness", r->siap.completeness},
        {"ambiguity", r->siap.ambiguity},
        {"spuriousness", r->siap.spuriousness},
        {"position_accuracy", r->siap.position_rms_m},
        {"velocity_accuracy", r->siap.velocity_rms_mps},
        {"track_number_changes_per_hour", r->switches_per_hour},
        {"longest_segment", r->longest_segment},
    };

    put_figures(text, ",", "gospa", gospa, COUNT(gospa));
    put_flat(text, figures, COUNT(figures));
    put_figures(text, ",", "seconds_to_first_track", first, COUNT(first));
    put_figures(text, ",", "siap", siap, COUNT(siap));
}

static void put_nees(struct lw_text *text, const char *before, const char *name,
                     const struct lw_score_nees *nees)
{
    const struct figure figures[] = {
        {"pairs", (double)nees->pairs},
        {"per_dimension", nees->per_dimension},
        {"inside_95", nees->inside_95},
    };

    put_figures(text, before, name, figures, COUNT(figures));
}

static void put_existence(struct lw_text *text, const struct lw_score_view *v)
{
    static const double edge[] = LW_SCORE_EXISTENCE_EDGES;
    bool first = true;

    key(text, ",", "existence");
    lw_text_put(text, "[");
    for (int i = 0; i < LW_SCORE_EXISTENCE_CLASSES; i++) {
        const struct lw_score_class *class = &v->result->existence[i];
        const double n = (double)class->track_steps;
        const struct figure figures[] = {
            {"to", i + 1 < LW_SCORE_EXISTENCE_CLASSES ? edge[i + 1] : 1},
            {"track_seconds", n * v->config->step_s},
            {"claimed", class->claimed},
            {"right", (double)class->assigned / n},
        };
        if (class->track_steps == 0)
            continue;
        key(text, first ? "{" : ",{", "from");
        lw_text_fixed(text, edge[i], DECIMALS);
        put_flat(text, figures, COUNT(figures));
        lw_text_put(text, "}");
        first = false;
    }
    lw_text_put(text, "]");
}

static void put_objects(struct lw_text *text, const struct lw_score_view *v)
{
    key(text, ",", "per_object");
    lw_text_put(text, "[");
    for (uint32_t o = 0; o < v->config->objects; o++) {
        const struct lw_score_object of = lw_score_of(v->score, o);
        const struct figure figures[] = {
            {"seconds", of.present_s},
            {"completeness", of.tracked_s / of.present_s},
            {"seconds_to_first_track", of.first_track_s},
            {"rms", of.rms_m},
            {"longest_seconds", of.longest_s},
            {"identity_switches", (double)of.switches},
        };
        key(text, o == 0 ? "{" : ",{", "object");
        lw_text_quote(text, v->object_name[o]);
        put_flat(text, figures, COUNT(figures));
        lw_text_put(text, "}");
    }
    lw_text_put(text, "]");
}

static int finish(void)
{
    return fflush(stdout) != 0 || ferror(stdout) ? LW_ERR_IO : 0;
}

int lw_score_print_json(const struct lw_score_view *view)
{
    char mem[PIECE_MAX];
    struct lw_text text;

    lw_text_init(&text, mem, sizeof mem);
    put_head(&text, view);
    put_main(&text, view->result);
    key(&text, ",", "nees");
    put_nees(&text, "{", "horizontal", &view->result->nees_horizontal);
    if (view->config->dimensions == 3)
        put_nees(&text, ",", "spatial", &view->result->nees_spatial);
    lw_text_put(&text, "}");
    put_existence(&text, view);
    put_objects(&text, view);
    lw_text_put(&text, "}\n");
    flush(&text);
    return finish();
}

/* A figure, or a dash where there is none. */
static void row(const char *name, double value, int decimals, const char *unit,
                const char *meaning)
{
    if (isfinite(value))
        printf("%-26s %10.*f %-4s %s\n", name, decimals, value, unit, meaning);
    else
        printf("%-26s %10s %-4s %s\n", name, "-", "", meaning);
}

static void print_main(const struct lw_score_view *view)
{
    const struct lw_score_result *r = view->result;

    row("GOSPA", r->gospa.mean, 2, "m", "mean of the steps");
    row("GOSPA rms", r->gospa.rms, 2, "m", "(mean of GOSPA^p)^(1/p), of it:");
    row("  localisation", r->gospa.localisation, 2, "m", "");
    row("  missed", r->gospa.missed, 2, "m", "");
    row("  false", r->gospa.spurious, 2, "m", "");
    row("completeness", r->completeness, 3, "",
        "share of object time with a track");
    row("position error", r->rms_m, 2, "m", "rms of the objects tracked");
    if (view->config->dimensions == 3)
        row("  of it, vertical", r->vertical_rms_m, 2, "m", "");
    row("velocity error", r->velocity_rms_mps, 2, "m/s", "rms");
    row("identity switches", (double)r->switches, 0, "",
        "tracked under another id than last");
    row("  pairs kept", (double)r->switches_clear, 0, "", "as CLEAR MOT");
    row("  per tracked hour", r->switches_per_hour, 1, "", "");
    row("longest segment", r->longest_segment, 3, "",
        "share of object time under one id");
    row("first track, median", r->first_track_s_median, 1, "s", "");
    row("first track, last", r->first_track_s_max, 1, "s", "");
    row("objects", r->objects, 0, "", "");
    row("  ever tracked", r->objects_tracked, 0, "", "");
    row("tracks", r->tracks, 0, "", "");
    row("  false", r->false_tracks, 0, "", "never on an object");
    row("  false time", r->false_track_s, 0, "s", "");
    row("spurious share", r->spurious_share, 3, "",
        "of track time, on no object or its second");
    row("second tracks", r->second_share, 3, "",
        "share of object time with two or more");
    row("SIAP completeness", r->siap.completeness, 3, "", "");
    row("SIAP ambiguity", r->siap.ambiguity, 3, "", "tracks an object");
    row("SIAP spuriousness", r->siap.spuriousness, 3, "",
        "of track time, near no object");
    row("SIAP position accuracy", r->siap.position_rms_m, 2, "m", "");
    row("SIAP velocity accuracy", r->siap.velocity_rms_mps, 2, "m/s", "");
    row("NEES horizontal", r->nees_horizontal.per_dimension, 2, "",
        "per dimension; honest is 1");
    row("  inside 95% region", r->nees_horizontal.inside_95, 3, "", "");
    if (view->config->dimensions == 3)
        row("NEES in space", r->nees_spatial.per_dimension, 2, "", "");
}

static void print_classes(const struct lw_score_view *view)
{
    static const double edge[] = LW_SCORE_EXISTENCE_EDGES;

    bool first = true;

    for (int i = 0; i < LW_SCORE_EXISTENCE_CLASSES; i++) {
        const struct lw_score_class *class = &view->result->existence[i];
        const double n = (double)class->track_steps;
        if (class->track_steps == 0)
            continue;
        if (first)
            puts("\nexistence   track time s   claimed   right");
        first = false;
        printf("%4.2f..%4.2f %14.0f %9.3f %7.3f\n", edge[i],
               i + 1 < LW_SCORE_EXISTENCE_CLASSES ? edge[i + 1] : 1.0,
               n * view->config->step_s, class->claimed,
               (double)class->assigned / n);
    }
}

static void print_objects(const struct lw_score_view *view)
{
    const uint32_t objects = view->config->objects;

    puts("\nobject                 time s  tracked  first s   rms m  switches");
    for (uint32_t o = 0; o < objects && o < TABLE_OBJECTS_MAX; o++) {
        const struct lw_score_object of = lw_score_of(view->score, o);
        printf("%-20.20s %8.0f %8.3f ", view->object_name[o], of.present_s,
               of.present_s > 0 ? of.tracked_s / of.present_s : 0.0);
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
    if (objects > TABLE_OBJECTS_MAX)
        printf("... and %" PRIu32 " more (--json has them all)\n",
               objects - TABLE_OBJECTS_MAX);
}

int lw_score_print_table(const struct lw_score_view *view)
{
    const struct lw_score_config *config = view->config;

    printf("%" PRIu64 " steps of %g s; cut-off %g m, p %g, alpha %g, "
           "%d dimensions\n",
           view->result->steps, config->step_s, config->gospa.cutoff_m,
           config->gospa.p, config->gospa.alpha, config->dimensions);
    print_main(view);
    print_classes(view);
    print_objects(view);
    return finish();
}
