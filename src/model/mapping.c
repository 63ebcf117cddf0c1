/* SPDX-License-Identifier: Apache-2.0 */
#include "mapping.h"

#include <assert.h>
#include <string.h>

#include "yaml_values.h"

/* The contract's fields; the chances of the kinds follow by their names. */
static const struct {
    const char *name;
    enum lw_quantity quantity;
} targets[LW_MAPPED_KINDS] = {
    [LW_MAPPED_TYPE] = {"type", LW_QUANTITY_WORD},
    [LW_MAPPED_T] = {"t", LW_QUANTITY_TIME},
    [LW_MAPPED_SENSOR] = {"sensor", LW_QUANTITY_TEXT},
    [LW_MAPPED_ID] = {"id", LW_QUANTITY_TEXT},
    [LW_MAPPED_OBJECT] = {"object", LW_QUANTITY_TEXT},
    [LW_MAPPED_CONFIDENCE] = {"confidence", LW_QUANTITY_CHANCE},
    [LW_MAPPED_STATE] = {"state", LW_QUANTITY_WORD},
    [LW_MAPPED_LAT] = {"lat", LW_QUANTITY_ANGLE},
    [LW_MAPPED_LON] = {"lon", LW_QUANTITY_ANGLE},
    [LW_MAPPED_ALT] = {"alt", LW_QUANTITY_LENGTH},
    [LW_MAPPED_EAST] = {"vel.east", LW_QUANTITY_SPEED},
    [LW_MAPPED_NORTH] = {"vel.north", LW_QUANTITY_SPEED},
    [LW_MAPPED_UP] = {"vel.up", LW_QUANTITY_SPEED},
    [LW_MAPPED_SPEED] = {"speed", LW_QUANTITY_SPEED},
    [LW_MAPPED_COURSE] = {"course", LW_QUANTITY_ANGLE},
    [LW_MAPPED_RANGE] = {"range", LW_QUANTITY_LENGTH},
    [LW_MAPPED_AZ] = {"az", LW_QUANTITY_ANGLE},
    [LW_MAPPED_AZ_FROM] = {"az.from", LW_QUANTITY_ANGLE},
    [LW_MAPPED_AZ_TO] = {"az.to", LW_QUANTITY_ANGLE},
    [LW_MAPPED_EL] = {"el", LW_QUANTITY_ANGLE},
    [LW_MAPPED_RANGE_RATE] = {"range_rate", LW_QUANTITY_SPEED},
    [LW_MAPPED_RCS] = {"rcs", LW_QUANTITY_AREA},
    [LW_MAPPED_LEVEL] = {"level", LW_QUANTITY_LEVEL},
    [LW_MAPPED_F0] = {"f0", LW_QUANTITY_FREQUENCY},
    [LW_MAPPED_ICAO] = {"ident.icao", LW_QUANTITY_TEXT},
    [LW_MAPPED_REMOTE_ID] = {"ident.remote_id", LW_QUANTITY_TEXT},
    [LW_MAPPED_CALLSIGN] = {"ident.callsign", LW_QUANTITY_TEXT},
    [LW_MAPPED_SQUAWK] = {"ident.squawk", LW_QUANTITY_TEXT},
    [LW_MAPPED_OPERATOR_LAT] = {"operator.lat", LW_QUANTITY_ANGLE},
    [LW_MAPPED_OPERATOR_LON] = {"operator.lon", LW_QUANTITY_ANGLE},
    [LW_MAPPED_FROM_LAT] = {"from.lat", LW_QUANTITY_ANGLE},
    [LW_MAPPED_FROM_LON] = {"from.lon", LW_QUANTITY_ANGLE},
    [LW_MAPPED_FROM_ALT] = {"from.alt", LW_QUANTITY_LENGTH},
    [LW_MAPPED_SD_HORIZONTAL] = {"sd.horizontal", LW_QUANTITY_LENGTH},
    [LW_MAPPED_SD_VERTICAL] = {"sd.vertical", LW_QUANTITY_LENGTH},
    [LW_MAPPED_SD_VEL] = {"sd.vel", LW_QUANTITY_SPEED},
    [LW_MAPPED_SD_RANGE] = {"sd.range", LW_QUANTITY_LENGTH},
    [LW_MAPPED_SD_AZ] = {"sd.az", LW_QUANTITY_ANGLE},
    [LW_MAPPED_SD_EL] = {"sd.el", LW_QUANTITY_ANGLE},
    [LW_MAPPED_SD_RANGE_RATE] = {"sd.range_rate", LW_QUANTITY_SPEED},
    [LW_MAPPED_KIND] = {"kind", LW_QUANTITY_WORD},
};

static const struct {
    enum lw_quantity quantity;
    const char *name;
    double factor; /* to the contract's unit, which is the first of each */
} units[] = {
    {LW_QUANTITY_ANGLE, "deg", 1},
    {LW_QUANTITY_ANGLE, "rad", 180 / 3.14159265358979323846},
    {LW_QUANTITY_LENGTH, "m", 1},
    {LW_QUANTITY_LENGTH, "km", 1000},
    {LW_QUANTITY_LENGTH, "cm", 0.01},
    {LW_QUANTITY_LENGTH, "mm", 0.001},
    {LW_QUANTITY_LENGTH, "ft", 0.3048},
    {LW_QUANTITY_LENGTH, "fl", 30.48},
    {LW_QUANTITY_LENGTH, "nmi", 1852},
    {LW_QUANTITY_LENGTH, "mi", 1609.344},
    {LW_QUANTITY_SPEED, "m/s", 1},
    {LW_QUANTITY_SPEED, "km/h", 1 / 3.6},
    {LW_QUANTITY_SPEED, "kt", 1852.0 / 3600},
    {LW_QUANTITY_SPEED, "mph", 0.44704},
    {LW_QUANTITY_SPEED, "ft/s", 0.3048},
    {LW_QUANTITY_SPEED, "ft/min", 0.3048 / 60},
    {LW_QUANTITY_SPEED, "cm/s", 0.01},
    {LW_QUANTITY_FREQUENCY, "Hz", 1},
    {LW_QUANTITY_FREQUENCY, "kHz", 1e3},
    {LW_QUANTITY_FREQUENCY, "MHz", 1e6},
    {LW_QUANTITY_FREQUENCY, "GHz", 1e9},
    {LW_QUANTITY_LEVEL, "dB", 1},
    {LW_QUANTITY_AREA, "dBsm", 1},
    {LW_QUANTITY_AREA, "m2", 1},
    {LW_QUANTITY_CHANCE, "1", 1},
    {LW_QUANTITY_CHANCE, "%", 0.01},
};

static const struct {
    const char *name;
    enum lw_mapping_time time;
    int digits;
} times[] = {
    {"s", LW_TIME_NUMBER, 9},  {"ms", LW_TIME_NUMBER, 6},
    {"us", LW_TIME_NUMBER, 3}, {"ns", LW_TIME_NUMBER, 0},
    {"iso", LW_TIME_TEXT, 0},
};

enum { UNITS_MAX = 16, GEOMETRY = 3 };

struct reader {
    const struct lw_yaml *yaml;
    struct lw_arena *arena;
    struct lw_mapping *out;
};

/* One field as the file has it. */
struct raw_field {
    const struct lw_yaml_node *from, *value, *unit, *words, *unknown, *datum;
    double scale, offset, probability;
};

struct raw_csv {
    const struct lw_yaml_node *separator, *comment, *decimal, *header;
};

const char *lw_mapped_name(int field)
{
    static const char *const kinds[LW_KINDS] = {
        "kinds.multirotor", "kinds.fixed-wing", "kinds.piston",
        "kinds.jet",        "kinds.helicopter", "kinds.airliner",
        "kinds.bird",       "kinds.balloon",    "kinds.unknown",
    };

    assert(field >= 0 && field < LW_MAPPED_COUNT);
    return field < LW_MAPPED_KINDS ? targets[field].name
                                   : kinds[field - LW_MAPPED_KINDS];
}

enum lw_quantity lw_mapped_quantity(int field)
{
    return field < LW_MAPPED_KINDS ? targets[field].quantity
                                   : LW_QUANTITY_CHANCE;
}

const struct lw_mapping *lw_mapping_of(const struct lw_site *site,
                                       const char *sensor)
{
    const int index = lw_site_sensor(site, sensor);

    for (uint32_t i = 0; index >= 0 && i < site->mappings; i++)
        if (site->mapping[i].sensor == (uint32_t)index)
            return &site->mapping[i];
    return NULL;
}

static int no_room(const struct lw_yaml *yaml)
{
    return lw_yaml_fail(yaml, NULL, LW_ERR_NO_SPACE,
                        "needs more memory than it was given");
}

/* A path in its segments. */
static int read_path(const struct reader *r, const struct lw_yaml_node *node,
                     struct lw_mapping_source *out)
{
    *out = (struct lw_mapping_source){0};
    if (node->kind != LW_YAML_SCALAR || node->count == 0 ||
        node->count > LW_MAPPING_PATH_MAX || strlen(node->text) != node->count)
        return lw_yaml_expected(r->yaml, node, "from",
                                "a column or a path of 1 to 127 bytes");
    out->path = node->text;
    const char *at = node->text;
    if (*at == '/') {
        out->root = true;
        at++;
    }
    for (;;) {
        const size_t len = strcspn(at, ".");

        if (out->segments == LW_MAPPING_SEGMENTS_MAX)
            return lw_yaml_expected(r->yaml, node, "from",
                                    "a path of at most 12 parts");
        out->segment[out->segments] = at;
        out->segment_len[out->segments++] = len;
        if (at[len] == '\0')
            return 0;
        at += len + 1;
    }
}

/* The index of a source, which is listed once. */
static int read_source(const struct reader *r, const struct lw_yaml_node *node,
                       int *index)
{
    struct lw_mapping *out = r->out;
    struct lw_mapping_source source;
    const int err = read_path(r, node, &source);

    if (err < 0 || source.path == NULL)
        return err;
    for (uint32_t i = 0; i < out->sources; i++)
        if (strcmp(out->source[i].path, source.path) == 0) {
            *index = (int)i;
            return 0;
        }
    if (out->sources == LW_MAPPING_SOURCES_MAX)
        return lw_yaml_fail(r->yaml, node, LW_ERR_NO_SPACE,
                            "expected at most %d columns",
                            LW_MAPPING_SOURCES_MAX);
    *index = (int)out->sources;
    out->source[out->sources++] = source;
    return 0;
}

static int add_word(const struct reader *r, const struct lw_yaml_node *node,
                    const char *from, const char *to)
{
    struct lw_mapping *out = r->out;

    if (out->words == LW_MAPPING_WORDS_MAX)
        return lw_yaml_fail(r->yaml, node, LW_ERR_NO_SPACE,
                            "expected at most %d words", LW_MAPPING_WORDS_MAX);
    out->word[out->words++] = (struct lw_mapping_word){from, to};
    return 0;
}

/* A scalar, or a list of them, as words that stand for nothing known. */
static int add_list(const struct reader *r, const struct lw_yaml_node *node,
                    const char *key)
{
    const bool list = node->kind == LW_YAML_SEQUENCE;
    int err = 0;

    for (const struct lw_yaml_node *at = list ? node->child : node;
         at != NULL && err == 0; at = list ? at->next : NULL)
        err = at->kind == LW_YAML_SCALAR
                  ? add_word(r, at, at->text, NULL)
                  : lw_yaml_expected(r->yaml, at, key,
                                     "a value, or a list of values");
    return err;
}

/* Is it one of the contract's words for this field? */
static bool is_word(int field, const char *word)
{
    const size_t len = strlen(word);

    return field == LW_MAPPED_TYPE    ? lw_report_type_find(word, len) >= 0
           : field == LW_MAPPED_STATE ? lw_heartbeat_find(word, len) >= 0
           : field == LW_MAPPED_KIND  ? lw_kind_find(word, len) >= 0
                                      : true;
}

static int check_word(const struct reader *r, const struct lw_yaml_node *node,
                      int field)
{
    const char *names[LW_KINDS];
    int count = 0;

    if (field == LW_MAPPED_TYPE)
        for (; count < LW_REPORT_TYPES; count++)
            names[count] = lw_report_type_name((enum lw_report_type)count);
    else if (field == LW_MAPPED_STATE)
        for (; count <= LW_HEARTBEAT_DOWN; count++)
            names[count] = lw_heartbeat_name((enum lw_heartbeat)count);
    else if (field == LW_MAPPED_KIND)
        for (; count < LW_KINDS; count++)
            names[count] = lw_kind_name((enum lw_kind)count);
    else
        return 0;
    const int found = lw_yaml_word(r->yaml, node, lw_mapped_name(field), names,
                                   (size_t)count);
    return found < 0 ? found : 0;
}

static int read_words(const struct reader *r, const struct raw_field *raw,
                      struct lw_mapping_field *out)
{
    int err = 0;

    out->word = r->out->words;
    if (raw->words != NULL && raw->words->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(r->yaml, raw->words, "words",
                                "a mapping of words to those of the contract");
    for (const struct lw_yaml_node *key = raw->words != NULL ? raw->words->child
                                                             : NULL;
         key != NULL && err == 0; key = key->next->next) {
        if (key->next->kind != LW_YAML_SCALAR)
            return lw_yaml_expected(r->yaml, key->next, "words", "a word");
        err = check_word(r, key->next, out->field);
        if (err == 0)
            err = add_word(r, key, key->text, key->next->text);
    }
    if (err == 0 && raw->unknown != NULL)
        err = add_list(r, raw->unknown, "unknown");
    out->words = r->out->words - out->word;
    return err;
}

static int read_unit(const struct reader *r, const struct lw_yaml_node *node,
                     struct lw_mapping_field *out)
{
    const enum lw_quantity quantity = lw_mapped_quantity(out->field);
    const char *names[UNITS_MAX];
    size_t index[UNITS_MAX], count = 0;

    if (quantity == LW_QUANTITY_TIME) {
        for (; count < sizeof times / sizeof *times; count++)
            names[count] = times[count].name;
        const int word = lw_yaml_word(r->yaml, node, "unit", names, count);
        if (word < 0)
            return word;
        out->time = times[word].time;
        out->time_digits = times[word].digits;
        return 0;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].quantity == quantity) {
            index[count] = i;
            names[count++] = units[i].name;
        }
    if (count == 0)
        return lw_yaml_fail(r->yaml, node, LW_ERR_RANGE,
                            "`%s` is a text: it has no unit",
                            lw_mapped_name(out->field));
    const int word = lw_yaml_word(r->yaml, node, "unit", names, count);
    if (word < 0)
        return word;
    out->factor = units[index[word]].factor;
    out->logarithm = quantity == LW_QUANTITY_AREA && word == 1;
    return 0;
}

static int read_datum(const struct reader *r, const struct raw_field *raw,
                      struct lw_mapping_field *out)
{
    static const char *const names[] = {"hae", "msl", "baro"};

    if (raw->datum == NULL)
        return 0;
    if (out->field != LW_MAPPED_ALT)
        return lw_yaml_fail(r->yaml, raw->datum, LW_ERR_UNKNOWN,
                            "`datum` is only for `alt`");
    const int word = lw_yaml_word(r->yaml, raw->datum, "datum", names, 3);
    if (word < 0)
        return word;
    out->datum = (enum lw_mapping_datum)word;
    return 0;
}

static int read_from(const struct reader *r, const struct lw_yaml_node *node,
                     struct lw_mapping_field *out)
{
    if (node->kind != LW_YAML_SEQUENCE)
        return read_source(r, node, &out->source);
    if (node->count != 2 || out->field != LW_MAPPED_T)
        return lw_yaml_expected(r->yaml, node, "from",
                                "a column or a path (for `t` also two: of "
                                "date and time)");
    const int err = read_source(r, node->child, &out->source);
    out->time = LW_TIME_TEXT;
    return err < 0 ? err : read_source(r, node->child->next, &out->source2);
}

/* {from, unit, ..} of a field. */
static int read_whole(const struct reader *r, const struct lw_yaml_node *node,
                      struct lw_mapping_field *out)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("from", struct raw_field, from, false),
        LW_YAML_PART("value", struct raw_field, value, false),
        LW_YAML_PART("unit", struct raw_field, unit, false),
        LW_YAML_PART("words", struct raw_field, words, false),
        LW_YAML_PART("unknown", struct raw_field, unknown, false),
        LW_YAML_PART("datum", struct raw_field, datum, false),
        LW_YAML_QUANTITY("scale", NUMBER, struct raw_field, scale, "a number",
                         -1e12, 1e12, 1),
        LW_YAML_QUANTITY("offset", NUMBER, struct raw_field, offset,
                         "a number in the contract's unit", -1e9, 1e9, 1),
        LW_YAML_QUANTITY("probability", NUMBER, struct raw_field, probability,
                         "a probability", 0, 1, 1),
    };
    struct raw_field raw = {.scale = 1, .probability = 0.9};
    const char *name = lw_mapped_name(out->field);
    int err = lw_yaml_map(r->yaml, node, name, fields,
                          sizeof fields / sizeof *fields, &raw);

    if (err < 0)
        return err;
    if ((raw.from == NULL) == (raw.value == NULL))
        return lw_yaml_fail(r->yaml, node, LW_ERR_MISSING,
                            "`%s`: expected `from` or `value`", name);
    if (raw.value != NULL && raw.value->kind != LW_YAML_SCALAR)
        return lw_yaml_expected(r->yaml, raw.value, "value", "one value");
    if (raw.value != NULL) {
        out->constant = raw.value->text;
        err = check_word(r, raw.value, out->field);
    } else {
        err = read_from(r, raw.from, out);
    }
    if (err == 0 && raw.unit != NULL)
        err = read_unit(r, raw.unit, out);
    if (err == 0)
        err = read_words(r, &raw, out);
    if (err == 0)
        err = read_datum(r, &raw, out);
    out->factor *= raw.scale;
    out->offset = raw.offset;
    out->probability = raw.probability;
    return err;
}

static int find_field(const struct reader *r, const struct lw_yaml_node *key)
{
    const char *names[LW_MAPPED_COUNT];

    for (int i = 0; i < LW_MAPPED_COUNT; i++) {
        names[i] = lw_mapped_name(i);
        if (strcmp(names[i], key->text) == 0)
            return i;
    }
    const char *near = lw_yaml_suggest(key->text, names, LW_MAPPED_COUNT);
    return lw_yaml_fail(r->yaml, key, LW_ERR_UNKNOWN,
                        "`%.40s` is no field of a report%s%s%s", key->text,
                        near != NULL ? ": did you mean `" : "",
                        near != NULL ? near : "", near != NULL ? "`?" : "");
}

static int read_field(const struct reader *r, const struct lw_yaml_node *key)
{
    const struct lw_yaml_node *value = key->next;
    struct lw_mapping_field *out = &r->out->field[r->out->fields];
    const int field = find_field(r, key);

    if (field < 0)
        return field;
    *out = (struct lw_mapping_field){
        .field = field, .source = -1, .source2 = -1, .factor = 1};
    out->probability = 0.9;
    r->out->fields++;
    if (value->kind == LW_YAML_MAPPING)
        return read_whole(r, value, out);
    if (lw_mapped_quantity(field) != LW_QUANTITY_WORD)
        return read_from(r, value, out);
    if (value->kind == LW_YAML_SCALAR && is_word(field, value->text)) {
        out->constant = value->text;
        return 0;
    }
    return check_word(r, value, field);
}

/* One character, or `tab`. */
static int read_sign(const struct reader *r, const struct lw_yaml_node *node,
                     const char *key, char *out)
{
    if (node == NULL)
        return 0;
    if (node->kind == LW_YAML_SCALAR && strcmp(node->text, "tab") == 0)
        *out = '\t';
    else if (node->kind == LW_YAML_SCALAR && node->count == 1 &&
             node->text[0] != '"' && node->text[0] != '\n')
        *out = node->text[0];
    else
        return lw_yaml_expected(r->yaml, node, key, "one character, or tab");
    return 0;
}

static int read_header(const struct reader *r, const struct lw_yaml_node *node)
{
    struct lw_mapping *out = r->out;

    if (node->kind == LW_YAML_SCALAR) {
        if (strcmp(node->text, "true") != 0 && strcmp(node->text, "false") != 0)
            return lw_yaml_expected(r->yaml, node, "header",
                                    "true, false or a list of columns");
        out->has_header = node->text[0] == 't';
        return 0;
    }
    if (node->kind != LW_YAML_SEQUENCE)
        return lw_yaml_expected(r->yaml, node, "header",
                                "true, false or a list of columns");
    out->has_header = false;
    out->column = lw_arena_take(r->arena, node->count, sizeof *out->column);
    if (out->column == NULL)
        return no_room(r->yaml);
    for (const struct lw_yaml_node *at = node->child; at != NULL;
         at = at->next) {
        if (at->kind != LW_YAML_SCALAR)
            return lw_yaml_expected(r->yaml, at, "header", "a column's name");
        out->column[out->columns++] = at->text;
    }
    return 0;
}

static int read_csv(const struct reader *r, const struct lw_yaml_node *node)
{
    static const struct lw_yaml_field fields[] = {
        LW_YAML_PART("separator", struct raw_csv, separator, false),
        LW_YAML_PART("comment", struct raw_csv, comment, false),
        LW_YAML_PART("decimal", struct raw_csv, decimal, false),
        LW_YAML_PART("header", struct raw_csv, header, false),
    };
    struct raw_csv raw = {0};
    char decimal = '.';
    int err = lw_yaml_map(r->yaml, node, "`csv`", fields, 4, &raw);

    if (err == 0)
        err = read_sign(r, raw.separator, "separator", &r->out->separator);
    if (err == 0)
        err = read_sign(r, raw.comment, "comment", &r->out->comment);
    if (err == 0)
        err = read_sign(r, raw.decimal, "decimal", &decimal);
    if (err == 0 && decimal != '.' && decimal != ',')
        err = lw_yaml_expected(r->yaml, raw.decimal, "decimal", "`.` or `,`");
    if (err == 0 && decimal == ',' && r->out->separator == ',')
        err = lw_yaml_fail(r->yaml, raw.decimal, LW_ERR_RANGE,
                           "`decimal`: the separator is a comma already");
    r->out->decimal_comma = decimal == ',';
    if (err == 0 && raw.header != NULL)
        err = read_header(r, raw.header);
    return err;
}

/* `when: {column: value}`, or a list of values. */
static int read_when(const struct reader *r, const struct lw_yaml_node *node)
{
    if (node->kind != LW_YAML_MAPPING || node->child == NULL ||
        node->child->next->next != NULL)
        return lw_yaml_expected(r->yaml, node, "when",
                                "one column and its value: {column: value}");
    r->out->when_word = r->out->words;
    int err = read_source(r, node->child, &r->out->when);
    if (err == 0)
        err = add_list(r, node->child->next, "when");
    r->out->when_words = r->out->words - r->out->when_word;
    return err;
}

static int read_key(const struct reader *r, const struct lw_yaml_node *key)
{
    if (strncmp(key->text, "x-", 2) == 0)
        return 0;
    if (strcmp(key->text, "csv") == 0)
        return read_csv(r, key->next);
    if (strcmp(key->text, "when") == 0)
        return read_when(r, key->next);
    if (strcmp(key->text, "records") != 0)
        return read_field(r, key);
    r->out->has_records = true;
    return read_path(r, key->next, &r->out->records);
}

static bool has(const struct lw_mapping *mapping, int field)
{
    for (uint32_t i = 0; i < mapping->fields; i++)
        if (mapping->field[i].field == field)
            return true;
    return false;
}

static const char *constant_type(const struct lw_mapping *mapping)
{
    for (uint32_t i = 0; i < mapping->fields; i++)
        if (mapping->field[i].field == LW_MAPPED_TYPE)
            return mapping->field[i].constant;
    return NULL;
}

/* Pairs that make no sense without one another; NULL: none is missing. */
static const char *lacks(const struct lw_mapping *m, const char *type)
{
    static const int together[][2] = {
        {LW_MAPPED_LAT, LW_MAPPED_LON},
        {LW_MAPPED_EAST, LW_MAPPED_NORTH},
        {LW_MAPPED_SPEED, LW_MAPPED_COURSE},
        {LW_MAPPED_AZ_FROM, LW_MAPPED_AZ_TO},
        {LW_MAPPED_OPERATOR_LAT, LW_MAPPED_OPERATOR_LON},
        {LW_MAPPED_FROM_LAT, LW_MAPPED_FROM_LON},
    };

    for (size_t i = 0; i < sizeof together / sizeof *together; i++)
        for (int j = 0; j < 2; j++)
            if (has(m, together[i][j]) && !has(m, together[i][1 - j]))
                return lw_mapped_name(together[i][1 - j]);
    if (type == NULL)
        return has(m, LW_MAPPED_TYPE) ? NULL : "type";
    const bool polar = strcmp(type, "polar") == 0;
    if (polar && !has(m, LW_MAPPED_RANGE))
        return "range";
    if ((polar || strcmp(type, "bearing") == 0) && !has(m, LW_MAPPED_AZ))
        return "az";
    if (strcmp(type, "heartbeat") == 0 && !has(m, LW_MAPPED_STATE))
        return "state";
    return NULL;
}

static int check(const struct reader *r, const struct lw_yaml_node *node)
{
    const struct lw_mapping *m = r->out;
    const char *type = constant_type(m), *lacking = lacks(m, type);

    if (lacking != NULL)
        return lw_yaml_fail(r->yaml, node, LW_ERR_MISSING,
                            "`mapping` needs `%s`", lacking);
    if (has(m, LW_MAPPED_EAST) && has(m, LW_MAPPED_SPEED))
        return lw_yaml_fail(r->yaml, node, LW_ERR_DUPLICATE,
                            "`mapping`: expected vel.east and vel.north, or "
                            "speed and course");
    for (int i = 0; i < LW_KINDS; i++)
        if (has(m, LW_MAPPED_KIND) && has(m, LW_MAPPED_KINDS + i))
            return lw_yaml_fail(r->yaml, node, LW_ERR_DUPLICATE,
                                "`mapping`: expected `kind` or `%s`",
                                lw_mapped_name(LW_MAPPED_KINDS + i));
    return 0;
}

/* A position that names no columns is a GeoJSON point's. */
static int add_geometry(const struct reader *r, const struct lw_yaml_node *node)
{
    static const struct {
        int field;
        const char *path;
    } point[GEOMETRY] = {
        {LW_MAPPED_LON, "geometry.coordinates.0"},
        {LW_MAPPED_LAT, "geometry.coordinates.1"},
        {LW_MAPPED_ALT, "geometry.coordinates.2"},
    };
    int err = 0;

    for (int i = 0; i < GEOMETRY && err == 0; i++) {
        const struct lw_yaml_node path = {
            .kind = LW_YAML_SCALAR,
            .line = node->line,
            .column = node->column,
            .count = (uint32_t)strlen(point[i].path),
            .text = point[i].path,
        };
        struct lw_mapping_field *out = &r->out->field[r->out->fields];
        if (has(r->out, point[i].field))
            continue;
        *out = (struct lw_mapping_field){
            .field = point[i].field, .source2 = -1, .factor = 1};
        err = read_source(r, &path, &out->source);
        r->out->fields++;
    }
    return err;
}

/* Into the order in which they are written. */
static void sort_fields(struct lw_mapping *m)
{
    for (uint32_t i = 1; i < m->fields; i++) {
        const struct lw_mapping_field field = m->field[i];
        uint32_t at = i;

        for (; at > 0 && m->field[at - 1].field > field.field; at--)
            m->field[at] = m->field[at - 1];
        m->field[at] = field;
    }
}

int lw_mapping_read(const struct lw_yaml *yaml, const struct lw_yaml_node *node,
                    struct lw_arena *arena, struct lw_mapping *out)
{
    const struct reader r = {yaml, arena, out};
    const uint32_t sensor = out->sensor;
    int err = 0;

    *out =
        (struct lw_mapping){.sensor = sensor, .when = -1, .has_header = true};
    if (node->kind != LW_YAML_MAPPING)
        return lw_yaml_expected(yaml, node, "mapping",
                                "a mapping of fields to columns");
    /* No more of each than there are keys, and values in all. */
    const uint32_t sources = 2 * node->count + GEOMETRY < LW_MAPPING_SOURCES_MAX
                                 ? 2 * node->count + GEOMETRY
                                 : LW_MAPPING_SOURCES_MAX;
    const uint32_t words = node->values < LW_MAPPING_WORDS_MAX
                               ? node->values
                               : LW_MAPPING_WORDS_MAX;
    out->field =
        lw_arena_take(arena, node->count + GEOMETRY, sizeof *out->field);
    out->source = lw_arena_take(arena, sources, sizeof *out->source);
    out->word = lw_arena_take(arena, words, sizeof *out->word);
    if (out->field == NULL || out->source == NULL || out->word == NULL)
        return no_room(yaml);
    for (const struct lw_yaml_node *key = node->child; key != NULL && err == 0;
         key = key->next->next)
        err = read_key(&r, key);
    if (err == 0)
        err = check(&r, node);
    const char *type = constant_type(out);
    out->geometry = !has(out, LW_MAPPED_LAT) && type != NULL &&
                    strcmp(type, "position") == 0;
    if (err == 0 && out->geometry)
        err = add_geometry(&r, node);
    sort_fields(out);
    return err;
}
