/* SPDX-License-Identifier: Apache-2.0 */
#include "sapient_nodes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/geodesy.h"

/* A height above the geoid, of which the site does not say how high it lies:
 * it is between -107 and +86 m (EGM2008), 45 m up in western Europe. */
static const double geoid_sd_m = 50;
static const double kph_mps = 1 / 3.6;

static void small_letters(const char *from, char to[LW_SAPIENT_UUID_SIZE])
{
    size_t i = 0;

    for (; i < LW_SAPIENT_UUID_SIZE - 1 && from[i] != '\0'; i++)
        to[i] =
            (char)(from[i] >= 'A' && from[i] <= 'F' ? from[i] | 0x20 : from[i]);
    to[i] = '\0';
}

static int refuse_stranger(const char *id, struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 1,
                        "node_id: %s is no sensor of this site", id);
}

/* A free place for a node, or that of the one silent longest. */
static struct lw_sapient_node *new_node(struct lw_sapient_nodes *nodes)
{
    struct lw_sapient_node *oldest = &nodes->node[0];

    for (uint32_t i = 1; i < LW_SAPIENT_NODES_MAX; i++)
        if (nodes->node[i].used < oldest->used)
            oldest = &nodes->node[i];
    return oldest;
}

static struct lw_sapient_node *find_node(struct lw_sapient_nodes *nodes,
                                         const char *id)
{
    if (strcmp(nodes->node[nodes->last].id, id) == 0)
        return &nodes->node[nodes->last];
    for (uint32_t i = 0; i < LW_SAPIENT_NODES_MAX; i++)
        if (strcmp(nodes->node[i].id, id) == 0)
            return &nodes->node[i];
    return NULL;
}

static int find_sensor(const struct lw_site *site, const char *id)
{
    return site == NULL || id == NULL ? -1 : lw_site_sensor(site, id);
}

struct lw_sapient_node *lw_sapient_node(struct lw_sapient_nodes *nodes,
                                        const Sapient__SapientMessage *msg,
                                        struct lw_fault *fault)
{
    const struct lw_site *site = nodes->config->site;
    char id[LW_SAPIENT_UUID_SIZE];

    small_letters(msg->node_id, id);
    struct lw_sapient_node *node = find_node(nodes, id);
    if (node == NULL) {
        const char *sensor = lw_decode_sensor(nodes->config, id);
        int index = find_sensor(site, sensor);
        if (site != NULL && index < 0) { /* listed as it spells itself? */
            sensor = lw_decode_sensor(nodes->config, msg->node_id);
            index = find_sensor(site, sensor);
        }
        if (sensor == NULL || (site != NULL && index < 0)) {
            (void)refuse_stranger(id, fault);
            return NULL;
        }
        node = new_node(nodes);
        *node = (struct lw_sapient_node){
            .index = index, .speed_mps = {1, 1}, .frequency_hz = 1};
        memcpy(node->id, id, sizeof id);
        (void)snprintf(node->sensor, sizeof node->sensor, "%s", sensor);
    }
    node->used = ++nodes->messages;
    nodes->last = (uint32_t)(node - nodes->node);
    return node;
}

/* ---- registration ---- */

bool lw_sapient_word(const char *word, const char *const *words)
{
    char small[32];
    size_t len = 0;

    for (; len < sizeof small - 1 && word[len] != '\0'; len++)
        small[len] =
            (char)(word[len] >= 'A' && word[len] <= 'Z' ? word[len] | 0x20
                                                        : word[len]);
    small[len] = '\0';
    for (; *words != NULL; words++)
        if (strcmp(small, *words) == 0)
            return true;
    return false;
}

static bool is_metres(const char *units)
{
    static const char *const words[] = {"m",     "metre",  "metres",
                                        "meter", "meters", NULL};

    return lw_sapient_word(units, words);
}

/* What acts on others has no place in a centre that watches and warns. */
static bool acts(int type)
{
    return type >= LW_SAPIENT_NODE_KINETIC && type <= LW_SAPIENT_NODE_RFDEW;
}

static int check_kind(struct lw_sapient_node *node,
                      const Sapient__Registration *r, struct lw_fault *fault)
{
    bool senses = false;

    node->mobile = false;
    for (size_t i = 0; i < r->n_node_definition; i++) {
        const int type = (int)r->node_definition[i]->node_type;
        senses |= !acts(type);
        node->mobile |= type == LW_SAPIENT_NODE_MOBILE;
    }
    return senses ? 0
                  : lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 1,
                                 "registration.node_definition.node_type: "
                                 "this centre watches and warns, and takes "
                                 "no nodes but those that sense");
}

/* "BSI Flex 335 v2.0", with spaces or underscores. */
static int check_edition(const Sapient__Registration *r, struct lw_fault *fault)
{
    const char *v = strchr(r->icd_version, 'v');

    if (strstr(r->icd_version, "2.0") != NULL || (v != NULL && v[1] == '2'))
        return 0;
    return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 1,
                        "registration.icd_version: expected BSI Flex 335 v2.0, "
                        "got %.60s",
                        r->icd_version);
}

static double speed_of(int units)
{
    return units == LW_SAPIENT_SPEED_KPH ? kph_mps : 1;
}

/* What is so in every definition; `first`: there was none yet. */
static void agree(double *value, double said, bool first)
{
    *value = first || *value == said ? said : 0;
}

static void take_signal(struct lw_sapient_node *node,
                        const Sapient__Registration__DetectionReport *d)
{
    static const struct {
        const char *words[2];
        double hz;
    } units[] = {{{"khz"}, 1e3}, {{"mhz"}, 1e6}, {{"ghz"}, 1e9}};
    static const char *const frequencies[] = {
        "centre_frequency", "centre frequency", "centrefrequency",
        "center_frequency", "frequency",        NULL};
    static const char *const amplitudes[] = {"amplitude", NULL};
    static const char *const decibels[] = {"db", "dbm", "dbfs", "dbuv", NULL};

    if ((int)d->category != LW_SAPIENT_CATEGORY_SIGNAL)
        return;
    if (lw_sapient_word(d->type, amplitudes))
        node->level_db = lw_sapient_word(d->units, decibels);
    if (!lw_sapient_word(d->type, frequencies))
        return;
    node->frequency_hz = 1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (lw_sapient_word(d->units, units[i].words))
            node->frequency_hz = units[i].hz;
}

static void take_definition(struct lw_sapient_node *node,
                            const Sapient__Registration__DetectionDefinition *d,
                            bool first)
{
    const Sapient__Registration__VelocityType *v = d->velocity_type;
    const Sapient__ENUVelocityUnits *units =
        v != NULL ? v->enu_velocity_units : NULL;
    struct lw_utm_zone zone;

    agree(&node->speed_mps[0],
          speed_of(units != NULL ? (int)units->east_north_rate_units : 0),
          first);
    agree(&node->speed_mps[1],
          speed_of(units == NULL ? 0
                   : units->has_up_rate_units
                       ? (int)units->up_rate_units
                       : (int)units->east_north_rate_units),
          first);
    if (d->geometric_error != NULL)
        node->errors_m = is_metres(d->geometric_error->units);
    if (d->location_type->zone != NULL &&
        lw_utm_zone_read(d->location_type->zone, &zone) == 0) {
        node->zone = zone;
        node->has_zone = true;
    }
    for (size_t i = 0; i < d->n_detection_report; i++)
        take_signal(node, d->detection_report[i]);
}

int lw_sapient_register(struct lw_sapient_node *node,
                        const Sapient__Registration *registration,
                        struct lw_fault *fault)
{
    bool first = true;
    int err = check_kind(node, registration, fault);

    if (err == 0)
        err = check_edition(registration, fault);
    if (err < 0)
        return err;
    node->errors_m = node->level_db = node->has_zone = false;
    for (size_t m = 0; m < registration->n_mode_definition; m++) {
        const Sapient__Registration__ModeDefinition *mode =
            registration->mode_definition[m];
        for (size_t i = 0; i < mode->n_detection_definition; i++) {
            take_definition(node, mode->detection_definition[i], first);
            first = false;
        }
    }
    return 0;
}

/* ---- places ---- */

static int refuse_place(const char *name, const char *field, const char *why,
                        struct lw_fault *fault)
{
    return lw_fault_set(fault, LW_ERR_RANGE, 0, 1, "%s.%s: %s", name, field,
                        why);
}

static int put_grid(const struct lw_sapient_node *node,
                    const Sapient__Location *l, const char *name,
                    struct lw_sapient_place *place, struct lw_fault *fault)
{
    struct lw_utm_zone zone = node->zone;

    if (l->utm_zone != NULL && lw_utm_zone_read(l->utm_zone, &zone) < 0)
        return refuse_place(name, "utm_zone", "is none", fault);
    if (l->utm_zone == NULL && !node->has_zone)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 1,
                            "%s.utm_zone: is neither here nor in the "
                            "registration",
                            name);
    if (lw_utm_to_geodetic(zone, l->x, l->y, &place->geo) < 0)
        return refuse_place(name, "x", "no place of that zone", fault);
    return 0;
}

static int put_angles(const Sapient__Location *l, double unit, const char *name,
                      struct lw_sapient_place *place, struct lw_fault *fault)
{
    const double slack = 1e-9;

    place->geo.lon_rad = l->x * unit;
    place->geo.lat_rad = l->y * unit;
    if (!(fabs(place->geo.lat_rad) <= LW_PI / 2 + slack))
        return refuse_place(name, "y", "no latitude", fault);
    if (!(fabs(place->geo.lon_rad) <= 2 * LW_PI + slack))
        return refuse_place(name, "x", "no longitude", fault);
    place->geo.lat_rad = fmin(fmax(place->geo.lat_rad, -LW_PI / 2), LW_PI / 2);
    place->geo.lon_rad = lw_angle_wrap(place->geo.lon_rad);
    return 0;
}

static int put_height(const struct lw_sapient_nodes *nodes,
                      const Sapient__Location *l, const char *name,
                      struct lw_sapient_place *place, struct lw_fault *fault)
{
    place->sd_m[2] = l->has_z_error ? fabs(l->z_error) : -1;
    if (!l->has_z)
        return 0;
    place->geo.alt_hae_m = l->z;
    if ((int)l->datum == LW_SAPIENT_WGS84_G && nodes->has_geoid)
        place->geo.alt_hae_m += nodes->geoid_m;
    else if ((int)l->datum != LW_SAPIENT_WGS84_E)
        place->sd_m[2] = hypot(fmax(place->sd_m[2], 0), geoid_sd_m);
    if (!(place->geo.alt_hae_m >= -1000 && place->geo.alt_hae_m <= 100000))
        return refuse_place(name, "z", "expected -1000 to 100000 m", fault);
    place->has_height = true;
    return 0;
}

int lw_sapient_place(const struct lw_sapient_nodes *nodes,
                     const struct lw_sapient_node *node,
                     const Sapient__Location *l, const char *name,
                     struct lw_sapient_place *place, struct lw_fault *fault)
{
    double unit[2] = {1, 1};
    int err;

    *place = (struct lw_sapient_place){.sd_m = {-1, -1, -1}};
    const int system = (int)l->coordinate_system;
    if (system == LW_SAPIENT_UTM_M)
        err = put_grid(node, l, name, place, fault);
    else if (system == LW_SAPIENT_LAT_LNG_DEG_M)
        err = put_angles(l, LW_DEG, name, place, fault);
    else if (system == LW_SAPIENT_LAT_LNG_RAD_M)
        err = put_angles(l, 1, name, place, fault);
    else
        err = lw_fault_set(fault, LW_ERR_MISSING, 0, 1,
                           "%s.coordinate_system: %d says none", name, system);
    if (err == 0)
        err = put_height(nodes, l, name, place, fault);
    if (err < 0)
        return err;
    if (system != LW_SAPIENT_UTM_M && !node->errors_m) {
        const double angle = system == LW_SAPIENT_LAT_LNG_DEG_M ? LW_DEG : 1;
        lw_geodetic_radii(place->geo.lat_rad, unit);
        unit[0] *= angle;
        unit[1] *= angle;
    }
    if (l->has_x_error)
        place->sd_m[0] = fabs(l->x_error) * unit[0];
    if (l->has_y_error)
        place->sd_m[1] = fabs(l->y_error) * unit[1];
    return 0;
}

void lw_sapient_placed(const struct lw_sapient_nodes *nodes,
                       struct lw_sapient_node *node,
                       const Sapient__StatusReport *status)
{
    struct lw_sapient_place place;

    if (status->node_location == NULL ||
        lw_sapient_place(nodes, node, status->node_location, "node_location",
                         &place, NULL) < 0)
        return;
    node->place = place.geo;
    node->has_place = true;
    node->has_height = place.has_height;
}
