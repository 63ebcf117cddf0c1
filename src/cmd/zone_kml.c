/* SPDX-License-Identifier: Apache-2.0 */
#include "zone_kml.h"

#include <ctype.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
    DEPTH_MAX = 64, /* elements within one another */
    NAME_MAX_BYTES = 255,
    NUMBER_MAX = 64,
    PROPERTIES_MAX = 1 << 16, /* bytes of one placemark's */
};

/* What an element is to us. */
enum element {
    OTHER,
    KML,
    FOLDER,
    PLACEMARK,
    NAME,
    DATA, /* Data: its value is in an element of its own */
    VALUE,
    SIMPLE_DATA,
    POLYGON,
    OUTER,
    INNER,
    RING,
    LINE,
    POINT,
    COORDINATES,
};

struct level {
    enum element element;
    char layer[NAME_MAX_BYTES + 1]; /* FOLDER */
};

struct maker {
    xmlParserCtxtPtr xml;
    struct lw_fault *why;
    int err;
    FILE *to;
    uint32_t line; /* of what is written */
    struct level level[DEPTH_MAX];
    int depth;
    bool any_feature, any_geometry, any_ring;
    bool in_placemark, in_geometry;
    bool has_coordinates; /* the ring, line or point that is open */
    /* Text of the element that is open, where it is wanted. */
    bool wanted;
    FILE *heard;
    char *text;
    size_t text_len;
    uint32_t text_line;
    /* Of the placemark. */
    char id[NAME_MAX_BYTES + 1], key[NAME_MAX_BYTES + 1];
    struct lw_text properties;
    char property[PROPERTIES_MAX];
};

static void fail(struct maker *m, int err, uint32_t line, const char *what)
{
    if (m->err == 0)
        m->err = lw_fault_set(m->why, err, line, 0, "%s", what);
    xmlStopParser(m->xml);
}

static uint32_t line_of(const struct maker *m)
{
    const int line = xmlSAX2GetLineNumber(m->xml);

    return line > 0 ? (uint32_t)line : 1;
}

static void put(struct maker *m, const char *text)
{
    if (fputs(text, m->to) < 0)
        fail(m, LW_ERR_NO_SPACE, line_of(m), "needs more memory");
}

static void put_quoted(struct maker *m, const char *text)
{
    char quoted[6 * NAME_MAX_BYTES + 3];
    struct lw_text to;

    lw_text_init(&to, quoted, sizeof quoted);
    lw_text_quote(&to, text);
    (void)fwrite(quoted, 1, (size_t)(to.at - to.start), m->to);
}

/* Go on in this line of what is written. */
static void go_to_line(struct maker *m, uint32_t line)
{
    for (; m->line < line; m->line++)
        (void)putc('\n', m->to);
}

static enum element element_of(const char *name)
{
    static const struct {
        const char *name;
        enum element element;
    } all[] = {
        {"kml", KML},
        {"Folder", FOLDER},
        {"Document", FOLDER},
        {"Placemark", PLACEMARK},
        {"name", NAME},
        {"Data", DATA},
        {"value", VALUE},
        {"SimpleData", SIMPLE_DATA},
        {"Polygon", POLYGON},
        {"outerBoundaryIs", OUTER},
        {"innerBoundaryIs", INNER},
        {"LinearRing", RING},
        {"LineString", LINE},
        {"Point", POINT},
        {"coordinates", COORDINATES},
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].element;
    return OTHER;
}

static enum element parent_of(const struct maker *m)
{
    return m->depth > 1 ? m->level[m->depth - 2].element : OTHER;
}

static bool within(const struct maker *m, enum element element)
{
    for (int i = 0; i < m->depth; i++)
        if (m->level[i].element == element)
            return true;
    return false;
}

/* The value of an attribute, cut; "" where there is none. */
static void attribute(const xmlChar **attributes, int count, const char *name,
                      char out[NAME_MAX_BYTES + 1])
{
    out[0] = '\0';
    for (int i = 0; i < count; i++) {
        const xmlChar **a = attributes + 5 * (ptrdiff_t)i;
        const ptrdiff_t len = a[4] - a[3];
        if (strcmp((const char *)a[0], name) == 0 && len <= NAME_MAX_BYTES) {
            memcpy(out, a[3], (size_t)len);
            out[len] = '\0';
        }
    }
}

static void begin_geometry(struct maker *m, const char *type)
{
    if (m->in_geometry) {
        fail(m, LW_ERR_SYNTAX, line_of(m), "a geometry within another");
        return;
    }
    go_to_line(m, line_of(m));
    if (!m->any_geometry)
        put(m, "\"geometry\":{\"type\":\"GeometryCollection\","
               "\"geometries\":[");
    else
        put(m, ",");
    m->any_geometry = m->in_geometry = true;
    m->any_ring = m->has_coordinates = false;
    put(m, "{\"type\":\"");
    put(m, type);
    put(m, "\",\"coordinates\":");
    if (strcmp(type, "Polygon") == 0)
        put(m, "[");
}

static void begin_placemark(struct maker *m, const xmlChar **attributes,
                            int count)
{
    put(m, m->any_feature ? "," : "");
    go_to_line(m, line_of(m));
    put(m, "{\"type\":\"Feature\",");
    m->any_feature = m->in_placemark = true;
    m->any_geometry = false;
    attribute(attributes, count, "id", m->id);
    lw_text_init(&m->properties, m->property, sizeof m->property);
}

static void begin_element(struct maker *m, enum element element,
                          const xmlChar **attributes, int count)
{
    const enum element parent = parent_of(m);

    if (element == PLACEMARK && m->in_placemark)
        fail(m, LW_ERR_SYNTAX, line_of(m), "a Placemark within another");
    else if (element == PLACEMARK)
        begin_placemark(m, attributes, count);
    else if (element == DATA || element == SIMPLE_DATA)
        attribute(attributes, count, "name", m->key);
    else if (m->in_placemark && element == POLYGON)
        begin_geometry(m, "Polygon");
    else if (m->in_placemark && (element == LINE || element == POINT))
        begin_geometry(m, element == LINE ? "LineString" : "Point");
    else if (m->in_placemark && element == RING && !within(m, POLYGON))
        begin_geometry(m, "LineString");
    else if (element == RING)
        m->has_coordinates = false;
    m->wanted =
        (element == NAME && (parent == FOLDER || parent == PLACEMARK)) ||
        element == VALUE || element == SIMPLE_DATA ||
        (element == COORDINATES && m->in_placemark &&
         (parent == RING || parent == LINE || parent == POINT));
    if (m->wanted && fseek(m->heard, 0, SEEK_SET) != 0)
        fail(m, LW_ERR_NO_SPACE, line_of(m), "needs more memory");
    m->text_line = line_of(m);
}

/* Blanks, and where numbers may go on; counts lines. */
static const char *skip_blanks(const char *at, uint32_t *line)
{
    for (; *at != '\0' && strchr(" \t\r\n", *at) != NULL; at++)
        *line += *at == '\n';
    return at;
}

static const char *read_number(const char *at, double *value)
{
    char number[NUMBER_MAX + 1];
    const size_t len = strspn(at, "+-.0123456789eE");
    char *end = NULL;

    if (len == 0 || len > NUMBER_MAX)
        return NULL;
    memcpy(number, at, len);
    number[len] = '\0';
    *value = strtod(number, &end);
    return *end == '\0' && isfinite(*value) ? at + len : NULL;
}

/* "4.9,52.3,0": goes past it and the blanks behind; NULL: it is none. */
static const char *read_position(const char *at, uint32_t *line,
                                 double lon_lat[2])
{
    double height = 0.0;

    at = read_number(at, &lon_lat[0]);
    if (at == NULL)
        return NULL;
    at = skip_blanks(at, line);
    if (*at != ',')
        return NULL;
    at = read_number(skip_blanks(at + 1, line), &lon_lat[1]);
    if (at == NULL)
        return NULL;
    at = skip_blanks(at, line);
    if (*at != ',')
        return at;
    at = read_number(skip_blanks(at + 1, line), &height);
    return at == NULL ? NULL : skip_blanks(at, line);
}

static void put_position(struct maker *m, const double lon_lat[2])
{
    char text[80];
    struct lw_text to;

    lw_text_init(&to, text, sizeof text);
    lw_text_char(&to, '[');
    lw_text_exact(&to, lon_lat[0]);
    lw_text_char(&to, ',');
    lw_text_exact(&to, lon_lat[1]);
    lw_text_char(&to, ']');
    (void)fwrite(text, 1, (size_t)(to.at - to.start), m->to);
}

/* "4.9,52.3,0 4.91,52.3": longitude, latitude, perhaps a height. */
static void put_coordinates(struct maker *m, bool point)
{
    uint32_t line = m->text_line;
    const char *at = skip_blanks(m->text, &line);
    bool any = false;

    if (!point)
        put(m, "[");
    while (*at != '\0' && m->err == 0) {
        const uint32_t start = line;
        double lon_lat[2] = {0.0};
        at = read_position(at, &line, lon_lat);
        if (at == NULL) {
            fail(m, LW_ERR_SYNTAX, line,
                 "`coordinates`: expected longitude,latitude[,height]");
            return;
        }
        if (any && point)
            break;
        if (any)
            put(m, ",");
        any = true;
        go_to_line(m, start);
        put_position(m, lon_lat);
    }
    if (!any)
        fail(m, LW_ERR_SYNTAX, m->text_line,
             "`coordinates`: expected longitude,latitude[,height]");
    if (!point)
        put(m, "]");
}

/* Whether a text is a number as JSON writes it. */
static bool is_number(const char *text)
{
    const char *at = text + (text[0] == '-');
    const size_t whole = strspn(at, "0123456789");

    if (whole == 0 || whole > 15 || (at[0] == '0' && whole > 1))
        return false;
    at += whole;
    if (*at == '.') {
        const size_t part = strspn(at + 1, "0123456789");
        if (part == 0 || part > 15)
            return false;
        at += 1 + part;
    }
    return *at == '\0';
}

static void add_property(struct maker *m, const char *key)
{
    struct lw_text *to = &m->properties;

    if (key[0] == '\0')
        return;
    if (to->at != to->start)
        lw_text_char(to, ',');
    lw_text_quote(to, key);
    lw_text_char(to, ':');
    if (is_number(m->text))
        lw_text_put(to, m->text);
    else
        lw_text_quote(to, m->text);
    if (to->full)
        fail(m, LW_ERR_RANGE, line_of(m),
             "expected properties of 65536 bytes at most");
}

/* The text without blanks at its ends. */
static void trim(struct maker *m)
{
    size_t start = 0, end = m->text_len;

    while (end > 0 && isspace((unsigned char)m->text[end - 1]))
        end--;
    while (start < end && isspace((unsigned char)m->text[start]))
        start++;
    memmove(m->text, m->text + start, end - start);
    m->text[end - start] = '\0';
}

/* The element ends whose text was wanted. */
static void take_text(struct maker *m, enum element element)
{
    const enum element parent = parent_of(m);

    if (putc('\0', m->heard) == EOF || fflush(m->heard) != 0) {
        fail(m, LW_ERR_NO_SPACE, line_of(m), "needs more memory");
        return;
    }
    m->text_len = strlen(m->text);
    if (element == COORDINATES && m->has_coordinates) {
        fail(m, LW_ERR_SYNTAX, m->text_line, "`coordinates` twice");
        return;
    }
    if (element == COORDINATES) {
        m->has_coordinates = true;
        if (parent == RING && within(m, POLYGON) && m->any_ring)
            put(m, ",");
        m->any_ring = true;
        put_coordinates(m, parent == POINT);
        return;
    }
    trim(m);
    if (element == NAME && parent == FOLDER)
        (void)snprintf(m->level[m->depth - 2].layer, NAME_MAX_BYTES + 1, "%s",
                       m->text);
    else if (element == NAME)
        add_property(m, "name");
    else if (m->in_placemark)
        add_property(m, m->key);
}

static void end_placemark(struct maker *m)
{
    const char *layer = "";

    for (int i = 0; i < m->depth; i++)
        if (m->level[i].element == FOLDER && m->level[i].layer[0] != '\0')
            layer = m->level[i].layer;
    put(m, m->any_geometry ? "]}" : "\"geometry\":null");
    if (m->id[0] != '\0') {
        put(m, ",\"id\":");
        put_quoted(m, m->id);
    }
    if (layer[0] != '\0') {
        put(m, ",\"layer\":");
        put_quoted(m, layer);
    }
    put(m, ",\"properties\":{");
    (void)fwrite(m->property, 1, (size_t)(m->properties.at - m->property),
                 m->to);
    put(m, "}}");
    m->in_placemark = false;
}

static void end_element(struct maker *m, enum element element)
{
    if (m->wanted)
        take_text(m, element);
    m->wanted = false;
    if (element == PLACEMARK) {
        end_placemark(m);
    } else if (m->in_geometry && element == POLYGON) {
        put(m, "]}");
        m->in_geometry = false;
    } else if (m->in_geometry && (element == LINE || element == POINT ||
                                  (element == RING && !within(m, POLYGON)))) {
        put(m, m->any_ring ? "}" : "[]}");
        m->in_geometry = false;
    }
}

/* ---- what libxml2 calls ---- */

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *uri, int namespaces, const xmlChar **spaces,
                     int count, int defaulted, const xmlChar **attributes)
{
    struct maker *m = ((xmlParserCtxtPtr)context)->_private;

    (void)prefix, (void)uri, (void)namespaces, (void)spaces, (void)defaulted;
    if (m->depth >= DEPTH_MAX) {
        fail(m, LW_ERR_SYNTAX, line_of(m), "expected less nesting");
        return;
    }
    m->level[m->depth++] =
        (struct level){.element = element_of((const char *)name)};
    if (m->depth == 1 && m->level[0].element != KML)
        fail(m, LW_ERR_SYNTAX, line_of(m), "XML, but not KML");
    else
        begin_element(m, m->level[m->depth - 1].element, attributes, count);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix,
                   const xmlChar *uri)
{
    struct maker *m = ((xmlParserCtxtPtr)context)->_private;

    (void)name, (void)prefix, (void)uri;
    if (m->err != 0 || m->depth == 0)
        return;
    end_element(m, m->level[m->depth - 1].element);
    m->depth--;
}

static void on_text(void *context, const xmlChar *text, int len)
{
    struct maker *m = ((xmlParserCtxtPtr)context)->_private;

    if (m->wanted && fwrite(text, 1, (size_t)len, m->heard) != (size_t)len)
        fail(m, LW_ERR_NO_SPACE, line_of(m), "needs more memory");
}

static void on_doctype(void *context, const xmlChar *name,
                       const xmlChar *public_id, const xmlChar *system_id)
{
    struct maker *m = ((xmlParserCtxtPtr)context)->_private;

    (void)name, (void)public_id, (void)system_id;
    fail(m, LW_ERR_SYNTAX, line_of(m), "a DOCTYPE: no entities are read here");
}

/* What libxml2 would otherwise write to standard error. */
static void on_error(void *context, xmlErrorPtr error)
{
    (void)context, (void)error;
}

static void on_message(void *context, const char *format, ...)
{
    (void)context, (void)format;
}

static void parse(struct maker *m, const char *text, size_t len)
{
    enum { PIECE = 1 << 20 };
    xmlSAXHandler handler = {
        .internalSubset = on_doctype,
        .characters = on_text,
        .cdataBlock = on_text,
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_start,
        .endElementNs = on_end,
    };

    m->xml = xmlCreatePushParserCtxt(&handler, NULL, NULL, 0, NULL);
    if (m->xml == NULL) {
        m->err = lw_fault_set(m->why, LW_ERR_NO_SPACE, 0, 0,
                              "needs more memory than there is");
        return;
    }
    m->xml->_private = m;
    (void)xmlCtxtUseOptions(m->xml, XML_PARSE_NONET | XML_PARSE_NOERROR |
                                        XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    /* A namespace that is not declared is an error too, but not a fatal one. */
    for (size_t at = 0; at < len && m->err == 0 && m->xml->wellFormed;) {
        const size_t piece = len - at < PIECE ? len - at : PIECE;
        (void)xmlParseChunk(m->xml, text + at, (int)piece, 0);
        at += piece;
    }
    if (m->err == 0 && m->xml->wellFormed)
        (void)xmlParseChunk(m->xml, text, 0, 1);
    if (m->err == 0 && (!m->xml->wellFormed || m->depth > 0)) {
        const xmlError *error = xmlCtxtGetLastError(m->xml);
        const char *what = error != NULL && error->message != NULL
                               ? error->message
                               : "it ends too soon";
        m->err =
            lw_fault_set(m->why, LW_ERR_SYNTAX, error != NULL ? error->line : 0,
                         0, "not XML: %.*s", (int)strcspn(what, "\n"), what);
    }
    if (m->xml->myDoc != NULL)
        xmlFreeDoc(m->xml->myDoc);
    xmlFreeParserCtxt(m->xml);
}

bool lw_kml_is(const char *text, size_t len)
{
    size_t at = len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (at < len && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0')
        at++;
    return at < len && text[at] == '<';
}

int lw_kml_zones(const char *text, size_t len, char **json, size_t *json_len,
                 struct lw_fault *why)
{
    struct maker *m = calloc(1, sizeof *m);
    char *made = NULL;
    size_t size = 0;
    int err = LW_ERR_NO_SPACE;

    if (m == NULL)
        return lw_fault_set(why, err, 0, 0, "needs more memory than there is");
    m->why = why;
    m->line = 1;
    m->to = open_memstream(&made, &size);
    m->heard = open_memstream(&m->text, &m->text_len);
    if (m->to != NULL && m->heard != NULL) {
        put(m, "{\"type\":\"FeatureCollection\",\"features\":[");
        xmlSetStructuredErrorFunc(NULL, on_error);
        xmlSetGenericErrorFunc(NULL, on_message);
        parse(m, text, len);
        xmlSetStructuredErrorFunc(NULL, NULL);
        xmlSetGenericErrorFunc(NULL, NULL);
        put(m, "]}");
        err = m->err;
    }
    if (m->heard != NULL)
        (void)fclose(m->heard);
    if (m->to != NULL && fclose(m->to) != 0 && err == 0)
        err = LW_ERR_NO_SPACE;
    free(m->text);
    free(m);
    if (err < 0) {
        free(made);
        return err;
    }
    *json = made;
    *json_len = size;
    return 0;
}
