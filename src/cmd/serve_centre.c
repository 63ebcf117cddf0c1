/* SPDX-License-Identifier: Apache-2.0 */
/* Journalled lines to the tracker; its picture; the archive. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decode/ndjson.h"
#include "encode/track_json.h"
#include "serve.h"
#include "serve_warden.h"

static const int64_t SECOND_NS = INT64_C(1000000000);
static const int64_t MICROSECOND_NS = 1000;

enum {
    PICTURE_MAX = 65536,
    TRAIL_POINTS = 240,
};

const double lw_serve_wait_s[LW_SERVE_WAITS] = {0.001, 0.002, 0.005, 0.01, 0.02,
                                                0.05,  0.1,   0.5,   1.0};

static int open_picture(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    struct lw_picture_config config = lw_picture_defaults();
    config.tracks_max = c->track_max;
    config.removed_max = 2 * c->track_max;
    config.trail_max = TRAIL_POINTS;
    const size_t size = lw_picture_size(&config);
    c->picture_mem = size == 0 ? NULL : malloc(size);
    if (c->picture_mem == NULL)
        return LW_ERR_NO_SPACE;
    c->picture = lw_picture_init(&config, c->picture_mem, size);
    c->track = calloc(c->track_max, sizeof *c->track);
    c->track_p = calloc(c->track_max, sizeof(struct lw_track *));
    c->removed = calloc(config.removed_max, sizeof *c->removed);
    if (c->picture == NULL || c->track == NULL || c->track_p == NULL ||
        c->removed == NULL)
        return LW_ERR_NO_SPACE;
    return 0;
}

static int open_tracker(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    struct lw_tracker_config config = lw_tracker_defaults();
    config.tracks_max = serve->config.limits.tracks;
    config.reports_max = serve->config.limits.reports;
    config.zeroed_memory = true;
    const size_t size = lw_tracker_size(&config, serve->site);
    if (size == 0)
        return LW_ERR_RANGE;
    c->tracker_mem = calloc(1, size);
    if (c->tracker_mem == NULL)
        return LW_ERR_NO_SPACE;
    c->tracker = lw_tracker_init(&config, serve->site, c->tracker_mem, size);
    c->arrival_ns = c->archived_ns = c->over_ns = INT64_MIN;
    c->next_out_ns = INT64_MIN;
    return c->tracker == NULL ? LW_ERR_NO_SPACE : 0;
}

int lw_centre_open(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    const int err = open_tracker(serve);
    if (err < 0)
        return err;
    c->track_max = lw_tracker_picture_max(c->tracker);
    if (c->track_max > PICTURE_MAX)
        c->track_max = PICTURE_MAX;
    return open_picture(serve);
}

void lw_centre_close(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    free(c->tracker_mem);
    free(c->picture_mem);
    free(c->track);
    free(c->track_p);
    free(c->removed);
    *c = (struct lw_serve_centre){0};
}

int lw_centre_reset(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    lw_lines_drop(&serve->intake.backlog);
    lw_picture_reset(c->picture);
    c->marks = c->marks_at = 0;
    free(c->tracker_mem);
    return open_tracker(serve);
}

static void note_sensor(struct lw_serve *serve, uint32_t index,
                        const struct lw_report *report, int64_t arrival_ns)
{
    struct lw_serve_sensor *sensor = &serve->intake.sensor[index];
    sensor->accepted[report->type]++;
    sensor->last_ns = arrival_ns;
    sensor->last_meas_ns = report->meas_ns;
    if (report->type == LW_REPORT_HEARTBEAT) {
        sensor->state = report->state;
        sensor->has_state = true;
    }
}

/* A ring of the last ones; the tick tells them and empties it. */
static void note_mark(struct lw_serve *serve, uint32_t index,
                      const struct lw_report *report)
{
    struct lw_serve_centre *c = &serve->centre;
    struct lw_live_mark mark;
    if (lw_live_mark(report, serve->site, index, &mark) <= 0)
        return;
    c->mark[c->marks_at] = mark;
    c->marks_at = (c->marks_at + 1) % LW_SERVE_MARKS_MAX;
    if (c->marks < LW_SERVE_MARKS_MAX)
        c->marks++;
}

/* The picture at `at_ns`, in c->track[]. */
static uint32_t take_picture(struct lw_serve *serve, int64_t at_ns)
{
    struct lw_serve_centre *c = &serve->centre;
    lw_tracker_advance(c->tracker, at_ns);
    return lw_tracker_picture(c->tracker, at_ns, c->track, c->track_max);
}

static bool is_archive_due(const struct lw_serve *serve, int64_t at_ns)
{
    const struct lw_serve_centre *c = &serve->centre;
    const int64_t every_ns =
        (int64_t)serve->config.limits.archive_every * SECOND_NS;
    return serve->archive != NULL &&
           (c->archived_ns == INT64_MIN || at_ns >= c->archived_ns + every_ns);
}

static void archive(struct lw_serve *serve, uint32_t count, int64_t at_ns)
{
    struct lw_serve_centre *c = &serve->centre;
    struct lw_fault fault = {0};
    c->archived_ns = at_ns;
    const int err = lw_archive_update(serve->archive, serve->site, c->track,
                                      count, at_ns, &fault);
    if (err < 0 && !c->archive_failed)
        lw_serve_say("the archive cannot be written: %s", fault.what);
    c->archive_failed = err < 0;
}

/* Also while many reports come in at once, as in a replay. */
static void archive_due(struct lw_serve *serve, int64_t at_ns)
{
    if (is_archive_due(serve, at_ns) &&
        at_ns > lw_archive_last_ns(serve->archive))
        archive(serve, take_picture(serve, at_ns), at_ns);
}

void lw_centre_apply(struct lw_serve *serve, int64_t arrival_ns,
                     const char *line, size_t len)
{
    struct lw_serve_centre *c = &serve->centre;
    struct lw_report report;
    if (c->tracks_out != NULL)
        lw_centre_write(serve, arrival_ns);
    lw_warden_pass(serve, arrival_ns); /* before the tracker is that far */
    if (c->tracks_out == NULL)
        archive_due(serve, arrival_ns);
    if (lw_ndjson_read(line, len, &report, NULL) < 0) {
        if (lw_warden_line(serve, arrival_ns, line, len))
            return;
        c->passed_over++; /* another version wrote it: told by a counter */
        return;
    }
    const int index = lw_site_sensor(serve->site, report.sensor);
    if (index >= 0)
        note_sensor(serve, (uint32_t)index, &report, arrival_ns);
    c->arrival_ns = arrival_ns;
    c->applied++;
    const int err = lw_tracker_report(c->tracker, &report, arrival_ns);
    if (index >= 0)
        lw_warden_arrived(serve, arrival_ns, c->heard_ns);
    if (err < 0)
        c->passed_over++;
    else if (index >= 0 && serve->ready)
        note_mark(serve, (uint32_t)index, &report);
}

static int64_t steady_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

static void note_wait(struct lw_serve *serve, int64_t waited_ns)
{
    for (int i = LW_SERVE_WAITS - 1;
         i >= 0 && (double)waited_ns <= 1e9 * lw_serve_wait_s[i]; i--)
        serve->centre.within[i]++;
}

void lw_centre_drain(struct lw_serve *serve, bool all)
{
    struct lw_serve_lines *backlog = &serve->intake.backlog;
    if (backlog->len == 0)
        return;
    const int64_t until_ns =
        steady_ns() + LW_SERVE_APPLY_MS * (SECOND_NS / 1000);
    struct lw_serve_line line;
    while (lw_lines_next(backlog, &line)) {
        serve->centre.heard_ns = line.heard_ns;
        lw_centre_apply(serve, line.arrival_ns, line.text, line.len);
        const int64_t now_ns = steady_ns();
        note_wait(serve, now_ns - line.heard_ns);
        if (now_ns >= until_ns && !all &&
            backlog->len - backlog->from <= LW_SERVE_BACKLOG_MAX) {
            lw_loop_again(serve->loop);
            return;
        }
    }
}

int64_t lw_centre_time_ns(const struct lw_serve *serve)
{
    const int64_t now_ns = serve->clock.now_ns;

    return now_ns != INT64_MIN && now_ns == serve->centre.over_ns
               ? now_ns - MICROSECOND_NS
               : now_ns;
}

/* Lines have their arrival already and wait for the tracker. */
static bool lines_wait(const struct lw_serve *serve)
{
    const struct lw_serve_intake *in = &serve->intake;

    return in->batch.len != in->batch.from ||
           in->backlog.len != in->backlog.from || serve->replaying != NULL;
}

/*
 * The moment of the picture. While lines wait it is that of the last one that
 * the tracker had: what ends at a whole second must not end before they are
 * in. Otherwise it is now, and now is over: what comes later arrives later, by
 * a microsecond at least, so that `track` over the journal sees the same.
 */
static int64_t settle_ns(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    const int64_t shown_ns = lw_picture_time_ns(c->picture);

    if (lines_wait(serve))
        return c->arrival_ns > shown_ns ? c->arrival_ns : shown_ns;
    const int64_t now_ns = lw_centre_time_ns(serve);
    if (now_ns == INT64_MIN || serve->clock.now_ns == c->over_ns)
        return now_ns;
    lw_warden_pass(serve, now_ns);
    lw_tracker_advance(c->tracker, now_ns + 1);
    c->over_ns = serve->clock.now_ns = now_ns + MICROSECOND_NS;
    return now_ns;
}

void lw_centre_refresh(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    const int64_t now_ns = settle_ns(serve);
    if (now_ns == INT64_MIN)
        return;
    const uint32_t count =
        lw_tracker_picture(c->tracker, now_ns, c->track, c->track_max);
    const int err = lw_picture_update(c->picture, c->track, count, now_ns);
    assert(err >= 0);
    (void)err;
    if (is_archive_due(serve, now_ns))
        archive(serve, count, now_ns);
}

void lw_centre_catch_up(struct lw_serve *serve)
{
    lw_centre_drain(serve, true);
    lw_centre_refresh(serve);
}

static void write_picture(struct lw_serve *serve, int64_t at_ns)
{
    struct lw_serve_centre *c = &serve->centre;
    lw_tracker_advance(c->tracker, at_ns + 1);
    const uint32_t count =
        lw_tracker_picture(c->tracker, at_ns, c->track, c->track_max);
    for (uint32_t i = 0; i < count; i++) {
        const struct lw_track *t = &c->track[i];
        char text[LW_TRACK_TEXT_MAX + 1];
        if (t->status == LW_TRACK_TENTATIVE || t->status == LW_TRACK_ENDED)
            continue;
        const int len = lw_track_write(t, serve->site, text, sizeof text);
        if (len > 0)
            fprintf(c->tracks_out, "%.*s\n", len, text);
    }
}

/* As `track` does: T is written when something arrives after it. */
void lw_centre_write(struct lw_serve *serve, int64_t until_ns)
{
    struct lw_serve_centre *c = &serve->centre;
    if (c->next_out_ns == INT64_MIN) {
        const int64_t rest = until_ns % SECOND_NS;
        c->next_out_ns = until_ns + (rest == 0 ? 0 : SECOND_NS - rest);
        return;
    }
    while (c->next_out_ns < until_ns) {
        lw_warden_pass(serve, c->next_out_ns);
        write_picture(serve, c->next_out_ns);
        c->next_out_ns += SECOND_NS;
        if (lw_tracker_idle(c->tracker) && c->next_out_ns < until_ns)
            c->next_out_ns = until_ns / SECOND_NS * SECOND_NS;
    }
}

void lw_centre_finish(struct lw_serve *serve)
{
    const struct lw_serve_centre *c = &serve->centre;
    if (c->arrival_ns == INT64_MIN)
        return;
    lw_centre_write(serve, c->arrival_ns + 1);
    lw_warden_pass(serve, c->arrival_ns + 1);
    lw_warden_finish(serve);
}
