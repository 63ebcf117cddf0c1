/* SPDX-License-Identifier: Apache-2.0 */
/* A Mode S message for people: its fields in the units of the wire. */
#include "adsb.h"
#include "base/text.h"

static void key(struct lw_text *text, const char *name)
{
    lw_text_put(text, ",\"");
    lw_text_put(text, name);
    lw_text_put(text, "\":");
}

static void number(struct lw_text *text, const char *name, int64_t value)
{
    key(text, name);
    lw_text_int(text, value);
}

static void decimal(struct lw_text *text, const char *name, double value)
{
    key(text, name);
    lw_text_fixed(text, value, 2);
}

static void word(struct lw_text *text, const char *name, const char *value)
{
    key(text, name);
    lw_text_quote(text, value);
}

static void put_motion(struct lw_text *text, const struct lw_mode_s *msg)
{
    if (msg->has & LW_MODE_S_GROUND_SPEED)
        decimal(text, "ground_speed_kt", msg->ground_speed_kt);
    if (msg->has & LW_MODE_S_TRACK)
        decimal(text, "track_deg", msg->track_deg);
    if (msg->has & LW_MODE_S_AIR_SPEED)
        decimal(text,
                msg->true_air_speed ? "true_air_speed_kt"
                                    : "indicated_air_speed_kt",
                msg->air_speed_kt);
    if (msg->has & LW_MODE_S_HEADING)
        decimal(text, "heading_deg", msg->heading_deg);
    if (msg->has & LW_MODE_S_VERTICAL_RATE) {
        number(text, "vertical_rate_fpm", msg->vertical_rate_fpm);
        word(text, "vertical_rate_source",
             msg->vertical_rate_gnss ? "gnss" : "barometric");
    }
    if (msg->has & LW_MODE_S_GNSS_DIFFERENCE)
        number(text, "gnss_less_baro_ft", msg->gnss_difference_ft);
    if (msg->has & LW_MODE_S_NAC_V)
        number(text, "nac_v", msg->nac_v);
}

static void put_identity(struct lw_text *text, const struct lw_mode_s *msg)
{
    if (msg->has & LW_MODE_S_CALLSIGN)
        word(text, "callsign", msg->callsign);
    if (msg->has & LW_MODE_S_CATEGORY) {
        const char category[3] = {(char)('A' + (msg->category >> 4) - 10),
                                  (char)('0' + (msg->category & 15)), '\0'};
        word(text, "category", category);
    }
    if (msg->has & LW_MODE_S_SQUAWK)
        word(text, "squawk", msg->squawk);
    if (msg->has & LW_MODE_S_EMERGENCY)
        number(text, "emergency", msg->emergency);
    if (msg->has & LW_MODE_S_VERSION)
        number(text, "version", msg->version);
    if (msg->has & LW_MODE_S_NAC_P)
        number(text, "nac_p", msg->nac_p);
}

int lw_adsb_describe(const struct lw_adsb *adsb, const struct lw_mode_s *msg,
                     int64_t now_ns, char *text, size_t size)
{
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "\"df\":");
    lw_text_int(&to, msg->df);
    const bool icao = msg->checked
                          ? (msg->has & LW_MODE_S_ICAO) != 0
                          : lw_adsb_vouched(adsb, msg->address, now_ns);
    if (icao || msg->checked) {
        key(&to, icao ? "icao" : "address");
        lw_text_put(&to, "\"");
        lw_text_hex(&to, msg->address, 6);
        lw_text_put(&to, "\"");
    }
    if (msg->repaired > 0)
        number(&to, "repaired_bit", msg->repaired);
    if (msg->control >= 0) {
        number(&to, "cf", msg->control);
        if (msg->control == 2 || msg->control == 3 || msg->control == 5)
            word(&to, "source", "tis-b");
        else if (msg->control == 6)
            word(&to, "source", "ads-r");
    }
    if (msg->type_code >= 0)
        number(&to, "type_code", msg->type_code);
    if (msg->has & LW_MODE_S_ALT)
        number(&to, msg->alt_gnss ? "gnss_height_ft" : "altitude_ft",
               msg->alt_ft);
    put_identity(&to, msg);
    put_motion(&to, msg);
    if (msg->has & LW_MODE_S_CPR) {
        word(&to, "cpr_format", msg->cpr_odd ? "odd" : "even");
        number(&to, "cpr_lat", msg->cpr_lat);
        number(&to, "cpr_lon", msg->cpr_lon);
        key(&to, "surface");
        lw_text_put(&to, msg->surface ? "true" : "false");
    }
    return lw_text_len(&to);
}
