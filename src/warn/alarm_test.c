/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alarm.h"
#include "near.h"

static const int64_t s = 1000000000,
                     start_ns = 1790000000 * (int64_t)1000000000;

static struct lw_prospect looks(double notice, double warning, int64_t now_ns)
{
    struct lw_prospect out = {
        .chance = {notice, warning},
        .soon = warning,
        .at_all = notice,
        .has_arrival = notice > 0.0,
        .arrival = {now_ns + 200 * s, now_ns + 300 * s, now_ns + 500 * s},
        .watched = true,
    };

    if (notice > 0.0) {
        out.tracks = out.reasons = 1;
        out.reason[0].track = 7;
    }
    return out;
}

static const struct lw_alarm_start begin = {.number = 3,
                                            .zone = 0,
                                            .level = LW_WARNING_WARNING,
                                            .now_ns = start_ns,
                                            .wait = LW_ALARM_NO_WAIT};

static struct lw_alarm raised(const struct lw_zone_warn *rule)
{
    const struct lw_prospect look = looks(0.8, 0.7, start_ns);
    struct lw_alarm alarm;

    lw_alarm_raise(&alarm, &begin, rule, &look);
    return alarm;
}

/* A second of it; true: told. */
static bool at(struct lw_alarm *alarm, const struct lw_zone_warn *rule,
               double notice, double warning, int64_t seconds)
{
    const int64_t now_ns = start_ns + seconds * s;
    const struct lw_prospect look = looks(notice, warning, now_ns);

    return lw_alarm_step(alarm, rule, &look, now_ns);
}

static struct lw_decision decides(enum lw_decision_kind kind, int64_t seconds)
{
    return (struct lw_decision){.kind = kind,
                                .time_ns = start_ns + seconds * s,
                                .by = "officer",
                                .reason = "why"};
}

static void each_level_has_its_own_chance(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    enum lw_warning_level level;
    struct lw_prospect look = looks(0.19, 0.1, start_ns);

    (void)state;
    assert_false(lw_alarm_reaches(&rule, &look, &level));
    look = looks(0.2, 0.1, start_ns);
    assert_true(lw_alarm_reaches(&rule, &look, &level));
    assert_int_equal(level, LW_WARNING_NOTICE);
    look = looks(0.6, 0.5, start_ns);
    assert_true(lw_alarm_reaches(&rule, &look, &level));
    assert_int_equal(level, LW_WARNING_WARNING);
}

static void raising_sounds(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_alarm alarm = raised(&rule);

    (void)state;
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_int_equal(alarm.told.revision, 1);
    assert_int_equal(alarm.told.number, 3);
    assert_true(alarm.told.sound);
    assert_true(alarm.told.raised_ns == start_ns);
    assert_true(alarm.told.expires_ns > start_ns);
    assert_false(lw_alarm_ended(&alarm));
}

static void a_notice_is_promoted_under_the_same_number_and_sounds(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_prospect look = looks(0.3, 0.1, start_ns);
    struct lw_alarm_start notice = begin;
    struct lw_alarm alarm;

    (void)state;
    notice.level = LW_WARNING_NOTICE;
    lw_alarm_raise(&alarm, &notice, &rule, &look);
    assert_true(at(&alarm, &rule, 0.9, 0.8, 1));
    assert_int_equal(alarm.told.level, LW_WARNING_WARNING);
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_int_equal(alarm.told.number, 3);
    assert_int_equal(alarm.told.revision, 2);
    assert_true(alarm.told.sound);
}

static void a_level_never_falls(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);

    (void)state;
    for (int64_t i = 1; i < 200; i++) {
        (void)at(&alarm, &rule, 0.3, 0.1, i);
        assert_int_equal(alarm.told.level, LW_WARNING_WARNING);
        assert_false(lw_alarm_ended(&alarm));
    }
}

static void it_is_over_when_it_has_been_quiet_for_long_enough(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);

    (void)state;
    (void)at(&alarm, &rule, 0.8, 0.7, 100);
    for (int64_t i = 101; i < 400; i++) {
        (void)at(&alarm, &rule, 0.0, 0.0, i);
        assert_false(lw_alarm_ended(&alarm));
    }
    assert_true(at(&alarm, &rule, 0.0, 0.0, 400));
    assert_int_equal(alarm.told.state, LW_WARNING_CLEARED);
    assert_int_equal(alarm.told.end, LW_WARNING_PASSED);
    assert_false(alarm.told.sound);
}

static void quiet_runs_from_when_the_level_was_last_reached(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);

    (void)state;
    (void)at(&alarm, &rule, 0.8, 0.5, 100);
    for (int64_t i = 101; i < 400; i++) { /* a notice's chance: it is quiet */
        (void)at(&alarm, &rule, 0.29, 0.09, i);
        assert_false(lw_alarm_ended(&alarm));
    }
    (void)at(&alarm, &rule, 0.19, 0.09, 400);
    assert_true(lw_alarm_ended(&alarm));
}

static void a_notice_is_quiet_when_it_is_none_any_more(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_prospect look = looks(0.3, 0.05, start_ns);
    struct lw_alarm_start notice = begin;
    struct lw_alarm alarm;

    (void)state;
    notice.level = LW_WARNING_NOTICE;
    lw_alarm_raise(&alarm, &notice, &rule, &look);
    for (int64_t i = 1; i <= 1000; i++)
        (void)at(&alarm, &rule, 0.2, 0.05, i);
    (void)at(&alarm, &rule, 0.19, 0.05, 1299);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.19, 0.05, 1300);
    assert_true(lw_alarm_ended(&alarm));
}

static void no_all_clear_where_it_would_soon_be_warned_again(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);

    (void)state;
    for (int64_t i = 1; i <= 3000; i++)
        (void)at(&alarm, &rule, 0.31, 0.0, i);
    (void)at(&alarm, &rule, 0.29, 0.0, 3299);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.29, 0.0, 3300);
    assert_true(lw_alarm_ended(&alarm));
}

static void no_all_clear_and_a_notice_at_once(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    enum lw_warning_level level;

    (void)state;
    rule.warning.probability = 0.9;
    rule.notice.probability = 0.1;
    struct lw_alarm alarm = raised(&rule);
    for (int64_t i = 1; i <= 1000; i++)
        (void)at(&alarm, &rule, 0.6, 0.0, i);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.53, 0.0, 1300);
    assert_true(lw_alarm_ended(&alarm));
    struct lw_alarm_wait wait = LW_ALARM_NO_WAIT;
    wait.cleared_ns = alarm.told.time_ns;
    const struct lw_prospect look = looks(0.53, 0.0, start_ns + 1301 * s);
    assert_false(
        lw_alarm_raises(&wait, &rule, &look, start_ns + 1301 * s, &level));
}

static void an_all_clear_tells_the_chance_of_the_notices_minutes(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    struct lw_prospect look = looks(0.15, 0.05, start_ns + 300 * s);

    (void)state;
    look.at_all = 0.75; /* within the hour */
    assert_true(lw_alarm_step(&alarm, &rule, &look, start_ns + 300 * s));
    assert_int_equal(alarm.told.state, LW_WARNING_CLEARED);
    assert_near(alarm.told.probability, 0.15, 0.0);
    assert_false(alarm.told.has_arrival);
    assert_int_equal(alarm.told.tracks, 0);
    assert_int_equal(alarm.told.reasons, 0);
}

static void no_all_clear_while_something_may_come_soon(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);

    (void)state;
    for (int64_t i = 1; i < 3000; i++)
        (void)at(&alarm, &rule, 0.15, LW_ALARM_CALM, i);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.15, 0.5 * LW_ALARM_CALM, 3000);
    assert_true(lw_alarm_ended(&alarm));
}

static void no_all_clear_while_nobody_watches(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    struct lw_prospect look = looks(0.0, 0.0, start_ns + 100 * s);

    (void)state;
    look.watched = false;
    assert_true(lw_alarm_step(&alarm, &rule, &look, start_ns + 100 * s));
    assert_true(alarm.told.uncovered);
    assert_int_equal(alarm.told.state, LW_WARNING_UPDATED);
    for (int64_t i = 101; i < 5000; i++)
        (void)lw_alarm_step(&alarm, &rule, &look, start_ns + i * s);
    assert_false(lw_alarm_ended(&alarm));
    assert_true(at(&alarm, &rule, 0.0, 0.0, 5000)); /* covered */
    assert_false(alarm.told.uncovered);
    for (int64_t i = 5001; i < 4999 + 300; i++)
        (void)at(&alarm, &rule, 0.0, 0.0, i);
    assert_false(lw_alarm_ended(&alarm));
    assert_true(at(&alarm, &rule, 0.0, 0.0, 4999 + 300));
    assert_int_equal(alarm.told.state, LW_WARNING_CLEARED);
}

static void what_was_nothing_is_taken_back_soon(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    struct lw_prospect look = looks(0.0, 0.0, start_ns);

    (void)state;
    look.nothing = true;
    (void)lw_alarm_step(&alarm, &rule, &look, start_ns + 59 * s);
    assert_false(lw_alarm_ended(&alarm));
    assert_true(lw_alarm_step(&alarm, &rule, &look, start_ns + 60 * s));
    assert_int_equal(alarm.told.state, LW_WARNING_CANCELLED);
    assert_int_equal(alarm.told.end, LW_WARNING_EXPLAINED);
}

static void what_only_just_reaches_a_level_must_stand(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm_wait wait = LW_ALARM_NO_WAIT;
    enum lw_warning_level level;

    (void)state;
    for (int64_t i = 0; i < 80; i++) {
        const struct lw_prospect look =
            looks(i == 5 ? 0.1 : 0.3, 0.1, start_ns + i * s);
        assert_int_equal(
            lw_alarm_raises(&wait, &rule, &look, start_ns + i * s, &level),
            i >= 66); /* 0.05 of 20 minutes after the sixth */
    }
}

static void what_is_surer_than_that_need_not(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm_wait wait = LW_ALARM_NO_WAIT;
    struct lw_prospect look = looks(0.6, 0.1, start_ns);
    enum lw_warning_level level;

    (void)state;
    assert_true(lw_alarm_raises(&wait, &rule, &look, start_ns, &level));
    assert_int_equal(level, LW_WARNING_NOTICE);
    look = looks(0.8, 0.75, start_ns);
    assert_true(lw_alarm_raises(&wait, &rule, &look, start_ns, &level));
    assert_int_equal(level, LW_WARNING_WARNING);
}

static void soon_after_an_all_clear_it_takes_more(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm_wait wait = LW_ALARM_NO_WAIT;
    enum lw_warning_level level;

    (void)state;
    wait.cleared_ns = start_ns;
    for (int64_t i = 0; i <= 600; i++) {
        const struct lw_prospect look = looks(0.5, 0.5, start_ns + i * s);
        assert_int_equal(
            lw_alarm_raises(&wait, &rule, &look, start_ns + i * s, &level),
            i == 600);
    }
    const struct lw_prospect look = looks(0.8, 0.8, start_ns + s);
    assert_true(lw_alarm_raises(&wait, &rule, &look, start_ns + s, &level));
}

static void little_changes_are_not_told(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    struct lw_prospect look = looks(0.85, 0.7, start_ns);
    int told = 0;

    (void)state;
    for (int64_t i = 1; i < 60; i++) {
        look.arrival.likely_ns = start_ns + (300 + i % 7) * s;
        told += lw_alarm_step(&alarm, &rule, &look, start_ns + i * s);
    }
    assert_int_equal(told, 0);
}

static void much_is_told_and_not_too_often(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    int told = 0;

    (void)state;
    for (int64_t i = 1; i <= 60; i++) /* up and down, each second */
        told += at(&alarm, &rule, i % 2 ? 0.99 : 0.6, 0.6, i);
    assert_true(told >= 3 && told <= 6);
    assert_int_equal(alarm.told.state, LW_WARNING_UPDATED);
    assert_false(alarm.told.sound);
}

static void what_stands_is_told_again_before_it_goes_stale(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    int told = 0;

    (void)state;
    for (int64_t i = 1; i <= 3000; i++) {
        struct lw_prospect look = looks(0.8, 0.7, start_ns + i * s);
        look.arrival = (struct lw_arrival){start_ns, start_ns, start_ns};
        const int64_t expires_ns = alarm.told.expires_ns;
        assert_true(start_ns + i * s < expires_ns);
        told += lw_alarm_step(&alarm, &rule, &look, start_ns + i * s);
    }
    assert_true(told >= 10 && told <= 13);
}

static void a_proposal_goes_when_it_is_confirmed(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();

    (void)state;
    rule.mode = LW_WARN_PROPOSE;
    struct lw_alarm alarm = raised(&rule);
    assert_int_equal(alarm.told.state, LW_WARNING_PROPOSED);
    assert_false(alarm.told.sound);
    assert_true(alarm.told.confirm_ns == start_ns + 60 * s);
    const struct lw_decision yes = decides(LW_DECISION_CONFIRM, 5);
    assert_int_equal(lw_alarm_decide(&alarm, &yes), 0);
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_true(alarm.told.sound);
    assert_string_equal(alarm.told.by, "officer");
    assert_int_equal(lw_alarm_decide(&alarm, &yes), LW_ERR_RANGE);
}

static void a_proposal_nobody_answers_goes_or_not_as_is_set(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();

    (void)state;
    rule.mode = LW_WARN_PROPOSE;
    rule.unconfirmed_goes = true;
    struct lw_alarm alarm = raised(&rule);
    assert_false(at(&alarm, &rule, 0.8, 0.7, 59));
    assert_true(at(&alarm, &rule, 0.8, 0.7, 60));
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_true(alarm.told.sound);
    rule.unconfirmed_goes = false;
    alarm = raised(&rule);
    assert_true(at(&alarm, &rule, 0.8, 0.7, 60));
    assert_int_equal(alarm.told.state, LW_WARNING_CANCELLED);
    assert_int_equal(alarm.told.end, LW_WARNING_UNCONFIRMED);
}

static void a_rejected_one_is_cancelled_with_the_reason(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    const struct lw_decision no = decides(LW_DECISION_REJECT, 5);

    (void)state;
    assert_int_equal(lw_alarm_decide(&alarm, &no), 0);
    assert_int_equal(alarm.told.state, LW_WARNING_CANCELLED);
    assert_int_equal(alarm.told.end, LW_WARNING_REJECTED);
    assert_string_equal(alarm.told.note, "why");
}

static void acknowledging_changes_nothing_else(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    const struct lw_decision seen = decides(LW_DECISION_ACKNOWLEDGE, 5);

    (void)state;
    assert_int_equal(lw_alarm_decide(&alarm, &seen), 0);
    assert_int_equal(alarm.told.state, LW_WARNING_UPDATED);
    assert_true(alarm.told.acknowledged);
    assert_string_equal(alarm.told.acknowledged_by, "officer");
    assert_string_equal(alarm.told.by, "");
    assert_int_equal(alarm.told.revision, 2);
}

static void extended_it_stands_for_so_long_at_least(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    struct lw_decision more = decides(LW_DECISION_EXTEND, 5);

    (void)state;
    more.for_s = 1000.0;
    assert_int_equal(lw_alarm_decide(&alarm, &more), 0);
    more.for_s = 10.0; /* never less */
    assert_int_equal(lw_alarm_decide(&alarm, &more), 0);
    assert_true(alarm.told.until_ns == start_ns + 1005 * s);
    (void)at(&alarm, &rule, 0.0, 0.0, 1004);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.0, 0.0, 1005);
    assert_true(lw_alarm_ended(&alarm));
}

static void raised_by_hand_it_needs_no_track(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_decision raise = decides(LW_DECISION_RAISE, 0);
    struct lw_alarm alarm;

    (void)state;
    raise.for_s = 600.0;
    lw_alarm_by_hand(&alarm, &begin, &rule, &raise);
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_true(alarm.told.by_hand && alarm.told.sound);
    (void)at(&alarm, &rule, 0.0, 0.0, 599);
    assert_false(lw_alarm_ended(&alarm));
    (void)at(&alarm, &rule, 0.0, 0.0, 600);
    assert_int_equal(alarm.told.state, LW_WARNING_CLEARED);
}

static void raised_further_by_hand_it_goes_up_and_is_kept_up(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_decision raise = decides(LW_DECISION_RAISE, 0);
    struct lw_alarm alarm;

    (void)state;
    raise.level = LW_WARNING_NOTICE;
    struct lw_alarm_start notice = begin;
    notice.level = LW_WARNING_NOTICE;
    lw_alarm_by_hand(&alarm, &notice, &rule, &raise);
    raise.level = LW_WARNING_WARNING;
    assert_int_equal(lw_alarm_decide(&alarm, &raise), 0);
    assert_int_equal(alarm.told.level, LW_WARNING_WARNING);
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
    assert_true(alarm.told.sound);
    raise.level = LW_WARNING_NOTICE;
    assert_int_equal(lw_alarm_decide(&alarm, &raise), 0);
    assert_int_equal(alarm.told.level, LW_WARNING_WARNING);
    assert_int_equal(alarm.told.state, LW_WARNING_UPDATED);
    assert_false(alarm.told.sound);
}

static void cleared_by_hand_it_is_over_at_once(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_alarm alarm = raised(&rule);
    const struct lw_decision clear = decides(LW_DECISION_CLEAR, 5);

    (void)state;
    assert_int_equal(lw_alarm_decide(&alarm, &clear), 0);
    assert_int_equal(alarm.told.state, LW_WARNING_CLEARED);
    assert_int_equal(alarm.told.end, LW_WARNING_BY_HAND);
}

static void a_proposal_is_neither_extended_nor_cleared(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();
    const struct lw_decision more = decides(LW_DECISION_EXTEND, 5);
    const struct lw_decision clear = decides(LW_DECISION_CLEAR, 5);

    (void)state;
    rule.mode = LW_WARN_PROPOSE;
    struct lw_alarm alarm = raised(&rule);
    assert_int_equal(lw_alarm_decide(&alarm, &more), LW_ERR_RANGE);
    assert_int_equal(lw_alarm_decide(&alarm, &clear), LW_ERR_RANGE);
    assert_int_equal(alarm.told.revision, 1);
}

static void what_arrived_keeps_its_time(void **state)
{
    const struct lw_zone_warn rule = lw_zone_warn_defaults();
    struct lw_prospect look = looks(1.0, 1.0, start_ns);
    struct lw_alarm alarm;

    (void)state;
    look.inside = 1.0;
    look.arrival = (struct lw_arrival){start_ns, start_ns, start_ns};
    lw_alarm_raise(&alarm, &begin, &rule, &look);
    const int64_t later_ns = start_ns + 400 * s;
    look.arrival = (struct lw_arrival){later_ns, later_ns, later_ns};
    assert_true(lw_alarm_step(&alarm, &rule, &look, later_ns));
    assert_true(alarm.told.arrival.earliest_ns == start_ns);
    assert_true(alarm.told.arrival.likely_ns == start_ns);
}

static void a_silent_zone_is_for_the_duty_officer_alone(void **state)
{
    struct lw_zone_warn rule = lw_zone_warn_defaults();

    (void)state;
    rule.mode = LW_WARN_SILENT;
    const struct lw_alarm alarm = raised(&rule);
    assert_true(alarm.told.silent);
    assert_int_equal(alarm.told.state, LW_WARNING_ACTIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_has_its_own_chance),
        cmocka_unit_test(raising_sounds),
        cmocka_unit_test(a_notice_is_promoted_under_the_same_number_and_sounds),
        cmocka_unit_test(a_level_never_falls),
        cmocka_unit_test(it_is_over_when_it_has_been_quiet_for_long_enough),
        cmocka_unit_test(quiet_runs_from_when_the_level_was_last_reached),
        cmocka_unit_test(a_notice_is_quiet_when_it_is_none_any_more),
        cmocka_unit_test(no_all_clear_where_it_would_soon_be_warned_again),
        cmocka_unit_test(no_all_clear_and_a_notice_at_once),
        cmocka_unit_test(an_all_clear_tells_the_chance_of_the_notices_minutes),
        cmocka_unit_test(no_all_clear_while_something_may_come_soon),
        cmocka_unit_test(no_all_clear_while_nobody_watches),
        cmocka_unit_test(what_was_nothing_is_taken_back_soon),
        cmocka_unit_test(what_only_just_reaches_a_level_must_stand),
        cmocka_unit_test(what_is_surer_than_that_need_not),
        cmocka_unit_test(soon_after_an_all_clear_it_takes_more),
        cmocka_unit_test(little_changes_are_not_told),
        cmocka_unit_test(much_is_told_and_not_too_often),
        cmocka_unit_test(what_stands_is_told_again_before_it_goes_stale),
        cmocka_unit_test(a_proposal_goes_when_it_is_confirmed),
        cmocka_unit_test(a_proposal_nobody_answers_goes_or_not_as_is_set),
        cmocka_unit_test(a_rejected_one_is_cancelled_with_the_reason),
        cmocka_unit_test(acknowledging_changes_nothing_else),
        cmocka_unit_test(extended_it_stands_for_so_long_at_least),
        cmocka_unit_test(raised_by_hand_it_needs_no_track),
        cmocka_unit_test(raised_further_by_hand_it_goes_up_and_is_kept_up),
        cmocka_unit_test(cleared_by_hand_it_is_over_at_once),
        cmocka_unit_test(a_proposal_is_neither_extended_nor_cleared),
        cmocka_unit_test(what_arrived_keeps_its_time),
        cmocka_unit_test(a_silent_zone_is_for_the_duty_officer_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
