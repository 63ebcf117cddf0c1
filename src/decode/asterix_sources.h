/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_sources.h - the sources of a stream of ASTERIX, by SAC/SIC, and the
 * editions that their records are read by.
 *
 * Settings: `edition.048: 1.21` for all sources, `edition.25/10.048: 1.21` for
 * one; `looks: echoes | always | never`. The newest edition unless set.
 *
 * Bounded: of more than LW_ASTERIX_SOURCES_MAX sources, those not heard for
 * longest are forgotten.
 */
#ifndef LW_ASTERIX_SOURCES_H
#define LW_ASTERIX_SOURCES_H

#include "asterix_reports.h"

enum {
    LW_ASTERIX_SOURCE_WAYS = 4, /* places for those that share a bucket */
    LW_ASTERIX_SOURCES_MAX = 64 * LW_ASTERIX_SOURCE_WAYS,
    LW_ASTERIX_EDITIONS_MAX = 128, /* set for one source each */
};

struct lw_asterix_sources {
    struct lw_decode_config config;
    enum lw_asterix_looks looks;
    const struct lw_asterix_spec *spec[256]; /* NULL: no such category */
    uint32_t editions;
    struct lw_asterix_edition {
        uint8_t sac, sic;
        const struct lw_asterix_spec *spec;
    } edition[LW_ASTERIX_EDITIONS_MAX];
    uint64_t heard;
    uint32_t latest;                   /* the source that was asked for last */
    struct lw_asterix_source nameless; /* records without an 010 */
    struct lw_asterix_source source[LW_ASTERIX_SOURCES_MAX];
};

/* 0, or LW_ERR_RANGE with *fault's sentence. */
LW_NODISCARD int lw_asterix_sources_init(struct lw_asterix_sources *sources,
                                         const struct lw_decode_config *config,
                                         struct lw_fault *fault);

/* By what to read the record at the beginning of buf; NULL: not known. */
const struct lw_asterix_spec *
lw_asterix_sources_spec(const struct lw_asterix_sources *sources, int category,
                        const uint8_t *buf, size_t len);

/* What is remembered of the record's source. */
struct lw_asterix_source *
lw_asterix_sources_of(struct lw_asterix_sources *sources,
                      const struct lw_asterix_record *record);

#endif
