/* SPDX-License-Identifier: Apache-2.0 */
#include "archive.h"

#include <inttypes.h>
#include <math.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "database.h"
#include "geopackage.h"

enum {
    LINE_POINTS_MAX = 4000000,
    SOURCES_SIZE = LW_TRACK_SOURCES_MAX * (LW_ID_MAX + 1),
    BATCH_POINTS = 5000,
    NS_PER_S = 1000000000,
    BATCH_S = 10, /* of data time */
    POINT_EVERY_S = 1,
};

/* What was last written of a track that is alive. */
struct alive {
    uint32_t number;
    bool seen; /* else all we know is that it was alive in the file */
    enum lw_track_status status;
    int64_t written_ns, update_ns;
};

struct lw_archive {
    sqlite3 *db;
    sqlite3_stmt *put_point, *put_track, *get_points, *put_line, *get_trail;
    bool batch;
    uint32_t batch_points;
    int64_t batch_ns;  /* of its first picture */
    int64_t found_ns;  /* pictures up to here were in the file already */
    int64_t kept_ns;   /* latest point that is committed */
    int64_t now_ns;    /* latest picture */
    int64_t last_ns;   /* latest picture with a point */
    double box_deg[4]; /* west, south, east, north */
    struct alive *alive, *next; /* by number */
    uint32_t alive_count, alive_max;
};

static const char schema[] =
    "CREATE TABLE track_points (fid INTEGER PRIMARY KEY AUTOINCREMENT"
    " NOT NULL, geom POINT, number INTEGER NOT NULL, track TEXT(11) NOT NULL,"
    " time DATETIME NOT NULL, t DOUBLE NOT NULL, status TEXT(9) NOT NULL,"
    " alt DOUBLE, vel_east DOUBLE, vel_north DOUBLE, vel_up DOUBLE,"
    " sd_horizontal DOUBLE, sd_vertical DOUBLE, existence DOUBLE,"
    " kind TEXT(11), icao TEXT(6), callsign TEXT(11), remote_id TEXT(31),"
    " sources TEXT);"
    "CREATE UNIQUE INDEX track_points_key ON track_points (number, t);"
    "CREATE TABLE tracks (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
    " geom LINESTRING, track TEXT(11) NOT NULL, first DATETIME,"
    " last DATETIME, points INTEGER, status TEXT(5) NOT NULL, kind TEXT(11),"
    " icao TEXT(6), callsign TEXT(11), remote_id TEXT(31));"
    "INSERT INTO gpkg_contents (table_name, data_type, identifier,"
    " description, srs_id) VALUES"
    " ('track_points', 'features', 'Track points',"
    " 'Luchtwacht: where each track was, as it was told', 4326),"
    " ('tracks', 'features', 'Tracks',"
    " 'Luchtwacht: the path of each track', 4326);"
    "INSERT INTO gpkg_geometry_columns VALUES"
    " ('track_points', 'geom', 'POINT', 4326, 1, 0),"
    " ('tracks', 'geom', 'LINESTRING', 4326, 1, 0);"
    "COMMIT;";

static const char mark_exercise[] =
    "BEGIN IMMEDIATE;"
    "ALTER TABLE track_points ADD COLUMN exercise BOOLEAN NOT NULL DEFAULT 1;"
    "ALTER TABLE tracks ADD COLUMN exercise BOOLEAN NOT NULL DEFAULT 1;"
    "UPDATE gpkg_contents SET identifier = 'EXERCISE: ' || identifier,"
    " description = 'EXERCISE, nothing here is real. ' || description;"
    "COMMIT;";

static const char put_point_sql[] =
    "INSERT OR IGNORE INTO track_points (geom, number, track, time, t, status,"
    " alt, vel_east, vel_north, vel_up, sd_horizontal, sd_vertical, existence,"
    " kind, icao, callsign, remote_id, sources)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
static const char put_track_sql[] =
    "INSERT INTO tracks (fid, track, status) VALUES (?, ?, 'alive')"
    " ON CONFLICT (fid) DO UPDATE SET status = 'alive'";
static const char get_points_sql[] =
    "SELECT geom FROM track_points WHERE number = ? ORDER BY t";
static const char put_line_sql[] =
    "UPDATE tracks SET geom = ?2, status = ?3,"
    " (first, points) = (SELECT min(time), count(*) FROM track_points"
    "  WHERE number = ?1),"
    " (last, kind, icao, callsign, remote_id) ="
    " (SELECT time, kind, icao, callsign, remote_id FROM track_points"
    "  WHERE number = ?1 ORDER BY t DESC LIMIT 1) WHERE fid = ?1";
static const char get_trail_sql[] =
    "SELECT t, geom FROM track_points WHERE number = ? AND t >= ? AND t <= ?"
    " ORDER BY t LIMIT ?";

static double seconds_of(int64_t time_ns)
{
    const int64_t time_us = time_ns / 1000;

    return (double)time_us / 1e6;
}

/* 1: it is an archive; 0: an empty file; else an error. */
static int check_kind(sqlite3 *db, struct lw_fault *fault)
{
    int64_t id = 0, tables = 0, ours = 0;
    int err = lw_database_int(db, "PRAGMA application_id", &id, fault);

    if (err == 0)
        err = lw_database_int(db, "SELECT count(*) FROM sqlite_schema", &tables,
                              fault);
    if (err != 0)
        return err;
    if (id == 0 && tables == 0)
        return 0;
    if (id == LW_GEOPACKAGE_ID)
        err = lw_database_int(db,
                              "SELECT count(*) FROM sqlite_schema WHERE"
                              " type = 'table' AND name IN ('gpkg_contents',"
                              " 'track_points', 'tracks')",
                              &ours, fault);
    if (err != 0)
        return err;
    return ours == 3 ? 1
                     : lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                                    "expected an archive of tracks, got "
                                    "another SQLite file");
}

static int prepare(struct lw_archive *archive, struct lw_fault *fault)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } wanted[] = {
        {&archive->put_point, put_point_sql},
        {&archive->put_track, put_track_sql},
        {&archive->get_points, get_points_sql},
        {&archive->put_line, put_line_sql},
        {&archive->get_trail, get_trail_sql},
    };
    int err = 0;

    for (size_t i = 0; err == 0 && i < sizeof wanted / sizeof *wanted; i++)
        err = lw_database_prepare(archive->db, wanted[i].sql,
                                  wanted[i].statement, fault);
    return err;
}

/* One row of doubles, up to `count`; NULLs leave them as they are. */
static int read_doubles(sqlite3 *db, const char *sql, double *value, int count,
                        struct lw_fault *fault)
{
    sqlite3_stmt *get = NULL;
    int err = lw_database_prepare(db, sql, &get, fault);

    if (err != 0)
        return err;
    const int result = sqlite3_step(get);
    for (int i = 0; result == SQLITE_ROW && i < count; i++)
        if (sqlite3_column_type(get, i) != SQLITE_NULL)
            value[i] = sqlite3_column_double(get, i);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        err = lw_database_fault(db, result, fault);
    (void)sqlite3_finalize(get);
    return err;
}

static int read_state(struct lw_archive *archive, struct lw_fault *fault)
{
    double t = (double)NAN;
    int err = read_doubles(archive->db,
                           "SELECT t FROM track_points"
                           " ORDER BY fid DESC LIMIT 1",
                           &t, 1, fault);

    archive->last_ns = INT64_MIN;
    if (fabs(t) < (double)INT64_MAX / 1e9)
        archive->last_ns = llround(t * 1e6) * 1000;
    archive->kept_ns = archive->found_ns = archive->last_ns;
    archive->now_ns = INT64_MIN;
    archive->box_deg[0] = archive->box_deg[1] = (double)INFINITY;
    archive->box_deg[2] = archive->box_deg[3] = (double)-INFINITY;
    if (err == 0)
        err = read_doubles(archive->db,
                           "SELECT min_x, min_y, max_x, max_y FROM"
                           " gpkg_contents WHERE table_name = 'track_points'",
                           archive->box_deg, 4, fault);
    return err;
}

/* Fill `line` (room for `max` points) from the rows of get_points. Returns
 * the number of points, or an error. */
static int64_t fill_line(struct lw_archive *archive, uint8_t *line, int64_t max,
                         struct lw_fault *fault)
{
    double xyz[3];
    int64_t points = 0;
    int result = SQLITE_DONE;

    while (points < max &&
           (result = sqlite3_step(archive->get_points)) == SQLITE_ROW)
        if (lw_geopackage_read_point(archive->get_points, 0, xyz))
            lw_geopackage_set_line(line, (uint32_t)points++, xyz);
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return lw_database_fault(archive->db, result, fault);
    lw_geopackage_end_line(line, (uint32_t)points);
    return points;
}

/* Put the line of a track, drawn from its points, into its row. A track of
 * one point has no line. */
static int draw_line(struct lw_archive *archive, uint32_t number,
                     const char *status, struct lw_fault *fault)
{
    sqlite3_stmt *get = archive->get_points, *put = archive->put_line;
    uint8_t *line = NULL;
    int64_t max = 0, points = 0;
    char sql[80];
    int err = 0;

    (void)snprintf(sql, sizeof sql,
                   "SELECT count(*) FROM track_points WHERE number = %" PRIu32,
                   number);
    err = lw_database_int(archive->db, sql, &max, fault);
    if (err != 0)
        return err;
    if (max > LINE_POINTS_MAX)
        max = LINE_POINTS_MAX;
    line = malloc(lw_geopackage_line_size((uint32_t)max));
    if (line == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    (void)sqlite3_bind_int64(get, 1, number);
    points = fill_line(archive, line, max, fault);
    (void)sqlite3_reset(get);
    if (points >= 0) {
        (void)sqlite3_bind_int64(put, 1, number);
        if (points > 1)
            (void)sqlite3_bind_blob(
                put, 2, line, (int)lw_geopackage_line_size((uint32_t)points),
                SQLITE_STATIC);
        else
            (void)sqlite3_bind_null(put, 2);
        (void)sqlite3_bind_text(put, 3, status, -1, SQLITE_STATIC);
        err = lw_database_step(put, fault);
        (void)sqlite3_clear_bindings(put);
    }
    free(line);
    return points < 0 ? (int)points : err;
}

static int make_room(struct lw_archive *archive, uint32_t count,
                     struct lw_fault *fault)
{
    if (count <= archive->alive_max)
        return 0;
    const size_t size = (size_t)count * sizeof *archive->alive;
    struct alive *alive = realloc(archive->alive, size);
    if (alive != NULL)
        archive->alive = alive;
    struct alive *next = realloc(archive->next, size);
    if (next != NULL)
        archive->next = next;
    if (alive == NULL || next == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    archive->alive_max = count;
    return 0;
}

/* The track that was alive in the file after number `*after`: 1, 0 where
 * there is none, or an error. */
static int next_alive(struct lw_archive *archive, sqlite3_stmt *get,
                      int64_t *after, struct lw_fault *fault)
{
    int err = 0;

    (void)sqlite3_bind_int64(get, 1, *after);
    const int result = sqlite3_step(get);
    if (result != SQLITE_ROW)
        err = lw_database_fault(archive->db, result, fault);
    else if (sqlite3_column_type(get, 0) != SQLITE_NULL) {
        *after = sqlite3_column_int64(get, 0);
        err = *after <= UINT32_MAX;
    }
    (void)sqlite3_reset(get);
    return err;
}

/* Take over the tracks that were alive when the file was last written, and
 * draw their lines, which a crash leaves undrawn. */
static int take_over(struct lw_archive *archive, struct lw_fault *fault)
{
    sqlite3_stmt *get = NULL;
    int64_t after = 0;
    int more = 0;
    int err = lw_database_prepare(
        archive->db,
        "SELECT min(fid) FROM tracks WHERE status = 'alive' AND fid > ?", &get,
        fault);

    if (err == 0)
        err = lw_database_run(archive->db, "BEGIN IMMEDIATE", fault);
    while (err == 0 && (more = next_alive(archive, get, &after, fault)) == 1) {
        const uint32_t number = (uint32_t)after;
        if (archive->alive_count == archive->alive_max)
            err = make_room(archive, 2 * archive->alive_max + 64, fault);
        if (err == 0)
            err = draw_line(archive, number, "alive", fault);
        if (err == 0)
            archive->alive[archive->alive_count++] =
                (struct alive){.number = number};
    }
    (void)sqlite3_finalize(get);
    if (err == 0)
        err = more;
    return err == 0 ? lw_database_run(archive->db, "COMMIT", fault) : err;
}

static void release(struct lw_archive *archive)
{
    (void)sqlite3_finalize(archive->put_point);
    (void)sqlite3_finalize(archive->put_track);
    (void)sqlite3_finalize(archive->get_points);
    (void)sqlite3_finalize(archive->put_line);
    (void)sqlite3_finalize(archive->get_trail);
    (void)sqlite3_close(archive->db);
    free(archive->alive);
    free(archive->next);
    free(archive);
}

int lw_archive_open(const char *path, struct lw_archive **out,
                    struct lw_fault *fault)
{
    struct lw_archive *archive = calloc(1, sizeof *archive);

    if (archive == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    int err = lw_database_open(path, false, &archive->db, fault);
    const int kind = err == 0 ? check_kind(archive->db, fault) : err;
    if (kind >= 0)
        err = lw_database_run(archive->db,
                              "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = NORMAL;"
                              "PRAGMA cache_size = -32768",
                              fault);
    else
        err = kind;
    if (kind == 0 && err == 0)
        err = lw_database_run(archive->db, "BEGIN IMMEDIATE", fault);
    if (kind == 0 && err == 0)
        err = lw_geopackage_create(archive->db, fault);
    if (kind == 0 && err == 0)
        err = lw_database_run(archive->db, schema, fault);
    if (err == 0)
        err = prepare(archive, fault);
    if (err == 0)
        err = read_state(archive, fault);
    if (err == 0)
        err = take_over(archive, fault);
    if (err != 0) {
        release(archive);
        return err;
    }
    *out = archive;
    return 0;
}

int lw_archive_set_exercise(struct lw_archive *archive, bool exercise,
                            struct lw_fault *fault)
{
    int64_t marked = 0;
    int err = lw_database_int(archive->db,
                              "SELECT count(*) FROM"
                              " pragma_table_info('track_points')"
                              " WHERE name = 'exercise'",
                              &marked, fault);

    if (err != 0 || exercise == (marked > 0))
        return err;
    if (marked > 0)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "it was begun as an exercise, and what is real "
                            "does not belong in it");
    if (archive->last_ns != INT64_MIN)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "it holds what is real, and an exercise does not "
                            "belong in it");
    err = lw_database_run(archive->db, mark_exercise, fault);
    if (err != 0 && sqlite3_get_autocommit(archive->db) == 0)
        (void)sqlite3_exec(archive->db, "ROLLBACK", NULL, NULL, NULL);
    return err;
}

static void undo(struct lw_archive *archive)
{
    if (sqlite3_get_autocommit(archive->db) == 0)
        (void)sqlite3_exec(archive->db, "ROLLBACK", NULL, NULL, NULL);
    archive->batch = false;
    /* What was written of them lately is lost. */
    for (uint32_t i = 0; i < archive->alive_count; i++)
        archive->alive[i].seen = false;
    archive->last_ns = archive->found_ns = archive->kept_ns;
}

static int begin(struct lw_archive *archive, int64_t time_ns,
                 struct lw_fault *fault)
{
    if (archive->batch)
        return 0;
    const int err = lw_database_run(archive->db, "BEGIN IMMEDIATE", fault);
    archive->batch = err == 0;
    archive->batch_points = 0;
    archive->batch_ns = time_ns;
    return err;
}

static int put_box(struct lw_archive *archive, struct lw_fault *fault)
{
    sqlite3_stmt *put = NULL;
    int err = lw_database_prepare(
        archive->db,
        "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?,"
        " last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now')"
        " WHERE table_name IN ('track_points', 'tracks')",
        &put, fault);

    if (err != 0)
        return err;
    for (int i = 0; i < 4; i++)
        if (isfinite(archive->box_deg[i]))
            (void)sqlite3_bind_double(put, i + 1, archive->box_deg[i]);
    err = lw_database_step(put, fault);
    (void)sqlite3_finalize(put);
    return err;
}

int lw_archive_commit(struct lw_archive *archive, struct lw_fault *fault)
{
    if (!archive->batch)
        return 0;
    int err = put_box(archive, fault);
    if (err == 0)
        err = lw_database_run(archive->db, "COMMIT", fault);
    if (err != 0) {
        undo(archive);
        return LW_ERR_IO;
    }
    archive->batch = false;
    archive->kept_ns = archive->last_ns;
    return 0;
}

static void bind_name(sqlite3_stmt *put, int column, bool has, const char *text)
{
    if (has)
        (void)sqlite3_bind_text(put, column, text, -1, SQLITE_STATIC);
    else
        (void)sqlite3_bind_null(put, column);
}

static void list_sources(const struct lw_site *site,
                         const struct lw_track *track, char text[SOURCES_SIZE])
{
    int len = 0;

    text[0] = '\0';
    for (uint32_t i = 0; i < track->sources; i++)
        if (track->source[i] < site->sensors)
            len +=
                snprintf(text + len, (size_t)(SOURCES_SIZE - len), "%s%s",
                         len > 0 ? "," : "", site->sensor[track->source[i]].id);
}

static const char *likeliest(const double kinds[LW_KINDS])
{
    int best = 0;

    for (int k = 1; k < LW_KINDS; k++)
        if (kinds[k] > kinds[best])
            best = k;
    return lw_kind_name((enum lw_kind)best);
}

/* 1 sigma along the longest axis of the horizontal part. */
static double sd_horizontal_m(const double cov[36])
{
    const double mean = (cov[0] + cov[7]) / 2.0;
    const double most = mean + hypot((cov[0] - cov[7]) / 2.0, cov[1]);

    return most > 0.0 ? sqrt(most) : 0.0;
}

static int write_point(struct lw_archive *archive, const struct lw_site *site,
                       const struct lw_track *track, int64_t time_ns,
                       struct lw_fault *fault)
{
    const double lon = lw_angle_wrap(track->pos.lon_rad) / LW_DEG;
    const double lat = track->pos.lat_rad / LW_DEG;
    sqlite3_stmt *put = archive->put_point;
    char name[LW_TRACK_NAME_SIZE], time[LW_GEOPACKAGE_TIME_SIZE], icao[12];
    char sources[SOURCES_SIZE];
    uint8_t point[LW_GEOPACKAGE_POINT_SIZE];

    lw_geopackage_point(point,
                        (const double[3]){lon, lat, track->pos.alt_hae_m});
    lw_track_name(track->number, name);
    lw_geopackage_time(time_ns, time);
    list_sources(site, track, sources);
    (void)snprintf(icao, sizeof icao, "%06" PRIx32, track->ident.icao);
    (void)sqlite3_bind_blob(put, 1, point, sizeof point, SQLITE_STATIC);
    (void)sqlite3_bind_int64(put, 2, track->number);
    (void)sqlite3_bind_text(put, 3, name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 4, time, -1, SQLITE_STATIC);
    (void)sqlite3_bind_double(put, 5, seconds_of(time_ns));
    (void)sqlite3_bind_text(put, 6, lw_track_status_name(track->status), -1,
                            SQLITE_STATIC);
    (void)sqlite3_bind_double(put, 7, track->pos.alt_hae_m);
    for (int axis = 0; axis < 3; axis++)
        (void)sqlite3_bind_double(put, 8 + axis, track->vel_mps[axis]);
    (void)sqlite3_bind_double(put, 11, sd_horizontal_m(track->cov));
    (void)sqlite3_bind_double(
        put, 12, track->cov[14] > 0.0 ? sqrt(track->cov[14]) : 0.0);
    (void)sqlite3_bind_double(put, 13, track->existence);
    (void)sqlite3_bind_text(put, 14, likeliest(track->kinds), -1,
                            SQLITE_STATIC);
    bind_name(put, 15, (track->has_ident & LW_HAS_ICAO) != 0, icao);
    bind_name(put, 16, (track->has_ident & LW_HAS_CALLSIGN) != 0,
              track->ident.callsign);
    bind_name(put, 17, (track->has_ident & LW_HAS_REMOTE_ID) != 0,
              track->ident.remote_id);
    (void)sqlite3_bind_text(put, 18, sources, -1, SQLITE_STATIC);
    const int err = lw_database_step(put, fault);
    (void)sqlite3_clear_bindings(put);
    archive->box_deg[0] = fmin(archive->box_deg[0], lon);
    archive->box_deg[1] = fmin(archive->box_deg[1], lat);
    archive->box_deg[2] = fmax(archive->box_deg[2], lon);
    archive->box_deg[3] = fmax(archive->box_deg[3], lat);
    return err;
}

/* The point, and for a track that is new here its row. */
static int write_track(struct lw_archive *archive, const struct lw_site *site,
                       const struct lw_track *track, bool is_new,
                       int64_t time_ns, struct lw_fault *fault)
{
    char name[LW_TRACK_NAME_SIZE];
    int err = begin(archive, time_ns, fault);

    if (err == 0 && is_new) {
        lw_track_name(track->number, name);
        (void)sqlite3_bind_int64(archive->put_track, 1, track->number);
        (void)sqlite3_bind_text(archive->put_track, 2, name, -1, SQLITE_STATIC);
        err = lw_database_step(archive->put_track, fault);
        (void)sqlite3_clear_bindings(archive->put_track);
    }
    if (err == 0)
        err = write_point(archive, site, track, time_ns, fault);
    archive->batch_points++;
    archive->last_ns = time_ns;
    return err;
}

/* The picture holds this track no longer. */
static int end_track(struct lw_archive *archive, uint32_t number,
                     int64_t time_ns, struct lw_fault *fault)
{
    if (time_ns <= archive->found_ns)
        return 0;
    const int err = begin(archive, time_ns, fault);
    return err == 0 ? draw_line(archive, number, "ended", fault) : err;
}

static bool is_due(const struct alive *was, const struct lw_track *track,
                   int64_t time_ns)
{
    if (was == NULL || !was->seen || was->status != track->status)
        return true;
    return track->update_ns > was->update_ns &&
           time_ns - was->written_ns >= (int64_t)POINT_EVERY_S * NS_PER_S;
}

/* Go through the old and the new picture side by side, both by number.
 * Pictures that are in the file already only bring our memory up to date. */
static int take_picture(struct lw_archive *archive, const struct lw_site *site,
                        const struct lw_track *track, uint32_t count,
                        int64_t time_ns, struct lw_fault *fault)
{
    const bool kept = time_ns <= archive->found_ns;
    uint32_t at = 0, alive = 0;
    int written = 0;

    for (uint32_t i = 0; i <= count; i++) {
        while (at < archive->alive_count &&
               (i == count || archive->alive[at].number < track[i].number)) {
            const int err =
                end_track(archive, archive->alive[at++].number, time_ns, fault);
            if (err != 0)
                return err;
        }
        if (i == count)
            break;
        const struct alive *was = NULL;
        if (at < archive->alive_count &&
            archive->alive[at].number == track[i].number)
            was = &archive->alive[at++];
        if (track[i].status == LW_TRACK_TENTATIVE && was == NULL)
            continue;
        const bool due = is_due(was, &track[i], time_ns);
        if (due && !kept) {
            const int err =
                write_track(archive, site, &track[i], was == NULL || !was->seen,
                            time_ns, fault);
            if (err != 0)
                return err;
            written++;
        }
        archive->next[alive++] =
            due ? (struct alive){track[i].number, true, track[i].status,
                                 time_ns, track[i].update_ns}
                : *was;
    }
    struct alive *old = archive->alive;
    archive->alive = archive->next;
    archive->next = old;
    archive->alive_count = alive;
    return written;
}

int lw_archive_update(struct lw_archive *archive, const struct lw_site *site,
                      const struct lw_track *track, uint32_t count,
                      int64_t time_ns, struct lw_fault *fault)
{
    archive->now_ns = time_ns;
    if (make_room(archive, count + archive->alive_count, fault) != 0)
        return LW_ERR_IO;
    const int written =
        take_picture(archive, site, track, count, time_ns, fault);
    if (written < 0) {
        undo(archive);
        return LW_ERR_IO;
    }
    if (archive->batch &&
        (archive->batch_points >= BATCH_POINTS ||
         time_ns - archive->batch_ns >= (int64_t)BATCH_S * NS_PER_S)) {
        const int err = lw_archive_commit(archive, fault);
        if (err != 0)
            return err;
    }
    return written;
}

int64_t lw_archive_last_ns(const struct lw_archive *archive)
{
    return archive->last_ns;
}

int lw_archive_trail(struct lw_archive *archive, uint32_t number,
                     int64_t from_ns, int64_t to_ns,
                     struct lw_track_point *point, uint32_t max,
                     struct lw_fault *fault)
{
    sqlite3_stmt *get = archive->get_trail;
    int result = SQLITE_DONE, err = 0;
    uint32_t points = 0;
    double xyz[3];

    (void)sqlite3_bind_int64(get, 1, number);
    (void)sqlite3_bind_double(get, 2, seconds_of(from_ns));
    (void)sqlite3_bind_double(get, 3, seconds_of(to_ns));
    (void)sqlite3_bind_int64(get, 4, max);
    while (points < max && (result = sqlite3_step(get)) == SQLITE_ROW) {
        const double t = sqlite3_column_double(get, 0);
        if (!lw_geopackage_read_point(get, 1, xyz) ||
            !(fabs(t) < (double)INT64_MAX / 1e9))
            continue;
        point[points++] = (struct lw_track_point){
            .time_ns = llround(t * 1e6) * 1000,
            .pos = {.lat_rad = xyz[1] * LW_DEG,
                    .lon_rad = xyz[0] * LW_DEG,
                    .alt_hae_m = xyz[2]},
        };
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        err = lw_database_fault(archive->db, result, fault);
    (void)sqlite3_reset(get);
    return err < 0 ? LW_ERR_IO : (int)points;
}

int lw_archive_close(struct lw_archive *archive, struct lw_fault *fault)
{
    int err = 0;

    if (archive == NULL)
        return 0;
    /* Not where we only saw again a part of what the file holds. */
    const uint32_t lines =
        archive->now_ns > archive->found_ns ? archive->alive_count : 0;
    if (lines > 0)
        err = begin(archive, archive->now_ns, fault);
    for (uint32_t i = 0; err == 0 && i < lines; i++)
        err = draw_line(archive, archive->alive[i].number, "alive", fault);
    if (err == 0)
        err = lw_archive_commit(archive, fault);
    /* One plain file, unless somebody is reading it at this moment. */
    (void)sqlite3_busy_timeout(archive->db, 0);
    (void)sqlite3_exec(archive->db, "PRAGMA journal_mode = DELETE", NULL, NULL,
                       NULL);
    release(archive);
    return err == 0 ? 0 : LW_ERR_IO;
}
