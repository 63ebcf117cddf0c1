/* SPDX-License-Identifier: Apache-2.0 */
#include "luchtwacht/site.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "luchtwacht/err.h"

#define PI      3.14159265358979323846
#define DEG(az) ((az)*PI / 180.0)

/* doc/site.md gives these as a table, with where they come from. */
static const struct {
    double chance, false_reports;
    struct lw_sd sd;
} defaults[LW_SENSOR_KINDS] = {
    [LW_SENSOR_ACOUSTIC] = {0.6,
                            0.001,
                            {300, 300, 20, 300, DEG(4), DEG(10), 10}},
    [LW_SENSOR_RADAR] = {0.85, 10, {30, 60, 5, 20, DEG(1.2), DEG(2.5), 1}},
    [LW_SENSOR_RF] = {0.5, 0.0015, {200, 200, 20, 200, DEG(5), DEG(10), 10}},
    [LW_SENSOR_CAMERA] = {0.6, 0.005, {100, 100, 10, 100, DEG(1), DEG(1), 10}},
    [LW_SENSOR_REMOTE_ID] = {0.5, 0.001, {10, 15, 1, 100, DEG(5), DEG(10), 10}},
    [LW_SENSOR_ADSB] = {0.9, 0.00001, {50, 30, 2, 100, DEG(5), DEG(10), 10}},
    [LW_SENSOR_OBSERVER] = {0.1, 0.3, {500, 300, 20, 500, DEG(7), DEG(10), 10}},
    [LW_SENSOR_TRACKER] = {0.9, 0.01, {50, 50, 3, 50, DEG(1), DEG(2), 3}},
};

void lw_sensor_defaults(enum lw_sensor_kind kind, struct lw_sensor *out)
{
    assert((unsigned)kind < LW_SENSOR_KINDS);
    *out = (struct lw_sensor){
        .kind = kind,
        .coverage = {.range_m = (double)INFINITY,
                     .az_to_rad = 2.0 * PI,
                     .el_from_rad = -PI / 2.0,
                     .el_to_rad = PI / 2.0},
        .detection = {.count = 1, .point = {{.chance = defaults[kind].chance}}},
        .false_reports = defaults[kind].false_reports,
        .sd = defaults[kind].sd,
    };
}

int lw_site_sensor(const struct lw_site *site, const char *id)
{
    uint32_t low = 0, high = site->sensors;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = strcmp(site->sensor[site->by_id[middle]].id, id);
        if (order == 0)
            return (int)site->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return LW_ERR_UNKNOWN;
}

static double turn(double az_rad)
{
    const double rest = fmod(az_rad, 2.0 * PI);

    return rest < 0.0 ? rest + 2.0 * PI : rest;
}

static bool covers(const struct lw_coverage *cover, double range_m,
                   double az_rad, double el_rad)
{
    const double width = cover->az_to_rad - cover->az_from_rad;

    if (!(range_m >= 0.0 && range_m <= cover->range_m))
        return false;
    if (!(el_rad >= cover->el_from_rad && el_rad <= cover->el_to_rad))
        return false;
    if (width >= 2.0 * PI)
        return isfinite(az_rad);
    return turn(az_rad - cover->az_from_rad) <= turn(width);
}

double lw_detection_chance(const struct lw_detection *table, double range_m)
{
    int i = 0;

    assert(table->count <= LW_DETECTION_POINTS_MAX);
    if (table->count == 0)
        return 0.0;
    while (i < table->count && table->point[i].range_m < range_m)
        i++;
    if (i == 0)
        return table->point[0].chance;
    if (i == table->count)
        return table->point[i - 1].chance;
    const double from_m = table->point[i - 1].range_m;
    const double part = (range_m - from_m) / (table->point[i].range_m - from_m);
    return table->point[i - 1].chance +
           part * (table->point[i].chance - table->point[i - 1].chance);
}

double lw_sensor_detection(const struct lw_sensor *sensor, double range_m,
                           double az_rad, double el_rad)
{
    if (!covers(&sensor->coverage, range_m, az_rad, el_rad))
        return 0.0;
    return lw_detection_chance(&sensor->detection, range_m);
}
