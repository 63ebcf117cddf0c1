/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_nodes.h - what is known of each node of a connection: who it is in
 * the site, and what it has said of itself that its reports depend on.
 */
#ifndef LW_SAPIENT_NODES_H
#define LW_SAPIENT_NODES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/utm.h"
#include "decode.h"
#include "model/sapient_wire.h"

enum { LW_SAPIENT_NODES_MAX = 256 };

struct lw_sapient_node {
    char id[LW_SAPIENT_UUID_SIZE]; /* in small letters; "": free */
    char sensor[LW_ID_MAX + 1];
    int32_t index; /* in the site, -1: the site is not known or has none */
    uint64_t used; /* the number of its last message */
    bool mobile;
    double speed_mps[2]; /* a unit of east and north rate, of up rate;
                            0: it differs from mode to mode */
    double frequency_hz; /* a unit of a signal's frequencies */
    bool level_db;       /* amplitudes of signals are decibels */
    bool errors_m;       /* errors of locations are metres */
    bool has_zone;
    struct lw_utm_zone zone;
    bool has_place, has_height;
    struct lw_geodetic place; /* where it said that it is */
};

struct lw_sapient_nodes {
    const struct lw_decode_config *config;
    struct lw_sapient_node node[LW_SAPIENT_NODES_MAX];
    uint64_t messages;
    uint32_t last; /* the one that sent the last message */
    double geoid_m;
    bool has_geoid;
};

/* Whether a word is one of those (in small letters, NULL at the end), however
 * it is spelt. */
bool lw_sapient_word(const char *word, const char *const *words);

/* The node of a message, a new one in place of the one that has been silent
 * longest. NULL with *fault's sentence: the site has no such sensor. */
struct lw_sapient_node *lw_sapient_node(struct lw_sapient_nodes *nodes,
                                        const Sapient__SapientMessage *msg,
                                        struct lw_fault *fault);

/* What a registration says. 0, or LW_ERR_NOT_MINE with *fault's sentence: it
 * is not taken. */
LW_NODISCARD int lw_sapient_register(struct lw_sapient_node *node,
                                     const Sapient__Registration *registration,
                                     struct lw_fault *fault);

/* What a status report says of where it is. */
void lw_sapient_placed(const struct lw_sapient_nodes *nodes,
                       struct lw_sapient_node *node,
                       const Sapient__StatusReport *status);

/* A location as a place, with 1-sigma errors in metres east, north, up (-1:
 * not said). 0, or an error with *fault's sentence, which begins with `name`
 * and the field. */
struct lw_sapient_place {
    struct lw_geodetic geo;
    bool has_height;
    double sd_m[3];
};
LW_NODISCARD int lw_sapient_place(const struct lw_sapient_nodes *nodes,
                                  const struct lw_sapient_node *node,
                                  const Sapient__Location *location,
                                  const char *name,
                                  struct lw_sapient_place *place,
                                  struct lw_fault *fault);

#endif
