/* SPDX-License-Identifier: Apache-2.0 */
/*
 * members.h - members of a JSON object, for what describes a message.
 *
 * Each writes its key, and a comma before it unless it is the first of its
 * object or of the text.
 */
#ifndef LW_MEMBERS_H
#define LW_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

void lw_member_key(struct lw_text *text, const char *key);
void lw_member_int(struct lw_text *text, const char *key, int64_t value);
void lw_member_fixed(struct lw_text *text, const char *key, double value,
                     int decimals);
void lw_member_text(struct lw_text *text, const char *key, const char *value);
void lw_member_bool(struct lw_text *text, const char *key, bool value);

/* In quotes, with `digits` hexadecimal ones. */
void lw_member_hex(struct lw_text *text, const char *key, uint32_t value,
                   int digits);

#endif
