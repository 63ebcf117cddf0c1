/* SPDX-License-Identifier: Apache-2.0 */
#include "report_json.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "json_parts.h"

#define DEGREES LW_JSON_DEGREES

/* Decimals that no sensor gets near: 0.1 mm, 1e-7 degrees of azimuth. */
enum {
    PLACE_DECIMALS = 9,
    METRES_DECIMALS = 4,
    ANGLE_DECIMALS = 7,
    CHANCE_DECIMALS = 6,
    LEVEL_DECIMALS = 4,
};

/* Clockwise from north; what rounds to 360 is 0. */
static void put_az(struct lw_text *text, double az_rad)
{
    const double az = az_rad * DEGREES;

    lw_text_fixed(text, az >= 360 - 0.5e-7 ? 0 : az, ANGLE_DECIMALS);
}

static void put_sd(struct lw_text *text, const struct lw_report *report)
{
    const struct lw_sd *sd = &report->sd;
    const struct {
        uint32_t has;
        const char *key;
        double value;
    } member[] = {
        {LW_HAS_SD_HORIZONTAL, "\"horizontal\":", sd->horizontal_m},
        {LW_HAS_SD_VERTICAL, "\"vertical\":", sd->vertical_m},
        {LW_HAS_SD_VEL, "\"vel\":", sd->vel_mps},
        {LW_HAS_SD_RANGE, "\"range\":", sd->range_m},
        {LW_HAS_SD_AZ, "\"az\":", sd->az_rad * DEGREES},
        {LW_HAS_SD_EL, "\"el\":", sd->el_rad * DEGREES},
        {LW_HAS_SD_RANGE_RATE, "\"range_rate\":", sd->range_rate_mps},
    };
    bool open = false;

    for (size_t i = 0; i < sizeof member / sizeof *member; i++) {
        if (!(report->has & member[i].has))
            continue;
        open = lw_json_open_once(text, "sd", open);
        lw_text_put(text, member[i].key);
        lw_text_significant(text, member[i].value, 7);
    }
    if (open)
        lw_text_put(text, "}");
}

static void put_position(struct lw_text *text, const struct lw_report *report)
{
    lw_json_put_fixed(text, "lat", report->pos.lat_rad * DEGREES,
                      PLACE_DECIMALS);
    lw_json_put_fixed(text, "lon", report->pos.lon_rad * DEGREES,
                      PLACE_DECIMALS);
    if (report->has & LW_HAS_ALT)
        lw_json_put_fixed(text, "alt", report->pos.alt_hae_m, METRES_DECIMALS);
    if (report->has & LW_HAS_VEL) {
        lw_json_put_key(text, "vel");
        lw_json_put_vector(text, report->vel_mps, METRES_DECIMALS);
    }
    if (report->has & LW_HAS_COV) {
        lw_json_put_key(text, "cov");
        for (int row = 0; row < 3; row++) {
            lw_text_put(text, row == 0 ? "[" : ",");
            lw_json_put_vector(text, &report->cov_m2[3 * row], -1);
        }
        lw_text_put(text, "]");
    }
    if (report->has & LW_HAS_GROUND)
        lw_text_put(text, ",\"ground\":true");
    if (report->has & LW_HAS_OPERATOR)
        lw_json_put_place(text, "operator", &report->operator_pos, false);
}

/* Rounded down, so that together they are never more than they were. */
static void put_kinds(struct lw_text *text, const double kinds[LW_KINDS])
{
    double down[LW_KINDS];

    for (int i = 0; i < LW_KINDS; i++)
        down[i] = floor(kinds[i] * 1e6 + 1e-3) / 1e6;
    lw_json_put_kinds(text, down, 0.5e-6, CHANCE_DECIMALS);
}

static void put_el(struct lw_text *text, const struct lw_report *report)
{
    if (report->has & LW_HAS_EL)
        lw_json_put_fixed(text, "el", report->el_rad * DEGREES, ANGLE_DECIMALS);
}

static void put_sound(struct lw_text *text, const struct lw_report *report)
{
    if (report->has & LW_HAS_LEVEL)
        lw_json_put_fixed(text, "level", report->level_db, LEVEL_DECIMALS);
    if (report->has & LW_HAS_F0)
        lw_json_put_fixed(text, "f0", report->f0_hz, LEVEL_DECIMALS);
}

/* What is particular to the type. */
static void put_body(struct lw_text *text, const struct lw_report *report)
{
    switch (report->type) {
    case LW_REPORT_POSITION:
        put_position(text, report);
        break;
    case LW_REPORT_POLAR:
        lw_json_put_fixed(text, "range", report->range_m, METRES_DECIMALS);
        lw_json_put_key(text, "az");
        put_az(text, report->az_rad);
        put_el(text, report);
        if (report->has & LW_HAS_RANGE_RATE)
            lw_json_put_fixed(text, "range_rate", report->range_rate_mps,
                              METRES_DECIMALS);
        if (report->has & LW_HAS_RCS)
            lw_json_put_fixed(text, "rcs", report->rcs_dbsm, LEVEL_DECIMALS);
        break;
    case LW_REPORT_BEARING:
        lw_json_put_key(text, "az");
        put_az(text, report->az_rad);
        put_el(text, report);
        put_sound(text, report);
        break;
    case LW_REPORT_HEARD:
        put_sound(text, report);
        break;
    case LW_REPORT_LOOK:
        if (report->has & LW_HAS_SECTOR) {
            lw_json_put_key(text, "az");
            lw_text_put(text, "[");
            lw_text_fixed(text, report->az_rad * DEGREES, ANGLE_DECIMALS);
            lw_text_put(text, ",");
            lw_text_fixed(text, report->az_to_rad * DEGREES, ANGLE_DECIMALS);
            lw_text_put(text, "]");
        }
        break;
    case LW_REPORT_HEARTBEAT:
        lw_json_put_quoted(text, "state", lw_heartbeat_name(report->state));
        break;
    }
}

int lw_report_write_all(const struct lw_report *report, char *text, size_t size)
{
    struct lw_text to;

    lw_text_init(&to, text, size);
    lw_text_put(&to, "{\"type\":");
    lw_text_quote(&to, lw_report_type_name(report->type));
    lw_text_put(&to, ",\"t\":");
    lw_text_time(&to, report->meas_ns);
    lw_json_put_quoted(&to, "sensor", report->sensor);
    if (report->has & LW_HAS_ID)
        lw_json_put_quoted(&to, "id", report->id);
    if (report->has & LW_HAS_RX) {
        lw_json_put_key(&to, "rx");
        lw_text_time(&to, report->rx_ns);
    }
    if (report->has & LW_HAS_OBJECT)
        lw_json_put_quoted(&to, "object", report->object);
    put_body(&to, report);
    if (report->type != LW_REPORT_LOOK && report->type != LW_REPORT_HEARTBEAT)
        lw_json_put_ident(&to, report->has, &report->ident);
    put_sd(&to, report);
    if (report->has & LW_HAS_KINDS)
        put_kinds(&to, report->kinds);
    if (report->has & LW_HAS_CONFIDENCE)
        lw_json_put_fixed(&to, "confidence", report->confidence,
                          CHANCE_DECIMALS);
    if (report->has & LW_HAS_FROM)
        lw_json_put_place(&to, "from", &report->from, true);
    lw_text_put(&to, "}");
    return lw_text_len(&to);
}

int lw_report_write(const struct lw_report *report, char *text, size_t size)
{
    if ((report->has & LW_HAS_OPERATOR) == 0)
        return lw_report_write_all(report, text, size);
    struct lw_report plain = *report;
    plain.has &= ~(uint32_t)LW_HAS_OPERATOR;
    return lw_report_write_all(&plain, text, size);
}
