/* SPDX-License-Identifier: Apache-2.0 */
#include "database.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { URI_MAX = 3 * PATH_MAX + 64 };

int lw_database_fault(sqlite3 *db, int result, struct lw_fault *fault)
{
    const int primary = result & 0xff;
    const bool damaged = primary == SQLITE_CORRUPT ||
                         primary == SQLITE_NOTADB || primary == SQLITE_FORMAT ||
                         primary == SQLITE_MISMATCH;

    return lw_fault_set(fault, damaged ? LW_ERR_INTEGRITY : LW_ERR_IO, 0, 0,
                        "%s (%s)", sqlite3_errstr(result),
                        db == NULL ? "no memory" : sqlite3_errmsg(db));
}

int lw_database_run(sqlite3 *db, const char *sql, struct lw_fault *fault)
{
    const int result = sqlite3_exec(db, sql, NULL, NULL, NULL);

    return result == SQLITE_OK ? 0 : lw_database_fault(db, result, fault);
}

int lw_database_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **statement,
                        struct lw_fault *fault)
{
    const int result = sqlite3_prepare_v3(
        db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);

    return result == SQLITE_OK ? 0 : lw_database_fault(db, result, fault);
}

int lw_database_step(sqlite3_stmt *statement, struct lw_fault *fault)
{
    const int result = sqlite3_step(statement);
    int err = 0;

    if (result != SQLITE_DONE && result != SQLITE_ROW)
        err = lw_database_fault(sqlite3_db_handle(statement), result, fault);
    (void)sqlite3_reset(statement);
    return err;
}

int lw_database_int(sqlite3 *db, const char *sql, int64_t *value,
                    struct lw_fault *fault)
{
    sqlite3_stmt *statement = NULL;
    int err = lw_database_prepare(db, sql, &statement, fault);

    if (err != 0)
        return err;
    const int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *value = sqlite3_column_int64(statement, 0);
    else if (result == SQLITE_DONE)
        *value = 0;
    else
        err = lw_database_fault(db, result, fault);
    (void)sqlite3_finalize(statement);
    return err;
}

/* `path` as a URI that tells SQLite that nobody will change the file. */
static bool immutable_uri(const char *path, char uri[URI_MAX])
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz"
                                "0123456789-_.~/";
    size_t len = (size_t)snprintf(uri, URI_MAX, "file:");

    for (; *path != '\0'; path++) {
        if (len + 4 + sizeof "?immutable=1" > URI_MAX)
            return false;
        if (strchr(plain, *path) != NULL)
            uri[len++] = *path;
        else
            len += (size_t)snprintf(uri + len, URI_MAX - len, "%%%02X",
                                    (unsigned)(unsigned char)*path);
    }
    (void)snprintf(uri + len, URI_MAX - len, "?immutable=1");
    return true;
}

/* Whether a log with commits that are not in the file yet stands beside it. */
static bool has_log(const char *path)
{
    char log[PATH_MAX + 8];
    struct stat status;
    const int len = snprintf(log, sizeof log, "%s-wal", path);

    return len > 0 && (size_t)len < sizeof log && stat(log, &status) == 0 &&
           status.st_size > 0;
}

static int harden(sqlite3 *db, struct lw_fault *fault)
{
    (void)sqlite3_extended_result_codes(db, 1);
    (void)sqlite3_busy_timeout(db, LW_DATABASE_BUSY_MS);
    (void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, LW_DATABASE_VALUE_MAX);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, (int *)NULL);
    (void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    const int err = lw_database_run(db, "PRAGMA cell_size_check = ON", fault);
    int64_t version = 0;

    /* The first statement that reads the file tells what is wrong with it. */
    return err != 0
               ? err
               : lw_database_int(db, "PRAGMA schema_version", &version, fault);
}

static int open_as(const char *name, int flags, sqlite3 **db,
                   struct lw_fault *fault)
{
    const int result = sqlite3_open_v2(name, db, flags, NULL);
    const int err = result == SQLITE_OK ? harden(*db, fault)
                                        : lw_database_fault(*db, result, fault);

    if (err != 0) {
        (void)sqlite3_close(*db);
        *db = NULL;
    }
    return err;
}

int lw_database_open(const char *path, bool read_only, sqlite3 **db,
                     struct lw_fault *fault)
{
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    char uri[URI_MAX];

    if (!read_only)
        return open_as(path, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                       db, fault);
    int err = open_as(path, flags | SQLITE_OPEN_READONLY, db, fault);
    /* A file with a write-ahead log needs a writable folder, unless nobody
     * writes to it: then the file alone is all there is. */
    if (err == LW_ERR_IO && !has_log(path) && immutable_uri(path, uri))
        err = open_as(uri, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, db,
                      fault);
    return err;
}
