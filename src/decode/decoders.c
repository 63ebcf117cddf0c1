/* SPDX-License-Identifier: Apache-2.0 */
#include "decode.h"

#include <stdbool.h>
#include <string.h>

#include "formats.h"

/* One a line. */
/* clang-format off */
const struct lw_decoder *const lw_decoders[] = {
    &lw_decoder_ndjson,
    &lw_decoder_beast,
    &lw_decoder_avr,
    &lw_decoder_sbs,
    &lw_decoder_asterix,
    &lw_decoder_gdl90,
    &lw_decoder_mavlink,
    &lw_decoder_remote_id,
    &lw_decoder_presence,
    &lw_decoder_sapient,
    &lw_decoder_csv,
    &lw_decoder_json,
    &lw_decoder_remote_id_json,
    &lw_decoder_readsb,
    &lw_decoder_opensky,
    NULL,
};
/* clang-format on */

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

const char *lw_decode_sensor(const struct lw_decode_config *config,
                             const char *name)
{
    const char *listed = lw_pair_value(config->source, config->sources, name);

    if (listed != NULL)
        return listed;
    if (config->sensor[0] != '\0')
        return config->sensor;
    return name[0] != '\0' && strlen(name) <= LW_ID_MAX ? name : NULL;
}

const char *lw_decode_option(const struct lw_decode_config *config,
                             const char *key)
{
    return lw_pair_value(config->option, config->options, key);
}

int lw_decoder_check(const struct lw_decoder *decoder,
                     const struct lw_decode_config *config,
                     struct lw_fault *fault)
{
    const struct lw_pair *odd =
        lw_pair_odd(config->option, config->options, decoder->options);

    return odd == NULL ? 0
                       : lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                      "`%s` is no setting of the format %s",
                                      odd->key, decoder->name);
}

static const struct lw_decoder *guess(const uint8_t *buf, size_t len,
                                      unsigned carries)
{
    const struct lw_decoder *best = NULL;
    int most = 0;

    for (int i = 0; lw_decoders[i] != NULL; i++) {
        const struct lw_decoder *d = lw_decoders[i];
        const unsigned carried =
            d->carried != 0
                ? d->carried
                : LW_CARRIES(LW_PAYLOAD_UDP) | LW_CARRIES(LW_PAYLOAD_TCP);
        const int sure = d->guess != NULL && (carried & carries) != 0
                             ? d->guess(buf, len)
                             : 0;
        if (sure > most) {
            most = sure;
            best = d;
        }
    }
    return best;
}

const struct lw_decoder *lw_decoder_guess(const uint8_t *buf, size_t len)
{
    return guess(buf, len, LW_CARRIES(LW_PAYLOAD_TCP));
}

const struct lw_decoder *
lw_decoder_guess_payload(const struct lw_payload *payload)
{
    return guess(payload->bytes, payload->len, LW_CARRIES(payload->kind));
}

int lw_decoder_settled(const struct lw_decoder *decoder, const uint8_t *buf,
                       size_t len)
{
    enum { PLENTY = 512, AS_WELL_AS_OTHERS = 50 };
    const size_t at = lw_decode_blank(buf, len);

    return len >= PLENTY || decoder->guess == NULL ||
           decoder->guess(buf, len) > AS_WELL_AS_OTHERS ||
           memchr(buf + at, '\n', len - at) != NULL;
}

size_t lw_decode_blank(const uint8_t *buf, size_t len)
{
    size_t at = 0;

    while (at < len && (buf[at] == ' ' || buf[at] == '\t' || buf[at] == '\r' ||
                        buf[at] == '\n'))
        at++;
    return at;
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
