/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk.h - a disk for tests that fills up, fails and loses power.
 *
 * Stands between SQLite and the real files (as its default VFS), remembers
 * which writes were not yet flushed, and can at any write put down, in another
 * folder, what a power cut at that moment may leave: everything flushed, and
 * of the rest any part, torn at 512 bytes, in any combination.
 *
 * Source  https://www.sqlite.org/vfs.html
 */
#ifndef LW_DISK_H
#define LW_DISK_H

#include <stdbool.h>
#include <stdint.h>

enum { DISK_FILES = 4, DISK_NEVER = -1 };

struct disk {
    int64_t syncs, writes;
    /* Fault injection: bytes that still fit, operations until the fault. */
    int64_t bytes_left;   /* DISK_NEVER: no limit */
    int64_t fail_sync_in; /* 1: the next one; then all, until DISK_NEVER */
    /* At this many more operations (writes, flushes, cuts of length), call
     * lost() once. */
    int64_t cut_in;
    void (*lost)(void *context);
    void *context;
};

/* Put it before SQLite's default VFS. */
void disk_insert(struct disk *disk);

/* New files go past it, those open do not; and with it again. */
void disk_remove(void);
void disk_resume(struct disk *disk);

/* Forget what was on it, once its files are closed. */
void disk_forget(void);

/* Write what a power cut now would leave of the open files into `folder`,
 * under their own names. `seed` chooses among the possibilities. */
bool disk_cut(const char *folder, uint64_t *seed);

#endif
