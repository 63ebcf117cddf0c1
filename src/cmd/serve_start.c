/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the centre, opened in the order they need each other and closed
 * in reverse; the data folder; the journal replayed. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "serve.h"
#include "serve_keys.h"
#include "serve_operators.h"
#include "serve_warden.h"

enum { PATH_SIZE = LW_CONFIG_PATH_MAX + 32, NOTE_SIZE = 2048 };
static const int64_t SECOND_NS = INT64_C(1000000000);

/* What may stand in a data folder of ours. */
static const char *const files[] = {
    "journal.db",
    "journal.db-wal",
    "journal.db-shm",
    "journal.db-journal",
    "archive.gpkg",
    "archive.gpkg-wal",
    "archive.gpkg-shm",
    "journal.db-lock",
    "archive.gpkg-journal",
    "played",
    "outbox.db",
    "outbox.db-wal",
    "outbox.db-shm",
    "warnings.db",
    "warnings.db-wal",
    "warnings.db-shm",
};
enum { FILES = sizeof files / sizeof files[0] };

static void path_of(const struct lw_serve *serve, const char *name,
                    char path[PATH_SIZE])
{
    snprintf(path, PATH_SIZE, "%s/%s", serve->config.data, name);
}

static int make_folder(const struct lw_serve *serve)
{
    const char *path = serve->config.data;
    if (mkdir(path, 0777) == 0)
        return 0;
    struct stat st;
    const int why = errno;
    if (why == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return 0;
    lw_serve_say("%s: cannot be made: %s", path,
                 strerror(why == EEXIST ? ENOTDIR : why));
    return LW_ERR_IO;
}

static int open_journal(struct lw_serve *serve)
{
    char path[PATH_SIZE];
    struct lw_fault fault = {0};
    path_of(serve, "journal.db", path);
    int err = lw_journal_open(path, &serve->journal, &fault);
    if (err == LW_ERR_DUPLICATE) {
        lw_serve_say("%s: another luchtwacht runs with this data folder",
                     serve->config.data);
        return err;
    }
    if (err >= 0)
        err = lw_journal_set_exercise(serve->journal, serve->site->exercise,
                                      &fault);
    if (err == LW_ERR_NOT_MINE && serve->journal != NULL) {
        lw_serve_say("%s: %s: give another --data", serve->config.data,
                     fault.what);
        return err;
    }
    if (err >= 0)
        err = lw_journal_set_site(serve->journal, LW_VERSION, serve->site_text,
                                  serve->site_len, &fault);
    if (err < 0)
        lw_serve_say("%s: %s", path, fault.what);
    return err < 0 ? err : 0;
}

/* A damaged archive is put aside: the journal, replayed, fills a new one. */
static int open_archive(struct lw_serve *serve)
{
    char path[PATH_SIZE], aside[PATH_SIZE];
    struct lw_fault fault = {0};

    path_of(serve, "archive.gpkg", path);
    int err = lw_archive_open(path, &serve->archive, &fault);
    if (err == LW_ERR_INTEGRITY) {
        path_of(serve, "archive.gpkg.damaged", aside);
        lw_serve_say("%s: %s; put aside as %s, and made anew from the journal",
                     path, fault.what, aside);
        if (rename(path, aside) == 0)
            err = lw_archive_open(path, &serve->archive, &fault);
    }
    if (err >= 0)
        err = lw_archive_set_exercise(serve->archive, serve->site->exercise,
                                      &fault);
    if (err < 0)
        lw_serve_say("%s: %s", path, fault.what);
    return err;
}

int lw_serve_open_data(struct lw_serve *serve)
{
    int err = make_folder(serve);
    if (err >= 0)
        err = open_journal(serve);
    if (err < 0)
        return err;
    if (serve->temporary)
        return 0; /* nobody would see the archive */
    return open_archive(serve);
}

void lw_serve_close_data(struct lw_serve *serve)
{
    struct lw_fault fault = {0};
    if (lw_archive_close(serve->archive, &fault) < 0)
        lw_serve_say("the archive: %s", fault.what);
    serve->archive = NULL;
    lw_journal_cursor_close(serve->replaying);
    serve->replaying = NULL;
    lw_journal_close(serve->journal);
    serve->journal = NULL;
}

static void remove_data(struct lw_serve *serve)
{
    for (int i = 0; i < FILES; i++) {
        char path[PATH_SIZE];
        path_of(serve, files[i], path);
        (void)unlink(path);
    }
}

/* Which recording the journal was played from. */
static void note_text(struct lw_serve *serve, char text[NOTE_SIZE])
{
    const struct lw_player_state state = lw_player_state(serve);
    snprintf(text, NOTE_SIZE, "%s\n%lld\n%lld\n", serve->config.play.file,
             (long long)state.begin_ns, (long long)state.end_ns);
}

static bool read_note(struct lw_serve *serve, char text[NOTE_SIZE])
{
    char path[PATH_SIZE];
    path_of(serve, "played", path);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return false;
    const size_t len = fread(text, 1, NOTE_SIZE - 1, file);
    text[len] = '\0';
    (void)fclose(file);
    return true;
}

static int write_note(struct lw_serve *serve)
{
    char path[PATH_SIZE];
    char text[NOTE_SIZE];
    path_of(serve, "played", path);
    note_text(serve, text);
    FILE *file = fopen(path, "w");
    const bool wrote = file != NULL && fputs(text, file) >= 0;
    if ((file != NULL && fclose(file) != 0) || !wrote) {
        lw_serve_say("%s: %s", path, strerror(errno));
        return LW_ERR_IO;
    }
    return 0;
}

/* A journal of real reports is never mixed with a recording, let alone thrown
 * away; one that was played from this recording is gone on with, one that was
 * played from another is begun anew. */
static int settle_played(struct lw_serve *serve)
{
    char had[NOTE_SIZE];
    char now[NOTE_SIZE];
    const bool noted = read_note(serve, had);
    const bool empty = lw_journal_last_seq(serve->journal) == 0;
    if (serve->player == NULL) {
        if (!noted)
            return 0;
        lw_serve_say("%s: holds a played recording: give another --data",
                     serve->config.data);
        return LW_ERR_IO;
    }
    note_text(serve, now);
    if (noted && strcmp(had, now) == 0)
        return 0;
    if (!noted && !empty) {
        lw_serve_say("%s: holds reports that were not played: give another "
                     "--data",
                     serve->config.data);
        return LW_ERR_IO;
    }
    if (!empty) {
        lw_serve_close_data(serve);
        remove_data(serve);
        if (lw_serve_open_data(serve) < 0)
            return LW_ERR_IO;
    }
    return write_note(serve);
}

int lw_serve_afresh(struct lw_serve *serve)
{
    lw_intake_commit(serve, true);
    lw_warden_close(serve);
    lw_serve_close_data(serve);
    remove_data(serve);
    if (lw_serve_open_data(serve) < 0 || write_note(serve) < 0 ||
        lw_centre_reset(serve) < 0 || lw_warden_open(serve) < 0)
        return LW_ERR_IO;
    lw_operators_undo(serve->operators, 0);
    serve->clock = lw_scene_clock_new();
    serve->clock.played = true;
    lw_scene_guard_init(&serve->guard, serve->heard_ns, serve->site->sensors);
    lw_live_scene_changed(serve);
    return 0;
}

static int64_t steady_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

static void tick(void *context)
{
    struct lw_serve *serve = context;
    lw_loop_timer(serve->loop, &serve->tick,
                  LW_SERVE_TICK_MS * (SECOND_NS / 1000));
    lw_http_tick(serve->http);
    lw_operators_tick(serve->operators, lw_loop_steady_ns(serve->loop));
    if (!serve->ready)
        return;
    const bool was_live =
        lw_scene_clock_live(&serve->clock, lw_loop_wall_ns(serve->loop));
    lw_scene_clock_follow(&serve->clock, lw_loop_wall_ns(serve->loop));
    if (was_live != serve->live.was_live)
        lw_live_scene_changed(serve);
    serve->live.was_live = was_live;
    lw_centre_refresh(serve);
    lw_live_tick(serve);
    lw_outputs_tick(serve);
    lw_warden_tick(serve);
    lw_channels_tick(serve);
}

static void start_up(struct lw_serve *serve)
{
    serve->ready = true;
    lw_journal_cursor_close(serve->replaying);
    serve->replaying = NULL;
    for (uint32_t i = 0; i < serve->site->sensors; i++)
        lw_scene_guard_hear(&serve->guard, i, serve->intake.sensor[i].last_ns);
    if (lw_feeds_open(serve) < 0 || lw_outputs_open(serve) < 0) {
        serve->failed = true;
        lw_loop_stop(serve->loop);
        return;
    }
    if (serve->player != NULL)
        lw_player_start(serve);
    if (serve->site->exercise && serve->centre.tracks_out == NULL)
        printf("EXERCISE: nothing here is real\n");
    const char *host = serve->config.http.host;
    const bool v6 = strchr(host, ':') != NULL;
    if (serve->http != NULL && serve->centre.tracks_out == NULL)
        printf("listening on http://%s%s%s:%u/\n", v6 ? "[" : "", host,
               v6 ? "]" : "", (unsigned)lw_http_port(serve->http));
    fflush(stdout);
}

/* A slice of the journal to the tracker. */
static void replay_some(struct lw_serve *serve)
{
    const int64_t from_ns = steady_ns();
    const int64_t until_ns = from_ns + LW_SERVE_APPLY_MS * (SECOND_NS / 1000);
    struct lw_fault fault = {0};
    int got = 1;
    for (int n = 1; got > 0; n++) {
        struct lw_journal_entry entry;
        if (n % 64 == 0 && steady_ns() >= until_ns)
            break;
        got = lw_journal_next(serve->replaying, &entry, &fault);
        if (got <= 0)
            break;
        lw_scene_clock_play(&serve->clock, entry.arrival_ns);
        lw_centre_apply(serve, entry.arrival_ns, entry.line, entry.len);
        serve->replayed++;
    }
    serve->replay_s += (double)(steady_ns() - from_ns) / 1e9;
    if (got < 0) {
        lw_serve_say("the journal cannot be read: %s", fault.what);
        serve->failed = true;
        lw_loop_stop(serve->loop);
    } else if (got == 0) {
        start_up(serve);
    }
    lw_loop_again(serve->loop);
}

static void woken(void *context)
{
    struct lw_serve *serve = context;
    if (serve->replaying != NULL) {
        replay_some(serve);
        return;
    }
    if (!serve->ready)
        return;
    lw_intake_commit(serve, lw_loop_stopping(serve->loop));
    lw_centre_drain(serve, false);
    lw_warden_live(serve);
    lw_channels_woken(serve);
    lw_feeds_pause(serve, lw_intake_is_full(serve));
}

static int open_http(struct lw_serve *serve)
{
    struct lw_http_config config = {
        .port = serve->config.http.port,
        .clients_max = serve->config.limits.clients,
        .queue_max = (size_t)serve->config.limits.client_kib * 1024,
        .body_max = (size_t)serve->config.limits.body_kib * 1024,
        .bodies_max = LW_SERVE_BODIES_MAX,
    };
    struct lw_fault fault = {0};
    snprintf(config.host, sizeof config.host, "%s", serve->config.http.host);
    const int err = lw_http_open(serve->loop, &config, &lw_api_calls, serve,
                                 &serve->http, &fault);
    if (err < 0)
        lw_serve_say("%s", fault.what);
    return err;
}

static int start_replay(struct lw_serve *serve)
{
    const struct lw_journal_range all = {.from_ns = INT64_MIN,
                                         .to_ns = INT64_MAX};
    struct lw_fault fault = {0};
    const int err =
        lw_journal_read(serve->journal, &all, &serve->replaying, &fault);
    if (err < 0)
        lw_serve_say("the journal cannot be read: %s", fault.what);
    lw_loop_again(serve->loop);
    return err;
}

int lw_serve_open(struct lw_serve *serve)
{
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk */
    serve->clock = lw_scene_clock_new();
    serve->tick = (struct lw_timer){.fire = tick, .context = serve};
    serve->loop = lw_loop_open(woken, serve);
    if (serve->loop == NULL || lw_loop_stop_on_signals(serve->loop) < 0) {
        lw_serve_say("the event loop does not start: %s", strerror(errno));
        return LW_ERR_IO;
    }
    serve->keys = lw_keys_open(&serve->config);
    if (serve->keys == NULL)
        return LW_ERR_IO;
    if (serve->config.play.file[0] != '\0' && lw_player_open(serve) < 0)
        return LW_ERR_IO;
    if (serve->exercise)
        serve->loaded.site.exercise = true;
    if (lw_serve_open_data(serve) < 0 || settle_played(serve) < 0)
        return LW_ERR_IO;
    if (lw_intake_open(serve) < 0 || lw_centre_open(serve) < 0 ||
        lw_live_open(serve) < 0 || lw_warden_open(serve) < 0) {
        lw_serve_say("not enough memory for the limits that are set");
        return LW_ERR_NO_SPACE;
    }
    if (lw_channels_open(serve) < 0 || open_http(serve) < 0)
        return LW_ERR_IO;
    lw_loop_timer(serve->loop, &serve->tick, 0);
    return start_replay(serve);
}

void lw_serve_close(struct lw_serve *serve)
{
    if (serve->loop != NULL && serve->ready)
        lw_intake_commit(serve, true);
    if (serve->loop != NULL) {
        lw_feeds_close(serve);
        lw_outputs_close(serve);
        lw_channels_close(serve);
        lw_player_close(serve);
        lw_http_stop(serve->http);
    }
    lw_loop_close(serve->loop);
    lw_http_free(serve->http);
    lw_serve_close_data(serve);
    if (serve->temporary) {
        char log[PATH_SIZE];
        path_of(serve, "operators.log", log);
        (void)unlink(log);
        remove_data(serve);
        (void)rmdir(serve->config.data);
    }
    if (serve->intake.sensor != NULL)
        lw_intake_close(serve);
    lw_warden_close(serve);
    lw_keys_close(serve->keys);
    lw_centre_close(serve);
    lw_live_close(serve);
}
