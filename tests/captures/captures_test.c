/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Golden captures: every data/captures/NAME.cap through its decoder and the
 * writer of reports, against NAME.expect. Each is fed as it was received, then
 * byte by byte: where the stream is split must change nothing. Payloads of
 * Wi-Fi and Bluetooth (`# carries: wifi`, `bluetooth`) are whole each.
 *
 *     captures_test FOLDER              compare (TAP)
 *     captures_test --rebuild FOLDER    write the .expect files anew
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/decode.h"
#include "encode/report_json.h"

enum {
    NAMES_MAX = 64,
    PATH_SIZE = 512,
    LINE_SIZE = 65536,
    TEXT_MAX = 4 << 20,
    PENDING_MAX = 131072,
};

struct output {
    char *text;
    size_t len;
};

struct feed {
    const struct lw_decoder *decoder;
    void *state;
    unsigned carries; /* enum lw_payload_kind; the others: a stream */
    uint8_t *pending;
    size_t len;
    struct output *out;
};

static void die(const char *what, const char *name)
{
    printf("Bail out! %s: %s\n", name, what);
    exit(1);
}

static void put(struct output *out, const char *text, size_t len)
{
    if (out->len + len + 1 > TEXT_MAX)
        die("more output than is sane", "captures_test");
    memcpy(out->text + out->len, text, len);
    out->text[out->len + len] = '\n';
    out->len += len + 1;
}

static void decode_one(struct feed *feed, const uint8_t *msg, size_t len,
                       int64_t rx_ns)
{
    struct lw_report report[4];
    struct lw_fault fault = {0};
    char text[4096];
    const int got =
        feed->decoder->decode(feed->state, msg, len, rx_ns, report, 4, &fault);

    if (got < 0) {
        const int n =
            snprintf(text, sizeof text, "{\"error\":\"%s\"}", lw_err_name(got));
        put(feed->out, text, (size_t)n);
    }
    for (int i = 0; i < got; i++) {
        const int n = lw_report_write_all(&report[i], text, sizeof text);
        if (n < 0)
            die("a report that cannot be written", feed->decoder->name);
        put(feed->out, text, (size_t)n);
    }
}

static bool is_stream(const struct feed *feed)
{
    return feed->carries != LW_PAYLOAD_WIFI &&
           feed->carries != LW_PAYLOAD_BLUETOOTH;
}

static void take_frame(struct feed *feed, const uint8_t *frame, size_t len,
                       int64_t rx_ns)
{
    for (size_t from = 0, to; from < len; from = to) {
        to = lw_decoder_part(feed->decoder, feed->state, frame, len, from);
        decode_one(feed, frame + from, to - from, rx_ns);
    }
}

/* Bytes of one read; whole messages are decoded, the rest waits. */
static void take(struct feed *feed, const uint8_t *bytes, size_t len,
                 int64_t rx_ns, bool end)
{
    size_t at = 0, start = 0, frame;

    if (feed->len + len > PENDING_MAX)
        die("a message without an end", feed->decoder->name);
    memcpy(feed->pending + feed->len, bytes, len);
    feed->len += len;
    while ((frame = feed->decoder->frame(feed->pending + at, feed->len - at,
                                         end, &start)) > 0) {
        take_frame(feed, feed->pending + at + start, frame, rx_ns);
        at += start + frame;
    }
    at += start;
    memmove(feed->pending, feed->pending + at, feed->len - at);
    feed->len -= at;
}

static void take_payload(struct feed *feed, const uint8_t *bytes, size_t len,
                         int64_t rx_ns)
{
    const struct lw_payload payload = {
        .kind = (enum lw_payload_kind)feed->carries,
        .bytes = bytes,
        .len = len,
        .time_ns = rx_ns,
    };

    if (feed->decoder->carrier != NULL)
        feed->decoder->carrier(feed->state, &payload);
    take(feed, bytes, len, rx_ns, true);
}

static size_t unhex(const char *hex, uint8_t *out)
{
    size_t count = 0;
    char pair[3] = "", *end;

    while (hex[0] > ' ' && hex[1] > ' ') {
        memcpy(pair, hex, 2);
        out[count++] = (uint8_t)strtoul(pair, &end, 16);
        if (*end != '\0')
            die("expected hexadecimal digits", hex);
        hex += 2;
    }
    return count;
}

static void take_line(struct feed *feed, const char *line, size_t step)
{
    static uint8_t bytes[LINE_SIZE / 2];
    char *after_time, *after_channel;
    const int64_t rx_ns = strtoll(line, &after_time, 10);

    (void)strtol(after_time, &after_channel, 10);
    if (after_time == line || after_channel == after_time ||
        *after_channel != ' ')
        die("expected `rx_ns channel hex`", line);
    const size_t len = unhex(after_channel + 1, bytes);
    if (!is_stream(feed)) {
        take_payload(feed, bytes, len, rx_ns);
        return;
    }
    for (size_t at = 0; at < len; at += step)
        take(feed, bytes + at, len - at < step ? len - at : step, rx_ns, false);
}

/* The capture at `path` in pieces of `step` bytes at most, into *out. */
static void run(const char *path, size_t step, struct output *out)
{
    const struct lw_decode_config config = {.sensor = "capture"};
    struct feed feed = {.out = out, .pending = malloc(PENDING_MAX)};
    static char line[LINE_SIZE];
    FILE *file = fopen(path, "r");

    out->len = 0;
    if (file == NULL || feed.pending == NULL)
        die("cannot be read", path);
    while (fgets(line, sizeof line, file) != NULL) {
        char name[16];

        if (sscanf(line, "# format: %15s", name) == 1) {
            feed.decoder = lw_decoder_find(name);
            if (feed.decoder == NULL)
                die("no such format", name);
            feed.state = malloc(feed.decoder->state_size + 1);
            if (feed.state == NULL)
                die("no memory", path);
            feed.decoder->init(feed.state, &config, NULL);
        }
        if (sscanf(line, "# carries: %15s", name) == 1)
            feed.carries = strcmp(name, "bluetooth") == 0 ? LW_PAYLOAD_BLUETOOTH
                                                          : LW_PAYLOAD_WIFI;
        if (*line == '#')
            continue;
        if (feed.decoder == NULL)
            die("no `# format:` before the data", path);
        take_line(&feed, line, step);
    }
    if (feed.decoder != NULL)
        take(&feed, (const uint8_t *)"", 0, 0, true);
    (void)fclose(file);
    free(feed.state);
    free(feed.pending);
}

static size_t read_whole(const char *path, char *text)
{
    FILE *file = fopen(path, "r");

    if (file == NULL)
        return 0;
    const size_t len = fread(text, 1, TEXT_MAX, file);
    (void)fclose(file);
    return len;
}

static void write_whole(const char *path, const struct output *out)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fwrite(out->text, 1, out->len, file) != out->len ||
        fclose(file) != 0)
        die("cannot be written", path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static int list(const char *folder, char names[NAMES_MAX][PATH_SIZE])
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int count = 0;

    if (dir == NULL)
        die("cannot be opened", folder);
    while ((entry = readdir(dir)) != NULL && count < NAMES_MAX) {
        const size_t len = strlen(entry->d_name);
        if (len > 4 && strcmp(entry->d_name + len - 4, ".cap") == 0)
            (void)snprintf(names[count++], PATH_SIZE, "%.*s", (int)len - 4,
                           entry->d_name);
    }
    (void)closedir(dir);
    qsort(names, (size_t)count, PATH_SIZE, by_name);
    return count;
}

static bool tell(int number, bool good, const char *name, const char *what)
{
    printf("%s %d - %s: %s\n", good ? "ok" : "not ok", number, name, what);
    return good;
}

int main(int argc, char **argv)
{
    const bool rebuild = argc == 3 && strcmp(argv[1], "--rebuild") == 0;
    static char names[NAMES_MAX][PATH_SIZE];
    struct output out = {malloc(TEXT_MAX), 0}, split = {malloc(TEXT_MAX), 0};
    char *expected = malloc(TEXT_MAX);
    int bad = 0;

    if (argc != (rebuild ? 3 : 2) || !out.text || !split.text || !expected)
        die("usage: captures_test [--rebuild] FOLDER", "captures_test");
    const int count = list(argv[argc - 1], names);
    printf("1..%d\n", count > 0 ? 2 * count : 1);
    if (count == 0)
        bad += !tell(1, false, argv[1], "no captures");
    for (int i = 0; i < count; i++) {
        char path[2 * PATH_SIZE];

        (void)snprintf(path, sizeof path, "%s/%s.cap", argv[argc - 1],
                       names[i]);
        run(path, SIZE_MAX, &out);
        run(path, 1, &split);
        (void)snprintf(path, sizeof path, "%s/%s.expect", argv[argc - 1],
                       names[i]);
        if (rebuild)
            write_whole(path, &out);
        const size_t len = read_whole(path, expected);
        bad += !tell(2 * i + 1,
                     len > 0 && len == out.len &&
                         memcmp(expected, out.text, len) == 0,
                     names[i], "gives what is expected");
        bad += !tell(2 * i + 2,
                     split.len == out.len &&
                         memcmp(split.text, out.text, out.len) == 0,
                     names[i], "byte by byte gives the same");
    }
    free(out.text);
    free(split.text);
    free(expected);
    return bad > 0;
}
