/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mavlink_odid.h - the OPEN_DRONE_ID messages of MAVLink as messages of Remote
 * ID.
 *
 *   12900 BASIC_ID      12903 SELF_ID    12905 OPERATOR_ID
 *   12901 LOCATION      12904 SYSTEM     12915 MESSAGE_PACK
 *
 * Source  mavlink.io/en/services/opendroneid.html; common.xml of
 *         mavlink/mavlink
 */
#ifndef LW_MAVLINK_ODID_H
#define LW_MAVLINK_ODID_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/report.h"
#include "remote_id.h"

enum {
    LW_MAVLINK_BASIC_ID = 12900,
    LW_MAVLINK_LOCATION = 12901,
    LW_MAVLINK_SELF_ID = 12903,
    LW_MAVLINK_SYSTEM = 12904,
    LW_MAVLINK_OPERATOR_ID = 12905,
    LW_MAVLINK_PACK = 12915,
};

/* What such a payload says. */
struct lw_mavlink_odid {
    char name[LW_OBJECT_MAX + 1]; /* of the transmitter; "": its own system's */
    int count;
    struct lw_remote_id message[LW_REMOTE_ID_PACK_MAX];
};

/* Read a payload that has been filled up with zeros to its whole length. 0, or
 * an error of lw_remote_id_read(); LW_ERR_RANGE: a value that cannot be. */
LW_NODISCARD int lw_mavlink_odid_read(uint32_t id, const uint8_t *payload,
                                      struct lw_mavlink_odid *out,
                                      struct lw_fault *fault);

#endif
