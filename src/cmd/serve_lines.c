/* SPDX-License-Identifier: Apache-2.0 */
/* Lines one behind the other, first in, first out. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

enum { FIRST_SIZE = 64 * 1024 };

struct head {
    int64_t arrival_ns, heard_ns;
    uint64_t len;
};

static int make_room(struct lw_serve_lines *lines, size_t more)
{
    if (lines->from > 0) {
        memmove(lines->bytes, lines->bytes + lines->from,
                lines->len - lines->from);
        lines->len -= lines->from;
        lines->from = 0;
    }
    size_t size = lines->size > 0 ? lines->size : FIRST_SIZE;
    while (size < lines->len + more)
        size *= 2;
    if (size == lines->size)
        return 0;
    char *bytes = realloc(lines->bytes, size);
    if (bytes == NULL)
        return LW_ERR_NO_SPACE;
    lines->bytes = bytes;
    lines->size = size;
    return 0;
}

int lw_lines_add(struct lw_serve_lines *lines, const struct lw_serve_line *line)
{
    const struct head head = {line->arrival_ns, line->heard_ns, line->len};
    const size_t size = sizeof head + line->len;
    if (lines->size - lines->len < size && make_room(lines, size) < 0)
        return LW_ERR_NO_SPACE;
    memcpy(lines->bytes + lines->len, &head, sizeof head);
    memcpy(lines->bytes + lines->len + sizeof head, line->text, line->len);
    lines->len += size;
    return 0;
}

bool lw_lines_first(const struct lw_serve_lines *lines, int64_t *arrival_ns)
{
    struct head head;
    if (lines->from == lines->len)
        return false;
    memcpy(&head, lines->bytes + lines->from, sizeof head);
    *arrival_ns = head.arrival_ns;
    return true;
}

bool lw_lines_next(struct lw_serve_lines *lines, struct lw_serve_line *line)
{
    struct head head;
    if (lines->from == lines->len) {
        lines->from = lines->len = 0;
        return false;
    }
    assert(lines->len - lines->from >= sizeof head);
    memcpy(&head, lines->bytes + lines->from, sizeof head);
    *line =
        (struct lw_serve_line){.arrival_ns = head.arrival_ns,
                               .heard_ns = head.heard_ns,
                               .text = lines->bytes + lines->from + sizeof head,
                               .len = (size_t)head.len};
    lines->from += sizeof head + (size_t)head.len;
    return true;
}

int lw_lines_move(struct lw_serve_lines *to, struct lw_serve_lines *from)
{
    if (to->from == to->len) { /* the usual case: nothing is copied */
        const struct lw_serve_lines empty = *to;
        *to = *from;
        *from = empty;
    } else {
        const size_t len = from->len - from->from;
        if (to->size - to->len < len && make_room(to, len) < 0)
            return LW_ERR_NO_SPACE;
        memcpy(to->bytes + to->len, from->bytes + from->from, len);
        to->len += len;
    }
    lw_lines_drop(from);
    return 0;
}

void lw_lines_drop(struct lw_serve_lines *lines)
{
    lines->from = lines->len = 0;
}

void lw_lines_free(struct lw_serve_lines *lines)
{
    free(lines->bytes);
    *lines = (struct lw_serve_lines){0};
}
