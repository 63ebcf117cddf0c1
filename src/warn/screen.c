/* SPDX-License-Identifier: Apache-2.0 */
#include "screen.h"

#include <math.h>
#include <string.h>

#include "alarm.h"
#include "threat.h"

/* Bounds are summed in float: more than a million roundings of it. */
static const float slack = 1.001f;

size_t lw_screen_size(const struct lw_site *site)
{
    const struct lw_screen *const none = NULL;

    return lw_arena_slice(site->zones, sizeof *none->class_of) +
           LW_WARNING_LEVELS *
               lw_arena_slice(site->zones, sizeof *none->bound[0]);
}

static bool alike(const struct lw_zone_warn *a, const struct lw_zone_warn *b)
{
    const double apart = fabs(a->notice.minutes - b->notice.minutes) +
                         fabs(a->warning.minutes - b->warning.minutes);

    return a->kinds == b->kinds && a->cooperative == b->cooperative &&
           !(apart > 0.0);
}

static uint8_t find_class(struct lw_screen *screen,
                          const struct lw_zone_warn *rule)
{
    uint32_t c = 0;

    while (c < screen->classes && !alike(&screen->rule[c], rule))
        c++;
    if (c == screen->classes && c < LW_SCREEN_CLASSES_MAX)
        screen->rule[screen->classes++] = *rule;
    return (uint8_t)c;
}

int lw_screen_init(struct lw_screen *screen, const struct lw_site *site,
                   struct lw_arena *arena)
{
    *screen =
        (struct lw_screen){.site = site,
                           .class_of = lw_arena_take(arena, site->zones,
                                                     sizeof *screen->class_of)};
    if (screen->class_of == NULL)
        return LW_ERR_NO_SPACE;
    for (int level = 0; level < LW_WARNING_LEVELS; level++) {
        screen->bound[level] =
            lw_arena_take(arena, site->zones, sizeof *screen->bound[level]);
        if (screen->bound[level] == NULL)
            return LW_ERR_NO_SPACE;
    }
    for (uint32_t z = 0; z < site->zones; z++)
        screen->class_of[z] = find_class(screen, &site->zone[z].warn);
    return 0;
}

/* The next moment that chances are told at: never less than at that time. */
static double moment(double ahead_s)
{
    unsigned t = 0;

    while (t + 1 < LW_ARRIVE_TIMES && lw_arrive_s[t] < ahead_s)
        t++;
    return lw_arrive_s[t];
}

static void between(double seconds, uint8_t *at, float *part)
{
    unsigned t = 0;

    while (t + 2 < LW_ARRIVE_TIMES && lw_arrive_s[t + 1] <= seconds)
        t++;
    *at = (uint8_t)t;
    *part = (float)fmin((seconds - lw_arrive_s[t]) /
                            (lw_arrive_s[t + 1] - lw_arrive_s[t]),
                        1.0);
}

void lw_screen_track(const struct lw_screen *screen,
                     const struct lw_track *track, const struct lw_odds *odds,
                     double age_s,
                     struct lw_screened out[LW_SCREEN_CLASSES_MAX])
{
    for (uint32_t c = 0; c < screen->classes; c++) {
        const struct lw_zone_warn *const rule = &screen->rule[c];
        const struct lw_threat threat = lw_threat(track, odds, rule);
        out[c].weight =
            threat.what == LW_THREAT
                ? (float)(threat.existence * threat.kind) * slack / 65535.0f
                : 0.0f;
        between(age_s + moment(lw_alarm_ahead_s(&rule->notice)),
                &out[c].at[LW_WARNING_NOTICE], &out[c].part[LW_WARNING_NOTICE]);
        between(age_s + moment(lw_alarm_ahead_s(&rule->warning)),
                &out[c].at[LW_WARNING_WARNING],
                &out[c].part[LW_WARNING_WARNING]);
    }
}

void lw_screen_clear(struct lw_screen *screen)
{
    for (int level = 0; level < LW_WARNING_LEVELS; level++)
        memset(screen->bound[level], 0,
               screen->site->zones * sizeof *screen->bound[level]);
}

void lw_screen_add(struct lw_screen *screen, const struct lw_approach *approach,
                   const struct lw_screened of[LW_SCREEN_CLASSES_MAX])
{
    const uint32_t zone = approach->zone;
    const uint8_t c = screen->class_of[zone];

    if (c == LW_SCREEN_CLASSES_MAX)
        return;
    for (int level = 0; level < LW_WARNING_LEVELS; level++) {
        const uint16_t *const chance = &approach->chance[of[c].at[level]];
        const float low = (float)chance[0];
        screen->bound[level][zone] +=
            of[c].weight * (low + of[c].part[level] * ((float)chance[1] - low));
    }
}

bool lw_screen_may(const struct lw_screen *screen, uint32_t zone,
                   enum lw_warning_level level)
{
    const struct lw_zone_warn *const rule = &screen->site->zone[zone].warn;
    const double probability = level == LW_WARNING_WARNING
                                   ? rule->warning.probability
                                   : rule->notice.probability;

    return screen->class_of[zone] == LW_SCREEN_CLASSES_MAX ||
           (double)screen->bound[level][zone] >= probability;
}
