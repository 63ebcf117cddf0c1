/* SPDX-License-Identifier: Apache-2.0 */
/* writer.h - an encoder with the memory that it writes into, for the verbs
 * that have outputs. */
#ifndef LW_WRITER_H
#define LW_WRITER_H

#include <stdint.h>

#include "encode/encode.h"

struct lw_writer {
    const struct lw_encoder *encoder;
    void *state;
    char *bytes;
    size_t size;
    struct lw_text text; /* what the last call wrote */
};

/* 0, or with *fault's sentence LW_ERR_UNKNOWN, LW_ERR_RANGE: a setting that is
 * none of the format, or that cannot be; LW_ERR_NO_SPACE. */
LW_NODISCARD int lw_writer_open(struct lw_writer *writer,
                                const struct lw_encoder *encoder,
                                const struct lw_encode_config *config,
                                struct lw_fault *fault);
void lw_writer_close(struct lw_writer *writer);

/* There is a connection; and what its peer says: how many of the bytes were
 * taken. Both may write something, as the calls below. */
void lw_writer_greet(struct lw_writer *writer, int64_t now_ns);
size_t lw_writer_heard(struct lw_writer *writer, const uint8_t *bytes,
                       size_t len, int64_t now_ns);

/* The calls of a round; what the one before wrote is gone. */
void lw_writer_begin(struct lw_writer *writer,
                     const struct lw_encode_round *round);
void lw_writer_sensor(struct lw_writer *writer,
                      const struct lw_encode_sensor *sensor);
void lw_writer_track(struct lw_writer *writer, const struct lw_track *track,
                     const struct lw_track_point *trail, uint32_t points);
void lw_writer_end(struct lw_writer *writer);

/* A warning, where the encoder has such a call. */
void lw_writer_warning(struct lw_writer *writer, const struct lw_words *words,
                       const struct lw_warning *warning);

/* Bytes that the last call wrote, 0: none; LW_ERR_NO_SPACE: more than its
 * encoder says it can. */
LW_NODISCARD int lw_writer_take(const struct lw_writer *writer,
                                const char **bytes);

#endif
