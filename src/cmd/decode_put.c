/* SPDX-License-Identifier: Apache-2.0 */
/* Messages of `luchtwacht decode` as lines of JSON. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "decode_parts.h"
#include "encode/report_json.h"

enum {
    TEXT_SIZE = 1 << 18,
    TEXT_TAIL = 128, /* what may follow a message that describes itself */
    REPORTS_MAX = 8
};

int lw_decode_configure(const struct lw_decode_options *options,
                        const struct lw_decoder *decoder,
                        struct lw_decode_config *config)
{
    struct lw_fault fault;

    *config = (struct lw_decode_config){.site = options->site,
                                        .source = options->source,
                                        .sources = options->sources,
                                        .option = options->option,
                                        .options = options->options,
                                        .personal = options->operators};
    if (options->sensor != NULL || !decoder->named)
        (void)snprintf(config->sensor, sizeof config->sensor, "%s",
                       options->sensor != NULL ? options->sensor
                                               : decoder->name);
    const int err = lw_decoder_check(decoder, config, &fault);
    if (err < 0)
        fprintf(stderr, "luchtwacht: --option: %s\n", fault.what);
    return err;
}

/* Write a line, or end: there is nothing left to do without an output. The line
 * has room behind it. */
static int put_line(char *text, size_t len)
{
    text[len++] = '\n';
    if (fwrite(text, 1, len, stdout) == len)
        return 0;
    fprintf(stderr, "luchtwacht: standard output: %s\n", strerror(errno));
    return LW_ERR_IO;
}

static bool is_json(const struct lw_decode_run *run)
{
    return run->decoder != NULL && run->decoder->describe == NULL;
}

static void put_head(struct lw_text *to, const char *format, int64_t offset)
{
    lw_text_put(to, "{\"format\":");
    lw_text_quote(to, format);
    lw_text_put(to, ",\"offset\":");
    lw_text_int(to, offset);
}

int lw_decode_put_error(const struct lw_decode_run *run, const char *format,
                        int64_t offset, int err, const struct lw_fault *fault)
{
    const char *file = run->options->file;
    char text[TEXT_SIZE];
    struct lw_text to;

    if (is_json(run) || run->options->reports) {
        if (run->number > 0)
            fprintf(stderr, "luchtwacht: %s:%lld: %s\n", file,
                    (long long)run->number, fault->what);
        else
            fprintf(stderr, "luchtwacht: %s: byte %lld: %s: %s\n", file,
                    (long long)offset, format, fault->what);
        return 0;
    }
    lw_text_init(&to, text, sizeof text - 1);
    put_head(&to, format, offset);
    lw_text_put(&to, ",\"error\":");
    lw_text_quote(&to, lw_err_name(err));
    lw_text_put(&to, ",\"item\":");
    lw_text_quote(&to, fault->what);
    lw_text_put(&to, "}");
    return put_line(text, (size_t)lw_text_len(&to));
}

static int put_fault(const struct lw_decode_run *run, int64_t offset, int err,
                     const struct lw_fault *fault)
{
    return lw_decode_put_error(run, run->decoder->format, offset, err, fault);
}

static int put_reports(const struct lw_decode_run *run,
                       const struct lw_report *report, int count)
{
    char text[TEXT_SIZE];

    for (int i = 0; i < count; i++) {
        if (run->options->take != NULL) {
            if (run->options->take(run->options->context, &report[i]) < 0)
                return LW_ERR_IO;
            continue;
        }
        const int len =
            run->options->operators
                ? lw_report_write_all(&report[i], text, sizeof text - 1)
                : lw_report_write(&report[i], text, sizeof text - 1);
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
static int put_message(const struct lw_decode_run *run, int64_t offset,
                       const uint8_t *msg, size_t len,
                       const struct lw_report *report, int reports)
{
    static const double degrees = 180 / 3.14159265358979323846;
    char text[TEXT_SIZE];
    struct lw_fault fault = {0};
    struct lw_text to;

    lw_text_init(&to, text, sizeof text - 1);
    put_head(&to, run->decoder->format, offset);
    lw_text_put(&to, ",");
    const int size = run->decoder->describe(
        run->state, msg, len, to.at,
        sizeof text - TEXT_TAIL - (size_t)(to.at - text), &fault);
    if (size < 0)
        return put_fault(run, offset, size, &fault);
    to.at += size;
    if (size == 0)
        to.at--; /* nothing for the comma to part */
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

static int take_message(const struct lw_decode_run *run, int64_t offset,
                        const uint8_t *msg, size_t len)
{
    const struct lw_decoder *decoder = run->decoder;
    const bool message = !run->options->reports && !is_json(run);
    struct lw_report report[REPORTS_MAX];
    struct lw_fault fault = {0};
    int got = 0;

    if (!message || !decoder->plain)
        got = decoder->decode(run->state, msg, len, run->now_ns, report,
                              REPORTS_MAX, &fault);
    /* A message may be whole although no report can be made of it. */
    if (message)
        return put_message(run, offset, msg, len, report, got);
    return got < 0 ? put_fault(run, offset, got, &fault)
                   : put_reports(run, report, got);
}

int lw_decode_put_frame(const struct lw_decode_run *run, int64_t offset,
                        const uint8_t *frame, size_t len)
{
    const struct lw_decoder *decoder = run->decoder;
    int err = 0;

    for (size_t from = 0, to; from < len && err == 0; from = to) {
        to = lw_decoder_part(decoder, run->state, frame, len, from);
        err =
            take_message(run, offset + (int64_t)from, frame + from, to - from);
    }
    return err;
}
