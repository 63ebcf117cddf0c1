/* SPDX-License-Identifier: Apache-2.0 */
/* exact_fixture.h - decoding a copy of exactly its size: a sanitizer guards
 * its end. Before it: what cmocka.h wants before itself. */
#ifndef LW_EXACT_FIXTURE_H
#define LW_EXACT_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "decode/decode.h"

/* Of a decoder with this state: one report at most. What is refused says why,
 * in *fault, which may be NULL. */
static inline int decode_exact(const struct lw_decoder *d, void *state,
                               const void *bytes, size_t len, int64_t at_ns,
                               struct lw_report *out, struct lw_fault *fault)
{
    struct lw_fault own = {0};
    struct lw_fault *says = fault != NULL ? fault : &own;
    uint8_t *exact = malloc(len + 1);

    assert_non_null(exact);
    memcpy(exact + 1, bytes, len);
    *says = (struct lw_fault){0};
    const int got = d->decode(state, exact + 1, len, at_ns, out, 1, says);
    if (got < 0)
        assert_true(strlen(says->what) > 0);
    free(exact);
    return got;
}

#endif
