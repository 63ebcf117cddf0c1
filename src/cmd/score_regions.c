/* SPDX-License-Identifier: Apache-2.0 */
#include "score_regions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/json.h"
#include "input.h"

enum { GEOJSON_BYTES_MAX = 64 << 20, FIRST_BYTES = 1 << 16 };

/* A GeoJSON text, whole. */
struct text {
    char *bytes;
    size_t len, room;
};

static int read_text(const char *path, struct text *text,
                     struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    int got = 1;

    if (in == NULL)
        return LW_ERR_IO;
    while (got > 0) {
        const uint8_t *bytes;
        const size_t len = lw_input_bytes(in, &bytes);
        if (text->len + len > text->room) {
            const size_t room = text->len + len + text->room + FIRST_BYTES;
            char *larger =
                room > GEOJSON_BYTES_MAX ? NULL : realloc(text->bytes, room);
            if (larger == NULL) {
                got = lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                                   "expected %d bytes at most",
                                   GEOJSON_BYTES_MAX);
                break;
            }
            text->bytes = larger;
            text->room = room;
        }
        if (len > 0)
            memcpy(text->bytes + text->len, bytes, len);
        text->len += len;
        lw_input_drop(in, len);
        got = lw_input_more(in);
        if (got < 0)
            (void)lw_fault_set(fault, got, 0, 0, "%s", lw_input_error(in));
    }
    lw_input_close(in);
    return got < 0 ? got : 0;
}

/* What is read: at first counted alone, then put into the arrays. */
struct reader {
    struct lw_json json;
    struct lw_score_regions *regions;
    uint32_t zones, rings, points; /* so far */
    bool counting;
    char name[LW_ID_MAX + 1];
};

static int refuse(const struct reader *r, const char *what,
                  struct lw_fault *fault)
{
    int64_t line = 1;

    for (const char *at = r->json.text; at < r->json.at; at++)
        line += *at == '\n';
    return lw_fault_set(fault, LW_ERR_SYNTAX, line, 0, "not GeoJSON: %s",
                        r->json.error != NULL ? r->json.error : what);
}

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
        at++;
    return at;
}

/* Longitude and latitude behind the bracket of a position; NULL: they are not.
 * The text is known to be JSON, so a number ends before the text does. */
static const char *take_position(struct reader *r, const char *at)
{
    double degrees[2];

    for (int i = 0; i < 2; i++) {
        char *end;
        at = skip_space(at);
        degrees[i] = strtod(at, &end);
        if (end == at || !(fabs(degrees[i]) <= (i == 0 ? 180 : 90)))
            return NULL;
        at = skip_space(end);
        at += i == 0 && *at == ',';
    }
    if (r->points == LW_REGIONS_POINTS_MAX)
        return NULL;
    if (!r->counting)
        r->regions->point[r->points] =
            (struct lw_geodetic){degrees[1] * LW_DEG, degrees[0] * LW_DEG, 0};
    r->points++;
    while (*at != ']')
        at++;
    return at + 1;
}

/*
 * Coordinates of any depth: an array of positions is a ring, and all rings of
 * a region count alike (inside: an odd number of borders to the east).
 */
static bool take_coordinates(struct reader *r, const char *at, const char *end)
{
    uint32_t first = r->points;

    while (at < end) {
        if (*at != '[') {
            at++;
            continue;
        }
        const char *next = skip_space(at + 1);
        if (*next != '-' && !(*next >= '0' && *next <= '9')) {
            first = r->points;
            at = next;
            continue;
        }
        at = take_position(r, next);
        if (at == NULL)
            return false;
        if (*skip_space(at) != ']')
            continue;
        if (r->points - first < 3)
            return false;
        if (!r->counting)
            r->regions->ring[r->rings] =
                (struct lw_ring){first, r->points - first, false};
        r->rings++;
        first = r->points;
    }
    return true;
}

/* The geometry object that stands here: its rings. Others than polygons have
 * none. */
static bool take_geometry(struct reader *r)
{
    struct lw_json_string key, type = {.text = "", .len = 0};
    const char *from = NULL, *to = NULL;
    int more;

    if (lw_json_peek(&r->json) == LW_JSON_NULL)
        return lw_json_skip(&r->json) == 0;
    if (lw_json_enter(&r->json, '{') < 0)
        return false;
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        if (lw_json_is(&key, "type") &&
            lw_json_peek(&r->json) == LW_JSON_STRING) {
            if (lw_json_string(&r->json, &type) < 0)
                return false;
            continue;
        }
        (void)lw_json_peek(&r->json);
        const char *at = r->json.at;
        if (lw_json_skip(&r->json) < 0)
            return false;
        if (lw_json_is(&key, "coordinates")) {
            from = at;
            to = r->json.at;
        }
    }
    if (more < 0)
        return false;
    if (from != NULL &&
        (lw_json_is(&type, "Polygon") || lw_json_is(&type, "MultiPolygon")))
        return take_coordinates(r, from, to);
    return true;
}

/* A string or number as the region's name, cut to what fits. */
static bool take_name(struct reader *r)
{
    struct lw_json_string string;
    struct lw_json_number number;
    char plain[4 * LW_ID_MAX + 1];

    if (lw_json_peek(&r->json) == LW_JSON_NUMBER) {
        if (lw_json_number(&r->json, &number) < 0)
            return false;
        (void)snprintf(r->name, sizeof r->name, "%.*s",
                       (int)(number.len < LW_ID_MAX ? number.len : LW_ID_MAX),
                       number.text);
        return true;
    }
    if (lw_json_peek(&r->json) != LW_JSON_STRING)
        return lw_json_skip(&r->json) == 0;
    if (lw_json_string(&r->json, &string) < 0)
        return false;
    int len = lw_json_unescape(&string, plain, sizeof plain);
    if (len < 0)
        return true;     /* too long to be a name */
    if (len > LW_ID_MAX) /* not in the middle of a character */
        for (len = LW_ID_MAX; len > 0 && (plain[len] & 0xc0) == 0x80;)
            len--;
    memcpy(r->name, plain, (size_t)len);
    r->name[len] = '\0';
    return true;
}

static bool take_properties(struct reader *r)
{
    struct lw_json_string key;
    int more;

    if (lw_json_peek(&r->json) != LW_JSON_OBJECT)
        return lw_json_skip(&r->json) == 0;
    if (lw_json_enter(&r->json, '{') < 0)
        return false;
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        const bool names = lw_json_is(&key, "name") || lw_json_is(&key, "id");
        if (!(names ? take_name(r) : lw_json_skip(&r->json) == 0))
            return false;
    }
    return more == 0;
}

static bool end_region(struct reader *r, uint32_t ring_first)
{
    struct lw_score_regions *to = r->regions;

    if (r->rings == ring_first)
        return true; /* nothing with an inside */
    if (r->zones == LW_REGIONS_MAX)
        return false;
    if (!r->counting) {
        struct lw_zone *zone = &to->zone[r->zones];
        *zone = (struct lw_zone){.point = to->point,
                                 .points = 0,
                                 .ring = to->ring + ring_first,
                                 .rings = r->rings - ring_first};
        /* Its own points alone, for its box. */
        const uint32_t point = to->ring[ring_first].first;
        zone->point = to->point + point;
        zone->points = r->points - point;
        for (uint32_t i = 0; i < zone->rings; i++)
            zone->ring[i].first -= point;
        if (r->name[0] == '\0')
            (void)snprintf(r->name, sizeof r->name, "region %u",
                           (unsigned)r->zones + 1);
        memcpy(to->name[r->zones], r->name, sizeof r->name);
    }
    r->zones++;
    return true;
}

static bool take_feature(struct reader *r)
{
    const uint32_t ring_first = r->rings;
    struct lw_json_string key;
    int more;

    r->name[0] = '\0';
    if (lw_json_enter(&r->json, '{') < 0)
        return false;
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        bool good;
        if (lw_json_is(&key, "geometry"))
            good = take_geometry(r);
        else if (lw_json_is(&key, "properties"))
            good = take_properties(r);
        else if (lw_json_is(&key, "id"))
            good = take_name(r);
        else
            good = lw_json_skip(&r->json) == 0;
        if (!good)
            return false;
    }
    return more == 0 && end_region(r, ring_first);
}

/* A FeatureCollection's features; else the whole is one region. */
static bool take_all(struct reader *r, const struct text *text)
{
    struct lw_json_string key;
    bool many = false;
    int more;

    lw_json_init(&r->json, text->bytes, text->len);
    if (lw_json_enter(&r->json, '{') < 0)
        return false;
    while ((more = lw_json_key(&r->json, &key)) > 0) {
        if (!lw_json_is(&key, "features")) {
            if (lw_json_skip(&r->json) < 0)
                return false;
            continue;
        }
        many = true;
        if (lw_json_enter(&r->json, '[') < 0)
            return false;
        while ((more = lw_json_element(&r->json)) > 0)
            if (!take_feature(r))
                return false;
        if (more < 0)
            return false;
    }
    if (more < 0 || lw_json_end(&r->json) < 0)
        return false;
    if (many)
        return true;
    lw_json_init(&r->json, text->bytes, text->len);
    if (take_feature(r) && r->zones > 0)
        return true;
    /* No feature either: a bare geometry. */
    const uint32_t ring_first = r->rings;
    lw_json_init(&r->json, text->bytes, text->len);
    return take_geometry(r) && end_region(r, ring_first);
}

static int take_memory(struct lw_score_regions *regions, uint32_t count,
                       uint32_t rings, uint32_t points, struct lw_fault *fault)
{
    const size_t zones = (size_t)count + 1;

    regions->count = count;
    regions->name = calloc(zones, sizeof *regions->name);
    regions->zone = calloc(zones, sizeof *regions->zone);
    regions->box = calloc(zones, sizeof *regions->box);
    regions->ring = calloc((size_t)rings + 1, sizeof *regions->ring);
    regions->point = calloc((size_t)points + 1, sizeof *regions->point);
    if (regions->name == NULL || regions->zone == NULL ||
        regions->box == NULL || regions->ring == NULL ||
        regions->point == NULL) {
        (void)lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "not enough memory");
        return LW_ERR_NO_SPACE;
    }
    memcpy(regions->name[count], "elsewhere", sizeof "elsewhere");
    return 0;
}

static int read_regions(struct lw_score_regions *regions,
                        const struct text *text, struct lw_fault *fault)
{
    static const char *const expected =
        "expected polygons, of 3 points and more, within 180 and 90 degrees, "
        "1,024 at most";
    struct reader r = {.regions = regions, .counting = true};

    if (!take_all(&r, text))
        return refuse(&r, expected, fault);
    if (r.zones == 0)
        return refuse(&r, "expected a polygon, got none", fault);
    const int err = take_memory(regions, r.zones, r.rings, r.points, fault);
    if (err < 0)
        return err;
    r = (struct reader){.regions = regions};
    if (!take_all(&r, text))
        return refuse(&r, expected, fault);
    lw_regions_box(regions->zone, regions->count, regions->box);
    return 0;
}

int lw_score_regions_geojson(struct lw_score_regions *regions, const char *path,
                             struct lw_fault *fault)
{
    struct text text = {0};
    int err = read_text(path, &text, fault);

    *regions = (struct lw_score_regions){0};
    if (err == 0)
        err = read_regions(regions, &text, fault);
    free(text.bytes);
    return err;
}

/* The site's origin, or the middle of its sensors. */
static bool middle_of(const struct lw_site *site, struct lw_geodetic *out)
{
    double sum[3] = {0, 0, 0};
    uint32_t count = 0;

    if (site->has_origin) {
        *out = site->origin;
        return true;
    }
    for (uint32_t i = 0; i < site->sensors; i++) {
        double at[3];
        if (!site->sensor[i].has_position)
            continue;
        lw_geodetic_to_ecef(site->sensor[i].position, at);
        for (int k = 0; k < 3; k++)
            sum[k] += at[k];
        count++;
    }
    if (count == 0)
        return false;
    for (int k = 0; k < 3; k++)
        sum[k] /= count;
    *out = lw_geodetic_from_ecef(sum);
    return true;
}

static void name_rings(struct lw_score_regions *regions)
{
    const uint32_t rings = regions->count;

    for (uint32_t i = 0; i <= rings; i++) {
        const double from_km = i > 0 ? regions->ring_m[i - 1] / 1000 : 0;
        const double to_km = i < rings ? regions->ring_m[i] / 1000 : 0;
        if (i < rings)
            (void)snprintf(regions->name[i], sizeof *regions->name,
                           "%g to %g km", from_km, to_km);
        else
            (void)snprintf(regions->name[i], sizeof *regions->name,
                           "beyond %g km", from_km);
    }
}

int lw_score_regions_site(struct lw_score_regions *regions, const char *path,
                          const double *ring_m, uint32_t rings,
                          struct lw_fault *fault)
{
    static const double usual_m[] = {10e3, 25e3, 50e3, 100e3};
    struct lw_loaded_site site = {0};
    int err = lw_load_site(path, &site, fault);

    *regions = (struct lw_score_regions){0};
    if (err < 0)
        return err;
    regions->site = site;
    regions->has_site = true;
    const bool zones = rings == 0 && site.site.zones > 0;
    if (rings == 0 || ring_m == NULL) {
        ring_m = usual_m;
        rings = sizeof usual_m / sizeof usual_m[0];
    }
    if (zones && site.site.zones > LW_REGIONS_MAX)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                            "expected %d zones at most to tell apart",
                            LW_REGIONS_MAX);
    err = take_memory(regions, zones ? site.site.zones : rings, 0, 0, fault);
    if (err < 0)
        return err;
    if (zones) {
        for (uint32_t z = 0; z < regions->count; z++) {
            regions->zone[z] = site.site.zone[z];
            memcpy(regions->name[z], site.site.zone[z].id,
                   sizeof *regions->name);
        }
        lw_regions_box(regions->zone, regions->count, regions->box);
        return 0;
    }
    free(regions->zone);
    regions->zone = NULL;
    memcpy(regions->ring_m, ring_m, rings * sizeof *ring_m);
    if (!middle_of(&site.site, &regions->origin))
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "expected `origin`, or sensors with a position, "
                            "for rings around it");
    name_rings(regions);
    return 0;
}

uint16_t lw_score_regions_of(const struct lw_score_regions *regions,
                             struct lw_geodetic place)
{
    return (uint16_t)(regions->zone != NULL
                          ? lw_region_of(regions->zone, regions->box,
                                         regions->count, place)
                          : lw_region_ring(regions->origin, regions->ring_m,
                                           regions->count, place));
}

void lw_score_regions_free(struct lw_score_regions *regions)
{
    free(regions->name);
    free(regions->zone);
    free(regions->box);
    free(regions->ring);
    free(regions->point);
    if (regions->has_site)
        lw_unload_site(&regions->site);
    *regions = (struct lw_score_regions){0};
}
