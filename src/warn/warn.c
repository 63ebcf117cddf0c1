/* SPDX-License-Identifier: Apache-2.0 */
#include "warn.h"

#include <assert.h>
#include <math.h>
#include <stdalign.h>
#include <string.h>

#include "alarm.h"
#include "base/arena.h"
#include "base/sort.h"
#include "cover.h"
#include "mute.h"
#include "prospect.h"
#include "pursue.h"
#include "suspects.h"

static const int64_t second_ns = INT64_C(1000000000);

enum { NONE = 0 }; /* of a slot + 1 */
enum { MUTES_MAX = 1024, WARNINGS_DEFAULT = 4096 };
enum { FEW = 8, TURNS = 5 }; /* tracks of a zone; seconds: worth_a_look() */

/* A warning that is alive, or has just ended. */
struct slot {
    struct lw_alarm alarm;
    struct lw_suspects suspects;
};

struct place {
    uint32_t slot, mute; /* + 1; NONE */
    int64_t last_ns;
    struct lw_alarm_wait wait;
};

struct muted {
    struct lw_mute mute;
    uint32_t zone; /* + 1; NONE: free */
};

/* A zone that is to be warned, and has no place yet. */
struct wish {
    double chance;
    uint32_t zone;
    enum lw_warning_level level;
};

struct lw_warn {
    struct lw_warn_config cfg;
    const struct lw_site *site;
    uint32_t next_number;
    int64_t now_ns;   /* of the last step or decision; INT64_MIN: none yet */
    int64_t whole_ns; /* of the last step that looked at everything */
    struct lw_pursuit pursuit;
    struct lw_coming *coming; /* to one zone */
    struct lw_part *part;
    struct place *zone;
    struct slot *slot;
    uint32_t *free_slot, free_slots;
    uint32_t *alive, alives; /* slots by number, those just ended among them */
    uint32_t *told, tells, next_tell; /* slots, by zone */
    struct muted *muted;
    uint32_t mutes_max, next_mute, mutes;
    struct wish *wish;
    uint32_t wishes;
    struct lw_cover_map cover;
    struct lw_cover_change *change;
    uint32_t changes, next_change;
    bool cover_changed; /* in this step */
    bool settling;      /* some cover got worse, and has not been told */
};

struct lw_warn_config lw_warn_defaults(const struct lw_site *site)
{
    return (struct lw_warn_config){
        .tracks_max = 4096,
        .warnings_max =
            site->zones < WARNINGS_DEFAULT ? site->zones : WARNINGS_DEFAULT,
        .first_number = 1,
        .status = site->exercise ? LW_WARNING_EXERCISE : LW_WARNING_ACTUAL,
    };
}

static uint32_t mutes_max(const struct lw_site *site)
{
    return site->zones < MUTES_MAX ? site->zones : MUTES_MAX;
}

size_t lw_warn_size(const struct lw_warn_config *cfg,
                    const struct lw_site *site)
{
    const struct lw_warn *const none = NULL;
    const size_t zones = site->zones, warnings = cfg->warnings_max;

    if (cfg->first_number == 0 || cfg->tracks_max > LW_WARN_TRACKS_MAX ||
        cfg->warnings_max > LW_ZONES_MAX)
        return 0;
    return lw_arena_slice(1, sizeof *none) +
           lw_arena_slice(cfg->tracks_max, sizeof *none->coming) +
           lw_arena_slice(cfg->tracks_max, sizeof *none->part) +
           lw_arena_slice(zones, sizeof *none->zone) +
           lw_arena_slice(warnings, sizeof *none->slot) +
           3 * lw_arena_slice(warnings, sizeof *none->alive) +
           lw_arena_slice(mutes_max(site), sizeof *none->muted) +
           lw_arena_slice(zones, sizeof *none->wish) +
           lw_arena_slice(zones, sizeof *none->change) + lw_cover_size(site) +
           lw_pursue_size(site, cfg->tracks_max);
}

static bool take_all(struct lw_warn *warn, struct lw_arena *arena)
{
    const size_t zones = warn->site->zones;
    const size_t tracks = warn->cfg.tracks_max;
    const size_t warnings = warn->cfg.warnings_max;

#define TAKE(field, count)                                                     \
    if ((warn->field = lw_arena_take(arena, (count), sizeof *warn->field)) ==  \
        NULL)                                                                  \
        return false;
    TAKE(coming, tracks)
    TAKE(part, tracks)
    TAKE(zone, zones)
    TAKE(slot, warnings)
    TAKE(free_slot, warnings)
    TAKE(alive, warnings)
    TAKE(told, warnings)
    TAKE(muted, warn->mutes_max)
    TAKE(wish, zones)
    TAKE(change, zones)
#undef TAKE
    return lw_cover_init(&warn->cover, warn->site, arena) == 0 &&
           lw_pursue_init(&warn->pursuit, warn->site, warn->cfg.tracks_max,
                          arena) == 0;
}

struct lw_warn *lw_warn_init(const struct lw_warn_config *cfg,
                             const struct lw_site *site, void *mem, size_t size)
{
    struct lw_arena arena = {.mem = mem, .size = size};
    struct lw_warn *const warn = lw_arena_take(&arena, 1, sizeof *warn);

    if (warn == NULL || lw_warn_size(cfg, site) == 0)
        return NULL;
    warn->cfg = *cfg;
    warn->site = site;
    warn->next_number = cfg->first_number;
    warn->now_ns = warn->whole_ns = INT64_MIN;
    warn->mutes_max = mutes_max(site);
    if (!take_all(warn, &arena))
        return NULL;
    for (uint32_t i = 0; i < cfg->warnings_max; i++)
        warn->free_slot[i] = cfg->warnings_max - 1 - i;
    warn->free_slots = cfg->warnings_max;
    for (uint32_t z = 0; z < site->zones; z++)
        warn->zone[z] =
            (struct place){.last_ns = INT64_MIN, .wait = LW_ALARM_NO_WAIT};
    return warn;
}

int64_t lw_warn_due(const struct lw_warn *warn, int64_t arrival_ns)
{
    const int64_t grain =
        arrival_ns / LW_WARN_GRAIN_NS - (arrival_ns % LW_WARN_GRAIN_NS < 0);

    if (warn->now_ns == INT64_MIN)
        return arrival_ns == INT64_MIN ? INT64_MAX
                                       : (grain + 1) * LW_WARN_GRAIN_NS;
    const int64_t whole_ns =
        (warn->now_ns / second_ns - (warn->now_ns % second_ns < 0) + 1) *
        second_ns;
    if (arrival_ns < warn->now_ns)
        return whole_ns;
    const int64_t end_ns = (grain + 1) * LW_WARN_GRAIN_NS;
    return end_ns < whole_ns ? end_ns : whole_ns;
}

/* ---- warnings come and go ---- */

/* What ended with the last step or decision has been told by now. */
static void clean(struct lw_warn *warn)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < warn->alives; i++) {
        const uint32_t at = warn->alive[i];
        const struct lw_alarm *const alarm = &warn->slot[at].alarm;
        if (!lw_alarm_ended(alarm)) {
            warn->alive[kept++] = at;
            continue;
        }
        warn->zone[alarm->told.zone].slot = NONE;
        warn->free_slot[warn->free_slots++] = at;
    }
    warn->alives = kept;
    warn->tells = warn->next_tell = 0;
    warn->changes = warn->next_change = 0;
}

static void tell(struct lw_warn *warn, uint32_t at)
{
    const struct lw_warning *const told = &warn->slot[at].alarm.told;

    assert(warn->tells < warn->cfg.warnings_max);
    warn->told[warn->tells++] = at;
    warn->zone[told->zone].last_ns = told->time_ns;
    if (told->state == LW_WARNING_CLEARED)
        warn->zone[told->zone].wait.cleared_ns = told->time_ns;
}

static struct slot *open_slot(struct lw_warn *warn, uint32_t zone,
                              enum lw_warning_level level,
                              struct lw_alarm_start *start)
{
    const uint32_t at = warn->free_slot[--warn->free_slots];

    warn->zone[zone].slot = at + 1;
    warn->alive[warn->alives++] = at;
    warn->slot[at] = (struct slot){0};
    *start = (struct lw_alarm_start){.number = warn->next_number++,
                                     .zone = zone,
                                     .status = warn->cfg.status,
                                     .level = level,
                                     .now_ns = warn->now_ns,
                                     .wait = warn->zone[zone].wait};
    return &warn->slot[at];
}

static void unmute(struct lw_warn *warn, uint32_t zone)
{
    const uint32_t at = warn->zone[zone].mute;

    if (at == NONE)
        return;
    warn->muted[at - 1] = (struct muted){0};
    warn->zone[zone].mute = NONE;
    warn->mutes--;
}

/* Where there are too many the oldest goes. */
static void mute(struct lw_warn *warn, const struct slot *slot)
{
    const struct lw_warning *const told = &slot->alarm.told;
    struct muted *const to = &warn->muted[warn->next_mute];

    unmute(warn, told->zone);
    if (slot->suspects.count == 0)
        return;
    if (to->zone != NONE)
        unmute(warn, to->zone - 1);
    lw_mute_set(&to->mute, told, &slot->suspects);
    to->zone = told->zone + 1;
    warn->zone[told->zone].mute = warn->next_mute + 1;
    warn->next_mute = (warn->next_mute + 1) % warn->mutes_max;
    warn->mutes++;
}

/* ---- one zone, one step ---- */

struct scene {
    const struct lw_track *track;
    uint32_t tracks;
};

/* Those that may come to a zone, or of these only those not muted. */
static uint32_t gather(struct lw_warn *warn, const struct scene *scene,
                       uint32_t zone, const struct lw_mute *without)
{
    const struct lw_pursuit *const pursuit = &warn->pursuit;
    uint32_t count = 0;

    for (uint32_t i = pursuit->start[zone]; i < pursuit->start[zone + 1]; i++) {
        const struct lw_met met = pursuit->by_zone[i];
        const struct lw_pursued *const one = &pursuit->now[met.track];
        if (without != NULL && lw_mute_has(without, one->number))
            continue;
        warn->coming[count++] = (struct lw_coming){
            .track = &scene->track[met.track],
            .odds = lw_pursued_odds(one, &warn->site->zone[zone].warn, zone),
            .approach = &one->look.approach[met.approach],
            .since = &one->since,
            .group = one->group,
        };
    }
    return count;
}

static void look_at(struct lw_warn *warn, const struct scene *scene,
                    uint32_t zone, const struct lw_mute *without,
                    struct lw_prospect *out)
{
    const uint32_t count = gather(warn, scene, zone, without);

    lw_prospect_make(&warn->site->zone[zone].warn, warn->coming, count,
                     warn->part, warn->now_ns, out);
}

/* Whether quiet says something: the sensors on the ways to the zone are alive,
 * and those about where a threat was lost. */
static bool watched(const struct lw_warn *warn, uint32_t zone,
                    const struct lw_suspects *suspects)
{
    for (uint32_t i = 0; i < suspects->count; i++)
        if (suspects->of[i].gone && suspects->of[i].real &&
            !lw_cover_watched_at(&warn->cover, suspects->of[i].pos))
            return false;
    return lw_cover_watched(&warn->cover, zone);
}

static void step_alarm(struct lw_warn *warn, const struct scene *scene,
                       uint32_t at, struct lw_prospect *look)
{
    struct slot *const slot = &warn->slot[at];
    const uint32_t zone = slot->alarm.told.zone;
    const struct lw_zone_warn *const rule = &warn->site->zone[zone].warn;

    lw_prospect_place(look, warn->pursuit.arrive, zone, scene->track,
                      scene->tracks);
    lw_suspects_add(&slot->suspects, look->reason, look->reasons);
    look->nothing = lw_suspects_nothing(&slot->suspects, rule, scene->track,
                                        warn->pursuit.now, scene->tracks);
    look->watched = watched(warn, zone, &slot->suspects);
    if (!lw_alarm_step(&slot->alarm, rule, look, warn->now_ns))
        return;
    tell(warn, at);
    if (slot->alarm.told.end == LW_WARNING_UNCONFIRMED)
        mute(warn, slot);
}

/* Whether a zone without a warning is to have one. */
static bool wants(struct lw_warn *warn, const struct scene *scene,
                  uint32_t zone, struct lw_prospect *look,
                  enum lw_warning_level *level)
{
    const struct lw_zone_warn *const rule = &warn->site->zone[zone].warn;
    struct lw_alarm_wait *const wait = &warn->zone[zone].wait;
    const uint32_t at = warn->zone[zone].mute;

    if (at == NONE)
        return lw_alarm_raises(wait, rule, look, warn->now_ns, level);
    const struct lw_mute *const muted = &warn->muted[at - 1].mute;
    if (lw_mute_outgrown(muted, rule, look, level))
        return lw_alarm_raises(wait, rule, look, warn->now_ns, level);
    look_at(warn, scene, zone, muted, look);
    return lw_alarm_raises(wait, rule, look, warn->now_ns, level);
}

static void step_zone(struct lw_warn *warn, const struct scene *scene,
                      uint32_t zone)
{
    const uint32_t at = warn->zone[zone].slot;
    const uint32_t muted = warn->zone[zone].mute;
    struct lw_prospect look;
    enum lw_warning_level level;

    if (muted != NONE &&
        lw_mute_over(&warn->muted[muted - 1].mute, scene->track, scene->tracks))
        unmute(warn, zone);
    look_at(warn, scene, zone, NULL, &look);
    if (at != NONE)
        step_alarm(warn, scene, at - 1, &look);
    else if (wants(warn, scene, zone, &look, &level))
        warn->wish[warn->wishes++] =
            (struct wish){.chance = look.at_all, .zone = zone, .level = level};
}

/*
 * Whether a zone is worth a look now: where it may be raised or promoted, at
 * once; else a warning of a few tracks once a second, and one of many every
 * few seconds, each in its turn.
 */
static bool worth_a_look(const struct lw_warn *warn, uint32_t zone, bool whole)
{
    const uint32_t at = warn->zone[zone].slot;
    const struct lw_screen *const screen = &warn->pursuit.screen;
    const uint32_t *const start = &warn->pursuit.start[zone];
    const bool warning = lw_screen_may(screen, zone, LW_WARNING_WARNING);

    if (at == NONE)
        return warning || lw_screen_may(screen, zone, LW_WARNING_NOTICE) ||
               (whole && warn->zone[zone].mute != NONE);
    const struct lw_warning *const told = &warn->slot[at - 1].alarm.told;
    if (told->level == LW_WARNING_NOTICE && warning)
        return true;
    return whole && (start[1] - start[0] <= FEW || warn->cover_changed ||
                     told->state == LW_WARNING_PROPOSED ||
                     (warn->now_ns / second_ns + zone) % TURNS == 0);
}

static void look_at_zone(struct lw_warn *warn, const struct scene *scene,
                         uint32_t zone, bool whole)
{
    if (worth_a_look(warn, zone, whole)) {
        step_zone(warn, scene, zone);
        return;
    }
    for (int level = 0; level < LW_WARNING_LEVELS; level++)
        warn->zone[zone].wait.since_ns[level] = INT64_MIN;
}

/* ---- raising ---- */

/* The higher level, then the likelier, then the first. */
static bool more_urgent(const void *a, const void *b, const void *context)
{
    const struct wish *left = a, *right = b;

    (void)context;
    if (left->level != right->level)
        return left->level > right->level;
    if (left->chance > right->chance || left->chance < right->chance)
        return left->chance > right->chance;
    return left->zone < right->zone;
}

static bool wish_zone(const void *a, const void *b, const void *context)
{
    const struct wish *left = a, *right = b;

    (void)context;
    return left->zone < right->zone;
}

static void raise_zone(struct lw_warn *warn, const struct scene *scene,
                       uint32_t zone)
{
    const struct lw_zone_warn *const rule = &warn->site->zone[zone].warn;
    struct lw_prospect look;
    struct lw_alarm_start start;
    enum lw_warning_level level;

    look_at(warn, scene, zone, NULL, &look);
    if (!wants(warn, scene, zone, &look, &level))
        return;
    lw_prospect_place(&look, warn->pursuit.arrive, zone, scene->track,
                      scene->tracks);
    unmute(warn, zone);
    struct slot *const slot = open_slot(warn, zone, level, &start);
    lw_suspects_add(&slot->suspects, look.reason, look.reasons);
    look.nothing = lw_suspects_nothing(&slot->suspects, rule, scene->track,
                                       warn->pursuit.now, scene->tracks);
    look.watched = watched(warn, zone, &slot->suspects);
    lw_alarm_raise(&slot->alarm, &start, rule, &look);
    tell(warn, warn->zone[zone].slot - 1);
}

static void raise_all(struct lw_warn *warn, const struct scene *scene)
{
    struct wish spare;

    if (warn->wishes > warn->free_slots) {
        lw_sort(warn->wish, warn->wishes, sizeof spare, &spare, more_urgent,
                NULL);
        warn->wishes = warn->free_slots;
        lw_sort(warn->wish, warn->wishes, sizeof spare, &spare, wish_zone,
                NULL);
    }
    for (uint32_t i = 0; i < warn->wishes; i++)
        raise_zone(warn, scene, warn->wish[i].zone);
}

struct told_order {
    const struct slot *slot;
};

static bool told_before(const void *a, const void *b, const void *context)
{
    const struct told_order *const order = context;
    const uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return order->slot[left].alarm.told.zone <
           order->slot[right].alarm.told.zone;
}

/* ---- cover ---- */

static void note_change(struct lw_warn *warn, uint32_t zone,
                        enum lw_cover before)
{
    warn->change[warn->changes++] = (struct lw_cover_change){
        .zone = zone,
        .cover = (enum lw_cover)warn->cover.zone[zone].told,
        .before = before,
        .time_ns = warn->now_ns,
    };
}

/* Zones that nobody ever watches are told of at the start. */
static void look_at_cover(struct lw_warn *warn, const bool *alive, bool first)
{
    const bool changed = alive != NULL && lw_cover_alive(&warn->cover, alive);

    warn->cover_changed = changed;
    if (!first && !changed && !warn->settling)
        return;
    warn->settling = false;
    for (uint32_t z = 0; z < warn->site->zones; z++) {
        struct lw_covered *const one = &warn->cover.zone[z];
        const enum lw_cover before = (enum lw_cover)one->told;
        if (changed)
            lw_cover_zone(&warn->cover, z, warn->now_ns);
        if (lw_cover_tell(&warn->cover, z, warn->now_ns) ||
            (first && before == LW_COVER_NONE))
            note_change(warn, z, before);
        warn->settling |= one->now != one->told;
    }
}

void lw_warn_step(struct lw_warn *warn, const struct lw_track *track,
                  uint32_t tracks, const bool *alive, int64_t now_ns)
{
    uint32_t spare;

    const bool first = warn->whole_ns == INT64_MIN;

    clean(warn);
    if (now_ns > warn->now_ns)
        warn->now_ns = now_ns;
    const bool whole = first || warn->now_ns % second_ns == 0 ||
                       warn->now_ns - warn->whole_ns >= second_ns;
    if (whole) {
        warn->whole_ns = warn->now_ns;
        look_at_cover(warn, alive, first);
        lw_names_alive(&warn->pursuit.names, alive);
    }
    if (!lw_pursue_picture(&warn->pursuit, track, tracks, whole))
        return;
    const struct scene scene = {track, warn->pursuit.count};
    warn->wishes = 0;
    for (uint32_t z = 0; z < warn->site->zones; z++)
        if (warn->pursuit.touched[z])
            look_at_zone(warn, &scene, z, whole);
    raise_all(warn, &scene);
    lw_sort(warn->told, warn->tells, sizeof spare, &spare, told_before,
            &(struct told_order){warn->slot});
}

/* ---- what people decide ---- */

static struct slot *find(struct lw_warn *warn, uint32_t number)
{
    for (uint32_t i = 0; i < warn->alives; i++) {
        struct slot *const slot = &warn->slot[warn->alive[i]];
        if (slot->alarm.told.number == number && !lw_alarm_ended(&slot->alarm))
            return slot;
    }
    return NULL;
}

static int decide_warning(struct lw_warn *warn,
                          const struct lw_decision *decision)
{
    struct slot *const slot = find(warn, decision->warning);

    if (slot == NULL)
        return LW_ERR_UNKNOWN;
    const int err = lw_alarm_decide(&slot->alarm, decision);
    if (err < 0)
        return err;
    if (lw_alarm_ended(&slot->alarm))
        mute(warn, slot);
    tell(warn, (uint32_t)(slot - warn->slot));
    return 0;
}

static int raise_by_hand(struct lw_warn *warn,
                         const struct lw_decision *decision)
{
    struct lw_alarm_start start;
    uint32_t z = 0;

    while (z < warn->site->zones &&
           strcmp(warn->site->zone[z].id, decision->zone) != 0)
        z++;
    if (z == warn->site->zones)
        return LW_ERR_UNKNOWN;
    const uint32_t at = warn->zone[z].slot;
    if (at != NONE) {
        const int err = lw_alarm_decide(&warn->slot[at - 1].alarm, decision);
        if (err == 0)
            tell(warn, at - 1);
        return err;
    }
    if (warn->free_slots == 0)
        return LW_ERR_NO_SPACE;
    struct slot *const slot = open_slot(warn, z, decision->level, &start);
    lw_alarm_by_hand(&slot->alarm, &start, &warn->site->zone[z].warn, decision);
    slot->alarm.told.uncovered = !watched(warn, z, &slot->suspects);
    tell(warn, warn->zone[z].slot - 1);
    return 0;
}

int lw_warn_decide(struct lw_warn *warn, const struct lw_decision *decision)
{
    const enum lw_decision_kind kind = decision->kind;
    const bool reasoned =
        kind == LW_DECISION_REJECT || kind == LW_DECISION_CLEAR;

    if (decision->by[0] == '\0' || (reasoned && decision->reason[0] == '\0'))
        return LW_ERR_MISSING;
    if (decision->time_ns < warn->now_ns || !(decision->for_s >= 0.0) ||
        decision->for_s > LW_DECISION_FOR_S_MAX)
        return LW_ERR_RANGE;
    clean(warn);
    const int64_t before_ns = warn->now_ns;
    warn->now_ns = decision->time_ns;
    const int err = kind == LW_DECISION_RAISE ? raise_by_hand(warn, decision)
                                              : decide_warning(warn, decision);
    if (err < 0)
        warn->now_ns = before_ns;
    return err;
}

/* ---- what there is to be told ---- */

const struct lw_warning *lw_warn_next(struct lw_warn *warn)
{
    return warn->next_tell < warn->tells
               ? &warn->slot[warn->told[warn->next_tell++]].alarm.told
               : NULL;
}

bool lw_warn_next_cover(struct lw_warn *warn, struct lw_cover_change *change)
{
    if (warn->next_change == warn->changes)
        return false;
    *change = warn->change[warn->next_change++];
    return true;
}

uint32_t lw_warn_list(const struct lw_warn *warn,
                      const struct lw_warning *out[], uint32_t max)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < warn->alives && count < max; i++) {
        const struct lw_alarm *const alarm = &warn->slot[warn->alive[i]].alarm;
        if (!lw_alarm_ended(alarm))
            out[count++] = &alarm->told;
    }
    return count;
}

struct lw_zone_state lw_warn_zone(const struct lw_warn *warn, uint32_t zone)
{
    assert(zone < warn->site->zones);
    const struct place *const place = &warn->zone[zone];
    const struct lw_covered *const covered = &warn->cover.zone[zone];
    struct lw_zone_state out = {.cover = (enum lw_cover)covered->told,
                                .cover_ns = covered->told_ns,
                                .last_ns = place->last_ns};

    if (place->slot != NONE &&
        !lw_alarm_ended(&warn->slot[place->slot - 1].alarm))
        out.warning = &warn->slot[place->slot - 1].alarm.told;
    return out;
}

bool lw_warn_idle(const struct lw_warn *warn)
{
    return warn->alives == 0 && warn->pursuit.count == 0 && warn->mutes == 0 &&
           !warn->settling;
}
