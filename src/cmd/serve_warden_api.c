/* SPDX-License-Identifier: Apache-2.0 */
/* Warnings over HTTP: what is asked, and what people decide. The paths of
 * tests are all below /api/test/, so that none can be taken for the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "decode/decision.h"
#include "serve.h"
#include "serve_keys.h"
#include "serve_warden.h"

static const char JSON[] = "application/json";
static const char CAP[] = "application/cap+xml; charset=utf-8";
static const char TEXT[] = "text/plain; charset=utf-8";
static const char ATOM[] = "application/atom+xml; charset=utf-8";

/* What a path is about. */
enum matter {
    MATTER_ALL,
    MATTER_ATOM,
    MATTER_WARNING,
    MATTER_ZONE,
    MATTER_TINY,
    MATTER_NONE,
};

struct asked {
    enum matter matter;
    bool test;
    char name[LW_HTTP_PATH_MAX + 1]; /* of the warning or the zone */
    char verb[16];                   /* "": none */
};

static bool begins(const char **path, const char *with)
{
    const size_t len = strlen(with);

    if (strncmp(*path, with, len) != 0)
        return false;
    *path += len;
    return true;
}

/* NAME, or NAME/VERB where `verb`. */
static void read_name(struct asked *asked, const char *rest, bool verb)
{
    const char *slash = verb ? strrchr(rest, '/') : NULL;
    const size_t len = slash == NULL ? strlen(rest) : (size_t)(slash - rest);

    if (len == 0 || (slash != NULL && strlen(slash + 1) >= sizeof asked->verb))
        asked->matter = MATTER_NONE;
    if (asked->matter == MATTER_NONE)
        return;
    memcpy(asked->name, rest, len);
    asked->name[len] = '\0';
    if (slash != NULL)
        (void)snprintf(asked->verb, sizeof asked->verb, "%s", slash + 1);
}

static struct asked read_path(const char *path, bool verb)
{
    struct asked asked = {.matter = MATTER_NONE};

    asked.test = begins(&path, "/api/test/");
    if (!asked.test && !begins(&path, "/api/"))
        return asked;
    if (begins(&path, "warnings/")) {
        asked.matter = MATTER_WARNING;
        read_name(&asked, path, verb);
    } else if (begins(&path, "zones/")) {
        asked.matter = MATTER_ZONE;
        read_name(&asked, path, verb);
    } else if (strcmp(path, "warnings") == 0) {
        asked.matter = MATTER_ALL;
    } else if (strcmp(path, "warnings.atom") == 0) {
        asked.matter = MATTER_ATOM;
    } else if (strcmp(path, "zones.txt") == 0) {
        asked.matter = MATTER_TINY;
    }
    return asked;
}

static enum lw_warning_status status_of(const struct lw_serve *serve, bool test)
{
    return test ? LW_WARNING_TEST : lw_warden_status(serve);
}

static void reply(struct lw_conn *conn, const char *type, int len, char *text)
{
    const struct lw_http_head head = {
        .status = 200, .type = type, .cache = "no-store"};

    if (len == LW_ERR_UNKNOWN)
        lw_conn_error(conn, 404, "there is no such warning or zone");
    else if (len < 0)
        lw_conn_error(conn, 500, "out of memory, or the log cannot be read");
    else
        lw_conn_reply(conn, &head, text, (size_t)len);
    if (len >= 0)
        free(text);
}

/* W0003, W0003.cap */
static void get_warning(struct lw_serve *serve, struct lw_conn *conn,
                        struct asked *asked)
{
    char *text = NULL;
    char *dot = strchr(asked->name, '.');
    const bool cap = dot != NULL && strcmp(dot, ".cap") == 0;

    if (cap)
        *dot = '\0';
    const uint32_t number =
        lw_warning_number(asked->name, status_of(serve, asked->test));
    int len = LW_ERR_UNKNOWN;
    if (number != 0)
        len = cap ? lw_view_cap(serve, asked->test, number, &text)
                  : lw_view_warning(serve, asked->test, number, &text);
    reply(conn, cap ? CAP : JSON, len, text);
}

void lw_warden_get(struct lw_serve *serve, struct lw_conn *conn,
                   const struct lw_http_request *request)
{
    struct asked asked = read_path(request->path, false);
    char *text = NULL, value[8] = "";

    if (serve->warden == NULL && asked.matter != MATTER_ALL)
        asked.matter = MATTER_NONE;
    (void)lw_http_query(request->query, "ended", value, sizeof value);
    const bool ended = strcmp(value, "1") == 0;
    int len = 0;
    switch (asked.matter) {
    case MATTER_ALL:
        len = lw_view_warnings(serve, asked.test, ended, &text);
        reply(conn, JSON, len, text);
        return;
    case MATTER_ATOM:
        len = lw_view_atom(serve, asked.test, &text);
        reply(conn, ATOM, len, text);
        return;
    case MATTER_WARNING:
        get_warning(serve, conn, &asked);
        return;
    case MATTER_ZONE:
        len = lw_view_zone(serve, asked.name, &text);
        reply(conn, JSON, len, text);
        return;
    case MATTER_TINY:
        (void)lw_http_query(request->query, "zone", asked.name,
                            sizeof asked.name);
        len = lw_view_tiny(serve, asked.test, asked.name, &text);
        reply(conn, TEXT, len, text);
        return;
    case MATTER_NONE:
        break;
    }
    lw_conn_error(conn, 404, "nothing is called that");
}

/* ---- decisions ---- */

/* A page of another site can send forms, but no such body without asking. */
static bool is_json(const char *type)
{
    const size_t len = sizeof JSON - 1;

    return strncasecmp(type, JSON, len) == 0 &&
           (type[len] == '\0' || type[len] == ';' || type[len] == ' ');
}

static bool may_decide(const struct lw_serve *serve, struct lw_conn *conn,
                       const struct lw_http_request *request, bool test)
{
    char peer[LW_HTTP_PEER_SIZE];
    const char *why = NULL;

    lw_conn_peer(conn, peer, sizeof peer);
    int status = lw_keys_check(serve->keys, request, peer,
                               test ? LW_MAY_TEST : LW_MAY_DECIDE, &why);
    if (status == 0 && !is_json(request->type)) {
        status = 415;
        why = "expected `Content-Type: application/json`";
    }
    if (status != 0)
        lw_conn_error(conn, status, why);
    return status == 0;
}

/* The test that a zone has; 0: none. */
static uint32_t test_of(const struct lw_serve *serve, const char *zone)
{
    for (uint32_t z = 0; z < serve->site->zones; z++) {
        if (strcmp(serve->site->zone[z].id, zone) != 0)
            continue;
        const struct lw_zone_state state =
            lw_warn_zone(lw_warden_engine(serve, true), z);
        return state.warning == NULL ? 0 : state.warning->number;
    }
    return 0;
}

/* What is to be decided, and about what: 0, or the status to refuse with. */
static int read_matter(const struct lw_serve *serve, const struct asked *asked,
                       struct lw_decision *decision)
{
    const int kind = lw_decision_find(asked->verb, strlen(asked->verb));

    if (kind < 0 || asked->matter == MATTER_NONE || serve->warden == NULL)
        return 404;
    decision->kind = (enum lw_decision_kind)kind;
    if (asked->matter == MATTER_ZONE && decision->kind == LW_DECISION_RAISE) {
        if (strlen(asked->name) > LW_ID_MAX)
            return 404;
        memcpy(decision->zone, asked->name, strlen(asked->name) + 1);
        return 0;
    }
    if (asked->matter == MATTER_ZONE && asked->test &&
        decision->kind == LW_DECISION_CLEAR)
        decision->warning = test_of(serve, asked->name);
    else if (asked->matter == MATTER_WARNING &&
             decision->kind != LW_DECISION_RAISE)
        decision->warning =
            lw_warning_number(asked->name, status_of(serve, asked->test));
    return decision->warning == 0 ? 404 : 0;
}

static int status_for(int err)
{
    if (err == LW_ERR_UNKNOWN)
        return 404;
    if (err == LW_ERR_RANGE || err == LW_ERR_NO_SPACE)
        return 409;
    return err == LW_ERR_MISSING ? 400 : 503;
}

void lw_warden_post(struct lw_serve *serve, struct lw_conn *conn,
                    const struct lw_http_request *request, const char *body,
                    size_t len)
{
    const struct asked asked = read_path(request->path, true);
    struct lw_decision decision = {.kind = LW_DECISION_CONFIRM};
    struct lw_fault fault = {0};
    uint32_t number = 0;
    char *text = NULL;

    if (!may_decide(serve, conn, request, asked.test))
        return;
    const int status = read_matter(serve, &asked, &decision);
    if (status != 0) {
        lw_conn_error(conn, status, "there is no such warning, zone or verb");
        return;
    }
    if (lw_decision_read_body(body, len, &decision, &fault) < 0) {
        lw_conn_error(conn, 400, fault.what);
        return;
    }
    const int err = lw_warden_decide(serve, status_of(serve, asked.test),
                                     &decision, &number, &fault);
    if (err < 0) {
        lw_conn_error(conn, status_for(err), fault.what);
        return;
    }
    const int answer = lw_view_warning(serve, asked.test, number, &text);
    reply(conn, JSON, answer, text);
}
