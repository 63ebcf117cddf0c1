/* SPDX-License-Identifier: Apache-2.0 */
#include "score_input.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 8 };

#define SECOND_NS INT64_C(1000000000)
static const int64_t step_ns_min = SECOND_NS / 10;

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] != ' ' && text[i] != '\t')
            return false;
    return true;
}

/* A larger array in place of *array; false: no memory. */
static bool enlarge(void **array, size_t count, size_t size)
{
    void *larger = realloc(*array, count * size);

    if (larger == NULL)
        return false;
    *array = larger;
    return true;
}

/* As much room as there is for names. */
static int grow(struct lw_score_input *input)
{
    const uint32_t room = input->names.room;
    void *queue = input->queue, *active = input->active, *point = input->point;
    const bool good = enlarge(&queue, room, sizeof *input->queue) &&
                      enlarge(&active, room, sizeof *input->active) &&
                      enlarge(&point, room, sizeof *input->point);

    input->queue = queue;
    input->active = active;
    input->point = point;
    if (good)
        input->room = room;
    return good ? 0 : LW_ERR_NO_SPACE;
}

static int number_of(struct lw_score_input *input, const char *name,
                     uint32_t *number)
{
    const uint32_t before = input->names.count;

    if (lw_score_names_number(&input->names, name, number) < 0 ||
        (input->room < input->names.room && grow(input) < 0))
        return LW_ERR_NO_SPACE;
    if (input->names.count > before)
        input->queue[*number] = (struct lw_score_queue){0};
    return 0;
}

/* Kinds of objects are numbered as they come; the last takes all the rest. */
static uint16_t kind_of(struct lw_score_input *input, const char *kind)
{
    uint32_t k = 1;

    if (kind[0] == '\0')
        return 0;
    while (k < input->kinds && strcmp(input->kind[k], kind) != 0)
        k++;
    if (k == input->kinds && k < LW_SCORE_KINDS_MAX) {
        const char *name = k + 1 < LW_SCORE_KINDS_MAX ? kind : "others";
        memcpy(input->kind[k], name, strlen(name) + 1);
        input->kinds++;
    }
    return (uint16_t)(k < LW_SCORE_KINDS_MAX ? k : LW_SCORE_KINDS_MAX - 1);
}

static bool is_optional(struct lw_score_input *input,
                        const struct lw_state_line *line)
{
    const struct lw_score_choice *choice = &input->choice;

    if (line->has & LW_LINE_HAS_SENSORS) {
        input->has_sensors = true;
        if (line->sensors < choice->noticeable)
            return true;
    }
    for (int i = 0; i < choice->ignored_count; i++)
        if (strcmp(line->kind, choice->ignored[i]) == 0)
            return true;
    return false;
}

static enum lw_sample_shown shown_of(const struct lw_state_line *line)
{
    if (!(line->has & LW_LINE_HAS_STATUS))
        return LW_SAMPLE_SHOWN;
    switch (line->status) {
    case LW_TRACK_CONFIRMED:
    case LW_TRACK_COASTING:
        return LW_SAMPLE_SHOWN;
    case LW_TRACK_TENTATIVE:
        return LW_SAMPLE_TENTATIVE;
    case LW_TRACK_ENDED:
        break;
    }
    return LW_SAMPLE_HIDDEN;
}

static void fill_sample(struct lw_score_input *input,
                        const struct lw_state_line *line, uint32_t number,
                        struct lw_sample *sample)
{
    static const uint32_t same[][2] = {
        {LW_LINE_HAS_ALT, LW_SCORE_HAS_ALT},
        {LW_LINE_HAS_VEL, LW_SCORE_HAS_VEL},
        {LW_LINE_HAS_COV, LW_SCORE_HAS_COV},
        {LW_LINE_HAS_EXISTENCE, LW_SCORE_HAS_EXISTENCE},
        {LW_LINE_HAS_IDENT, LW_SCORE_HAS_IDENT},
        {LW_LINE_HAS_KIND, LW_SCORE_HAS_KIND},
        {LW_LINE_COOPERATIVE, LW_SCORE_COOPERATIVE},
    };
    struct lw_score_point *point = &sample->point;

    sample->time_ns = line->time_ns;
    sample->shown = shown_of(line);
    point->number = number;
    point->has = 0;
    point->pos = line->pos;
    point->existence = line->existence;
    point->region = 0;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (line->has & same[i][0])
            point->has |= same[i][1];
    memcpy(point->vel_mps, line->vel_mps, sizeof line->vel_mps);
    for (int row = 0, at = 0; row < 6; row++)
        for (int column = row; column < 6; column++)
            point->cov[at++] = line->cov[6 * row + column];
    if (input->truth) {
        point->kind = kind_of(input, line->kind);
        if (is_optional(input, line))
            point->has |= LW_SCORE_OPTIONAL;
    } else {
        const int kind = lw_kind_find(line->kind, strlen(line->kind));
        point->kind = (uint16_t)(kind >= 0 ? kind : LW_KIND_UNKNOWN);
    }
}

/* Drop what steps after time_ns do not need: all but the last sample at or
 * before it, and that too where nothing can come of it any more. */
static void drop_before(struct lw_score_input *input,
                        struct lw_score_queue *queue, int64_t time_ns)
{
    const struct lw_sample *sample = queue->sample + queue->first;
    const size_t until = lw_timeline_until(sample, queue->count, time_ns);
    uint32_t done = until > 0 ? (uint32_t)until - 1 : 0;

    if (until > 0 && until == queue->count &&
        time_ns - sample[until - 1].time_ns > input->stale_ns)
        done = queue->count;
    queue->first += done;
    queue->count -= done;
    input->samples -= done;
}

/* The place for a sample at time_ns, behind those of the same time. */
static struct lw_sample *make_room(struct lw_score_input *input,
                                   struct lw_score_queue *queue,
                                   int64_t time_ns)
{
    if (queue->count == queue->room && queue->count > 1 && !input->whole)
        drop_before(input, queue, input->wanted_ns);
    if (queue->first + queue->count == queue->room) {
        if (queue->first >= queue->count && queue->first > 0) {
            memmove(queue->sample, queue->sample + queue->first,
                    queue->count * sizeof *queue->sample);
            queue->first = 0;
        } else {
            const uint32_t room =
                queue->room == 0 ? FIRST_ROOM : 2 * queue->room;
            void *sample = queue->sample;
            if (!enlarge(&sample, room, sizeof *queue->sample))
                return NULL;
            queue->sample = sample;
            memset(queue->sample + queue->room, 0,
                   (room - queue->room) * sizeof *queue->sample);
            queue->room = room;
        }
    }
    uint32_t at = queue->first + queue->count++;
    for (; at > queue->first && queue->sample[at - 1].time_ns > time_ns; at--)
        queue->sample[at] = queue->sample[at - 1];
    return &queue->sample[at];
}

static int add(struct lw_score_input *input, const struct lw_state_line *line)
{
    uint32_t number;

    if (input->samples == LW_SCORE_SAMPLES_MAX ||
        number_of(input, line->name, &number) < 0)
        return LW_ERR_NO_SPACE;
    struct lw_score_queue *queue = &input->queue[number];
    if (queue->count == 0)
        input->active[input->actives++] = number;
    struct lw_sample *sample = make_room(input, queue, line->time_ns);
    if (sample == NULL)
        return LW_ERR_NO_SPACE;
    fill_sample(input, line, number, sample);
    input->samples++;
    if (input->lines++ == 0)
        input->first_ns = input->last_ns = line->time_ns;
    if (line->time_ns < input->first_ns)
        input->first_ns = line->time_ns;
    if (line->time_ns > input->last_ns)
        input->last_ns = line->time_ns;
    return 0;
}

static void note_time(struct lw_score_input *input, int64_t time_ns)
{
    int at = input->times;

    while (at > 0 && input->times_ns[at - 1] > time_ns)
        at--;
    if (input->times == LW_SCORE_TIMES ||
        (at > 0 && input->times_ns[at - 1] == time_ns))
        return;
    memmove(input->times_ns + at + 1, input->times_ns + at,
            (size_t)(input->times - at) * sizeof *input->times_ns);
    input->times_ns[at] = time_ns;
    input->times++;
}

int lw_score_input_open(struct lw_score_input *input, const char *path,
                        bool truth, bool whole,
                        const struct lw_score_choice *choice,
                        struct lw_fault *fault)
{
    *input = (struct lw_score_input){
        .path = path,
        .truth = truth,
        .whole = whole,
        .choice = *choice,
        .in = lw_input_open(path, fault),
        .kinds = 1,
        .latest_ns = INT64_MIN,
        .wanted_ns = INT64_MIN,
        .stale_ns = INT64_MAX,
    };
    return input->in == NULL ? LW_ERR_IO : 0;
}

/* One line more: 1, 0 at the end, or an error. */
static int read_line(struct lw_input *in, bool truth,
                     struct lw_state_line *line, struct lw_fault *fault)
{
    const char *text;
    size_t len;
    int got;

    while ((got = lw_input_line(in, &text, &len)) > 0) {
        if (is_blank(text, len))
            continue;
        const int err = truth ? lw_truth_line_read(text, len, line, fault)
                              : lw_track_line_read(text, len, line, fault);
        if (err == LW_ERR_NOT_MINE)
            continue;
        if (err < 0)
            fault->line = lw_input_number(in);
        return err < 0 ? err : 1;
    }
    if (got < 0)
        return lw_fault_set(fault, got, lw_input_number(in), 0, "%s",
                            got == LW_ERR_NO_SPACE ? "the line is too long"
                                                   : lw_input_error(in));
    return 0;
}

/* Take in one line: 1, 0 at the end, or an error. */
static int read_on(struct lw_score_input *input, struct lw_fault *fault)
{
    struct lw_state_line line;
    int got = read_line(input->in, input->truth, &line, fault);

    if (got == 0)
        input->ended = true;
    if (got <= 0)
        return got;
    if (line.time_ns <= input->latest_ns)
        return lw_fault_set(fault, LW_ERR_LATE, lw_input_number(input->in), 0,
                            "expected lines at most 60 s out of order on a "
                            "pipe; a file may be in any order");
    const int err = add(input, &line);
    if (err < 0)
        return lw_fault_set(fault, err, lw_input_number(input->in), 0,
                            "more lines or names than can be held");
    if (input->times < LW_SCORE_TIMES)
        note_time(input, line.time_ns);
    return 1;
}

int lw_score_input_read(struct lw_score_input *input, int64_t time_ns,
                        struct lw_fault *fault)
{
    const int64_t ahead_ns =
        LW_SCORE_SLACK_NS + (input->truth ? LW_SCORE_GAP_NS : 0);
    int got = 1;

    while (!input->ended && got > 0 &&
           (input->whole || input->lines == 0 ||
            input->last_ns - time_ns <= ahead_ns))
        got = read_on(input, fault);
    return got < 0 ? got : 0;
}

int lw_score_input_begin(struct lw_score_input *input, struct lw_fault *fault)
{
    int got = 1;

    while (!input->ended && got > 0 && input->times < LW_SCORE_TIMES)
        got = read_on(input, fault);
    return got < 0 ? got : 0;
}

static int by_value(const void *left, const void *right)
{
    const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

int64_t lw_score_input_step_ns(const struct lw_score_input *input)
{
    int64_t step_ns[LW_SCORE_TIMES];
    const int steps = input->times - 1;

    if (steps < 1)
        return SECOND_NS;
    for (int i = 0; i < steps; i++)
        step_ns[i] = input->times_ns[i + 1] - input->times_ns[i];
    qsort(step_ns, (size_t)steps, sizeof *step_ns, by_value);
    const int64_t usual_ns = step_ns[(steps - 1) / 2];
    return usual_ns < step_ns_min ? step_ns_min : usual_ns;
}

/* Put a shown point before the tentative ones. */
static void add_point(struct lw_score_input *input,
                      const struct lw_score_point *point, bool is_shown,
                      uint32_t count, uint32_t *shown)
{
    if (!is_shown || *shown == count) {
        input->point[count] = *point;
        *shown += is_shown;
        return;
    }
    input->point[count] = input->point[*shown];
    input->point[(*shown)++] = *point;
}

uint32_t lw_score_input_take(struct lw_score_input *input, int64_t time_ns,
                             int64_t step_ns, uint32_t *shown)
{
    uint32_t count = 0, kept = 0;

    *shown = 0;
    input->latest_ns = time_ns;
    input->stale_ns = LW_SCORE_GAP_NS + LW_SCORE_SLACK_NS + step_ns;
    for (uint32_t i = 0; i < input->actives; i++) {
        const uint32_t number = input->active[i];
        struct lw_score_queue *queue = &input->queue[number];
        struct lw_score_point point;
        enum lw_sample_shown is = LW_SAMPLE_HIDDEN;

        drop_before(input, queue, time_ns);
        if (queue->count == 0) {
            free(queue->sample);
            *queue = (struct lw_score_queue){0};
            continue;
        }
        input->active[kept++] = number;
        const struct lw_sample *sample = queue->sample + queue->first;
        if (!input->truth)
            is = lw_timeline_track(sample, queue->count, time_ns, step_ns,
                                   &point);
        else if (lw_timeline_object(sample, queue->count, time_ns,
                                    LW_SCORE_GAP_NS, &point))
            is = LW_SAMPLE_SHOWN;
        if (is != LW_SAMPLE_HIDDEN)
            add_point(input, &point, is == LW_SAMPLE_SHOWN, count++, shown);
    }
    input->actives = kept;
    return count;
}

int lw_score_input_ordered(const char *path, bool truth, struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    struct lw_state_line line = {0};
    int64_t last_ns = INT64_MIN;
    int got, ordered = 1;

    if (in == NULL)
        return LW_ERR_IO;
    while ((got = read_line(in, truth, &line, fault)) > 0 && ordered) {
        if (last_ns != INT64_MIN && last_ns - line.time_ns > LW_SCORE_SLACK_NS)
            ordered = 0;
        if (line.time_ns > last_ns)
            last_ns = line.time_ns;
    }
    lw_input_close(in);
    return got < 0 ? got : ordered;
}

void lw_score_input_close(struct lw_score_input *input)
{
    if (input->in != NULL)
        lw_input_close(input->in);
    for (uint32_t n = 0; n < input->names.count && n < input->room; n++)
        free(input->queue[n].sample);
    free(input->queue);
    lw_score_names_free(&input->names);
    free(input->active);
    free(input->point);
    *input = (struct lw_score_input){0};
}
