/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tls.h - TLS over a descriptor that does not block, by OpenSSL.
 *
 * Source  RFC 8446, RFC 5246 (1.2 and 1.3; older ones are refused)
 */
#ifndef LW_TLS_H
#define LW_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "luchtwacht/err.h"

/* PEM files; "": none. */
struct lw_tls_files {
    const char *ca;          /* who is trusted; "": whom the system trusts */
    const char *certificate; /* our own and its chain */
    const char *key;         /* "": it is in the same file */
    const char *name;        /* that the peer's certificate must be for; "": the
                                host that is dialled */
    bool verify;             /* the peer; a server: each of its clients */
};

struct lw_tls_context; /* files that have been read */
struct lw_tls;         /* one connection */

/* NULL with *fault's sentence. */
struct lw_tls_context *lw_tls_open(const struct lw_tls_files *files,
                                   bool server, struct lw_fault *fault);
void lw_tls_close(struct lw_tls_context *context);

/* For a connected descriptor, which stays the caller's; `host`: that was
 * dialled. NULL: no memory. */
struct lw_tls *lw_tls_start(struct lw_tls_context *context, int fd,
                            const char *host);
void lw_tls_end(struct lw_tls *tls);

enum { LW_TLS_ENDED = 0, LW_TLS_AGAIN = -1, LW_TLS_FAILED = -2 };

/* 1 once both have agreed; LW_TLS_AGAIN: when the descriptor is ready. */
int lw_tls_shake(struct lw_tls *tls);

/* Bytes, or one of the above. What could not be written is to be given
 * again. */
int lw_tls_read(struct lw_tls *tls, void *bytes, size_t len);
int lw_tls_write(struct lw_tls *tls, const void *bytes, size_t len);

/* Bytes that are there although the descriptor will not say so. */
bool lw_tls_pending(const struct lw_tls *tls);

/* The last call waits for room to write. */
bool lw_tls_wants_write(const struct lw_tls *tls);

/* Why it failed. */
const char *lw_tls_error(const struct lw_tls *tls);

#endif
