/* SPDX-License-Identifier: Apache-2.0 */
/*
 * told_scene.h - what the clairvoyant is told: who is where and when (truth
 * lines), and which line of the reports came from whom (lines of origins).
 */
#ifndef LW_TOLD_SCENE_H
#define LW_TOLD_SCENE_H

#include <stddef.h>
#include <stdint.h>

#include "base/geodesy.h"
#include "luchtwacht/err.h"
#include "luchtwacht/report.h"

struct lw_told_sample {
    int64_t time_ns;
    uint32_t object;
    double x[6]; /* scene: place, velocity */
};

struct lw_told_scene {
    struct lw_frame frame;
    struct lw_told_sample *sample; /* by object, then time */
    size_t samples, room;
    char (*name)[LW_ID_MAX + 1];
    uint32_t objects;
    uint32_t *slot; /* hash table of objects + 1; 0: free */
    uint32_t slots;
    size_t *first;   /* objects + 1 */
    int32_t *origin; /* of line L at [L]: its object, -1 for none */
    size_t lines;
};

/* Read both files; the frame must be set. An object of which there is no
 * truth (it left before the truth began) counts as none. 0, or an error with
 * *fault whose file is `*path`. Free in either case. */
LW_NODISCARD int lw_told_read(struct lw_told_scene *scene, const char *truth,
                              const char *origins, const char **path,
                              struct lw_fault *fault);
void lw_told_free(struct lw_told_scene *scene);

/* The object that caused line `line` of the reports, or -1. */
int32_t lw_told_origin(const struct lw_told_scene *scene, int64_t line);

/* Where the object is at a time: linear between samples, carried on with its
 * own velocity outside. */
void lw_told_where(const struct lw_told_scene *scene, uint32_t object,
                   int64_t time_ns, double x[6]);

/* First and last moment of its truth. */
int64_t lw_told_begins(const struct lw_told_scene *scene, uint32_t object);
int64_t lw_told_ends(const struct lw_told_scene *scene, uint32_t object);

#endif
