/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_keys.h - who may do what over HTTP: the one place that decides it.
 *
 * A request shows a key of the configuration (`Authorization: Bearer ..`).
 * Where none is set, everything but tests is open to this machine itself, and
 * looking is open to all.
 */
#ifndef LW_SERVE_KEYS_H
#define LW_SERVE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "model/config.h"

struct lw_keys;

/* Reads their files. NULL: a message was printed. */
struct lw_keys *lw_keys_open(const struct lw_config *config);
void lw_keys_close(struct lw_keys *keys);

struct lw_http_request;

/*
 * Whether who asks so, from `peer` ("": not known), may do that. 0, or the
 * status to refuse with (401: show a key; 403: that one may not), with a
 * sentence part in *why.
 *
 * This machine is who asks it by an address or name of its own and was not
 * passed on: a page elsewhere whose name was made to mean this machine asks by
 * that name.
 */
int lw_keys_check(const struct lw_keys *keys,
                  const struct lw_http_request *request, const char *peer,
                  enum lw_may may, const char **why);

/* Whether decisions are open to this machine without a key. */
bool lw_keys_are_open(const struct lw_keys *keys);

#endif
