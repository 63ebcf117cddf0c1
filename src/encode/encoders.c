/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "encode.h"
#include "outputs.h"

const struct lw_encoder *const lw_encoders[] = {
    &lw_encoder_aircraft_json, &lw_encoder_asterix,
    &lw_encoder_asterix_021,   &lw_encoder_cot,
    &lw_encoder_cot_protobuf,  &lw_encoder_czml,
    &lw_encoder_geojson,       &lw_encoder_gpx,
    &lw_encoder_kml,           &lw_encoder_ndjson,
    &lw_encoder_sapient,       NULL,
};

const struct lw_encoder *lw_encoder_find(const char *name)
{
    for (int i = 0; lw_encoders[i] != NULL; i++)
        if (strcmp(lw_encoders[i]->name, name) == 0)
            return lw_encoders[i];
    return NULL;
}

const char *lw_encode_option(const struct lw_encode_config *config,
                             const char *key)
{
    return lw_pair_value(config->option, config->options, key);
}

int lw_encoder_check(const struct lw_encoder *encoder,
                     const struct lw_encode_config *config,
                     struct lw_fault *fault)
{
    const struct lw_pair *odd =
        lw_pair_odd(config->option, config->options, encoder->options);

    return odd == NULL ? 0
                       : lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                                      "`%s` is no setting of the output %s",
                                      odd->key, encoder->name);
}
