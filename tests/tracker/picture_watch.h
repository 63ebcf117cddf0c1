/* SPDX-License-Identifier: Apache-2.0 */
/*
 * picture_watch.h - what must hold for every picture of a tracker, and from
 * one picture to the next.
 */
#ifndef LW_PICTURE_WATCH_H
#define LW_PICTURE_WATCH_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/matrix.h"
#include "luchtwacht/tracker.h"

enum { WATCH_TRACKS = 1024 };

/* What the picture before showed. All zero: nothing yet. */
struct picture_watch {
    uint32_t shown;
    struct lw_track before[WATCH_TRACKS];
    uint32_t highest; /* number ever shown */
};

/* Symmetric to the bit, and positive definite: of the correlations, so that
 * no unit of measurement hides a flaw. */
static inline const char *watch_covariance(const double cov[36])
{
    double c[36];

    for (int i = 0; i < 6; i++) {
        if (!(cov[7 * i] > 0.0) || !isfinite(cov[7 * i]))
            return "a variance that is not positive";
        for (int j = 0; j < i; j++)
            if (memcmp(&cov[6 * i + j], &cov[6 * j + i], sizeof *cov) != 0)
                return "a covariance that is not symmetric";
    }
    for (int i = 0; i < 6; i++)
        for (int j = 0; j < 6; j++)
            c[6 * i + j] = cov[6 * i + j] / sqrt(cov[7 * i] * cov[7 * j]);
    return lw_cholesky(c, 6) ? NULL
                             : "a covariance that is not positive definite";
}

static inline const char *watch_track(const struct lw_track *t)
{
    double kinds = 0.0;

    if (t->number == 0)
        return "a track without a number";
    if (!(t->existence >= 0.0 && t->existence <= 1.0))
        return "an existence that is no chance";
    if (!(fabs(t->pos.lat_rad) <= 1.5707963267948968) ||
        !(fabs(t->pos.lon_rad) <= 3.1415926535897936) ||
        !isfinite(t->pos.alt_hae_m))
        return "a place that is none";
    for (int i = 0; i < 3; i++)
        if (!isfinite(t->vel_mps[i]))
            return "a velocity that is none";
    for (int k = 0; k < LW_KINDS; k++) {
        if (!(t->kinds[k] >= 0.0 && t->kinds[k] <= 1.0))
            return "a kind that is no chance";
        kinds += t->kinds[k];
    }
    if (!(fabs(kinds - 1.0) < 1e-9))
        return "kinds that do not sum to 1";
    if (t->told && t->status == LW_TRACK_TENTATIVE && t->existence >= 0.5)
        return "a told track that is tentative again, and likely";
    if ((t->status == LW_TRACK_CONFIRMED || t->status == LW_TRACK_COASTING) &&
        t->existence < 0.5)
        return "a track that is shown, and rather not there";
    if (t->sources > LW_TRACK_SOURCES_MAX)
        return "more sources than there is room for";
    return watch_covariance(t->cov);
}

static inline const struct lw_track *
watch_find(const struct picture_watch *watch, uint32_t number)
{
    for (uint32_t i = 0; i < watch->shown; i++)
        if (watch->before[i].number == number)
            return &watch->before[i];
    return NULL;
}

static inline bool watch_same_icao(const struct lw_track *a,
                                   const struct lw_track *b)
{
    return a->has_ident & b->has_ident & LW_HAS_ICAO &&
           a->ident.icao == b->ident.icao;
}

static inline bool watch_same_remote_id(const struct lw_track *a,
                                        const struct lw_track *b)
{
    return a->has_ident & b->has_ident & LW_HAS_REMOTE_ID &&
           strcmp(a->ident.remote_id, b->ident.remote_id) == 0;
}

/* From the picture before to this one. */
static inline const char *watch_step(const struct picture_watch *watch,
                                     const struct lw_track *t)
{
    const struct lw_track *b = watch_find(watch, t->number);
    const uint32_t names = LW_HAS_ICAO | LW_HAS_REMOTE_ID;

    if (b == NULL)
        return t->number > watch->highest ? NULL : "a number that came back";
    if (b->status == LW_TRACK_ENDED && t->status != LW_TRACK_ENDED)
        return "a track that rose again";
    if (b->told && !t->told)
        return "a told track that was never told";
    if (t->first_ns != b->first_ns)
        return "a track that began anew";
    if ((b->has_ident & names) & ~t->has_ident ||
        (b->has_ident & LW_HAS_ICAO && !watch_same_icao(b, t)) ||
        (b->has_ident & LW_HAS_REMOTE_ID && !watch_same_remote_id(b, t)))
        return "a track that lost its identity";
    return NULL;
}

/* NULL, or what is wrong with a picture of n tracks. */
static inline const char *watch_picture(struct picture_watch *watch,
                                        const struct lw_track *track,
                                        uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct lw_track *t = &track[i];
        const char *flaw = watch_track(t);
        if (flaw == NULL)
            flaw = watch_step(watch, t);
        if (flaw != NULL)
            return flaw;
        if (i > 0 && t->number <= track[i - 1].number)
            return "tracks that are not in the order of their numbers";
        for (uint32_t j = 0; j < i && t->status != LW_TRACK_ENDED; j++)
            if (track[j].status != LW_TRACK_ENDED &&
                (watch_same_icao(t, &track[j]) ||
                 watch_same_remote_id(t, &track[j])))
                return "two tracks of one identity";
    }
    watch->shown = n < WATCH_TRACKS ? n : WATCH_TRACKS;
    memcpy(watch->before, track, watch->shown * sizeof *track);
    if (n > 0 && track[n - 1].number > watch->highest)
        watch->highest = track[n - 1].number;
    return NULL;
}

#endif
