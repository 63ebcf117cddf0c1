/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_yaml.h - a scenario file, and those that it builds upon.
 *
 * Source  doc/sim.md
 */
#ifndef LW_SCENARIO_YAML_H
#define LW_SCENARIO_YAML_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "scenario.h"

struct lw_arena;
struct lw_yaml;
struct lw_yaml_node;

/* One text: a file by its name, or what the command line adds. */
struct lw_sim_text {
    const char *name; /* NULL: the scenario itself, whose lines are counted */
    const char *path; /* of the file that it is from; NULL: none */
    const char *text;
    size_t len;
};

/* Gives the text of the scenario called `name`, as the file at `from` has it in
 * `base`, or an error. The core opens nothing itself. */
struct lw_sim_files {
    void *context;
    int (*read)(void *context, const char *from, const char *name,
                struct lw_sim_text *out);
};

/*
 * Read `text`, upon its bases; `extra` (may be NULL) come after it, as if they
 * stood in a file with `base: ` this one.
 *
 * Returns 0, or with *fault's line, column and what was expected the errors of
 * lw_site_read_yaml(); LW_ERR_NO_SPACE: try again with a larger arena.
 */
LW_NODISCARD int
lw_scenario_read(const struct lw_sim_text *text,
                 const struct lw_sim_text *extra, size_t extras,
                 const struct lw_sim_files *files, struct lw_arena *arena,
                 struct lw_scenario *out, struct lw_fault *fault);

/* ---- parts, one file each; for scenario_yaml.c ---- */

struct lw_sim_reader {
    struct lw_yaml *yaml;
    struct lw_arena *arena;
    struct lw_scenario *scenario; /* its origin is known */
};

/* A key whose value is a number or [from, to]. */
struct lw_sim_ranged {
    const char *key;
    const struct lw_yaml_node *node;
    struct lw_sim_range *out;
    const char *unit;
    double min, max, scale;
};

LW_NODISCARD int lw_sim_read_ranges(const struct lw_sim_reader *reader,
                                    const struct lw_sim_ranged *ranged,
                                    size_t count);
LW_NODISCARD int lw_sim_read_area(const struct lw_sim_reader *reader,
                                  const struct lw_yaml_node *node,
                                  const char *key, struct lw_sim_area *out);
/* A group: *out is zero, or what there is of that id already, which then keeps
 * what is not given anew. Untouched on failure. */
LW_NODISCARD int lw_sim_read_aircraft(const struct lw_sim_reader *reader,
                                      const struct lw_yaml_node *node,
                                      struct lw_sim_aircraft *out);
LW_NODISCARD int lw_sim_read_sensors(const struct lw_sim_reader *reader,
                                     const struct lw_yaml_node *node,
                                     struct lw_sim_sensors *out);
LW_NODISCARD int lw_sim_read_faults(const struct lw_sim_reader *reader,
                                    const struct lw_yaml_node *node,
                                    struct lw_sim_faults *out);
LW_NODISCARD int lw_sim_read_clutter(const struct lw_sim_reader *reader,
                                     const struct lw_yaml_node *node,
                                     struct lw_sim_clutter *out);
LW_NODISCARD int lw_sim_read_zones(const struct lw_sim_reader *reader,
                                   const struct lw_yaml_node *node,
                                   struct lw_sim_zones *out);

#endif
