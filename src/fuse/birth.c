/* SPDX-License-Identifier: Apache-2.0 */
/*
 * birth.c - what a plot that no track claims may be the beginning of.
 *
 * A single plot says little of speed, a bearing nothing of range: the new
 * track is a mixture over what may be, and the reports that follow choose.
 *
 * Source  range parametrisation: Peach, "Bearings-only tracking using a set of
 *         range-parameterised extended Kalman filters" (IEE Proc. CTA 142,
 *         1995); existence of a first plot: Williams (2015), eq. 21
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "cloud.h"
#include "fuse.h"

/* What says who it is exists, unless it is made up. */
static const double cooperative_chance = 0.7;
/* What a free plot is given at least, however many lie about: the few tracks
 * that this starts too many end at their first miss. */
static const double existence_min = 1.5e-4;
static const double existence_least = 1e-4;
/* Of a bearing: it does not wait for a second one as a seed does, and six
 * filters are a great deal for what is claimed already. */
static const double bearing_min = 7e-4, bearing_least = 5e-4;
/* How one of a flock moves: more steadily than others. */
static const lw_lanes flock_motion = {0.6, 0.25, 0.1, 0.05};
/* Looks that it counts for to be told, that the others of it were noticed. */
static const double flock_updates = 0.5;
/* Between reports of sensors that report when they please. */
static const double interval_unknown_s = 12.0;
/* A second return of what has a track already: seldom a second aircraft. */
static const double beside_a_track = 0.05;
static const double beside_gate = 20.0;

const struct lw_birth_speed lw_birth_speed[LW_BIRTH_SPEEDS] = {
    {4.0, 0.4}, {25.0, 0.4}, {120.0, 0.2}};
static const double climb_sd_mps = 4.0;
/* Heights where nothing measures them. */
static const double height_above_sensor_m = 150.0;
static const double height_sd_m = 300.0;

enum { RANGES = 6 };
static const double range_nearest = 0.05; /* of the coverage */
static const double bearing_range_max_m = 20e3;
static const double bearing_speed_sd_mps = 40.0;
/* What transmits so that a finder hears it is flown by someone near. */
static const double finder_speed_sd_mps = 18.0;

/* P = axes' diag(var) axes on the position block, with the speed's beside. */
static void set_covariance(struct lw_gauss *g, const double axes[9],
                           const double var[3], const double up[3],
                           double speed_var)
{
    const double climb_var = fmin(climb_sd_mps * climb_sd_mps, speed_var);

    memset(g->p, 0, sizeof g->p);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++)
                g->p[i * 6 + j] += var[k] * axes[3 * k + i] * axes[3 * k + j];
            g->p[(3 + i) * 6 + 3 + j] = (i == j ? speed_var : 0.0) +
                                        (climb_var - speed_var) * up[i] * up[j];
        }
}

static void hypothesis(struct lw_tracker *trk, struct lw_target *t,
                       double weight, const struct lw_gauss *g)
{
    struct lw_imm *imm = lw_target_add(trk, t, weight);

    if (imm != NULL)
        lw_imm_init(imm, g);
}

/* Along a direction from where the sensor stood, at a range known to range_sd;
 * in a triad of along, across and above. */
static void at_range(const struct lw_plot *plot, double az_rad, double el_rad,
                     double range_m, const double sd[3], double speed_sd,
                     struct lw_gauss *g)
{
    const double ca = cos(az_rad), sa = sin(az_rad);
    const double ce = cos(el_rad), se = sin(el_rad);
    const double enu[3][3] = {
        {sa * ce, ca * ce, se}, {ca, -sa, 0.0}, {-sa * se, -ca * se, ce}};
    double triad[9];
    const double var[3] = {sd[0] * sd[0], sd[1] * sd[1], sd[2] * sd[2]};

    for (int r = 0; r < 3; r++)
        for (int i = 0; i < 3; i++)
            triad[3 * r + i] = enu[r][0] * plot->axes[i] +
                               enu[r][1] * plot->axes[3 + i] +
                               enu[r][2] * plot->axes[6 + i];
    memset(g->x, 0, sizeof g->x);
    for (int i = 0; i < 3; i++)
        g->x[i] = plot->origin_m[i] + range_m * triad[i];
    set_covariance(g, triad, var, &plot->axes[6], speed_sd * speed_sd);
}

/* Where a position or polar plot says it is, standing still. */
static void at_place(const struct lw_plot *plot, struct lw_gauss *g)
{
    const bool polar = plot->type == LW_REPORT_POLAR;
    const bool has_z = plot->has & (polar ? LW_HAS_EL : LW_HAS_ALT);
    const double z_var = has_z ? plot->r[2 * plot->dim + 2] : 0.0;

    if (!polar) {
        const double var[3] = {plot->r[0], plot->r[plot->dim + 1],
                               has_z ? z_var : height_sd_m * height_sd_m};
        memset(g, 0, sizeof *g);
        memcpy(g->x, plot->origin_m, sizeof plot->origin_m);
        for (int i = 0; i < 3 && !has_z; i++)
            g->x[i] += height_above_sensor_m * plot->axes[6 + i];
        set_covariance(g, plot->axes, var, &plot->axes[6], 1.0);
        return;
    }
    const double range_m = plot->z[0];
    const double el_rad =
        has_z ? plot->z[2]
              : asin(fmin(height_above_sensor_m / fmax(range_m, 1.0), 0.7));
    /* root mean square of the range that it may have: never 0 */
    const double about_m = sqrt(range_m * range_m + plot->r[0]);
    const double sd[3] = {
        sqrt(plot->r[0]), about_m * sqrt(plot->r[plot->dim + 1]),
        has_z ? about_m * sqrt(z_var) : fmin(height_sd_m, 0.7 * about_m)};

    at_range(plot, plot->z[1], el_rad, range_m, sd, 1.0, g);
}

/* A measured speed along the line of sight, or the whole velocity: the place
 * came from this very plot, so it keeps its covariance. */
static void narrow(const struct lw_plot *plot, struct lw_imm *imm)
{
    struct lw_imm moved = *imm;
    struct lw_blend blend;
    struct lw_fit fit;
    double mean[LW_STATE];

    lw_imm_mean(imm, mean);
    if (!(lw_imm_fit(imm, mean, plot, 0.0, 1.0, (double)INFINITY, &fit) > 0.0))
        return;
    lw_blend_begin(&blend, &moved, 0.0);
    lw_blend_add(&blend, &moved, &fit, 1.0);
    (void)lw_blend_end(&blend, &moved);
    for (int i = 3; i < LW_STATE; i++) {
        imm->x[i] = moved.x[i];
        for (int j = 3; j <= i; j++)
            imm->p[lw_sym(i, j)] = moved.p[lw_sym(i, j)];
    }
}

void lw_birth_states(const struct lw_plot *plot, struct lw_imm *imm)
{
    const double *up = &plot->axes[6];
    const bool told = plot->has & LW_HAS_VEL;
    struct lw_gauss g;
    lw_lanes var = {0}, climb = {0};

    at_place(plot, &g);
    lw_imm_init(imm, &g);
    for (int m = 0; m < LW_LANES; m++) {
        const int s = m < LW_BIRTH_SPEEDS ? m : LW_BIRTH_SPEEDS - 1;
        var[m] = lw_birth_speed[s].sd_mps * lw_birth_speed[s].sd_mps;
        climb[m] = fmin(climb_sd_mps * climb_sd_mps, var[m]);
        imm->chance[m] = m < LW_BIRTH_SPEEDS ? lw_birth_speed[s].weight : 0.0;
        /* a speed that is told takes but the widest prior */
        if (told)
            imm->chance[m] = m == LW_BIRTH_SPEEDS - 1 ? 1.0 : 0.0;
    }
    for (int i = 0; i < 3; i++)
        for (int j = 0; j <= i; j++) {
            lw_lanes *p = &imm->p[lw_sym(3 + i, 3 + j)];
            *p = (climb - var) * (up[i] * up[j]);
            if (i == j)
                *p += var;
        }
    if (plot->has & (LW_HAS_RANGE_RATE | LW_HAS_VEL))
        narrow(plot, imm);
}

void lw_birth_as(struct lw_imm *imm, const double vel_mps[3], double sd_mps,
                 double weight)
{
    enum { LANE = LW_BIRTH_SPEEDS };
    static_assert((int)LANE < (int)LW_LANES, "a lane for it");

    imm->chance *= 1.0 - weight;
    imm->chance[LANE] = weight;
    for (int i = 0; i < 3; i++) {
        imm->x[3 + i][LANE] = vel_mps[i];
        for (int j = 0; j <= i; j++)
            imm->p[lw_sym(3 + i, 3 + j)][LANE] = i == j ? sd_mps * sd_mps : 0.0;
    }
}

static void from_place(struct lw_tracker *trk, struct lw_target *t,
                       const struct lw_plot *plot)
{
    struct lw_imm imm;

    lw_birth_states(plot, &imm);
    for (int s = 0; s < LW_BIRTH_SPEEDS; s++) {
        struct lw_gauss g;
        lw_imm_mode(&imm, s, &g);
        if (imm.chance[s] > 0.0)
            hypothesis(trk, t, imm.chance[s], &g);
    }
}

static void from_bearing(struct lw_tracker *trk, struct lw_target *t,
                         const struct lw_plot *plot)
{
    const struct lw_sensor *sensor = &trk->site->sensor[plot->sensor];
    const double far_m = fmin(lw_sensor_reach_m(sensor), bearing_range_max_m);
    const double step = pow(1.0 / range_nearest, 1.0 / RANGES);
    const bool has_el = plot->has & LW_HAS_EL;
    double near_m = range_nearest * far_m;

    for (int k = 0; k < RANGES; k++, near_m *= step) {
        const double range_m = 0.5 * near_m * (1.0 + step);
        const double el_rad =
            has_el ? plot->z[1]
                   : asin(fmin(height_above_sensor_m / range_m, 0.3));
        const double sd[3] = {
            /* of an even spread over the interval, a little overlapping */
            near_m * (step - 1.0) / sqrt(12.0) * 1.2,
            range_m * sqrt(plot->r[0]),
            has_el ? range_m * sqrt(plot->r[plot->dim + 1])
                   : fmin(height_sd_m, 0.5 * range_m)};
        const double chance =
            lw_sensor_detection(sensor, range_m, plot->z[0], el_rad);
        struct lw_gauss g;
        at_range(plot, plot->z[0], el_rad, range_m, sd,
                 sensor->kind == LW_SENSOR_RF ? finder_speed_sd_mps
                                              : bearing_speed_sd_mps,
                 &g);
        hypothesis(trk, t, range_m * near_m * (step - 1.0) * fmax(chance, 0.01),
                   &g);
    }
}

/* The chance that this plot, of no known aircraft, is one at all. */
static double first_existence(const struct lw_tracker *trk,
                              const struct lw_plot *plot, double false_density,
                              uint8_t cell)
{
    const struct lw_sensor *sensor = &trk->site->sensor[plot->sensor];
    const double look_s = lw_look_s(trk, plot->sensor);
    const double births =
        look_s * lw_sensor_births(trk, plot, cell) /
        lw_sensor_echoes(trk, plot->sensor); /* looks, not echoes of one */
    /* in the measure that the false density was made of */
    const double false_reports =
        fmax(sensor->false_reports, 1e-5) * false_density / plot->false_density;
    const double real = births * plot->odds;
    const double chance = real / (real + false_reports);

    return plot->has_ident & LW_HAS_NAME ? fmax(chance, cooperative_chance)
                                         : chance;
}

/* Whether a track that is told stands where the plot is. */
static bool beside(struct lw_tracker *trk, const struct lw_plot *plot)
{
    const uint32_t n =
        lw_grid_find(&trk->grid, plot->spot_m[0], plot->spot_m[1],
                     plot->spot_radius_m, trk->found, trk->targets_max);

    for (uint32_t i = 0; i < n; i++) {
        const struct lw_target *t = &trk->target[trk->found[i]];
        if (t->status != LW_TRACK_TENTATIVE && t->existence > 0.5 &&
            t->state_ns == plot->meas_ns &&
            lw_gauss_update(&t->mean, plot, 0.0, 2.0, beside_gate, NULL) >
                (double)-INFINITY)
            return true;
    }
    return false;
}

/* How many filters imagine() takes. */
static uint32_t filters_of(const struct lw_plot *plot)
{
    return plot->type == LW_REPORT_BEARING ? RANGES
           : plot->type == LW_REPORT_HEARD ? 1
                                           : LW_BIRTH_SPEEDS;
}

/* All hypotheses of the plot, their weights summing to 1. */
static void imagine(struct lw_tracker *trk, struct lw_target *t,
                    const struct lw_plot *plot)
{
    double total = 0.0;

    memcpy(t->up, &plot->axes[6], sizeof t->up);
    switch (plot->type) {
    case LW_REPORT_POSITION:
    case LW_REPORT_POLAR:
        from_place(trk, t, plot);
        break;
    case LW_REPORT_BEARING:
        from_bearing(trk, t, plot);
        break;
    case LW_REPORT_HEARD:
        (void)lw_cloud_begin(trk, t, plot);
        break;
    case LW_REPORT_LOOK:
    case LW_REPORT_HEARTBEAT:
        break;
    }
    for (uint32_t h = 0; h < t->hypotheses; h++)
        total += t->hypothesis[h].weight;
    for (uint32_t h = 0; h < t->hypotheses; h++)
        t->hypothesis[h].weight /= total;
    t->state_ns = t->update_ns = plot->meas_ns;
}

/* The told track that stands where the plot is, and has no name that fits it
 * either; or LW_NONE. */
static int32_t taken_for(struct lw_tracker *trk, const struct lw_plot *plot)
{
    const uint32_t n =
        lw_grid_find(&trk->grid, plot->spot_m[0], plot->spot_m[1],
                     plot->spot_radius_m, trk->found, trk->targets_max);
    double best = (double)-INFINITY;
    int32_t found = LW_NONE;

    for (uint32_t i = 0; i < n; i++) {
        const struct lw_target *t = &trk->target[trk->found[i]];
        if (t->status == LW_TRACK_TENTATIVE || lw_identity_settled(t))
            continue;
        const double fit = lw_gauss_update(
            &t->mean, plot, lw_seconds(t->state_ns, plot->meas_ns), 1.0,
            beside_gate, NULL);
        if (fit > best) {
            best = fit;
            found = (int32_t)trk->found[i];
        }
    }
    return found;
}

/* What says it is an aircraft that we have, and cannot be where that one is:
 * now and then a wrong report; again and again, the aircraft is there. Where a
 * track is there, the two were taken for each other. */
static void misfit(struct lw_tracker *trk, uint32_t owner,
                   const struct lw_plot *plot)
{
    struct lw_target *t = &trk->target[owner];

    if (!lw_identity_places(plot) || !lw_identity_moved(t, plot) ||
        plot->meas_ns < t->state_ns ||
        trk->free_imms + t->hypotheses < filters_of(plot))
        return;
    const int32_t other = taken_for(trk, plot);
    if (other != LW_NONE) {
        lw_target_swap(t, &trk->target[other]);
        memset(trk->target[other].misfits, 0, sizeof t->misfits);
        lw_target_settle(trk, (uint32_t)other);
    } else {
        lw_cloud_end(trk, t);
        while (t->hypotheses > 0)
            lw_target_drop(trk, t, 0);
        imagine(trk, t, plot);
    }
    memset(t->misfits, 0, sizeof t->misfits);
    lw_target_fed(t, plot->sensor, plot->meas_ns);
    lw_target_settle(trk, owner);
}

/* A new target, its hypotheses still to come; NULL where there is no room. */
static struct lw_target *begin(struct lw_tracker *trk,
                               const struct lw_plot *plot, double existence,
                               uint32_t filters, uint32_t *index)
{
    const int32_t found =
        trk->free_imms < filters ||
                (plot->type == LW_REPORT_HEARD && trk->free_clouds == 0)
            ? LW_NONE
            : lw_target_new(trk);

    if (found == LW_NONE)
        return NULL;
    struct lw_target *t = &trk->target[found];
    *index = (uint32_t)found;
    t->born_of = (uint16_t)plot->sensor;
    t->existence = existence;
    t->first_ns = t->life_ns = plot->meas_ns;
    t->born_m[0] = (float)plot->spot_m[0];
    t->born_m[1] = (float)plot->spot_m[1];
    const double period_s = trk->site->sensor[plot->sensor].period_s;
    t->interval_s = period_s > 0.0 ? fmax(period_s, 1.0) : interval_unknown_s;
    return t;
}

static void notice(struct lw_tracker *trk, struct lw_target *t,
                   const struct lw_plot *plot)
{
    if (!lw_trust_babbles(trk, plot->sensor))
        t->updates += lw_trust_share(trk, plot->sensor, plot->meas_ns,
                                     lw_target_fed_ns(t, plot->sensor));
    t->placed = t->placed || plot->type != LW_REPORT_BEARING;
    lw_target_fed(t, plot->sensor, plot->meas_ns);
    lw_trust_hear(trk, t, plot);
    lw_kinds_learn(t, plot);
    lw_identity_take(trk, t, plot);
}

void lw_birth_pair(struct lw_tracker *trk, const struct lw_plot *seed,
                   const struct lw_plot *plot, const struct lw_gauss *state,
                   double existence, bool in_flock)
{
    const bool in_order = seed->meas_ns <= plot->meas_ns;
    const struct lw_plot *first = in_order ? seed : plot;
    const struct lw_plot *second = in_order ? plot : seed;
    uint32_t index;

    if (!in_flock && beside(trk, plot))
        existence *= beside_a_track;
    struct lw_target *t = begin(trk, first, existence, 1, &index);
    if (t == NULL)
        return;
    t->face.born[0] = first->report;
    t->face.born[1] = second->report;
    memcpy(t->up, &second->axes[6], sizeof t->up);
    hypothesis(trk, t, 1.0, state);
    lw_intersect_birth(trk, t, first, second);
    if (in_flock) {
        trk->imm[t->hypothesis[0].imm].chance = flock_motion;
        t->updates = flock_updates;
    }
    t->flat = first->type == LW_REPORT_POLAR && !lw_plot_tells_height(first) &&
              !lw_plot_tells_height(second);
    t->state_ns = t->update_ns = second->meas_ns;
    notice(trk, t, first);
    notice(trk, t, second);
    lw_target_settle(trk, index);
    lw_life_review(trk, index, second->meas_ns);
}

double lw_birth(struct lw_tracker *trk, const struct lw_plot *plot,
                double free_chance, double false_density, uint8_t cell)
{
    const int32_t owner = lw_identity_owner(trk, plot);
    uint32_t index;

    if (owner != LW_NONE) {
        misfit(trk, (uint32_t)owner, plot);
        return 0.0;
    }
    /* Where false reports keep coming from, what is new is worth less, and
     * waits all the same. */
    const double even = lw_sensor_even_density(trk, plot, cell);
    const double worth = even < false_density ? even / false_density : 1.0;
    const bool points = plot->type == LW_REPORT_BEARING;
    const double existence =
        free_chance * lw_trust_voice(trk, plot) *
        fmax(first_existence(trk, plot, false_density, cell),
             worth * (points ? bearing_min : existence_min));
    if (existence < worth * (points ? bearing_least : existence_least))
        return 0.0;
    if (lw_plot_is_place(plot)) {
        lw_seed_sow(trk, (uint32_t)(plot - trk->plot), existence, free_chance,
                    false_density, cell);
        return existence;
    }
    struct lw_target *t = begin(trk, plot, existence, filters_of(plot), &index);
    if (t == NULL)
        return existence;
    t->face.born[0] = t->face.born[1] = plot->report;
    imagine(trk, t, plot);
    notice(trk, t, plot);
    lw_target_settle(trk, index);
    lw_life_review(trk, index, plot->meas_ns);
    return existence;
}
