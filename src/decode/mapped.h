/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapped.h - the values of one record of a file to a report, as the site file
 * maps them: what CSV and JSON have in common.
 *
 * A report is made by way of the contract's JSON, so that what it may be is
 * checked in one place.
 *
 * Source  doc/formats/mapping.md
 */
#ifndef LW_MAPPED_H
#define LW_MAPPED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode.h"
#include "model/mapping.h"

/* What a source says: text without quotes and escapes. NULL: nothing. */
struct lw_mapped_value {
    const char *text;
    size_t len;
};

/* The mapping of the configuration's sensor; NULL, with *fault: there is
 * none. `format` is for the sentence. */
const struct lw_mapping *lw_mapped_begin(const struct lw_decode_config *config,
                                         const char *format,
                                         struct lw_fault *fault);

/*
 * The report of a record: 1; 0: it is not meant (`when`, an unlisted type);
 * LW_ERR_SYNTAX or LW_ERR_RANGE with *fault: a value that is not what its
 * field takes; or an error of lw_ndjson_read(). `value` has one for each
 * source.
 */
LW_NODISCARD int lw_mapped_report(const struct lw_mapping *mapping,
                                  const struct lw_decode_config *config,
                                  const struct lw_mapped_value *value,
                                  int64_t rx_ns, struct lw_report *out,
                                  struct lw_fault *fault);

/* The same as members of the contract's JSON, without braces, for
 * lw_decoder.describe; `record` null where it is none, or `value` is NULL.
 * The operator's place only where the configuration says so. */
LW_NODISCARD int lw_mapped_describe(const struct lw_mapping *mapping,
                                    const struct lw_decode_config *config,
                                    const struct lw_mapped_value *value,
                                    char *text, size_t size,
                                    struct lw_fault *fault);

#endif
