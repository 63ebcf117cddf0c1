/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_block.h"

#include <math.h>
#include <string.h>

enum { HEAD_LEN = 3 };
static const struct lw_asterix_heading heading[LW_ASTERIX_CATEGORIES] = {
    {62, LW_I062_010_SAC, LW_I062_010_SIC, LW_I062_015},
    {21, LW_I021_010_SAC, LW_I021_010_SIC, LW_I021_015},
    {63, LW_I063_010_SAC, LW_I063_010_SIC, LW_I063_015},
    {65, LW_I065_010_SAC, LW_I065_010_SIC, LW_I065_015},
};
static const double degrees = 180.0 / 3.14159265358979323846;
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
    for (int i = 0; i < LW_ASTERIX_CATEGORIES; i++)
        block->spec[i] = lw_asterix_find(heading[i].category, NULL);
    return 0;
}

void lw_asterix_block_begin(struct lw_asterix_block *block, int category)
{
    struct lw_asterix_build *build = &block->build;
    int i = 0;

    while (heading[i].category != category)
        i++;
    lw_asterix_build_begin(build, block->spec[i]);
    lw_asterix_build_raw(build, heading[i].sac, block->sac);
    lw_asterix_build_raw(build, heading[i].sic, block->sic);
    if (block->has_service)
        lw_asterix_build_raw(build, heading[i].service, block->service);
}

void lw_asterix_block_end(struct lw_asterix_block *block, struct lw_text *to)
{
    uint8_t record[LW_ASTERIX_BLOCK_MAX - HEAD_LEN];
    const int category = block->build.spec->category;
    const int len = lw_asterix_build_end(&block->build, record, sizeof record);

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

/* ---- values ---- */

void lw_asterix_put_time_of_day(struct lw_asterix_build *build, unsigned field,
                                int64_t time_ns)
{
    const int64_t since = time_ns % day_ns + (time_ns < 0 ? day_ns : 0);

    /* in steps of 1/128 s, never up to the next day */
    lw_asterix_build_raw(build, field, (uint64_t)(since / 7812500));
}

void lw_asterix_put_latlon(struct lw_asterix_build *build, unsigned lat,
                           unsigned lon, const struct lw_geodetic *place)
{
    lw_asterix_build_number(build, lat, place->lat_rad * degrees);
    lw_asterix_build_number(build, lon, place->lon_rad * degrees);
}

void lw_asterix_put_mode3a(struct lw_asterix_build *build, unsigned field,
                           const struct lw_track *track)
{
    const char *squawk = track->ident.squawk;
    uint64_t raw = 0;

    if (!(track->has_ident & LW_HAS_SQUAWK) || strlen(squawk) != 4 ||
        strspn(squawk, "01234567") != 4)
        return;
    for (int i = 0; i < 4; i++)
        raw = raw << 3 | (uint64_t)(squawk[i] - '0');
    lw_asterix_build_raw(build, field, raw);
}

/* A character's code of six bits, or -1. */
static int six_bits(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 1;
    return c == ' ' || (c >= '0' && c <= '9') ? c : -1;
}

bool lw_asterix_put_name(struct lw_asterix_build *build, unsigned field,
                         const struct lw_track *track)
{
    enum { LEN = 8 };
    const char *name = track->ident.callsign;
    const size_t len = strlen(name);
    uint64_t raw = 0;

    if (!(track->has_ident & LW_HAS_CALLSIGN) || len == 0 || len > LEN)
        return false;
    for (size_t i = 0; i < LEN; i++) {
        const int code = six_bits(i < len ? name[i] : ' ');
        if (code < 0)
            return false;
        raw = raw << 6 | (uint64_t)code;
    }
    lw_asterix_build_raw(build, field, raw);
    return true;
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
