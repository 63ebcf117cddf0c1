/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What receivers of Remote ID publish as JSON, in the dialects that their keys
 * tell apart:
 *
 *   droneid      [{"Basic ID":{..}},{"Location/Vector Message":{..}},..], or
 *                one object of them: DroneID, droneid-go, DragonSync's inputs
 *   dragonsync   {"track_type":"drone","id":..,"lat":..,"pilot_lat":..}
 *   mesh-mapper  {"mac":..,"drone_lat":..,"drone_long":..,"pilot_lat":..}
 *   unix-rid     {"mac":..,"uav latitude":..,"base latitude":..}
 *   dronescout   {"protocol":1.0,"data":{"sensor ID":..,"UASdata":".."}}, the
 *                struct ODID_UAS_Data of opendroneid-core-c in base64
 *
 * Sources with their versions: doc/formats/remote-id-json.md. Each becomes
 * messages of Remote ID, and goes the same way as those off the air.
 *
 * Deviations of devices: numbers in quotes, with their unit behind; words and 0
 * for what is not known, see take().
 */
#include "remote_id_dialects.h"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "json_message.h"

enum {
    DEPTH_MAX = 6,
    TEXT_MAX = 2048, /* of a value; UASdata is the longest */
};

enum item {
    ITEM_MAC,
    ITEM_RSSI,
    ITEM_SOURCE,  /* the device that tells */
    ITEM_STAMP,   /* when it heard it: Unix seconds; ms of dronescout */
    ITEM_NOTHING, /* tells the dialect alone */
    ITEM_BEAT,    /* the device is alive */
    ITEM_STATE,   /* dronescout: normal, or not */
    ITEM_ID,
    ITEM_ID_TYPE,
    ITEM_SERIAL, /* an id whose type is not said, or is that of its key */
    ITEM_CAA,
    ITEM_UA_TYPE,
    ITEM_LAT,
    ITEM_LON,
    ITEM_ALT,
    ITEM_ALT_PRESSURE,
    ITEM_HEIGHT,
    ITEM_HEIGHT_TYPE,
    ITEM_SPEED,
    ITEM_UP,
    ITEM_DIRECTION,
    ITEM_STATUS,
    ITEM_ACCURACY_H,
    ITEM_ACCURACY_V,
    ITEM_ACCURACY_P,
    ITEM_ACCURACY_S,
    ITEM_ACCURACY_T,
    ITEM_TIME,
    ITEM_OPERATOR_LAT,
    ITEM_OPERATOR_LON,
    ITEM_OPERATOR_ID,
    ITEM_TEXT,
    ITEM_UAS_DATA,
};

static const struct row {
    enum lw_dialect dialect;
    const char *group; /* the key of the object that it is in; NULL: the top */
    const char *key;
    enum item item;
} rows[] = {
    {LW_DIALECT_DRONEID, "Basic ID", "id", ITEM_ID},
    {LW_DIALECT_DRONEID, "Basic ID", "id_type", ITEM_ID_TYPE},
    {LW_DIALECT_DRONEID, "Basic ID", "ua_type", ITEM_UA_TYPE},
    {LW_DIALECT_DRONEID, "Basic ID", "MAC", ITEM_MAC},
    {LW_DIALECT_DRONEID, "Basic ID", "RSSI", ITEM_RSSI},
    {LW_DIALECT_DRONEID, "Basic ID", "rssi", ITEM_RSSI},
#define LOCATION(key_, item_)                                                  \
    {                                                                          \
        LW_DIALECT_DRONEID, "Location/Vector Message", key_, item_             \
    }
    LOCATION("latitude", ITEM_LAT),
    LOCATION("longitude", ITEM_LON),
    LOCATION("geodetic_altitude", ITEM_ALT),
    LOCATION("pressure_altitude", ITEM_ALT_PRESSURE),
    LOCATION("height_agl", ITEM_HEIGHT),
    LOCATION("height_type", ITEM_HEIGHT_TYPE),
    LOCATION("speed", ITEM_SPEED),
    LOCATION("vert_speed", ITEM_UP),
    LOCATION("direction", ITEM_DIRECTION),
    LOCATION("op_status", ITEM_STATUS),
    LOCATION("horizontal_accuracy", ITEM_ACCURACY_H),
    LOCATION("vertical_accuracy", ITEM_ACCURACY_V),
    LOCATION("baro_accuracy", ITEM_ACCURACY_P),
    LOCATION("speed_accuracy", ITEM_ACCURACY_S),
    LOCATION("timestamp_accuracy", ITEM_ACCURACY_T),
    LOCATION("timestamp", ITEM_TIME),
    LOCATION("MAC", ITEM_MAC),
    LOCATION("RSSI", ITEM_RSSI),
    {LW_DIALECT_DRONEID, "System Message", "latitude", ITEM_OPERATOR_LAT},
    {LW_DIALECT_DRONEID, "System Message", "longitude", ITEM_OPERATOR_LON},
    {LW_DIALECT_DRONEID, "System Message", "operator_lat", ITEM_OPERATOR_LAT},
    {LW_DIALECT_DRONEID, "System Message", "operator_lon", ITEM_OPERATOR_LON},
    {LW_DIALECT_DRONEID, "Operator ID Message", "operator_id",
     ITEM_OPERATOR_ID},
    {LW_DIALECT_DRONEID, "Self-ID Message", "text", ITEM_TEXT},
    {LW_DIALECT_DRONEID, "Self ID", "text", ITEM_TEXT},
    {LW_DIALECT_DRONEID, "Authentication Message", "auth_type", ITEM_NOTHING},
    {LW_DIALECT_DRONEID, "Frequency Message", "frequency", ITEM_NOTHING},
    {LW_DIALECT_DRONEID, "aext", "AdvA", ITEM_MAC},
    {LW_DIALECT_DRONEID, "AUX_ADV_IND", "rssi", ITEM_RSSI},
    {LW_DIALECT_NONE, NULL, "MAC", ITEM_MAC},
    {LW_DIALECT_NONE, NULL, "RSSI", ITEM_RSSI},
    {LW_DIALECT_NONE, NULL, "mac", ITEM_MAC},
    {LW_DIALECT_NONE, NULL, "rssi", ITEM_RSSI},
    {LW_DIALECT_NONE, NULL, "seen_by", ITEM_SOURCE},
    {LW_DIALECT_NONE, NULL, "observed_at", ITEM_STAMP},
#define SYNC(key_, item_)                                                      \
    {                                                                          \
        LW_DIALECT_DRAGONSYNC, NULL, key_, item_                               \
    }
    SYNC("track_type", ITEM_NOTHING),
    SYNC("id", ITEM_SERIAL),
    SYNC("caa_id", ITEM_CAA),
    SYNC("ua_type", ITEM_UA_TYPE),
    SYNC("lat", ITEM_LAT),
    SYNC("lon", ITEM_LON),
    SYNC("alt", ITEM_ALT),
    SYNC("pressure_altitude", ITEM_ALT_PRESSURE),
    SYNC("height", ITEM_HEIGHT),
    SYNC("height_type", ITEM_HEIGHT_TYPE),
    SYNC("speed", ITEM_SPEED),
    SYNC("vspeed", ITEM_UP),
    SYNC("direction", ITEM_DIRECTION),
    SYNC("op_status", ITEM_STATUS),
    SYNC("horizontal_accuracy", ITEM_ACCURACY_H),
    SYNC("vertical_accuracy", ITEM_ACCURACY_V),
    SYNC("baro_accuracy", ITEM_ACCURACY_P),
    SYNC("speed_accuracy", ITEM_ACCURACY_S),
    SYNC("timestamp_accuracy", ITEM_ACCURACY_T),
    SYNC("rid_timestamp", ITEM_TIME),
    SYNC("operator_id", ITEM_OPERATOR_ID),
#define MESH(key_, item_)                                                      \
    {                                                                          \
        LW_DIALECT_MESH_MAPPER, NULL, key_, item_                              \
    }
    MESH("node_id", ITEM_SOURCE),
    MESH("basic_id", ITEM_SERIAL),
    MESH("drone_lat", ITEM_LAT),
    MESH("drone_long", ITEM_LON),
    MESH("drone_altitude", ITEM_ALT),
    MESH("pilot_long", ITEM_OPERATOR_LON),
    MESH("heartbeat", ITEM_BEAT),
    /* The same word; pilot_lon is DragonSync's. */
    {LW_DIALECT_NONE, NULL, "pilot_lat", ITEM_OPERATOR_LAT},
    SYNC("pilot_lon", ITEM_OPERATOR_LON),
#define UNIX(key_, item_)                                                      \
    {                                                                          \
        LW_DIALECT_UNIX_RID, NULL, key_, item_                                 \
    }
    UNIX("operator", ITEM_OPERATOR_ID),
    UNIX("uav id", ITEM_SERIAL),
    UNIX("caa registration", ITEM_CAA),
    UNIX("uav latitude", ITEM_LAT),
    UNIX("uav longitude", ITEM_LON),
    UNIX("uav altitude", ITEM_ALT),
    UNIX("uav heading", ITEM_DIRECTION),
    UNIX("uav speed", ITEM_SPEED),
    UNIX("seconds", ITEM_TIME),
    UNIX("base latitude", ITEM_OPERATOR_LAT),
    UNIX("base longitude", ITEM_OPERATOR_LON),
    UNIX("unix time", ITEM_NOTHING),
    UNIX("debug", ITEM_NOTHING),
    UNIX("setup_time_ms", ITEM_NOTHING),
#define SCOUT(group_, key_, item_)                                             \
    {                                                                          \
        LW_DIALECT_DRONESCOUT, group_, key_, item_                             \
    }
    SCOUT("data", "sensor ID", ITEM_SOURCE),
    SCOUT("data", "RSSI", ITEM_RSSI),
    SCOUT("data", "timestamp", ITEM_STAMP),
    SCOUT("data", "MAC address", ITEM_MAC),
    SCOUT("data", "UASdata", ITEM_UAS_DATA),
    SCOUT("status", "sensor ID", ITEM_SOURCE),
    SCOUT("status", "timestamp", ITEM_STAMP),
    SCOUT("status", "status", ITEM_STATE),
    SCOUT("location", "sensor ID", ITEM_NOTHING),
};

/* A text value, unescaped, with its NUL. */
struct value {
    bool text; /* it stood in quotes */
    size_t len;
    char bytes[TEXT_MAX + 1];
};

/* The number that a value begins with ("0.25 m/s"): false: there is none. */
static bool number_of(const struct value *value, double *number)
{
    struct lw_json json;
    struct lw_json_number read;
    size_t len = 0;

    while (len < value->len && strchr("+-.0123456789eE", value->bytes[len]))
        len++;
    while (len > 0 && strchr("eE+-", value->bytes[len - 1]) != NULL)
        len--; /* the first letter of what follows */
    if (len == 0)
        return false;
    lw_json_init(&json, value->bytes, len);
    if (lw_json_number(&json, &read) < 0 || lw_json_end(&json) < 0)
        return false;
    *number = lw_json_double(&read);
    return isfinite(*number);
}

/* Metres or m/s in "<10 m", "< 7.408 km (4 NM)", "<3m"; 0: not known. */
static double accuracy_of(const struct value *value)
{
    struct value rest = {.len = 0};
    const char *at = value->bytes;
    double number;

    if (*at != '<')
        return 0;
    at++;
    at += strspn(at, " =");
    while (at[rest.len] != '\0' && strchr("0123456789.", at[rest.len]) != NULL)
        rest.len++;
    memcpy(rest.bytes, at, rest.len);
    if (!number_of(&rest, &number))
        return 0;
    at += rest.len + strspn(at + rest.len, " ");
    return strncmp(at, "km", 2) == 0 ? 1000 * number : number;
}

/* Seconds of the hour: "35 min 51.0 s", "0.5 h 2 min 3 s", "590.1"; false: it
 * is none. */
static bool time_of(const struct value *value, double *time_s)
{
    const char *minutes = strstr(value->bytes, " min ");
    struct value part = {.len = 0};
    double min, sec;

    if (minutes == NULL) {
        if (!number_of(value, time_s) || *time_s < 0 || *time_s > 3600)
            return false;
        return strchr(value->bytes, '-') == NULL &&
               strchr(value->bytes, ':') == NULL; /* no date, no clock */
    }
    const char *at = minutes;
    while (at > value->bytes && at[-1] != ' ')
        at--;
    part.len = (size_t)(minutes - at);
    memcpy(part.bytes, at, part.len);
    if (!number_of(&part, &min))
        return false;
    part.len = strlen(minutes + 5);
    memcpy(part.bytes, minutes + 5, part.len + 1);
    if (!number_of(&part, &sec) || min < 0 || min > 60 || sec < 0 || sec > 60)
        return false;
    *time_s = 60 * min + sec;
    return *time_s <= 3600;
}

/* The code of a word, by how it begins; or of a number; -1: it is neither. */
static int code_of(const struct value *value, const char *const *words,
                   int count)
{
    double number;

    if (number_of(value, &number))
        return number >= 0 && number < count ? (int)number : -1;
    for (int i = 0; i < count; i++)
        if (words[i] != NULL &&
            strncmp(value->bytes, words[i], strlen(words[i])) == 0)
            return i;
    return -1;
}

static void take_text(const struct value *value, char *text, size_t size)
{
    size_t len = value->len;

    while (len > 0 && value->bytes[len - 1] == ' ')
        len--;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)value->bytes[i] < ' ' || value->bytes[i] == 0x7f)
            return;
    if (len >= size) /* cut, it would be another */
        return;
    memcpy(text, value->bytes, len);
    text[len] = '\0';
}

/* An address of a radio: its hexadecimal digits in lower case, or a text. */
static void take_mac(const struct value *value, char mac[LW_OBJECT_MAX + 1])
{
    struct value plain = {.len = 0};

    for (size_t i = 0; i < value->len && value->bytes[i] != ' '; i++) {
        const char c = value->bytes[i];
        if (c != ':')
            plain.bytes[plain.len++] =
                (char)(c >= 'A' && c <= 'F' ? c + 32 : c);
    }
    take_text(&plain, mac, LW_OBJECT_MAX + 1);
}

/* One more id of this type, cut of what DragonSync puts before it. */
static void take_id(struct lw_remote_id_reading *r, const struct value *value,
                    int type)
{
    static const char before[] = "drone-";
    struct value id = *value;

    if (r->dialect == LW_DIALECT_DRAGONSYNC && id.len > sizeof before - 1 &&
        memcmp(id.bytes, before, sizeof before - 1) == 0) {
        id.len -= sizeof before - 1;
        memmove(id.bytes, value->bytes + sizeof before - 1, id.len + 1);
    }
    if (id.len == 0 || r->basics == LW_REMOTE_ID_BASICS_MAX ||
        strcmp(id.bytes, "NONE") == 0)
        return;
    struct lw_remote_id_basic *basic = &r->basic[r->basics];
    *basic = (struct lw_remote_id_basic){.id_type = (uint8_t)type};
    take_text(&id, basic->id, sizeof basic->id);
    r->basics += basic->id[0] != '\0';
}

/* Kinds of aircraft as the dissector and DroneID name them. */
static const char *const ua_words[] = {
    NULL,     "Aeroplane", "Helicopter",  "Gyroplane", "Hybrid",  "Ornithopter",
    "Glider", "Kite",      "Free Ball",   "Captive",   "Airship", "Free Fall",
    "Rocket", "Tethered",  "Ground Obst", "Other",
};
static const char *const id_words[] = {NULL, "Serial", "CAA", "UTM",
                                       "Specific"};
static const char *const status_words[] = {NULL, NULL, "Airborne", "Emergency",
                                           "Remote ID System Failure"};

static void take_basic(struct lw_remote_id_reading *r, enum item item,
                       const struct value *value)
{
    struct lw_remote_id_basic *basic = &r->basic[r->basics];

    if (r->basics == LW_REMOTE_ID_BASICS_MAX)
        return;
    if (item == ITEM_ID)
        take_text(value, basic->id, sizeof basic->id);
    const int type = item == ITEM_ID_TYPE ? code_of(value, id_words, 5) : -1;
    if (type > 0)
        basic->id_type = (uint8_t)type;
}

static void take_location(struct lw_remote_id_reading *r, enum item item,
                          const struct value *value)
{
    struct lw_remote_id_location *l = &r->location;
    /* 0 stands for "not known" where all is one object of plain numbers. */
    const bool zero = r->dialect == LW_DIALECT_DRAGONSYNC;
    double x = 0;
    const bool number = number_of(value, &x);
    const bool height = number && x > -1000 && x <= 31767 && !(zero && x == 0);

    if (item == ITEM_LAT || item == ITEM_LON)
        r->located = true;
    if (item == ITEM_LAT && number) {
        l->lat_deg = x;
        r->has_lat = true;
    } else if (item == ITEM_LON && number) {
        l->lon_deg = x;
        r->has_lon = true;
    } else if (item == ITEM_ALT && height) {
        l->alt_hae_m = x;
        l->has |= LW_REMOTE_ID_HAS_ALT;
    } else if (item == ITEM_ALT_PRESSURE && height) {
        l->alt_pressure_m = x;
        l->has |= LW_REMOTE_ID_HAS_ALT_PRESSURE;
    } else if (item == ITEM_HEIGHT && height) {
        l->height_m = x;
        l->has |= LW_REMOTE_ID_HAS_HEIGHT;
    } else if (item == ITEM_SPEED && number && x >= 0 && x < 255) {
        l->speed_mps = x;
        l->has |= LW_REMOTE_ID_HAS_SPEED;
    } else if (item == ITEM_UP && number && fabs(x) <= 62) {
        l->up_mps = x;
        l->has |= LW_REMOTE_ID_HAS_UP;
    } else if (item == ITEM_DIRECTION && number && x >= 0 && x <= 360) {
        l->direction_deg = x;
        l->has |= LW_REMOTE_ID_HAS_DIRECTION;
    } else if (item == ITEM_TIME && time_of(value, &x)) {
        l->time_s = x;
        l->has |= LW_REMOTE_ID_HAS_TIME;
    }
}

static void take_codes(struct lw_remote_id_reading *r, enum item item,
                       const struct value *value)
{
    struct lw_remote_id_location *l = &r->location;
    double x;

    if (item == ITEM_HEIGHT_TYPE)
        l->height_agl = strcmp(value->bytes, "AGL") == 0;
    else if (item == ITEM_ACCURACY_H)
        l->accuracy_horizontal =
            lw_remote_id_horizontal_code(accuracy_of(value));
    else if (item == ITEM_ACCURACY_V)
        l->accuracy_vertical = lw_remote_id_vertical_code(accuracy_of(value));
    else if (item == ITEM_ACCURACY_P)
        l->accuracy_pressure = lw_remote_id_vertical_code(accuracy_of(value));
    else if (item == ITEM_ACCURACY_S)
        l->accuracy_speed = lw_remote_id_speed_code(accuracy_of(value));
    else if (item == ITEM_ACCURACY_T && number_of(value, &x) && x > 0 &&
             x <= 1.5)
        l->accuracy_time = (uint8_t)(10 * x + 0.5);
    else if (item == ITEM_STATUS && strstr(value->bytes, "Ground") != NULL)
        l->status = LW_REMOTE_ID_GROUND;
    else if (item == ITEM_STATUS && code_of(value, status_words, 5) > 0)
        l->status = (uint8_t)code_of(value, status_words, 5);
}

static void take_stamp(struct lw_remote_id_reading *r,
                       const struct value *value)
{
    struct lw_json json;
    struct lw_json_number number;
    const int digits = r->dialect == LW_DIALECT_DRONESCOUT ? 6 : 9;

    lw_json_init(&json, value->bytes, value->len);
    r->has_stamp = lw_json_peek(&json) == LW_JSON_NUMBER &&
                   lw_json_number(&json, &number) == 0 &&
                   lw_json_scaled(&number, digits, &r->stamp_ns) == 0 &&
                   r->stamp_ns > 0 &&
                   r->stamp_ns < INT64_C(4102444800000000000);
}

/* Of the receiver and the radio, not of the aircraft. */
static void take_receiver(struct lw_remote_id_reading *r, enum item item,
                          const struct value *value)
{
    double x;

    if (item == ITEM_MAC)
        take_mac(value, r->mac);
    else if (item == ITEM_SOURCE)
        take_text(value, r->source, sizeof r->source);
    else if (item == ITEM_STAMP)
        take_stamp(r, value);
    else if (item == ITEM_RSSI && number_of(value, &x) && x < 0) {
        r->rssi_dbm = x;
        r->has_rssi = true;
    } else if (item == ITEM_BEAT || item == ITEM_STATE) {
        r->beats = true;
        r->state = item == ITEM_STATE && strcmp(value->bytes, "normal") != 0
                       ? LW_HEARTBEAT_DEGRADED
                       : LW_HEARTBEAT_OK;
    }
}

static int take_uas_data(struct lw_remote_id_reading *r,
                         const struct value *value)
{
    const int err =
        lw_uas_data_read(value->bytes, value->len, &r->uas_data, r->fault);

    r->has_uas_data = err == 0;
    return err;
}

static int take(struct lw_remote_id_reading *r, enum item item,
                const struct value *value)
{
    double x;

    if (item == ITEM_UAS_DATA)
        return take_uas_data(r, value);
    if (item <= ITEM_STATE)
        take_receiver(r, item, value);
    else if (item == ITEM_ID || item == ITEM_ID_TYPE)
        take_basic(r, item, value);
    else if (item == ITEM_SERIAL || item == ITEM_CAA)
        take_id(r, value,
                item == ITEM_CAA ? LW_REMOTE_ID_CAA : LW_REMOTE_ID_SERIAL);
    else if (item == ITEM_UA_TYPE && code_of(value, ua_words, 16) > 0)
        r->ua_type = (uint8_t)code_of(value, ua_words, 16);
    else if (item == ITEM_OPERATOR_LAT && number_of(value, &x)) {
        r->system.lat_deg = x;
        r->has_op_lat = true;
    } else if (item == ITEM_OPERATOR_LON && number_of(value, &x)) {
        r->system.lon_deg = x;
        r->has_op_lon = true;
    } else if (item == ITEM_OPERATOR_ID)
        take_text(value, r->oper.id, sizeof r->oper.id);
    else if (item == ITEM_TEXT)
        take_text(value, r->self.text, sizeof r->self.text);
    else {
        take_location(r, item, value);
        take_codes(r, item, value);
    }
    return 0;
}

/* A value in text: strings as they are, numbers and truth as written. */
static int read_value(struct lw_json *json, struct value *out,
                      struct lw_fault *fault)
{
    struct lw_json_string string;
    struct lw_json_number number;

    out->len = 0;
    out->text = lw_json_peek(json) == LW_JSON_STRING;
    if (out->text) {
        if (lw_json_string(json, &string) < 0)
            return lw_json_fault(json, fault);
        const int len =
            lw_json_unescape(&string, out->bytes, sizeof out->bytes);
        out->len = len > 0 ? (size_t)len : 0; /* too long: nothing of ours */
        while (out->len > 0 && out->bytes[out->len - 1] == '\0')
            out->len--;
        if (memchr(out->bytes, '\0', out->len) != NULL)
            out->len = 0;
    } else if (lw_json_peek(json) == LW_JSON_NUMBER) {
        if (lw_json_number(json, &number) < 0)
            return lw_json_fault(json, fault);
        if (number.len <= TEXT_MAX) {
            memcpy(out->bytes, number.text, number.len);
            out->len = number.len;
        }
    } else if (lw_json_skip(json) < 0) {
        return lw_json_fault(json, fault);
    }
    out->bytes[out->len] = '\0';
    return 0;
}

/* The row of a key in a group, as the dialect so far allows. */
static const struct row *find_row(const struct lw_remote_id_reading *r,
                                  const char *group,
                                  const struct lw_json_string *key)
{
    const struct row *found = NULL;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        const bool grouped = group == NULL ? row->group == NULL
                                           : row->group != NULL &&
                                                 strcmp(group, row->group) == 0;

        if (!grouped || !lw_json_is(key, row->key))
            continue;
        if (row->dialect == r->dialect || row->dialect == LW_DIALECT_NONE)
            return row;
        if (found == NULL && r->dialect == LW_DIALECT_NONE)
            found = row;
    }
    return found;
}

/* The name of a group of the table, by its key; NULL: it is none. */
static const char *find_group(const struct lw_json_string *key)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].group != NULL && lw_json_is(key, rows[i].group))
            return rows[i].group;
    return NULL;
}

/* An object ends: what it said of an id is one. */
static void end_group(struct lw_remote_id_reading *r, const char *group)
{
    if (group != NULL && strcmp(group, "Basic ID") == 0 &&
        r->basics < LW_REMOTE_ID_BASICS_MAX &&
        r->basic[r->basics].id[0] != '\0')
        r->basics++;
}

struct level {
    bool object;
    const char *group;
};

/* A key's value, or an object or array to go into: 1 then, with its group. */
static int read_member(struct lw_remote_id_reading *r, struct lw_json *json,
                       const struct level *in, const struct lw_json_string *key,
                       const char **group)
{
    const enum lw_json_type type = lw_json_peek(json);
    struct value value;

    if (type == LW_JSON_OBJECT || type == LW_JSON_ARRAY) {
        *group = in->group == NULL ? find_group(key) : NULL;
        if (*group != NULL)
            return 1;
        return lw_json_skip(json) < 0 ? lw_json_fault(json, r->fault) : 0;
    }
    const int err = read_value(json, &value, r->fault);
    const struct row *row = err < 0 ? NULL : find_row(r, in->group, key);
    if (row == NULL)
        return err;
    if (row->dialect != LW_DIALECT_NONE)
        r->dialect = row->dialect;
    return value.len > 0 ? take(r, row->item, &value) : 0;
}

/* The next that is to be read in the innermost level: 1: go into it, with its
 * group; 0: the level ended; or an error. */
static int next_inside(struct lw_remote_id_reading *r, struct lw_json *json,
                       const struct level *in, const char **group)
{
    struct lw_json_string key;
    int more, got = 0;

    if (in->object) {
        while (got == 0 && (more = lw_json_key(json, &key)) != 0) {
            if (more < 0)
                return lw_json_fault(json, r->fault);
            got = read_member(r, json, in, &key, group);
        }
        return got;
    }
    while ((more = lw_json_element(json)) > 0) {
        const enum lw_json_type type = lw_json_peek(json);
        *group = in->group;
        if (type == LW_JSON_OBJECT || type == LW_JSON_ARRAY)
            return 1;
        if (lw_json_skip(json) < 0)
            return lw_json_fault(json, r->fault);
    }
    return more < 0 ? lw_json_fault(json, r->fault) : 0;
}

static int read_json(struct lw_remote_id_reading *r, const uint8_t *msg,
                     size_t len)
{
    struct level level[DEPTH_MAX];
    const char *group = NULL;
    struct lw_json json;
    int depth = 0;

    lw_json_init(&json, (const char *)msg, len);
    do {
        const enum lw_json_type type = lw_json_peek(&json);
        int got;

        if (depth == DEPTH_MAX ||
            (type != LW_JSON_OBJECT && type != LW_JSON_ARRAY)) {
            if (lw_json_skip(&json) < 0 || depth == 0)
                return lw_fault_set(r->fault, LW_ERR_SYNTAX, 0, 1,
                                    "not JSON: expected an object or a list");
        } else {
            (void)lw_json_enter(&json, type == LW_JSON_OBJECT ? '{' : '[');
            level[depth++] = (struct level){type == LW_JSON_OBJECT, group};
        }
        while ((got = depth == 0 ? 0
                                 : next_inside(r, &json, &level[depth - 1],
                                               &group)) == 0 &&
               depth > 0) {
            depth--;
            if (level[depth].object)
                end_group(r, level[depth].group);
        }
        if (got < 0)
            return got;
    } while (depth > 0);
    return lw_json_end(&json) < 0 ? lw_json_fault(&json, r->fault) : 0;
}

/* A receiver that knows no place of a drone gives its own, under this id. */
static bool is_alert(const struct lw_remote_id_reading *r)
{
    for (int i = 0; i < r->basics; i++)
        if (strstr(r->basic[i].id, "drone-alert") != NULL)
            return true;
    return false;
}

static int check_place(const struct lw_remote_id_reading *r, double lat_deg,
                       double lon_deg, const char *whose)
{
    if (fabs(lat_deg) <= 90 && fabs(lon_deg) <= 180)
        return 0;
    return lw_fault_set(r->fault, LW_ERR_RANGE, 0, 0,
                        "%s: expected a place in degrees, got %.7g, %.7g",
                        whose, lat_deg, lon_deg);
}

/* What is said together: places that are none, ids without a type. */
static int settle(struct lw_remote_id_reading *r)
{
    struct lw_remote_id_location *l = &r->location;
    struct lw_remote_id_system *s = &r->system;
    int err = 0;

    for (int i = 0; i < r->basics; i++) {
        r->basic[i].ua_type = r->ua_type;
        if (r->basic[i].id_type == 0)
            r->basic[i].id_type = LW_REMOTE_ID_SERIAL;
    }
    if (r->has_lat && r->has_lon && (l->lat_deg != 0 || l->lon_deg != 0) &&
        !is_alert(r)) {
        l->has |= LW_REMOTE_ID_HAS_PLACE;
        err = check_place(r, l->lat_deg, l->lon_deg, "latitude, longitude");
    }
    if (err == 0 && r->has_op_lat && r->has_op_lon &&
        (s->lat_deg != 0 || s->lon_deg != 0)) {
        s->has |= LW_REMOTE_ID_HAS_PLACE;
        err = check_place(r, s->lat_deg, s->lon_deg, "operator");
    }
    /* DragonSync gives 0 for a speed that it does not know. */
    if (r->dialect == LW_DIALECT_DRAGONSYNC && l->speed_mps == 0 &&
        !(l->has & LW_REMOTE_ID_HAS_DIRECTION))
        l->has &= ~(uint32_t)LW_REMOTE_ID_HAS_SPEED;
    return err;
}

int lw_remote_id_read_json(const uint8_t *msg, size_t len,
                           struct lw_remote_id_reading *r,
                           struct lw_fault *fault)
{
    memset(r, 0, sizeof *r);
    r->fault = fault;
    const int err = read_json(r, msg, len);
    if (err < 0)
        return err;
    if (r->dialect == LW_DIALECT_NONE && r->mac[0] == '\0')
        return lw_fault_set(fault, LW_ERR_NOT_MINE, 0, 1,
                            "expected a key of droneid, dragonsync, "
                            "mesh-mapper, unix-rid or dronescout");
    return settle(r);
}

const char *lw_dialect_name(enum lw_dialect dialect)
{
    static const char *const names[] = {
        "", "droneid", "dragonsync", "mesh-mapper", "unix-rid", "dronescout",
    };

    return names[dialect];
}
