/* SPDX-License-Identifier: Apache-2.0 */
/*
 * site_text.h - the site file of a scenario, a line at a time.
 *
 * Source  doc/site.md
 */
#ifndef LW_SITE_TEXT_H
#define LW_SITE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "scenario.h"

/* Each writes whole lines into `text` and returns their length, or
 * LW_ERR_NO_SPACE. 4096 bytes are always enough for one. */
LW_NODISCARD int lw_site_text_head(const struct lw_scenario *scenario,
                                   uint64_t seed, char *text, size_t size);
LW_NODISCARD int lw_site_text_sensor(const struct lw_sensor *sensor, char *text,
                                     size_t size);

/* How many zones there are in all, and each. */
uint32_t lw_site_text_zones(const struct lw_scenario *scenario);
LW_NODISCARD int lw_site_text_zone(const struct lw_scenario *scenario,
                                   uint64_t seed, uint32_t index, char *text,
                                   size_t size);

#endif
