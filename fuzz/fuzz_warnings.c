/* SPDX-License-Identifier: Apache-2.0 */
/* All that is written of a warning: one of any bytes, with any numbers and any
 * strings, of a zone of any shape. What is written has the room that its
 * header says; JSON is JSON; XML is nested as it should be, has no character
 * that it cannot hold, and a CAP message no element that is empty. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "encode/atom.h"
#include "encode/cap.h"
#include "encode/outputs.h"
#include "encode/sapient_alert.h"
#include "encode/warning_json.h"
#include "encode/warning_tiny.h"
#include "encode/warning_words.h"
#include "fuzz.h"

enum { POINTS = 240, SENSORS = 3, DEPTH = 8, NAME = 24 };

struct world {
    struct lw_geodetic point[POINTS];
    struct lw_ring ring[2];
    struct lw_sensor sensor[SENSORS];
    struct lw_zone zone;
    struct lw_site site;
    char name[LW_LANGUAGES][LW_NAME_MAX + 1];
};

/* A part of the input, as often as it takes. */
static void fill(void *to, size_t size, const uint8_t *data, size_t len,
                 size_t from)
{
    uint8_t *out = to;

    for (size_t i = 0; i < size; i++)
        out[i] = len == 0 ? 0 : data[(from + i) % len];
}

static void text_fill(char *to, size_t size, const uint8_t *data, size_t len,
                      size_t from)
{
    fill(to, size - 1, data, len, from);
    to[size - 1] = '\0';
}

static void world_make(struct world *w, const uint8_t *data, size_t len)
{
    memset(w, 0, sizeof *w);
    for (size_t i = 0; i < POINTS; i++) {
        uint8_t at[2];
        fill(at, sizeof at, data, len, 3 * i);
        w->point[i] = (struct lw_geodetic){
            0.9 + at[0] * 1e-4 + (double)i * 1e-6, 0.08 + at[1] * 1e-4, 0};
    }
    w->ring[0] = (struct lw_ring){.first = 0, .count = POINTS - 40};
    w->ring[1] = (struct lw_ring){
        .first = POINTS - 40, .count = 40, .hole = len % 2 == 0};
    for (int i = 0; i < LW_LANGUAGES; i++) {
        text_fill(w->name[i], sizeof w->name[i], data, len, (size_t)(5 * i));
        w->zone.name[i] = w->name[i];
    }
    text_fill(w->zone.id, sizeof w->zone.id, data, len, 11);
    w->zone.kind = "";
    w->zone.point = w->point;
    w->zone.points = POINTS;
    w->zone.ring = w->ring;
    w->zone.rings = 2;
    for (int i = 0; i < SENSORS; i++) {
        text_fill(w->sensor[i].id, sizeof w->sensor[i].id, data, len,
                  (size_t)(7 * i));
        w->sensor[i].kind = (enum lw_sensor_kind)(2 * i);
    }
    text_fill(w->site.name, sizeof w->site.name, data, len, 2);
    w->site.sensor = w->sensor;
    w->site.sensors = SENSORS;
    w->site.zone = &w->zone;
    w->site.zones = 1;
}

/* Enumerators are such, strings end, counts are those of the header. */
static void warning_make(struct lw_warning *w, const uint8_t *data, size_t len)
{
    uint8_t pick[12];

    fill(w, sizeof *w, data, len, 0);
    fill(pick, sizeof pick, data, len, 1);
    w->zone = 0;
    w->status = (enum lw_warning_status)(pick[0] % LW_WARNING_STATUSES);
    w->level = (enum lw_warning_level)(pick[1] % LW_WARNING_LEVELS);
    w->state = (enum lw_warning_state)(pick[2] % LW_WARNING_STATES);
    w->end = (enum lw_warning_end)(pick[3] % LW_WARNING_ENDS);
    /* A bool of any byte is none. */
    memset(&w->silent, 0, sizeof w->silent);
    memset(&w->sound, pick[4] % 2, sizeof w->sound);
    memset(&w->by_hand, pick[5] % 2, sizeof w->by_hand);
    memset(&w->uncovered, pick[6] % 2, sizeof w->uncovered);
    memset(&w->has_arrival, pick[7] % 2, sizeof w->has_arrival);
    memset(&w->acknowledged, pick[8] % 2, sizeof w->acknowledged);
    w->reasons = pick[9] % (LW_REASONS_MAX + 1);
    for (int i = 0; i < LW_REASONS_MAX; i++) {
        struct lw_reason *r = &w->reason[i];
        r->kind = (enum lw_kind)((unsigned)r->kind % LW_KINDS);
        r->sources %= LW_REASON_SOURCES_MAX + 1;
    }
    w->acknowledged_by[LW_BY_MAX] = w->by[LW_BY_MAX] = '\0';
    w->note[LW_NOTE_MAX] = '\0';
}

static void check_text(const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        const unsigned char c = (unsigned char)text[i];
        const size_t size = c < 0x80 ? 1 : lw_utf8_len(text + i, text + len);
        if (size == 0 || (c < 0x20 && c != '\n'))
            abort();
        i += size;
    }
}

static void check_json(const char *text, int len)
{
    struct lw_json json;

    if (len <= 0)
        abort();
    lw_json_init(&json, text, (size_t)len);
    if (lw_json_skip(&json) < 0 || lw_json_end(&json) < 0)
        abort();
}

/* Every element ends where it should; `full`: and none is empty. */
static void check_xml(const char *text, bool full)
{
    char open[DEPTH][NAME];
    int depth = 0;

    for (const char *at = strchr(text, '<'); at != NULL; at = strchr(at, '<')) {
        const bool end = at[1] == '/';
        const char *name = at + (end ? 2 : 1);
        const size_t len = strcspn(name, " />");
        const char *close = strchr(at, '>');
        if (close == NULL || len >= NAME)
            abort();
        at = close;
        if (*name == '?' || close[-1] == '/')
            continue;
        if (end) {
            if (depth == 0 || strlen(open[depth - 1]) != len ||
                memcmp(open[depth - 1], name, len) != 0)
                abort();
            depth--;
            continue;
        }
        if (depth == DEPTH || (full && close[1] == '<' && close[2] == '/'))
            abort();
        memcpy(open[depth], name, len);
        open[depth++][len] = '\0';
    }
    if (depth != 0)
        abort();
}

static void run_xml(const struct world *world, const struct lw_warning *w,
                    char *text)
{
    const struct lw_cap_config cap = lw_cap_defaults(&world->site);
    const struct lw_atom_config atom = {.cap = &cap,
                                        .self = world->name[0],
                                        .base = world->name[1],
                                        .status = w->status};
    struct lw_cap_chain chain = {0};
    struct lw_text to;

    for (int i = 0; i < 2; i++) {
        const int len = lw_cap_write(&cap, w, &chain, text, LW_CAP_MAX);
        if (len < 0 && lw_cap_tells(&cap, w, &chain))
            abort();
        if (len > 0) {
            check_text(text, (size_t)len);
            check_xml(text, true);
        }
        lw_text_init(&to, text, LW_ATOM_HEAD_MAX + LW_ATOM_ENTRY_MAX);
        lw_atom_begin(&atom, w->time_ns, &to);
        lw_atom_entry(&atom, w, &chain, &to);
        lw_atom_end(&to);
        const int all = lw_text_len(&to);
        if (all < 0)
            abort();
        text[all] = '\0';
        check_text(text, (size_t)all);
        check_xml(text, false);
        lw_cap_sent(&cap, w, &chain);
    }
}

static void run_words(const struct world *world, const struct lw_warning *w,
                      char *text)
{
    for (int l = 0; l < LW_LANGUAGES; l++)
        for (int p = 0; p < LW_WORDS_PARTS; p++) {
            const struct lw_words words = {&world->site, (enum lw_language)l,
                                           (int32_t)(w->number % 1440) * 60 -
                                               43200};
            const int len = lw_words_write(&words, (enum lw_words_part)p, w,
                                           text, LW_WORDS_MAX);
            if (len < 0 || strlen(text) != (size_t)len ||
                (p == LW_WORDS_SHORT && len >= LW_WORDS_SHORT_MAX))
                abort();
        }
}

static void run_node(const struct world *world, const struct lw_warning *w,
                     char *text)
{
    const struct lw_encode_config config = {.site = &world->site, .every_s = 1};
    const struct lw_words words = {&world->site, LW_LANG_UK, 0};
    void *state = malloc(lw_encoder_sapient.state_size);
    struct lw_text to;

    if (state == NULL || lw_encoder_sapient.init(state, &config, NULL) < 0)
        abort();
    lw_text_init(&to, text, LW_SAPIENT_ALERT_MAX);
    lw_sapient_tell(state, &words, w, &to);
    if (lw_text_len(&to) <= 0)
        abort();
    free(state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct world *world = malloc(sizeof *world);
    char *text = malloc(LW_CAP_MAX);
    struct lw_warning w;
    struct lw_text to;

    if (world == NULL || text == NULL)
        abort();
    world_make(world, data, size);
    warning_make(&w, data, size);
    check_json(text,
               lw_warning_write(&w, &world->site, text, LW_WARNING_TEXT_MAX));
    lw_text_init(&to, text, LW_TINY_MAX);
    lw_tiny_put(&world->site, 0, &w, LW_COVER_LOST, w.status, w.raised_ns, &to);
    if (lw_text_len(&to) <= 0 || memchr(text, '\n', LW_TINY_MAX) != to.at - 1)
        abort();
    run_words(world, &w, text);
    run_xml(world, &w, text);
    run_node(world, &w, text);
    free(world);
    free(text);
    return 0;
}
