/* SPDX-License-Identifier: Apache-2.0 */
#include "disk.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

enum { SECTOR = 512, NAME_MAX_BYTES = 512 };

/* A write or, where data is NULL, a cut to `offset` bytes, not flushed yet. */
struct change {
    sqlite3_int64 offset;
    uint8_t *data;
    int len;
};

/* One real file (by name), and what of it would survive. */
struct image {
    char name[NAME_MAX_BYTES];
    bool exists;
    uint8_t *safe;
    size_t size;
    struct change *change;
    size_t changes, room;
};

struct disk_file {
    sqlite3_file base;
    struct image *image; /* NULL: not one that matters */
    sqlite3_file *real;
};

static struct disk *disk;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs disk_vfs;
static struct image images[DISK_FILES];

static void *take(void *old, size_t size)
{
    void *memory = realloc(old, size > 0 ? size : 1);

    if (memory == NULL)
        abort();
    return memory;
}

static void apply(uint8_t **bytes, size_t *size, const struct change *change,
                  int len)
{
    const size_t end = (size_t)change->offset + (size_t)len;

    if (change->data == NULL) {
        if ((size_t)change->offset < *size)
            *size = (size_t)change->offset;
        return;
    }
    if (end > *size) {
        *bytes = take(*bytes, end);
        memset(*bytes + *size, 0, end - *size);
        *size = end;
    }
    memcpy(*bytes + change->offset, change->data, (size_t)len);
}

static void remember(struct image *image, sqlite3_int64 offset,
                     const void *data, int len)
{
    if (image->changes == image->room) {
        image->room = 2 * image->room + 64;
        image->change =
            take(image->change, image->room * sizeof *image->change);
    }
    struct change *change = &image->change[image->changes++];
    *change = (struct change){.offset = offset, .len = len};
    if (data != NULL) {
        change->data = take(NULL, (size_t)len);
        memcpy(change->data, data, (size_t)len);
    }
}

static void forget_changes(struct image *image)
{
    for (size_t i = 0; i < image->changes; i++)
        free(image->change[i].data);
    image->changes = 0;
}

static void empty(struct image *image)
{
    forget_changes(image);
    free(image->change);
    free(image->safe);
    memset(image, 0, sizeof *image);
}

static void tick(void)
{
    if (disk->cut_in > 0 && --disk->cut_in == 0)
        disk->lost(disk->context);
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct disk_file *)file)->real;
}

static struct image *image_of(sqlite3_file *file)
{
    return ((struct disk_file *)file)->image;
}

static int disk_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int disk_read(sqlite3_file *file, void *data, int len,
                     sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), data, len, offset);
}

static int disk_write(sqlite3_file *file, const void *data, int len,
                      sqlite3_int64 offset)
{
    sqlite3_file *real = real_of(file);

    if (image_of(file) == NULL)
        return real->pMethods->xWrite(real, data, len, offset);
    tick();
    disk->writes++;
    if (disk->bytes_left != DISK_NEVER) {
        if (disk->bytes_left < len)
            return SQLITE_FULL;
        disk->bytes_left -= len;
    }
    remember(image_of(file), offset, data, len);
    return real->pMethods->xWrite(real, data, len, offset);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (image_of(file) != NULL) {
        tick();
        remember(image_of(file), size, NULL, 0);
    }
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    struct image *image = image_of(file);

    if (image != NULL) {
        tick();
        if (disk->fail_sync_in > 1)
            disk->fail_sync_in--;
        else if (disk->fail_sync_in == 1)
            return SQLITE_IOERR_FSYNC;
        for (size_t i = 0; i < image->changes; i++)
            apply(&image->safe, &image->size, &image->change[i],
                  image->change[i].len);
        forget_changes(image);
        disk->syncs++;
    }
    /* Real flushing would only make the test slow. */
    (void)flags;
    return SQLITE_OK;
}

static int disk_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int disk_lock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int disk_unlock(sqlite3_file *file, int level)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int disk_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}

static int disk_control(sqlite3_file *file, int what, void *value)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, value);
}

static int disk_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int disk_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int disk_shm_map(sqlite3_file *file, int page, int size, int extend,
                        void volatile **memory)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend,
                                            memory);
}

static int disk_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void disk_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int disk_shm_unmap(sqlite3_file *file, int delete_it)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete_it);
}

static const sqlite3_io_methods disk_methods = {
    .iVersion = 2, /* no memory mapping: every write is seen */
    .xClose = disk_close,
    .xRead = disk_read,
    .xWrite = disk_write,
    .xTruncate = disk_truncate,
    .xSync = disk_sync,
    .xFileSize = disk_file_size,
    .xLock = disk_lock,
    .xUnlock = disk_unlock,
    .xCheckReservedLock = disk_reserved,
    .xFileControl = disk_control,
    .xSectorSize = disk_sector,
    .xDeviceCharacteristics = disk_traits,
    .xShmMap = disk_shm_map,
    .xShmLock = disk_shm_lock,
    .xShmBarrier = disk_shm_barrier,
    .xShmUnmap = disk_shm_unmap,
};

static struct image *image_named(const char *name)
{
    struct image *free_image = NULL;

    for (int i = 0; i < DISK_FILES; i++) {
        if (images[i].exists && strcmp(images[i].name, name) == 0)
            return &images[i];
        if (!images[i].exists && free_image == NULL)
            free_image = &images[i];
    }
    assert(free_image != NULL);
    (void)snprintf(free_image->name, sizeof free_image->name, "%s", name);
    free_image->exists = true;
    return free_image;
}

static int disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file,
                     int flags, int *flags_out)
{
    struct disk_file *own = (struct disk_file *)file;
    const int matters =
        SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;

    (void)vfs;
    own->base.pMethods = NULL;
    own->image = NULL;
    own->real = (sqlite3_file *)(void *)(own + 1);
    const int result =
        real_vfs->xOpen(real_vfs, name, own->real, flags, flags_out);
    if (result != SQLITE_OK)
        return result;
    if (name != NULL && (flags & matters) != 0)
        own->image = image_named(name);
    own->base.pMethods = &disk_methods;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    for (int i = 0; i < DISK_FILES; i++)
        if (images[i].exists && strcmp(images[i].name, name) == 0)
            empty(&images[i]);
    return real_vfs->xDelete(real_vfs, name, sync);
}

void disk_insert(struct disk *inserted)
{
    disk = inserted;
    real_vfs = sqlite3_vfs_find(NULL);
    disk_vfs = *real_vfs;
    disk_vfs.zName = "disk";
    disk_vfs.pNext = NULL;
    disk_vfs.szOsFile = (int)sizeof(struct disk_file) + real_vfs->szOsFile;
    disk_vfs.xOpen = disk_open;
    disk_vfs.xDelete = disk_delete;
    (void)sqlite3_vfs_register(&disk_vfs, 1);
}

void disk_remove(void)
{
    (void)sqlite3_vfs_unregister(&disk_vfs);
}

void disk_resume(struct disk *inserted)
{
    disk = inserted;
    (void)sqlite3_vfs_register(&disk_vfs, 1);
}

void disk_forget(void)
{
    for (int i = 0; i < DISK_FILES; i++)
        empty(&images[i]);
}

static bool write_file(const char *folder, const char *name,
                       const uint8_t *bytes, size_t size)
{
    const char *slash = strrchr(name, '/');
    char path[NAME_MAX_BYTES + 64];

    (void)snprintf(path, sizeof path, "%s/%s", folder,
                   slash != NULL ? slash + 1 : name);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return false;
    const bool whole = size == 0 || fwrite(bytes, size, 1, file) == 1;
    return fclose(file) == 0 && whole;
}

bool disk_cut(const char *folder, uint64_t *seed)
{
    bool done = true;

    for (int i = 0; i < DISK_FILES; i++) {
        const struct image *image = &images[i];
        if (!image->exists)
            continue;
        size_t size = image->size;
        uint8_t *bytes = take(NULL, size);
        if (size > 0)
            memcpy(bytes, image->safe, size);
        /* Mostly all, mostly nothing, or half of what was under way. */
        const uint64_t odds = 1 + random_bits(seed) % 3;
        for (size_t c = 0; c < image->changes; c++) {
            const struct change *change = &image->change[c];
            const bool torn = random_bits(seed) % 8 == 0;
            const int sectors = change->len / SECTOR + 1;
            int len = change->len;
            if (random_bits(seed) % 4 >= odds)
                continue;
            if (torn)
                len = SECTOR * (int)(random_bits(seed) % (uint64_t)sectors);
            apply(&bytes, &size, change, len);
        }
        done = write_file(folder, image->name, bytes, size) && done;
        free(bytes);
    }
    return done;
}
