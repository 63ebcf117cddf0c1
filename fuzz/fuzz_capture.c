/* SPDX-License-Identifier: Apache-2.0 */
/* A capture file, whole: its packets and what they carry. What is given out
 * lies inside what came in; bytes that come in two parts are the same. */
#include <stdlib.h>
#include <string.h>

#include "decode/capture_file.h"
#include "fuzz.h"

static uint64_t sum_of(uint64_t sum, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        sum = sum * 31 + bytes[i];
    return sum;
}

static uint64_t unwrap(struct lw_unwrap *u, uint64_t sum)
{
    struct lw_payload p;

    while (lw_unwrap_next(u, &p) == 1)
        sum = sum_of(sum + p.flow + (uint64_t)p.offset, p.bytes, p.len);
    return sum;
}

/* All packets, with the first `first` bytes given first. */
static uint64_t read_all(struct lw_unwrap *u, struct lw_capture_file *file,
                         const uint8_t *data, size_t size, size_t first)
{
    size_t have = first, from = 0;
    uint64_t sum = 0, packets = 0;

    lw_capture_init(file);
    for (;;) {
        struct lw_packet packet;
        struct lw_fault fault = {0};
        int got = 0;
        const size_t used =
            lw_capture_next(file, data + from, have - from, (int64_t)from,
                            have == size, &packet, &got, &fault);
        if (used > have - from || (got < 0 && fault.what[0] == '\0'))
            abort();
        if (got == 1) {
            if (packet.bytes < data + from ||
                packet.bytes + packet.len > data + from + used ||
                packet.offset != packet.bytes - data || packet.time_ns < 0)
                abort();
            lw_unwrap_take(u, &packet);
            sum = unwrap(u, sum);
            packets++;
        }
        from += used;
        if (used == 0 && have == size)
            break;
        if (used == 0)
            have = size;
    }
    if (from != size)
        abort();
    lw_unwrap_end(u);
    sum = unwrap(u, sum);
    if (lw_unwrap_counts(u)->packets != packets)
        abort();
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct lw_capture_file file;
    static void *mem;

    if (mem == NULL)
        mem = malloc(lw_unwrap_size());
    if (mem == NULL)
        abort();
    struct lw_unwrap *u = lw_unwrap_init(mem, lw_unwrap_size());
    const uint64_t sum = read_all(u, &file, data, size, size);
    u = lw_unwrap_init(mem, lw_unwrap_size());
    if (read_all(u, &file, data, size, size / 2) != sum)
        abort();
    return 0;
}
