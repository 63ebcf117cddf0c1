/* SPDX-License-Identifier: Apache-2.0 */
/* fault_fixture.h - what is wrong with a text, for tests of readers. Before it:
 * what cmocka.h wants before itself. */
#ifndef LW_FAULT_FIXTURE_H
#define LW_FAULT_FIXTURE_H

#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "luchtwacht/err.h"

/* Reading `text` gave `got` and *fault: it was this error, at this line, for a
 * reason with these words. */
static inline void assert_fault(const char *text, int got,
                                const struct lw_fault *fault, int err,
                                int64_t line, const char *says)
{
    if (got != err || fault->line != line || strstr(fault->what, says) == NULL)
        print_error("%s\n-> %d, line %lld: %s\n", text, got,
                    (long long)fault->line, fault->what);
    assert_int_equal(got, err);
    assert_true(fault->line == line);
    assert_non_null(strstr(fault->what, says));
}

#endif
