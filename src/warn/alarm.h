/* SPDX-License-Identifier: Apache-2.0 */
/*
 * alarm.h - the life of one warning of one zone: raised or proposed, promoted,
 * updated, ended once.
 *
 * Pure plain data: what may come (struct lw_prospect) and what people decide go
 * in; struct lw_alarm.told is the warning as it is to be told whenever a
 * function here says so.
 *
 * Units   times in ns since the Unix epoch (UTC)
 * Source  doc/warnings.md, "The life of a warning"
 */
#ifndef LW_ALARM_H
#define LW_ALARM_H

#include <stdbool.h>
#include <stdint.h>

#include "luchtwacht/err.h"
#include "luchtwacht/site.h"
#include "luchtwacht/warning.h"

/* A zone that is entered within so long of an all clear was cleared too soon:
 * no all clear while the chance of that is LW_ALARM_CALM or more. A warning
 * stands, too, while the notice's chance reaches this part of what a warning
 * takes: within minutes it would be warned again. */
#define LW_ALARM_SOON_S    600.0
#define LW_ALARM_CALM      0.1
#define LW_ALARM_BACK_PART 0.6
/* What turned out to be nothing is taken back after this, at the latest. */
#define LW_ALARM_TAKE_BACK_S 60.0
/* How long a person keeps a warning up who does not say: raised by hand, or
 * extended. */
#define LW_ALARM_BY_HAND_S 86400.0
#define LW_ALARM_EXTEND_S  900.0
/* Times between two tellings of a warning: of what goes up or ends, none;
 * of what changed; though nothing changed; and how long a telling is good. */
#define LW_ALARM_UPDATE_S  10.0
#define LW_ALARM_REFRESH_S 300.0
#define LW_ALARM_EXPIRES_S 900.0

/* What may come to a zone, as one moment shows it. */
struct lw_prospect {
    double
        chance[LW_WARNING_LEVELS]; /* it is entered within the level's time */
    double soon;                   /* within LW_ALARM_SOON_S */
    double at_all;                 /* at any time that is looked at */
    double inside;                 /* something is in it now */
    bool has_arrival;
    struct lw_arrival arrival;
    uint32_t tracks, reasons;
    struct lw_reason reason[LW_REASONS_MAX];
    bool nothing; /* all that threatened it turned out to be no threat */
    bool watched; /* the sensors on the ways to it are alive */
};

/*
 * A chance that only just reaches a level must stand for a part of the level's
 * time, for tracks and what they may be are least known when they are new; one
 * whose distance from certainty is this part of the level's need not. So soon
 * after an all clear it takes even more, and standing does not do.
 */
#define LW_ALARM_STAND_PART  0.05
#define LW_ALARM_STAND_DOUBT 0.8
#define LW_ALARM_AGAIN_DOUBT 0.5

/*
 * How far ahead is looked for a level: what must stand for a while is looked
 * for that much sooner, and as much again as its arrival may be off: the time
 * that people are to have is a time at least.
 */
#define LW_ALARM_AHEAD_PART 0.2
static inline double lw_alarm_ahead_s(const struct lw_warn_level *level)
{
    return (1.0 + LW_ALARM_AHEAD_PART) * 60.0 * level->minutes;
}

struct lw_alarm_wait {
    int64_t since_ns[LW_WARNING_LEVELS]; /* it reaches it; INT64_MIN: not */
    int64_t cleared_ns;                  /* all clear; INT64_MIN: never */
};
#define LW_ALARM_NO_WAIT                                                       \
    {                                                                          \
        {INT64_MIN, INT64_MIN}, INT64_MIN                                      \
    }

struct lw_alarm {
    struct lw_warning told;    /* as it was, or is to be, told */
    int64_t threat_ns;         /* when it was last as threatened as told */
    struct lw_alarm_wait wait; /* for a higher level */
};

/* Whether the chance of a zone reaches a level, and the highest. */
bool lw_alarm_reaches(const struct lw_zone_warn *rule,
                      const struct lw_prospect *look,
                      enum lw_warning_level *level);

/* Whether it is to be warned now, and at which level. */
bool lw_alarm_raises(struct lw_alarm_wait *wait,
                     const struct lw_zone_warn *rule,
                     const struct lw_prospect *look, int64_t now_ns,
                     enum lw_warning_level *level);

/* How it begins; `number`, `zone` and status are the caller's. */
struct lw_alarm_start {
    uint32_t number, zone;
    enum lw_warning_status status;
    enum lw_warning_level level;
    int64_t now_ns;
    struct lw_alarm_wait wait; /* the zone's */
};

/* It is raised, or proposed, for what may come. */
void lw_alarm_raise(struct lw_alarm *alarm, const struct lw_alarm_start *start,
                    const struct lw_zone_warn *rule,
                    const struct lw_prospect *look);

/* By a person, without any track. */
void lw_alarm_by_hand(struct lw_alarm *alarm,
                      const struct lw_alarm_start *start,
                      const struct lw_zone_warn *rule,
                      const struct lw_decision *decision);

/* Time passes. True: `told` changed, and is to be told. */
bool lw_alarm_step(struct lw_alarm *alarm, const struct lw_zone_warn *rule,
                   const struct lw_prospect *look, int64_t now_ns);

/*
 * A person decided, and it is to be told. RAISE is of a zone that is warned
 * already: it goes up to that level, and is kept up.
 *
 * Returns 0, or LW_ERR_RANGE: not with a warning of this state.
 */
LW_NODISCARD int lw_alarm_decide(struct lw_alarm *alarm,
                                 const struct lw_decision *decision);

/* It has ended. */
bool lw_alarm_ended(const struct lw_alarm *alarm);

#endif
