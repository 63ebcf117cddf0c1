/* SPDX-License-Identifier: Apache-2.0 */
/* sapient_json.h - a SAPIENT message as JSON members: protobuf's own mapping
 * (protobuf.dev, "ProtoJSON Format"), with the standard's names in
 * lowerCamelCase. */
#ifndef LW_SAPIENT_JSON_H
#define LW_SAPIENT_JSON_H

#include "base/text.h"
#include "model/sapient_spec.h"

/* A message that lw_sapient_check() found right. Without the outer braces. */
void lw_sapient_describe(const Sapient__SapientMessage *msg,
                         struct lw_text *to);

#endif
