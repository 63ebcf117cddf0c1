/* SPDX-License-Identifier: Apache-2.0 */
#include "luchtwacht/site_yaml.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mapping.h"
#include "site_parts.h"
#include "yaml_values.h"
#include "zone_yaml.h"

#define RAD_PER_DEG (3.14159265358979323846 / 180.0)

enum { SHOWN_KEPT_S = 86400 };

/* The mappings of the file, with what is not a single value still to read. */
struct raw_site {
    char name[LW_NAME_MAX + 1];
    bool exercise;
    const struct lw_yaml_node *origin, *air, *privacy, *sensors, *zone_kinds,
        *zones;
};

struct raw_air {
    double temperature_c;
    const struct lw_yaml_node *wind;
};

struct raw_coverage {
    double range_m;
    const struct lw_yaml_node *az, *el;
};

struct raw_sensor {
    struct lw_sensor out;
    double period_s, false_reports; /* < 0: not given */
    const struct lw_yaml_node *kind, *position, *coverage, *detection, *silence,
        *sd, *mapping;
};

struct id_place {
    const char *id;
    uint32_t index;
    uint32_t line, column;
};

int lw_site_read_place(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, const char *what,
                       struct lw_geodetic *out)
{
    static const struct lw_yaml_field fields[] = {
        {.key = "lat",
         .type = LW_YAML_NUMBER,
         .offset = offsetof(struct lw_geodetic, lat_rad),
         .required = true,
         .unit = "degrees",
         .min = -90,
         .max = 90,
         .scale = RAD_PER_DEG},
        {.key = "lon",
         .type = LW_YAML_NUMBER,
         .offset = offsetof(struct lw_geodetic, lon_rad),
         .required = true,
         .unit = "degrees",
         .min = -180,
         .max = 180,
         .scale = RAD_PER_DEG},
        LW_YAML_QUANTITY("alt", NUMBER, struct lw_geodetic, alt_hae_m, "metres",
                         -1000, 50000, 1),
    };

    return lw_yaml_map(yaml, node, what, fields, 3, out);
}

int lw_site_read_air(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *node, struct lw_air *air)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("temperature", NUMBER, struct raw_air, temperature_c,
                         "degrees Celsius", -90, 60, 1),
        LW_YAML_PART("wind", struct raw_air, wind, false),
    };
    static const struct lw_yaml_field wind = {
        .key = "wind", .unit = "m/s", .min = -120, .max = 120};
    struct raw_air raw = {.temperature_c = air->temperature_c};
    int err = lw_yaml_map(yaml, node, "`air`", fields, 2, &raw);

    if (err == 0 && raw.wind != NULL)
        err = lw_yaml_pair(yaml, raw.wind, &wind, air->wind_mps);
    if (err == 0)
        air->temperature_c = raw.temperature_c;
    return err;
}

static double whole_turn(double az_deg)
{
    const double rest = fmod(az_deg, 360.0);

    return rest < 0.0 ? rest + 360.0 : rest;
}

/* A sector as a start in 0..360 and an end in 0..360; all round is 0..360. */
static int read_sector(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node,
                       struct lw_coverage *cover)
{
    static const struct lw_yaml_field az = {
        .key = "az", .unit = "degrees", .min = -360, .max = 720};
    double az_deg[2];
    const int err = lw_yaml_pair(yaml, node, &az, az_deg);

    if (err < 0)
        return err;
    if (az_deg[0] == az_deg[1])
        return lw_yaml_fail(yaml, node, LW_ERR_RANGE,
                            "`az`: expected a sector [from, to], clockwise, "
                            "that is wider than nothing");
    if (fabs(az_deg[1] - az_deg[0]) >= 360.0) {
        az_deg[0] = 0.0;
        az_deg[1] = 360.0;
    } else {
        az_deg[0] = whole_turn(az_deg[0]);
        az_deg[1] = whole_turn(az_deg[1]);
    }
    cover->az_from_rad = az_deg[0] * RAD_PER_DEG;
    cover->az_to_rad = az_deg[1] * RAD_PER_DEG;
    return 0;
}

int lw_site_read_coverage(const struct lw_yaml *yaml,
                          const struct lw_yaml_node *node,
                          struct lw_coverage *cover)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("range", NUMBER, struct raw_coverage, range_m,
                         "metres", 1, 1000000, 1),
        LW_YAML_PART("az", struct raw_coverage, az, false),
        LW_YAML_PART("el", struct raw_coverage, el, false),
    };
    static const struct lw_yaml_field el = {
        .key = "el", .unit = "degrees", .min = -90, .max = 90};
    struct raw_coverage raw = {.range_m = cover->range_m};
    double el_deg[2];
    int err = lw_yaml_map(yaml, node, "`coverage`", fields, 3, &raw);

    if (err < 0)
        return err;
    cover->range_m = raw.range_m;
    if (raw.az != NULL)
        err = read_sector(yaml, raw.az, cover);
    if (err < 0 || raw.el == NULL)
        return err;
    err = lw_yaml_pair(yaml, raw.el, &el, el_deg);
    if (err < 0)
        return err;
    if (!(el_deg[0] < el_deg[1]))
        return lw_yaml_fail(yaml, raw.el, LW_ERR_RANGE,
                            "`el`: expected [from, to] with from below to");
    cover->el_from_rad = el_deg[0] * RAD_PER_DEG;
    cover->el_to_rad = el_deg[1] * RAD_PER_DEG;
    return 0;
}

int lw_site_read_detection(const struct lw_yaml *yaml,
                           const struct lw_yaml_node *node,
                           struct lw_detection *out)
{
    static const struct lw_yaml_field range = {
        .key = "detection", .unit = "metres", .min = 0, .max = 1000000};
    static const struct lw_yaml_field chance = {
        .key = "detection", .unit = "a chance", .min = 0, .max = 1};
    struct lw_detection table = {0};
    int err = 0;

    if (node->kind == LW_YAML_SCALAR) {
        table.count = 1;
        err = lw_yaml_number(yaml, node, &chance, &table.point[0].chance);
    } else if (node->kind != LW_YAML_SEQUENCE || node->count == 0 ||
               node->count > LW_DETECTION_POINTS_MAX) {
        return lw_yaml_expected(yaml, node, "detection",
                                "a chance, or a list of 1 to 16 pairs "
                                "[range, chance]");
    }
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next) {
        const int i = table.count++;
        if (at->kind != LW_YAML_SEQUENCE || at->count != 2)
            return lw_yaml_expected(yaml, at, "detection",
                                    "a pair [range, chance]");
        err = lw_yaml_number(yaml, at->child, &range, &table.point[i].range_m);
        if (err == 0)
            err = lw_yaml_number(yaml, at->child->next, &chance,
                                 &table.point[i].chance);
        if (err == 0 && i > 0 &&
            !(table.point[i].range_m > table.point[i - 1].range_m))
            err = lw_yaml_fail(yaml, at, LW_ERR_RANGE,
                               "`detection`: expected ranges that grow from "
                               "one pair to the next");
    }
    if (err == 0)
        *out = table;
    return err;
}

int lw_site_read_sd(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                    struct lw_sensor *sensor)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("horizontal", NUMBER, struct lw_sd, horizontal_m,
                         "metres", 0.001, 1000000, 1),
        LW_YAML_QUANTITY("vertical", NUMBER, struct lw_sd, vertical_m, "metres",
                         0.001, 1000000, 1),
        LW_YAML_QUANTITY("vel", NUMBER, struct lw_sd, vel_mps, "m/s", 0.001,
                         10000, 1),
        LW_YAML_QUANTITY("range", NUMBER, struct lw_sd, range_m, "metres",
                         0.001, 1000000, 1),
        LW_YAML_QUANTITY("az", NUMBER, struct lw_sd, az_rad, "degrees", 0.001,
                         180, RAD_PER_DEG),
        LW_YAML_QUANTITY("el", NUMBER, struct lw_sd, el_rad, "degrees", 0.001,
                         180, RAD_PER_DEG),
        LW_YAML_QUANTITY("range_rate", NUMBER, struct lw_sd, range_rate_mps,
                         "m/s", 0.001, 10000, 1),
    };
    static const uint32_t bits[] = {
        LW_HAS_SD_HORIZONTAL, LW_HAS_SD_VERTICAL, LW_HAS_SD_VEL,
        LW_HAS_SD_RANGE,      LW_HAS_SD_AZ,       LW_HAS_SD_EL,
        LW_HAS_SD_RANGE_RATE,
    };
    const int err = lw_yaml_map(yaml, node, "`sd`", fields, 7, &sensor->sd);

    for (int i = 0; i < 7 && err == 0; i++)
        if (lw_yaml_get(node, fields[i].key) != NULL)
            sensor->has_sd |= bits[i];
    return err;
}

int lw_site_read_silence(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node, bool *means)
{
    static const char *const words[] = {"means-nothing", "means-nothing-seen"};
    const int word = lw_yaml_word(yaml, node, "silence", words, 2);

    if (word < 0)
        return word;
    *means = word == 1;
    return 0;
}

/* What is left of a sensor when its kind, and so its defaults, are known. */
static int finish_sensor(const struct lw_yaml *yaml,
                         const struct raw_sensor *raw, struct lw_sensor *out)
{
    int err = 0;

    memcpy(out->id, raw->out.id, sizeof out->id);
    if (raw->period_s >= 0.0)
        out->period_s = raw->period_s;
    if (raw->false_reports >= 0.0)
        out->false_reports = raw->false_reports;
    if (raw->position != NULL) {
        err = lw_site_read_place(yaml, raw->position, "`position`",
                                 &out->position);
        out->has_position = true;
    }
    if (err == 0 && raw->coverage != NULL)
        err = lw_site_read_coverage(yaml, raw->coverage, &out->coverage);
    if (err == 0 && raw->detection != NULL)
        err = lw_site_read_detection(yaml, raw->detection, &out->detection);
    if (err == 0 && raw->silence != NULL)
        err = lw_site_read_silence(yaml, raw->silence,
                                   &out->silence_means_nothing_seen);
    if (err == 0 && raw->sd != NULL)
        err = lw_site_read_sd(yaml, raw->sd, out);
    return err;
}

static int read_sensor(const struct lw_yaml *yaml,
                       const struct lw_yaml_node *node, struct lw_sensor *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("id", TEXT, struct raw_sensor, out.id, true),
        LW_YAML_PART("kind", struct raw_sensor, kind, true),
        LW_YAML_PART("position", struct raw_sensor, position, false),
        LW_YAML_QUANTITY("period", NUMBER, struct raw_sensor, period_s,
                         "seconds", 0, 86400, 1),
        LW_YAML_PART("coverage", struct raw_sensor, coverage, false),
        LW_YAML_PART("detection", struct raw_sensor, detection, false),
        LW_YAML_QUANTITY("false_reports", NUMBER, struct raw_sensor,
                         false_reports, "a mean number", 0, 10000, 1),
        LW_YAML_PART("silence", struct raw_sensor, silence, false),
        LW_YAML_PART("sd", struct raw_sensor, sd, false),
        LW_YAML_PART("mapping", struct raw_sensor, mapping, false),
    };
    struct raw_sensor raw = {.period_s = -1.0, .false_reports = -1.0};
    const char *names[LW_SENSOR_KINDS];
    int err = lw_yaml_map(yaml, node, "a sensor", fields,
                          sizeof fields / sizeof fields[0], &raw);

    if (err < 0)
        return err;
    for (int i = 0; i < LW_SENSOR_KINDS; i++)
        names[i] = lw_sensor_kind_name((enum lw_sensor_kind)i);
    err = lw_yaml_word(yaml, raw.kind, "kind", names, LW_SENSOR_KINDS);
    if (err < 0)
        return err;
    lw_sensor_defaults((enum lw_sensor_kind)err, out);
    return finish_sensor(yaml, &raw, out);
}

static int read_sensors(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node, struct lw_arena *arena,
                        struct lw_site *site)
{
    int err = 0;

    if (node->kind != LW_YAML_SEQUENCE || node->count == 0 ||
        node->count > LW_SENSORS_MAX)
        return lw_yaml_expected(yaml, node, "sensors",
                                "a list of 1 to 32768 sensors");
    site->sensor = lw_arena_take(arena, node->count, sizeof *site->sensor);
    if (site->sensor == NULL)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next)
        err = read_sensor(yaml, at, &site->sensor[site->sensors++]);
    return err;
}

/* The mappings of those sensors that have one, in their order. */
static int read_mappings(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node,
                         struct lw_arena *arena, struct lw_site *site)
{
    uint32_t count = 0, sensor = 0;
    int err = 0;

    for (const struct lw_yaml_node *at = node->child; at != NULL; at = at->next)
        count += lw_yaml_get(at, "mapping") != NULL;
    if (count == 0)
        return 0;
    site->mapping = lw_arena_take(arena, count, sizeof *site->mapping);
    if (site->mapping == NULL)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *at = node->child; at != NULL && err == 0;
         at = at->next, sensor++) {
        const struct lw_yaml_node *mapping = lw_yaml_get(at, "mapping");
        if (mapping == NULL)
            continue;
        site->mapping[site->mappings].sensor = sensor;
        err = lw_mapping_read(yaml, mapping, arena,
                              &site->mapping[site->mappings++]);
    }
    return err;
}

static int by_id(const void *a, const void *b)
{
    const struct id_place *x = a, *y = b;
    const int order = strcmp(x->id, y->id);

    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Sort places by id; an id that is there twice is an error at the later one. */
static int sort_ids(const struct lw_yaml *yaml, struct id_place *place,
                    uint32_t count, const char *what)
{
    qsort(place, count, sizeof *place, by_id);
    for (uint32_t i = 1; i < count; i++) {
        const struct lw_yaml_node at = {.line = place[i].line,
                                        .column = place[i].column};
        if (strcmp(place[i - 1].id, place[i].id) == 0)
            return lw_yaml_fail(yaml, &at, LW_ERR_DUPLICATE,
                                "`id`: %s `%s` is there already, in line %u",
                                what, place[i].id, (unsigned)place[i - 1].line);
    }
    return 0;
}

static int index_sensors(const struct lw_yaml *yaml,
                         const struct lw_yaml_node *node,
                         struct lw_arena *arena, struct lw_site *site)
{
    struct lw_arena scratch;
    struct id_place *place;
    uint32_t i = 0;
    int err;

    site->by_id = lw_arena_take(arena, site->sensors, sizeof *site->by_id);
    scratch = *arena;
    place = lw_arena_take(&scratch, site->sensors, sizeof *place);
    if (site->by_id == NULL || place == NULL)
        return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE,
                            "needs more memory than it was given");
    for (const struct lw_yaml_node *at = node->child; at != NULL; at = at->next)
        place[i] =
            (struct id_place){site->sensor[i].id, i, at->line, at->column},
        i++;
    assert(i == site->sensors);
    err = sort_ids(yaml, place, i, "sensor");
    for (i = 0; i < site->sensors; i++)
        site->by_id[i] = place[i].index;
    return err;
}

/* What is shown is kept, for a day unless told; what is not shown is not kept
 * unless told. */
static int read_privacy(const struct lw_yaml *yaml,
                        const struct lw_yaml_node *node,
                        struct lw_privacy *privacy)
{
    static const struct lw_yaml_field parts[] = {
        {.key = "operator", .type = LW_YAML_NODE, .offset = 0},
    };
    static const struct lw_yaml_field fields[] = {
        LW_YAML_QUANTITY("keep", NUMBER, struct lw_privacy, operator_keep_s,
                         "seconds", 0, 86400, 1),
        LW_YAML_KEY("show", BOOL, struct lw_privacy, operator_show, false),
    };
    const struct lw_yaml_node *of_operator = NULL;
    int err = lw_yaml_map(yaml, node, "`privacy`", parts, 1, &of_operator);

    if (err == 0 && of_operator != NULL)
        err = lw_yaml_map(yaml, of_operator, "`operator`", fields, 2, privacy);
    if (err == 0 && privacy->operator_show &&
        lw_yaml_get(of_operator, "keep") == NULL)
        privacy->operator_keep_s = SHOWN_KEPT_S;
    return err;
}

static int read_site(const struct lw_yaml *yaml,
                     const struct lw_yaml_node *root,
                     const struct lw_site_files *files, struct lw_arena *arena,
                     struct lw_site *site)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_KEY("site", TEXT, struct raw_site, name, true),
        LW_YAML_KEY("exercise", BOOL, struct raw_site, exercise, false),
        LW_YAML_PART("origin", struct raw_site, origin, false),
        LW_YAML_PART("air", struct raw_site, air, false),
        LW_YAML_PART("privacy", struct raw_site, privacy, false),
        LW_YAML_PART("sensors", struct raw_site, sensors, true),
        LW_YAML_PART("zone_kinds", struct raw_site, zone_kinds, false),
        LW_YAML_PART("zones", struct raw_site, zones, false),
    };
    struct raw_site raw = {0};
    struct lw_zone_kinds kinds = {.count = 0};
    int err = lw_yaml_map(yaml, root, "a site", fields,
                          sizeof fields / sizeof fields[0], &raw);

    memcpy(site->name, raw.name, sizeof site->name);
    site->exercise = raw.exercise;
    if (err == 0 && raw.origin != NULL) {
        err = lw_site_read_place(yaml, raw.origin, "`origin`", &site->origin);
        site->has_origin = true;
    }
    if (err == 0 && raw.air != NULL)
        err = lw_site_read_air(yaml, raw.air, &site->air);
    if (err == 0 && raw.privacy != NULL)
        err = read_privacy(yaml, raw.privacy, &site->privacy);
    if (err == 0)
        err = read_sensors(yaml, raw.sensors, arena, site);
    if (err == 0)
        err = index_sensors(yaml, raw.sensors, arena, site);
    if (err == 0)
        err = read_mappings(yaml, raw.sensors, arena, site);
    if (err == 0)
        err = lw_zone_kinds_read(yaml, raw.zone_kinds, arena, &kinds);
    if (err == 0)
        err = lw_zones_read(yaml, raw.zones, &kinds, files, arena, site);
    return err;
}

int lw_site_read_yaml(const char *text, size_t len,
                      const struct lw_site_files *files, struct lw_arena *arena,
                      struct lw_site *site, struct lw_fault *fault)
{
    const struct lw_yaml yaml = {.fault = fault};
    struct lw_site out = {.air = {.temperature_c = 15.0}};
    const struct lw_yaml_node *root;
    int err = lw_yaml_parse(&yaml, text, len, arena, &root);

    if (err == 0)
        err = read_site(&yaml, root, files, arena, &out);
    if (err == 0)
        *site = out;
    return err;
}
