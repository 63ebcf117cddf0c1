/* SPDX-License-Identifier: Apache-2.0 */
/* bytes.h - numbers out of bytes, by the order they stand in. */
#ifndef LW_BYTES_H
#define LW_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint16_t lw_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t lw_be32(const uint8_t *at)
{
    return (uint32_t)lw_be16(at) << 16 | lw_be16(at + 2);
}

static inline uint16_t lw_le16(const uint8_t *at)
{
    return (uint16_t)(at[1] << 8 | at[0]);
}

static inline uint32_t lw_le32(const uint8_t *at)
{
    return (uint32_t)lw_le16(at + 2) << 16 | lw_le16(at);
}

/* Two's complement of so many bits. */
static inline int16_t lw_signed16(uint16_t bits)
{
    return (int16_t)(bits <= INT16_MAX ? bits : bits - 0x10000);
}

static inline int32_t lw_signed32(uint32_t bits)
{
    return bits <= INT32_MAX ? (int32_t)bits
                             : (int32_t)((int64_t)bits - (INT64_C(1) << 32));
}

/* IEEE 754 in 32 bits and in 64. */
static inline double lw_le_float(const uint8_t *at)
{
    const uint32_t bits = lw_le32(at);
    float value;

    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

static inline double lw_le_double(const uint8_t *at)
{
    const uint64_t bits = (uint64_t)lw_le32(at + 4) << 32 | lw_le32(at);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

#endif
