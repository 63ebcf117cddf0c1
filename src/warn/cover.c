/* SPDX-License-Identifier: Apache-2.0 */
#include "cover.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/geodesy.h"

static const double cell_m_min = 100.0;
static const double height_m = 150.0; /* of what comes, above a sensor */
static const double minute_s = 60.0;
/* Of a sensor that reports when it pleases: as if it looked so often. */
static const double period_s = 10.0;
static const double earth_m = 6371000.0;
static const double chance_max = 0.99;
static const double expected_max = 20.0; /* of one sensor: more adds nothing */
static const double unit = 1000.0;       /* thousandths of an expected notice */
/* Less than this of the ways to a zone, and nobody ever watched it. */
static const double never_below = 0.02;
static const double second_ns = 1e9;

/* A sensor that is small beside a cell counts by points spread over it. */
enum { RINGS = 4, SPOKES = 8, EDGE = LW_COVER_CELLS + 1 };
static const double small_cells = 2.0;

static bool counts(const struct lw_sensor *sensor)
{
    return sensor->kind == LW_SENSOR_TRACKER ||
           (sensor->kind != LW_SENSOR_OBSERVER && sensor->has_position);
}

static unsigned class_of(const struct lw_sensor *sensor)
{
    return sensor->kind == LW_SENSOR_ADSB ||
           sensor->kind == LW_SENSOR_REMOTE_ID;
}

/* Where the site file gives no limit: by what the kind reaches. */
static double reach_m(const struct lw_sensor *sensor)
{
    static const double by_kind_m[LW_SENSOR_KINDS] = {
        [LW_SENSOR_ACOUSTIC] = 6e3,  [LW_SENSOR_RADAR] = 1e5,
        [LW_SENSOR_RF] = 8e3,        [LW_SENSOR_CAMERA] = 6e3,
        [LW_SENSOR_REMOTE_ID] = 6e3, [LW_SENSOR_ADSB] = 3e5,
        [LW_SENSOR_OBSERVER] = 8e3,  [LW_SENSOR_TRACKER] = 3e5,
    };

    return isfinite(sensor->coverage.range_m) ? sensor->coverage.range_m
                                              : by_kind_m[sensor->kind];
}

/* What of those there are can be noticed so: some never transmit. */
static double share(const struct lw_sensor *sensor)
{
    return sensor->kind == LW_SENSOR_RF ? 0.5 : 1.0;
}

/* Notices to be expected in a minute, by the chance of one look. */
static double in_a_minute(const struct lw_sensor *sensor, double chance)
{
    const double looks =
        minute_s / (sensor->period_s > 0.0 ? sensor->period_s : period_s);

    return -looks * log1p(-fmin(chance * share(sensor), chance_max));
}

/* The same of something this far away. */
static double notices(const struct lw_sensor *sensor, double east_m,
                      double north_m)
{
    const double away_m = hypot(east_m, north_m);
    const double up_m = height_m - away_m * away_m / (2.0 * earth_m);

    return in_a_minute(
        sensor, lw_sensor_detection(sensor, hypot(away_m, up_m),
                                    lw_angle_positive(atan2(east_m, north_m)),
                                    atan2(up_m, away_m)));
}

static int32_t rounded(double expected)
{
    return (int32_t)lround(unit * fmin(expected, expected_max));
}

/* ---- places ---- */

static void to_plane(const struct lw_cover_map *map, struct lw_geodetic place,
                     double out_m[2])
{
    out_m[0] = lw_angle_wrap(place.lon_rad - map->lon_rad) * map->metres[0];
    out_m[1] = (place.lat_rad - map->lat_rad) * map->metres[1];
}

/* The cell of a place along one axis, kept on the map. */
static uint32_t cell(const struct lw_cover_map *map, int axis, double at_m)
{
    const uint32_t most = axis == 0 ? map->columns : map->rows;
    const double at = (at_m - map->from_m[axis]) / map->cell_m;

    if (!(at > 0.0))
        return 0;
    return at < most ? (uint32_t)at : most - 1;
}

static bool on_map(const struct lw_cover_map *map, const double at_m[2])
{
    return at_m[0] >= map->from_m[0] && at_m[1] >= map->from_m[1] &&
           at_m[0] < map->from_m[0] + map->columns * map->cell_m &&
           at_m[1] < map->from_m[1] + map->rows * map->cell_m;
}

static double lead_m(const struct lw_zone *zone)
{
    return fmin(60.0 * zone->warn.warning.minutes * LW_COVER_SPEED_MPS,
                LW_COVER_LEAD_M_MAX);
}

/* From west, south to east, north: a zone and the ways to it. */
static void ways(const struct lw_cover_map *map, const struct lw_zone *zone,
                 double box_m[4])
{
    for (int i = 0; i < 2; i++) {
        box_m[i] = (double)INFINITY;
        box_m[2 + i] = -(double)INFINITY;
    }
    for (uint32_t p = 0; p < zone->points; p++) {
        double at_m[2];
        to_plane(map, zone->point[p], at_m);
        for (int i = 0; i < 2; i++) {
            box_m[i] = fmin(box_m[i], at_m[i] - lead_m(zone));
            box_m[2 + i] = fmax(box_m[2 + i], at_m[i] + lead_m(zone));
        }
    }
}

static void lay_out(struct lw_cover_map *map)
{
    double all_m[4] = {(double)INFINITY, (double)INFINITY, -(double)INFINITY,
                       -(double)INFINITY};
    double box_m[4];

    map->lat_rad = map->site->zone[0].point[0].lat_rad;
    map->lon_rad = map->site->zone[0].point[0].lon_rad;
    lw_geodetic_radii(map->lat_rad, map->metres);
    for (uint32_t z = 0; z < map->site->zones; z++) {
        ways(map, &map->site->zone[z], box_m);
        for (int i = 0; i < 2; i++) {
            all_m[i] = fmin(all_m[i], box_m[i]);
            all_m[2 + i] = fmax(all_m[2 + i], box_m[2 + i]);
        }
    }
    const double wide_m = all_m[2] - all_m[0], high_m = all_m[3] - all_m[1];
    map->cell_m = fmax(fmax(wide_m, high_m) / LW_COVER_CELLS, cell_m_min);
    map->from_m[0] = all_m[0];
    map->from_m[1] = all_m[1];
    map->columns = (uint32_t)fmin(ceil(wide_m / map->cell_m), LW_COVER_CELLS);
    map->rows = (uint32_t)fmin(ceil(high_m / map->cell_m), LW_COVER_CELLS);
    for (uint32_t z = 0; z < map->site->zones; z++) {
        struct lw_covered *const zone = &map->zone[z];
        ways(map, &map->site->zone[z], box_m);
        for (int i = 0; i < 2; i++) {
            zone->from[i] = (uint16_t)cell(map, i, box_m[i]);
            zone->to[i] = (uint16_t)(cell(map, i, box_m[2 + i]) + 1);
        }
        zone->named = map->site->zone[z].warn.cooperative;
        zone->since_ns = zone->told_ns = INT64_MIN;
    }
}

/* ---- sensors ---- */

static void add_points(const struct lw_cover_map *map, int32_t *to,
                       const struct lw_sensor *sensor, const double at_m[2],
                       int32_t sign)
{
    const double range_m = reach_m(sensor);
    const double area = LW_PI * range_m * range_m / (RINGS * SPOKES) /
                        (map->cell_m * map->cell_m);

    for (int r = 0; r < RINGS; r++)
        for (int a = 0; a < SPOKES; a++) {
            const double away_m = range_m * sqrt((r + 0.5) / RINGS);
            const double az_rad = 2.0 * LW_PI * (a + 0.5) / SPOKES;
            const double off_m[2] = {away_m * sin(az_rad),
                                     away_m * cos(az_rad)};
            const double place_m[2] = {at_m[0] + off_m[0], at_m[1] + off_m[1]};
            if (on_map(map, place_m))
                to[cell(map, 1, place_m[1]) * map->columns +
                   cell(map, 0, place_m[0])] +=
                    sign * rounded(area * notices(sensor, off_m[0], off_m[1]));
        }
}

static void add_cells(const struct lw_cover_map *map, int32_t *to,
                      const struct lw_sensor *sensor, const double at_m[2],
                      int32_t sign)
{
    const double range_m = reach_m(sensor);
    const uint32_t west = cell(map, 0, at_m[0] - range_m);
    const uint32_t east = cell(map, 0, at_m[0] + range_m);
    const uint32_t north = cell(map, 1, at_m[1] + range_m);

    for (uint32_t row = cell(map, 1, at_m[1] - range_m); row <= north; row++)
        for (uint32_t column = west; column <= east; column++) {
            const double off_m[2] = {
                map->from_m[0] + (column + 0.5) * map->cell_m - at_m[0],
                map->from_m[1] + (row + 0.5) * map->cell_m - at_m[1]};
            if (hypot(off_m[0], off_m[1]) <= range_m)
                to[row * map->columns + column] +=
                    sign * rounded(notices(sensor, off_m[0], off_m[1]));
        }
}

/* Another centre that does not say where it watches watches everywhere. */
static void add_everywhere(const struct lw_cover_map *map, int32_t *to,
                           const struct lw_sensor *sensor, int32_t sign)
{
    const int32_t much = rounded(
        in_a_minute(sensor, lw_detection_chance(&sensor->detection, 0.0)));

    for (uint32_t i = 0; i < map->columns * map->rows; i++)
        to[i] += sign * much;
}

static void add(const struct lw_cover_map *map, int32_t *classes,
                const struct lw_sensor *sensor, int32_t sign)
{
    int32_t *const to =
        classes + (size_t)class_of(sensor) * map->columns * map->rows;
    double at_m[2];

    if (!counts(sensor))
        return;
    if (!sensor->has_position) {
        add_everywhere(map, to, sensor, sign);
        return;
    }
    to_plane(map, sensor->position, at_m);
    if (reach_m(sensor) < small_cells * map->cell_m)
        add_points(map, to, sensor, at_m, sign);
    else
        add_cells(map, to, sensor, at_m, sign);
}

/* The chance to be noticed in a minute, summed up from the corner: by the
 * first class alone, and by all. */
static void sum_up(const struct lw_cover_map *map, const int32_t *classes,
                   double *out)
{
    const uint32_t cells = map->columns * map->rows;

    for (unsigned c = 0; c < LW_COVER_CLASSES; c++) {
        double *const sum = out + (size_t)c * EDGE * EDGE;
        for (uint32_t row = 0; row < map->rows; row++) {
            double along = 0.0;
            for (uint32_t column = 0; column < map->columns; column++) {
                const uint32_t i = row * map->columns + column;
                const int32_t much =
                    classes[i] + (c > 0 ? classes[cells + i] : 0);
                along += 1.0 - exp(-(double)much / unit);
                sum[(row + 1) * EDGE + column + 1] =
                    sum[row * EDGE + column + 1] + along;
            }
        }
    }
}

static double in_box(const struct lw_covered *zone, const double *classes)
{
    const double *const sum = classes + (zone->named ? (size_t)EDGE * EDGE : 0);

    return sum[zone->to[1] * EDGE + zone->to[0]] -
           sum[zone->from[1] * EDGE + zone->to[0]] -
           sum[zone->to[1] * EDGE + zone->from[0]] +
           sum[zone->from[1] * EDGE + zone->from[0]];
}

/* ---- outside ---- */

size_t lw_cover_size(const struct lw_site *site)
{
    const struct lw_cover_map *const none = NULL;
    const size_t cells =
        (size_t)LW_COVER_CLASSES * LW_COVER_CELLS * LW_COVER_CELLS;
    const size_t sums = (size_t)LW_COVER_CLASSES * EDGE * EDGE;

    return lw_arena_slice(site->sensors, sizeof *none->alive) +
           2 * lw_arena_slice(cells, sizeof *none->live) +
           2 * lw_arena_slice(sums, sizeof *none->live_sum) +
           lw_arena_slice(site->zones, sizeof *none->zone);
}

static void set_whole(struct lw_cover_map *map)
{
    for (uint32_t s = 0; s < map->site->sensors; s++) {
        add(map, map->whole, &map->site->sensor[s], 1);
        map->alive[s] = true;
    }
    memcpy(map->live, map->whole,
           (size_t)LW_COVER_CLASSES * LW_COVER_CELLS * LW_COVER_CELLS *
               sizeof *map->live);
    sum_up(map, map->whole, map->whole_sum);
    sum_up(map, map->live, map->live_sum);
    for (uint32_t z = 0; z < map->site->zones; z++) {
        struct lw_covered *const zone = &map->zone[z];
        const double cells = (double)(zone->to[0] - zone->from[0]) *
                             (double)(zone->to[1] - zone->from[1]);
        zone->now = zone->told =
            in_box(zone, map->whole_sum) < never_below * cells ? LW_COVER_NONE
                                                               : LW_COVER_FULL;
    }
}

int lw_cover_init(struct lw_cover_map *map, const struct lw_site *site,
                  struct lw_arena *arena)
{
    const size_t cells =
        (size_t)LW_COVER_CLASSES * LW_COVER_CELLS * LW_COVER_CELLS;
    const size_t sums = (size_t)LW_COVER_CLASSES * EDGE * EDGE;

    *map = (struct lw_cover_map){
        .site = site,
        .alive = lw_arena_take(arena, site->sensors, sizeof *map->alive),
        .whole = lw_arena_take(arena, cells, sizeof *map->whole),
        .live = lw_arena_take(arena, cells, sizeof *map->live),
        .whole_sum = lw_arena_take(arena, sums, sizeof *map->whole_sum),
        .live_sum = lw_arena_take(arena, sums, sizeof *map->live_sum),
        .zone = lw_arena_take(arena, site->zones, sizeof *map->zone),
    };
    if (map->alive == NULL || map->whole == NULL || map->live == NULL ||
        map->whole_sum == NULL || map->live_sum == NULL || map->zone == NULL)
        return LW_ERR_NO_SPACE;
    if (site->zones == 0)
        return 0;
    lay_out(map);
    set_whole(map);
    return 0;
}

bool lw_cover_alive(struct lw_cover_map *map, const bool *alive)
{
    bool changed = false;

    if (map->site->zones == 0)
        return false;
    for (uint32_t s = 0; s < map->site->sensors; s++) {
        if (alive[s] == map->alive[s])
            continue;
        add(map, map->live, &map->site->sensor[s], alive[s] ? 1 : -1);
        map->alive[s] = alive[s];
        changed = true;
    }
    if (changed)
        sum_up(map, map->live, map->live_sum);
    return changed;
}

static enum lw_cover grade(double part, enum lw_cover before)
{
    const double lost =
        LW_COVER_LOST_BELOW + (before == LW_COVER_LOST ? LW_COVER_BACK : 0.0);
    const double partly =
        LW_COVER_PARTLY_BELOW + (before == LW_COVER_FULL ? 0.0 : LW_COVER_BACK);

    if (part < lost)
        return LW_COVER_LOST;
    return part < partly ? LW_COVER_PARTLY : LW_COVER_FULL;
}

void lw_cover_zone(struct lw_cover_map *map, uint32_t zone, int64_t now_ns)
{
    struct lw_covered *const one = &map->zone[zone];

    if (one->now == LW_COVER_NONE)
        return;
    const enum lw_cover now =
        grade(in_box(one, map->live_sum) / in_box(one, map->whole_sum),
              (enum lw_cover)one->now);
    if (now == (enum lw_cover)one->now)
        return;
    one->now = (uint8_t)now;
    one->since_ns = now_ns;
}

bool lw_cover_tell(struct lw_cover_map *map, uint32_t zone, int64_t now_ns)
{
    struct lw_covered *const one = &map->zone[zone];

    if (one->now == one->told)
        return false;
    if (one->now > one->told &&
        (double)(now_ns - one->since_ns) < LW_COVER_SETTLE_S * second_ns)
        return false;
    one->told = one->now;
    one->told_ns = now_ns;
    return true;
}

bool lw_cover_watched(const struct lw_cover_map *map, uint32_t zone)
{
    return map->zone[zone].now != LW_COVER_LOST;
}

bool lw_cover_watched_at(const struct lw_cover_map *map,
                         struct lw_geodetic place)
{
    const uint32_t cells = map->columns * map->rows;
    double at_m[2], whole = 0.0, live = 0.0;

    if (map->site->zones == 0)
        return true;
    to_plane(map, place, at_m);
    if (!on_map(map, at_m))
        return true;
    const uint32_t i =
        cell(map, 1, at_m[1]) * map->columns + cell(map, 0, at_m[0]);
    for (unsigned c = 0; c < LW_COVER_CLASSES; c++) {
        whole += (double)map->whole[c * cells + i];
        live += (double)map->live[c * cells + i];
    }
    return 1.0 - exp(-live / unit) >=
           LW_COVER_LOST_BELOW * (1.0 - exp(-whole / unit));
}
