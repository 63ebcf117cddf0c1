/* SPDX-License-Identifier: Apache-2.0 */
#include "told_scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "decode/track_ndjson.h"
#include "input.h"

enum {
    FIRST_ROOM = 4096,
    FIRST_SLOTS = 256,
    OBJECTS_MAX = 1000000,
    LINES_MAX = 200000000,
};

/* FNV-1a; the slot of a name, or the free one that it would take. */
static uint32_t *slot_of(const struct lw_told_scene *scene, const char *name)
{
    uint32_t at = 2166136261U;

    for (const char *c = name; *c != '\0'; c++)
        at = (at ^ (unsigned char)*c) * 16777619U;
    at &= scene->slots - 1;
    while (scene->slot[at] != 0 &&
           strcmp(scene->name[scene->slot[at] - 1], name) != 0)
        at = (at + 1) & (scene->slots - 1);
    return &scene->slot[at];
}

static int grow_names(struct lw_told_scene *scene)
{
    const uint32_t slots = scene->slots == 0 ? FIRST_SLOTS : 2 * scene->slots;
    char(*name)[LW_ID_MAX + 1] = realloc(scene->name, slots / 2 * sizeof *name);
    uint32_t *slot = calloc(slots, sizeof *slot);

    if (name != NULL)
        scene->name = name;
    if (name == NULL || slot == NULL) {
        free(slot);
        return LW_ERR_NO_SPACE;
    }
    free(scene->slot);
    scene->slot = slot;
    scene->slots = slots;
    for (uint32_t o = 0; o < scene->objects; o++)
        *slot_of(scene, name[o]) = o + 1;
    return 0;
}

/* The object of a name, or -1. */
static int object_of(const struct lw_told_scene *scene, const char *name)
{
    return scene->slots == 0 ? -1 : (int)*slot_of(scene, name) - 1;
}

static int add_object(struct lw_told_scene *scene, const char *name)
{
    if (scene->objects == OBJECTS_MAX ||
        (scene->objects == scene->slots / 2 && grow_names(scene) < 0))
        return LW_ERR_NO_SPACE;
    *slot_of(scene, name) = scene->objects + 1;
    memcpy(scene->name[scene->objects], name, strlen(name) + 1);
    return (int)scene->objects++;
}

static int add_sample(struct lw_told_scene *scene,
                      const struct lw_state_line *line)
{
    double axes[9];

    int object = object_of(scene, line->name);
    if (object < 0)
        object = add_object(scene, line->name);
    if (object < 0)
        return LW_ERR_NO_SPACE;
    if (scene->samples == scene->room) {
        const size_t room = scene->room * 2 + FIRST_ROOM;
        struct lw_told_sample *sample =
            realloc(scene->sample, room * sizeof *sample);
        if (sample == NULL)
            return LW_ERR_NO_SPACE;
        scene->sample = sample;
        scene->room = room;
    }
    struct lw_told_sample *s = &scene->sample[scene->samples++];
    *s = (struct lw_told_sample){.time_ns = line->time_ns,
                                 .object = (uint32_t)object};
    lw_frame_from_geodetic(&scene->frame, line->pos, s->x);
    lw_frame_local(&scene->frame, line->pos, axes);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            s->x[3 + i] += axes[j * 3 + i] * line->vel_mps[j];
    return 0;
}

static int compare(const void *left, const void *right)
{
    const struct lw_told_sample *a = left, *b = right;

    if (a->object != b->object)
        return a->object < b->object ? -1 : 1;
    return (a->time_ns > b->time_ns) - (a->time_ns < b->time_ns);
}

static int index_samples(struct lw_told_scene *scene)
{
    size_t at = 0;

    if (scene->samples > 0)
        qsort(scene->sample, scene->samples, sizeof *scene->sample, compare);
    scene->first = malloc((scene->objects + 1) * sizeof *scene->first);
    if (scene->first == NULL)
        return LW_ERR_NO_SPACE;
    for (uint32_t o = 0; o < scene->objects; o++) {
        scene->first[o] = at;
        while (at < scene->samples && scene->sample[at].object == o)
            at++;
    }
    scene->first[scene->objects] = at;
    return 0;
}

/* Each line of a file to `take`. */
static int each_line(const char *path, struct lw_told_scene *scene,
                     int (*take)(struct lw_told_scene *, const char *, size_t,
                                 struct lw_fault *),
                     struct lw_fault *fault)
{
    struct lw_input *in = lw_input_open(path, fault);
    const char *text;
    size_t len;
    int got, err = 0;

    if (in == NULL)
        return LW_ERR_IO;
    while (err >= 0 && (got = lw_input_line(in, &text, &len)) != 0) {
        if (got < 0)
            err = lw_fault_set(fault, got, 0, 0, "%s", lw_input_error(in));
        else if (len > 0)
            err = take(scene, text, len, fault);
    }
    if (err < 0)
        fault->line = lw_input_number(in);
    lw_input_close(in);
    return err;
}

static int take_truth(struct lw_told_scene *scene, const char *text, size_t len,
                      struct lw_fault *fault)
{
    struct lw_state_line line;
    int err = lw_truth_line_read(text, len, &line, fault);

    if (err == LW_ERR_NOT_MINE)
        return 0;
    if (err == 0)
        err = add_sample(scene, &line);
    if (err == LW_ERR_NO_SPACE)
        (void)lw_fault_set(fault, err, 0, 0, "not enough memory");
    return err;
}

static int set_origin(struct lw_told_scene *scene, int64_t line, int object)
{
    if (line < 1 || line > LINES_MAX)
        return LW_ERR_RANGE;
    if ((size_t)line >= scene->lines) {
        const size_t lines = (size_t)line * 2 + FIRST_ROOM;
        int32_t *origin = realloc(scene->origin, lines * sizeof *origin);
        if (origin == NULL)
            return LW_ERR_NO_SPACE;
        for (size_t i = scene->lines; i < lines; i++)
            origin[i] = -1;
        scene->origin = origin;
        scene->lines = lines;
    }
    scene->origin[line] = object;
    return 0;
}

static int take_origin(struct lw_told_scene *scene, const char *text,
                       size_t len, struct lw_fault *fault)
{
    struct lw_json json;
    struct lw_json_string key, value;
    struct lw_json_number number;
    char name[LW_ID_MAX + 1];
    int64_t line = 0;
    int got, object = -1;

    lw_json_init(&json, text, len);
    (void)lw_json_enter(&json, '{');
    while ((got = lw_json_key(&json, &key)) > 0) {
        if (lw_json_is(&key, "line") && lw_json_number(&json, &number) == 0) {
            if (lw_json_scaled(&number, 0, &line) < 0)
                line = 0;
        } else if (lw_json_is(&key, "object") &&
                   lw_json_peek(&json) == LW_JSON_STRING) {
            (void)lw_json_string(&json, &value);
            if (lw_json_unescape(&value, name, sizeof name) < 0)
                return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                    "`object`: too long");
            object = object_of(scene, name);
        } else {
            (void)lw_json_skip(&json);
        }
    }
    if (got < 0 || lw_json_end(&json) < 0)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, 0, "%s", json.error);
    const int err = set_origin(scene, line, object);
    if (err < 0)
        return lw_fault_set(fault, err, 0, 0, "`line`: expected a line number");
    return 0;
}

int lw_told_read(struct lw_told_scene *scene, const char *truth,
                 const char *origins, const char **path, struct lw_fault *fault)
{
    *path = truth;
    int err = each_line(truth, scene, take_truth, fault);
    if (err == 0)
        err = index_samples(scene);
    if (err == 0) {
        *path = origins;
        err = each_line(origins, scene, take_origin, fault);
    }
    return err;
}

void lw_told_free(struct lw_told_scene *scene)
{
    free(scene->sample);
    free(scene->name);
    free(scene->slot);
    free(scene->first);
    free(scene->origin);
}

int32_t lw_told_origin(const struct lw_told_scene *scene, int64_t line)
{
    return line >= 0 && (size_t)line < scene->lines ? scene->origin[line] : -1;
}

void lw_told_where(const struct lw_told_scene *scene, uint32_t object,
                   int64_t time_ns, double x[6])
{
    const struct lw_told_sample *s = scene->sample;
    size_t low = scene->first[object], high = scene->first[object + 1];

    /* the last sample not after the time, or the first of all */
    while (high - low > 1) {
        const size_t mid = low + (high - low) / 2;
        if (s[mid].time_ns <= time_ns)
            low = mid;
        else
            high = mid;
    }
    const double dt = (double)(time_ns - s[low].time_ns) * 1e-9;
    memcpy(x, s[low].x, sizeof s->x);
    if (dt > 0.0 && low + 1 < scene->first[object + 1]) {
        const double gap = (double)(s[low + 1].time_ns - s[low].time_ns) * 1e-9;
        for (int i = 0; i < 6; i++)
            x[i] += dt / gap * (s[low + 1].x[i] - s[low].x[i]);
        return;
    }
    for (int i = 0; i < 3; i++)
        x[i] += dt * x[3 + i];
}

int64_t lw_told_begins(const struct lw_told_scene *scene, uint32_t object)
{
    return scene->sample[scene->first[object]].time_ns;
}

int64_t lw_told_ends(const struct lw_told_scene *scene, uint32_t object)
{
    return scene->sample[scene->first[object + 1] - 1].time_ns;
}
