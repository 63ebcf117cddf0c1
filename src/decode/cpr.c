/* SPDX-License-Identifier: Apache-2.0 */
#include "cpr.h"

#include <math.h>

static const double full_scale = 131072; /* 2^17 */

int lw_cpr_zones(double lat_deg)
{
    const double pi = 3.14159265358979323846;
    const double lat = fabs(lat_deg);

    if (lat < 1e-9)
        return 59;
    if (lat >= 87)
        return lat > 87 ? 1 : 2;
    const double c = cos(pi / 180 * lat);
    const double ratio = 1 - (1 - cos(pi / 30)) / (c * c);
    return (int)floor(2 * pi / acos(ratio));
}

static double modulo(double a, double b)
{
    return a - b * floor(a / b);
}

static double wrap_180(double lon_deg)
{
    return modulo(lon_deg + 180, 360) - 180;
}

/* Both, with `span` degrees of latitude in the grid: 360, or 90 on the ground.
 * `south` degrees are taken off the latitude. Longitude: 0..span. */
static int solve(struct lw_cpr even, struct lw_cpr odd, bool odd_last,
                 double span, double south, struct lw_cpr_place *place)
{
    const double y0 = even.lat / full_scale, y1 = odd.lat / full_scale;
    const double x0 = even.lon / full_scale, x1 = odd.lon / full_scale;
    const double j = floor(59 * y0 - 60 * y1 + 0.5);
    double lats[2] = {span / 60 * (modulo(j, 60) + y0) - south,
                      span / 59 * (modulo(j, 59) + y1) - south};

    for (int i = 0; i < 2; i++)
        if (lats[i] >= 270)
            lats[i] -= 360;
    const double lat = lats[odd_last];
    if (lat < -90 || lat > 90 || lw_cpr_zones(lats[0]) != lw_cpr_zones(lats[1]))
        return LW_ERR_INTEGRITY;
    const int zones = lw_cpr_zones(lat);
    const int count = zones - odd_last > 1 ? zones - odd_last : 1;
    const double m = floor(x0 * (zones - 1) - x1 * zones + 0.5);
    place->lat_deg = lat;
    place->lon_deg = span / count * (modulo(m, count) + (odd_last ? x1 : x0));
    return 0;
}

int lw_cpr_global(struct lw_cpr even, struct lw_cpr odd, bool odd_last,
                  struct lw_cpr_place *place)
{
    struct lw_cpr_place found;
    const int err = solve(even, odd, odd_last, 360, 0, &found);

    if (err < 0)
        return err;
    place->lat_deg = found.lat_deg;
    place->lon_deg = wrap_180(found.lon_deg);
    return 0;
}

int lw_cpr_global_surface(struct lw_cpr even, struct lw_cpr odd, bool odd_last,
                          struct lw_cpr_place near, struct lw_cpr_place *place)
{
    struct lw_cpr_place found;
    const double south = near.lat_deg < 0 ? 90 : 0;
    const int err = solve(even, odd, odd_last, 90, south, &found);

    if (err < 0)
        return err;
    /* Of the four longitudes, 90 degrees apart, the nearest. */
    const double turns = floor((near.lon_deg - found.lon_deg) / 90 + 0.5);
    place->lat_deg = found.lat_deg;
    place->lon_deg = wrap_180(found.lon_deg + 90 * turns);
    return 0;
}

int lw_cpr_local(struct lw_cpr message, bool odd, bool surface,
                 struct lw_cpr_place near, struct lw_cpr_place *place)
{
    const double span = surface ? 90 : 360;
    const double y = message.lat / full_scale, x = message.lon / full_scale;
    const double lat_step = span / (60 - odd);
    const double lat =
        lat_step * (floor(near.lat_deg / lat_step - y + 0.5) + y);

    if (lat < -90 || lat > 90)
        return LW_ERR_RANGE;
    const int zones = lw_cpr_zones(lat) - odd;
    const double lon_step = span / (zones > 1 ? zones : 1);
    const double lon =
        lon_step * (floor(near.lon_deg / lon_step - x + 0.5) + x);
    place->lat_deg = lat;
    place->lon_deg = wrap_180(lon);
    return 0;
}
