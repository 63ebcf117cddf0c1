/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables:
 *   entry  seq (the rowid), arrival_us, line
 *   taken  id -> seq, of the entries that have an id
 *   site   from_seq -> program version, site file and its hash
 *   meta   key -> value
 *
 * Arrivals never go backwards with seq, so a moment is found by bisection over
 * seq and needs no index, which would cost a tenth of the file.
 */
#include "journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/siphash.h"
#include "database.h"

enum {
    APPLICATION_ID = 0x4c574a4c, /* "LWJL" */
    PAGE_SIZE = 4096,
    CHECKPOINT_PAGES = 1000,           /* of the log, into the file */
    LOG_KEPT_BYTES = 16 * 1024 * 1024, /* after a long reader */
    CACHE_KIB = 65536,
    CHUNK_BYTES = 4 * LW_JOURNAL_LINE_MAX, /* a cursor reads at once */
    CHUNK_ENTRIES = 1024,
    NS_PER_US = 1000,
};

struct lw_journal {
    sqlite3 *db;
    sqlite3_stmt *begin, *commit, *rollback, *put_entry, *put_id, *get_site;
    int lock; /* descriptor of the lock file, or -1 */
    bool batch;
    int64_t last_seq, last_us;           /* with the open batch */
    int64_t committed_seq, committed_us; /* without */
    char *path;
    char *site_text; /* that lw_journal_site_at() gave last */
};

struct lw_journal_cursor {
    sqlite3 *db;
    sqlite3_stmt *get;
    struct lw_journal_range range;
    int64_t next_seq;
    bool placed; /* range.from_ns has been looked up */
    uint32_t count, at;
    struct {
        int64_t seq, arrival_us;
        size_t start, len;
    } entry[CHUNK_ENTRIES];
    char text[CHUNK_BYTES];
};

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE entry (seq INTEGER PRIMARY KEY,"
    " arrival_us INTEGER NOT NULL, line TEXT NOT NULL);"
    "CREATE TABLE taken (id TEXT PRIMARY KEY, seq INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "CREATE TABLE site (from_seq INTEGER PRIMARY KEY,"
    " program TEXT NOT NULL, hash TEXT NOT NULL, text TEXT NOT NULL);"
    "INSERT INTO meta VALUES ('format', 'ndjson'),"
    " ('made', strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),"
    " ('about', 'Luchtwacht journal: every accepted report in order of"
    " arrival');"
    "PRAGMA application_id = 0x4c574a4c;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

static int64_t to_ns(int64_t us)
{
    return us == INT64_MIN ? INT64_MIN : us * NS_PER_US;
}

/* Least whole microsecond at or after `ns`. */
static int64_t ceil_us(int64_t ns)
{
    return ns / NS_PER_US + (ns % NS_PER_US > 0);
}

static int64_t floor_us(int64_t ns)
{
    return ns / NS_PER_US - (ns % NS_PER_US < 0);
}

/* Whether numbers read from a file can be ours; others would overflow. */
static bool plausible(int64_t seq, int64_t us)
{
    return seq > 0 && seq < INT64_MAX / 4 && us > INT64_MIN / NS_PER_US &&
           us < INT64_MAX / NS_PER_US;
}

/* 1: it is a journal; 0: an empty file; else an error. */
static int check_kind(sqlite3 *db, struct lw_fault *fault)
{
    int64_t id = 0, version = 0, tables = 0;
    int err = lw_database_int(db, "PRAGMA application_id", &id, fault);

    if (err == 0)
        err = lw_database_int(db, "PRAGMA user_version", &version, fault);
    if (err == 0)
        err = lw_database_int(db, "SELECT count(*) FROM sqlite_schema", &tables,
                              fault);
    if (err != 0)
        return err;
    if (id == 0 && version == 0 && tables == 0)
        return 0;
    if (id != APPLICATION_ID)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "expected a Luchtwacht journal, got another "
                            "program's SQLite file");
    if (version != LW_JOURNAL_SCHEMA)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "journal of version %" PRId64
                            ", this program knows version %d",
                            version, LW_JOURNAL_SCHEMA);
    return 1;
}

/* One writer: the lock goes when its process goes, however it goes. */
static int take_lock(struct lw_journal *journal, struct lw_fault *fault)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char name[PATH_MAX + 8];
    const int len = snprintf(name, sizeof name, "%s-lock", journal->path);

    if (len < 0 || (size_t)len >= sizeof name)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "the path is too long");
    journal->lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (journal->lock < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", name,
                            strerror(errno));
    if (fcntl(journal->lock, F_SETLK, &lock) == 0)
        return 0;
    if (errno == EAGAIN || errno == EACCES)
        return lw_fault_set(fault, LW_ERR_DUPLICATE, 0, 0,
                            "another process is writing to this journal");
    return lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s: %s", name,
                        strerror(errno));
}

static int prepare_writer(sqlite3 *db, struct lw_journal *journal,
                          struct lw_fault *fault)
{
    const struct {
        sqlite3_stmt **statement;
        const char *sql;
    } wanted[] = {
        {&journal->begin, "BEGIN IMMEDIATE"},
        {&journal->commit, "COMMIT"},
        {&journal->rollback, "ROLLBACK"},
        {&journal->put_entry, "INSERT INTO entry VALUES (?, ?, ?)"},
        {&journal->put_id,
         "INSERT INTO taken VALUES (?, ?) ON CONFLICT DO NOTHING"},
    };
    int err = 0;

    for (size_t i = 0; err == 0 && i < sizeof wanted / sizeof *wanted; i++)
        err =
            lw_database_prepare(db, wanted[i].sql, wanted[i].statement, fault);
    return err;
}

static int set_up_writer(struct lw_journal *journal, struct lw_fault *fault)
{
    char pragmas[256];
    int err = take_lock(journal, fault);

    if (err == 0)
        err = lw_database_open(journal->path, false, &journal->db, fault);
    if (err != 0)
        return err;
    const int kind = check_kind(journal->db, fault);
    if (kind < 0)
        return kind;
    (void)snprintf(pragmas, sizeof pragmas,
                   "PRAGMA page_size = %d; PRAGMA journal_mode = WAL;"
                   "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = %d;"
                   "PRAGMA journal_size_limit = %d; PRAGMA cache_size = -%d;",
                   PAGE_SIZE, CHECKPOINT_PAGES, LOG_KEPT_BYTES, CACHE_KIB);
    err = lw_database_run(journal->db, pragmas, fault);
    if (err == 0 && kind == 0)
        err = lw_database_run(journal->db, schema, fault);
    return err == 0 ? prepare_writer(journal->db, journal, fault) : err;
}

static int read_last(struct lw_journal *journal, struct lw_fault *fault)
{
    int64_t any = 0;
    int err = lw_database_int(journal->db, "SELECT max(seq) FROM entry",
                              &journal->last_seq, fault);

    journal->last_us = INT64_MIN;
    if (err == 0 && journal->last_seq > 0)
        err = lw_database_int(journal->db,
                              "SELECT arrival_us FROM entry"
                              " ORDER BY seq DESC LIMIT 1",
                              &journal->last_us, fault);
    if (err == 0 && journal->last_seq != 0 &&
        !plausible(journal->last_seq, journal->last_us))
        err = lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                           "a last entry that cannot be");
    /* Reads the root of every table: a broken one is noticed at once. */
    if (err == 0)
        err = lw_database_int(journal->db,
                              "SELECT (SELECT count(*) FROM meta) +"
                              " EXISTS (SELECT 1 FROM taken) +"
                              " EXISTS (SELECT 1 FROM site)",
                              &any, fault);
    if (err == 0)
        err = lw_database_prepare(
            journal->db,
            "SELECT from_seq, program, hash, text,"
            " (SELECT min(from_seq) FROM site WHERE from_seq > ?1)"
            " FROM site WHERE from_seq <= ?1 ORDER BY from_seq DESC LIMIT 1",
            &journal->get_site, fault);
    journal->committed_seq = journal->last_seq;
    journal->committed_us = journal->last_us;
    return err;
}

static int open_journal(const char *path, bool read_only,
                        struct lw_journal **out, struct lw_fault *fault)
{
    struct lw_journal *journal = calloc(1, sizeof *journal);
    char *copy = malloc(strlen(path) + 1);
    int err = 0;

    if (journal == NULL || copy == NULL) {
        free(journal);
        free(copy);
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    }
    memcpy(copy, path, strlen(path) + 1);
    journal->path = copy;
    journal->lock = -1;
    if (!read_only) {
        err = set_up_writer(journal, fault);
    } else {
        err = lw_database_open(path, true, &journal->db, fault);
        if (err == 0)
            err = check_kind(journal->db, fault);
        if (err == 0)
            err = lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                               "expected a Luchtwacht journal, got an empty "
                               "file");
        else if (err > 0)
            err = 0;
    }
    if (err == 0)
        err = read_last(journal, fault);
    if (err != 0) {
        lw_journal_close(journal);
        return err;
    }
    *out = journal;
    return 0;
}

int lw_journal_open(const char *path, struct lw_journal **journal,
                    struct lw_fault *fault)
{
    return open_journal(path, false, journal, fault);
}

int lw_journal_open_read(const char *path, struct lw_journal **journal,
                         struct lw_fault *fault)
{
    return open_journal(path, true, journal, fault);
}

void lw_journal_close(struct lw_journal *journal)
{
    if (journal == NULL)
        return;
    lw_journal_rollback(journal);
    (void)sqlite3_finalize(journal->begin);
    (void)sqlite3_finalize(journal->commit);
    (void)sqlite3_finalize(journal->rollback);
    (void)sqlite3_finalize(journal->put_entry);
    (void)sqlite3_finalize(journal->put_id);
    (void)sqlite3_finalize(journal->get_site);
    (void)sqlite3_close(journal->db);
    if (journal->lock >= 0)
        (void)close(journal->lock);
    free(journal->site_text);
    free(journal->path);
    free(journal);
}

int lw_journal_limit(struct lw_journal *journal, uint64_t bytes_max,
                     struct lw_fault *fault)
{
    const uint64_t pages_max = 0xfffffffe; /* SQLite's own limit */
    uint64_t pages = bytes_max / PAGE_SIZE;
    char sql[64];

    if (bytes_max == 0 || pages > pages_max)
        pages = pages_max;
    (void)snprintf(sql, sizeof sql, "PRAGMA max_page_count = %" PRIu64, pages);
    return lw_database_run(journal->db, sql, fault);
}

int64_t lw_journal_last_seq(const struct lw_journal *journal)
{
    return journal->last_seq;
}

int64_t lw_journal_last_ns(const struct lw_journal *journal)
{
    return to_ns(journal->last_us);
}

int64_t lw_journal_arrival_ns(const struct lw_journal *journal, int64_t ns)
{
    const int64_t us = floor_us(ns);

    return to_ns(us < journal->last_us ? journal->last_us : us);
}

int lw_journal_begin(struct lw_journal *journal, struct lw_fault *fault)
{
    assert(journal->lock >= 0 && !journal->batch);
    const int err = lw_database_step(journal->begin, fault);

    journal->batch = err == 0;
    return err;
}

int64_t lw_journal_append(struct lw_journal *journal, int64_t arrival_ns,
                          const char *id, const char *line, size_t len,
                          struct lw_fault *fault)
{
    const int64_t us = floor_us(arrival_ns);
    const int64_t seq = journal->last_seq + 1;
    int err = 0;

    assert(journal->batch);
    if (arrival_ns % NS_PER_US != 0 || us < journal->last_us)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "arrival: expected whole microseconds that do "
                            "not go backwards");
    if (len > LW_JOURNAL_LINE_MAX)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "expected a line of at most %d bytes",
                            LW_JOURNAL_LINE_MAX);
    if (id != NULL && id[0] != '\0') {
        (void)sqlite3_bind_text(journal->put_id, 1, id, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(journal->put_id, 2, seq);
        err = lw_database_step(journal->put_id, fault);
        if (err == 0 && sqlite3_changes(journal->db) == 0)
            return lw_fault_set(fault, LW_ERR_DUPLICATE, 0, 0,
                                "a report with this `id` is already taken in");
    }
    if (err == 0) {
        (void)sqlite3_bind_int64(journal->put_entry, 1, seq);
        (void)sqlite3_bind_int64(journal->put_entry, 2, us);
        (void)sqlite3_bind_text(journal->put_entry, 3, len > 0 ? line : "",
                                (int)len, SQLITE_STATIC);
        err = lw_database_step(journal->put_entry, fault);
    }
    if (err != 0) {
        lw_journal_rollback(journal);
        return LW_ERR_IO;
    }
    journal->last_seq = seq;
    journal->last_us = us;
    return seq;
}

int lw_journal_commit(struct lw_journal *journal, struct lw_fault *fault)
{
    /* An append that failed has undone the batch: nothing may be acknowledged,
     * and a caller that overlooked it is told again. */
    if (!journal->batch)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "there is no open batch");
    if (lw_database_step(journal->commit, fault) != 0) {
        lw_journal_rollback(journal);
        return LW_ERR_IO;
    }
    journal->batch = false;
    journal->committed_seq = journal->last_seq;
    journal->committed_us = journal->last_us;
    return 0;
}

void lw_journal_rollback(struct lw_journal *journal)
{
    if (!journal->batch)
        return;
    /* SQLite undoes a transaction by itself after some failures. */
    if (sqlite3_get_autocommit(journal->db) == 0)
        (void)sqlite3_step(journal->rollback);
    (void)sqlite3_reset(journal->rollback);
    journal->batch = false;
    journal->last_seq = journal->committed_seq;
    journal->last_us = journal->committed_us;
}

/* 1 when the site last noted is this one, else 0; or an error. */
static int same_site(struct lw_journal *journal, const char *program,
                     const char *text, size_t len, struct lw_fault *fault)
{
    sqlite3_stmt *get = journal->get_site;
    int same = 0;

    (void)sqlite3_bind_int64(get, 1, INT64_MAX);
    const int result = sqlite3_step(get);
    if (result == SQLITE_ROW) {
        const void *was_program = sqlite3_column_text(get, 1);
        const void *was_text = sqlite3_column_text(get, 3);
        same = was_program != NULL && strcmp(was_program, program) == 0 &&
               (size_t)sqlite3_column_bytes(get, 3) == len &&
               (len == 0 || memcmp(was_text, text, len) == 0);
    } else if (result != SQLITE_DONE) {
        same = lw_database_fault(journal->db, result, fault);
    }
    (void)sqlite3_reset(get);
    return same;
}

int lw_journal_set_site(struct lw_journal *journal, const char *program,
                        const char *text, size_t len, struct lw_fault *fault)
{
    static const uint8_t key[16] = {0};
    struct lw_journal_site site;
    sqlite3_stmt *put = NULL;

    assert(journal->lock >= 0 && !journal->batch);
    if (len > LW_JOURNAL_SITE_MAX || strlen(program) >= sizeof site.program)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "expected a site file of at most %d bytes",
                            LW_JOURNAL_SITE_MAX);
    const int same = same_site(journal, program, text, len, fault);
    if (same != 0)
        return same == 1 ? 0 : same;
    int err = lw_database_prepare(
        journal->db, "INSERT OR REPLACE INTO site VALUES (?, ?, ?, ?)", &put,
        fault);
    if (err != 0)
        return LW_ERR_IO;
    const struct lw_siphash hash = lw_siphash(key, text, len);
    (void)snprintf(site.hash, sizeof site.hash, "%016" PRIx64 "%016" PRIx64,
                   hash.high, hash.low);
    (void)sqlite3_bind_int64(put, 1, journal->last_seq + 1);
    (void)sqlite3_bind_text(put, 2, program, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 3, site.hash, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(put, 4, len > 0 ? text : "", (int)len,
                            SQLITE_STATIC);
    err = lw_database_step(put, fault);
    (void)sqlite3_finalize(put);
    return err == 0 ? 1 : LW_ERR_IO;
}

int lw_journal_is_exercise(const struct lw_journal *journal,
                           struct lw_fault *fault)
{
    int64_t marked = 0;
    const int err = lw_database_int(
        journal->db, "SELECT count(*) FROM meta WHERE key = 'exercise'",
        &marked, fault);

    return err != 0 ? err : marked > 0;
}

int lw_journal_set_exercise(struct lw_journal *journal, bool exercise,
                            struct lw_fault *fault)
{
    int64_t sites = 0;
    const int was = lw_journal_is_exercise(journal, fault);

    assert(journal->lock >= 0 && !journal->batch);
    if (was < 0)
        return was;
    if (exercise == (was == 1))
        return 0;
    const int err = lw_database_int(journal->db, "SELECT count(*) FROM site",
                                    &sites, fault);
    if (err != 0)
        return err;
    if (was == 1)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "it was begun as an exercise, and what is real "
                            "does not belong in it");
    if (sites > 0 || journal->last_seq > 0)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "it holds what is real, and an exercise does not "
                            "belong in it");
    return lw_database_run(
        journal->db, "INSERT INTO meta VALUES ('exercise', 'true')", fault);
}

static void copy_text(char *out, size_t size, const unsigned char *text)
{
    size_t len = 0;

    for (; text != NULL && text[len] != '\0' && len + 1 < size; len++)
        out[len] = (char)text[len];
    out[len] = '\0';
}

/* The row that get_site stands on. A copy of its text is kept, so that no
 * read stays open, which would hold back the log's checkpoints. */
static int take_site(struct lw_journal *journal, struct lw_journal_site *site,
                     struct lw_fault *fault)
{
    sqlite3_stmt *get = journal->get_site;
    const unsigned char *text = sqlite3_column_text(get, 3);
    const size_t len = (size_t)sqlite3_column_bytes(get, 3);
    char *copy = malloc(len + 1);

    if (copy == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    if (len > 0 && text != NULL)
        memcpy(copy, text, len);
    copy[len] = '\0';
    free(journal->site_text);
    journal->site_text = copy;
    site->from_seq = sqlite3_column_int64(get, 0);
    copy_text(site->program, sizeof site->program, sqlite3_column_text(get, 1));
    copy_text(site->hash, sizeof site->hash, sqlite3_column_text(get, 2));
    site->text = copy;
    site->len = len;
    site->next_seq = sqlite3_column_type(get, 4) == SQLITE_NULL
                         ? INT64_MAX
                         : sqlite3_column_int64(get, 4);
    return 0;
}

int lw_journal_site_at(struct lw_journal *journal, int64_t seq,
                       struct lw_journal_site *site, struct lw_fault *fault)
{
    sqlite3_stmt *get = journal->get_site;
    int err = 0;

    (void)sqlite3_bind_int64(get, 1, seq);
    const int result = sqlite3_step(get);
    if (result == SQLITE_ROW)
        err = take_site(journal, site, fault);
    else if (result == SQLITE_DONE)
        err = lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                           "the journal names no site file");
    else
        err = lw_database_fault(journal->db, result, fault);
    (void)sqlite3_reset(get);
    return err;
}

int lw_journal_read(struct lw_journal *journal,
                    const struct lw_journal_range *range,
                    struct lw_journal_cursor **out, struct lw_fault *fault)
{
    struct lw_journal_cursor *cursor = calloc(1, sizeof *cursor);

    if (cursor == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    cursor->range = *range;
    cursor->next_seq = range->from_seq > 1 ? range->from_seq : 1;
    /* Its own connection: it sees what is committed and nothing else. */
    int err = lw_database_open(journal->path, true, &cursor->db, fault);
    if (err == 0)
        err = lw_database_prepare(cursor->db,
                                  "SELECT seq, arrival_us, line FROM entry"
                                  " WHERE seq >= ? ORDER BY seq",
                                  &cursor->get, fault);
    if (err != 0) {
        lw_journal_cursor_close(cursor);
        return err;
    }
    *out = cursor;
    return 0;
}

/* The first entry at or after `seq`: 1 with its number and arrival, or 0. */
static int look_up(struct lw_journal_cursor *cursor, int64_t seq,
                   int64_t *found_seq, int64_t *arrival_us,
                   struct lw_fault *fault)
{
    int err = 0;

    (void)sqlite3_bind_int64(cursor->get, 1, seq);
    const int result = sqlite3_step(cursor->get);
    if (result == SQLITE_ROW) {
        *found_seq = sqlite3_column_int64(cursor->get, 0);
        *arrival_us = sqlite3_column_int64(cursor->get, 1);
        err = plausible(*found_seq, *arrival_us)
                  ? 1
                  : lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                                 "an entry that cannot be");
    } else if (result != SQLITE_DONE) {
        err = lw_database_fault(cursor->db, result, fault);
    }
    (void)sqlite3_reset(cursor->get);
    return err;
}

/* Move next_seq on to the first entry that arrived at range.from_ns or later.
 * 1; 0: there is none yet. */
static int place(struct lw_journal_cursor *cursor, struct lw_fault *fault)
{
    const int64_t from_us = ceil_us(cursor->range.from_ns);
    int64_t low = cursor->next_seq, high = 0, seq = 0, us = 0;
    int found =
        lw_database_int(cursor->db, "SELECT max(seq) FROM entry", &high, fault);

    /* All before `low` arrived too early, all after `high` late enough. */
    while (found >= 0 && low <= high) {
        const int64_t middle = low + (high - low) / 2;
        found = look_up(cursor, middle, &seq, &us, fault);
        if (found == 1 && us < from_us)
            low = seq + 1;
        else
            high = middle - 1;
    }
    if (found < 0)
        return found;
    cursor->next_seq = low;
    found = look_up(cursor, low, &seq, &us, fault);
    cursor->placed = found == 1;
    return found;
}

/* Read the next entries into the cursor: how many, or an error. */
static int refill(struct lw_journal_cursor *cursor, struct lw_fault *fault)
{
    sqlite3_stmt *get = cursor->get;
    const int64_t to_us = ceil_us(cursor->range.to_ns);
    size_t used = 0;
    int result = SQLITE_DONE, err = 0;

    cursor->at = 0;
    cursor->count = 0;
    (void)sqlite3_bind_int64(get, 1, cursor->next_seq);
    while (cursor->count < CHUNK_ENTRIES &&
           (result = sqlite3_step(get)) == SQLITE_ROW) {
        const int64_t seq = sqlite3_column_int64(get, 0);
        const int64_t us = sqlite3_column_int64(get, 1);
        const void *line = sqlite3_column_text(get, 2);
        const size_t len = (size_t)sqlite3_column_bytes(get, 2);

        if (!plausible(seq, us) || line == NULL || len > LW_JOURNAL_LINE_MAX) {
            err = lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                               "an entry that cannot be");
            break;
        }
        if (us >= to_us || used + len > CHUNK_BYTES)
            break;
        memcpy(cursor->text + used, line, len);
        cursor->entry[cursor->count].seq = seq;
        cursor->entry[cursor->count].arrival_us = us;
        cursor->entry[cursor->count].start = used;
        cursor->entry[cursor->count].len = len;
        cursor->count++;
        used += len;
    }
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        err = lw_database_fault(cursor->db, result, fault);
    (void)sqlite3_reset(get);
    if (cursor->count > 0) {
        cursor->next_seq = cursor->entry[cursor->count - 1].seq + 1;
        return (int)cursor->count; /* an error shows again next time */
    }
    return err;
}

int lw_journal_next(struct lw_journal_cursor *cursor,
                    struct lw_journal_entry *entry, struct lw_fault *fault)
{
    if (!cursor->placed) {
        const int found = place(cursor, fault);
        if (found <= 0)
            return found;
    }
    if (cursor->at == cursor->count) {
        const int read = refill(cursor, fault);
        if (read <= 0)
            return read;
    }
    const uint32_t at = cursor->at++;
    entry->seq = cursor->entry[at].seq;
    entry->arrival_ns = to_ns(cursor->entry[at].arrival_us);
    entry->line = cursor->text + cursor->entry[at].start;
    entry->len = cursor->entry[at].len;
    return 1;
}

void lw_journal_cursor_close(struct lw_journal_cursor *cursor)
{
    if (cursor == NULL)
        return;
    (void)sqlite3_finalize(cursor->get);
    (void)sqlite3_close(cursor->db);
    free(cursor);
}
