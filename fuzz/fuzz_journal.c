/* SPDX-License-Identifier: Apache-2.0 */
/* The journal's file. What is read from it has numbers, times that do not
 * overflow, and lines no longer than they may be. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"
#include "keep/journal.h"

enum { ENTRIES_MAX = 20000 }; /* a damaged tree may lead in circles */

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void read_all(struct lw_journal *journal, int64_t from_ns)
{
    const struct lw_journal_range range = {1, from_ns, INT64_MAX};
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;
    struct lw_fault fault = {0};
    volatile unsigned sum = 0;
    int more = 0;

    if (lw_journal_read(journal, &range, &cursor, &fault) != 0) {
        check(fault.what[0] != '\0');
        return;
    }
    for (int n = 0; n < ENTRIES_MAX; n++) {
        more = lw_journal_next(cursor, &entry, &fault);
        if (more != 1)
            break;
        check(entry.seq > 0);
        check(entry.len <= LW_JOURNAL_LINE_MAX);
        check(entry.arrival_ns % 1000 == 0);
        for (size_t i = 0; i < entry.len; i++)
            sum += (unsigned char)entry.line[i]; /* every byte is there */
    }
    check(more >= 0 || fault.what[0] != '\0');
    (void)sum;
    lw_journal_cursor_close(cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/luchtwacht-fuzz-XXXXXX";
    struct lw_journal *journal = NULL;
    struct lw_journal_site site;
    struct lw_fault fault = {0};
    const int file = mkstemp(path);

    if (file < 0)
        abort();
    const ssize_t written = write(file, data, size);
    (void)close(file);
    check(written == (ssize_t)size);
    if (lw_journal_open_read(path, &journal, &fault) == 0) {
        read_all(journal, INT64_MIN);
        read_all(journal, 1790000000000000000);
        if (lw_journal_site_at(journal, 1, &site, &fault) == 0)
            check(site.text[site.len] == '\0');
        lw_journal_close(journal);
    } else {
        check(fault.what[0] != '\0');
    }
    (void)unlink(path);
    return 0;
}
