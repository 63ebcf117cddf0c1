/* SPDX-License-Identifier: Apache-2.0 */
/* What is known, as JSON: one track, its trail, the site, the scene. Tracks in
 * the formats of outputs are in serve_document.c. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "encode/json_parts.h"
#include "encode/sensor_json.h"
#include "encode/track_json.h"
#include "serve.h"
#include "serve_page.h"
#include "zone_thin.h"

enum {
    TRAIL_MAX = 2048,
    SILENT_S = 60,
    SILENT_PERIODS = 3,
    DRAWN_MAX = 1500000, /* points of all zones that a page is given */
};

static const double DEG = 57.295779513082320877;

static void key(struct lw_text *t, const char *name, bool first)
{
    if (!first)
        lw_text_put(t, ",");
    lw_text_quote(t, name);
    lw_text_put(t, ":");
}

static void number(struct lw_text *t, const char *name, double value,
                   int decimals)
{
    key(t, name, false);
    lw_text_fixed(t, value, decimals);
}

static void place(struct lw_text *t, const struct lw_geodetic *pos)
{
    number(t, "lat", pos->lat_rad * DEG, 7);
    number(t, "lon", pos->lon_rad * DEG, 7);
    number(t, "alt", pos->alt_hae_m, 1);
}

static void write_feeds(struct lw_serve *serve, struct lw_text *t,
                        const struct lw_track *track)
{
    key(t, "feeds", false);
    lw_text_put(t, "[");
    for (uint32_t i = 0; i < track->sources; i++) {
        const uint32_t index = track->source[i];
        const struct lw_sensor *sensor = &serve->site->sensor[index];
        const struct lw_serve_sensor *seen = &serve->intake.sensor[index];
        lw_text_put(t, i > 0 ? ",{" : "{");
        key(t, "sensor", true);
        lw_text_quote(t, sensor->id);
        key(t, "kind", false);
        lw_text_quote(t, lw_sensor_kind_name(sensor->kind));
        key(t, "last", false);
        if (seen->last_meas_ns == INT64_MIN)
            lw_text_put(t, "null");
        else
            lw_text_time(t, seen->last_meas_ns);
        lw_text_put(t, "}");
    }
    lw_text_put(t, "]");
}

int lw_view_track(struct lw_serve *serve, const char *name, char **text)
{
    const uint32_t wanted = lw_track_number(name);
    lw_centre_catch_up(serve);
    const struct lw_track *track =
        wanted == 0 ? NULL : lw_picture_find(serve->centre.picture, wanted);
    if (track == NULL)
        return LW_ERR_UNKNOWN;
    struct lw_page page;
    char piece[LW_TRACK_TEXT_MAX];
    const int len = lw_track_write(track, serve->site, piece, sizeof piece);
    if (len < 1 || lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    lw_text_bytes(&page.text, piece, (size_t)len - 1); /* but the brace */
    key(&page.text, "first", false);
    lw_text_time(&page.text, track->first_ns);
    key(&page.text, "updated", false);
    lw_text_time(&page.text, track->update_ns);
    write_feeds(serve, &page.text, track);
    lw_text_put(&page.text, "}\n");
    return lw_page_close(&page, text);
}

int lw_view_trail(struct lw_serve *serve, const char *name, char **text)
{
    const uint32_t wanted = lw_track_number(name);
    struct lw_page page;
    struct lw_track_point *point = calloc(TRAIL_MAX, sizeof *point);
    if (point == NULL)
        return LW_ERR_NO_SPACE;
    lw_centre_catch_up(serve);
    int count = 0;
    if (wanted != 0 && lw_picture_find(serve->centre.picture, wanted) != NULL)
        count = (int)lw_picture_trail(serve->centre.picture, wanted, point,
                                      TRAIL_MAX);
    else if (wanted != 0 && serve->archive != NULL)
        count = lw_archive_trail(serve->archive, wanted, INT64_MIN, INT64_MAX,
                                 point, TRAIL_MAX, NULL);
    if (count <= 0 || lw_page_open(&page) < 0) {
        free(point);
        return LW_ERR_UNKNOWN;
    }
    lw_text_put(&page.text, "{\"points\":[");
    for (int i = 0; i < count; i++) {
        struct lw_text *t = &page.text;
        lw_text_put(t, i > 0 ? ",[" : "[");
        lw_text_time(t, point[i].time_ns);
        lw_text_put(t, ",");
        lw_text_fixed(t, point[i].pos.lat_rad * DEG, 7);
        lw_text_put(t, ",");
        lw_text_fixed(t, point[i].pos.lon_rad * DEG, 7);
        lw_text_put(t, ",");
        lw_text_fixed(t, point[i].pos.alt_hae_m, 1);
        lw_text_put(t, "]");
        lw_page_flush(&page);
    }
    free(point);
    lw_text_put(&page.text, "]");
    lw_json_put_exercise(&page.text, serve->site->exercise);
    lw_text_put(&page.text, "}\n");
    return lw_page_close(&page, text);
}

static const char *sensor_state(const struct lw_serve *serve, uint32_t index)
{
    const struct lw_serve_sensor *seen = &serve->intake.sensor[index];
    if (seen->has_state && seen->state == LW_HEARTBEAT_DOWN)
        return "down";
    double patience_s = SILENT_PERIODS * serve->site->sensor[index].period_s;
    if (patience_s < SILENT_S)
        patience_s = SILENT_S;
    if (seen->last_ns == INT64_MIN ||
        (double)(serve->clock.now_ns - seen->last_ns) > patience_s * 1e9)
        return "silent";
    return seen->has_state ? lw_heartbeat_name(seen->state) : "ok";
}

struct lw_encode_sensor lw_view_sensor(const struct lw_serve *serve,
                                       uint32_t index)
{
    const struct lw_serve_sensor *seen = &serve->intake.sensor[index];
    const int state = lw_heartbeat_find(sensor_state(serve, index),
                                        strlen(sensor_state(serve, index)));

    return (struct lw_encode_sensor){
        .index = index,
        .state = state < 0 ? LW_HEARTBEAT_DOWN /* silent */
                           : (enum lw_heartbeat)state,
        .heard = seen->last_ns != INT64_MIN,
        .last_ns = seen->last_ns,
    };
}

static void write_sensor(struct lw_serve *serve, struct lw_text *t,
                         uint32_t index)
{
    const struct lw_sensor *sensor = &serve->site->sensor[index];
    const struct lw_serve_sensor *seen = &serve->intake.sensor[index];
    uint64_t reports = 0;
    for (int i = 0; i < LW_REPORT_TYPES; i++)
        reports += seen->accepted[i];
    lw_text_put(t, index > 0 ? ",{" : "{");
    key(t, "id", true);
    lw_text_quote(t, sensor->id);
    key(t, "kind", false);
    lw_text_quote(t, lw_sensor_kind_name(sensor->kind));
    if (sensor->has_position)
        place(t, &sensor->position);
    if (isfinite(sensor->coverage.range_m))
        number(t, "range", sensor->coverage.range_m, 0);
    key(t, "state", false);
    lw_text_quote(t, sensor_state(serve, index));
    key(t, "reports", false);
    lw_text_int(t, (int64_t)reports);
    key(t, "last", false);
    if (seen->last_ns == INT64_MIN)
        lw_text_put(t, "null");
    else
        lw_text_time(t, seen->last_ns);
    lw_text_put(t, "}");
}

/* What has been learnt of it, and what became of its lines. */
static void write_learnt(struct lw_serve *serve, struct lw_page *page,
                         uint32_t index, int64_t time_ns)
{
    const struct lw_sensor *sensor = &serve->site->sensor[index];
    const struct lw_serve_sensor *seen = &serve->intake.sensor[index];
    const struct lw_sensor_stats stats =
        lw_tracker_sensor(serve->centre.tracker, index);
    struct lw_text *t = &page->text;
    char line[LW_SENSOR_TEXT_MAX];
    bool any = false;
    uint64_t accepted = 0;
    const int len =
        lw_sensor_write(serve->site, index, &stats, time_ns, line, sizeof line);
    if (len < 1)
        return;
    for (int i = 0; i < LW_REPORT_TYPES; i++)
        accepted += seen->accepted[i];
    lw_text_bytes(t, line, (size_t)len - 1); /* but the brace */
    lw_json_put_quoted(t, "kind", lw_sensor_kind_name(sensor->kind));
    lw_json_put_quoted(t, "state", sensor_state(serve, index));
    key(t, "accepted", false);
    lw_text_int(t, (int64_t)accepted);
    key(t, "refused", false);
    lw_text_put(t, "{");
    for (int err = 1; err < LW_ERR_COUNT; err++) {
        if (seen->refused[err] == 0)
            continue;
        key(t, lw_err_name(-err), !any);
        lw_text_int(t, (int64_t)seen->refused[err]);
        any = true;
    }
    lw_text_put(t, "},\"last\":");
    if (seen->last_ns == INT64_MIN)
        lw_text_put(t, "null}");
    else {
        lw_text_time(t, seen->last_ns);
        lw_text_put(t, "}");
    }
    lw_page_flush(page);
}

int lw_view_sensors(struct lw_serve *serve, const char *id, char **text)
{
    const int only = id[0] == '\0' ? -1 : lw_site_sensor(serve->site, id);
    struct lw_page page;
    if (id[0] != '\0' && only < 0)
        return LW_ERR_UNKNOWN;
    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    lw_centre_catch_up(serve);
    const int64_t now_ns = lw_centre_time_ns(serve);
    lw_text_put(&page.text, "{\"time\":");
    if (now_ns == INT64_MIN)
        lw_text_put(&page.text, "null");
    else
        lw_text_time(&page.text, now_ns);
    lw_json_put_exercise(&page.text, serve->site->exercise);
    lw_text_put(&page.text, ",\"sensors\":[");
    const uint32_t first = only < 0 ? 0 : (uint32_t)only;
    const uint32_t end = only < 0 ? serve->site->sensors : first + 1;
    for (uint32_t i = first; i < end; i++) {
        if (i > first)
            lw_text_put(&page.text, ",\n");
        write_learnt(serve, &page, i, now_ns == INT64_MIN ? 0 : now_ns);
    }
    lw_text_put(&page.text, "]}\n");
    return lw_page_close(&page, text);
}

static void write_ring(struct lw_page *page, const struct lw_zone *zone,
                       const struct lw_ring *ring, double tolerance_m)
{
    struct lw_text *t = &page->text;
    lw_text_put(t, "[");
    for (uint32_t i = 0, next; i <= ring->count; i = next) {
        const struct lw_geodetic *p =
            &zone->point[ring->first + i % ring->count];
        next = i < ring->count ? lw_zone_thin_next(zone, ring, i, tolerance_m)
                               : i + 1;
        lw_text_put(t, i > 0 ? ",[" : "[");
        lw_text_fixed(t, p->lon_rad * DEG, 7);
        lw_text_put(t, ",");
        lw_text_fixed(t, p->lat_rad * DEG, 7);
        lw_text_put(t, "]");
        lw_page_flush(page);
    }
    lw_text_put(t, "]");
}

static void write_level(struct lw_text *t, const struct lw_warn_level *level)
{
    lw_text_put(t, "\"minutes\":");
    lw_text_fixed(t, level->minutes, 1);
    number(t, "probability", level->probability, 4);
}

/* How it is warned, in the words of the site file. */
static void write_warn(struct lw_text *t, const struct lw_zone_warn *warn)
{
    lw_text_put(t, ",\"warn\":{");
    write_level(t, &warn->warning);
    lw_text_put(t, ",\"notice\":{");
    write_level(t, &warn->notice);
    lw_text_put(t, "}");
    number(t, "clear_after", warn->clear_after_s, 0);
    lw_json_put_quoted(t, "mode", lw_warn_mode_name(warn->mode));
    number(t, "confirm", warn->confirm_s, 0);
    lw_json_put_quoted(t, "unconfirmed",
                       warn->unconfirmed_goes ? "send" : "drop");
    lw_text_put(t, ",\"kinds\":[");
    const char *comma = "";
    for (int i = 0; i < LW_KINDS; i++) {
        if ((warn->kinds & 1U << i) == 0)
            continue;
        lw_text_put(t, comma);
        lw_text_quote(t, lw_kind_name((enum lw_kind)i));
        comma = ",";
    }
    lw_text_put(t, "],\"cooperative\":");
    lw_text_put(t, warn->cooperative ? "true}" : "false}");
}

static void write_zone(struct lw_page *page, const struct lw_zone *zone,
                       double tolerance_m, bool first)
{
    static const char *const language[LW_LANGUAGES] = {"en", "nl", "uk"};
    struct lw_text *t = &page->text;
    lw_text_put(t, first ? "" : ",");
    lw_text_put(t, "{\"type\":\"Feature\",\"properties\":{\"id\":");
    lw_text_quote(t, zone->id);
    lw_text_put(t, ",\"kind\":");
    lw_text_quote(t, zone->kind);
    lw_text_put(t, ",\"name\":{");
    bool any = false;
    for (int i = 0; i < LW_LANGUAGES; i++) {
        if (zone->name[i][0] == '\0')
            continue;
        key(t, language[i], !any);
        lw_text_quote(t, zone->name[i]);
        any = true;
    }
    lw_text_put(t, "}");
    write_warn(t, &zone->warn);
    lw_text_put(t, "},\"geometry\":{\"type\":\"MultiPolygon\","
                   "\"coordinates\":[");
    for (uint32_t i = 0; i < zone->rings; i++) {
        if (!zone->ring[i].hole)
            lw_text_put(t, i > 0 ? "],[" : "[");
        else
            lw_text_put(t, ",");
        write_ring(page, zone, &zone->ring[i], tolerance_m);
    }
    lw_text_put(t, zone->rings > 0 ? "]]}}" : "]}}");
    lw_page_flush(page);
}

/* Of many zones borders with fewer points, and how far off they may be. */
static void write_zones(struct lw_page *page, const struct lw_site *site,
                        bool whole)
{
    const double tolerance_m =
        whole ? 0.0
              : lw_zone_thin_tolerance(site->zone, site->zones, DRAWN_MAX);
    lw_text_put(&page->text, ",\"zones\":{\"type\":\"FeatureCollection\"");
    if (tolerance_m > 0.0)
        number(&page->text, "tolerance", tolerance_m, 0);
    lw_text_put(&page->text, ",\"features\":[");
    for (uint32_t i = 0; i < site->zones; i++)
        write_zone(page, &site->zone[i], tolerance_m, i == 0);
    lw_text_put(&page->text, "]}");
}

int lw_view_site(struct lw_serve *serve, const char *zones, char **text)
{
    const struct lw_site *site = serve->site;
    struct lw_page page;
    if (lw_page_open(&page) < 0)
        return LW_ERR_NO_SPACE;
    struct lw_text *t = &page.text;
    lw_text_put(t, "{\"site\":");
    lw_text_quote(t, site->name);
    lw_json_put_exercise(t, site->exercise);
    if (site->has_origin) {
        lw_text_put(t, ",\"origin\":{\"lat\":");
        lw_text_fixed(t, site->origin.lat_rad * DEG, 7);
        number(t, "lon", site->origin.lon_rad * DEG, 7);
        lw_text_put(t, "}");
    }
    lw_text_put(t, ",\"sensors\":[");
    for (uint32_t i = 0; i < site->sensors; i++) {
        write_sensor(serve, t, i);
        lw_page_flush(&page);
    }
    lw_text_put(t, "]");
    if (strcmp(zones, "0") != 0)
        write_zones(&page, site, strcmp(zones, "all") == 0);
    lw_text_put(t, "}\n");
    return lw_page_close(&page, text);
}

int lw_view_scene(struct lw_serve *serve, char **text)
{
    const struct lw_live_scene scene = lw_live_scene(serve);
    char *out = malloc(LW_PAGE_PIECE);
    if (out == NULL)
        return LW_ERR_NO_SPACE;
    const int len = lw_live_write_scene(&scene, out, LW_PAGE_PIECE);
    if (len < 0)
        free(out);
    else
        *text = out;
    return len;
}
