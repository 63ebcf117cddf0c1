/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_encoder.c - tracks as system tracks of ASTERIX: category 062, with
 * the state of sensors (063) and of this centre, and the ends of batches (065).
 *
 * A round:  065 status | 063 record, record .. | 062 record, record .. | 065
 * Each of these but the last is a message; the end of the batch comes with the
 * last tracks.
 *
 * Source  EUROCONTROL-SPEC-0149-9 (062, edition 1.21), -10 (063), -15 (065)
 */
#include <math.h>
#include <string.h>

#include "asterix_block.h"
#include "json_parts.h"
#include "outputs.h"

enum {
    TRACKS = 62,
    SENSORS = 63,
    CENTRE = 65,
    /* a full block, and the end of a batch beside it */
    ROUND_BYTES = 2 * LW_ASTERIX_BLOCK_MAX,
    NUMBERS = 65535,
};

struct asterix {
    struct lw_asterix_block block;
    struct lw_encode_config given;
    const struct lw_site *site;
    int64_t time_ns;
    bool beat;
    uint8_t batch;
};

static const double foot_m = 0.3048, minute_s = 60.0;
/* Of the items that say how well something is known: the most that they hold
 * means that or more, so what is known worse is left out. */
static const double height_sd_max_ft = 255 * 6.25;
static const double climb_sd_max_fpm = 255 * 6.25;

static const char *const settings[] = {"sac", "sic", "service", "sensor.",
                                       NULL};

static int asterix_init(void *state, const struct lw_encode_config *config,
                        struct lw_fault *fault)
{
    static const char sensor_key[] = "sensor.";
    struct asterix *a = state;
    uint8_t sac, sic;

    a->given = *config;
    a->site = config->site;
    a->batch = 0;
    for (uint32_t i = 0; i < config->options; i++) {
        const struct lw_pair *pair = &config->option[i];
        if (strncmp(pair->key, sensor_key, strlen(sensor_key)) == 0 &&
            !lw_asterix_block_source(pair->value, &sac, &sic))
            return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                "`%s`: expected SAC/SIC, got %.20s", pair->key,
                                pair->value);
    }
    return lw_asterix_block_init(&a->block, config, fault);
}

/* ---- 065, 063 ---- */

static void asterix_begin(void *state, const struct lw_encode_round *round,
                          struct lw_text *to)
{
    struct asterix *a = state;
    struct lw_text *text = &a->block.text;

    a->time_ns = round->time_ns;
    a->beat = round->beat && round->time_ns != INT64_MIN;
    if (!a->beat)
        return;
    lw_asterix_block_begin(&a->block);
    lw_json_put_fixed(text, "000", 1, 0);
    lw_asterix_item_time(&a->block, "030", round->time_ns);
    lw_text_put(text, ",\"040\":{\"NOGO\":0,\"PSS\":1}");
    lw_asterix_block_end(&a->block, CENTRE, to);
    lw_asterix_block_flush(&a->block, to);
}

/* Only of those that the settings give a SAC/SIC. */
static void asterix_sensor(void *state, const struct lw_encode_sensor *sensor,
                           struct lw_text *to)
{
    enum { OPERATIONAL, DEGRADED, NOT_CONNECTED = 3 };
    struct asterix *a = state;
    struct lw_text *text = &a->block.text;
    char key[LW_PAIR_KEY_MAX + 1];
    struct lw_text name;
    uint8_t sac, sic;

    lw_text_init(&name, key, sizeof key - 1);
    lw_text_put(&name, "sensor.");
    lw_text_put(&name, a->site->sensor[sensor->index].id);
    const int len = lw_text_len(&name);
    if (len < 0 || a->time_ns == INT64_MIN)
        return;
    key[len] = '\0';
    const char *value = lw_encode_option(&a->given, key);
    if (value == NULL || !lw_asterix_block_source(value, &sac, &sic))
        return;
    const int state_code =
        !sensor->heard || sensor->state == LW_HEARTBEAT_DOWN ? NOT_CONNECTED
        : sensor->state == LW_HEARTBEAT_DEGRADED             ? DEGRADED
                                                             : OPERATIONAL;
    lw_asterix_block_begin(&a->block);
    lw_asterix_item_time(&a->block, "030", a->time_ns);
    lw_text_put(text, ",\"050\":{\"SAC\":");
    lw_text_int(text, sac);
    lw_json_put_fixed(text, "SIC", sic, 0);
    lw_text_put(text, "},\"060\":{\"CON\":");
    lw_text_int(text, state_code);
    lw_text_put(text, "}");
    lw_asterix_block_end(&a->block, SENSORS, to);
}

/* ---- 062 ---- */

/* Kinds of sensors that fed it lately; bits are kinds. */
static unsigned kinds_of_sources(const struct asterix *a,
                                 const struct lw_track *track)
{
    unsigned kinds = 0;

    for (uint32_t i = 0; i < track->sources; i++)
        if (track->source[i] < a->site->sensors)
            kinds |= 1u << a->site->sensor[track->source[i]].kind;
    return kinds;
}

static double sd_of(const struct lw_track *track, int i)
{
    return sqrt(fmax(track->cov[7 * i], 0.0));
}

static bool height_is_known(const struct lw_track *track)
{
    return sd_of(track, 2) < height_sd_max_ft * foot_m;
}

static bool climb_is_known(const struct lw_track *track)
{
    return sd_of(track, 5) < climb_sd_max_fpm * foot_m / minute_s;
}

static void put_bit(struct lw_text *text, const char *name, bool value)
{
    lw_json_put_fixed(text, name, value, 0);
}

static void put_status(struct asterix *a, const struct lw_track *track)
{
    enum { NO_SOURCE, GNSS, RADAR, TRIANGULATION };
    const unsigned by = kinds_of_sources(a, track);
    const bool radar = by & 1u << LW_SENSOR_RADAR;
    const bool says = by & (1u << LW_SENSOR_ADSB | 1u << LW_SENSOR_REMOTE_ID);
    const bool points =
        by & (1u << LW_SENSOR_ACOUSTIC | 1u << LW_SENSOR_RF |
              1u << LW_SENSOR_CAMERA | 1u << LW_SENSOR_OBSERVER);
    struct lw_text *text = &a->block.text;

    lw_text_put(text, ",\"080\":{\"MON\":");
    lw_text_int(text, track->sources == 1);
    put_bit(text, "MRH", true);
    lw_json_put_fixed(text, "SRC",
                      !height_is_known(track) ? NO_SOURCE
                      : says                  ? GNSS
                      : radar                 ? RADAR
                      : points                ? TRIANGULATION
                                              : NO_SOURCE,
                      0);
    put_bit(text, "CNF", track->status == LW_TRACK_TENTATIVE);
    put_bit(text, "SIM", a->site->exercise);
    put_bit(text, "TSE", track->status == LW_TRACK_ENDED);
    put_bit(text, "CST", track->status == LW_TRACK_COASTING);
    put_bit(text, "PSR", !radar);
    put_bit(text, "SSR", !radar || !(track->has_ident & LW_HAS_SQUAWK));
    put_bit(text, "MDS", !radar || !(track->has_ident & LW_HAS_ICAO));
    put_bit(text, "ADS", !(by & 1u << LW_SENSOR_ADSB));
    lw_text_put(text, "}");
}

static void put_identity(struct asterix *a, const struct lw_track *track)
{
    struct lw_text *text = &a->block.text;
    const int emitter = lw_asterix_emitter_of(track);
    bool open = false;

    lw_asterix_item_squawk(&a->block, "060", track);
    if (track->has_ident & LW_HAS_CALLSIGN &&
        lw_asterix_is_callsign(track->ident.callsign)) {
        lw_text_put(text, ",\"245\":{\"STI\":0,\"CHR\":");
        lw_text_quote(text, track->ident.callsign);
        lw_text_put(text, "}");
    }
    if (track->has_ident & LW_HAS_ICAO) {
        open = lw_json_open_once(text, "380", open);
        lw_text_put(text, "\"ADR\":");
        lw_text_int(text, track->ident.icao);
    }
    if (emitter > 0) {
        open = lw_json_open_once(text, "380", open);
        lw_text_put(text, "\"EMC\":");
        lw_text_int(text, emitter);
    }
    if (open)
        lw_text_put(text, "}");
}

static void put_motion(struct asterix *a, const struct lw_track *track)
{
    enum { LEVEL, CLIMB, DESCENT, UNDETERMINED };
    static const double speed_max_mps = 8191.75, height_max_ft = 204000.0;
    static const double climb_max_fpm = 204000.0, level_mps = 1.5;
    struct lw_text *text = &a->block.text;
    const double up = track->vel_mps[2], sd = sd_of(track, 5);

    lw_text_put(text, ",\"185\":{\"VX\":");
    lw_text_fixed(text, lw_asterix_within(track->vel_mps[0], speed_max_mps), 2);
    lw_json_put_fixed(text, "VY",
                      lw_asterix_within(track->vel_mps[1], speed_max_mps), 2);
    lw_text_put(text, "}");
    if (height_is_known(track))
        lw_json_put_fixed(
            text, "130",
            lw_asterix_within(track->pos.alt_hae_m / foot_m, height_max_ft), 2);
    if (climb_is_known(track))
        lw_json_put_fixed(
            text, "220",
            lw_asterix_within(up / foot_m * minute_s, climb_max_fpm), 2);
    const int vertical = up > level_mps && up > 2.0 * sd     ? CLIMB
                         : up < -level_mps && up < -2.0 * sd ? DESCENT
                         : fabs(up) < level_mps && sd < level_mps
                             ? LEVEL
                             : UNDETERMINED;
    lw_text_put(text, ",\"200\":{\"TRANS\":3,\"LONG\":3,\"VERT\":");
    lw_text_int(text, vertical);
    lw_text_put(text, "}");
}

/* Covariance as the square root of its size, with its sign. */
static double root_of(double covariance)
{
    return copysign(sqrt(fabs(covariance)), covariance);
}

static void put_pair(struct lw_text *text, const char *key, const char *first,
                     double a, const char *second, double b, int decimals)
{
    lw_json_put_key(text, key);
    lw_text_put(text, "{\"");
    lw_text_put(text, first);
    lw_text_put(text, "\":");
    lw_text_fixed(text, a, decimals);
    lw_json_put_fixed(text, second, b, decimals);
    lw_text_put(text, "}");
}

static void put_accuracy(struct asterix *a, const struct lw_track *track)
{
    static const double place_max_m = 32767.5, root_max_m = 16383.0;
    static const double speed_max_mps = 63.75, apw_max_deg = 0.35;
    static const double a_degree_m = 111320.0;
    struct lw_text *text = &a->block.text;
    const double apw = 180.0 / (1 << 25);
    const double east = sd_of(track, 0), north = sd_of(track, 1);
    const double cos_lat = fmax(cos(track->pos.lat_rad), 0.01);

    lw_text_put(text, ",\"500\":{\"COV\":");
    lw_text_fixed(text, lw_asterix_within(root_of(track->cov[1]), root_max_m),
                  1);
    put_pair(text, "APC", "X", lw_asterix_upwards(east, 0.5, place_max_m), "Y",
             lw_asterix_upwards(north, 0.5, place_max_m), 1);
    put_pair(
        text, "APW", "LAT",
        lw_asterix_upwards(north / a_degree_m, apw, apw_max_deg), "LON",
        lw_asterix_upwards(east / (a_degree_m * cos_lat), apw, apw_max_deg), 9);
    put_pair(text, "ATV", "X",
             lw_asterix_upwards(sd_of(track, 3), 0.25, speed_max_mps), "Y",
             lw_asterix_upwards(sd_of(track, 4), 0.25, speed_max_mps), 2);
    if (height_is_known(track))
        lw_json_put_fixed(text, "AGA",
                          lw_asterix_upwards(sd_of(track, 2) / foot_m, 6.25,
                                             height_sd_max_ft),
                          2);
    if (climb_is_known(track))
        lw_json_put_fixed(
            text, "ARC",
            lw_asterix_upwards(sd_of(track, 5) / foot_m * minute_s, 6.25,
                               climb_sd_max_fpm),
            2);
    lw_text_put(text, "}");
}

/* Since its first report; since its last, by what that was of. */
static void put_ages(struct asterix *a, const struct lw_track *track)
{
    static const double age_max_s = 63.75;
    struct lw_text *text = &a->block.text;
    const double life_s =
        ((double)track->time_ns - (double)track->first_ns) / 1e9;
    const double age_s =
        ((double)track->time_ns - (double)track->update_ns) / 1e9;
    const double age = fmin(fmax(age_s, 0.0), age_max_s);

    lw_text_put(text, ",\"290\":{\"TRK\":");
    lw_text_fixed(text, fmin(fmax(life_s, 0.0), age_max_s), 2);
    if (track->sources > 0 && track->source[0] < a->site->sensors) {
        const enum lw_sensor_kind kind = a->site->sensor[track->source[0]].kind;
        if (kind == LW_SENSOR_RADAR)
            lw_json_put_fixed(text, "PSR", age, 2);
        else if (kind == LW_SENSOR_ADSB)
            lw_json_put_fixed(text, "ES", age, 2);
    }
    lw_text_put(text, "}");
}

static void asterix_track(void *state, const struct lw_track *track,
                          const struct lw_track_point *trail, uint32_t points,
                          struct lw_text *to)
{
    struct asterix *a = state;

    (void)trail;
    (void)points;
    lw_asterix_block_begin(&a->block);
    lw_asterix_item_time(&a->block, "070", track->time_ns);
    lw_asterix_item_place(&a->block, "105", &track->pos);
    lw_json_put_fixed(&a->block.text, "040",
                      lw_asterix_number_of(track, NUMBERS), 0);
    put_motion(a, track);
    put_identity(a, track);
    put_status(a, track);
    put_ages(a, track);
    put_accuracy(a, track);
    lw_asterix_block_end(&a->block, TRACKS, to);
}

static void asterix_end(void *state, struct lw_text *to)
{
    struct asterix *a = state;

    lw_asterix_block_flush(&a->block, to);
    if (!a->beat)
        return;
    lw_asterix_block_begin(&a->block);
    lw_json_put_fixed(&a->block.text, "000", 2, 0);
    lw_json_put_fixed(&a->block.text, "020", a->batch++, 0);
    lw_asterix_item_time(&a->block, "030", a->time_ns);
    lw_asterix_block_end(&a->block, CENTRE, to);
    lw_asterix_block_flush(&a->block, to);
}

const struct lw_encoder lw_encoder_asterix = {
    .name = "asterix",
    .title = "ASTERIX system tracks (062), with 063 and 065",
    .spec = "EUROCONTROL-SPEC-0149-9, edition 1.21",
    .type = "application/octet-stream",
    .suffix = "asterix",
    .binary = true,
    .state_size = sizeof(struct asterix),
    .track_max = ROUND_BYTES,
    .options = settings,
    .init = asterix_init,
    .begin = asterix_begin,
    .sensor = asterix_sensor,
    .track = asterix_track,
    .end = asterix_end,
};
