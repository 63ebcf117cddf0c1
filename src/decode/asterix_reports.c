/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_maker.h"

#include <string.h>

/* All 0, in pieces that are stored at once: of the whole compilers make an
 * instruction that takes a long time to begin. */
static void clear(struct lw_report *report)
{
    enum { PIECE = 64, REST = sizeof *report % PIECE };
    char *at = (char *)report;

    for (size_t i = 0; i < sizeof *report / PIECE; i++, at += PIECE)
        memset(at, 0, PIECE);
    memset(at, 0, REST);
}

int lw_asterix_report(const struct lw_asterix_record *record,
                      const struct lw_decode_config *config,
                      struct lw_asterix_source *source, int64_t rx_ns,
                      struct lw_report out[LW_ASTERIX_REPORTS_MAX],
                      struct lw_fault *fault)
{
    struct lw_asterix_maker m = {.record = record,
                                 .config = config,
                                 .source = source,
                                 .rx_ns = rx_ns,
                                 .out = out,
                                 .fault = fault};

    clear(out);
    out->rx_ns = rx_ns;
    out->has = LW_HAS_RX;
    memcpy(out->sensor, source->sensor, sizeof out->sensor);
    int got = 0;
    switch (record->spec->category) {
    case 1:
    case 15:
    case 20:
    case 48:
        got = lw_asterix_plot(&m);
        break;
    case 10: {
        uint64_t type;
        got = lw_asterix_raw(&m, LW_I010_000, &type) && type != 1
                  ? lw_asterix_status(&m)
                  : lw_asterix_plot(&m);
        break;
    }
    case 11:
    case 21:
    case 62:
    case 205:
        got = lw_asterix_position(&m);
        break;
    case 2:
    case 19:
    case 23:
    case 25:
    case 34:
    case 63:
    case 65:
        got = lw_asterix_status(&m);
        break;
    default:
        break;
    }
    if (got > 0 && out->sensor[0] == '\0')
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "010: not there, and no sensor is set");
    return got;
}
