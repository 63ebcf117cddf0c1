/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_warden.h - the warnings of the centre as it runs: the engine stepped
 * as reports are applied, what it tells handed out, decisions taken in.
 *
 * Tests have an engine of their own, which no track ever reaches.
 */
#ifndef LW_SERVE_WARDEN_H
#define LW_SERVE_WARDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "encode/cap.h"
#include "encode/metrics.h"
#include "luchtwacht/err.h"
#include "luchtwacht/warning.h"
#include "vigil.h"

struct lw_serve;
struct lw_warden;

enum {
    LW_WARDEN_KEPT = 4096, /* warnings, by their numbers: the latest */
    LW_WARDEN_WAITS = 9,
};
extern const double lw_warden_wait_s[LW_WARDEN_WAITS];

/* A warning as it was told last. */
struct lw_warden_kept {
    struct lw_warning warning;  /* number 0: none */
    bool open;                  /* the public was told */
    struct lw_cap_chain before; /* what was sent of it before that */
};

struct lw_warden_stats {
    uint64_t told[LW_WARNING_LEVELS][LW_WARNING_STATES]; /* but of tests */
    uint64_t covers;                                     /* changes */
    uint64_t decisions, refused; /* refused: by the engine */
    uint64_t steps;
    double step_s_sum, step_s_max;
    uint64_t within[LW_WARDEN_WAITS]; /* from arrival to warning out */
    double wait_s_max;
};

/* 0, and serve->warden set where the site has zones. */
LW_NODISCARD int lw_warden_open(struct lw_serve *serve);
void lw_warden_close(struct lw_serve *serve);

/* Something arrives then: what is due before it comes first. */
void lw_warden_pass(struct lw_serve *serve, int64_t until_ns);
/* The tracker has a report; the program had it at heard_ns (steady). */
void lw_warden_arrived(struct lw_serve *serve, int64_t arrival_ns,
                       int64_t heard_ns);
/* A journalled line that is no report: true if it was a decision. */
bool lw_warden_line(struct lw_serve *serve, int64_t arrival_ns,
                    const char *line, size_t len);
/* Time goes on: what is due before anything that waits, or may yet come; and
 * when to wake up next. */
void lw_warden_live(struct lw_serve *serve);
/* Nothing more will arrive. */
void lw_warden_finish(struct lw_serve *serve);
/* Once a second: what has to be durable. */
void lw_warden_tick(struct lw_serve *serve);

/*
 * A person decided. Journalled, then done: 0, or
 *   LW_ERR_IO       it cannot be kept, and was not done
 *   as lw_warn_decide(), with *fault's sentence; where that is already known,
 *   it is not journalled. *warning: the number of the one that it is about.
 */
LW_NODISCARD int lw_warden_decide(struct lw_serve *serve,
                                  enum lw_warning_status status,
                                  const struct lw_decision *decision,
                                  uint32_t *warning, struct lw_fault *fault);

/* What is known: of the site's own warnings, or of tests. */
enum lw_warning_status lw_warden_status(const struct lw_serve *serve);
const struct lw_warn *lw_warden_engine(const struct lw_serve *serve, bool test);
/* The warning of that number as it was told last; NULL: unknown, or of too
 * long ago. */
const struct lw_warden_kept *lw_warden_find(const struct lw_serve *serve,
                                            bool test, uint32_t number);
/* The highest number so far; 0: none. */
uint32_t lw_warden_newest(const struct lw_serve *serve, bool test);
struct lw_warning_log;
/* NULL: none is kept. */
struct lw_warning_log *lw_warden_log(const struct lw_serve *serve);
struct lw_warden_stats lw_warden_stats(const struct lw_serve *serve);
struct lw_cap_config lw_warden_cap(const struct lw_serve *serve);

/* serve_intake.c: a decision into the batch, as its line; and one that was
 * journalled before and is played. 0; LW_ERR_IO: the disk says no. */
LW_NODISCARD int lw_intake_decision(struct lw_serve *serve,
                                    const struct lw_decision *decision,
                                    enum lw_warning_status status,
                                    struct lw_fault *fault);
LW_NODISCARD int lw_intake_decided(struct lw_serve *serve, const char *line,
                                   size_t len, struct lw_fault *fault);

struct lw_conn;
struct lw_http_request;
/* serve_warden_api.c: requests below /api/warnings, /api/zones/, /api/test/. */
void lw_warden_get(struct lw_serve *serve, struct lw_conn *conn,
                   const struct lw_http_request *request);
void lw_warden_post(struct lw_serve *serve, struct lw_conn *conn,
                    const struct lw_http_request *request, const char *body,
                    size_t len);

/* serve_warden_metrics.c */
void lw_warden_metrics(const struct lw_serve *serve, struct lw_metrics *m);

/* serve_warden_view.c: answers, as in serve.h. */
enum { LW_WARDEN_ENDED_TOLD = 100 };
LW_NODISCARD int lw_view_warnings(struct lw_serve *serve, bool test, bool ended,
                                  char **text);
LW_NODISCARD int lw_view_warning(struct lw_serve *serve, bool test,
                                 uint32_t number, char **text);
LW_NODISCARD int lw_view_zone(struct lw_serve *serve, const char *id,
                              char **text);
/* What a WebSocket is told when it opens. */
LW_NODISCARD int lw_view_warnings_snapshot(struct lw_serve *serve, char **text);
LW_NODISCARD int lw_view_cap(struct lw_serve *serve, bool test, uint32_t number,
                             char **text);
/* A line a zone, for what can read little; `id`: of that one; "": of all. */
LW_NODISCARD int lw_view_tiny(struct lw_serve *serve, bool test, const char *id,
                              char **text);
LW_NODISCARD int lw_view_atom(struct lw_serve *serve, bool test, char **text);

#endif
