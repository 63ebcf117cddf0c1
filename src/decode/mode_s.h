/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mode_s.h - one Mode S message: what it says by itself.
 *
 * Parity is checked, and repaired only where that is asked for. A message whose
 * parity carries its address (DF 0, 4, 5, 16, 20, 21, 24) cannot be checked
 * alone: `checked` is false, and its address may be believed only when the same
 * was heard from lately in one that can (DF 11, 17, 18).
 *
 * Units   as on the wire (feet, knots, feet/minute, degrees), said in the name
 * Source  ICAO Annex 10 vol. IV, 3.1.2 (formats, parity); ICAO Doc 9871 2nd
 *         ed., appendix C (extended squitter, version 2); altitude code:
 *         Annex 10 vol. IV, 3.1.1.7.12.2.3
 */
#ifndef LW_MODE_S_H
#define LW_MODE_S_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum { LW_MODE_S_SHORT = 7, LW_MODE_S_LONG = 14 };

enum lw_mode_s_has {
    LW_MODE_S_ALT = 1 << 0,
    LW_MODE_S_SQUAWK = 1 << 1,
    LW_MODE_S_CALLSIGN = 1 << 2,
    LW_MODE_S_CATEGORY = 1 << 3,
    LW_MODE_S_CPR = 1 << 4,
    LW_MODE_S_GROUND_SPEED = 1 << 5,
    LW_MODE_S_TRACK = 1 << 6,
    LW_MODE_S_AIR_SPEED = 1 << 7,
    LW_MODE_S_HEADING = 1 << 8,
    LW_MODE_S_VERTICAL_RATE = 1 << 9,
    LW_MODE_S_GNSS_DIFFERENCE = 1 << 10,
    LW_MODE_S_NAC_V = 1 << 11,
    LW_MODE_S_NAC_P = 1 << 12,
    LW_MODE_S_VERSION = 1 << 13,
    LW_MODE_S_EMERGENCY = 1 << 14,
    LW_MODE_S_ICAO = 1 << 15, /* the address is one that ICAO gave out */
};

struct lw_mode_s {
    int df;
    bool checked; /* parity agrees, by itself */
    uint32_t has; /* enum lw_mode_s_has, ored */
    uint32_t address;
    int type_code; /* DF 17, 18: 0..31; else -1 */
    int control;   /* DF 18: CF, 0..7; else -1 */
    int repaired;  /* the bit that was put right, from 1; 0: none */
    int32_t alt_ft;
    bool alt_gnss; /* above the ellipsoid; else pressure altitude */
    bool surface;  /* the position is one on the ground */
    char squawk[5];
    char callsign[9];
    uint8_t category; /* 0xa7: set A, category 7 */
    bool cpr_odd;
    uint32_t cpr_lat, cpr_lon; /* 17 bits each */
    double ground_speed_kt, track_deg;
    double air_speed_kt, heading_deg;
    bool true_air_speed;
    int32_t vertical_rate_fpm;
    bool vertical_rate_gnss;
    int32_t gnss_difference_ft; /* height above the ellipsoid less pressure
                                   altitude */
    int nac_v, nac_p, version, emergency;
};

/*
 * Read a message of 7 or 14 bytes. Returns 0, or
 *   LW_ERR_TRUNCATED  fewer bytes than its format has
 *   LW_ERR_INTEGRITY  the parity does not agree
 *   LW_ERR_NOT_MINE   a format without a civil meaning (DF 19, 22, 1, ...)
 */
LW_NODISCARD int lw_mode_s_read(const uint8_t *msg, size_t len,
                                struct lw_mode_s *out, struct lw_fault *fault);

/*
 * The same for a message of DF 17 whose parity does not agree, with the one bit
 * put right that makes it agree, if there is one: `checked` stays false, as it
 * may be another message than the one that was sent. LW_ERR_INTEGRITY: no one
 * bit does, or it is another format.
 */
LW_NODISCARD int lw_mode_s_repair(const uint8_t *msg, size_t len,
                                  struct lw_mode_s *out,
                                  struct lw_fault *fault);

/* What the parity (the last 3 of `len` bytes) has laid over it: 0, or an
 * address, or an interrogator's code. */
uint32_t lw_mode_s_remainder(const uint8_t *msg, size_t len);

/* Feet for a 13-bit altitude code, or false: none, or none that exists. */
bool lw_mode_s_altitude(uint32_t code, int32_t *alt_ft);

#endif
