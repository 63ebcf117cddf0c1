/* SPDX-License-Identifier: Apache-2.0 */
#include "serve_document.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ASKED_EVERY_S = 10 }; /* by who asks again and again */

bool lw_is_shown(const struct lw_track *track, const struct lw_shown *filter)
{
    return (track->status == LW_TRACK_CONFIRMED ||
            track->status == LW_TRACK_COASTING ||
            (filter->tentative && track->status == LW_TRACK_TENTATIVE)) &&
           track->existence >= filter->existence;
}

struct lw_encode_round lw_view_round(const struct lw_serve *serve)
{
    return (struct lw_encode_round){
        .time_ns = lw_picture_time_ns(serve->centre.picture),
        .reports = serve->centre.applied,
        .beat = true,
    };
}

void lw_document_track(const struct lw_serve *serve, struct lw_writer *writer,
                       const struct lw_track *track)
{
    struct lw_track_point trail[LW_DOCUMENT_TRAIL_MAX];
    uint32_t points = writer->encoder->trail;

    if (points > LW_DOCUMENT_TRAIL_MAX)
        points = LW_DOCUMENT_TRAIL_MAX;
    if (points > 0)
        points = lw_picture_trail(serve->centre.picture, track->number, trail,
                                  points);
    /* The present point is the track's own. */
    while (points > 0 && trail[points - 1].time_ns >= track->time_ns)
        points--;
    lw_writer_track(writer, track, trail, points);
}

/* One that the picture has no more, by what the archive kept of its path. */
static bool put_archived(const struct lw_serve *serve, struct lw_writer *writer,
                         uint32_t number)
{
    struct lw_track_point trail[LW_DOCUMENT_TRAIL_MAX];
    struct lw_track track = {.number = number, .status = LW_TRACK_ENDED};
    const int got =
        serve->archive == NULL || writer->encoder->trail == 0
            ? 0
            : lw_archive_trail(serve->archive, number, INT64_MIN, INT64_MAX,
                               trail, LW_DOCUMENT_TRAIL_MAX, NULL);

    if (got <= 0)
        return false;
    track.time_ns = track.update_ns = trail[got - 1].time_ns;
    track.first_ns = trail[0].time_ns;
    track.pos = trail[got - 1].pos;
    track.existence = (double)NAN;
    for (int i = 0; i < 3; i++)
        track.vel_mps[i] = (double)NAN;
    for (int i = 0; i < 36; i++)
        track.cov[i] = (double)NAN;
    lw_writer_track(writer, &track, trail, (uint32_t)got - 1);
    return true;
}

/* What the last call wrote, behind the rest; false: it did not fit. */
static bool put(const struct lw_writer *writer, FILE *to)
{
    const char *bytes = NULL;
    const int len = lw_writer_take(writer, &bytes);

    if (len > 0)
        (void)fwrite(bytes, 1, (size_t)len, to);
    return len >= 0;
}

int lw_document_write(const struct lw_serve *serve, struct lw_writer *writer,
                      const struct lw_shown *filter, uint32_t only, char **text)
{
    const struct lw_picture *picture = serve->centre.picture;
    const struct lw_encode_round round = lw_view_round(serve);
    const bool gone = only != 0 && lw_picture_find(picture, only) == NULL;
    size_t size = 0;
    bool whole = true, found = true;

    FILE *to = open_memstream(text, &size);
    if (to == NULL)
        return LW_ERR_NO_SPACE;
    lw_writer_begin(writer, &round);
    whole = put(writer, to);
    for (uint32_t i = 0; i < lw_picture_count(picture) && whole; i++) {
        const struct lw_track *track = lw_picture_track(picture, i);
        if (only != 0 ? track->number != only : !lw_is_shown(track, filter))
            continue;
        lw_document_track(serve, writer, track);
        whole = put(writer, to);
    }
    if (gone && whole) {
        found = put_archived(serve, writer, only);
        whole = !found || put(writer, to);
    }
    lw_writer_end(writer);
    whole = put(writer, to) && whole && ferror(to) == 0;
    if (fclose(to) != 0 || !whole || !found || size > INT32_MAX) {
        free(*text);
        *text = NULL;
        return found ? LW_ERR_NO_SPACE : LW_ERR_UNKNOWN;
    }
    return (int)size;
}

int lw_view_document(struct lw_serve *serve, const struct lw_encoder *encoder,
                     bool tentative, uint32_t only, char **text)
{
    const struct lw_encode_config config = {.site = serve->site,
                                            .every_s = ASKED_EVERY_S};
    const struct lw_shown filter = {.tentative = tentative};
    struct lw_writer writer;
    int len = lw_writer_open(&writer, encoder, &config, NULL);

    if (len < 0)
        return len;
    lw_centre_catch_up(serve);
    len = lw_document_write(serve, &writer, &filter, only, text);
    lw_writer_close(&writer);
    return len;
}
