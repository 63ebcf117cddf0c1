/* SPDX-License-Identifier: Apache-2.0 */
/* KML. What is made of it is JSON, with features. */
#include <stdlib.h>

#include "base/json.h"
#include "fuzz.h"
#include "zone_kml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_fault why = {.what = ""};
    struct lw_json reader;
    char *json = NULL;
    size_t len = 0;
    const int err = lw_kml_zones((const char *)data, size, &json, &len, &why);

    if (err < 0) {
        if (why.what[0] == '\0' || json != NULL)
            abort();
        return 0;
    }
    lw_json_init(&reader, json, len);
    if (lw_json_skip(&reader) < 0 || lw_json_end(&reader) < 0)
        abort();
    free(json);
    return 0;
}
