/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_block.h"

#include <math.h>
#include <string.h>

#include "asterix_write.h"
#include "json_parts.h"

enum { HEAD_LEN = 3 };
static const int64_t day_ns = 86400 * (int64_t)1000000000;

/* Up to three digits, 0 to 255, and what follows them; NULL: none. */
static const char *read_byte(const char *text, uint8_t *byte)
{
    unsigned number = 0;
    int digits = 0;

    for (; digits < 3 && *text >= '0' && *text <= '9'; digits++)
        number = 10 * number + (unsigned)(*text++ - '0');
    *byte = (uint8_t)number;
    return digits > 0 && number < 256 ? text : NULL;
}

bool lw_asterix_block_source(const char *text, uint8_t *sac, uint8_t *sic)
{
    const char *at = read_byte(text, sac);

    at = at != NULL && *at == '/' ? read_byte(at + 1, sic) : NULL;
    return at != NULL && *at == '\0';
}

/* 1: it is set, 0: it is not, or LW_ERR_RANGE. */
static int read_setting(const struct lw_encode_config *config, const char *key,
                        uint8_t *byte, struct lw_fault *fault)
{
    const char *value = lw_encode_option(config, key);
    const char *end = value != NULL ? read_byte(value, byte) : NULL;

    if (value == NULL)
        return 0;
    return end != NULL && *end == '\0'
               ? 1
               : lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                              "`%s`: expected 0 to 255, got %.20s", key, value);
}

int lw_asterix_block_init(struct lw_asterix_block *block,
                          const struct lw_encode_config *config,
                          struct lw_fault *fault)
{
    uint8_t sac = 0, sic = 1, service = 0;
    int err = read_setting(config, "sac", &sac, fault);

    if (err >= 0)
        err = read_setting(config, "sic", &sic, fault);
    if (err >= 0)
        err = read_setting(config, "service", &service, fault);
    if (err < 0)
        return err;
    memset(block, 0, sizeof *block);
    block->sac = sac;
    block->sic = sic;
    block->service = service;
    block->has_service = err > 0;
    block->exercise = config->site->exercise;
    return 0;
}

void lw_asterix_block_begin(struct lw_asterix_block *block)
{
    struct lw_text *text = &block->text;

    lw_text_init(text, block->items, sizeof block->items);
    lw_text_put(text, "{\"010\":{\"SAC\":");
    lw_text_int(text, block->sac);
    lw_text_put(text, ",\"SIC\":");
    lw_text_int(text, block->sic);
    lw_text_put(text, "}");
    if (block->has_service)
        lw_json_put_fixed(text, "015", block->service, 0);
}

void lw_asterix_block_end(struct lw_asterix_block *block, int category,
                          struct lw_text *to)
{
    uint8_t record[LW_ASTERIX_BLOCK_MAX - HEAD_LEN];

    lw_text_put(&block->text, "}");
    const int items = lw_text_len(&block->text);
    const int len =
        items < 0
            ? items
            : lw_asterix_write(lw_asterix_find(category, NULL), 0, block->items,
                               (size_t)items, record, sizeof record, NULL);
    if (len < 0)
        return;
    if (block->category != category ||
        block->len + (size_t)len > sizeof block->bytes)
        lw_asterix_block_flush(block, to);
    if (block->len == 0) {
        block->category = category;
        block->len = HEAD_LEN;
    }
    memcpy(block->bytes + block->len, record, (size_t)len);
    block->len += (size_t)len;
}

void lw_asterix_block_flush(struct lw_asterix_block *block, struct lw_text *to)
{
    if (block->len > 0) {
        block->bytes[0] = (uint8_t)block->category;
        block->bytes[1] = (uint8_t)(block->len >> 8);
        block->bytes[2] = (uint8_t)block->len;
        lw_text_bytes(to, (const char *)block->bytes, block->len);
    }
    block->category = 0;
    block->len = 0;
}

/* ---- items ---- */

void lw_asterix_item_time(struct lw_asterix_block *block, const char *item,
                          int64_t time_ns)
{
    const int64_t since = time_ns % day_ns + (time_ns < 0 ? day_ns : 0);

    /* in steps of 1/128 s, never up to the next day */
    const int64_t steps = since / 7812500;

    lw_json_put_fixed(&block->text, item, (double)steps / 128.0, 7);
}

void lw_asterix_item_place(struct lw_asterix_block *block, const char *item,
                           const struct lw_geodetic *place)
{
    struct lw_text *to = &block->text;

    lw_json_put_key(to, item);
    lw_text_put(to, "{\"LAT\":");
    lw_text_fixed(to, place->lat_rad * LW_JSON_DEGREES, 9);
    lw_json_put_fixed(to, "LON", place->lon_rad * LW_JSON_DEGREES, 9);
    lw_text_put(to, "}");
}

void lw_asterix_item_squawk(struct lw_asterix_block *block, const char *item,
                            const struct lw_track *track)
{
    const char *squawk = track->ident.squawk;

    if (!(track->has_ident & LW_HAS_SQUAWK) || strlen(squawk) != 4 ||
        strspn(squawk, "01234567") != 4)
        return;
    lw_json_put_key(&block->text, item);
    lw_text_put(&block->text, "{\"MODE3A\":");
    lw_text_quote(&block->text, squawk);
    lw_text_put(&block->text, "}");
}

double lw_asterix_upwards(double value, double lsb, double most)
{
    return value < most ? fmin(ceil(value / lsb) * lsb, most) : most;
}

double lw_asterix_within(double value, double most)
{
    return fmin(fmax(value, -most), most);
}

uint32_t lw_asterix_number_of(const struct lw_track *track, uint32_t most)
{
    return (track->number - 1) % most + 1;
}

bool lw_asterix_is_callsign(const char *name)
{
    const size_t len = strlen(name);

    for (size_t i = 0; i < len; i++)
        if ((name[i] < 'A' || name[i] > 'Z') &&
            (name[i] < '0' || name[i] > '9') && name[i] != ' ')
            return false;
    return len > 0 && len <= 8;
}

int lw_asterix_emitter_of(const struct lw_track *track)
{
    /* light, medium, high performance, rotorcraft, lighter than air, unmanned
     */
    static const int category[LW_KINDS] = {
        [LW_KIND_MULTIROTOR] = 13, [LW_KIND_PISTON] = 1,
        [LW_KIND_JET] = 6,         [LW_KIND_HELICOPTER] = 10,
        [LW_KIND_AIRLINER] = 3,    [LW_KIND_BALLOON] = 12,
    };

    for (int kind = 0; kind < LW_KINDS; kind++)
        if (track->kinds[kind] > 0.5)
            return category[kind];
    return 0;
}
