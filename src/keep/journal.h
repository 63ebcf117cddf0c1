/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h - every accepted report, in order of arrival, on disk.
 *
 * One SQLite file. One process writes; others may read while it does. What is
 * in a batch is durable when lw_journal_commit() has returned, and not before.
 *
 *     lw_journal_begin(journal, &fault);
 *     for each report: seq = lw_journal_append(journal, arrival_ns, id, ..);
 *     lw_journal_commit(journal, &fault);         then acknowledge them all
 *
 * A process that has a journal open must not open() the same file by other
 * means: closing that would drop SQLite's locks (POSIX locks are like that).
 *
 * Units   time in ns since the Unix epoch (UTC), kept in whole microseconds
 * Source  doc/journal.md
 */
#ifndef LW_JOURNAL_H
#define LW_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum {
    LW_JOURNAL_LINE_MAX = 65536,
    LW_JOURNAL_SITE_MAX = 64 * 1024 * 1024,
    LW_JOURNAL_SCHEMA = 1,
};

struct lw_journal;
struct lw_journal_cursor;

struct lw_journal_entry {
    int64_t seq; /* 1, 2, 3 ..: no gaps */
    int64_t arrival_ns;
    const char *line; /* no newline, no NUL; good until the next call */
    size_t len;
};

/* Which entries a cursor gives: those with seq >= from_seq that arrived at
 * from_ns or later and before to_ns. {0} with to_ns INT64_MAX: all. */
struct lw_journal_range {
    int64_t from_seq;
    int64_t from_ns;
    int64_t to_ns;
};

/* From entry from_seq on, this program ran with this site file. */
struct lw_journal_site {
    int64_t from_seq;
    int64_t next_seq; /* of the next site; INT64_MAX: it is the last one */
    char program[64];
    char hash[33];    /* SipHash-2-4, 128 bits, in hexadecimal */
    const char *text; /* good until the next call */
    size_t len;
};

/*
 * Open the journal in `path` for writing; it is made where there is none.
 *
 * Returns 0 and sets *journal (to be closed), or
 *   LW_ERR_NOT_MINE   a file of another program, or of a later version
 *   LW_ERR_INTEGRITY  damaged, or no SQLite file at all
 *   LW_ERR_DUPLICATE  another process is writing to it
 *   LW_ERR_IO         it cannot be opened, or not enough memory
 */
LW_NODISCARD int lw_journal_open(const char *path, struct lw_journal **journal,
                                 struct lw_fault *fault);

/* The same for reading, also while another process writes, and from a folder
 * that may not be written to. Where there is no file: LW_ERR_IO. */
LW_NODISCARD int lw_journal_open_read(const char *path,
                                      struct lw_journal **journal,
                                      struct lw_fault *fault);

/* Undoes what was not committed. NULL is allowed. */
void lw_journal_close(struct lw_journal *journal);

/*
 * Let the file grow to bytes_max at most (0: as far as the disk goes). At the
 * limit lw_journal_append() and _commit() fail as on a full disk.
 */
LW_NODISCARD int lw_journal_limit(struct lw_journal *journal,
                                  uint64_t bytes_max, struct lw_fault *fault);

/* Number of the last entry, 0 where there is none; of an open batch, too. */
int64_t lw_journal_last_seq(const struct lw_journal *journal);

/* Arrival of the last entry; INT64_MIN where there is none. */
int64_t lw_journal_last_ns(const struct lw_journal *journal);

/* The arrival that an entry reaching us at `ns` is given: whole microseconds,
 * never before the last one. This is what the tracker must be told, too. */
int64_t lw_journal_arrival_ns(const struct lw_journal *journal, int64_t ns);

/* Start a batch. 0; LW_ERR_IO. */
LW_NODISCARD int lw_journal_begin(struct lw_journal *journal,
                                  struct lw_fault *fault);

/*
 * Put one report into the batch. `id` is its id, NULL or "" where it has none;
 * arrival_ns comes from lw_journal_arrival_ns().
 *
 * Returns its number (> 0), or
 *   LW_ERR_DUPLICATE  the id is taken, ever or in this batch; not counted
 *   LW_ERR_RANGE      not whole microseconds, or before the last arrival
 *   LW_ERR_NO_SPACE   longer than LW_JOURNAL_LINE_MAX
 *   LW_ERR_IO         disk full or failing: the whole batch is undone, and
 *                     none of it may be acknowledged
 */
LW_NODISCARD int64_t lw_journal_append(struct lw_journal *journal,
                                       int64_t arrival_ns, const char *id,
                                       const char *line, size_t len,
                                       struct lw_fault *fault);

/* Make the batch durable. 0; LW_ERR_IO: none of it was kept (the batch is
 * undone, and the next one may work again). */
LW_NODISCARD int lw_journal_commit(struct lw_journal *journal,
                                   struct lw_fault *fault);

/* Undo the batch, if there is one. */
void lw_journal_rollback(struct lw_journal *journal);

/*
 * Note that entries from here on come from `program` (its version) with this
 * site file. Durable when it returns; not inside a batch.
 * 1: noted; 0: the same as before; LW_ERR_IO, LW_ERR_NO_SPACE (too long).
 */
LW_NODISCARD int lw_journal_set_site(struct lw_journal *journal,
                                     const char *program, const char *text,
                                     size_t len, struct lw_fault *fault);

/*
 * Say that what comes in here is an exercise, or that it is real. The first to
 * say so of a new journal settles it for good.
 *
 * Returns 0: it is; LW_ERR_NOT_MINE: it was begun as the other, and nothing
 * may be added to it; LW_ERR_IO, LW_ERR_INTEGRITY. Not inside a batch.
 */
LW_NODISCARD int lw_journal_set_exercise(struct lw_journal *journal,
                                         bool exercise, struct lw_fault *fault);

/* 1: an exercise; 0: real; LW_ERR_IO, LW_ERR_INTEGRITY. */
LW_NODISCARD int lw_journal_is_exercise(const struct lw_journal *journal,
                                        struct lw_fault *fault);

/* The site file in force at entry `seq`. 0; LW_ERR_MISSING: none was noted;
 * LW_ERR_IO, LW_ERR_INTEGRITY. */
LW_NODISCARD int lw_journal_site_at(struct lw_journal *journal, int64_t seq,
                                    struct lw_journal_site *site,
                                    struct lw_fault *fault);

/*
 * Read what is committed. A cursor holds nothing open between calls, so a slow
 * reader does not hinder the writer; it may outlive `journal`.
 * 0; LW_ERR_IO, LW_ERR_INTEGRITY.
 */
LW_NODISCARD int lw_journal_read(struct lw_journal *journal,
                                 const struct lw_journal_range *range,
                                 struct lw_journal_cursor **cursor,
                                 struct lw_fault *fault);

/* 1: *entry is set; 0: no more at present (later calls give what has come
 * since); LW_ERR_IO, LW_ERR_INTEGRITY. */
LW_NODISCARD int lw_journal_next(struct lw_journal_cursor *cursor,
                                 struct lw_journal_entry *entry,
                                 struct lw_fault *fault);

/* NULL is allowed. */
void lw_journal_cursor_close(struct lw_journal_cursor *cursor);

#endif
