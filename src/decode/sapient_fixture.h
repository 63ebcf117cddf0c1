/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of a node for tests: filled in, to be changed and packed. */
#ifndef LW_SAPIENT_FIXTURE_H
#define LW_SAPIENT_FIXTURE_H

#include "model/sapient_wire.h"

#define NODE_ID   "5f0fbd0c-3b7f-4f2a-9f5f-0d0c1a2b3c4d"
#define REPORT_ID "01JD8ZK3M4N5P6Q7R8S9T0V1W2"
#define OBJECT_ID "01JD8ZK3M4N5P6Q7R8S9T0V1W3"

struct sapient_sample {
    Sapient__Timestamp time;
    Sapient__Location location;
    Sapient__RangeBearing bearing;
    Sapient__ENUVelocity velocity;
    Sapient__DetectionReport detection;
    Sapient__StatusReport status;
    Sapient__SapientMessage msg;
};

/* A detection at 52.3 N 4.8 E, 140 m, of 2026-09-21T14:13:32.25Z. */
static inline void sample_detection(struct sapient_sample *s)
{
    static char node[] = NODE_ID, report[] = REPORT_ID, object[] = OBJECT_ID;

    sapient__timestamp__init(&s->time);
    sapient__location__init(&s->location);
    sapient__range_bearing__init(&s->bearing);
    sapient__enuvelocity__init(&s->velocity);
    sapient__detection_report__init(&s->detection);
    sapient__status_report__init(&s->status);
    sapient__sapient_message__init(&s->msg);
    s->time.has_seconds = s->time.has_nanos = 1;
    s->time.seconds = 1790000012;
    s->time.nanos = 250000000;
    s->location.has_x = s->location.has_y = s->location.has_z = 1;
    s->location.x = 4.8;
    s->location.y = 52.3;
    s->location.z = 140;
    s->location.has_coordinate_system = s->location.has_datum = 1;
    s->location.coordinate_system =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_DEG_M;
    s->location.datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    s->bearing.has_coordinate_system = s->bearing.has_datum = 1;
    s->bearing.coordinate_system =
        (Sapient__RangeBearingCoordinateSystem)LW_SAPIENT_DEGREES_M;
    s->bearing.datum = (Sapient__RangeBearingDatum)LW_SAPIENT_NORTH_TRUE;
    s->velocity.has_east_rate = s->velocity.has_north_rate = 1;
    s->detection.report_id = report;
    s->detection.object_id = object;
    s->detection.location_oneof_case =
        SAPIENT__DETECTION_REPORT__LOCATION_ONEOF_LOCATION;
    s->detection.location = &s->location;
    s->status.report_id = report;
    s->status.mode = object; /* any text */
    s->status.has_system = s->status.has_info = 1;
    s->status.system = (Sapient__StatusReport__System)LW_SAPIENT_SYSTEM_OK;
    s->status.info = (Sapient__StatusReport__Info)1;
    s->msg.timestamp = &s->time;
    s->msg.node_id = node;
    s->msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_DETECTION_REPORT;
    s->msg.detection_report = &s->detection;
}

/* The same by range, azimuth, elevation. */
static inline void sample_bearing(struct sapient_sample *s)
{
    sample_detection(s);
    s->detection.location_oneof_case =
        SAPIENT__DETECTION_REPORT__LOCATION_ONEOF_RANGE_BEARING;
    s->detection.range_bearing = &s->bearing;
    s->bearing.has_range = s->bearing.has_azimuth = 1;
    s->bearing.range = 1200;
    s->bearing.azimuth = 45;
}

static inline void sample_status(struct sapient_sample *s)
{
    sample_detection(s);
    s->msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_STATUS_REPORT;
    s->msg.status_report = &s->status;
}

/* A radar's registration, as BSI Flex 335 v2.0 asks for. */
struct sapient_registration {
    struct sapient_sample sample;
    Sapient__Registration__NodeDefinition node;
    Sapient__Registration__Capability capability;
    Sapient__Registration__Duration second;
    Sapient__Registration__StatusDefinition status;
    Sapient__Registration__LocationType place;
    Sapient__ENUVelocityUnits speed;
    Sapient__Registration__VelocityType velocity;
    Sapient__Registration__GeometricError error;
    Sapient__Registration__DetectionDefinition detection;
    Sapient__Registration__RegionType region_type;
    Sapient__Registration__RegionDefinition region;
    Sapient__Registration__TaskDefinition task;
    Sapient__Registration__ModeDefinition mode;
    Sapient__Registration__ConfigurationData data;
    Sapient__Registration registration;
    Sapient__Registration__NodeDefinition *nodes[1];
    Sapient__Registration__Capability *capabilities[1];
    Sapient__Registration__LocationType *places[1];
    Sapient__Registration__DetectionDefinition *detections[1];
    Sapient__Registration__ModeDefinition *modes[1];
    Sapient__Registration__ConfigurationData *configs[1];
};

static inline void sample_modes(struct sapient_registration *r)
{
    static char word[] = "default";

    sapient__registration__location_type__init(&r->place);
    r->place.coordinates_oneof_case =
        SAPIENT__REGISTRATION__LOCATION_TYPE__COORDINATES_ONEOF_LOCATION_UNITS;
    r->place.location_units =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_DEG_M;
    r->place.datum_oneof_case =
        SAPIENT__REGISTRATION__LOCATION_TYPE__DATUM_ONEOF_LOCATION_DATUM;
    r->place.location_datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    sapient__enuvelocity_units__init(&r->speed);
    r->speed.has_east_north_rate_units = 1;
    r->speed.east_north_rate_units = (Sapient__SpeedUnits)LW_SAPIENT_SPEED_MS;
    sapient__registration__velocity_type__init(&r->velocity);
    r->velocity.velocity_units_oneof_case = 4; /* the tag of the next */
    r->velocity.enu_velocity_units = &r->speed;
    r->velocity.datum_oneof_case =
        SAPIENT__REGISTRATION__VELOCITY_TYPE__DATUM_ONEOF_LOCATION_DATUM;
    r->velocity.location_datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    sapient__registration__geometric_error__init(&r->error);
    r->error.type = r->error.units = r->error.variation_type = word;
    sapient__registration__detection_definition__init(&r->detection);
    r->detection.location_type = &r->place;
    r->detection.velocity_type = &r->velocity;
    r->detection.geometric_error = &r->error;
    sapient__registration__region_definition__init(&r->region);
    r->region_type = (Sapient__Registration__RegionType)1;
    r->region.n_region_type = 1;
    r->region.region_type = &r->region_type;
    r->places[0] = &r->place;
    r->region.n_region_area = 1;
    r->region.region_area = r->places;
    sapient__registration__task_definition__init(&r->task);
    r->task.region_definition = &r->region;
    sapient__registration__mode_definition__init(&r->mode);
    r->mode.mode_name = word;
    r->mode.has_mode_type = 1;
    r->mode.settle_time = &r->second;
    r->detections[0] = &r->detection;
    r->mode.n_detection_definition = 1;
    r->mode.detection_definition = r->detections;
    r->mode.task = &r->task;
}

static inline void sample_registration(struct sapient_registration *r)
{
    static char word[] = "Radar", edition[] = "BSI Flex 335 v2.0";

    sample_detection(&r->sample);
    sapient__registration__node_definition__init(&r->node);
    r->node.has_node_type = 1;
    r->node.node_type = (Sapient__Registration__NodeType)2;
    sapient__registration__capability__init(&r->capability);
    r->capability.category = r->capability.type = word;
    sapient__registration__duration__init(&r->second);
    r->second.has_units = r->second.has_value = 1;
    r->second.value = 1;
    sapient__registration__status_definition__init(&r->status);
    r->status.status_interval = &r->second;
    sample_modes(r);
    sapient__registration__configuration_data__init(&r->data);
    r->data.manufacturer = r->data.model = word;
    sapient__registration__init(&r->registration);
    r->nodes[0] = &r->node;
    r->capabilities[0] = &r->capability;
    r->modes[0] = &r->mode;
    r->configs[0] = &r->data;
    r->registration.n_node_definition = r->registration.n_capabilities =
        r->registration.n_mode_definition = r->registration.n_config_data = 1;
    r->registration.node_definition = r->nodes;
    r->registration.icd_version = edition;
    r->registration.capabilities = r->capabilities;
    r->registration.status_definition = &r->status;
    r->registration.mode_definition = r->modes;
    r->registration.config_data = r->configs;
    r->sample.msg.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION;
    r->sample.msg.registration = &r->registration;
}

#endif
