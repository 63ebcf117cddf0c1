/* SPDX-License-Identifier: Apache-2.0 */
/* One run's warnings as a page that needs nothing else. */
#include <errno.h>
#include <math.h>
#include <string.h>

#include "luchtwacht/err.h"
#include "score_put.h"
#include "score_style.h"
#include "score_svg.h"
#include "score_warned.h"

enum { LEAD_MINUTES = 20, HOUR_ROWS = 6 };

static void put_number(FILE *to, double value, int decimals)
{
    if (isfinite(value))
        fprintf(to, "%.*f", decimals, value);
    else
        fputs("–", to);
}

static void put_tile(FILE *to, const char *name, double value, int decimals,
                     const char *unit)
{
    fputs("<div class=\"tile\"><b>", to);
    put_number(to, value, decimals);
    fprintf(to, "%s</b><span>%s</span></div>\n", unit, name);
}

static double share(double part, double of)
{
    return of > 0 ? part / of : (double)NAN;
}

static void put_tiles(FILE *to, const struct lw_warned_result *r)
{
    const struct lw_warned_group *all = &r->group[0];

    fputs("<div class=\"tiles\">\n", to);
    put_tile(to, "median lead of first entries", all->lead_p50_s, 0, " s");
    put_tile(to, "the oracle's", all->oracle_p50_s, 0, " s");
    put_tile(to, "entered unwarned, of those that could be warned of",
             all->missed, 0, "");
    put_tile(to, "km2-hours / the oracle's",
             share(r->warned.area_km2_h, r->oracle.area_km2_h), 2, "");
    put_tile(to, "km2-hours / province-wide",
             share(r->warned.area_km2_h, r->country.area_km2_h), 3, "");
    put_tile(to, "warnings raised", r->raised, 0, "");
    put_tile(to, "needless, of those judged", share(r->needless, r->judged), 3,
             "");
    put_tile(to, "back within 10 minutes", r->returned_share, 4, "");
    put_tile(to, "all clear, 95%, beyond the quiet time", r->clear_p95_s, 0,
             " s");
    fputs("</div>\n", to);
}

/* First entries by how many minutes before they were warned of. */
static void put_leads(FILE *to, const struct lw_score_warned *w)
{
    struct lw_bar bar[LEAD_MINUTES];
    double never = 0;

    for (int i = 0; i < LEAD_MINUTES; i++)
        bar[i] = (struct lw_bar){.from = i, .to = i + 1};
    for (uint32_t i = 0; i < w->result.entries; i++) {
        const struct lw_warned_entry *e = &w->scene.entry[i];
        if (!e->first)
            continue;
        if (e->lead_s < 0)
            never++;
        else
            bar[(int)fmin(e->lead_s / 60, LEAD_MINUTES - 1)].height++;
    }
    fputs("<div class=\"card\">\n", to);
    lw_svg_bars(
        to,
        "First entries by how long before they were warned of (late: never)",
        "minutes", "entries", bar, LEAD_MINUTES, never, "never");
    fputs("</div>\n", to);
}

static int dots_of(const struct lw_warned_bin bin[LW_WARNED_BINS],
                   struct lw_dot dot[LW_WARNED_BINS])
{
    int count = 0;

    for (int i = 0; i < LW_WARNED_BINS; i++)
        if (bin[i].weight > 0)
            dot[count++] = (struct lw_dot){
                .x = bin[i].claimed / bin[i].weight,
                .y = bin[i].came / bin[i].weight,
                .weight = bin[i].weight,
            };
    return count;
}

static void put_claims(FILE *to, const struct lw_warned_result *r)
{
    struct lw_dot line[LW_WARNED_BINS], raised[LW_WARNED_BINS];
    const struct lw_dots set[2] = {
        {"by time", "c1", line, dots_of(r->lines, line)},
        {"as raised", "c2", raised, dots_of(r->first, raised)},
    };

    fputs("<div class=\"card\">\n", to);
    lw_svg_reliability(to, "That something comes: claimed, and came",
                       "chance that was told", "that came", set, 2);
    fputs("</div>\n", to);
}

static void put_hours(FILE *to, const struct lw_warned_result *r)
{
    const struct {
        const char *name;
        const struct lw_warned_hours *hours;
    } row[HOUR_ROWS] = {
        {"warned", &r->warned},          {"of it not needed", &r->over},
        {"notices too", &r->noticed},    {"the oracle", &r->oracle},
        {"province-wide", &r->province}, {"all provinces as one", &r->country},
    };

    fputs("<div class=\"card\"><table><tr><th></th><th>zone-hours</th>"
          "<th>km2-hours</th></tr>\n",
          to);
    for (int i = 0; i < HOUR_ROWS; i++)
        fprintf(to, "<tr><td>%s</td><td>%.1f</td><td>%.0f</td></tr>\n",
                row[i].name, row[i].hours->zone_h, row[i].hours->area_km2_h);
    fputs("</table></div>\n", to);
}

static void put_groups(FILE *to, const struct lw_warned_result *r)
{
    fputs("<div class=\"card\"><table><tr><th>zones</th><th>of</th>"
          "<th>entries</th><th>could be warned of</th><th>missed</th>"
          "<th>first</th><th>lead, s</th><th>10%</th><th>oracle</th>"
          "<th>5 min before</th><th>2 min</th><th>1 min</th></tr>\n",
          to);
    for (uint32_t i = 0; i < r->groups; i++) {
        const struct lw_warned_group *g = &r->group[i];
        const double value[] = {g->entries,     g->could,      g->missed,
                                g->first,       g->lead_p50_s, g->lead_p10_s,
                                g->oracle_p50_s};
        fputs("<tr><td>", to);
        lw_svg_text(to, g->kind == NULL ? "all" : g->kind);
        fprintf(to, "</td><td>%s</td>", lw_score_flyer(g));
        for (int k = 0; k < LW_COUNT(value); k++) {
            fputs("<td>", to);
            put_number(to, value[k], 0);
            fputs("</td>", to);
        }
        for (int k = LW_WARNED_LEADS - 1; k >= 0; k--) {
            fputs("<td>", to);
            put_number(to, share(g->within[k].asked_good, g->within[k].asked),
                       3);
            fputs("</td>", to);
        }
        fputs("</tr>\n", to);
    }
    fputs("</table></div>\n", to);
}

static void put_page(FILE *to, const struct lw_score_warned *w)
{
    const struct lw_score_options *o = w->options;

    fputs("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
          "<meta name=\"viewport\" content=\"width=device-width\"><title>"
          "Warnings</title><style>\n" LW_SCORE_STYLE
          "</style></head><body><main>\n<h1>Warnings: ",
          to);
    lw_svg_text(to, o->name != NULL ? o->name : o->tracks);
    fprintf(to,
            "</h1><p>%.2f hours, %u zones in %u provinces. "
            "doc/measuring.md says what each figure means.</p>\n",
            (double)(w->scene.to_ns - w->scene.from_ns) / 3600e9,
            (unsigned)w->result.zones, (unsigned)w->provinces);
    put_tiles(to, &w->result);
    fputs("<div class=\"plots\">\n", to);
    put_leads(to, w);
    put_claims(to, &w->result);
    fputs("</div>\n", to);
    put_hours(to, &w->result);
    put_groups(to, &w->result);
    fputs("</main></body></html>\n", to);
}

int lw_score_warned_page(const struct lw_score_warned *warned)
{
    const char *path = warned->options->html;
    FILE *to = fopen(path, "w");
    bool good = to != NULL;

    if (good) {
        put_page(to, warned);
        good = ferror(to) == 0;
        good = fclose(to) == 0 && good;
    }
    if (!good)
        fprintf(stderr, "luchtwacht: %s: cannot be written: %s\n", path,
                strerror(errno));
    return good ? 0 : LW_ERR_IO;
}
