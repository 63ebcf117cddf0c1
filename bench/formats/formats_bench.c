/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many messages a second one core reads, of each format that has captures:
 * `formats_bench FOLDER [FORMAT]`. Each capture (data/captures/README.md) is
 * framed and decoded over and over, with the state kept; the best of some
 * rounds counts. What captures carry payload by payload has a bench of its own.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "decode/decode.h"

enum { BYTES_MAX = 1 << 20, LINE_SIZE = 65536, ROUNDS = 5 };
static const double round_s = 0.1;

/* All captures of one format, as they came over the wire. */
struct wire {
    uint8_t bytes[BYTES_MAX];
    size_t len;
};

/* Time of the processor, not of the wall: others may be using it too. */
static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add_line(struct wire *wire, const char *line)
{
    const char *hex = strrchr(line, ' ');

    if (*line == '#' || hex == NULL)
        return;
    for (hex++; hex[0] > ' ' && hex[1] > ' ' && wire->len < BYTES_MAX;
         hex += 2) {
        const char pair[3] = {hex[0], hex[1], '\0'};
        wire->bytes[wire->len++] = (uint8_t)strtoul(pair, NULL, 16);
    }
}

/* The bytes of a capture, where it is of this format. */
static void add_capture(struct wire *wire, const char *path, const char *format)
{
    static char line[LINE_SIZE];
    char name[16] = "";
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        (void)sscanf(line, "# format: %15s", name);
        if (strcmp(name, format) == 0)
            add_line(wire, line);
    }
    (void)fclose(file);
}

static void add_folder(struct wire *wire, const char *folder,
                       const char *format)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    wire->len = 0;
    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        char path[1024];
        const size_t len = strlen(entry->d_name);

        if (len < 4 || strcmp(entry->d_name + len - 4, ".cap") != 0)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        add_capture(wire, path, format);
    }
    (void)closedir(dir);
}

/* Once through all bytes; the number of messages. */
static size_t read_all(const struct lw_decoder *d, void *state,
                       const struct wire *wire, int64_t *rx_ns, size_t *reports)
{
    size_t messages = 0;

    for (size_t at = 0; at < wire->len;) {
        size_t start = 0;
        const size_t len =
            d->frame(wire->bytes + at, wire->len - at, 1, &start);
        const uint8_t *frame = wire->bytes + at + start;

        if (len == 0)
            break;
        for (size_t from = 0, to; from < len; from = to) {
            struct lw_report report[16];
            struct lw_fault fault;

            to = lw_decoder_part(d, state, frame, len, from);
            const int got = d->decode(state, frame + from, to - from, *rx_ns,
                                      report, 16, &fault);
            *reports += got > 0 ? (size_t)got : 0;
            *rx_ns += 1000000;
            messages++;
        }
        at += start + len;
    }
    return messages;
}

/* What is to be reached, where the format has a bar. */
static void hold_to_bar(const char *name, double rate)
{
    static const struct {
        const char *name;
        double rate;
    } bars[] = {{"sapient", 200000}};

    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
        if (strcmp(bars[i].name, name) == 0)
            bar_least(name, rate, bars[i].rate, "messages/s");
}

static void measure(const struct lw_decoder *d, const struct wire *wire)
{
    const struct lw_decode_config config = {.sensor = "bench"};
    void *state = malloc(d->state_size + 1);
    int64_t rx_ns = 1790000000000000000;
    double best = 0;
    size_t once = 0, reports = 0;

    if (state == NULL || d->init(state, &config, NULL) < 0) {
        free(state);
        return;
    }
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_s();
        size_t messages = 0;
        double took;

        do {
            reports = 0;
            once = read_all(d, state, wire, &rx_ns, &reports);
            messages += once;
            took = now_s() - start;
        } while (took < round_s && once > 0);
        if ((double)messages / took > best)
            best = (double)messages / took;
    }
    printf("%-14s %10.0f messages/s (%zu messages, %zu reports, %zu bytes)\n",
           d->name, best, once, reports, wire->len);
    hold_to_bar(d->name, best);
    free(state);
}

int main(int argc, char **argv)
{
    struct wire *wire = argc < 2 ? NULL : malloc(sizeof *wire);

    if (wire == NULL)
        return 2;
    for (int i = 0; lw_decoders[i] != NULL; i++) {
        if ((argc > 2 && strcmp(argv[2], lw_decoders[i]->name) != 0) ||
            lw_decoders[i]->carrier != NULL)
            continue;
        add_folder(wire, argv[1], lw_decoders[i]->name);
        if (wire->len > 0)
            measure(lw_decoders[i], wire);
    }
    free(wire);
    return 0;
}
