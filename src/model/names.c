/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the contract for our enumerators, both ways. */
#include <stdio.h>
#include <string.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"

static const char *const report_type_names[LW_REPORT_TYPES] = {
    "position", "polar", "bearing", "heard", "look", "heartbeat",
};
static const char *const kind_names[LW_KINDS] = {
    "multirotor", "fixed-wing", "piston",  "jet",     "helicopter",
    "airliner",   "bird",       "balloon", "unknown",
};
static const char *const heartbeat_names[] = {"ok", "degraded", "down"};
static const char *const sensor_kind_names[LW_SENSOR_KINDS] = {
    "acoustic",  "radar", "rf",       "camera",
    "remote-id", "ads-b", "observer", "tracker",
};
static const char *const track_status_names[LW_TRACK_STATUSES] = {
    "tentative",
    "confirmed",
    "coasting",
    "ended",
};

static int find(const char *const names[], int count, const char *name,
                size_t len)
{
    for (int i = 0; i < count; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return i;
    return LW_ERR_UNKNOWN;
}

const char *lw_report_type_name(enum lw_report_type type)
{
    return report_type_names[type];
}

const char *lw_kind_name(enum lw_kind kind)
{
    return kind_names[kind];
}

const char *lw_heartbeat_name(enum lw_heartbeat state)
{
    return heartbeat_names[state];
}

const char *lw_sensor_kind_name(enum lw_sensor_kind kind)
{
    return sensor_kind_names[kind];
}

const char *lw_track_status_name(enum lw_track_status status)
{
    return track_status_names[status];
}

int lw_report_type_find(const char *name, size_t len)
{
    return find(report_type_names, LW_REPORT_TYPES, name, len);
}

int lw_kind_find(const char *name, size_t len)
{
    return find(kind_names, LW_KINDS, name, len);
}

int lw_heartbeat_find(const char *name, size_t len)
{
    return find(heartbeat_names, 3, name, len);
}

int lw_sensor_kind_find(const char *name, size_t len)
{
    return find(sensor_kind_names, LW_SENSOR_KINDS, name, len);
}

void lw_track_name(uint32_t number, char name[LW_TRACK_NAME_SIZE])
{
    (void)snprintf(name, LW_TRACK_NAME_SIZE, "A%04u", (unsigned)number);
}

uint32_t lw_track_number(const char *name)
{
    char again[LW_TRACK_NAME_SIZE];
    uint64_t value = 0;

    if (name[0] != 'A' || strlen(name) < 2 ||
        strlen(name) >= LW_TRACK_NAME_SIZE)
        return 0;
    for (const char *c = name + 1; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            return 0;
        value = value * 10 + (uint64_t)(*c - '0');
    }
    if (value > UINT32_MAX)
        return 0;
    lw_track_name((uint32_t)value, again);
    return strcmp(again, name) == 0 ? (uint32_t)value : 0;
}
