/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many plots of radars (ASTERIX, category 048) a second one core reads:
 * data block to reports, data block to complete JSON. The blocks are of a
 * terminal radar with Mode S among traffic that answers and traffic that does
 * not: nine kinds of FSPEC, one to eight records a block.
 *
 *   asterix_bench                     the figures of the best of some rounds
 *   asterix_bench --write FILE TIMES  the blocks so often over, as a file
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "base/text.h"
#include "decode/decode.h"
#include "encode/asterix_write.h"
#include "random.h"

enum { RECORDS = 50000, BYTES = 8 << 20, ROUNDS = 15, TEXT = 1 << 16 };

struct blocks {
    uint8_t *bytes;
    size_t used;
};

/* Time of the processor, not of the wall: others may be using it too. */
static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int below(uint64_t *seed, int count)
{
    return (int)random_below(seed, (uint32_t)count);
}

/* What a transponder that answers to Mode S adds. */
static void put_mode_s(char *text, size_t size, uint64_t *seed)
{
    size_t used = strlen(text);

    used += (size_t)snprintf(text + used, size - used,
                             ",\"220\":%d,\"240\":\"KLM%d\","
                             "\"230\":{\"COM\":1,\"STAT\":0,\"MSSC\":1,"
                             "\"ARC\":1,\"AIC\":1,\"B1A\":1,\"B1B\":5}",
                             0x480000 + below(seed, 0xffff),
                             100 + below(seed, 900));
    const int registers = below(seed, 4);
    for (int i = 0; i < registers; i++)
        used += (size_t)snprintf(
            text + used, size - used,
            "%s{\"MBDATA\":\"%08x%06x\",\"BDS1\":%d,\"BDS2\":0}",
            i == 0 ? ",\"250\":[" : ",", (unsigned)below(seed, 0x7fffffff),
            (unsigned)below(seed, 0xffffff), 4 + i);
    if (registers > 0)
        (void)snprintf(text + used, size - used, "]");
}

/* The radar's track that the plot is of. */
static void put_track(char *text, size_t size, uint64_t *seed)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used,
                   ",\"161\":{\"TRN\":%d},\"042\":{\"X\":%.6f,\"Y\":%.6f},"
                   "\"200\":{\"GSP\":%.6f,\"HDG\":%.6f},\"170\":{\"CNF\":0,"
                   "\"RAD\":2,\"DOU\":0,\"MAH\":%d,\"CDM\":%d%s}",
                   below(seed, 4096), random_between(seed, -200, 200),
                   random_between(seed, -200, 200),
                   random_between(seed, 0.01, 0.15),
                   random_between(seed, 0, 359), below(seed, 2), below(seed, 3),
                   below(seed, 4) == 0 ? ",\"TRE\":0" : "");
}

/* One plot: of the skin alone, or with Mode A/C or S; in a track or not. */
static void make_items(char *text, size_t size, double time_s, uint64_t *seed)
{
    const int answers = below(seed, 10); /* 0, 1: not; 2..4: A/C; else S */
    const int type = answers < 2 ? 1 : answers < 5 ? 3 : 5 + 2 * (answers % 2);

    size_t used = (size_t)snprintf(
        text, size,
        "{\"010\":{\"SAC\":25,\"SIC\":10},\"140\":%.7f,\"020\":{\"TYP\":%d,"
        "\"SIM\":0,\"RDP\":0,\"SPI\":0,\"RAB\":0%s},"
        "\"040\":{\"RHO\":%.8f,\"THETA\":%.6f}",
        time_s, type, below(seed, 3) == 0 ? ",\"TST\":0" : "",
        random_between(seed, 0.5, 120), random_between(seed, 0, 359.9));
    if (answers >= 2)
        used += (size_t)snprintf(
            text + used, size - used,
            ",\"070\":{\"V\":0,\"G\":0,\"L\":0,\"MODE3A\":\"%04o\"},"
            "\"090\":{\"V\":0,\"G\":0,\"FL\":%.2f}",
            (unsigned)below(seed, 4096), below(seed, 1600) * 0.25);
    used += (size_t)snprintf(
        text + used, size - used,
        ",\"130\":{\"SRL\":%.6f,\"SRR\":%d,\"SAM\":-%d%s}",
        random_between(seed, 0.1, 3), 4 + below(seed, 20), 40 + below(seed, 40),
        answers < 2 || type == 7 ? ",\"PRL\":0.5,\"PAM\":-60" : "");
    if (answers < 2 && below(seed, 2) == 0)
        (void)snprintf(text + used, size - used,
                       ",\"120\":{\"CAL\":{\"D\":0,\"CAL\":-31}}");
    if (answers >= 5)
        put_mode_s(text, size, seed);
    if (below(seed, 5) > 0)
        put_track(text, size, seed);
    used = strlen(text);
    (void)snprintf(text + used, size - used, "}");
}

static size_t make_record(uint8_t *out, size_t size, double time_s,
                          uint64_t *seed)
{
    char text[4096];
    struct lw_fault fault;

    make_items(text, sizeof text, time_s, seed);
    const int len = lw_asterix_write(lw_asterix_find(48, NULL), 0, text,
                                     strlen(text), out, size, &fault);
    if (len < 0) {
        fprintf(stderr, "asterix_bench: %s: %s\n", fault.what, text);
        exit(1);
    }
    return (size_t)len;
}

static void make_blocks(struct blocks *blocks)
{
    uint64_t seed = 48;

    blocks->used = 0;
    for (int made = 0; made < RECORDS;) {
        uint8_t *block = blocks->bytes + blocks->used;
        size_t len = 3;
        for (int n = 1 + below(&seed, 8); n > 0 && made < RECORDS; n--)
            len += make_record(block + len, BYTES - blocks->used - len,
                               36000.0 + made++ / 4096.0, &seed);
        block[0] = 48;
        block[1] = (uint8_t)(len >> 8);
        block[2] = (uint8_t)len;
        blocks->used += len;
    }
}

/* Every record of every block: to a report, or to JSON. Returns how many gave
 * one; *took: seconds. */
static int read_all(const struct blocks *blocks, void *state, bool json,
                    double *took)
{
    static char text[TEXT];
    const struct lw_decoder *d = lw_decoder_find("asterix");
    const int64_t rx_ns = 1790000000000000000;
    const double began = now_s();
    int good = 0;
    size_t len, start = 0;

    for (size_t at = 0; at < blocks->used; at += start + len) {
        const uint8_t *block = blocks->bytes + at;
        struct lw_report report[2];
        struct lw_fault fault;
        len = d->frame(block, blocks->used - at, 1, &start);
        for (size_t from = 0, to; from < len; from = to) {
            to = lw_decoder_part(d, state, block + start, len, from);
            const uint8_t *record = block + start + from;
            good += (json ? d->describe(state, record, to - from, text,
                                        sizeof text, &fault)
                          : d->decode(state, record, to - from, rx_ns, report,
                                      2, &fault)) > 0;
        }
    }
    *took = now_s() - began;
    return good;
}

static int measure(const struct blocks *blocks)
{
    static const char *const what[] = {"CAT048 to reports",
                                       "CAT048 to complete JSON"};
    static const double bar[] = {10e6, 1.2e6};
    const struct lw_decoder *d = lw_decoder_find("asterix");
    const struct lw_decode_config config = {.sensor = "radar"};
    struct lw_fault fault;
    void *state = malloc(d->state_size);
    int bad = state == NULL || d->init(state, &config, &fault) < 0;

    for (int json = 0; json < 2 && bad == 0; json++) {
        double best = 1e9, took;
        for (int round = 0; round < ROUNDS; round++) {
            bad |= read_all(blocks, state, json, &took) != RECORDS;
            best = took < best ? took : best;
        }
        bar_least(what[json], RECORDS / best, bar[json], "/s");
    }
    printf("%d records, %zu bytes\n", RECORDS, blocks->used);
    free(state);
    return bad;
}

static int write_file(const struct blocks *blocks, const char *path, int times)
{
    FILE *file = fopen(path, "wb");
    int good = file != NULL;

    for (int i = 0; i < times && good; i++)
        good = fwrite(blocks->bytes, 1, blocks->used, file) == blocks->used;
    if (file != NULL && fclose(file) != 0)
        good = 0;
    printf("%d\n", RECORDS * times);
    return !good;
}

int main(int argc, char **argv)
{
    struct blocks blocks = {.bytes = malloc(BYTES)};

    if (blocks.bytes == NULL)
        return 1;
    make_blocks(&blocks);
    const int bad =
        argc == 4 && strcmp(argv[1], "--write") == 0
            ? write_file(&blocks, argv[2], (int)strtol(argv[3], NULL, 10))
            : measure(&blocks);
    free(blocks.bytes);
    return bad;
}
