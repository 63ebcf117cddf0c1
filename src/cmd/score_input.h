/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_input.h - whole files of track or truth lines, as samples.
 */
#ifndef LW_SCORE_INPUT_H
#define LW_SCORE_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "decode/track_ndjson.h"
#include "luchtwacht/err.h"
#include "score/timeline.h"

enum {
    LW_SCORE_SAMPLES_MAX = 50000000, /* lines of a file */
    LW_SCORE_NUMBERS_MAX = 1000000,  /* different objects or tracks */
};

struct lw_score_input {
    struct lw_sample *sample; /* sorted by number and time */
    size_t samples;
    char (*name)[LW_ID_MAX + 1]; /* of each number, in order of first line */
    uint32_t numbers;
    uint32_t *slot; /* hash table of numbers + 1; 0: free */
    uint32_t slots;
    size_t samples_room, names_room;
    uint32_t has_all; /* enum lw_score_has that every sample has */
};

/*
 * Read `path` (`-`: standard input) with lw_track_line_read() or
 * lw_truth_line_read(); lines of other types are passed over. The first bad
 * line ends it: a score of what is left would say nothing. 0, or an error with
 * *fault. Free with lw_score_input_free() in either case.
 */
LW_NODISCARD int lw_score_input_read(
    struct lw_score_input *input, const char *path,
    int (*read_line)(const char *line, size_t len, struct lw_state_line *out,
                     struct lw_fault *fault),
    struct lw_fault *fault);

void lw_score_input_free(struct lw_score_input *input);

#endif
