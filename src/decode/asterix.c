/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ASTERIX: EUROCONTROL's format for radars and their like, all categories and
 * editions of data/asterix/.
 *
 *   data block:  CAT (1 byte)  LEN (2 bytes, all of it)  record record ...
 *   record:      FSPEC (which items follow, in the order of the category)
 *                item item ...
 *
 * A record does not say how long it is: what cannot be read ends its block,
 * and the next block begins where this one says.
 *
 * Source  EUROCONTROL-SPEC-0149-1, 4
 */
#include <string.h>

#include "asterix_json.h"
#include "asterix_sources.h"
#include "formats.h"

enum {
    HEAD_LEN = 3,
    BLOCK_LEN_MIN = HEAD_LEN + 1,
    BLOCK_LEN_MAX = 65535,
    LOOK_LEN_MAX = 2048 /* of a record, to see whether it can be read */
};

struct asterix {
    struct lw_asterix_record record;
    int err; /* of the record that part() came to, or 0 */
    struct lw_fault fault;
    struct lw_asterix_sources sources;
    struct lw_asterix_plans plans;
};

static size_t refuse(struct asterix *a, size_t len, int err, const char *item,
                     const char *why)
{
    a->err = lw_fault_set(&a->fault, err, 0, 1, "%s: %s", item, why);
    return len;
}

static const char *const settings[] = {"edition.", "looks", NULL};

static int asterix_init(void *state, const struct lw_decode_config *config,
                        struct lw_fault *fault)
{
    struct asterix *a = state;

    memset(&a->plans, 0, sizeof a->plans);
    (void)refuse(a, 0, LW_ERR_MISSING, "block", "has no record yet");
    return lw_asterix_sources_init(&a->sources, config, fault);
}

/* A data block whose records, as far as they are there, can all be read. One
 * that is cut off, and 0x20 is a category and a space, says less. */
static int asterix_guess(const uint8_t *buf, size_t len)
{
    struct lw_asterix_record record;
    const size_t block = len < 4 ? 0 : (size_t)buf[1] << 8 | buf[2];
    const struct lw_asterix_spec *spec =
        len < 4 ? NULL : lw_asterix_find(buf[0], NULL);
    const size_t have = block < len ? block : len;
    int err = spec == NULL || block < 4 ? LW_ERR_NOT_MINE : 0;

    for (size_t at = 3; err >= 0 && at < have; at += (size_t)err)
        err = lw_asterix_record_read(spec, buf + at, have - at, &record, NULL);
    if (block <= len)
        return err >= 0 ? 70 : 0;
    return err >= 0 || err == LW_ERR_TRUNCATED ? 20 : 0;
}

static size_t block_len(const uint8_t *buf)
{
    return (size_t)buf[1] << 8 | buf[2];
}

static bool is_head(const uint8_t *buf)
{
    return block_len(buf) >= BLOCK_LEN_MIN &&
           lw_asterix_find(buf[0], NULL) != NULL;
}

/* Whether the first record of a block can be read, as far as is looked. */
static bool can_be_read(const uint8_t *block, size_t size)
{
    struct lw_asterix_record record;
    const bool all = size - HEAD_LEN <= LOOK_LEN_MAX;
    const int got = lw_asterix_record_read(
        lw_asterix_find(block[0], NULL), block + HEAD_LEN,
        all ? size - HEAD_LEN : LOOK_LEN_MAX, &record, NULL);

    return got > 0 ? record.count > 0 : got == LW_ERR_TRUNCATED && !all;
}

/* Whether behind a block stands another, and a head behind that, or what may
 * yet become one. */
static bool goes_on(const uint8_t *buf, size_t len, size_t size, int end)
{
    const size_t left = len - size;
    const uint8_t *next = buf + size;

    if (left < HEAD_LEN || !is_head(next))
        return left < HEAD_LEN;
    const size_t then = block_len(next);
    return then > left ? !end : left - then < HEAD_LEN || is_head(next + then);
}

/* Where, behind the first byte, a block begins beyond doubt: whole, readable,
 * and not in the middle of something; or else where one may begin that is not
 * whole yet (`doubtful`). 0: nowhere. */
static size_t look_for_block(const uint8_t *buf, size_t len, int end,
                             bool doubtful)
{
    size_t found = 0;

    for (size_t at = 1; at + HEAD_LEN <= len && at < BLOCK_LEN_MAX; at++) {
        if (!is_head(buf + at))
            continue;
        const size_t size = block_len(buf + at);
        if (size > len - at) {
            found = found == 0 && doubtful ? at : found;
        } else if (goes_on(buf + at, len - at, size, end) &&
                   can_be_read(buf + at, size)) {
            return at;
        }
    }
    return found;
}

/* A block of a category that nobody knows, where the next one shows its end:
 * its length; 0: it is none; or more than len: more bytes must tell. */
static size_t unknown_block(const uint8_t *buf, size_t len, int end)
{
    const size_t size = block_len(buf);

    if (size < BLOCK_LEN_MIN || size > len)
        return size < BLOCK_LEN_MIN || end ? 0 : size;
    if (len - size >= HEAD_LEN)
        return is_head(buf + size) ? size : 0;
    return end && len > size                        ? 0
           : end || size + HEAD_LEN > BLOCK_LEN_MAX ? size
                                                    : size + HEAD_LEN;
}

/*
 * A whole block. One that cannot be read is still passed over by its length,
 * where the next one confirms that. What is none is given out up to where one
 * begins.
 */
static size_t asterix_frame(const uint8_t *buf, size_t len, int end,
                            size_t *start)
{
    *start = 0;
    if (len < HEAD_LEN)
        return end ? len : 0;
    const bool known = is_head(buf);
    const size_t size = known ? block_len(buf) : unknown_block(buf, len, end);
    const bool whole = size > 0 && size <= len;
    const bool wait = size > len && !end && len < BLOCK_LEN_MAX;
    if ((whole && (!known || goes_on(buf, len, size, end))) || (wait && known))
        return whole ? size : 0;
    const size_t next = look_for_block(buf, len, end, !end && !wait && !whole);
    if (whole && (next == 0 || next >= size) &&
        (can_be_read(buf, size) || is_head(buf + size)))
        return size;
    if (next > 0 || wait)
        return next;
    const size_t noise = end ? len : len - HEAD_LEN + 1;
    return noise < BLOCK_LEN_MAX ? noise : BLOCK_LEN_MAX;
}

static size_t asterix_part(void *state, const uint8_t *frame, size_t len,
                           size_t from)
{
    struct asterix *a = state;
    const size_t head = from == 0 ? HEAD_LEN : 0;

    a->err = 0;
    if (len < BLOCK_LEN_MIN ||
        (a->sources.spec[frame[0]] == NULL && block_len(frame) != len))
        return refuse(a, len, LW_ERR_SYNTAX, "block", "is none");
    if (a->sources.spec[frame[0]] == NULL)
        return refuse(a, len, LW_ERR_UNKNOWN, "block",
                      "is of a category that is not known");
    if (block_len(frame) != len)
        return refuse(a, len, LW_ERR_TRUNCATED, "block", "ends too early");
    const struct lw_asterix_spec *spec = lw_asterix_sources_spec(
        &a->sources, frame[0], frame + from + head, len - from - head);
    const int got =
        lw_asterix_record_next(&a->plans, spec, frame + from + head,
                               len - from - head, &a->record, &a->fault);
    if (got < 0) {
        a->err = got;
        a->fault.column += (int64_t)head;
        return len;
    }
    return from + head + (size_t)got;
}

/* The time of day of the first record that can be read. */
static int64_t asterix_clock_ns(void *state, const uint8_t *frame, size_t len)
{
    struct asterix *a = state;
    struct lw_asterix_record record;

    if (len < BLOCK_LEN_MIN)
        return -1;
    const struct lw_asterix_spec *spec = lw_asterix_sources_spec(
        &a->sources, frame[0], frame + HEAD_LEN, len - HEAD_LEN);
    return spec != NULL &&
                   lw_asterix_record_next(&a->plans, spec, frame + HEAD_LEN,
                                          len - HEAD_LEN, &record, NULL) > 0
               ? lw_asterix_time_of_day_ns(&record)
               : -1;
}

static int asterix_decode(void *state, const uint8_t *msg, size_t len,
                          int64_t rx_ns, struct lw_report *out, size_t out_max,
                          struct lw_fault *fault)
{
    struct asterix *a = state;

    (void)msg;
    (void)len;
    if (a->err < 0 && fault != NULL)
        *fault = a->fault;
    if (a->err < 0)
        return a->err;
    if (out_max < LW_ASTERIX_REPORTS_MAX)
        return LW_ERR_NO_SPACE;
    return lw_asterix_report(&a->record, &a->sources.config,
                             lw_asterix_sources_of(&a->sources, &a->record),
                             rx_ns, out, fault);
}

static int asterix_describe(void *state, const uint8_t *msg, size_t len,
                            char *text, size_t size, struct lw_fault *fault)
{
    const struct asterix *a = state;
    struct lw_text to;

    (void)msg;
    (void)len;
    if (a->err < 0) {
        *fault = a->fault;
        return a->err;
    }
    lw_text_init(&to, text, size);
    lw_asterix_describe(&a->record, &to);
    const int said = lw_text_len(&to);
    return said >= 0 ? said
                     : lw_fault_set(fault, said, 0, 1,
                                    "block: a record too long to be told");
}

const struct lw_decoder lw_decoder_asterix = {
    .name = "asterix",
    .format = "asterix",
    .title = "ASTERIX, all categories and editions",
    .spec = "EUROCONTROL-SPEC-0149",
    .frame_len_max = BLOCK_LEN_MAX,
    .state_size = sizeof(struct asterix),
    .named = true,
    .plain = true,
    .options = settings,
    .init = asterix_init,
    .guess = asterix_guess,
    .frame = asterix_frame,
    .part = asterix_part,
    .clock_ns = asterix_clock_ns,
    .clock_round_ns = LW_DAY_NS,
    .decode = asterix_decode,
    .describe = asterix_describe,
};
