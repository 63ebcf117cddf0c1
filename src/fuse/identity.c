/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.c - who says it is whom: one live track an identity.
 *
 * A hash table with chains through nodes that belong to the targets: node
 * 2 i for the ICAO address of target i, 2 i + 1 for its remote id.
 *
 * A track takes a name that nobody has while it has none, or where one report
 * says both that and the name that it has. Otherwise a name of the other sort
 * is that of another aircraft, until their two tracks are found to be one
 * (life.c).
 */
#include <string.h>

#include "fuse.h"

/* So many plots with a name that do not fit, one after another, are right;
 * so many where those with its other name do fit. */
static const uint8_t misfits_max = 3, contrary_max = 12;

uint32_t lw_name_bit(enum lw_name name)
{
    return name == LW_NAME_ICAO ? LW_HAS_ICAO : LW_HAS_REMOTE_ID;
}

static uint32_t bucket_of(const struct lw_tracker *trk, enum lw_name by,
                          const struct lw_ident *ident)
{
    uint32_t h = 2166136261u; /* FNV-1a */

    if (by == LW_NAME_ICAO) {
        h = (h ^ ident->icao) * 0x9e3779b1u;
    } else {
        for (const char *c = ident->remote_id; *c != '\0'; c++)
            h = (h ^ (uint8_t)*c) * 16777619u;
    }
    return (h ^ h >> 15) & (trk->ident_buckets - 1);
}

bool lw_identity_same(enum lw_name by, const struct lw_ident *a,
                      const struct lw_ident *b)
{
    return by == LW_NAME_ICAO ? a->icao == b->icao
                              : strcmp(a->remote_id, b->remote_id) == 0;
}

static int32_t find(const struct lw_tracker *trk, enum lw_name by,
                    const struct lw_ident *ident)
{
    int32_t node = trk->ident_head[bucket_of(trk, by, ident)];

    for (; node >= 0; node = trk->ident_next[node])
        if (node % 2 == (int32_t)by &&
            lw_identity_same(by, &trk->target[node / 2].ident, ident))
            return node / 2;
    return LW_NONE;
}

int32_t lw_identity_owner(const struct lw_tracker *trk,
                          const struct lw_plot *plot)
{
    int32_t owner = LW_NONE;

    if (plot->has_ident & LW_HAS_ICAO)
        owner = find(trk, LW_NAME_ICAO, &plot->ident);
    if (owner == LW_NONE && plot->has_ident & LW_HAS_REMOTE_ID) {
        owner = find(trk, LW_NAME_REMOTE_ID, &plot->ident);
        if (owner != LW_NONE &&
            plot->has_ident & trk->target[owner].has_ident & LW_HAS_ICAO)
            owner = LW_NONE; /* it has another address */
    }
    return owner;
}

int lw_identity_compare(const struct lw_target *t, const struct lw_plot *plot)
{
    if (plot->has_ident == 0)
        return 0;
    const uint32_t both = t->has_ident & plot->has_ident;
    if (both & LW_HAS_ICAO)
        return t->ident.icao == plot->ident.icao ? 1 : -1;
    if (both & LW_HAS_REMOTE_ID)
        return lw_identity_same(LW_NAME_REMOTE_ID, &t->ident, &plot->ident)
                   ? 1
                   : -1;
    return t->has_ident & LW_HAS_NAME && plot->has_ident & LW_HAS_NAME ? -1 : 0;
}

bool lw_identity_differs(const struct lw_target *a, const struct lw_target *b)
{
    return a->has_ident & b->has_ident & LW_HAS_NAME;
}

bool lw_identity_places(const struct lw_plot *plot)
{
    return plot->type == LW_REPORT_POSITION || plot->type == LW_REPORT_POLAR;
}

void lw_identity_fits(struct lw_target *t, const struct lw_plot *plot,
                      bool fits)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++) {
        if (!(plot->has_ident & t->has_ident & lw_name_bit(by)))
            continue;
        if (fits)
            t->misfits[by] = 0;
        else if (t->misfits[by] < contrary_max)
            t->misfits[by]++;
    }
}

static void link_node(struct lw_tracker *trk, struct lw_target *t,
                      enum lw_name by)
{
    const int32_t node = (int32_t)(t - trk->target) * 2 + (int32_t)by;
    int32_t *head = &trk->ident_head[bucket_of(trk, by, &t->ident)];

    trk->ident_next[node] = *head;
    *head = node;
}

static void unlink_node(struct lw_tracker *trk, struct lw_target *t,
                        enum lw_name by)
{
    const int32_t node = (int32_t)(t - trk->target) * 2 + (int32_t)by;
    int32_t *at = &trk->ident_head[bucket_of(trk, by, &t->ident)];

    while (*at >= 0 && *at != node)
        at = &trk->ident_next[*at];
    if (*at == node)
        *at = trk->ident_next[node];
}

static void take(struct lw_tracker *trk, struct lw_target *t, enum lw_name by,
                 const struct lw_ident *ident)
{
    if (by == LW_NAME_ICAO)
        t->ident.icao = ident->icao;
    else
        memcpy(t->ident.remote_id, ident->remote_id, sizeof t->ident.remote_id);
    t->has_ident |= lw_name_bit(by);
    t->misfits[by] = 0;
    t->misfit = 0.0f;
    link_node(trk, t, by);
}

static void lose(struct lw_tracker *trk, struct lw_target *t, enum lw_name by)
{
    unlink_node(trk, t, by);
    t->has_ident &= ~lw_name_bit(by);
}

bool lw_identity_settled(const struct lw_target *t)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++)
        if (t->has_ident & lw_name_bit(by) && t->misfits[by] == 0)
            return true;
    return false;
}

bool lw_identity_moved(const struct lw_target *t, const struct lw_plot *plot)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++) {
        const enum lw_name other = LW_NAMES - 1 - by;
        const bool contrary =
            t->has_ident & ~plot->has_ident & lw_name_bit(other) &&
            t->misfits[other] == 0;
        if (plot->has_ident & t->has_ident & lw_name_bit(by) &&
            t->misfits[by] >= (contrary ? contrary_max : misfits_max))
            return true;
    }
    return false;
}

void lw_identity_inherit(struct lw_tracker *trk, struct lw_target *t,
                         uint32_t has_ident, const struct lw_ident *ident)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++)
        if (has_ident & ~t->has_ident & lw_name_bit(by) &&
            find(trk, by, ident) == LW_NONE)
            take(trk, t, by, ident);
}

void lw_identity_take(struct lw_tracker *trk, struct lw_target *t,
                      const struct lw_plot *plot)
{
    lw_identity_inherit(trk, t, plot->has_ident, &plot->ident);
    /* A callsign and a squawk may change in flight. */
    if (plot->has_ident & LW_HAS_CALLSIGN)
        memcpy(t->ident.callsign, plot->ident.callsign,
               sizeof t->ident.callsign);
    if (plot->has_ident & LW_HAS_SQUAWK)
        memcpy(t->ident.squawk, plot->ident.squawk, sizeof t->ident.squawk);
    t->has_ident |= plot->has_ident & (LW_HAS_CALLSIGN | LW_HAS_SQUAWK);
}

void lw_identity_enter(struct lw_tracker *trk, struct lw_target *t)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++)
        if (t->has_ident & lw_name_bit(by))
            link_node(trk, t, by);
}

void lw_identity_release(struct lw_tracker *trk, struct lw_target *t)
{
    for (enum lw_name by = 0; by < LW_NAMES; by++)
        if (t->has_ident & lw_name_bit(by))
            lose(trk, t, by);
    t->has_ident = 0;
}
