/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV: one record a line, as `mapping` of the sensor in the site file says.
 *
 *   time,lat,lon,"height, ft"       the columns, unless the site file has them
 *   1795273205,52.3,4.8,1200        a cell with separators, quotes or ends of
 *   1795273206,52.3,4.8,"1,200"     lines stands in quotes; "" is a quote
 *
 * Source  RFC 4180; separators, comments, columns: doc/formats/mapping.md
 *
 * Deviations: separators ; | and tab, a byte order mark, blank lines; a header
 * that comes again.
 */
#include <string.h>

#include "base/text.h"
#include "formats.h"
#include "mapped.h"

enum {
    LINE_MAX_LEN = 65536,
    QUOTED_LINES_MAX = 16, /* ends of lines in one record */
    COLUMNS_MAX = 1024,
    NAMES_SIZE = 120
};

struct csv {
    struct lw_decode_config config;
    const struct lw_mapping *mapping;
    bool ready;     /* the columns are known */
    uint32_t cells; /* of the header; 0: as many as there are */
    char separator;
    uint16_t column[LW_MAPPING_SOURCES_MAX]; /* of each source, from 1 */
    struct lw_mapped_value cell[COLUMNS_MAX];
    size_t room_used;
    char room[LINE_MAX_LEN]; /* of cells with quotes in them */
};

/* Numbers for columns: from 1; 0: it is none. */
static unsigned column_number(const char *text)
{
    unsigned number = 0;

    for (; *text >= '0' && *text <= '9' && number <= COLUMNS_MAX; text++)
        number = 10 * number + (unsigned)(*text - '0');
    return *text == '\0' && number <= COLUMNS_MAX ? number : 0;
}

/* Columns without a line of names: by those of the site file, or numbers. */
static int set_columns(struct csv *csv, struct lw_fault *fault)
{
    const struct lw_mapping *m = csv->mapping;

    csv->cells = m->columns;
    for (uint32_t i = 0; i < m->sources; i++) {
        unsigned at = m->columns == 0 ? column_number(m->source[i].path) : 0;

        for (uint32_t j = 0; j < m->columns && at == 0; j++)
            at = strcmp(m->column[j], m->source[i].path) == 0 ? j + 1 : 0;
        if (at == 0 || at > COLUMNS_MAX)
            return lw_fault_set(
                fault, LW_ERR_MISSING, 0, 0, "`mapping` of \"%s\": %s `%.60s`",
                csv->config.sensor,
                m->columns > 0 ? "`header` has no column"
                               : "without a header columns are numbers "
                                 "from 1, got",
                m->source[i].path);
        csv->column[i] = (uint16_t)at;
    }
    csv->ready = true;
    return 0;
}

static int csv_init(void *state, const struct lw_decode_config *config,
                    struct lw_fault *fault)
{
    struct csv *csv = state;

    memset(csv, 0, sizeof *csv);
    csv->config = *config;
    csv->mapping = lw_mapped_begin(config, "csv", fault);
    if (csv->mapping == NULL)
        return LW_ERR_MISSING;
    if (csv->mapping->geometry) {
        csv->mapping = NULL;
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "`mapping` of \"%s\" needs `lat` and `lon`",
                            config->sensor);
    }
    csv->separator = csv->mapping->separator;
    return csv->mapping->has_header ? 0 : set_columns(csv, fault);
}

/* A line, or more where quotes are open at its end: quotes open at the start
 * of a cell alone. Where they stay open, the first line alone. */
static size_t csv_frame(const uint8_t *buf, size_t len, int end, size_t *start)
{
    size_t from = 0;

    while (from < len && (buf[from] == '\n' || buf[from] == '\r'))
        from++;
    *start = from;
    const uint8_t *line = buf + from;
    const size_t left = len - from;
    const size_t look = left < LINE_MAX_LEN ? left : LINE_MAX_LEN;
    size_t ends = 0, first_end = 0, to = 0;
    bool quoted = false, first = true;
    for (size_t i = 0; i < look && to == 0; i++) {
        const uint8_t c = line[i];

        if (c == '\n') {
            first_end = ends++ == 0 ? i : first_end;
            to = !quoted ? i : ends > QUOTED_LINES_MAX ? first_end : 0;
        } else if (quoted) {
            quoted = c != '"';
        } else {
            quoted = c == '"' && (first || line[i - 1] == '"');
        }
        first = c == ',' || c == ';' || c == '|' || c == '\t';
    }
    if (to == 0 && (left >= LINE_MAX_LEN || end))
        to = quoted && ends > 0 ? first_end : look;
    while (to > 0 && line[to - 1] == '\r')
        to--;
    return to;
}

/* Which sign parts the cells of the first line: what it has most of. */
static char find_separator(const struct csv *csv, const char *line, size_t len)
{
    static const char signs[] = {',', ';', '\t', '|'};
    size_t most = 0;
    char best = ',';

    for (size_t i = 0; i < sizeof signs; i++) {
        size_t count = 0;
        bool quoted = false;

        for (size_t j = 0; j < len; j++) {
            quoted ^= line[j] == '"';
            count += !quoted && line[j] == signs[i];
        }
        if (count > most && !(signs[i] == ',' && csv->mapping->decimal_comma)) {
            most = count;
            best = signs[i];
        }
    }
    return best;
}

/* A cell in quotes, which *at stands on: its text without them. */
static int read_quoted(struct csv *csv, const char *line, size_t len,
                       size_t *at, struct lw_mapped_value *out,
                       struct lw_fault *fault)
{
    const size_t open = *at;
    char *to = csv->room + csv->room_used;

    *out = (struct lw_mapped_value){to, 0};
    for (++*at; *at < len; ++*at) {
        if (line[*at] == '"' && *at + 1 < len && line[*at + 1] == '"')
            ++*at;
        else if (line[*at] == '"')
            break;
        to[out->len++] = line[*at];
    }
    csv->room_used += out->len;
    if (*at == len)
        return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)open + 1,
                            "expected a quote at the end of the cell");
    ++*at;
    while (*at < len && line[*at] == ' ')
        ++*at;
    if (*at < len && line[*at] != csv->separator)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, (int64_t)*at + 1,
                            "expected a separator behind the quote");
    return 0;
}

/* The cells of a line: their number, or an error. */
static int split(struct csv *csv, const char *line, size_t len,
                 struct lw_fault *fault)
{
    size_t at = 0;
    int count = 0;

    csv->room_used = 0;
    for (;;) {
        struct lw_mapped_value *cell = &csv->cell[count];

        if (count == COLUMNS_MAX)
            return lw_fault_set(fault, LW_ERR_NO_SPACE, 0, (int64_t)at + 1,
                                "expected at most %d columns", COLUMNS_MAX);
        if (at < len && line[at] == '"') {
            const int err = read_quoted(csv, line, len, &at, cell, fault);
            if (err < 0)
                return err;
        } else {
            const char *stop = memchr(line + at, csv->separator, len - at);
            const size_t to = stop != NULL ? (size_t)(stop - line) : len;
            *cell = (struct lw_mapped_value){line + at, to - at};
            at = to;
        }
        count++;
        if (at >= len)
            return count;
        at++; /* the separator */
    }
}

static bool is_named(struct lw_mapped_value cell, const char *name)
{
    while (cell.len > 0 && *cell.text == ' ') {
        cell.text++;
        cell.len--;
    }
    while (cell.len > 0 && cell.text[cell.len - 1] == ' ')
        cell.len--;
    return cell.len == strlen(name) && memcmp(cell.text, name, cell.len) == 0;
}

/* The columns by their names in the first line. */
static int read_header(struct csv *csv, uint32_t count, struct lw_fault *fault)
{
    const struct lw_mapping *m = csv->mapping;
    char names[NAMES_SIZE];
    struct lw_text list;

    for (uint32_t i = 0; i < m->sources; i++) {
        unsigned at = 0;

        for (uint32_t j = 0; j < count; j++) {
            if (!is_named(csv->cell[j], m->source[i].path))
                continue;
            if (at > 0)
                return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 1,
                                    "column `%.60s` twice in the header",
                                    m->source[i].path);
            at = j + 1;
        }
        csv->column[i] = (uint16_t)at;
        if (at > 0)
            continue;
        lw_text_init(&list, names, sizeof names - 1);
        for (uint32_t j = 0; j < count && !list.full; j++) {
            lw_text_put(&list, j > 0 ? ", " : "");
            lw_text_bytes(&list, csv->cell[j].text, csv->cell[j].len);
        }
        *list.at = '\0';
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 1,
                            "no column `%.60s` in the header: %s%s",
                            m->source[i].path, names, list.full ? ".." : "");
    }
    csv->cells = count;
    csv->ready = true;
    return 0;
}

/* The line of names once more, as where files were joined. */
static bool is_header(const struct csv *csv)
{
    const struct lw_mapping *m = csv->mapping;

    for (uint32_t i = 0; i < m->sources; i++)
        if (!is_named(csv->cell[csv->column[i] - 1], m->source[i].path))
            return false;
    return m->has_header && m->sources > 0;
}

/* A line to the values of the mapping: 1, 0: no record, or an error. */
static int read_line(struct csv *csv, const uint8_t *msg, size_t len,
                     struct lw_mapped_value value[LW_MAPPING_SOURCES_MAX],
                     struct lw_fault *fault)
{
    const char *line = (const char *)msg;

    if (csv->mapping == NULL)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0, "no mapping");
    if (len >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
        line += 3;
        len -= 3;
    }
    if (len == 0 || (csv->mapping->comment && line[0] == csv->mapping->comment))
        return 0;
    if (len >= LINE_MAX_LEN)
        return lw_fault_set(fault, LW_ERR_SYNTAX, 0, LINE_MAX_LEN,
                            "expected a line of less than %d bytes",
                            LINE_MAX_LEN);
    if (csv->separator == '\0')
        csv->separator = find_separator(csv, line, len);
    const int count = split(csv, line, len, fault);
    if (count < 0)
        return count;
    if (!csv->ready)
        return read_header(csv, (uint32_t)count, fault);
    if (csv->cells > 0 && (uint32_t)count != csv->cells)
        return lw_fault_set(fault,
                            (uint32_t)count < csv->cells ? LW_ERR_TRUNCATED
                                                         : LW_ERR_INTEGRITY,
                            0, (int64_t)len + 1, "expected %u cells, got %d",
                            (unsigned)csv->cells, count);
    for (uint32_t i = 0; i < csv->mapping->sources; i++) {
        if (csv->column[i] > count)
            return lw_fault_set(fault, LW_ERR_TRUNCATED, 0, (int64_t)len + 1,
                                "expected %u cells at least, got %d",
                                (unsigned)csv->column[i], count);
        value[i] = csv->cell[csv->column[i] - 1];
    }
    return !is_header(csv);
}

static int csv_decode(void *state, const uint8_t *msg, size_t len,
                      int64_t rx_ns, struct lw_report *out, size_t out_max,
                      struct lw_fault *fault)
{
    struct lw_mapped_value value[LW_MAPPING_SOURCES_MAX];
    struct csv *csv = state;
    const int got = read_line(csv, msg, len, value, fault);

    if (got <= 0)
        return got;
    if (out_max < 1)
        return LW_ERR_NO_SPACE;
    return lw_mapped_report(csv->mapping, &csv->config, value, rx_ns, out,
                            fault);
}

static int csv_describe(void *state, const uint8_t *msg, size_t len, char *text,
                        size_t size, struct lw_fault *fault)
{
    struct lw_mapped_value value[LW_MAPPING_SOURCES_MAX];
    struct csv *csv = state;
    const int got = read_line(csv, msg, len, value, fault);

    return got < 0
               ? got
               : lw_mapped_describe(csv->mapping, &csv->config,
                                    got > 0 ? value : NULL, text, size, fault);
}

const struct lw_decoder lw_decoder_csv = {
    .name = "csv",
    .format = "csv",
    .title = "CSV by the mapping of a sensor in the site file",
    .spec = "RFC 4180; doc/formats/mapping.md",
    .text = 1,
    .frame_len_max = LINE_MAX_LEN,
    .state_size = sizeof(struct csv),
    .init = csv_init,
    .frame = csv_frame,
    .decode = csv_decode,
    .describe = csv_describe,
};
