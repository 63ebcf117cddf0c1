/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_block.h - records of ASTERIX on their way out, gathered into data
 * blocks as long as a datagram takes.
 *
 * A record is made of JSON by the tables of its category (asterix_write.h), so
 * it is right by the standard, or it is not written.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4
 */
#ifndef LW_ASTERIX_BLOCK_H
#define LW_ASTERIX_BLOCK_H

#include "encode.h"
#include "model/asterix_spec.h"

enum {
    LW_ASTERIX_BLOCK_MAX = 1400, /* a datagram that no network cuts */
    LW_ASTERIX_ITEMS_SIZE = 2048 /* of the JSON of a record */
};

struct lw_asterix_block {
    uint8_t sac, sic, service;
    bool has_service;
    bool exercise;
    int category; /* of what is gathered; 0: nothing is */
    size_t len;
    uint8_t bytes[LW_ASTERIX_BLOCK_MAX];
    char items[LW_ASTERIX_ITEMS_SIZE];
    struct lw_text text; /* the record that is being made, in items[] */
};

/* Settings `sac`, `sic`, `service`, 0..255 each; 0 and 1 where they are not
 * set, and no service. 0, or LW_ERR_RANGE. */
LW_NODISCARD int lw_asterix_block_init(struct lw_asterix_block *block,
                                       const struct lw_encode_config *config,
                                       struct lw_fault *fault);
/* "25/10"; false: it is none. */
bool lw_asterix_block_source(const char *text, uint8_t *sac, uint8_t *sic);

/* A record: its items (010 and 015 by itself) are written to block->text, each
 * behind a comma; end it. What it makes too long goes to `to` first. */
void lw_asterix_block_begin(struct lw_asterix_block *block);
void lw_asterix_block_end(struct lw_asterix_block *block, int category,
                          struct lw_text *to);
/* What is gathered, to `to`. */
void lw_asterix_block_flush(struct lw_asterix_block *block, struct lw_text *to);

/* Items that categories share: a time of day; degrees. */
void lw_asterix_item_time(struct lw_asterix_block *block, const char *item,
                          int64_t time_ns);
void lw_asterix_item_place(struct lw_asterix_block *block, const char *item,
                           const struct lw_geodetic *place);
/* Mode 3/A, if it has one. */
void lw_asterix_item_squawk(struct lw_asterix_block *block, const char *item,
                            const struct lw_track *track);
/* Upwards in steps of `lsb`, but for what is more than `most`: 1 sigma is never
 * told as less. */
double lw_asterix_upwards(double value, double lsb, double most);
/* Nearest within +- most. */
double lw_asterix_within(double value, double most);
/* A number of 1..most for a track, for life: others take it again after so many
 * tracks. */
uint32_t lw_asterix_number_of(const struct lw_track *track, uint32_t most);
/* Whether a name fits the eight characters of six bits. */
bool lw_asterix_is_callsign(const char *name);
/* Emitter category for a kind that is likelier than not; 0: none. */
int lw_asterix_emitter_of(const struct lw_track *track);

#endif
