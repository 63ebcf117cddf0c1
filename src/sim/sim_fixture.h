/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sim_fixture.h - a scenario out of a text, and what comes of it, for tests.
 */
#ifndef LW_SIM_FIXTURE_H
#define LW_SIM_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/geodesy.h"
#include "near.h"
#include "sim/scenario_yaml.h"
#include "sim/simulation.h"

enum { FIXTURE_SIZE = 64 << 20, FIXTURE_REPORTS = 200000 };

/* What every text needs beside what it is about. */
#define TOP  "scenario: test\norigin: {lat: 52, lon: 5}\nstart: 1700000000\n"
#define HEAD TOP "seconds: 60\n"
#define DRONE                                                                  \
    "aircraft:\n- {id: drone, kind: multirotor, fly: hover, from: [100, 0], "  \
    "height: 50}\n"
#define RADAR                                                                  \
    "sensors:\n- {id: radar, kind: radar, place: [0, 0], period: 1, phase: "   \
    "0, coverage: {range: 5000}, detection: 0.9, false_reports: 0}\n"

struct fixture {
    struct lw_arena arena;
    struct lw_scenario scenario;
    struct lw_fault fault;
    struct lw_sim *sim;
    struct lw_report *report;
    char (*object)[LW_ID_MAX + 1];
    size_t reports;
    struct lw_sim_truth *truth;
    size_t truths;
};

static inline struct lw_sim_text fixture_text(const char *text)
{
    return (struct lw_sim_text){.text = text, .len = strlen(text)};
}

static inline struct fixture fixture_begin(void)
{
    struct fixture f = {.sim = NULL};

    f.arena =
        (struct lw_arena){.mem = malloc(FIXTURE_SIZE), .size = FIXTURE_SIZE};
    assert_non_null(f.arena.mem);
    return f;
}

static inline int fixture_read(struct fixture *f, const char *text)
{
    const struct lw_sim_text t = fixture_text(text);

    f->arena.used = 0;
    return lw_scenario_read(&t, NULL, 0, NULL, &f->arena, &f->scenario,
                            &f->fault);
}

static inline void *fixture_grow(void *context, void *old, size_t size)
{
    (void)context;
    return realloc(old, size);
}

static inline void fixture_end(struct fixture *f)
{
    if (f->sim != NULL)
        free(lw_sim_memory(f->sim));
    free(f->report);
    free(f->object);
    free(f->truth);
    free(f->arena.mem);
}

/* Read it, run it to its end, keep all that comes out. */
static inline struct fixture fixture_run(const char *text, uint64_t seed)
{
    const struct lw_event_memory memory = {NULL, fixture_grow};
    struct fixture f = fixture_begin();
    const int err = fixture_read(&f, text);

    if (err < 0)
        print_error("%lld: %s\n", (long long)f.fault.line, f.fault.what);
    assert_int_equal(err, 0);
    f.report = calloc(FIXTURE_REPORTS, sizeof *f.report);
    f.object = calloc(FIXTURE_REPORTS, sizeof *f.object);
    f.truth = calloc(FIXTURE_REPORTS, sizeof *f.truth);
    assert_non_null(f.report);
    assert_non_null(f.object);
    assert_non_null(f.truth);
    assert_int_equal(
        lw_sim_init(&f.sim, &f.scenario, seed, 0, &f.arena, memory), 0);
    while (lw_sim_step(f.sim) > 0) {
        while (f.truths < FIXTURE_REPORTS &&
               lw_sim_truth(f.sim, &f.truth[f.truths]) > 0)
            f.truths++;
        while (f.reports < FIXTURE_REPORTS &&
               lw_sim_report(f.sim, &f.report[f.reports], f.object[f.reports]) >
                   0)
            f.reports++;
    }
    assert_true(f.reports < FIXTURE_REPORTS && f.truths < FIXTURE_REPORTS);
    return f;
}

static inline size_t fixture_count(const struct fixture *f, const char *sensor,
                                   enum lw_report_type type)
{
    size_t count = 0;

    for (size_t i = 0; i < f->reports; i++)
        count += f->report[i].type == type &&
                 (sensor == NULL || strcmp(f->report[i].sensor, sensor) == 0);
    return count;
}

static inline double fixture_seconds(const struct fixture *f, int64_t ns)
{
    return (double)(ns - f->scenario.start_ns) * 1e-9;
}

/* The text is refused, in this line, with these words in the message. */
static inline void refused(const char *text, int err, int64_t line,
                           const char *words)
{
    struct fixture f = fixture_begin();

    assert_int_equal(fixture_read(&f, text), err);
    if (strstr(f.fault.what, words) == NULL)
        print_error("got: %s\n", f.fault.what);
    assert_non_null(strstr(f.fault.what, words));
    assert_int_equal(f.fault.line, line);
    fixture_end(&f);
}

#endif
