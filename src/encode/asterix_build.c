/* SPDX-License-Identifier: Apache-2.0 */
#include "asterix_build.h"

#include <math.h>
#include <string.h>

enum { FSPEC_MAX = 16, PRESENCE_MAX = 8, EXACT_BITS = 53 };

void lw_asterix_build_begin(struct lw_asterix_build *build,
                            const struct lw_asterix_spec *spec)
{
    build->spec = spec;
    build->items = 0;
    build->err = 0;
    build->values = 0;
}

static void fail(struct lw_asterix_build *build, int err)
{
    if (build->err == 0)
        build->err = err;
}

void lw_asterix_build_raw(struct lw_asterix_build *build, unsigned field,
                          uint64_t raw)
{
    const struct lw_asterix_field *f = &build->spec->field[field];

    if (f->node == NULL) {
        fail(build, LW_ERR_UNKNOWN);
    } else if (f->bits < 64 && raw >> f->bits != 0) {
        fail(build, LW_ERR_RANGE);
    } else if (build->values == LW_ASTERIX_BUILD_MAX) {
        fail(build, LW_ERR_NO_SPACE);
    } else {
        build->items |= UINT64_C(1) << f->item;
        build->value[build->values].field = f;
        build->value[build->values++].raw = raw;
    }
}

void lw_asterix_build_number(struct lw_asterix_build *build, unsigned field,
                             double value)
{
    const struct lw_asterix_field *f = &build->spec->field[field];

    if (f->node == NULL) {
        fail(build, LW_ERR_UNKNOWN);
        return;
    }
    const bool is_signed = f->node->content == LW_ASTERIX_SIGNED;
    const double lsb = f->node->lsb > 0.0 ? f->node->lsb : 1.0;
    const double top = ldexp(1.0, f->bits - (is_signed ? 1 : 0));
    const double raw = rint(value / lsb);
    if (f->bits > EXACT_BITS || !(raw < top) ||
        !(raw >= (is_signed ? -top : 0.0))) {
        fail(build, LW_ERR_RANGE);
        return;
    }
    const uint64_t mask = (UINT64_C(1) << f->bits) - 1;
    lw_asterix_build_raw(build, field, (uint64_t)(int64_t)raw & mask);
}

/* ---- the record ---- */

struct out {
    uint8_t *bytes;
    size_t len, size;
};

/* So many bytes more, all 0; NULL: there is no room. */
static uint8_t *add(struct out *to, size_t len)
{
    if (len > to->size - to->len)
        return NULL;
    uint8_t *at = to->bytes + to->len;
    memset(at, 0, len);
    to->len += len;
    return at;
}

static void put_bits(uint8_t *at, const struct lw_asterix_field *f,
                     uint64_t raw)
{
    for (unsigned i = 0; i < f->bits; i++) {
        const unsigned bit = 8u * f->byte + f->over + f->bits - 1u - i;
        if (raw >> i & 1)
            at[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
    }
}

/* The values of an item, or of its part (from 1; 0: it has none), at. */
static void put_values(const struct lw_asterix_build *build, int item, int part,
                       uint8_t *at)
{
    for (int i = 0; i < build->values; i++) {
        const struct lw_asterix_field *f = build->value[i].field;
        if (f->item == item && f->part == part)
            put_bits(at, f, build->value[i].raw);
    }
}

static bool is_fixed(const struct lw_asterix_node *node)
{
    return node->kind == LW_ASTERIX_ELEMENT || node->kind == LW_ASTERIX_GROUP;
}

/* The last byte of an item that a value reaches into. */
static size_t last_byte(const struct lw_asterix_build *build, int item)
{
    size_t last = 0;

    for (int i = 0; i < build->values; i++) {
        const struct lw_asterix_field *f = build->value[i].field;
        if (f->item == item && f->end > last + 1)
            last = f->end - 1u;
    }
    return last;
}

/* Extents up to the last that has a value; FX after each but that. */
static int put_extended(const struct lw_asterix_build *build, int item,
                        const struct lw_asterix_node *node, struct out *to)
{
    const size_t first = node->bits / 8u, last = last_byte(build, item);
    const size_t len = last < first ? first : last + 1;
    uint8_t *at = add(to, len);

    if (at == NULL)
        return LW_ERR_NO_SPACE;
    put_values(build, item, 0, at);
    for (size_t byte = first - 1; byte + 1 < len; byte++)
        at[byte] |= 1;
    return 0;
}

static int put_compound(const struct lw_asterix_build *build, int item,
                        const struct lw_asterix_node *node, struct out *to)
{
    const unsigned a_byte = node->bits > 0 ? 8 : 7;
    uint8_t presence[PRESENCE_MAX] = {0};
    size_t bytes = node->bits / 8u;

    for (int i = 0; i < build->values; i++) {
        const struct lw_asterix_field *f = build->value[i].field;
        const unsigned part = f->part - 1u;
        if (f->item != item)
            continue;
        if (part / a_byte >= PRESENCE_MAX || !is_fixed(&node->child[part]))
            return LW_ERR_UNKNOWN;
        presence[part / a_byte] |= (uint8_t)(0x80u >> part % a_byte);
        if (part / a_byte >= bytes)
            bytes = part / a_byte + 1;
    }
    for (size_t i = 0; node->bits == 0 && i + 1 < bytes; i++)
        presence[i] |= 1;
    uint8_t *at = add(to, bytes);
    if (at == NULL)
        return LW_ERR_NO_SPACE;
    memcpy(at, presence, bytes);
    for (unsigned part = 0; part < node->children; part++) {
        if (part / a_byte >= bytes ||
            !(presence[part / a_byte] >> (7 - part % a_byte) & 1))
            continue;
        at = add(to, node->child[part].bits / 8u);
        if (at == NULL)
            return LW_ERR_NO_SPACE;
        put_values(build, item, (int)part + 1, at);
    }
    return 0;
}

static int put_item(const struct lw_asterix_build *build, int item,
                    struct out *to)
{
    const struct lw_asterix_node *node = &build->spec->item[item];

    if (is_fixed(node)) {
        uint8_t *at = add(to, node->bits / 8u);
        if (at == NULL)
            return LW_ERR_NO_SPACE;
        put_values(build, item, 0, at);
        return 0;
    }
    if (node->kind == LW_ASTERIX_EXTENDED ||
        node->kind == LW_ASTERIX_EXTENDED_ONCE)
        return put_extended(build, item, node, to);
    return node->kind == LW_ASTERIX_COMPOUND
               ? put_compound(build, item, node, to)
               : LW_ERR_UNKNOWN;
}

int lw_asterix_build_end(const struct lw_asterix_build *build, uint8_t *bytes,
                         size_t size)
{
    const struct lw_asterix_profile *order = &build->spec->profile[0];
    struct out to = {bytes, 0, size};
    int last = 0, err = build->err;

    for (int slot = 0; slot < order->slots; slot++)
        if (order->slot[slot] >= 0 && build->items >> order->slot[slot] & 1)
            last = slot;
    const int fspec = last / 7 + 1;
    if (add(&to, (size_t)fspec) == NULL)
        return LW_ERR_NO_SPACE;
    for (int slot = 0; slot <= last && err >= 0; slot++) {
        const int item = order->slot[slot];
        if (item < 0 || !(build->items >> item & 1))
            continue;
        bytes[slot / 7] |= (uint8_t)(0x80u >> slot % 7);
        err = put_item(build, item, &to);
    }
    for (int i = 0; i + 1 < fspec; i++)
        bytes[i] |= 1;
    return err < 0 ? err : (int)to.len;
}
