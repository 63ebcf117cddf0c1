/* SPDX-License-Identifier: Apache-2.0 */
#include "mutate.h"

#include <string.h>

#include "random.h"

enum {
    CHANGES_MAX = 8,
    PIECE_MAX = 64,
    COPIES_MAX = 32,
    HEAD = 4,  /* where a length is looked for */
    SLACK = 8, /* a length may leave out so much of a header */
};

struct input {
    const struct mutate_pool *pool;
    uint8_t *bytes;
    size_t len;
    uint64_t random;
};

static size_t below(struct input *in, size_t count)
{
    return count == 0 ? 0 : random_below(&in->random, (uint32_t)count);
}

static size_t number_at(const uint8_t *bytes, size_t size, int little)
{
    if (size == 1)
        return bytes[0];
    return little ? (size_t)(bytes[0] | bytes[1] << 8)
                  : (size_t)(bytes[0] << 8 | bytes[1]);
}

static void put_number(uint8_t *bytes, size_t size, int little, size_t number)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(number >> 8 * (little ? i : size - 1 - i));
}

static void find_length(struct mutate_saved *saved, size_t size, int little)
{
    for (size_t i = 0; i < HEAD && i + size <= saved->len; i++) {
        const size_t said = number_at(saved->bytes + i, size, little);
        if (said > SLACK && said <= saved->len && said + SLACK >= saved->len) {
            saved->length_at = i;
            saved->length_size = size;
            saved->length_little = little;
            return;
        }
    }
}

void mutate_add(struct mutate_pool *pool, const uint8_t *bytes, size_t len)
{
    struct mutate_saved saved = {.len = len, .bytes = bytes};

    if (pool->count == MUTATE_SAVED_MAX)
        return;
    if (len > MUTATE_LEN_MAX / 2)
        saved.len = MUTATE_LEN_MAX / 2;
    for (int kind = 0; saved.length_size == 0 && kind < 3; kind++)
        find_length(&saved, kind < 2 ? 2 : 1, kind == 1);
    pool->saved[pool->count++] = saved;
}

/* Makes room of `size` bytes at `at`, moving what is behind; 0 if there is
 * none left. */
static int open_gap(struct input *in, size_t at, size_t size)
{
    if (size > MUTATE_LEN_MAX - in->len)
        return 0;
    memmove(in->bytes + at + size, in->bytes + at, in->len - at);
    in->len += size;
    return 1;
}

static void set_byte(struct input *in)
{
    static const uint8_t edges[] = {0, 1, 0x7f, 0x80, 0xff};
    uint8_t *byte = in->bytes + below(in, in->len);

    switch (below(in, 4)) {
    case 0:
        *byte = edges[below(in, sizeof edges)];
        break;
    case 1:
        *byte = (uint8_t)random_bits(&in->random);
        break;
    case 2:
        *byte = (uint8_t)(*byte + below(in, 17) - 8);
        break;
    default:
        *byte ^= (uint8_t)(1u << below(in, 8));
        break;
    }
}

/* Two bytes as a number: an edge, what is left from there, or a little off. */
static void set_number(struct input *in)
{
    static const size_t edges[] = {0, 1, 0x7fff, 0x8000, 0xffff};
    const int little = (int)below(in, 2);

    if (in->len < 2)
        return;
    const size_t at = below(in, in->len - 1);
    const size_t was = number_at(in->bytes + at, 2, little);
    const size_t off = below(in, 9);
    const size_t kind = below(in, 3);
    put_number(in->bytes + at, 2, little,
               kind == 0   ? edges[off % (sizeof edges / sizeof edges[0])]
               : kind == 1 ? in->len - at + off - 4
                           : was + off - 4);
}

static void remove_piece(struct input *in)
{
    const size_t at = below(in, in->len);
    const size_t left = in->len - at;
    const size_t size = 1 + below(in, left < PIECE_MAX ? left : PIECE_MAX);
    const size_t gone = size < left ? size : left;

    memmove(in->bytes + at, in->bytes + at + gone, left - gone);
    in->len -= gone;
}

static void repeat_piece(struct input *in)
{
    const size_t at = below(in, in->len);
    const size_t left = in->len - at;
    const size_t size = 1 + below(in, left < PIECE_MAX ? left : PIECE_MAX);
    const size_t piece = size < left ? size : left;
    const size_t copies = below(in, 4) ? 1 : 1 + below(in, COPIES_MAX);

    if (!open_gap(in, at + piece, copies * piece))
        return;
    for (size_t i = 1; i <= copies; i++)
        memcpy(in->bytes + at + i * piece, in->bytes + at, piece);
}

/* Two neighbouring pieces change places. */
static void swap_pieces(struct input *in)
{
    uint8_t first[PIECE_MAX];

    if (in->len < 2)
        return;
    const size_t at = below(in, in->len - 1);
    const size_t left = in->len - at;
    const size_t most = left / 2 < PIECE_MAX ? left / 2 : PIECE_MAX;
    const size_t size = 1 + below(in, most);
    const size_t piece = size <= most ? size : most;
    const size_t rest = left - piece;
    const size_t other = 1 + below(in, rest < PIECE_MAX ? rest : PIECE_MAX);
    const size_t second = other <= rest ? other : rest;

    memcpy(first, in->bytes + at, piece);
    memmove(in->bytes + at, in->bytes + at + piece, second);
    memcpy(in->bytes + at + second, first, piece);
}

/* A piece of another saved input: put between, over, or as the end. */
static void splice(struct input *in)
{
    const struct mutate_saved *other =
        &in->pool->saved[below(in, in->pool->count)];
    const size_t at = below(in, in->len + 1);

    if (other->len == 0)
        return;
    const size_t from = below(in, other->len);
    const size_t left = other->len - from;
    const size_t some = 1 + below(in, left < PIECE_MAX ? left : PIECE_MAX);
    const size_t piece = some < left ? some : left;
    const size_t kind = below(in, 3);
    if (kind == 0) {
        if (left > MUTATE_LEN_MAX - at)
            return;
        memcpy(in->bytes + at, other->bytes + from, left);
        in->len = at + left;
    } else if (kind == 1) {
        if (open_gap(in, at, piece))
            memcpy(in->bytes + at, other->bytes + from, piece);
    } else {
        const size_t room = in->len - at;
        memcpy(in->bytes + at, other->bytes + from,
               piece < room ? piece : room);
    }
}

static void change(struct input *in)
{
    static void (*const lengthy[])(struct input *) = {
        remove_piece, repeat_piece, swap_pieces, splice, set_number};
    const size_t kind = below(in, 16);

    if (in->len == 0)
        splice(in);
    else if (kind < sizeof lengthy / sizeof lengthy[0])
        lengthy[kind](in);
    else if (kind == sizeof lengthy / sizeof lengthy[0])
        in->len = below(in, in->len);
    else
        set_byte(in);
}

size_t mutate(const struct mutate_pool *pool, uint64_t seed, uint64_t run,
              uint8_t *out)
{
    struct input in = {.pool = pool, .bytes = out};

    in.random = seed ^ random_bits(&run);
    const struct mutate_saved *saved = &pool->saved[below(&in, pool->count)];
    memcpy(out, saved->bytes, saved->len);
    in.len = saved->len;
    uint64_t bits = random_bits(&in.random);
    for (int i = 0; i < CHANGES_MAX; i++, bits >>= 1) {
        change(&in);
        if (bits & 1)
            break;
    }
    /* In three of four the length is said as it is now: else nothing is read
     * behind it. */
    if (saved->length_size > 0 && (bits & 0x300) != 0 &&
        saved->length_at + saved->length_size <= in.len)
        put_number(out + saved->length_at, saved->length_size,
                   saved->length_little,
                   number_at(saved->bytes + saved->length_at,
                             saved->length_size, saved->length_little) +
                       in.len - saved->len);
    return in.len;
}
