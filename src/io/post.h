/* SPDX-License-Identifier: Apache-2.0 */
/*
 * post.h - HTTP requests and e-mails that we send, by libcurl in the loop.
 *
 * Nothing is followed: an answer that points elsewhere is a failure. No proxy
 * is used, no cookie kept, no .netrc read. Certificates are verified unless
 * told. The answer's body is read and thrown away, but for its beginning.
 *
 * Source  RFC 9110; RFC 5321, RFC 3207; libcurl-multi(3)
 */
#ifndef LW_POST_H
#define LW_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "loop.h"
#include "luchtwacht/err.h"
#include "tls.h"

enum {
    LW_POST_HEADERS_MAX = 32,
    LW_POST_ANSWER_MAX = 256 * 1024, /* bytes of one; then it is broken off */
    LW_POST_IDLE_MAX = 64,           /* connections kept for the next */
};

enum lw_post_method {
    LW_POST_HEAD, /* http(s) */
    LW_POST_POST,
    LW_POST_MAIL, /* smtp(s) */
    LW_POST_NOOP, /* are you there? */
};

/* What it points to must stay until it is done; "" and 0: none. */
struct lw_post_request {
    enum lw_post_method method;
    const char *url;
    const char *const *header; /* "Name: value" */
    uint32_t headers;
    const char *body;
    size_t len;
    const char *from;
    const char *const *to;
    uint32_t recipients;
    const char *user, *password;
    bool starttls; /* smtp: what is sent goes by TLS, or does not go */
    struct lw_tls_files tls;
    uint32_t timeout_s;
};

enum lw_post_end {
    LW_POST_DONE,    /* the peer took it */
    LW_POST_REFUSED, /* it will never take this one */
    LW_POST_LATER,   /* it takes nothing now */
    LW_POST_FAILED,  /* nobody answered */
};

struct lw_post_result {
    enum lw_post_end end;
    int status;           /* of HTTP or SMTP; 0: none came */
    double retry_after_s; /* as the peer asks; 0: it does not */
    const char *why;      /* of all but DONE; of DONE: whom it does not reach */
};

struct lw_post; /* all that are under way */
struct lw_posting;

struct lw_post *lw_post_open(struct lw_loop *loop, struct lw_fault *fault);
/* Those under way are broken off, and not told of. NULL is allowed. */
void lw_post_close(struct lw_post *post);

/* Begin; `done` comes once, later, and the posting is gone then. NULL with
 * *fault: no memory, or a request that cannot be. */
struct lw_posting *
lw_post_start(struct lw_post *post, const struct lw_post_request *request,
              void (*done)(void *context, const struct lw_post_result *result),
              void *context, struct lw_fault *fault);
/* Without a word. */
void lw_post_cancel(struct lw_posting *posting);

#endif
