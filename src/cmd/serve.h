/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve.h - the centre as it runs: what its parts (serve_*.c) share.
 *
 * The straight line of a report: serve_feed.c or serve_api.c (bytes) ->
 * serve_intake.c (line, verdict, journal, commit) -> serve_centre.c (tracker,
 * picture, archive) -> serve_live.c and serve_api.c (out).
 */
#ifndef LW_SERVE_H
#define LW_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "archive.h"
#include "encode/cap.h"
#include "encode/encode.h"
#include "encode/live.h"
#include "http.h"
#include "journal.h"
#include "load_site.h"
#include "loop.h"
#include "luchtwacht/site.h"
#include "luchtwacht/tracker.h"
#include "luchtwacht/warning.h"
#include "model/config.h"
#include "net.h"
#include "picture/picture.h"
#include "scene_clock.h"

enum {
    LW_SERVE_MARKS_MAX = LW_LIVE_MARKS_MAX,
    LW_SERVE_TICK_MS = 1000,
    LW_SERVE_REFUSED_TOLD_MAX = 100,         /* of one POST; all are counted */
    LW_SERVE_BACKLOG_MAX = 16 * 1024 * 1024, /* bytes for the tracker */
    LW_SERVE_APPLY_MS = 25, /* given to the tracker in one wake-up */
    LW_SERVE_BODIES_MAX = 128 * 1024 * 1024, /* of all requests together */
};

/* What became of a sensor's lines. */
struct lw_serve_sensor {
    uint64_t accepted[LW_REPORT_TYPES];
    uint64_t refused[LW_ERR_COUNT]; /* by -enum lw_err */
    int64_t last_ns;                /* arrival; INT64_MIN: never */
    int64_t last_meas_ns;
    enum lw_heartbeat state;
    bool has_state;
};

/* Lines that are in the batch, or durable and not yet with the tracker. Each
 * is a head (arrival, length) and its bytes, one behind the other. */
struct lw_serve_line {
    int64_t arrival_ns;
    int64_t heard_ns; /* steady: when the program had it */
    const char *text;
    size_t len;
};

struct lw_serve_lines {
    char *bytes;
    size_t from, len, size;
};

struct lw_serve_post; /* a request that waits for the commit */

struct lw_serve_intake {
    struct lw_serve_lines batch;   /* appended, not committed */
    struct lw_serve_lines backlog; /* committed, not with the tracker */
    bool open;                     /* a batch is */
    bool failed;                   /* the disk said no in this batch */
    int64_t opened_ns;             /* steady */
    uint32_t batched;
    struct lw_serve_post *posts;
    struct lw_serve_sensor *sensor; /* site->sensors + 1: the last is for
                                       lines of no known sensor */
    uint64_t accepted, duplicates, refused;
    uint64_t commits, commit_failures, lost; /* lost: not kept by the disk */
    double commit_s_sum, commit_s_max, commit_s_late; /* the last: smoothed */
    struct lw_timer group;
};

/* From when the program had a report to when the tracker has it. */
enum { LW_SERVE_WAITS = 9 };
extern const double lw_serve_wait_s[LW_SERVE_WAITS];

struct lw_serve_centre {
    void *tracker_mem;
    struct lw_tracker *tracker;
    void *picture_mem;
    struct lw_picture *picture;
    struct lw_track *track; /* scratch, track_max */
    uint32_t track_max;
    const struct lw_track **track_p; /* scratch, track_max */
    uint32_t *removed;               /* scratch */
    int64_t heard_ns;     /* steady: when the program had what is applied now */
    uint64_t applied;     /* reports handed to the tracker */
    uint64_t passed_over; /* it could not use them */
    uint64_t within[LW_SERVE_WAITS]; /* the tracker had them so soon */
    int64_t arrival_ns;              /* of the last one */
    int64_t over_ns; /* the clock, where a picture was taken: what arrives now
                        arrives then */
    struct lw_live_mark mark[LW_SERVE_MARKS_MAX]; /* since the last tick */
    uint32_t marks, marks_at;
    bool archive_failed;
    int64_t archived_ns;
    FILE *tracks_out; /* `replay --out`: a line a track a second */
    int64_t next_out_ns;
};

enum { LW_SERVE_CLIENTS_MAX = 1024 };

struct lw_serve_client {
    struct lw_conn *conn; /* NULL: free */
    bool socket;          /* else events */
    uint64_t knows;       /* version of the picture */
    uint64_t labels;
    uint64_t scene; /* count of the scene message */
    bool ready;     /* had taken all that was told when the tick began */
};

struct lw_serve_live {
    struct lw_serve_client client[LW_SERVE_CLIENTS_MAX];
    uint32_t clients;
    uint64_t scene; /* goes up when the scene message changes */
    uint64_t told;  /* ticks */
    bool was_live;
    uint64_t event; /* id of the last event */
    char *text;     /* scratch */
    size_t text_size;
};

struct lw_keys;          /* serve_keys.h */
struct lw_operators;     /* serve_operators.h */
struct lw_serve_feeds;   /* serve_feed.c */
struct lw_serve_outputs; /* serve_output.c */
struct lw_channels;      /* serve_channel.c */
struct lw_serve_player;  /* serve_player.c */
struct lw_warden;        /* serve_warden.h */

struct lw_serve {
    struct lw_config config;
    const char *config_file; /* as it was told; NULL: there is none */
    struct lw_loaded_site loaded;
    const struct lw_site *site;
    char *site_text; /* as it stands in the file */
    size_t site_len;
    struct lw_loop *loop;
    struct lw_http *http;
    struct lw_journal *journal;
    struct lw_archive *archive; /* NULL: none is kept */
    struct lw_scene_clock clock;
    struct lw_scene_guard guard; /* of what is not played */
    int64_t *heard_ns;           /* the guard's */
    struct lw_serve_intake intake;
    struct lw_operators *operators; /* the intake's */
    struct lw_serve_centre centre;
    struct lw_serve_live live;
    struct lw_warden *warden; /* NULL: the site has no zones */
    struct lw_timer warden_timer;
    struct lw_keys *keys;
    struct lw_serve_feeds *feeds;
    struct lw_serve_outputs *outputs;
    struct lw_channels *channels;   /* NULL: there are none */
    struct lw_serve_player *player; /* NULL: nothing is played */
    struct lw_journal_cursor *replaying;
    uint64_t replayed;
    double replay_s;
    struct lw_timer tick;
    bool exercise; /* told so, whatever the site file says */
    bool ready;
    bool failed; /* ends with exit 1 */
    bool end_with_player;
    bool temporary; /* the data folder goes when we do */
};

/* serve.c: what `serve` and `replay` share. 0 or a message was printed. */
LW_NODISCARD int lw_serve_run(struct lw_serve *serve);
LW_NODISCARD int lw_serve_load_site(struct lw_serve *serve);
void lw_serve_unload(struct lw_serve *serve);
void lw_serve_say(const char *format, ...) LW_PRINTF(1, 2);
/* What is wrong with a feed or an output, by the line that it is told on (0:
 * an option). */
void lw_serve_wrong(const struct lw_serve *serve, int64_t line, const char *url,
                    const struct lw_fault *fault);
/* Says on standard output where it listens: a port of 0 is any free one. */
void lw_serve_opened(const char *format, const char *what, const char *scheme,
                     const char *host, uint16_t port);

/* serve_start.c */
LW_NODISCARD int lw_serve_open(struct lw_serve *serve);
void lw_serve_close(struct lw_serve *serve);
LW_NODISCARD int lw_serve_open_data(struct lw_serve *serve);
void lw_serve_close_data(struct lw_serve *serve);
/* Throw away a played journal and begin anew; tracker and picture too. */
LW_NODISCARD int lw_serve_afresh(struct lw_serve *serve);

/* serve_intake.c */
LW_NODISCARD int lw_intake_open(struct lw_serve *serve);
void lw_intake_close(struct lw_serve *serve);
/*
 * One line, which stays as it is: checked, given its arrival and put into the
 * batch. 0: in the batch; LW_ERR_DUPLICATE; LW_ERR_IO: the disk says no, and
 * all of the batch is lost; else refused, with *fault's sentence.
 */
LW_NODISCARD int lw_intake_line(struct lw_serve *serve, const char *line,
                                size_t len, struct lw_fault *fault);
/* A report of another format, by way of its line. */
LW_NODISCARD int lw_intake_report(struct lw_serve *serve,
                                  const struct lw_report *report,
                                  struct lw_fault *fault);
/* A message that could not even be made into a report. */
void lw_intake_refuse(struct lw_serve *serve, const char *sensor, int err);
/* A body of lines; answered when it is durable. */
void lw_intake_post(struct lw_serve *serve, struct lw_conn *conn,
                    const char *body, size_t len);
void lw_intake_forget(struct lw_serve *serve, struct lw_conn *conn);
/* Commit if it is time (or `now`), and answer those who wait for it. */
void lw_intake_commit(struct lw_serve *serve, bool now);
/* True while feeds had better wait. */
bool lw_intake_is_full(const struct lw_serve *serve);

/* serve_lines.c */
LW_NODISCARD int lw_lines_add(struct lw_serve_lines *lines,
                              const struct lw_serve_line *line);
/* When the first of them arrived; false: there is none. */
bool lw_lines_first(const struct lw_serve_lines *lines, int64_t *arrival_ns);
/* The first of them, good until more are added; false: there is none. */
bool lw_lines_next(struct lw_serve_lines *lines, struct lw_serve_line *line);
LW_NODISCARD int lw_lines_move(struct lw_serve_lines *to,
                               struct lw_serve_lines *from);
void lw_lines_drop(struct lw_serve_lines *lines);
void lw_lines_free(struct lw_serve_lines *lines);

/* serve_centre.c */
LW_NODISCARD int lw_centre_open(struct lw_serve *serve);
void lw_centre_close(struct lw_serve *serve);
LW_NODISCARD int lw_centre_reset(struct lw_serve *serve);
/* One journalled line to the tracker. */
void lw_centre_apply(struct lw_serve *serve, int64_t arrival_ns,
                     const char *line, size_t len);
/* What is durable and waits; all of it, or for LW_SERVE_APPLY_MS. */
void lw_centre_drain(struct lw_serve *serve, bool all);
/* What time it is in the scene, for people: INT64_MIN where nothing was heard
 * yet. */
int64_t lw_centre_time_ns(const struct lw_serve *serve);
/* Bring the picture to the scene's time. */
void lw_centre_refresh(struct lw_serve *serve);
/* The same with every line in it that was acknowledged: for who asks. */
void lw_centre_catch_up(struct lw_serve *serve);
/* Lines of tracks_out up to before until_ns. */
void lw_centre_write(struct lw_serve *serve, int64_t until_ns);
/* And the last one. */
void lw_centre_finish(struct lw_serve *serve);

/* serve_feed.c */
LW_NODISCARD int lw_feeds_open(struct lw_serve *serve);
/* Whether the feeds of the configuration could be what they say. */
LW_NODISCARD int lw_feeds_check(const struct lw_serve *serve);
void lw_feeds_close(struct lw_serve *serve);
void lw_feeds_pause(struct lw_serve *serve, bool pause);
struct lw_feed_info {
    const char *url, *format;
    bool up;
    uint64_t messages, reports, refused, bytes;
    const uint64_t *refusal;  /* of those refused, by -enum lw_err */
    uint64_t unclaimed, lost; /* packets: see serve_capture.h */
};
bool lw_feeds_info(const struct lw_serve *serve, uint32_t index,
                   struct lw_feed_info *info);

/* serve_output.c */
LW_NODISCARD int lw_outputs_open(struct lw_serve *serve);
/* Whether the outputs of the configuration could be what they say. */
LW_NODISCARD int lw_outputs_check(const struct lw_serve *serve);
void lw_outputs_close(struct lw_serve *serve);
/* Once a second. */
void lw_outputs_tick(struct lw_serve *serve);
/* Peers of all of them. */
uint32_t lw_outputs_listeners(const struct lw_serve *serve);
/* Whether the output with this URL tells warnings, too; which connection of
 * its peer this is, 0: it has none; and one warning: true if it went. */
bool lw_outputs_warn(const struct lw_serve *serve, const char *url);
uint32_t lw_outputs_connection(const struct lw_serve *serve, const char *url);
bool lw_outputs_tell(struct lw_serve *serve, const char *url,
                     const struct lw_words *words,
                     const struct lw_warning *warning);
struct lw_output_info {
    const char *url, *format;
    bool up;
    uint32_t peers;
    uint64_t messages, lost, dropped, bytes; /* dropped: peers */
};
bool lw_outputs_info(const struct lw_serve *serve, uint32_t index,
                     struct lw_output_info *info);

/* serve_channel.c: who is told of warnings (doc/channels.md) */
LW_NODISCARD int lw_channels_open(struct lw_serve *serve);
/* Whether the channels of the configuration could be what they say. */
LW_NODISCARD int lw_channels_check(const struct lw_serve *serve);
void lw_channels_close(struct lw_serve *serve);
/* A revision of a warning, of which `before` was said before; those of a
 * replayed journal too: what was told is known, and not told again. Nothing
 * has left when it returns. */
void lw_channels_tell(struct lw_serve *serve, const struct lw_warning *warning,
                      const struct lw_cap_chain *before);
/* Keep what was told, and send what may be sent; at the end of a wake-up. */
void lw_channels_woken(struct lw_serve *serve);
/* Once a second. */
void lw_channels_tick(struct lw_serve *serve);
struct lw_channel_info {
    const char *id, *by, *carries;
    bool up, dead;
    int64_t since_ns;           /* dead, or alive again; INT64_MIN: ever */
    int64_t sent_ns, failed_ns; /* the last ones; INT64_MIN: never */
    const char *why;            /* it failed last; "": never */
    uint32_t waiting;
    uint64_t sent, failed, expired, lost;
};
bool lw_channels_info(const struct lw_serve *serve, uint32_t index,
                      struct lw_channel_info *info);

/* serve_channel_view.c */
/* {"type":"channel",..}: a channel has died, or come back. Length without NUL;
 * 0: there is none, or (`only_dead`) it is alive. */
enum { LW_CHANNEL_ALARM_SIZE = 2048 };
LW_NODISCARD int lw_view_alarm(const struct lw_serve *serve, uint32_t index,
                               bool only_dead, char *text, size_t size);
LW_NODISCARD int lw_view_channels(struct lw_serve *serve, char **text);

/* serve_player.c */
struct lw_player_state {
    bool playing, at_end, max_speed;
    double speed;
    int64_t begin_ns, end_ns;
    const char *name;
};
LW_NODISCARD int lw_player_open(struct lw_serve *serve);
void lw_player_close(struct lw_serve *serve);
void lw_player_start(struct lw_serve *serve);
struct lw_player_state lw_player_state(const struct lw_serve *serve);
void lw_player_set(struct lw_serve *serve, bool playing, double speed);

/* serve_live.c */
LW_NODISCARD int lw_live_open(struct lw_serve *serve);
void lw_live_close(struct lw_serve *serve);
LW_NODISCARD int lw_live_add(struct lw_serve *serve, struct lw_conn *conn,
                             bool socket);
void lw_live_remove(struct lw_serve *serve, struct lw_conn *conn);
void lw_live_tick(struct lw_serve *serve);
void lw_live_scene_changed(struct lw_serve *serve);
/* A JSON text to all who listen, now; `name` is its event's. Event streams are
 * for the public: they have what is `open` to it. */
void lw_live_say(struct lw_serve *serve, const char *name, const char *text,
                 size_t len, bool open);
/* What the scene message says. */
struct lw_live_scene lw_live_scene(const struct lw_serve *serve);

/* serve_api.c */
extern const struct lw_http_calls lw_api_calls;

/* serve_view.c: answers about what is known, as JSON in memory of the caller
 * (NULL: no memory, or nothing of that name). Free *text. */
LW_NODISCARD int lw_view_track(struct lw_serve *serve, const char *name,
                               char **text);
LW_NODISCARD int lw_view_trail(struct lw_serve *serve, const char *name,
                               char **text);
LW_NODISCARD int lw_view_site(struct lw_serve *serve, const char *zones,
                              char **text);
/* What is known of one sensor, or of all (""). */
LW_NODISCARD int lw_view_sensors(struct lw_serve *serve, const char *id,
                                 char **text);
LW_NODISCARD int lw_view_scene(struct lw_serve *serve, char **text);
/* How a sensor is, as encoders are told it. */
struct lw_encode_sensor lw_view_sensor(const struct lw_serve *serve,
                                       uint32_t index);
LW_NODISCARD int lw_view_metrics(struct lw_serve *serve, char **text);

#endif
