/* SPDX-License-Identifier: Apache-2.0 */
#include "alarm.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* What is told again because it changed: the chance by so much, the likely
 * arrival by so much of the time until then, and of this at least. */
static const double told_chance = 0.15;
static const double told_part = 0.25, told_least_s = 30.0;

static const double second_ns = 1e9;
static int64_t after(int64_t from_ns, double seconds)
{
    return from_ns + (int64_t)(seconds * second_ns);
}

static double seconds_between(int64_t from_ns, int64_t to_ns)
{
    return (double)(to_ns - from_ns) / second_ns;
}

static const struct lw_warn_level *at_level(const struct lw_zone_warn *rule,
                                            enum lw_warning_level level)
{
    return level == LW_WARNING_WARNING ? &rule->warning : &rule->notice;
}

static bool reaches(const struct lw_zone_warn *rule,
                    const struct lw_prospect *look, enum lw_warning_level level)
{
    return look->chance[level] >= at_level(rule, level)->probability;
}

bool lw_alarm_reaches(const struct lw_zone_warn *rule,
                      const struct lw_prospect *look,
                      enum lw_warning_level *level)
{
    *level = reaches(rule, look, LW_WARNING_WARNING) ? LW_WARNING_WARNING
                                                     : LW_WARNING_NOTICE;
    return reaches(rule, look, *level);
}

/* Whether the chance has reached that level for long enough, or by enough. */
static bool stands(struct lw_alarm_wait *wait, const struct lw_zone_warn *rule,
                   const struct lw_prospect *look, int64_t now_ns,
                   enum lw_warning_level level)
{
    const struct lw_warn_level *const at = at_level(rule, level);
    const double chance = look->chance[level];

    if (!(chance >= at->probability)) {
        wait->since_ns[level] = INT64_MIN;
        return false;
    }
    if (wait->since_ns[level] == INT64_MIN)
        wait->since_ns[level] = now_ns;
    const double doubt = (1.0 - chance) / (1.0 - at->probability);
    const bool again = wait->cleared_ns != INT64_MIN &&
                       now_ns < after(wait->cleared_ns, LW_ALARM_SOON_S);
    if (again || doubt <= LW_ALARM_STAND_DOUBT)
        return !again || doubt <= LW_ALARM_AGAIN_DOUBT;
    return now_ns >= after(wait->since_ns[level],
                           LW_ALARM_STAND_PART * 60.0 * at->minutes);
}

bool lw_alarm_raises(struct lw_alarm_wait *wait,
                     const struct lw_zone_warn *rule,
                     const struct lw_prospect *look, int64_t now_ns,
                     enum lw_warning_level *level)
{
    const bool notice = stands(wait, rule, look, now_ns, LW_WARNING_NOTICE);
    const bool warning = stands(wait, rule, look, now_ns, LW_WARNING_WARNING);

    *level = warning ? LW_WARNING_WARNING : LW_WARNING_NOTICE;
    return notice || warning;
}

bool lw_alarm_ended(const struct lw_alarm *alarm)
{
    return alarm->told.end != LW_WARNING_STANDS;
}

static bool proposed(const struct lw_alarm *alarm)
{
    return alarm->told.state == LW_WARNING_PROPOSED;
}

/* The next revision: as it stands from now on. */
static void tell(struct lw_alarm *alarm, enum lw_warning_state state,
                 bool sound, int64_t now_ns)
{
    struct lw_warning *const told = &alarm->told;

    assert(told->revision < UINT32_MAX);
    told->revision++;
    told->state = state;
    told->sound = sound;
    told->time_ns = now_ns;
    told->expires_ns = after(now_ns, LW_ALARM_EXPIRES_S);
}

static void end(struct lw_alarm *alarm, enum lw_warning_state state,
                enum lw_warning_end why, int64_t now_ns)
{
    assert(!lw_alarm_ended(alarm));
    alarm->told.end = why;
    tell(alarm, state, false, now_ns);
}

/* What has arrived arrived when it did, not now. */
static int64_t kept(int64_t before_ns, int64_t told_ns, int64_t now_at_ns,
                    int64_t now_ns)
{
    return now_at_ns <= now_ns && before_ns <= told_ns ? before_ns : now_at_ns;
}

static void fill(struct lw_alarm *alarm, const struct lw_prospect *look,
                 int64_t now_ns)
{
    struct lw_warning *const told = &alarm->told;
    struct lw_arrival when = look->arrival;

    if (look->has_arrival && told->has_arrival) {
        const struct lw_arrival *const was = &told->arrival;
        when.earliest_ns =
            kept(was->earliest_ns, told->time_ns, when.earliest_ns, now_ns);
        when.likely_ns =
            kept(was->likely_ns, told->time_ns, when.likely_ns, now_ns);
        when.latest_ns =
            kept(was->latest_ns, told->time_ns, when.latest_ns, now_ns);
    }
    told->has_arrival = look->has_arrival;
    told->arrival = when;
    told->probability = look->at_all;
    told->tracks = look->tracks;
    told->reasons = look->reasons;
    memcpy(told->reason, look->reason, sizeof told->reason);
    told->uncovered = !look->watched;
}

static void begin(struct lw_alarm *alarm, const struct lw_alarm_start *start,
                  const struct lw_zone_warn *rule)
{
    *alarm = (struct lw_alarm){
        .told = {.number = start->number,
                 .zone = start->zone,
                 .status = start->status,
                 .level = start->level,
                 .silent = rule->mode == LW_WARN_SILENT,
                 .raised_ns = start->now_ns,
                 .time_ns = start->now_ns,
                 .confirm_ns = INT64_MIN,
                 .until_ns = INT64_MIN,
                 .acknowledged_ns = INT64_MIN},
        .threat_ns = start->now_ns,
        .wait = start->wait,
    };
}

void lw_alarm_raise(struct lw_alarm *alarm, const struct lw_alarm_start *start,
                    const struct lw_zone_warn *rule,
                    const struct lw_prospect *look)
{
    const bool propose = rule->mode == LW_WARN_PROPOSE;

    begin(alarm, start, rule);
    fill(alarm, look, start->now_ns);
    if (propose)
        alarm->told.confirm_ns = after(start->now_ns, rule->confirm_s);
    tell(alarm, propose ? LW_WARNING_PROPOSED : LW_WARNING_ACTIVE, !propose,
         start->now_ns);
}

static void sign(struct lw_warning *told, const struct lw_decision *decision)
{
    memcpy(told->by, decision->by, sizeof told->by);
    memcpy(told->note, decision->reason, sizeof told->note);
}

/* It is kept up for so long at least. */
static void keep_up(struct lw_warning *told, const struct lw_decision *decision,
                    double not_said_s)
{
    const double for_s = decision->for_s > 0.0 ? decision->for_s : not_said_s;
    const int64_t until_ns = after(decision->time_ns, for_s);

    if (until_ns > told->until_ns)
        told->until_ns = until_ns;
}

void lw_alarm_by_hand(struct lw_alarm *alarm,
                      const struct lw_alarm_start *start,
                      const struct lw_zone_warn *rule,
                      const struct lw_decision *decision)
{
    begin(alarm, start, rule);
    alarm->threat_ns = INT64_MIN;
    alarm->told.by_hand = true;
    keep_up(&alarm->told, decision, LW_ALARM_BY_HAND_S);
    sign(&alarm->told, decision);
    tell(alarm, LW_WARNING_ACTIVE, true, start->now_ns);
}

/* ---- as time passes ---- */

/* The least chance of a notice that holds a warning up: soon it would be one
 * again, or be a notice at once. */
static double back_at(const struct lw_zone_warn *rule)
{
    return fmin(LW_ALARM_BACK_PART * rule->warning.probability,
                1.0 - LW_ALARM_AGAIN_DOUBT * (1.0 - rule->notice.probability));
}

/* What people were told still holds. */
static bool threatened(const struct lw_alarm *alarm,
                       const struct lw_zone_warn *rule,
                       const struct lw_prospect *look)
{
    const enum lw_warning_level level = alarm->told.level;

    return reaches(rule, look, level) ||
           (level == LW_WARNING_WARNING &&
            look->chance[LW_WARNING_NOTICE] >= back_at(rule));
}

static bool over(const struct lw_alarm *alarm, const struct lw_zone_warn *rule,
                 const struct lw_prospect *look, int64_t now_ns)
{
    const bool nothing = look->nothing;
    const double quiet_s = nothing
                               ? fmin(rule->clear_after_s, LW_ALARM_TAKE_BACK_S)
                               : rule->clear_after_s;

    if (now_ns < alarm->told.until_ns || !look->watched ||
        threatened(alarm, rule, look) || look->soon >= LW_ALARM_CALM)
        return false;
    return alarm->threat_ns == INT64_MIN ||
           now_ns >= after(alarm->threat_ns, quiet_s);
}

/* An all clear says how likely it is that it is none, over the time that
 * people are told ahead of; what may come later is none of its business. */
static void end_by_itself(struct lw_alarm *alarm,
                          const struct lw_prospect *look, int64_t now_ns)
{
    const bool nothing = look->nothing && !alarm->told.by_hand;
    struct lw_warning *const told = &alarm->told;

    told->probability = look->chance[LW_WARNING_NOTICE];
    told->has_arrival = false;
    told->tracks = told->reasons = 0;
    told->uncovered = !look->watched;
    end(alarm,
        nothing || proposed(alarm) ? LW_WARNING_CANCELLED : LW_WARNING_CLEARED,
        nothing ? LW_WARNING_EXPLAINED : LW_WARNING_PASSED, now_ns);
}

/* Nobody said anything in time. */
static void unconfirmed(struct lw_alarm *alarm, const struct lw_zone_warn *rule,
                        int64_t now_ns)
{
    alarm->told.confirm_ns = INT64_MIN;
    if (rule->unconfirmed_goes)
        tell(alarm, LW_WARNING_ACTIVE, true, now_ns);
    else
        end(alarm, LW_WARNING_CANCELLED, LW_WARNING_UNCONFIRMED, now_ns);
}

static bool moved(int64_t before_ns, int64_t now_at_ns, int64_t now_ns)
{
    const double by_s = fabs(seconds_between(before_ns, now_at_ns));
    const double left_s = fabs(seconds_between(now_ns, now_at_ns));

    return by_s > fmax(told_least_s, told_part * left_s);
}

/* Other tracks stand behind it than did. */
static bool others(const struct lw_warning *told,
                   const struct lw_prospect *look)
{
    if (told->reasons != look->reasons)
        return true;
    for (uint32_t i = 0; i < look->reasons; i++) {
        bool known = false;
        for (uint32_t j = 0; j < told->reasons; j++)
            known |= told->reason[j].track == look->reason[i].track;
        if (!known)
            return true;
    }
    return false;
}

static bool changed(const struct lw_warning *told,
                    const struct lw_prospect *look, int64_t now_ns)
{
    if (fabs(told->probability - look->at_all) >= told_chance ||
        told->has_arrival != look->has_arrival)
        return true;
    if (look->has_arrival &&
        (moved(told->arrival.likely_ns, look->arrival.likely_ns, now_ns) &&
         (told->arrival.likely_ns > told->time_ns ||
          look->arrival.likely_ns > now_ns)))
        return true;
    return others(told, look);
}

static bool due(const struct lw_warning *told, const struct lw_prospect *look,
                int64_t now_ns)
{
    const double since_s = seconds_between(told->time_ns, now_ns);

    if (told->uncovered == look->watched)
        return true;
    return since_s >= LW_ALARM_REFRESH_S ||
           (since_s >= LW_ALARM_UPDATE_S && changed(told, look, now_ns));
}

bool lw_alarm_step(struct lw_alarm *alarm, const struct lw_zone_warn *rule,
                   const struct lw_prospect *look, int64_t now_ns)
{
    enum lw_warning_level level;

    assert(!lw_alarm_ended(alarm));
    /* After nobody watched, what is still there has to be found anew. */
    if (threatened(alarm, rule, look) || !look->watched)
        alarm->threat_ns = now_ns;
    if (over(alarm, rule, look, now_ns)) {
        end_by_itself(alarm, look, now_ns);
        return true;
    }
    if (proposed(alarm) && now_ns >= alarm->told.confirm_ns) {
        fill(alarm, look, now_ns);
        unconfirmed(alarm, rule, now_ns);
        return true;
    }
    if (lw_alarm_raises(&alarm->wait, rule, look, now_ns, &level) &&
        level > alarm->told.level) {
        fill(alarm, look, now_ns);
        alarm->told.level = level;
        tell(alarm, proposed(alarm) ? LW_WARNING_PROPOSED : LW_WARNING_ACTIVE,
             !proposed(alarm), now_ns);
        return true;
    }
    if (!due(&alarm->told, look, now_ns))
        return false;
    fill(alarm, look, now_ns);
    tell(alarm, proposed(alarm) ? LW_WARNING_PROPOSED : LW_WARNING_UPDATED,
         false, now_ns);
    return true;
}

/* ---- what people decide ---- */

static void acknowledge(struct lw_alarm *alarm,
                        const struct lw_decision *decision)
{
    struct lw_warning *const told = &alarm->told;

    told->acknowledged = true;
    told->acknowledged_ns = decision->time_ns;
    memcpy(told->acknowledged_by, decision->by, sizeof told->acknowledged_by);
    tell(alarm, proposed(alarm) ? LW_WARNING_PROPOSED : LW_WARNING_UPDATED,
         false, decision->time_ns);
}

static void extend(struct lw_alarm *alarm, const struct lw_decision *decision)
{
    sign(&alarm->told, decision);
    keep_up(&alarm->told, decision, LW_ALARM_EXTEND_S);
    tell(alarm, LW_WARNING_UPDATED, false, decision->time_ns);
}

static void raise_further(struct lw_alarm *alarm,
                          const struct lw_decision *decision)
{
    struct lw_warning *const told = &alarm->told;
    const bool up = proposed(alarm) || decision->level > told->level;

    sign(told, decision);
    keep_up(told, decision, LW_ALARM_BY_HAND_S);
    told->by_hand = true;
    told->confirm_ns = INT64_MIN;
    if (decision->level > told->level)
        told->level = decision->level;
    tell(alarm, up ? LW_WARNING_ACTIVE : LW_WARNING_UPDATED, up,
         decision->time_ns);
}

static void confirm(struct lw_alarm *alarm, const struct lw_decision *decision)
{
    sign(&alarm->told, decision);
    alarm->told.confirm_ns = INT64_MIN;
    tell(alarm, LW_WARNING_ACTIVE, true, decision->time_ns);
}

static void end_by_hand(struct lw_alarm *alarm,
                        const struct lw_decision *decision)
{
    sign(&alarm->told, decision);
    if (decision->kind == LW_DECISION_CLEAR)
        end(alarm, LW_WARNING_CLEARED, LW_WARNING_BY_HAND, decision->time_ns);
    else
        end(alarm, LW_WARNING_CANCELLED, LW_WARNING_REJECTED,
            decision->time_ns);
}

int lw_alarm_decide(struct lw_alarm *alarm, const struct lw_decision *decision)
{
    const enum lw_decision_kind kind = decision->kind;

    assert(!lw_alarm_ended(alarm));
    if (proposed(alarm)
            ? kind == LW_DECISION_EXTEND || kind == LW_DECISION_CLEAR
            : kind == LW_DECISION_CONFIRM)
        return LW_ERR_RANGE;
    if (kind == LW_DECISION_CONFIRM)
        confirm(alarm, decision);
    else if (kind == LW_DECISION_ACKNOWLEDGE)
        acknowledge(alarm, decision);
    else if (kind == LW_DECISION_EXTEND)
        extend(alarm, decision);
    else if (kind == LW_DECISION_RAISE)
        raise_further(alarm, decision);
    else
        end_by_hand(alarm, decision);
    return 0;
}
