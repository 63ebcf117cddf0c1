/* SPDX-License-Identifier: Apache-2.0 */
/* serve: the centre, live. */
#include "serve.h"

#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "serve_args.h"

static const char help[] =
    "usage: luchtwacht serve [--config FILE] [--site FILE] [--data FOLDER]\n"
    "                        [--listen HOST:PORT] [--play FILE [--speed X]\n"
    "                        [--loop]] [--exercise] [--check] [FILE]\n"
    "\n"
    "The centre: reports in by HTTP and by the feeds of the configuration,\n"
    "journalled, made into tracks, and out on a map and as data.\n"
    "\n"
    "  --config FILE   YAML; the options below override it (doc/config.md)\n"
    "  --site FILE     sensors and zones; with --play, the site.yaml beside\n"
    "                  the recording unless told\n"
    "  --data FOLDER   journal and archive; ./luchtwacht-data unless told\n"
    "  --listen H:P    127.0.0.1:8080 unless told; port 0: any free one\n"
    "  --play FILE     a recording (.ndjson, .gz or .zst), at its own pace\n"
    "  --speed X       so many times its pace\n"
    "  --from T        begin there: Unix seconds, or 2018-08-01T06:00:00Z\n"
    "  --loop          from the start again when it ends, with fresh tracks\n"
    "  --exercise      nothing here is real: said in every output, as where "
    "the\n"
    "                  site file has `exercise: true`\n"
    "  --check         read configuration and site, say what is wrong, end\n"
    "  FILE            reports to take in at once; - is standard input\n"
    "\n"
    "It prints `listening on http://HOST:PORT/` once it is ready and ends\n"
    "cleanly on SIGINT and SIGTERM.\n"
    "\n"
    "examples:\n"
    "  luchtwacht serve --site site.yaml --data /var/lib/luchtwacht\n"
    "  luchtwacht serve --play data/scenes/autoferry-2/reports.ndjson.zst\n"
    "  luchtwacht serve --config centre.yaml --check\n";

void lw_serve_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("luchtwacht: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

/* The text of the site file as it stands, for the journal. */
static int read_text(struct lw_serve *serve)
{
    FILE *file = fopen(serve->config.site, "rb");
    size_t size = 0;
    if (file == NULL)
        goto fail;
    for (;;) {
        char *more = realloc(serve->site_text, size + 65536);
        if (more == NULL)
            goto fail;
        serve->site_text = more;
        size += 65536;
        serve->site_len += fread(serve->site_text + serve->site_len, 1,
                                 size - serve->site_len, file);
        if (serve->site_len < size)
            break;
    }
    if (ferror(file))
        goto fail;
    (void)fclose(file);
    return 0;
fail:
    lw_serve_say("%s: %s", serve->config.site, strerror(errno));
    if (file != NULL)
        (void)fclose(file);
    return LW_ERR_IO;
}

/* The site.yaml beside a recording. */
static void find_site(struct lw_config *config)
{
    const char *slash = strrchr(config->play.file, '/');
    const size_t len =
        slash == NULL ? 0 : (size_t)(slash - config->play.file) + 1;
    static const char name[] = "site.yaml";
    if (config->play.file[0] == '\0' || len + sizeof name > sizeof config->site)
        return;
    memcpy(config->site, config->play.file, len);
    memcpy(config->site + len, name, sizeof name);
}

int lw_serve_load_site(struct lw_serve *serve)
{
    struct lw_fault fault = {0};
    if (serve->config.site[0] == '\0')
        find_site(&serve->config);
    if (serve->config.site[0] == '\0') {
        lw_serve_say("no site: give --site FILE, or `site` in the "
                     "configuration");
        return LW_ERR_MISSING;
    }
    if (lw_load_site(serve->config.site, &serve->loaded, &fault) < 0) {
        lw_print_fault(serve->config.site, &fault);
        return LW_ERR_IO;
    }
    serve->site = &serve->loaded.site;
    return serve->site_text != NULL ? 0 : read_text(serve);
}

int lw_serve_run(struct lw_serve *serve)
{
    int err = lw_serve_open(serve);
    if (err >= 0)
        err = lw_loop_run(serve->loop);
    if (serve->centre.tracks_out != NULL && err >= 0 && !serve->failed)
        lw_centre_finish(serve);
    lw_serve_close(serve);
    return err < 0 || serve->failed ? LW_EXIT_FAILED : LW_EXIT_DONE;
}

void lw_serve_unload(struct lw_serve *serve)
{
    lw_unload_site(&serve->loaded);
    free(serve->site_text);
    free(serve);
}

static int add_file(struct lw_config *config, const char *path)
{
    if (config->feeds == LW_CONFIG_FEEDS_MAX ||
        strlen(path) > LW_CONFIG_PATH_MAX)
        return LW_ERR_NO_SPACE;
    struct lw_config_feed *feed = &config->feed[config->feeds++];
    *feed = (struct lw_config_feed){.format = "ndjson"};
    feed->from.transport = LW_TRANSPORT_FILE;
    snprintf(feed->from.path, sizeof feed->from.path, "%s", path);
    snprintf(feed->url, sizeof feed->url, "%s", path);
    return 0;
}

void lw_serve_wrong(const struct lw_serve *serve, int64_t line, const char *url,
                    const struct lw_fault *fault)
{
    if (line > 0 && serve->config_file != NULL)
        lw_serve_say("%s:%lld: %s: %s", serve->config_file, (long long)line,
                     url, fault->what);
    else
        lw_serve_say("%s: %s", url, fault->what);
}

void lw_serve_opened(const char *format, const char *what, const char *scheme,
                     const char *host, uint16_t port)
{
    const bool v6 = strchr(host, ':') != NULL;

    printf("%s%s on %s://%s%s%s:%u\n", format, what, scheme, v6 ? "[" : "",
           host, v6 ? "]" : "", (unsigned)port);
}

static int read_args(struct lw_serve *serve, int argc, char **argv, bool *check)
{
    struct lw_args args = {.argc = argc, .argv = argv, .verb = "serve"};
    struct lw_config *config = &serve->config;
    const char *value = NULL;
    lw_config_defaults(config);
    /* The file first, wherever it stands, so that options override it. */
    for (int i = 1; i + 1 < argc; i++) {
        struct lw_fault fault = {0};
        if (strcmp(argv[i], "--config") != 0)
            continue;
        if (lw_load_config(argv[i + 1], config, &fault) < 0) {
            lw_print_fault(argv[i + 1], &fault);
            return LW_EXIT_FAILED;
        }
        serve->config_file = argv[i + 1];
    }
    while (lw_args_next(&args)) {
        if (lw_args_value(&args, "--config", &value))
            continue;
        if (lw_args_path(&args, "--site", config->site) ||
            lw_args_path(&args, "--data", config->data) ||
            lw_args_path(&args, "--play", config->play.file) ||
            lw_args_speed(&args, &config->play.speed) ||
            lw_args_from(&args, &config->play.from_ns) ||
            lw_args_listen(&args, config->http.host, &config->http.port))
            continue;
        if (lw_args_flag(&args, "--loop"))
            config->play.loop = true;
        else if (lw_args_flag(&args, "--exercise"))
            serve->exercise = true;
        else if (lw_args_flag(&args, "--check"))
            *check = true;
        else if (!lw_args_operand(&args, &value))
            lw_args_unknown(&args);
        else if (add_file(config, value) < 0)
            lw_args_fail(&args, value, "one file too many");
    }
    return args.wrong ? LW_EXIT_USAGE : LW_EXIT_DONE;
}

int lw_cmd_serve(int argc, char **argv)
{
    bool check = false;

#ifdef M_MMAP_THRESHOLD
    /* Decoders' states, of megabytes, go back when their peer has gone. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
    if (argc > 1 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return LW_EXIT_DONE;
    }
    struct lw_serve *serve = calloc(1, sizeof *serve);
    if (serve == NULL)
        return LW_EXIT_FAILED;
    int status = read_args(serve, argc, argv, &check);
    if (status == LW_EXIT_DONE) {
        const int err = lw_serve_load_site(serve);
        if (err < 0)
            status = err == LW_ERR_MISSING ? LW_EXIT_USAGE : LW_EXIT_FAILED;
    }
    if (serve->config.data[0] == '\0')
        snprintf(serve->config.data, sizeof serve->config.data,
                 "luchtwacht-data");
    if (status == LW_EXIT_DONE && check)
        status = lw_feeds_check(serve) < 0 || lw_outputs_check(serve) < 0 ||
                         lw_channels_check(serve) < 0
                     ? LW_EXIT_FAILED
                     : LW_EXIT_DONE;
    else if (status == LW_EXIT_DONE)
        status = lw_serve_run(serve);
    lw_serve_unload(serve);
    return status;
}
