/* SPDX-License-Identifier: Apache-2.0 */
#include "lateness.h"

#include <math.h>
#include <string.h>

static const double step = 0.01, look_step = 0.05, delay_step = 0.02;
static const double first_bin_s = 0.5;

void lw_lateness_init(struct lw_lateness *late)
{
    memset(late, 0, sizeof *late);
    for (int of = 0; of < LW_LATES; of++)
        late->of[of].share[0] = 1.0f;
    late->arrival_ns = INT64_MIN;
}

/* What was counted in a second that is over. */
static void fold(struct lw_lateness_share *of)
{
    double n = 0.0;

    for (int b = 0; b < LW_LATENESS_BINS; b++)
        n += of->count[b];
    if (!(n > 0.0))
        return;
    const double keep = pow(1.0 - step, n);
    for (int b = 0; b < LW_LATENESS_BINS; b++)
        of->share[b] = (float)(keep * (double)of->share[b] +
                               (1.0 - keep) * of->count[b] / n);
    memset(of->count, 0, sizeof of->count);
}

static void count(struct lw_lateness *late, enum lw_late of, double late_s)
{
    double to_s = first_bin_s;
    int bin = 0;

    if (late_s > 0.0)
        for (bin = 1; bin < LW_LATENESS_BINS - 1 && late_s > to_s; bin++)
            to_s *= 2.0;
    if (late->of[of].count[bin] < UINT16_MAX)
        late->of[of].count[bin]++;
}

static const struct lw_lateness_look *find(const struct lw_lateness *late,
                                           int64_t meas_ns)
{
    for (int i = 0; i < LW_LATENESS_LOOKS; i++)
        if (late->look[i].meas_ns == meas_ns && late->look[i].first_ns != 0)
            return &late->look[i];
    return NULL;
}

static double after_look_s(const struct lw_lateness *late, int64_t meas_ns,
                           int64_t now_ns)
{
    return (double)(now_ns - meas_ns) * 1e-9 - (double)late->after_s;
}

static void note_look(struct lw_lateness *late,
                      const struct lw_lateness_report *r)
{
    const struct lw_lateness_look *look = find(late, r->meas_ns);
    const double late_s =
        r->in_time ? 0.0
                   : fmax(after_look_s(late, r->meas_ns, r->arrival_ns), 1e-3);

    if (r->plot) {
        double after_s = 0.0; /* the first of its look, or in time */
        if (r->turns)
            after_s = late_s;
        else if (look != NULL && !r->in_time)
            after_s = (double)(r->arrival_ns - look->first_ns) * 1e-9;
        count(late, LW_LATE_PLOT, after_s);
    }
    if (look != NULL || r->turns)
        return;
    count(late, LW_LATE_LOOK, late_s);
    late->look[late->next] =
        (struct lw_lateness_look){r->meas_ns, r->arrival_ns};
    late->next = (late->next + 1) % LW_LATENESS_LOOKS;
}

void lw_lateness_note(struct lw_lateness *late,
                      const struct lw_lateness_report *r)
{
    const int64_t second = r->arrival_ns / 1000000000;
    const double delay_s =
        fmax((double)(r->arrival_ns - r->meas_ns) * 1e-9, 0.0);

    late->arrival_ns = r->arrival_ns;
    late->delay_s =
        fmax(delay_s, late->delay_s + delay_step * (delay_s - late->delay_s));
    if (!r->plot && !r->look)
        return;
    if (second != late->second) {
        for (int of = 0; of < LW_LATES; of++)
            fold(&late->of[of]);
        late->second = second;
    }
    note_look(late, r);
}

void lw_lateness_end(struct lw_lateness *late, double after_s)
{
    late->after_s +=
        (float)(look_step * (fmax(after_s, 0.0) - (double)late->after_s));
}

double lw_lateness_since(const struct lw_lateness *late, int64_t meas_ns,
                         int64_t now_ns)
{
    const struct lw_lateness_look *look = find(late, meas_ns);

    return look != NULL ? (double)(now_ns - look->first_ns) * 1e-9
                        : fmax(after_look_s(late, meas_ns, now_ns), 0.0);
}

double lw_lateness_to_come(const struct lw_lateness *late, enum lw_late of,
                           double since_s)
{
    double from_s = 0.0, to_s = first_bin_s, later = 0.0;

    for (int b = 1; b < LW_LATENESS_BINS; b++) {
        const double part =
            fmin(fmax((to_s - since_s) / (to_s - from_s), 0.0), 1.0);
        later += part * (double)late->of[of].share[b];
        from_s = to_s;
        to_s *= 2.0;
    }
    return later;
}
