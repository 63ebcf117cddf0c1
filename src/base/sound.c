/* SPDX-License-Identifier: Apache-2.0 */
#include "sound.h"

#include <math.h>

double lw_sound_speed_mps(double temperature_c)
{
    return 331.3 * sqrt(1.0 + temperature_c / 273.15);
}

double lw_sound_delay_s(const double offset_m[3], const double vel_mps[3],
                        const double wind_mps[3], double speed_mps)
{
    double dd = 0.0, du = 0.0, uu = 0.0;

    for (int i = 0; i < 3; i++) {
        const double u = vel_mps[i] - wind_mps[i];
        dd += offset_m[i] * offset_m[i];
        du += offset_m[i] * u;
        uu += u * u;
    }

    /* (c^2 - u^2) d^2 + 2 (offset . u) d - offset^2 = 0 */
    const double a = speed_mps * speed_mps - uu;
    if (a <= 0.1 * speed_mps * speed_mps)
        return sqrt(dd) / speed_mps;
    return (sqrt(du * du + a * dd) - du) / a;
}
