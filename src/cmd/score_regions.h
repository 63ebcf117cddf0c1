/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_regions.h - the parts of the map that a score is told apart by: the
 * polygons of a GeoJSON file, the zones of a site, or rings around it.
 */
#ifndef LW_SCORE_REGIONS_H
#define LW_SCORE_REGIONS_H

#include "load_site.h"
#include "luchtwacht/err.h"
#include "score/regions.h"

enum {
    LW_REGIONS_MAX = 1024,
    LW_REGIONS_POINTS_MAX = 1 << 22,
    LW_RINGS_MAX = 16,
};

struct lw_score_regions {
    uint32_t count; /* and one more: elsewhere; 0: not told apart */
    char (*name)[LW_ID_MAX + 1]; /* count + 1 */
    struct lw_zone *zone;        /* NULL: rings */
    struct lw_region_box *box;
    struct lw_geodetic origin;
    double ring_m[LW_RINGS_MAX];
    struct lw_geodetic *point; /* of a GeoJSON file */
    struct lw_ring *ring;
    struct lw_loaded_site site;
    bool has_site;
};

/* Polygons and multipolygons of a Feature, FeatureCollection or bare geometry;
 * named by the `id` of a feature, or its properties' `id` or `name`. 0, or an
 * error with *fault. */
LW_NODISCARD int lw_score_regions_geojson(struct lw_score_regions *regions,
                                          const char *path,
                                          struct lw_fault *fault);

/* The zones of a site file, or, where it has none or `rings` > 0, rings around
 * its origin (the middle of its sensors where it names none). */
LW_NODISCARD int lw_score_regions_site(struct lw_score_regions *regions,
                                       const char *path, const double *ring_m,
                                       uint32_t rings, struct lw_fault *fault);

/* 0 to count: which one holds the place. */
uint16_t lw_score_regions_of(const struct lw_score_regions *regions,
                             struct lw_geodetic place);

void lw_score_regions_free(struct lw_score_regions *regions);

#endif
