/* SPDX-License-Identifier: Apache-2.0 */
#include "outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keep_test.h"
#include "random.h"

enum { CUTS = 60, WARNINGS = 24, FIRST_SEED = 20261122 };

static const int64_t s = INT64_C(1000000000);
static const int64_t t0 = INT64_C(1700000000) * 1000000000;

static struct lw_fault fault;

static struct lw_outbox *opened(const char *folder, int64_t now_ns)
{
    struct lw_outbox *outbox = NULL;

    assert_int_equal(
        lw_outbox_open(keep_path(folder, "outbox.db"), now_ns, &outbox, &fault),
        0);
    return outbox;
}

/* A message whose body is its own name, good for ten minutes from `at`. */
static int give(struct lw_outbox *outbox, const char *channel,
                const char *subject, uint32_t revision,
                enum lw_outbox_part part, int64_t at)
{
    char body[64];
    const int len = snprintf(body, sizeof body, "%s %u", subject, revision);
    const struct lw_outbox_message message = {
        .channel = channel,
        .subject = subject,
        .revision = revision,
        .part = part,
        .mark = 7,
        .made_ns = at,
        .expires_ns = at + 600 * s,
        .head = "X: y",
        .title = "title",
        .body = body,
        .len = (size_t)len,
    };

    return lw_outbox_put(outbox, &message, &fault);
}

/* Take the next; "" where there is none. */
static int64_t take(struct lw_outbox *outbox, const char *channel, int64_t now,
                    const char *body)
{
    struct lw_outbox_message message = {.seq = 0};
    const struct lw_outbox_now at = {now, now, now};
    const int got = lw_outbox_next(outbox, channel, &at, &message, &fault);

    assert_true(got >= 0);
    assert_string_equal(got == 1 ? message.body : "", body);
    return message.seq;
}

static void deliver(struct lw_outbox *outbox, const char *channel, int64_t now,
                    const char *body)
{
    const int64_t seq = take(outbox, channel, now, body);

    assert_int_equal(lw_outbox_sent(outbox, seq, now, &fault), 0);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
}

static void gives_back_what_was_put_in(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);
    struct lw_outbox_message message;

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    const struct lw_outbox_now now = {t0, t0, t0};
    assert_int_equal(lw_outbox_next(outbox, "b", &now, &message, &fault), 0);
    assert_int_equal(lw_outbox_next(outbox, "a", &now, &message, &fault), 1);
    assert_string_equal(message.channel, "a");
    assert_string_equal(message.subject, "W1");
    assert_int_equal(message.revision, 1);
    assert_int_equal(message.part, LW_OUTBOX_RAISE);
    assert_int_equal(message.mark, 7);
    assert_true(message.made_ns == t0);
    assert_true(message.expires_ns == t0 + 600 * s);
    assert_string_equal(message.head, "X: y");
    assert_string_equal(message.title, "title");
    assert_int_equal(message.len, 4);
    assert_memory_equal(message.body, "W1 1", 5);
    lw_outbox_close(outbox);
}

static void goes_in_order_one_subject_after_the_other(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 2, LW_OUTBOX_RAISE, t0), 1);
    const int64_t first = take(outbox, "a", t0, "W1 1");
    /* What is out holds up its own subject only. */
    deliver(outbox, "a", t0, "W2 1");
    (void)take(outbox, "a", t0, "");
    assert_int_equal(lw_outbox_failed(outbox, first, t0 + 5 * s, &fault), 0);
    (void)take(outbox, "a", t0 + 4 * s, "");
    deliver(outbox, "a", t0 + 5 * s, "W1 1");
    deliver(outbox, "a", t0 + 5 * s, "W1 2");
    lw_outbox_close(outbox);
}

static void known_revisions_are_not_taken_again(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 0);
    deliver(outbox, "a", t0, "W1 1");
    lw_outbox_close(outbox);
    outbox = opened(*state, t0 + s);
    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 0);
    assert_int_equal(give(outbox, "b", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 2, LW_OUTBOX_END, t0 + s), 1);
    (void)take(outbox, "a", t0 + s, "W1 2");
    lw_outbox_close(outbox);
}

static void an_update_takes_the_place_of_the_last(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 2, LW_OUTBOX_UPDATE, t0), 1);
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 3, LW_OUTBOX_UPDATE, t0), 1);
    deliver(outbox, "a", t0, "W1 1");
    /* Its turn, too: it does not go back to the end of the line. */
    const int64_t out = take(outbox, "a", t0, "W1 3");
    assert_int_equal(give(outbox, "a", "W1", 4, LW_OUTBOX_UPDATE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 5, LW_OUTBOX_UPDATE, t0), 1);
    /* One that failed gives way. */
    assert_int_equal(lw_outbox_failed(outbox, out, t0 + 60 * s, &fault), 0);
    deliver(outbox, "a", t0, "W1 5");
    deliver(outbox, "a", t0, "W2 1");
    assert_int_equal(give(outbox, "a", "W1", 6, LW_OUTBOX_UPDATE, t0), 1);
    assert_int_equal(give(outbox, "a", "W3", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W1", 7, LW_OUTBOX_END, t0), 1);
    /* An end goes behind what was raised before it. */
    deliver(outbox, "a", t0, "W3 1");
    deliver(outbox, "a", t0, "W1 7");
    (void)take(outbox, "a", t0, "");
    lw_outbox_close(outbox);
}

static void the_end_goes_to_who_was_told(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    /* Nothing of it was ever put in. */
    assert_int_equal(give(outbox, "a", "W1", 2, LW_OUTBOX_END, t0), 0);
    /* The raise expired, and nobody had tried it. */
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W2", 2, LW_OUTBOX_END, t0 + 700 * s),
                     1);
    (void)take(outbox, "a", t0 + 700 * s, "");
    /* It was tried, and who knows. */
    assert_int_equal(give(outbox, "a", "W3", 1, LW_OUTBOX_RAISE, t0), 1);
    const int64_t seq = take(outbox, "a", t0, "W3 1");
    assert_int_equal(lw_outbox_failed(outbox, seq, t0 + s, &fault), 0);
    assert_int_equal(give(outbox, "a", "W3", 2, LW_OUTBOX_END, t0 + 2 * s), 1);
    deliver(outbox, "a", t0 + 3000 * s, "W3 2");

    struct lw_outbox_state look;
    assert_int_equal(lw_outbox_look(outbox, "a", &look, &fault), 0);
    assert_int_equal(look.waiting, 0);
    assert_true(look.due_ns == INT64_MAX);
    assert_int_equal(look.expired, 2);
    assert_true(look.sent_ns == t0 + 3000 * s);
    lw_outbox_close(outbox);
}

static void a_raise_that_waits_is_refreshed(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(
        give(outbox, "a", "W1", 2, LW_OUTBOX_REFRESH, t0 + 500 * s), 1);
    /* The first would have expired by now. */
    deliver(outbox, "a", t0 + 900 * s, "W1 2");
    assert_int_equal(
        give(outbox, "a", "W1", 3, LW_OUTBOX_REFRESH, t0 + 900 * s), 0);
    assert_int_equal(
        give(outbox, "a", "W1", 2, LW_OUTBOX_REFRESH, t0 + 900 * s), 0);
    (void)take(outbox, "a", t0 + 900 * s, "");
    lw_outbox_close(outbox);
}

static void what_was_out_is_sent_again_after_a_restart(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    deliver(outbox, "a", t0, "W1 1");
    (void)take(outbox, "a", t0, "W2 1");
    lw_outbox_close(outbox); /* not committed: as if it were killed */
    outbox = opened(*state, t0 + s);
    deliver(outbox, "a", t0 + s, "W2 1");
    (void)take(outbox, "a", t0 + s, "");
    lw_outbox_close(outbox);
    /* Even where it has expired since, its end goes. */
    outbox = opened(*state, t0 + s);
    assert_int_equal(give(outbox, "a", "W3", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    lw_outbox_close(outbox);
    outbox = opened(*state, t0 + 3600 * s);
    (void)take(outbox, "a", t0 + 3600 * s, "");
    assert_int_equal(give(outbox, "a", "W3", 2, LW_OUTBOX_END, t0 + 3600 * s),
                     1);
    deliver(outbox, "a", t0 + 3600 * s, "W3 2");
    lw_outbox_close(outbox);
}

static void is_bounded_but_for_ends(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);
    struct lw_outbox_state look;
    char subject[16];

    for (int i = 0; i < LW_OUTBOX_WAITING_MAX; i++) {
        (void)snprintf(subject, sizeof subject, "W%d", i);
        assert_int_equal(give(outbox, "a", subject, 1, LW_OUTBOX_RAISE, t0), 1);
    }
    assert_int_equal(give(outbox, "a", "more", 1, LW_OUTBOX_RAISE, t0),
                     LW_ERR_NO_SPACE);
    assert_int_equal(give(outbox, "b", "more", 1, LW_OUTBOX_RAISE, t0), 1);
    const int64_t seq = take(outbox, "a", t0, "W0 1");
    assert_int_equal(lw_outbox_failed(outbox, seq, t0 + s, &fault), 0);
    assert_int_equal(give(outbox, "a", "W0", 2, LW_OUTBOX_END, t0), 1);
    /* Over before anybody was told: it makes room. */
    assert_int_equal(give(outbox, "a", "W5", 2, LW_OUTBOX_END, t0), 1);
    assert_int_equal(give(outbox, "a", "more", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_look(outbox, "a", &look, &fault), 0);
    assert_int_equal(look.waiting, LW_OUTBOX_WAITING_MAX + 1);
    assert_true(look.oldest_ns == t0);
    assert_true(look.due_ns == 0);
    lw_outbox_close(outbox);
}

static void goes_on_in_memory(void **state)
{
    struct lw_outbox *outbox = opened(*state, t0);

    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    assert_int_equal(lw_outbox_detach(outbox, &fault), 0);
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    deliver(outbox, "a", t0, "W1 1");
    deliver(outbox, "a", t0, "W2 1");
    lw_outbox_close(outbox);
    outbox = opened(*state, t0);
    (void)take(outbox, "a", t0, "W1 1");
    lw_outbox_close(outbox);
}

static void a_full_disk_is_told(void **state)
{
    struct disk disk = {.bytes_left = DISK_NEVER,
                        .fail_sync_in = DISK_NEVER,
                        .cut_in = DISK_NEVER};

    disk_insert(&disk);
    struct lw_outbox *outbox = opened(*state, t0);
    assert_int_equal(give(outbox, "a", "W1", 1, LW_OUTBOX_RAISE, t0), 1);
    assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    disk.bytes_left = 0;
    int err = give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0);
    if (err == 1)
        err = lw_outbox_commit(outbox, &fault);
    assert_int_equal(err, LW_ERR_IO);
    disk_remove();
    assert_int_equal(lw_outbox_detach(outbox, &fault), 0);
    assert_int_equal(give(outbox, "a", "W2", 1, LW_OUTBOX_RAISE, t0), 1);
    deliver(outbox, "a", t0, "W1 1");
    deliver(outbox, "a", t0, "W2 1");
    lw_outbox_close(outbox);
    disk_forget();
}

/* What a warning has come to: put in for good, and confirmed. */
struct fate {
    bool raised, ended, raise_sent, end_sent;
};

struct power {
    const char *folder;
    uint64_t seed;
    struct fate now[WARNINGS], at_cut[WARNINGS];
    bool done;
};

static void lose_power(void *context)
{
    struct power *power = context;

    memcpy(power->at_cut, power->now, sizeof power->now);
    power->done = disk_cut(power->folder, &power->seed);
}

/* Send some of what waits. */
static void send_some(struct lw_outbox *outbox, struct power *power, int most)
{
    const struct lw_outbox_now now = {t0, t0, t0};
    struct lw_outbox_message message;

    while (most-- > 0 &&
           lw_outbox_next(outbox, "a", &now, &message, &fault) == 1) {
        struct fate *fate = &power->now[strtol(message.subject + 1, NULL, 10)];
        if (message.part == LW_OUTBOX_END)
            fate->end_sent = true;
        else
            fate->raise_sent = true;
        assert_int_equal(lw_outbox_sent(outbox, message.seq, t0, &fault), 0);
        assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
    }
}

static void live_through(const char *path, struct power *power, uint64_t seed)
{
    struct lw_outbox *outbox = NULL;
    char subject[16];

    assert_int_equal(lw_outbox_open(path, t0, &outbox, &fault), 0);
    for (int i = 0; i < WARNINGS; i++) {
        (void)snprintf(subject, sizeof subject, "W%d", i);
        assert_int_equal(give(outbox, "a", subject, 1, LW_OUTBOX_RAISE, t0), 1);
        assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
        power->now[i].raised = true;
        send_some(outbox, power, (int)(random_bits(&seed) % 3));
        if (random_bits(&seed) % 2 == 0)
            continue;
        assert_int_equal(give(outbox, "a", subject, 2, LW_OUTBOX_END, t0), 1);
        assert_int_equal(lw_outbox_commit(outbox, &fault), 0);
        power->now[i].ended = true;
        send_some(outbox, power, (int)(random_bits(&seed) % 2));
    }
    lw_outbox_close(outbox);
}

/* Whatever was put in for good is sent after it, or was before. */
static void nothing_is_lost_when_the_power_goes(void **state)
{
    const char *folder = *state;
    char left[KEEP_PATH_MAX];
    uint64_t seed = FIRST_SEED;
    int cuts = 0;

    (void)snprintf(left, sizeof left, "%s/left", folder);
    assert_int_equal(mkdir(left, 0700), 0);
    for (int i = 0; i < CUTS; i++) {
        struct power power = {.folder = left, .seed = random_bits(&seed)};
        struct disk disk = {.bytes_left = DISK_NEVER,
                            .fail_sync_in = DISK_NEVER,
                            .cut_in = 20 + 11 * i,
                            .lost = lose_power,
                            .context = &power};
        disk_insert(&disk);
        live_through(keep_path(folder, "outbox.db"), &power,
                     random_bits(&seed));
        disk_remove();
        disk_forget();
        if (power.done) {
            struct lw_outbox *outbox = opened(left, t0);
            cuts++;
            memcpy(power.now, power.at_cut, sizeof power.now);
            send_some(outbox, &power, 2 * WARNINGS);
            for (int w = 0; w < WARNINGS; w++) {
                assert_true(!power.at_cut[w].raised || power.now[w].raise_sent);
                assert_true(!power.at_cut[w].ended || power.now[w].end_sent);
            }
            lw_outbox_close(outbox);
        }
        keep_empty(left);
        keep_empty(folder);
    }
    assert_true(cuts > CUTS / 2);
    assert_int_equal(rmdir(left), 0);
}

static void other_files_are_refused(void **state)
{
    struct lw_outbox *outbox = NULL;
    const char *path = keep_path(*state, "outbox.db");
    char text[4096];

    memset(text, 'x', sizeof text);
    keep_write(path, text, sizeof text);
    assert_int_equal(lw_outbox_open(path, t0, &outbox, &fault),
                     LW_ERR_INTEGRITY);
    assert_null(outbox);
    assert_int_equal(lw_outbox_open("/nowhere/outbox.db", t0, &outbox, &fault),
                     LW_ERR_IO);
    lw_outbox_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        keep_test(gives_back_what_was_put_in),
        keep_test(goes_in_order_one_subject_after_the_other),
        keep_test(known_revisions_are_not_taken_again),
        keep_test(an_update_takes_the_place_of_the_last),
        keep_test(the_end_goes_to_who_was_told),
        keep_test(a_raise_that_waits_is_refreshed),
        keep_test(what_was_out_is_sent_again_after_a_restart),
        keep_test(is_bounded_but_for_ends),
        keep_test(goes_on_in_memory),
        keep_test(a_full_disk_is_told),
        keep_test(nothing_is_lost_when_the_power_goes),
        keep_test(other_files_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
