/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the contract for our enumerators, both ways. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "luchtwacht/track.h"
#include "luchtwacht/warning.h"

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

static const char *const warning_level_names[LW_WARNING_LEVELS] = {"notice",
                                                                   "warning"};
static const char *const warning_state_names[LW_WARNING_STATES] = {
    "proposed", "active", "updated", "cleared", "cancelled",
};
static const char *const warning_status_names[LW_WARNING_STATUSES] = {
    "actual",
    "exercise",
    "test",
};
static const char *const warning_end_names[LW_WARNING_ENDS] = {
    "stands", "passed", "explained", "by-hand", "rejected", "unconfirmed",
};
static const char *const cover_names[LW_COVERS] = {
    "covered",
    "partly-covered",
    "not-covered",
    "never-covered",
};
static const char *const decision_names[LW_DECISION_KINDS] = {
    "confirm", "reject", "acknowledge", "extend", "clear", "raise",
};
static const char *const warn_mode_names[LW_WARN_MODES] = {
    "automatic",
    "propose",
    "silent",
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

const char *lw_warning_level_name(enum lw_warning_level level)
{
    return warning_level_names[level];
}

const char *lw_warning_state_name(enum lw_warning_state state)
{
    return warning_state_names[state];
}

const char *lw_warning_status_name(enum lw_warning_status status)
{
    return warning_status_names[status];
}

const char *lw_warning_end_name(enum lw_warning_end end)
{
    return warning_end_names[end];
}

const char *lw_cover_name(enum lw_cover cover)
{
    return cover_names[cover];
}

const char *lw_decision_name(enum lw_decision_kind kind)
{
    return decision_names[kind];
}

const char *lw_warn_mode_name(enum lw_warn_mode mode)
{
    return warn_mode_names[mode];
}

int lw_warning_level_find(const char *name, size_t len)
{
    return find(warning_level_names, LW_WARNING_LEVELS, name, len);
}

int lw_warning_status_find(const char *name, size_t len)
{
    return find(warning_status_names, LW_WARNING_STATUSES, name, len);
}

int lw_decision_find(const char *name, size_t len)
{
    return find(decision_names, LW_DECISION_KINDS, name, len);
}

enum { NAME_SIZE = LW_TRACK_NAME_SIZE };
static_assert((int)NAME_SIZE == (int)LW_WARNING_NAME_SIZE, "one size of both");

static void write_name(char letter, uint32_t number, char name[NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, "%c%04u", letter, (unsigned)number);
}

static uint32_t read_name(char letter, const char *name)
{
    char again[NAME_SIZE];
    uint64_t value = 0;

    if (name[0] != letter || strlen(name) < 2 || strlen(name) >= NAME_SIZE)
        return 0;
    for (const char *c = name + 1; *c != '\0'; c++) {
        if (*c < '0' || *c > '9')
            return 0;
        value = value * 10 + (uint64_t)(*c - '0');
    }
    if (value > UINT32_MAX)
        return 0;
    write_name(letter, (uint32_t)value, again);
    return strcmp(again, name) == 0 ? (uint32_t)value : 0;
}

void lw_track_name(uint32_t number, char name[LW_TRACK_NAME_SIZE])
{
    write_name('A', number, name);
}

uint32_t lw_track_number(const char *name)
{
    return read_name('A', name);
}

static char warning_letter(enum lw_warning_status status)
{
    return status == LW_WARNING_TEST ? 'T' : 'W';
}

void lw_warning_name(uint32_t number, enum lw_warning_status status,
                     char name[LW_WARNING_NAME_SIZE])
{
    write_name(warning_letter(status), number, name);
}

uint32_t lw_warning_number(const char *name, enum lw_warning_status status)
{
    return read_name(warning_letter(status), name);
}
