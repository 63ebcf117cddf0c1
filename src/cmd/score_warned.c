/* SPDX-License-Identifier: Apache-2.0 */
#include "score_warned.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/geodesy.h"
#include "base/sort.h"
#include "cmd.h"
#include "decode/warning_ndjson.h"

enum { FIRST_ROOM = 1024, NOTICED_BY = 2 };

static int no_space(struct lw_fault *fault, int64_t line)
{
    return lw_fault_set(fault, LW_ERR_NO_SPACE, line, 0,
                        "more than can be held");
}

/* Twice the room, or what there is at first; false: no memory, or too many. */
static bool enlarge(void **array, uint32_t *room, size_t size, uint32_t most)
{
    const uint32_t larger = *room == 0 ? FIRST_ROOM : 2 * *room;
    void *moved = larger > most ? NULL : realloc(*array, larger * size);

    if (moved == NULL)
        return false;
    *array = moved;
    *room = larger;
    return true;
}

/* ---- areas ---- */

static void put_square(struct lw_score_warned *w, struct lw_zone *area,
                       uint32_t at, const struct lw_region_box *box)
{
    struct lw_geodetic *corner = w->corner + 4 * (size_t)at;

    for (int i = 0; i < 4; i++)
        corner[i] = (struct lw_geodetic){
            i < 2 ? box->south_rad : box->north_rad,
            i == 1 || i == 2 ? box->east_rad : box->west_rad, 0};
    *area = (struct lw_zone){.point = corner,
                             .points = 4,
                             .ring = &w->square,
                             .rings = 1,
                             .warn = {.kinds = area->warn.kinds,
                                      .cooperative = area->warn.cooperative}};
}

/* Squares that zones lie in. */
struct grid {
    struct lw_region_box all;
    double step_rad[2]; /* east, north */
    uint32_t wide, tall;
};

static struct grid make_grid(const struct lw_score_warned *w, uint32_t zones)
{
    struct lw_region_box all = w->box[0];
    struct grid grid;
    double metres[2];

    for (uint32_t z = 1; z < zones; z++) {
        all.south_rad = fmin(all.south_rad, w->box[z].south_rad);
        all.north_rad = fmax(all.north_rad, w->box[z].north_rad);
        all.west_rad = fmin(all.west_rad, w->box[z].west_rad);
        all.east_rad = fmax(all.east_rad, w->box[z].east_rad);
    }
    const double lat_rad = (all.south_rad + all.north_rad) / 2;
    const double lon_rad = (all.west_rad + all.east_rad) / 2;
    double side_m = 1000 * w->options->province_km;
    lw_geodetic_radii(lat_rad, metres);
    for (;; side_m *= 2) {
        grid.step_rad[0] = side_m / metres[0];
        grid.step_rad[1] = side_m / metres[1];
        const double wide =
            fmax(1, ceil((all.east_rad - all.west_rad) / grid.step_rad[0]));
        const double tall =
            fmax(1, ceil((all.north_rad - all.south_rad) / grid.step_rad[1]));
        if (wide * tall > LW_PROVINCES_MAX)
            continue;
        grid.wide = (uint32_t)wide;
        grid.tall = (uint32_t)tall;
        break;
    }
    grid.all =
        (struct lw_region_box){lat_rad - grid.tall * grid.step_rad[1] / 2,
                               lat_rad + grid.tall * grid.step_rad[1] / 2,
                               lon_rad - grid.wide * grid.step_rad[0] / 2,
                               lon_rad + grid.wide * grid.step_rad[0] / 2};
    return grid;
}

static uint32_t cell_of(const struct grid *grid,
                        const struct lw_region_box *box)
{
    const double x =
        ((box->west_rad + box->east_rad) / 2 - grid->all.west_rad) /
        grid->step_rad[0];
    const double y =
        ((box->south_rad + box->north_rad) / 2 - grid->all.south_rad) /
        grid->step_rad[1];

    return (uint32_t)fmin(y, grid->tall - 1) * grid->wide +
           (uint32_t)fmin(x, grid->wide - 1);
}

/* Which zones lie in which square, and the squares behind the zones. */
static void make_provinces(struct lw_score_warned *w, const struct grid *grid)
{
    const uint32_t zones = w->site.site.zones;
    const uint32_t cells = grid->wide * grid->tall;
    struct lw_zone country = {0};

    for (uint32_t z = 0; z < zones; z++) {
        const uint32_t area = zones + cell_of(grid, &w->box[z]);
        const struct lw_zone_warn *warn = &w->area[z].warn;
        w->area_km2[z] = lw_region_area_m2(&w->area[z]) / 1e6;
        w->province[z] = area;
        w->area[area].warn.kinds |= warn->kinds;
        w->area[area].warn.cooperative =
            w->area[area].warn.cooperative || warn->cooperative;
        country.warn.kinds |= warn->kinds;
        country.warn.cooperative =
            country.warn.cooperative || warn->cooperative;
    }
    for (uint32_t c = 0; c < cells; c++) {
        const uint32_t row = c / grid->wide, column = c % grid->wide;
        const double west_rad = grid->all.west_rad + column * grid->step_rad[0];
        const double south_rad = grid->all.south_rad + row * grid->step_rad[1];
        w->provinces += w->area[zones + c].warn.kinds != 0;
        put_square(
            w, &w->area[zones + c], c,
            &(struct lw_region_box){south_rad, south_rad + grid->step_rad[1],
                                    west_rad, west_rad + grid->step_rad[0]});
    }
    w->area[zones + cells] = country;
    put_square(w, &w->area[zones + cells], cells, &grid->all);
}

static int make_areas(struct lw_score_warned *w, struct lw_fault *fault)
{
    const struct lw_site *site = &w->site.site;

    if (site->zones == 0)
        return lw_fault_set(fault, LW_ERR_MISSING, 0, 0,
                            "expected zones, got none");
    w->square = (struct lw_ring){0, 4, false};
    w->box = calloc(site->zones + LW_PROVINCES_MAX + 1, sizeof *w->box);
    w->area = calloc(site->zones + LW_PROVINCES_MAX + 1, sizeof *w->area);
    w->corner = calloc(4 * (size_t)(LW_PROVINCES_MAX + 1), sizeof *w->corner);
    w->area_km2 = calloc(site->zones, sizeof *w->area_km2);
    w->province = calloc(site->zones, sizeof *w->province);
    w->by_id = calloc(site->zones, sizeof *w->by_id);
    if (w->box == NULL || w->area == NULL || w->corner == NULL ||
        w->area_km2 == NULL || w->province == NULL || w->by_id == NULL)
        return no_space(fault, 0);
    memcpy(w->area, site->zone, site->zones * sizeof *w->area);
    lw_regions_box(w->area, site->zones, w->box);
    const struct grid grid = make_grid(w, site->zones);
    make_provinces(w, &grid);
    w->scene.zones = site->zones;
    w->scene.areas = site->zones + grid.wide * grid.tall + 1;
    lw_regions_box(w->area, w->scene.areas, w->box);
    return 0;
}

static bool id_before(const void *a, const void *b, const void *context)
{
    const struct lw_zone *zone = context;

    return strcmp(zone[*(const uint32_t *)a].id,
                  zone[*(const uint32_t *)b].id) < 0;
}

static void index_zones(struct lw_score_warned *w)
{
    uint32_t spare;

    for (uint32_t z = 0; z < w->scene.zones; z++)
        w->by_id[z] = z;
    lw_sort(w->by_id, w->scene.zones, sizeof spare, &spare, id_before, w->area);
}

/* Index of the zone, or `zones`. */
static uint32_t find_zone(const struct lw_score_warned *w, const char *id)
{
    uint32_t low = 0, high = w->scene.zones;

    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const int order = strcmp(w->area[w->by_id[middle]].id, id);
        if (order == 0)
            return w->by_id[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return w->scene.zones;
}

/* ---- truth ---- */

static struct lw_truth_point point_of(const struct lw_state_line *line,
                                      uint32_t object)
{
    const int kind = line->has & LW_LINE_HAS_KIND
                         ? lw_kind_find(line->kind, strlen(line->kind))
                         : -1;

    return (struct lw_truth_point){
        .object = object,
        .time_ns = line->time_ns,
        .pos = line->pos,
        .kind = kind >= 0 ? (enum lw_kind)kind : LW_KIND_UNKNOWN,
        .speed_mps = line->has & LW_LINE_HAS_VEL
                         ? hypot(line->vel_mps[0], line->vel_mps[1])
                         : 0,
        .cooperative = (line->has & LW_LINE_COOPERATIVE) != 0,
        .noticeable =
            !(line->has & LW_LINE_HAS_SENSORS) || line->sensors >= NOTICED_BY,
    };
}

static int room_for_object(struct lw_score_warned *w, uint32_t object)
{
    struct lw_visits *v = &w->visits;
    const uint32_t before = v->visitors;
    void *visitor = v->visitor;

    if (object < v->visitors)
        return 0;
    if (!enlarge(&visitor, &v->visitors, sizeof *v->visitor,
                 2 * LW_SCORE_NUMBERS_MAX))
        return LW_ERR_NO_SPACE;
    v->visitor = visitor;
    memset(v->visitor + before, 0, (v->visitors - before) * sizeof *v->visitor);
    return 0;
}

static int take_truth(struct lw_score_warned *w,
                      const struct lw_state_line *line, int64_t number,
                      struct lw_fault *fault)
{
    struct lw_visits *v = &w->visits;
    uint32_t object;
    void *visit;

    if (lw_score_names_number(&w->objects, line->name, &object) < 0 ||
        room_for_object(w, object) < 0)
        return no_space(fault, number);
    const struct lw_visitor *visitor = &v->visitor[object];
    if (visitor->there && line->time_ns <= visitor->last_ns)
        return lw_fault_set(fault, LW_ERR_LATE, number, 0,
                            "expected the lines of an object in order of "
                            "time");
    const struct lw_truth_point point = point_of(line, object);
    while (lw_visits_add(v, &point) < 0) {
        visit = v->visit;
        if (!enlarge(&visit, &v->room, sizeof *v->visit, LW_SCORE_VISITS_MAX))
            return no_space(fault, number);
        v->visit = visit;
    }
    return 0;
}

/* ---- lines of warnings ---- */

int lw_score_warned_add(struct lw_score_warned *warned,
                        const struct lw_warned_line *line)
{
    void *lines = warned->scene.line;

    if (warned->scene.lines == warned->line_room) {
        if (!enlarge(&lines, &warned->line_room, sizeof *line,
                     LW_SCORE_LINES_MAX))
            return LW_ERR_NO_SPACE;
        warned->scene.line = lines;
    }
    warned->scene.line[warned->scene.lines++] = *line;
    return 0;
}

static int take_line(struct lw_score_warned *w,
                     const struct lw_warning_line *line, int64_t number,
                     struct lw_fault *fault)
{
    const uint32_t zone = find_zone(w, line->zone);
    uint32_t warning;

    if (line->state == LW_WARNING_PROPOSED)
        return 0;
    if (zone == w->scene.zones)
        return lw_fault_set(fault, LW_ERR_UNKNOWN, number, 0,
                            "`zone`: the site has no `%s`", line->zone);
    if (lw_score_names_number(&w->warnings, line->name, &warning) < 0)
        return no_space(fault, number);
    const struct lw_warned_line told = {
        .zone = zone,
        .warning = warning,
        .time_ns = line->time_ns,
        .level = line->level,
        .state = line->state,
        .probability = line->probability,
        .has_arrival = line->has_arrival,
        .when = line->when,
    };
    return lw_score_warned_add(w, &told) < 0 ? no_space(fault, number) : 0;
}

static int take(struct lw_score_warned *w, bool truth, const char *text,
                size_t len, int64_t number, struct lw_fault *fault)
{
    struct lw_state_line state;
    struct lw_warning_line line;
    int err = truth ? lw_truth_line_read(text, len, &state, fault)
                    : lw_warning_line_read(text, len, &line, fault);

    if (err == LW_ERR_NOT_MINE)
        return 0;
    if (err < 0) {
        fault->line = number;
        return err;
    }
    return truth ? take_truth(w, &state, number, fault)
                 : take_line(w, &line, number, fault);
}

static int read_file(struct lw_score_warned *w, const char *path, bool truth)
{
    struct lw_fault fault = {0};
    struct lw_input *in = lw_input_open(path, &fault);
    const char *text;
    size_t len;
    int got = in == NULL ? LW_ERR_IO : 1;

    while (got > 0 && (got = lw_input_line(in, &text, &len)) > 0) {
        if (len == 0)
            continue;
        const int err = take(w, truth, text, len, lw_input_number(in), &fault);
        if (err < 0)
            got = err;
    }
    if (got < 0 && fault.what[0] == '\0')
        (void)lw_fault_set(&fault, got, lw_input_number(in), 0, "%s",
                           got == LW_ERR_NO_SPACE ? "the line is too long"
                                                  : lw_input_error(in));
    if (in != NULL)
        lw_input_close(in);
    if (got < 0)
        lw_print_fault(path, &fault);
    return got < 0 ? LW_EXIT_FAILED : LW_EXIT_DONE;
}

/* ---- judging ---- */

static void free_figures(struct lw_warned_scene *s)
{
    free(s->span);
    free(s->entry);
    free(s->first_visit);
    free(s->first_span);
    free(s->value);
    free(s->interval);
}

int lw_score_warned_judge(struct lw_score_warned *warned)
{
    struct lw_warned_scene *s = &warned->scene;
    const uint32_t visits = warned->visits.count;
    const uint32_t most = visits > s->lines ? visits : s->lines;

    free_figures(s);
    s->zone = warned->area;
    s->area_km2 = warned->area_km2;
    s->province = warned->province;
    s->visits = &warned->visits;
    s->from_ns = warned->visits.first_ns;
    s->to_ns = warned->visits.last_ns;
    s->span = calloc(s->lines + 1, sizeof *s->span);
    s->entry = calloc(visits + 1, sizeof *s->entry);
    s->first_visit = calloc(s->areas + 1, sizeof *s->first_visit);
    s->first_span = calloc(s->zones + 1, sizeof *s->first_span);
    s->value = calloc(most + 1, sizeof *s->value);
    s->interval =
        calloc(lw_warned_intervals(visits, s->lines), sizeof *s->interval);
    if (s->span == NULL || s->entry == NULL || s->first_visit == NULL ||
        s->first_span == NULL || s->value == NULL || s->interval == NULL) {
        fputs("luchtwacht: score: not enough memory\n", stderr);
        return LW_EXIT_FAILED;
    }
    lw_warned_judge(s, &warned->result);
    return LW_EXIT_DONE;
}

void lw_score_warned_clear(struct lw_score_warned *warned)
{
    warned->scene.lines = 0;
}

void lw_score_warned_free(struct lw_score_warned *warned)
{
    struct lw_score_warned *const w = warned;

    free_figures(&w->scene);
    free(w->scene.line);
    free(w->visits.visit);
    free(w->visits.visitor);
    free(w->box);
    free(w->area);
    free(w->corner);
    free(w->area_km2);
    free(w->province);
    free(w->by_id);
    lw_score_names_free(&w->objects);
    lw_score_names_free(&w->warnings);
    lw_unload_site(&w->site);
}

int lw_score_warned_begin(struct lw_score_warned *warned)
{
    struct lw_score_warned *const w = warned;
    const struct lw_score_options *o = w->options;
    struct lw_fault fault = {0};

    if (lw_load_site(o->site, &w->site, &fault) < 0 ||
        make_areas(w, &fault) < 0) {
        lw_print_fault(o->site, &fault);
        return LW_EXIT_FAILED;
    }
    index_zones(w);
    w->visits.zone = w->area;
    w->visits.box = w->box;
    w->visits.zones = w->scene.areas;
    if (read_file(w, o->truth, true) != LW_EXIT_DONE)
        return LW_EXIT_FAILED;
    if (!w->visits.any) {
        fprintf(stderr, "luchtwacht: %s: expected truth lines, got none\n",
                o->truth);
        return LW_EXIT_FAILED;
    }
    lw_visits_end(&w->visits);
    lw_visits_sort(&w->visits);
    return LW_EXIT_DONE;
}

int lw_score_warned_read(struct lw_score_warned *warned)
{
    return read_file(warned, warned->options->tracks, false);
}
