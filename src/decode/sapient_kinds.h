/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_kinds.h - a classification of SAPIENT's, as chances of our kinds.
 *
 * Source  BSI Flex 335 v2.0 (2024), core taxonomy ("Air vehicle", "UAV rotary
 *         wing" ..)
 */
#ifndef LW_SAPIENT_KINDS_H
#define LW_SAPIENT_KINDS_H

#include "decode.h"
#include "model/sapient_spec.h"

/* 0, or LW_ERR_RANGE with *fault's sentence: a setting `class.NAME` that gives
 * no kind of ours. */
LW_NODISCARD int lw_sapient_kinds_check(const struct lw_decode_config *config,
                                        struct lw_fault *fault);

/* A confidence as a chance; -1: it is none (not there, or not 0..1). */
double lw_sapient_chance(int has, float value);

/* True where it tells anything; the kinds' sum is at most 1. */
bool lw_sapient_kinds(const Sapient__DetectionReport *report,
                      const struct lw_decode_config *config,
                      double kinds[LW_KINDS]);

#endif
