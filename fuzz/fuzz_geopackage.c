/* SPDX-License-Identifier: Apache-2.0 */
/* A geometry of a GeoPackage. What is made of it is JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "fuzz.h"
#include "geopackage_zones.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_json reader;
    char *json = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&json, &len);
    int err;

    if (to == NULL)
        abort();
    err = lw_geopackage_geometry(data, size, to);
    if (fclose(to) != 0)
        abort();
    lw_json_init(&reader, json, len);
    if (err == 0 && (lw_json_skip(&reader) < 0 || lw_json_end(&reader) < 0))
        abort();
    free(json);
    return 0;
}
