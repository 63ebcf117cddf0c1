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
        if (strncmp(pair->key, sensor_key, strlen(sensor_key)) == 0 &&
            a->site != NULL && a->site->sensors > 0 &&
            lw_site_sensor(a->site, pair->key + strlen(sensor_key)) < 0)
            return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                "`%s`: there is no such sensor in the site "
                                "file",
                                pair->key);
    }
    return lw_asterix_block_init(&a->block, config, fault);
}

/* ---- 065, 063 ---- */

static void asterix_begin(void *state, const struct lw_encode_round *round,
                          struct lw_text *to)
{
    enum { STATUS = 1, FIRST_SYSTEM = 1 };
    struct asterix *a = state;
    struct lw_asterix_build *build = &a->block.build;

    a->time_ns = round->time_ns;
    a->beat = round->beat && round->time_ns != INT64_MIN;
    if (!a->beat)
        return;
    lw_asterix_block_begin(&a->block, CENTRE);
    lw_asterix_build_raw(build, LW_I065_000, STATUS);
    lw_asterix_put_time_of_day(build, LW_I065_030, round->time_ns);
    lw_asterix_build_raw(build, LW_I065_040_NOGO, 0);
    lw_asterix_build_raw(build, LW_I065_040_PSS, FIRST_SYSTEM);
    lw_asterix_block_end(&a->block, to);
    lw_asterix_block_flush(&a->block, to);
}

/* Only of those that the settings give a SAC/SIC. */
static void asterix_sensor(void *state, const struct lw_encode_sensor *sensor,
                           struct lw_text *to)
{
    enum { OPERATIONAL, DEGRADED, NOT_CONNECTED = 3 };
    struct asterix *a = state;
    struct lw_asterix_build *build = &a->block.build;
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
    const unsigned code =
        !sensor->heard || sensor->state == LW_HEARTBEAT_DOWN ? NOT_CONNECTED
        : sensor->state == LW_HEARTBEAT_DEGRADED             ? DEGRADED
                                                             : OPERATIONAL;
    lw_asterix_block_begin(&a->block, SENSORS);
    lw_asterix_put_time_of_day(build, LW_I063_030, a->time_ns);
    lw_asterix_build_raw(build, LW_I063_050_SAC, sac);
    lw_asterix_build_raw(build, LW_I063_050_SIC, sic);
    lw_asterix_build_raw(build, LW_I063_060_CON, code);
    lw_asterix_block_end(&a->block, to);
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

/* Whether the accuracy of a part of the state is known at all. */
static bool has_sd(const struct lw_track *track, int i)
{
    return isfinite(track->cov[7 * i]);
}

/* What is known too badly is as good as not known. */
static bool height_is_known(const struct lw_track *track)
{
    return isfinite(track->pos.alt_hae_m) &&
           !(has_sd(track, 2) && sd_of(track, 2) >= height_sd_max_ft * foot_m);
}

static bool climb_is_known(const struct lw_track *track)
{
    return isfinite(track->vel_mps[2]) &&
           !(has_sd(track, 5) &&
             sd_of(track, 5) >= climb_sd_max_fpm * foot_m / minute_s);
}

static void put_status(struct asterix *a, const struct lw_track *track)
{
    enum { NO_SOURCE, GNSS, RADAR, TRIANGULATION };
    struct lw_asterix_build *build = &a->block.build;
    const unsigned by = kinds_of_sources(a, track);
    const bool radar = by & 1u << LW_SENSOR_RADAR;
    const bool says = by & (1u << LW_SENSOR_ADSB | 1u << LW_SENSOR_REMOTE_ID);
    const bool points =
        by & (1u << LW_SENSOR_ACOUSTIC | 1u << LW_SENSOR_RF |
              1u << LW_SENSOR_CAMERA | 1u << LW_SENSOR_OBSERVER);
    const unsigned source = !height_is_known(track) ? NO_SOURCE
                            : says                  ? GNSS
                            : radar                 ? RADAR
                            : points                ? TRIANGULATION
                                                    : NO_SOURCE;
    const bool mode_a = track->has_ident & LW_HAS_SQUAWK;
    const bool mode_s = track->has_ident & LW_HAS_ICAO;
    const struct {
        unsigned field, value;
    } told[] = {
        {LW_I062_080_MON, track->sources == 1},
        {LW_I062_080_MRH, 1},
        {LW_I062_080_SRC, source},
        {LW_I062_080_CNF, track->status == LW_TRACK_TENTATIVE},
        {LW_I062_080_SIM, a->site->exercise},
        {LW_I062_080_TSE, track->status == LW_TRACK_ENDED},
        {LW_I062_080_CST, track->status == LW_TRACK_COASTING},
        {LW_I062_080_PSR, !radar},
        {LW_I062_080_SSR, !radar || !mode_a},
        {LW_I062_080_MDS, !radar || !mode_s},
        {LW_I062_080_ADS, !(by & 1u << LW_SENSOR_ADSB)},
    };

    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        lw_asterix_build_raw(build, told[i].field, told[i].value);
}

static void put_identity(struct lw_asterix_build *build,
                         const struct lw_track *track)
{
    const int emitter = lw_asterix_emitter_of(track);

    lw_asterix_put_mode3a(build, LW_I062_060_MODE3A, track);
    (void)lw_asterix_put_name(build, LW_I062_245_CHR, track);
    if (track->has_ident & LW_HAS_ICAO)
        lw_asterix_build_raw(build, LW_I062_380_ADR, track->ident.icao);
    if (emitter > 0)
        lw_asterix_build_raw(build, LW_I062_380_EMC, (uint64_t)emitter);
}

static void put_motion(struct lw_asterix_build *build,
                       const struct lw_track *track)
{
    enum { LEVEL, CLIMB, DESCENT, UNDETERMINED };
    static const double speed_max_mps = 8191.75, height_max_ft = 204000.0;
    static const double climb_max_fpm = 204000.0, level_mps = 1.5;
    const double up = track->vel_mps[2];
    const double sd = has_sd(track, 5) ? sd_of(track, 5) : (double)INFINITY;

    if (isfinite(track->vel_mps[0]) && isfinite(track->vel_mps[1])) {
        lw_asterix_build_number(
            build, LW_I062_185_VX,
            lw_asterix_within(track->vel_mps[0], speed_max_mps));
        lw_asterix_build_number(
            build, LW_I062_185_VY,
            lw_asterix_within(track->vel_mps[1], speed_max_mps));
    }
    if (height_is_known(track))
        lw_asterix_build_number(
            build, LW_I062_130,
            lw_asterix_within(track->pos.alt_hae_m / foot_m, height_max_ft));
    if (climb_is_known(track))
        lw_asterix_build_number(
            build, LW_I062_220,
            lw_asterix_within(up / foot_m * minute_s, climb_max_fpm));
    const unsigned vertical = up > level_mps && up > 2.0 * sd     ? CLIMB
                              : up < -level_mps && up < -2.0 * sd ? DESCENT
                              : fabs(up) < level_mps && sd < level_mps
                                  ? LEVEL
                                  : UNDETERMINED;
    lw_asterix_build_raw(build, LW_I062_200_TRANS, UNDETERMINED);
    lw_asterix_build_raw(build, LW_I062_200_LONG, UNDETERMINED);
    lw_asterix_build_raw(build, LW_I062_200_VERT, vertical);
}

/* Covariance as the square root of its size, with its sign. */
static double root_of(double covariance)
{
    return copysign(sqrt(fabs(covariance)), covariance);
}

static void put_sd(struct lw_asterix_build *build, unsigned field, double sd,
                   double lsb, double most)
{
    lw_asterix_build_number(build, field, lw_asterix_upwards(sd, lsb, most));
}

static void put_place_accuracy(struct lw_asterix_build *build,
                               const struct lw_track *track)
{
    static const double place_max_m = 32767.5, root_max_m = 16383.0;
    static const double apw_max_deg = 0.35, a_degree_m = 111320.0;
    const double apw = 180.0 / (1 << 25);
    const double east = sd_of(track, 0), north = sd_of(track, 1);
    const double cos_lat = fmax(cos(track->pos.lat_rad), 0.01);

    if (!has_sd(track, 0) || !has_sd(track, 1) || !isfinite(track->cov[1]))
        return;
    lw_asterix_build_number(
        build, LW_I062_500_COV,
        lw_asterix_within(root_of(track->cov[1]), root_max_m));
    put_sd(build, LW_I062_500_APC_X, east, 0.5, place_max_m);
    put_sd(build, LW_I062_500_APC_Y, north, 0.5, place_max_m);
    put_sd(build, LW_I062_500_APW_LAT, north / a_degree_m, apw, apw_max_deg);
    put_sd(build, LW_I062_500_APW_LON, east / (a_degree_m * cos_lat), apw,
           apw_max_deg);
}

static void put_accuracy(struct lw_asterix_build *build,
                         const struct lw_track *track)
{
    static const double speed_max_mps = 63.75;

    put_place_accuracy(build, track);
    if (has_sd(track, 3) && has_sd(track, 4)) {
        put_sd(build, LW_I062_500_ATV_X, sd_of(track, 3), 0.25, speed_max_mps);
        put_sd(build, LW_I062_500_ATV_Y, sd_of(track, 4), 0.25, speed_max_mps);
    }
    if (height_is_known(track) && has_sd(track, 2))
        put_sd(build, LW_I062_500_AGA, sd_of(track, 2) / foot_m, 6.25,
               height_sd_max_ft);
    if (climb_is_known(track) && has_sd(track, 5))
        put_sd(build, LW_I062_500_ARC, sd_of(track, 5) / foot_m * minute_s,
               6.25, climb_sd_max_fpm);
}

/* Since its first report; since its last, by what that was of. */
static void put_ages(struct asterix *a, const struct lw_track *track)
{
    static const double age_max_s = 63.75;
    struct lw_asterix_build *build = &a->block.build;
    const double life_s =
        ((double)track->time_ns - (double)track->first_ns) / 1e9;
    const double age_s =
        ((double)track->time_ns - (double)track->update_ns) / 1e9;
    const double age = fmin(fmax(age_s, 0.0), age_max_s);

    lw_asterix_build_number(build, LW_I062_290_TRK,
                            fmin(fmax(life_s, 0.0), age_max_s));
    if (track->sources == 0 || track->source[0] >= a->site->sensors)
        return;
    const enum lw_sensor_kind kind = a->site->sensor[track->source[0]].kind;
    if (kind == LW_SENSOR_RADAR)
        lw_asterix_build_number(build, LW_I062_290_PSR, age);
    else if (kind == LW_SENSOR_ADSB)
        lw_asterix_build_number(build, LW_I062_290_ES, age);
}

static void asterix_track(void *state, const struct lw_track *track,
                          const struct lw_track_point *trail, uint32_t points,
                          struct lw_text *to)
{
    struct asterix *a = state;
    struct lw_asterix_build *build = &a->block.build;

    (void)trail;
    (void)points;
    lw_asterix_block_begin(&a->block, TRACKS);
    lw_asterix_put_time_of_day(build, LW_I062_070, track->time_ns);
    lw_asterix_put_latlon(build, LW_I062_105_LAT, LW_I062_105_LON, &track->pos);
    lw_asterix_build_raw(build, LW_I062_040,
                         lw_asterix_number_of(track, NUMBERS));
    put_motion(build, track);
    put_identity(build, track);
    put_status(a, track);
    put_ages(a, track);
    put_accuracy(build, track);
    lw_asterix_block_end(&a->block, to);
}

static void asterix_end(void *state, struct lw_text *to)
{
    enum { END_OF_BATCH = 2 };
    struct asterix *a = state;
    struct lw_asterix_build *build = &a->block.build;

    lw_asterix_block_flush(&a->block, to);
    if (!a->beat)
        return;
    lw_asterix_block_begin(&a->block, CENTRE);
    lw_asterix_build_raw(build, LW_I065_000, END_OF_BATCH);
    lw_asterix_build_raw(build, LW_I065_020, a->batch++);
    lw_asterix_put_time_of_day(build, LW_I065_030, a->time_ns);
    lw_asterix_block_end(&a->block, to);
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
