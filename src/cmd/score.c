/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht score: how good the tracks were, against truth. */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/timefmt.h"
#include "cmd.h"
#include "score_page.h"
#include "score_print.h"
#include "score_run.h"
#include "score_warned.h"

static const double cutoff_m_default = 200;
static const int window_steps_default = 60;
static const double province_km_default = 160; /* a Ukrainian oblast's side */
static const uint32_t noticeable_default = 1;

static const char usage_text[] =
    "usage: luchtwacht score --truth FILE [OPTIONS] TRACKS\n"
    "       luchtwacht score --page OUT.html RESULT.json ...\n"
    "\n"
    "How good TRACKS (track lines, `-`: standard input) are, against truth\n"
    "lines. Only confirmed and coasting tracks count.\n"
    "\n"
    "  --truth FILE      what was really there\n"
    "  --cutoff M        metres beyond which a track is not on an object "
    "(200)\n"
    "  --p P             exponent of GOSPA, at least 1 (2)\n"
    "  --alpha A         cost of what is in surplus, 0 to 2 (2)\n"
    "  --dimensions N    2: distances on the ground; 3: in space (2)\n"
    "  --every S         seconds between steps (as the track lines are)\n"
    "  --skip S          leave out the first S seconds of truth (0)\n"
    "  --from T, --to T  only steps in this time: Unix seconds or RFC 3339\n"
    "  --noticeable N    ask only for objects that N sensors could notice,\n"
    "                    where truth lines have `sensors` (1)\n"
    "  --ignore KIND     do not ask for objects of this kind (repeatable)\n"
    "  --switch M        metres that an identity switch costs (cut-off / "
    "2^(1/p))\n"
    "  --window N        steps of an OSPA(2) window, 1 to 64 (60)\n"
    "  --regions FILE    tell the polygons of a GeoJSON file apart\n"
    "  --site FILE       tell the zones of a site apart, or rings around it\n"
    "  --rings KM,KM,..  the rings (10,25,50,100)\n"
    "  --warnings        score the warnings among the lines, of a --site\n"
    "  --province KM     side of the squares that a province-wide habit warns "
    "(160)\n"
    "  --area KM2        for false tracks a day in 10,000 km2\n"
    "  --name NAME       what the result is called (the tracks' file)\n"
    "  --json            one JSON object instead of a table\n"
    "  --html FILE       a page with plots as well\n"
    "  --page FILE       one page of many results (made with --json)\n"
    "\n"
    "examples:\n"
    "  luchtwacht track --site site.yaml reports.ndjson |\n"
    "      luchtwacht score --truth truth.ndjson --cutoff 20 --skip 10 -\n"
    "  luchtwacht score --truth truth.ndjson --json tracks.ndjson\n"
    "  luchtwacht score --warnings --site site.yaml --truth truth.ndjson "
    "tracks.ndjson\n"
    "  luchtwacht score --truth truth.ndjson --html score.html tracks.ndjson\n"
    "\n"
    "doc/measuring.md says what each figure means.\n";

static bool read_double(const char *text, double min, double max, double *out)
{
    char *end;

    errno = 0;
    const double value = strtod(text, &end);
    if (end == text || *end != '\0' || errno != 0 || !(value >= min) ||
        !(value <= max))
        return false;
    *out = value;
    return true;
}

static bool read_whole(const char *text, double min, double max, double *out)
{
    return read_double(text, min, max, out) && !(floor(*out) < *out);
}

static bool read_time(const char *text, int64_t *out)
{
    double value_s;

    if (lw_timefmt_read(text, strlen(text), out) == 0)
        return true;
    if (!read_double(text, 0, 4102444800.0, &value_s))
        return false;
    *out = (int64_t)llround(value_s * 1e6) * 1000;
    return true;
}

/* Kilometres, ascending, with commas between. */
static bool read_rings(const char *text, struct lw_score_options *o)
{
    double last_m = 0;

    for (o->rings = 0; o->rings < LW_RINGS_MAX;) {
        char *end;
        const double km = strtod(text, &end);
        if (end == text || !(km * 1000 > last_m) || !(km <= 20000))
            return false;
        last_m = o->ring_m[o->rings++] = km * 1000;
        if (*end == '\0')
            return true;
        if (*end != ',')
            return false;
        text = end + 1;
    }
    return false;
}

static bool add_ignored(struct lw_score_choice *choice, const char *kind)
{
    const size_t len = strlen(kind);

    if (len == 0 || len > LW_ID_MAX ||
        choice->ignored_count == LW_SCORE_IGNORED_MAX)
        return false;
    memcpy(choice->ignored[choice->ignored_count++], kind, len + 1);
    return true;
}

/* Options whose value is a text or none at all. */
static bool take_text(struct lw_score_options *o, int option, const char *text)
{
    switch (option) {
    case 't':
        o->truth = text;
        return true;
    case 'n':
        o->name = text;
        return true;
    case 'H':
        o->html = text;
        return true;
    case 'P':
        o->page = text;
        return true;
    case 'r':
        o->regions = text;
        return true;
    case 'S':
        o->site = text;
        return true;
    case 'i':
        return add_ignored(&o->choice, text);
    case 'R':
        return read_rings(text, o);
    case 'x':
        o->warnings = true;
        return true;
    default:
        o->json = true;
        return true;
    }
}

static bool take_option(struct lw_score_options *o, int option,
                        const char *text)
{
    double number;

    switch (option) {
    case 'c':
        return read_double(text, 1e-3, 1e7, &o->gospa.cutoff_m);
    case 'p':
        return read_double(text, 1, 20, &o->gospa.p);
    case 'a':
        return read_double(text, 1e-3, 2, &o->gospa.alpha);
    case 'd':
        if (!read_whole(text, 2, 3, &number))
            return false;
        o->dimensions = (int)number;
        return true;
    case 'e':
        return read_double(text, 1e-3, 86400, &o->every_s);
    case 's':
        return read_double(text, 0, 1e9, &o->skip_s);
    case 'f':
        return read_time(text, &o->from_ns);
    case 'u':
        return read_time(text, &o->to_ns);
    case 'N':
        if (!read_whole(text, 0, 1e6, &number))
            return false;
        o->choice.noticeable = (uint32_t)number;
        return true;
    case 'w':
        return read_double(text, 1e-3, 1e7, &o->switch_m);
    case 'W':
        if (!read_whole(text, 1, LW_OSPA2_STEPS_MAX, &number))
            return false;
        o->window_steps = (int)number;
        return true;
    case 'K':
        return read_double(text, 1, 20000, &o->province_km);
    case 'A':
        return read_double(text, 1e-3, 5.2e8, &o->area_km2);
    default:
        return take_text(o, option, text);
    }
}

static int usage(const char *what)
{
    fprintf(stderr, "luchtwacht: score: %s\n", what);
    return -1;
}

/* What does not go together, and the files; 0, or -1: the call is off. */
static int take_files(struct lw_score_options *o, int argc, char **argv)
{
    if (o->page != NULL) {
        if (o->truth != NULL || optind >= argc)
            return usage("expected --page FILE and files that --json gave");
        return 0;
    }
    if (o->truth == NULL || optind + 1 != argc)
        return usage("expected --truth FILE and one file of tracks");
    o->tracks = argv[optind];
    if (strcmp(o->truth, "-") == 0 && strcmp(o->tracks, "-") == 0)
        return usage("only one of the two can be standard input");
    if (o->regions != NULL && o->site != NULL)
        return usage("expected --regions or --site, not both");
    if (o->warnings && (o->site == NULL || o->rings > 0))
        return usage("--warnings: expected --site with its zones");
    if (o->rings > 0 && o->site == NULL)
        return usage("--rings: expected --site to be around");
    return 0;
}

/* 0; 1: help was asked for and given; -1: the call is off. */
static int read_options(int argc, char **argv, struct lw_score_options *o)
{
    static const struct option names[] = {
        {"truth", required_argument, NULL, 't'},
        {"cutoff", required_argument, NULL, 'c'},
        {"p", required_argument, NULL, 'p'},
        {"alpha", required_argument, NULL, 'a'},
        {"dimensions", required_argument, NULL, 'd'},
        {"every", required_argument, NULL, 'e'},
        {"skip", required_argument, NULL, 's'},
        {"from", required_argument, NULL, 'f'},
        {"to", required_argument, NULL, 'u'},
        {"noticeable", required_argument, NULL, 'N'},
        {"ignore", required_argument, NULL, 'i'},
        {"switch", required_argument, NULL, 'w'},
        {"window", required_argument, NULL, 'W'},
        {"regions", required_argument, NULL, 'r'},
        {"site", required_argument, NULL, 'S'},
        {"rings", required_argument, NULL, 'R'},
        {"area", required_argument, NULL, 'A'},
        {"name", required_argument, NULL, 'n'},
        {"html", required_argument, NULL, 'H'},
        {"page", required_argument, NULL, 'P'},
        {"warnings", no_argument, NULL, 'x'},
        {"province", required_argument, NULL, 'K'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option, at = 0;

    *o = (struct lw_score_options){.gospa = {cutoff_m_default, 2, 2},
                                   .dimensions = 2,
                                   .window_steps = window_steps_default,
                                   .province_km = province_km_default,
                                   .choice = {.noticeable = noticeable_default},
                                   .from_ns = INT64_MIN,
                                   .to_ns = INT64_MAX};
    opterr = 0;
    while ((option = getopt_long(argc, argv, "", names, &at)) != -1) {
        if (option == 'h') {
            fputs(usage_text, stdout);
            return 1;
        }
        if (option == '?') {
            fprintf(stderr,
                    "luchtwacht: score: %s: no such option, or "
                    "without its value\n",
                    argv[optind - 1]);
            return -1;
        }
        if (!take_option(o, option, optarg)) {
            fprintf(stderr, "luchtwacht: score: --%s: %s: not a value for it\n",
                    names[at].name, optarg);
            return -1;
        }
    }
    return take_files(o, argc, argv);
}

int lw_cmd_score(int argc, char **argv)
{
    struct lw_score_run run = {0};
    const int asked = read_options(argc, argv, &run.options);

    if (asked != 0)
        return asked > 0 ? LW_EXIT_DONE : LW_EXIT_USAGE;
    if (run.options.page != NULL)
        return lw_score_page(run.options.page, argv + optind, argc - optind);
    if (run.options.warnings)
        return lw_score_warned(&run.options);
    int status = lw_score_run(&run);
    if (status == LW_EXIT_DONE &&
        (run.options.json ? lw_score_print_json(&run, stdout)
                          : lw_score_print_table(&run)) < 0)
        status = LW_EXIT_FAILED;
    if (status == LW_EXIT_DONE && run.options.html != NULL)
        status = lw_score_page_of(&run);
    lw_score_run_free(&run);
    return status;
}
