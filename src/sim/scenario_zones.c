/* SPDX-License-Identifier: Apache-2.0 */
/* A group of zones of a scenario file. */
#include <string.h>

#include "scenario_yaml.h"
#include "site_parts.h"
#include "yaml_values.h"

struct raw_zones {
    struct lw_sim_zones out;
    const struct lw_yaml_node *name, *area, *warn;
};

int lw_sim_read_zones(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node, struct lw_sim_zones *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_zones, out.id, true),
        LW_YAML_KEY("kind", TEXT, struct raw_zones, out.kind, false),
        LW_YAML_PART("name", struct raw_zones, name, false),
        LW_YAML_QUANTITY("number", COUNT, struct raw_zones, out.number,
                         "a number", 0, 10000, 1),
        LW_YAML_PART("area", struct raw_zones, area, false),
        LW_YAML_QUANTITY("radius", NUMBER, struct raw_zones, out.radius_m,
                         "metres", 1, 1e6, 1),
        LW_YAML_PART("warn", struct raw_zones, warn, false),
    };
    struct raw_zones raw = {.out = *out};
    struct lw_sim_zones *z = &raw.out;
    int err;

    if (z->id[0] == '\0')
        z->number = 1;
    err = lw_yaml_map(reader->yaml, node, "a group of zones", fields,
                      sizeof fields / sizeof *fields, &raw);
    if (err == 0 && raw.name != NULL)
        err = lw_site_read_names(reader->yaml, raw.name, &z->name);
    if (err == 0 && raw.warn != NULL)
        err = lw_warn_read(reader->yaml, raw.warn, &z->warn);
    if (err == 0 && raw.area != NULL)
        err = lw_sim_read_area(reader, raw.area, "area", &z->area);
    if (err == 0 && z->area.shape == LW_SIM_NOWHERE)
        err = lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                           "zones `%s` need `area`", z->id);
    if (err == 0 && z->radius_m <= 0.0 &&
        !(z->area.shape == LW_SIM_BOX && z->area.spread == LW_SIM_GRID))
        err = lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                           "zones `%s` need `radius`, or for `area` a `box` "
                           "with `spread: grid` that they share",
                           z->id);
    if (err == 0)
        *out = raw.out;
    return err;
}
