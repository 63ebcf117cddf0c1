/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of tracks and of truth. */
#include <math.h>
#include <stdlib.h>

#include "decode/track_ndjson.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lw_state_line line;
    struct lw_fault fault;

    for (int truth = 0; truth < 2; truth++) {
        const int err =
            truth ? lw_truth_line_read((const char *)data, size, &line, &fault)
                  : lw_track_line_read((const char *)data, size, &line, &fault);
        if (err == 0 && !(fabs(line.pos.lat_rad) < 1.6))
            abort();
    }
    return 0;
}
