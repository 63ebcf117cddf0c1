/* SPDX-License-Identifier: Apache-2.0 */
/* serve_document.h - the picture as one document of a format: for files, for
 * who asks by HTTP. */
#ifndef LW_SERVE_DOCUMENT_H
#define LW_SERVE_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "serve.h"
#include "writer.h"

enum { LW_DOCUMENT_TRAIL_MAX = 2048 };

/* Which tracks are told. */
struct lw_shown {
    bool tentative;
    double existence; /* at least so likely to be there */
};
bool lw_is_shown(const struct lw_track *track, const struct lw_shown *filter);

/* The moment of the picture, for an encoder. */
struct lw_encode_round lw_view_round(const struct lw_serve *serve);

/* A track by its writer, with as much of its path as the format can use. */
void lw_document_track(const struct lw_serve *serve, struct lw_writer *writer,
                       const struct lw_track *track);

/* The length, with *text to be freed; LW_ERR_NO_SPACE. `only`: that track
 * (LW_ERR_UNKNOWN: there is none), 0: all that are shown. */
LW_NODISCARD int lw_document_write(const struct lw_serve *serve,
                                   struct lw_writer *writer,
                                   const struct lw_shown *filter, uint32_t only,
                                   char **text);

/* The same with an encoder as it is without settings. */
LW_NODISCARD int lw_view_document(struct lw_serve *serve,
                                  const struct lw_encoder *encoder,
                                  bool tentative, uint32_t only, char **text);

#endif
