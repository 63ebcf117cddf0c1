/* SPDX-License-Identifier: Apache-2.0 */
/* Contract JSON, one report a line, as a format like the others. */
#include <string.h>

#include "formats.h"
#include "ndjson.h"

static int ndjson_init(void *state, const struct lw_decode_config *config,
                       struct lw_fault *fault)
{
    (void)state;
    (void)config; /* each line names its own sensor */
    (void)fault;
    return 0;
}

static int ndjson_guess(const uint8_t *buf, size_t len)
{
    const size_t at = lw_decode_blank(buf, len);

    return at < len && buf[at] == '{' ? 30 : 0;
}

static size_t ndjson_frame(const uint8_t *buf, size_t len, int end,
                           size_t *start)
{
    return lw_decode_line(buf, len, end, LW_NDJSON_LINE_MAX + 1, start);
}

static int ndjson_decode(void *state, const uint8_t *msg, size_t len,
                         int64_t rx_ns, struct lw_report *out, size_t out_max,
                         struct lw_fault *fault)
{
    (void)state;
    (void)rx_ns; /* a line says `rx` itself, or has none */
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    const int err = lw_ndjson_read((const char *)msg, len, &out[0], fault);
    return err < 0 ? err : 1;
}

const struct lw_decoder lw_decoder_ndjson = {
    .name = "ndjson",
    .format = "ndjson",
    .title = "Reports as JSON, one a line",
    .spec = "doc/contract.md, \"Reports\"",
    .text = 1,
    .frame_len_max = LW_NDJSON_LINE_MAX + 1,
    .named = 1,
    .init = ndjson_init,
    .guess = ndjson_guess,
    .frame = ndjson_frame,
    .decode = ndjson_decode,
};
