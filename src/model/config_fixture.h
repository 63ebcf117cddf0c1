/* SPDX-License-Identifier: Apache-2.0 */
/* config_fixture.h - configurations out of text, for tests of them. Before it:
 * what cmocka.h wants before itself. */
#ifndef LW_CONFIG_FIXTURE_H
#define LW_CONFIG_FIXTURE_H

#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "config.h"
#include "fault_fixture.h"

static unsigned char memory[1 << 18];

static inline int read_text(const char *text, struct lw_config *config,
                            struct lw_fault *fault)
{
    struct lw_arena arena = {.mem = memory, .size = sizeof memory};

    *fault = (struct lw_fault){0};
    return lw_config_read(text, strlen(text), &arena, config, fault);
}

static inline void refused(const char *text, int err, int64_t line,
                           const char *says)
{
    static struct lw_config config;
    struct lw_fault fault;
    const int got = read_text(text, &config, &fault);

    assert_fault(text, got, &fault, err, line, says);
}

#endif
