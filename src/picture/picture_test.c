/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/geodesy.h"
#include "near.h"
#include "picture/picture.h"
#include "random.h"

enum { TRACKS = 200, REMOVED = 50, TRAIL = 8 };

static const int64_t second_ns = 1000000000;
/* Radii of the ellipsoid at 52 degrees, 100 m up: of the meridian, and of
 * what stands across it. */
static const double earth_m = 6375250.0;
static const double across_m = 6391537.0;

static int set_up(void **state)
{
    const struct lw_picture_config cfg = {TRACKS, REMOVED, TRAIL};
    const size_t size = lw_picture_size(&cfg);
    void *mem = malloc(size);

    *state = mem == NULL ? NULL : lw_picture_init(&cfg, mem, size);
    return *state == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    free(*state);
    return 0;
}

static struct lw_track track_at(uint32_t number, double lat_deg, double lon_deg,
                                int64_t time_ns)
{
    struct lw_track track = {
        .number = number,
        .status = LW_TRACK_CONFIRMED,
        .time_ns = time_ns,
        .first_ns = time_ns,
        .update_ns = time_ns,
        .pos = {.lat_rad = lat_deg * LW_DEG,
                .lon_rad = lon_deg * LW_DEG,
                .alt_hae_m = 100.0},
        .existence = 0.9,
        .sources = 1,
    };

    track.kinds[LW_KIND_UNKNOWN] = 1.0;
    for (int axis = 0; axis < 6; axis++)
        track.cov[7 * axis] = axis < 3 ? 25.0 : 1.0;
    return track;
}

static void move(struct lw_track *track, double east_m, double north_m)
{
    track->pos.lat_rad += north_m / earth_m;
    track->pos.lon_rad += east_m / across_m / cos(track->pos.lat_rad);
}

static void numbers_that_are_gone_are_removed(void **state)
{
    struct lw_picture *picture = *state;
    const struct lw_track *changed[TRACKS];
    uint32_t removed[REMOVED];
    struct lw_track track[3] = {track_at(1, 52, 4, 0), track_at(5, 52, 5, 0),
                                track_at(9, 52, 6, 0)};

    assert_int_equal(lw_picture_update(picture, track, 3, 0), 3);
    const uint64_t first = lw_picture_version(picture);
    struct lw_picture_changes changes =
        lw_picture_changes(picture, 0, changed, removed);
    assert_true(changes.snapshot);
    assert_int_equal(changes.tracks, 3);
    assert_int_equal(changes.removed, 0);
    assert_int_equal(changed[1]->number, 5);

    track[1] = track_at(7, 52, 5, 0);
    assert_int_equal(lw_picture_update(picture, track, 3, 0), 2);
    changes = lw_picture_changes(picture, first, changed, removed);
    assert_false(changes.snapshot);
    assert_int_equal(changes.tracks, 1);
    assert_int_equal(changed[0]->number, 7);
    assert_int_equal(changes.removed, 1);
    assert_int_equal(removed[0], 5);
    assert_null(lw_picture_find(picture, 5));
    assert_int_equal(lw_picture_find(picture, 9)->number, 9);
    assert_int_equal(lw_picture_track(picture, 1)->number, 7);
    assert_int_equal(lw_picture_count(picture), 3);

    /* The same again: nothing to tell. */
    const uint64_t second = lw_picture_version(picture);
    assert_int_equal(lw_picture_update(picture, track, 3, 1), 0);
    assert_true(lw_picture_version(picture) == second);
    changes = lw_picture_changes(picture, second, changed, removed);
    assert_false(changes.snapshot);
    assert_int_equal(changes.tracks + changes.removed, 0);
}

static void what_flies_straight_on_need_not_be_told(void **state)
{
    struct lw_picture *picture = *state;
    struct lw_track track = track_at(1, 52, 4, 0);

    track.vel_mps[0] = 50.0;
    track.vel_mps[1] = -20.0;
    assert_int_equal(lw_picture_update(picture, &track, 1, 0), 1);
    for (int s = 1; s <= 20; s++) {
        track.time_ns = s * second_ns;
        move(&track, 50.0, -20.0);
        assert_int_equal(lw_picture_update(picture, &track, 1, track.time_ns),
                         0);
    }
    move(&track, 3.0, 0.0); /* of a fifth of 5 m, but over 2 m */
    assert_int_equal(lw_picture_update(picture, &track, 1, track.time_ns), 1);
}

static void each_thing_that_shows_is_told(void **state)
{
    struct lw_picture *picture = *state;
    struct lw_track track = track_at(1, 52, 4, 0);
    int64_t now_ns = 0;

    assert_int_equal(lw_picture_update(picture, &track, 1, now_ns), 1);
#define TOLD(change)                                                           \
    do {                                                                       \
        change;                                                                \
        assert_int_equal(lw_picture_update(picture, &track, 1, ++now_ns), 1);  \
        assert_int_equal(lw_picture_update(picture, &track, 1, ++now_ns), 0);  \
    } while (0)
    TOLD(track.status = LW_TRACK_COASTING);
    TOLD(track.existence = 0.8);
    TOLD(track.vel_mps[2] = 0.5);
    TOLD(track.pos.alt_hae_m += 4.0);
    TOLD(track.cov[0] = 100.0);
    TOLD((track.kinds[LW_KIND_BIRD] = 0.2, track.kinds[LW_KIND_UNKNOWN] = 0.8));
    TOLD(track.source[0] = 3);
    TOLD((track.sources = 2, track.source[1] = 4));
    TOLD((track.has_ident = LW_HAS_CALLSIGN,
          memcpy(track.ident.callsign, "KLM1", 5)));
    TOLD(memcpy(track.ident.callsign, "KLM2", 5));
    TOLD((track.has_ident |= LW_HAS_ICAO, track.ident.icao = 1));
    TOLD(track.update_ns += 5 * second_ns);
#undef TOLD
    /* The same sensors in another order are no news. */
    track.source[0] = 4;
    track.source[1] = 3;
    assert_int_equal(lw_picture_update(picture, &track, 1, ++now_ns), 0);
}

static void refuses_what_is_no_picture(void **state)
{
    static struct lw_track many[TRACKS + 1];
    struct lw_picture *picture = *state;
    const struct lw_picture_config bad = {0, 1, 1};
    struct lw_track track[2] = {track_at(2, 52, 4, 0), track_at(1, 52, 4, 0)};

    for (uint32_t i = 0; i <= TRACKS; i++)
        many[i] = track_at(i + 1, 52, 4, 0);
    assert_int_equal(lw_picture_size(&bad), 0);
    assert_null(lw_picture_init(&bad, many, sizeof many));
    assert_int_equal(lw_picture_update(picture, track, 2, 0), LW_ERR_RANGE);
    track[1].number = 2;
    assert_int_equal(lw_picture_update(picture, track, 2, 0), LW_ERR_RANGE);
    assert_int_equal(lw_picture_update(picture, many, TRACKS + 1, 0),
                     LW_ERR_NO_SPACE);
    assert_int_equal(lw_picture_count(picture), 0);
    assert_int_equal(lw_picture_update(picture, many, TRACKS, 5), TRACKS);
    assert_int_equal(lw_picture_update(picture, many, TRACKS, 4), LW_ERR_RANGE);
    /* All replaced at once: no slot is lost. */
    for (uint32_t i = 0; i < TRACKS; i++)
        many[i].number += TRACKS;
    assert_int_equal(lw_picture_update(picture, many, TRACKS, 5), 2 * TRACKS);
}

static void a_client_too_far_behind_starts_afresh(void **state)
{
    struct lw_picture *picture = *state;
    const struct lw_track *changed[TRACKS];
    uint32_t removed[REMOVED];
    struct lw_track track = track_at(1, 52, 4, 0);

    assert_int_equal(lw_picture_update(picture, &track, 1, 0), 1);
    const uint64_t old = lw_picture_version(picture);
    for (uint32_t i = 2; i <= REMOVED + 1; i++) {
        track.number = i;
        assert_int_equal(lw_picture_update(picture, &track, 1, 0), 2);
    }
    struct lw_picture_changes changes =
        lw_picture_changes(picture, old, changed, removed);
    assert_false(changes.snapshot);
    assert_int_equal(changes.removed, REMOVED);
    track.number++;
    assert_int_equal(lw_picture_update(picture, &track, 1, 0), 2);
    assert_true(lw_picture_changes(picture, old, changed, removed).snapshot);
    assert_false(
        lw_picture_changes(picture, old + 1, changed, removed).snapshot);
    /* A version we never gave, as after a restart. */
    assert_true(lw_picture_changes(picture, lw_picture_version(picture) + 1,
                                   changed, removed)
                    .snapshot);
    const uint64_t before = lw_picture_version(picture);
    lw_picture_reset(picture);
    changes = lw_picture_changes(picture, before, changed, removed);
    assert_true(changes.snapshot);
    assert_int_equal(changes.tracks, 0);
    assert_int_equal(lw_picture_update(picture, &track, 1, -5), 1);
}

static void labels_are_told_when_new_or_changed(void **state)
{
    struct lw_picture *picture = *state;
    const struct lw_track *label[TRACKS];
    struct lw_track track[2] = {track_at(1, 52, 4, 0), track_at(2, 52, 4, 0)};

    track[1].has_ident = LW_HAS_CALLSIGN;
    memcpy(track[1].ident.callsign, "SWR1", 5);
    assert_int_equal(lw_picture_update(picture, track, 2, 0), 2);
    const uint64_t first = lw_picture_version(picture);
    assert_int_equal(lw_picture_labels(picture, 0, label), 1);
    assert_int_equal(label[0]->number, 2);
    move(&track[1], 100, 100);
    assert_int_equal(lw_picture_update(picture, track, 2, 1), 1);
    assert_int_equal(lw_picture_labels(picture, first, label), 0);
    track[0].has_ident = LW_HAS_REMOTE_ID;
    memcpy(track[0].ident.remote_id, "R", 2);
    assert_int_equal(lw_picture_update(picture, track, 2, 2), 1);
    assert_int_equal(lw_picture_labels(picture, first, label), 1);
    assert_int_equal(label[0]->number, 1);
    assert_int_equal(lw_picture_labels(picture, 0, label), 2);
}

static void finds_what_is_inside_a_box_also_across_the_date_line(void **state)
{
    struct lw_picture *picture = *state;
    const struct lw_track *found[TRACKS];
    const struct lw_track track[4] = {
        track_at(1, 10, 179, 0), track_at(2, 10, -179, 0),
        track_at(3, 10, 0, 0), track_at(4, 40, 179, 0)};
    const struct lw_picture_box pacific = {0, 170 * LW_DEG, 20 * LW_DEG,
                                           -170 * LW_DEG};
    const struct lw_picture_box rest = {0, -170 * LW_DEG, 90 * LW_DEG,
                                        170 * LW_DEG};

    assert_int_equal(lw_picture_update(picture, track, 4, 0), 4);
    assert_int_equal(lw_picture_inside(picture, &pacific, found, TRACKS), 2);
    assert_int_equal(found[0]->number, 1);
    assert_int_equal(found[1]->number, 2);
    assert_int_equal(lw_picture_inside(picture, &pacific, found, 1), 1);
    assert_int_equal(lw_picture_inside(picture, &rest, found, TRACKS), 1);
    assert_int_equal(found[0]->number, 3);
}

static void a_trail_holds_the_last_points_that_reports_made(void **state)
{
    struct lw_picture *picture = *state;
    struct lw_track_point point[TRAIL + 1];
    struct lw_track track = track_at(1, 52, 179.9995, 0);

    for (int s = 0; s <= 100; s++) {
        track.time_ns = s * second_ns;
        if (s <= 80)
            track.update_ns = track.time_ns; /* then it coasts */
        assert_true(lw_picture_update(picture, &track, 1, track.time_ns) >= 0);
        move(&track, 10, 0);
        track.pos.lon_rad = lw_angle_wrap(track.pos.lon_rad);
    }
    assert_int_equal(lw_picture_trail(picture, 2, point, TRAIL), 0);
    assert_int_equal(lw_picture_trail(picture, 1, point, TRAIL + 1), TRAIL);
    for (int i = 0; i < TRAIL; i++)
        assert_int_equal(point[i].time_ns, (45 + 5 * i) * second_ns);
    assert_true(point[TRAIL - 1].pos.lon_rad < 0);
    assert_near(point[0].pos.alt_hae_m, 100.0, 0.01);
    assert_int_equal(lw_picture_trail(picture, 1, point, 2), 2);
    assert_int_equal(point[1].time_ns, 80 * second_ns);
    /* Standing still: a point a minute. */
    for (int s = 101; s <= 300; s++) {
        track.time_ns = track.update_ns = s * second_ns;
        assert_true(lw_picture_update(picture, &track, 1, track.time_ns) >= 0);
    }
    assert_int_equal(lw_picture_trail(picture, 1, point, 3), 3);
    assert_int_equal(point[2].time_ns - point[1].time_ns, 60 * second_ns);
}

/* A client: what it was told, and when. */
struct client {
    uint64_t version;
    bool has[4 * TRACKS];
    struct lw_track told[4 * TRACKS];
};

static void listen_to(struct client *client, const struct lw_picture *picture)
{
    static const struct lw_track *track[TRACKS];
    static uint32_t removed[REMOVED];
    const struct lw_picture_changes changes =
        lw_picture_changes(picture, client->version, track, removed);

    if (changes.snapshot)
        memset(client->has, 0, sizeof client->has);
    for (uint32_t i = 0; i < changes.tracks; i++) {
        client->has[track[i]->number] = true;
        client->told[track[i]->number] = *track[i];
    }
    for (uint32_t i = 0; i < changes.removed; i++)
        client->has[removed[i]] = false;
    client->version = lw_picture_version(picture);
}

/* What the client draws is the picture: the same tracks, each where it is
 * within what may go untold, twice over (a client may have heard later). */
static void compare(const struct client *client,
                    const struct lw_picture *picture)
{
    uint32_t has = 0;

    for (uint32_t n = 0; n < 4 * TRACKS; n++)
        has += client->has[n];
    assert_int_equal(has, lw_picture_count(picture));
    for (uint32_t i = 0; i < lw_picture_count(picture); i++) {
        const struct lw_track *now = lw_picture_track(picture, i);
        const struct lw_track *told = &client->told[now->number];
        const double s =
            (double)(lw_picture_time_ns(picture) - told->time_ns) / 1e9;
        assert_true(client->has[now->number]);
        assert_int_equal(told->status, now->status);
        assert_near((now->pos.lat_rad - told->pos.lat_rad) * earth_m,
                    told->vel_mps[1] * s, 5.0);
        assert_near((now->pos.lon_rad - told->pos.lon_rad) * across_m *
                        cos(now->pos.lat_rad),
                    told->vel_mps[0] * s, 5.0);
    }
}

static void clients_that_hear_now_and_then_draw_the_same_picture(void **state)
{
    enum { CLIENTS = 4, STEPS = 400 };
    static struct client clients[CLIENTS];
    static struct lw_track track[TRACKS];
    struct lw_picture *picture = *state;
    uint64_t seed = 7;
    uint32_t count = 0, next = 1, told = 0, all = 0;

    for (int step = 0; step < STEPS; step++) {
        const int64_t time_ns = step * second_ns;
        uint32_t kept = 0;
        for (uint32_t i = 0; i < count; i++) {
            const uint32_t dice = random_below(&seed, 1000);
            if (dice < 15)
                continue; /* gone */
            struct lw_track *now = &track[kept++];
            *now = track[i];
            move(now, now->vel_mps[0], now->vel_mps[1]);
            now->time_ns = time_ns;
            if (dice < 100)
                now->vel_mps[dice % 2] += dice % 7 - 3.0;
            if (dice >= 990)
                now->status ^= LW_TRACK_CONFIRMED ^ LW_TRACK_COASTING;
        }
        count = kept;
        while (count < 40 && next < 4 * TRACKS) {
            track[count] = track_at(next++, 52 + count / 90.0, 4, time_ns);
            track[count].vel_mps[0] = count;
            count++;
        }
        const int changed = lw_picture_update(picture, track, count, time_ns);
        assert_true(changed >= 0);
        told += (uint32_t)changed;
        all += count;
        for (int c = 0; c < CLIENTS; c++)
            if (step % (1 + 30 * c) == 0) {
                listen_to(&clients[c], picture);
                compare(&clients[c], picture);
            }
    }
    assert_true(next > TRACKS);
    assert_true(told < all / 4); /* most go straight on */
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(numbers_that_are_gone_are_removed),
        TEST(what_flies_straight_on_need_not_be_told),
        TEST(each_thing_that_shows_is_told),
        TEST(refuses_what_is_no_picture),
        TEST(a_client_too_far_behind_starts_afresh),
        TEST(labels_are_told_when_new_or_changed),
        TEST(finds_what_is_inside_a_box_also_across_the_date_line),
        TEST(a_trail_holds_the_last_points_that_reports_made),
        TEST(clients_that_hear_now_and_then_draw_the_same_picture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
