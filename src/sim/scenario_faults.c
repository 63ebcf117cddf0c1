/* SPDX-License-Identifier: Apache-2.0 */
/* What goes wrong with sensors, of a scenario file. */
#include <string.h>

#include "base/geodesy.h"
#include "scenario_yaml.h"
#include "yaml_values.h"

enum raw_range {
    POINTING,
    RANGE,
    CLOCK,
    FAR_CLOCK,
    POSITION,
    DUPLICATE,
    LATE,
    RANGES
};

struct raw_faults {
    struct lw_sim_faults out;
    const struct lw_yaml_node *kinds, *range[RANGES];
};

static int read_kinds(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node, uint32_t *kinds)
{
    const char *names[LW_SENSOR_KINDS];

    for (int i = 0; i < LW_SENSOR_KINDS; i++)
        names[i] = lw_sensor_kind_name((enum lw_sensor_kind)i);
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(reader->yaml, node, "kinds",
                                "a list of kinds of sensors");
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int kind =
            lw_yaml_word(reader->yaml, at, "kinds", names, LW_SENSOR_KINDS);
        if (kind < 0)
            return kind;
        *kinds |= 1U << kind;
    }
    return 0;
}

#define QUANTITY(key, member, unit, from, to)                                  \
    LW_YAML_QUANTITY(key, NUMBER, struct raw_faults, out.member, unit, from,   \
                     to, 1)
#define RANGED(key, which)                                                     \
    LW_YAML_PART(key, struct raw_faults, range[which], false)

int lw_sim_read_faults(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node,
                       struct lw_sim_faults *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("kinds", struct raw_faults, kinds, false),
        QUANTITY("dead", dead, "a share", 0, 1),
        QUANTITY("liars", liars, "a share", 0, 1),
        QUANTITY("outages", outages, "a share", 0, 1),
        QUANTITY("outage", outage_s, "seconds", 1, 1e6),
        RANGED("pointing", POINTING),
        RANGED("range", RANGE),
        RANGED("clock", CLOCK),
        RANGED("far_clock", FAR_CLOCK),
        QUANTITY("far_clock_share", far_clock, "a share", 0, 1),
        QUANTITY("drift", drift, "seconds a second", -0.1, 0.1),
        QUANTITY("jump", jump_s, "seconds", -1e6, 1e6),
        QUANTITY("jump_at", jump_at_s, "seconds", 0, 1e7),
        RANGED("position", POSITION),
        QUANTITY("duplicates", duplicates, "a share", 0, 1),
        RANGED("duplicate_after", DUPLICATE),
        QUANTITY("late", late, "a share", 0, 1),
        RANGED("late_by", LATE),
        QUANTITY("false_factor", false_factor, "a factor", 0, 1000),
    };
    struct raw_faults raw = {.out = {.outage_s = 600.0, .false_factor = 1.0}};
    struct lw_sim_faults *f = &raw.out;
    int err;

    f->duplicate_s = (struct lw_sim_range){0.1, 5.0};
    f->late_s = (struct lw_sim_range){0.0, 10.0};
    err = lw_yaml_map(reader->yaml, node, "`faults`", fields,
                      sizeof fields / sizeof *fields, &raw);
    if (err == 0 && raw.kinds != NULL)
        err = read_kinds(reader, raw.kinds, &f->kinds);
    const struct lw_sim_ranged ranged[] = {
        {"pointing", raw.range[POINTING], &f->pointing_rad, "degrees", -180,
         180, LW_DEG},
        {"range", raw.range[RANGE], &f->range_m, "metres", -1e4, 1e4, 1},
        {"clock", raw.range[CLOCK], &f->clock_s, "seconds", -1e5, 1e5, 1},
        {"far_clock", raw.range[FAR_CLOCK], &f->far_clock_s, "seconds", -1e5,
         1e5, 1},
        {"position", raw.range[POSITION], &f->position_m, "metres", 0, 1e5, 1},
        {"duplicate_after", raw.range[DUPLICATE], &f->duplicate_s, "seconds", 0,
         1e4, 1},
        {"late_by", raw.range[LATE], &f->late_s, "seconds", 0, 1e4, 1},
    };
    if (err == 0)
        err =
            lw_sim_read_ranges(reader, ranged, sizeof ranged / sizeof *ranged);
    if (err == 0)
        *out = raw.out;
    return err;
}
