/* SPDX-License-Identifier: Apache-2.0 */
/* A file of zones: GeoJSON, ED-318, ED-269. What is taken has borders of
 * areas, on the Earth, whichever way the site file asks for them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "fuzz.h"
#include "luchtwacht/site_yaml.h"
#include "zone_rings.h"

enum { MEMORY = 64 << 20 };

struct input {
    const char *text;
    size_t len;
};

static int give(void *context, const char *name, const char **text, size_t *len,
                struct lw_fault *why)
{
    const struct input *input = context;

    (void)name, (void)why;
    *text = input->text;
    *len = input->len;
    return 0;
}

static void check_zone(const struct lw_zone *zone, const struct lw_arena *room)
{
    struct lw_zone_flaw flaw;

    for (uint32_t i = 0; i < zone->points; i++)
        if (!(fabs(zone->point[i].lat_rad) <= LW_PI / 2.0 + 1e-12 &&
              fabs(zone->point[i].lon_rad) <= LW_PI + 1e-12))
            abort();
    if (zone->id[0] == '\0' || zone->name[LW_LANG_EN] == NULL ||
        lw_zone_check(zone, room, &flaw) < 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const sites[] = {
        "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"
        "- {file: f, each: area, prefix: p, kind: {property: kind}}\n",
        "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"
        "- {file: f, each: feature, id: id, radius: 500, width: 900}\n",
        "site: s\nsensors: [{id: a, kind: rf}]\nzones:\n"
        "- {id: z, file: f, radius: 20000, width: 40}\n",
    };
    static unsigned char *memory;
    struct input input = {(const char *)data, size};
    const struct lw_site_files files = {&input, give};

    if (memory == NULL)
        memory = malloc(MEMORY);
    if (memory == NULL)
        abort();
    for (size_t i = 0; i < sizeof sites / sizeof *sites; i++) {
        struct lw_arena arena = {.mem = memory, .size = MEMORY};
        struct lw_fault fault = {.what = ""};
        struct lw_site site;
        const int err = lw_site_read_yaml(sites[i], strlen(sites[i]), &files,
                                          &arena, &site, &fault);
        if (err < 0 && fault.what[0] == '\0')
            abort();
        for (uint32_t z = 0; err == 0 && z < site.zones; z++)
            check_zone(&site.zone[z], &arena);
    }
    return 0;
}
