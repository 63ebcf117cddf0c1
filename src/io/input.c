/* SPDX-License-Identifier: Apache-2.0 */
#include "input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { RAW_SIZE = 128 * 1024, MAGIC_LEN = 4 };

enum packing { PACKING_UNKNOWN, PACKING_NONE, PACKING_GZIP, PACKING_ZSTD };

struct lw_input {
    int fd;
    enum packing packing;
    bool raw_end;  /* the descriptor has no more */
    bool mid_item; /* inside a gzip member or zstd frame */
    bool skipping; /* in the rest of a line that is too long */
    int error;     /* final */
    z_stream gzip;
    ZSTD_DStream *zstd;
    size_t raw_from, raw_to; /* compressed bytes not yet unpacked */
    size_t from, to;         /* the window's unread bytes */
    size_t searched;         /* of those, known to hold no newline */
    int64_t dropped;         /* bytes before window[0] */
    int64_t line_offset, line_number;
    struct lw_fault fault;
    unsigned char raw[RAW_SIZE];
    unsigned char window[LW_INPUT_WINDOW + 1];
};

static int fail(struct lw_input *in, int err, const char *what)
{
    in->error = lw_fault_set(&in->fault, err, 0, 0, "%s", what);
    return err;
}

/* Bytes of the descriptor into dst: their number, 0 at the end, or an error. */
static int read_some(struct lw_input *in, unsigned char *dst, size_t size)
{
    ssize_t n;

    do
        n = read(in->fd, dst, size);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return fail(in, LW_ERR_IO, strerror(errno));
    if (n == 0)
        in->raw_end = true;
    return (int)n;
}

static int fill_raw(struct lw_input *in)
{
    if (in->raw_from == in->raw_to)
        in->raw_from = in->raw_to = 0;
    const int n =
        read_some(in, in->raw + in->raw_to, sizeof in->raw - in->raw_to);
    if (n > 0)
        in->raw_to += (size_t)n;
    return n;
}

/* Read until the magic can be told, then get the unpacker ready. */
static int find_packing(struct lw_input *in)
{
    static const unsigned char gzip[2] = {0x1f, 0x8b};
    static const unsigned char zstd[MAGIC_LEN] = {0x28, 0xb5, 0x2f, 0xfd};

    in->packing = PACKING_NONE;
    while (in->raw_to < MAGIC_LEN && !in->raw_end) {
        const int n = fill_raw(in);

        if (n < 0)
            return n;
        if (in->raw_to > 0 && in->raw[0] != gzip[0] && in->raw[0] != zstd[0])
            return 0;
    }
    if (in->raw_to >= sizeof gzip && memcmp(in->raw, gzip, sizeof gzip) == 0) {
        if (inflateInit2(&in->gzip, 15 + 16) != Z_OK)
            return fail(in, LW_ERR_IO, "no memory for gzip");
        in->packing = PACKING_GZIP;
    } else if (in->raw_to >= sizeof zstd &&
               memcmp(in->raw, zstd, sizeof zstd) == 0) {
        in->zstd = ZSTD_createDStream();
        if (in->zstd == NULL || ZSTD_isError(ZSTD_initDStream(in->zstd)))
            return fail(in, LW_ERR_IO, "no memory for zstd");
        in->packing = PACKING_ZSTD;
    }
    return 0;
}

static int unpack_gzip(struct lw_input *in, unsigned char *dst, size_t size)
{
    z_stream *z = &in->gzip;

    if (!in->mid_item && inflateReset(z) != Z_OK)
        return fail(in, LW_ERR_INTEGRITY, "damaged gzip");
    in->mid_item = true;
    z->next_in = in->raw + in->raw_from;
    z->avail_in = (uInt)(in->raw_to - in->raw_from);
    z->next_out = dst;
    z->avail_out = (uInt)size;
    const int result = inflate(z, Z_NO_FLUSH);
    in->raw_from = in->raw_to - z->avail_in;
    if (result == Z_STREAM_END)
        in->mid_item = false;
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return fail(in, LW_ERR_INTEGRITY, "damaged gzip");
    return (int)(size - z->avail_out);
}

static int unpack_zstd(struct lw_input *in, unsigned char *dst, size_t size)
{
    ZSTD_inBuffer from = {in->raw + in->raw_from, in->raw_to - in->raw_from, 0};
    ZSTD_outBuffer to = {dst, size, 0};
    const size_t result = ZSTD_decompressStream(in->zstd, &to, &from);

    in->raw_from += from.pos;
    if (ZSTD_isError(result))
        return fail(in, LW_ERR_INTEGRITY, "damaged zstd");
    in->mid_item = result != 0;
    return (int)to.pos;
}

/* Plain bytes into dst: their number, 0 at the end, or an error. */
static int read_plain(struct lw_input *in, unsigned char *dst, size_t size)
{
    if (in->packing == PACKING_UNKNOWN) {
        const int err = find_packing(in);
        if (err < 0)
            return err;
    }
    if (in->packing == PACKING_NONE) {
        const size_t have = in->raw_to - in->raw_from;

        if (have == 0)
            return in->raw_end ? 0 : read_some(in, dst, size);
        const size_t n = have < size ? have : size;
        memcpy(dst, in->raw + in->raw_from, n);
        in->raw_from += n;
        return (int)n;
    }
    for (;;) {
        /* An unpacker may hold output back although its input is used up. */
        if (in->raw_from < in->raw_to || in->mid_item) {
            const int n = in->packing == PACKING_GZIP
                              ? unpack_gzip(in, dst, size)
                              : unpack_zstd(in, dst, size);
            if (n != 0)
                return n;
        }
        if (in->raw_from < in->raw_to)
            continue;
        if (in->raw_end)
            return in->mid_item ? fail(in, LW_ERR_TRUNCATED,
                                       "the compressed file ends too early")
                                : 0;
        const int n = fill_raw(in);
        if (n < 0)
            return n;
    }
}

struct lw_input *lw_input_over(int fd, struct lw_fault *fault)
{
    struct lw_input *in = malloc(sizeof *in);

    if (in == NULL) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "no memory");
        return NULL;
    }
    memset(in, 0, offsetof(struct lw_input, raw));
    in->fd = fd;
    return in;
}

struct lw_input *lw_input_open(const char *path, struct lw_fault *fault)
{
    if (strcmp(path, "-") == 0)
        return lw_input_over(STDIN_FILENO, fault);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        (void)lw_fault_set(fault, LW_ERR_IO, 0, 0, "%s", strerror(errno));
        return NULL;
    }
    struct lw_input *in = lw_input_over(fd, fault);
    if (in == NULL)
        (void)close(fd);
    return in;
}

void lw_input_close(struct lw_input *in)
{
    if (in == NULL)
        return;
    if (in->packing == PACKING_GZIP)
        (void)inflateEnd(&in->gzip);
    ZSTD_freeDStream(in->zstd);
    if (in->fd != STDIN_FILENO)
        (void)close(in->fd);
    free(in);
}

size_t lw_input_bytes(const struct lw_input *in, const uint8_t **bytes)
{
    *bytes = in->window + in->from;
    return in->to - in->from;
}

void lw_input_drop(struct lw_input *in, size_t len)
{
    assert(len <= in->to - in->from);
    in->from += len;
    in->searched = len < in->searched ? in->searched - len : 0;
}

int lw_input_more(struct lw_input *in)
{
    if (in->error < 0)
        return in->error;
    /* Move what is left to the front once the room behind it gets short. */
    if (in->from == in->to || LW_INPUT_WINDOW - in->to < RAW_SIZE) {
        memmove(in->window, in->window + in->from, in->to - in->from);
        in->dropped += (int64_t)in->from;
        in->to -= in->from;
        in->from = 0;
    }
    if (in->to == LW_INPUT_WINDOW)
        return LW_ERR_NO_SPACE;
    const int n = read_plain(in, in->window + in->to, LW_INPUT_WINDOW - in->to);
    if (n < 0)
        return n;
    in->to += (size_t)n;
    return n > 0;
}

/* A line of `len` bytes at the front, `used` with its newline. */
static int give(struct lw_input *in, size_t len, size_t used, const char **line,
                size_t *line_len)
{
    const unsigned char *start = in->window + in->from;
    const bool rest = in->skipping;

    in->line_offset = in->dropped + (int64_t)in->from;
    lw_input_drop(in, used);
    in->searched = 0;
    in->skipping = false;
    if (rest)
        return 0;
    in->line_number++;
    if (len > LW_INPUT_LINE_MAX)
        return LW_ERR_NO_SPACE;
    if (len > 0 && start[len - 1] == '\r')
        len--;
    *line = (const char *)start;
    *line_len = len;
    return 1;
}

int lw_input_line(struct lw_input *in, const char **line, size_t *len)
{
    for (;;) {
        const unsigned char *start = in->window + in->from;
        const size_t have = in->to - in->from;
        const unsigned char *end =
            have > in->searched
                ? memchr(start + in->searched, '\n', have - in->searched)
                : NULL;

        if (end != NULL) {
            const size_t n = (size_t)(end - start);
            const int got = give(in, n, n + 1, line, len);
            if (got != 0)
                return got;
            continue;
        }
        in->searched = have;
        if (in->skipping) {
            lw_input_drop(in, have);
        } else if (have > LW_INPUT_LINE_MAX) {
            (void)give(in, have, have, line, len);
            in->skipping = true;
            return LW_ERR_NO_SPACE;
        }
        const int more = lw_input_more(in);
        if (more < 0)
            return more;
        if (more == 0) {
            const size_t left = in->to - in->from;
            if (left == 0)
                return 0;
            return give(in, left, left, line, len);
        }
    }
}

int64_t lw_input_number(const struct lw_input *in)
{
    return in->line_number;
}

int64_t lw_input_offset(const struct lw_input *in)
{
    return in->line_number > 0 ? in->line_offset
                               : in->dropped + (int64_t)in->from;
}

const char *lw_input_error(const struct lw_input *in)
{
    return in->fault.what;
}
