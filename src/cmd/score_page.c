/* SPDX-License-Identifier: Apache-2.0 */
#include "score_page.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cmd.h"
#include "input.h"
#include "score_columns.h"
#include "score_dom.h"
#include "score_print.h"
#include "score_style.h"
#include "score_svg.h"

enum { RESULTS_MAX = 1000, SERIES_MAX = 4000, FIRST_BARS = 20 };

/* One figure of the tables: where it is, what it is called, how it is
 * written. */
struct figure {
    const char *path, *name, *unit;
    int decimals;
};

static const struct figure figures[] = {
    {"completeness", "complete", "", 3},
    {"spurious_share", "spurious", "", 3},
    {"siap.ambiguity", "ambiguity", "", 3},
    {"gospa.mean", "GOSPA", "m", 1},
    {"ospa2.mean", "OSPA(2)", "m", 1},
    {"horizontal_rms", "horizontal rms", "m", 1},
    {"vertical_rms", "vertical rms", "m", 1},
    {"settled.velocity_p90", "velocity 90%", "m/s", 1},
    {"settled.course_p90", "course 90%", "°", 1},
    {"seconds_to_first_track.median", "first track", "s", 1},
    {"seconds_to_first_track.p95", "first track 95%", "s", 1},
    {"identity_switches_per_hour", "switches an hour", "", 2},
    {"longest_segment", "longest segment", "", 3},
    {"nees.horizontal.per_dimension", "NEES", "", 2},
    {"existence_error", "calibration error", "", 3},
    {"false_tracks", "false tracks", "", 0},
};
enum { FIGURES = sizeof figures / sizeof figures[0] };

struct result {
    struct lw_dom dom;
    uint32_t bars;
};

static double get(const struct result *r, const char *path)
{
    return lw_dom_number(&r->dom, 1, path);
}

static void put_value(FILE *to, double value, int decimals)
{
    if (isfinite(value))
        fprintf(to, "%.*f", decimals, value);
    else
        fputs("–", to);
}

/* How it stands to its bar: 1 reached, 0 not, -1 there is none. A figure that
 * is not there reaches nothing. */
static int reaches(const struct lw_dom *dom, uint32_t bar, double value)
{
    const double least = lw_dom_number(dom, bar, "min");
    const double most = lw_dom_number(dom, bar, "max");

    if (isnan(least) && isnan(most))
        return -1;
    return isfinite(value) && !(value < least) && !(value > most);
}

/* Of the first bar that names this figure. */
static int judge(const struct result *r, const char *path, double value)
{
    const struct lw_dom *dom = &r->dom;

    for (uint32_t bar = dom->node[r->bars].child; bar != LW_DOM_NONE;
         bar = dom->node[bar].next)
        if (strcmp(lw_dom_text(dom, bar, "figure"), path) == 0)
            return reaches(dom, bar, value);
    return -1;
}

static void put_cell(FILE *to, double value, int decimals, int judgement)
{
    fputs(judgement < 0    ? "<td>"
          : judgement == 0 ? "<td class=\"bad\">"
                           : "<td class=\"good\">",
          to);
    put_value(to, value, decimals);
    fputs("</td>", to);
}

static void put_head(FILE *to, const char *title)
{
    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width\"><title>",
          to);
    lw_svg_text(to, title);
    fputs("</title><style>\n" LW_SCORE_STYLE "</style></head><body><main>\n",
          to);
}

/* One row a result. */
static void put_overview(FILE *to, const struct result *r, int count)
{
    fputs("<div class=\"card\"><table><tr><th></th>", to);
    for (int i = 0; i < FIGURES; i++) {
        fprintf(to, "<th>%s", figures[i].name);
        if (figures[i].unit[0] != '\0')
            fprintf(to, "<br>%s", figures[i].unit);
        fputs("</th>", to);
    }
    fputs("</tr>\n", to);
    for (int k = 0; k < count; k++) {
        fprintf(to, "<tr><td><a href=\"#r%d\">", k + 1);
        lw_svg_text(to, lw_dom_text(&r[k].dom, 1, "name"));
        fputs("</a></td>", to);
        for (int i = 0; i < FIGURES; i++) {
            const double value = get(&r[k], figures[i].path);
            put_cell(to, value, figures[i].decimals,
                     judge(&r[k], figures[i].path, value));
        }
        fputs("</tr>\n", to);
    }
    fputs("</table></div>\n", to);
}

static void put_bars(FILE *to, const struct result *r)
{
    const struct lw_dom *dom = &r->dom;

    if (dom->node[r->bars].child == LW_DOM_NONE)
        return;
    fputs("<h3>Against its bars</h3><div class=\"card\"><table><tr><th></th>"
          "<th>at least</th><th>at most</th><th>is</th></tr>\n",
          to);
    for (uint32_t bar = dom->node[r->bars].child; bar != LW_DOM_NONE;
         bar = dom->node[bar].next) {
        const char *path = lw_dom_text(dom, bar, "figure");
        const char *label = lw_dom_text(dom, bar, "label");
        const double value = lw_dom_number(
            dom, lw_dom_at(dom, bar, "value") != LW_DOM_NONE ? bar : 1,
            lw_dom_at(dom, bar, "value") != LW_DOM_NONE ? "value" : path);
        fputs("<tr><td>", to);
        lw_svg_text(to, label[0] != '\0' ? label : path);
        fputs("</td>", to);
        put_cell(to, lw_dom_number(dom, bar, "min"), 3, -1);
        put_cell(to, lw_dom_number(dom, bar, "max"), 3, -1);
        put_cell(to, value, 3, reaches(dom, bar, value));
        fputs("</tr>\n", to);
    }
    fputs("</table></div>\n", to);
}

static void put_tile(FILE *to, double value, int decimals, const char *unit,
                     const char *what)
{
    fputs("<div class=\"tile\"><b>", to);
    put_value(to, value, decimals);
    if (isfinite(value))
        fputs(unit, to);
    fprintf(to, "</b><span>%s</span></div>\n", what);
}

static void put_tiles(FILE *to, const struct result *r)
{
    fputs("<div class=\"tiles\">\n", to);
    put_tile(to, 100 * get(r, "completeness"), 1, "%",
             "of object time with a track");
    put_tile(to, get(r, "gospa.mean"), 1, " m", "GOSPA, mean");
    put_tile(to, get(r, "ospa2.mean"), 1, " m", "OSPA(2), mean");
    put_tile(to, get(r, "horizontal_rms"), 1, " m", "position rms");
    put_tile(to, get(r, "seconds_to_first_track.median"), 1, " s",
             "first track, median");
    put_tile(to, get(r, "seconds_to_first_track.p95"), 1, " s",
             "first track, 95%");
    put_tile(to, get(r, "identity_switches_per_hour"), 2, "",
             "identity switches a tracked hour");
    put_tile(to, 100 * get(r, "longest_segment"), 1, "%",
             "of object time under one name");
    put_tile(to, 100 * get(r, "siap.spuriousness"), 1, "%",
             "of track time near nothing");
    put_tile(to, get(r, "nees.horizontal.per_dimension"), 2, "",
             "NEES a dimension; honest is 1");
    put_tile(to, get(r, "existence_error"), 3, "",
             "calibration error of existence");
    put_tile(to, get(r, "false_tracks"), 0, "", "tracks never on an object");
    fputs("</div>\n", to);
}

/* A column of the series, as long as `t`; NULL: no memory, or not there. */
static double *column(const struct result *r, const char *name, uint32_t count)
{
    double *value = malloc(((size_t)count + 1) * sizeof *value);
    char path[64];

    if (value == NULL)
        return NULL;
    (void)snprintf(path, sizeof path, "series.%s", name);
    uint32_t node = r->dom.node[lw_dom_at(&r->dom, 1, path)].child;
    for (uint32_t i = 0; i < count; i++) {
        value[i] = node != LW_DOM_NONE ? r->dom.node[node].number : (double)NAN;
        node = node != LW_DOM_NONE ? r->dom.node[node].next : LW_DOM_NONE;
    }
    return value;
}

struct over_time {
    uint32_t count;
    const char *x_name;
    double *x, *of[LW_SCORE_COLUMNS];
};

static void over_time_free(struct over_time *s)
{
    free(s->x);
    for (int i = 0; i < LW_SCORE_COLUMNS; i++)
        free(s->of[i]);
}

static bool over_time_of(const struct result *r, struct over_time *s)
{
    bool good = true;

    *s = (struct over_time){
        .count = lw_dom_count(&r->dom, lw_dom_at(&r->dom, 1, "series.t"))};
    if (s->count > SERIES_MAX)
        s->count = SERIES_MAX;
    s->x = column(r, "t", s->count);
    for (int i = 0; i < LW_SCORE_COLUMNS; i++) {
        s->of[i] = column(r, lw_score_column_name[i], s->count);
        good = good && s->of[i] != NULL;
    }
    if (s->x == NULL || !good)
        return false;
    const double first = s->count > 0 ? s->x[0] : 0;
    const double length = s->count > 0 ? s->x[s->count - 1] - first : 0;
    const double unit = length > 3 * 3600 ? 3600 : length > 300 ? 60 : 1;
    s->x_name = length > 3 * 3600 ? "hours from the start"
                : length > 300    ? "minutes from the start"
                                  : "seconds from the start";
    const double power = get(r, "p");
    for (uint32_t i = 0; i < s->count; i++) {
        s->x[i] = (s->x[i] - first) / unit;
        /* As its parts are, so that it is never less than one of them. */
        s->of[LW_COLUMN_GOSPA][i] =
            pow(pow(s->of[LW_COLUMN_LOCALISATION][i], power) +
                    pow(s->of[LW_COLUMN_MISSED][i], power) +
                    pow(s->of[LW_COLUMN_FALSE][i], power),
                1 / power);
    }
    return true;
}

static struct lw_plot plot_of(const struct over_time *s, const char *title,
                              const char *y_name)
{
    return (struct lw_plot){.title = title,
                            .x_name = s->x_name,
                            .y_name = y_name,
                            .x = s->x,
                            .count = s->count,
                            .y_least = (double)NAN,
                            .y_most = (double)NAN,
                            .rule = (double)NAN};
}

static void card(FILE *to, const struct lw_plot *plot)
{
    fputs("<div class=\"card\">", to);
    lw_svg_lines(to, plot);
    fputs("</div>\n", to);
}

static void put_time_plots(FILE *to, const struct over_time *s)
{
    struct lw_plot plot = plot_of(s, "GOSPA and its parts", "m");

    plot.line[0] =
        (struct lw_plot_line){"whole", "c1", s->of[LW_COLUMN_GOSPA], false};
    plot.line[1] = (struct lw_plot_line){"localisation", "c4",
                                         s->of[LW_COLUMN_LOCALISATION], false};
    plot.line[2] =
        (struct lw_plot_line){"missed", "c3", s->of[LW_COLUMN_MISSED], false};
    plot.line[3] =
        (struct lw_plot_line){"false", "c2", s->of[LW_COLUMN_FALSE], false};
    plot.lines = 4;
    card(to, &plot);

    plot = plot_of(s, "How many there are", "aircraft");
    plot.line[0] =
        (struct lw_plot_line){"true", "faint", s->of[LW_COLUMN_OBJECTS], false};
    plot.line[1] =
        (struct lw_plot_line){"shown", "c2", s->of[LW_COLUMN_SHOWN], false};
    plot.line[2] =
        (struct lw_plot_line){"rightly", "c1", s->of[LW_COLUMN_TRACKED], false};
    plot.lines = 3;
    card(to, &plot);

    plot = plot_of(s, "Position error, and OSPA(2)", "m");
    plot.line[0] = (struct lw_plot_line){"position rms", "c1",
                                         s->of[LW_COLUMN_RMS], false};
    plot.line[1] =
        (struct lw_plot_line){"OSPA(2)", "c5", s->of[LW_COLUMN_OSPA2], true};
    plot.lines = 2;
    card(to, &plot);

    plot = plot_of(s, "Consistency: NEES a dimension, horizontal", "");
    plot.line[0] =
        (struct lw_plot_line){"NEES", "c1", s->of[LW_COLUMN_NEES], false};
    plot.lines = 1;
    plot.low = s->of[LW_COLUMN_BAND_LOW];
    plot.high = s->of[LW_COLUMN_BAND_HIGH];
    plot.band_name = "95% of honest means";
    plot.rule = 1;
    card(to, &plot);
}

static int dots_of(const struct result *r, const char *name, struct lw_dot *dot,
                   int max)
{
    uint32_t at = r->dom.node[lw_dom_at(&r->dom, 1, name)].child;
    int count = 0;

    for (; at != LW_DOM_NONE && count < max; at = r->dom.node[at].next) {
        dot[count] =
            (struct lw_dot){lw_dom_number(&r->dom, at, "claimed"),
                            lw_dom_number(&r->dom, at, "right"),
                            lw_dom_number(&r->dom, at, "track_seconds")};
        count += isfinite(dot[count].x) && isfinite(dot[count].y) &&
                 isfinite(dot[count].weight);
    }
    return count;
}

static void put_existence(FILE *to, const struct result *r)
{
    struct lw_dot shown[LW_PLOT_BARS_MAX], told[LW_PLOT_BARS_MAX];
    struct lw_dots set[2] = {{"shown", "c1", shown, 0},
                             {"tentative ones as well", "c2", told, 0}};

    set[0].count = dots_of(r, "existence", shown, LW_PLOT_BARS_MAX);
    set[1].count =
        dots_of(r, "existence_with_tentative", told, LW_PLOT_BARS_MAX);
    const bool same =
        set[0].count == set[1].count &&
        memcmp(shown, told, (size_t)set[0].count * sizeof *shown) == 0;
    fputs("<div class=\"card\">", to);
    lw_svg_reliability(to, "Existence: claimed against real",
                       "existence that the track claimed", "that were real",
                       set, same ? 1 : 2);
    fputs("</div>\n", to);
}

static void put_first_tracks(FILE *to, const struct result *r)
{
    const uint32_t objects = lw_dom_at(&r->dom, 1, "per_object");
    struct lw_bar bar[FIRST_BARS];
    double most = 0, never = 0;

    for (uint32_t at = r->dom.node[objects].child; at != LW_DOM_NONE;
         at = r->dom.node[at].next) {
        const double s = lw_dom_number(&r->dom, at, "seconds_to_first_track");
        if (isfinite(s))
            most = fmax(most, s);
        else
            never += lw_dom_number(&r->dom, at, "seconds") > 0;
    }
    const double width = fmax(1, ceil((most + 1e-9) / FIRST_BARS));
    for (int i = 0; i < FIRST_BARS; i++)
        bar[i] = (struct lw_bar){i * width, (i + 1) * width, 0};
    for (uint32_t at = r->dom.node[objects].child; at != LW_DOM_NONE;
         at = r->dom.node[at].next) {
        const double s = lw_dom_number(&r->dom, at, "seconds_to_first_track");
        if (!isfinite(s) || !(lw_dom_number(&r->dom, at, "seconds") > 0))
            continue;
        const int i = (int)fmin(fmax(0, s / width), FIRST_BARS - 1);
        bar[i].height++;
    }
    fputs("<div class=\"card\">", to);
    lw_svg_bars(to, "Time to the first track", "seconds", "aircraft", bar,
                FIRST_BARS, never, "never");
    fputs("</div>\n", to);
}

/* Marks are [number, what, lat, lon, error]. */
static uint32_t places_of(const struct result *r, const char *path,
                          double cutoff_m, struct lw_place *place)
{
    static const struct {
        const char *word;
        enum lw_place_what what;
    } words[] = {{"tracked", LW_PLACE_PATH},
                 {"optional", LW_PLACE_PATH},
                 {"missed", LW_PLACE_MISSED},
                 {"on", LW_PLACE_TRACK},
                 {"false", LW_PLACE_FALSE}};
    const struct lw_dom *dom = &r->dom;
    uint32_t count = 0;

    for (uint32_t at = dom->node[lw_dom_at(dom, 1, path)].child;
         at != LW_DOM_NONE; at = dom->node[at].next) {
        uint32_t item[5], items = 0;
        for (uint32_t i = dom->node[at].child; i != LW_DOM_NONE && items < 5;
             i = dom->node[i].next)
            item[items++] = i;
        if (items < 5)
            continue;
        const char *word = dom->strings + dom->node[item[1]].text;
        const double lat = dom->node[item[2]].number;
        const double lon = dom->node[item[3]].number;
        const double number = dom->node[item[0]].number;
        if (!(fabs(lat) <= 90) || !(fabs(lon) <= 180) || !(number >= 0) ||
            !(number <= UINT32_MAX))
            continue;
        for (size_t w = 0; w < sizeof words / sizeof words[0]; w++)
            if (strcmp(word, words[w].word) == 0)
                place[count++] = (struct lw_place){
                    .what = words[w].what,
                    .number = (uint32_t)number,
                    .lat = lat,
                    .lon = lon,
                    .error = dom->node[item[4]].number / cutoff_m};
    }
    return count;
}

static void put_map(FILE *to, const struct result *r)
{
    const double cutoff_m = get(r, "cutoff");
    const size_t room =
        (size_t)lw_dom_count(&r->dom, lw_dom_at(&r->dom, 1, "map.objects")) +
        lw_dom_count(&r->dom, lw_dom_at(&r->dom, 1, "map.tracks"));
    struct lw_place *place = malloc((room + 1) * sizeof *place);

    if (place == NULL || room == 0) {
        free(place);
        return;
    }
    uint32_t count = places_of(r, "map.objects", cutoff_m, place);
    count += places_of(r, "map.tracks", cutoff_m, place + count);
    fputs("<div class=\"card\">", to);
    lw_svg_map(to, "Map", place, count, cutoff_m);
    fputs("</div>\n", to);
    free(place);
}

static void put_nees(FILE *to, const struct result *r)
{
    static const char *const kinds[][2] = {
        {"horizontal", "position, horizontal"},
        {"vertical", "height"},
        {"spatial", "position in space"},
        {"motion", "position and velocity, horizontal"},
        {"state", "position and velocity in space"},
    };
    static const char *const columns[] = {
        "per_dimension",
        "independent_band_low",
        "independent_band_high",
        "inside_50",
        "inside_90",
        "inside_95",
        "inside_99",
    };

    fputs("<h3>Consistency</h3><div class=\"card\"><table><tr><th></th>"
          "<th>NEES a dimension</th><th colspan=\"2\">95% of honest ones"
          "</th><th>in the 50% region</th><th>90%</th><th>95%</th>"
          "<th>99%</th></tr>\n",
          to);
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        char path[64];
        (void)snprintf(path, sizeof path, "nees.%s", kinds[k][0]);
        const uint32_t of = lw_dom_at(&r->dom, 1, path);
        if (!(lw_dom_number(&r->dom, of, "pairs") > 0))
            continue;
        fprintf(to, "<tr><td>%s</td>", kinds[k][1]);
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
            put_cell(to, lw_dom_number(&r->dom, of, columns[c]), 3, -1);
        fputs("</tr>\n", to);
    }
    fputs("</table></div>\n", to);
}

/* Of every kind, or every region. */
static void put_groups(FILE *to, const struct result *r, const char *path,
                       const char *key, const char *title)
{
    static const struct figure columns[] = {
        {"objects", "aircraft", "", 0},
        {"object_seconds", "seconds", "", 0},
        {"completeness", "complete", "", 3},
        {"spurious_share", "spurious", "", 3},
        {"gospa.rms", "GOSPA rms m", "", 1},
        {"horizontal_rms", "horizontal rms m", "", 1},
        {"vertical_rms", "vertical rms m", "", 1},
        {"settled.velocity_p90", "velocity 90% m/s", "", 1},
        {"seconds_to_first_track.median", "first track s", "", 1},
        {"seconds_to_first_track.p95", "95% s", "", 1},
        {"identity_switches", "switches", "", 0},
        {"nees.horizontal.per_dimension", "NEES", "", 2},
    };
    const uint32_t list = lw_dom_at(&r->dom, 1, path);

    if (r->dom.node[list].child == LW_DOM_NONE)
        return;
    fprintf(to, "<h3>%s</h3><div class=\"card\"><table><tr><th></th>", title);
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        fprintf(to, "<th>%s</th>", columns[c].name);
    fputs("</tr>\n", to);
    for (uint32_t at = r->dom.node[list].child; at != LW_DOM_NONE;
         at = r->dom.node[at].next) {
        fputs("<tr><td>", to);
        lw_svg_text(to, lw_dom_text(&r->dom, at, key));
        fputs("</td>", to);
        for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
            put_cell(to, lw_dom_number(&r->dom, at, columns[c].path),
                     columns[c].decimals, -1);
        fputs("</tr>\n", to);
    }
    fputs("</table></div>\n", to);
}

static void put_time(FILE *to, double seconds)
{
    char text[LW_TIMEFMT_SIZE];

    if (!(fabs(seconds) < 4e9))
        return;
    lw_timefmt_write((int64_t)llround(seconds) * 1000000000, text);
    lw_svg_text(to, text);
}

static void put_about(FILE *to, const struct result *r)
{
    fputs("<p>", to);
    fprintf(to, "%.0f steps of %g s", get(r, "steps"), get(r, "every"));
    if (isfinite(get(r, "from"))) {
        fputs(" from ", to);
        put_time(to, get(r, "from"));
    }
    fprintf(to, "; %.0f aircraft, %.0f tracks; cut-off %g m, p %g",
            get(r, "objects"), get(r, "tracks"), get(r, "cutoff"), get(r, "p"));
    if (get(r, "noticeable") > 0)
        fprintf(to, "; asked for while %g sensors or more could notice them",
                get(r, "noticeable"));
    fputs("</p>\n", to);
}

static int put_result(FILE *to, const struct result *r, int number)
{
    struct over_time series;

    fprintf(to, "<h2 id=\"r%d\">", number);
    lw_svg_text(to, lw_dom_text(&r->dom, 1, "name"));
    fputs("</h2>\n", to);
    put_about(to, r);
    put_tiles(to, r);
    put_bars(to, r);
    if (!over_time_of(r, &series)) {
        over_time_free(&series);
        return LW_ERR_NO_SPACE;
    }
    fputs("<div class=\"plots\">\n", to);
    if (series.count > 0)
        put_time_plots(to, &series);
    put_existence(to, r);
    put_first_tracks(to, r);
    fputs("</div>\n", to);
    over_time_free(&series);
    put_map(to, r);
    put_nees(to, r);
    put_groups(to, r, "kinds", "kind", "By kind");
    put_groups(to, r, "regions", "region", "By region");
    return 0;
}

static int put_page(FILE *to, const struct result *r, int count)
{
    int err = 0;

    put_head(to, count == 1 ? lw_dom_text(&r->dom, 1, "name")
                            : "How good the pictures were");
    fputs(count == 1 ? "<h1>How good the picture was</h1>\n"
                     : "<h1>How good the pictures were</h1>\n",
          to);
    if (count > 1)
        put_overview(to, r, count);
    for (int i = 0; i < count && err == 0; i++)
        err = put_result(to, &r[i], i + 1);
    fputs("<p>Made by <code>luchtwacht score</code>; doc/measuring.md says "
          "what each figure means.</p></main></body></html>\n",
          to);
    return fflush(to) != 0 || ferror(to) != 0 ? LW_ERR_IO : err;
}

static int write_page(const char *path, const struct result *r, int count)
{
    FILE *to = fopen(path, "w");
    int err = LW_ERR_IO;

    if (to != NULL) {
        err = put_page(to, r, count);
        if (fclose(to) != 0)
            err = LW_ERR_IO;
    }
    if (err == LW_ERR_IO)
        fprintf(stderr, "luchtwacht: %s: cannot be written: %s\n", path,
                strerror(errno));
    else if (err < 0)
        fputs("luchtwacht: score: not enough memory\n", stderr);
    return err < 0 ? LW_EXIT_FAILED : LW_EXIT_DONE;
}

/* A JSON object that has what every result has. */
static int read_result(struct result *r, const char *text, size_t len,
                       struct lw_fault *fault)
{
    const int err = lw_dom_read(&r->dom, text, len, fault);

    if (err < 0)
        return err;
    if (lw_dom_at(&r->dom, 1, "gospa.mean") == LW_DOM_NONE)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "expected a result of `score --json`, got other "
                            "JSON");
    r->bars = lw_dom_at(&r->dom, 1, "bars");
    return 0;
}

/* Whole, malloc()ed; NULL with *fault. */
static char *read_whole(const char *path, size_t *len, struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    char *text = NULL;
    int got = 1;

    *len = 0;
    while (in != NULL && got > 0) {
        const uint8_t *bytes;
        const size_t more = lw_input_bytes(in, &bytes);
        char *larger = *len + more > LW_DOM_BYTES_MAX
                           ? NULL
                           : realloc(text, *len + more + 1);
        if (larger == NULL) {
            got = lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                               "expected %d bytes at most", LW_DOM_BYTES_MAX);
            break;
        }
        text = larger;
        if (more > 0)
            memcpy(text + *len, bytes, more);
        *len += more;
        lw_input_drop(in, more);
        got = lw_input_more(in);
        if (got < 0)
            (void)lw_fault_set(fault, got, 0, 0, "%s", lw_input_error(in));
    }
    if (in == NULL || got < 0) {
        free(text);
        text = NULL;
    }
    if (in != NULL)
        lw_input_close(in);
    return text;
}

int lw_score_page(const char *path, char **results, int count)
{
    struct result *r =
        count <= RESULTS_MAX ? calloc((size_t)count, sizeof *r) : NULL;
    struct lw_fault fault = {0};
    int status = LW_EXIT_DONE, read = 0;

    if (r == NULL) {
        fprintf(stderr,
                "luchtwacht: score: --page: expected %d results at "
                "most\n",
                RESULTS_MAX);
        return LW_EXIT_FAILED;
    }
    for (; read < count && status == LW_EXIT_DONE; read++) {
        size_t len;
        char *text = read_whole(results[read], &len, &fault);
        if (text == NULL || read_result(&r[read], text, len, &fault) < 0) {
            lw_print_fault(results[read], &fault);
            status = LW_EXIT_FAILED;
        }
        free(text);
    }
    if (status == LW_EXIT_DONE)
        status = write_page(path, r, count);
    for (int i = 0; i < read; i++)
        lw_dom_free(&r[i].dom);
    free(r);
    return status;
}

int lw_score_page_of(struct lw_score_run *run)
{
    struct result r = {0};
    struct lw_fault fault = {0};
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    int status = LW_EXIT_FAILED;

    if (to == NULL || lw_score_print_json(run, to) < 0 || fclose(to) != 0)
        fputs("luchtwacht: score: not enough memory\n", stderr);
    else if (read_result(&r, text, len, &fault) < 0)
        lw_print_fault(run->options.html, &fault);
    else
        status = write_page(run->options.html, &r, 1);
    lw_dom_free(&r.dom);
    free(text);
    return status;
}
