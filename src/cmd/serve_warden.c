/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_warden.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decode/decision.h"
#include "encode/warning_json.h"
#include "serve.h"
#include "warning_log.h"

const double lw_warden_wait_s[LW_WARDEN_WAITS] = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0};
static const int64_t SECOND_NS = INT64_C(1000000000);

struct kept_list {
    struct lw_warden_kept *at; /* LW_WARDEN_KEPT, by number */
    uint32_t newest;
};

struct lw_warden {
    struct lw_serve *serve;
    struct lw_vigil *vigil;
    void *test_mem;
    struct lw_warn *test;
    int64_t test_ns; /* its last step or decision; INT64_MIN: none yet */
    bool *alive;     /* of tests: every sensor */
    struct kept_list kept, tests;
    struct lw_warning_log *log; /* NULL: none is kept */
    bool log_failed;
    struct lw_cap_config cap;
    int64_t heard_ns; /* of the first report since the last step; 0: none */
    int decided;      /* what became of the last decision */
    uint32_t decided_number;
    struct lw_warden_stats stats;
    char text[LW_WARNING_TEXT_MAX + 1];
};

static int64_t steady_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

/* ---- what the engines tell ---- */

static struct lw_warden_kept *slot_of(const struct kept_list *list,
                                      uint32_t number)
{
    return &list->at[number % LW_WARDEN_KEPT];
}

static const struct lw_warden_kept *
keep(struct lw_warden *w, const struct lw_warning *warning, bool open)
{
    struct kept_list *list =
        warning->status == LW_WARNING_TEST ? &w->tests : &w->kept;
    struct lw_warden_kept *kept = slot_of(list, warning->number);

    if (warning->number > list->newest)
        list->newest = warning->number;
    if (kept->warning.number != warning->number)
        memset(kept, 0, sizeof *kept);
    else if (kept->open && lw_cap_tells(&w->cap, &kept->warning, &kept->before))
        lw_cap_sent(&w->cap, &kept->warning, &kept->before);
    kept->warning = *warning;
    kept->open = open;
    return kept;
}

static void note_wait(struct lw_warden *w)
{
    if (w->heard_ns == 0)
        return;
    const double wait_s = (double)(steady_ns() - w->heard_ns) / 1e9;
    for (int i = 0; i < LW_WARDEN_WAITS; i++)
        w->stats.within[i] += wait_s <= lw_warden_wait_s[i];
    if (wait_s > w->stats.wait_s_max)
        w->stats.wait_s_max = wait_s;
}

/* Into the log, once each: what was told before a restart is there. */
static void log_line(struct lw_warden *w, const struct lw_warning *warning,
                     int len)
{
    struct lw_fault fault = {0};

    if (w->log == NULL || len < 0)
        return;
    const int err = lw_warning_log_put(w->log, warning, w->text, (size_t)len,
                                       w->serve->ready, &fault);
    if (err < 0 && !w->log_failed)
        lw_serve_say("the log of warnings cannot be written: %s", fault.what);
    w->log_failed = err < 0;
}

static void tell_warning(void *context, const struct lw_warning *warning,
                         bool open)
{
    struct lw_warden *w = context;
    struct lw_serve *serve = w->serve;
    const bool test = warning->status == LW_WARNING_TEST;

    const struct lw_warden_kept *kept = keep(w, warning, open);
    w->decided_number = warning->number;
    const int len =
        lw_warning_write(warning, serve->site, w->text, sizeof w->text - 1);
    if (!test)
        w->stats.told[warning->level][warning->state]++;
    if (serve->centre.tracks_out != NULL && open && !test && len > 0)
        fprintf(serve->centre.tracks_out, "%.*s\n", len, w->text);
    log_line(w, warning, len);
    if (open)
        lw_channels_tell(serve, warning, &kept->before);
    if (!serve->ready || len < 0)
        return;
    if (!test)
        note_wait(w);
    lw_live_say(serve, lw_warning_level_name(warning->level), w->text,
                (size_t)len, open && !test);
}

static void tell_cover(void *context, const struct lw_cover_change *change)
{
    struct lw_warden *w = context;
    struct lw_serve *serve = w->serve;
    const int len =
        lw_cover_write(serve->site, change->zone, change->cover, change->before,
                       change->time_ns, w->text, sizeof w->text - 1);

    w->stats.covers++;
    if (len < 0)
        return;
    if (serve->centre.tracks_out != NULL)
        fprintf(serve->centre.tracks_out, "%.*s\n", len, w->text);
    if (serve->ready)
        lw_live_say(serve, "cover", w->text, (size_t)len, true);
}

static const struct lw_vigil_calls calls = {.warning = tell_warning,
                                            .cover = tell_cover};

/* ---- open, close ---- */

static void wake(void *context)
{
    (void)context; /* lw_warden_live() comes with the wake-up itself */
}

static int open_test(struct lw_warden *w, const struct lw_site *site)
{
    struct lw_warn_config config = lw_warn_defaults(site);

    config.tracks_max = 0;
    config.status = LW_WARNING_TEST;
    const size_t size = lw_warn_size(&config, site);
    w->test_mem = size == 0 ? NULL : calloc(1, size);
    w->alive = calloc((size_t)site->sensors + 1, sizeof *w->alive);
    if (w->test_mem == NULL || w->alive == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t i = 0; i < site->sensors; i++)
        w->alive[i] = true;
    w->test = lw_warn_init(&config, site, w->test_mem, size);
    w->test_ns = INT64_MIN;
    return w->test == NULL ? LW_ERR_NO_SPACE : 0;
}

static int open_log(struct lw_serve *serve)
{
    char path[LW_CONFIG_PATH_MAX + 32];
    struct lw_fault fault = {0};

    if (serve->temporary)
        return 0; /* nobody would see it */
    (void)snprintf(path, sizeof path, "%s/warnings.db", serve->config.data);
    const int err = lw_warning_log_open(path, &serve->warden->log, &fault);
    if (err < 0)
        lw_serve_say("%s: %s", path, fault.what);
    return err;
}

static void set_cap(struct lw_serve *serve)
{
    const struct lw_config_sender *sender = &serve->config.sender;
    struct lw_cap_config *cap = &serve->warden->cap;

    *cap = lw_cap_defaults(serve->site);
    if (sender->id[0] != '\0')
        cap->sender = sender->id;
    cap->sender_name = sender->name;
    cap->contact = sender->contact;
    cap->web = sender->web;
    cap->offset_s = sender->utc_offset_s;
    if (sender->languages.count == 0)
        return;
    cap->languages = sender->languages.count;
    memcpy(cap->language, sender->languages.language, sizeof cap->language);
}

int lw_warden_open(struct lw_serve *serve)
{
    if (serve->site->zones == 0)
        return 0;
    struct lw_warden *w = calloc(1, sizeof *w);
    if (w == NULL)
        return LW_ERR_NO_SPACE;
    serve->warden = w;
    w->serve = serve;
    serve->warden_timer.fire = wake;
    w->kept.at = calloc(LW_WARDEN_KEPT, sizeof *w->kept.at);
    w->tests.at = calloc(LW_WARDEN_KEPT, sizeof *w->tests.at);
    if (w->kept.at == NULL || w->tests.at == NULL)
        return LW_ERR_NO_SPACE;
    set_cap(serve);
    int err =
        lw_vigil_open(serve->site, serve->centre.tracker, &calls, w, &w->vigil);
    if (err == 0)
        err = open_test(w, serve->site);
    return err == 0 ? open_log(serve) : err;
}

void lw_warden_close(struct lw_serve *serve)
{
    struct lw_warden *w = serve->warden;

    if (w == NULL)
        return;
    lw_vigil_close(w->vigil);
    lw_warning_log_close(w->log);
    free(w->test_mem);
    free(w->alive);
    free(w->kept.at);
    free(w->tests.at);
    free(w);
    serve->warden = NULL;
}

/* ---- time ---- */

static void tell_tests(struct lw_warden *w)
{
    const struct lw_warning *warning;
    struct lw_cover_change change;

    while ((warning = lw_warn_next(w->test)) != NULL)
        tell_warning(w, warning, !warning->silent);
    while (lw_warn_next_cover(w->test, &change))
        ; /* it is the site's, and told by the other engine */
}

/* While one is alive: at every whole second, as by lw_warn_due(). */
static void pass_tests(struct lw_warden *w, int64_t until_ns)
{
    while (!lw_warn_idle(w->test)) {
        const int64_t due_ns = lw_warn_due(w->test, INT64_MIN);
        if (due_ns >= until_ns)
            return;
        lw_warn_step(w->test, NULL, 0, w->alive, due_ns);
        tell_tests(w);
    }
}

void lw_warden_pass(struct lw_serve *serve, int64_t until_ns)
{
    struct lw_warden *w = serve->warden;

    if (w == NULL)
        return;
    if (lw_vigil_due_ns(w->vigil) < until_ns) {
        const int64_t from_ns = steady_ns();
        const uint64_t steps = lw_vigil_steps(w->vigil);
        lw_vigil_pass(w->vigil, until_ns);
        const uint64_t made = lw_vigil_steps(w->vigil) - steps;
        const double took_s = (double)(steady_ns() - from_ns) / 1e9;
        w->stats.steps += made;
        w->stats.step_s_sum += took_s;
        if (made == 1 && took_s > w->stats.step_s_max)
            w->stats.step_s_max = took_s;
        w->heard_ns = 0;
    }
    pass_tests(w, until_ns);
}

void lw_warden_arrived(struct lw_serve *serve, int64_t arrival_ns,
                       int64_t heard_ns)
{
    struct lw_warden *w = serve->warden;

    if (w == NULL)
        return;
    if (w->heard_ns == 0)
        w->heard_ns = heard_ns;
    lw_vigil_arrived(w->vigil, arrival_ns);
}

void lw_warden_live(struct lw_serve *serve)
{
    struct lw_warden *w = serve->warden;

    if (w == NULL || serve->clock.now_ns == INT64_MIN)
        return;
    const int64_t wall_ns = lw_loop_wall_ns(serve->loop);
    int64_t until_ns = INT64_MIN;
    if (!lw_lines_first(&serve->intake.backlog, &until_ns) &&
        !lw_lines_first(&serve->intake.batch, &until_ns)) {
        lw_scene_clock_follow(&serve->clock, wall_ns);
        until_ns = serve->clock.now_ns;
    }
    lw_warden_pass(serve, until_ns);
    const int64_t due_ns = lw_vigil_due_ns(w->vigil);
    if (due_ns == INT64_MAX || !lw_scene_clock_live(&serve->clock, wall_ns))
        return;
    /* just after it: what is due then is due before what arrives then */
    const int64_t wait_ns = due_ns + 1000 - wall_ns;
    lw_loop_timer(serve->loop, &serve->warden_timer, wait_ns > 0 ? wait_ns : 0);
}

void lw_warden_finish(struct lw_serve *serve)
{
    if (serve->warden != NULL)
        lw_vigil_finish(serve->warden->vigil);
}

void lw_warden_tick(struct lw_serve *serve)
{
    struct lw_fault fault = {0};
    struct lw_warden *w = serve->warden;

    if (w == NULL || w->log == NULL)
        return;
    if (lw_warning_log_commit(w->log, &fault) < 0 && !w->log_failed) {
        w->log_failed = true;
        lw_serve_say("the log of warnings cannot be written: %s", fault.what);
    }
}

/* ---- decisions ---- */

enum lw_warning_status lw_warden_status(const struct lw_serve *serve)
{
    return serve->site->exercise ? LW_WARNING_EXERCISE : LW_WARNING_ACTUAL;
}

const struct lw_warn *lw_warden_engine(const struct lw_serve *serve, bool test)
{
    return test ? serve->warden->test : lw_vigil_warn(serve->warden->vigil);
}

const struct lw_warden_kept *lw_warden_find(const struct lw_serve *serve,
                                            bool test, uint32_t number)
{
    const struct lw_warden *w = serve->warden;
    const struct lw_warden_kept *kept =
        slot_of(test ? &w->tests : &w->kept, number);

    return number != 0 && kept->warning.number == number ? kept : NULL;
}

uint32_t lw_warden_newest(const struct lw_serve *serve, bool test)
{
    const struct lw_warden *w = serve->warden;

    return w == NULL ? 0 : test ? w->tests.newest : w->kept.newest;
}

struct lw_warning_log *lw_warden_log(const struct lw_serve *serve)
{
    return serve->warden->log;
}

struct lw_warden_stats lw_warden_stats(const struct lw_serve *serve)
{
    return serve->warden->stats;
}

struct lw_cap_config lw_warden_cap(const struct lw_serve *serve)
{
    return serve->warden->cap;
}

static int decide(struct lw_warden *w, const struct lw_decision *decision,
                  enum lw_warning_status status)
{
    if (status != LW_WARNING_TEST)
        return lw_vigil_decide(w->vigil, decision);
    const int err = lw_warn_decide(w->test, decision);
    if (err == 0)
        tell_tests(w);
    return err;
}

bool lw_warden_line(struct lw_serve *serve, int64_t arrival_ns,
                    const char *line, size_t len)
{
    struct lw_decision_line read;
    struct lw_warden *w = serve->warden;

    if (w == NULL || !lw_decision_is(line, len) ||
        lw_decision_read(line, len, &read, NULL) < 0)
        return false;
    read.decision.time_ns = arrival_ns;
    w->decided_number = read.decision.warning;
    w->heard_ns = 0;
    w->decided = decide(w, &read.decision, read.status);
    w->stats.decisions++;
    w->stats.refused += w->decided < 0;
    return true;
}

static int refused(int err, struct lw_fault *fault)
{
    const char *why = "it cannot be decided";

    if (err == LW_ERR_UNKNOWN)
        why = "no such warning is alive, or there is no such zone";
    else if (err == LW_ERR_RANGE)
        why = "that cannot be decided about it as it stands";
    else if (err == LW_ERR_NO_SPACE)
        why = "too many warnings are alive";
    else if (err == LW_ERR_IO)
        why = "the journal cannot be written: nothing was decided";
    else if (err == LW_ERR_MISSING)
        why = "`by` and, to reject or clear, `reason` are needed";
    return lw_fault_set(fault, err, 0, 0, "%s", why);
}

/* What is plainly in vain is not journalled. */
static bool is_known(const struct lw_serve *serve, bool test,
                     const struct lw_decision *decision)
{
    if (decision->kind == LW_DECISION_RAISE) {
        for (uint32_t z = 0; z < serve->site->zones; z++)
            if (strcmp(serve->site->zone[z].id, decision->zone) == 0)
                return true;
        return false;
    }
    const struct lw_warden_kept *kept =
        lw_warden_find(serve, test, decision->warning);
    return kept != NULL && kept->warning.end == LW_WARNING_STANDS;
}

int lw_warden_decide(struct lw_serve *serve, enum lw_warning_status status,
                     const struct lw_decision *decision, uint32_t *warning,
                     struct lw_fault *fault)
{
    struct lw_warden *w = serve->warden;

    lw_intake_commit(serve, true);
    lw_centre_drain(serve, true);
    if (!is_known(serve, status == LW_WARNING_TEST, decision))
        return refused(LW_ERR_UNKNOWN, fault);
    const uint64_t commits = serve->intake.commits;
    if (lw_intake_decision(serve, decision, status, fault) < 0)
        return refused(LW_ERR_IO, fault);
    lw_intake_commit(serve, true);
    if (serve->intake.commits == commits)
        return refused(LW_ERR_IO, fault);
    w->decided = LW_ERR_IO;
    lw_centre_drain(serve, true);
    *warning = decision->kind == LW_DECISION_RAISE ? w->decided_number
                                                   : decision->warning;
    return w->decided < 0 ? refused(w->decided, fault) : 0;
}
