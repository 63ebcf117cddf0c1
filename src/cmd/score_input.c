/* SPDX-License-Identifier: Apache-2.0 */
#include "score_input.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"

enum { FIRST_SLOTS = 256, FIRST_ROOM = 1024 };

static bool is_blank(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] != ' ' && text[i] != '\t')
            return false;
    return true;
}

/* FNV-1a, 32 bits. */
static uint32_t hash(const char *name)
{
    uint32_t value = 2166136261U;

    for (; *name != '\0'; name++)
        value = (value ^ (unsigned char)*name) * 16777619U;
    return value;
}

static uint32_t *slot_of(struct lw_score_input *input, const char *name)
{
    uint32_t at = hash(name) & (input->slots - 1);

    while (input->slot[at] != 0 &&
           strcmp(input->name[input->slot[at] - 1], name) != 0)
        at = (at + 1) & (input->slots - 1);
    return &input->slot[at];
}

static int grow_names(struct lw_score_input *input)
{
    const uint32_t slots = input->slots == 0 ? FIRST_SLOTS : 2 * input->slots;
    uint32_t *slot = calloc(slots, sizeof *slot);
    char(*name)[LW_ID_MAX + 1] =
        realloc(input->name, slots / 2 * sizeof *input->name);

    if (name != NULL)
        input->name = name;
    if (slot == NULL || name == NULL) {
        free(slot);
        return LW_ERR_NO_SPACE;
    }
    free(input->slot);
    input->slot = slot;
    input->slots = slots;
    input->names_room = slots / 2;
    for (uint32_t n = 0; n < input->numbers; n++)
        *slot_of(input, input->name[n]) = n + 1;
    return 0;
}

static int number_of(struct lw_score_input *input, const char *name,
                     uint32_t *number)
{
    if (input->numbers == input->names_room && grow_names(input) < 0)
        return LW_ERR_NO_SPACE;
    uint32_t *slot = slot_of(input, name);
    if (*slot == 0) {
        if (input->numbers == LW_SCORE_NUMBERS_MAX)
            return LW_ERR_NO_SPACE;
        memcpy(input->name[input->numbers], name, strlen(name) + 1);
        *slot = ++input->numbers;
    }
    *number = *slot - 1;
    return 0;
}

static struct lw_sample sample_of(const struct lw_state_line *line,
                                  uint32_t number, uint32_t order)
{
    static const int upper[6] = {0, 1, 2, 7, 8, 14}; /* of a 6x6 */
    struct lw_sample sample = {
        .time_ns = line->time_ns,
        .order = order,
        .shown = !(line->has & LW_LINE_HAS_STATUS) ||
                 line->status == LW_TRACK_CONFIRMED ||
                 line->status == LW_TRACK_COASTING,
        .point = {.number = number,
                  .pos = line->pos,
                  .existence = line->existence},
    };

    if (line->has & LW_LINE_HAS_ALT)
        sample.point.has |= LW_SCORE_HAS_ALT;
    if (line->has & LW_LINE_HAS_VEL)
        sample.point.has |= LW_SCORE_HAS_VEL;
    if (line->has & LW_LINE_HAS_COV)
        sample.point.has |= LW_SCORE_HAS_COV;
    if (line->has & LW_LINE_HAS_EXISTENCE)
        sample.point.has |= LW_SCORE_HAS_EXISTENCE;
    memcpy(sample.point.vel_mps, line->vel_mps, sizeof line->vel_mps);
    for (int i = 0; i < 6; i++)
        sample.point.cov_m2[i] = line->cov[upper[i]];
    return sample;
}

static int add(struct lw_score_input *input, const struct lw_state_line *line)
{
    uint32_t number;

    if (input->samples == LW_SCORE_SAMPLES_MAX)
        return LW_ERR_NO_SPACE;
    if (input->samples == input->samples_room) {
        const size_t room =
            input->samples_room == 0 ? FIRST_ROOM : 2 * input->samples_room;
        struct lw_sample *sample =
            realloc(input->sample, room * sizeof *sample);
        if (sample == NULL)
            return LW_ERR_NO_SPACE;
        input->sample = sample;
        input->samples_room = room;
    }
    if (number_of(input, line->name, &number) < 0)
        return LW_ERR_NO_SPACE;
    input->sample[input->samples] =
        sample_of(line, number, (uint32_t)input->samples);
    input->has_all &= input->sample[input->samples].point.has;
    input->samples++;
    return 0;
}

int lw_score_input_read(struct lw_score_input *input, const char *path,
                        int (*read_line)(const char *line, size_t len,
                                         struct lw_state_line *out,
                                         struct lw_fault *fault),
                        struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    const char *text;
    size_t len;
    int got = 0;

    *input = (struct lw_score_input){.has_all = UINT32_MAX};
    if (in == NULL)
        return LW_ERR_IO;
    while ((got = lw_input_line(in, &text, &len)) > 0) {
        struct lw_state_line line;
        if (is_blank(text, len))
            continue;
        int err = read_line(text, len, &line, fault);
        if (err == LW_ERR_NOT_MINE)
            continue;
        if (err == 0) {
            err = add(input, &line);
            if (err < 0)
                (void)lw_fault_set(fault, err, 0, 0,
                                   "more lines or names than can be held");
        }
        if (err < 0) {
            fault->line = lw_input_number(in);
            lw_input_close(in);
            return err;
        }
    }
    if (got < 0)
        (void)lw_fault_set(fault, got, lw_input_number(in), 0, "%s",
                           got == LW_ERR_NO_SPACE ? "the line is too long"
                                                  : lw_input_error(in));
    lw_input_close(in);
    if (got == 0)
        lw_samples_sort(input->sample, input->samples);
    return got;
}

void lw_score_input_free(struct lw_score_input *input)
{
    free(input->sample);
    free(input->name);
    free(input->slot);
    *input = (struct lw_score_input){0};
}
