/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data blocks of a category of ASTERIX with whatever can stand in them, for
 * other decoders to read: asterix_make CATEGORY EDITION RECORDS SEED > FILE.
 * One record a block; of the records that an edition can read itself.
 */
#include <stdio.h>
#include <stdlib.h>

#include "asterix_random.h"

enum { HEAD = 3, BLOCK_MAX = 65535 };

static int make(const struct lw_asterix_spec *spec, long records,
                uint64_t *seed)
{
    static struct random_items items;
    static uint8_t block[1 << 18];

    for (long n = 0; n < records;) {
        const int profile = (int)(n * spec->profiles / records);
        if (n == 0 || profile != (int)((n - 1) * spec->profiles / records))
            random_items_init(&items, spec, profile, seed);
        for (bool good = false; !good;) {
            struct lw_asterix_record record;
            const double share = random_even(seed);
            const size_t len =
                random_record(&items, share, block + HEAD, seed) + HEAD;
            good = len <= BLOCK_MAX &&
                   lw_asterix_record_read(spec, block + HEAD, len - HEAD,
                                          &record, NULL) == (int)(len - HEAD);
            block[0] = (uint8_t)spec->category;
            block[1] = (uint8_t)(len >> 8);
            block[2] = (uint8_t)len;
            if (good && fwrite(block, 1, len, stdout) != len)
                return 1;
        }
        n++;
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct lw_asterix_spec *spec =
        argc == 5 ? lw_asterix_find((int)strtol(argv[1], NULL, 10), argv[2])
                  : NULL;

    if (spec == NULL) {
        fprintf(stderr, "asterix_make CATEGORY EDITION RECORDS SEED\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[4], NULL, 10);
    return make(spec, strtol(argv[3], NULL, 10), &seed);
}
