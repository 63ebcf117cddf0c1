/* SPDX-License-Identifier: Apache-2.0 */
/*
 * track - reports in, tracks out, at every whole S seconds of data time; and
 * warnings as they are raised and change, where the site has zones.
 *
 * The line for T is written when the first report that arrives after T is
 * read, or at the end; the same input gives the same bytes.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/idset.h"
#include "cmd.h"
#include "decode/decision.h"
#include "decode/ndjson.h"
#include "encode/sensor_json.h"
#include "encode/track_json.h"
#include "encode/warning_json.h"
#include "input.h"
#include "load_site.h"
#include "luchtwacht/tracker.h"
#include "scene_clock.h"
#include "serve_reports.h"
#include "vigil.h"

enum { IDS_MIN = 1 << 16 };
static const int64_t SENSORS_EVERY_NS = INT64_C(10000000000);

static const char help[] =
    "usage: luchtwacht track --site FILE [OPTIONS] [REPORTS ...]\n"
    "\n"
    "Reads reports (NDJSON, also .gz and .zst; - or nothing: standard input)\n"
    "and writes a line for each live track at every whole S seconds of data\n"
    "time, and, where the site has zones, one for each change of a warning or\n"
    "of the cover of a zone. A bad line is told of with its number and left\n"
    "out. Decisions among the reports count as they did when they were made.\n"
    "\n"
    "  --site FILE    the site: sensors, air, zones (YAML or JSON)\n"
    "  --every S      seconds of data time between two pictures (1)\n"
    "  --tentative    write tentative tracks and the end of tracks, too\n"
    "  --strict       stop at the first bad line, with exit status 1\n"
    "  --exercise     nothing of it is real: said in every line\n"
    "  --sensors FILE every 10 s of data time and at the end, a line a "
    "sensor:\n"
    "                 its errors and rates, as learnt; - is standard output\n"
    "  --stats        at the end, one line a sensor on standard error\n"
    "\n"
    "examples:\n"
    "  luchtwacht track --site data/scenes/autoferry-2/site.yaml \\\n"
    "      data/scenes/autoferry-2/reports.ndjson.zst > tracks.ndjson\n"
    "  tail -f reports.ndjson | luchtwacht track --site site.yaml -\n";

struct options {
    const char *site, *sensors;
    int64_t every_ns;
    bool tentative, strict, stats, exercise;
};

struct run {
    struct options opt;
    struct lw_loaded_site site;
    struct lw_tracker *tracker;
    struct lw_track *picture;
    uint32_t picture_max;
    struct lw_idset ids;
    void *ids_mem;
    struct lw_scene_guard guard;
    int64_t *heard_ns;      /* the guard's */
    int64_t arrival_ns;     /* of the last report */
    int64_t next_ns;        /* the next picture; INT64_MIN: none is due */
    int64_t told_ns;        /* the last picture written */
    FILE *sensors;          /* NULL: nobody asked for them */
    int64_t sensors_ns;     /* when their lines are due again */
    struct lw_vigil *vigil; /* NULL: the site has no zones */
    bool lost;              /* a line of a warning could not be written */
    int64_t accepted, refused;
};

static int write_line(char *line, int len)
{
    if (len < 0)
        return len;
    line[len] = '\n';
    return fwrite(line, 1, (size_t)len + 1, stdout) == (size_t)len + 1
               ? 0
               : LW_ERR_IO;
}

static void write_warning(void *context, const struct lw_warning *warning,
                          bool open)
{
    char line[LW_WARNING_TEXT_MAX + 1];
    struct run *run = context;

    if (open && write_line(line, lw_warning_write(warning, &run->site.site,
                                                  line, sizeof line - 1)) < 0)
        run->lost = true;
}

static void write_cover(void *context, const struct lw_cover_change *change)
{
    char line[LW_COVER_TEXT_MAX + 1];
    struct run *run = context;
    const int len =
        lw_cover_write(&run->site.site, change->zone, change->cover,
                       change->before, change->time_ns, line, sizeof line - 1);

    if (write_line(line, len) < 0)
        run->lost = true;
}

static const struct lw_vigil_calls vigil_calls = {.warning = write_warning,
                                                  .cover = write_cover};

/* A line for each sensor that was heard or looked; at the end for all. */
static int write_sensors(struct run *run, int64_t at_ns, bool all)
{
    char line[LW_SENSOR_TEXT_MAX + 1];

    run->sensors_ns = at_ns / SENSORS_EVERY_NS * SENSORS_EVERY_NS;
    run->sensors_ns += SENSORS_EVERY_NS;
    for (uint32_t i = 0; i < run->site.site.sensors; i++) {
        const struct lw_sensor_stats stats = lw_tracker_sensor(run->tracker, i);
        if (!all && stats.reports == 0 && stats.looks == 0)
            continue;
        const int len = lw_sensor_write(&run->site.site, i, &stats, at_ns, line,
                                        sizeof line - 1);
        if (len < 0)
            return len;
        line[len] = '\n';
        if (fwrite(line, 1, (size_t)len + 1, run->sensors) != (size_t)len + 1)
            return LW_ERR_IO;
    }
    return 0;
}

static int write_picture(struct run *run, int64_t at_ns)
{
    char line[LW_TRACK_TEXT_MAX + 1];

    lw_tracker_advance(run->tracker, at_ns + 1);
    const uint32_t n =
        lw_tracker_picture(run->tracker, at_ns, run->picture, run->picture_max);
    for (uint32_t i = 0; i < n; i++) {
        const struct lw_track *t = &run->picture[i];
        if (t->status == LW_TRACK_TENTATIVE && !run->opt.tentative &&
            t->unbacked <= LW_TRACK_MADE_UP)
            continue;
        /* an end is told once */
        if (t->status == LW_TRACK_ENDED &&
            (!run->opt.tentative || t->time_ns <= run->told_ns))
            continue;
        const int err = write_line(
            line, lw_track_write(t, &run->site.site, line, sizeof line - 1));
        if (err < 0)
            return err;
    }
    run->told_ns = at_ns;
    if (run->sensors != NULL && at_ns >= run->sensors_ns)
        return write_sensors(run, at_ns, false);
    return 0;
}

/* Warnings before that moment. */
static int warn_until(struct run *run, int64_t until_ns)
{
    if (run->vigil != NULL)
        lw_vigil_pass(run->vigil, until_ns);
    return run->lost ? LW_ERR_IO : 0;
}

/* Every picture that is due before something arrives at `until_ns`, and the
 * warnings. */
static int write_due(struct run *run, int64_t until_ns)
{
    while (run->next_ns != INT64_MIN && run->next_ns < until_ns) {
        if (warn_until(run, run->next_ns) < 0)
            return LW_ERR_IO;
        const int err = write_picture(run, run->next_ns);
        if (err < 0)
            return err;
        run->next_ns += run->opt.every_ns;
        /* a long gap: nothing is alive, nothing will be */
        if (lw_tracker_idle(run->tracker) && run->next_ns < until_ns)
            run->next_ns = until_ns / run->opt.every_ns * run->opt.every_ns;
    }
    return warn_until(run, until_ns);
}

/* It is that time: arrival never goes back, and is told in whole
 * microseconds. */
static int arrive(struct run *run, int64_t arrival_ns, struct lw_fault *fault)
{
    arrival_ns -= arrival_ns % 1000;
    if (arrival_ns < run->arrival_ns)
        arrival_ns = run->arrival_ns;
    if (run->next_ns == INT64_MIN) {
        const int64_t every_ns = run->opt.every_ns;
        run->next_ns = (arrival_ns + every_ns - 1) / every_ns * every_ns;
    }
    const int err = write_due(run, arrival_ns);
    if (err < 0)
        return lw_fault_set(fault, err, 0, 0, "the tracks cannot be written");
    run->arrival_ns = arrival_ns;
    return 0;
}

/* 1: new; 0: taken before; < 0: no memory. */
static int new_id(struct run *run, const char *id)
{
    int added = lw_idset_add(&run->ids, id, strlen(id));

    if (added != LW_ERR_NO_SPACE)
        return added;
    const size_t size = 2 * run->ids.slots * sizeof *run->ids.slot;
    struct lw_idset larger;
    void *mem = malloc(size);
    if (mem == NULL || lw_idset_init(&larger, mem, size) < 0 ||
        lw_idset_grow(&larger, &run->ids) < 0) {
        free(mem);
        return LW_ERR_NO_SPACE;
    }
    free(run->ids_mem);
    run->ids_mem = mem;
    run->ids = larger;
    return lw_idset_add(&run->ids, id, strlen(id));
}

/* What a person decided when the reports came in; about a test it is not of
 * what is written here. */
static int take_decision(struct run *run, const char *line, size_t len,
                         struct lw_fault *fault)
{
    struct lw_decision_line read;
    int err = lw_decision_read(line, len, &read, fault);

    if (err < 0 || read.status == LW_WARNING_TEST)
        return err;
    if (read.status == LW_WARNING_EXERCISE && !run->site.site.exercise)
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "`status`: it is of an exercise, and the site "
                            "file is not; --exercise makes it one");
    if (run->vigil == NULL)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "the site file has no zones");
    err = arrive(run, read.rx_ns, fault);
    if (err < 0)
        return err;
    read.decision.time_ns = run->arrival_ns;
    err = lw_vigil_decide(run->vigil, &read.decision);
    if (err < 0)
        return lw_fault_set(fault, err, 0, 0, "it cannot be decided: %s",
                            lw_err_name(err));
    run->accepted++;
    return run->lost ? LW_ERR_IO : 0;
}

/* One line: 0 (taken, or a duplicate), or an error with *fault. */
static int take_line(struct run *run, const char *line, size_t len,
                     struct lw_fault *fault)
{
    struct lw_report report;
    int err = lw_ndjson_read(line, len, &report, fault);

    if (err < 0)
        return lw_decision_is(line, len) ? take_decision(run, line, len, fault)
                                         : err;
    if (!run->site.site.exercise && lw_reports_exercise(line, len))
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 0,
                            "`exercise`: it is of an exercise, and the site "
                            "file is not; --exercise makes it one");
    const int sensor = lw_site_sensor(&run->site.site, report.sensor);
    if (sensor < 0)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, 0, 0,
                            "`sensor`: \"%s\" is not in the site file",
                            report.sensor);
    if (!(report.has & LW_HAS_RX)) {
        err = lw_scene_guard_check(&run->guard, (uint32_t)sensor,
                                   report.meas_ns, run->arrival_ns, fault);
        if (err < 0)
            return err;
    }
    if (report.has & LW_HAS_ID) {
        err = new_id(run, report.id);
        if (err <= 0)
            return err;
    }
    err = arrive(run, report.has & LW_HAS_RX ? report.rx_ns : report.meas_ns,
                 fault);
    if (err < 0)
        return err;
    lw_scene_guard_hear(&run->guard, (uint32_t)sensor, run->arrival_ns);
    err = lw_tracker_report(run->tracker, &report, run->arrival_ns);
    if (run->vigil != NULL)
        lw_vigil_arrived(run->vigil, run->arrival_ns);
    if (err < 0)
        return lw_fault_set(fault, err, 0, 0, "the tracker cannot use it: %s",
                            lw_err_name(err));
    run->accepted++;
    return 0;
}

static int take_file(struct run *run, const char *path)
{
    struct lw_fault fault = {0};
    struct lw_input *in = lw_input_open(path, &fault);
    const char *line;
    size_t len;
    int got;

    if (in == NULL) {
        lw_print_fault(path, &fault);
        return LW_EXIT_FAILED;
    }
    int status = LW_EXIT_DONE;
    while (status == LW_EXIT_DONE &&
           (got = lw_input_line(in, &line, &len)) != 0) {
        int err = got;
        if (got > 0) {
            if (len == 0)
                continue;
            err = take_line(run, line, len, &fault);
        } else {
            lw_fault_set(&fault, got, 0, 0, "%s", lw_input_error(in));
        }
        if (err >= 0)
            continue;
        run->refused++;
        fault.line = lw_input_number(in);
        lw_print_fault(path, &fault);
        if (run->opt.strict || err == LW_ERR_IO)
            status = LW_EXIT_FAILED;
    }
    lw_input_close(in);
    return status;
}

static void print_stats(const struct run *run)
{
    for (uint32_t s = 0; s < run->site.site.sensors; s++) {
        const struct lw_sensor_stats stats = lw_tracker_sensor(run->tracker, s);
        fprintf(stderr,
                "luchtwacht: %s: %llu plots, %llu claimed, %llu looks, "
                "%.2f false a look, errors counted %.1f times\n",
                run->site.site.sensor[s].id, (unsigned long long)stats.reports,
                (unsigned long long)stats.claimed,
                (unsigned long long)stats.looks, stats.false_reports,
                stats.error_inflation);
    }
}

static bool read_every(const char *text, int64_t *every_ns)
{
    char *end = NULL;
    const double every_s = strtod(text, &end);

    if (*text == '\0' || *end != '\0' || !(every_s >= 0.001) ||
        !(every_s <= 86400.0)) {
        fprintf(stderr,
                "luchtwacht: --every: expected seconds from 0.001 to 86400, "
                "got %s\n",
                text);
        return false;
    }
    *every_ns = (int64_t)llround(every_s * 1e3) * 1000000;
    return true;
}

static int read_options(int argc, char **argv, struct options *opt)
{
    enum {
        SITE = 1000,
        SENSORS,
        EVERY,
        TENTATIVE,
        STRICT,
        STATS,
        EXERCISE,
        HELP
    };
    static const struct option known[] = {
        {"site", required_argument, NULL, SITE},
        {"sensors", required_argument, NULL, SENSORS},
        {"every", required_argument, NULL, EVERY},
        {"tentative", no_argument, NULL, TENTATIVE},
        {"strict", no_argument, NULL, STRICT},
        {"stats", no_argument, NULL, STATS},
        {"exercise", no_argument, NULL, EXERCISE},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    int c;

    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (c) {
        case SITE:
            opt->site = optarg;
            break;
        case SENSORS:
            opt->sensors = optarg;
            break;
        case EVERY:
            if (!read_every(optarg, &opt->every_ns))
                return LW_EXIT_USAGE;
            break;
        case TENTATIVE:
            opt->tentative = true;
            break;
        case STRICT:
            opt->strict = true;
            break;
        case STATS:
            opt->stats = true;
            break;
        case EXERCISE:
            opt->exercise = true;
            break;
        case HELP:
            fputs(help, stdout);
            return LW_EXIT_DONE;
        default:
            fputs(help, stderr);
            return LW_EXIT_USAGE;
        }
    if (opt->site == NULL) {
        fputs("luchtwacht: track: --site FILE is needed\n", stderr);
        return LW_EXIT_USAGE;
    }
    return -1;
}

static bool prepare(struct run *run)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();
    const size_t size = lw_tracker_size(&cfg, &run->site.site);
    const size_t ids_size = IDS_MIN * sizeof *run->ids.slot;
    void *mem = calloc(1, size);

    cfg.zeroed_memory = true;
    run->ids_mem = malloc(ids_size);
    run->heard_ns = calloc(run->site.site.sensors, sizeof *run->heard_ns);
    run->next_ns = run->arrival_ns = run->told_ns = INT64_MIN;
    run->sensors_ns = INT64_MIN;
    if (mem == NULL || run->ids_mem == NULL || run->heard_ns == NULL ||
        lw_idset_init(&run->ids, run->ids_mem, ids_size) < 0) {
        free(mem);
        return false;
    }
    lw_scene_guard_init(&run->guard, run->heard_ns, run->site.site.sensors);
    run->tracker = lw_tracker_init(&cfg, &run->site.site, mem, size);
    if (run->tracker == NULL) {
        free(mem);
        return false;
    }
    run->picture_max = lw_tracker_picture_max(run->tracker);
    run->picture = malloc(run->picture_max * sizeof *run->picture);
    if (run->picture == NULL)
        return false;
    return run->site.site.zones == 0 ||
           lw_vigil_open(&run->site.site, run->tracker, &vigil_calls, run,
                         &run->vigil) == 0;
}

static bool open_sensors(struct run *run)
{
    const char *path = run->opt.sensors;

    if (path == NULL)
        return true;
    run->sensors = strcmp(path, "-") == 0 ? stdout : fopen(path, "w");
    if (run->sensors == NULL)
        fprintf(stderr, "luchtwacht: %s: %s\n", path, strerror(errno));
    return run->sensors != NULL;
}

static bool close_sensors(struct run *run)
{
    FILE *file = run->sensors;

    if (file == NULL || file == stdout)
        return true;
    const bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed)
        return true;
    fprintf(stderr, "luchtwacht: %s: cannot be written\n", run->opt.sensors);
    return false;
}

static int track_files(struct run *run, char **files, int count)
{
    int status = LW_EXIT_DONE;

    for (int i = 0; i < count && status == LW_EXIT_DONE; i++)
        status = take_file(run, files[i]);
    if (status == LW_EXIT_DONE && run->next_ns != INT64_MIN &&
        write_due(run, run->arrival_ns + 1) < 0)
        status = LW_EXIT_FAILED;
    if (status == LW_EXIT_DONE && run->vigil != NULL)
        lw_vigil_finish(run->vigil);
    if (run->lost)
        status = LW_EXIT_FAILED;
    if (run->sensors != NULL && run->arrival_ns != INT64_MIN &&
        write_sensors(run, run->arrival_ns, true) < 0)
        status = LW_EXIT_FAILED;
    if (run->opt.stats)
        print_stats(run);
    if (fflush(stdout) != 0)
        status = LW_EXIT_FAILED;
    return status;
}

int lw_cmd_track(int argc, char **argv)
{
    static char standard_input[] = "-";
    char *no_files[] = {standard_input};
    struct run run = {.opt.every_ns = INT64_C(1000000000)};
    struct lw_fault fault = {0};

    int status = read_options(argc, argv, &run.opt);
    if (status >= 0)
        return status;
    if (lw_load_site(run.opt.site, &run.site, &fault) < 0) {
        lw_print_fault(run.opt.site, &fault);
        return LW_EXIT_FAILED;
    }
    if (run.opt.exercise)
        run.site.site.exercise = true;
    status = LW_EXIT_FAILED;
    if (!prepare(&run))
        fputs("luchtwacht: not enough memory\n", stderr);
    else if (open_sensors(&run))
        status = optind < argc ? track_files(&run, argv + optind, argc - optind)
                               : track_files(&run, no_files, 1);
    if (!close_sensors(&run))
        status = LW_EXIT_FAILED;
    lw_vigil_close(run.vigil);
    free(run.picture);
    free(run.tracker);
    free(run.ids_mem);
    free(run.heard_ns);
    lw_unload_site(&run.site);
    return status;
}
