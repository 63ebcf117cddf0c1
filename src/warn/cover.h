/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cover.h - are the ways to each zone watched, and by sensors that are alive?
 *
 * A map of small cells holds how surely something that is in a cell for a
 * minute is noticed: by all sensors of the site, and by those alive. The cover
 * of a zone is what the live ones reach of the whole, over the zone and the
 * land about it as far as an aircraft flies in the time of its warning. A
 * sensor that comes or goes changes its own cells alone; zones are read off
 * sums over the map, four numbers each.
 *
 * Frame   metres east and north of the middle of the zones
 * Source  doc/warnings.md, "Cover"; sums: F. Crow, "Summed-area tables for
 *         texture mapping" (1984)
 */
#ifndef LW_COVER_H
#define LW_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "luchtwacht/err.h"
#include "luchtwacht/geodetic.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

enum {
    LW_COVER_CELLS = 128, /* either way */
    /* What notices by itself; and what only hears those that say who they
     * are: these count for zones that are warned of such. */
    LW_COVER_CLASSES = 2,
};

/* How fast what comes flies, for how far out the ways are looked at, and how
 * far that is at most. */
#define LW_COVER_SPEED_MPS  50.0
#define LW_COVER_LEAD_M_MAX 100000.0
/* Part of the whole below which a zone is partly covered, and lost; what is
 * better again must be so by LW_COVER_BACK. */
#define LW_COVER_PARTLY_BELOW 0.9
#define LW_COVER_LOST_BELOW   0.4
#define LW_COVER_BACK         0.05
/* What got worse is told when it has been so for this long. */
#define LW_COVER_SETTLE_S 15.0

struct lw_cover_map {
    const struct lw_site *site;
    double lat_rad, lon_rad, metres[2]; /* of the middle; in a radian */
    double from_m[2], cell_m;
    uint32_t columns, rows;
    bool *alive;    /* sensors, as the map has them */
    int32_t *whole; /* [class][cell]: thousandths of an expected notice */
    int32_t *live;
    double *whole_sum, *live_sum; /* [class][cell + edge], from the corner */
    struct lw_covered {
        uint16_t from[2], to[2]; /* its cells; `to` is beyond them */
        uint8_t named;           /* all classes count */
        uint8_t now, told;       /* enum lw_cover */
        int64_t since_ns;        /* `now` is; told is: told_ns */
        int64_t told_ns;
    } * zone;
};

size_t lw_cover_size(const struct lw_site *site);

/* All sensors alive, all zones as covered as they can be. 0, or
 * LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_cover_init(struct lw_cover_map *map,
                               const struct lw_site *site,
                               struct lw_arena *arena);

/* Which sensors are alive now. True: it changed, and lw_cover_zone() may. */
bool lw_cover_alive(struct lw_cover_map *map, const bool *alive);

/* How a zone stands by the map, as from now_ns on. */
void lw_cover_zone(struct lw_cover_map *map, uint32_t zone, int64_t now_ns);

/* Whether that is to be told, for it has settled; it counts as told then. */
bool lw_cover_tell(struct lw_cover_map *map, uint32_t zone, int64_t now_ns);

/* The ways to it are watched, or never were: what is quiet is quiet. */
bool lw_cover_watched(const struct lw_cover_map *map, uint32_t zone);

/* The same of a place: somewhere that a track was lost. */
bool lw_cover_watched_at(const struct lw_cover_map *map,
                         struct lw_geodetic place);

#endif
