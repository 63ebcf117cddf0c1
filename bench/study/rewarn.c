/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rewarn - the same reports with other settings of warnings.
 *
 *     rewarn --site SITE --truth TRUTH --minutes 5,10 --probability 0.3,0.5 \
 *         REPORTS
 *
 * The tracker runs once; an engine for each pair of settings is stepped once a
 * second with what it shows. Prints a JSON array: the minutes and probability
 * of level warning, and what `luchtwacht score --warnings --json` says of what
 * was told. The references are those of the site as it is, for all of them.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "decode/ndjson.h"
#include "input.h"
#include "luchtwacht/tracker.h"
#include "score_warned.h"
#include "warn/warn.h"

enum { VALUES_MAX = 8, SETTINGS_MAX = VALUES_MAX * VALUES_MAX };
#define SECOND_NS INT64_C(1000000000)

struct told {
    struct lw_warned_line *line;
    uint32_t lines, room;
};

/* One pair of settings, and what it came to. */
struct setting {
    double minutes, probability;
    struct lw_site site;
    struct lw_warn *warn;
    struct told told;
};

struct run {
    struct lw_score_options options;
    struct lw_score_warned score;
    double minutes[VALUES_MAX], probability[VALUES_MAX];
    uint32_t many_minutes, many_probabilities;
    struct setting setting[SETTINGS_MAX];
    uint32_t settings;
    struct lw_tracker *tracker;
    struct lw_track *picture;
    uint32_t picture_max;
    bool *alive;
    int64_t arrival_ns, next_ns;
};

static void die(const char *what)
{
    fprintf(stderr, "rewarn: %s\n", what);
    exit(LW_EXIT_FAILED);
}

static void *room_for(size_t count, size_t size)
{
    void *mem = calloc(count, size);

    if (mem == NULL)
        die("not enough memory");
    return mem;
}

/* Numbers with commas between; how many, 0: they are none. */
static uint32_t read_values(const char *text, double value[VALUES_MAX])
{
    uint32_t count = 0;

    while (count < VALUES_MAX) {
        char *end;
        value[count++] = strtod(text, &end);
        if (end == text || !(value[count - 1] > 0))
            return 0;
        if (*end == '\0')
            return count;
        if (*end != ',')
            return 0;
        text = end + 1;
    }
    return 0;
}

/* The site with other minutes and probability for all zones; the notice keeps
 * its place before the warning. */
static void init_setting(struct run *run, struct setting *s)
{
    const struct lw_site *site = &run->score.site.site;

    s->site = *site;
    s->site.zone = room_for(site->zones, sizeof *site->zone);
    for (uint32_t z = 0; z < site->zones; z++) {
        struct lw_zone_warn *warn = &s->site.zone[z].warn;
        s->site.zone[z] = site->zone[z];
        warn->warning.minutes = s->minutes;
        warn->warning.probability = s->probability;
        warn->notice.minutes = fmax(warn->notice.minutes, s->minutes);
        warn->notice.probability =
            fmin(warn->notice.probability, s->probability);
    }
    struct lw_warn_config cfg = lw_warn_defaults(&s->site);
    if (cfg.tracks_max < run->picture_max)
        cfg.tracks_max = run->picture_max;
    const size_t size = lw_warn_size(&cfg, &s->site);
    s->warn =
        size > 0 ? lw_warn_init(&cfg, &s->site, room_for(size, 1), size) : NULL;
    if (s->warn == NULL)
        die("the engine has no room");
}

static void init(struct run *run)
{
    const struct lw_site *site = &run->score.site.site;
    const struct lw_tracker_config cfg = lw_tracker_defaults();
    const size_t size = lw_tracker_size(&cfg, site);

    run->tracker =
        size > 0 ? lw_tracker_init(&cfg, site, room_for(size, 1), size) : NULL;
    if (run->tracker == NULL)
        die("the tracker has no room");
    run->picture_max = lw_tracker_picture_max(run->tracker);
    run->picture = room_for(run->picture_max, sizeof *run->picture);
    run->alive = room_for(site->sensors, sizeof *run->alive);
    run->arrival_ns = run->next_ns = INT64_MIN;
    for (uint32_t m = 0; m < run->many_minutes; m++)
        for (uint32_t p = 0; p < run->many_probabilities; p++) {
            struct setting *s = &run->setting[run->settings++];
            s->minutes = run->minutes[m];
            s->probability = run->probability[p];
            init_setting(run, s);
        }
}

static void tell(struct told *told, const struct lw_warning *w)
{
    if (w->silent || w->state == LW_WARNING_PROPOSED)
        return;
    if (told->lines == told->room) {
        told->room = 2 * told->room + 256;
        told->line = realloc(told->line, told->room * sizeof *told->line);
        if (told->line == NULL)
            die("not enough memory");
    }
    told->line[told->lines++] = (struct lw_warned_line){
        .zone = w->zone,
        .warning = w->number,
        .time_ns = w->time_ns,
        .level = w->level,
        .state = w->state,
        .probability = w->probability,
        .has_arrival = w->has_arrival,
        .when = w->arrival,
    };
}

static void step(struct run *run, int64_t now_ns)
{
    const struct lw_warning *warning;

    lw_tracker_advance(run->tracker, now_ns + 1);
    const uint32_t tracks = lw_tracker_picture(run->tracker, now_ns,
                                               run->picture, run->picture_max);
    (void)lw_tracker_alive(run->tracker, now_ns, run->alive);
    for (uint32_t i = 0; i < run->settings; i++) {
        struct setting *s = &run->setting[i];
        lw_warn_step(s->warn, run->picture, tracks, run->alive, now_ns);
        while ((warning = lw_warn_next(s->warn)) != NULL)
            tell(&s->told, warning);
    }
}

static void take(struct run *run, const char *line, size_t len)
{
    struct lw_report report;

    if (lw_ndjson_read(line, len, &report, NULL) < 0 ||
        lw_site_sensor(&run->score.site.site, report.sensor) < 0)
        return;
    int64_t arrival_ns = report.has & LW_HAS_RX ? report.rx_ns : report.meas_ns;
    if (arrival_ns < run->arrival_ns)
        arrival_ns = run->arrival_ns;
    if (run->next_ns == INT64_MIN)
        run->next_ns = (arrival_ns / SECOND_NS + 1) * SECOND_NS;
    for (; run->next_ns < arrival_ns; run->next_ns += SECOND_NS)
        step(run, run->next_ns);
    run->arrival_ns = arrival_ns;
    if (lw_tracker_report(run->tracker, &report, arrival_ns) < 0)
        return; /* too late, and `track` says so */
}

static void take_reports(struct run *run)
{
    struct lw_fault fault = {0};
    struct lw_input *in = lw_input_open(run->options.tracks, &fault);
    const char *line;
    size_t len;
    int got;

    if (in == NULL)
        die(fault.what);
    while ((got = lw_input_line(in, &line, &len)) > 0)
        if (len > 0)
            take(run, line, len);
    if (got < 0)
        die(lw_input_error(in));
    lw_input_close(in);
}

/* To the score, which knows warnings by their names. */
static void give(struct run *run, struct lw_warned_line line)
{
    char name[LW_WARNING_NAME_SIZE];

    lw_warning_name(line.warning, LW_WARNING_ACTUAL, name);
    if (lw_score_names_number(&run->score.warnings, name, &line.warning) < 0 ||
        lw_score_warned_add(&run->score, &line) < 0)
        die("not enough memory");
}

static void print(struct run *run)
{
    for (uint32_t i = 0; i < run->settings; i++) {
        const struct setting *s = &run->setting[i];
        lw_score_warned_clear(&run->score);
        for (uint32_t k = 0; k < s->told.lines; k++)
            give(run, s->told.line[k]);
        if (lw_score_warned_judge(&run->score) != LW_EXIT_DONE)
            exit(LW_EXIT_FAILED);
        printf("%s{\"minutes\":%g,\"probability\":%g,\"result\":",
               i == 0 ? "[" : ",", s->minutes, s->probability);
        if (lw_score_warned_json(&run->score, stdout) < 0)
            die("the results cannot be written");
        putchar('}');
    }
    puts("]");
}

static bool read_options(int argc, char **argv, struct run *run)
{
    static const struct option names[] = {
        {"site", required_argument, NULL, 's'},
        {"truth", required_argument, NULL, 't'},
        {"minutes", required_argument, NULL, 'm'},
        {"probability", required_argument, NULL, 'p'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        if (option == 's')
            run->options.site = optarg;
        else if (option == 't')
            run->options.truth = optarg;
        else if (option == 'm')
            run->many_minutes = read_values(optarg, run->minutes);
        else if (option == 'p')
            run->many_probabilities = read_values(optarg, run->probability);
        else
            return false;
    }
    run->options.tracks = argv[optind];
    return run->options.site != NULL && run->options.truth != NULL &&
           run->many_minutes > 0 && run->many_probabilities > 0 &&
           optind + 1 == argc;
}

int main(int argc, char **argv)
{
    static struct run run = {.options = {.province_km = 160}};

    run.score.options = &run.options;
    if (!read_options(argc, argv, &run)) {
        fputs("usage: rewarn --site SITE --truth TRUTH --minutes M,.. "
              "--probability P,.. REPORTS\n",
              stderr);
        return LW_EXIT_USAGE;
    }
    if (lw_score_warned_begin(&run.score) != LW_EXIT_DONE)
        return LW_EXIT_FAILED;
    init(&run);
    take_reports(&run);
    print(&run);
    /* what it holds goes with the process */
    return LW_EXIT_DONE;
}
