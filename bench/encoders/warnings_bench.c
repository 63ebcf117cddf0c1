/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How fast a warning becomes a line, its words, a CAP message: of a small zone
 * and of one whose border has to be thinned, with a chain of ten behind it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "encode/atom.h"
#include "encode/cap.h"
#include "encode/warning_fixture.h"
#include "encode/warning_json.h"
#include "encode/warning_words.h"

enum { BORDER = 1500, CHAIN = 10 };
static const double long_s = 0.3;
static char text[LW_CAP_MAX];
static struct warning_fixture fixture;
static struct lw_cap_chain chain;

static double now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int put_line(const struct lw_warning *warning)
{
    return lw_warning_write(warning, &fixture.site, text, sizeof text);
}

static int put_words(const struct lw_warning *warning)
{
    const struct lw_words words = {&fixture.site, LW_LANG_UK, 7200};

    return lw_words_write(&words, LW_WORDS_DESCRIPTION, warning, text,
                          sizeof text);
}

static int put_cap(const struct lw_warning *warning)
{
    const struct lw_cap_config cap = lw_cap_defaults(&fixture.site);

    return lw_cap_write(&cap, warning, &chain, text, sizeof text);
}

static int put_entry(const struct lw_warning *warning)
{
    const struct lw_cap_config cap = lw_cap_defaults(&fixture.site);
    const struct lw_atom_config config = {
        .cap = &cap, .self = "", .base = "", .language = LW_LANG_EN};
    struct lw_text to;

    lw_text_init(&to, text, sizeof text);
    lw_atom_entry(&config, warning, &chain, &to);
    return lw_text_len(&to);
}

static int measure(const char *name, int (*write)(const struct lw_warning *))
{
    struct lw_warning warning = fixture_warning();
    const double began = now_s();
    double took = 0.0;
    int count = 0, len = 0;

    warning.revision = CHAIN + 1;
    for (; took < long_s && len >= 0; count++) {
        len = write(&warning);
        if (count % 16 == 0)
            took = now_s() - began;
    }
    printf("%-24s %10.0f warnings/s, %6d bytes each\n", name, count / took,
           len);
    return len < 0;
}

/* A border of so many points, with bays. */
static void widen(void)
{
    static struct lw_geodetic border[BORDER];

    for (int i = 0; i < BORDER; i++) {
        const double a = 2 * LW_PI * i / BORDER;
        const double r =
            (0.2 + 0.05 * sin(9 * a) + 0.01 * sin(101 * a)) * LW_DEG;
        border[i] = (struct lw_geodetic){52.3 * LW_DEG + r * sin(a),
                                         4.9 * LW_DEG + r * cos(a), 0};
    }
    fixture.zone.point = border;
    fixture.zone.points = fixture.ring.count = BORDER;
}

int main(void)
{
    int failed = 0;

    fixture_site(&fixture);
    const struct lw_cap_config cap = lw_cap_defaults(&fixture.site);
    struct lw_warning warning = fixture_warning();
    for (uint32_t i = 1; i <= CHAIN; i++) {
        warning.revision = i;
        lw_cap_sent(&cap, &warning, &chain);
    }
    failed += measure("line of the contract", put_line);
    failed += measure("description", put_words);
    failed += measure("Atom entry", put_entry);
    failed += measure("CAP, 4 points", put_cap);
    widen();
    failed += measure("CAP, 1,500 points", put_cap);
    return failed > 0;
}
