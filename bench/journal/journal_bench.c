/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What keeping a report costs: `journal_bench [FOLDER [ROWS]]`. Prints, for
 * batches of 1 to 1,000 reports, reports a second and how long a commit takes,
 * the size of the file, and how fast it is read back. FOLDER must be on the
 * disk that matters; where fsync costs nothing, the figures mean nothing.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keep/journal.h"
#include "sim/chance.h"

enum { ROWS = 200000, COMMITS_MAX = 2000, PATH_SIZE = 512 };
enum ids { IDS_NONE, IDS_COUNTED, IDS_RANDOM };

static struct lw_fault fault;

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

/* A radar plot as the contract has it, with an id of its maker's or none. */
static size_t write_line(int64_t nr, enum ids ids, char id[64], char line[400])
{
    id[0] = '\0';
    if (ids == IDS_COUNTED)
        (void)snprintf(id, 64, "radar-%d-%" PRId64, (int)(nr % 40), nr);
    if (ids == IDS_RANDOM)
        (void)snprintf(id, 64, "%016" PRIx64 "%016" PRIx64,
                       lw_chance_key(1, (uint64_t)nr),
                       lw_chance_key(2, (uint64_t)nr));
    return (size_t)snprintf(
        line, 400,
        "{\"type\":\"polar\",\"t\":%.3f,\"sensor\":\"radar-%d\",\"id\":\"%s\","
        "\"range\":%.1f,\"az\":%.2f,\"el\":%.2f,\"range_rate\":%.1f,"
        "\"sd\":{\"range\":15,\"az\":1.2,\"el\":2.5},\"confidence\":0.9}",
        1790000000.0 + 1e-3 * (double)nr, (int)(nr % 40), id,
        1000.0 + (double)(nr % 4000), (double)(nr % 360), (double)(nr % 60),
        -12.5);
}

static int fill(struct lw_journal *journal, int64_t rows, int batch,
                enum ids ids, double *commit_s, int *commits, size_t *bytes)
{
    char id[64], line[400];
    int64_t nr = lw_journal_last_seq(journal);
    const int64_t end = nr + rows;

    while (nr < end) {
        if (lw_journal_begin(journal, &fault) != 0)
            return -1;
        for (int i = 0; i < batch && nr < end; i++, nr++) {
            const size_t len = write_line(nr, ids, id, line);
            if (lw_journal_append(journal, 1790000000000000000 + nr * 1000000,
                                  id, line, len, &fault) < 0)
                return -1;
            *bytes += len;
        }
        const double before = now_s();
        if (lw_journal_commit(journal, &fault) != 0)
            return -1;
        if (*commits < COMMITS_MAX)
            commit_s[(*commits)++] = now_s() - before;
    }
    return 0;
}

static int measure(const char *path, int64_t rows, int batch, enum ids ids)
{
    static const char *const name[] = {"none", "counted", "random"};
    static double commit_s[COMMITS_MAX];
    struct lw_journal *journal = NULL;
    struct stat file;
    size_t bytes = 0;
    int commits = 0;

    (void)unlink(path);
    if (lw_journal_open(path, &journal, &fault) != 0)
        return -1;
    if (rows > (int64_t)COMMITS_MAX * batch)
        rows = (int64_t)COMMITS_MAX * batch;
    const double before = now_s();
    const int err = fill(journal, rows, batch, ids, commit_s, &commits, &bytes);
    const double took_s = now_s() - before;
    lw_journal_close(journal);
    if (err != 0 || stat(path, &file) != 0)
        return -1;
    qsort(commit_s, (size_t)commits, sizeof *commit_s, compare);
    printf("%6d %-8s %9.0f %8.2f %8.2f %8.2f %8.0f %8.0f\n", batch, name[ids],
           (double)rows / took_s, 1e3 * commit_s[commits / 2],
           1e3 * commit_s[commits * 99 / 100], 1e3 * commit_s[commits - 1],
           (double)bytes / (double)rows, (double)file.st_size / (double)rows);
    return 0;
}

static int read_back(const char *path)
{
    const struct lw_journal_range all = {1, INT64_MIN, INT64_MAX};
    struct lw_journal *journal = NULL;
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;
    int64_t entries = 0;

    if (lw_journal_open_read(path, &journal, &fault) != 0 ||
        lw_journal_read(journal, &all, &cursor, &fault) != 0)
        return -1;
    const double before = now_s();
    while (lw_journal_next(cursor, &entry, &fault) == 1)
        entries++;
    printf("read back: %.0f reports/s\n", (double)entries / (now_s() - before));
    lw_journal_cursor_close(cursor);
    lw_journal_close(journal);
    return entries > 0 ? 0 : -1;
}

int main(int argc, char **argv)
{
    static const int batches[] = {1, 10, 100, 1000};
    const int64_t rows = argc > 2 ? strtoll(argv[2], NULL, 10) : ROWS;
    char path[PATH_SIZE];
    int err = 0;

    (void)snprintf(path, sizeof path, "%s/journal_bench.db",
                   argc > 1 ? argv[1] : ".");
    printf(" batch ids      reports/s  commit: median, p99, max ms  "
           "bytes: line, file\n");
    for (int i = 0; err == 0 && i < 4; i++)
        err = measure(path, rows, batches[i], IDS_COUNTED);
    if (err == 0)
        err = measure(path, rows, 1000, IDS_NONE);
    if (err == 0)
        err = measure(path, rows, 1000, IDS_RANDOM);
    if (err == 0)
        err = read_back(path);
    if (err != 0)
        (void)fprintf(stderr, "journal_bench: %s\n", fault.what);
    (void)unlink(path);
    return err == 0 ? 0 : 1;
}
