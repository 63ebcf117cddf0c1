/* SPDX-License-Identifier: Apache-2.0 */
/* /metrics: why a sensor is silent, from this page alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "encode/metrics.h"
#include "encode/sensor_json.h"
#include "serve.h"
#include "serve_operators.h"
#include "serve_warden.h"

enum {
    PAGE_BASE = 512 * 1024,
    PAGE_SENSOR = 4096, /* all lines of one sensor, its id escaped */
    LEARNT_MAX = 1000,  /* sensors whose estimates are told */
    PAGE_LEARNT = 4096, /* and the lines of one of them */
    OFF_SD = 2,         /* so many deviations from zero: it is off */
};

/* A sensor of which something is told, as the tracker has it. */
struct learnt {
    uint32_t sensor;
    struct lw_sensor_stats stats;
};

static const char *sensor_id(const struct lw_serve *serve, uint32_t index)
{
    return index < serve->site->sensors ? serve->site->sensor[index].id : "";
}

static void write_reports(const struct lw_serve *serve, struct lw_metrics *m)
{
    lw_metrics_family(m, "luchtwacht_reports_total", LW_METRIC_COUNTER,
                      "Reports kept and handed on, by sensor and type.");
    for (uint32_t i = 0; i < serve->site->sensors; i++)
        for (int type = 0; type < LW_REPORT_TYPES; type++) {
            const uint64_t n = serve->intake.sensor[i].accepted[type];
            const struct lw_metric_label label[] = {
                {"sensor", sensor_id(serve, i)},
                {"type", lw_report_type_name((enum lw_report_type)type)}};
            if (n > 0)
                lw_metrics_value(m, label, 2, (double)n);
        }
    lw_metrics_family(m, "luchtwacht_reports_refused_total", LW_METRIC_COUNTER,
                      "Lines and messages not kept, by sensor (empty: of none "
                      "that is known) and reason.");
    for (uint32_t i = 0; i <= serve->site->sensors; i++)
        for (int err = 1; err < LW_ERR_COUNT; err++) {
            const uint64_t n = serve->intake.sensor[i].refused[err];
            const struct lw_metric_label label[] = {
                {"sensor", sensor_id(serve, i)}, {"reason", lw_err_name(-err)}};
            if (n > 0)
                lw_metrics_value(m, label, 2, (double)n);
        }
    lw_metrics_family(m, "luchtwacht_sensor_last_seconds", LW_METRIC_GAUGE,
                      "Scene time at which a sensor was heard last.");
    for (uint32_t i = 0; i < serve->site->sensors; i++) {
        const struct lw_metric_label label[] = {
            {"sensor", sensor_id(serve, i)}};
        if (serve->intake.sensor[i].last_ns != INT64_MIN)
            lw_metrics_value(m, label, 1,
                             (double)serve->intake.sensor[i].last_ns / 1e9);
    }
}

/* Whether an error of it is known and plainly not zero. */
static bool is_off(const struct lw_sensor_stats *stats)
{
    for (int e = 0; e < LW_SENSOR_ERRORS; e++)
        if (lw_sensor_error_known(&stats->error[e]) &&
            fabs(stats->error[e].value) >= OFF_SD * stats->error[e].sd)
            return true;
    return false;
}

/* Where there are more sensors than may be told of: those that are off. */
static uint32_t collect(const struct lw_serve *serve, struct learnt *learnt)
{
    const bool few = serve->site->sensors <= LEARNT_MAX;
    uint32_t count = 0;
    for (uint32_t i = 0; i < serve->site->sensors && count < LEARNT_MAX; i++) {
        const struct lw_sensor_stats stats =
            lw_tracker_sensor(serve->centre.tracker, i);
        if (stats.reports > 0 && (few || is_off(&stats)))
            learnt[count++] = (struct learnt){i, stats};
    }
    return count;
}

static void write_errors(const struct lw_serve *serve, struct lw_metrics *m,
                         const struct learnt *learnt, uint32_t count, bool sd)
{
    for (uint32_t i = 0; i < count; i++)
        for (int e = 0; e < LW_SENSOR_ERRORS; e++) {
            const enum lw_sensor_error error = (enum lw_sensor_error)e;
            const struct lw_estimate *known = &learnt[i].stats.error[e];
            const struct lw_metric_label label[] = {
                {"sensor", sensor_id(serve, learnt[i].sensor)},
                {"error", lw_sensor_error_name(error)}};
            if (lw_sensor_error_known(known))
                lw_metrics_value(m, label, 2,
                                 (sd ? known->sd : known->value) *
                                     lw_sensor_error_scale(error));
        }
}

enum figure { CLAIMED, FALSE_REPORTS, DETECTION, DELAY, ALIVE, JUMPS };

static double figure_of(const struct lw_sensor_stats *s, enum figure figure)
{
    switch (figure) {
    case CLAIMED:
        return s->reports > 0 ? (double)s->claimed / (double)s->reports : 0.0;
    case FALSE_REPORTS:
        return s->false_reports;
    case DETECTION:
        return s->detection;
    case DELAY:
        return s->delay_s;
    case ALIVE:
        return s->alive ? 1.0 : 0.0;
    case JUMPS:
        break;
    }
    return (double)s->clock_jumps;
}

static void write_learnt(const struct lw_serve *serve, struct lw_metrics *m,
                         const struct learnt *learnt, uint32_t count)
{
    static const struct {
        const char *name, *help;
    } family[] = {
        [CLAIMED] = {"luchtwacht_sensor_claimed_ratio",
                     "Share of a sensor's measurements that tracks took."},
        [FALSE_REPORTS] = {"luchtwacht_sensor_false_reports",
                           "False reports in one look, as learnt."},
        [DETECTION] = {"luchtwacht_sensor_detection_ratio",
                       "Share of the site file's chance of detection that it "
                       "keeps, as learnt."},
        [DELAY] = {"luchtwacht_sensor_delay_seconds",
                   "From measurement to arrival, the longest of late."},
        [ALIVE] = {"luchtwacht_sensor_alive",
                   "1: its silence means something now."},
        [JUMPS] = {"luchtwacht_sensor_clock_jumps",
                   "Times that its clock was seen to jump."},
    };
    for (int f = 0; f <= JUMPS; f++) {
        lw_metrics_family(m, family[f].name, LW_METRIC_GAUGE, family[f].help);
        for (uint32_t i = 0; i < count; i++) {
            const struct lw_metric_label label[] = {
                {"sensor", sensor_id(serve, learnt[i].sensor)}};
            lw_metrics_value(m, label, 1,
                             figure_of(&learnt[i].stats, (enum figure)f));
        }
    }
    lw_metrics_family(m, "luchtwacht_sensor_error", LW_METRIC_GAUGE,
                      "What to take from what a sensor says: degrees "
                      "(azimuth, elevation), metres (range, east, north), "
                      "seconds (clock).");
    write_errors(serve, m, learnt, count, false);
    lw_metrics_family(m, "luchtwacht_sensor_error_sd", LW_METRIC_GAUGE,
                      "One standard deviation of luchtwacht_sensor_error.");
    write_errors(serve, m, learnt, count, true);
}

enum feed_figure {
    FEED_UP,
    FEED_MESSAGES,
    FEED_REPORTS,
    FEED_UNCLAIMED,
    FEED_LOST,
    FEED_FIGURES
};

static double feed_figure(const struct lw_feed_info *info,
                          enum feed_figure figure)
{
    switch (figure) {
    case FEED_UP:
        return info->up ? 1 : 0;
    case FEED_MESSAGES:
        return (double)info->messages;
    case FEED_REPORTS:
        return (double)info->reports;
    case FEED_UNCLAIMED:
        return (double)info->unclaimed;
    case FEED_LOST:
        return (double)info->lost;
    case FEED_FIGURES:
        break;
    }
    return 0;
}

static void write_feeds(const struct lw_serve *serve, struct lw_metrics *m)
{
    static const struct {
        const char *name, *help;
    } family[FEED_FIGURES] = {
        {"luchtwacht_feed_up", "1: connected, listening or being read."},
        {"luchtwacht_feed_messages_total", "Messages framed, by feed."},
        {"luchtwacht_feed_reports_total", "Reports of a feed that were kept."},
        {"luchtwacht_feed_unclaimed_total",
         "Packets of a capture that are in no format of the feed."},
        {"luchtwacht_feed_lost_total",
         "Packets of a capture that were damaged, or came too fast."},
    };
    struct lw_feed_info info;

    for (int f = 0; f < FEED_FIGURES; f++) {
        lw_metrics_family(m, family[f].name,
                          f == FEED_UP ? LW_METRIC_GAUGE : LW_METRIC_COUNTER,
                          family[f].help);
        for (uint32_t i = 0; lw_feeds_info(serve, i, &info); i++) {
            const struct lw_metric_label label[] = {{"feed", info.url},
                                                    {"format", info.format}};
            lw_metrics_value(m, label, 2,
                             feed_figure(&info, (enum feed_figure)f));
        }
    }
    lw_metrics_family(m, "luchtwacht_feed_refused_total", LW_METRIC_COUNTER,
                      "Messages and reports of a feed that were not kept, by "
                      "reason.");
    for (uint32_t i = 0; lw_feeds_info(serve, i, &info); i++)
        for (int err = 1; err < LW_ERR_COUNT; err++) {
            const struct lw_metric_label label[] = {
                {"feed", info.url},
                {"format", info.format},
                {"reason", lw_err_name(-err)}};
            if (info.refusal[err] > 0)
                lw_metrics_value(m, label, 3, (double)info.refusal[err]);
        }
}

enum output_figure {
    OUTPUT_UP,
    OUTPUT_PEERS,
    OUTPUT_MESSAGES,
    OUTPUT_BYTES,
    OUTPUT_LOST,
    OUTPUT_DROPPED,
    OUTPUT_FIGURES
};

static double output_value(const struct lw_output_info *info,
                           enum output_figure figure)
{
    const double value[OUTPUT_FIGURES] = {
        [OUTPUT_UP] = info->up ? 1 : 0,
        [OUTPUT_PEERS] = info->peers,
        [OUTPUT_MESSAGES] = (double)info->messages,
        [OUTPUT_BYTES] = (double)info->bytes,
        [OUTPUT_LOST] = (double)info->lost,
        [OUTPUT_DROPPED] = (double)info->dropped,
    };
    return value[figure];
}

static void write_outputs(const struct lw_serve *serve, struct lw_metrics *m)
{
    static const struct {
        const char *name;
        enum lw_metric_type type;
        const char *help;
    } family[OUTPUT_FIGURES] = {
        {"luchtwacht_output_up", LW_METRIC_GAUGE,
         "1: somebody takes what it sends, or it is written."},
        {"luchtwacht_output_peers", LW_METRIC_GAUGE,
         "Peers connected to an output."},
        {"luchtwacht_output_messages_total", LW_METRIC_COUNTER,
         "Messages, or documents, sent."},
        {"luchtwacht_output_bytes_total", LW_METRIC_COUNTER, "Their bytes."},
        {"luchtwacht_output_lost_total", LW_METRIC_COUNTER,
         "Messages that could not be sent."},
        {"luchtwacht_output_dropped_total", LW_METRIC_COUNTER,
         "Peers let go because they did not read."},
    };
    struct lw_output_info info;
    for (int f = 0; f < OUTPUT_FIGURES; f++) {
        lw_metrics_family(m, family[f].name, family[f].type, family[f].help);
        for (uint32_t i = 0; lw_outputs_info(serve, i, &info); i++) {
            const struct lw_metric_label label[] = {{"output", info.url},
                                                    {"format", info.format}};
            lw_metrics_value(m, label, 2,
                             output_value(&info, (enum output_figure)f));
        }
    }
}

enum channel_figure {
    CHANNEL_UP,
    CHANNEL_DEAD,
    CHANNEL_WAITING,
    CHANNEL_LAST,
    CHANNEL_SENT,
    CHANNEL_FAILED,
    CHANNEL_EXPIRED,
    CHANNEL_LOST,
    CHANNEL_FIGURES,
};

static double channel_value(const struct lw_channel_info *info,
                            enum channel_figure figure)
{
    switch (figure) {
    case CHANNEL_UP:
        return info->up;
    case CHANNEL_DEAD:
        return info->dead;
    case CHANNEL_WAITING:
        return info->waiting;
    case CHANNEL_LAST:
        return info->sent_ns == INT64_MIN ? (double)NAN
                                          : (double)info->sent_ns * 1e-9;
    case CHANNEL_SENT:
        return (double)info->sent;
    case CHANNEL_FAILED:
        return (double)info->failed;
    case CHANNEL_EXPIRED:
        return (double)info->expired;
    case CHANNEL_LOST:
        return (double)info->lost;
    case CHANNEL_FIGURES:
        break;
    }
    return (double)NAN;
}

static void write_channels(const struct lw_serve *serve, struct lw_metrics *m)
{
    static const struct {
        const char *name;
        enum lw_metric_type type;
        const char *help;
    } figures[CHANNEL_FIGURES] = {
        {"luchtwacht_channel_up", LW_METRIC_GAUGE,
         "1: the last attempt, and the last look, of a channel went well."},
        {"luchtwacht_channel_dead", LW_METRIC_GAUGE,
         "1: warnings do not get through."},
        {"luchtwacht_channel_waiting", LW_METRIC_GAUGE,
         "Messages that are to go."},
        {"luchtwacht_channel_last_success_timestamp_seconds", LW_METRIC_GAUGE,
         "When a message was taken last."},
        {"luchtwacht_channel_sent_total", LW_METRIC_COUNTER,
         "Messages that were taken."},
        {"luchtwacht_channel_failed_total", LW_METRIC_COUNTER,
         "Attempts that were not."},
        {"luchtwacht_channel_expired_total", LW_METRIC_COUNTER,
         "Messages given up since they had expired."},
        {"luchtwacht_channel_lost_total", LW_METRIC_COUNTER,
         "Messages for which there was no room."},
    };
    struct lw_channel_info info;

    for (int f = 0; f < CHANNEL_FIGURES; f++) {
        lw_metrics_family(m, figures[f].name, figures[f].type, figures[f].help);
        for (uint32_t i = 0; lw_channels_info(serve, i, &info); i++) {
            const struct lw_metric_label label[] = {{"channel", info.id},
                                                    {"by", info.by},
                                                    {"carries", info.carries}};
            const double value = channel_value(&info, (enum channel_figure)f);
            if (isfinite(value))
                lw_metrics_value(m, label, 3, value);
        }
    }
}

static void write_tracks(const struct lw_serve *serve, struct lw_metrics *m)
{
    uint32_t by[LW_TRACK_STATUSES] = {0};
    const struct lw_picture *picture = serve->centre.picture;
    for (uint32_t i = 0; i < lw_picture_count(picture); i++)
        by[lw_picture_track(picture, i)->status]++;
    lw_metrics_family(m, "luchtwacht_tracks", LW_METRIC_GAUGE,
                      "Tracks in the picture, by status.");
    for (int i = 0; i < LW_TRACK_STATUSES; i++) {
        const struct lw_metric_label label[] = {
            {"status", lw_track_status_name((enum lw_track_status)i)}};
        lw_metrics_value(m, label, 1, by[i]);
    }
    if (serve->clock.now_ns != INT64_MIN)
        lw_metrics_single(m, "luchtwacht_scene_seconds", LW_METRIC_GAUGE,
                          "Time in the scene.",
                          (double)lw_centre_time_ns(serve) / 1e9);
}

static void write_waits(const struct lw_serve *serve, struct lw_metrics *m)
{
    lw_metrics_family(m, "luchtwacht_tracker_reports_within_total",
                      LW_METRIC_COUNTER,
                      "Reports that the tracker had so many seconds, or less, "
                      "after they reached the program.");
    for (int i = 0; i < LW_SERVE_WAITS; i++) {
        char seconds[16];
        (void)snprintf(seconds, sizeof seconds, "%g", lw_serve_wait_s[i]);
        const struct lw_metric_label label[] = {{"seconds", seconds}};
        lw_metrics_value(m, label, 1, (double)serve->centre.within[i]);
    }
}

static void write_journal(const struct lw_serve *serve, struct lw_metrics *m)
{
    const struct lw_serve_intake *in = &serve->intake;
    const struct {
        const char *name, *help;
        double value;
    } counter[] = {
        {"luchtwacht_accepted_total", "Reports made durable.",
         (double)in->accepted},
        {"luchtwacht_duplicates_total", "Reports whose id was taken.",
         (double)in->duplicates},
        {"luchtwacht_refused_total", "Lines and messages refused.",
         (double)in->refused},
        {"luchtwacht_lost_total", "Reports that the disk did not take.",
         (double)in->lost},
        {"luchtwacht_journal_commits_total", "Batches made durable.",
         (double)in->commits},
        {"luchtwacht_journal_failures_total", "Batches undone by the disk.",
         (double)in->commit_failures},
        {"luchtwacht_journal_commit_seconds_total", "Time spent committing.",
         in->commit_s_sum},
        {"luchtwacht_tracker_reports_total", "Reports handed to the tracker.",
         (double)serve->centre.applied},
        {"luchtwacht_tracker_passed_over_total",
         "Reports that the tracker could not use.",
         (double)serve->centre.passed_over},
    };
    for (size_t i = 0; i < sizeof counter / sizeof counter[0]; i++)
        lw_metrics_single(m, counter[i].name, LW_METRIC_COUNTER,
                          counter[i].help, counter[i].value);
    write_waits(serve, m);
    lw_metrics_single(m, "luchtwacht_journal_entries", LW_METRIC_GAUGE,
                      "Entries in the journal.",
                      (double)lw_journal_last_seq(serve->journal));
    lw_metrics_single(m, "luchtwacht_journal_commit_seconds_max",
                      LW_METRIC_GAUGE, "The longest commit so far.",
                      in->commit_s_max);
    lw_metrics_single(m, "luchtwacht_replay_seconds", LW_METRIC_GAUGE,
                      "Time the journal took to replay at start.",
                      serve->replay_s);
    lw_metrics_single(m, "luchtwacht_backlog_bytes", LW_METRIC_GAUGE,
                      "Durable reports that wait for the tracker.",
                      (double)(in->backlog.len - in->backlog.from));
}

static void write_operators(const struct lw_serve *serve, struct lw_metrics *m)
{
    const struct lw_operators_stats stats =
        lw_operators_stats(serve->operators);

    lw_metrics_single(m, "luchtwacht_operator_positions", LW_METRIC_GAUGE,
                      "Positions of operators that are kept now.", stats.kept);
    lw_metrics_single(m, "luchtwacht_operator_heard_total", LW_METRIC_COUNTER,
                      "Positions of operators that came in.",
                      (double)stats.heard);
    lw_metrics_single(m, "luchtwacht_operator_accesses_total",
                      LW_METRIC_COUNTER,
                      "Answers that could tell positions of operators; each "
                      "is in operators.log.",
                      (double)stats.accesses);
    lw_metrics_single(m, "luchtwacht_operator_told_total", LW_METRIC_COUNTER,
                      "Positions of operators given out.", (double)stats.told);
    lw_metrics_single(m, "luchtwacht_operator_log_failures_total",
                      LW_METRIC_COUNTER,
                      "Times that operators.log could not be written, so that "
                      "nothing was told.",
                      (double)stats.log_failures);
}

static void write_clients(const struct lw_serve *serve, struct lw_metrics *m)
{
    const struct lw_http_stats http = lw_http_stats(serve->http);
    lw_metrics_single(m, "luchtwacht_http_connections", LW_METRIC_GAUGE,
                      "HTTP connections open.", http.clients);
    lw_metrics_single(m, "luchtwacht_http_refused_total", LW_METRIC_COUNTER,
                      "Connections over the limit.", (double)http.refused);
    lw_metrics_single(m, "luchtwacht_http_dropped_total", LW_METRIC_COUNTER,
                      "Clients that did not read.", (double)http.dropped);
    lw_metrics_single(m, "luchtwacht_http_requests_total", LW_METRIC_COUNTER,
                      "Requests.", (double)http.requests);
    lw_metrics_single(m, "luchtwacht_http_body_bytes", LW_METRIC_GAUGE,
                      "Bytes of request bodies held.", (double)http.bodies);
    lw_metrics_single(m, "luchtwacht_live_clients", LW_METRIC_GAUGE,
                      "WebSockets and event streams.", serve->live.clients);
    lw_metrics_single(m, "luchtwacht_tcp_listeners", LW_METRIC_GAUGE,
                      "Peers that take tracks on TCP.",
                      lw_outputs_listeners(serve));
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        lw_metrics_single(m, "luchtwacht_memory_max_bytes", LW_METRIC_GAUGE,
                          "Most memory held at any time.",
                          (double)usage.ru_maxrss * 1024);
    lw_metrics_single(m, "luchtwacht_ready", LW_METRIC_GAUGE,
                      "1 once the journal has been replayed.",
                      serve->ready ? 1 : 0);
    if (serve->site->exercise)
        lw_metrics_single(m, "luchtwacht_exercise", LW_METRIC_GAUGE,
                          "1: an exercise, nothing here is real.", 1);
    lw_metrics_single(m, "luchtwacht_archive_failing", LW_METRIC_GAUGE,
                      "1 while the archive cannot be written.",
                      serve->centre.archive_failed ? 1 : 0);
}

int lw_view_metrics(struct lw_serve *serve, char **text)
{
    const size_t size = PAGE_BASE +
                        (size_t)PAGE_SENSOR * (serve->site->sensors + 1) +
                        (size_t)PAGE_LEARNT * LEARNT_MAX;
    char *page = malloc(size);
    struct learnt *learnt = malloc(LEARNT_MAX * sizeof *learnt);
    if (page == NULL || learnt == NULL) {
        free(page);
        free(learnt);
        return LW_ERR_NO_SPACE;
    }
    struct lw_metrics m;
    lw_metrics_init(&m, page, size);
    write_reports(serve, &m);
    write_learnt(serve, &m, learnt, collect(serve, learnt));
    free(learnt);
    write_feeds(serve, &m);
    write_outputs(serve, &m);
    write_channels(serve, &m);
    write_tracks(serve, &m);
    lw_warden_metrics(serve, &m);
    write_journal(serve, &m);
    write_clients(serve, &m);
    write_operators(serve, &m);
    const int len = lw_metrics_end(&m);
    if (len < 0)
        free(page);
    else
        *text = page;
    return len;
}
