/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables:
 *   message  seq (the rowid), and what was put in; place: its turn, which an
 *            update takes over from the one it replaces; out: being sent;
 *            tried: somebody may have got it
 *   told     of each channel and subject: the last revision put in, and
 *            whether anything of it may have been got
 *   channel  when something was confirmed last
 *
 * What is raised, or ends, is flushed to the disk when it is committed. The
 * rest (updates, and that a message went or failed) is in the file when a
 * commit returns, and flushed with what comes later: a power cut can make it
 * be told or sent again, not be lost.
 */
#include "outbox.h"

#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"

enum {
    APPLICATION_ID = 0x4c574f42, /* "LWOB" */
    CHECKPOINT_PAGES = 1000,
    LOG_KEPT_BYTES = 16 * 1024 * 1024,
    CHANNELS_MAX = 64, /* whose counts are kept */
};
static const int64_t second_ns = INT64_C(1000000000);

enum statement {
    KNOWN,
    KNOW,
    COUNT,
    MAKE_ROOM_UPDATE,
    MAKE_ROOM_OVER,
    REPLACED,
    DROP_UPDATES,
    INSERT,
    REFRESHABLE,
    REFRESH,
    NEXT,
    OUT,
    TOUCH,
    GET,
    DELETE_ONE,
    SENT,
    FAILED,
    LATER,
    TAKE_PLACE,
    LOOK,
    STATEMENTS,
};

static const char *const sql[STATEMENTS] = {
    [KNOWN] = "SELECT revision, touched FROM told"
              " WHERE channel = ? AND subject = ?",
    [KNOW] = "INSERT INTO told VALUES (?1, ?2, ?3, 0, ?4)"
             " ON CONFLICT DO UPDATE SET revision = ?3, at = ?4",
    [COUNT] = "SELECT count(*) FROM message WHERE channel = ?",
    [MAKE_ROOM_UPDATE] =
        "DELETE FROM message WHERE seq = (SELECT min(seq) FROM message"
        " WHERE channel = ? AND part = 1 AND out = 0)",
    /* Over before anybody was told of it: all of it goes. */
    [MAKE_ROOM_OVER] =
        "DELETE FROM message WHERE channel = ?1 AND out = 0 AND subject ="
        " (SELECT e.subject FROM message e JOIN told t"
        "  ON t.channel = e.channel AND t.subject = e.subject"
        "  WHERE e.channel = ?1 AND e.part = 3 AND t.touched = 0"
        "  ORDER BY e.seq LIMIT 1)",
    [REPLACED] = "SELECT min(place) FROM message WHERE channel = ?"
                 " AND subject = ? AND part = 1 AND out = 0",
    [DROP_UPDATES] = "DELETE FROM message WHERE channel = ? AND subject = ?"
                     " AND part = 1 AND out = 0",
    [INSERT] = "INSERT INTO message (place, channel, subject, revision, part,"
               " mark, made, expires, head, title, body, tries, due, out)"
               " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0)",
    [REFRESHABLE] = "SELECT max(seq) FROM message WHERE channel = ?"
                    " AND subject = ? AND part = 0 AND out = 0"
                    " HAVING max(seq) IS NOT NULL",
    [REFRESH] = "UPDATE message SET revision = ?, mark = ?, made = ?,"
                " expires = ?, head = ?, title = ?, body = ? WHERE seq = ?",
    [NEXT] = "SELECT m.seq, m.part, m.expires, m.made,"
             " coalesce((SELECT touched FROM told t WHERE"
             "  t.channel = m.channel AND t.subject = m.subject), 1)"
             " FROM message m WHERE m.channel = ? AND m.due <= ?"
             " AND m.out = 0 AND NOT EXISTS (SELECT 1 FROM message e WHERE"
             "  e.channel = m.channel AND e.subject = m.subject"
             "  AND e.seq < m.seq) ORDER BY m.place, m.seq LIMIT 1",
    [OUT] = "UPDATE message SET out = 1 WHERE seq = ?",
    [TOUCH] = "UPDATE told SET touched = 1 WHERE (channel, subject) ="
              " (SELECT channel, subject FROM message WHERE seq = ?)"
              " AND touched = 0",
    [GET] = "SELECT channel, subject, revision, part, mark, made, expires,"
            " tries, head, title, body FROM message WHERE seq = ?",
    [DELETE_ONE] = "DELETE FROM message WHERE seq = ?",
    [SENT] = "INSERT INTO channel SELECT channel, ?2 FROM message"
             " WHERE seq = ?1"
             " ON CONFLICT DO UPDATE SET sent = excluded.sent",
    [FAILED] = "UPDATE message SET out = 0, tries = tries + 1, due = ?2"
               " WHERE seq = ?1",
    [LATER] = "SELECT m.place, (SELECT min(l.seq) FROM message l WHERE"
              " l.channel = m.channel AND l.subject = m.subject"
              " AND l.seq > m.seq) FROM message m"
              " WHERE m.seq = ? AND m.part = 1",
    [TAKE_PLACE] = "UPDATE message SET place = ?2 WHERE seq = ?1"
                   " AND part = 1",
    [LOOK] = "SELECT count(*), min(m.made),"
             " min(CASE WHEN m.out = 0 AND NOT EXISTS (SELECT 1 FROM message e"
             "  WHERE e.channel = m.channel AND e.subject = m.subject"
             "  AND e.seq < m.seq) THEN m.due END),"
             " (SELECT sent FROM channel c WHERE c.id = ?1)"
             " FROM message m WHERE m.channel = ?1",
};

static const char schema[] =
    "BEGIN IMMEDIATE;"
    "CREATE TABLE message (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    " place INTEGER NOT NULL, channel TEXT NOT NULL, subject TEXT NOT NULL,"
    " revision INTEGER NOT NULL, part INTEGER NOT NULL,"
    " mark INTEGER NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " head TEXT NOT NULL, title TEXT NOT NULL, body BLOB NOT NULL,"
    " tries INTEGER NOT NULL, due INTEGER NOT NULL, out INTEGER NOT NULL);"
    "CREATE INDEX message_place ON message (channel, place);"
    "CREATE INDEX message_subject ON message (channel, subject, seq);"
    "CREATE TABLE told (channel TEXT NOT NULL, subject TEXT NOT NULL,"
    " revision INTEGER NOT NULL, touched INTEGER NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (channel, subject)) WITHOUT ROWID;"
    "CREATE TABLE channel (id TEXT PRIMARY KEY, sent INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "PRAGMA application_id = 0x4c574f42;"
    "PRAGMA user_version = 1;"
    "COMMIT;";

/* The message of one channel that is out, in memory. */
struct copy {
    char *text; /* channel, subject, head, title, body */
    size_t size;
};

struct lw_outbox {
    sqlite3 *db;
    sqlite3_stmt *statement[STATEMENTS];
    bool batch, flushed; /* one is open; it will be flushed */
    struct {
        char id[LW_OUTBOX_NAME_MAX + 1];
        uint64_t expired;
        struct copy copy;
    } channel[CHANNELS_MAX];
    uint32_t channels;
};

/* ---- statements ---- */

static sqlite3_stmt *ready(struct lw_outbox *outbox, enum statement which)
{
    return outbox->statement[which];
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_int(sqlite3_stmt *statement, int at, int64_t value)
{
    (void)sqlite3_bind_int64(statement, at, value);
}

/* One row of integers: 1, 0: there is none, or LW_ERR_IO. NULL becomes
 * INT64_MAX. */
static int get_row(sqlite3_stmt *statement, int64_t *value, int count,
                   struct lw_fault *fault)
{
    const int result = sqlite3_step(statement);
    int got = result == SQLITE_ROW;

    if (result != SQLITE_ROW && result != SQLITE_DONE)
        got = lw_database_fault(sqlite3_db_handle(statement), result, fault);
    for (int i = 0; i < count && got == 1; i++)
        value[i] = sqlite3_column_type(statement, i) == SQLITE_NULL
                       ? INT64_MAX
                       : sqlite3_column_int64(statement, i);
    (void)sqlite3_reset(statement);
    return got < 0 ? LW_ERR_IO : got;
}

static int run(struct lw_outbox *outbox, enum statement which,
               struct lw_fault *fault)
{
    const int err = lw_database_step(ready(outbox, which), fault);

    return err < 0 ? LW_ERR_IO : 0;
}

static int run_of(struct lw_outbox *outbox, enum statement which, int64_t seq,
                  struct lw_fault *fault)
{
    bind_int(ready(outbox, which), 1, seq);
    return run(outbox, which, fault);
}

/* Undo what was not committed. */
static void roll_back(struct lw_outbox *outbox)
{
    if (outbox->batch && sqlite3_get_autocommit(outbox->db) == 0)
        (void)sqlite3_exec(outbox->db, "ROLLBACK", NULL, NULL, NULL);
    outbox->batch = false;
}

static int fail(struct lw_outbox *outbox)
{
    roll_back(outbox);
    return LW_ERR_IO;
}

/* `flush`: what follows must outlive a power cut once it is committed. */
static int begin(struct lw_outbox *outbox, bool flush, struct lw_fault *fault)
{
    if (outbox->batch && (outbox->flushed || !flush))
        return 0;
    if (outbox->batch && lw_outbox_commit(outbox, fault) < 0)
        return LW_ERR_IO;
    if (lw_database_run(outbox->db,
                        flush ? "PRAGMA synchronous = FULL; BEGIN IMMEDIATE"
                              : "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE",
                        fault) < 0)
        return LW_ERR_IO;
    outbox->batch = true;
    outbox->flushed = flush;
    return 0;
}

int lw_outbox_commit(struct lw_outbox *outbox, struct lw_fault *fault)
{
    if (!outbox->batch)
        return 0;
    if (lw_database_run(outbox->db, "COMMIT", fault) < 0)
        return fail(outbox);
    outbox->batch = false;
    return 0;
}

/* ---- opening ---- */

/* 1: it is an outbox; 0: an empty file; else an error. */
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
    if (id != APPLICATION_ID || version != LW_OUTBOX_SCHEMA)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "expected a Luchtwacht outbox of version %d",
                            LW_OUTBOX_SCHEMA);
    return 1;
}

static int prepare(struct lw_outbox *outbox, struct lw_fault *fault)
{
    int err = 0;

    for (int i = 0; i < STATEMENTS && err == 0; i++)
        err = lw_database_prepare(outbox->db, sql[i], &outbox->statement[i],
                                  fault);
    return err;
}

static void unprepare(struct lw_outbox *outbox)
{
    for (int i = 0; i < STATEMENTS; i++) {
        (void)sqlite3_finalize(outbox->statement[i]);
        outbox->statement[i] = NULL;
    }
}

/* What waited when the last process ended may have been tried by it; what has
 * long been of no use goes. */
static int tidy(struct lw_outbox *outbox, int64_t now_ns,
                struct lw_fault *fault)
{
    char text[1024];

    (void)snprintf(
        text, sizeof text,
        "BEGIN IMMEDIATE;"
        "UPDATE told SET touched = 1 WHERE EXISTS (SELECT 1 FROM message m"
        " WHERE m.channel = told.channel AND m.subject = told.subject);"
        "UPDATE message SET out = 0, due = 0;"
        "DELETE FROM message WHERE part = 3 AND made <= %" PRId64 ";"
        "DELETE FROM told WHERE at <= %" PRId64 " AND NOT EXISTS"
        " (SELECT 1 FROM message m WHERE m.channel = told.channel"
        "  AND m.subject = told.subject);"
        "COMMIT",
        now_ns - LW_OUTBOX_END_KEPT_S * second_ns,
        now_ns - LW_OUTBOX_KNOWN_S * second_ns);
    return lw_database_run(outbox->db, text, fault);
}

static int set_up(struct lw_outbox *outbox, const char *path, int64_t now_ns,
                  struct lw_fault *fault)
{
    char pragmas[160];
    int err = lw_database_open(path, false, &outbox->db, fault);
    const int kind = err == 0 ? check_kind(outbox->db, fault) : err;

    if (kind < 0)
        return kind;
    (void)snprintf(pragmas, sizeof pragmas,
                   "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = %d;"
                   "PRAGMA journal_size_limit = %d;",
                   CHECKPOINT_PAGES, LOG_KEPT_BYTES);
    err = lw_database_run(outbox->db, pragmas, fault);
    if (err == 0 && kind == 0)
        err = lw_database_run(outbox->db, schema, fault);
    if (err == 0)
        err = prepare(outbox, fault);
    return err == 0 ? tidy(outbox, now_ns, fault) : err;
}

int lw_outbox_open(const char *path, int64_t now_ns, struct lw_outbox **out,
                   struct lw_fault *fault)
{
    struct lw_outbox *outbox = calloc(1, sizeof *outbox);

    if (outbox == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "not enough memory");
    const int err = set_up(outbox, path, now_ns, fault);
    if (err != 0) {
        lw_outbox_close(outbox);
        return err;
    }
    *out = outbox;
    return 0;
}

void lw_outbox_close(struct lw_outbox *outbox)
{
    if (outbox == NULL)
        return;
    roll_back(outbox);
    unprepare(outbox);
    (void)sqlite3_close(outbox->db);
    for (uint32_t i = 0; i < outbox->channels; i++)
        free(outbox->channel[i].copy.text);
    free(outbox);
}

int lw_outbox_detach(struct lw_outbox *outbox, struct lw_fault *fault)
{
    sqlite3 *memory = NULL;

    roll_back(outbox);
    int err = lw_database_open(":memory:", false, &memory, fault);
    if (err != 0)
        return err;
    sqlite3_backup *backup =
        sqlite3_backup_init(memory, "main", outbox->db, "main");
    if (backup == NULL || sqlite3_backup_step(backup, -1) != SQLITE_DONE)
        err = lw_fault_set(fault, LW_ERR_IO, 0, 0, "the outbox cannot be read");
    if (backup != NULL)
        (void)sqlite3_backup_finish(backup);
    if (err != 0) {
        (void)sqlite3_close(memory);
        return err;
    }
    unprepare(outbox);
    (void)sqlite3_close(outbox->db);
    outbox->db = memory;
    return prepare(outbox, fault);
}

/* ---- putting in ---- */

static int index_of(struct lw_outbox *outbox, const char *channel)
{
    uint32_t i = 0;

    while (i < outbox->channels && strcmp(outbox->channel[i].id, channel) != 0)
        i++;
    if (i == CHANNELS_MAX || strlen(channel) > LW_OUTBOX_NAME_MAX)
        return LW_ERR_NO_SPACE;
    if (i == outbox->channels) {
        (void)snprintf(outbox->channel[i].id, sizeof outbox->channel[i].id,
                       "%s", channel);
        outbox->channels++;
    }
    return (int)i;
}

static void bind_names(sqlite3_stmt *statement,
                       const struct lw_outbox_message *message)
{
    bind_text(statement, 1, message->channel);
    bind_text(statement, 2, message->subject);
}

/* The raise that a refresh may replace: 1 and *seq, 0, or an error. */
static int find_refreshable(struct lw_outbox *outbox,
                            const struct lw_outbox_message *message,
                            int64_t *seq, struct lw_fault *fault)
{
    bind_names(ready(outbox, REFRESHABLE), message);
    return get_row(ready(outbox, REFRESHABLE), seq, 1, fault);
}

int64_t lw_outbox_known(struct lw_outbox *outbox, const char *channel,
                        const char *subject, struct lw_fault *fault)
{
    int64_t row[2] = {0, 0};

    bind_text(ready(outbox, KNOWN), 1, channel);
    bind_text(ready(outbox, KNOWN), 2, subject);
    const int got = get_row(ready(outbox, KNOWN), row, 2, fault);
    return got < 0 ? got : row[0];
}

int lw_outbox_wants(struct lw_outbox *outbox,
                    const struct lw_outbox_message *message,
                    struct lw_fault *fault)
{
    const int64_t known =
        lw_outbox_known(outbox, message->channel, message->subject, fault);
    int64_t seq = 0;

    if (known < 0)
        return LW_ERR_IO;
    if (known >= message->revision)
        return 0;
    if (message->part == LW_OUTBOX_END)
        return known > 0; /* else nobody was told: there is nothing to end */
    return message->part == LW_OUTBOX_REFRESH
               ? find_refreshable(outbox, message, &seq, fault)
               : 1;
}

/* 0, LW_ERR_NO_SPACE or LW_ERR_IO. */
static int make_room(struct lw_outbox *outbox, const char *channel,
                     struct lw_fault *fault)
{
    static const enum statement ways[] = {MAKE_ROOM_OVER, MAKE_ROOM_UPDATE};
    int64_t count = 0;

    bind_text(ready(outbox, COUNT), 1, channel);
    if (get_row(ready(outbox, COUNT), &count, 1, fault) < 0)
        return LW_ERR_IO;
    if (count < LW_OUTBOX_WAITING_MAX)
        return 0;
    for (int i = 0; i < 2; i++) {
        bind_text(ready(outbox, ways[i]), 1, channel);
        if (run(outbox, ways[i], fault) < 0)
            return LW_ERR_IO;
        if (sqlite3_changes(outbox->db) > 0)
            return 0;
    }
    return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                        "%d messages wait already", LW_OUTBOX_WAITING_MAX);
}

static int refresh(struct lw_outbox *outbox,
                   const struct lw_outbox_message *message,
                   struct lw_fault *fault)
{
    sqlite3_stmt *put = ready(outbox, REFRESH);
    int64_t seq = 0;
    const int got = find_refreshable(outbox, message, &seq, fault);

    if (got != 1)
        return got;
    bind_int(put, 1, message->revision);
    bind_int(put, 2, message->mark);
    bind_int(put, 3, message->made_ns);
    bind_int(put, 4, message->expires_ns);
    bind_text(put, 5, message->head);
    bind_text(put, 6, message->title);
    (void)sqlite3_bind_blob64(put, 7, message->body, message->len,
                              SQLITE_STATIC);
    bind_int(put, 8, seq);
    return run(outbox, REFRESH, fault) < 0 ? LW_ERR_IO : 1;
}

/* An update goes in the place of the one that it makes needless. */
static int insert(struct lw_outbox *outbox,
                  const struct lw_outbox_message *message,
                  struct lw_fault *fault)
{
    sqlite3_stmt *put = ready(outbox, INSERT);
    int64_t place = INT64_MAX;

    bind_names(ready(outbox, REPLACED), message);
    bind_names(ready(outbox, DROP_UPDATES), message);
    if (get_row(ready(outbox, REPLACED), &place, 1, fault) < 0 ||
        run(outbox, DROP_UPDATES, fault) < 0)
        return LW_ERR_IO;
    if (message->part != LW_OUTBOX_UPDATE)
        place = INT64_MAX; /* what is raised and ended goes in its order */
    if (place == INT64_MAX &&
        lw_database_int(outbox->db,
                        "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence"
                        " WHERE name = 'message'",
                        &place, fault) < 0)
        return LW_ERR_IO;
    bind_int(put, 1, place);
    bind_text(put, 2, message->channel);
    bind_text(put, 3, message->subject);
    bind_int(put, 4, message->revision);
    bind_int(put, 5, message->part);
    bind_int(put, 6, message->mark);
    bind_int(put, 7, message->made_ns);
    bind_int(put, 8, message->expires_ns);
    bind_text(put, 9, message->head);
    bind_text(put, 10, message->title);
    (void)sqlite3_bind_blob64(put, 11, message->body, message->len,
                              SQLITE_STATIC);
    return run(outbox, INSERT, fault) < 0 ? LW_ERR_IO : 1;
}

static int put(struct lw_outbox *outbox,
               const struct lw_outbox_message *message, struct lw_fault *fault)
{
    sqlite3_stmt *know = ready(outbox, KNOW);
    int got = lw_outbox_wants(outbox, message, fault);

    if (got == 1 && message->part == LW_OUTBOX_REFRESH)
        got = refresh(outbox, message, fault);
    else if (got == 1)
        got = insert(outbox, message, fault);
    if (got != 1)
        return got;
    bind_names(know, message);
    bind_int(know, 3, message->revision);
    bind_int(know, 4, message->made_ns);
    return run(outbox, KNOW, fault) < 0 ? LW_ERR_IO : 1;
}

int lw_outbox_put(struct lw_outbox *outbox,
                  const struct lw_outbox_message *message,
                  struct lw_fault *fault)
{
    if (index_of(outbox, message->channel) < 0 ||
        strlen(message->subject) > LW_OUTBOX_NAME_MAX ||
        strlen(message->head) > LW_OUTBOX_HEAD_MAX ||
        strlen(message->title) > LW_OUTBOX_HEAD_MAX ||
        message->len > LW_OUTBOX_BODY_MAX)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "a message of %zu bytes is too long", message->len);
    /* An update that a power cut takes is told again by the journal. */
    if (begin(outbox,
              message->part == LW_OUTBOX_RAISE ||
                  message->part == LW_OUTBOX_END,
              fault) < 0)
        return LW_ERR_IO;
    /* An end is of a subject that was told of: those are bounded. */
    int err = message->part == LW_OUTBOX_END
                  ? 0
                  : make_room(outbox, message->channel, fault);
    if (err == 0)
        err = put(outbox, message, fault);
    return err == LW_ERR_IO ? fail(outbox) : err;
}

/* ---- taking out ---- */

static bool is_of_use(const int64_t row[5], const struct lw_outbox_now *now)
{
    enum { SEQ, PART, EXPIRES, MADE, TOUCHED };

    if (row[PART] != LW_OUTBOX_END)
        return row[EXPIRES] > now->scene_ns;
    return row[TOUCHED] != 0 &&
           row[MADE] > now->wall_ns - LW_OUTBOX_END_KEPT_S * second_ns;
}

static size_t put_copy(char *text, size_t at, const void *from, size_t len)
{
    memcpy(text + at, from, len);
    text[at + len] = '\0';
    return at + len + 1;
}

/* The row of GET, in memory of the channel. */
static int copy_out(struct copy *copy, sqlite3_stmt *get,
                    struct lw_outbox_message *message)
{
    static const int texts[] = {0, 1, 8, 9, 10};
    const char **to[] = {&message->channel, &message->subject, &message->head,
                         &message->title, &message->body};
    size_t need = 0, at = 0;

    for (int i = 0; i < 5; i++)
        need += (size_t)sqlite3_column_bytes(get, texts[i]) + 1;
    if (need > copy->size) {
        char *larger = realloc(copy->text, need);
        if (larger == NULL)
            return LW_ERR_IO;
        copy->text = larger;
        copy->size = need;
    }
    for (int i = 0; i < 5; i++) {
        const void *from = sqlite3_column_blob(get, texts[i]);
        const size_t len = (size_t)sqlite3_column_bytes(get, texts[i]);
        *to[i] = copy->text + at;
        at = put_copy(copy->text, at, from != NULL ? from : "", len);
        message->len = len;
    }
    message->revision = (uint32_t)sqlite3_column_int64(get, 2);
    message->part = (enum lw_outbox_part)sqlite3_column_int(get, 3);
    message->mark = (uint32_t)sqlite3_column_int64(get, 4);
    message->made_ns = sqlite3_column_int64(get, 5);
    message->expires_ns = sqlite3_column_int64(get, 6);
    message->tries = (uint32_t)sqlite3_column_int64(get, 7);
    return 1;
}

static int take(struct lw_outbox *outbox, int channel, int64_t seq,
                struct lw_outbox_message *message, struct lw_fault *fault)
{
    sqlite3_stmt *get = ready(outbox, GET);
    struct lw_outbox_message found = {.seq = seq};
    int err = run_of(outbox, OUT, seq, fault);

    if (err == 0)
        err = run_of(outbox, TOUCH, seq, fault);
    if (err < 0)
        return err;
    bind_int(get, 1, seq);
    const int result = sqlite3_step(get);
    if (result == SQLITE_ROW)
        err = copy_out(&outbox->channel[channel].copy, get, &found);
    else
        err = lw_database_fault(outbox->db, result, fault);
    (void)sqlite3_reset(get);
    if (err == 1)
        *message = found;
    return err;
}

int lw_outbox_next(struct lw_outbox *outbox, const char *channel,
                   const struct lw_outbox_now *now,
                   struct lw_outbox_message *message, struct lw_fault *fault)
{
    const int index = index_of(outbox, channel);
    sqlite3_stmt *next = ready(outbox, NEXT);
    int64_t row[5];
    int got;

    if (index < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "too many channels");
    for (;;) {
        bind_text(next, 1, channel);
        bind_int(next, 2, now->steady_ns);
        got = get_row(next, row, 5, fault);
        if (got != 1)
            return got < 0 ? fail(outbox) : 0;
        if (begin(outbox, false, fault) < 0)
            return LW_ERR_IO;
        if (is_of_use(row, now))
            break;
        outbox->channel[index].expired += row[1] != LW_OUTBOX_END;
        if (run_of(outbox, DELETE_ONE, row[0], fault) < 0)
            return fail(outbox);
    }
    got = take(outbox, index, row[0], message, fault);
    return got < 0 ? fail(outbox) : got;
}

int lw_outbox_sent(struct lw_outbox *outbox, int64_t seq, int64_t now_ns,
                   struct lw_fault *fault)
{
    if (begin(outbox, false, fault) < 0)
        return LW_ERR_IO;
    bind_int(ready(outbox, SENT), 2, now_ns);
    if (run_of(outbox, SENT, seq, fault) < 0 ||
        run_of(outbox, DELETE_ONE, seq, fault) < 0)
        return fail(outbox);
    return 0;
}

int lw_outbox_failed(struct lw_outbox *outbox, int64_t seq, int64_t due_ns,
                     struct lw_fault *fault)
{
    int64_t row[2] = {0, INT64_MAX};

    if (begin(outbox, false, fault) < 0)
        return LW_ERR_IO;
    bind_int(ready(outbox, FAILED), 2, due_ns);
    bind_int(ready(outbox, LATER), 1, seq);
    if (run_of(outbox, FAILED, seq, fault) < 0 ||
        get_row(ready(outbox, LATER), row, 2, fault) < 0)
        return fail(outbox);
    if (row[1] == INT64_MAX)
        return 0;
    /* An update that failed, and a later message waits behind it. */
    bind_int(ready(outbox, TAKE_PLACE), 2, row[0]);
    if (run_of(outbox, TAKE_PLACE, row[1], fault) < 0 ||
        run_of(outbox, DELETE_ONE, seq, fault) < 0)
        return fail(outbox);
    return 0;
}

int lw_outbox_discard(struct lw_outbox *outbox, int64_t seq,
                      struct lw_fault *fault)
{
    if (begin(outbox, false, fault) < 0)
        return LW_ERR_IO;
    return run_of(outbox, DELETE_ONE, seq, fault) < 0 ? fail(outbox) : 0;
}

int lw_outbox_look(struct lw_outbox *outbox, const char *channel,
                   struct lw_outbox_state *state, struct lw_fault *fault)
{
    const int index = index_of(outbox, channel);
    sqlite3_stmt *look = ready(outbox, LOOK);
    int64_t row[4] = {0};

    bind_text(look, 1, channel);
    const int got = get_row(look, row, 4, fault);
    if (got < 0)
        return got;
    *state = (struct lw_outbox_state){
        .waiting = (uint32_t)row[0],
        .oldest_ns = row[1],
        .due_ns = row[2],
        .sent_ns = row[3] == INT64_MAX ? INT64_MIN : row[3],
        .expired = index < 0 ? 0 : outbox->channel[index].expired,
    };
    return 0;
}
