/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_block.h - records of ASTERIX on their way out, gathered into data
 * blocks as long as a datagram takes.
 *
 * A record is made of values by the tables of its category (asterix_build.h),
 * so it is right by the standard, or it is not written.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4
 */
#ifndef LW_ASTERIX_BLOCK_H
#define LW_ASTERIX_BLOCK_H

#include "asterix_build.h"
#include "encode.h"

enum {
    LW_ASTERIX_BLOCK_MAX = 1400, /* a datagram that no network cuts */
    LW_ASTERIX_CATEGORIES = 4    /* that are written */
};

/* Where a category has what every record begins with. */
struct lw_asterix_heading {
    int category;
    unsigned sac, sic, service;
};

struct lw_asterix_block {
    uint8_t sac, sic, service;
    bool has_service;
    bool exercise;
    const struct lw_asterix_spec *spec[LW_ASTERIX_CATEGORIES];
    int category; /* of what is gathered; 0: nothing is */
    size_t len;
    uint8_t bytes[LW_ASTERIX_BLOCK_MAX];
    struct lw_asterix_build build; /* the record that is being made */
};

/* Settings `sac`, `sic`, `service`, 0..255 each; 0 and 1 where they are not
 * set, and no service. 0, or LW_ERR_RANGE. */
LW_NODISCARD int lw_asterix_block_init(struct lw_asterix_block *block,
                                       const struct lw_encode_config *config,
                                       struct lw_fault *fault);
/* "25/10"; false: it is none. */
bool lw_asterix_block_source(const char *text, uint8_t *sac, uint8_t *sic);

/* A record of one of the categories 021, 062, 063, 065, whose values (010 and
 * 015 by itself) go to block->build; end it. What it makes too long goes to
 * `to` first. */
void lw_asterix_block_begin(struct lw_asterix_block *block, int category);
void lw_asterix_block_end(struct lw_asterix_block *block, struct lw_text *to);
/* What is gathered, to `to`. */
void lw_asterix_block_flush(struct lw_asterix_block *block, struct lw_text *to);

/* Values that categories share: a time of day; degrees; Mode 3/A, if the track
 * has one; its callsign, if that fits: whether it does. */
void lw_asterix_put_time_of_day(struct lw_asterix_build *build, unsigned field,
                                int64_t time_ns);
void lw_asterix_put_latlon(struct lw_asterix_build *build, unsigned lat,
                           unsigned lon, const struct lw_geodetic *place);
void lw_asterix_put_mode3a(struct lw_asterix_build *build, unsigned field,
                           const struct lw_track *track);
bool lw_asterix_put_name(struct lw_asterix_build *build, unsigned field,
                         const struct lw_track *track);
/* Upwards in steps of `lsb`, but for what is more than `most`: 1 sigma is never
 * told as less. */
double lw_asterix_upwards(double value, double lsb, double most);
/* Nearest within +- most. */
double lw_asterix_within(double value, double most);
/* A number of 1..most for a track, for life: others take it again after so many
 * tracks. */
uint32_t lw_asterix_number_of(const struct lw_track *track, uint32_t most);
/* Emitter category for a kind that is likelier than not; 0: none. */
int lw_asterix_emitter_of(const struct lw_track *track);

#endif
