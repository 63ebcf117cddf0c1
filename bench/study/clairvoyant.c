/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clairvoyant - the filter that is told who exists and which report came from
 * whom; what a tracker could reach that never errs about either.
 *
 *   clairvoyant --site FILE --truth FILE --origins FILE [--motion NAME]
 *               [--cutoff M] [REPORTS]
 *
 * Track lines on standard output at every whole second, one track an object,
 * from its first report to the end of its truth, by what had arrived by then.
 * A report that arrives late is put where it belongs and the filter run again
 * from there; sound belongs to the moment it was made. Where a report starts a
 * track but does not fix it (a bearing, a presence), the rest is drawn about
 * the truth with the wide error that the filter is told of.
 *
 * With --cutoff a track is written only where that is expected to lower GOSPA.
 */
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sound.h"
#include "decode/ndjson.h"
#include "encode/track_json.h"
#include "input.h"
#include "load_site.h"
#include "sim/chance.h"
#include "told_imm.h"
#include "told_scene.h"

static const int64_t second_ns = 1000000000;
/* Nothing later than this is waited for. */
static const int64_t late_ns_max = 130 * INT64_C(1000000000);

/* One report taken in, and the filter after it. */
struct entry {
    int64_t at_ns; /* when the aircraft was where the report says */
    struct lw_plot plot;
    struct lw_told_imm after;
};

struct follower {
    struct entry *entry; /* by at_ns */
    size_t entries, room;
    size_t fresh; /* entries[fresh..] are still to be filtered */
    bool frozen;  /* entry[0] is no longer the first report of all */
};

struct run {
    const char *site_path, *truth, *origins, *reports;
    double cutoff_m;
    const struct lw_told_motion *motion;
    struct lw_loaded_site site;
    struct lw_sensor_model *model;
    struct lw_told_scene scene;
    struct follower *follower;
    int64_t arrival_ns, next_ns; /* next_ns: INT64_MIN before the first */
    uint64_t unused;
};

static const char usage_text[] =
    "usage: clairvoyant --site FILE --truth FILE --origins FILE\n"
    "                   [--motion straight|legs|calm|turns|steady|turning|"
    "agile]\n"
    "                   [--cutoff M] [REPORTS]\n";

/* The vertical at a place, in the scene. */
static void up_at(const struct run *run, const double x[3], double axes[9])
{
    lw_frame_local(&run->scene.frame,
                   lw_frame_to_geodetic(&run->scene.frame, x), axes);
}

/* How wide (1 sigma) what a first report of this type leaves open is taken;
 * several times the report's own error where it has one. */
static double width_m(const struct run *run, const struct lw_plot *plot,
                      const double x[6])
{
    double range_m = 0.0;

    for (int i = 0; i < 3; i++)
        range_m += (x[i] - plot->origin_m[i]) * (x[i] - plot->origin_m[i]);
    range_m = sqrt(range_m);
    switch (plot->type) {
    case LW_REPORT_POSITION:
        return 8.0 * sqrt(fmax(plot->r[0], plot->r[plot->dim + 1]));
    case LW_REPORT_POLAR:
        return 5.0 *
               fmax(sqrt(plot->r[0]), range_m * sqrt(plot->r[plot->dim + 1]));
    case LW_REPORT_BEARING:
        return fmax(0.3 * range_m, 30.0);
    case LW_REPORT_HEARD:
        return 2.0 * run->model[plot->sensor].heard_sd_m;
    case LW_REPORT_LOOK:
    case LW_REPORT_HEARTBEAT:
        break;
    }
    return 0.0;
}

static void start(const struct run *run, uint32_t object,
                  const struct entry *first, struct lw_told_imm *imm)
{
    struct lw_told_gauss g = {.x = {0}};
    double axes[9], sd[6];
    struct lw_chance chance = lw_chance_stream(2 * (uint64_t)object + 1);

    lw_told_where(&run->scene, object, first->at_ns, g.x);
    up_at(run, g.x, axes);
    const double speed_mps =
        sqrt(g.x[3] * g.x[3] + g.x[4] * g.x[4] + g.x[5] * g.x[5]);
    sd[0] = sd[1] = width_m(run, &first->plot, g.x);
    sd[2] = 100.0;
    sd[3] = sd[4] = fmax(speed_mps, 10.0);
    sd[5] = 3.0;
    for (int k = 0; k < 6; k++) {
        const double *axis = &axes[3 * (k % 3)];
        const int at = 3 * (k / 3);
        const double off = sd[k] * lw_chance_normal(&chance);
        for (int i = 0; i < 3; i++) {
            g.x[at + i] += off * axis[i];
            for (int j = 0; j < 3; j++)
                g.p[(at + i) * 6 + at + j] += sd[k] * sd[k] * axis[i] * axis[j];
        }
    }
    lw_told_start(imm, &g);
}

/* Run the filter over what was put in since it last ran. */
static void catch_up(struct run *run, uint32_t object)
{
    struct follower *f = &run->follower[object];

    for (; f->fresh < f->entries; f->fresh++) {
        struct entry *e = &f->entry[f->fresh];
        if (f->fresh == 0) {
            start(run, object, e, &e->after);
        } else {
            double axes[9];
            e->after = e[-1].after;
            up_at(run, e->after.mode[0].x, axes);
            lw_told_predict(&e->after, run->motion, axes + 6,
                            (double)(e->at_ns - e[-1].at_ns) * 1e-9);
        }
        lw_told_update(&e->after, &e->plot,
                       (double)(e->at_ns - e->plot.meas_ns) * 1e-9);
    }
}

/* Entries too old for any late report to come before them go, but one. */
static void forget(struct run *run, struct follower *f)
{
    size_t old = 0;

    while (old + 1 < f->fresh &&
           f->entry[old + 1].at_ns < run->arrival_ns - late_ns_max)
        old++;
    if (old == 0 || old < f->room / 4)
        return;
    f->entries -= old;
    f->fresh -= old;
    memmove(f->entry, f->entry + old, f->entries * sizeof *f->entry);
    f->frozen = true;
}

/* When the sound that a plot heard was made, by the truth. */
static int64_t made_ns(const struct run *run, uint32_t object,
                       const struct lw_plot *plot)
{
    int64_t at_ns = plot->meas_ns;

    for (int step = 0; step < 4 && plot->sound; step++) {
        const double since_s = (double)(plot->meas_ns - at_ns) * 1e-9;
        double x[6], offset[3];
        lw_told_where(&run->scene, object, at_ns, x);
        for (int i = 0; i < 3; i++)
            offset[i] = x[i] + since_s * x[3 + i] - plot->origin_m[i];
        at_ns = plot->meas_ns -
                llround(1e9 * lw_sound_delay_s(offset, x + 3, plot->wind_mps,
                                               plot->sound_mps));
    }
    return at_ns;
}

/* A report that came twice counts once. */
static bool has_twin(const struct follower *f, size_t end, int64_t at_ns,
                     const struct lw_plot *plot)
{
    while (end > 0 && f->entry[end - 1].at_ns == at_ns) {
        const struct lw_plot *other = &f->entry[--end].plot;
        if (other->sensor == plot->sensor && other->dim == plot->dim &&
            memcmp(other->z, plot->z, sizeof plot->z) == 0 &&
            memcmp(other->origin_m, plot->origin_m, sizeof plot->origin_m) == 0)
            return true;
    }
    return false;
}

static int put_in(struct run *run, uint32_t object, const struct lw_plot *plot)
{
    struct follower *f = &run->follower[object];
    const int64_t at_ns = made_ns(run, object, plot);

    if (f->frozen && at_ns < f->entry[0].at_ns) {
        run->unused++;
        return 0;
    }
    if (f->entries == f->room) {
        forget(run, f);
        if (f->entries == f->room) {
            const size_t room = f->room * 2 + 16;
            struct entry *entry = realloc(f->entry, room * sizeof *entry);
            if (entry == NULL)
                return LW_ERR_NO_SPACE;
            f->entry = entry;
            f->room = room;
        }
    }
    size_t at = f->entries;
    while (at > 0 && f->entry[at - 1].at_ns > at_ns)
        at--;
    if (has_twin(f, at, at_ns, plot))
        return 0;
    memmove(f->entry + at + 1, f->entry + at,
            (f->entries - at) * sizeof *f->entry);
    f->entry[at] = (struct entry){.at_ns = at_ns, .plot = *plot};
    f->entries++;
    if (at < f->fresh)
        f->fresh = at;
    return 0;
}

/* Whether to show a place of this variance (of east and of north, each) is
 * expected to cost less than to keep silent: E min(d^2, c^2) < c^2 / 2. */
static bool worth_showing(double cutoff_m, double var_m2)
{
    const double c2 = cutoff_m * cutoff_m;

    return 2.0 * var_m2 * (1.0 - exp(-c2 / (2.0 * var_m2))) < c2 / 2.0;
}

static int write_track(struct run *run, uint32_t object, int64_t at_ns,
                       const struct entry *e)
{
    struct lw_told_imm imm = e->after;
    struct lw_told_gauss g;
    struct lw_track track = {.number = object + 1,
                             .status = LW_TRACK_CONFIRMED,
                             .time_ns = at_ns,
                             .first_ns = at_ns,
                             .update_ns = e->at_ns,
                             .existence = 1.0,
                             .kinds = {[LW_KIND_UNKNOWN] = 1.0}};
    char line[LW_TRACK_TEXT_MAX + 1];
    double axes[9];

    up_at(run, imm.mode[0].x, axes);
    lw_told_predict(&imm, run->motion, axes + 6,
                    (double)(at_ns - e->at_ns) * 1e-9);
    lw_told_collapse(&imm, &g);
    track.pos = lw_frame_to_geodetic(&run->scene.frame, g.x);
    lw_frame_local(&run->scene.frame, track.pos, axes);
    for (int i = 0; i < 6; i++) {
        const int to = i / 3 * 3;
        for (int k = 0; k < 3 && to == 3; k++)
            track.vel_mps[i - 3] += axes[3 * (i - 3) + k] * g.x[3 + k];
        for (int j = 0; j < 6; j++)
            for (int a = 0; a < 3; a++)
                for (int b = 0; b < 3; b++)
                    track.cov[i * 6 + j] += axes[3 * (i % 3) + a] *
                                            g.p[(to + a) * 6 + j / 3 * 3 + b] *
                                            axes[3 * (j % 3) + b];
    }
    if (run->cutoff_m > 0.0 &&
        !worth_showing(run->cutoff_m, 0.5 * (track.cov[0] + track.cov[7])))
        return 0;
    const int len =
        lw_track_write(&track, &run->site.site, line, sizeof line - 1);
    if (len < 0)
        return len;
    line[len] = '\n';
    return fwrite(line, 1, (size_t)len + 1, stdout) == (size_t)len + 1
               ? 0
               : LW_ERR_IO;
}

static int write_picture(struct run *run, int64_t at_ns)
{
    for (uint32_t o = 0; o < run->scene.objects; o++) {
        struct follower *f = &run->follower[o];
        if (f->entries == 0)
            continue;
        catch_up(run, o);
        size_t at = f->entries;
        while (at > 0 && f->entry[at - 1].at_ns > at_ns)
            at--;
        if (at == 0 || lw_told_ends(&run->scene, o) < at_ns ||
            lw_told_begins(&run->scene, o) > at_ns)
            continue;
        const int err = write_track(run, o, at_ns, &f->entry[at - 1]);
        if (err < 0)
            return err;
    }
    return 0;
}

static int write_due(struct run *run, int64_t until_ns)
{
    int err = 0;

    while (err == 0 && run->next_ns != INT64_MIN && run->next_ns < until_ns) {
        err = write_picture(run, run->next_ns);
        run->next_ns += second_ns;
    }
    return err;
}

static int take_line(struct run *run, const char *text, size_t len,
                     int64_t number, struct lw_fault *fault)
{
    struct lw_report report;
    struct lw_plot plot;

    int err = lw_ndjson_read(text, len, &report, fault);
    if (err < 0) { /* `track` passes over it as well */
        run->unused++;
        return 0;
    }
    const int64_t arrival_ns =
        report.has & LW_HAS_RX ? report.rx_ns : report.meas_ns;
    if (run->next_ns == INT64_MIN) {
        run->arrival_ns = arrival_ns;
        run->next_ns = (arrival_ns + second_ns - 1) / second_ns * second_ns;
    }
    if (arrival_ns > run->arrival_ns)
        run->arrival_ns = arrival_ns;
    if (write_due(run, run->arrival_ns) < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "cannot write");
    const int32_t object = lw_told_origin(&run->scene, number);
    if (object < 0)
        return 0;
    const int sensor = lw_site_sensor(&run->site.site, report.sensor);
    if (sensor < 0)
        return lw_fault_set(fault, sensor, 0, 0, "unknown sensor");
    err = lw_plot_make(&report, &run->site.site, (uint32_t)sensor,
                       &run->model[sensor], &run->scene.frame, &plot);
    if (err < 0)
        run->unused++;
    if (err < 0)
        return 0;
    if (put_in(run, (uint32_t)object, &plot) < 0)
        return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0, "not enough memory");
    return 0;
}

static int take_reports(struct run *run, struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(run->reports, fault);
    const char *text;
    size_t len;
    int got, err = 0;

    if (in == NULL)
        return LW_ERR_IO;
    while (err == 0 && (got = lw_input_line(in, &text, &len)) != 0) {
        if (got < 0)
            err = lw_fault_set(fault, got, 0, 0, "%s", lw_input_error(in));
        else
            err = take_line(run, text, len, lw_input_number(in), fault);
    }
    fault->line = lw_input_number(in);
    lw_input_close(in);
    if (err == 0 && run->next_ns != INT64_MIN)
        err = write_due(run, run->arrival_ns + 1);
    if (err == 0 && fflush(stdout) != 0)
        err = lw_fault_set(fault, LW_ERR_IO, 0, 0, "cannot write");
    return err;
}

static const struct lw_told_motion *motion_of(const char *name)
{
    const struct lw_told_motion *motion = lw_told_motions;

    while (motion->name != NULL && strcmp(motion->name, name) != 0)
        motion++;
    return motion->name != NULL ? motion : NULL;
}

static bool read_options(int argc, char **argv, struct run *run)
{
    enum { SITE = 1, TRUTH, ORIGINS, MOTION, CUTOFF };
    static const struct option known[] = {
        {"site", required_argument, NULL, SITE},
        {"truth", required_argument, NULL, TRUTH},
        {"origins", required_argument, NULL, ORIGINS},
        {"motion", required_argument, NULL, MOTION},
        {"cutoff", required_argument, NULL, CUTOFF},
        {NULL, 0, NULL, 0},
    };
    int c;

    run->motion = motion_of("turning");
    run->reports = "-";
    while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
        switch (c) {
        case SITE:
            run->site_path = optarg;
            break;
        case TRUTH:
            run->truth = optarg;
            break;
        case ORIGINS:
            run->origins = optarg;
            break;
        case MOTION:
            run->motion = motion_of(optarg);
            break;
        case CUTOFF:
            run->cutoff_m = strtod(optarg, NULL);
            break;
        default:
            return false;
        }
    if (optind < argc)
        run->reports = argv[optind++];
    return optind == argc && run->site_path != NULL && run->truth != NULL &&
           run->origins != NULL && run->motion != NULL;
}

/* The site, and the frame at its origin or at its first sensor. */
static int load(struct run *run, const char **path, struct lw_fault *fault)
{
    const struct lw_site *site = &run->site.site;
    struct lw_geodetic origin = {0.0, 0.0, 0.0};

    *path = run->site_path;
    int err = lw_load_site(run->site_path, &run->site, fault);
    if (err < 0)
        return err;
    for (uint32_t s = site->sensors; s-- > 0;)
        if (site->sensor[s].has_position)
            origin = site->sensor[s].position;
    if (site->has_origin)
        origin = site->origin;
    lw_frame_init(&run->scene.frame, origin);
    run->model = calloc(site->sensors + 1, sizeof *run->model);
    if (run->model == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t s = 0; s < site->sensors; s++)
        lw_sensor_model_init(&run->model[s], &site->sensor[s],
                             &run->scene.frame);
    err = lw_told_read(&run->scene, run->truth, run->origins, path, fault);
    if (err < 0)
        return err;
    run->follower = calloc(run->scene.objects + 1, sizeof *run->follower);
    return run->follower != NULL ? 0 : LW_ERR_NO_SPACE;
}

int main(int argc, char **argv)
{
    struct run run = {.next_ns = INT64_MIN};
    struct lw_fault fault = {.what = "not enough memory"};
    const char *path = NULL;

    if (!read_options(argc, argv, &run)) {
        fputs(usage_text, stderr);
        return 2;
    }
    int err = load(&run, &path, &fault);
    if (err == 0) {
        path = run.reports;
        err = take_reports(&run, &fault);
    }
    if (err < 0)
        lw_print_fault(path, &fault);
    if (run.unused > 0)
        fprintf(stderr, "clairvoyant: %llu reports of no use\n",
                (unsigned long long)run.unused);
    for (uint32_t o = 0; run.follower != NULL && o < run.scene.objects; o++)
        free(run.follower[o].entry);
    free(run.follower);
    free(run.model);
    lw_told_free(&run.scene);
    if (run.site.mem != NULL)
        lw_unload_site(&run.site);
    return err < 0 ? 1 : 0;
}
