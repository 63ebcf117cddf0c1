/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many ADS-B messages a second one core reads, Mode-S Beast to reports:
 * 5,000 aircraft in the air over Europe, each with two positions and two
 * velocities a second, and its callsign every five seconds.
 *
 *   adsb_bench               the figures of the best of some rounds
 *   adsb_bench --write FILE  the messages of one round, as a file
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "decode/adsb.h"
#include "decode/formats.h"
#include "random.h"

enum {
    AIRCRAFT = 5000,
    SECONDS = 10,
    FRAME_MAX = 48,
    MESSAGES_MAX = AIRCRAFT * SECONDS * 5,
    ROUNDS = 7,
};
static const double bar_per_s = 2.4e6;
static const double degrees = 180 / 3.14159265358979323846;

struct aircraft {
    double lat_deg, lon_deg, east_kt, north_kt;
    uint32_t alt_ft;
};

struct stream {
    uint8_t *bytes;
    size_t used, messages;
    size_t second[SECONDS + 1]; /* where each begins */
};

/* Time of the processor, not of the wall: others may be using it too. */
static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void put_bits(uint8_t *me, int first, int count, uint32_t value)
{
    for (int i = 0; i < count; i++) {
        const int bit = first - 1 + i;
        if (value >> (count - 1 - i) & 1u)
            me[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
    }
}

/* A frame of DF 17 with this ME field. */
static void put_frame(struct stream *to, uint32_t address, const uint8_t me[7])
{
    uint8_t plain[7 + LW_MODE_S_LONG] = {0, 0, 0, 0, 0, 0, 0x80, 0x8d};
    uint8_t *msg = plain + 7, *out = to->bytes + to->used;
    size_t used = 2;

    for (int i = 0; i < 3; i++)
        msg[1 + i] = (uint8_t)(address >> (16 - 8 * i));
    memcpy(msg + 4, me, 7);
    const uint32_t parity = lw_mode_s_remainder(msg, LW_MODE_S_LONG);
    for (int i = 0; i < 3; i++)
        msg[11 + i] = (uint8_t)(parity >> (16 - 8 * i));
    for (int i = 0; i < 6; i++)
        plain[i] = (uint8_t)(to->messages >> (40 - 8 * i));
    out[0] = 0x1a;
    out[1] = '3';
    for (size_t i = 0; i < sizeof plain; i++) {
        out[used++] = plain[i];
        if (plain[i] == 0x1a)
            out[used++] = 0x1a;
    }
    to->used += used;
    to->messages++;
}

static double part_of(double value, double step)
{
    return value - step * floor(value / step);
}

static void put_position(struct stream *to, uint32_t address,
                         const struct aircraft *a, bool odd)
{
    const double lat_step = 360.0 / (60 - odd);
    const double y =
        floor(131072 * part_of(a->lat_deg, lat_step) / lat_step + 0.5);
    const double lat = lat_step * (y / 131072 + floor(a->lat_deg / lat_step));
    const int zones = lw_cpr_zones(lat) - odd;
    const double lon_step = 360.0 / (zones > 1 ? zones : 1);
    const double x =
        floor(131072 * part_of(a->lon_deg, lon_step) / lon_step + 0.5);
    const uint32_t n = (a->alt_ft + 1000) / 25;
    uint8_t me[7] = {0};

    put_bits(me, 1, 5, 11);
    put_bits(me, 9, 12, (n & 0x7f0) << 1 | 0x10 | (n & 0xf));
    put_bits(me, 22, 1, odd);
    put_bits(me, 23, 17, (uint32_t)y & 0x1ffff);
    put_bits(me, 40, 17, (uint32_t)x & 0x1ffff);
    put_frame(to, address, me);
}

static void put_velocity(struct stream *to, uint32_t address,
                         const struct aircraft *a)
{
    uint8_t me[7] = {0};

    put_bits(me, 1, 5, 19);
    put_bits(me, 6, 3, 1);
    put_bits(me, 11, 3, 2);
    put_bits(me, 14, 1, a->east_kt < 0);
    put_bits(me, 15, 10, 1 + (uint32_t)fabs(a->east_kt));
    put_bits(me, 25, 1, a->north_kt < 0);
    put_bits(me, 26, 10, 1 + (uint32_t)fabs(a->north_kt));
    put_bits(me, 38, 9, 5);
    put_bits(me, 50, 7, 9);
    put_frame(to, address, me);
}

static void put_callsign(struct stream *to, uint32_t address)
{
    uint8_t me[7] = {0};

    put_bits(me, 1, 5, 4);
    put_bits(me, 6, 3, 3);
    for (int i = 0; i < 8; i++)
        put_bits(me, 9 + 6 * i, 6,
                 i < 3 ? 1 + (address >> 4 * i) % 26
                       : 0x30 + (address >> 2 * i) % 10);
    put_frame(to, address, me);
}

static void make(struct stream *to)
{
    static struct aircraft sky[AIRCRAFT];
    uint64_t seed = 7;

    for (int i = 0; i < AIRCRAFT; i++)
        sky[i] = (struct aircraft){
            random_between(&seed, 36, 62), random_between(&seed, -10, 30),
            random_between(&seed, -450, 450), random_between(&seed, -450, 450),
            2000 + 25 * random_below(&seed, 1500)};
    for (int half = 0; half < 2 * SECONDS; half++) {
        if (half % 2 == 0)
            to->second[half / 2] = to->used;
        for (uint32_t i = 0; i < AIRCRAFT; i++) {
            const uint32_t address = 0x480000 + 97 * i;
            struct aircraft *a = &sky[i];

            a->lat_deg += a->north_kt / 3600 / 60 / 2;
            a->lon_deg +=
                a->east_kt / 3600 / 60 / 2 / cos(a->lat_deg / degrees);
            put_position(to, address, a, half % 2 != 0);
            put_velocity(to, address, a);
            if ((uint32_t)half % 10 == i % 10)
                put_callsign(to, address);
        }
    }
    to->second[SECONDS] = to->used;
}

/* All of it once; the positions that came out. */
static size_t read_all(const struct stream *from, void *state, int64_t rx_ns,
                       double *took)
{
    const struct lw_decoder *d = &lw_decoder_beast;
    struct lw_report report;
    struct lw_fault fault;
    size_t reports = 0;
    const double began = now_s();

    for (int second = 0; second < SECONDS; second++, rx_ns += 1000000000)
        for (size_t at = from->second[second]; at < from->second[second + 1];) {
            size_t start = 0;
            const size_t len = d->frame(
                from->bytes + at, from->second[second + 1] - at, 1, &start);
            const int got = d->decode(state, from->bytes + at + start, len,
                                      rx_ns, &report, 1, &fault);
            if (got > 0)
                reports += (size_t)got;
            at += start + len;
        }
    *took = now_s() - began;
    return reports;
}

static int measure(const struct stream *all)
{
    const struct lw_decode_config config = {.sensor = "roof"};
    int64_t rx_ns = 1790000000000000000;
    void *state = malloc(lw_decoder_beast.state_size);
    double best = 1e9, took;
    size_t reports = 0;

    if (state == NULL || lw_decoder_beast.init(state, &config, NULL) < 0)
        return 1;
    for (int round = 0; round < ROUNDS; round++) {
        reports = read_all(all, state, rx_ns, &took);
        rx_ns += SECONDS * (int64_t)1000000000;
        best = took < best ? took : best;
    }
    free(state);
    printf("%zu messages of %d aircraft, %zu bytes: %zu positions\n",
           all->messages, AIRCRAFT, all->used, reports);
    bar_least("ADS-B, Beast to reports", (double)all->messages / best,
              bar_per_s, "/s");
    return reports < (size_t)AIRCRAFT * 2 * SECONDS * 99 / 100;
}

int main(int argc, char **argv)
{
    struct stream all = {.bytes = malloc((size_t)MESSAGES_MAX * FRAME_MAX)};
    int bad = 1;

    if (all.bytes == NULL)
        return 1;
    make(&all);
    if (argc == 3 && strcmp(argv[1], "--write") == 0) {
        FILE *file = fopen(argv[2], "wb");
        bad = file == NULL || fwrite(all.bytes, 1, all.used, file) != all.used;
        if (file != NULL && fclose(file) != 0)
            bad = 1;
    } else {
        bad = measure(&all);
    }
    free(all.bytes);
    return bad;
}
