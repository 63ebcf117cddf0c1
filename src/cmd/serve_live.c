/* SPDX-License-Identifier: Apache-2.0 */
/* Out, as it happens: WebSockets and Server-Sent Events. Once a
 * second each is told what it does not know yet; one that has not taken what
 * it was told last is told nothing, and later what is then new to it. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "encode/track_json.h"
#include "encode/warning_json.h"
#include "serve.h"
#include "serve_keys.h"
#include "serve_warden.h"

enum {
    LABEL_TEXT = 256, /* one label */
    MARK_TEXT = 400,  /* one mark */
    SMALL_TEXT = 64 * 1024,
    KEEP_ALIVE_TICKS = 15,
};

int lw_live_open(struct lw_serve *serve)
{
    struct lw_serve_live *live = &serve->live;
    const size_t tracks = serve->centre.track_max;
    live->text_size = SMALL_TEXT + LW_SERVE_MARKS_MAX * (size_t)MARK_TEXT;
    const size_t frame = lw_live_size((uint32_t)tracks, 2 * (uint32_t)tracks);
    if (live->text_size < frame)
        live->text_size = frame;
    if (live->text_size < tracks * LABEL_TEXT + SMALL_TEXT)
        live->text_size = tracks * LABEL_TEXT + SMALL_TEXT;
    live->text = malloc(live->text_size);
    return live->text == NULL ? LW_ERR_NO_SPACE : 0;
}

void lw_live_close(struct lw_serve *serve)
{
    free(serve->live.text);
    serve->live.text = NULL;
}

struct lw_live_scene lw_live_scene(const struct lw_serve *serve)
{
    struct lw_live_scene scene = {
        .name = serve->site->name,
        .playing = true,
        .speed = 1.0,
        .time_ns = lw_centre_time_ns(serve),
        .exercise = serve->site->exercise,
        .open = lw_keys_are_open(serve->keys),
    };
    scene.live =
        lw_scene_clock_live(&serve->clock, lw_loop_wall_ns(serve->loop));
    if (serve->player != NULL) {
        const struct lw_player_state state = lw_player_state(serve);
        scene.recorded = true;
        scene.playing = state.playing;
        scene.speed = state.speed;
        scene.begin_ns = state.begin_ns;
        scene.end_ns = state.end_ns;
    } else if (!scene.live) {
        scene.playing = false; /* it stands still between reports */
        scene.speed = 0.0;
    }
    return scene;
}

void lw_live_scene_changed(struct lw_serve *serve)
{
    serve->live.scene++;
}

static double frame_speed(const struct lw_serve *serve)
{
    const struct lw_live_scene scene = lw_live_scene(serve);
    return scene.playing ? scene.speed : 0.0;
}

/* How many changes its version is behind, as one binary frame. */
static void tell_tracks(struct lw_serve *serve, struct lw_serve_client *client)
{
    struct lw_serve_centre *c = &serve->centre;
    const struct lw_picture_changes changes =
        lw_picture_changes(c->picture, client->knows, c->track_p, c->removed);
    const int64_t time_ns = lw_picture_time_ns(c->picture);
    const struct lw_live_tracks tracks = {
        .frame = changes.snapshot ? LW_LIVE_SNAPSHOT : LW_LIVE_DIFFERENCE,
        .time_ns = time_ns == INT64_MIN ? 0 : time_ns,
        .speed = frame_speed(serve),
        .exercise = serve->site->exercise,
        .track = c->track_p,
        .tracks = changes.tracks,
        .removed = c->removed,
        .removals = changes.removed,
    };
    const int len = lw_live_write(&tracks, (uint8_t *)serve->live.text,
                                  serve->live.text_size);
    if (len < 0)
        return;
    client->knows = lw_picture_version(c->picture);
    (void)lw_conn_send(client->conn, serve->live.text, (size_t)len, true);
}

static void tell_labels(struct lw_serve *serve, struct lw_serve_client *client)
{
    struct lw_serve_centre *c = &serve->centre;
    const uint32_t count =
        lw_picture_labels(c->picture, client->labels, c->track_p);
    client->labels = lw_picture_version(c->picture);
    if (count == 0)
        return;
    const int len = lw_live_write_labels(c->track_p, count, serve->live.text,
                                         serve->live.text_size);
    if (len > 0)
        (void)lw_conn_send(client->conn, serve->live.text, (size_t)len, false);
}

static int write_scene(struct lw_serve *serve)
{
    const struct lw_live_scene scene = lw_live_scene(serve);
    return lw_live_write_scene(&scene, serve->live.text, serve->live.text_size);
}

static void tell_scene(struct lw_serve *serve, struct lw_serve_client *client)
{
    const int len = write_scene(serve);
    client->scene = serve->live.scene;
    if (len > 0)
        (void)lw_conn_send(client->conn, serve->live.text, (size_t)len, false);
}

static int write_marks(struct lw_serve *serve)
{
    struct lw_serve_centre *c = &serve->centre;
    if (c->marks == 0)
        return 0;
    return lw_live_write_marks(c->mark, c->marks, serve->site, serve->live.text,
                               serve->live.text_size);
}

static void send_event(struct lw_serve *serve, struct lw_serve_client *client,
                       const char *name, const char *data, size_t len)
{
    char head[96];
    const int n = snprintf(
        head, sizeof head,
        "id: %" PRIu64 "\nevent: %s\ndata: ", ++serve->live.event, name);
    char *text = malloc((size_t)n + len + 2);
    if (text == NULL)
        return;
    memcpy(text, head, (size_t)n);
    memcpy(text + n, data, len);
    memcpy(text + n + len, "\n\n", 2);
    (void)lw_conn_send(client->conn, text, (size_t)n + len + 2, false);
    free(text);
}

static void say_to(struct lw_serve *serve, struct lw_serve_client *client,
                   const char *name, const char *text, size_t len)
{
    if (client->socket)
        (void)lw_conn_send(client->conn, text, len, false);
    else
        send_event(serve, client, name, text, len);
}

void lw_live_say(struct lw_serve *serve, const char *name, const char *text,
                 size_t len, bool open)
{
    for (uint32_t i = 0; i < LW_SERVE_CLIENTS_MAX; i++) {
        struct lw_serve_client *client = &serve->live.client[i];
        if (client->conn != NULL && (open || client->socket))
            say_to(serve, client, name, text, len);
    }
}

/* Channels that are dead: to who comes. */
static void tell_channels(struct lw_serve *serve,
                          struct lw_serve_client *client)
{
    char text[LW_CHANNEL_ALARM_SIZE];

    for (uint32_t i = 0; i < serve->config.channels; i++) {
        const int len = lw_view_alarm(serve, i, true, text, sizeof text);
        if (len > 0)
            say_to(serve, client, "channel", text, (size_t)len);
    }
}

static void event_ended(struct lw_serve *serve, struct lw_serve_client *client,
                        uint32_t number)
{
    char name[LW_TRACK_NAME_SIZE];
    char text[64];
    lw_track_name(number, name);
    const int len = snprintf(text, sizeof text, "{\"track\":\"%s\"}", name);
    send_event(serve, client, "ended", text, (size_t)len);
}

/* Tracks, ended ones and labels that are new to an event stream. */
static void tell_events(struct lw_serve *serve, struct lw_serve_client *client)
{
    struct lw_serve_centre *c = &serve->centre;
    const bool fresh = client->knows == 0;
    const struct lw_picture_changes changes =
        lw_picture_changes(c->picture, client->knows, c->track_p, c->removed);
    client->knows = lw_picture_version(c->picture);
    if (changes.snapshot && !fresh)
        send_event(serve, client, "reset", "{}", 2);
    for (uint32_t i = 0; i < changes.tracks; i++) {
        char text[LW_TRACK_TEXT_MAX + 1];
        const struct lw_track *track = c->track_p[i];
        /* one that was told is told when it falls back */
        if (track->status == LW_TRACK_TENTATIVE && !track->told)
            continue;
        const int len = lw_track_write(track, serve->site, text, sizeof text);
        if (len > 0)
            send_event(serve, client, "track", text, (size_t)len);
    }
    for (uint32_t i = 0; i < changes.removed; i++)
        event_ended(serve, client, c->removed[i]);
    const uint32_t labels =
        lw_picture_labels(c->picture, client->labels, c->track_p);
    client->labels = client->knows;
    if (labels == 0)
        return;
    const int len = lw_live_write_labels(c->track_p, labels, serve->live.text,
                                         serve->live.text_size);
    if (len > 0)
        send_event(serve, client, "labels", serve->live.text, (size_t)len);
}

static void tell(struct lw_serve *serve, struct lw_serve_client *client)
{
    if (!client->socket) {
        if (client->scene != serve->live.scene) {
            const int len = write_scene(serve);
            client->scene = serve->live.scene;
            if (len > 0)
                send_event(serve, client, "scene", serve->live.text,
                           (size_t)len);
        }
        tell_events(serve, client);
        return;
    }
    if (client->scene != serve->live.scene)
        tell_scene(serve, client);
    tell_tracks(serve, client);
    tell_labels(serve, client);
}

static void tell_standing(struct lw_serve *serve,
                          struct lw_serve_client *client, uint32_t number)
{
    const struct lw_warden_kept *kept = lw_warden_find(serve, false, number);
    char line[LW_WARNING_TEXT_MAX];
    if (kept == NULL || !kept->open || kept->warning.end != LW_WARNING_STANDS)
        return;
    const int len =
        lw_warning_write(&kept->warning, serve->site, line, sizeof line);
    if (len > 0)
        send_event(serve, client, lw_warning_level_name(kept->warning.level),
                   line, (size_t)len);
}

/* All that stands, to who has just come: whole to a WebSocket; an event stream
 * hears of what the public knows. */
static void tell_warnings(struct lw_serve *serve,
                          struct lw_serve_client *client)
{
    char *text = NULL;
    if (!client->socket) {
        const uint32_t newest = lw_warden_newest(serve, false);
        const uint32_t first =
            newest > LW_WARDEN_KEPT ? newest - LW_WARDEN_KEPT : 0;
        for (uint32_t number = first + 1; number <= newest; number++)
            tell_standing(serve, client, number);
        return;
    }
    const int len = lw_view_warnings_snapshot(serve, &text);
    if (len < 0)
        return;
    (void)lw_conn_send(client->conn, text, (size_t)len, false);
    free(text);
}

int lw_live_add(struct lw_serve *serve, struct lw_conn *conn, bool socket)
{
    struct lw_serve_live *live = &serve->live;
    for (uint32_t i = 0; i < LW_SERVE_CLIENTS_MAX; i++) {
        struct lw_serve_client *client = &live->client[i];
        if (client->conn != NULL)
            continue;
        *client = (struct lw_serve_client){
            .conn = conn, .socket = socket, .scene = UINT64_MAX};
        live->clients++;
        lw_conn_set_user(conn, client);
        lw_centre_refresh(serve);
        tell(serve, client);
        tell_warnings(serve, client);
        tell_channels(serve, client);
        return 0;
    }
    return LW_ERR_NO_SPACE;
}

void lw_live_remove(struct lw_serve *serve, struct lw_conn *conn)
{
    struct lw_serve_client *client = lw_conn_user(conn);
    if (client == NULL || client->conn != conn)
        return;
    client->conn = NULL;
    serve->live.clients--;
}

static void tell_marks(struct lw_serve *serve)
{
    const int len = write_marks(serve);
    serve->centre.marks = serve->centre.marks_at = 0;
    if (len <= 0)
        return;
    for (uint32_t i = 0; i < LW_SERVE_CLIENTS_MAX; i++) {
        struct lw_serve_client *client = &serve->live.client[i];
        if (client->ready && client->socket)
            (void)lw_conn_send(client->conn, serve->live.text, (size_t)len,
                               false);
    }
}

void lw_live_tick(struct lw_serve *serve)
{
    struct lw_serve_live *live = &serve->live;
    const bool keep_alive = ++live->told % KEEP_ALIVE_TICKS == 0;
    /* Who has taken all that was told, before this second's marks queue. */
    for (uint32_t i = 0; i < LW_SERVE_CLIENTS_MAX; i++) {
        struct lw_serve_client *client = &live->client[i];
        client->ready =
            client->conn != NULL && lw_conn_queued(client->conn) == 0;
    }
    tell_marks(serve);
    for (uint32_t i = 0; i < LW_SERVE_CLIENTS_MAX; i++) {
        struct lw_serve_client *client = &live->client[i];
        if (!client->ready || client->conn == NULL)
            continue;
        tell(serve, client);
        if (client->conn != NULL && !client->socket && keep_alive &&
            lw_conn_queued(client->conn) == 0)
            (void)lw_conn_send(client->conn, ": still here\n\n", 14, false);
    }
}
