/* SPDX-License-Identifier: Apache-2.0 */
/* A recording, or a journal, handed in at a pace; it alone moves the scene. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "decode/decision.h"
#include "decode/ndjson.h"
#include "input.h"
#include "serve.h"
#include "serve_warden.h"

enum {
    PUMP_MS = 40,
    RETRY_MS = 1000, /* after the disk said no */
    SLICE = 4096,    /* lines in one wake-up */
    FAULTS_TOLD_MAX = 20,
};
static const double SPEED_MAX = 1e6;

struct lw_serve_player {
    struct lw_serve *serve;
    const char *path;
    struct lw_input *input;
    struct lw_journal *journal; /* the other kind of recording */
    struct lw_journal_cursor *cursor;
    char name[LW_CONFIG_PATH_MAX + 1];
    struct lw_player_state state;
    struct lw_timer pump;
    int64_t pumped_ns;   /* steady */
    int64_t position_ns; /* scene */
    int64_t passed_ns;   /* lines up to here are in the journal already */
    int64_t arrival_ns;  /* of the line at hand, the greatest so far */
    const char *line;    /* read and not yet due */
    size_t len;
    bool has_line;
    int64_t number;
    uint64_t told;
    struct lw_scene_guard guard;
    int64_t *heard_ns; /* the guard's */
    uint64_t failures; /* of commits, when it last handed in */
};

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int open_source(struct lw_serve_player *p, struct lw_fault *fault)
{
    struct stat st;
    const bool folder = stat(p->path, &st) == 0 && S_ISDIR(st.st_mode);
    const size_t len = strlen(p->path);
    p->number = 0;
    p->arrival_ns = INT64_MIN;
    p->has_line = false;
    lw_scene_guard_init(&p->guard, p->heard_ns, p->serve->site->sensors);
    if (!folder && (len < 3 || strcmp(p->path + len - 3, ".db") != 0)) {
        p->input = lw_input_open(p->path, fault);
        return p->input == NULL ? LW_ERR_IO : 0;
    }
    char path[LW_CONFIG_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s%s", p->path, folder ? "/journal.db" : "");
    const int err = lw_journal_open_read(path, &p->journal, fault);
    const int exercise =
        err < 0 ? err : lw_journal_is_exercise(p->journal, fault);
    if (exercise < 0)
        return exercise;
    if (exercise > 0)
        p->serve->exercise = true;
    const struct lw_journal_range all = {.from_ns = INT64_MIN,
                                         .to_ns = INT64_MAX};
    return lw_journal_read(p->journal, &all, &p->cursor, fault);
}

static void close_source(struct lw_serve_player *p)
{
    lw_input_close(p->input);
    lw_journal_cursor_close(p->cursor);
    lw_journal_close(p->journal);
    p->input = NULL;
    p->cursor = NULL;
    p->journal = NULL;
}

static void tell(struct lw_serve_player *p, const struct lw_fault *fault)
{
    if (p->told++ >= FAULTS_TOLD_MAX)
        return;
    struct lw_fault where = *fault;
    where.line = p->number;
    lw_print_fault(p->path, &where);
}

/* The arrival of a line that was read: as in `track`. */
static int arrive(struct lw_serve_player *p, const struct lw_report *report,
                  struct lw_fault *fault)
{
    const bool has_rx = (report->has & LW_HAS_RX) != 0;
    const int sensor = lw_site_sensor(p->serve->site, report->sensor);
    int err = 0;
    if (sensor < 0)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "`sensor`: \"%s\" is not in the site file",
                            report->sensor);
    if (!has_rx)
        err = lw_scene_guard_check(&p->guard, (uint32_t)sensor, report->meas_ns,
                                   p->arrival_ns, fault);
    if (err < 0)
        return err;
    p->arrival_ns =
        greater(p->arrival_ns, has_rx ? report->rx_ns : report->meas_ns);
    lw_scene_guard_hear(&p->guard, (uint32_t)sensor, p->arrival_ns);
    return 0;
}

/* The next line with its arrival: 1, or 0 at the end. */
static int next_line(struct lw_serve_player *p, bool quiet)
{
    struct lw_fault fault = {0};
    if (p->cursor != NULL) {
        struct lw_journal_entry entry;
        const int got = lw_journal_next(p->cursor, &entry, &fault);
        if (got < 0)
            lw_serve_say("%s: %s", p->path, fault.what);
        if (got <= 0)
            return 0;
        p->number = entry.seq;
        p->line = entry.line;
        p->len = entry.len;
        p->arrival_ns = greater(p->arrival_ns, entry.arrival_ns);
        return 1;
    }
    for (;;) {
        struct lw_report report;
        struct lw_decision_line decided;
        int got = lw_input_line(p->input, &p->line, &p->len);
        p->number = lw_input_number(p->input);
        if (got <= 0 && got != LW_ERR_NO_SPACE) {
            if (got < 0 && !quiet)
                lw_serve_say("%s: %s", p->path, lw_input_error(p->input));
            return 0;
        }
        if (got == 1 && p->len == 0)
            continue;
        if (got == LW_ERR_NO_SPACE)
            lw_fault_set(&fault, got, 0, 0, "longer than a line may be");
        else
            got = lw_ndjson_read(p->line, p->len, &report, &fault);
        const bool is_report = got == 0;
        if (is_report)
            got = arrive(p, &report, &fault);
        if (got < 0 && !is_report && lw_decision_is(p->line, p->len) &&
            (got = lw_decision_read(p->line, p->len, &decided, &fault)) == 0)
            p->arrival_ns = greater(p->arrival_ns, decided.rx_ns);
        if (got == 0)
            return 1;
        if (!quiet) {
            lw_intake_refuse(p->serve, is_report ? report.sensor : "", got);
            tell(p, &fault);
        }
    }
}

/* Where it begins and ends: read through once. */
static int survey(struct lw_serve_player *p)
{
    struct lw_fault fault = {0};
    const int64_t from_ns = p->serve->config.play.from_ns;
    if (open_source(p, &fault) < 0) {
        lw_print_fault(p->path, &fault);
        return LW_ERR_IO;
    }
    p->state.begin_ns = INT64_MIN;
    while (next_line(p, true) > 0)
        if (p->state.begin_ns == INT64_MIN && p->arrival_ns >= from_ns)
            p->state.begin_ns = p->arrival_ns;
    p->state.end_ns = p->arrival_ns;
    close_source(p);
    if (p->state.begin_ns == INT64_MIN) {
        lw_serve_say("%s: no report in it%s", p->path,
                     from_ns == INT64_MIN ? "" : " from then on");
        return LW_ERR_MISSING;
    }
    return 0;
}

static void pump(void *context);

int lw_player_open(struct lw_serve *serve)
{
    struct lw_serve_player *p = calloc(1, sizeof *p);
    if (p == NULL)
        return LW_ERR_NO_SPACE;
    serve->player = p;
    p->serve = serve;
    p->heard_ns = calloc(serve->site->sensors + 1, sizeof *p->heard_ns);
    if (p->heard_ns == NULL)
        return LW_ERR_NO_SPACE;
    p->path = serve->config.play.file;
    const char *slash = strrchr(p->path, '/');
    snprintf(p->name, sizeof p->name, "%s",
             slash == NULL || slash[1] == '\0' ? p->path : slash + 1);
    p->state.name = p->name;
    p->state.speed = serve->config.play.speed;
    p->state.max_speed = serve->config.play.speed <= 0;
    p->state.playing = true;
    p->pump = (struct lw_timer){.fire = pump, .context = p};
    if (strcmp(p->path, "-") == 0) {
        lw_serve_say("a recording cannot be played from standard input: give "
                     "it as a feed");
        return LW_ERR_IO;
    }
    serve->clock.played = true;
    return survey(p);
}

void lw_player_close(struct lw_serve *serve)
{
    if (serve->player == NULL)
        return;
    lw_loop_timer_clear(serve->loop, &serve->player->pump);
    close_source(serve->player);
    free(serve->player->heard_ns);
    free(serve->player);
    serve->player = NULL;
}

static void begin(struct lw_serve_player *p)
{
    struct lw_fault fault = {0};
    close_source(p);
    p->state.at_end = false;
    if (open_source(p, &fault) < 0) {
        lw_print_fault(p->path, &fault);
        p->state.at_end = true;
    }
    /* What a journal that was killed holds already is passed over, and what
     * was not asked for. */
    p->passed_ns =
        greater(lw_journal_last_ns(p->serve->journal), p->state.begin_ns - 1);
    p->failures = p->serve->intake.commit_failures;
    p->position_ns = greater(p->state.begin_ns, p->passed_ns);
    p->pumped_ns = lw_loop_steady_ns(p->serve->loop);
}

void lw_player_start(struct lw_serve *serve)
{
    struct lw_serve_player *p = serve->player;
    if (serve->clock.now_ns >= p->state.end_ns && lw_serve_afresh(serve) < 0) {
        serve->failed = true;
        lw_loop_stop(serve->loop);
        return;
    }
    begin(p);
    lw_loop_timer(serve->loop, &p->pump, 0);
}

static void at_end(struct lw_serve_player *p)
{
    struct lw_serve *serve = p->serve;
    lw_scene_clock_play(&serve->clock, p->state.end_ns);
    lw_intake_commit(serve, true);
    lw_centre_drain(serve, true);
    if (p->failures != serve->intake.commit_failures) {
        lw_loop_timer(serve->loop, &p->pump, 0); /* the end was not kept */
        return;
    }
    if (serve->end_with_player) {
        lw_loop_stop(serve->loop);
        return;
    }
    if (serve->config.play.loop) {
        if (lw_serve_afresh(serve) == 0) {
            begin(p);
            lw_loop_timer(serve->loop, &p->pump, 0);
            return;
        }
        serve->failed = true;
        lw_loop_stop(serve->loop);
    }
    p->state.at_end = true;
    p->state.playing = false;
    lw_live_scene_changed(serve);
    printf("the recording is at its end\n");
    fflush(stdout);
}

/* False: the disk says no, or the tracker is behind; try again later. */
static bool hand_in(struct lw_serve_player *p)
{
    struct lw_fault fault = {0};
    if (p->arrival_ns <= p->passed_ns)
        return true;
    lw_scene_clock_play(&p->serve->clock, p->arrival_ns);
    const int err = lw_decision_is(p->line, p->len)
                        ? lw_intake_decided(p->serve, p->line, p->len, &fault)
                        : lw_intake_line(p->serve, p->line, p->len, &fault);
    if (err == LW_ERR_IO)
        return false;
    if (err < 0 && err != LW_ERR_DUPLICATE)
        tell(p, &fault);
    return true;
}

/* Everything that is due; all of one arrival goes into one batch. */
static void hand_in_due(struct lw_serve_player *p, int64_t until_ns)
{
    struct lw_serve *serve = p->serve;
    int64_t last_ns = INT64_MIN;
    for (int n = 0;; n++) {
        if (!p->has_line && next_line(p, false) <= 0) {
            at_end(p);
            return;
        }
        p->has_line = true;
        if (p->arrival_ns > until_ns)
            break;
        if (n >= SLICE && p->arrival_ns > last_ns) {
            /* lines that are passed over do not take it back */
            p->position_ns = greater(last_ns, p->passed_ns);
            break;
        }
        last_ns = p->arrival_ns;
        if (!hand_in(p))
            break;
        p->has_line = false;
    }
    if (p->state.max_speed)
        p->position_ns = greater(p->position_ns, serve->clock.now_ns);
    else
        lw_scene_clock_play(&serve->clock, p->position_ns);
    lw_loop_timer(serve->loop, &p->pump,
                  p->state.max_speed ? 0 : PUMP_MS * INT64_C(1000000));
}

static void pump(void *context)
{
    struct lw_serve_player *p = context;
    struct lw_serve *serve = p->serve;
    const int64_t now_ns = lw_loop_steady_ns(serve->loop);
    const int64_t passed_ns = now_ns - p->pumped_ns;
    p->pumped_ns = now_ns;
    if (!p->state.playing)
        return;
    if (p->failures != serve->intake.commit_failures) {
        begin(p); /* what the disk did not take is handed in again */
        lw_loop_timer(serve->loop, &p->pump, RETRY_MS * INT64_C(1000000));
        return;
    }
    if (lw_intake_is_full(serve)) {
        lw_loop_timer(serve->loop, &p->pump, INT64_C(1000000));
        return;
    }
    int64_t until_ns = INT64_MAX;
    if (!p->state.max_speed) {
        const double step_ns = (double)passed_ns * p->state.speed;
        const double left_ns =
            (double)(p->state.end_ns - p->position_ns) + 1000.0;
        p->position_ns += (int64_t)(step_ns < left_ns ? step_ns : left_ns);
        until_ns = p->position_ns;
    }
    hand_in_due(p, until_ns);
}

struct lw_player_state lw_player_state(const struct lw_serve *serve)
{
    return serve->player->state;
}

void lw_player_set(struct lw_serve *serve, bool playing, double speed)
{
    struct lw_serve_player *p = serve->player;
    p->state.speed = speed > SPEED_MAX ? SPEED_MAX : speed;
    p->state.max_speed = false;
    if (playing && !p->state.playing) {
        p->state.playing = true;
        p->pumped_ns = lw_loop_steady_ns(serve->loop);
        if (p->state.at_end)
            lw_player_start(serve);
        else
            lw_loop_timer(serve->loop, &p->pump, 0);
    } else if (!playing) {
        p->state.playing = false;
    }
    lw_live_scene_changed(serve);
}
