/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuse.h - what the files of the tracker share: its memory.
 *
 * A track is a Bernoulli component: a probability that the aircraft exists and
 * a state if it does. The state is a small mixture of hypotheses (a new track
 * may be slow or fast, a bearing near or far), each an IMM filter from a pool;
 * an established track has one.
 *
 * tracker.c  the interface: time, looks, intake      scan.c   one look
 * seed.c     plots that no track claims             birth.c  new tracks
 * flock.c    those that fly together               life.c   their status
 * company.c  tracks that do
 * look.c     its plots in order
 * extent.c   several returns of one body
 * cloud.c    those of what is only heard
 * target.c   its hypotheses, feeds, visibility      kinds.c  what it may be
 * heights.c  how high, where nothing measures it
 * sight.c    plots of one look against one target
 * identity.c who says it is whom                   sensors.c what is learnt of
 * arrival.c  clocks that are ahead               each sensor
 * clutter.c  where false reports keep coming from
 * drift.c    what begins that may be a flock
 * lag.c      late reports: back, and again       moment.c all of a moment
 * face.c     which track is which, after that    lateness.c what is late, how
 *                                                often and by how much
 * hearing.c  what "heard here" says          earshot.c  of distance alone
 * trust.c    liars and babblers                   intersect.c other centres
 * detect.c   who could be seen          claim.c    names that none bears out
 * shown.c    what outside sees
 */
#ifndef LW_FUSE_H
#define LW_FUSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrival.h"
#include "associate.h"
#include "base/geodesy.h"
#include "clutter.h"
#include "earshot.h"
#include "fetch.h"
#include "grid.h"
#include "imm.h"
#include "kinds.h"
#include "lateness.h"
#include "luchtwacht/tracker.h"
#include "plot.h"

enum { LW_BESIDE_SENSORS = 3 };
/* Names that one live track has alone. */
enum lw_name { LW_NAME_ICAO, LW_NAME_REMOTE_ID, LW_NAMES };
enum {
    LW_HYPOTHESES_MAX = 8,
    LW_HYPOTHESES_A_TARGET = 3, /* filters in the pool */
    LW_NONE = -1,
    LW_ENDED_MAX = 256
};
enum {
    LW_FALSE_RINGS = 6,
    LW_FALSE_SECTORS = 8,
    LW_FALSE_CELLS = LW_FALSE_RINGS * LW_FALSE_SECTORS
};

struct lw_cloud;
struct lw_lag;
struct lw_register;

struct lw_feed {
    uint16_t sensor;
    uint16_t hits;     /* how often it fed it */
    int64_t last_ns;   /* INT64_MIN: it has looked, and never fed it */
    int64_t looked_ns; /* `visible` is for this time */
    float visible;     /* the chance that it can see the target at all */
    float white[2];    /* its residuals, whitened: the last, or a mean */
};

struct lw_hypothesis {
    double weight; /* within its track; sums to 1 */
    uint32_t imm;  /* in the pool */
};

/* What outside knows a target by, whatever late reports made of it since. */
struct lw_face {
    uint32_t number; /* 0: it has none yet */
    bool told;       /* it was shown as confirmed */
    int64_t first_ns;
    uint32_t born[2]; /* the reports that it began with, by their order; the
        same one twice: one alone */
};

/* How loud it is, as from 1 m. */
struct lw_loudness {
    float db, var;
    float weight; /* 0: not known */
};

struct lw_target {
    bool alive;
    uint32_t number; /* 0 until it is worth showing; by age */
    struct lw_face face;
    uint64_t changed; /* trk->changes when a look said something of it */
    uint16_t born_of; /* the sensor */
    enum lw_track_status status;
    int64_t state_ns;                     /* its hypotheses are for this time */
    int64_t first_ns, update_ns, life_ns; /* life: existence is for this */
    double existence;
    uint32_t cloud; /* in the pool, and one; 0: none. Else it has one */
    uint32_t hypotheses;
    struct lw_hypothesis hypothesis[LW_HYPOTHESES_MAX];
    struct lw_gauss mean; /* of all of them, at state_ns */
    bool has_axes;
    double up[3], axes[9];            /* the local ENU in the scene frame */
    double axes_at[3], axes_height_m; /* where they were worked out */
    double height_m;
    float born_m[2];   /* x, y where it was first */
    double updates;    /* looks that noticed it, by chance > 0.5 */
    double interval_s; /* between those, smoothed */
    struct lw_kind_evidence kind;
    struct lw_loudness loud;
    uint32_t has_ident;
    struct lw_ident ident;
    uint8_t misfits[LW_NAMES]; /* plots with that name that did not fit, in a
        row */
    float doubt;  /* sensors that should notice it and do not: log of odds */
    float claim;  /* the same of looks as such (claim.c) */
    bool stands;  /* on the ground, it says */
    float misfit; /* the part of late reports under its name that did not fit */
    uint64_t voices;    /* people who told of it, by place: a bit each */
    int64_t crowded_ns; /* when it last wanted a plot that another wanted */
    int64_t twin_ns;    /* since when it moves with an older one; 0: not */
    bool flat; /* began with plots that measure no height, and no sensor has */
    bool placed; /* plots with a range, a place, or a place of hearing fed it */
    float own;   /* the chance that it is no part of: */
    int32_t beside; /* the older one that it keeps beside, or LW_NONE */
    uint32_t beside_number;
    struct lw_beside {
        uint32_t sensor; /* and one: 0 is none */
        float any, both; /* its looks that noticed one of the two, both, */
        float mine;      /* this one alone */
        float share;     /* of `any`, that should be `both` if they are two */
    } with[LW_BESIDE_SENSORS];
    uint32_t feeds;
    struct lw_feed feed[LW_TRACK_SOURCES_MAX]; /* the latest first */
};

/* Residuals, whitened, one after another of one sensor: the sums of their
 * products and of their squares. */
struct lw_error_memory {
    double product, square;
};

/* What no track claims of what a sensor reports (trust.c). */
struct lw_rate {
    int64_t begin_ns, at_ns;
    int64_t babble_ns; /* until then it is thought to babble */
    double lone;       /* in the last seconds */
    double usual;      /* a second */
};

/* One of many people whose reports come under one name: by place. */
struct lw_voice {
    uint32_t key;
    int64_t last_ns;
};
enum { LW_VOICES = 512 };

struct lw_seed {
    bool kept;
    uint8_t cell; /* of the sensor's map of false reports */
    double existence;
    double lone; /* the chance that no aircraft has it, as far as is known */
    int64_t until_ns;
};

struct lw_sensor_state {
    struct lw_sensor_model model;
    /* the look that is coming in */
    bool open;
    int64_t open_ns;
    int32_t first_plot, last_plot; /* in the pool */
    int32_t before, next;          /* in the list of open looks */
    bool done;                     /* it said so itself, and: */
    bool has_place, has_sector;
    double place_m[3], place_axes[9], az_from_rad, az_to_rad;
    /* looks */
    bool sends_looks, ever, down;
    bool points;       /* it gives bearings */
    bool hears;        /* it tells that it hears, and no direction */
    bool turns;        /* the plots of one look are not of one time */
    bool by_sector;    /* its looks are of sectors */
    int64_t first_ns;  /* its first report */
    int64_t swept_ns;  /* misses have been counted up to here */
    int64_t silent_ns; /* the next look that says nothing; 0: not due */
    double delay_s;    /* from measurement to arrival, largest of late, of
        what was fused as it came: not of what was put in its place */
    int64_t look_ns;   /* the last one that had a report, and how far they */
    double apart_s;    /* lie apart; 0: not known */
    /* heartbeats */
    int64_t beat_ns;
    double beat_s; /* mean distance; 0: none or one so far */
    /* what is learnt (sensors.c) */
    double false_count[LW_FALSE_CELLS], false_looks;
    struct lw_drifts {
        double expected, came; /* of its free plots, those of flocks */
    } drifts;
    double expected, noticed; /* of told tracks, by sweeps; they forget */
    double births; /* new aircraft that it told first; forgets, as of: */
    int64_t births_ns;
    struct lw_rate rate;
    double error_scale; /* its covariances come true when taken so often */
    struct lw_error_memory errors;
    struct lw_sensor_stats stats;
};

/* Free plots of one look that fly together (flock.c). */
enum { LW_FLOCKS_MAX = 16 };
enum lw_flock_is {
    LW_FLOCK_NONE,  /* it is in no bunch, or in one that tells nothing */
    LW_FLOCK_LATER, /* what it begins will be told by the next look */
    LW_FLOCK_KNOWN
};
struct lw_flock {
    double vel_mps[3], sd_mps;
};
enum { LW_FLOCK_LOOKS = 2, LW_FLOCK_ITEMS = 1024 };
struct lw_flock_near { /* what lies near a plot or seed, by nearness */
    double all, off[2];
};
struct lw_flock_item { /* a plot, or a seed */
    double x, y, since_s;
    uint32_t ago; /* looks */
    struct lw_flock_near near[LW_FLOCK_LOOKS];
};
struct lw_flocks {
    uint32_t count;
    struct lw_flock flock[LW_FLOCKS_MAX];
    uint8_t *of;    /* slot in the pool: lw_flock_is; from KNOWN on, which */
    uint32_t *plot; /* scratch: of one bunch, and: */
    struct lw_flock_item now[LW_FLOCK_ITEMS];
    struct lw_flock_item ago[LW_FLOCK_LOOKS * LW_FLOCK_ITEMS];
};

/* What is known of the way of a sensor's reports to here; it is never run
 * again. */
struct lw_way {
    struct lw_arrival clock;
    struct lw_lateness late;
};

/* A track of a crowd, and what its velocity counts (company.c). */
enum { LW_CROWD_MAX = 2048 };
struct lw_mate {
    uint32_t target;
    double weight, at[2], vel_mps[3];
};

/* One look, ready to be fused. */
struct lw_look {
    uint32_t sensor;
    int64_t t_ns;
    bool sweep;  /* it saw nothing else: misses count */
    double mute; /* looks before it that nothing is known of: no report came */
    double to_come; /* the share of its plots that may come yet */
    bool has_place;
    double origin_m[3], axes[9]; /* of the sensor */
    bool all_round;              /* the sensor sees in every direction */
    bool has_sector;
    double az_from_rad, az_to_rad;
    uint32_t plots;
    bool hears; /* and says from nowhere where: hearing.h */
};

struct lw_tracker {
    struct lw_tracker_config cfg;
    const struct lw_site *site;
    struct lw_frame frame;
    bool has_frame;
    double area_m2;       /* of the rectangle that all coverages lie in */
    int64_t arrival_ns;   /* latest; INT64_MIN: none yet */
    int64_t tick_ns;      /* the last whole second that was ticked */
    uint32_t next_number; /* of targets, by age */
    uint32_t next_shown;  /* of tracks, as they are shown */
    int64_t now_ns;       /* what time it is, also while it runs again */
    bool again;           /* it runs again what it has run (lag.c) */
    uint32_t reports;     /* taken so far; counts on from 0 */
    uint32_t report;      /* which of them is being taken */
    uint64_t changes;     /* looks that said something of tracks */
    uint64_t work;        /* plots and targets compared, as a measure of cost */
    struct lw_lag *lag;   /* NULL: late reports are fused as they come */
    struct lw_way *way;   /* of each sensor */

    struct lw_sensor_state *sensor; /* site->sensors */
    struct lw_error_memory kind_errors[LW_SENSOR_KINDS];
    bool hearing;                  /* a sensor hears, and tells no direction */
    struct lw_loudness loud;       /* of all aircraft that were heard */
    struct lw_earshot *earshot;    /* of the sensor that was last asked for */
    int32_t open_first, open_last; /* sensors with an open look */
    uint32_t looks_done;           /* of those, that said so */
    uint32_t *order;               /* scratch: them, sorted */

    uint32_t targets_max;
    uint32_t targets_top; /* one more than the highest that was ever in use */
    struct lw_target *target;
    uint32_t *free_target; /* stack */
    uint32_t free_targets;
    struct lw_imm *imm;
    struct lw_step step; /* the last one made */
    uint32_t *free_imm;
    uint32_t free_imms;
    struct lw_cloud *cloud;
    uint32_t *free_cloud;
    uint32_t free_clouds, clouds_max;
    struct lw_grid grid; /* targets, for what is near a place */
    struct lw_grid wide; /* the same in large cells, for what a sensor covers */
    int32_t *ident_head, *ident_next; /* identity.c */
    uint32_t ident_buckets;           /* a power of two */

    struct lw_clutter clutter; /* where false reports keep coming from */

    /* plots that wait for the end of their look */
    struct lw_plot *plot;
    struct lw_plot *raw; /* the same before its sensor's errors were taken out,
                   if they were */
    struct lw_register *reg;
    int32_t *plot_next;
    int32_t free_plot;

    /* seeds: plots that wait for a second one, by slot in the pool */
    struct lw_seed *seed;
    struct lw_grid seed_grid; /* by place in the queue */
    uint32_t *seed_queue;     /* ring of slots, the oldest first */
    uint32_t seed_first, seeds;
    double seed_kept_s, seed_existence; /* the largest so far */
    struct lw_flocks flocks;
    struct lw_mate crowd[LW_CROWD_MAX]; /* scratch of one look, too */

    /* scratch of one look */
    const struct lw_plot **look_plot; /* its plots, in order */
    struct lw_look_key {
        uint64_t key;
        const struct lw_plot *plot;
    } * look_key; /* look.c; twice as many */
    int64_t look_ns;
    bool look_named;        /* some of its plots say who they are */
    double look_keeps;      /* of the site's chance of detection */
    struct lw_plot silence; /* of a sensor that hears, in this look */
    double *plot_lone;      /* the chance that no aircraft has it */
    double *plot_still;     /* .. or one that has not moved since its birth */
    struct lw_drift {
        double unit;   /* one a square metre, m/s and look, a unit of z */
        double before; /* odds that a false one is of a flock, wherever it is;
            0: nothing can tell */
        double now;    /* the chance of that, by where flocks are */
    } * plot_drift;
    uint8_t *plot_cell;       /* of the map of false reports */
    int32_t *plot_owner;      /* the target that a plot's identity names */
    struct lw_grid plot_grid; /* plots of this look that have a place */
    double *plot_false;       /* false density, learnt */
    uint32_t *candidate;      /* targets, ascending */
    int32_t *slot;            /* target -> index in candidate, or -1 */
    double *chance;           /* of detection, by candidate */
    double *visible;          /* the part of it that is being seen */
    bool *exempt;             /* candidate: no miss counts */
    uint32_t candidates;
    struct lw_pair *pair;
    uint32_t pairs_max;
    struct lw_assoc assoc;
    double *missed;
    uint32_t *found;

    struct lw_voice voice[LW_VOICES];

    /* ended of late, for the picture */
    struct lw_track *ended;
    uint32_t ended_count, ended_next;
};

/* The first bytes of the plot of a look that comes a few after the j-th. */
static inline void lw_fetch_plot(const struct lw_tracker *trk,
                                 const struct lw_look *look, uint32_t j,
                                 size_t bytes)
{
    enum { AHEAD = 8 };

    if (j + AHEAD < look->plots)
        lw_fetch(trk->look_plot[j + AHEAD], bytes);
}

/* seconds from b to a */
static inline double lw_seconds(int64_t a_ns, int64_t b_ns)
{
    return (double)(a_ns - b_ns) * 1e-9;
}

/* Where the k-th seed stands in the ring seed_queue[]. */
static inline uint32_t lw_seed_place(const struct lw_tracker *trk, uint32_t k)
{
    return (trk->seed_first + k) % trk->cfg.reports_max;
}

/* Whether what a sensor does not report in a look counts as missed. */
static inline bool lw_sensor_misses(const struct lw_tracker *trk,
                                    uint32_t sensor)
{
    return trk->site->sensor[sensor].silence_means_nothing_seen ||
           trk->sensor[sensor].sends_looks;
}

/* Of its place, the worse axis, m^2. */
static inline double lw_target_var(const struct lw_target *t)
{
    return lw_max(t->mean.p[0], t->mean.p[LW_STATE + 1]);
}

static inline bool lw_target_named(const struct lw_target *t)
{
    return t->has_ident & LW_HAS_NAME;
}

/* scan.c: fuse one look whose plots stand in trk->look_plot[]. */
void lw_scan(struct lw_tracker *trk, const struct lw_look *look);

/* look.c: the first `plots` of look_plot[] in an order of their own values,
 * whatever order they came in: by their place on the ground, near ones near
 * each other. Returns the time of the latest. */
int64_t lw_look_sort(struct lw_tracker *trk, uint32_t plots);

/* target.c */
/* Bring a target's state to t (later than it is; else nothing). */
void lw_target_predict(struct lw_tracker *trk, struct lw_target *target,
                       int64_t t_ns);
/* The one Gaussian of all its hypotheses. */
void lw_target_mean(const struct lw_tracker *trk,
                    const struct lw_target *target, struct lw_gauss *out);
/* The same, of its place; the spread of its velocity stays as it was. */
void lw_target_place(const struct lw_tracker *trk,
                     const struct lw_target *target, struct lw_gauss *out);
/* Its place in the grids: within `reach` of x, y. */
void lw_target_put(struct lw_tracker *trk, uint32_t index, double x, double y,
                   double reach);
/* Targets that may be within `radius` of x, y, in trk->found[]. */
uint32_t lw_target_near(struct lw_tracker *trk, double x, double y,
                        double radius);
/* After a change of its hypotheses: mean, axes, place in the grid. */
void lw_target_settle(struct lw_tracker *trk, uint32_t index);
/* A hypothesis fewer or more. */
void lw_target_drop(struct lw_tracker *trk, struct lw_target *target,
                    uint32_t hypothesis);
struct lw_imm *lw_target_add(struct lw_tracker *trk, struct lw_target *target,
                             double weight);
/* Weights that sum to 1, none that is negligible, no two alike. */
void lw_target_tidy(struct lw_tracker *trk, struct lw_target *target);
/* Where they are, and what tells of it: each has that of the other. */
void lw_target_swap(struct lw_target *a, struct lw_target *b);
/* Note that a sensor fed it; when it did last (INT64_MIN: never). */
void lw_target_fed(struct lw_target *target, uint32_t sensor, int64_t t_ns);
int64_t lw_target_fed_ns(struct lw_target *target, uint32_t sensor);
/* What a sensor is to a target, or NULL: it never looked. */
struct lw_feed *lw_target_feed(struct lw_target *target, uint32_t sensor);
/* What a sensor makes of what it can see: its silence means something; it
 * means nothing, but what it lists is all it has; or some aircraft are nothing
 * to it, such as those that do not transmit. */
enum lw_attention {
    LW_ATTENTION_FULL,
    LW_ATTENTION_LISTS,
    LW_ATTENTION_SOME,
};
/* The chance that the sensor can see it at all, at t. */
double lw_target_visible(struct lw_target *target, uint32_t sensor,
                         int64_t t_ns, enum lw_attention attention);
void lw_target_set_visible(struct lw_target *target, uint32_t sensor,
                           int64_t t_ns, double visible);

/* heights.c: a track of plots that measure no height, as it gets its number:
 * one hypothesis for each layer that it may fly in. */
void lw_heights_open(struct lw_tracker *trk, uint32_t index);
/* The same aircraft as seen from a place, in range and azimuth and what they
 * do, at a height above that; false where it is too near for it. */
bool lw_heights_lift(const struct lw_gauss *low, const double origin_m[3],
                     const double axes[9], double height_m, double sd_m,
                     struct lw_gauss *out);

/* detect.c: what a sensor makes of what it can see. */
enum lw_attention lw_detect_attention(const struct lw_tracker *trk,
                                      uint32_t sensor);
/* Whether the sensor has noticed the target already in the turn that this look
 * ends. */
bool lw_detect_fed(const struct lw_tracker *trk, const struct lw_look *look,
                   struct lw_target *target);
/* The chance that this look reports a candidate, and whether its not being
 * reported says anything: in chance[], visible[] and exempt[]. */
void lw_detect_chance(struct lw_tracker *trk, const struct lw_look *look,
                      uint32_t slot);

/* intersect.c: whether a plot is another tracker's estimate. */
bool lw_intersect_wanted(const struct lw_tracker *trk,
                         const struct lw_plot *plot);
/* Make the target's filters ready for an estimate `age_s` older than they are,
 * with errors that may hang together with theirs in any way; how many times
 * larger to take its covariance. INFINITY: it says nothing of where. */
double lw_intersect(struct lw_tracker *trk, const struct lw_target *target,
                    const struct lw_plot *plot, double age_s);
/* After a target was made of two plots as if they were two witnesses. */
void lw_intersect_birth(struct lw_tracker *trk, const struct lw_target *target,
                        const struct lw_plot *first,
                        const struct lw_plot *second);

/* birth.c: the speeds that a new aircraft may have, 1 sigma of each horizontal
 * component, and their chances. */
enum { LW_BIRTH_SPEEDS = 3 };
struct lw_birth_speed {
    double sd_mps, weight;
};
extern const struct lw_birth_speed lw_birth_speed[LW_BIRTH_SPEEDS];
/* What a position or polar plot says of state: a mode for each speed. */
void lw_birth_states(const struct lw_plot *plot, struct lw_imm *imm);
/* One speed more, with this weight: that of its neighbours. */
void lw_birth_as(struct lw_imm *imm, const double vel_mps[3], double sd_mps,
                 double weight);
/* A track from two plots; state: at the later one. Beside a track that is told
 * it is the less likely, but in a flock. */
void lw_birth_pair(struct lw_tracker *trk, const struct lw_plot *seed,
                   const struct lw_plot *plot, const struct lw_gauss *state,
                   double existence, bool in_flock);
/* What the plot, claimed by no track with this chance, may begin; returns the
 * chance that it is a new aircraft. */
double lw_birth(struct lw_tracker *trk, const struct lw_plot *plot,
                double free_chance, double false_density, uint8_t cell);

/* seed.c: a plot in slot `slot` of the pool that no track claims. It pairs with
 * earlier ones, and is kept for later ones; kept plots stay in the pool. */
void lw_seed_sow(struct lw_tracker *trk, uint32_t slot, double existence,
                 double free_chance, double false_density, uint8_t cell);
void lw_seed_expire(struct lw_tracker *trk, int64_t now_ns);
/* The oldest goes; false: there is none. */
bool lw_seed_evict(struct lw_tracker *trk);

/* flock.c: which of the free plots of a look fly together. */
void lw_flock_find(struct lw_tracker *trk, const struct lw_look *look);
/* Whether a plot is of a flock, and how that flies. */
enum lw_flock_is lw_flock_of(const struct lw_tracker *trk,
                             const struct lw_plot *plot,
                             struct lw_flock *flock);

/* company.c */
/* Those of a crowd that fly alike keep together. */
void lw_company_steady(struct lw_tracker *trk, const struct lw_look *look);
/* How the tracks about a place fly that do as the nearest does, and how many
 * they are; true: so many that they are a flock on its way. */
bool lw_company_about(struct lw_tracker *trk, const double at[2],
                      struct lw_flock *flock, uint32_t *members);

/* life.c */
int32_t lw_target_new(struct lw_tracker *trk);
void lw_target_end(struct lw_tracker *trk, uint32_t index, int64_t now_ns);
void lw_life_review(struct lw_tracker *trk, uint32_t index, int64_t now_ns);
void lw_life_tick(struct lw_tracker *trk, int64_t now_ns);
/* What outside sees of a target, extrapolated to at_ns. */
void lw_target_show(const struct lw_tracker *trk,
                    const struct lw_target *target, int64_t at_ns,
                    struct lw_track *out);

/* extent.c */
/* Note what a sweep noticed of a target that keeps beside another, and how
 * likely it was to notice it; 0: it cannot tell one body from two. */
void lw_extent_compare(struct lw_tracker *trk, uint32_t index,
                       const struct lw_look *look, double chance);
/* What its looks say of it and the one that it keeps beside: logarithm of how
 * much likelier they are of one body than of two. */
double lw_extent_log_odds(const struct lw_target *target);
/* How many looks of a sensor that noticed one of the two were counted. */
float lw_extent_looks(const struct lw_target *target, uint32_t sensor);
/* Whether of the two it is clearly the one that is noticed. */
bool lw_extent_leads(const struct lw_target *target);
/* Whether it goes before the one that it keeps beside: a wake follows. */
bool lw_extent_precedes(const struct lw_target *target,
                        const struct lw_target *other);

/* identity.c: the bit of has_ident that a name has. */
uint32_t lw_name_bit(enum lw_name name);
bool lw_identity_same(enum lw_name by, const struct lw_ident *a,
                      const struct lw_ident *b);
/* The live target that says it is whom the plot says; LW_NONE. */
int32_t lw_identity_owner(const struct lw_tracker *trk,
                          const struct lw_plot *plot);
/* 1: the plot says that it is the target; -1: that it is another one; 0: it
 * cannot tell. */
int lw_identity_compare(const struct lw_target *target,
                        const struct lw_plot *plot);
/* Whether two targets say that they are two. */
bool lw_identity_differs(const struct lw_target *a, const struct lw_target *b);
/* Take over what the plot says, as far as no other target has it. */
void lw_identity_take(struct lw_tracker *trk, struct lw_target *target,
                      const struct lw_plot *plot);
/* Whether a plot can say that what it names is elsewhere: a direction cannot.
 */
bool lw_identity_places(const struct lw_plot *plot);
/* Note whether a plot with names of the target was where it is. */
void lw_identity_fits(struct lw_target *target, const struct lw_plot *plot,
                      bool fits);
/* Whether it has a name that was where it is when last heard of. */
bool lw_identity_settled(const struct lw_target *target);
/* Whether plots with a name of this one were elsewhere so often, one after
 * another, that the target must be there. */
bool lw_identity_moved(const struct lw_target *target,
                       const struct lw_plot *plot);
/* Names that have ended with one target go on with another, which lacks
 * them. */
void lw_identity_inherit(struct lw_tracker *trk, struct lw_target *target,
                         uint32_t has_ident, const struct lw_ident *ident);
/* A target that has come back with its names; and one that goes. */
void lw_identity_enter(struct lw_tracker *trk, struct lw_target *target);
void lw_identity_release(struct lw_tracker *trk, struct lw_target *target);

/* kinds.c */
/* What a plot says that the target has claimed: judgement, pitch, echo. */
void lw_kinds_learn(struct lw_target *target, const struct lw_plot *plot);
/* How it moves: at every tick; it counts once for each time it was noticed. */
void lw_kinds_watch(struct lw_target *target, const struct lw_site *site);
/* The chance of each kind; sums to 1. */
void lw_kinds_of(const struct lw_target *target, double kinds[LW_KINDS]);

/* tracker.c, for lag.c: a report as if it had come at arrival_ns, and the
 * seconds that are over before until_ns. */
int lw_tracker_take(struct lw_tracker *trk, uint32_t sensor,
                    const struct lw_report *report, int64_t arrival_ns);
void lw_tracker_again(struct lw_tracker *trk, int64_t until_ns);
/* Whether plots of the sensor at these times are of one look, which
 * notices each aircraft once. */
bool lw_sensor_one_turn(const struct lw_tracker *trk, uint32_t index,
                        int64_t a_ns, int64_t b_ns);

/* trust.c */
/* How much a report on one thing says that follows another of the same sensor:
 * 1, and less where they follow too soon. */
double lw_trust_share(const struct lw_tracker *trk, uint32_t sensor,
                      int64_t a_ns, int64_t b_ns);
/* The same, for the one of many people who reported the plot. */
double lw_trust_voice(const struct lw_tracker *trk, const struct lw_plot *plot);
/* The same, for a look at a target; plot: what noticed it, or NULL. */
double lw_trust_fed(const struct lw_tracker *trk, struct lw_target *target,
                    const struct lw_look *look, const struct lw_plot *plot);
/* How many times more of the look is false than its sensor has shown so far;
 * called with the candidates' chances known. */
double lw_trust_excess(struct lw_tracker *trk, const struct lw_look *look);
/* After a look: what no track claimed of it, and who said it. */
void lw_trust_note(struct lw_tracker *trk, const struct lw_look *look);
/* What a target has claimed counts as unclaimed where it came too soon. */
void lw_trust_too_soon(struct lw_tracker *trk, uint32_t sensor, double share,
                       double claimed);
/* The part of what it says that counts for existence, as it is now. */
double lw_trust_believed(const struct lw_tracker *trk, uint32_t sensor);
bool lw_trust_babbles(const struct lw_tracker *trk, uint32_t sensor);
/* The target has the plot. */
void lw_trust_hear(const struct lw_tracker *trk, struct lw_target *target,
                   const struct lw_plot *plot);
/* How many people told of it, by place; 64 at most. */
int lw_trust_voices(const struct lw_target *target);
/* A look noticed the target with a chance, or would have missed it with that
 * of `missed` if it is there. */
void lw_trust_doubt(const struct lw_tracker *trk, struct lw_target *target,
                    uint32_t sensor, double noticed, double missed);
/* Whether it rests on more than one babbler, a few people, a mere name. */
bool lw_trust_confirms(const struct lw_tracker *trk,
                       const struct lw_target *target);
/* The chance that what has just said again who it is exists. */
double lw_trust_name(const struct lw_tracker *trk,
                     const struct lw_target *target);

/* claim.c */
/* A look noticed the target with a chance; `near`: it brought a plot that may
 * be of it. It would have missed it with the chance `missed`. `chance`: of
 * detection there, as the site says. */
void lw_claim_look(const struct lw_tracker *trk, struct lw_target *target,
                   const struct lw_look *look, bool near, double noticed,
                   double chance, double missed);
/* The target has the plot. */
void lw_claim_hear(const struct lw_tracker *trk, struct lw_target *target,
                   const struct lw_plot *plot);
/* Whether more speaks against what it says of itself than for it: a sensor's
 * misses of it do not tell how well that sensor sees. */
bool lw_claim_in_doubt(const struct lw_target *target);
/* A report under its name fits it, or lies elsewhere. */
void lw_claim_fits(struct lw_target *target, bool fits);
/* Whether sensors that should notice what says so of itself do not. */
bool lw_claim_made_up(const struct lw_tracker *trk,
                      const struct lw_target *target);
/* The chance that it is there, a name from two places at once taken in; 1: it
 * says nothing. */
double lw_claim_backed(const struct lw_tracker *trk,
                       const struct lw_target *target);

/* sensors.c */
/* A machine that looks at all there is: people tell of one thing, and what
 * tells of itself of that alone. */
bool lw_sensor_is_machine(const struct lw_sensor *sensor);
/* Seconds that a sensor takes for a look; where the site does not say, as they
 * have come so far. */
double lw_look_s(const struct lw_tracker *trk, uint32_t sensor);
/* A look of that time has come. */
void lw_sensor_note_look(struct lw_tracker *trk, uint32_t sensor, int64_t t_ns);
/* False reports in a look, as learnt. */
double lw_sensor_false_reports(const struct lw_tracker *trk, uint32_t sensor);
bool lw_sensor_alive(const struct lw_tracker *trk, uint32_t sensor,
                     int64_t now_ns);
/* When its heartbeats will have been missed; INT64_MAX: it sends none. */
int64_t lw_sensor_missed_ns(const struct lw_tracker *trk, uint32_t sensor);
/* False reports a unit of z that look like the plot; its cell in the map. */
double lw_sensor_false_density(const struct lw_tracker *trk,
                               const struct lw_plot *plot, uint8_t *cell,
                               struct lw_drift *drift);
/* Of those, the part that lies evenly over the cell. */
double lw_sensor_even_density(const struct lw_tracker *trk,
                              const struct lw_plot *plot, uint8_t cell);
/* New aircraft a second that say nothing of who they are: what is expected of
 * any such sensor, and what was told of this one. */
double lw_sensor_births(const struct lw_tracker *trk,
                        const struct lw_plot *plot, uint8_t cell);
void lw_sensor_learn_birth(struct lw_tracker *trk, const struct lw_target *t,
                           int64_t now_ns);
/* The share of the site's chance of detection that it keeps. */
double lw_sensor_keeps(const struct lw_tracker *trk, uint32_t sensor);
/* A sweep noticed a told track with this chance; it was expected to with that,
 * by the site alone. */
void lw_sensor_learn_detection(struct lw_tracker *trk, uint32_t sensor,
                               double expected, double noticed);
/* How many times larger to take the covariance of this sensor's plots, so
 * that errors that hang together count as the few that they are. */
double lw_sensor_inflation(const struct lw_tracker *trk, uint32_t sensor);
/* The same for a plot of it that comes to a place known with this variance:
 * over the few plots that such a filter remembers. */
double lw_sensor_inflation_at(const struct lw_tracker *trk, uint32_t sensor,
                              const struct lw_plot *plot, double place_var);
/* How many of its looks say as much as one whose error is its own: that its
 * errors are larger than stated makes no look another's echo. */
double lw_sensor_echoes(const struct lw_tracker *trk, uint32_t sensor);
/* The part of a look that counts for a target's existence, where that claims so
 * much of it. What makes errors hang together (a shore, a wake, a wrong
 * heading) makes false reports do so too, hence the square of the part that
 * counts for the place. But bearings of two sensors that agree are no such
 * thing, nor what a sensor of another kind notices, too; and the first bearing
 * of a sensor is no echo. */
double lw_sensor_counts(const struct lw_tracker *trk, struct lw_target *target,
                        uint32_t sensor, int64_t t_ns, double echoes,
                        double claimed);
/* From a plot that is clearly this target's, before the target takes it. */
void lw_sensor_learn_error(struct lw_tracker *trk, struct lw_target *target,
                           const struct lw_plot *plot);
void lw_sensor_learn_false(struct lw_tracker *trk, const struct lw_look *look);

#endif
