/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a fuzz target without a fuzzer; results as TAP.
 *
 *   NAME FOLDER                     every file of it as it is, and cut short at
 *                                   some places; a fault stops it
 *   NAME FOLDER RUNS SEED [FIRST]   RUNS inputs made from those files. A fault
 *                                   is told as seed and run, its input is left
 *                                   in mutated-SEED-RUN; RUNS 1 and FIRST the
 *                                   run play it again.
 */
#include <dirent.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fuzz.h"
#include "mutate.h"

enum { PATH_SIZE = 1024, INPUT_MAX = 1 << 20, CUTS = 16, HANGS_S = 30 };

struct runs {
    uint64_t count;
    uint64_t seed;
    uint64_t first;
};

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

/* The bytes of a file, as many as there is room for, or -1. */
static long read_file(const char *folder, const char *name, uint8_t *bytes,
                      size_t room)
{
    char path[PATH_SIZE];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return -1;
    const size_t len = fread(bytes, 1, room, file);
    (void)fclose(file);
    return (long)len;
}

static int run_saved(const char *folder, const char *name, uint8_t *bytes)
{
    const long got = read_file(folder, name, bytes, INPUT_MAX);
    const size_t len = got < 0 ? 0 : (size_t)got;

    for (size_t i = 0; i < CUTS; i++)
        run_exact(bytes, len * i / CUTS);
    run_exact(bytes, len);
    return got >= 0;
}

static void run_mutated(const struct mutate_pool *pool, const struct runs *runs,
                        uint8_t *bytes, volatile uint64_t *at)
{
    for (uint64_t i = 0; i < runs->count; i++) {
        *at = runs->first + i;
        run_exact(bytes, mutate(pool, runs->seed, *at, bytes));
    }
}

static double now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Waits for the runner; its status. One that stays in a run is ended. */
static int wait_for(pid_t runner, const volatile uint64_t *at)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    double since = now_s();
    uint64_t last = *at;
    int status = 0;

    while (waitpid(runner, &status, WNOHANG) == 0) {
        (void)nanosleep(&pause, NULL);
        if (*at != last) {
            last = *at;
            since = now_s();
        } else if (now_s() - since > HANGS_S) {
            fprintf(stderr, "a run of more than %d s\n", HANGS_S);
            (void)kill(runner, SIGABRT);
            since = now_s();
        }
    }
    return status;
}

static void keep_input(const struct mutate_pool *pool, uint64_t seed,
                       uint64_t run, uint8_t *bytes)
{
    char path[PATH_SIZE];
    const size_t len = mutate(pool, seed, run, bytes);

    (void)snprintf(path, sizeof path, "mutated-%" PRIu64 "-%" PRIu64, seed,
                   run);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, len, file) != len)
        perror(path);
    if (file != NULL)
        (void)fclose(file);
}

/* In a process of its own, which writes down the run that it is in: what stops
 * it is told from outside. True if nothing did. */
static int mutated(const struct mutate_pool *pool, const struct runs *runs,
                   uint8_t *bytes)
{
    FILE *shared = tmpfile();

    if (shared == NULL || ftruncate(fileno(shared), sizeof(uint64_t)) < 0)
        abort();
    volatile uint64_t *at = mmap(NULL, sizeof(uint64_t), PROT_READ | PROT_WRITE,
                                 MAP_SHARED, fileno(shared), 0);
    if (at == MAP_FAILED)
        abort();
    const double begin = now_s();
    const pid_t runner = fork();
    if (runner == 0) {
        run_mutated(pool, runs, bytes, at);
        exit(0);
    }
    const int status = runner < 0 ? -1 : wait_for(runner, at);
    const double seconds = now_s() - begin;
    if (status == 0) {
        printf("ok 1 - %" PRIu64 " runs of seed %" PRIu64 " in %.1f s\n",
               runs->count, runs->seed, seconds);
    } else {
        printf("not ok 1 - stopped in run %" PRIu64 " of seed %" PRIu64 "\n",
               *at, runs->seed);
        keep_input(pool, runs->seed, *at, bytes);
    }
    (void)fclose(shared);
    return status == 0;
}

static int saved(const char *folder, struct dirent **files, int count,
                 uint8_t *bytes)
{
    int bad = 0;

    for (int i = 0; i < count; i++) {
        const int good = run_saved(folder, files[i]->d_name, bytes);
        bad += !good;
        printf("%s %d - %s\n", good ? "ok" : "not ok", i + 1, files[i]->d_name);
    }
    printf("1..%d\n", count);
    return bad == 0;
}

static int made(const char *folder, struct dirent **files, int count,
                const struct runs *runs, uint8_t *bytes)
{
    static struct mutate_pool pool;
    static uint8_t store[MUTATE_SAVED_MAX * (MUTATE_LEN_MAX / 2)];
    size_t used = 0;

    for (int i = 0; i < count && i < MUTATE_SAVED_MAX; i++) {
        const long len = read_file(folder, files[i]->d_name, store + used,
                                   MUTATE_LEN_MAX / 2);
        if (len < 0)
            abort();
        mutate_add(&pool, store + used, (size_t)len);
        used += (size_t)len;
    }
    const int good = mutated(&pool, runs, bytes);
    printf("1..1\n");
    return good;
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    static uint8_t bytes[INPUT_MAX];
    struct dirent **files = NULL;
    int good;

    if (argc != 2 && argc != 4 && argc != 5) {
        fprintf(stderr, "usage: %s FOLDER [RUNS SEED [FIRST]]\n", argv[0]);
        return 2;
    }
    const int count = scandir(argv[1], &files, visible, alphasort);
    if (count <= 0) {
        printf("not ok 1 - no seeds\n1..1\n");
        return 1;
    }
    if (argc == 2) {
        good = saved(argv[1], files, count, bytes);
    } else {
        const struct runs runs = {
            .count = strtoull(argv[2], NULL, 10),
            .seed = strtoull(argv[3], NULL, 10),
            .first = argc == 5 ? strtoull(argv[4], NULL, 10) : 0,
        };
        good = made(argv[1], files, count, &runs, bytes);
    }
    for (int i = 0; i < count; i++)
        free(files[i]);
    free((void *)files);
    return !good;
}
