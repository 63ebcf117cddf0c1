/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asterix_021_encoder.c - cooperative aircraft as reports of ADS-B (category
 * 021): tracks with an ICAO address that are confirmed or coasting.
 *
 * They are this centre's estimate, not what the aircraft sent: accuracy is the
 * track's, and integrity is not claimed.
 *
 * Source  EUROCONTROL-SPEC-0149-12, edition 2.7; accuracy categories: RTCA
 *         DO-260B, tables 2-70 (NACp) and 2-71 (NACv)
 */
#include <math.h>
#include <string.h>

#include "asterix_block.h"
#include "outputs.h"

enum { ADSB = 21, NUMBERS = 4095 };

static const double foot_m = 0.3048, nm_m = 1852.0, minute_s = 60.0;
static const double degrees = 180.0 / 3.14159265358979323846;
/* 95% of a circle, of a line: in sigma. */
static const double circle_95 = 2.448, line_95 = 1.96;

static const char *const settings[] = {"sac", "sic", "service", NULL};

static int asterix_021_init(void *state, const struct lw_encode_config *config,
                            struct lw_fault *fault)
{
    return lw_asterix_block_init(state, config, fault);
}

/* The best category whose bound, 95%, is above that; none where it is not
 * known. */
static unsigned category_of(const double *bound, unsigned categories,
                            double value)
{
    unsigned best = 0;

    for (unsigned i = 1; i < categories; i++)
        if (value < bound[i])
            best = i;
    return best;
}

/* The larger one; not known where one of them is not. */
static double larger(double a, double b)
{
    return isfinite(a + b) ? fmax(fmax(a, b), 0.0) : (double)INFINITY;
}

static void put_quality(struct lw_asterix_build *build,
                        const struct lw_track *track)
{
    enum { DO_260B = 2 };
    static const double nacp_m[12] = {0,     18520, 7408, 3704, 1852, 926,
                                      555.6, 185.2, 92.6, 30,   10,   3};
    static const double nacv_mps[5] = {0, 10, 3, 1, 0.3};
    static const double gva_m[3] = {0, 150, 45};
    const double *c = track->cov;
    const double place = circle_95 * sqrt(larger(c[0], c[7]));
    const double speed = circle_95 * sqrt(larger(c[21], c[28]));
    const double height = line_95 * sqrt(larger(c[14], c[14]));

    lw_asterix_build_raw(build, LW_I021_090_NUCRNACV,
                         category_of(nacv_mps, 5, speed));
    lw_asterix_build_raw(build, LW_I021_090_NACP,
                         category_of(nacp_m, 12, place));
    lw_asterix_build_raw(build, LW_I021_090_GVA, category_of(gva_m, 3, height));
    lw_asterix_build_raw(build, LW_I021_210_VN, DO_260B);
}

static void put_motion(struct lw_asterix_build *build,
                       const struct lw_track *track)
{
    static const double speed_max_nmps = 1.999, height_max_ft = 149000.0;
    static const double height_min_ft = -1500.0, climb_max_fpm = 102000.0;
    static const double height_sd_max_m = 500.0, climb_sd_max_mps = 8.0;
    const double east = track->vel_mps[0], north = track->vel_mps[1];
    const double course = atan2(east, north) * degrees;
    const double height_ft = track->pos.alt_hae_m / foot_m;

    if (isfinite(course)) {
        lw_asterix_build_number(
            build, LW_I021_160_GS,
            fmin(hypot(east, north) / nm_m, speed_max_nmps));
        lw_asterix_build_number(
            build, LW_I021_160_TA,
            fmin(course < 0 ? course + 360 : course, 359.99));
    }
    /* What is known too badly is as good as not known. */
    if (isfinite(height_ft) &&
        !(track->cov[14] >= height_sd_max_m * height_sd_max_m))
        lw_asterix_build_number(
            build, LW_I021_140,
            fmin(fmax(height_ft, height_min_ft), height_max_ft));
    if (isfinite(track->vel_mps[2]) &&
        !(track->cov[35] >= climb_sd_max_mps * climb_sd_max_mps))
        lw_asterix_build_number(
            build, LW_I021_157_GVR,
            lw_asterix_within(track->vel_mps[2] / foot_m * minute_s,
                              climb_max_fpm));
}

static void asterix_021_track(void *state, const struct lw_track *track,
                              const struct lw_track_point *trail,
                              uint32_t points, struct lw_text *to)
{
    enum { ARC_UNKNOWN = 2 };
    struct lw_asterix_block *block = state;
    struct lw_asterix_build *build = &block->build;
    const int emitter = lw_asterix_emitter_of(track);

    (void)trail;
    (void)points;
    if (!(track->has_ident & LW_HAS_ICAO) ||
        (track->status != LW_TRACK_CONFIRMED &&
         track->status != LW_TRACK_COASTING))
        return;
    lw_asterix_block_begin(block, ADSB);
    lw_asterix_build_raw(build, LW_I021_040_ATP, 0);
    lw_asterix_build_raw(build, LW_I021_040_ARC, ARC_UNKNOWN);
    if (block->exercise)
        lw_asterix_build_raw(build, LW_I021_040_SIM, 1);
    lw_asterix_build_raw(build, LW_I021_161_TRNUM,
                         lw_asterix_number_of(track, NUMBERS));
    lw_asterix_put_time_of_day(build, LW_I021_071, track->time_ns);
    lw_asterix_put_latlon(build, LW_I021_131_LAT, LW_I021_131_LON, &track->pos);
    lw_asterix_build_raw(build, LW_I021_080, track->ident.icao);
    put_motion(build, track);
    put_quality(build, track);
    lw_asterix_put_mode3a(build, LW_I021_070_MODE3A, track);
    (void)lw_asterix_put_name(build, LW_I021_170, track);
    if (emitter > 0)
        lw_asterix_build_raw(build, LW_I021_020, (uint64_t)emitter);
    lw_asterix_block_end(block, to);
}

static void asterix_021_end(void *state, struct lw_text *to)
{
    lw_asterix_block_flush(state, to);
}

const struct lw_encoder lw_encoder_asterix_021 = {
    .name = "asterix-021",
    .title = "ASTERIX reports of cooperative aircraft (021)",
    .spec = "EUROCONTROL-SPEC-0149-12, edition 2.7",
    .type = "application/octet-stream",
    .suffix = "asterix",
    .binary = true,
    .state_size = sizeof(struct lw_asterix_block),
    .track_max = LW_ASTERIX_BLOCK_MAX,
    .options = settings,
    .init = asterix_021_init,
    .track = asterix_021_track,
    .end = asterix_021_end,
};
