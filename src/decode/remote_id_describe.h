/* SPDX-License-Identifier: Apache-2.0 */
/* remote_id_describe.h - a message of Remote ID for people. */
#ifndef LW_REMOTE_ID_DESCRIBE_H
#define LW_REMOTE_ID_DESCRIBE_H

#include "base/text.h"
#include "remote_id.h"
#include "remote_id_french.h"

/* JSON members without braces, the first with a comma before it: `version` and
 * all fields by the names of F3411 in degrees, metres and m/s, codes as words
 * (a number: a reserved one), what is not known left out. The operator's
 * place only where `personal`, else `operator_withheld`. */
void lw_remote_id_describe(const struct lw_remote_id *message, int personal,
                           struct lw_text *to);

/* The same of the format of France: `national`, and its fields. */
void lw_remote_id_describe_french(const struct lw_remote_id_french *french,
                                  int personal, struct lw_text *to);

#endif
