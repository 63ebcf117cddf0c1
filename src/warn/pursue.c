/* SPDX-License-Identifier: Apache-2.0 */
#include "pursue.h"

#include <string.h>

#include "luchtwacht/err.h"
#include "threat.h"

/* Existence times kind below which a track is not asked about. */
static const double worth = 0.02;
/* It is inside more likely than not. */
static const uint16_t inside = 32768;

static size_t meetings(const struct lw_site *site, uint32_t tracks_max)
{
    return (size_t)tracks_max *
           (site->zones < LW_APPROACHES_MAX ? site->zones : LW_APPROACHES_MAX);
}

size_t lw_pursue_size(const struct lw_site *site, uint32_t tracks_max)
{
    const struct lw_pursuit *const none = NULL;

    return 2 * lw_arena_slice(tracks_max, sizeof *none->now) +
           lw_arena_slice((size_t)site->zones + 1, sizeof *none->start) +
           lw_arena_slice(meetings(site, tracks_max), sizeof *none->by_zone) +
           lw_arena_slice(site->zones, sizeof *none->touched) +
           lw_arena_slice(tracks_max, sizeof *none->leader) +
           lw_flocks_size(tracks_max) + lw_screen_size(site) +
           (tracks_max > 0 ? lw_arena_slice(1, lw_arrive_size(site, tracks_max))
                           : 0);
}

/* Who threatens no zone by this threatens none at all. */
static struct lw_zone_warn any_rule(const struct lw_site *site)
{
    struct lw_zone_warn any = {0};

    for (uint32_t z = 0; z < site->zones; z++) {
        any.kinds |= site->zone[z].warn.kinds;
        any.cooperative |= site->zone[z].warn.cooperative;
    }
    return any;
}

int lw_pursue_init(struct lw_pursuit *pursuit, const struct lw_site *site,
                   uint32_t tracks_max, struct lw_arena *arena)
{
    *pursuit = (struct lw_pursuit){
        .site = site,
        .tracks_max = tracks_max,
        .any = any_rule(site),
        .now = lw_arena_take(arena, tracks_max, sizeof *pursuit->now),
        .before = lw_arena_take(arena, tracks_max, sizeof *pursuit->before),
        .start = lw_arena_take(arena, (size_t)site->zones + 1,
                               sizeof *pursuit->start),
        .by_zone = lw_arena_take_raw(arena, meetings(site, tracks_max),
                                     sizeof *pursuit->by_zone),
        .touched = lw_arena_take(arena, site->zones, sizeof *pursuit->touched),
        .leader = lw_arena_take(arena, tracks_max, sizeof *pursuit->leader),
    };
    if (pursuit->now == NULL || pursuit->before == NULL ||
        pursuit->start == NULL || pursuit->by_zone == NULL ||
        pursuit->touched == NULL || pursuit->leader == NULL ||
        lw_flocks_init(&pursuit->flocks, tracks_max, arena) < 0 ||
        lw_screen_init(&pursuit->screen, site, arena) < 0)
        return LW_ERR_NO_SPACE;
    lw_names_init(&pursuit->names, site);
    if (tracks_max == 0)
        return 0;
    const size_t size = lw_arrive_size(site, tracks_max);
    void *const mem = lw_arena_take(arena, 1, size);
    pursuit->arrive =
        mem == NULL ? NULL : lw_arrive_init(site, tracks_max, mem, size);
    return pursuit->arrive == NULL ? LW_ERR_NO_SPACE : 0;
}

static void touch(struct lw_pursuit *pursuit, const struct lw_pursued *one)
{
    for (uint32_t i = 0; i < one->look.approaches; i++)
        pursuit->touched[one->look.approach[i].zone] = true;
}

/* Where it is when it is asked about for the first time. */
static void note_home(struct lw_pursued *one)
{
    uint32_t homes = 0;

    if (one->asked)
        return;
    one->asked = true;
    for (uint32_t i = 0; i < one->look.approaches; i++)
        if (one->look.approach[i].chance[0] >= inside && homes < LW_HOMES_MAX)
            one->home[homes++] = one->look.approach[i].zone + 1;
}

const struct lw_odds *lw_pursued_odds(const struct lw_pursued *one,
                                      const struct lw_zone_warn *rule,
                                      uint32_t zone)
{
    if ((rule->kinds & 1U << LW_KIND_BIRD) == 0)
        for (uint32_t i = 0; i < LW_HOMES_MAX; i++)
            if (one->home[i] == zone + 1)
                return &one->at_home;
    return &one->odds;
}

static void ask(struct lw_pursuit *pursuit, const struct lw_track *track,
                const struct lw_pursued *before, struct lw_pursued *out)
{
    *out = (struct lw_pursued){.number = track->number,
                               .update_ns = track->update_ns,
                               .group = track->number};
    out->reach_ns = lw_names_reach(
        &pursuit->names, track, before != NULL ? before->reach_ns : INT64_MIN);
    out->odds = lw_names_odds(&pursuit->names, track, out->reach_ns);
    out->at_home = lw_odds_at_home(pursuit->site, track, &out->odds);
    if (before != NULL) {
        memcpy(out->home, before->home, sizeof out->home);
        out->asked = before->asked;
        out->group = before->group;
        touch(pursuit, before);
    }
    const struct lw_threat threat = lw_threat(track, &out->odds, &pursuit->any);
    if (threat.what == LW_THREAT && threat.existence * threat.kind >= worth) {
        out->look = lw_arrive_track(pursuit->arrive, track);
        note_home(out);
        lw_since_set(&out->since, out->look.age_s);
        lw_screen_track(&pursuit->screen, track, &out->odds, out->look.age_s,
                        out->screened);
    }
    touch(pursuit, out);
}

/* Who is in the picture now; those that took no report keep what was worked
 * out for them. */
static bool follow(struct lw_pursuit *pursuit, const struct lw_track *track,
                   uint32_t tracks, bool whole)
{
    struct lw_pursued *const old = pursuit->now;
    const uint32_t olds = pursuit->count;
    bool changed = whole;
    uint32_t j = 0;

    pursuit->now = pursuit->before;
    pursuit->before = old;
    pursuit->count = tracks;
    for (uint32_t i = 0; i < tracks; i++) {
        for (; j < olds && old[j].number < track[i].number; j++) {
            touch(pursuit, &old[j]);
            lw_arrive_forget(pursuit->arrive, old[j].number);
            changed = true;
        }
        const bool known = j < olds && old[j].number == track[i].number;
        if (known && !whole && old[j].update_ns == track[i].update_ns) {
            pursuit->now[i] = old[j++];
            continue;
        }
        ask(pursuit, &track[i], known ? &old[j] : NULL, &pursuit->now[i]);
        j += known;
        changed = true;
    }
    for (; j < olds; j++) {
        touch(pursuit, &old[j]);
        lw_arrive_forget(pursuit->arrive, old[j].number);
        changed = true;
    }
    return changed;
}

/* A counting sort: stable, so within a zone by the number of the track. Zones
 * that were not touched are left out: nobody asks about them. */
static void turn_round(struct lw_pursuit *pursuit)
{
    const uint32_t zones = pursuit->site->zones;
    uint32_t *const start = pursuit->start;
    uint32_t sum = 0;

    memset(start, 0, ((size_t)zones + 1) * sizeof *start);
    lw_screen_clear(&pursuit->screen);
    for (uint32_t i = 0; i < pursuit->count; i++) {
        const struct lw_outlook *const look = &pursuit->now[i].look;
        for (uint32_t k = 0; k < look->approaches; k++) {
            if (!pursuit->touched[look->approach[k].zone])
                continue;
            start[look->approach[k].zone]++;
            lw_screen_add(&pursuit->screen, &look->approach[k],
                          pursuit->now[i].screened);
        }
    }
    for (uint32_t z = 0; z <= zones; z++) {
        sum += start[z];
        start[z] = sum;
    }
    for (uint32_t i = pursuit->count; i-- > 0;) {
        const struct lw_outlook *const look = &pursuit->now[i].look;
        for (uint32_t k = 0; k < look->approaches; k++)
            if (pursuit->touched[look->approach[k].zone])
                pursuit->by_zone[--start[look->approach[k].zone]] =
                    (struct lw_met){.track = i, .approach = k};
    }
}

static void find_flocks(struct lw_pursuit *pursuit,
                        const struct lw_track *track)
{
    lw_flocks_find(&pursuit->flocks, track, pursuit->count, pursuit->leader);
    for (uint32_t i = 0; i < pursuit->count; i++)
        pursuit->now[i].group = track[pursuit->leader[i]].number;
}

bool lw_pursue_picture(struct lw_pursuit *pursuit, const struct lw_track *track,
                       uint32_t tracks, bool whole)
{
    const uint32_t count =
        tracks < pursuit->tracks_max ? tracks : pursuit->tracks_max;

    memset(pursuit->touched, whole, pursuit->site->zones);
    if (whole)
        lw_names_count(&pursuit->names, track, count);
    if (!follow(pursuit, track, count, whole))
        return false;
    if (whole)
        find_flocks(pursuit, track);
    turn_round(pursuit);
    return true;
}
