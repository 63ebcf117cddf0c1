/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_build.h - a record of ASTERIX from values by field: what a record is
 * read by (model/asterix_fields.h), the other way round.
 *
 * Items of fixed layout, extended ones, and compound ones of fixed parts. For
 * whatever else there is, and from JSON: asterix_write.h.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4
 */
#ifndef LW_ASTERIX_BUILD_H
#define LW_ASTERIX_BUILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "model/asterix_fields.h"
#include "model/asterix_spec.h"

enum { LW_ASTERIX_BUILD_MAX = 96 }; /* values of a record */

struct lw_asterix_build {
    const struct lw_asterix_spec *spec;
    uint64_t items; /* that have a value, a bit each */
    int err;        /* the first that went wrong */
    int values;
    struct {
        const struct lw_asterix_field *field;
        uint64_t raw;
    } value[LW_ASTERIX_BUILD_MAX];
};

void lw_asterix_build_begin(struct lw_asterix_build *build,
                            const struct lw_asterix_spec *spec);
/* The bits as they are; and the nearest to a number in the standard's unit.
 * LW_ERR_UNKNOWN, LW_ERR_RANGE, LW_ERR_NO_SPACE are told at the end. */
void lw_asterix_build_raw(struct lw_asterix_build *build, unsigned field,
                          uint64_t raw);
void lw_asterix_build_number(struct lw_asterix_build *build, unsigned field,
                             double value);
/* The record, its FSPEC first: its length, or what went wrong. */
LW_NODISCARD int lw_asterix_build_end(const struct lw_asterix_build *build,
                                      uint8_t *out, size_t size);

#endif
