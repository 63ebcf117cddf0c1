/* SPDX-License-Identifier: Apache-2.0 */
#include "sapient_node.h"

#include <stdio.h>
#include <string.h>

#include "base/siphash.h"
#include "base/utf8.h"

/* Status reports where nobody said how often. */
static const double every_default_s = 5;

const enum lw_kind lw_sapient_air[LW_SAPIENT_AIR_KINDS] = {
    LW_KIND_MULTIROTOR, LW_KIND_FIXED_WING, LW_KIND_HELICOPTER,
    LW_KIND_AIRLINER,   LW_KIND_PISTON,     LW_KIND_JET,
    LW_KIND_BALLOON,
};

/* What the standard's taxonomy does not have is docked to it, as ours. */
static const struct lw_sapient_self words = {
    .word =
        {
            [LW_SAPIENT_WORD_TRACK] = "track",
            [LW_SAPIENT_WORD_ICAO] = "icao",
            [LW_SAPIENT_WORD_REMOTE_ID] = "remote_id",
            [LW_SAPIENT_WORD_CALLSIGN] = "callsign",
            [LW_SAPIENT_WORD_SQUAWK] = "squawk",
            [LW_SAPIENT_WORD_EXERCISE] = "exercise",
            [LW_SAPIENT_WORD_TRUE] = "true",
            [LW_SAPIENT_WORD_TEXT] = "text",
            [LW_SAPIENT_WORD_AIR_VEHICLE] = "Air vehicle",
            [LW_SAPIENT_WORD_ANIMAL] = "Animal",
            [LW_SAPIENT_WORD_UNKNOWN] = "Unknown",
            [LW_SAPIENT_WORD_MODE] = "Default",
            [LW_SAPIENT_WORD_EDITION] = "BSI Flex 335 v2.0",
            [LW_SAPIENT_WORD_MAKER] = "Luchtwacht",
            [LW_SAPIENT_WORD_FUSION] = "Fusion",
            [LW_SAPIENT_WORD_PICTURE] = "Air picture",
            [LW_SAPIENT_WORD_SD] = "Standard Deviation",
            [LW_SAPIENT_WORD_UNITS] = "degrees, metres",
            [LW_SAPIENT_WORD_VARIES] = "as each report says",
        },
    .kind =
        {
            [LW_KIND_MULTIROTOR] = "UAV rotary wing",
            [LW_KIND_FIXED_WING] = "UAV fixed wing",
            [LW_KIND_HELICOPTER] = "Manned rotary wing",
            [LW_KIND_AIRLINER] = "Manned fixed wing",
            [LW_KIND_PISTON] = "luchtwacht:Piston",
            [LW_KIND_JET] = "luchtwacht:Jet",
            [LW_KIND_BALLOON] = "luchtwacht:Balloon",
            [LW_KIND_BIRD] = "Bird",
        },
    .airliner = "luchtwacht:Airliner",
    .exercise = "EXERCISE: nothing here is real",
    .test = "TEST: disregard this message",
    .no_tasks = "this centre watches and warns, and takes no tasks",
};

int lw_sapient_self(struct lw_sapient_self *self, const char *node_id,
                    const struct lw_site *site, double every_s,
                    struct lw_fault *fault)
{
    static const uint8_t key[16] = "luchtwacht/ulid";

    if (node_id != NULL && !lw_sapient_is_uuid(node_id))
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`node_id`: expected a UUID, got %s", node_id);
    *self = words;
    if (node_id != NULL)
        memcpy(self->node_id, node_id, sizeof self->node_id);
    else
        lw_sapient_uuid(site->name, self->node_id);
    (void)snprintf(self->name, sizeof self->name, "%s",
                   site->name[0] != '\0' ? site->name : "Luchtwacht");
    self->every_s = (float)(every_s > 0 ? every_s : every_default_s);
    self->mark =
        (uint16_t)lw_siphash(key, self->node_id, strlen(self->node_id)).low;
    return 0;
}

static char *word(struct lw_sapient_self *self, enum lw_sapient_word which)
{
    return self->word[which];
}

static void put_place(struct lw_sapient_introduction *in)
{
    sapient__registration__location_type__init(&in->place);
    in->place.coordinates_oneof_case =
        SAPIENT__REGISTRATION__LOCATION_TYPE__COORDINATES_ONEOF_LOCATION_UNITS;
    in->place.location_units =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_DEG_M;
    in->place.datum_oneof_case =
        SAPIENT__REGISTRATION__LOCATION_TYPE__DATUM_ONEOF_LOCATION_DATUM;
    in->place.location_datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    in->places[0] = &in->place;
    sapient__enuvelocity_units__init(&in->speed);
    in->speed.has_east_north_rate_units = in->speed.has_up_rate_units = 1;
    in->speed.east_north_rate_units = in->speed.up_rate_units =
        (Sapient__SpeedUnits)LW_SAPIENT_SPEED_MS;
    sapient__registration__velocity_type__init(&in->velocity);
    in->velocity.velocity_units_oneof_case = 4; /* the tag of the next */
    in->velocity.enu_velocity_units = &in->speed;
    in->velocity.datum_oneof_case =
        SAPIENT__REGISTRATION__VELOCITY_TYPE__DATUM_ONEOF_LOCATION_DATUM;
    in->velocity.location_datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
}

static void put_class(struct lw_sapient_self *self,
                      struct lw_sapient_introduction *in,
                      enum lw_sapient_word name, const enum lw_kind *kinds,
                      size_t count, size_t first)
{
    Sapient__Registration__ClassDefinition *c =
        &in->classes[in->definition.n_class_definition];

    sapient__registration__class_definition__init(c);
    c->type = word(self, name);
    c->n_sub_class = count;
    c->sub_class = &in->sub[first];
    for (size_t i = 0; i < count; i++) {
        Sapient__Registration__SubClass *s = &in->subs[first + i];
        sapient__registration__sub_class__init(s);
        s->type = self->kind[kinds[i]];
        s->has_level = 1;
        s->level = 1;
        in->sub[first + i] = s;
    }
    in->class[in->definition.n_class_definition++] = c;
}

static void put_classes(struct lw_sapient_self *self,
                        struct lw_sapient_introduction *in)
{
    static const enum lw_kind bird = LW_KIND_BIRD;

    sapient__registration__detection_class_definition__init(&in->definition);
    in->definition.class_definition = in->class;
    in->definition.has_confidence_definition = 1;
    in->definition.confidence_definition = /* MULTI_CLASS */
        (Sapient__Registration__ConfidenceDefinition)2;
    put_class(self, in, LW_SAPIENT_WORD_AIR_VEHICLE, lw_sapient_air,
              LW_SAPIENT_AIR_KINDS, 0);
    put_class(self, in, LW_SAPIENT_WORD_ANIMAL, &bird, 1, LW_SAPIENT_AIR_KINDS);
    put_class(self, in, LW_SAPIENT_WORD_UNKNOWN, NULL, 0, LW_KINDS);
    in->definitions[0] = &in->definition;
}

static void put_detection(struct lw_sapient_self *self,
                          struct lw_sapient_introduction *in)
{
    put_place(in);
    put_classes(self, in);
    sapient__registration__geometric_error__init(&in->error);
    in->error.type = word(self, LW_SAPIENT_WORD_SD);
    in->error.units = word(self, LW_SAPIENT_WORD_UNITS);
    in->error.variation_type = word(self, LW_SAPIENT_WORD_VARIES);
    sapient__registration__detection_definition__init(&in->detection);
    for (int i = LW_SAPIENT_WORD_TRACK; i <= LW_SAPIENT_WORD_EXERCISE; i++) {
        Sapient__Registration__DetectionReport *info = &in->infos[i];
        sapient__registration__detection_report__init(info);
        info->has_category = 1; /* OBJECT */
        info->category = (Sapient__Registration__DetectionReportCategory)3;
        info->type = word(self, (enum lw_sapient_word)i);
        info->units = word(self, LW_SAPIENT_WORD_TEXT);
        in->info[i] = info;
    }
    in->detection.n_detection_report = sizeof in->info / sizeof *in->info;
    in->detection.detection_report = in->info;
    in->detection.location_type = &in->place;
    in->detection.velocity_type = &in->velocity;
    in->detection.geometric_error = &in->error;
    in->detection.n_detection_class_definition = 1;
    in->detection.detection_class_definition = in->definitions;
    in->detections[0] = &in->detection;
}

/* The standard wants a definition of tasks: of these there are none at a
 * time, and no commands. */
static void put_mode(struct lw_sapient_self *self,
                     struct lw_sapient_introduction *in)
{
    put_detection(self, in);
    sapient__registration__region_definition__init(&in->region);
    in->region_type = /* AREA_OF_INTEREST */
        (Sapient__Registration__RegionType)1;
    in->region.n_region_type = in->region.n_region_area = 1;
    in->region.region_type = &in->region_type;
    in->region.region_area = in->places;
    sapient__registration__task_definition__init(&in->task);
    in->task.has_concurrent_tasks = 1;
    in->task.concurrent_tasks = 0;
    in->task.region_definition = &in->region;
    sapient__registration__mode_definition__init(&in->mode);
    in->mode.mode_name = word(self, LW_SAPIENT_WORD_MODE);
    in->mode.has_mode_type = in->mode.has_tracking_type = 1;
    in->mode.mode_type = /* PERMANENT */
        (Sapient__Registration__ModeType)1;
    in->mode.tracking_type = /* TRACK */
        (Sapient__Registration__TrackingType)3;
    in->mode.settle_time = &in->at_once;
    in->mode.n_detection_definition = 1;
    in->mode.detection_definition = in->detections;
    in->mode.task = &in->task;
    in->modes[0] = &in->mode;
}

static void put_seconds(Sapient__Registration__Duration *to, float seconds)
{
    sapient__registration__duration__init(to);
    to->has_units = to->has_value = 1;
    to->units = (Sapient__Registration__TimeUnits)4; /* SECONDS */
    to->value = seconds;
}

Sapient__Registration *lw_sapient_introduce(struct lw_sapient_self *self,
                                            struct lw_sapient_introduction *in)
{
    Sapient__Registration *r = &in->registration;

    sapient__registration__init(r);
    put_seconds(&in->interval, self->every_s);
    put_seconds(&in->at_once, 0);
    sapient__registration__node_definition__init(&in->node);
    in->node.has_node_type = 1;
    in->node.node_type =
        (Sapient__Registration__NodeType)LW_SAPIENT_NODE_FUSION;
    in->nodes[0] = &in->node;
    sapient__registration__capability__init(&in->capability);
    in->capability.category = word(self, LW_SAPIENT_WORD_FUSION);
    in->capability.type = word(self, LW_SAPIENT_WORD_PICTURE);
    in->capabilities[0] = &in->capability;
    sapient__registration__status_definition__init(&in->status);
    in->status.status_interval = &in->interval;
    put_mode(self, in);
    sapient__registration__configuration_data__init(&in->data);
    in->data.manufacturer = in->data.model = word(self, LW_SAPIENT_WORD_MAKER);
    in->configs[0] = &in->data;
    r->n_node_definition = r->n_capabilities = r->n_mode_definition =
        r->n_config_data = 1;
    r->node_definition = in->nodes;
    r->icd_version = word(self, LW_SAPIENT_WORD_EDITION);
    r->name = self->name;
    r->short_name = word(self, LW_SAPIENT_WORD_MAKER);
    r->capabilities = in->capabilities;
    r->status_definition = &in->status;
    r->mode_definition = in->modes;
    r->config_data = in->configs;
    return r;
}

char *lw_sapient_copy(char *to, size_t size, const char *from)
{
    const char *end = from + strlen(from);
    size_t len = 0;

    while (from < end) {
        const size_t n = *from >= 0 ? (size_t)1 : lw_utf8_len(from, end);
        if (n > 0 && len + n < size) {
            memcpy(to + len, from, n);
            len += n;
        }
        from += n > 0 ? n : 1;
    }
    to[len] = '\0';
    return to;
}
