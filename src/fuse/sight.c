/* SPDX-License-Identifier: Apache-2.0 */
#include "sight.h"

#include "hearing.h"

#include <string.h>

void lw_sight_begin(struct lw_sight *sight, const struct lw_tracker *trk,
                    const struct lw_target *t)
{
    sight->plot = NULL;
    for (uint32_t h = 0; h < t->hypotheses; h++)
        lw_imm_mean(&trk->imm[t->hypothesis[h].imm], sight->mean[h]);
}

/* Whether two plots differ in what they measured alone. */
static bool alike(const struct lw_plot *a, const struct lw_plot *b)
{
    return a->type == LW_REPORT_BEARING && b->type == LW_REPORT_BEARING &&
           a->dim == b->dim && a->meas_ns == b->meas_ns &&
           memcmp(a->origin_m, b->origin_m, sizeof a->origin_m) == 0 &&
           memcmp(a->r, b->r, sizeof a->r) == 0;
}

double lw_sight_fit(struct lw_sight *sight, const struct lw_tracker *trk,
                    const struct lw_target *t, const struct lw_plot *plot,
                    double age_s, double inflate, double gate)
{
    const bool again = sight->plot != NULL && alike(sight->plot, plot);
    double sum = 0.0;

    if (plot->type == LW_REPORT_HEARD) {
        struct lw_hearing hearing;
        lw_hearing_of(trk, t, plot, &hearing);
        sight->plot = plot;
        return lw_hearing_fit(trk, t, &hearing, plot, sight->mean, sight->fit);
    }
    for (uint32_t h = 0; h < t->hypotheses; h++) {
        const struct lw_imm *imm = &trk->imm[t->hypothesis[h].imm];
        const double l =
            again ? lw_imm_refit(imm, sight->plot, plot, gate, &sight->fit[h])
                  : lw_imm_fit(imm, sight->mean[h], plot, age_s, inflate, gate,
                               &sight->fit[h]);
        sum += t->hypothesis[h].weight * l;
    }
    sight->plot = plot;
    return sum;
}
