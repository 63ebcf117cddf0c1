/* SPDX-License-Identifier: Apache-2.0 */
#include "face.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "luchtwacht/err.h"

/* How far a track may be from where it was told to be: squared distance by the
 * sum of both variances of place, and metres a second. */
static const double near_chi2 = 16.0, near_mps = 25.0, near_min_m2 = 100.0;

size_t lw_faces_size(uint32_t max)
{
    return max * (sizeof(struct lw_face_noted) + sizeof(struct lw_track)) +
           2 * _Alignof(max_align_t);
}

int lw_faces_init(struct lw_faces *faces, uint32_t max, struct lw_arena *arena)
{
    faces->max = max;
    faces->count = faces->told = 0;
    faces->noted = lw_arena_take_raw(arena, max, sizeof *faces->noted);
    faces->shown = lw_arena_take_raw(arena, max, sizeof *faces->shown);
    return faces->noted == NULL || faces->shown == NULL ? LW_ERR_NO_SPACE : 0;
}

void lw_face_new(struct lw_tracker *trk, struct lw_target *t)
{
    t->face.number = trk->next_shown++;
    t->face.first_ns = t->first_ns;
    t->face.told = false;
}

void lw_face_end(struct lw_tracker *trk, const struct lw_track *track,
                 int64_t now_ns)
{
    struct lw_track *out = &trk->ended[trk->ended_next];

    *out = *track;
    out->status = LW_TRACK_ENDED;
    out->time_ns = now_ns;
    trk->ended_next = (trk->ended_next + 1) % LW_ENDED_MAX;
    if (trk->ended_count < LW_ENDED_MAX)
        trk->ended_count++;
}

/* ---- before ---- */

static int compare_born(const uint32_t a[2], const uint32_t b[2])
{
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return (a[1] > b[1]) - (a[1] < b[1]);
}

static bool before(const void *a, const void *b, const void *context)
{
    const struct lw_face_noted *left = a, *right = b;

    (void)context;
    return compare_born(left->face.born, right->face.born) < 0;
}

static void note(struct lw_faces *faces, const struct lw_tracker *trk,
                 const struct lw_target *t, int64_t now_ns)
{
    struct lw_face_noted *to = &faces->noted[faces->count++];
    const double ahead_s = lw_seconds(now_ns, t->state_ns);

    memset(to, 0, sizeof *to);
    to->face = t->face;
    to->has_ident = t->has_ident & LW_HAS_NAME;
    to->ident = t->ident;
    for (int i = 0; i < 3; i++) {
        to->x[i] = t->mean.x[i] + ahead_s * t->mean.x[3 + i];
        to->x[3 + i] = t->mean.x[3 + i];
    }
    to->var = lw_target_var(t);
    if (!t->face.told)
        return;
    to->shown = faces->told++;
    lw_target_show(trk, t, now_ns, &faces->shown[to->shown]);
}

bool lw_faces_note(struct lw_faces *faces, const struct lw_tracker *trk,
                   int64_t now_ns)
{
    faces->count = faces->told = 0;
    if (trk->targets_max - trk->free_targets > faces->max)
        return false;
    for (uint32_t i = 0; i < trk->targets_top; i++)
        if (trk->target[i].alive && trk->target[i].face.number != 0)
            note(faces, trk, &trk->target[i], now_ns);
    struct lw_face_noted spare;
    lw_sort(faces->noted, faces->count, sizeof spare, &spare, before, NULL);
    return true;
}

/* ---- after ---- */

/* Whether it says of itself all that was said under the face. */
static bool may_have(const struct lw_face_noted *noted,
                     const struct lw_target *t)
{
    for (enum lw_name name = 0; name < LW_NAMES; name++)
        if (noted->has_ident & lw_name_bit(name) &&
            !(t->has_ident & lw_name_bit(name) &&
              lw_identity_same(name, &noted->ident, &t->ident)))
            return false;
    return true;
}

static void give(struct lw_face_noted *noted, struct lw_target *t)
{
    const struct lw_face own = t->face;

    noted->given = true;
    t->face = noted->face;
    memcpy(t->face.born, own.born, sizeof own.born);
}

static void give_by_name(struct lw_faces *faces, struct lw_target *t)
{
    for (uint32_t k = 0; k < faces->count; k++) {
        struct lw_face_noted *noted = &faces->noted[k];
        if (!noted->given && noted->has_ident != 0 && may_have(noted, t)) {
            give(noted, t);
            return;
        }
    }
}

static void give_by_birth(struct lw_faces *faces, struct lw_target *t)
{
    uint32_t from = 0, to = faces->count;

    while (from < to) {
        const uint32_t middle = from + (to - from) / 2;
        if (compare_born(faces->noted[middle].face.born, t->face.born) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    for (; from < faces->count &&
           compare_born(faces->noted[from].face.born, t->face.born) == 0;
         from++)
        if (!faces->noted[from].given && may_have(&faces->noted[from], t)) {
            give(&faces->noted[from], t);
            return;
        }
}

/* Squared distance, or infinity: too far, or another way. */
static double apart(const struct lw_face_noted *noted,
                    const struct lw_target *t, int64_t now_ns)
{
    const double ahead_s = lw_seconds(now_ns, t->state_ns);
    const double var = noted->var + lw_target_var(t) + near_min_m2;
    const double slip =
        hypot(t->mean.x[3] - noted->x[3], t->mean.x[4] - noted->x[4]);
    const double dx = t->mean.x[0] + ahead_s * t->mean.x[3] - noted->x[0];
    const double dy = t->mean.x[1] + ahead_s * t->mean.x[4] - noted->x[1];
    const double chi2 = (dx * dx + dy * dy) / var;

    return chi2 < near_chi2 && slip < near_mps ? chi2 : (double)INFINITY;
}

/* What was told and has no track any more: to the nearest without a face. */
static void give_by_place(struct lw_faces *faces, struct lw_tracker *trk,
                          struct lw_face_noted *noted, int64_t now_ns)
{
    double nearest = (double)INFINITY;
    struct lw_target *to = NULL;

    for (uint32_t i = 0; i < trk->targets_top; i++) {
        struct lw_target *t = &trk->target[i];
        if (!t->alive || t->number == 0 || t->face.number != 0 ||
            !may_have(noted, t))
            continue;
        const double chi2 = apart(noted, t, now_ns);
        if (chi2 < nearest) {
            nearest = chi2;
            to = t;
        }
    }
    if (to != NULL)
        give(noted, to);
    else
        lw_face_end(trk, &faces->shown[noted->shown], now_ns);
}

void lw_faces_give(struct lw_faces *faces, struct lw_tracker *trk,
                   int64_t now_ns)
{
    for (uint32_t i = 0; i < trk->targets_top; i++) {
        struct lw_target *t = &trk->target[i];
        t->face.number = 0;
        if (t->alive && t->number != 0 && t->has_ident & LW_HAS_NAME)
            give_by_name(faces, t);
    }
    for (uint32_t i = 0; i < trk->targets_top; i++) {
        struct lw_target *t = &trk->target[i];
        if (t->alive && t->number != 0 && t->face.number == 0)
            give_by_birth(faces, t);
    }
    for (uint32_t k = 0; k < faces->count; k++)
        if (!faces->noted[k].given && faces->noted[k].face.told)
            give_by_place(faces, trk, &faces->noted[k], now_ns);
    for (uint32_t i = 0; i < trk->targets_top; i++) {
        struct lw_target *t = &trk->target[i];
        if (t->alive && t->number != 0 && t->face.number == 0)
            lw_face_new(trk, t);
    }
}
