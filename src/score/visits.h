/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visits.h - truth, moment by moment, to visits: when something that a zone is
 * warned of was truly inside it.
 *
 * Between two truth lines of an object at most LW_VISIT_GAP_NS apart it is on
 * the straight line between, looked at every LW_VISIT_STEP_NS.
 */
#ifndef LW_VISITS_H
#define LW_VISITS_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/geodetic.h"
#include "luchtwacht/site.h"
#include "regions.h"

#define LW_VISIT_GAP_NS  INT64_C(30000000000)
#define LW_VISIT_STEP_NS INT64_C(1000000000)
/* What two sensors could notice for so long can have a track. */
#define LW_VISIT_NOTICE_NS INT64_C(60000000000)

/* What flies, as warning times are asked for. */
enum lw_flyer {
    LW_FLYER_ROTOR,
    LW_FLYER_PISTON, /* and other small wings */
    LW_FLYER_JET,
    LW_FLYER_CRUISE, /* a jet of LW_CRUISE_MPS and more */
    LW_FLYER_OTHER,
};
enum { LW_FLYERS = 5 };
#define LW_CRUISE_MPS 180.0

const char *lw_flyer_name(enum lw_flyer flyer);

/* An object at a moment, as truth tells of it. */
struct lw_truth_point {
    uint32_t object;
    int64_t time_ns;
    struct lw_geodetic pos;
    enum lw_kind kind; /* not told: unknown */
    double speed_mps;  /* not told: 0 */
    bool cooperative;
    bool noticeable; /* by two sensors; not told: yes */
};

struct lw_visit {
    uint32_t zone, object;
    enum lw_flyer flyer;
    int64_t in_ns, out_ns; /* in, and the first moment no longer */
    int64_t exists_ns;     /* the object's first moment */
    int64_t noticed_ns;    /* its first that two sensors could notice */
    int64_t could_ns;      /* they could for LW_VISIT_NOTICE_NS, all in all,
                              before it came in; INT64_MAX (both): never */
    bool born;             /* it began inside: no way in */
    bool open;             /* inside when truth ends */
    uint32_t next;         /* of the object's that are going on; 0: none */
};

/* What is remembered of an object. */
struct lw_visitor {
    bool known, there; /* ever; just before */
    int64_t first_ns, last_ns;
    struct lw_geodetic pos;
    bool noticeable;
    int64_t noticed_ns, could_ns, noticeable_ns;
    uint32_t visit; /* going on, + 1 */
};

/* All memory is the caller's, who may replace arrays by larger ones. */
struct lw_visits {
    const struct lw_zone *zone;
    const struct lw_region_box *box; /* of each zone */
    uint32_t zones;
    struct lw_visit *visit;
    uint32_t count, room;
    struct lw_visitor *visitor; /* by number of the object; zeroed at first */
    uint32_t visitors;          /* room for so many */
    int64_t first_ns, last_ns;  /* of truth */
    bool any;
};

/*
 * An object's next moment, not before its last. 0, or LW_ERR_NO_SPACE: there
 * is no more room for visits; give it more and call again with the same point.
 */
LW_NODISCARD int lw_visits_add(struct lw_visits *visits,
                               const struct lw_truth_point *point);

/* Truth is at its end: so are the visits. */
void lw_visits_end(struct lw_visits *visits);

/* By zone, then by time. */
void lw_visits_sort(struct lw_visits *visits);

#endif
