/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/warning.h - one warning of one zone, as told to the outside, and
 * what people decide about it.
 *
 * A warning is one object for its whole life: raised once, updated in place,
 * ended once. Each time that it changes it is told whole, with the next
 * revision.
 *
 * Frame   WGS-84; azimuth clockwise from true north
 * Units   SI, radians; times in ns since the Unix epoch (UTC)
 * Source  doc/contract.md, "Warnings"; doc/warnings.md
 */
#ifndef LW_WARNING_H
#define LW_WARNING_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/report.h"
#include "luchtwacht/site.h"

/* What people are asked to do; it only ever goes up in a warning's life. */
enum lw_warning_level {
    LW_WARNING_NOTICE,  /* something may come */
    LW_WARNING_WARNING, /* take shelter */
};
enum { LW_WARNING_LEVELS = 2 };

enum lw_warning_state {
    LW_WARNING_PROPOSED,  /* waits for a person; not told to the public */
    LW_WARNING_ACTIVE,    /* raised, or promoted to `level`, just now */
    LW_WARNING_UPDATED,   /* stands; something of it changed */
    LW_WARNING_CLEARED,   /* over: all clear */
    LW_WARNING_CANCELLED, /* taken back: it was raised in error */
};
enum { LW_WARNING_STATES = 5 };

/* Real, an exercise, a test. The three never mix: doc/warnings.md. */
enum lw_warning_status {
    LW_WARNING_ACTUAL,
    LW_WARNING_EXERCISE,
    LW_WARNING_TEST,
};
enum { LW_WARNING_STATUSES = 3 };

/* Why it ended. */
enum lw_warning_end {
    LW_WARNING_STANDS,
    LW_WARNING_PASSED,      /* what threatened has ended or left; quiet since */
    LW_WARNING_EXPLAINED,   /* what threatened was nothing, or no threat */
    LW_WARNING_BY_HAND,     /* a person cleared it */
    LW_WARNING_REJECTED,    /* a person took it back, or refused a proposal */
    LW_WARNING_UNCONFIRMED, /* a proposal that nobody confirmed in time */
};
enum { LW_WARNING_ENDS = 6 };

/* When the first of those that come arrives: 5%, 50%, 95% of them are there.
 * A time that is past: it has arrived. */
struct lw_arrival {
    int64_t earliest_ns, likely_ns, latest_ns;
};

enum {
    LW_REASONS_MAX = 8, /* the likeliest to come are told */
    LW_REASON_SOURCES_MAX = 8,
    LW_BY_MAX = 63,    /* bytes of who decided */
    LW_NOTE_MAX = 255, /* bytes of why */
};

/* What one track has to do with it. */
struct lw_reason {
    uint32_t track;         /* its number */
    double chance;          /* that it enters the zone at all; what it may be
                               and whether it is there included */
    struct lw_arrival when; /* if it does */
    double existence;
    enum lw_kind kind; /* the likeliest */
    double kind_chance;
    double distance_m;  /* to the zone's border; 0: it is inside */
    double bearing_rad; /* of the track, seen from the zone */
    double speed_mps, course_rad;
    uint32_t sources;
    uint16_t source[LW_REASON_SOURCES_MAX]; /* sensors of the site */
};

struct lw_warning {
    uint32_t number;   /* never 0, never used twice; "W%04u" outside */
    uint32_t revision; /* 1, 2, ..: one each time that it is told */
    uint32_t zone;     /* index in the site */
    enum lw_warning_status status;
    enum lw_warning_level level;
    enum lw_warning_state state;
    enum lw_warning_end end;
    bool silent;        /* for the duty officer only, never to the public */
    bool sound;         /* this message raises or promotes it */
    bool by_hand;       /* a person raised it; no track need stand behind it */
    bool uncovered;     /* sensors on the way are out: no all clear until they
                           are back or a person gives it */
    int64_t raised_ns;  /* when it was, or was proposed */
    int64_t time_ns;    /* of this revision */
    int64_t expires_ns; /* told again before; else what was told is stale */
    int64_t confirm_ns; /* PROPOSED: when it goes, or does not, by itself */
    int64_t until_ns;   /* a person keeps it up until then; INT64_MIN: none */
    double probability; /* that something comes at all */
    bool has_arrival;   /* `arrival` is known */
    struct lw_arrival arrival;
    uint32_t tracks; /* how many threaten; reason[] has the likeliest */
    uint32_t reasons;
    struct lw_reason reason[LW_REASONS_MAX];
    bool acknowledged;
    int64_t acknowledged_ns;
    char acknowledged_by[LW_BY_MAX + 1];
    char by[LW_BY_MAX + 1];     /* who decided last; "": nobody did */
    char note[LW_NOTE_MAX + 1]; /* and why */
};

/* Are the ways to a zone watched? */
enum lw_cover {
    LW_COVER_FULL,
    LW_COVER_PARTLY, /* some of it is out */
    LW_COVER_LOST,   /* what watched it is out: neither clear nor warned */
    LW_COVER_NONE,   /* no sensor of the site ever watched it */
};
enum { LW_COVERS = 4 };

enum lw_decision_kind {
    LW_DECISION_CONFIRM,     /* a proposal goes */
    LW_DECISION_REJECT,      /* it was raised in error, or must not go */
    LW_DECISION_ACKNOWLEDGE, /* somebody has seen it */
    LW_DECISION_EXTEND,      /* stands for so much longer at least */
    LW_DECISION_CLEAR,       /* all clear, by hand */
    LW_DECISION_RAISE,       /* a zone is warned, by hand */
};
enum { LW_DECISION_KINDS = 6 };

#define LW_DECISION_FOR_S_MAX 2592000.0 /* how long one may be kept up */

/* What a person decided. It is journalled, and part of what is replayed. */
struct lw_decision {
    enum lw_decision_kind kind;
    int64_t time_ns;
    uint32_t warning;             /* its number; RAISE: 0 */
    char zone[LW_ID_MAX + 1];     /* RAISE */
    enum lw_warning_level level;  /* RAISE */
    double for_s;                 /* EXTEND, RAISE: how long; 0: not said */
    char by[LW_BY_MAX + 1];       /* always */
    char reason[LW_NOTE_MAX + 1]; /* REJECT, CLEAR: always */
};

const char *lw_warning_level_name(enum lw_warning_level level);
const char *lw_warning_state_name(enum lw_warning_state state);
const char *lw_warning_status_name(enum lw_warning_status status);
const char *lw_warning_end_name(enum lw_warning_end end);
const char *lw_cover_name(enum lw_cover cover);
const char *lw_decision_name(enum lw_decision_kind kind);

/* The enumerator for a name, or LW_ERR_UNKNOWN. */
int lw_warning_level_find(const char *name, size_t len);
int lw_warning_status_find(const char *name, size_t len);
int lw_decision_find(const char *name, size_t len);

enum { LW_WARNING_NAME_SIZE = 12 };

/* The id the outside knows it by ("W0003"; a test's is "T0003"), for life. */
void lw_warning_name(uint32_t number, enum lw_warning_status status,
                     char name[LW_WARNING_NAME_SIZE]);

/* And back: 0 where it is none of this status. */
uint32_t lw_warning_number(const char *name, enum lw_warning_status status);

#endif
