/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_record.h - one ASTERIX record: where its items are, and a walk over
 * what they hold.
 *
 * Every length is checked against what is there: a wrong one is an error at
 * its item, never a slip into what follows.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4 (structure of data blocks and records)
 */
#ifndef LW_ASTERIX_RECORD_H
#define LW_ASTERIX_RECORD_H

#include <limits.h>

#include "luchtwacht/err.h"
#include "model/asterix_fields.h"
#include "model/asterix_spec.h"

enum { LW_ASTERIX_ITEMS_MAX = 80, LW_ASTERIX_DEPTH = 10 };

struct lw_asterix_record {
    const struct lw_asterix_spec *spec;
    const uint8_t *bytes;
    size_t len;
    size_t room; /* bytes that can be read, of it and what follows */
    int profile;
    int count; /* items, in the order that they came in */
    struct lw_asterix_item {
        uint16_t place; /* in spec->item */
        uint16_t at, len;
        uint16_t none; /* so that an item is copied at once */
    } item[LW_ASTERIX_ITEMS_MAX];
    uint8_t item_of[LW_ASTERIX_PLACES_MAX]; /* by place, the first, from 1 */
};

/*
 * What an FSPEC of an edition says, worked out once: its items, and where they
 * are from the one before that is not always as long. A stream repeats few
 * FSPECs. All 0: of none yet.
 */
enum {
    LW_ASTERIX_PLAN_ITEMS_MAX = 48,
    LW_ASTERIX_PLAN_RUNS_MAX = 24,
    LW_ASTERIX_PLAN_SETS = 32, /* a power of two */
    LW_ASTERIX_PLAN_WAYS = 2   /* plans that share a set */
};

struct lw_asterix_plan {
    const struct lw_asterix_spec *spec; /* NULL: no plan */
    uint64_t fspec;                     /* its bytes, the last the lowest */
    uint8_t count, runs;
    struct {
        uint8_t end;    /* items before it: the run's, of one length each */
        uint16_t bytes; /* of these; then comes one whose length varies */
    } run[LW_ASTERIX_PLAN_RUNS_MAX];
    struct lw_asterix_item item[LW_ASTERIX_PLAN_ITEMS_MAX];
    uint8_t item_of[LW_ASTERIX_PLACES_MAX];
};

struct lw_asterix_plans {
    struct lw_asterix_plan plan[LW_ASTERIX_PLAN_SETS][LW_ASTERIX_PLAN_WAYS];
    uint8_t latest[LW_ASTERIX_PLAN_SETS]; /* the way that was used last */
};

/*
 * The record at the beginning of buf: its items, its length. 0 < result <= len,
 * or
 *   LW_ERR_TRUNCATED  an item ends beyond the block
 *   LW_ERR_SYNTAX     a length, count or extension that cannot be
 *   LW_ERR_UNKNOWN    it names an item that this edition does not have
 *   LW_ERR_MISSING    the item that tells how to read it is not there
 * fault->what begins with the item; fault->column is the byte in buf, from 1.
 */
LW_NODISCARD int lw_asterix_record_read(const struct lw_asterix_spec *spec,
                                        const uint8_t *buf, size_t len,
                                        struct lw_asterix_record *record,
                                        struct lw_fault *fault);
/* The same, and quicker, with the plans of the records before it. */
LW_NODISCARD int lw_asterix_record_next(struct lw_asterix_plans *plans,
                                        const struct lw_asterix_spec *spec,
                                        const uint8_t *buf, size_t len,
                                        struct lw_asterix_record *record,
                                        struct lw_fault *fault);

/* The bytes of an item, by its name; NULL: it is not there. */
const struct lw_asterix_item *
lw_asterix_record_find(const struct lw_asterix_record *record,
                       const char *name);

enum lw_asterix_event {
    LW_ASTERIX_END,
    LW_ASTERIX_VALUE, /* of `node`, see lw_asterix_decide(): `bits` at `from` */
    LW_ASTERIX_BYTES, /* of an explicit item, from `from` */
    LW_ASTERIX_OBJECT, /* what is named follows, up to its close */
    LW_ASTERIX_LIST,   /* what has no name */
    LW_ASTERIX_CLOSE
};

/* A walk over one item. */
struct lw_asterix_walk {
    const uint8_t *bytes;
    size_t bit, end;  /* in bits */
    const char *name; /* of what was met last; NULL: it has none */
    const struct lw_asterix_node *node;
    size_t from, bits;
    const char *wrong; /* why the walk ended in an error */
    bool begun;
    int category, depth;
    struct lw_asterix_level {
        const struct lw_asterix_node *node;
        uint32_t child, left;
        size_t mark; /* of a compound: its first byte; explicit: its end */
    } level[LW_ASTERIX_DEPTH];
};

void lw_asterix_walk_begin(struct lw_asterix_walk *walk,
                           const struct lw_asterix_record *record,
                           const struct lw_asterix_item *item);
/* An event, or an error as above. */
int lw_asterix_walk_next(struct lw_asterix_walk *walk);

/* Past the parts of the group or extended item that was met last, which end
 * before this bit: what comes next is what follows. */
void lw_asterix_walk_past(struct lw_asterix_walk *walk, size_t bit);

/* What a value is where another item decides about it; the node itself where
 * none does, or where that item is not there. */
const struct lw_asterix_node *
lw_asterix_decide(const struct lw_asterix_record *record,
                  const struct lw_asterix_node *node);

/* Eight bytes at once, the first the highest. */
static inline uint64_t lw_asterix_eight(const uint8_t *b)
{
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 |
           (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 |
           (uint64_t)b[6] << 8 | b[7];
}

/* 1 to 64 bits, the first the highest. */
static inline uint64_t lw_asterix_bits(const uint8_t *bytes, size_t from,
                                       size_t bits)
{
    const uint8_t *at = bytes + from / 8;
    const size_t end = from % 8 + bits; /* from the first bit of *at */
    const uint64_t mask = UINT64_MAX >> (64 - bits);
    uint64_t value = *at++;

    if (end <= 8)
        return value >> (8 - end) & mask;
    size_t got = 8;
    for (; got + 8 <= end; got += 8)
        value = value << 8 | *at++;
    if (got < end)
        value = value << (end - got) | (uint64_t)*at >> (8 - (end - got));
    return value & mask;
}

/* The same as the number that it stands for. */
static inline double lw_asterix_number(const struct lw_asterix_node *node,
                                       uint64_t raw, size_t bits)
{
    const bool negative = node->content == LW_ASTERIX_SIGNED && bits < 64 &&
                          raw >> (bits - 1) & 1;

    return negative ? -(double)(((uint64_t)1 << bits) - raw) * node->lsb
                    : (double)raw * node->lsb;
}

/* Eight bytes at `at` as above, where fewer are left: then zeros. */
uint64_t lw_asterix_last(const struct lw_asterix_record *record, size_t at);

/* Where a field that is a part of a compound item begins, in the record; 0: it
 * is not there. */
size_t lw_asterix_place_of_part(const struct lw_asterix_record *record,
                                const struct lw_asterix_field *field);

/*
 * The value of a field, by its name in asterix_fields.h: LW_I048_020_TYP, of
 * every edition. false: the record does not have it, or its edition. The field
 * must be one of the record's category. O(1); in a compound item O(parts).
 */
static inline bool lw_asterix_value(const struct lw_asterix_record *record,
                                    unsigned field, uint64_t *raw)
{
    const struct lw_asterix_field *f = &record->spec->field[field];
    const unsigned number = record->item_of[f->item];

    if (number == 0)
        return false;
    const struct lw_asterix_item *item = &record->item[number - 1];
    size_t at = (size_t)item->at + f->byte;
    if (f->part > 0) {
        at = lw_asterix_place_of_part(record, f);
        if (at == 0)
            return false;
    } else if (f->end > item->len) {
        return false;
    }
    const uint64_t eight = record->room - at >= 8
                               ? lw_asterix_eight(record->bytes + at)
                               : lw_asterix_last(record, at);
    *raw = eight << f->over >> (64 - f->bits);
    return true;
}

/* The first bytes of an item, for several of its fields: quicker than to ask
 * for one after another. Not of a compound item. */
struct lw_asterix_window {
    uint64_t eight; /* bytes, the first the highest */
    unsigned item;  /* in spec->item; UINT_MAX: it is not there */
    unsigned len;   /* how many of them are the item's */
};

/* Of the item that has this field. */
static inline struct lw_asterix_window
lw_asterix_open(const struct lw_asterix_record *record, unsigned field)
{
    const unsigned place = record->spec->field[field].item;
    const unsigned number = record->item_of[place];

    if (number == 0)
        return (struct lw_asterix_window){.item = UINT_MAX};
    const struct lw_asterix_item *item = &record->item[number - 1];
    return (struct lw_asterix_window){
        .eight = record->room - item->at >= 8
                     ? lw_asterix_eight(record->bytes + item->at)
                     : lw_asterix_last(record, item->at),
        .item = place,
        .len = item->len < 8 ? item->len : 8};
}

/* As lw_asterix_value(), of a field that ends in the first eight bytes. */
static inline bool lw_asterix_seen(const struct lw_asterix_record *record,
                                   const struct lw_asterix_window *window,
                                   unsigned field, uint64_t *raw)
{
    const struct lw_asterix_field *f = &record->spec->field[field];

    if (f->end > window->len || f->item != window->item)
        return false;
    *raw = window->eight << (8u * f->byte + f->over) >> (64 - f->bits);
    return true;
}

/* The same in the standard's unit; false also where it has none. */
bool lw_asterix_value_number(const struct lw_asterix_record *record,
                             unsigned field, double *value);

/* What stands at "020/TYP" of a record, by a path that is not known before;
 * false: nothing does. */
bool lw_asterix_get(const struct lw_asterix_record *record, const char *path,
                    uint64_t *raw);
/* The same in the standard's unit. */
bool lw_asterix_get_number(const struct lw_asterix_record *record,
                           const char *path, double *value);

#endif
