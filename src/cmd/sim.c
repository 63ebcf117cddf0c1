/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht sim: a scenario to reports, truth and a site file. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/text.h"
#include "cmd.h"
#include "encode/json_parts.h"
#include "encode/report_json.h"
#include "load_scenario.h"
#include "load_site.h"
#include "scenario_assets.h"
#include "sim/simulation.h"
#include "sim/site_text.h"

enum { LINE_SIZE = 8192, BUFFER_SIZE = 1 << 18, SETS_SIZE = 512 };
enum out { OUT_TRUTH, OUT_REPORTS, OUT_ORIGINS, OUT_SITE, OUTS };

static const char *const out_name[OUTS] = {"truth.ndjson", "reports.ndjson",
                                           "origins.ndjson", "site.yaml"};
static const size_t memory_max = (size_t)8 << 30;

struct sim_options {
    const char *scenario, *folder;
    bool has_seed;
    uint64_t seed;
    double from_s, length_s; /* 0: all of it */
    const char *set[LW_SCENARIO_SETS_MAX];
    char *own[LW_SCENARIO_SETS_MAX];
    size_t sets;
};

struct sim_run {
    struct sim_options opt;
    struct lw_loaded_scenario loaded;
    struct lw_sim *sim;
    void *mem, *events;
    FILE *to[OUTS];
    int64_t from_ns;
    uint64_t lines, truths;
};

static void sim_usage(FILE *to)
{
    fputs(
        "usage: luchtwacht sim --seed N --out FOLDER [OPTIONS] SCENARIO\n\n"
        "A scenario made to happen: FOLDER/reports.ndjson in order of "
        "arrival,\ntruth.ndjson, site.yaml, and origins.ndjson, which tells "
        "of each line of\nreports.ndjson which object it is of.\n\n"
        "  --seed N        the same N gives the same files, byte for byte\n"
        "  --out FOLDER    made where it is not there\n"
        "  --minutes M     so much of it\n"
        "  --from M        after the first M minutes\n"
        "  --base NAME     upon this scenario instead of its own base\n"
        "  --set KEY=VALUE a key of the scenario file (truth_every=10), or of "
        "a group\n"
        "                  in it (aircraft.drone.number=50)\n"
        "  --list          the scenarios that ship\n"
        "  --show          the text of one\n"
        "  --help\n\n"
        "SCENARIO is the name of one that ships, or a file: doc/sim.md.\n\n"
        "examples:\n"
        "  luchtwacht sim --seed 1 --out /tmp/p patrol-200-100\n"
        "  luchtwacht sim --seed 2 --out /tmp/d --base incursion degraded\n"
        "  luchtwacht sim --show airport > mine.yaml\n",
        to);
}

/* ---- writing ---- */

static int put(struct sim_run *run, enum out out, const char *text, size_t len)
{
    if (fwrite(text, 1, len, run->to[out]) == len)
        return 0;
    fprintf(stderr, "luchtwacht: %s/%s: %s\n", run->opt.folder, out_name[out],
            strerror(errno));
    return LW_ERR_IO;
}

static int put_report(struct sim_run *run, const struct lw_report *report,
                      const char *object)
{
    static const char mark[] = ",\"exercise\":true}";
    char line[LINE_SIZE];
    struct lw_text to;
    int len, err;

    if (report->rx_ns < run->from_ns)
        return 0;
    len = lw_report_write(report, line, sizeof line - sizeof mark);
    if (len < 0)
        return len;
    if (run->loaded.scenario.exercise) {
        /* in place of the closing brace: no real centre takes it in */
        memcpy(line + len - 1, mark, sizeof mark - 1);
        len += (int)sizeof mark - 2;
    }
    line[len] = '\n';
    err = put(run, OUT_REPORTS, line, (size_t)len + 1);
    if (err < 0)
        return err;
    lw_text_init(&to, line, sizeof line);
    lw_text_put(&to, "{\"line\":");
    lw_text_int(&to, (int64_t)++run->lines);
    if (object[0] != '\0')
        lw_json_put_quoted(&to, "object", object);
    lw_text_put(&to, "}\n");
    len = lw_text_len(&to);
    return len < 0 ? len : put(run, OUT_ORIGINS, line, (size_t)len);
}

static int put_truth(struct sim_run *run, const struct lw_sim_truth *truth)
{
    char line[LINE_SIZE];
    struct lw_text to;
    int len;

    if (truth->t_ns < run->from_ns)
        return 0;
    lw_text_init(&to, line, sizeof line);
    lw_text_put(&to, "{\"type\":\"truth\",\"t\":");
    lw_text_time(&to, truth->t_ns);
    lw_json_put_quoted(&to, "object", truth->object);
    lw_json_put_fixed(&to, "lat", truth->pos.lat_rad * LW_JSON_DEGREES, 8);
    lw_json_put_fixed(&to, "lon", truth->pos.lon_rad * LW_JSON_DEGREES, 8);
    lw_json_put_fixed(&to, "alt", truth->pos.alt_hae_m, 2);
    lw_json_put_key(&to, "vel");
    lw_json_put_vector(&to, truth->vel_mps, 3);
    lw_json_put_quoted(&to, "kind", lw_kind_name(truth->kind));
    lw_text_put(&to, ",\"sensors\":");
    lw_text_int(&to, truth->sensors);
    lw_text_put(&to, truth->cooperative ? ",\"cooperative\":true}\n"
                                        : ",\"cooperative\":false}\n");
    run->truths++;
    len = lw_text_len(&to);
    return len < 0 ? len : put(run, OUT_TRUTH, line, (size_t)len);
}

static int put_site(struct sim_run *run)
{
    const struct lw_scenario *scenario = &run->loaded.scenario;
    const uint32_t sensors = lw_sim_sensors(run->sim);
    const uint32_t zones = lw_site_text_zones(scenario);
    char text[LINE_SIZE];
    int len = lw_site_text_head(scenario, run->opt.seed, text, sizeof text);
    int err = len < 0 ? len : put(run, OUT_SITE, text, (size_t)len);

    for (uint32_t i = 0; i < sensors && err == 0; i++) {
        struct lw_sensor sensor;
        lw_sim_sensor(run->sim, i, &sensor);
        len = lw_site_text_sensor(&sensor, text, sizeof text);
        err = len < 0 ? len : put(run, OUT_SITE, text, (size_t)len);
    }
    for (uint32_t i = 0; i < zones && err == 0; i++) {
        len = lw_site_text_zone(scenario, run->opt.seed, i, text, sizeof text);
        err = len < 0 ? len : put(run, OUT_SITE, text, (size_t)len);
    }
    return err;
}

/* ---- running ---- */

static void *grow(void *context, void *old, size_t size)
{
    struct sim_run *run = context;
    void *larger = realloc(old, size);

    if (larger != NULL)
        run->events = larger;
    return larger;
}

static int begin(struct sim_run *run)
{
    const struct lw_event_memory memory = {run, grow};
    const struct lw_scenario *s = &run->loaded.scenario;
    const double end_s = run->opt.length_s > 0.0
                             ? run->opt.from_s + run->opt.length_s
                             : s->length_s;
    size_t size = (size_t)1 << 22;
    int err;

    run->from_ns =
        run->opt.from_s > 0.0
            ? s->start_ns + (int64_t)(run->opt.from_s * 1e3) * 1000000
            : INT64_MIN;
    do {
        struct lw_arena arena = {.mem = malloc(size), .size = size};
        err = LW_ERR_NO_SPACE;
        if (arena.mem == NULL)
            break;
        err = lw_sim_init(&run->sim, s, run->opt.seed, fmin(end_s, s->length_s),
                          &arena, memory);
        if (err == 0)
            run->mem = arena.mem;
        else
            free(arena.mem);
        size *= 2;
    } while (err == LW_ERR_NO_SPACE && size <= memory_max);
    if (err < 0)
        fputs("luchtwacht: not enough memory\n", stderr);
    else if (run->opt.from_s > 0.0)
        lw_sim_skip(run->sim, run->opt.from_s);
    return err;
}

static int go(struct sim_run *run)
{
    char object[LW_ID_MAX + 1];
    struct lw_sim_truth truth;
    struct lw_report report;
    int err = 0, more;

    while ((more = lw_sim_step(run->sim)) > 0 && err == 0) {
        while (err == 0 && lw_sim_truth(run->sim, &truth) > 0)
            err = put_truth(run, &truth);
        while (err == 0 && lw_sim_report(run->sim, &report, object) > 0)
            err = put_report(run, &report, object);
    }
    if (more < 0)
        fputs("luchtwacht: more is on its way than there is memory for\n",
              stderr);
    return more < 0 ? more : err;
}

static int open_files(struct sim_run *run)
{
    char path[4096];

    if (mkdir(run->opt.folder, 0777) < 0 && errno != EEXIST) {
        fprintf(stderr, "luchtwacht: %s: %s\n", run->opt.folder,
                strerror(errno));
        return LW_ERR_IO;
    }
    for (int i = 0; i < OUTS; i++) {
        const int n =
            snprintf(path, sizeof path, "%s/%s", run->opt.folder, out_name[i]);
        if (n > 0 && (size_t)n < sizeof path)
            run->to[i] = fopen(path, "wb");
        if (run->to[i] == NULL) {
            fprintf(stderr, "luchtwacht: %s: %s\n", path, strerror(errno));
            return LW_ERR_IO;
        }
        (void)setvbuf(run->to[i], NULL, _IOFBF, BUFFER_SIZE);
    }
    return 0;
}

static int close_files(struct sim_run *run)
{
    int err = 0;

    for (int i = 0; i < OUTS; i++) {
        if (run->to[i] == NULL)
            continue;
        const bool bad = ferror(run->to[i]) != 0;
        if (fclose(run->to[i]) != 0 && !bad) {
            fprintf(stderr, "luchtwacht: %s/%s: %s\n", run->opt.folder,
                    out_name[i], strerror(errno));
            err = LW_ERR_IO;
        }
        run->to[i] = NULL;
    }
    return err;
}

static int simulate(struct sim_run *run)
{
    struct lw_fault fault = {0};
    int err = lw_load_scenario(run->opt.scenario, run->opt.set, run->opt.sets,
                               &run->loaded, &fault);

    if (err < 0) {
        lw_print_fault(run->opt.scenario, &fault);
        return LW_EXIT_FAILED;
    }
    err = begin(run);
    if (err == 0)
        err = open_files(run);
    if (err == 0)
        err = put_site(run);
    if (err == 0)
        err = go(run);
    if (close_files(run) < 0)
        err = LW_ERR_IO;
    if (err == 0)
        fprintf(stderr, "luchtwacht: %s: %llu reports, %llu lines of truth\n",
                run->loaded.scenario.name, (unsigned long long)run->lines,
                (unsigned long long)run->truths);
    free(run->events);
    free(run->mem);
    lw_unload_scenario(&run->loaded);
    return err == 0 ? LW_EXIT_DONE : LW_EXIT_FAILED;
}

/* ---- options ---- */

static int list_shipped(void)
{
    for (const struct lw_scenario_asset *a = lw_scenario_assets;
         a->name != NULL; a++)
        puts(a->name);
    return fflush(stdout) == 0 ? LW_EXIT_DONE : LW_EXIT_FAILED;
}

static int show_shipped(const char *name)
{
    for (const struct lw_scenario_asset *a = lw_scenario_assets;
         a->name != NULL; a++)
        if (strcmp(a->name, name) == 0)
            return fwrite(a->text, 1, a->len, stdout) == a->len &&
                           fflush(stdout) == 0
                       ? LW_EXIT_DONE
                       : LW_EXIT_FAILED;
    fprintf(stderr, "luchtwacht: sim: no scenario `%s` ships; --list\n", name);
    return LW_EXIT_FAILED;
}

static bool read_minutes(const char *option, const char *text, double least,
                         double *seconds)
{
    char *end;
    const double minutes = strtod(text, &end);

    if (*text == '\0' || *end != '\0' || !(minutes >= least) ||
        !(minutes <= 1e5)) {
        fprintf(stderr,
                "luchtwacht: sim: %s: expected minutes from %g to 100000, got "
                "%s\n",
                option, least, text);
        return false;
    }
    *seconds = minutes * 60.0;
    return true;
}

static bool read_seed(const char *text, uint64_t *seed)
{
    char *end;

    errno = 0;
    *seed = strtoull(text, &end, 10);
    if (errno == 0 && *text >= '0' && *text <= '9' && *end == '\0')
        return true;
    fprintf(stderr,
            "luchtwacht: sim: --seed: expected a whole number, got %s\n", text);
    return false;
}

/* KEY=VALUE, or LIST.GROUP.KEY=VALUE, as the YAML that it stands for. */
static void set_line(char line[SETS_SIZE], const char *key, size_t len,
                     const char *value)
{
    const char *group = memchr(key, '.', len);
    const char *of_group =
        group == NULL ? NULL
                      : memchr(group + 1, '.', len - (size_t)(group + 1 - key));

    if (of_group == NULL)
        (void)snprintf(line, SETS_SIZE, "%.*s: %s\n", (int)len, key, value);
    else
        (void)snprintf(line, SETS_SIZE, "%.*s: [{id: \"%.*s\", %.*s: %s}]\n",
                       (int)(group - key), key, (int)(of_group - group - 1),
                       group + 1, (int)(key + len - of_group - 1), of_group + 1,
                       value);
}

static bool add_set(struct sim_options *o, const char *key, size_t len,
                    const char *value)
{
    char *line = malloc(SETS_SIZE);

    if (line == NULL || len == 0 || o->sets == LW_SCENARIO_SETS_MAX ||
        len + strlen(value) + 16 > SETS_SIZE) {
        free(line);
        fputs("luchtwacht: sim: --set: expected KEY=VALUE\n", stderr);
        return false;
    }
    set_line(line, key, len, value);
    o->own[o->sets] = line;
    o->set[o->sets++] = line;
    return true;
}

enum { SEED = 1000, OUT, MINUTES, FROM, BASE, SET, LIST, SHOW, HELP };

/* -1: go on; else an exit status. */
static int one_option(int c, const char *value, struct sim_options *o,
                      bool *show)
{
    const char *equals;
    bool good = true;

    switch (c) {
    case SEED:
        good = o->has_seed = read_seed(value, &o->seed);
        break;
    case OUT:
        o->folder = value;
        break;
    case MINUTES:
        good = read_minutes("--minutes", value, 0.01, &o->length_s);
        break;
    case FROM:
        good = read_minutes("--from", value, 0.0, &o->from_s);
        break;
    case BASE:
        good = add_set(o, "base", 4, value);
        break;
    case SET:
        equals = strchr(value, '=');
        good = add_set(o, value, equals == NULL ? 0 : (size_t)(equals - value),
                       equals == NULL ? "" : equals + 1);
        break;
    case SHOW:
        *show = true;
        break;
    case LIST:
        return list_shipped();
    case HELP:
        sim_usage(stdout);
        return LW_EXIT_DONE;
    default:
        sim_usage(stderr);
        return LW_EXIT_USAGE;
    }
    return good ? -1 : LW_EXIT_USAGE;
}

static int sim_options(int argc, char **argv, struct sim_options *o)
{
    static const struct option known[] = {
        {"seed", required_argument, NULL, SEED},
        {"out", required_argument, NULL, OUT},
        {"minutes", required_argument, NULL, MINUTES},
        {"from", required_argument, NULL, FROM},
        {"base", required_argument, NULL, BASE},
        {"set", required_argument, NULL, SET},
        {"list", no_argument, NULL, LIST},
        {"show", no_argument, NULL, SHOW},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    bool show = false;
    int c, status = -1;

    while (status < 0 && (c = getopt_long(argc, argv, "", known, NULL)) != -1)
        status = one_option(c, optarg, o, &show);
    if (status >= 0)
        return status;
    if (optind + 1 != argc) {
        fputs("luchtwacht: sim: expected one SCENARIO\n", stderr);
        return LW_EXIT_USAGE;
    }
    o->scenario = argv[optind];
    if (show)
        return show_shipped(o->scenario);
    if (!o->has_seed || o->folder == NULL) {
        fputs("luchtwacht: sim: --seed N and --out FOLDER are needed\n",
              stderr);
        return LW_EXIT_USAGE;
    }
    return -1;
}

int lw_cmd_sim(int argc, char **argv)
{
    struct sim_run run = {.from_ns = INT64_MIN};
    int status = sim_options(argc, argv, &run.opt);

    if (status < 0)
        status = simulate(&run);
    for (size_t i = 0; i < run.opt.sets; i++)
        free(run.opt.own[i]);
    return status;
}
