/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a file of 100,000 zones of 50 points takes to read, and how much
 * memory: `zones_bench`. Exit 1 over the bars.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "luchtwacht/site_yaml.h"

enum { ZONES = 100000, POINTS = 50, SIDE = 317 };
static const double bar_s = 5.0, bar_bytes_a_point = 60.0;

static const char site_text[] =
    "site: bench\nsensors: [{id: a, kind: rf}]\nzones:\n"
    "- {file: districts, each: feature, id: code, name: {nl: naam}}\n";

struct text {
    char *bytes;
    size_t len;
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Wavy districts, side by side. */
static void write_zone(FILE *to, int index)
{
    const double lon = 22.0 + 18.0 * (index % SIDE) / SIDE;
    const double lat = 44.0 + 8.0 * (int)(index / SIDE) / SIDE;

    fprintf(to,
            "%s{\"type\":\"Feature\",\"properties\":{\"code\":\"D%06d\","
            "\"naam\":\"Wijk %d\"},\"geometry\":{\"type\":\"Polygon\","
            "\"coordinates\":[[",
            index > 0 ? ",\n" : "", index, index);
    for (int i = 0; i < POINTS; i++) {
        const double angle = 2.0 * LW_PI * (i % (POINTS - 1)) / (POINTS - 1);
        const double out = 0.01 * (1.0 + 0.2 * cos(5.0 * angle));
        fprintf(to, "%s[%.7f,%.7f]", i > 0 ? "," : "", lon + out * cos(angle),
                lat + out * sin(angle));
    }
    fprintf(to, "]]}}");
}

static int give(void *context, const char *name, const char **text, size_t *len,
                struct lw_fault *why)
{
    const struct text *made = context;

    (void)name, (void)why;
    *text = made->bytes;
    *len = made->len;
    return 0;
}

int main(void)
{
    struct text made = {NULL, 0};
    const struct lw_site_files files = {&made, give};
    struct lw_arena arena = {.size = (size_t)1 << 30};
    struct lw_fault fault = {.what = ""};
    struct lw_site site = {.zones = 0};
    FILE *to = open_memstream(&made.bytes, &made.len);

    if (to == NULL)
        return 1;
    fprintf(to, "{\"type\":\"FeatureCollection\",\"features\":[\n");
    for (int i = 0; i < ZONES; i++)
        write_zone(to, i);
    fprintf(to, "]}\n");
    if (fclose(to) != 0)
        return 1;
    arena.mem = malloc(arena.size);
    if (arena.mem == NULL) {
        free(made.bytes);
        return 1;
    }
    const double start_s = now_s();
    const int err = lw_site_read_yaml(site_text, sizeof site_text - 1, &files,
                                      &arena, &site, &fault);
    const double took_s = now_s() - start_s;
    const double a_point = (double)arena.used / ((double)ZONES * POINTS);
    if (err < 0)
        fprintf(stderr, "zones_bench: %s\n", fault.what);
    printf("%u zones of %d points, %zu MB: %.2f s, %zu MB beside the text "
           "(%.1f bytes a point)\n",
           (unsigned)site.zones, POINTS, made.len >> 20, took_s,
           arena.used >> 20, a_point);
    free(made.bytes);
    free(arena.mem);
    return err < 0 || site.zones != ZONES || took_s > bar_s ||
                   a_point > bar_bytes_a_point
               ? 1
               : 0;
}
