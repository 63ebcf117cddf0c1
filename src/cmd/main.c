/* SPDX-License-Identifier: Apache-2.0 */
/* luchtwacht VERB [OPTIONS] [FILE ...] */
#include <stdio.h>
#include <string.h>

#include "cmd.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} verbs[] = {
    {"serve", lw_cmd_serve, "the centre, live: reports in, map and data out"},
    {"track", lw_cmd_track, "reports in, tracks out"},
    {"decode", lw_cmd_decode, "any wire format to JSON lines"},
    {"convert", lw_cmd_convert, "reports and tracks to another format"},
    {"sim", lw_cmd_sim, "a scenario to reports, truth and a site file"},
    {"score", lw_cmd_score, "how good tracks were, against truth"},
    {"replay", lw_cmd_replay, "a recording or a journal, as if it were live"},
    {NULL, NULL, NULL},
};

static void usage(FILE *to)
{
    fputs("usage: luchtwacht VERB [OPTIONS] [FILE ...]\n\n", to);
    for (int i = 0; verbs[i].name != NULL; i++)
        fprintf(to, "  %-8s  %s\n", verbs[i].name, verbs[i].summary);
    fputs("\nluchtwacht VERB --help tells more, with examples.\n", to);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return LW_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        usage(stdout);
        return LW_EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("luchtwacht " LW_VERSION);
        return LW_EXIT_DONE;
    }
    for (int i = 0; verbs[i].name != NULL; i++)
        if (strcmp(argv[1], verbs[i].name) == 0)
            return verbs[i].run(argc - 1, argv + 1);
    fprintf(stderr, "luchtwacht: %s: no such verb\n", argv[1]);
    usage(stderr);
    return LW_EXIT_USAGE;
}
