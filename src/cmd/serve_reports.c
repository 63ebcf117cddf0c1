/* SPDX-License-Identifier: Apache-2.0 */
/* GET /api/reports: the journal as lines that `track` gives the same tracks
 * for, so each carries the arrival that it was given as its `rx`. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_without.h"
#include "base/text.h"
#include "base/timefmt.h"
#include "encode/json_parts.h"
#include "serve.h"
#include "serve_operators.h"
#include "serve_reports.h"

enum { LINE_MAX_OUT = LW_JOURNAL_LINE_MAX + 256, RX_MAX = 8 };

struct lw_reports_stream {
    struct lw_journal_cursor *cursor;
    struct lw_serve *serve;
    bool exercise;
    bool operators; /* their positions may be told, while they are kept */
    size_t at, len; /* what of the line has not gone out */
    char line[LINE_MAX_OUT];
    char plain[LW_JOURNAL_LINE_MAX];
};

bool lw_reports_exercise(const char *line, size_t len)
{
    static const char word[] = "\"exercise\"";
    struct lw_json json;
    struct lw_json_string name;
    bool found = false, exercise = false;
    /* Its letter x is rare: nearly every line is done with here. */
    for (const char *x = memchr(line, 'x', len); x != NULL && !found;) {
        const size_t left = len - (size_t)(x - line);
        found = x - line >= 2 && left >= sizeof word - 3 &&
                memcmp(x - 2, word, sizeof word - 1) == 0;
        x = memchr(x + 1, 'x', left - 1);
    }
    lw_json_init(&json, line, len);
    if (!found || lw_json_enter(&json, '{') < 0)
        return false;
    while (!exercise && lw_json_key(&json, &name) > 0) {
        exercise = lw_json_is(&name, "exercise") &&
                   lw_json_peek(&json) == LW_JSON_TRUE;
        if (lw_json_skip(&json) < 0)
            break;
    }
    return exercise;
}

/* Where the values of top-level `rx` keys stand; whether it says already that
 * it is an exercise. */
static int find_rx(const char *line, size_t len, struct lw_json_string *found,
                   bool *exercise)
{
    struct lw_json json;
    struct lw_json_string name;
    int count = 0;
    lw_json_init(&json, line, len);
    if (lw_json_enter(&json, '{') < 0)
        return 0;
    while (lw_json_key(&json, &name) > 0) {
        const enum lw_json_type type = lw_json_peek(&json);
        const char *from = json.at;
        if (lw_json_skip(&json) < 0)
            break;
        *exercise = *exercise || lw_json_is(&name, "exercise");
        if (type == LW_JSON_NOTHING || !lw_json_is(&name, "rx"))
            continue;
        if (count == RX_MAX)
            break;
        found[count].text = from;
        found[count].len = (size_t)(json.at - from);
        count++;
    }
    return count;
}

int lw_reports_line(const char *line, size_t len, int64_t arrival_ns,
                    bool exercise, char *out, size_t size)
{
    bool marked = false;
    struct lw_json_string rx[RX_MAX];
    struct lw_text text;
    lw_text_init(&text, out, size);
    const int count = find_rx(line, len, rx, &marked);
    const char *brace = memchr(line, '{', len);
    const char *from = line;
    if (brace == NULL)
        return LW_ERR_SYNTAX;
    if (exercise && !marked) {
        from = brace + 1;
        lw_text_bytes(&text, line, (size_t)(from - line));
        lw_text_put(&text, "\"exercise\":true,");
    }
    for (int i = 0; i < count; i++) {
        lw_text_bytes(&text, from, (size_t)(rx[i].text - from));
        lw_text_time(&text, arrival_ns);
        from = rx[i].text + rx[i].len;
    }
    if (count == 0) {
        if (from == line) {
            from = brace + 1;
            lw_text_put(&text, "{");
        }
        lw_text_put(&text, "\"rx\":");
        lw_text_time(&text, arrival_ns);
        lw_text_put(&text, ",");
    }
    lw_text_bytes(&text, from, (size_t)(line + len - from));
    lw_text_put(&text, "\n");
    return lw_text_len(&text);
}

/* An entry as it goes out. A journal of an earlier version may have positions
 * of operators in it. */
static int write_entry(struct lw_reports_stream *s,
                       const struct lw_journal_entry *entry)
{
    const long cut =
        entry->len > sizeof s->plain
            ? LW_ERR_NO_SPACE
            : lw_json_without(entry->line, entry->len, "operator", s->plain);
    struct lw_geodetic place;

    if (cut < 0)
        return (int)cut;
    const int len = lw_reports_line(
        cut > 0 ? s->plain : entry->line, cut > 0 ? (size_t)cut : entry->len,
        entry->arrival_ns, s->exercise, s->line, sizeof s->line);
    if (len < 0 || !s->operators ||
        !lw_operators_get(s->serve->operators, entry->seq,
                          lw_loop_steady_ns(s->serve->loop), &place))
        return len;
    size_t end = (size_t)len;
    while (s->line[end - 1] != '}')
        end--;
    struct lw_text text;
    lw_text_init(&text, s->line + end - 1, sizeof s->line - end + 1);
    lw_json_put_place(&text, "operator", &place, false);
    lw_text_put(&text, "}\n");
    const int more = lw_text_len(&text);
    return more < 0 ? more : (int)(end - 1) + more;
}

static long fill(void *user, char *buf, size_t max)
{
    struct lw_reports_stream *s = user;
    size_t used = 0;
    while (used < max) {
        if (s->at == s->len) {
            struct lw_journal_entry entry;
            const int got = lw_journal_next(s->cursor, &entry, NULL);
            if (got < 0)
                return -1;
            if (got == 0)
                break;
            const int len = write_entry(s, &entry);
            if (len < 0)
                return -1;
            s->at = 0;
            s->len = (size_t)len;
        }
        size_t part = s->len - s->at;
        if (part > max - used)
            part = max - used;
        memcpy(buf + used, s->line + s->at, part);
        used += part;
        s->at += part;
    }
    return (long)used;
}

/* Unix seconds or RFC 3339; 0 or LW_ERR_SYNTAX. */
int lw_reports_time(const char *text, int64_t *time_ns)
{
    struct lw_json json;
    struct lw_json_number number;
    char copy[64];
    const size_t len = strlen(text);
    lw_json_init(&json, text, len);
    if (lw_json_number(&json, &number) == 0 && lw_json_end(&json) == 0)
        return lw_json_scaled(&number, 9, time_ns) < 0 ? LW_ERR_SYNTAX : 0;
    if (len >= sizeof copy)
        return LW_ERR_SYNTAX;
    memcpy(copy, text, len + 1);
    for (size_t i = 11; i < len; i++)
        if (copy[i] == ' ') /* a plus sign that was taken for a space */
            copy[i] = '+';
    return lw_timefmt_read(copy, len, time_ns) < 0 ? LW_ERR_SYNTAX : 0;
}

/* Whether positions of operators may be told to who asks. */
static bool ask_operators(struct lw_serve *serve, const struct lw_conn *conn,
                          const char *query)
{
    char peer[LW_HTTP_PEER_SIZE], what[LW_HTTP_QUERY_MAX + 32];

    lw_conn_peer(conn, peer, sizeof peer);
    (void)snprintf(what, sizeof what, "GET /api/reports%s%s",
                   query[0] == '\0' ? "" : "?", query);
    return lw_operators_access(serve->operators, peer, what,
                               lw_loop_wall_ns(serve->loop),
                               lw_loop_steady_ns(serve->loop));
}

void lw_reports_get(struct lw_serve *serve, struct lw_conn *conn,
                    const char *query)
{
    struct lw_journal_range range = {.from_ns = INT64_MIN, .to_ns = INT64_MAX};
    char value[64];
    if ((lw_http_query(query, "from", value, sizeof value) &&
         lw_reports_time(value, &range.from_ns) < 0) ||
        (lw_http_query(query, "to", value, sizeof value) &&
         lw_reports_time(value, &range.to_ns) < 0)) {
        lw_conn_error(conn, 400,
                      "`from` and `to`: expected Unix seconds or RFC 3339");
        return;
    }
    struct lw_reports_stream *s = calloc(1, sizeof *s);
    struct lw_fault fault = {0};
    if (s == NULL ||
        lw_journal_read(serve->journal, &range, &s->cursor, &fault) < 0) {
        free(s);
        lw_conn_error(conn, 500, "the journal cannot be read");
        return;
    }
    s->serve = serve;
    s->exercise = serve->site->exercise;
    s->operators = ask_operators(serve, conn, query);
    lw_conn_set_user(conn, s);
    const struct lw_http_head head = {.status = 200,
                                      .type = "application/x-ndjson"};
    lw_conn_stream(conn, &head, fill);
}

void lw_reports_end(struct lw_reports_stream *s)
{
    lw_journal_cursor_close(s->cursor);
    free(s);
}
