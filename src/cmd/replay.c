/* SPDX-License-Identifier: Apache-2.0 */
/* replay: a recording or a journal, through the same path as live. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "cmd.h"
#include "luchtwacht/site_yaml.h"
#include "serve.h"
#include "serve_args.h"

static const char help[] =
    "usage: luchtwacht replay [--site FILE] [--speed X] [--loop] [--exercise]\n"
    "                         [--listen HOST:PORT | --out FILE] SOURCE\n"
    "\n"
    "SOURCE is a recording (.ndjson, .gz or .zst), a data folder of `serve`,\n"
    "or its journal.db. It is played through the same path as live reports,\n"
    "into a data folder of its own that goes when it ends: nothing is written\n"
    "to SOURCE.\n"
    "\n"
    "  --site FILE    unless told: the site.yaml beside a recording, or the\n"
    "                 site that the journal was kept with\n"
    "  --speed X      so many times its own pace; `max`: as fast as it goes\n"
    "  --from T       begin there: Unix seconds, or 2018-08-01T06:00:00Z\n"
    "  --loop         from the start again when it ends\n"
    "  --exercise     nothing of it is real: said in every output\n"
    "  --listen H:P   where the map is; 127.0.0.1:8080 unless told\n"
    "  --out FILE     no map: the tracks of every second, as `track` writes\n"
    "                 them, at once; - is standard output\n"
    "\n"
    "examples:\n"
    "  luchtwacht replay --speed 20 reports.ndjson.zst\n"
    "  luchtwacht replay --out tracks.ndjson /var/lib/luchtwacht\n";

static const size_t arena_max = (size_t)1 << 32;

static bool is_journal(const char *path)
{
    struct stat st;
    const size_t len = strlen(path);
    return (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) ||
           (len > 3 && strcmp(path + len - 3, ".db") == 0);
}

/* Read the site out of the journal's own text. */
static int parse_site(struct lw_serve *serve)
{
    struct lw_fault fault = {0};
    int err = LW_ERR_NO_SPACE;
    for (size_t size = 1 << 20; err == LW_ERR_NO_SPACE && size <= arena_max;
         size *= 4) {
        free(serve->loaded.mem);
        struct lw_arena arena = {.mem = malloc(size), .size = size};
        serve->loaded.mem = arena.mem;
        if (arena.mem == NULL)
            break;
        err = lw_site_read_yaml(serve->site_text, serve->site_len, NULL, &arena,
                                &serve->loaded.site, &fault);
    }
    if (err < 0)
        lw_print_fault("the site in the journal", &fault);
    serve->site = &serve->loaded.site;
    return err;
}

static int site_of_journal(struct lw_serve *serve)
{
    char path[LW_CONFIG_PATH_MAX + 16];
    struct stat st;
    const char *source = serve->config.play.file;
    const bool folder = stat(source, &st) == 0 && S_ISDIR(st.st_mode);
    struct lw_journal *journal = NULL;
    struct lw_journal_site site;
    struct lw_fault fault = {0};
    snprintf(path, sizeof path, "%s%s", source, folder ? "/journal.db" : "");
    int err = lw_journal_open_read(path, &journal, &fault);
    if (err >= 0)
        err = lw_journal_site_at(journal, lw_journal_last_seq(journal), &site,
                                 &fault);
    if (err < 0) {
        lw_serve_say("%s: %s", path,
                     err == LW_ERR_MISSING ? "no site in it: give --site"
                                           : fault.what);
        lw_journal_close(journal);
        return err;
    }
    serve->site_text = malloc(site.len + 1);
    if (serve->site_text != NULL) {
        memcpy(serve->site_text, site.text, site.len);
        serve->site_len = site.len;
    }
    lw_journal_close(journal);
    return serve->site_text == NULL ? LW_ERR_NO_SPACE : parse_site(serve);
}

static int load_site(struct lw_serve *serve)
{
    if (serve->config.site[0] == '\0' && is_journal(serve->config.play.file))
        return site_of_journal(serve);
    return lw_serve_load_site(serve);
}

static int make_data(struct lw_serve *serve)
{
    const char *tmp = getenv("TMPDIR");
    snprintf(serve->config.data, sizeof serve->config.data,
             "%s/luchtwacht-XXXXXX",
             tmp == NULL || *tmp == '\0' ? "/tmp" : tmp);
    if (mkdtemp(serve->config.data) == NULL) {
        lw_serve_say("%s: %s", serve->config.data, strerror(errno));
        return LW_ERR_IO;
    }
    serve->temporary = true;
    return 0;
}

static int read_args(struct lw_serve *serve, int argc, char **argv,
                     const char **out)
{
    struct lw_args args = {.argc = argc, .argv = argv, .verb = "replay"};
    struct lw_config *config = &serve->config;
    const char *value = NULL;
    lw_config_defaults(config);
    while (lw_args_next(&args)) {
        if (lw_args_path(&args, "--site", config->site) ||
            lw_args_value(&args, "--out", out) ||
            lw_args_speed(&args, &config->play.speed) ||
            lw_args_from(&args, &config->play.from_ns) ||
            lw_args_listen(&args, config->http.host, &config->http.port))
            continue;
        if (lw_args_flag(&args, "--loop"))
            config->play.loop = true;
        else if (lw_args_flag(&args, "--exercise"))
            serve->exercise = true;
        else if (!lw_args_operand(&args, &value))
            lw_args_unknown(&args);
        else if (config->play.file[0] != '\0' ||
                 strlen(value) > (size_t)LW_CONFIG_PATH_MAX)
            lw_args_fail(&args, value, "expected one recording");
        else
            snprintf(config->play.file, sizeof config->play.file, "%s", value);
    }
    if (!args.wrong && config->play.file[0] == '\0')
        lw_args_fail(&args, "replay", "expected a recording");
    return args.wrong ? LW_EXIT_USAGE : LW_EXIT_DONE;
}

static int open_out(struct lw_serve *serve, const char *out)
{
    if (out == NULL)
        return 0;
    serve->centre.tracks_out = strcmp(out, "-") == 0 ? stdout : fopen(out, "w");
    if (serve->centre.tracks_out == NULL) {
        lw_serve_say("%s: %s", out, strerror(errno));
        return LW_ERR_IO;
    }
    serve->end_with_player = true;
    serve->config.play.loop = false;
    serve->config.play.speed = 0; /* nobody watches */
    serve->config.http.port = 0;
    return 0;
}

static int close_out(FILE *out)
{
    if (out == NULL)
        return 0;
    const bool failed = ferror(out) != 0;
    if ((out == stdout ? fflush(out) : fclose(out)) != 0 || failed) {
        lw_serve_say("the tracks cannot be written: %s", strerror(errno));
        return LW_ERR_IO;
    }
    return 0;
}

int lw_cmd_replay(int argc, char **argv)
{
    const char *out = NULL;
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return LW_EXIT_DONE;
    }
    struct lw_serve *serve = calloc(1, sizeof *serve);
    if (serve == NULL)
        return LW_EXIT_FAILED;
    int status = read_args(serve, argc, argv, &out);
    if (status == LW_EXIT_DONE) {
        status = LW_EXIT_FAILED;
        if (load_site(serve) >= 0 && open_out(serve, out) >= 0 &&
            make_data(serve) >= 0) {
            FILE *file = serve->centre.tracks_out;
            status = lw_serve_run(serve);
            if (close_out(file) < 0)
                status = LW_EXIT_FAILED;
        }
    }
    lw_serve_unload(serve);
    return status;
}
