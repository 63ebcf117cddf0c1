/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_page.h"

#include <stdint.h>
#include <stdlib.h>

int lw_page_open(struct lw_page *page)
{
    page->bytes = NULL;
    page->size = 0;
    page->file = open_memstream(&page->bytes, &page->size);
    lw_text_init(&page->text, page->piece, sizeof page->piece);
    return page->file == NULL ? LW_ERR_NO_SPACE : 0;
}

bool lw_page_flush(struct lw_page *page)
{
    const int len = lw_text_len(&page->text);
    if (len > 0)
        fwrite(page->piece, 1, (size_t)len, page->file);
    lw_text_init(&page->text, page->piece, sizeof page->piece);
    return len >= 0;
}

int lw_page_close(struct lw_page *page, char **text)
{
    lw_page_flush(page);
    const bool failed = ferror(page->file) != 0;
    if (fclose(page->file) != 0 || failed || page->bytes == NULL ||
        page->size > INT32_MAX) {
        free(page->bytes);
        return LW_ERR_NO_SPACE;
    }
    *text = page->bytes;
    return (int)page->size;
}
