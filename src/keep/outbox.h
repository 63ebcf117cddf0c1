/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outbox.h - messages that are to leave by channels, until they have.
 *
 * One SQLite file. A message is durable before anybody may try to send it, and
 * stays until it was confirmed, has expired, or a later one says all of it and
 * more. Messages of one subject (a warning) go in order, one after the other;
 * subjects do not wait for each other.
 *
 *     lw_outbox_put(..)            for each channel; then
 *     lw_outbox_commit(..)         and from now on
 *     lw_outbox_next(..)           the next of a channel; one at a time, then
 *     lw_outbox_sent(..) or lw_outbox_failed(..)
 *
 * What is put in:
 *   - A message of a revision that was put in before is known, and not taken:
 *     a journal that is replayed tells everything again.
 *   - An update takes the place of one that still waits.
 *   - The end of what nobody was ever told of is not sent.
 * What is handed out has not expired; an end never does, but is given up after
 * LW_OUTBOX_END_KEPT_S. Nothing is handed out again after it was confirmed;
 * what was being sent when the process ended is.
 *
 * Units   times in ns: made_ns and what was sent since the Unix epoch (UTC);
 *         expires_ns on the clock of what is told of, which may stand still;
 *         due_ns on a clock that ends with the process
 * Source  doc/channels.md
 */
#ifndef LW_OUTBOX_H
#define LW_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "luchtwacht/err.h"

enum {
    LW_OUTBOX_SCHEMA = 1,
    LW_OUTBOX_NAME_MAX = 127,              /* bytes of a channel or subject */
    LW_OUTBOX_HEAD_MAX = 8 * 1024,         /* of what goes beside the body */
    LW_OUTBOX_BODY_MAX = 16 * 1024 * 1024, /* of a body */
    LW_OUTBOX_WAITING_MAX = 4096,          /* of one channel */
    LW_OUTBOX_END_KEPT_S = 7 * 86400,
    LW_OUTBOX_KNOWN_S = 30 * 86400, /* what was told is remembered */
};

enum lw_outbox_part {
    LW_OUTBOX_RAISE,   /* never left out, until it expires */
    LW_OUTBOX_UPDATE,  /* gives way to any later one */
    LW_OUTBOX_REFRESH, /* takes the place of a raise that still waits, as a
                          raise; where none does: nothing */
    LW_OUTBOX_END,     /* must go, to who was told anything */
};

struct lw_outbox_message {
    int64_t seq;
    const char *channel, *subject;
    uint32_t revision; /* of the subject; goes up */
    enum lw_outbox_part part;
    uint32_t mark; /* the caller's, as it was put in */
    int64_t made_ns, expires_ns;
    uint32_t tries;    /* that failed */
    const char *head;  /* text beside the body */
    const char *title; /* for people */
    const char *body;
    size_t len;
};

struct lw_outbox;

/*
 * Open the outbox in `path`, made where there is none.
 *
 * Returns 0 and sets *outbox (to be closed), or
 *   LW_ERR_NOT_MINE   a file of another program, or of a later version
 *   LW_ERR_INTEGRITY  damaged, or no SQLite file at all
 *   LW_ERR_IO         it cannot be opened, or not enough memory
 */
LW_NODISCARD int lw_outbox_open(const char *path, int64_t now_ns,
                                struct lw_outbox **outbox,
                                struct lw_fault *fault);
void lw_outbox_close(struct lw_outbox *outbox);

/*
 * Returns 1: it will be tried; 0: it is known, or of no use; or
 *   LW_ERR_NO_SPACE  too long, or LW_OUTBOX_WAITING_MAX wait already
 *   LW_ERR_IO        the disk says no; everything not committed is lost
 */
LW_NODISCARD int lw_outbox_put(struct lw_outbox *outbox,
                               const struct lw_outbox_message *message,
                               struct lw_fault *fault);

/* Whether it would be taken, by its channel, subject, revision and part: 1,
 * or 0: to save the work of writing it. LW_ERR_IO. */
LW_NODISCARD int lw_outbox_wants(struct lw_outbox *outbox,
                                 const struct lw_outbox_message *message,
                                 struct lw_fault *fault);

/* The last revision of the subject that was put in for the channel; 0: none.
 * LW_ERR_IO. */
LW_NODISCARD int64_t lw_outbox_known(struct lw_outbox *outbox,
                                     const char *channel, const char *subject,
                                     struct lw_fault *fault);

/* Make all of the above durable. 0; LW_ERR_IO: none of it was kept. */
LW_NODISCARD int lw_outbox_commit(struct lw_outbox *outbox,
                                  struct lw_fault *fault);

/*
 * The message of the channel to be sent now: 1 and *message (good until the
 * next call about this channel), 0: none at present, or LW_ERR_IO. It is out
 * until lw_outbox_sent(), _failed() or _discard().
 */
struct lw_outbox_now {
    int64_t wall_ns, scene_ns, steady_ns;
};
LW_NODISCARD int lw_outbox_next(struct lw_outbox *outbox, const char *channel,
                                const struct lw_outbox_now *now,
                                struct lw_outbox_message *message,
                                struct lw_fault *fault);
/* It was confirmed. */
LW_NODISCARD int lw_outbox_sent(struct lw_outbox *outbox, int64_t seq,
                                int64_t now_ns, struct lw_fault *fault);
/* It is to be tried again at due_ns, unless a later one has taken its place. */
LW_NODISCARD int lw_outbox_failed(struct lw_outbox *outbox, int64_t seq,
                                  int64_t due_ns, struct lw_fault *fault);
/* It must never be sent. */
LW_NODISCARD int lw_outbox_discard(struct lw_outbox *outbox, int64_t seq,
                                   struct lw_fault *fault);

/* How a channel stands. */
struct lw_outbox_state {
    uint32_t waiting;  /* those that are out included */
    int64_t due_ns;    /* when the next may be tried; INT64_MAX: never */
    int64_t oldest_ns; /* when the oldest was made; INT64_MAX */
    int64_t sent_ns;   /* when one was confirmed last; INT64_MIN: never */
    uint64_t expired;  /* given up, since it was opened */
};
LW_NODISCARD int lw_outbox_look(struct lw_outbox *outbox, const char *channel,
                                struct lw_outbox_state *state,
                                struct lw_fault *fault);

/* Go on in memory, where the disk says no: what is in the file stays there as
 * it is, and what happens from now on ends with the process. */
LW_NODISCARD int lw_outbox_detach(struct lw_outbox *outbox,
                                  struct lw_fault *fault);

#endif
