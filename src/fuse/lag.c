/* SPDX-License-Identifier: Apache-2.0 */
#include "lag.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/sort.h"
#include "face.h"
#include "fuse.h"
#include "luchtwacht/err.h"
#include "moment.h"

static const int64_t second_ns = 1000000000;
/* Less than that late, against the quickest, is fused as it comes. */
static const int64_t tolerance_ns = 1500000000;
/* The quickest delay: rises so fast when nothing is as quick any more; moves
 * when it is off by so much; in steps of that. */
static const double quick_rise_s = 0.05, quick_off_s = 0.75, quick_step_s = 0.5;
/* Of the work that a second took, so many times may be spent on running again,
 * less where it was much, and saved up. */
static const double work_times = 16.0, work_much = 3000.0, work_base = 100.0;
static const double work_saved_max = 60000.0, work_at_first = 20000.0;
/* A moment is kept every so many seconds while nothing is late. */
static const int64_t rest_s = 16;
/* What one costs, in work: whatever its size, and a byte. */
static const double copy_work = 13.0, copy_byte_work = 80e-6;
static const double late_fade = 0.98, late_memory_s = 50.0; /* a second */
/* A part of the memory is for reports, and one for what was shown. */
enum { REPORT_PART = 3, FACE_PART = 8 };
enum { SECONDS = 256, MOMENTS = 128, NOBODY = -1 };

/* What a report says, without texts that the tracker never reads. */
struct body {
    enum lw_report_type type;
    uint32_t has;
    int64_t meas_ns;
    unsigned char
        rest[sizeof(struct lw_report) - offsetof(struct lw_report, confidence)];
};

struct kept {
    int64_t at_ns;  /* it counts as arrived then */
    int64_t due_ns; /* it should have arrived then, if that is earlier */
    uint32_t order; /* of arrival */
    uint32_t sensor;
    int32_t next;
    struct body body;
};

/* What counts as arrived in the second that ends at this whole one. */
struct second {
    int64_t second; /* INT64_MIN: none yet */
    int32_t first, last;
    double work; /* that it took */
};

struct moment {
    int64_t second;
    size_t at, size; /* in the ring */
};

struct lw_lag {
    struct second second[SECONDS]; /* by second % SECONDS */
    int64_t lost;                  /* reports of it and before are not kept */
    int64_t oldest;                /* the first second that may have some */
    struct kept *kept;
    uint32_t *order; /* scratch: what is run in one second, sorted */
    uint32_t kept_max, kept_top;
    int32_t kept_free;

    int32_t waiting; /* list of those that are late */
    uint32_t waiting_count;

    unsigned char *ring;
    size_t ring_size;
    struct moment moment[MOMENTS]; /* the oldest first */
    uint32_t moments;

    struct lw_faces faces;
    double late_s; /* how late something was, of late */
    struct runs {
        double count, seconds, work; /* sums that forget */
    } runs;                          /* what was run again, of late */
    double quick_s, least_s; /* the quickest delay; that of this second */
    int64_t quick_ns;        /* the former, in steps */
    double work_saved;       /* what may be spent */
    uint64_t work_before;    /* trk->work when the last second closed */
};

/* ---- memory ---- */

size_t lw_lag_size(size_t bytes)
{
    return bytes == 0
               ? 0
               : bytes + sizeof(struct lw_lag) + 8 * _Alignof(max_align_t);
}

struct lw_lag *lw_lag_init(size_t bytes, struct lw_arena *arena)
{
    struct lw_lag *lag = lw_arena_take(arena, 1, sizeof *lag);
    const size_t a_report = sizeof(struct kept) + sizeof(uint32_t);
    const size_t faces = bytes / FACE_PART / lw_faces_size(1);

    if (lag == NULL)
        return NULL;
    lag->kept_max = (uint32_t)(bytes / REPORT_PART / a_report);
    lag->kept = lw_arena_take_raw(arena, lag->kept_max, sizeof *lag->kept);
    lag->order = lw_arena_take_raw(arena, lag->kept_max, sizeof *lag->order);
    if (lag->kept == NULL || lag->order == NULL ||
        lw_faces_init(&lag->faces, (uint32_t)faces, arena) < 0)
        return NULL;
    lag->ring_size =
        bytes - lag->kept_max * a_report - lw_faces_size((uint32_t)faces);
    lag->ring = lw_arena_take_raw(arena, lag->ring_size, 1);
    lag->kept_free = lag->waiting = NOBODY;
    lag->lost = lag->oldest = INT64_MIN;
    for (int i = 0; i < SECONDS; i++)
        lag->second[i] = (struct second){
            .second = INT64_MIN, .first = NOBODY, .last = NOBODY};
    lag->quick_s = (double)INFINITY;
    lag->least_s = (double)INFINITY;
    lag->work_saved = work_at_first;
    return lag->ring == NULL ? NULL : lag;
}

/* ---- reports ---- */

static int64_t second_of(int64_t ns)
{
    return (ns + second_ns - 1) / second_ns;
}

static void drop_second(struct lw_lag *lag, struct second *s)
{
    if (s->first >= 0) {
        lag->kept[s->last].next = lag->kept_free;
        lag->kept_free = s->first;
    }
    if (s->second > lag->lost)
        lag->lost = s->second;
    s->first = s->last = NOBODY;
}

static uint32_t place_of(int64_t second)
{
    return (uint32_t)((uint64_t)second % SECONDS);
}

static struct second *second_for(struct lw_lag *lag, int64_t second)
{
    struct second *s = &lag->second[place_of(second)];

    if (s->second != second) {
        if (s->second != INT64_MIN)
            drop_second(lag, s);
        *s = (struct second){.second = second, .first = NOBODY, .last = NOBODY};
    }
    return s;
}

/* NULL: it is longer ago than anything is kept. */
static const struct second *second_find(const struct lw_lag *lag,
                                        int64_t second)
{
    const struct second *s = &lag->second[place_of(second)];

    return s->second == second ? s : NULL;
}

static void append(struct lw_lag *lag, int32_t kept)
{
    struct second *s = second_for(lag, second_of(lag->kept[kept].at_ns));

    lag->kept[kept].next = NOBODY;
    if (s->last >= 0)
        lag->kept[s->last].next = kept;
    else
        s->first = kept;
    s->last = kept;
}

/* Room for one more; the oldest second goes for it, but none after `until`. */
static int32_t take_room(struct lw_lag *lag, int64_t until)
{
    if (lag->kept_free < 0 && lag->kept_top < lag->kept_max)
        return (int32_t)lag->kept_top++;
    if (lag->oldest < until - SECONDS)
        lag->oldest = until - SECONDS;
    for (; lag->kept_free < 0 && lag->oldest <= until; lag->oldest++) {
        struct second *s = &lag->second[place_of(lag->oldest)];
        if (s->second == lag->oldest)
            drop_second(lag, s);
    }
    const int32_t kept = lag->kept_free;
    if (kept >= 0)
        lag->kept_free = lag->kept[kept].next;
    return kept;
}

static int64_t due_ns(const struct lw_lag *lag, const struct lw_report *report,
                      int64_t arrival_ns)
{
    const int64_t due = report->meas_ns + lag->quick_ns;

    return due < arrival_ns ? due : arrival_ns;
}

static int32_t enter(struct lw_tracker *trk, uint32_t sensor,
                     const struct lw_report *report, int64_t arrival_ns)
{
    struct lw_lag *lag = trk->lag;
    const int32_t at = take_room(lag, second_of(arrival_ns) - 1);

    if (at < 0)
        return at;
    struct kept *kept = &lag->kept[at];
    kept->at_ns = arrival_ns;
    kept->due_ns = due_ns(lag, report, arrival_ns);
    kept->order = trk->report;
    kept->sensor = sensor;
    kept->body.type = report->type;
    kept->body.has = report->has;
    kept->body.meas_ns = report->meas_ns;
    memcpy(kept->body.rest, &report->confidence, sizeof kept->body.rest);
    return at;
}

static void note_delay(struct lw_lag *lag, const struct lw_report *report,
                       int64_t arrival_ns)
{
    const double delay_s = lw_seconds(arrival_ns, report->meas_ns);

    if (delay_s >= 0.0) /* a clock that is ahead says nothing */
        lag->least_s = fmin(lag->least_s, delay_s);
}

bool lw_lag_is_late(const struct lw_tracker *trk,
                    const struct lw_report *report, int64_t arrival_ns)
{
    const int64_t due = due_ns(trk->lag, report, arrival_ns);

    /* that it is alive is told by the next one, too */
    return report->type != LW_REPORT_HEARTBEAT &&
           arrival_ns - due > tolerance_ns;
}

bool lw_lag_hold(struct lw_tracker *trk, uint32_t sensor,
                 const struct lw_report *report, int64_t arrival_ns)
{
    struct lw_lag *lag = trk->lag;
    const int32_t at = enter(trk, sensor, report, arrival_ns);

    if (at < 0)
        return false;
    note_delay(lag, report, arrival_ns);
    lag->kept[at].next = lag->waiting;
    lag->waiting = at;
    lag->waiting_count++;
    lag->late_s =
        fmax(lag->late_s, lw_seconds(arrival_ns, lag->kept[at].due_ns));
    return true;
}

void lw_lag_keep(struct lw_tracker *trk, uint32_t sensor,
                 const struct lw_report *report, int64_t arrival_ns)
{
    const int32_t at = enter(trk, sensor, report, arrival_ns);

    note_delay(trk->lag, report, arrival_ns);
    if (at >= 0)
        append(trk->lag, at);
    else /* too many in one second */
        trk->lag->lost = second_of(arrival_ns);
}

bool lw_lag_waits(const struct lw_tracker *trk)
{
    return trk->lag != NULL && trk->lag->waiting >= 0;
}

/* ---- moments ---- */

/* Where `size` bytes go after the last moment; what is in the way goes. */
static size_t make_room(struct lw_lag *lag, size_t size)
{
    size_t at = 0;
    uint32_t gone = 0;

    if (lag->moments > 0) {
        const struct moment *last = &lag->moment[lag->moments - 1];
        at = last->at + last->size;
        if (size > lag->ring_size - at) {
            /* those behind the last one are the oldest */
            while (gone < lag->moments - 1 && lag->moment[gone].at >= at)
                gone++;
            at = 0;
        }
    }
    while (gone < lag->moments && lag->moment[gone].at >= at &&
           lag->moment[gone].at < at + size)
        gone++;
    if (lag->moments - gone == MOMENTS)
        gone++;
    lag->moments -= gone;
    memmove(lag->moment, lag->moment + gone,
            lag->moments * sizeof *lag->moment);
    return at;
}

/*
 * How far apart moments are best kept. `e` seconds apart, a run again goes
 * e / 2 too far back, and every second that is run costs 1 / e of a copy; the
 * sum of both is least at e^2 = 2 copy (1 + again) / (runs * work), `again` and
 * `runs` for each second of time, `work` for each that is run.
 */
static double best_s(const struct lw_lag *lag, size_t size)
{
    const double copy = copy_work + copy_byte_work * (double)size;
    const struct runs *runs = &lag->runs;

    return sqrt(2.0 * copy * (late_memory_s + runs->seconds) * runs->seconds /
                fmax(runs->count * runs->work, 1e-9));
}

/* The same, as memory allows. */
static int64_t interval_s(const struct lw_lag *lag, size_t size)
{
    const int64_t late_s = (int64_t)lag->late_s;
    const int64_t room = (int64_t)(lag->ring_size / size);
    const int64_t least_s = (late_s + 2) / room + 1;
    int64_t every_s = late_s == 0 ? rest_s : late_s / 4;

    if (lag->runs.count > 0.0)
        every_s = (int64_t)fmin(best_s(lag, size), (double)every_s);
    if (every_s < least_s)
        every_s = least_s;
    return every_s < rest_s ? every_s : rest_s;
}

/* Whether a moment is to be kept now; the last one tells of the size. */
static bool is_due(const struct lw_lag *lag, int64_t second)
{
    if (lag->moments == 0)
        return true;
    const struct moment *last = &lag->moment[lag->moments - 1];
    return second - last->second >= interval_s(lag, last->size);
}

static void keep_moment(struct lw_tracker *trk, int64_t second)
{
    struct lw_lag *lag = trk->lag;

    if (!is_due(lag, second))
        return;
    const size_t size = lw_moment_size(trk);
    if (size > lag->ring_size / 2)
        return;
    const size_t at = make_room(lag, size);
    lw_moment_save(trk, lag->ring + at);
    lag->moment[lag->moments++] =
        (struct moment){.second = second, .at = at, .size = size};
}

/* ---- what it costs ---- */

static void earn(struct lw_lag *lag, double work)
{
    const double part = fmax(1.0 - work / work_much, 0.0);

    lag->work_saved = fmin(
        lag->work_saved + work_times * work * part + work_base, work_saved_max);
}

static double work_since(const struct lw_lag *lag, int64_t second,
                         int64_t until)
{
    double work = 0.0;

    for (int64_t s = second + 1; s <= until; s++) {
        const struct second *at = second_find(lag, s);
        work += 1.0 + (at != NULL ? at->work : 0.0);
    }
    return work;
}

static uint32_t waiting_after(const struct lw_lag *lag, int64_t second)
{
    uint32_t n = 0;

    for (int32_t k = lag->waiting; k >= 0; k = lag->kept[k].next)
        n += second_of(lag->kept[k].due_ns) > second;
    return n;
}

/* The moment to go back to: the last one before all that waits, or before at
 * least half of it, that can be paid for; or none. */
static int choose(const struct lw_tracker *trk, int64_t now, double *work)
{
    const struct lw_lag *lag = trk->lag;
    const double open = (double)(trk->work - lag->work_before);
    int found = -1;
    uint32_t most = 0;

    for (uint32_t m = lag->moments; m-- > 0;) {
        const int64_t second = lag->moment[m].second;
        if (second < lag->lost || now - second >= SECONDS)
            break;
        const uint32_t n = waiting_after(lag, second);
        const double cost = open + n + work_since(lag, second, now - 1);
        if (cost > lag->work_saved)
            break;
        if (n > most && 2 * n >= lag->waiting_count) {
            most = n;
            found = (int)m;
            *work = cost;
        }
        if (n == lag->waiting_count)
            break;
    }
    return found;
}

/* ---- again ---- */

static void unpack(const struct kept *kept, struct lw_report *report)
{
    report->type = kept->body.type;
    report->has = kept->body.has;
    report->meas_ns = kept->body.meas_ns;
    memcpy(&report->confidence, kept->body.rest, sizeof kept->body.rest);
}

static bool before(const void *left, const void *right, const void *context)
{
    const struct kept *kept = context;
    const struct kept *a = &kept[*(const uint32_t *)left];
    const struct kept *b = &kept[*(const uint32_t *)right];

    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns;
    if (a->due_ns != b->due_ns)
        return a->due_ns < b->due_ns;
    return (int32_t)(a->order - b->order) < 0;
}

/* In the order of time, in lag->order[]; how many. */
static uint32_t sorted(struct lw_lag *lag, int32_t first)
{
    uint32_t n = 0, spare;

    for (int32_t k = first; k >= 0; k = lag->kept[k].next)
        lag->order[n++] = (uint32_t)k;
    lw_sort(lag->order, n, sizeof spare, &spare, before, lag->kept);
    return n;
}

static void take_again(struct lw_tracker *trk, const struct kept *kept)
{
    struct lw_report report = {0};

    unpack(kept, &report);
    trk->report = kept->order;
    (void)lw_tracker_take(trk, kept->sensor, &report, kept->at_ns);
}

/* Each to the second in which it was due, if that is run again. */
static void put_right(struct lw_lag *lag, int64_t since, int64_t until)
{
    int32_t list = NOBODY;

    for (int64_t second = since + 1; second <= until; second++) {
        struct second *s = second_for(lag, second);
        int32_t next;
        for (int32_t k = s->first; k >= 0; k = next) {
            next = lag->kept[k].next;
            lag->kept[k].next = list;
            list = k;
        }
        s->first = s->last = NOBODY;
    }
    for (int32_t k = list, next; k >= 0; k = next) {
        struct kept *kept = &lag->kept[k];
        next = kept->next;
        if (second_of(kept->due_ns) > since)
            kept->at_ns = kept->due_ns;
        append(lag, k);
    }
}

/* What waits joins this second, as if it had just come. */
static void join_waiting(struct lw_lag *lag, int64_t arrival_ns)
{
    for (int32_t k = lag->waiting, next; k >= 0; k = next) {
        next = lag->kept[k].next;
        lag->kept[k].at_ns = arrival_ns;
        append(lag, k);
    }
    lag->waiting = NOBODY;
    lag->waiting_count = 0;
}

static void run_again(struct lw_tracker *trk, uint32_t from, int64_t now)
{
    struct lw_lag *lag = trk->lag;
    const struct moment moment = lag->moment[from];
    const int64_t arrival_ns = trk->arrival_ns;

    join_waiting(lag, arrival_ns);
    put_right(lag, moment.second, now);
    lag->moments = from + 1;
    lw_moment_load(trk, lag->ring + moment.at);
    lag->work_before = trk->work;
    trk->again = true;
    for (int64_t second = moment.second + 1; second <= now; second++) {
        const uint32_t n = sorted(lag, second_for(lag, second)->first);
        for (uint32_t i = 0; i < n; i++) {
            const struct kept *kept = &lag->kept[lag->order[i]];
            lw_tracker_again(trk, kept->at_ns);
            trk->arrival_ns = kept->at_ns;
            take_again(trk, kept);
        }
    }
    lw_tracker_again(trk, now * second_ns);
    trk->again = false;
    trk->arrival_ns = arrival_ns;
}

/* It is fused as late as it is. */
static void take_late(struct lw_tracker *trk)
{
    struct lw_lag *lag = trk->lag;

    for (int32_t k = lag->waiting; k >= 0; k = lag->kept[k].next)
        lag->kept[k].at_ns = trk->arrival_ns;
    const uint32_t n = sorted(lag, lag->waiting);
    for (uint32_t i = 0; i < n; i++)
        take_again(trk, &lag->kept[lag->order[i]]);
    join_waiting(lag, trk->arrival_ns);
}

void lw_lag_settle(struct lw_tracker *trk, int64_t now_ns)
{
    struct lw_lag *lag = trk->lag;
    const int64_t now = now_ns / second_ns;
    double work = 0.0;

    if (lag->waiting < 0)
        return;
    const int from = choose(trk, now, &work);
    if (from < 0 || !lw_faces_note(&lag->faces, trk, now_ns)) {
        take_late(trk);
        return;
    }
    lag->work_saved -= work;
    lag->runs.count += 1.0;
    lag->runs.seconds += (double)(now - lag->moment[from].second);
    lag->runs.work += work;
    run_again(trk, (uint32_t)from, now);
    lw_faces_give(&lag->faces, trk, now_ns);
}

static void set_quick(struct lw_lag *lag)
{
    lag->quick_s = fmin(lag->quick_s + quick_rise_s, lag->least_s);
    lag->least_s = (double)INFINITY;
    const double off_s = lag->quick_s - (double)lag->quick_ns * 1e-9;
    if (isfinite(lag->quick_s) && (off_s < 0.0 || off_s > quick_off_s))
        lag->quick_ns =
            (int64_t)(floor(lag->quick_s / quick_step_s) * quick_step_s * 1e9);
}

void lw_lag_passed(struct lw_tracker *trk, int64_t now_ns)
{
    struct lw_lag *lag = trk->lag;
    const int64_t now = now_ns / second_ns;
    const double targets = trk->targets_max - trk->free_targets;
    const double work = (double)(trk->work - lag->work_before) + 0.25 * targets;

    lag->work_before = trk->work;
    second_for(lag, now)->work = work;
    if (!trk->again) {
        earn(lag, work);
        set_quick(lag);
        lag->late_s *= late_fade;
        lag->runs.count *= late_fade;
        lag->runs.seconds *= late_fade;
        lag->runs.work *= late_fade;
    }
    if (work < work_much)
        keep_moment(trk, now);
}

void lw_lag_begin(struct lw_tracker *trk, int64_t now_ns)
{
    keep_moment(trk, now_ns / second_ns);
}
