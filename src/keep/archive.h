/* SPDX-License-Identifier: Apache-2.0 */
/*
 * archive.h - the tracks as they were told, in a GeoPackage that QGIS opens.
 *
 * Two layers: `track_points`, a point for each track each second that reports
 * changed it, and `tracks`, a line for each track. Derived data: what is lost
 * comes back by replaying the journal. One writer.
 *
 * Frame   WGS-84, height above the ellipsoid (EPSG:4979 content in EPSG:4326,
 *         longitude first as GeoPackage asks)
 * Units   degrees, metres, m/s, Unix seconds in the file
 * Source  OGC 12-128r18 (GeoPackage 1.3.1); doc/archive.md
 */
#ifndef LW_ARCHIVE_H
#define LW_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

struct lw_archive;

/*
 * Open the archive in `path`; it is made where there is none. Lines of tracks
 * that a crash left behind are drawn again from their points.
 *
 * Returns 0 and sets *archive (to be closed), or
 *   LW_ERR_NOT_MINE   another GeoPackage, or no GeoPackage
 *   LW_ERR_INTEGRITY  damaged, or no SQLite file at all
 *   LW_ERR_IO         it cannot be opened or written, or not enough memory
 */
LW_NODISCARD int lw_archive_open(const char *path, struct lw_archive **archive,
                                 struct lw_fault *fault);

/*
 * Say that the tracks are those of an exercise, or that they are real; right
 * after opening. In an exercise both layers say so in their names and in a
 * column `exercise` of every row. The first to say so of a new archive settles
 * it for good.
 *
 * Returns 0: it is; LW_ERR_NOT_MINE: it was begun as the other; LW_ERR_IO,
 * LW_ERR_INTEGRITY.
 */
LW_NODISCARD int lw_archive_set_exercise(struct lw_archive *archive,
                                         bool exercise, struct lw_fault *fault);

/*
 * Take the picture at `time_ns`: write a point for each track that is new,
 * ended, changed its status, or was fed by a report, at most one a second
 * each. Tentative tracks are left out. A picture that is not later than the
 * last one in the file is passed over, so that replaying a journal from its
 * start writes nothing twice. `site` gives the names of the sources. What is
 * written is committed now and then by itself.
 *
 * Returns the number of points written; LW_ERR_IO: what was not committed yet
 * is lost, later calls may work again.
 */
LW_NODISCARD int lw_archive_update(struct lw_archive *archive,
                                   const struct lw_site *site,
                                   const struct lw_track *track, uint32_t count,
                                   int64_t time_ns, struct lw_fault *fault);

/* Commit what was written so far. 0; LW_ERR_IO. */
LW_NODISCARD int lw_archive_commit(struct lw_archive *archive,
                                   struct lw_fault *fault);

/* The latest picture in the file; INT64_MIN where there is none. */
int64_t lw_archive_last_ns(const struct lw_archive *archive);

/*
 * Path of track `number` within from_ns..to_ns (both included), the oldest
 * first, at most `max` points. Returns how many, or LW_ERR_IO.
 */
LW_NODISCARD int lw_archive_trail(struct lw_archive *archive, uint32_t number,
                                  int64_t from_ns, int64_t to_ns,
                                  struct lw_track_point *point, uint32_t max,
                                  struct lw_fault *fault);

/* Commit, draw the lines of the tracks still alive, and close. Nothing stands
 * beside the file afterwards. NULL is allowed. 0; LW_ERR_IO. */
int lw_archive_close(struct lw_archive *archive, struct lw_fault *fault);

#endif
