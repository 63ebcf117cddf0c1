/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_tiny.h - how a zone stands, as one line for devices that can read
 * little: a word, minutes, the zone.
 *
 *     warning 8 hospital-oost
 *     clear - hospital-noord
 *     exercise-notice 21 hospital-oost
 *
 * The word is clear, notice, warning or not-covered; in an exercise or a test
 * it begins with that, so that whoever compares the first word never takes it
 * for real. The minutes are those to the likely arrival, rounded down: 0, it
 * may be there; `-`, it is not known. The zone's id is the rest of the line.
 *
 * Units   times in ns since the Unix epoch (UTC)
 */
#ifndef LW_WARNING_TINY_H
#define LW_WARNING_TINY_H

#include <stdint.h>

#include "base/text.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

enum { LW_TINY_MAX = 128 }; /* bytes of a line with its end */

/* `warning`: of this zone, or NULL. Proposals and silent ones are not told,
 * nor one of another status than `status`. */
void lw_tiny_put(const struct lw_site *site, uint32_t zone,
                 const struct lw_warning *warning, enum lw_cover cover,
                 enum lw_warning_status status, int64_t now_ns,
                 struct lw_text *to);

#endif
