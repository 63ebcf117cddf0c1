/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep_test.h - a folder of its own for each test. Include after cmocka.
 */
#ifndef LW_KEEP_TEST_H
#define LW_KEEP_TEST_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"

enum { KEEP_PATHS = 8, KEEP_PATH_MAX = 512 };

/* `folder/name`; good for the next seven calls. */
static inline const char *keep_path(const char *folder, const char *name)
{
    static char path[KEEP_PATHS][KEEP_PATH_MAX];
    static unsigned next;
    char *out = path[next++ % KEEP_PATHS];

    (void)snprintf(out, KEEP_PATH_MAX, "%s/%s", folder, name);
    return out;
}

static inline int keep_set_up(void **state)
{
    const char *base = getenv("TMPDIR");
    char *folder = malloc(KEEP_PATH_MAX);

    if (folder == NULL)
        return -1;
    (void)snprintf(folder, KEEP_PATH_MAX, "%s/luchtwacht-keep-XXXXXX",
                   base != NULL ? base : "/tmp");
    if (mkdtemp(folder) == NULL) {
        free(folder);
        return -1;
    }
    *state = folder;
    return 0;
}

/* Remove the files of `folder`, not the folder itself. */
static inline void keep_empty(const char *folder)
{
    char path[KEEP_PATH_MAX + 300];
    DIR *files = opendir(folder);
    const struct dirent *file = NULL;

    if (files == NULL)
        return;
    while ((file = readdir(files)) != NULL) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, file->d_name);
        (void)unlink(path);
    }
    (void)closedir(files);
}

static inline int keep_tear_down(void **state)
{
    char *folder = *state;

    keep_empty(folder);
    (void)rmdir(folder);
    free(folder);
    return 0;
}

/* Make the folder read-only, as far as it binds who runs the test. */
static inline void keep_protect(const char *folder, bool on)
{
    assert_int_equal(chmod(folder, on ? 0500 : 0700), 0);
}

/* len 0: up to its NUL. */
static inline void keep_write(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, len > 0 ? len : strlen(bytes), 1, file), 1);
    assert_int_equal(fclose(file), 0);
}

static inline uint8_t *keep_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *size = (size_t)ftell(file);
    rewind(file);
    uint8_t *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, *size, 1, file), 1);
    assert_int_equal(fclose(file), 0);
    return bytes;
}

#define keep_test(f)                                                           \
    cmocka_unit_test_setup_teardown(f, keep_set_up, keep_tear_down)

#endif
