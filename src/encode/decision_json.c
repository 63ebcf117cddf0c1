/* SPDX-License-Identifier: Apache-2.0 */
#include "decision_json.h"

#include "base/text.h"
#include "json_parts.h"

int lw_decision_write(const struct lw_decision *decision,
                      enum lw_warning_status status, int64_t rx_ns, char *text,
                      size_t size)
{
    char name[LW_WARNING_NAME_SIZE];
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":\"decision\",\"t\":");
    lw_text_time(&to, decision->time_ns);
    lw_json_put_key(&to, "rx");
    lw_text_time(&to, rx_ns);
    lw_json_put_quoted(&to, "decision", lw_decision_name(decision->kind));
    if (decision->kind == LW_DECISION_RAISE) {
        lw_json_put_quoted(&to, "zone", decision->zone);
        lw_json_put_quoted(&to, "level",
                           lw_warning_level_name(decision->level));
    } else {
        lw_warning_name(decision->warning, status, name);
        lw_json_put_quoted(&to, "warning", name);
    }
    if (decision->for_s > 0) {
        lw_json_put_key(&to, "for");
        lw_text_exact(&to, decision->for_s);
    }
    lw_json_put_quoted(&to, "by", decision->by);
    if (decision->reason[0] != '\0')
        lw_json_put_quoted(&to, "reason", decision->reason);
    if (status != LW_WARNING_ACTUAL)
        lw_json_put_quoted(&to, "status", lw_warning_status_name(status));
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}
