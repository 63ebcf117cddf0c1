/* SPDX-License-Identifier: Apache-2.0 */
/* Packets a second: out of a capture file, to their payloads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "decode/capture_file.h"

enum { PACKETS = 20000, ROUNDS = 50, HEAD = 16, SIZE = 128 };
enum { FILE_SIZE = 24 + PACKETS * (HEAD + SIZE) };

struct made {
    const char *name;
    int link_type;
    void (*fill)(uint8_t *packet, uint32_t number);
};

static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static void fill_udp(uint8_t *p, uint32_t number)
{
    p[12] = 8;
    p[14] = 0x45;
    p[17] = SIZE - 14;
    p[23] = 17;
    p[35] = (uint8_t)(number % 16); /* of 16 senders */
    p[39] = SIZE - 34;
}

static void fill_tcp(uint8_t *p, uint32_t number)
{
    const uint32_t stream = number % 16, seq = number / 16 * (SIZE - 54);

    p[12] = 8;
    p[14] = 0x45;
    p[17] = SIZE - 14;
    p[23] = 6;
    p[35] = (uint8_t)stream;
    for (int i = 0; i < 4; i++)
        p[38 + i] = (uint8_t)(seq >> (24 - 8 * i));
    p[46] = 0x50;
}

static void fill_wifi(uint8_t *p, uint32_t number)
{
    static const uint8_t head[] = {0, 0, 15,   0,    0x2e, 0, 0,   0,
                                   0, 2, 0x6c, 0x09, 0xa0, 0, 0xd0};

    memcpy(p, head, sizeof head);
    p[15] = 0x80;
    p[30] = (uint8_t)number;
}

static size_t make(const struct made *kind, uint8_t *file)
{
    size_t at = 24;

    put32(file, 0xA1B2C3D4);
    put32(file + 16, 65535);
    put32(file + 20, (uint32_t)kind->link_type);
    for (uint32_t i = 0; i < PACKETS; i++, at += HEAD + SIZE) {
        put32(file + at, 1700000000 + i / 1000);
        put32(file + at + 8, SIZE);
        put32(file + at + 12, SIZE);
        kind->fill(file + at + HEAD, i);
    }
    return at;
}

static uint64_t read_all(struct lw_unwrap *unwrap, struct lw_capture_file *file,
                         const uint8_t *bytes, size_t len)
{
    uint64_t payloads = 0;
    size_t at = 0;

    lw_capture_init(file);
    while (at < len) {
        struct lw_packet packet;
        struct lw_payload payload;
        struct lw_fault fault;
        int got;
        at += lw_capture_next(file, bytes + at, len - at, (int64_t)at, true,
                              &packet, &got, &fault);
        if (got != 1)
            continue;
        lw_unwrap_take(unwrap, &packet);
        while (lw_unwrap_next(unwrap, &payload) == 1)
            payloads++;
    }
    return payloads;
}

/* Packets a second of one kind; 0: they were not all there. */
static double rate(const struct made *kind, uint8_t *bytes, void *mem,
                   struct lw_capture_file *file)
{
    memset(bytes, 0, FILE_SIZE);
    const size_t len = make(kind, bytes);
    uint64_t payloads = 0;
    const double begin_s = now_s();

    for (int i = 0; i < ROUNDS; i++) {
        struct lw_unwrap *unwrap = lw_unwrap_init(mem, lw_unwrap_size());
        payloads += read_all(unwrap, file, bytes, len);
    }
    const double s = now_s() - begin_s;
    return payloads == (uint64_t)PACKETS * ROUNDS ? (double)payloads / s : 0;
}

int main(void)
{
    static const struct made kinds[] = {
        {"udp", LW_LINK_ETHERNET, fill_udp},
        {"tcp, 16 streams", LW_LINK_ETHERNET, fill_tcp},
        {"wi-fi", LW_LINK_RADIOTAP, fill_wifi},
    };
    static struct lw_capture_file file;
    static uint8_t bytes[FILE_SIZE];
    void *mem = malloc(lw_unwrap_size());
    int status = mem == NULL;

    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && status == 0; k++) {
        const double packets = rate(&kinds[k], bytes, mem, &file);
        printf("capture, %s: %.3g million packets/s\n", kinds[k].name,
               1e-6 * packets);
        status = packets > 0 ? 0 : 1;
    }
    free(mem);
    return status;
}
