/* SPDX-License-Identifier: Apache-2.0 */
#include "score_svg.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

/* Of a plot, in its own units; what is around the axes. */
enum {
    WIDTH = 560,
    HEIGHT = 290,
    LEFT = 58,
    RIGHT = 14,
    TOP = 46,
    BOTTOM = 44
};
enum {
    MAP_WIDTH = 1140,
    MAP_HEIGHT_MAX = 760,
    MAP_HEIGHT_MIN = 320,
    EDGE = 24
};
enum { TICKS = 5, ERROR_CLASSES = 5 };

static const double error_edge[ERROR_CLASSES] = {0.05, 0.1, 0.25, 0.5, 1};

void lw_svg_text(FILE *to, const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", to);
            break;
        case '>':
            fputs("&gt;", to);
            break;
        case '&':
            fputs("&amp;", to);
            break;
        case '"':
            fputs("&quot;", to);
            break;
        case '\'':
            fputs("&#39;", to);
            break;
        default:
            fputc(*text, to);
        }
    }
}

/* A round step that fits about `steps` times into the range. */
static double round_step(double range, int steps)
{
    const double rough = range / steps;
    const double ten = pow(10, floor(log10(rough)));
    const double part = rough / ten;

    return ten * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
}

static int decimals_of(double step)
{
    const double at = -floor(log10(step) + 1e-9);

    return at <= 0 ? 0 : at < 9 ? (int)at : 9;
}

struct axes {
    double x0, x1, y0, y1, x_step, y_step;
};

static double at_x(const struct axes *a, double x)
{
    return LEFT + (x - a->x0) / (a->x1 - a->x0) * (WIDTH - LEFT - RIGHT);
}

static double at_y(const struct axes *a, double y)
{
    return HEIGHT - BOTTOM -
           (y - a->y0) / (a->y1 - a->y0) * (HEIGHT - TOP - BOTTOM);
}

/* Whole steps of y around what is shown. */
static void fit_axes(struct axes *a)
{
    if (!(a->x1 > a->x0))
        a->x1 = a->x0 + 1;
    if (!(a->y1 > a->y0))
        a->y1 = a->y0 + 1;
    a->x_step = round_step(a->x1 - a->x0, TICKS + 1);
    a->y_step = round_step(a->y1 - a->y0, TICKS);
    a->y0 = floor(a->y0 / a->y_step) * a->y_step;
    a->y1 = ceil(a->y1 / a->y_step - 1e-9) * a->y_step;
}

static void open_plot(FILE *to, const char *title)
{
    fprintf(to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH,
            HEIGHT);
    lw_svg_text(to, title);
    fputs("\"><text class=\"title\" x=\"4\" y=\"16\">", to);
    lw_svg_text(to, title);
    fputs("</text>\n", to);
}

static void draw_axes(FILE *to, const struct axes *a, const char *x_name,
                      const char *y_name)
{
    const int x_decimals = decimals_of(a->x_step);
    const int y_decimals = decimals_of(a->y_step);

    for (double y = a->y0; y <= a->y1 + a->y_step / 2; y += a->y_step) {
        const double v = fabs(y) < a->y_step / 1e6 ? 0 : y;
        fprintf(to,
                "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text class=\"tick\" "
                "x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.*f</text>\n",
                LEFT, at_y(a, v), WIDTH - RIGHT, LEFT - 6, at_y(a, v) + 4,
                y_decimals, v);
    }
    for (double x = ceil(a->x0 / a->x_step - 1e-9) * a->x_step;
         x <= a->x1 + a->x_step / 1e6; x += a->x_step) {
        const double v = fabs(x) < a->x_step / 1e6 ? 0 : x;
        fprintf(to,
                "<path class=\"grid\" d=\"M%.1f %dV%d\"/><text class=\"tick\" "
                "x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.*f</text>\n",
                at_x(a, v), TOP, HEIGHT - BOTTOM, at_x(a, v),
                HEIGHT - BOTTOM + 16, x_decimals, v);
    }
    fprintf(to, "<text class=\"name\" x=\"%d\" y=\"%d\" text-anchor=\"end\">",
            WIDTH - RIGHT, HEIGHT - 8);
    lw_svg_text(to, x_name);
    fprintf(to, "</text><text class=\"name\" x=\"4\" y=\"%d\">", TOP - 14);
    lw_svg_text(to, y_name);
    fputs("</text>\n", to);
}

/* From left to right along the top; where the next one goes. */
static double draw_key(FILE *to, double x, const char *name, const char *style,
                       bool area)
{
    int letters = 0;

    for (const char *at = name; *at != '\0'; at++)
        letters += (*at & 0xc0) != 0x80;
    if (area)
        fprintf(to,
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"16\" "
                "height=\"9\"/>",
                style, x, TOP - 22);
    else
        fprintf(to, "<path class=\"line %s\" d=\"M%.1f %dh16\"/>", style, x,
                TOP - 18);
    fprintf(to, "<text class=\"tick\" x=\"%.1f\" y=\"%d\">", x + 20, TOP - 14);
    lw_svg_text(to, name);
    fputs("</text>\n", to);
    return x + 34 + 6.2 * letters;
}

static void draw_line(FILE *to, const struct axes *a, const struct lw_plot *p,
                      const struct lw_plot_line *line)
{
    bool down = false;

    fprintf(to, "<path class=\"line %s\" d=\"", line->style);
    for (uint32_t i = 0; i < p->count; i++) {
        const bool here = isfinite(line->y[i]);
        if (here)
            fprintf(to, "%c%.1f %.1f", down ? 'L' : 'M', at_x(a, p->x[i]),
                    at_y(a, fmin(fmax(line->y[i], a->y0), a->y1)));
        /* One alone is a dot: a line of no length, round at its ends. */
        if (here && !down && !line->joined &&
            (i + 1 == p->count || !isfinite(line->y[i + 1])))
            fputs("h.01", to);
        down = here || (down && line->joined);
    }
    fputs("\"/>\n", to);
}

static void draw_band(FILE *to, const struct axes *a, const struct lw_plot *p)
{
    bool any = false;

    fputs("<path class=\"band\" d=\"", to);
    for (int side = 0; side < 2; side++) {
        for (uint32_t k = 0; k < p->count; k++) {
            const uint32_t i = side == 0 ? k : p->count - 1 - k;
            const double y = side == 0 ? p->high[i] : p->low[i];
            if (!isfinite(y))
                continue;
            fprintf(to, "%c%.1f %.1f", any ? 'L' : 'M', at_x(a, p->x[i]),
                    at_y(a, fmin(fmax(y, a->y0), a->y1)));
            any = true;
        }
    }
    fputs(any ? "Z\"/>\n" : "\"/>\n", to);
}

static int by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* The highest that is shown: all of it, unless a few peaks tower over the
 * rest by far; these are cut. */
static double highest(const struct lw_plot *p)
{
    double *value =
        malloc(((size_t)p->count * LW_PLOT_LINES_MAX + 1) * sizeof *value);
    size_t n = 0;
    double most = 0;

    if (value == NULL)
        return 1;
    for (int l = 0; l < p->lines; l++)
        for (uint32_t i = 0; i < p->count; i++)
            if (isfinite(p->line[l].y[i]))
                value[n++] = p->line[l].y[i];
    if (n > 0) {
        qsort(value, n, sizeof *value, by_value);
        const double usual = value[(n - 1) * 98 / 100];
        most =
            value[n - 1] > 4 * usual && usual > 0 ? 1.5 * usual : value[n - 1];
    }
    free(value);
    return most;
}

void lw_svg_lines(FILE *to, const struct lw_plot *p)
{
    struct axes a = {.x0 = p->count > 0 ? p->x[0] : 0,
                     .x1 = p->count > 0 ? p->x[p->count - 1] : 1,
                     .y0 = isfinite(p->y_least) ? p->y_least : 0,
                     .y1 = isfinite(p->y_most) ? p->y_most : highest(p)};
    double key_x = LEFT + 40;

    fit_axes(&a);
    open_plot(to, p->title);
    draw_axes(to, &a, p->x_name, p->y_name);
    if (p->low != NULL && p->high != NULL) {
        draw_band(to, &a, p);
        key_x = draw_key(to, key_x, p->band_name, "band", true);
    }
    if (isfinite(p->rule))
        fprintf(to, "<path class=\"rule\" d=\"M%d %.1fH%d\"/>\n", LEFT,
                at_y(&a, p->rule), WIDTH - RIGHT);
    for (int i = 0; i < p->lines; i++)
        draw_line(to, &a, p, &p->line[i]);
    for (int i = 0; i < p->lines; i++)
        if (p->line[i].name != NULL)
            key_x =
                draw_key(to, key_x, p->line[i].name, p->line[i].style, false);
    fputs("</svg>\n", to);
}

void lw_svg_bars(FILE *to, const char *title, const char *x_name,
                 const char *y_name, const struct lw_bar *bar, int bars,
                 double beyond, const char *beyond_name)
{
    struct axes a = {.x0 = bars > 0 ? bar[0].from : 0,
                     .x1 = bars > 0 ? bar[bars - 1].to : 1,
                     .y1 = beyond};
    const double width = bars > 0 ? bar[0].to - bar[0].from : 1;

    for (int i = 0; i < bars; i++)
        a.y1 = fmax(a.y1, bar[i].height);
    if (beyond > 0)
        a.x1 += 2.5 * width;
    fit_axes(&a);
    open_plot(to, title);
    draw_axes(to, &a, x_name, y_name);
    for (int i = 0; i < bars; i++)
        if (bar[i].height > 0)
            fprintf(to,
                    "<rect class=\"bar c1f\" x=\"%.1f\" y=\"%.1f\" "
                    "width=\"%.1f\" height=\"%.1f\"><title>%g to %g: "
                    "%g</title></rect>\n",
                    at_x(&a, bar[i].from) + 0.5, at_y(&a, bar[i].height),
                    at_x(&a, bar[i].to) - at_x(&a, bar[i].from) - 1,
                    at_y(&a, 0) - at_y(&a, bar[i].height), bar[i].from,
                    bar[i].to, bar[i].height);
    if (beyond > 0) {
        fprintf(to,
                "<rect class=\"bar c3f\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                "height=\"%.1f\"/><text class=\"tick\" x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"middle\">",
                at_x(&a, a.x1 - width), at_y(&a, beyond),
                at_x(&a, a.x1) - at_x(&a, a.x1 - width),
                at_y(&a, 0) - at_y(&a, beyond), at_x(&a, a.x1 - width / 2),
                at_y(&a, beyond) - 5);
        lw_svg_text(to, beyond_name);
        fputs("</text>\n", to);
    }
    fputs("</svg>\n", to);
}

void lw_svg_reliability(FILE *to, const char *title, const char *x_name,
                        const char *y_name, const struct lw_dots *set, int sets)
{
    struct axes a = {.x1 = 1, .y1 = 1};
    double most = 0, key_x = LEFT + 60;

    fit_axes(&a);
    open_plot(to, title);
    draw_axes(to, &a, x_name, y_name);
    fprintf(to, "<path class=\"rule\" d=\"M%.1f %.1fL%.1f %.1f\"/>\n",
            at_x(&a, 0), at_y(&a, 0), at_x(&a, 1), at_y(&a, 1));
    for (int s = 0; s < sets; s++)
        for (int i = 0; i < set[s].count; i++)
            most = fmax(most, set[s].dot[i].weight);
    for (int s = 0; s < sets; s++) {
        fprintf(to, "<path class=\"line %s\" d=\"", set[s].style);
        for (int i = 0; i < set[s].count; i++)
            fprintf(to, "%c%.1f %.1f", i == 0 ? 'M' : 'L',
                    at_x(&a, set[s].dot[i].x), at_y(&a, set[s].dot[i].y));
        fputs("\"/>\n", to);
        for (int i = 0; i < set[s].count; i++)
            fprintf(to,
                    "<circle class=\"dot %sf\" cx=\"%.1f\" cy=\"%.1f\" "
                    "r=\"%.1f\"><title>claimed %.3f, real %.3f, %.0f track "
                    "seconds</title></circle>\n",
                    set[s].style, at_x(&a, set[s].dot[i].x),
                    at_y(&a, set[s].dot[i].y),
                    2.5 + 7 * sqrt(set[s].dot[i].weight / fmax(most, 1)),
                    set[s].dot[i].x, set[s].dot[i].y, set[s].dot[i].weight);
        key_x = draw_key(to, key_x, set[s].name, set[s].style, false);
    }
    fputs("</svg>\n", to);
}

/* Paths first, each with its own; then tracks, the worse the later; and what
 * was missed or false on top of all. */
static int by_layer(const void *left, const void *right)
{
    const struct lw_place *a = left, *b = right;
    const bool path_a = a->what <= LW_PLACE_MISSED;
    const bool path_b = b->what <= LW_PLACE_MISSED;

    if (path_a != path_b)
        return path_b - path_a;
    if (path_a && a->number != b->number)
        return a->number < b->number ? -1 : 1;
    if (path_a)
        return (a->order > b->order) - (a->order < b->order);
    if (a->what != b->what)
        return a->what < b->what ? -1 : 1;
    return (a->error > b->error) - (a->error < b->error);
}

struct view {
    double lat0, lon0, scale, squeeze; /* squeeze: of longitudes */
    int height;
};

static double map_x(const struct view *v, double lon)
{
    return MAP_WIDTH / 2.0 + (lon - v->lon0) * v->squeeze * v->scale;
}

static double map_y(const struct view *v, double lat)
{
    return v->height / 2.0 - (lat - v->lat0) * v->scale;
}

static struct view view_of(const struct lw_place *place, uint32_t count)
{
    double south = 90, north = -90, west = 180, east = -180;
    struct view v = {0, 0, 1, 1, MAP_HEIGHT_MIN};

    for (uint32_t i = 0; i < count; i++) {
        south = fmin(south, place[i].lat);
        north = fmax(north, place[i].lat);
        west = fmin(west, place[i].lon);
        east = fmax(east, place[i].lon);
    }
    if (count == 0)
        return v;
    v.lat0 = (south + north) / 2;
    v.lon0 = (west + east) / 2;
    v.squeeze = fmax(0.02, cos(v.lat0 * PI / 180));
    const double wide = fmax((east - west) * v.squeeze, 1e-4);
    const double tall = fmax(north - south, 1e-4);
    v.scale =
        fmin((MAP_WIDTH - 2 * EDGE) / wide, (MAP_HEIGHT_MAX - 4 * EDGE) / tall);
    v.height = (int)fmin(MAP_HEIGHT_MAX,
                         fmax(MAP_HEIGHT_MIN, tall * v.scale + 4 * EDGE));
    return v;
}

static void draw_scale(FILE *to, const struct view *v)
{
    const double pixel_m = 111195.0 / v->scale;
    const double length_m = round_step(pixel_m * 220, 1);
    const double x = MAP_WIDTH - EDGE - length_m / pixel_m;

    fprintf(to,
            "<path class=\"scale\" d=\"M%.1f %dv6h%.1fv-6\"/>"
            "<text class=\"tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">",
            x, v->height - 18, length_m / pixel_m, x + length_m / pixel_m / 2,
            v->height - 20);
    if (length_m >= 1000)
        fprintf(to, "%g km</text>\n", length_m / 1000);
    else
        fprintf(to, "%g m</text>\n", length_m);
}

static int error_class(double error)
{
    int class = 0;

    while (class < ERROR_CLASSES - 1 && error > error_edge[class])
        class ++;
    return class;
}

static void draw_map_keys(FILE *to, double cutoff_m)
{
    double x = 90;

    fprintf(to,
            "<path class=\"path\" d=\"M%.0f 12h18\"/><text class=\"tick\" "
            "x=\"%.0f\" y=\"16\">truth</text>",
            x, x + 23);
    x += 68;
    fprintf(to,
            "<circle class=\"missed\" cx=\"%.0f\" cy=\"12\" r=\"3.5\"/>"
            "<text class=\"tick\" x=\"%.0f\" y=\"16\">missed</text>",
            x, x + 8);
    x += 66;
    fprintf(to,
            "<path class=\"ghost\" d=\"M%.0f 8l8 8m0 -8l-8 8\"/>"
            "<text class=\"tick\" x=\"%.0f\" y=\"16\">false track</text>",
            x, x + 12);
    x += 90;
    for (int i = 0; i < ERROR_CLASSES; i++) {
        fprintf(to,
                "<circle class=\"e%d\" cx=\"%.0f\" cy=\"12\" r=\"4\"/>"
                "<text class=\"tick\" x=\"%.0f\" y=\"16\">%s%g m</text>",
                i, x, x + 8, i == 0 ? "track, off by up to " : "",
                error_edge[i] * cutoff_m);
        x += i == 0 ? 170 : 72;
    }
    fputs("\n", to);
}

static void draw_paths(FILE *to, const struct view *v,
                       const struct lw_place *place, uint32_t count)
{
    for (uint32_t i = 0; i < count && place[i].what <= LW_PLACE_MISSED;) {
        const uint32_t number = place[i].number;
        fputs("<path class=\"path\" d=\"", to);
        for (char pen = 'M'; i < count && place[i].what <= LW_PLACE_MISSED &&
                             place[i].number == number;
             i++, pen = 'L')
            fprintf(to, "%c%.1f %.1f", pen, map_x(v, place[i].lon),
                    map_y(v, place[i].lat));
        fputs("h.01\"/>\n", to);
    }
}

static void draw_place(FILE *to, const struct view *v,
                       const struct lw_place *place)
{
    const double x = map_x(v, place->lon), y = map_y(v, place->lat);

    switch (place->what) {
    case LW_PLACE_PATH:
        break;
    case LW_PLACE_MISSED:
        fprintf(to,
                "<circle class=\"missed\" cx=\"%.1f\" cy=\"%.1f\" "
                "r=\"2.2\"/>",
                x, y);
        break;
    case LW_PLACE_TRACK:
        fprintf(to, "<circle class=\"e%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>",
                error_class(place->error), x, y);
        break;
    case LW_PLACE_FALSE:
        fprintf(to, "<path class=\"ghost\" d=\"M%.1f %.1fl5 5m0 -5l-5 5\"/>",
                x - 2.5, y - 2.5);
        break;
    }
}

void lw_svg_map(FILE *to, const char *title, struct lw_place *place,
                uint32_t count, double cutoff_m)
{
    const struct view v = view_of(place, count);

    for (uint32_t i = 0; i < count; i++)
        place[i].order = i;
    if (count > 1)
        qsort(place, count, sizeof *place, by_layer);
    fprintf(to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
            MAP_WIDTH, v.height);
    lw_svg_text(to, title);
    fputs("\"><text class=\"title\" x=\"4\" y=\"16\">", to);
    lw_svg_text(to, title);
    fputs("</text>\n", to);
    draw_paths(to, &v, place, count);
    for (int missed = 0; missed < 2; missed++)
        for (uint32_t i = 0; i < count; i++)
            if ((place[i].what == LW_PLACE_MISSED) == missed)
                draw_place(to, &v, &place[i]);
    fputs("\n", to);
    draw_map_keys(to, cutoff_m);
    if (count > 0)
        draw_scale(to, &v);
    fputs("</svg>\n", to);
}
