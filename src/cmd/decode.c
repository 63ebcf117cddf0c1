/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht decode: any wire format or capture to JSON lines. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/timefmt.h"
#include "cmd.h"
#include "decode/decode.h"
#include "encode/report_json.h"
#include "io/input.h"

enum {
    GUESS_BYTES = 4096,
    TEXT_SIZE = 1 << 18,
    REPORTS_MAX = 8,
    PAIRS_MAX = 256
};

struct decode_options {
    const char *format; /* NULL: find out */
    const char *sensor;
    const char *file;
    bool reports;
    bool operators;
    int64_t start_ns;
    struct lw_pair source[PAIRS_MAX], option[PAIRS_MAX];
    uint32_t sources, options;
};

struct decode_run {
    const struct lw_decoder *decoder;
    const char *file;
    struct lw_input *in;
    void *state;
    int64_t start_ns, now_ns;
    bool clocked;   /* a message has said what time it is */
    int64_t number; /* of the message's line, or of the message; from 1 */
    uint64_t refused;
    bool reports;
    bool operators; /* their positions may be told */
};

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

/* Write a line, or end: there is nothing left to do without an output. */
static int put_line(const char *text, size_t len)
{
    if (fwrite(text, 1, len, stdout) == len && putchar('\n') != EOF)
        return 0;
    fprintf(stderr, "luchtwacht: standard output: %s\n", strerror(errno));
    return LW_ERR_IO;
}

static bool is_json(const struct decode_run *run)
{
    return run->decoder->describe == NULL;
}

static void put_head(struct lw_text *to, const struct decode_run *run,
                     int64_t offset)
{
    lw_text_put(to, "{\"format\":");
    lw_text_quote(to, run->decoder->format);
    lw_text_put(to, ",\"offset\":");
    lw_text_int(to, offset);
}

static int put_error(struct decode_run *run, int64_t offset, int err,
                     const struct lw_fault *fault)
{
    char text[TEXT_SIZE];
    struct lw_text to;

    run->refused++;
    if (is_json(run) || run->reports) {
        fprintf(stderr, "luchtwacht: %s:%lld: %s\n", run->file,
                (long long)run->number, fault->what);
        return 0;
    }
    lw_text_init(&to, text, sizeof text);
    put_head(&to, run, offset);
    lw_text_put(&to, ",\"error\":");
    lw_text_quote(&to, lw_err_name(err));
    lw_text_put(&to, ",\"item\":");
    lw_text_quote(&to, fault->what);
    lw_text_put(&to, "}");
    return put_line(text, (size_t)lw_text_len(&to));
}

static int put_reports(const struct decode_run *run, struct lw_report *report,
                       int count)
{
    char text[TEXT_SIZE];

    for (int i = 0; i < count; i++) {
        if (!run->operators)
            report[i].has &= ~(uint32_t)LW_HAS_OPERATOR;
        const int len = lw_report_write(&report[i], text, sizeof text);
        if (len < 0)
            continue; /* no report is that long */
        const int err = put_line(text, (size_t)len);
        if (err < 0)
            return err;
    }
    return 0;
}

/* A message as it describes itself, and where it says a place that takes more
 * than itself to know (CPR), that place. */
static int put_message(struct decode_run *run, int64_t offset,
                       const uint8_t *msg, size_t len,
                       const struct lw_report *report, int reports)
{
    static const double degrees = 180 / 3.14159265358979323846;
    char text[TEXT_SIZE], body[TEXT_SIZE / 2];
    struct lw_fault fault = {0};
    struct lw_text to;
    const int size =
        run->decoder->describe(run->state, msg, len, body, sizeof body, &fault);

    if (size < 0)
        return put_error(run, offset, size, &fault);
    lw_text_init(&to, text, sizeof text);
    put_head(&to, run, offset);
    lw_text_put(&to, ",");
    lw_text_bytes(&to, body, (size_t)size);
    if (reports == 1 && report->type == LW_REPORT_POSITION &&
        strcmp(run->decoder->format, "adsb") == 0) {
        lw_text_put(&to, ",\"lat\":");
        lw_text_fixed(&to, report->pos.lat_rad * degrees, 7);
        lw_text_put(&to, ",\"lon\":");
        lw_text_fixed(&to, report->pos.lon_rad * degrees, 7);
    }
    lw_text_put(&to, "}");
    const int whole = lw_text_len(&to);
    return whole < 0 ? whole : put_line(text, (size_t)whole);
}

static int take_message(struct decode_run *run, int64_t offset,
                        const uint8_t *msg, size_t len)
{
    const struct lw_decoder *decoder = run->decoder;
    struct lw_report report[REPORTS_MAX];
    struct lw_fault fault = {0};

    const int got = decoder->decode(run->state, msg, len, run->now_ns, report,
                                    REPORTS_MAX, &fault);
    /* A message may be whole although no report can be made of it. */
    if (!run->reports && !is_json(run))
        return put_message(run, offset, msg, len, report, got);
    return got < 0 ? put_error(run, offset, got, &fault)
                   : put_reports(run, report, got);
}

/* What time it is by the message itself, where it says so. A clock that comes
 * round is read as the moment nearest to the last. */
static void set_clock(struct decode_run *run, const uint8_t *frame, size_t len)
{
    const struct lw_decoder *decoder = run->decoder;
    const int64_t round_ns = decoder->clock_round_ns;
    const int64_t clock_ns = decoder->clock_ns == NULL
                                 ? -1
                                 : decoder->clock_ns(run->state, frame, len);

    if (clock_ns < 0 || clock_ns > INT64_MAX - run->start_ns)
        return;
    int64_t now_ns = run->start_ns + clock_ns;
    if (run->clocked && round_ns > 0) {
        const int64_t since_ns = run->now_ns - now_ns + round_ns / 2;
        now_ns += since_ns / round_ns * round_ns;
        if (since_ns % round_ns < 0)
            now_ns -= round_ns;
    }
    run->now_ns = now_ns;
    run->clocked = true;
}

static int take_frame(struct decode_run *run, int64_t offset,
                      const uint8_t *frame, size_t len)
{
    const struct lw_decoder *decoder = run->decoder;
    int err = 0;

    set_clock(run, frame, len);
    for (size_t from = 0, to; from < len && err == 0; from = to) {
        to = lw_decoder_part(decoder, run->state, frame, len, from);
        err =
            take_message(run, offset + (int64_t)from, frame + from, to - from);
    }
    return err;
}

/* Done with these bytes: lines are counted in text, messages in the rest. */
static void pass(struct decode_run *run, const uint8_t *bytes, size_t len,
                 bool message)
{
    if (run->decoder->text)
        for (size_t i = 0; i < len; i++)
            run->number += bytes[i] == '\n';
    else
        run->number += message;
    lw_input_drop(run->in, len);
}

/* One message out of the window, or more bytes into it. 1, 0 at the end. */
static int step(struct decode_run *run, bool *end)
{
    const uint8_t *bytes;
    const size_t have = lw_input_bytes(run->in, &bytes);
    size_t start = 0;
    const size_t len = run->decoder->frame(bytes, have, *end, &start);

    pass(run, bytes, start, false);
    if (len > 0) {
        const int err =
            take_frame(run, lw_input_offset(run->in), bytes + start, len);
        pass(run, bytes + start, len, true);
        return err < 0 ? err : 1;
    }
    if (*end)
        return 0;
    (void)fflush(stdout); /* what a live source sent is seen at once */
    const int more = lw_input_more(run->in);
    if (more < 0) {
        fprintf(stderr, "luchtwacht: %s: %s\n", run->file,
                lw_input_error(run->in));
        return more;
    }
    *end = more == 0;
    return 1;
}

/* Read until the format can be told. */
static const struct lw_decoder *guess(struct decode_run *run)
{
    const struct lw_decoder *found = NULL;
    const uint8_t *bytes;
    size_t have = 0;
    int more = 1;

    while (found == NULL && have < GUESS_BYTES && more > 0) {
        more = lw_input_more(run->in);
        have = lw_input_bytes(run->in, &bytes);
        found = lw_decoder_guess(bytes, have);
    }
    if (more < 0)
        fprintf(stderr, "luchtwacht: %s: %s\n", run->file,
                lw_input_error(run->in));
    else if (have == 0) /* nothing is nothing in every format */
        found = lw_decoders[0];
    else if (found == NULL)
        fprintf(stderr,
                "luchtwacht: %s: no format of ours; --format tells which it "
                "is\n",
                run->file);
    return found;
}

static int decode_file(const struct decode_options *options)
{
    struct decode_run run = {.file = options->file,
                             .start_ns = options->start_ns,
                             .now_ns = options->start_ns,
                             .number = 1,
                             .reports = options->reports,
                             .operators = options->operators};
    struct lw_decode_config config = {.source = options->source,
                                      .sources = options->sources,
                                      .option = options->option,
                                      .options = options->options,
                                      .personal = options->operators};
    struct lw_fault fault;
    int status = LW_EXIT_FAILED, got = 1;
    bool end = false;

    run.in = lw_input_open(options->file, &fault);
    if (run.in == NULL) {
        fprintf(stderr, "luchtwacht: %s: %s\n", options->file, fault.what);
        return LW_EXIT_FAILED;
    }
    run.decoder = options->format != NULL ? lw_decoder_find(options->format)
                                          : guess(&run);
    if (run.decoder == NULL)
        goto done;
    if (options->sensor != NULL || !run.decoder->named)
        (void)snprintf(config.sensor, sizeof config.sensor, "%s",
                       options->sensor != NULL ? options->sensor
                                               : run.decoder->name);
    if (lw_decoder_check(run.decoder, &config, &fault) < 0) {
        fprintf(stderr, "luchtwacht: --option: %s\n", fault.what);
        goto done;
    }
    run.state = malloc(run.decoder->state_size + 1);
    if (run.state == NULL)
        goto done;
    if (run.decoder->init(run.state, &config, &fault) < 0) {
        fprintf(stderr, "luchtwacht: --option: %s\n", fault.what);
        goto done;
    }
    while (got > 0)
        got = step(&run, &end);
    if (got == 0 && fflush(stdout) == 0)
        status = LW_EXIT_DONE;
done:
    free(run.state);
    lw_input_close(run.in);
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

    if (*count == PAIRS_MAX || equals == NULL || equals == text ||
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

/* 1: they can be; else an exit status, negated. */
static int check_options(struct decode_options *o)
{
    if (o->format != NULL && strcmp(o->format, "adsb") != 0 &&
        lw_decoder_find(o->format) == NULL) {
        fprintf(stderr, "luchtwacht: --format %s: no such format\n", o->format);
        return -LW_EXIT_USAGE;
    }
    if (o->sensor != NULL &&
        (*o->sensor == '\0' || strlen(o->sensor) > LW_ID_MAX)) {
        fprintf(stderr, "luchtwacht: --sensor: expected 1 to %d bytes\n",
                LW_ID_MAX);
        return -LW_EXIT_USAGE;
    }
    /* What carries ADS-B is told by its first bytes. */
    if (o->format != NULL && strcmp(o->format, "adsb") == 0)
        o->format = NULL;
    return 1;
}

/* 1: go on; else an exit status, negated. */
static int decode_options(int argc, char **argv, struct decode_options *o)
{
    enum { OPTION_START = 256, OPTION_SOURCE, OPTION_OPERATOR, OPTION_HELP };
    static const struct option known[] = {
        {"format", required_argument, NULL, 'f'},
        {"reports", no_argument, NULL, 'r'},
        {"sensor", required_argument, NULL, 's'},
        {"source", required_argument, NULL, OPTION_SOURCE},
        {"option", required_argument, NULL, 'o'},
        {"start", required_argument, NULL, OPTION_START},
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
        case 's':
            o->sensor = optarg;
            break;
        case 'o':
            if (read_pair("option", optarg, o->option, &o->options) < 0)
                return -LW_EXIT_USAGE;
            break;
        case OPTION_SOURCE:
            if (read_pair("source", optarg, o->source, &o->sources) < 0)
                return -LW_EXIT_USAGE;
            break;
        case OPTION_START:
            if (read_start(optarg, &o->start_ns) < 0) {
                fprintf(stderr,
                        "luchtwacht: --start %s: expected Unix seconds "
                        "or an RFC 3339 time\n",
                        optarg);
                return -LW_EXIT_USAGE;
            }
            break;
        case OPTION_OPERATOR:
            o->operators = true;
            break;
        case OPTION_HELP:
            decode_usage(stdout);
            return -LW_EXIT_DONE;
        default:
            decode_usage(stderr);
            return -LW_EXIT_USAGE;
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
    static struct decode_options options;
    const int go = decode_options(argc, argv, &options);

    return go == 1 ? decode_file(&options) : -go;
}
