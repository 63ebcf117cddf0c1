/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score_svg.h - plots as SVG: lines over time, bars, a reliability diagram, a
 * map. Colours and type are the page's (classes of score_style.h).
 */
#ifndef LW_SCORE_SVG_H
#define LW_SCORE_SVG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { LW_PLOT_LINES_MAX = 6, LW_PLOT_BARS_MAX = 64 };

/* With < > & " and ' as entities. */
void lw_svg_text(FILE *to, const char *text);

struct lw_plot_line {
    const char *name;  /* in the legend; NULL: not there */
    const char *style; /* a class: c1..c5, faint */
    const double *y;   /* NaN: a gap */
    bool joined;       /* over its gaps */
};

/* Lines over a common x; low and high (or NULL) are the edges of a band. */
struct lw_plot {
    const char *title, *x_name, *y_name;
    const double *x;
    uint32_t count;
    struct lw_plot_line line[LW_PLOT_LINES_MAX];
    int lines;
    const double *low, *high;
    const char *band_name;
    double y_least, y_most; /* NaN: as the lines need */
    double rule;            /* a level line; NaN: none */
};

void lw_svg_lines(FILE *to, const struct lw_plot *plot);

struct lw_bar {
    double from, to, height;
};

/* Bars over classes of x; `beyond` more at the right, named. */
void lw_svg_bars(FILE *to, const char *title, const char *x_name,
                 const char *y_name, const struct lw_bar *bar, int bars,
                 double beyond, const char *beyond_name);

/* Claims against how often they came true; area by weight. */
struct lw_dot {
    double x, y, weight;
};
struct lw_dots {
    const char *name, *style;
    const struct lw_dot *dot;
    int count;
};
void lw_svg_reliability(FILE *to, const char *title, const char *x_name,
                        const char *y_name, const struct lw_dots *set,
                        int sets);

enum lw_place_what {
    LW_PLACE_PATH,   /* of an object: joined to the next of its number */
    LW_PLACE_MISSED, /* the same, and no track on it */
    LW_PLACE_TRACK,
    LW_PLACE_FALSE,
};
struct lw_place {
    enum lw_place_what what;
    uint32_t number;
    double lat, lon; /* degrees */
    double error;    /* of a track, of the cut-off: 0..1 */
    uint32_t order;  /* lw_svg_map() sets it */
};

/* Sorts the places. cutoff_m is for the legend. */
void lw_svg_map(FILE *to, const char *title, struct lw_place *place,
                uint32_t count, double cutoff_m);

#endif
