/* SPDX-License-Identifier: Apache-2.0 */
/* Lines in: the verdict on each, the journal, the commit, the answers. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/json_without.h"
#include "base/text.h"
#include "decode/decision.h"
#include "decode/ndjson.h"
#include "encode/decision_json.h"
#include "encode/json_parts.h"
#include "encode/report_json.h"
#include "serve.h"
#include "serve_operators.h"
#include "serve_reports.h"
#include "serve_warden.h"

enum {
    COMMIT_BYTES = 4 * 1024 * 1024, /* so much waits at most for a commit */
    REASON_MAX = 300,
    ANSWER_HEAD = 256,
    GROUP_COMMITS = 4,    /* times what one takes, waiting for others */
    COMMITS_SMOOTHED = 8, /* it is the mean of about so many */
};

/* A request that waits for the commit, with its answer so far. */
struct lw_serve_post {
    struct lw_serve_post *next;
    struct lw_conn *conn; /* NULL: has gone */
    uint64_t accepted, duplicates, refused, told;
    bool failed; /* nothing of it is kept */
    struct lw_text reasons;
    char text[];
};

static void wake(void *context)
{
    (void)context; /* the commit comes with the wake-up itself */
}

int lw_intake_open(struct lw_serve *serve)
{
    struct lw_serve_intake *in = &serve->intake;
    in->group = (struct lw_timer){.fire = wake};
    in->sensor = calloc(serve->site->sensors + 1, sizeof *in->sensor);
    serve->heard_ns = calloc(serve->site->sensors + 1, sizeof *serve->heard_ns);
    serve->operators =
        lw_operators_open(&serve->site->privacy, serve->config.data);
    if (in->sensor == NULL || serve->heard_ns == NULL ||
        serve->operators == NULL)
        return LW_ERR_NO_SPACE;
    lw_scene_guard_init(&serve->guard, serve->heard_ns, serve->site->sensors);
    for (uint32_t i = 0; i <= serve->site->sensors; i++)
        in->sensor[i].last_ns = in->sensor[i].last_meas_ns = INT64_MIN;
    return 0;
}

void lw_intake_close(struct lw_serve *serve)
{
    struct lw_serve_intake *in = &serve->intake;
    while (in->posts != NULL) {
        struct lw_serve_post *post = in->posts;
        in->posts = post->next;
        free(post);
    }
    lw_lines_free(&in->batch);
    lw_lines_free(&in->backlog);
    free(in->sensor);
    in->sensor = NULL;
    free(serve->heard_ns);
    serve->heard_ns = NULL;
    lw_operators_close(serve->operators);
    serve->operators = NULL;
}

static struct lw_serve_sensor *sensor_of(struct lw_serve *serve, const char *id)
{
    const int found = id[0] == '\0' ? -1 : lw_site_sensor(serve->site, id);
    const uint32_t index = found < 0 ? serve->site->sensors : (uint32_t)found;
    return &serve->intake.sensor[index];
}

void lw_intake_refuse(struct lw_serve *serve, const char *sensor, int err)
{
    if (err == LW_ERR_DUPLICATE) {
        serve->intake.duplicates++;
    } else if (err == LW_ERR_IO) {
        serve->intake.lost++;
        return;
    } else {
        serve->intake.refused++;
    }
    assert(err < 0 && -err < LW_ERR_COUNT);
    sensor_of(serve, sensor)->refused[-err]++;
}

static void fail_batch(struct lw_serve *serve)
{
    struct lw_serve_intake *in = &serve->intake;
    in->commit_failures++;
    in->lost += in->batched;
    in->failed = true;
    in->open = false;
    in->batched = 0;
    lw_lines_drop(&in->batch);
    lw_operators_undo(serve->operators, lw_journal_last_seq(serve->journal));
    for (struct lw_serve_post *p = in->posts; p != NULL; p = p->next)
        p->failed = true;
}

static int begin(struct lw_serve *serve, struct lw_fault *fault)
{
    struct lw_serve_intake *in = &serve->intake;
    if (in->failed) /* until those who wait have been told */
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "the journal cannot be written");
    if (in->open)
        return 0;
    if (lw_journal_begin(serve->journal, fault) < 0) {
        fail_batch(serve);
        return LW_ERR_IO;
    }
    in->open = true;
    in->opened_ns = lw_loop_steady_ns(serve->loop);
    return 0;
}

/* What the site has to say about a report that is right by itself: the index
 * of its sensor, or an error. */
static int check_site(const struct lw_serve *serve,
                      const struct lw_report *report, struct lw_fault *fault)
{
    const int index = lw_site_sensor(serve->site, report->sensor);
    if (index < 0)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "`sensor`: \"%s\" is not in the site file",
                            report->sensor);
    const struct lw_sensor *sensor = &serve->site->sensor[index];
    const bool placed =
        sensor->has_position || (report->has & LW_HAS_FROM) != 0;
    const bool needs = report->type == LW_REPORT_POLAR ||
                       report->type == LW_REPORT_BEARING ||
                       report->type == LW_REPORT_HEARD;
    if (needs && !placed)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "`from`: expected, as sensor \"%s\" has no "
                            "position in the site file",
                            report->sensor);
    return index;
}

/* Whether its own time may move the scene's clock: a live scene has the wall
 * clock to hold it against, a played one is moved by its player. */
static int check_clock(struct lw_serve *serve, const struct lw_report *report,
                       uint32_t sensor, struct lw_fault *fault)
{
    const struct lw_scene_clock *clock = &serve->clock;
    const int64_t wall_ns = lw_loop_wall_ns(serve->loop);
    const int64_t live_ns = LW_SCENE_LIVE_S * INT64_C(1000000000);
    const bool now = report->meas_ns >= wall_ns - live_ns &&
                     report->meas_ns <= wall_ns + live_ns;
    if (clock->played || now || (report->has & LW_HAS_RX) != 0 ||
        lw_scene_clock_live(clock, wall_ns))
        return 0;
    return lw_scene_guard_check(&serve->guard, sensor, report->meas_ns,
                                clock->now_ns, fault);
}

/* When a line arrives whose own time is own_ns. */
static int64_t arrival_of(struct lw_serve *serve, int64_t own_ns)
{
    return lw_journal_arrival_ns(
        serve->journal, lw_scene_clock_arrival(&serve->clock, own_ns,
                                               lw_loop_wall_ns(serve->loop)));
}

/* Into the journal's batch, and after its commit to the tracker: its number,
 * or an error. */
static int64_t enter(struct lw_serve *serve, int64_t arrival_ns, const char *id,
                     const char *line, size_t len, struct lw_fault *fault)
{
    struct lw_serve_intake *in = &serve->intake;
    const int64_t seq =
        lw_journal_append(serve->journal, arrival_ns, id, line, len, fault);
    if (seq == LW_ERR_IO) {
        fail_batch(serve);
        return LW_ERR_IO;
    }
    if (seq < 0)
        return seq;
    const struct lw_serve_line kept = {.arrival_ns = arrival_ns,
                                       .heard_ns =
                                           lw_loop_steady_ns(serve->loop),
                                       .text = line,
                                       .len = len};
    if (lw_lines_add(&in->batch, &kept) < 0) {
        lw_journal_rollback(serve->journal);
        fail_batch(serve);
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "out of memory");
    }
    in->batched++;
    return seq;
}

static int append(struct lw_serve *serve, const struct lw_report *report,
                  const char *line, size_t len, struct lw_fault *fault)
{
    const int sensor = check_site(serve, report, fault);
    if (sensor < 0)
        return sensor;
    int err = check_clock(serve, report, (uint32_t)sensor, fault);
    if (err == 0)
        err = begin(serve, fault);
    if (err < 0)
        return err;
    const int64_t arrival_ns =
        arrival_of(serve, (report->has & LW_HAS_RX) != 0 ? report->rx_ns
                                                         : report->meas_ns);
    const char *id = (report->has & LW_HAS_ID) != 0 ? report->id : NULL;
    const int64_t seq = enter(serve, arrival_ns, id, line, len, fault);
    if (seq < 0)
        return (int)seq;
    if ((report->has & LW_HAS_OPERATOR) != 0)
        lw_operators_put(serve->operators, seq, &report->operator_pos,
                         lw_loop_steady_ns(serve->loop));
    lw_scene_guard_hear(&serve->guard, (uint32_t)sensor, arrival_ns);
    return 0;
}

/* The line without where its operator stands: that is in no file of ours. */
static int append_plain(struct lw_serve *serve, const struct lw_report *report,
                        const char *line, size_t len, struct lw_fault *fault)
{
    char plain[LW_JOURNAL_LINE_MAX];
    const long cut = len > sizeof plain
                         ? 0 /* the journal refuses it */
                         : lw_json_without(line, len, "operator", plain);

    if (cut < 0)
        return lw_fault_set(fault, (int)cut, 0, 0, "not one JSON object");
    return cut > 0 ? append(serve, report, plain, (size_t)cut, fault)
                   : append(serve, report, line, len, fault);
}

int lw_intake_line(struct lw_serve *serve, const char *line, size_t len,
                   struct lw_fault *fault)
{
    struct lw_report report;
    report.sensor[0] = '\0';
    int err = lw_ndjson_read(line, len, &report, fault);
    const bool known = err == 0;
    if (known && !serve->site->exercise && lw_reports_exercise(line, len))
        err = lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                           "`exercise`: it is of an exercise, and this "
                           "centre is real");
    if (err == 0)
        err = append_plain(serve, &report, line, len, fault);
    if (err < 0)
        lw_intake_refuse(serve, known ? report.sensor : "", err);
    return err;
}

int lw_intake_decision(struct lw_serve *serve,
                       const struct lw_decision *decision,
                       enum lw_warning_status status, struct lw_fault *fault)
{
    struct lw_decision made = *decision;
    char line[LW_DECISION_TEXT_MAX];
    const int err = begin(serve, fault);
    if (err < 0)
        return err;
    const int64_t now_ns = serve->clock.now_ns == INT64_MIN
                               ? lw_loop_wall_ns(serve->loop)
                               : serve->clock.now_ns;
    made.time_ns = arrival_of(serve, now_ns);
    const int len =
        lw_decision_write(&made, status, made.time_ns, line, sizeof line);
    if (len < 0)
        return len;
    const int64_t seq =
        enter(serve, made.time_ns, NULL, line, (size_t)len, fault);
    return seq < 0 ? (int)seq : 0;
}

int lw_intake_decided(struct lw_serve *serve, const char *line, size_t len,
                      struct lw_fault *fault)
{
    struct lw_decision_line read;
    int err = lw_decision_read(line, len, &read, fault);
    if (err < 0)
        return err;
    if (read.status == LW_WARNING_EXERCISE && !serve->site->exercise)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "`status`: it is of an exercise, and this centre "
                            "is real");
    err = begin(serve, fault);
    if (err < 0)
        return err;
    const int64_t seq =
        enter(serve, arrival_of(serve, read.rx_ns), NULL, line, len, fault);
    return seq < 0 ? (int)seq : 0;
}

int lw_intake_report(struct lw_serve *serve, const struct lw_report *report,
                     struct lw_fault *fault)
{
    char line[4096];
    const int len = lw_report_write_all(report, line, sizeof line);
    if (len < 0) {
        lw_intake_refuse(serve, report->sensor, len);
        return lw_fault_set(fault, len, 0, 0, "too long as a line");
    }
    return lw_intake_line(serve, line, (size_t)len, fault);
}

static void tell_refused(struct lw_serve_post *post, int64_t number,
                         const char *why)
{
    post->refused++;
    if (post->told == LW_SERVE_REFUSED_TOLD_MAX)
        return;
    lw_text_put(&post->reasons, post->told > 0 ? ",{\"line\":" : "{\"line\":");
    lw_text_int(&post->reasons, number);
    lw_text_put(&post->reasons, ",\"reason\":");
    lw_text_quote(&post->reasons, why);
    lw_text_put(&post->reasons, "}");
    post->told++;
}

static void take_body(struct lw_serve *serve, struct lw_serve_post *post,
                      const char *body, size_t len)
{
    int64_t number = 0;
    size_t at = 0;
    while (at < len && !post->failed) {
        const char *line = body + at;
        const char *end = memchr(line, '\n', len - at);
        size_t line_len = end == NULL ? len - at : (size_t)(end - line);
        at += line_len + 1;
        number++;
        if (line_len > 0 && line[line_len - 1] == '\r')
            line_len--;
        if (line_len == 0)
            continue;
        struct lw_fault fault = {0};
        const int err = lw_intake_line(serve, line, line_len, &fault);
        if (err == 0)
            post->accepted++;
        else if (err == LW_ERR_DUPLICATE)
            post->duplicates++;
        else if (err == LW_ERR_IO)
            post->failed = true;
        else
            tell_refused(post, number, fault.what);
    }
}

static void answer(struct lw_serve_post *post, bool exercise)
{
    if (post->conn == NULL)
        return;
    if (post->failed) {
        lw_conn_error(post->conn, 503,
                      "the journal cannot be written: nothing was accepted");
        return;
    }
    char head[ANSWER_HEAD];
    struct lw_text out;
    lw_text_init(&out, head, sizeof head);
    lw_text_put(&out, "{\"accepted\":");
    lw_text_int(&out, (int64_t)post->accepted);
    lw_text_put(&out, ",\"duplicates\":");
    lw_text_int(&out, (int64_t)post->duplicates);
    if (post->refused > post->told) {
        lw_text_put(&out, ",\"refused_in_all\":");
        lw_text_int(&out, (int64_t)post->refused);
    }
    lw_json_put_exercise(&out, exercise);
    lw_text_put(&out, ",\"refused\":[");
    const size_t head_len = (size_t)(out.at - out.start);
    const size_t list_len = (size_t)(post->reasons.at - post->reasons.start);
    const size_t size = head_len + list_len + 4;
    char *text = malloc(size);
    if (text == NULL) {
        lw_conn_error(post->conn, 500, "out of memory");
        return;
    }
    memcpy(text, head, head_len);
    memcpy(text + head_len, post->text, list_len);
    memcpy(text + head_len + list_len, "]}\n", 4);
    const struct lw_http_head reply = {.status = 200,
                                       .type = "application/json"};
    lw_conn_reply(post->conn, &reply, text, size - 1);
    free(text);
}

void lw_intake_post(struct lw_serve *serve, struct lw_conn *conn,
                    const char *body, size_t len)
{
    enum { TEXT = LW_SERVE_REFUSED_TOLD_MAX * (2 * REASON_MAX + 40) };
    struct lw_serve_intake *in = &serve->intake;
    struct lw_serve_post *post = malloc(sizeof *post + TEXT);
    if (post == NULL) {
        lw_conn_error(conn, 503, "out of memory: nothing was accepted");
        return;
    }
    *post = (struct lw_serve_post){.conn = conn, .failed = in->failed};
    lw_text_init(&post->reasons, post->text, TEXT);
    struct lw_serve_post **end = &in->posts;
    while (*end != NULL)
        end = &(*end)->next;
    *end = post;
    take_body(serve, post, body, len);
}

void lw_intake_forget(struct lw_serve *serve, struct lw_conn *conn)
{
    for (struct lw_serve_post *p = serve->intake.posts; p != NULL; p = p->next)
        if (p->conn == conn)
            p->conn = NULL;
}

/* How long reports wait for others that share their commit: some times what
 * one takes, so that a quick disk is used often and a slow one seldom. */
static int64_t group_ns(const struct lw_serve *serve)
{
    const double most_ns = serve->config.journal.group_ms * 1e6;
    const double worth_ns = GROUP_COMMITS * 1e9 * serve->intake.commit_s_late;

    return (int64_t)(worth_ns < most_ns ? worth_ns : most_ns);
}

static bool is_due(struct lw_serve *serve)
{
    struct lw_serve_intake *in = &serve->intake;
    const int64_t wait_ns = group_ns(serve);
    const int64_t waited_ns = lw_loop_steady_ns(serve->loop) - in->opened_ns;
    if (!in->open || in->failed || in->posts != NULL || waited_ns >= wait_ns ||
        in->batched >= serve->config.journal.group_reports ||
        in->batch.len >= COMMIT_BYTES)
        return true;
    lw_loop_timer(serve->loop, &in->group, wait_ns - waited_ns);
    return false;
}

static int64_t steady_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void commit(struct lw_serve *serve)
{
    struct lw_serve_intake *in = &serve->intake;
    struct lw_fault fault = {0};
    const int64_t from_ns = steady_ns();
    const int err = lw_journal_commit(serve->journal, &fault);
    const double took_s = (double)(steady_ns() - from_ns) / 1e9;
    in->commit_s_sum += took_s;
    in->commit_s_late += (took_s - in->commit_s_late) / COMMITS_SMOOTHED;
    if (took_s > in->commit_s_max)
        in->commit_s_max = took_s;
    if (err < 0) {
        fail_batch(serve);
        lw_serve_say("the journal cannot be written: %s", fault.what);
        return;
    }
    in->commits++;
    in->open = false;
    in->accepted += in->batched;
    in->batched = 0;
    if (lw_lines_move(&in->backlog, &in->batch) < 0) {
        lw_serve_say("out of memory with durable reports at hand");
        serve->failed = true; /* a restart replays them from the journal */
        lw_loop_stop(serve->loop);
    }
}

void lw_intake_commit(struct lw_serve *serve, bool now)
{
    struct lw_serve_intake *in = &serve->intake;
    if (!in->open && in->posts == NULL) {
        in->failed = false;
        return;
    }
    if (!now && !is_due(serve))
        return;
    lw_loop_timer_clear(serve->loop, &in->group);
    if (in->open)
        commit(serve);
    in->failed = false;
    while (in->posts != NULL) {
        struct lw_serve_post *post = in->posts;
        in->posts = post->next;
        answer(post, serve->site->exercise);
        free(post);
    }
}

bool lw_intake_is_full(const struct lw_serve *serve)
{
    const struct lw_serve_intake *in = &serve->intake;
    return in->backlog.len - in->backlog.from > LW_SERVE_BACKLOG_MAX / 2;
}
