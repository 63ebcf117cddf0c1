/* SPDX-License-Identifier: Apache-2.0 */
#include "area.h"

#include <assert.h>
#include <math.h>

#include "base/geodesy.h"

static double leg_m(const struct lw_sim_area *area, uint32_t i)
{
    return hypot(area->point[i + 1][0] - area->point[i][0],
                 area->point[i + 1][1] - area->point[i][1]);
}

static double line_m(const struct lw_sim_area *area)
{
    double sum = 0.0;

    for (uint32_t i = 0; i + 1 < area->points; i++)
        sum += leg_m(area, i);
    return sum;
}

void lw_area_along(const struct lw_sim_area *area, double along_m,
                   double xy_m[2])
{
    const double whole_m = line_m(area);
    double left_m = fmod(along_m, 2.0 * whole_m);
    uint32_t i = 0;

    assert(area->points >= 2);
    if (!(left_m > 0.0))
        left_m = 0.0;
    if (left_m > whole_m)
        left_m = 2.0 * whole_m - left_m;
    while (i + 2 < area->points && left_m > leg_m(area, i))
        left_m -= leg_m(area, i++);
    const double part = fmin(left_m / fmax(leg_m(area, i), 1e-6), 1.0);
    for (int k = 0; k < 2; k++)
        xy_m[k] = area->point[i][k] +
                  part * (area->point[i + 1][k] - area->point[i][k]);
}

void lw_area_draw(const struct lw_sim_area *area, struct lw_chance *chance,
                  double xy_m[2])
{
    const double u = lw_chance_even(chance), v = lw_chance_even(chance);
    uint32_t i;

    switch (area->shape) {
    case LW_SIM_LINE:
        lw_area_along(area, u * line_m(area), xy_m);
        return;
    case LW_SIM_BOX:
        xy_m[0] =
            area->point[0][0] + u * (area->point[1][0] - area->point[0][0]);
        xy_m[1] =
            area->point[0][1] + v * (area->point[1][1] - area->point[0][1]);
        return;
    case LW_SIM_DISC:
        xy_m[0] =
            area->point[0][0] + area->radius_m * sqrt(u) * sin(2.0 * LW_PI * v);
        xy_m[1] =
            area->point[0][1] + area->radius_m * sqrt(u) * cos(2.0 * LW_PI * v);
        return;
    case LW_SIM_POINTS:
        i = (uint32_t)(u * area->points);
        xy_m[0] = area->point[i][0];
        xy_m[1] = area->point[i][1];
        return;
    case LW_SIM_NOWHERE:
        break;
    }
    xy_m[0] = xy_m[1] = 0.0;
}

/* Rows and columns of about square cells, the last row maybe not full: then
 * its cells are wider. */
static void lay_box(const struct lw_sim_area *area, uint32_t index,
                    uint32_t count, double xy_m[2])
{
    const double wide = area->point[1][0] - area->point[0][0];
    const double high = area->point[1][1] - area->point[0][1];
    const double ideal = sqrt(count * high / wide);
    const uint32_t rows =
        (uint32_t)fmin(fmax(floor(ideal + 0.5), 1.0), (double)count);
    const uint32_t row = (uint32_t)((uint64_t)index * rows / count);
    const uint32_t first =
        (uint32_t)(((uint64_t)row * count + rows - 1) / rows);
    const uint32_t next =
        (uint32_t)((((uint64_t)row + 1) * count + rows - 1) / rows);

    xy_m[0] = area->point[0][0] + wide * (index - first + 0.5) / (next - first);
    xy_m[1] = area->point[0][1] + high * (row + 0.5) / rows;
}

/* Even over a disc: the sunflower's spiral. */
static void lay_disc(const struct lw_sim_area *area, uint32_t index,
                     uint32_t count, double xy_m[2])
{
    const double r = area->radius_m * sqrt((index + 0.5) / count);
    const double angle = index * LW_PI * (3.0 - sqrt(5.0));

    xy_m[0] = area->point[0][0] + r * sin(angle);
    xy_m[1] = area->point[0][1] + r * cos(angle);
}

void lw_area_lay(const struct lw_sim_area *area, struct lw_chance *chance,
                 uint32_t index, uint32_t count, double xy_m[2])
{
    assert(index < count);
    if (area->shape == LW_SIM_POINTS) {
        xy_m[0] = area->point[index % area->points][0];
        xy_m[1] = area->point[index % area->points][1];
    } else if (area->spread != LW_SIM_GRID) {
        lw_area_draw(area, chance, xy_m);
    } else if (area->shape == LW_SIM_BOX) {
        lay_box(area, index, count, xy_m);
    } else if (area->shape == LW_SIM_DISC) {
        lay_disc(area, index, count, xy_m);
    } else {
        lw_area_along(area, line_m(area) * (index + 0.5) / count, xy_m);
    }
    for (int i = 0; i < 2 && area->jitter_m > 0.0; i++)
        xy_m[i] += lw_chance_between(chance, -area->jitter_m, area->jitter_m);
}
