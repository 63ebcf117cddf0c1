/* SPDX-License-Identifier: Apache-2.0 */
#include "adsb.h"

#include <math.h>
#include <string.h>

#include "base/json.h"

#define RADIANS (3.14159265358979323846 / 180)

static const double ft_m = 0.3048;
static const double kt_mps = 1852.0 / 3600;
static const int64_t second_ns = 1000000000;
static const int64_t copy_ns = 200000000; /* of one message, by way of others */
static const double on_ground_m = 150000; /* from the receiver, at most */

/* How long a thing that was said may be used (Doc 9871: an even and an odd
 * message within 10 s in the air, 25 s and more on the ground). */
enum {
    CPR_AIR_S = 10,
    CPR_SURFACE_S = 25,
    PLACE_S = 60, /* a place as the reference for a local solution */
    STATE_S = 10, /* velocity, height */
    SLOW_S = 60,  /* GNSS less pressure height */
    VOUCHED_S = 60,
    JUMPS_MAX = 3,
    DF_ADSB = 17,
};

/* What a report of a position says beside it. */
static const uint32_t state_bits =
    LW_ADSB_ALT | LW_ADSB_VEL | LW_ADSB_VERTICAL | LW_ADSB_SQUAWK |
    LW_ADSB_CALLSIGN | LW_ADSB_ICAO | LW_ADSB_GNSS_DIFFERENCE;

const char *const lw_adsb_options[] = {"repair", "receiver", NULL};

/* "52.3,4.8" */
static int read_place(const char *text, struct lw_cpr_place *place)
{
    struct lw_json json;
    struct lw_json_number lat, lon;
    const char *comma = strchr(text, ',');

    if (comma == NULL)
        return LW_ERR_SYNTAX;
    lw_json_init(&json, text, (size_t)(comma - text));
    if (lw_json_number(&json, &lat) < 0 || lw_json_end(&json) < 0)
        return LW_ERR_SYNTAX;
    lw_json_init(&json, comma + 1, strlen(comma + 1));
    if (lw_json_number(&json, &lon) < 0 || lw_json_end(&json) < 0)
        return LW_ERR_SYNTAX;
    *place = (struct lw_cpr_place){lw_json_double(&lat), lw_json_double(&lon)};
    return fabs(place->lat_deg) <= 90 && fabs(place->lon_deg) <= 180
               ? 0
               : LW_ERR_RANGE;
}

static int find_receiver(struct lw_adsb *adsb, struct lw_fault *fault)
{
    const struct lw_decode_config *config = &adsb->config;
    const char *text = lw_decode_option(config, "receiver");
    const int index = config->site != NULL
                          ? lw_site_sensor(config->site, config->sensor)
                          : -1;

    if (text != NULL) {
        adsb->has_receiver = true;
        return read_place(text, &adsb->receiver) == 0
                   ? 0
                   : lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                                  "`receiver`: expected LAT,LON in degrees, "
                                  "got `%.40s`",
                                  text);
    }
    if (index >= 0 && config->site->sensor[index].has_position) {
        const struct lw_geodetic *at = &config->site->sensor[index].position;
        adsb->has_receiver = true;
        adsb->receiver =
            (struct lw_cpr_place){at->lat_rad / RADIANS, at->lon_rad / RADIANS};
    }
    return 0;
}

int lw_adsb_init(void *state, const struct lw_decode_config *config,
                 struct lw_fault *fault)
{
    struct lw_adsb *adsb = state;

    memset(adsb, 0, sizeof *adsb);
    adsb->config = *config;
    const char *repair = lw_decode_option(config, "repair");
    if (repair != NULL && strcmp(repair, "none") != 0 &&
        strcmp(repair, "one") != 0)
        return lw_fault_set(fault, LW_ERR_RANGE, 0, 0,
                            "`repair`: expected none or one, got `%.40s`",
                            repair);
    adsb->repair = repair != NULL && strcmp(repair, "one") == 0;
    return find_receiver(adsb, fault);
}

int lw_adsb_read(const struct lw_adsb *adsb, const uint8_t *msg, size_t len,
                 struct lw_mode_s *out, struct lw_fault *fault)
{
    const int err = lw_mode_s_read(msg, len, out, fault);

    if (err != LW_ERR_INTEGRITY || !adsb->repair || msg[0] >> 3 != DF_ADSB)
        return err;
    return lw_mode_s_repair(msg, len, out, fault);
}

static bool fresh(int64_t then_ns, int64_t now_ns, int seconds)
{
    const int64_t age = now_ns - then_ns;

    return age <= seconds * second_ns && age >= -seconds * second_ns;
}

static const struct lw_adsb_aircraft *bucket_of(const struct lw_adsb *adsb,
                                                uint32_t address)
{
    const uint32_t buckets = LW_ADSB_AIRCRAFT_MAX / LW_ADSB_BUCKET;
    const uint32_t hash = address * 2654435761u >> 16;

    return &adsb->aircraft[hash % buckets * LW_ADSB_BUCKET];
}

bool lw_adsb_vouched(const struct lw_adsb *adsb, uint32_t address,
                     int64_t now_ns)
{
    const struct lw_adsb_aircraft *bucket = bucket_of(adsb, address);

    for (int i = 0; i < LW_ADSB_BUCKET; i++)
        if (bucket[i].has & LW_ADSB_CHECKED && bucket[i].address == address)
            return fresh(bucket[i].checked_ns, now_ns, VOUCHED_S);
    return false;
}

struct lw_adsb_aircraft *lw_adsb_find(struct lw_adsb *adsb, uint32_t address,
                                      int64_t now_ns)
{
    struct lw_adsb_aircraft *bucket =
        &adsb->aircraft[bucket_of(adsb, address) - adsb->aircraft];
    struct lw_adsb_aircraft *oldest = bucket;

    for (int i = 0; i < LW_ADSB_BUCKET; i++) {
        if (bucket[i].has != 0 && bucket[i].address == address) {
            bucket[i].heard_ns = now_ns;
            return &bucket[i];
        }
        if (oldest->has != 0 &&
            (bucket[i].has == 0 || bucket[i].heard_ns < oldest->heard_ns))
            oldest = &bucket[i];
    }
    *oldest = (struct lw_adsb_aircraft){
        .address = address,
        .has = address & LW_ADSB_NOT_ICAO ? 0 : LW_ADSB_ICAO,
        .heard_ns = now_ns,
        .nac_p = -1,
        .nac_v = -1,
        .version = -1,
    };
    return oldest;
}

static void take_state(struct lw_adsb_aircraft *a, const struct lw_mode_s *msg,
                       int64_t now_ns)
{
    if (msg->has & LW_MODE_S_ALT) {
        a->alt_m = msg->alt_ft * ft_m;
        a->alt_gnss = msg->alt_gnss;
        a->alt_ns = now_ns;
        a->has |= LW_ADSB_ALT;
    }
    if (msg->surface) /* nothing is said of the ground's own height */
        a->has &= ~(uint32_t)LW_ADSB_ALT;
    if (msg->has & LW_MODE_S_SQUAWK) {
        memcpy(a->squawk, msg->squawk, sizeof a->squawk);
        a->has |= LW_ADSB_SQUAWK;
    }
    if (msg->has & LW_MODE_S_CALLSIGN) {
        memcpy(a->callsign, msg->callsign, sizeof a->callsign);
        a->has |= LW_ADSB_CALLSIGN;
    }
    if (msg->has & LW_MODE_S_CATEGORY)
        a->category = msg->category;
    if (msg->has & LW_MODE_S_NAC_P)
        a->nac_p = msg->nac_p;
    if (msg->has & LW_MODE_S_NAC_V)
        a->nac_v = msg->nac_v;
    if (msg->has & LW_MODE_S_VERSION)
        a->version = msg->version;
    const uint32_t vel = LW_MODE_S_GROUND_SPEED | LW_MODE_S_TRACK;
    if ((msg->has & vel) == vel) {
        const double speed = msg->ground_speed_kt * kt_mps;
        a->vel_mps[0] = speed * sin(msg->track_deg * RADIANS);
        a->vel_mps[1] = speed * cos(msg->track_deg * RADIANS);
        a->vel_ns = now_ns;
        a->has |= LW_ADSB_VEL;
    }
    if (msg->has & LW_MODE_S_VERTICAL_RATE || msg->surface) {
        a->up_mps = msg->surface ? 0 : msg->vertical_rate_fpm * ft_m / 60;
        a->vertical_ns = now_ns;
        a->has |= LW_ADSB_VERTICAL;
    }
    if (msg->has & LW_MODE_S_GNSS_DIFFERENCE) {
        a->difference_m = msg->gnss_difference_ft * ft_m;
        a->difference_ns = now_ns;
        a->has |= LW_ADSB_GNSS_DIFFERENCE;
    }
}

/* Metres between two places, near enough for a check of speed. */
static double apart_m(const struct lw_cpr_place *a,
                      const struct lw_cpr_place *b)
{
    const double degree_m = 111195;
    const double middle = 0.5 * (a->lat_deg + b->lat_deg) * RADIANS;
    const double lon = remainder(a->lon_deg - b->lon_deg, 360);

    const double north = a->lat_deg - b->lat_deg, east = lon * cos(middle);

    return degree_m * sqrt(north * north + east * east);
}

/* Could it have flown from its last place? At Mach 3, and 20 km more: what this
 * is to catch, a pair or a cell that does not belong, is off by hundreds. */
static bool can_follow(const struct lw_adsb_aircraft *a,
                       const struct lw_cpr_place *place, int64_t now_ns)
{
    const double speed_mps = 1000, slack_m = 20000;

    if (!(a->has & LW_ADSB_PLACE) || !fresh(a->place_ns, now_ns, PLACE_S))
        return true;
    const double age_s = fabs((double)(now_ns - a->place_ns)) / 1e9;
    return apart_m(&a->place, place) <= slack_m + speed_mps * age_s;
}

/* The place that the newest CPR message gives, by its pair or by the last
 * place. 1 with a place, 0: not yet, or LW_ERR_INTEGRITY. */
static int locate(const struct lw_adsb *adsb, const struct lw_adsb_aircraft *a,
                  bool odd, int64_t now_ns, struct lw_cpr_place *place)
{
    const bool surface = a->cpr_surface[odd];
    const bool both =
        (a->has & LW_ADSB_EVEN) && (a->has & LW_ADSB_ODD) &&
        a->cpr_surface[!odd] == surface &&
        fresh(a->cpr_ns[!odd], now_ns, surface ? CPR_SURFACE_S : CPR_AIR_S);
    const bool known =
        (a->has & LW_ADSB_PLACE) && fresh(a->place_ns, now_ns, PLACE_S);

    if (known)
        return lw_cpr_local(a->cpr[odd], odd, surface, a->place, place) < 0
                   ? LW_ERR_INTEGRITY
                   : 1;
    /* On the ground a pair fits four places: the one by the receiver, or wait
     * for one from the air. */
    if (!both || (surface && !adsb->has_receiver))
        return 0;
    if (surface)
        return lw_cpr_global_surface(a->cpr[0], a->cpr[1], odd, adsb->receiver,
                                     place) == 0 &&
               apart_m(place, &adsb->receiver) <= on_ground_m;
    return lw_cpr_global(a->cpr[0], a->cpr[1], odd, place) < 0 ? 0 : 1;
}

/* The same message again, as several receivers heard it: nothing that was not
 * known then would be reported with it. */
static bool is_copy(const struct lw_adsb_aircraft *a,
                    const struct lw_mode_s *msg, int64_t now_ns)
{
    const bool odd = msg->cpr_odd;
    const int64_t age_ns = now_ns - a->cpr_ns[odd];

    return (a->has & (odd ? LW_ADSB_ODD : LW_ADSB_EVEN)) != 0 &&
           a->cpr[odd].lat == msg->cpr_lat && a->cpr[odd].lon == msg->cpr_lon &&
           a->cpr_surface[odd] == msg->surface && age_ns >= 0 &&
           age_ns < copy_ns && (a->has & state_bits & ~a->told) == 0 &&
           now_ns > 0; /* 0: a recording has no clock */
}

static int take_cpr(const struct lw_adsb *adsb, struct lw_adsb_aircraft *a,
                    const struct lw_mode_s *msg, int64_t now_ns,
                    struct lw_fault *fault)
{
    const bool odd = msg->cpr_odd;
    struct lw_cpr_place place;

    if (is_copy(a, msg, now_ns))
        return 0;
    a->cpr[odd] = (struct lw_cpr){msg->cpr_lat, msg->cpr_lon};
    a->cpr_ns[odd] = now_ns;
    a->cpr_surface[odd] = msg->surface;
    a->has |= odd ? LW_ADSB_ODD : LW_ADSB_EVEN;
    int got = locate(adsb, a, odd, now_ns, &place);
    if (got == 0)
        return 0;
    if (got < 0 || !can_follow(a, &place, now_ns)) {
        /* Either this one is wrong, or the first was: after a few, anew. */
        if (++a->jumps >= JUMPS_MAX) {
            a->has &= ~(uint32_t)(LW_ADSB_PLACE | LW_ADSB_EVEN | LW_ADSB_ODD);
            a->jumps = 0;
        }
        return lw_fault_set(fault, LW_ERR_INTEGRITY, 0, 0,
                            "position: too far from the last one");
    }
    a->jumps = 0;
    a->place = place;
    a->place_ns = now_ns;
    a->has |= LW_ADSB_PLACE;
    a->told = a->has;
    return 1;
}

double lw_adsb_radius_m(int nac_p)
{
    static const double by_nac[12] = {0,     18520, 7408, 3704, 1852, 926,
                                      555.6, 185.2, 92.6, 30.0, 10.0, 3.0};

    return nac_p > 0 && nac_p < 12 ? by_nac[nac_p] : 0;
}

double lw_adsb_sd_m(double radius_m)
{
    /* 95% of a circular normal lie within 2.448 sigma; the position was
     * measured up to some tenths of a second ago, and is told in 5 m steps. */
    const double sd_m = radius_m / 2.448;

    return radius_m > 0 ? sqrt(sd_m * sd_m + 100) : 0;
}

double lw_adsb_pressure_sd_m(double alt_m)
{
    /* The weather (8 m a hPa; with the temperature, a few parts in a hundred
     * of the height) and the geoid: some 100 m near the ground. */
    return 100 + 0.02 * fabs(alt_m);
}

static double horizontal_sd_m(const struct lw_adsb_aircraft *a, int type_code)
{
    /* where no NACp is sent: by the type code's NUCp of version 0 (A-2-1) */
    static const double by_type[32] = {
        [5] = 3,     [6] = 10,     [7] = 92.6, [9] = 3,    [10] = 10,
        [11] = 93,   [12] = 185,   [13] = 463, [14] = 926, [15] = 1852,
        [16] = 9260, [17] = 18520, [20] = 4,   [21] = 15,
    };
    /* NACp 0 says that it is not known, whatever the type code says. */
    return lw_adsb_sd_m(a->nac_p >= 0 ? lw_adsb_radius_m(a->nac_p)
                                      : by_type[type_code]);
}

void lw_adsb_kinds(uint8_t category, struct lw_report *out)
{
    static const struct {
        uint8_t category;
        enum lw_kind kind;
        double probability;
    } said[] = {
        {0xa3, LW_KIND_AIRLINER, 0.95},   {0xa4, LW_KIND_AIRLINER, 0.95},
        {0xa5, LW_KIND_AIRLINER, 0.95},   {0xa6, LW_KIND_JET, 0.9},
        {0xa7, LW_KIND_HELICOPTER, 0.98}, {0xb1, LW_KIND_FIXED_WING, 0.95},
        {0xb2, LW_KIND_BALLOON, 0.95},    {0xb6, LW_KIND_UNKNOWN, 1},
    };

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i].category == category) {
            out->kinds[said[i].kind] = said[i].probability;
            out->has |= LW_HAS_KINDS;
        }
}

void lw_adsb_emitter_kinds(unsigned emitter, struct lw_report *out)
{
    if (emitter < 16)
        lw_adsb_kinds((uint8_t)((emitter < 8 ? 0xa0 : 0xa8) + emitter), out);
}

/* Height above the ellipsoid, and how well it is known. */
static void put_height(const struct lw_adsb_aircraft *a, int64_t now_ns,
                       struct lw_report *out)
{
    if (!(a->has & LW_ADSB_ALT) || !fresh(a->alt_ns, now_ns, STATE_S))
        return;
    out->has |= LW_HAS_ALT | LW_HAS_SD_VERTICAL;
    out->pos.alt_hae_m = a->alt_m;
    if (a->alt_gnss) {
        out->sd.vertical_m = 30;
    } else if (a->has & LW_ADSB_GNSS_DIFFERENCE &&
               fresh(a->difference_ns, now_ns, SLOW_S)) {
        out->pos.alt_hae_m += a->difference_m;
        out->sd.vertical_m = 50;
    } else {
        out->sd.vertical_m = lw_adsb_pressure_sd_m(a->alt_m);
    }
}

static void put_identity(const struct lw_adsb_aircraft *a,
                         struct lw_report *out)
{
    static const char hex[] = "0123456789abcdef";
    char *object = out->object;

    if (a->has & LW_ADSB_ICAO) {
        out->ident.icao = a->address;
        out->has |= LW_HAS_ICAO;
    } else {
        *object++ = '~';
    }
    for (int i = 5; i >= 0; i--)
        *object++ = hex[a->address >> (4 * i) & 15];
    *object = '\0';
    out->has |= LW_HAS_OBJECT;
    if (a->has & LW_ADSB_CALLSIGN) {
        memcpy(out->ident.callsign, a->callsign, sizeof a->callsign);
        out->has |= LW_HAS_CALLSIGN;
    }
    if (a->has & LW_ADSB_SQUAWK) {
        memcpy(out->ident.squawk, a->squawk, sizeof a->squawk);
        out->has |= LW_HAS_SQUAWK;
    }
    lw_adsb_kinds(a->category, out);
}

void lw_adsb_report(const char *sensor, const struct lw_adsb_aircraft *a,
                    int64_t meas_ns, int64_t rx_ns, double sd_horizontal_m,
                    struct lw_report *out)
{
    /* 95% by NACv 1..4 as above, and the step of 1 kt; 0 and unsaid: 10 m/s */
    static const double vel_sd[5] = {5, 4.1, 1.3, 0.5, 0.35};

    memset(out, 0, sizeof *out);
    out->type = LW_REPORT_POSITION;
    out->meas_ns = meas_ns;
    out->rx_ns = rx_ns;
    out->has = LW_HAS_RX;
    memcpy(out->sensor, sensor, strlen(sensor) + 1);
    out->pos.lat_rad = a->place.lat_deg * RADIANS;
    out->pos.lon_rad = a->place.lon_deg * RADIANS;
    if (sd_horizontal_m > 0) {
        out->sd.horizontal_m = sd_horizontal_m;
        out->has |= LW_HAS_SD_HORIZONTAL;
    }
    put_height(a, rx_ns, out);
    if (a->has & LW_ADSB_VEL && fresh(a->vel_ns, rx_ns, STATE_S)) {
        out->vel_mps[0] = a->vel_mps[0];
        out->vel_mps[1] = a->vel_mps[1];
        if (a->has & LW_ADSB_VERTICAL && fresh(a->vertical_ns, rx_ns, STATE_S))
            out->vel_mps[2] = a->up_mps;
        out->sd.vel_mps = vel_sd[a->nac_v >= 0 && a->nac_v < 5 ? a->nac_v : 0];
        out->has |= LW_HAS_VEL | LW_HAS_SD_VEL;
    }
    put_identity(a, out);
}

int lw_adsb_take(struct lw_adsb *adsb, const struct lw_mode_s *msg,
                 int64_t rx_ns, struct lw_report *out, struct lw_fault *fault)
{
    const bool icao = msg->has & LW_MODE_S_ICAO || !msg->checked;
    const uint32_t address = msg->address | (icao ? 0 : LW_ADSB_NOT_ICAO);

    if (!msg->checked && !lw_adsb_vouched(adsb, address, rx_ns))
        return 0;
    struct lw_adsb_aircraft *a = lw_adsb_find(adsb, address, rx_ns);
    if (msg->checked) {
        a->checked_ns = rx_ns;
        a->has |= LW_ADSB_CHECKED;
    }
    take_state(a, msg, rx_ns);
    if (!(msg->has & LW_MODE_S_CPR))
        return 0;
    const int got = take_cpr(adsb, a, msg, rx_ns, fault);
    if (got == 1)
        lw_adsb_report(adsb->config.sensor, a, rx_ns, rx_ns,
                       horizontal_sd_m(a, msg->type_code), out);
    if (got == 1 && msg->surface)
        out->has |= LW_HAS_GROUND;
    return got;
}
