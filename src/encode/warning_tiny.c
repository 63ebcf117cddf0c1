/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_tiny.h"

#include <assert.h>
#include <stdbool.h>

static const uint64_t minute_ns = 60000000000;

void lw_tiny_put(const struct lw_site *site, uint32_t zone,
                 const struct lw_warning *warning, enum lw_cover cover,
                 enum lw_warning_status status, int64_t now_ns,
                 struct lw_text *to)
{
    const bool stands = warning != NULL && warning->status == status &&
                        !warning->silent &&
                        (warning->state == LW_WARNING_ACTIVE ||
                         warning->state == LW_WARNING_UPDATED);
    const bool blind = cover == LW_COVER_LOST || cover == LW_COVER_NONE;

    assert(zone < site->zones);
    if (status != LW_WARNING_ACTUAL) {
        lw_text_put(to, lw_warning_status_name(status));
        lw_text_put(to, "-");
    }
    lw_text_put(to, stands  ? lw_warning_level_name(warning->level)
                    : blind ? "not-covered"
                            : "clear");
    lw_text_put(to, " ");
    if (stands && warning->has_arrival) {
        const int64_t likely_ns = warning->arrival.likely_ns;
        const uint64_t left_ns =
            likely_ns > now_ns ? (uint64_t)likely_ns - (uint64_t)now_ns : 0;
        lw_text_int(to, (int64_t)(left_ns / minute_ns));
    } else {
        lw_text_put(to, "-");
    }
    lw_text_put(to, " ");
    for (const char *c = site->zone[zone].id; *c != '\0'; c++)
        lw_text_char(to, (unsigned char)*c < 0x20 || *c == 0x7f ? '_' : *c);
    lw_text_put(to, "\n");
}
