/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that are drawn, and areas that places are drawn from. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "scenario_yaml.h"
#include "site_parts.h"
#include "yaml_values.h"

static const double metres_max = 3e6;

int lw_sim_read_ranges(const struct lw_sim_reader *reader,
                       const struct lw_sim_ranged *ranged, size_t count)
{
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        const struct lw_sim_ranged *r = &ranged[i];
        const struct lw_yaml_field field = {.key = r->key,
                                            .unit = r->unit,
                                            .min = r->min,
                                            .max = r->max,
                                            .scale = r->scale};
        double pair[2];
        if (r->node == NULL)
            continue;
        if (r->node->kind == LW_YAML_SEQUENCE) {
            err = lw_yaml_pair(reader->yaml, r->node, &field, pair);
            if (err == 0 && pair[0] > pair[1])
                err = lw_yaml_fail(reader->yaml, r->node, LW_ERR_RANGE,
                                   "`%s`: expected [from, to] with from below "
                                   "to",
                                   r->key);
        } else {
            err = lw_yaml_number(reader->yaml, r->node, &field, &pair[0]);
            pair[1] = pair[0];
        }
        if (err == 0)
            *r->out = (struct lw_sim_range){pair[0], pair[1]};
    }
    return err;
}

/* Near a pole there is no plane of metres east and north. */
static int check_place(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node, const char *key,
                       const double xy_m[2])
{
    const struct lw_geodetic place = lw_sim_place(reader->scenario, xy_m, 0.0);

    if (fabs(place.lat_rad) <= 85.0 * LW_DEG)
        return 0;
    return lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                        "`%s`: expected places from 85 degrees south to 85 "
                        "degrees north",
                        key);
}

/* [east, north] in metres, or {lat, lon}. */
static int read_place(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node, const char *key,
                      double xy_m[2])
{
    const struct lw_yaml_field field = {
        .key = key, .unit = "metres", .min = -metres_max, .max = metres_max};
    struct lw_geodetic place = {0};
    int err;

    if (node->kind == LW_YAML_SEQUENCE) {
        err = lw_yaml_pair(reader->yaml, node, &field, xy_m);
        return err < 0 ? err : check_place(reader, node, key, xy_m);
    }
    if (node->kind == LW_YAML_SCALAR)
        return lw_yaml_expected(reader->yaml, node, key,
                                "[metres east, metres north] or {lat, lon}");
    err = lw_site_read_place(reader->yaml, node, "a place", &place);
    if (err < 0)
        return err;
    lw_sim_plane(reader->scenario, place, xy_m);
    return check_place(reader, node, key, xy_m);
}

static int read_points(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node, const char *key,
                       uint32_t least, uint32_t most, struct lw_sim_area *out)
{
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE || node->count < least ||
        node->count > most)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                            "`%s`: expected a list of %u to %u places", key,
                            (unsigned)least, (unsigned)most);
    out->point = lw_arena_take(reader->arena, node->count, sizeof *out->point);
    if (out->point == NULL)
        return lw_yaml_fail(reader->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    out->points = 0;
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = read_place(reader, at, key, out->point[out->points++]);
    return err;
}

static int read_single(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node, const char *key,
                       struct lw_sim_area *out)
{
    out->point = lw_arena_take(reader->arena, 1, sizeof *out->point);
    if (out->point == NULL)
        return lw_yaml_fail(reader->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    out->points = 1;
    return read_place(reader, node, key, out->point[0]);
}

struct raw_area {
    const struct lw_yaml_node *points, *line, *box, *disc, *spread;
    double radius_m, jitter_m, speed_mps;
};

static int read_shape(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node,
                      const struct raw_area *raw, struct lw_sim_area *out)
{
    const int given = (raw->points != NULL) + (raw->line != NULL) +
                      (raw->box != NULL) + (raw->disc != NULL);
    int err = 0;

    if (given != 1)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "an area needs one of `points`, `line`, `box` or "
                            "`disc`");
    if (raw->points != NULL) {
        out->shape = LW_SIM_POINTS;
        err = read_points(reader, raw->points, "points", 1, LW_SIM_POINTS_MAX,
                          out);
    } else if (raw->line != NULL) {
        out->shape = LW_SIM_LINE;
        err = read_points(reader, raw->line, "line", 2, LW_SIM_POINTS_MAX, out);
    } else if (raw->box != NULL) {
        out->shape = LW_SIM_BOX;
        err = read_points(reader, raw->box, "box", 2, 2, out);
        if (err == 0 && out->point != NULL &&
            !(out->point[0][0] < out->point[1][0] &&
              out->point[0][1] < out->point[1][1]))
            err = lw_yaml_fail(reader->yaml, raw->box, LW_ERR_RANGE,
                               "`box`: expected its south-west corner, then "
                               "its north-east one");
    } else {
        out->shape = LW_SIM_DISC;
        err = read_single(reader, raw->disc, "disc", out);
        if (err == 0 && !(raw->radius_m > 0.0))
            err = lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                               "a disc needs `radius`");
    }
    return err;
}

int lw_sim_read_area(const struct lw_sim_reader *reader,
                     const struct lw_yaml_node *node, const char *key,
                     struct lw_sim_area *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("points", struct raw_area, points, false),
        LW_YAML_PART("line", struct raw_area, line, false),
        LW_YAML_PART("box", struct raw_area, box, false),
        LW_YAML_PART("disc", struct raw_area, disc, false),
        LW_YAML_PART("spread", struct raw_area, spread, false),
        LW_YAML_QUANTITY("radius", NUMBER, struct raw_area, radius_m, "metres",
                         0, 3e6, 1),
        LW_YAML_QUANTITY("jitter", NUMBER, struct raw_area, jitter_m, "metres",
                         0, 1e6, 1),
        LW_YAML_QUANTITY("speed", NUMBER, struct raw_area, speed_mps, "m/s", 0,
                         1000, 1),
    };
    static const char *const spreads[] = {"random", "grid"};
    struct raw_area raw = {0};
    struct lw_sim_area area = {0};
    int err;

    if (node->kind != LW_YAML_MAPPING || lw_yaml_get(node, "lat") != NULL) {
        area.shape = LW_SIM_POINTS;
        err = read_single(reader, node, key, &area);
    } else {
        err = lw_yaml_map(reader->yaml, node, "an area", fields,
                          sizeof fields / sizeof *fields, &raw);
        if (err == 0)
            err = read_shape(reader, node, &raw, &area);
        if (err == 0 && raw.spread != NULL) {
            err = lw_yaml_word(reader->yaml, raw.spread, "spread", spreads, 2);
            area.spread = err > 0 ? LW_SIM_GRID : LW_SIM_RANDOM;
        }
        area.radius_m = raw.radius_m;
        area.jitter_m = raw.jitter_m;
        area.speed_mps = raw.speed_mps;
    }
    if (err < 0)
        return err;
    *out = area;
    return 0;
}
