/* SPDX-License-Identifier: Apache-2.0 */
#include "sapient_alert.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/siphash.h"

/* The middle of what the zone spans. */
static void put_place(struct lw_sapient_alert *in, const struct lw_zone *zone)
{
    const struct lw_geodetic first = zone->point[0];
    double south = 0, north = 0, west = 0, east = 0;

    for (uint32_t i = 0; i < zone->points; i++) {
        const double up = zone->point[i].lat_rad - first.lat_rad;
        const double right =
            lw_angle_wrap(zone->point[i].lon_rad - first.lon_rad);
        south = fmin(south, up);
        north = fmax(north, up);
        west = fmin(west, right);
        east = fmax(east, right);
    }
    sapient__location__init(&in->place);
    in->place.has_x = in->place.has_y = in->place.has_coordinate_system =
        in->place.has_datum = 1;
    in->place.x = lw_angle_wrap(first.lon_rad + (west + east) / 2) / LW_DEG;
    in->place.y = (first.lat_rad + (south + north) / 2) / LW_DEG;
    in->place.coordinate_system =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_DEG_M;
    in->place.datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    in->alert.location_oneof_case = SAPIENT__ALERT__LOCATION_ONEOF_LOCATION;
    in->alert.location = &in->place;
}

/* Of the warning, and of the zone, for good. */
static void put_ids(struct lw_sapient_alert *in,
                    const struct lw_sapient_self *self,
                    const struct lw_zone *zone,
                    const struct lw_warning *warning)
{
    static const uint8_t key[16] = "luchtwacht/zone";

    lw_sapient_ulid(0, self->mark,
                    (uint64_t)warning->status << 32 | warning->number,
                    in->alert_id);
    lw_sapient_ulid(0, self->mark,
                    lw_siphash(key, zone->id, strlen(zone->id)).low,
                    in->region_id);
    in->alert.alert_id = in->alert_id;
    in->alert.region_id = in->region_id;
}

static void put_state(struct lw_sapient_alert *in,
                      const struct lw_warning *warning)
{
    const bool high = warning->level == LW_WARNING_WARNING;
    const bool ended = warning->state == LW_WARNING_CLEARED ||
                       warning->state == LW_WARNING_CANCELLED;
    Sapient__Alert *alert = &in->alert;

    alert->has_alert_type = alert->has_status = alert->has_priority = 1;
    alert->alert_type = high ? SAPIENT__ALERT__ALERT_TYPE__ALERT_TYPE_CRITICAL
                             : SAPIENT__ALERT__ALERT_TYPE__ALERT_TYPE_WARNING;
    alert->status = warning->state == LW_WARNING_CLEARED
                        ? SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_CLEAR
                    : warning->state == LW_WARNING_CANCELLED
                        ? SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_REJECT
                        : SAPIENT__ALERT__ALERT_STATUS__ALERT_STATUS_ACTIVE;
    /* Low, medium, high. */
    alert->priority = (Sapient__Alert__DiscretePriority)(ended  ? 1
                                                         : high ? 3
                                                                : 2);
    alert->has_confidence = !ended && isfinite(warning->probability);
    if (alert->has_confidence)
        alert->confidence = (float)fmin(fmax(warning->probability, 0), 1);
}

static void put_detections(struct lw_sapient_alert *in,
                           struct lw_sapient_self *self,
                           const struct lw_warning *warning)
{
    for (uint32_t i = 0; i < warning->reasons; i++) {
        Sapient__AssociatedDetection *d = &in->detections[i];
        sapient__associated_detection__init(d);
        lw_sapient_ulid(0, self->mark, warning->reason[i].track,
                        in->object_id[i]);
        d->node_id = self->node_id;
        d->object_id = in->object_id[i];
        in->detection[i] = d;
    }
    in->alert.n_associated_detection = warning->reasons;
    in->alert.associated_detection = in->detection;
}

Sapient__Alert *lw_sapient_alert(struct lw_sapient_self *self,
                                 const struct lw_words *words,
                                 const struct lw_warning *warning,
                                 struct lw_sapient_alert *in)
{
    const struct lw_zone *zone = &words->site->zone[warning->zone];
    char name[LW_WARNING_NAME_SIZE], text[LW_WORDS_MAX];

    assert(warning->zone < words->site->zones);
    sapient__alert__init(&in->alert);
    put_ids(in, self, zone, warning);
    put_state(in, warning);
    put_place(in, zone);
    put_detections(in, self, warning);
    if (lw_words_write(words, LW_WORDS_DESCRIPTION, warning, text,
                       sizeof text) < 0)
        text[0] = '\0';
    lw_sapient_copy(in->description, sizeof in->description, text);
    in->alert.description = in->description;
    lw_warning_name(warning->number, warning->status, name);
    (void)snprintf(text, sizeof text, "%s %s, %s, revision %u: zone %s",
                   lw_warning_status_name(warning->status), name,
                   lw_warning_state_name(warning->state),
                   (unsigned)warning->revision, zone->id);
    lw_sapient_copy(in->info, sizeof in->info, text);
    in->alert.additional_information = in->info;
    return &in->alert;
}
