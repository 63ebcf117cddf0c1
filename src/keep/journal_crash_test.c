/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was acknowledged is there: after kill -9, after a power cut, after a
 * disk that was full or failed.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "journal.h"
#include "keep_test.h"
#include "random.h"

enum {
    KILLS = 40,
    CUTS = 80,
    LINE_MAX_TEST = 700,
    FIRST_SEED = 20261122,
};

static struct lw_fault fault;

/* Entry `seq` is a function of its number, so that it can be checked. */
static int64_t arrival_of(int64_t seq)
{
    return seq / 4 * 1000000;
}

static size_t line_of(int64_t seq, char line[LINE_MAX_TEST])
{
    uint64_t seed = (uint64_t)seq;
    const size_t len = 20 + random_bits(&seed) % (LINE_MAX_TEST - 20);

    for (size_t i = 0; i < len; i += 8) {
        const uint64_t word = random_bits(&seed);
        for (size_t b = i; b < i + 8 && b < len; b++)
            line[b] = (char)(' ' + (word >> 8 * (b - i)) % 64);
    }
    return len;
}

static const char *id_of(int64_t seq, char id[32])
{
    uint64_t seed = (uint64_t)seq + 77;

    if (seq % 3 == 0)
        return NULL;
    (void)snprintf(id, 32, "%016llx-%lld",
                   (unsigned long long)random_bits(&seed), (long long)seq);
    return id;
}

static int64_t append_next(struct lw_journal *journal)
{
    const int64_t seq = lw_journal_last_seq(journal) + 1;
    char line[LINE_MAX_TEST], id[32];
    const size_t len = line_of(seq, line);

    return lw_journal_append(journal, arrival_of(seq), id_of(seq, id), line,
                             len, &fault);
}

/* Append a batch; true when it was committed. */
static bool batch(struct lw_journal *journal, int entries)
{
    if (lw_journal_begin(journal, &fault) != 0)
        return false;
    for (int i = 0; i < entries; i++)
        if (append_next(journal) < 0)
            return false;
    return lw_journal_commit(journal, &fault) == 0;
}

/* Every entry up to the last is as it was given, that is at least `least`
 * entries, and their ids are taken. Returns the last one. */
static int64_t check_whole(const char *path, int64_t least)
{
    const struct lw_journal_range all = {1, INT64_MIN, INT64_MAX};
    struct lw_journal *journal = NULL;
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;
    char line[LINE_MAX_TEST], id[32];
    int64_t seq = 0;
    int more = 0;

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_read(journal, &all, &cursor, &fault), 0);
    while ((more = lw_journal_next(cursor, &entry, &fault)) == 1) {
        assert_int_equal(entry.seq, ++seq);
        assert_int_equal(entry.arrival_ns, arrival_of(seq));
        assert_int_equal(entry.len, line_of(seq, line));
        assert_memory_equal(entry.line, line, entry.len);
    }
    assert_int_equal(more, 0);
    lw_journal_cursor_close(cursor);
    assert_int_equal(lw_journal_last_seq(journal), seq);
    assert_true(seq >= least);

    assert_int_equal(lw_journal_begin(journal, &fault), 0);
    for (int64_t i = 1; i <= seq; i++)
        if (id_of(i, id) != NULL)
            assert_int_equal(lw_journal_append(journal,
                                               lw_journal_last_ns(journal), id,
                                               "", 0, &fault),
                             LW_ERR_DUPLICATE);
    lw_journal_rollback(journal);
    lw_journal_close(journal);
    return seq;
}

/* Append batches of one to twenty, and tell the last number after each. */
static void write_until_killed(const char *path, int told, uint64_t seed)
{
    struct lw_journal *journal = NULL;

    if (lw_journal_open(path, &journal, &fault) != 0)
        _exit(3);
    for (;;) {
        if (!batch(journal, 1 + (int)(random_bits(&seed) % 20)))
            _exit(4);
        const int64_t seq = lw_journal_last_seq(journal);
        if (write(told, &seq, sizeof seq) != (ssize_t)sizeof seq)
            _exit(5);
    }
}

static void keeps_what_was_acknowledged_whenever_it_is_killed(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    uint64_t seed = FIRST_SEED;
    int64_t last = 0;

    for (int kill_nr = 0; kill_nr < KILLS; kill_nr++) {
        const uint64_t child_seed = random_bits(&seed);
        int64_t acks = 1 + (int64_t)(random_bits(&seed) % 30);
        int64_t told = last;
        int pipe_ends[2], status = 0;

        assert_int_equal(pipe(pipe_ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            (void)close(pipe_ends[0]);
            write_until_killed(path, pipe_ends[1], child_seed);
        }
        (void)close(pipe_ends[1]);
        while (acks-- > 0)
            assert_int_equal(read(pipe_ends[0], &told, sizeof told),
                             sizeof told);
        /* Any moment of the next batch: waste a random while. */
        uint64_t waste = random_bits(&seed) % 200000;
        while (waste-- > 0)
            (void)random_bits(&seed);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        while (read(pipe_ends[0], &told, sizeof told) == (ssize_t)sizeof told)
            ;
        (void)close(pipe_ends[0]);
        const int64_t before = last;
        last = check_whole(path, told);
        assert_true(last > before);
    }
}

struct power {
    const char *folder;
    uint64_t seed;
    int64_t acknowledged, at_cut;
    bool done;
};

static void lose_power(void *context)
{
    struct power *power = context;

    power->at_cut = power->acknowledged;
    power->done = disk_cut(power->folder, &power->seed);
}

static void keeps_what_was_acknowledged_when_the_power_goes(void **state)
{
    const char *folder = *state;
    char left[KEEP_PATH_MAX];
    struct power power = {.folder = left, .seed = FIRST_SEED};
    struct disk disk = {.bytes_left = DISK_NEVER,
                        .fail_sync_in = DISK_NEVER,
                        .lost = lose_power,
                        .context = &power};
    struct lw_journal *journal = NULL;
    uint64_t seed = FIRST_SEED;

    (void)snprintf(left, sizeof left, "%s/left", folder);
    assert_int_equal(mkdir(left, 0700), 0);
    disk_insert(&disk);
    assert_int_equal(
        lw_journal_open(keep_path(folder, "journal.db"), &journal, &fault), 0);
    for (int cut = 0; cut < CUTS; cut++) {
        keep_empty(left);
        power.done = false;
        /* Now and then a long way on, so that checkpoints are hit too. */
        disk.cut_in =
            1 + (int64_t)(random_bits(&seed) % (cut % 4 == 0 ? 2500 : 60));
        while (disk.cut_in > 0) {
            assert_true(batch(journal, 1 + (int)(random_bits(&seed) % 30)));
            power.acknowledged = lw_journal_last_seq(journal);
        }
        assert_true(power.done);
        disk_remove(); /* the machine starts again, on what is left */
        (void)check_whole(keep_path(left, "journal.db"), power.at_cut);
        disk_resume(&disk);
    }
    lw_journal_close(journal);
    disk_remove();
    disk_forget();
    keep_empty(left);
    assert_int_equal(rmdir(left), 0);
}

static void has_flushed_before_it_acknowledges(void **state)
{
    struct disk disk = {.bytes_left = DISK_NEVER, .fail_sync_in = DISK_NEVER};
    struct lw_journal *journal = NULL;

    disk_insert(&disk);
    assert_int_equal(
        lw_journal_open(keep_path(*state, "journal.db"), &journal, &fault), 0);
    for (int i = 0; i < 20; i++) {
        const int64_t before = disk.syncs;
        assert_true(batch(journal, 1));
        assert_true(disk.syncs > before);
    }
    lw_journal_close(journal);
    disk_remove();
    disk_forget();
}

static void
accepts_nothing_on_a_full_disk_and_goes_on_when_there_is_room(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    struct disk disk = {.bytes_left = DISK_NEVER, .fail_sync_in = DISK_NEVER};
    struct lw_journal *journal = NULL;
    int64_t last = 0;
    int refused = 0;

    disk_insert(&disk);
    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    for (int64_t room = 0; room < 100000; room += 1717) {
        disk.bytes_left = room;
        while (batch(journal, 12))
            last = lw_journal_last_seq(journal);
        refused++;
        assert_int_equal(lw_journal_last_seq(journal), last);
        assert_true(lw_journal_last_ns(journal) ==
                    (last > 0 ? arrival_of(last) : INT64_MIN));
        disk.bytes_left = DISK_NEVER;
        assert_true(batch(journal, 2));
        last = lw_journal_last_seq(journal);
    }
    lw_journal_close(journal);
    disk_remove();
    disk_forget();
    assert_true(refused > 50);
    assert_int_equal(check_whole(path, last), last);
}

static void acknowledges_nothing_that_could_not_be_flushed(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    struct disk disk = {.bytes_left = DISK_NEVER, .fail_sync_in = DISK_NEVER};
    struct lw_journal *journal = NULL;
    int64_t last = 0;

    disk_insert(&disk);
    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    for (int i = 0; i < 20; i++) {
        assert_true(batch(journal, 3));
        last = lw_journal_last_seq(journal);
        disk.fail_sync_in = 1;
        assert_false(batch(journal, 3));
        assert_int_equal(lw_journal_last_seq(journal), last);
        disk.fail_sync_in = DISK_NEVER;
    }
    assert_true(batch(journal, 3));
    lw_journal_close(journal);
    disk_remove();
    disk_forget();
    assert_int_equal(check_whole(path, last), last + 3);
}

static void stops_at_the_size_it_may_have(void **state)
{
    enum { BYTES_MAX = 256 * 1024 };
    const char *path = keep_path(*state, "journal.db");
    struct lw_journal *journal = NULL;
    struct stat file;
    int64_t last = 0;

    assert_int_equal(lw_journal_open(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_limit(journal, BYTES_MAX, &fault), 0);
    while (batch(journal, 50))
        last = lw_journal_last_seq(journal);
    assert_true(last >= 50);
    assert_non_null(strstr(fault.what, "full"));
    assert_int_equal(lw_journal_last_seq(journal), last);
    /* A batch that failed in the middle can not be committed. */
    assert_int_equal(lw_journal_commit(journal, &fault), LW_ERR_IO);
    assert_int_equal(lw_journal_limit(journal, 0, &fault), 0);
    assert_true(batch(journal, 50));
    lw_journal_close(journal);
    assert_int_equal(check_whole(path, last), last + 50);
    assert_int_equal(stat(path, &file), 0);
    assert_true(file.st_size < 2 * BYTES_MAX);
}

/* Keep the lock in a child until told to go. */
static void only_one_process_writes_and_others_read(void **state)
{
    const char *path = keep_path(*state, "journal.db");
    struct lw_journal *journal = NULL;
    int ready[2], stop[2], status = 0;
    char byte = 0;

    assert_int_equal(pipe(ready), 0);
    assert_int_equal(pipe(stop), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(stop[1]);
        if (lw_journal_open(path, &journal, &fault) != 0 ||
            !batch(journal, 7) || lw_journal_begin(journal, &fault) != 0 ||
            append_next(journal) != 8 || write(ready[1], "r", 1) != 1)
            _exit(3);
        while (read(stop[0], &byte, 1) > 0)
            ;
        lw_journal_close(journal);
        _exit(0);
    }
    (void)close(ready[1]);
    (void)close(stop[0]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(lw_journal_open(path, &journal, &fault), LW_ERR_DUPLICATE);
    assert_int_equal(lw_journal_open_read(path, &journal, &fault), 0);
    assert_int_equal(lw_journal_last_seq(journal), 7);
    lw_journal_close(journal);
    (void)close(stop[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)close(ready[0]);
    assert_int_equal(check_whole(path, 7), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keep_test(keeps_what_was_acknowledged_whenever_it_is_killed),
        keep_test(keeps_what_was_acknowledged_when_the_power_goes),
        keep_test(has_flushed_before_it_acknowledges),
        keep_test(
            accepts_nothing_on_a_full_disk_and_goes_on_when_there_is_room),
        keep_test(acknowledges_nothing_that_could_not_be_flushed),
        keep_test(stops_at_the_size_it_may_have),
        keep_test(only_one_process_writes_and_others_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
