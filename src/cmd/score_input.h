/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_input.h - track or truth lines from a file, as what there was at one
 * step after another.
 *
 * Read as it goes: lines may be LW_SCORE_SLACK_NS out of order, and only what
 * the steps to come need is held. A file that is worse is read whole first.
 */
#ifndef LW_SCORE_INPUT_H
#define LW_SCORE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/track_ndjson.h"
#include "input.h"
#include "luchtwacht/err.h"
#include "score/scorer.h"
#include "score/timeline.h"
#include "score_names.h"

enum {
    LW_SCORE_SAMPLES_MAX = 50000000, /* held at once */
    LW_SCORE_TIMES = 256,            /* moments that the usual step is of */
    LW_SCORE_IGNORED_MAX = 16,
};
#define LW_SCORE_SLACK_NS INT64_C(60000000000)
/* Truth lines farther apart have nothing between them. */
#define LW_SCORE_GAP_NS INT64_C(30000000000)

/* Which objects need not be shown. */
struct lw_score_choice {
    uint32_t noticeable; /* by so many sensors, where truth tells of them */
    char ignored[LW_SCORE_IGNORED_MAX][LW_ID_MAX + 1]; /* kinds */
    int ignored_count;
};

/* The samples of one number that are still needed, in order of time. */
struct lw_score_queue {
    struct lw_sample *sample;
    uint32_t first, count, room;
};

struct lw_score_input {
    const char *path;
    bool truth, whole; /* whole: read to its end before the first step */
    struct lw_score_choice choice;
    struct lw_input *in;
    struct lw_score_names names;  /* in order of first line */
    struct lw_score_queue *queue; /* of each number */
    uint32_t room;                /* of queue, active and point */
    uint32_t *active; /* numbers with samples, in no order that matters */
    uint32_t actives;
    struct lw_score_point *point;                 /* room for all active */
    size_t samples;                               /* held */
    char kind[LW_SCORE_KINDS_MAX][LW_ID_MAX + 1]; /* of objects; [0]: none
        told, the last: any more */
    uint32_t kinds;
    bool has_sensors;          /* some line told of them */
    int64_t first_ns, last_ns; /* of the lines read */
    int64_t latest_ns;         /* of steps taken */
    int64_t wanted_ns;         /* no step before this one is to come */
    int64_t stale_ns;          /* a last sample so old is of no more use */
    int64_t times_ns[LW_SCORE_TIMES]; /* the first different ones, sorted */
    int times;
    uint64_t lines;
    bool ended; /* all of it has been read */
};

/*
 * Open `path` (`-`: standard input) of truth or track lines; lines of other
 * types are passed over. 0, or an error with *fault. Give it back with
 * lw_score_input_close() in either case.
 */
LW_NODISCARD int lw_score_input_open(struct lw_score_input *input,
                                     const char *path, bool truth, bool whole,
                                     const struct lw_score_choice *choice,
                                     struct lw_fault *fault);
void lw_score_input_close(struct lw_score_input *input);

/*
 * Read as far as a step at time_ns needs. The first bad line ends it: a score
 * of what is left would say nothing. 0, or an error with *fault; LW_ERR_LATE:
 * a line for a step that was taken.
 */
LW_NODISCARD int lw_score_input_read(struct lw_score_input *input,
                                     int64_t time_ns, struct lw_fault *fault);

/* Read until the usual step is known. */
LW_NODISCARD int lw_score_input_begin(struct lw_score_input *input,
                                      struct lw_fault *fault);

/* The usual time between one line's moment and the next; 1 s where there are
 * not two. */
int64_t lw_score_input_step_ns(const struct lw_score_input *input);

/* What is there at time_ns, which never goes back: how many in input->point.
 * Of tracks, those that are shown come first; *shown: how many. */
uint32_t lw_score_input_take(struct lw_score_input *input, int64_t time_ns,
                             int64_t step_ns, uint32_t *shown);

/* Whether a file can be read as it goes: 1 yes, 0 no, or an error. */
LW_NODISCARD int lw_score_input_ordered(const char *path, bool truth,
                                        struct lw_fault *fault);

#endif
