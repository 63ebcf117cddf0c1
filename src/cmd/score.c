/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht score: how good the tracks were, against truth. */
#include "score/scorer.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cmd.h"
#include "load_site.h"
#include "score_input.h"
#include "score_print.h"

#define SECOND_NS INT64_C(1000000000)

static const int64_t gap_ns_max = 30 * SECOND_NS;
static const double cutoff_m_default = 200;
static const int64_t step_ns_min = SECOND_NS / 10;
static const int64_t steps_max = 20000000;

struct options {
    const char *truth, *tracks;
    struct lw_gospa_config gospa;
    int dimensions;
    double every_s, skip_s; /* every: 0: as the tracks are */
    int64_t from_ns, to_ns;
    bool json;
};

struct run {
    struct options options;
    struct lw_score_input truth, tracks;
    struct lw_timeline objects_line, tracks_line;
    size_t *index; /* memory of the two time lines */
    struct lw_score_point *objects, *shown;
    int64_t first_ns, last_ns, step_ns;
    struct lw_score_config config;
    void *mem;
    struct lw_score *score;
};

static const char usage_text[] =
    "usage: luchtwacht score --truth FILE [OPTIONS] TRACKS\n"
    "\n"
    "How good TRACKS (track lines, `-`: standard input) are, against truth\n"
    "lines. Only confirmed and coasting tracks count.\n"
    "\n"
    "  --truth FILE      what was really there\n"
    "  --cutoff M        metres beyond which a track is not on an object "
    "(200)\n"
    "  --p P             exponent of GOSPA, at least 1 (2)\n"
    "  --alpha A         cost of what is in surplus, 0 to 2 (2)\n"
    "  --dimensions N    2: distances on the ground; 3: in space (2)\n"
    "  --every S         seconds between steps (as the track lines are)\n"
    "  --skip S          leave out the first S seconds of truth (0)\n"
    "  --from T, --to T  only steps in this time: Unix seconds or RFC 3339\n"
    "  --json            one JSON object instead of a table\n"
    "\n"
    "examples:\n"
    "  luchtwacht track --site site.yaml reports.ndjson |\n"
    "      luchtwacht score --truth truth.ndjson --cutoff 20 --skip 10 -\n"
    "  luchtwacht score --truth truth.ndjson --json tracks.ndjson\n"
    "\n"
    "doc/measuring.md says what each figure means.\n";

static bool read_double(const char *text, double min, double max, double *out)
{
    char *end;

    errno = 0;
    const double value = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(value >= min) ||
        !(value <= max))
        return false;
    *out = value;
    return true;
}

static bool read_time(const char *text, int64_t *out)
{
    double value_s;

    if (lw_timefmt_read(text, strlen(text), out) == 0)
        return true;
    if (!read_double(text, 0, 4102444800.0, &value_s))
        return false;
    *out = (int64_t)llround(value_s * 1e6) * 1000;
    return true;
}

static bool take_option(struct options *o, int option, const char *text)
{
    double number;

    switch (option) {
    case 't':
        o->truth = text;
        return true;
    case 'c':
        return read_double(text, 1e-3, 1e7, &o->gospa.cutoff_m);
    case 'p':
        return read_double(text, 1, 20, &o->gospa.p);
    case 'a':
        return read_double(text, 1e-3, 2, &o->gospa.alpha);
    case 'd':
        if (!read_double(text, 2, 3, &number) || floor(number) < number)
            return false;
        o->dimensions = (int)number;
        return true;
    case 'e':
        return read_double(text, 1e-3, 86400, &o->every_s);
    case 's':
        return read_double(text, 0, 1e9, &o->skip_s);
    case 'f':
        return read_time(text, &o->from_ns);
    case 'u':
        return read_time(text, &o->to_ns);
    default:
        o->json = true;
        return true;
    }
}

/* 0; 1: help was asked for and given; -1: the call is off. */
static int read_options(int argc, char **argv, struct options *o)
{
    static const struct option names[] = {
        {"truth", required_argument, NULL, 't'},
        {"cutoff", required_argument, NULL, 'c'},
        {"p", required_argument, NULL, 'p'},
        {"alpha", required_argument, NULL, 'a'},
        {"dimensions", required_argument, NULL, 'd'},
        {"every", required_argument, NULL, 'e'},
        {"skip", required_argument, NULL, 's'},
        {"from", required_argument, NULL, 'f'},
        {"to", required_argument, NULL, 'u'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option, at = 0;

    *o = (struct options){.gospa = {cutoff_m_default, 2, 2},
                          .dimensions = 2,
                          .from_ns = INT64_MIN,
                          .to_ns = INT64_MAX};
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", names, &at)) != -1) {
        if (option == 'h') {
            fputs(usage_text, stdout);
            return 1;
        }
        if (option == '?') {
            fprintf(stderr,
                    "luchtwacht: score: %s: no such option, or "
                    "without its value\n",
                    argv[optind - 1]);
            return -1;
        }
        if (!take_option(o, option, optarg)) {
            fprintf(stderr, "luchtwacht: score: --%s: %s: not a value for it\n",
                    names[at].name, optarg);
            return -1;
        }
    }
    if (o->truth == NULL || optind + 1 != argc) {
        fprintf(stderr, "luchtwacht: score: expected --truth FILE and one "
                        "file of tracks\n");
        return -1;
    }
    o->tracks = argv[optind];
    if (strcmp(o->truth, "-") == 0 && strcmp(o->tracks, "-") == 0) {
        fprintf(stderr, "luchtwacht: score: only one of the two can be "
                        "standard input\n");
        return -1;
    }
    return 0;
}

static int compare_i64(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

/* The usual time between one line's moment and the next; 1 s where there are
 * not two. Negative: no memory. */
static int64_t usual_step_ns(const struct lw_score_input *tracks)
{
    int64_t *time_ns = malloc((tracks->samples + 1) * sizeof *time_ns);
    size_t steps = 0;

    if (time_ns == NULL)
        return -1;
    for (size_t i = 0; i < tracks->samples; i++)
        time_ns[i] = tracks->sample[i].time_ns;
    qsort(time_ns, tracks->samples, sizeof *time_ns, compare_i64);
    for (size_t i = 1; i < tracks->samples; i++)
        if (time_ns[i] > time_ns[i - 1])
            time_ns[steps++] = time_ns[i] - time_ns[i - 1];
    qsort(time_ns, steps, sizeof *time_ns, compare_i64);
    const int64_t step_ns = steps > 0 ? time_ns[(steps - 1) / 2] : SECOND_NS;
    free(time_ns);
    return step_ns < step_ns_min ? step_ns_min : step_ns;
}

/* Steps are at whole multiples of step_ns, as `track` writes. */
static int plan_steps(struct run *run)
{
    int64_t first_ns = INT64_MAX, last_ns = INT64_MIN;

    for (size_t i = 0; i < run->truth.samples; i++) {
        const int64_t t = run->truth.sample[i].time_ns;
        first_ns = t < first_ns ? t : first_ns;
        last_ns = t > last_ns ? t : last_ns;
    }
    run->step_ns = run->options.every_s > 0
                       ? (int64_t)llround(run->options.every_s * 1e9)
                       : usual_step_ns(&run->tracks);
    if (run->step_ns < 0) {
        fputs("luchtwacht: score: not enough memory\n", stderr);
        return LW_EXIT_FAILED;
    }
    if (run->options.from_ns > first_ns)
        first_ns = run->options.from_ns;
    if (run->options.to_ns < last_ns)
        last_ns = run->options.to_ns;
    if (first_ns > last_ns) {
        fprintf(stderr,
                "luchtwacht: score: %s: no truth in the time asked for\n",
                run->options.truth);
        return LW_EXIT_FAILED;
    }
    run->first_ns = (first_ns + run->step_ns - 1) / run->step_ns * run->step_ns;
    run->last_ns = last_ns;
    if ((last_ns - first_ns) / run->step_ns > steps_max) {
        fprintf(stderr,
                "luchtwacht: score: %s: more than %" PRId64
                " steps; expected a larger --every\n",
                run->options.truth, steps_max);
        return LW_EXIT_FAILED;
    }
    return LW_EXIT_DONE;
}

static void restart_lines(struct run *run)
{
    const uint32_t objects = run->truth.numbers, tracks = run->tracks.numbers;

    lw_timeline_init(&run->objects_line, run->truth.sample, run->truth.samples,
                     run->index, run->index + objects + 1, objects);
    lw_timeline_init(&run->tracks_line, run->tracks.sample, run->tracks.samples,
                     run->index + 2 * objects + 1,
                     run->index + 2 * objects + tracks + 2, tracks);
}

/* How many there are at once decides the memory: walk through them once. */
static void count_at_once(struct run *run)
{
    restart_lines(run);
    for (int64_t t = run->first_ns; t <= run->last_ns; t += run->step_ns) {
        const uint32_t objects = lw_timeline_objects(&run->objects_line, t,
                                                     gap_ns_max, run->objects);
        const uint32_t tracks =
            lw_timeline_tracks(&run->tracks_line, t, run->step_ns, run->shown);
        if (objects > run->config.objects_at_once)
            run->config.objects_at_once = objects;
        if (tracks > run->config.tracks_at_once)
            run->config.tracks_at_once = tracks;
    }
}

static int prepare(struct run *run)
{
    const size_t objects = run->truth.numbers, tracks = run->tracks.numbers;
    size_t size;

    run->index = calloc(2 * (objects + tracks + 1), sizeof *run->index);
    run->objects = calloc(objects + 1, sizeof *run->objects);
    run->shown = calloc(tracks + 1, sizeof *run->shown);
    if (run->index == NULL || run->objects == NULL || run->shown == NULL)
        return LW_ERR_NO_SPACE;
    run->config = (struct lw_score_config){
        .gospa = run->options.gospa,
        .dimensions = run->options.dimensions,
        .step_s = (double)run->step_ns / 1e9,
        .objects = run->truth.numbers,
        .tracks = run->tracks.numbers,
    };
    count_at_once(run);
    size = lw_score_size(&run->config);
    run->mem = size > 0 ? malloc(size) : NULL;
    if (run->mem == NULL)
        return LW_ERR_NO_SPACE;
    run->score = lw_score_init(&run->config, run->mem, size);
    return run->score == NULL ? LW_ERR_NO_SPACE : 0;
}

static int walk(struct run *run, int64_t counted_from_ns)
{
    int err = 0;

    restart_lines(run);
    for (int64_t t = run->first_ns; t <= run->last_ns && err == 0;
         t += run->step_ns) {
        const uint32_t objects = lw_timeline_objects(&run->objects_line, t,
                                                     gap_ns_max, run->objects);
        const uint32_t tracks =
            lw_timeline_tracks(&run->tracks_line, t, run->step_ns, run->shown);
        err = lw_score_step(run->score, run->objects, objects, run->shown,
                            tracks, t >= counted_from_ns);
    }
    return err;
}

static int score(struct run *run)
{
    struct lw_score_result result;
    const int64_t counted_from_ns =
        run->first_ns + (int64_t)llround(run->options.skip_s * 1e9);

    if (prepare(run) < 0) {
        fputs("luchtwacht: score: not enough memory\n", stderr);
        return LW_EXIT_FAILED;
    }
    if (walk(run, counted_from_ns) < 0) {
        fputs("luchtwacht: score: --dimensions 3: expected `alt` in every "
              "line\n",
              stderr);
        return LW_EXIT_FAILED;
    }
    lw_score_result(run->score, &result);
    if (result.steps == 0) {
        fprintf(stderr,
                "luchtwacht: score: %s: no truth in the time asked "
                "for\n",
                run->options.truth);
        return LW_EXIT_FAILED;
    }
    const struct lw_score_view view = {
        .truth_path = run->options.truth,
        .tracks_path = run->options.tracks,
        .config = &run->config,
        .from_ns = counted_from_ns,
        .to_ns = run->last_ns,
        .skip_s = run->options.skip_s,
        .result = &result,
        .score = run->score,
        .object_name = run->truth.name,
    };
    const int err = run->options.json ? lw_score_print_json(&view)
                                      : lw_score_print_table(&view);
    return err < 0 ? LW_EXIT_FAILED : LW_EXIT_DONE;
}

static int read_inputs(struct run *run)
{
    struct lw_fault fault = {0};

    if (lw_score_input_read(&run->truth, run->options.truth, lw_truth_line_read,
                            &fault) < 0) {
        lw_print_fault(run->options.truth, &fault);
        return LW_EXIT_FAILED;
    }
    if (run->truth.samples == 0) {
        fprintf(stderr, "luchtwacht: %s: expected truth lines, got none\n",
                run->options.truth);
        return LW_EXIT_FAILED;
    }
    if (lw_score_input_read(&run->tracks, run->options.tracks,
                            lw_track_line_read, &fault) < 0) {
        lw_print_fault(run->options.tracks, &fault);
        return LW_EXIT_FAILED;
    }
    return LW_EXIT_DONE;
}

int lw_cmd_score(int argc, char **argv)
{
    struct run run = {0};
    const int asked = read_options(argc, argv, &run.options);

    if (asked != 0)
        return asked > 0 ? LW_EXIT_DONE : LW_EXIT_USAGE;
    int status = read_inputs(&run);
    if (status == LW_EXIT_DONE)
        status = plan_steps(&run);
    if (status == LW_EXIT_DONE)
        status = score(&run);
    free(run.mem);
    free(run.index);
    free(run.objects);
    free(run.shown);
    lw_score_input_free(&run.truth);
    lw_score_input_free(&run.tracks);
    return status;
}
