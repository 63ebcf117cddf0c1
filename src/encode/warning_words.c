/* SPDX-License-Identifier: Apache-2.0 */
#include "warning_words.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/text.h"
#include "base/timefmt.h"
#include "base/utf8.h"
#include "luchtwacht/track.h"
#include "warning_phrases.h"

enum {
    CLOCK_MAX = 16,
    SENSORS_TEXT_MAX = 512,
    MARKS = 3,       /* times that a long text says what it is */
    ZONE_LINE = 60,  /* characters of a zone's name in a headline */
    ZONE_LEAST = 12, /* and in a short text, however long the rest */
    ZONE_BYTES = LW_NAME_MAX + 1,
};
static const int64_t second_ns = 1000000000;
static const double slow_mps = 2; /* below it a course means nothing */

/* From here on a chance is called by the word; upward. */
static const struct {
    double from;
    enum lw_phrase word;
} sure_words[] = {
    {0.99, LW_PHRASE_ALMOST_CERTAIN}, {0.90, LW_PHRASE_VERY_LIKELY},
    {0.66, LW_PHRASE_LIKELY},         {0.33, LW_PHRASE_EVEN},
    {0.10, LW_PHRASE_UNLIKELY},       {-1, LW_PHRASE_VERY_UNLIKELY},
};

/* A text being written: what stands in its slots, and where they point to. */
struct writer {
    struct lw_text to;
    const struct lw_words *words;
    const struct lw_warning *warning;
    const char *slot[LW_SLOTS];
    bool any; /* something stands in this sentence, or line, already */
    char zone[ZONE_BYTES];
    char number[CLOCK_MAX], distance[2 * CLOCK_MAX], speed[CLOCK_MAX],
        percent[CLOCK_MAX];
    char earliest[CLOCK_MAX], likely[CLOCK_MAX], latest[CLOCK_MAX],
        clock[CLOCK_MAX];
    char track[LW_TRACK_NAME_SIZE], id[LW_WARNING_NAME_SIZE];
    char sensors[SENSORS_TEXT_MAX];
};

static void put(struct writer *w, enum lw_phrase phrase, uint32_t number)
{
    lw_phrase_put(&w->to, w->words->language, phrase, number, w->slot);
}

/* A sentence behind another. */
static void put_next(struct writer *w, enum lw_phrase phrase, uint32_t number)
{
    if (w->any)
        lw_text_put(&w->to, " ");
    w->any = true;
    put(w, phrase, number);
}

static void set_number(struct writer *w, uint32_t number)
{
    (void)snprintf(w->number, sizeof w->number, "%u", (unsigned)number);
    w->slot[LW_SLOT_NUMBER] = w->number;
}

/* 1 to 99: nothing is told as certain. */
static void set_percent(struct writer *w, double chance)
{
    const double percent = isfinite(chance) ? chance * 100 : 0;

    (void)snprintf(w->percent, sizeof w->percent, "%.0f",
                   fmin(fmax(percent, 1), 99));
    w->slot[LW_SLOT_PERCENT] = w->percent;
}

/* The hour and minute there, or the nearest that can be told. */
static void set_time(const struct writer *w, int64_t time_ns,
                     char text[CLOCK_MAX])
{
    const int64_t shift_ns = w->words->offset_s * second_ns;
    const int64_t most_ns = INT64_MAX - 86400 * second_ns;
    const int64_t there_ns = time_ns > most_ns    ? most_ns
                             : time_ns < -most_ns ? -most_ns
                                                  : time_ns;
    char when[LW_TIMEFMT_SIZE];

    (void)lw_timefmt_write(there_ns + shift_ns, when);
    (void)snprintf(text, CLOCK_MAX, "%.5s", when + strlen("2026-11-22T"));
}

static void set_clock(struct writer *w)
{
    const int32_t minutes = w->words->offset_s / 60;
    const int32_t away = minutes < 0 ? -minutes : minutes;

    if (away == 0)
        (void)snprintf(w->clock, sizeof w->clock, "UTC");
    else if (away % 60 == 0)
        (void)snprintf(w->clock, sizeof w->clock, "UTC%c%d",
                       minutes < 0 ? '-' : '+', (int)(away / 60));
    else
        (void)snprintf(w->clock, sizeof w->clock, "UTC%c%d:%02d",
                       minutes < 0 ? '-' : '+', (int)(away / 60),
                       (int)(away % 60));
    w->slot[LW_SLOT_CLOCK] = w->clock;
}

static void set_arrival(struct writer *w, const struct lw_arrival *arrival)
{
    set_time(w, arrival->earliest_ns, w->earliest);
    set_time(w, arrival->likely_ns, w->likely);
    set_time(w, arrival->latest_ns, w->latest);
    w->slot[LW_SLOT_EARLIEST] = w->earliest;
    w->slot[LW_SLOT_LIKELY] = w->likely;
    w->slot[LW_SLOT_LATEST] = w->latest;
}

static const char *direction(const struct writer *w, double azimuth_rad)
{
    const double eighth = lw_angle_positive(azimuth_rad) / (LW_PI / 4);
    const int which = (int)lround(eighth) % LW_PHRASE_DIRECTIONS;

    return lw_phrase(w->words->language,
                     (enum lw_phrase)((int)LW_PHRASE_NORTH + which));
}

/* A number with its unit: 700 m, 4.5 km, 21 km. */
static void set_distance(struct writer *w, double distance_m)
{
    const double metres = fmin(fmax(distance_m, 100), 1e7);
    const bool near = metres < 950;
    const char *slot[LW_SLOTS] = {NULL};
    char number[CLOCK_MAX];
    struct lw_text to;

    lw_text_init(&to, number, sizeof number - 1);
    if (near)
        lw_text_fixed(&to, 100 * round(metres / 100), 0);
    else
        lw_text_fixed(&to, metres / 1000, metres < 9950 ? 1 : 0);
    *to.at = '\0';
    char *point = strchr(number, '.');
    if (point != NULL && w->words->language != LW_LANG_EN)
        *point = ',';
    slot[LW_SLOT_NUMBER] = number;
    lw_text_init(&to, w->distance, sizeof w->distance - 1);
    lw_phrase_put(&to, w->words->language,
                  near ? LW_PHRASE_METRES : LW_PHRASE_KILOMETRES, 0, slot);
    *to.at = '\0';
    w->slot[LW_SLOT_DISTANCE] = w->distance;
}

/* Where a track is, and how it goes. */
static void set_reason(struct writer *w, const struct lw_reason *reason)
{
    const double kmh_most = 9990;

    set_distance(w, isfinite(reason->distance_m) ? reason->distance_m : 0);
    w->slot[LW_SLOT_FROM] =
        direction(w, isfinite(reason->bearing_rad) ? reason->bearing_rad : 0);
    w->slot[LW_SLOT_TOWARDS] =
        direction(w, isfinite(reason->course_rad) ? reason->course_rad : 0);
    (void)snprintf(w->speed, sizeof w->speed, "%.0f",
                   10 * round(fmin(reason->speed_mps * 3.6, kmh_most) / 10));
    w->slot[LW_SLOT_SPEED] = w->speed;
}

static bool is_slow(const struct lw_reason *reason)
{
    return !(reason->speed_mps >= slow_mps) || !isfinite(reason->course_rad);
}

static bool is_inside(const struct lw_reason *reason)
{
    return reason->distance_m <= 0;
}

/* All that threaten are of kinds that nobody flies in, rather than not. */
static bool is_unmanned(const struct lw_warning *warning)
{
    for (uint32_t i = 0; i < warning->reasons; i++) {
        const struct lw_reason *r = &warning->reason[i];
        if ((r->kind != LW_KIND_MULTIROTOR && r->kind != LW_KIND_FIXED_WING) ||
            !(r->kind_chance > 0.5))
            return false;
    }
    return warning->reasons > 0;
}

/* Over, one way or the other. */
static bool is_ended(const struct lw_warning *warning)
{
    return warning->state == LW_WARNING_CLEARED ||
           warning->state == LW_WARNING_CANCELLED;
}

/* Of a group of six: by state, then by level. */
static enum lw_phrase of_state(const struct lw_warning *warning,
                               enum lw_phrase first)
{
    const int state = warning->state == LW_WARNING_CLEARED     ? 2
                      : warning->state == LW_WARNING_CANCELLED ? 4
                                                               : 0;

    return (enum lw_phrase)((int)first + state + (int)warning->level);
}

/* Of a pair: the second where `second` is so. */
static enum lw_phrase of_two(enum lw_phrase first, bool second)
{
    return (enum lw_phrase)((int)first + (second ? 1 : 0));
}

static void put_headline(struct writer *w)
{
    const struct lw_warning *warning = w->warning;
    const bool unmanned = is_unmanned(warning);

    put_next(w, of_state(warning, LW_PHRASE_HEAD), 0);
    if (is_ended(warning) || !warning->has_arrival)
        return;
    if (warning->arrival.likely_ns > warning->time_ns)
        put_next(w, of_two(LW_PHRASE_COMES, unmanned), 0);
    else
        put_next(w, of_two(LW_PHRASE_THERE, unmanned), 0);
}

static void put_where(struct writer *w)
{
    const struct lw_warning *warning = w->warning;
    const bool many = warning->tracks > 1;

    for (uint32_t i = 0; i < warning->reasons; i++)
        if (is_inside(&warning->reason[i])) {
            put_next(w, of_two(LW_PHRASE_INSIDE, many), 0);
            return;
        }
    set_reason(w, &warning->reason[0]);
    put_next(
        w,
        of_two(is_slow(&warning->reason[0]) ? LW_PHRASE_SLOW : LW_PHRASE_AWAY,
               many),
        0);
}

static void put_sure(struct writer *w)
{
    const double chance = w->warning->probability;
    size_t i = 0;

    while (!(chance >= sure_words[i].from) &&
           i + 1 < sizeof sure_words / sizeof *sure_words)
        i++;
    set_percent(w, chance);
    w->slot[LW_SLOT_SURE] = lw_phrase(w->words->language, sure_words[i].word);
    put_next(w, LW_PHRASE_SURE, 0);
}

static void put_when(struct writer *w)
{
    const struct lw_warning *warning = w->warning;
    const int64_t now_ns = warning->time_ns;

    if (warning->arrival.likely_ns <= now_ns)
        put_next(w, LW_PHRASE_WHEN_PAST, 0);
    else if (warning->arrival.earliest_ns <= now_ns)
        put_next(w, LW_PHRASE_WHEN_SOON, 0);
    else
        put_next(w, LW_PHRASE_WHEN, 0);
}

static void put_end(struct writer *w)
{
    if (w->warning->state == LW_WARNING_CANCELLED)
        put_next(w, LW_PHRASE_CANCELLED, 0);
    else if (w->warning->end == LW_WARNING_EXPLAINED)
        put_next(w, LW_PHRASE_CLEARED_EXPLAINED, 0);
    else if (w->warning->end == LW_WARNING_BY_HAND)
        put_next(w, LW_PHRASE_CLEARED_BY_HAND, 0);
    else
        put_next(w, LW_PHRASE_CLEARED_PASSED, 0);
}

static void put_description(struct writer *w)
{
    const struct lw_warning *warning = w->warning;
    const bool unmanned = is_unmanned(warning);

    put_next(w, of_state(warning, LW_PHRASE_HEAD), 0);
    if (is_ended(warning)) {
        put_end(w);
        return;
    }
    if (warning->by_hand)
        put_next(w, LW_PHRASE_BY_HAND, 0);
    if (warning->reasons > 0) {
        const uint32_t tracks = warning->tracks > warning->reasons
                                    ? warning->tracks
                                    : warning->reasons;
        set_number(w, tracks);
        put_next(w, of_two(LW_PHRASE_COUNT, unmanned), tracks);
        put_where(w);
        put_sure(w);
    }
    if (warning->reasons == 0 && !warning->by_hand)
        put_next(w, LW_PHRASE_QUIET, 0);
    if (warning->has_arrival)
        put_when(w);
    if (warning->uncovered)
        put_next(w, LW_PHRASE_UNCOVERED, 0);
}

/* "3 sensors (1 radar, 2 listening posts)" */
static void set_sensors(struct writer *w, const struct lw_reason *reason)
{
    const struct lw_site *site = w->words->site;
    const enum lw_language language = w->words->language;
    uint32_t count[LW_SENSOR_KINDS] = {0}, all = 0;
    const char *comma = " (";
    struct lw_text to;

    for (uint32_t i = 0; i < reason->sources; i++)
        if (reason->source[i] < site->sensors) {
            count[site->sensor[reason->source[i]].kind]++;
            all++;
        }
    w->slot[LW_SLOT_SENSORS] = all > 0 ? w->sensors : NULL;
    if (all == 0)
        return;
    lw_text_init(&to, w->sensors, sizeof w->sensors - 1);
    set_number(w, all);
    lw_phrase_put(&to, language, LW_PHRASE_SENSORS, all, w->slot);
    for (int kind = 0; kind < LW_SENSOR_KINDS; kind++) {
        if (count[kind] == 0)
            continue;
        set_number(w, count[kind]);
        lw_text_put(&to, comma);
        lw_phrase_put(&to, language,
                      (enum lw_phrase)((int)LW_PHRASE_ACOUSTIC + kind),
                      count[kind], w->slot);
        comma = ", ";
    }
    lw_text_put(&to, ")");
    *to.at = '\0';
}

static void put_part(struct writer *w, enum lw_phrase phrase)
{
    lw_text_put(&w->to, ", ");
    put(w, phrase, 0);
}

static void put_reason(struct writer *w, const struct lw_reason *reason)
{
    set_reason(w, reason);
    set_arrival(w, &reason->when);
    set_sensors(w, reason);
    lw_track_name(reason->track, w->track);
    w->slot[LW_SLOT_TRACK] = w->track;
    w->slot[LW_SLOT_KIND] = lw_phrase(
        w->words->language,
        (enum lw_phrase)((int)LW_PHRASE_MULTIROTOR + (int)reason->kind));
    set_percent(w, reason->kind_chance);
    put(w, LW_PHRASE_WHICH, 0);
    put_part(w, is_inside(reason) ? LW_PHRASE_WHERE_INSIDE : LW_PHRASE_WHERE);
    put_part(w, is_slow(reason) ? LW_PHRASE_HOVERS : LW_PHRASE_FLIES);
    set_percent(w, reason->chance);
    put_part(w, LW_PHRASE_CHANCE);
    if (!is_inside(reason) && reason->when.likely_ns > w->warning->time_ns)
        put_part(w, LW_PHRASE_ABOUT);
    if (w->slot[LW_SLOT_SENSORS] != NULL)
        put_part(w, LW_PHRASE_SEEN);
    lw_text_put(&w->to, ".");
}

static void put_reasons(struct writer *w)
{
    const struct lw_warning *warning = w->warning;

    for (uint32_t i = 0; i < warning->reasons; i++) {
        if (i > 0)
            lw_text_put(&w->to, "\n");
        put_reason(w, &warning->reason[i]);
    }
    if (warning->reasons > 0 && warning->tracks > warning->reasons) {
        set_number(w, warning->tracks - warning->reasons);
        lw_text_put(&w->to, "\n");
        put(w, LW_PHRASE_MORE, warning->tracks - warning->reasons);
    }
}

/* Characters, of text that is UTF-8 or not: what is none counts by bytes. */
static size_t characters(const char *text, size_t len)
{
    size_t count = 0;

    for (size_t i = 0; i < len; count++) {
        const size_t size = (unsigned char)text[i] < 0x80
                                ? 1
                                : lw_utf8_len(text + i, text + len);
        i += size > 0 ? size : 1;
    }
    return count;
}

/* The first `most` characters of a name. */
static void set_zone(struct writer *w, size_t most)
{
    const struct lw_zone *zone = &w->words->site->zone[w->warning->zone];
    const char *name = lw_words_zone(zone, w->words->language);
    size_t len = strlen(name);

    while (characters(name, len) > most)
        for (len--; len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80;)
            len--;
    (void)snprintf(w->zone, sizeof w->zone, "%.*s", (int)len, name);
    w->slot[LW_SLOT_ZONE] = w->zone;
}

static void put_short_text(struct writer *w)
{
    const struct lw_warning *warning = w->warning;

    w->any = false;
    put_next(w, of_state(warning, LW_PHRASE_SHORT), 0);
    if (!is_ended(warning) && warning->has_arrival &&
        warning->arrival.likely_ns > warning->time_ns)
        put_next(w, LW_PHRASE_SHORT_COMES, 0);
    lw_text_put(&w->to, " ");
    lw_text_put(&w->to, w->id);
}

static void put_mark(struct writer *w, int times)
{
    const struct lw_warning *warning = w->warning;
    const char *word =
        lw_phrase(w->words->language, warning->status == LW_WARNING_TEST
                                          ? LW_PHRASE_MARK_TEST
                                          : LW_PHRASE_MARK_EXERCISE);

    for (int i = 0; i < times; i++) {
        if (i > 0)
            lw_text_put(&w->to, " ");
        lw_text_put(&w->to, word);
    }
}

/* Once without the zone's name, to see how much room there is for it. */
static void put_short(struct writer *w, int marks)
{
    const size_t most = w->words->language == LW_LANG_UK ? LW_WORDS_SHORT_UCS2
                                                         : LW_WORDS_SHORT_GSM;
    const struct lw_text start = w->to;
    char *const first = w->to.at;

    w->slot[LW_SLOT_ZONE] = NULL;
    put_short_text(w);
    put_mark(w, 2 * marks);
    const size_t rest =
        characters(first, (size_t)(w->to.at - first)) + (size_t)marks;
    w->to = start;
    set_zone(w, rest + ZONE_LEAST < most ? most - rest : ZONE_LEAST);
    put_mark(w, marks);
    if (marks > 0)
        lw_text_put(&w->to, " ");
    put_short_text(w);
    if (marks > 0)
        lw_text_put(&w->to, " ");
    put_mark(w, marks);
}

static void put_body(struct writer *w, enum lw_words_part part)
{
    if (part == LW_WORDS_EVENT)
        put(w, of_state(w->warning, LW_PHRASE_EVENT), 0);
    else if (part == LW_WORDS_HEADLINE)
        put_headline(w);
    else if (part == LW_WORDS_DESCRIPTION)
        put_description(w);
    else if (part == LW_WORDS_INSTRUCTION)
        put(w, of_state(w->warning, LW_PHRASE_DO), 0);
    else
        put_reasons(w);
}

/* Marks of an exercise or a test around what there is, if anything. */
static void put_marked(struct writer *w, enum lw_words_part part, int marks)
{
    if (marks == 0) {
        put_body(w, part);
        return;
    }
    const struct lw_text start = w->to;
    put_mark(w, marks);
    lw_text_put(&w->to, part == LW_WORDS_REASONS ? "\n" : " ");
    const char *const body = w->to.at;
    put_body(w, part);
    if (w->to.at == body && !w->to.full) {
        w->to = start;
        return;
    }
    lw_text_put(&w->to, part == LW_WORDS_REASONS ? "\n" : " ");
    put_mark(w, marks);
}

int lw_words_write(const struct lw_words *words, enum lw_words_part part,
                   const struct lw_warning *warning, char *text, size_t size)
{
    struct writer w = {.words = words, .warning = warning};
    const bool real = warning->status == LW_WARNING_ACTUAL;
    const bool brief = part == LW_WORDS_EVENT || part == LW_WORDS_SHORT;

    assert(warning->zone < words->site->zones);
    assert(warning->reasons <= LW_REASONS_MAX);
    if (size == 0)
        return LW_ERR_NO_SPACE;
    lw_text_init(&w.to, text, size - 1);
    set_clock(&w);
    set_arrival(&w, &warning->arrival);
    set_zone(&w, part == LW_WORDS_HEADLINE ? ZONE_LINE : LW_NAME_MAX);
    lw_warning_name(warning->number, warning->status, w.id);
    if (part == LW_WORDS_SHORT)
        put_short(&w, real ? 0 : 1);
    else
        put_marked(&w, part, real ? 0 : brief ? 1 : MARKS);
    const int len = lw_text_len(&w.to);
    if (len >= 0)
        text[len] = '\0';
    return len;
}

const char *lw_words_zone(const struct lw_zone *zone, enum lw_language language)
{
    if (zone->name[language][0] != '\0')
        return zone->name[language];
    for (int i = 0; i < LW_LANGUAGES; i++)
        if (zone->name[i][0] != '\0')
            return zone->name[i];
    return zone->id;
}
