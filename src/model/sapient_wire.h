/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sapient_wire.h - SAPIENT messages as bytes: framed, checked, unpacked into
 * memory of the caller, packed; and the identifiers in them.
 *
 *   length (4 bytes, little-endian, of what follows)  SapientMessage
 *
 * Source  BSI Flex 335 v2.0 (2024); protobuf.dev, "Encoding";
 *         RFC 9562 (UUID); github.com/ulid/spec (ULID)
 */
#ifndef LW_SAPIENT_WIRE_H
#define LW_SAPIENT_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "sapient_spec.h"

enum {
    LW_SAPIENT_HEAD = 4,
    LW_SAPIENT_BYTES_MAX = 65536, /* of a message, without its length */
    LW_SAPIENT_FRAME_MAX = LW_SAPIENT_HEAD + LW_SAPIENT_BYTES_MAX,
    LW_SAPIENT_DEPTH_MAX = 16, /* messages in messages */
    /* Unpacked. Only what is made for it takes more: empty messages, each of
     * 2 bytes, by the ten thousand. */
    LW_SAPIENT_UNPACKED_MAX = 512 * 1024,
    LW_SAPIENT_UUID_SIZE = 37,
    LW_SAPIENT_ULID_SIZE = 27,
};

/* The length that the 4 bytes say. */
size_t lw_sapient_len(const uint8_t head[LW_SAPIENT_HEAD]);

/*
 * Whether the bytes are one SapientMessage with all that its standard demands,
 * so that unpacking them can but run out of memory. 0, or with *fault's
 * sentence, which begins with the field ("detection_report.location.x"), and
 * its byte (from 1):
 *   LW_ERR_TRUNCATED  a value ends behind the end of what holds it
 *   LW_ERR_SYNTAX     not protobuf, or another type than the field has
 *   LW_ERR_INTEGRITY  a field twice, two of a oneof, nested too deep
 *   LW_ERR_MISSING    a mandatory field or oneof
 *   LW_ERR_RANGE      not UTF-8, no UUID or ULID, not finite, no such time
 */
LW_NODISCARD int lw_sapient_check(const uint8_t *msg, size_t len,
                                  struct lw_fault *fault);

/* What can be told of a message that may not be right: who sent it (a UUID or
 * ""), when (-1: not known), the tag of its content (0: not known). */
struct lw_sapient_glance {
    char node_id[LW_SAPIENT_UUID_SIZE];
    int64_t time_ns;
    unsigned content;
};
struct lw_sapient_glance lw_sapient_glance(const uint8_t *msg, size_t len);

/* A checked message, unpacked into mem (aligned for max_align_t); NULL: it
 * takes more than `size`. There is nothing to free. */
Sapient__SapientMessage *lw_sapient_unpack(const uint8_t *msg, size_t len,
                                           void *mem, size_t size);

/* Framed: its length, or 0 where it has no room. */
size_t lw_sapient_pack(const Sapient__SapientMessage *msg, uint8_t *out,
                       size_t size);

/* 8-4-4-4-12 hexadecimal digits. */
bool lw_sapient_is_uuid(const char *text);

/* A UUID that a text always gives, in the form of version 4: strict receivers
 * take no other. */
void lw_sapient_uuid(const char *text, char uuid[LW_SAPIENT_UUID_SIZE]);

/* A ULID: 48 bits of milliseconds, 80 of anything else. */
void lw_sapient_ulid(int64_t time_ns, uint16_t high, uint64_t low,
                     char ulid[LW_SAPIENT_ULID_SIZE]);

#endif
