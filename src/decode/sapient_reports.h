/* SPDX-License-Identifier: Apache-2.0 */
/* sapient_reports.h - a SAPIENT message as a report. */
#ifndef LW_SAPIENT_REPORTS_H
#define LW_SAPIENT_REPORTS_H

#include "sapient_nodes.h"

/* What SAPIENT leaves to the site: north of a node that has another than true
 * north, and which identity `id` is. */
enum lw_sapient_id {
    LW_SAPIENT_ID_NONE,
    LW_SAPIENT_ID_CALLSIGN,
    LW_SAPIENT_ID_REMOTE_ID,
    LW_SAPIENT_ID_ICAO,
    LW_SAPIENT_ID_SQUAWK,
};
enum { LW_SAPIENT_IDS = 5 };

struct lw_sapient_settings {
    bool has_declination;
    double declination_rad;
    enum lw_sapient_id id;
};

/* 0, or LW_ERR_RANGE with *fault's sentence: a setting that cannot be. */
LW_NODISCARD int lw_sapient_settings(const struct lw_decode_config *config,
                                     struct lw_sapient_settings *settings,
                                     struct lw_sapient_nodes *nodes,
                                     struct lw_fault *fault);

/* A checked message with a detection or status report: 1, 0 where it is none
 * (an object that its node has lost), or an error with *fault's sentence. */
LW_NODISCARD int lw_sapient_report(const struct lw_sapient_nodes *nodes,
                                   const struct lw_sapient_node *node,
                                   const struct lw_sapient_settings *settings,
                                   const Sapient__SapientMessage *msg,
                                   int64_t rx_ns, struct lw_report *out,
                                   struct lw_fault *fault);

#endif
