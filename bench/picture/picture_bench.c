/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one second of a picture of 10,000 tracks costs: taking it in, finding
 * the differences, and writing them and a snapshot for the map.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/geodesy.h"
#include "encode/live.h"
#include "picture/picture.h"

enum { TRACKS = 10000, SECONDS = 30 };

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A tenth of them turn; all are fed. */
static void fly(struct lw_track *track, int second)
{
    for (uint32_t i = 0; i < TRACKS; i++) {
        struct lw_track *now = &track[i];
        const double course = 0.01 * i + (i % 10 == 0 ? 0.1 * second : 0.0);
        now->number = i + 1;
        now->status = LW_TRACK_CONFIRMED;
        now->time_ns = second * 1000000000LL;
        now->update_ns = now->time_ns;
        now->vel_mps[0] = 60.0 * sin(course);
        now->vel_mps[1] = 60.0 * cos(course);
        now->pos.lat_rad = second == 0
                               ? (50.0 + 1e-4 * i) * LW_DEG
                               : now->pos.lat_rad + now->vel_mps[1] / 6.37e6;
        now->pos.lon_rad = second == 0
                               ? 4.0 * LW_DEG
                               : now->pos.lon_rad + now->vel_mps[0] / 4.0e6;
        now->existence = 0.99;
        now->kinds[LW_KIND_PISTON] = 1.0;
        for (int axis = 0; axis < 6; axis++)
            now->cov[7 * axis] = 100.0;
        now->cov[1] = now->cov[6] = 20.0;
    }
}

int main(void)
{
    struct lw_picture_config cfg = lw_picture_defaults();
    cfg.tracks_max = TRACKS;
    void *mem = malloc(lw_picture_size(&cfg));
    struct lw_track *track = calloc(TRACKS, sizeof *track);
    const struct lw_track **told = calloc(TRACKS, sizeof *told);
    uint32_t *removed = calloc(cfg.removed_max, sizeof *removed);
    const size_t size = lw_live_size(TRACKS, cfg.removed_max);
    uint8_t *frame = malloc(size);
    double update_s = 0.0, changes_s = 0.0, write_s = 0.0;
    uint64_t version = 0, tracks = 0;

    if (mem == NULL || track == NULL || told == NULL || removed == NULL ||
        frame == NULL)
        return 1;
    struct lw_picture *picture =
        lw_picture_init(&cfg, mem, lw_picture_size(&cfg));
    for (int second = 0; second < SECONDS; second++) {
        fly(track, second);
        const double start = now_s();
        if (lw_picture_update(picture, track, TRACKS, second * 1000000000LL) <
            0)
            return 1;
        const double updated = now_s();
        const struct lw_picture_changes changes =
            lw_picture_changes(picture, version, told, removed);
        version = lw_picture_version(picture);
        const double changed = now_s();
        const struct lw_live_tracks all = {.frame = LW_LIVE_SNAPSHOT,
                                           .track = told,
                                           .tracks = lw_picture_count(picture)};
        tracks += changes.tracks;
        (void)lw_picture_changes(picture, 0, told, removed);
        const double before = now_s();
        if (lw_live_write(&all, frame, size) < 0)
            return 1;
        write_s += now_s() - before;
        update_s += updated - start;
        changes_s += changed - updated;
    }
    printf("%d tracks: update %.2f ms, differences %.2f ms (%.0f tracks told "
           "a second), snapshot %.2f ms\n",
           TRACKS, 1e3 * update_s / SECONDS, 1e3 * changes_s / SECONDS,
           (double)tracks / SECONDS, 1e3 * write_s / SECONDS);
    free(frame);
    free(removed);
    free(told);
    free(track);
    free(mem);
    return 0;
}
