/* SPDX-License-Identifier: Apache-2.0 */
#include "writer.h"

#include <stdlib.h>

int lw_writer_open(struct lw_writer *writer, const struct lw_encoder *encoder,
                   const struct lw_encode_config *config,
                   struct lw_fault *fault)
{
    int err = lw_encoder_check(encoder, config, fault);

    *writer = (struct lw_writer){.encoder = encoder};
    if (err < 0)
        return err;
    writer->size = encoder->track_max;
    writer->state = calloc(1, encoder->state_size + 1);
    writer->bytes = malloc(writer->size);
    if (writer->state == NULL || writer->bytes == NULL)
        err = lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    else
        err = encoder->init(writer->state, config, fault);
    if (err < 0)
        lw_writer_close(writer);
    return err;
}

void lw_writer_close(struct lw_writer *writer)
{
    free(writer->state);
    free(writer->bytes);
    *writer = (struct lw_writer){0};
}

static void fresh(struct lw_writer *writer)
{
    lw_text_init(&writer->text, writer->bytes, writer->size);
}

void lw_writer_greet(struct lw_writer *writer, int64_t now_ns)
{
    fresh(writer);
    if (writer->encoder->greet != NULL)
        writer->encoder->greet(writer->state, now_ns, &writer->text);
}

size_t lw_writer_heard(struct lw_writer *writer, const uint8_t *bytes,
                       size_t len, int64_t now_ns)
{
    fresh(writer);
    if (writer->encoder->heard == NULL)
        return len;
    return writer->encoder->heard(writer->state, bytes, len, now_ns,
                                  &writer->text);
}

void lw_writer_begin(struct lw_writer *writer,
                     const struct lw_encode_round *round)
{
    fresh(writer);
    if (writer->encoder->begin != NULL)
        writer->encoder->begin(writer->state, round, &writer->text);
}

void lw_writer_sensor(struct lw_writer *writer,
                      const struct lw_encode_sensor *sensor)
{
    fresh(writer);
    if (writer->encoder->sensor != NULL)
        writer->encoder->sensor(writer->state, sensor, &writer->text);
}

void lw_writer_track(struct lw_writer *writer, const struct lw_track *track,
                     const struct lw_track_point *trail, uint32_t points)
{
    const struct lw_encoder *encoder = writer->encoder;
    const size_t need = encoder->track_max + points * encoder->point_max;

    if (need > writer->size) {
        char *more = realloc(writer->bytes, need);
        if (more != NULL) {
            writer->bytes = more;
            writer->size = need;
        }
    }
    fresh(writer);
    encoder->track(writer->state, track, trail, points, &writer->text);
}

void lw_writer_end(struct lw_writer *writer)
{
    fresh(writer);
    if (writer->encoder->end != NULL)
        writer->encoder->end(writer->state, &writer->text);
}

void lw_writer_warning(struct lw_writer *writer, const struct lw_words *words,
                       const struct lw_warning *warning)
{
    fresh(writer);
    if (writer->encoder->warning != NULL)
        writer->encoder->warning(writer->state, words, warning, &writer->text);
}

int lw_writer_take(const struct lw_writer *writer, const char **bytes)
{
    *bytes = writer->bytes;
    return lw_text_len(&writer->text);
}
