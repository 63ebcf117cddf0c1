/* SPDX-License-Identifier: Apache-2.0 */
#include "reliability.h"

#include <math.h>

static const double edge[] = LW_RELIABILITY_EDGES;

void lw_reliability_add(struct lw_reliability *reliability, double claim,
                        bool right, uint16_t *claimed_before)
{
    int at = LW_RELIABILITY_CLASSES - 1;

    while (at > 0 && claim < edge[at])
        at--;
    reliability->in[at].claims++;
    reliability->in[at].right += right;
    reliability->in[at].claimed += claim;
    if (!(*claimed_before & 1U << at))
        reliability->in[at].tracks++;
    *claimed_before = (uint16_t)(*claimed_before | 1U << at);
}

double lw_reliability_error(const struct lw_reliability *reliability)
{
    uint64_t claims = 0;
    double apart = 0;

    for (int i = 0; i < LW_RELIABILITY_CLASSES; i++) {
        claims += reliability->in[i].claims;
        apart +=
            fabs(reliability->in[i].claimed - (double)reliability->in[i].right);
    }
    return claims > 0 ? apart / (double)claims : (double)NAN;
}
