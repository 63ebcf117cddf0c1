/* SPDX-License-Identifier: Apache-2.0 */
#include "picture.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/geodesy.h"

enum {
    TRACKS_MAX = 65536,
    REMOVED_MAX = 1048576,
    TRAIL_MAX = 4096,
    NS_PER_S = 1000000000,
    AGE_TOLD_S = 5, /* fed, though nothing changed: tell it is fresh */
    TRAIL_EVERY_S = 5,
    TRAIL_AT_LEAST_S = 60,
};

/* What a client may be wrong about before it is told: the larger of what can
 * be seen and a fifth of what is not known anyway. */
static const double unsure = 0.2; /* of one standard deviation */
static const double seen_horizontal_m = 2.0;
static const double seen_vertical_m = 2.0;
static const double seen_vel_mps = 0.25;
static const double seen_sigma = 0.2; /* relative */
static const double seen_existence = 0.05;
static const double seen_kind = 0.1;
static const double trail_step_m = 10.0;

static const double wgs84_a_m = 6378137.0;
static const double wgs84_e2 = 6.69437999014e-3;

struct told {
    int64_t time_ns, update_ns;
    struct lw_geodetic pos;
    double vel_mps[3];
    double sigma_m[3];
    double existence;
    double kinds[LW_KINDS];
    enum lw_track_status status;
    uint32_t has_ident;
    struct lw_ident ident;
    uint32_t sources;
    uint16_t source[LW_TRACK_SOURCES_MAX];
};

struct slot {
    struct lw_track now;
    struct told told;
    uint64_t version, label_version;
    int64_t trail_fed_ns; /* update_ns of the last point */
    uint32_t trail_first, trail_count;
};

struct trail_point {
    int64_t time_ns;
    int32_t lat_e7, lon_e7;
    float alt_hae_m;
};

struct removed {
    uint64_t version;
    uint32_t number;
};

struct lw_picture {
    struct lw_picture_config cfg;
    uint64_t version, floor; /* who knows less than `floor` starts afresh */
    int64_t time_ns;
    uint32_t count;
    uint32_t *order, *next_order; /* slots by track number */
    uint32_t *free_slot, free_slots;
    struct slot *slot;
    struct trail_point *trail; /* trail_max a slot, a ring each */
    struct removed *removed;   /* a ring */
    uint64_t removals;         /* ever */
};

struct lw_picture_config lw_picture_defaults(void)
{
    return (struct lw_picture_config){
        .tracks_max = 4096, .removed_max = 8192, .trail_max = 120};
}

static size_t aligned(size_t size)
{
    const size_t align = _Alignof(max_align_t);

    return (size + align - 1) / align * align;
}

size_t lw_picture_size(const struct lw_picture_config *cfg)
{
    const size_t tracks = cfg->tracks_max;

    if (cfg->tracks_max < 1 || cfg->tracks_max > TRACKS_MAX ||
        cfg->removed_max < 1 || cfg->removed_max > REMOVED_MAX ||
        cfg->trail_max < 1 || cfg->trail_max > TRAIL_MAX)
        return 0;
    return aligned(sizeof(struct lw_picture)) +
           3 * aligned(tracks * sizeof(uint32_t)) +
           aligned(tracks * sizeof(struct slot)) +
           aligned(tracks * cfg->trail_max * sizeof(struct trail_point)) +
           aligned(cfg->removed_max * sizeof(struct removed));
}

struct lw_picture *lw_picture_init(const struct lw_picture_config *cfg,
                                   void *mem, size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};
    const size_t tracks = cfg->tracks_max;

    if (lw_picture_size(cfg) == 0 || size < lw_picture_size(cfg))
        return NULL;
    struct lw_picture *picture = lw_arena_take(&arena, 1, sizeof *picture);
    picture->cfg = *cfg;
    picture->order = lw_arena_take(&arena, tracks, sizeof(uint32_t));
    picture->next_order = lw_arena_take(&arena, tracks, sizeof(uint32_t));
    picture->free_slot = lw_arena_take(&arena, tracks, sizeof(uint32_t));
    picture->slot = lw_arena_take(&arena, tracks, sizeof(struct slot));
    picture->trail = lw_arena_take_raw(&arena, tracks * cfg->trail_max,
                                       sizeof(struct trail_point));
    picture->removed =
        lw_arena_take(&arena, cfg->removed_max, sizeof(struct removed));
    assert(picture->removed != NULL);
    lw_picture_reset(picture);
    return picture;
}

void lw_picture_reset(struct lw_picture *picture)
{
    picture->version++;
    picture->floor = picture->version;
    picture->time_ns = INT64_MIN;
    picture->count = 0;
    picture->removals = 0;
    picture->free_slots = picture->cfg.tracks_max;
    for (uint32_t i = 0; i < picture->free_slots; i++)
        picture->free_slot[i] = picture->free_slots - 1 - i;
}

/* Metres east and north from one place to another that is near. */
static void offset_m(const struct lw_geodetic *from,
                     const struct lw_geodetic *to, double *east_m,
                     double *north_m)
{
    const double s = sin(from->lat_rad);
    const double w = 1.0 - wgs84_e2 * s * s;
    const double normal_m = wgs84_a_m / sqrt(w) + from->alt_hae_m;
    const double meridian_m =
        wgs84_a_m * (1.0 - wgs84_e2) / (w * sqrt(w)) + from->alt_hae_m;

    *east_m = lw_angle_wrap(to->lon_rad - from->lon_rad) * normal_m *
              cos(from->lat_rad);
    *north_m = (to->lat_rad - from->lat_rad) * meridian_m;
}

static int likeliest(const double kinds[LW_KINDS])
{
    int best = 0;

    for (int k = 1; k < LW_KINDS; k++)
        if (kinds[k] > kinds[best])
            best = k;
    return best;
}

static double sigma_of(const struct lw_track *track, int axis)
{
    const double variance = track->cov[7 * axis];

    return variance > 0.0 ? sqrt(variance) : 0.0;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Straight on from what was told: is that still near enough? */
static bool state_differs(const struct told *told, const struct lw_track *now)
{
    const double seconds =
        (double)(now->time_ns - told->time_ns) / (double)NS_PER_S;
    double east_m = 0.0, north_m = 0.0;

    offset_m(&told->pos, &now->pos, &east_m, &north_m);
    const double away_m = hypot(east_m - told->vel_mps[0] * seconds,
                                north_m - told->vel_mps[1] * seconds);
    const double up_m =
        now->pos.alt_hae_m - told->pos.alt_hae_m - told->vel_mps[2] * seconds;
    const double horizontal_m = larger(
        seen_horizontal_m, unsure * larger(sigma_of(now, 0), sigma_of(now, 1)));

    if (!(away_m <= horizontal_m) ||
        !(fabs(up_m) <= larger(seen_vertical_m, unsure * sigma_of(now, 2))))
        return true;
    for (int axis = 0; axis < 3; axis++) {
        const double sigma_mps = sigma_of(now, 3 + axis);
        const double sigma_m = sigma_of(now, axis);
        if (!(fabs(now->vel_mps[axis] - told->vel_mps[axis]) <=
              larger(seen_vel_mps, unsure * sigma_mps)))
            return true;
        if (!(fabs(sigma_m - told->sigma_m[axis]) <=
              larger(seen_horizontal_m, seen_sigma * told->sigma_m[axis])))
            return true;
    }
    return false;
}

static bool same_ident(uint32_t has_a, const struct lw_ident *a, uint32_t has_b,
                       const struct lw_ident *b)
{
    return has_a == has_b &&
           ((has_a & LW_HAS_ICAO) == 0 || a->icao == b->icao) &&
           ((has_a & LW_HAS_REMOTE_ID) == 0 ||
            strncmp(a->remote_id, b->remote_id, sizeof a->remote_id) == 0) &&
           ((has_a & LW_HAS_CALLSIGN) == 0 ||
            strncmp(a->callsign, b->callsign, sizeof a->callsign) == 0) &&
           ((has_a & LW_HAS_SQUAWK) == 0 ||
            strncmp(a->squawk, b->squawk, sizeof a->squawk) == 0);
}

/* The same sensors, in whatever order. */
static bool same_sources(const struct told *told, const struct lw_track *now)
{
    if (told->sources != now->sources)
        return false;
    for (uint32_t i = 0; i < now->sources; i++) {
        bool found = false;
        for (uint32_t j = 0; j < told->sources; j++)
            found = found || told->source[j] == now->source[i];
        if (!found)
            return false;
    }
    return true;
}

static bool differs(const struct told *told, const struct lw_track *now)
{
    if (told->status != now->status ||
        likeliest(told->kinds) != likeliest(now->kinds) ||
        !(fabs(told->existence - now->existence) <= seen_existence) ||
        now->update_ns - told->update_ns >= (int64_t)AGE_TOLD_S * NS_PER_S)
        return true;
    for (int k = 0; k < LW_KINDS; k++)
        if (!(fabs(told->kinds[k] - now->kinds[k]) <= seen_kind))
            return true;
    return !same_ident(told->has_ident, &told->ident, now->has_ident,
                       &now->ident) ||
           !same_sources(told, now) || state_differs(told, now);
}

static void tell(struct told *told, const struct lw_track *now)
{
    *told = (struct told){
        .time_ns = now->time_ns,
        .update_ns = now->update_ns,
        .pos = now->pos,
        .existence = now->existence,
        .status = now->status,
        .has_ident = now->has_ident,
        .ident = now->ident,
        .sources = now->sources,
    };
    for (int axis = 0; axis < 3; axis++) {
        told->vel_mps[axis] = now->vel_mps[axis];
        told->sigma_m[axis] = sigma_of(now, axis);
    }
    memcpy(told->kinds, now->kinds, sizeof told->kinds);
    memcpy(told->source, now->source, sizeof told->source);
}

static struct trail_point *trail_at(const struct lw_picture *picture,
                                    uint32_t slot, uint32_t index)
{
    const uint32_t max = picture->cfg.trail_max;
    const uint32_t at = (picture->slot[slot].trail_first + index) % max;

    return &picture->trail[(size_t)slot * max + at];
}

static struct lw_track_point point_of(const struct trail_point *point)
{
    return (struct lw_track_point){
        .time_ns = point->time_ns,
        .pos = {.lat_rad = point->lat_e7 * 1e-7 * LW_DEG,
                .lon_rad = point->lon_e7 * 1e-7 * LW_DEG,
                .alt_hae_m = (double)point->alt_hae_m}};
}

/* Put a point on the trail when a report fed the track, and it is a way or a
 * while since the last one. */
static void extend_trail(struct lw_picture *picture, uint32_t index)
{
    struct slot *slot = &picture->slot[index];
    const struct lw_track *now = &slot->now;

    if (slot->trail_count > 0) {
        const struct lw_track_point last =
            point_of(trail_at(picture, index, slot->trail_count - 1));
        const int64_t gone_ns = now->time_ns - last.time_ns;
        double east_m = 0.0, north_m = 0.0;
        offset_m(&last.pos, &now->pos, &east_m, &north_m);
        if (now->update_ns <= slot->trail_fed_ns ||
            gone_ns < (int64_t)TRAIL_EVERY_S * NS_PER_S ||
            (gone_ns < (int64_t)TRAIL_AT_LEAST_S * NS_PER_S &&
             hypot(east_m, north_m) < trail_step_m))
            return;
    }
    if (slot->trail_count == picture->cfg.trail_max)
        slot->trail_first = (slot->trail_first + 1) % picture->cfg.trail_max;
    else
        slot->trail_count++;
    slot->trail_fed_ns = now->update_ns;
    *trail_at(picture, index, slot->trail_count - 1) = (struct trail_point){
        .time_ns = now->time_ns,
        .lat_e7 = (int32_t)lround(now->pos.lat_rad / LW_DEG * 1e7),
        .lon_e7 =
            (int32_t)lround(lw_angle_wrap(now->pos.lon_rad) / LW_DEG * 1e7),
        .alt_hae_m = (float)now->pos.alt_hae_m,
    };
}

static void remove_track(struct lw_picture *picture, uint32_t slot,
                         uint64_t version)
{
    const uint32_t max = picture->cfg.removed_max;
    struct removed *removed = &picture->removed[picture->removals % max];

    if (picture->removals >= max)
        picture->floor = removed->version;
    *removed = (struct removed){.version = version,
                                .number = picture->slot[slot].now.number};
    picture->removals++;
    picture->free_slot[picture->free_slots++] = slot;
}

/* Remove what is not in track[] any more; the rest stays in order. */
static uint32_t remove_gone(struct lw_picture *picture,
                            const struct lw_track *track, uint32_t count,
                            uint64_t version)
{
    const uint32_t before = picture->count;
    uint32_t kept = 0, at = 0;

    for (uint32_t i = 0; i < before; i++) {
        const uint32_t slot = picture->order[i];
        const uint32_t number = picture->slot[slot].now.number;
        while (at < count && track[at].number < number)
            at++;
        if (at < count && track[at].number == number)
            picture->order[kept++] = slot;
        else
            remove_track(picture, slot, version);
    }
    picture->count = kept;
    return before - kept;
}

/* Take over one track that was there (known) or is new: 1 when it changed. */
static uint32_t take_track(struct lw_picture *picture, uint32_t index,
                           const struct lw_track *track, bool known,
                           uint64_t version)
{
    struct slot *slot = &picture->slot[index];
    const bool labelled =
        known ? !same_ident(slot->now.has_ident, &slot->now.ident,
                            track->has_ident, &track->ident)
              : true;

    if (!known)
        *slot = (struct slot){.version = version};
    slot->now = *track;
    if (labelled)
        slot->label_version = version;
    extend_trail(picture, index);
    if (known && !labelled && !differs(&slot->told, track))
        return 0;
    tell(&slot->told, track);
    slot->version = version;
    return 1;
}

int lw_picture_update(struct lw_picture *picture, const struct lw_track *track,
                      uint32_t count, int64_t time_ns)
{
    const uint64_t version = picture->version + 1;

    if (count > picture->cfg.tracks_max)
        return LW_ERR_NO_SPACE;
    if (time_ns < picture->time_ns)
        return LW_ERR_RANGE;
    for (uint32_t i = 1; i < count; i++)
        if (track[i].number <= track[i - 1].number)
            return LW_ERR_RANGE;
    uint32_t changed = remove_gone(picture, track, count, version);
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        const bool known =
            at < picture->count &&
            picture->slot[picture->order[at]].now.number == track[i].number;
        assert(known || picture->free_slots > 0);
        const uint32_t slot = known ? picture->order[at++]
                                    : picture->free_slot[--picture->free_slots];
        changed += take_track(picture, slot, &track[i], known, version);
        picture->next_order[i] = slot;
    }
    uint32_t *order = picture->order;
    picture->order = picture->next_order;
    picture->next_order = order;
    picture->count = count;
    picture->time_ns = time_ns;
    if (changed > 0)
        picture->version = version;
    return (int)changed;
}

uint64_t lw_picture_version(const struct lw_picture *picture)
{
    return picture->version;
}

int64_t lw_picture_time_ns(const struct lw_picture *picture)
{
    return picture->time_ns;
}

uint32_t lw_picture_count(const struct lw_picture *picture)
{
    return picture->count;
}

const struct lw_track *lw_picture_track(const struct lw_picture *picture,
                                        uint32_t index)
{
    assert(index < picture->count);
    return &picture->slot[picture->order[index]].now;
}

/* Its slot, or LW_ERR_UNKNOWN. */
static int64_t find_slot(const struct lw_picture *picture, uint32_t number)
{
    uint32_t low = 0, high = picture->count;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint32_t slot = picture->order[middle];
        if (picture->slot[slot].now.number == number)
            return slot;
        if (picture->slot[slot].now.number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return LW_ERR_UNKNOWN;
}

const struct lw_track *lw_picture_find(const struct lw_picture *picture,
                                       uint32_t number)
{
    const int64_t slot = find_slot(picture, number);

    return slot < 0 ? NULL : &picture->slot[slot].now;
}

static bool knows_too_little(const struct lw_picture *picture, uint64_t since)
{
    return since < picture->floor || since > picture->version;
}

struct lw_picture_changes lw_picture_changes(const struct lw_picture *picture,
                                             uint64_t since,
                                             const struct lw_track *track[],
                                             uint32_t removed[])
{
    struct lw_picture_changes changes = {.snapshot =
                                             knows_too_little(picture, since)};
    const uint32_t max = picture->cfg.removed_max;

    for (uint32_t i = 0; i < picture->count; i++) {
        const struct slot *slot = &picture->slot[picture->order[i]];
        if (changes.snapshot || slot->version > since)
            track[changes.tracks++] = &slot->now;
    }
    if (changes.snapshot)
        return changes;
    /* The latest first, until those that the client knows of. */
    for (uint64_t back = 1; back <= picture->removals && back <= max; back++) {
        const struct removed *gone =
            &picture->removed[(picture->removals - back) % max];
        if (gone->version <= since)
            break;
        if (find_slot(picture, gone->number) < 0)
            removed[changes.removed++] = gone->number;
    }
    return changes;
}

uint32_t lw_picture_labels(const struct lw_picture *picture, uint64_t since,
                           const struct lw_track *label[])
{
    const bool all = knows_too_little(picture, since);
    uint32_t labels = 0;

    for (uint32_t i = 0; i < picture->count; i++) {
        const struct slot *slot = &picture->slot[picture->order[i]];
        if ((all || slot->label_version > since) && slot->now.has_ident != 0)
            label[labels++] = &slot->now;
    }
    return labels;
}

uint32_t lw_picture_inside(const struct lw_picture *picture,
                           const struct lw_picture_box *box,
                           const struct lw_track *track[], uint32_t max)
{
    const bool across = box->west_rad > box->east_rad;
    uint32_t inside = 0;

    for (uint32_t i = 0; i < picture->count && inside < max; i++) {
        const struct lw_track *now = &picture->slot[picture->order[i]].now;
        const double lon_rad = now->pos.lon_rad;
        const bool past_west = lon_rad >= box->west_rad;
        const bool before_east = lon_rad <= box->east_rad;
        if (now->pos.lat_rad >= box->south_rad &&
            now->pos.lat_rad <= box->north_rad &&
            (across ? past_west || before_east : past_west && before_east))
            track[inside++] = now;
    }
    return inside;
}

uint32_t lw_picture_trail(const struct lw_picture *picture, uint32_t number,
                          struct lw_track_point *point, uint32_t max)
{
    const int64_t slot = find_slot(picture, number);

    if (slot < 0)
        return 0;
    const uint32_t all = picture->slot[slot].trail_count;
    const uint32_t points = all < max ? all : max;
    for (uint32_t i = 0; i < points; i++)
        point[i] =
            point_of(trail_at(picture, (uint32_t)slot, all - points + i));
    return points;
}
