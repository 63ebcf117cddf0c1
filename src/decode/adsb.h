/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adsb.h - what is known of each aircraft between its messages, and the
 * reports that follow: shared by the formats that carry ADS-B.
 *
 * Bounded: LW_ADSB_AIRCRAFT_MAX aircraft; where a bucket of the table is full,
 * the one not heard for longest makes room.
 *
 * Source  ICAO Doc 9871 2nd ed., appendix C; doc/formats/beast.md
 */
#ifndef LW_ADSB_H
#define LW_ADSB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpr.h"
#include "decode.h"
#include "mode_s.h"

enum {
    LW_ADSB_AIRCRAFT_MAX = 16384,
    LW_ADSB_BUCKET = 8,
    LW_ADSB_NOT_ICAO = 1 << 24,
};

enum lw_adsb_has {
    LW_ADSB_ALT = 1 << 0,
    LW_ADSB_VEL = 1 << 1,
    LW_ADSB_VERTICAL = 1 << 2,
    LW_ADSB_SQUAWK = 1 << 3,
    LW_ADSB_CALLSIGN = 1 << 4,
    LW_ADSB_PLACE = 1 << 5,
    LW_ADSB_GNSS_DIFFERENCE = 1 << 6,
    LW_ADSB_EVEN = 1 << 7,
    LW_ADSB_ODD = 1 << 8,
    LW_ADSB_CHECKED = 1 << 9, /* its address was heard with plain parity */
    LW_ADSB_ICAO = 1 << 10,
};

struct lw_adsb_aircraft {
    uint32_t address; /* LW_ADSB_NOT_ICAO ored where it is not one of them */
    uint32_t has;     /* enum lw_adsb_has, ored; 0: a free place */
    int64_t heard_ns;
    int64_t checked_ns;
    int64_t alt_ns, vel_ns, vertical_ns, difference_ns;
    int64_t cpr_ns[2]; /* even, odd */
    struct lw_cpr cpr[2];
    bool cpr_surface[2];
    int64_t place_ns;
    struct lw_cpr_place place;
    uint32_t told;  /* `has` when a position of it was last reported */
    uint32_t jumps; /* positions in a row that were too far away */
    double alt_m;
    bool alt_gnss;
    double vel_mps[2]; /* east, north */
    double up_mps;
    double difference_m; /* height above the ellipsoid less pressure alt. */
    int nac_p, nac_v, version;
    uint8_t category;
    char squawk[5];
    char callsign[9];
};

struct lw_adsb {
    struct lw_decode_config config;
    bool repair;                  /* one bit of DF 17 */
    bool has_receiver;            /* where it is, is known: */
    struct lw_cpr_place receiver; /* positions on the ground need it */
    struct lw_adsb_aircraft aircraft[LW_ADSB_AIRCRAFT_MAX];
};

/* Settings: `repair` (none, one), `receiver` (LAT,LON; else the place of the
 * sensor in the site file). */
extern const char *const lw_adsb_options[];
int lw_adsb_init(void *state, const struct lw_decode_config *config,
                 struct lw_fault *fault);

/* lw_mode_s_read(), and as far as it is set, lw_mode_s_repair(). */
LW_NODISCARD int lw_adsb_read(const struct lw_adsb *adsb, const uint8_t *msg,
                              size_t len, struct lw_mode_s *out,
                              struct lw_fault *fault);

/* Take in a message. 1 with a position report in *out, 0, or
 * LW_ERR_INTEGRITY: a position that cannot follow the last ones. */
int lw_adsb_take(struct lw_adsb *adsb, const struct lw_mode_s *msg,
                 int64_t rx_ns, struct lw_report *out, struct lw_fault *fault);

/* Was this address heard with plain parity within the last minute? */
bool lw_adsb_vouched(const struct lw_adsb *adsb, uint32_t address,
                     int64_t now_ns);

/* The place of an address, made when it is new. */
struct lw_adsb_aircraft *lw_adsb_find(struct lw_adsb *adsb, uint32_t address,
                                      int64_t now_ns);

/* The report that the aircraft's position of now_ns makes, with what is known
 * of velocity, height and identity by then. */
void lw_adsb_report(const char *sensor, const struct lw_adsb_aircraft *aircraft,
                    int64_t meas_ns, int64_t rx_ns, double sd_horizontal_m,
                    struct lw_report *out);

/* 95% radius by NACp (Doc 9871, table C-2-100 and following); 0: not said. */
double lw_adsb_radius_m(int nac_p);
/* Standard deviation of each horizontal axis, of a 95% radius; 0: not said. */
double lw_adsb_sd_m(double radius_m);
/* How far pressure altitude may be off. */
double lw_adsb_pressure_sd_m(double alt_m);

/* What the emitter category (0xa7: set A, category 7) makes likely. */
void lw_adsb_kinds(uint8_t category, struct lw_report *out);

/* The same of a number, as MAVLink and GDL 90 count: 0..7 are set A, 8..15 set
 * B; others say nothing. */
void lw_adsb_emitter_kinds(unsigned emitter, struct lw_report *out);

/* The message's fields as JSON members, without braces: for `describe`. */
int lw_adsb_describe(const struct lw_adsb *adsb, const struct lw_mode_s *msg,
                     int64_t now_ns, char *text, size_t size);

#endif
