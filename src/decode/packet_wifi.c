/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IEEE 802.11 frames of a monitor.
 *
 *   radiotap   version 0, pad, length (2), presence (4, and 4 more while bit 31
 *              is set), then fields in the order of their bits, each aligned
 *   PPI        version 0, flags, length (2), link type (4), then fields of
 *              type (2), length (2); 2 is 802.11 common
 *   Prism      code (4), length (4), ... ; AVS  version (4), length (4), ...
 */
#include "packet_radio.h"

#include <string.h>

#include "base/bytes.h"

enum {
    FCS_LEN = 4,
    HEAD_LEN = 24, /* of a management frame */
    ADDRESS_2 = 10,
    RADIOTAP_LEN = 8,
    RADIOTAP_FLAGS = 1,
    RADIOTAP_CHANNEL = 3,
    RADIOTAP_SIGNAL = 5,
    FLAG_FCS = 0x10,
    FLAG_BAD_FCS = 0x40,
    PPI_LEN = 8,
    PPI_COMMON = 2,
    PPI_COMMON_LEN = 20,
    PPI_FLAG_FCS = 0x01,
    PPI_FLAG_BAD_FCS = 0x04,
    AVS_SSI_TYPE = 40,
    AVS_SSI_DBM = 2,
    AVS_LEN = 64,
};

int lw_payload_strip(struct lw_payload *p, size_t len)
{
    if (len > p->len)
        return LW_ERR_TRUNCATED;
    p->bytes += len;
    p->len -= len;
    p->offset += (int64_t)len;
    return 0;
}

static void set_level(struct lw_payload *p, uint8_t dbm)
{
    /* 0 is what receivers write that have not measured any */
    p->has_level = dbm != 0;
    p->level_dbm = dbm >= 0x80 ? dbm - 256 : dbm;
}

/* The fields up to the signal, all in the first presence word. */
static int read_radiotap(struct lw_payload *p, unsigned *flags)
{
    static const struct {
        uint8_t align, size;
    } fields[RADIOTAP_SIGNAL + 1] = {{8, 8}, {1, 1}, {1, 1},
                                     {2, 4}, {2, 2}, {1, 1}};
    size_t at = RADIOTAP_LEN;

    if (p->len < RADIOTAP_LEN)
        return LW_ERR_TRUNCATED;
    const size_t len = lw_le16(p->bytes + 2);
    if (p->bytes[0] != 0 || len < RADIOTAP_LEN)
        return LW_ERR_INTEGRITY;
    if (len > p->len)
        return LW_ERR_TRUNCATED;
    const uint32_t present = lw_le32(p->bytes + 4);
    for (uint32_t more = present; (more & 1U << 31) != 0; at += 4) {
        if (at + 4 > len)
            return LW_ERR_INTEGRITY;
        more = lw_le32(p->bytes + at);
    }
    for (unsigned bit = 0; bit <= RADIOTAP_SIGNAL; bit++) {
        if ((present & 1U << bit) == 0)
            continue;
        at = (at + fields[bit].align - 1) / fields[bit].align *
             fields[bit].align;
        if (at + fields[bit].size > len)
            return LW_ERR_INTEGRITY;
        if (bit == RADIOTAP_FLAGS)
            *flags = p->bytes[at];
        if (bit == RADIOTAP_CHANNEL)
            p->freq_mhz = lw_le16(p->bytes + at);
        if (bit == RADIOTAP_SIGNAL)
            set_level(p, p->bytes[at]);
        at += fields[bit].size;
    }
    return lw_payload_strip(p, len);
}

static int read_ppi(struct lw_payload *p, unsigned *flags, int *link_type)
{
    if (p->len < PPI_LEN)
        return LW_ERR_TRUNCATED;
    const size_t len = lw_le16(p->bytes + 2);
    if (p->bytes[0] != 0 || len < PPI_LEN)
        return LW_ERR_INTEGRITY;
    if (len > p->len)
        return LW_ERR_TRUNCATED;
    const uint32_t dlt = lw_le32(p->bytes + 4);
    for (size_t at = PPI_LEN; at + 4 <= len;) {
        const uint8_t *field = p->bytes + at;
        const size_t size = lw_le16(field + 2);
        if (at + 4 + size > len)
            return LW_ERR_INTEGRITY;
        if (lw_le16(field) == PPI_COMMON && size >= PPI_COMMON_LEN) {
            const unsigned said = lw_le16(field + 4 + 8);
            *flags = ((said & PPI_FLAG_FCS) != 0 ? FLAG_FCS : 0U) |
                     ((said & PPI_FLAG_BAD_FCS) != 0 ? FLAG_BAD_FCS : 0U);
            p->freq_mhz = lw_le16(field + 4 + 12);
            set_level(p, field[4 + 18]);
        }
        at += 4 + size;
    }
    *link_type = dlt == LW_LINK_IEEE802_11 || dlt == LW_LINK_RADIOTAP
                     ? (int)dlt
                     : LW_LINK_PPI;
    return lw_payload_strip(p, len);
}

/* Prism or AVS: either stands under either number. */
static int read_prism(struct lw_payload *p)
{
    if (p->len < 8)
        return LW_ERR_TRUNCATED;
    const bool avs = lw_be32(p->bytes) >> 12 == 0x80211;
    const uint32_t little = lw_le32(p->bytes + 4);
    const uint32_t big = lw_be32(p->bytes + 4);
    const uint32_t len = avs || big < little ? big : little;
    if (len < 8)
        return LW_ERR_INTEGRITY;
    if (len > p->len)
        return LW_ERR_TRUNCATED;
    if (avs && len >= AVS_LEN &&
        lw_be32(p->bytes + AVS_SSI_TYPE) == AVS_SSI_DBM)
        set_level(p, p->bytes[AVS_SSI_TYPE + 7]);
    return lw_payload_strip(p, len);
}

int lw_wifi_unwrap(const struct lw_packet *packet, struct lw_payload *p)
{
    unsigned flags = 0;
    int link_type = packet->link_type;
    int err = 0;

    if (link_type == LW_LINK_PPI)
        err = read_ppi(p, &flags, &link_type);
    if (err == 0 && link_type == LW_LINK_PPI)
        return LW_ERR_NOT_MINE;
    if (err == 0 && link_type == LW_LINK_RADIOTAP)
        err = read_radiotap(p, &flags);
    if (err == 0 && (link_type == LW_LINK_PRISM || link_type == LW_LINK_AVS))
        err = read_prism(p);
    if (err < 0)
        return err;
    if ((flags & FLAG_BAD_FCS) != 0)
        return LW_ERR_INTEGRITY;
    if ((flags & FLAG_FCS) != 0 || packet->fcs_len == FCS_LEN) {
        /* of a frame that was cut the end is gone already, or some of it */
        const size_t gone = packet->wire_len - packet->len;
        const size_t fcs = gone < FCS_LEN ? FCS_LEN - gone : 0;
        if (fcs > p->len)
            return LW_ERR_TRUNCATED;
        p->len -= fcs;
        p->cut = gone > FCS_LEN;
    }
    if (p->len < HEAD_LEN)
        return p->len > 0 && (p->bytes[0] & 0x0C) != 0 ? LW_ERR_NOT_MINE
                                                       : LW_ERR_TRUNCATED;
    if ((p->bytes[0] & 0x0F) != 0) /* version 0, management */
        return LW_ERR_NOT_MINE;
    p->kind = LW_PAYLOAD_WIFI;
    p->has_address = true;
    memcpy(p->address, p->bytes + ADDRESS_2, sizeof p->address);
    return 0;
}
