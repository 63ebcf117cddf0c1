/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve_args.h - the options of `serve` and `replay`, one after the other.
 *
 * Each of the readers says whether the argument at hand was its own; what is
 * wrong with it is told and remembered in `wrong`.
 */
#ifndef LW_SERVE_ARGS_H
#define LW_SERVE_ARGS_H

#include <stdbool.h>
#include <stdint.h>

struct lw_args {
    int argc;
    char **argv;
    const char *verb;
    int at; /* of the argument at hand */
    bool wrong;
    bool operands_only; /* after "--" */
};

bool lw_args_next(struct lw_args *args);
bool lw_args_flag(struct lw_args *args, const char *name);
bool lw_args_value(struct lw_args *args, const char *name, const char **value);
/* `path` has room for LW_CONFIG_PATH_MAX + 1. */
bool lw_args_path(struct lw_args *args, const char *name, char *path);
bool lw_args_speed(struct lw_args *args, double *speed);
/* `--from T`: Unix seconds or RFC 3339. */
bool lw_args_from(struct lw_args *args, int64_t *from_ns);
/* `host` has room for LW_CONFIG_HOST_MAX + 1. */
bool lw_args_listen(struct lw_args *args, char *host, uint16_t *port);
bool lw_args_operand(struct lw_args *args, const char **value);
void lw_args_fail(struct lw_args *args, const char *what, const char *why);
void lw_args_unknown(struct lw_args *args);

#endif
