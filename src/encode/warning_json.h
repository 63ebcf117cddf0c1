/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warning_json.h - a warning, and a change of a zone's cover, as one line of
 * contract JSON each.
 *
 * A warning that has never been more than a notice is a line of type "notice",
 * so that a program that knows warnings alone never takes it for one. Equal
 * warnings give equal bytes; numbers are rounded to what they can mean (times
 * of arrival 0.1 s, chances 0.001).
 */
#ifndef LW_WARNING_JSON_H
#define LW_WARNING_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

/* Room for any: every reason with every source, every character escaped. */
enum { LW_WARNING_TEXT_MAX = 36864, LW_COVER_TEXT_MAX = 1024 };

/* `{"type":"warning",...}` or `{"type":"notice",...}`: length without newline
 * or NUL, or LW_ERR_NO_SPACE. The site, of which warning->zone is one, gives
 * the names of zones and sensors. */
LW_NODISCARD int lw_warning_write(const struct lw_warning *warning,
                                  const struct lw_site *site, char *text,
                                  size_t size);

/* `{"type":"cover",...}`, the same way. */
LW_NODISCARD int lw_cover_write(const struct lw_site *site, uint32_t zone,
                                enum lw_cover cover, enum lw_cover before,
                                int64_t time_ns, char *text, size_t size);

#endif
