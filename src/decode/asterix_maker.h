/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_maker.h - what the categories of ASTERIX have in common on the way
 * from a record to reports: time, identity, place and how well it is known.
 *
 * Each fills what the record says into *m->out; a field that it does not have
 * leaves the report as it is. Fields: model/asterix_fields.h.
 */
#ifndef LW_ASTERIX_MAKER_H
#define LW_ASTERIX_MAKER_H

#include "asterix_reports.h"
#include "base/geodesy.h"

struct lw_asterix_maker {
    const struct lw_asterix_record *record;
    const struct lw_decode_config *config;
    struct lw_asterix_source *source;
    int64_t rx_ns;
    struct lw_report *out;
    struct lw_fault *fault;
};

/* Metres in a foot, a nautical mile, a flight level. */
#define LW_FOOT_M  0.3048
#define LW_NM_M    1852.0
#define LW_LEVEL_M (100.0 * LW_FOOT_M)

static inline bool lw_asterix_raw(const struct lw_asterix_maker *m,
                                  unsigned field, uint64_t *raw)
{
    return lw_asterix_value(m->record, field, raw);
}

static inline bool lw_asterix_quantity(const struct lw_asterix_maker *m,
                                       unsigned field, double *value)
{
    return lw_asterix_value_number(m->record, field, value);
}

/* Of a mark that a category does not have. */
#define LW_ASTERIX_NO_FIELD (~0u)

/* Whether it is there, and not 0. */
static inline bool lw_asterix_is(const struct lw_asterix_maker *m,
                                 unsigned field)
{
    uint64_t raw;

    return field != LW_ASTERIX_NO_FIELD &&
           lw_asterix_value(m->record, field, &raw) && raw != 0;
}

/* The same of what is seen of an item. */
static inline bool lw_asterix_shows(const struct lw_asterix_maker *m,
                                    const struct lw_asterix_window *window,
                                    unsigned field)
{
    uint64_t raw;

    return field != LW_ASTERIX_NO_FIELD &&
           lw_asterix_seen(m->record, window, field, &raw) && raw != 0;
}

/* The item that a field stands in, for faults. */
const char *lw_asterix_item_of(const struct lw_asterix_maker *m,
                               unsigned field);

/* When it was: its time of day on the day that makes it nearest to when it
 * came; when it came where it has none. 1, or LW_ERR_RANGE. */
int lw_asterix_put_time(struct lw_asterix_maker *m);
/* The same of a time that comes round after `period_ns`. */
static inline void lw_asterix_put_time_of(struct lw_asterix_maker *m,
                                          int64_t since_ns, int64_t period_ns)
{
    int64_t off_ns = (since_ns - m->rx_ns) % period_ns;

    if (off_ns > period_ns / 2)
        off_ns -= period_ns;
    if (off_ns < -period_ns / 2)
        off_ns += period_ns;
    m->out->meas_ns = m->rx_ns + off_ns;
}

/* 24 bits; 0 and all ones are none. */
void lw_asterix_put_address(struct lw_asterix_maker *m, unsigned field);
/* Mode 3/A, unless it is marked as not validated or garbled. */
void lw_asterix_put_squawk(struct lw_asterix_maker *m, unsigned field,
                           unsigned not_validated, unsigned garbled);
/* Eight characters of six bits; one that is none makes it no name. */
void lw_asterix_put_callsign(struct lw_asterix_maker *m, unsigned field);
void lw_asterix_put_track(struct lw_asterix_maker *m, unsigned field);
/* An emitter category of 021/020 or 062/380; false: it is no aircraft. */
bool lw_asterix_put_emitter(struct lw_asterix_maker *m, unsigned field);

/* Slant range and azimuth. */
void lw_asterix_put_polar(struct lw_asterix_maker *m, double range_m,
                          double az_deg);
/* A place, without height: 1; 0: it is not there; LW_ERR_RANGE. */
int lw_asterix_put_place(struct lw_asterix_maker *m, unsigned lat,
                         unsigned lon);
/* Height above the ellipsoid, unless it cannot be one; sd_m 0: not known how
 * well. */
void lw_asterix_put_height(struct lw_asterix_maker *m, double alt_hae_m,
                           double sd_m);
/* Pressure altitude, of which nobody knows better how high that is; false: it
 * is not there, or garbled or not validated. */
bool lw_asterix_put_level(struct lw_asterix_maker *m, unsigned field,
                          unsigned not_validated, unsigned garbled);
/* What a report can hold of speeds: 10 km/s either way. */
bool lw_asterix_is_speed(double mps);
/* East, north; up NAN: not known. sd_mps 0: not known. Nothing where one is no
 * speed. */
void lw_asterix_put_velocity(struct lw_asterix_maker *m, double east_mps,
                             double north_mps, double up_mps, double sd_mps);
/* 1 sigma of east and north and their covariance; `step_m`: the least that the
 * wire can tell. After the height. */
void lw_asterix_put_accuracy(struct lw_asterix_maker *m, double east_m,
                             double north_m, double covariance_m2,
                             double step_m);

/* By kind of category; each as lw_asterix_report(). */
int lw_asterix_plot(struct lw_asterix_maker *m);
int lw_asterix_position(struct lw_asterix_maker *m);
int lw_asterix_status(struct lw_asterix_maker *m);

#endif
