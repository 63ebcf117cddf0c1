/* SPDX-License-Identifier: Apache-2.0 */
/* bytes.h - whole numbers out of bytes, by the order they stand in. */
#ifndef LW_BYTES_H
#define LW_BYTES_H

#include <stdint.h>

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

#endif
