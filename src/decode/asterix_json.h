/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_json.h - an ASTERIX record as JSON, each item by its standard name.
 *
 *   "items":{"010":{"SAC":25,"SIC":201},"040":{"RHO":32.5,"THETA":85.3},..}
 *
 * Values in the standard's unit; raw where it has none: up to 53 bits as a
 * number, more as hexadecimal digits. Text without the spaces behind it. What
 * is repeated is an array. Nothing of a record is left out but spare bits, so
 * that the record can be made of it again (encode/asterix_write.h).
 */
#ifndef LW_ASTERIX_JSON_H
#define LW_ASTERIX_JSON_H

#include "asterix_record.h"
#include "base/text.h"

/* `"category":48,"edition":"1.31","items":{..}`. */
void lw_asterix_describe(const struct lw_asterix_record *record,
                         struct lw_text *to);

#endif
