/* SPDX-License-Identifier: Apache-2.0 */
/* The site file. What is taken has sensors that are found by their ids. */
#include <stdlib.h>

#include "base/arena.h"
#include "fuzz.h"
#include "luchtwacht/site_yaml.h"

enum { MEMORY = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char *memory;
    struct lw_site site;
    struct lw_fault fault = {0};

    if (memory == NULL)
        memory = malloc(MEMORY);
    if (memory == NULL)
        abort();
    struct lw_arena arena = {.mem = memory, .size = MEMORY};
    const int err = lw_site_read_yaml((const char *)data, size, NULL, &arena,
                                      &site, &fault);
    if (err < 0) {
        if (fault.what[0] == '\0')
            abort();
        return 0;
    }
    for (uint32_t i = 0; i < site.sensors; i++)
        if (lw_site_sensor(&site, site.sensor[i].id) != (int)i)
            abort();
    return 0;
}
