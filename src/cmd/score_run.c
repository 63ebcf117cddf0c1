/* SPDX-License-Identifier: Apache-2.0 */
#include "score_run.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"

static const int64_t steps_max = 20000000;

enum { FIRST_NUMBERS = 256, FIRST_PAIRS = 1024 };

static int say_fault(const char *path, const struct lw_fault *fault)
{
    lw_print_fault(path, fault);
    return LW_EXIT_FAILED;
}

static int say_no_memory(void)
{
    fputs("luchtwacht: score: not enough memory\n", stderr);
    return LW_EXIT_FAILED;
}

static int say_no_truth(const struct lw_score_run *run)
{
    fprintf(stderr, "luchtwacht: score: %s: no truth in the time asked for\n",
            run->options.truth);
    return LW_EXIT_FAILED;
}

/* Whether a file can be read from its start again. */
static bool is_file(const char *path)
{
    struct stat about;

    return strcmp(path, "-") != 0 && stat(path, &about) == 0 &&
           S_ISREG(about.st_mode);
}

static int load_regions(struct lw_score_run *run)
{
    const struct lw_score_options *o = &run->options;
    struct lw_fault fault = {0};

    if (o->regions != NULL &&
        lw_score_regions_geojson(&run->regions, o->regions, &fault) < 0)
        return say_fault(o->regions, &fault);
    if (o->site != NULL &&
        lw_score_regions_site(&run->regions, o->site, o->ring_m, o->rings,
                              &fault) < 0)
        return say_fault(o->site, &fault);
    return LW_EXIT_DONE;
}

/* Where the steps begin, how far apart they are, and the room to start with.
 * They are at whole multiples of step_ns, as `track` writes. */
static int plan(struct lw_score_run *run)
{
    const struct lw_score_options *o = &run->options;
    const bool window = o->from_ns != INT64_MIN && o->to_ns != INT64_MAX;
    int64_t first_ns = run->truth.first_ns;

    if (run->truth.lines == 0) {
        if (!window) {
            fprintf(stderr, "luchtwacht: %s: expected truth lines, got none\n",
                    o->truth);
            return LW_EXIT_FAILED;
        }
        first_ns = o->from_ns; /* nothing was there, and that is known */
    }
    run->step_ns = o->every_s > 0 ? (int64_t)llround(o->every_s * 1e9)
                                  : lw_score_input_step_ns(&run->tracks);
    if (o->from_ns > first_ns)
        first_ns = o->from_ns;
    run->first_ns = (first_ns + run->step_ns - 1) / run->step_ns * run->step_ns;
    run->counted_from_ns = run->first_ns + (int64_t)llround(o->skip_s * 1e9);
    run->config = (struct lw_score_config){
        .gospa = o->gospa,
        .switch_m = o->switch_m > 0
                        ? o->switch_m
                        : o->gospa.cutoff_m / pow(2, 1 / o->gospa.p),
        .dimensions = o->dimensions,
        .step_s = (double)run->step_ns / 1e9,
        .window_steps = (uint32_t)o->window_steps,
        .kinds = LW_SCORE_KINDS_MAX,
        .regions = run->regions.count > 0 ? run->regions.count + 1 : 0,
        .objects = FIRST_NUMBERS,
        .tracks = FIRST_NUMBERS,
        .objects_at_once = FIRST_NUMBERS,
        .tracks_at_once = FIRST_NUMBERS,
        .pairs_at_once = FIRST_PAIRS,
        .pairs_in_window = FIRST_PAIRS,
    };
    return LW_EXIT_DONE;
}

/* Twice the room for what there was too little of, at least. */
static void ask_for_more(struct lw_score_config *config,
                         enum lw_score_room lacking)
{
    switch (lacking) {
    case LW_SCORE_ROOM_OBJECTS:
        config->objects *= 2;
        break;
    case LW_SCORE_ROOM_TRACKS:
        config->tracks *= 2;
        break;
    case LW_SCORE_ROOM_OBJECTS_AT_ONCE:
        config->objects_at_once *= 2;
        break;
    case LW_SCORE_ROOM_TRACKS_AT_ONCE:
        config->tracks_at_once *= 2;
        break;
    case LW_SCORE_ROOM_PAIRS:
        config->pairs_at_once *= 2;
        break;
    case LW_SCORE_ROOM_WINDOW:
        config->pairs_in_window *= 2;
        break;
    }
    if (config->objects < config->objects_at_once)
        config->objects = config->objects_at_once;
    if (config->tracks < config->tracks_at_once)
        config->tracks = config->tracks_at_once;
}

static int make_score(struct lw_score_run *run)
{
    const size_t size = lw_score_size(&run->config);
    void *mem = size > 0 ? malloc(size) : NULL;

    if (mem == NULL)
        return LW_ERR_NO_SPACE;
    struct lw_score *score =
        run->score == NULL
            ? lw_score_init(&run->config, mem, size)
            : lw_score_enlarge(run->score, &run->config, mem, size);
    if (score == NULL) {
        free(mem);
        return LW_ERR_NO_SPACE;
    }
    free(run->mem);
    run->mem = mem;
    run->score = score;
    return 0;
}

static void place_points(const struct lw_score_run *run,
                         struct lw_score_point *point, uint32_t count)
{
    if (run->regions.count == 0)
        return;
    for (uint32_t i = 0; i < count; i++)
        point[i].region = lw_score_regions_of(&run->regions, point[i].pos);
}

static int take_step(struct lw_score_run *run, int64_t time_ns)
{
    uint32_t there, shown;
    const uint32_t objects =
        lw_score_input_take(&run->truth, time_ns, run->step_ns, &there);
    const uint32_t tracks =
        lw_score_input_take(&run->tracks, time_ns, run->step_ns, &shown);
    const struct lw_score_scene scene = {
        .time_ns = time_ns,
        .counted = time_ns >= run->counted_from_ns,
        .objects = run->truth.point,
        .object_count = objects,
        .tracks = run->tracks.point,
        .track_count = shown,
        .tentative = shown < tracks ? run->tracks.point + shown : NULL,
        .tentative_count = tracks - shown,
    };
    enum lw_score_room lacking = LW_SCORE_ROOM_OBJECTS;
    int err;

    place_points(run, run->truth.point, objects);
    place_points(run, run->tracks.point, tracks);
    while ((err = lw_score_step(run->score, &scene, &lacking)) ==
           LW_ERR_NO_SPACE) {
        ask_for_more(&run->config, lacking);
        if (make_score(run) < 0)
            return LW_ERR_NO_SPACE;
    }
    return err;
}

/* Whether there is a step at time_ns; what it needs has been read. */
static bool goes_on(const struct lw_score_run *run, int64_t time_ns)
{
    if (time_ns > run->options.to_ns)
        return false;
    if (run->truth.lines == 0)
        return true;
    return !run->truth.ended || time_ns <= run->truth.last_ns;
}

/* How many steps there are at least, with what has been read. */
static bool too_many(const struct lw_score_run *run)
{
    int64_t last_ns =
        run->truth.lines > 0 ? run->truth.last_ns : run->options.to_ns;

    if (last_ns > run->options.to_ns)
        last_ns = run->options.to_ns;
    return (last_ns - run->first_ns) / run->step_ns > steps_max;
}

/* Walk through the steps: 0; LW_ERR_LATE with the input that is out of order
 * in *late; other errors have been said. */
static int walk(struct lw_score_run *run, struct lw_score_input **late,
                struct lw_fault *fault)
{
    for (int64_t t = run->first_ns;; t += run->step_ns) {
        run->truth.wanted_ns = run->tracks.wanted_ns = t;
        int err = lw_score_input_read(&run->truth, t, fault);
        *late = &run->truth;
        if (err == 0 && !goes_on(run, t))
            return 0;
        if (err == 0) {
            *late = &run->tracks;
            err = lw_score_input_read(&run->tracks, t, fault);
        }
        if (err == LW_ERR_LATE)
            return err;
        if (err < 0) {
            lw_print_fault((*late)->path, fault);
            return err;
        }
        if (too_many(run)) {
            fprintf(stderr,
                    "luchtwacht: score: %s: more than %" PRId64
                    " steps; expected a larger --every\n",
                    run->options.truth, steps_max);
            return LW_ERR_RANGE;
        }
        err = take_step(run, t);
        if (err == LW_ERR_NO_SPACE)
            (void)say_no_memory();
        else if (err < 0)
            fputs("luchtwacht: score: --dimensions 3: expected `alt` in every "
                  "line\n",
                  stderr);
        if (err < 0)
            return err;
        run->last_ns = t;
        run->steps++;
    }
}

static void forget(struct lw_score_run *run)
{
    lw_score_input_close(&run->truth);
    lw_score_input_close(&run->tracks);
    free(run->mem);
    run->mem = NULL;
    run->score = NULL;
    run->steps = 0;
}

static int open_inputs(struct lw_score_run *run, bool truth_whole,
                       bool tracks_whole)
{
    const struct lw_score_options *o = &run->options;
    struct lw_fault fault = {0};

    if (lw_score_input_open(&run->truth, o->truth, true, truth_whole,
                            &o->choice, &fault) < 0 ||
        lw_score_input_read(&run->truth, INT64_MIN / 2, &fault) < 0)
        return say_fault(o->truth, &fault);
    if (lw_score_input_open(&run->tracks, o->tracks, false, tracks_whole,
                            &o->choice, &fault) < 0 ||
        lw_score_input_begin(&run->tracks, &fault) < 0)
        return say_fault(o->tracks, &fault);
    return LW_EXIT_DONE;
}

/* Once from the start: an exit status, or LW_ERR_LATE where it has to be done
 * again with *late read whole. */
static int try_once(struct lw_score_run *run, bool truth_whole,
                    bool tracks_whole, struct lw_score_input **late)
{
    struct lw_fault fault = {0};
    int status = open_inputs(run, truth_whole, tracks_whole);

    if (status != LW_EXIT_DONE)
        return status;
    /* The first line may not be the earliest. */
    if (run->truth.lines > 0 &&
        lw_score_input_read(&run->truth, run->truth.first_ns, &fault) < 0)
        return say_fault(run->options.truth, &fault);
    status = plan(run);
    if (status != LW_EXIT_DONE)
        return status;
    if (make_score(run) < 0)
        return say_no_memory();
    const int err = walk(run, late, &fault);
    if (err == LW_ERR_LATE && is_file(run->options.truth) &&
        is_file(run->options.tracks))
        return LW_ERR_LATE;
    if (err == LW_ERR_LATE)
        return say_fault((*late)->path, &fault);
    return err < 0 ? LW_EXIT_FAILED : LW_EXIT_DONE;
}

int lw_score_run(struct lw_score_run *run)
{
    bool truth_whole = false, tracks_whole = false;
    struct lw_score_input *late = NULL;
    struct lw_fault fault = {0};
    int status = load_regions(run);

    /* Once a pipe has been read there is no going back: be sure before. */
    if (status == LW_EXIT_DONE && is_file(run->options.truth) &&
        !is_file(run->options.tracks)) {
        const int ordered =
            lw_score_input_ordered(run->options.truth, true, &fault);
        if (ordered < 0)
            return say_fault(run->options.truth, &fault);
        truth_whole = ordered == 0;
    }
    while (status == LW_EXIT_DONE) {
        status = try_once(run, truth_whole, tracks_whole, &late);
        if (status != LW_ERR_LATE)
            break;
        truth_whole = truth_whole || late == &run->truth;
        tracks_whole = tracks_whole || late == &run->tracks;
        forget(run);
        status = LW_EXIT_DONE;
    }
    if (status != LW_EXIT_DONE)
        return status;
    lw_score_result(run->score, &run->result);
    return run->result.steps == 0 ? say_no_truth(run) : LW_EXIT_DONE;
}

void lw_score_run_free(struct lw_score_run *run)
{
    forget(run);
    lw_score_regions_free(&run->regions);
}
