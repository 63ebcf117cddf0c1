/* SPDX-License-Identifier: Apache-2.0 */
/* The report reader. What it takes, the writer writes, and that is read again
 * and written the same: else it stops. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "decode/ndjson.h"
#include "encode/report_json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_report first, second;
    struct lw_fault fault;
    char one[8192], two[8192];

    if (lw_ndjson_read((const char *)data, size, &first, &fault) < 0)
        return 0;
    const int len = lw_report_write_all(&first, one, sizeof one);
    if (len < 0 || lw_ndjson_read(one, (size_t)len, &second, &fault) < 0)
        abort();
    const int again = lw_report_write_all(&second, two, sizeof two);
    if (again != len || memcmp(one, two, (size_t)len) != 0)
        abort();
    return 0;
}
