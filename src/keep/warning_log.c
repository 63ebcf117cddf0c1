/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_log.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "database.h"
#include "luchtwacht/warning.h"

enum { APPLICATION_ID = 0x4c57574c }; /* "LWWL" */

static const char pragmas[] = "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = NORMAL;";
static const char schema[] =
    "PRAGMA application_id = 0x4c57574c;"
    "CREATE TABLE warning (name TEXT NOT NULL, revision INTEGER NOT NULL,"
    " t_us INTEGER NOT NULL, line TEXT NOT NULL,"
    " PRIMARY KEY (name, revision)) WITHOUT ROWID, STRICT";

enum statement { ADD, REPLACE, READ, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [ADD] = "INSERT OR IGNORE INTO warning VALUES (?, ?, ?, ?)",
    [REPLACE] = "INSERT OR REPLACE INTO warning VALUES (?, ?, ?, ?)",
    [READ] = "SELECT line FROM warning WHERE name = ? ORDER BY revision",
};

struct lw_warning_log {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
    bool open; /* a transaction is */
};

/* 1: it is ours; 0: it is new. */
static int check_kind(sqlite3 *db, struct lw_fault *fault)
{
    int64_t id = 0, tables = 0;
    int err = lw_database_int(db, "PRAGMA application_id", &id, fault);

    if (err == 0)
        err = lw_database_int(db, "SELECT count(*) FROM sqlite_schema", &tables,
                              fault);
    if (err != 0)
        return err;
    if (id == APPLICATION_ID)
        return 1;
    return id == 0 && tables == 0 ? 0
                                  : lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                                                 "it is no log of warnings");
}

static int set_up(struct lw_warning_log *log, const char *path,
                  struct lw_fault *fault)
{
    int err = lw_database_open(path, false, &log->db, fault);
    const int kind = err == 0 ? check_kind(log->db, fault) : err;

    if (kind < 0)
        return kind;
    err = lw_database_run(log->db, pragmas, fault);
    if (err == 0 && kind == 0)
        err = lw_database_run(log->db, schema, fault);
    for (int i = 0; i < STATEMENTS && err == 0; i++)
        err = lw_database_prepare(log->db, sql[i], &log->statement[i], fault);
    return err;
}

int lw_warning_log_open(const char *path, struct lw_warning_log **log,
                        struct lw_fault *fault)
{
    struct lw_warning_log *opened = calloc(1, sizeof *opened);

    if (opened == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    const int err = set_up(opened, path, fault);
    if (err != 0) {
        lw_warning_log_close(opened);
        return err;
    }
    *log = opened;
    return 0;
}

void lw_warning_log_close(struct lw_warning_log *log)
{
    if (log == NULL)
        return;
    const int err = lw_warning_log_commit(log, NULL);
    (void)err; /* a replay puts it in again */
    for (int i = 0; i < STATEMENTS; i++)
        (void)sqlite3_finalize(log->statement[i]);
    (void)sqlite3_close(log->db);
    free(log);
}

int lw_warning_log_put(struct lw_warning_log *log,
                       const struct lw_warning *warning, const char *line,
                       size_t len, bool anew, struct lw_fault *fault)
{
    sqlite3_stmt *put = log->statement[anew ? REPLACE : ADD];
    char name[LW_WARNING_NAME_SIZE];

    if (!log->open) {
        const int err = lw_database_run(log->db, "BEGIN", fault);
        if (err != 0)
            return err;
        log->open = true;
    }
    lw_warning_name(warning->number, warning->status, name);
    (void)sqlite3_bind_text(put, 1, name, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(put, 2, warning->revision);
    (void)sqlite3_bind_int64(put, 3, warning->time_ns / 1000);
    (void)sqlite3_bind_text64(put, 4, line, len, SQLITE_STATIC, SQLITE_UTF8);
    const int err = lw_database_step(put, fault);
    (void)sqlite3_clear_bindings(put);
    return err;
}

int lw_warning_log_commit(struct lw_warning_log *log, struct lw_fault *fault)
{
    if (!log->open)
        return 0;
    log->open = false;
    const int err = lw_database_run(log->db, "COMMIT", fault);
    if (err != 0)
        (void)sqlite3_exec(log->db, "ROLLBACK", NULL, NULL, NULL);
    return err;
}

int lw_warning_log_read(struct lw_warning_log *log, const char *name,
                        void (*take)(void *context, const char *line,
                                     size_t len),
                        void *context, struct lw_fault *fault)
{
    sqlite3_stmt *read = log->statement[READ];
    int count = 0, result;

    (void)sqlite3_bind_text(read, 1, name, -1, SQLITE_STATIC);
    while ((result = sqlite3_step(read)) == SQLITE_ROW) {
        const unsigned char *line = sqlite3_column_text(read, 0);
        const int len = sqlite3_column_bytes(read, 0);
        if (line == NULL)
            continue;
        take(context, (const char *)line, (size_t)len);
        count++;
    }
    if (result != SQLITE_DONE)
        count = lw_database_fault(log->db, result, fault);
    (void)sqlite3_reset(read);
    (void)sqlite3_clear_bindings(read);
    return count;
}
