/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "database.h"
#include "journal.h"
#include "keep_test.h"
#include "random.h"

static struct lw_fault fault;

static int64_t put(struct lw_journal *journal, int64_t ns, const char *id,
                   const char *line)
{
    return lw_journal_append(journal, ns, id, line, strlen(line), &fault);
}

/* How many entries the range holds; checks that they follow each other. */
static int64_t count(struct lw_journal *journal, int64_t from_seq,
                     int64_t from_ns, int64_t to_ns)
{
    const struct lw_journal_range range = {from_seq, from_ns, to_ns};
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;
    int64_t entries = 0, last = 0;
    int more = 0;

    assert_int_equal(lw_journal_read(journal, &range, &cursor, &fault), 0);
    while ((more = lw_journal_next(cursor, &entry, &fault)) == 1) {
        assert_true(last == 0 || entry.seq == last + 1);
        assert_true(entry.arrival_ns >= from_ns && entry.arrival_ns < to_ns);
        last = entry.seq;
        entries++;
    }
    assert_int_equal(more, 0);
    lw_journal_cursor_close(cursor);
    return entries;
}

static int64_t count_all(struct lw_journal *journal)
{
    return count(journal, 1, INT64_MIN, INT64_MAX);
}

static void an_exercise_stays_one_and_what_is_real_stays_real(void **state)
{
    static const char *const names[2] = {"real.db", "exercise.db"};
    struct lw_journal *journal = NULL;

    for (int exercise = 0; exercise < 2; exercise++) {
        const char *path = keep_path(*state, names[exercise]);
        assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
        assert_int_equal(
            lw_journal_set_exercise(journal, exercise == 1, &fault), 0);
        assert_int_equal(lw_journal_set_site(journal, "1", "a", 1, &fault), 1);
        lw_journal_close(journal);
        assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
        assert_int_equal(lw_journal_is_exercise(journal, &fault), exercise);
        assert_int_equal(
            lw_journal_set_exercise(journal, exercise == 0, &fault),
            LW_ERR_NOT_MINE);
        assert_non_null(strstr(fault.what, "exercise"));
        assert_int_equal(
            lw_journal_set_exercise(journal, exercise == 1, &fault), 0);
        assert_int_equal(lw_journal_is_exercise(journal, &fault), exercise);
        lw_journal_close(journal);
        assert_int_equal(lw_journal_open_read(path, &journal, &fault), 0);
        assert_int_equal(lw_journal_is_exercise(journal, &fault), exercise);
        lw_journal_close(journal);
    }
}

static void gives_back_what_was_put_in_byte_for_byte_and_in_order(void **state)
{
    static const char odd[] = "{\"a\":\"\xf0\x9f\x9a\x81 \\u0000 \\\"\"}";
    const struct lw_journal_range all = {0, INT64_MIN, INT64_MAX};
    const char *path = keep_path(*state, "journal.db");
    struct lw_journal *journal = NULL;
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_true(lw_journal_last_ns(journal) == INT64_MIN);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, -1000, NULL, odd), 1);
    assert_int_equal(put(journal, 5000, "", ""), 2);
    assert_int_equal(put(journal, 5000, "x", "{}"), 3);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_last_seq(journal), 3);
    assert_int_equal(lw_journal_last_ns(journal), 5000);
    assert_int_equal(lw_journal_read(journal, &all, &cursor, &fault), 0);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 1);
    assert_int_equal(entry.seq, 1);
    assert_int_equal(entry.arrival_ns, -1000);
    assert_int_equal(entry.len, strlen(odd));
    assert_memory_equal(entry.line, odd, entry.len);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 1);
    assert_int_equal(entry.len, 0);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 1);
    assert_int_equal(entry.arrival_ns, 5000);
    assert_memory_equal(entry.line, "{}", 2);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 0);
    lw_journal_cursor_close(cursor);
    lw_journal_close(journal);
}

static void counts_an_id_once_for_ever(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    struct lw_journal *journal = NULL;

    for (int run = 0; run < 2; run++) {
        assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
        assert_int_equal(lw_journal_begin(journal, &fault), 0);
        assert_int_equal(put(journal, 0, "a", "1"),
                         run == 0 ? 1 : LW_ERR_DUPLICATE);
        assert_int_equal(put(journal, 0, "a", "2"), LW_ERR_DUPLICATE);
        assert_int_equal(put(journal, 0, "A", "3"),
                         run == 0 ? 2 : LW_ERR_DUPLICATE);
        assert_int_equal(lw_journal_commit(journal, &fault), 0);
        /* An id of a batch that was undone is free again. */
        assert_int_equal(lw_journal_begin(journal, &fault), 0);
        assert_int_equal(put(journal, 0, "b", "4"), 3);
        lw_journal_rollback(journal);
        assert_int_equal(lw_journal_last_seq(journal), 2);
        lw_journal_close(journal);
    }
}

static void keeps_arrivals_in_whole_microseconds_going_forward(void **state)
{
    struct lw_journal *journal = NULL;

    assert_int_equal(
        lw_journal_open(keep_path(*state, "journal.db"), &journal, &fault), 0);
    assert_int_equal(lw_journal_arrival_ns(journal, 1999), 1000);
    assert_int_equal(lw_journal_arrival_ns(journal, -1), -1000);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 1999, NULL, ""), LW_ERR_RANGE);
    assert_int_equal(put(journal, 7000, NULL, ""), 1);
    assert_int_equal(lw_journal_arrival_ns(journal, 6000), 7000);
    assert_int_equal(put(journal, 6000, NULL, ""), LW_ERR_RANGE);
    assert_int_equal(put(journal, 7000, NULL, ""), 2);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);
}

static void refuses_a_line_that_is_too_long(void **state)
{
    static char line[LW_JOURNAL_LINE_MAX + 1];
    struct lw_journal *journal = NULL;

    memset(line, 'x', sizeof line);
    assert_int_equal(
        lw_journal_open(keep_path(*state, "journal.db"), &journal, &fault), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(
        lw_journal_append(journal, 0, "a", line, sizeof line, &fault),
        LW_ERR_NO_SPACE);
    /* Many of the longest: more than a cursor reads at once. */
    for (int i = 0; i < 9; i++)
        assert_int_equal(lw_journal_append(journal, 0, NULL, line,
                                           LW_JOURNAL_LINE_MAX, &fault),
                         i + 1);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    assert_int_equal(count_all(journal), 9);
    lw_journal_close(journal);
}

static void finds_entries_by_number_and_by_time(void **state)
{
    enum { ENTRIES = 5000 };
    struct lw_journal *journal = NULL;

    assert_int_equal(
        lw_journal_open(keep_path(*state, "journal.db"), &journal, &fault), 0);
    assert_int_equal(count_all(journal), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    /* Three entries at each whole microsecond that can be divided by two. */
    for (int64_t i = 0; i < ENTRIES; i++)
        assert_int_equal(put(journal, i / 3 * 2000, NULL, "{}"), i + 1);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);

    assert_int_equal(count_all(journal), ENTRIES);
    assert_int_equal(count(journal, 4990, INT64_MIN, INT64_MAX), 11);
    assert_int_equal(count(journal, 5001, INT64_MIN, INT64_MAX), 0);
    assert_int_equal(count(journal, 1, 0, 2000), 3);
    assert_int_equal(count(journal, 1, 0, 2001), 6);
    assert_int_equal(count(journal, 1, 1, 2001), 3);
    assert_int_equal(count(journal, 1, 2000, 2000), 0);
    assert_int_equal(count(journal, 5, 2000, 4000), 2);
    for (int64_t at = -1; at < ENTRIES / 3; at += 97)
        assert_int_equal(count(journal, 1, at * 2000, (at + 1) * 2000),
                         at < 0 ? 0 : 3);
    assert_int_equal(count(journal, 1, INT64_MAX - 1, INT64_MAX), 0);
    lw_journal_close(journal);
}

static void a_cursor_follows_what_is_committed_and_nothing_else(void **state)
{
    const struct lw_journal_range late = {1, 2000, INT64_MAX};
    struct lw_journal *journal = NULL;
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;

    assert_int_equal(
        lw_journal_open(keep_path(*state, "journal.db"), &journal, &fault), 0);
    assert_int_equal(lw_journal_read(journal, &late, &cursor, &fault), 0);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 1000, NULL, "early"), 1);
    assert_int_equal(put(journal, 2000, NULL, "late"), 2);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 0);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 1);
    assert_int_equal(entry.seq, 2);
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 2000, NULL, "more"), 3);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal); /* the cursor may outlive it */
    assert_int_equal(lw_journal_next(cursor, &entry, &fault), 1);
    assert_memory_equal(entry.line, "more", 4);
    lw_journal_cursor_close(cursor);
}

static void remembers_which_site_file_each_entry_was_taken_with(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    struct lw_journal *journal = NULL;
    struct lw_journal_site site;

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_site_at(journal, 1, &site, &fault),
                     LW_ERR_MISSING);
    assert_int_equal(lw_journal_set_site(journal, "0.1", "zero", 4, &fault), 1);
    /* No entry was taken with that one: it is as if it had never been. */
    assert_int_equal(lw_journal_set_site(journal, "0.1", "first", 5, &fault),
                     1);
    assert_int_equal(lw_journal_set_site(journal, "0.1", "first", 5, &fault),
                     0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 0, NULL, "{}"), 1);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_set_site(journal, "0.1", "first", 5, &fault),
                     0);
    assert_int_equal(lw_journal_set_site(journal, "0.2", "first", 5, &fault),
                     1);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 0, NULL, "{}"), 2);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);

    assert_int_equal(lw_journal_open_read(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_site_at(journal, 1, &site, &fault), 0);
    assert_int_equal(site.from_seq, 1);
    assert_int_equal(site.next_seq, 2);
    assert_string_equal(site.program, "0.1");
    assert_string_equal(site.text, "first");
    assert_int_equal(strlen(site.hash), 32);
    assert_int_equal(lw_journal_site_at(journal, 99, &site, &fault), 0);
    assert_string_equal(site.program, "0.2");
    assert_true(site.next_seq == INT64_MAX);
    lw_journal_close(journal);
}

static void reads_in_a_folder_that_may_not_be_written_to(void **state)
{
    const char *folder = *state;
    const char *path = keep_path(folder, "a b%?#.db");
    struct lw_journal *journal = NULL;

    assert_int_equal(lw_journal_open_read(path, &journal, &fault), LW_ERR_IO);
    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    assert_int_equal(put(journal, 0, NULL, "{}"), 1);
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);
    assert_int_equal(access(keep_path(folder, "a b%?#.db-wal"), F_OK), -1);
    keep_protect(folder, true);
    const int opened = lw_journal_open_read(path, &journal, &fault);
    const int64_t entries = opened == 0 ? count_all(journal) : -1;
    if (opened == 0)
        lw_journal_close(journal);
    keep_protect(folder, false);
    assert_int_equal(opened, 0);
    assert_int_equal(entries, 1);
}

static void says_what_is_wrong_with_a_file_that_is_no_journal(void **state)
{
    const char *folder = *state;
    struct lw_journal *journal = NULL;
    sqlite3 *db = NULL;

    keep_write(keep_path(folder, "text"),
               "this is no database, and long "
               "enough that nobody could take it for the start of one, "
               "whoever looks at it: a hundred bytes and more",
               0);
    assert_int_equal(
        lw_journal_open(keep_path(folder, "text"), &journal, &fault),
        LW_ERR_INTEGRITY);
    assert_true(strlen(fault.what) > 10);
    assert_int_equal(
        lw_journal_open_read(keep_path(folder, "text"), &journal, &fault),
        LW_ERR_INTEGRITY);

    assert_int_equal(sqlite3_open(keep_path(folder, "other"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE a (b)", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(
        lw_journal_open(keep_path(folder, "other"), &journal, &fault),
        LW_ERR_NOT_MINE);

    assert_int_equal(
        lw_journal_open(keep_path(folder, "later"), &journal, &fault), 0);
    lw_journal_close(journal);
    assert_int_equal(sqlite3_open(keep_path(folder, "later"), &db), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA user_version = 2", NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    assert_int_equal(
        lw_journal_open(keep_path(folder, "later"), &journal, &fault),
        LW_ERR_NOT_MINE);
    assert_non_null(strstr(fault.what, "version 2"));

    assert_int_equal(lw_journal_open(folder, &journal, &fault), LW_ERR_IO);
    assert_int_equal(
        lw_journal_open(keep_path(folder, "no/such/folder"), &journal, &fault),
        LW_ERR_IO);
}

/* Whatever bytes are in the file: an answer, and no crash. */
static void survives_a_damaged_file(void **state)
{
    enum { FILES = 150 };
    const char *path = keep_path(*state, "journal.db");
    const char *hurt = keep_path(*state, "hurt.db");
    struct lw_journal *journal = NULL;
    uint64_t seed = 20261121;
    size_t size = 0;
    int opened = 0;

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    for (int i = 1; i <= 400; i++) {
        char id[16];
        (void)snprintf(id, sizeof id, "id-%d", i);
        assert_int_equal(put(journal, i * 1000, id, "{\"some\":\"line\"}"), i);
    }
    assert_int_equal(lw_journal_commit(journal, &fault), 0);
    lw_journal_close(journal);
    uint8_t *whole = keep_read(path, &size);

    for (int i = 0; i < FILES; i++) {
        const struct lw_journal_range all = {1, i % 2 * 100000, INT64_MAX};
        struct lw_journal_cursor *cursor = NULL;
        struct lw_journal_entry entry;
        const size_t len = i % 3 == 0 ? random_bits(&seed) % size : size;
        uint8_t *bytes = malloc(size);
        assert_non_null(bytes);
        memcpy(bytes, whole, size);
        for (int hit = 0; hit < 20; hit++)
            bytes[random_bits(&seed) % (i % 2 == 0 ? size : 4096)] =
                (uint8_t)random_bits(&seed);
        keep_write(hurt, (const char *)bytes, len > 0 ? len : 1);
        free(bytes);
        if (lw_journal_open_read(hurt, &journal, &fault) != 0)
            continue;
        opened++;
        if (lw_journal_read(journal, &all, &cursor, &fault) == 0) {
            /* A damaged tree may lead in circles; nothing else ends it. */
            for (int n = 0; n < 100000; n++)
                if (lw_journal_next(cursor, &entry, &fault) != 1)
                    break;
            lw_journal_cursor_close(cursor);
        }
        lw_journal_close(journal);
    }
    free(whole);
    assert_true(opened > FILES / 10 && opened < FILES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keep_test(gives_back_what_was_put_in_byte_for_byte_and_in_order),
        keep_test(an_exercise_stays_one_and_what_is_real_stays_real),
        keep_test(counts_an_id_once_for_ever),
        keep_test(keeps_arrivals_in_whole_microseconds_going_forward),
        keep_test(refuses_a_line_that_is_too_long),
        keep_test(finds_entries_by_number_and_by_time),
        keep_test(a_cursor_follows_what_is_committed_and_nothing_else),
        keep_test(remembers_which_site_file_each_entry_was_taken_with),
        keep_test(reads_in_a_folder_that_may_not_be_written_to),
        keep_test(says_what_is_wrong_with_a_file_that_is_no_journal),
        keep_test(survives_a_damaged_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
