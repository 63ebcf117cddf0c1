/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adsb_samples.h - for tests: messages whose meaning is known.
 *
 * Source  J. Sun, "The 1090 Megahertz Riddle" (2021), worked examples
 */
#ifndef LW_ADSB_SAMPLES_H
#define LW_ADSB_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#define SAMPLE_CALLSIGN   "8d4840d6202cc371c32ce0576098" /* KLM1023 */
#define SAMPLE_EVEN       "8d40621d58c382d690c8ac2863a7" /* 52.2572 3.91937 */
#define SAMPLE_ODD        "8d40621d58c386435cc412692ad6"
#define SAMPLE_VELOCITY   "8d485020994409940838175b284f" /* 159 kt, 182.88 */
#define SAMPLE_AIR_SPEED  "8da05f219b06b6af189400cbc33f" /* 375 kt, 243.98 */
#define SAMPLE_SURFACE_0  "8c4841753aab238733c8cd4020b1"
#define SAMPLE_SURFACE_1  "8c4841753a8a35323faebdac702d"
#define SAMPLE_ALTITUDE_4 "2000171806a983"
#define SAMPLE_IDENTITY_5 "2a00516d492b80"

/* Bytes of a hexadecimal text: their number. */
static inline size_t sample_bytes(const char *hex, uint8_t *out)
{
    size_t count = 0;

    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        unsigned value = 0;
        for (int i = 0; i < 2; i++)
            value = value << 4 | (unsigned)(hex[i] <= '9' ? hex[i] - '0'
                                                          : hex[i] - 'a' + 10);
        out[count++] = (uint8_t)value;
    }
    return count;
}

#endif
