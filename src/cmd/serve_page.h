/* SPDX-License-Identifier: Apache-2.0 */
/* serve_page.h - an answer that grows, with a piece of text to write into. */
#ifndef LW_SERVE_PAGE_H
#define LW_SERVE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/text.h"
#include "luchtwacht/err.h"

enum { LW_PAGE_PIECE = 65536 };

struct lw_page {
    FILE *file;
    char *bytes;
    size_t size;
    struct lw_text text; /* write into it, and flush now and then */
    char piece[LW_PAGE_PIECE];
};

LW_NODISCARD int lw_page_open(struct lw_page *page);

/* Move the piece to the page; false: it did not fit, and is left out. */
bool lw_page_flush(struct lw_page *page);

/* The length, and the bytes, a NUL behind them, for the caller to free; or
 * LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_page_close(struct lw_page *page, char **text);

#endif
