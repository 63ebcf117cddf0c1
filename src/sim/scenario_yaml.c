/* SPDX-License-Identifier: Apache-2.0 */
#include "scenario_yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/timefmt.h"
#include "site_parts.h"
#include "yaml_values.h"

struct raw_scenario {
    struct lw_scenario out;
    double seconds, minutes, hours; /* < 0: not given */
    const struct lw_yaml_node *base, *start, *origin, *air, *aircraft, *sensors,
        *zones, *degrade;
};

/* The files of a scenario, itself first, then what each builds upon. */
struct chain {
    struct lw_sim_text text[LW_SIM_BASES_MAX + 1];
    const struct lw_yaml_node *root[LW_SIM_BASES_MAX + 1];
    const struct lw_yaml_node *named; /* where the first base is named */
    size_t count;
};

static struct lw_yaml reader_of(const struct chain *chain,
                                const struct lw_sim_text *text,
                                struct lw_fault *fault)
{
    struct lw_yaml yaml = {.fault = fault, .file = text->name};

    if (text->name != NULL && chain->named != NULL) {
        yaml.line = chain->named->line;
        yaml.column = chain->named->column;
    }
    return yaml;
}

/* ---- groups: one of an id that is there already is changed ---- */

static int list_of(const struct lw_sim_reader *reader,
                   const struct lw_yaml_node *node, const char *key)
{
    if (node->kind == LW_YAML_SEQUENCE || lw_yaml_is_null(node))
        return 0;
    return lw_yaml_expected(reader->yaml, node, key, "a list of groups");
}

/* "": it has none, which its reader will tell of. */
static const char *id_of(const struct lw_yaml_node *group)
{
    const struct lw_yaml_node *id = lw_yaml_get(group, "id");

    return id != NULL && id->kind == LW_YAML_SCALAR ? id->text : "";
}

static int too_many(const struct lw_sim_reader *reader,
                    const struct lw_yaml_node *node)
{
    return lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                        "expected %d groups at most", (int)LW_SIM_GROUPS_MAX);
}

static int add_aircraft(const struct lw_sim_reader *reader,
                        const struct lw_yaml_node *list, struct lw_scenario *s)
{
    int err = list_of(reader, list, "aircraft");

    for (const struct lw_yaml_node *at = list->child; at != NULL && err == 0;
         at = at->next) {
        const char *id = id_of(at);
        uint32_t i = 0;
        while (i < s->aircraft_groups && strcmp(s->aircraft[i].id, id) != 0)
            i++;
        if (i == LW_SIM_GROUPS_MAX)
            return too_many(reader, at);
        err = lw_sim_read_aircraft(reader, at, &s->aircraft[i]);
        if (err == 0)
            s->aircraft_groups += i == s->aircraft_groups;
    }
    return err;
}

static int add_sensors(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *list, struct lw_scenario *s)
{
    int err = list_of(reader, list, "sensors");

    for (const struct lw_yaml_node *at = list->child; at != NULL && err == 0;
         at = at->next) {
        const char *id = id_of(at);
        uint32_t i = 0;
        while (i < s->sensor_groups && strcmp(s->sensors[i].id, id) != 0)
            i++;
        if (i == LW_SIM_GROUPS_MAX)
            return too_many(reader, at);
        err = lw_sim_read_sensors(reader, at, &s->sensors[i]);
        if (err == 0)
            s->sensor_groups += i == s->sensor_groups;
    }
    return err;
}

static int add_zones(const struct lw_sim_reader *reader,
                     const struct lw_yaml_node *list, struct lw_scenario *s)
{
    int err = list_of(reader, list, "zones");

    for (const struct lw_yaml_node *at = list->child; at != NULL && err == 0;
         at = at->next) {
        const char *id = id_of(at);
        uint32_t i = 0;
        while (i < s->zone_groups && strcmp(s->zones[i].id, id) != 0)
            i++;
        if (i == LW_SIM_GROUPS_MAX)
            return too_many(reader, at);
        err = lw_sim_read_zones(reader, at, &s->zones[i]);
        if (err == 0)
            s->zone_groups += i == s->zone_groups;
    }
    return err;
}

static int add_degrading(const struct lw_sim_reader *reader,
                         const struct lw_yaml_node *node, struct lw_scenario *s)
{
    const struct lw_yaml_node *at =
        node->kind == LW_YAML_SEQUENCE ? node->child : node;
    int err = 0;

    while (at != NULL && err == 0) {
        if (s->degradings == LW_SIM_GROUPS_MAX)
            return too_many(reader, at);
        err = lw_sim_read_faults(reader, at, &s->degrade[s->degradings]);
        s->degradings += err == 0;
        at = node->kind == LW_YAML_SEQUENCE ? at->next : NULL;
    }
    return err;
}

/* ---- the scenario itself ---- */

static int read_start(const struct lw_yaml *yaml,
                      const struct lw_yaml_node *node, int64_t *start_ns)
{
    static const struct lw_yaml_field seconds = {
        .key = "start", .unit = "Unix seconds", .min = 0, .max = 4102444800};
    double value;
    int err;

    if (node->kind == LW_YAML_SCALAR &&
        lw_timefmt_read(node->text, node->count, start_ns) == 0 &&
        *start_ns >= 0)
        return 0;
    err = lw_yaml_number(yaml, node, &seconds, &value);
    if (err < 0)
        return lw_yaml_expected(yaml, node, "start",
                                "Unix seconds, or an RFC 3339 time");
    *start_ns = (int64_t)floor(value) * 1000000000;
    return 0;
}

static int apply_groups(const struct lw_sim_reader *reader,
                        const struct raw_scenario *raw, struct lw_scenario *s)
{
    int err = 0;

    if (raw->aircraft != NULL)
        err = add_aircraft(reader, raw->aircraft, s);
    if (err == 0 && raw->sensors != NULL)
        err = add_sensors(reader, raw->sensors, s);
    if (err == 0 && raw->zones != NULL)
        err = add_zones(reader, raw->zones, s);
    if (err == 0 && raw->degrade != NULL)
        err = add_degrading(reader, raw->degrade, s);
    return err;
}

#define PART(key, member) LW_YAML_PART(key, struct raw_scenario, member, false)
#define QUANTITY(key, kind, member, unit, from, to)                            \
    LW_YAML_QUANTITY(key, kind, struct raw_scenario, member, unit, from, to, 1)

/* One file of the chain, onto what those below it said. */
static int apply(struct lw_yaml *yaml, const struct lw_yaml_node *root,
                 struct lw_arena *arena, struct lw_scenario *s)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("scenario", TEXT, struct raw_scenario, out.name, false),
        LW_YAML_KEY("about", TEXT, struct raw_scenario, out.about, false),
        PART("base", base),
        PART("start", start),
        QUANTITY("seconds", NUMBER, seconds, "seconds", 1, 1e7),
        QUANTITY("minutes", NUMBER, minutes, "minutes", 0.01, 1e5),
        QUANTITY("hours", NUMBER, hours, "hours", 0.001, 2000),
        PART("origin", origin),
        QUANTITY("ground", NUMBER, out.ground_m, "metres", -500, 9000),
        PART("air", air),
        QUANTITY("truth_every", COUNT, out.truth_every_s, "whole seconds", 1,
                 3600),
        LW_YAML_KEY("exercise", BOOL, struct raw_scenario, out.exercise, false),
        PART("aircraft", aircraft),
        PART("sensors", sensors),
        PART("zones", zones),
        PART("degrade", degrade),
    };
    struct raw_scenario raw = {
        .out = *s, .seconds = -1.0, .minutes = -1.0, .hours = -1.0};
    const struct lw_sim_reader reader = {yaml, arena, s};
    int err = lw_yaml_map(yaml, root, "a scenario", fields,
                          sizeof fields / sizeof *fields, &raw);

    if (err == 0 && raw.start != NULL)
        err = read_start(yaml, raw.start, &raw.out.start_ns);
    if (err == 0 && raw.origin != NULL)
        err = lw_site_read_place(yaml, raw.origin, "`origin`", &raw.out.origin);
    if (err == 0 && raw.air != NULL)
        err = lw_site_read_air(yaml, raw.air, &raw.out.air);
    if (err < 0)
        return err;
    if (raw.seconds >= 0.0)
        raw.out.length_s = raw.seconds;
    if (raw.minutes >= 0.0)
        raw.out.length_s = raw.minutes * 60.0;
    if (raw.hours >= 0.0)
        raw.out.length_s = raw.hours * 3600.0;
    *s = raw.out;
    return apply_groups(&reader, &raw, s);
}

/* Parse what `text` is; where it names a base, say so. */
static int parse(struct chain *chain, const struct lw_sim_text *text,
                 struct lw_arena *arena, struct lw_fault *fault,
                 const struct lw_yaml_node **root,
                 const struct lw_yaml_node **base)
{
    const struct lw_yaml yaml = reader_of(chain, text, fault);
    const int err = lw_yaml_parse(&yaml, text->text, text->len, arena, root);

    if (err < 0)
        return err;
    *base =
        (*root)->kind == LW_YAML_MAPPING ? lw_yaml_get(*root, "base") : NULL;
    if (*base != NULL && (*base)->kind != LW_YAML_SCALAR)
        return lw_yaml_expected(&yaml, *base, "base", "a scenario's name");
    return 0;
}

/* Follow `base` down from `text`; `over` (may be NULL) takes the place of the
 * first one. */
static int follow(struct chain *chain, const struct lw_sim_text *text,
                  const struct lw_yaml_node *over,
                  const struct lw_sim_files *files, struct lw_arena *arena,
                  struct lw_fault *fault)
{
    struct lw_sim_text next = *text;

    for (;;) {
        const struct lw_yaml_node *base = NULL;
        struct lw_yaml yaml;
        int err;
        chain->text[chain->count] = next;
        err = parse(chain, &next, arena, fault, &chain->root[chain->count],
                    &base);
        if (err < 0)
            return err;
        if (over != NULL)
            base = over;
        over = NULL;
        yaml = reader_of(chain, &next, fault);
        chain->count++;
        if (base == NULL || lw_yaml_is_null(base))
            return 0;
        if (chain->named == NULL)
            chain->named = base;
        if (chain->count > LW_SIM_BASES_MAX)
            return lw_yaml_fail(&yaml, base, LW_ERR_RANGE,
                                "`base`: expected %d files upon one another "
                                "at most",
                                (int)LW_SIM_BASES_MAX);
        if (files == NULL ||
            files->read(files->context, next.path, base->text, &next) < 0)
            return lw_yaml_fail(&yaml, base, LW_ERR_IO,
                                "`base`: no scenario `%.60s`: neither one that "
                                "ships nor a file",
                                base->text);
    }
}

static int check(const struct lw_scenario *s, struct lw_fault *fault)
{
    uint64_t aircraft = 0, sensors = 0, zones = 0;

    for (uint32_t i = 0; i < s->aircraft_groups; i++)
        aircraft += s->aircraft[i].number;
    for (uint32_t i = 0; i < s->sensor_groups; i++)
        sensors += s->sensors[i].joint ? 1 : s->sensors[i].number;
    for (uint32_t i = 0; i < s->zone_groups; i++)
        zones += s->zones[i].number;
    if (zones > LW_ZONES_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 1, 1,
                            "expected %d zones in all at most, got %llu",
                            (int)LW_ZONES_MAX, (unsigned long long)zones);
    if (!(s->length_s > 0.0))
        return lw_fault_set(fault, LW_ERR_MISSING, 1, 1,
                            "a scenario needs `seconds`, `minutes` or `hours`");
    if (sensors == 0 || sensors > LW_SENSORS_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 1, 1,
                            "expected 1 to %d sensors in all, got %llu",
                            (int)LW_SENSORS_MAX, (unsigned long long)sensors);
    if (aircraft > LW_SIM_AIRCRAFT_MAX)
        return lw_fault_set(fault, LW_ERR_RANGE, 1, 1,
                            "expected %d aircraft in all at most, got %llu",
                            (int)LW_SIM_AIRCRAFT_MAX,
                            (unsigned long long)aircraft);
    return 0;
}

static bool take_groups(struct lw_arena *arena, struct lw_scenario *s)
{
    s->aircraft = lw_arena_take(arena, LW_SIM_GROUPS_MAX, sizeof *s->aircraft);
    s->sensors = lw_arena_take(arena, LW_SIM_GROUPS_MAX, sizeof *s->sensors);
    s->zones = lw_arena_take(arena, LW_SIM_GROUPS_MAX, sizeof *s->zones);
    s->degrade = lw_arena_take(arena, LW_SIM_GROUPS_MAX, sizeof *s->degrade);
    return s->aircraft != NULL && s->sensors != NULL && s->zones != NULL &&
           s->degrade != NULL;
}

int lw_scenario_read(const struct lw_sim_text *text,
                     const struct lw_sim_text *extra, size_t extras,
                     const struct lw_sim_files *files, struct lw_arena *arena,
                     struct lw_scenario *out, struct lw_fault *fault)
{
    struct lw_scenario s = {
        .name = "scenario",
        .start_ns = INT64_C(1790000000) * 1000000000,
        .air = {.temperature_c = 15.0},
        .truth_every_s = 1,
        .exercise = true,
    };
    struct chain chain = {.count = 0};
    const struct lw_yaml_node *root, *base, *over = NULL;
    int err = 0;

    if (!take_groups(arena, &s))
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "needs more memory than it was given");
    for (size_t i = 0; i < extras && err == 0; i++) {
        err = parse(&chain, &extra[i], arena, fault, &root, &base);
        if (err == 0 && base != NULL)
            over = base;
    }
    if (err == 0)
        err = follow(&chain, text, over, files, arena, fault);
    while (chain.count-- > 0 && err == 0) {
        struct lw_yaml yaml =
            reader_of(&chain, &chain.text[chain.count], fault);
        err = apply(&yaml, chain.root[chain.count], arena, &s);
    }
    for (size_t i = 0; i < extras && err == 0; i++) {
        struct lw_yaml yaml = reader_of(&chain, &extra[i], fault);
        err = parse(&chain, &extra[i], arena, fault, &root, &base);
        if (err == 0)
            err = apply(&yaml, root, arena, &s);
    }
    if (err == 0)
        err = check(&s, fault);
    if (err == 0)
        *out = s;
    return err;
}
