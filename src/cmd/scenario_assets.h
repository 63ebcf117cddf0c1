/* SPDX-License-Identifier: Apache-2.0 */
/* scenario_assets.h - the scenarios that ship, in the program itself. */
#ifndef LW_SCENARIO_ASSETS_H
#define LW_SCENARIO_ASSETS_H

#include <stddef.h>

struct lw_scenario_asset {
    const char *name; /* "airport"; NULL ends the table */
    const char *text;
    size_t len;
};

extern const struct lw_scenario_asset lw_scenario_assets[];

#endif
