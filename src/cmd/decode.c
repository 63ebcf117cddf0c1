/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht decode: any wire format or capture to JSON lines. */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cmd.h"
#include "decode/capture_file.h"
#include "decode_parts.h"
#include "load_site.h"

enum { MAGIC_BYTES = 12, OUT_SIZE = 1 << 16 };

static void decode_usage(FILE *to)
{
    fputs(
        "usage: luchtwacht decode [OPTIONS] FILE\n\n"
        "Wire formats and captures to JSON, one object a line; - is standard "
        "input.\ngzip and zstd are taken off.\n\n"
        "  -f, --format F   one of the formats below; found out unless told\n"
        "  -r, --reports    give reports (doc/contract.md), not messages\n"
        "  -s, --sensor ID  the sensor that reports are from (as they say "
        "themselves,\n                   else the format's name)\n"
        "      --source NAME=ID   the sensor that a source is, by its name on "
        "the wire\n"
        "  -o, --option KEY=VALUE   a setting of the format "
        "(doc/formats/)\n"
        "      --start T    when the recording began, Unix seconds or RFC "
        "3339;\n"
        "                   for formats whose clock only counts (0)\n"
        "      --site FILE  the site file: mappings of its sensors for csv and "
        "json\n"
        "      --operator   tell positions of operators too, which are "
        "personal data\n"
        "      --help\n\nformats:\n",
        to);
    for (int i = 0; lw_decoders[i] != NULL; i++)
        fprintf(to, "  %-8s  %s\n", lw_decoders[i]->name,
                lw_decoders[i]->title);
    fputs("\nexamples:\n"
          "  luchtwacht decode capture.beast\n"
          "  luchtwacht decode --reports --sensor roof capture.beast.zst\n"
          "  nc localhost 30003 | luchtwacht decode --reports -\n"
          "  luchtwacht decode reports.ndjson > normalised.ndjson\n",
          to);
}

/* Whether the file is a capture, by its magic. */
static bool is_capture(struct lw_input *in)
{
    const uint8_t *bytes;
    size_t have = lw_input_bytes(in, &bytes);

    while (have < MAGIC_BYTES && lw_input_more(in) > 0)
        have = lw_input_bytes(in, &bytes);
    return lw_capture_is(bytes, have);
}

int lw_decode_input(const struct lw_decode_options *options,
                    struct lw_input *in)
{
    return is_capture(in) ? lw_decode_capture(options, in)
                          : lw_decode_stream(options, in);
}

static int decode_file(const struct lw_decode_options *options)
{
    struct lw_fault fault;
    struct lw_input *in = lw_input_open(options->file, &fault);

    if (in == NULL) {
        fprintf(stderr, "luchtwacht: %s: %s\n", options->file, fault.what);
        return LW_EXIT_FAILED;
    }
    const int status = lw_decode_input(options, in);
    lw_input_close(in);
    return status;
}

/* The same, with the site file where one was named. */
static int decode_with_site(struct lw_decode_options *options)
{
    static struct lw_loaded_site loaded;
    struct lw_fault fault = {0};

    if (options->site_file == NULL)
        return decode_file(options);
    if (lw_load_site(options->site_file, &loaded, &fault) < 0) {
        lw_print_fault(options->site_file, &fault);
        return LW_EXIT_FAILED;
    }
    options->site = &loaded.site;
    const int status = decode_file(options);
    lw_unload_site(&loaded);
    return status;
}

static int read_start(const char *text, int64_t *start_ns)
{
    char *end;

    if (lw_timefmt_read(text, strlen(text), start_ns) == 0)
        return *start_ns >= 0 ? 0 : LW_ERR_RANGE;
    const double seconds = strtod(text, &end);
    if (end == text || *end != '\0' || !(seconds >= 0 && seconds < 4102444800))
        return LW_ERR_RANGE;
    *start_ns = (int64_t)(seconds * 1e6 + 0.5) * 1000;
    return 0;
}

/* "KEY=VALUE" as one more of the pairs. */
static int read_pair(const char *name, const char *text, struct lw_pair *pairs,
                     uint32_t *count)
{
    const char *equals = strchr(text, '=');
    struct lw_pair *pair = &pairs[*count];

    if (*count == LW_DECODE_PAIRS_MAX || equals == NULL || equals == text ||
        equals - text > LW_PAIR_KEY_MAX ||
        strlen(equals + 1) > LW_PAIR_VALUE_MAX) {
        fprintf(stderr, "luchtwacht: --%s %s: expected KEY=VALUE\n", name,
                text);
        return LW_ERR_SYNTAX;
    }
    memcpy(pair->key, text, (size_t)(equals - text));
    memcpy(pair->value, equals + 1, strlen(equals + 1));
    ++*count;
    return 0;
}

int lw_decode_take_option(struct lw_decode_options *o, int option,
                          const char *value)
{
    switch (option) {
    case 's':
        o->sensor = value;
        if (*value != '\0' && strlen(value) <= LW_ID_MAX)
            return 0;
        fprintf(stderr, "luchtwacht: --sensor: expected 1 to %d bytes\n",
                LW_ID_MAX);
        return LW_ERR_SYNTAX;
    case 'o':
        return read_pair("option", value, o->option, &o->options);
    case LW_DECODE_OPTION_SOURCE:
        return read_pair("source", value, o->source, &o->sources);
    case LW_DECODE_OPTION_START:
        if (read_start(value, &o->start_ns) == 0)
            return 0;
        fprintf(stderr,
                "luchtwacht: --start %s: expected Unix seconds or an RFC 3339 "
                "time\n",
                value);
        return LW_ERR_SYNTAX;
    default:
        return LW_ERR_UNKNOWN;
    }
}

/* 1: they can be; else an exit status, negated. */
static int check_options(struct lw_decode_options *o)
{
    if (o->format != NULL && strcmp(o->format, "adsb") != 0 &&
        lw_decoder_find(o->format) == NULL) {
        fprintf(stderr, "luchtwacht: --format %s: no such format\n", o->format);
        return -LW_EXIT_USAGE;
    }
    /* What carries ADS-B is told by its first bytes. */
    if (o->format != NULL && strcmp(o->format, "adsb") == 0)
        o->format = NULL;
    return 1;
}

/* 1: go on; else an exit status, negated. */
static int decode_options(int argc, char **argv, struct lw_decode_options *o)
{
    enum { OPTION_SITE = 256, OPTION_OPERATOR, OPTION_HELP };
    static const struct option known[] = {
        {"format", required_argument, NULL, 'f'},
        {"reports", no_argument, NULL, 'r'},
        LW_DECODE_SHARED_OPTIONS,
        {"site", required_argument, NULL, OPTION_SITE},
        {"operator", no_argument, NULL, OPTION_OPERATOR},
        {"help", no_argument, NULL, OPTION_HELP},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "f:rs:o:", known, NULL)) != -1)
        switch (option) {
        case 'f':
            o->format = optarg;
            break;
        case 'r':
            o->reports = true;
            break;
        case OPTION_SITE:
            o->site_file = optarg;
            break;
        case OPTION_OPERATOR:
            o->operators = true;
            break;
        case OPTION_HELP:
            decode_usage(stdout);
            return -LW_EXIT_DONE;
        default: {
            const int err = lw_decode_take_option(o, option, optarg);
            if (err == LW_ERR_UNKNOWN)
                decode_usage(stderr);
            if (err < 0)
                return -LW_EXIT_USAGE;
        }
        }
    if (optind != argc - 1) {
        decode_usage(stderr);
        return -LW_EXIT_USAGE;
    }
    o->file = argv[optind];
    return check_options(o);
}

int lw_cmd_decode(int argc, char **argv)
{
    static struct lw_decode_options options;
    static char out[OUT_SIZE];
    const int go = decode_options(argc, argv, &options);

    (void)setvbuf(stdout, out, _IOFBF, sizeof out);

    return go == 1 ? decode_with_site(&options) : -go;
}
