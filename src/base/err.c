/* SPDX-License-Identifier: Apache-2.0 */
#include "luchtwacht/err.h"

#include <stdarg.h>
#include <stdio.h>

const char *lw_err_name(int err)
{
    static const char *const name[LW_ERR_COUNT] = {
        "accepted", "truncated", "not-mine", "integrity", "range",
        "no-space", "syntax",    "missing",  "unknown",   "duplicate",
        "late",     "io",        "clock",
    };

    return err >= 0 || err <= -LW_ERR_COUNT ? name[0] : name[-err];
}

int lw_fault_set(struct lw_fault *fault, int err, int64_t line, int64_t column,
                 const char *format, ...)
{
    va_list args;

    if (fault == NULL)
        return err;
    fault->line = line;
    fault->column = column;
    va_start(args, format);
    (void)vsnprintf(fault->what, sizeof fault->what, format, args);
    va_end(args);
    return err;
}
