/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tracks as KML: a folder each, with where it is, the ellipse that it is in
 * with one sigma, and its path as gx:Track. `absolute` heights are above the
 * ellipsoid here; viewers take them for heights above the sea.
 */
#include <math.h>

#include "base/geodesy.h"
#include "json_parts.h"
#include "outputs.h"
#include "track_parts.h"
#include "xml_parts.h"

enum {
    TRAIL_MAX = 1 << 20,
    CORNERS = 36, /* of an ellipse */
    STYLE_MAX = 320,
    HEAD_MAX = 768 + LW_XML_ESCAPE_MAX * LW_NAME_MAX + LW_KINDS * STYLE_MAX,
    TRACK_MAX = 6144 + LW_PART_WORDS_MAX + HEAD_MAX,
    POINT_MAX = 128,
};
static const double ellipse_max_m = 100000; /* larger ones say nothing */

struct kml {
    const struct lw_site *site;
};

/* Colours of the kinds, as KML has them: opacity, blue, green, red. */
static const char *const colour[LW_KINDS] = {
    [LW_KIND_MULTIROTOR] = "ff3b82f6", [LW_KIND_FIXED_WING] = "ff1aa3e8",
    [LW_KIND_PISTON] = "ff2a2ae8",     [LW_KIND_JET] = "ffb5179e",
    [LW_KIND_HELICOPTER] = "ffd68a00", [LW_KIND_AIRLINER] = "ffb06000",
    [LW_KIND_BIRD] = "ff5aa02c",       [LW_KIND_BALLOON] = "ffc8c800",
    [LW_KIND_UNKNOWN] = "ff808080",
};

static int kml_init(void *state, const struct lw_encode_config *config,
                    struct lw_fault *fault)
{
    struct kml *kml = state;

    (void)fault;
    kml->site = config->site;
    return 0;
}

static void put_style(struct lw_text *to, enum lw_kind kind)
{
    lw_text_put(to, "<Style");
    lw_xml_put_attribute(to, "id", lw_kind_name(kind));
    lw_text_put(to, "><IconStyle><color>");
    lw_text_put(to, colour[kind]);
    lw_text_put(to, "</color><scale>0.7</scale></IconStyle><LineStyle><color>");
    lw_text_put(to, colour[kind]);
    lw_text_put(to, "</color><width>2</width></LineStyle>"
                    "<PolyStyle><color>40ffffff</color></PolyStyle></Style>\n");
}

static void kml_begin(void *state, const struct lw_encode_round *round,
                      struct lw_text *to)
{
    const struct kml *kml = state;

    lw_text_put(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<kml xmlns=\"http://www.opengis.net/kml/2.2\" "
                    "xmlns:gx=\"http://www.google.com/kml/ext/2.2\">\n"
                    "<Document>");
    lw_xml_put_element(to, "name", kml->site->name);
    lw_text_put(to, "<open>1</open>");
    if (kml->site->exercise)
        lw_xml_put_element(to, "description", "EXERCISE, not real");
    if (round->time_ns != INT64_MIN) {
        lw_text_put(to, "<TimeStamp>");
        lw_xml_put_when(to, "when", round->time_ns);
        lw_text_put(to, "</TimeStamp>");
    }
    lw_text_put(to, "\n");
    for (int kind = 0; kind < LW_KINDS; kind++)
        put_style(to, (enum lw_kind)kind);
}

static void put_datum(struct lw_text *to, const char *name, const char *value)
{
    lw_text_put(to, "<Data");
    lw_xml_put_attribute(to, "name", name);
    lw_text_put(to, ">");
    lw_xml_put_element(to, "value", value);
    lw_text_put(to, "</Data>");
}

static void put_figure(struct lw_text *to, const char *name, double value,
                       int decimals)
{
    if (!isfinite(value))
        return;
    lw_text_put(to, "<Data");
    lw_xml_put_attribute(to, "name", name);
    lw_text_put(to, ">");
    lw_xml_put_number(to, "value", value, decimals);
    lw_text_put(to, "</Data>");
}

static void put_data(const struct kml *kml, const struct lw_track *track,
                     struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    struct lw_part_motion motion;

    lw_text_put(to, "<ExtendedData>");
    put_datum(to, "status", lw_track_status_name(track->status));
    put_datum(to, "kind", lw_kind_name(lw_part_kind(track)));
    put_figure(to, "existence", track->existence, 3);
    put_figure(to, "age", lw_part_age_s(track), 1);
    put_figure(to, "alt_hae", track->pos.alt_hae_m, 1);
    if (lw_part_motion(track, &motion)) {
        put_figure(to, "course", motion.course_deg, 1);
        put_figure(to, "speed", motion.ground_mps, 1);
        put_figure(to, "climb", motion.climb_mps, 1);
    }
    if (accuracy.has_horizontal) {
        put_figure(to, "sigma_major", accuracy.major_m, 1);
        put_figure(to, "sigma_minor", accuracy.minor_m, 1);
        put_figure(to, "sigma_azimuth", accuracy.az_deg, 1);
    }
    if (accuracy.has_vertical)
        put_figure(to, "sigma_vertical", accuracy.vertical_m, 1);
    if (kml->site->exercise)
        put_datum(to, "exercise", "true");
    lw_text_put(to, "</ExtendedData>");
}

static void put_mode(struct lw_text *to, bool alt)
{
    lw_xml_put_element(to, "altitudeMode", alt ? "absolute" : "clampToGround");
}

static void put_coordinates(struct lw_text *to, const struct lw_geodetic *pos,
                            const char *between)
{
    lw_xml_decimal(to, pos->lon_rad * LW_JSON_DEGREES, 7);
    lw_text_put(to, between);
    lw_xml_decimal(to, pos->lat_rad * LW_JSON_DEGREES, 7);
    lw_text_put(to, between);
    lw_xml_decimal(to, isfinite(pos->alt_hae_m) ? pos->alt_hae_m : 0, 1);
}

static void put_point(const struct kml *kml, const struct lw_track *track,
                      const char *label, struct lw_text *to)
{
    lw_text_put(to, "<Placemark>");
    lw_xml_put_element(to, "name", label);
    lw_text_put(to, "<description>");
    lw_part_words(to, track, kml->site->exercise);
    lw_text_put(to, "</description><TimeStamp>");
    lw_xml_put_when(to, "when", track->time_ns);
    lw_text_put(to, "</TimeStamp><styleUrl>#");
    lw_text_put(to, lw_kind_name(lw_part_kind(track)));
    lw_text_put(to, "</styleUrl>");
    put_data(kml, track, to);
    lw_text_put(to, "<Point>");
    put_mode(to, lw_part_has_alt(track));
    lw_text_put(to, "<coordinates>");
    put_coordinates(to, &track->pos, ",");
    lw_text_put(to, "</coordinates></Point></Placemark>\n");
}

/* A point of the ellipse, `turn` of the whole way round. */
static struct lw_geodetic corner(const struct lw_frame *frame,
                                 const struct lw_part_accuracy *accuracy,
                                 double turn)
{
    const double along_m = accuracy->major_m * cos(2 * LW_PI * turn);
    const double across_m = accuracy->minor_m * sin(2 * LW_PI * turn);
    const double az_rad = accuracy->az_deg * LW_DEG;
    /* Counter-clockwise as seen from above, as rings are. */
    const double xyz_m[3] = {
        along_m * sin(az_rad) - across_m * cos(az_rad),
        along_m * cos(az_rad) + across_m * sin(az_rad),
        0,
    };

    return lw_frame_to_geodetic(frame, xyz_m);
}

static void put_ellipse(const struct lw_track *track, struct lw_text *to)
{
    const struct lw_part_accuracy accuracy = lw_part_accuracy(track);
    struct lw_geodetic centre = track->pos;
    struct lw_frame frame;

    if (!accuracy.has_horizontal || !(accuracy.major_m > 0) ||
        accuracy.major_m > ellipse_max_m)
        return;
    if (!lw_part_has_alt(track))
        centre.alt_hae_m = 0;
    lw_frame_init(&frame, centre);
    lw_text_put(to, "<Placemark><name>one sigma</name><styleUrl>#");
    lw_text_put(to, lw_kind_name(lw_part_kind(track)));
    lw_text_put(to, "</styleUrl><Polygon>");
    put_mode(to, lw_part_has_alt(track));
    lw_text_put(to, "<outerBoundaryIs><LinearRing><coordinates>");
    for (int i = 0; i <= CORNERS; i++) {
        struct lw_geodetic at =
            corner(&frame, &accuracy, (double)(i % CORNERS) / CORNERS);
        at.alt_hae_m = centre.alt_hae_m;
        put_coordinates(to, &at, ",");
        lw_text_put(to, " ");
    }
    lw_text_put(to, "</coordinates></LinearRing></outerBoundaryIs></Polygon>"
                    "</Placemark>\n");
}

static void put_path(const struct lw_track *track,
                     const struct lw_track_point *trail, uint32_t points,
                     struct lw_text *to)
{
    lw_text_put(to, "<Placemark><name>path</name><styleUrl>#");
    lw_text_put(to, lw_kind_name(lw_part_kind(track)));
    lw_text_put(to, "</styleUrl><gx:Track>");
    put_mode(to, lw_part_has_alt(track));
    for (uint32_t i = 0; i < points; i++)
        lw_xml_put_when(to, "when", trail[i].time_ns);
    lw_xml_put_when(to, "when", track->time_ns);
    lw_text_put(to, "\n");
    for (uint32_t i = 0; i <= points; i++) {
        lw_text_put(to, "<gx:coord>");
        put_coordinates(to, i < points ? &trail[i].pos : &track->pos, " ");
        lw_text_put(to, "</gx:coord>");
    }
    lw_text_put(to, "</gx:Track></Placemark>\n");
}

static void kml_track(void *state, const struct lw_track *track,
                      const struct lw_track_point *trail, uint32_t points,
                      struct lw_text *to)
{
    char label[LW_LIVE_LABEL_SIZE], name[LW_TRACK_NAME_SIZE];

    lw_part_label(track, label);
    lw_track_name(track->number, name);
    lw_text_put(to, "<Folder");
    lw_xml_put_attribute(to, "id", name);
    lw_text_put(to, ">");
    lw_xml_put_element(to, "name", name);
    lw_text_put(to, "\n");
    put_point(state, track, label, to);
    put_ellipse(track, to);
    if (points > 0)
        put_path(track, trail, points, to);
    lw_text_put(to, "</Folder>\n");
}

static void kml_end(void *state, struct lw_text *to)
{
    (void)state;
    lw_text_put(to, "</Document></kml>\n");
}

const struct lw_encoder lw_encoder_kml = {
    .name = "kml",
    .title = "Tracks with paths and ellipses as KML",
    .spec = "OGC 07-147r2 (KML 2.2), Google's gx:Track; doc/formats/kml.md",
    .type = "application/vnd.google-earth.kml+xml",
    .suffix = "kml",
    .document = true,
    .trail = TRAIL_MAX,
    .state_size = sizeof(struct kml),
    .track_max = TRACK_MAX,
    .point_max = POINT_MAX,
    .init = kml_init,
    .begin = kml_begin,
    .track = kml_track,
    .end = kml_end,
};
