/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_alert.h - a warning as a SAPIENT Alert.
 *
 * One alert for a warning's whole life: its id stays, its status goes from
 * active to clear, or to reject where it was raised in error. It names the
 * tracks by the ids that their detection reports have.
 *
 * Source  BSI Flex 335 v2.0 (2024), Alert; doc/formats/sapient.md
 */
#ifndef LW_SAPIENT_ALERT_H
#define LW_SAPIENT_ALERT_H

#include "base/text.h"
#include "luchtwacht/warning.h"
#include "sapient_node.h"
#include "warning_words.h"

enum { LW_SAPIENT_ALERT_INFO_SIZE = 160 };

/*
 * Written by a state of lw_encoder_sapient, after its init(), as the messages
 * that the encoder writes: nothing until the peer has agreed, where there is
 * one. At most LW_SAPIENT_ALERT_MAX bytes.
 */
enum { LW_SAPIENT_ALERT_MAX = 4096 };
void lw_sapient_tell(void *state, const struct lw_words *words,
                     const struct lw_warning *warning, struct lw_text *to);

/* The alert, in memory of the caller's. */
struct lw_sapient_alert {
    Sapient__Alert alert;
    Sapient__Location place;
    Sapient__AssociatedDetection detections[LW_REASONS_MAX];
    Sapient__AssociatedDetection *detection[LW_REASONS_MAX];
    char object_id[LW_REASONS_MAX][LW_SAPIENT_ULID_SIZE];
    char alert_id[LW_SAPIENT_ULID_SIZE], region_id[LW_SAPIENT_ULID_SIZE];
    char description[LW_WORDS_MAX];
    char info[LW_SAPIENT_ALERT_INFO_SIZE];
};

Sapient__Alert *lw_sapient_alert(struct lw_sapient_self *self,
                                 const struct lw_words *words,
                                 const struct lw_warning *warning,
                                 struct lw_sapient_alert *in);

#endif
