/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_put.h - JSON to a stream, one member at a time, so that no text grows
 * with the input.
 */
#ifndef LW_SCORE_PUT_H
#define LW_SCORE_PUT_H

#include <stdio.h>

#include "base/text.h"

enum { LW_PUT_MAX = 8192 };

/* `text` over LW_PUT_MAX bytes; comma: "" at first. */
struct lw_put {
    struct lw_text text;
    FILE *to;
    const char *comma;
};

void lw_put_flush(struct lw_put *put);
void lw_put_key(struct lw_put *put, const char *name);

/* With a name in an object, without in an array. */
void lw_put_begin(struct lw_put *put, const char *name, const char *bracket);
void lw_put_end(struct lw_put *put, const char *bracket);
void lw_put_number(struct lw_put *put, const char *name, double value);
void lw_put_string(struct lw_put *put, const char *name, const char *value);

struct lw_figure {
    const char *name;
    double value;
};
void lw_put_numbers(struct lw_put *put, const struct lw_figure *figure,
                    int count);

#define LW_COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#endif
