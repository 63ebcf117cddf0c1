/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data blocks of a category of ASTERIX with whatever can stand in them, for
 * other decoders to read, one record a block, on standard output.
 *
 *   asterix_make CATEGORY EDITION RECORDS SEED [ITEM,ITEM..]
 *
 * ITEM: left out; with that also compound items of no part, which others take
 * for damage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asterix_random.h"

enum { HEAD = 3, BLOCK_MAX = 65535 };

static bool is_named(const char *name, const char *names)
{
    const size_t len = strlen(name);

    for (const char *at = names; at != NULL; at = strchr(at + 1, ',')) {
        at += *at == ',';
        if (strncmp(at, name, len) == 0 && strchr(",", at[len]) != NULL)
            return true;
    }
    return false;
}

static void leave_out(struct random_items *items, const char *names)
{
    const struct lw_asterix_profile *order = items->alone.profile;

    for (int slot = 0; slot < order->slots; slot++)
        if (order->slot[slot] >= 0 &&
            is_named(items->spec->item[order->slot[slot]].name, names))
            items->ways[slot] = 0;
}

/* Whether some compound item has no part: others take that for damage. */
static bool has_nothing(const struct lw_asterix_record *record)
{
    static char text[RANDOM_TEXT];

    return random_items_text(record, text, sizeof text) == 0 ||
           strstr(text, "{}") != NULL;
}

static int make(const struct lw_asterix_spec *spec, long records,
                const char *without, uint64_t *seed)
{
    static struct random_items items;
    static uint8_t block[1 << 18];

    for (long n = 0; n < records;) {
        const int profile = (int)(n * spec->profiles / records);
        if (n == 0 || profile != (int)((n - 1) * spec->profiles / records))
            random_items_init(&items, spec, profile, seed);
        leave_out(&items, without);
        for (bool good = false; !good;) {
            struct lw_asterix_record record;
            const double share = random_even(seed);
            const size_t len =
                random_record(&items, share, block + HEAD, seed) + HEAD;
            good = len <= BLOCK_MAX &&
                   lw_asterix_record_read(spec, block + HEAD, len - HEAD,
                                          &record, NULL) == (int)(len - HEAD) &&
                   !(without != NULL && has_nothing(&record));
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
        argc >= 5 ? lw_asterix_find((int)strtol(argv[1], NULL, 10), argv[2])
                  : NULL;

    if (spec == NULL) {
        fprintf(stderr,
                "asterix_make CATEGORY EDITION RECORDS SEED [ITEM,..]\n");
        return 2;
    }
    uint64_t seed = strtoull(argv[4], NULL, 10);
    return make(spec, strtol(argv[3], NULL, 10), argc > 5 ? argv[5] : NULL,
                &seed);
}
