/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Years of real alerts, each row raised and cleared by hand at its times,
 * through the life of warnings and through CAP: every one comes out raised
 * once and cleared once, in order.
 *
 * Rows of one region that overlap would be one event: it is raised by the
 * first and cleared when the last of them ends. The list says so of none.
 *
 * history_replay CSV
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "base/timefmt.h"
#include "encode/cap.h"
#include "io/input.h"
#include "warn/warn.h"

enum { ROWS_MAX = 65536, REGIONS_MAX = 32, FLAP_S = 600 };
static const int64_t second_ns = 1000000000, minute_s = 60;

struct row {
    uint32_t region;
    int64_t from_ns, to_ns;
    bool naive;
};

/* A region is raised, or cleared. */
struct change {
    int64_t at_ns;
    uint32_t row;
    bool raise;
};

/* How a region stands: what is open of it, and what was told of it. */
struct region {
    char name[LW_ID_MAX + 1];
    uint32_t open, number, revision;
    int64_t cleared_ns;
    struct lw_cap_chain chain;
};

struct history {
    struct row row[ROWS_MAX];
    struct change change[2 * ROWS_MAX];
    struct region region[REGIONS_MAX];
    uint32_t rows, regions, naive, overlapping;
    uint32_t raised, cleared, updates, cap, back, at_once, in_a_minute;
    struct lw_site site;
    struct lw_zone zone[REGIONS_MAX];
    struct lw_geodetic point[REGIONS_MAX][4];
    struct lw_ring ring[REGIONS_MAX];
    struct lw_cap_config cap_config;
    struct lw_warn *warn;
    char text[LW_CAP_MAX];
};

static bool wrong(const char *what, const char *where)
{
    (void)fprintf(stderr, "history_replay: %s: %s\n", what, where);
    return false;
}

/* ---- the rows ---- */

static uint32_t region_of(struct history *h, const char *name, size_t len)
{
    uint32_t r = 0;

    while (r < h->regions && (strlen(h->region[r].name) != len ||
                              memcmp(h->region[r].name, name, len) != 0))
        r++;
    if (r == h->regions && r < REGIONS_MAX) {
        (void)snprintf(h->region[r].name, sizeof h->region[r].name, "%.*s",
                       (int)len, name);
        h->region[r].cleared_ns = INT64_MIN;
        h->regions++;
    }
    return r;
}

static bool read_row(struct history *h, const char *line, size_t len)
{
    const char *field[5] = {line};
    struct row *const row = &h->row[h->rows];
    int fields = 1;

    for (size_t i = 0; i < len && fields < 5; i++)
        if (line[i] == ',')
            field[fields++] = line + i + 1;
    if (fields != 4 || h->rows == ROWS_MAX)
        return wrong("not a row of four", "");
    row->region = region_of(h, line, (size_t)(field[1] - line) - 1);
    row->naive = *field[3] == 'T';
    h->naive += row->naive;
    h->rows++;
    return row->region < REGIONS_MAX &&
           lw_timefmt_read(field[1], (size_t)(field[2] - field[1]) - 1,
                           &row->from_ns) == 0 &&
           lw_timefmt_read(field[2], (size_t)(field[3] - field[2]) - 1,
                           &row->to_ns) == 0 &&
           row->to_ns > row->from_ns;
}

static bool read_rows(struct history *h, const char *path)
{
    struct lw_fault fault;
    struct lw_input *const in = lw_input_open(path, &fault);
    const char *line;
    size_t len;
    bool good = true;

    if (in == NULL)
        return wrong(path, fault.what);
    while (good && lw_input_line(in, &line, &len) == 1)
        if (lw_input_number(in) > 1)
            good = read_row(h, line, len);
    lw_input_close(in);
    return good || wrong(path, "a row that is none");
}

/* By time; at one moment what ends comes before what begins. */
static bool before(const void *a, const void *b, const void *context)
{
    const struct change *left = a, *right = b;

    (void)context;
    if (left->at_ns != right->at_ns)
        return left->at_ns < right->at_ns;
    if (left->raise != right->raise)
        return right->raise;
    return left->row < right->row;
}

static void put_in_order(struct history *h)
{
    struct change spare;

    for (uint32_t i = 0; i < h->rows; i++) {
        h->change[2 * i] = (struct change){h->row[i].from_ns, i, true};
        h->change[2 * i + 1] = (struct change){h->row[i].to_ns, i, false};
    }
    lw_sort(h->change, 2 * (size_t)h->rows, sizeof spare, &spare, before, NULL);
}

/* ---- the site ---- */

/* A square each, side by side. */
static void lay_out(struct history *h)
{
    for (uint32_t r = 0; r < h->regions; r++) {
        struct lw_zone *const zone = &h->zone[r];
        memcpy(zone->id, h->region[r].name, sizeof zone->id);
        for (int l = 0; l < LW_LANGUAGES; l++)
            zone->name[l] = h->region[r].name;
        zone->kind = "oblast";
        zone->warn = lw_zone_warn_defaults();
        zone->point = h->point[r];
        zone->points = 4;
        zone->ring = &h->ring[r];
        zone->rings = 1;
        h->ring[r] = (struct lw_ring){0, 4, false};
        for (int c = 0; c < 4; c++)
            h->point[r][c] = (struct lw_geodetic){
                .lat_rad = 0.85 + (c > 1 ? 0.004 : 0.0),
                .lon_rad = 0.4 + 0.01 * r + (c == 1 || c == 2 ? 0.004 : 0.0)};
    }
    (void)snprintf(h->site.name, sizeof h->site.name, "history");
    h->site.zone = h->zone;
    h->site.zones = h->regions;
    h->cap_config = lw_cap_defaults(&h->site);
}

/* ---- what is told ---- */

static bool tell_cap(struct history *h, const struct lw_warning *told)
{
    static const char *const types[] = {"<msgType>Alert</msgType>",
                                        "<msgType>Update</msgType>"};
    struct lw_cap_chain *const chain = &h->region[told->zone].chain;

    if (told->revision == 1)
        memset(chain, 0, sizeof *chain);
    if (!lw_cap_tells(&h->cap_config, told, chain))
        return told->state == LW_WARNING_UPDATED ||
               wrong("no CAP message of", h->region[told->zone].name);
    if (lw_cap_write(&h->cap_config, told, chain, h->text, sizeof h->text) < 0)
        return wrong("CAP", h->region[told->zone].name);
    lw_cap_sent(&h->cap_config, told, chain);
    h->cap++;
    if (strstr(h->text, types[told->revision > 1]) == NULL ||
        (strstr(h->text, "AllClear") != NULL) !=
            (told->state == LW_WARNING_CLEARED))
        return wrong("not the CAP message of what was told",
                     h->region[told->zone].name);
    return true;
}

/* Raised once, revision after revision, cleared once; numbers go up. */
static bool take(struct history *h, const struct lw_warning *told)
{
    struct region *const region = &h->region[told->zone];

    if (told->revision == 1) {
        if (region->number != 0 || told->number != h->raised + 1 ||
            told->state != LW_WARNING_ACTIVE)
            return wrong("raised out of order", region->name);
        region->number = told->number;
        region->revision = 0;
        h->raised++;
        h->back += region->cleared_ns != INT64_MIN &&
                   told->time_ns - region->cleared_ns < FLAP_S * second_ns;
    }
    if (told->number != region->number ||
        told->revision != region->revision + 1)
        return wrong("told out of order", region->name);
    region->revision = told->revision;
    if (told->state == LW_WARNING_CLEARED) {
        region->number = 0;
        region->cleared_ns = told->time_ns;
        h->cleared++;
    } else if (told->revision > 1)
        h->updates++;
    return tell_cap(h, told);
}

static bool take_all(struct history *h)
{
    const struct lw_warning *told;

    while ((told = lw_warn_next(h->warn)) != NULL)
        if (!take(h, told))
            return false;
    return true;
}

/* ---- the run ---- */

static bool decide(struct history *h, const struct change *change)
{
    const struct row *const row = &h->row[change->row];
    struct region *const region = &h->region[row->region];
    struct lw_decision decision = {
        .kind = change->raise ? LW_DECISION_RAISE : LW_DECISION_CLEAR,
        .time_ns = change->at_ns,
        .warning = change->raise ? 0 : region->number,
        .level = LW_WARNING_WARNING,
        .for_s = LW_DECISION_FOR_S_MAX, /* one stood for a week */
        .by = "history",
        .reason = "so it was",
    };

    memcpy(decision.zone, region->name, sizeof decision.zone);
    region->open += change->raise ? 1 : UINT32_MAX;
    h->overlapping += change->raise && region->open > 1;
    if (!change->raise && region->open > 0)
        return true; /* another row of it has not ended */
    return (lw_warn_decide(h->warn, &decision) == 0 && take_all(h)) ||
           wrong("not decided", region->name);
}

static void count_load(struct history *h)
{
    uint32_t first = 0, starts = 0, open = 0;

    for (uint32_t i = 0; i < 2 * h->rows; i++) {
        open += h->change[i].raise ? 1 : UINT32_MAX;
        if (open > h->at_once)
            h->at_once = open;
        starts += h->change[i].raise;
        for (; h->change[i].at_ns - h->change[first].at_ns >=
               minute_s * second_ns;
             first++)
            starts -= h->change[first].raise;
        if (starts > h->in_a_minute)
            h->in_a_minute = starts;
    }
}

static bool run(struct history *h)
{
    for (uint32_t i = 0; i < 2 * h->rows; i++) {
        const int64_t at_ns = h->change[i].at_ns;
        const bool new_moment = i == 0 || at_ns > h->change[i - 1].at_ns;
        if (new_moment) {
            lw_warn_step(h->warn, NULL, 0, NULL, at_ns);
            if (!take_all(h))
                return false;
        }
        if (!decide(h, &h->change[i]))
            return false;
    }
    for (uint32_t r = 0; r < h->regions; r++)
        if (h->region[r].number != 0)
            return wrong("still stands", h->region[r].name);
    return true;
}

static bool start(struct history *h)
{
    struct lw_warn_config cfg = lw_warn_defaults(&h->site);

    cfg.tracks_max = 0;
    const size_t size = lw_warn_size(&cfg, &h->site);
    void *const mem = malloc(size);
    h->warn = mem == NULL ? NULL : lw_warn_init(&cfg, &h->site, mem, size);
    return h->warn != NULL || wrong("no memory", "");
}

int main(int argc, char **argv)
{
    struct history *const h = calloc(1, sizeof *h);
    bool good = h != NULL && argc == 2 && read_rows(h, argv[1]);

    if (good) {
        put_in_order(h);
        lay_out(h);
        count_load(h);
        good = start(h) && run(h);
    }
    if (good) {
        printf("%" PRIu32 " rows of %" PRIu32 " regions, %" PRIu32
               " ended by a guess, %" PRIu32 " overlapping; %" PRIu32
               " starts within a minute, %" PRIu32 " at once\n",
               h->rows, h->regions, h->naive, h->overlapping, h->in_a_minute,
               h->at_once);
        printf("%" PRIu32 " raised once, %" PRIu32
               " cleared once, in order; %" PRIu32 " updates, %" PRIu32
               " CAP messages\n",
               h->raised, h->cleared, h->updates, h->cap);
        printf("%" PRIu32 " (%.1f%%) came back within 10 minutes\n", h->back,
               100.0 * h->back / h->raised);
        good = h->raised == h->rows - h->overlapping && h->cleared == h->raised;
    }
    if (h != NULL)
        free(h->warn);
    free(h);
    return good ? 0 : 1;
}
