/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_write.h - a record of ASTERIX from the JSON that decoding one gives
 * (decode/asterix_json.h): its items by their standard names, in the
 * standard's units.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4
 */
#ifndef LW_ASTERIX_WRITE_H
#define LW_ASTERIX_WRITE_H

#include "base/json.h"
#include "luchtwacht/err.h"
#include "model/asterix_spec.h"

/*
 * The items of `text` (an object) as one record, FSPEC and all. Its length, or
 *   LW_ERR_SYNTAX    not JSON, or not of the item's form
 *   LW_ERR_UNKNOWN   an item or part that the edition does not have
 *   LW_ERR_RANGE     a value that its bits cannot hold
 *   LW_ERR_NO_SPACE  longer than `size`
 * profile: of spec->profile, by which to write. fault->what begins with the
 * item.
 */
LW_NODISCARD int lw_asterix_write(const struct lw_asterix_spec *spec,
                                  int profile, const char *text, size_t len,
                                  uint8_t *out, size_t size,
                                  struct lw_fault *fault);

#endif
