/* SPDX-License-Identifier: Apache-2.0 */
/* A group of aircraft of a scenario file. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "scenario_yaml.h"
#include "yaml_values.h"

enum raw_range {
    START,
    FLOCK,
    SPEED,
    HEIGHT,
    COURSE,
    FROM_HEIGHT,
    TO_HEIGHT,
    HOVER,
    LIFE,
    STAGGER,
    RID_EVERY,
    ADSB_EVERY,
    RANGES
};

struct raw_aircraft {
    struct lw_sim_aircraft out;
    const struct lw_yaml_node *kind, *fly, *then, *formation, *changes;
    const struct lw_yaml_node *from, *to, *area, *via, *range[RANGES];
};

/* How each kind flies where the file does not say: doc/sim.md has it as a
 * table. accel: any way for what hovers, along the course for what does not. */
static void set_defaults(struct lw_sim_aircraft *a)
{
    static const struct {
        double speed[2], height[2], accel, climb, bank_deg;
    } by_kind[LW_KINDS] = {
        [LW_KIND_MULTIROTOR] = {{10, 20}, {50, 120}, 3, 3, 0},
        [LW_KIND_FIXED_WING] = {{18, 30}, {100, 300}, 1, 3, 35},
        [LW_KIND_PISTON] = {{41.7, 51.4}, {100, 1000}, 1, 4, 30},
        [LW_KIND_JET] = {{139, 167}, {100, 1000}, 3, 15, 45},
        [LW_KIND_HELICOPTER] = {{40, 65}, {150, 450}, 2, 5, 0},
        [LW_KIND_AIRLINER] = {{100, 230}, {1000, 10000}, 0.8, 12, 25},
        [LW_KIND_BIRD] = {{8, 16}, {20, 300}, 2, 1, 0},
        [LW_KIND_BALLOON] = {{1, 8}, {100, 3000}, 0.3, 2, 0},
        [LW_KIND_UNKNOWN] = {{20, 60}, {100, 1000}, 2, 4, 0},
    };
    const double *speed = by_kind[a->kind].speed;
    const double *height = by_kind[a->kind].height;

    a->speed_mps = (struct lw_sim_range){speed[0], speed[1]};
    a->height_m = (struct lw_sim_range){height[0], height[1]};
    a->accel_mps2 = by_kind[a->kind].accel;
    a->climb_mps = by_kind[a->kind].climb;
    a->bank_rad = by_kind[a->kind].bank_deg * LW_DEG;
    a->number = 1;
    a->flock = (struct lw_sim_range){1, 1};
    a->course_rad = (struct lw_sim_range){0, 2.0 * LW_PI};
    a->from_height_m = a->to_height_m = (struct lw_sim_range){-1e9, -1e9};
    a->life_s = (struct lw_sim_range){HUGE_VAL, HUGE_VAL};
    a->remote_id_every_s = a->ads_b_every_s = (struct lw_sim_range){1, 1};
    a->spacing_m = 50.0;
    a->radius_m = 200.0;
}

static int read_ranges(const struct lw_sim_reader *reader,
                       const struct raw_aircraft *raw,
                       struct lw_sim_aircraft *a)
{
    const struct lw_yaml_node *const *r = raw->range;
    const struct lw_sim_ranged ranged[] = {
        {"start", r[START], &a->start_s, "seconds", 0, 1e7, 1},
        {"flock", r[FLOCK], &a->flock, "a number", 1, 1000, 1},
        {"speed", r[SPEED], &a->speed_mps, "m/s", 0.1, 1000, 1},
        {"height", r[HEIGHT], &a->height_m, "metres", 0, 30000, 1},
        {"course", r[COURSE], &a->course_rad, "degrees", -360, 720, LW_DEG},
        {"from_height", r[FROM_HEIGHT], &a->from_height_m, "metres", 0, 30000,
         1},
        {"to_height", r[TO_HEIGHT], &a->to_height_m, "metres", 0, 30000, 1},
        {"hover", r[HOVER], &a->hover_s, "seconds", 0, 1e6, 1},
        {"life", r[LIFE], &a->life_s, "seconds", 1, 1e7, 1},
        {"stagger", r[STAGGER], &a->stagger_s, "seconds", 0, 1e6, 1},
        {"remote_id_every", r[RID_EVERY], &a->remote_id_every_s, "seconds", 1,
         3600, 1},
        {"ads_b_every", r[ADSB_EVERY], &a->ads_b_every_s, "seconds", 1, 3600,
         1},
    };

    return lw_sim_read_ranges(reader, ranged, sizeof ranged / sizeof *ranged);
}

static int read_changes(const struct lw_sim_reader *reader,
                        const struct lw_yaml_node *node,
                        struct lw_sim_aircraft *a)
{
    struct raw_changes {
        const struct lw_yaml_node *every, *by;
    } raw = {0};
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("every", struct raw_changes, every, true),
        LW_YAML_PART("by", struct raw_changes, by, true),
    };
    int err = lw_yaml_map(reader->yaml, node, "`changes`", fields, 2, &raw);
    const struct lw_sim_ranged ranged[] = {
        {"every", raw.every, &a->change_every_s, "seconds", 1, 1e6, 1},
        {"by", raw.by, &a->change_by_rad, "degrees", 0, 180, LW_DEG},
    };

    return err < 0 ? err : lw_sim_read_ranges(reader, ranged, 2);
}

static int read_words(const struct lw_sim_reader *reader,
                      const struct raw_aircraft *raw, struct lw_sim_aircraft *a)
{
    static const char *const flights[] = {"route", "waypoints", "straight",
                                          "loiter", "hover"};
    static const char *const thens[] = {"gone", "hover", "loiter"};
    static const char *const formations[] = {"grid", "line", "scatter"};
    int word = 0;

    if (raw->fly != NULL) {
        word = lw_yaml_word(reader->yaml, raw->fly, "fly", flights,
                            LW_SIM_FLIGHTS);
        a->fly = word > 0 ? (enum lw_sim_flight)word : LW_SIM_ROUTE;
    }
    if (word >= 0 && raw->then != NULL) {
        word = lw_yaml_word(reader->yaml, raw->then, "then", thens, 3);
        a->then = word > 0 ? (enum lw_sim_then)word : LW_SIM_GONE;
    }
    if (word >= 0 && raw->formation != NULL) {
        word = lw_yaml_word(reader->yaml, raw->formation, "formation",
                            formations, 3);
        a->formation =
            word > 0 ? (enum lw_sim_formation)word : LW_SIM_SWARM_GRID;
    }
    return word < 0 ? word : 0;
}

static int read_via(const struct lw_sim_reader *reader,
                    const struct lw_yaml_node *node, struct lw_sim_aircraft *a)
{
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE || node->count == 0 ||
        node->count > LW_SIM_VIA_MAX)
        return lw_yaml_expected(reader->yaml, node, "via",
                                "a list of 1 to 16 areas");
    a->vias = 0;
    a->via = lw_arena_take(reader->arena, node->count, sizeof *a->via);
    if (a->via == NULL)
        return lw_yaml_fail(reader->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = lw_sim_read_area(reader, at, "via", &a->via[a->vias++]);
    return err;
}

/* Where it is from and where it goes, as far as its flight needs them. */
static int read_places(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node,
                       const struct raw_aircraft *raw,
                       struct lw_sim_aircraft *a)
{
    int err = 0;

    if (raw->from != NULL)
        err = lw_sim_read_area(reader, raw->from, "from", &a->from);
    if (err == 0 && raw->to != NULL)
        err = lw_sim_read_area(reader, raw->to, "to", &a->to);
    if (err == 0 && raw->area != NULL)
        err = lw_sim_read_area(reader, raw->area, "area", &a->area);
    if (err == 0 && raw->via != NULL)
        err = read_via(reader, raw->via, a);
    if (err < 0)
        return err;
    if (a->from.shape == LW_SIM_NOWHERE && a->area.shape == LW_SIM_NOWHERE)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "aircraft `%s` need `from`%s", a->id,
                            a->fly == LW_SIM_WAYPOINTS ? " or `area`" : "");
    if (a->fly == LW_SIM_ROUTE && a->to.shape == LW_SIM_NOWHERE)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "aircraft `%s` fly a route, which needs `to`",
                            a->id);
    if (a->fly == LW_SIM_WAYPOINTS && a->area.shape == LW_SIM_NOWHERE)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "aircraft `%s` fly to waypoints, which needs "
                            "`area`",
                            a->id);
    return 0;
}

/* Of another kind than it was, or new, it begins with what that kind has. */
static int choose_kind(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node,
                       const struct raw_aircraft *given,
                       struct lw_sim_aircraft *a)
{
    const bool anew = a->id[0] == '\0';
    const char *names[LW_KINDS];
    int kind;

    if (given->kind == NULL && anew)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "a group of aircraft needs `kind`");
    if (given->kind == NULL)
        return 0;
    for (int i = 0; i < LW_KINDS; i++)
        names[i] = lw_kind_name((enum lw_kind)i);
    kind = lw_yaml_word(reader->yaml, given->kind, "kind", names, LW_KINDS);
    if (kind < 0)
        return kind;
    if (anew || a->kind != (enum lw_kind)kind) {
        *a = (struct lw_sim_aircraft){.kind = (enum lw_kind)kind};
        set_defaults(a);
    }
    return 0;
}

#define QUANTITY(key, member, unit, from, to, scale)                           \
    LW_YAML_QUANTITY(key, NUMBER, struct raw_aircraft, out.member, unit, from, \
                     to, scale)
#define RANGE(key, which)                                                      \
    LW_YAML_PART(key, struct raw_aircraft, range[which], false)

int lw_sim_read_aircraft(const struct lw_sim_reader *reader,
                         const struct lw_yaml_node *node,
                         struct lw_sim_aircraft *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_aircraft, out.id, true),
        LW_YAML_PART("kind", struct raw_aircraft, kind, false),
        LW_YAML_QUANTITY("number", COUNT, struct raw_aircraft, out.number,
                         "a number", 0, LW_SIM_AIRCRAFT_MAX, 1),
        LW_YAML_KEY("imaginary", BOOL, struct raw_aircraft, out.imaginary,
                    false),
        LW_YAML_PART("fly", struct raw_aircraft, fly, false),
        LW_YAML_PART("then", struct raw_aircraft, then, false),
        LW_YAML_PART("formation", struct raw_aircraft, formation, false),
        LW_YAML_PART("changes", struct raw_aircraft, changes, false),
        LW_YAML_PART("from", struct raw_aircraft, from, false),
        LW_YAML_PART("to", struct raw_aircraft, to, false),
        LW_YAML_PART("area", struct raw_aircraft, area, false),
        LW_YAML_PART("via", struct raw_aircraft, via, false),
        RANGE("start", START),
        RANGE("flock", FLOCK),
        RANGE("speed", SPEED),
        RANGE("height", HEIGHT),
        RANGE("course", COURSE),
        RANGE("from_height", FROM_HEIGHT),
        RANGE("to_height", TO_HEIGHT),
        RANGE("hover", HOVER),
        RANGE("life", LIFE),
        RANGE("stagger", STAGGER),
        RANGE("remote_id_every", RID_EVERY),
        RANGE("ads_b_every", ADSB_EVERY),
        QUANTITY("spacing", spacing_m, "metres", 1, 1e5, 1),
        QUANTITY("radius", radius_m, "metres", 10, 1e5, 1),
        QUANTITY("acceleration", accel_mps2, "m/s^2", 0.1, 30, 1),
        QUANTITY("climb", climb_mps, "m/s", 0.1, 100, 1),
        QUANTITY("bank", bank_rad, "degrees", 5, 80, LW_DEG),
        QUANTITY("ads_b", ads_b, "a share", 0, 1, 1),
        QUANTITY("remote_id", remote_id, "a share", 0, 1, 1),
        QUANTITY("transmits", transmits, "a share", 0, 1, 1),
    };
    struct raw_aircraft raw = {.out = *out}, given = {0};
    const size_t count = sizeof fields / sizeof *fields;
    int err = lw_yaml_map(reader->yaml, node, "a group of aircraft", fields,
                          count, &given);

    if (err == 0)
        err = choose_kind(reader, node, &given, &raw.out);
    /* once more, upon what its kind has by itself, or it had before */
    if (err == 0)
        err = lw_yaml_map(reader->yaml, node, "a group of aircraft", fields,
                          count, &raw);
    if (err == 0)
        err = read_words(reader, &raw, &raw.out);
    if (err == 0)
        err = read_ranges(reader, &raw, &raw.out);
    if (err == 0 && raw.changes != NULL)
        err = read_changes(reader, raw.changes, &raw.out);
    if (err == 0)
        err = read_places(reader, node, &raw, &raw.out);
    if (err == 0)
        *out = raw.out;
    return err;
}
