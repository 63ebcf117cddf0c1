/* SPDX-License-Identifier: Apache-2.0 */
#include "geopackage_zones.h"

#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "database.h"

enum {
    HEAD = 8,
    EMPTY = 1 << 4,
    EXTENDED = 1 << 5,
    DEPTH_MAX = 8,        /* collections within one another */
    QUOTED_MAX = 1 << 13, /* a text column, cut */
    SRS = 4326,
};

/* Well-known binary, read from its start. */
struct wkb {
    const uint8_t *at, *end;
    bool little; /* of the geometry that is being read */
    FILE *to;
    uint32_t left[DEPTH_MAX]; /* geometries still to come, by depth */
    int depth;
    bool any; /* something was written */
};

static uint32_t take32(struct wkb *w)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++)
        value |= (uint32_t)w->at[w->little ? i : 3 - i] << 8 * i;
    w->at += 4;
    return value;
}

static double take_f64(struct wkb *w)
{
    uint64_t bits = 0;
    double value = 0.0;

    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)w->at[w->little ? i : 7 - i] << 8 * i;
    w->at += 8;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool holds(const struct wkb *w, uint64_t bytes)
{
    return (uint64_t)(w->end - w->at) >= bytes;
}

static int put_positions(struct wkb *w, uint32_t count, uint32_t dimensions)
{
    if (!holds(w, (uint64_t)count * dimensions * 8))
        return LW_ERR_TRUNCATED;
    for (uint32_t i = 0; i < count; i++) {
        const double lon = take_f64(w), lat = take_f64(w);
        char text[80];
        struct lw_text to;
        w->at += (size_t)(dimensions - 2) * 8;
        if (!isfinite(lon) || !isfinite(lat))
            return LW_ERR_RANGE;
        lw_text_init(&to, text, sizeof text);
        lw_text_put(&to, i > 0 ? ",[" : "[");
        lw_text_exact(&to, lon);
        lw_text_char(&to, ',');
        lw_text_exact(&to, lat);
        lw_text_char(&to, ']');
        (void)fwrite(text, 1, (size_t)(to.at - to.start), w->to);
    }
    return 0;
}

static int put_line(struct wkb *w, uint32_t dimensions)
{
    int err;

    if (!holds(w, 4))
        return LW_ERR_TRUNCATED;
    (void)putc('[', w->to);
    err = put_positions(w, take32(w), dimensions);
    (void)putc(']', w->to);
    return err;
}

static int put_polygon(struct wkb *w, uint32_t dimensions)
{
    int err = 0;

    if (!holds(w, 4))
        return LW_ERR_TRUNCATED;
    (void)putc('[', w->to);
    for (uint32_t i = 0, rings = take32(w); i < rings && err == 0; i++) {
        if (i > 0)
            (void)putc(',', w->to);
        err = put_line(w, dimensions);
    }
    (void)putc(']', w->to);
    return err;
}

/* A geometry that holds no others. */
static int put_simple(struct wkb *w, uint32_t kind, uint32_t dimensions)
{
    static const char *const types[] = {"", "Point", "LineString", "Polygon"};
    int err;

    fprintf(w->to, "%s{\"type\":\"%s\",\"coordinates\":", w->any ? "," : "",
            types[kind]);
    w->any = true;
    if (kind == 1)
        err = put_positions(w, 1, dimensions);
    else
        err = kind == 2 ? put_line(w, dimensions) : put_polygon(w, dimensions);
    (void)putc('}', w->to);
    return err;
}

static int put_one(struct wkb *w)
{
    uint32_t type, kind, dimensions = 2;

    if (!holds(w, 5))
        return LW_ERR_TRUNCATED;
    w->little = *w->at++ != 0;
    type = take32(w);
    /* Some write the flags of EWKB: Z, M, and a reference system. */
    dimensions += (type >> 31 & 1) + (type >> 30 & 1);
    if (type >> 29 & 1) {
        if (!holds(w, 4))
            return LW_ERR_TRUNCATED;
        (void)take32(w);
    }
    type &= 0x1fffffff;
    kind = type % 1000;
    dimensions += type / 1000 == 3 ? 2 : type / 1000 > 0;
    if (type / 1000 > 3 || dimensions > 4 || kind < 1 || kind > 7)
        return LW_ERR_NOT_MINE;
    if (kind <= 3)
        return put_simple(w, kind, dimensions);
    if (!holds(w, 4))
        return LW_ERR_TRUNCATED;
    if (w->depth >= DEPTH_MAX)
        return LW_ERR_RANGE;
    w->left[w->depth++] = take32(w);
    return 0;
}

int lw_geopackage_geometry(const uint8_t *blob, size_t size, FILE *to)
{
    static const size_t envelope[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    struct wkb w = {.to = to};
    int err;

    if (size < HEAD)
        return LW_ERR_TRUNCATED;
    w.at = blob + HEAD;
    w.end = blob + size;
    const uint8_t flags = blob[3];
    const unsigned shape = flags >> 1 & 7;
    if (blob[0] != 'G' || blob[1] != 'P' || shape > 4 || (flags & EXTENDED))
        return LW_ERR_NOT_MINE;
    if (!holds(&w, envelope[shape]))
        return LW_ERR_TRUNCATED;
    w.at += envelope[shape];
    fputs("{\"type\":\"GeometryCollection\",\"geometries\":[", to);
    err = flags & EMPTY ? 0 : put_one(&w);
    while (err == 0 && w.depth > 0) {
        if (w.left[w.depth - 1]-- == 0)
            w.depth--;
        else
            err = put_one(&w);
    }
    fputs("]}", to);
    return err;
}

/* ---- the file ---- */

static void put_quoted(FILE *to, const char *text)
{
    char quoted[QUOTED_MAX];
    struct lw_text out;

    lw_text_init(&out, quoted, sizeof quoted);
    lw_text_quote(&out, text);
    if (out.full) { /* too long to be a name or an id */
        fputs("null", to);
        return;
    }
    (void)fwrite(quoted, 1, (size_t)(out.at - out.start), to);
}

static void put_value(FILE *to, sqlite3_stmt *row, int column)
{
    const unsigned char *text = NULL;
    char number[40];
    struct lw_text out;

    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        fprintf(to, "%lld", (long long)sqlite3_column_int64(row, column));
        return;
    case SQLITE_FLOAT:
        lw_text_init(&out, number, sizeof number);
        if (isfinite(sqlite3_column_double(row, column)))
            lw_text_exact(&out, sqlite3_column_double(row, column));
        else
            lw_text_put(&out, "null");
        (void)fwrite(number, 1, (size_t)(out.at - out.start), to);
        return;
    case SQLITE_TEXT:
        text = sqlite3_column_text(row, column);
        break;
    default:
        break;
    }
    if (text != NULL)
        put_quoted(to, (const char *)text);
    else
        fputs("null", to);
}

/* One row: geometry, key, then the columns. */
static int put_feature(FILE *to, const char *layer, sqlite3_stmt *row,
                       bool first, struct lw_fault *why)
{
    const uint8_t *blob = sqlite3_column_blob(row, 0);
    const int size = sqlite3_column_bytes(row, 0);
    bool any = false;
    int err = 0;

    fputs(first ? "{\"layer\":" : ",{\"layer\":", to);
    put_quoted(to, layer);
    fputs(",\"id\":", to);
    put_value(to, row, 1);
    fputs(",\"type\":\"Feature\",\"geometry\":", to);
    if (blob == NULL)
        fputs("null", to);
    else
        err = lw_geopackage_geometry(blob, (size_t)size, to);
    if (err < 0)
        return lw_fault_set(
            why, LW_ERR_SYNTAX, 0, 0, "layer `%.60s`, row %lld: %s", layer,
            (long long)sqlite3_column_int64(row, 1),
            err == LW_ERR_NOT_MINE
                ? "a geometry of a kind that GeoJSON has not (a curve?)"
                : "a geometry that ends too soon, or is none");
    fputs(",\"properties\":{", to);
    for (int i = 2; i < sqlite3_column_count(row); i++) {
        if (sqlite3_column_type(row, i) == SQLITE_BLOB)
            continue;
        if (any)
            (void)putc(',', to);
        any = true;
        put_quoted(to, sqlite3_column_name(row, i));
        (void)putc(':', to);
        put_value(to, row, i);
    }
    fputs("}}", to);
    return 0;
}

static int put_rows(FILE *to, sqlite3 *db, const char *layer,
                    const char *column, bool *any, struct lw_fault *why)
{
    sqlite3_stmt *row = NULL;
    char *sql = sqlite3_mprintf("SELECT \"%w\", rowid, * FROM \"%w\" "
                                "ORDER BY rowid",
                                column, layer);
    int err =
        sql == NULL ? LW_ERR_NO_SPACE : lw_database_prepare(db, sql, &row, why);
    int result = SQLITE_ROW;

    sqlite3_free(sql);
    while (err == 0 && (result = sqlite3_step(row)) == SQLITE_ROW) {
        err = put_feature(to, layer, row, !*any, why);
        *any = true;
    }
    if (err == 0 && result != SQLITE_DONE)
        err = lw_database_fault(db, result, why);
    (void)sqlite3_finalize(row);
    return err;
}

/* A layer in another reference system: named, for the reader to refuse. */
static void put_other(FILE *to, sqlite3_stmt *layer, bool *any)
{
    char name[200];

    (void)snprintf(name, sizeof name, "%s:%s",
                   (const char *)sqlite3_column_text(layer, 2),
                   (const char *)sqlite3_column_text(layer, 3));
    fputs(*any ? ",{\"layer\":" : "{\"layer\":", to);
    put_quoted(to, (const char *)sqlite3_column_text(layer, 0));
    fputs(",\"type\":\"Feature\",\"geometry\":null,\"crs\":", to);
    put_quoted(to, name);
    (void)putc('}', to);
    *any = true;
}

static int put_layers(FILE *to, sqlite3 *db, struct lw_fault *why)
{
    static const char sql[] =
        "SELECT g.table_name, g.column_name, coalesce(s.organization, '?'),"
        " coalesce(s.organization_coordsys_id, g.srs_id)"
        " FROM gpkg_geometry_columns g JOIN gpkg_contents c"
        " ON c.table_name = g.table_name LEFT JOIN gpkg_spatial_ref_sys s"
        " ON s.srs_id = g.srs_id WHERE c.data_type = 'features'"
        " ORDER BY g.table_name";
    sqlite3_stmt *layer = NULL;
    bool any = false;
    int result = SQLITE_ROW, layers = 0;
    int err = lw_database_prepare(db, sql, &layer, why);

    while (err == 0 && (result = sqlite3_step(layer)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(layer, 0);
        const char *column = (const char *)sqlite3_column_text(layer, 1);
        const char *by = (const char *)sqlite3_column_text(layer, 2);
        layers++;
        if (name == NULL || column == NULL || by == NULL)
            err = lw_fault_set(why, LW_ERR_SYNTAX, 0, 0,
                               "a layer without a name or a geometry");
        else if (sqlite3_stricmp(by, "EPSG") == 0 &&
                 sqlite3_column_int64(layer, 3) == SRS)
            err = put_rows(to, db, name, column, &any, why);
        else
            put_other(to, layer, &any);
    }
    if (err == 0 && result != SQLITE_DONE)
        err = lw_database_fault(db, result, why);
    if (err == 0 && layers == 0)
        err = lw_fault_set(why, LW_ERR_SYNTAX, 0, 0,
                           "a GeoPackage without a layer of features");
    (void)sqlite3_finalize(layer);
    return err;
}

bool lw_geopackage_is(const char *text, size_t len)
{
    static const char magic[16] = "SQLite format 3";

    return len >= sizeof magic && memcmp(text, magic, sizeof magic) == 0;
}

int lw_geopackage_zones(const char *path, char **json, size_t *json_len,
                        struct lw_fault *why)
{
    char *made = NULL;
    size_t size = 0;
    sqlite3 *db = NULL;
    FILE *to = NULL;
    int err = lw_database_open(path, true, &db, why);

    if (err < 0)
        return err;
    to = open_memstream(&made, &size);
    if (to == NULL) {
        err = lw_fault_set(why, LW_ERR_NO_SPACE, 0, 0, "needs more memory");
    } else {
        fputs("{\"type\":\"FeatureCollection\",\"lines\":false,"
              "\"features\":[",
              to);
        err = put_layers(to, db, why);
        fputs("]}", to);
        if (fclose(to) != 0 && err == 0)
            err = lw_fault_set(why, LW_ERR_NO_SPACE, 0, 0, "needs more memory");
    }
    (void)sqlite3_close(db);
    if (err < 0) {
        free(made);
        return err;
    }
    *json = made;
    *json_len = size;
    return 0;
}
