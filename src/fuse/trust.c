/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trust.c - what one sensor, or one sort of sensor, may bring about alone.
 *
 * A sensor that suddenly reports far more than it does, people who agree with
 * each other and with nothing else, a name that is sent from where a radar
 * sees nothing: each may be right, and none makes a track that is told without
 * another's word. A sensor that notices one thing more often than it looks
 * says no more by that, but less.
 *
 * Source  doc/tracker.md, "Liars and babblers"
 */
#include <math.h>
#include <string.h>

#include "fuse.h"

/* Reports on one thing that follow sooner than this part of the period. */
static const double soon = 0.7;
/* ... and what says so little for that is no report on that thing. */
static const double much_too_soon = 0.25;
/* Unclaimed reports are counted over so many seconds, and periods. */
static const double window_s = 5.0, window_periods = 3.0;
/* How many times more than expected is more than chance; and so many besides,
 * in one look, or a second. */
static const double excess_times = 5.0, excess_look = 10.0, excess_s = 2.0;
static const double excess_max = 1000.0;
/* Of what is in excess, what is false at least, as far as is known. */
static const double excess_false = 0.5;
/* A sensor babbles that tells so many times more than it usually does, and is
 * thought to for so long after. */
static const double babble_times = 10.0, babble_s = 3.0;
static const int64_t babble_after_ns = 5 * (int64_t)1000000000;
static const double babble_part = 0.1; /* what it says then says so much */
static const double usual_s = 1800.0, usual_babbling_s = 36000.0;
static const double usual_min_s = 0.02; /* reports a second */
static const double first_s = 30.0;     /* in which it shows what is usual */
/* What fed a track so long ago does not vouch for it any more. */
static const int64_t fresh_ns = 60 * (int64_t)1000000000;
/* People in so many places, or a thing's own word: where no sensor that
 * should notice it and does not speaks against it, in logarithms of odds. */
static const double voices_least = 2.0, voices_most = 6.0;
static const double voices_part = 0.3; /* of those who might have told */
/* ... and that place is well known, where a babbler has a part in it. */
static const double babbled_sd_m = 150.0;
/* Looks that are worth three take so many periods, however many there are. */
static const double periods_min = 1.5;
static const double name_looks = 3.0;
static const float doubt_told = 0.5f, doubt_spoofed = 6.0f;
/* What was noticed is there; and misses come in runs. One notice amid misses
 * may be of something else: it takes back so much of what is left of them. */
static const float doubt_seen = 6.0f, doubt_step = 0.3f;
static const float doubt_back = 2.5f, doubt_most = 6.0f;
/* Of what has just said again who it is, and what says so falsely. */
static const double name_chance = 0.995, name_spoofed = 0.1;
static const double voice_cell_m = 50.0;

/* ---- how often ---- */

double lw_trust_share(const struct lw_tracker *trk, uint32_t sensor,
                      int64_t a_ns, int64_t b_ns)
{
    const double period_s = trk->site->sensor[sensor].period_s;

    if (period_s <= 0.0 || a_ns == INT64_MIN || b_ns == INT64_MIN)
        return 1.0;
    const double part = fabs(lw_seconds(a_ns, b_ns)) / (soon * period_s);
    return part < 1.0 ? part * part : 1.0;
}

/* Each place of a sensor that is many people is a sensor of its own. */
static bool is_crowd(const struct lw_tracker *trk, const struct lw_plot *plot)
{
    return trk->site->sensor[plot->sensor].kind == LW_SENSOR_OBSERVER &&
           plot->has_place;
}

static uint32_t voice_of(const struct lw_tracker *trk,
                         const struct lw_plot *plot)
{
    uint32_t h = (2166136261u ^ plot->sensor) * 16777619u;

    for (int i = 0; i < 3 && is_crowd(trk, plot); i++)
        h = (h ^ (uint32_t)(int32_t)lround(plot->place_m[i] / voice_cell_m)) *
            16777619u;
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    return h ^ h >> 13;
}

double lw_trust_voice(const struct lw_tracker *trk, const struct lw_plot *plot)
{
    const uint32_t key = voice_of(trk, plot);
    const struct lw_voice *voice = &trk->voice[key % LW_VOICES];

    if (!is_crowd(trk, plot) || voice->key != key)
        return 1.0;
    return lw_trust_share(trk, plot->sensor, plot->meas_ns, voice->last_ns);
}

double lw_trust_fed(const struct lw_tracker *trk, struct lw_target *t,
                    const struct lw_look *look, const struct lw_plot *plot)
{
    if (plot != NULL && is_crowd(trk, plot))
        return lw_trust_voice(trk, plot);
    const struct lw_feed *feed = lw_target_feed(t, look->sensor);
    if (feed == NULL)
        return 1.0;
    return lw_trust_share(trk, look->sensor, look->t_ns,
                          plot != NULL ? feed->last_ns : feed->looked_ns);
}

/* ---- how many ---- */

static double per_look(const struct lw_tracker *trk, uint32_t sensor)
{
    return lw_max(lw_sensor_false_reports(trk, sensor), usual_min_s);
}

/* Over how long a sensor's unclaimed reports are counted. */
static double window_of(const struct lw_tracker *trk, uint32_t sensor)
{
    return lw_max(window_s, window_periods * lw_look_s(trk, sensor));
}

/* How slowly its usual rate is learnt: at first quickly, and hardly at all
 * while it seems to babble. */
static double learning_s(const struct lw_rate *rate, int64_t t_ns)
{
    const double age_s = lw_seconds(t_ns, rate->begin_ns);

    if (age_s < first_s)
        return lw_max(age_s, window_s);
    return t_ns < rate->babble_ns ? usual_babbling_s : usual_s;
}

static void fade(const struct lw_tracker *trk, uint32_t sensor, int64_t t_ns)
{
    struct lw_rate *rate = &trk->sensor[sensor].rate;
    const double over_s = window_of(trk, sensor);

    if (rate->at_ns == 0) {
        rate->at_ns = rate->begin_ns = t_ns;
        rate->usual =
            trk->site->sensor[sensor].false_reports / lw_look_s(trk, sensor);
    }
    const double dt_s = lw_seconds(t_ns, rate->at_ns);
    if (dt_s <= 0.0)
        return;
    rate->usual += (rate->lone / over_s - rate->usual) *
                   (1.0 - exp(-dt_s / learning_s(rate, t_ns)));
    rate->usual = lw_max(rate->usual, usual_min_s);
    rate->lone *= exp(-dt_s / over_s);
    rate->at_ns = t_ns;
}

double lw_trust_excess(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_rate *rate = &trk->sensor[look->sensor].rate;
    const double false_reports = per_look(trk, look->sensor);
    double more = look->plots, times = 1.0;

    fade(trk, look->sensor, look->t_ns);
    for (uint32_t i = 0; i < trk->candidates; i++)
        more -= 1.0 - trk->missed[i];
    if (more > excess_times * false_reports + excess_look)
        times = excess_false * more / false_reports;
    const double now_s =
        (rate->lone + lw_max(more, 0.0)) / window_of(trk, look->sensor);
    const double expected_s = false_reports / lw_look_s(trk, look->sensor);
    if (now_s > excess_times * expected_s + excess_s)
        times = lw_max(times, excess_false * now_s / expected_s);
    if (now_s > babble_times * rate->usual && now_s > babble_s)
        rate->babble_ns = look->t_ns + babble_after_ns;
    return lw_min(times, excess_max);
}

void lw_trust_note(struct lw_tracker *trk, const struct lw_look *look)
{
    struct lw_rate *rate = &trk->sensor[look->sensor].rate;

    for (uint32_t j = 0; j < look->plots; j++) {
        const struct lw_plot *plot = trk->look_plot[j];
        rate->lone += trk->assoc.free_chance[j];
        if (!is_crowd(trk, plot))
            continue;
        const uint32_t key = voice_of(trk, plot);
        trk->voice[key % LW_VOICES] =
            (struct lw_voice){.key = key, .last_ns = plot->meas_ns};
    }
}

void lw_trust_too_soon(struct lw_tracker *trk, uint32_t sensor, double share,
                       double claimed)
{
    if (share < much_too_soon)
        trk->sensor[sensor].rate.lone += (1.0 - share) * claimed;
}

bool lw_trust_babbles(const struct lw_tracker *trk, uint32_t sensor)
{
    const struct lw_rate *rate = &trk->sensor[sensor].rate;

    return rate->at_ns < rate->babble_ns;
}

double lw_trust_believed(const struct lw_tracker *trk, uint32_t sensor)
{
    return lw_trust_babbles(trk, sensor) ? babble_part : 1.0;
}

/* ---- who says so ---- */

void lw_trust_hear(const struct lw_tracker *trk, struct lw_target *t,
                   const struct lw_plot *plot)
{
    lw_claim_hear(trk, t, plot);
    if (trk->site->sensor[plot->sensor].kind == LW_SENSOR_OBSERVER)
        t->voices |= UINT64_C(1) << voice_of(trk, plot) % 64;
}

static bool says_itself(enum lw_sensor_kind kind)
{
    return kind == LW_SENSOR_ADSB || kind == LW_SENSOR_REMOTE_ID;
}

void lw_trust_doubt(const struct lw_tracker *trk, struct lw_target *t,
                    uint32_t sensor, double noticed, double missed)
{
    const enum lw_sensor_kind kind = trk->site->sensor[sensor].kind;

    if (kind == LW_SENSOR_OBSERVER || says_itself(kind))
        return;
    if (noticed > 0.5)
        t->doubt =
            t->doubt > doubt_told
                ? (t->doubt < doubt_most ? t->doubt : doubt_most) - doubt_back
                : -doubt_seen;
    else if (missed < 1.0 && !t->stands && trk->sensor[sensor].ever)
        t->doubt -= doubt_step * logf((float)lw_max(missed, 0.01));
}

int lw_trust_voices(const struct lw_target *t)
{
    int n = 0;

    for (uint64_t bits = t->voices; bits != 0; bits &= bits - 1)
        n++;
    return n;
}

/* Whether a name alone, a remote id that anybody can send, made it. */
static bool only_says_so(const struct lw_target *t)
{
    return t->has_ident & LW_HAS_REMOTE_ID && !(t->has_ident & LW_HAS_ICAO);
}

/* How many people must have told of it: of the public so many, of observers
 * whose posts are known, a part of those who might have. */
static double voices_wanted(const struct lw_tracker *trk,
                            const struct lw_target *t)
{
    uint32_t near = 0;

    for (uint32_t s = 0; s < trk->site->sensors; s++) {
        const struct lw_sensor *sensor = &trk->site->sensor[s];
        const double *at = trk->sensor[s].model.xyz_m;
        if (sensor->kind == LW_SENSOR_OBSERVER && sensor->has_position)
            near += hypot(at[0] - t->mean.x[0], at[1] - t->mean.x[1]) <
                    sensor->coverage.range_m;
    }
    return near == 0
               ? voices_most
               : fmin(fmax(voices_part * near, voices_least), voices_most);
}

/* What has fed a target of late. */
struct word {
    uint32_t seen;    /* sensors that notice by themselves */
    bool heard, said; /* of people, by itself */
    bool babbled, any;
    double quickest_s; /* the shortest period of these */
};

static struct word words_for(const struct lw_tracker *trk,
                             const struct lw_target *t)
{
    struct word word = {.quickest_s = (double)INFINITY};

    for (uint32_t i = 0; i < t->feeds; i++) {
        const struct lw_feed *feed = &t->feed[i];
        const struct lw_sensor *sensor = &trk->site->sensor[feed->sensor];
        if (feed->last_ns < t->update_ns - fresh_ns)
            continue;
        word.any = true;
        if (lw_trust_babbles(trk, feed->sensor)) {
            word.babbled = true;
            continue;
        }
        if (sensor->kind == LW_SENSOR_OBSERVER)
            word.heard = true;
        else if (says_itself(sensor->kind))
            word.said = true;
        else
            word.seen++;
        word.quickest_s = lw_min(word.quickest_s, sensor->period_s);
    }
    return word;
}

bool lw_trust_confirms(const struct lw_tracker *trk, const struct lw_target *t)
{
    const struct word word = words_for(trk, t);

    if (lw_claim_made_up(trk, t))
        return false;
    if (word.babbled && lw_target_var(t) > babbled_sd_m * babbled_sd_m)
        return false;
    if (!word.any || (word.said && !only_says_so(t)) || word.seen > 1)
        return true;
    if (lw_seconds(t->update_ns, t->first_ns) < periods_min * word.quickest_s)
        return false;
    if (t->doubt > doubt_told && (word.seen == 0 || word.heard || word.said))
        return false;
    if (word.seen > 0)
        return true;
    return word.said
               ? t->updates >= name_looks
               : word.heard && lw_trust_voices(t) >= voices_wanted(trk, t);
}

double lw_trust_name(const struct lw_tracker *trk, const struct lw_target *t)
{
    if (lw_claim_made_up(trk, t))
        return name_spoofed;
    if (!only_says_so(t) || t->doubt < doubt_told)
        return lw_max(t->existence, name_chance);
    return t->doubt < doubt_spoofed && t->status != LW_TRACK_TENTATIVE
               ? t->existence
               : name_spoofed;
}
