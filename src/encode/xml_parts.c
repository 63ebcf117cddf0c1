/* SPDX-License-Identifier: Apache-2.0 */
#include "xml_parts.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/timefmt.h"

static const char replacement[] = "\xef\xbf\xbd";

/* Length of the UTF-8 sequence that begins there, 0: it is none. Over-long
 * forms, surrogates, what lies beyond U+10FFFF, U+FFFE and U+FFFF are none. */
static size_t sequence(const unsigned char *at)
{
    const unsigned char c = at[0];

    if (c < 0x80)
        return 1;
    const size_t len = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4)
        return 0;
    for (size_t i = 1; i < len; i++)
        if (at[i] < 0x80 || at[i] > 0xbf) /* a NUL, too */
            return 0;
    if ((c == 0xe0 && at[1] < 0xa0) || (c == 0xed && at[1] > 0x9f) ||
        (c == 0xf0 && at[1] < 0x90) || (c == 0xf4 && at[1] > 0x8f) ||
        (c == 0xef && at[1] == 0xbf && at[2] >= 0xbe))
        return 0;
    return len;
}

/* What stands for a character; NULL: it does itself. */
static const char *stands_for(unsigned char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return c < 0x20 || c == 0x7f ? replacement : NULL;
    }
}

void lw_xml_put_text(struct lw_text *text, const char *string)
{
    const unsigned char *at = (const unsigned char *)string;

    while (*at != '\0') {
        const size_t len = sequence(at);
        const char *other = len == 0 ? replacement : stands_for(*at);
        if (other != NULL)
            lw_text_put(text, other);
        else
            lw_text_bytes(text, (const char *)at, len);
        at += len == 0 ? 1 : len;
    }
}

void lw_xml_put_attribute(struct lw_text *text, const char *name,
                          const char *value)
{
    lw_text_put(text, " ");
    lw_text_put(text, name);
    lw_text_put(text, "=\"");
    lw_xml_put_text(text, value);
    lw_text_put(text, "\"");
}

void lw_xml_decimal(struct lw_text *text, double value, int decimals)
{
    static const double most = 1e12;
    const double bound = fmin(fmax(value, -most), most);

    lw_text_fixed(text, bound, fabs(bound) < 1e6 ? decimals : 0);
}

void lw_xml_time(struct lw_text *text, int64_t time_ns)
{
    char when[LW_TIMEFMT_SIZE];
    const int len = lw_timefmt_write(time_ns, when);

    lw_text_bytes(text, when, (size_t)len);
}

void lw_xml_put_decimal(struct lw_text *text, const char *name, double value,
                        int decimals)
{
    lw_text_put(text, " ");
    lw_text_put(text, name);
    lw_text_put(text, "=\"");
    lw_xml_decimal(text, value, decimals);
    lw_text_put(text, "\"");
}

static void open_element(struct lw_text *text, const char *name)
{
    lw_text_put(text, "<");
    lw_text_put(text, name);
    lw_text_put(text, ">");
}

static void close_element(struct lw_text *text, const char *name)
{
    lw_text_put(text, "</");
    lw_text_put(text, name);
    lw_text_put(text, ">");
}

void lw_xml_put_element(struct lw_text *text, const char *name,
                        const char *value)
{
    open_element(text, name);
    lw_xml_put_text(text, value);
    close_element(text, name);
}

void lw_xml_put_number(struct lw_text *text, const char *name, double value,
                       int decimals)
{
    open_element(text, name);
    lw_xml_decimal(text, value, decimals);
    close_element(text, name);
}

void lw_xml_put_when(struct lw_text *text, const char *name, int64_t time_ns)
{
    open_element(text, name);
    lw_xml_time(text, time_ns);
    close_element(text, name);
}
