/* SPDX-License-Identifier: Apache-2.0 */
/* A group of sensors of a scenario file. */
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "scenario_yaml.h"
#include "site_parts.h"
#include "yaml_values.h"

struct raw_sensors {
    struct lw_sim_sensors out;
    double period_s, false_reports;
    const struct lw_yaml_node *kind, *place, *height, *reports, *gives;
    const struct lw_yaml_node *coverage, *detection, *silence, *sd, *errors;
    const struct lw_yaml_node *chance, *outliers, *wander, *delay, *clutter;
    const struct lw_yaml_node *faults;
};

static enum lw_report_type usual_report(enum lw_sensor_kind kind)
{
    switch (kind) {
    case LW_SENSOR_RADAR:
        return LW_REPORT_POLAR;
    case LW_SENSOR_REMOTE_ID:
    case LW_SENSOR_ADSB:
    case LW_SENSOR_TRACKER:
        return LW_REPORT_POSITION;
    case LW_SENSOR_ACOUSTIC:
    case LW_SENSOR_RF:
    case LW_SENSOR_CAMERA:
    case LW_SENSOR_OBSERVER:
        break;
    }
    return LW_REPORT_BEARING;
}

/* As the site file reads it, so that what is stated means the same there. */
static int read_stated(const struct lw_sim_reader *reader,
                       const struct raw_sensors *raw, struct lw_sensor *s)
{
    int err = 0;

    if (raw->period_s >= 0.0)
        s->period_s = raw->period_s;
    if (raw->false_reports >= 0.0)
        s->false_reports = raw->false_reports;
    if (raw->coverage != NULL)
        err = lw_site_read_coverage(reader->yaml, raw->coverage, &s->coverage);
    if (err == 0 && raw->detection != NULL)
        err =
            lw_site_read_detection(reader->yaml, raw->detection, &s->detection);
    if (err == 0 && raw->silence != NULL)
        err = lw_site_read_silence(reader->yaml, raw->silence,
                                   &s->silence_means_nothing_seen);
    if (err == 0 && raw->sd != NULL)
        err = lw_site_read_sd(reader->yaml, raw->sd, s);
    return err;
}

static int read_reports(const struct lw_sim_reader *reader,
                        const struct raw_sensors *raw, struct lw_sim_sensors *g)
{
    static const char *const types[] = {"position", "polar", "bearing",
                                        "heard"};
    static const char *const parts[] = {"height", "vel", "el", "range_rate",
                                        "level",  "f0",  "rcs"};
    bool *const flag[] = {&g->height, &g->vel,   &g->elevation, &g->range_rate,
                          &g->level,  &g->pitch, &g->rcs};
    int word = 0;

    if (raw->reports != NULL) {
        word = lw_yaml_word(reader->yaml, raw->reports, "reports", types, 4);
        g->reports = word > 0 ? (enum lw_report_type)word : LW_REPORT_POSITION;
    }
    if (word < 0 || raw->gives == NULL)
        return word < 0 ? word : 0;
    for (int i = 0; i < 7; i++)
        *flag[i] = false;
    if (raw->gives->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(reader->yaml, raw->gives, "gives",
                                "a list of what its reports hold");
    for (const struct lw_yaml_node *at = raw->gives->child; at != NULL;
         at = at->next) {
        word = lw_yaml_word(reader->yaml, at, "gives", parts, 7);
        if (word < 0)
            return word;
        *flag[word] = true;
    }
    return 0;
}

/* Its true chance by kind of aircraft: {multirotor: TABLE, ...}. */
static int read_chances(const struct lw_sim_reader *reader,
                        const struct lw_yaml_node *node,
                        struct lw_sim_sensors *g)
{
    struct lw_yaml_field fields[LW_KINDS];
    const struct lw_yaml_node *table[LW_KINDS] = {NULL};
    int err;

    for (int i = 0; i < LW_KINDS; i++)
        fields[i] = (struct lw_yaml_field){.key = lw_kind_name((enum lw_kind)i),
                                           .type = LW_YAML_NODE,
                                           .offset = (size_t)i * sizeof *table};
    err = lw_yaml_map(reader->yaml, node, "`chance`", fields, LW_KINDS, table);
    g->chance_given = 0;
    for (int i = 0; i < LW_KINDS && err == 0; i++) {
        if (table[i] == NULL)
            continue;
        err = lw_site_read_detection(reader->yaml, table[i], &g->chance[i]);
        g->chance_given |= 1U << i;
    }
    return err;
}

static int read_delay(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node, struct lw_sim_delay *d)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("median", NUMBER, struct lw_sim_delay, median_s,
                         "seconds", 0.001, 1e5, 1),
        LW_YAML_QUANTITY("p95", NUMBER, struct lw_sim_delay, p95_s, "seconds",
                         0.001, 1e5, 1),
    };
    const struct lw_sim_ranged even = {"delay", node, &d->even_s, "seconds",
                                       0,       1e5,  1};
    int err;

    *d = (struct lw_sim_delay){.median_s = 0.0};
    if (node->kind != LW_YAML_MAPPING)
        return lw_sim_read_ranges(reader, &even, 1);
    err = lw_yaml_map(reader->yaml, node, "`delay`", fields, 2, d);
    if (err == 0 && !(d->median_s > 0.0 && d->p95_s > d->median_s))
        err = lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                           "`delay`: expected {median, p95} with p95 above "
                           "the median");
    return err;
}

struct pair {
    double a, b;
};

static int read_pairs(const struct lw_sim_reader *reader,
                      const struct raw_sensors *raw, struct lw_sim_sensors *g)
{
    static const struct lw_yaml_field outliers[] = {
        LW_YAML_QUANTITY("share", NUMBER, struct pair, a, "a share", 0, 1, 1),
        LW_YAML_QUANTITY("az", NUMBER, struct pair, b, "degrees", 0, 180,
                         LW_DEG),
    };
    static const struct lw_yaml_field wander[] = {
        LW_YAML_QUANTITY("sd", NUMBER, struct pair, a, "degrees", 0, 45,
                         LW_DEG),
        LW_YAML_QUANTITY("time", NUMBER, struct pair, b, "seconds", 1, 1e6, 1),
    };
    struct pair p = {g->outliers, g->outlier_rad};
    struct pair w = {g->wander_rad, g->wander_s};
    int err = 0;

    if (raw->outliers != NULL)
        err = lw_yaml_map(reader->yaml, raw->outliers, "`outliers`", outliers,
                          2, &p);
    if (err == 0 && raw->wander != NULL)
        err = lw_yaml_map(reader->yaml, raw->wander, "`wander`", wander, 2, &w);
    g->outliers = p.a;
    g->outlier_rad = p.b;
    g->wander_rad = w.a;
    g->wander_s = w.b;
    return err;
}

static int read_clutters(const struct lw_sim_reader *reader,
                         const struct lw_yaml_node *node,
                         struct lw_sim_sensors *g)
{
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE || node->count > LW_SIM_FALSE_MAX)
        return lw_yaml_expected(reader->yaml, node, "false",
                                "a list of at most 16 sources");
    g->clutters = 0;
    g->clutter =
        lw_arena_take(reader->arena, node->count + 1U, sizeof *g->clutter);
    if (g->clutter == NULL)
        return lw_yaml_fail(reader->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = lw_sim_read_clutter(reader, at, &g->clutter[g->clutters++]);
    return err;
}

/* Where the file does not say: as many as the site file states, evenly. */
static int usual_clutter(const struct lw_sim_reader *reader,
                         struct lw_sim_sensors *g)
{
    g->clutter = lw_arena_take(reader->arena, 1, sizeof *g->clutter);
    if (g->clutter == NULL)
        return lw_yaml_fail(reader->yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    g->clutters = 1;
    *g->clutter = (struct lw_sim_clutter){
        .rate = -1.0,
        .height_m = {0.0, 500.0},
        .time_s = {0.0, HUGE_VAL},
        .speed_mps = {5.0, 18.0},
        .looks_like = LW_KIND_BIRD,
    };
    return 0;
}

/* What only the group as a whole can be wrong in. */
static int check(const struct lw_sim_reader *reader,
                 const struct lw_yaml_node *node,
                 const struct lw_sim_sensors *g)
{
    const struct lw_sensor *s = &g->stated;

    if (!(s->period_s > 0.0))
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "sensors `%s` need `period`, the seconds between "
                            "two looks",
                            g->id);
    if (!isfinite(s->coverage.range_m))
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "sensors `%s` need `coverage: {range: ..}`", g->id);
    if (s->kind == LW_SENSOR_ACOUSTIC && s->coverage.range_m > 12000.0)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                            "sensors `%s` hear further than 12000 metres",
                            g->id);
    if (g->joint && g->looks)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_RANGE,
                            "sensors `%s` are `joint`: they have no looks in "
                            "common",
                            g->id);
    return 0;
}

static void set_defaults(struct lw_sim_sensors *g, enum lw_sensor_kind kind)
{
    lw_sensor_defaults(kind, &g->stated);
    g->number = 1;
    g->reports = usual_report(kind);
    g->height = g->vel = kind == LW_SENSOR_REMOTE_ID || kind == LW_SENSOR_ADSB;
    g->height_m = (struct lw_sim_range){3.0, 3.0};
    g->phase_s = -1.0;
    g->wind_loss = kind == LW_SENSOR_ACOUSTIC ? 0.3 : 0.0;
    g->faults = (struct lw_sim_faults){.outage_s = 600.0, .false_factor = 1.0};
}

static int read_parts(const struct lw_sim_reader *reader,
                      const struct lw_yaml_node *node,
                      const struct raw_sensors *raw, struct lw_sim_sensors *g)
{
    const struct lw_sim_ranged height = {
        "height", raw->height, &g->height_m, "metres", 0, 30000, 1};
    struct lw_sensor errors;
    int err = read_stated(reader, raw, &g->stated);

    if (err == 0 && raw->place != NULL)
        err = lw_sim_read_area(reader, raw->place, "place", &g->place);
    if (err == 0)
        err = lw_sim_read_ranges(reader, &height, 1);
    if (err == 0)
        err = read_reports(reader, raw, g);
    errors = g->stated;
    if (err == 0 && raw->errors != NULL)
        err = lw_site_read_sd(reader->yaml, raw->errors, &errors);
    if (raw->errors != NULL || raw->sd != NULL || g->clutter == NULL)
        g->error = errors.sd; /* else it keeps what it had */
    if (err == 0 && raw->chance != NULL)
        err = read_chances(reader, raw->chance, g);
    if (err == 0 && raw->delay != NULL)
        err = read_delay(reader, raw->delay, &g->delay);
    if (err == 0)
        err = read_pairs(reader, raw, g);
    if (err == 0 && raw->clutter != NULL)
        err = read_clutters(reader, raw->clutter, g);
    else if (err == 0 && g->clutter == NULL)
        err = usual_clutter(reader, g);
    if (err == 0 && raw->faults != NULL)
        err = lw_sim_read_faults(reader, raw->faults, &g->faults);
    return err < 0 ? err : check(reader, node, g);
}

/* Of another kind than it was, or new, it begins with what that kind has. */
static int choose_kind(const struct lw_sim_reader *reader,
                       const struct lw_yaml_node *node,
                       const struct raw_sensors *given,
                       struct lw_sim_sensors *g)
{
    const bool anew = g->id[0] == '\0';
    const char *names[LW_SENSOR_KINDS];
    int kind = (int)g->stated.kind;

    if (given->kind == NULL && anew)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "a group of sensors needs `kind`");
    for (int i = 0; i < LW_SENSOR_KINDS; i++)
        names[i] = lw_sensor_kind_name((enum lw_sensor_kind)i);
    if (given->kind != NULL)
        kind = lw_yaml_word(reader->yaml, given->kind, "kind", names,
                            LW_SENSOR_KINDS);
    if (kind < 0 || (!anew && g->stated.kind == (enum lw_sensor_kind)kind))
        return kind < 0 ? kind : 0;
    if (given->place == NULL)
        return lw_yaml_fail(reader->yaml, node, LW_ERR_MISSING,
                            "a group of sensors needs `place`");
    *g = (struct lw_sim_sensors){.number = 1};
    set_defaults(g, (enum lw_sensor_kind)kind);
    return 0;
}

#define PART(key, member) LW_YAML_PART(key, struct raw_sensors, member, false)
#define FLAG(key, member)                                                      \
    LW_YAML_KEY(key, BOOL, struct raw_sensors, out.member, false)
#define QUANTITY(key, member, unit, from, to)                                  \
    LW_YAML_QUANTITY(key, NUMBER, struct raw_sensors, member, unit, from, to, 1)

int lw_sim_read_sensors(const struct lw_sim_reader *reader,
                        const struct lw_yaml_node *node,
                        struct lw_sim_sensors *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_sensors, out.id, true),
        LW_YAML_PART("kind", struct raw_sensors, kind, false),
        LW_YAML_PART("place", struct raw_sensors, place, false),
        LW_YAML_QUANTITY("number", COUNT, struct raw_sensors, out.number,
                         "a number", 0, LW_SENSORS_MAX, 1),
        PART("height", height),
        PART("reports", reports),
        PART("gives", gives),
        PART("coverage", coverage),
        PART("detection", detection),
        PART("silence", silence),
        PART("sd", sd),
        PART("errors", errors),
        PART("chance", chance),
        PART("outliers", outliers),
        PART("wander", wander),
        PART("delay", delay),
        PART("false", clutter),
        PART("faults", faults),
        FLAG("joint", joint),
        FLAG("looks", looks),
        FLAG("turning", turning),
        QUANTITY("period", period_s, "seconds", 0.02, 86400),
        QUANTITY("false_reports", false_reports, "a mean number", 0, 10000),
        QUANTITY("phase", out.phase_s, "seconds", 0, 86400),
        QUANTITY("judges", out.judges, "a chance", 0, 1),
        QUANTITY("wind_loss", out.wind_loss, "a share", 0, 0.9),
        QUANTITY("pause", out.pause_s, "seconds", 0, 1e6),
        QUANTITY("heartbeat", out.beat_s, "seconds", 0.1, 1e5),
    };
    struct raw_sensors raw = {.out = *out}, given = {.period_s = -1.0};
    const size_t count = sizeof fields / sizeof *fields;
    int err = lw_yaml_map(reader->yaml, node, "a group of sensors", fields,
                          count, &given);

    raw.period_s = raw.false_reports = -1.0;
    if (err == 0)
        err = choose_kind(reader, node, &given, &raw.out);
    /* once more, upon what its kind has by itself, or it had before */
    if (err == 0)
        err = lw_yaml_map(reader->yaml, node, "a group of sensors", fields,
                          count, &raw);
    if (err == 0)
        err = read_parts(reader, node, &raw, &raw.out);
    if (err == 0)
        *out = raw.out;
    return err;
}
