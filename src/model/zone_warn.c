/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_warn.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "yaml_values.h"

/* A notice that nothing is said of: of what may come in twice the time, with
 * two fifths of the probability. */
static const double notice_minutes = 2.0, notice_probability = 0.4;

enum { MINUTES_MAX = 1440 };

/* What is known of kinds (0: nothing); doc/site.md has it as a table. */
static const struct {
    const char *name;
    double minutes, clear_after_s, notice_minutes;
} known[] = {
    {"airport", 5, 120, 0}, {"district", 0, 0, 0}, {"gas", 5, 120, 0},
    {"hospital", 0, 0, 30}, {"school", 0, 0, 30},  {"substation", 5, 120, 0},
    {"water", 5, 120, 0},   {"works", 5, 120, 0},
};

struct raw_warn {
    struct lw_zone_warn is;
    const struct lw_yaml_node *notice, *mode, *unconfirmed, *kinds;
};

struct raw_kind {
    const struct lw_yaml_node *warn;
};

struct lw_zone_warn lw_zone_warn_defaults(void)
{
    return (struct lw_zone_warn){
        .notice = {.minutes = 20.0, .probability = 0.2},
        .warning = {.minutes = 10.0, .probability = 0.5},
        .clear_after_s = 300.0,
        .mode = LW_WARN_AUTOMATIC,
        .confirm_s = 60.0,
        .unconfirmed_goes = true,
        .kinds = 1U << LW_KIND_MULTIROTOR | 1U << LW_KIND_FIXED_WING |
                 1U << LW_KIND_PISTON | 1U << LW_KIND_JET |
                 1U << LW_KIND_UNKNOWN,
    };
}

struct lw_zone_warn lw_warn_settle(const struct lw_warn_given *given)
{
    struct lw_zone_warn warn = lw_zone_warn_defaults();
    const struct lw_zone_warn *is = &given->is;
    const uint32_t has = given->has;

    if (has & LW_WARN_HAS_MINUTES)
        warn.warning.minutes = is->warning.minutes;
    if (has & LW_WARN_HAS_PROBABILITY)
        warn.warning.probability = is->warning.probability;
    if (has & LW_WARN_HAS_CLEAR_AFTER)
        warn.clear_after_s = is->clear_after_s;
    if (has & LW_WARN_HAS_MODE)
        warn.mode = is->mode;
    if (has & LW_WARN_HAS_CONFIRM)
        warn.confirm_s = is->confirm_s;
    if (has & LW_WARN_HAS_UNCONFIRMED)
        warn.unconfirmed_goes = is->unconfirmed_goes;
    if (has & LW_WARN_HAS_KINDS)
        warn.kinds = is->kinds;
    if (has & LW_WARN_HAS_COOPERATIVE)
        warn.cooperative = is->cooperative;
    warn.notice = warn.warning;
    if ((has & LW_WARN_HAS_NOTICE) && !given->notice)
        return warn;
    warn.notice.minutes =
        has & LW_WARN_HAS_NOTICE_MINUTES
            ? is->notice.minutes
            : fmin(notice_minutes * warn.warning.minutes, MINUTES_MAX);
    warn.notice.probability =
        has & LW_WARN_HAS_NOTICE_PROBABILITY
            ? is->notice.probability
            : notice_probability * warn.warning.probability;
    return warn;
}

/* `notice: {minutes, probability}`, true or false */
static int read_notice(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_warn_given *given)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("minutes", NUMBER, struct lw_warn_level, minutes,
                         "minutes", 0.1, MINUTES_MAX, 1),
        LW_YAML_QUANTITY("probability", NUMBER, struct lw_warn_level,
                         probability, "a probability", 0.0001, 1, 1),
    };
    const bool is_false = node->kind == LW_YAML_SCALAR && node->plain &&
                          strcmp(node->text, "false") == 0;

    given->has |= LW_WARN_HAS_NOTICE;
    given->notice = !is_false;
    if (is_false)
        return 0;
    if (node->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(yaml, node, "notice",
                                "{minutes, probability} or false");
    if (lw_yaml_get(node, "minutes") != NULL)
        given->has |= LW_WARN_HAS_NOTICE_MINUTES;
    if (lw_yaml_get(node, "probability") != NULL)
        given->has |= LW_WARN_HAS_NOTICE_PROBABILITY;
    return lw_yaml_map(yaml, node, "`notice`", fields, 2, &given->is.notice);
}

static int read_kinds(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, uint32_t *kinds)
{
    const char *names[LW_KINDS];

    for (int i = 0; i < LW_KINDS; i++)
        names[i] = lw_kind_name((enum lw_kind)i);
    if (node->kind != LW_YAML_SEQUENCE || node->count == 0)
        return lw_yaml_expected(yaml, node, "kinds",
                                "a list of kinds of aircraft");
    *kinds = 0;
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        const int kind = lw_yaml_word(yaml, at, "kinds", names, LW_KINDS);
        if (kind < 0)
            return kind;
        *kinds |= 1U << kind;
    }
    return 0;
}

static int read_words(const struct lw_yaml *yaml, const struct raw_warn *raw,
                      struct lw_zone_warn *is)
{
    static const char *const goes[] = {"drop", "send"};
    const char *modes[LW_WARN_MODES];
    int word = 0;

    for (int i = 0; i < LW_WARN_MODES; i++)
        modes[i] = lw_warn_mode_name((enum lw_warn_mode)i);
    if (raw->mode != NULL) {
        word = lw_yaml_word(yaml, raw->mode, "mode", modes, LW_WARN_MODES);
        if (word < 0)
            return word;
        is->mode = (enum lw_warn_mode)word;
    }
    if (raw->unconfirmed != NULL) {
        word = lw_yaml_word(yaml, raw->unconfirmed, "unconfirmed", goes, 2);
        if (word < 0)
            return word;
        is->unconfirmed_goes = word == 1;
    }
    return 0;
}

/* A notice comes no later than the warning that it announces. */
static int check_levels(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node,
                        const struct lw_warn_given *given)
{
    const struct lw_zone_warn warn = lw_warn_settle(given);

    if (warn.notice.minutes < warn.warning.minutes)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`notice`: expected the %g minutes of the warning "
                            "at least, got %g",
                            warn.warning.minutes, warn.notice.minutes);
    if (warn.notice.probability > warn.warning.probability)
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`notice`: expected the probability of the "
                            "warning, %g, at most, got %g",
                            warn.warning.probability, warn.notice.probability);
    return 0;
}

/* Which keys the mapping has. A notice that belonged to other minutes, or to
 * another probability, than are given now is told by these again. */
static void note_given(const struct lw_yaml_node *node,
                       struct lw_warn_given *given)
{
    static const struct {
        const char *key;
        uint32_t sets, drops;
    } keys[] = {
        {"minutes", LW_WARN_HAS_MINUTES, LW_WARN_HAS_NOTICE_MINUTES},
        {"probability", LW_WARN_HAS_PROBABILITY,
         LW_WARN_HAS_NOTICE_PROBABILITY},
        {"clear_after", LW_WARN_HAS_CLEAR_AFTER, 0},
        {"mode", LW_WARN_HAS_MODE, 0},
        {"confirm", LW_WARN_HAS_CONFIRM, 0},
        {"unconfirmed", LW_WARN_HAS_UNCONFIRMED, 0},
        {"kinds", LW_WARN_HAS_KINDS, 0},
        {"cooperative", LW_WARN_HAS_COOPERATIVE, 0},
    };

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (lw_yaml_get(node, keys[i].key) != NULL)
            given->has = (given->has & ~keys[i].drops) | keys[i].sets;
}

int lw_warn_read(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                 struct lw_warn_given *given)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("minutes", NUMBER, struct raw_warn, is.warning.minutes,
                         "minutes", 0.1, MINUTES_MAX, 1),
        LW_YAML_QUANTITY("probability", NUMBER, struct raw_warn,
                         is.warning.probability, "a probability", 0.001, 1, 1),
        LW_YAML_QUANTITY("clear_after", NUMBER, struct raw_warn,
                         is.clear_after_s, "seconds", 0, 86400, 1),
        LW_YAML_PART("notice", struct raw_warn, notice, false),
        LW_YAML_PART("mode", struct raw_warn, mode, false),
        LW_YAML_QUANTITY("confirm", NUMBER, struct raw_warn, is.confirm_s,
                         "seconds", 1, 86400, 1),
        LW_YAML_PART("unconfirmed", struct raw_warn, unconfirmed, false),
        LW_YAML_PART("kinds", struct raw_warn, kinds, false),
        LW_YAML_KEY("cooperative", BOOL, struct raw_warn, is.cooperative,
                    false),
    };
    struct raw_warn raw = {.is = given->is};
    struct lw_warn_given out = *given;
    int err = lw_yaml_map(yaml, node, "`warn`", fields,
                          sizeof fields / sizeof *fields, &raw);

    if (err == 0)
        err = read_words(yaml, &raw, &raw.is);
    if (err == 0 && raw.kinds != NULL)
        err = read_kinds(yaml, raw.kinds, &raw.is.kinds);
    if (err < 0)
        return err;
    out.is = raw.is;
    note_given(node, &out);
    if (raw.notice != NULL)
        err = read_notice(yaml, raw.notice, &out);
    if (err == 0)
        err = check_levels(yaml, raw.notice != NULL ? raw.notice : node, &out);
    if (err == 0)
        *given = out;
    return err;
}

static struct lw_warn_given known_warn(const char *kind)
{
    struct lw_warn_given warn = {.has = 0};
    size_t i = 0;

    while (i < sizeof known / sizeof *known && strcmp(known[i].name, kind) != 0)
        i++;
    if (i == sizeof known / sizeof *known)
        return warn;
    warn.is.warning.minutes = known[i].minutes;
    warn.is.clear_after_s = known[i].clear_after_s;
    warn.is.notice.minutes = known[i].notice_minutes;
    warn.has =
        (known[i].minutes > 0.0 ? (uint32_t)LW_WARN_HAS_MINUTES : 0) |
        (known[i].clear_after_s > 0.0 ? (uint32_t)LW_WARN_HAS_CLEAR_AFTER : 0) |
        (known[i].notice_minutes > 0.0 ? (uint32_t)LW_WARN_HAS_NOTICE_MINUTES
                                       : 0);
    return warn;
}

struct lw_warn_given lw_zone_kind_warn(const struct lw_zone_kinds *kinds,
                                       const char *kind)
{
    for (uint32_t i = 0; i < kinds->count; i++)
        if (strcmp(kinds->kind[i].name, kind) == 0)
            return kinds->kind[i].warn;
    return known_warn(kind);
}

static int read_kind(const struct lw_yaml *yaml, const struct lw_yaml_node *key,
                     struct lw_zone_kinds *kinds)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("warn", struct raw_kind, warn, false),
    };
    struct lw_zone_kind *kind = &kinds->kind[kinds->count];
    char name[LW_ID_MAX + 1];
    struct raw_kind raw = {NULL};
    int err = lw_yaml_text(yaml, key, "zone_kinds", name, sizeof name);

    if (err == 0)
        err = lw_yaml_map(yaml, key->next, "a kind of zones", fields, 1, &raw);
    if (err < 0)
        return err;
    kind->name = key->text;
    kind->warn = known_warn(kind->name);
    if (raw.warn != NULL)
        err = lw_warn_read(yaml, raw.warn, &kind->warn);
    kinds->count++;
    return err;
}

int lw_zone_kinds_read(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, struct lw_arena *arena,
                       struct lw_zone_kinds *kinds)
{
    int err = 0;

    assert(kinds->count == 0);
    if (lw_yaml_is_null(node))
        return 0;
    if (node->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(
            yaml, node, "zone_kinds",
            "kinds with their settings: {KIND: {warn: ..}}");
    kinds->kind = lw_arena_take(arena, node->count, sizeof *kinds->kind);
    if (kinds->kind == NULL)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *key = node->child; key != NULL && err == 0;
         key = key->next->next)
        if (strncmp(key->text, "x-", 2) != 0)
            err = read_kind(yaml, key, kinds);
    return err;
}
