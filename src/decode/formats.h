/* SPDX-License-Identifier: Apache-2.0 */
/* formats.h - the decoders, one a format; each in the file of its name. */
#ifndef LW_FORMATS_H
#define LW_FORMATS_H

#include "decode.h"

extern const struct lw_decoder lw_decoder_ndjson;
extern const struct lw_decoder lw_decoder_beast;
extern const struct lw_decoder lw_decoder_avr;
extern const struct lw_decoder lw_decoder_sbs;
extern const struct lw_decoder lw_decoder_asterix;
extern const struct lw_decoder lw_decoder_gdl90;
extern const struct lw_decoder lw_decoder_mavlink;
extern const struct lw_decoder lw_decoder_remote_id;
extern const struct lw_decoder lw_decoder_presence;
extern const struct lw_decoder lw_decoder_sapient;
extern const struct lw_decoder lw_decoder_csv;
extern const struct lw_decoder lw_decoder_json;
extern const struct lw_decoder lw_decoder_remote_id_json;
extern const struct lw_decoder lw_decoder_readsb;
extern const struct lw_decoder lw_decoder_opensky;

#endif
