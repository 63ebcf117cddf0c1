/* SPDX-License-Identifier: Apache-2.0 */
#include "load_site.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geopackage_zones.h"
#include "luchtwacht/site_yaml.h"
#include "zone_kml.h"

enum {
    SITE_BYTES_MAX = 64 << 20,  /* of the site file */
    ZONE_BYTES_MAX = 512 << 20, /* of each file of zones that it names */
    READ_STEP = 1 << 16,
};

/* Where the memory for what is read ends: far above what any limits need. */
static const size_t room_max = (size_t)4 << 30;

/* The files that a site file names, read relative to it and kept until it has
 * been read (a larger arena asks for them again). */
struct named_file {
    struct named_file *next;
    char *name, *text;
    size_t len;
};

struct folder {
    const char *path; /* of the site file */
    struct named_file *files;
    size_t bytes; /* of all of them */
};

static int read_stream(FILE *from, size_t max, char **text, size_t *len)
{
    char *buf = NULL;
    size_t used = 0, size = 0;

    for (;;) {
        size_t got;
        if (used == size) {
            char *larger = realloc(buf, size + size / 2 + READ_STEP);
            if (larger == NULL)
                break;
            buf = larger;
            size += size / 2 + READ_STEP;
        }
        got = fread(buf + used, 1, size - used, from);
        used += got;
        if (used > max || ferror(from))
            break;
        if (got == 0) {
            *text = buf;
            *len = used;
            return 0;
        }
    }
    free(buf);
    return used > max ? LW_ERR_RANGE : LW_ERR_IO;
}

int lw_load_file(const char *path, size_t max, char **text, size_t *len,
                 struct lw_fault *fault)
{
    FILE *from = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    int err;

    if (from == NULL)
        return lw_fault_set(fault, LW_ERR_IO, 0, 0, "cannot be read: %s",
                            strerror(errno));
    errno = 0;
    err = read_stream(from, max, text, len);
    if (err == LW_ERR_RANGE)
        lw_fault_set(fault, err, 0, 0, "expected %zu bytes at most", max);
    else if (err < 0)
        lw_fault_set(fault, err, 0, 0, "cannot be read: %s",
                     strerror(errno != 0 ? errno : EIO));
    if (from != stdin)
        (void)fclose(from);
    return err;
}

char *lw_load_beside(const char *base, const char *name, const char *ending)
{
    const char *slash = strrchr(base, '/');
    const size_t folder =
        slash == NULL || name[0] == '/' ? 0 : (size_t)(slash - base) + 1;
    const size_t size = folder + strlen(name) + strlen(ending) + 1;
    char *path = malloc(size);

    if (path == NULL)
        return NULL;
    memcpy(path, base, folder);
    (void)snprintf(path + folder, size - folder, "%s%s", name, ending);
    return path;
}

bool lw_load_room(struct lw_arena *room, size_t first, struct lw_fault *fault)
{
    const size_t size = room->size == 0 ? first : 2 * room->size;

    if (size > room_max)
        return false; /* the reader's own fault says what did not fit */
    free(room->mem);
    *room = (struct lw_arena){.mem = malloc(size), .size = size};
    if (room->mem == NULL)
        lw_fault_set(fault, LW_ERR_NO_SPACE, 0, 0,
                     "needs more memory than there is");
    return room->mem != NULL;
}

/* Whether the file at `path` is one of SQLite, by how it begins. */
static bool is_geopackage(const char *path)
{
    char start[16];
    FILE *from = fopen(path, "rb");
    size_t len;

    if (from == NULL)
        return false;
    len = fread(start, 1, sizeof start, from);
    (void)fclose(from);
    return lw_geopackage_is(start, len);
}

/* A file of zones as JSON, whatever it is. */
static int read_zones(const char *path, char **text, size_t *len,
                      struct lw_fault *why)
{
    char *kml;
    size_t kml_len;
    int err;

    if (is_geopackage(path))
        return lw_geopackage_zones(path, text, len, why);
    err = lw_load_file(path, ZONE_BYTES_MAX, text, len, why);
    if (err < 0 || !lw_kml_is(*text, *len))
        return err;
    kml = *text;
    kml_len = *len;
    err = lw_kml_zones(kml, kml_len, text, len, why);
    free(kml);
    return err;
}

static int add_file(struct folder *folder, const char *name,
                    struct named_file **out, struct lw_fault *why)
{
    char *path = lw_load_beside(folder->path, name, "");
    struct named_file *file = calloc(1, sizeof *file);
    int err = LW_ERR_NO_SPACE;

    if (file != NULL && path != NULL)
        err = read_zones(path, &file->text, &file->len, why);
    free(path);
    if (err == 0)
        file->name = lw_load_beside("", name, "");
    if (err < 0 || file->name == NULL) {
        if (file != NULL && err == 0)
            free(file->text);
        free(file);
        return err < 0 ? err : LW_ERR_IO;
    }
    file->next = folder->files;
    folder->files = file;
    folder->bytes += file->len;
    *out = file;
    return 0;
}

static int read_named(void *context, const char *name, const char **text,
                      size_t *len, struct lw_fault *why)
{
    struct folder *folder = context;
    struct named_file *file = folder->files;
    int err = 0;

    while (file != NULL && strcmp(file->name, name) != 0)
        file = file->next;
    if (file == NULL)
        err = add_file(folder, name, &file, why);
    if (err < 0)
        return err == LW_ERR_NO_SPACE ? LW_ERR_IO : err;
    *text = file->text;
    *len = file->len;
    return 0;
}

static void drop_files(struct folder *folder)
{
    while (folder->files != NULL) {
        struct named_file *file = folder->files;
        folder->files = file->next;
        free(file->name);
        free(file->text);
        free(file);
    }
}

int lw_load_site(const char *path, struct lw_loaded_site *out,
                 struct lw_fault *fault)
{
    struct folder folder = {.path = path};
    const struct lw_site_files files = {&folder, read_named};
    struct lw_arena room = {.size = 0};
    struct lw_site site;
    char *text = NULL;
    size_t len = 0;
    int err = lw_load_file(path, SITE_BYTES_MAX, &text, &len, fault);

    if (err < 0)
        return err;
    err = LW_ERR_NO_SPACE;
    while (err == LW_ERR_NO_SPACE &&
           lw_load_room(&room, ((size_t)1 << 20) + 48 * len, fault)) {
        err = lw_site_read_yaml(text, len, &files, &room, &site, fault);
        /* Zones take about as much room as their files: the next try, with
         * twice this size, has a quarter more. */
        if (err == LW_ERR_NO_SPACE && room.size < folder.bytes / 8 * 5)
            room.size = folder.bytes / 8 * 5;
    }
    if (err == 0)
        *out = (struct lw_loaded_site){.site = site, .mem = room.mem};
    else
        free(room.mem);
    drop_files(&folder);
    free(text);
    return err;
}

void lw_unload_site(struct lw_loaded_site *loaded)
{
    free(loaded->mem);
    *loaded = (struct lw_loaded_site){0};
}

/* Make a path that the configuration gives relative to the file's folder. */
static int resolve(const char *base, char *path, size_t path_max,
                   struct lw_fault *fault)
{
    char *whole;
    int err = 0;

    if (path[0] == '\0' || strcmp(path, "-") == 0)
        return 0;
    whole = lw_load_beside(base, path, "");
    if (whole == NULL || strlen(whole) > path_max)
        err = lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                           "%.80s: the whole path is too long", path);
    else
        memcpy(path, whole, strlen(whole) + 1);
    free(whole);
    return err;
}

/* The files of one end of a feed or output. */
static int resolve_end(const char *base, struct lw_endpoint *end,
                       struct lw_fault *fault)
{
    struct lw_mqtt_url *mqtt = &end->mqtt;
    char *const file[] = {mqtt->ca, mqtt->cert, mqtt->key, mqtt->password_file};
    int err = 0;

    if (end->transport == LW_TRANSPORT_FILE)
        return resolve(base, end->path, LW_CONFIG_PATH_MAX, fault);
    for (size_t i = 0; i < sizeof file / sizeof *file && err == 0; i++)
        err = resolve(base, file[i], LW_MQTT_TEXT_MAX, fault);
    return err;
}

static int resolve_tls(const char *base, struct lw_config_tls *tls,
                       struct lw_fault *fault)
{
    char *const file[] = {tls->ca, tls->certificate, tls->key};
    int err = 0;

    for (size_t i = 0; i < sizeof file / sizeof *file && err == 0; i++)
        err = resolve(base, file[i], LW_CONFIG_PATH_MAX, fault);
    return err;
}

static int resolve_output(const char *base, struct lw_config_output *output,
                          struct lw_fault *fault)
{
    const int err = resolve_end(base, &output->to, fault);

    return err < 0 ? err : resolve_tls(base, &output->tls, fault);
}

static int resolve_channel(const char *base, struct lw_config_channel *channel,
                           struct lw_fault *fault)
{
    int err = resolve_end(base, &channel->to, fault);

    if (err == 0)
        err = resolve(base, channel->run, LW_CONFIG_PATH_MAX, fault);
    if (err == 0)
        err = resolve(base, channel->secret_file, LW_CONFIG_PATH_MAX, fault);
    return err < 0 ? err : resolve_tls(base, &channel->tls, fault);
}

static int resolve_all(const char *base, struct lw_config *config,
                       struct lw_fault *fault)
{
    char *const file[] = {config->site, config->data, config->play.file};
    int err = 0;

    for (size_t i = 0; i < sizeof file / sizeof *file && err == 0; i++)
        err = resolve(base, file[i], LW_CONFIG_PATH_MAX, fault);
    for (uint32_t i = 0; i < config->feeds && err == 0; i++)
        err = resolve_end(base, &config->feed[i].from, fault);
    for (uint32_t i = 0; i < config->outputs && err == 0; i++)
        err = resolve_output(base, &config->output[i], fault);
    for (uint32_t i = 0; i < config->channels && err == 0; i++)
        err = resolve_channel(base, &config->channel[i], fault);
    return err;
}

int lw_load_config(const char *path, struct lw_config *config,
                   struct lw_fault *fault)
{
    struct lw_arena room = {.size = 0};
    char *text = NULL;
    size_t len = 0;
    int err = lw_load_file(path, LW_CONFIG_BYTES_MAX, &text, &len, fault);

    if (err < 0)
        return err;
    err = LW_ERR_NO_SPACE;
    while (err == LW_ERR_NO_SPACE &&
           lw_load_room(&room, ((size_t)1 << 18) + 48 * len, fault))
        err = lw_config_read(text, len, &room, config, fault);
    free(room.mem);
    free(text);
    return err < 0 ? err : resolve_all(path, config, fault);
}

void lw_print_fault(const char *path, const struct lw_fault *fault)
{
    if (fault->line > 0)
        fprintf(stderr, "luchtwacht: %s:%lld: %s\n", path,
                (long long)fault->line, fault->what);
    else
        fprintf(stderr, "luchtwacht: %s: %s\n", path, fault->what);
}
