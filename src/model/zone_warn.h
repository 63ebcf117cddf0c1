/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone_warn.h - how zones are warned: `warn` of a zone, of a kind of zones, of
 * the kinds that are known.
 *
 * Each says only some of it; what it leaves open, the next says: the zone, its
 * kind in the site file (`zone_kinds`), its kind as known here, the defaults.
 *
 * Source  doc/site.md, "How a zone is warned"
 */
#ifndef LW_ZONE_WARN_H
#define LW_ZONE_WARN_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "yaml_reader.h"

struct lw_arena;

enum {
    LW_WARN_HAS_MINUTES = 1 << 0,
    LW_WARN_HAS_PROBABILITY = 1 << 1,
    LW_WARN_HAS_CLEAR_AFTER = 1 << 2,
    LW_WARN_HAS_NOTICE = 1 << 3, /* whether there are any */
    LW_WARN_HAS_NOTICE_MINUTES = 1 << 4,
    LW_WARN_HAS_NOTICE_PROBABILITY = 1 << 5,
    LW_WARN_HAS_MODE = 1 << 6,
    LW_WARN_HAS_CONFIRM = 1 << 7,
    LW_WARN_HAS_UNCONFIRMED = 1 << 8,
    LW_WARN_HAS_KINDS = 1 << 9,
    LW_WARN_HAS_COOPERATIVE = 1 << 10,
};

/* What one place says of it. */
struct lw_warn_given {
    uint32_t has; /* LW_WARN_HAS_* bits: which of these it gave */
    struct lw_zone_warn is;
    bool notice;
};

/* The mapping of `warn` on top of what *given has already; an error where the
 * two together make no sense. Errors as of lw_yaml_map(). */
LW_NODISCARD int lw_warn_read(const struct lw_yaml *yaml,
                              const struct lw_yaml_node *node,
                              struct lw_warn_given *given);

/* The rules, with the defaults for what is still open. */
struct lw_zone_warn lw_warn_settle(const struct lw_warn_given *given);

struct lw_zone_kind {
    const char *name;
    struct lw_warn_given warn;
};

/* The kinds that the site file has settings for. */
struct lw_zone_kinds {
    struct lw_zone_kind *kind;
    uint32_t count;
};

/* `zone_kinds`, on top of what is known of the same kinds. */
LW_NODISCARD int lw_zone_kinds_read(const struct lw_yaml *yaml,
                                    const struct lw_yaml_node *node,
                                    struct lw_arena *arena,
                                    struct lw_zone_kinds *kinds);

/* What is said of a kind; of one that nobody knows, nothing. */
struct lw_warn_given lw_zone_kind_warn(const struct lw_zone_kinds *kinds,
                                       const char *kind);

#endif
