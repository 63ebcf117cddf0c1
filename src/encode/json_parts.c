/* SPDX-License-Identifier: Apache-2.0 */
#include "json_parts.h"

#include <stddef.h>

void lw_json_put_key(struct lw_text *text, const char *key)
{
    lw_text_put(text, ",\"");
    lw_text_put(text, key);
    lw_text_put(text, "\":");
}

void lw_json_put_fixed(struct lw_text *text, const char *key, double value,
                       int decimals)
{
    lw_json_put_key(text, key);
    lw_text_fixed(text, value, decimals);
}

void lw_json_put_quoted(struct lw_text *text, const char *key,
                        const char *value)
{
    lw_json_put_key(text, key);
    lw_text_quote(text, value);
}

void lw_json_put_place(struct lw_text *text, const char *key,
                       const struct lw_geodetic *place, bool alt)
{
    lw_json_put_key(text, key);
    lw_text_put(text, "{\"lat\":");
    lw_text_fixed(text, place->lat_rad * LW_JSON_DEGREES, 9);
    lw_json_put_fixed(text, "lon", place->lon_rad * LW_JSON_DEGREES, 9);
    if (alt)
        lw_json_put_fixed(text, "alt", place->alt_hae_m, 4);
    lw_text_put(text, "}");
}

/* Objects of optional members: the first has no comma before it. */
bool lw_json_open_once(struct lw_text *text, const char *key, bool open)
{
    if (!open) {
        lw_json_put_key(text, key);
        lw_text_put(text, "{");
    } else {
        lw_text_put(text, ",");
    }
    return true;
}

void lw_json_put_ident(struct lw_text *text, uint32_t has,
                       const struct lw_ident *ident)
{
    bool open = false;

    if (has & LW_HAS_ICAO) {
        open = lw_json_open_once(text, "ident", open);
        lw_text_put(text, "\"icao\":\"");
        lw_text_hex(text, ident->icao, 6);
        lw_text_put(text, "\"");
    }
    if (has & LW_HAS_REMOTE_ID) {
        open = lw_json_open_once(text, "ident", open);
        lw_text_put(text, "\"remote_id\":");
        lw_text_quote(text, ident->remote_id);
    }
    if (has & LW_HAS_CALLSIGN) {
        open = lw_json_open_once(text, "ident", open);
        lw_text_put(text, "\"callsign\":");
        lw_text_quote(text, ident->callsign);
    }
    if (has & LW_HAS_SQUAWK) {
        open = lw_json_open_once(text, "ident", open);
        lw_text_put(text, "\"squawk\":");
        lw_text_quote(text, ident->squawk);
    }
    if (open)
        lw_text_put(text, "}");
}

void lw_json_put_kinds(struct lw_text *text, const double kinds[LW_KINDS],
                       double least, int decimals)
{
    bool open = false;

    for (int kind = 0; kind < LW_KINDS; kind++) {
        if (!(kinds[kind] >= least))
            continue;
        open = lw_json_open_once(text, "kinds", open);
        lw_text_quote(text, lw_kind_name((enum lw_kind)kind));
        lw_text_put(text, ":");
        lw_text_fixed(text, kinds[kind], decimals);
    }
    if (open)
        lw_text_put(text, "}");
}

void lw_json_put_exercise(struct lw_text *text, bool exercise)
{
    if (exercise)
        lw_text_put(text, ",\"exercise\":true");
}

void lw_json_put_vector(struct lw_text *text, const double v[3], int decimals)
{
    for (int i = 0; i < 3; i++) {
        lw_text_put(text, i == 0 ? "[" : ",");
        if (decimals >= 0)
            lw_text_fixed(text, v[i], decimals);
        else
            lw_text_exact(text, v[i]);
    }
    lw_text_put(text, "]");
}
