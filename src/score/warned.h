/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warned.h - how good warnings were: what was told, against the visits that
 * there truly were.
 *
 * Beside them two references. The *oracle* knows the true paths and warns just
 * the zones that will be entered, `minutes` before, or from when the object
 * exists (from when two sensors could notice it), until the zone has been left
 * for `clear_after`. The *province-wide habit* warns all zones of a province
 * from the first entry into the province until the last has left it for
 * `clear_after`.
 *
 * Units   ns inside; results in seconds, hours, km2
 * Source  doc/measuring.md, "Warnings"
 */
#ifndef LW_WARNED_H
#define LW_WARNED_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"
#include "visits.h"

/* What comes so long after a warning's end was still meant by it. */
#define LW_WARNED_GRACE_NS INT64_C(300000000000)
/* A zone that is warned again so soon after its all clear: it flapped. */
#define LW_WARNED_FLAP_NS INT64_C(600000000000)

enum { LW_WARNED_GROUPS_MAX = 64, LW_WARNED_LEADS = 3, LW_WARNED_BINS = 10 };
extern const double lw_warned_lead_s[LW_WARNED_LEADS]; /* 60, 120, 300 */

/* As told. */
struct lw_warned_line {
    uint32_t zone, warning; /* warning: its number */
    int64_t time_ns;
    enum lw_warning_level level;
    enum lw_warning_state state;
    double probability; /* NaN: not told */
    bool has_arrival;
    struct lw_arrival when;
};

/* One warning, from its first line to its last. */
struct lw_warned_span {
    uint32_t zone, warning;
    uint32_t first, lines;        /* in the scene's lines */
    int64_t told_ns;              /* first line of any level */
    int64_t raised_ns;            /* INT64_MAX: never above notice */
    int64_t ended_ns;             /* INT64_MAX: stands when truth ends */
    enum lw_warning_state ending; /* CLEARED or CANCELLED, else ACTIVE */
    bool came;                    /* a visit in its life and the grace */
    bool left_early;              /* it ended while one was going on */
    bool returned;                /* soon after the zone's last one */
    bool judged;                  /* whether anything came is known */
    double clear_s; /* from the last that left, and `clear_after`, to its end;
                       NaN: nothing came, or it stands */
};

/* One visit with a way in, and how it was warned of. */
struct lw_warned_entry {
    uint32_t visit;
    bool first;    /* the zone had been quiet: an oracle's warning begins */
    bool warned;   /* it was, as the object came in */
    bool could;    /* two sensors could have noticed in time to warn at all */
    double lead_s; /* of the warning: negative: raised so late;
                      -INFINITY: never */
    double notice_lead_s; /* the same of the first line of any level */
    double oracle_s;      /* of the oracle; of the one who needs two sensors, */
    double noticed_s;     /* NaN where two never noticed it before */
};

/* Hours, and hours times area, of all zones together. */
struct lw_warned_hours {
    double zone_h, area_km2_h;
};

/* Claims and what came of them. */
struct lw_warned_bin {
    double weight, claimed, came; /* sums */
};

struct lw_warned_within {
    uint32_t of, good; /* first entries; warned at least so long before */
    uint32_t asked, asked_good; /* those that could have been */
};

/* First entries of one kind of flyer into zones of one kind. */
struct lw_warned_group {
    const char *kind;                        /* NULL: of all kinds */
    int flyer;                               /* enum lw_flyer, or -1: all */
    uint32_t entries, warned, could, missed; /* missed: of those that could */
    uint32_t first;
    double lead_p50_s, lead_p10_s, notice_p50_s, oracle_p50_s;
    double seen_lead_p50_s, noticed_p50_s; /* where two noticed it before */
    struct lw_warned_within within[LW_WARNED_LEADS];
};

/* What arrival times said, of lines at which nothing had arrived yet. */
struct lw_warned_arrivals {
    double lines_s;         /* line-time of those that came */
    double early_s, late_s; /* it came before `earliest`, after `latest` */
};

struct lw_warned_result {
    uint32_t zones, visits, entries, spans;
    uint32_t raised, notices; /* notices: never more than that */
    uint32_t stood;           /* raised, and not ended */
    uint32_t cancelled, judged, needless, left_early, returned;
    double returned_share;
    double clear_p50_s, clear_p95_s; /* beyond `clear_after` */
    uint32_t clears;
    double exposed_s, inside_s; /* something inside, not warned; inside */
    struct lw_warned_hours warned, noticed, oracle, oracle_noticed, province,
        country, over; /* over: warned and not needed;
noticed: at either level */
    uint32_t groups;
    struct lw_warned_group group[LW_WARNED_GROUPS_MAX + 1]; /* [0]: all */
    struct lw_warned_bin first[LW_WARNED_BINS]; /* as it was raised */
    struct lw_warned_bin told[LW_WARNED_BINS];  /* at its first line */
    struct lw_warned_bin lines[LW_WARNED_BINS]; /* weighed by time, seconds */
    struct lw_warned_arrivals arrivals;
    uint32_t ahead[LW_WARNED_LEADS], ahead_good[LW_WARNED_LEADS]; /* a line
        2, 5, 10 minutes before the entry; `likely` within 20% */
};
extern const double lw_warned_ahead_s[LW_WARNED_LEADS]; /* 120, 300, 600 */

/* All memory is the caller's. */
struct lw_warned_scene {
    const struct lw_zone *zone; /* `zones` of them are warned; behind them
        stand provinces, and last the country */
    uint32_t zones, areas;
    const double *area_km2;         /* of each of the zones */
    const uint32_t *province;       /* of each of the zones: index in zone[] */
    const struct lw_visits *visits; /* ended and sorted; of all areas */
    struct lw_warned_line *line;    /* sorted by lw_warned_judge() */
    uint32_t lines;
    int64_t from_ns, to_ns; /* of truth */
    /* filled */
    struct lw_warned_span *span;         /* room for as many as lines */
    struct lw_warned_entry *entry;       /* room for as many as visits */
    uint32_t *first_visit;               /* room for areas + 1 */
    uint32_t *first_span;                /* room for zones + 1 */
    struct lw_warned_interval *interval; /* lw_warned_intervals() of them */
    double *value; /* room for as many as visits, and as lines */
};

struct lw_warned_interval {
    int64_t from_ns, to_ns;
};

/* How many intervals a scene of so many visits and lines may need. */
size_t lw_warned_intervals(uint32_t visits, uint32_t lines);

void lw_warned_judge(struct lw_warned_scene *scene,
                     struct lw_warned_result *result);

#endif
