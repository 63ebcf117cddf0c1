/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_spec.h - what the ASTERIX specifications say: which items a category
 * has, how each is laid out, in which unit, in every edition.
 *
 * The tables are made from data/asterix/ when the program is built
 * (scripts/asterix_tables.py). Decoder and encoder read the same ones.
 *
 * Source  EUROCONTROL-SPEC-0149 (Part 1: data blocks, FSPEC, item formats) and
 *         the parts of each category; as text in data/asterix/
 */
#ifndef LW_ASTERIX_SPEC_H
#define LW_ASTERIX_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lw_asterix_kind {
    LW_ASTERIX_ELEMENT,       /* `bits` of `content` */
    LW_ASTERIX_SPARE,         /* `bits` that mean nothing */
    LW_ASTERIX_FX,            /* the bit that says whether more follows */
    LW_ASTERIX_GROUP,         /* `bits`: the children one after another */
    LW_ASTERIX_EXTENDED,      /* the same, up to an FX that is 0: `bits` and
                                 then each time 8, `extents` times at most */
    LW_ASTERIX_EXTENDED_ONCE, /* the same, without an FX at the very end */
    LW_ASTERIX_REPETITIVE,    /* child[0] so often as a count of `bits` says; 0:
                                 each followed by an FX */
    LW_ASTERIX_COMPOUND,      /* those children that the bits before them name;
                                 `bits`: how many, 0: up to an FX that is 0 */
    LW_ASTERIX_EXPLICIT,      /* a byte of length, which counts itself */
    LW_ASTERIX_CASE           /* `bits`: what another item says that it is */
};

enum lw_asterix_content {
    LW_ASTERIX_RAW,
    LW_ASTERIX_TABLE,    /* a number with a meaning */
    LW_ASTERIX_UNSIGNED, /* times lsb */
    LW_ASTERIX_SIGNED,   /* two's complement, times lsb */
    LW_ASTERIX_ASCII,    /* 8 bits a character */
    LW_ASTERIX_ICAO,     /* 6 bits a character (ICAO Annex 10, IV, 3.1.2.9) */
    LW_ASTERIX_OCTAL,    /* 3 bits a digit */
    LW_ASTERIX_BY_CASE,  /* of an element: as another item says */
    /* of an explicit item */
    LW_ASTERIX_NONE,
    LW_ASTERIX_SP, /* special purpose: agreed on by its users */
    LW_ASTERIX_RE  /* reserved expansion: see lw_asterix_expansions */
};

struct lw_asterix_meaning {
    uint32_t value;
    const char *text;
};

/* One of several ways, where the items by which it depends have these values.
 */
struct lw_asterix_way {
    bool any; /* whatever they are */
    uint32_t value[2];
    const struct lw_asterix_node *node;
};

enum { LW_ASTERIX_KEY_MAX = 24 };

struct lw_asterix_node {
    const char *name;             /* "040", "RHO"; NULL: it has none */
    char key[LW_ASTERIX_KEY_MAX]; /* the same as JSON: "\"RHO\":" */
    const char *title;
    enum lw_asterix_kind kind;
    enum lw_asterix_content content;
    uint16_t bits;    /* in all, where that is fixed; see also the kinds */
    uint8_t decimals; /* that tell each multiple of lsb from the next */
    uint8_t key_len;
    uint8_t extents; /* of an extended item: how many FX may divide it into */
    uint16_t children, meanings, ways;
    const struct lw_asterix_node *child;
    const uint8_t *size; /* of a compound, bytes of each child; 0: they vary */
    /* Of a compound whose bits go up to an FX, where the first FX is 0: its
     * bytes by the seven bits before that; 0: they vary. */
    const uint8_t *length;
    const struct lw_asterix_meaning *meaning;
    const struct lw_asterix_way *way;
    const char *by[2]; /* "120/CC/TID": the items that `way` depends on */
    double lsb;        /* in `unit` */
    /* 10^decimals times lsb: scale / 2^shift */
    uint32_t scale;
    uint8_t shift;
    const char *unit;
};

/* The order of items in a record: places in spec->item. */
enum {
    LW_ASTERIX_UNUSED = -1,
    LW_ASTERIX_RFS = -2 /* random field sequence */
};

struct lw_asterix_profile {
    const char *name; /* "plot", "track"; "": the only one */
    const int16_t *slot;
    const uint8_t *size; /* bytes of each item; 0: they vary */
    int slots;
};

/*
 * Where a value stands: in an item of fixed layout or in the first bytes of an
 * extended one, or in a part of a compound item that is so. All categories'
 * fields are named in asterix_fields.h, those of all editions:
 * LW_I048_040_RHO is "040/RHO" of category 048.
 */
struct lw_asterix_field {
    const struct lw_asterix_node *node; /* NULL: not of this edition */
    uint8_t item; /* in spec->item; one that is none where node is NULL */
    uint8_t part; /* of the compound's children, from 1; 0: it is none */
    uint8_t byte; /* of the item, or of its part, that it begins in */
    uint8_t over; /* bits of that before it */
    uint8_t bits; /* 1..64, with those 64 at most */
    uint8_t end;  /* bytes up to its last bit */
};

enum { LW_ASTERIX_PLACES_MAX = 64 }; /* more than an edition has items */

struct lw_asterix_choice {
    uint32_t value;
    int profile;
};

struct lw_asterix_spec {
    int category;
    const char *edition, *title;
    const struct lw_asterix_node *item;
    int items;
    int source; /* place of 010, who it is from; -1: there is none */
    const struct lw_asterix_profile *profile;
    int profiles;
    const char *profile_by; /* "020/TYP": the item that tells; NULL: none */
    int profile_field;      /* the same */
    const struct lw_asterix_choice *choice;
    int choices;
    const struct lw_asterix_field *field;
    int fields;
};

/* By category, then edition, the oldest first; ends with category 0. */
extern const struct lw_asterix_spec lw_asterix_specs[];
/* Of category c: from [c] on, before [c + 1]. */
extern const uint8_t lw_asterix_first[257];
/* What reserved expansion fields hold: item[0], by category and edition. */
extern const struct lw_asterix_spec lw_asterix_expansions[];

/* An edition of a category; NULL: the newest. NULL: not known. */
const struct lw_asterix_spec *lw_asterix_find(int category,
                                              const char *edition);
/* The way of a node where the items by which it depends have these values, if
 * they are known; the node itself where it has no such way. */
const struct lw_asterix_node *
lw_asterix_choose(const struct lw_asterix_node *node, bool known,
                  const uint64_t value[2]);
/* Bits of a character; 0: it is no text. */
size_t lw_asterix_char_bits(enum lw_asterix_content content);
/* A character of the six-bit alphabet; 0: there is none of this code. */
static inline char lw_asterix_icao_char(unsigned six)
{
    static const char alphabet[64] = {
        0,   'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L',
        'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y',
        'Z', 0,   0,   0,   0,   0,   ' ', 0,   0,   0,   0,   0,   0,
        0,   0,   0,   0,   0,   0,   0,   0,   0,   '0', '1', '2', '3',
        '4', '5', '6', '7', '8', '9', 0,   0,   0,   0,   0,   0};

    return alphabet[six & 63];
}
/* The newest expansion of a category; NULL: none is published. */
const struct lw_asterix_node *lw_asterix_expansion(int category);

#endif
