/* SPDX-License-Identifier: Apache-2.0 */
#include "members.h"

void lw_member_key(struct lw_text *text, const char *key)
{
    if (text->at > text->start && text->at[-1] != '{')
        lw_text_put(text, ",");
    lw_text_quote(text, key);
    lw_text_put(text, ":");
}

void lw_member_int(struct lw_text *text, const char *key, int64_t value)
{
    lw_member_key(text, key);
    lw_text_int(text, value);
}

void lw_member_fixed(struct lw_text *text, const char *key, double value,
                     int decimals)
{
    lw_member_key(text, key);
    lw_text_fixed(text, value, decimals);
}

void lw_member_text(struct lw_text *text, const char *key, const char *value)
{
    lw_member_key(text, key);
    lw_text_quote(text, value);
}

void lw_member_bool(struct lw_text *text, const char *key, bool value)
{
    lw_member_key(text, key);
    lw_text_put(text, value ? "true" : "false");
}

void lw_member_hex(struct lw_text *text, const char *key, uint32_t value,
                   int digits)
{
    lw_member_key(text, key);
    lw_text_put(text, "\"");
    lw_text_hex(text, value, digits);
    lw_text_put(text, "\"");
}
