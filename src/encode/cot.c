/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cursor on Target as XML, an event a track: by itself in a datagram, one
 * behind the other in a stream, each with its XML declaration, which is how
 * servers of TAK tell them apart.
 */
#include "cot_event.h"
#include "outputs.h"
#include "xml_parts.h"

enum {
    EVENT_MAX = 2048 + LW_XML_ESCAPE_MAX * LW_COT_UID_SIZE + LW_COT_REST_MAX
};

static int cot_init(void *state, const struct lw_encode_config *config,
                    struct lw_fault *fault)
{
    return lw_cot_init(state, config, fault);
}

static void put_time(struct lw_text *to, const char *name, int64_t time_ns)
{
    lw_text_put(to, " ");
    lw_text_put(to, name);
    lw_text_put(to, "=\"");
    lw_xml_time(to, time_ns);
    lw_text_put(to, "\"");
}

static void put_point(const struct lw_cot_event *event, struct lw_text *to)
{
    lw_text_put(to, "<point");
    lw_xml_put_decimal(to, "lat", event->lat_deg, 7);
    lw_xml_put_decimal(to, "lon", event->lon_deg, 7);
    lw_xml_put_decimal(to, "hae", event->hae_m, 1);
    lw_xml_put_decimal(to, "ce", event->ce_m, 1);
    lw_xml_put_decimal(to, "le", event->le_m, 1);
    lw_text_put(to, "/>");
}

static void put_motion(const struct lw_cot_event *event, struct lw_text *to)
{
    lw_text_put(to, "<track");
    lw_xml_put_decimal(to, "course", event->course_deg, 2);
    lw_xml_put_decimal(to, "speed", event->speed_mps, 2);
    if (event->has_slope)
        lw_xml_put_decimal(to, "slope", event->slope_deg, 2);
    lw_text_put(to, "/>");
}

static void cot_track(void *state, const struct lw_track *track,
                      const struct lw_track_point *trail, uint32_t points,
                      struct lw_text *to)
{
    const struct lw_cot *cot = state;
    struct lw_cot_event event;

    (void)trail;
    (void)points;
    lw_cot_event(cot, track, &event);
    lw_text_put(to, "<?xml version=\"1.0\" encoding=\"UTF-8\" "
                    "standalone=\"yes\"?>\n<event version=\"2.0\"");
    lw_xml_put_attribute(to, "uid", event.uid);
    lw_xml_put_attribute(to, "type", event.type);
    put_time(to, "time", event.time_ns);
    put_time(to, "start", event.time_ns);
    put_time(to, "stale", event.stale_ns);
    lw_xml_put_attribute(to, "how", event.how);
    if (event.opex[0] != '\0')
        lw_xml_put_attribute(to, "opex", event.opex);
    lw_text_put(to, ">");
    put_point(&event, to);
    lw_text_put(to, "<detail><contact");
    lw_xml_put_attribute(to, "callsign", event.callsign);
    lw_text_put(to, "/>");
    if (event.moves)
        put_motion(&event, to);
    lw_cot_put_rest(cot, track, to);
    lw_text_put(to, "</detail></event>");
}

const struct lw_encoder lw_encoder_cot = {
    .name = "cot",
    .title = "Cursor on Target, XML",
    .spec = "MITRE, CoT Base-Event Schema 2.0; doc/formats/cot.md",
    .type = "application/xml",
    .suffix = "cot",
    .state_size = sizeof(struct lw_cot),
    .track_max = EVENT_MAX,
    .options = lw_cot_options,
    .init = cot_init,
    .track = cot_track,
};
