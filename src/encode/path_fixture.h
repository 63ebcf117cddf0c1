/* SPDX-License-Identifier: Apache-2.0 */
/* path_fixture.h - what an encoder makes of tracks and the way they came, and
 * what stands in it. Before it: what cmocka.h wants before itself. */
#ifndef LW_PATH_FIXTURE_H
#define LW_PATH_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "encoder_fixture.h"

static inline void has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        print_error("%s\n-> has no %s\n", text, part);
    assert_non_null(strstr(text, part));
}

static inline void has_not(const char *text, const char *part)
{
    if (strstr(text, part) != NULL)
        print_error("%s\n-> has %s\n", text, part);
    assert_null(strstr(text, part));
}

/* A round of a site whose name has to be escaped; each track came along the
 * first so many of two points. To be free()d. */
static inline char *fixture_path(const struct lw_encoder *encoder,
                                 const struct lw_track *track, uint32_t tracks,
                                 bool exercise, uint32_t points)
{
    const struct lw_site site = {.name = "No<rd", .exercise = exercise};
    const struct lw_encode_config config = {.site = &site, .every_s = 2};
    const struct lw_track_point trail[] = {
        {INT64_C(1790000001000000000), {0.9128, -0.0837, 3000}},
        {INT64_C(1790000002500000000), {0.9129, -0.0838, 3010}},
    };

    return fixture_round(encoder, &config, track, tracks, trail, points);
}

#endif
