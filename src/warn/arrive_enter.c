/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_enter.h"

#include <stdbool.h>
#include <string.h>

enum {
    TICK_S = 30, /* all moments are whole ticks */
    TICKS = 121,
    CHUNK = LW_OUTLINE_CHUNK,
};

const double lw_arrive_s[LW_ARRIVE_TIMES] = {
    0,   30,  60,  90,  120,  180,  240,  300,  360,  420,
    480, 600, 720, 900, 1080, 1320, 1620, 2100, 2700, 3600};

/* By tick: the first moment told that is not before its end. */
static const uint8_t moment[TICKS] = {
    0,  1,  2,  3,  4,  5,  5,  6,  6,  7,  7,  8,  8,  9,  9,  10, 10, 11,
    11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 13, 13, 14, 14, 14, 14, 14,
    14, 15, 15, 15, 15, 15, 15, 15, 15, 16, 16, 16, 16, 16, 16, 16, 16, 16,
    16, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 18,
    18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18, 18,
    18, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19,
    19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19};

/* So much of each lane enters so far along this leg. */
LW_INLINE void count_entries(float part[LW_ARRIVE_TIMES], uint32_t leg,
                             const lw_eight *along, const lw_eight *gain)
{
    const float from = (float)(lw_leg_s[leg] / TICK_S);
    const float ticks = (float)((lw_leg_s[leg + 1] - lw_leg_s[leg]) / TICK_S);

    const lw_eight at = from + *along * ticks;
    const lw_eight_mask whole = __builtin_convertvector(at, lw_eight_mask);
    const lw_eight_mask past = at > __builtin_convertvector(whole, lw_eight);
    const lw_eight_mask tick = whole - past; /* -1 where it is */
    const lw_eight_mask some = *gain > LW_ALL8(0.0f);

    for (uint32_t left = lw_eight_bits_of(&some); left != 0; left &= left - 1) {
        const uint32_t i = lw_lowest_bit(left);
        part[moment[tick[i]]] += (*gain)[i];
    }
}

/* Fewer than that have entered so far. */
static bool too_few(const float part[LW_ARRIVE_TIMES], float least)
{
    float sum = 0.0f;

    for (int i = 0; i < LW_ARRIVE_TIMES; i++)
        sum += part[i];
    return sum < least * LW_PATHS;
}

static void finish(const struct lw_fan *fan, float part[LW_ARRIVE_TIMES])
{
    float sum = 0.0f;

    for (int i = 0; i < LW_ARRIVE_TIMES; i++) {
        sum += part[i] * fan->lasts[i] * (1.0f / LW_PATHS);
        part[i] = lw_least(sum, 1.0f);
    }
}

/* Blocks of paths that may come within `radius_m` on a leg, a bit each. */
LW_INLINE uint32_t may_come(const struct lw_fan *fan, uint32_t leg,
                            const float centre_m[2], float radius_m)
{
    const float x = centre_m[0], y = centre_m[1];
    const lw_eight off = fan->across_x[leg] * x + fan->across_y[leg] * y;
    const lw_eight_mask may = (fan->west_m[leg] <= x + radius_m) &
                              (fan->east_m[leg] >= x - radius_m) &
                              (fan->south_m[leg] <= y + radius_m) &
                              (fan->north_m[leg] >= y - radius_m) &
                              (fan->right_m[leg] <= off + radius_m) &
                              (fan->left_m[leg] >= off - radius_m);

    return lw_eight_bits_of(&may);
}

/* The same for all legs; which have any, 0: none in time. */
LW_INLINE uint32_t may_enter(const struct lw_fan *fan,
                             const struct lw_goal *goal, float radius_m,
                             uint32_t may[LW_LEGS])
{
    uint32_t legs = 0;

    for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
        if (leg == goal->legs && legs == 0)
            return 0;
        may[leg] = goal->may >> leg & 1U
                       ? may_come(fan, leg, goal->centre_m, radius_m)
                       : 0;
        legs |= (uint32_t)(may[leg] != 0) << leg;
    }
    return legs;
}

LW_CLONED uint32_t lw_enter_may(const struct lw_fan *fan,
                                const struct lw_goal *goal)
{
    uint32_t may[LW_LEGS];

    return may_enter(fan, goal, goal->radius_m, may);
}

/* ---- a round zone ---- */

struct disc {
    float x, y, radius, blur, most;
};

/* A leg of a block that comes near: how far along, and how near. */
struct brush {
    uint32_t leg, block;
    lw_eight along, d2;
};

/* Those of legs from..to, in order. */
LW_INLINE uint32_t find_brushes(const struct lw_fan *fan,
                                const struct disc *disc, uint32_t from,
                                uint32_t to, const uint32_t may[LW_LEGS],
                                struct brush brush[LW_LEGS * LW_BLOCKS + 1])
{
    const lw_eight zero = LW_ALL8(0.0f), one = LW_ALL8(1.0f);
    const float reach = disc->radius + disc->blur;
    uint32_t count = 0;

    for (uint32_t leg = from; leg < to; leg++)
        for (uint32_t left = may[leg]; left != 0; left &= left - 1) {
            const uint32_t b = lw_lowest_bit(left);
            const lw_eight ux = fan->ux_m[leg][b], uy = fan->uy_m[leg][b];
            const lw_eight wx = disc->x - fan->x_m[leg][b];
            const lw_eight wy = disc->y - fan->y_m[leg][b];
            const lw_eight along = (wx * ux + wy * uy) * fan->per_m2[leg][b];
            lw_eight t = LW_EITHER8(along > zero, along, zero);
            t = LW_EITHER8(t < one, t, one);
            const lw_eight dx = wx - t * ux, dy = wy - t * uy;
            const lw_eight d2 = dx * dx + dy * dy;
            const lw_eight_mask near = d2 < reach * reach;
            brush[count].leg = leg;
            brush[count].block = b;
            brush[count].along = along;
            brush[count].d2 = d2;
            count += lw_eight_bits_of(&near) != 0;
        }
    return count;
}

LW_INLINE void take_brush(const struct lw_fan *fan, const struct disc *disc,
                          const struct brush *brush, lw_eight *hit,
                          float part[LW_ARRIVE_TIMES])
{
    const lw_eight zero = LW_ALL8(0.0f), one = LW_ALL8(1.0f);
    const lw_eight d2 = brush->d2;
    const float reach = disc->radius + disc->blur;
    lw_eight far, within, back, t;

    lw_eight_sqrt(&d2, &far);
    within = (reach - far) * (0.5f / disc->blur);
    within = LW_EITHER8(within < disc->most, within, LW_ALL8(disc->most));
    const lw_eight gain =
        LW_EITHER8((d2 < reach * reach) & (within > *hit), within - *hit, zero);
    *hit += gain;
    /* back from the nearest point of the line to the edge */
    const lw_eight left = disc->radius * disc->radius - d2;
    const lw_eight part2 = LW_EITHER8(left > zero, left, zero) *
                           fan->per_m2[brush->leg][brush->block];
    lw_eight_sqrt(&part2, &back);
    t = brush->along - back;
    t = LW_EITHER8(t > zero, t, zero);
    t = LW_EITHER8(t < one, t, one);
    count_entries(part, brush->leg, &t, &gain);
}

LW_CLONED bool lw_enter_round(const struct lw_fan *fan,
                              const struct lw_goal *goal, float disc_m,
                              float blur_m, float part[LW_ARRIVE_TIMES])
{
    const struct disc disc = {goal->centre_m[0], goal->centre_m[1], disc_m,
                              blur_m, lw_least(1.0f, disc_m / blur_m)};
    struct brush brush[LW_LEGS * LW_BLOCKS + 1];
    uint32_t may[LW_LEGS];
    lw_eight hit[LW_BLOCKS];

    if (may_enter(fan, goal, disc_m + blur_m, may) == 0)
        return false;
    for (uint32_t b = 0; b < LW_BLOCKS; b++)
        hit[b] = LW_ALL8(0.0f);
    memset(part, 0, LW_ARRIVE_TIMES * sizeof *part);
    for (uint32_t from = 0, to = goal->legs; from < to;
         from = to, to = LW_LEGS) {
        const uint32_t count = find_brushes(fan, &disc, from, to, may, brush);
        for (uint32_t i = 0; i < count; i++)
            take_brush(fan, &disc, &brush[i], &hit[brush[i].block], part);
        if (from == 0 && to < LW_LEGS && too_few(part, goal->least))
            return false;
    }
    finish(fan, part);
    return true;
}

/* ---- an outline ---- */

/* Which lanes lie inside, by how often it goes round them: a line to the west
 * crosses it upward and downward as often where they lie outside. Polygons may
 * overlap; holes go round the other way. */
LW_INLINE void inside(const struct lw_outline *o, const lw_eight *x,
                      const lw_eight *y, lw_eight_mask *in)
{
    lw_eight_mask turns = {0};

    for (uint32_t k = 0; k + 1 < o->points; k++) {
        const float ax = o->x_m[k], ay = o->y_m[k];
        const float bx = o->x_m[k + 1], by = o->y_m[k + 1];
        if (!o->after[k] || ay == by)
            continue;
        const lw_eight cut = ax + (*y - ay) * ((bx - ax) / (by - ay));
        const lw_eight_mask crosses = ((ay > *y) ^ (by > *y)) & (*x < cut);
        turns += ay < by ? crosses : -crosses;
    }
    *in = turns != 0;
}

/* How far along its leg each lane first crosses sides from..to; 2: never. */
LW_INLINE void cross(const struct lw_outline *o, uint32_t from, uint32_t to,
                     const lw_eight path[4], lw_eight *first)
{
    const lw_eight zero = LW_ALL8(0.0f), one = LW_ALL8(1.0f);
    const lw_eight x = path[0], y = path[1], ux = path[2], uy = path[3];
    lw_eight px = o->x_m[from] - x, py = o->y_m[from] - y;
    lw_eight side = ux * py - uy * px;

    for (uint32_t k = from; k < to; k++) {
        const float ex = o->x_m[k + 1] - o->x_m[k];
        const float ey = o->y_m[k + 1] - o->y_m[k];
        const lw_eight qx = o->x_m[k + 1] - x, qy = o->y_m[k + 1] - y;
        const lw_eight next = ux * qy - uy * qx;
        const lw_eight_mask crosses = (side > zero) ^ (next > zero);
        if (o->after[k]) { /* which cross it is harder to foresee than to ask */
            const lw_eight at = (px * ey - py * ex) / (ux * ey - uy * ex);
            const lw_eight_mask good =
                crosses & (at >= zero) & (at <= one) & (at < *first);
            *first = LW_EITHER8(good, at, *first);
        }
        px = qx;
        py = qy;
        side = next;
    }
}

static void cut_up(const struct lw_outline *o)
{
    for (uint32_t k = 0, c = 0; k + 1 < o->points; k += CHUNK, c++) {
        const uint32_t end = k + CHUNK < o->points ? k + CHUNK : o->points - 1;
        struct lw_extent e = {o->x_m[k], o->x_m[k], o->y_m[k], o->y_m[k]};
        for (uint32_t i = k + 1; i <= end; i++) {
            e.west_m = lw_least(e.west_m, o->x_m[i]);
            e.east_m = lw_most(e.east_m, o->x_m[i]);
            e.south_m = lw_least(e.south_m, o->y_m[i]);
            e.north_m = lw_most(e.north_m, o->y_m[i]);
        }
        o->chunk[c] = e;
    }
}

LW_INLINE void outline_block(const struct lw_fan *fan,
                             const struct lw_outline *o, uint32_t leg,
                             uint32_t b, lw_eight_mask *done,
                             float part[LW_ARRIVE_TIMES])
{
    const lw_eight x = fan->x_m[leg][b], y = fan->y_m[leg][b];
    const lw_eight path[4] = {x, y, fan->ux_m[leg][b], fan->uy_m[leg][b]};
    lw_eight first = LW_ALL8(2.0f);

    for (uint32_t k = 0, c = 0; k + 1 < o->points; k += CHUNK, c++)
        if (o->chunk[c].west_m <= fan->east_m[leg][b] &&
            o->chunk[c].east_m >= fan->west_m[leg][b] &&
            o->chunk[c].south_m <= fan->north_m[leg][b] &&
            o->chunk[c].north_m >= fan->south_m[leg][b])
            cross(o, k, k + CHUNK < o->points ? k + CHUNK : o->points - 1, path,
                  &first);
    const lw_eight_mask in = ~*done & (first <= LW_ALL8(1.0f));
    const lw_eight gain = LW_EITHER8(in, LW_ALL8(1.0f), LW_ALL8(0.0f));
    count_entries(part, leg, &first, &gain);
    *done |= in;
}

LW_CLONED bool lw_enter_outline(const struct lw_fan *fan,
                                const struct lw_goal *goal,
                                const struct lw_outline *outline,
                                float part[LW_ARRIVE_TIMES])
{
    lw_eight_mask done[LW_BLOCKS];
    uint32_t may[LW_LEGS];

    const uint32_t legs = may_enter(fan, goal, goal->radius_m, may);
    if (legs == 0)
        return false;
    memset(done, 0, sizeof done);
    memset(part, 0, LW_ARRIVE_TIMES * sizeof *part);
    cut_up(outline);
    for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
        if (leg == goal->legs && too_few(part, goal->least))
            return false;
        if (!(legs >> leg & 1U))
            continue;
        for (uint32_t left = may[leg]; left != 0; left &= left - 1) {
            const uint32_t b = lw_lowest_bit(left);
            const lw_eight_mask open = ~done[b];
            if (lw_eight_bits_of(&open) == 0)
                continue;
            if (leg == 0) {
                inside(outline, &fan->x_m[0][b], &fan->y_m[0][b], &done[b]);
                for (int i = 0; i < LW_EIGHT; i++)
                    part[0] += done[b][i] ? 1.0f : 0.0f;
            }
            outline_block(fan, outline, leg, b, &done[b], part);
        }
    }
    finish(fan, part);
    return true;
}
