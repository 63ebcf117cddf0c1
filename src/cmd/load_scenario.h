/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load_scenario.h - a scenario by name or path, with those it builds upon.
 *
 * A name without a slash or a dot is one of those that ship, or a file of that
 * name and `.yaml`; any other is a path. Files are seen from the folder of the
 * one that names them.
 */
#ifndef LW_LOAD_SCENARIO_H
#define LW_LOAD_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "luchtwacht/err.h"
#include "sim/scenario.h"

enum { LW_SCENARIO_SETS_MAX = 64 };

struct lw_loaded_scenario {
    struct lw_scenario scenario;
    void *mem;
};

/* `set`: "key: value" texts that come on top. 0, or an error with *fault. */
LW_NODISCARD int lw_load_scenario(const char *name, const char *const *set,
                                  size_t sets, struct lw_loaded_scenario *out,
                                  struct lw_fault *fault);
void lw_unload_scenario(struct lw_loaded_scenario *loaded);

#endif
