/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_id_dialects.h - one message of a receiver of Remote ID, as JSON of a
 * dialect that its keys tell, as what it says.
 *
 * Source  doc/formats/remote-id-json.md
 */
#ifndef LW_REMOTE_ID_DIALECTS_H
#define LW_REMOTE_ID_DIALECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/report.h"
#include "remote_id.h"
#include "uas_data.h"

enum { LW_REMOTE_ID_BASICS_MAX = 4 };

enum lw_dialect {
    LW_DIALECT_NONE, /* a key of several */
    LW_DIALECT_DRONEID,
    LW_DIALECT_DRAGONSYNC,
    LW_DIALECT_MESH_MAPPER,
    LW_DIALECT_UNIX_RID,
    LW_DIALECT_DRONESCOUT,
};

/* What one message of a receiver says. */
struct lw_remote_id_reading {
    enum lw_dialect dialect;
    char mac[LW_OBJECT_MAX + 1], source[LW_ID_MAX + 1];
    bool has_rssi, has_stamp, beats;
    uint8_t ua_type; /* 0: not told */
    double rssi_dbm;
    int64_t stamp_ns;
    enum lw_heartbeat state;
    struct lw_remote_id_basic basic[LW_REMOTE_ID_BASICS_MAX];
    int basics;
    bool located, has_lat, has_lon, has_op_lat, has_op_lon;
    struct lw_remote_id_location location;
    struct lw_remote_id_system system;
    struct lw_remote_id_operator oper;
    struct lw_remote_id_self self;
    bool has_uas_data;
    struct lw_uas_data uas_data;
    struct lw_fault *fault; /* of the reading */
};

/* "droneid", "mesh-mapper" and so on; "": one that cannot be told. */
const char *lw_dialect_name(enum lw_dialect dialect);

/* Read a message. 0; LW_ERR_SYNTAX: not JSON; LW_ERR_NOT_MINE: of no dialect;
 * LW_ERR_RANGE: a place that is none; or those of lw_uas_data_read(). */
LW_NODISCARD int lw_remote_id_read_json(const uint8_t *msg, size_t len,
                                        struct lw_remote_id_reading *out,
                                        struct lw_fault *fault);

#endif
