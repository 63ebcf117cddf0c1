/* SPDX-License-Identifier: Apache-2.0 */
/* Where false reports come from, of a scenario file. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "scenario_yaml.h"
#include "yaml_values.h"

struct raw_clutter {
    struct lw_sim_clutter out;
    const struct lw_yaml_node *how, *area, *height, *time, *speed, *looks_like;
};

static int read_words(const struct lw_sim_reader *reader,
                      const struct raw_clutter *raw, struct lw_sim_clutter *c)
{
    static const char *const ways[] = {"even", "area", "flocks", "light"};
    const char *names[LW_KINDS];
    int word = 0;

    for (int i = 0; i < LW_KINDS; i++)
        names[i] = lw_kind_name((enum lw_kind)i);
    if (raw->how != NULL) {
        word = lw_yaml_word(reader->yaml, raw->how, "how", ways, 4);
        c->how = word > 0 ? (enum lw_sim_false)word : LW_SIM_FALSE_EVEN;
    }
    if (word >= 0 && raw->looks_like != NULL) {
        word = lw_yaml_word(reader->yaml, raw->looks_like, "looks_like", names,
                            LW_KINDS);
        c->looks_like = word > 0 ? (enum lw_kind)word : LW_KIND_MULTIROTOR;
    }
    return word < 0 ? word : 0;
}

int lw_sim_read_clutter(const struct lw_sim_reader *reader,
                        const struct lw_yaml_node *node,
                        struct lw_sim_clutter *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("how", struct raw_clutter, how, false),
        LW_YAML_QUANTITY("rate", NUMBER, struct raw_clutter, out.rate,
                         "a mean number", 0, 10000, 1),
        LW_YAML_PART("area", struct raw_clutter, area, false),
        LW_YAML_PART("height", struct raw_clutter, height, false),
        LW_YAML_PART("time", struct raw_clutter, time, false),
        LW_YAML_PART("speed", struct raw_clutter, speed, false),
        LW_YAML_QUANTITY("flocks", COUNT, struct raw_clutter, out.flocks,
                         "a number", 1, 10000, 1),
        LW_YAML_QUANTITY("spread", NUMBER, struct raw_clutter, out.spread_m,
                         "metres", 1, 1e5, 1),
        LW_YAML_QUANTITY("az", NUMBER, struct raw_clutter, out.az_rad,
                         "degrees", -360, 720, LW_DEG),
        LW_YAML_QUANTITY("el", NUMBER, struct raw_clutter, out.el_rad,
                         "degrees", -90, 90, LW_DEG),
        LW_YAML_QUANTITY("turn", NUMBER, struct raw_clutter, out.turn_rad_s,
                         "degrees an hour", -3600, 3600, LW_DEG / 3600.0),
        LW_YAML_PART("looks_like", struct raw_clutter, looks_like, false),
    };
    struct raw_clutter raw = {
        .out = {.rate = -1.0, .flocks = 10, .spread_m = 50.0}};
    struct lw_sim_clutter *c = &raw.out;
    int err;

    c->looks_like = LW_KIND_BIRD;
    c->height_m = (struct lw_sim_range){0.0, 500.0};
    c->time_s = (struct lw_sim_range){0.0, HUGE_VAL};
    c->speed_mps = (struct lw_sim_range){5.0, 18.0};
    err = lw_yaml_map(reader->yaml, node, "a source of false reports", fields,
                      sizeof fields / sizeof *fields, &raw);
    if (err == 0)
        err = read_words(reader, &raw, c);
    const struct lw_sim_ranged ranged[] = {
        {"height", raw.height, &c->height_m, "metres", 0, 30000, 1},
        {"time", raw.time, &c->time_s, "seconds", 0, 1e7, 1},
        {"speed", raw.speed, &c->speed_mps, "m/s", 0, 1000, 1},
    };
    if (err == 0)
        err = lw_sim_read_ranges(reader, ranged, 3);
    if (err == 0 && raw.area != NULL)
        err = lw_sim_read_area(reader, raw.area, "area", &c->area);
    if (err < 0)
        return err;
    if ((c->how == LW_SIM_FALSE_AREA || c->how == LW_SIM_FALSE_FLOCKS) &&
        c->area.shape == LW_SIM_NOWHERE)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "false reports of an area or of flocks need "
                            "`area`");
    *out = raw.out;
    return 0;
}
