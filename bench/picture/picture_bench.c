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

enum { TRACKS = 10000, REMOVED = 8192, SECONDS = 30 };

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

/* What was spent on each part, in seconds, and how many tracks were told. */
struct spent {
    double update_s, changes_s, write_s;
    uint64_t tracks;
};

static int step(struct lw_picture *picture, int second, uint64_t *version,
                struct spent *spent)
{
    static struct lw_track track[TRACKS];
    static const struct lw_track *told[TRACKS];
    static uint32_t removed[REMOVED];
    static uint8_t frame[LW_LIVE_HEAD_SIZE + TRACKS * LW_LIVE_TRACK_SIZE];
    const struct lw_live_tracks all = {
        .frame = LW_LIVE_SNAPSHOT, .track = told, .tracks = TRACKS};

    fly(track, second);
    const double start_s = now_s();
    if (lw_picture_update(picture, track, TRACKS, track[0].time_ns) < 0)
        return -1;
    const double updated_s = now_s();
    const struct lw_picture_changes changes =
        lw_picture_changes(picture, *version, told, removed);
    const double changed_s = now_s();
    *version = lw_picture_version(picture);
    if (lw_picture_changes(picture, 0, told, removed).tracks != TRACKS)
        return -1;
    const double before_s = now_s();
    if (lw_live_write(&all, frame, sizeof frame) < 0)
        return -1;
    spent->write_s += now_s() - before_s;
    spent->update_s += updated_s - start_s;
    spent->changes_s += changed_s - updated_s;
    spent->tracks += changes.tracks;
    return 0;
}

int main(void)
{
    const struct lw_picture_config cfg = {TRACKS, REMOVED, 120};
    const size_t size = lw_picture_size(&cfg);
    void *mem = malloc(size);
    struct spent spent = {0};
    uint64_t version = 0;
    int err = 0;

    if (mem == NULL)
        return 1;
    struct lw_picture *picture = lw_picture_init(&cfg, mem, size);
    for (int second = 0; err == 0 && second < SECONDS; second++)
        err = step(picture, second, &version, &spent);
    printf("%d tracks: update %.2f ms, differences %.2f ms (%.0f tracks told "
           "a second), snapshot %.2f ms\n",
           TRACKS, 1e3 * spent.update_s / SECONDS,
           1e3 * spent.changes_s / SECONDS, (double)spent.tracks / SECONDS,
           1e3 * spent.write_s / SECONDS);
    free(mem);
    return err == 0 ? 0 : 1;
}
