/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "archive.h"
#include "base/geodesy.h"
#include "keep_test.h"
#include "near.h"

enum { PICTURES = 100, TRACKS = 4 };

static const int64_t second_ns = 1000000000;
static const int64_t start_ns = 1790000000250000000;
static struct lw_fault fault;

static struct lw_sensor sensors[2] = {{.id = "radar-1"}, {.id = "post-001"}};
static const struct lw_site site = {.sensor = sensors, .sensors = 2};

static struct lw_track track_at(uint32_t number, int64_t time_ns)
{
    const double s = (double)(time_ns - start_ns) / 1e9;
    struct lw_track track = {
        .number = number,
        .status = LW_TRACK_CONFIRMED,
        .time_ns = time_ns,
        .update_ns = time_ns,
        .pos = {.lat_rad = (52.0 + 0.001 * s) * LW_DEG,
                .lon_rad = (4.0 + number) * LW_DEG,
                .alt_hae_m = 100.0 + s},
        .vel_mps = {0.0, 111.0, 1.0},
        .existence = 0.9,
        .has_ident = LW_HAS_ICAO | LW_HAS_CALLSIGN,
        .ident = {.icao = 0x4b1805, .callsign = "SWR'1"},
        .sources = 2,
        .source = {1, 0},
    };

    track.kinds[LW_KIND_AIRLINER] = 1.0;
    track.cov[0] = 16.0;
    track.cov[7] = 9.0;
    track.cov[14] = 25.0;
    return track;
}

/* Picture `nr` of a scene: 1 all the time; 2 comes at 10, tentative at first,
 * and is gone at 60, after 5 s "ended"; 5 not fed from 30 on; 9 only once. */
static uint32_t picture(int nr, struct lw_track track[TRACKS])
{
    const int64_t time_ns = start_ns + nr * second_ns;
    uint32_t count = 0;

    track[count++] = track_at(1, time_ns);
    if (nr >= 10 && nr < 60) {
        track[count] = track_at(2, time_ns);
        if (nr < 13)
            track[count].status = LW_TRACK_TENTATIVE;
        if (nr >= 55)
            track[count].status = LW_TRACK_ENDED;
        if (nr >= 55)
            track[count].update_ns = start_ns + 54 * second_ns;
        count++;
    }
    track[count] = track_at(5, time_ns);
    if (nr >= 30)
        track[count].update_ns = start_ns + 29 * second_ns;
    count++;
    if (nr == 42)
        track[count++] = track_at(9, time_ns);
    return count;
}

static int play(struct lw_archive *archive, int from, int to)
{
    struct lw_track track[TRACKS];
    int written = 0;

    for (int nr = from; nr < to; nr++) {
        const uint32_t count = picture(nr, track);
        const int now = lw_archive_update(archive, &site, track, count,
                                          start_ns + nr * second_ns, &fault);
        if (now < 0)
            return now;
        written += now;
    }
    return written;
}

/* The first column of each row, in one allocated string. */
static char *query(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *get = NULL;
    size_t len = 0;
    char *all = calloc(1, 1);

    assert_non_null(all);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &get, NULL), SQLITE_OK);
    while (sqlite3_step(get) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(get, 0);
        const size_t more = text != NULL ? strlen(text) : 0;
        char *grown = realloc(all, len + more + 2);
        assert_non_null(grown);
        all = grown;
        if (more > 0)
            memcpy(all + len, text, more);
        len += more;
        all[len++] = '\n';
        all[len] = '\0';
    }
    assert_int_equal(sqlite3_finalize(get), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return all;
}

static void check_query(const char *path, const char *sql, const char *expected)
{
    char *rows = query(path, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

static void holds_points_and_lines_of_a_scene(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_true(lw_archive_last_ns(archive) == INT64_MIN);
    /* 1: 100; 2: 42 from 13 on, and one ended; 5: 30; 9: one. */
    assert_int_equal(play(archive, 0, PICTURES), 100 + 43 + 30 + 1);
    assert_true(lw_archive_last_ns(archive) == start_ns + 99 * second_ns);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    assert_int_equal(access(keep_path(*state, "archive.gpkg-wal"), F_OK), -1);
    check_query(path, "PRAGMA journal_mode", "delete\n");
    check_query(path, "PRAGMA integrity_check", "ok\n");
    check_query(path, "PRAGMA foreign_key_check", "");
    check_query(path,
                "SELECT fid || ' ' || track || ' ' || points || ' ' || status"
                " || ' ' || (geom IS NULL) || ' ' || first || ' ' || last"
                " FROM tracks ORDER BY fid",
                "1 A0001 100 alive 0 2026-09-21T14:13:20.250Z "
                "2026-09-21T14:14:59.250Z\n"
                "2 A0002 43 ended 0 2026-09-21T14:13:33.250Z "
                "2026-09-21T14:14:15.250Z\n"
                "5 A0005 30 alive 0 2026-09-21T14:13:20.250Z "
                "2026-09-21T14:13:49.250Z\n"
                "9 A0009 1 ended 1 2026-09-21T14:14:02.250Z "
                "2026-09-21T14:14:02.250Z\n");
    check_query(path,
                "SELECT status || ' ' || alt || ' ' || vel_north || ' ' ||"
                " sd_horizontal || ' ' || sd_vertical || ' ' || existence ||"
                " ' ' || kind || ' ' || icao || ' ' || callsign || ' ' ||"
                " ifnull(remote_id, '-') || ' ' || sources FROM track_points"
                " WHERE number = 9",
                "confirmed 142.0 111.0 4.0 5.0 0.9 airliner 4b1805 SWR'1 - "
                "post-001,radar-1\n");
    check_query(path,
                "SELECT min_x || ' ' || min_y || ' ' || max_x || ' ' || max_y"
                " FROM gpkg_contents",
                "5.0 52.0 13.0 52.099\n5.0 52.0 13.0 52.099\n");
}

static void an_exercise_says_so_in_every_row_and_in_the_layers(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_int_equal(lw_archive_set_exercise(archive, true, &fault), 0);
    assert_int_equal(play(archive, 0, PICTURES), 100 + 43 + 30 + 1);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    check_query(path, "SELECT DISTINCT exercise FROM track_points", "1\n");
    check_query(path, "SELECT DISTINCT exercise FROM tracks", "1\n");
    check_query(path, "SELECT identifier FROM gpkg_contents ORDER BY 1",
                "EXERCISE: Track points\nEXERCISE: Tracks\n");
    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_int_equal(lw_archive_set_exercise(archive, false, &fault),
                     LW_ERR_NOT_MINE);
    assert_int_equal(lw_archive_set_exercise(archive, true, &fault), 0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
}

static void what_is_real_never_becomes_an_exercise(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_int_equal(lw_archive_set_exercise(archive, false, &fault), 0);
    assert_int_equal(play(archive, 0, 2), 4);
    assert_int_equal(lw_archive_set_exercise(archive, true, &fault),
                     LW_ERR_NOT_MINE);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    check_query(path,
                "SELECT count(*) FROM pragma_table_info('track_points')"
                " WHERE name = 'exercise'",
                "0\n");
}

static void writes_at_most_one_point_a_second(void **state)
{
    struct lw_archive *archive = NULL;

    assert_int_equal(
        lw_archive_open(keep_path(*state, "archive.gpkg"), &archive, &fault),
        0);
    int written = 0;
    for (int tenth = 0; tenth <= 50; tenth++) {
        const int64_t time_ns = start_ns + tenth * second_ns / 10;
        const struct lw_track track = track_at(1, time_ns);
        written +=
            lw_archive_update(archive, &site, &track, 1, time_ns, &fault);
    }
    assert_int_equal(written, 6);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
}

static void gives_the_trail_of_a_track(void **state)
{
    struct lw_track_point point[PICTURES];
    struct lw_archive *archive = NULL;

    assert_int_equal(
        lw_archive_open(keep_path(*state, "archive.gpkg"), &archive, &fault),
        0);
    assert_int_equal(play(archive, 0, 20), 20 + 7 + 20);
    assert_int_equal(lw_archive_trail(archive, 1, INT64_MIN, INT64_MAX, point,
                                      PICTURES, &fault),
                     20);
    assert_true(point[7].time_ns == start_ns + 7 * second_ns);
    assert_near(point[7].pos.lat_rad, 52.007 * LW_DEG, 1e-12);
    assert_near(point[7].pos.lon_rad, 5.0 * LW_DEG, 1e-12);
    assert_near(point[7].pos.alt_hae_m, 107.0, 1e-9);
    assert_int_equal(lw_archive_trail(archive, 1, start_ns + 3 * second_ns,
                                      start_ns + 5 * second_ns, point, PICTURES,
                                      &fault),
                     3);
    assert_int_equal(
        lw_archive_trail(archive, 1, INT64_MIN, INT64_MAX, point, 4, &fault),
        4);
    assert_int_equal(
        lw_archive_trail(archive, 77, INT64_MIN, INT64_MAX, point, 4, &fault),
        0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
}

static const char everything[] =
    "SELECT group_concat(row, x'0a') FROM (SELECT number || '|' || time ||"
    " '|' || t || '|' || status || '|' || hex(geom) || '|' || sources AS row"
    " FROM track_points ORDER BY number, t)"
    " UNION ALL SELECT group_concat(row, x'0a') FROM (SELECT fid || '|' ||"
    " points || '|' || status || '|' || first || '|' || last || '|' ||"
    " ifnull(hex(geom), '') AS row FROM tracks ORDER BY fid)";

/* Ends wherever it is, as a crash would: nothing is committed or closed. */
static void crash_after(const char *path, int pictures, bool commit)
{
    int status = 0;
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        struct lw_archive *archive = NULL;
        if (lw_archive_open(path, &archive, &fault) != 0 ||
            play(archive, 0, pictures) < 0 ||
            (commit && lw_archive_commit(archive, &fault) != 0))
            _exit(1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void replaying_after_a_crash_gives_the_same_archive(void **state)
{
    const char *folder = *state;
    struct lw_archive *archive = NULL;

    assert_int_equal(
        lw_archive_open(keep_path(folder, "whole.gpkg"), &archive, &fault), 0);
    assert_true(play(archive, 0, PICTURES) > 0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    char *whole = query(keep_path(folder, "whole.gpkg"), everything);

    for (int at = 1; at < PICTURES; at += 7) {
        const char *path = keep_path(folder, "crashed.gpkg");
        crash_after(path, at, at % 2 == 0);
        crash_after(path, at + 5 < PICTURES ? at + 5 : at, at % 3 == 0);
        /* A replay that is ended early does no harm either. */
        assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
        assert_true(play(archive, 0, at / 2) >= 0);
        assert_int_equal(lw_archive_close(archive, &fault), 0);
        assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
        assert_true(play(archive, 0, PICTURES) >= 0);
        assert_int_equal(lw_archive_close(archive, &fault), 0);
        char *again = query(path, everything);
        assert_string_equal(again, whole);
        free(again);
        assert_int_equal(unlink(path), 0);
    }
    free(whole);
}

static void draws_the_lines_that_a_crash_left_undrawn(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    crash_after(path, 50, true);
    check_query(path, "SELECT count(*) FROM tracks WHERE points > 1", "0\n");
    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    check_query(path, "SELECT points FROM tracks ORDER BY fid",
                "50\n37\n30\n1\n");
}

static void a_track_that_ended_while_nobody_wrote_is_ended(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    crash_after(path, 50, true);
    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    /* 1 and 5 go on, so they are told of again; 2 is gone. */
    assert_int_equal(play(archive, 70, 71), 2);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    check_query(path, "SELECT fid || ' ' || status FROM tracks ORDER BY fid",
                "1 alive\n2 ended\n5 alive\n9 ended\n");
}

static void says_what_is_wrong_with_a_file_that_is_no_archive(void **state)
{
    const char *folder = *state;
    struct lw_archive *archive = NULL;
    sqlite3 *db = NULL;

    keep_write(keep_path(folder, "text"),
               "this is no database, and long "
               "enough that nobody could take it for the start of one, "
               "whoever looks at it: a hundred bytes and more",
               0);
    assert_int_equal(
        lw_archive_open(keep_path(folder, "text"), &archive, &fault),
        LW_ERR_INTEGRITY);
    assert_int_equal(sqlite3_open(keep_path(folder, "other"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA application_id = 0x47504b47;"
                                  "CREATE TABLE gpkg_contents (a)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(
        lw_archive_open(keep_path(folder, "other"), &archive, &fault),
        LW_ERR_NOT_MINE);
    assert_int_equal(lw_archive_open(folder, &archive, &fault), LW_ERR_IO);
    assert_int_equal(lw_archive_close(NULL, &fault), 0);
}

static void a_full_disk_loses_points_but_not_the_archive(void **state)
{
    const char *path = keep_path(*state, "archive.gpkg");
    struct disk disk = {.bytes_left = DISK_NEVER, .fail_sync_in = DISK_NEVER};
    struct lw_archive *archive = NULL;

    disk_insert(&disk);
    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_true(play(archive, 0, 20) > 0);
    disk.bytes_left = 1000;
    assert_int_equal(play(archive, 20, 60), LW_ERR_IO);
    disk.bytes_left = DISK_NEVER;
    assert_true(play(archive, 60, PICTURES) > 0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    disk_remove();
    disk_forget();
    check_query(path, "PRAGMA integrity_check", "ok\n");
    check_query(path, "SELECT max(t) FROM track_points", "1790000099.25\n");
}

/* All that `ogrinfo -al -so` says, errors and warnings with it. */
static void ask_ogrinfo(const char *path, char *said, size_t size)
{
    char command[KEEP_PATH_MAX + 64];

    (void)snprintf(command, sizeof command, "ogrinfo -al -so '%s' 2>&1", path);
    FILE *output = popen(command, "r"); /* NOLINT(cert-env33-c): ours */
    assert_non_null(output);
    const size_t len = fread(said, 1, size - 1, output);
    said[len] = '\0';
    assert_int_equal(pclose(output), 0);
}

static void ogrinfo_opens_it_without_a_word_of_complaint(void **state)
{
    static char said[16384];
    const char *path = keep_path(*state, "archive.gpkg");
    struct lw_archive *archive = NULL;

    FILE *version = popen("ogrinfo --version 2>/dev/null", "r"); /* NOLINT */
    assert_non_null(version);
    const bool there = fgetc(version) != EOF;
    if (pclose(version) != 0 || !there) {
        print_message("ogrinfo (Debian package gdal-bin) is not here\n");
        skip();
    }
    assert_int_equal(lw_archive_open(path, &archive, &fault), 0);
    assert_int_equal(lw_archive_set_exercise(archive, true, &fault), 0);
    assert_true(play(archive, 0, PICTURES) > 0);
    assert_int_equal(lw_archive_close(archive, &fault), 0);
    ask_ogrinfo(path, said, sizeof said);
    assert_null(strstr(said, "arning"));
    assert_null(strstr(said, "ERROR"));
    const char *points = strstr(said, "Layer name: track_points");
    const char *tracks = strstr(said, "Layer name: tracks");
    assert_non_null(points);
    assert_non_null(tracks);
    assert_non_null(strstr(points, "Geometry: 3D Point"));
    assert_non_null(strstr(points, "Feature Count: 174"));
    assert_non_null(strstr(tracks, "Geometry: 3D Line String"));
    assert_non_null(strstr(tracks, "Feature Count: 4"));
    assert_non_null(strstr(points,
                           "Extent: (5.000000, 52.000000) - (13.000000, "
                           "52.099000)"));
    assert_non_null(strstr(points, "time: DateTime"));
    assert_non_null(strstr(points, "exercise: Integer(Boolean)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keep_test(holds_points_and_lines_of_a_scene),
        keep_test(an_exercise_says_so_in_every_row_and_in_the_layers),
        keep_test(what_is_real_never_becomes_an_exercise),
        keep_test(writes_at_most_one_point_a_second),
        keep_test(gives_the_trail_of_a_track),
        keep_test(replaying_after_a_crash_gives_the_same_archive),
        keep_test(draws_the_lines_that_a_crash_left_undrawn),
        keep_test(a_track_that_ended_while_nobody_wrote_is_ended),
        keep_test(says_what_is_wrong_with_a_file_that_is_no_archive),
        keep_test(a_full_disk_loses_points_but_not_the_archive),
        keep_test(ogrinfo_opens_it_without_a_word_of_complaint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
