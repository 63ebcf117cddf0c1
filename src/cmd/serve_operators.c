/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_operators.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "model/config.h"

enum { LOG_LINE_MAX = 1024, WHAT_MAX = 256 };

struct kept {
    int64_t seq;
    int64_t at_ns; /* steady */
    struct lw_geodetic place;
};

/* A ring in the order of seq; one place more than fits, so that full and empty
 * differ. */
struct lw_operators {
    struct lw_privacy privacy;
    char log[LW_CONFIG_PATH_MAX + 32];
    uint32_t from, to, size;
    struct lw_operators_stats stats;
    struct kept kept[];
};

struct lw_operators *lw_operators_open(const struct lw_privacy *privacy,
                                       const char *folder)
{
    const uint32_t size = privacy->operator_keep_s > 0 ? LW_OPERATORS_MAX : 1;
    struct lw_operators *o = calloc(1, sizeof *o + size * sizeof o->kept[0]);

    if (o == NULL)
        return NULL;
    o->privacy = *privacy;
    o->size = size;
    (void)snprintf(o->log, sizeof o->log, "%s/operators.log", folder);
    return o;
}

static uint32_t count(const struct lw_operators *o)
{
    return (o->to + o->size - o->from) % o->size;
}

static struct kept *at(struct lw_operators *o, uint32_t index)
{
    return &o->kept[(o->from + index) % o->size];
}

static void wipe_first(struct lw_operators *o)
{
    *at(o, 0) = (struct kept){.seq = 0};
    o->from = (o->from + 1) % o->size;
}

void lw_operators_close(struct lw_operators *o)
{
    if (o == NULL)
        return;
    while (count(o) > 0)
        wipe_first(o);
    free(o);
}

void lw_operators_put(struct lw_operators *o, int64_t seq,
                      const struct lw_geodetic *place, int64_t now_ns)
{
    o->stats.heard++;
    if (o->privacy.operator_keep_s <= 0)
        return;
    if (count(o) == o->size - 1)
        wipe_first(o);
    o->kept[o->to] =
        (struct kept){.seq = seq, .at_ns = now_ns, .place = *place};
    o->to = (o->to + 1) % o->size;
}

void lw_operators_undo(struct lw_operators *o, int64_t seq)
{
    while (count(o) > 0 && at(o, count(o) - 1)->seq > seq) {
        *at(o, count(o) - 1) = (struct kept){.seq = 0};
        o->to = (o->to + o->size - 1) % o->size;
    }
}

void lw_operators_tick(struct lw_operators *o, int64_t now_ns)
{
    const int64_t keep_ns = (int64_t)(o->privacy.operator_keep_s * 1e9);

    while (count(o) > 0 && now_ns - at(o, 0)->at_ns >= keep_ns)
        wipe_first(o);
}

/* One line, durable when it returns. */
static bool add_line(const struct lw_operators *o, const char *line, size_t len)
{
    const int fd = open(o->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
                        S_IRUSR | S_IWUSR);
    if (fd < 0)
        return false;
    const bool written = write(fd, line, len) == (ssize_t)len && fsync(fd) == 0;
    return close(fd) == 0 && written;
}

bool lw_operators_access(struct lw_operators *o, const char *peer,
                         const char *what, int64_t wall_ns, int64_t now_ns)
{
    char line[LOG_LINE_MAX];
    struct lw_text text;

    lw_operators_tick(o, now_ns);
    if (!o->privacy.operator_show || count(o) == 0)
        return false;
    const size_t what_len = strlen(what);
    lw_text_init(&text, line, sizeof line - 1);
    lw_text_put(&text, "{\"t\":");
    lw_text_time(&text, wall_ns);
    lw_text_put(&text, ",\"peer\":");
    lw_text_quote(&text, peer);
    lw_text_put(&text, ",\"what\":");
    lw_text_quote_bytes(&text, what, what_len < WHAT_MAX ? what_len : WHAT_MAX);
    lw_text_put(&text, ",\"kept\":");
    lw_text_int(&text, count(o));
    lw_text_put(&text, "}\n");
    const int len = lw_text_len(&text);
    if (len < 0 || !add_line(o, line, (size_t)len)) {
        o->stats.log_failures++;
        return false;
    }
    o->stats.accesses++;
    return true;
}

bool lw_operators_get(struct lw_operators *o, int64_t seq, int64_t now_ns,
                      struct lw_geodetic *place)
{
    uint32_t low = 0, high;

    lw_operators_tick(o, now_ns);
    high = count(o);
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (at(o, middle)->seq < seq)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == count(o) || at(o, low)->seq != seq)
        return false;
    *place = at(o, low)->place;
    o->stats.told++;
    return true;
}

struct lw_operators_stats lw_operators_stats(const struct lw_operators *o)
{
    struct lw_operators_stats stats = o->stats;

    stats.kept = count(o);
    return stats;
}
