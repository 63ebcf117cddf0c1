/* SPDX-License-Identifier: Apache-2.0 */
/*
 * luchtwacht/err.h - why a call failed, and where in the input.
 *
 * Fallible functions return int: >= 0 on success (often a count), else one of
 * enum lw_err. Outputs are untouched on failure unless a header says so.
 */
#ifndef LW_ERR_H
#define LW_ERR_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define LW_NODISCARD    __attribute__((warn_unused_result))
#define LW_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define LW_NODISCARD
#define LW_PRINTF(f, a)
#endif

enum lw_err {
    LW_ERR_TRUNCATED = -1, /* the input ends too early */
    LW_ERR_NOT_MINE = -2,  /* well formed, but not for this reader */
    LW_ERR_INTEGRITY = -3, /* checksum, parity or structure does not agree */
    LW_ERR_RANGE = -4,     /* a value outside what its field may hold */
    LW_ERR_NO_SPACE = -5,  /* a buffer, pool or limit is full */
    LW_ERR_SYNTAX = -6,    /* not the grammar that was expected */
    LW_ERR_MISSING = -7,   /* a required field is not there */
    LW_ERR_UNKNOWN = -8,   /* names something that does not exist */
    LW_ERR_DUPLICATE = -9, /* has been taken in before */
    LW_ERR_LATE = -10,     /* older than what can still be used */
    LW_ERR_IO = -11,       /* a file, socket or database said no */
    LW_ERR_CLOCK = -12,    /* a time so far ahead that it is not believed */
};
enum { LW_ERR_COUNT = 13 }; /* outcomes, 0 (accepted) included */

/* A short, stable word for an outcome ("range"); used in counters. */
const char *lw_err_name(int err);

/* Where an input is wrong and why; `what` is a whole sentence part such as
 * "`az`: expected degrees from 0 to 360, got 400". */
struct lw_fault {
    int64_t line;   /* 1-based; 0 where lines mean nothing */
    int64_t column; /* 1-based byte in the line; 0 where unknown */
    char what[232];
};

/* Fill *fault (may be NULL) from a format, cut to its size; returns err. */
int lw_fault_set(struct lw_fault *fault, int err, int64_t line, int64_t column,
                 const char *format, ...) LW_PRINTF(5, 6);

#endif
