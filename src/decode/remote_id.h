/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_id.h - the messages of Remote ID, whatever carries them: 25 bytes as
 * broadcast, and as values. What the wire has a code of "unknown" for is known
 * only where its bit stands in `has`.
 *
 *   byte 0   message type (high four bits), protocol version (low four)
 *        1.. by type, see remote_id.c; numbers are little-endian
 *
 *   pack:    0xF and version, length of a message (25), how many (1..9, by
 *            version 0 up to 10), the messages
 *
 * Units   degrees, metres, metres/second, seconds; WGS-84
 * Source  ASTM F3411-19, F3411-22a, 5.4.5; ASD-STAN EN 4709-002. Versions 0
 *         (F3411-19), 1 (EN 4709-002, F3411-20), 2 (F3411-22a)
 */
#ifndef LW_REMOTE_ID_H
#define LW_REMOTE_ID_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum {
    LW_REMOTE_ID_LEN = 25,
    LW_REMOTE_ID_PACK_HEAD = 3,
    LW_REMOTE_ID_PACK_MAX = 10,
    LW_REMOTE_ID_NAME_MAX = 20,   /* of an id */
    LW_REMOTE_ID_TEXT_MAX = 23,   /* of a description */
    LW_REMOTE_ID_AUTH_FIRST = 17, /* bytes of page 0 */
    LW_REMOTE_ID_AUTH_NEXT = 23,  /* of every other */
    LW_REMOTE_ID_VERSION_MAX = 2,
};

enum lw_remote_id_type {
    LW_REMOTE_ID_BASIC = 0,
    LW_REMOTE_ID_LOCATION = 1,
    LW_REMOTE_ID_AUTH = 2,
    LW_REMOTE_ID_SELF = 3,
    LW_REMOTE_ID_SYSTEM = 4,
    LW_REMOTE_ID_OPERATOR = 5,
    LW_REMOTE_ID_PACK = 15,
};

/* Of lw_remote_id_basic.id_type. */
enum lw_remote_id_kind {
    LW_REMOTE_ID_NONE = 0,
    LW_REMOTE_ID_SERIAL = 1,  /* ANSI/CTA-2063-A */
    LW_REMOTE_ID_CAA = 2,     /* registration at the aviation authority */
    LW_REMOTE_ID_UTM = 3,     /* UUID, 16 bytes */
    LW_REMOTE_ID_SESSION = 4, /* its first byte says what the rest is */
};
enum { LW_REMOTE_ID_KINDS = 5 };

struct lw_remote_id_basic {
    uint8_t id_type; /* enum lw_remote_id_kind, or reserved */
    uint8_t ua_type;
    /* NUL-padded; bytes that may be any where it is no text. */
    char id[LW_REMOTE_ID_NAME_MAX + 1];
};

enum lw_remote_id_has {
    LW_REMOTE_ID_HAS_DIRECTION = 1 << 0,
    LW_REMOTE_ID_HAS_SPEED = 1 << 1,
    LW_REMOTE_ID_HAS_UP = 1 << 2,
    LW_REMOTE_ID_HAS_PLACE = 1 << 3,
    LW_REMOTE_ID_HAS_ALT_PRESSURE = 1 << 4,
    LW_REMOTE_ID_HAS_ALT = 1 << 5,
    LW_REMOTE_ID_HAS_HEIGHT = 1 << 6,
    LW_REMOTE_ID_HAS_TIME = 1 << 7,
    LW_REMOTE_ID_HAS_CEILING = 1 << 8,
    LW_REMOTE_ID_HAS_FLOOR = 1 << 9,
};

/* Operational status, with the codes of the wire. */
enum lw_remote_id_status {
    LW_REMOTE_ID_UNDECLARED = 0,
    LW_REMOTE_ID_GROUND = 1,
    LW_REMOTE_ID_AIRBORNE = 2,
    LW_REMOTE_ID_EMERGENCY = 3,
    LW_REMOTE_ID_FAILURE = 4,
};

struct lw_remote_id_location {
    uint32_t has;       /* enum lw_remote_id_has, ored */
    uint8_t status;     /* enum lw_remote_id_status, or reserved */
    uint8_t height_agl; /* height is above ground; else above the take-off */
    /* Codes of the wire, 0: unknown. See lw_remote_id_..._m() below. */
    uint8_t accuracy_horizontal, accuracy_vertical, accuracy_pressure;
    uint8_t accuracy_speed;
    uint8_t accuracy_time; /* tenths of a second */
    double direction_deg;  /* course over ground from true north */
    double speed_mps;      /* over ground */
    double up_mps;
    double lat_deg, lon_deg;
    double alt_pressure_m; /* by 1013.25 hPa */
    double alt_hae_m;
    double height_m;
    double time_s; /* after the full hour, UTC; in tenths */
};

struct lw_remote_id_auth {
    uint32_t has; /* LW_REMOTE_ID_HAS_TIME */
    uint8_t auth_type;
    uint8_t page;      /* from 0; only page 0 has what follows but the data */
    uint8_t last_page; /* version 0: how many pages */
    uint8_t length;    /* bytes of all pages' data */
    int64_t time_s;    /* since the Unix epoch */
    uint8_t data[LW_REMOTE_ID_AUTH_NEXT];
};

struct lw_remote_id_self {
    uint8_t text_type; /* 0: text, 1: emergency, 2: extended status */
    char text[LW_REMOTE_ID_TEXT_MAX + 1];
};

struct lw_remote_id_system {
    uint32_t has;
    uint8_t location_type; /* 0: take-off, 1: where the operator is, 2: fixed */
    uint8_t classification; /* 0: undeclared, 1: European Union */
    uint8_t category, class_eu;
    uint16_t area_count; /* of aircraft */
    double area_radius_m;
    double lat_deg, lon_deg, alt_hae_m; /* of the operator: personal data */
    double ceiling_m, floor_m;          /* of the area, above the ellipsoid */
    int64_t time_s;                     /* since the Unix epoch */
};

struct lw_remote_id_operator {
    uint8_t id_type; /* 0: operator's registration */
    char id[LW_REMOTE_ID_NAME_MAX + 1];
};

struct lw_remote_id {
    enum lw_remote_id_type type; /* any but LW_REMOTE_ID_PACK */
    uint8_t version;
    union {
        struct lw_remote_id_basic basic;
        struct lw_remote_id_location location;
        struct lw_remote_id_auth auth;
        struct lw_remote_id_self self;
        struct lw_remote_id_system system;
        struct lw_remote_id_operator oper;
    } is;
};

/*
 * Read one message; what follows its 25 bytes is not looked at. 0, or
 *   LW_ERR_TRUNCATED  fewer bytes
 *   LW_ERR_UNKNOWN    a version or type that is none of these; a pack
 *   LW_ERR_RANGE      a value that its field cannot have
 */
LW_NODISCARD int lw_remote_id_read(const uint8_t *msg, size_t len,
                                   struct lw_remote_id *out,
                                   struct lw_fault *fault);

/* The 25 bytes of a message. What is beyond the most that the wire can say
 * (speeds) is the most; 0, or LW_ERR_RANGE. */
LW_NODISCARD int lw_remote_id_write(const struct lw_remote_id *message,
                                    uint8_t out[LW_REMOTE_ID_LEN]);

/* The head of a pack: how many messages follow it, all of them there or not;
 * or an error as above. */
LW_NODISCARD int lw_remote_id_pack(const uint8_t *pack, size_t len,
                                   struct lw_fault *fault);

/* A pack of `count` messages: its length, or LW_ERR_RANGE, LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_remote_id_write_pack(const struct lw_remote_id *message,
                                         unsigned count, uint8_t *out,
                                         size_t size);

/* What a code of accuracy says: 95% of all errors are below; 0: unknown. */
double lw_remote_id_horizontal_m(uint8_t code);
double lw_remote_id_vertical_m(uint8_t code);
double lw_remote_id_speed_mps(uint8_t code);
/* And the code for such a value, 0 where it is not known (not above 0). */
uint8_t lw_remote_id_horizontal_code(double metres);
uint8_t lw_remote_id_vertical_code(double metres);
uint8_t lw_remote_id_speed_code(double mps);

/* "basic-id", "location", "auth", "self-id", "system", "operator-id". */
const char *lw_remote_id_type_name(enum lw_remote_id_type type);
/* The words of the codes; NULL: reserved. */
const char *lw_remote_id_kind_name(uint8_t id_type);
const char *lw_remote_id_ua_name(uint8_t ua_type);
const char *lw_remote_id_status_name(uint8_t status);

#endif
