/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cap_lives SEED LIVES FOLDER: warnings made up, each from its first message
 * to its last, as CAP messages and Atom feeds for cap_test.py to read.
 *
 * LIFE-NUMBER.xml is a message (LIFE from 0000, NUMBER from 000),
 * feed-STATUS-LANGUAGE.xml a feed of the first lives' messages.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "encode/atom.h"
#include "encode/cap.h"
#include "encode/warning_phrases.h"
#include "random.h"

enum {
    POINTS_MAX = 3000,
    RINGS_MAX = 40,
    SENSORS = 8,
    MESSAGES_MAX = 90,
    FEED_LIVES = 20,
    PATH_MAX_LEN = 512,
};
#define SECOND_NS INT64_C(1000000000)
#define MINUTE_NS (60 * SECOND_NS)

struct world {
    struct lw_geodetic point[POINTS_MAX];
    struct lw_ring ring[RINGS_MAX];
    struct lw_sensor sensor[SENSORS];
    struct lw_zone zone;
    struct lw_site site;
    char name[LW_LANGUAGES][LW_NAME_MAX + 1];
    struct lw_cap_config cap;
};

struct feed {
    char *text;
    size_t size;
    struct lw_text to;
    struct lw_atom_config config;
};

static struct world world;
static char message[LW_CAP_MAX];

static void ring_make(uint64_t *seed, uint32_t points, bool hole)
{
    struct lw_zone *zone = &world.zone;
    const double lat = random_between(seed, -80, 80);
    const double lon = random_between(seed, -179.9, 179.9);
    const double rough = 0.4 * random_even(seed);

    if (zone->points + points > POINTS_MAX)
        return;
    world.ring[zone->rings++] =
        (struct lw_ring){.first = zone->points, .count = points, .hole = hole};
    for (uint32_t i = 0; i < points; i++) {
        const double a = 2 * LW_PI * i / points;
        const double r =
            0.1 * (1 + rough * sin(5 * a) + 0.1 * rough * random_even(seed));
        world.point[zone->points++] = (struct lw_geodetic){
            (lat + r * sin(a)) * LW_DEG,
            lw_angle_wrap((lon + 2 * r * cos(a)) * LW_DEG), 0};
    }
}

/* A name that may hold anything, or be none. */
static void name_make(uint64_t *seed, char *name, const char *plain)
{
    static const char *const nasty[] = {
        "<b>\"A\" & 'B'</b> ]]>", "\xff\xfe bytes \x01\x1f", "two\nlines\t.",
        "Ґанок №7 «Схід»",        "’s-Hertogenbosch",        ""};

    if (random_below(seed, 2) == 0)
        (void)snprintf(name, LW_NAME_MAX + 1, "%s", plain);
    else
        (void)snprintf(name, LW_NAME_MAX + 1, "%s",
                       nasty[random_below(seed, 6)]);
}

static void world_make(uint64_t *seed)
{
    static const char *const plain[LW_LANGUAGES] = {
        "East district", "District Oost", "Східний район"};
    struct lw_zone *zone = &world.zone;

    memset(&world, 0, sizeof world);
    zone->point = world.point;
    zone->ring = world.ring;
    zone->kind = "district";
    (void)snprintf(zone->id, sizeof zone->id, "zone-%u",
                   (unsigned)random_below(seed, 1000));
    for (int i = 0; i < LW_LANGUAGES; i++) {
        name_make(seed, world.name[i], plain[i]);
        zone->name[i] = world.name[i];
    }
    const uint32_t rings =
        random_below(seed, 8) == 0 ? 36 : 1 + random_below(seed, 4);
    for (uint32_t i = 0; i < rings; i++)
        ring_make(seed, rings > 4 ? 20 : 3 + random_below(seed, 700),
                  i > 0 && random_below(seed, 3) == 0);
    for (int i = 0; i < SENSORS; i++) {
        world.sensor[i].kind = (enum lw_sensor_kind)i;
        (void)snprintf(world.sensor[i].id, LW_ID_MAX + 1, "sensor-%d", i);
    }
    world.site = (struct lw_site){.name = "Noord & Co",
                                  .sensor = world.sensor,
                                  .sensors = SENSORS,
                                  .zone = zone,
                                  .zones = 1};
    world.cap = lw_cap_defaults(&world.site);
    world.cap.sender = "noord.example.org";
    world.cap.offset_s = ((int32_t)random_below(seed, 27) - 13) * 3600;
    world.cap.contact = random_below(seed, 2) ? "Jan & Co <jan>" : "";
    world.cap.web = random_below(seed, 2) ? "https://x.org/?a=1&b=2" : "";
    world.cap.restriction = random_below(seed, 4) ? "" : "staff";
    world.cap.code = random_below(seed, 2) ? "profile-1" : "";
    world.cap.languages = 1 + random_below(seed, LW_LANGUAGES);
    for (uint32_t i = 0; i < LW_LANGUAGES; i++)
        world.cap.language[i] = (enum lw_language)((i + 2) % LW_LANGUAGES);
}

static void arrival_make(uint64_t *seed, int64_t now_ns,
                         struct lw_arrival *arrival)
{
    arrival->earliest_ns =
        now_ns + ((int64_t)random_below(seed, 40) - 5) * MINUTE_NS;
    arrival->likely_ns =
        arrival->earliest_ns + (int64_t)random_below(seed, 900) * SECOND_NS;
    arrival->latest_ns =
        arrival->likely_ns + (int64_t)random_below(seed, 900) * SECOND_NS;
}

static void reasons_make(uint64_t *seed, struct lw_warning *w)
{
    w->reasons = random_below(seed, LW_REASONS_MAX + 1);
    w->tracks = w->reasons + (random_below(seed, 3) == 0 ? 13 : 0);
    w->probability = random_even(seed);
    w->has_arrival = random_below(seed, 5) != 0;
    arrival_make(seed, w->time_ns, &w->arrival);
    for (uint32_t i = 0; i < w->reasons; i++) {
        struct lw_reason *r = &w->reason[i];
        *r = (struct lw_reason){
            .track = 1 + random_below(seed, 100000),
            .chance = random_even(seed),
            .existence = random_even(seed),
            .kind = (enum lw_kind)random_below(seed, LW_KINDS),
            .kind_chance = random_even(seed),
            .distance_m = random_between(seed, -3000, 90000),
            .bearing_rad = random_between(seed, -4, 8),
            .speed_mps = random_between(seed, 0, 250),
            .course_rad = random_between(seed, -4, 8),
            .sources = random_below(seed, LW_REASON_SOURCES_MAX + 1)};
        r->distance_m = r->distance_m < 0 ? 0 : r->distance_m;
        arrival_make(seed, w->time_ns, &r->when);
        for (uint32_t s = 0; s < r->sources; s++)
            r->source[s] = (uint16_t)random_below(seed, SENSORS + 1);
    }
}

/* One more revision; false after the last. */
static bool warning_next(uint64_t *seed, struct lw_warning *w, int left)
{
    if (w->state == LW_WARNING_CLEARED || w->state == LW_WARNING_CANCELLED)
        return false;
    w->revision += 1 + random_below(seed, 2);
    w->time_ns += (int64_t)(1 + random_below(seed, 400)) * SECOND_NS / 2;
    w->expires_ns = w->time_ns + 10 * MINUTE_NS;
    w->uncovered = random_below(seed, 4) == 0;
    w->by_hand = random_below(seed, 4) == 0;
    reasons_make(seed, w);
    w->state = LW_WARNING_UPDATED;
    if (w->level == LW_WARNING_NOTICE && random_below(seed, 3) == 0) {
        w->level = LW_WARNING_WARNING;
        w->state = LW_WARNING_ACTIVE;
    }
    if (left == 0) {
        const bool error = random_below(seed, 4) == 0;
        w->state = error ? LW_WARNING_CANCELLED : LW_WARNING_CLEARED;
        w->end = error ? LW_WARNING_REJECTED
                       : (enum lw_warning_end)(LW_WARNING_PASSED +
                                               random_below(seed, 3));
    }
    return true;
}

static int save(const char *folder, const char *name, const char *text,
                size_t len)
{
    char path[PATH_MAX_LEN];

    (void)snprintf(path, sizeof path, "%s/%s.xml", folder, name);
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        return -1;
    const bool whole = fwrite(text, 1, len, file) == len;
    return fclose(file) == 0 && whole ? 0 : -1;
}

static void feed_add(struct feed *feed, const struct lw_warning *w,
                     const struct lw_cap_chain *chain)
{
    feed->config.cap = &world.cap;
    lw_atom_entry(&feed->config, w, chain, &feed->to);
}

static int life(uint64_t *seed, uint32_t number, struct feed *feeds,
                int feed_count, const char *folder)
{
    struct lw_cap_chain chain = {0};
    struct lw_warning w = {
        .number = number + 1,
        .status = (enum lw_warning_status)random_below(seed, 3),
        .level = (enum lw_warning_level)random_below(seed, 2),
        .until_ns = INT64_MIN};
    int left =
        random_below(seed, 6) == 0 ? MESSAGES_MAX : (int)random_below(seed, 6);

    world_make(seed);
    w.time_ns = w.raised_ns = INT64_C(1790000012500000000) +
                              (int64_t)random_below(seed, 1u << 30) * SECOND_NS;
    for (int count = 0; warning_next(seed, &w, left > 0 || count == 0 ? 1 : 0);
         left--, count++) {
        char name[32];
        if (count == 0)
            w.state = LW_WARNING_ACTIVE;
        const int len =
            lw_cap_write(&world.cap, &w, &chain, message, sizeof message);
        (void)snprintf(name, sizeof name, "%04u-%03d", (unsigned)number, count);
        if (len < 0 || save(folder, name, message, (size_t)len) < 0)
            return -1;
        for (int i = 0; i < feed_count; i++)
            feed_add(&feeds[i], &w, &chain);
        lw_cap_sent(&world.cap, &w, &chain);
    }
    return 0;
}

static int feeds_make(struct feed *feeds)
{
    for (int i = 0; i < LW_WARNING_STATUSES * LW_LANGUAGES; i++) {
        struct feed *feed = &feeds[i];
        feed->size = (size_t)LW_ATOM_HEAD_MAX +
                     (size_t)FEED_LIVES * MESSAGES_MAX * LW_ATOM_ENTRY_MAX / 8;
        feed->text = malloc(feed->size);
        if (feed->text == NULL)
            return -1;
        lw_text_init(&feed->to, feed->text, feed->size);
        feed->config = (struct lw_atom_config){
            .cap = &world.cap,
            .self = "https://noord.example.org/feed",
            .base = "https://noord.example.org/cap",
            .language = (enum lw_language)(i % LW_LANGUAGES),
            .status = (enum lw_warning_status)(i / LW_LANGUAGES)};
        lw_atom_begin(&feed->config, INT64_C(1790000012000000000), &feed->to);
    }
    return 0;
}

static int feeds_save(struct feed *feeds, const char *folder)
{
    int err = 0;

    for (int i = 0; i < LW_WARNING_STATUSES * LW_LANGUAGES; i++) {
        char name[32];
        lw_atom_end(&feeds[i].to);
        const int len = lw_text_len(&feeds[i].to);
        (void)snprintf(name, sizeof name, "feed-%s-%s",
                       lw_warning_status_name(feeds[i].config.status),
                       lw_language_name(feeds[i].config.language));
        if (len < 0 || save(folder, name, feeds[i].text, (size_t)len) < 0)
            err = -1;
        free(feeds[i].text);
    }
    return err;
}

int main(int argc, char **argv)
{
    static struct feed feeds[LW_WARNING_STATUSES * LW_LANGUAGES];

    if (argc != 4) {
        (void)fputs("cap_lives SEED LIVES FOLDER\n", stderr);
        return 2;
    }
    uint64_t seed = strtoull(argv[1], NULL, 10);
    const uint32_t lives = (uint32_t)strtoul(argv[2], NULL, 10);
    world_make(&seed);
    world.cap = lw_cap_defaults(&world.site);
    world.cap.sender = "noord.example.org";
    if (feeds_make(feeds) < 0)
        return 1;
    for (uint32_t i = 0; i < lives; i++)
        if (life(&seed, i, feeds,
                 i < FEED_LIVES ? LW_WARNING_STATUSES * LW_LANGUAGES : 0,
                 argv[3]) < 0) {
            (void)fprintf(stderr, "life %u\n", (unsigned)i);
            return 1;
        }
    return feeds_save(feeds, argv[3]) < 0;
}
