/* SPDX-License-Identifier: Apache-2.0 */
#include "site_text.h"

#include <assert.h>
#include <math.h>

#include "area.h"
#include "base/geodesy.h"
#include "base/text.h"
#include "chance.h"
#include "sim_parts.h"

enum { PLACE_DECIMALS = 7, CORNERS = 16 };

static void put_key(struct lw_text *to, const char *key)
{
    lw_text_put(to, ", ");
    lw_text_put(to, key);
    lw_text_put(to, ": ");
}

static void put_pair(struct lw_text *to, double a, double b, int decimals)
{
    lw_text_put(to, "[");
    lw_text_fixed(to, a, decimals);
    lw_text_put(to, ", ");
    lw_text_fixed(to, b, decimals);
    lw_text_put(to, "]");
}

int lw_site_text_head(const struct lw_scenario *scenario, uint64_t seed,
                      char *text, size_t size)
{
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "# Made by luchtwacht sim, seed ");
    lw_text_int(&to, (int64_t)(seed & INT64_MAX));
    lw_text_put(&to, "; what flies here does so nowhere else.\nsite: ");
    lw_text_quote(&to, scenario->name);
    if (scenario->exercise)
        lw_text_put(&to, "\nexercise: true");
    lw_text_put(&to, "\norigin: {lat: ");
    lw_text_fixed(&to, scenario->origin.lat_rad / LW_DEG, PLACE_DECIMALS);
    lw_text_put(&to, ", lon: ");
    lw_text_fixed(&to, scenario->origin.lon_rad / LW_DEG, PLACE_DECIMALS);
    lw_text_put(&to, ", alt: ");
    lw_text_fixed(&to, scenario->ground_m, 2);
    lw_text_put(&to, "}\nair: {temperature: ");
    lw_text_fixed(&to, scenario->air.temperature_c, 3);
    put_key(&to, "wind");
    put_pair(&to, scenario->air.wind_mps[0], scenario->air.wind_mps[1], 3);
    lw_text_put(&to, "}\nsensors:\n");
    return lw_text_len(&to);
}

static void put_coverage(struct lw_text *to, const struct lw_coverage *cover)
{
    put_key(to, "coverage");
    lw_text_put(to, "{range: ");
    lw_text_fixed(to, cover->range_m, 3);
    if (cover->az_to_rad - cover->az_from_rad < 2.0 * LW_PI - 1e-9) {
        put_key(to, "az");
        put_pair(to, cover->az_from_rad / LW_DEG, cover->az_to_rad / LW_DEG, 4);
    }
    if (cover->el_from_rad > -0.5 * LW_PI + 1e-9 ||
        cover->el_to_rad < 0.5 * LW_PI - 1e-9) {
        put_key(to, "el");
        put_pair(to, cover->el_from_rad / LW_DEG, cover->el_to_rad / LW_DEG, 4);
    }
    lw_text_put(to, "}");
}

static void put_detection(struct lw_text *to, const struct lw_detection *table)
{
    put_key(to, "detection");
    if (table->count == 1) {
        lw_text_fixed(to, table->point[0].chance, 4);
        return;
    }
    for (int i = 0; i < table->count; i++) {
        lw_text_put(to, i == 0 ? "[" : ", ");
        put_pair(to, table->point[i].range_m, table->point[i].chance, 4);
    }
    lw_text_put(to, "]");
}

static void put_sd(struct lw_text *to, const struct lw_sensor *sensor)
{
    const struct lw_sd *sd = &sensor->sd;
    const struct {
        uint32_t has;
        const char *key;
        double value;
    } part[] = {
        {LW_HAS_SD_HORIZONTAL, "horizontal: ", sd->horizontal_m},
        {LW_HAS_SD_VERTICAL, "vertical: ", sd->vertical_m},
        {LW_HAS_SD_VEL, "vel: ", sd->vel_mps},
        {LW_HAS_SD_RANGE, "range: ", sd->range_m},
        {LW_HAS_SD_AZ, "az: ", sd->az_rad / LW_DEG},
        {LW_HAS_SD_EL, "el: ", sd->el_rad / LW_DEG},
        {LW_HAS_SD_RANGE_RATE, "range_rate: ", sd->range_rate_mps},
    };
    bool any = false;

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if ((sensor->has_sd & part[i].has) == 0)
            continue;
        if (any)
            lw_text_put(to, ", ");
        else
            lw_text_put(to, ", sd: {");
        any = true;
        lw_text_put(to, part[i].key);
        lw_text_fixed(to, part[i].value, 6);
    }
    if (any)
        lw_text_put(to, "}");
}

int lw_site_text_sensor(const struct lw_sensor *sensor, char *text, size_t size)
{
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "  - {id: ");
    lw_text_quote(&to, sensor->id);
    put_key(&to, "kind");
    lw_text_put(&to, lw_sensor_kind_name(sensor->kind));
    if (sensor->has_position) {
        put_key(&to, "position");
        lw_text_put(&to, "{lat: ");
        lw_text_fixed(&to, sensor->position.lat_rad / LW_DEG, PLACE_DECIMALS);
        put_key(&to, "lon");
        lw_text_fixed(&to, sensor->position.lon_rad / LW_DEG, PLACE_DECIMALS);
        put_key(&to, "alt");
        lw_text_fixed(&to, sensor->position.alt_hae_m, 2);
        lw_text_put(&to, "}");
    }
    put_key(&to, "period");
    lw_text_fixed(&to, sensor->period_s, 6);
    put_coverage(&to, &sensor->coverage);
    put_detection(&to, &sensor->detection);
    put_key(&to, "false_reports");
    lw_text_fixed(&to, sensor->false_reports, 9);
    put_key(&to, "silence");
    lw_text_put(&to, sensor->silence_means_nothing_seen ? "means-nothing-seen"
                                                        : "means-nothing");
    put_sd(&to, sensor);
    lw_text_put(&to, "}\n");
    return lw_text_len(&to);
}

/* ---- zones ---- */

uint32_t lw_site_text_zones(const struct lw_scenario *scenario)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < scenario->zone_groups; i++)
        count += scenario->zones[i].number;
    return count;
}

static void put_corner(struct lw_text *to, const struct lw_scenario *scenario,
                       const double xy_m[2])
{
    const struct lw_geodetic place = lw_sim_place(scenario, xy_m, 0.0);

    put_pair(to, place.lon_rad / LW_DEG, place.lat_rad / LW_DEG,
             PLACE_DECIMALS);
}

/* The cell of a grid of about square ones, rows from the south. */
static void put_cell(struct lw_text *to, const struct lw_scenario *scenario,
                     const struct lw_sim_zones *z, uint32_t number)
{
    const double *low = z->area.point[0], *high = z->area.point[1];
    assert(z->number > 0);
    const double wide = high[0] - low[0], tall = high[1] - low[1];
    const double ideal = sqrt(z->number * tall / wide);
    const uint32_t rows =
        (uint32_t)fmin(fmax(floor(ideal + 0.5), 1.0), (double)z->number);
    const uint32_t row = (uint32_t)((uint64_t)number * rows / z->number);
    const uint32_t first =
        (uint32_t)(((uint64_t)row * z->number + rows - 1) / rows);
    const uint32_t next =
        (uint32_t)((((uint64_t)row + 1) * z->number + rows - 1) / rows);
    const double x[2] = {low[0] + wide * (number - first) / (next - first),
                         low[0] + wide * (number - first + 1) / (next - first)};
    const double y[2] = {low[1] + tall * row / rows,
                         low[1] + tall * (row + 1) / rows};
    static const int corner[5][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};

    for (int i = 0; i < 5; i++) {
        const double xy_m[2] = {x[corner[i][0]], y[corner[i][1]]};
        lw_text_put(to, i == 0 ? "" : ", ");
        put_corner(to, scenario, xy_m);
    }
}

static void put_round(struct lw_text *to, const struct lw_scenario *scenario,
                      const struct lw_sim_zones *z, uint64_t seed,
                      uint32_t number)
{
    struct lw_chance c = lw_chance_stream(
        lw_chance_key(lw_chance_name(lw_chance_key(seed, 4), z->id), number));
    double middle_m[2];

    lw_area_lay(&z->area, &c, number, z->number, middle_m);
    for (int i = 0; i <= CORNERS; i++) {
        const double angle = 2.0 * LW_PI * (i % CORNERS) / CORNERS;
        const double xy_m[2] = {middle_m[0] + z->radius_m * cos(angle),
                                middle_m[1] + z->radius_m * sin(angle)};
        lw_text_put(to, i == 0 ? "" : ", ");
        put_corner(to, scenario, xy_m);
    }
}

static void put_names(struct lw_text *to, const struct lw_sim_zones *z,
                      uint32_t number)
{
    static const char *const language[LW_LANGUAGES] = {"en: ", "nl: ", "uk: "};
    bool any = false;

    for (int i = 0; i < LW_LANGUAGES; i++) {
        char name[LW_NAME_MAX + 16];
        struct lw_text text;
        if (z->name.text[i][0] == '\0')
            continue;
        lw_text_put(to, any ? ", " : ", name: {");
        any = true;
        lw_text_init(&text, name, sizeof name);
        lw_text_put(&text, z->name.text[i]);
        if (z->number > 1) {
            lw_text_put(&text, " ");
            lw_text_int(&text, number + 1);
        }
        lw_text_put(to, language[i]);
        lw_text_quote_bytes(to, name, (size_t)lw_text_len(&text));
    }
    if (any)
        lw_text_put(to, "}");
}

/* The key of one more value of a mapping; `*count` is how many it has. */
static void put_next(struct lw_text *to, int *count, const char *key)
{
    lw_text_put(to, (*count)++ > 0 ? ", " : "{");
    lw_text_put(to, key);
    lw_text_put(to, ": ");
}

static void put_notice(struct lw_text *to, const struct lw_warn_given *warn)
{
    int count = 0;

    if (!warn->notice) {
        lw_text_put(to, "false");
        return;
    }
    if (warn->has & LW_WARN_HAS_NOTICE_MINUTES) {
        put_next(to, &count, "minutes");
        lw_text_fixed(to, warn->is.notice.minutes, 4);
    }
    if (warn->has & LW_WARN_HAS_NOTICE_PROBABILITY) {
        put_next(to, &count, "probability");
        lw_text_fixed(to, warn->is.notice.probability, 4);
    }
    lw_text_put(to, count > 0 ? "}" : "{}");
}

static void put_kinds(struct lw_text *to, uint32_t kinds)
{
    const char *before = "[";

    for (int i = 0; i < LW_KINDS; i++) {
        if ((kinds >> i & 1) == 0)
            continue;
        lw_text_put(to, before);
        lw_text_put(to, lw_kind_name((enum lw_kind)i));
        before = ", ";
    }
    lw_text_put(to, "]");
}

static void put_warn_numbers(struct lw_text *to, int *count,
                             const struct lw_warn_given *warn)
{
    const struct {
        uint32_t has;
        const char *key;
        double value;
    } part[] = {
        {LW_WARN_HAS_MINUTES, "minutes", warn->is.warning.minutes},
        {LW_WARN_HAS_PROBABILITY, "probability", warn->is.warning.probability},
        {LW_WARN_HAS_CLEAR_AFTER, "clear_after", warn->is.clear_after_s},
        {LW_WARN_HAS_CONFIRM, "confirm", warn->is.confirm_s},
    };

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if ((warn->has & part[i].has) == 0)
            continue;
        put_next(to, count, part[i].key);
        lw_text_fixed(to, part[i].value, 4);
    }
}

/* As it was given: what was not, the reader of the site file knows. */
static void put_warn(struct lw_text *to, const struct lw_warn_given *warn)
{
    int count = 0;

    if (warn->has == 0)
        return;
    put_key(to, "warn");
    put_warn_numbers(to, &count, warn);
    if (warn->has & LW_WARN_HAS_NOTICE) {
        put_next(to, &count, "notice");
        put_notice(to, warn);
    }
    if (warn->has & LW_WARN_HAS_MODE) {
        put_next(to, &count, "mode");
        lw_text_put(to, lw_warn_mode_name(warn->is.mode));
    }
    if (warn->has & LW_WARN_HAS_UNCONFIRMED) {
        put_next(to, &count, "unconfirmed");
        lw_text_put(to, warn->is.unconfirmed_goes ? "send" : "drop");
    }
    if (warn->has & LW_WARN_HAS_KINDS) {
        put_next(to, &count, "kinds");
        put_kinds(to, warn->is.kinds);
    }
    if (warn->has & LW_WARN_HAS_COOPERATIVE) {
        put_next(to, &count, "cooperative");
        lw_text_put(to, warn->is.cooperative ? "true" : "false");
    }
    lw_text_put(to, "}");
}

int lw_site_text_zone(const struct lw_scenario *scenario, uint64_t seed,
                      uint32_t index, char *text, size_t size)
{
    const struct lw_sim_zones *z = scenario->zones;
    char id[LW_ID_MAX + 1];
    struct lw_text to;

    assert(index < lw_site_text_zones(scenario));
    lw_text_init(&to, text, size);
    if (index == 0)
        lw_text_put(&to, "zones:\n");
    while (index >= z->number)
        index -= z++->number;
    lw_sim_name(z->id, index, z->number, id);
    lw_text_put(&to, "  - {id: ");
    lw_text_quote(&to, id);
    put_names(&to, z, index);
    if (z->kind[0] != '\0') {
        put_key(&to, "kind");
        lw_text_quote(&to, z->kind);
    }
    put_warn(&to, &z->warn);
    lw_text_put(&to, ", geometry: {type: Polygon, coordinates: [[");
    if (z->radius_m > 0.0)
        put_round(&to, scenario, z, seed, index);
    else
        put_cell(&to, scenario, z, index);
    lw_text_put(&to, "]]}}\n");
    return lw_text_len(&to);
}
