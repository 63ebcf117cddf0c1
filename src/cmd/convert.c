/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht convert: what can be decoded, or tracks, to a format of the
 * outputs. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd.h"
#include "convert_tracks.h"
#include "decode/track_ndjson.h"
#include "decode_parts.h"
#include "load_site.h"
#include "model/yaml_values.h"

enum { NAMES_MAX = 64, GUESS_BYTES = 65536 };

/* The names of the contract's own forms. `ndjson` is whichever of them the
 * input is. */
static const char reports_name[] = "reports", tracks_name[] = "tracks",
                  contract_name[] = "ndjson";

struct convert_options {
    const char *from, *to; /* from NULL: find out */
    const char *site;
    const char *in, *out; /* NULL: standard input, output */
    bool exercise, strict;
    struct lw_decode_options decode;
    struct lw_pair option[LW_DECODE_PAIRS_MAX]; /* the encoder's */
    uint32_t options;
    const struct lw_encoder *encoder; /* NULL: reports */
};

static void put_formats(FILE *to)
{
    fprintf(to, "\nfrom:\n  %-14s  %s\n  %-14s  %s\n", tracks_name,
            "Tracks as JSON, one a line (doc/contract.md)", reports_name,
            "Reports as JSON, one a line (doc/contract.md)");
    for (int i = 0; lw_decoders[i] != NULL; i++)
        if (strcmp(lw_decoders[i]->name, contract_name) != 0)
            fprintf(to, "  %-14s  %s\n", lw_decoders[i]->name,
                    lw_decoders[i]->title);
    fprintf(to, "\nto:\n  %-14s  %s\n  %-14s  %s\n  %-14s  %s\n", tracks_name,
            "Tracks as JSON, one a line", reports_name,
            "Reports as JSON, one a line; not from tracks", contract_name,
            "One of these two, whichever the input is");
    for (int i = 0; lw_encoders[i] != NULL; i++)
        if (strcmp(lw_encoders[i]->name, contract_name) != 0)
            fprintf(to, "  %-14s  %s\n", lw_encoders[i]->name,
                    lw_encoders[i]->title);
}

static void convert_usage(FILE *to)
{
    fputs(
        "usage: luchtwacht convert [OPTIONS] --to F [IN [OUT]]\n\n"
        "What can be decoded, reports and tracks to another format. Nothing is "
        "fused: a\nposition that says whose it is becomes a state of a track "
        "of "
        "that one sensor,\nwith the accuracy that it says. Documents (KML, "
        "CZML, GPX) hold whole paths,\nother formats a message for each "
        "position. - is standard input or output.\n\n"
        "      --from F     one of the formats below; found out unless told\n"
        "      --to F       one of the formats below\n"
        "      --site FILE  names the sensors, and how accurate they are where "
        "a report\n                   does not say\n"
        "  -o, --option KEY=VALUE   a setting of either format "
        "(doc/formats/)\n"
        "  -s, --sensor ID  the sensor that reports are from\n"
        "      --source NAME=ID   the sensor that a source is, by its name on "
        "the wire\n"
        "      --start T    when the recording began, for formats whose clock "
        "only counts\n"
        "      --exercise   nothing is real, and the output says so\n"
        "      --strict     stop at the first line that is no good\n"
        "      --help\n",
        to);
    put_formats(to);
    fputs("\nexamples:\n"
          "  luchtwacht convert --to kml tracks.ndjson tracks.kml\n"
          "  luchtwacht convert --to gpx capture.beast.zst flight.gpx\n"
          "  luchtwacht convert --to cot -o stale=30 remote-id.pcapng - | nc "
          "tak 8087\n"
          "  luchtwacht convert --from sbs --to reports - < port-30003\n"
          "  luchtwacht track --site site.yaml reports.ndjson |\n"
          "      luchtwacht convert --to czml - tracks.czml\n",
          to);
}

/* ---- the input ---- */

/* Lines of the contract, one by one. */
struct line_run {
    struct lw_convert *convert;
    struct lw_input *in;
    const char *name;
    int64_t number;
    uint64_t bad, passed; /* lines of other types */
    bool strict;
};

/* 0, or LW_ERR_IO: it is over, and a message was printed. */
static int take_line(struct line_run *run, const char *line, size_t len)
{
    struct lw_fault fault = {0};

    run->number++;
    while (len > 0 && (line[len - 1] == '\r' || line[len - 1] == ' '))
        len--;
    if (len == 0)
        return 0;
    const int err = lw_convert_line(run->convert, line, len, &fault);
    if (err == LW_ERR_NOT_MINE)
        run->passed++;
    if (err == 0 || err == LW_ERR_NOT_MINE)
        return 0;
    if (run->convert->failed)
        return LW_ERR_IO;
    fault.line = run->number;
    lw_print_fault(run->name, &fault);
    run->bad++;
    return run->strict ? LW_ERR_IO : 0;
}

static int take_window(struct line_run *run, bool end)
{
    const uint8_t *bytes;
    size_t have = lw_input_bytes(run->in, &bytes), used = 0;
    int err = 0;

    while (used < have && err == 0) {
        const char *line = (const char *)bytes + used;
        const char *newline = memchr(line, '\n', have - used);
        if (newline == NULL && !end)
            break;
        const size_t len =
            newline == NULL ? have - used : (size_t)(newline - line);
        err = take_line(run, line, len);
        used += len + (newline != NULL);
    }
    lw_input_drop(run->in, used);
    return err;
}

/* A line that the window does not hold is no line. */
static void drop_long(struct line_run *run)
{
    struct lw_fault fault = {.line = run->number + 1,
                             .what = "a line that is too long"};
    const uint8_t *bytes;

    lw_print_fault(run->name, &fault);
    run->bad++;
    lw_input_drop(run->in, lw_input_bytes(run->in, &bytes));
}

static int convert_lines(struct line_run *run)
{
    int more = 1, err = 0;

    while (more > 0 && err == 0) {
        err = take_window(run, false);
        if (err < 0)
            break;
        (void)fflush(run->convert->out); /* live: seen at once */
        more = lw_input_more(run->in);
        if (more == LW_ERR_NO_SPACE) {
            drop_long(run);
            err = run->strict ? LW_ERR_IO : 0;
            more = 1;
        }
    }
    if (err == 0 && more < 0) {
        fprintf(stderr, "luchtwacht: %s: %s\n", run->name,
                lw_input_error(run->in));
        err = more;
    }
    return err == 0 ? take_window(run, true) : err;
}

/* Whether the first line that can be read is one of the contract. */
static bool is_contract(struct lw_input *in, bool *tracks)
{
    const struct lw_decoder *contract = lw_decoder_find(contract_name);
    const uint8_t *bytes;
    size_t have = 0;
    int more = 1;

    while (have < GUESS_BYTES && more > 0) {
        more = lw_input_more(in);
        have = lw_input_bytes(in, &bytes);
        if (memchr(bytes, '\n', have) != NULL)
            break;
    }
    for (size_t from = 0, len; from < have; from += len + 1) {
        struct lw_state_line track;
        const char *line = (const char *)bytes + from;
        const char *newline = memchr(line, '\n', have - from);
        len = newline == NULL ? have - from : (size_t)(newline - line);
        *tracks = lw_track_line_read(line, len, &track, NULL) == 0;
        if (*tracks)
            return true;
    }
    return lw_decoder_guess(bytes, have) == contract;
}

static int take_report(void *context, const struct lw_report *report)
{
    return lw_convert_report(context, report);
}

/* 0, or it failed and a message was printed. */
static int convert_input(struct convert_options *o, struct lw_convert *convert,
                         struct lw_input *in, bool contract)
{
    struct line_run run = {
        .convert = convert, .in = in, .name = o->in, .strict = o->strict};

    if (contract) {
        const int err = convert_lines(&run);
        if (run.passed > 0)
            fprintf(stderr,
                    "luchtwacht: %s: %llu lines of other types were left out\n",
                    o->in, (unsigned long long)run.passed);
        return err;
    }
    o->decode.take = take_report;
    o->decode.context = convert;
    return lw_decode_input(&o->decode, in) == LW_EXIT_DONE && !convert->failed
               ? 0
               : LW_ERR_IO;
}

/* ---- all of it ---- */

static void tell_left_out(const struct convert_options *o,
                          const struct lw_convert *convert)
{
    if (convert->nameless > 0)
        fprintf(stderr,
                "luchtwacht: %s: %llu positions were left out: they do not say "
                "whose they are\n",
                o->in, (unsigned long long)convert->nameless);
    if (convert->others > 0)
        fprintf(stderr,
                "luchtwacht: %s: %llu reports were left out: they are no "
                "positions\n",
                o->in, (unsigned long long)convert->others);
}

/* The name that a site without a file has: the input's, where it is plain. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;

    for (const char *c = name; *c != '\0'; c++)
        if (*c <= ' ' || *c > '~')
            return "converted";
    return strcmp(name, "-") == 0 ? "converted" : name;
}

static int run_convert(struct convert_options *o, struct lw_input *in,
                       const struct lw_site *site, FILE *out)
{
    struct lw_convert convert;
    struct lw_fault fault = {0};
    const bool told = o->from != NULL;
    bool tracks = told && strcmp(o->from, tracks_name) == 0;
    const bool contract = told ? tracks || strcmp(o->from, reports_name) == 0 ||
                                     strcmp(o->from, contract_name) == 0
                               : is_contract(in, &tracks);

    if (tracks && o->encoder == NULL) {
        fprintf(stderr, "luchtwacht: %s: tracks are no reports\n", o->in);
        return LW_EXIT_FAILED;
    }
    if (contract && o->decode.options > 0) {
        fprintf(stderr,
                "luchtwacht: --option %s: a setting of neither format\n",
                o->decode.option[0].key);
        return LW_EXIT_USAGE;
    }
    if (strcmp(o->to, contract_name) == 0 && !tracks)
        o->encoder = NULL;
    if (lw_convert_open(&convert, o->encoder, o->option, o->options, site,
                        name_of(o->in), out, &fault) < 0) {
        fprintf(stderr, "luchtwacht: --option: %s\n", fault.what);
        lw_convert_close(&convert);
        return LW_EXIT_USAGE;
    }
    convert.site.exercise |= o->exercise;
    int err = convert_input(o, &convert, in, contract);
    if (err == 0)
        err = lw_convert_end(&convert);
    tell_left_out(o, &convert);
    lw_convert_close(&convert);
    return err == 0 ? LW_EXIT_DONE : LW_EXIT_FAILED;
}

/* Whether what would be written is what is to be read. */
static bool is_same_file(const char *in, const char *out)
{
    struct stat of_in, of_out;

    return stat(in, &of_in) == 0 && stat(out, &of_out) == 0 &&
           S_ISREG(of_in.st_mode) && of_in.st_dev == of_out.st_dev &&
           of_in.st_ino == of_out.st_ino;
}

static int convert_file(struct convert_options *o)
{
    struct lw_loaded_site loaded = {.mem = NULL};
    struct lw_fault fault = {0};
    FILE *out = stdout;
    int status = LW_EXIT_FAILED;

    if (is_same_file(o->in, o->out)) {
        fprintf(stderr, "luchtwacht: %s: is the input, too\n", o->out);
        return LW_EXIT_USAGE;
    }
    if (o->site != NULL && lw_load_site(o->site, &loaded, &fault) < 0) {
        lw_print_fault(o->site, &fault);
        return LW_EXIT_FAILED;
    }
    o->decode.site = o->site != NULL ? &loaded.site : NULL;
    struct lw_input *in = lw_input_open(o->in, &fault);
    if (in == NULL) {
        fprintf(stderr, "luchtwacht: %s: %s\n", o->in, fault.what);
        goto done;
    }
    if (strcmp(o->out, "-") != 0)
        out = fopen(o->out, "wb");
    if (out == NULL) {
        fprintf(stderr, "luchtwacht: %s: %s\n", o->out, strerror(errno));
        goto done;
    }
    status = run_convert(o, in, o->site != NULL ? &loaded.site : NULL, out);
    if (out != stdout && fclose(out) != 0) {
        fprintf(stderr, "luchtwacht: %s: %s\n", o->out, strerror(errno));
        status = LW_EXIT_FAILED;
    }
done:
    o->decode.site = NULL;
    lw_input_close(in);
    lw_unload_site(&loaded);
    return status;
}

/* ---- options ---- */

static int no_format(const char *option, const char *name,
                     const char *const *names, size_t count)
{
    struct lw_fault fault = {0};

    (void)lw_yaml_no_such("format", name, names, count, &fault);
    fprintf(stderr, "luchtwacht: --%s: %s\n", option, fault.what);
    return -LW_EXIT_USAGE;
}

static int check_from(struct convert_options *o)
{
    const char *names[NAMES_MAX] = {tracks_name, reports_name};
    size_t count = 2;

    if (o->from == NULL || strcmp(o->from, tracks_name) == 0 ||
        strcmp(o->from, reports_name) == 0 ||
        lw_decoder_find(o->from) != NULL) {
        o->decode.format = o->from;
        return 0;
    }
    if (strcmp(o->from, "adsb") == 0) { /* told by its first bytes */
        o->from = NULL;
        return 0;
    }
    for (int i = 0; lw_decoders[i] != NULL && count < NAMES_MAX; i++)
        names[count++] = lw_decoders[i]->name;
    return no_format("from", o->from, names, count);
}

static int check_to(struct convert_options *o)
{
    const char *names[NAMES_MAX] = {tracks_name, reports_name};
    size_t count = 2;

    if (o->to == NULL) {
        fputs("luchtwacht: --to is missing: the format to convert to\n",
              stderr);
        return -LW_EXIT_USAGE;
    }
    if (strcmp(o->to, reports_name) == 0) {
        if (o->from == NULL || strcmp(o->from, tracks_name) != 0)
            return 0;
        fputs("luchtwacht: --to reports: tracks are no reports\n", stderr);
        return -LW_EXIT_USAGE;
    }
    o->encoder = lw_encoder_find(strcmp(o->to, tracks_name) == 0 ? contract_name
                                                                 : o->to);
    if (o->encoder != NULL)
        return 0;
    for (int i = 0; lw_encoders[i] != NULL && count < NAMES_MAX; i++)
        names[count++] = lw_encoders[i]->name;
    return no_format("to", o->to, names, count);
}

/* Each setting to the format that knows it. */
static int deal_settings(struct convert_options *o)
{
    const struct lw_decoder *decoder =
        o->decode.format == NULL ? NULL : lw_decoder_find(o->decode.format);
    const struct lw_pair *pair = o->decode.option;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < o->decode.options; i++) {
        const bool encoders =
            o->encoder != NULL &&
            lw_pair_odd(&pair[i], 1, o->encoder->options) == NULL;
        const bool decoders =
            decoder != NULL ? lw_pair_odd(&pair[i], 1, decoder->options) == NULL
                            : !encoders && o->from == NULL;
        if (encoders)
            o->option[o->options++] = pair[i];
        if (decoders)
            o->decode.option[kept++] = pair[i];
        if (!encoders && !decoders) {
            fprintf(stderr,
                    "luchtwacht: --option %s: a setting of neither format\n",
                    pair[i].key);
            return -LW_EXIT_USAGE;
        }
    }
    o->decode.options = kept;
    return 1;
}

/* 1: go on; else an exit status, negated. */
static int convert_options(int argc, char **argv, struct convert_options *o)
{
    enum {
        OPTION_FROM = 256,
        OPTION_TO,
        OPTION_SITE,
        OPTION_EXERCISE,
        OPTION_STRICT,
        OPTION_HELP
    };
    static const struct option known[] = {
        {"from", required_argument, NULL, OPTION_FROM},
        {"to", required_argument, NULL, OPTION_TO},
        {"site", required_argument, NULL, OPTION_SITE},
        {"exercise", no_argument, NULL, OPTION_EXERCISE},
        {"strict", no_argument, NULL, OPTION_STRICT},
        {"help", no_argument, NULL, OPTION_HELP},
        LW_DECODE_SHARED_OPTIONS,
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "s:o:", known, NULL)) != -1)
        switch (option) {
        case OPTION_FROM:
            o->from = optarg;
            break;
        case OPTION_TO:
            o->to = optarg;
            break;
        case OPTION_SITE:
            o->site = optarg;
            break;
        case OPTION_EXERCISE:
            o->exercise = true;
            break;
        case OPTION_STRICT:
            o->strict = true;
            break;
        case OPTION_HELP:
            convert_usage(stdout);
            return -LW_EXIT_DONE;
        default: {
            const int err = lw_decode_take_option(&o->decode, option, optarg);
            if (err == LW_ERR_UNKNOWN)
                convert_usage(stderr);
            if (err < 0)
                return -LW_EXIT_USAGE;
        }
        }
    if (argc - optind > 2) {
        convert_usage(stderr);
        return -LW_EXIT_USAGE;
    }
    o->in = optind < argc ? argv[optind] : "-";
    o->out = optind + 1 < argc ? argv[optind + 1] : "-";
    o->decode.file = o->in;
    o->decode.reports = true;
    int err = check_from(o);
    if (err == 0)
        err = check_to(o);
    return err == 0 ? deal_settings(o) : err;
}

int lw_cmd_convert(int argc, char **argv)
{
    static struct convert_options options;
    const int go = convert_options(argc, argv, &options);

    return go == 1 ? convert_file(&options) : -go;
}
