/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_spec.h - SAPIENT's messages, as tables: what protoc-c makes of the
 * standard's definitions, and beside each message what protoc-c leaves out
 * (what is mandatory, what is a UUID or ULID, the names in JSON).
 *
 * Both are made of data/sapient/ when the program is built
 * (scripts/sapient_tables.py). Decoder and encoder read the same ones.
 *
 * Source  BSI Flex 335 v2.0 (2024), sapient_msg/bsi_flex_335_v2_0
 */
#ifndef LW_SAPIENT_SPEC_H
#define LW_SAPIENT_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sapient.pb-c.h"

enum lw_sapient_flag {
    LW_SAPIENT_MANDATORY = 1,
    LW_SAPIENT_UUID = 2,
    LW_SAPIENT_ULID = 4,
    LW_SAPIENT_IMPLICIT = 8, /* empty or 0 is as good as not there */
};

enum { LW_SAPIENT_TAGS = 32, LW_SAPIENT_ONEOFS = 2 };

struct lw_sapient_message;

/* Beside the field of the same index in the message's descriptor. */
struct lw_sapient_field {
    const char *json;
    const struct lw_sapient_message *message; /* that it holds, or NULL */
    unsigned flags;                           /* enum lw_sapient_flag, ored */
    unsigned oneof;                           /* from 1; 0: of none */
};

struct lw_sapient_message {
    const ProtobufCMessageDescriptor *descriptor;
    const struct lw_sapient_field *field;
    uint32_t mandatory;              /* a bit for each field */
    uint8_t by_tag[LW_SAPIENT_TAGS]; /* index + 1; 0: there is none */
    struct {
        const char *name; /* NULL: there is none */
        bool mandatory;
        uint32_t fields;
    } oneof[LW_SAPIENT_ONEOFS];
};

/* Enumerators and tags of the definitions, whose names in C are too long for a
 * line; sapient_wire_test.c holds them to their names. */
enum {
    LW_SAPIENT_LAT_LNG_DEG_M = 1,
    LW_SAPIENT_LAT_LNG_RAD_M = 2,
    LW_SAPIENT_UTM_M = 5,

    LW_SAPIENT_WGS84_E = 1, /* heights above the ellipsoid */
    LW_SAPIENT_WGS84_G = 2, /* above the geoid */

    LW_SAPIENT_DEGREES_M = 1,
    LW_SAPIENT_RADIANS_M = 2,
    LW_SAPIENT_DEGREES_KM = 3,
    LW_SAPIENT_RADIANS_KM = 4,

    LW_SAPIENT_NORTH_TRUE = 1,
    LW_SAPIENT_NORTH_MAGNETIC = 2,
    LW_SAPIENT_NORTH_GRID = 3,
    LW_SAPIENT_NORTH_PLATFORM = 4,

    LW_SAPIENT_SPEED_MS = 1,
    LW_SAPIENT_SPEED_KPH = 2,

    LW_SAPIENT_NODE_KINETIC = 13, /* from here to .. */
    LW_SAPIENT_NODE_RFDEW = 17,   /* .. here they act on others */
    LW_SAPIENT_NODE_MOBILE = 18,
    LW_SAPIENT_NODE_FUSION = 20,

    LW_SAPIENT_CATEGORY_SIGNAL = 4,

    LW_SAPIENT_SYSTEM_OK = 1,
    LW_SAPIENT_SYSTEM_WARNING = 2,
    LW_SAPIENT_SYSTEM_ERROR = 3,
    LW_SAPIENT_SYSTEM_GOODBYE = 5,
    LW_SAPIENT_STATUS_NOT_DETECTING = 11,
};

extern const struct lw_sapient_message *const lw_sapient_root;
extern const struct lw_sapient_message *const lw_sapient_timestamp;

#endif
