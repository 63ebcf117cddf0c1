/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uas_data.h - the struct ODID_UAS_Data of opendroneid-core-c as DroneScout
 * receivers send it: in base64, as it lies in the memory of a little-endian
 * machine.
 *
 *     0, 32  basic id: aircraft type, id type (4 bytes each), id (21)
 *        64  location: status, direction, speeds, lat, lon (8 each), heights,
 *            codes, time (4 each)
 *       136  authentication, 16 pages of 40 bytes
 *       776  self-id: type, text (24)
 *       808  system: types, lat, lon (8 each), area, heights, time
 *       864  operator id: type, id (21)
 *   892..913 valid: basic id (2), location, authentication (16), self-id,
 *            system, operator id
 *
 * Source  BlueMark, "DroneScout Receiver Manual" 1.0 (2022), p. 21: commit
 *         4785de4 of opendroneid-core-c, libopendroneid/opendroneid.h; offsets
 *         as in mqtt_sub.py of BluemarkInnovations/RemoteID-MQTT-subscriber
 */
#ifndef LW_UAS_DATA_H
#define LW_UAS_DATA_H

#include <stddef.h>

#include "luchtwacht/err.h"
#include "remote_id.h"

enum { LW_UAS_DATA_MAX = 6 };

struct lw_uas_data {
    int count;
    struct lw_remote_id message[LW_UAS_DATA_MAX];
};

/* 0; LW_ERR_SYNTAX: not base64; LW_ERR_TRUNCATED: fewer bytes than the struct
 * has; LW_ERR_RANGE: a place that is none. */
LW_NODISCARD int lw_uas_data_read(const char *base64, size_t len,
                                  struct lw_uas_data *out,
                                  struct lw_fault *fault);

#endif
