/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_random.h - records of ASTERIX made up for tests, of any category and
 * edition: of each item some that can be read, with whatever is in them, and
 * records of many of those.
 */
#ifndef LW_ASTERIX_RANDOM_H
#define LW_ASTERIX_RANDOM_H

#include <string.h>

#include "decode/asterix_json.h"
#include "encode/asterix_write.h"
#include "random.h"

enum {
    RANDOM_BYTES = 4000,  /* that an item is looked for in */
    RANDOM_TRIES = 40000, /* most extensions are not known */
    RANDOM_TEXT = 60000,
    RANDOM_WAYS = 12,  /* of each item */
    RANDOM_SLOTS = 64, /* of a profile */
    RANDOM_ITEM = 400, /* bytes; longer ones are left out */
    RANDOM_FSPEC = 10
};

/* Items of one profile of an edition: the bytes of some of each. */
struct random_items {
    const struct lw_asterix_spec *spec; /* itself, or of the one profile */
    struct lw_asterix_spec alone;       /* its items need not tell which */
    int ways[RANDOM_SLOTS];
    struct {
        size_t len;
        uint8_t bytes[RANDOM_ITEM];
    } item[RANDOM_SLOTS][RANDOM_WAYS];
};

/* `"items":{..}` of a record, without what stands before: its length. */
static inline size_t random_items_text(const struct lw_asterix_record *record,
                                       char *text, size_t size)
{
    struct lw_text to;

    lw_text_init(&to, text, size - 1);
    lw_asterix_describe(record, &to);
    const int len = lw_text_len(&to);
    if (len < 0)
        return 0;
    text[len] = '\0';
    const char *from = strstr(text, "\"items\":");
    const size_t head = (size_t)(from - text) + 8;
    memmove(text, text + head, (size_t)len - head + 1);
    return (size_t)len - head;
}

/* An FSPEC of one item; how many bytes it takes. */
static inline size_t random_fspec(uint8_t *bytes, int slot)
{
    const int len = slot / 7 + 1;

    for (int i = 0; i < len; i++)
        bytes[i] = i + 1 < len;
    bytes[len - 1] |= (uint8_t)(0x80u >> slot % 7);
    return (size_t)len;
}

/* Bytes of an item that can be read, behind the FSPEC that names it alone: the
 * length of the record, 0: these cannot. */
static inline size_t random_item(const struct lw_asterix_spec *spec, int slot,
                                 uint8_t *bytes,
                                 struct lw_asterix_record *record,
                                 uint64_t *seed)
{
    const size_t fspec = random_fspec(bytes, slot);
    const uint64_t few = random_bits(seed) % 4;

    for (size_t i = fspec; i < RANDOM_BYTES; i++) {
        const uint64_t r = random_bits(seed);
        bytes[i] = (uint8_t)(r & (few > 0 && i < 64 ? r >> 8 : 0xff));
        if (few > 1)
            bytes[i] &= 0xfe; /* few extensions */
    }
    const int got =
        lw_asterix_record_read(spec, bytes, RANDOM_BYTES, record, NULL);
    return got < 0 ? 0 : (size_t)got;
}

/* The items of a profile, each without spare bits that are set: as they are
 * written. */
static inline void random_items_init(struct random_items *items,
                                     const struct lw_asterix_spec *spec,
                                     int profile, uint64_t *seed)
{
    static uint8_t bytes[RANDOM_BYTES], again[RANDOM_BYTES];
    static char text[RANDOM_TEXT];
    const struct lw_asterix_profile *order = &spec->profile[profile];

    memset(items, 0, sizeof *items);
    items->spec = spec;
    items->alone = *spec;
    items->alone.profiles = 1;
    items->alone.profile = order;
    for (int slot = 0; slot < order->slots && slot < RANDOM_SLOTS; slot++)
        for (int n = 0; n < RANDOM_TRIES && items->ways[slot] < RANDOM_WAYS &&
                        order->slot[slot] >= 0;
             n++) {
            struct lw_asterix_record record;
            if (random_item(&items->alone, slot, bytes, &record, seed) == 0)
                continue;
            const size_t len = random_items_text(&record, text, sizeof text);
            const int wrote = lw_asterix_write(&items->alone, 0, text, len,
                                               again, sizeof again, NULL);
            const int fspec = slot / 7 + 1;
            if (wrote <= fspec || wrote - fspec > RANDOM_ITEM)
                continue;
            const int way = items->ways[slot]++;
            items->item[slot][way].len = (size_t)(wrote - fspec);
            memcpy(items->item[slot][way].bytes, again + fspec,
                   (size_t)(wrote - fspec));
        }
}

/* A record of about `share` of the items, or of all that tell how to read the
 * rest and whatever else. Its length. */
static inline size_t random_record(const struct random_items *items,
                                   double share, uint8_t *out, uint64_t *seed)
{
    const struct lw_asterix_profile *order = items->alone.profile;
    bool has[RANDOM_SLOTS] = {false};
    size_t len = 1;

    memset(out, 0, RANDOM_FSPEC);
    for (int slot = 0; slot < order->slots && slot < RANDOM_SLOTS; slot++) {
        if (items->ways[slot] == 0 || random_even(seed) > share)
            continue;
        has[slot] = true;
        out[slot / 7] |= (uint8_t)(0x80u >> slot % 7);
        len = (size_t)slot / 7 + 1;
    }
    for (size_t i = 0; i + 1 < len; i++)
        out[i] |= 1;
    for (int slot = 0; slot < order->slots && slot < RANDOM_SLOTS; slot++)
        if (has[slot]) {
            const uint32_t way =
                random_below(seed, (uint32_t)items->ways[slot]);
            memcpy(out + len, items->item[slot][way].bytes,
                   items->item[slot][way].len);
            len += items->item[slot][way].len;
        }
    return len;
}

#endif
