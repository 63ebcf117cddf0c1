/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_reports.h - what a record reports: plots of radars and their like
 * (001, 010, 015, 020, 048), positions that aircraft send or that a centre
 * made (011, 021, 062, 205), looks and heartbeats (002, 010, 019, 023, 025,
 * 034, 063, 065).
 *
 * Fields mapped and left out: doc/formats/asterix.md.
 */
#ifndef LW_ASTERIX_REPORTS_H
#define LW_ASTERIX_REPORTS_H

#include "asterix_record.h"
#include "decode.h"

/* Whether sectors and north markers of a radar are looks, after which its
 * silence speaks: where it shows echoes, not transponders alone; or always, or
 * never. */
enum lw_asterix_looks {
    LW_ASTERIX_LOOKS_ECHOES,
    LW_ASTERIX_LOOKS_ALWAYS,
    LW_ASTERIX_LOOKS_NEVER,
};

/* What is remembered of a source between its records. All 0: a new one. */
struct lw_asterix_source {
    bool used;
    uint8_t sac, sic;
    uint64_t heard;             /* the latest, by count */
    char sensor[LW_ID_MAX + 1]; /* that its reports carry; "": none */
    enum lw_asterix_looks looks;
    bool primary; /* it has shown an echo */
    bool sectors; /* it tells of sectors, not of north alone */
    bool crossed; /* its antenna crossed `crossed_rad` at `crossed_ns` */
    double crossed_rad;
    int64_t crossed_ns;
    enum lw_heartbeat station, service; /* as last told */
    bool has_reference; /* where its Cartesian plane touches the Earth */
    struct lw_geodetic reference;
};

enum { LW_ASTERIX_REPORTS_MAX = 2 }; /* of one record */

/*
 * The reports of a record that came at rx_ns, in out[]: how many; 0: it reports
 * nothing (a test target, a track without a plot, a category that is not
 * read); or
 *   LW_ERR_RANGE    a value that cannot be
 *   LW_ERR_MISSING  nothing says which sensor it is from
 */
LW_NODISCARD int lw_asterix_report(const struct lw_asterix_record *record,
                                   const struct lw_decode_config *config,
                                   struct lw_asterix_source *source,
                                   int64_t rx_ns,
                                   struct lw_report out[LW_ASTERIX_REPORTS_MAX],
                                   struct lw_fault *fault);

/* The time of day that it says, ns; -1: it does not, or of another period. */
int64_t lw_asterix_time_of_day_ns(const struct lw_asterix_record *record);

#endif
