/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target over saved inputs: `NAME FOLDER`, every file in it as it
 * is, and cut short at some places. Results as TAP; a fault stops it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { PATH_SIZE = 1024, INPUT_MAX = 1 << 20, CUTS = 16 };

/* From a block of its own size, so that a sanitizer guards the last byte. */
static void run_exact(const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len + (len == 0));

    if (exact == NULL)
        abort();
    memcpy(exact, bytes, len);
    (void)LLVMFuzzerTestOneInput(exact, len);
    free(exact);
}

static int run_file(const char *folder, const char *name, uint8_t *bytes)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    const size_t len = fread(bytes, 1, INPUT_MAX, file);
    (void)fclose(file);
    for (size_t i = 0; i < CUTS; i++)
        run_exact(bytes, len * i / CUTS);
    run_exact(bytes, len);
    return 1;
}

int main(int argc, char **argv)
{
    uint8_t *bytes;
    const struct dirent *entry;
    int count = 0, bad = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    DIR *dir = opendir(argv[1]);
    if (dir == NULL) {
        perror(argv[1]);
        return 1;
    }
    bytes = malloc(INPUT_MAX);
    if (bytes == NULL)
        abort();
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        const int good = run_file(argv[1], entry->d_name, bytes);
        bad += !good;
        printf("%s %d - %s\n", good ? "ok" : "not ok", ++count, entry->d_name);
    }
    (void)closedir(dir);
    if (count == 0) {
        printf("not ok 1 - no seeds\n");
        bad = count = 1;
    }
    printf("1..%d\n", count);
    free(bytes);
    return bad > 0;
}
