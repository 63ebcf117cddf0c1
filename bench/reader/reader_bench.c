/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many report lines a second one core reads: `reader_bench [FILE]`, or
 * without a file a mix of every type as several makers would write them.
 * Prints lines/s and MB/s of the best of some rounds; exit 1 under the bar.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decode/ndjson.h"
#include "io/input.h"

enum { LINES_MAX = 100000, ROUNDS = 15, MIX_BYTES = 32 << 20 };
static const double bar_lines_per_s = 1e6;

struct mix {
    char *text;
    size_t used;
    size_t count;
    size_t start[LINES_MAX + 1];
};

/* Time of the processor, not of the wall: others may be using it too. */
static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add(struct mix *mix, const char *line, size_t len)
{
    if (mix->count == LINES_MAX || mix->used + len > MIX_BYTES)
        return;
    mix->start[mix->count++] = mix->used;
    memcpy(mix->text + mix->used, line, len);
    mix->used += len;
    mix->start[mix->count] = mix->used;
}

static void add_file(struct mix *mix, const char *path)
{
    struct lw_fault fault;
    struct lw_input *in = lw_input_open(path, &fault);
    const char *line;
    size_t len;

    if (in == NULL) {
        fprintf(stderr, "reader_bench: %s: %s\n", path, fault.what);
        exit(1);
    }
    while (lw_input_line(in, &line, &len) > 0)
        add(mix, line, len);
    lw_input_close(in);
}

/* Ten lines of a minute of a mixed site: half ADS-B and drone radar, the rest
 * cameras, posts, looks; spaces as Python writes them in some. */
static void add_made_up(struct mix *mix)
{
    char line[1024];
    double phase = 0;

    for (int i = 0; mix->count < LINES_MAX; i++, phase += 0.37) {
        const double t = 1790000000.0 + i * 0.0137;
        const double a = phase - 360 * (double)(int)(phase / 360);
        int len = 0;

        switch (i % 10) {
        case 0:
        case 1:
        case 2:
            len = snprintf(
                line, sizeof line,
                "{\"type\":\"position\",\"t\":%.3f,\"sensor\":\"ads-b\","
                "\"lat\":%.7f,\"lon\":%.7f,\"alt\":%d,\"vel\":[%.1f,%.1f,0.3],"
                "\"sd\":{\"horizontal\":30,\"vertical\":60},"
                "\"ident\":{\"icao\":\"48%04x\",\"callsign\":\"KLM%d\"},"
                "\"kinds\":{\"airliner\":0.98}}",
                t, 50 + a / 100, 4 + a / 90, 3000 + i % 8000, a - 180,
                180 - a / 2, (unsigned)i & 0xffffu, i % 2000);
            break;
        case 3:
        case 4:
            len =
                snprintf(line, sizeof line,
                         "{\"type\":\"polar\",\"t\":%.6f,\"sensor\":"
                         "\"radar-%d\",\"range\":%.1f,\"az\":%.2f,\"el\":%.2f,"
                         "\"range_rate\":%.1f,\"rcs\":%.1f,\"object\":%d}",
                         t, i % 7, 500 + a * 20, a, a / 20, a / 9 - 20, -a / 12,
                         i % 300);
            break;
        case 5:
        case 6:
            len = snprintf(
                line, sizeof line,
                "{\"type\": \"bearing\", \"t\": %.4f, \"sensor\": \"camera\", "
                "\"from\": {\"lat\": %.14f, \"lon\": %.15f, \"alt\": 40.0}, "
                "\"az\": %.15f}",
                t, 63.4 + a / 1e5, 10.39 + a / 1e5, a);
            break;
        case 7:
            len = snprintf(line, sizeof line,
                           "{\"type\":\"position\",\"t\":%.4f,\"sensor\":"
                           "\"lidar\",\"lat\":%.14f,\"lon\":%.14f,"
                           "\"sd\":{\"horizontal\":3.0}}",
                           t, 63.4 + a / 1e5, 10.39 + a / 1e5);
            break;
        case 8:
            len = snprintf(line, sizeof line,
                           "{\"type\":\"heard\",\"t\":%.2f,\"rx\":%.2f,"
                           "\"sensor\":\"post-%03d\",\"id\":\"%08x\","
                           "\"level\":%.1f,\"f0\":%.1f,\"kinds\":"
                           "{\"piston\":0.8,\"multirotor\":0.1}}",
                           t, t + 2.5, i % 400, (unsigned)i, -40 + a / 20,
                           90 + a / 10);
            break;
        default:
            len = snprintf(line, sizeof line,
                           "{\"type\":\"look\",\"t\":%.3f,\"sensor\":"
                           "\"radar-%d\",\"az\":[%.1f,%.1f]}",
                           t, i % 7, a, a);
            break;
        }
        add(mix, line, (size_t)len);
    }
}

int main(int argc, char **argv)
{
    struct mix *mix = malloc(sizeof *mix);
    double best = 1e9;
    size_t bad = 0;

    if (mix == NULL)
        return 1;
    mix->text = malloc(MIX_BYTES);
    if (mix->text == NULL) {
        free(mix);
        return 1;
    }
    mix->used = mix->count = 0;
    if (argc > 1)
        add_file(mix, argv[1]);
    else
        add_made_up(mix);
    for (int round = 0; round < ROUNDS; round++) {
        struct lw_report report;
        struct lw_fault fault;
        const double start = now_s();

        bad = 0;
        for (size_t i = 0; i < mix->count; i++)
            bad += lw_ndjson_read(mix->text + mix->start[i],
                                  mix->start[i + 1] - mix->start[i], &report,
                                  &fault) < 0;
        const double took = now_s() - start;
        if (took < best)
            best = took;
    }
    const double rate = (double)mix->count / best;
    printf("%zu lines, %zu refused: %.0f lines/s, %.0f MB/s\n", mix->count, bad,
           rate, (double)mix->used / best / 1e6);
    free(mix->text);
    free(mix);
    return bad == 0 && rate >= bar_lines_per_s ? 0 : 1;
}
