/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensors.c - what is learnt of each sensor while it runs: whether it lives,
 * and where its false reports lie.
 *
 * The site file gives the mean number of false reports in a look and spreads
 * them evenly. Real ones lie where the shore, the birds and the blades are: a
 * polar map around the sensor counts what no track claims, as a Gamma
 * distribution whose prior is the site file's and which forgets slowly.
 */
#include <math.h>

#include "fuse.h"

static const double prior_looks = 20.0;
static const double prior_min = 0.02; /* reports, so that a 0 can be unlearnt */
static const double keep = 0.998;     /* of a count, from look to look */
static const int beats_missed_max = 3;

static int cell_of(const struct lw_tracker *trk, const struct lw_plot *plot)
{
    const struct lw_sensor *sensor = &trk->site->sensor[plot->sensor];
    double range_m = 0.0, az_rad = 0.0, el_rad = 0.0;

    if (plot->type == LW_REPORT_HEARD || !plot->has_place)
        return 0;
    if (plot->type == LW_REPORT_POSITION)
        lw_plot_direction(plot->place_m, plot->place_axes, plot->origin_m,
                          &range_m, &az_rad, &el_rad);
    else
        az_rad = plot->z[plot->type == LW_REPORT_POLAR ? 1 : 0];
    if (plot->type == LW_REPORT_POLAR)
        range_m = plot->z[0];
    /* rings of equal area */
    const double part = range_m / fmin(sensor->coverage.range_m, 300e3);
    const int ring =
        (int)fmin(part * part * LW_FALSE_RINGS, LW_FALSE_RINGS - 1);
    const int sector = (int)(lw_angle_positive(az_rad) / (2.0 * LW_PI) *
                             LW_FALSE_SECTORS) %
                       LW_FALSE_SECTORS;
    return plot->type == LW_REPORT_BEARING ? sector
                                           : ring * LW_FALSE_SECTORS + sector;
}

double lw_sensor_false_density(const struct lw_tracker *trk,
                               const struct lw_plot *plot)
{
    const struct lw_sensor_state *s = &trk->sensor[plot->sensor];
    const int cell = cell_of(trk, plot);
    const int cells = plot->type == LW_REPORT_HEARD     ? 1
                      : plot->type == LW_REPORT_BEARING ? LW_FALSE_SECTORS
                                                        : LW_FALSE_CELLS;
    const double expected =
        trk->site->sensor[plot->sensor].false_reports / cells;
    const double prior = fmax(expected, prior_min / prior_looks / cells);

    return plot->false_density *
           (prior_looks * prior + s->false_count[cell]) /
           (prior_looks + s->false_looks) / fmax(expected, 1e-5 / cells);
}

void lw_sensor_learn_false(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_sensor_state *s = &trk->sensor[look->sensor];

    if (look->sweep) {
        s->false_looks = keep * s->false_looks + 1.0;
        for (int c = 0; c < LW_FALSE_CELLS; c++)
            s->false_count[c] *= keep;
    }
    for (uint32_t j = 0; j < look->plots; j++)
        s->false_count[cell_of(trk, trk->look_plot[j])] +=
            trk->assoc.free_chance[j];
}

bool lw_sensor_alive(const struct lw_tracker *trk, uint32_t index,
                     int64_t now_ns)
{
    const struct lw_sensor_state *s = &trk->sensor[index];

    if (s->down ||
        (!s->ever && !trk->site->sensor[index].silence_means_nothing_seen))
        return false;
    return s->beat_s <= 0.0 ||
           lw_seconds(now_ns, s->beat_ns) <= beats_missed_max * s->beat_s;
}
