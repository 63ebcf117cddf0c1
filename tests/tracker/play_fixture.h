/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play_fixture.h - a play: a site and the reports of all kinds of sensors of
 * a few aircraft, written down before they are played, so that one play can be
 * turned, moved, renamed or shuffled into another. A film is what a tracker
 * made of a play: its picture at every second.
 */
#ifndef LW_PLAY_FIXTURE_H
#define LW_PLAY_FIXTURE_H

#include "fuse/scene_fixture.h"

enum {
    PLAY_REPORTS = 24000,
    FILM_FRAMES = 200,
    FILM_TRACKS = 64, /* in one frame */
};

struct play {
    struct scene sc; /* site, frame, noise */
    struct lw_report *report;
    int64_t *arrival_ns;
    uint32_t reports;
};

struct film {
    uint32_t frames;
    uint32_t tracks[FILM_FRAMES];
    struct lw_track *track; /* FILM_TRACKS a frame */
    int *answer;            /* to each report */
    struct lw_sensor_stats stats[SCENE_SENSORS];
};

/* The sensors of a mixed play, in this order. */
enum {
    PLAY_RADAR,   /* says its looks; elevation */
    PLAY_RADAR_2, /* says no looks; range rate, no elevation */
    PLAY_CAMERA,
    PLAY_ARRAY, /* acoustic bearings, late as sound is */
    PLAY_NODE,  /* three that hear */
    PLAY_ADSB = PLAY_NODE + 3,
    PLAY_TRACKER, /* positions with covariance */
    PLAY_WALKER,  /* bearings from where it stands just then */
    PLAY_REMOTE_ID,
    PLAY_SENSORS
};

enum { PLAY_AIRCRAFT = 5 };

static inline void *play_take(size_t count, size_t size)
{
    void *mem = calloc(count, size);

    if (mem == NULL)
        abort();
    return mem;
}

static inline void play_free(struct play *play)
{
    free(play->report);
    free(play->arrival_ns);
}

static inline void play_init(struct play *play, uint64_t seed,
                             struct lw_geodetic origin)
{
    scene_init(&play->sc, seed, origin);
    play->report = play_take(PLAY_REPORTS, sizeof *play->report);
    play->arrival_ns = play_take(PLAY_REPORTS, sizeof *play->arrival_ns);
    play->reports = 0;
}

/* A copy that stands on its own. */
static inline void play_copy(struct play *to, const struct play *from)
{
    *to = *from;
    to->report = play_take(PLAY_REPORTS, sizeof *to->report);
    to->arrival_ns = play_take(PLAY_REPORTS, sizeof *to->arrival_ns);
    memcpy(to->report, from->report, from->reports * sizeof *to->report);
    memcpy(to->arrival_ns, from->arrival_ns,
           from->reports * sizeof *to->arrival_ns);
    to->sc.site.sensor = to->sc.sensor;
    to->sc.site.by_id = to->sc.by_id;
}

static inline void play_add(struct play *play, const struct lw_report *report,
                            double delay_s)
{
    if (play->reports == PLAY_REPORTS)
        abort();
    play->report[play->reports] = *report;
    play->arrival_ns[play->reports++] =
        report->meas_ns + (int64_t)llround(delay_s * 1e6) * 1000;
}

/* By arrival; what arrives at once stays in the order that it was added in. */
static inline void play_sort(struct play *play)
{
    for (uint32_t i = 1; i < play->reports; i++) {
        const struct lw_report r = play->report[i];
        const int64_t a = play->arrival_ns[i];
        uint32_t j = i;
        for (; j > 0 && play->arrival_ns[j - 1] > a; j--) {
            play->report[j] = play->report[j - 1];
            play->arrival_ns[j] = play->arrival_ns[j - 1];
        }
        play->report[j] = r;
        play->arrival_ns[j] = a;
    }
}

/* ---- a mixed play ---- */

static inline struct lw_sensor *play_sensor(struct play *play,
                                            enum lw_sensor_kind kind, double x,
                                            double y, double period_s,
                                            double false_reports)
{
    struct lw_sensor *s = scene_sensor(&play->sc, kind, x, y, 10.0);

    s->period_s = period_s;
    s->false_reports = false_reports;
    return s;
}

static inline void play_site(struct play *play)
{
    struct lw_sensor *s;

    play->sc.site.air.wind_mps[0] = 3.0;
    play->sc.site.air.wind_mps[1] = -2.0;
    play_sensor(play, LW_SENSOR_RADAR, 0, 0, 1.0, 3.0);
    play_sensor(play, LW_SENSOR_RADAR, 2000, -1500, 2.5, 1.0);
    s = play_sensor(play, LW_SENSOR_CAMERA, 800, 1200, 0.5, 0.05);
    s->coverage.range_m = 2500.0;
    s->detection.point[0].chance = 0.7;
    s->silence_means_nothing_seen = false;
    play_sensor(play, LW_SENSOR_ACOUSTIC, -700, 600, 1.0, 0.01)
        ->silence_means_nothing_seen = false;
    for (int n = 0; n < 3; n++) {
        s = play_sensor(play, LW_SENSOR_ACOUSTIC, 1300.0 * (n - 1),
                        -900.0 * n + 300, 5.0, 0.001);
        s->coverage.range_m = 3000.0;
        s->detection.point[0].chance = 0.6;
    }
    s = play_sensor(play, LW_SENSOR_ADSB, 0, 0, 0.0, 1e-4);
    s->has_position = false;
    s->silence_means_nothing_seen = false;
    s = play_sensor(play, LW_SENSOR_TRACKER, -500, -800, 1.0, 0.05);
    s->silence_means_nothing_seen = false;
    s = play_sensor(play, LW_SENSOR_OBSERVER, 0, 0, 0.0, 0.1);
    s->has_position = false;
    s->silence_means_nothing_seen = false;
    play_sensor(play, LW_SENSOR_REMOTE_ID, 300, 300, 1.0, 1e-4)
        ->silence_means_nothing_seen = false;
}

/* Where aircraft a is: one hovers about, the others fly straight or turn. */
static inline void play_truth(int a, double t, double xyz[3], double v[3])
{
    static const double start[PLAY_AIRCRAFT][2] = {
        {-2200, 900}, {1500, 2000}, {-300, -1900}, {2100, 100}, {400, 700}};
    static const double speed[PLAY_AIRCRAFT] = {46, 14, 30, 60, 4};
    static const double course[PLAY_AIRCRAFT] = {1.9, 3.6, 0.4, 4.9, 0};
    static const double turn[PLAY_AIRCRAFT] = {0, 0.02, -0.03, 0, 0.25};
    const double c = course[a] + turn[a] * t;

    if (turn[a] > 0.0 || turn[a] < 0.0) {
        xyz[0] = start[a][0] - speed[a] / turn[a] * (cos(c) - cos(course[a]));
        xyz[1] = start[a][1] + speed[a] / turn[a] * (sin(c) - sin(course[a]));
    } else {
        xyz[0] = start[a][0] + speed[a] * t * sin(c);
        xyz[1] = start[a][1] + speed[a] * t * cos(c);
    }
    xyz[2] = 90.0 + 70.0 * a;
    v[0] = speed[a] * sin(c);
    v[1] = speed[a] * cos(c);
    v[2] = 0.0;
}

static inline bool play_chance(struct play *play, double p)
{
    return scene_even(&play->sc) < p;
}

/* One plot of aircraft a by a radar or a sensor of bearings. */
static inline void play_aimed(struct play *play, uint32_t sensor, double t,
                              const double xyz[3], const double v[3],
                              double delay_s)
{
    const bool polar = sensor == PLAY_RADAR || sensor == PLAY_RADAR_2;
    const double az_sd = (sensor == PLAY_CAMERA || sensor == PLAY_RADAR_2 ? 0.6
                          : polar                                         ? 1.0
                                  : 4.0) *
                         LW_DEG;
    struct lw_report r = scene_report(
        &play->sc, sensor, polar ? LW_REPORT_POLAR : LW_REPORT_BEARING, t);
    double range, at[3] = {xyz[0], xyz[1], xyz[2]}, enu[3];

    scene_see(&play->sc, sensor, at, &range, &r.az_rad, &r.el_rad);
    if (sensor == PLAY_ARRAY) { /* it hears where it was */
        for (int i = 0; i < 3; i++)
            at[i] -= v[i] * range / 340.0;
        scene_see(&play->sc, sensor, at, &range, &r.az_rad, &r.el_rad);
    }
    r.az_rad = lw_angle_positive(r.az_rad + az_sd * scene_normal(&play->sc));
    r.el_rad += 1.5 * LW_DEG * scene_normal(&play->sc);
    r.sd = (struct lw_sd){.range_m = 20.0,
                          .az_rad = az_sd,
                          .el_rad = 1.5 * LW_DEG,
                          .range_rate_mps = 1.5};
    r.range_m = fmax(range + 20.0 * scene_normal(&play->sc), 1.0);
    r.has = LW_HAS_SD_AZ;
    if (polar)
        r.has |= LW_HAS_SD_RANGE;
    if (sensor == PLAY_RADAR || sensor == PLAY_CAMERA)
        r.has |= LW_HAS_EL | LW_HAS_SD_EL;
    if (sensor == PLAY_RADAR_2) {
        lw_frame_from_geodetic(&play->sc.frame,
                               play->sc.sensor[sensor].position, enu);
        r.range_rate_mps = 1.5 * scene_normal(&play->sc);
        for (int i = 0; i < 3; i++)
            r.range_rate_mps += v[i] * (xyz[i] - enu[i]) / range;
        r.has |= LW_HAS_RANGE_RATE | LW_HAS_SD_RANGE_RATE | LW_HAS_RCS;
        r.rcs_dbsm = -12.0 + 4.0 * scene_normal(&play->sc);
    }
    if (sensor == PLAY_CAMERA && play_chance(play, 0.3)) {
        r.has |= LW_HAS_KINDS;
        r.kinds[LW_KIND_MULTIROTOR] = 0.6;
    }
    play_add(play, &r, delay_s);
}

static inline void play_position(struct play *play, uint32_t sensor, double t,
                                 int a, const double xyz[3], const double v[3],
                                 double delay_s)
{
    struct lw_report r = scene_report(&play->sc, sensor, LW_REPORT_POSITION, t);
    const double at[3] = {xyz[0] + 10.0 * scene_normal(&play->sc),
                          xyz[1] + 10.0 * scene_normal(&play->sc),
                          xyz[2] + 15.0 * scene_normal(&play->sc)};
    static const double cov[9] = {140, 35, 0, 35, 90, 0, 0, 0, 225};

    r.pos = lw_frame_to_geodetic(&play->sc.frame, at);
    r.has = LW_HAS_ALT;
    if (sensor == PLAY_TRACKER) {
        r.has |= LW_HAS_COV;
        memcpy(r.cov_m2, cov, sizeof cov);
    } else {
        r.has |= LW_HAS_SD_HORIZONTAL | LW_HAS_SD_VERTICAL | LW_HAS_VEL |
                 LW_HAS_SD_VEL;
        r.sd = (struct lw_sd){
            .horizontal_m = 10.0, .vertical_m = 15.0, .vel_mps = 1.0};
        for (int i = 0; i < 3; i++)
            r.vel_mps[i] = v[i] + scene_normal(&play->sc);
        r.has |= sensor == PLAY_ADSB ? LW_HAS_ICAO : LW_HAS_REMOTE_ID;
        r.ident.icao = 0x484000u + (uint32_t)a;
        snprintf(r.ident.remote_id, sizeof r.ident.remote_id, "NLDRONE%d", a);
    }
    play_add(play, &r, delay_s);
}

/* What a radar sees where nothing is. */
static inline void play_clutter(struct play *play, uint32_t sensor, double t,
                                double delay_s)
{
    const double mean = play->sc.sensor[sensor].false_reports;
    const double far_m = play->sc.sensor[sensor].coverage.range_m;
    static const double still[3];

    for (int k = 0; k < 3 * (int)mean; k++) {
        const double r = far_m * sqrt(scene_even(&play->sc));
        const double az = 2.0 * LW_PI * scene_even(&play->sc);
        const double xyz[3] = {r * sin(az), r * cos(az), 100.0};
        if (play_chance(play, 1.0 / 3.0))
            play_aimed(play, sensor, t, xyz, still, delay_s);
    }
}

/* One moment of a walking observer: 2 m/s along a street. */
static inline void play_walker(struct play *play, double t, const double xyz[3],
                               double delay_s)
{
    struct lw_report r =
        scene_report(&play->sc, PLAY_WALKER, LW_REPORT_BEARING, t);
    const double at[3] = {-900.0 + 2.0 * t, -400.0 + t, 5.0};
    double from[3], axes[9], d[3];

    r.from = lw_frame_to_geodetic(&play->sc.frame, at);
    lw_frame_from_geodetic(&play->sc.frame, r.from, from);
    lw_frame_local(&play->sc.frame, r.from, axes);
    for (int i = 0; i < 3; i++)
        d[i] = axes[3 * i] * (xyz[0] - from[0]) +
               axes[3 * i + 1] * (xyz[1] - from[1]) +
               axes[3 * i + 2] * (xyz[2] - from[2]);
    r.az_rad = lw_angle_positive(atan2(d[0], d[1]) +
                                 5.0 * LW_DEG * scene_normal(&play->sc));
    r.sd.az_rad = 5.0 * LW_DEG;
    r.has = LW_HAS_FROM | LW_HAS_SD_AZ;
    play_add(play, &r, delay_s);
}

/* Everything that one aircraft is reported by at t, of what is due. */
static inline void play_aircraft(struct play *play, int a, double t,
                                 double delay_s)
{
    const bool whole = fmod(t, 1.0) < 0.25;
    double xyz[3], v[3], range, az, el;

    play_truth(a, t, xyz, v);
    if (whole && play_chance(play, 0.9))
        play_aimed(play, PLAY_RADAR, t, xyz, v, delay_s);
    if (fmod(t, 2.5) < 0.25 && play_chance(play, 0.85))
        play_aimed(play, PLAY_RADAR_2, t, xyz, v, 1.5 * delay_s);
    scene_see(&play->sc, PLAY_CAMERA, xyz, &range, &az, &el);
    if (range < 2500.0 && play_chance(play, 0.7))
        play_aimed(play, PLAY_CAMERA, t, xyz, v, 0.3 * delay_s);
    if (whole && play_chance(play, 0.5))
        play_aimed(play, PLAY_ARRAY, t, xyz, v, 3.0 * delay_s);
    for (uint32_t n = PLAY_NODE; n < PLAY_NODE + 3; n++) {
        scene_see(&play->sc, n, xyz, &range, &az, &el);
        if (fmod(t, 5.0) < 0.25 && range < 2000.0 && play_chance(play, 0.6)) {
            struct lw_report r = scene_report(&play->sc, n, LW_REPORT_HEARD, t);
            r.has = LW_HAS_F0;
            r.f0_hz = 110.0;
            play_add(play, &r, 4.0 * delay_s);
        }
    }
    if (whole && a == 0)
        play_position(play, PLAY_ADSB, t, a, xyz, v, 0.5 * delay_s);
    if (whole && a == 4)
        play_position(play, PLAY_REMOTE_ID, t, a, xyz, v, delay_s);
    if (whole && a == 2 && play_chance(play, 0.7))
        play_position(play, PLAY_TRACKER, t, a, xyz, v, 2.0 * delay_s);
    if (fmod(t, 4.0) < 0.25 && a == 3)
        play_walker(play, t, xyz, 4.0 * delay_s);
}

/* Five aircraft for so long. `delay_s` scales how late each sensor's reports
 * come; 0: all come when they are measured, at half and whole seconds. */
static inline void play_mixed(struct play *play, uint64_t seed,
                              struct lw_geodetic origin, int seconds,
                              double delay_s)
{
    play_init(play, seed, origin);
    play_site(play);
    for (int half = 0; half < 2 * seconds; half++) {
        const double t = 0.5 * half;
        for (int a = 0; a < PLAY_AIRCRAFT; a++)
            play_aircraft(play, a, t, delay_s);
        if (half % 5 == 0)
            play_clutter(play, PLAY_RADAR_2, t, 1.5 * delay_s);
        if (half % 2 != 0)
            continue;
        play_clutter(play, PLAY_RADAR, t, delay_s);
        struct lw_report r =
            scene_report(&play->sc, PLAY_RADAR, LW_REPORT_LOOK, t);
        play_add(play, &r, delay_s);
        r = scene_report(&play->sc, PLAY_NODE, LW_REPORT_HEARTBEAT, t);
        if (half % 20 == 0)
            play_add(play, &r, delay_s);
    }
    play_sort(play);
}

/* ---- films ---- */

static inline void film_free(struct film *film)
{
    free(film->track);
    free(film->answer);
}

/* Look at the picture and the sensors before every report, too. */
static bool film_watch;

static inline void film_look(struct lw_tracker *trk, int64_t now_ns)
{
    static struct lw_track track[FILM_TRACKS];

    if (!film_watch)
        return;
    lw_tracker_advance(trk, now_ns);
    (void)lw_tracker_picture(trk, now_ns, track, FILM_TRACKS);
    (void)lw_tracker_sensor(trk, 0);
    (void)lw_tracker_idle(trk);
}

/* Play it to a new tracker, in memory that holds `filling` everywhere. */
static inline void film_make(struct film *film, const struct play *play,
                             int filling)
{
    struct lw_tracker_config cfg = lw_tracker_defaults();
    static const int64_t second_ns = 1000000000;

    cfg.tracks_max = 300;
    cfg.reports_max = 600;
    memset(film, 0, sizeof *film);
    film->track =
        play_take((size_t)FILM_FRAMES * FILM_TRACKS, sizeof *film->track);
    film->answer = play_take(PLAY_REPORTS, sizeof *film->answer);
    const size_t size = lw_tracker_size(&cfg, &play->sc.site);
    void *mem = play_take(1, size);
    memset(mem, filling, size);
    struct lw_tracker *trk = lw_tracker_init(&cfg, &play->sc.site, mem, size);
    if (trk == NULL)
        abort();
    int64_t due_ns = play->arrival_ns[0] / second_ns * second_ns + second_ns;
    for (uint32_t k = 0; k <= play->reports; k++) {
        const bool over = k == play->reports;
        while (film->frames < FILM_FRAMES &&
               (over ? due_ns < play->arrival_ns[k - 1] + 8 * second_ns
                     : due_ns < play->arrival_ns[k])) {
            lw_tracker_advance(trk, due_ns + 1);
            film->tracks[film->frames] = lw_tracker_picture(
                trk, due_ns, &film->track[film->frames * FILM_TRACKS],
                FILM_TRACKS);
            film->frames++;
            due_ns += second_ns;
        }
        if (!over)
            film_look(trk, play->arrival_ns[k]);
        if (!over)
            film->answer[k] =
                lw_tracker_report(trk, &play->report[k], play->arrival_ns[k]);
    }
    for (uint32_t s = 0; s < play->sc.site.sensors; s++)
        film->stats[s] = lw_tracker_sensor(trk, s);
    free(mem);
}

/* Bit by bit, field by field: what lies between the fields says nothing. */
static inline bool film_same_track(const struct lw_track *a,
                                   const struct lw_track *b)
{
    const uint32_t n = a->sources;

#define SAME(field) (memcmp(&a->field, &b->field, sizeof a->field) == 0)
    return SAME(number) && SAME(status) && SAME(time_ns) && SAME(first_ns) &&
           SAME(update_ns) && SAME(pos) && SAME(vel_mps) && SAME(cov) &&
           SAME(existence) && SAME(kinds) && SAME(has_ident) &&
           SAME(ident.icao) && SAME(ident.remote_id) && SAME(ident.callsign) &&
           SAME(ident.squawk) && SAME(sources) &&
           memcmp(a->source, b->source, n * sizeof a->source[0]) == 0;
#undef SAME
}

/* The first frame in which two films differ, or -1. */
static inline int film_differ(const struct film *a, const struct film *b)
{
    for (uint32_t f = 0; f < a->frames || f < b->frames; f++) {
        if (f >= a->frames || f >= b->frames || a->tracks[f] != b->tracks[f])
            return (int)f;
        for (uint32_t i = 0; i < a->tracks[f]; i++)
            if (!film_same_track(&a->track[f * FILM_TRACKS + i],
                                 &b->track[f * FILM_TRACKS + i]))
                return (int)f;
    }
    return -1;
}

static inline bool film_told(const struct lw_track *track)
{
    return track->status == LW_TRACK_CONFIRMED ||
           track->status == LW_TRACK_COASTING;
}

/* How many tracks are told in a frame, and in all frames. */
static inline uint32_t film_told_in(const struct film *film, uint32_t frame)
{
    uint32_t told = 0;

    for (uint32_t i = 0; i < film->tracks[frame]; i++)
        told += film_told(&film->track[frame * FILM_TRACKS + i]);
    return told;
}

static inline uint32_t film_told_in_all(const struct film *film)
{
    uint32_t told = 0;

    for (uint32_t f = 0; f < film->frames; f++)
        told += film_told_in(film, f);
    return told;
}

#endif
