/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "luchtwacht/err.h"
#include "score_put.h"
#include "score_warned.h"

const char *lw_score_flyer(const struct lw_warned_group *g)
{
    return g->flyer < 0 ? "all" : lw_flyer_name((enum lw_flyer)g->flyer);
}

static void put_hours(struct lw_put *put, const char *name,
                      const struct lw_warned_hours *hours)
{
    lw_put_begin(put, name, "{");
    lw_put_number(put, "zone_hours", hours->zone_h);
    lw_put_number(put, "area_hours", hours->area_km2_h);
    lw_put_end(put, "}");
}

static void put_bins(struct lw_put *put, const char *name,
                     const struct lw_warned_bin bin[LW_WARNED_BINS])
{
    lw_put_begin(put, name, "[");
    for (int i = 0; i < LW_WARNED_BINS; i++) {
        if (!(bin[i].weight > 0))
            continue;
        lw_put_begin(put, NULL, "{");
        lw_put_number(put, "from", (double)i / LW_WARNED_BINS);
        lw_put_number(put, "weight", bin[i].weight);
        lw_put_number(put, "claimed", bin[i].claimed / bin[i].weight);
        lw_put_number(put, "came", bin[i].came / bin[i].weight);
        lw_put_end(put, "}");
    }
    lw_put_end(put, "]");
}

static void put_group(struct lw_put *put, const struct lw_warned_group *g)
{
    const struct lw_figure figures[] = {
        {"entries", g->entries},
        {"warned", g->warned},
        {"could", g->could},
        {"missed", g->missed},
        {"first", g->first},
        {"lead_median", g->lead_p50_s},
        {"lead_p10", g->lead_p10_s},
        {"notice_lead_median", g->notice_p50_s},
        {"oracle_lead_median", g->oracle_p50_s},
        {"noticed_lead_median", g->seen_lead_p50_s},
        {"noticed_oracle_lead_median", g->noticed_p50_s},
    };

    lw_put_begin(put, NULL, "{");
    lw_put_string(put, "kind", g->kind == NULL ? "all" : g->kind);
    lw_put_string(put, "flyer", lw_score_flyer(g));
    lw_put_numbers(put, figures, LW_COUNT(figures));
    lw_put_begin(put, "within", "[");
    for (int i = 0; i < LW_WARNED_LEADS; i++) {
        lw_put_begin(put, NULL, "{");
        lw_put_number(put, "lead", lw_warned_lead_s[i]);
        lw_put_number(put, "of", g->within[i].of);
        lw_put_number(put, "good", g->within[i].good);
        lw_put_number(put, "asked", g->within[i].asked);
        lw_put_number(put, "asked_good", g->within[i].asked_good);
        lw_put_end(put, "}");
    }
    lw_put_end(put, "]");
    lw_put_end(put, "}");
}

static void put_claims(struct lw_put *put, const struct lw_warned_result *r)
{
    put_bins(put, "raised_claims", r->first);
    put_bins(put, "told_claims", r->told);
    put_bins(put, "line_claims", r->lines);
    lw_put_begin(put, "arrivals", "{");
    lw_put_number(put, "seconds", r->arrivals.lines_s);
    lw_put_number(put, "early", r->arrivals.early_s);
    lw_put_number(put, "late", r->arrivals.late_s);
    lw_put_end(put, "}");
    lw_put_begin(put, "ahead", "[");
    for (int i = 0; i < LW_WARNED_LEADS; i++) {
        lw_put_begin(put, NULL, "{");
        lw_put_number(put, "seconds", lw_warned_ahead_s[i]);
        lw_put_number(put, "told", r->ahead[i]);
        lw_put_number(put, "good", r->ahead_good[i]);
        lw_put_end(put, "}");
    }
    lw_put_end(put, "]");
}

/* One row each, so that many runs can be put together. */
static void put_rows(struct lw_put *put, const struct lw_score_warned *w)
{
    const struct lw_warned_scene *s = &w->scene;

    lw_put_begin(put, "entry", "[");
    for (uint32_t i = 0; i < w->result.entries; i++) {
        const struct lw_warned_entry *e = &s->entry[i];
        const struct lw_visit *v = &w->visits.visit[e->visit];
        lw_put_begin(put, NULL, "{");
        lw_put_string(put, "zone", s->zone[v->zone].id);
        lw_put_string(put, "kind", s->zone[v->zone].kind);
        lw_put_string(put, "object", w->objects.name[v->object]);
        lw_put_string(put, "flyer", lw_flyer_name(v->flyer));
        const struct lw_figure figures[] = {
            {"t", (double)v->in_ns / 1e9},
            {"seconds", (double)(v->out_ns - v->in_ns) / 1e9},
            {"first", e->first},
            {"warned", e->warned},
            {"could", (double)(v->in_ns - v->could_ns) / 1e9},
            {"lead", e->lead_s},
            {"notice_lead", e->notice_lead_s},
            {"oracle_lead", e->oracle_s},
            {"noticed_oracle_lead", e->noticed_s},
        };
        for (int k = 0; k < LW_COUNT(figures); k++)
            if (k != 4 || e->could)
                lw_put_number(put, figures[k].name, figures[k].value);
        lw_put_end(put, "}");
    }
    lw_put_end(put, "]");
    lw_put_begin(put, "warning", "[");
    for (uint32_t i = 0; i < w->result.spans; i++) {
        const struct lw_warned_span *span = &s->span[i];
        lw_put_begin(put, NULL, "{");
        lw_put_string(put, "warning", w->warnings.name[span->warning]);
        lw_put_string(put, "zone", s->zone[span->zone].id);
        lw_put_number(put, "told", (double)span->told_ns / 1e9);
        if (span->raised_ns != INT64_MAX)
            lw_put_number(put, "raised", (double)span->raised_ns / 1e9);
        if (span->ended_ns != INT64_MAX)
            lw_put_number(put, "ended", (double)span->ended_ns / 1e9);
        lw_put_number(put, "came", span->came);
        lw_put_number(put, "judged", span->judged);
        lw_put_number(put, "left_early", span->left_early);
        lw_put_number(put, "returned", span->returned);
        lw_put_number(put, "clear", span->clear_s);
        lw_put_end(put, "}");
    }
    lw_put_end(put, "]");
}

static void put_totals(struct lw_put *put, const struct lw_score_warned *w)
{
    const struct lw_warned_result *r = &w->result;
    const struct lw_figure figures[] = {
        {"from", (double)w->scene.from_ns / 1e9},
        {"to", (double)w->scene.to_ns / 1e9},
        {"zones", r->zones},
        {"provinces", w->provinces},
        {"entries", r->entries},
        {"raised", r->raised},
        {"notices", r->notices},
        {"standing", r->stood},
        {"cancelled", r->cancelled},
        {"judged", r->judged},
        {"needless", r->needless},
        {"left_early", r->left_early},
        {"returned", r->returned},
        {"clears", r->clears},
        {"clear_median", r->clear_p50_s},
        {"clear_p95", r->clear_p95_s},
        {"inside_seconds", r->inside_s},
        {"exposed_seconds", r->exposed_s},
    };

    lw_put_numbers(put, figures, LW_COUNT(figures));
}

int lw_score_warned_json(const struct lw_score_warned *warned, FILE *to)
{
    const struct lw_warned_result *r = &warned->result;
    const struct lw_score_options *o = warned->options;
    char mem[LW_PUT_MAX];
    struct lw_put put = {.to = to, .comma = ""};

    lw_text_init(&put.text, mem, sizeof mem);
    lw_put_begin(&put, NULL, "{");
    lw_put_string(&put, "name", o->name != NULL ? o->name : o->tracks);
    put_totals(&put, warned);
    put_hours(&put, "warned", &r->warned);
    put_hours(&put, "noticed", &r->noticed);
    put_hours(&put, "over", &r->over);
    put_hours(&put, "oracle", &r->oracle);
    put_hours(&put, "noticed_oracle", &r->oracle_noticed);
    put_hours(&put, "province", &r->province);
    put_hours(&put, "country", &r->country);
    lw_put_begin(&put, "leads", "[");
    for (uint32_t g = 0; g < r->groups; g++)
        put_group(&put, &r->group[g]);
    lw_put_end(&put, "]");
    put_claims(&put, r);
    put_rows(&put, warned);
    lw_put_end(&put, "}\n");
    return fflush(to) != 0 || ferror(to) ? LW_ERR_IO : 0;
}
