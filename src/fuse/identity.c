/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.c - who says it is whom: one live track an identity.
 *
 * A hash table with chains through nodes that belong to the targets: node
 * 2 i for the ICAO address of target i, 2 i + 1 for its remote id.
 */
#include <string.h>

#include "fuse.h"

enum { BY_ICAO, BY_REMOTE_ID };

static uint32_t bucket_of(const struct lw_tracker *trk, int by,
                          const struct lw_ident *ident)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    if (by == BY_ICAO) {
        h = (h ^ ident->icao) * 0x9e3779b1u;
    } else {
        for (const char *c = ident->remote_id; *c != '\0'; c++)
            h = (h ^ (uint8_t)*c) * 16777619u;
    }
    return (h ^ h >> 15) & (trk->ident_buckets - 1);
}

static bool same(int by, const struct lw_ident *a, const struct lw_ident *b)
{
    return by == BY_ICAO ? a->icao == b->icao
                         : strcmp(a->remote_id, b->remote_id) == 0;
}

static int32_t find(const struct lw_tracker *trk, int by,
                    const struct lw_ident *ident)
{
    int32_t node = trk->ident_head[bucket_of(trk, by, ident)];

    for (; node >= 0; node = trk->ident_next[node])
        if (node % 2 == by && same(by, &trk->target[node / 2].ident, ident))
            return node / 2;
    return LW_NONE;
}

int32_t lw_identity_owner(const struct lw_tracker *trk,
                          const struct lw_plot *plot)
{
    int32_t owner = LW_NONE;

    if (plot->has_ident & LW_HAS_ICAO)
        owner = find(trk, BY_ICAO, &plot->ident);
    if (owner == LW_NONE && plot->has_ident & LW_HAS_REMOTE_ID)
        owner = find(trk, BY_REMOTE_ID, &plot->ident);
    return owner;
}

static void link_node(struct lw_tracker *trk, struct lw_target *t, int by)
{
    const int32_t node = (int32_t)(t - trk->target) * 2 + by;
    int32_t *head = &trk->ident_head[bucket_of(trk, by, &t->ident)];

    trk->ident_next[node] = *head;
    *head = node;
}

static void unlink_node(struct lw_tracker *trk, struct lw_target *t, int by)
{
    const int32_t node = (int32_t)(t - trk->target) * 2 + by;
    int32_t *at = &trk->ident_head[bucket_of(trk, by, &t->ident)];

    while (*at >= 0 && *at != node)
        at = &trk->ident_next[*at];
    if (*at == node)
        *at = trk->ident_next[node];
}

void lw_identity_take(struct lw_tracker *trk, struct lw_target *t,
                      const struct lw_plot *plot)
{
    const uint32_t fresh = plot->has_ident & ~t->has_ident;

    if (fresh & LW_HAS_ICAO && find(trk, BY_ICAO, &plot->ident) == LW_NONE) {
        t->ident.icao = plot->ident.icao;
        t->has_ident |= LW_HAS_ICAO;
        link_node(trk, t, BY_ICAO);
    }
    if (fresh & LW_HAS_REMOTE_ID &&
        find(trk, BY_REMOTE_ID, &plot->ident) == LW_NONE) {
        memcpy(t->ident.remote_id, plot->ident.remote_id,
               sizeof t->ident.remote_id);
        t->has_ident |= LW_HAS_REMOTE_ID;
        link_node(trk, t, BY_REMOTE_ID);
    }
    /* A callsign and a squawk may change in flight. */
    if (plot->has_ident & LW_HAS_CALLSIGN)
        memcpy(t->ident.callsign, plot->ident.callsign,
               sizeof t->ident.callsign);
    if (plot->has_ident & LW_HAS_SQUAWK)
        memcpy(t->ident.squawk, plot->ident.squawk, sizeof t->ident.squawk);
    t->has_ident |= plot->has_ident & (LW_HAS_CALLSIGN | LW_HAS_SQUAWK);
}

void lw_identity_release(struct lw_tracker *trk, struct lw_target *t)
{
    if (t->has_ident & LW_HAS_ICAO)
        unlink_node(trk, t, BY_ICAO);
    if (t->has_ident & LW_HAS_REMOTE_ID)
        unlink_node(trk, t, BY_REMOTE_ID);
    t->has_ident = 0;
}
