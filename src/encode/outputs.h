/* SPDX-License-Identifier: Apache-2.0 */
/* outputs.h - the encoders, one a format; each in the file of its name. */
#ifndef LW_OUTPUTS_H
#define LW_OUTPUTS_H

#include "encode.h"

extern const struct lw_encoder lw_encoder_aircraft_json;
extern const struct lw_encoder lw_encoder_asterix;
extern const struct lw_encoder lw_encoder_asterix_021;
extern const struct lw_encoder lw_encoder_cot;
extern const struct lw_encoder lw_encoder_cot_protobuf;
extern const struct lw_encoder lw_encoder_czml;
extern const struct lw_encoder lw_encoder_geojson;
extern const struct lw_encoder lw_encoder_gpx;
extern const struct lw_encoder lw_encoder_kml;
extern const struct lw_encoder lw_encoder_ndjson;
extern const struct lw_encoder lw_encoder_sapient;

#endif
