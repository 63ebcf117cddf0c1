/* SPDX-License-Identifier: Apache-2.0 */
#include "arrive_enter.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

const double lw_arrive_s[LW_ARRIVE_TIMES] = {
    0,   30,  60,  90,  120,  180,  240,  300,  360,  420,
    480, 600, 720, 900, 1080, 1320, 1620, 2100, 2700, 3600};

/* So many paths enter at this moment; they count from the next moment told. */
static void count_entry(float part[LW_ARRIVE_TIMES], double at_s, float paths)
{
    uint32_t i = 0;

    while (i + 1 < LW_ARRIVE_TIMES && lw_arrive_s[i] < at_s)
        i++;
    part[i] += paths;
}

static void finish(float part[LW_ARRIVE_TIMES])
{
    float sum = 0.0f;

    for (int i = 0; i < LW_ARRIVE_TIMES; i++) {
        sum += part[i];
        part[i] = fminf(sum * (1.0f / LW_PATHS), 1.0f);
    }
}

void lw_enter_round(const struct lw_fan *fan, const float centre_m[2],
                    float radius_m, float blur_m, float part[LW_ARRIVE_TIMES])
{
    const float most = fminf(1.0f, radius_m / blur_m);
    float hit[LW_PATHS] = {0};

    memset(part, 0, LW_ARRIVE_TIMES * sizeof *part);
    for (uint32_t leg = 0; leg < LW_LEGS; leg++)
        for (uint32_t i = 0; i < LW_PATHS; i++) {
            const float ux = fan->x_m[leg + 1][i] - fan->x_m[leg][i];
            const float uy = fan->y_m[leg + 1][i] - fan->y_m[leg][i];
            const float wx = centre_m[0] - fan->x_m[leg][i];
            const float wy = centre_m[1] - fan->y_m[leg][i];
            const float length2 = ux * ux + uy * uy + 1e-3f;
            const float along = (wx * ux + wy * uy) / length2;
            const float t = fmaxf(fminf(along, 1.0f), 0.0f);
            const float dx = wx - t * ux, dy = wy - t * uy;
            const float d2 = dx * dx + dy * dy, reach = radius_m + blur_m;
            if (d2 >= reach * reach)
                continue;
            const float within =
                fminf((reach - sqrtf(d2)) / (2.0f * blur_m), most);
            if (within <= hit[i])
                continue;
            const float back =
                sqrtf(fmaxf(radius_m * radius_m - d2, 0.0f) / length2);
            const float at = fmaxf(fminf(along - back, 1.0f), 0.0f);
            count_entry(part,
                        lw_leg_s[leg] +
                            (double)at * (lw_leg_s[leg + 1] - lw_leg_s[leg]),
                        within - hit[i]);
            hit[i] = within;
        }
    finish(part);
}

static bool holds(const struct lw_outline *o, float x, float y)
{
    bool in = false;

    for (uint32_t k = 0; k + 1 < o->points; k++) {
        const float ax = o->x_m[k], ay = o->y_m[k];
        const float bx = o->x_m[k + 1], by = o->y_m[k + 1];
        if (o->after[k] && (ay > y) != (by > y) &&
            x < ax + (bx - ax) * (y - ay) / (by - ay))
            in = !in;
    }
    return in;
}

/* Where on its way from a to b it first meets the outline; 2: nowhere. */
static float meets(const struct lw_outline *o, const float a[2],
                   const float b[2])
{
    const float ux = b[0] - a[0], uy = b[1] - a[1];
    float first = 2.0f;

    for (uint32_t k = 0; k + 1 < o->points; k++) {
        const float px = o->x_m[k] - a[0], py = o->y_m[k] - a[1];
        const float qx = o->x_m[k + 1] - a[0], qy = o->y_m[k + 1] - a[1];
        const float sp = ux * py - uy * px, sq = ux * qy - uy * qx;
        if (!o->after[k] || (sp > 0.0f) == (sq > 0.0f))
            continue;
        /* it crosses the line of the path: where? */
        const float part = sp / (sp - sq);
        const float mx = px + part * (qx - px), my = py + part * (qy - py);
        const float at = (mx * ux + my * uy) / (ux * ux + uy * uy + 1e-3f);
        if (at >= 0.0f && at <= 1.0f)
            first = fminf(first, at);
    }
    return first;
}

void lw_enter_outline(const struct lw_fan *fan,
                      const struct lw_outline *outline,
                      float part[LW_ARRIVE_TIMES])
{
    memset(part, 0, LW_ARRIVE_TIMES * sizeof *part);
    for (uint32_t i = 0; i < LW_PATHS; i++) {
        if (holds(outline, fan->x_m[0][i], fan->y_m[0][i])) {
            part[0] += 1.0f;
            continue;
        }
        for (uint32_t leg = 0; leg < LW_LEGS; leg++) {
            const float a[2] = {fan->x_m[leg][i], fan->y_m[leg][i]};
            const float b[2] = {fan->x_m[leg + 1][i], fan->y_m[leg + 1][i]};
            const float at = meets(outline, a, b);
            if (at > 1.0f)
                continue;
            count_entry(part,
                        lw_leg_s[leg] +
                            (double)at * (lw_leg_s[leg + 1] - lw_leg_s[leg]),
                        1.0f);
            break;
        }
    }
    finish(part);
}
