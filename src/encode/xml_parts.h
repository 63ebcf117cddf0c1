/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml_parts.h - text, attributes and elements of XML 1.0.
 *
 * What comes from outside may be any bytes: what is no UTF-8, and characters
 * that XML cannot hold, become U+FFFD.
 *
 * Source  Extensible Markup Language (XML) 1.0, 5th edition, 2.2 and 2.4
 */
#ifndef LW_XML_PARTS_H
#define LW_XML_PARTS_H

#include <stdint.h>

#include "base/text.h"

/* Bytes that a string of so many may take. */
enum { LW_XML_ESCAPE_MAX = 6 };

void lw_xml_put_text(struct lw_text *text, const char *string);

/* ` name="value"` */
void lw_xml_put_attribute(struct lw_text *text, const char *name,
                          const char *value);

/* The same with an xs:decimal: never an exponent, so that what is larger than
 * 1e12 is told as that. The value is a number. */
void lw_xml_put_decimal(struct lw_text *text, const char *name, double value,
                        int decimals);

/* <name>value</name> */
void lw_xml_put_element(struct lw_text *text, const char *name,
                        const char *value);
void lw_xml_put_number(struct lw_text *text, const char *name, double value,
                       int decimals);
void lw_xml_put_when(struct lw_text *text, const char *name, int64_t time_ns);

/* An xs:decimal, and a time, by themselves. */
void lw_xml_decimal(struct lw_text *text, double value, int decimals);
void lw_xml_time(struct lw_text *text, int64_t time_ns);

#endif
