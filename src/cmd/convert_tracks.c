/* SPDX-License-Identifier: Apache-2.0 */
#include "convert_tracks.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "base/sort.h"
#include "base/text.h"
#include "decode/ndjson.h"
#include "decode/track_ndjson.h"
#include "encode/report_json.h"
#include "serve_reports.h"

enum {
    KEY_SIZE = 2 * LW_ID_MAX + 16,
    KEYS = 2,
    TEXT_SIZE = 1 << 16,
    TRACKS_FIRST = 64,
    POINTS_FIRST = 16,
};

/* Tracks of others, whose names are not of our form, are numbered from here. */
static const uint32_t foreign_first = 1000000000;

/* What one track is, and was. */
struct lw_convert_track {
    /* By whose name, and by the number that its sensor had for it before it
     * said whose it is; "": none. */
    char key[KEYS][KEY_SIZE];
    struct lw_track state;
    struct lw_track_point *point; /* before it */
    uint32_t points, size;
    bool begun;
};

static int fail(struct lw_convert *c, int err, const char *what)
{
    fprintf(stderr, "luchtwacht: %s\n", what);
    c->failed = true;
    return err;
}

static int put(struct lw_convert *c, const char *bytes, size_t len)
{
    return fwrite(bytes, 1, len, c->out) == len
               ? 0
               : fail(c, LW_ERR_IO, strerror(errno));
}

static int put_written(struct lw_convert *c)
{
    const char *bytes = NULL;
    const int len = lw_writer_take(&c->writer, &bytes);

    if (len < 0)
        return fail(c, LW_ERR_NO_SPACE, "out of memory");
    return len == 0 ? 0 : put(c, bytes, (size_t)len);
}

int lw_convert_open(struct lw_convert *c, const struct lw_encoder *encoder,
                    const struct lw_pair *option, uint32_t options,
                    const struct lw_site *site, const char *name, FILE *out,
                    struct lw_fault *fault)
{
    *c = (struct lw_convert){
        .encoder = encoder, .out = out, .last_ns = INT64_MIN};
    if (site != NULL) {
        c->site = *site;
    } else {
        c->own_sensors = true;
        (void)snprintf(c->site.name, sizeof c->site.name, "%s", name);
        c->site.sensor = calloc(LW_CONVERT_SENSORS_MAX, sizeof *c->site.sensor);
        if (c->site.sensor == NULL)
            return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "out of memory");
    }
    const struct lw_encode_config config = {
        .site = &c->site, .option = option, .options = options};
    return encoder == NULL
               ? 0
               : lw_writer_open(&c->writer, encoder, &config, fault);
}

void lw_convert_close(struct lw_convert *c)
{
    if (c->own_sensors)
        free(c->site.sensor);
    for (uint32_t i = 0; i < c->tracks; i++)
        free(c->track[i].point);
    free(c->track);
    free(c->slot);
    if (c->encoder != NULL)
        lw_writer_close(&c->writer);
    *c = (struct lw_convert){0};
}

/* ---- who is who ---- */

static uint64_t hash(const char *key)
{
    static const uint8_t secret[16] = "luchtwacht, 128b";

    return lw_siphash(secret, key, strlen(key)).low;
}

static bool has_key(const struct lw_convert_track *track, const char *key)
{
    return strcmp(track->key[0], key) == 0 || strcmp(track->key[1], key) == 0;
}

static uint32_t find_slot(const struct lw_convert *c, const char *key)
{
    uint32_t at = (uint32_t)hash(key) & (c->slots - 1);

    while (c->slot[at] != 0 && !has_key(&c->track[c->slot[at] - 1], key))
        at = (at + 1) & (c->slots - 1);
    return at;
}

/* Room for one more; the table is half empty at least. */
static bool grow(struct lw_convert *c)
{
    if (c->tracks < c->tracks_size)
        return true;
    const uint32_t size =
        c->tracks_size == 0 ? TRACKS_FIRST : 2 * c->tracks_size;
    if (size > LW_CONVERT_TRACKS_MAX)
        return false;
    void *more = realloc(c->track, size * sizeof *c->track);
    if (more == NULL)
        return false;
    c->track = more;
    c->tracks_size = size;
    free(c->slot);
    c->slots = 2 * KEYS * size;
    c->slot = calloc(c->slots, sizeof *c->slot);
    if (c->slot == NULL) {
        c->slots = 0;
        return false;
    }
    for (uint32_t i = 0; i < c->tracks; i++)
        for (int k = 0; k < KEYS; k++)
            if (c->track[i].key[k][0] != '\0')
                c->slot[find_slot(c, c->track[i].key[k])] = i + 1;
    return true;
}

/* The track of that key, new or not; NULL: no memory, or too many. */
static struct lw_convert_track *find(struct lw_convert *c, const char *key,
                                     uint32_t number)
{
    if (!grow(c))
        return NULL;
    const uint32_t at = find_slot(c, key);
    if (c->slot[at] != 0)
        return &c->track[c->slot[at] - 1];
    struct lw_convert_track *track = &c->track[c->tracks++];
    *track = (struct lw_convert_track){
        .state = {.number = number != 0 ? number : foreign_first + c->tracks}};
    (void)snprintf(track->key[0], sizeof track->key[0], "%s", key);
    c->slot[at] = c->tracks;
    return track;
}

/* Index of a sensor; LW_SENSORS_MAX: it has none. */
static uint32_t find_sensor(struct lw_convert *c, const char *id)
{
    struct lw_site *site = &c->site;

    if (!c->own_sensors) {
        const int index = lw_site_sensor(site, id);
        return index < 0 ? LW_SENSORS_MAX : (uint32_t)index;
    }
    for (uint32_t i = 0; i < site->sensors; i++)
        if (strcmp(site->sensor[i].id, id) == 0)
            return i;
    if (site->sensors == LW_CONVERT_SENSORS_MAX)
        return LW_SENSORS_MAX;
    struct lw_sensor *sensor = &site->sensor[site->sensors];
    lw_sensor_defaults(LW_SENSOR_TRACKER, sensor);
    (void)snprintf(sensor->id, sizeof sensor->id, "%s", id);
    return site->sensors++;
}

static void add_source(struct lw_convert *c, struct lw_track *track,
                       const char *id)
{
    const uint32_t index = find_sensor(c, id);

    if (index < LW_SENSORS_MAX && track->sources < LW_TRACK_SOURCES_MAX)
        track->source[track->sources++] = (uint16_t)index;
}

/* ---- states ---- */

static bool point_before(const void *a, const void *b, const void *context)
{
    const struct lw_track_point *left = a, *right = b;

    (void)context;
    return left->time_ns < right->time_ns;
}

/* The path, oldest first, of every moment one point. */
static void put_in_order(struct lw_convert_track *track)
{
    struct lw_track_point spare;
    uint32_t kept = 0;

    lw_sort(track->point, track->points, sizeof spare, &spare, point_before,
            NULL);
    for (uint32_t i = 0; i < track->points; i++) {
        if (kept > 0 &&
            track->point[kept - 1].time_ns == track->point[i].time_ns)
            kept--;
        track->point[kept++] = track->point[i];
    }
    while (kept > 0 && track->point[kept - 1].time_ns >= track->state.time_ns)
        kept--;
    track->points = kept;
}

static int add_point(struct lw_convert *c, struct lw_convert_track *track,
                     const struct lw_track *state)
{
    if (c->encoder->trail == 0)
        return 0;
    if (c->points == LW_CONVERT_POINTS_MAX)
        return fail(c, LW_ERR_NO_SPACE, "more positions than fit a document");
    if (track->points == track->size) {
        const uint32_t size = track->size == 0 ? POINTS_FIRST : 2 * track->size;
        void *more = realloc(track->point, size * sizeof *track->point);
        if (more == NULL)
            return fail(c, LW_ERR_NO_SPACE, "out of memory");
        track->point = more;
        track->size = size;
    }
    track->point[track->points++] =
        (struct lw_track_point){state->time_ns, state->pos};
    c->points++;
    return 0;
}

/* Into the track, which is at another moment then. */
static int take_state(struct lw_convert *c, struct lw_convert_track *track,
                      const struct lw_track *state)
{
    const bool first = !track->begun;
    const struct lw_encode_round round = {.time_ns = state->time_ns,
                                          .reports = c->positions + 1,
                                          .beat = c->positions == 0};
    int err = 0;

    track->begun = true;
    c->positions++;
    if (c->last_ns < state->time_ns)
        c->last_ns = state->time_ns;
    if (c->encoder->document) {
        const bool late = !first && state->time_ns < track->state.time_ns;
        if (!first)
            err = add_point(c, track, late ? state : &track->state);
        if (!late)
            track->state = *state;
        return err;
    }
    track->state = *state;
    lw_writer_begin(&c->writer, &round);
    err = put_written(c);
    if (err == 0) {
        lw_writer_track(&c->writer, state, NULL, 0);
        err = put_written(c);
    }
    if (err == 0) {
        lw_writer_end(&c->writer);
        err = put_written(c);
    }
    return err;
}

static void forget_all(struct lw_track *state)
{
    for (int i = 0; i < 36; i++)
        state->cov[i] = (double)NAN;
    state->vel_mps[0] = state->vel_mps[1] = state->vel_mps[2] = (double)NAN;
    state->pos.alt_hae_m = (double)NAN;
    state->existence = (double)NAN;
}

/* ---- reports ---- */

/* Whose it says it is; false: it does not. */
static bool put_name(const struct lw_report *report, char key[KEY_SIZE])
{
    const uint32_t has = report->has;

    if (has & LW_HAS_ICAO)
        (void)snprintf(key, KEY_SIZE, "%s/icao/%06x", report->sensor,
                       (unsigned)report->ident.icao);
    else if (has & LW_HAS_REMOTE_ID)
        (void)snprintf(key, KEY_SIZE, "%s/remote-id/%s", report->sensor,
                       report->ident.remote_id);
    else if (has & LW_HAS_CALLSIGN)
        (void)snprintf(key, KEY_SIZE, "%s/callsign/%s", report->sensor,
                       report->ident.callsign);
    return (has & (LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN)) != 0;
}

/* The track of one name and one number: the name's own; else the number's, if
 * nobody has claimed that yet. */
static struct lw_convert_track *find_both(struct lw_convert *c,
                                          const char *name, const char *object)
{
    if (!grow(c))
        return NULL;
    const uint32_t at = find_slot(c, name), by = find_slot(c, object);
    if (c->slot[at] != 0 || c->slot[by] == 0 ||
        c->track[c->slot[by] - 1].key[1][0] != '\0')
        return find(c, name, c->tracks + 1);
    struct lw_convert_track *track = &c->track[c->slot[by] - 1];
    (void)snprintf(track->key[1], sizeof track->key[1], "%s", name);
    c->slot[at] = c->slot[by];
    return track;
}

/* NULL, and *nameless, where a report does not say whose it is. */
static struct lw_convert_track *find_reported(struct lw_convert *c,
                                              const struct lw_report *report,
                                              bool *nameless)
{
    char name[KEY_SIZE], object[KEY_SIZE];
    const bool named = put_name(report, name);

    *nameless = !named && !(report->has & LW_HAS_OBJECT);
    if (*nameless)
        return NULL;
    if (!(report->has & LW_HAS_OBJECT))
        return find(c, name, c->tracks + 1);
    (void)snprintf(object, sizeof object, "%s/object/%s", report->sensor,
                   report->object);
    return named ? find_both(c, name, object) : find(c, object, c->tracks + 1);
}

static void set_variance(struct lw_track *state, int first, int last,
                         double sigma)
{
    for (int i = first; i <= last; i++)
        for (int j = first; j <= last; j++)
            state->cov[6 * i + j] = i == j ? sigma * sigma : 0;
}

/* One figure: the report's, else the one that the site file gives; false:
 * neither says it. */
static bool sigma_of(const struct lw_report *report,
                     const struct lw_sensor *sensor, uint32_t bit, double own,
                     double given, double *sigma)
{
    const bool theirs = sensor != NULL && sensor->has_sd & bit;

    *sigma = report->has & bit ? own : given;
    return report->has & bit || theirs;
}

static void put_accuracy(const struct lw_convert *c,
                         const struct lw_report *report, struct lw_track *state)
{
    static const struct lw_sensor none = {.has_sd = 0};
    const bool named = !c->own_sensors && state->sources > 0;
    const struct lw_sensor *sensor =
        named ? &c->site.sensor[state->source[0]] : &none;
    double sigma;

    if (sigma_of(report, sensor, LW_HAS_SD_HORIZONTAL, report->sd.horizontal_m,
                 sensor->sd.horizontal_m, &sigma))
        set_variance(state, 0, 1, sigma);
    if (report->has & LW_HAS_ALT &&
        sigma_of(report, sensor, LW_HAS_SD_VERTICAL, report->sd.vertical_m,
                 sensor->sd.vertical_m, &sigma))
        set_variance(state, 2, 2, sigma);
    if (report->has & LW_HAS_VEL &&
        sigma_of(report, sensor, LW_HAS_SD_VEL, report->sd.vel_mps,
                 sensor->sd.vel_mps, &sigma))
        set_variance(state, 3, 5, sigma);
    if (report->has & LW_HAS_COV)
        for (int i = 0; i < 9; i++)
            state->cov[6 * (i / 3) + i % 3] = report->cov_m2[i];
}

static void put_identity(const struct lw_report *report, struct lw_track *state)
{
    static const uint32_t names =
        LW_HAS_ICAO | LW_HAS_REMOTE_ID | LW_HAS_CALLSIGN | LW_HAS_SQUAWK;
    const struct lw_ident *from = &report->ident;
    struct lw_ident *to = &state->ident;

    if (report->has & LW_HAS_ICAO)
        to->icao = from->icao;
    if (report->has & LW_HAS_REMOTE_ID)
        memcpy(to->remote_id, from->remote_id, sizeof to->remote_id);
    if (report->has & LW_HAS_CALLSIGN)
        memcpy(to->callsign, from->callsign, sizeof to->callsign);
    if (report->has & LW_HAS_SQUAWK)
        memcpy(to->squawk, from->squawk, sizeof to->squawk);
    state->has_ident |= report->has & names;
}

static int take_position(struct lw_convert *c, const struct lw_report *report)
{
    bool nameless;
    struct lw_convert_track *track = find_reported(c, report, &nameless);

    if (nameless) {
        c->nameless++;
        return 0;
    }
    if (track == NULL)
        return fail(c, LW_ERR_NO_SPACE, "more tracks than there is room for");
    struct lw_track state = track->state;
    if (!track->begun) {
        state.first_ns = report->meas_ns;
        add_source(c, &state, report->sensor);
    }
    forget_all(&state);
    state.status = LW_TRACK_CONFIRMED;
    state.time_ns = state.update_ns = report->meas_ns;
    state.pos.lat_rad = report->pos.lat_rad;
    state.pos.lon_rad = report->pos.lon_rad;
    if (report->has & LW_HAS_ALT)
        state.pos.alt_hae_m = report->pos.alt_hae_m;
    if (report->has & LW_HAS_VEL)
        memcpy(state.vel_mps, report->vel_mps, sizeof state.vel_mps);
    if (report->has & LW_HAS_CONFIDENCE)
        state.existence = report->confidence;
    if (report->has & LW_HAS_KINDS)
        memcpy(state.kinds, report->kinds, sizeof state.kinds);
    put_accuracy(c, report, &state);
    put_identity(report, &state);
    return take_state(c, track, &state);
}

/* As a line of its own, which is how everything else will read it: so what
 * does not come through is not passed on. */
int lw_convert_report(struct lw_convert *c, const struct lw_report *report)
{
    static const char mark[] = ",\"exercise\":true";
    struct lw_report again = *report;
    char text[TEXT_SIZE];
    int err;

    again.has &= ~(uint32_t)LW_HAS_OPERATOR; /* personal: never passed on */
    const int len = lw_report_write(&again, text, sizeof text);
    if (len < 0 || lw_ndjson_read(text, (size_t)len, &again, NULL) < 0) {
        c->others++;
        return 0;
    }
    if (c->encoder != NULL) {
        if (again.type == LW_REPORT_POSITION)
            return take_position(c, &again);
        c->others++;
        return 0;
    }
    c->positions++;
    err = put(c, text, (size_t)len - 1); /* but the brace */
    if (err == 0 && c->site.exercise)
        err = put(c, mark, sizeof mark - 1);
    return err == 0 ? put(c, "}\n", 2) : err;
}

/* ---- lines of tracks ---- */

static int take_track(struct lw_convert *c, const struct lw_state_line *line)
{
    struct lw_convert_track *track =
        find(c, line->name, lw_track_number(line->name));

    if (track == NULL)
        return fail(c, LW_ERR_NO_SPACE, "more tracks than there is room for");
    struct lw_track state = {.number = track->state.number};
    state.first_ns = track->begun ? track->state.first_ns : line->time_ns;
    forget_all(&state);
    state.status = line->status;
    state.time_ns = state.update_ns = line->time_ns;
    state.pos.lat_rad = line->pos.lat_rad;
    state.pos.lon_rad = line->pos.lon_rad;
    if (line->has & LW_LINE_HAS_ALT)
        state.pos.alt_hae_m = line->pos.alt_hae_m;
    if (line->has & LW_LINE_HAS_VEL)
        memcpy(state.vel_mps, line->vel_mps, sizeof state.vel_mps);
    if (line->has & (LW_LINE_HAS_COV | LW_LINE_HAS_COV_PART))
        memcpy(state.cov, line->cov, sizeof state.cov);
    if (line->has & LW_LINE_HAS_EXISTENCE)
        state.existence = line->existence;
    memcpy(state.kinds, line->kinds, sizeof state.kinds);
    state.has_ident = line->has_ident;
    state.ident = line->ident;
    for (uint32_t i = 0; i < line->sources; i++) {
        char id[LW_ID_MAX + 1];
        if (lw_json_unescape(&line->source[i], id, sizeof id) > 0)
            add_source(c, &state, id);
    }
    return take_state(c, track, &state);
}

int lw_convert_line(struct lw_convert *c, const char *line, size_t len,
                    struct lw_fault *fault)
{
    struct lw_state_line track;
    struct lw_report report;
    int err = lw_track_line_read(line, len, &track, fault);

    if (err == 0 && c->encoder == NULL)
        return LW_ERR_NOT_MINE; /* a track is no report */
    if (err == 0) {
        c->site.exercise |= (track.has & LW_LINE_EXERCISE) != 0;
        return take_track(c, &track);
    }
    if (err != LW_ERR_NOT_MINE)
        return err;
    err = lw_ndjson_read(line, len, &report, fault);
    if (err < 0)
        return err == LW_ERR_UNKNOWN ? LW_ERR_NOT_MINE : err;
    c->site.exercise |= lw_reports_exercise(line, len);
    return lw_convert_report(c, &report);
}

/* ---- the end ---- */

static int put_document(struct lw_convert *c)
{
    const struct lw_encode_round round = {
        .time_ns = c->last_ns, .reports = c->positions, .beat = true};
    int err;

    lw_writer_begin(&c->writer, &round);
    err = put_written(c);
    for (uint32_t i = 0; i < c->tracks && err == 0; i++) {
        struct lw_convert_track *track = &c->track[i];
        put_in_order(track);
        lw_writer_track(&c->writer, &track->state, track->point, track->points);
        err = put_written(c);
    }
    lw_writer_end(&c->writer);
    return err == 0 ? put_written(c) : err;
}

int lw_convert_end(struct lw_convert *c)
{
    int err = 0;

    if (c->encoder != NULL && c->encoder->document)
        err = put_document(c);
    if (err == 0 && fflush(c->out) != 0)
        err = fail(c, LW_ERR_IO, strerror(errno));
    return err;
}
