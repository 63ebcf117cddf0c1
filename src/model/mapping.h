/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapping.h - how the columns of a CSV file, or the members of JSON objects,
 * make a report: `mapping` of a sensor in the site file.
 *
 * A field of the contract gets its value from a source (a column, or a path
 * into an object) by way of a factor and an offset, or a constant. Plain data
 * in the site's arena; texts stay the site file's.
 *
 * Source  doc/formats/mapping.md
 */
#ifndef LW_MAPPING_H
#define LW_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "luchtwacht/report.h"
#include "luchtwacht/site.h"
#include "yaml_reader.h"

enum {
    LW_MAPPING_SOURCES_MAX = 64, /* of one mapping; bits of a word */
    LW_MAPPING_SEGMENTS_MAX = 12,
    LW_MAPPING_WORDS_MAX = 256,
    LW_MAPPING_PATH_MAX = 127,
};

/* What a value is, and so how it is read and which units it may have. */
enum lw_quantity {
    LW_QUANTITY_TEXT,
    LW_QUANTITY_WORD, /* one of the contract's words; kinds too */
    LW_QUANTITY_TIME,
    LW_QUANTITY_ANGLE,
    LW_QUANTITY_LENGTH,
    LW_QUANTITY_SPEED,
    LW_QUANTITY_FREQUENCY,
    LW_QUANTITY_LEVEL, /* dB */
    LW_QUANTITY_AREA,  /* dBsm */
    LW_QUANTITY_CHANCE,
};

/* The contract's fields in the order in which they are written; see the table
 * in mapping.c. */
enum lw_mapped {
    LW_MAPPED_TYPE,
    LW_MAPPED_T,
    LW_MAPPED_SENSOR, /* the name of the device, by `sensors` of the feed */
    LW_MAPPED_ID,
    LW_MAPPED_OBJECT,
    LW_MAPPED_CONFIDENCE,
    LW_MAPPED_STATE,
    LW_MAPPED_LAT,
    LW_MAPPED_LON,
    LW_MAPPED_ALT,
    LW_MAPPED_EAST,
    LW_MAPPED_NORTH,
    LW_MAPPED_UP,
    LW_MAPPED_SPEED, /* with course: east and north */
    LW_MAPPED_COURSE,
    LW_MAPPED_RANGE,
    LW_MAPPED_AZ,
    LW_MAPPED_AZ_FROM,
    LW_MAPPED_AZ_TO,
    LW_MAPPED_EL,
    LW_MAPPED_RANGE_RATE,
    LW_MAPPED_RCS,
    LW_MAPPED_LEVEL,
    LW_MAPPED_F0,
    LW_MAPPED_ICAO,
    LW_MAPPED_REMOTE_ID,
    LW_MAPPED_CALLSIGN,
    LW_MAPPED_SQUAWK,
    LW_MAPPED_OPERATOR_LAT,
    LW_MAPPED_OPERATOR_LON,
    LW_MAPPED_FROM_LAT,
    LW_MAPPED_FROM_LON,
    LW_MAPPED_FROM_ALT,
    LW_MAPPED_SD_HORIZONTAL,
    LW_MAPPED_SD_VERTICAL,
    LW_MAPPED_SD_VEL,
    LW_MAPPED_SD_RANGE,
    LW_MAPPED_SD_AZ,
    LW_MAPPED_SD_EL,
    LW_MAPPED_SD_RANGE_RATE,
    LW_MAPPED_KIND, /* one kind by its word */
    LW_MAPPED_KINDS /* the chance of the first; LW_KINDS of them */
};
enum { LW_MAPPED_COUNT = LW_MAPPED_KINDS + LW_KINDS };

/* "ident.icao" as the site file and the contract have it. */
const char *lw_mapped_name(int field);
enum lw_quantity lw_mapped_quantity(int field);

enum lw_mapping_time {
    LW_TIME_NUMBER_OR_TEXT, /* seconds, or RFC 3339 */
    LW_TIME_NUMBER,         /* since 1970 in steps of 10^-time_digits s */
    LW_TIME_TEXT,           /* RFC 3339; without an offset it is UTC */
};

/* What an altitude is above; the offset has been added to it by then. */
enum lw_mapping_datum { LW_DATUM_HAE, LW_DATUM_MSL, LW_DATUM_BARO };

struct lw_mapping_word {
    const char *from; /* as the source has it */
    const char *to;   /* the contract's word; NULL: it stands for "unknown" */
};

struct lw_mapping_field {
    int field;            /* enum lw_mapped */
    int source;           /* index, -1: `constant` */
    int source2;          /* of a time: the second of two columns, or -1 */
    const char *constant; /* as the contract has it */
    bool logarithm;       /* the value is a power: 10 lg of it */
    double factor, offset;
    enum lw_mapping_time time;
    int time_digits;
    enum lw_mapping_datum datum;
    double probability;   /* of LW_MAPPED_KIND */
    uint32_t word, words; /* into lw_mapping.word */
};

/* A column by its name or number, or a path into an object. */
struct lw_mapping_source {
    const char *path;
    bool root; /* it began with a slash: from the top, not from the record */
    uint32_t segments;
    const char *segment[LW_MAPPING_SEGMENTS_MAX];
    size_t segment_len[LW_MAPPING_SEGMENTS_MAX];
};

struct lw_mapping {
    uint32_t sensor; /* index into lw_site.sensor */
    struct lw_mapping_field *field;
    uint32_t fields;
    struct lw_mapping_source *source;
    uint32_t sources;
    struct lw_mapping_word *word;
    uint32_t words;
    int when; /* source that must have one of the words below; -1: none */
    uint32_t when_word, when_words;
    bool geometry; /* lat and lon are a GeoJSON point's, nothing else said */
    bool has_records;
    struct lw_mapping_source records; /* where the list of records stands */

    /* CSV */
    char
        separator; /* '\0': the one of , ; tab | that the first line has most */
    char comment;  /* '\0': none */
    bool decimal_comma;
    bool has_header;     /* the first line names the columns */
    const char **column; /* names from the site file; NULL: none */
    uint32_t columns;
};

/* The mapping of a sensor by its id, or NULL. O(log sensors + mappings). */
const struct lw_mapping *lw_mapping_of(const struct lw_site *site,
                                       const char *sensor);

/* Read `mapping` of a sensor. 0, or an error of lw_yaml_map(). */
LW_NODISCARD int lw_mapping_read(const struct lw_yaml *yaml,
                                 const struct lw_yaml_node *node,
                                 struct lw_arena *arena,
                                 struct lw_mapping *out);

#endif
