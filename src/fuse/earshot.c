/* SPDX-License-Identifier: Apache-2.0 */
#include "earshot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"

enum { POINTS_MIN = LW_EARSHOT_POINTS_MIN, POINTS_MAX = LW_EARSHOT_POINTS_MAX };

/* One part of what the points within a circle add up to, and how much farther
 * out they stand for a variance of 1. */
static const struct {
    double part, stretch;
} whole[POINTS_MAX + 1] = {[2] = {0.3617103868531532, 1.029299123916317},
                           [3] = {0.16094351352368397, 1.0260408080210577},
                           [4] = {0.09067066268191569, 1.029303112906245},
                           [5] = {0.057897629077048006, 1.0245299444627864}};
/* The masses of the points along one axis, from the middle outwards. */
static const double mass_at[POINTS_MAX + 1][POINTS_MAX + 1] = {
    [2] = {1.0, 0.32465246735834974, 0.011108996538242306},
    [3] = {1.0, 0.6065306597126334, 0.1353352832366127, 0.011108996538242306},
    [4] = {1.0, 0.7548396019890073, 0.32465246735834974, 0.07955950871822769,
           0.011108996538242306},
    [5] = {1.0, 0.835270211411272, 0.4867522559599717, 0.19789869908361474,
           0.056134762834133725, 0.011108996538242306}};
/* Kinds differ in how far they are heard: beyond the table, too. */
static const double far_part = 1.2;
/* Sound falls by distance as from a point, and by so much more a metre. */
static const double absorbed_db_m = 0.003;

double lw_earshot_chance(const struct lw_sensor *sensor, double range_m)
{
    return range_m > lw_sensor_reach_m(sensor)
               ? 0.0
               : lw_detection_chance(&sensor->detection, range_m);
}

double lw_earshot_fall_db(double range_m)
{
    return 20.0 * log10(fmax(range_m, 1.0)) + absorbed_db_m * range_m;
}

static void set_table(struct lw_earshot_table *table,
                      const struct lw_sensor *sensor, double reach_m)
{
    table->reach_m = reach_m;
    table->bin_m = reach_m / LW_EARSHOT_BINS;
    for (int i = 0; i <= LW_EARSHOT_BINS; i++) {
        const double range_m = table->bin_m * fmax(i, 0.5);
        table->chance[i] = lw_earshot_chance(sensor, range_m);
        table->fall_db[i] = lw_earshot_fall_db(range_m);
    }
}

/* Of what flies anywhere about the sensor and is heard. */
static void set_fall(struct lw_earshot *earshot)
{
    const struct lw_earshot_table *table = &earshot->heard;
    double sum = 0.0, fall = 0.0, fall2 = 0.0;

    for (int i = 1; i <= LW_EARSHOT_BINS; i++) {
        const double w = table->chance[i] * i; /* by area */
        const double db = table->fall_db[i];
        sum += w;
        fall += w * db;
        fall2 += w * db * db;
    }
    earshot->fall_db = sum > 0.0 ? fall / sum : table->fall_db[LW_EARSHOT_BINS];
    earshot->fall_var =
        sum > 0.0 ? fall2 / sum - earshot->fall_db * earshot->fall_db : 0.0;
}

/* So far out that they have the variance of what was cut off. */
static void set_points(struct lw_earshot_points *points, int n)
{
    const double step = (double)LW_EARSHOT_SIGMA / n;
    int k = 0;

    memset(points, 0, sizeof *points);
    for (int i = -n; i <= n; i++)
        for (int j = -n; j <= n; j++) {
            if (i * i + j * j > n * n)
                continue;
            const int lane = k % LW_LANES;
            points->lanes = k / LW_LANES;
            points->u[points->lanes][lane] = step * i * whole[n].stretch;
            points->v[points->lanes][lane] = step * j * whole[n].stretch;
            points->mass[points->lanes][lane] =
                mass_at[n][abs(i)] * mass_at[n][abs(j)] * whole[n].part;
            k++;
        }
    points->lanes++;
}

static bool alike(const struct lw_earshot *earshot,
                  const struct lw_sensor *sensor)
{
    const struct lw_detection *a = &earshot->detection, *b = &sensor->detection;

    if (!(fabs(earshot->range_m - lw_sensor_reach_m(sensor)) <= 0.0) ||
        a->count != b->count)
        return false;
    return memcmp(a->point, b->point, (size_t)a->count * sizeof a->point[0]) ==
           0;
}

void lw_earshot_set(struct lw_earshot *earshot, const struct lw_sensor *sensor)
{
    const struct lw_detection *table = &sensor->detection;
    const double range_m = lw_sensor_reach_m(sensor);
    const int last = table->count - 1;

    if (earshot->points[POINTS_MIN].lanes == 0)
        for (int n = POINTS_MIN; n <= POINTS_MAX; n++)
            set_points(&earshot->points[n], n);
    else if (alike(earshot, sensor))
        return;
    earshot->detection = *table;
    earshot->range_m = range_m;
    set_table(&earshot->heard, sensor, far_part * range_m);
    set_table(&earshot->silent, sensor,
              last > 0 && table->point[last].chance <= 0.0
                  ? fmin(table->point[last].range_m, range_m)
                  : range_m);
    set_fall(earshot);
}
