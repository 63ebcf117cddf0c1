/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our picture to another fusion node, as a SAPIENT node of ours: registration,
 * status reports, a detection report a track. It tells; tasks it refuses.
 *
 * To a peer nothing is told until the peer has acknowledged the registration;
 * to a file, or in datagrams, the registration comes first and that is that.
 *
 * Source  BSI Flex 335 v2.0 (2024); doc/formats/sapient.md
 */
#include <assert.h>
#include <math.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/geodesy.h"
#include "model/sapient_wire.h"
#include "outputs.h"
#include "sapient_alert.h"
#include "sapient_node.h"

enum {
    MESSAGE_MAX = 4096,
    PEER_MAX = 65536, /* of a message of the peer's, unpacked */
    CLASSES = 3,
    INFO_MAX = 8,
};

static const double kind_least = 0.005;

enum state { ALONE, ASKED, AGREED, REFUSED };

struct sapient {
    struct lw_encode_config config;
    struct lw_sapient_self self;
    enum state state; /* ALONE: there is no peer, or none was met */
    bool introduced;  /* the registration is out */
    bool told;        /* a status report is */
    bool ailing;      /* a sensor is not well */
    bool beat;
    int64_t now_ns;
    uint32_t messages;
    char peer[LW_SAPIENT_UUID_SIZE];
    alignas(max_align_t) uint8_t unpacked[PEER_MAX];
};

static int sapient_init(void *state, const struct lw_encode_config *config,
                        struct lw_fault *fault)
{
    struct sapient *s = state;

    memset(s, 0, offsetof(struct sapient, unpacked));
    s->config = *config;
    s->now_ns = INT64_MIN;
    return lw_sapient_self(&s->self, lw_encode_option(config, "node_id"),
                           config->site, config->every_s, fault);
}

/* A message with its content, and what stands around every one. */
static void put(struct sapient *s, const Sapient__SapientMessage *content,
                int64_t time_ns, struct lw_text *to)
{
    uint8_t bytes[MESSAGE_MAX];
    Sapient__Timestamp time = SAPIENT__TIMESTAMP__INIT;
    Sapient__SapientMessage m = *content;
    const int64_t rest_ns = time_ns % 1000000000;

    time.has_seconds = time.has_nanos = 1;
    time.seconds = time_ns / 1000000000 - (rest_ns < 0);
    time.nanos = (int32_t)(rest_ns < 0 ? rest_ns + 1000000000 : rest_ns);
    m.timestamp = &time;
    m.node_id = s->self.node_id;
    if (s->peer[0] != '\0')
        m.destination_id = s->peer;
    if (s->config.site->exercise)
        m.additional_information = s->self.exercise;
    const size_t len = lw_sapient_pack(&m, bytes, sizeof bytes);
    const size_t skip = s->config.datagrams ? LW_SAPIENT_HEAD : 0;
    if (len == 0)
        to->full = true;
    else
        lw_text_bytes(to, (const char *)bytes + skip, len - skip);
}

static void put_registration(struct sapient *s, int64_t now_ns,
                             struct lw_text *to)
{
    struct lw_sapient_introduction in;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION;
    m.registration = lw_sapient_introduce(&s->self, &in);
    put(s, &m, now_ns, to);
    s->introduced = true;
}

/* An id for each message: when, whose, which. */
static void next_id(struct sapient *s, int64_t time_ns, uint32_t number,
                    char id[LW_SAPIENT_ULID_SIZE])
{
    lw_sapient_ulid(time_ns, s->self.mark,
                    (uint64_t)number << 32 | s->messages++, id);
}

static void put_status(struct sapient *s, int64_t now_ns, struct lw_text *to)
{
    char id[LW_SAPIENT_ULID_SIZE];
    Sapient__StatusReport status = SAPIENT__STATUS_REPORT__INIT;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    next_id(s, now_ns, 0, id);
    status.report_id = id;
    status.has_system = status.has_info = 1;
    status.system = s->ailing ? SAPIENT__STATUS_REPORT__SYSTEM__SYSTEM_WARNING
                              : SAPIENT__STATUS_REPORT__SYSTEM__SYSTEM_OK;
    status.info = SAPIENT__STATUS_REPORT__INFO__INFO_NEW;
    status.mode = s->self.word[LW_SAPIENT_WORD_MODE];
    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_STATUS_REPORT;
    m.status_report = &status;
    put(s, &m, now_ns, to);
    s->told = true;
}

/* ---- the peer ---- */

static void sapient_greet(void *state, int64_t now_ns, struct lw_text *to)
{
    struct sapient *s = state;

    s->state = ASKED;
    s->peer[0] = '\0';
    s->now_ns = now_ns;
    put_registration(s, now_ns, to);
}

static void refuse_task(struct sapient *s, const Sapient__Task *task,
                        int64_t now_ns, struct lw_text *to)
{
    char *reasons[] = {s->self.no_tasks};
    Sapient__TaskAck ack = SAPIENT__TASK_ACK__INIT;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    ack.task_id = task->task_id;
    ack.has_task_status = 1;
    ack.task_status = SAPIENT__TASK_ACK__TASK_STATUS__TASK_STATUS_REJECTED;
    ack.n_reason = 1;
    ack.reason = reasons;
    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK_ACK;
    m.task_ack = &ack;
    put(s, &m, now_ns, to);
}

/* Whether a message is for us: it may not say for whom it is. */
static bool is_for(const char *whom, const char *us)
{
    for (; whom != NULL && *whom != '\0' && *us != '\0'; whom++, us++)
        if ((*whom | 0x20) != (*us | 0x20))
            return false;
    return true;
}

static void hear_message(struct sapient *s, const uint8_t *msg, size_t len,
                         int64_t now_ns, struct lw_text *to)
{
    if (lw_sapient_check(msg, len, NULL) < 0)
        return;
    const Sapient__SapientMessage *m =
        lw_sapient_unpack(msg, len, s->unpacked, sizeof s->unpacked);
    if (m == NULL || !is_for(m->destination_id, s->self.node_id))
        return;
    if (m->content_case == SAPIENT__SAPIENT_MESSAGE__CONTENT_TASK) {
        refuse_task(s, m->task, now_ns, to);
    } else if (m->content_case ==
                   SAPIENT__SAPIENT_MESSAGE__CONTENT_REGISTRATION_ACK &&
               s->state != AGREED) {
        memcpy(s->peer, m->node_id, sizeof s->peer);
        s->state = m->registration_ack->acceptance ? AGREED : REFUSED;
        if (s->state == AGREED)
            put_status(s, now_ns, to);
    }
}

static size_t sapient_heard(void *state, const uint8_t *bytes, size_t len,
                            int64_t now_ns, struct lw_text *to)
{
    struct sapient *s = state;
    size_t used = 0;

    s->now_ns = now_ns;
    while (len - used >= LW_SAPIENT_HEAD) {
        const size_t msg = lw_sapient_len(bytes + used);
        if (msg == 0 || msg > LW_SAPIENT_BYTES_MAX)
            return len; /* astray: what comes next may be better */
        if (msg > len - used - LW_SAPIENT_HEAD)
            break;
        hear_message(s, bytes + used + LW_SAPIENT_HEAD, msg, now_ns, to);
        used += LW_SAPIENT_HEAD + msg;
    }
    return used;
}

/* ---- a round ---- */

static bool tells(const struct sapient *s)
{
    return s->state == ALONE || s->state == AGREED;
}

static void sapient_begin(void *state, const struct lw_encode_round *round,
                          struct lw_text *to)
{
    struct sapient *s = state;

    if (round->time_ns != INT64_MIN)
        s->now_ns = round->time_ns;
    s->beat = round->beat && s->now_ns != INT64_MIN;
    if (s->beat)
        s->ailing = false;
    if (s->state == ALONE && s->now_ns != INT64_MIN &&
        (!s->introduced || (s->config.datagrams && s->beat)))
        put_registration(s, s->now_ns, to);
}

static void sapient_sensor(void *state, const struct lw_encode_sensor *sensor,
                           struct lw_text *to)
{
    struct sapient *s = state;

    (void)to;
    s->ailing |= sensor->heard && sensor->state != LW_HEARTBEAT_OK;
}

static void sapient_end(void *state, struct lw_text *to)
{
    struct sapient *s = state;

    if (s->beat && tells(s))
        put_status(s, s->now_ns, to);
}

/* ---- a track ---- */

struct detection {
    Sapient__DetectionReport report;
    Sapient__Location location;
    Sapient__ENUVelocity velocity;
    Sapient__DetectionReport__DetectionReportClassification classes[CLASSES];
    Sapient__DetectionReport__DetectionReportClassification *class[CLASSES];
    Sapient__DetectionReport__SubClass subs[LW_KINDS], airliner;
    Sapient__DetectionReport__SubClass *sub[CLASSES][LW_KINDS], *below[1];
    Sapient__DetectionReport__TrackObjectInfo infos[INFO_MAX];
    Sapient__DetectionReport__TrackObjectInfo *info[INFO_MAX];
    char report_id[LW_SAPIENT_ULID_SIZE], object_id[LW_SAPIENT_ULID_SIZE];
    char number[LW_TRACK_NAME_SIZE], status[16], icao[8];
    char remote_id[sizeof((struct lw_ident *)0)->remote_id];
    char callsign[sizeof((struct lw_ident *)0)->callsign];
    char squawk[sizeof((struct lw_ident *)0)->squawk];
};

/* One sigma of a variance, in a unit of so much; false: it is not known. */
static bool put_error(double variance, double unit, double *to)
{
    const double error = sqrt(variance) / unit;

    *to = isfinite(error) ? error : 0;
    return isfinite(error);
}

static void put_place(struct detection *d, const struct lw_track *track)
{
    Sapient__Location *l = &d->location;
    double metres[2];

    sapient__location__init(l);
    l->has_x = l->has_y = l->has_coordinate_system = l->has_datum = 1;
    l->x = track->pos.lon_rad / LW_DEG;
    l->y = track->pos.lat_rad / LW_DEG;
    l->coordinate_system =
        (Sapient__LocationCoordinateSystem)LW_SAPIENT_LAT_LNG_DEG_M;
    l->datum = (Sapient__LocationDatum)LW_SAPIENT_WGS84_E;
    l->has_z = isfinite(track->pos.alt_hae_m);
    l->z = l->has_z ? track->pos.alt_hae_m : 0;
    lw_geodetic_radii(track->pos.lat_rad, metres);
    l->has_x_error = put_error(track->cov[0], metres[0] * LW_DEG, &l->x_error);
    l->has_y_error = put_error(track->cov[7], metres[1] * LW_DEG, &l->y_error);
    l->has_z_error = l->has_z && put_error(track->cov[14], 1, &l->z_error);
    d->report.location_oneof_case =
        SAPIENT__DETECTION_REPORT__LOCATION_ONEOF_LOCATION;
    d->report.location = l;
}

static void put_velocity(struct detection *d, const struct lw_track *track)
{
    Sapient__ENUVelocity *v = &d->velocity;

    if (!isfinite(track->vel_mps[0]) || !isfinite(track->vel_mps[1]))
        return;
    sapient__enuvelocity__init(v);
    v->has_east_rate = v->has_north_rate = 1;
    v->east_rate = track->vel_mps[0];
    v->north_rate = track->vel_mps[1];
    v->has_up_rate = isfinite(track->vel_mps[2]);
    v->up_rate = v->has_up_rate ? track->vel_mps[2] : 0;
    v->has_east_rate_error = put_error(track->cov[21], 1, &v->east_rate_error);
    v->has_north_rate_error =
        put_error(track->cov[28], 1, &v->north_rate_error);
    v->has_up_rate_error =
        v->has_up_rate && put_error(track->cov[35], 1, &v->up_rate_error);
    d->report.velocity_oneof_case =
        SAPIENT__DETECTION_REPORT__VELOCITY_ONEOF_ENU_VELOCITY;
    d->report.enu_velocity = v;
}

static bool is_worth(double chance)
{
    return chance >= kind_least; /* NaN is not */
}

static void init_sub(Sapient__DetectionReport__SubClass *sub, char *name,
                     double chance, int level)
{
    sapient__detection_report__sub_class__init(sub);
    sub->type = name;
    sub->has_confidence = sub->has_level = 1;
    sub->confidence = (float)chance;
    sub->level = level;
}

/* A class of several of our kinds, and each of them as a sub-class of it that
 * has a name there; nothing where all are next to nothing. */
static void put_class(struct detection *d, struct lw_sapient_self *self,
                      enum lw_sapient_word name, const double *chances,
                      const enum lw_kind *kinds, size_t count)
{
    const size_t at = d->report.n_classification;
    Sapient__DetectionReport__DetectionReportClassification *c =
        &d->classes[at];
    double all = 0;

    sapient__detection_report__detection_report_classification__init(c);
    c->sub_class = d->sub[at];
    for (size_t i = 0; i < count; i++) {
        const enum lw_kind kind = kinds[i];
        Sapient__DetectionReport__SubClass *sub = &d->subs[kind];
        if (!is_worth(chances[kind]))
            continue;
        all += chances[kind];
        if (self->kind[kind][0] == '\0')
            continue;
        init_sub(sub, self->kind[kind], chances[kind], 1);
        if (kind == LW_KIND_AIRLINER) {
            init_sub(&d->airliner, self->airliner, chances[kind], 2);
            d->below[0] = &d->airliner;
            sub->n_sub_class = 1;
            sub->sub_class = d->below;
        }
        d->sub[at][c->n_sub_class++] = sub;
    }
    if (!is_worth(all))
        return;
    c->type = self->word[name];
    c->has_confidence = 1;
    c->confidence = (float)fmin(all, 1);
    d->class[d->report.n_classification++] = c;
}

static void put_kinds(struct detection *d, struct sapient *s,
                      const struct lw_track *track)
{
    static const enum lw_kind bird = LW_KIND_BIRD, other = LW_KIND_UNKNOWN;

    d->report.classification = d->class;
    put_class(d, &s->self, LW_SAPIENT_WORD_AIR_VEHICLE, track->kinds,
              lw_sapient_air, LW_SAPIENT_AIR_KINDS);
    put_class(d, &s->self, LW_SAPIENT_WORD_ANIMAL, track->kinds, &bird, 1);
    put_class(d, &s->self, LW_SAPIENT_WORD_UNKNOWN, track->kinds, &other, 1);
}

static void put_info(struct detection *d, char *type, char *value)
{
    Sapient__DetectionReport__TrackObjectInfo *i =
        &d->infos[d->report.n_object_info];

    sapient__detection_report__track_object_info__init(i);
    i->type = type;
    i->value = value;
    d->info[d->report.n_object_info++] = i;
}

/* Who it says it is; `id` the one that people know it by. */
static void put_identity(struct detection *d, struct sapient *s,
                         const struct lw_track *track)
{
    d->report.object_info = d->info;
    put_info(d, s->self.word[LW_SAPIENT_WORD_TRACK], d->number);
    if (track->has_ident & LW_HAS_ICAO) {
        (void)snprintf(d->icao, sizeof d->icao, "%06x",
                       (unsigned)track->ident.icao & 0xffffff);
        put_info(d, s->self.word[LW_SAPIENT_WORD_ICAO], d->icao);
        d->report.id = d->icao;
    }
    if (track->has_ident & LW_HAS_REMOTE_ID) {
        put_info(d, s->self.word[LW_SAPIENT_WORD_REMOTE_ID],
                 lw_sapient_copy(d->remote_id, sizeof d->remote_id,
                                 track->ident.remote_id));
        d->report.id = d->remote_id;
    }
    if (track->has_ident & LW_HAS_CALLSIGN) {
        put_info(d, s->self.word[LW_SAPIENT_WORD_CALLSIGN],
                 lw_sapient_copy(d->callsign, sizeof d->callsign,
                                 track->ident.callsign));
        d->report.id = d->callsign;
    }
    if (track->has_ident & LW_HAS_SQUAWK) {
        put_info(
            d, s->self.word[LW_SAPIENT_WORD_SQUAWK],
            lw_sapient_copy(d->squawk, sizeof d->squawk, track->ident.squawk));
    }
    if (s->config.site->exercise)
        put_info(d, s->self.word[LW_SAPIENT_WORD_EXERCISE],
                 s->self.word[LW_SAPIENT_WORD_TRUE]);
}

static void sapient_track(void *state, const struct lw_track *track,
                          const struct lw_track_point *trail, uint32_t points,
                          struct lw_text *to)
{
    struct sapient *s = state;
    struct detection d;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    (void)trail;
    (void)points;
    if (!tells(s))
        return;
    sapient__detection_report__init(&d.report);
    lw_track_name(track->number, d.number);
    (void)snprintf(d.status, sizeof d.status, "%s",
                   track->status == LW_TRACK_ENDED
                       ? "lost"
                       : lw_track_status_name(track->status));
    next_id(s, track->time_ns, track->number, d.report_id);
    lw_sapient_ulid(0, s->self.mark, track->number, d.object_id);
    d.report.report_id = d.report_id;
    d.report.object_id = d.object_id;
    d.report.state = d.status;
    d.report.has_detection_confidence = isfinite(track->existence);
    d.report.detection_confidence =
        d.report.has_detection_confidence
            ? (float)fmin(fmax(track->existence, 0), 1)
            : 0;
    put_place(&d, track);
    put_velocity(&d, track);
    put_kinds(&d, s, track);
    put_identity(&d, s, track);
    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_DETECTION_REPORT;
    m.detection_report = &d.report;
    put(s, &m, track->time_ns, to);
}

void lw_sapient_tell(void *state, const struct lw_words *words,
                     const struct lw_warning *warning, struct lw_text *to)
{
    struct sapient *s = state;
    struct lw_sapient_alert in;
    Sapient__SapientMessage m = SAPIENT__SAPIENT_MESSAGE__INIT;

    if (!tells(s))
        return;
    m.content_case = SAPIENT__SAPIENT_MESSAGE__CONTENT_ALERT;
    m.alert = lw_sapient_alert(&s->self, words, warning, &in);
    if (warning->status == LW_WARNING_TEST)
        m.additional_information = s->self.test;
    else if (warning->status == LW_WARNING_EXERCISE)
        m.additional_information = s->self.exercise;
    put(s, &m, warning->time_ns, to);
}

static const char *const option_keys[] = {"node_id", NULL};

static_assert((int)MESSAGE_MAX >= (int)LW_SAPIENT_ALERT_MAX, "alerts fit");

const struct lw_encoder lw_encoder_sapient = {
    .name = "sapient",
    .title = "SAPIENT (BSI Flex 335 v2.0), as a node",
    .spec = "BSI Flex 335 v2.0 (2024)",
    .type = "application/x-protobuf",
    .suffix = "sapient",
    .binary = true,
    .state_size = sizeof(struct sapient),
    .track_max = MESSAGE_MAX,
    .options = option_keys,
    .init = sapient_init,
    .greet = sapient_greet,
    .heard = sapient_heard,
    .begin = sapient_begin,
    .sensor = sapient_sensor,
    .track = sapient_track,
    .end = sapient_end,
    .warning = lw_sapient_tell,
};
