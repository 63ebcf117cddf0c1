/* SPDX-License-Identifier: Apache-2.0 */
#include "load_scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load_site.h"
#include "scenario_assets.h"
#include "sim/scenario_yaml.h"

enum {
    SCENARIO_BYTES_MAX = 1 << 20,
    FILES_MAX = LW_SIM_BASES_MAX + 2,
};

/* What was read, kept until the scenario is gone. */
struct shelf {
    struct lw_sim_text file[FILES_MAX];
    char *path[FILES_MAX];
    size_t files;
};

static void clear(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->files; i++) {
        union {
            const char *const_text;
            char *text;
        } drop = {.const_text = shelf->file[i].text};
        free(drop.text);
        free(shelf->path[i]);
    }
    shelf->files = 0;
}

static bool find_shipped(const char *name, struct lw_sim_text *out)
{
    for (const struct lw_scenario_asset *a = lw_scenario_assets;
         a->name != NULL; a++)
        if (strcmp(a->name, name) == 0) {
            *out = (struct lw_sim_text){a->name, NULL, a->text, a->len};
            return true;
        }
    return false;
}

/* From the shelf, or from disk onto it; the path becomes the shelf's. */
static int read_path(struct shelf *shelf, char *path, struct lw_sim_text *out)
{
    char *text = NULL;
    size_t len = 0;
    int err = LW_ERR_IO;

    for (size_t i = 0; path != NULL && i < shelf->files; i++)
        if (strcmp(shelf->path[i], path) == 0) {
            *out = shelf->file[i];
            free(path);
            return 0;
        }
    if (path != NULL && shelf->files < FILES_MAX)
        err = lw_load_file(path, SCENARIO_BYTES_MAX, &text, &len, NULL);
    if (err < 0) {
        free(path);
        return err;
    }
    *out = (struct lw_sim_text){path, path, text, len};
    shelf->path[shelf->files] = path;
    shelf->file[shelf->files++] = *out;
    return 0;
}

static int find(void *context, const char *from, const char *name,
                struct lw_sim_text *out)
{
    struct shelf *shelf = context;
    const char *base = from == NULL ? "" : from;

    if (strpbrk(name, "/.") != NULL)
        return read_path(shelf, lw_load_beside(base, name, ""), out);
    return find_shipped(name, out)
               ? 0
               : read_path(shelf, lw_load_beside(base, name, ".yaml"), out);
}

/* The scenario's own lines are counted without its name before them. */
static int find_first(struct shelf *shelf, const char *name,
                      struct lw_sim_text *out, struct lw_fault *fault)
{
    errno = 0;
    if (find(shelf, NULL, name, out) < 0)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0,
                            "no scenario that ships has this name, and as a "
                            "file it cannot be read: %s",
                            strerror(errno != 0 ? errno : EIO));
    out->name = NULL;
    return 0;
}

int lw_load_scenario(const char *name, const char *const *set, size_t sets,
                     struct lw_loaded_scenario *out, struct lw_fault *fault)
{
    struct shelf shelf = {.files = 0};
    const struct lw_sim_files files = {&shelf, find};
    struct lw_sim_text extra[LW_SCENARIO_SETS_MAX], text;
    struct lw_arena room = {.size = 0};
    int err = find_first(&shelf, name, &text, fault);

    for (size_t i = 0; i < sets && i < LW_SCENARIO_SETS_MAX; i++)
        extra[i] = (struct lw_sim_text){"--set", NULL, set[i], strlen(set[i])};
    if (err < 0)
        return err;
    err = LW_ERR_NO_SPACE;
    while (err == LW_ERR_NO_SPACE &&
           lw_load_room(&room, (size_t)1 << 20, fault))
        err = lw_scenario_read(&text, extra, sets, &files, &room,
                               &out->scenario, fault);
    if (err == 0)
        out->mem = room.mem;
    else
        free(room.mem);
    clear(&shelf);
    return err;
}

void lw_unload_scenario(struct lw_loaded_scenario *loaded)
{
    free(loaded->mem);
    loaded->mem = NULL;
}
