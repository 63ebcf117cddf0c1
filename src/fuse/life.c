/* SPDX-License-Identifier: Apache-2.0 */
/*
 * life.c - the life of a track: tentative, confirmed, coasting, ended.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "base/lanes.h"
#include "base/matrix.h"
#include "cloud.h"
#include "face.h"
#include "fuse.h"

/* Existence at which a track gets its number, is told, and is given up. */
static const double number_at = 0.1;
static const double confirm_at = 0.998, confirm_named_at = 0.99;
/* One that was told is not shown below this, and given up further down: what is
 * missed by chance for some looks comes back under its own number. */
static const double show_at = 0.5;
/* Told for the first time, and told on though late reports take back that it
 * was ever confirmed. */
static const double tell_at = 0.99;
static const double end_numbered_below = 0.002;
static const double end_below = 1e-4;
/* Looks that must have noticed it before it is told, whatever the odds. */
static const double updates_min = 3.0;
static const double updates_min_cooperative = 2.0;
/* 1 sigma of place beyond which a track says nothing of use. */
static const double place_sd_confirm_m = 3000.0;
/* The same where bearings alone made it: ranges that are not settled yet put it
 * on the wrong place, not on a wide one. */
static const double place_sd_bearings_m = 200.0, place_sd_alone_m = 60.0;
static const double place_sd_lost_m = 350.0; /* of such a track, told */
static const double place_sd_gone_m = 200.0; /* the same, once it coasts */
static const int64_t feed_fresh_ns = 30 * (int64_t)1000000000;
static const double place_sd_end_m = 8000.0;
/* Silence that says nothing: how long a track lives on; one that was noticed
 * again and again, and is not any more, less long. */
static const double mean_life_s = 1200.0;
static const double coasting_life_s = 240.0, coasting_life_intervals = 40.0;
static const double tentative_max_s = 60.0;
static const double guess_min_s = 5.0, guess_intervals = 5.0; /* no number */
static const double coast_min_s = 60.0;
static const double coast_intervals = 6.0;
/* What is only heard flies on from one microphone to the next, unheard: its
 * silence is weighed as it goes. */
static const double unheard_s = 240.0, unheard_tentative_s = 120.0;
/* Two tracks of one aircraft: how alike they are, how long they may move as
 * one where nothing tells, and where looks do: how many, noticing both. */
static const double twin_chi2 = 6.0;                  /* 6 degrees of freedom */
static const double twin_s = 3.0, guess_twin_s = 1.5; /* guess: by bearings */
static const float twin_looks = 4.0f, twin_share = 0.1f;
static const float guess_looks = 1.9f; /* where it is not told yet */
static const double names_s = 20.0;    /* where each says who it is */
static const double guess_most = 0.99; /* of two guesses that are one */
/* Returns of one body (extent.c): how near and how alike in speed, how far out
 * of its course, in metres or as a part of the distance, and how much more of
 * it all while they keep together. */
static const double beside_m = 25.0, beside_mps = 2.0, beside_kept = 1.5;
static const double abeam_m = 10.0, abeam_part = 0.6, under_way_mps = 1.0;
/* Logarithms of how much likelier the looks are of one body than of two: to
 * end a told track, to say that the told one is not the one that is noticed,
 * to wait before telling another; and how much likelier two are before any
 * look. */
static const double one_body = 2.5, one_body_trade = 2.0, one_body_wait = 0.0;
static const double two_before = 3.0;
static const double own_min = 0.01;
/* Looks of each radar that are waited for, and how long. */
static const float beside_looks = 1.9f;
static const double beside_wait_s = 5.0;

int32_t lw_target_new(struct lw_tracker *trk)
{
    if (trk->free_targets == 0)
        return LW_NONE;
    const uint32_t index = trk->free_target[--trk->free_targets];
    struct lw_target *t = &trk->target[index];
    if (index >= trk->targets_top)
        trk->targets_top = index + 1;
    memset(t, 0, sizeof *t);
    t->alive = true;
    t->beside = LW_NONE;
    t->own = 1.0f;
    t->status = LW_TRACK_TENTATIVE;
    return (int32_t)index;
}

static void end_face(struct lw_tracker *trk, const struct lw_target *t,
                     int64_t now_ns)
{
    struct lw_track last;

    lw_target_show(trk, t, now_ns, &last);
    lw_face_end(trk, &last, now_ns);
}

void lw_target_end(struct lw_tracker *trk, uint32_t index, int64_t now_ns)
{
    struct lw_target *t = &trk->target[index];

    if (t->face.told && !trk->again)
        end_face(trk, t, now_ns);
    lw_cloud_end(trk, t);
    while (t->hypotheses > 0)
        lw_target_drop(trk, t, 0);
    lw_identity_release(trk, t);
    lw_grid_take(&trk->grid, index);
    lw_grid_take(&trk->wide, index);
    t->alive = false;
    trk->free_target[trk->free_targets++] = index;
}

/* Along the longer axis of its ellipse on the ground. */
static double place_sd(const struct lw_target *t)
{
    const double *p = t->mean.p;
    const double half = 0.5 * (p[0] - p[7]);
    const double longer = 0.5 * (p[0] + p[7]) + sqrt(half * half + p[1] * p[1]);

    return sqrt(lw_max(longer, 0.0));
}

/* Whether its place is known well enough to be told. */
static bool settled(const struct lw_target *t)
{
    const double sd = place_sd(t);
    uint32_t sensors = 0;

    if (t->placed)
        return sd <= place_sd_confirm_m;
    for (uint32_t i = 0; i < t->feeds; i++)
        sensors += t->feed[i].last_ns > t->update_ns - feed_fresh_ns;
    if (lw_trust_voices(t) > 1) /* of one name, many people */
        sensors++;
    return sd <= (sensors > 1 ? place_sd_bearings_m : place_sd_alone_m);
}

/* Whether a radar that sees what t keeps beside has not said yet, for want of
 * looks, whether it sees one or two. */
static bool not_all_heard(const struct lw_tracker *trk,
                          const struct lw_target *t,
                          const struct lw_target *other, int64_t now_ns)
{
    if (lw_seconds(now_ns, t->twin_ns) > beside_wait_s)
        return false;
    for (uint32_t i = 0; i < other->feeds; i++) {
        const struct lw_feed *feed = &other->feed[i];
        if (trk->site->sensor[feed->sensor].kind == LW_SENSOR_RADAR &&
            feed->last_ns != INT64_MIN &&
            lw_seconds(now_ns, feed->last_ns) < beside_wait_s &&
            lw_extent_looks(t, feed->sensor) < beside_looks)
            return true;
    }
    return false;
}

/* Whether its looks rather say that it is a part of what it keeps beside. */
static bool part_of_another(const struct lw_tracker *trk,
                            const struct lw_target *t, int64_t now_ns)
{
    if (t->beside == LW_NONE)
        return false;
    const struct lw_target *other = &trk->target[t->beside];
    return other->alive && other->number == t->beside_number &&
           (lw_extent_log_odds(t) > one_body_wait ||
            not_all_heard(trk, t, other, now_ns));
}

/* Nothing came of what was heard. */
static void was_false(struct lw_tracker *trk, const struct lw_target *t)
{
    if (t->status == LW_TRACK_TENTATIVE && t->feeds > 0 &&
        trk->sensor[t->feed[0].sensor].hears)
        trk->sensor[t->feed[0].sensor].false_count[0] += 1.0 - t->existence;
}

void lw_life_review(struct lw_tracker *trk, uint32_t index, int64_t now_ns)
{
    struct lw_target *t = &trk->target[index];
    const bool told = t->status != LW_TRACK_TENTATIVE;

    if (!t->alive)
        return;
    if (t->existence < (t->number != 0 ? end_numbered_below : end_below)) {
        was_false(trk, t);
        lw_target_end(trk, index, now_ns);
        return;
    }
    if (t->number == 0 && t->existence >= number_at) {
        t->number = trk->next_number++;
        lw_heights_open(trk, index);
    }
    if (t->number != 0 && t->face.number == 0 && !trk->again)
        lw_face_new(trk, t);
    if (!told &&
        t->existence >= (lw_target_named(t) ? confirm_named_at : confirm_at) &&
        t->updates >=
            (lw_target_named(t) ? updates_min_cooperative : updates_min) &&
        settled(t) && !part_of_another(trk, t, now_ns) &&
        lw_trust_confirms(trk, t)) {
        t->status = LW_TRACK_CONFIRMED;
        lw_sensor_learn_birth(trk, t, now_ns);
    }
    if (t->status != LW_TRACK_TENTATIVE && t->existence >= tell_at)
        t->face.told = true;
    if (t->status == LW_TRACK_COASTING && t->update_ns >= now_ns)
        t->status = LW_TRACK_CONFIRMED;
}

/* Squared distance of two states by a sum of their covariances; infinity where
 * one coordinate alone puts it beyond what twins have. */
static double apart(const struct lw_gauss *a, double weight_a,
                    const struct lw_gauss *b, double weight_b,
                    const double d[LW_STATE])
{
    double s[LW_STATE * LW_STATE];

    for (int i = 0; i < LW_STATE; i++)
        if (d[i] * d[i] > twin_chi2 * (weight_a * a->p[i * (LW_STATE + 1)] +
                                       weight_b * b->p[i * (LW_STATE + 1)]))
            return (double)INFINITY;
    for (int i = 0; i < LW_STATE * LW_STATE; i++)
        s[i] = weight_a * a->p[i] + weight_b * b->p[i];
    return lw_cholesky(s, LW_STATE) ? lw_cholesky_mahalanobis2(s, LW_STATE, d)
                                    : (double)INFINITY;
}

/* Whether b is where a is and moves as a does, and no one sensor sees both at
 * once. What is not told yet must be so in the eyes of both: a vague track is
 * not the twin of each sharp one in it. */
static bool twins(const struct lw_target *a, const struct lw_target *b)
{
    double d[LW_STATE];

    if (a->feeds > 0 && b->feeds > 0 &&
        a->feed[0].sensor == b->feed[0].sensor &&
        a->feed[0].last_ns == b->feed[0].last_ns)
        return false;
    const double dt = lw_seconds(a->state_ns, b->state_ns);
    for (int i = 0; i < LW_STATE; i++)
        d[i] = a->mean.x[i] - b->mean.x[i];
    for (int i = 0; i < 3; i++)
        d[i] -= b->mean.x[3 + i] * dt;
    if (a->status != LW_TRACK_TENTATIVE && b->status != LW_TRACK_TENTATIVE)
        return apart(&a->mean, 1.0, &b->mean, 1.0, d) < twin_chi2;
    return apart(&a->mean, 2.0, &b->mean, 0.0, d) < twin_chi2 &&
           apart(&a->mean, 0.0, &b->mean, 2.0, d) < twin_chi2;
}

static bool shown(const struct lw_target *t)
{
    return t->status != LW_TRACK_TENTATIVE && t->existence >= show_at;
}

/* Which of two twins stays: what is told, then what is likelier, older. */
static bool stays(const struct lw_target *a, const struct lw_target *b)
{
    const bool told_a = shown(a), told_b = shown(b);

    if (told_a != told_b)
        return told_a;
    if (told_a)
        return a->number < b->number;
    if (a->existence > b->existence || a->existence < b->existence)
        return a->existence > b->existence;
    return a->first_ns < b->first_ns;
}

/* ---- one aircraft, two tracks ----
 * Two tracks that stand on each other, and move alike, may be one aircraft
 * under two names, or two of a flock. And a hull longer than the sensor's
 * error gives its bow in one look and its stern in the next: two tracks, side
 * by side, at one speed. What tells is how often one look notices both: two
 * aircraft mostly are, two names of one hardly ever. */

/* Whether t keeps beside another that is told: before or behind it, for what
 * gives several returns is longer than wide, or leaves a wake. */
static bool abreast(const struct lw_target *t, const struct lw_target *other,
                    double times)
{
    const double dt = lw_seconds(t->state_ns, other->state_ns);
    const double *vel = &other->mean.x[3];
    const double dx = t->mean.x[0] - other->mean.x[0] - dt * vel[0];
    const double dy = t->mean.x[1] - other->mean.x[1] - dt * vel[1];
    const double away_m = hypot(dx, dy), speed = hypot(vel[0], vel[1]);
    const double slip = hypot(t->mean.x[3] - vel[0], t->mean.x[4] - vel[1]);
    const double unsure = t->status == LW_TRACK_TENTATIVE
                              ? sqrt(fmax(t->mean.p[21], t->mean.p[28]))
                              : 0.0;

    if (other->status == LW_TRACK_TENTATIVE || t->number == 0 ||
        (t->status == LW_TRACK_TENTATIVE && lw_target_named(t)) ||
        away_m > times * beside_m || slip > times * beside_mps + unsure)
        return false;
    return speed < under_way_mps ||
           fabs(dx * vel[1] - dy * vel[0]) <
               times * fmax(abeam_m, abeam_part * away_m) * speed;
}

/* The track that t keeps with, told if t is, or LW_NONE; *twin: on its place.
 */
static int32_t companion(const struct lw_tracker *trk, uint32_t index,
                         uint32_t near, bool *twin)
{
    const struct lw_target *t = &trk->target[index];
    double nearest = (double)INFINITY;
    int32_t found = LW_NONE;
    int best = 3;

    for (uint32_t i = 0; i < near; i++)
        lw_fetch(&trk->target[trk->found[i]],
                 offsetof(struct lw_target, feed[1]));
    for (uint32_t i = 0; i < near; i++) {
        const struct lw_target *other = &trk->target[trk->found[i]];
        if (trk->found[i] == index || !stays(other, t) ||
            lw_identity_differs(other, t))
            continue;
        const double dt = lw_seconds(t->state_ns, other->state_ns);
        const double away =
            hypot(t->mean.x[0] - other->mean.x[0] - dt * other->mean.x[3],
                  t->mean.x[1] - other->mean.x[1] - dt * other->mean.x[4]);
        const bool on_it = twins(other, t);
        const bool kept = (int32_t)trk->found[i] == t->beside;
        if (!on_it && !abreast(t, other, kept ? beside_kept : 1.0))
            continue;
        /* one that it stands on, one that it has been beside, any */
        const int rank = other->status == LW_TRACK_TENTATIVE ? 2
                         : on_it                             ? 0
                         : kept                              ? 1
                                                             : 2;
        if (rank < best || (rank == best && away < nearest)) {
            best = rank;
            nearest = away;
            found = (int32_t)trk->found[i];
            *twin = on_it;
        }
    }
    return found;
}

/* Of one body the part that is noticed, or that goes before, gets the name: the
 * other is its wake, or what the older track strayed to. */
static bool may_trade(const struct lw_target *t, const struct lw_target *other)
{
    return t->existence >= confirm_at && t->number != 0 &&
           !lw_target_named(t) && !lw_target_named(other);
}

#define SWAP(type, field)                                                      \
    do {                                                                       \
        const type was = a->field;                                             \
        a->field = b->field;                                                   \
        b->field = was;                                                        \
    } while (0)

static void trade(struct lw_target *a, uint32_t index_a, struct lw_target *b)
{
    SWAP(uint32_t, number);
    SWAP(struct lw_face, face);
    SWAP(uint32_t, face.born[0]); /* these it keeps */
    SWAP(uint32_t, face.born[1]);
    SWAP(enum lw_track_status, status);
    SWAP(int64_t, first_ns);
    SWAP(struct lw_kind_evidence, kind);
    SWAP(uint32_t, has_ident);
    SWAP(struct lw_ident, ident);
    memcpy(b->with, a->with, sizeof b->with);
    for (uint32_t k = 0; k < LW_BESIDE_SENSORS; k++)
        b->with[k].mine = a->with[k].any - a->with[k].both - a->with[k].mine;
    b->beside = (int32_t)index_a;
    b->beside_number = a->number;
    b->twin_ns = a->twin_ns;
    b->own = a->own;
    a->own = 1.0f;
    a->beside = LW_NONE;
    a->beside_number = 0;
    memset(a->with, 0, sizeof a->with);
}

/* Each bearing of a new aircraft may begin it: guesses that stand on each other
 * before any is told are the same, or begin again. Where silence says nothing
 * a guess lives long, and waits. */
static bool is_guess(const struct lw_tracker *trk, const struct lw_target *t)
{
    return t->status == LW_TRACK_TENTATIVE && !t->placed &&
           lw_sensor_misses(trk, t->born_of);
}

/* Whether t is a second name of what it keeps with, or of a part of it. */
static bool is_second_name(struct lw_tracker *trk, uint32_t index,
                           uint32_t near, int64_t now_ns)
{
    struct lw_target *t = &trk->target[index];
    bool twin = false;
    const int32_t found = companion(trk, index, near, &twin);
    const uint32_t number = found == LW_NONE ? 0 : trk->target[found].number;

    if (found != t->beside || number != t->beside_number) {
        t->beside = found;
        t->beside_number = number;
        memset(t->with, 0, sizeof t->with);
        t->twin_ns = now_ns;
        t->own = 1.0f;
    }
    if (found == LW_NONE)
        return false;
    if (lw_target_named(t) && lw_target_named(&trk->target[found]) &&
        lw_seconds(now_ns, t->twin_ns) < names_s)
        return false;
    const bool told = t->status != LW_TRACK_TENTATIVE;
    if (twin && is_guess(trk, t) && is_guess(trk, &trk->target[found]))
        return true;
    const float looks = told ? twin_looks : guess_looks;
    bool could_tell = false;
    for (uint32_t k = 0; k < LW_BESIDE_SENSORS; k++) {
        const struct lw_beside *w = &t->with[k];
        could_tell = could_tell || w->any >= 1.0f;
        if (twin && w->any >= looks && w->both < twin_share * w->any)
            return true;
    }
    const double odds = lw_extent_log_odds(t);
    t->own = (float)fmax(1.0 / (1.0 + exp(odds - two_before)), own_min);
    if (odds > one_body_trade &&
        (lw_extent_leads(t) || lw_extent_precedes(t, &trk->target[found])) &&
        may_trade(t, &trk->target[found])) {
        trade(t, index, &trk->target[found]);
        return false;
    }
    if (told && odds > one_body)
        return true;
    return !could_tell && twin &&
           lw_seconds(now_ns, t->twin_ns) >=
               (told || t->placed ? twin_s : guess_twin_s);
}

/* Whether another track stands for what t is, too. */
static bool doubled(struct lw_tracker *trk, uint32_t index, int64_t now_ns)
{
    const struct lw_target *t = &trk->target[index];
    const double radius =
        lw_max(lw_min(3.0 * place_sd(t), 500.0), beside_kept * beside_m);
    const uint32_t near =
        lw_grid_centres(&trk->grid, t->mean.x[0], t->mean.x[1], radius,
                        trk->found, trk->targets_max);

    return is_second_name(trk, index, near, now_ns);
}

/* A second name ends; who it says it is goes on with the first. Of two guesses
 * one at most had each report: the chances that there is one add up. */
static void end_double(struct lw_tracker *trk, uint32_t index, int64_t now_ns)
{
    const struct lw_target *t = &trk->target[index];
    struct lw_target *first = &trk->target[t->beside];
    const struct lw_ident ident = t->ident;
    const uint32_t has_ident = t->has_ident;

    if (is_guess(trk, t) && is_guess(trk, first))
        first->existence = fmin(first->existence + t->existence,
                                fmax(first->existence, guess_most));
    lw_target_end(trk, index, now_ns);
    lw_identity_inherit(trk, first, has_ident, &ident);
}

/* Those that want another's plots are asked every second, others now and then
 * (not all at once). */
static bool may_double(const struct lw_target *t, uint32_t index,
                       int64_t now_ns)
{
    enum { EVERY = 4 };

    return t->beside != LW_NONE ||
           (t->status == LW_TRACK_TENTATIVE && t->number != 0) ||
           (now_ns / 1000000000 + index) % EVERY == 0 ||
           lw_seconds(now_ns, t->crowded_ns) < 1.5;
}

static bool outlived(const struct lw_target *t, int64_t now_ns)
{
    const double quiet_s = lw_seconds(now_ns, t->update_ns);

    if (t->cloud != 0 && t->number != 0)
        return quiet_s > (t->status == LW_TRACK_TENTATIVE ? unheard_tentative_s
                                                          : unheard_s);
    if (t->number == 0)
        return quiet_s > lw_max(guess_min_s, guess_intervals * t->interval_s);
    if (t->status == LW_TRACK_TENTATIVE)
        return quiet_s > lw_max(tentative_max_s, 4.0 * t->interval_s);
    return quiet_s > lw_max(coast_min_s, coast_intervals * t->interval_s);
}

static double place_end_m(const struct lw_target *t)
{
    if (t->placed || t->status == LW_TRACK_TENTATIVE)
        return place_sd_end_m;
    return t->status == LW_TRACK_COASTING ? place_sd_gone_m : place_sd_lost_m;
}

static double life_s(const struct lw_target *t)
{
    return t->status == LW_TRACK_COASTING && t->cloud == 0
               ? lw_max(coasting_life_s,
                        coasting_life_intervals * t->interval_s)
               : mean_life_s;
}

/* What was told, and by late reports never was confirmed, is taken back unless
 * it is about to be. */
static void review_face(struct lw_tracker *trk, struct lw_target *t,
                        int64_t now_ns)
{
    if (trk->again || !t->alive || !t->face.told ||
        t->status != LW_TRACK_TENTATIVE || t->existence >= tell_at)
        return;
    end_face(trk, t, now_ns);
    lw_face_new(trk, t);
}

void lw_life_tick(struct lw_tracker *trk, int64_t now_ns)
{
    enum { AHEAD = 4 };
    double lived_s = 0.0, life = 1.0,
           left = 1.0; /* of the last: most are alike */

    for (uint32_t i = 0; i < trk->targets_top; i++) {
        struct lw_target *t = &trk->target[i];
        if (i + AHEAD < trk->targets_top)
            lw_fetch(t + AHEAD, offsetof(struct lw_target, feed[1]));
        if (!t->alive)
            continue;
        const double since_s = lw_seconds(now_ns, t->life_ns);
        if (since_s > 0.0) {
            if (lived_s != since_s || life != life_s(t)) {
                lived_s = since_s;
                life = life_s(t);
                left = exp(-since_s / life);
            }
            t->existence *= left;
            t->life_ns = now_ns;
        }
        const double ahead_s = lw_max(lw_seconds(now_ns, t->state_ns), 0.0);
        const double speed_sd = sqrt(lw_max(t->mean.p[21], t->mean.p[28]));
        const double place_m = place_sd(t) + ahead_s * speed_sd;
        const double speed =
            sqrt(t->mean.x[3] * t->mean.x[3] + t->mean.x[4] * t->mean.x[4]);
        if (outlived(t, now_ns) || place_m > place_end_m(t)) {
            was_false(trk, t);
            lw_target_end(trk, i, now_ns);
            continue;
        }
        if (may_double(t, i, now_ns) && doubled(trk, i, now_ns)) {
            end_double(trk, i, now_ns);
            continue;
        }
        if (t->status == LW_TRACK_CONFIRMED &&
            lw_seconds(now_ns, t->update_ns) > lw_max(3.0 * t->interval_s, 3.0))
            t->status = LW_TRACK_COASTING;
        lw_target_put(trk, i, t->mean.x[0] + ahead_s * t->mean.x[3],
                      t->mean.x[1] + ahead_s * t->mean.x[4],
                      4.5 * (place_m + speed_sd) + 1.5 * speed + 10.0);
        lw_kinds_watch(t, trk->site);
        lw_life_review(trk, i, now_ns - 1);
        review_face(trk, t, now_ns);
    }
}

/* What was told is told until it ends, but while it is rather not there; what
 * is not likely enough just now to be told for the first time, though it has
 * been once, waits. */
static enum lw_track_status face_status(const struct lw_target *t)
{
    if (!t->face.told || t->existence < show_at)
        return LW_TRACK_TENTATIVE;
    return t->status == LW_TRACK_TENTATIVE ? LW_TRACK_CONFIRMED : t->status;
}

void lw_target_show(const struct lw_tracker *trk,
                    const struct lw_target *target, int64_t at_ns,
                    struct lw_track *out)
{
    struct lw_gauss each[LW_HYPOTHESES_MAX], g;
    const struct lw_gauss *part[LW_HYPOTHESES_MAX];
    double weight[LW_HYPOTHESES_MAX], axes[9];
    struct lw_step step;

    lw_step_set(&step, &lw_motion_default,
                fmax(lw_seconds(at_ns, target->state_ns), 0.0));
    for (uint32_t h = 0; h < target->hypotheses; h++) {
        struct lw_imm ahead = trk->imm[target->hypothesis[h].imm];
        lw_imm_predict(&ahead, &step, target->up);
        lw_imm_collapse(&ahead, &each[h]);
        part[h] = &each[h];
        weight[h] = target->hypothesis[h].weight;
    }
    lw_gauss_mix(part, weight, (int)target->hypotheses, &g);
    memset(out, 0, sizeof *out);
    out->number = target->face.number;
    out->status = face_status(target);
    out->told = target->face.told;
    out->time_ns = at_ns;
    out->first_ns = target->face.first_ns;
    out->update_ns = target->update_ns;
    out->pos = lw_frame_to_geodetic(&trk->frame, g.x);
    lw_frame_local(&trk->frame, out->pos, axes);
    for (int i = 0; i < 3; i++)
        out->vel_mps[i] = axes[3 * i] * g.x[3] + axes[3 * i + 1] * g.x[4] +
                          axes[3 * i + 2] * g.x[5];
    /* the 3x3 blocks turned one by one: A B A' */
    for (int bi = 0; bi < 6; bi += 3)
        for (int bj = 0; bj < 6; bj += 3)
            for (int i = 0; i < 3; i++)
                for (int j = 0; j < 3; j++) {
                    double sum = 0.0;
                    for (int a = 0; a < 3; a++)
                        for (int b = 0; b < 3; b++)
                            sum += axes[3 * i + a] * axes[3 * j + b] *
                                   g.p[(bi + a) * 6 + bj + b];
                    out->cov[(bi + i) * 6 + bj + j] = sum;
                }
    lw_symmetrise(out->cov, 6);
    out->unbacked = 1.0 - lw_claim_backed(trk, target);
    out->existence = target->existence;
    if (lw_claim_made_up(trk, target)) {
        out->status = LW_TRACK_TENTATIVE;
        out->existence = lw_min(out->existence, 1.0 - out->unbacked);
    }
    lw_kinds_of(target, out->kinds);
    out->has_ident = target->has_ident;
    out->ident = target->ident;
    for (uint32_t i = 0; i < target->feeds; i++) {
        /* what fed it long ago does not any more */
        if (target->feed[i].last_ns == INT64_MIN ||
            lw_seconds(target->update_ns, target->feed[i].last_ns) > 30.0)
            continue;
        out->source[out->sources++] = target->feed[i].sensor;
    }
}
