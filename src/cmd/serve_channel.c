/* SPDX-License-Identifier: Apache-2.0 */
/* Channels: which warning goes to whom, when it is tried (again), and whether
 * it went. */
#include "serve_channel.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "model/channel.h"

enum {
    FRESH_MAX = 64,          /* warnings told between two commits */
    SENDS_PER_WAKE = 64,     /* of one channel */
    STUBBORN = 3,            /* so often failed, a message steps aside */
    RETRY_AFTER_MAX_S = 600, /* what a peer may ask for */
    PATH_SIZE = LW_CONFIG_PATH_MAX + 32,
};
static const int64_t second_ns = INT64_C(1000000000);

/* What was told, with what was said before. */
struct fresh {
    struct lw_warning warning;
    struct lw_cap_chain chain;
};

struct lw_channels {
    struct lw_serve *serve;
    struct lw_channel channel[LW_CONFIG_CHANNELS_MAX];
    uint32_t count;
    struct lw_outbox *outbox;
    struct lw_post *post;
    struct lw_channel_text *text;
    bool settled; /* what a replay left is told */
    bool due;     /* something is to be tried, or kept */
    /* While the journal is replayed: each warning that is alive, and each end
     * that somebody may not know of. */
    struct fresh *held;
    uint32_t helds, held_size;
    /* Told, and not yet in the outbox for good. */
    struct fresh fresh[FRESH_MAX];
    uint32_t fresh_count;
};

bool lw_channel_settled(const struct lw_channel *channel)
{
    return channel->all->settled;
}

struct lw_post *lw_channel_post(const struct lw_channel *channel)
{
    return channel->all->post;
}

/* ---- opening ---- */

static int open_outbox(struct lw_channels *all)
{
    const int64_t now_ns = lw_loop_wall_ns(all->serve->loop);
    const char *folder = all->serve->config.data;
    char path[PATH_SIZE], aside[PATH_SIZE];
    struct lw_fault fault = {0};

    (void)snprintf(path, sizeof path, "%s/outbox.db", folder);
    int err = lw_outbox_open(path, now_ns, &all->outbox, &fault);
    if (err == LW_ERR_INTEGRITY) {
        (void)snprintf(aside, sizeof aside, "%s/outbox.db.damaged", folder);
        lw_serve_say("%s: %s; put aside as %s: what waited in it is lost", path,
                     fault.what, aside);
        if (rename(path, aside) == 0)
            err = lw_outbox_open(path, now_ns, &all->outbox, &fault);
    }
    if (err < 0)
        lw_serve_say("%s: %s", path, fault.what);
    return err;
}

static void on_timer(void *context)
{
    struct lw_channel *channel = context;

    channel->all->due = true;
}

static int open_channel(struct lw_channels *all,
                        const struct lw_config_channel *config)
{
    struct lw_channel *channel = &all->channel[all->count];
    struct lw_fault fault = {0};

    *channel = (struct lw_channel){
        .serve = all->serve,
        .all = all,
        .config = config,
        .driver = lw_channel_driver(config->kind),
        .timer = {.fire = on_timer, .context = channel},
        .failing_ns = INT64_MIN,
        .look_failing_ns = INT64_MIN,
        .since_ns = INT64_MIN,
        .sent_ns = INT64_MIN,
        .failed_ns = INT64_MIN,
        .look_ns = lw_loop_steady_ns(all->serve->loop),
    };
    int err =
        lw_channel_secrets(config, channel->secret, &channel->secrets, &fault);
    if (err == 0 && channel->driver->open != NULL)
        err = channel->driver->open(channel, &fault);
    all->count++; /* closed like the others, however far it came */
    if (err < 0)
        lw_channel_wrong(all->serve, config, &fault);
    return err;
}

int lw_channels_open(struct lw_serve *serve)
{
    struct lw_fault fault = {.what = "out of memory"};
    int err = 0;

    if (serve->config.channels == 0)
        return 0;
    if (serve->player != NULL && !serve->site->exercise) {
        lw_serve_say("a recording is played: nothing leaves by the channels, "
                     "but as an exercise (--exercise)");
        return 0;
    }
    struct lw_channels *all = calloc(1, sizeof *all);
    if (all == NULL)
        return LW_ERR_NO_SPACE;
    serve->channels = all;
    all->serve = serve;
    all->text = lw_channel_text_open();
    all->post = lw_post_open(serve->loop, &fault);
    if (all->text == NULL || all->post == NULL) {
        lw_serve_say("channels: %s", fault.what);
        return LW_ERR_NO_SPACE;
    }
    err = lw_channels_check(serve);
    if (err == 0)
        err = open_outbox(all);
    for (uint32_t i = 0; i < serve->config.channels && err == 0; i++)
        err = open_channel(all, &serve->config.channel[i]);
    return err;
}

void lw_channels_close(struct lw_serve *serve)
{
    struct lw_channels *all = serve->channels;

    if (all == NULL)
        return;
    for (uint32_t i = 0; i < all->count; i++) {
        if (all->channel[i].driver->close != NULL)
            all->channel[i].driver->close(&all->channel[i]);
        lw_loop_timer_clear(serve->loop, &all->channel[i].timer);
    }
    lw_post_close(all->post);
    if (all->outbox != NULL)
        (void)!lw_outbox_commit(all->outbox, NULL);
    lw_outbox_close(all->outbox);
    lw_channel_text_close(all->text);
    free(all->held);
    free(all);
    serve->channels = NULL;
}

/* ---- telling ---- */

static bool has_ended(const struct lw_warning *warning)
{
    return warning->state == LW_WARNING_CLEARED ||
           warning->state == LW_WARNING_CANCELLED;
}

static enum lw_outbox_part part_of(const struct lw_channel *channel,
                                   const struct lw_warning *warning, bool first)
{
    if (has_ended(warning))
        return LW_OUTBOX_END;
    if (first || warning->sound)
        return LW_OUTBOX_RAISE;
    return channel->config->updates ? LW_OUTBOX_UPDATE : LW_OUTBOX_REFRESH;
}

/* 0, or LW_ERR_IO: the disk says no. */
static int put(struct lw_channel *channel, const struct lw_warning *warning,
               const struct lw_cap_chain *chain)
{
    struct lw_channels *all = channel->all;
    char subject[LW_CHANNEL_ID_SIZE];
    struct lw_fault fault = {0};

    lw_channel_name(all->serve, warning, 0, subject);
    const int64_t known =
        lw_outbox_known(all->outbox, channel->config->id, subject, &fault);
    struct lw_outbox_message message = {
        .channel = channel->config->id,
        .subject = subject,
        .revision = warning->revision,
        .part = part_of(channel, warning, known == 0),
        .mark = (uint32_t)warning->status,
        .made_ns = lw_loop_wall_ns(all->serve->loop),
        .expires_ns = lw_cap_expires_ns(warning),
    };
    int err = lw_outbox_wants(all->outbox, &message, &fault);
    if (err == 1)
        err = lw_channel_say(all->text, channel, warning, chain, known == 0,
                             &message);
    if (err == 0 && message.body != NULL)
        err = lw_outbox_put(all->outbox, &message, &fault);
    if (known < 0 || err == LW_ERR_IO)
        return LW_ERR_IO;
    if (err < 0) {
        channel->lost++;
        lw_serve_say("channel %s: a message is lost: %s", channel->config->id,
                     fault.what[0] != '\0' ? fault.what : lw_err_name(err));
    }
    return 0;
}

static int put_everywhere(struct lw_channels *all, const struct fresh *fresh)
{
    const struct lw_warning *warning = &fresh->warning;
    const struct lw_serve *serve = all->serve;
    int err = 0;

    for (uint32_t i = 0; i < all->count && err == 0; i++) {
        struct lw_channel *channel = &all->channel[i];
        if (channel->driver->send != NULL &&
            lw_channel_takes(&serve->config, channel->config, serve->site,
                             warning))
            err = put(channel, warning, &fresh->chain);
    }
    return err;
}

/* The disk says no: warnings go all the same, for as long as we run. */
static void go_on_in_memory(struct lw_channels *all)
{
    struct lw_fault fault = {0};

    lw_serve_say("the outbox cannot be written: messages are kept in memory "
                 "until the end");
    if (lw_outbox_detach(all->outbox, &fault) < 0) {
        lw_serve_say("the outbox: %s", fault.what);
        lw_loop_stop(all->serve->loop);
        all->serve->failed = true;
    }
    for (uint32_t i = 0; i < all->fresh_count; i++)
        if (put_everywhere(all, &all->fresh[i]) < 0)
            all->serve->failed = true;
}

static void commit(struct lw_channels *all)
{
    struct lw_fault fault = {0};

    if (lw_outbox_commit(all->outbox, &fault) < 0) {
        go_on_in_memory(all);
        if (lw_outbox_commit(all->outbox, &fault) < 0)
            all->serve->failed = true;
    }
    all->fresh_count = 0;
}

static void show(struct lw_channels *all, const struct lw_warning *warning)
{
    const struct lw_serve *serve = all->serve;

    for (uint32_t i = 0; i < all->count; i++) {
        struct lw_channel *channel = &all->channel[i];
        if (channel->driver->show != NULL &&
            lw_channel_takes(&serve->config, channel->config, serve->site,
                             warning))
            channel->driver->show(channel, warning);
    }
}

static void tell(struct lw_channels *all, const struct lw_warning *warning,
                 const struct lw_cap_chain *before)
{
    if (all->fresh_count == FRESH_MAX)
        commit(all);
    struct fresh *fresh = &all->fresh[all->fresh_count++];
    *fresh = (struct fresh){*warning, *before};
    if (put_everywhere(all, fresh) < 0)
        go_on_in_memory(all);
    show(all, warning);
    all->due = true;
    lw_loop_again(all->serve->loop);
}

/* Whether somebody was told of it before this revision. */
static bool is_known(struct lw_channels *all, const struct lw_warning *warning)
{
    char subject[LW_CHANNEL_ID_SIZE];
    bool known = false;

    lw_channel_name(all->serve, warning, 0, subject);
    for (uint32_t i = 0; i < all->count && !known; i++) {
        const int64_t last = lw_outbox_known(
            all->outbox, all->channel[i].config->id, subject, NULL);
        known = last > 0 && last < warning->revision;
    }
    return known;
}

/* Of a journal that is replayed only what stands in the end is told, and the
 * end of what somebody was told of. */
static void hold(struct lw_channels *all, const struct lw_warning *warning,
                 const struct lw_cap_chain *before)
{
    const bool keep = !has_ended(warning) || is_known(all, warning);
    uint32_t at = 0;

    while (at < all->helds &&
           (all->held[at].warning.number != warning->number ||
            all->held[at].warning.status != warning->status))
        at++;
    if (!keep && at < all->helds)
        all->held[at] = all->held[--all->helds];
    if (!keep)
        return;
    if (at == all->held_size) {
        const uint32_t size = 2 * all->held_size + 16;
        struct fresh *larger = realloc(all->held, size * sizeof *larger);
        if (larger == NULL)
            return;
        all->held = larger;
        all->held_size = size;
    }
    all->held[at] = (struct fresh){*warning, *before};
    all->helds += at == all->helds;
}

void lw_channels_tell(struct lw_serve *serve, const struct lw_warning *warning,
                      const struct lw_cap_chain *before)
{
    struct lw_channels *all = serve->channels;

    if (all == NULL)
        return;
    if (all->settled)
        tell(all, warning, before);
    else
        hold(all, warning, before);
}

/* ---- sending ---- */

/* Doubling, within what is set, and up to a fifth more or less, so that not
 * all come back at once: always the same for the same message. */
static int64_t delay_ns(const struct lw_channel *channel, uint32_t tries)
{
    static const uint8_t key[16] = {0};
    const double first = channel->config->retry_first_s;
    const double last = channel->config->retry_last_s;
    const double whole = first * ldexp(1.0, tries > 30 ? 30 : (int)tries);
    struct {
        uint64_t seq, tries;
    } what = {(uint64_t)channel->out.seq, tries};
    const uint64_t chance = lw_siphash(key, &what, sizeof what).low >> 11;
    const double jitter =
        0.8 + 0.4 * (double)chance / (double)(UINT64_C(1) << 53);

    return (int64_t)((whole < last ? whole : last) * jitter *
                     (double)second_ns);
}

static void fail(struct lw_channel *channel, const char *why)
{
    const struct lw_serve *serve = channel->serve;

    if (channel->failing_ns == INT64_MIN) {
        channel->failing_ns = lw_loop_steady_ns(serve->loop);
        lw_serve_say("channel %s: %s", channel->config->id, why);
    }
    (void)snprintf(channel->why, sizeof channel->why, "%s", why);
    channel->failed_ns = lw_loop_wall_ns(serve->loop);
    channel->failed++;
}

static void succeed(struct lw_channel *channel)
{
    if (channel->failing_ns != INT64_MIN)
        lw_serve_say("channel %s: works again", channel->config->id);
    channel->failing_ns = INT64_MIN;
    channel->failures = 0;
    channel->next_ns = INT64_MIN;
    channel->sent_ns = lw_loop_wall_ns(channel->serve->loop);
    channel->sent++;
}

static int64_t put_off(struct lw_channel *channel,
                       const struct lw_post_result *result)
{
    const int64_t now_ns = lw_loop_steady_ns(channel->serve->loop);
    const uint32_t tries = channel->out.tries;
    int64_t due_ns = 0;

    if (result->end == LW_POST_REFUSED || tries + 1 >= STUBBORN)
        due_ns = now_ns + delay_ns(channel, tries);
    if (result->end != LW_POST_REFUSED) {
        const double asked = result->retry_after_s < RETRY_AFTER_MAX_S
                                 ? result->retry_after_s
                                 : RETRY_AFTER_MAX_S;
        int64_t wait_ns = delay_ns(channel, channel->failures);
        if (wait_ns < (int64_t)(asked * (double)second_ns))
            wait_ns = (int64_t)(asked * (double)second_ns);
        channel->next_ns = now_ns + wait_ns;
        channel->failures++;
    }
    return due_ns;
}

void lw_channel_done(struct lw_channel *channel,
                     const struct lw_post_result *result)
{
    struct lw_channels *all = channel->all;
    struct lw_fault fault = {0};
    int err = 0;

    assert(channel->busy);
    channel->busy = false;
    if (result->end == LW_POST_DONE) {
        if (result->why != NULL && result->why[0] != '\0')
            lw_serve_say("channel %s: %s", channel->config->id, result->why);
        succeed(channel);
        err = lw_outbox_sent(all->outbox, channel->out.seq,
                             lw_loop_wall_ns(all->serve->loop), &fault);
    } else {
        const int64_t due_ns = put_off(channel, result);
        fail(channel, result->why);
        err = lw_outbox_failed(all->outbox, channel->out.seq, due_ns, &fault);
    }
    if (err < 0)
        go_on_in_memory(all);
    all->due = true;
    lw_loop_again(all->serve->loop);
}

static void send(struct lw_channel *channel)
{
    struct lw_fault fault = {0};

    channel->busy = true;
    if (channel->driver->send(channel, &channel->out, &fault) < 0) {
        const struct lw_post_result result = {.end = LW_POST_LATER,
                                              .why = fault.what};
        lw_channel_done(channel, &result);
    }
}

/* Wake up when the next of the channel may be tried. */
static void wait_for(struct lw_channel *channel)
{
    struct lw_loop *loop = channel->serve->loop;
    const int64_t now_ns = lw_loop_steady_ns(loop);
    struct lw_outbox_state state = {.due_ns = INT64_MAX};

    if (channel->busy ||
        lw_outbox_look(channel->all->outbox, channel->config->id, &state,
                       NULL) < 0 ||
        state.due_ns == INT64_MAX) {
        lw_loop_timer_clear(loop, &channel->timer);
        return;
    }
    const int64_t at_ns =
        state.due_ns > channel->next_ns ? state.due_ns : channel->next_ns;
    lw_loop_timer(loop, &channel->timer, at_ns > now_ns ? at_ns - now_ns : 0);
}

/* Send what may be sent. */
static void pump(struct lw_channel *channel)
{
    struct lw_channels *all = channel->all;
    const struct lw_serve *serve = all->serve;
    const struct lw_outbox_now now = {
        .wall_ns = lw_loop_wall_ns(serve->loop),
        .scene_ns = serve->clock.now_ns,
        .steady_ns = lw_loop_steady_ns(serve->loop),
    };
    struct lw_fault fault = {0};
    int got = 1;

    for (int i = 0; i < SENDS_PER_WAKE && got == 1 && !channel->busy &&
                    now.steady_ns >= channel->next_ns;
         i++) {
        got = lw_outbox_next(all->outbox, channel->config->id, &now,
                             &channel->out, &fault);
        if (got < 0) {
            go_on_in_memory(all);
        } else if (got == 1 && !lw_channel_carries(
                                   channel->config, serve->site,
                                   (enum lw_warning_status)channel->out.mark)) {
            /* Put in by a configuration that meant another channel. */
            if (lw_outbox_discard(all->outbox, channel->out.seq, &fault) < 0)
                go_on_in_memory(all);
        } else if (got == 1) {
            send(channel);
        }
    }
    wait_for(channel);
}

static void settle(struct lw_channels *all)
{
    all->settled = true;
    for (uint32_t i = 0; i < all->helds; i++)
        tell(all, &all->held[i].warning, &all->held[i].chain);
    free(all->held);
    all->held = NULL;
    all->helds = all->held_size = 0;
    all->due = true; /* what waited in the file */
}

void lw_channels_woken(struct lw_serve *serve)
{
    struct lw_channels *all = serve->channels;

    if (all == NULL || !serve->ready)
        return;
    if (!all->settled)
        settle(all);
    if (!all->due)
        return;
    all->due = false;
    commit(all);
    for (uint32_t i = 0; i < all->count; i++)
        if (all->channel[i].driver->send != NULL)
            pump(&all->channel[i]);
}

/* ---- watching ---- */

void lw_channel_looked(struct lw_channel *channel, const char *why)
{
    channel->looking = false;
    if (why == NULL) {
        channel->look_failing_ns = INT64_MIN;
        if (channel->next_ns != INT64_MIN) {
            channel->next_ns = INT64_MIN; /* try at once */
            channel->all->due = true;
            lw_loop_again(channel->serve->loop);
        }
        return;
    }
    if (channel->look_failing_ns == INT64_MIN) {
        channel->look_failing_ns = lw_loop_steady_ns(channel->serve->loop);
        lw_serve_say("channel %s: %s", channel->config->id, why);
    }
    (void)snprintf(channel->why, sizeof channel->why, "%s", why);
    channel->failed_ns = lw_loop_wall_ns(channel->serve->loop);
}

void lw_channel_stands(struct lw_channel *channel, const char *why)
{
    if (why != NULL) {
        fail(channel, why);
        return;
    }
    if (channel->failing_ns != INT64_MIN)
        lw_serve_say("channel %s: works again", channel->config->id);
    channel->failing_ns = INT64_MIN;
}

void lw_channel_took(struct lw_channel *channel)
{
    channel->sent_ns = lw_loop_wall_ns(channel->serve->loop);
    channel->sent++;
}

static void look(struct lw_channel *channel)
{
    const int64_t now_ns = lw_loop_steady_ns(channel->serve->loop);
    struct lw_fault fault = {0};

    if (channel->config->check_s == 0 || channel->driver->look == NULL ||
        channel->looking || channel->busy || now_ns < channel->look_ns)
        return;
    channel->look_ns = now_ns + channel->config->check_s * second_ns;
    const int begun = channel->driver->look(channel, &fault);
    channel->looking = begun == 1;
    if (begun < 0)
        lw_channel_looked(channel, fault.what);
}

/* Failing for how long? The earlier of the two beginnings. */
static int64_t failing_since(const struct lw_channel *channel)
{
    if (channel->failing_ns == INT64_MIN)
        return channel->look_failing_ns;
    if (channel->look_failing_ns == INT64_MIN ||
        channel->failing_ns < channel->look_failing_ns)
        return channel->failing_ns;
    return channel->look_failing_ns;
}

static void alarm_if(struct lw_channel *channel)
{
    char text[LW_CHANNEL_ALARM_SIZE];
    const struct lw_serve *serve = channel->serve;
    const int64_t now_ns = lw_loop_steady_ns(serve->loop);
    const int64_t from_ns = failing_since(channel);
    const bool dead =
        from_ns != INT64_MIN &&
        now_ns - from_ns >= channel->config->dead_after_s * second_ns;

    if (dead == channel->dead || (channel->dead && from_ns != INT64_MIN))
        return;
    channel->dead = dead;
    channel->since_ns =
        lw_loop_wall_ns(serve->loop) - (dead ? now_ns - from_ns : 0);
    lw_serve_say("channel %s: %s", channel->config->id,
                 dead ? "DEAD: warnings do not get through" : "alive again");
    const int len =
        lw_view_alarm(serve, (uint32_t)(channel - channel->all->channel), false,
                      text, sizeof text);
    if (len > 0)
        lw_live_say(channel->serve, "channel", text, (size_t)len, true);
}

void lw_channels_tick(struct lw_serve *serve)
{
    struct lw_channels *all = serve->channels;

    if (all == NULL || !all->settled)
        return;
    for (uint32_t i = 0; i < all->count; i++) {
        struct lw_channel *channel = &all->channel[i];
        if (channel->driver->tick != NULL)
            channel->driver->tick(channel);
        look(channel);
        alarm_if(channel);
    }
    all->due = true; /* what has expired goes */
    lw_loop_again(serve->loop);
}

bool lw_channels_info(const struct lw_serve *serve, uint32_t index,
                      struct lw_channel_info *info)
{
    const struct lw_channels *all = serve->channels;
    struct lw_outbox_state state = {.sent_ns = INT64_MIN};

    if (all == NULL || index >= all->count)
        return false;
    const struct lw_channel *channel = &all->channel[index];
    if (channel->driver->waiting != NULL)
        state.waiting = channel->driver->waiting(channel);
    else if (lw_outbox_look(all->outbox, channel->config->id, &state, NULL) < 0)
        state = (struct lw_outbox_state){.sent_ns = INT64_MIN};
    *info = (struct lw_channel_info){
        .id = channel->config->id,
        .by = lw_channel_kind_name(channel->config->kind),
        .carries = lw_warning_status_name(channel->config->carries),
        .up = failing_since(channel) == INT64_MIN,
        .dead = channel->dead,
        .since_ns = channel->since_ns,
        .sent_ns =
            channel->sent_ns > state.sent_ns ? channel->sent_ns : state.sent_ns,
        .failed_ns = channel->failed_ns,
        .why = channel->why,
        .waiting = state.waiting,
        .sent = channel->sent,
        .failed = channel->failed,
        .expired = state.expired,
        .lost = channel->lost,
    };
    return true;
}
