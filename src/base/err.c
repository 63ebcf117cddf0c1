/* SPDX-License-Identifier: Apache-2.0 */
#include "luchtwacht/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

const char *lw_err_name(int err)
{
    static const char *const name[LW_ERR_COUNT] = {
        "accepted", "truncated", "not-mine", "integrity", "range",
        "no-space", "syntax",    "missing",  "unknown",   "duplicate",
        "late",     "io",        "clock",
    };

    return err >= 0 || err <= -LW_ERR_COUNT ? name[0] : name[-err];
}

/* What came off a wire may be anything, and a fault is shown to people: what
 * is no character is a question mark. */
static void clean(char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        const unsigned char c = (unsigned char)text[i];
        const size_t size = c >= 0x80 ? lw_utf8_len(text + i, text + len)
                                      : c >= 0x20 && c != 0x7f;
        if (size == 0)
            text[i] = '?';
        i += size > 0 ? size : 1;
    }
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
    clean(fault->what, strlen(fault->what));
    return err;
}
