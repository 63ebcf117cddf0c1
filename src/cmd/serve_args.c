/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_args.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "model/config.h"

static const double SPEED_MAX = 1e6;
static const double TIME_MAX_S = 4102444800.0; /* the year 2100 */

bool lw_args_next(struct lw_args *args)
{
    if (args->wrong)
        return false;
    args->at++;
    if (args->at < args->argc && !args->operands_only &&
        strcmp(args->argv[args->at], "--") == 0) {
        args->operands_only = true;
        args->at++;
    }
    return args->at < args->argc;
}

void lw_args_fail(struct lw_args *args, const char *what, const char *why)
{
    fprintf(stderr, "luchtwacht: %s: %s; luchtwacht %s --help tells more\n",
            what, why, args->verb);
    args->wrong = true;
}

bool lw_args_flag(struct lw_args *args, const char *name)
{
    return !args->operands_only && strcmp(args->argv[args->at], name) == 0;
}

bool lw_args_value(struct lw_args *args, const char *name, const char **value)
{
    const char *arg = args->argv[args->at];
    const size_t len = strlen(name);
    if (args->operands_only || strncmp(arg, name, len) != 0)
        return false;
    if (arg[len] == '=') {
        *value = arg + len + 1;
        return true;
    }
    if (arg[len] != '\0')
        return false;
    if (args->at + 1 >= args->argc) {
        lw_args_fail(args, name, "expected a value behind it");
        *value = "";
        return true;
    }
    *value = args->argv[++args->at];
    return true;
}

bool lw_args_path(struct lw_args *args, const char *name, char *path)
{
    const char *value = NULL;
    if (!lw_args_value(args, name, &value))
        return false;
    if (!args->wrong &&
        (value[0] == '\0' || strlen(value) > (size_t)LW_CONFIG_PATH_MAX))
        lw_args_fail(args, name, "expected a path");
    else
        snprintf(path, LW_CONFIG_PATH_MAX + 1, "%s", value);
    return true;
}

bool lw_args_speed(struct lw_args *args, double *speed)
{
    const char *value = NULL;
    if (!lw_args_value(args, "--speed", &value) || args->wrong)
        return value != NULL;
    char *end = NULL;
    *speed = strcmp(value, "max") == 0 ? 0 : strtod(value, &end);
    if ((end != NULL && (end == value || *end != '\0')) || !isfinite(*speed) ||
        *speed < 0 || *speed > SPEED_MAX)
        lw_args_fail(args, "--speed",
                     "expected a number up to 1000000, or `max`");
    return true;
}

bool lw_args_from(struct lw_args *args, int64_t *from_ns)
{
    const char *value = NULL;
    if (!lw_args_value(args, "--from", &value) || args->wrong)
        return value != NULL;
    char *end = NULL;
    const double seconds = strtod(value, &end);
    if (end != value && *end == '\0' && fabs(seconds) < TIME_MAX_S)
        *from_ns = (int64_t)llround(seconds * 1e6) * 1000;
    else if (lw_timefmt_read(value, strlen(value), from_ns) < 0)
        lw_args_fail(args, "--from",
                     "expected Unix seconds, or a time such as "
                     "2018-08-01T06:00:00Z");
    return true;
}

bool lw_args_listen(struct lw_args *args, char *host, uint16_t *port)
{
    const char *value = NULL;
    struct lw_fault fault = {0};
    if (!lw_args_value(args, "--listen", &value) || args->wrong)
        return value != NULL;
    if (lw_config_host_port(value, strlen(value), host, port, &fault) < 0)
        lw_args_fail(args, "--listen", fault.what);
    return true;
}

bool lw_args_operand(struct lw_args *args, const char **value)
{
    const char *arg = args->argv[args->at];
    if (!args->operands_only && arg[0] == '-' && arg[1] != '\0')
        return false;
    *value = arg;
    return true;
}

void lw_args_unknown(struct lw_args *args)
{
    lw_args_fail(args, args->argv[args->at], "no such option");
}
