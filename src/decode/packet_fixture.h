/* SPDX-License-Identifier: Apache-2.0 */
/* packet_fixture.h - packets in, payloads out, one after the other. */
#ifndef LW_PACKET_FIXTURE_H
#define LW_PACKET_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packet.h"

/* A fresh state; the tests of one program share its memory. */
static inline struct lw_unwrap *fresh(void **state)
{
    if (*state == NULL)
        *state = malloc(lw_unwrap_size());
    assert_non_null(*state);
    return lw_unwrap_init(*state, lw_unwrap_size());
}

static inline struct lw_packet packet_of(int link_type, const uint8_t *bytes,
                                         size_t len)
{
    return (struct lw_packet){.link_type = link_type,
                              .time_ns = 1000,
                              .offset = 40,
                              .bytes = bytes,
                              .len = len,
                              .wire_len = len,
                              .fcs_len = -1};
}

/* The only payload of a packet: 1; 0: it has none. */
static inline int unwrap_one(struct lw_unwrap *unwrap, int link_type,
                             const uint8_t *bytes, size_t len,
                             struct lw_payload *payload)
{
    const struct lw_packet packet = packet_of(link_type, bytes, len);
    struct lw_payload more;

    lw_unwrap_take(unwrap, &packet);
    const int got = lw_unwrap_next(unwrap, payload);
    if (got == 1)
        assert_int_equal(lw_unwrap_next(unwrap, &more), 0);
    return got;
}

/* A packet in memory of its own exact size, so that the sanitizer guards its
 * end; whatever it carries is taken. */
static inline void unwrap_exact(struct lw_unwrap *unwrap, int link_type,
                                const uint8_t *bytes, size_t len)
{
    uint8_t *exact = malloc(len + (len == 0));
    struct lw_payload payload;
    uint8_t all = 0;

    assert_non_null(exact);
    memcpy(exact, bytes, len);
    const struct lw_packet packet = packet_of(link_type, exact, len);
    lw_unwrap_take(unwrap, &packet);
    while (lw_unwrap_next(unwrap, &payload) == 1)
        for (size_t i = 0; i < payload.len; i++)
            all = (uint8_t)(all | payload.bytes[i]);
    assert_in_range(all, 0, UINT8_MAX); /* so that they are read */
    free(exact);
}

static inline void refuses_prefixes_and_flips(struct lw_unwrap *unwrap,
                                              int link_type,
                                              const uint8_t *bytes, size_t len)
{
    uint8_t copy[1024];

    assert_true(len <= sizeof copy);
    for (size_t cut = 0; cut <= len; cut++)
        unwrap_exact(unwrap, link_type, bytes, cut);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        memcpy(copy, bytes, len);
        copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
        unwrap_exact(unwrap, link_type, copy, len);
    }
}

#endif
