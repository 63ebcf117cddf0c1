/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many packs of Remote ID (five messages: all but auth) a second one core
 * reads to values, as opendroneid-core-c does, and how many beacons it takes
 * from the frame to reports and to text. The best of some rounds counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bars.h"
#include "decode/formats.h"
#include "decode/remote_id.h"
#include "decode/remote_id_samples.h"

enum { PACKS = 1024, MESSAGES = 5, ROUNDS = 9, TURNS = 200 };
enum { PACK_LEN = LW_REMOTE_ID_PACK_HEAD + MESSAGES * LW_REMOTE_ID_LEN };
static const double bar_packs_per_s = 22e6;

/* Time of the processor, not of the wall: others may be using it too. */
static double now_s(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* All messages of all packs; something of each, so that none is left out. */
static double read_packs(const uint8_t *packs)
{
    struct lw_remote_id m;
    double sum = 0;

    for (size_t i = 0; i < PACKS; i++) {
        const uint8_t *pack = packs + i * PACK_LEN;
        const int count = lw_remote_id_pack(pack, PACK_LEN, NULL);

        for (int k = 0; k < count; k++) {
            const size_t at =
                LW_REMOTE_ID_PACK_HEAD + (size_t)k * LW_REMOTE_ID_LEN;
            if (lw_remote_id_read(pack + at, PACK_LEN - at, &m, NULL) == 0)
                sum += m.type == LW_REMOTE_ID_LOCATION ? m.is.location.lat_deg
                                                       : m.version;
        }
    }
    return sum;
}

static double bench_packs(void)
{
    static uint8_t packs[PACKS * PACK_LEN];
    double best = 0, sum = 0;

    for (size_t i = 0; i < PACKS; i++) {
        memcpy(packs + i * PACK_LEN,
               sample_beacon + sizeof sample_beacon - PACK_LEN, PACK_LEN);
        /* places that differ */
        packs[i * PACK_LEN + LW_REMOTE_ID_PACK_HEAD + LW_REMOTE_ID_LEN + 5] =
            (uint8_t)(i & 0xff);
    }
    for (int round = 0; round < ROUNDS; round++) {
        const double start = now_s();
        for (int turn = 0; turn < TURNS; turn++)
            sum += read_packs(packs);
        const double rate = PACKS * (double)TURNS / (now_s() - start);
        best = rate > best ? rate : best;
    }
    return sum > 0 ? best : 0;
}

/* Beacons of a thousand transmitters, from the frame on. */
static double bench_frames(bool tell)
{
    const struct lw_decoder *d = &lw_decoder_remote_id;
    const struct lw_decode_config config = {.sensor = "bench"};
    void *state = malloc(d->state_size);
    uint8_t frame[sizeof sample_beacon];
    double best = 0;
    size_t start, reports = 0, told = 0;

    if (state == NULL || d->init(state, &config, NULL) < 0)
        exit(1);
    memcpy(frame, sample_beacon, sizeof frame);
    for (int round = 0; round < ROUNDS; round++) {
        const double begin = now_s();
        for (int i = 0; i < 20000; i++) {
            const int64_t rx_ns = 1790000000000000000 + i * INT64_C(1000000);
            frame[14] = (uint8_t)(i & 0xff); /* the sender's address */
            frame[15] = (uint8_t)(i >> 8 & 3);
            const size_t len = d->frame(frame, sizeof frame, 1, &start);
            for (size_t from = 0, to; from < len; from = to) {
                struct lw_report report;
                struct lw_fault fault;
                char text[2048];

                to = d->part(state, frame, len, from);
                const int got = d->decode(state, frame + from, to - from, rx_ns,
                                          &report, 1, &fault);
                reports += got > 0;
                if (tell)
                    told += d->describe(state, frame + from, to - from, text,
                                        sizeof text, &fault) > 0;
            }
        }
        const double rate = 20000 / (now_s() - begin);
        best = rate > best ? rate : best;
    }
    free(state);
    return reports == ROUNDS * 20000 && (!tell || told > reports) ? best : 0;
}

int main(void)
{
    const double packs = bench_packs();

    printf("packs of %d messages: %.0f/s\n", (int)MESSAGES, packs);
    printf("beacons to reports: %.0f/s\n", bench_frames(false));
    printf("beacons to JSON: %.0f/s\n", bench_frames(true));
    bar_least("Remote ID packs to values", packs / 1e6, bar_packs_per_s / 1e6,
              "million/s");
    return 0;
}
