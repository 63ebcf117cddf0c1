/* SPDX-License-Identifier: Apache-2.0 */
/* json_without.h - a JSON object less some of its members, as it stands. */
#ifndef LW_JSON_WITHOUT_H
#define LW_JSON_WITHOUT_H

#include <stddef.h>

#include "luchtwacht/err.h"

/*
 * The object in `line` without its own members called `name` (however the name
 * is escaped); those of objects inside it stay. What is kept is kept byte by
 * byte. `out` has room for len bytes. Returns the length; 0: there is no such
 * member, and nothing was written; LW_ERR_SYNTAX: no object.
 */
LW_NODISCARD long lw_json_without(const char *line, size_t len,
                                  const char *name, char *out);

#endif
