/* SPDX-License-Identifier: Apache-2.0 */
#include "decode.h"

#include <string.h>

#include "asterix_record.h"
#include "formats.h"

const struct lw_decoder *const lw_decoders[] = {
    &lw_decoder_ndjson, &lw_decoder_beast,   &lw_decoder_avr,
    &lw_decoder_sbs,    &lw_decoder_asterix, NULL,
};

const struct lw_decoder *lw_decoder_find(const char *name)
{
    for (int i = 0; lw_decoders[i] != NULL; i++)
        if (strcmp(lw_decoders[i]->name, name) == 0)
            return lw_decoders[i];
    return NULL;
}

size_t lw_decoder_part(const struct lw_decoder *decoder, void *state,
                       const uint8_t *frame, size_t len, size_t from)
{
    return decoder->part != NULL ? decoder->part(state, frame, len, from) : len;
}

/* Does a Beast frame begin here: an escape, a type, and after its length (its
 * doubled escapes counted) the next escape or the end? */
static int is_beast(const uint8_t *buf, size_t len)
{
    size_t start = 0;
    const size_t frame = lw_decoder_beast.frame(buf, len, 1, &start);

    return frame >= 2 && start == 0 && buf[0] == 0x1a && buf[1] >= '1' &&
           buf[1] <= '4' &&
           (frame == len || (frame < len && buf[frame] == 0x1a));
}

/* Does a data block begin here whose records, as far as they are there, can all
 * be read? */
static int is_asterix(const uint8_t *buf, size_t len)
{
    struct lw_asterix_record record;
    const size_t block = len < 4 ? 0 : (size_t)buf[1] << 8 | buf[2];
    const struct lw_asterix_spec *spec = lw_asterix_find(buf[0], NULL);
    const size_t have = block < len ? block : len;
    int err = spec == NULL || block < 4 ? LW_ERR_NOT_MINE : 0;

    for (size_t at = 3; err >= 0 && at < have; at += (size_t)err)
        err = lw_asterix_record_read(spec, buf + at, have - at, &record, NULL);
    return err >= 0 || (block > len && err == LW_ERR_TRUNCATED);
}

const struct lw_decoder *lw_decoder_guess(const uint8_t *buf, size_t len)
{
    static const char *const sbs[] = {"MSG,", "SEL,", "ID,",  "AIR,",
                                      "STA,", "CLK,", "MLAT,"};

    const uint8_t *first = buf;
    const size_t whole = len;

    if (len == 0)
        return NULL;
    if (is_beast(buf, len))
        return &lw_decoder_beast;
    while (len > 0 &&
           (*buf == ' ' || *buf == '\t' || *buf == '\r' || *buf == '\n')) {
        buf++;
        len--;
    }
    if (len == 0)
        return NULL;
    if (*buf == '{')
        return &lw_decoder_ndjson;
    if (*buf == '*' || *buf == '@' || *buf == '<' || *buf == '%')
        return &lw_decoder_avr;
    for (size_t i = 0; i < sizeof sbs / sizeof *sbs; i++)
        if (len >= strlen(sbs[i]) && memcmp(buf, sbs[i], strlen(sbs[i])) == 0)
            return &lw_decoder_sbs;
    return is_asterix(first, whole) ? &lw_decoder_asterix : NULL;
}

size_t lw_decode_line(const uint8_t *buf, size_t len, int end, size_t max,
                      size_t *start)
{
    size_t from = 0;

    while (from < len && (buf[from] == '\n' || buf[from] == '\r'))
        from++;
    *start = from;
    if (from == len)
        return 0;
    const size_t left = len - from;
    const size_t look = left < max ? left : max;
    const uint8_t *newline = memchr(buf + from, '\n', look);
    if (newline == NULL)
        return left >= max ? max : end ? left : 0;
    size_t line = (size_t)(newline - (buf + from));
    while (line > 0 && buf[from + line - 1] == '\r')
        line--;
    return line;
}
