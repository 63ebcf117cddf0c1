/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration of `serve`. */
#include <stdlib.h>

#include "base/arena.h"
#include "fuzz.h"
#include "model/config.h"

enum { MEMORY = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned char *memory;
    static struct lw_config config;
    struct lw_fault fault = {0};

    if (memory == NULL)
        memory = malloc(MEMORY);
    if (memory == NULL)
        abort();
    struct lw_arena arena = {.mem = memory, .size = MEMORY};
    if (lw_config_read((const char *)data, size, &arena, &config, &fault) < 0 &&
        fault.what[0] == '\0')
        abort();
    return 0;
}
