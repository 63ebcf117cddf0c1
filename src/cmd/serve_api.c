/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP: which path does what. doc/formats/http.md is its page for people. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "base/json.h"
#include "serve.h"
#include "serve_document.h"
#include "serve_keys.h"
#include "serve_reports.h"
#include "serve_warden.h"
#include "web_assets.h"

static const char JSON[] = "application/json";
static const char TEXT[] = "text/plain; charset=utf-8";
static const char METRICS[] = "text/plain; version=0.0.4; charset=utf-8";

/* What `closed` has to do depends on what the connection became. */
enum route_id {
    ROUTE_REPORTS,
    ROUTE_TRACKS,
    ROUTE_TRACK,
    ROUTE_DOCUMENT,
    ROUTE_WARNINGS,
    ROUTE_EVENTS,
    ROUTE_LIVE,
    ROUTE_SITE,
    ROUTE_SENSORS,
    ROUTE_CHANNELS,
    ROUTE_SCENE,
    ROUTE_AIRCRAFT,
    ROUTE_HEALTH,
    ROUTE_READY,
    ROUTE_METRICS,
    ROUTE_FILE,
    ROUTE_NONE,
};

static const struct {
    const char *path; /* one that ends in "/" or ".": all that begins so */
    enum route_id id;
    bool post;
} routes[] = {
    {"/api/reports", ROUTE_REPORTS, true},
    {"/api/tracks", ROUTE_TRACKS, false},
    {"/api/tracks/", ROUTE_TRACK, false},
    {"/api/tracks.", ROUTE_DOCUMENT, false},
    {"/api/warnings", ROUTE_WARNINGS, false},
    {"/api/warnings.", ROUTE_WARNINGS, false},
    {"/api/warnings/", ROUTE_WARNINGS, true},
    {"/api/zones/", ROUTE_WARNINGS, true},
    {"/api/zones.", ROUTE_WARNINGS, false},
    {"/api/test/", ROUTE_WARNINGS, true},
    {"/api/events", ROUTE_EVENTS, false},
    {"/api/live", ROUTE_LIVE, false},
    {"/api/site", ROUTE_SITE, false},
    {"/api/sensors", ROUTE_SENSORS, false},
    {"/api/channels", ROUTE_CHANNELS, false},
    {"/api/scene", ROUTE_SCENE, true},
    {"/data/aircraft.json", ROUTE_AIRCRAFT, false},
    {"/healthz", ROUTE_HEALTH, false},
    {"/readyz", ROUTE_READY, false},
    {"/metrics", ROUTE_METRICS, false},
};
enum { ROUTES = sizeof routes / sizeof routes[0] };

static const struct lw_web_asset *find_asset(const char *path)
{
    if (strcmp(path, "/") == 0)
        path = "/index.html";
    for (const struct lw_web_asset *a = lw_web_assets; a->path != NULL; a++)
        if (strcmp(a->path, path) == 0)
            return a;
    return NULL;
}

static enum route_id find_route(const char *path, bool *post)
{
    *post = false;
    for (int i = 0; i < ROUTES; i++) {
        const size_t len = strlen(routes[i].path);
        const bool under =
            routes[i].path[len - 1] == '/' || routes[i].path[len - 1] == '.';
        if (under ? strncmp(path, routes[i].path, len) != 0
                  : strcmp(path, routes[i].path) != 0)
            continue;
        *post = routes[i].post;
        return routes[i].id;
    }
    return find_asset(path) != NULL ? ROUTE_FILE : ROUTE_NONE;
}

/* A WebSocket is opened by its head alone. */
static int may_listen(const struct lw_serve *serve,
                      const struct lw_http_request *request, const char **why)
{
    return lw_keys_check(serve->keys, request, "", LW_MAY_VIEW, why);
}

static int on_head(void *context, const struct lw_http_request *request,
                   const char **why)
{
    const struct lw_serve *serve = context;
    bool post = false;
    const enum route_id id = find_route(request->path, &post);
    if (id == ROUTE_NONE) {
        *why = "nothing is called that";
        return 404;
    }
    if (request->method == LW_HTTP_OTHER ||
        (request->method == LW_HTTP_POST && !post)) {
        *why = "that cannot be done to it";
        return 405;
    }
    if (!serve->ready && id != ROUTE_HEALTH && id != ROUTE_READY &&
        id != ROUTE_METRICS && id != ROUTE_FILE) {
        *why = "the journal is being replayed";
        return 503;
    }
    return id == ROUTE_LIVE ? may_listen(serve, request, why) : 0;
}

static void reply_text(struct lw_conn *conn, const char *type, int len,
                       char *text)
{
    if (len == LW_ERR_UNKNOWN) {
        lw_conn_error(conn, 404, "there is no such track");
        return;
    }
    if (len < 0) {
        lw_conn_error(conn, 500, "out of memory");
        return;
    }
    const struct lw_http_head head = {.status = 200, .type = type};
    lw_conn_reply(conn, &head, text, (size_t)len);
    free(text);
}

static void reply_word(struct lw_conn *conn, int status, const char *type,
                       const char *word)
{
    const struct lw_http_head head = {.status = status, .type = type};
    lw_conn_reply(conn, &head, word, strlen(word));
}

static void reply_ready(const struct lw_serve *serve, struct lw_conn *conn)
{
    if (!serve->ready)
        reply_word(conn, 503, TEXT, "the journal is replayed\n");
    else
        reply_word(conn, 200, TEXT,
                   serve->site->exercise ? "ready, an exercise\n" : "ready\n");
}

/* For the rare client that takes no gzip. */
static void reply_plain(struct lw_conn *conn, const struct lw_http_head *head,
                        const struct lw_web_asset *asset)
{
    char *plain = malloc(asset->plain_len + 1);
    z_stream z = {.next_in = (const Bytef *)asset->bytes,
                  .avail_in = (uInt)asset->len};
    if (plain == NULL || inflateInit2(&z, 15 + 32) != Z_OK) {
        free(plain);
        lw_conn_error(conn, 500, "out of memory");
        return;
    }
    z.next_out = (Bytef *)plain;
    z.avail_out = (uInt)asset->plain_len + 1;
    const int done = inflate(&z, Z_FINISH);
    const size_t len = (size_t)z.total_out;
    inflateEnd(&z);
    assert(done == Z_STREAM_END);
    (void)done;
    lw_conn_reply(conn, head, plain, len);
    free(plain);
}

static void get_file(struct lw_conn *conn,
                     const struct lw_http_request *request)
{
    const struct lw_web_asset *asset = find_asset(request->path);
    assert(asset != NULL);
    struct lw_http_head head = {
        .status = 200,
        .type = asset->type,
        .encoding = asset->encoding,
        .etag = asset->etag,
        .cache = "no-cache",
    };
    if (request->if_none_match[0] != '\0' &&
        strstr(request->if_none_match, asset->etag) != NULL) {
        head.status = 304;
        head.encoding = NULL;
        lw_conn_reply_static(conn, &head, "", 0);
    } else if (asset->encoding == NULL || request->takes_gzip) {
        lw_conn_reply_static(conn, &head, asset->bytes, asset->len);
    } else {
        head.encoding = NULL;
        reply_plain(conn, &head, asset);
    }
}

/* The documents of outputs, by the ending of their files. */
static const struct lw_encoder *find_document(const char *suffix)
{
    for (int i = 0; lw_encoders[i] != NULL; i++)
        if (lw_encoders[i]->document &&
            strcmp(lw_encoders[i]->suffix, suffix) == 0)
            return lw_encoders[i];
    return NULL;
}

/* Of all tracks, or `only` that one. */
static void get_document(struct lw_serve *serve, struct lw_conn *conn,
                         const struct lw_encoder *encoder, uint32_t only,
                         const char *query)
{
    char value[8] = "";
    char *text = NULL;

    if (encoder == NULL) {
        lw_conn_error(conn, 404, "there is no such format");
        return;
    }
    (void)lw_http_query(query, "tentative", value, sizeof value);
    const int len =
        lw_view_document(serve, encoder, strcmp(value, "1") == 0, only, &text);
    reply_text(conn, encoder->type, len, text);
}

/* /api/tracks/A0007, /api/tracks/A0007/trail, /api/tracks/A0007.gpx */
static void get_track(struct lw_serve *serve, struct lw_conn *conn,
                      const char *path, const char *query)
{
    static const char tail[] = "/trail";
    char name[32];
    char *text = NULL;
    const char *from = path + strlen("/api/tracks/");
    size_t len = strlen(from);
    const bool trail =
        len > strlen(tail) && strcmp(from + len - strlen(tail), tail) == 0;
    if (trail)
        len -= strlen(tail);
    if (len >= sizeof name) {
        lw_conn_error(conn, 404, "there is no such track");
        return;
    }
    memcpy(name, from, len);
    name[len] = '\0';
    char *dot = strchr(name, '.');
    if (dot != NULL && !trail) {
        *dot = '\0';
        const uint32_t only = lw_track_number(name);
        if (only == 0)
            lw_conn_error(conn, 404, "there is no such track");
        else
            get_document(serve, conn, find_document(dot + 1), only, query);
        return;
    }
    const int got = trail ? lw_view_trail(serve, name, &text)
                          : lw_view_track(serve, name, &text);
    reply_text(conn, JSON, got, text);
}

static void get_view(struct lw_conn *conn, const char *type,
                     struct lw_serve *serve,
                     int (*view)(struct lw_serve *serve, char **text))
{
    char *text = NULL;
    const int len = view(serve, &text);
    reply_text(conn, type, len, text);
}

/* {"playing":false}, {"speed":10}, or both; 0 or LW_ERR_SYNTAX. */
static int read_scene(const char *body, size_t len, bool *playing,
                      double *speed)
{
    struct lw_json json;
    struct lw_json_string name;
    int got = 0;
    lw_json_init(&json, body, len);
    if (lw_json_enter(&json, '{') < 0)
        return LW_ERR_SYNTAX;
    while ((got = lw_json_key(&json, &name)) > 0) {
        struct lw_json_number number;
        if (lw_json_is(&name, "playing")) {
            if (lw_json_bool(&json, playing) < 0)
                return LW_ERR_SYNTAX;
        } else if (lw_json_is(&name, "speed")) {
            if (lw_json_number(&json, &number) < 0)
                return LW_ERR_SYNTAX;
            *speed = lw_json_double(&number);
            if (!(*speed > 0 && *speed <= 1e6))
                return LW_ERR_SYNTAX;
        } else {
            return LW_ERR_SYNTAX;
        }
    }
    return got < 0 || lw_json_end(&json) < 0 ? LW_ERR_SYNTAX : 0;
}

static void post_scene(struct lw_serve *serve, struct lw_conn *conn,
                       const char *body, size_t len)
{
    if (serve->player == NULL) {
        lw_conn_error(conn, 409, "no recording is played");
        return;
    }
    const struct lw_player_state state = lw_player_state(serve);
    bool playing = state.playing;
    double speed = state.speed > 0 ? state.speed : 1.0;
    if (read_scene(body, len, &playing, &speed) < 0) {
        lw_conn_error(conn, 400,
                      "expected `playing`: true or false, `speed`: above 0, "
                      "at most 1000000");
        return;
    }
    lw_player_set(serve, playing, speed);
    get_view(conn, JSON, serve, lw_view_scene);
}

static void get_events(struct lw_serve *serve, struct lw_conn *conn)
{
    lw_conn_events(conn);
    if (lw_live_add(serve, conn, false) < 0)
        (void)lw_conn_send(conn, "event: full\ndata: {}\n\n", 22, false);
}

/* /api/sensors, /api/sensors?sensor=radar-1 */
static void get_sensors(struct lw_serve *serve, struct lw_conn *conn,
                        const char *query)
{
    char id[LW_ID_MAX + 1] = "";
    char *text = NULL;
    (void)lw_http_query(query, "sensor", id, sizeof id);
    const int len = lw_view_sensors(serve, id, &text);
    if (len == LW_ERR_UNKNOWN)
        lw_conn_error(conn, 404, "the site file names no such sensor");
    else
        reply_text(conn, JSON, len, text);
}

/* /api/site; ?zones=0: without the zones, which seldom change; ?zones=all: with
 * every point of them, however many */
static void get_site(struct lw_serve *serve, struct lw_conn *conn,
                     const char *query)
{
    char value[LW_ID_MAX + 1] = "";
    char *text = NULL;
    (void)lw_http_query(query, "zones", value, sizeof value);
    const int len = lw_view_site(serve, value, &text);
    reply_text(conn, JSON, len, text);
}

static void get(struct lw_serve *serve, struct lw_conn *conn,
                const struct lw_http_request *request, enum route_id id)
{
    switch (id) {
    case ROUTE_REPORTS:
        lw_reports_get(serve, conn, request->query);
        return;
    case ROUTE_TRACKS:
        get_document(serve, conn, find_document("geojson"), 0, request->query);
        return;
    case ROUTE_TRACK:
        get_track(serve, conn, request->path, request->query);
        return;
    case ROUTE_DOCUMENT:
        get_document(serve, conn,
                     find_document(request->path + strlen("/api/tracks.")), 0,
                     request->query);
        return;
    case ROUTE_WARNINGS:
        lw_warden_get(serve, conn, request);
        return;
    case ROUTE_EVENTS:
        get_events(serve, conn);
        return;
    case ROUTE_LIVE:
        lw_conn_error(conn, 426, "this is a WebSocket");
        return;
    case ROUTE_SITE:
        get_site(serve, conn, request->query);
        return;
    case ROUTE_SENSORS:
        get_sensors(serve, conn, request->query);
        return;
    case ROUTE_CHANNELS:
        get_view(conn, JSON, serve, lw_view_channels);
        return;
    case ROUTE_SCENE:
        get_view(conn, JSON, serve, lw_view_scene);
        return;
    case ROUTE_AIRCRAFT:
        get_document(serve, conn, lw_encoder_find("aircraft-json"), 0, "");
        return;
    case ROUTE_HEALTH:
        reply_word(conn, 200, TEXT,
                   serve->site->exercise ? "ok, an exercise\n" : "ok\n");
        return;
    case ROUTE_READY:
        reply_ready(serve, conn);
        return;
    case ROUTE_METRICS:
        get_view(conn, METRICS, serve, lw_view_metrics);
        return;
    case ROUTE_FILE:
        get_file(conn, request);
        return;
    case ROUTE_NONE:
        break;
    }
    lw_conn_error(conn, 404, "nothing is called that");
}

/* Views show everything that was acknowledged before they were asked for. */
static void settle(struct lw_serve *serve)
{
    lw_intake_commit(serve, false);
    lw_centre_drain(serve, true);
    lw_scene_clock_follow(&serve->clock, lw_loop_wall_ns(serve->loop));
    lw_warden_live(serve);
}

/* What is no secret: that it runs, and the page itself. */
static bool may_view(const struct lw_serve *serve, struct lw_conn *conn,
                     const struct lw_http_request *request, enum route_id id)
{
    char peer[LW_HTTP_PEER_SIZE];
    const char *why = NULL;
    if (id == ROUTE_FILE || id == ROUTE_HEALTH || id == ROUTE_READY ||
        (id == ROUTE_REPORTS && request->method == LW_HTTP_POST))
        return true;
    lw_conn_peer(conn, peer, sizeof peer);
    const int status =
        lw_keys_check(serve->keys, request, peer, LW_MAY_VIEW, &why);
    if (status != 0)
        lw_conn_error(conn, status, why);
    return status == 0;
}

static void on_request(void *context, struct lw_conn *conn,
                       const struct lw_http_request *request, const char *body,
                       size_t len)
{
    struct lw_serve *serve = context;
    bool post = false;
    const enum route_id id = find_route(request->path, &post);
    if (!may_view(serve, conn, request, id))
        return;
    if (request->method != LW_HTTP_POST) {
        if (serve->ready && id != ROUTE_FILE && id != ROUTE_HEALTH)
            settle(serve);
        get(serve, conn, request, id);
    } else if (id == ROUTE_REPORTS) {
        lw_intake_post(serve, conn, body, len);
    } else if (id == ROUTE_WARNINGS) {
        lw_warden_post(serve, conn, request, body, len);
    } else {
        post_scene(serve, conn, body, len);
    }
}

static void on_opened(void *context, struct lw_conn *conn,
                      const struct lw_http_request *request)
{
    (void)request;
    struct lw_serve *serve = context;
    settle(serve);
    if (lw_live_add(serve, conn, true) < 0)
        (void)lw_conn_send(conn, "{\"type\":\"full\"}", 15, false);
}

static void on_message(void *context, struct lw_conn *conn, const char *text,
                       size_t len)
{
    (void)context, (void)conn, (void)text, (void)len; /* it only listens */
}

static bool is_client(const struct lw_serve *serve, const void *user)
{
    const struct lw_serve_client *first = serve->live.client;
    const struct lw_serve_client *client = user;
    return client >= first && client < first + LW_SERVE_CLIENTS_MAX;
}

static void on_closed(void *context, struct lw_conn *conn)
{
    struct lw_serve *serve = context;
    void *user = lw_conn_user(conn);
    lw_intake_forget(serve, conn);
    if (user == NULL)
        return;
    if (is_client(serve, user))
        lw_live_remove(serve, conn);
    else
        lw_reports_end(user);
    lw_conn_set_user(conn, NULL);
}

const struct lw_http_calls lw_api_calls = {
    .head = on_head,
    .request = on_request,
    .opened = on_opened,
    .message = on_message,
    .closed = on_closed,
};
