/* SPDX-License-Identifier: Apache-2.0 */
#include "geopackage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "database.h"

enum {
    SRS = 4326,
    POINT_AT = 13, /* where its coordinates start */
    LINE_AT = 49,
    XYZ_SIZE = 24,
    NS_PER_S = 1000000000,
};

static const char tables[] =
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL,"
    " srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,"
    " organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL,"
    " description TEXT);"
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY,"
    " data_type TEXT NOT NULL, identifier TEXT UNIQUE,"
    " description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT"
    " (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE,"
    " max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,"
    " CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)"
    " REFERENCES gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL,"
    " column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,"
    " srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,"
    " CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name),"
    " CONSTRAINT fk_gc_tn FOREIGN KEY (table_name)"
    " REFERENCES gpkg_contents(table_name),"
    " CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id)"
    " REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "INSERT INTO gpkg_spatial_ref_sys VALUES"
    " ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\","
    "DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
    "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],"
    "PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],"
    "UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],"
    "AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
    "AUTHORITY[\"EPSG\",\"4326\"]]',"
    " 'longitude and latitude in degrees on the WGS 84 ellipsoid'),"
    " ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined',"
    " 'undefined Cartesian coordinate reference system'),"
    " ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined',"
    " 'undefined geographic coordinate reference system');"
    "PRAGMA application_id = 0x47504b47;"
    "PRAGMA user_version = 10301;";

int lw_geopackage_create(sqlite3 *db, struct lw_fault *fault)
{
    return lw_database_run(db, tables, fault);
}

static void put32(uint8_t *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(value >> 8 * i);
}

static void put_f64(uint8_t *out, double value)
{
    uint64_t bits = 0;

    memcpy(&bits, &value, sizeof bits);
    put32(out, (uint32_t)bits);
    put32(out + 4, (uint32_t)(bits >> 32));
}

static double get_f64(const uint8_t *bytes)
{
    uint64_t bits = 0;
    double value = 0.0;

    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)bytes[i] << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void write_head(uint8_t *out, uint8_t flags)
{
    out[0] = 'G';
    out[1] = 'P';
    out[2] = 0;
    out[3] = flags;
    put32(out + 4, SRS);
}

void lw_geopackage_point(uint8_t out[LW_GEOPACKAGE_POINT_SIZE],
                         const double xyz[3])
{
    write_head(out, 1);
    out[8] = 1;
    put32(out + 9, 1001);
    for (int i = 0; i < 3; i++)
        put_f64(out + POINT_AT + 8 * i, xyz[i]);
}

bool lw_geopackage_read_point(sqlite3_stmt *row, int column, double xyz[3])
{
    const uint8_t *blob = sqlite3_column_blob(row, column);

    if (blob == NULL ||
        sqlite3_column_bytes(row, column) != LW_GEOPACKAGE_POINT_SIZE)
        return false;
    for (int i = 0; i < 3; i++)
        xyz[i] = get_f64(blob + POINT_AT + 8 * i);
    return true;
}

size_t lw_geopackage_line_size(uint32_t points)
{
    return LINE_AT + (size_t)points * XYZ_SIZE;
}

void lw_geopackage_set_line(uint8_t *line, uint32_t index, const double xyz[3])
{
    for (int i = 0; i < 3; i++)
        put_f64(line + LINE_AT + (size_t)index * XYZ_SIZE + 8 * i, xyz[i]);
}

void lw_geopackage_end_line(uint8_t *line, uint32_t points)
{
    double least[2] = {(double)INFINITY, (double)INFINITY},
           most[2] = {(double)-INFINITY, (double)-INFINITY};

    for (uint32_t i = 0; i < points; i++)
        for (int axis = 0; axis < 2; axis++) {
            const double value =
                get_f64(line + LINE_AT + (size_t)i * XYZ_SIZE + 8 * axis);
            least[axis] = fmin(least[axis], value);
            most[axis] = fmax(most[axis], value);
        }
    write_head(line, 3);
    for (int axis = 0; axis < 2; axis++) {
        put_f64(line + 8 + 16 * axis, least[axis]);
        put_f64(line + 16 + 16 * axis, most[axis]);
    }
    line[40] = 1;
    put32(line + 41, 1002);
    put32(line + 45, points);
}

void lw_geopackage_time(int64_t time_ns, char text[LW_GEOPACKAGE_TIME_SIZE])
{
    int64_t s = time_ns / NS_PER_S, rest_ns = time_ns % NS_PER_S;
    struct tm date;

    if (rest_ns < 0) {
        s--;
        rest_ns += NS_PER_S;
    }
    const time_t seconds = (time_t)s;
    text[0] = '\0';
    if (gmtime_r(&seconds, &date) != NULL)
        (void)snprintf(text, LW_GEOPACKAGE_TIME_SIZE,
                       "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ",
                       date.tm_year + 1900, date.tm_mon + 1, date.tm_mday,
                       date.tm_hour, date.tm_min, date.tm_sec,
                       (int)(rest_ns / 1000000));
}
