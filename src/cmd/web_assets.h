/* SPDX-License-Identifier: Apache-2.0 */
/* web_assets.h - the map page, in the program itself. */
#ifndef LW_WEB_ASSETS_H
#define LW_WEB_ASSETS_H

#include <stddef.h>

struct lw_web_asset {
    const char *path; /* "/index.html"; NULL ends the table */
    const char *type;
    const char *encoding; /* "gzip", or NULL: as it is */
    const char *etag;
    const char *bytes;
    size_t len;
    size_t plain_len;
};

extern const struct lw_web_asset lw_web_assets[];

#endif
