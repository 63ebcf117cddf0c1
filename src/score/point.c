/* SPDX-License-Identifier: Apache-2.0 */
#include "point.h"

#include <assert.h>
#include <math.h>

#include "chi2.h"

int lw_score_cov_index(int row, int column)
{
    const int r = row < column ? row : column;
    const int c = row < column ? column : row;

    assert(r >= 0 && c < 6);
    return r * 6 - r * (r - 1) / 2 + c - r;
}

double lw_score_claim(const struct lw_score_point *track, int dimensions,
                      double cutoff_m)
{
    double trace = 0, square = 0;

    if (!(track->has & LW_SCORE_HAS_COV))
        return track->existence;
    for (int i = 0; i < dimensions; i++)
        for (int j = 0; j < dimensions; j++) {
            const double value = track->cov[lw_score_cov_index(i, j)];
            trace += i == j ? value : 0;
            square += value * value;
        }
    if (!(trace > 0 && square > 0))
        return track->existence;
    return track->existence *
           lw_chi2_chance(cutoff_m * cutoff_m * trace / square,
                          trace * trace / square);
}

static struct lw_geodetic ground(const struct lw_score_point *point,
                                 int dimensions)
{
    struct lw_geodetic pos = point->pos;

    if (dimensions == 2)
        pos.alt_hae_m = 0;
    return pos;
}

void lw_score_place(const struct lw_score_point *point, int dimensions,
                    double ecef_m[3])
{
    lw_geodetic_to_ecef(ground(point, dimensions), ecef_m);
}

void lw_score_frame(const struct lw_score_point *object, int dimensions,
                    struct lw_frame *frame)
{
    lw_frame_init(frame, ground(object, dimensions));
}

double lw_score_offset(const struct lw_frame *frame, int dimensions,
                       const double ecef_m[3], double enu_m[3])
{
    double d[3], sum = 0;

    for (int i = 0; i < 3; i++)
        d[i] = ecef_m[i] - frame->origin_m[i];
    for (int i = 0; i < 3; i++) {
        enu_m[i] = frame->rot[3 * i] * d[0] + frame->rot[3 * i + 1] * d[1] +
                   frame->rot[3 * i + 2] * d[2];
        if (i < dimensions)
            sum += enu_m[i] * enu_m[i];
    }
    return sqrt(sum);
}
