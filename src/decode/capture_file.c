/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   pcap:    magic (4), version (2, 2), zone (4), accuracy (4), longest packet
 *            (4), link type (4); then of each packet: seconds (4), fraction
 *            (4), bytes here (4), bytes it had (4), the bytes
 *   pcapng:  blocks of type (4), length (4), body, length again (4)
 *
 * The magic tells the order of bytes, and for pcap whether the fraction is
 * micro- or nanoseconds.
 */
#include "capture_file.h"

#include <string.h>

#include "base/bytes.h"

enum {
    PCAP_HEAD = 24,
    RECORD_HEAD = 16,
    RECORD_HEAD_MODIFIED = 24,
    BLOCK_MIN = 12,
    BLOCK_HEAD = 8,
    SECTION_MIN = 28,
    INTERFACE_MIN = 20,
    ENHANCED_MIN = 32,
    SIMPLE_MIN = 16,
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 2, /* no longer written */
    BLOCK_SIMPLE = 3,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED = 6,
    OPTION_RESOLUTION = 9,
    OPTION_FCS = 13,
    OPTION_OFFSET = 14,
    PLAUSIBLE_S = 86400, /* between a packet and the one behind it */
};

static const uint32_t magic_us = 0xA1B2C3D4, magic_ns = 0xA1B23C4D,
                      magic_modified = 0xA1B2CD34, section = 0x0A0D0D0A,
                      byte_order = 0x1A2B3C4D;

static uint32_t get32(const struct lw_capture_file *f, const uint8_t *at)
{
    return f->big_endian ? lw_be32(at) : lw_le32(at);
}

static uint16_t get16(const struct lw_capture_file *f, const uint8_t *at)
{
    return f->big_endian ? lw_be16(at) : lw_le16(at);
}

static bool is_pcap(uint32_t magic)
{
    return magic == magic_us || magic == magic_ns || magic == magic_modified;
}

bool lw_capture_is(const uint8_t *buf, size_t len)
{
    if (len < 4)
        return false;
    if (is_pcap(lw_be32(buf)) || is_pcap(lw_le32(buf)))
        return true;
    return lw_be32(buf) == section && len >= 12 &&
           (lw_be32(buf + 8) == byte_order || lw_le32(buf + 8) == byte_order);
}

void lw_capture_init(struct lw_capture_file *file)
{
    *file = (struct lw_capture_file){.format = "pcap"};
}

static int fail(const struct lw_capture_file *f, int err,
                struct lw_fault *fault, const char *what)
{
    return lw_fault_set(fault, err, 0, 0, "packet %llu: %s",
                        (unsigned long long)f->packets + 1, what);
}

/* The head of a pcap file; what pcapng has in its blocks. */
static size_t begin_pcap(struct lw_capture_file *f, const uint8_t *buf,
                         size_t len)
{
    if (len < PCAP_HEAD)
        return 0;
    f->big_endian = is_pcap(lw_be32(buf));
    const uint32_t magic = get32(f, buf);
    const uint32_t network = get32(f, buf + 20);
    f->format = "pcap";
    f->begun = true;
    f->nanoseconds = magic == magic_ns;
    f->modified = magic == magic_modified;
    f->interfaces = 1;
    /* whether a check sequence is there stands above the number itself */
    f->interface[0] = (struct lw_capture_interface){
        .link_type = (int)(network & 0x03FFFFFF),
        .fcs_len = (network & 0x04000000) != 0 ? (int)(network >> 28) * 2 : -1,
        .snap_len = get32(f, buf + 16)};
    return PCAP_HEAD;
}

static size_t record_head(const struct lw_capture_file *f)
{
    return f->modified ? RECORD_HEAD_MODIFIED : RECORD_HEAD;
}

/* Could a packet's head be here? By its lengths and its time, which is near
 * that of another (*near_s; -1: of none yet), and is the next one's. */
static bool is_record(const struct lw_capture_file *f, const uint8_t *at,
                      int64_t *near_s)
{
    const int64_t time_s = get32(f, at);
    const uint32_t here = get32(f, at + 8);
    const uint32_t had = get32(f, at + 12);
    const bool near = *near_s < 0 || (time_s - *near_s <= PLAUSIBLE_S &&
                                      *near_s - time_s <= PLAUSIBLE_S);

    *near_s = time_s;
    return near && here > 0 && here <= had && had <= LW_CAPTURE_PACKET_MAX &&
           get32(f, at + 4) < (f->nanoseconds ? 1000000000U : 1000000U);
}

/* Bytes up to two heads in a row that could be those of packets. */
static size_t find_record(struct lw_capture_file *f, const uint8_t *buf,
                          size_t len, bool end)
{
    const size_t head = record_head(f);

    for (size_t at = 1; at + head <= len; at++) {
        int64_t near_s =
            f->packets == 0 ? -1 : f->last_ns / INT64_C(1000000000);
        if (!is_record(f, buf + at, &near_s))
            continue;
        const size_t next = at + head + get32(f, buf + at + 8);
        if (next + head > len && !end)
            return at - 1; /* look at it again with what is behind */
        if (next == len ||
            (next + head <= len && is_record(f, buf + next, &near_s))) {
            f->lost = false;
            return at;
        }
    }
    return end ? len : len > head ? len - head : 0;
}

static size_t next_record(struct lw_capture_file *f, const uint8_t *buf,
                          size_t len, int64_t offset, struct lw_packet *packet,
                          int *got, struct lw_fault *fault)
{
    const size_t head = record_head(f);

    if (len < head)
        return 0;
    const uint32_t here = get32(f, buf + 8);
    const uint32_t had = get32(f, buf + 12);
    if (here > LW_CAPTURE_PACKET_MAX) {
        *got = fail(f, LW_ERR_RANGE, fault, "a length that cannot be");
        f->lost = true;
        return 1;
    }
    if (len < head + here)
        return 0;
    f->last_ns =
        get32(f, buf) * INT64_C(1000000000) +
        get32(f, buf + 4) * INT64_C(1000) / (f->nanoseconds ? 1000 : 1);
    *packet = (struct lw_packet){.link_type = f->interface[0].link_type,
                                 .time_ns = f->last_ns,
                                 .offset = offset + (int64_t)head,
                                 .bytes = buf + head,
                                 .len = here,
                                 .wire_len = had > here ? had : here,
                                 .fcs_len = f->interface[0].fcs_len};
    f->packets++;
    *got = 1;
    return head + here;
}

static void read_options(const struct lw_capture_file *f, const uint8_t *at,
                         size_t len, struct lw_capture_interface *out)
{
    while (len >= 4) {
        const uint16_t code = get16(f, at);
        const size_t size = get16(f, at + 2);
        const size_t padded = (size + 3) / 4 * 4;
        if (code == 0 || size > len - 4)
            return;
        if (code == OPTION_RESOLUTION && size == 1)
            out->resolution = at[4];
        if (code == OPTION_FCS && size == 1)
            out->fcs_len = at[4];
        if (code == OPTION_OFFSET && size == 8) {
            const uint64_t low = get32(f, at + (f->big_endian ? 8 : 4));
            const uint64_t high = get32(f, at + (f->big_endian ? 4 : 8));
            out->offset_s = (int64_t)(high << 32 | low);
        }
        if (padded + 4 > len)
            return;
        at += padded + 4;
        len -= padded + 4;
    }
}

static int add_interface(struct lw_capture_file *f, const uint8_t *block,
                         size_t len, struct lw_fault *fault)
{
    if (len < INTERFACE_MIN)
        return fail(f, LW_ERR_TRUNCATED, fault,
                    "an interface's block that is too short");
    if (f->interfaces == LW_CAPTURE_INTERFACES_MAX)
        return fail(f, LW_ERR_NO_SPACE, fault, "too many interfaces");
    struct lw_capture_interface *out = &f->interface[f->interfaces++];
    *out = (struct lw_capture_interface){.link_type = get16(f, block + 8),
                                         .fcs_len = -1,
                                         .snap_len = get32(f, block + 12),
                                         .resolution = 6};
    read_options(f, block + 16, len - INTERFACE_MIN, out);
    return 0;
}

/* Ticks of an interface's clock since the epoch; -1: no time that can be. */
static int64_t time_ns(const struct lw_capture_interface *from, uint64_t ticks)
{
    const unsigned n = from->resolution & 0x7F;
    const int64_t offset_max_s = INT64_C(9000000000);
    uint64_t seconds, part_ns;

    if ((from->resolution & 0x80) != 0) {
        if (n > 62)
            return -1;
        const uint64_t part = ticks & ((UINT64_C(1) << n) - 1);
        seconds = ticks >> n;
        part_ns = n > 30 ? (part >> (n - 30)) * 1000000000 >> 30
                         : part * 1000000000 >> n;
    } else {
        uint64_t unit = 1;
        if (n > 18)
            return -1;
        for (unsigned i = 0; i < n; i++)
            unit *= 10;
        seconds = ticks / unit;
        part_ns = ticks % unit;
        for (unsigned i = n; i < 9; i++)
            part_ns *= 10;
        for (unsigned i = 9; i < n; i++)
            part_ns /= 10;
    }
    if (seconds > (uint64_t)offset_max_s || from->offset_s > offset_max_s ||
        from->offset_s < -offset_max_s)
        return -1;
    const int64_t whole_s = (int64_t)seconds + from->offset_s;
    return whole_s < 0 || whole_s > offset_max_s
               ? -1
               : whole_s * 1000000000 + (int64_t)part_ns;
}

/* The packet in a block; its kinds differ in what stands before the bytes. */
static int read_packet(struct lw_capture_file *f, const uint8_t *block,
                       size_t len, uint32_t type, int64_t offset,
                       struct lw_packet *packet, struct lw_fault *fault)
{
    const bool simple = type == BLOCK_SIMPLE;
    const size_t head = simple ? 12 : 28;

    if (len < (simple ? SIMPLE_MIN : ENHANCED_MIN))
        return fail(f, LW_ERR_TRUNCATED, fault, "a block that is too short");
    const uint32_t number = simple                 ? 0
                            : type == BLOCK_PACKET ? get16(f, block + 8)
                                                   : get32(f, block + 8);
    if (number >= f->interfaces)
        return fail(f, LW_ERR_UNKNOWN, fault,
                    "of an interface that is not described");
    const struct lw_capture_interface *from = &f->interface[number];
    const uint32_t had = get32(f, block + (simple ? 8 : 24));
    const size_t room = len - head - 4;
    size_t here = simple ? had : get32(f, block + 20);
    if (simple && from->snap_len > 0 && here > from->snap_len)
        here = from->snap_len;
    if (here > room)
        return fail(f, LW_ERR_INTEGRITY, fault,
                    "more bytes than its block has");
    const int64_t at_ns =
        simple ? -1
               : time_ns(from, (uint64_t)get32(f, block + 12) << 32 |
                                   get32(f, block + 16));
    if (at_ns >= 0)
        f->last_ns = at_ns; /* else: no sooner than the one before it */
    *packet = (struct lw_packet){.link_type = from->link_type,
                                 .time_ns = f->last_ns,
                                 .offset = offset + (int64_t)head,
                                 .bytes = block + head,
                                 .len = here,
                                 .wire_len = had > here ? had : here,
                                 .fcs_len = from->fcs_len};
    f->packets++;
    return 1;
}

static bool begin_section(struct lw_capture_file *f, const uint8_t *buf)
{
    if (lw_be32(buf + 8) != byte_order && lw_le32(buf + 8) != byte_order)
        return false;
    f->big_endian = lw_be32(buf + 8) == byte_order;
    f->format = "pcapng";
    f->begun = true;
    f->interfaces = 0;
    return true;
}

static bool has_packet(uint32_t type)
{
    return type == BLOCK_PACKET || type == BLOCK_SIMPLE ||
           type == BLOCK_ENHANCED;
}

/* Bytes up to a block that says its length the same at both ends. */
static size_t find_block(struct lw_capture_file *f, const uint8_t *buf,
                         size_t len, bool end)
{
    for (size_t at = 4; at + BLOCK_MIN <= len; at += 4) {
        const uint32_t type = get32(f, buf + at);
        const size_t size = get32(f, buf + at + 4);
        if ((!has_packet(type) && type != BLOCK_INTERFACE &&
             type != BLOCK_STATISTICS && type != section) ||
            size < BLOCK_MIN || size > LW_CAPTURE_BLOCK_MAX || size % 4 != 0)
            continue;
        if (at + size > len && !end)
            return at - 4;
        if (at + size <= len &&
            get32(f, buf + at + size - 4) == (uint32_t)size) {
            f->lost = false;
            return at;
        }
    }
    return end ? len : len > 2 * BLOCK_MIN ? (len - 2 * BLOCK_MIN) / 4 * 4 : 0;
}

static size_t next_block(struct lw_capture_file *f, const uint8_t *buf,
                         size_t len, int64_t offset, struct lw_packet *packet,
                         int *got, struct lw_fault *fault)
{
    if (len < BLOCK_MIN)
        return 0;
    if (lw_be32(buf) == section && !begin_section(f, buf)) {
        *got = fail(f, LW_ERR_INTEGRITY, fault,
                    "a section whose order of bytes cannot be told");
        f->lost = true;
        return 4;
    }
    const uint32_t type = get32(f, buf);
    const size_t size = get32(f, buf + 4);
    const bool ours =
        has_packet(type) || type == BLOCK_INTERFACE || type == section;
    if (size < BLOCK_MIN || size % 4 != 0 ||
        size > (ours ? LW_CAPTURE_BLOCK_MAX : LW_CAPTURE_SKIP_MAX)) {
        *got = fail(f, LW_ERR_RANGE, fault, "a block length that cannot be");
        f->lost = true;
        return 4;
    }
    if (!ours) {
        f->skip = size;
        return 0;
    }
    if (len < size)
        return 0;
    if (get32(f, buf + size - 4) != (uint32_t)size) {
        *got = fail(f, LW_ERR_INTEGRITY, fault,
                    "a block whose two lengths differ");
        f->lost = true;
        return 4;
    }
    if (type == BLOCK_INTERFACE)
        *got = add_interface(f, buf, size, fault);
    else if (type != section)
        *got = read_packet(f, buf, size, type, offset, packet, fault);
    return size;
}

/* Bytes of no interest, as many as there are of them. */
static size_t pass_over(struct lw_capture_file *f, size_t len)
{
    const size_t gone = f->skip < len ? (size_t)f->skip : len;

    f->skip -= gone;
    return gone;
}

size_t lw_capture_next(struct lw_capture_file *f, const uint8_t *buf,
                       size_t len, int64_t offset, bool end,
                       struct lw_packet *packet, int *got,
                       struct lw_fault *fault)
{
    size_t used = 0;

    *got = 0;
    if (f->skip > 0)
        used = pass_over(f, len);
    else if (f->begun && strcmp(f->format, "pcap") == 0)
        used = f->lost ? find_record(f, buf, len, end)
                       : next_record(f, buf, len, offset, packet, got, fault);
    else if (f->lost)
        used = find_block(f, buf, len, end);
    else if (!f->begun && len >= 4 && lw_be32(buf) != section)
        used = begin_pcap(f, buf, len);
    else
        used = next_block(f, buf, len, offset, packet, got, fault);
    if (used == 0 && f->skip > 0)
        used = pass_over(f, len);
    if (used == 0 && *got == 0 && end && len > 0) {
        *got = fail(f, LW_ERR_TRUNCATED, fault, "the capture ends in it");
        used = len;
    }
    return used;
}
