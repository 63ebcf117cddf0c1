/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a journal: read all of it, or say what is wrong with it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "keep/journal.h"

enum { ENTRIES_MAX = 20000 }; /* a damaged tree may lead in circles */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct lw_journal *journal, int64_t from_ns)
{
    const struct lw_journal_range range = {1, from_ns, INT64_MAX};
    struct lw_journal_cursor *cursor = NULL;
    struct lw_journal_entry entry;
    struct lw_journal_site site;
    struct lw_fault fault;
    uint64_t sum = 0;

    if (lw_journal_site_at(journal, 1, &site, &fault) == 0)
        for (size_t i = 0; i < site.len; i++)
            sum += (unsigned char)site.text[i];
    if (lw_journal_read(journal, &range, &cursor, &fault) != 0)
        return;
    for (int n = 0; n < ENTRIES_MAX; n++) {
        if (lw_journal_next(cursor, &entry, &fault) != 1)
            break;
        for (size_t i = 0; i < entry.len; i++)
            sum += (unsigned char)entry.line[i];
    }
    lw_journal_cursor_close(cursor);
    (void)sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/luchtwacht-fuzz-XXXXXX";
    struct lw_journal *journal = NULL;
    struct lw_fault fault;
    const int file = mkstemp(path);

    if (file < 0)
        abort();
    const ssize_t written = write(file, data, size);
    (void)close(file);
    if (written == (ssize_t)size &&
        lw_journal_open_read(path, &journal, &fault) == 0) {
        read_all(journal, INT64_MIN);
        read_all(journal, 1790000000000000000);
        lw_journal_close(journal);
    }
    (void)unlink(path);
    return 0;
}
