/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "arrive_enter.h"
#include "arrive_paths.h"
#include "base/arena.h"
#include "base/geodesy.h"
#include "base/lanes.h"
#include "zone_index.h"

/* A chance below this is no approach. */
static const float least = 0.01f;
/* Nothing flies faster, as far as this goes; and how fast what roams does, of
 * which nothing is known. */
static const double speed_most_mps = 400.0, roam_mps = 12.0;
static const double dash_mps = 90.0; /* what is faster dashes */
/* 1 sigma of a velocity of which nothing is known, by way. */
static const double velocity_sd_mps[LW_WAYS] = {60.0, 200.0, 15.0};
static const double place_sd_most_m = 50e3;
/* A zone hears of what may enter it within so many times the longest time
 * before which it wants to be told, and this at least. */
static const double ahead_part = 1.15, ahead_least_s = 600.0;
static const double way_least = 0.01; /* a way less likely is none */
/* A path stands for its neighbours: to either side, by how far it is. */
static const float blur_part = 0.02f, blur_least_m = 25.0f;

/* What was worked out stands for a third of the time in which no more than
 * `imminent` may come in anywhere, for a moment at least, and at most so long,
 * a little more by who it is so that not all end at once. It falls when the
 * track is off: by so many times what its variances explain (4 degrees of
 * freedom: one in twenty that did nothing), its spread so many times as wide or
 * as narrow, so much of its kinds another. */
static const int64_t keep_ns = 20000000000, keep_more_ns = 1000000000;
static const int64_t keep_least_ns = 2000000000;
enum { KEEP_STEPS = 10, KEEP_PART = 3 };
static const float imminent = 0.03f;
static const double off_chi2 = 9.5, off_spread = 2.0, off_kinds = 0.1;

/* One track that is remembered. */
struct seen {
    uint32_t number; /* 0: none */
    uint32_t approaches;
    int64_t first_ns, time_ns;      /* of the first and the last call */
    int64_t made_ns, until_ns;      /* when this was worked out, and stands */
    struct lw_plane plane;          /* where it was */
    double vel_mps[2], variance[4]; /* e n ve vn */
    float kinds[LW_KINDS];
    enum lw_past past; /* that it went by */
    /* How it has flown: the course it held, when it held that, when it left
     * the one before (INT64_MIN: never seen to); how fast it was under way. */
    double held_rad, roam_mps;
    int64_t held_ns, bent_ns;
};

/* A course is another when it is off by so much, and by so many of its
 * standard deviations; slow ones have none. It may creep, so long as it takes
 * this long. What is under way is this fast, and is remembered so long. */
static const double bent_rad = 7.0 * LW_DEG, bent_sds = 3.5, slow_mps = 5.0;
static const int64_t creep_ns = 60000000000;
static const double way_mps = 4.0, way_s = 60.0;

/* What a zone wants to know. */
struct wants {
    uint32_t kinds, legs; /* of which kinds; how far ahead */
    uint32_t horizon;     /* the last moment within that */
};

struct lw_arrive {
    const struct lw_site *site;
    struct lw_zone_index *index;
    struct lw_futures (*futures)[LW_PASTS]; /* by way */
    struct lw_fan *fan;                     /* by way */
    uint32_t tracks_max;
    struct seen *seen;
    struct lw_approach *approach; /* LW_APPROACHES_MAX of each */
    const struct lw_zone_group **near;
    float *x_m, *y_m; /* an outline */
    uint8_t *after;
    struct lw_extent *chunk;
    struct wants *wants; /* as the shapes stand */
    const struct lw_zone_shape *shape;
    uint32_t legs_most;
    uint32_t slots; /* a power of two */
    uint32_t *slot; /* number -> seen + 1, by hash; 0: free */
};

/* ---- memory ---- */

static uint32_t slots_for(uint32_t tracks_max)
{
    uint32_t slots = 16;

    while (slots < 2 * tracks_max)
        slots *= 2;
    return slots;
}

static bool lay_out(struct lw_arrive *arrive, struct lw_arena *arena)
{
    const uint32_t tracks = arrive->tracks_max;
    const uint32_t points = lw_zone_index_points_max(arrive->index);
    const uint32_t zones = lw_zone_index_zones(arrive->index);

    arrive->slots = slots_for(tracks);
    arrive->futures =
        lw_arena_take_raw(arena, LW_WAYS, sizeof *arrive->futures);
    arrive->fan = lw_arena_take_raw(arena, LW_WAYS, sizeof *arrive->fan);
    arrive->seen = lw_arena_take(arena, tracks, sizeof *arrive->seen);
    arrive->slot = lw_arena_take(arena, arrive->slots, sizeof(uint32_t));
    arrive->near = lw_arena_take_raw(arena, lw_zone_index_groups(arrive->index),
                                     sizeof(void *));
    arrive->x_m = lw_arena_take_raw(arena, points, sizeof(float));
    arrive->y_m = lw_arena_take_raw(arena, points, sizeof(float));
    arrive->after = lw_arena_take_raw(arena, points, 1);
    arrive->chunk = lw_arena_take_raw(arena, points / LW_OUTLINE_CHUNK + 1,
                                      sizeof *arrive->chunk);
    arrive->wants = lw_arena_take_raw(arena, zones, sizeof *arrive->wants);
    arrive->approach = lw_arena_take_raw(
        arena, (size_t)tracks * LW_APPROACHES_MAX, sizeof *arrive->approach);
    return arrive->futures != NULL && arrive->fan != NULL &&
           arrive->seen != NULL && arrive->slot != NULL &&
           arrive->near != NULL && arrive->x_m != NULL && arrive->y_m != NULL &&
           arrive->after != NULL && arrive->chunk != NULL &&
           arrive->wants != NULL && arrive->approach != NULL;
}

size_t lw_arrive_size(const struct lw_site *site, uint32_t tracks_max)
{
    const size_t points = lw_zone_index_points_most(site);

    return lw_arena_slice(1, sizeof(struct lw_arrive)) +
           lw_arena_slice(1, lw_zone_index_size(site)) +
           lw_arena_slice((size_t)LW_WAYS * LW_PASTS,
                          sizeof(struct lw_futures)) +
           lw_arena_slice(LW_WAYS, sizeof(struct lw_fan)) +
           lw_arena_slice(tracks_max, sizeof(struct seen)) +
           lw_arena_slice(slots_for(tracks_max), sizeof(uint32_t)) +
           lw_arena_slice(site->zones, sizeof(void *)) +
           2 * lw_arena_slice(points, sizeof(float)) +
           lw_arena_slice(points, 1) +
           lw_arena_slice(points / LW_OUTLINE_CHUNK + 1,
                          sizeof(struct lw_extent)) +
           lw_arena_slice(site->zones, sizeof(struct wants)) +
           lw_arena_slice((size_t)tracks_max * LW_APPROACHES_MAX,
                          sizeof(struct lw_approach));
}

static void take_wants(struct lw_arrive *arrive)
{
    arrive->shape = lw_zone_index_shapes(arrive->index);
    for (uint32_t z = 0; z < arrive->site->zones; z++) {
        const struct lw_zone_warn *warn =
            &arrive->site->zone[arrive->shape[z].zone].warn;
        const double told_s =
            60.0 * lw_max(warn->notice.minutes, warn->warning.minutes);
        const double ahead_s = lw_max(ahead_part * told_s, ahead_least_s);
        uint32_t legs = 1;
        while (legs < LW_LEGS && lw_leg_s[legs] < ahead_s)
            legs++;
        uint32_t horizon = LW_ARRIVE_TIMES - 1;
        while (horizon > 0 && lw_arrive_s[horizon - 1] >= lw_leg_s[legs])
            horizon--;
        arrive->wants[z] = (struct wants){warn->kinds, legs, horizon};
        if (legs > arrive->legs_most)
            arrive->legs_most = legs;
    }
}

struct lw_arrive *lw_arrive_init(const struct lw_site *site,
                                 uint32_t tracks_max, void *mem, size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};
    struct lw_arrive *arrive = lw_arena_take(&arena, 1, sizeof *arrive);
    const size_t index_size = lw_zone_index_size(site);
    void *index = lw_arena_take_raw(&arena, 1, index_size);

    if (arrive == NULL || index == NULL || tracks_max == 0)
        return NULL;
    arrive->site = site;
    arrive->tracks_max = tracks_max;
    arrive->index = lw_zone_index_init(site, index, index_size);
    if (arrive->index == NULL || !lay_out(arrive, &arena))
        return NULL;
    for (int way = 0; way < LW_WAYS; way++)
        for (int past = 0; past < LW_PASTS; past++)
            lw_futures_init(&arrive->futures[way][past], (enum lw_way)way,
                            (enum lw_past)past);
    take_wants(arrive);
    return arrive;
}

/* ---- who is remembered ---- */

static uint32_t home_of(const struct lw_arrive *arrive, uint32_t number)
{
    return (number * UINT32_C(2654435761)) >> 7 & (arrive->slots - 1);
}

/* Its slot, or the free one where it would be. */
static uint32_t slot_of(const struct lw_arrive *arrive, uint32_t number)
{
    uint32_t at = home_of(arrive, number);

    while (arrive->slot[at] != 0 &&
           arrive->seen[arrive->slot[at] - 1].number != number)
        at = (at + 1) & (arrive->slots - 1);
    return at;
}

void lw_arrive_forget(struct lw_arrive *arrive, uint32_t number)
{
    const uint32_t mask = arrive->slots - 1;
    uint32_t at = slot_of(arrive, number), next = at;

    if (arrive->slot[at] == 0)
        return;
    arrive->seen[arrive->slot[at] - 1].number = 0;
    arrive->slot[at] = 0;
    /* what was pushed past it moves back */
    for (;;) {
        next = (next + 1) & mask;
        if (arrive->slot[next] == 0)
            return;
        const uint32_t home =
            home_of(arrive, arrive->seen[arrive->slot[next] - 1].number);
        if (((next - home) & mask) >= ((next - at) & mask)) {
            arrive->slot[at] = arrive->slot[next];
            arrive->slot[next] = 0;
            at = next;
        }
    }
}

/* A place for a new one: a free one, or that of who was not seen for longest.
 */
static uint32_t make_place(struct lw_arrive *arrive)
{
    uint32_t oldest = 0;

    for (uint32_t i = 0; i < arrive->tracks_max; i++) {
        if (arrive->seen[i].number == 0)
            return i;
        if (arrive->seen[i].time_ns < arrive->seen[oldest].time_ns)
            oldest = i;
    }
    lw_arrive_forget(arrive, arrive->seen[oldest].number);
    return oldest;
}

static struct seen *remember(struct lw_arrive *arrive,
                             const struct lw_track *track)
{
    uint32_t at = slot_of(arrive, track->number);

    if (arrive->slot[at] == 0) {
        const uint32_t place = make_place(arrive);
        at = slot_of(arrive, track->number);
        arrive->slot[at] = place + 1;
        arrive->seen[place] = (struct seen){.number = track->number,
                                            .first_ns = track->time_ns,
                                            .time_ns = track->time_ns,
                                            .made_ns = INT64_MIN,
                                            .roam_mps = roam_mps,
                                            .held_ns = INT64_MIN,
                                            .bent_ns = INT64_MIN};
    }
    return &arrive->seen[arrive->slot[at] - 1];
}

/* ---- one track ---- */

/* State on its own plane, made fit for use; false: it says nothing. What is
 * not known of the velocity, the way to fly knows. */
static bool take_motion(const struct lw_track *track, enum lw_way way,
                        struct lw_motion *out)
{
    static const int from[4] = {0, 1, 3, 4};
    const double sd = velocity_sd_mps[way];
    double total = track->pos.lat_rad + track->pos.lon_rad;

    memset(out, 0, sizeof *out);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) {
            const double most = sqrt(lw_max(track->cov[7 * from[i]], 0.0)) *
                                sqrt(lw_max(track->cov[7 * from[j]], 0.0));
            const double cov = track->cov[6 * from[i] + from[j]];
            total += cov;
            out->cov[4 * i + j] = lw_max(lw_min(cov, most), -most);
        }
    out->mean[2] = track->vel_mps[0];
    out->mean[3] = track->vel_mps[1];
    if (!isfinite(total + out->mean[2] + out->mean[3]))
        return false;
    const double speed = hypot(out->mean[2], out->mean[3]);
    for (int i = 2; i < 4; i++)
        out->mean[i] *= speed > speed_most_mps ? speed_most_mps / speed : 1.0;
    /* a velocity of 0 with this sd, as it were measured: one axis at a time */
    for (int m = 2; m < 4; m++) {
        double gain[4];
        const double s = out->cov[5 * m] + sd * sd;
        for (int i = 0; i < 4; i++)
            gain[i] = out->cov[4 * i + m] / s;
        const double off = out->mean[m];
        for (int i = 0; i < 4; i++)
            out->mean[i] -= gain[i] * off;
        for (int i = 0; i < 4; i++)
            for (int j = 0; j < 4; j++)
                out->cov[4 * i + j] -= gain[i] * gain[j] * s;
    }
    const double wide = place_sd_most_m * place_sd_most_m;
    const double most = lw_max(out->cov[0], out->cov[5]);
    const double shrink = most > wide ? sqrt(wide / most) : 1.0;
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++)
            out->cov[4 * i + j] *=
                (i < 2 ? shrink : 1.0) * (j < 2 ? shrink : 1.0);
    return isfinite(out->mean[0] + out->mean[1] + out->mean[2] + out->mean[3]);
}

/* How likely a kind is on its way, and not about a place. */
static double travels(enum lw_kind kind, double speed_mps)
{
    switch (kind) {
    case LW_KIND_FIXED_WING:
    case LW_KIND_PISTON:
    case LW_KIND_JET:
    case LW_KIND_AIRLINER:
    case LW_KIND_BALLOON:
        return 1.0;
    case LW_KIND_MULTIROTOR:
    case LW_KIND_HELICOPTER:
    case LW_KIND_BIRD:
        return 0.0;
    case LW_KIND_UNKNOWN:
        break;
    }
    return lw_max(lw_min((speed_mps - 10.0) / 20.0, 1.0), 0.0);
}

/* Shares of the ways, of the kinds that a zone is warned of. */
static void shares(const struct lw_track *track, uint32_t kinds,
                   float share[LW_WAYS])
{
    const double speed = hypot(track->vel_mps[0], track->vel_mps[1]);
    double all = 0.0, on_way = 0.0;

    for (int k = 0; k < LW_KINDS; k++) {
        if (!(kinds >> k & 1U) || !(track->kinds[k] > 0.0))
            continue;
        all += track->kinds[k];
        on_way += track->kinds[k] * travels((enum lw_kind)k, speed);
    }
    on_way = all > 1e-6 ? lw_min(on_way / all, 1.0)
                        : travels(LW_KIND_UNKNOWN, speed);
    if (on_way < way_least || on_way > 1.0 - way_least)
        on_way = on_way < 0.5 ? 0.0 : 1.0;
    share[LW_WAY_TRAVELS] = speed < dash_mps ? (float)on_way : 0.0f;
    share[LW_WAY_DASHES] = speed < dash_mps ? 0.0f : (float)on_way;
    share[LW_WAY_ROAMS] = (float)(1.0 - on_way);
}

/* What is looked at: a track, on its plane. */
struct look {
    const struct lw_track *track;
    struct lw_plane plane;
    bool goes[LW_WAYS]; /* there is a fan */
    enum lw_past past;
    double roam_mps;
    uint32_t may[LW_WAYS]; /* legs on which it may be about here */
    uint32_t kinds;        /* of these are the shares */
    float share[LW_WAYS];
    struct lw_approach *approach;
    uint32_t *count;
    uint16_t floor; /* at least that likely are those kept, once all are */
};

/* False: there is nothing to tell. */
static bool enter(struct lw_arrive *arrive, const struct look *look,
                  const struct lw_zone_shape *shape, enum lw_way way,
                  uint32_t legs, float part[LW_ARRIVE_TIMES])
{
    const struct lw_fan *fan = &arrive->fan[way];
    struct lw_goal goal = {.radius_m = 1.01f * shape->radius_m,
                           .least = 0.5f * least,
                           .legs = legs,
                           .may = look->may[way]};

    lw_plane_xy(&look->plane, shape->centre, goal.centre_m);
    const float far = sqrtf(goal.centre_m[0] * goal.centre_m[0] +
                            goal.centre_m[1] * goal.centre_m[1]);
    const float blur =
        lw_least(lw_most(blur_part * far, blur_least_m), shape->radius_m);
    if (shape->round || shape->radius_m <= blur)
        return lw_enter_round(fan, &goal, shape->disc_m, blur, part);
    goal.may = lw_enter_may(fan, &goal);
    if (goal.may == 0)
        return false;
    const struct lw_outline outline = {
        arrive->x_m, arrive->y_m, arrive->after, arrive->chunk,
        lw_zone_index_outline(arrive->index, shape, &look->plane, arrive->x_m,
                              arrive->y_m, arrive->after)};
    return lw_enter_outline(fan, &goal, &outline, part);
}

/* Where it goes in, in order of zones; the least likely goes out for it where
 * there is no room. */
static void keep(struct lw_approach *approach, uint32_t *count, uint16_t *floor,
                 const struct lw_approach *one)
{
    const unsigned last = LW_ARRIVE_TIMES - 1;
    uint32_t out = *count;

    if (out == LW_APPROACHES_MAX) {
        if (one->chance[last] <= *floor)
            return;
        out = 0;
        for (uint32_t i = 1; i < *count; i++)
            if (approach[i].chance[last] < approach[out].chance[last])
                out = i;
        *floor = approach[out].chance[last];
        if (*floor >= one->chance[last])
            return;
        (*count)--;
        memmove(approach + out, approach + out + 1,
                (*count - out) * sizeof *approach);
        out = *count;
    }
    while (out > 0 && approach[out - 1].zone > one->zone)
        out--;
    memmove(approach + out + 1, approach + out,
            (*count - out) * sizeof *approach);
    approach[out] = *one;
    (*count)++;
}

static void look_at(struct lw_arrive *arrive, struct look *look,
                    const struct lw_zone_shape *shape)
{
    const struct wants *wants = &arrive->wants[shape - arrive->shape];
    float part[LW_ARRIVE_TIMES], sum[LW_ARRIVE_TIMES] = {0};
    struct lw_approach one = {.zone = shape->zone};
    bool any = false;

    if (wants->kinds != look->kinds) {
        look->kinds = wants->kinds;
        shares(look->track, wants->kinds, look->share);
    }
    for (int way = 0; way < LW_WAYS; way++) {
        const float share = look->share[way];
        if (look->may[way] == 0 || !(share > 0.0f) ||
            !enter(arrive, look, shape, (enum lw_way)way, wants->legs, part))
            continue;
        any = true;
        for (int i = 0; i < LW_ARRIVE_TIMES; i++)
            sum[i] += share * part[i];
    }
    if (!any || sum[wants->horizon] < least)
        return;
    for (int i = 0; i < LW_ARRIVE_TIMES; i++)
        one.chance[i] = (uint16_t)(lw_least(sum[i], 1.0f) * 65535.0f + 0.5f);
    keep(look->approach, look->count, &look->floor, &one);
}

static void look_about(struct lw_arrive *arrive, struct look *look,
                       const struct lw_zone_group *group)
{
    struct lw_goal goal = {.legs = arrive->legs_most, .may = UINT32_MAX};
    uint32_t may = 0;

    lw_plane_xy(&look->plane, group->centre, goal.centre_m);
    const float far = sqrtf(goal.centre_m[0] * goal.centre_m[0] +
                            goal.centre_m[1] * goal.centre_m[1]);
    goal.radius_m = (1.01f + blur_part) * group->radius_m +
                    lw_most(blur_part * far, blur_least_m);
    for (int way = 0; way < LW_WAYS; way++) {
        look->may[way] =
            look->goes[way] ? lw_enter_may(&arrive->fan[way], &goal) : 0;
        may |= look->may[way];
    }
    for (uint32_t i = 0; may != 0 && i < group->zones; i++)
        look_at(arrive, look, &group->shape[i]);
}

/* The fans of the ways that it may go, and all that they cover; false: there
 * is nothing to go by. */
static bool spread_out(struct lw_arrive *arrive, struct look *look,
                       struct lw_extent *extent)
{
    struct lw_motion motion;
    float box[4];
    bool first = true;

    look->kinds = UINT32_MAX;
    shares(look->track, look->kinds, look->share);
    for (int way = 0; way < LW_WAYS; way++) {
        if (!take_motion(look->track, (enum lw_way)way, &motion))
            return false;
        motion.roam_mps = look->roam_mps;
        look->goes[way] = look->share[way] > 0.0f;
        if (!look->goes[way])
            continue;
        lw_fan_init(&arrive->fan[way], &arrive->futures[way][look->past],
                    &motion);
        lw_fan_box(&arrive->fan[way], arrive->legs_most, box);
        extent->west_m = first ? box[0] : lw_least(extent->west_m, box[0]);
        extent->east_m = first ? box[1] : lw_most(extent->east_m, box[1]);
        extent->south_m = first ? box[2] : lw_least(extent->south_m, box[2]);
        extent->north_m = first ? box[3] : lw_most(extent->north_m, box[3]);
        first = false;
    }
    return !first && isfinite(extent->west_m + extent->east_m) &&
           isfinite(extent->south_m + extent->north_m);
}

static void variances(const struct lw_track *track, double out[4])
{
    out[0] = track->cov[0];
    out[1] = track->cov[7];
    out[2] = track->cov[21];
    out[3] = track->cov[28];
}

/* How it flies, as one call after the other shows it. */
static void watch(struct seen *seen, const struct lw_track *track)
{
    const double *v = track->vel_mps;
    const double speed = hypot(v[0], v[1]);
    const double sd_mps =
        sqrt(lw_max(track->cov[21], 0.0) + lw_max(track->cov[28], 0.0));
    const double passed_s = (double)(track->time_ns - seen->time_ns) * 1e-9;

    if (!isfinite(speed + sd_mps))
        return;
    if (speed - sd_mps > way_mps && speed < speed_most_mps) {
        const double part = lw_min(lw_max(passed_s / way_s, 0.02), 1.0);
        seen->roam_mps += part * (speed - seen->roam_mps);
    }
    if (speed < lw_max(slow_mps, bent_sds * sd_mps))
        return;
    const double course = atan2(v[0], v[1]);
    const double off = fabs(lw_angle_wrap(course - seen->held_rad));
    const bool bent = off > lw_max(bent_rad, bent_sds * sd_mps / speed);
    if (seen->held_ns == INT64_MIN || bent ||
        track->time_ns - seen->held_ns > creep_ns) {
        if (bent && seen->held_ns != INT64_MIN)
            seen->bent_ns = track->time_ns;
        seen->held_rad = course;
        seen->held_ns = track->time_ns;
    }
}

static enum lw_past past_of(const struct seen *seen, int64_t now_ns)
{
    const bool seen_to = seen->bent_ns != INT64_MIN;
    const int64_t since_ns = seen_to ? seen->bent_ns : seen->first_ns;

    return lw_past_of((double)(now_ns - since_ns) * 1e-9, seen_to);
}

/* It has flown on as it was going, and is as well known. */
static bool still_good(const struct seen *seen, const struct lw_track *track)
{
    double variance[4], off[4], chi2 = 0.0, kinds = 0.0;
    float xy[2];

    if (seen->made_ns == INT64_MIN || track->time_ns < seen->made_ns ||
        seen->past != past_of(seen, track->time_ns) ||
        track->time_ns > seen->until_ns)
        return false;
    const double age_s = (double)(track->time_ns - seen->made_ns) * 1e-9;
    variances(track, variance);
    lw_plane_xy(&seen->plane, lw_spot_of(track->pos), xy);
    for (int i = 0; i < 2; i++) {
        off[i] = (double)xy[i] - age_s * seen->vel_mps[i];
        off[2 + i] = track->vel_mps[i] - seen->vel_mps[i];
    }
    for (int i = 0; i < 4; i++) {
        const double was = seen->variance[i];
        chi2 += off[i] * off[i] / (variance[i] + was);
        if (!(variance[i] <= off_spread * was) ||
            !(was <= off_spread * variance[i]))
            return false;
    }
    for (int k = 0; k < LW_KINDS; k++)
        kinds += fabs(track->kinds[k] - (double)seen->kinds[k]);
    return chi2 <= off_chi2 && kinds <= off_kinds;
}

/* Until when: before it may well have entered anything. */
static void stand(struct seen *seen, const struct look *look)
{
    const uint32_t some = (uint32_t)(imminent * 65535.0f);
    const struct lw_track *track = look->track;
    const struct lw_approach *approach = look->approach;
    uint32_t first = LW_ARRIVE_TIMES - 1;

    seen->made_ns = track->time_ns;
    seen->past = look->past;
    seen->plane = look->plane;
    variances(track, seen->variance);
    for (int i = 0; i < 2; i++)
        seen->vel_mps[i] = track->vel_mps[i];
    for (int k = 0; k < LW_KINDS; k++)
        seen->kinds[k] = (float)track->kinds[k];
    for (uint32_t a = 0; a < seen->approaches; a++)
        while (first > 0 &&
               approach[a].chance[first] > approach[a].chance[0] + some)
            first--;
    const int64_t safe_ns = (int64_t)(lw_arrive_s[first] * 1e9) / KEEP_PART;
    const int64_t most_ns = keep_ns + track->number % KEEP_STEPS * keep_more_ns;
    const int64_t keeps_ns = safe_ns < most_ns ? safe_ns : most_ns;
    seen->until_ns =
        track->time_ns + (keeps_ns > keep_least_ns ? keeps_ns : keep_least_ns);
}

struct lw_outlook lw_arrive_track(struct lw_arrive *arrive,
                                  const struct lw_track *track)
{
    struct seen *seen = remember(arrive, track);
    struct look look = {.track = track,
                        .approach =
                            arrive->approach +
                            (size_t)(seen - arrive->seen) * LW_APPROACHES_MAX,
                        .count = &seen->approaches};
    struct lw_extent extent;

    watch(seen, track);
    seen->time_ns = track->time_ns;
    if (still_good(seen, track))
        return (struct lw_outlook){
            .approach = look.approach,
            .approaches = seen->approaches,
            .age_s = (double)(track->time_ns - seen->made_ns) * 1e-9};
    seen->approaches = 0;
    look.past = past_of(seen, track->time_ns);
    look.roam_mps = seen->roam_mps;
    lw_plane_init(&look.plane, lw_spot_of(track->pos));
    if (spread_out(arrive, &look, &extent)) {
        const uint32_t near = lw_zone_index_meet(
            arrive->index, &look.plane, &extent, arrive->near,
            lw_zone_index_groups(arrive->index));
        for (uint32_t i = 0; i < near; i++)
            look_about(arrive, &look, arrive->near[i]);
    }
    stand(seen, &look);
    return (struct lw_outlook){.approach = look.approach,
                               .approaches = seen->approaches,
                               .anew = true};
}

uint32_t lw_arrive_inside(const struct lw_arrive *arrive,
                          struct lw_geodetic place, uint32_t *zone,
                          uint32_t max)
{
    return lw_zone_index_inside(arrive->index, place, zone, max);
}

double lw_arrive_distance(const struct lw_arrive *arrive, uint32_t zone,
                          struct lw_geodetic place, double *bearing_rad)
{
    const struct lw_zone_shape *shape =
        lw_zone_index_shape(arrive->index, zone);
    struct lw_plane plane;
    float xy[2];

    lw_plane_init(&plane, shape->centre);
    lw_plane_xy(&plane, lw_spot_of(place), xy);
    *bearing_rad = lw_angle_positive(atan2((double)xy[0], (double)xy[1]));
    return lw_zone_index_distance(arrive->index, zone, place);
}

double lw_approach_within(const struct lw_approach *approach, double seconds)
{
    unsigned i = 1;

    if (!(seconds > 0.0))
        return lw_approach_chance(approach, 0);
    while (i < LW_ARRIVE_TIMES && lw_arrive_s[i] < seconds)
        i++;
    if (i == LW_ARRIVE_TIMES)
        return lw_approach_chance(approach, LW_ARRIVE_TIMES - 1);
    const double part =
        (seconds - lw_arrive_s[i - 1]) / (lw_arrive_s[i] - lw_arrive_s[i - 1]);
    return lw_approach_chance(approach, i - 1) * (1.0 - part) +
           lw_approach_chance(approach, i) * part;
}
